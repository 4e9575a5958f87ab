"""Säubern: von Rumpf, Kopf- und Fußzeilen bleibt nur, was auf der Erlaubnisliste steht."""

from collections.abc import Callable
from typing import Final

from lxml import etree

from mut_core.bericht.hausvorlage.auspacken import Beziehung
from mut_core.bericht.hausvorlage.knoten import NAMENSRAEUME, R, entferne, entpacke, knoten, lokal, raum, twips, wert
from mut_core.bericht.hausvorlage.pruefliste import Befund
from mut_core.bericht.word.stile import W

_INHALT: Final = (
    "body p r t br cr tab ptab noBreakHyphen softHyphen sym drawing pict hyperlink tbl tblPr tblGrid gridCol tr trPr "
    "tc tcPr sdt sdtPr sdtContent alias tag id text showingPlcHdr fldChar instrText delInstrText txbxContent pPr rPr"
)
_ABSATZ: Final = (
    "pStyle keepNext keepLines pageBreakBefore framePr widowControl numPr ilvl numId suppressLineNumbers pBdr top "
    "left bottom right between bar start end shd tabs suppressAutoHyphens bidi snapToGrid spacing ind "
    "contextualSpacing mirrorIndents jc textAlignment outlineLvl adjustRightInd autoSpaceDE autoSpaceDN"
)
_ZEICHEN: Final = (
    "rStyle rFonts b bCs i iCs caps smallCaps strike dstrike outline shadow emboss imprint noProof vanish color w kern "
    "position sz szCs highlight u effect bdr vertAlign rtl cs em"
)
_TABELLE: Final = (
    "tblStyle tblpPr tblOverlap tblStyleRowBandSize tblStyleColBandSize tblW tblCellSpacing tblInd tblBorders insideH "
    "insideV tblLayout tblCellMar tblLook tblCaption tblDescription cnfStyle gridBefore gridAfter wBefore wAfter "
    "cantSplit trHeight tblHeader tcW gridSpan vMerge tcBorders tl2br tr2bl noWrap tcMar textDirection tcFitText vAlign"
)
_ABSCHNITT: Final = "sectPr headerReference footerReference pgSz pgMar pgBorders titlePg type cols"
_ERLAUBT: Final = frozenset(" ".join((_INHALT, _ABSATZ, _ZEICHEN, _TABELLE, _ABSCHNITT)).split())
GESTALTUNG: Final = frozenset(f"{_ABSATZ} {_ZEICHEN} {_TABELLE} pPr rPr tblPr trPr tcPr tab".split())
"""Was in Formatvorlagen und Listen über Absatz, Zeichen und Tabelle stehen darf."""

_AUSPACKEN: Final = frozenset({"smartTag", "customXml", "ins", "moveTo", "bdo", "dir"})
_VERBOTEN: Final = {
    "altChunk": "eine eingefügte Datei (altChunk)",
    "subDoc": "ein Filialdokument",
    "object": "ein eingebettetes Objekt (OLE)",
    "OLEObject": "ein eingebettetes Objekt (OLE)",
    "control": "ein ActiveX-Steuerelement",
    "attachedTemplate": "eine verbundene Dokumentvorlage",
    "contentPart": "einen eingebetteten Teil",
    "movie": "ein Video",
}
_VERBOTENE_BEZIEHUNGEN: Final = {
    "aFChunk": "altChunk", "subDocument": "subDoc", "oleObject": "object", "package": "object", "control": "control",
    "attachedTemplate": "attachedTemplate", "mailMergeSource": "attachedTemplate", "frame": "subDoc",
}  # fmt: skip
_LEERZEICHEN: Final = "{http://www.w3.org/XML/1998/namespace}space"
_GRAFIK: Final = frozenset(NAMENSRAEUME[n] for n in ("pic", "wps", "wpg"))
_GRAFIK_WEG: Final = frozenset(
    [
        "hlinkClick",
        "hlinkHover",
        "hlinkMouseOver",
        "snd",
        "audioFile",
        "videoFile",
        "wavAudioFile",
        "quickTimeFile",
        "extLst",
        "signatureline",
        "ink",
        "callout",
    ]
)
_FREMDE_QUELLE: Final = frozenset({"src", "href", "althref", "link", "relid"})


def reject_verbotenes(wurzel: etree._Element, beziehungen: dict[str, Beziehung], befund: Befund) -> None:
    """Schreibt in die Ablehnungen, was eine Vorlage nie enthalten darf – auch dort, wo der Text ersetzt würde."""
    arten = {_VERBOTENE_BEZIEHUNGEN[b.art] for b in beziehungen.values() if b.art in _VERBOTENE_BEZIEHUNGEN}
    arten |= {name for e in wurzel.iter(etree.Element) if (name := lokal(e)) in _VERBOTEN}
    for was in sorted({_VERBOTEN[a] for a in arten}):
        befund.abgelehnt.append(f"Die Vorlage enthält {was}. Bitte löschen Sie das in Word und speichern Sie sie neu.")
    for element in wurzel.iter(etree.Element):
        for name, inhalt in element.attrib.items():
            if _laedt_von_aussen(str(name), str(inhalt)):
                befund.abgelehnt.append(
                    "Die Vorlage lädt beim Öffnen ein Bild oder eine Datei von woanders. "
                    "Bitte fügen Sie Bilder fest ein, statt sie zu verknüpfen."
                )
                return


def _laedt_von_aussen(name: str, inhalt: str) -> bool:
    if name == f"{R}link":
        return True
    eigener = name.rsplit("}", 1)[-1]
    return not name.startswith(R) and eigener in _FREMDE_QUELLE and bool(inhalt) and not inhalt.startswith("#")


def clean_inhalt(
    wurzel: etree._Element, beziehungen: dict[str, Beziehung], bild: Callable[[Beziehung], str | None], befund: Befund
) -> None:
    """Entfernt alles Unbekannte; `bild` gibt zu einer Bildbeziehung die neue Kennung oder None."""
    _loese_alternativen(wurzel)
    for element in list(wurzel.iter(etree.Element)):
        if element is not wurzel:
            _saeubere(element, beziehungen, bild, befund)
    _ohne_leere_zeichnungen(wurzel)


def _loese_alternativen(wurzel: etree._Element) -> None:
    """Behält von zwei Fassungen einer Form beide nur, wenn die neuere nichts Unbekanntes braucht."""
    mc = "{" + NAMENSRAEUME["mc"] + "}"
    for element in reversed(list(wurzel.iter(f"{mc}AlternateContent"))):
        wahl, sonst = element.find(f"{mc}Choice"), element.find(f"{mc}Fallback")
        praefixe = [] if wahl is None else [_praefix(wahl, p) for p in wahl.get("Requires", "").split()]
        if wahl is not None and praefixe and all(praefixe):
            wahl.set("Requires", " ".join(praefixe))
            continue
        element[:] = [] if sonst is None else list(sonst)
        entpacke(element)


def _praefix(wahl: etree._Element, praefix: str) -> str:
    """Der übliche Name des verlangten Namensraums; leer, wenn er nicht erlaubt ist."""
    adresse = wahl.nsmap.get(praefix)
    return next((p for p in ("wps", "wpg") if NAMENSRAEUME[p] == adresse), "")


def _saeubere(
    element: etree._Element,
    beziehungen: dict[str, Beziehung],
    bild: Callable[[Beziehung], str | None],
    befund: Befund,
) -> None:
    name, herkunft = lokal(element), raum(element)
    if herkunft == W[1:-1]:
        if name in _AUSPACKEN:
            entpacke(element)
            return
        if name not in _ERLAUBT or (name == "r" and _verborgen(element)):
            entferne(element)
            return
        if name == "hyperlink" and not _behaltener_link(element, beziehungen):
            entpacke(element)
            return
    elif herkunft not in NAMENSRAEUME.values() or name in _GRAFIK_WEG:
        entferne(element)
        return
    if name == "graphicData" and element.get("uri") not in _GRAFIK:
        befund.uebergangen.append("Ein Diagramm oder SmartArt der Vorlage wird nicht übernommen.")
        entferne(element)
        return
    _saeubere_attribute(element, name, beziehungen, bild, befund)


def _verborgen(lauf: etree._Element) -> bool:
    return lauf.find(f"{W}rPr/{W}vanish") is not None


def _behaltener_link(element: etree._Element, beziehungen: dict[str, Beziehung]) -> bool:
    beziehung = beziehungen.get(element.get(f"{R}id", ""))
    return beziehung is not None and beziehung.ist_link


def _saeubere_attribute(
    element: etree._Element,
    name: str,
    beziehungen: dict[str, Beziehung],
    bild: Callable[[Beziehung], str | None],
    befund: Befund,
) -> None:
    for schluessel in list(element.attrib):
        herkunft, _, eigener = str(schluessel).rpartition("}")
        if herkunft and herkunft[1:] not in NAMENSRAEUME.values() and schluessel != _LEERZEICHEN:
            del element.attrib[schluessel]
        elif herkunft[1:] == R[1:-1] and name not in ("hyperlink", "headerReference", "footerReference"):
            _verweise_auf_bild(element, str(schluessel), beziehungen, bild, befund)
        elif eigener.startswith("rsid") or (herkunft and eigener in ("dataBinding", "href")):
            del element.attrib[schluessel]
    _pruefe_masse(element, name)


def _verweise_auf_bild(
    element: etree._Element,
    schluessel: str,
    beziehungen: dict[str, Beziehung],
    bild: Callable[[Beziehung], str | None],
    befund: Befund,
) -> None:
    beziehung = beziehungen.get(element.attrib.pop(schluessel))
    ist_bild = lokal(element) in ("blip", "imagedata") and beziehung is not None and beziehung.art == "image"
    kennung = bild(beziehung) if ist_bild and beziehung is not None else None
    if kennung is not None:
        element.set(schluessel, kennung)
    elif ist_bild:
        befund.uebergangen.append(
            "Ein Bild der Vorlage wird nicht übernommen (kein PNG oder JPEG, oder zu groß). "
            "Bitte fügen Sie es als PNG ein."
        )


_MASSE: Final = frozenset(
    [
        "left",
        "right",
        "start",
        "end",
        "hanging",
        "firstLine",
        "before",
        "after",
        "line",
        "pos",
        "header",
        "footer",
        "gutter",
        "top",
        "bottom",
        "w",
        "h",
    ]
)


def _pruefe_masse(element: etree._Element, name: str) -> None:
    """Maße werden ganze Zwanzigstelpunkt; was keines ist, entfällt."""
    if name in ("sz", "szCs") and not (wert(element).isascii() and wert(element).isdecimal()):
        entferne(element)
    if name not in ("ind", "spacing", "tab", "pgMar", "pgSz", "gridCol", "tblInd"):
        return
    for schluessel in list(element.attrib):
        eigener = str(schluessel).rsplit("}", 1)[-1]
        if eigener not in _MASSE:
            continue
        zahl = twips(element.attrib[schluessel])
        if zahl is None or abs(zahl) > 40_000:
            del element.attrib[schluessel]
        else:
            element.set(schluessel, str(zahl))


def _ohne_leere_zeichnungen(wurzel: etree._Element) -> None:
    """Eine Zeichnung, deren Bild oder Inhalt fehlt, zeigte ein rotes Kreuz; sie verschwindet ganz."""
    a, v = "{" + NAMENSRAEUME["a"] + "}", "{" + NAMENSRAEUME["v"] + "}"
    for blip in list(wurzel.iter(f"{a}blip", f"{v}imagedata")):
        if not any(str(k).startswith(R) for k in blip.attrib):
            traeger = next(blip.iterancestors(f"{W}drawing", f"{W}pict"), None)
            if traeger is not None:
                entferne(traeger)
    for zeichnung in list(wurzel.iter(f"{W}drawing")):
        if zeichnung.find(f".//{a}graphicData") is None:
            entferne(zeichnung)


_ALTERNATIVTEXT: Final = "Logo oder Schmuckbild der Vorlage"


def number_zeichnungen(wurzel: etree._Element, erste: int, befund: Befund) -> int:
    """Gibt jeder Zeichnung eine eigene Nummer ab `erste` und einen Alternativtext; gibt die nächste freie Nummer."""
    for element in wurzel.iter(f"{{{NAMENSRAEUME['wp']}}}docPr"):
        element.set("id", str(erste))
        erste += 1
        if not element.get("descr", "").strip():
            element.set("descr", _ALTERNATIVTEXT)
            befund.ergaenzt.append(
                f"Ein Bild ohne Alternativtext bekam „{_ALTERNATIVTEXT}“; "
                "besser tragen Sie in Word unter „Alternativtext“ ein, was es zeigt."
            )
    for element in wurzel.iter(f"{W}sdt"):
        kennung = element.find(f"{W}sdtPr/{W}id")
        if kennung is not None:
            kennung.set(f"{W}val", str(erste))
            erste += 1
    return erste


def label_tabellen(wurzel: etree._Element) -> None:
    """Gibt Tabellen des Deckblatts einen Kopf und einen Alternativtext, damit Vorleseprogramme sie ansagen."""
    for tabelle in wurzel.iter(f"{W}tbl"):
        zeilen = tabelle.findall(f"{W}tr")
        if len(zeilen) > 1 and zeilen[0].find(f"{W}trPr/{W}tblHeader") is None:
            eigenschaften = zeilen[0].find(f"{W}trPr")
            if eigenschaften is None:
                eigenschaften = knoten("<w:trPr/>")
                zeilen[0].insert(1 if zeilen[0].find(f"{W}tblPrEx") is not None else 0, eigenschaften)
            eigenschaften.append(knoten("<w:tblHeader/>"))
        tblpr = tabelle.find(f"{W}tblPr")
        if tblpr is not None and tblpr.find(f"{W}tblCaption") is None:
            tblpr.append(knoten('<w:tblCaption w:val="Angaben zum Bericht"/>'))
            if tblpr.find(f"{W}tblDescription") is None:
                tblpr.append(knoten('<w:tblDescription w:val="Angaben zum Bericht auf dem Deckblatt"/>'))


def fill_leere_zellen(wurzel: etree._Element) -> None:
    """Jede Zelle, jedes Textfeld und der Teil selbst enden mit einem Absatz, wie Word es verlangt."""
    tabellen = [t for t in wurzel.iter(f"{W}tbl") if t.find(f"{W}tr") is None]
    for tabelle in tabellen:
        entferne(tabelle)
    for zelle in wurzel.iter(f"{W}tc", f"{W}txbxContent", f"{W}hdr", f"{W}ftr"):
        if not any(k.tag in (f"{W}p", f"{W}tbl") for k in zelle) or zelle[-1].tag == f"{W}tbl":
            zelle.append(knoten("<w:p/>"))


def remove_unbekannte_stile(wurzel: etree._Element, kennungen: set[str], nummern: set[str]) -> None:
    """Verweise auf Formatvorlagen und Listen, die es nicht gibt, entfallen."""
    for verweis in list(wurzel.iter(f"{W}pStyle", f"{W}rStyle", f"{W}tblStyle")):
        if wert(verweis) not in kennungen:
            entferne(verweis)
    for numpr in list(wurzel.iter(f"{W}numPr")):
        if wert(numpr.find(f"{W}numId")) not in nummern | {"0"}:
            entferne(numpr)
