"""Bündeln: viele Texte auf einmal schützen, in Läufe schreiben und messbar machen.

Ein Bericht über tausend Maßnahmen hat Tausende kurzer Texte. Aneinandergehängt und mit einem Zeichen getrennt, das in
keinem vorkommt, geht jeder Schritt mit numpy in einem Gang durch alle. Nur wo mehr als Fettes ausgezeichnet ist, liest
`text.laeufe` den Text für sich.
"""

import unicodedata
from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from mut_core.bericht.word.messung import SCHLUSS, WECHSEL
from mut_core.bericht.word.text import FETT_AUF, KUERZEL, LAUF_AUF, LAUF_ZU, LUECKE, NBSP, xml_text

_ENDE = "\x1d"  # beendet Fettes; kommt wie SCHLUSS und WECHSEL in keinem gereinigten Text vor
_LETZTES = 0xFFFF
_FETT_HOECHSTENS = 1000

_ZIFFER, _PUNKT, _BUCHSTABE, _HINTER_ZAHL, _IM_KUERZEL, _NACH_KUERZEL, _VOR_ZAHL, _WORT, _LEER, _BESONDERS = (
    1 << i for i in range(10)
)

Zeichen = NDArray[np.uint32]
Stellen = NDArray[np.intp]


@cache
def _klassen() -> NDArray[np.uint16]:
    """Zu jedem Zeichen, was es sein kann: Die Muster aus `text`, zu einzelnen Zeichen vergröbert."""
    alle = [chr(i) for i in range(_LETZTES + 1)]
    tafel = np.zeros(_LETZTES + 1, dtype=np.uint16)
    for klasse, zeichen in (
        (_ZIFFER, filter(str.isdecimal, alle)),
        (_PUNKT, "."),
        (_BUCHSTABE, filter(str.isalpha, alle[:0x100])),
        (_HINTER_ZAHL, "€%‰TmEUkMSJFAONDH0123456789"),
        (_IM_KUERZEL, "odIV"),  # Mio., Mrd., Tsd., I., V.
        (_NACH_KUERZEL, "€EQ"),
        (_VOR_ZAHL, {kuerzel[-1] for kuerzel in KUERZEL}),
        (_WORT, filter(str.isalnum, alle)),
        (_LEER, filter(str.isspace, alle)),
        (_BESONDERS, "_\n\t\u00ad"),
    ):
        tafel[[ord(z) for z in zeichen]] |= klasse
    tafel[tafel & _ZIFFER > 0] |= _HINTER_ZAHL
    tafel[0x590:0x900] |= _BESONDERS  # Schriften von rechts nach links …
    tafel[0xFB1D:] |= _BESONDERS  # … und im Zweifel mehr
    tafel[_LETZTES] = 0xFFFF
    return tafel


def gebuendelt(texte: Sequence[str]) -> tuple[list[str], list[str], list[int]]:
    """Je Text aus `rohe_absaetze` seine Läufe als XML und sein Messtext; dazu die Stellen derer, für die es nicht gilt.

    Texte mit Adressen und Verweisen gehören nicht hierher.
    """
    roh = unicodedata.normalize("NFC", SCHLUSS.join(["", *texte, ""]))
    zeichen = np.frombuffer(roh.encode("utf-32-le"), dtype=np.uint32).copy()
    klasse = np.take(_klassen(), zeichen, mode="clip")
    schluss = np.flatnonzero(zeichen == ord(SCHLUSS))
    fett = _fettes(zeichen, klasse, schluss)
    besondere = np.searchsorted(schluss, np.flatnonzero(klasse & _BESONDERS > 0)) - 1
    zeichen[_luecken(roh, zeichen, klasse)] = ord(NBSP)
    zeichen[fett.auf], zeichen[fett.zu] = ord(WECHSEL), ord(_ENDE)
    ganz = np.delete(zeichen, np.concatenate((fett.auf, fett.zu)) + 1).tobytes().decode("utf-32-le")[1:-1]
    xml = xml_text(ganz).replace(SCHLUSS, f"{LAUF_ZU}{SCHLUSS}{LAUF_AUF}")
    xml = xml.replace(WECHSEL, f"{LAUF_ZU}{FETT_AUF}").replace(_ENDE, f"{LAUF_ZU}{LAUF_AUF}")
    xml = f"{LAUF_AUF}{xml}{LAUF_ZU}".replace(LAUF_AUF + LAUF_ZU, "")
    gemessen = ganz.replace(_ENDE, WECHSEL)
    return xml.split(SCHLUSS), gemessen.split(SCHLUSS), np.union1d(besondere, fett.zweifel).tolist()


def _luecken(roh: str, zeichen: Zeichen, klasse: NDArray[np.uint16]) -> list[int]:
    """Die Leerzeichen, die zu schützen sind: grob vorgewählt, dann wie in `text.geschuetzt` genau geprüft."""
    leer = np.flatnonzero(zeichen == ord(" "))
    davor, danach = klasse[leer - 1], klasse[leer + 1]
    punkt = davor & _PUNKT > 0
    vor_punkt = klasse[leer - 2]
    moeglich = (danach & _ZIFFER > 0) & (davor & _VOR_ZAHL > 0)
    moeglich |= (danach & _HINTER_ZAHL > 0) & ((davor & _ZIFFER > 0) | (punkt & (vor_punkt & _ZIFFER > 0)))
    moeglich |= punkt & (danach & _NACH_KUERZEL > 0) & (vor_punkt & _IM_KUERZEL > 0)
    einzeln = punkt & (vor_punkt & _BUCHSTABE > 0) & (danach & _BUCHSTABE > 0)
    moeglich |= einzeln & (klasse[np.minimum(leer + 2, len(klasse) - 1)] & _PUNKT > 0)
    return [stelle for stelle in leer[moeglich].tolist() if LUECKE.match(roh, stelle)]


class _Fettes(NamedTuple):
    """Wo Fettes beginnt und endet (der erste der zwei Sterne) und welche Texte Doppelsterne haben, die es nicht tun."""

    auf: Stellen
    zu: Stellen
    zweifel: Stellen


def _fettes(zeichen: Zeichen, klasse: NDArray[np.uint16], schluss: Stellen) -> _Fettes:
    """Was `text.laeufe` als Fettes läse, wo es sich ohne Suchen sagen lässt; im Zweifel ist der Text einer."""
    stern = zeichen == ord("*")
    doppelt = np.flatnonzero(stern[1:] & stern[:-1])
    text = np.searchsorted(schluss, doppelt) - 1
    zweifel = np.bincount(text, minlength=len(schluss)) % 2 > 0
    zweifel[text[:-1][np.diff(doppelt) == 1]] = True  # drei Sterne
    klar = ~zweifel[text]
    auf, zu, text = doppelt[klar][::2], doppelt[klar][1::2], text[klar][::2]
    frei = (klasse[auf - 1] | klasse[zu + 2]) & _WORT == 0
    eng = (klasse[auf + 2] | klasse[zu - 1]) & _LEER == 0
    passt = frei & eng & (zu - auf <= _FETT_HOECHSTENS + 2) & (zu - auf > 2)
    zweifel[text[~passt]] = True
    klar = ~zweifel[text]
    return _Fettes(auf[klar], zu[klar], np.flatnonzero(zweifel))
