"""Zeigen: was eine Liste bedeuten würde, bevor etwas geschrieben wird – Zeile für Zeile, Zelle für Zelle."""

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple, overload

from mut_core.austausch.deutung.abgleich import Kandidat
from mut_core.austausch.deutung.urteil import Deutung, Urteil
from mut_core.austausch.deutung.wahl import Deutungswahl
from mut_core.austausch.speicher import ohne_muellabfuhr
from mut_core.austausch.zellwerte import gleich

if TYPE_CHECKING:
    from mut_core.austausch.form import Liste, Uebergangen


class Lage(StrEnum):
    """Was eine Zeile im Konzept bewirkt; „unklar“ heißt: Erst entscheidet ein Mensch, welche Maßnahme gemeint ist."""

    NEU = "neu"
    GEAENDERT = "geaendert"
    UNVERAENDERT = "unveraendert"
    UNKLAR = "unklar"
    FEHLER = "fehler"


class Zelle(NamedTuple):
    """Eine nicht leere Zelle: was dasteht, was es heißt und wie sicher das ist; `ort` ist ihr Platz („Blatt!12!3“)."""

    ort: str
    spalte: int
    ueberschrift: str
    feld: str | None
    original: str
    deutung: Deutung
    gelesen: str

    @property
    def urteil(self) -> Urteil:
        """Gibt, wie sicher die Deutung ist."""
        return self.deutung.urteil

    @property
    def grund(self) -> str:
        """Gibt den Satz zum Urteil."""
        return self.deutung.grund


def steht_schon(zelle: Zelle, ausgabe: Mapping[str, Any]) -> bool:
    """Sagt, ob in der Zelle genau das steht, was unsere Ausgabe zu dieser Maßnahme schreibt: Dann ändert sie nichts."""
    return zelle.feld is not None and zelle.feld in ausgabe and gleich(zelle.original, ausgabe[zelle.feld])


@dataclass(frozen=True, slots=True)
class Posten:
    """Eine Änderung: `werte` sind die Felder, die zusammen zu schreiben sind, `alt` und `neu` der Text für Menschen."""

    feld: str
    alt: str
    neu: str
    werte: Mapping[str, Any]
    urteil: Urteil
    grund: str = ""
    spalte: int | None = None


@dataclass(frozen=True, slots=True)
class Sachstandsposten:
    """Ein Sachstand: `werte` sind Felder der Meldung ohne `zum`; ohne Tag in der Datei ist `zum` None (heute)."""

    zum: date | None
    werte: Mapping[str, Any]
    urteil: Urteil
    grund: str = ""
    spalte: int | None = None
    schon_da: bool = False


@dataclass(frozen=True)
class Zeile:
    """Eine Zeile der Datei und was sie bewirkt; `version` und `stand_nummer` sind die Basis der Vorschau."""

    schluessel: str
    blatt: str
    nr: int
    nummer: str
    titel: str
    lage: Lage
    massnahme_id: int | None
    version: int
    stand_nummer: int
    kandidaten: tuple[Kandidat, ...]
    grund: str
    urteil: Urteil
    zellen: tuple[Zelle, ...]
    posten: tuple[Posten, ...] = ()
    sachstaende: tuple[Sachstandsposten, ...] = ()
    mittel: tuple[Posten, ...] = ()
    ziele: tuple[Posten, ...] = ()
    beteiligungen: tuple[Posten, ...] = ()
    weitere_handlungsfelder: tuple[Posten, ...] = ()
    zusatzfelder: Mapping[str, str] = field(default_factory=dict)
    kommentare: Mapping[int, str] = field(default_factory=dict)
    fussnoten: Mapping[int, str] = field(default_factory=dict)
    verborgen: bool = False
    zettel: dict[str, Any] = field(default_factory=dict, compare=False, repr=False)
    """Was andere zu dieser Zeile schon ausgerechnet haben; sie selbst ändert sich nie."""

    @property
    def alle_posten(self) -> tuple[Posten, ...]:
        """Gibt alle Posten der Zeile, auch die der Mengen."""
        return (*self.posten, *self.mittel, *self.ziele, *self.beteiligungen, *self.weitere_handlungsfelder)

    @cached_property
    def ist_offen(self) -> bool:
        """Sagt, ob an der Zeile noch etwas zu klären ist; was schon so im Konzept steht, ist geklärt."""
        if self.lage in (Lage.UNKLAR, Lage.FEHLER):
            return True
        if self.lage is Lage.UNVERAENDERT:
            urteile = {p.urteil for p in self.alle_posten} | {s.urteil for s in self.sachstaende}
            return not self.grund and bool(urteile & {Urteil.UNSICHER, Urteil.FEHLER})
        return self.urteil in (Urteil.UNSICHER, Urteil.FEHLER)


class Zeilenfolge(Sequence[Zeile]):
    """Die Zeilen einer Vorschau; jede entsteht erst, wenn jemand sie ansieht, und bleibt dann stehen."""

    def __init__(self, anzahl: int, baue: Callable[[int], Zeile]) -> None:
        self._baue = baue
        self._fertig: list[Zeile | None] = [None] * anzahl

    def __len__(self) -> int:
        return len(self._fertig)

    def uebernimm(self, fruehere: "Zeilenfolge", *, ohne: Collection[int]) -> None:
        """Übernimmt die schon gebauten Zeilen derselben Datei; die in `ohne` entstehen neu."""
        self._fertig = [None if i in ohne else zeile for i, zeile in enumerate(fruehere._fertig)]

    @overload
    def __getitem__(self, stelle: int) -> Zeile: ...
    @overload
    def __getitem__(self, stelle: slice) -> list[Zeile]: ...
    def __getitem__(self, stelle: int | slice) -> Zeile | list[Zeile]:
        if isinstance(stelle, slice):
            return [self[i] for i in range(*stelle.indices(len(self)))]
        i = stelle + len(self) if stelle < 0 else stelle
        zeile = self._fertig[i]
        if zeile is None:
            zeile = self._fertig[i] = self._baue(i)
        return zeile


class Fehlende(NamedTuple):
    """Eine Maßnahme des Konzepts, die in der Datei nicht steht; sie bleibt, wie sie ist."""

    id: int
    nummer: str
    titel: str


@dataclass(frozen=True)
class Vorschau:
    """Alles, was eine Datei bedeuten würde; rein errechnet aus Liste, Lagebild und Wahl.

    `offene_…` sind die Wörter, nach denen gefragt wird (Wort → Anzahl Zellen); ihre Schlüssel gehören in die Wahl.
    """

    listen: "tuple[Liste, ...]"
    wahl: Deutungswahl
    zeilen: Zeilenfolge
    uebergangen: "tuple[tuple[str, Uebergangen], ...]"
    fehlende: tuple[Fehlende, ...]
    spalten: Mapping[str, str | None]
    stand: date | None
    hinweise: tuple[str, ...]
    urteile: Mapping[Urteil, int]
    sachstandszahl: int
    offene_stellen: Mapping[str, int]
    offene_woerter: Mapping[str, int]
    offene_handlungsfelder: Mapping[str, int]
    offene_farben: Mapping[str, int]
    neue_handlungsfelder: tuple[str, ...]
    schreibweisen: Mapping[str, str]
    """Angeglichenes Wort aus `offene_…` → wie es in der Datei steht, wenn das bekannt ist."""
    _neu: "Callable[[Deutungswahl], Vorschau]" = field(repr=False, compare=False)

    def mit(self, wahl: Deutungswahl) -> "Vorschau":
        """Rechnet die Vorschau mit einer anderen Wahl neu; diese bleibt, wie sie ist."""
        return self._neu(wahl)

    def zaehlung(self) -> dict[str, Any]:
        """Gibt die Zahlen der Einlesung: Zeilen, Maßnahmen, Sachstände, übersprungene Zeilen; Zellen nach Urteil.

        `sicher`, `unsicher` und `fehler` zählen nicht leere Zellen; `spalten` nennt Überschrift → Feld (oder None).
        """
        return {
            "zeilen": len(self.zeilen) + len(self.uebergangen),
            "massnahmen": len(self.zeilen),
            "sachstaende": self.sachstandszahl,
            "sicher": self.urteile.get(Urteil.SICHER, 0),
            "unsicher": self.urteile.get(Urteil.UNSICHER, 0),
            "fehler": self.urteile.get(Urteil.FEHLER, 0),
            "uebersprungen": len(self.uebergangen),
            "spalten": dict(self.spalten),
        }

    def lagen(self) -> Counter[Lage]:
        """Zählt die Zeilen nach dem, was sie bewirken; dazu werden alle Zeilen gebaut."""
        with ohne_muellabfuhr():
            return Counter(zeile.lage for zeile in self.zeilen)

    def zeile(self, schluessel: str) -> Zeile | None:
        """Gibt eine Zeile an ihrem Schlüssel („Blatt!12“)."""
        return next((z for z in self.zeilen if z.schluessel == schluessel), None)
