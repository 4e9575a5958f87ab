"""Schreiben: die kleine Excel-Mappe hinter einem Diagramm, damit Word „Daten bearbeiten“ anbietet."""

from collections.abc import Sequence

from mut_core.bericht.word.paket import gezippt
from mut_core.bericht.word.text import maskiert

BLATT = "Tabelle1"
_KOPF = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_SML = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PAKET = "http://schemas.openxmlformats.org/package/2006"
_TYP = "application/vnd.openxmlformats-officedocument.spreadsheetml"

_FEST = {
    "[Content_Types].xml": f'<Types xmlns="{_PAKET}/content-types"><Default Extension="rels" '
    'ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" '
    'ContentType="application/xml"/><Override PartName="/xl/workbook.xml" '
    f'ContentType="{_TYP}.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" '
    f'ContentType="{_TYP}.worksheet+xml"/></Types>',
    "_rels/.rels": f'<Relationships xmlns="{_PAKET}/relationships"><Relationship Id="rId1" '
    f'Type="{_R}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
    "xl/workbook.xml": f'<workbook xmlns="{_SML}" xmlns:r="{_R}"><sheets><sheet name="{BLATT}" sheetId="1" '
    'r:id="rId1"/></sheets></workbook>',
    "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_PAKET}/relationships"><Relationship Id="rId1" '
    f'Type="{_R}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
}


def spalte(nummer: int) -> str:
    """Der Buchstabe einer Spalte, ab 0: A, B, …, Z, AA."""
    name = ""
    nummer += 1
    while nummer:
        nummer, rest = divmod(nummer - 1, 26)
        name = chr(65 + rest) + name
    return name


def _feld(ort: str, wert: str | float) -> str:
    if isinstance(wert, str):
        inhalt = f'<is><t xml:space="preserve">{maskiert(wert)}</t></is>'
        return f'<c r="{ort}" t="inlineStr">{inhalt}</c>'
    return f'<c r="{ort}"><v>{wert!r}</v></c>'


def build_arbeitsmappe(zeilen: Sequence[Sequence[str | float]]) -> bytes:
    """Eine Mappe mit einem Blatt „Tabelle1“, links oben beginnend; gleiche Werte, gleiche Bytes."""
    daten = "".join(
        f'<row r="{z}">{"".join(_feld(f"{spalte(s)}{z}", wert) for s, wert in enumerate(zeile))}</row>'
        for z, zeile in enumerate(zeilen, 1)
    )
    blatt = f'<worksheet xmlns="{_SML}"><sheetData>{daten}</sheetData></worksheet>'
    teile = _FEST | {"xl/worksheets/sheet1.xml": blatt}
    return gezippt({name: (_KOPF + text).encode() for name, text in teile.items()})
