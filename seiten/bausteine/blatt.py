"""Blättern: lange Listen in Blättern zeigen; welches, steht in der Adresse."""

import streamlit as st

from seiten.bausteine.wahl import setze, zahl

JE_BLATT = 20


def waehle_blatt(eintraege: int, name: str = "blatt", je_blatt: int = JE_BLATT) -> range:
    """Gibt die Stellen des Blatts aus der Adresse und zeigt, wenn es mehrere gibt, die Blätterleiste darüber."""
    blaetter = max(1, -(-eintraege // je_blatt))
    jetzt = min(max(1, zahl(st.query_params.get(name)) or 1), blaetter)
    if blaetter > 1:
        schluessel = f"{name}_{blaetter}_{jetzt}"
        st.pagination(blaetter, default=jetzt, key=schluessel, on_change=_blaettere, args=(schluessel, name))
    return range((jetzt - 1) * je_blatt, min(jetzt * je_blatt, eintraege))


def _blaettere(schluessel: str, name: str) -> None:
    setze(name, st.session_state[schluessel])
