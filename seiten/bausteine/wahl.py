"""Wahl: Stichtag und Filter, die in der Adresse stehen, damit ein Link zeigt, was man selbst sieht."""

from datetime import date
from types import SimpleNamespace

import streamlit as st

from seiten.bausteine import sitzung
from seiten.bausteine.anzeige import leer


def require_konzept() -> SimpleNamespace:
    """Gibt das gewählte Konzept; ohne eines zeigt es den Weg zum ersten und beendet die Seite."""
    konzept = sitzung.konzept()
    if konzept is None:
        leer("Es gibt noch kein Konzept.", "Beginnen Sie auf der Seite „Übersicht“.")
        st.stop()
    return konzept


def waehle_stichtag(vorgabe: date | None) -> date:
    """Zeigt die Stichtagswahl und gibt den Stichtag; die Wahl steht in der Adresse."""
    jetzt = sitzung.stichtag(vorgabe)
    gewaehlt = st.date_input(
        "Stichtag",
        jetzt,
        min_value=date(1990, 1, 1),
        max_value=date(2100, 12, 31),
        format="DD.MM.YYYY",
        key=f"stichtag_{jetzt.isoformat()}",
        help="Die Seite zeigt, was am Ende dieses Tages bekannt war.",
        width=160,
    )
    if isinstance(gewaehlt, date) and gewaehlt != jetzt:
        st.query_params["stichtag"] = gewaehlt.isoformat()
        return gewaehlt
    return jetzt


def setze(name: str, wert: object) -> None:
    """Schreibt einen Wert in die Adresse oder nimmt ihn heraus."""
    if wert in (None, "", ()):
        st.query_params.pop(name, None)
    elif st.query_params.get(name) != str(wert):
        st.query_params[name] = str(wert)


def zahl(text: str | None) -> int | None:
    """Liest eine ganze Zahl aus der Adresse; Unlesbares gilt als nicht genannt."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else None
