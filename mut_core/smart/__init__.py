"""SMART prüfen: örtlich und nach festen Regeln – ein Hinweis mit Fundstelle und Vorschlag, nie ein Zwang.

S spezifisch, M messbar, A aktivierend (was das A heißt, bestimmt das Konzept), R realistisch, T terminiert. Was
Menschen beurteilt haben (`SmartPruefung`), geht vor; das verbindet `auswertung.smart`.
"""

from mut_core.smart.angaben import Angaben, BedeutungA, bedeutung_a
from mut_core.smart.befund import BUCHSTABEN, SCHWERE, Befund, Ergebnis, Treffer
from mut_core.smart.messbar import indikator_vorschlag
from mut_core.smart.pruefung import REGELN, befund, befunde, pruefe, urteile

__all__ = [
    "BUCHSTABEN",
    "REGELN",
    "SCHWERE",
    "Angaben",
    "BedeutungA",
    "Befund",
    "Ergebnis",
    "Treffer",
    "bedeutung_a",
    "befund",
    "befunde",
    "indikator_vorschlag",
    "pruefe",
    "urteile",
]
