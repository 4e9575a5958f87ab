"""Suchen: wo Maßnahmen Geld fehlt – nicht benannt, nicht bewilligt, abgelehnt oder ohne Anschluss an eine Förderung."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from mut_core.auswertung.mittel import foerderungen, position_text
from mut_core.auswertung.mitteluebersicht import STUFEN, Stufe
from mut_core.auswertung.tabelle import build_tabelle, nummernschluessel
from mut_core.lagebild import Lagebild, saetze
from mut_core.modell.codes import Angabe, Mittelmodus, Mittelstatus, Umsetzungsstand, Wort
from mut_core.regeln import ABGESCHLOSSEN
from mut_core.sprache import aufzaehlung, knapp, zitiert


class Mittelluecke(Wort):
    """Was an den Mitteln einer Maßnahme fehlt."""

    OHNE_MITTEL = "ohne_mittel", "In Umsetzung, Mittel nicht benannt"
    NICHT_BEWILLIGT = "nicht_bewilligt", "In Umsetzung, nichts davon bewilligt"
    ABGELEHNT = "abgelehnt", "Mittel abgelehnt oder gestrichen"
    OHNE_ANSCHLUSS = "ohne_anschluss", "Förderung endet ohne bewilligten Anschluss"


SPALTEN = ("massnahme_id", "nummer", "titel", "luecke", "satz")

_GEDECKT = frozenset({*STUFEN[Stufe.BEWILLIGT], *STUFEN[Stufe.VERAUSGABT]})
_OHNE_WEITERES = _GEDECKT | {Mittelstatus.KEIN_BEDARF}
_ERLEDIGT = frozenset({Mittelstatus.ABGELEHNT, Mittelstatus.VERAUSGABT})


@dataclass(frozen=True)
class _Umfeld:
    positionen: Mapping[int, list[Any]]
    endende: Mapping[int, list[Any]]


def mittelluecken(lagebild: Lagebild) -> pd.DataFrame:
    """Gibt je Lücke einer Maßnahme eine Zeile, nach Art der Lücke und Nummer geordnet.

    Spalten: massnahme_id, nummer, titel, luecke (Mittelluecke), satz. Abgeschlossenes (umgesetzt, verworfen) hat keine.
    """
    umfeld = _Umfeld(_je_massnahme(lagebild.mittel), _endende(lagebild))
    spalten = ["id", "nummer", "titel", "umsetzungsstand", "mittelstatus", "mittel_angabe", "mittel_wortlaut"]
    zeilen = [
        (m.id, m.nummer, m.titel, luecke, satz)
        for m in saetze(lagebild.massnahmen[spalten])
        if m.umsetzungsstand not in ABGESCHLOSSEN
        for luecke, pruefe in _PRUEFUNGEN.items()
        for satz in pruefe(m, umfeld)
    ]
    zeilen.sort(key=lambda z: (list(Mittelluecke).index(z[3]), nummernschluessel(z[1])))
    return build_tabelle(zeilen, SPALTEN)


def _je_massnahme(tabelle: pd.DataFrame) -> dict[int, list[Any]]:
    je: dict[int, list[Any]] = {}
    for p in saetze(tabelle):
        je.setdefault(p.massnahme_id, []).append(p)
    return je


def _endende(lagebild: Lagebild) -> dict[int, list[Any]]:
    """Gibt je Maßnahme die Förderungen, die abgelaufen sind oder bald auslaufen."""
    je: dict[int, list[Any]] = {}
    for f in saetze(foerderungen(lagebild)):
        if f.lage in ("abgelaufen", "laeuft_aus") and f.mittelstatus not in _ERLEDIGT:
            for massnahme_id in f.massnahmen:
                je.setdefault(massnahme_id, []).append(f)
    return je


# --- Prüfungen -------------------------------------------------------------------------------------------------------


def _ohne_mittel(m: Any, umfeld: _Umfeld) -> Iterator[str]:
    if m.umsetzungsstand != Umsetzungsstand.IN_UMSETZUNG or m.id in umfeld.positionen:
        return
    if m.mittel_angabe == Angabe.KEINE or m.mittelstatus in (*_OHNE_WEITERES, Mittelstatus.ABGELEHNT):
        return
    if m.mittel_wortlaut:
        yield f"Genannt, aber nicht als Position erfasst: {zitiert(knapp(m.mittel_wortlaut, 160))}."
    else:
        yield f"Zu den Mitteln: {_ANGABEN[m.mittel_angabe or Angabe.LEER]}."


_ANGABEN: Mapping[Angabe, str] = {
    Angabe.LEER: "noch nicht erfragt",
    Angabe.KEINE_ANGABE: "k. A.",
    Angabe.OFFEN: "bewusst offen",
    Angabe.GENANNT: "genannt, aber nicht beziffert",
}


def _nicht_bewilligt(m: Any, umfeld: _Umfeld) -> Iterator[str]:
    positionen = umfeld.positionen.get(m.id, [])
    offen = [p for p in positionen if p.mittelstatus not in _OHNE_WEITERES and p.mittelstatus != Mittelstatus.ABGELEHNT]
    if m.umsetzungsstand == Umsetzungsstand.IN_UMSETZUNG and offen:
        if any(p.mittelstatus in _GEDECKT for p in positionen) or m.mittelstatus in _GEDECKT:
            return
        yield f"Bisher nur {aufzaehlung([position_text(p) for p in offen])}."


def _abgelehnt(m: Any, umfeld: _Umfeld) -> Iterator[str]:
    abgelehnt = [p for p in umfeld.positionen.get(m.id, ()) if p.mittelstatus == Mittelstatus.ABGELEHNT]
    if abgelehnt:
        yield f"{aufzaehlung([position_text(p, mit_status=False) for p in abgelehnt])}."
    elif m.mittelstatus == Mittelstatus.ABGELEHNT:
        yield "Die Mittel sind abgelehnt oder gestrichen; ein Betrag ist nicht als Position erfasst."


def _ohne_anschluss(m: Any, umfeld: _Umfeld) -> Iterator[str]:
    """Anschluss ist, was danach noch bewilligt ist und nicht selbst aus einer endenden Förderung kommt."""
    endende = umfeld.endende.get(m.id)
    if not endende:
        return
    enden = {f.foerderung_id for f in endende}
    letzte: date = max(f.frist for f in endende)
    uebrige = [p for p in umfeld.positionen[m.id] if p.foerderung_id not in enden and _reicht_weiter(p, letzte)]
    if any(p.mittelstatus in STUFEN[Stufe.BEWILLIGT] for p in uebrige):
        return
    beantragt = [p for p in uebrige if p.mittelstatus in STUFEN[Stufe.ANGEMELDET]]
    genannt = " ".join(f.satz.replace(f"„{f.programm}“", zitiert(f.programm)) for f in endende)
    if beantragt:
        yield f"{genannt} Beantragt, aber nicht bewilligt: {aufzaehlung([position_text(p) for p in beantragt])}."
    else:
        yield f"{genannt} Ein Anschluss ist nicht erfasst."


def _reicht_weiter(p: Any, ende: date) -> bool:
    """Sagt, ob eine Position über das Ende der Förderung hinaus trägt; ohne Jahr bleibt es möglich."""
    return p.modus == Mittelmodus.JAEHRLICH or p.jahr is None or bool(p.jahr > ende.year)


_PRUEFUNGEN: Mapping[Mittelluecke, Callable[[Any, _Umfeld], Iterator[str]]] = {
    Mittelluecke.OHNE_MITTEL: _ohne_mittel,
    Mittelluecke.NICHT_BEWILLIGT: _nicht_bewilligt,
    Mittelluecke.ABGELEHNT: _abgelehnt,
    Mittelluecke.OHNE_ANSCHLUSS: _ohne_anschluss,
}
