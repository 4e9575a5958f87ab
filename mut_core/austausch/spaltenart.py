"""Einteilen: was eine Spalte ist – wozu sie gehört, wie man sie füllt und wie sie aus einer Akte entsteht."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from mut_core.austausch.akte import Akte
from mut_core.austausch.zellwerte import Zelle
from mut_core.modell.codes import Code


class Art(StrEnum):
    """Wie eine Spalte zu füllen ist."""

    TEXT = "text"
    LISTE = "liste"
    TAG = "tag"
    CODE = "code"
    JA_NEIN = "ja_nein"
    STELLE = "stelle"
    HANDLUNGSFELD = "handlungsfeld"
    ZEITRAUM = "zeitraum"
    SCHLUESSEL = "schluessel"


class Gruppe(StrEnum):
    """Wozu eine Spalte gehört; der Wert steht in der Legende."""

    KERN = "Auf einen Blick"
    STECKBRIEF = "Steckbrief"
    MITTEL = "Ressourcen"
    SACHSTAND = "Angaben zum letzten Sachstand"
    VERWEIS = "Verweise"
    NUR_LESEN = "Nur zur Ansicht"
    INTERN = "Intern"
    SCHLUESSEL = "Schlüssel"


@dataclass(frozen=True)
class Spalte:
    """Eine Spalte der Liste: `zelle` schreibt sie aus der Akte einer Maßnahme."""

    feld: str
    ueberschrift: str
    hilfe: str
    zelle: Callable[[Akte], Zelle]
    gruppe: Gruppe
    art: Art = Art.TEXT
    breite: int = 24
    codes: type[Code] | None = None

    @property
    def intern(self) -> bool:
        """Sagt, ob nur Berechtigte sie bekommen."""
        return self.gruppe is Gruppe.INTERN

    @property
    def nur_lesen(self) -> bool:
        """Sagt, ob die Einlesung sie nie übernimmt: Sie wird berechnet oder entsteht von selbst."""
        return self.gruppe is Gruppe.NUR_LESEN
