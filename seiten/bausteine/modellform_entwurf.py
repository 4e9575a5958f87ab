"""Entwurf: Getipptes eines Formulars laufend in der Datenbank aufheben, wieder anbieten und verwerfen.

Im Entwurf stehen nur Felder, die die Person selbst geändert hat, und was vorher darin stand. Jedes Feld heißt nach der
Version, auf der die Eingabe beruht; ein Feld ohne Eigenes zeigt deshalb immer das Neueste. Verglichen wird bei jedem
Lauf, was seit dem letzten anders ist: So geht auch nach einem Neustart oder einem kurzen Ausfall nichts verloren, und
zwei Fenster derselben Person ergänzen sich.
"""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import streamlit as st

from mut_core.erfassung import entwurf
from mut_core.erfassung.protokoll import BERLIN, as_json
from mut_core.fehler import BetriebError, MutError
from seiten.bausteine import sitzung
from seiten.bausteine.anzeige import wort
from seiten.bausteine.modellform_felder import UMGANG, Formular

VORHER = "_vorher"


@dataclass(frozen=True)
class Stand:
    """Worauf ein Formular gerade beruht: eigene Änderungen, was vorher dastand, und die Version beim ersten Tippen."""

    version: int
    eigene: Mapping[str, Any] = field(default_factory=dict)
    vorher: Mapping[str, Any] = field(default_factory=dict)
    vom: datetime | None = None

    def wert(self, form: Formular, name: str) -> Any:
        """Gibt, was in einem Feld stehen soll: das Eigene, sonst das Gespeicherte."""
        return self.eigene[name] if name in self.eigene else form.gespeichert(name)


def load(form: Formular) -> Stand:
    """Liest den eigenen Entwurf; ohne ihn gilt, was gerade gespeichert ist.

    Antwortet die Datenbank gerade nicht, gilt das zuletzt Gelesene weiter: Das Formular bleibt stehen.
    """
    gemerkt = f"stand_{form.name}"
    try:
        ich = sitzung.person()
        offen = sitzung.read(lambda s: entwurf.load_entwurf(s, ich.id, form.konzept_id, form.gegenstand))
    except BetriebError:
        if isinstance(letzter := st.session_state.get(gemerkt), Stand):
            return letzter
        raise
    stand = Stand(form.version)
    if offen is not None:
        bekannt = {n: w for n, w in offen.felder.items() if n.removesuffix(UMGANG) in form.felder}
        stand = Stand(offen.basis_version, bekannt, offen.felder.get(VORHER, {}), offen.geaendert_am)
    st.session_state[gemerkt] = stand
    return stand


def schluessel(form: Formular, version: int, name: str) -> str:
    """Gibt den Schlüssel, unter dem ein Feld seinen Wert hält."""
    return f"{form.name}_{version}_{st.session_state.get(f'runde_{form.name}', 0)}_{name}"


def getippt(form: Formular, stand: Stand) -> dict[str, Any]:
    """Gibt alle Felder, in denen etwas anderes steht, als diese Sitzung zuletzt gesehen hat."""
    gesehen: dict[str, Any] = st.session_state.get(f"gesehen_{form.name}", {})
    neu = {}
    for name in (*form.felder, *(n + UMGANG for n in form.felder)):
        feldname = schluessel(form, stand.version, name)
        if feldname in gesehen and feldname in st.session_state:
            wert = as_json(st.session_state[feldname])
            if wert != gesehen[feldname]:
                neu[name] = wert
    return neu


def beginne(form: Formular, stand: Stand, name: str, wert: Any) -> None:
    """Merkt sich, womit ein Feld in dieser Sitzung begann."""
    gesehen = st.session_state.setdefault(f"gesehen_{form.name}", {})
    gesehen.setdefault(schluessel(form, stand.version, name), wert)


def sichere(form: Formular, stand: Stand) -> None:
    """Hebt auf, was seit dem letzten Lauf anders ist; gelingt es nicht, wird es beim nächsten wieder versucht."""
    neu = getippt(form, stand)
    if not neu:
        return
    try:
        zeit = sitzung.write(str(uuid.uuid4()), lambda s, v: ergaenze(s, v, form, neu, stand.version))
    except MutError as fehler:
        st.session_state[f"fehler_{form.name}"] = f"Der Entwurf ließ sich nicht sichern. {fehler}"
        return
    st.session_state[f"zeit_{form.name}"] = zeit
    gesehen = st.session_state[f"gesehen_{form.name}"]
    gesehen |= {schluessel(form, stand.version, n): w for n, w in neu.items()}


def ergaenze(s: Any, v: Any, form: Formular, neu: Mapping[str, Any], version: int) -> datetime | None:
    """Legt Geändertes zum Entwurf; was wieder so dasteht wie gespeichert, fällt heraus, und ein leerer Entwurf auch."""
    ort = form.konzept_id, form.gegenstand
    bisher = entwurf.load_entwurf(s, v.person.id, *ort)
    felder: dict[str, Any] = dict(bisher.felder) if bisher else {}
    vorher: dict[str, Any] = dict(felder.pop(VORHER, {}))
    for name, wert in neu.items():
        felder[name] = wert
        if name in form.felder:
            vorher.setdefault(name, form.gespeichert(name))
            if wert == vorher[name] == form.gespeichert(name):
                felder.pop(name)
                vorher.pop(name)
    if not {n for n in felder if not n.endswith(UMGANG)}:
        entwurf.archive_entwurf(s, v, *ort)
        return None
    entwurf.save_entwurf(s, v, *ort, {**felder, VORHER: vorher}, basis_version=version)
    return v.zeitpunkt  # type: ignore[no-any-return]


def zeige(form: Formular, stand: Stand) -> None:
    """Nennt den Entwurf mit seiner Zeit und bietet an, ihn zu verwerfen."""
    zeit = st.session_state.get(f"zeit_{form.name}") or stand.vom
    if zeit is None or not stand.eigene:
        return
    with st.container(horizontal=True, vertical_alignment="center", key=f"entwurf_{form.name}"):
        st.caption(
            f"Entwurf vom {zeit.astimezone(BERLIN):%d.%m.%Y, %H:%M} Uhr – noch nicht gespeichert.", width="content"
        )
        st.button("Entwurf verwerfen", type="tertiary", key=f"verwerfen_{form.name}", on_click=verwirf, args=(form,))


def verwirf(form: Formular) -> None:
    """Verwirft den Entwurf; das Formular zeigt danach wieder, was gespeichert ist."""
    try:
        sitzung.write(str(uuid.uuid4()), lambda s, v: entwurf.archive_entwurf(s, v, form.konzept_id, form.gegenstand))
    except MutError as fehler:
        st.session_state[f"fehler_{form.name}"] = str(fehler)
        return
    leere(form)
    st.rerun()


def leere(form: Formular) -> None:
    """Vergisst alles Getippte samt Fehlern; die Felder beginnen danach neu."""
    st.session_state[f"runde_{form.name}"] = st.session_state.get(f"runde_{form.name}", 0) + 1
    for was in ("fehler", "vorgang", "zeit", "gesehen", "stand"):
        st.session_state.pop(f"{was}_{form.name}", None)


def rebase(form: Formular, behalten: Mapping[str, Any]) -> None:
    """Stellt den Entwurf auf den jetzt gespeicherten Stand; `behalten` sind die Felder, die eigene bleiben."""
    sitzung.write(str(uuid.uuid4()), lambda s, v: _beginne_neu(s, v, form, behalten))
    leere(form)


def _beginne_neu(s: Any, v: Any, form: Formular, behalten: Mapping[str, Any]) -> None:
    ort = form.konzept_id, form.gegenstand
    entwurf.archive_entwurf(s, v, *ort)
    s.flush()
    if behalten:
        vorher = {n: form.gespeichert(n) for n in behalten if n in form.felder}
        entwurf.save_entwurf(s, v, *ort, {**behalten, VORHER: vorher}, basis_version=form.version)


def zeige_fehler(form: Formular) -> None:
    """Zeigt den Satz, warum zuletzt nicht gespeichert wurde."""
    if text := st.session_state.get(f"fehler_{form.name}"):
        st.error(wort(text), title="Noch nicht gespeichert", icon=":material/error:")
