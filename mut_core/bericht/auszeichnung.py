"""Auszeichnen: die kleine Auszeichnung eigener Texte lesen und schreiben – fett, kursiv, Listen, Links, sonst nichts.

    Ein Absatz mit **fett**, _kursiv_ und einem [Link](https://www.example.de).
    Zweite Zeile desselben Absatzes.

    - Punkt                                  (auch „• Punkt“)
    - noch ein Punkt

    1. erstens                               (eine Nummer, ein Punkt, ein Leerzeichen; „1. Mai“ beginnt keine Liste)
    2. zweitens

Ein einzelnes `*` ist nie Auszeichnung. Was nicht genau so aussieht, bleibt Text: auch ein Link, dessen Ziel weder http
noch https noch mailto ist. Steht nach „-“ oder „1.“ am Zeilenanfang ein geschütztes Leerzeichen, beginnt keine Liste;
so schreibt `als_text` einen Absatz, der nur so anfängt.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from enum import StrEnum
from functools import partial
from itertools import groupby
from typing import NamedTuple

from mut_core.bericht.word import Dokument
from mut_core.bericht.word.adresse import adresse
from mut_core.bericht.word.text import MARKE_AUF, MARKE_ZU, NBSP, Lauf, absaetze, bereinigt, laeufe
from mut_core.texte import clean_text

_MONAT = "Januar|Februar|März|April|Mai|Juni|Juli|August|September|Oktober|November|Dezember"
_PUNKT = re.compile(r"[-•] +(?=\S)")
_NUMMER = re.compile(rf"(\d{{1,3}})\. +(?=\S)(?!(?:{_MONAT})\b|\d)")
_LISTENANFANG = re.compile(rf"^((?:[-•]|\d{{1,3}}\.)) +(?=\S)(?!(?:{_MONAT})\b)")
_LINK = re.compile(r"\[([^\[\]\n]{1,500})\]\(([^\s()]{1,2000})\)")
_NUR_HOST = re.compile(r"(https?://[^/?#]+)/")
_LINKMARKE = re.compile(r"link:l(\d+)")
_LEERRAUM = re.compile(r"[^\S\n]+")
_WORTE = re.compile(r"\w+|\s+|[^\w\s]")
_LAENGSTE_AUSZEICHNUNG = 900
"""Zeichen; `word.text` liest höchstens 1.000 zwischen zwei Zeichen der Auszeichnung."""


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


def _mit_links(text: str, link: Callable[[str, str], str]) -> str:
    """Der Text mit `link(…)` statt jedes `[Text](Ziel)`, dessen Ziel eine erlaubte Adresse ist."""
    return _LINK.sub(lambda t: link(t[1], t[2]) if adresse(t[2]) and t[1].strip() else t[0], text)


def stuecke(text: str, aufloesen: Callable[[Lauf], Stueck]) -> list[Stueck]:
    """Gibt die Stücke eines gereinigten Absatzes; `aufloesen` sagt, was ein Verweis des Dokuments druckt."""
    return [
        aufloesen(lauf) if lauf.marke else Stueck(lauf.text, lauf.fett, lauf.kursiv, lauf.adresse)
        for lauf in laeufe(text)
    ]


def normalform(text: str) -> str:
    """Gibt denselben Text so, wie er nach einem unveränderten Weg durch Word wiederkommt."""
    return als_text(zeile for block in bloecke(text) for zeile in _zeilen(block))


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


# ---------------------------------------------------------------------------------------------- Schreiben


def als_text(zeilen: Iterable[Zeile]) -> str:
    """Schreibt gedruckte Zeilen als eigenen Text; leere entfallen, Wörter gehen nie verloren."""
    teile: list[str] = []
    davor: Zeile | None = None
    for zeile in zeilen:
        text = _inline(zeile.stuecke)
        if not text:
            continue
        if zeile.art == Art.ABSATZ:
            text = "\n".join(_LISTENANFANG.sub(rf"\1{NBSP}", z, count=1) for z in text.split("\n"))
        else:
            text = f"{'-' if zeile.art == Art.PUNKT else f'{zeile.nummer}.'} {' '.join(text.split())}"
        if teile:
            teile.append("\n" if davor and _folgt(davor, zeile) else "\n\n")
        teile.append(text)
        davor = zeile
    return "".join(teile)


def _folgt(davor: Zeile, zeile: Zeile) -> bool:
    """Sagt, ob ein Punkt zur selben Liste gehört wie der davor."""
    if zeile.art == Art.ABSATZ or davor.art != zeile.art:
        return False
    return zeile.art == Art.PUNKT or zeile.nummer == davor.nummer + 1


class _Wort(NamedTuple):
    text: str
    fett: bool
    kursiv: bool
    ganz: bool = False
    """Ein Link: seine Zeichen sind keine Auszeichnung."""


def _inline(teile: Sequence[Stueck]) -> str:
    """Ein Absatz mit Auszeichnung, die `word.text` ebenso wieder liest; im Zweifel lieber ohne als mit Sternen."""
    woerter = _geglaettet(list(_woerter(teile)))
    schlicht = _gestutzt("".join(w.text for w in woerter))
    if not any(w.fett or w.kursiv for w in woerter):
        return schlicht
    fertig = _gestutzt("".join(_fett(list(gruppe)) for _, gruppe in groupby(woerter, key=lambda w: w.fett)))
    return fertig if _klar(fertig) == _klar(schlicht) else schlicht


def _gestutzt(text: str) -> str:
    return "\n".join(z for zeile in text.split("\n") if (z := _LEERRAUM.sub(" ", zeile).strip()))


def _klar(text: str) -> str:
    """Der Text ohne Auszeichnung, wie er gedruckt würde."""
    return "".join(lauf.text for lauf in laeufe(bereinigt(_LINK.sub(r"\1 \2", text))))


def _woerter(teile: Sequence[Stueck]) -> Iterator[_Wort]:
    for s in teile:
        text = bereinigt(s.text).replace(NBSP, " ").replace("\u00ad", "").replace("\t", " ")
        if s.ziel and text.strip():
            yield _Wort(_als_link(" ".join(text.split()), s.ziel), s.fett, s.kursiv, ganz=True)
        else:
            yield from (_Wort(w, s.fett, s.kursiv) for w in _WORTE.findall(text))


def _als_link(text: str, ziel: str) -> str:
    ziel = _ohne_schraegstrich(ziel)  # LibreOffice schreibt den Schrägstrich am Ende dazu
    if _ohne_schraegstrich(adresse(text)) == ziel:
        return text  # eine Adresse, die im Text steht, wird von selbst zum Link
    ziel = ziel.replace("(", "%28").replace(")", "%29")
    return f"{text} ({ziel})" if re.search(r"[\[\]]", text) or len(text) > 500 else f"[{text}]({ziel})"


def _ohne_schraegstrich(ziel: str) -> str:
    treffer = _NUR_HOST.fullmatch(ziel)
    return treffer[1] if treffer else ziel


def _geglaettet(woerter: list[_Wort]) -> list[_Wort]:
    """Auszeichnung gilt für ganze Wörter; Leerraum ist ausgezeichnet, wenn es beide Nachbarn sind."""
    for i in range(1, len(woerter)):  # ein Wort aus mehreren Läufen: ist ein Teil fett, ist es das ganze
        a, b = woerter[i - 1], woerter[i]
        if _im_wort(a) and _im_wort(b):
            fett, kursiv = a.fett or b.fett, a.kursiv or b.kursiv
            j = i
            while j >= 0 and _im_wort(woerter[j]):
                woerter[j] = woerter[j]._replace(fett=fett, kursiv=kursiv)
                j -= 1
    for i, wort in enumerate(woerter):
        if wort.text.isspace():
            vor = next((w for w in reversed(woerter[:i]) if not w.text.isspace()), wort)
            nach = next((w for w in woerter[i + 1 :] if not w.text.isspace()), wort)
            woerter[i] = wort._replace(fett=vor.fett and nach.fett, kursiv=vor.kursiv and nach.kursiv)
    return woerter


def _im_wort(wort: _Wort) -> bool:
    return not wort.ganz and bool(re.match(r"\w", wort.text))


def _fett(gruppe: Sequence[_Wort]) -> str:
    innen = "".join(_kursiv(list(g)) for _, g in groupby(gruppe, key=lambda w: w.kursiv))
    if not gruppe[0].fett or "**" in innen:
        return innen
    return _umschlossen(innen, "**")


def _kursiv(gruppe: Sequence[_Wort]) -> str:
    text = "".join(w.text for w in gruppe)
    if not gruppe[0].kursiv or any("_" in w.text for w in gruppe if not w.ganz):
        return text
    return _umschlossen(text, "_")


def _umschlossen(text: str, zeichen: str) -> str:
    """Der Text zwischen den Zeichen, Leerraum am Rand außerhalb; sehr langer in mehreren Stücken."""
    kern = text.strip()
    if not kern:
        return text
    vorn, _, hinten = text.partition(kern)
    stuecke_ = [kern]
    while len(stuecke_[-1]) > _LAENGSTE_AUSZEICHNUNG:
        lang = stuecke_.pop()
        schnitt = lang.rfind(" ", 0, _LAENGSTE_AUSZEICHNUNG)
        if schnitt <= 0:
            return text
        stuecke_ += [lang[:schnitt], lang[schnitt + 1 :]]
    return vorn + " ".join(f"{zeichen}{s}{zeichen}" for s in stuecke_) + hinten
