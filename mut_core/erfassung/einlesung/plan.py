"""Planen: was aus einer Liste in welche Maßnahme soll – fertig gedeutet und ausgewählt, ohne Datenbank."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from mut_core.erfassung.sachstand import SachstandEingabe

Verweis: TypeAlias = int | str
"""Etwas Vorhandenes (sein Schlüssel) oder etwas, das mit diesem Namen neu anzulegen ist."""


@dataclass(frozen=True)
class Beteiligter:
    """Eine Stelle, die an einer Maßnahme mitwirken soll."""

    stelle: Verweis
    rolle: str | None = None


@dataclass(frozen=True)
class Zeilenplan:
    """Was aus einer Zeile wird; leer heißt: daran ändert sich nichts.

    `werte` nennt Felder der Maßnahme (ohne Verweise, die stehen daneben). `version` und `stand_nummer` sind die
    Version der Maßnahme und die Nummer ihres geltenden Sachstands, die in der Vorschau zu sehen waren. `entfernt`
    nennt Teile der Maßnahme (Tabelle, Schlüssel), die in der Liste nicht mehr stehen.
    """

    blatt: str
    nr: int
    massnahme_id: int | None = None
    version: int = 0
    stand_nummer: int = 0
    werte: Mapping[str, Any] = field(default_factory=dict)
    handlungsfeld: Verweis | None = None
    federfuehrung: Verweis | None = None
    weitere_handlungsfelder: tuple[Verweis, ...] = ()
    ziele: tuple[int, ...] = ()
    beteiligte: tuple[Beteiligter, ...] = ()
    mittel: tuple[Mapping[str, Any], ...] = ()
    entfernt: tuple[tuple[str, int], ...] = ()
    zusatzfelder: Mapping[str, Any] = field(default_factory=dict)
    staende: tuple[SachstandEingabe, ...] = ()

    @property
    def ort(self) -> str:
        """Woran man die Zeile in der Datei wiederfindet."""
        return f"{self.blatt}, Zeile {self.nr}"


@dataclass(frozen=True)
class Einlesungsplan:
    """Eine Datei, was aus ihr übernommen werden soll und was mit welchem Grund nicht (Ort → Grund).

    `bekannt_bis` ist der höchste Schlüssel einer Maßnahme, die der Vorschau bekannt war: Was danach entstand, wird
    nicht ein zweites Mal angelegt.
    """

    dateiname: str
    pruefsumme: str
    blatt: str
    gelesen: int
    bekannt_bis: int
    zeilen: tuple[Zeilenplan, ...]
    uebersprungen: Mapping[str, str] = field(default_factory=dict)
    bogen: str | None = None
    """Kennung des Rückmeldebogens: Dann sind es Meldungen von heute mit allen Pflichtangaben, keine alten Stände."""
