"""Listenausgabe: die Maßnahmenliste als Excel, CSV oder JSON, Rückmeldebögen je Stelle und die Musterdatei."""

from collections.abc import Mapping, Sequence
from datetime import date
from functools import partial
from types import SimpleNamespace
from typing import Any

import streamlit as st

from mut_core import rechte
from mut_core.austausch.ausgabe import (
    FORMEN,
    Ausgabewahl,
    offene_stellen,
    write_boegen,
    write_bogen,
    write_muster,
)
from mut_core.dateien import dateiname
from mut_core.erfassung.einlesung import record_boegen
from mut_core.lagebild import Lagebild, load_lagebild, saetze
from mut_core.modell.codes import Umsetzungsstand
from mut_core.sprache import anzahl
from seiten.bausteine import handlung, sitzung
from seiten.bausteine.anzeige import leer, tag, wort
from seiten.bausteine.wahl import waehle_stichtag

Kennungen = Mapping[int | None, str]
"""Je Stelle die Kennung ihres Bogens; None ist „ohne federführende Stelle“."""

NAME = "boegen"
_KENNUNGEN = "boegen_kennungen"
FORMNAMEN = {"xlsx": "Excel (.xlsx)", "csv": "CSV (.csv)", "json": "JSON (.json)"}
MIME = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv",
    "json": "application/json",
    "zip": "application/zip",
}


def zeige(k: SimpleNamespace) -> None:
    """Zeigt die Ausgabe der Liste mit Filter und darunter die Musterdatei."""
    stichtag = waehle_stichtag(k.vorgabe_stichtag)
    bild = sitzung.lagebild(k.id, stichtag)
    form = st.radio("Form", list(FORMNAMEN), format_func=FORMNAMEN.__getitem__, horizontal=True, key="ausgabe_form")
    ids = _waehle(bild)
    intern = st.checkbox("mit internen Spalten (Notizen, Zusatzfelder)", key="ausgabe_intern")
    alle = len(bild.massnahmen)
    zahl = alle if ids is None else len(ids)
    st.markdown(f"**{anzahl(zahl, 'Maßnahme', 'Maßnahmen')}** von {alle}, Stand {tag(stichtag)}.")
    if zahl:
        st.download_button(
            "Liste herunterladen",
            data=partial(_liste, sitzung.person().id, k.id, stichtag, form or "xlsx", ids, intern),
            file_name=dateiname(f"Massnahmen {k.schluessel} {stichtag}", form or "xlsx"),
            mime=MIME[form or "xlsx"],
            icon=":material/download:",
            type="primary",
            on_click="ignore",
            key="ausgabe_laden",
        )
        st.caption(
            "Die Excel-Datei lässt sich bearbeiten und hier wieder einlesen; die Spalte „Schlüssel“ muss bleiben."
        )
    else:
        leer("Zu dieser Auswahl gibt es keine Maßnahme.", "Nehmen Sie einen Filter zurück.")
    zeige_muster()


def zeige_muster() -> None:
    """Zeigt die Musterdatei zum Herunterladen."""
    st.download_button(
        "Musterdatei herunterladen",
        data=write_muster,
        file_name="massnahmenliste.xlsx",
        mime=MIME["xlsx"],
        icon=":material/draft:",
        on_click="ignore",
        key="muster_laden",
        help="Eine leere Liste mit drei Beispielen – für alle, die neu beginnen.",
    )


def _waehle(bild: Lagebild) -> tuple[int, ...] | None:
    """Zeigt die Filter und gibt die gewählten Maßnahmen; None heißt alle."""
    felder = {h.id: f"{h.nummer}. {h.titel}" for h in saetze(bild.handlungsfelder)}
    stellen = {o.id: o.name for o in saetze(bild.organisationseinheiten)}
    links, mitte, rechts = st.columns(3, gap="small")
    with links:
        nur_felder = _filter("Handlungsfelder", felder)
    with mitte:
        nur_stellen = _filter("Federführung", stellen)
    with rechts:
        nur_staende = _filter("Umsetzungsstand", {u: u.bezeichnung for u in Umsetzungsstand})
    if not (nur_felder or nur_stellen or nur_staende):
        return None
    return tuple(
        m.id
        for m in saetze(bild.massnahmen)
        if (not nur_felder or m.handlungsfeld_id in nur_felder)
        and (not nur_stellen or m.federfuehrung_id in nur_stellen)
        and (not nur_staende or m.umsetzungsstand in nur_staende)
    )


def _filter(name: str, werte: Mapping[Any, str]) -> list[Any]:
    return st.multiselect(name, list(werte), format_func=lambda w: werte[w], placeholder="alle", key=f"ausgabe_{name}")


def _liste(  # noqa: PLR0917 – läuft außerhalb der Seite und bekommt alles mit
    nutzer_id: int, konzept_id: int, stichtag: date, form: str, ids: tuple[int, ...] | None, intern: bool
) -> bytes:
    bild = _bild(nutzer_id, konzept_id, stichtag, intern=intern)
    return FORMEN[form](bild, Ausgabewahl(ids, intern))


def _bild(nutzer_id: int, konzept_id: int, stichtag: date, *, intern: bool) -> Lagebild:
    """Liest erst beim Klick und mit den Rollen von jetzt; läuft außerhalb der Seite."""

    def lies(session: Any) -> Lagebild:
        person = rechte.load_person_zu(session, nutzer_id)
        rechte.require_einlesen(person, konzept_id)
        return load_lagebild(session, konzept_id, stichtag, intern=intern)

    return sitzung.read(lies)


# --- Rückmeldebögen --------------------------------------------------------------------------------------------------


def zeige_boegen(konzept_id: int) -> None:
    """Zeigt zu einer Abfrage je Stelle den Rückmeldebogen zum Herunterladen, dazu alle zusammen."""
    st.markdown(
        "Für Stellen, die sich nicht anmelden: Jede bekommt eine Excel-Datei mit ihren offenen Maßnahmen, füllt die "
        "gelben Felder aus und schickt sie zurück. Sie nehmen die Dateien unter „Bögen zurücknehmen“ wieder entgegen."
    )
    handlung.zeige_fehler(NAME)
    bild = sitzung.lagebild(konzept_id, sitzung.heute())
    abfragen = {a.id: a for a in saetze(bild.abfragen) if a.geschlossen_am is None and offene_stellen(bild, a.id)}
    if not abfragen:
        leer("Zurzeit fragt keine offene Abfrage nach Meldungen.", "Eröffnen Sie eine auf der Seite „Abfrage“.")
        return
    gewaehlt = st.selectbox(
        "Abfrage",
        sorted(abfragen, reverse=True),
        format_func=lambda i: f"{abfragen[i].titel} (bis {tag(abfragen[i].redaktionsschluss)})",
        key="boegen_abfrage",
    )
    stellen = offene_stellen(bild, gewaehlt)
    kennungen: Kennungen | None = st.session_state.get(_KENNUNGEN, {}).get(gewaehlt)
    if kennungen is None or not {s for s, _, _ in stellen} <= kennungen.keys():
        st.button(
            f"Bögen erstellen ({anzahl(len(stellen), 'Stelle', 'Stellen')})",
            type="primary",
            icon=":material/description:",
            key="boegen_erstellen",
            on_click=_erstelle,
            args=(gewaehlt, [s for s, _, _ in stellen]),
        )
        return
    _zeige_herunterladen(konzept_id, abfragen[gewaehlt], stellen, kennungen)


def _zeige_herunterladen(
    konzept_id: int, abfrage: Any, stellen: Sequence[tuple[int | None, str, Sequence[int]]], kennungen: Kennungen
) -> None:
    ort = (sitzung.person().id, konzept_id, sitzung.heute(), abfrage.id)
    st.download_button(
        "Alle Bögen herunterladen (.zip)",
        data=partial(_alle, *ort, kennungen),
        file_name=dateiname(f"Rueckmeldeboegen {abfrage.titel}", "zip"),
        mime=MIME["zip"],
        icon=":material/folder_zip:",
        type="primary",
        on_click="ignore",
        key="boegen_alle",
    )
    for stelle_id, name, offene in stellen:
        with st.container(border=True, horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
            st.markdown(f"**{wort(name)}**  \n{anzahl(len(offene), 'Maßnahme', 'Maßnahmen')}")
            st.download_button(
                "Bogen",
                data=partial(_einer, *ort, stelle_id, kennungen[stelle_id]),
                file_name=dateiname(f"Rueckmeldung {name}", "xlsx"),
                mime=MIME["xlsx"],
                icon=":material/download:",
                on_click="ignore",
                key=f"bogen_{abfrage.id}_{stelle_id}",
                help=f"Rückmeldebogen für {wort(name)}",
            )


def _erstelle(abfrage_id: int, stellen: list[int | None]) -> None:
    kennungen = handlung.versuche(NAME, lambda s, v: record_boegen(s, v, abfrage_id, stellen))
    if kennungen:
        st.session_state[_KENNUNGEN] = st.session_state.get(_KENNUNGEN, {}) | {abfrage_id: kennungen}


def _alle(nutzer_id: int, konzept_id: int, heute: date, abfrage_id: int, kennungen: Kennungen) -> bytes:
    return write_boegen(_bild(nutzer_id, konzept_id, heute, intern=False), abfrage_id, kennungen)


def _einer(  # noqa: PLR0917 – läuft außerhalb der Seite und bekommt alles mit
    nutzer_id: int, konzept_id: int, heute: date, abfrage_id: int, stelle_id: int | None, kennung: str
) -> bytes:
    return write_bogen(_bild(nutzer_id, konzept_id, heute, intern=False), abfrage_id, stelle_id, kennung)
