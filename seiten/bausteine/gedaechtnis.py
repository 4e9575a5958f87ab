"""Merken: Berechnetes, das viele brauchen, einmal bauen und nur so viel davon behalten, wie Platz hat."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Any, TypeVar

import pandas as pd

from mut_core.lagebild import Lagebild

T = TypeVar("T")


class Gedaechtnis:
    """Ein Speicher mit einer Grenze in Bytes; das am längsten nicht Gebrauchte fällt zuerst heraus.

    Brauchen zwei dasselbe zugleich, baut es einer, und der andere wartet.
    """

    def __init__(self, hoechstens: int) -> None:
        self.hoechstens = hoechstens
        self.belegt = 0
        self._eintraege: OrderedDict[Hashable, tuple[Any, int]] = OrderedDict()
        self._im_bau: dict[Hashable, threading.Lock] = {}
        self._sperre = threading.Lock()

    def hole(self, schluessel: Hashable, bauen: Callable[[], T]) -> T:
        """Gibt das Gemerkte; fehlt es, baut es und merkt es sich. Scheitert der Bau, bleibt nichts zurück."""
        gefunden = self._suche(schluessel)
        if gefunden is not None:
            return gefunden[0]  # type: ignore[no-any-return]
        with self._sperre:
            bau = self._im_bau.setdefault(schluessel, threading.Lock())
        with bau:
            gefunden = self._suche(schluessel)
            if gefunden is not None:
                return gefunden[0]  # type: ignore[no-any-return]
            try:
                wert = bauen()
                self._behalte(schluessel, wert)
            finally:
                with self._sperre:
                    self._im_bau.pop(schluessel, None)
        return wert

    def vergiss(self, wenn: Callable[[Any], bool]) -> None:
        """Wirft weg, dessen Schlüssel nicht mehr gebraucht wird."""
        with self._sperre:
            for schluessel in [s for s in self._eintraege if wenn(s)]:
                self.belegt -= self._eintraege.pop(schluessel)[1]

    def __len__(self) -> int:
        return len(self._eintraege)

    def _suche(self, schluessel: Hashable) -> tuple[Any, int] | None:
        with self._sperre:
            gefunden = self._eintraege.get(schluessel)
            if gefunden is not None:
                self._eintraege.move_to_end(schluessel)
            return gefunden

    def _behalte(self, schluessel: Hashable, wert: Any) -> None:
        groesse = gewicht(wert)
        with self._sperre:
            self._eintraege[schluessel] = (wert, groesse)
            self.belegt += groesse
            while self.belegt > self.hoechstens and len(self._eintraege) > 1:
                self.belegt -= self._eintraege.popitem(last=False)[1][1]


def gewicht(wert: Any) -> int:
    """Schätzt die Bytes eines Werts: bei Tabellen die Zeiger ihrer Zellen, denn die Inhalte teilen sie meist."""
    if isinstance(wert, Lagebild):
        return sum(map(gewicht, wert.tabellen.values()))
    if isinstance(wert, pd.DataFrame):
        return 8 * wert.size + 1000
    if isinstance(wert, str | bytes):
        return len(wert) + 100
    if isinstance(wert, list | tuple | dict | set | frozenset):
        inhalt = list(wert.values()) if isinstance(wert, dict) else list(wert)
        stichprobe = inhalt[:: max(1, len(inhalt) // 20)]
        return 100 + sum(map(_flach, stichprobe)) * len(inhalt) // max(1, len(stichprobe))
    return 100


def _flach(wert: Any) -> int:
    if isinstance(wert, list | tuple | set | frozenset | dict):  # ein Satz: seine Inhalte gehören der Tabelle
        return 60 + 8 * len(wert)
    return gewicht(wert)
