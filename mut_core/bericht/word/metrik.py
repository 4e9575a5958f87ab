"""Messen: Zeichenbreiten der Liberation Sans (gleich denen von Arial), ohne dass eine Schrift installiert ist.

Die Tabelle `metrik.json` stammt aus der Schrift selbst (SIL Open Font License) und wird mit
`python -m mut_core.bericht.word.schrift NORMAL.ttf FETT.ttf` neu geschrieben. Sie liegt im Projekt, damit die
geschätzten Seitenzahlen – und damit die Bytes des Berichts – auf jedem Rechner gleich sind.
"""

import json
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

EINHEITEN = 2048
"""Einheiten je Geviert in der Schrift; eine Breite mal Schriftgrad durch EINHEITEN ergibt Punkt."""

ZEILE = (1854 + 434 + 67) / EINHEITEN
"""Natürliche Zeilenhöhe je Schriftgrad: Ober-, Unterlänge und Durchschuss der Schrift."""

UNTERLAENGE = 434 / EINHEITEN

DATEI = Path(__file__).with_name("metrik.json")
_ERSATZ = 1139  # Breite eines Kleinbuchstabens: für Schriften, die wir nicht messen (Arabisch, Hebräisch)
_GEVIERT = 0x2E80  # ab hier (CJK, Emoji) sind Zeichen etwa ein Geviert breit
_OHNE_BREITE = frozenset((0x00AD, 0x200B, 0x200C, 0x200D, 0x200E, 0x200F, 0x2060))


def _load(schnitt: str) -> dict[str, int]:
    bloecke: dict[str, list[int]] = json.loads(DATEI.read_text(encoding="ascii"))[schnitt]
    return {chr(int(beginn) + i): breite for beginn, werte in bloecke.items() for i, breite in enumerate(werte)}


_UNSICHTBAR = {chr(p): 0 for p in _OHNE_BREITE}
_BREITEN = (_load("normal") | _UNSICHTBAR, _load("fett") | _UNSICHTBAR)

BREITESTES = max(EINHEITEN, *(max(b.values()) for b in _BREITEN))
"""Breiter ist kein Zeichen."""


def _ungemessen(zeichen: str) -> int:
    punkt = ord(zeichen)
    if 0x300 <= punkt < 0x370 or 0xFE00 <= punkt < 0xFE10:
        return 0
    return EINHEITEN if punkt >= _GEVIERT and not 0xFB1D <= punkt <= 0xFEFF else _ERSATZ


@lru_cache(maxsize=1 << 16)
def breite(text: str, fett: bool = False) -> int:
    """Die Breite eines Wortes in Schrifteinheiten, ohne Unterschneidung (Word unterschneidet nicht)."""
    tabelle = _BREITEN[fett]
    return sum(tabelle[z] if z in tabelle else _ungemessen(z) for z in text)


def breitentafel() -> NDArray[np.int32]:
    """Die Breite jedes Zeichens der Grundebene: zwei Zeilen (gewöhnlich, fett), Spalte = Zeichennummer.

    Was in der Schrift fehlt, ist so breit wie in `breite`; Zeichen darüber sind so breit wie das letzte.
    """
    tafel = np.full((2, 0x10000), _ERSATZ, dtype=np.int32)
    tafel[:, _GEVIERT:] = EINHEITEN
    tafel[:, 0xFB1D : 0xFEFF + 1] = _ERSATZ
    for zeichenlos in (slice(0x300, 0x370), slice(0xFE00, 0xFE10)):
        tafel[:, zeichenlos] = 0
    for zeile, breiten in zip(tafel, _BREITEN, strict=True):
        zeile[[ord(z) for z in breiten]] = list(breiten.values())
    return tafel
