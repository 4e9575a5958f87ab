"""Verteilen: wie viele Maßnahmen in welchem Stand und welcher Terminlage sind, je Handlungsfeld und Quartal."""

from collections import Counter
from datetime import date

import pandas as pd

from mut_core.auswertung.tabelle import build_tabelle, geordnete_handlungsfelder, quartal, quartalsbeginn
from mut_core.lagebild import Lagebild
from mut_core.modell.codes import Terminlage, Umsetzungsstand
from mut_core.regeln import plus_monate

REIHENFOLGE = (
    Umsetzungsstand.UMGESETZT,
    Umsetzungsstand.VERSTETIGT,
    Umsetzungsstand.IN_UMSETZUNG,
    Umsetzungsstand.IN_PLANUNG,
    Umsetzungsstand.NICHT_BEGONNEN,
    Umsetzungsstand.IDEE,
    Umsetzungsstand.ZURUECKGESTELLT,
    Umsetzungsstand.VERWORFEN,
    Umsetzungsstand.OHNE_ANGABE,
)
"""Vom Erreichten zum Unbekannten: so beginnt jeder Balken links mit dem, was geschafft ist."""

TERMINLAGEN = (
    Terminlage.UEBERFAELLIG,
    Terminlage.BALD_FAELLIG,
    Terminlage.IM_ZEITPLAN,
    Terminlage.OHNE_TERMIN,
    Terminlage.NICHT_ANWENDBAR,
)
"""Vom Dringlichen zum Unbestimmten."""

MIT_TERMIN = TERMINLAGEN[:3]
"""Die Terminlagen offener Maßnahmen, an denen ein Tag hängt."""

QUARTALE_VORAUS = 4


def umsetzungsstand(lagebild: Lagebild) -> pd.DataFrame:
    """Zählt Maßnahmen je Handlungsfeld und Stand; jedes Handlungsfeld hat alle neun Zeilen, leere mit 0.

    Spalten: handlungsfeld_id, nummer, handlungsfeld, uebergreifend, umsetzungsstand, anzahl. Eine Maßnahme zählt nur
    in ihrem ersten Handlungsfeld; deshalb ergibt die Summe die Zahl der Maßnahmen.
    """
    m = lagebild.massnahmen
    gezaehlt = Counter(zip(m["handlungsfeld_id"], m["umsetzungsstand"], strict=True))
    zeilen = (
        (h.id, h.nummer, h.titel, bool(h.uebergreifend), stand, gezaehlt[h.id, stand])
        for h in geordnete_handlungsfelder(lagebild)
        for stand in REIHENFOLGE
    )
    return build_tabelle(
        zeilen, ("handlungsfeld_id", "nummer", "handlungsfeld", "uebergreifend", "umsetzungsstand", "anzahl")
    )


def umsetzungsstand_gesamt(lagebild: Lagebild) -> pd.DataFrame:
    """Zählt alle Maßnahmen je Stand; neun Zeilen mit den Spalten umsetzungsstand, anzahl."""
    gezaehlt = Counter(lagebild.massnahmen["umsetzungsstand"])
    return build_tabelle(((stand, gezaehlt[stand]) for stand in REIHENFOLGE), ("umsetzungsstand", "anzahl"))


def terminlagen(lagebild: Lagebild) -> pd.DataFrame:
    """Zählt alle Maßnahmen je Terminlage; fünf Zeilen mit den Spalten terminlage, anzahl."""
    gezaehlt = Counter(lagebild.massnahmen["terminlage"])
    return build_tabelle(((lage, gezaehlt[lage]) for lage in TERMINLAGEN), ("terminlage", "anzahl"))


def faelligkeiten(lagebild: Lagebild) -> pd.DataFrame:
    """Zählt offene Maßnahmen mit Termin je Quartal und Terminlage.

    Gezeigt werden alle Quartale, in denen Überfälliges liegt, das laufende und die nächsten vier; je Quartal drei
    Zeilen, auch mit 0. Spalten: quartal („II/2024“), quartalsbeginn (date), lage, anzahl.
    """
    m = lagebild.massnahmen
    gezaehlt = Counter(
        (quartalsbeginn(termin), lage)
        for termin, lage in zip(m["termin"], m["terminlage"], strict=True)
        if termin is not None and lage in MIT_TERMIN
    )
    ueberfaellig = {beginn for beginn, lage in gezaehlt if lage == Terminlage.UEBERFAELLIG}
    zeilen = (
        (quartal(beginn), beginn, lage, gezaehlt[beginn, lage])
        for beginn in sorted(ueberfaellig | _naechste_quartale(lagebild.stichtag))
        for lage in MIT_TERMIN
    )
    return build_tabelle(zeilen, ("quartal", "quartalsbeginn", "lage", "anzahl"))


def _naechste_quartale(stichtag: date) -> set[date]:
    laufendes = quartalsbeginn(stichtag)
    return {plus_monate(laufendes, 3 * n) for n in range(QUARTALE_VORAUS + 1)}
