"""Vergleichen: womit die Übersicht die Lage vergleicht – dem letzten eingefrorenen Bericht oder einem gewählten Tag.

Die Wahl steht in der Adresse (`vergleich=`). Behalten werden je Fassung und Filter nur Schlüssel: Einen Stand mit
10.000 Maßnahmen aufzutauen dauert eine halbe Sekunde, er ändert sich aber nie.
"""

import re
from dataclasses import dataclass
from datetime import date

import pandas as pd
import streamlit as st

from mut_core import auswertung
from mut_core.auswertung import Filter, Gruppenstand
from mut_core.fehler import MutError
from mut_core.lagebild import Lagebild, thaw_teil
from mut_core.lagebild.archiv import load_archiv, load_stand
from mut_core.zeitangaben import datum_text
from seiten.bausteine import sitzung
from seiten.bausteine.anzeige import wort
from seiten.bausteine.lagefilter import build_ausschnitt, filtertext

OHNE = "ohne"
TAG = "tag"
_BERICHT = re.compile(r"fassung-(\d{1,9})")

SPALTEN = {
    "massnahmen": (
        "id",
        "nummer",
        "titel",
        "handlungsfeld_id",
        "handlungsfeld_nummer",
        "handlungsfeld",
        "federfuehrung_id",
        "umsetzungsstand",
        "terminlage",
        "aktualitaet",
        "termin",
    ),
    "handlungsfelder": ("id", "nummer", "titel", "reihenfolge", "teilprojekt_id", "uebergreifend"),
    "teilprojekte": ("id", "buchstabe"),
    "massnahmenziele": ("massnahme_id", "ziel_id"),
}
"""Was zum Zählen und Nennen nötig ist; alles Übrige bleibt eingefroren."""


@dataclass(frozen=True)
class Vergleichsstand:
    """Ein früherer Stand: eine eingefrorene Fassung oder ein Tag."""

    wert: str
    """So steht er in der Adresse."""
    name: str
    tag: date
    stand_id: int | None = None


@dataclass(frozen=True)
class Teil:
    """Ein Teil einer Bewegung: Stellen im heutigen Lagebild und die Namen dessen, was es nicht mehr gibt."""

    stellen: list[int]
    fort: list[str]


# --- Wählen ----------------------------------------------------------------------------------------------------------


def fassungen(bild: Lagebild) -> tuple[Vergleichsstand, ...]:
    """Gibt die letzte Fassung jedes eingefrorenen Berichts vor dem Stichtag, die jüngste zuerst."""
    gefunden: tuple[Vergleichsstand, ...] = sitzung.gemerkt("vergleichsstaende", bild, lambda: _lies_fassungen(bild))
    return gefunden


def _lies_fassungen(bild: Lagebild) -> tuple[Vergleichsstand, ...]:
    ich = sitzung.person()
    archiv = sitzung.read(lambda s: load_archiv(s, ich, bild.konzept.id))
    return tuple(
        Vergleichsstand(f"fassung-{b.fassungen[-1].id}", b.titel, b.stichtag, b.fassungen[-1].id)
        for b in archiv
        if b.fassungen and b.stichtag < bild.stichtag
    )


def lies_vergleich(bild: Lagebild) -> Vergleichsstand | None:
    """Liest aus der Adresse, womit verglichen wird; ohne gültige Angabe mit dem letzten eingefrorenen Bericht."""
    text = st.query_params.get("vergleich", "")
    if text == OHNE:
        return None
    tag = sitzung.lies_tag(text)
    if tag and tag < bild.stichtag:
        return Vergleichsstand(tag.isoformat(), f"Stand vom {datum_text(tag)}", tag)
    moegliche = fassungen(bild)
    gewaehlt = {v.wert: v for v in moegliche}.get(text) if _BERICHT.fullmatch(text) else None
    return gewaehlt or next(iter(moegliche), None)


def zeige_vergleichswahl(bild: Lagebild, jetzt: Vergleichsstand | None) -> None:
    """Zeigt, womit verglichen wird, und lässt es ändern; die Felder kommen erst, wenn der Aufklapper offen ist."""
    aufschrift = f"Vergleich: {datum_text(jetzt.tag)}" if jetzt else "Vergleich"
    klappe = st.popover(aufschrift, icon=":material/compare_arrows:", key="lagevergleich", on_change="rerun")
    if not klappe.open:
        return
    namen = {v.wert: f"{wort(v.name)} (Stand {datum_text(v.tag)})" for v in fassungen(bild)}
    namen |= {TAG: "einem anderen Tag", OHNE: "nichts"}
    ist_tag = bool(jetzt and jetzt.stand_id is None) or st.session_state.get("lagevergleich_wahl") == TAG
    with klappe:
        st.session_state["lagevergleich_wahl"] = TAG if ist_tag else jetzt.wert if jetzt else OHNE
        st.radio(
            "Vergleichen mit",
            list(namen),
            format_func=lambda w: namen.get(w, ""),
            key="lagevergleich_wahl",
            on_change=_uebernimm_wahl,
        )
        if ist_tag:
            st.date_input(
                "Tag",
                jetzt.tag if jetzt else None,
                min_value=date(1990, 1, 1),
                max_value=bild.stichtag,
                format="DD.MM.YYYY",
                key="lagevergleich_tag",
                on_change=_uebernimm_tag,
            )
        if len(namen) == 2:  # nur „ein anderer Tag“ und „nichts“
            st.caption("Vor dem Stichtag ist noch kein Bericht eingefroren.")


def _uebernimm_wahl() -> None:
    wahl = st.session_state.get("lagevergleich_wahl")
    if isinstance(wahl, str) and wahl != TAG:
        st.query_params["vergleich"] = wahl


def _uebernimm_tag() -> None:
    tag = st.session_state.get("lagevergleich_tag")
    if isinstance(tag, date):
        st.query_params["vergleich"] = tag.isoformat()


# --- Zählen ----------------------------------------------------------------------------------------------------------


def gruppenstand(bild: Lagebild, filter_: Filter) -> Gruppenstand:
    """Gibt die Maßnahmen hinter den fünf Zahlen am Stichtag des Lagebilds."""
    ausschnitt = build_ausschnitt(bild, filter_)
    stand: Gruppenstand = sitzung.gemerkt(
        "gruppenstand", ausschnitt, lambda: auswertung.gruppenstand(ausschnitt), filtertext(filter_)
    )
    return stand


def gruppenstand_damals(bild: Lagebild, vergleich: Vergleichsstand, filter_: Filter) -> Gruppenstand | None:
    """Gibt die Maßnahmen hinter den fünf Zahlen beim früheren Stand; None, wenn es das Konzept damals nicht gab."""
    if vergleich.stand_id is not None:
        return _gefrorener_gruppenstand(vergleich.stand_id, filtertext(filter_), filter_)
    frueher = _bild_am(bild, vergleich.tag)
    return gruppenstand(frueher, filter_) if frueher else None


def namen_damals(bild: Lagebild, vergleich: Vergleichsstand) -> dict[int, str]:
    """Gibt Nummer und Titel der damaligen Maßnahmen – auch derer, die es heute nicht mehr gibt."""
    frueher = _schmal(vergleich.stand_id) if vergleich.stand_id is not None else _bild_am(bild, vergleich.tag)
    m = frueher.massnahmen if frueher else pd.DataFrame(columns=["id", "nummer", "titel"])
    return {i: f"{n} {t}" for i, n, t in zip(m["id"], m["nummer"], m["titel"], strict=True)}


def _bild_am(bild: Lagebild, tag: date) -> Lagebild | None:
    try:
        return sitzung.lagebild(bild.konzept.id, tag)
    except MutError:  # am gewählten Tag war das Konzept noch nicht angelegt
        return None


@st.cache_resource(max_entries=100, show_spinner=False)
def _gefrorener_gruppenstand(stand_id: int, schluessel: str, _filter: Filter) -> Gruppenstand:  # noqa: ARG001
    return auswertung.gruppenstand(auswertung.ausschnitt(_schmal(stand_id), _filter))


@st.cache_resource(max_entries=6, show_spinner=False)
def _schmal(stand_id: int) -> Lagebild:
    """Taut von einer Fassung auf, was zum Zählen nötig ist; wer sie wählen darf, hat `fassungen` schon geprüft."""
    ich = sitzung.person()
    return thaw_teil(sitzung.read(lambda s: load_stand(s, ich, stand_id).lagebild), SPALTEN)
