"""Neu schreiben: die Bilder einer Vorlage, damit von ihnen nur die Bildpunkte bleiben."""

from io import BytesIO
from typing import Final, NamedTuple

from PIL import Image

MB: Final = 1024 * 1024
DATEI_HOECHSTENS: Final = 8 * MB
PUNKTE_HOECHSTENS: Final = 12_000_000
"""Ein Deckblatt in DIN A4 mit 300 dpi hat 8,7 Millionen Bildpunkte; entpackt wären 12 Millionen 48 MB."""

_FORMATE: Final = ("PNG", "JPEG", "GIF", "BMP", "TIFF")


class Bild(NamedTuple):
    """Ein neu geschriebenes Bild; `endung` ist „png“ oder „jpeg“."""

    daten: bytes
    endung: str


def rewrite_bild(daten: bytes) -> Bild | None:
    """Gibt dasselbe Bild ohne Metadaten; None, wenn es kein Rasterbild ist oder zu viele Bildpunkte hat."""
    try:
        with Image.open(BytesIO(daten), formats=_FORMATE) as bild:
            if bild.width * bild.height > PUNKTE_HOECHSTENS:
                return None
            art = "JPEG" if bild.format == "JPEG" else "PNG"
            return Bild(_geschrieben(bild, art), art.lower())
    except (OSError, ValueError, SyntaxError, EOFError, Image.DecompressionBombError):  # Pillow nennt Defektes so
        return None


def _geschrieben(bild: Image.Image, art: str) -> bytes:
    puffer = BytesIO()
    if art == "JPEG":
        bild.convert("L" if bild.mode == "L" else "RGB").save(puffer, "JPEG", quality=92)
        return puffer.getvalue()
    farbig = bild.convert("RGBA" if bild.has_transparency_data else "L" if bild.mode in ("1", "L") else "RGB")
    rein = Image.frombytes(farbig.mode, farbig.size, farbig.tobytes())  # ohne Profile, Texte und Zeitstempel
    rein.save(puffer, "PNG", optimize=True)
    return puffer.getvalue()
