"""Ergänzen: was Kopf- und Fußzeile eines Berichts zeigen müssen – Seitenzahl und Hinweis."""

from typing import Final

from lxml import etree

from mut_core.bericht.hausvorlage.angaben import gefundene_angaben
from mut_core.bericht.hausvorlage.felder import steuerelement
from mut_core.bericht.hausvorlage.knoten import NAMENSRAEUME, R, knoten, wert
from mut_core.bericht.hausvorlage.pruefliste import Befund
from mut_core.bericht.hausvorlage.schreiben import Bauteil
from mut_core.bericht.word.felder import feld
from mut_core.bericht.word.stile import W
from mut_core.bericht.word.vorlagenstile import SIGNAL

_WP: Final = "{" + NAMENSRAEUME["wp"] + "}"
_ZEILE: Final = 260  # Zwanzigstelpunkt
_LUFT: Final = 240
_EMU_JE_TWIP: Final = 635


def complete_rahmen(
    abschnitt: etree._Element, kopf: dict[str, Bauteil], stile: dict[str, str], befund: Befund
) -> list[Bauteil]:
    """Ergänzt Seitenzahl und Platz für den Hinweis, wo die Seiten des Berichts keine haben; gibt alle Teile."""
    alle = list(kopf.values())
    oben, unten = _vorgabe(abschnitt, alle, "header"), _vorgabe(abschnitt, alle, "footer")
    seitenzahl = any(_hat_seitenzahl(b) for b in (oben, unten) if b is not None)
    if oben is None:
        oben = _neuer(abschnitt, alle, "header")
        oben.wurzel.append(_absatz(stile["header"], [steuerelement("kommune", "Kommune")]))
        befund.ergaenzt.append("Eine Kopfzeile mit dem Namen der Kommune.")
    if unten is None:
        unten = _neuer(abschnitt, alle, "footer")
    if not seitenzahl:
        unten.wurzel.append(_absatz(stile["footer"], _seitenzahl(), '<w:jc w:val="right"/>'))
        befund.ergaenzt.append("Die Seitenzahl in der Fußzeile („Seite 1 von 9“), weil die Vorlage keine hat.")
    if "hinweis" not in gefundene_angaben(oben.wurzel):
        auffallend = knoten(f'<w:rPr><w:b/><w:bCs/><w:color w:val="{SIGNAL}"/></w:rPr>')
        oben.wurzel.append(_absatz(stile["header"], [steuerelement("hinweis", "Hinweis", auffallend)]))
        befund.ergaenzt.append("Ein Platz in der Kopfzeile für Hinweise wie „Beispiel“ oder „Entwurf“.")
    _mache_platz(abschnitt, "top", "header", oben)
    _mache_platz(abschnitt, "bottom", "footer", unten)
    return alle


def _mache_platz(abschnitt: etree._Element, seite: str, abstand: str, bauteil: Bauteil) -> None:
    """Vergrößert den Rand, wenn Kopf oder Fuß sonst in den Text reichten; Word täte es auch, aber erst beim Öffnen."""
    rand = abschnitt.find(f"{W}pgMar")
    if rand is not None and int(wert(rand, seite)) >= 0:
        noetig = int(wert(rand, abstand)) + _hoehe(bauteil.wurzel) + _LUFT
        rand.set(W + seite, str(max(int(wert(rand, seite)), noetig)))


def _hoehe(wurzel: etree._Element) -> int:
    """Ungefähre Höhe von Absätzen und Tabellen in Zwanzigstelpunkt; schwebende Bilder zählen nicht."""
    hoehe = 0
    for element in wurzel:
        if element.tag == f"{W}p":
            bilder = element.iterfind(f".//{_WP}inline/{_WP}extent")
            hoehe += max([_ZEILE, *(int(b.get("cy", "0")) // _EMU_JE_TWIP for b in bilder)])
        elif element.tag == f"{W}tbl":
            hoehe += sum(max(map(_hoehe, zeile.iterfind(f"{W}tc")), default=0) for zeile in element.iterfind(f"{W}tr"))
    return hoehe


def _vorgabe(abschnitt: etree._Element, alle: list[Bauteil], art: str) -> Bauteil | None:
    """Die Kopf- oder Fußzeile der gewöhnlichen Seiten."""
    for verweis in abschnitt.iterfind(f"{W}{art}Reference"):
        if verweis.get(f"{W}type") == "default":
            return next((b for b in alle if b.kennung == verweis.get(f"{R}id")), None)
    return None


def _neuer(abschnitt: etree._Element, alle: list[Bauteil], art: str) -> Bauteil:
    nummer = 1 + sum(b.art == art for b in alle)
    bauteil = Bauteil(art, f"word/{art}{nummer}.xml", knoten("<w:hdr/>" if art == "header" else "<w:ftr/>"))
    alle.append(bauteil)
    verweis = knoten(f'<w:{art}Reference w:type="default" r:id="{bauteil.kennung}"/>')
    abschnitt.insert(0, verweis)
    return bauteil


def _hat_seitenzahl(bauteil: Bauteil) -> bool:
    return any((b.text or "").split()[:1] == ["PAGE"] for b in bauteil.wurzel.iter(f"{W}instrText"))


def _seitenzahl() -> list[etree._Element]:
    wort = '<w:r><w:t xml:space="preserve">{}</w:t></w:r>'
    return list(
        knoten(f"<w:x>{wort.format('Seite ')}{feld('PAGE', '1')}{wort.format(' von ')}{feld('NUMPAGES', '1')}</w:x>")
    )


def _absatz(stil: str, inhalt: list[etree._Element], ppr: str = "") -> etree._Element:
    absatz = knoten(f'<w:p><w:pPr><w:pStyle w:val="{stil}"/>{ppr}</w:pPr></w:p>')
    absatz.extend(inhalt)
    return absatz
