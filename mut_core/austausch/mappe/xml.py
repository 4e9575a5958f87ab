"""Öffnen: kleine Teile einer geprüften Office-Datei als XML – ohne Entitäten, ohne Netz, mit Grenze."""

import posixpath
import zipfile
from typing import Final

from lxml import etree

from mut_core.fehler import EingabeError

TEIL_HOECHSTENS: Final = 8 * 1024 * 1024
"""Formatvorlagen und Kommentare echter Listen haben wenige hundert Kilobyte."""

DEFEKT: Final = "Die Datei ist beschädigt oder verändert. Bitte öffnen Sie sie in Excel und speichern Sie sie neu."


def xml_teil(zip_: zipfile.ZipFile, name: str) -> etree._Element | None:
    """Gibt die Wurzel des Teils; None, wenn es ihn nicht gibt oder er unsinnig groß ist."""
    if name not in zip_.namelist() or zip_.getinfo(name).file_size > TEIL_HOECHSTENS:
        return None
    return read_xml(zip_.read(name))


def read_xml(inhalt: bytes) -> etree._Element:
    """Liest XML; wirft EingabeError, wenn es keines ist."""
    leser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False, remove_comments=True)
    try:
        return etree.fromstring(inhalt, leser)
    except etree.XMLSyntaxError as fehler:
        raise EingabeError(DEFEKT, feld="datei") from fehler


def beziehungen(zip_: zipfile.ZipFile, teil: str) -> dict[str, tuple[str, str]]:
    """Gibt die Beziehungen eines Teils: Kennung → (Art, Name des Ziels im Paket)."""
    ordner, _, name = teil.rpartition("/")
    wurzel = xml_teil(zip_, f"{ordner}/_rels/{name}.rels")
    if wurzel is None:
        return {}
    gefunden = {}
    for eintrag in wurzel:
        ziel = str(eintrag.get("Target", ""))
        pfad = ziel[1:] if ziel.startswith("/") else posixpath.normpath(posixpath.join(ordner, ziel))
        gefunden[str(eintrag.get("Id", ""))] = (str(eintrag.get("Type", "")).rpartition("/")[2], pfad)
    return gefunden


def kennung(element: etree._Element) -> str:
    """Gibt das `r:id` eines Elements, gleich in welcher Fassung des Formats."""
    return next((str(w) for n, w in element.attrib.items() if str(n).endswith("}id")), "")
