"""Glätten: Schreibweisen vergleichbar machen, ohne den gespeicherten Wortlaut anzutasten."""

import unicodedata


def geglaettet(text: str) -> str:
    """Gleicht Leerzeichen, Striche, Steuerzeichen und Groß-/Kleinschreibung an; nur für den Vergleich.

    NFC statt NFKC: Sonst würde aus der Fußnote in „2024²“ die Zahl 20242.
    """
    zeichen = "".join(_zeichen(z) for z in unicodedata.normalize("NFC", text))
    return " ".join(zeichen.lower().split())


def _zeichen(zeichen: str) -> str:
    art = unicodedata.category(zeichen)
    if art == "Cf":  # weiche Trennstriche, Schreibrichtung, Nullbreite
        return ""
    if art.startswith("Z") or art == "Cc":
        return " "
    return "-" if art == "Pd" or zeichen == "\u2212" else "'" if zeichen == "\u2019" else zeichen
