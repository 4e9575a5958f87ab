"""Berichtentwurf: noch nicht gespeicherte Angaben eines Berichts aufheben, nach dem Neuladen anbieten, verwerfen."""

import json
import uuid
from collections.abc import Mapping
from typing import Any

import streamlit as st
from sqlalchemy.orm import Session

from mut_core.erfassung.entwurf import Angefangenes, archive_entwurf, load_entwurf, save_entwurf
from mut_core.erfassung.protokoll import BERLIN, Vorgang
from mut_core.fehler import MutError
from seiten.bausteine import sitzung
from seiten.bausteine.anzeige import wort


def gegenstand(bericht_id: int | None) -> str:
    """Gibt, worum es in einem Entwurf geht: „bericht:7“ oder „bericht:neu“."""
    return f"bericht:{bericht_id or 'neu'}"


def load(konzept_id: int, bericht_id: int | None) -> Angefangenes | None:
    """Gibt die eigenen, noch nicht gespeicherten Angaben."""
    ich = sitzung.person()
    return sitzung.read(lambda s: load_entwurf(s, ich.id, konzept_id, gegenstand(bericht_id)))


def sichere(konzept_id: int, bericht_id: int | None, felder: Mapping[str, Any] | None, basis_version: int) -> None:
    """Hebt auf, was in den Feldern steht, ohne Felder legt es das Aufgehobene weg; Gleiches schreibt es nicht neu."""
    merke, neu = _merke(konzept_id, bericht_id), json.dumps(felder, sort_keys=True)
    if st.session_state.get(merke, "null") == neu:
        return

    def schreibe(s: Session, v: Vorgang) -> None:
        if felder is None:
            archive_entwurf(s, v, konzept_id, gegenstand(bericht_id))
        else:
            save_entwurf(s, v, konzept_id, gegenstand(bericht_id), felder, basis_version=basis_version)

    try:
        sitzung.write(str(uuid.uuid4()), schreibe)
    except MutError as fehler:
        st.warning(wort(f"Das Eingegebene ließ sich nicht aufheben. {fehler}"), icon=":material/warning:")
        return
    st.session_state[merke] = neu


def merke_gelesenes(konzept_id: int, bericht_id: int | None, felder: Mapping[str, Any]) -> None:
    """Merkt sich, was schon aufgehoben ist."""
    st.session_state[_merke(konzept_id, bericht_id)] = json.dumps(dict(felder), sort_keys=True)


def vergiss(konzept_id: int | None, bericht_id: int | None) -> None:
    """Vergisst in dieser Sitzung, was aufgehoben war; in der Datenbank legt es `archive_entwurf` weg."""
    st.session_state.pop(_merke(konzept_id, bericht_id), None)


def _merke(konzept_id: int | None, bericht_id: int | None) -> str:
    return f"aufgehoben_{bericht_id}" if bericht_id else f"aufgehoben_neu_{konzept_id}"


def zeit(angefangen: Angefangenes) -> str:
    """Sagt, von wann ein Entwurf ist."""
    return f"{angefangen.geaendert_am.astimezone(BERLIN):%d.%m.%Y, %H:%M} Uhr"
