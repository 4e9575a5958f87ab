"""Durchgehen: ein fremdes Dokument sparsam lesen – Steuerelemente herausgeben, Tätiges abweisen.

Gelesen wird Stück für Stück; im Speicher liegt nie mehr als ein Absatz, eine Tabellenzeile oder ein Steuerelement.
"""

import re
from collections.abc import Iterator
from io import BytesIO
from typing import Final, NoReturn

from lxml import etree

from mut_core.bericht.word.freitext import VORSATZ
from mut_core.bericht.word.stile import W
from mut_core.fehler import EingabeError

XML_HOECHSTENS: Final = 24 * 1024 * 1024
KNOTEN_HOECHSTENS: Final = 200_000
"""Knoten eines Absatzes oder Steuerelements; ein Kapitel mit 10.000 Wörtern hat um die 5.000."""

_FELDER: Final = frozenset(
    {
        "ADVANCE", "AUTHOR", "COMMENTS", "CREATEDATE", "DATE", "DOCPROPERTY", "EDITTIME", "FILENAME", "HYPERLINK",
        "INDEX", "KEYWORDS", "LASTSAVEDBY", "LISTNUM", "NOTEREF", "NUMCHARS", "NUMPAGES", "NUMWORDS", "PAGE", "PAGEREF",
        "PRINTDATE", "REF", "REVNUM", "SAVEDATE", "SECTION", "SECTIONPAGES", "SEQ", "STYLEREF", "SUBJECT", "SYMBOL",
        "TC", "TIME", "TITLE", "TOC", "XE",
    }
)  # fmt: skip
"""Felder, die nur zeigen, was im Dokument selbst steht; alles andere könnte Fremdes laden oder ausführen."""

_VERBOTEN: Final = {
    f"{W}altChunk": "eine eingefügte fremde Datei",
    f"{W}subDoc": "ein Filialdokument",
    f"{W}object": "ein eingebettetes Objekt",
    f"{W}control": "ein ActiveX-Steuerelement",
    f"{W}movie": "ein eingebettetes Objekt",
}
_SDT: Final = f"{W}sdt"
_STUECKE: Final = frozenset((f"{W}p", f"{W}tr", _SDT))
_FELDTEILE: Final = frozenset((f"{W}fldSimple", f"{W}instrText", f"{W}fldChar"))
_RIESENTAG: Final = re.compile(rb"<[^<>]{100000}")
"""Ein Element mit so vielen Merkmalen liest jeder Leser ganz in den Speicher."""

_WORT: Final = re.compile(r"\s*([A-Za-z=]+)")

KAPUTT: Final = (
    "Die Datei ist beschädigt oder kein gewöhnliches Word-Dokument. "
    "Bitte öffnen Sie sie in Word und speichern Sie sie neu als .docx."
)
ZU_VIEL: Final = (
    "Die Datei enthält viel mehr, als in einem Bericht steht. Bitte laden Sie den Bericht neu herunter und "
    "übertragen Sie Ihre Änderungen."
)


def verweigere(satz: str) -> NoReturn:
    """Weist die Datei mit diesem Satz ab."""
    raise EingabeError(satz, feld="datei")


def schluessel_von(sdt: etree._Element) -> str:
    """Der Schlüssel eines Steuerelements, zuerst aus dem Tag, dann aus dem Titel; leer, wenn es kein freies ist."""
    for name in ("tag", "alias"):
        angabe = sdt.find(f"{W}sdtPr/{W}{name}")
        wert = angabe.get(f"{W}val", "") if angabe is not None else ""
        if wert.startswith(VORSATZ):
            return wert.removeprefix(VORSATZ).strip()
    return ""


class _Felder:
    """Prüft die Befehle der Felder eines Teils; sie stehen oft zerlegt über mehrere Läufe."""

    def __init__(self) -> None:
        self._offen: list[list[str]] = []

    def nimm(self, element: etree._Element) -> None:
        if element.tag == f"{W}fldSimple":
            self._pruefe(element.get(f"{W}instr", ""))
        elif element.tag == f"{W}instrText" and self._offen:
            self._offen[-1].append(element.text or "")
        elif element.tag == f"{W}instrText":
            self._pruefe(element.text or "")
        elif element.tag == f"{W}fldChar":
            self._zeichen(element.get(f"{W}fldCharType", ""))

    def _zeichen(self, art: str) -> None:
        if art == "begin":
            self._offen.append([])
        elif self._offen and art in ("separate", "end"):
            self._pruefe("".join(self._offen[-1]))
            if art == "end":
                self._offen.pop()

    def _pruefe(self, befehl: str) -> None:
        treffer = _WORT.match(befehl)
        wort = treffer[1].upper() if treffer else ""
        if befehl.strip() and wort not in _FELDER:
            verweigere(
                f"Die Datei enthält das Feld „{(wort or befehl.strip())[:20]}“, das beim Öffnen Fremdes laden oder "
                "ausführen könnte. Bitte wandeln Sie es in Text um (Strg+Umschalt+F9) oder löschen Sie es."
            )


def steuerelemente(xml: bytes) -> Iterator[tuple[str, etree._Element]]:
    """Gibt jedes äußere Steuerelement mit freiem Text; weist unterwegs ab, was mehr täte, als Text zu zeigen.

    Wirft EingabeError bei verbotenen Feldern und Teilen, zu tiefem und zu großem XML. Ein Element gilt nur, bis das
    nächste gelesen wird.
    """
    if len(xml) > XML_HOECHSTENS or _RIESENTAG.search(xml):
        verweigere(ZU_VIEL)
    felder, offen, knoten = _Felder(), 0, 0
    try:
        for ereignis, element in _ereignisse(xml):
            if ereignis == "start":
                knoten += 1
                offen += element.tag == _SDT
                if knoten > KNOTEN_HOECHSTENS:
                    verweigere(ZU_VIEL)
                continue
            tag = element.tag
            if tag in _VERBOTEN:
                verweigere(f"Die Datei enthält {_VERBOTEN[tag]}. Bitte entfernen Sie es und speichern Sie neu.")
            if tag in _FELDTEILE:
                felder.nimm(element)
            elif tag == _SDT:
                offen -= 1
                if not offen:
                    yield from _freie(element)
            if not offen and tag in _STUECKE:
                _raeume(element)
                knoten = 0
    except etree.XMLSyntaxError as fehler:
        raise EingabeError(KAPUTT, feld="datei") from fehler


def _ereignisse(xml: bytes) -> Iterator[tuple[str, etree._Element]]:
    return iter(
        etree.iterparse(
            BytesIO(xml),
            events=("start", "end"),
            huge_tree=False,
            resolve_entities=False,
            no_network=True,
            load_dtd=False,
            remove_comments=True,
            remove_pis=True,
        )
    )


def _freie(sdt: etree._Element) -> Iterator[tuple[str, etree._Element]]:
    """Die freien Texte in einem äußeren Steuerelement, auch wenn eines in ein anderes geraten ist."""
    for element in sdt.iter(f"{W}sdt"):
        if schluessel := schluessel_von(element):
            yield schluessel, element


def _raeume(element: etree._Element) -> None:
    """Leert ein fertiges Stück; sein Platz bei den Geschwistern davor wird frei."""
    element.clear()
    eltern = element.getparent()
    while eltern is not None and element.getprevious() is not None:
        del eltern[0]
