"""Halten: was in einer Datei stand – Blätter mit Zellwerten und dünn besetzt alles Übrige an den Zellen.

Zeilen zählen wie in Excel ab 1, Spalten ab 0; so ist `blatt.zeilen[nr - 1][spalte]` der Wert am Ort (nr, spalte).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final, NamedTuple

from mut_core.dateien import Dateiart
from mut_core.fehler import EingabeError

Zellwert = str | int | float | bool | date | None
"""Der Wert einer Zelle; leer ist None, ganze Zahlen sind int, Uhrzeiten Text; datetime ist ein date."""

Ort = tuple[int, int]
"""(Zeilennummer wie in Excel, Spaltenindex ab 0)."""

_GENANNT: Final = 8
"""So viele Zellen nennt ein Hinweis, danach „und n weitere“."""


class Bereich(NamedTuple):
    """Ein verbundener Bereich, beide Ecken eingeschlossen."""

    von_zeile: int
    von_spalte: int
    bis_zeile: int
    bis_spalte: int


@dataclass(frozen=True)
class Blatt:
    """Ein Tabellenblatt; alle Zeilen sind gleich breit, leere Ränder unten und rechts fehlen."""

    name: str
    zeilen: tuple[tuple[Zellwert, ...], ...]
    sichtbar: bool = True
    verbunden: tuple[Bereich, ...] = ()
    verborgene_zeilen: frozenset[int] = frozenset()
    verborgene_spalten: frozenset[int] = frozenset()
    farben: Mapping[Ort, str] = field(default_factory=dict)
    durchgestrichen: Mapping[Ort, str] = field(default_factory=dict)
    kommentare: Mapping[Ort, str] = field(default_factory=dict)
    fehlerwerte: Mapping[Ort, str] = field(default_factory=dict)
    formate: Mapping[Ort, str] = field(default_factory=dict)
    symbolschrift: Mapping[Ort, str] = field(default_factory=dict)
    hinweise: tuple[str, ...] = ()

    @property
    def breite(self) -> int:
        """Die Zahl der Spalten."""
        return len(self.zeilen[0]) if self.zeilen else 0


@dataclass(frozen=True)
class Mappe:
    """Eine gelesene Datei; `trenner` und `zeichensatz` stehen nur bei CSV."""

    dateiname: str
    art: Dateiart
    sha256: str
    blaetter: tuple[Blatt, ...]
    hinweise: tuple[str, ...] = ()
    trenner: str | None = None
    zeichensatz: str | None = None

    def blatt(self, name: str) -> Blatt:
        """Gibt das Blatt dieses Namens; wirft EingabeError, wenn es keines gibt."""
        for blatt in self.blaetter:
            if blatt.name == name:
                return blatt
        vorhanden = ", ".join(f"„{b.name}“" for b in self.blaetter)
        raise EingabeError(f"Das Blatt „{name}“ gibt es in der Datei nicht. Vorhanden: {vorhanden}.", feld="blatt")


def ort_text(ort: Ort) -> str:
    """Gibt den Ort, wie Excel ihn nennt: (5, 1) ist „B5“."""
    return f"{spalte_text(ort[1])}{ort[0]}"


def spalte_text(index: int) -> str:
    """Gibt den Buchstaben der Spalte: 0 ist „A“, 26 ist „AA“."""
    text = ""
    nummer = index + 1
    while nummer:
        nummer, rest = divmod(nummer - 1, 26)
        text = chr(65 + rest) + text
    return text


def orte_text(orte: Iterable[Ort]) -> str:
    """Zählt Zellen auf („B5, C7 und 3 weitere“)."""
    alle = sorted(orte)
    genannt = ", ".join(ort_text(o) for o in alle[:_GENANNT])
    return f"{genannt} und {len(alle) - _GENANNT} weitere" if len(alle) > _GENANNT else genannt
