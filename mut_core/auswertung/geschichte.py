"""Erzählen: was mit einer Maßnahme geschah – Sachstände, Fristverschiebungen und Meilensteine, das Jüngste zuerst."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pandas as pd

from mut_core.auswertung.tabelle import build_tabelle, nur_massnahme
from mut_core.lagebild import Lagebild, saetze
from mut_core.zeitangaben import datum_text, zeitangabe_text

SPALTEN = ("am", "art", "text", "umsetzungsstand", "nummer", "berichtigt", "satz_id")

_RANG = {"sachstand": 2, "fristaenderung": 1, "meilenstein": 0}


def geschichte(lagebild: Lagebild, massnahme_id: int) -> pd.DataFrame:
    """Gibt alle datierten Einträge einer Maßnahme, das Jüngste zuerst; eine unbekannte Maßnahme hat keine.

    Spalten: am (date; None bei Meilensteinen ohne Termin), art („sachstand“, „fristaenderung“, „meilenstein“), text,
    umsetzungsstand und nummer (nur Sachstände), berichtigt (ein späterer Eintrag ersetzt diesen), satz_id.
    """
    zeilen = [
        *_sachstaende(saetze(nur_massnahme(lagebild.sachstaende, massnahme_id))),
        *_fristaenderungen(saetze(nur_massnahme(lagebild.fristaenderungen, massnahme_id))),
        *_meilensteine(saetze(nur_massnahme(lagebild.meilensteine, massnahme_id))),
    ]
    zeilen.sort(key=lambda z: (z[0] or date.min, _RANG[z[1]], z[4] or 0, z[6]), reverse=True)
    return build_tabelle(zeilen, SPALTEN)


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
