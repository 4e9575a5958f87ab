"""Gliedern: aus einer Liste von Kapiteln und Abschnitten wird der Bericht – die Form ist Daten, nicht Ablauf."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from mut_core.bericht.stoff import Stoff
from mut_core.bericht.word import Dokument


@dataclass(frozen=True)
class Druck:
    """Womit ein Abschnitt arbeitet: das entstehende Dokument, der Stoff und worum das Kapitel geht."""

    doku: Dokument
    stoff: Stoff
    gegenstand: Any = None
    """Das Handlungsfeld oder Teilprojekt, wenn es das Kapitel je Handlungsfeld oder Teilprojekt gibt."""
    ebene: int = 1
    """Ebene der Überschrift des Kapitels; Zwischenüberschriften stehen eine tiefer."""

    def zwischentitel(self, text: str, tiefer: int = 1) -> None:
        """Schreibt eine Zwischenüberschrift ohne Nummer unter das Kapitel."""
        self.doku.ueberschrift(text, self.ebene + tiefer, nummeriert=False)

    def kapitel(self, schluessel: str) -> str:
        """Gibt den Verweis „Kapitel 4.1“ auf ein Kapitel, auch ein späteres."""
        return f"Kapitel\u00a0{self.doku.verweis(schluessel)}"


def fest(titel: str) -> Callable[[Druck], str]:
    """Macht aus einem festen Text die Überschrift eines Kapitels."""
    return lambda _druck: titel


def einmal(_druck: Druck) -> Sequence[Any]:
    """Das Kapitel kommt genau einmal vor und hat keinen besonderen Gegenstand."""
    return (None,)


@dataclass(frozen=True)
class Abschnitt:
    """Ein Abschnitt: unter seinem Schlüssel kann die Kommune eigenen Text hinterlegen (`Textbaustein.abschnitt`)."""

    schluessel: str
    schreibe: Callable[[Druck], None]
    ersetzbar: bool = True
    """Ob ein eigener Text an seine Stelle tritt; Tabellen, Abbildungen und Listen der Daten bleiben immer."""


@dataclass(frozen=True)
class Kapitel:
    """Ein Kapitel: Überschrift, Abschnitte und Unterkapitel in Reihenfolge, einmal oder je Gegenstand."""

    schluessel: str
    titel: Callable[[Druck], str]
    abschnitte: tuple[Abschnitt, ...]
    unterkapitel: tuple["Kapitel", ...] = ()
    je: Callable[[Druck], Sequence[Any]] = einmal
    """Die Gegenstände, für die es das Kapitel gibt; ohne Gegenstand entfällt es, und die Nummern rücken nach."""
    nummeriert: bool = True


def marke(schluessel: str, gegenstand: Any = None) -> str:
    """Gibt den Schlüssel, unter dem auf ein Kapitel verwiesen wird."""
    return f"{schluessel}_{gegenstand.id}" if gegenstand is not None else schluessel


def write_gliederung(druck: Druck, gliederung: Sequence[Kapitel]) -> None:
    """Schreibt alle Kapitel der Reihe nach in das Dokument."""
    for kapitel in gliederung:
        for gegenstand in kapitel.je(druck):
            _write_kapitel(Druck(druck.doku, druck.stoff, gegenstand, druck.ebene), kapitel)


def _write_kapitel(druck: Druck, kapitel: Kapitel) -> None:
    druck.doku.ueberschrift(
        kapitel.titel(druck),
        druck.ebene,
        nummeriert=kapitel.nummeriert,
        schluessel=marke(kapitel.schluessel, druck.gegenstand),
    )
    _write_abschnitte(druck, kapitel)
    tiefer = Druck(druck.doku, druck.stoff, druck.gegenstand, druck.ebene + 1)
    write_gliederung(tiefer, kapitel.unterkapitel)


def textschluessel(kapitel: Kapitel, gegenstand: Any = None) -> str:
    """Gibt den Schlüssel eines Kapitels für eigene Texte; Handlungsfelder zählen nach ihrer Nummer."""
    kennung = getattr(gegenstand, "nummer", None) or getattr(gegenstand, "buchstabe", None)
    return f"{kapitel.schluessel}_{kennung}" if kennung else kapitel.schluessel


def _write_abschnitte(druck: Druck, kapitel: Kapitel) -> None:
    """Eigener Text der Kommune ersetzt den erzeugten; der Schlüssel des Kapitels allein meint seinen Anfang."""
    stamm = textschluessel(kapitel, druck.gegenstand)
    bausteine = druck.stoff.bausteine
    anfang = next((a for a in kapitel.abschnitte if a.ersetzbar), None)
    for abschnitt in kapitel.abschnitte:
        eigener = bausteine.get(f"{stamm}.{abschnitt.schluessel}") if abschnitt.ersetzbar else None
        eigener = eigener or (bausteine.get(stamm) if abschnitt is anfang else None)
        if eigener:
            druck.doku.absatz(eigener)
        else:
            abschnitt.schreibe(druck)
