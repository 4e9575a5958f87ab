"""Benennen: wo ein Baustein steht und was aus ihm wird."""

from typing import NamedTuple

from mut_core.bericht.word.umbruch import Mass


class Lage(NamedTuple):
    """Wo ein Baustein steht: Satzspiegel in Punkt, neue Seite, direkt unter einer Tabelle."""

    breite: float
    hoehe: float
    neue_seite: bool = False
    nach_tabelle: bool = False


class Satz(NamedTuple):
    """Ein gesetzter Baustein."""

    xml: str
    masse: list[Mass]
