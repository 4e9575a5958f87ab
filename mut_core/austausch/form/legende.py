"""Vorschlagen: was die Farben einer Liste nach ihrer eigenen Legende bedeuten – nie mehr als ein Vorschlag."""

from typing import Final

from mut_core.austausch.mappe import Blatt, Mappe, Zellwert

_KURZ: Final = 60
_HOECHSTENS: Final = 20


def legende(mappe: Mappe) -> dict[str, str]:
    """Gibt zu Farben den Text daneben, wo er eindeutig ist: „#01873B“ → „umgesetzt“.

    Eine Legende ist eine gefärbte Zelle in einer Zeile mit höchstens zwei Texten; in einer Liste stehen mehr.
    """
    gefunden: dict[str, set[str]] = {}
    for blatt in mappe.blaetter:
        for (nr, spalte), farbe in blatt.farben.items():
            if text := _erklaerung(blatt, nr, spalte):
                gefunden.setdefault(farbe, set()).add(text)
    eindeutig = {farbe: texte.pop() for farbe, texte in gefunden.items() if len(texte) == 1}
    return eindeutig if len(eindeutig) <= _HOECHSTENS else {}


def _erklaerung(blatt: Blatt, nr: int, spalte: int) -> str:
    if nr > len(blatt.zeilen):
        return ""
    zeile = blatt.zeilen[nr - 1]
    texte = [w for w in zeile if w is not None]
    if not 1 <= len(texte) <= 2:
        return ""
    rechts = _wort(zeile[spalte + 1]) if spalte + 1 < len(zeile) else ""
    return rechts or (_wort(zeile[spalte]) if spalte < len(zeile) else "")


def _wort(wert: Zellwert) -> str:
    text = wert.strip(" =:–-") if isinstance(wert, str) else ""
    return text if len(text) <= _KURZ else ""
