"""Schreiben: Inhalts-, Abbildungs- und Tabellenverzeichnis als gefüllte Word-Felder."""

from collections.abc import Sequence
from typing import NamedTuple

from mut_core.bericht.word.absatz import SCHLICHT, Absatzform, absatz_xml
from mut_core.bericht.word.felder import ENDE, feldkopf, pageref
from mut_core.bericht.word.text import lauf_xml

_OHNE_NUMMER = Absatzform(ohne_einzug=True)
_TABULATOR = "<w:r><w:tab/></w:r>"


class Eintrag(NamedTuple):
    """Eine Zeile eines Verzeichnisses; `seite` ist ein Platzhalter, den der Schätzer später füllt."""

    stil: str
    nummer: str
    text: str
    marke: str
    seite: str


def _eintrag_xml(eintrag: Eintrag, davor: str, danach: str, mit_naechstem: bool) -> str:
    nummer = lauf_xml(eintrag.nummer) + _TABULATOR if eintrag.nummer else ""
    inhalt = f"{nummer}{lauf_xml(eintrag.text)}{_TABULATOR}{pageref(eintrag.marke, eintrag.seite)}"
    link = f'<w:hyperlink w:anchor="{eintrag.marke}" w:history="1">{inhalt}</w:hyperlink>'
    # ohne Nummer fiele der Tabulator vor der Seitenzahl bei kurzen Titeln auf den hängenden Einzug
    form = SCHLICHT if eintrag.nummer else _OHNE_NUMMER
    return absatz_xml(eintrag.stil, davor + link + danach, form._replace(mit_naechstem=mit_naechstem))


def verzeichnis_xml(befehl: str, eintraege: Sequence[Eintrag], beisammen: int = 1) -> str:
    """Das Feld über alle Einträge: Anfang im ersten, Ende im letzten Absatz; die letzten bleiben beisammen."""
    letzter = len(eintraege) - 1
    return "".join(
        _eintrag_xml(
            e, feldkopf(befehl) if i == 0 else "", ENDE if i == letzter else "", letzter - beisammen < i < letzter
        )
        for i, e in enumerate(eintraege)
    )


def als_inhaltsverzeichnis(nummer: int, inhalt: str) -> str:
    """Der Rahmen, an dem Word das Inhaltsverzeichnis erkennt und zum Aktualisieren anbietet."""
    return (
        f'<w:sdt><w:sdtPr><w:id w:val="{nummer}"/><w:docPartObj><w:docPartGallery w:val="Table of Contents"/>'
        f"<w:docPartUnique/></w:docPartObj></w:sdtPr><w:sdtContent>{inhalt}</w:sdtContent></w:sdt>"
    )
