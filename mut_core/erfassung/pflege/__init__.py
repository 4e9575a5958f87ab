"""Pflegen: Stammdaten und Teile von Maßnahmen anlegen, ändern, umordnen, archivieren und wieder hervorholen.

Jede Art von Datensatz ist eine Zeile in `arten.ARTEN`: welche Felder sich ändern lassen, was eindeutig sein muss und
was „weglegen“ bei ihr heißt. Die Funktionen hier sind für alle Arten dieselben.
"""

from mut_core.erfassung.pflege.arten import ARTEN, PFLEGBAR, Art, aenderbare, require_art
from mut_core.erfassung.pflege.lesarten import ALS_WORTLAUT, BESTAETIGT, ZUSAETZE, betrag_wert, zeitraum_wert
from mut_core.erfassung.pflege.lesen import load_archivierte
from mut_core.erfassung.pflege.ordnen import save_reihenfolge
from mut_core.erfassung.pflege.speichern import formwert, save_datensatz
from mut_core.erfassung.pflege.weglegen import archive_datensatz, restore_datensatz
from mut_core.erfassung.pflege.werte import pruefe_werte

__all__ = [
    "ALS_WORTLAUT",
    "ARTEN",
    "BESTAETIGT",
    "PFLEGBAR",
    "ZUSAETZE",
    "Art",
    "aenderbare",
    "archive_datensatz",
    "betrag_wert",
    "formwert",
    "load_archivierte",
    "pruefe_werte",
    "require_art",
    "restore_datensatz",
    "save_datensatz",
    "save_reihenfolge",
    "zeitraum_wert",
]
