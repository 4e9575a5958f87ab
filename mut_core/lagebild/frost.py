"""Frost: ein Lagebild einfrieren und unverändert wieder auftauen.

Eingefroren wird, was zu sehen war, auch das Berechnete: ändern sich Regeln, bleibt der alte Bericht wahr.
"""

import json
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from enum import Enum
from types import SimpleNamespace
from typing import Any

import pandas as pd
from sqlalchemy import inspect as inspect_modell

from mut_core.fehler import BetriebError
from mut_core.lagebild.bild import TABELLEN, Lagebild
from mut_core.modell import codes

_CODES: Mapping[str, type[codes.Code]] = {k.__name__: k for k in codes.Code.__subclasses__()}


def freeze_lagebild(lagebild: Lagebild) -> bytes:
    """Macht aus einem Lagebild dieselben Bytes, wann immer dasselbe darin steht."""
    inhalt = {
        "fassung": 1,
        "stichtag": lagebild.stichtag.isoformat(),
        "aenderungsstand": lagebild.aenderungsstand,
        "konzept": {k: _gefroren(v) for k, v in sorted(vars(lagebild.konzept).items())},
        "tabellen": {
            name: {"spalten": list(t.columns), "zeilen": [[_gefroren(w) for w in z] for z in t.to_numpy().tolist()]}
            for name, t in sorted(lagebild.tabellen.items())
        },
    }
    text = json.dumps(inhalt, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    return zlib.compress(text.encode(), 9)


def thaw_lagebild(gefroren: bytes) -> Lagebild:
    """Gibt das eingefrorene Lagebild zurück; wirft BetriebError, wenn es sich nicht lesen lässt."""
    try:
        inhalt = json.loads(zlib.decompress(gefroren))
        tabellen = {
            name: pd.DataFrame([[_aufgetaut(w) for w in z] for z in t["zeilen"]], columns=t["spalten"], dtype=object)
            for name, t in inhalt["tabellen"].items()
        }
        konzept = SimpleNamespace(**{k: _aufgetaut(v) for k, v in inhalt["konzept"].items()})
        return Lagebild(konzept, date.fromisoformat(inhalt["stichtag"]), inhalt["aenderungsstand"], tabellen)
    except (zlib.error, ValueError, KeyError, TypeError) as fehler:
        raise BetriebError("Das eingefrorene Lagebild ist beschädigt und lässt sich nicht öffnen.") from fehler


def thaw_teil(gefroren: bytes, spalten: Mapping[str, Sequence[str]]) -> Lagebild:
    """Gibt vom eingefrorenen Lagebild nur diese Spalten dieser Tabellen; die übrigen Tabellen sind leer.

    Gelesen wird nur der nötige Teil des Textes: Bei 10.000 Maßnahmen sind neun Zehntel davon Sachstände. Spalten, die
    es damals nicht gab, fehlen. Wirft BetriebError wie `thaw_lagebild`.
    """
    try:
        text = zlib.decompress(gefroren).decode()
        kopf = json.loads(text[: text.index(_TABELLEN)].rstrip(",") + "}")
        tabellen = {
            name: pd.DataFrame(columns=["id", "massnahme_id", "foerderung_id"], dtype=object) for name in TABELLEN
        }
        tabellen |= {name: _teil(text, name, gefragt) for name, gefragt in spalten.items()}
        konzept = SimpleNamespace(**{k: _aufgetaut(v) for k, v in kopf["konzept"].items()})
        return Lagebild(konzept, date.fromisoformat(kopf["stichtag"]), kopf["aenderungsstand"], tabellen)
    except (zlib.error, ValueError, KeyError, TypeError) as fehler:
        raise BetriebError("Das eingefrorene Lagebild ist beschädigt und lässt sich nicht öffnen.") from fehler


_TABELLEN = '"tabellen":{'
"""Steht nur an einer Stelle: In Texten ist jedes Anführungszeichen mit einem Rückstrich versehen."""


def _teil(text: str, name: str, gefragt: Sequence[str]) -> pd.DataFrame:
    """Liest eine Tabelle aus dem Text, ohne das Übrige zu deuten."""
    anfang = text.index(f'"{name}":{{"spalten":', text.index(_TABELLEN)) + len(name) + 3
    t = json.JSONDecoder().raw_decode(text, anfang)[0]
    stellen = [(s, t["spalten"].index(s)) for s in gefragt if s in t["spalten"]]
    zeilen = [[_aufgetaut(z[i]) for _, i in stellen] for z in t["zeilen"]]
    return pd.DataFrame(zeilen, columns=[s for s, _ in stellen], dtype=object)


def _gefroren(wert: Any) -> Any:
    if isinstance(wert, Enum):
        return {type(wert).__name__: wert.value}
    if isinstance(wert, datetime):
        return {"zeitpunkt": wert.isoformat()}
    if isinstance(wert, date):
        return {"tag": wert.isoformat()}
    return wert


def _aufgetaut(wert: Any) -> Any:
    if not isinstance(wert, dict):
        return wert
    ((art, inhalt),) = wert.items()
    if art == "tag":
        return date.fromisoformat(inhalt)
    return datetime.fromisoformat(inhalt) if art == "zeitpunkt" else _CODES[art].von(inhalt)


def without_internes(lagebild: Lagebild) -> Lagebild:
    """Gibt dasselbe Lagebild ohne Felder, die nur Berechtigte sehen."""
    tabellen = {name: _ohne(tabelle, _INTERN.get(name, ())) for name, tabelle in lagebild.tabellen.items()}
    return replace(lagebild, tabellen=tabellen)


def _ohne(tabelle: pd.DataFrame, spalten: tuple[str, ...]) -> pd.DataFrame:
    leer = {s: pd.Series([None] * len(tabelle), dtype=object, index=tabelle.index) for s in spalten if s in tabelle}
    return tabelle.assign(**leer) if leer else tabelle


_INTERN: Mapping[str, tuple[str, ...]] = {
    name: tuple(s.key for s in inspect_modell(k).columns if s.info.get("intern")) for name, k in TABELLEN.items()
}
