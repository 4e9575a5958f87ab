"""Begradigen: das XML eines Excel-Blatts in die eine Form bringen, die alle gängigen Programme schreiben.

Excel, LibreOffice und die üblichen Bibliotheken schreiben jede Zelle als `<c r="B5" …>`. Nur dann lässt sie sich mit
Suchmustern sicher und schnell überblicken; alles andere – Namensräume, fehlende Orte, Kommentare – wird umgeschrieben.
"""

from collections.abc import Iterator
from io import BytesIO
from typing import Final

from lxml import etree

from mut_core.austausch.mappe.anmerkungen import ort_aus
from mut_core.austausch.mappe.blatt import spalte_text
from mut_core.austausch.mappe.xml import DEFEKT
from mut_core.fehler import EingabeError

_ANDERS: Final = (b"<!", b":c")
_TAGS: Final = ("{*}row", "{*}c", "{*}mergeCell", "{*}col")


def gerade_geruest(xml: bytes) -> bytes:
    """Gibt dasselbe Blatt so, dass jede Zelle mit `<c r="B5"` und jede Zeile mit `<row r="5"` beginnt."""
    anfang, ende = xml.find(b"<sheetData"), xml.rfind(b"</sheetData")
    if anfang < 0 or ende < 0:
        return b"".join(_umgeschrieben(xml))
    rumpf = (anfang + 10, ende)
    gerade = xml.count(b"<c", *rumpf) == xml.count(b'<c r="', *rumpf)
    if gerade and xml.find(b"hidden=", *rumpf) >= 0:  # nur dafür müssen auch die Zeilen ihren Ort nennen
        gerade = xml.count(b"<row", *rumpf) == xml.count(b'<row r="', *rumpf)
    if gerade and not any(xml.find(wort, *rumpf) >= 0 for wort in _ANDERS):
        return xml
    return b"".join(_umgeschrieben(xml))


def _umgeschrieben(xml: bytes) -> Iterator[bytes]:
    zeile = spalte = 0
    try:
        leser = etree.iterparse(
            BytesIO(xml), events=("start", "end"), tag=_TAGS, resolve_entities=False, no_network=True
        )
        for ereignis, element in leser:
            art = etree.QName(element).localname
            if art == "row" and ereignis == "start":
                zeile, spalte = _zahl(element.get("r")) or zeile + 1, -1
                yield b'<row r="%d"%s>' % (zeile, b' hidden="1"' if element.get("hidden") in ("1", "true") else b"")
            elif art == "c" and ereignis == "end":
                zeile, spalte = ort_aus(str(element.get("r", ""))) or (zeile, spalte + 1)
                yield _zelle(element, zeile, spalte)
                element.clear()
            elif art in ("mergeCell", "col") and ereignis == "end":
                yield b"<%s%s/>" % (art.encode(), _attribute(element, ("ref", "min", "max", "hidden")))
    except etree.XMLSyntaxError as fehler:
        raise EingabeError(DEFEKT, feld="datei") from fehler


def _zelle(element: etree._Element, zeile: int, spalte: int) -> bytes:
    ort = f"{spalte_text(spalte)}{zeile}".encode()
    formel, wert = element.find("{*}f"), element.find("{*}v")
    rumpf = b"" if formel is None else b"<f>" + _sicher(str(formel.text or "")) + b"</f>"
    rumpf += b"" if wert is None else b"<v>" + _sicher(str(wert.text or "")) + b"</v>"
    text = "".join(str(t.text or "") for t in element.iterfind("{*}is//{*}t"))
    rumpf += b"<is><t>" + _sicher(text) + b"</t></is>" if text else b""
    return b'<c r="%s"%s>%s</c>' % (ort, _attribute(element, ("s", "t")), rumpf)


def _attribute(element: etree._Element, namen: tuple[str, ...]) -> bytes:
    return b"".join(b' %s="%s"' % (n.encode(), _sicher(str(element.get(n)))) for n in namen if element.get(n))


def _sicher(text: str) -> bytes:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;").encode()


def _zahl(text: object) -> int:
    return int(str(text)) if str(text).isdigit() else 0
