"""Lesen: Calc-Dateien (.ods) – in einem Durchgang über die Zeilen, mit Grenzen für wiederholte Zellen.

Calc speichert „diese Zelle 16.384-mal“ als eine Zahl; wer das ungeprüft ausschreibt, füllt den Speicher. Deshalb liest
diese Datei kein fremder Leser, und leere Wiederholungen am Ende werden nie ausgeschrieben.
"""

import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any, Final

from lxml import etree

from mut_core.austausch.mappe.blatt import Bereich, Blatt, Ort, orte_text
from mut_core.austausch.mappe.blick import BEDINGTE_FORMATE
from mut_core.austausch.mappe.calcstile import Calcstile, read_calcstile
from mut_core.austausch.mappe.calczelle import Calczelle, read_calczelle
from mut_core.austausch.mappe.verknuepfung import PROGRAMM, programmsatz, verweissatz
from mut_core.austausch.mappe.werte import ZEICHEN_HOECHSTENS, ZU_VIEL, Saeuberung, pruefe_flaeche
from mut_core.austausch.mappe.xml import DEFEKT
from mut_core.dateien.wache import ZEILEN_HOECHSTENS
from mut_core.fehler import EingabeError

TABELLE: Final = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_ZELLEN: Final = (f"{TABELLE}table-cell", f"{TABELLE}covered-table-cell")
_VERBORGEN: Final = ("collapse", "filter")
_BEDINGT: Final = "{urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0}conditional-formats"
_AUSSEN: Final = (f"{TABELLE}table", f"{TABELLE}table-row", f"{TABELLE}table-column")


def read_calc(inhalt: bytes) -> tuple[tuple[Blatt, ...], tuple[str, ...]]:
    """Gibt alle Tabellenblätter; der zweite Teil (Hinweise zur Datei) ist bei Calc immer leer."""
    with zipfile.ZipFile(BytesIO(inhalt)) as zip_:
        try:
            stile = read_calcstile(zip_)
            with zip_.open("content.xml") as strom:
                return tuple(_blaetter(strom, stile)), ()
        except etree.XMLSyntaxError as fehler:
            raise EingabeError(DEFEKT, feld="datei") from fehler


@dataclass
class _Tabelle:
    """Ein Blatt im Entstehen."""

    zeilen: list[list[Any]] = field(default_factory=list)
    leere: int = 0
    breite: int = 0
    zeichen: int = 0
    spalte: int = 0
    formeln: int = 0
    verbunden: list[Bereich] = field(default_factory=list)
    verborgene_zeilen: set[int] = field(default_factory=set)
    verborgene_spalten: set[int] = field(default_factory=set)
    funde: dict[str, dict[Ort, str]] = field(default_factory=dict)
    verweise: dict[Ort, str] = field(default_factory=dict)

    def merke(self, art: str, ort: Ort, text: str) -> None:
        """Hält fest, was an einer Zelle auffällt."""
        if text:
            self.funde.setdefault(art, {})[ort] = text


def _blaetter(strom: Any, stile: Calcstile) -> Iterator[Blatt]:
    tabelle, zellen = _Tabelle(), 0
    leser = etree.iterparse(strom, events=("start", "end"), tag=_AUSSEN, resolve_entities=False, no_network=True)
    for ereignis, element in leser:
        if ereignis == "start":
            if element.tag == _AUSSEN[0]:
                tabelle = _Tabelle()
            continue
        if element.tag == _AUSSEN[1]:
            _nimm_zeile(tabelle, element, stile)
            element.clear()
        elif element.tag == _AUSSEN[2]:
            _nimm_spalte(tabelle, element)
        else:
            zellen = pruefe_flaeche(len(tabelle.zeilen), tabelle.breite, zellen)
            if "'#" not in str(element.get(f"{TABELLE}name", "")):  # so heißt nur der Zwischenspeicher fremder Dateien
                yield _fertig(tabelle, element, stile)
            element.clear()


def _anzahl(element: etree._Element, name: str) -> int:
    text = str(element.get(f"{TABELLE}{name}", "1"))
    return int(text) if text.isdigit() and 0 < len(text) < 9 else 1


def _nimm_spalte(tabelle: _Tabelle, element: etree._Element) -> None:
    anzahl = _anzahl(element, "number-columns-repeated")
    if element.get(f"{TABELLE}visibility") in _VERBORGEN:
        tabelle.verborgene_spalten.update(range(tabelle.spalte, min(tabelle.spalte + anzahl, 16_384)))
    tabelle.spalte += anzahl


def _nimm_zeile(tabelle: _Tabelle, element: etree._Element, stile: Calcstile) -> None:
    anzahl = _anzahl(element, "number-rows-repeated")
    zellen = list(_zellen(element, stile))
    if not any(z.bedeutet_etwas for _, z, _ in zellen):
        tabelle.leere += anzahl
        return
    nr = len(tabelle.zeilen) + tabelle.leere + 1
    breite = max(spalte + mal for spalte, z, mal in zellen if z.bedeutet_etwas)
    if nr + anzahl - 1 > ZEILEN_HOECHSTENS:
        raise EingabeError(ZU_VIEL, feld="datei")
    tabelle.breite = max(tabelle.breite, breite)
    pruefe_flaeche(nr + anzahl - 1, tabelle.breite)
    tabelle.zeilen.extend([] for _ in range(tabelle.leere))
    tabelle.leere = 0
    for wiederholt in range(anzahl):
        tabelle.zeilen.append(_zeile(tabelle, zellen, nr + wiederholt, breite))
    if element.get(f"{TABELLE}visibility") in _VERBORGEN:
        tabelle.verborgene_zeilen.update(range(nr, nr + anzahl))


def _zellen(element: etree._Element, stile: Calcstile) -> Iterator[tuple[int, Calczelle, int]]:
    """Spalte, Zelle und wie oft sie sich wiederholt."""
    spalte = 0
    for kind in element:
        if kind.tag not in _ZELLEN:
            continue
        anzahl = _anzahl(kind, "number-columns-repeated")
        yield spalte, read_calczelle(kind, stile), anzahl
        spalte += anzahl


def _zeile(tabelle: _Tabelle, zellen: list[tuple[int, Calczelle, int]], nr: int, breite: int) -> list[Any]:
    werte: list[Any] = []
    for spalte, zelle, anzahl in zellen:
        mal = min(anzahl, breite - spalte)
        if mal <= 0:
            break
        werte.extend([zelle.wert] * mal)
        tabelle.zeichen += mal * (len(zelle.wert) if isinstance(zelle.wert, str) else 1)
        if tabelle.zeichen > ZEICHEN_HOECHSTENS:
            raise EingabeError(ZU_VIEL, feld="datei")
        if zelle.bedeutet_etwas:
            for i in range(mal):
                _merke_zelle(tabelle, zelle, (nr, spalte + i))
    return werte


def _merke_zelle(tabelle: _Tabelle, zelle: Calczelle, ort: Ort) -> None:
    tabelle.formeln += zelle.rechnet
    tabelle.merke("farben", ort, zelle.farbe)
    tabelle.merke("durchgestrichen", ort, zelle.gestrichen)
    tabelle.merke("kommentare", ort, zelle.kommentar)
    tabelle.merke("fehlerwerte", ort, zelle.fehlerwert)
    tabelle.merke("formate", ort, zelle.format)
    tabelle.merke("symbolschrift", ort, zelle.symbolschrift)
    if zelle.verweis:
        tabelle.verweise[ort] = zelle.verweis
    if zelle.hoehe > 1 or zelle.breite > 1:
        tabelle.verbunden.append(Bereich(*ort, ort[0] + zelle.hoehe - 1, ort[1] + zelle.breite - 1))


def _fertig(tabelle: _Tabelle, element: etree._Element, stile: Calcstile) -> Blatt:
    saeuberung = Saeuberung()
    zeilen = saeuberung.zeilen(tabelle.zeilen)
    bedingt = () if element.find(_BEDINGT) is None else (BEDINGTE_FORMATE,)
    return Blatt(
        str(element.get(f"{TABELLE}name", "")),
        zeilen,
        sichtbar=str(element.get(f"{TABELLE}style-name", "")) not in stile.verborgene_blaetter,
        verbunden=tuple(tabelle.verbunden),
        verborgene_zeilen=frozenset(tabelle.verborgene_zeilen),
        verborgene_spalten=frozenset(tabelle.verborgene_spalten),
        hinweise=saeuberung.hinweise() + tuple(_hinweise(tabelle)) + bedingt,
        **tabelle.funde,
    )


def _hinweise(tabelle: _Tabelle) -> Iterator[str]:
    if tabelle.formeln:
        yield f"{tabelle.formeln} Zellen rechnen mit Formeln; gelesen ist der gespeicherte Wert, gerechnet wird nie."
    if tabelle.verweise:
        yield verweissatz(tabelle.verweise.values(), tabelle.verweise)
    auffaellig = tabelle.funde.get("fehlerwerte", {})
    if programme := [ort for ort, text in auffaellig.items() if text == PROGRAMM]:
        yield programmsatz(programme)
    if fehler := [ort for ort, text in auffaellig.items() if text != PROGRAMM]:
        yield f"Fehlerwerte aus Calc: {orte_text(fehler)}. Bitte tragen Sie dort den richtigen Wert ein."
