"""Überblicken: was im XML eines Excel-Blatts neben den Werten steht – Maße, Farben, Fehlerwerte, Formeln, Verborgenes.

Arbeitet mit Suchmustern auf dem begradigten Text (`geruest`), weil ein Baum oder ein Ereignis je Zelle mehrmals so
lange dauert wie das Lesen der Werte selbst.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from html import unescape
from typing import Final

from mut_core.austausch.mappe.anmerkungen import spalte_aus
from mut_core.austausch.mappe.blatt import Bereich, Ort, orte_text
from mut_core.austausch.mappe.stile import Stil
from mut_core.austausch.mappe.texte import Texttabelle, gestrichener_text
from mut_core.austausch.mappe.verknuepfung import PROGRAMM, Verknuepfungen, programmsatz, verweissatz
from mut_core.austausch.mappe.werte import ZEICHEN_HOECHSTENS

FEHLERWERTE: Final = {
    "#REF!": "#BEZUG!", "#N/A": "#NV", "#VALUE!": "#WERT!", "#DIV/0!": "#DIV/0!", "#NAME?": "#NAME?",
    "#NUM!": "#ZAHL!", "#NULL!": "#NULL!", "#SPILL!": "#ÜBERLAUF!", "#CALC!": "#KALK!",
}  # fmt: skip
"""Wie gespeichert → wie Excel auf Deutsch zeigt."""

OHNE_WERT: Final = "Formel ohne gespeicherten Wert"
BEDINGTE_FORMATE: Final = "Farben und Symbole aus bedingter Formatierung werden nicht gelesen, nur die Werte darunter."
VERBUENDE_HOECHSTENS: Final = 20_000
_GROSS: Final = 1_000_000

_ORT: Final = rb'<c r="([A-Z]+)(\d+)"'
_FORMEL: Final = rb"<f(?:\s[^>]*)?(?:/>|>[^<]*</f>)"
_WEIT_WEG: Final = re.compile(rb'<c r="[A-Z](?:[A-Z]|\d{5})')
_ORTE: Final = re.compile(_ORT)
_WERT: Final = re.compile(rb"<v(?:\s[^>]*)?>([^<]*)")
_ZEILE: Final = re.compile(rb'<row r="(\d+)"([^>]*)>')
_SPALTE: Final = re.compile(rb"<col\s([^>]*)>")
_VERBUND: Final = re.compile(rb'<mergeCell\s[^>]*?ref="([A-Z]+)(\d+):([A-Z]+)(\d+)"')
_FEHLER: Final = re.compile(_ORT + rb'[^>]*? t="e"[^>]*>(?:' + _FORMEL + rb")?<v>([^<]*)</v>")
_LEERE_FORMEL: Final = re.compile(_ORT + rb"([^>]*)>" + _FORMEL + rb"(?:<v\s*/>|<v></v>)?</c>")
_DDE: Final = re.compile(_ORT + rb"[^>]*><f(?:\s[^>]*)?>[^<]*?\|[^<]*?![^<]*</f>")
_AUSSEN: Final = re.compile(_ORT + rb"[^>]*><f(?:\s[^>]*)?>([^<]*?\[\d+\][^<]*)</f>")
_VERWEIS: Final = re.compile(rb"(?<![\w\]])\[(\d{1,3})\]")
_VERBORGEN: Final = re.compile(rb'hidden="(?:1|true)"')
_TEXTZELLE: Final = re.compile(_ORT + rb'[^>]*? t="s"[^>]*><v>(\d+)</v>')
_EIGENER_TEXT: Final = re.compile(_ORT + rb'[^>]*? t="inlineStr"[^>]*>(<is>.*?</is>)', re.DOTALL)


@dataclass
class Blick:
    """Alles, was neben den Werten an einem Blatt auffällt; `hoehe` und `breite` sind nie zu klein."""

    hoehe: int = 0
    breite: int = 0
    zeichen: int = 0
    verbunden: tuple[Bereich, ...] = ()
    verborgene_zeilen: frozenset[int] = frozenset()
    verborgene_spalten: frozenset[int] = frozenset()
    farben: dict[Ort, str] = field(default_factory=dict)
    durchgestrichen: dict[Ort, str] = field(default_factory=dict)
    formate: dict[Ort, str] = field(default_factory=dict)
    symbolschrift: dict[Ort, str] = field(default_factory=dict)
    fehlertexte: dict[Ort, str] = field(default_factory=dict)
    ohne_wert: dict[Ort, str] = field(default_factory=dict)
    programme: dict[Ort, str] = field(default_factory=dict)
    hinweise: tuple[str, ...] = ()


def read_blick(
    xml: bytes, stile: dict[int, Stil], texte: Texttabelle, verknuepfungen: Verknuepfungen | None = None
) -> Blick:
    """Überblickt ein begradigtes Blatt; `verknuepfungen` sagt, was `[1]` in seinen Formeln meint."""
    blick = Blick()
    blick.hoehe, blick.breite = _masse(xml)
    blick.zeichen = _zeichen(xml, texte)
    schluss = xml[xml.rfind(b"</sheetData") :] if b"</sheetData" in xml else xml
    blick.verbunden = tuple(_verbuende(schluss))
    if b"hidden=" in xml:
        blick.verborgene_zeilen = frozenset(int(nr) for nr, rest in _ZEILE.findall(xml) if _VERBORGEN.search(rest))
        blick.verborgene_spalten = frozenset(_verborgene_spalten(xml))
    _stilfunde(xml, stile, blick)
    _gestrichenes(xml, texte, blick)
    if b't="e"' in xml:
        blick.fehlertexte = {_ort(s, z): _fehlertext(w) for s, z, w in _FEHLER.findall(xml)}
    blick.hinweise = (*_hinweise(xml, schluss, blick), *_verweise(xml, verknuepfungen, blick))
    return blick


@lru_cache(maxsize=2048)
def _spaltenindex(buchstaben: bytes) -> int:
    return spalte_aus(buchstaben.decode())


def _ort(buchstaben: bytes, zeile: bytes) -> Ort:
    return int(zeile), _spaltenindex(buchstaben)


def _masse(xml: bytes) -> tuple[int, int]:
    """Bei großen Blättern genügen grobe Maße, solange sie klein sind: bis 9.999 Zeilen und 26 Spalten."""
    if len(xml) > _GROSS and not _WEIT_WEG.search(xml):
        return 9_999, 26
    orte = _ORTE.findall(xml)
    if not orte:
        return 0, 0
    return max(int(zeile) for _, zeile in orte), max(map(_spaltenindex, {b for b, _ in orte})) + 1


def _zeichen(xml: bytes, texte: Texttabelle) -> int:
    """Eine Zelle verweist auf ihren Text: eine Million Verweise auf einen langen Text wären eine Bombe."""
    zellen = xml.count(b"<c r=")
    if not texte.inhalt or not zellen or texte.alle_kuerzer(ZEICHEN_HOECHSTENS // zellen):
        return 0
    laengen = texte.laengen
    laengste = max(laengen, default=0)
    if b":si" in texte.inhalt or texte.inhalt.count(b"<si") != len(laengen):
        return zellen * laengste  # ungewöhnlich geschrieben: die Nummern der Texte sind nicht sicher
    return sum(_laenge(wert.strip(), laengen, laengste) for wert in _WERT.findall(xml))


def _laenge(wert: bytes, laengen: Sequence[int], laengste: int) -> int:
    if wert.isdigit() and len(wert) < 10 and int(wert) < len(laengen):
        return laengen[int(wert)]
    return len(wert) if wert.replace(b".", b"").isdigit() and b"&" not in wert else laengste


def _verbuende(xml: bytes) -> Iterator[Bereich]:
    if b"<mergeCell " not in xml:
        return
    for nummer, (s1, z1, s2, z2) in enumerate(_VERBUND.findall(xml)):
        if nummer >= VERBUENDE_HOECHSTENS:
            return
        (von_zeile, von_spalte), (bis_zeile, bis_spalte) = _ort(s1, z1), _ort(s2, z2)
        yield Bereich(von_zeile, von_spalte, bis_zeile, bis_spalte)


def _verborgene_spalten(xml: bytes) -> Iterator[int]:
    for angaben in _SPALTE.findall(xml):
        von, bis = re.search(rb'min="(\d{1,5})"', angaben), re.search(rb'max="(\d{1,5})"', angaben)
        if von and bis and _VERBORGEN.search(angaben):
            yield from range(int(von[1]) - 1, min(int(bis[1]), 16_384))


def _stilfunde(xml: bytes, stile: dict[int, Stil], blick: Blick) -> None:
    if not stile:
        return
    nummern = b"|".join(b"%d" % n for n in sorted(stile, reverse=True))
    for fund in re.finditer(rb'" s="(' + nummern + rb')"', xml):
        anfang = xml.rfind(b"<", 0, fund.start())
        if xml[anfang : anfang + 6] != b'<c r="':  # Zeilen und Spalten haben auch Vorlagen
            continue
        stil = stile[int(fund[1])]
        treffer = _ORTE.match(xml, anfang)
        if treffer is None:
            continue
        ort = _ort(treffer[1], treffer[2])
        ende = xml.find(b">", fund.end() - 1)
        if stil.farbe:
            blick.farben[ort] = stil.farbe
        if xml[ende - 1] == 47:  # „/“: die Zelle ist leer, nur ihre Farbe kann etwas sagen
            continue
        if stil.gestrichen:
            blick.durchgestrichen[ort] = ""
        if stil.symbolschrift:
            blick.symbolschrift[ort] = stil.symbolschrift
        if stil.format and b' t="' not in xml[anfang:ende].replace(b' t="n"', b""):
            blick.formate[ort] = stil.format


def _gestrichenes(xml: bytes, texte: Texttabelle, blick: Blick) -> None:
    """Ganze Zellen stehen schon da (mit leerem Text); hier kommen durchgestrichene Teile eines Texts dazu."""
    if texte.gestrichen:
        for buchstaben, zeile, nummer in _TEXTZELLE.findall(xml):
            if (text := texte.gestrichen.get(int(nummer))) is not None:
                blick.durchgestrichen.setdefault(_ort(buchstaben, zeile), text)
    if b't="inlineStr"' in xml and b"<strike" in xml:
        for buchstaben, zeile, inhalt in _EIGENER_TEXT.findall(xml):
            if text := gestrichener_text(inhalt):
                blick.durchgestrichen.setdefault(_ort(buchstaben, zeile), text)


def _fehlertext(wert: bytes) -> str:
    text = unescape(wert.decode("utf-8", "replace")).strip()
    return FEHLERWERTE.get(text, text[:40] or "#FEHLER!")


def _hinweise(xml: bytes, schluss: bytes, blick: Blick) -> Iterator[str]:
    if b"<f" in xml and (formeln := xml.count(b"<f>") + xml.count(b"<f ")):
        yield f"{formeln} Zellen rechnen mit Formeln; gelesen ist der gespeicherte Wert, gerechnet wird nie."
        blick.ohne_wert = {_ort(s, z): OHNE_WERT for s, z, rest in _LEERE_FORMEL.findall(xml) if b't="str"' not in rest}
        blick.programme = {_ort(s, z): PROGRAMM for s, z in _DDE.findall(xml)}
    if blick.fehlertexte:
        yield f"Fehlerwerte aus Excel: {orte_text(blick.fehlertexte)}. Bitte tragen Sie dort den richtigen Wert ein."
    if blick.ohne_wert:
        yield (
            f"Formeln ohne gespeicherten Wert: {orte_text(blick.ohne_wert)}. "
            "Bitte öffnen Sie die Datei in Excel und speichern Sie sie."
        )
    if b"<conditionalFormatting" in schluss:
        yield BEDINGTE_FORMATE
    if len(blick.verbunden) >= VERBUENDE_HOECHSTENS:
        yield f"Nur die ersten {VERBUENDE_HOECHSTENS} verbundenen Bereiche sind berücksichtigt."


def _verweise(xml: bytes, verknuepfungen: Verknuepfungen | None, blick: Blick) -> Iterator[str]:
    """Trennt Verweise auf andere Dateien (ihr gespeicherter Wert gilt) von Aufrufen anderer Programme (Fehlerwert)."""
    orte: dict[Ort, list[str]] = {}
    if verknuepfungen and (verknuepfungen.dateien or verknuepfungen.programme):
        for buchstaben, zeile, formel in _AUSSEN.findall(xml):
            nummern = {int(n) for n in _VERWEIS.findall(formel)}
            if nummern & verknuepfungen.programme:
                blick.programme[_ort(buchstaben, zeile)] = PROGRAMM
            elif namen := [verknuepfungen.dateien[n] for n in nummern if n in verknuepfungen.dateien]:
                orte[_ort(buchstaben, zeile)] = namen
    if orte:
        yield verweissatz({n for namen in orte.values() for n in namen}, orte)
    if blick.programme:
        yield programmsatz(blick.programme)
