"""Auswerten: aus einem Lagebild je Frage eine Tabelle, ein Satz oder eine Zahl – rein, ohne Datenbank."""

from mut_core.auswertung.aufmerksamkeit import ANLAESSE, aufmerksamkeit
from mut_core.auswertung.freigaben import Vorlegung, freigaben
from mut_core.auswertung.geschichte import geschichte, geschichten
from mut_core.auswertung.kennzahlen import FORMELN, Kennzahlen, kennzahlen, lagesatz
from mut_core.auswertung.liste import FEDERFUEHRUNG_NICHT_BENANNT, Filter, ausschnitt, massnahmenliste
from mut_core.auswertung.luecken import ANGABEN, luecken
from mut_core.auswertung.mittel import foerderungen, mittel
from mut_core.auswertung.sitzungsplan import sitzungsplan
from mut_core.auswertung.textvergleich import Seite, Stueck, textvergleich
from mut_core.auswertung.verteilung import (
    REIHENFOLGE,
    TERMINLAGEN,
    faelligkeiten,
    terminlagen,
    umsetzungsstand,
    umsetzungsstand_gesamt,
)
from mut_core.auswertung.zeitleiste import Art, Berichtsnennung, Eintrag, Nennung, nennungen, zeitleiste

__all__ = [
    "ANGABEN",
    "ANLAESSE",
    "FEDERFUEHRUNG_NICHT_BENANNT",
    "FORMELN",
    "REIHENFOLGE",
    "TERMINLAGEN",
    "Art",
    "Berichtsnennung",
    "Eintrag",
    "Filter",
    "Kennzahlen",
    "Nennung",
    "Seite",
    "Stueck",
    "Vorlegung",
    "aufmerksamkeit",
    "ausschnitt",
    "faelligkeiten",
    "foerderungen",
    "freigaben",
    "geschichte",
    "geschichten",
    "kennzahlen",
    "lagesatz",
    "luecken",
    "massnahmenliste",
    "mittel",
    "nennungen",
    "sitzungsplan",
    "terminlagen",
    "textvergleich",
    "umsetzungsstand",
    "umsetzungsstand_gesamt",
    "zeitleiste",
]
