"""Beschränken: eine Veränderung auf einen Teil der Maßnahmen – verglichen ist da schon, entfallen kann nichts mehr."""

from collections.abc import Collection
from dataclasses import fields, replace
from typing import Any

from mut_core.veraenderung.befund import KOPF, SPALTEN, Veraenderung

_SCHLUESSEL = KOPF[0]


def beschraenke(v: Veraenderung, massnahmen: Collection[int]) -> Veraenderung:
    """Gibt die Veränderung nur mit diesen Maßnahmen; was das ganze Konzept betrifft (Förderungen, Kacheln), fehlt."""
    teile: dict[str, Any] = {}
    for feld in fields(v):
        if feld.name in SPALTEN:
            tabelle = getattr(v, feld.name)
            hat_massnahme = _SCHLUESSEL in SPALTEN[feld.name]
            wahl = [i in massnahmen for i in tabelle[_SCHLUESSEL]] if hat_massnahme else [False] * len(tabelle)
            teile[feld.name] = tabelle.loc[wahl].reset_index(drop=True)
    return replace(v, **teile)
