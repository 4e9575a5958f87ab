"""Verteilen: die Breite einer Tabelle auf ihre Spalten, ohne Wörter zu zerreißen, wo es sich vermeiden lässt."""

from collections.abc import Sequence
from typing import NamedTuple

_BRUCHSTELLEN = (("\u00ad", "-"), ("-", "- "), ("/", "/ "), ("–", "– "), ("\n", " "))
_HOECHSTENS = 0.28  # Anteil der Breite, den eine Spalte wegen ihres Inhalts höchstens fordern darf


class Bedarf(NamedTuple):
    """Was der Inhalt einer Spalte braucht (Punkt): mit weniger reißen Wörter, mehr nützt ihr nicht."""

    mindestens: float
    hoechstens: float


def bruchstuecke(text: str) -> list[str]:
    """Die Stücke, zwischen denen ein Text umbrechen darf; vor einer Wortfuge steht der Trennstrich, der erscheint."""
    for zeichen, getrennt in _BRUCHSTELLEN:
        text = text.replace(zeichen, getrennt)
    return text.split(" ")


def verteilt(gesamt: float, anteile: Sequence[float], bedarf: Sequence[Bedarf]) -> list[float]:
    """Die Spaltenbreiten: nach Anteilen, doch keine schmaler als nötig und keine breiter, als ihr nützt.

    Bleibt etwas übrig, teilen es sich wieder alle nach Anteilen; die Summe ist immer `gesamt`.
    """
    unten = [min(b.mindestens, _HOECHSTENS * gesamt) for b in bedarf]
    unten = [u / max(1.0, sum(unten) / gesamt) for u in unten]
    oben = [max(u, b.hoechstens) if b.hoechstens > b.mindestens else u for u, b in zip(unten, bedarf, strict=True)]
    fest: dict[int, float] = {}
    while offen := [s for s in range(len(anteile)) if s not in fest]:
        je_anteil = (gesamt - sum(fest.values())) / sum(anteile[s] for s in offen)
        wunsch = {s: anteile[s] * je_anteil for s in offen}
        passend = {s: min(max(wunsch[s], unten[s]), oben[s]) for s in offen}
        zu_viel = sum(passend.values()) - sum(wunsch.values())
        # wie bei biegsamen Kästen im Web: zuerst die Seite festlegen, auf der mehr fehlt
        neu = {s: passend[s] for s in offen if (passend[s] - wunsch[s]) * (zu_viel or 1) > 0}
        if not neu:
            return [fest[s] if s in fest else wunsch[s] for s in range(len(anteile))]
        fest |= neu
    rest = gesamt - sum(fest.values())
    return [fest[s] + rest * anteil / sum(anteile) for s, anteil in enumerate(anteile)]
