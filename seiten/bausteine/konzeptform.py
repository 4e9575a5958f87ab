"""Formulare zum Anlegen: ein Konzept und eine neue Maßnahme."""

import uuid

import streamlit as st

from mut_core import rechte
from mut_core.erfassung.konzept import KonzeptEingabe, MassnahmeEingabe, create_konzept, create_massnahme
from mut_core.fehler import MutError
from mut_core.lagebild import Lagebild, saetze
from mut_core.zeitangaben import read_zeitangabe
from seiten.bausteine import sitzung
from seiten.bausteine.anzeige import wort
from seiten.bausteine.links import springe

UNKLAR = "Gespeichert wird vorerst nur der Wortlaut; klären können Sie ihn auf der nächsten Seite."


def zeige_erstes_konzept() -> None:
    """Begrüßt, solange es kein Konzept gibt, und zeigt das Formular für das erste."""
    st.title("Willkommen", anchor=False)
    st.markdown(
        "Hier ist noch nichts erfasst. Legen Sie das Konzept Ihrer Kommune an – alles lässt sich später ändern."
    )
    _zeige_konzeptform()


def zeige_weiteres_konzept() -> None:
    """Zeigt zugeklappt das Formular für ein weiteres Konzept, etwa eine Fortschreibung."""
    with st.expander("Weiteres Konzept anlegen", icon=":material/add:"):
        st.markdown("Wer daran arbeitet, bestimmen Sie danach auf der Seite „Konten“.")
        _zeige_konzeptform()


def _zeige_konzeptform() -> None:
    """Zeigt die Felder und legt an; Abgelehntes bleibt stehen, das neue Konzept ist danach das gewählte."""
    kommune = st.text_input("Kommune", key="k_kommune", placeholder="z. B. Stadt Musterstadt")
    name = st.text_input("Bezeichnung des Konzepts", key="k_name", placeholder="z. B. Integrationskonzept")
    aus_liste = st.checkbox(
        "Die Handlungsfelder stehen in unserer Maßnahmenliste; ich lese sie als Nächstes ein", key="k_aus_liste"
    )
    felder = "" if aus_liste else st.text_area("Handlungsfelder – eines je Zeile", key="k_felder", height=200)
    if st.button("Konzept anlegen", type="primary", shortcut="Ctrl+Enter"):
        titel = tuple((felder or "").splitlines())
        eingabe = KonzeptEingabe(kommune or "", name or "", titel, felder_aus_liste=aus_liste)
        try:
            neu = sitzung.write(_vorgang("konzept"), lambda s, v: create_konzept(s, v, eingabe))
        except MutError as fehler:
            st.error(wort(fehler))
            return
        _vergiss("vorgang_konzept", "k_kommune", "k_name", "k_felder", "k_aus_liste")
        if aus_liste and rechte.darf_einlesen(sitzung.person(), neu):
            springe("listen", **_adresse(neu))
        st.query_params.from_dict(_adresse(neu))
        st.rerun()


def _adresse(konzept_id: int) -> dict[str, str]:
    return next(({"konzept": str(k.schluessel)} for k in sitzung.konzepte() if k.id == konzept_id), {})


@st.dialog("Neue Maßnahme", width="large", icon=":material/add:")
def zeige_massnahmenform(bild: Lagebild) -> None:
    """Zeigt das Wichtigste einer neuen Maßnahme und öffnet danach alle ihre Angaben."""
    felder = {h.id: f"{h.nummer}. {h.titel}" for h in saetze(bild.handlungsfelder)}
    titel = st.text_input("Titel", key="m_titel")
    feld = st.selectbox("Handlungsfeld", list(felder), format_func=lambda i: felder[i], key="m_feld")
    stellen = sorted(o.name for o in saetze(bild.organisationseinheiten) if o.aktiv)
    stelle = st.selectbox(
        "Federführung",
        stellen,
        index=None,
        placeholder="wählen oder neue Stelle eintippen; leer heißt: nicht benannt",
        accept_new_options=True,
        key="m_stelle",
    )
    zeit = st.text_input("Zeitraum oder Frist", key="m_zeit", placeholder="z. B. ab 2026 oder II. Quartal 2027")
    if zeit:
        gelesen = read_zeitangabe(zeit, bezug=sitzung.heute())
        st.caption(wort(gelesen.hinweis if gelesen.sicher else f"{gelesen.hinweis} {UNKLAR}"))
    beschreibung = st.text_area("Beschreibung", key="m_text")
    if st.button("Maßnahme anlegen", type="primary", shortcut="Ctrl+Enter"):
        eingabe = MassnahmeEingabe(
            titel or "", feld if feld in felder else 0, stelle or "", zeit or "", beschreibung or None
        )
        try:
            neu = sitzung.write(_vorgang("massnahme"), lambda s, v: create_massnahme(s, v, eingabe))
        except MutError as fehler:
            st.error(wort(fehler))
            return
        _vergiss("vorgang_massnahme", "m_titel", "m_feld", "m_stelle", "m_zeit", "m_text")
        springe("steckbrief", massnahme=neu)


def _vorgang(name: str) -> str:
    """Gibt denselben Schlüssel, bis gespeichert ist: ein Doppelklick legt nichts doppelt an."""
    schluessel: str = st.session_state.setdefault(f"vorgang_{name}", str(uuid.uuid4()))
    return schluessel


def _vergiss(*namen: str) -> None:
    for name in namen:
        st.session_state.pop(name, None)
