"""Beteiligung und Gremien: wer mit wem arbeitet, woran, was geschah und was als Nächstes kommt."""

from datetime import date
from typing import Any

import pandas as pd
import streamlit as st

from mut_core import auswertung, diagramme, rechte
from mut_core.auswertung import Ereignisfilter
from mut_core.lagebild import Lagebild, saetze
from mut_core.modell.codes import Ereignisart
from mut_core.sprache import anzahl
from seiten.bausteine import sitzung
from seiten.bausteine.anzeige import absatz, leer, tag, wort
from seiten.bausteine.blatt import waehle_blatt
from seiten.bausteine.links import link
from seiten.bausteine.organigramm import organigramm
from seiten.bausteine.stil import STATISCH
from seiten.bausteine.wahl import require_konzept, setze, waehle_stichtag, zahl
from seiten.bausteine.zustaendig import build_zustaendigkeiten

TERMINE, GRUPPEN_HOECHSTENS = 8, 60


def zeige_seite(konzept_id: int, vorgabe: date | None) -> None:
    """Zeigt nächste Termine, Gruppen, Zuständigkeiten und Ereignisse zum gewählten Stichtag."""
    st.html(STATISCH / "beteiligung.css")
    kopf, wahl = st.columns([3, 2], vertical_alignment="bottom")
    with wahl, st.container(horizontal=True, vertical_alignment="bottom"):
        bild = sitzung.lagebild(konzept_id, waehle_stichtag(vorgabe))
        projekt = waehle_teilprojekt(bild)
    kopf.title("Beteiligung und Gremien", anchor=False)
    darf = rechte.darf_bearbeiten(sitzung.person(), konzept_id)
    zeige_termine(bild, projekt, darf=darf)
    zeige_gruppen(bild, projekt, darf=darf)
    zeige_zustaendigkeiten(bild, projekt, darf=darf)
    zeige_ereignisse(bild, projekt, darf=darf)


# --- Filter ----------------------------------------------------------------------------------------------------------


def waehle(beschriftung: str, name: str, namen: dict[str, str], alle: str) -> str | None:
    """Zeigt eine Wahl, die in der Adresse steht; Unbekanntes gilt als nicht gewählt."""
    jetzt = st.query_params.get(name)
    jetzt = jetzt if jetzt in namen else None
    st.session_state[f"beteiligung_{name}"] = jetzt
    st.selectbox(
        beschriftung,
        [None, *namen],
        format_func=lambda w: namen.get(w, alle),
        placeholder=alle,
        key=f"beteiligung_{name}",
        on_change=uebernimm,
        args=(name,),
        width=260,
    )
    return jetzt


def uebernimm(name: str) -> None:
    """Schreibt die Wahl in die Adresse; wer neu filtert, liest wieder das erste Blatt."""
    setze(name, st.session_state.get(f"beteiligung_{name}"))
    for anderes in ("blatt", "ereignis"):
        st.query_params.pop(anderes, None)


def waehle_teilprojekt(bild: Lagebild) -> int | None:
    """Gibt das gewählte Teilprojekt; ohne Teilprojekte gibt es nichts zu wählen."""
    projekte = sorted(saetze(bild.teilprojekte), key=lambda t: (t.reihenfolge or 0, t.buchstabe))
    if not projekte:
        return None
    gewaehlt = waehle(
        "Teilprojekt", "teilprojekt", {t.buchstabe: f"{t.buchstabe}) {t.titel}" for t in projekte}, "alle Teilprojekte"
    )
    return next((int(t.id) for t in projekte if t.buchstabe == gewaehlt), None)


# --- Termine ---------------------------------------------------------------------------------------------------------


def zeige_termine(bild: Lagebild, projekt: int | None, *, darf: bool) -> None:
    """Zeigt die nächsten Veranstaltungen und Sitzungen; weitere klappen auf."""
    st.header("Nächste Termine", anchor=False)
    termine = sitzung.gemerkt("naechste_termine", bild, lambda: build_termine(bild, projekt), projekt)
    if termine.empty:
        absatz(None, f"Nach dem {tag(bild.stichtag)} ist kein Termin eingetragen.")
        if darf:
            link("stammdaten", "Ereignis eintragen", icon=":material/add:", bereich="ereignisse")
        return
    st.table(termine.iloc[:TERMINE], hide_index=True, alt="Nächste Termine")
    if len(termine) > TERMINE:
        with st.expander(f"Weitere Termine ({len(termine) - TERMINE})"):
            st.table(termine.iloc[TERMINE:], hide_index=True, alt="Weitere Termine")


def build_termine(bild: Lagebild, projekt: int | None) -> pd.DataFrame:
    """Gibt die Termine als Tabelle, deren Zellen Markdown sind."""
    zeilen = saetze(auswertung.naechste_termine(bild, projekt))
    return pd.DataFrame(
        [(f"**{wort(t.wann)}**", wort(t.titel), wort(t.dazu)) for t in zeilen], columns=["Wann", "Was", "Dazu"]
    )


# --- Gruppen ---------------------------------------------------------------------------------------------------------


def zeige_gruppen(bild: Lagebild, projekt: int | None, *, darf: bool) -> None:
    """Zeigt das Organigramm und dieselben Gruppen als Tabelle; Namen von Personen sieht nur, wer Internes sieht."""
    st.header("Gruppen und Gremien", anchor=False)
    intern = rechte.darf_internes_lesen(sitzung.person(), bild.konzept.id)
    html, tabelle = sitzung.gemerkt("gruppen", bild, lambda: build_gruppen(bild, projekt), projekt, intern)
    if tabelle.empty:
        leer(
            "Hier sind noch keine Gruppen und Gremien eingetragen.",
            "Tragen Sie Lenkungsgruppe, Arbeitsgruppen, Runden Tisch und Ausschüsse in den Stammdaten ein; „Berichtet "
            "an“ ordnet sie im Bild." if darf else "Die Koordination trägt sie in den Stammdaten ein.",
        )  # fmt: skip
        if darf:
            link("stammdaten", "Gremien eintragen", icon=":material/add:", bereich="gremien")
        return
    st.caption("Eine Gruppe steht in dem Kasten der Gruppe, an die sie berichtet.")
    st.html(html)
    if len(tabelle) > GRUPPEN_HOECHSTENS:
        st.caption(
            f"Das Bild zeigt die ersten {GRUPPEN_HOECHSTENS} von {len(tabelle)} Gruppen; die Tabelle nennt alle."
        )
    with st.expander("Gruppen als Tabelle"):
        st.table(tabelle, hide_index=True, alt="Gruppen und Gremien mit Berichtsweg, Handlungsfeldern und Mitgliedern")


def build_gruppen(bild: Lagebild, projekt: int | None) -> tuple[str, pd.DataFrame]:
    """Gibt das Organigramm als HTML und dieselben Gruppen als Tabelle mit Markdown."""
    gremien = auswertung.gremien(bild, projekt)
    zeilen = [
        {
            "Gruppe": wort(g.name),
            "Art": wort(g.typ.bezeichnung),
            "Berichtet an": wort(g.ueber or "–"),
            "Handlungsfelder": wort("; ".join(g.felder) or "–"),
            "Mitglieder": wort("; ".join((*g.mitglieder, *(("u. a.",) if g.unvollstaendig else ()))) or "k. A."),
        }
        for g in saetze(gremien)
    ]
    return organigramm(gremien.iloc[:GRUPPEN_HOECHSTENS]), pd.DataFrame(zeilen)


# --- Zuständigkeiten -------------------------------------------------------------------------------------------------


def zeige_zustaendigkeiten(bild: Lagebild, projekt: int | None, *, darf: bool) -> None:
    """Zeigt je Handlungsfeld Gruppen und Stellen; jede Zahl führt auf ihre Maßnahmen."""
    st.header("Wer an welchem Handlungsfeld arbeitet", anchor=False)
    schluessel = (projekt, st.query_params.get("konzept"), st.query_params.get("stichtag"))
    html = sitzung.gemerkt("zustaendig", bild, lambda: build_zustaendigkeiten(bild, projekt), *schluessel)
    if not html:
        leer(
            "Hier sind noch keine Handlungsfelder eingetragen.",
            "Legen Sie sie in den Stammdaten an." if darf else "Die Koordination legt sie in den Stammdaten an.",
        )
        if darf:
            link("stammdaten", "Handlungsfelder anlegen", icon=":material/add:", bereich="handlungsfelder")
        return
    st.html(html)
    st.caption(
        "In Klammern die Zahl der Maßnahmen, deren erstes Handlungsfeld dieses ist; ein Klick öffnet sie. "
        "Verglichen werden Stellen, nie Personen."
    )


# --- Ereignisse ------------------------------------------------------------------------------------------------------


def zeige_ereignisse(bild: Lagebild, projekt: int | None, *, darf: bool) -> None:
    """Zeigt den Zeitstrahl und die Ereignisse als Liste, das späteste zuerst."""
    st.header("Ereignisse", anchor=False)
    if bild.ereignisse.empty:
        leer(
            "Hier ist noch kein Ereignis eingetragen.",
            "Tragen Sie Auftakt, Treffen, Runde Tische, Befragungen und Beschlüsse in den Stammdaten ein – auch "
            "geplante und solche, von denen nur der Monat bekannt ist." if darf else "Die Koordination trägt sie ein.",
        )  # fmt: skip
        if darf:
            link("stammdaten", "Ereignis eintragen", icon=":material/add:", bereich="ereignisse")
        return
    filter_ = waehle_ereignisse(bild, projekt)
    tabelle, spec = sitzung.gemerkt("ereignisse", bild, lambda: build_ereignisse(bild, filter_), filter_)
    if tabelle.empty:
        leer("Kein Ereignis passt zu dieser Auswahl.", "Nehmen Sie einen Filter zurück.")
        return
    zeige_zeitstrahl(bild, filter_, spec)
    zeige_liste(tabelle)


def waehle_ereignisse(bild: Lagebild, projekt: int | None) -> Ereignisfilter:
    """Zeigt die Wahl von Art und Jahr; angeboten wird nur, was vorkommt."""
    arten, jahre = sitzung.gemerkt("ereigniswahl", bild, lambda: build_wahl(bild))
    with st.container(horizontal=True, vertical_alignment="bottom"):
        art = waehle("Art", "art", arten, "alle Arten")
        jahr = waehle("Jahr", "jahr", jahre, "alle Jahre")
    return Ereignisfilter(projekt, Ereignisart.von(art) if art else None, int(jahr) if jahr else None)


def build_wahl(bild: Lagebild) -> tuple[dict[str, str], dict[str, str]]:
    """Gibt die vorkommenden Arten und Jahre mit ihren Namen."""
    vorkommende = set(bild.ereignisse["art"])
    arten = {a.value: a.bezeichnung for a in Ereignisart if a in vorkommende}
    return arten, {str(j): str(j) for j in auswertung.ereignisjahre(bild)}


def build_ereignisse(bild: Lagebild, filter_: Ereignisfilter) -> tuple[pd.DataFrame, dict[str, Any]]:
    """Gibt die Ereignisse, das späteste zuerst, Undatiertes zuletzt, und den Zeitstrahl dazu."""
    tabelle = auswertung.ereignisse(bild, filter_)
    datiert = [tag is not None for tag in tabelle["von"]]
    liste = pd.concat([tabelle.loc[datiert].iloc[::-1], tabelle.loc[[not d for d in datiert]]], ignore_index=True)
    return liste, diagramme.ereignisse(tabelle, bild.stichtag)


def zeige_zeitstrahl(bild: Lagebild, filter_: Ereignisfilter, spec: dict[str, Any]) -> None:
    """Zeigt den Zeitstrahl; ein Klick auf ein Zeichen zeigt darunter nur dieses Ereignis."""
    st.caption(
        "Punkt: ein Tag. Balken: so lang wie der gemeinte Zeitraum. Gefüllt: fand statt. Offen: geplant oder nicht "
        f"vermerkt. Gestrichelt: der Stichtag {tag(bild.stichtag)}."
    )
    auswahl = st.vega_lite_chart(
        spec=spec,
        theme=None,
        key=f"zeitstrahl_{filter_.teilprojekt_id}_{filter_.art}_{filter_.jahr}",
        on_select="rerun",
        width="stretch",
    )
    treffer = [z for zeilen in getattr(auswahl, "selection", {}).values() for z in zeilen]
    gewaehlt = treffer[0].get("ereignis") if treffer else None
    if gewaehlt != st.session_state.get("_zeitstrahl"):
        st.session_state["_zeitstrahl"] = gewaehlt
        setze("ereignis", gewaehlt)


def zeige_liste(tabelle: pd.DataFrame) -> None:
    """Zeigt die Ereignisse seitenweise; ein angeklicktes allein."""
    gesucht = zahl(st.query_params.get("ereignis"))
    eines = tabelle.loc[[i == gesucht for i in tabelle["ereignis_id"]]] if gesucht else tabelle.iloc[:0]
    if not eines.empty:
        st.button("Alle Ereignisse zeigen", icon=":material/arrow_back:", on_click=zeige_wieder_alle)
        zeige_ereignis(saetze(eines)[0])
        return
    st.markdown(f"**{anzahl(len(tabelle), 'Ereignis', 'Ereignisse')}**, das späteste zuerst")
    blatt = waehle_blatt(len(tabelle))
    for e in saetze(tabelle.iloc[blatt.start : blatt.stop]):
        zeige_ereignis(e)


def zeige_wieder_alle() -> None:
    """Nimmt die Auswahl eines einzelnen Ereignisses zurück."""
    st.query_params.pop("ereignis", None)


def zeige_ereignis(e: Any) -> None:
    """Zeigt ein Ereignis mit allem Bekannten; was unbekannt ist, bleibt weg."""
    nummer = f" (Nr. {e.laufende_nummer})" if e.laufende_nummer else ""
    marke = f" :blue-badge[{wort(e.art.bezeichnung)}]"
    ausgang = f" :orange-badge[{wort(e.ausgang)}]" if e.ausgang else ""
    dazu = (e.gremium, e.umstaende, e.teilnehmende, f"für {e.zielgruppe}" if e.zielgruppe else "", "; ".join(e.felder))
    zeilen = [
        f"**{wort(e.wann)}** – {wort(e.titel)}{nummer}{marke}{ausgang}",
        wort(" · ".join(d for d in dazu if d)),
        f"Themen: {wort('; '.join(e.themen.splitlines()))}" if e.themen else "",
        f"Ergebnis: {wort(e.ergebnisse)}" if e.ergebnisse else "",
    ]
    with st.container(border=True, key=f"ereignis_{e.ereignis_id}"):
        st.markdown("\n\n".join(z for z in zeilen if z))


konzept = require_konzept()
zeige_seite(konzept.id, konzept.vorgabe_stichtag)
