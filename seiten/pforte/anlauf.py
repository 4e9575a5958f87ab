"""Anlaufen: schwere Module laden und den Speicher einfrieren, bevor die erste Person klickt – und ordentlich enden."""

from __future__ import annotations

import gc
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib import import_module
from typing import Final

import streamlit as st

from mut_core.auftrag import close_laeufer
from seiten.pforte import beschleunigung, deutsch

SCHWER: Final = ("pandas", "pyarrow", "altair", "docx", "sqlalchemy.orm")

SUCHEN: Final = (10_000, 20, 20)
"""Wie viele neue Objekte eine Speichersuche auslösen (Vorgabe 700, 10, 10): Ein Lauf legt Tausende an, und jede volle
Suche geht auch die gemerkten Tabellen durch. Gemessen: bis zu einem Viertel der Rechenzeit eines Laufs."""


@asynccontextmanager
async def lifespan(_app: st.App) -> AsyncIterator[None]:
    """Lädt die schweren Module und die übersetzten Texte und friert den Speicher ein.

    Streamlit ruft nach jedem Lauf `gc.collect(2)`; mit pandas und altair kostet das allein 50–90 ms. Eingefrorenes wird
    nicht mehr durchsucht (gemessen: dreifacher Durchsatz). Endet der Server, gehen laufende Aufträge zurück in die
    Warteschlange; der nächste Start beginnt sie neu, ohne dass jemand eine Minute auf das Lebenszeichen wartet.
    """
    for name in SCHWER:
        import_module(name)
    deutsch.uebersetzte_skripte()
    beschleunigung.connect_thema()
    gc.collect()
    gc.freeze()
    vorher = gc.get_threshold()
    gc.set_threshold(*SUCHEN)
    yield
    close_laeufer()
    gc.set_threshold(*vorher)
    gc.unfreeze()
