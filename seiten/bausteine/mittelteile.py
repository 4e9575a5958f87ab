"""Mittelteile: was an Mitteln keine Auswahl einschränkt – Lücken, Förderungen mit ihrem Ende, Stellenanteile."""

from collections.abc import Sequence
from typing import Any

import pandas as pd
import streamlit as st

from mut_core import auswertung
from mut_core.auswertung import mitteluebersicht as mittel
from mut_core.auswertung.mittelluecken import Mittelluecke
from mut_core.betraege import betrag_text
from mut_core.diagramme import stufenname
from mut_core.lagebild import Lagebild, saetze
from mut_core.sprache import zahl
from seiten.bausteine import sitzung
from seiten.bausteine.anzeige import wort
from seiten.bausteine.blatt import waehle_blatt
from seiten.bausteine.block import zeige_block
from seiten.bausteine.links import link
from seiten.bausteine.wahl import setze

JE_BLATT = 10
"""Zwei lange Listen stehen auf der Seite; zusammen sind es zwanzig."""

NUMMERN_HOECHSTENS = 15
"""So viele Maßnahmen nennt eine Förderung."""


def zeige_uebriges(
    bild: Lagebild,
    ausschnitt: Lagebild,
    text: str,
    *,
    luecken: dict[Mittelluecke, list[Any]],
    stellen: pd.DataFrame,
    ohne_position: str,
) -> None:
    """Zeigt, was keine Auswahl einschränkt: Lücken, Förderungen und Stellenanteile."""
    zeige_luecken(bild, luecken, text)

    def zeige_rest() -> None:
        st.caption(wort(ohne_position))
        zeige_foerderungen(bild, ausschnitt)
        zeige_stellen(stellen)

    zeige_block("mittelrest", bild, zeige_rest, text)


def zeige_stellen(stellen: pd.DataFrame) -> None:
    """Zeigt Stellenanteile getrennt vom Geld."""
    if stellen.empty:
        return
    st.header("Stellenanteile", anchor=False)
    zeilen = [
        (stufenname(z.stufe), z.modus.bezeichnung, mittel.stellentext(z.prozent), zahl(z.positionen))
        for z in saetze(stellen)
    ]
    st.table(
        pd.DataFrame(zeilen, columns=["Stufe", "Bezug", "Stellenanteil", "Positionen"]),
        hide_index=True,
        alt="Stellenanteile je Stufe und Bezug",
    )
    st.caption(
        "Nur Positionen, die einen Stellenanteil nennen, in keiner Summe mit Geld. Stellenanteile von Förderungen "
        "stehen bei der Förderung: Es kann dieselbe Stelle sein."
    )


def zeige_foerderungen(bild: Lagebild, ausschnitt: Lagebild) -> None:
    """Zeigt jede Förderung mit Zeitraum, Ende, Umfang und den Maßnahmen daran."""
    st.header("Förderungen und ihr Ende", anchor=False)
    liste = sitzung.gemerkt("foerderliste", bild, lambda: saetze(auswertung.foerderungen(bild)))
    nummern = dict(zip(ausschnitt.massnahmen["id"], ausschnitt.massnahmen["nummer"], strict=True)) if liste else {}
    eigen = {f.id: f.eigenanteil_wortlaut for f in saetze(bild.foerderungen)}
    if not liste:
        st.markdown("Am Stichtag ist keine Förderung erfasst.")
        return
    zeilen = [
        (
            wort(f"{f.programm} ({f.foerdergeber})" if f.foerdergeber else f.programm),
            f"{wort(f.zeitraum or 'k. A.')} – {LAGEN[f.lage]}",
            wort(_umfang(f, eigen.get(f.foerderung_id))),
            wort(_nummern([nummern[i] for i in f.massnahmen if i in nummern])),
        )
        for f in liste
    ]
    spalten = ["Programm", "Zeitraum", "Umfang", "Maßnahmen"]
    st.table(pd.DataFrame(zeilen, columns=spalten), hide_index=True, alt="Förderungen mit Zeitraum, Lage und Umfang")
    if enden := [f"- {wort(f.satz)}" for f in liste if f.lage in ("laeuft_aus", "abgelaufen")]:
        st.markdown("\n".join(enden))
    st.caption("Beträge der Förderungen sind in den Summen oben nicht enthalten: Dort stehen die Positionen daraus.")


def _nummern(nummern: Sequence[str]) -> str:
    """Nennt die Maßnahmen, von vielen die ersten."""
    rest = len(nummern) - NUMMERN_HOECHSTENS
    return ", ".join(nummern[:NUMMERN_HOECHSTENS]) + (f" und {zahl(rest)} weitere" if rest > 0 else "") or "–"


def _umfang(f: Any, eigenanteil: str | None) -> str:
    """Nennt Betrag, Stellenanteil und Eigenanteil, soweit bekannt."""
    teile = [
        betrag_text(f.betrag) if f.betrag is not None else "Betrag k. A.",
        mittel.stellentext(f.stellenanteil_prozent) if f.stellenanteil_prozent else None,
        f"Eigenanteil: {eigenanteil}" if eigenanteil else None,
    ]
    return "; ".join(t for t in teile if t)


LAGEN = {
    "abgelaufen": "abgelaufen",
    "laeuft_aus": "läuft bald aus",
    "laeuft": "läuft",
    "kuenftig": "beginnt noch",
    "ohne_zeitraum": "ohne Zeitraum",
}


KEINE_LUECKE = (
    "Keine Maßnahme in Umsetzung steht ohne Angabe zu Mitteln oder ohne Bewilligung da, nichts ist abgelehnt, und "
    "keine Förderung endet ohne Anschluss."
)


def zeige_luecken(bild: Lagebild, luecken: dict[Mittelluecke, list[Any]], text: str) -> None:
    """Zeigt, wo Geld fehlt: je Art der Lücke die Zahl, und die Maßnahmen der gewählten Art."""
    st.header("Lücken", anchor=False)
    if not luecken:
        st.markdown(wort(KEINE_LUECKE))
        return
    namen = {a.value: f"{a.bezeichnung} ({zahl(len(luecken[a]))})" for a in Mittelluecke if a in luecken}
    genannt = st.query_params.get("mittelluecke")
    jetzt = genannt if genannt in namen else next(iter(namen))
    st.session_state["mittelluecke"] = jetzt
    st.radio(
        "Art der Lücke",
        list(namen),
        format_func=lambda w: namen.get(w, ""),
        key="mittelluecke",
        on_change=_waehle_luecke,
    )
    alle = luecken[Mittelluecke(jetzt)]  # type: ignore[call-arg]
    blatt = waehle_blatt(len(alle), "lueckenblatt", JE_BLATT)
    zeige_block("mittelluecken", bild, lambda: _zeige_lueckenkarten([alle[n] for n in blatt]), text, jetzt, blatt.start)


def _zeige_lueckenkarten(zeilen: Sequence[Any]) -> None:
    for z in zeilen:
        with st.container(border=True, gap="xsmall", key=f"karte_luecke_{z.massnahme_id}"):
            link("massnahme", f"**{wort(z.nummer)}** {wort(z.titel)}", id=z.massnahme_id)
            st.markdown(wort(z.satz))


def _waehle_luecke() -> None:
    setze("lueckenblatt", None)
    setze("mittelluecke", st.session_state["mittelluecke"])
