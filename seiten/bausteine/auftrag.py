"""Auftrag: lange Arbeiten bestellen und zeigen, wie weit sie sind – auf jeder Seite, nach jedem Neuladen, überall.

    bestelle("bericht", konzept.id, {"form": "sachstandsbericht", "pdf": True, "titel": "3. Sachstandsbericht"})
    zeige_auftraege()

Die Arbeit selbst läuft in einem Faden ohne `st.*`; was hier steht, liest nur die Tabelle `auftrag`. Solange etwas
wartet oder läuft, erneuert sich die Anzeige von selbst; das hält eine Anmeldung nicht wach.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from functools import partial
from pathlib import PurePosixPath
from typing import Any

import streamlit as st

from mut_core import auftrag, rechte
from mut_core.auftrag import Art, Auftragsstand, Laeufer
from mut_core.datenbank import schreibeinheit
from mut_core.erfassung.protokoll import BERLIN
from mut_core.modell.codes import Auftragszustand
from seiten.bausteine import sitzung
from seiten.bausteine.anzeige import fehler_zeigen, wort

ARTEN: dict[str, Art] = {}
"""Was sich bestellen lässt; die Seite, die es anbietet, trägt es beim Laden ein."""

TAKT = 0.5
"""So oft erneuert sich die Anzeige, solange etwas läuft, in Sekunden."""

_HOECHSTENS = 10
_OFFEN = "_auftraege_offen"
_MIME = {
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".pdf": "application/pdf",
    ".md": "text/markdown",
    ".html": "text/html",
}


@st.cache_resource(show_spinner=False)
def laeufer() -> Laeufer:
    """Gibt die Arbeitsplätze dieses Prozesses."""
    return Laeufer(sitzung.engine(), ARTEN)


def bestelle(art: str, konzept_id: int | None, angaben: Mapping[str, Any]) -> int:
    """Bestellt eine Arbeit für die angemeldete Person und gibt die Nummer des Auftrags; `titel` steht in der Anzeige.

    Wirft NichtGefundenError und EingabeError wie `create_auftrag`.
    """
    ich = sitzung.person()
    with schreibeinheit(sitzung.engine(), None) as session:
        nummer = auftrag.create_auftrag(session, ich, auftrag.Bestellung(art, konzept_id, angaben), _jetzt())
    laeufer().wecke()
    return nummer


def zeige_auftraege() -> None:
    """Zeigt die eigenen Aufträge mit Fortschritt, Abbrechen, Neustart und Herunterladen; ohne Aufträge nichts."""
    with fehler_zeigen():
        offen = any(a.offen for a in _lade())
    st.session_state[_OFFEN] = offen
    st.fragment(_zeige_liste, run_every=TAKT if offen else None)()


def _zeige_liste() -> None:
    with fehler_zeigen():
        auftraege = _lade()
        for stand in auftraege[:_HOECHSTENS]:
            with st.container(border=True, key=f"auftrag_{stand.id}"):
                _zeige(stand)
    offen = any(a.offen for a in auftraege)
    if st.session_state.get(_OFFEN) and not offen:
        st.session_state[_OFFEN] = False
        st.rerun()  # der ganze Lauf nimmt die Uhr wieder weg


def _lade() -> list[Auftragsstand]:
    """Liest die eigenen Aufträge; wartet einer, sieht auch dieser Prozess nach, ob er einen Platz frei hat."""
    ich, jetzt = sitzung.person(), _jetzt()
    auftraege = sitzung.read(lambda s: auftrag.load_auftraege(s, ich, jetzt))
    if any(a.zustand is Auftragszustand.WARTET for a in auftraege):
        laeufer().wecke()
    return auftraege


def _zeige(stand: Auftragsstand) -> None:
    zeile = st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center")
    with zeile:
        angelegt = f"{stand.angelegt_am.astimezone(BERLIN):%d.%m.%Y, %H:%M} Uhr"
        st.markdown(f"**{wort(_titel(stand))}**  \nbestellt am {angelegt} · {wort(stand.zustand.bezeichnung)}")
        _zeige_handlung(stand)
    if stand.offen:
        st.progress(stand.anteil / 100, text=wort(_schritt(stand)))
    elif stand.fehler:
        st.error(wort(stand.fehler), icon=":material/error:")


def _titel(stand: Auftragsstand) -> str:
    titel = stand.angaben.get("titel")
    if isinstance(titel, str) and titel:
        return titel
    return ARTEN[stand.art].bezeichnung if stand.art in ARTEN else "Auftrag"


def _schritt(stand: Auftragsstand) -> str:
    if stand.abbruch:
        return "Der Auftrag wird abgebrochen."
    return stand.schritt or "Der Auftrag wartet auf einen freien Platz."


def _zeige_handlung(stand: Auftragsstand) -> None:
    """Zeigt den einen Knopf, der in diesem Zustand etwas bewirkt."""
    if stand.offen:
        if st.button("Abbrechen", key=f"abbrechen_{stand.id}", icon=":material/cancel:", disabled=stand.abbruch):
            _handle(partial(auftrag.request_abbruch, auftrag_id=stand.id))
    elif stand.zustand is Auftragszustand.FERTIG and stand.dateiname:
        st.download_button(
            "Herunterladen",
            data=partial(_hole, sitzung.person().id, stand.id),
            file_name=stand.dateiname,
            mime=_MIME.get(PurePosixPath(stand.dateiname).suffix, "application/octet-stream"),
            icon=":material/download:",
            type="primary",
            on_click="ignore",
            key=f"laden_{stand.id}",
        )
    elif st.button("Neu starten", key=f"neu_{stand.id}", icon=":material/replay:"):
        _handle(partial(auftrag.restart_auftrag, auftrag_id=stand.id))


def _handle(tun: Any) -> None:
    """Führt eine Handlung an einem eigenen Auftrag aus und zeigt die Seite neu: Vielleicht läuft jetzt wieder etwas."""
    ich = sitzung.person()
    with schreibeinheit(sitzung.engine(), None) as session:
        tun(session, ich, jetzt=_jetzt())
    laeufer().wecke()
    st.rerun()


def _hole(nutzer_id: int, auftrag_id: int) -> bytes:
    """Liest das Ergebnis erst beim Klick und mit den Rollen von jetzt; läuft außerhalb der Seite."""
    person_von_jetzt = partial(rechte.load_person_zu, nutzer_id=nutzer_id)
    return sitzung.read(lambda s: auftrag.load_ergebnis(s, person_von_jetzt(s), auftrag_id)).inhalt


def _jetzt() -> datetime:
    return datetime.now(UTC)
