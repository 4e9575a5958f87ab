"""Hintergrund: was beim Bewerten neben den Fragen liegen sollte – Stand, Fristen, Zielgruppe, Ziele."""

from html import escape
from typing import Any

import streamlit as st

from mut_core.lagebild import Lagebild, saetze
from mut_core.zeitangaben import datum_text
from seiten.bausteine.anzeige import marken, zeitraum


def zeige_hintergrund(bild: Lagebild, m: Any) -> None:
    """Zeigt die Achsen der Maßnahme und ihre Geschichte in der Reihenfolge der vier Fragen."""
    st.header("Was bekannt ist", anchor=False)
    with st.container(horizontal=True):
        marken(m)
    punkte = (
        ("Letzter Sachstand", _sachstand(m)),
        ("Hindernis", [m.stand_hindernis]),
        ("Ergebnis", [m.stand_ergebnis]),
        ("Zielgruppe", [m.zielgruppe or "k. A."]),
        ("Zeitraum", [zeitraum(m)]),
        ("Fristverschiebungen", _verschiebungen(bild, m)),
        ("Ziele", _ziele(bild, m)),
        ("Indikator", [m.indikator]),
    )
    zeilen = ((name, [t for t in texte if t]) for name, texte in punkte)
    st.html(f'<div class="lage"><dl>{"".join(_punkt(n, t) for n, t in zeilen if t)}</dl></div>')


def _punkt(name: str, texte: list[str]) -> str:
    return f"<dt>{name}</dt>" + "".join(f"<dd>{escape(t)}</dd>" for t in texte)


def _sachstand(m: Any) -> list[str]:
    if not m.stand_zum:
        return ["Noch nie gemeldet."]
    return [f"{datum_text(m.stand_zum)}: {m.stand_text or m.umsetzungsstand.bezeichnung}"]


def _verschiebungen(bild: Lagebild, m: Any) -> list[str]:
    f = bild.fristaenderungen
    eigene = sorted(saetze(f.loc[[i == m.id for i in f["massnahme_id"]]]), key=lambda v: (v.am, v.id))
    return [f"{_tag(v.bisher)} → {_tag(v.neu)}: {v.grund}" for v in eigene] or ["keine"]


def _tag(wert: Any) -> str:
    return datum_text(wert) if wert else "ohne Frist"


def _ziele(bild: Lagebild, m: Any) -> list[str]:
    """Die Ziele der Maßnahme; ist keines zugeordnet, die ihres Handlungsfelds – und das steht dabei."""
    z = bild.massnahmenziele
    eigene = {ziel for i, ziel in zip(z["massnahme_id"], z["ziel_id"], strict=True) if i == m.id}
    alle = sorted(saetze(bild.ziele), key=lambda ziel: (ziel.nummer or 0, ziel.id))
    if eigene:
        return [ziel.text for ziel in alle if ziel.id in eigene]
    im_feld = [ziel.text for ziel in alle if ziel.handlungsfeld_id == m.handlungsfeld_id]
    vorn = "Der Maßnahme ist kein Ziel zugeordnet."
    return [f"{vorn} Ziele des Handlungsfelds:", *im_feld] if im_feld else [vorn]
