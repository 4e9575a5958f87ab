"""Gegenüberstellen: zwei Fassungen eines Textes Wort für Wort – was wegfiel, was neu ist, was blieb."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

UMFELD = 6
"""So viele unveränderte Wörter stehen vor und nach einer Änderung; was dazwischen liegt, wird „…“."""

HOECHSTENS = 4000
"""Ab so vielen Wörtern wird nicht mehr Wort für Wort verglichen; der Aufwand wächst mit dem Quadrat."""

_AEHNLICH = 0.35
"""Haben zwei Texte weniger gemeinsam, sind sie leichter hintereinander zu lesen als ineinander."""


class Seite(StrEnum):
    """Ob ein Stück in beiden Fassungen steht oder nur in einer."""

    GLEICH = "gleich"
    WEG = "weg"
    NEU = "neu"


@dataclass(frozen=True)
class Stueck:
    """Ein Stück eines Vergleichs; der Text hat keine Leerzeichen am Rand."""

    seite: Seite
    text: str


def textvergleich(alt: str, neu: str) -> tuple[Stueck, ...]:
    """Gibt die Stücke in Lesereihenfolge; Gleiches ist auf das Umfeld der Änderungen gekürzt („…“)."""
    vorher, nachher = re.findall(r"\S+", alt), re.findall(r"\S+", neu)
    if vorher == nachher:
        return (Stueck(Seite.GLEICH, neu.strip()),) if nachher else ()
    stuecke = list(_verglichen(vorher, nachher))
    return tuple(_gekuerzt(s, n == 0, n == len(stuecke) - 1) for n, s in enumerate(stuecke))


def _verglichen(vorher: Sequence[str], nachher: Sequence[str]) -> Iterator[Stueck]:
    if len(vorher) + len(nachher) <= HOECHSTENS:
        vergleich = SequenceMatcher(None, vorher, nachher, autojunk=False)
        if vergleich.ratio() >= _AEHNLICH:
            for art, a, b, c, d in vergleich.get_opcodes():
                if art == "equal":
                    yield Stueck(Seite.GLEICH, " ".join(vorher[a:b]))
                else:
                    yield from _beide(vorher[a:b], nachher[c:d])
            return
    yield from _beide(vorher, nachher)


def _beide(weg: Sequence[str], neu: Sequence[str]) -> Iterator[Stueck]:
    for seite, woerter in ((Seite.WEG, weg), (Seite.NEU, neu)):
        if woerter:
            yield Stueck(seite, " ".join(woerter))


def _gekuerzt(stueck: Stueck, erstes: bool, letztes: bool) -> Stueck:
    woerter = stueck.text.split(" ")
    vorn, hinten = (0 if erstes else UMFELD), (0 if letztes else UMFELD)
    if stueck.seite is not Seite.GLEICH or len(woerter) <= vorn + hinten + 2:
        return stueck
    teile = [*woerter[:vorn], "…", *(woerter[-hinten:] if hinten else ())]
    return Stueck(Seite.GLEICH, " ".join(teile))
