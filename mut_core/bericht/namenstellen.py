"""Lesen: aus einem fertigen Bericht jede Stelle mit Text – auch Kopfzeilen, Kommentare, Diagramme und Eigenschaften.

Für die Prüfung vor der Freigabe: Was jemand lesen oder aus der Datei herausholen kann, kommt vor, auch Gelöschtes, das
Word noch mitführt. Verzeichnisse fehlen, weil sie nur Überschriften und Beschriftungen wiederholen.
"""

import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import Final

from lxml import etree

from mut_core.bericht.word.paket import teile
from mut_core.bericht.word.stile import W
from mut_core.fehler import EingabeError

VORSPANN: Final = "Deckblatt und Vorspann"
"""Das Kapitel, solange noch keine Überschrift kam."""

LINKZIEL: Final = "Ziel eines Links"
"""Der Ort einer Adresse, die nur beim Klicken zu sehen ist."""

_A: Final = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_C: Final = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
_REL: Final = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_DOCPR: Final = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}docPr"
_UEBERSCHRIFT: Final = re.compile(r"(?:heading|überschrift) ?([1-9])", re.IGNORECASE)
_VERZEICHNIS: Final = re.compile(r"toc ?\d|verzeichnis ?\d|table of figures|abbildungsverzeichnis", re.IGNORECASE)
_NEBENTEILE: Final = (
    (re.compile(r"word/header\d*\.xml"), "Kopfzeile"),
    (re.compile(r"word/footer\d*\.xml"), "Fußzeile"),
    (re.compile(r"word/footnotes\.xml"), "Fußnote"),
    (re.compile(r"word/endnotes\.xml"), "Endnote"),
    (re.compile(r"word/comments\w*\.xml"), "Kommentar"),
    (re.compile(r"word/glossary/document\.xml"), "Textbausteine der Datei"),
)
_EIGENSCHAFTEN: Final = re.compile(r"docProps/\w+\.xml|word/people\.xml")
_DIAGRAMM: Final = re.compile(r"word/charts/[^/]+\.xml")
_WORTLOS: Final = frozenset({f"{W}tab", f"{W}br", f"{W}cr", f"{W}ptab"})
_MARKDOWNZIEL: Final = re.compile(r"(?<=\])\(<?((?:mailto|tel):[^)>]*)>?\)")
_IST_HTML: Final = re.compile(r"\s*<(?:!doctype html|html|[a-z][a-z0-9]*[ >])", re.IGNORECASE)
_KEIN_WORD: Final = "Diese Datei ist kein lesbarer Bericht. Bitte erzeugen Sie ihn neu."


@dataclass(frozen=True, slots=True)
class Stelle:
    """Ein Text und wo er steht: unter welcher Überschrift und dort als was."""

    kapitel: str
    ort: str
    text: str


def stellen(inhalt: bytes | str | Mapping[str, str]) -> Iterator[Stelle]:
    """Gibt die Stellen einer Word-Datei, einer Web-Kurzfassung (Markdown, HTML) oder einzelner Texte je Kapitel.

    Wirft EingabeError, wenn eine Word-Datei nicht zu lesen ist; geprüft auf Böses ist sie damit nicht.
    """
    if isinstance(inhalt, Mapping):
        for kapitel, text in inhalt.items():
            yield from _absaetze(kapitel, text)
    elif isinstance(inhalt, bytes) and inhalt.startswith(b"PK"):
        yield from _word(inhalt)
    else:
        text = inhalt.decode("utf-8", "replace") if isinstance(inhalt, bytes) else inhalt
        yield from _html(text) if _IST_HTML.match(text) else _zeilen(text)


def _absaetze(kapitel: str, text: str) -> Iterator[Stelle]:
    nummer = 0
    for zeile in text.splitlines():
        if zeile.strip():
            nummer += 1
            yield Stelle(kapitel, f"Absatz {nummer}", zeile)


def _zeilen(text: str) -> Iterator[Stelle]:
    """Markdown: Überschriften beginnen mit Rauten, sonst ist jede Zeile eine Stelle."""
    kapitel, nummer = VORSPANN, 0
    for zeile in text.splitlines():
        if treffer := re.match(r"#{1,6} +(.+)", zeile):
            kapitel, nummer = treffer[1].strip(), 0
            yield Stelle(kapitel, "Überschrift", treffer[1])
        elif zeile.strip():
            nummer += 1
            yield from (Stelle(kapitel, LINKZIEL, ziel) for ziel in _MARKDOWNZIEL.findall(zeile))
            yield Stelle(kapitel, f"Absatz {nummer}", _MARKDOWNZIEL.sub("", zeile))


# ---------------------------------------------------------------------------------------------- HTML


class _Seite(HTMLParser):
    """Sammelt Absätze und die Überschriften dazwischen; Adressen von Links und Beschreibungen zählen mit."""

    _BLOECKE: Final = frozenset(
        [
            "p",
            "li",
            "dd",
            "dt",
            "td",
            "th",
            "h1",
            "h2",
            "h3",
            "h4",
            "h5",
            "h6",
            "title",
            "figcaption",
            "caption",
            "div",
            "section",
            "br",
            "tr",
        ]
    )
    _STUMM: Final = frozenset(("style", "script"))

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.gefunden: list[Stelle] = []
        self._kapitel, self._nummer, self._stumm = VORSPANN, 0, 0
        self._text: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._stumm += tag in self._STUMM
        if tag in self._BLOECKE:
            self.schliesse("")
        for name, wert in attrs:
            if wert and (name in ("alt", "title", "content") or (name == "href" and wert.startswith("mailto:"))):
                self.gefunden.append(Stelle(self._kapitel, LINKZIEL if name == "href" else "Beschreibung", wert))

    def handle_endtag(self, tag: str) -> None:
        self._stumm -= tag in self._STUMM
        if tag in self._BLOECKE:
            self.schliesse(tag)

    def handle_data(self, data: str) -> None:
        if not self._stumm:
            self._text.append(data)

    def schliesse(self, tag: str) -> None:
        text = " ".join("".join(self._text).split())
        self._text.clear()
        if not text:
            return
        if re.fullmatch("h[1-6]", tag):
            self._kapitel, self._nummer = text, 0
            self.gefunden.append(Stelle(text, "Überschrift", text))
        else:
            self._nummer += 1
            self.gefunden.append(Stelle(self._kapitel, f"Absatz {self._nummer}", text))


def _html(text: str) -> list[Stelle]:
    seite = _Seite()
    seite.feed(text)
    seite.close()
    seite.schliesse("")
    return seite.gefunden


# ---------------------------------------------------------------------------------------------- Word


def _word(daten: bytes) -> Iterator[Stelle]:
    try:
        inhalt = teile(daten)
        yield from _rumpf(_xml(inhalt["word/document.xml"]), _stilnamen(_xml(inhalt["word/styles.xml"])))
        for name in sorted(inhalt):
            yield from _nebenteil(name, inhalt[name])
    except (zipfile.BadZipFile, KeyError, etree.XMLSyntaxError, NotImplementedError) as fehler:
        raise EingabeError(_KEIN_WORD, feld="datei") from fehler


def _xml(daten: bytes) -> etree._Element:
    return etree.fromstring(daten, etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False))


def _stilnamen(stile: etree._Element) -> dict[str, str]:
    namen = ((s.get(f"{W}styleId", ""), s.find(f"{W}name")) for s in stile.iter(f"{W}style"))
    return {kennung: name.get(f"{W}val", "") for kennung, name in namen if name is not None}


def _rumpf(wurzel: etree._Element, stilnamen: Mapping[str, str]) -> Iterator[Stelle]:
    """Absätze in Lesefolge; das Kapitel ist die letzte Überschrift, der Ort zählt Absätze und Tabellen darin."""
    kapitel, absatz = VORSPANN, 0
    tabellen = _Tabellenzaehler()
    for p in wurzel.iter(f"{W}p"):
        stil = p.find(f"{W}pPr/{W}pStyle")
        name = stilnamen.get(stil.get(f"{W}val", "") if stil is not None else "", "")
        if _VERZEICHNIS.fullmatch(name):
            continue
        text = _text(p)
        ort = tabellen.ort(p)
        if _UEBERSCHRIFT.fullmatch(name) and text.strip():
            kapitel, absatz, ort = text.strip(), 0, "Überschrift"
        elif not ort:
            absatz += bool(text.strip())
            ort = f"Absatz {absatz}"
        if text.strip():
            yield Stelle(kapitel, ort, text)
        yield from (Stelle(kapitel, "Alternativtext", t) for t in _beschreibungen(p))


class _Tabellenzaehler:
    """Zählt Tabellen und ihre Zeilen in Lesefolge, ohne sie je Zelle neu abzulaufen."""

    def __init__(self) -> None:
        self._tabellen: dict[etree._Element, dict[etree._Element, int]] = {}

    def ort(self, p: etree._Element) -> str:
        """„Tabelle 2 der Datei, Zeile 5“; leer, wenn der Absatz in keiner Tabelle steht."""
        tabelle, zeile = (next(p.iterancestors(f"{W}{n}"), None) for n in ("tbl", "tr"))
        if tabelle is None or zeile is None:
            return ""
        zeilen = self._tabellen.setdefault(tabelle, {})
        nummer = list(self._tabellen).index(tabelle) + 1
        return f"Tabelle {nummer} der Datei, Zeile {zeilen.setdefault(zeile, len(zeilen) + 1)}"


def _text(p: etree._Element) -> str:
    """Der Text eines Absatzes mit Gelöschtem; Textfelder darin sind eigene Absätze."""
    stuecke = []
    for e in p.iter():
        if e.tag in (f"{W}t", f"{W}delText"):
            naechster = next(e.iterancestors(f"{W}p"), None)
            stuecke.append((e.text or "") if naechster is p else "")
        elif e.tag in _WORTLOS:
            stuecke.append(" ")
        elif e.tag == f"{W}noBreakHyphen":
            stuecke.append("-")
    return "".join(stuecke)


def _beschreibungen(p: etree._Element) -> Iterator[str]:
    for bild in p.iter(_DOCPR):
        yield from (wert for name in ("title", "descr") if (wert := bild.get(name)))


def _nebenteil(name: str, daten: bytes) -> Iterator[Stelle]:
    """Alles außer dem Rumpf: Kopf- und Fußzeilen, Anmerkungen, Diagramme, Eigenschaften und Ziele von Links."""
    ort = next((o for muster, o in _NEBENTEILE if muster.fullmatch(name)), "")
    if ort:
        wurzel = _xml(daten)
        yield from (Stelle(ort, ort, t) for p in wurzel.iter(f"{W}p") if (t := _text(p)).strip())
        yield from (Stelle(ort, "Verfasser einer Anmerkung", a) for a in _verfasser(wurzel))
    elif name == "word/document.xml":
        yield from (Stelle("Überarbeitung", "Verfasser einer Änderung", a) for a in _verfasser(_xml(daten)))
    elif _DIAGRAMM.fullmatch(name):
        texte = (e.text or "" for e in _xml(daten).iter(f"{_A}t", f"{_C}v"))
        yield from (Stelle("Diagramm", "Beschriftung", t) for t in texte if re.search(r"[^\W\d_]", t))
    elif _EIGENSCHAFTEN.fullmatch(name):
        werte = [t for e in _xml(daten).iter() for t in (e.text, *e.attrib.values()) if t and t.strip()]
        yield from (Stelle("Eigenschaften der Datei", "Eigenschaft", str(t)) for t in werte)
    elif name.startswith("word/") and name.endswith(".rels"):
        ziele = (r.get("Target", "") for r in _xml(daten).iter(_REL))
        yield from (Stelle("Links", LINKZIEL, z) for z in ziele if z.startswith(("mailto:", "tel:")))


def _verfasser(wurzel: etree._Element) -> list[str]:
    return sorted({wert for e in wurzel.iter() if (wert := e.get(f"{W}author"))})
