"""Fristen: was wann fällig ist, was vor der nächsten Sitzung ansteht, was verschoben wurde – und alles im Kalender."""

from typing import Any

import streamlit as st

from mut_core import auswertung, rechte
from mut_core.diagramme import PLANLEGENDE
from mut_core.zeitangaben import datum_text
from seiten.bausteine import kalenderform, sitzung
from seiten.bausteine.anzeige import leer
from seiten.bausteine.blatt import waehle_blatt
from seiten.bausteine.fristenlage import (
    TAFEL_OFFEN,
    Lage,
    build_blatt,
    gremien_mit_sitzung,
    kopf_html,
    sitzung_html,
    tafel_html,
    verschoben_html,
)
from seiten.bausteine.lagefilter import waehle_ausschnitt
from seiten.bausteine.links import SEITEN, link, springe
from seiten.bausteine.wahl import require_konzept, setze, waehle_stichtag


def zeige_seite(konzept: Any) -> None:
    """Zeigt Zahlen, das vor der Sitzung Fällige, die Tafel je Quartal, den Zeitplan, Verschobenes und den Kalender."""
    with st.container(horizontal=True, vertical_alignment="bottom", key="lagekopf"):
        st.title("Fristen", anchor=False, width="stretch")
        bild = sitzung.lagebild(konzept.id, waehle_stichtag(konzept.vorgabe_stichtag))
        filter_, ausschnitt = waehle_ausschnitt(bild)
    st.html(SEITEN.parent / "daten" / "static" / "fristen.css")
    lage = Lage(bild, ausschnitt, filter_)
    st.html(lage.gemerkt("fristen_kopf", lambda: kopf_html(lage)))
    if bild.massnahmen.empty:
        zeige_noch_nichts(konzept.id)
        return
    zeige_vor_sitzung(lage)
    st.html(lage.gemerkt("fristen_tafel", lambda: tafel_html(lage)))
    zeige_zeitplan(lage)
    st.html(lage.gemerkt("fristen_verschoben", lambda: verschoben_html(lage)))
    kalenderform.zeige(bild, filter_)


def zeige_noch_nichts(konzept_id: int) -> None:
    """Sagt, womit es weitergeht, solange keine Maßnahme erfasst ist."""
    leer("Hier stehen noch keine Fristen.", "Sobald Maßnahmen mit Zeitangaben erfasst sind, erscheint ihr Zeitplan.")
    if rechte.darf_bearbeiten(sitzung.person(), konzept_id):
        link("massnahmen", "Maßnahmen anlegen", icon=":material/add:")


# --- vor der nächsten Sitzung ----------------------------------------------------------------------------------------


def zeige_vor_sitzung(lage: Lage) -> None:
    """Zeigt die kommenden Sitzungen der gewählten Gremien und was vor der nächsten fällig wird."""
    st.header("Fällig vor der nächsten Sitzung", anchor=False)
    gremien = sitzung.gemerkt("fristen_gremien", lage.bild, lambda: gremien_mit_sitzung(lage.bild))
    if not gremien:
        leer(f"Ab dem {datum_text(lage.bild.stichtag)} ist keine Sitzung eingetragen.", rat_ohne_sitzung(lage))
        return
    gewaehlt = waehle_gremien(gremien)
    st.html(lage.gemerkt("fristen_sitzung", lambda: sitzung_html(lage, gewaehlt), gewaehlt))


def rat_ohne_sitzung(lage: Lage) -> str:
    """Sagt je nach Recht, woher Sitzungen kommen."""
    if rechte.darf_bearbeiten(sitzung.person(), lage.bild.konzept.id):
        return (
            "Tragen Sie in den Stammdaten ein Ereignis „Gremiensitzung“ ein, eine Beratung zu einem Bericht oder eine "
            "Abfrage mit Sitzungstag. Alles Fällige steht bis dahin in der Tafel darunter."
        )
    return "Die Koordination trägt sie ein. Alles Fällige steht bis dahin in der Tafel darunter."


def waehle_gremien(gremien: dict[str, str]) -> tuple[str, ...]:
    """Zeigt die Wahl der Gremien, wenn es mehrere gibt; ohne Wahl gelten alle. Die Wahl steht in der Adresse."""
    jetzt = tuple(g for g in st.query_params.get("gremium", "")[:400].split(",") if g in gremien)
    if len(gremien) > 1:
        st.session_state["fristen_gremium"] = list(jetzt)
        st.multiselect(
            "Gremien",
            list(gremien),
            format_func=lambda g: gremien.get(g, ""),
            placeholder="alle Gremien",
            key="fristen_gremium",
            on_change=uebernimm_gremien,
            width=460,
        )
    return jetzt


def uebernimm_gremien() -> None:
    """Schreibt die gewählten Gremien in die Adresse."""
    setze("gremium", ",".join(map(str, st.session_state.get("fristen_gremium") or ())))


# --- je Handlungsfeld und Quartal ------------------------------------------------------------------------------------


# --- Zeitplan --------------------------------------------------------------------------------------------------------


def zeige_zeitplan(lage: Lage) -> None:
    """Zeigt den Zeitplan blattweise, den frühesten Termin zuerst; ein Klick öffnet die Maßnahme."""
    with st.container(horizontal=True, vertical_alignment="bottom", horizontal_alignment="distribute"):
        st.header("Zeitplan", anchor=False)
        erledigte = waehle_erledigte()
        alle = lage.gemerkt(
            "fristen_zahl", lambda: len(auswertung.fristenfolge(lage.ausschnitt, erledigte=erledigte)), erledigte
        )
        blatt = waehle_blatt(alle)
    if not alle:
        leer(
            "Keine Maßnahme dieser Auswahl hat einen Termin.",
            "Nehmen Sie einen Filter zurück, oder zeigen Sie auch Abgeschlossenes.",
        )
        return
    spec, tafel = lage.gemerkt("fristen_plan", lambda: build_blatt(lage, blatt, erledigte=erledigte), blatt, erledigte)
    st.caption(PLANLEGENDE)
    auswahl = st.vega_lite_chart(
        spec=spec, theme=None, key=f"zeitplan_{blatt.start}_{erledigte}", on_select="rerun", width="stretch"
    )
    treffer = [z for zeilen in getattr(auswahl, "selection", {}).values() for z in zeilen]
    if treffer and isinstance(nummer := treffer[0].get("id"), int | float):
        springe("massnahme", id=int(nummer), von="fristen")
    if alle <= TAFEL_OFFEN:
        st.html(tafel)
        return
    klappe = st.expander("Zeitplan als Tabelle", key="fristen_plantafel", on_change="rerun")
    if klappe.open:
        klappe.html(tafel)


def waehle_erledigte() -> bool:
    """Zeigt den Schalter für Abgeschlossenes; er steht in der Adresse."""
    st.session_state["fristen_erledigte"] = st.query_params.get("erledigte") == "ja"
    return st.toggle("auch Abgeschlossenes", key="fristen_erledigte", on_change=uebernimm_erledigte)


def uebernimm_erledigte() -> None:
    """Schreibt den Schalter in die Adresse und beginnt wieder beim ersten Blatt."""
    setze("erledigte", "ja" if st.session_state.get("fristen_erledigte") else None)
    setze("blatt", None)


# --- verschoben ------------------------------------------------------------------------------------------------------


zeige_seite(require_konzept())
