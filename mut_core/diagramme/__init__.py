"""Zeichnen: zu jeder Tabelle der Auswertung gleichen Namens ein Diagramm als fertige Vega-Lite-Spezifikation.

Die Spezifikation ist ein reines dict für `st.vega_lite_chart(spec=…, theme=None, on_select="rerun")`: alle Daten und
der Alternativtext stehen darin, nichts wird nachgeladen, die Farbe der Beschriftung folgt dem Thema der App (hell und
dunkel). Einmal je Lagebild bauen und aufheben. Farbe steht nie allein: Symbol, Wort und Zahl stehen daneben.
"""

from mut_core.diagramme.balken import faelligkeiten, terminlagen, umsetzungsstand, umsetzungsstand_gesamt
from mut_core.diagramme.bausteine import AUSWAHL, LEGENDE, LEISE, Spezifikation
from mut_core.diagramme.darstellung import (
    DARSTELLUNG,
    TERMINLAGE_DARSTELLUNG,
    Darstellung,
    beschriftung,
    darstellung,
    kurzname,
)
from mut_core.diagramme.ereignisse import ereignisse
from mut_core.diagramme.evaluation import evaluationslagen
from mut_core.diagramme.fluss import fluss, flusszeilen, standwort
from mut_core.diagramme.fristenplan import PLANLEGENDE, fristenplan
from mut_core.diagramme.mittelbalken import STUECKE_HOECHSTENS, STUFENDARSTELLUNG, mittelbalken, stufenname
from mut_core.diagramme.smart import smartkriterien
from mut_core.diagramme.verlauf import verlauf

__all__ = [
    "AUSWAHL",
    "DARSTELLUNG",
    "LEGENDE",
    "LEISE",
    "PLANLEGENDE",
    "STUECKE_HOECHSTENS",
    "STUFENDARSTELLUNG",
    "TERMINLAGE_DARSTELLUNG",
    "Darstellung",
    "Spezifikation",
    "beschriftung",
    "darstellung",
    "ereignisse",
    "evaluationslagen",
    "faelligkeiten",
    "fluss",
    "flusszeilen",
    "fristenplan",
    "kurzname",
    "mittelbalken",
    "smartkriterien",
    "standwort",
    "stufenname",
    "terminlagen",
    "umsetzungsstand",
    "umsetzungsstand_gesamt",
    "verlauf",
]
