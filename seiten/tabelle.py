"""Tabelle: viele Maßnahmen auf einmal ändern – filtern, tippen, einfügen; geschrieben wird nach dem Prüfen."""

from typing import Any

import pandas as pd
import streamlit as st

from mut_core import rechte
from mut_core.auswertung import FEDERFUEHRUNG_NICHT_BENANNT, Filter, massnahmenliste
from mut_core.erfassung.tabelle import SPALTEN
from mut_core.lagebild import Lagebild, saetze
from mut_core.modell.codes import Prioritaet, Umsetzungsstand
from mut_core.sprache import anzahl
from seiten.bausteine import sitzung, tabellenpruefung, tabellenstand
from seiten.bausteine.anzeige import leer, wort
from seiten.bausteine.links import link
from seiten.bausteine.tabellenstand import Schnappschuss
from seiten.bausteine.wahl import require_konzept

JE_BLATT = (25, 50, 100, 200)
ORDNUNGEN = {
    "nummer": "Handlungsfeld und Nr.",
    "titel": "Titel",
    "federfuehrung": "Federführung",
    "frist": "Frist",
    "prioritaet": "Priorität",
    "stand_zum": "zuletzt gemeldet",
}
BREITEN: dict[str, int] = {"titel": 260, "text": 320, "naechster_schritt": 220}
HILFEN = {
    "zeitraum": "Wie man es schreibt: „II. Quartal 2024“, „ab 2022- 2023“, „31.12.2026“, „laufend“.",
    "text": "Was ist geschehen? Eine Änderung ergibt einen neuen Sachstand zum heutigen Tag.",
}


# --- Auswahl ---------------------------------------------------------------------------------------------------------


def waehle(bild: Lagebild) -> tuple[pd.DataFrame, tuple[Any, ...]]:
    """Zeigt Suche, Filter und Reihenfolge und gibt die passenden Maßnahmen mit dem, woran man die Auswahl erkennt."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        suche = st.text_input(
            "Suche",
            type="search",
            key="tab_suche",
            max_chars=200,
            persist_state="session",
            placeholder="Nr., Titel, Text",
        )
        feld = _wahl(
            "Handlungsfeld", "tab_feld", {h.nummer: f"{h.nummer}. {h.titel}" for h in saetze(bild.handlungsfelder)}
        )
        stand = _wahl("Umsetzungsstand", "tab_stand", {c.value: c.bezeichnung for c in Umsetzungsstand})
        stellen = sitzung.gemerkt("federfuehrende", bild, lambda: _federfuehrende(bild))
        stelle = _wahl("Federführung", "tab_stelle", {FEDERFUEHRUNG_NICHT_BENANNT: "nicht benannt"} | stellen)
        ordnung = st.selectbox(
            "Reihenfolge",
            list(ORDNUNGEN),
            format_func=lambda o: ORDNUNGEN[o],
            key="tab_ordnung",
            persist_state="session",
        )
        je = st.selectbox("Zeilen je Blatt", JE_BLATT, index=1, key="tab_je_blatt", persist_state="session")
    gewaehlt = Filter(
        handlungsfeld=feld,
        umsetzungsstand=(Umsetzungsstand.von(stand),) if stand else None,
        federfuehrung=stelle,
        suche=suche or "",
    )
    ordnung = ordnung if ordnung in ORDNUNGEN else "nummer"
    liste = sitzung.gemerkt(
        "tabellenliste", bild, lambda: geordnet(massnahmenliste(bild, gewaehlt), ordnung), gewaehlt, ordnung
    )
    return liste, (gewaehlt, ordnung, je if je in JE_BLATT else JE_BLATT[1])


def _federfuehrende(bild: Lagebild) -> dict[int, str]:
    spalten = (bild.massnahmen[n].tolist() for n in ("federfuehrung_id", "federfuehrung"))
    return {id_: name for id_, name in zip(*spalten, strict=True) if id_}


def _wahl(beschriftung: str, name: str, namen: dict[Any, str]) -> Any | None:
    """Zeigt eine Wahl mit „alle“; was es nicht gibt (am Browser vorbei geschickt), gilt als „alle“."""
    optionen: list[Any] = [None, *namen]
    gewaehlt = st.selectbox(
        beschriftung,
        optionen,
        format_func=lambda w: "alle" if w is None else namen.get(w, "alle"),
        key=name,
        persist_state="session",
    )
    return gewaehlt if gewaehlt in namen else None


def geordnet(liste: pd.DataFrame, ordnung: str) -> pd.DataFrame:
    """Gibt die Maßnahmen in der gewählten Reihenfolge; was keine Angabe hat, steht am Ende."""
    if ordnung == "nummer":
        return liste
    rang = {p: n for n, p in enumerate(Prioritaet)}
    werte = [rang.get(w) if ordnung == "prioritaet" else w for w in liste[ordnung]]
    folge = sorted(range(len(liste)), key=lambda i: (werte[i] is None, str(werte[i] if werte[i] is not None else "")))
    return liste.iloc[folge].reset_index(drop=True)


def blatt(liste: pd.DataFrame, je: int) -> tuple[list[int], int]:
    """Zeigt die Blätterleiste und gibt die Schlüssel der Zeilen dieses Blatts."""
    blaetter = max(1, -(-len(liste) // je))
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(f"**{anzahl(len(liste), 'Maßnahme', 'Maßnahmen')}**", width="content")
        nummer = int(st.pagination(blaetter, key=f"tab_seite_{blaetter}") or 1) if blaetter > 1 else 1
    return [int(i) for i in liste["id"].iloc[(nummer - 1) * je : nummer * je]], nummer


# --- Tabelle ---------------------------------------------------------------------------------------------------------


def waehle_listen() -> bool:
    """Zeigt den Schalter für Auswahllisten; ohne sie ist jede Zelle Text."""
    return st.toggle(
        "Mit Auswahllisten",
        key="tab_listen",
        persist_state="session",
        help="Aus: Feste Werte tippt man oder fügt sie ein; gelesen werden sie beim Prüfen („hoch“, „in Um“). An: Man "
        "wählt sie aus einer Liste; beim Einfügen lässt die Tabelle dann weg, was nicht genau so darin steht.",
    )


def zeige_tabelle(bild: Lagebild, schuss: Schnappschuss, mit_listen: bool) -> None:
    """Zeigt die Zeilen zum Ändern."""
    st.caption(
        "Enter öffnet eine Zelle zum Schreiben. Tippt man nach dem Laden sofort los, verschluckt die Tabelle manchmal "
        "den ersten Buchstaben; „Änderungen prüfen“ zeigt jede Zelle alt und neu, bevor etwas gespeichert wird."
    )
    st.data_editor(
        schuss.tabelle(),
        key=schuss.schluessel,
        num_rows="fixed",
        hide_index=True,
        height=min(36 * len(schuss.zeilen) + 40, 560),
        disabled=["nr"],
        column_config=spalten(bild, mit_listen),
        alt="Maßnahmen zum Ändern. Jede Zeile lässt sich auch im Formular bearbeiten; die Links stehen darunter.",
    )


def spalten(bild: Lagebild, mit_listen: bool) -> dict[str, Any]:
    """Gibt die Einrichtung der Spalten; nie Zahlen- oder Tagesspalten, die der Browser anders liest als gemeint."""
    wahlen = tabellenpruefung.waehlbares(bild)
    einrichtung: dict[str, Any] = {"nr": st.column_config.TextColumn("Nr.", pinned=True, width=100)}
    for name, spalte in SPALTEN.items():
        woerter = wahlen.woerter(name)
        hilfe = HILFEN.get(name) or (f"Möglich sind: {wort(', '.join(woerter))}" if woerter else None)
        breite = BREITEN.get(name, 160)
        if woerter and mit_listen:
            einrichtung[name] = st.column_config.SelectboxColumn(
                spalte.bezeichnung, options=list(woerter), help=hilfe, width=breite
            )
        else:
            einrichtung[name] = st.column_config.TextColumn(spalte.bezeichnung, help=hilfe, width=breite)
    return einrichtung


def zeige_kopf(konzept_id: int) -> None:
    """Zeigt den Knopf zum Prüfen und, was offen ist; der Knopf ist nie gesperrt – sonst verschluckte er einen Klick."""
    offen = tabellenstand.offene(konzept_id)
    zellen = sum(len(z.neu) for z in offen.values())
    with st.container(horizontal=True, vertical_alignment="center"):
        if st.button("Änderungen prüfen", type="primary", icon=":material/fact_check:", key="tab_pruefen"):
            st.session_state[tabellenpruefung.OFFEN] = True
        if zellen:
            st.markdown(
                f"**{anzahl(zellen, 'Änderung', 'Änderungen')}** an {anzahl(len(offen), 'Maßnahme', 'Maßnahmen')}, "
                "noch nicht gespeichert – als Entwurf aufgehoben"
            )
            with st.popover("Alles verwerfen", icon=":material/undo:"):
                st.markdown("Die Änderungen in der Tabelle gehen verloren; gespeichert war davon nichts.")
                st.button(
                    f"Ja, {zellen} verwerfen",
                    on_click=tabellenpruefung.verwirf,
                    args=(konzept_id, set(offen)),
                    key="tab_alles_weg",
                )
        else:
            st.markdown("Noch nichts geändert.")
    if satz := tabellenstand.entwurfsfehler():
        st.warning(wort(satz), title="Nicht als Entwurf aufgehoben", icon=":material/warning:")


def zeige_veraltet(bild: Lagebild, schuss: Schnappschuss) -> None:
    """Sagt, wenn seit dem Öffnen jemand etwas gespeichert hat; Getipptes bleibt beim Neulesen stehen."""
    if bild.aenderungsstand != schuss.aenderungsstand:
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(":material/sync: In diesem Konzept wurde inzwischen etwas gespeichert.")
            st.button("Tabelle neu lesen", key="tab_neu", on_click=tabellenstand.verwirf_schnappschuss)


def zeige_formularwege(schuss: Schnappschuss) -> None:
    """Zeigt auf Wunsch zu jeder Zeile den Weg in die Formulare: Alles hier geht auch dort, auch vorgelesen."""
    st.caption(
        "Alles, was die Tabelle kann, geht auch in den Formularen – mit Vorleseprogramm und am Telefon leichter."
    )
    if st.toggle("Zu jeder Zeile die Formulare zeigen", key="tab_formulare", persist_state="session"):
        for id_, z in schuss.zeilen.items():
            with st.container(horizontal=True, gap="medium"):
                link("steckbrief", f"{wort(z.nummer)} {wort(z.titel)} bearbeiten", massnahme=id_)
                link("melden", f"{wort(z.nummer)} melden", massnahme=id_)


def zeige_seite(konzept_id: int) -> None:
    """Zeigt Auswahl, Tabelle und – nach „Änderungen prüfen“ – die Schublade."""
    st.title("Tabelle", anchor=False)
    if not rechte.darf_bearbeiten(sitzung.person(), konzept_id):
        leer("Die Tabelle bearbeitet die Koordination.", "Ihre eigenen Maßnahmen melden Sie unter „Sachstand melden“.")
        return
    if text := st.session_state.pop(tabellenpruefung.GELUNGEN, None):
        st.toast(wort(text), icon=":material/check_circle:")
    tabellenstand.uebernimm(konzept_id)  # bevor ein anderer Filter andere Zeilen zeigt
    bild = sitzung.lagebild(konzept_id, sitzung.heute())
    liste, auswahl = waehle(bild)
    ids, nummer = blatt(liste, auswahl[-1])
    if not ids:
        if bild.massnahmen.empty:
            leer("In diesem Konzept ist noch keine Maßnahme erfasst.", "Legen Sie die erste auf „Maßnahmen“ an.")
            link("massnahmen", "Zu den Maßnahmen")
        else:
            leer("Dazu gibt es keine Maßnahme.", "Nehmen Sie einen Filter zurück.")
        return
    zeige_kopf(konzept_id)
    mit_listen = waehle_listen()
    schuss = tabellenstand.schnappschuss(bild, ids, (*auswahl, nummer, mit_listen))
    zeige_veraltet(bild, schuss)
    zeige_tabelle(bild, schuss, mit_listen)
    zeige_formularwege(schuss)
    if st.session_state.get(tabellenpruefung.OFFEN):
        tabellenpruefung.zeige(bild)


zeige_seite(require_konzept().id)
