"""Prüfen: eine Zeile des Plans gegen den Bestand – was sie wirklich ändert, oder der Satz, warum es nicht geht."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy.orm import Session

from mut_core.erfassung.einlesung.bestand import WEITERES, Bestand, mittelbild
from mut_core.erfassung.einlesung.plan import Einlesungsplan, Verweis, Zeilenplan
from mut_core.erfassung.massnahme import EIGENE_HANDLUNG, require_offen
from mut_core.erfassung.pflege import pruefe_werte
from mut_core.erfassung.protokoll import Vorgang
from mut_core.erfassung.sachstand import SachstandEingabe, require_eingabe
from mut_core.fehler import EingabeError, KonfliktError
from mut_core.modell import Massnahme, Mittelposition
from mut_core.modell.grundlage import KURZ, LANG
from mut_core.texte import clean_text

INZWISCHEN = "Diese Maßnahme wurde inzwischen geändert. Bitte öffnen Sie die Liste noch einmal."
SCHON_DA = "Steht schon so da."
_NIE = EIGENE_HANDLUNG | {"handlungsfeld_id", "federfuehrung_id", "zusatzfelder"}


@dataclass(frozen=True)
class Werk:
    """Eine geprüfte Zeile: was an ihrer Maßnahme zu tun ist; `massnahme` ist None, wenn sie erst entsteht."""

    plan: Zeilenplan
    massnahme: Massnahme | None
    werte: Mapping[str, Any]
    zusatzfelder: Mapping[str, Any]
    staende: tuple[SachstandEingabe, ...] = ()
    mittel: tuple[Mapping[str, Any], ...] = ()
    verweise: frozenset[tuple[str, str]] = field(default_factory=frozenset)
    """Was neu anzulegen ist: („stelle“ oder „handlungsfeld“, Name)."""


def build_werk(session: Session, vorgang: Vorgang, bestand: Bestand, plan: Einlesungsplan, zeile: Zeilenplan) -> Werk:
    """Gibt, was aus einer Zeile wird; wirft EingabeError oder KonfliktError mit dem Grund, und nichts ist geändert.

    Ist `vorgang` eine Übernahme, dürfen die Sachstände Lücken haben: Belegte alte Stände sind, wie sie sind.
    """
    massnahme = _massnahme(bestand, zeile)
    if fremd := _NIE & zeile.werte.keys():
        raise EingabeError(f"„{min(fremd)}“ lässt sich nicht einlesen.")
    werte = pruefe_werte(Massnahme, zeile.werte, bezug=vorgang.tag)
    zusatz = _zusatzfelder(zeile.zusatzfelder)
    mittel = tuple(pruefe_werte(Mittelposition, m, bezug=vorgang.tag) for m in zeile.mittel)
    werk = Werk(zeile, massnahme, werte, zusatz, mittel=mittel, verweise=frozenset(_neue(zeile)))
    if massnahme is None:
        _require_neue(bestand, plan, zeile, werte)
        platzhalter = Massnahme(konzept_id=bestand.konzept.id)
        staende = _staende(session, vorgang, zeile, platzhalter, {})
    else:
        require_offen(vorgang, massnahme)
        werk = _nur_neues(bestand, werk, massnahme)
        _require_freie_nummer(bestand, werk.werte)
        _require_aktuell(werk, massnahme)
        eintraege = bestand.staende.get(massnahme.id, {})
        staende = _staende(session, vorgang, zeile, massnahme, eintraege)
        if staende and bestand.geltende.get(massnahme.id, 0) != zeile.stand_nummer:
            raise EingabeError("Zu dieser Maßnahme wurde inzwischen gemeldet. Bitte öffnen Sie die Liste noch einmal.")
    werk = replace(werk, staende=staende)
    if massnahme is not None and not _etwas(werk):
        raise EingabeError(SCHON_DA)
    return werk


def _massnahme(bestand: Bestand, zeile: Zeilenplan) -> Massnahme | None:
    if zeile.massnahme_id is None:
        return None
    gefunden = bestand.massnahmen.get(zeile.massnahme_id)
    if gefunden is None:
        raise EingabeError("Diese Maßnahme gibt es in diesem Konzept nicht.")
    return gefunden


def _require_neue(bestand: Bestand, plan: Einlesungsplan, zeile: Zeilenplan, werte: Mapping[str, Any]) -> None:
    titel = werte.get("titel")
    if not titel:
        raise EingabeError("Der Titel der Maßnahme fehlt.")
    if zeile.handlungsfeld is None:
        raise EingabeError("Das Handlungsfeld fehlt; ohne Handlungsfeld lässt sich keine Maßnahme anlegen.")
    feld = zeile.handlungsfeld if isinstance(zeile.handlungsfeld, int) else None
    if jung := bestand.entstanden(titel, feld, plan.bekannt_bis):
        raise EingabeError(f"Wurde inzwischen schon angelegt ({jung.nummer}).")
    _require_freie_nummer(bestand, werte)


def _require_freie_nummer(bestand: Bestand, werte: Mapping[str, Any]) -> None:
    if (nummer := werte.get("nummer")) and nummer in bestand.nummern:
        raise EingabeError(f"Die Nummer „{nummer}“ ist schon vergeben. Bitte prüfen Sie, ob es dieselbe Maßnahme ist.")


def _nur_neues(bestand: Bestand, werk: Werk, massnahme: Massnahme) -> Werk:
    """Lässt weg, was schon so dasteht."""
    bisher = massnahme.zusatzfelder or {}
    plan = _ohne_verbundenes(werk.plan, bestand.verbunden.get(massnahme.id, set()))
    plan = replace(plan, entfernt=tuple(t for t in plan.entfernt if (massnahme.id, *t) in bestand.teile))
    da = bestand.mittel.get(massnahme.id, set())
    if plan.handlungsfeld == massnahme.handlungsfeld_id:
        plan = replace(plan, handlungsfeld=None)
    if plan.federfuehrung == massnahme.federfuehrung_id:
        plan = replace(plan, federfuehrung=None)
    return replace(
        werk,
        plan=plan,
        mittel=tuple(m for m in werk.mittel if mittelbild(m) not in da),
        werte={f: w for f, w in werk.werte.items() if getattr(massnahme, f) != w},
        zusatzfelder={f: w for f, w in werk.zusatzfelder.items() if bisher.get(f) != w},
    )


def _ohne_verbundenes(plan: Zeilenplan, da: set[tuple[str, int]]) -> Zeilenplan:
    return replace(
        plan,
        weitere_handlungsfelder=tuple(
            v for v in plan.weitere_handlungsfelder if ("massnahmehandlungsfeld", v) not in da
        ),
        ziele=tuple(z for z in plan.ziele if ("massnahmeziel", z) not in da),
        beteiligte=tuple(b for b in plan.beteiligte if ("beteiligung", b.stelle) not in da),
    )


def _require_aktuell(werk: Werk, massnahme: Massnahme) -> None:
    geaendert = (
        any(s.neue_frist for s in werk.plan.staende)
        or werk.werte
        or werk.zusatzfelder
        or werk.plan.handlungsfeld
        or werk.plan.federfuehrung
    )
    if geaendert and werk.plan.version != massnahme.version:
        raise KonfliktError(
            INZWISCHEN,
            gespeichert={f: getattr(massnahme, f) for f in werk.werte},
            eigene=dict(werk.werte),
        )


def _staende(
    session: Session, vorgang: Vorgang, zeile: Zeilenplan, massnahme: Massnahme, vorhandene: Mapping[Any, Any]
) -> tuple[SachstandEingabe, ...]:
    """Gibt die Sachstände, die es noch nicht gibt, den ältesten zuerst."""
    neue = [s for s in zeile.staende if not _steht_schon_da(s, vorhandene)]
    for eingabe in neue:
        require_eingabe(session, vorgang, massnahme, eingabe)
    return tuple(sorted(neue, key=lambda s: s.zum))


def _steht_schon_da(s: SachstandEingabe, vorhandene: Mapping[Any, Any]) -> bool:
    """Ein Sachstand ist schon da, wenn einer alles sagt, was er sagt; ein neuer nächster Schritt ist ein neuer."""
    gesagt = {n: w for n in WEITERES if (w := getattr(s, n)) is not None}
    gesagt = {n: clean_text(w) if type(w) is str else w for n, w in gesagt.items()}
    eintraege = vorhandene.get((s.zum, s.umsetzungsstand, clean_text(s.text)), ())
    return any(all(e[n] == w for n, w in gesagt.items()) for e in eintraege)


def _etwas(werk: Werk) -> bool:
    p = werk.plan
    teile = (p.weitere_handlungsfelder, p.ziele, p.beteiligte, p.entfernt, p.handlungsfeld, p.federfuehrung)
    return any((werk.werte, werk.zusatzfelder, werk.staende, werk.mittel, *teile))


def _neue(zeile: Zeilenplan) -> Iterator[tuple[str, str]]:
    felder: tuple[Verweis | None, ...] = (zeile.handlungsfeld, *zeile.weitere_handlungsfelder)
    stellen: tuple[Verweis | None, ...] = (zeile.federfuehrung, *(b.stelle for b in zeile.beteiligte))
    for art, verweise in (("handlungsfeld", felder), ("stelle", stellen)):
        for name in (kurzer_name(v) for v in verweise if isinstance(v, str)):
            if not 0 < len(name) <= KURZ:
                wort = "Ein Handlungsfeld" if art == "handlungsfeld" else "Eine Stelle"
                raise EingabeError(f"{wort} mit {len(name)} Zeichen im Namen lässt sich nicht anlegen.")
            yield art, name


def kurzer_name(name: str) -> str:
    """Gibt einen Namen in einer Zeile."""
    return " ".join(clean_text(name).split())


def _zusatzfelder(roh: Mapping[str, Any]) -> dict[str, Any]:
    """Gibt die unbekannten Spalten als reine JSON-Werte; zu Langes wird nie gekürzt."""
    sauber: dict[str, Any] = {}
    for name, wert in roh.items():
        text = clean_text(wert) if isinstance(wert, str) else wert
        if not isinstance(text, str | int | float | bool | None) or (isinstance(text, str) and len(text) > LANG):
            raise EingabeError(f"Die Spalte „{name[:60]}“ ist hier zu lang oder nicht lesbar.")
        if len(schluessel := clean_text(name)) > KURZ:
            raise EingabeError(f"Die Überschrift „{schluessel[:60]} …“ ist zu lang.")
        sauber[schluessel] = text
    return sauber
