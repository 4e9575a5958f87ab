"""Lesen: Einstellungen des Betriebs aus Umgebung, `…_DATEI` und der Geheimnisdatei – Kennwörter stehen nie im Code.

Drei Wege für jeden Namen, damit Docker secrets, systemd und ein einfacher Ordner gleich gut gehen: die Variable selbst,
`<NAME>_DATEI` (Datei mit nur diesem Wert) und `MUT_GEHEIMNISSE` (TOML-Datei, Schlüssel = Name).
"""

from __future__ import annotations

import errno
import json
import os
import re
import tomllib
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from mut_core.fehler import BetriebError

GEHEIMNISSE: Final = "MUT_GEHEIMNISSE"
HOECHSTGROESSE: Final = 64 * 1024
"""Byte; alles Größere ist ein Versehen (eine Datenbank, ein Bild) und kein Geheimnis."""

_ZEILE: Final = re.compile(r"line (\d+)")
_GRUND: Final = {
    errno.ENOENT: "es gibt sie nicht",
    errno.EACCES: "keine Leserechte",
    errno.EISDIR: "sie ist ein Ordner",
    errno.ENOTDIR: "ein Teil des Pfads ist kein Ordner",
}


def einstellung(name: str) -> str | None:
    """Gibt den Wert einer Einstellung ohne Ränder; None, wenn sie nirgends steht. Umgebung geht vor Geheimnisdatei.

    Tabellen und Listen der TOML-Datei kommen als JSON zurück. Wirft BetriebError, wenn eine genannte Datei nicht lesbar
    ist oder `NAME` und `NAME_DATEI` zugleich gesetzt sind: dann wäre offen, welcher Wert gilt.
    """
    direkt = os.environ.get(name, "").strip()
    datei = os.environ.get(f"{name}_DATEI", "").strip()
    if direkt and datei:
        raise BetriebError(f"{name} und {name}_DATEI sind beide gesetzt. Bitte nur eine der beiden Variablen setzen.")
    if datei:
        return _aus_datei(name, Path(datei))
    return direkt or _aus_geheimnissen(name)


def require_einstellung(name: str, wozu: str) -> str:
    """Gibt den Wert einer Einstellung; wirft BetriebError mit dem Zweck, wenn sie fehlt."""
    wert = einstellung(name)
    if wert is None:
        raise BetriebError(
            f"{name} fehlt: {wozu}. Bitte die Variable, {name}_DATEI oder den Eintrag in der Datei aus {GEHEIMNISSE} "
            "setzen."
        )
    return wert


def _aus_datei(name: str, pfad: Path) -> str:
    wert = _text(f"{name}_DATEI", pfad).strip()
    if not wert:
        raise BetriebError(f"Die Datei {pfad} aus {name}_DATEI ist leer. Bitte den Wert hineinschreiben.")
    return wert


def _aus_geheimnissen(name: str) -> str | None:
    ort = os.environ.get(GEHEIMNISSE, "").strip()
    if not ort:
        return None
    pfad = Path(ort)
    try:
        angaben = pfad.stat()
    except OSError as fehler:
        raise _unlesbar(GEHEIMNISSE, pfad, fehler) from fehler
    wert = _geheimnisse(pfad, angaben.st_mtime_ns, angaben.st_size).get(name)
    return None if wert is None else _als_text(wert)


@lru_cache(maxsize=4)
def _geheimnisse(pfad: Path, _geaendert: int, _groesse: int) -> dict[str, Any]:
    """Liest die Datei einmal je Änderung; die Fehlermeldung nennt nur die Stelle, nie den Inhalt."""
    try:
        return tomllib.loads(_text(GEHEIMNISSE, pfad))
    except tomllib.TOMLDecodeError as fehler:
        zeile = _ZEILE.search(str(fehler))
        stelle = f"Zeile {zeile[1]}" if zeile else "am Ende der Datei"
        raise BetriebError(
            f'Die Datei {pfad} aus {GEHEIMNISSE} ist kein gültiges TOML ({stelle}). Beispiel: MUT_OIDC_GEHEIMNIS = "…"'
        ) from None  # der Text des Parsers kann den Wert enthalten


def _als_text(wert: object) -> str | None:
    if isinstance(wert, str):
        return wert.strip() or None
    return json.dumps(wert, ensure_ascii=False, default=str)


def _text(quelle: str, pfad: Path) -> str:
    try:
        with pfad.open("rb") as datei:
            inhalt = datei.read(HOECHSTGROESSE + 1)
    except OSError as fehler:
        raise _unlesbar(quelle, pfad, fehler) from fehler
    if len(inhalt) > HOECHSTGROESSE:
        raise BetriebError(f"Die Datei {pfad} aus {quelle} ist größer als 64 KB. Bitte den Pfad prüfen.")
    try:
        return inhalt.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise BetriebError(f"Die Datei {pfad} aus {quelle} ist kein UTF-8-Text. Bitte neu speichern.") from None


def _unlesbar(quelle: str, pfad: Path, fehler: OSError) -> BetriebError:
    grund = _GRUND.get(fehler.errno or 0, f"Fehler {fehler.errno} des Betriebssystems")
    return BetriebError(
        f"Die Datei {pfad} aus {quelle} lässt sich nicht lesen: {grund}. Bitte Pfad und Leserechte prüfen."
    )
