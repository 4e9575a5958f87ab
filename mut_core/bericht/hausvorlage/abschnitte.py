"""Übernehmen: Seitengröße, Ränder, Kopf- und Fußzeilen der Abschnitte einer Vorlage."""

from copy import deepcopy
from typing import Final

from lxml import etree

from mut_core.bericht.hausvorlage.knoten import R, an, knoten, twips, wert
from mut_core.bericht.hausvorlage.pruefliste import Befund
from mut_core.bericht.word.stile import W
from mut_core.bericht.word.vorlagenstile import BREITE, HOEHE, RAND, RAND_UNTEN

_SEITE: Final = (5_000, 34_000)  # Zwanzigstelpunkt: zwischen DIN A6 und DIN A2
_TEXTBREITE: Final = 5_100  # 9 cm; darunter passt keine Tabelle
_TEXTHOEHE: Final = 5_700
_CM: Final = 1440 / 2.54
_FORMATE: Final = {
    (11906, 16838): "DIN A4",
    (8391, 11906): "DIN A5",
    (16838, 23811): "DIN A3",
    (12240, 15840): "Letter",
}

Verweise = dict[tuple[str, str], str]
"""(„headerReference“, „default“) → Beziehungskennung."""


def verweise(sect: etree._Element, geerbt: Verweise) -> Verweise:
    """Die Kopf- und Fußzeilen eines Abschnitts; was er nicht nennt, gilt vom vorigen weiter."""
    eigene = dict(geerbt)
    for art in ("headerReference", "footerReference"):
        for verweis in sect.iterfind(W + art):
            eigene[art, wert(verweis, "type") or "default"] = verweis.get(f"{R}id", "")
    return eigene


def build_abschnitt(
    sect: etree._Element, kopf: Verweise, *, titelseite: bool, deckblatt: bool = False
) -> etree._Element:
    """Derselbe Abschnitt, neu geschrieben: Seite, Ränder, Rahmen, Kopf und Fuß – ohne Spalten und Zeilennummern."""
    neu = knoten("<w:sectPr/>")
    for (art, typ), kennung in sorted(kopf.items()):
        verweis = etree.SubElement(neu, W + art)
        verweis.set(f"{W}type", typ)
        verweis.set(f"{R}id", kennung)
    neu.extend([_seite(sect), _raender(sect)])
    rahmen = sect.find(f"{W}pgBorders")
    if rahmen is not None:
        neu.append(deepcopy(rahmen))
    ausrichtung = sect.find(f"{W}vAlign")
    if deckblatt and wert(ausrichtung) in ("top", "center", "bottom", "both"):
        neu.append(deepcopy(ausrichtung))  # type: ignore[arg-type]
    if titelseite and an(sect.find(f"{W}titlePg")):
        neu.append(knoten("<w:titlePg/>"))
    return neu


def _seite(sect: etree._Element) -> etree._Element:
    groesse = sect.find(f"{W}pgSz")
    breite, hoehe = twips(wert(groesse, "w")) or BREITE, twips(wert(groesse, "h")) or HOEHE
    quer = ' w:orient="landscape"' if breite > hoehe else ""
    return knoten(f'<w:pgSz w:w="{breite}" w:h="{hoehe}"{quer}/>')


def _raender(sect: etree._Element) -> etree._Element:
    """Die Ränder; der Bundsteg zählt zum linken Rand."""
    alte = sect.find(f"{W}pgMar")

    def rand(name: str, sonst: int) -> int:
        gemessen = twips(wert(alte, name))
        return sonst if gemessen is None else gemessen

    links = max(0, rand("left", RAND)) + max(0, rand("gutter", 0))
    werte = {
        "top": rand("top", RAND), "right": max(0, rand("right", RAND)), "bottom": rand("bottom", RAND_UNTEN),
        "left": links, "header": max(0, rand("header", 709)), "footer": max(0, rand("footer", 624)), "gutter": 0,
    }  # fmt: skip
    return knoten("<w:pgMar " + " ".join(f'w:{name}="{zahl}"' for name, zahl in werte.items()) + "/>")


def textbreite(abschnitt: etree._Element) -> int:
    """Die Breite des Satzspiegels eines neu geschriebenen Abschnitts in Zwanzigstelpunkt."""
    groesse, rand = abschnitt.find(f"{W}pgSz"), abschnitt.find(f"{W}pgMar")
    return int(wert(groesse, "w")) - int(wert(rand, "left")) - int(wert(rand, "right"))


def note_abschnitt(sect: etree._Element, abschnitt: etree._Element, befund: Befund) -> None:
    """Schreibt Papier und Textbreite in den Befund; zu Kleines und Unmögliches wird abgelehnt."""
    groesse, rand = abschnitt.find(f"{W}pgSz"), abschnitt.find(f"{W}pgMar")
    breite, hoehe = int(wert(groesse, "w")), int(wert(groesse, "h"))
    text = textbreite(abschnitt)
    texthoehe = hoehe - abs(int(wert(rand, "top"))) - abs(int(wert(rand, "bottom")))
    if not all(_SEITE[0] <= m <= _SEITE[1] for m in (breite, hoehe)) or text < _TEXTBREITE or texthoehe < _TEXTHOEHE:
        befund.abgelehnt.append(
            "Auf der Seite der Vorlage bleibt zu wenig Platz für Text (mindestens 9 cm breit und 10 cm hoch). "
            "Bitte prüfen Sie Papierformat und Seitenränder."
        )
        return
    cm = f"{text / _CM:.1f}".replace(".", ",")
    lage = "quer" if breite > hoehe else "hoch"
    befund.gefunden.append(
        f"Seite {_format(breite, hoehe)} {lage}, Textbreite {cm} cm – Tabellen und Abbildungen richten sich danach."
    )
    if wert(sect.find(f"{W}cols"), "num") not in ("", "1"):
        befund.uebergangen.append("Der Text wird nicht in Spalten gesetzt.")


def _format(breite: int, hoehe: int) -> str:
    kurz, lang = sorted((breite, hoehe))
    for (b, h), name in _FORMATE.items():
        if abs(kurz - b) < 60 and abs(lang - h) < 60:
            return name
    return f"{breite / _CM:.1f} × {hoehe / _CM:.1f} cm".replace(".", ",")
