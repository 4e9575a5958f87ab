"""Prüfen: nur eigene Berichte kommen zu LibreOffice – und von ihnen nur, was es zum Drucken braucht."""

import re
import zipfile
from io import BytesIO
from typing import Final
from xml.etree import ElementTree

from mut_core.dateien.paket import pruefe_paket
from mut_core.fehler import BetriebError, EingabeError

HOECHSTENS: Final = 40 * 1024 * 1024
"""So groß darf eine Word-Datei für die PDF-Ausgabe höchstens sein, in Bytes."""

_NUR_FUER_WORD: Final = re.compile(r"word/(?:embeddings/Daten\d+\.xlsx|charts/_rels/chart\d+\.xml\.rels)")
"""Die Mappen hinter unseren Diagrammen: Word öffnet sie zum Bearbeiten, zum Drucken braucht sie niemand."""

_HOLT_FREMDES: Final = re.compile(rb"\b(?:INCLUDE(?:PICTURE|TEXT)|DDE(?:AUTO)?|IMPORT|LINK)\b")
_FELDTEXT: Final = re.compile(rb"<w:instrText[^>]*>([^<]*)<|<w:fldSimple[^>]*w:instr=\"([^\"]*)\"")
_ZEICHNUNG: Final = re.compile(rb"<w:drawing>.*?</w:drawing>", re.DOTALL)
_WP: Final = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"

FREMD: Final = (
    "Diese Datei wurde nicht in dieser App gebaut oder danach verändert; daraus entsteht keine PDF-Datei. "
    "Bitte erstellen Sie den Bericht neu."
)
ZU_GROSS: Final = (
    "Der Bericht ist für die PDF-Ausgabe zu groß. Bitte lassen Sie Anlagen weg, "
    "oder laden Sie die Word-Datei herunter und speichern Sie sie in Word als PDF."
)


def druckfassung(docx: bytes) -> bytes:
    """Gibt den Bericht ohne die Mappen seiner Diagramme, geprüft wie eine hochgeladene Datei.

    Wirft BetriebError, wenn die Datei zu groß ist oder nicht aus dieser App stammen kann: Makros, Eingebettetes,
    Verweise auf andere Dateien oder Felder, die beim Öffnen etwas nachladen.
    """
    if len(docx) > HOECHSTENS:
        raise BetriebError(ZU_GROSS)
    try:
        schlank = _ohne_mappen(docx)
        if pruefe_paket(schlank) != "docx" or _laedt_nach(schlank):
            raise BetriebError(FREMD)
    except (EingabeError, zipfile.BadZipFile, KeyError, RuntimeError) as fehler:
        raise BetriebError(FREMD) from fehler
    return schlank


def _ohne_mappen(docx: bytes) -> bytes:
    puffer = BytesIO()
    with (
        zipfile.ZipFile(BytesIO(docx)) as quelle,
        zipfile.ZipFile(puffer, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as z,
    ):
        if sum(t.file_size for t in quelle.infolist()) > 8 * HOECHSTENS:
            raise BetriebError(ZU_GROSS)
        for teil in quelle.infolist():
            if not _NUR_FUER_WORD.fullmatch(teil.filename):
                z.writestr(teil, quelle.read(teil))
    return puffer.getvalue()


def _laedt_nach(docx: bytes) -> bool:
    with zipfile.ZipFile(BytesIO(docx)) as z:
        for name in z.namelist():
            if name.startswith("word/") and name.endswith(".xml"):
                felder = b" ".join(a or b for a, b in _FELDTEXT.findall(z.read(name)))
                if _HOLT_FREMDES.search(felder):
                    return True
    return False


def diagrammtexte(docx: bytes) -> list[str]:
    """Gibt die Alternativtexte der nativen Diagramme in der Reihenfolge des Dokuments."""
    with zipfile.ZipFile(BytesIO(docx)) as z:
        zeichnungen = [d for d in _ZEICHNUNG.findall(z.read("word/document.xml")) if b"<c:chart" in d]
    return [t for zeichnung in zeichnungen if (t := _alternativtext(zeichnung))]


def _alternativtext(zeichnung: bytes) -> str:
    umgeben = b'<x xmlns:w="w" xmlns:r="r">' + zeichnung + b"</x>"
    rahmen = ElementTree.fromstring(umgeben).find(f".//{_WP}docPr")  # noqa: S314 – ohne DOCTYPE, schon geprüft
    return rahmen.get("descr", "") if rahmen is not None else ""
