"""Sehen: welche Formatvorlagen einer Excel-Datei etwas bedeuten können – Füllfarbe, Durchstreichung, Zahlenformat."""

import colorsys
import zipfile
from typing import Final, NamedTuple, TypeVar

from lxml import etree

from mut_core.austausch.mappe.xml import xml_teil

_T = TypeVar("_T")
SYMBOLSCHRIFTEN: Final = ("wingdings", "webdings", "symbol", "marlett")

_STANDARDFORMATE: Final = {
    1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%", 11: "0.00E+00", 12: "# ?/?", 13: "# ??/??",
    14: "dd/mm/yyyy", 15: "d-mmm-yy", 16: "d-mmm", 17: "mmm-yy", 18: "h:mm AM/PM", 20: "h:mm", 21: "h:mm:ss",
    22: "m/d/yy h:mm", 37: "#,##0", 38: "#,##0", 39: "#,##0.00", 40: "#,##0.00", 44: '_-* #,##0.00 "€"', 49: "@",
}  # fmt: skip
"""Die eingebauten Zahlenformate (ECMA-376 18.8.30), soweit sie in Listen vorkommen."""

_PALETTE: Final = (
    "000000 FFFFFF FF0000 00FF00 0000FF FFFF00 FF00FF 00FFFF 800000 008000 000080 808000 800080 008080 C0C0C0 "
    "808080 9999FF 993366 FFFFCC CCFFFF 660066 FF8080 0066CC CCCCFF 000080 FF00FF FFFF00 00FFFF 800080 800000 "
    "008080 0000FF 00CCFF CCFFFF CCFFCC FFFF99 99CCFF FF99CC CC99FF FFCC99 3366FF 33CCCC 99CC00 FFCC00 FF9900 "
    "FF6600 666699 969696 003366 339966 003300 333300 993300 993366 333399 333333 "
)
"""Die alte Palette: Nummern 0–7 und 8–15 sind dieselben acht Farben."""

_DESIGN_ERSATZ: Final = (
    "FFFFFF",
    "000000",
    "E7E6E6",
    "44546A",
    "4472C4",
    "ED7D31",
    "A5A5A5",
    "FFC000",
    "5B9BD5",
    "70AD47",
)
_DESIGN_FOLGE: Final = ("lt1", "dk1", "lt2", "dk2", "accent1", "accent2", "accent3", "accent4", "accent5", "accent6")
_WEISS: Final = "#FFFFFF"


class Stil(NamedTuple):
    """Was eine Zelle dieser Vorlage zeigt; leer heißt: nichts Besonderes."""

    farbe: str = ""
    gestrichen: bool = False
    format: str = ""
    symbolschrift: str = ""


def read_stile(zip_: zipfile.ZipFile) -> dict[int, Stil]:
    """Gibt nur die Vorlagen, an denen etwas Besonderes ist: Nummer → Stil."""
    wurzel = xml_teil(zip_, "xl/styles.xml")
    if wurzel is None:
        return {}
    design = _design(zip_)
    formate = _STANDARDFORMATE | {
        _zahl(e.get("numFmtId")): str(e.get("formatCode", "")) for e in wurzel.iterfind("{*}numFmts/{*}numFmt")
    }
    fuellungen = [_fuellfarbe(f, design) for f in wurzel.iterfind("{*}fills/{*}fill")]
    schriften = [_schrift(f) for f in wurzel.iterfind("{*}fonts/{*}font")]
    stile = {}
    for nummer, vorlage in enumerate(wurzel.iterfind("{*}cellXfs/{*}xf")):
        gestrichen, symbol = _von(schriften, vorlage.get("fontId"), (False, ""))
        farbe = _von(fuellungen, vorlage.get("fillId"), "")
        format_ = formate.get(_zahl(vorlage.get("numFmtId")), "")
        stil = Stil(farbe, gestrichen, "" if format_.lower() == "general" else format_, symbol)
        if stil != Stil():
            stile[nummer] = stil
    return stile


def _zahl(text: str | None) -> int:
    return int(text) if text and text.isdigit() else 0


def _von(liste: list[_T], nummer: str | None, sonst: _T) -> _T:
    stelle = _zahl(nummer)
    return liste[stelle] if stelle < len(liste) else sonst


def _ist_an(element: etree._Element | None) -> bool:
    return element is not None and str(element.get("val", "1")) not in ("0", "false")


def _schrift(schrift: etree._Element) -> tuple[bool, str]:
    name = schrift.find("{*}name")
    benannt = str(name.get("val", "")) if name is not None else ""
    symbol = benannt if benannt.lower().startswith(SYMBOLSCHRIFTEN) else ""
    return _ist_an(schrift.find("{*}strike")), symbol


def _fuellfarbe(fuellung: etree._Element, design: tuple[str, ...]) -> str:
    muster = fuellung.find("{*}patternFill")
    if muster is None or muster.get("patternType", "none") in ("none", "gray125"):
        return ""
    farbe = muster.find("{*}fgColor")
    hex_ = _farbwert(farbe, design) if farbe is not None else ""
    return "" if hex_ == _WEISS else hex_


def _farbwert(farbe: etree._Element, design: tuple[str, ...]) -> str:
    rgb, thema, index = farbe.get("rgb"), farbe.get("theme"), farbe.get("indexed")
    if rgb and len(rgb) in (6, 8):
        grund = str(rgb)[-6:].upper()
    elif thema is not None and _zahl(str(thema)) < len(design):
        grund = design[_zahl(str(thema))]
    elif index is not None and _zahl(str(index)) < 64:
        stelle = _zahl(str(index)) if _zahl(str(index)) < 8 else _zahl(str(index)) - 8
        grund = _PALETTE[7 * stelle : 7 * stelle + 6]
    else:
        return ""
    return f"#{_getoent(grund, str(farbe.get('tint', '0')))}"


def _getoent(hex_: str, toenung: str) -> str:
    """Hellt auf oder dunkelt ab wie Excel: an der Helligkeit, nicht an den Grundfarben."""
    try:
        anteil = max(-1.0, min(1.0, float(toenung)))
        rot, gruen, blau = (int(hex_[i : i + 2], 16) / 255 for i in (0, 2, 4))
    except ValueError:
        return hex_
    if not anteil:
        return hex_
    ton, hell, satt = colorsys.rgb_to_hls(rot, gruen, blau)
    hell = hell * (1 + anteil) if anteil < 0 else hell * (1 - anteil) + anteil
    return "".join(f"{round(w * 255):02X}" for w in colorsys.hls_to_rgb(ton, hell, satt))


def _design(zip_: zipfile.ZipFile) -> tuple[str, ...]:
    """Die Farben des Designs in der Zählung der Zellformate (hell und dunkel sind dort vertauscht)."""
    wurzel = xml_teil(zip_, "xl/theme/theme1.xml")
    schema = wurzel.find(".//{*}clrScheme") if wurzel is not None else None
    if schema is None:
        return _DESIGN_ERSATZ
    farben = []
    for name, ersatz in zip(_DESIGN_FOLGE, _DESIGN_ERSATZ, strict=True):
        wert = schema.find(f"{{*}}{name}/*")
        text = str(wert.get("lastClr") or wert.get("val") or "") if wert is not None else ""
        farben.append(text.upper() if len(text) == 6 else ersatz)
    return tuple(farben)
