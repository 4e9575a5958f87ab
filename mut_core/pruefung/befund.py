"""Befunde sammeln: was eine Prüfung gefunden hat, je Bereich ein Satz und eine Zahl."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import islice
from typing import Literal

Bereich = Literal["aufbau", "speicher", "ausloeser", "kette", "anker", "abgleich", "version"]

HOECHSTENS = 50
"""So viele Sätze je Bereich; wer alles geändert hat, soll nicht hunderttausend Zeilen lesen müssen."""


@dataclass(frozen=True)
class Befund:
    """Eine Abweichung als deutscher Satz ohne gespeicherte Werte – er darf ins Log.

    `protokoll_nr` ist die Nummer der Protokollzeile, um die es geht, wenn es eine gibt.
    """

    bereich: Bereich
    satz: str
    protokoll_nr: int | None = None


@dataclass(frozen=True)
class Pruefung:
    """Das Ergebnis einer ganzen Prüfung.

    `weitere` zählt Abweichungen, die über die Grenze je Bereich hinaus gefunden wurden.
    """

    abweichungen: tuple[Befund, ...] = ()
    hinweise: tuple[Befund, ...] = ()
    weitere: int = 0
    protokoll_bis: int = 0
    kettenkopf: str = ""
    datensaetze: int = 0
    anker: int = 0

    @property
    def in_ordnung(self) -> bool:
        """Sagt, ob nichts abweicht; Hinweise zählen nicht."""
        return not self.abweichungen


@dataclass
class Sammlung:
    """Nimmt Befunde auf und behält je Bereich höchstens `HOECHSTENS`."""

    befunde: list[Befund] = field(default_factory=list)
    weitere: int = 0

    def add(self, befunde: Iterable[Befund]) -> int:
        """Nimmt die Befunde eines Bereichs auf und gibt ihre ganze Zahl."""
        strom = iter(befunde)
        gezeigt = list(islice(strom, HOECHSTENS))
        uebrige = sum(1 for _ in strom)
        self.befunde += gezeigt
        self.weitere += uebrige
        return len(gezeigt) + uebrige
