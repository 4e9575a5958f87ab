"""Sachstandanzeige: was ein Sachstand neben seinem Text sagt – Zeile für Zeile, nur was gefüllt ist."""

from typing import Any

import streamlit as st

from seiten.bausteine.anzeige import tag, wort

ANGABEN = (
    ("Nächster Schritt", "naechster_schritt"),
    ("Nächster Termin", "naechster_termin"),
    ("Hindernis", "hindernis"),
    ("Was würde helfen?", "loesung"),
    ("Abgeschlossen am", "abgeschlossen_am"),
    ("Ergebnis", "ergebnis"),
    ("Turnus", "turnus"),
    ("Nächste Überprüfung", "naechste_ueberpruefung"),
    ("Grund der Zurückstellung", "zurueckstellungsgrund"),
    ("Begründung", "begruendung"),
    ("Wiedervorlage", "wiedervorlage"),
    ("Entschieden von", "entschieden_von"),
    ("Entschieden am", "entschieden_am"),
    ("Beleg", "beleg"),
)
"""Was ein Sachstand neben dem Text sagen kann."""


def zeige_angaben(s: Any) -> None:
    """Zeigt die gefüllten Angaben eines Sachstands mit ihrer Bezeichnung."""
    if gefuellt := angaben(s):
        st.markdown("  \n".join(f"**{wort(bezeichnung)}:** {wort(text)}" for bezeichnung, text in gefuellt.items()))


def angaben(s: Any) -> dict[str, str]:
    """Gibt die gefüllten Angaben als Text; Tage als TT.MM.JJJJ, Codes als Wort."""
    werte = {bezeichnung: getattr(s, feld) for bezeichnung, feld in ANGABEN}
    return {bezeichnung: _als_text(wert) for bezeichnung, wert in werte.items() if wert}


def _als_text(wert: Any) -> str:
    if hasattr(wert, "bezeichnung"):
        return str(wert.bezeichnung)
    return wert if isinstance(wert, str) else tag(wert)
