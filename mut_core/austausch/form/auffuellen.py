"""Auffüllen: was eine Gruppierungsspalte nur einmal nennt, gilt bis zum nächsten Wert – nie für Frist oder Stand."""

from bisect import bisect_left
from typing import Final

from mut_core.austausch.form.liste import Rohzeile, Spalte
from mut_core.austausch.mappe import Blatt, Zellwert

GRUPPIERUNG: Final = ("handlungsfeld", "ziele")
_DUENN: Final = 0.6
"""Ist weniger gefüllt und steht in der ersten Zeile etwas, so ist die Spalte gruppiert und nicht lückenhaft."""


def aufgefuellt(blatt: Blatt, spalten: tuple[Spalte, ...], zeilen: list[Rohzeile]) -> tuple[list[Rohzeile], list[str]]:
    """Gibt die Zeilen mit aufgefüllten Gruppierungsspalten und dazu, was ohne Verbund aufgefüllt wurde."""
    hinweise = []
    for spalte in spalten:
        if spalte.feld not in GRUPPIERUNG:
            continue
        zeilen = _nach_verbuenden(blatt, spalte.index, zeilen)
        if spalte.feld == "handlungsfeld" and _ist_gruppiert(zeilen, spalte.index):
            leere = sum(z.zellen[spalte.index] is None for z in zeilen)
            zeilen = _fortgeschrieben(zeilen, spalte.index)
            hinweise.append(
                f"In der Spalte „{spalte.ueberschrift}“ gilt der Wert bis zum nächsten: {leere} leere Zellen "
                "sind mit dem Wert darüber gefüllt."
            )
    return zeilen, hinweise


def _nach_verbuenden(blatt: Blatt, spalte: int, zeilen: list[Rohzeile]) -> list[Rohzeile]:
    nummern = [z.nr for z in zeilen]
    for b in blatt.verbunden:
        if not b.von_spalte <= spalte <= b.bis_spalte or b.bis_zeile == b.von_zeile or b.von_zeile > len(blatt.zeilen):
            continue
        wert = blatt.zeilen[b.von_zeile - 1][b.von_spalte]
        for stelle in range(bisect_left(nummern, b.von_zeile), len(zeilen)):
            if zeilen[stelle].nr > b.bis_zeile:
                break
            if wert is not None and zeilen[stelle].zellen[spalte] is None:
                zeilen[stelle] = _mit(zeilen[stelle], spalte, wert)
    return zeilen


def _ist_gruppiert(zeilen: list[Rohzeile], spalte: int) -> bool:
    gefuellt = sum(z.zellen[spalte] is not None for z in zeilen)
    return len(zeilen) >= 3 and zeilen[0].zellen[spalte] is not None and 0 < gefuellt < _DUENN * len(zeilen)


def _fortgeschrieben(zeilen: list[Rohzeile], spalte: int) -> list[Rohzeile]:
    fertig, zuletzt = [], None
    for zeile in zeilen:
        zuletzt = zuletzt if zeile.zellen[spalte] is None else zeile.zellen[spalte]
        fertig.append(zeile if zeile.zellen[spalte] is not None else _mit(zeile, spalte, zuletzt))
    return fertig


def _mit(zeile: Rohzeile, spalte: int, wert: Zellwert) -> Rohzeile:
    return zeile._replace(zellen=(*zeile.zellen[:spalte], wert, *zeile.zellen[spalte + 1 :]))
