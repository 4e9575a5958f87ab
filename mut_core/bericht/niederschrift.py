"""Niederschreiben: gedruckte Absätze wieder als eigenen Text – so, dass er beim nächsten Lesen dasselbe ergibt.

Ob ein Doppelstern fett macht und wo eine Adresse endet, hängt davon ab, was daneben steht. Deshalb wird jede
Schreibweise gelesen, bevor sie gilt: erst die kurze mit aller Auszeichnung, dann mit ausgeschriebenen Links
(`[Adresse](Adresse)`), dann mit weniger Auszeichnung. Wörter gehen in keiner verloren.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby, product
from typing import NamedTuple

from mut_core.bericht.auszeichnung import Art, Stueck, Zeile, zeilen
from mut_core.bericht.word.adresse import adresse
from mut_core.bericht.word.text import NBSP, bereinigt

_WORTE = re.compile(r"\w+|\s+|[^\w\s]")
_NUR_HOST = re.compile(r"(https?://[^/?#]+)/")
_BESONDERES = re.compile(r"\*\*|[_@\[]|://")
"""Ohne eines davon ist ein Text ohne Auszeichnung auch gelesen nur er selbst."""
_LISTENANFANG = re.compile(r"^([-•]|[0-9]{1,3}\.) +(?=\S)")
_LAENGSTE_AUSZEICHNUNG = 900
"""Zeichen; `word.text` liest höchstens 1.000 zwischen zwei Zeichen der Auszeichnung."""
_LAENGSTER_LINKTEXT = 500
_RUNDEN = 10
"""So oft wird ein Absatz höchstens gelesen, bis er sich gleich bleibt; gebraucht werden zwei."""


class _Wort(NamedTuple):
    text: str
    fett: bool
    kursiv: bool
    ziel: str = ""
    """Mit Ziel ein Link: seine Zeichen sind keine Auszeichnung."""


def normalform(text: str) -> str:
    """Gibt denselben Text so, wie er nach einem unveränderten Weg durch Word wiederkommt."""
    return als_text(zeilen(text))


def als_text(gedruckt: Iterable[Zeile]) -> str:
    """Schreibt gedruckte Zeilen als eigenen Text; leere entfallen, Wörter gehen nie verloren."""
    teile: list[str] = []
    davor: Zeile | None = None
    for roh in gedruckt:
        zeile, text = _niederschrift(roh)
        if not text:
            continue
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


def _niederschrift(zeile: Zeile) -> tuple[Zeile, str]:
    """Eine Zeile als Text und als was er gelesen wird: Was nur wie Auszeichnung aussieht, ist danach eine."""
    text = ""
    for _ in range(_RUNDEN):
        woerter = _geordnet(zeile)
        if not woerter:
            return zeile, ""
        for kandidat, gemeint in _schreibweisen(zeile, woerter):
            text = kandidat
            if _liest_sich_als(text, zeile, gemeint):
                return zeile, text
        zeile = next(zeilen(text))
    return zeile, text


def _schreibweisen(zeile: Zeile, woerter: Sequence[_Wort]) -> Iterator[tuple[str, Sequence[_Wort]]]:
    """Die Schreibweisen von der reichsten zur schlichtesten und welche Wörter sie meinen."""
    hat_fett, hat_kursiv = any(w.fett for w in woerter), any(w.kursiv for w in woerter)
    for fett, kursiv in dict.fromkeys(product((hat_fett, False), (hat_kursiv, False))):
        gemeint = _eindeutig([w._replace(fett=w.fett and fett, kursiv=w.kursiv and kursiv) for w in woerter])
        for kurz in (True, False) if any(w.ziel for w in woerter) else (True,):
            innen = "".join(_fett(list(g), kurz) for _, g in groupby(gemeint, key=lambda w: w.fett))
            yield _mit_anfang(zeile, innen), gemeint


def _liest_sich_als(text: str, zeile: Zeile, woerter: Sequence[_Wort]) -> bool:
    if zeile.art == Art.ABSATZ and not _BESONDERES.search(text):
        return not any(w.fett or w.kursiv or w.ziel for w in woerter)
    gelesen = list(zeilen(text))
    return (
        len(gelesen) == 1
        and (gelesen[0].art, gelesen[0].nummer if zeile.art == Art.NUMMER else zeile.nummer)
        == (zeile.art, zeile.nummer)
        and _stuecke(_eindeutig(_geordnet(gelesen[0]))) == _stuecke(woerter)
    )


def _stuecke(woerter: Iterable[_Wort]) -> list[_Wort]:
    """Dieselben Wörter, gleich ausgezeichnete zusammengefügt."""
    fertig: list[_Wort] = []
    for wort in woerter:
        if fertig and not wort.ziel and wort[1:] == fertig[-1][1:]:
            fertig[-1] = wort._replace(text=fertig[-1].text + wort.text)
        else:
            fertig.append(wort)
    return fertig


# ---------------------------------------------------------------------------------------------- Ordnen


def _geordnet(zeile: Zeile) -> list[_Wort]:
    """Die Wörter einer Zeile; Auszeichnung gilt für ganze Wörter und für Leerraum, wenn es beide Nachbarn sind."""
    ganz = _ganze_woerter(_woerter(zeile.stuecke))
    luecke = " " if zeile.art != Art.ABSATZ else ""
    fertig: list[_Wort] = []
    for leer, gruppe in groupby(ganz, key=lambda w: w.text.isspace()):
        if not leer:
            fertig += gruppe
        elif fertig:
            umbruch = any("\n" in w.text for w in gruppe)
            fertig.append(_Wort(luecke or ("\n" if umbruch else " "), False, False))
    if fertig and fertig[-1].text.isspace():
        fertig.pop()
    for i, wort in enumerate(fertig):
        if wort.text.isspace():
            vor, nach = fertig[i - 1], fertig[i + 1]
            fertig[i] = wort._replace(fett=vor.fett and nach.fett, kursiv=vor.kursiv and nach.kursiv)
    return fertig


def _woerter(teile: Sequence[Stueck]) -> Iterator[_Wort]:
    for s in teile:
        text = bereinigt(s.text).replace(NBSP, " ").replace("\u00ad", "").replace("\t", " ")
        if s.ziel and text.strip():
            yield from _linkwoerter(" ".join(text.split()), _ziel(s.ziel), s.fett, s.kursiv)
        else:
            yield from (_Wort(w, s.fett, s.kursiv) for w in _WORTE.findall(text))


def _linkwoerter(text: str, ziel: str, fett: bool, kursiv: bool) -> Iterator[_Wort]:
    """Ein Link; lässt sich sein Text nicht in eckige Klammern setzen, steht das Ziel in runden dahinter."""
    if _klammerbar(text) or _ziel(adresse(text)) == ziel:
        yield _Wort(text, fett, kursiv, ziel)
        return
    yield from (_Wort(w, fett, kursiv) for w in (*_WORTE.findall(text), " ", "("))
    yield _Wort(ziel, fett, kursiv, ziel)
    yield _Wort(")", fett, kursiv)


def _klammerbar(text: str) -> bool:
    return len(text) <= _LAENGSTER_LINKTEXT and "[" not in text and "]" not in text


def _ziel(gemeint: str) -> str:
    """Die Adresse, wie sie in runde Klammern passt; LibreOffice schreibt hinter den Rechner einen Schrägstrich dazu."""
    treffer = _NUR_HOST.fullmatch(gemeint)
    return (treffer[1] if treffer else gemeint).replace("(", "%28").replace(")", "%29")


def _ganze_woerter(woerter: Iterable[_Wort]) -> Iterator[_Wort]:
    """Ein Wort aus mehreren Läufen: Ist ein Teil fett, ist es das ganze."""
    for im_wort, gruppe in groupby(woerter, key=lambda w: not w.ziel and bool(re.match(r"\w", w.text))):
        if im_wort:
            teile = list(gruppe)
            yield _Wort("".join(w.text for w in teile), any(w.fett for w in teile), any(w.kursiv for w in teile))
        else:
            yield from gruppe


def _eindeutig(woerter: Sequence[_Wort]) -> list[_Wort]:
    """Ohne die Auszeichnung, deren Zeichen im Text selbst stehen: Sie endete zu früh."""
    fertig: list[_Wort] = []
    for _, fette in groupby(woerter, key=lambda w: w.fett):
        gruppe = list(fette)
        fett = gruppe[0].fett and "**" not in "".join("" if w.ziel else w.text for w in gruppe)
        for _, kursive in groupby(gruppe, key=lambda w: w.kursiv):
            innen = list(kursive)
            kursiv = innen[0].kursiv and not any("_" in w.text for w in innen if not w.ziel)
            fertig += [w._replace(fett=fett, kursiv=kursiv) for w in innen]
    return fertig


# ---------------------------------------------------------------------------------------------- Schreiben


def _mit_anfang(zeile: Zeile, innen: str) -> str:
    if zeile.art == Art.PUNKT:
        return f"- {innen}"
    if zeile.art == Art.NUMMER:
        return f"{zeile.nummer}. {innen}"
    return "\n".join(_kein_punkt(z) for z in innen.split("\n"))


def _kein_punkt(zeile: str) -> str:
    """Die Zeile eines Absatzes; begänne sie eine Liste, steht dort ein geschütztes Leerzeichen."""
    anfang = _LISTENANFANG.match(zeile)
    if anfang is None or next(zeilen(zeile)).art == Art.ABSATZ:
        return zeile
    return f"{anfang[1]}{NBSP}{zeile[anfang.end() :]}"


def _fett(gruppe: Sequence[_Wort], kurz: bool) -> str:
    innen = "".join(_kursiv(list(g), kurz) for _, g in groupby(gruppe, key=lambda w: w.kursiv))
    return _umschlossen(innen, "**") if gruppe[0].fett else innen


def _kursiv(gruppe: Sequence[_Wort], kurz: bool) -> str:
    text = "".join(_link(w, kurz) if w.ziel else w.text for w in gruppe)
    return _umschlossen(text, "_") if gruppe[0].kursiv else text


def _link(wort: _Wort, kurz: bool) -> str:
    """Eine Adresse, die im Text steht, wird von selbst zum Link."""
    von_selbst = _ziel(adresse(wort.text)) == wort.ziel
    if von_selbst and (kurz or not _klammerbar(wort.text)):
        return wort.text
    return f"[{wort.text}]({wort.ziel})"


def _umschlossen(text: str, zeichen: str) -> str:
    """Der Text zwischen den Zeichen, Leerraum am Rand außerhalb; sehr langer in mehreren Stücken."""
    kern = text.strip()
    if not kern:
        return text
    vorn, _, hinten = text.partition(kern)
    stuecke = [kern]
    while len(stuecke[-1]) > _LAENGSTE_AUSZEICHNUNG:
        lang = stuecke.pop()
        schnitt = lang.rfind(" ", 0, _LAENGSTE_AUSZEICHNUNG)
        if schnitt <= 0:
            return text
        stuecke += [lang[:schnitt], lang[schnitt + 1 :]]
    return vorn + " ".join(f"{zeichen}{s}{zeichen}" for s in stuecke) + hinten
