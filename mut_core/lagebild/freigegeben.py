"""Begrenzen: ein Lagebild auf das, was freigegeben ist – es zählt der letzte freigegebene Sachstand.

Das gilt für Meldungen, nicht für Stammdaten: Titel, Fristen und Mittel pflegt die Koordination selbst.
"""

from copy import copy
from dataclasses import replace

from mut_core.lagebild.bild import MASSNAHMEN_DAZU, Lagebild, berechnete_massnahmen
from mut_core.modell.codes import Freigabe

SATZ = "Berücksichtigt sind nur freigegebene Meldungen."
"""So sagt es jeder Bericht, der darauf begrenzt ist."""


def nur_freigegebene(bild: Lagebild) -> Lagebild:
    """Gibt dasselbe Lagebild ohne Sachstände, die nicht freigegeben sind; alles daraus Berechnete rechnet es neu.

    Eine noch nicht freigegebene Berichtigung zählt nicht: Es gilt weiter, was sie berichtigen will. Das Ergebnis sagt
    an seinem Konzept, dass es begrenzt ist (`ist_begrenzt`); ein zweites Mal ändert nichts.
    """
    sachstaende = bild.sachstaende[bild.sachstaende["freigabe"] == Freigabe.FREIGEGEBEN].reset_index(drop=True)
    tabellen = {
        **bild.tabellen,
        "sachstaende": sachstaende,
        "massnahmen": bild.massnahmen.drop(columns=list(MASSNAHMEN_DAZU)),
    }
    konzept = copy(bild.konzept)
    konzept.nur_freigegebene = True
    tabellen["massnahmen"] = berechnete_massnahmen(tabellen, konzept.aktualitaet_monate, bild.stichtag)
    return replace(bild, konzept=konzept, tabellen=tabellen)


def ist_begrenzt(bild: Lagebild) -> bool:
    """Sagt, ob ein Lagebild nur Freigegebenes enthält."""
    return bool(getattr(bild.konzept, "nur_freigegebene", False))
