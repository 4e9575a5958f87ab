"""Durchsehen: was in den Teilen einer Office-Datei steht – Makros, Einbettungen, Entitäten, Verweise nach außen."""

import posixpath
import re
import zipfile
from collections.abc import Iterator
from typing import Final, NoReturn
from xml.etree import ElementTree

from mut_core.fehler import EingabeError

MB: Final = 1024 * 1024
_KLEIN: Final = MB
"""Inhaltsverzeichnis und Beziehungen werden ganz gelesen; in echten Dateien sind es wenige Kilobyte."""

_UEBERLAPPUNG: Final = 2500
_KODIERUNGEN: Final = ("utf-8", "utf-16-le", "utf-16-be")
_ENTITAETEN: Final = tuple(w.encode(k) for w in ("<!DOCTYPE", "<!ENTITY") for k in _KODIERUNGEN)
_XML_NAME: Final = re.compile(r"\.(?:xml|rels|vml)$", re.IGNORECASE)
_DEKLARATION: Final = re.compile(r"""<\?xml[^>]{0,200}?encoding\s*=\s*["']([^"']{0,40})["']""")
_ERLAUBTE_KODIERUNG: Final = frozenset({"utf-8", "utf-16", "us-ascii", "ascii"})

_MAKRO: Final = re.compile(
    r"vbaproject|vbadata|activex|macrosheets|dialogsheets|(?:^|/)(?:basic|scripts)/", re.IGNORECASE
)
_EINBETTUNG: Final = re.compile(r"(?:^|/)embeddings/|oleobject", re.IGNORECASE)
_MAPPE: Final = re.compile(r"word/embeddings/[A-Za-z0-9_ .-]{1,100}\.xlsx")
_DIAGRAMM: Final = re.compile(r"word/charts/_rels/[A-Za-z0-9_.-]{1,100}\.xml\.rels")
_VERKNUEPFUNG: Final = re.compile(r"^xl/(?:externallinks/|connections\.xml|querytables/)", re.IGNORECASE)
_BLATT: Final = re.compile(r"^xl/worksheets/[^/]+\.xml$", re.IGNORECASE)
_WEIT: Final = re.compile(
    rb"""\s(?:r|ref)\s*=\s*["'](?:[A-Za-z]{0,3}\d{1,5}:)?(?:[A-Za-z]{0,3}\d{6}|[A-Za-z]{3,}\d)""",
)
"""Ein Ort ab Zeile 100.000 oder ab Spalte AAA (der 703.)."""

_WEIT_VIELLEICHT: Final = tuple(
    re.compile(anfang + rb"""(?:[A-Za-z]{3}|[A-Za-z]{0,2}\d{6})""")
    for anfang in (
        rb'<c r="',
        rb"""<row[^>]*?\sr\s*=\s*["']""",
        rb"""ref\s*=\s*["'](?:[A-Za-z]{0,3}\d{1,5}:)?""",
    )
)
"""Dasselbe für gewöhnlich geschriebene Blätter: Mit festem Anfang sucht es sich fünfmal so schnell."""

_VERBUND: Final = re.compile(rb"""<(?:\w+:)?mergeCell\s[^>]{0,200}?ref\s*=\s*["']([A-Z]+)(\d+):([A-Z]+)(\d+)["']""")
_VERBUND_HOECHSTENS: Final = 200_000
_ODS_AUSSEN: Final = re.compile(
    rb"""<(?!text:a\s)[\w:-]+\s[^>]{0,2000}?xlink:href\s*=\s*["'](?:[a-z][a-z0-9+.-]*:|//|\\\\)""", re.IGNORECASE
)
_ODS_TAETIG: Final = re.compile(rb"<(?:office:dde-source|table:dde-link|table:cell-range-source|script:event-listener)")
_ODS_AUSSEN_SONST: Final = re.compile(
    _ODS_AUSSEN.pattern.replace(rb"text:a", rb"(?:text:a|table:table-source|table:cell-range-source)"), re.IGNORECASE
)
_ODS_TAETIG_SONST: Final = re.compile(rb"<script:event-listener")
"""Was auch dann nicht sein darf, wenn Verknüpfungen geduldet sind."""

_VERKNUEPFT_MIT: Final = re.compile(r"xl/externallinks/_rels/[^/]+\.rels", re.IGNORECASE)

_HAUPTTEILE: Final = {
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml": "docx",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.template.main+xml": "dotx",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml": "xlsx",
}
_ODS: Final = b"application/vnd.oasis.opendocument.spreadsheet"
_BEZIEHUNG: Final = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"

UNBEKANNT: Final = "Das ist keine Word-, Excel- oder Calc-Datei. Bitte speichern Sie sie als .docx, .xlsx oder .ods."
ENTITAETEN: Final = (
    "Die Datei enthält XML-Anweisungen, die in Office-Dateien nicht vorkommen. "
    "Bitte öffnen Sie sie in Office und speichern Sie sie neu."
)
MAKROS: Final = "Die Datei enthält Makros. Bitte speichern Sie sie ohne Makros als .xlsx oder .docx."
EINBETTUNGEN: Final = "Die Datei enthält eingebettete Dateien oder Steuerelemente. Bitte entfernen Sie sie."
VERWEISE: Final = (
    "Die Datei verweist auf andere Dateien oder Internetadressen, die beim Öffnen geladen würden. "
    "Bitte lösen Sie die Verknüpfungen; gewöhnliche Links dürfen bleiben."
)
ZU_WEIT: Final = (
    "Ein Tabellenblatt hat 100.000 Zeilen oder mehr als 702 Spalten. "
    "Bitte löschen Sie leere, formatierte Zeilen und Spalten am Ende."
)


def verweigere(satz: str) -> NoReturn:
    """Weist die Datei mit diesem Satz ab."""
    raise EingabeError(satz, feld="datei")


def ist_mappe(name: str) -> bool:
    """Sagt, ob ein Teil nach seinem Namen die Arbeitsmappe eines Diagramms in einer Word-Datei sein kann."""
    return bool(_MAPPE.fullmatch(name))


def pruefe_teil(
    name: str, stuecke: Iterator[bytes], *, mit_diagrammen: bool = False, mit_verknuepfungen: bool = False
) -> None:
    """Sieht einen Teil in überlappenden Stücken durch und wirft EingabeError beim ersten Fund.

    Mit `mit_diagrammen` darf die Arbeitsmappe eines Diagramms dabei sein; ihr Inhalt ist damit noch nicht geprüft.
    Mit `mit_verknuepfungen` dürfen Tabellen auf andere verweisen: Wer nur Werte liest, lädt nichts nach.
    """
    if not (mit_diagrammen and ist_mappe(name)):
        _pruefe_teilname(name, mit_verknuepfungen=mit_verknuepfungen)
    rest = b""
    for nummer, stueck in enumerate(stuecke):
        fenster = rest + stueck
        if nummer == 0:
            _pruefe_anfang(name, fenster)
        _pruefe_fenster(name, fenster, mit_verknuepfungen=mit_verknuepfungen)
        rest = fenster[-_UEBERLAPPUNG:]


def _pruefe_teilname(name: str, *, mit_verknuepfungen: bool) -> None:
    if _MAKRO.search(name):
        verweigere(MAKROS)
    if _EINBETTUNG.search(name):
        verweigere(EINBETTUNGEN)
    if _VERKNUEPFUNG.search(name) and not mit_verknuepfungen:
        verweigere(VERWEISE)


def _pruefe_anfang(name: str, anfang: bytes) -> None:
    """XML muss in UTF-8 oder UTF-16 stehen: in anderen Kodierungen fände niemand die verbotenen Wörter."""
    kopf = anfang[:400]
    if not (_XML_NAME.search(name) or kopf.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<?xml")):
        return
    kodierung = _kodierung(kopf)
    if kodierung != "utf-8" and not name.startswith("customXml/"):  # nur dort schreibt Office auch UTF-16
        verweigere(ENTITAETEN)
    text = kopf.decode(kodierung, "replace").lstrip("\ufeff \t\r\n")
    deklariert = _DEKLARATION.match(text)
    if not text.startswith("<") or (deklariert and deklariert[1].lower() not in _ERLAUBTE_KODIERUNG):
        verweigere(ENTITAETEN)


def _kodierung(kopf: bytes) -> str:
    if kopf.startswith((b"\xff\xfe", b"<\x00")):
        return "utf-16-le"
    return "utf-16-be" if kopf.startswith((b"\xfe\xff", b"\x00<")) else "utf-8"


def _pruefe_fenster(name: str, fenster: bytes, *, mit_verknuepfungen: bool) -> None:
    if _nennt_entitaet(name, fenster):
        verweigere(ENTITAETEN)
    if _BLATT.match(name):
        _pruefe_blatt(fenster)
    elif name.endswith(".xml") and not name.startswith("xl/"):
        geduldet = mit_verknuepfungen and name == "content.xml"
        aussen, taetig = (_ODS_AUSSEN_SONST, _ODS_TAETIG_SONST) if geduldet else (_ODS_AUSSEN, _ODS_TAETIG)
        if aussen.search(fenster) or taetig.search(fenster):
            verweigere(VERWEISE)


def _nennt_entitaet(name: str, fenster: bytes) -> bool:
    """Teile, deren Anfang als UTF-8 geprüft ist, brauchen nur eine Suche statt sechs; das sind fast alle Bytes."""
    nur_utf8 = bool(_XML_NAME.search(name)) and not name.startswith("customXml/")
    if nur_utf8 and b"<!" not in fenster:
        return False
    return any(wort in fenster for wort in _ENTITAETEN)


def _pruefe_blatt(fenster: bytes) -> None:
    """Eine einzige Zelle in XFD1048576 oder ein verbundener Bereich bis dorthin lässt Leser Milliarden Zellen gehen."""
    gewoehnlich = fenster.count(b"<c") == fenster.count(b'<c r="') and b":c" not in fenster and b":row" not in fenster
    verdaechtig = not gewoehnlich or any(muster.search(fenster) for muster in _WEIT_VIELLEICHT)
    if verdaechtig and _WEIT.search(fenster):
        verweigere(ZU_WEIT)
    if b"mergeCell" not in fenster:
        return
    for spalte1, zeile1, spalte2, zeile2 in _VERBUND.findall(fenster):
        flaeche = (_spalte(spalte2) - _spalte(spalte1) + 1) * (int(zeile2) - int(zeile1) + 1)
        if flaeche > _VERBUND_HOECHSTENS:
            verweigere(ZU_WEIT)


def _spalte(buchstaben: bytes) -> int:
    nummer = 0
    for b in buchstaben.upper():
        nummer = nummer * 26 + b - 64
    return nummer


# --- Art -------------------------------------------------------------------------------------------------------------


def art(zip_: zipfile.ZipFile, *, mit_diagrammen: bool = False, mit_verknuepfungen: bool = False) -> str:
    """Gibt die Art des geprüften Pakets nach seinem Inhaltsverzeichnis; wirft EingabeError, wenn es keine ist.

    Mit `mit_diagrammen` darf ein Diagramm auf seine Arbeitsmappe im selben Paket verweisen, und jede Mappe muss zu
    einem Diagramm gehören. Mit `mit_verknuepfungen` dürfen die Verknüpfungen einer Excel-Datei ihre Ziele nennen.
    """
    namen = set(zip_.namelist())
    if "mimetype" in namen:
        return _ods(zip_)
    if "[Content_Types].xml" not in namen:
        verweigere(UNBEKANNT)
    typen = {e.get("ContentType", "") for e in _xml(zip_, "[Content_Types].xml")}
    if any("macroEnabled" in t or "vbaProject" in t or "macrosheet" in t for t in typen):
        verweigere(MAKROS)
    if any("activeX" in t or "oleObject" in t for t in typen):
        verweigere(EINBETTUNGEN)
    mappen = {n for n in namen if mit_diagrammen and ist_mappe(n)}
    for name in namen:
        if name.lower().endswith(".rels") and not (mit_verknuepfungen and _VERKNUEPFT_MIT.fullmatch(name)):
            mappen -= _pruefe_beziehungen(zip_, name, mit_diagrammen=mit_diagrammen)
    if mappen:
        verweigere(EINBETTUNGEN)
    arten = [a for t, a in _HAUPTTEILE.items() if t in typen]
    if len(arten) != 1:
        verweigere(UNBEKANNT)
    return arten[0]


def _ods(zip_: zipfile.ZipFile) -> str:
    if zip_.getinfo("mimetype").file_size > 200 or zip_.read("mimetype").strip() != _ODS:
        verweigere(UNBEKANNT)
    namen = set(zip_.namelist())
    if "content.xml" not in namen or "META-INF/manifest.xml" not in namen:
        verweigere(UNBEKANNT)
    manifest = list(_xml(zip_, "META-INF/manifest.xml"))
    if any(e.tag.endswith("}encryption-data") for eintrag in manifest for e in eintrag.iter()):
        verweigere("Die Datei ist mit einem Kennwort geschützt. Bitte speichern Sie sie ohne Kennwort.")
    return "ods"


def _pruefe_beziehungen(zip_: zipfile.ZipFile, name: str, *, mit_diagrammen: bool = False) -> set[str]:
    """Weist ab, was nach außen oder auf Tätiges zeigt; gibt die Arbeitsmappen, auf die ein Diagramm verweisen darf."""
    mappen: set[str] = set()
    for beziehung in _xml(zip_, name):
        if beziehung.tag != _BEZIEHUNG:
            continue
        typ = beziehung.get("Type", "").rsplit("/", 1)[-1]
        if typ in ("vbaProject", "wordVbaData", "xlMacrosheet", "attachedToolbars"):
            verweigere(MAKROS)
        ziel = beziehung.get("Target", "")
        if mit_diagrammen and typ == "package" and _ist_diagrammdatei(zip_, name, beziehung):
            mappen.add(_aufgeloest(ziel))
            continue
        if typ in ("oleObject", "package", "control", "activeXControlBinary"):
            verweigere(EINBETTUNGEN)
        aussen = beziehung.get("TargetMode", "").lower() == "external" or re.match(r"[a-z][\w+.-]*:|//|\\", ziel, re.I)
        if aussen and typ != "hyperlink":
            verweigere(VERWEISE)
    return mappen


def _aufgeloest(ziel: str) -> str:
    """Der Teil, auf den ein Diagramm unter word/charts verweist."""
    return ziel[1:] if ziel.startswith("/") else posixpath.normpath(posixpath.join("word/charts", ziel))


def _ist_diagrammdatei(zip_: zipfile.ZipFile, name: str, beziehung: ElementTree.Element) -> bool:
    """Nur ein Diagramm, nur innen, nur eine Mappe, die es im Paket gibt."""
    ziel = _aufgeloest(beziehung.get("Target", ""))
    innen = beziehung.get("TargetMode", "Internal").lower() == "internal"
    return bool(_DIAGRAMM.fullmatch(name)) and innen and ist_mappe(ziel) and ziel in zip_.namelist()


def _xml(zip_: zipfile.ZipFile, name: str) -> ElementTree.Element:
    """Liest einen kleinen, schon durchgesehenen Teil; Entitäten kann er nicht mehr enthalten."""
    if zip_.getinfo(name).file_size > _KLEIN:
        verweigere(UNBEKANNT)
    try:
        return ElementTree.fromstring(zip_.read(name))  # noqa: S314 – DOCTYPE und ENTITY sind schon abgewiesen
    except ElementTree.ParseError as fehler:
        raise EingabeError(UNBEKANNT, feld="datei") from fehler
