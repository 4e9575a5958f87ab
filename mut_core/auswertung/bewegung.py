"""Gegenüberstellen: welche Maßnahmen seit einem früheren Stand zu einer Kennzahl kamen und welche sie verließen.

Gehalten werden Schlüssel statt Zahlen: Nur so führt „2 mehr“ zu genau den Maßnahmen dahinter, auch wenn drei kamen und
eine ging.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from mut_core.auswertung.kennzahlen import GRUPPEN, in_gruppe
from mut_core.lagebild import Lagebild
from mut_core.sprache import aufzaehlung, zahl


@dataclass(frozen=True)
class Gruppenstand:
    """Die Maßnahmen (Schlüssel) hinter jeder Kennzahl an einem Stichtag; eine Gruppe fehlt, wenn sie unbekannt war."""

    stichtag: date
    gruppen: Mapping[str, frozenset[int]]


@dataclass(frozen=True)
class Bewegung:
    """Was seit dem früheren Stand dazukam und wegfiel."""

    dazu: frozenset[int]
    weg: frozenset[int]

    @property
    def differenz(self) -> int:
        """Um wie viel die Kennzahl stieg (oder, negativ, fiel)."""
        return len(self.dazu) - len(self.weg)

    @property
    def text(self) -> str:
        """„2 mehr“, „1 weniger“, „unverändert“ – oder „gleich viele“, wenn es andere Maßnahmen sind."""
        if self.differenz:
            return f"{zahl(abs(self.differenz))} {'mehr' if self.differenz > 0 else 'weniger'}"
        return "gleich viele" if self.dazu else "unverändert"


GUT: Mapping[str, int] = {"erreicht": 1, "ueberfaellig": -1, "ohne_aktuelle_meldung": -1}
"""Welche Richtung gut ist; „Maßnahmen“ und „in Umsetzung“ haben keine."""


def gruppenstand(lagebild: Lagebild) -> Gruppenstand:
    """Gibt je Kennzahl die Maßnahmen, die sie zählt."""
    schluessel = lagebild.massnahmen["id"].tolist()
    gruppen = {
        name: frozenset(i for i, ja in zip(schluessel, in_gruppe(lagebild, name), strict=True) if ja)
        for name, (spalte, _) in GRUPPEN.items()
        if spalte in lagebild.massnahmen.columns
    }
    return Gruppenstand(lagebild.stichtag, gruppen)


def bewegungen(damals: Gruppenstand, jetzt: Gruppenstand) -> dict[str, Bewegung]:
    """Gibt je Kennzahl, die beide Stände kennen, was dazukam und wegfiel."""
    return {
        name: Bewegung(jetzt.gruppen[name] - damals.gruppen[name], damals.gruppen[name] - jetzt.gruppen[name])
        for name in jetzt.gruppen
        if name in damals.gruppen
    }


def bewegungssaetze(bewegt: Mapping[str, Bewegung]) -> list[str]:
    """Erzählt die Bewegungen in höchstens drei Sätzen; ohne Bewegung sagt ein Satz das."""
    glieder = [
        [_glied(bewegt, "massnahmen", "neu im Konzept", dazu=True), _glied(bewegt, "massnahmen", "weggefallen")],
        [
            _glied(bewegt, "erreicht", "neu umgesetzt oder verstetigt", dazu=True),
            _glied(bewegt, "in_umsetzung", "neu in Umsetzung", dazu=True),
        ],
        [
            _glied(bewegt, "ueberfaellig", "neu überfällig", dazu=True),
            _glied(bewegt, "ueberfaellig", "nicht mehr überfällig"),
            _glied(bewegt, "ohne_aktuelle_meldung", "neu ohne aktuelle Meldung", dazu=True),
        ],
    ]
    saetze = [_satz([g for g in satz if g is not None]) for satz in glieder if any(satz)]
    return saetze or ["Hinter jeder der fünf Zahlen stehen dieselben Maßnahmen wie damals."]


_Glied = tuple[int, str]
"""Wie viele Maßnahmen und was sie sind."""


def _glied(bewegt: Mapping[str, Bewegung], name: str, wort: str, *, dazu: bool = False) -> _Glied | None:
    b = bewegt.get(name)
    wert = len(b.dazu if dazu else b.weg) if b else 0
    return (wert, wort) if wert else None


def _satz(glieder: list[_Glied]) -> str:
    """„Neu überfällig sind 2 Maßnahmen, nicht mehr überfällig ist eine.“"""
    (wert, wort), *weitere = glieder
    anfang = f"{wort[:1].upper()}{wort[1:]} {_verb(wert)} {_massnahmen(wert)}"
    folgende = [f"{was} {_verb(n)} {'eine' if n == 1 else zahl(n)}" for n, was in weitere]
    return f"{aufzaehlung([anfang, *folgende])}."


def _verb(wert: int) -> str:
    return "sind" if wert > 1 else "ist"


def _massnahmen(wert: int) -> str:
    return f"{zahl(wert)} Maßnahmen" if wert > 1 else "eine Maßnahme"
