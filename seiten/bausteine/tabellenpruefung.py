"""Tabellenprüfung: die Schublade, in der jede geänderte Zelle mit alt und neu steht, bevor etwas geschrieben wird."""

from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass, replace
from typing import Any

import streamlit as st

from mut_core.erfassung.tabelle import (
    SPALTEN,
    VOM_SACHSTAND,
    ZEITRAUM_WIE,
    Wahlen,
    Zeile,
    build_wahlen,
    read_zeile,
    save_zeile,
    zellen,
)
from mut_core.fehler import KonfliktError, MutError
from mut_core.lagebild import Lagebild, saetze
from mut_core.sprache import anzahl
from seiten.bausteine import nachschlagen, sitzung, tabellenstand
from seiten.bausteine.anzeige import wort
from seiten.bausteine.links import link
from seiten.bausteine.tabellenstand import Offen
from seiten.bausteine.unterschied import unterschied

OFFEN = "tabelle_pruefen"
GELUNGEN = "tabelle_gelungen"
_ABGELEHNT = "tabelle_abgelehnt"
JE_BLATT = 20


@dataclass(frozen=True)
class Geprueft:
    """Eine offene Zeile gegen den heutigen Stand: gelesen, mit ihren Konflikten je Spalte (gespeicherter Text)."""

    id: int
    massnahme: Any | None
    offen: Offen
    zeile: Zeile
    konflikte: Mapping[str, str]
    abgelehnt: str = ""

    @property
    def bereit(self) -> bool:
        """Sagt, ob die Zeile gespeichert werden kann."""
        return self.massnahme is not None and not self.konflikte and not self.zeile.fehler


def zeige(bild: Lagebild) -> None:
    """Öffnet die Schublade; was sie zeigt, prüft sie bei jedem Lauf gegen den heutigen Stand."""
    konzept_id = bild.konzept.id

    @st.dialog(
        "Änderungen prüfen", width="medium", position="right", icon=":material/fact_check:", on_dismiss=schliesse
    )
    def schublade() -> None:
        zeige_inhalt(sitzung.lagebild(konzept_id, sitzung.heute()))

    schublade()


def schliesse() -> None:
    """Merkt, dass die Schublade zu ist."""
    st.session_state.pop(OFFEN, None)


# --- Prüfen ----------------------------------------------------------------------------------------------------------


def pruefe(bild: Lagebild) -> list[Geprueft]:
    """Gibt jede offene Zeile geprüft; was eine Entscheidung braucht, zuerst."""
    massnahmen = nachschlagen.massnahmen(bild)
    wahlen = waehlbares(bild)
    abgelehnt = st.session_state.get(_ABGELEHNT, {})
    geprueft = [
        replace(_geprueft(bild, id_, massnahmen.get(id_), offen, wahlen), abgelehnt=abgelehnt.get(id_, ""))
        for id_, offen in tabellenstand.offene(bild.konzept.id).items()
    ]
    return sorted(geprueft, key=lambda g: (g.bereit and not g.abgelehnt, g.offen.nummer))


def waehlbares(bild: Lagebild) -> Wahlen:
    """Gibt die Wörter der Spalten mit fester Auswahl."""
    return build_wahlen(saetze(bild.handlungsfelder), saetze(bild.organisationseinheiten))


def _geprueft(bild: Lagebild, id_: int, m: Any | None, offen: Offen, wahlen: Wahlen) -> Geprueft:
    if m is None:
        return Geprueft(id_, None, offen, Zeile(), {})
    jetzt = zellen(m)
    anders = {s for s in offen.neu if jetzt[s] != offen.alt.get(s) and jetzt[s] != offen.neu[s]}
    konflikte = {s: jetzt[s] for s in SPALTEN if s in anders}
    if not konflikte:  # anderes an der Maßnahme darf sich geändert haben: Verglichen wird Zelle für Zelle
        stand = tabellenstand.hoechste_nummern(bild).get(id_, 0)
        neu = {s: w for s, w in offen.neu.items() if w != jetzt[s]}
        offen = replace(offen, version=m.version, basis=stand, alt=jetzt, neu=neu)
    zeile = read_zeile(
        m,
        tabellenstand.geltende(bild).get(id_),
        offen.neu,
        wahlen,
        heute=sitzung.heute(),
        zeitraum_wie=offen.zeitraum_wie,
        frist_grund=offen.grund,
    )
    return Geprueft(id_, m, offen, zeile, konflikte)


# --- Speichern -------------------------------------------------------------------------------------------------------


def speichere(konzept_id: int, geprueft: list[Geprueft]) -> None:
    """Speichert jede fertige Zeile für sich; was nicht geht, bleibt mit seinem Text und dem Grund stehen."""
    gelungen, abgelehnt = [], {}
    for g in geprueft:
        if not g.bereit:
            continue
        try:
            if g.offen.neu:
                _schreibe(g)
            gelungen.append(g)
        except KonfliktError:
            abgelehnt[g.id] = "Gerade eben hat jemand anderes diese Zeile gespeichert. Bitte sehen Sie noch einmal hin."
        except MutError as fehler:
            abgelehnt[g.id] = str(fehler)
    _vergiss(konzept_id, {g.id for g in gelungen})
    st.session_state[_ABGELEHNT] = abgelehnt
    if gelungen:
        st.session_state[GELUNGEN] = f"{anzahl(len(gelungen), 'Maßnahme', 'Maßnahmen')} gespeichert"


def _schreibe(g: Geprueft) -> None:
    sitzung.write(
        tabellenstand.vorgang_zu(g.id, g.offen),
        lambda s, v: save_zeile(
            s, v, g.id, g.zeile, basis=g.offen.basis, basis_version=g.offen.version, frist_grund=g.offen.grund or None
        ),
    )


def _vergiss(konzept_id: int, ids: set[int]) -> None:
    """Nimmt Zeilen aus den offenen Änderungen; die Tabelle liest danach neu."""
    if ids:
        rest = {i: z for i, z in tabellenstand.offene(konzept_id).items() if i not in ids}
        tabellenstand.setze(konzept_id, rest)
        tabellenstand.verwirf_schnappschuss()


def verwirf(konzept_id: int, ids: set[int]) -> None:
    """Verwirft die offenen Änderungen dieser Zeilen; gespeichert war davon nichts."""
    _vergiss(konzept_id, ids)
    st.session_state[_ABGELEHNT] = {i: t for i, t in st.session_state.get(_ABGELEHNT, {}).items() if i not in ids}


def uebernimm_eigene(konzept_id: int, g: Geprueft) -> None:
    """Entscheidet einen Konflikt für die eigene Eingabe: Sie beruht nun auf dem, was inzwischen gespeichert ist."""
    zeilen = deepcopy(tabellenstand.offene(konzept_id))
    zeilen[g.id].alt |= dict(g.konflikte)
    tabellenstand.setze(konzept_id, zeilen)
    tabellenstand.verwirf_schnappschuss()


def behalte_gespeichertes(konzept_id: int, g: Geprueft) -> None:
    """Entscheidet einen Konflikt für das Gespeicherte; was sonst in der Zeile geändert ist, bleibt offen."""
    zeilen = deepcopy(tabellenstand.offene(konzept_id))
    zeilen[g.id].neu = {s: w for s, w in zeilen[g.id].neu.items() if s not in g.konflikte}
    if not zeilen[g.id].neu:
        zeilen.pop(g.id)
    tabellenstand.setze(konzept_id, zeilen)
    tabellenstand.verwirf_schnappschuss()


def ergaenze(konzept_id: int, id_: int, feld: str, schluessel: str) -> None:
    """Merkt, was in der Schublade zu einer Zeile ergänzt wurde (Grund, Umgang mit dem Zeitraum)."""
    zeilen = deepcopy(tabellenstand.offene(konzept_id))
    if id_ in zeilen:
        setattr(zeilen[id_], feld, str(st.session_state.get(schluessel) or ""))
        tabellenstand.setze(konzept_id, zeilen)


# --- Zeigen ----------------------------------------------------------------------------------------------------------


def zeige_inhalt(bild: Lagebild) -> None:
    """Zeigt Zahl und Knopf, darunter jede Zeile mit ihren Zellen; der Knopf ist nie gesperrt."""
    konzept_id = bild.konzept.id
    geprueft = pruefe(bild)
    if not geprueft:
        st.markdown("Es gibt keine ungespeicherten Änderungen.")
        return
    zellenzahl = sum(len(g.offen.neu) for g in geprueft)
    bereit = sum(g.bereit for g in geprueft)
    st.markdown(
        f"**{anzahl(zellenzahl, 'Änderung', 'Änderungen')}** an {anzahl(len(geprueft), 'Maßnahme', 'Maßnahmen')}. "
        "Noch ist nichts davon gespeichert."
    )
    if bereit < len(geprueft):
        st.markdown(
            f":material/error: {anzahl(len(geprueft) - bereit, 'Zeile braucht', 'Zeilen brauchen')} erst eine "
            "Entscheidung oder eine Berichtigung; sie stehen oben und bleiben beim Speichern stehen."
        )
    if st.button(
        f"Speichern ({bereit} von {len(geprueft)})", type="primary", icon=":material/save:", key="tab_speichern"
    ):
        speichere(konzept_id, geprueft)
        if not tabellenstand.offene(konzept_id):
            schliesse()
        st.rerun()
    blaetter = -(-len(geprueft) // JE_BLATT)
    blatt = int(st.pagination(blaetter, key=f"tab_blatt_{blaetter}") or 1) if blaetter > 1 else 1
    for g in geprueft[(blatt - 1) * JE_BLATT : blatt * JE_BLATT]:
        with st.container(border=True, gap="xsmall", key=f"pruefzeile_{g.id}"):
            _zeige_zeile(konzept_id, g)


def _zeige_zeile(konzept_id: int, g: Geprueft) -> None:
    st.header(f"{wort(g.offen.nummer)} {wort(g.offen.titel)}", anchor=False)
    if g.abgelehnt:
        st.error(wort(g.abgelehnt), title="Nicht gespeichert", icon=":material/error:")
    if g.massnahme is None:
        st.error(
            "Diese Maßnahme wurde inzwischen archiviert. Soll sie weitergehen, holen Sie sie erst wieder hervor.",
            title="Nicht mehr da",
            icon=":material/inventory_2:",
        )
    for spalte in SPALTEN:
        if spalte in g.offen.neu:
            _zeige_zelle(g, spalte)
    for spalte in g.zeile.fehler.keys() - g.offen.neu.keys():
        st.markdown(f":red[:material/error:] **{wort(SPALTEN[spalte].bezeichnung)}:** {wort(g.zeile.fehler[spalte])}")
    if g.zeile.stand:
        st.caption("Ergibt einen neuen Sachstand zum heutigen Tag; was keine Spalte hat, bleibt wie zuletzt gemeldet.")
    _zeige_ergaenzungen(konzept_id, g)
    _zeige_wege(konzept_id, g)


def _zeige_zelle(g: Geprueft, spalte: str) -> None:
    name = SPALTEN[spalte].bezeichnung
    alt, neu = g.offen.alt.get(spalte, "") or "–", g.offen.neu[spalte] or "–"
    if spalte in g.konflikte:
        st.markdown(
            f":material/sync_problem: **{wort(name)}** wurde inzwischen geändert:  \n"
            f"als Sie begannen: {wort(alt)}  \njetzt gespeichert: **{wort(g.konflikte[spalte] or '–')}**  \n"
            f"Ihre Eingabe: **{wort(neu)}**"
        )
    else:
        st.markdown(f"**{wort(name)}:** {unterschied(alt, neu)}")
    if satz := g.zeile.fehler.get(spalte):
        st.markdown(f":red[:material/error:] **Geht so nicht:** {wort(satz)}")
    if (satz := g.zeile.verstanden.get(spalte)) and satz not in g.zeile.fehler.get(spalte, ""):
        st.caption(wort(satz))


def _zeige_ergaenzungen(konzept_id: int, g: Geprueft) -> None:
    if g.zeile.entscheidungen:
        schluessel = f"tab_wie_{g.id}"
        st.session_state.setdefault(schluessel, g.offen.zeitraum_wie)
        st.selectbox(
            "Unklarer Zeitraum",
            g.zeile.entscheidungen,
            format_func=lambda w: ZEITRAUM_WIE[w],
            key=schluessel,
            on_change=ergaenze,
            args=(konzept_id, g.id, "zeitraum_wie", schluessel),
        )
    if g.zeile.verschiebt:
        schluessel = f"tab_grund_{g.id}"
        st.session_state.setdefault(schluessel, g.offen.grund)
        st.text_input(
            "Grund der Fristverschiebung",
            key=schluessel,
            on_change=ergaenze,
            args=(konzept_id, g.id, "grund", schluessel),
        )


def _zeige_wege(konzept_id: int, g: Geprueft) -> None:
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        if g.konflikte:
            eigene = st.button("Meine Eingabe übernehmen", key=f"tab_eigene_{g.id}")
            behalten = st.button("Gespeichertes behalten", key=f"tab_behalten_{g.id}")
            if eigene or behalten:
                (uebernimm_eigene if eigene else behalte_gespeichertes)(konzept_id, g)
                st.rerun()
        if st.button("Zeile verwerfen", key=f"tab_weg_{g.id}", type="tertiary", icon=":material/undo:"):
            verwirf(konzept_id, {g.id})
            st.rerun()
        if g.massnahme is not None and any(s in g.offen.neu for s in VOM_SACHSTAND) and g.zeile.fehler:
            link("melden", "Im Formular melden", icon=":material/edit_note:", massnahme=g.id)
