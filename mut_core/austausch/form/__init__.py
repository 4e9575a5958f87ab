"""Erkennen: aus einem Blatt die Liste – Kopf, Spalten, Maßnahmen; alles andere mit Zeilennummer und Grund."""

import re
from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import date
from typing import Final

from mut_core.austausch.form.auffuellen import aufgefuellt
from mut_core.austausch.form.blattwahl import Blattwahl, blattgruppe, waehle_blaetter
from mut_core.austausch.form.fussnoten import mit_fussnoten
from mut_core.austausch.form.kopf import Kopf, finde_kopf
from mut_core.austausch.form.legende import legende
from mut_core.austausch.form.liste import Liste, Rohzeile, Sachstandszeile, Spalte, Uebergangen
from mut_core.austausch.form.spalten import read_spalten
from mut_core.austausch.form.verlauf import zugeordnet
from mut_core.austausch.form.zeilen import Sortierung, read_zeilen
from mut_core.austausch.mappe import Blatt, Mappe, Ort
from mut_core.austausch.zuordnung import Zuordnung
from mut_core.fehler import EingabeError
from mut_core.schriftbild import geglaettet
from mut_core.zeitangaben import read_zeitangabe

__all__ = [
    "Blattwahl",
    "Liste",
    "Rohzeile",
    "Sachstandszeile",
    "Spalte",
    "Uebergangen",
    "blattgruppe",
    "legende",
    "read_liste",
    "read_listen",
    "waehle_blaetter",
]

_STAND: Final = re.compile(
    r"\b(?:stand|stichtag|datum|fortgeschrieben|zum|per)\b[ :]*(?:vom|zum|am|per)?[ :]*(?P<zeit>\d[\d./ -]*\d"
    r"|(?:januar|februar|märz|april|mai|juni|juli|august|september|oktober|november|dezember|q[1-4]|[1-4]\. quartal"
    r"|[12]\. halbjahr)[ /]?\d{2,4})"
)
_ARTEN: Final = ("farben", "durchgestrichen", "kommentare", "fehlerwerte", "formate", "symbolschrift")
_VIELE_SPALTEN: Final = 60


def read_liste(blatt: Blatt, *, vorgabe: Zuordnung | None = None, gruppe: str | None = None) -> Liste:
    """Erkennt ein Blatt als Liste; `vorgabe` (gewählt oder gemerkt) geht der eigenen Erkennung vor.

    `gruppe` ist das Handlungsfeld, das für das ganze Blatt gilt. Wirft EingabeError (`feld="kopfzeile"`), wenn keine
    Kopfzeile zu finden ist.
    """
    kopf = finde_kopf(blatt, vorgabe)
    spalten = read_spalten(blatt, kopf, vorgabe)
    sortierung = read_zeilen(blatt, kopf, spalten, gruppe)
    zeilen, gefuellt = aufgefuellt(blatt, spalten, sortierung.zeilen)
    zeilen = mit_fussnoten(_mit_auffaelligem(blatt, zeilen), sortierung.fussnoten)
    zeilen, verlauf = zugeordnet(spalten, zeilen)
    return Liste(
        blatt.name,
        kopf.zeile,
        kopf.hoehe,
        spalten,
        tuple(zeilen),
        tuple(sorted([*sortierung.uebergangen, *verlauf])),
        _stand(blatt, kopf),
        blatt.hinweise + tuple(gefuellt) + tuple(_hinweise(blatt, spalten, zeilen, sortierung)),
    )


def read_listen(
    mappe: Mappe, *, blaetter: Collection[str] | None = None, vorgabe: Zuordnung | None = None
) -> tuple[Liste, ...]:
    """Liest die genannten Blätter, ohne Nennung die vorgeschlagenen; wirft EingabeError, wenn keines eine Liste ist."""
    wahl = {w.name: w for w in waehle_blaetter(mappe)}
    for name in blaetter or ():
        mappe.blatt(name)
    gewaehlt = [w for w in wahl.values() if (w.name in blaetter if blaetter is not None else w.vorgeschlagen)]
    if not gewaehlt:
        gruende = "; ".join(f"„{w.name}“: {w.grund}" for w in wahl.values())
        raise EingabeError(
            f"In der Datei ist keine Maßnahmenliste zu finden ({gruende}). Bitte wählen Sie das Blatt und die Zeile "
            "mit den Überschriften selbst aus.",
            feld="blatt",
        )
    return tuple(read_liste(mappe.blatt(w.name), vorgabe=vorgabe, gruppe=_gruppe(w, blaetter)) for w in gewaehlt)


def _gruppe(wahl: Blattwahl, blaetter: Collection[str] | None) -> str | None:
    return wahl.gruppe or (blattgruppe(wahl.name) if blaetter and len(blaetter) > 1 else None)


def _mit_auffaelligem(blatt: Blatt, zeilen: list[Rohzeile]) -> list[Rohzeile]:
    """Hängt Farben, Kommentare und alles Übrige an ihre Zeile; Zeilen ohne Auffälliges bleiben, wie sie sind."""
    je_zeile: dict[int, dict[str, dict[int, str]]] = defaultdict(dict)
    for art in _ARTEN:
        funde: Mapping[Ort, str] = getattr(blatt, art)
        for (nr, spalte), text in funde.items():
            je_zeile[nr].setdefault(art, {})[spalte] = text
    verborgen = blatt.verborgene_zeilen
    if not je_zeile and not verborgen:
        return zeilen
    return [
        z._replace(verborgen=z.nr in verborgen, **je_zeile.get(z.nr, {}))  # type: ignore[arg-type]
        if z.nr in je_zeile or z.nr in verborgen
        else z
        for z in zeilen
    ]


def _stand(blatt: Blatt, kopf: Kopf) -> date | None:
    """Das Stand-Datum aus den Zeilen über dem Kopf; das letzte genannte, das eindeutig ist."""
    for nr in range(kopf.zeile - 1, 0, -1):
        for wert in blatt.zeilen[nr - 1]:
            if isinstance(wert, date) and _nennt_stand(blatt, nr):
                return date(wert.year, wert.month, wert.day)
            if isinstance(wert, str) and (stand := _stand_im_text(wert)):
                return stand
    return None


def _nennt_stand(blatt: Blatt, nr: int) -> bool:
    return any(isinstance(w, str) and geglaettet(w).startswith(("stand", "stichtag")) for w in blatt.zeilen[nr - 1])


def _stand_im_text(text: str) -> date | None:
    treffer = _STAND.search(geglaettet(text[:300]))
    if treffer is None:
        return None
    zeit = read_zeitangabe(treffer["zeit"])
    return zeit.frist if zeit.sicher else None


def _hinweise(blatt: Blatt, spalten: tuple[Spalte, ...], zeilen: list[Rohzeile], sortierung: Sortierung) -> list[str]:
    saetze = []
    if verborgen := sum(z.verborgen for z in zeilen):
        saetze.append(f"{verborgen} Zeilen sind in der Datei ausgeblendet oder weggefiltert; sie sind mitgelesen.")
    if spalten and (versteckt := [s.ueberschrift for s in spalten if s.index in blatt.verborgene_spalten]):
        saetze.append(f"Ausgeblendete Spalten, mitgelesen: {', '.join(versteckt[:8])}.")
    if len(spalten) > _VIELE_SPALTEN:
        bekannt = sum(s.feld is not None for s in spalten)
        saetze.append(
            f"Das Blatt hat {len(spalten)} Spalten, {bekannt} davon sind bekannt. Die übrigen würden Zusatzfelder; "
            "bitte löschen Sie, was nicht zur Liste gehört."
        )
    if sortierung.gruppen:
        saetze.append(f"{sortierung.gruppen} Zwischenüberschriften sind als Handlungsfeld gelesen.")
    if sortierung.fussnoten:
        saetze.append(f"{len(sortierung.fussnoten)} Fußnoten hängen an den Zellen mit ihrer Marke.")
    if all(s.feld != "titel" for s in spalten):
        saetze.append("Keine Spalte mit dem Titel der Maßnahme erkannt. Bitte ordnen Sie sie zu.")
    return saetze
