"""Sehen: welche Formatvorlagen einer Calc-Datei etwas bedeuten können, und welche Blätter verborgen sind."""

import re
import zipfile
from dataclasses import dataclass, field
from typing import Final

from lxml import etree

from mut_core.austausch.mappe.stile import SYMBOLSCHRIFTEN, Stil
from mut_core.austausch.mappe.xml import xml_teil

STIL: Final = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
_FO: Final = "{urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0}"
_ZAHL: Final = "{urn:oasis:names:tc:opendocument:xmlns:datastyle:1.0}"
_TABELLE: Final = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_HEX: Final = re.compile(r"#[0-9a-fA-F]{6}")
_TIEFE: Final = 8


@dataclass(frozen=True)
class Calcstile:
    """Vorlagen nach Name; `verborgene_blaetter` nennt die Blattvorlagen, die ein Blatt verbergen."""

    stile: dict[str, Stil] = field(default_factory=dict)
    verborgene_blaetter: frozenset[str] = frozenset()

    def stil(self, name: str | None) -> Stil:
        """Gibt den Stil einer Vorlage; ohne Vorlage ist nichts Besonderes."""
        return self.stile.get(name or "Default", Stil())


def read_calcstile(zip_: zipfile.ZipFile) -> Calcstile:
    """Liest die Vorlagen aus styles.xml und den Kopf von content.xml."""
    vorlagen: dict[str, etree._Element] = {}
    formate: dict[str, str] = {}
    verborgen = set()
    for wurzel in (xml_teil(zip_, "styles.xml"), _kopf(zip_)):
        for element in wurzel if wurzel is not None else ():
            for vorlage in element:
                name = str(vorlage.get(f"{STIL}name", ""))
                if vorlage.tag == f"{STIL}style":
                    vorlagen[f"{vorlage.get(f'{STIL}family')}:{name}"] = vorlage
                    if any(e.get(f"{_TABELLE}display") == "false" for e in vorlage):
                        verborgen.add(name)
                elif str(vorlage.tag).startswith(_ZAHL):
                    formate[name] = _format(vorlage)
    namen = [n.partition(":")[2] for n in vorlagen if n.startswith(("table-cell:", "text:"))]
    return Calcstile({n: _stil(n, vorlagen, formate) for n in namen}, frozenset(verborgen))


def _kopf(zip_: zipfile.ZipFile) -> etree._Element | None:
    """Nur die Vorlagen am Anfang von content.xml, nicht die Tabellen dahinter."""
    with zip_.open("content.xml") as strom:
        leser = etree.iterparse(strom, events=("start", "end"), resolve_entities=False, no_network=True)
        wurzel = None
        for ereignis, element in leser:
            wurzel = element if wurzel is None else wurzel
            ende = ereignis == "end" and str(element.tag).endswith("}automatic-styles")
            if ende or str(element.tag).endswith("}body"):
                return wurzel
    return None


def _stil(name: str, vorlagen: dict[str, etree._Element], formate: dict[str, str]) -> Stil:
    farbe = gestrichen = schrift = format_ = ""
    zeiger: str | None = name
    for _ in range(_TIEFE):  # Vorlagen erben; die nächste gilt, solange noch nichts gesagt ist
        vorlage = vorlagen.get(f"table-cell:{zeiger}", vorlagen.get(f"text:{zeiger}"))
        if vorlage is None:
            break
        for e in vorlage:
            farbe = farbe or str(e.get(f"{_FO}background-color", ""))
            gestrichen = gestrichen or str(e.get(f"{STIL}text-line-through-style", ""))
            schrift = schrift or str(e.get(f"{STIL}font-name", ""))
        format_ = format_ or formate.get(str(vorlage.get(f"{STIL}data-style-name", "")), "")
        zeiger = vorlage.get(f"{STIL}parent-style-name")
    hex_ = farbe.upper() if _HEX.fullmatch(farbe) and farbe.lower() != "#ffffff" else ""
    symbol = schrift if schrift.lower().startswith(SYMBOLSCHRIFTEN) else ""
    return Stil(hex_, gestrichen not in ("", "none"), format_, symbol)


def _format(vorlage: etree._Element) -> str:
    """Ein Zahlenformat in der Schreibweise von Excel, so weit es für die Deutung zählt."""
    stellen = next((str(e.get(f"{_ZAHL}decimal-places", "0")) for e in vorlage if e.tag == f"{_ZAHL}number"), "0")
    komma = f".{'0' * min(int(stellen), 10)}" if stellen.isdigit() and stellen != "0" else ""
    art = etree.QName(vorlage).localname
    if art == "percentage-style":
        return f"0{komma}%"
    if art == "currency-style":
        return f'#,##0{komma} "€"'
    if art == "number-style":
        return f"0{komma}" if komma else ""
    if art in ("date-style", "time-style"):
        return "".join(_datumsteil(e) for e in vorlage)
    return ""


def _datumsteil(element: etree._Element) -> str:
    art = etree.QName(element).localname
    lang = element.get(f"{_ZAHL}style") == "long"
    if art == "month":
        return "mmm" if element.get(f"{_ZAHL}textual") == "true" else "mm" if lang else "m"
    teile = {"day": "dd" if lang else "d", "year": "yyyy" if lang else "yy", "hours": "hh", "minutes": "mm"}
    return teile.get(art, str(element.text or "") if art == "text" else "")
