"""Einlesungsliste: was früher eingelesen wurde – und ein Knopf, der eine ganze Einlesung zurücknimmt."""

from collections.abc import Sequence

import streamlit as st

from mut_core.austausch.uebernahme import TEILWEISE
from mut_core.erfassung.einlesung import Einlesungsangabe, Ruecknahme, load_einlesungen, withdraw_einlesung
from mut_core.erfassung.protokoll import BERLIN
from mut_core.modell.codes import Einlesungszustand
from mut_core.sprache import anzahl
from seiten.bausteine import handlung, sitzung
from seiten.bausteine.anzeige import leer, wort
from seiten.bausteine.links import link

NAME = "einlesung_zurueck"
_ERGEBNIS = "einlesung_ergebnis"
JE_BLATT = 10


def lade(konzept_id: int) -> list[Einlesungsangabe]:
    """Gibt die Einlesungen des Konzepts, die jüngste zuerst."""
    ich = sitzung.person()
    return sitzung.read(lambda s: load_einlesungen(s, ich, konzept_id))


def zeige(konzept_id: int) -> None:
    """Zeigt alle Einlesungen seitenweise."""
    alle = lade(konzept_id)
    if not alle:
        leer("In diesem Konzept wurde noch keine Liste eingelesen.", "Beginnen Sie unter „Einlesen“.")
        return
    zeige_ergebnis()
    blaetter = -(-len(alle) // JE_BLATT)
    blatt = int(st.pagination(blaetter, key=f"einlesungen_{blaetter}") or 1) if blaetter > 1 else 1
    for e in alle[(blatt - 1) * JE_BLATT : blatt * JE_BLATT]:
        zeige_eine(e)


def zeige_ergebnis() -> None:
    """Zeigt einmal, was das letzte Zurücknehmen bewirkt hat und was stehen blieb – oder warum es nicht ging."""
    handlung.zeige_fehler(NAME)
    handlung.zeige_konflikt_satz(NAME)
    ergebnis: Ruecknahme | None = st.session_state.pop(_ERGEBNIS, None)
    if ergebnis is None:
        return
    st.success(
        f"Zurückgenommen: {anzahl(ergebnis.archiviert, 'neue Maßnahme', 'neue Maßnahmen')} archiviert, "
        f"{anzahl(ergebnis.zurueckgesetzt, 'Maßnahme', 'Maßnahmen')} wie davor, "
        f"{anzahl(ergebnis.sachstaende, 'Sachstand', 'Sachstände')} entfernt.",
        icon=":material/undo:",
    )
    if ergebnis.bleibt:
        st.warning(
            "Nicht zurückgenommen, weil seither jemand daran gearbeitet hat:\n\n"
            + "\n".join(f"- {wort(satz)}" for satz in ergebnis.bleibt),
            icon=":material/warning:",
        )


def zeige_eine(e: Einlesungsangabe) -> None:
    """Zeigt eine Einlesung mit Zahlen, Gründen und dem Knopf zum Zurücknehmen."""
    with st.container(border=True, gap="xsmall", key=f"einlesung_{e.id}"):
        st.markdown(f"**{wort(e.dateiname)}**  \n{wort(_satz(e))}")
        if e.uebersprungen:
            with st.expander(f"Nicht oder nur teilweise übernommen ({len(e.uebersprungen)})", key=f"gruende_{e.id}"):
                st.markdown("\n".join(f"- {wort(ort)}: {wort(grund)}" for ort, grund in e.uebersprungen.items()))
        if e.zustand is Einlesungszustand.ZURUECKGENOMMEN:
            am = e.zurueckgenommen_am
            st.badge("zurückgenommen" + (f" am {am.astimezone(BERLIN):%d.%m.%Y}" if am else ""), color="gray")
            return
        with st.container(horizontal=True, vertical_alignment="center"):
            with st.popover("Zurücknehmen", icon=":material/undo:", key=f"zurueck_frage_{e.id}"):
                st.markdown(
                    "Neue Maßnahmen dieser Einlesung werden archiviert, geänderte Felder stehen wieder wie davor, "
                    "eingelesene Sachstände verlassen das Lagebild. Was seither jemand geändert hat, bleibt."
                )
                st.button(
                    "Ja, ganze Einlesung zurücknehmen",
                    type="primary",
                    key=f"zurueck_{e.id}",
                    on_click=nimm_zurueck,
                    args=(e.id,),
                )
            link("massnahmen", "Maßnahmen ansehen", icon=":material/list:")


def nimm_zurueck(einlesung_id: int) -> None:
    """Nimmt eine Einlesung zurück und hebt das Ergebnis für die Anzeige auf."""
    ergebnis = handlung.versuche(
        NAME,
        lambda s, v: withdraw_einlesung(s, v, einlesung_id),
        schluessel=handlung.schluessel_fuer(NAME, einlesung_id),
    )
    if ergebnis is not None:
        st.session_state[_ERGEBNIS] = ergebnis


def aus_dieser(alle: Sequence[Einlesungsangabe], pruefsumme: str) -> Einlesungsangabe | None:
    """Gibt die jüngste geltende Einlesung genau dieser Datei."""
    return next(
        (e for e in alle if e.pruefsumme == pruefsumme and e.zustand is Einlesungszustand.UEBERNOMMEN),
        None,
    )


def _satz(e: Einlesungsangabe) -> str:
    am = e.am.astimezone(BERLIN)
    ganz = sum(not grund.startswith(TEILWEISE) for grund in e.uebersprungen.values())
    return (
        f"{am:%d.%m.%Y, %H:%M} Uhr, {e.von} – Blatt {e.blatt}: {e.gelesen} gelesen, {e.uebernommen} übernommen, "
        f"{ganz} übersprungen. Prüfsumme {e.pruefsumme[:12]} …"
    )
