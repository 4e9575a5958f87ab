"""Zeichnen: aus einem Plan wird ein PNG – dieselben Eingaben geben dieselben Bytes."""

from functools import lru_cache
from io import BytesIO
from math import ceil

from PIL import Image, ImageDraw

from mut_core.abbildungen.plan import SPITZE, Form, Kasten, Linie, Plan, Text, Zeichen
from mut_core.abbildungen.schrift import DPI, JE_PUNKT, ZEILE, breite, load_schrift

_FEIN = 2
"""Flächen und Linien werden doppelt so groß gezeichnet und verkleinert; so sind schräge Kanten glatt."""
_RUNDUNG = 2.5
_GRUNDLINIE = 0.98
_WEISS = "#FFFFFF"


@lru_cache(maxsize=32)
def build_png(plan: Plan) -> bytes:
    """Gibt das Bild als PNG mit 300 dpi, ohne Zeitstempel und andere wechselnde Angaben."""
    weite, hoehe = ceil(plan.breite * JE_PUNKT), ceil(plan.hoehe * JE_PUNKT)
    gross = Image.new("RGB", (weite * _FEIN, hoehe * _FEIN), _WEISS)
    stift = ImageDraw.Draw(gross)
    for element in plan.elemente:
        match element:
            case Kasten():
                _kasten(stift, element)
            case Linie():
                _linie(stift, element)
            case Zeichen():
                _zeichen(stift, element)
    bild = gross.reduce(_FEIN)
    stift = ImageDraw.Draw(bild)
    for element in plan.elemente:
        if isinstance(element, Text):
            _text(stift, element)
    puffer = BytesIO()
    bild.save(puffer, "PNG", compress_level=6, dpi=(DPI, DPI))
    return puffer.getvalue()


def _fein(*werte: float) -> list[float]:
    return [round(w * JE_PUNKT * _FEIN) for w in werte]


def _kasten(stift: ImageDraw.ImageDraw, k: Kasten) -> None:
    [rundung, strich] = _fein(_RUNDUNG, 0.75)
    rand = k.rand or None
    x1, y1, x2, y2 = _fein(*k.rahmen)
    stift.rounded_rectangle(
        (x1, y1, x2 - 1, y2 - 1), rundung, k.flaeche, rand, int(strich) if rand else 0, corners=k.rund
    )


def _linie(stift: ImageDraw.ImageDraw, linie: Linie) -> None:
    # unter einer Spitze endet der Strich etwas früher, sonst stünde er vorn über
    x1, y1, x2, y2 = linie.x1, linie.y1, linie.x2, linie.y2
    laenge = max(abs(x2 - x1), abs(y2 - y1)) or 1.0
    dx, dy = (x2 - x1) / laenge, (y2 - y1) / laenge
    a, e = (SPITZE / 2 * s for s in (linie.spitze_anfang, linie.spitze_ende))
    strecke = _fein(x1 + dx * a, y1 + dy * a, x2 - dx * e, y2 - dy * e)
    stift.line(strecke, linie.farbe, int(_fein(linie.staerke)[0]))
    if linie.spitze_ende:
        _spitze(stift, (x2, y2), (dx, dy), linie.farbe)
    if linie.spitze_anfang:
        _spitze(stift, (x1, y1), (-dx, -dy), linie.farbe)


def _spitze(stift: ImageDraw.ImageDraw, ort: tuple[float, float], richtung: tuple[float, float], farbe: str) -> None:
    (x, y), (dx, dy) = ort, richtung
    hinten, seite = SPITZE, SPITZE / 2
    ecken = (
        (x, y),
        (x - dx * hinten - dy * seite, y - dy * hinten + dx * seite),
        (x - dx * hinten + dy * seite, y - dy * hinten - dx * seite),
    )
    stift.polygon([tuple(_fein(*ecke)) for ecke in ecken], farbe)


def _zeichen(stift: ImageDraw.ImageDraw, z: Zeichen) -> None:
    x1, y1, x2, y2 = _fein(*z.rahmen)
    mx, my = (x1 + x2) / 2, (y1 + y2) / 2
    strich = int(_fein(1.3)[0])
    innen = z.farbe if z.gefuellt else _WEISS
    match z.form:
        case Form.KREIS:
            stift.ellipse((x1, y1, x2, y2), innen, z.farbe, strich)
        case Form.VIERTEL | Form.HALB:
            stift.ellipse((x1, y1, x2, y2), _WEISS, z.farbe, strich)
            stift.pieslice((x1, y1, x2, y2), -90, 0 if z.form == Form.VIERTEL else 90, z.farbe)
        case Form.QUADRAT:
            stift.rectangle((x1, y1, x2, y2), innen, z.farbe, strich)
        case Form.RAUTE:
            stift.polygon(((mx, y1), (x2, my), (mx, y2), (x1, my)), innen, z.farbe, strich)
        case Form.DREIECK:
            stift.polygon(((mx, y1), (x2, y2), (x1, y2)), innen, z.farbe, strich)
        case Form.PUNKTE:
            stift.rectangle((x1, y1, x2, y2), _WEISS)
            for x in (x1, mx - strich, x2 - 2 * strich):
                stift.ellipse((x, my - strich, x + 2 * strich, my + strich), z.farbe)
        case Form.FAHNE:
            stift.line((x1, y1, x1, y2), z.farbe, strich)
            stift.polygon(((x1, y1), (x2, (y1 + my) / 2), (x1, my)), z.farbe)


def _text(stift: ImageDraw.ImageDraw, text: Text) -> None:
    schrift = load_schrift(text.grad, text.fett)
    for i, zeile in enumerate(text.zeilen):
        rest = text.b - breite(zeile, text.grad, text.fett) if text.mittig else 0.0
        x, y = text.x + rest / 2, text.y + (i * ZEILE + _GRUNDLINIE) * text.grad
        stift.text((round(x * JE_PUNKT), round(y * JE_PUNKT)), zeile, text.farbe, schrift, anchor="ls")
