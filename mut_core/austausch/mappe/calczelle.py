"""Lesen: eine Zelle einer Calc-Datei – Wert, Text, Kommentar, Durchgestrichenes."""

import re
from datetime import date, datetime
from typing import Any, Final, NamedTuple

from lxml import etree

from mut_core.austausch.mappe.anmerkungen import LAENGE_HOECHSTENS
from mut_core.austausch.mappe.blick import FEHLERWERTE
from mut_core.austausch.mappe.calcstile import Calcstile
from mut_core.austausch.mappe.verknuepfung import PROGRAMM, kurzer_name
from mut_core.texte import clean_text

_TABELLE: Final = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_OFFICE: Final = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_TEXT: Final = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_CALCEXT: Final = "{urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0}"
_ZAHLEN: Final = ("float", "percentage", "currency")
_VERWEIS: Final = re.compile(r"'([a-z][a-z0-9+.-]*:[^'#]{1,2000})'#", re.IGNORECASE)
_DDE: Final = re.compile(r"\bDDE\s*\(", re.IGNORECASE)
_ZEICHEN: Final = {f"{_TEXT}line-break": "\n", f"{_TEXT}tab": "\t"}


class Calczelle(NamedTuple):
    """Der Wert einer Zelle und was an ihr auffällt; leer heißt: nichts."""

    wert: Any = None
    farbe: str = ""
    gestrichen: str = ""
    kommentar: str = ""
    fehlerwert: str = ""
    format: str = ""
    symbolschrift: str = ""
    rechnet: bool = False
    hoehe: int = 1
    breite: int = 1
    verweis: str = ""

    @property
    def bedeutet_etwas(self) -> bool:
        """Sagt, ob die Zelle mehr ist als leer und formatiert; Farbe allein zählt nicht, sonst füllte sie Blätter."""
        return self.wert is not None or bool(self.kommentar) or self.hoehe > 1 or self.breite > 1


def read_calczelle(zelle: etree._Element, stile: Calcstile) -> Calczelle:
    """Liest eine Zelle; verdeckte Zellen eines Verbunds bleiben leer, wie Excel sie zeigt."""
    stil = stile.stil(zelle.get(f"{_TABELLE}style-name"))
    absaetze = [str_ for p in zelle.iterfind(f"{_TEXT}p") for str_ in (_absatz(p),)]
    text = "\n".join(absaetze)
    art = zelle.get(f"{_OFFICE}value-type")
    wert = None if str(zelle.tag).endswith("covered-table-cell") else _wert(zelle, str(art or ""), text)
    if ist_fehler := zelle.get(f"{_CALCEXT}value-type") == "error":
        wert = text = FEHLERWERTE.get(text, text or "#FEHLER!")
    formel = str(zelle.get(f"{_TABELLE}formula", ""))
    ruft_auf = _DDE.search(formel) is not None
    ist_zahl = art in _ZAHLEN or art == "date"
    return Calczelle(
        wert,
        stil.farbe,
        text if stil.gestrichen and text else _gestrichen(zelle, stile),
        _kommentar(zelle),
        text if ist_fehler else PROGRAMM if ruft_auf else "",
        stil.format if ist_zahl else "",
        stil.symbolschrift if wert is not None else "",
        bool(formel),
        _mal(zelle, "rows"),
        _mal(zelle, "columns"),
        ", ".join(map(kurzer_name, _VERWEIS.findall(formel))),
    )


def _mal(zelle: etree._Element, name: str) -> int:
    text = str(zelle.get(f"{_TABELLE}number-{name}-spanned", "1"))
    return min(int(text), 100_000) if text.isdigit() and 0 < len(text) < 9 else 1


def _wert(zelle: etree._Element, art: str, text: str) -> Any:
    try:
        if art in _ZAHLEN:
            return float(str(zelle.get(f"{_OFFICE}value", "")))
        if art == "date":
            genau = str(zelle.get(f"{_OFFICE}date-value", ""))
            return datetime.fromisoformat(genau) if "T" in genau else date.fromisoformat(genau)
    except ValueError:
        return text or None
    if art == "boolean":
        return zelle.get(f"{_OFFICE}boolean-value") == "true"
    return text or None


def _absatz(element: etree._Element) -> str:
    """Der Text eines Absatzes; Kommentare darin gehören nicht dazu."""
    teile = [str(element.text or "")]
    for kind in element:
        if kind.tag == f"{_TEXT}s":
            anzahl = str(kind.get(f"{_TEXT}c", "1"))
            teile.append(" " * (min(int(anzahl), 1000) if anzahl.isdigit() else 1))
        elif kind.tag in _ZEICHEN:
            teile.append(_ZEICHEN[str(kind.tag)])
        elif kind.tag != f"{_OFFICE}annotation":
            teile.append(_absatz(kind))
        teile.append(str(kind.tail or ""))
    return "".join(teile)


def _gestrichen(zelle: etree._Element, stile: Calcstile) -> str:
    spannen = zelle.iterfind(f"{_TEXT}p/{_TEXT}span")
    return " ".join(_absatz(s) for s in spannen if stile.stil(s.get(f"{_TEXT}style-name")).gestrichen)


def _kommentar(zelle: etree._Element) -> str:
    notiz = zelle.find(f"{_OFFICE}annotation")
    if notiz is None:
        return ""
    return clean_text("\n".join(_absatz(p) for p in notiz.iterfind(f"{_TEXT}p")))[:LAENGE_HOECHSTENS]
