"""Zeichnen: ein gestapeltes Balkendiagramm als natives Word-Diagramm (DrawingML), bearbeitbar in Word.

Die Werte stehen doppelt: im Diagramm selbst, damit Word sie ohne Öffnen der Mappe zeigt, und in der
eingebetteten Mappe, damit man sie ändern kann. Jeder Balkenabschnitt trägt seine Zahl und auf Wunsch ein
Muster – Farbe allein unterscheidet nie.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from mut_core.bericht.word.arbeitsmappe import BLATT, build_arbeitsmappe, spalte
from mut_core.bericht.word.text import maskiert

Muster = Literal["schraeg", "gegenschraeg", "punkte", "senkrecht", "waagerecht", "karo"]

_MUSTER: dict[Muster, str] = {
    "schraeg": "wdUpDiag",
    "gegenschraeg": "wdDnDiag",
    "punkte": "pct20",
    "senkrecht": "narVert",
    "waagerecht": "narHorz",
    "karo": "smCheck",
}
_GRAU = "404040"
_LINIE = "D9D9D9"
_NS = (
    'xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
)


@dataclass(frozen=True, slots=True)
class Reihe:
    """Eine Datenreihe: ein Wert je Kategorie, Farbe als sechs Hexziffern, dazu wahlweise ein Muster."""

    name: str
    werte: Sequence[float]
    farbe: str
    muster: Muster | None = None


@dataclass(frozen=True, slots=True)
class Diagramm:
    """Was ein gestapeltes Balkendiagramm zeigt; die Achse nennt die Einheit."""

    kategorien: tuple[str, ...]
    reihen: tuple[Reihe, ...]
    achse: str
    hoehe_cm: float


def hoehe_cm(kategorien: int) -> float:
    """Die Höhe, bei der Balken und Beschriftungen lesbar sind und das Diagramm auf eine Seite passt."""
    return min(22.0, 3.2 + 0.85 * kategorien)


def _helligkeit(farbe: str) -> float:
    rot, gruen, blau = (int(farbe[i : i + 2], 16) / 255 for i in (0, 2, 4))
    linear = [w / 12.92 if w <= 0.03928 else ((w + 0.055) / 1.055) ** 2.4 for w in (rot, gruen, blau)]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def schriftfarbe(farbe: str) -> str:
    """Schwarz oder Weiß – was sich auf der Farbe nach WCAG stärker abhebt."""
    hell = _helligkeit(farbe)
    return "FFFFFF" if 1.05 / (hell + 0.05) >= (hell + 0.05) / 0.05 else "000000"


def aufgehellt(farbe: str) -> str:
    """Dieselbe Farbe, zu drei Vierteln mit Weiß gemischt: der Grund, auf dem das Muster liegt."""
    return "".join(f"{round(255 - (255 - int(farbe[i : i + 2], 16)) * 0.25):02X}" for i in (0, 2, 4))


def _schrift(farbe: str = _GRAU, *, fett: bool = False, grad: float = 9) -> str:
    return (
        "<c:txPr><a:bodyPr/><a:lstStyle/><a:p><a:pPr>"
        f'<a:defRPr sz="{round(grad * 100)}" b="{int(fett)}"><a:solidFill><a:srgbClr val="{farbe}"/></a:solidFill>'
        '<a:latin typeface="Arial"/><a:cs typeface="Arial"/></a:defRPr></a:pPr>'
        '<a:endParaRPr lang="de-DE"/></a:p></c:txPr>'
    )


def _fuellung(reihe: Reihe) -> str:
    rand = '<a:ln w="6350"><a:solidFill><a:srgbClr val="FFFFFF"/></a:solidFill></a:ln>'
    farbe = f'<a:srgbClr val="{reihe.farbe}"/>'
    if reihe.muster is None:
        return f"<c:spPr><a:solidFill>{farbe}</a:solidFill>{rand}</c:spPr>"
    return (
        f'<c:spPr><a:pattFill prst="{_MUSTER[reihe.muster]}"><a:fgClr>{farbe}</a:fgClr>'
        f'<a:bgClr><a:srgbClr val="{aufgehellt(reihe.farbe)}"/></a:bgClr></a:pattFill>'
        f'<a:ln w="9525"><a:solidFill>{farbe}</a:solidFill></a:ln></c:spPr>'
    )


_SCHILD = (
    '<c:dLblPos val="ctr"/><c:showLegendKey val="0"/><c:showVal val="1"/><c:showCatName val="0"/>'
    '<c:showSerName val="0"/><c:showPercent val="0"/><c:showBubbleSize val="0"/>'
)


def _nullschild(stelle: int) -> str:
    """Die sichtbare Null einer Kategorie ohne Balken, etwas rechts der Achse."""
    return (
        f'<c:dLbl><c:idx val="{stelle}"/><c:layout><c:manualLayout><c:x val="0.012"/><c:y val="0"/></c:manualLayout>'
        '</c:layout><c:numFmt formatCode="0" sourceLinked="0"/><c:spPr><a:noFill/><a:ln><a:noFill/></a:ln></c:spPr>'
        f"{_schrift()}{_SCHILD}</c:dLbl>"
    )


def _wertschilder(reihe: Reihe, leere: Sequence[int]) -> str:
    """Die Zahl im Balken; Nullen bleiben unsichtbar außer in leeren Kategorien, auf Mustern ist der Grund weiß."""
    if reihe.muster is None:
        grund, farbe = "<a:noFill/>", schriftfarbe(reihe.farbe)
    else:
        grund, farbe = '<a:solidFill><a:srgbClr val="FFFFFF"/></a:solidFill>', "000000"
    return (
        f'<c:dLbls>{"".join(map(_nullschild, leere))}<c:numFmt formatCode="0;;" sourceLinked="0"/>'
        f"<c:spPr>{grund}<a:ln><a:noFill/></a:ln></c:spPr>{_schrift(farbe, fett=True)}{_SCHILD}</c:dLbls>"
    )


def _textpunkte(bereich: str, werte: Sequence[str]) -> str:
    punkte = "".join(f'<c:pt idx="{i}"><c:v>{maskiert(w)}</c:v></c:pt>' for i, w in enumerate(werte))
    anzahl = f'<c:ptCount val="{len(werte)}"/>'
    return f"<c:strRef><c:f>{BLATT}!{bereich}</c:f><c:strCache>{anzahl}{punkte}</c:strCache></c:strRef>"


def _zahlpunkte(bereich: str, werte: Sequence[float]) -> str:
    punkte = "".join(f'<c:pt idx="{i}"><c:v>{w!r}</c:v></c:pt>' for i, w in enumerate(werte))
    return (
        f"<c:numRef><c:f>{BLATT}!{bereich}</c:f><c:numCache><c:formatCode>General</c:formatCode>"
        f'<c:ptCount val="{len(werte)}"/>{punkte}</c:numCache></c:numRef>'
    )


def _reihe(nummer: int, reihe: Reihe, kategorien: Sequence[str], leere: Sequence[int]) -> str:
    buchstabe, letzte = spalte(nummer + 1), len(kategorien) + 1
    return (
        f'<c:ser><c:idx val="{nummer}"/><c:order val="{nummer}"/>'
        f"<c:tx>{_textpunkte(f'${buchstabe}$1', [reihe.name])}</c:tx>{_fuellung(reihe)}"
        f'<c:invertIfNegative val="0"/>{_wertschilder(reihe, leere)}'
        f"<c:cat>{_textpunkte(f'$A$2:$A${letzte}', kategorien)}</c:cat>"
        f"<c:val>{_zahlpunkte(f'${buchstabe}$2:${buchstabe}${letzte}', list(reihe.werte))}</c:val></c:ser>"
    )


def schrittweite(hoechstwert: float) -> int:
    """Der Abstand der Achsenstriche: 1, 2 oder 5 mal eine Zehnerpotenz, höchstens zehn Striche."""
    if hoechstwert <= 10:
        return 1
    zehner = 10 ** math.floor(math.log10(hoechstwert / 10))
    return int(next(zehner * f for f in (1, 2, 5, 10) if hoechstwert / (zehner * f) <= 10))


def _kategorienachse() -> str:
    return (
        '<c:catAx><c:axId val="111"/><c:scaling><c:orientation val="maxMin"/></c:scaling><c:delete val="0"/>'
        '<c:axPos val="l"/><c:numFmt formatCode="General" sourceLinked="0"/><c:majorTickMark val="none"/>'
        '<c:minorTickMark val="none"/><c:tickLblPos val="low"/><c:spPr><a:ln w="9525"><a:solidFill>'
        f'<a:srgbClr val="7F7F7F"/></a:solidFill></a:ln></c:spPr>{_schrift()}<c:crossAx val="222"/>'
        '<c:crosses val="autoZero"/><c:auto val="0"/><c:lblAlgn val="ctr"/><c:lblOffset val="100"/>'
        '<c:noMultiLvlLbl val="1"/></c:catAx>'
    )


def _achsentitel(text: str) -> str:
    if not text:
        return ""
    return (
        '<c:title><c:tx><c:rich><a:bodyPr/><a:lstStyle/><a:p><a:pPr><a:defRPr sz="900" b="0"/></a:pPr><a:r>'
        f'<a:rPr lang="de-DE" sz="900" b="0"><a:solidFill><a:srgbClr val="{_GRAU}"/></a:solidFill>'
        f'<a:latin typeface="Arial"/></a:rPr><a:t>{maskiert(text)}</a:t></a:r></a:p></c:rich></c:tx>'
        '<c:overlay val="0"/></c:title>'
    )


def _wertachse(diagramm: Diagramm) -> str:
    summen = [sum(r.werte[i] for r in diagramm.reihen) for i in range(len(diagramm.kategorien))]
    schritt = schrittweite(max(summen))
    oben = max(schritt, math.ceil(max(summen) / schritt) * schritt)
    return (
        f'<c:valAx><c:axId val="222"/><c:scaling><c:orientation val="minMax"/><c:max val="{oben}"/>'
        '<c:min val="0"/></c:scaling><c:delete val="0"/><c:axPos val="b"/><c:majorGridlines><c:spPr>'
        f'<a:ln w="6350"><a:solidFill><a:srgbClr val="{_LINIE}"/></a:solidFill></a:ln></c:spPr>'
        f'</c:majorGridlines>{_achsentitel(diagramm.achse)}<c:numFmt formatCode="0" sourceLinked="0"/>'
        '<c:majorTickMark val="none"/><c:minorTickMark val="none"/><c:tickLblPos val="nextTo"/>'
        f'<c:spPr><a:ln><a:noFill/></a:ln></c:spPr>{_schrift()}<c:crossAx val="111"/>'
        f'<c:crosses val="max"/><c:crossBetween val="between"/><c:majorUnit val="{schritt}"/></c:valAx>'
    )


def diagramm_xml(diagramm: Diagramm) -> str:
    """Der Teil `chart1.xml`; die Mappe hängt an der Beziehung rId1."""
    leere = [i for i in range(len(diagramm.kategorien)) if not any(r.werte[i] for r in diagramm.reihen)]
    reihen = "".join(_reihe(i, r, diagramm.kategorien, () if i else leere) for i, r in enumerate(diagramm.reihen))
    return (
        f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<c:chartSpace {_NS}><c:date1904 val="0"/>'
        '<c:lang val="de-DE"/><c:roundedCorners val="0"/><c:chart><c:autoTitleDeleted val="1"/><c:plotArea>'
        '<c:layout/><c:barChart><c:barDir val="bar"/><c:grouping val="stacked"/><c:varyColors val="0"/>'
        f'{reihen}<c:gapWidth val="45"/><c:overlap val="100"/><c:axId val="111"/><c:axId val="222"/>'
        f"</c:barChart>{_kategorienachse()}{_wertachse(diagramm)}"
        "<c:spPr><a:noFill/><a:ln><a:noFill/></a:ln></c:spPr></c:plotArea>"
        f'<c:legend><c:legendPos val="b"/><c:overlay val="0"/>{_schrift(grad=10)}</c:legend>'
        '<c:plotVisOnly val="1"/><c:dispBlanksAs val="gap"/></c:chart>'
        '<c:spPr><a:solidFill><a:srgbClr val="FFFFFF"/></a:solidFill><a:ln><a:noFill/></a:ln></c:spPr>'
        f'{_schrift()}<c:externalData r:id="rId1"><c:autoUpdate val="0"/></c:externalData></c:chartSpace>'
    )


def diagramm_mappe(diagramm: Diagramm) -> bytes:
    """Die eingebettete Excel-Mappe mit denselben Werten: Kategorien in Spalte A, Reihen daneben."""
    kopf: list[str | float] = ["Kategorie", *(r.name for r in diagramm.reihen)]
    zeilen: list[list[str | float]] = [
        [kategorie, *(r.werte[i] for r in diagramm.reihen)] for i, kategorie in enumerate(diagramm.kategorien)
    ]
    return build_arbeitsmappe([kopf, *zeilen])
