"""Benennen: wo ein Baustein steht."""

from typing import NamedTuple


class Lage(NamedTuple):
    """Wo ein Baustein steht: Satzspiegel in Punkt, neue Seite, direkt unter einer Tabelle."""

    breite: float
    hoehe: float
    neue_seite: bool = False
    nach_tabelle: bool = False
