"""Steckbriefzuordnung: Ziele, weitere Handlungsfelder und Beteiligte einer Maßnahme hinzufügen und wegnehmen."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import streamlit as st

from mut_core.erfassung import pflege
from mut_core.lagebild import Lagebild, saetze
from mut_core.sprache import knapp
from seiten.bausteine import handlung
from seiten.bausteine.anzeige import schlicht, wort

GEKUERZT = 160
"""So viel eines Ziels steht in Liste und Auswahl; der ganze Text steht bei den Stammdaten."""


@dataclass(frozen=True)
class Zuordnung:
    """Eine Art von Verknüpfung: wie sie im Kern heißt, worauf sie zeigt und wie die Seite davon spricht."""

    art: str
    tabelle: str
    verweis: str
    ueberschrift: str
    keine: str
    waehlen: str
    namen: Callable[[Lagebild, Any], dict[int, str]]
    mit_rolle: bool = False


def _ziele(bild: Lagebild, _m: Any) -> dict[int, str]:
    felder = {h.id: f"Handlungsfeld {h.nummer}" for h in saetze(bild.handlungsfelder)}
    return {
        z.id: f"{z.ebene.bezeichnung}, {felder.get(z.handlungsfeld_id, 'ganzes Konzept')}: {knapp(z.text, GEKUERZT)}"
        for z in saetze(bild.ziele)
    }


def _handlungsfelder(bild: Lagebild, m: Any) -> dict[int, str]:
    return {h.id: f"{h.nummer}. {h.titel}" for h in saetze(bild.handlungsfelder) if h.id != m.handlungsfeld_id}


def _stellen(bild: Lagebild, m: Any) -> dict[int, str]:
    schon = {b.organisationseinheit_id for b in saetze(bild.beteiligungen) if b.massnahme_id == m.id}
    return {o.id: o.name for o in saetze(bild.organisationseinheiten) if o.aktiv or o.id in schon}


ZIELE = Zuordnung(
    "massnahmeziel", "massnahmenziele", "ziel_id", "Ziele", "Noch keinem Ziel zugeordnet.", "Ziel wählen", _ziele
)
HANDLUNGSFELDER = Zuordnung(
    "massnahmehandlungsfeld",
    "weitere_handlungsfelder",
    "handlungsfeld_id",
    "Weitere Handlungsfelder",
    "Kein weiteres Handlungsfeld.",
    "Handlungsfeld wählen",
    _handlungsfelder,
)
BETEILIGTE = Zuordnung(
    "beteiligung",
    "beteiligungen",
    "organisationseinheit_id",
    "Beteiligte Stellen",
    "Noch keine beteiligte Stelle eingetragen.",
    "Stelle wählen",
    _stellen,
    mit_rolle=True,
)


def zeige(bild: Lagebild, m: Any, z: Zuordnung) -> None:
    """Zeigt die Zuordnungen einer Art; jede Änderung daran gilt sofort."""
    st.subheader(wort(z.ueberschrift), anchor=False)
    namen = z.namen(bild, m)
    zeilen = [zeile for zeile in saetze(bild.tabellen[z.tabelle]) if zeile.massnahme_id == m.id]
    with st.container(key=f"{z.art}_{m.id}", gap="xsmall"):
        if not zeilen:
            st.caption(wort(z.keine))
        for zeile in zeilen:
            _zeige_zeile(m, z, zeile, namen.get(getattr(zeile, z.verweis), "archiviert"))
        vergeben = {getattr(zeile, z.verweis) for zeile in zeilen}
        _zeige_neu(m, z, namen, vergeben, bild.aenderungsstand)


def _zeige_zeile(m: Any, z: Zuordnung, zeile: Any, text: str) -> None:
    name = f"{z.art}_{zeile.id}"
    rolle = f"{name}_rolle_{zeile.version}"
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.markdown(wort(text), width="stretch")
        if z.mit_rolle:
            st.session_state.setdefault(rolle, zeile.rolle or "")
            st.text_input(f"Rolle – {schlicht(text)}", key=rolle, placeholder="Rolle (freiwillig)", width=220,
                          label_visibility="collapsed", persist_state="session")  # fmt: skip
            if (st.session_state.get(rolle) or "").strip() != (zeile.rolle or ""):
                st.button("Rolle speichern", key=f"{name}_speichern", on_click=_speichere_rolle,
                          args=(m.konzept_id, z, zeile.id, zeile.version, rolle))  # fmt: skip
        st.button("Wegnehmen", key=f"{name}_weg", type="tertiary", icon=":material/close:", on_click=handlung.nimm_weg,
                  args=(m.konzept_id, z.art, zeile, f"{z.ueberschrift}: „{knapp(text, 40)}“ weggenommen"))  # fmt: skip
    handlung.zeige_fehler(name)
    handlung.zeige_konflikt_satz(name)


def _zeige_neu(m: Any, z: Zuordnung, namen: dict[int, str], vergeben: set[int], stand: int) -> None:
    name = f"neu_{z.art}_{m.id}"
    runde = f"{name}_{len(vergeben)}_{max(vergeben, default=0)}"  # nach dem Hinzufügen ist die Auswahl wieder leer
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.selectbox(
            schlicht(z.waehlen),
            [i for i in namen if i not in vergeben],
            index=None,
            format_func=lambda i: namen[i],
            placeholder="eintippen und wählen",
            key=runde,
        )
        if z.mit_rolle:
            st.text_input("Rolle (freiwillig)", key=f"{runde}_rolle", width=220)
        schluessel = handlung.schluessel_fuer(name, stand)
        st.button("Hinzufügen", key=f"{name}_los", on_click=_fuege_hinzu, args=(m, z, runde, schluessel))
    handlung.zeige_fehler(name)


def _fuege_hinzu(m: Any, z: Zuordnung, runde: str, schluessel: str) -> None:
    name = f"neu_{z.art}_{m.id}"
    gewaehlt = st.session_state.get(runde)
    if not isinstance(gewaehlt, int):
        st.session_state[f"fehler_{name}"] = "Bitte wählen Sie zuerst etwas aus der Liste."
        return
    werte: dict[str, Any] = {"massnahme_id": m.id, z.verweis: gewaehlt}
    if z.mit_rolle:
        werte["rolle"] = st.session_state.get(f"{runde}_rolle")
    handlung.versuche(
        name,
        lambda s, v: pflege.save_datensatz(s, v, m.konzept_id, z.art, None, werte, basis_version=0),
        f"{z.ueberschrift}: hinzugefügt",
        schluessel=schluessel,
    )


def _speichere_rolle(konzept_id: int, z: Zuordnung, zeile_id: int, version: int, feld: str) -> None:
    werte = {"rolle": st.session_state.get(feld)}
    name = f"{z.art}_{zeile_id}"
    handlung.versuche(
        name,
        lambda s, v: pflege.save_datensatz(s, v, konzept_id, z.art, zeile_id, werte, basis_version=version),
        "Rolle gespeichert",
        schluessel=handlung.schluessel_fuer(name, version),
    )
