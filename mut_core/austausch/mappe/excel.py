"""Lesen: Excel-Dateien – Werte mit calamine, alles Übrige mit einem gezielten Blick ins XML der Blätter."""

import zipfile
from dataclasses import dataclass
from io import BytesIO
from typing import Any, Final

from python_calamine import (
    CalamineError,
    CalamineWorkbook,
    SheetMetadata,
    SheetTypeEnum,
    SheetVisibleEnum,
    load_workbook,
)

from mut_core.austausch.mappe.anmerkungen import read_kommentare
from mut_core.austausch.mappe.blatt import Blatt, Ort, Zellwert
from mut_core.austausch.mappe.blick import Blick, read_blick
from mut_core.austausch.mappe.geruest import gerade_geruest
from mut_core.austausch.mappe.stile import Stil, read_stile
from mut_core.austausch.mappe.texte import Texttabelle, read_texttabelle
from mut_core.austausch.mappe.verknuepfung import QUELLEN, Verknuepfungen, read_verknuepfungen
from mut_core.austausch.mappe.werte import ZEICHEN_HOECHSTENS, ZU_VIEL, Saeuberung, pruefe_flaeche
from mut_core.austausch.mappe.xml import DEFEKT, beziehungen, kennung, xml_teil
from mut_core.fehler import EingabeError

_MAPPE: Final = "xl/workbook.xml"
BLAETTER_HOECHSTENS: Final = 200


def read_excel(inhalt: bytes) -> tuple[tuple[Blatt, ...], tuple[str, ...]]:
    """Gibt alle Tabellenblätter und die Hinweise zur ganzen Datei."""
    with zipfile.ZipFile(BytesIO(inhalt)) as zip_:
        teile, verknuepfungen = _blattteile(zip_), read_verknuepfungen(zip_)
        datei = _Datei(zip_, read_stile(zip_), read_texttabelle(zip_), teile, verknuepfungen)
        try:
            with load_workbook(BytesIO(inhalt)) as buch:
                return _blaetter(buch, datei)
        except (CalamineError, ValueError, OverflowError) as fehler:
            raise EingabeError(DEFEKT, feld="datei") from fehler


@dataclass(frozen=True)
class _Datei:
    zip_: zipfile.ZipFile
    stile: dict[int, Stil]
    texte: Texttabelle
    teile: dict[str, str]
    verknuepfungen: Verknuepfungen


def _blattteile(zip_: zipfile.ZipFile) -> dict[str, str]:
    """Blattname → Teil im Paket, wie es die Arbeitsmappe sagt."""
    wurzel = xml_teil(zip_, _MAPPE)
    if wurzel is None:
        raise EingabeError(DEFEKT, feld="datei")
    ziele = beziehungen(zip_, _MAPPE)
    return {str(b.get("name", "")): ziele.get(kennung(b), ("", ""))[1] for b in wurzel.iterfind("{*}sheets/{*}sheet")}


def _blaetter(buch: CalamineWorkbook, datei: _Datei) -> tuple[tuple[Blatt, ...], tuple[str, ...]]:
    tabellen = [b for b in buch.sheets_metadata if b.typ is SheetTypeEnum.WorkSheet]
    if len(tabellen) > BLAETTER_HOECHSTENS:
        raise EingabeError("Die Datei hat mehr als 200 Blätter. Bitte löschen Sie, was nicht zur Liste gehört.")
    blaetter, zellen, zeichen = [], 0, 0
    for angabe in tabellen:
        blick = _blick(datei, angabe)
        zellen = pruefe_flaeche(blick.hoehe, blick.breite, zellen)
        zeichen += blick.zeichen
        if zeichen > ZEICHEN_HOECHSTENS:
            raise EingabeError(ZU_VIEL, feld="datei")
        blaetter.append(_blatt(buch, datei, angabe, blick))
    andere = [b.name for b in buch.sheets_metadata if b.typ is not SheetTypeEnum.WorkSheet]
    namen = ", ".join(f"„{n}“" for n in andere)
    hinweise = [f"Kein Tabellenblatt und deshalb nicht gelesen: {namen}."] if andere else []
    return tuple(blaetter), (*hinweise, *((QUELLEN,) if datei.verknuepfungen.quellen else ()))


def _blick(datei: _Datei, angabe: SheetMetadata) -> Blick:
    teil = datei.teile.get(angabe.name, "")
    if teil not in datei.zip_.namelist():
        raise EingabeError(DEFEKT, feld="datei")
    return read_blick(gerade_geruest(datei.zip_.read(teil)), datei.stile, datei.texte, datei.verknuepfungen)


def _blatt(buch: CalamineWorkbook, datei: _Datei, angabe: SheetMetadata, blick: Blick) -> Blatt:
    roh: list[list[Any]] = buch.get_sheet_by_name(angabe.name).to_python(skip_empty_area=False)
    for (nr, spalte), fehlerwert in blick.fehlertexte.items():
        # calamine lässt Fehlerwerte leer; wer die Liste kennt, soll „#BEZUG!“ dort lesen, wo er es kennt.
        while len(roh) < nr:
            roh.append([])
        roh[nr - 1].extend([""] * (spalte + 1 - len(roh[nr - 1])))
        roh[nr - 1][spalte] = fehlerwert
    saeuberung = Saeuberung()
    zeilen = saeuberung.zeilen(roh)
    return Blatt(
        angabe.name,
        zeilen,
        sichtbar=angabe.visible is SheetVisibleEnum.Visible,
        verbunden=blick.verbunden,
        verborgene_zeilen=blick.verborgene_zeilen,
        verborgene_spalten=blick.verborgene_spalten,
        farben=blick.farben,
        durchgestrichen=_mit_text(blick.durchgestrichen, zeilen),
        kommentare=read_kommentare(datei.zip_, datei.teile[angabe.name]),
        fehlerwerte=blick.fehlertexte | blick.ohne_wert | blick.programme,
        formate=blick.formate,
        symbolschrift=blick.symbolschrift,
        hinweise=saeuberung.hinweise() + blick.hinweise,
    )


def _mit_text(gestrichen: dict[Ort, str], zeilen: tuple[tuple[Zellwert, ...], ...]) -> dict[Ort, str]:
    """Trägt bei ganz durchgestrichenen Zellen ihren Text ein; leere Zellen fallen weg."""
    fertig = {}
    for (nr, spalte), text in gestrichen.items():
        wert = zeilen[nr - 1][spalte] if nr <= len(zeilen) and spalte < len(zeilen[nr - 1]) else None
        if wert is not None:
            fertig[(nr, spalte)] = text or str(wert)
    return fertig
