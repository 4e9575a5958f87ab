"""Messen: die mitgelieferte Schrift laden und Text in eine Breite umbrechen; alle Maße in Punkt."""

import re
from functools import cache, lru_cache
from pathlib import Path

from PIL import ImageFont

from mut_core.abbildungen.trennung import trennstellen
from mut_core.texte import without_steuerzeichen

ORDNER = Path(__file__).parents[2] / "daten" / "schriften"
DPI = 300
JE_PUNKT = DPI / 72
"""Bildpunkte je Punkt."""
ZEILE = 1.22
"""Abstand der Grundlinien als Vielfaches des Schriftgrads."""
LAENGSTENS = 240
"""So viele Zeichen eines Textes zeigt ein Bild höchstens; der Alternativtext nennt alle."""

_FUGE = re.compile(r"(?<=[^\s\-–/][\-–/])(?=[^\W\d])")
_LEER = re.compile("[^\\S  ]+")
_ZUSAMMEN = re.compile(r"(?<!\w)(ca\.|z\.|u\.|d\.|Nr\.|\d{1,2}\.) (?=\w)")
_UNSICHTBAR = re.compile("[\u00ad\u200b-\u200f\u2060\ufe00-\ufe0f]")


@cache
def load_schrift(grad: float, fett: bool) -> ImageFont.FreeTypeFont:
    """Lädt einen Schnitt in diesem Grad; gemessen und gezeichnet wird mit derselben, auf jedem Rechner gleichen."""
    datei = ORDNER / f"LiberationSans-{'Bold' if fett else 'Regular'}.ttf"
    return ImageFont.truetype(datei, grad * JE_PUNKT, layout_engine=ImageFont.Layout.BASIC)


@lru_cache(maxsize=1 << 14)
def breite(text: str, grad: float, fett: bool = False) -> float:
    """Gibt die Breite einer Zeile."""
    return load_schrift(grad, fett).getlength(text) / JE_PUNKT


def sauber(text: str) -> str:
    """Gibt den Text einzeilig, ohne Unsichtbares, mit „2. Treffen“ untrennbar und höchstens `LAENGSTENS` lang."""
    einzeilig = _LEER.sub(" ", _UNSICHTBAR.sub("", without_steuerzeichen(text))).strip()
    einzeilig = _ZUSAMMEN.sub("\\1\u00a0", einzeilig)
    return einzeilig if len(einzeilig) <= LAENGSTENS else f"{einzeilig[: LAENGSTENS - 1]}…"


def sichtbar(text: str) -> str:
    """Gibt den sauberen Text; bleibt nichts Sichtbares übrig, „k. A.“."""
    return sauber(text) or "k. A."


def umbrochen(text: str, platz: float, grad: float, fett: bool = False, hoechstens: int = 6) -> tuple[str, ...]:
    """Bricht einen Text in Zeilen um; zu lange Wörter werden getrennt, was nicht passt, endet mit „…“."""
    zeilen = [""]
    for wort in sauber(text).split(" "):
        for i, stueck in enumerate(_FUGE.split(wort)):
            luecke = " " if i == 0 and zeilen[-1] else ""
            if breite(zeilen[-1] + luecke + stueck, grad, fett) <= platz:
                zeilen[-1] += luecke + stueck
            else:
                neu = _zerlegt(stueck, platz, grad, fett)
                zeilen = [*zeilen, *neu] if zeilen[-1] else neu
    if len(zeilen) > hoechstens:
        zeilen = [*zeilen[: hoechstens - 1], _gekuerzt(zeilen[hoechstens - 1], platz, grad, fett)]
    return tuple(z for z in zeilen if z)


def ausgewogen(text: str, platz: float, grad: float, fett: bool = False, hoechstens: int = 6) -> tuple[str, ...]:
    """Bricht wie `umbrochen` um, aber in möglichst gleich lange Zeilen; für mittigen Text."""
    zeilen = umbrochen(text, platz, grad, fett, hoechstens)
    for anteil in (0.6, 0.7, 0.8, 0.9):
        enger = umbrochen(text, platz * anteil, grad, fett, hoechstens)
        if len(enger) == len(zeilen) and not _getrennt(enger):
            return enger
    return zeilen


def _getrennt(zeilen: tuple[str, ...]) -> bool:
    return any(z.endswith(("-", "…")) for z in zeilen)


def _zerlegt(wort: str, platz: float, grad: float, fett: bool) -> list[str]:
    """Die Zeilen eines Worts, das eine neue Zeile beginnt."""
    teile = []
    while breite(wort, grad, fett) > platz and len(wort) > 1:
        teil, wort = _abgetrennt(wort, platz, grad, fett)
        teile.append(teil)
    return [*teile, wort]


def _abgetrennt(wort: str, platz: float, grad: float, fett: bool) -> tuple[str, str]:
    """Das längste Stück, das mit Trennstrich passt: an der Wortfuge, sonst der Silbe, sonst irgendwo."""
    passt = [i for i in range(1, len(wort)) if breite(f"{wort[:i]}-", grad, fett) <= platz] or [1]
    for stellen in trennstellen(wort):
        if moeglich := [i for i in stellen if i <= passt[-1]]:
            return f"{wort[: moeglich[-1]]}-", wort[moeglich[-1] :]
    return f"{wort[: passt[-1]]}-", wort[passt[-1] :]


def _gekuerzt(zeile: str, platz: float, grad: float, fett: bool) -> str:
    while zeile and breite(f"{zeile}…", grad, fett) > platz:
        zeile = zeile[:-1]
    return f"{zeile.rstrip(' -–/')}…"
