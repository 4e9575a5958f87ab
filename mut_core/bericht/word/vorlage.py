"""Erzeugen: die neutrale Word-Vorlage `daten/vorlagen/neutral.docx`, Teil für Teil und ohne Zufall.

`python -m mut_core.bericht.word.vorlage` schreibt sie neu. Der Vertrag mit dem Bericht sind die englischen
*Namen* der Formatvorlagen (Word übersetzt sie in der Anzeige) und die *Tags* der Inhaltssteuerelemente:
`kommune titel untertitel hinweis stelle stand fassung kopfzeile` an beliebiger Stelle, `inhalt` einmal im Rumpf.
"""

from pathlib import Path

from mut_core.bericht.word.felder import feld
from mut_core.bericht.word.paket import gezippt
from mut_core.bericht.word.vorlagenstile import (
    BREITE,
    HOEHE,
    KOPF,
    RAND,
    RAND_UNTEN,
    SIGNAL,
    W_NS,
    numbering_xml,
    spacing,
    styles_xml,
)

ZIEL = Path(__file__).parents[3] / "daten" / "vorlagen" / "neutral.docx"

_R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
NAMENSRAEUME = f'xmlns:w="{W_NS}" xmlns:r="{_R}"'
_WML = "application/vnd.openxmlformats-officedocument.wordprocessingml."
_PAKET = "http://schemas.openxmlformats.org/package/2006"


def _settings() -> str:
    return (
        f'{KOPF}<w:settings xmlns:w="{W_NS}"><w:zoom w:percent="100"/><w:defaultTabStop w:val="709"/>'
        '<w:autoHyphenation/><w:consecutiveHyphenLimit w:val="2"/><w:hyphenationZone w:val="850"/>'
        '<w:characterSpacingControl w:val="doNotCompress"/><w:compat>'
        '<w:doNotUseHTMLParagraphAutoSpacing/><w:compatSetting w:name="compatibilityMode" '
        'w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat>'
        '<w:themeFontLang w:val="de-DE"/><w:decimalSymbol w:val=","/><w:listSeparator w:val=";"/></w:settings>'
    )


def _font_table() -> str:
    return (
        f'{KOPF}<w:fonts xmlns:w="{W_NS}"><w:font w:name="Arial"><w:altName w:val="Liberation Sans"/>'
        '<w:panose1 w:val="020B0604020202020204"/><w:charset w:val="00"/><w:family w:val="swiss"/>'
        '<w:pitch w:val="variable"/></w:font></w:fonts>'
    )


def _steuerelement(tag: str, anzeige: str, rpr: str = "") -> str:
    """Ein Inhaltssteuerelement im Absatz, das der Bericht am Tag erkennt und füllt."""
    nummer = 1000 + sum(map(ord, tag + anzeige))
    return (
        f'<w:sdt><w:sdtPr><w:alias w:val="{anzeige}"/><w:tag w:val="{tag}"/><w:id w:val="{nummer}"/><w:text/>'
        f"</w:sdtPr><w:sdtContent><w:r>{f'<w:rPr>{rpr}</w:rPr>' if rpr else ''}<w:t>{anzeige}</w:t></w:r>"
        "</w:sdtContent></w:sdt>"
    )


def _absatz(stil: str, inhalt: str, ppr: str = "") -> str:
    return f'<w:p><w:pPr><w:pStyle w:val="{stil}"/>{ppr}</w:pPr>{inhalt}</w:p>'


def _wort(text: str) -> str:
    return f'<w:r><w:t xml:space="preserve">{text}</w:t></w:r>'


def _sect_pr() -> str:
    return (
        '<w:sectPr><w:headerReference w:type="default" r:id="rId10"/>'
        '<w:footerReference w:type="default" r:id="rId11"/>'
        f'<w:pgSz w:w="{BREITE}" w:h="{HOEHE}"/><w:pgMar w:top="{RAND}" w:right="{RAND}" '
        f'w:bottom="{RAND_UNTEN}" w:left="{RAND}" w:header="709" w:footer="624" w:gutter="0"/>'
        "<w:titlePg/></w:sectPr>"
    )


def _document() -> str:
    deckblatt = (
        _absatz("Deckblattkopf", _steuerelement("kommune", "Kommune"))
        + _absatz("Deckblatthinweis", _steuerelement("hinweis", "Hinweis"))
        + _absatz("Title", _steuerelement("titel", "Titel"))
        + _absatz("Subtitle", _steuerelement("untertitel", "Untertitel"))
        # der Stand fehlt nie; deshalb trägt er den Abstand zum Titel
        + _absatz("Deckblattzeile", _wort("Stand: ") + _steuerelement("stand", "Stand"), spacing(1400, 60, 300))
        + _absatz("Deckblattzeile", _steuerelement("stelle", "Stelle"))
        + _absatz("Deckblattzeile", _steuerelement("fassung", "Fassung"))
    )
    inhalt = (
        '<w:sdt><w:sdtPr><w:alias w:val="Inhalt"/><w:tag w:val="inhalt"/><w:id w:val="1"/></w:sdtPr>'
        f"<w:sdtContent>{_absatz('BodyText', _wort('Hier steht der Bericht.'))}</w:sdtContent></w:sdt>"
    )
    return f"{KOPF}<w:document {NAMENSRAEUME}><w:body>{deckblatt}{inhalt}{_sect_pr()}</w:body></w:document>"


_TABULATOR = "<w:r><w:tab/></w:r>"


def _header() -> str:
    auffallend = f'<w:b/><w:bCs/><w:color w:val="{SIGNAL}"/>'
    zeile = (
        _steuerelement("kommune", "Kommune (Kopf)")
        + _TABULATOR
        + _steuerelement("hinweis", "Hinweis (Kopf)", auffallend)
        + _steuerelement("kopfzeile", "Kopfzeile")
    )
    return f"{KOPF}<w:hdr {NAMENSRAEUME}>{_absatz('Header', zeile)}</w:hdr>"


def _footer() -> str:
    seite = _wort("Seite ") + feld("PAGE", "1") + _wort(" von ") + feld("NUMPAGES", "1")
    links = _wort("Stand: ") + _steuerelement("stand", "Stand (Fuß)")
    return f"{KOPF}<w:ftr {NAMENSRAEUME}>{_absatz('Footer', links + _TABULATOR + seite)}</w:ftr>"


_TEILE = {  # Teil: (Beziehungskennung, Art der Beziehung, Inhaltstyp)
    "styles": ("rId1", "styles", f"{_WML}styles+xml"),
    "numbering": ("rId2", "numbering", f"{_WML}numbering+xml"),
    "settings": ("rId3", "settings", f"{_WML}settings+xml"),
    "fontTable": ("rId4", "fontTable", f"{_WML}fontTable+xml"),
    "header1": ("rId10", "header", f"{_WML}header+xml"),
    "footer1": ("rId11", "footer", f"{_WML}footer+xml"),
}


def _beziehungen(eintraege: list[tuple[str, str, str]]) -> str:
    zeilen = "".join(f'<Relationship Id="{kennung}" Type="{art}" Target="{ziel}"/>' for kennung, art, ziel in eintraege)
    return f'{KOPF}<Relationships xmlns="{_PAKET}/relationships">{zeilen}</Relationships>'


def _inhaltstypen() -> str:
    typen = {f"/word/{teil}.xml": typ for teil, (_, _, typ) in _TEILE.items()}
    typen["/word/document.xml"] = f"{_WML}document.main+xml"
    typen["/docProps/core.xml"] = "application/vnd.openxmlformats-package.core-properties+xml"
    typen["/docProps/app.xml"] = "application/vnd.openxmlformats-officedocument.extended-properties+xml"
    zeilen = "".join(f'<Override PartName="{n}" ContentType="{t}"/>' for n, t in sorted(typen.items()))
    return (
        f'{KOPF}<Types xmlns="{_PAKET}/content-types"><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{zeilen}</Types>'
    )


def _core() -> str:
    return (
        f'{KOPF}<cp:coreProperties xmlns:cp="{_PAKET}/metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" '
        'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><dc:title>Neutrale Vorlage</dc:title>'
        "<dc:creator>MuT-Sachstand</dc:creator><dc:language>de-DE</dc:language>"
        '<dcterms:created xsi:type="dcterms:W3CDTF">2024-01-01T00:00:00Z</dcterms:created>'
        "</cp:coreProperties>"
    )


def _app() -> str:
    return (
        f'{KOPF}<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties">'
        "<Application>MuT-Sachstand</Application></Properties>"
    )


def build_vorlage() -> bytes:
    """Die neutrale Vorlage als Bytes: gleich auf jedem Rechner, deshalb unverdichtet abgelegt."""
    inhalte = {
        "styles": styles_xml,
        "numbering": numbering_xml,
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
