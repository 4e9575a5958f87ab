"""Befinden: was die SMART-Prüfung zu einem Buchstaben sagt – Ergebnis, Fundstelle, Satz und Vorschlag."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from mut_core.modell.codes import Wort
from mut_core.smart.angaben import Angaben
from mut_core.smart.text import Text

BUCHSTABEN = ("S", "M", "A", "R", "T")


class Ergebnis(Wort):
    """Was zu einem Buchstaben herauskam; beurteilen Menschen ihn selbst, gilt deren Wort."""

    ERFUELLT = "erfuellt", "erfüllt"
    FRAGLICH = "fraglich", "fraglich"
    FEHLT = "fehlt", "fehlt"
    OFFEN = "offen", "beurteilen Menschen"


SCHWERE: Mapping[Ergebnis, int] = {
    Ergebnis.ERFUELLT: 0,
    Ergebnis.OFFEN: 1,
    Ergebnis.FRAGLICH: 2,
    Ergebnis.FEHLT: 3,
}
"""Von mehreren Befunden zu einem Buchstaben gilt der schwerste."""


class Stoff(NamedTuple):
    """Was eine Regel zu sehen bekommt: die Angaben und die schon zerlegten Texte."""

    angaben: Angaben
    titel: Text
    beschreibung: Text


class Fund(NamedTuple):
    """Eine Fundstelle: in welchem Feld der Maßnahme welches Wort steht (leer: das Feld ist leer)."""

    feld: str
    wort: str = ""


class Treffer(NamedTuple):
    """Eine Regel, die zutrifft, mit ihrer Fundstelle; Satz und Vorschlag entstehen erst beim Zeigen."""

    regel: str
    feld: str
    wort: str


@dataclass(frozen=True)
class Regel:
    """Eine Regel: wozu sie gehört, was aus ihr folgt, wann sie zutrifft und was sie dann sagt.

    `satz` und `vorschlag` sind Vorlagen mit `{wort}` oder Funktionen von Angaben und Fundstelle; ein Vorschlag fehlt,
    wo nichts zu tun ist. `finde` gibt die Fundstelle oder None.
    """

    name: str
    buchstabe: str
    ergebnis: Ergebnis
    finde: Callable[[Stoff], Fund | None]
    satz: "str | Callable[[Angaben, str], str]"
    vorschlag: "str | Callable[[Angaben, str], str]" = ""

    @cached_property
    def schluessel(self) -> str:
        """„Buchstabe:Name“, wie ihn Treffer und Befunde nennen."""
        return f"{self.buchstabe}:{self.name}"


@dataclass(frozen=True)
class Befund:
    """Ein Befund, wie er zu lesen ist."""

    buchstabe: str
    ergebnis: Ergebnis
    regel: str
    feld: str
    wort: str
    satz: str
    vorschlag: str


def ausgesprochen(vorlage: "str | Callable[[Angaben, str], str]", angaben: Angaben, wort: str) -> str:
    """Gibt Satz oder Vorschlag einer Regel zu dieser Fundstelle."""
    return vorlage.replace("{wort}", wort) if isinstance(vorlage, str) else vorlage(angaben, wort)
