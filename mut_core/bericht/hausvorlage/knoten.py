"""Greifen: kleine Handgriffe an XML-Knoten – finden, setzen, entfernen, auspacken."""

import re
from typing import Final

from lxml import etree

from mut_core.bericht.word.stile import W

R: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_DML: Final = "http://schemas.openxmlformats.org/drawingml/2006"
NAMENSRAEUME: Final = {
    "w": W[1:-1],
    "r": R[1:-1],
    "mc": "http://schemas.openxmlformats.org/markup-compatibility/2006",
    "wp": f"{_DML}/wordprocessingDrawing",
    "a": f"{_DML}/main",
    "pic": f"{_DML}/picture",
    "wps": "http://schemas.microsoft.com/office/word/2010/wordprocessingShape",
    "wpg": "http://schemas.microsoft.com/office/word/2010/wordprocessingGroup",
    "v": "urn:schemas-microsoft-com:vml",
    "o": "urn:schemas-microsoft-com:office:office",
    "w10": "urn:schemas-microsoft-com:office:word",
}
"""Was in einer Vorlage stehen darf; Knoten aus anderen Namensräumen kommen nicht mit."""

_EINHEITEN: Final = {"pt": 20.0, "pc": 240.0, "pi": 240.0, "in": 1440.0, "cm": 1440 / 2.54, "mm": 144 / 2.54}
_MASS: Final = re.compile(r"(-?\d{1,7}(?:\.\d{1,6})?)(pt|pc|pi|in|cm|mm)?")

_PPR_FOLGE: Final = [
    "pStyle",
    "keepNext",
    "keepLines",
    "pageBreakBefore",
    "framePr",
    "widowControl",
    "numPr",
    "suppressLineNumbers",
    "pBdr",
    "shd",
    "tabs",
    "suppressAutoHyphens",
    "kinsoku",
    "wordWrap",
    "overflowPunct",
    "topLinePunct",
    "autoSpaceDE",
    "autoSpaceDN",
    "bidi",
    "adjustRightInd",
    "snapToGrid",
    "spacing",
    "ind",
    "contextualSpacing",
    "mirrorIndents",
    "suppressOverlap",
    "jc",
    "textDirection",
    "textAlignment",
    "textboxTightWrap",
    "outlineLvl",
    "divId",
    "cnfStyle",
    "rPr",
    "sectPr",
    "pPrChange",
]
_RPR_FOLGE: Final = [
    "rStyle",
    "rFonts",
    "b",
    "bCs",
    "i",
    "iCs",
    "caps",
    "smallCaps",
    "strike",
    "dstrike",
    "outline",
    "shadow",
    "emboss",
    "imprint",
    "noProof",
    "snapToGrid",
    "vanish",
    "webHidden",
    "color",
    "spacing",
    "w",
    "kern",
    "position",
    "sz",
    "szCs",
    "highlight",
    "u",
    "effect",
    "bdr",
    "shd",
    "fitText",
    "vertAlign",
    "rtl",
    "cs",
    "em",
    "lang",
]
_STIL_FOLGE: Final = [
    "name",
    "aliases",
    "basedOn",
    "next",
    "link",
    "autoRedefine",
    "hidden",
    "uiPriority",
    "semiHidden",
    "unhideWhenUsed",
    "qFormat",
    "locked",
    "personal",
    "personalCompose",
    "personalReply",
    "rsid",
    "pPr",
    "rPr",
    "tblPr",
    "trPr",
    "tcPr",
    "tblStylePr",
]
_FOLGEN: Final = {f"{W}pPr": _PPR_FOLGE, f"{W}rPr": _RPR_FOLGE, f"{W}style": _STIL_FOLGE}


def lokal(element: etree._Element) -> str:
    """Der Name eines Knotens ohne Namensraum."""
    return etree.QName(element).localname


def raum(element: etree._Element) -> str:
    """Der Namensraum eines Knotens."""
    return etree.QName(element).namespace or ""


def wert(element: etree._Element | None, attribut: str = "val") -> str:
    """Ein Attribut aus dem Word-Namensraum; ohne Knoten oder Attribut leer."""
    return "" if element is None else element.get(W + attribut, "")


def an(element: etree._Element | None) -> bool:
    """Ob ein Schalter gesetzt ist; fehlt er, ist er aus."""
    return element is not None and wert(element) not in ("0", "false", "off")


def twips(text: str) -> int | None:
    """Ein Maß in Zwanzigstelpunkt; auch „2.5cm“ ist erlaubt. None, wenn es keines ist."""
    treffer = _MASS.fullmatch(text.strip())
    return round(float(treffer[1]) * _EINHEITEN.get(treffer[2] or "", 1.0)) if treffer else None


def knoten(xml: str) -> etree._Element:
    """Ein Knoten aus eigenem XML, in dem die üblichen Präfixe gelten."""
    raeume = " ".join(f'xmlns:{p}="{u}"' for p, u in NAMENSRAEUME.items())
    huelle = etree.fromstring(f"<x {raeume}>{xml}</x>")
    return huelle[0]


def entferne(element: etree._Element) -> None:
    """Nimmt einen Knoten mit allem darin heraus; ein schon entfernter bleibt es."""
    eltern = element.getparent()
    if eltern is not None:
        eltern.remove(element)


def entpacke(element: etree._Element) -> None:
    """Setzt die Kinder an die Stelle des Knotens."""
    eltern = element.getparent()
    if eltern is not None:
        ort = eltern.index(element)
        eltern[ort : ort + 1] = list(element)


def setze(eltern: etree._Element, neu: etree._Element) -> None:
    """Setzt ein Kind dorthin, wo das Schema es verlangt; ein gleichnamiges wird ersetzt."""
    alt = eltern.find(str(neu.tag))
    if alt is not None:
        eltern.replace(alt, neu)
        return
    folge = _FOLGEN[str(eltern.tag)]
    rang = {name: i for i, name in enumerate(folge)}
    eigener = rang.get(lokal(neu), len(folge))
    for ort, kind in enumerate(eltern):
        if rang.get(lokal(kind), len(folge)) > eigener:
            eltern.insert(ort, neu)
            return
    eltern.append(neu)


def unterknoten(eltern: etree._Element, name: str) -> etree._Element:
    """Das Kind dieses Namens; fehlt es, wird es an der richtigen Stelle angelegt."""
    kind = eltern.find(W + name)
    if kind is None:
        kind = knoten(f"<w:{name}/>")
        setze(eltern, kind)
    return kind
