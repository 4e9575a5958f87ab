"""Prüfen: die Grundregeln eines Word-Dokuments, ohne fremde Werkzeuge – liefert die Verstöße als Sätze."""

import posixpath
import re
import zipfile
from collections import Counter
from collections.abc import Iterator
from io import BytesIO

from lxml import etree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_REL = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_CT = "{http://schemas.openxmlformats.org/package/2006/content-types}"
_WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
_ADRESSE = re.compile(r"(https?://|mailto:)[\x21-\x7e]+")
ERLAUBTE_FELDER = {"PAGE", "NUMPAGES", "TOC", "SEQ", "REF", "PAGEREF"}


def teile(docx: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(BytesIO(docx)) as zip_:
        assert zip_.testzip() is None
        return {i.filename: zip_.read(i) for i in zip_.infolist()}


def rumpf(docx: bytes) -> etree._Element:
    return etree.fromstring(teile(docx)["word/document.xml"])


def text(element: etree._Element) -> str:
    return "".join(t.text or "" for t in element.iter(f"{W}t"))


def absaetze(docx: bytes, stil: str) -> list[etree._Element]:
    """Die Absätze mit dieser Kennung der Formatvorlage."""
    return [p for p in rumpf(docx).iter(f"{W}p") if stilkennung(p) == stil]


def stilkennung(absatz: etree._Element) -> str:
    stil = absatz.find(f"{W}pPr/{W}pStyle")
    return "" if stil is None else stil.get(f"{W}val", "")


def adressen(docx: bytes) -> dict[str, str]:
    """Wohin die Hyperlinks nach außen führen, je gezeigtem Text."""
    beziehungen = etree.fromstring(teile(docx)["word/_rels/document.xml.rels"])
    ziele = {r.get("Id"): r.get("Target", "") for r in beziehungen.iter(_REL)}
    links = [h for h in rumpf(docx).iter(f"{W}hyperlink") if h.get(f"{R}id")]
    return {text(h).replace("\u00a0", " "): ziele[h.get(f"{R}id")] for h in links}


def felder(wurzel: etree._Element) -> list[str]:
    return [(e.text or "").strip() for e in wurzel.iter(f"{W}instrText")]


def verstoesse(docx: bytes) -> list[str]:
    """Alle Verstöße; leer heißt in Ordnung."""
    inhalt = teile(docx)
    baeume = {n: etree.fromstring(b) for n, b in inhalt.items() if n.endswith((".xml", ".rels"))}
    return [
        *_beziehungen(inhalt, baeume),
        *_typen(inhalt, baeume["[Content_Types].xml"]),
        *_lesezeichen(baeume["word/document.xml"]),
        *(v for n, b in baeume.items() if n.startswith("word/") for v in _felder(n, b)),
        *_stile(baeume),
        *_tabellen(baeume["word/document.xml"]),
    ]


def _quelle(rels: str) -> str:
    ordner, datei = posixpath.split(rels)
    return posixpath.join(posixpath.dirname(ordner), datei.removesuffix(".rels"))


def _beziehungen(inhalt: dict[str, bytes], baeume: dict[str, etree._Element]) -> Iterator[str]:
    erreichbar = set()
    for name in (n for n in baeume if n.endswith(".rels")):
        quelle = _quelle(name)
        kennungen = [r.get("Id") for r in baeume[name].iter(_REL)]
        if len(set(kennungen)) != len(kennungen):
            yield f"{name}: Kennung doppelt"
        for rel in baeume[name].iter(_REL):
            if rel.get("TargetMode") == "External":
                ziel = rel.get("Target", "")
                if not rel.get("Type", "").endswith("/hyperlink") or not _ADRESSE.fullmatch(ziel):
                    yield f"{name}: Fremdverweis auf {ziel}"
                continue
            ziel = posixpath.normpath(posixpath.join(posixpath.dirname(quelle), rel.get("Target", ""))).lstrip("/")
            erreichbar.add(ziel)
            if ziel not in inhalt:
                yield f"{name}: {ziel} fehlt"
        if quelle in baeume:
            for element in baeume[quelle].iter(etree.Element):
                for schluessel, wert in element.attrib.items():
                    if schluessel.startswith(R) and wert not in kennungen:
                        yield f"{quelle}: Beziehung {wert} fehlt"
    for name in inhalt:
        if not name.endswith(".rels") and name != "[Content_Types].xml" and name not in erreichbar:
            yield f"{name}: verwaist"


def _typen(inhalt: dict[str, bytes], typen: etree._Element) -> Iterator[str]:
    endungen = {e.get("Extension", "").lower() for e in typen.iter(f"{_CT}Default")}
    namen = {e.get("PartName", "").lstrip("/") for e in typen.iter(f"{_CT}Override")}
    for name in inhalt:
        if name not in namen and name.rsplit(".", 1)[-1] not in endungen:
            yield f"{name}: ohne Inhaltstyp"
    yield from (f"{name}: Inhaltstyp ohne Teil" for name in namen - set(inhalt))


def _lesezeichen(dokument: etree._Element) -> Iterator[str]:
    anfaenge = list(dokument.iter(f"{W}bookmarkStart"))
    namen = Counter(b.get(f"{W}name", "") for b in anfaenge)
    nummern = Counter(b.get(f"{W}id", "") for b in anfaenge)
    enden = Counter(b.get(f"{W}id", "") for b in dokument.iter(f"{W}bookmarkEnd"))
    yield from (f"Lesezeichen {n} doppelt" for n, anzahl in (namen | nummern).items() if anzahl > 1)
    if nummern != enden:
        yield "Lesezeichen ohne Ende"
    ziele = {h.get(f"{W}anchor") for h in dokument.iter(f"{W}hyperlink") if h.get(f"{R}id") is None}
    ziele |= {f.split()[1] for f in felder(dokument) if f.split()[0] in ("REF", "PAGEREF")}
    yield from (f"Verweis auf fehlendes {z}" for z in ziele if z not in namen)
    zeichnungen = Counter(d.get("id") for d in dokument.iter(f"{_WP}docPr"))
    yield from (f"Zeichnung {n} doppelt" for n, anzahl in zeichnungen.items() if anzahl > 1)
    yield from ("Zeichnung ohne Alternativtext" for d in dokument.iter(f"{_WP}docPr") if not d.get("descr"))


def _felder(name: str, baum: etree._Element) -> Iterator[str]:
    for befehl in felder(baum):
        if befehl.split()[0] not in ERLAUBTE_FELDER:
            yield f"{name}: Feld {befehl}"
    tiefe = 0
    for zeichen in baum.iter(f"{W}fldChar"):
        tiefe += {"begin": 1, "separate": 0, "end": -1}[zeichen.get(f"{W}fldCharType", "")]
        if zeichen.get(f"{W}dirty"):
            yield f"{name}: veraltetes Feld"
        if tiefe < 0:
            yield f"{name}: Feldende ohne Anfang"
    if tiefe:
        yield f"{name}: Feld ohne Ende"
    if baum.find(f"{W}updateFields") is not None:
        yield f"{name}: updateFields"


def _stile(baeume: dict[str, etree._Element]) -> Iterator[str]:
    kennungen = {s.get(f"{W}styleId") for s in baeume["word/styles.xml"].iter(f"{W}style")}
    nummern = {n.get(f"{W}numId") for n in baeume["word/numbering.xml"].iter(f"{W}num")} | {"0"}
    for name, baum in baeume.items():
        for verweis in baum.iter(f"{W}pStyle", f"{W}rStyle", f"{W}tblStyle", f"{W}basedOn", f"{W}next"):
            if verweis.get(f"{W}val") not in kennungen:
                yield f"{name}: Formatvorlage {verweis.get(f'{W}val')} fehlt"
        if name in ("word/document.xml", "word/styles.xml"):
            for verweis in baum.iter(f"{W}numId"):
                if verweis.get(f"{W}val") not in nummern:
                    yield f"{name}: Liste {verweis.get(f'{W}val')} fehlt"


def _tabellen(dokument: etree._Element) -> Iterator[str]:
    for tabelle in dokument.iter(f"{W}tbl"):
        spalten = len(tabelle.findall(f"{W}tblGrid/{W}gridCol"))
        zeilen = tabelle.findall(f"{W}tr")
        if zeilen[0].find(f"{W}trPr/{W}tblHeader") is None:
            yield "Tabelle ohne wiederholten Kopf"
        for zeile in zeilen:
            spannen = [c.find(f"{W}tcPr/{W}gridSpan") for c in zeile.iter(f"{W}tc")]
            if sum(1 if s is None else int(s.get(f"{W}val", "1")) for s in spannen) != spalten:
                yield "Tabellenzeile passt nicht ins Raster"
        if any(len(z) == 0 or z[-1].tag != f"{W}p" for z in tabelle.iter(f"{W}tc")):
            yield "Zelle endet nicht mit einem Absatz"


def leere_kapitel(docx: bytes) -> list[str]:
    """Überschriften, auf die sofort eine gleich- oder höherrangige folgt oder gar nichts."""
    folge: list[tuple[int, str]] = []
    for element in rumpf(docx)[0]:
        kennung = stilkennung(element) if element.tag == f"{W}p" else ""
        treffer = re.fullmatch(r"Heading(\d)", kennung)
        if treffer:
            folge.append((int(treffer[1]), text(element)))
        elif text(element) or element.tag == f"{W}tbl" or element.find(f".//{W}drawing") is not None:
            folge.append((9, ""))
    paare = zip(folge, [*folge[1:], (0, "")], strict=True)
    return [titel for (ebene, titel), (naechste, _) in paare if ebene < 9 and naechste <= ebene]
