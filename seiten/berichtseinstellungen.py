"""Einstellungen für Berichte: Word-Vorlage, Fristen der Gremien, zweites Augenpaar und Arten von Vorlagen."""

from datetime import date

import streamlit as st

from mut_core import rechte
from seiten.bausteine import gremiumform, handlung, hausvorlagenform, kommuneform, sitzung
from seiten.bausteine.anzeige import leer, wort
from seiten.bausteine.links import link
from seiten.bausteine.wahl import require_konzept

BREITE = 820
"""Pixel; Sätze und Felder über den ganzen Bildschirm liest niemand gern."""

GEMEINSAM = " – Word-Vorlage, Freigabe und Arten von Vorlagen gelten für alle Konzepte dieser Kommune."


def zeige_seite(konzept_id: int, kommune: str, vorgabe: date | None) -> None:
    """Zeigt die vier Festlegungen; wer keine davon ändern darf, erfährt, wer es kann."""
    link("berichte", "Berichte", icon=":material/arrow_back:")
    st.title("Einstellungen für Berichte", anchor=False)
    ich = sitzung.person()
    if not rechte.darf_hausvorlage_pflegen(ich, konzept_id):
        leer("Das legen Koordination und Administration fest.", "Bitte wenden Sie sich an die Koordination.")
        return
    aenderbar = rechte.darf_bearbeiten(ich, konzept_id)
    angaben = kommuneform.kommune(konzept_id)
    with st.container(width=BREITE):
        st.caption(wort(kommune) + (GEMEINSAM if len(angaben.konzepte) > 1 else ""))
        hausvorlagenform.zeige(konzept_id, sitzung.stichtag(vorgabe))
        gremiumform.zeige(sitzung.lagebild_oeffentlich(konzept_id, sitzung.heute()), aenderbar=aenderbar)
        kommuneform.zeige_vier_augen(konzept_id, angaben)
        kommuneform.zeige_vorlagenarten(konzept_id, angaben, aenderbar=aenderbar)


handlung.zeige_gelungen()
konzept = require_konzept()
zeige_seite(konzept.id, str(konzept.kommune), konzept.vorgabe_stichtag)
