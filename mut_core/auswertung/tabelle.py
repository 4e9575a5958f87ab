"""Tabellieren: kleine gemeinsame Bausteine der Auswertungen."""

import re
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

import pandas as pd

from mut_core.lagebild import Lagebild, saetze

_ROEMISCH = ("I", "II", "III", "IV")
_ZIFFERN = re.compile(r"(\d+)")


def build_tabelle(zeilen: Iterable[Sequence[Any]], spalten: Sequence[str]) -> pd.DataFrame:
    """Baut eine Tabelle aus Zeilen; wie im Lagebild vom Typ object, fehlend = None, auch ohne Zeilen mit Spalten."""
    return pd.DataFrame([list(z) for z in zeilen], columns=list(spalten), dtype=object)


def nur_massnahme(tabelle: pd.DataFrame, massnahme_id: int | None, spalte: str = "massnahme_id") -> pd.DataFrame:
    """Gibt nur die Zeilen einer Maßnahme; bei None alle."""
    return tabelle if massnahme_id is None else tabelle[tabelle[spalte] == massnahme_id]


def geordnete_handlungsfelder(lagebild: Lagebild) -> list[Any]:
    """Gibt die Handlungsfelder in der Ordnung des Konzepts."""
    return sorted(saetze(lagebild.handlungsfelder), key=lambda h: (h.reihenfolge or 0, h.nummer))


def nummernschluessel(nummer: str) -> tuple[tuple[int, int, str], ...]:
    """Ordnet Nummern so, wie Menschen zählen: „BE-2“ vor „BE-10“."""
    return tuple([(0, int(t), "") if t.isdecimal() else (1, 0, t) for t in _ZIFFERN.split(nummer) if t])


def quartalsbeginn(tag: date) -> date:
    """Gibt den ersten Tag des Quartals."""
    return date(tag.year, (tag.month - 1) // 3 * 3 + 1, 1)


def quartal(tag: date) -> str:
    """Schreibt das Quartal eines Tages: „II/2024“."""
    return f"{_ROEMISCH[(tag.month - 1) // 3]}/{tag.year}"
