"""Sitzungsliste: von jeder Sitzung rückwärts, bis wann was fertig sein muss und was davor fällig ist."""

from typing import Any

import streamlit as st

from mut_core.auswertung import sitzungsplan
from mut_core.lagebild import Lagebild, saetze
from mut_core.sprache import anzahl
from seiten.bausteine import sitzung
from seiten.bausteine.anzeige import leer, tag, wort
from seiten.bausteine.links import link

HOECHSTENS = 12
"""So viele Maßnahmen nennt eine Sitzung; die übrigen stehen in der Liste der Maßnahmen."""


def zeige(bild: Lagebild) -> None:
    """Zeigt die Sitzungen ab dem Stichtag, die nächste zuerst."""
    plan = saetze(sitzung.gemerkt("sitzungsplan", bild, lambda: sitzungsplan(bild)))
    if not plan:
        leer(
            f"Ab dem {tag(bild.stichtag)} ist keine Sitzung eingetragen.",
            "Sitzungen kommen aus den Terminen des Konzepts, den Beratungsfolgen und den Abfragen.",
        )
        return
    st.caption("Gerechnet vom Tag der Sitzung zurück; Wochenenden sind berücksichtigt, Feiertage nicht.")
    titel = {m.id: f"{m.nummer} {m.titel}" for m in saetze(bild.massnahmen)}
    for nummer, s in enumerate(plan):
        with st.container(border=True, key=f"sitzung_{nummer}"):
            _zeige_sitzung(s, titel)


def _zeige_sitzung(s: Any, titel: dict[int, str]) -> None:
    st.subheader(f"{tag(s.sitzung_am)} · {wort(s.gremium or 'ohne Gremium')}", anchor=False)
    if s.anlass:
        st.caption(wort(s.anlass))
    ladung = anzahl(s.ladungsfrist_tage, "Tag", "Tage")
    st.markdown(
        f"- **Redaktionsschluss:** {tag(s.redaktionsschluss)}\n"
        f"- **Unterlagen bis:** {tag(s.unterlagen_bis)} (Ladungsfrist {wort(ladung)})\n"
        f"- **Davor fällig:** {wort(_faellig(s))}"
    )
    if s.anzahl:
        with st.expander(f"{anzahl(s.anzahl, 'Maßnahme', 'Maßnahmen')} zeigen"):
            for i in s.massnahmen[:HOECHSTENS]:
                link("massnahme", wort(titel.get(i, str(i))), id=i)
            if s.anzahl > HOECHSTENS:
                link("massnahmen", f"Alle Maßnahmen ansehen ({wort(s.anzahl - HOECHSTENS)} weitere)")
    if s.hinweis:
        st.caption(wort(s.hinweis))


def _faellig(s: Any) -> str:
    if not s.anzahl:
        return "keine Maßnahme"
    davon = f", davon {s.ueberfaellig} schon überfällig" if s.ueberfaellig else ""
    return f"{anzahl(s.anzahl, 'Maßnahme', 'Maßnahmen')}{davon}"
