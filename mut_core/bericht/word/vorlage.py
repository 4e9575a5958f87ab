"""Erzeugen: die neutrale Word-Vorlage `daten/vorlagen/neutral.docx`, Teil für Teil und ohne Zufall.

`python -m mut_core.bericht.word.vorlage` schreibt sie neu. Der Vertrag mit dem Bericht sind die englischen
*Namen* der Formatvorlagen (Word übersetzt sie in der Anzeige) und die *Tags* der Inhaltssteuerelemente:
`kommune titel untertitel stelle stand fassung kopfzeile` an beliebiger Stelle, `inhalt` einmal im Rumpf.
"""

from pathlib import Path

from mut_core.bericht.word.felder import feld
from mut_core.bericht.word.paket import gezippt

ZIEL = Path(__file__).parents[3] / "daten" / "vorlagen" / "neutral.docx"

BLAU = "1F4E79"
GRAU = "595959"
LINIE = "BFBFBF"

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_DML = "http://schemas.openxmlformats.org/drawingml/2006"
NAMENSRAEUME = (
    f'xmlns:w="{_W}" xmlns:r="{_R}" xmlns:wp="{_DML}/wordprocessingDrawing" xmlns:a="{_DML}/main" '
    f'xmlns:pic="{_DML}/picture" xmlns:c="{_DML}/chart"'
)
_KOPF = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_WML = "application/vnd.openxmlformats-officedocument.wordprocessingml."
_PAKET = "http://schemas.openxmlformats.org/package/2006"

_BREITE, _HOEHE, _RAND, _RAND_UNTEN = 11906, 16838, 1418, 1304  # A4, 2,5 cm Rand
_SATZBREITE = _BREITE - 2 * _RAND


def _spacing(vor: int, nach: int, zeile: int) -> str:
    # „mindestens“ statt „mehrfach“: gleiche Zeilenhöhe in Word und LibreOffice, also gleiche Seitenzahlen
    return f'<w:spacing w:before="{vor}" w:after="{nach}" w:line="{zeile}" w:lineRule="atLeast"/>'


def _zeichen(grad: float, *, fett: bool = False, farbe: str = "") -> str:
    return (
        "<w:b/><w:bCs/>" * fett
        + (f'<w:color w:val="{farbe}"/>' if farbe else "")
        + f'<w:sz w:val="{round(grad * 2)}"/><w:szCs w:val="{round(grad * 2)}"/>'
    )


def _stil(
    kennung: str,
    name: str,
    ppr: str = "",
    rpr: str = "",
    *,
    basis: str = "Normal",
    folge: str = "",
    eigen: bool = False,
) -> str:
    """Eine Absatzformatvorlage; `eigen` kennzeichnet Namen, die Word nicht mitbringt."""
    return (
        f'<w:style w:type="paragraph"{" w:customStyle=" + chr(34) + "1" + chr(34) if eigen else ""} '
        f'w:styleId="{kennung}"><w:name w:val="{name}"/><w:basedOn w:val="{basis}"/>'
        + (f'<w:next w:val="{folge}"/>' if folge else "")
        + f"<w:qFormat/><w:pPr>{ppr}</w:pPr><w:rPr>{rpr}</w:rPr></w:style>"
    )


def _ueberschrift(ebene: int, grad: float, vor: int, nach: int, *, neue_seite: bool = False) -> str:
    return _stil(
        f"Heading{ebene}",
        f"heading {ebene}",
        "<w:keepNext/><w:keepLines/>"
        + "<w:pageBreakBefore/>" * neue_seite
        + f'<w:numPr><w:ilvl w:val="{ebene - 1}"/><w:numId w:val="1"/></w:numPr>'
        + "<w:suppressAutoHyphens/>"
        + _spacing(vor, nach, round(grad * 25))
        + f'<w:outlineLvl w:val="{ebene - 1}"/>',
        _zeichen(grad, fett=True, farbe=BLAU),
        folge="BodyText",
    )


def _verzeichnisstil(ebene: int, links: int, haengend: int, vor: int, *, fett: bool = False) -> str:
    return _stil(
        f"TOC{ebene}",
        f"toc {ebene}",
        f'<w:tabs><w:tab w:val="left" w:pos="{links + haengend}"/>'
        f'<w:tab w:val="right" w:leader="dot" w:pos="{_SATZBREITE}"/></w:tabs>'
        + _spacing(vor, 20, 260)
        + f'<w:ind w:left="{links + haengend}" w:hanging="{haengend}"/>',
        _zeichen(10, fett=fett),
    )


def _grundstile() -> list[str]:
    zitatlinie = f'<w:pBdr><w:left w:val="single" w:sz="18" w:space="10" w:color="{LINIE}"/></w:pBdr>'
    return [
        f'<w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii="Arial" w:hAnsi="Arial" w:eastAsia="Arial" '
        f'w:cs="Arial"/>{_zeichen(11)}<w:lang w:val="de-DE" w:eastAsia="de-DE" w:bidi="ar-SA"/></w:rPr>'
        "</w:rPrDefault><w:pPrDefault><w:pPr><w:widowControl/></w:pPr></w:pPrDefault></w:docDefaults>",
        '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/><w:qFormat/>'
        f"<w:pPr>{_spacing(0, 0, 290)}</w:pPr></w:style>",
        '<w:style w:type="character" w:default="1" w:styleId="DefaultParagraphFont">'
        '<w:name w:val="Default Paragraph Font"/><w:uiPriority w:val="1"/><w:semiHidden/></w:style>',
        '<w:style w:type="numbering" w:default="1" w:styleId="NoList"><w:name w:val="No List"/>'
        '<w:uiPriority w:val="99"/><w:semiHidden/></w:style>',
        _stil("BodyText", "Body Text", _spacing(0, 140, 290)),
        _stil(
            "Quote",
            "Quote",
            zitatlinie + _spacing(60, 160, 290) + '<w:ind w:left="567" w:right="284"/>',
            f'<w:color w:val="{GRAU}"/>',
            folge="BodyText",
        ),
        _stil("ListBullet", "List Bullet", _liste(2) + _spacing(0, 80, 290)),
        _stil("ListNumber", "List Number", _liste(3) + _spacing(0, 80, 290)),
    ]


def _liste(nummer: int) -> str:
    return f'<w:numPr><w:numId w:val="{nummer}"/></w:numPr>'


def _gliederungsstile() -> list[str]:
    ohne_gliederung = "<w:keepNext/><w:keepLines/><w:suppressAutoHyphens/>"
    return [
        _ueberschrift(1, 17, 0, 200, neue_seite=True),
        _ueberschrift(2, 13, 300, 120),
        _ueberschrift(3, 11, 240, 80),
        _ueberschrift(4, 11, 200, 60),
        _stil(
            "TOCHeading",
            "TOC Heading",
            ohne_gliederung + _spacing(360, 160, 375) + '<w:outlineLvl w:val="9"/>',
            _zeichen(15, fett=True, farbe=BLAU),
            folge="BodyText",
        ),
        _verzeichnisstil(1, 0, 680, 100, fett=True),
        _verzeichnisstil(2, 0, 680, 0),
        _verzeichnisstil(3, 680, 850, 0),
        _stil(
            "TableofFigures",
            "table of figures",
            f'<w:tabs><w:tab w:val="right" w:leader="dot" w:pos="{_SATZBREITE}"/></w:tabs>'
            + _spacing(0, 60, 260)
            + '<w:ind w:left="1300" w:hanging="1300"/>',
            _zeichen(10),
        ),
    ]


def _objektstile() -> list[str]:
    return [
        _stil(
            "Caption",
            "caption",
            "<w:keepLines/><w:suppressAutoHyphens/>" + _spacing(120, 100, 240),
            _zeichen(9.5, farbe=GRAU),
            folge="BodyText",
        ),
        _stil("Abbildung", "Abbildung", "<w:keepNext/>" + _spacing(160, 0, 240), folge="Caption", eigen=True),
        _stil("Tabellentext", "Tabellentext", _spacing(40, 40, 230), _zeichen(9), eigen=True),
        _stil(
            "Tabellenkopf",
            "Tabellenkopf",
            "<w:keepNext/><w:suppressAutoHyphens/>" + _spacing(60, 60, 230),
            _zeichen(9, fett=True, farbe="FFFFFF"),
            basis="Tabellentext",
            eigen=True,
        ),
        _tabellenstil(),
    ]


def _tabellenstil() -> str:
    linien = "".join(
        f'<w:{seite} w:val="single" w:sz="4" w:space="0" w:color="{LINIE}"/>'
        for seite in ("top", "bottom", "insideH")
    )
    raender = "".join(f'<w:{s} w:w="{w}" w:type="dxa"/>' for s, w in (("left", 85), ("right", 85)))
    return (
        '<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/>'
        '<w:uiPriority w:val="99"/><w:semiHidden/><w:tblPr><w:tblInd w:w="0" w:type="dxa"/><w:tblCellMar>'
        f"{raender}</w:tblCellMar></w:tblPr></w:style>"
        '<w:style w:type="table" w:customStyle="1" w:styleId="BerichtTabelle">'
        '<w:name w:val="Bericht Tabelle"/><w:basedOn w:val="TableNormal"/><w:qFormat/>'
        f'<w:tblPr><w:tblStyleRowBandSize w:val="1"/><w:tblBorders>{linien}</w:tblBorders></w:tblPr>'
        '<w:tblStylePr w:type="firstRow"><w:tblPr/><w:tcPr>'
        f'<w:shd w:val="clear" w:color="auto" w:fill="{BLAU}"/></w:tcPr></w:tblStylePr>'
        '<w:tblStylePr w:type="band2Horz"><w:tblPr/><w:tcPr>'
        '<w:shd w:val="clear" w:color="auto" w:fill="F3F6FA"/></w:tcPr></w:tblStylePr></w:style>'
    )


def _rahmenstile() -> list[str]:
    """Deckblatt, Kopf- und Fußzeile."""
    rechts = f'<w:tabs><w:tab w:val="right" w:pos="{_SATZBREITE}"/></w:tabs>'
    unten = f'<w:pBdr><w:bottom w:val="single" w:sz="4" w:space="4" w:color="{LINIE}"/></w:pBdr>'
    oben = f'<w:pBdr><w:top w:val="single" w:sz="4" w:space="4" w:color="{LINIE}"/></w:pBdr>'
    strich = f'<w:pBdr><w:bottom w:val="single" w:sz="12" w:space="14" w:color="{BLAU}"/></w:pBdr>'
    grau = _zeichen(8.5, farbe=GRAU)
    ohne = "<w:suppressAutoHyphens/>"
    return [
        _stil("Header", "header", unten + rechts + _spacing(0, 0, 210), grau),
        _stil("Footer", "footer", oben + rechts + _spacing(0, 0, 210), grau),
        _stil(
            "Deckblattkopf",
            "Deckblattkopf",
            ohne + _spacing(0, 0, 300),
            _zeichen(13, fett=True, farbe=GRAU),
            eigen=True,
        ),
        _stil(
            "Title",
            "Title",
            "<w:keepNext/><w:keepLines/>" + strich + ohne + _spacing(3600, 240, 720),
            _zeichen(28, fett=True, farbe=BLAU),
            folge="Subtitle",
        ),
        _stil("Subtitle", "Subtitle", ohne + _spacing(60, 0, 400), _zeichen(15, farbe=GRAU)),
        _stil("Deckblattzeile", "Deckblattzeile", ohne + _spacing(0, 60, 300), _zeichen(11), eigen=True),
    ]


def _styles() -> str:
    stile = "".join([*_grundstile(), *_gliederungsstile(), *_objektstile(), *_rahmenstile()])
    return f'{_KOPF}<w:styles xmlns:w="{_W}">{stile}</w:styles>'


def _ebene(nummer: int, art: str, text: str, links: int, haengend: int, *, stil: str = "", rpr: str = "") -> str:
    return (
        f'<w:lvl w:ilvl="{nummer}"><w:start w:val="1"/><w:numFmt w:val="{art}"/>'
        + (f'<w:pStyle w:val="{stil}"/>' if stil else "")
        + f'<w:lvlText w:val="{text}"/><w:lvlJc w:val="left"/>'
        f'<w:pPr><w:ind w:left="{links}" w:hanging="{haengend}"/></w:pPr>'
        + (f"<w:rPr>{rpr}</w:rPr>" if rpr else "")
        + "</w:lvl>"
    )


def _numbering() -> str:
    einzug = (680, 680, 850, 1020)
    gliederung = "".join(
        _ebene(
            i, "decimal", ".".join(f"%{n + 1}" for n in range(i + 1)), einzug[i], einzug[i], stil=f"Heading{i + 1}"
        )
        for i in range(4)
    )
    arial = '<w:rFonts w:ascii="Arial" w:hAnsi="Arial" w:cs="Arial"/>'
    arten = (
        ("multilevel", gliederung),
        ("singleLevel", _ebene(0, "bullet", "•", 397, 284, stil="ListBullet", rpr=arial)),
        ("singleLevel", _ebene(0, "decimal", "%1.", 510, 397, stil="ListNumber")),
    )
    abstrakt = "".join(
        f'<w:abstractNum w:abstractNumId="{i}"><w:multiLevelType w:val="{art}"/>{ebenen}</w:abstractNum>'
        for i, (art, ebenen) in enumerate(arten)
    )
    listen = "".join(
        f'<w:num w:numId="{i + 1}"><w:abstractNumId w:val="{i}"/></w:num>' for i in range(len(arten))
    )
    return f'{_KOPF}<w:numbering xmlns:w="{_W}">{abstrakt}{listen}</w:numbering>'


def _settings() -> str:
    return (
        f'{_KOPF}<w:settings xmlns:w="{_W}"><w:zoom w:percent="100"/><w:defaultTabStop w:val="709"/>'
        '<w:autoHyphenation/><w:consecutiveHyphenLimit w:val="2"/><w:hyphenationZone w:val="850"/>'
        '<w:characterSpacingControl w:val="doNotCompress"/><w:compat>'
        '<w:doNotUseHTMLParagraphAutoSpacing/><w:compatSetting w:name="compatibilityMode" '
        'w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat>'
        '<w:themeFontLang w:val="de-DE"/><w:decimalSymbol w:val=","/><w:listSeparator w:val=";"/></w:settings>'
    )


def _font_table() -> str:
    return (
        f'{_KOPF}<w:fonts xmlns:w="{_W}"><w:font w:name="Arial"><w:altName w:val="Liberation Sans"/>'
        '<w:panose1 w:val="020B0604020202020204"/><w:charset w:val="00"/><w:family w:val="swiss"/>'
        '<w:pitch w:val="variable"/></w:font></w:fonts>'
    )


def _steuerelement(tag: str, anzeige: str) -> str:
    """Ein Inhaltssteuerelement im Absatz, das der Bericht am Tag erkennt und füllt."""
    nummer = 1000 + sum(map(ord, tag + anzeige))
    return (
        f'<w:sdt><w:sdtPr><w:alias w:val="{anzeige}"/><w:tag w:val="{tag}"/><w:id w:val="{nummer}"/><w:text/>'
        f"</w:sdtPr><w:sdtContent><w:r><w:t>{anzeige}</w:t></w:r></w:sdtContent></w:sdt>"
    )


def _absatz(stil: str, inhalt: str, ppr: str = "") -> str:
    return f'<w:p><w:pPr><w:pStyle w:val="{stil}"/>{ppr}</w:pPr>{inhalt}</w:p>'


def _wort(text: str) -> str:
    return f'<w:r><w:t xml:space="preserve">{text}</w:t></w:r>'


def _sect_pr() -> str:
    return (
        '<w:sectPr><w:headerReference w:type="default" r:id="rId10"/>'
        '<w:footerReference w:type="default" r:id="rId11"/>'
        f'<w:pgSz w:w="{_BREITE}" w:h="{_HOEHE}"/><w:pgMar w:top="{_RAND}" w:right="{_RAND}" '
        f'w:bottom="{_RAND_UNTEN}" w:left="{_RAND}" w:header="709" w:footer="624" w:gutter="0"/>'
        '<w:titlePg/></w:sectPr>'
    )


def _document() -> str:
    deckblatt = (
        _absatz("Deckblattkopf", _steuerelement("kommune", "Kommune"))
        + _absatz("Title", _steuerelement("titel", "Titel"))
        + _absatz("Subtitle", _steuerelement("untertitel", "Untertitel"))
        + _absatz("Deckblattzeile", _steuerelement("stelle", "Stelle"), _spacing(1400, 60, 300))
        + _absatz("Deckblattzeile", _wort("Stand: ") + _steuerelement("stand", "Stand"))
        + _absatz("Deckblattzeile", _steuerelement("fassung", "Fassung"))
    )
    inhalt = (
        '<w:sdt><w:sdtPr><w:alias w:val="Inhalt"/><w:tag w:val="inhalt"/><w:id w:val="1"/></w:sdtPr>'
        f"<w:sdtContent>{_absatz('BodyText', _wort('Hier steht der Bericht.'))}</w:sdtContent></w:sdt>"
    )
    return f"{_KOPF}<w:document {NAMENSRAEUME}><w:body>{deckblatt}{inhalt}{_sect_pr()}</w:body></w:document>"


_TABULATOR = "<w:r><w:tab/></w:r>"


def _header() -> str:
    zeile = _steuerelement("kommune", "Kommune (Kopf)") + _TABULATOR + _steuerelement("kopfzeile", "Kopfzeile")
    return f"{_KOPF}<w:hdr {NAMENSRAEUME}>{_absatz('Header', zeile)}</w:hdr>"


def _footer() -> str:
    seite = _wort("Seite ") + feld("PAGE", "1") + _wort(" von ") + feld("NUMPAGES", "1")
    links = _wort("Stand: ") + _steuerelement("stand", "Stand (Fuß)")
    return f"{_KOPF}<w:ftr {NAMENSRAEUME}>{_absatz('Footer', links + _TABULATOR + seite)}</w:ftr>"


_TEILE = {  # Teil: (Beziehungskennung, Art der Beziehung, Inhaltstyp)
    "styles": ("rId1", "styles", f"{_WML}styles+xml"),
    "numbering": ("rId2", "numbering", f"{_WML}numbering+xml"),
    "settings": ("rId3", "settings", f"{_WML}settings+xml"),
    "fontTable": ("rId4", "fontTable", f"{_WML}fontTable+xml"),
    "header1": ("rId10", "header", f"{_WML}header+xml"),
    "footer1": ("rId11", "footer", f"{_WML}footer+xml"),
}


def _beziehungen(eintraege: list[tuple[str, str, str]]) -> str:
    zeilen = "".join(
        f'<Relationship Id="{kennung}" Type="{art}" Target="{ziel}"/>' for kennung, art, ziel in eintraege
    )
    return f'{_KOPF}<Relationships xmlns="{_PAKET}/relationships">{zeilen}</Relationships>'


def _inhaltstypen() -> str:
    typen = {f"/word/{teil}.xml": typ for teil, (_, _, typ) in _TEILE.items()}
    typen["/word/document.xml"] = f"{_WML}document.main+xml"
    typen["/docProps/core.xml"] = "application/vnd.openxmlformats-package.core-properties+xml"
    typen["/docProps/app.xml"] = "application/vnd.openxmlformats-officedocument.extended-properties+xml"
    zeilen = "".join(f'<Override PartName="{n}" ContentType="{t}"/>' for n, t in sorted(typen.items()))
    return (
        f'{_KOPF}<Types xmlns="{_PAKET}/content-types"><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{zeilen}</Types>'
    )


def _core() -> str:
    return (
        f'{_KOPF}<cp:coreProperties xmlns:cp="{_PAKET}/metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" '
        'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><dc:title>Neutrale Vorlage</dc:title>'
        "<dc:creator>MuT-Sachstand</dc:creator><dc:language>de-DE</dc:language>"
        '<dcterms:created xsi:type="dcterms:W3CDTF">2024-01-01T00:00:00Z</dcterms:created>'
        "</cp:coreProperties>"
    )


def _app() -> str:
    return (
        f'{_KOPF}<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties">'
        "<Application>MuT-Sachstand</Application></Properties>"
    )


def build_vorlage() -> bytes:
    """Die neutrale Vorlage als Bytes: gleich auf jedem Rechner, deshalb unverdichtet abgelegt."""
    inhalte = {
        "styles": _styles,
        "numbering": _numbering,
        "settings": _settings,
        "fontTable": _font_table,
        "header1": _header,
        "footer1": _footer,
    }
    wurzel = [
        ("rId1", f"{_R}/officeDocument", "word/document.xml"),
        ("rId2", f"{_PAKET}/relationships/metadata/core-properties", "docProps/core.xml"),
        ("rId3", f"{_R}/extended-properties", "docProps/app.xml"),
    ]
    rumpf = [(kennung, f"{_R}/{art}", f"{teil}.xml") for teil, (kennung, art, _) in _TEILE.items()]
    texte = {f"word/{teil}.xml": schreibe() for teil, schreibe in inhalte.items()} | {
        "[Content_Types].xml": _inhaltstypen(),
        "_rels/.rels": _beziehungen(wurzel),
        "word/document.xml": _document(),
        "word/_rels/document.xml.rels": _beziehungen(rumpf),
        "docProps/core.xml": _core(),
        "docProps/app.xml": _app(),
    }
    return gezippt({name: text.encode() for name, text in texte.items()}, verdichtet=False)


if __name__ == "__main__":
    ZIEL.parent.mkdir(parents=True, exist_ok=True)
    ZIEL.write_bytes(build_vorlage())
