"""Benennen: kleine Bausteine der Sätze – eine Maßnahme beim Namen, eine Frist im richtigen Fall, ein Grund."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from mut_core.modell.codes import Code, Genauigkeit
from mut_core.sprache import anzahl, aufzaehlung, ganzer_satz, knapp, zahl
from mut_core.sprache import zitiert as ganz_zitiert
from mut_core.zeitangaben import datum_text, zeitangabe_text

OHNE_ANGABE = "ohne Angabe"

_ORDNUNG = ("ersten", "zweiten", "dritten", "vierten", "fünften", "sechsten", "siebten", "achten", "neunten", "zehnten")
_ARTIKEL = {
    None: ("vom", "auf den"),
    Genauigkeit.TAG: ("vom", "auf den"),
    Genauigkeit.QUARTAL: ("vom", "auf das"),
    Genauigkeit.HALBJAHR: ("vom", "auf das"),
    Genauigkeit.JAHRESZEIT: ("vom", "auf den"),
}
"""Fristen mit Artikel: „vom 31.12.2024 auf den …“, „vom II. Quartal auf das …“; sonst „von Ende 2024 auf 2025“."""


def zitiert(text: str) -> str:
    """Setzt Anführungszeichen; innere werden zu einfachen, lange Texte gekürzt."""
    return ganz_zitiert(knapp(text, 120))


def name(massnahme: Any) -> str:
    """Nennt eine Maßnahme im Satz: „A-2 ‚Sprachcafé‘“ in doppelten Anführungszeichen."""
    return f"{massnahme.nummer} {zitiert(massnahme.titel)}"


def namen(alle: Sequence[str], hoechstens: int) -> str:
    """Reiht Namen auf; von mehr als `hoechstens` die ersten und „… und 12 weitere“."""
    if len(alle) <= hoechstens:
        return aufzaehlung(alle)
    rest = len(alle) - hoechstens
    return f"{', '.join(alle[:hoechstens])} und {'eine weitere' if rest == 1 else f'{zahl(rest)} weitere'}"


def massnahmen(wert: int) -> str:
    """Zählt Maßnahmen im ersten und vierten Fall: „keine Maßnahme“, „eine Maßnahme“, „3 Maßnahmen“."""
    return {0: "keine Maßnahme", 1: "eine Maßnahme"}.get(wert) or anzahl(wert, "Maßnahme", "Maßnahmen")


def ist(wert: int) -> str:
    """Gibt „ist“ oder „sind“."""
    return "ist" if wert == 1 else "sind"


def code(wert: Code | None) -> str:
    """Setzt die Bezeichnung eines Codes in Anführungszeichen; ohne Code „ohne Angabe“."""
    return f"„{wert.bezeichnung}“" if wert is not None else OHNE_ANGABE


def frist_text(frist: date | None, genauigkeit: Genauigkeit | None) -> str | None:
    """Schreibt eine Frist so genau, wie sie gemeint ist; ohne Frist None."""
    return zeitangabe_text(None, None, frist, genauigkeit).removeprefix("bis ") if frist else None


def von_frist(frist: date, genauigkeit: Genauigkeit | None) -> str:
    """Schreibt, von wo eine Frist rückt: „vom 31.12.2024“, „von Ende 2024“."""
    return f"{_ARTIKEL.get(genauigkeit, ('von', 'auf'))[0]} {frist_text(frist, genauigkeit)}"


def auf_frist(frist: date, genauigkeit: Genauigkeit | None) -> str:
    """Schreibt, wohin eine Frist rückt: „auf den 31.12.2024“, „auf das II. Quartal 2024“, „auf Ende 2024“."""
    text = frist_text(frist, genauigkeit) or ""
    artikel = "auf das" if text.startswith("Frühjahr") else _ARTIKEL.get(genauigkeit, ("von", "auf"))[1]
    return f"{artikel} {text}"


def zum_wievielten(wert: int) -> str:
    """Sagt, das wievielte Mal: „zum zweiten Mal“, ab elf „zum 11. Mal“."""
    return f"zum {_ORDNUNG[wert - 1] if wert <= len(_ORDNUNG) else f'{zahl(wert)}.'} Mal"


def mit_grund(satz: str, grund: str | None, wort: str = "Grund") -> str:
    """Hängt einen Grund als eigenen Satz an; ohne Grund bleibt der Satz, wie er ist."""
    return f"{satz} {wort}: {ganzer_satz(knapp(grund))}" if grund and grund.strip() else satz


def am(tag: date | None) -> str:
    """Schreibt „ am 31.01.2023“ mit Leerzeichen davor; ohne Tag nichts."""
    return f" am {datum_text(tag)}" if tag else ""
