"""Evaluation zeichnen: je Handlungsfeld ein Balken von bewertet bis ohne Beginn."""

import pandas as pd

from mut_core.diagramme.balken import feldbalken
from mut_core.diagramme.bausteine import Spezifikation


def evaluationslagen(tabelle: pd.DataFrame) -> Spezifikation:
    """Zeichnet `auswertung.evaluationslagen` als gestapelte Balken mit Zahlen; leere Felder heißen „keine Maßnahmen“.

    Auswahl: `auswahl` gibt {nummer, code} des angeklickten Stücks, `legende` {code}.
    """
    return feldbalken(tabelle, "lage", "Stand der Evaluation je Handlungsfeld")
