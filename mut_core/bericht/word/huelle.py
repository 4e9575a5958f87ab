"""Tragen: das Word-Paket um den Bericht – Vorlage, Abschnitte, Eigenschaften, Bilder und Diagramme.

python-docx hält Teile und Beziehungen; der Rumpf kommt als fertiger XML-Text und wird erst beim Zippen
eingesetzt, weil das Einhängen vieler Knoten das Langsamste an python-docx ist.
"""

import re
from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from functools import lru_cache
from io import BytesIO
from typing import Any

import docx
from docx.opc.constants import CONTENT_TYPE as CT
from docx.opc.constants import RELATIONSHIP_TYPE as RT
from docx.opc.packuri import PackURI
from docx.opc.part import Part, XmlPart
from docx.opc.pkgwriter import PackageWriter
from lxml import etree

from mut_core.bericht.word.kopfzeile import TRENNER
from mut_core.bericht.word.paket import gezippt
from mut_core.bericht.word.stile import Stile, W
from mut_core.bericht.word.text import einzeilig

_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
_KOPIE = 50_000  # Abstand der Nummern, unter denen Bilder der Kopfzeile im Querformat noch einmal stehen
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


def _streiche(absatz: etree._Element) -> None:
    """Entfernt einen leer gewordenen Absatz; den einzigen einer Zelle oder nach einer Tabelle leert es nur."""
    danach = any(k.tag == f"{W}p" for k in absatz.itersiblings())
    davor, eltern = absatz.getprevious(), absatz.getparent()
    folgt_absatz = davor is not None and davor.tag == f"{W}p"
    if danach or folgt_absatz or (eltern is not None and eltern.tag == f"{W}body"):
        _ersetze(absatz, [])
    else:
        absatz[:] = [k for k in absatz if k.tag == f"{W}pPr"]


def _ohne_beschriftung(absatz: etree._Element) -> bool:
    """Ob vom Absatz nur eine Beschriftung wie „Aktenzeichen:“ bliebe, die nichts mehr benennt."""
    return "".join(t.text or "" for t in absatz.iter(f"{W}t")).rstrip().endswith(":")


def _ohne_trenner(absatz: etree._Element) -> None:
    """Nimmt den Trenner am Ende weg, wenn hinter dem Hinweis keine Kopfzeile steht."""
    texte = list(absatz.iter(f"{W}t"))
    if texte and (texte[-1].text or "").endswith(TRENNER):
        texte[-1].text = (texte[-1].text or "").removesuffix(TRENNER)


def _dehne_tabellen(wurzel: etree._Element, mass: float) -> None:
    """Macht Tabellen in Kopf und Fuß so breit, wie es das Querformat erlaubt."""
    for element in wurzel.iter(f"{W}gridCol", f"{W}tblW", f"{W}tcW"):
        if element.get(f"{W}type", "dxa") == "dxa" and element.get(f"{W}w", "").isdecimal():
            element.set(f"{W}w", str(round(int(element.get(f"{W}w", "")) * mass)))


def _umbrueche(block: etree._Element) -> int:
    """Wie oft in diesem Teil des Deckblatts eine Seite endet."""
    seiten = sum(1 for b in block.iter(f"{W}br") if b.get(f"{W}type") == "page")
    beginnt = sum(1 for _ in block.iter(f"{W}pageBreakBefore")) if block.getprevious() is not None else 0
    return seiten + beginnt + sum(1 for _ in block.iter(f"{W}sectPr"))


@lru_cache(maxsize=8)
def _stile(vorlage: bytes) -> Stile:
    """Die Formatvorlagen einer Vorlage; sie ändern sich nicht, wenn ein Bericht hineingeschrieben wird."""
    teil = docx.Document(BytesIO(vorlage)).part
    return Stile(teil._styles_part.element, teil.numbering_part.element)


class _Sammler:
    """Nimmt Teile an wie der Zip-Schreiber von python-docx."""

    def __init__(self) -> None:
        self.teile: dict[str, bytes] = {}

    def write(self, ort: PackURI, inhalt: bytes) -> None:
        """Legt einen Teil ab."""
        self.teile[ort.membername] = inhalt


class Huelle:
    """Eine geöffnete Vorlage, in die genau ein Bericht geschrieben wird."""

    def __init__(self, vorlage: bytes, *, deckblatt: bool = True) -> None:
        self._dokument = docx.Document(BytesIO(vorlage))
        self._teil = self._dokument.part
        self._koerper = self._teil.element.body
        self._numbering = self._teil.numbering_part.element
        self.stile = _stile(vorlage)
        self.deckblattseiten = 1
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
        vorne = list(platz.itersiblings(preceding=True))
        # ein Abschnitt, der vor dem Inhalt endet, zählt nicht: dieser beginnt ohnehin auf neuer Seite
        self.deckblattseiten += sum(map(_umbrueche, vorne)) - sum(1 for b in vorne[:1] for _ in b.iter(f"{W}sectPr"))
        if not deckblatt:
            for davor in list(platz.itersiblings(preceding=True)):
                self._koerper.remove(davor)

    def fuelle(self, angaben: Mapping[str, str], im_kopf: Mapping[str, str]) -> None:
        """Füllt alle Steuerelemente nach Tag; leere Zeilen des Deckblatts verschwinden.

        `im_kopf` überschreibt Angaben für Kopf- und Fußzeilen, wo nur eine Zeile Platz ist; es gilt wörtlich.
        """
        zeilen: dict[etree._Element, bool] = {}
        for tag, element in _steuerelemente(self._koerper):
            if tag in angaben:
                zeile = next(element.iterancestors(f"{W}tr"), None)
                if zeile is not None:
                    zeilen[zeile] = zeilen.get(zeile, False) or bool(angaben[tag])
                absatz = next(element.iterancestors(f"{W}p"), None)
                _fuelle(element, einzeilig(angaben[tag]))
                if absatz is not None and (_ist_leer(absatz) or (not angaben[tag] and _ohne_beschriftung(absatz))):
                    _streiche(absatz)
        for zeile, gefuellt in zeilen.items():
            if not gefuellt:  # etwa „Az.“ ohne Aktenzeichen
                _ersetze(zeile, [])
        for wurzel in self._kopf_und_fuss():
            for tag, element in _steuerelemente(wurzel):
                if tag in angaben:
                    absatz = next(element.iterancestors(f"{W}p"), None)
                    _fuelle(element, im_kopf[tag] if tag in im_kopf else einzeilig(angaben[tag]))
                    if absatz is not None and _ist_leer(absatz):
                        _streiche(absatz)
            for absatz in wurzel.iter(f"{W}p"):
                _ohne_trenner(absatz)

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
        if quer and breite < hoehe:  # eine Vorlage im Querformat ist es schon
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
    def eigene_erste_seite(self) -> bool:
        """Ob die Vorlage für die erste Seite einen eigenen Kopf oder Fuß hat, etwa einen Briefkopf."""
        return any(v.get(f"{W}type") == "first" for v in self._sect.iter(*_RAHMEN))

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
        alt = round(self.hoch.breite * 20)
        self._versetze_tabulatoren(kopie.element, alt, weite)
        _dehne_tabellen(kopie.element, weite / alt)
        for zeichnung in kopie.element.iter(f"{_WP}docPr"):
            zeichnung.set("id", str(int(zeichnung.get("id", "0")) + _KOPIE))
        for nummer in list(kopie.element.iter(f"{W}id")):
            _ersetze(nummer, [])
        return self._teil.relate_to(kopie, beziehung.reltype)

    def _versetze_tabulatoren(self, wurzel: etree._Element, alt: int, neu: int) -> None:
        """Rückt Tabulatoren ab der Seitenmitte im selben Verhältnis wie die Textbreite; die der Formatvorlage auch."""
        for absatz in wurzel.iter(f"{W}p"):
            for eigener in absatz.iterfind(f"{W}pPr/{W}tabs/{W}tab"):
                stelle = int(eigener.get(f"{W}pos", "0"))
                eigener.set(f"{W}pos", str(round(stelle * neu / alt) if stelle > alt // 3 else stelle))
            stil = absatz.find(f"{W}pPr/{W}pStyle")
            if stil is None or absatz.find(f"{W}pPr/{W}tabs") is not None:
                continue
            marken = "".join(
                f'<w:tab w:val="clear" w:pos="{stelle}"/><w:tab w:val="{art}" w:pos="{round(stelle * neu / alt)}"/>'
                for art, stelle in self.stile.tabulatoren(stil.get(f"{W}val", ""))
                if stelle > alt // 3
            )
            if marken:
                stil.addnext(etree.fromstring(f'<w:tabs xmlns:w="{W[1:-1]}">{marken}</w:tabs>'))

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

    def _teile(self) -> dict[str, bytes]:
        """Alle Teile des Pakets; geschrieben wie von python-docx, aber ohne dafür zu zippen."""
        paket, sammler = self._teil.package, _Sammler()
        for teil in paket.parts:
            teil.before_marshal()
        schreiber: Any = PackageWriter
        schreiber._write_content_types_stream(sammler, paket.parts)
        schreiber._write_pkg_rels(sammler, paket.rels)
        schreiber._write_parts(sammler, paket.parts)
        return sammler.teile

    def als_bytes(self, rumpf: bytes) -> bytes:
        """Das fertige Dokument; `rumpf` sind Absätze und Tabellen (UTF-8), am Ende der letzte Abschnitt."""
        inhalt = self._teile()
        davor, platz, danach = inhalt[_RUMPF].partition(_PLATZ)
        inhalt[_RUMPF] = b"".join((davor, rumpf if platz else b"", danach))
        return gezippt(inhalt)
