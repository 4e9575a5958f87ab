"""Schreiben: das neue Paket mit eigenen Teilenamen, Beziehungen und Inhaltstypen."""

from collections.abc import Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Final

from lxml import etree

from mut_core.bericht.hausvorlage.bilder import Bild
from mut_core.bericht.hausvorlage.knoten import NAMENSRAEUME, R, entferne, knoten, lokal, raum
from mut_core.bericht.word import vorlage as neutral
from mut_core.bericht.word.paket import gezippt, teile
from mut_core.bericht.word.stile import W
from mut_core.bericht.word.text import maskiert

_PAKET: Final = "http://schemas.openxmlformats.org/package/2006"
_WML: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml."
_KOPF: Final = b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_SCHRIFT: Final = frozenset(["font", "altName", "panose1", "charset", "family", "notTrueType", "pitch", "sig"])


@dataclass
class Bauteil:
    """Ein Teil mit Inhalt: Dokument, Kopf- oder Fußzeile, mit Bildern und Links."""

    art: str
    name: str
    wurzel: etree._Element
    bilder: list[Bild] = field(default_factory=list)
    links: list[str] = field(default_factory=list)

    @property
    def kennung(self) -> str:
        """Unter welcher Kennung das Dokument auf diesen Teil verweist."""
        return "rIdT" + self.name.removeprefix("word/").removesuffix(".xml")

    def add_bild(self, bild: Bild) -> str:
        """Verweist auf ein Bild (gleiche nur einmal) und gibt die Kennung der Beziehung."""
        if bild not in self.bilder:
            self.bilder.append(bild)
        return f"rIdB{self.bilder.index(bild) + 1}"

    def add_link(self, ziel: str) -> str:
        """Verweist auf eine Adresse (gleiche nur einmal) und gibt die Kennung der Beziehung."""
        if ziel not in self.links:
            self.links.append(ziel)
        return f"rIdL{self.links.index(ziel) + 1}"


def write_paket(
    dokument: Bauteil,
    rahmen: Sequence[Bauteil],
    stile: etree._Element,
    listen: etree._Element,
    beiwerk: Mapping[str, etree._Element | bool],
) -> bytes:
    """Gibt die .docx; Eigenschaften und Einstellungen stammen aus der neutralen Vorlage."""
    grund = teile(neutral.build_vorlage())
    inhalte = {name: grund[name] for name in ("docProps/core.xml", "docProps/app.xml", "_rels/.rels")}
    inhalte["word/styles.xml"] = _xml("styles", stile)
    inhalte["word/numbering.xml"] = _xml("numbering", listen)
    inhalte["word/settings.xml"] = _einstellungen(grund["word/settings.xml"], beiwerk)
    inhalte["word/fontTable.xml"] = _schriften(beiwerk.get("schriften"), grund["word/fontTable.xml"])
    if isinstance(beiwerk.get("schema"), etree._Element):
        inhalte["word/theme/theme1.xml"] = _KOPF + etree.tostring(beiwerk["schema"])  # type: ignore[arg-type]
    huelle = knoten("<w:document/>")
    huelle.append(dokument.wurzel)
    medien = {bild: f"media/image{n}.{bild.endung}" for n, bild in enumerate(_alle_bilder(dokument, *rahmen), start=1)}
    inhalte |= {f"word/{name}": bild.daten for bild, name in medien.items()}
    inhalte["word/document.xml"] = _xml("document", huelle)
    inhalte["word/_rels/document.xml.rels"] = _beziehungen(_dokumentziele(inhalte, rahmen) + _ziele(dokument, medien))
    for bauteil in rahmen:
        inhalte[bauteil.name] = _xml("hdr" if bauteil.art == "header" else "ftr", bauteil.wurzel)
        if ziele := _ziele(bauteil, medien):
            inhalte[f"word/_rels/{bauteil.name.removeprefix('word/')}.rels"] = _beziehungen(ziele)
    inhalte["[Content_Types].xml"] = _inhaltstypen(inhalte)
    return gezippt(inhalte)


def _alle_bilder(*bauteile: Bauteil) -> list[Bild]:
    return list(dict.fromkeys(bild for bauteil in bauteile for bild in bauteil.bilder))


def _xml(name: str, inhalt: etree._Element) -> bytes:
    """Der Teil mit den üblichen Präfixen an der Wurzel: der Bericht schreibt `w:` und `r:` ohne sie zu erklären."""
    wurzel = etree.Element(W + name, nsmap=NAMENSRAEUME)
    wurzel.extend(list(inhalt))
    etree.cleanup_namespaces(wurzel, keep_ns_prefixes=list(NAMENSRAEUME))
    return _KOPF + etree.tostring(wurzel, encoding="UTF-8")


def _einstellungen(roh: bytes, beiwerk: Mapping[str, etree._Element | bool]) -> bytes:
    wurzel = etree.fromstring(roh)
    if beiwerk.get("spiegel") is True:
        wurzel.find(f"{W}zoom").addnext(knoten("<w:mirrorMargins/>"))  # type: ignore[union-attr]
    if beiwerk.get("gerade") is True:
        wurzel.find(f"{W}hyphenationZone").addnext(knoten("<w:evenAndOddHeaders/>"))  # type: ignore[union-attr]
    return _xml("settings", wurzel)


def _schriften(tabelle: etree._Element | bool | None, neutrale: bytes) -> bytes:
    """Die Schriftenliste ohne eingebettete Schriften."""
    if not isinstance(tabelle, etree._Element):
        return neutrale
    kopie = deepcopy(tabelle)
    for element in list(kopie.iter(etree.Element)):
        if element is kopie:
            continue
        if raum(element) != W[1:-1] or lokal(element) not in _SCHRIFT:
            entferne(element)
            continue
        for schluessel in list(element.attrib):
            if not str(schluessel).startswith(W):
                del element.attrib[schluessel]
    return _xml("fonts", kopie)


def _dokumentziele(inhalte: Mapping[str, bytes], rahmen: Sequence[Bauteil]) -> list[tuple[str, str, str]]:
    feste = ["styles", "numbering", "settings", "fontTable"]
    ziele = [(f"rId{n}", art, f"{art}.xml") for n, art in enumerate(feste, start=1)]
    if "word/theme/theme1.xml" in inhalte:
        ziele.append(("rId5", "theme", "theme/theme1.xml"))
    return ziele + [(b.kennung, b.art, b.name.removeprefix("word/")) for b in rahmen]


def _ziele(bauteil: Bauteil, medien: Mapping[Bild, str]) -> list[tuple[str, str, str]]:
    bilder = [(f"rIdB{n}", "image", medien[bild]) for n, bild in enumerate(bauteil.bilder, start=1)]
    return bilder + [(f"rIdL{n}", "hyperlink", ziel) for n, ziel in enumerate(bauteil.links, start=1)]


def _beziehungen(ziele: Sequence[tuple[str, str, str]]) -> bytes:
    zeilen = "".join(
        f'<Relationship Id="{kennung}" Type="{R[1:-1]}/{art}" Target="{maskiert(ziel)}"'
        + (' TargetMode="External"/>' if art == "hyperlink" else "/>")
        for kennung, art, ziel in ziele
    )
    return _KOPF + f'<Relationships xmlns="{_PAKET}/relationships">{zeilen}</Relationships>'.encode()


_TYPEN: Final = {
    "document": f"{_WML}document.main+xml",
    "styles": f"{_WML}styles+xml",
    "numbering": f"{_WML}numbering+xml",
    "settings": f"{_WML}settings+xml",
    "fontTable": f"{_WML}fontTable+xml",
    "header": f"{_WML}header+xml",
    "footer": f"{_WML}footer+xml",
    "theme": "application/vnd.openxmlformats-officedocument.theme+xml",
    "core": "application/vnd.openxmlformats-package.core-properties+xml",
    "app": "application/vnd.openxmlformats-officedocument.extended-properties+xml",
}


def _inhaltstypen(inhalte: Mapping[str, bytes]) -> bytes:
    endungen = {name.rsplit(".", 1)[-1] for name in inhalte} & {"png", "jpeg"}
    bilder = "".join(f'<Default Extension="{e}" ContentType="image/{e}"/>' for e in sorted(endungen))
    zeilen = "".join(
        f'<Override PartName="/{name}" ContentType="{_TYPEN[stamm]}"/>'
        for name in sorted(inhalte)
        if (stamm := name.rsplit("/", 1)[-1].removesuffix(".xml").rstrip("0123456789")) in _TYPEN
    )
    return (
        _KOPF
        + (
            f'<Types xmlns="{_PAKET}/content-types"><Default Extension="rels" '
            'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            f'<Default Extension="xml" ContentType="application/xml"/>{bilder}{zeilen}</Types>'
        ).encode()
    )
