"""Berichte: sofort drucken, Berichte führen und wiederfinden, Sitzungen rückwärts planen, zwei Stände vergleichen."""

from datetime import date

import streamlit as st

from mut_core import rechte
from mut_core.lagebild.archiv import Archivbericht, load_archiv
from seiten.bausteine import archivliste, berichtform, handlung, schnelldruck, sitzung, sitzungsliste, standvergleich
from seiten.bausteine.links import link
from seiten.bausteine.wahl import require_konzept, waehle_stichtag

BREITE = 820
"""Pixel; Felder über den ganzen Bildschirm füllt niemand gern aus."""

DRUCKEN, BERICHTE, SITZUNGEN, VERGLEICHEN = "Schnell drucken", "Berichte", "Sitzungen", "Vergleichen"


def zeige_berichte(konzept_id: int, schluessel: str, stichtag: date, archiv: tuple[Archivbericht, ...]) -> None:
    """Zeigt das Archiv und, wer Berichte pflegt, darüber den Weg zu einem neuen."""
    if rechte.darf_bearbeiten(sitzung.person(), konzept_id):
        link("berichtseinstellungen", "Einstellungen für Berichte", icon=":material/settings:")
        aufgeklappt = st.expander("Neuen Bericht beginnen", icon=":material/add:", expanded=not archiv)
        with aufgeklappt, st.container(width=BREITE):
            berichtform.zeige_neu(sitzung.lagebild_oeffentlich(konzept_id, stichtag), archiv)
    archivliste.zeige(schluessel, archiv)


def zeige_seite(konzept_id: int, schluessel: str, vorgabe: date | None) -> None:
    """Zeigt die vier Ansichten; gerechnet wird nur die offene."""
    kopf, wahl = st.columns([3, 1], vertical_alignment="bottom")
    kopf.title("Berichte", anchor=False)
    with wahl:
        stichtag = waehle_stichtag(vorgabe)
    ich = sitzung.person()
    archiv = sitzung.read(lambda s: load_archiv(s, ich, konzept_id))
    reiter = st.tabs([DRUCKEN, BERICHTE, SITZUNGEN, VERGLEICHEN], key="ansicht", on_change="rerun", bind="query-params")
    drucken, berichte, sitzungen, vergleichen = reiter
    if drucken.open:
        with drucken:
            schnelldruck.zeige(sitzung.lagebild_oeffentlich(konzept_id, stichtag), archiv)
    if berichte.open:
        with berichte:
            zeige_berichte(konzept_id, schluessel, stichtag, archiv)
    if sitzungen.open:
        with sitzungen:
            sitzungsliste.zeige(sitzung.lagebild_oeffentlich(konzept_id, stichtag))
    if vergleichen.open:
        with vergleichen:
            standvergleich.zeige(sitzung.lagebild_oeffentlich(konzept_id, stichtag), archiv)


handlung.zeige_gelungen()
konzept = require_konzept()
zeige_seite(konzept.id, konzept.schluessel, konzept.vorgabe_stichtag)
