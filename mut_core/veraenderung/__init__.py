"""Vergleichen: was sich zwischen zwei Lagebildern desselben Konzepts geändert hat – rein, ohne Datenbank.

Steht über der Auswertung: Der Vergleich zählt und beziffert mit deren Regeln, damit Kachel und Differenz, Mitteltabelle
und Mitteländerung dasselbe sagen.
"""

from mut_core.veraenderung.ausschnitt import beschraenke
from mut_core.veraenderung.befund import (
    KOPF,
    SPALTEN,
    Entfallart,
    Fristart,
    Klasse,
    Mittelaenderung,
    Richtung,
    Veraenderung,
    Verzug,
)
from mut_core.veraenderung.erzaehlung import saetze
from mut_core.veraenderung.vergleich import fluss, kennzahlendifferenz, vergleiche

__all__ = [
    "KOPF",
    "SPALTEN",
    "Entfallart",
    "Fristart",
    "Klasse",
    "Mittelaenderung",
    "Richtung",
    "Veraenderung",
    "Verzug",
    "beschraenke",
    "fluss",
    "kennzahlendifferenz",
    "saetze",
    "vergleiche",
]
