"""Berichte: Form und Stichtag wählen und das fertige Word-Dokument herunterladen."""

from datetime import date
from typing import Any

import streamlit as st

from mut_core import auswertung, bericht
from mut_core.dateien import dateiname
from mut_core.lagebild import Lagebild, load_dokument, saetze
from mut_core.modell.codes import Berichtsstatus
from seiten.bausteine import sitzung
from seiten.bausteine.anzeige import leer, tag, wort
from seiten.bausteine.wahl import require_konzept, waehle_stichtag

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def naechste_nummer(bild: Lagebild, form: str) -> int:
    """Gibt die nächste laufende Nummer dieser Form; ein Bericht zum selben Stichtag behält seine."""
    gleiche = [b for b in saetze(bild.berichte) if b.form == bericht.FORMEN[form].art]
    zum_stichtag = [b.nummer for b in gleiche if b.stichtag == bild.stichtag and b.nummer]
    return zum_stichtag[0] if zum_stichtag else max((b.nummer or 0 for b in gleiche), default=0) + 1


def zeige_auswahl(bild: Lagebild) -> None:
    """Zeigt Form, Nummer und den Knopf, der den Bericht erstellt und herunterlädt."""
    with st.container(border=True):
        formen = list(bericht.FORMEN)
        gewaehlt = st.selectbox("Form", formen, format_func=lambda f: bericht.FORMEN[f].bezeichnung, key="form")
        form = gewaehlt if gewaehlt in formen else formen[0]  # am Browser vorbei kann anderes kommen
        nummer = st.number_input(
            "Laufende Nummer des Berichts",
            min_value=1,
            max_value=999,
            value=naechste_nummer(bild, form),
            step=1,
            format="%d",
            key=f"nummer_{bild.konzept.id}_{bild.stichtag}_{form}",
        )
        st.download_button(
            "Bericht als Word-Datei herunterladen",
            data=lambda: bericht.build_bericht(bild, form, bericht.Wahl(nummer=int(nummer))),
            file_name=bericht.dateiname(bild, form),
            mime=WORD,
            type="primary",
            icon=":material/download:",
            on_click="ignore",
        )
        st.caption(f"Stand vom {tag(bild.stichtag)}. Interne Notizen und Namen von Personen stehen nicht darin.")


def zeige_inhalt(bild: Lagebild) -> None:
    """Zeigt vorab, was der Bericht sagen wird und was noch fehlt."""
    st.header("Das steht darin", anchor=False)
    st.markdown(wort(auswertung.lagesatz(bild)))
    offen = sitzung.gemerkt("luecken", bild, lambda: len(auswertung.luecken(bild)))
    if offen:
        st.markdown(f"{int(offen)} Angaben fehlen noch und erscheinen im Bericht als „k. A.“ oder „nicht benannt“.")


def zeige_fruehere(bild: Lagebild) -> None:
    """Zeigt die früheren Berichte mit Stichtag, Vorlage und Stand."""
    st.header("Frühere Berichte", anchor=False)
    vorlagen = {v.id: v.nummer for v in saetze(bild.vorlagen)}
    berichte = sorted(saetze(bild.berichte), key=lambda b: b.stichtag, reverse=True)
    if not berichte:
        leer("Es gibt noch keinen früheren Bericht.", "Sobald einer vorliegt, steht er hier mit Stichtag und Vorlage.")
        return
    for b in berichte:
        with st.container(border=True, horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
            vorlage = vorlagen.get(b.vorlage_id) or "k. A."
            st.markdown(
                f"**{wort(b.titel)}**  \nStichtag {tag(b.stichtag)} · Vorlage {wort(vorlage)} · "
                f"{wort(b.status.bezeichnung)}"
            )
            if b.status == Berichtsstatus.EINGEFROREN:
                zeige_eingefrorenen(bild, b)


def zeige_eingefrorenen(bild: Lagebild, b: Any) -> None:
    """Zeigt den Knopf, der die damals eingefrorene Datei Byte für Byte wieder herausgibt."""
    datei = sitzung.read(lambda s: load_dokument(s, bild.konzept.id, b.id))
    if datei:
        st.download_button(
            "Damalige Word-Datei",
            data=datei,
            file_name=dateiname(f"bericht_{bild.konzept.schluessel}_{b.stichtag}", "docx"),
            mime=WORD,
            icon=":material/lock:",
            on_click="ignore",
            key=f"datei_{b.id}",
        )


def zeige_seite(konzept_id: int, vorgabe: date | None) -> None:
    """Zeigt die Auswahl links und den Inhalt rechts."""
    kopf, wahl = st.columns([3, 1], vertical_alignment="bottom")
    kopf.title("Berichte", anchor=False)
    with wahl:
        stichtag = waehle_stichtag(vorgabe)
    bild = sitzung.lagebild(konzept_id, stichtag)
    links, rechts = st.columns(2, gap="large")
    with links:
        zeige_auswahl(sitzung.lagebild_oeffentlich(konzept_id, stichtag))
    with rechts:
        zeige_inhalt(bild)
    zeige_fruehere(bild)


konzept = require_konzept()
zeige_seite(konzept.id, konzept.vorgabe_stichtag)
