"""Auszeichnen: die kleine Auszeichnung eigener Texte lesen – fett, kursiv, Listen, Links, sonst nichts.

    Ein Absatz mit **fett**, _kursiv_ und einem [Link](https://www.example.de).
    Zweite Zeile desselben Absatzes.

    - Punkt                                  (auch „• Punkt“)
    - noch ein Punkt

    1. erstens                               (eine Nummer, ein Punkt, ein Leerzeichen; „1. Mai“ beginnt keine Liste)
    2. zweitens

Ein einzelnes `*` ist nie Auszeichnung. Was nicht genau so aussieht, bleibt Text: auch ein Link, dessen Ziel weder http
noch https noch mailto ist. Steht nach „-“ oder „1.“ am Zeilenanfang ein geschütztes Leerzeichen, beginnt keine Liste;
so schreibt `niederschrift.als_text` einen Absatz, der nur so anfängt.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from enum import StrEnum
from functools import partial
from typing import NamedTuple

from mut_core.bericht.word import Dokument
from mut_core.bericht.word.adresse import adresse
from mut_core.bericht.word.text import MARKE_AUF, MARKE_ZU, Lauf, absaetze, bereinigt, laeufe
from mut_core.texte import clean_text

_MONAT = "Januar|Februar|März|April|Mai|Juni|Juli|August|September|Oktober|November|Dezember"
_PUNKT = re.compile(r"[-•] +(?=\S)")
_NUMMER = re.compile(rf"(0|[1-9][0-9]{{0,2}})\. +(?=\S)(?!(?:{_MONAT})\b|\d)")
_LINK = re.compile(r"\[([^\[\]\n]{1,500})\]\(([^\s()]{1,2000})\)")
_SICHTBAR = re.compile(r"[^\s\u00ad]")
_LINKMARKE = re.compile(r"link:l(\d+)")


class Art(StrEnum):
    """Was ein Block eines eigenen Textes ist."""

    ABSATZ = "absatz"
    PUNKT = "punkt"
    NUMMER = "nummer"


class Block(NamedTuple):
    """Ein Absatz oder eine Liste; die Texte tragen ihre Auszeichnung noch in sich."""

    art: Art
    texte: tuple[str, ...]
    ab: int = 1
    """Die Nummer des ersten Punkts einer nummerierten Liste."""


class Stueck(NamedTuple):
    """Ein Stück Text gleicher Auszeichnung; mit `ziel` ist es ein Link."""

    text: str
    fett: bool = False
    kursiv: bool = False
    ziel: str = ""


class Zeile(NamedTuple):
    """Ein Absatz oder ein Punkt, wie er gedruckt ist."""

    art: Art
    stuecke: Sequence[Stueck]
    nummer: int = 0


# ---------------------------------------------------------------------------------------------- Lesen


def bloecke(text: str) -> list[Block]:
    """Gibt die Absätze und Listen eines eigenen Textes; ein leerer Text hat keine."""
    gelesen: list[tuple[Art, int, list[str]]] = []
    offen = False
    for roh in clean_text(text).split("\n"):
        zeile = roh.strip(" \t")
        if not zeile:
            offen = False
            continue
        art, nummer, inhalt = _zeile(zeile)
        letzte = gelesen[-1] if gelesen and offen else None
        if letzte and letzte[0] != Art.ABSATZ and art == Art.ABSATZ and roh[:1] in " \t":
            letzte[2][-1] += f" {inhalt}"  # eingerückt: gehört noch zum Punkt
        elif letzte and letzte[0] == art and (art != Art.NUMMER or nummer == letzte[1] + len(letzte[2])):
            letzte[2].append(inhalt)
        else:
            gelesen.append((art, nummer, [inhalt]))
        offen = True
    return [
        Block(art, ("\n".join(texte),) if art == Art.ABSATZ else tuple(texte), nummer) for art, nummer, texte in gelesen
    ]


def _zeile(zeile: str) -> tuple[Art, int, str]:
    if treffer := _PUNKT.match(zeile):
        return Art.PUNKT, 1, zeile[treffer.end() :]
    if treffer := _NUMMER.match(zeile):
        return Art.NUMMER, int(treffer[1]), zeile[treffer.end() :]
    return Art.ABSATZ, 1, zeile


def write_text(doku: Dokument, text: str) -> None:
    """Schreibt einen eigenen Text in das Dokument; ein leerer schreibt nichts."""
    for block in bloecke(text):
        texte = [_mit_links(t, doku.link) for t in block.texte]
        if block.art == Art.PUNKT:
            doku.aufzaehlung(texte)
        elif block.art == Art.NUMMER:
            doku.nummerierung(texte, ab=block.ab)
        else:
            doku.absatz(texte[0])


def links_in(text: str) -> Iterator[tuple[int, int, str, str]]:
    """Gibt Anfang, Ende, Text und Ziel jedes `[Text](Ziel)`, dessen Ziel eine erlaubte Adresse ist."""
    for treffer in _LINK.finditer(text):
        if _SICHTBAR.search(treffer[1]) and adresse(treffer[2]):
            yield treffer.start(), treffer.end(), treffer[1], treffer[2]


def _mit_links(text: str, link: Callable[[str, str], str]) -> str:
    """Der Text mit `link(…)` statt jedes `[Text](Ziel)`."""
    teile: list[str] = []
    bis = 0
    for anfang, ende, gezeigt, ziel in links_in(text):
        teile += [text[bis:anfang], link(gezeigt, ziel)]
        bis = ende
    return "".join((*teile, text[bis:]))


def stuecke(text: str, aufloesen: Callable[[Lauf], Stueck]) -> list[Stueck]:
    """Gibt die Stücke eines gereinigten Absatzes; `aufloesen` sagt, was ein Verweis des Dokuments druckt."""
    return [
        aufloesen(lauf) if lauf.marke else Stueck(lauf.text, lauf.fett, lauf.kursiv, lauf.adresse)
        for lauf in laeufe(text)
    ]


def zeilen(text: str) -> Iterator[Zeile]:
    """Gibt die Absätze und Punkte eines eigenen Textes, wie sie gedruckt werden."""
    return (zeile for block in bloecke(text) for zeile in _zeilen(block))


def _zeilen(block: Block) -> Iterator[Zeile]:
    for nummer, text in enumerate(block.texte, start=block.ab):
        links: list[tuple[str, str]] = []

        def merke(gezeigt: str, ziel: str, links: list[tuple[str, str]] = links) -> str:
            links.append((" ".join(gezeigt.split()), adresse(ziel)))
            return f"{MARKE_AUF}link:l{len(links)}{MARKE_ZU}"

        rein = " ".join(absaetze(bereinigt(_mit_links(text, merke))))
        yield Zeile(block.art, stuecke(rein, partial(_link, links)), nummer)


def _link(links: Sequence[tuple[str, str]], lauf: Lauf) -> Stueck:
    treffer = _LINKMARKE.fullmatch(lauf.marke)
    text, ziel = links[int(treffer[1]) - 1] if treffer and int(treffer[1]) <= len(links) else ("", "")
    return Stueck(text, lauf.fett, lauf.kursiv, ziel)
