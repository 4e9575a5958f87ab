"""Übernehmen: eine ganze Liste in einem Vorgang – was nicht geht, wird mit Grund genannt, der Rest geschrieben."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from sqlalchemy.orm import Session

from mut_core import rechte
from mut_core.erfassung.einlesung.bestand import VERBINDUNGEN, Bestand, load_bestand
from mut_core.erfassung.einlesung.bogen import require_bogen
from mut_core.erfassung.einlesung.plan import Einlesungsplan, Verweis, Zeilenplan
from mut_core.erfassung.einlesung.zeile import SCHON_DA, Werk, build_werk, kurzer_name
from mut_core.erfassung.frist import set_frist
from mut_core.erfassung.massnahme import angaben_zu, set_werte
from mut_core.erfassung.pflege import ARTEN
from mut_core.erfassung.pflege.arten import Weglegen
from mut_core.erfassung.protokoll import Vorgang, erledigt, switch_vorgang
from mut_core.erfassung.sachstand import build_sachstand
from mut_core.erfassung.wache import spalten
from mut_core.fehler import EingabeError, MutError, NichtGefundenError
from mut_core.modell import (
    Beteiligung,
    Einlesung,
    Handlungsfeld,
    Konzept,
    Massnahme,
    MassnahmeHandlungsfeld,
    MassnahmeZiel,
    Mittelposition,
    Organisationseinheit,
)
from mut_core.modell.codes import Angabe, Einheitsart
from mut_core.modell.grundlage import KURZ
from mut_core.texte import clean_text

GRUND = "Eingelesen aus „{}“"
HOECHSTENS_GRUENDE = 500
"""So viele übersprungene Zeilen nennt das Protokoll mit Grund; von weiteren nennt es die Zahl."""


def record_einlesung(session: Session, vorgang: Vorgang, konzept_id: int, plan: Einlesungsplan) -> int:
    """Übernimmt eine Liste als einen Schritt und gibt den Schlüssel der Einlesung; derselbe Vorgang schreibt einmal.

    Jede Zeile gilt ganz oder gar nicht; eine, die nicht geht, steht mit Grund in der Einlesung und hält die übrigen
    nicht auf. Datierte Sachstände behalten ihren Tag (`zum`), gehören aber erst ab heute zum Lagebild: Ein vergangenes
    Lagebild zeigt, was man an dem Tag wusste, und das wusste die App damals nicht (docs/entscheidungen/0004-zeit.md).
    Wirft NichtGefundenError, RechteError und EingabeError, wenn keine Zeile (mehr) etwas ändert.
    """
    rechte.require_einlesen(vorgang.person, konzept_id)
    konzept = session.get(Konzept, konzept_id) if rechte.ist_schluessel(konzept_id) else None
    if konzept is None:
        raise NichtGefundenError("Dieses Konzept gibt es nicht oder Sie haben darin keine Rolle.")
    if (frueher := erledigt(session, vorgang, "einlesung")) is not None:
        return frueher
    vorgang = replace(vorgang, grund=GRUND.format(plan.dateiname[:KURZ]))
    switch_vorgang(session, vorgang)
    bestand = load_bestand(session, konzept)
    bogen = require_bogen(session, konzept_id, plan.bogen) if plan.bogen else None
    gruende = dict(plan.uebersprungen)
    with session.no_autoflush:  # erst prüfen, dann in drei Zügen schreiben: jeder Zug ist eine Anweisung je Tabelle
        bereite = [w for z in plan.zeilen if (w := _bereite(session, vorgang, bestand, plan, z, gruende))]
        if not bereite:
            raise EingabeError(_nichts(plan, gruende))
        namen = _lege_namen_an(session, bestand, bereite)
        einlesung = _einlesung(vorgang, konzept_id, plan, len(bereite), gruende)
        session.add(einlesung)
        massnahmen = [_massnahme(session, bestand, w, namen) for w in bereite]
        session.flush()
        for werk, massnahme in zip(bereite, massnahmen, strict=True):
            dazu = {"einlesung_id": einlesung.id, "abfrage_id": bogen.abfrage_id if bogen else None}
            _melde(session, vorgang, bestand, werk, massnahme, **dazu)
            _haenge_an(session, vorgang, bestand, werk, massnahme, namen)
        if bogen:
            bogen.zurueck_am = vorgang.zeitpunkt
        session.flush()
    return einlesung.id


def _bereite(  # noqa: PLR0917 – wer, worin, woraus und wohin mit den Gründen
    session: Session,
    vorgang: Vorgang,
    bestand: Bestand,
    plan: Einlesungsplan,
    zeile: Zeilenplan,
    gruende: dict[str, str],
) -> Werk | None:
    """Gibt die geprüfte Zeile und setzt, was sie an einer vorhandenen Maßnahme ändert; sonst nennt sie den Grund."""
    uebernahme = vorgang if plan.bogen else replace(vorgang, gilt_ab=vorgang.tag)
    try:
        werk = build_werk(session, uebernahme, bestand, plan, zeile)
        if werk.massnahme is not None:
            _setze(session, uebernahme, werk, werk.massnahme)
    except MutError as fehler:
        gruende[zeile.ort] = str(fehler)
        return None
    if nummer := werk.werte.get("nummer"):
        bestand.nummern.add(nummer)
    return werk


def _setze(session: Session, vorgang: Vorgang, werk: Werk, massnahme: Massnahme) -> None:
    werte = dict(werk.werte)
    for feld, verweis in (("handlungsfeld_id", werk.plan.handlungsfeld), ("federfuehrung_id", werk.plan.federfuehrung)):
        if isinstance(verweis, int):
            werte[feld] = verweis
    if werte:
        set_werte(session, vorgang, massnahme, werte, frist_grund=vorgang.grund)
    for s in werk.staende:
        if s.neue_frist and s.neue_frist != massnahme.frist:
            set_frist(
                session, vorgang, massnahme, s.neue_frist, genauigkeit=s.neue_frist_genauigkeit, grund=s.frist_grund
            )
    if werk.zusatzfelder:
        massnahme.zusatzfelder = (massnahme.zusatzfelder or {}) | dict(werk.zusatzfelder)


def _nichts(plan: Einlesungsplan, gruende: Mapping[str, str]) -> str:
    if not plan.zeilen:
        return "Es ist nichts ausgewählt. Bitte bestätigen Sie zuerst, was übernommen werden soll."
    offene = [gruende[z.ort] for z in plan.zeilen if z.ort in gruende]
    if all(g == SCHON_DA or g.startswith("Wurde inzwischen") for g in offene):
        return "Diese Liste ist schon übernommen; es gibt nichts mehr zu ändern. Es wurde nichts geschrieben."
    return f"Keine Zeile ließ sich übernehmen; es wurde nichts geschrieben. {plan.zeilen[0].ort}: {offene[0]}"


def _einlesung(
    vorgang: Vorgang, konzept_id: int, plan: Einlesungsplan, uebernommen: int, gruende: Mapping[str, str]
) -> Einlesung:
    genannt = {ort[:KURZ]: clean_text(grund)[:KURZ] for ort, grund in list(gruende.items())[:HOECHSTENS_GRUENDE]}
    if (mehr := len(gruende) - len(genannt)) > 0:
        genannt["weitere"] = f"{mehr} Zeilen"
    return Einlesung(
        konzept_id=konzept_id,
        dateiname=clean_text(plan.dateiname)[:KURZ] or "Liste",
        pruefsumme=plan.pruefsumme,
        blatt=clean_text(plan.blatt)[:KURZ],
        am=vorgang.zeitpunkt,
        von_id=vorgang.person.id,
        gelesen=plan.gelesen,
        uebernommen=uebernommen,
        uebersprungen=genannt,
        vorgang=vorgang.schluessel,
    )


# --- neue Namen ------------------------------------------------------------------------------------------------------

Namen = Mapping[tuple[str, str], int]


def _lege_namen_an(session: Session, bestand: Bestand, werke: Iterable[Werk]) -> Namen:
    """Legt bestätigte neue Stellen und Handlungsfelder einmal an und gibt zu jedem Namen den Schlüssel."""
    gesucht = dict.fromkeys(n for w in werke for n in sorted(w.verweise))
    neue: dict[tuple[str, str], Handlungsfeld | Organisationseinheit] = {}
    namen: dict[tuple[str, str], int] = {}
    for art, name in gesucht:
        vorhandene = _benannte(bestand, art)
        if (da := vorhandene.get(name.casefold())) is not None:
            namen[art, name] = da
        elif (art, name.casefold()) not in neue:
            neue[art, name.casefold()] = _stelle(bestand, name) if art == "stelle" else _feld(bestand, neue, name)
    if neue:
        session.add_all(neue.values())
        session.flush()
    for objekt in neue.values():
        if isinstance(objekt, Handlungsfeld):
            bestand.felder[objekt.id] = objekt
        else:
            bestand.stellen[objekt.id] = objekt
    return namen | {(art, n): neue[art, n.casefold()].id for art, n in gesucht if (art, n.casefold()) in neue}


def _benannte(bestand: Bestand, art: str) -> dict[str, int]:
    if art == "stelle":
        return {o.name.casefold(): o.id for o in bestand.stellen.values() if o.aktiv}
    return {f.titel.casefold(): f.id for f in bestand.felder.values() if f.archiviert_am is None}


def _stelle(bestand: Bestand, name: str) -> Organisationseinheit:
    return Organisationseinheit(kommune_id=bestand.konzept.kommune_id, name=name, art=Einheitsart.SONSTIGE)


def _feld(bestand: Bestand, neue: Mapping[Any, Any], name: str) -> Handlungsfeld:
    alle = [*bestand.felder.values(), *(o for o in neue.values() if isinstance(o, Handlungsfeld))]
    nummer = 1 + max((f.nummer for f in alle), default=0)
    reihenfolge = 1 + max((f.reihenfolge or 0 for f in alle), default=0)
    return Handlungsfeld(konzept_id=bestand.konzept.id, nummer=nummer, reihenfolge=reihenfolge, titel=name)


def _id(verweis: Verweis, art: str, namen: Namen) -> int:
    return verweis if isinstance(verweis, int) else namen[art, kurzer_name(verweis)]


# --- Maßnahmen und was zu ihnen gehört -------------------------------------------------------------------------------


def _massnahme(session: Session, bestand: Bestand, werk: Werk, namen: Namen) -> Massnahme:
    """Gibt die Maßnahme einer Zeile: die vorhandene mit ihren neuen Verweisen oder eine neue."""
    feld, stelle = werk.plan.handlungsfeld, werk.plan.federfuehrung
    if (massnahme := werk.massnahme) is not None:
        if isinstance(feld, str):
            massnahme.handlungsfeld_id = _id(feld, "handlungsfeld", namen)
        if isinstance(stelle, str):
            massnahme.federfuehrung_id = _id(stelle, "stelle", namen)
            massnahme.federfuehrung_angabe = Angabe.GENANNT
        return massnahme
    werte = dict(werk.werte)
    werte["handlungsfeld_id"] = _id(feld or 0, "handlungsfeld", namen)
    if stelle is not None:
        werte["federfuehrung_id"] = _id(stelle, "stelle", namen)
    werte["nummer"] = werte.get("nummer") or bestand.neue_nummer(bestand.felder[werte["handlungsfeld_id"]])
    werte["urspruengliche_frist"] = werte.get("frist")
    alle = {s.key: werte.get(s.key) for s in spalten(Massnahme)}
    leer = {f: Angabe.LEER for f in alle if f.endswith("_angabe") and alle[f] is None}
    werte |= angaben_zu(werte, alle | leer)
    neue = Massnahme(konzept_id=bestand.konzept.id, zusatzfelder=dict(werk.zusatzfelder) or None, **werte)
    session.add(neue)
    return neue


def _melde(
    session: Session, vorgang: Vorgang, bestand: Bestand, werk: Werk, massnahme: Massnahme, **dazu: int | None
) -> None:
    letzte = bestand.letzte.get(massnahme.id, 0)
    for nummer, eingabe in enumerate(werk.staende, letzte + 1):
        session.add(build_sachstand(vorgang, massnahme, eingabe, nummer, **dazu))


def _haenge_an(  # noqa: PLR0917 – woran, womit und worin
    session: Session, vorgang: Vorgang, bestand: Bestand, werk: Werk, massnahme: Massnahme, namen: Namen
) -> None:
    """Fügt Mittel, Ziele und Beteiligte an und nimmt weg, was nicht mehr in der Liste steht."""
    konzept = {"konzept_id": bestand.konzept.id, "massnahme_id": massnahme.id}
    plan = werk.plan
    entfernt = _nimm_weg(session, vorgang, plan.entfernt)
    da = bestand.verbunden.get(massnahme.id, set()) - entfernt
    for werte in werk.mittel:
        session.add(Mittelposition(**konzept, **werte))
    for verweis in plan.weitere_handlungsfelder:
        feld_id = _id(verweis, "handlungsfeld", namen)
        if feld_id != massnahme.handlungsfeld_id and _neu(da, "massnahmehandlungsfeld", feld_id):
            session.add(MassnahmeHandlungsfeld(**konzept, handlungsfeld_id=feld_id))
    for ziel_id in plan.ziele:
        if ziel_id in bestand.ziele and _neu(da, "massnahmeziel", ziel_id):
            session.add(MassnahmeZiel(**konzept, ziel_id=ziel_id))
    for b in plan.beteiligte:
        stelle_id = _id(b.stelle, "stelle", namen)
        if _neu(da, "beteiligung", stelle_id):
            rolle = clean_text(b.rolle or "")[:KURZ] or None
            session.add(Beteiligung(**konzept, organisationseinheit_id=stelle_id, rolle=rolle))


def _neu(da: set[tuple[str, int]], tabelle: str, schluessel: int) -> bool:
    if (tabelle, schluessel) in da:
        return False
    da.add((tabelle, schluessel))
    return True


def _nimm_weg(session: Session, vorgang: Vorgang, teile: Iterable[tuple[str, int]]) -> set[tuple[str, int]]:
    """Archiviert oder entfernt geprüfte Teile einer Maßnahme; gibt, womit sie danach nicht mehr verbunden ist."""
    weg: set[tuple[str, int]] = set()
    for tabelle, schluessel in teile:
        art = ARTEN[tabelle]
        teil: Any = session.get_one(art.klasse, schluessel)
        if art.weglegen is Weglegen.ARCHIVIEREN:
            teil.archiviert_am = vorgang.tag
            continue
        weg |= {(tabelle, getattr(teil, feld)) for klasse, feld in VERBINDUNGEN if isinstance(teil, klasse)}
        session.delete(teil)
    return weg
