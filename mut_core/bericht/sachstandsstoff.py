"""Heraussuchen: aus allen Sachständen die wenigen, die der Bericht druckt – der letzte und der letzte mit Text.

Alle Sachstände zu Sätzen zu machen kostet bei tausend Maßnahmen mehr als der Rest des Stoffs; deshalb wird erst
nach zwei Spalten ausgewählt.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

import pandas as pd

from mut_core.bericht.einzelstoff import gruppiert
from mut_core.lagebild import saetze


@dataclass(frozen=True)
class Sachstandsstoff:
    """Die Sachstände (Tabelle des Lagebilds) zu diesen Maßnahmen am Stichtag."""

    tabelle: pd.DataFrame
    massnahmen: Sequence[Any]
    stichtag: date

    @cached_property
    def _ids(self) -> list[int]:
        ids: list[int] = self.tabelle["massnahme_id"].tolist()
        return ids

    def _saetze(self, stellen: list[int]) -> pd.DataFrame:
        return self.tabelle.iloc[stellen]

    @cached_property
    def letzter(self) -> Mapping[int, Any]:
        """Je Maßnahme der Sachstand, aus dem ihr Umsetzungsstand stammt; ohne Sachstand fehlt sie."""
        gesucht = {m.id: m.stand_nummer for m in self.massnahmen}
        paare = enumerate(zip(self._ids, self.tabelle["nummer"].tolist(), strict=True))
        treffer = self._saetze([i for i, (id_, nummer) in paare if gesucht.get(id_) == nummer])
        return {s.massnahme_id: s for s in reversed(saetze(treffer))}

    @cached_property
    def _ohne_neuen_text(self) -> dict[int, list[Any]]:
        """Alle Sachstände der Maßnahmen, deren letzter keinen Text hat."""
        gesucht = {m.id for m in self.massnahmen if not m.stand_text}
        return gruppiert(self._saetze([i for i, id_ in enumerate(self._ids) if id_ in gesucht]), "massnahme_id")

    def letzter_text(self, massnahme: Any) -> tuple[date | None, str]:
        """Gibt Tag und Text des jüngsten Sachstands mit Text: „unverändert“ bestätigt den davor."""
        if massnahme.stand_text:
            return massnahme.stand_zum, massnahme.stand_text
        alle = self._ohne_neuen_text.get(massnahme.id, [])
        ersetzt = {s.ersetzt_id for s in alle}
        mit_text = [s for s in alle if s.text and s.id not in ersetzt and s.zum <= self.stichtag]
        if not mit_text:
            return None, ""
        letzter = max(mit_text, key=lambda s: (s.zum, s.nummer))
        return letzter.zum, letzter.text
