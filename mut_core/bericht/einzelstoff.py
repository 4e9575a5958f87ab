"""Gruppieren: was an einzelnen Maßnahmen hängt, einmal je Bericht statt je Steckbrief."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pandas as pd

from mut_core import auswertung
from mut_core.lagebild import Lagebild, saetze


@dataclass(frozen=True)
class Einzelstoff:
    """Geschichte, Ziele, Prüfungen und Evaluationen je Maßnahme; jede Gruppe entsteht erst, wenn sie gebraucht wird."""

    lagebild: Lagebild

    @cached_property
    def _geschichten(self) -> Mapping[int, list[Any]]:
        return auswertung.geschichten(self.lagebild)

    def geschichte_von(self, massnahme_id: int) -> list[Any]:
        """Die Einträge der Geschichte, das Jüngste zuerst (Felder wie `auswertung.geschichte`)."""
        return self._geschichten.get(massnahme_id, [])

    @cached_property
    def _ziele(self) -> dict[int, list[Any]]:
        return gruppiert(self.lagebild.massnahmenziele, "massnahme_id")

    def ziele_von(self, massnahme_id: int) -> frozenset[int]:
        """Die Schlüssel der Ziele, zu denen eine Maßnahme beiträgt."""
        return frozenset(z.ziel_id for z in self._ziele.get(massnahme_id, []))

    @cached_property
    def _pruefungen(self) -> dict[int, list[Any]]:
        return gruppiert(self.lagebild.smartpruefungen, "massnahme_id")

    def pruefungen_von(self, massnahme_id: int) -> list[Any]:
        """Die SMART-Prüfungen einer Maßnahme."""
        return self._pruefungen.get(massnahme_id, [])

    @cached_property
    def _evaluationen(self) -> dict[int, list[Any]]:
        return gruppiert(self.lagebild.evaluationen, "massnahme_id")

    def evaluationen_von(self, massnahme_id: int) -> list[Any]:
        """Die Evaluationen einer Maßnahme."""
        return self._evaluationen.get(massnahme_id, [])


def gruppiert(tabelle: pd.DataFrame, spalte: str) -> dict[Any, list[Any]]:
    """Gibt die Sätze einer Tabelle, gruppiert nach einer Spalte."""
    gruppen: dict[Any, list[Any]] = {}
    for satz in saetze(tabelle):
        gruppen.setdefault(getattr(satz, spalte), []).append(satz)
    return gruppen
