"""Benennen: aus beliebigem Text einen Dateinamen machen, den jedes System annimmt und niemand missversteht."""

import re
import unicodedata
from typing import Final

HOECHSTENS: Final = 120
"""Zeichen ohne Endung: auch in tiefen Ordnern auf Windows bleibt der ganze Pfad unter 260."""

_UMLAUTE: Final = str.maketrans(
    {"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "ß": "ss", "ẞ": "Ss", "æ": "ae", "ø": "o"}
)
_VERGEBEN: Final = re.compile(r"(?:con|prn|aux|nul|conin\$|conout\$|com\d|lpt\d)", re.IGNORECASE)
_FREMD: Final = re.compile(r"[^A-Za-z0-9_-]+")


def dateiname(text: str, endung: str, *, ersatz: str = "datei") -> str:
    """Gibt „text.endung“ aus Buchstaben ohne Umlaute, Ziffern, `-` und `_`; nie ein Pfad, nie leer, nie reserviert.

    Punkte im Text werden Striche: „bericht.exe“ soll keine zweite Endung mitbringen. Wirft ValueError, wenn die
    Endung keine ist – sie kommt aus dem Programm, nicht aus einer Eingabe.
    """
    kurz = endung.removeprefix(".").lower()
    if not re.fullmatch("[a-z0-9]{1,5}", kurz):
        raise ValueError(f"„{endung}“ ist keine Dateiendung.")
    komponiert = unicodedata.normalize("NFC", text).translate(_UMLAUTE)
    ohne_zeichen = unicodedata.normalize("NFKD", komponiert).encode("ascii", "ignore").decode()
    stamm = _FREMD.sub("-", ohne_zeichen)[:HOECHSTENS].strip("-_")
    if _VERGEBEN.fullmatch(stamm):
        stamm += "-datei"
    return f"{stamm or ersatz}.{kurz}"
