"""Zuordnen: welches Feld welcher Zell-Leser liest und wohin es gehört – eine neue Spalte ist eine Zeile.

Felder, die hier fehlen, sind Zusatzfelder: Sie bleiben als Text bei der Maßnahme.
"""

import re
from collections.abc import Callable, Mapping
from typing import Any, Final

from mut_core.austausch.deutung.einfach import Codeleser, Hakenleser, Textleser, read_nummer
from mut_core.austausch.deutung.kontext import Kontext
from mut_core.austausch.deutung.mittel import Mittelleser
from mut_core.austausch.deutung.status import Statusleser
from mut_core.austausch.deutung.stellen import Stellenleser
from mut_core.austausch.deutung.urteil import LEER, Deutung, Zellwert, fehler, sicher
from mut_core.austausch.deutung.verweise import Verweisleser, read_mittelpositionen
from mut_core.austausch.deutung.zeiten import Zeitleser
from mut_core.austausch.spalten import JE_FELD, ZUSATZ
from mut_core.modell import Massnahme, Sachstand
from mut_core.modell.codes import (
    Konkretheit,
    Massnahmenart,
    Mittelart,
    Mittelstatus,
    Prioritaet,
    Terminlage,
    Turnus,
    Zurueckstellungsgrund,
)
from mut_core.sprache import zahl

Leser = Callable[[Zellwert], Deutung]

ZELLE_HOECHSTENS: Final = 2_000
LANGE_LISTE: Final = 20_000
"""So viele Zeichen darf eine Zelle haben, die gedeutet wird; freier Text hat die Länge seines Felds."""

SACHSTAND: Final[Mapping[str, str]] = {
    "sachstand": "text", "stand_turnus": "turnus",
    **{f: f for f in (
        "umsetzungsstand", "naechster_schritt", "naechster_termin", "hindernis", "loesung", "abgeschlossen_am",
        "ergebnis", "naechste_ueberpruefung", "zurueckstellungsgrund", "begruendung", "wiedervorlage",
        "entschieden_von", "entschieden_am", "beleg",
    )},
}  # fmt: skip
"""Spalten, die zum Sachstand gehören, und ihr Feld im Modell; „zum“ nennt seinen Tag."""

NUR_LESEN: Final = frozenset({f for f, s in JE_FELD.items() if s.nur_lesen} | {"zusammengefuehrt_mit", "ersetzt_durch"})
"""Spalten, die berechnet werden oder nur durch eine eigene Handlung entstehen; sie werden nie übernommen."""

_TEXTE = (
    "titel", "beschreibung", "einfache_sprache", "konkretheit_wortlaut", "federfuehrung_wortlaut",
    "beteiligte_wortlaut", "zielgruppe", "vorbild", "indikator", "terminlage_grund", "quelle", "interne_notiz",
)  # fmt: skip
_SACHSTANDSTEXTE = ("naechster_schritt", "hindernis", "loesung", "ergebnis", "begruendung", "entschieden_von", "beleg")
_TAGE = ("zum", "naechster_termin", "abgeschlossen_am", "naechste_ueberpruefung", "wiedervorlage", "entschieden_am")
_CODES: Mapping[str, type[Any]] = {
    "art": Massnahmenart, "konkretheit": Konkretheit, "prioritaet": Prioritaet, "mittelstatus": Mittelstatus,
    "terminlage_gesetzt": Terminlage, "zurueckstellungsgrund": Zurueckstellungsgrund,
}  # fmt: skip
_FRAGE = re.compile(r"\s*(?:erledigt|umgesetzt|abgeschlossen|fertig)\b", re.IGNORECASE)
_HAKEN = ("mehrsprachig", "leichte_sprache", "barrierefrei")


def leser_von(feld: str | None, kontext: Kontext, *, ueberschrift: str = "", jahr: int | None = None) -> Leser:
    """Gibt den Zell-Leser eines Felds; ein unbekanntes Feld wird als Zusatzfeld gelesen (Wert „zusatz“)."""
    if feld is None or feld.startswith(ZUSATZ):
        return Textleser("zusatz", 10_000)
    if (einfach := _einfacher(feld)) is not None:
        return einfach
    if feld == "ziele" and not kontext.ziele:  # ohne Ziele im Konzept ist jedes ein Text, der aufzuheben ist
        return Textleser("zusatz", 10_000)
    besonderer = _besonderer(feld, kontext, ueberschrift, jahr)
    return _begrenzt(besonderer, feld) if besonderer else Textleser("zusatz", 10_000)


def _begrenzt(leser: Leser, feld: str) -> Leser:
    """Eine Zelle, die gedeutet wird, ist kurz; ein Roman in der Statusspalte kostet sonst nur Zeit."""
    hoechstens = LANGE_LISTE if feld in ("ziele", "mittelpositionen", "weitere_handlungsfelder") else ZELLE_HOECHSTENS

    def lesen(wert: Zellwert) -> Deutung:
        if isinstance(wert, str) and len(wert) > hoechstens:
            return fehler(
                f"Der Text ist mit {zahl(len(wert))} Zeichen zu lang für diese Spalte; höchstens {zahl(hoechstens)}."
            )
        return leser(wert)

    return lesen


def _einfacher(feld: str) -> Leser | None:
    if feld in _TEXTE:
        return Textleser(feld, Massnahme.__table__.c[feld].info["laenge"])
    if feld in _SACHSTANDSTEXTE or feld == "sachstand":
        name = SACHSTAND[feld]
        return Textleser(name, Sachstand.__table__.c[name].info["laenge"])
    if feld in _CODES:
        return Codeleser(feld, _CODES[feld])
    if feld == "nummer":
        return read_nummer
    if feld in NUR_LESEN:
        return _nur_lesen
    return Hakenleser(feld) if feld in _HAKEN else None


def _besonderer(feld: str, k: Kontext, ueberschrift: str, jahr: int | None) -> Leser | None:
    zeiten = Zeitleser(k.stand)
    if feld in _TAGE:
        return zeiten.tag(feld)
    stellen = Stellenleser(k.stellen, k.wahl.stellen)
    mittel = Mittelleser(ueberschrift, jahr, Mittelart.SACH if "achkosten" in ueberschrift else Mittelart.GESAMT)
    verweise = Verweisleser(k.felder, k.ziele, k.konzept)
    leser: Mapping[str, Leser] = {
        "umsetzungsstand": Statusleser(k.wahl.staende("statuswoerter"), k.heute, bool(_FRAGE.match(ueberschrift))),
        "zeitraum": zeiten.zeitraum,
        "beginn": zeiten.beginn,
        "frist": zeiten.frist,
        "turnus": zeiten.zeitraum,
        "stand_turnus": Codeleser("turnus", Turnus),
        "federfuehrung": stellen.federfuehrung,
        "beteiligte": stellen.beteiligte,
        "ressourcen": mittel.ressourcen,
        "mittel": mittel.mittel,
        "personal": mittel.personal,
        "mittelpositionen": read_mittelpositionen,
        "handlungsfeld": verweise.handlungsfeld,
        "weitere_handlungsfelder": verweise.weitere,
        "ziele": verweise.mehrere_ziele,
        "schluessel": verweise.schluessel,
    }
    return leser.get(feld)


def _nur_lesen(wert: Zellwert) -> Deutung:
    if wert is None or wert == "":
        return LEER
    return sicher({}, "Wird berechnet oder auf der Seite der Maßnahme geändert; nicht eingelesen.")
