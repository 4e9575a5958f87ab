"""Konflikt: zwei Fassungen nebeneinander, Feld für Feld – die Person übernimmt oder behält, nichts gewinnt still."""

import uuid
from typing import Any

import streamlit as st

from mut_core.erfassung import entwurf
from mut_core.erfassung.protokoll import BERLIN
from mut_core.fehler import MutError
from seiten.bausteine import sitzung
from seiten.bausteine.anzeige import tag, wort
from seiten.bausteine.feldwahl import BEHALTEN, UEBERNEHMEN, zeige_feld
from seiten.bausteine.links import parameter
from seiten.bausteine.meldeform_entwurf import ERSETZT, SEITE, leere, verwirf
from seiten.bausteine.meldeform_felder import FELDER, STELLE, Formular, beschriftung, in_worten, schluessel, wert

_NUR_MEINE = ("zum", "frist_grund", "grund", STELLE)


def liegt_vor(f: Formular, hoechste: int) -> bool:
    """Sagt, ob seit dem Beginn der Eingabe jemand anderes gemeldet oder die Frist geändert hat, an der man arbeitet."""
    return f.basis != hoechste or bool(wert(f, "neue_frist") and f.basis_version != f.m.version)


def zeige(f: Formular, hoechste: int, wer: str) -> None:
    """Stellt je Feld, in dem sich beide unterscheiden, Gespeichertes und eigene Eingabe nebeneinander."""
    with st.container(border=True, key="konflikt"):
        st.error(wort(_satz(f, wer)), title="Inzwischen hat jemand anderes gemeldet", icon=":material/sync_problem:")
        for name in unterschiede(f):
            _zeige_feld(f, name)
        with st.container(horizontal=True):
            st.button("Mit dieser Auswahl weiter", type="primary", on_click=wende_an, args=(f, hoechste))
            st.button("Meine Eingabe verwerfen", on_click=verwirf, args=(f,))


def _satz(f: Formular, wer: str) -> str:
    stand = f.letzter
    wann = f"{stand.erfasst_am.astimezone(BERLIN):%d.%m.%Y, %H:%M} Uhr" if stand else ""
    anfang = f"{wer} hat am {wann} gemeldet" if wer and wann else "Der gespeicherte Stand ist neuer"
    return f"{anfang}, während Sie geschrieben haben. Ihre Eingabe ist noch da. Wählen Sie je Feld, was gelten soll."


def gespeichert(f: Formular, name: str) -> Any:
    """Gibt den gespeicherten Wert eines Feldes so, wie ihn das Formular hält."""
    if name == "neue_frist":
        return tag(f.m.frist, "")
    if name == "text":
        return f.letzter.text if f.letzter else ""
    return f.vor[name]


def unterschiede(f: Formular) -> list[str]:
    """Gibt die Felder, in denen die eigene Eingabe anders lautet als das Gespeicherte."""
    verschieden = [n for n in FELDER if n not in _NUR_MEINE and (wert(f, n) or "") != (gespeichert(f, n) or "")]
    return [n for n in verschieden if n != "neue_frist" or wert(f, n)]


def _zeige_feld(f: Formular, name: str) -> None:
    wahl = f"wahl_{f.m.id}_{name}"
    st.session_state.setdefault(wahl, BEHALTEN if _selbst_geaendert(f, name) else UEBERNEHMEN)
    zeige_feld(
        beschriftung(f, name)[0].split(" – ")[0],
        in_worten(f, name, gespeichert(f, name)),
        in_worten(f, name, wert(f, name)),
        wahl=wahl,
        rahmen=f"konflikt_{name}",
    )


def _selbst_geaendert(f: Formular, name: str) -> bool:
    """Sagt, ob die Person das Feld selbst geändert hat; unberührt Vorbelegtes schlägt vor, was gespeichert ist."""
    return name in f.eigene or not f.eigene


def wende_an(f: Formular, hoechste: int) -> None:
    """Übernimmt oder behält je Feld und stellt die Eingabe auf den gezeigten Stand; gespeichert wird erst danach.

    `hoechste` ist die Nummer des gezeigten Stands: Kommt inzwischen noch einer dazu, fällt auch das wieder auf.
    """
    felder: dict[str, Any] = {n: st.session_state.get(schluessel(f.m.id, n)) for n in f.eigene if n in FELDER}
    for name in unterschiede(f):
        if st.session_state.get(f"wahl_{f.m.id}_{name}") == UEBERNEHMEN:
            felder.pop(name, None)
        else:
            felder[name] = st.session_state.get(schluessel(f.m.id, name))
    if f.ersetzt:
        felder[ERSETZT] = f.ersetzt.id
    try:
        sitzung.write(str(uuid.uuid4()), lambda s, v: _beginne_neu(s, v, f, felder, hoechste))
    except MutError as fehler:
        st.session_state[f"fehler_{f.m.id}"] = str(fehler)
        return
    leere(f)
    st.query_params.from_dict(parameter(massnahme=f.m.id))
    st.rerun(SEITE)


def _beginne_neu(s: Any, v: Any, f: Formular, felder: dict[str, Any], hoechste: int) -> None:
    ort = f.m.konzept_id, entwurf.meldung(f.m.id)
    entwurf.archive_entwurf(s, v, *ort)
    s.flush()
    if felder:
        entwurf.save_entwurf(s, v, *ort, felder, basis=hoechste, basis_version=f.m.version)
