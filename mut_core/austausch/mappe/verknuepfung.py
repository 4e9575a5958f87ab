"""Benennen: auf welche anderen Dateien, Programme und Datenquellen eine Tabelle verweist – geöffnet werden sie nie."""

import re
import zipfile
from collections.abc import Collection
from dataclasses import dataclass
from typing import Final
from urllib.parse import unquote

from lxml import etree

from mut_core.austausch.mappe.blatt import Ort, orte_text
from mut_core.austausch.mappe.xml import beziehungen, kennung, xml_teil
from mut_core.sprache import aufzaehlung
from mut_core.texte import clean_text

_MAPPE: Final = "xl/workbook.xml"
_QUELLEN: Final = re.compile(r"xl/(?:connections\.xml|querytables/)", re.IGNORECASE)
_ANZAHL_HOECHSTENS: Final = 200
PROGRAMM: Final = "Aufruf eines anderen Programms (DDE)"
"""Steht als Fehlerwert an der Zelle: Was ein fremdes Programm zuletzt lieferte, ist keine Angabe der Liste."""

QUELLEN: Final = (
    "Die Datei ist mit Datenquellen verbunden. Nachgeladen wird nie etwas; gelesen ist, was gespeichert ist."
)


@dataclass(frozen=True)
class Verknuepfungen:
    """Die Verweise einer Mappe: `[n]` in einer Formel → Name der anderen Datei; `programme` sind DDE-Verweise."""

    dateien: dict[int, str]
    programme: frozenset[int] = frozenset()
    quellen: bool = False


def read_verknuepfungen(zip_: zipfile.ZipFile) -> Verknuepfungen:
    """Liest, worauf eine Excel-Datei verweist; von Pfaden bleibt nur der Dateiname, Ordner nennen oft Menschen."""
    quellen = any(_QUELLEN.match(name) for name in zip_.namelist())
    wurzel = xml_teil(zip_, _MAPPE)
    verweise = list(wurzel.iterfind("{*}externalReferences/{*}externalReference")) if wurzel is not None else []
    if not verweise:
        return Verknuepfungen({}, quellen=quellen)
    teile = beziehungen(zip_, _MAPPE)
    dateien, programme = {}, set()
    for nummer, verweis in enumerate(verweise[:_ANZAHL_HOECHSTENS], 1):
        teil = teile.get(kennung(verweis), ("", ""))[1]
        link = xml_teil(zip_, teil)
        kind = next(iter(link), None) if link is not None else None
        if kind is not None and etree.QName(kind).localname != "externalBook":
            programme.add(nummer)
        else:
            dateien[nummer] = _ziel(zip_, teil)
    return Verknuepfungen(dateien, frozenset(programme), quellen)


def _ziel(zip_: zipfile.ZipFile, teil: str) -> str:
    ordner, _, name = teil.rpartition("/")
    wurzel = xml_teil(zip_, f"{ordner}/_rels/{name}.rels")
    ziele = [str(e.get("Target", "")) for e in wurzel] if wurzel is not None else []
    return kurzer_name(ziele[0]) if ziele else "unbekannte Datei"


def kurzer_name(adresse: str) -> str:
    """Gibt aus einem Pfad oder einer Adresse nur den Namen der Datei."""
    name = unquote(adresse).replace("\\", "/").rstrip("/").rpartition("/")[2]
    return clean_text(name)[:80] or "unbekannte Datei"


def verweissatz(namen: Collection[str], orte: Collection[Ort]) -> str:
    """Sagt, welche Zellen auf andere Dateien verweisen und was von ihnen gelesen ist."""
    genannt = aufzaehlung([f"„{n}“" for n in sorted(set(namen))[:8]])
    return (
        f"Zellen verweisen auf andere Dateien ({genannt}): {orte_text(orte)}. Gelesen ist der gespeicherte Wert; "
        "nachgeladen wird nie etwas."
    )


def programmsatz(orte: Collection[Ort]) -> str:
    """Sagt, welche Zellen ein anderes Programm aufrufen."""
    return f"Formeln rufen ein anderes Programm auf (DDE); das wird nie ausgeführt: {orte_text(orte)}."
