"""Standvergleich: zwei Fassungen oder Tage nebeneinander – was sich geändert hat, in Sätzen, Zahlen und Tabellen."""

from collections.abc import Sequence
from datetime import timedelta
from functools import partial

import pandas as pd
import streamlit as st

from mut_core import diagramme, veraenderung
from mut_core.bericht import Wahl
from mut_core.bericht.vergleich import build_vergleich
from mut_core.dateien import dateiname
from mut_core.erfassung.hausvorlage import load_vorlage_in_gebrauch
from mut_core.fehler import MutError
from mut_core.lagebild import Lagebild
from mut_core.lagebild.archiv import Archivbericht
from mut_core.veraenderung import Veraenderung
from seiten.bausteine import sitzung
from seiten.bausteine.anzeige import leer, tag, wort
from seiten.bausteine.druck import MIME
from seiten.bausteine.standwahl import FRUEHER, SPAETER, build_fassungswahl, load_paar, waehle_stand

TABELLEN = {
    "neu": "Neu aufgenommen",
    "wieder_aufgenommen": "Wieder aufgenommen",
    "bewegt": "Umsetzungsstand verändert",
    "abgeschlossen": "Abgeschlossen",
    "entfallen": "Entfallen",
    "archiviert": "Nach Abschluss archiviert",
    "fristen": "Fristen",
    "ueberfaellig": "Überfällig",
    "mittel": "Mittel",
    "foerderungen": "Förderungen",
    "angaben": "Weitere Angaben",
}


def zeige(bild: Lagebild, archiv: Sequence[Archivbericht]) -> None:
    """Zeigt die Wahl zweier Stände und, was sich zwischen ihnen geändert hat."""
    fassungen = build_fassungswahl(archiv)
    vorsatz = f"vergleich_{bild.konzept.id}"
    links, rechts = st.columns(2, gap="large")
    with links:
        vor_180_tagen = bild.stichtag - timedelta(days=180)
        eine = waehle_stand(f"{vorsatz}_a", FRUEHER, "Früherer Stand", fassungen, vor_180_tagen)
    with rechts:
        andere = waehle_stand(f"{vorsatz}_b", SPAETER, "Späterer Stand", fassungen, bild.stichtag)
    if eine == andere:
        leer("Beide Stände sind derselbe.", "Bitte wählen Sie links oder rechts einen anderen.")
        return
    try:
        vorher, nachher = load_paar(bild.konzept.id, eine, andere)
        befund = veraenderung.vergleiche(vorher, nachher)
    except MutError as fehler:
        st.error(wort(fehler), icon=":material/error:")
        return
    _zeige_word(vorher, nachher)
    _zeige_befund(befund)


def _zeige_befund(v: Veraenderung) -> None:
    st.header(f"Vom {tag(v.von)} bis zum {tag(v.bis)}", anchor=False)
    ueberblick, *einzelne = veraenderung.saetze(v)
    st.markdown(wort(ueberblick))
    _zeige_fluss(v)
    if einzelne:
        st.subheader("Im Einzelnen", anchor=False)
        st.markdown("\n".join(f"- {wort(satz)}" for satz in einzelne))
    for name, titel in TABELLEN.items():
        tabelle: pd.DataFrame = getattr(v, name)
        if len(tabelle):
            with st.expander(f"{wort(titel)} ({len(tabelle)})"):
                st.table(_saetze(tabelle), hide_index=True)


def _zeige_fluss(v: Veraenderung) -> None:
    """Zeigt als Bild und als Tabelle, wie viele Maßnahmen von welchem Stand in welchen wechselten."""
    wechsel = veraenderung.fluss(v)
    if not len(wechsel):
        return
    st.subheader("Wechsel des Umsetzungsstands", anchor=False)
    st.vega_lite_chart(spec=diagramme.fluss(wechsel), theme=None, width="stretch", key=f"fluss_{v.von}_{v.bis}")
    zeilen = [(wort(von), wort(nach), n, wort(", ".join(nr))) for von, nach, n, nr in diagramme.flusszeilen(wechsel)]
    st.table(pd.DataFrame(zeilen, columns=["Bisher", "Jetzt", "Maßnahmen", "Nummern"]), hide_index=True)


def _zeige_word(vorher: Lagebild, nachher: Lagebild) -> None:
    vorlage = sitzung.read(lambda s: load_vorlage_in_gebrauch(s, nachher.konzept.id))
    st.download_button(
        "Vergleich als Word-Datei herunterladen",
        data=partial(build_vergleich, vorher, nachher, Wahl(hausvorlage=vorlage)),
        file_name=dateiname(f"vergleich_{nachher.konzept.schluessel}_{vorher.stichtag}_{nachher.stichtag}", "docx"),
        mime=MIME["docx"],
        icon=":material/download:",
        on_click="ignore",
        key="vergleich_laden",
    )


def _saetze(tabelle: pd.DataFrame) -> pd.DataFrame:
    mit_nummer = "nummer" in tabelle.columns
    spalten = ["nummer", "titel", "satz"] if mit_nummer else ["programm", "satz"]
    namen = ["Nummer", "Maßnahme", "Was sich geändert hat"] if mit_nummer else ["Programm", "Was sich geändert hat"]
    return tabelle[spalten].set_axis(namen, axis=1).map(lambda w: wort(w) if w is not None else "")
