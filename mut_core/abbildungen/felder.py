"""Überblicken: alle Handlungsfelder nach Teilprojekten, die übergreifenden quer darunter."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from mut_core.abbildungen.abbildung import Abbildung
from mut_core.abbildungen.karten import ABSTAND, BLAU, GRAU, OCKER, PETROL, Farbe, Karte, gruppe, kopfhoehe, spaltenzahl
from mut_core.abbildungen.plan import BREITE, Element, Form, Platz, build_plan
from mut_core.abbildungen.quelle import Quelle
from mut_core.lagebild import Lagebild
from mut_core.modell.codes import Bearbeitungsstand
from mut_core.sprache import anzahl

_FORM = {
    Bearbeitungsstand.NICHT_BEGONNEN: (Form.KREIS, False),
    Bearbeitungsstand.IN_VORBEREITUNG: (Form.VIERTEL, True),
    Bearbeitungsstand.IN_ERARBEITUNG: (Form.HALB, True),
    Bearbeitungsstand.ERARBEITET: (Form.KREIS, True),
}
_FARBEN = (BLAU, PETROL, GRAU)
_QUER = "Übergreifend – in allen Handlungsfeldern mitbearbeitet"

Block = tuple[str, list[Karte], Farbe]


def handlungsfelder(lagebild: Lagebild) -> Abbildung:
    """Gibt den Überblick der Handlungsfelder mit Bearbeitungsstand und Zahl der Maßnahmen."""
    quelle = Quelle(lagebild)
    if len(quelle.felder) < 2:
        return Abbildung(None, grund=_grund(len(quelle.felder)))
    zahlen = Counter(lagebild.massnahmen["handlungsfeld_id"])
    bloecke = _bloecke(quelle, zahlen)
    quer = [_karte(f, zahlen) for f in quelle.felder if f.uebergreifend]
    teile, y = _nebeneinander(bloecke) if len(bloecke) == 2 else _untereinander(bloecke)
    if quer:
        feld, h = gruppe(_QUER, quer, Platz(0, y, BREITE), spaltenzahl(len(quer)), OCKER)
        teile, y = teile + feld, y + h + ABSTAND
    worte = [f"{titel}: {_in_worten(karten)}." for titel, karten, _ in (*bloecke, (_QUER, quer, OCKER)) if karten]
    return Abbildung(
        build_plan(y - ABSTAND, teile),
        " ".join(("Übersicht der Handlungsfelder.", *worte)),
        "So viele Handlungsfelder lassen sich in einem Bild nicht lesbar zeigen; sie stehen deshalb in einer Tabelle.",
    )


def _grund(zahl: int) -> str:
    if zahl:
        return "Das Konzept hat zum Stichtag ein einziges Handlungsfeld; eine Abbildung entfällt deshalb."
    return "Handlungsfelder sind zum Stichtag noch nicht festgelegt; eine Abbildung entfällt deshalb."


def _bloecke(quelle: Quelle, zahlen: Counter[int]) -> list[Block]:
    """Je Teilprojekt ein Block; Handlungsfelder ohne Teilprojekt stehen in einem eigenen."""
    einzelne = [f for f in quelle.felder if not f.uebergreifend]
    bloecke: list[Block] = []
    for i, t in enumerate(quelle.teilprojekte):
        eigene = [_karte(f, zahlen) for f in einzelne if f.teilprojekt_id == t.id]
        if eigene:
            bloecke.append((f"{t.buchstabe}) {t.titel}", eigene, _FARBEN[i % len(_FARBEN)]))
    bekannt = {t.id for t in quelle.teilprojekte}
    ohne = [_karte(f, zahlen) for f in einzelne if f.teilprojekt_id not in bekannt]
    if ohne:
        bloecke.append(("Weitere Handlungsfelder" if bloecke else "Handlungsfelder", ohne, GRAU if bloecke else BLAU))
    return bloecke


def _karte(feld: Any, zahlen: Counter[int]) -> Karte:
    form, gefuellt = _FORM[feld.bearbeitungsstand]
    massnahmen = zahlen[feld.id]
    wieviel = anzahl(massnahmen, "Maßnahme", "Maßnahmen") if massnahmen else "keine\u00a0Maßnahmen"
    stand = feld.bearbeitungsstand.bezeichnung.replace(" ", "\u00a0")
    return Karte(feld.titel, f"{stand}, {wieviel}", str(feld.nummer), form, gefuellt)


def _in_worten(karten: Sequence[Karte]) -> str:
    return "; ".join(f"{k.nummer} {k.titel} ({k.zusatz})" for k in karten)


def _untereinander(bloecke: Sequence[Block]) -> tuple[list[Element], float]:
    teile: list[Element] = []
    y = 0.0
    for titel, karten, farbe in bloecke:
        feld, h = gruppe(titel, karten, Platz(0, y, BREITE), spaltenzahl(len(karten)), farbe)
        teile, y = teile + feld, y + h + ABSTAND
    return teile, y


def _nebeneinander(bloecke: Sequence[Block]) -> tuple[list[Element], float]:
    """Zwei Teilprojekte nebeneinander, so breit und mit so vielen Spalten, dass das Bild am niedrigsten wird."""
    moeglich = [_versuch(bloecke, spalten) for spalten in ((1, 1), (2, 1), (1, 2))]
    teile, hoehe = min(moeglich, key=lambda versuch: versuch[1])
    return teile, hoehe + ABSTAND


def _versuch(bloecke: Sequence[Block], spalten: tuple[int, int]) -> tuple[list[Element], float]:
    einheit = (BREITE - ABSTAND) / sum(spalten)
    weiten = [einheit * n for n in spalten]
    kopf = max(kopfhoehe(titel, weite) for (titel, _, _), weite in zip(bloecke, weiten, strict=True))
    hoehen = [
        gruppe(titel, karten, Platz(0, 0, weite), n, farbe, kopf=kopf)[1]
        for (titel, karten, farbe), weite, n in zip(bloecke, weiten, spalten, strict=True)
    ]
    hoehe, x = max(hoehen), 0.0
    teile: list[Element] = []
    for (titel, karten, farbe), weite, n in zip(bloecke, weiten, spalten, strict=True):
        feld, _ = gruppe(titel, karten, Platz(x, 0, weite, hoehe), n, farbe, kopf=kopf)
        teile += feld
        x += weite + ABSTAND
    return teile, hoehe
