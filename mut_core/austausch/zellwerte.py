"""Vergleichen: Zellwerte, wie die Ausgabe sie schreibt und Excel, LibreOffice oder CSV sie zurückgeben."""

import re
from datetime import date, datetime, timedelta
from typing import Any, Final, TypeAlias

from mut_core.dateien.entschaerfen import csv_original
from mut_core.zeitangaben import datum_text

Zelle: TypeAlias = str | date | None
"""Was die Ausgabe in eine Zelle schreibt; Tage bleiben Tage."""

JA: Final = "ja"
NEIN: Final = "nein"

_TAG_TEXT = re.compile(
    r"(\d{1,2})\.(\d{1,2})\.(\d{4})(?: 00:00(?::00)?)?|(\d{4})-(\d{2})-(\d{2})(?:[ T]00:00(?::00)?)?"
)
_NULL = date(1899, 12, 30)
"""Excel zählt die Tage von hier an."""
_SCHLUESSEL = re.compile(r"(.{1,300})-(\d{1,18})")


def gleich(a: Any, b: Any) -> bool:
    """Sagt, ob zwei Zellen dasselbe sagen: ohne Leerraum an Rändern und Zeilenenden, gleich in welcher Datumsform."""
    if a == b:
        return True
    if isinstance(a, date) or isinstance(b, date):
        links, rechts = read_tag(a), read_tag(b)
        return links is not None and links == rechts
    return _vergleichbar(a) == _vergleichbar(b)


def _vergleichbar(wert: Any) -> str:
    if wert is None:
        return ""
    if isinstance(wert, bool):
        return JA if wert else NEIN
    if isinstance(wert, float) and wert.is_integer():
        wert = int(wert)
    return " ".join(csv_original(str(wert)).split())


def read_tag(wert: Any) -> date | None:
    """Liest den Tag einer Zelle, wie ihn Excel, LibreOffice oder CSV zurückgeben; sonst None."""
    if isinstance(wert, datetime):
        return wert.date()
    if isinstance(wert, date):
        return wert
    if isinstance(wert, int | float) and not isinstance(wert, bool) and 30_000 < wert < 80_000:
        return _NULL + timedelta(days=int(wert))
    if not isinstance(wert, str) or not (treffer := _TAG_TEXT.fullmatch(wert.strip())):
        return None
    tag, monat, jahr, jahr_iso, monat_iso, tag_iso = treffer.groups()
    try:
        return date(int(jahr or jahr_iso), int(monat or monat_iso), int(tag or tag_iso))
    except ValueError:
        return None


def read_liste(text: str) -> tuple[str, ...]:
    """Liest eine Zelle mit einem Eintrag je Zeile."""
    return tuple(teil for zeile in text.splitlines() if (teil := " ".join(zeile.split())))


def read_schluessel(text: str) -> tuple[str, int] | None:
    """Liest „lehrte-12“ als Kürzel des Konzepts und Schlüssel der Maßnahme; None, wenn es keiner ist."""
    treffer = _SCHLUESSEL.fullmatch(text.strip())
    return (treffer[1], int(treffer[2])) if treffer else None


def zelltext(wert: Zelle) -> str:
    """Gibt den Wert einer Zelle als Text: Tage als TT.MM.JJJJ, Leeres leer."""
    return "" if wert is None else datum_text(wert) if isinstance(wert, date) else wert
