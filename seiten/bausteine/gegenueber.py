"""Gegenüber: wenn inzwischen jemand anderes gespeichert hat – was gespeichert ist, und eine bewusste Wahl."""

from collections.abc import Callable
from typing import Any

import streamlit as st

from seiten.bausteine import handlung
from seiten.bausteine.anzeige import wort


def zeige_konflikt(
    name: str, gespeichert: str, *, meine: Callable[[], Any], behalte: Callable[[], Any], was: str = "Meine Eingabe"
) -> bool:
    """Zeigt zu einer Handlung, die am Konflikt scheiterte, was gespeichert ist und zwei Knöpfe; sonst nichts.

    `meine` speichert das Eingegebene auf dem jetzigen Stand, `behalte` verwirft es; der Konflikt ist danach vergessen.
    Gibt, ob es einen Konflikt zu zeigen gab.
    """
    if (konflikt := handlung.konflikt(name)) is None:
        return False
    st.error(
        f"{wort(konflikt)}\n\nGespeichert ist inzwischen: **{wort(gespeichert)}**. Ihre Eingabe steht noch im Feld.",
        title="Inzwischen geändert",
        icon=":material/sync_problem:",
    )
    with st.container(horizontal=True):
        st.button(f"{wort(was)} speichern", type="primary", key=f"{name}_meine", on_click=meine)
        st.button("Gespeichertes behalten", key=f"{name}_behalten", on_click=_behalte, args=(name, behalte))
    return True


def _behalte(name: str, behalte: Callable[[], Any]) -> None:
    handlung.vergiss(name)
    behalte()
