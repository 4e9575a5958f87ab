"""Lesen: das Protokoll in Worten – wer wann was woran geändert hat, gefiltert, blattweise und als Datei.

Die Zeitmaschine des Lagebilds liest dieselben Zeilen; hier geht es um den Hergang, nicht um den Stand.
"""

from mut_core.protokollblick.ausgabe import KOPF, build_protokolldatei
from mut_core.protokollblick.lesen import (
    JE_BLATT,
    Aenderung,
    Ausschnitt,
    Blatt,
    Eintrag,
    beteiligte,
    gegenstaende,
    letzte_nummer,
    load_blatt,
    load_eintraege,
)
from mut_core.protokollblick.verlauf import Schritt, Verlauf, load_verlauf
from mut_core.protokollblick.woerter import gegenstand

__all__ = [
    "JE_BLATT",
    "KOPF",
    "Aenderung",
    "Ausschnitt",
    "Blatt",
    "Eintrag",
    "Schritt",
    "Verlauf",
    "beteiligte",
    "build_protokolldatei",
    "gegenstaende",
    "gegenstand",
    "letzte_nummer",
    "load_blatt",
    "load_eintraege",
    "load_verlauf",
]
