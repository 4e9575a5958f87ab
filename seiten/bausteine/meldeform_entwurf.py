"""Entwurf: Angefangenes je Person und Maßnahme aufheben, wieder anbieten, verwerfen – und worauf es beruht."""

import uuid
from dataclasses import replace
from typing import Any

import streamlit as st

from mut_core.erfassung import entwurf
from mut_core.erfassung.entwurf import Angefangenes
from mut_core.erfassung.protokoll import BERLIN
from mut_core.fehler import MutError
from seiten.bausteine import sitzung
from seiten.bausteine.links import parameter
from seiten.bausteine.meldeform_felder import CODES, FELDER, STELLE, TAGE, Formular, schluessel
from seiten.bausteine.wahl import zahl

ERSETZT = "ersetzt_id"
SEITE, FORMULAR = "melden", "meldeformular"
"""Namen der beiden Fragmente: Warteschlange mit Formular, und nur das Formular."""

KNOPF_SPEICHERN = "melden_speichern"


def load(m: Any) -> Angefangenes | None:
    """Gibt den eigenen Entwurf zu dieser Maßnahme."""
    ich = sitzung.person()
    return sitzung.read(lambda s: entwurf.load_entwurf(s, ich.id, m.konzept_id, entwurf.meldung(m.id)))


def angefangene(konzept_id: int) -> set[int]:
    """Gibt die Maßnahmen, zu denen die Person einen Entwurf hat."""
    ich = sitzung.person()
    eigene = sitzung.read(lambda s: entwurf.entwuerfe(s, ich.id, konzept_id))
    return {int(g.removeprefix("meldung:")) for g in eigene if g.startswith("meldung:")}


def basis(m: Any, hoechste: int, aufgehoben: Angefangenes | None) -> tuple[int, int]:
    """Gibt, worauf die Eingabe beruht: den Entwurf, sonst die Adresse, sonst den jetzigen Stand.

    In der Adresse steht die Basis, damit sie auch einen Neustart des Servers übersteht: Der Browser bringt dann die
    eingetippten Felder mit, die Sitzung aber ist leer. Ohne Eingetipptes gilt immer der jetzige Stand.
    """
    nummer, version = hoechste, m.version
    if aufgehoben:
        nummer, version = aufgehoben.basis, aufgehoben.basis_version
    elif schluessel(m.id, "text") in st.session_state:
        genannt = aus_adresse(m, "basis"), aus_adresse(m, "basis_version")
        nummer, version = (s if g is None else g for g, s in zip(genannt, (nummer, version), strict=True))
    return nummer, version


def nenne_in_adresse(f: Formular) -> None:
    """Schreibt Maßnahme, Basis und eine laufende Berichtigung in die Adresse."""
    ziel = parameter(
        massnahme=f.m.id,
        basis=f.basis,
        basis_version=f.basis_version,
        berichtigt=f.ersetzt.id if f.ersetzt else None,
    )
    if st.query_params.to_dict() != ziel:
        st.query_params.from_dict(ziel)


def aus_adresse(m: Any, name: str) -> int | None:
    """Gibt eine Zahl aus der Adresse; was sie zu einer anderen Maßnahme sagt, gilt nicht."""
    adresse = st.query_params
    return zahl(adresse.get(name)) if zahl(adresse.get("massnahme")) == m.id else None


def oeffne_naechste(massnahme_id: int | None) -> None:
    """Öffnet im selben Zug die nächste Maßnahme; die Adresse nennt sie, sobald ihr Formular steht.

    Jede neue Adresse lässt den Browser die ganze Seite noch einmal zeichnen; so ist es eine statt zwei.
    """
    st.session_state["_naechste"] = st.query_params.get("massnahme"), massnahme_id


def gewuenschte() -> int | None:
    """Gibt die Maßnahme, die offen sein soll: nach dem Speichern die nächste, sonst die aus der Adresse."""
    jetzt = st.query_params.get("massnahme")
    von, naechste = st.session_state.pop("_naechste", (None, zahl(jetzt)))
    return naechste if von == jetzt else zahl(jetzt)  # inzwischen woandershin gegangen: Die Adresse gilt


def belege_vor(f: Formular, aufgehoben: Angefangenes | None) -> Formular:
    """Füllt Felder, in denen noch nichts steht: aus dem Entwurf, sonst mit dem, was vom letzten Stand weitergilt.

    In einer frischen Sitzung geschieht das über die Vorgabe des Feldes: Nach einem Neustart des Servers bringt der
    Browser mit, was noch nicht gesichert war, und das geht vor.
    """
    werte = f.vor
    if aufgehoben:
        werte |= {n: _passend(n, w) for n, w in aufgehoben.felder.items() if n in FELDER}
    if not st.session_state.get(f"gesehen_{f.m.id}"):
        st.session_state[f"gesehen_{f.m.id}"] = True
        return replace(f, anfang=werte)
    for name, wert in werte.items():
        st.session_state.setdefault(schluessel(f.m.id, name), wert)
    return f


def _passend(name: str, wert: Any) -> Any:
    if name in CODES:
        return wert if wert in {c.value for c in CODES[name]} else None
    if name == STELLE:
        return wert if isinstance(wert, int) else None
    text = wert if isinstance(wert, str) else ""
    tag = sitzung.lies_tag(text) if name in TAGE else None  # frühere Entwürfe hielten Tage als ISO-Text
    return f"{tag:%d.%m.%Y}" if tag else text


def sichere(f: Formular, name: str) -> None:
    """Sichert ein geändertes Feld im Entwurf; seine übrigen Felder bleiben, auch die aus einem zweiten Fenster."""
    st.session_state.pop(f"fehler_{f.m.id}", None)
    if st.session_state.get(KNOPF_SPEICHERN):  # im selben Zug wird gemeldet; erst wenn das scheitert, wird gesichert
        st.session_state[f"ungesichert_{f.m.id}"] = name
        return
    _sichere(f, name)


def sichere_offene(f: Formular) -> None:
    """Sichert, was im Zug des Speicherns noch kam, wenn das Speichern scheitert."""
    if name := st.session_state.pop(f"ungesichert_{f.m.id}", None):
        _sichere(f, name)


def _sichere(f: Formular, name: str) -> None:
    wert = st.session_state.get(schluessel(f.m.id, name))
    neu = {name: wert} | ({ERSETZT: f.ersetzt.id} if f.ersetzt else {})
    try:
        sitzung.write(str(uuid.uuid4()), lambda s, v: _ergaenze(s, v, f, neu))
    except MutError as fehler:
        st.session_state[f"fehler_{f.m.id}"] = f"Der Entwurf ließ sich nicht sichern. {fehler}"


def _ergaenze(s: Any, v: Any, f: Formular, neu: dict[str, Any]) -> None:
    ort = f.m.konzept_id, entwurf.meldung(f.m.id)
    bisher = entwurf.load_entwurf(s, v.person.id, *ort)
    felder = dict(bisher.felder) if bisher else {}
    entwurf.save_entwurf(s, v, *ort, felder | neu, basis=f.basis, basis_version=f.basis_version)
    st.session_state[f"entwurf_{f.m.id}"] = v.zeitpunkt


def zeige(f: Formular) -> None:
    """Bietet den Entwurf mit seiner Zeit an; was noch nicht gemeldet ist, soll niemand für gemeldet halten."""
    zeit = st.session_state.get(f"entwurf_{f.m.id}")
    if zeit is None:
        return
    with st.container(horizontal=True, vertical_alignment="center", key="entwurfszeile"):
        st.caption(f"Entwurf vom {zeit.astimezone(BERLIN):%d.%m.%Y, %H:%M} Uhr – noch nicht gemeldet.", width="content")
        st.button("Entwurf verwerfen", type="tertiary", on_click=verwirf, args=(f,))


def merke(m: Any, aufgehoben: Angefangenes | None) -> None:
    """Merkt sich für die Anzeige, von wann der Entwurf ist."""
    if aufgehoben:
        st.session_state[f"entwurf_{m.id}"] = aufgehoben.geaendert_am
    else:
        st.session_state.pop(f"entwurf_{m.id}", None)


def verwirf(f: Formular) -> None:
    """Verwirft den Entwurf; das Formular zeigt danach wieder, was gespeichert ist."""
    try:
        sitzung.write(
            str(uuid.uuid4()), lambda s, v: entwurf.archive_entwurf(s, v, f.m.konzept_id, entwurf.meldung(f.m.id))
        )
    except MutError as fehler:
        st.session_state[f"fehler_{f.m.id}"] = str(fehler)
        return
    leere(f)
    st.query_params.from_dict(parameter(massnahme=f.m.id))
    st.rerun(SEITE)


def leere(f: Formular) -> None:
    """Vergisst alles Getippte zu dieser Maßnahme samt Fehlern; die Felder belegen sich beim Zeigen neu vor."""
    vergiss_felder(f.m.id)
    for name in ("fehler", "vorgang", "entwurf", "ungesichert"):
        st.session_state.pop(f"{name}_{f.m.id}", None)


def vergiss_felder(massnahme_id: int) -> None:
    """Vergisst die Felder dieser Sitzung; was im Entwurf steht, bleibt und füllt sie wieder."""
    for name in FELDER:
        st.session_state.pop(schluessel(massnahme_id, name), None)
        st.session_state.pop(f"wahl_{massnahme_id}_{name}", None)
