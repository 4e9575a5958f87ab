"""Prüfen: jede hochgeladene Datei kommt durch diese eine Wache, bevor irgendetwas sie öffnet.

Was eine Datei ist, entscheidet ihr Inhalt, nicht ihr Name. Abgewiesen wird alles, was beim Öffnen mehr täte, als
Tabellen und Texte zu zeigen – Makros, eingebettete Dateien, Verweise nach außen, XML-Entitäten –, und alles, was
ausgepackt viel größer würde, als es aussieht. Gemessen: jede Bombe der Tests < 2 s und < 300 MB.
"""

import re
from collections.abc import Collection
from enum import StrEnum
from pathlib import PurePosixPath
from typing import Final

from mut_core.dateien import paket
from mut_core.fehler import EingabeError

MB: Final = 1024 * 1024
HOECHSTENS: Final = 10 * MB
ZEILEN_HOECHSTENS: Final = 100_000

_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_CSV_ZEICHEN: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_CSV_ANFAENGE: Final = (b"<", b"{\\rtf", b"%PDF", b"MZ", b"#!", b"\x7fELF", b"Rar!", b"\x1f\x8b", b"7z\xbc\xaf")


class Dateiart(StrEnum):
    """Was hereindarf; der Wert ist die Endung ohne Punkt."""

    DOCX = "docx"
    DOTX = "dotx"
    XLSX = "xlsx"
    ODS = "ods"
    CSV = "csv"


_NAMEN: Final = {
    Dateiart.DOCX: "Word-Datei (.docx)",
    Dateiart.DOTX: "Word-Vorlage (.dotx)",
    Dateiart.XLSX: "Excel-Datei (.xlsx)",
    Dateiart.ODS: "Calc-Datei (.ods)",
    Dateiart.CSV: "CSV-Datei (.csv)",
}


def pruefe_upload(
    name: str,
    daten: bytes,
    *,
    arten: Collection[Dateiart],
    mit_diagrammen: bool = False,
    mit_verknuepfungen: bool = False,
) -> Dateiart:
    """Gibt die Art der Datei, wenn sie unbedenklich und eine von `arten` ist.

    Wirft EingabeError (`feld="datei"`) mit dem Grund und dem Ausweg. Der Name zählt nur, um eine falsche Endung zu
    melden; er landet nie in einem Pfad. Grenzen: 10 MB, 60 MB entpackt, 40 MB je Teil, 2.000 Teile, Verhältnis 200.
    `mit_diagrammen` lässt nur eine Einbettung zu: die Arbeitsmappe eines Diagramms in einer Word-Datei, selbst geprüft
    (höchstens 20 zu je 1 MB) – so kommt der eigene Bericht zurück. `mit_verknuepfungen` lässt Tabellen zu, die auf
    andere Dateien, Programme oder Datenquellen verweisen; das darf nur verlangen, wer bloß gespeicherte Werte liest.
    """
    _pruefe_groesse(daten)
    art = _art(daten, mit_diagrammen=mit_diagrammen, mit_verknuepfungen=mit_verknuepfungen)
    if art not in arten:
        moeglich = ", ".join(_NAMEN[a] for a in Dateiart if a in arten)
        raise EingabeError(f"Das ist eine {_NAMEN[art]}. Hier möglich: {moeglich}.", feld="datei")
    endung = PurePosixPath(name.replace("\\", "/")).suffix.lower().removeprefix(".")
    if endung != art.value:
        raise EingabeError(
            f"Der Inhalt ist eine {_NAMEN[art]}, der Name endet aber anders. "
            f"Bitte speichern Sie die Datei mit der Endung .{art.value} und laden Sie sie noch einmal hoch.",
            feld="datei",
        )
    return art


def _pruefe_groesse(daten: bytes) -> None:
    if not daten:
        raise EingabeError("Die Datei ist leer. Bitte wählen Sie eine andere.", feld="datei")
    if len(daten) > HOECHSTENS:
        raise EingabeError(
            "Die Datei ist größer als 10 MB. Bitte entfernen Sie Bilder oder teilen Sie die Datei.", feld="datei"
        )


def _art(daten: bytes, *, mit_diagrammen: bool, mit_verknuepfungen: bool) -> Dateiart:
    if daten.startswith(_OLE):
        raise EingabeError(_ole_satz(daten), feld="datei")
    if daten.startswith(b"PK"):
        art = paket.pruefe_paket(daten, mit_diagrammen=mit_diagrammen, mit_verknuepfungen=mit_verknuepfungen)
        return Dateiart(art)
    _pruefe_csv(daten)
    return Dateiart.CSV


def _ole_satz(daten: bytes) -> str:
    if "EncryptedPackage".encode("utf-16-le") in daten:
        return "Die Datei ist mit einem Kennwort geschützt. Bitte speichern Sie sie ohne Kennwort."
    return (
        "Das ist ein altes Office-Format (.xls, .doc), das Makros verbergen kann. "
        "Bitte speichern Sie die Datei als .xlsx oder .docx."
    )


def _pruefe_csv(daten: bytes) -> None:
    unbekannt = EingabeError(
        "Diese Datei ist weder eine Word-, Excel- oder Calc-Datei noch lesbarer Text. "
        "Bitte speichern Sie sie als .xlsx, .docx oder .csv.",
        feld="datei",
    )
    if daten.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(_CSV_ANFAENGE):
        raise unbekannt
    text = csv_text(daten)
    if text is None or _CSV_ZEICHEN.search(text):
        raise unbekannt
    if text.count("\n") > ZEILEN_HOECHSTENS:
        raise EingabeError("Die Datei hat mehr als 100.000 Zeilen. Bitte teilen Sie sie auf.", feld="datei")


def csv_text(daten: bytes) -> str | None:
    """Liest eine CSV-Datei als Text: UTF-8 oder UTF-16 mit Kennung, sonst Windows-1252; None, wenn nichts passt."""
    utf16 = daten.startswith((b"\xff\xfe", b"\xfe\xff"))
    for kodierung in ("utf-16",) if utf16 else ("utf-8-sig", "cp1252"):
        try:
            return daten.decode(kodierung)
        except UnicodeDecodeError:
            continue
    return None
