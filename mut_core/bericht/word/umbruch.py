"""Schätzen: auf welcher Seite ein Lesezeichen landet – ohne Word, aus Schriftbreiten und Absatzmaßen.

Nachgebildet ist, was die Seitenzahl bestimmt: Zeilenumbruch, Abstände, Zusammenhalt mit dem nächsten Absatz,
Schusterjungen und Hurenkinder, untrennbare Tabellenzeilen mit wiederholtem Kopf, Abschnitte im Querformat.
Von der Silbentrennung ist nur nachgebildet, was bedingte Trennstriche erlauben. Alle Maße in Punkt.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from math import ceil
from typing import NamedTuple

from mut_core.bericht.word.metrik import EINHEITEN, breite

BRUCHSTELLE = re.compile("(?<=[^\\s\\-–/][\\-–/])(?=[^\\W\\d])|(?<=\u00ad)")


class Zeilen(NamedTuple):
    """Ein Absatz: so viele Zeilen dieser Höhe, mit Abständen und Zusammenhalt."""

    anzahl: int
    hoehe: float
    vor: float = 0.0
    nach: float = 0.0
    mit_naechstem: bool = False
    zusammen: bool = False
    neue_seite: bool = False
    marken: tuple[str, ...] = ()

    @property
    def anfang(self) -> float:
        """Die Höhe, die mindestens auf die Seite passen muss, damit der Absatz dort beginnt."""
        if self.zusammen or self.mit_naechstem or self.anzahl <= 3:
            return self.anzahl * self.hoehe
        return 2 * self.hoehe

    def mit_marke(self, marke: str) -> "Zeilen":
        """Derselbe Absatz mit dieser Marke; schneller als `_replace`."""
        return Zeilen(*self[:7], (marke,))


@dataclass(frozen=True, slots=True)
class Tabellenhoehe:
    """Eine Tabelle, deren Kopf sich auf jeder Seite wiederholt; je Zeile die Höhe und ob sie trennbar ist."""

    kopf: float
    zeilen: tuple[tuple[float, bool], ...]

    @property
    def anfang(self) -> float:
        """Die Höhe des Kopfs mit der ersten Zeile; von einer trennbaren genügt ein Stück."""
        hoehe, trennbar = self.zeilen[0] if self.zeilen else (0.0, False)
        return self.kopf + (min(hoehe, 30.0) if trennbar else hoehe)


@dataclass(frozen=True, slots=True)
class Seitenwechsel:
    """Ein neuer Abschnitt: beginnt auf neuer Seite mit dieser Satzhöhe."""

    satzhoehe: float


Mass = Zeilen | Tabellenhoehe | Seitenwechsel


@lru_cache(maxsize=1 << 15)
def _stuecke(wort: str, fett: bool) -> tuple[tuple[int, int], ...]:
    """Die Teile, zwischen denen ein Wort brechen darf: ihre Breite und die des Trennstrichs, der dann erscheint."""
    strich = breite("-", fett)
    teile = [teil for teil in BRUCHSTELLE.split(wort) if teil]
    return tuple((breite(teil, fett), strich if teil[-1] == "\u00ad" else 0) for teil in teile)


def _genau(text: str, fett: bool, platz: float, x: float) -> tuple[int, float]:
    """Wie viele Zeilen der Text zusätzlich beginnt und wo die letzte endet; beginnt bei x, ohne festen Umbruch."""
    zeilen, luecke, leer = 0, 0, breite(" ", fett)
    for wort in text.split(" "):
        for stueck, strich in _stuecke(wort, fett):
            if x + luecke + stueck + strich <= platz:
                x += luecke + stueck
            elif stueck <= platz:
                zeilen, x = zeilen + 1, stueck
            else:  # länger als die Zeile: bricht an beliebiger Stelle
                volle = ceil(stueck / platz) - 1
                zeilen, x = zeilen + volle + (x > 0), stueck - volle * platz
            luecke = 0
        luecke += leer
    return zeilen, x + luecke - leer


def zeilenzahl(laeufe: Iterable[tuple[str, bool]], grad: float, spalte: float, erste: float = 0.0) -> int:
    """Wie viele Zeilen ein Absatz aus (Text, fett) in einer Spalte braucht; `erste` ist der Einzug der ersten."""
    return zeilen_in(laeufe, max(spalte, grad) * EINHEITEN / grad, erste * EINHEITEN / grad)


def zeilen_in(laeufe: Iterable[tuple[str, bool]], platz: float, x: float) -> int:
    """Wie `zeilenzahl`, aber Spalte und Einzug in Schrifteinheiten."""
    zeilen = 1
    for text, fett in laeufe:
        for i, stueck in enumerate(text.split("\n")) if "\n" in text else ((0, text),):
            zeilen, x = (zeilen + 1, 0.0) if i else (zeilen, x)
            mehr, x = _genau(stueck, fett, platz, x)
            zeilen += mehr
    return zeilen


@dataclass(slots=True)
class Seitenrechner:
    """Legt Maße nacheinander auf Seiten und merkt sich, wo jede Marke landet."""

    satzhoehe: float
    seite: int = 1
    y: float = 0.0
    seiten: dict[str, int] = field(default_factory=dict)

    def _neue_seite(self) -> None:
        self.seite += 1
        self.y = 0.0

    def _kette(self, masse: Sequence[Mass], i: int) -> float:
        """Die Höhe von hier bis zum Anfang des ersten Stücks, das nicht mehr zusammenhalten muss."""
        hoehe = 0.0
        while i < len(masse):
            mass = masse[i]
            if isinstance(mass, Seitenwechsel):
                break
            if not isinstance(mass, Zeilen):
                return hoehe + mass.anfang
            if hoehe and mass.neue_seite:
                break
            hoehe += (mass.vor if hoehe or self.y else 0.0) + mass.anfang
            if not mass.mit_naechstem:
                break
            hoehe += mass.nach
            i += 1
        return hoehe

    def _lege_zeilen(self, mass: Zeilen, erzwungen: bool) -> None:
        # nach einem erzwungenen Wechsel bleibt der Abstand davor erhalten, nach einem natürlichen nicht
        self.y += mass.vor if self.y or erzwungen else 0.0
        for marke in mass.marken:
            self.seiten[marke] = self.seite
        rest = mass.anzahl
        while (passen := self._platz(mass.hoehe)) < rest:
            if rest - passen < 2:  # keine einzelne Zeile auf der nächsten Seite
                passen = rest - 2 if rest > 3 else 0
            rest -= max(passen, 0 if self.y else 1)
            self._neue_seite()
        self.y += rest * mass.hoehe + mass.nach

    def _platz(self, hoehe: float) -> int:
        """Wie viele Zeilen dieser Höhe noch auf die Seite passen."""
        return max(0, int((self.satzhoehe - self.y + 0.01) / hoehe))

    def _lege_tabelle(self, mass: Tabellenhoehe) -> None:
        self.y += mass.kopf
        # einen Kopf, der die halbe Seite füllt, wiederholt Word nicht
        kopf = mass.kopf if mass.kopf < self.satzhoehe / 2 else 0.0
        for hoehe, trennbar in mass.zeilen:
            rest = hoehe
            while self.y + rest > self.satzhoehe + 0.01 and (trennbar or self.y > kopf):
                rest -= max(0.0, self.satzhoehe - self.y) if trennbar else 0.0
                self._neue_seite()
                self.y = kopf
            self.y += rest

    def _passt_ganz(self, masse: Sequence[Mass], i: int, mass: Zeilen) -> bool:
        """Der häufige Fall: mitten auf der Seite, und alles bis zum nächsten möglichen Wechsel passt noch; legt ihn."""
        anzahl, hoehe, vor, nach, mit_naechstem, _, neue_seite, marken = mass
        if neue_seite or self.y + vor + anzahl * hoehe > self.satzhoehe:
            return False
        if mit_naechstem and self.y + self._kette(masse, i) > self.satzhoehe:
            return False
        self.y += vor
        self.y += anzahl * hoehe + nach
        for marke in marken:
            self.seiten[marke] = self.seite
        return True

    def lege(self, masse: Sequence[Mass]) -> dict[str, int]:
        """Die Seite jeder Marke; `masse` ist das ganze Dokument in Reihenfolge."""
        erzwungen = True
        for i, mass in enumerate(masse):
            if isinstance(mass, Zeilen) and self.y > 0 and self._passt_ganz(masse, i, mass):
                erzwungen = False
                continue
            if isinstance(mass, Seitenwechsel):
                self.satzhoehe = mass.satzhoehe
                self._neue_seite()
                erzwungen = True
                continue
            if isinstance(mass, Zeilen) and mass.neue_seite:
                if self.y:
                    self._neue_seite()
                erzwungen = True
            elif self.y and self.y + self._kette(masse, i) > self.satzhoehe + 0.01:
                self._neue_seite()
            if isinstance(mass, Zeilen):
                self._lege_zeilen(mass, erzwungen)
            else:
                self._lege_tabelle(mass)
            erzwungen = False
        return self.seiten
