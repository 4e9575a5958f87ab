"""Sachstand melden: links die eigenen Maßnahmen, rechts ein kurzes Formular, daneben die letzte Meldung.

Die Felder stehen bewusst nicht in einem `st.form`: so wird jedes beim Verlassen als Entwurf gesichert und übersteht
Neuladen, Seitenwechsel und Neustart. Strg+Enter übernimmt in Textfeldern erst den Text, dann löst es den Knopf aus.
"""

from typing import Any

import streamlit as st

from mut_core import rechte
from mut_core.lagebild import Lagebild, saetze
from mut_core.regeln import ABGESCHLOSSEN
from mut_core.sprache import anzahl
from seiten.bausteine import meldeform, sitzung
from seiten.bausteine.anzeige import absatz, leer, marken, tag, wort, zeitraum
from seiten.bausteine.links import link, parameter
from seiten.bausteine.wahl import require_konzept, zahl

WAHL = "wahl_massnahme"
HOECHSTENS = 100
"""So viele Maßnahmen zeigt die Warteschlange; mehr wären keine Liste, sondern eine Wand."""


def eigene_massnahmen(bild: Lagebild) -> list[Any]:
    """Gibt die Maßnahmen, zu denen die Person melden darf; was am längsten auf eine Meldung wartet, zuerst."""
    ich = sitzung.person()
    eigene = [m for m in saetze(bild.massnahmen) if rechte.darf_melden(ich, bild.konzept.id, m.federfuehrung_id)]
    return sorted(eigene, key=dringlichkeit)


def dringlichkeit(m: Any) -> tuple[Any, ...]:
    """Ordnet: heute Gemeldetes und Abgeschlossenes zuletzt, sonst Überfälliges und lange nicht Gemeldetes zuerst."""
    fertig = m.umsetzungsstand in ABGESCHLOSSEN
    return heute_gemeldet(m), fertig, -m.tage_ueberfaellig, str(m.stand_zum or ""), m.nummer


def heute_gemeldet(m: Any) -> bool:
    """Sagt, ob es für heute schon einen Sachstand gibt."""
    return bool(m.stand_zum == sitzung.heute())


def zeige_warteschlange(eigene: list[Any], gewaehlt: Any) -> None:
    """Zeigt die eigenen Maßnahmen zur Wahl; mit den Pfeiltasten geht es zur nächsten."""
    fertig = sum(map(heute_gemeldet, eigene))
    angefangen = meldeform.angefangene()
    gezeigt = eigene[:HOECHSTENS] if gewaehlt in eigene[:HOECHSTENS] else [gewaehlt, *eigene[: HOECHSTENS - 1]]
    namen = {m.id: f"{zeichen(m, angefangen)} **{wort(m.nummer)}** {wort(m.titel)}" for m in gezeigt}
    st.progress(fertig / len(eigene), f"{fertig} von {anzahl(len(eigene), 'Maßnahme', 'Maßnahmen')} heute gemeldet")
    st.session_state[WAHL] = gewaehlt.id  # die Adresse bestimmt, der Schlüssel bleibt: so behält die Liste den Fokus
    with st.container(border=True, key="warteschlange"):
        st.radio("Meine Maßnahmen", list(namen), format_func=lambda i: namen[i], key=WAHL, on_change=waehle_massnahme)
    if len(eigene) > HOECHSTENS:
        st.caption(f"Die {HOECHSTENS} dringlichsten; zu jeder weiteren führt ihr Steckbrief.")


def zeichen(m: Any, angefangen: set[int]) -> str:
    """Gibt das Zeichen vor einer Maßnahme: Haken heißt heute gemeldet, Stift angefangen."""
    if m.id in angefangen:
        return ":material/edit:"
    return ":material/check:" if heute_gemeldet(m) else ""


def waehle_massnahme() -> None:
    """Öffnet die gewählte Maßnahme; die Adresse nennt sie."""
    st.query_params.from_dict(parameter(massnahme=st.session_state[WAHL]))


def zeige_letzte_meldungen(bild: Lagebild, m: Any) -> None:
    """Zeigt die letzten beiden Einträge neben dem Formular."""
    st.subheader("Zuletzt gemeldet", anchor=False)
    eintraege = [s for s in saetze(bild.sachstaende) if s.massnahme_id == m.id]
    eintraege.sort(key=lambda s: (s.zum, s.nummer), reverse=True)
    if not eintraege:
        absatz(None, "Dies ist die erste Meldung.")
    for s in eintraege[:2]:
        with st.container(border=True, gap="xsmall"):
            st.caption(f"{tag(s.zum)} · {wort(s.umsetzungsstand.bezeichnung)}")
            absatz(s.text, "Unverändert bestätigt." if s.unveraendert else "Ohne Text.")
            if s.naechster_schritt:
                st.markdown(f"**Nächster Schritt:** {wort(s.naechster_schritt)}")
            if s.hindernis:
                st.markdown(f"**Hindernis:** {wort(s.hindernis)}")
    st.caption(f"Zeitraum: {wort(zeitraum(m))}")
    link("massnahme", "Ganzer Steckbrief", id=m.id)


def zeige_formular(bild: Lagebild, eigene: list[Any], m: Any) -> None:
    """Zeigt Kopf, Formular und letzte Meldung der gewählten Maßnahme."""
    st.header(f"{wort(m.nummer)} {wort(m.titel)}", anchor=False)
    with st.container(horizontal=True):
        marken(m)
    form, daneben = st.columns([3, 2], gap="medium")
    with daneben:
        zeige_letzte_meldungen(bild, m)
    with form:
        naechste = next((n.id for n in eigene if n.id != m.id and not heute_gemeldet(n)), None)
        meldeform.zeige(m, naechste)


def zeige_seite(konzept_id: int) -> None:
    """Zeigt Warteschlange und Formular; gemeldet wird immer auf dem Stand von heute."""
    st.title("Sachstand melden", anchor=False)
    bild = sitzung.lagebild(konzept_id, sitzung.heute())
    eigene = eigene_massnahmen(bild)
    if not eigene:
        leer(
            "Zurzeit gibt es keine Maßnahme, zu der Sie melden.",
            "Melden können die federführende Stelle und die Koordination.",
        )
        link("massnahmen", "Zur Liste der Maßnahmen")
        return
    gewuenscht = zahl(st.query_params.get("massnahme"))
    gewaehlt = next((m for m in eigene if m.id == gewuenscht), None)
    if gewuenscht and gewaehlt is None:
        st.warning(
            "Diese Maßnahme gibt es nicht oder Sie melden nicht zu ihr. Angezeigt wird die nächste in Ihrer Liste."
        )
    gewaehlt = gewaehlt or eigene[0]
    if gewuenscht != gewaehlt.id:
        st.query_params.from_dict(parameter(massnahme=gewaehlt.id))
    links, rechts = st.columns([2, 5], gap="medium")
    with rechts:
        zeige_formular(bild, eigene, gewaehlt)
    with links:
        zeige_warteschlange(eigene, gewaehlt)


meldeform.zeige_ergebnis()
zeige_seite(require_konzept().id)
