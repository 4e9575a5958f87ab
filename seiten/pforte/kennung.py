"""Versiegeln: die Pforte sagt der Seite, wer da ist – in einem Kopf, den nur dieser Prozess ausstellen kann.

Der Schlüssel entsteht beim Laden und verlässt den Prozess nie. Eine Seite, die ohne Pforte gestartet wurde, bekommt
keinen gültigen Kopf und muss sich verweigern. Dieses Modul lädt nichts Schweres: Seiten dürfen es einlesen.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from typing import Final

KOPF: Final = "X-Mut-Person"
"""Der Kopf, aus dem die Seite liest, wer da ist; von außen mitgebrachte entfernt die Pforte."""

_SCHLUESSEL: Final = secrets.token_bytes(32)
_FORM: Final = re.compile(r"([1-9][0-9]{0,17})\.([1-9][0-9]{0,17})\.([0-9a-f]{64})")


def _siegel(text: str) -> str:
    return hmac.new(_SCHLUESSEL, text.encode(), hashlib.sha256).hexdigest()


def versiegeln(anmeldung_id: int, nutzer_id: int) -> str:
    """Gibt den Wert des Kopfes für diese Anmeldung; er bleibt gleich, solange die Anmeldung und der Prozess leben."""
    text = f"{anmeldung_id}.{nutzer_id}"
    return f"{text}.{_siegel(text)}"


def entsiegeln(text: str | None) -> tuple[int, int] | None:
    """Gibt (anmeldung_id, nutzer_id) aus einem Kopf, den diese Pforte ausgestellt hat; sonst None."""
    treffer = _FORM.fullmatch(text) if text and text.isascii() else None
    if treffer is None or not hmac.compare_digest(treffer[3], _siegel(f"{treffer[1]}.{treffer[2]}")):
        return None
    return int(treffer[1]), int(treffer[2])
