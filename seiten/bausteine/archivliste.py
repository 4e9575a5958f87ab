"""Archivliste: die Berichte eines Konzepts mit ihren Fassungen – herunterladen, Prüfsumme, noch einmal drucken."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

import streamlit as st
from sqlalchemy.orm import Session

from mut_core import bericht, rechte
from mut_core.bericht.wahl import form_aus_json, wahl_aus_json
from mut_core.bericht.wiederdruck import Druckstand, rebuild, wiederdruckfehler
from mut_core.dateien import dateiname
from mut_core.erfassung.protokoll import BERLIN
from mut_core.fehler import MutError
from mut_core.lagebild import thaw_lagebild
from mut_core.lagebild.archiv import Archivbericht, Fassung, load_stand
from mut_core.modell.codes import Berichtsstatus
from seiten.bausteine import sitzung
from seiten.bausteine.anzeige import Farbe, leer, tag, wort
from seiten.bausteine.druck import DATEIART, MIME, Druckstoff, formname
from seiten.bausteine.links import link

STATUS_FARBE: dict[Berichtsstatus, Farbe] = {
    Berichtsstatus.ENTWURF: "gray",
    Berichtsstatus.EINGEREICHT: "orange",
    Berichtsstatus.FREIGEGEBEN: "blue",
    Berichtsstatus.EINGEFROREN: "green",
}


def zeige(schluessel: str, archiv: Sequence[Archivbericht]) -> None:
    """Zeigt alle Berichte, der jüngste Stichtag zuerst; `schluessel` des Konzepts steht in den Dateinamen."""
    if not archiv:
        leer(
            "Es gibt noch keinen Bericht.", "Sobald die Koordination einen beginnt, steht er hier mit allen Fassungen."
        )
    for b in archiv:
        with st.container(border=True, key=f"bericht_{b.id}"):
            _zeige_kopf(b)
            zeige_fassungen(schluessel, b)


def _zeige_kopf(b: Archivbericht) -> None:
    st.subheader(wort(b.titel), anchor=False)
    with st.container(horizontal=True, vertical_alignment="center"):
        zeige_status(b)
        nummer = f"Nr. {b.nummer} · " if b.nummer else ""
        vorlage = f" · Vorlage {b.vorlagennummer}" if b.vorlagennummer else ""
        form = bericht.FORMEN[formname(b)].bezeichnung if b.form else b.art.bezeichnung
        st.caption(wort(f"{nummer}{form} · Stichtag {tag(b.stichtag)}{vorlage}"))
    link("bericht", "Bericht öffnen", icon=":material/open_in_new:", hilfe=wort(b.titel), bericht=b.id)


def zeige_status(b: Archivbericht) -> None:
    """Zeigt den Stand eines Berichts als Marke."""
    st.badge(b.status.bezeichnung, color=STATUS_FARBE[b.status])


def zeige_fassungen(schluessel: str, b: Archivbericht) -> None:
    """Zeigt die eingefrorenen Fassungen eines Berichts, die älteste zuerst."""
    if not b.fassungen:
        st.caption("Noch nicht eingefroren; eine unveränderliche Fassung gibt es erst danach.")
    for fassung in b.fassungen:
        _zeige_fassung(schluessel, b, fassung)


def _zeige_fassung(schluessel: str, b: Archivbericht, f: Fassung) -> None:
    von = f" von {f.erstellt_von}" if f.erstellt_von else ""
    groesse = f" · {max(1, f.groesse // 1024)} KB" if f.groesse else ""
    wann = f"{f.erstellt_am.astimezone(BERLIN):%d.%m.%Y, %H:%M} Uhr"
    st.markdown(f"**{wort(f.bezeichnung)}**, eingefroren am {wann}{wort(von)}{groesse}")
    if f.dokument_sha is None:
        st.caption("Zu dieser Fassung ist keine Datei aufgehoben.")
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        zeige_download(schluessel, b, f, "liste")
        noch_einmal = st.button(
            "Neu drucken und vergleichen",
            icon=":material/print:",
            key=f"neu_gedruckt_{f.id}",
            disabled=not f.wiederdruckbar,
            help="Baut die Datei aus dem aufgehobenen Stand noch einmal und vergleicht sie Byte für Byte.",
        )
    st.caption("Prüfsumme der Datei (SHA-256)")
    st.code(f.dokument_sha, language=None, wrap_lines=True)
    if noch_einmal:
        _vergleiche_druck(f)


def zeige_download(schluessel: str, b: Archivbericht, f: Fassung, wo: str) -> None:
    """Zeigt den Knopf, der die damals eingefrorene Datei Byte für Byte wieder herausgibt; ohne Datei nichts."""
    if f.dokument_sha is None:
        return
    endung = bericht.FORMEN[formname(b)].endung
    st.download_button(
        f"{f.bezeichnung}: damalige {DATEIART[endung]}",
        data=partial(_hole, sitzung.person().id, f.id),
        file_name=dateiname(f"bericht_{schluessel}_{b.stichtag}_fassung-{f.nummer}", endung),
        mime=MIME[endung],
        icon=":material/lock:",
        on_click="ignore",
        key=f"datei_{wo}_{f.id}",
    )


def load_druckstoff(f: Fassung) -> Druckstoff:
    """Gibt, woraus eine eingefrorene Fassung gebaut ist; was seither nacherfasst wurde, steht nicht darin."""
    stand = _load_druckstand(f.id)
    form = form_aus_json(stand.wahl) or "sachstandsbericht"
    vorher = thaw_lagebild(stand.vorher) if stand.vorher is not None else None
    wahl = replace(wahl_aus_json(stand.wahl), vorher=vorher, hausvorlage=stand.hausvorlage)
    return Druckstoff(thaw_lagebild(stand.lagebild), form, wahl)


def _vergleiche_druck(f: Fassung) -> None:
    try:
        with st.spinner("Die Datei wird noch einmal gebaut."):
            grund = wiederdruckfehler(rebuild(_load_druckstand(f.id)), f.dokument_sha, f.programm)
    except MutError as fehler:
        st.error(wort(fehler), icon=":material/error:")
        return
    if grund:
        st.warning(f"{wort(grund)} Die damalige Datei bleibt gültig.", icon=":material/warning:")
    else:
        st.success("Neu gedruckt: gleich – Byte für Byte dieselbe Datei.", icon=":material/check_circle:")


def _load_druckstand(stand_id: int) -> Druckstand:
    ich = sitzung.person()

    def lies(session: Session) -> Druckstand:
        s = load_stand(session, ich, stand_id)
        return Druckstand(s.lagebild, s.wahl or "", s.hausvorlage, s.vorher, s.dokument or b"", s.programm or "")

    return sitzung.read(lies)


def _hole(nutzer_id: int, stand_id: int) -> bytes:
    """Liest die Datei erst beim Klick und mit den Rollen von jetzt; läuft außerhalb der Seite."""
    return sitzung.read(lambda s: load_stand(s, rechte.load_person_zu(s, nutzer_id), stand_id).dokument) or b""
