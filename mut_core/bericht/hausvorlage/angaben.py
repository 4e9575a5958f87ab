"""Erkennen: die Inhaltssteuerelemente, die der Bericht füllt – am Tag, ersatzweise am angezeigten Namen."""

from collections.abc import Iterator
from typing import Final

from lxml import etree

from mut_core.bericht.hausvorlage.felder import steuerelement
from mut_core.bericht.hausvorlage.knoten import entferne, entpacke, knoten, wert
from mut_core.bericht.hausvorlage.pruefliste import Befund
from mut_core.bericht.word.stile import W

ANGABEN: Final = {
    "kommune": "Kommune",
    "titel": "Titel",
    "untertitel": "Untertitel",
    "stand": "Stand",
    "aktenzeichen": "Aktenzeichen",
    "stelle": "Stelle",
    "fassung": "Fassung",
    "hinweis": "Hinweis",
    "kopfzeile": "Kopfzeile",
    "inhalt": "Inhalt",
}
"""Tag und was in der Vorlage an dieser Stelle steht, bis der Bericht es füllt."""


def gefundene_angaben(wurzel: etree._Element) -> Iterator[str]:
    """Die Tags der erkannten Steuerelemente."""
    for element in wurzel.iter(f"{W}sdt"):
        tag = _tag(element)
        if tag:
            yield tag


def unify_steuerelemente(wurzel: etree._Element, befund: Befund) -> None:
    """Macht aus jedem erkannten Steuerelement eines im Absatz; andere werden zu gewöhnlichem Text."""
    for element in reversed(list(wurzel.iter(f"{W}sdt"))):  # innere zuerst
        tag = _tag(element)
        if tag:
            _vereinheitliche(element, tag)
        else:
            _loese_auf(element, befund)


def _tag(element: etree._Element) -> str:
    """Der Tag eines erkannten Steuerelements; LibreOffice verliert den Tag, behält aber den angezeigten Namen."""
    for name in ("tag", "alias"):
        text = wert(element.find(f"{W}sdtPr/{W}{name}")).strip().lower()
        if text in ANGABEN:
            return text
    return ""


def _loese_auf(element: etree._Element, befund: Befund) -> None:
    eigenschaften, inhalt = element.find(f"{W}sdtPr"), element.find(f"{W}sdtContent")
    galerie = wert(element.find(f"{W}sdtPr/{W}docPartObj/{W}docPartGallery"))
    if galerie == "Table of Contents":
        befund.uebergangen.append("Das Inhaltsverzeichnis der Vorlage entfällt; der Bericht bringt sein eigenes mit.")
        entferne(element)
        return
    if eigenschaften is not None and eigenschaften.find(f"{W}showingPlcHdr") is not None:
        befund.uebergangen.append(f"{_benannt(element)} wird nicht gefüllt und bleibt leer.")
        entferne(element)
        return
    if not galerie and eigenschaften is not None and eigenschaften.find(f"{W}group") is None:
        befund.uebergangen.append(f"{_benannt(element)} wird nicht gefüllt; sein Text bleibt stehen.")
    element[:] = [] if inhalt is None else list(inhalt)
    entpacke(element)


def _benannt(element: etree._Element) -> str:
    for name in ("tag", "alias"):
        text = wert(element.find(f"{W}sdtPr/{W}{name}")).strip()
        if text:
            return f"Das Inhaltssteuerelement „{text[:40]}“"
    return "Ein Inhaltssteuerelement ohne Tag"


def _vereinheitliche(element: etree._Element, tag: str) -> None:
    inhalt, eltern = element.find(f"{W}sdtContent"), element.getparent()
    neues = steuerelement(tag, ANGABEN[tag], _auszeichnung(element, inhalt))
    absaetze = [] if inhalt is None else list(inhalt.iter(f"{W}p"))
    if eltern is None:
        return
    if not absaetze or inhalt is None:
        if eltern.tag not in (f"{W}p", f"{W}hyperlink"):
            absatz = knoten("<w:p/>")
            absatz.append(neues)
            neues = absatz
        eltern.replace(element, neues)
        return
    erster = absaetze[0]
    erster[:] = [k for k in erster if k.tag == f"{W}pPr"]
    erster.append(neues)
    nur_absaetze = all(k.tag == f"{W}p" for k in inhalt)
    element[:] = [erster] if nur_absaetze else list(inhalt)
    entpacke(element)


def _auszeichnung(element: etree._Element, inhalt: etree._Element | None) -> etree._Element | None:
    """Wie der gefüllte Text aussieht: wie der Platzhalter, aber ohne dessen graue Formatvorlage."""
    platzhalter = element.find(f"{W}sdtPr/{W}showingPlcHdr") is not None
    eigene = element.find(f"{W}sdtPr/{W}rPr")
    erster = None if inhalt is None else next((r for r in inhalt.iter(f"{W}rPr") if r.getparent().tag == f"{W}r"), None)  # type: ignore[union-attr]
    auszeichnung = eigene if platzhalter and eigene is not None else erster
    if platzhalter and auszeichnung is not None:
        for stil in auszeichnung.findall(f"{W}rStyle"):
            auszeichnung.remove(stil)
    return auszeichnung
