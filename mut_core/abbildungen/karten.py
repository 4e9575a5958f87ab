"""Setzen: Karten und Felder mit Überschrift – die Bausteine, aus denen Organigramm und Überblick bestehen."""

from collections.abc import Sequence
from dataclasses import dataclass

from mut_core.abbildungen.plan import KLEIN, TEXT, TITEL, Element, Form, Kasten, Linie, Platz, Text, Zeichen
from mut_core.abbildungen.schrift import ZEILE, ausgewogen, breite, sichtbar, umbrochen

WEISS, SCHWARZ, LEISE = "#FFFFFF", "#1A1A1A", "#4A4A4A"


@dataclass(frozen=True)
class Farbe:
    """Ein Farbton: dunkel für Flächen mit weißer Schrift und Ränder, zart für Hintergründe."""

    dunkel: str
    zart: str


BLAU = Farbe("#1F4E79", "#EAF1F8")
PETROL = Farbe("#1B5E57", "#E6F2F0")
OCKER = Farbe("#7A4B00", "#FBF2E2")
GRAU = Farbe("#4A4A4A", "#F2F2F2")

RAND = 6.0
ABSTAND = 7.0
_NUMMER = 22.0
_MARKE = 8.0


@dataclass(frozen=True)
class Karte:
    """Ein Knoten: Titel, darunter eine leise Zeile, auf Wunsch mit Nummer am Rand und Zeichen davor."""

    titel: str
    zusatz: str = ""
    nummer: str = ""
    form: Form | None = None
    gefuellt: bool = True


def _zeilen(karte: Karte, b: float) -> tuple[tuple[str, ...], tuple[str, ...]]:
    platz = b - 2 * RAND - (_nummernbreite(karte.nummer) if karte.nummer else 0)
    marke = _MARKE + 4 if karte.form else 0
    return umbrochen(sichtbar(karte.titel), platz, TEXT, True), umbrochen(
        karte.zusatz, platz - marke, KLEIN, hoechstens=4
    )


def _nummernbreite(nummer: str) -> float:
    return max(_NUMMER, breite(nummer, TITEL, True) + 10)


def kartenhoehe(karte: Karte, b: float) -> float:
    """Gibt die Höhe, die eine Karte bei dieser Breite braucht."""
    titel, zusatz = _zeilen(karte, b)
    return 2 * RAND + ZEILE * (TEXT * len(titel) + KLEIN * len(zusatz)) + (2 if zusatz else 0)


def setze_karte(karte: Karte, platz: Platz, farbe: Farbe, *, mitte: bool = False) -> list[Element]:
    """Setzt eine Karte auf weißen Grund mit farbigem Rand; die Nummer steht weiß auf Farbe, `mitte` füllt die Höhe."""
    x, y, b, h = platz
    teile: list[Element] = [Kasten(x, y, b, h, WEISS, farbe.dunkel)]
    links = x + RAND
    if karte.nummer:
        rand = _nummernbreite(karte.nummer)
        oben = y + (h - TITEL * ZEILE) / 2
        teile.append(Kasten(x, y, rand, h, farbe.dunkel, farbe.dunkel, (True, False, False, True)))
        teile.append(Text(x, oben, rand, (karte.nummer,), TITEL, True, WEISS, farbe.dunkel, True))
        links += rand
    titel, zusatz = _zeilen(karte, b)
    weite, oben = x + b - RAND - links, y + RAND + mitte * (h - kartenhoehe(karte, b)) / 2
    teile.append(Text(links, oben, weite, titel, TEXT, True))
    if zusatz:
        unten = oben + len(titel) * TEXT * ZEILE + 2
        if karte.form:
            teile.append(
                Zeichen(links + _MARKE / 2, unten + KLEIN * ZEILE / 2, _MARKE, karte.form, farbe.dunkel, karte.gefuellt)
            )
            links, weite = links + _MARKE + 4, weite - _MARKE - 4
        teile.append(Text(links, unten, weite, zusatz, KLEIN, farbe=LEISE))
    return teile


def setze_knoten(karte: Karte, platz: Platz, farbe: Farbe, *, voll: bool) -> list[Element]:
    """Setzt einen Knoten mit mittiger Schrift: `voll` weiß auf Farbe, sonst dunkel auf zartem Grund."""
    x, y, b, h = platz
    grund, schrift = (farbe.dunkel, WEISS) if voll else (farbe.zart, SCHWARZ)
    titel = ausgewogen(sichtbar(karte.titel), b - 2 * RAND, TEXT, True)
    zusatz = ausgewogen(karte.zusatz, b - 2 * RAND, KLEIN, hoechstens=4)
    frei = h - ZEILE * (TEXT * len(titel) + KLEIN * len(zusatz)) - (2 if zusatz else 0)
    oben = y + frei / 2
    teile: list[Element] = [
        Kasten(x, y, b, h, grund, farbe.dunkel),
        Text(x + RAND, oben, b - 2 * RAND, titel, TEXT, True, schrift, grund, True),
    ]
    if zusatz:
        unten = oben + len(titel) * TEXT * ZEILE + 2
        leise = WEISS if voll else LEISE
        teile.append(Text(x + RAND, unten, b - 2 * RAND, zusatz, KLEIN, False, leise, grund, True))
    return teile


def raster(karten: Sequence[Karte], platz: Platz, spalten: int, farbe: Farbe) -> tuple[list[Element], float]:
    """Setzt Karten in Reihen, zusammen mindestens so hoch wie der Platz; gibt die Elemente und die Höhe."""
    weite = (platz.b - (spalten - 1) * ABSTAND) / spalten
    reihen = [karten[anfang : anfang + spalten] for anfang in range(0, len(karten), spalten)]
    hoehen = [max(kartenhoehe(k, weite) for k in reihe) for reihe in reihen]
    mehr = max(platz.h - sum(hoehen) - (len(reihen) - 1) * ABSTAND, 0.0) / max(len(reihen), 1)
    teile: list[Element] = []
    y = platz.y
    for reihe, hoehe in zip(reihen, hoehen, strict=True):
        for i, karte in enumerate(reihe):
            ort = Platz(platz.x + i * (weite + ABSTAND), y, weite, hoehe + mehr)
            teile += setze_karte(karte, ort, farbe, mitte=mehr > 0)
        y += hoehe + mehr + ABSTAND
    return teile, max(y - ABSTAND - platz.y, 0.0)


def spaltenzahl(anzahl: int, hoechstens: int = 3) -> int:
    """Gibt, in wie vielen Spalten Karten am besten stehen: vier als zwei mal zwei, sonst so viele wie möglich."""
    return 2 if anzahl == 4 else max(1, min(anzahl, hoechstens))


def kopfhoehe(titel: str, b: float) -> float:
    """Gibt die Höhe, die die Überschrift eines Felds bei dieser Breite braucht."""
    return len(umbrochen(sichtbar(titel), b - 2 * RAND, TITEL, True)) * TITEL * ZEILE + 8


def gruppe(
    titel: str, karten: Sequence[Karte], platz: Platz, spalten: int, farbe: Farbe, *, kopf: float = 0.0
) -> tuple[list[Element], float]:
    """Setzt Karten in ein Feld mit Überschrift; Feld und `kopf` mindestens so hoch; gibt Elemente und Höhe."""
    x, y, b, mindestens = platz
    zeilen = umbrochen(sichtbar(titel), b - 2 * RAND, TITEL, True)
    kopf = max(kopf, kopfhoehe(titel, b))
    innen = Platz(x + ABSTAND, y + kopf + ABSTAND, b - 2 * ABSTAND, mindestens - kopf - 2 * ABSTAND)
    teile, h = raster(karten, innen, spalten, farbe)
    hoehe = max(mindestens, kopf + h + 2 * ABSTAND)
    oben = y + (kopf - len(zeilen) * TITEL * ZEILE) / 2
    return [
        Kasten(x, y, b, hoehe, farbe.zart, farbe.dunkel),
        Kasten(x, y, b, kopf, farbe.dunkel, farbe.dunkel, (True, True, False, False)),
        Text(x + RAND, oben, b - 2 * RAND, zeilen, TITEL, True, WEISS, farbe.dunkel),
        *teile,
    ], hoehe


def pfeil_mit_wort(x: float, oben: float, unten: float, wort: str, *, auf: bool = False) -> list[Element]:
    """Setzt einen senkrechten Pfeil mit einem Wort daneben: `auf` nur nach oben, sonst in beide Richtungen."""
    b = breite(wort, KLEIN) + 1
    mitte = (oben + unten - KLEIN * ZEILE) / 2
    return [
        Linie(x, oben + 1, x, unten - 1, LEISE, spitze_anfang=True, spitze_ende=not auf),
        Text(x + 8, mitte, b, (wort,), KLEIN, farbe=LEISE),
    ]
