"""Benennen: die Bausteine, aus denen ein Dokument besteht, bevor sie zu XML werden.

Wovon es Tausende gibt, ist ein NamedTuple: Es entsteht dreimal so schnell wie eine eingefrorene Dataclass.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from mut_core.bericht.word.diagramm import Diagramm
from mut_core.bericht.word.text import MARKE_AUF, MARKE_ZU

Zelle = str | Sequence[str]
"""Der Inhalt einer Tabellenzelle; eine Liste schreibt mehrere Absätze."""


class Verweis(NamedTuple):
    """Ein Verweis auf Überschrift, Abbildung oder Tabelle; als f-String im Text wird er zum Word-Feld."""

    schluessel: str

    def __str__(self) -> str:
        return f"{MARKE_AUF}text:{self.schluessel}{MARKE_ZU}"

    @property
    def seite(self) -> str:
        """Die Seite des Ziels, als PAGEREF-Feld."""
        return f"{MARKE_AUF}seite:{self.schluessel}{MARKE_ZU}"


class Ziel(NamedTuple):
    """Wohin ein Verweis zeigt: Lesezeichen der ganzen Zeile, Lesezeichen des Namens, gedruckter Name."""

    schluessel: str
    zeile: str
    name: str
    anzeige: str
    befehl: str


OHNE_ZIEL = Ziel("", "", "", "", "")


class Ueberschrift(NamedTuple):
    text: str
    ebene: int
    nummer: str
    """Die gedruckte Nummer („3.2“); leer für Verzeichnisse und Anlagen ohne Nummer."""
    ziel: Ziel


class Absatz(NamedTuple):
    """Ein oder mehrere Absätze gleicher Formatvorlage; die Texte sind gereinigt."""

    texte: tuple[str, ...]
    stil: str = "Body Text"
    mit_naechstem: bool = False
    """Ob der letzte Absatz beim nächsten Baustein bleibt."""


class Liste(NamedTuple):
    punkte: tuple[str, ...]
    ab: int | None = None
    """Die Nummer des ersten Punkts; ohne sie hat die Liste Punkte statt Nummern."""


@dataclass(frozen=True, slots=True)
class Tabelle:
    titel: str
    kopf: tuple[str, ...]
    zeilen: tuple[tuple[Zelle, ...], ...]
    """Mehrere Absätze einer Zelle als Tupel."""
    breiten: tuple[float, ...]
    beschreibung: str
    rechtsbuendig: frozenset[int]
    eng: frozenset[int]
    """Spalten, deren Inhalt nicht umbrechen soll."""
    nummer: int
    """0: ohne Beschriftung, ohne Eintrag im Verzeichnis, ohne Verweis."""
    ziel: Ziel
    zeilenkoepfe: bool = False
    """Ob die erste Spalte ihre Zeile benennt; dann steht der Text in der Größe des Fließtextes."""

    @property
    def textstil(self) -> str:
        """Die Formatvorlage der Zellen unter dem Kopf."""
        return "Normal" if self.zeilenkoepfe else "Tabellentext"


@dataclass(frozen=True, slots=True)
class Bild:
    png: bytes
    breite_cm: float
    hoehe_cm: float


@dataclass(frozen=True, slots=True)
class Abbildung:
    titel: str
    alternativtext: str
    inhalt: Diagramm | Bild | None
    """None, wenn es nichts zu zeigen gibt: dann steht dort ein Satz."""
    nummer: int
    ziel: Ziel
    zaehler: str
    """„Abbildung“ oder „Diagramm“: So heißt sie in der Beschriftung, und so wird sie gezählt."""


@dataclass(frozen=True, slots=True)
class Inhaltsverzeichnis:
    ebenen: int


@dataclass(frozen=True, slots=True)
class Objektverzeichnis:
    """Ein Verzeichnis; `zaehler` nennt, was darin steht („Abbildung“, „Diagramm“, „Tabelle“), der Titel darf fehlen."""

    titel: str
    zaehler: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Seitenumbruch:
    """Der nächste Block beginnt auf einer neuen Seite."""


@dataclass(frozen=True, slots=True)
class Freitext:
    """Absätze und Listen in einem Inhaltssteuerelement `frei:<schluessel>`; ohne sie steht dort ein Platzhalter."""

    schluessel: str
    titel: str
    bausteine: tuple[Absatz | Liste, ...]


Block = (
    Ueberschrift
    | Absatz
    | Liste
    | Tabelle
    | Abbildung
    | Inhaltsverzeichnis
    | Objektverzeichnis
    | Seitenumbruch
    | Freitext
)
