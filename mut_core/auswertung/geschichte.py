"""Erzählen: was mit einer Maßnahme geschah – Sachstände, Fristverschiebungen und Meilensteine, das Jüngste zuerst."""

from collections import namedtuple
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

import pandas as pd

from mut_core.auswertung.tabelle import build_tabelle, nur_massnahme
from mut_core.lagebild import Lagebild, saetze
from mut_core.zeitangaben import datum_text, zeitangabe_text

SPALTEN = ("am", "art", "text", "umsetzungsstand", "nummer", "berichtigt", "satz_id")

Eintrag = namedtuple("Eintrag", SPALTEN)  # type: ignore[misc]
"""Ein Eintrag der Geschichte mit den Feldern `SPALTEN`."""

_RANG = {"sachstand": 2, "fristaenderung": 1, "meilenstein": 0}


def geschichte(lagebild: Lagebild, massnahme_id: int) -> pd.DataFrame:
    """Gibt alle datierten Einträge einer Maßnahme, das Jüngste zuerst; eine unbekannte Maßnahme hat keine.

    Spalten: am (date; None bei Meilensteinen ohne Termin), art („sachstand“, „fristaenderung“, „meilenstein“), text,
    umsetzungsstand und nummer (nur Sachstände), berichtigt (ein späterer Eintrag ersetzt diesen), satz_id.
    """
    zeilen = [
        zeile
        for tabelle, erzaehle in _ARTEN.items()
        for zeile in erzaehle(saetze(nur_massnahme(lagebild.tabellen[tabelle], massnahme_id)))
    ]
    return build_tabelle(sorted(zeilen, key=_alter, reverse=True), SPALTEN)


def geschichten(lagebild: Lagebild) -> Mapping[int, list[Any]]:
    """Gibt zu jeder Maßnahme mit Einträgen ihre Geschichte als Liste von `Eintrag`, in einem Durchgang für alle."""
    je_massnahme: dict[int, list[tuple[Any, ...]]] = {}
    for tabelle, erzaehle in _ARTEN.items():
        gruppen: dict[int, list[Any]] = {}
        for satz in saetze(lagebild.tabellen[tabelle]):
            gruppen.setdefault(satz.massnahme_id, []).append(satz)
        for massnahme_id, gruppe in gruppen.items():
            je_massnahme.setdefault(massnahme_id, []).extend(erzaehle(gruppe))
    return {
        massnahme_id: [Eintrag(*zeile) for zeile in sorted(zeilen, key=_alter, reverse=True)]
        for massnahme_id, zeilen in je_massnahme.items()
    }


def _alter(zeile: Sequence[Any]) -> tuple[Any, ...]:
    return zeile[0] or date.min, _RANG[zeile[1]], zeile[4] or 0, zeile[6]


def _sachstaende(eintraege: list[Any]) -> Iterator[tuple[Any, ...]]:
    ersetzt = {s.ersetzt_id for s in eintraege if s.ersetzt_id is not None}
    for s in eintraege:
        text = s.text or ("Unverändert bestätigt." if s.unveraendert else "")
        yield s.zum, "sachstand", text, s.umsetzungsstand, s.nummer, s.id in ersetzt, s.id


def _fristaenderungen(eintraege: list[Any]) -> Iterator[tuple[Any, ...]]:
    for f in eintraege:
        bisher = f" vom {datum_text(f.bisher)}" if f.bisher else ""
        neu = f" auf den {datum_text(f.neu)} verschoben" if f.neu else " aufgehoben"
        yield f.am, "fristaenderung", f"Frist{bisher}{neu}: {f.grund}", None, None, False, f.id


def _meilensteine(eintraege: list[Any]) -> Iterator[tuple[Any, ...]]:
    for m in eintraege:
        termin = zeitangabe_text(m.beginn, m.beginn_genauigkeit, m.frist, m.frist_genauigkeit) or m.zeit_wortlaut or ""
        plan = f" (geplant {termin})" if termin else ""
        wort = "Meilenstein erreicht" if m.erreicht_am else "Meilenstein offen"
        am = m.erreicht_am or m.frist or m.beginn
        yield am, "meilenstein", f"{wort}: {m.titel}{plan}", None, None, False, m.id


_ARTEN: Mapping[str, Callable[[list[Any]], Iterator[tuple[Any, ...]]]] = {
    "sachstaende": _sachstaende,
    "fristaenderungen": _fristaenderungen,
    "meilensteine": _meilensteine,
}
"""Aus welcher Tabelle welche Einträge werden."""
