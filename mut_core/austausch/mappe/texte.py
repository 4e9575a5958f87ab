"""Überblicken: die Texttabelle einer Excel-Datei – wie lang ihre Texte sind und was darin durchgestrichen ist."""

import re
import zipfile
from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from html import unescape
from io import BytesIO
from typing import Final

from lxml import etree

from mut_core.austausch.mappe.xml import DEFEKT
from mut_core.fehler import EingabeError

_TEIL: Final = "xl/sharedStrings.xml"
_ENDE: Final = b"</si>"
_LAUF: Final = re.compile(rb"<r>(.*?)</r>", re.DOTALL)
_TEXT: Final = re.compile(rb"<t(?:\s[^>]*)?>([^<]*)</t>")
STRICH: Final = re.compile(rb"""<strike(?:\s*/>|\s+val\s*=\s*["'](?:1|true)["']\s*/>)""")


@dataclass(frozen=True)
class Texttabelle:
    """Die gemeinsamen Texte einer Datei, im Ganzen: wie lang sie sind und was darin durchgestrichen ist."""

    inhalt: bytes = b""

    def alle_kuerzer(self, laenge: int) -> bool:
        """Sagt ohne Durchzählen, ob jeder Text höchstens so viele Bytes hat: springt von Fenster zu Fenster."""
        stelle, ende = 0, self.inhalt.rfind(_ENDE)
        while stelle < ende:
            naechste = self.inhalt.rfind(_ENDE, stelle, stelle + laenge)
            if naechste < 0:
                return False
            stelle = naechste + len(_ENDE)
        return True

    @cached_property
    def laengen(self) -> Sequence[int]:
        """Die Länge jedes Texts in Bytes, nie zu klein."""
        return array("I", map(len, self.inhalt.split(_ENDE)[:-1]))

    @cached_property
    def gestrichen(self) -> dict[int, str]:
        """Nummer des Texts → sein durchgestrichener Teil."""
        if b"<strike" not in self.inhalt:
            return {}
        stuecke = self.inhalt.split(_ENDE)
        alle = {n: gestrichener_text(s) for n, s in enumerate(stuecke) if b"<strike" in s}
        return {nummer: text for nummer, text in alle.items() if text}


def read_texttabelle(zip_: zipfile.ZipFile) -> Texttabelle:
    """Liest die Texttabelle, ohne sie als Baum zu laden: sie ist oft der größte Teil der Datei."""
    name = next((n for n in zip_.namelist() if n.lower() == _TEIL.lower()), None)
    if name is None:
        return Texttabelle()
    inhalt = zip_.read(name)
    if b"<!" in inhalt or _ENDE not in inhalt or inhalt.rfind(b"si>") != inhalt.rfind(_ENDE) + 2:
        inhalt = b"".join(_umgeschrieben(inhalt))
    return Texttabelle(inhalt)


def gestrichener_text(stueck: bytes) -> str:
    """Gibt aus einem Text in Läufen nur den durchgestrichenen Teil."""
    teile = [b"".join(_TEXT.findall(lauf)) for lauf in _LAUF.findall(stueck) if STRICH.search(lauf)]
    return unescape(b" ".join(teile).decode("utf-8", "replace")).strip()


def _umgeschrieben(inhalt: bytes) -> Iterator[bytes]:
    """Schreibt eine ungewöhnliche Tabelle (Namensräume, Kommentare) in die gewöhnliche Form um."""
    try:
        for _, element in etree.iterparse(BytesIO(inhalt), tag="{*}si", resolve_entities=False, no_network=True):
            for lauf in element.iter("{*}r"):
                gestrichen = lauf.find("{*}rPr/{*}strike") is not None
                yield b"<r>" + (b"<strike/>" if gestrichen else b"") + _t(lauf) + b"</r>"
            if element.find("{*}r") is None:
                yield _t(element)
            yield _ENDE
            element.clear()
    except etree.XMLSyntaxError as fehler:
        raise EingabeError(DEFEKT, feld="datei") from fehler


def _t(element: etree._Element) -> bytes:
    text = "".join(str(t.text or "") for t in element.iter("{*}t"))
    return b"<t>" + text.replace("&", "&amp;").replace("<", "&lt;").encode() + b"</t>"
