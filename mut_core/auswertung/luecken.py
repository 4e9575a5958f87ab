"""Nachfragen: welche Angaben fehlen, damit eine Maßnahme gesteuert und berichtet werden kann."""

from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache
from typing import Any, NamedTuple

import pandas as pd

from mut_core import regeln
from mut_core.auswertung.tabelle import build_tabelle, nur_massnahme
from mut_core.lagebild import Lagebild
from mut_core.modell.codes import Aktualitaet, Angabe, Mittelart, Mittelstatus, Turnus, Umsetzungsstand
from mut_core.sprache import anzahl, knapp
from mut_core.zeitangaben import datum_text

ANGABEN: Mapping[str, str] = {
    "federfuehrung": "Federführung",
    "frist": "Frist",
    "ziel": "Ziel",
    "mittel": "Mittel",
    "personal": "Personal",
    "meldung": "Aktuelle Meldung",
    "stand": "Pflichtangabe zum Stand",
}
"""Welche Angaben fehlen können."""

LUECKENFORMELN: Mapping[str, str] = {
    "federfuehrung": "Gezählt werden nicht abgeschlossene Maßnahmen ohne zugeordnete federführende Stelle.",
    "frist": "Gezählt werden nicht abgeschlossene Maßnahmen ohne Frist und ohne Turnus; bewusst Offenes, Ideen, "
    "Daueraufgaben und Zurückgestelltes nur, wenn ihr Stand einen Termin verlangt.",
    "ziel": "Gezählt werden nicht abgeschlossene Maßnahmen, die keinem Ziel zugeordnet sind.",
    "mittel": "Gezählt werden nicht abgeschlossene Maßnahmen ohne Betrag, deren Mittelbedarf nicht erfragt oder "
    "„k. A.“ ist; „keine“ und „bewusst offen“ sind Antworten.",
    "personal": "Gezählt werden nicht abgeschlossene Maßnahmen ohne Stellenanteil, deren Personalbedarf nicht erfragt "
    "oder „k. A.“ ist; „keine“ und „bewusst offen“ sind Antworten.",
    "meldung": "Gezählt werden nicht abgeschlossene Maßnahmen, deren letzte Meldung älter als der Meldeturnus des "
    "Konzepts ist, und alle, zu denen noch nie gemeldet wurde.",
    "stand": "Gezählt werden Maßnahmen, denen fehlt, was ihr Umsetzungsstand verlangt: zu „umgesetzt“ der "
    "Erledigungsvermerk, zu „zurückgestellt“ die Wiedervorlage und so weiter.",
}
"""Je Angabe ein Satz, der sagt, was gezählt wird."""

_OHNE_FRIST = frozenset({Umsetzungsstand.IDEE, Umsetzungsstand.VERSTETIGT, Umsetzungsstand.ZURUECKGESTELLT})
"""Ideen brauchen keine Frist; Daueraufgaben haben eine Überprüfung, Zurückgestellte eine Wiedervorlage."""

_Luecke = tuple[str, str]
"""Die fehlende Angabe und der Satz dazu."""

_AUS_SACHSTAND = (
    "naechster_termin",
    "abgeschlossen_am",
    "ergebnis",
    "turnus",
    "naechste_ueberpruefung",
    "zurueckstellungsgrund",
    "begruendung",
    "wiedervorlage",
    "entschieden_von",
    "entschieden_am",
)
"""Was der letzte Sachstand zu den Pflichten beiträgt."""


class _Zeile(NamedTuple):
    """Was von einer Maßnahme gefragt ist; nur diese Spalten werden gelesen."""

    id: int
    nummer: str
    titel: str
    umsetzungsstand: Umsetzungsstand
    stand_nummer: int
    stand_zum: date | None
    aktualitaet: Aktualitaet
    federfuehrung_id: int | None
    federfuehrung_wortlaut: str | None
    federfuehrung_angabe: Angabe
    beginn: date | None
    frist: date | None
    turnus: Turnus | None
    zeit_angabe: Angabe
    zeit_wortlaut: str | None
    mittelstatus: Mittelstatus
    mittel_angabe: Angabe
    personal_angabe: Angabe
    personal_wortlaut: str | None


class _Belegt(NamedTuple):
    """Welche Maßnahmen ein Ziel, einen Betrag und eine Angabe zum Personal haben."""

    ziel: frozenset[int]
    mittel: frozenset[int]
    personal: frozenset[int]


def luecken(lagebild: Lagebild, massnahme_id: int | None = None) -> pd.DataFrame:
    """Gibt je fehlender Angabe (einer oder aller Maßnahmen) eine Zeile.

    Spalten: massnahme_id, nummer, titel, angabe (Schlüssel von `ANGABEN`), satz.

    Zu Umgesetztem und Verworfenem fehlen nur noch die Pflichtangaben des Stands. „Keine“ und „bewusst offen“ sind
    Antworten und keine Lücken, „k. A.“ und leer sind welche.
    """
    belegt = _belegt(lagebild)
    gefragt = nur_massnahme(lagebild.massnahmen, massnahme_id, "id")
    gemeldet = _letzte_angaben(gefragt, nur_massnahme(lagebild.sachstaende, massnahme_id))
    zeilen = []
    for m in map(_Zeile._make, zip(*(gefragt[name].tolist() for name in _Zeile._fields), strict=True)):
        offen = m.umsetzungsstand not in regeln.ABGESCHLOSSEN
        gefunden = list(_angaben(m, belegt, lagebild.konzept.aktualitaet_monate)) if offen else []
        gefunden += _pflichten(m, gemeldet.get(m.id, {}), {angabe for angabe, _ in gefunden})
        zeilen += [(m.id, m.nummer, m.titel, angabe, satz) for angabe, satz in gefunden]
    return build_tabelle(zeilen, ("massnahme_id", "nummer", "titel", "angabe", "satz"))


@cache
def gefragte_angaben(umsetzungsstand: Umsetzungsstand) -> frozenset[str]:
    """Gibt die Angaben, nach denen bei diesem Stand gefragt ist – an ihnen misst sich die Vollständigkeit."""
    verlangt = {_angabe(p) for p in regeln.PFLICHTEN.get(umsetzungsstand, ())}
    if umsetzungsstand in regeln.ABGESCHLOSSEN:
        return frozenset(verlangt)
    ohne = {"stand"} | ({"frist"} if umsetzungsstand in _OHNE_FRIST else set())
    return frozenset(ANGABEN.keys() - ohne) | verlangt


def _belegt(lagebild: Lagebild) -> _Belegt:
    mittel = lagebild.mittel
    stellen = zip(mittel["massnahme_id"], mittel["art"], mittel["stellenanteil_prozent"], strict=True)
    return _Belegt(
        frozenset(lagebild.massnahmenziele["massnahme_id"]),
        frozenset(mittel["massnahme_id"]),
        frozenset(i for i, art, anteil in stellen if art == Mittelart.PERSONAL or anteil is not None),
    )


def _angaben(m: _Zeile, belegt: _Belegt, turnus_monate: int) -> Iterator[_Luecke]:
    if m.federfuehrung_id is None:
        yield "federfuehrung", _federfuehrung(m)
    if not (m.frist or m.turnus or m.zeit_angabe in _BEANTWORTET or m.umsetzungsstand in _OHNE_FRIST):
        yield "frist", _frist(m)
    if m.id not in belegt.ziel:
        yield "ziel", "Die Maßnahme ist keinem Ziel zugeordnet."
    ungeklaert = m.mittelstatus == Mittelstatus.UNGEKLAERT
    if m.id not in belegt.mittel and ungeklaert and m.mittel_angabe in _UNBEANTWORTET:
        ka = m.mittel_angabe == Angabe.KEINE_ANGABE
        yield "mittel", "Zu den Mitteln heißt es „k. A.“." if ka else "Der Mittelbedarf ist noch nicht erfragt."
    if m.id not in belegt.personal and m.personal_angabe in _UNBEANTWORTET and not m.personal_wortlaut:
        ka = m.personal_angabe == Angabe.KEINE_ANGABE
        yield "personal", "Zum Personal heißt es „k. A.“." if ka else "Der Personalbedarf ist noch nicht erfragt."
    if m.aktualitaet == Aktualitaet.OHNE_MELDUNG:
        yield "meldung", "Ein Sachstand wurde noch nie gemeldet."
    elif m.aktualitaet == Aktualitaet.VERALTET and m.stand_zum:
        monate = anzahl(turnus_monate, "Monat", "Monate")
        yield "meldung", f"Die letzte Meldung vom {datum_text(m.stand_zum)} ist älter als {monate}."


_BEANTWORTET = (Angabe.OFFEN, Angabe.KEINE)
_UNBEANTWORTET = (Angabe.LEER, Angabe.KEINE_ANGABE, None)


def _federfuehrung(m: _Zeile) -> str:
    if m.federfuehrung_wortlaut:
        return f"Die Federführung „{knapp(m.federfuehrung_wortlaut, 80)}“ ist keiner Stelle zugeordnet."
    ka = " (k. A.)" if m.federfuehrung_angabe == Angabe.KEINE_ANGABE else ""
    return f"Die Federführung ist nicht benannt{ka}."


def _frist(m: _Zeile) -> str:
    if m.beginn:
        wortlaut = f" („{m.zeit_wortlaut}“)" if m.zeit_wortlaut else ""
        return f"Genannt ist nur der Beginn{wortlaut}, nicht das Ende."
    ka = m.zeit_angabe == Angabe.KEINE_ANGABE
    return "Zur Frist heißt es „k. A.“." if ka else "Die Frist ist noch nicht erfragt."


_AUS_MASSNAHME = ("federfuehrung_id", "frist", "beginn", "zeit_angabe", "turnus")
"""Was die Maßnahme selbst zu den Pflichten beiträgt."""


def _pflichten(m: _Zeile, gemeldet: Mapping[str, Any], schon_genannt: set[str]) -> list[_Luecke]:
    """Prüft die Pflichtangaben des Stands; was schon als Lücke genannt ist, wird nicht wiederholt."""
    if m.umsetzungsstand not in regeln.PFLICHTEN:
        return []
    eigene = {name: getattr(m, name) for name in _AUS_MASSNAHME}
    fehlend = regeln.fehlende_angaben(m.umsetzungsstand, {**eigene, **gemeldet})
    return [(angabe, p.satz) for p in fehlend if (angabe := _angabe(p)) == "stand" or angabe not in schon_genannt]


def _angabe(pflicht: regeln.Pflicht) -> str:
    if "federfuehrung_id" in pflicht.felder:
        return "federfuehrung"
    return "frist" if "frist" in pflicht.felder else "stand"


def _letzte_angaben(m: pd.DataFrame, s: pd.DataFrame) -> dict[int, dict[str, Any]]:
    """Gibt je Maßnahme, deren Stand etwas verlangt, die gefüllten Felder ihres letzten Sachstands."""
    paare = zip(m["id"].tolist(), m["stand_nummer"].tolist(), m["umsetzungsstand"].tolist(), strict=True)
    letzte = {(id_, nummer) for id_, nummer, stand in paare if stand in regeln.PFLICHTEN}
    gemeldet = zip(s["massnahme_id"].tolist(), s["nummer"].tolist(), strict=True)
    stellen = [i for i, paar in enumerate(gemeldet) if paar in letzte]
    spalten = (s[name].iloc[stellen].tolist() for name in ("massnahme_id", *_AUS_SACHSTAND))
    return {
        id_: {name: wert for name, wert in zip(_AUS_SACHSTAND, werte, strict=True) if wert is not None}
        for id_, *werte in zip(*spalten, strict=True)
    }
