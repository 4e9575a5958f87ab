"""Halten: was aus einem Blatt als Liste erkannt ist – Spalten, Zeilen und alles, was keine Maßnahme wurde."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final, NamedTuple

from mut_core.austausch.mappe import Zellwert
from mut_core.austausch.zuordnung import Spaltenwahl, Zuordnung, form_kennung

NICHTS: Final[Mapping[int, str]] = {}
"""Für die vielen Zeilen, an denen nichts auffällt; wird nie geändert."""


@dataclass(frozen=True)
class Spalte:
    """Eine Spalte der Liste; `feld=None` heißt unbekannt, `grund` sagt dann oder bei `sicher=False`, warum."""

    index: int
    ueberschrift: str
    feld: str | None
    sicher: bool = True
    zum: date | None = None
    jahr: int | None = None
    grund: str = ""


class Sachstandszeile(NamedTuple):
    """Eine Zeile, die nur den Sachstand einer anderen berichtet; `zum` ist der letzte gemeinte Tag."""

    nr: int
    zum: date | None
    text: str
    wortlaut: str


class Rohzeile(NamedTuple):
    """Eine Maßnahme der Liste, noch ungedeutet; alle Zuordnungen gehen vom Spaltenindex aus."""

    nr: int
    zellen: tuple[Zellwert, ...]
    gruppe: str | None
    blatt: str
    verborgen: bool = False
    zu_nr: int | None = None
    historie: tuple[Sachstandszeile, ...] = ()
    farben: Mapping[int, str] = NICHTS
    durchgestrichen: Mapping[int, str] = NICHTS
    kommentare: Mapping[int, str] = NICHTS
    fehlerwerte: Mapping[int, str] = NICHTS
    formate: Mapping[int, str] = NICHTS
    symbolschrift: Mapping[int, str] = NICHTS
    fussnoten: Mapping[int, str] = NICHTS


class Uebergangen(NamedTuple):
    """Eine Zeile, die keine Maßnahme ist: Nummer wie in Excel, Grund, Anfang ihres Texts."""

    nr: int
    grund: str
    text: str


@dataclass(frozen=True)
class Liste:
    """Ein Blatt als Liste: jede nicht leere Zeile steht in `zeilen`, `uebergangen` oder ist der Kopf."""

    blatt: str
    kopfzeile: int
    kopfzeilen: int
    spalten: tuple[Spalte, ...]
    zeilen: tuple[Rohzeile, ...]
    uebergangen: tuple[Uebergangen, ...] = ()
    stand: date | None = None
    hinweise: tuple[str, ...] = ()

    @property
    def form(self) -> str:
        """Die Prüfsumme der Überschriften; daran wird die nächste Datei derselben Form erkannt."""
        return form_kennung(s.ueberschrift for s in self.spalten)

    @property
    def zuordnung(self) -> Zuordnung:
        """Wie gelesen wurde – zum Ändern und Merken."""
        spalten = tuple(Spaltenwahl(s.index, s.ueberschrift, s.feld, s.zum, s.jahr) for s in self.spalten)
        return Zuordnung(self.blatt, self.kopfzeile, self.kopfzeilen, spalten)

    def spalte(self, feld: str) -> Spalte | None:
        """Gibt die erste Spalte dieses Felds oder None."""
        return next((s for s in self.spalten if s.feld == feld), None)
