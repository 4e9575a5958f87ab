"""Gestalten: die Stilblätter der Seiten und des Drucks als ein Block, einmal gelesen."""

from functools import cache
from typing import Final

from seiten.bausteine.links import SEITEN

STATISCH: Final = SEITEN.parent / "daten" / "static"
"""Ordner der mitgelieferten Dateien, die der Browser bekommt."""

_BLAETTER: Final = ("seite.css", "druck.css")


@cache
def stil() -> str:
    """Gibt beide Stilblätter als ein `<style>`."""
    return "<style>" + "\n".join((STATISCH / blatt).read_text("utf-8") for blatt in _BLAETTER) + "</style>"
