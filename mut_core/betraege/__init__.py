"""Verstehen: aus dem Wortlaut einer Ressourcenzelle („ca. 33.000 € jährlich“) Betrag, Bezugszeit und Vorbehalte.

Der Text wird in Abschnitte mit je einem Betrag geteilt; `zahlen` deutet die Zahl, `woerter` ihr Umfeld. Beträge
werden nie addiert und nie gemittelt; was keine eindeutige deutsche Schreibweise hat, kommt mit `sicher=False` und
Rückfrage zurück. Eine neue Zellform ist eine Zeile in `tests/faelle_betraege.py`.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import pairwise

from mut_core.betraege.schreibung import betrag_text
from mut_core.betraege.woerter import (
    angabe_ohne_betrag,
    bezugszeit,
    feste_angabe,
    ist_konjunktiv,
    ist_teil_oder_ganzes,
    ist_ungenau,
    zweifel_am_umfeld,
)
from mut_core.betraege.zahlen import GROESSTER_BETRAG, Fund, Funde, geldbetraege, ohne_datum
from mut_core.modell.codes import Angabe, Mittelmodus
from mut_core.schriftbild import geglaettet

__all__ = ["GROESSTER_BETRAG", "Betrag", "betrag_text", "read_betraege", "read_betrag"]

MAX_ZEICHEN = 1000


@dataclass(frozen=True)
class Betrag:
    """Was eine Ressourcenangabe sagt: Euro (auf den Cent), Bezugszeit, Vorbehalte – und ob das eindeutig ist.

    Bei Spannen ist `betrag` der kleinere Wert; „bis zu 25.000 €“ nennt nur `bis_betrag`. Mit `sicher=False` ist ein
    genannter Betrag höchstens ein Vorschlag. `jahr` ist bei „jährlich ab 2025“ das erste Jahr.
    """

    wortlaut: str
    betrag: Decimal | None
    bis_betrag: Decimal | None
    ungenau: bool
    konjunktiv: bool
    modus: Mittelmodus | None
    jahr: int | None
    angabe: Angabe
    sicher: bool
    hinweis: str


def read_betrag(text: str) -> Betrag:
    """Liest genau einen Betrag und wirft nie; bei mehreren Beträgen bleibt `betrag` leer (nie addieren)."""
    gelesen = read_betraege(text)
    wortlaut = text.strip()
    if not gelesen:
        return _ohne_betrag(wortlaut, Angabe.LEER, True, "leer – noch nicht erfragt")
    if len(gelesen) == 1:
        return replace(gelesen[0], wortlaut=wortlaut)
    hinweis = f"{len(gelesen)} Beträge in einem Feld; bitte als getrennte Mittelpositionen erfassen."
    return _ohne_betrag(wortlaut, Angabe.GENANNT, False, hinweis)


def read_betraege(text: str) -> tuple[Betrag, ...]:
    """Liest alle Beträge in der Reihenfolge des Textes, jeden mit seinem Teil des Wortlauts; wirft nie.

    Leerer Text ergibt `()`. Text ohne Betrag („keine“, „25 % Stelle“) ergibt einen Eintrag ohne Betrag.
    """
    wortlaut = text.strip()
    if len(wortlaut) > MAX_ZEICHEN:
        hinweis = f"Der Text ist länger als {MAX_ZEICHEN} Zeichen; bitte nur den Betrag nennen."
        return (_ohne_betrag(wortlaut, Angabe.GENANNT, False, hinweis),)
    glatt = geglaettet(wortlaut)
    if not glatt:
        return ()
    if (angabe := feste_angabe(glatt)) is not None:
        return (_ohne_betrag(wortlaut, *angabe),)
    betraege = tuple(betrag for abschnitt in _abschnitte(wortlaut) for betrag in _betraege(abschnitt))
    return tuple(_als_teil_geprueft(betrag) for betrag in betraege) if len(betraege) > 1 else betraege


# ------------------------------------------------------------------------------------------ Abschnitte

_GRENZE = re.compile(r"[;|\n\r\u2028]|(?<!\s),(?=\s)|(?<=[€a-zäöüß])\.(?=\s+[A-ZÄÖÜ])|\s(?:und|sowie)\s|\s/\s")
_RAND = re.compile(r"(?:^[\s,;|/]+)|(?:[\s,;|/]|\s(?:und|sowie)(?=\s*$))+$")


def _abschnitte(wortlaut: str) -> Iterator[str]:
    """Teilt den Wortlaut so, dass möglichst jeder Abschnitt einen Betrag enthält; Text ohne Betrag klebt am vorigen."""
    grenzen = [0, *(grenze.end() for grenze in _GRENZE.finditer(wortlaut)), len(wortlaut)]
    gesammelt, hat_betrag = "", False
    for anfang, ende in pairwise(grenzen):
        stueck = wortlaut[anfang:ende]
        if hat_betrag and _funde(stueck).betraege and not _offene_spanne(gesammelt):
            yield gesammelt
            gesammelt, hat_betrag = "", False
        gesammelt += stueck
        hat_betrag = hat_betrag or bool(_funde(stueck).betraege)
    yield gesammelt


def _funde(stueck: str) -> Funde:
    return geldbetraege(ohne_datum(geglaettet(stueck)))


def _offene_spanne(text: str) -> bool:
    """„zwischen 20.000 und …“ geht nach dem „und“ weiter."""
    return bool(re.search(r"\bzwischen\b[^;]*\sund\s$", text, re.IGNORECASE))


def _betraege(abschnitt: str) -> Iterator[Betrag]:
    wortlaut = _RAND.sub("", abschnitt)
    text = ohne_datum(geglaettet(abschnitt))
    funde = geldbetraege(text)
    if not funde.betraege:
        angabe, hinweis = angabe_ohne_betrag(text)
        yield _ohne_betrag(wortlaut, angabe, False, hinweis)
        return
    kontext = _ohne_betraege(text, funde)
    if len(funde.betraege) == 1:
        zeit = bezugszeit(kontext)
    else:
        zeit = None, None, "Mehrere Beträge ohne Trennung; bitte getrennt erfassen."
    zweifel = zeit[2] or _zweifel_an_zahlen(funde) or zweifel_am_umfeld(text)
    for fund in funde.betraege:
        yield _betrag(wortlaut, kontext, replace(fund, zweifel=fund.zweifel or zweifel), zeit[:2])


def _ohne_betraege(text: str, funde: Funde) -> str:
    for fund in funde.betraege:
        text = text[: fund.anfang] + " " * (fund.ende - fund.anfang) + text[fund.ende :]
    return text


def _betrag(wortlaut: str, kontext: str, fund: Fund, zeit: tuple[Mittelmodus | None, int | None]) -> Betrag:
    return Betrag(
        wortlaut,
        fund.betrag,
        fund.bis_betrag,
        ist_ungenau(kontext) or fund.untergrenze,
        ist_konjunktiv(kontext),
        *zeit,
        Angabe.KEINE if fund.betrag == 0 and fund.bis_betrag is None else Angabe.GENANNT,
        not fund.zweifel,
        fund.zweifel or _verstanden(fund),
    )


def _zweifel_an_zahlen(funde: Funde) -> str:
    if funde.hat_anteil:
        return "Anteil und Betrag in einem Feld; bitte getrennt erfassen."
    return "Der Text enthält eine weitere Zahl; bitte prüfen." if funde.hat_weitere_zahl else ""


def _verstanden(fund: Fund) -> str:
    von = betrag_text(fund.betrag) if fund.betrag is not None else ""
    bis = betrag_text(fund.bis_betrag) if fund.bis_betrag is not None else ""
    if von and bis:
        return f"verstanden als {von} bis {bis}"
    return f"verstanden als höchstens {bis}" if bis else f"verstanden als {'mindestens ' * fund.untergrenze}{von}"


def _als_teil_geprueft(betrag: Betrag) -> Betrag:
    if not ist_teil_oder_ganzes(geglaettet(betrag.wortlaut)):
        return betrag
    return replace(betrag, sicher=False, hinweis="Teil- oder Gesamtbetrag neben anderen; nicht addieren, bitte prüfen.")


def _ohne_betrag(wortlaut: str, angabe: Angabe, sicher: bool, hinweis: str) -> Betrag:
    return Betrag(wortlaut, None, None, False, False, None, None, angabe, sicher, hinweis)
