"""Anzeige: Texte, Marken und Fehler so zeigen, dass Eingetipptes nie als Auszeichnung oder Farbe allein wirkt."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any, Literal

import streamlit as st

from mut_core.fehler import MutError
from mut_core.modell.codes import Aktualitaet, Terminlage, Umsetzungsstand
from mut_core.texte import without_steuerzeichen
from mut_core.zeitangaben import datum_text, zeitangabe_text

Farbe = Literal["red", "orange", "yellow", "blue", "green", "violet", "gray"]

_AUSZEICHNUNG = re.compile(r"([\\`*_{}\[\]()#+\-.!|<>$~:=&])")
_NAHT = re.compile(
    r"(?<=http)(?=s?://)|(?<=www)(?=\.)|(?<=[\w.+-])(?=@\w)|(?<=:)(?=material[/_]|streamlit:)"
    r"|(?<=[<~>-])(?=[-=>])",
    re.IGNORECASE,
)
_EINZUG = re.compile(r"^[ \t]+", re.MULTILINE)
_TRENNER = "\x00"
_UNSICHTBAR = ":small[]"
_WIRKSAM = re.compile(r"[\\`*_{}\[\]#!|<>$~:=&@+\s]+|(?<=www)\.", re.IGNORECASE)


def wort(text: Any) -> str:
    """Gibt Text so, dass Streamlit ihn wörtlich zeigt: `*`, `_`, `$` und `:` bleiben Zeichen (Akteur*innen).

    Adressen, Pfeile und Zeichen wie `:material_home:` ersetzt die Oberfläche erst im fertigen Text, wo ein
    Rückstrich nicht mehr hilft; dort trennt ein leeres Element die Zeichen, ohne dass Kopiertes sich ändert.
    """
    genaeht = _NAHT.sub(_TRENNER, without_steuerzeichen(str(text)))
    gerueckt = _EINZUG.sub(lambda einzug: "\u00a0" * len(einzug[0]), genaeht)
    maskiert = _AUSZEICHNUNG.sub(r"\\\1", gerueckt)
    return maskiert.replace("\n", "  \n").replace(_TRENNER, _UNSICHTBAR)


def schlicht(text: Any) -> str:
    """Gibt Text für die Beschriftung eines Feldes: ohne Zeichen, die auszeichnen könnten („Lots*innen“: „Lots innen“).

    Streamlit schreibt eine Beschriftung auch roh in das `aria-label`; Rückstriche aus `wort` läse ein Vorleseprogramm
    mit vor. Steht Eingetipptes am Anfang der Beschriftung, gehört ein festes Wort davor („1.“ wäre eine Liste).
    """
    return _WIRKSAM.sub(" ", without_steuerzeichen(str(text))).strip()


def absatz(text: str | None, ersatz: str = "k. A.") -> None:
    """Zeigt eingegebenen Text wörtlich; fehlt er, den Ersatz."""
    st.markdown(wort(text) if text else f":gray[{wort(ersatz)}]")


def tag(wert: date | None, ersatz: str = "k. A.") -> str:
    """Gibt einen Tag als TT.MM.JJJJ."""
    return datum_text(wert) if wert else ersatz


def zeitraum(m: Any) -> str:
    """Gibt Beginn und Frist einer Zeile so genau, wie sie gemeint sind; sonst den Wortlaut oder „k. A.“."""
    text = zeitangabe_text(m.beginn, m.beginn_genauigkeit, m.frist, m.frist_genauigkeit)
    return text or m.zeit_wortlaut or "k. A."


STAND_FARBE: dict[Umsetzungsstand, Farbe] = {
    Umsetzungsstand.OHNE_ANGABE: "gray",
    Umsetzungsstand.IDEE: "gray",
    Umsetzungsstand.NICHT_BEGONNEN: "gray",
    Umsetzungsstand.IN_PLANUNG: "blue",
    Umsetzungsstand.IN_UMSETZUNG: "blue",
    Umsetzungsstand.UMGESETZT: "green",
    Umsetzungsstand.VERSTETIGT: "green",
    Umsetzungsstand.ZURUECKGESTELLT: "orange",
    Umsetzungsstand.VERWORFEN: "gray",
}
LAGE_FARBE: dict[Terminlage, Farbe] = {Terminlage.UEBERFAELLIG: "red", Terminlage.BALD_FAELLIG: "orange"}
ALT_FARBE: dict[Aktualitaet, Farbe] = {Aktualitaet.VERALTET: "orange", Aktualitaet.OHNE_MELDUNG: "orange"}


def marken(m: Any) -> None:
    """Zeigt die Achsen einer Maßnahme als Marken mit Wort; Selbstverständliches („im Zeitplan“) bleibt weg."""
    st.badge(m.umsetzungsstand.bezeichnung, color=STAND_FARBE[m.umsetzungsstand])
    if m.terminlage == Terminlage.UEBERFAELLIG:
        st.badge(f"überfällig seit {m.tage_ueberfaellig} Tagen", color="red")
    elif m.terminlage in LAGE_FARBE:
        st.badge(m.terminlage.bezeichnung, color=LAGE_FARBE[m.terminlage])
    if m.aktualitaet in ALT_FARBE:
        st.badge(f"Meldung {m.aktualitaet.bezeichnung}" if m.stand_zum else "ohne Meldung", color="orange")


def leer(satz: str, weiter: str) -> None:
    """Zeigt, warum hier nichts steht und was als Nächstes zu tun ist."""
    st.info(f"{wort(satz)}\n\n{wort(weiter)}", icon=":material/info:")


@contextmanager
def fehler_zeigen() -> Iterator[None]:
    """Zeigt erwartete Fehler als deutschen Satz; Unerwartetes geht an die Pforte, die eine Nummer vergibt."""
    try:
        yield
    except MutError as fehler:
        st.error(wort(fehler), icon=":material/error:")
        st.stop()
