"""Gegenüberstellen: was gespeichert ist und was man selbst eingegeben hat, Feld für Feld, mit der Wahl dazwischen."""

import streamlit as st

from seiten.bausteine.anzeige import schlicht, wort

BEHALTEN, UEBERNEHMEN = "Meine Eingabe behalten", "Gespeichertes übernehmen"


def zeige_feld(bezeichnung: str, gespeichert: str, eingabe: str, *, wahl: str, rahmen: str | None = None) -> None:
    """Zeigt beide Seiten eines Feldes nebeneinander; `wahl` ist der Schlüssel der Wahl, `rahmen` der des Kastens."""
    with st.container(border=True, gap="xsmall", key=rahmen):
        st.markdown(f"**{wort(bezeichnung)}**")
        seiten = {"Gespeichert": gespeichert, "Ihre Eingabe": eingabe}
        for spalte, (titel, text) in zip(st.columns(2), seiten.items(), strict=True):
            with spalte:
                st.caption(titel)
                st.markdown(wort(text))
        st.radio(
            f"Was soll bei „{schlicht(bezeichnung)}“ gelten?",
            (BEHALTEN, UEBERNEHMEN),
            key=wahl,
            horizontal=True,
            label_visibility="collapsed",
        )
