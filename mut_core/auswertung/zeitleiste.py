"""Aufreihen: alles, was mit einer Maßnahme geschah, in einer Zeitleiste – das Jüngste zuerst.

Sachstände, Fristen und Meilensteine kommen aus dem Lagebild. Feldänderungen (`protokollblick.load_verlauf`) und die
Berichte, in denen die Maßnahme stand, werden hereingereicht.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from mut_core.auswertung.tabelle import nur_massnahme
from mut_core.lagebild import Lagebild, saetze
from mut_core.modell.codes import Terminlage, Umsetzungsstand
from mut_core.protokollblick import Schritt


class Art(StrEnum):
    """Was ein Eintrag der Zeitleiste ist; der Wert ist zugleich seine Bezeichnung."""

    SACHSTAND = "Sachstände"
    FRIST = "Fristen"
    AENDERUNG = "Änderungen"
    MEILENSTEIN = "Meilensteine"
    BERICHT = "Berichte"


@dataclass(frozen=True)
class Nennung:
    """Wie eine Maßnahme in einem eingefrorenen Bericht stand."""

    umsetzungsstand: Umsetzungsstand
    terminlage: Terminlage
    frist: date | None
    text: str


@dataclass(frozen=True)
class Berichtsnennung:
    """Ein eingefrorener Bericht, in dem die Maßnahme stand; `am` ist der Tag, an dem er entstand."""

    stand_id: int
    bericht_id: int
    titel: str
    fassung: str
    nummer: int | None
    stichtag: date
    am: date
    nennung: Nennung


@dataclass(frozen=True)
class Eintrag:
    """Ein Eintrag der Zeitleiste; `satz` ist die Zeile des Lagebilds, der `Schritt` oder die `Berichtsnennung`.

    `am` ist None bei Meilensteinen ohne Termin. `bekannt_ab` ist der Tag, dessen Lagebild den Eintrag schon kennt;
    None heißt, er kommt noch. `zaehlung` zählt Fristverschiebungen: die wievielte von wie vielen.
    """

    art: Art
    am: date | None
    schluessel: int
    satz: Any
    bekannt_ab: date | None
    nachfolger: Any | None = None
    berichtigt: Any | None = None
    zaehlung: tuple[int, int] | None = None


def zeitleiste(
    lagebild: Lagebild,
    massnahme_id: int,
    schritte: Iterable[Schritt] = (),
    berichte: Iterable[Berichtsnennung] = (),
) -> tuple[Eintrag, ...]:
    """Gibt alle Einträge einer Maßnahme bis zum Stichtag, das Jüngste zuerst; eine unbekannte Maßnahme hat keine.

    Meilensteine ohne Termin stehen am Ende. Was nach dem Stichtag geschah, gehört nicht dazu.
    """
    alle = [
        *_sachstaende(_zeilen(lagebild, "sachstaende", massnahme_id)),
        *_fristen(_zeilen(lagebild, "fristaenderungen", massnahme_id)),
        *_meilensteine(_zeilen(lagebild, "meilensteine", massnahme_id), lagebild.stichtag),
        *(
            Eintrag(Art.AENDERUNG, s.gilt_ab, s.nummer, s, s.gilt_ab)
            for s in schritte
            if s.gilt_ab <= lagebild.stichtag
        ),
        *(Eintrag(Art.BERICHT, b.am, b.stand_id, b, b.am) for b in berichte if b.am <= lagebild.stichtag),
    ]
    return tuple(sorted(alle, key=_alter, reverse=True))


def nennungen(lagebild: Lagebild) -> Mapping[int, Nennung]:
    """Gibt zu jeder Maßnahme eines (eingefrorenen) Lagebilds, wie sie darin steht."""
    return {
        m.id: Nennung(m.umsetzungsstand, m.terminlage, m.frist, m.stand_text or "") for m in saetze(lagebild.massnahmen)
    }


_RANG = {Art.BERICHT: 4, Art.SACHSTAND: 3, Art.FRIST: 2, Art.AENDERUNG: 1, Art.MEILENSTEIN: 0}


def _alter(e: Eintrag) -> tuple[date, int, int]:
    return e.am or date.min, _RANG[e.art], e.schluessel


def _zeilen(lagebild: Lagebild, tabelle: str, massnahme_id: int) -> list[Any]:
    return saetze(nur_massnahme(lagebild.tabellen[tabelle], massnahme_id))


def _sachstaende(eintraege: Sequence[Any]) -> Iterator[Eintrag]:
    je_id = {s.id: s for s in eintraege}
    nachfolger = {s.ersetzt_id: s for s in eintraege if s.ersetzt_id is not None}
    for s in eintraege:
        yield Eintrag(Art.SACHSTAND, s.zum, s.id, s, s.gilt_ab, nachfolger.get(s.id), je_id.get(s.ersetzt_id))


def _fristen(verschiebungen: Sequence[Any]) -> Iterator[Eintrag]:
    geordnet = sorted(verschiebungen, key=lambda f: (f.am, f.id))
    for n, f in enumerate(geordnet, 1):
        yield Eintrag(Art.FRIST, f.am, f.id, f, f.am, zaehlung=(n, len(geordnet)))


def _meilensteine(meilensteine: Sequence[Any], stichtag: date) -> Iterator[Eintrag]:
    for m in meilensteine:
        am = m.erreicht_am or m.frist or m.beginn
        yield Eintrag(Art.MEILENSTEIN, am, m.id, m, am if am and am <= stichtag else None)
