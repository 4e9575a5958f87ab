"""Meldeformular: die Felder eines Sachstands, ihr Entwurf und was beim Speichern geschieht."""

import uuid
from collections.abc import Mapping
from datetime import date
from typing import Any

import streamlit as st

from mut_core.erfassung import entwurf, sachstand
from mut_core.erfassung.entwurf import Angefangenes
from mut_core.erfassung.protokoll import BERLIN, as_json
from mut_core.erfassung.sachstand import SachstandEingabe
from mut_core.fehler import KonfliktError, MutError
from mut_core.modell import Massnahme, Sachstand
from mut_core.modell.codes import Turnus, Umsetzungsstand, Zurueckstellungsgrund
from seiten.bausteine import sitzung
from seiten.bausteine.anzeige import tag, wort
from seiten.bausteine.links import parameter
from seiten.bausteine.wahl import zahl

TAGE = frozenset(
    {
        "zum",
        "naechster_termin",
        "abgeschlossen_am",
        "naechste_ueberpruefung",
        "wiedervorlage",
        "entschieden_am",
        "neue_frist",
    }
)
TEXTE = frozenset(
    ("text", "naechster_schritt", "hindernis", "loesung", "ergebnis", "begruendung", "entschieden_von", "frist_grund")
)
WAHLEN = {
    "umsetzungsstand": Umsetzungsstand,
    "turnus": Turnus,
    "zurueckstellungsgrund": Zurueckstellungsgrund,
}
FELDER = (*sorted(TAGE), *sorted(TEXTE), *WAHLEN)

JE_STAND: Mapping[Umsetzungsstand, tuple[str, ...]] = {
    Umsetzungsstand.UMGESETZT: ("abgeschlossen_am", "ergebnis"),
    Umsetzungsstand.VERSTETIGT: ("turnus", "naechste_ueberpruefung"),
    Umsetzungsstand.ZURUECKGESTELLT: ("zurueckstellungsgrund", "begruendung", "wiedervorlage"),
    Umsetzungsstand.VERWORFEN: ("begruendung", "entschieden_von", "entschieden_am"),
}
"""Felder, die erst der gewählte Stand verlangt; sie erscheinen sofort mit ihm."""


def angefangene() -> set[int]:
    """Gibt die Maßnahmen, zu denen die Person einen Entwurf hat."""
    ich = sitzung.person()
    konzept_id = _konzept_id()
    eigene = sitzung.read(lambda s: entwurf.entwuerfe(s, ich.id, konzept_id))
    return {int(g.removeprefix("meldung:")) for g in eigene if g.startswith("meldung:")}


def _konzept_id() -> int:
    konzept = sitzung.konzept()
    return konzept.id if konzept else 0


def zeige(m: Any, naechste: int | None) -> None:
    """Zeigt das Formular zur Maßnahme `m`; nach dem Speichern öffnet sich `naechste`."""
    basis, basis_version, aufgehoben = _basis(m)
    _belege_vor(m, aufgehoben)
    argumente = (m.id, basis, basis_version)
    if aufgehoben:
        _zeige_entwurf(aufgehoben, argumente)
    _zeige_konflikt(m.id)
    _feld(m, "umsetzungsstand", argumente)
    stand = _wert(m.id, "umsetzungsstand")
    for name in ("text", *(JE_STAND.get(Umsetzungsstand.von(stand), ()) if stand else ())):
        _feld(m, name, argumente)
    with st.container(horizontal=True):
        _feld(m, "naechster_schritt", argumente)
        _feld(m, "naechster_termin", argumente)
    with st.expander("Hindernis, Frist, anderer Tag", expanded=_weiteres_gefuellt(m)):
        for name in ("hindernis", "loesung", "neue_frist", "frist_grund", "zum"):
            _feld(m, name, argumente)
    _zeige_fehler(m.id)
    with st.container(horizontal=True):
        st.button(
            "Speichern und weiter",
            type="primary",
            shortcut="Ctrl+Enter",
            on_click=_speichere,
            args=(*argumente, naechste),
        )
        st.button(
            "Unverändert bestätigen",
            shortcut="Alt+U",
            on_click=_bestaetige,
            args=(*argumente, naechste),
            help="Bestätigt den letzten Stand mit dem heutigen Tag.",
            disabled=m.stand_zum is None,
        )


def zeige_ergebnis() -> None:
    """Zeigt nach dem Speichern einmal, was gespeichert wurde."""
    if text := st.session_state.pop("_gemeldet", None):
        st.toast(wort(text), icon=":material/check_circle:")


# --- Felder ----------------------------------------------------------------------------------------------------------


def _schluessel(massnahme_id: int, name: str) -> str:
    return f"melden_{massnahme_id}_{name}_{st.session_state.get(f'runde_{massnahme_id}', 0)}"


def _wert(massnahme_id: int, name: str) -> Any:
    """Gibt den Wert eines Feldes; eine Wahl, die es nicht gibt (am Browser vorbei geschickt), gilt als keine."""
    wert = st.session_state.get(_schluessel(massnahme_id, name))
    return None if name in WAHLEN and wert not in {c.value for c in WAHLEN[name]} else wert


def _feld(m: Any, name: str, argumente: tuple[int, int, int]) -> Any:
    """Zeigt ein Feld mit Bezeichnung und Hilfe aus dem Modell; jede Änderung sichert den Entwurf."""
    beschriftung, hilfe = _beschriftung(m, name)
    gemeinsam: dict[str, Any] = {
        "key": _schluessel(m.id, name),
        "help": hilfe or None,
        "on_change": _sichere,
        "args": argumente,
        "persist_state": "session",
    }
    if name in TAGE:
        return st.date_input(
            beschriftung, format="DD.MM.YYYY", min_value=date(1990, 1, 1), max_value=date(2100, 12, 31), **gemeinsam
        )
    if name in WAHLEN:
        codes = WAHLEN[name]
        return st.selectbox(
            beschriftung,
            [c.value for c in codes],
            format_func=lambda c: codes.von(c).bezeichnung,
            index=None,
            placeholder="bitte wählen",
            **gemeinsam,
        )
    if name in ("text", "ergebnis", "begruendung"):
        return st.text_area(beschriftung, height=140 if name == "text" else 90, **gemeinsam)
    return st.text_input(beschriftung, **gemeinsam)


def _beschriftung(m: Any, name: str) -> tuple[str, str]:
    if name == "neue_frist":
        return f"Neue Frist (bisher: {tag(m.frist, 'keine')})", "Nur ausfüllen, wenn sich die Frist verschiebt."
    if name == "frist_grund":
        return "Grund der Fristverschiebung", "Nötig, wenn sich die Frist verschiebt."
    info = Sachstand.__table__.columns[name].info
    return info["bezeichnung"], info["hilfe"]


def _belege_vor(m: Any, aufgehoben: Angefangenes | None) -> None:
    """Füllt das Formular einmal: aus dem Entwurf, sonst mit dem letzten Umsetzungsstand und heute."""
    stand = m.umsetzungsstand.value if m.stand_zum else None
    werte: dict[str, Any] = {"umsetzungsstand": stand, "zum": sitzung.heute()}
    if aufgehoben:
        werte |= {n: w for n, w in aufgehoben.felder.items() if n in FELDER}
    for name in FELDER:
        schluessel = _schluessel(m.id, name)
        if schluessel not in st.session_state:
            st.session_state[schluessel] = _aus_entwurf(name, werte.get(name))


def _aus_entwurf(name: str, wert: Any) -> Any:
    if name in TAGE:
        return wert if isinstance(wert, date) else sitzung.lies_tag(wert)
    if name in WAHLEN:
        return wert if wert in [c.value for c in WAHLEN[name]] else None
    return wert or ""


def _weiteres_gefuellt(m: Any) -> bool:
    gefuellt = any(_wert(m.id, n) for n in ("hindernis", "loesung", "neue_frist", "frist_grund"))
    return gefuellt or _wert(m.id, "zum") != sitzung.heute()


def _eingabe(massnahme_id: int) -> SachstandEingabe:
    werte = {n: _wert(massnahme_id, n) or None for n in FELDER}
    stand = Umsetzungsstand.von(werte["umsetzungsstand"]) if werte["umsetzungsstand"] else None
    sichtbar = {*JE_STAND.get(stand, ())} if stand else set()
    bedingt = {n for namen in JE_STAND.values() for n in namen} - sichtbar
    werte |= dict.fromkeys(bedingt)  # was der gewählte Stand nicht verlangt, wird nicht still mitgespeichert
    if werte["turnus"]:
        werte["turnus"] = Turnus.von(werte["turnus"])
    if werte["zurueckstellungsgrund"]:
        werte["zurueckstellungsgrund"] = Zurueckstellungsgrund.von(werte["zurueckstellungsgrund"])
    return SachstandEingabe(
        **werte | {"umsetzungsstand": stand, "zum": werte["zum"] or sitzung.heute(), "text": werte["text"] or ""}
    )


# --- Basis und Entwurf -----------------------------------------------------------------------------------------------


def _basis(m: Any) -> tuple[int, int, Angefangenes | None]:
    """Gibt, worauf die Eingabe beruht: den Entwurf, sonst die Adresse, sonst den jetzigen Stand.

    In der Adresse steht die Basis, damit sie auch einen Neustart des Servers übersteht: der Browser bringt dann die
    eingetippten Felder mit, die Sitzung aber ist leer. Ohne Eingetipptes gilt immer der jetzige Stand.
    """
    ich = sitzung.person()
    aufgehoben = sitzung.read(lambda s: entwurf.load_entwurf(s, ich.id, m.konzept_id, entwurf.meldung(m.id)))
    if aufgehoben:
        basis, version = aufgehoben.basis, aufgehoben.basis_version
    elif _schluessel(m.id, "text") in st.session_state:
        basis = _aus_adresse("basis", m.stand_nummer)
        version = _aus_adresse("basis_version", m.version)
    else:
        basis, version = m.stand_nummer, m.version
    ziel = parameter(massnahme=m.id, basis=basis, basis_version=version)
    if st.query_params.to_dict() != ziel:
        st.query_params.from_dict(ziel)
    return basis, version, aufgehoben


def _aus_adresse(name: str, sonst: int) -> int:
    gelesen = zahl(st.query_params.get(name))
    return sonst if gelesen is None else gelesen


def _sichere(massnahme_id: int, basis: int, basis_version: int) -> None:
    felder, konzept_id = {n: as_json(_wert(massnahme_id, n)) for n in FELDER}, _konzept_id()
    try:
        sitzung.write(
            str(uuid.uuid4()),
            lambda s, v: entwurf.save_entwurf(
                s, v, konzept_id, entwurf.meldung(massnahme_id), felder, basis=basis, basis_version=basis_version
            ),
        )
    except MutError as fehler:
        st.session_state[f"fehler_{massnahme_id}"] = f"Der Entwurf ließ sich nicht sichern: {fehler}"


def _zeige_entwurf(aufgehoben: Angefangenes, argumente: tuple[int, int, int]) -> None:
    zeit = aufgehoben.geaendert_am.astimezone(BERLIN)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(f"Entwurf vom {zeit:%d.%m.%Y, %H:%M} Uhr – noch nicht gemeldet.")
        st.button("Entwurf verwerfen", type="tertiary", on_click=_verwirf, args=argumente)


def _verwirf(massnahme_id: int, _basis: int, _version: int) -> None:
    konzept_id = _konzept_id()
    sitzung.write(
        str(uuid.uuid4()), lambda s, v: entwurf.archive_entwurf(s, v, konzept_id, entwurf.meldung(massnahme_id))
    )
    _leere(massnahme_id)


def _leere(massnahme_id: int) -> None:
    """Beginnt eine neue Runde: alle Felder werden frisch, alte Fehler verschwinden."""
    for name in FELDER:
        st.session_state.pop(_schluessel(massnahme_id, name), None)
    st.session_state[f"runde_{massnahme_id}"] = st.session_state.get(f"runde_{massnahme_id}", 0) + 1
    for name in ("fehler", "konflikt", "vorgang"):
        st.session_state.pop(f"{name}_{massnahme_id}", None)


# --- Speichern -------------------------------------------------------------------------------------------------------


def _speichere(massnahme_id: int, basis: int, basis_version: int, naechste: int | None) -> None:
    _melde(massnahme_id, _eingabe(massnahme_id), (basis, basis_version), naechste)


def _bestaetige(massnahme_id: int, basis: int, basis_version: int, naechste: int | None) -> None:
    if any(_wert(massnahme_id, n) for n in TEXTE):
        st.session_state[f"fehler_{massnahme_id}"] = (
            "Sie haben schon etwas eingegeben. Bitte speichern Sie es oder verwerfen Sie den Entwurf, "
            "bevor Sie den alten Stand bestätigen."
        )
        return
    letzte = sitzung.read(lambda s: sachstand.letzte_eingabe(s, massnahme_id, sitzung.heute()))
    if letzte:
        _melde(massnahme_id, letzte, (basis, basis_version), naechste)


def _melde(massnahme_id: int, eingabe: SachstandEingabe, basis: tuple[int, int], naechste: int | None) -> None:
    """Speichert; bei Ablehnung bleibt jedes Zeichen im Formular und im Entwurf stehen."""
    schluessel = st.session_state.setdefault(f"vorgang_{massnahme_id}", str(uuid.uuid4()))
    try:
        nummer = sitzung.write(
            schluessel,
            lambda s, v: _melde_und_raeume_auf(s, v, massnahme_id, eingabe, basis),
        )
    except KonfliktError as konflikt:
        st.session_state[f"konflikt_{massnahme_id}"] = konflikt
        st.session_state[f"vorgang_{massnahme_id}"] = str(uuid.uuid4())
        return
    except MutError as fehler:
        st.session_state[f"fehler_{massnahme_id}"] = str(fehler)
        return
    _leere(massnahme_id)
    st.session_state["_gemeldet"] = f"{nummer} gemeldet"
    st.query_params.from_dict(parameter(massnahme=naechste))


def _melde_und_raeume_auf(s: Any, v: Any, massnahme_id: int, eingabe: SachstandEingabe, basis: tuple[int, int]) -> str:
    sachstand.record_sachstand(s, v, massnahme_id, eingabe, basis=basis[0], basis_version=basis[1])
    massnahme = s.get_one(Massnahme, massnahme_id)
    entwurf.archive_entwurf(s, v, massnahme.konzept_id, entwurf.meldung(massnahme_id))
    return str(massnahme.nummer)


def _zeige_fehler(massnahme_id: int) -> None:
    if text := st.session_state.pop(f"fehler_{massnahme_id}", None):
        st.error(f"{wort(text)}", title="Noch nicht gespeichert", icon=":material/error:")


def _zeige_konflikt(massnahme_id: int) -> None:
    """Stellt beide Fassungen nebeneinander; erst eine bewusste Wahl führt weiter."""
    konflikt: KonfliktError | None = st.session_state.get(f"konflikt_{massnahme_id}")
    if konflikt is None:
        return
    with st.container(border=True, key="konflikt"):
        st.error(wort(konflikt), title="Inzwischen hat jemand anderes gemeldet", icon=":material/sync_problem:")
        ihres, meines = st.columns(2)
        with ihres:
            st.markdown("**Gespeichert**")
            _zeige_seite(konflikt.gespeichert)
        with meines:
            st.markdown("**Ihre Eingabe**")
            _zeige_seite(konflikt.eigene)
        with st.container(horizontal=True):
            st.button("Meine Eingabe zusätzlich melden", type="primary", on_click=_behalte, args=(massnahme_id,))
            st.button("Meine Eingabe verwerfen", on_click=_verwirf, args=(massnahme_id, 0, 0))


def _zeige_seite(felder: Mapping[str, Any]) -> None:
    for name in ("umsetzungsstand", "text", "naechster_schritt", "hindernis", "ergebnis", "begruendung"):
        if wert := felder.get(name):
            anzeige = wert.bezeichnung if isinstance(wert, Umsetzungsstand) else wert
            st.markdown(f"**{wort(Sachstand.__table__.columns[name].info['bezeichnung'])}:** {wort(anzeige)}")


def _behalte(massnahme_id: int) -> None:
    """Setzt die Basis auf den jetzigen Stand: die Person hat beide Fassungen gesehen."""
    felder = {n: as_json(_wert(massnahme_id, n)) for n in FELDER}
    st.session_state.pop(f"konflikt_{massnahme_id}", None)
    sitzung.write(str(uuid.uuid4()), lambda s, v: _neue_basis(s, v, massnahme_id, felder))


def _neue_basis(s: Any, v: Any, massnahme_id: int, felder: Mapping[str, Any]) -> None:
    ort = s.get_one(Massnahme, massnahme_id).konzept_id, entwurf.meldung(massnahme_id)
    entwurf.archive_entwurf(s, v, *ort)
    s.flush()
    basis, version = sachstand.basis(s, massnahme_id)
    entwurf.save_entwurf(s, v, *ort, felder, basis=basis, basis_version=version)
