"""Ordnen: die Bausteine eines Dokuments nacheinander – kein leeres Kapitel, Seitenwechsel, Abschnitte."""

import re
from collections.abc import Mapping, Sequence

from mut_core.bericht.word import bloecke as b
from mut_core.bericht.word.huelle import Abschnitt
from mut_core.bericht.word.text import MARKE_AUF, MARKE_ZU

_SEITE = re.compile(f"{MARKE_AUF}seite:([a-z0-9_]+){MARKE_ZU}")
OHNE_INHALT = "_Zu diesem Abschnitt liegen keine Angaben vor._"


def mit_inhalt(bloecke: Sequence[tuple[b.Block, bool]]) -> list[tuple[b.Block, bool]]:
    """Dieselben Bausteine; unter einer Überschrift ohne Inhalt steht ein Satz, damit kein Kapitel leer ist."""
    ergebnis: list[tuple[b.Block, bool]] = []
    offen: b.Ueberschrift | None = None  # die letzte Überschrift, solange nichts unter ihr steht
    for block, quer in (*bloecke, (None, False)):
        if isinstance(block, b.Seitenumbruch):
            ergebnis.append((block, quer))
            continue
        kopf = block if isinstance(block, b.Ueberschrift) else None
        if offen and (block is None or (kopf and kopf.ebene <= offen.ebene)):
            ergebnis.append((b.Absatz((OHNE_INHALT,)), ergebnis[-1][1]))
        if block is not None:
            ergebnis.append((block, quer))
        offen = kopf
    return ergebnis


def ohne_titelseite(abschnitt: Abschnitt) -> Abschnitt:
    """Derselbe Abschnitt mit Kopf und Fuß auch auf der ersten Seite; nur das Deckblatt hat keine."""
    return Abschnitt(abschnitt.breite, abschnitt.hoehe, abschnitt.xml.replace("<w:titlePg/>", ""))


def mit_seiten(xml: str, seiten: Mapping[str, int]) -> str:
    """Das Stück mit eingesetzten Seitenzahlen."""
    return _SEITE.sub(lambda treffer: str(seiten.get(treffer[1], 1)), xml)
