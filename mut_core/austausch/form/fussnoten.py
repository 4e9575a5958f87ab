"""Anhängen: Fußnoten unter der Tabelle an die Zellen, deren Text mit ihrer Marke endet."""

import re
from typing import Final

from mut_core.austausch.form.liste import Rohzeile

_MARKE: Final = re.compile(r"^\s*(\*{1,4}|[¹²³⁴⁵⁶⁷⁸⁹]|\(?\d\))\s*\S", re.DOTALL)
_STERN: Final = re.compile(r"^\*{1,4}$")


def marke_von(text: str) -> str:
    """Gibt die Marke, mit der eine Fußnote beginnt („*“, „¹“, „1)“); leer, wenn es keine ist.

    „1) Erster Schritt“ könnte auch eine Aufzählung sein; als Fußnote gilt es nur in einer Zeile für sich – das prüft,
    wer fragt.
    """
    treffer = _MARKE.match(text)
    return treffer[1] if treffer else ""


def mit_fussnoten(zeilen: list[Rohzeile], fussnoten: dict[str, str]) -> list[Rohzeile]:
    """Gibt die Zeilen, jede Zelle mit Marke am Ende um ihre Fußnote ergänzt; ohne Fußnoten unverändert."""
    if not fussnoten:
        return zeilen
    marken = tuple(sorted(fussnoten, key=len, reverse=True))
    return [_ergaenzt(zeile, marken, fussnoten) for zeile in zeilen]


def _ergaenzt(zeile: Rohzeile, marken: tuple[str, ...], fussnoten: dict[str, str]) -> Rohzeile:
    gefunden = {}
    for spalte, wert in enumerate(zeile.zellen):
        if isinstance(wert, str) and (text := wert.rstrip()).endswith(marken):
            marke = next(m for m in marken if text.endswith(m))
            if text != marke:
                gefunden[spalte] = fussnoten[marke]
    return zeile._replace(fussnoten=gefunden) if gefunden else zeile
