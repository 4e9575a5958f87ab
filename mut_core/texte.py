"""Texte: die eine Tür, durch die eingegebener Text in den Kern kommt."""

import re
import unicodedata

_ZEILENENDE = re.compile("\r\n?|[\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_VERBOTEN = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufdd0-\ufdef\ufeff\ufff9-\ufffb"
    "\ufffe\uffff\U000e0000-\U000e007f]"
)


def clean_text(text: str) -> str:
    """Gibt denselben Text in NFC mit einheitlichen Zeilenenden und ohne Steuerzeichen; Wörter gehen nie verloren.

    Entfernt werden auch Zeichen, die die Schreibrichtung umschalten; arabische und hebräische Wörter bleiben.
    """
    return unicodedata.normalize("NFC", without_steuerzeichen(text)).strip()


def without_steuerzeichen(text: str) -> str:
    """Gibt denselben Text mit einheitlichen Zeilenenden und ohne Steuerzeichen; Ränder bleiben, wie sie sind."""
    return _VERBOTEN.sub("", _ZEILENENDE.sub("\n", text))
