"""Kopieren: die Texte einer Kurzvorlage oder Kurzfassung Block für Block, jeder mit eigenem Kopierknopf."""

import streamlit as st

from mut_core.bericht import kurzvorlage
from mut_core.bericht.kurzvorlage import Kopf
from seiten.bausteine.anzeige import wort
from seiten.bausteine.druck import Druckstoff

KOEPFE = {"vorlage-hessen": Kopf.HESSEN, "vorlage-niedersachsen": Kopf.NIEDERSACHSEN}


def zeige(stoff: Druckstoff) -> None:
    """Zeigt, was sich in andere Systeme kopieren lässt; bei den übrigen Formen nichts."""
    if stoff.form in KOEPFE:
        _zeige_bloecke(stoff)
    elif stoff.form == "kurzfassung":
        st.subheader("Zum Kopieren", anchor=False)
        st.caption("Der ganze Text als Markdown; der Knopf rechts oben kopiert ihn.")
        st.code(stoff.bauen().decode(), language=None, wrap_lines=True, height=420)


def _zeige_bloecke(stoff: Druckstoff) -> None:
    st.subheader("Zum Kopieren in das Ratsinformationssystem", anchor=False)
    st.caption("Jeder Block hat rechts oben einen Knopf zum Kopieren. Die Vorlagennummer vergibt das System selbst.")
    for block in kurzvorlage.bloecke(stoff.bild, stoff.wahl, KOEPFE[stoff.form]):
        st.markdown(f"**{wort(block.ueberschrift)}**")
        st.code(block.text, language=None, wrap_lines=True)
