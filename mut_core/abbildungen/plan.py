"""Anordnen: die Zwischenform eines Bildes – was wo steht, bevor es gezeichnet wird; Maße in Punkt, y nach unten.

An ihr lässt sich prüfen, dass nichts übersteht, nichts übereinander liegt und jeder Text sich vom Grund abhebt.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from mut_core.abbildungen.schrift import ZEILE

BREITE = 16 / 2.54 * 72
"""Jedes Bild ist 16 cm breit gedacht; so stimmen die Schriftgrade im Druck."""
HOECHSTENS = 18.5 / 2.54 * 72
"""Höher wird kein Bild, sonst verkleinerte es Word auf der Seite."""
TITEL, TEXT, KLEIN = 10.0, 9.5, 8.5
"""Schriftgrade; auch in einem um 1 cm schmaleren Satzspiegel bleibt der kleinste bei 8 pt."""

Rahmen = tuple[float, float, float, float]
"""Links, oben, rechts, unten."""


class Platz(NamedTuple):
    """Wo etwas hinkommt: linke obere Ecke, Breite und, wo sie gilt, die Höhe."""

    x: float
    y: float
    b: float
    h: float = 0.0


class Form(StrEnum):
    """Ein Zeichen, das ohne Farbe etwas bedeutet."""

    KREIS = "kreis"
    QUADRAT = "quadrat"
    RAUTE = "raute"
    DREIECK = "dreieck"
    VIERTEL = "viertel"
    HALB = "halb"
    FAHNE = "fahne"
    PUNKTE = "punkte"


@dataclass(frozen=True, slots=True)
class Kasten:
    """Eine Fläche mit Rand; in ihr dürfen Texte, Zeichen und kleinere Kästen liegen."""

    x: float
    y: float
    b: float
    h: float
    flaeche: str
    rand: str = ""
    rund: tuple[bool, bool, bool, bool] = (True, True, True, True)
    """Welche Ecken rund sind: links oben, rechts oben, rechts unten, links unten."""

    @property
    def rahmen(self) -> Rahmen:
        """Der belegte Platz."""
        return self.x, self.y, self.x + self.b, self.y + self.h


@dataclass(frozen=True, slots=True)
class Text:
    """Umbrochene Zeilen; `grund` ist die Farbe dahinter."""

    x: float
    y: float
    b: float
    zeilen: tuple[str, ...]
    grad: float = TEXT
    fett: bool = False
    farbe: str = "#1A1A1A"
    grund: str = "#FFFFFF"
    mittig: bool = False

    @property
    def h(self) -> float:
        """Die Höhe aller Zeilen."""
        return len(self.zeilen) * self.grad * ZEILE

    @property
    def rahmen(self) -> Rahmen:
        """Der belegte Platz."""
        return self.x, self.y, self.x + self.b, self.y + self.h


@dataclass(frozen=True, slots=True)
class Linie:
    """Eine Strecke, waagerecht oder senkrecht, auf Wunsch mit Pfeilspitzen."""

    x1: float
    y1: float
    x2: float
    y2: float
    farbe: str
    staerke: float = 1.5
    spitze_anfang: bool = False
    spitze_ende: bool = False

    @property
    def rahmen(self) -> Rahmen:
        """Der belegte Platz, mit der halben Stärke oder Spitze zu beiden Seiten."""
        halb = SPITZE / 2 if self.spitze_anfang or self.spitze_ende else self.staerke / 2
        quer = (0.0, halb) if self.y1 == self.y2 else (halb, 0.0)
        xs, ys = sorted((self.x1, self.x2)), sorted((self.y1, self.y2))
        return xs[0] - quer[0], ys[0] - quer[1], xs[1] + quer[0], ys[1] + quer[1]


SPITZE = 7.0
"""Breite und Länge einer Pfeilspitze."""


@dataclass(frozen=True, slots=True)
class Zeichen:
    """Ein kleines Zeichen um seinen Mittelpunkt; offen oder gefüllt."""

    x: float
    y: float
    groesse: float
    form: Form
    farbe: str
    gefuellt: bool = True

    @property
    def rahmen(self) -> Rahmen:
        """Der belegte Platz."""
        r = self.groesse / 2
        return self.x - r, self.y - r, self.x + r, self.y + r


Element = Kasten | Text | Linie | Zeichen


@dataclass(frozen=True, slots=True)
class Plan:
    """Ein angeordnetes Bild: so hoch, mit diesen Elementen von hinten nach vorn."""

    hoehe: float
    elemente: tuple[Element, ...]
    breite: float = BREITE

    @property
    def texte(self) -> tuple[str, ...]:
        """Jeder Text des Bildes in der Reihenfolge des Lesens, ohne Umbruch."""
        return tuple(" ".join(e.zeilen) for e in self.elemente if isinstance(e, Text))


def build_plan(hoehe: float, elemente: Iterable[Element]) -> Plan | None:
    """Gibt den Plan; None, wenn er höher als `HOECHSTENS` wäre."""
    return Plan(hoehe, tuple(elemente)) if hoehe <= HOECHSTENS else None
