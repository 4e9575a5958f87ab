"""Übersicht: in zehn Sekunden sehen, wo das Konzept steht und was eine Entscheidung braucht."""

from datetime import date
from typing import Any

import pandas as pd
import streamlit as st

from mut_core import auswertung, diagramme, rechte
from mut_core.auswertung import Filter
from mut_core.lagebild import Lagebild, saetze
from seiten.bausteine import sitzung
from seiten.bausteine.anzeige import absatz, leer, tag, wort
from seiten.bausteine.konzeptform import zeige_erstes_konzept, zeige_weiteres_konzept
from seiten.bausteine.links import link, springe
from seiten.bausteine.wahl import waehle_handlungsfeld, waehle_stichtag

KARTEN = 7


def zeige_uebersicht(konzept_id: int, vorgabe: date | None) -> None:
    """Zeigt Satz, Kacheln, Diagramme und Aufmerksamkeitsliste zum gewählten Stichtag."""
    kopf, wahl = st.columns([3, 2], vertical_alignment="bottom")
    with wahl, st.container(horizontal=True, vertical_alignment="bottom"):
        stichtag = waehle_stichtag(vorgabe)
        bild = sitzung.lagebild(konzept_id, stichtag)
        feld = waehle_handlungsfeld(bild)
    with kopf:
        st.title(wort(bild.konzept.bezeichnung), anchor=False)
        st.caption(f"{wort(bild.konzept.kommune)} · Stand {tag(stichtag)}")
    if bild.konzept.beispiel:
        st.caption("Beispiel: Kommune, Personen und Zahlen sind frei erfunden.")
    ausschnitt = auswertung.ausschnitt(bild, Filter(handlungsfeld=feld))
    st.markdown(f"**{wort(auswertung.lagesatz(ausschnitt))}**")
    if bild.massnahmen.empty:
        leer("Hier ist noch nichts zu sehen.", "Sobald Maßnahmen erfasst sind, erscheinen Zahlen und Diagramme.")
        if rechte.darf_bearbeiten(sitzung.person(), konzept_id):
            link("massnahmen", "Maßnahmen anlegen", icon=":material/add:")
            link("stammdaten", "Handlungsfelder, Ziele und Stellen pflegen", icon=":material/account_tree:")
        return
    zeige_kacheln(ausschnitt, feld)
    links, rechts = st.columns([3, 2], gap="large")
    with links:
        zeige_umsetzungsstand(ausschnitt, feld)
        zeige_faelligkeiten(ausschnitt, feld)
    with rechts:
        zeige_aufmerksamkeit(ausschnitt, feld)


def zeige_kacheln(bild: Lagebild, feld: int | None) -> None:
    """Zeigt die fünf Zahlen; jede führt auf genau die Liste, die sie zählt."""
    zahlen = auswertung.kennzahlen(bild)
    kacheln: list[tuple[str, str, int, dict[str, Any]]] = [
        ("massnahmen", "Maßnahmen", zahlen.massnahmen, {}),
        ("erreicht", "Erreicht", zahlen.erreicht, {"gruppe": "erreicht"}),
        ("in_umsetzung", "In Umsetzung", zahlen.in_umsetzung, {"stand": "in_umsetzung"}),
        ("ueberfaellig", "Überfällig", zahlen.ueberfaellig, {"terminlage": "ueberfaellig"}),
        (
            "ohne_aktuelle_meldung",
            "Meldung fehlt",
            zahlen.ohne_aktuelle_meldung,
            {"gruppe": "ohne_aktuelle_meldung"},
        ),
    ]
    with st.grid(5, min_column_width=150) as raster:
        for name, beschriftung, zahl, filter_ in kacheln:
            with raster.cell(), st.container(border=True, key=f"kachel_{name}", gap="xsmall"):
                st.metric(beschriftung, zahl, help=auswertung.FORMELN[name])
                link("massnahmen", "Liste ansehen", handlungsfeld=feld, **filter_)


def zeige_umsetzungsstand(bild: Lagebild, feld: int | None) -> None:
    """Zeigt den Umsetzungsstand je Handlungsfeld; ein Klick in den Balken öffnet die Liste dahinter."""
    st.header("Umsetzungsstand je Handlungsfeld", anchor=False)
    tabelle = auswertung.umsetzungsstand(bild)
    spec = sitzung.gemerkt("umsetzungsstand", bild, lambda: diagramme.umsetzungsstand(tabelle), feld)
    zeige_diagramm("umsetzungsstand", spec, feld)
    with st.expander("Zahlen als Tabelle"):
        zeige_zahlen(tabelle)


def zeige_zahlen(tabelle: pd.DataFrame) -> None:
    """Zeigt die Zahlen als Tabelle, deren Zellen Markdown sind; Stände, die nirgends vorkommen, bleiben weg."""
    breit: dict[str, dict[str, int]] = {}
    for z in saetze(tabelle):
        zeile = breit.setdefault(wort(f"{z.nummer}. {z.handlungsfeld}"), {})
        zeile[z.umsetzungsstand.bezeichnung] = z.anzahl
    zahlen = pd.DataFrame.from_dict(breit, orient="index")
    zahlen = zahlen.loc[:, zahlen.sum() > 0]
    zahlen["Summe"] = zahlen.sum(axis=1)
    st.table(zahlen.rename_axis("Handlungsfeld").reset_index(), hide_index=True, alt="Zahlen des Diagramms darüber")


def zeige_diagramm(name: str, spec: dict[str, Any], feld: int | None) -> None:
    """Zeigt ein Diagramm und springt beim Klick zur Liste."""
    auswahl = st.vega_lite_chart(spec=spec, theme=None, key=f"{name}_{feld}", on_select="rerun", width="stretch")
    treffer = [z for zeilen in getattr(auswahl, "selection", {}).values() for z in zeilen]
    if treffer:
        code = treffer[0].get("code")
        achse = "terminlage" if name == "faelligkeiten" else "stand"
        nummer = treffer[0].get("nummer") or feld
        springe("massnahmen", handlungsfeld=nummer, quartal=treffer[0].get("quartal"), **{achse: code})


def zeige_faelligkeiten(bild: Lagebild, feld: int | None) -> None:
    """Zeigt, in welchem Quartal wie viel fällig oder überfällig ist."""
    st.header("Fällig und überfällig", anchor=False)
    tabelle = auswertung.faelligkeiten(bild)
    if tabelle.empty or not tabelle["anzahl"].sum():
        absatz(None, "Keine offene Maßnahme hat einen Termin, der überschritten ist oder im nächsten Jahr liegt.")
        return
    spec = sitzung.gemerkt("faelligkeiten", bild, lambda: diagramme.faelligkeiten(tabelle), feld)
    zeige_diagramm("faelligkeiten", spec, feld)
    with st.container(horizontal=True):
        link("massnahmen", "Überfällige ansehen", handlungsfeld=feld, terminlage="ueberfaellig")
        link("massnahmen", "Bald fällige ansehen", handlungsfeld=feld, terminlage="bald_faellig")


def zeige_aufmerksamkeit(bild: Lagebild, feld: int | None) -> None:
    """Zeigt in Klartext, was Aufmerksamkeit oder eine Entscheidung braucht; das Dringlichste zuerst."""
    st.header("Braucht Aufmerksamkeit", anchor=False)
    liste = sitzung.gemerkt("aufmerksamkeit", bild, lambda: saetze(auswertung.aufmerksamkeit(bild)), feld)
    if not liste:
        st.success("Zum Stichtag liegt nichts vor, das eine Entscheidung braucht.", icon=":material/check:")
    alle = st.session_state.get(f"alle_{bild.konzept.id}_{feld}", False)
    for nummer, eintrag in enumerate(liste if alle else liste[:KARTEN]):
        with st.container(border=True, gap="xsmall", key=f"karte_{nummer}"):
            if eintrag.massnahme_id is None:
                st.markdown(f"**Förderung: {wort(eintrag.titel)}**")
            else:
                link("massnahme", f"**{wort(eintrag.nummer)}** {wort(eintrag.titel)}", id=eintrag.massnahme_id)
            absatz(eintrag.satz)
    if len(liste) > KARTEN:
        st.toggle(f"Alle {len(liste)} zeigen", key=f"alle_{bild.konzept.id}_{feld}")


gewaehlt = sitzung.konzept()
if gewaehlt:
    zeige_uebersicht(gewaehlt.id, gewaehlt.vorgabe_stichtag)
    if rechte.darf_konzept_anlegen(sitzung.person()):
        zeige_weiteres_konzept()
elif rechte.darf_konzept_anlegen(sitzung.person()):
    zeige_erstes_konzept()
else:
    st.title("Übersicht", anchor=False)
    leer("Es gibt noch kein Konzept, das Sie sehen dürfen.", "Die Administration legt es an.")
