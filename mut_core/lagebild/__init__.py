"""Lesen: das Lagebild – alles, was an einem Stichtag über ein Konzept bekannt war, in einer Handvoll Tabellen.

Übersicht, Bericht, Ausgabe und Vergleich sind reine Funktionen davon; deshalb können sie sich nicht widersprechen.
"""

from mut_core.lagebild.bild import AUS_SACHSTAND, MASSNAHMEN_DAZU, TABELLEN, Lagebild, build_lagebild, saetze
from mut_core.lagebild.frost import freeze_lagebild, thaw_lagebild, without_internes
from mut_core.lagebild.lesen import aenderungsstand, konzepte, load_dokument, load_lagebild, require_konzept

__all__ = [
    "AUS_SACHSTAND",
    "MASSNAHMEN_DAZU",
    "TABELLEN",
    "Lagebild",
    "aenderungsstand",
    "build_lagebild",
    "freeze_lagebild",
    "konzepte",
    "load_dokument",
    "load_lagebild",
    "require_konzept",
    "saetze",
    "thaw_lagebild",
    "without_internes",
]
