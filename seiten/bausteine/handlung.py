"""Handlung: etwas schreiben und, was dabei schiefging, bis zum nächsten Versuch zeigen – das Getippte bleibt stehen."""

import uuid
from collections.abc import Callable
from typing import Any

import streamlit as st
from sqlalchemy.orm import Session

from mut_core.erfassung import pflege
from mut_core.erfassung.protokoll import Vorgang
from mut_core.fehler import KonfliktError, MutError
from seiten.bausteine import sitzung
from seiten.bausteine.anzeige import wort

_GELUNGEN = "_handlung_gelungen"


def versuche(
    name: str, tun: Callable[[Session, Vorgang], Any], gelungen: str = "", *, schluessel: str | None = None
) -> Any | None:
    """Führt eine Handlung aus und gibt ihr Ergebnis; None, wenn sie abgelehnt wurde – der Grund steht dann bereit.

    Derselbe Name behält seinen Schlüssel, bis die Handlung gelingt: Ein doppelter Klick schreibt nicht zweimal. Wer
    `schluessel` (aus `schluessel_fuer`) mitgibt, ist auch vor dem zweiten Klick sicher, der nach dem Gelingen ankommt.
    """
    st.session_state.pop(f"fehler_{name}", None)
    schluessel = schluessel or st.session_state.setdefault(f"vorgang_{name}", str(uuid.uuid4()))
    try:
        ergebnis = sitzung.write(schluessel, tun)
    except KonfliktError as konflikt:
        st.session_state[f"konflikt_{name}"] = konflikt
        st.session_state[f"vorgang_{name}"] = str(uuid.uuid4())
        return None
    except MutError as fehler:
        st.session_state[f"fehler_{name}"] = str(fehler)
        return None
    vergiss(name)
    if gelungen:
        st.session_state[_GELUNGEN] = gelungen
    return True if ergebnis is None else ergebnis


def nimm_weg(konzept_id: int, art: str, zeile: Any, gelungen: str) -> None:
    """Archiviert eine Zeile dieser Art auf dem gezeigten Stand; ein doppelter Klick schreibt nicht zweimal."""
    name = f"{art}_{zeile.id}"
    versuche(
        name,
        lambda s, v: pflege.archive_datensatz(s, v, konzept_id, art, zeile.id, basis_version=zeile.version),
        gelungen,
        schluessel=schluessel_fuer(name, zeile.version, "weg"),
    )


def schluessel_fuer(name: str, *wovon: object) -> str:
    """Gibt den Schlüssel für einen Knopf: derselbe, solange `wovon` (etwa die Version) sich nicht ändert."""
    gemerkt: str = st.session_state.setdefault(f"schluessel_{name}_{'_'.join(map(str, wovon))}", str(uuid.uuid4()))
    return gemerkt


def konflikt(name: str) -> KonfliktError | None:
    """Gibt den Konflikt, an dem die letzte Handlung dieses Namens scheiterte."""
    gefunden: KonfliktError | None = st.session_state.get(f"konflikt_{name}")
    return gefunden


def vergiss(name: str) -> None:
    """Vergisst Fehler, Konflikt und Schlüssel einer Handlung."""
    for was in ("fehler", "konflikt", "vorgang"):
        st.session_state.pop(f"{was}_{name}", None)


def zeige_fehler(name: str) -> None:
    """Zeigt den Satz, warum die letzte Handlung dieses Namens nicht gelang."""
    if text := st.session_state.get(f"fehler_{name}"):
        st.error(wort(text), title="Nicht gespeichert", icon=":material/error:")


def zeige_konflikt_satz(name: str) -> None:
    """Zeigt bei einem Konflikt ohne Getipptes den Satz; darunter steht schon der jetzige Stand."""
    if k := konflikt(name):
        st.warning(wort(k), title="Inzwischen geändert", icon=":material/sync_problem:")
        st.session_state.pop(f"konflikt_{name}", None)


def zeige_gelungen() -> None:
    """Zeigt nach dem Speichern einmal, was geschah."""
    if text := st.session_state.pop(_GELUNGEN, None):
        st.toast(wort(text), icon=":material/check_circle:")
