"""Auspacken: die Teile einer geprüften Word-Datei lesen, die ein Bericht braucht – sparsam und nur diese."""

import posixpath
import re
import zipfile
from io import BytesIO
from typing import Final, NamedTuple

from lxml import etree

from mut_core.bericht.word.stile import W
from mut_core.fehler import EingabeError

MB: Final = 1024 * 1024
XML_HOECHSTENS: Final = 6 * MB
KNOTEN_HOECHSTENS: Final = 400_000
"""Klammern und Attribute aller gelesenen Teile zusammen; Word-Vorlagen haben um die 30.000."""

_ATTRIBUTFLUT: Final = re.compile(rb"""<[^<>"']*(?:(?:"[^"<]*"|'[^'<]*')[^<>"']*){150}""")
"""Ein Knoten mit so vielen Attributen: libxml2 vergleicht jedes mit jedem und rechnete stundenlang."""

_REL: Final = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_STRENG: Final = "http://purl.oclc.org/"
_HYPERLINK: Final = re.compile(r"(?:https?://|mailto:)[\x21-\x7e]{1,2000}", re.IGNORECASE)

KAPUTT: Final = (
    "Die Vorlage ist beschädigt oder kein gewöhnliches Word-Dokument. "
    "Bitte öffnen Sie sie in Word und speichern Sie sie neu als .docx oder .dotx."
)
ZU_GROSS: Final = (
    "Die Vorlage enthält viel mehr, als eine Vorlage braucht. "
    "Bitte löschen Sie überflüssigen Text und unbenutzte Formatvorlagen und speichern Sie sie neu."
)
STRENG: Final = (
    "Die Vorlage ist als „Strict Open XML“ gespeichert. Bitte speichern Sie sie in Word als „Word-Dokument (.docx)“."
)


def abgewiesen(satz: str) -> EingabeError:
    """Der Fehler, mit dem eine Vorlage abgelehnt wird."""
    return EingabeError(satz, feld="datei")


class Beziehung(NamedTuple):
    """Wohin ein Teil verweist; `art` ist das letzte Stück der Beziehungsart."""

    art: str
    ziel: str
    aussen: bool

    @property
    def ist_link(self) -> bool:
        """Ob es ein gewöhnlicher Hyperlink ins Web oder zu einer E-Mail-Adresse ist."""
        return self.aussen and self.art == "hyperlink" and _HYPERLINK.fullmatch(self.ziel) is not None


class Teil(NamedTuple):
    """Ein gelesener XML-Teil mit seinen Beziehungen."""

    name: str
    wurzel: etree._Element
    beziehungen: dict[str, Beziehung]


class Paket:
    """Ein Word-Paket, das schon durch die Wache kam; gelesen wird nur, was jemand verlangt."""

    def __init__(self, daten: bytes) -> None:
        self._zip = zipfile.ZipFile(BytesIO(daten))
        self._namen = set(self._zip.namelist())
        self._xml = 0
        self._knoten = 0

    def hauptteil(self) -> Teil:
        """Das Dokument selbst; wirft EingabeError, wenn es keines ist."""
        for beziehung in self._beziehungen("").values():
            if beziehung.art == "officeDocument" and not beziehung.aussen:
                return self.teil(beziehung.ziel, f"{W}document")
        raise abgewiesen(KAPUTT)

    def teil(self, name: str, wurzel: str) -> Teil:
        """Ein Teil mit dieser Wurzel; wirft EingabeError, wenn er fehlt oder etwas anderes ist."""
        baum = self._baum(name)
        if baum.tag != wurzel:
            raise abgewiesen(STRENG if str(baum.tag).startswith("{" + _STRENG) else KAPUTT)
        return Teil(name, baum, self._beziehungen(name))

    def daten(self, name: str, hoechstens: int) -> bytes | None:
        """Die Bytes eines Teils; None, wenn er fehlt oder größer ist als erlaubt."""
        if name not in self._namen or self._zip.getinfo(name).file_size > hoechstens:
            return None
        return self._zip.read(name)

    def _baum(self, name: str) -> etree._Element:
        roh = self.daten(name, XML_HOECHSTENS)
        if roh is None:
            raise abgewiesen(ZU_GROSS if name in self._namen else KAPUTT)
        self._xml += len(roh)
        self._knoten += roh.count(b"<") + roh.count(b"=")
        zu_viel = self._xml > 2 * XML_HOECHSTENS or self._knoten > KNOTEN_HOECHSTENS
        if zu_viel or _ATTRIBUTFLUT.search(roh):
            raise abgewiesen(ZU_GROSS)
        parser = etree.XMLParser(
            resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True,
            remove_pis=True,
        )  # fmt: skip
        try:
            return etree.fromstring(roh, parser)
        except (etree.XMLSyntaxError, ValueError) as fehler:
            raise abgewiesen(KAPUTT) from fehler

    def _beziehungen(self, name: str) -> dict[str, Beziehung]:
        ordner, datei = posixpath.split(name)
        ort = posixpath.join(ordner, "_rels", f"{datei}.rels")
        if ort not in self._namen:
            return {}
        return {e.get("Id", ""): _beziehung(e, ordner) for e in self._baum(ort).iter(_REL)}


def _beziehung(element: etree._Element, ordner: str) -> Beziehung:
    art, ziel = element.get("Type", ""), element.get("Target", "")
    if art.startswith(_STRENG):
        raise abgewiesen(STRENG)
    aussen = element.get("TargetMode", "").lower() == "external"
    if not aussen:
        ziel = posixpath.normpath(posixpath.join("/", ordner, ziel)).lstrip("/")
    return Beziehung(art.rsplit("/", 1)[-1], ziel, aussen)
