"""Maßnahme pflegen: ändern, verdoppeln, zusammenführen, ersetzen, archivieren, wieder hervorholen – nie löschen."""

from collections.abc import Mapping
from datetime import date
from typing import Any, NoReturn

from sqlalchemy import select
from sqlalchemy.orm import Session

from mut_core import rechte
from mut_core.erfassung.frist import require_zeitraum, set_frist
from mut_core.erfassung.konzept import naechste_nummer
from mut_core.erfassung.pflege import ZUSAETZE, formwert, pruefe_werte
from mut_core.erfassung.pflege.bezuege import require_verweise
from mut_core.erfassung.protokoll import Vorgang, erledigt
from mut_core.erfassung.sachstand import require_massnahme
from mut_core.erfassung.wache import spalten
from mut_core.fehler import EingabeError, KonfliktError
from mut_core.modell import (
    Beteiligung,
    Handlungsfeld,
    ImKonzept,
    Konzept,
    Massnahme,
    MassnahmeHandlungsfeld,
    MassnahmeZiel,
    Meilenstein,
    Mittelposition,
)
from mut_core.modell.codes import Angabe, Genauigkeit
from mut_core.modell.grundlage import KURZ

KOPIE = " (Kopie)"
_ZUSAMMEN, _ERSETZT = "zusammengefuehrt_mit_id", "ersetzt_durch_id"
EIGENE_HANDLUNG = frozenset({"urspruengliche_frist", _ZUSAMMEN, _ERSETZT})
"""Was nur eine eigene Handlung ändert: die Frist verschieben, zusammenführen, ersetzen."""

_NICHT_KOPIERT = EIGENE_HANDLUNG | {"id", "version", "nummer", "titel", "archiviert_am"}
_NICHT_KOPIERT |= {"terminlage_gesetzt", "terminlage_grund"}  # von Hand für diese eine Maßnahme gesetzt
_MITGENOMMEN: tuple[type[ImKonzept], ...] = (MassnahmeZiel, MassnahmeHandlungsfeld, Beteiligung)
_ANGABEN = {
    "federfuehrung_angabe": ("federfuehrung_id", "federfuehrung_wortlaut"),
    "personal_angabe": ("personal_wortlaut",),
    "mittel_angabe": ("mittel_wortlaut",),
    "zeit_angabe": ("zeit_wortlaut", "beginn", "frist", "turnus"),
}
"""Zu welcher Angabe welche Felder gehören: Steht eines da, ist sie genannt."""


def save_massnahme(
    session: Session,
    vorgang: Vorgang,
    massnahme_id: int,
    werte: Mapping[str, Any],
    *,
    basis_version: int,
    frist_grund: str | None = None,
) -> int:
    """Ändert die genannten Felder einer Maßnahme und gibt ihren Schlüssel; Ungenanntes bleibt, wie es ist.

    `werte` nennt Felder des Modells oder „zeitraum“ als Text („II. Quartal 2024“). Eine andere Frist verlangt
    `frist_grund`; sie wird als Verschiebung gezählt, die ursprüngliche bleibt stehen. `basis_version` ist die Version,
    die zu sehen war. Wirft NichtGefundenError, RechteError (nur die Koordination),
    KonfliktError mit beiden Seiten oder EingabeError mit dem Feld; dann ist nichts geschrieben.
    """
    massnahme = _require(session, vorgang, massnahme_id)
    if erledigt(session, vorgang, "massnahme", massnahme.id) is not None:
        return massnahme.id
    _require_version(massnahme, basis_version, werte)
    set_werte(session, vorgang, massnahme, werte, frist_grund=frist_grund)
    session.flush()
    return massnahme.id


def set_werte(
    session: Session,
    vorgang: Vorgang,
    massnahme: Massnahme,
    werte: Mapping[str, Any],
    *,
    frist_grund: str | None = None,
) -> None:
    """Prüft die genannten Felder und setzt sie, ohne zu schreiben; Rechte und Version prüft, wer es ruft.

    Wirft EingabeError mit dem Feld; dann ist die Maßnahme unberührt.
    """
    require_offen(vorgang, massnahme)
    neue = _geprueft(session, vorgang, massnahme, werte)
    with session.no_autoflush:
        _setze_frist(session, vorgang, massnahme, neue, frist_grund)
        for feld, wert in neue.items():
            setattr(massnahme, feld, wert)


def duplicate_massnahme(
    session: Session, vorgang: Vorgang, massnahme_id: int, *, mit_meilensteinen: bool = False, mit_mitteln: bool = False
) -> int:
    """Legt eine Kopie mit eigener Nummer an und gibt ihren Schlüssel; Sachstände und Verschiebungen gehen nicht mit.

    Ziele, weitere Handlungsfelder und Beteiligte gehen mit, Meilensteine und Mittel auf Wunsch.
    """
    vorbild = _require(session, vorgang, massnahme_id)
    if (frueher := erledigt(session, vorgang, "massnahme")) is not None:
        return frueher
    konzept = session.get_one(Konzept, vorbild.konzept_id)
    feld = session.get_one(Handlungsfeld, vorbild.handlungsfeld_id)
    titel = vorbild.titel if len(vorbild.titel + KOPIE) <= KURZ else vorbild.titel[: KURZ - len(KOPIE) - 1] + "…"
    werte = {s.key: getattr(vorbild, s.key) for s in spalten(Massnahme) if s.key not in _NICHT_KOPIERT}
    nummer = naechste_nummer(session, konzept, feld)
    kopie = Massnahme(**werte, nummer=nummer, titel=titel + KOPIE, urspruengliche_frist=vorbild.frist)
    session.add(kopie)
    session.flush()
    mit: tuple[type[ImKonzept], ...] = (Meilenstein,) if mit_meilensteinen else ()
    for klasse in (*_MITGENOMMEN, *mit, *((Mittelposition,) if mit_mitteln else ())):
        _kopiere(session, klasse, vorbild.id, kopie.id)
    session.flush()
    return kopie.id


def merge_massnahme(session: Session, vorgang: Vorgang, massnahme_id: int, ziel_id: int, *, basis_version: int) -> int:
    """Führt eine Maßnahme mit `ziel_id` zusammen: Sie ist dann archiviert und nennt, worin sie aufging.

    Wirft wie `save_massnahme`; EingabeError (`ziel_id`) auch bei sich selbst, im Kreis oder in eine archivierte.
    """
    return _geht_auf(session, vorgang, massnahme_id, _ZUSAMMEN, ziel_id, basis_version=basis_version)


def replace_massnahme(
    session: Session, vorgang: Vorgang, massnahme_id: int, neue_id: int, *, basis_version: int
) -> int:
    """Ersetzt eine Maßnahme durch `neue_id`: Sie ist dann archiviert und nennt ihre Nachfolgerin.

    Wirft wie `merge_massnahme`.
    """
    return _geht_auf(session, vorgang, massnahme_id, _ERSETZT, neue_id, basis_version=basis_version)


def archive_massnahme(session: Session, vorgang: Vorgang, massnahme_id: int, *, basis_version: int) -> int:
    """Legt eine Maßnahme weg und gibt ihren Schlüssel; frühere Lagebilder und Berichte kennen sie weiter."""
    massnahme = _require(session, vorgang, massnahme_id)
    if erledigt(session, vorgang, "massnahme", massnahme.id) is not None:
        return massnahme.id
    _require_version(massnahme, basis_version, {"archiviert_am": vorgang.tag})
    require_offen(vorgang, massnahme)
    massnahme.archiviert_am = vorgang.tag
    session.flush()
    return massnahme.id


def restore_massnahme(session: Session, vorgang: Vorgang, massnahme_id: int, *, basis_version: int) -> int:
    """Holt eine archivierte Maßnahme wieder hervor; der Verweis auf die, in der sie aufging, entfällt."""
    massnahme = _require(session, vorgang, massnahme_id)
    if erledigt(session, vorgang, "massnahme", massnahme.id) is not None:
        return massnahme.id
    _require_version(massnahme, basis_version, {"archiviert_am": None})
    if massnahme.archiviert_am is None:
        raise EingabeError("Diese Maßnahme ist nicht archiviert; sie steht schon in der Liste.")
    massnahme.archiviert_am = massnahme.zusammengefuehrt_mit_id = massnahme.ersetzt_durch_id = None
    session.flush()
    return massnahme.id


# --- prüfen ----------------------------------------------------------------------------------------------------------


def _require(session: Session, vorgang: Vorgang, massnahme_id: int) -> Massnahme:
    massnahme = require_massnahme(session, vorgang, massnahme_id)
    rechte.require_bearbeiten(vorgang.person, massnahme.konzept_id)
    return massnahme


def _require_version(massnahme: Massnahme, basis_version: int, eigene: Mapping[str, Any]) -> None:
    if basis_version != massnahme.version:
        raise KonfliktError(
            "Diese Maßnahme hat inzwischen jemand anderes geändert. Ihre Eingabe ist noch da; bitte vergleichen Sie "
            "beide Seiten und speichern Sie dann noch einmal.",
            gespeichert={f: _gespeichert(massnahme, f) for f in eigene if not f.endswith(ZUSAETZE)},
            eigene={f: w for f, w in eigene.items() if not f.endswith(ZUSAETZE)},
        )


def _gespeichert(massnahme: Massnahme, feld: str) -> Any:
    return formwert(massnahme, feld) if feld == "zeitraum" or hasattr(massnahme, feld) else None


def require_offen(vorgang: Vorgang, massnahme: Massnahme) -> None:
    """Wirft EingabeError, wenn die Maßnahme archiviert ist."""
    if massnahme.archiviert_am and massnahme.archiviert_am <= vorgang.tag:
        raise EingabeError(
            "Diese Maßnahme ist archiviert. Holen Sie sie erst wieder hervor, dann lässt sie sich ändern.",
            feld="archiviert_am",
        )


def _geprueft(session: Session, vorgang: Vorgang, massnahme: Massnahme, werte: Mapping[str, Any]) -> dict[str, Any]:
    """Gibt die gesäuberten Werte; was zusammengehört, wird am Ergebnis geprüft, nicht am einzelnen Feld."""
    if fremd := EIGENE_HANDLUNG & werte.keys():
        raise EingabeError("Das ändert nur die Handlung, die dafür vorgesehen ist.", feld=min(fremd))
    if "zeitraum" in werte and werte["zeitraum"] == formwert(
        massnahme, "zeitraum"
    ):  # Unberührtes wird nie neu gedeutet
        werte = {f: w for f, w in werte.items() if not f.startswith("zeitraum")}
    gelesen = pruefe_werte(Massnahme, werte, bezug=vorgang.tag)
    neue = {f: w for f, w in gelesen.items() if getattr(massnahme, f) != w}
    require_verweise(session, session.get_one(Konzept, massnahme.konzept_id), Massnahme, neue, massnahme.id)
    danach = {s.key: getattr(massnahme, s.key) for s in spalten(Massnahme)} | neue
    if "nummer" in neue:
        _require_freie_nummer(session, massnahme, neue["nummer"])
    if "handlungsfeld_id" in neue:
        _require_anderes_feld(session, massnahme, neue["handlungsfeld_id"])
    if danach["terminlage_gesetzt"] and not danach["terminlage_grund"]:
        raise EingabeError("Bitte nennen Sie den Grund, aus dem die Terminlage gesetzt ist.", feld="terminlage_grund")
    return neue | angaben_zu(neue, danach)


def angaben_zu(neue: Mapping[str, Any], danach: Mapping[str, Any]) -> dict[str, Angabe]:
    """Gibt die Angaben, die aus den neuen Werten folgen; `danach` sind alle Felder nach der Änderung.

    Was dasteht, ist genannt; was geleert wurde, ist wieder leer – „k. A.“ und „keine“ bleiben eine bewusste Wahl.
    """
    ergebnis = {}
    for angabe, felder in _ANGABEN.items():
        if angabe in neue or not neue.keys() & set(felder):
            continue
        if any(danach[f] for f in felder):
            benannt = angabe == "federfuehrung_angabe" and danach["federfuehrung_id"]
            if benannt or danach[angabe] == Angabe.LEER:
                ergebnis[angabe] = Angabe.GENANNT
        elif danach[angabe] == Angabe.GENANNT:
            ergebnis[angabe] = Angabe.LEER
    return ergebnis


def _require_freie_nummer(session: Session, massnahme: Massnahme, nummer: str) -> None:
    andere = (Massnahme.konzept_id == massnahme.konzept_id, Massnahme.nummer == nummer, Massnahme.id != massnahme.id)
    if titel := session.scalar(select(Massnahme.titel).where(*andere)):
        raise EingabeError(
            f"Die Nummer „{nummer}“ hat schon die Maßnahme „{titel}“. Bitte wählen Sie eine andere.", feld="nummer"
        )


def _require_anderes_feld(session: Session, massnahme: Massnahme, handlungsfeld_id: int) -> None:
    weitere = (
        MassnahmeHandlungsfeld.massnahme_id == massnahme.id,
        MassnahmeHandlungsfeld.handlungsfeld_id == handlungsfeld_id,
    )
    if session.scalar(select(MassnahmeHandlungsfeld.id).where(*weitere)) is not None:
        raise EingabeError(
            "Dieses Handlungsfeld steht schon unter den weiteren. Nehmen Sie es dort zuerst weg.",
            feld="handlungsfeld_id",
        )


def _setze_frist(
    session: Session, vorgang: Vorgang, massnahme: Massnahme, neue: dict[str, Any], grund: str | None
) -> None:
    """Nimmt Frist und Genauigkeit aus den neuen Werten und setzt sie nach der Fristregel; sonst bleibt alles stehen."""
    frist = neue.pop("frist", massnahme.frist)
    vorgabe = massnahme.frist_genauigkeit if frist == massnahme.frist else None
    genau = neue.pop("frist_genauigkeit", vorgabe) or Genauigkeit.TAG
    if frist != massnahme.frist or "beginn" in neue:
        require_zeitraum(neue.get("beginn", massnahme.beginn), frist)
    if frist != massnahme.frist or (frist and genau != massnahme.frist_genauigkeit):
        set_frist(session, vorgang, massnahme, frist, genauigkeit=genau, grund=grund)


# --- zusammenführen, ersetzen, verdoppeln ----------------------------------------------------------------------------


def _geht_auf(
    session: Session, vorgang: Vorgang, massnahme_id: int, verweis: str, ziel_id: int, *, basis_version: int
) -> int:
    massnahme = _require(session, vorgang, massnahme_id)
    if erledigt(session, vorgang, "massnahme", massnahme.id) is not None:
        return massnahme.id
    _require_version(massnahme, basis_version, {verweis: ziel_id})
    require_offen(vorgang, massnahme)
    ziel = require_massnahme(session, vorgang, ziel_id)
    if ziel.konzept_id != massnahme.konzept_id:
        require_massnahme(session, vorgang, 0)  # dieselbe Antwort wie bei einer, die es nicht gibt
    _require_ziel(session, vorgang, massnahme, ziel)
    setattr(massnahme, verweis, ziel.id)
    massnahme.archiviert_am = vorgang.tag
    session.flush()
    return massnahme.id


def _require_ziel(session: Session, vorgang: Vorgang, massnahme: Massnahme, ziel: Massnahme) -> None:
    if ziel.id == massnahme.id:
        _ungeeignet("Eine Maßnahme kann nicht in sich selbst aufgehen. Bitte wählen Sie eine andere.")
    if ziel.archiviert_am and ziel.archiviert_am <= vorgang.tag:
        _ungeeignet(f"„{ziel.nummer} {ziel.titel}“ ist archiviert. Bitte wählen Sie eine, die noch läuft.")
    naechste: Massnahme | None = ziel
    besucht: set[int] = set()
    while naechste is not None and naechste.id not in besucht:
        besucht.add(naechste.id)
        weiter = naechste.zusammengefuehrt_mit_id or naechste.ersetzt_durch_id
        if weiter == massnahme.id:
            _ungeeignet(
                f"„{ziel.nummer} {ziel.titel}“ ist selbst in dieser Maßnahme aufgegangen; das ergäbe einen Kreis. "
                "Bitte wählen Sie eine andere."
            )
        naechste = session.get(Massnahme, weiter) if weiter else None


def _ungeeignet(satz: str) -> NoReturn:
    raise EingabeError(satz, feld="ziel_id")


def _kopiere(session: Session, klasse: type[ImKonzept], von: int, nach: int) -> None:
    """Kopiert die Zeilen einer Maßnahme; Archiviertes und Erreichtes gehört zur alten."""
    nicht = {"id", "version", "massnahme_id", "archiviert_am", "erreicht_am"}
    for zeile in session.scalars(select(klasse).where(klasse.__table__.c.massnahme_id == von).order_by(klasse.id)):
        if _ist_archiviert(zeile):
            continue
        werte = {s.key: getattr(zeile, s.key) for s in spalten(klasse) if s.key not in nicht}
        session.add(klasse(**werte, massnahme_id=nach))


def _ist_archiviert(zeile: ImKonzept) -> bool:
    weggelegt: date | None = getattr(zeile, "archiviert_am", None)
    return weggelegt is not None
