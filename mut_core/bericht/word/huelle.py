"""Tragen: das Word-Paket um den Bericht – Vorlage, Abschnitte, Eigenschaften, Bilder und Diagramme.

python-docx hält Teile und Beziehungen; der Rumpf kommt als fertiger XML-Text und wird erst beim Zippen
eingesetzt, weil das Einhängen vieler Knoten das Langsamste an python-docx ist.
"""

import re
from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from io import BytesIO

import docx
from docx.opc.constants import CONTENT_TYPE as CT
from docx.opc.constants import RELATIONSHIP_TYPE as RT
from docx.opc.packuri import PackURI
from docx.opc.part import Part, XmlPart
from lxml import etree

from mut_core.bericht.word.paket import gezippt, teile
from mut_core.bericht.word.stile import Stile, W
from mut_core.bericht.word.text import einzeilig

_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_PLATZ = b'<w:p w:rsidR="00B0D700"/>'  # eine Kennung, die kein Text nachahmen kann: Text ist maskiert
_RUMPF = "word/document.xml"
_RAHMEN = (f"{W}headerReference", f"{W}footerReference")
_NAMENSRAUM = re.compile(r' xmlns:\w+="[^"]*"')


@dataclass(frozen=True, slots=True)
class Abschnitt:
    """Die Seitengestalt eines Abschnitts: Satzspiegel in Punkt und sein `w:sectPr`."""

    breite: float
    hoehe: float
    xml: str


def _steuerelemente(wurzel: etree._Element) -> Iterator[tuple[str, etree._Element]]:
    for element in list(wurzel.iter(f"{W}sdt")):
        tag = element.find(f"{W}sdtPr/{W}tag")
        if tag is not None:
            yield tag.get(f"{W}val", ""), element


def _ersetze(element: etree._Element, neue: list[etree._Element]) -> None:
    eltern = element.getparent()
    if eltern is None:
        return
    ort = eltern.index(element)
    eltern[ort : ort + 1] = neue


def _fuelle(element: etree._Element, wert: str) -> None:
    """Setzt den Wert in den ersten Lauf des Steuerelements und löst das Steuerelement auf."""
    inhalt = element.find(f"{W}sdtContent")
    laeufe = list(element.iter(f"{W}r"))
    for lauf in laeufe[1:]:
        _ersetze(lauf, [])
    for lauf in laeufe[:1]:
        for kind in list(lauf):
            if kind.tag != f"{W}rPr":
                lauf.remove(kind)
        text = etree.SubElement(lauf, f"{W}t")
        text.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
        text.text = wert
    _ersetze(element, list(inhalt) if wert and inhalt is not None else [])


def _ist_leer(absatz: etree._Element) -> bool:
    inhalte = ("t", "drawing", "br", "tab", "sdt", "fldChar", "fldSimple", "sectPr", "pict")
    return not any(True for name in inhalte for _ in absatz.iter(f"{W}{name}"))


def _versetze_tabulator(wurzel: etree._Element, alt: int, neu: int) -> None:
    """Rückt den rechten Tabulator der Formatvorlage an den neuen Rand, wo der Absatz keinen eigenen hat."""
    marken = f'<w:tab w:val="clear" w:pos="{alt}"/><w:tab w:val="right" w:pos="{neu}"/>'
    for absatz in wurzel.iter(f"{W}p"):
        stil = absatz.find(f"{W}pPr/{W}pStyle")
        if stil is not None and absatz.find(f"{W}pPr/{W}tabs") is None:
            stil.addnext(etree.fromstring(f'<w:tabs xmlns:w="{W[1:-1]}">{marken}</w:tabs>'))


class Huelle:
    """Eine geöffnete Vorlage, in die genau ein Bericht geschrieben wird."""

    def __init__(self, vorlage: bytes, *, deckblatt: bool = True) -> None:
        self._dokument = docx.Document(BytesIO(vorlage))
        self._teil = self._dokument.part
        self._koerper = self._teil.element.body
        self._numbering = self._teil.numbering_part.element
        self.stile = Stile(self._teil._styles_part.element, self._numbering)
        self._diagramme = 0
        self._adressen: dict[str, str] = {}
        self._sect = self._koerper.find(f"{W}sectPr")
        self._koerper.remove(self._sect)
        self._build_platz(deckblatt)
        self.hoch = self._abschnitt(quer=False)
        self.deckblatt = deckblatt
        self._quer: Abschnitt | None = None

    def _build_platz(self, deckblatt: bool) -> None:
        """Merkt die Stelle des Inhalts vor; ohne Deckblatt entfällt alles davor."""
        platz = etree.fromstring(f'<w:p xmlns:w="{W[1:-1]}" w:rsidR="00B0D700"/>')
        for tag, element in _steuerelemente(self._koerper):
            if tag == "inhalt":
                _ersetze(element, [platz])
        if platz.getparent() is None:
            self._koerper.append(platz)
        if not deckblatt:
            for davor in list(platz.itersiblings(preceding=True)):
                self._koerper.remove(davor)

    def fuelle(self, angaben: Mapping[str, str], im_kopf: Mapping[str, str]) -> None:
        """Füllt alle Steuerelemente nach Tag; leere Zeilen des Deckblatts verschwinden.

        `im_kopf` überschreibt Angaben für Kopf- und Fußzeilen, wo nur eine Zeile Platz ist; es gilt wörtlich.
        """
        for tag, element in _steuerelemente(self._koerper):
            if tag in angaben:
                absatz = next(element.iterancestors(f"{W}p"), None)
                _fuelle(element, einzeilig(angaben[tag]))
                if absatz is not None and _ist_leer(absatz):
                    _ersetze(absatz, [])
        for wurzel in self._kopf_und_fuss():
            for tag, element in _steuerelemente(wurzel):
                if tag in angaben:
                    _fuelle(element, im_kopf[tag] if tag in im_kopf else einzeilig(angaben[tag]))

    def _kopf_und_fuss(self) -> list[etree._Element]:
        arten = (RT.HEADER, RT.FOOTER)
        return [r.target_part.element for r in self._teil.rels.values() if r.reltype in arten]

    def eigenschaften(self, *, titel: str, autor: str, betreff: str, stichworte: str, stand: date) -> None:
        """Setzt die Dokumenteigenschaften; alle Zeitpunkte sind der Stand, Personen kommen nicht vor."""
        kern = self._dokument.core_properties
        zeitpunkt = datetime.combine(stand, time(), UTC)
        kern.title, kern.author, kern.subject = einzeilig(titel)[:255], einzeilig(autor)[:255], einzeilig(betreff)[:255]
        kern.keywords, kern.language = einzeilig(stichworte)[:255], "de-DE"
        kern.created = kern.modified = zeitpunkt

    def _abschnitt(self, *, quer: bool, kopf: Mapping[str, str] | None = None) -> Abschnitt:
        sect = deepcopy(self._sect)
        groesse, rand = sect.find(f"{W}pgSz"), sect.find(f"{W}pgMar")
        breite, hoehe = int(groesse.get(f"{W}w")), int(groesse.get(f"{W}h"))
        if quer:
            breite, hoehe = hoehe, breite
            groesse.set(f"{W}w", str(breite))
            groesse.set(f"{W}h", str(hoehe))
            groesse.set(f"{W}orient", "landscape")
        for verweis in sect.iter(*_RAHMEN):
            kennung = verweis.get(f"{_R}id")
            verweis.set(f"{_R}id", (kopf or {}).get(kennung, kennung))
        seiten = {s: int(rand.get(f"{W}{s}")) for s in ("left", "right", "top", "bottom")}
        satzbreite = (breite - seiten["left"] - seiten["right"]) / 20
        satzhoehe = (hoehe - abs(seiten["top"]) - abs(seiten["bottom"])) / 20
        return Abschnitt(satzbreite, satzhoehe, _NAMENSRAUM.sub("", etree.tostring(sect, encoding="unicode")))

    @property
    def quer(self) -> Abschnitt:
        """Der Abschnitt im Querformat; seine Kopf- und Fußzeilen entstehen beim ersten Gebrauch."""
        if self._quer is None:
            weite = round(self._abschnitt(quer=True).breite * 20)
            kennungen = [v.get(f"{_R}id") for v in self._sect.iter(*_RAHMEN)]
            kopf = {kennung: self._verbreitert(kennung, weite) for kennung in kennungen}
            self._quer = self._abschnitt(quer=True, kopf=kopf)
        return self._quer

    def _verbreitert(self, kennung: str, weite: int) -> str:
        """Eine Kopie der Kopf- oder Fußzeile, deren rechter Tabulator am Rand des Querformats steht."""
        beziehung = self._teil.rels[kennung]
        quelle = beziehung.target_part
        art = "header" if beziehung.reltype == RT.HEADER else "footer"
        name = self._teil.package.next_partname(f"/word/{art}%d.xml")
        kopie = XmlPart(name, quelle.content_type, deepcopy(quelle.element), self._teil.package)
        for rel in quelle.rels.values():
            kopie.load_rel(rel.reltype, rel._target, rel.rId, rel.is_external)
        _versetze_tabulator(kopie.element, round(self.hoch.breite * 20), weite)
        for nummer in list(kopie.element.iter(f"{W}id")):
            _ersetze(nummer, [])
        return self._teil.relate_to(kopie, beziehung.reltype)

    def add_liste(self, ab: int = 1) -> int:
        """Eine neue nummerierte Liste, die bei `ab` beginnt; liefert ihre Kennung."""
        nummern = [int(n.get(f"{W}numId", "0")) for n in self._numbering.iterfind(f"{W}num")]
        nummer = max(nummern) + 1
        abstrakt = self.stile.abstrakt(self.stile["List Number"].nummer or 0)
        self._numbering.append(
            etree.fromstring(
                f'<w:num xmlns:w="{W[1:-1]}" w:numId="{nummer}"><w:abstractNumId w:val="{abstrakt}"/>'
                f'<w:lvlOverride w:ilvl="0"><w:startOverride w:val="{ab}"/></w:lvlOverride></w:num>'
            )
        )
        return nummer

    def add_diagramm(self, xml: str, mappe: bytes) -> str:
        """Legt ein Diagramm mit seiner Mappe ins Paket; liefert die Kennung der Beziehung."""
        self._diagramme += 1
        paket = self._teil.package
        daten = Part(PackURI(f"/word/embeddings/Daten{self._diagramme}.xlsx"), CT.SML_SHEET, mappe, paket)
        diagramm = Part(PackURI(f"/word/charts/chart{self._diagramme}.xml"), CT.DML_CHART, xml.encode(), paket)
        diagramm.relate_to(daten, RT.PACKAGE)
        return self._teil.relate_to(diagramm, RT.CHART)

    def add_bild(self, png: bytes) -> str:
        """Legt ein Bild ins Paket (gleiche Bilder nur einmal); liefert die Kennung der Beziehung."""
        return self._teil.get_or_add_image(BytesIO(png))[0]

    def add_adresse(self, adresse: str) -> str:
        """Legt einen Hyperlink nach außen ins Paket (gleiche nur einmal); liefert die Kennung der Beziehung."""
        if adresse not in self._adressen:  # eigene Kennungen: python-docx sucht die nächste freie von vorn
            kennung = f"rIdAdresse{len(self._adressen) + 1}"
            self._teil.rels.add_relationship(RT.HYPERLINK, adresse, kennung, is_external=True)
            self._adressen[adresse] = kennung
        return self._adressen[adresse]

    def als_bytes(self, rumpf: str) -> bytes:
        """Das fertige Dokument; `rumpf` sind Absätze und Tabellen, am Ende der letzte Abschnitt."""
        puffer = BytesIO()
        self._dokument.save(puffer)
        inhalt = teile(puffer.getvalue())
        davor, platz, danach = inhalt[_RUMPF].partition(_PLATZ)
        inhalt[_RUMPF] = b"".join((davor, rumpf.encode() if platz else b"", danach))
        return gezippt(inhalt)
