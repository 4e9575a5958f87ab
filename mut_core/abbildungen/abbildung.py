"""Fassen: eine Abbildung – ihr Plan, ihr Text in Worten und, wenn es sie nicht gibt, der Grund."""

from dataclasses import dataclass
from typing import Any

from mut_core.abbildungen.plan import BREITE, Plan
from mut_core.abbildungen.zeichnen import build_png


@dataclass(frozen=True)
class Abbildung:
    """Was eine Abbildung zeigt; ohne `plan` gibt es kein Bild, und `grund` sagt in einem Satz, warum."""

    plan: Plan | None
    alternativtext: str = ""
    """Alles, was das Bild zeigt, in Worten; steht auch da, wenn das Bild zu groß geworden wäre."""
    grund: str = ""
    uebrige: tuple[Any, ...] = ()
    """Ereignisse, die ein Zeitstrahl nicht mehr fasst."""

    @property
    def breite_cm(self) -> float:
        """Die Breite, in der die Schrift ihre gemeinte Größe hat."""
        return BREITE / 72 * 2.54

    def als_png(self) -> bytes:
        """Gibt das Bild; ohne Plan ein ValueError, denn dann ist `grund` zu sagen."""
        if self.plan is None:
            raise ValueError(f"Diese Abbildung gibt es nicht: {self.grund}")
        return build_png(self.plan)
