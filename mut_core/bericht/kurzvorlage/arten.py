"""Unterscheiden: welche Arten von Vorlagen es gibt und welche Blöcke jede hat – eine Tabelle, kein Ablauf."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from itertools import chain


class Umfang(StrEnum):
    """Wann eine Vorlage einen Block hat."""

    IMMER = "immer"
    MIT_ANGABE = "mit_angabe"
    NIE = "nie"


@dataclass(frozen=True)
class Vorlagenart:
    """Eine Art von Vorlage: woran man sie erkennt, was zur Kenntnis genommen wird und wann sie welchen Block hat."""

    bezeichnung: str
    merkmale: tuple[str, ...]
    """Wortteile, an denen die Art im freien Feld `Vorlage.art` erkannt wird (klein geschrieben)."""
    gegenstand: str
    """Was „wird zur Kenntnis genommen“; leer, wenn der Beschluss formuliert werden muss."""
    umfang: Mapping[str, Umfang]
    """Je Schlüssel eines Blocks, wann es ihn gibt; nicht genannte Blöcke gibt es immer."""


_I, _M = Umfang.IMMER, Umfang.MIT_ANGABE
_SPALTEN = ("beratungsfolge", "beschlussvorschlag", "finanzielle_auswirkungen", "weitere_auswirkungen", "anlagen")

# fmt: off
_TABELLE = (
    # Bezeichnung, Merkmale, Gegenstand; je Spalte aus _SPALTEN der Umfang
    ("Beschlussvorlage", ("beschluss", "entscheidung"), "",                               (_I, _I, _I, _I, _I)),
    ("Informationsvorlage", ("information",), "Die Informationsvorlage",                  (_I, _I, _M, _M, _M)),
    ("Bericht", ("bericht",), "Der Bericht der Verwaltung",                               (_I, _I, _M, _M, _M)),
    ("Mitteilung", ("mitteilung",), "Die Mitteilung",                                     (_M, _I, _M, _M, _M)),
)
# fmt: on

ARTEN: tuple[Vorlagenart, ...] = tuple(
    Vorlagenart(bezeichnung, merkmale, gegenstand, dict(zip(_SPALTEN, umfang, strict=True)))
    for bezeichnung, merkmale, gegenstand, umfang in _TABELLE
)
"""Die Arten; die erste, deren Merkmal im Namen vorkommt, gilt („Beschlussvorlage“ vor „Bericht“)."""


def vorlagenart(name: str) -> Vorlagenart:
    """Gibt die Art zu ihrem freien Namen („Sachstandsbericht“), ohne Treffer die Informationsvorlage."""
    klein = name.casefold()
    passend = (art for art in ARTEN if any(m in klein for m in art.merkmale))
    return next(passend, ARTEN[1])


def arten_der_kommune(vorlagenarten: str | None) -> tuple[str, ...]:
    """Gibt, welche Arten von Vorlagen eine Kommune kennt; ohne eigene Liste die Vorgabe."""
    return tuple((vorlagenarten or "").splitlines()) or tuple(a.bezeichnung for a in ARTEN)


def art_der_kommune(vorlagenarten: str | None, muster: str) -> str:
    """Gibt die Art der Kommune, die gebaut ist wie `muster` („Mitteilung“).

    Kennt sie keine solche, gilt ihre erste, über die nichts beschlossen werden muss – ein Sachstand wird berichtet –,
    zuletzt ihre erste überhaupt.
    """
    arten = arten_der_kommune(vorlagenarten)
    gleich = (a for a in arten if vorlagenart(a).bezeichnung == muster)
    berichtend = (a for a in arten if vorlagenart(a).gegenstand)
    return next(chain(gleich, berichtend, arten))
