"""Abgleichen: welche Zeile welche vorhandene Maßnahme meint – nach Schlüssel, Nr., Titel; sonst wird gefragt.

Geraten wird nie: Stimmt die Nr. und der Titel ist ein ganz anderer, oder steht eine Maßnahme zweimal in der Datei,
entscheidet ein Mensch.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from functools import lru_cache
from typing import Any, NamedTuple

from mut_core.austausch.deutung.einfach import nummer_norm
from mut_core.lagebild import Lagebild, saetze
from mut_core.schriftbild import geglaettet

GLEICH = 0.93
"""Ab hier gilt ein Titel als derselbe mit Tippfehler, wenn kein zweiter in Frage kommt und die Ziffern stimmen."""

AEHNLICH = 0.6
"""Ab hier wird gefragt."""

_FREMD = 0.5
_HOECHSTENS = 500
_SCHLUESSEL_WEG = "Die Maßnahme mit diesem Schlüssel gibt es hier nicht mehr; neu anlegen oder zuordnen?"
_EHEMALS = re.compile(r"\((?:ehemals|früher|vormals|bisher|alt|zuvor)[:.]? ?(?P<alt>[^)]+)\)")


class Kandidat(NamedTuple):
    """Eine vorhandene Maßnahme, die gemeint sein kann; `wert` ist die Ähnlichkeit des Titels (0 bis 1)."""

    id: int
    nummer: str
    titel: str
    wert: float


class Fund(NamedTuple):
    """Das Ergebnis: eine Maßnahme, „neu“ (weder Maßnahme noch Frage) oder eine Frage mit Kandidaten."""

    massnahme_id: int | None = None
    frage: str = ""
    kandidaten: tuple[Kandidat, ...] = ()
    doppelt_von: int | None = None


NEU = Fund()


class Suche(NamedTuple):
    """Was eine Zeile über die gemeinte Maßnahme sagt."""

    schluessel: int | None
    nummer: str
    titel: str
    handlungsfeld: str = ""
    fremd: str = ""


@lru_cache(maxsize=1 << 15)
def titel_norm(titel: str) -> str:
    """Gleicht Titel für den Abgleich an: ohne Satzzeichen, Groß/Klein, weiche Trennstriche und „(ehemals …)“."""
    return " ".join(re.sub(r"[^\wäöüß]+|_", " ", _EHEMALS.sub(" ", geglaettet(titel))).split())


def titel_frueher(titel: str) -> str:
    """Gibt den früheren Titel aus „(ehemals: …)“, angeglichen; leer ohne ihn."""
    treffer = _EHEMALS.search(geglaettet(titel))
    return titel_norm(treffer["alt"]) if treffer else ""


def aehnlichkeit(a: str, b: str) -> float:
    """Gibt die Ähnlichkeit zweier angeglichener Titel (0 bis 1); verschiedene Zahlen sind nie derselbe Titel."""
    if a == b:
        return 1.0
    wert = SequenceMatcher(None, a, b, autojunk=False).ratio()
    return min(wert, GLEICH - 0.01) if re.findall(r"\d+", a) != re.findall(r"\d+", b) else wert


@dataclass(frozen=True)
class Bestand:
    """Die vorhandenen Maßnahmen, auffindbar an Schlüssel, Nr. und Titel; archivierte sind nur bekannt."""

    saetze: Mapping[int, Any]
    nummern: Mapping[str, int]
    titel: Mapping[str, Sequence[int]]
    woerter: Mapping[str, Sequence[int]]
    archivierte: Mapping[str, str] = field(default_factory=dict)

    def finde(self, suche: Suche) -> Fund:
        """Gibt die gemeinte Maßnahme, „neu“ oder eine Frage."""
        if suche.fremd:
            return Fund(frage=suche.fremd)
        if suche.schluessel is not None:
            return Fund(suche.schluessel) if suche.schluessel in self.saetze else Fund(frage=_SCHLUESSEL_WEG)
        return self._gesucht(suche) if self.saetze or self.archivierte else NEU

    def _gesucht(self, suche: Suche) -> Fund:
        nummer = nummer_norm(suche.nummer) if suche.nummer else ""
        gleich = self.titel.get(titel_norm(suche.titel), ()) if suche.titel else ()
        if nummer and (schluessel := self.nummern.get(nummer)) is not None:
            return self._nach_nummer(suche, schluessel, gleich)
        if nummer in self.archivierte:
            return Fund(frage=f"Die Nr. {suche.nummer} hat die archivierte Maßnahme „{self.archivierte[nummer]}“.")
        return self._nach_titel(suche, gleich) if suche.titel and self.saetze else NEU

    def _nach_nummer(self, suche: Suche, schluessel: int, gleich: Sequence[int]) -> Fund:
        if not suche.titel or schluessel in gleich:
            return Fund(schluessel)
        kandidat = self._kandidat(schluessel, suche.titel)
        if gleich:
            andere = tuple(self._kandidat(g, suche.titel) for g in gleich)
            satz = f"Nr. {suche.nummer} und Titel meinen verschiedene Maßnahmen; bitte wählen."
            return Fund(frage=satz, kandidaten=(*andere, kandidat))
        frueher = titel_frueher(suche.titel)
        if kandidat.wert >= _FREMD or (frueher and aehnlichkeit(frueher, titel_norm(kandidat.titel)) >= AEHNLICH):
            return Fund(schluessel)
        satz = f"Nr. {suche.nummer} heißt bisher „{kandidat.titel}“; dieselbe Maßnahme oder eine neue?"
        return Fund(frage=satz, kandidaten=(kandidat,))

    def _nach_titel(self, suche: Suche, gleich: Sequence[int]) -> Fund:
        if len(gleich) == 1:
            return Fund(gleich[0])
        if gleich:
            kandidaten = tuple(self._kandidat(g, suche.titel) for g in gleich)
            return Fund(frage=f"„{suche.titel[:80]}“ gibt es {len(gleich)}-mal; bitte wählen.", kandidaten=kandidaten)
        aehnliche = self._aehnliche(suche.titel)
        if not aehnliche:
            return NEU
        beste, *rest = aehnliche
        if beste.wert >= GLEICH and not (rest and rest[0].wert >= GLEICH - 0.1):
            return Fund(beste.id)
        satz = f"Ähnlich ist „{beste.nummer} {beste.titel}“; dieselbe Maßnahme oder eine neue?"
        return Fund(frage=satz, kandidaten=tuple(aehnliche[:5]))

    def _aehnliche(self, titel: str) -> list[Kandidat]:
        formen = [f for f in (titel_norm(titel), titel_frueher(titel)) if f]
        gemeinsam = Counter(self._mit_stichworten({w for f in formen for w in _stichworte(f)}))
        kandidaten = []
        for schluessel, _ in gemeinsam.most_common(12):
            satz = self.saetze[schluessel]
            wert = max(aehnlichkeit(f, titel_norm(satz.titel)) for f in formen)
            if wert >= AEHNLICH:
                kandidaten.append(Kandidat(schluessel, satz.nummer, satz.titel, round(wert, 2)))
        return sorted(kandidaten, key=lambda k: -k.wert)

    def _mit_stichworten(self, worte: set[str]) -> Iterator[int]:
        """Die seltensten Wörter zuerst und nie zu viele: „Stadt“ steht in jedem Titel und unterscheidet nichts."""
        gesehen = 0
        for wort in sorted(worte & self.woerter.keys(), key=lambda w: (len(self.woerter[w]), w)):
            yield from self.woerter[wort][:_HOECHSTENS]
            gesehen += len(self.woerter[wort])
            if gesehen > _HOECHSTENS:
                return

    def _kandidat(self, schluessel: int, titel: str) -> Kandidat:
        satz = self.saetze[schluessel]
        wert = aehnlichkeit(titel_norm(titel), titel_norm(satz.titel)) if titel else 0.0
        return Kandidat(schluessel, satz.nummer, satz.titel, round(wert, 2))


def build_bestand(lagebild: Lagebild) -> Bestand:
    """Baut den Bestand aus den Maßnahmen des Lagebilds."""
    alle = {m.id: m for m in saetze(lagebild.massnahmen)}
    titel: dict[str, list[int]] = defaultdict(list)
    woerter: dict[str, list[int]] = defaultdict(list)
    for m in alle.values():
        wort = titel_norm(m.titel)
        titel[wort].append(m.id)
        for stichwort in _stichworte(wort):
            woerter[stichwort].append(m.id)
    archivierte = {nummer_norm(m.nummer): m.titel for m in saetze(lagebild.archivierte)}
    return Bestand(alle, {nummer_norm(m.nummer): m.id for m in alle.values()}, titel, woerter, archivierte)


def _stichworte(titel: str) -> set[str]:
    """Wortanfänge mit vier Buchstaben: So findet sich auch „Sprachkurse“ zu „Sprachkurs“."""
    return {w[:4] for w in titel.split() if len(w) > 3} or set(titel.split())


def gleiche_ab(bestand: Bestand, suchen: Sequence[Suche], gleich: Iterable[tuple[int, int]] = ()) -> list[Fund]:
    """Gibt zu jeder Zeile den Fund; was zweimal in der Datei steht, wird bei allen zur Frage.

    `gleich` nennt Paare von Zeilen, die Zelle für Zelle dasselbe sagen: Die zweite ist nur doppelt.
    """
    funde = list(map(bestand.finde, suchen))
    doppelt = dict(gleich)
    orte: dict[object, list[int]] = defaultdict(list)
    for i, (fund, suche) in enumerate(zip(funde, suchen, strict=True)):
        if i in doppelt:
            funde[i] = fund._replace(doppelt_von=doppelt[i])
            continue
        if fund.massnahme_id is not None:
            orte[fund.massnahme_id].append(i)
        elif suche.nummer:
            orte["nr", nummer_norm(suche.nummer)].append(i)
        elif suche.titel:
            orte["titel", titel_norm(suche.titel), suche.handlungsfeld].append(i)
    for zeilen in orte.values():
        if len(zeilen) > 1:
            for i in zeilen:
                funde[i] = _mehrfach(bestand, funde[i], suchen[i], len(zeilen))
    return funde


def _mehrfach(bestand: Bestand, fund: Fund, suche: Suche, zahl: int) -> Fund:
    was = f"Nr. {suche.nummer}" if suche.nummer else f"„{suche.titel[:80]}“"
    kandidaten = fund.kandidaten
    if fund.massnahme_id is not None:
        kandidaten = (bestand._kandidat(fund.massnahme_id, suche.titel),)
    return Fund(frage=f"{was} steht {zahl}-mal in der Datei; welche Zeile gilt?", kandidaten=kandidaten)
