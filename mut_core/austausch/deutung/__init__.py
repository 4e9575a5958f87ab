"""Deuten: aus den erkannten Listen einer Datei die Vorschau – rein, ohne zu schreiben und ohne zu raten.

Jede Zelle behält ihr Original und bekommt Deutung, Urteil (sicher, unsicher, Fehler) und Grund. Was unsicher ist, gilt
erst, wenn ein Mensch es bestätigt oder zuordnet; die Entscheidungen stehen in der `Deutungswahl`.
"""

from mut_core.austausch.deutung.abgleich import Kandidat
from mut_core.austausch.deutung.bauen import INZWISCHEN, build_vorschau
from mut_core.austausch.deutung.stellen import benennt_stelle
from mut_core.austausch.deutung.urteil import Deutung, Urteil
from mut_core.austausch.deutung.vorschau import Fehlende, Lage, Posten, Sachstandsposten, Vorschau, Zeile, Zelle
from mut_core.austausch.deutung.wahl import Deutungswahl

__all__ = [
    "INZWISCHEN",
    "Deutung",
    "Deutungswahl",
    "Fehlende",
    "Kandidat",
    "Lage",
    "Posten",
    "Sachstandsposten",
    "Urteil",
    "Vorschau",
    "Zeile",
    "Zelle",
    "benennt_stelle",
    "build_vorschau",
]
