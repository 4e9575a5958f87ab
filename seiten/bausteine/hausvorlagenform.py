"""Hausvorlagenform: die Word-Vorlage der Kommune hochladen, in Sätzen sehen, was daraus wird, und in Gebrauch nehmen.

Gespeichert wird erst auf den Knopf und nur die bereinigte Fassung; das Hochgeladene selbst bleibt im Speicher der
Sitzung und verschwindet mit ihr.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from functools import partial

import streamlit as st

from mut_core import rechte
from mut_core.bericht import Wahl, build_bericht
from mut_core.bericht.hausvorlage import Pruefliste, adapt_hausvorlage, pruefe_hausvorlage
from mut_core.erfassung import hausvorlage as kern
from mut_core.erfassung.hausvorlage import Ablage, Vorlagenangabe
from mut_core.erfassung.protokoll import BERLIN
from seiten.bausteine import druck, handlung, sitzung
from seiten.bausteine.anzeige import wort
from seiten.bausteine.druck import Druckwunsch

GRUPPEN = {
    "gefunden": "Gefunden",
    "ergaenzt": "Von der App ergänzt",
    "uebergangen": "Nicht übernommen",
    "abgelehnt": "Abgelehnt",
}
_NAME = "hausvorlage"
_PRUEFUNG, _ZAEHLER = "hausvorlage_pruefung", "hausvorlage_zaehler"


def zeige(konzept_id: int, stichtag: date) -> None:
    """Zeigt die Vorlage in Gebrauch, das Hochladen mit Prüfung und die früheren Vorlagen."""
    st.header("Word-Vorlage der Kommune", anchor=False)
    st.markdown(
        "Laden Sie die Word-Vorlage Ihres Hauses hoch, dann drucken Berichte mit Ihrem Briefkopf, Ihren Schriften und "
        "Farben. Ohne Vorlage druckt die App eine neutrale."
    )
    ich = sitzung.person()
    vorlagen = sitzung.read(lambda s: kern.load_hausvorlagen(s, ich, konzept_id))
    handlung.zeige_fehler(_NAME)
    jetzige = next((v for v in vorlagen if v.in_gebrauch), None)
    if jetzige:
        _zeige_jetzige(konzept_id, stichtag, jetzige)
    else:
        st.info("Zurzeit ist keine eigene Vorlage in Gebrauch.", icon=":material/info:")
    _zeige_hochladen(konzept_id, stichtag)
    fruehere = [v for v in vorlagen if not v.in_gebrauch]
    if fruehere:
        with st.expander(f"Frühere Vorlagen ({len(fruehere)})"):
            for v in fruehere:
                _zeige_fruehere(konzept_id, v)


# --- was da ist ------------------------------------------------------------------------------------------------------


def _zeige_jetzige(konzept_id: int, stichtag: date, v: Vorlagenangabe) -> None:
    with st.container(border=True, key=f"vorlage_{v.id}"):
        st.badge("in Gebrauch", color="green")
        st.markdown(f"**{wort(v.name)}**  \nhochgeladen am {wort(_uhrzeit(v.hochgeladen_am))}")
        with st.container(horizontal=True):
            st.download_button(
                "Probedruck mit dieser Vorlage",
                data=partial(_probedruck, sitzung.person().id, konzept_id, stichtag, None),
                file_name="probedruck.docx",
                mime=druck.MIME["docx"],
                icon=":material/download:",
                on_click="ignore",
                key=f"vorlage_{v.id}_probe",
            )
            st.button("Außer Gebrauch setzen", key=f"vorlage_{v.id}_aus", on_click=_lege_weg, args=(konzept_id, v))
        with st.expander("Prüfliste dieser Vorlage"):
            _zeige_liste(Pruefliste.from_json(v.pruefliste))


def _zeige_fruehere(konzept_id: int, v: Vorlagenangabe) -> None:
    with st.container(border=True, horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
        st.markdown(f"**{wort(v.name)}**  \nhochgeladen am {wort(_uhrzeit(v.hochgeladen_am))}")
        st.button("Wieder in Gebrauch nehmen", key=f"vorlage_{v.id}_an", on_click=_nimm, args=(konzept_id, v))


def _nimm(konzept_id: int, v: Vorlagenangabe) -> None:
    handlung.versuche(
        _NAME, lambda s, g: kern.activate_hausvorlage(s, g, konzept_id, v.id), f"In Gebrauch genommen: {v.name}"
    )


def _lege_weg(konzept_id: int, v: Vorlagenangabe) -> None:
    handlung.versuche(
        _NAME, lambda s, g: kern.deactivate_hausvorlage(s, g, konzept_id, v.id), f"Außer Gebrauch gesetzt: {v.name}"
    )


def _uhrzeit(am: datetime) -> str:
    return f"{am.astimezone(BERLIN):%d.%m.%Y, %H:%M} Uhr"


# --- hochladen -------------------------------------------------------------------------------------------------------


def _zeige_hochladen(konzept_id: int, stichtag: date) -> None:
    """Prüft die gewählte Datei und zeigt, was aus ihr wird; gespeichert ist damit noch nichts."""
    datei = st.file_uploader(
        "Word-Vorlage hochladen (.docx oder .dotx, höchstens 10 MB)",
        type=["docx", "dotx"],
        max_upload_size=10,
        key=f"hausvorlage_{konzept_id}_{st.session_state.get(_ZAEHLER, 0)}",
    )
    if datei is None:
        st.session_state.pop(_PRUEFUNG, None)
        return
    liste, bereinigt = _geprueft(datei.file_id, datei.name, datei.getvalue)
    with st.container(border=True, key="hausvorlage_ergebnis"):
        if bereinigt is None:
            st.error(
                "Diese Datei lässt sich nicht verwenden. Die Gründe stehen darunter; danach laden Sie sie bitte noch "
                "einmal hoch.",
                title="Nichts gespeichert",
                icon=":material/error:",
            )
            _zeige_liste(liste)
            return
        st.markdown(f"**{wort(datei.name)}** lässt sich verwenden. Gespeichert ist noch nichts.")
        _zeige_liste(liste)
        with st.container(horizontal=True):
            st.button(
                "Diese Vorlage verwenden",
                type="primary",
                on_click=_verwende,
                args=(konzept_id, Ablage(datei.name, bereinigt, liste.as_json())),
            )
            st.download_button(
                "Probedruck herunterladen",
                data=partial(_probedruck, sitzung.person().id, konzept_id, stichtag, bereinigt),
                file_name="probedruck.docx",
                mime=druck.MIME["docx"],
                icon=":material/download:",
                on_click="ignore",
            )
            st.button("Verwerfen", type="tertiary", on_click=_leere)


def _geprueft(kennung: str, name: str, lies: Callable[[], bytes]) -> tuple[Pruefliste, bytes | None]:
    """Prüft eine Datei einmal; jeder weitere Klick auf der Seite nimmt das Ergebnis von vorhin."""
    gemerkt = st.session_state.get(_PRUEFUNG)
    if gemerkt is None or gemerkt[0] != kennung:
        with st.spinner("Die Vorlage wird geprüft …"):
            daten = lies()
            liste = pruefe_hausvorlage(name, daten)
            gemerkt = (kennung, liste, adapt_hausvorlage(daten) if liste.brauchbar else None)
        st.session_state[_PRUEFUNG] = gemerkt
    return gemerkt[1], gemerkt[2]


def _zeige_liste(liste: Pruefliste) -> None:
    """Zeigt die vier Gruppen als Sätze, auch die leeren; Gründe einer Ablehnung stehen zuerst."""
    for feld, ueberschrift in sorted(GRUPPEN.items(), key=lambda g: g[0] != "abgelehnt" or liste.brauchbar):
        saetze: tuple[str, ...] = getattr(liste, feld)
        st.markdown(f"**{wort(ueberschrift)}**")
        st.markdown("\n".join(f"- {wort(s)}" for s in saetze or ("Nichts.",)))


def _verwende(konzept_id: int, ablage: Ablage) -> None:
    if handlung.versuche(
        _NAME, lambda s, v: kern.save_hausvorlage(s, v, konzept_id, ablage), f"In Gebrauch: {ablage.name}"
    ):
        _leere()


def _leere() -> None:
    """Leert das Hochladen; ein Uploader lässt sich nur über einen neuen Schlüssel leeren."""
    st.session_state.pop(_PRUEFUNG, None)
    st.session_state[_ZAEHLER] = st.session_state.get(_ZAEHLER, 0) + 1


def _probedruck(nutzer_id: int, konzept_id: int, stichtag: date, vorlage: bytes | None) -> bytes:
    """Baut den Sachstandsbericht erst beim Klick und mit den Rollen von jetzt; ohne Vorlage mit der in Gebrauch."""
    wunsch = Druckwunsch(konzept_id, "sachstandsbericht", stichtag, Wahl(), hausvorlage=vorlage is None)
    stoff = sitzung.read(lambda s: druck.load_druckstoff(s, rechte.load_person_zu(s, nutzer_id), wunsch))
    wahl = stoff.wahl if vorlage is None else replace(stoff.wahl, hausvorlage=vorlage)
    return build_bericht(stoff.bild, stoff.form, wahl)
