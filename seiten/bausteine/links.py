"""Links: jede Adresse der App entsteht hier, damit Filter, Konzept und Stichtag überall gleich heißen."""

import copy
from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlencode

import streamlit as st

SEITEN = Path(__file__).resolve().parent.parent
"""Seiten werden mit vollem Pfad genannt: unter uvicorn aus fremdem Ordner fände Streamlit sie sonst nicht."""


def seite(name: str) -> str:
    """Gibt den Pfad einer Seite für `st.Page`, `st.page_link` und `st.switch_page`."""
    return str(SEITEN / f"{name}.py")


def build_seite(
    name: str,
    titel: str,
    zeichen: str | None,
    sichtbar: Literal["visible", "hidden"] = "visible",
    *,
    start: bool = False,
) -> Any:
    """Gibt eine Seite für `st.navigation`; jeder Lauf bekommt ein eigenes Stück einer Vorlage.

    Zwanzig Seiten je Lauf neu zu prüfen (Pfad, Zeichen) kostete ein Sechstel der Übersicht.
    """
    return copy.copy(_vorlage(name, titel, zeichen, sichtbar, start))


@lru_cache(maxsize=128)
def _vorlage(name: str, titel: str, zeichen: str | None, sichtbar: Literal["visible", "hidden"], start: bool) -> Any:
    icon = f":material/{zeichen}:" if zeichen else None
    if start:
        return st.Page(seite(name), title=titel, icon=icon, default=True)
    return st.Page(seite(name), title=titel, icon=icon, url_path=name, visibility=sichtbar)


def parameter(**weitere: Any) -> dict[str, str]:
    """Gibt die Parameter einer Adresse: Konzept und Stichtag der jetzigen, dazu weitere (None entfällt)."""
    bleibend = {k: st.query_params[k] for k in ("konzept", "stichtag") if k in st.query_params}
    neu = {k: w.isoformat() if isinstance(w, date) else str(w) for k, w in weitere.items() if w is not None}
    return bleibend | neu


def link(name: str, beschriftung: str, *, icon: str | None = None, hilfe: str | None = None, **weitere: Any) -> None:
    """Zeigt einen Link auf eine Seite; Konzept und Stichtag gehen mit."""
    st.page_link(seite(name), label=beschriftung, icon=icon, help=hilfe, query_params=parameter(**weitere))


def adresse(name: str, **weitere: Any) -> str:
    """Gibt die Adresse einer Seite für einen Link im Text; er öffnet ein neues Fenster, Getipptes bleibt offen."""
    return f"{name}?{urlencode(parameter(**weitere))}"


def hierher(beschriftung: str, *, key: str, icon: str | None = None, hilfe: str | None = None, **weitere: Any) -> None:
    """Zeigt einen Knopf, der die eigene Seite mit anderer Adresse öffnet.

    Ein Link täte das nur halb: Die Seite wechselt, die Adresse bleibt die alte, und Neuladen führt zurück.
    """
    ziel = parameter(**weitere)
    st.button(
        beschriftung, key=f"hier_{key}", icon=icon, help=hilfe, type="tertiary", on_click=_stelle_um, args=(ziel,)
    )


def _stelle_um(ziel: dict[str, str]) -> None:
    st.query_params.from_dict(ziel)


def springe(name: str, **weitere: Any) -> None:
    """Wechselt zu einer Seite; nie innerhalb einer schreibenden Einheit aufrufen."""
    st.switch_page(seite(name), query_params=parameter(**weitere))


def personenadresse(kennung: str) -> str:
    """Gibt die Adresse, unter der die Pforte die Demo-Person wechselt und hierher zurückkehrt."""
    weg = st.context.url or "/"
    weg = "/" + weg.split("://", 1)[-1].partition("/")[2].partition("?")[0]
    weiter = f"{weg}?{urlencode(_ohne_formular(st.query_params.to_dict()))}"
    return f"/person/{kennung}?{urlencode({'weiter': weiter})}"


def _ohne_formular(adresse: Mapping[str, str]) -> dict[str, str]:
    """Wer wechselt, nimmt die Basis des Formulars der anderen Person nicht mit."""
    return {k: w for k, w in adresse.items() if k not in ("basis", "basis_version")}
