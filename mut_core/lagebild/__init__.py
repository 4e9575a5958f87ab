"""Lesen: das Lagebild – alles, was an einem Stichtag über ein Konzept bekannt war, in einer Handvoll Tabellen.

Übersicht, Bericht, Ausgabe und Vergleich sind reine Funktionen davon; deshalb können sie sich nicht widersprechen.
"""

from mut_core.lagebild.berichtsbild import Kopf, ist_nacherfasst, load_berichtsbild
from mut_core.lagebild.bild import AUS_SACHSTAND, MASSNAHMEN_DAZU, TABELLEN, Lagebild, build_lagebild, saetze
from mut_core.lagebild.freigegeben import ist_begrenzt, nur_freigegebene
from mut_core.lagebild.frost import freeze_lagebild, thaw_lagebild, thaw_teil, without_internes
from mut_core.lagebild.lesen import (
    Gelesenes,
    aenderungsstand,
    geaendert_am,
    konzepte,
    load_dokument,
    load_lagebild,
    require_konzept,
)

__all__ = [
    "AUS_SACHSTAND",
    "MASSNAHMEN_DAZU",
    "TABELLEN",
    "Gelesenes",
    "Kopf",
    "Lagebild",
    "aenderungsstand",
    "build_lagebild",
    "freeze_lagebild",
    "geaendert_am",
    "ist_begrenzt",
    "ist_nacherfasst",
    "konzepte",
    "load_berichtsbild",
    "load_dokument",
    "load_lagebild",
    "nur_freigegebene",
    "require_konzept",
    "saetze",
    "thaw_lagebild",
    "thaw_teil",
    "without_internes",
]
