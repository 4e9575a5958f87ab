"""Auspacken: das Zip einer Office-Datei prüfen – erst das Verzeichnis, dann jeden Teil, nie alles auf einmal."""

import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from io import BytesIO
from itertools import pairwise
from typing import Final, NoReturn

from mut_core.dateien import inhalt
from mut_core.fehler import EingabeError

MB: Final = 1024 * 1024
TEILE_HOECHSTENS: Final = 2000
TEIL_HOECHSTENS: Final = 40 * MB
SUMME_HOECHSTENS: Final = 60 * MB
VERHAELTNIS_HOECHSTENS: Final = 200
MAPPEN_HOECHSTENS: Final = 20
MAPPE_HOECHSTENS: Final = MB
"""Die Mappe eines Diagramms hat um die 3 kB; Word macht daraus beim Bearbeiten etwa 15."""
_VERHAELTNIS_AB: Final = 100_000
"""Kleinere Teile dürfen sich beliebig gut packen lassen: eine leere Tabelle ist oft nur Wiederholung."""

_VERZEICHNIS_HOECHSTENS: Final = TEILE_HOECHSTENS * 600
_STUECK: Final = 256 * 1024
_ENDE: Final = b"PK\x05\x06"
_ZIP64: Final = b"PK\x06\x07"
_VERSCHLUESSELT: Final = 0x1 | 0x40 | 0x2000
_KAPUTT: Final = (
    zipfile.BadZipFile,
    zipfile.LargeZipFile,
    zlib.error,
    NotImplementedError,
    EOFError,
    OSError,
    ValueError,
)
_NAME: Final = re.compile(r"[^\x00-\x1f\x7f\\:*?\"<>|]{1,200}")

DEFEKT: Final = "Die Datei ist beschädigt oder verändert. Bitte öffnen Sie sie in Office und speichern Sie sie neu."
ZU_GROSS: Final = (
    "Die Datei ist ausgepackt viel größer, als sie aussieht. Bitte entfernen Sie leere Zeilen, Spalten und Bilder."
)


def verweigere(satz: str) -> NoReturn:
    """Weist die Datei mit diesem Satz ab."""
    raise EingabeError(satz, feld="datei")


def pruefe_paket(daten: bytes, *, mit_diagrammen: bool = False, mit_verknuepfungen: bool = False) -> str:
    """Gibt „docx“, „dotx“, „xlsx“ oder „ods“, wenn das Paket unbedenklich ist; sonst wirft es EingabeError.

    Jeder Teil wird einmal in Stücken ausgepackt und gesehen; im Speicher liegt nie mehr als ein kleiner Teil ganz.
    Mit `mit_diagrammen` darf eine Word-Datei zu ihren Diagrammen die Arbeitsmappen enthalten; jede wird genauso
    geprüft, und in ihr darf nichts mehr stecken. Mit `mit_verknuepfungen` dürfen Tabellen auf andere verweisen.
    """
    _pruefe_verzeichnisgroesse(daten)
    try:
        with zipfile.ZipFile(BytesIO(daten)) as zip_:
            teile = zip_.infolist()
            _pruefe_verzeichnis(teile)
            _pruefe_luecken(teile)
            for teil in teile:
                inhalt.pruefe_teil(
                    teil.filename,
                    _stuecke(zip_, teil),
                    mit_diagrammen=mit_diagrammen,
                    mit_verknuepfungen=mit_verknuepfungen,
                )
            art = inhalt.art(zip_, mit_diagrammen=mit_diagrammen, mit_verknuepfungen=mit_verknuepfungen)
            if mit_diagrammen:
                _pruefe_mappen(zip_, art)
            return art
    except _KAPUTT as fehler:
        raise EingabeError(DEFEKT, feld="datei") from fehler


def _pruefe_mappen(zip_: zipfile.ZipFile, art: str) -> None:
    """Die Mappen der Diagramme: wenige, klein, wirklich Excel – und jede besteht dieselbe Prüfung für sich."""
    mappen = [t for t in zip_.infolist() if inhalt.ist_mappe(t.filename)]
    if mappen and (art != "docx" or len(mappen) > MAPPEN_HOECHSTENS):
        verweigere(inhalt.EINBETTUNGEN)
    for teil in mappen:
        if teil.file_size > MAPPE_HOECHSTENS:
            verweigere(ZU_GROSS)
        if pruefe_paket(zip_.read(teil)) != "xlsx":
            verweigere(inhalt.EINBETTUNGEN)


def _pruefe_verzeichnisgroesse(daten: bytes) -> None:
    """Liest das Ende selbst: `zipfile` legte sonst auch für 200.000 Einträge erst alles im Speicher an."""
    ende = daten.rfind(_ENDE)
    if not daten.startswith(b"PK\x03\x04") or ende < 0 or len(daten) < ende + 22:
        verweigere(DEFEKT)
    _, platte, _, hier, gesamt, groesse, beginn, kommentar = struct.unpack("<4s4H2LH", daten[ende : ende + 22])
    if max(gesamt, hier) > TEILE_HOECHSTENS or groesse > _VERZEICHNIS_HOECHSTENS:
        verweigere(ZU_GROSS)
    if daten[ende - 20 : ende - 16] == _ZIP64:  # bei 10 MB nie nötig, und seine Zahlen gälten statt der geprüften
        verweigere(DEFEKT)
    if platte or hier != gesamt or beginn + groesse != ende or ende + 22 + kommentar != len(daten):
        verweigere(DEFEKT)


def _pruefe_verzeichnis(teile: list[zipfile.ZipInfo]) -> None:
    if len(teile) > TEILE_HOECHSTENS or sum(t.file_size for t in teile) > SUMME_HOECHSTENS:
        verweigere(ZU_GROSS)
    gesehen: set[str] = set()
    for teil in teile:
        _pruefe_name(teil, gesehen)
        if teil.flag_bits & _VERSCHLUESSELT:
            verweigere("Die Datei ist mit einem Kennwort geschützt. Bitte speichern Sie sie ohne Kennwort.")
        if teil.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            verweigere(DEFEKT)
        zu_dicht = teil.file_size > _VERHAELTNIS_AB and (
            teil.file_size > VERHAELTNIS_HOECHSTENS * max(teil.compress_size, 1)
        )
        if teil.file_size > TEIL_HOECHSTENS or zu_dicht:
            verweigere(ZU_GROSS)


def _pruefe_name(teil: zipfile.ZipInfo, gesehen: set[str]) -> None:
    name = teil.orig_filename
    stuecke = name.removesuffix("/").split("/")
    schluessel = name.removesuffix("/").lower()
    if not _NAME.fullmatch(name) or any(s in ("", ".", "..") for s in stuecke) or schluessel in gesehen:
        verweigere(DEFEKT)
    gesehen.add(schluessel)


def _pruefe_luecken(teile: list[zipfile.ZipInfo]) -> None:
    """Teile, die sich überlappen, packen dieselben Bytes immer wieder aus; echte Programme schreiben das nie."""
    geordnet = sorted(teile, key=lambda t: t.header_offset)
    if not geordnet or geordnet[0].header_offset != 0:
        verweigere(DEFEKT)
    for teil, naechster in pairwise(geordnet):
        if teil.header_offset + 30 + len(teil.orig_filename) + teil.compress_size > naechster.header_offset:
            verweigere(DEFEKT)


def _stuecke(zip_: zipfile.ZipFile, teil: zipfile.ZipInfo) -> Iterator[bytes]:
    with zip_.open(teil) as strom:
        while stueck := strom.read(_STUECK):
            yield stueck
