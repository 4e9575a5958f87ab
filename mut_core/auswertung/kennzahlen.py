"""Zählen: die fünf Zahlen der Übersicht und der eine Satz daraus."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from typing import Any

from mut_core import regeln
from mut_core.lagebild import Lagebild
from mut_core.modell.codes import Aktualitaet, Terminlage, Umsetzungsstand
from mut_core.sprache import zahl
from mut_core.zeitangaben import datum_text


@dataclass(frozen=True)
class Kennzahlen:
    """Die fünf Zahlen der Übersicht; jeder Name ist zugleich die Gruppe, die `Filter(gruppe=…)` auflistet."""

    massnahmen: int
    erreicht: int
    in_umsetzung: int
    ueberfaellig: int
    ohne_aktuelle_meldung: int


FORMELN: Mapping[str, str] = {
    "massnahmen": "Gezählt werden alle Maßnahmen des Konzepts, auch die ohne Angabe zum Stand; archivierte nicht.",
    "erreicht": "Gezählt werden Maßnahmen, deren letzter Sachstand „umgesetzt“ oder „verstetigt“ lautet.",
    "in_umsetzung": "Gezählt werden Maßnahmen, deren letzter Sachstand „in Umsetzung“ lautet.",
    "ueberfaellig": "Gezählt werden nicht abgeschlossene Maßnahmen, deren Frist, Wiedervorlage oder nächste "
    "Überprüfung vor dem Stichtag liegt.",
    "ohne_aktuelle_meldung": "Gezählt werden nicht abgeschlossene Maßnahmen, deren letzte Meldung älter als der "
    "Meldeturnus des Konzepts ist, und alle, zu denen noch nie gemeldet wurde.",
}
"""Je Kennzahl ein Satz, der sagt, was gezählt wird."""

OHNE_AKTUELLE_MELDUNG = frozenset({Aktualitaet.VERALTET, Aktualitaet.OHNE_MELDUNG})

GRUPPEN: Mapping[str, tuple[str, Callable[[Any], bool]]] = {
    "massnahmen": ("id", lambda _: True),
    "erreicht": ("umsetzungsstand", regeln.ERREICHT.__contains__),
    "in_umsetzung": ("umsetzungsstand", lambda wert: wert == Umsetzungsstand.IN_UMSETZUNG),
    "ueberfaellig": ("terminlage", lambda wert: wert == Terminlage.UEBERFAELLIG),
    "ohne_aktuelle_meldung": ("aktualitaet", OHNE_AKTUELLE_MELDUNG.__contains__),
}
"""Je Kennzahl die Spalte der Maßnahmen und die Bedingung: Zahl und Liste dahinter haben dieselbe Quelle."""


def in_gruppe(lagebild: Lagebild, gruppe: str) -> list[bool]:
    """Sagt je Maßnahme, ob sie zur Gruppe einer Kennzahl gehört."""
    spalte, bedingung = GRUPPEN[gruppe]
    return [bedingung(wert) for wert in lagebild.massnahmen[spalte]]


def kennzahlen(lagebild: Lagebild) -> Kennzahlen:
    """Gibt die fünf Zahlen; was gezählt wird, steht in `FORMELN`."""
    return Kennzahlen(**{f.name: sum(in_gruppe(lagebild, f.name)) for f in fields(Kennzahlen)})


@dataclass(frozen=True)
class Quote:
    """Der Anteil des Erreichten mit allem, woraus er sich ergibt: (umgesetzt + verstetigt) ÷ (alle − verworfen)."""

    umgesetzt: int
    verstetigt: int
    alle: int
    verworfen: int
    ohne_angabe: int
    """Maßnahmen ohne gemeldeten Stand; sie bleiben im Nenner, sonst würde Schweigen die Quote heben."""

    @property
    def zaehler(self) -> int:
        """Wie viele Maßnahmen erreicht sind."""
        return self.umgesetzt + self.verstetigt

    @property
    def nenner(self) -> int:
        """An wie vielen Maßnahmen gemessen wird."""
        return self.alle - self.verworfen

    @property
    def text(self) -> str:
        """Der Anteil in ganzen Prozent; angebrochene Prozente am Rand heißen „unter 1 %“ und „über 99 %“."""
        if not self.nenner:
            return "noch kein Anteil"
        prozent = (200 * self.zaehler + self.nenner) // (2 * self.nenner)
        if self.zaehler and prozent == 0:
            return "unter 1\u00a0%"
        return "über 99\u00a0%" if prozent == 100 and self.zaehler < self.nenner else f"{prozent}\u00a0%"

    @property
    def formel(self) -> str:
        """Die Rechnung mit ihren Zahlen, zum Nachrechnen."""
        return (
            f"({zahl(self.umgesetzt)} umgesetzt + {zahl(self.verstetigt)} verstetigt) ÷ "
            f"({zahl(self.alle)} Maßnahmen − {zahl(self.verworfen)} verworfen)"
        )


def quote(lagebild: Lagebild) -> Quote:
    """Gibt den Anteil umgesetzter und verstetigter Maßnahmen; Verworfenes zählt nicht mit, „ohne Angabe“ schon."""
    gezaehlt = Counter(lagebild.massnahmen["umsetzungsstand"])
    return Quote(
        umgesetzt=gezaehlt[Umsetzungsstand.UMGESETZT],
        verstetigt=gezaehlt[Umsetzungsstand.VERSTETIGT],
        alle=len(lagebild.massnahmen),
        verworfen=gezaehlt[Umsetzungsstand.VERWORFEN],
        ohne_angabe=gezaehlt[Umsetzungsstand.OHNE_ANGABE],
    )


def lagesatz(lagebild: Lagebild) -> str:
    """Gibt die Lage als einen Satz mit Zahlen in richtiger Ein- und Mehrzahl."""
    k = kennzahlen(lagebild)
    if k.massnahmen == 0:
        return f"Zu diesem Konzept sind am {datum_text(lagebild.stichtag)} noch keine Maßnahmen erfasst."
    if k.massnahmen == 1:
        return _satz_zu_einer(k)
    erreicht, in_umsetzung = (k.erreicht, "umgesetzt oder verstetigt"), (k.in_umsetzung, "in Umsetzung")
    stand = _doppelsatz(k, erreicht, in_umsetzung, verb_zuerst=True)
    if not k.erreicht and not k.in_umsetzung:
        stand = "ist noch keine in Umsetzung"
    lage = _doppelsatz(k, (k.ueberfaellig, "überfällig"), (k.ohne_aktuelle_meldung, "ohne aktuelle Meldung"))
    if not k.ueberfaellig and not k.ohne_aktuelle_meldung:
        lage = "überfällig ist keine, alle sind aktuell gemeldet"
    return f"Von {zahl(k.massnahmen)} Maßnahmen {stand}; {lage}."


def _satz_zu_einer(k: Kennzahlen) -> str:
    stand = "umgesetzt oder verstetigt" if k.erreicht else "in Umsetzung" if k.in_umsetzung else ""
    lagen = ((k.ueberfaellig, "überfällig"), (k.ohne_aktuelle_meldung, "ohne aktuelle Meldung"))
    lage = " und ".join(wort for wert, wort in lagen if wert)
    erster = f"ist {stand}" if stand else "ist weder in Umsetzung noch umgesetzt"
    zweiter = f"sie ist {lage}" if lage else "sie ist weder überfällig noch ohne aktuelle Meldung"
    return f"Die einzige Maßnahme {erster}; {zweiter}."


def _doppelsatz(k: Kennzahlen, erster: tuple[int, str], zweiter: tuple[int, str], *, verb_zuerst: bool = False) -> str:
    """Verbindet zwei Aussagen; das zweite Verb fällt weg, wenn es dasselbe ist („… sind 9 …, 14 …“)."""
    (wert, wort), (wert2, wort2) = erster, zweiter
    subjekt, subjekt2 = _subjekt(wert, k.massnahmen), _subjekt(wert2, k.massnahmen)
    anfang = f"{_verb(wert)} {subjekt}" if verb_zuerst else f"{subjekt} {_verb(wert)}"
    ende = subjekt2 if _verb(wert) == _verb(wert2) else f"{subjekt2} {_verb(wert2)}"
    return f"{anfang} {wort}, {ende} {wort2}"


def _verb(wert: int) -> str:
    return "sind" if wert > 1 else "ist"


def _subjekt(wert: int, alle: int) -> str:
    if wert == alle:
        return f"alle {zahl(alle)}"
    return {0: "keine", 1: "eine"}.get(wert) or zahl(wert)
