"""Konflikt: Gespeichertes und eigene Eingabe Feld für Feld nebeneinander – nichts gewinnt still."""

import streamlit as st

from mut_core.fehler import MutError
from seiten.bausteine import modellform_entwurf
from seiten.bausteine.feldwahl import UEBERNEHMEN, zeige_feld
from seiten.bausteine.modellform_entwurf import Stand
from seiten.bausteine.modellform_felder import UMGANG, Formular, in_worten

PASST = "Inzwischen hat jemand anderes andere Felder geändert. Ihre Eingabe passt dazu und ist noch da."


def strittige(form: Formular, stand: Stand) -> list[str]:
    """Gibt die Felder, die auch jemand anderes geändert hat und in denen beide Verschiedenes wollen."""
    return [
        name
        for name, eigen in stand.eigene.items()
        if name in form.felder and form.gespeichert(name) not in (eigen, stand.vorher.get(name, object()))
    ]


def loese(form: Formular, stand: Stand) -> bool:
    """Zeigt bei veralteter Grundlage beide Seiten; sagt, ob das Formular darunter bearbeitet werden kann.

    Hat die andere Person nur andere Felder geändert, gilt beides: Das Formular rückt auf den neuen Stand und sagt es.
    """
    if form.zeile is None or stand.version == form.version or not stand.eigene:
        return True
    felder = strittige(form, stand)
    if felder:
        _zeige(form, stand, felder)
        return False
    noch_eigene = {n: w for n, w in stand.eigene.items() if n.endswith(UMGANG) or form.gespeichert(n) != w}
    modellform_entwurf.rebase(form, noch_eigene)
    st.session_state[f"hinweis_{form.name}"] = True
    st.rerun()
    return False


def _zeige(form: Formular, stand: Stand, felder: list[str]) -> None:
    with st.container(border=True, key=f"konflikt_{form.name}"):
        st.error(
            "Während Sie geschrieben haben, hat jemand anderes dieselben Felder geändert. Ihre Eingabe ist noch da. "
            "Wählen Sie je Feld, was gelten soll.",
            title="Inzwischen geändert",
            icon=":material/sync_problem:",
        )
        for name in felder:
            _zeige_feld(form, stand, name)
        with st.container(horizontal=True):
            st.button(
                "Mit dieser Auswahl weiter",
                type="primary",
                key=f"weiter_{form.name}",
                on_click=_wende_an,
                args=(form, stand, felder),
            )
            st.button(
                "Meine Eingabe verwerfen",
                key=f"aufgeben_{form.name}",
                on_click=modellform_entwurf.verwirf,
                args=(form,),
            )
        modellform_entwurf.zeige_fehler(form)


def _zeige_feld(form: Formular, stand: Stand, name: str) -> None:
    feld = form.felder[name]
    gespeichert, eigen = in_worten(feld, form.gespeichert(name)), in_worten(feld, stand.eigene[name])
    zeige_feld(feld.bezeichnung, gespeichert, eigen, wahl=_wahl(form, name))


def _wahl(form: Formular, name: str) -> str:
    """Die Wahl gehört zum gezeigten Stand; kommt noch einer dazu, wird neu gefragt."""
    return f"wahl_{form.name}_{form.version}_{name}"


def _wende_an(form: Formular, stand: Stand, felder: list[str]) -> None:
    """Behält oder übernimmt je Feld; gespeichert wird erst danach mit dem gewöhnlichen Knopf."""
    uebernommen = {n for n in felder if st.session_state.get(_wahl(form, n)) == UEBERNEHMEN}
    try:
        modellform_entwurf.rebase(
            form, {n: w for n, w in stand.eigene.items() if n.removesuffix(UMGANG) not in uebernommen}
        )
    except MutError as fehler:
        st.session_state[f"fehler_{form.name}"] = str(fehler)
        return
    st.rerun()
