"""Sieben: die Felder einer Vorlage – erlaubt ist wenig, und auch das wird neu geschrieben.

Was Dateien oder Programme lädt, führt zur Ablehnung. Seitenzahlen bleiben, Titel und Datum werden zu
Inhaltssteuerelementen, alles andere verschwindet (mit seinem Ergebnis, denn das war oft ein Name).
"""

import re
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Final

from lxml import etree

from mut_core.bericht.hausvorlage.auspacken import KAPUTT, abgewiesen
from mut_core.bericht.hausvorlage.knoten import entferne, entpacke, knoten, wert
from mut_core.bericht.hausvorlage.pruefliste import Befund
from mut_core.bericht.word.felder import feld
from mut_core.bericht.word.stile import W
from mut_core.bericht.word.text import maskiert

GEFAEHRLICH: Final = frozenset(
    [
        "DDE",
        "DDEAUTO",
        "INCLUDE",
        "INCLUDEPICTURE",
        "INCLUDETEXT",
        "IMPORT",
        "LINK",
        "EMBED",
        "DATABASE",
        "MACROBUTTON",
        "HTMLACTIVEX",
        "CONTROL",
        "RD",
        "PRINT",
        "ADDIN",
    ]
)
"""Diese Felder holen etwas von woanders oder starten etwas; eine Vorlage mit ihnen wird abgelehnt."""

_ERLAUBT: Final = re.compile(
    r"(PAGE|NUMPAGES|SECTION|SECTIONPAGES)((?:\s+\\\*\s+(?:ARABIC|ROMAN|ALPHABETIC|MERGEFORMAT|CHARFORMAT))*)"
    r"|(STYLEREF)\s+(\d|\"[\w .-]{1,60}\"|[\w.-]{1,60})((?:\s+\\[nlr])*)(?:\s+\\\*\s+\w+)*",
    re.IGNORECASE,
)
_ALS_ANGABE: Final = {
    "TITLE": "titel", "SUBJECT": "untertitel", "DATE": "stand", "TIME": "stand", "SAVEDATE": "stand",
    "CREATEDATE": "stand", "PRINTDATE": "stand",
}  # fmt: skip
_ERGEBNIS_BLEIBT: Final = frozenset({"HYPERLINK", "DOCPROPERTY", "DOCVARIABLE", "QUOTE", "AUTOTEXT", "AUTOTEXTLIST"})
_VERSCHACHTELT_HOECHSTENS: Final = 20
_FELDTEILE: Final = (f"{W}fldChar", f"{W}instrText", f"{W}delInstrText")


@dataclass
class _Feld:
    """Ein Feld zwischen Anfang und Ende: seine Läufe, sein Befehl, sein Ergebnis."""

    anfang: etree._Element
    laeufe: list[etree._Element] = field(default_factory=list)
    ergebnis: list[etree._Element] = field(default_factory=list)
    stuecke: list[str] = field(default_factory=list)
    im_ergebnis: bool = False
    verschachtelt: bool = False

    @property
    def befehl(self) -> str:
        return " ".join("".join(self.stuecke).split())

    @property
    def name(self) -> str:
        return self.befehl.partition(" ")[0].upper().lstrip("\\")


def steuerelement(tag: str, anzeige: str, rpr: etree._Element | None = None) -> etree._Element:
    """Ein Inhaltssteuerelement im Absatz, wie der Bericht es füllt."""
    name = maskiert(anzeige)
    element = knoten(
        f'<w:sdt><w:sdtPr><w:alias w:val="{name}"/><w:tag w:val="{tag}"/><w:id w:val="1"/><w:text/></w:sdtPr>'
        f"<w:sdtContent><w:r><w:t>{name}</w:t></w:r></w:sdtContent></w:sdt>"
    )
    if rpr is not None:
        element[1][0].insert(0, deepcopy(rpr))
    return element


def sift_felder(wurzel: etree._Element, befund: Befund) -> None:
    """Ersetzt alle Felder unter diesem Knoten durch erlaubte; Gefährliches kommt in die Ablehnungen."""
    for einfach in list(wurzel.iter(f"{W}fldSimple")):
        _zerlege_einfaches(einfach)
    for lauf in list(wurzel.iter(f"{W}r")):
        _vereinzele(lauf)
    eigene: set[etree._Element] = set()
    for gefunden in list(_felder(wurzel)):
        for neuer in _ersetze(gefunden, befund):
            eigene |= set(neuer.iter(*_FELDTEILE))
    for rest in list(wurzel.iter(*_FELDTEILE)):
        if rest not in eigene:
            entferne(rest)


def _zerlege_einfaches(einfach: etree._Element) -> None:
    """Macht aus einem einfachen Feld eines mit Anfang und Ende."""
    befehl = etree.SubElement(knoten("<w:r/>"), f"{W}instrText")
    befehl.text = wert(einfach, "instr")
    anfang = _zeichen("begin")
    einfach[0:0] = [anfang, befehl.getparent(), _zeichen("separate")]  # type: ignore[list-item]
    einfach.append(_zeichen("end"))
    entpacke(einfach)


def _zeichen(art: str) -> etree._Element:
    return knoten(f'<w:r><w:fldChar w:fldCharType="{art}"/></w:r>')


def _vereinzele(lauf: etree._Element) -> None:
    """Teilt einen Lauf, in dem ein Feldzeichen neben anderem steht, in Läufe mit je einem Inhalt."""
    inhalte = [k for k in lauf if k.tag != f"{W}rPr"]
    eltern = lauf.getparent()
    if len(inhalte) < 2 or eltern is None or not any(k.tag in _FELDTEILE for k in inhalte):
        return
    rpr = lauf.find(f"{W}rPr")
    neue = []
    for inhalt in inhalte:
        neuer = knoten("<w:r/>")
        if rpr is not None:
            neuer.append(deepcopy(rpr))
        neuer.append(inhalt)
        neue.append(neuer)
    ort = eltern.index(lauf)
    eltern[ort : ort + 1] = neue


def _felder(wurzel: etree._Element) -> Iterator[_Feld]:
    """Alle Felder, innere vor äußeren; jedes Textfeld zählt für sich."""
    stapel: dict[etree._Element | None, list[_Feld]] = {}
    for lauf in list(wurzel.iter(f"{W}r")):
        offene = stapel.setdefault(next(lauf.iterancestors(f"{W}txbxContent"), None), [])
        zeichen = lauf.find(f"{W}fldChar")
        art = wert(zeichen, "fldCharType")
        if art == "begin":
            if offene and not offene[-1].im_ergebnis:
                offene[-1].verschachtelt = True
            if len(offene) > _VERSCHACHTELT_HOECHSTENS:
                raise abgewiesen(KAPUTT)
            offene.append(_Feld(lauf))
        for eines in offene:
            eines.laeufe.append(lauf)
            if eines.im_ergebnis:
                eines.ergebnis.append(lauf)
        if offene:
            offene[-1].stuecke += [t.text or "" for t in lauf.iter(f"{W}instrText", f"{W}delInstrText")]
            if art == "separate":
                offene[-1].im_ergebnis = True
            elif art == "end":
                yield offene.pop()
    yield from (eines for offene in stapel.values() for eines in offene)  # ohne Ende: prüfen und entfernen


def _ersetze(gefunden: _Feld, befund: Befund) -> list[etree._Element]:
    """Setzt an die Stelle des Felds, was von ihm bleiben darf, und gibt das."""
    name = gefunden.name
    if name in GEFAEHRLICH or name.startswith("DDE"):
        befund.abgelehnt.append(
            f"Die Vorlage enthält ein Feld „{name[:20]}“, das beim Öffnen andere Dateien oder Programme lädt. "
            "Bitte löschen Sie es; in Word macht Alt+F9 die Felder sichtbar."
        )
        return []
    erlaubt = None if gefunden.verschachtelt else _ERLAUBT.fullmatch(gefunden.befehl)
    neue = _neu(gefunden, erlaubt, befund)
    ort = gefunden.anfang.getparent()
    if ort is not None:
        stelle = ort.index(gefunden.anfang)
        ort[stelle:stelle] = neue
    bleibt = set(gefunden.ergebnis[:-1]) if name in _ERGEBNIS_BLEIBT else set()
    for lauf in gefunden.laeufe:
        if lauf not in bleibt:
            entferne(lauf)
    return neue


def _neu(gefunden: _Feld, erlaubt: re.Match[str] | None, befund: Befund) -> list[etree._Element]:
    """Was an die Stelle des Felds tritt."""
    rpr = next((r for r in (lauf.find(f"{W}rPr") for lauf in gefunden.laeufe) if r is not None), None)
    if erlaubt:
        return _eigenes_feld(erlaubt, rpr)
    name = gefunden.name
    if name in _ALS_ANGABE:
        tag = _ALS_ANGABE[name]
        befund.ergaenzt.append(f"Das Feld „{name}“ zeigt jetzt die Angabe „{tag}“ des Berichts.")
        return [steuerelement(tag, tag.capitalize(), rpr)]
    if name and name not in _ERGEBNIS_BLEIBT:
        befund.uebergangen.append(f"Das Feld „{name[:30]}“ wird nicht übernommen.")
    return []


def _eigenes_feld(erlaubt: re.Match[str], rpr: etree._Element | None) -> list[etree._Element]:
    if erlaubt[3]:
        befehl, ergebnis = f"STYLEREF {erlaubt[4]}{erlaubt[5]}", ""
    else:
        befehl, ergebnis = erlaubt[1].upper() + erlaubt[2], "1"
    laeufe = list(knoten(f"<w:x>{feld(maskiert(befehl), ergebnis)}</w:x>"))
    for lauf in laeufe:
        if rpr is not None:
            lauf.insert(0, deepcopy(rpr))
    return laeufe
