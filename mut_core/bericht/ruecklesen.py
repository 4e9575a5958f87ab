"""Zurücklesen: aus dem Inhalt eines Steuerelements Absätze, Listen, fett, kursiv und Links – nie rohes XML.

Gelöschte Änderungen sind weg, eingefügte bleiben. Was kein Text ist (Bilder, Textfelder, Fußnoten), kommt nicht mit;
`Leser.hinweise` nennt es.
"""

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from lxml import etree

from mut_core.bericht.auszeichnung import Art, Stueck, Zeile
from mut_core.bericht.word.adresse import adresse
from mut_core.bericht.word.freitext import PLATZHALTER
from mut_core.bericht.word.stile import W
from mut_core.bericht.word.strom import schluessel_von

_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_GELOESCHT = frozenset(f"{W}{n}" for n in ("del", "moveFrom", "delText", "delInstrText"))
_HUELLEN = frozenset(f"{W}{n}" for n in ("ins", "moveTo", "customXml", "smartTag", "sdt", "sdtContent", "dir", "bdo"))
_AUS = frozenset(("0", "false", "off", "none"))
_HYPERLINK = re.compile(r'\s*HYPERLINK\s+"([^"]+)"', re.IGNORECASE)
_UEBERSCHRIFT = re.compile(r"(?:heading \d|title|subtitle)", re.IGNORECASE)
_FEST = {"tab": " ", "br": "\n", "cr": "\n", "noBreakHyphen": "-", "ptab": " "}
_ANDERES = {
    "drawing": "ein Bild oder eine Zeichnung",
    "pict": "ein Bild oder eine Zeichnung",
    "footnoteReference": "eine Fußnote",
    "endnoteReference": "eine Endnote",
    "sym": "ein Sonderzeichen aus einer Symbolschrift",
}


class _Liste(NamedTuple):
    format: str
    beginn: int
    muster: str
    """Listen mit demselben Muster zählen gemeinsam weiter …"""
    neu: bool
    """… außer wo eine neu beginnt."""


class _Stil(NamedTuple):
    name: str
    vorgaenger: str
    numpr: etree._Element | None
    fett: bool | None
    kursiv: bool | None


def _wert(eltern: etree._Element | None, pfad: str) -> str:
    gefunden = eltern.find(pfad) if eltern is not None else None
    return gefunden.get(f"{W}val", "") if gefunden is not None else ""


def _schalter(eigenschaften: etree._Element | None, name: str) -> bool | None:
    """Ein Schalter wie w:b: an, aus oder nicht gesagt."""
    gefunden = eigenschaften.find(f"{W}{name}") if eigenschaften is not None else None
    return None if gefunden is None else gefunden.get(f"{W}val", "1").lower() not in _AUS


class Leser:
    """Liest die Steuerelemente eines Dokuments; kennt dessen Formatvorlagen, Listen und Hyperlinks."""

    def __init__(self, stile: etree._Element | None, listen: etree._Element | None, links: Mapping[str, str]) -> None:
        self.hinweise: set[str] = set()
        """Was nicht mitkam, je ein Hauptwort („ein Bild oder eine Zeichnung“)."""
        self._links = links
        self._stile = dict(_lies_stile(stile))
        self._listen = dict(_lies_listen(listen))
        self._zaehler: dict[str, int] = {}
        self._begonnen: set[str] = set()
        self._felder: list[list[str | bool]] = []

    def zeilen(self, sdt: etree._Element) -> list[Zeile]:
        """Gibt die Absätze und Punkte eines Steuerelements; steht nur der Platzhalter darin, nichts."""
        self._zaehler.clear()
        self._begonnen.clear()
        self._felder.clear()
        inhalt = sdt.find(f"{W}sdtContent")
        if inhalt is None or _schalter(sdt.find(f"{W}sdtPr"), "showingPlcHdr"):
            return []
        if inhalt.find(f"{W}p") is None and inhalt.find(f"{W}r") is not None:  # ein Steuerelement im Absatz
            return [Zeile(Art.ABSATZ, list(self._laeufe(inhalt, "")))]
        return [z for z in self._bloecke(inhalt) if _text(z) != PLATZHALTER.strip("_")]

    # ---------------------------------------------------------------- Blöcke

    def _bloecke(self, eltern: etree._Element) -> Iterator[Zeile]:
        offen: list[Stueck] = []  # der Anfang eines Absatzes, dessen Ende gelöscht wurde
        for kind in eltern:
            if kind.tag == f"{W}p":
                zeile = self._absatz(kind)
                zeile = zeile._replace(stuecke=[*offen, *zeile.stuecke])
                offen = list(zeile.stuecke) if kind.find(f"{W}pPr/{W}rPr/{W}del") is not None else []
                if not offen:
                    yield zeile
            elif kind.tag == f"{W}tbl":
                yield from self._tabelle(kind)
            elif kind.tag in _HUELLEN and not (kind.tag == f"{W}sdt" and schluessel_von(kind)):
                yield from self._bloecke(kind)
        if offen:
            yield Zeile(Art.ABSATZ, offen)

    def _tabelle(self, tabelle: etree._Element) -> Iterator[Zeile]:
        """Eine Tabelle wird zur Liste: je Zeile ein Punkt, die Zellen getrennt durch senkrechte Striche."""
        self.hinweise.add("eine Tabelle (ihr Text kam als Liste mit)")
        for zeile in tabelle.iter(f"{W}tr"):
            if zeile.find(f"{W}trPr/{W}del") is not None:
                continue
            stuecke: list[Stueck] = []
            for zelle in zeile.iter(f"{W}tc"):
                inhalt = [s for z in self._bloecke(zelle) for s in (*z.stuecke, Stueck(" "))]
                stuecke += [Stueck(" | "), *inhalt] if stuecke else inhalt
            yield Zeile(Art.PUNKT, stuecke)

    def _absatz(self, absatz: etree._Element) -> Zeile:
        stil = _wert(absatz, f"{W}pPr/{W}pStyle")
        stuecke = list(self._laeufe(absatz, ""))
        if any(_UEBERSCHRIFT.fullmatch(s.name) for s in self._kette(stil)):
            return Zeile(Art.ABSATZ, [s._replace(fett=True) for s in stuecke])
        art, nummer = self._listenart(absatz.find(f"{W}pPr/{W}numPr"), stil)
        if not "".join(s.text for s in stuecke).strip():
            return Zeile(Art.ABSATZ, stuecke)
        if art == Art.NUMMER:
            return Zeile(art, stuecke, self._naechste_nummer(nummer))
        return Zeile(art, stuecke)

    def _naechste_nummer(self, nummer: str) -> int:
        """Wie Word zählt: Eine Liste mit eigenem Beginn fängt beim ersten Mal an, sonst geht die vorige weiter."""
        liste = self._listen[nummer, 0]
        if (liste.neu and nummer not in self._begonnen) or liste.muster not in self._zaehler:
            self._zaehler[liste.muster] = liste.beginn - 1
        self._begonnen.add(nummer)
        self._zaehler[liste.muster] += 1
        return self._zaehler[liste.muster]

    def _listenart(self, numpr: etree._Element | None, stil: str) -> tuple[Art, str]:
        for angabe in (numpr, *(s.numpr for s in self._kette(stil))):
            kennung = _wert(angabe, f"{W}numId")
            if kennung:
                stufe = int(_wert(angabe, f"{W}ilvl") or 0) if (_wert(angabe, f"{W}ilvl") or "0").isdecimal() else 0
                liste = self._listen.get((kennung, stufe))
                if kennung == "0" or liste is None or liste.format == "none":
                    return Art.ABSATZ, ""
                return (Art.PUNKT if liste.format == "bullet" or stufe else Art.NUMMER), kennung
        return Art.ABSATZ, ""

    def _kette(self, stil: str) -> Iterator[_Stil]:
        """Die Formatvorlage und worauf sie beruht; ein Kreis endet."""
        gesehen: set[str] = set()
        while stil in self._stile and stil not in gesehen:
            gesehen.add(stil)
            yield self._stile[stil]
            stil = self._stile[stil].vorgaenger

    # ---------------------------------------------------------------- Läufe

    def _laeufe(self, eltern: etree._Element, ziel: str) -> Iterator[Stueck]:
        for kind in eltern:
            if kind.tag == f"{W}r":
                yield from self._lauf(kind, ziel)
            elif kind.tag == f"{W}hyperlink":
                yield from _verbunden(self._laeufe(kind, adresse(self._links.get(kind.get(f"{_R}id", ""), "")) or ziel))
            elif kind.tag in _HUELLEN or kind.tag == f"{W}fldSimple":
                yield from self._laeufe(kind, ziel)
            elif etree.QName(kind).localname in ("oMath", "oMathPara"):
                self.hinweise.add("eine Formel (ihr Text kam mit)")
                yield Stueck("".join(t.text or "" for t in kind.iter() if etree.QName(t).localname == "t"))
            elif etree.QName(kind).localname == "AlternateContent":
                self.hinweise.add("ein Textfeld oder eine Zeichnung")

    def _lauf(self, lauf: etree._Element, ziel: str) -> Iterator[Stueck]:
        eigenschaften = lauf.find(f"{W}rPr")
        if _schalter(eigenschaften, "vanish"):
            self.hinweise.add("ausgeblendeter Text")
            return
        zeichenstil = list(self._kette(_wert(eigenschaften, f"{W}rStyle")))
        fett = _gilt(_schalter(eigenschaften, "b"), (s.fett for s in zeichenstil))
        kursiv = _gilt(_schalter(eigenschaften, "i"), (s.kursiv for s in zeichenstil))
        for kind in lauf:
            text = self._zeichen(kind)
            if text and all(ergebnis for _, ergebnis in self._felder):
                yield Stueck(text, fett, kursiv, ziel or self._feldziel())

    def _zeichen(self, kind: etree._Element) -> str:
        name = etree.QName(kind).localname
        if kind.tag in _GELOESCHT:
            return ""
        if name == "t":
            return kind.text or ""
        if name == "fldChar":
            self._feld(kind.get(f"{W}fldCharType", ""))
        elif name == "instrText" and self._felder:
            self._felder[-1][0] = f"{self._felder[-1][0]}{kind.text or ''}"
        elif name in _ANDERES or name == "AlternateContent":
            self.hinweise.add(_ANDERES.get(name, "ein Textfeld oder eine Zeichnung"))
        elif name == "ruby":
            return "".join(t.text or "" for t in kind.iter(f"{W}t"))
        return _FEST.get(name, "")

    def _feld(self, art: str) -> None:
        if art == "begin":
            self._felder.append(["", False])
        elif art == "separate" and self._felder:
            self._felder[-1][1] = True
        elif art == "end" and self._felder:
            self._felder.pop()

    def _feldziel(self) -> str:
        for befehl, _ in self._felder:
            if treffer := _HYPERLINK.match(str(befehl)):
                return adresse(treffer[1])
        return ""


def _verbunden(link: Iterator[Stueck]) -> Iterator[Stueck]:
    """Ein Hyperlink als ein Stück: Word zerlegt seinen Text beim Bearbeiten in mehrere Läufe."""
    stuecke = list(link)
    if len({s.ziel for s in stuecke}) == 1 and stuecke[0].ziel:
        text = "".join(s.text for s in stuecke)
        stuecke = [Stueck(text, all(s.fett for s in stuecke), all(s.kursiv for s in stuecke), stuecke[0].ziel)]
    yield from stuecke


def _text(zeile: Zeile) -> str:
    return "".join(s.text for s in zeile.stuecke).strip()


def _gilt(direkt: bool | None, stile: Iterator[bool | None]) -> bool:
    return direkt if direkt is not None else next((w for w in stile if w is not None), False)


def _lies_stile(wurzel: etree._Element | None) -> Iterator[tuple[str, _Stil]]:
    for stil in wurzel.iter(f"{W}style") if wurzel is not None else ():
        laufstil = stil.find(f"{W}rPr") if stil.get(f"{W}type") == "character" else None
        yield (
            stil.get(f"{W}styleId", ""),
            _Stil(
                _wert(stil, f"{W}name"),
                _wert(stil, f"{W}basedOn"),
                stil.find(f"{W}pPr/{W}numPr"),
                _schalter(laufstil, "b"),
                _schalter(laufstil, "i"),
            ),
        )


def _lies_listen(wurzel: etree._Element | None) -> Iterator[tuple[tuple[str, int], _Liste]]:
    """Je Liste und Stufe ihr Format und womit sie beginnt."""
    if wurzel is None:
        return
    abstrakt = {a.get(f"{W}abstractNumId"): a for a in wurzel.iter(f"{W}abstractNum")}
    for num in wurzel.iter(f"{W}num"):
        kennung = _wert(num, f"{W}abstractNumId")
        for stufe in abstrakt[kennung].iter(f"{W}lvl") if kennung in abstrakt else ():
            tiefe = stufe.get(f"{W}ilvl", "0")
            if tiefe.isdecimal():
                eigener = _eigener_beginn(num, tiefe)
                beginn = eigener or _wert(stufe, f"{W}start")
                start = int(beginn) if beginn.isdecimal() and len(beginn) < 4 else 1
                liste = _Liste(_wert(stufe, f"{W}numFmt"), start, kennung, bool(eigener))
                yield (num.get(f"{W}numId", ""), int(tiefe)), liste


def _eigener_beginn(num: etree._Element, tiefe: str) -> str:
    """Womit eine Liste auf dieser Stufe neu beginnt; leer, wenn sie weiterzählt."""
    for anders in num.iter(f"{W}lvlOverride"):
        if anders.get(f"{W}ilvl") == tiefe:
            return _wert(anders, f"{W}startOverride")
    return ""
