"""Maßnahmen: suchen, filtern, finden – jede Zahl der Übersicht führt hierher."""

import re
from typing import Any

import pandas as pd
import streamlit as st

from mut_core import rechte
from mut_core.auswertung import FEDERFUEHRUNG_NICHT_BENANNT, Filter, massnahmenliste
from mut_core.lagebild import Lagebild, saetze
from mut_core.modell.codes import Code, Terminlage, Umsetzungsstand
from mut_core.sprache import anzahl
from seiten.bausteine import sitzung
from seiten.bausteine.anzeige import leer, marken, schlicht, tag, wort, zeitraum
from seiten.bausteine.konzeptform import zeige_massnahmenform
from seiten.bausteine.links import link, springe
from seiten.bausteine.wahl import require_konzept, setze, waehle_handlungsfeld, waehle_stichtag, zahl

JE_SEITE = 20
QUARTAL = re.compile(r"(I|II|III|IV)/\d{4}")
GRUPPEN = {"erreicht": "umgesetzt oder verstetigt", "ohne_aktuelle_meldung": "ohne aktuelle Meldung"}


def lies_filter(bild: Lagebild) -> Filter:
    """Zeigt die Filter und gibt, was gewählt ist; alles steht in der Adresse."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        suche = st.text_input(
            "Suche",
            st.query_params.get("suche", ""),
            type="search",
            live="300ms",
            key="suche",
            max_chars=200,
            placeholder="Nr., Titel, Stelle, Text",
        )
        setze("suche", suche)
        feld = waehle_handlungsfeld(bild)
        stand = waehle_code("Umsetzungsstand", "stand", Umsetzungsstand)
        lage = waehle_code("Terminlage", "terminlage", Terminlage)
        stelle = waehle_stelle(bild)
    gruppe = schalter("gruppe", GRUPPEN.get(st.query_params.get("gruppe", "")))
    genannt = st.query_params.get("quartal", "")
    quartal = schalter("quartal", f"fällig im Quartal {genannt}" if QUARTAL.fullmatch(genannt) else None)
    return Filter(
        handlungsfeld=feld,
        umsetzungsstand=(Umsetzungsstand.von(stand),) if stand else None,
        terminlage=(Terminlage.von(lage),) if lage else None,
        federfuehrung=stelle,
        gruppe=gruppe,
        quartal=quartal,
        suche=suche or "",
    )


def schalter(name: str, beschriftung: str | None) -> str | None:
    """Zeigt einen Filter aus der Übersicht als Haken, den man wegnehmen kann; gibt seinen Wert oder None."""
    wert = st.query_params.get(name)
    if beschriftung and st.checkbox(f"Nur: {schlicht(beschriftung)}", value=True, key=f"{name}_{wert}"):
        return wert
    setze(name, None)
    return None


def waehle_code(beschriftung: str, name: str, codes: type[Code]) -> str | None:
    """Zeigt die Wahl eines Codes und gibt ihn oder None für alle."""
    optionen: list[str | None] = [None, *(c.value for c in codes)]
    jetzt = st.query_params.get(name)
    gewaehlt = st.selectbox(
        beschriftung,
        optionen,
        index=optionen.index(jetzt) if jetzt in optionen else 0,
        format_func=lambda c: codes.von(c).bezeichnung if c else "alle",
        key=f"{name}_{jetzt}",
    )
    bekannt = gewaehlt if gewaehlt in optionen else None  # am Browser vorbei kann anderes kommen
    setze(name, bekannt)
    return bekannt


def waehle_stelle(bild: Lagebild) -> int | None:
    """Zeigt die Wahl der federführenden Stelle; „nicht benannt“ ist eine eigene Wahl."""
    stellen = {m.federfuehrung_id: m.federfuehrung for m in saetze(bild.massnahmen) if m.federfuehrung_id}
    namen = {FEDERFUEHRUNG_NICHT_BENANNT: "nicht benannt", **stellen}
    jetzt = zahl(st.query_params.get("stelle"))
    optionen: list[int | None] = [None, *sorted(namen, key=lambda i: (i != FEDERFUEHRUNG_NICHT_BENANNT, namen[i]))]
    gewaehlt = st.selectbox(
        "Federführung",
        optionen,
        index=optionen.index(jetzt) if jetzt in optionen else 0,
        format_func=lambda i: "alle" if i is None else namen[i],
        key=f"stelle_{jetzt}",
    )
    nummer = gewaehlt if isinstance(gewaehlt, int) else None
    setze("stelle", nummer)
    return nummer


def zeige_liste(liste: pd.DataFrame, *, bearbeitbar: bool) -> None:
    """Zeigt die Maßnahmen seitenweise als Zeilen mit Marken; bedienbar mit Tastatur und auf dem Handy."""
    seiten = -(-len(liste) // JE_SEITE)
    nummer = st.pagination(seiten, key=f"blatt_{seiten}") if seiten > 1 else 1
    for m in saetze(liste.iloc[(nummer - 1) * JE_SEITE : nummer * JE_SEITE]):
        with st.container(border=True, gap="xsmall", key=f"zeile_{m.id}"):
            with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
                link("massnahme", f"**{wort(m.nummer)}** {wort(m.titel)}", id=m.id)
                with st.container(horizontal=True, width="content"):
                    marken(m)
            with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
                st.caption(wort(beschreibe(m)), width="stretch")
                if bearbeitbar:
                    link("steckbrief", f"{wort(m.nummer)} bearbeiten", icon=":material/edit:", massnahme=m.id)


def beschreibe(m: Any) -> str:
    """Gibt die Zeile unter dem Titel: Handlungsfeld, Federführung, Zeitraum, letzte Meldung."""
    gemeldet = f"gemeldet zum {tag(m.stand_zum)}" if m.stand_zum else "noch nicht gemeldet"
    stelle = m.federfuehrung or "Federführung nicht benannt"
    return f"{m.handlungsfeld} · {stelle} · Zeitraum: {zeitraum(m)} · {gemeldet}"


def zeige_noch_keine(bild: Lagebild, *, darf: bool) -> None:
    """Sagt, womit es weitergeht, solange es am Stichtag keine einzige Maßnahme gibt."""
    weiter = "Die Koordination legt sie an."
    if bild.stichtag < sitzung.heute():
        weiter = "Wählen Sie oben einen späteren Stichtag."
    elif darf:
        weiter = (
            "Legen Sie mit „Neue Maßnahme“ die erste an. Handlungsfelder und Stellen pflegen Sie in den Stammdaten."
        )
    leer(f"Am {tag(bild.stichtag)} ist in diesem Konzept keine Maßnahme erfasst.", weiter)


def zeige_tabelle(liste: pd.DataFrame) -> None:
    """Zeigt dieselben Maßnahmen als sortierbare Tabelle; eine gewählte Zeile öffnet die Maßnahme."""
    zeilen = [
        {
            "Nr.": m.nummer,
            "Maßnahme": m.titel,
            "Handlungsfeld": m.handlungsfeld,
            "Federführung": m.federfuehrung or "nicht benannt",
            "Zeitraum": zeitraum(m),
            "Umsetzungsstand": m.umsetzungsstand.bezeichnung,
            "Terminlage": m.terminlage.bezeichnung,
            "Stand vom": m.stand_zum,
        }
        for m in saetze(liste)
    ]
    auswahl = st.dataframe(
        pd.DataFrame(zeilen),
        hide_index=True,
        on_select="rerun",
        selection_mode="single-row",
        key="tabelle",
        column_config={"Stand vom": st.column_config.DateColumn(format="DD.MM.YYYY")},
        alt="Liste der Maßnahmen",
    )
    if gewaehlt := auswahl["selection"]["rows"]:
        springe("massnahme", id=int(liste.iloc[gewaehlt[0]]["id"]))


def zeige_archivierte(bild: Lagebild) -> None:
    """Zeigt auf Wunsch, was heute weggelegt ist, seit wann und worin es aufging – mit dem Weg, es hervorzuholen.

    Das gilt immer für heute: Wer an einem früheren Stichtag nachsieht, fände sonst nicht, was er gestern weglegte.
    """
    archivierte = sorted(saetze(bild.archivierte), key=lambda m: m.nummer)
    if not archivierte:
        return
    wunsch = st.checkbox(
        f"Archivierte zeigen ({len(archivierte)})", value=st.query_params.get("archiv") == "ja", key="archiv"
    )
    setze("archiv", "ja" if wunsch else None)
    if not wunsch:
        return
    st.header("Archiviert", anchor=False)
    st.caption("Archivierte Maßnahmen zählen nirgends mit; gelöscht ist nichts.")
    namen = {m.id: f"{m.nummer} {m.titel}" for m in (*saetze(bild.massnahmen), *archivierte)}
    for m in archivierte:
        with st.container(border=True, gap="xsmall", key=f"archiviert_{m.id}"):
            st.markdown(f"**{wort(m.nummer)}** {wort(m.titel)}")
            with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
                st.caption(wort(wohin(m, namen)), width="stretch")
                link("steckbrief", f"{wort(m.nummer)} ansehen oder hervorholen", massnahme=m.id)


def wohin(m: Any, namen: dict[int, str]) -> str:
    """Gibt, seit wann eine Maßnahme archiviert ist und worin sie aufging."""
    satz = f"archiviert am {tag(m.archiviert_am)}"
    for was, verweis in (("zusammengeführt mit", m.zusammengefuehrt_mit_id), ("ersetzt durch", m.ersetzt_durch_id)):
        if verweis in namen:
            satz += f" · {was} {namen[verweis]}"
    return satz


def zeige_seite(konzept_id: int, vorgabe: Any) -> None:
    """Zeigt Filter, Anzahl, Liste und auf Wunsch das Archiv."""
    kopf, wahl = st.columns([3, 1], vertical_alignment="bottom")
    with wahl:
        bild = sitzung.lagebild(konzept_id, waehle_stichtag(vorgabe))
    kopf.title("Maßnahmen", anchor=False)
    liste = massnahmenliste(bild, lies_filter(bild))
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(f"**{anzahl(len(liste), 'Maßnahme', 'Maßnahmen')}** von {len(bild.massnahmen)}")
        form = st.segmented_control(
            "Ansicht", ["Liste", "Tabelle"], default="Liste", required=True, label_visibility="collapsed"
        )
        darf = rechte.darf_bearbeiten(sitzung.person(), konzept_id)
        if darf and st.button("Neue Maßnahme", icon=":material/add:"):
            zeige_massnahmenform(bild)
    if bild.massnahmen.empty:
        zeige_noch_keine(bild, darf=darf)
    elif liste.empty:
        leer("Keine Maßnahme passt zu diesen Filtern.", "Nehmen Sie einen Filter zurück oder suchen Sie nach weniger.")
    elif form == "Tabelle":
        zeige_tabelle(liste)
    else:
        zeige_liste(liste, bearbeitbar=darf)
    if darf:
        zeige_archivierte(sitzung.lagebild(konzept_id, sitzung.heute()))


konzept = require_konzept()
zeige_seite(konzept.id, konzept.vorgabe_stichtag)
