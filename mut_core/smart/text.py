"""Zerlegen: Texte in Wörter, Zahlen und Satzzeichen – in einem Durchgang, auch bei 100.000 Zeichen."""

import re
from functools import cached_property

from mut_core.smart.woerter import (
    ALTER_DAVOR,
    AUCH_HAUPTWORT,
    KEINE_MENGE_DANACH,
    KEINE_MENGE_DAVOR,
    MENGENWOERTER,
    PERSONEN,
    PERSONEN_ENDEN,
    PERSONEN_GANZ,
)

_TEILE = re.compile(r"\d+(?:[.,]\d+)*|[^\W\d_]\w*(?:[*:’'/_-]\w+)*|[^\w\s]")
"""Jedes Zeichen gehört zu genau einem Teil; es gibt nichts, wohin der Ausdruck zurückkehren müsste."""


class Text:
    """Ein Text in Teilen: `teile` wie geschrieben, `klein` in Kleinschreibung, je Stelle ein Eintrag."""

    __slots__ = ("__dict__", "klein", "roh", "teile")

    def __init__(self, roh: str | None) -> None:
        self.roh = roh or ""
        self.teile: list[str] = _TEILE.findall(self.roh)
        self.klein: list[str] = [t.lower() for t in self.teile]

    @cached_property
    def menge(self) -> frozenset[str]:
        """Die Teile als Menge, für Fragen nach vielen Wörtern auf einmal."""
        return frozenset(self.klein)

    @cached_property
    def verben(self) -> frozenset[str]:
        """Die kleingeschriebenen Wörter und die am Satzanfang; ohne Groß- und Kleinschreibung alle."""
        if not self.lateinisch_gemischt:
            return self.menge
        anfaenge = (k for i, k in enumerate(self.klein) if not i or self.klein[i - 1] in ".:;")
        kleine = frozenset(t for t in self.teile if t[0].islower())
        return kleine | (frozenset(anfaenge) - AUCH_HAUPTWORT)

    @cached_property
    def woerter(self) -> int:
        """Wie viele Wörter es sind, ohne Zahlen und Satzzeichen."""
        return sum(t[0].isalpha() for t in self.teile)

    @cached_property
    def lateinisch_gemischt(self) -> bool:
        """Sagt, ob Groß- und Kleinschreibung etwas bedeuten: nicht bei fremder Schrift und nicht bei GROSSEM."""
        return any("a" <= t[0] <= "z" for t in self.teile) or any(
            len(t) > 1 and "A" <= t[0] <= "Z" and t[1:].islower() for t in self.teile
        )

    def wie_geschrieben(self, wort: str) -> str:
        """Gibt das Wort so, wie es im Text steht."""
        return self.teile[self.klein.index(wort)]

    @cached_property
    def groesse(self) -> str:
        """Gibt die erste Menge mit dem Wort danach („30 meistgenutzten“), sonst einen leeren Text."""
        for i, teil in enumerate(self.klein):
            if teil[0].isdecimal() or teil in MENGENWOERTER:
                danach = self.klein[i + 1] if i + 1 < len(self.klein) else ""
                if danach == "." and i + 2 == len(self.klein):
                    danach = ""  # der Punkt beendet den Satz und macht keine Ordnungszahl
                davor = self.klein[i - 1] if i else ""
                if _ist_menge(teil, davor, danach):
                    return f"{self.teile[i]} {self.teile[i + 1]}" if danach[:1].isalpha() else self.teile[i]
        return ""

    @cached_property
    def personen(self) -> str:
        """Gibt das erste Wort, das sagt, um wen es geht („Grundschulkinder“, „Lots*innen“), sonst einen leeren Text."""
        for teil, klein in zip(self.teile, self.klein, strict=True):
            if klein in PERSONEN_GANZ or klein.endswith(PERSONEN_ENDEN) or klein.startswith(PERSONEN):
                return teil
            if "innen" in klein[3:] and not klein[klein.index("innen", 3) - 1].isalpha():
                return teil
        return ""


def _ist_menge(teil: str, davor: str, danach: str) -> bool:
    """Jahre, Lebensalter, Geld, Daten, Ordnungszahlen und Nummern sagen nicht, wie viel geschehen soll."""
    if teil.isdecimal() and len(teil) == 4 and "1900" <= teil <= "2100":
        return False
    if teil.count(".") > 1 or danach.startswith(KEINE_MENGE_DANACH) or davor in KEINE_MENGE_DAVOR:
        return False
    return not (danach == "." and teil.isdecimal()) and davor not in ALTER_DAVOR
