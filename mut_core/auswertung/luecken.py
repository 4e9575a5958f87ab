"""Nachfragen: welche Angaben fehlen, damit eine Maßnahme gesteuert und berichtet werden kann."""

from collections.abc import Iterator, Mapping
from typing import Any

import pandas as pd

from mut_core import regeln
from mut_core.auswertung.tabelle import build_tabelle, nur_massnahme
from mut_core.lagebild import Lagebild, saetze
from mut_core.modell.codes import Aktualitaet, Angabe, Mittelstatus, Umsetzungsstand
from mut_core.sprache import anzahl, knapp
from mut_core.zeitangaben import datum_text

ANGABEN: Mapping[str, str] = {
    "federfuehrung": "Federführung",
    "frist": "Frist",
    "ziel": "Ziel",
    "mittel": "Mittel",
    "meldung": "Aktuelle Meldung",
    "stand": "Pflichtangabe zum Stand",
}
"""Welche Angaben fehlen können."""

_OHNE_FRIST = frozenset({Umsetzungsstand.IDEE, Umsetzungsstand.VERSTETIGT, Umsetzungsstand.ZURUECKGESTELLT})
"""Ideen brauchen keine Frist; Daueraufgaben haben eine Überprüfung, Zurückgestellte eine Wiedervorlage."""

_Luecke = tuple[str, str]
"""Die fehlende Angabe und der Satz dazu."""


def luecken(lagebild: Lagebild, massnahme_id: int | None = None) -> pd.DataFrame:
    """Gibt je fehlender Angabe (einer oder aller Maßnahmen) eine Zeile.

    Spalten: massnahme_id, nummer, titel, angabe (Schlüssel von `ANGABEN`), satz.

    Zu Umgesetztem und Verworfenem fehlen nur noch die Pflichtangaben des Stands. „Keine“ und „bewusst offen“ sind
    Antworten und keine Lücken, „k. A.“ und leer sind welche.
    """
    mit_ziel = set(lagebild.massnahmenziele["massnahme_id"])
    mit_mitteln = set(lagebild.mittel["massnahme_id"])
    gefragt = nur_massnahme(lagebild.massnahmen, massnahme_id, "id")
    gemeldet = _letzte_angaben(gefragt, nur_massnahme(lagebild.sachstaende, massnahme_id))
    zeilen = []
    for m in saetze(gefragt):
        offen = m.umsetzungsstand not in regeln.ABGESCHLOSSEN
        gefunden = list(_angaben(m, lagebild, m.id in mit_ziel, m.id in mit_mitteln)) if offen else []
        gefunden += _pflichten(m, gemeldet.get(m.id, {}), {angabe for angabe, _ in gefunden})
        zeilen += [(m.id, m.nummer, m.titel, angabe, satz) for angabe, satz in gefunden]
    return build_tabelle(zeilen, ("massnahme_id", "nummer", "titel", "angabe", "satz"))


def _angaben(m: Any, lagebild: Lagebild, hat_ziel: bool, hat_mittel: bool) -> Iterator[_Luecke]:
    if m.federfuehrung_id is None:
        yield "federfuehrung", _federfuehrung(m)
    if not (m.frist or m.turnus or m.zeit_angabe in _BEANTWORTET or m.umsetzungsstand in _OHNE_FRIST):
        yield "frist", _frist(m)
    if not hat_ziel:
        yield "ziel", "Die Maßnahme ist keinem Ziel zugeordnet."
    if not hat_mittel and m.mittelstatus == Mittelstatus.UNGEKLAERT and m.mittel_angabe in _UNBEANTWORTET:
        ka = m.mittel_angabe == Angabe.KEINE_ANGABE
        yield "mittel", "Zu den Mitteln heißt es „k. A.“." if ka else "Der Mittelbedarf ist noch nicht erfragt."
    if m.aktualitaet == Aktualitaet.OHNE_MELDUNG:
        yield "meldung", "Ein Sachstand wurde noch nie gemeldet."
    elif m.aktualitaet == Aktualitaet.VERALTET:
        monate = anzahl(lagebild.konzept.aktualitaet_monate, "Monat", "Monate")
        yield "meldung", f"Die letzte Meldung vom {datum_text(m.stand_zum)} ist älter als {monate}."


_BEANTWORTET = (Angabe.OFFEN, Angabe.KEINE)
_UNBEANTWORTET = (Angabe.LEER, Angabe.KEINE_ANGABE, None)


def _federfuehrung(m: Any) -> str:
    if m.federfuehrung_wortlaut:
        return f"Die Federführung „{knapp(m.federfuehrung_wortlaut, 80)}“ ist keiner Stelle zugeordnet."
    ka = " (k. A.)" if m.federfuehrung_angabe == Angabe.KEINE_ANGABE else ""
    return f"Die Federführung ist nicht benannt{ka}."


def _frist(m: Any) -> str:
    if m.beginn:
        wortlaut = f" („{m.zeit_wortlaut}“)" if m.zeit_wortlaut else ""
        return f"Genannt ist nur der Beginn{wortlaut}, nicht das Ende."
    ka = m.zeit_angabe == Angabe.KEINE_ANGABE
    return "Zur Frist heißt es „k. A.“." if ka else "Die Frist ist noch nicht erfragt."


def _pflichten(m: Any, gemeldet: Mapping[str, Any], schon_genannt: set[str]) -> list[_Luecke]:
    """Prüft die Pflichtangaben des Stands; was schon als Lücke genannt ist, wird nicht wiederholt."""
    if m.umsetzungsstand not in regeln.PFLICHTEN:
        return []
    fehlend = regeln.fehlende_angaben(m.umsetzungsstand, m._asdict() | gemeldet)
    return [(angabe, p.satz) for p in fehlend if (angabe := _angabe(p)) == "stand" or angabe not in schon_genannt]


def _angabe(pflicht: regeln.Pflicht) -> str:
    if "federfuehrung_id" in pflicht.felder:
        return "federfuehrung"
    return "frist" if "frist" in pflicht.felder else "stand"


def _letzte_angaben(m: pd.DataFrame, s: pd.DataFrame) -> dict[int, dict[str, Any]]:
    """Gibt je Maßnahme die gefüllten Felder ihres letzten Sachstands."""
    letzte = set(zip(m["id"], m["stand_nummer"], strict=True))
    stellen = [i for i, paar in enumerate(zip(s["massnahme_id"], s["nummer"], strict=True)) if paar in letzte]
    return {
        satz.massnahme_id: {feld: wert for feld, wert in satz._asdict().items() if wert is not None}
        for satz in saetze(s.iloc[stellen])
    }
