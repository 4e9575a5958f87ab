"""Glätten: Schreibweisen vergleichbar machen, ohne den gespeicherten Wortlaut anzutasten."""

import unicodedata


def geglaettet(text: str) -> str:
    """Gleicht Leerzeichen, Striche, Steuerzeichen und Groß-/Kleinschreibung an; nur für den Vergleich.

    NFC statt NFKC: Sonst würde aus der Fußnote in „2024²“ die Zahl 20242.
    """
    return " ".join(unicodedata.normalize("NFC", text).translate(_TAFEL).lower().split())


class _Tafel(dict[int, str]):
    """Merkt sich je Zeichen, was daraus wird: Eine Liste mit 100.000 Zellen fragt sonst millionenfach dasselbe."""

    def __missing__(self, zeichen: int) -> str:
        self[zeichen] = _zeichen(chr(zeichen))
        return self[zeichen]


_TAFEL = _Tafel()


def _zeichen(zeichen: str) -> str:
    art = unicodedata.category(zeichen)
    if art == "Cf":  # weiche Trennstriche, Schreibrichtung, Nullbreite
        return ""
    if art.startswith("Z") or art == "Cc":
        return " "
    return "-" if art == "Pd" or zeichen == "\u2212" else "'" if zeichen == "\u2019" else zeichen
