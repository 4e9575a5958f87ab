"""Setzen: eine Tabelle – erst ihre Texte aufnehmen, dann Spaltenbreiten planen, dann Zeilen und Höhen schreiben.

Gleiche Zellen einer Spalte entstehen nur einmal.
"""

import math
from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import partial

from mut_core.bericht.word import bloecke as b
from mut_core.bericht.word.absatz import SCHLICHT, Absatzform
from mut_core.bericht.word.fliesstext import Absatzart, Textsetzer
from mut_core.bericht.word.lage import Lage
from mut_core.bericht.word.messung import Messung
from mut_core.bericht.word.metrik import BREITESTES, EINHEITEN
from mut_core.bericht.word.metrik import breite as textbreite
from mut_core.bericht.word.spalten import Bedarf, bruchstuecke, verteilt
from mut_core.bericht.word.stile import Stil, Stile
from mut_core.bericht.word.tabelle import spaltenbreiten, tabelle_xml, zeile_xml, zelle_xml
from mut_core.bericht.word.text import absaetze
from mut_core.bericht.word.umbruch import Tabellenhoehe

OHNE_ZEILEN = "Keine Einträge."
_ZELLRAND = 8.5  # Punkt: linker und rechter Rand einer Zelle zusammen
_LINIE = 0.5
_TRENNBAR_AB = 0.6  # Anteil der Satzhöhe, ab dem eine Tabellenzeile umbrechen darf
_SPIEL = 1.5  # Punkt Luft in einer knappen Spalte, weil Programme verschieden runden
_KURZ = 90  # Zeichen: ein längerer Text passt in keine Tabellenspalte in eine Zeile
_RECHTS = Absatzform(rechtsbuendig=True)
_INHALT = "\ufdd2"  # hält in einer Vorlage die Stelle des Inhalts frei; kommt in keinem Text vor

Nummern = tuple[int, ...]
"""Die Absätze einer Zelle als Nummern ihrer Texte."""
_LEER: Nummern = (0,)  # auch eine leere Zelle braucht einen Absatz
Gesetzt = tuple[str, float]
"""XML und Höhe in Punkt."""


class _Zellen(dict[b.Zelle, Nummern]):
    """Zu jedem Zellinhalt seine gereinigten Absätze: Titel, Stelle und Frist stehen in mehreren Tabellen."""

    def __init__(self, texte: Textsetzer, *, fett: bool) -> None:
        super().__init__()
        self._nimm = partial(texte.nimm, fett=fett)

    def __missing__(self, inhalt: b.Zelle) -> Nummern:
        if isinstance(inhalt, str):
            nummern = tuple(map(self._nimm, absaetze(inhalt)))
        else:
            nummern = tuple([nummer for teil in inhalt for nummer in self[teil]])
        self[inhalt] = nummern
        return nummern


class Tabellensetzer:
    """Setzt die Tabellen eines Dokuments, ohne Beschriftung."""

    def __init__(self, texte: Textsetzer, stile: Stile) -> None:
        self.texte = texte
        self.stile = stile
        self._zellen = (_Zellen(texte, fett=False), _Zellen(texte, fett=True))
        self._koepfe: dict[str, tuple[float, float, float]] = {}

    def zellen(self, stil: Stil) -> _Zellen:
        """Die Zellinhalte in dieser Formatvorlage."""
        return self._zellen[stil.fett]

    def nimm(self, block: b.Tabelle, lage: Lage) -> "Tabellensatz":
        """Nimmt die Texte der Tabelle auf, Zeile für Zeile."""
        return Tabellensatz(self, block, lage)

    def kopfbedarf(self, text: str) -> tuple[float, float, float]:
        """Wie breit das längste Wort eines Spaltenkopfs ist, sein längstes Stück getrennt und der ganze Kopf."""
        bedarf = self._koepfe.get(text)
        if bedarf is None:
            ganz = max(map(self._kopfweite, text.replace("\u00ad", "").split(" ")))
            getrennt = max(map(self._kopfweite, bruchstuecke(text)))
            bedarf = self._koepfe[text] = (ganz, getrennt, self._kopfweite(text))
        return bedarf

    def _kopfweite(self, text: str) -> float:
        return self.texte.weite(absaetze(text), self.stile["Tabellenkopf"])


class Tabellensatz:
    """Eine Tabelle, deren Texte aufgenommen sind: erst `plane`, dann mit den gezählten Zeilen `setze`."""

    def __init__(self, setzer: Tabellensetzer, block: b.Tabelle, lage: Lage) -> None:
        self._setzer, self._texte = setzer, setzer.texte
        self._block, self._lage = block, lage
        self._kopfstil, self._stil = setzer.stile["Tabellenkopf"], setzer.stile[block.textstil]
        self._kopf, self._zellen = setzer.zellen(self._kopfstil), setzer.zellen(self._stil)
        for kopf in block.kopf:
            self._kopf[kopf]
        for zeile in block.zeilen:
            for inhalt in zeile:
                self._zellen[inhalt]
        self._spalten = list(zip(*block.zeilen, strict=True)) or [()] * len(block.kopf)
        self._inhalte = [list(dict.fromkeys(spalte)) for spalte in self._spalten]
        self._ohne = 0 if block.zeilen else self._texte.nimm(OHNE_ZEILEN, fett=setzer.stile["Tabellentext"].fett)
        self._breiten: list[int] = []

    # ---------------------------------------------------------------- Planen

    def plane(self, messung: Messung) -> list[tuple[int, Absatzart]]:
        """Legt die Spaltenbreiten fest; welche Texte in welcher Art auszuzählen sind."""
        block, gesamt = self._block, self._lage.breite
        bedarf = [self._bedarf(s, messung.breiten) for s in range(len(block.kopf))]
        self._breiten = spaltenbreiten(verteilt(gesamt, block.breiten, bedarf), round(gesamt * 20))
        koepfe = zip(block.kopf, self._arten(self._kopfstil), strict=True)
        aufgaben = [(nummer, art) for kopf, art in koepfe for nummer in self._kopf[kopf] or _LEER]
        if not block.zeilen:
            return [*aufgaben, (self._ohne, self._art_ohne())]
        zellen = self._zellen
        for inhalte, art in zip(self._inhalte, self._arten(self._stil), strict=True):
            aufgaben += [(nummer, art) for nummern in map(zellen.__getitem__, inhalte) for nummer in nummern or _LEER]
        return aufgaben

    def _arten(self, stil: Stil) -> list[Absatzart]:
        """Je Spalte die Art ihrer Absätze."""
        return [
            self._texte.art(stil, breite / 20 - _ZELLRAND, _RECHTS if s in self._block.rechtsbuendig else SCHLICHT)
            for s, breite in enumerate(self._breiten)
        ]

    def _art_ohne(self) -> Absatzart:
        return self._texte.art(self._setzer.stile["Tabellentext"], sum(self._breiten) / 20 - _ZELLRAND)

    def _bedarf(self, spalte: int, breiten: Sequence[int]) -> Bedarf:
        """Was eine Spalte braucht: mindestens das längste Wort, höchstens den längsten Text in einer Zeile."""
        mass, rand = self._stil.grad / EINHEITEN, _ZELLRAND + _SPIEL
        texte = {t for z in self._inhalte[spalte] for t in ((z,) if isinstance(z, str) else z)}
        ganz, getrennt, einzeilig = self._setzer.kopfbedarf(self._block.kopf[spalte])
        eng = spalte in self._block.eng
        if eng or max(map(len, texte), default=0) <= _KURZ:
            zellen = self._zellen
            weite = breiten.__getitem__
            laengster = max([sum(map(weite, nummern)) for nummern in map(zellen.__getitem__, texte)], default=0) * mass
        else:
            laengster = math.inf
        if eng:
            return Bedarf(max(laengster, getrennt) + rand, max(laengster, getrennt) + rand)
        nutzt = max(laengster, ganz, einzeilig / 3)  # Fragen im Kopf: drei Zeilen
        return Bedarf(max(_laengstes_wort(texte) * mass, getrennt) + rand, nutzt + rand)

    # ---------------------------------------------------------------- Schreiben

    def setze(self, anzahlen: Iterator[int]) -> tuple[str, Tabellenhoehe]:
        """Das XML der Tabelle und die Höhe ihrer Zeilen; `anzahlen` folgt den Aufgaben aus `plane`."""
        block = self._block
        grenze = self._lage.hoehe * _TRENNBAR_AB
        koepfe = [
            self._gesetzt([self._kopf[kopf]], art, zelle_xml(_INHALT, breite, kopf=True), anzahlen)[0]
            for kopf, art, breite in zip(block.kopf, self._arten(self._kopfstil), self._breiten, strict=True)
        ]
        kopfhoehe = max([hoehe for _, hoehe in koepfe])
        kopf = zeile_xml("".join([xml for xml, _ in koepfe]), kopf=True, trennbar=kopfhoehe > grenze)
        zeilen, hoehen = self._zeilen(anzahlen, grenze) if block.zeilen else self._ohne_zeilen(anzahlen)
        xml = tabelle_xml(
            self._setzer.stile.kennung["Bericht Tabelle"],
            self._breiten,
            kopf + "".join(zeilen),
            block.titel,
            block.beschreibung,
            zeilenkoepfe=block.zeilenkoepfe,
        )
        return xml, Tabellenhoehe(kopfhoehe + _LINIE, tuple(hoehen))

    def _gesetzt(
        self, zellen: Iterable[Nummern], art: Absatzart, rahmen: str, anzahlen: Iterator[int]
    ) -> list[Gesetzt]:
        """Zellen einer Spalte; fast jede hat genau einen Absatz."""
        texte = self._texte
        auf, _, zu = rahmen.partition(_INHALT)
        anfang, ende = auf + art.anfang, "</w:p>" + zu
        hoehen = _Hoehen(art)
        fertig: list[Gesetzt] = []
        for nummern in zellen:
            if len(nummern) < 2 and not texte.nach_links:
                fertig.append((f"{anfang}{texte.xml[nummern[0] if nummern else 0]}{ende}", hoehen[next(anzahlen)]))
                continue
            xml, hoehe = auf, 0.0
            for nummer in nummern or _LEER:
                zeilen = next(anzahlen)
                xml += f"{texte.abart(nummer, art, zeilen, haelt=False).anfang}{texte.xml[nummer]}</w:p>"
                hoehe += hoehen[zeilen]
            fertig.append((xml + zu, hoehe))
        return fertig

    def _zeilen(self, anzahlen: Iterator[int], grenze: float) -> tuple[list[str], list[tuple[float, bool]]]:
        """Je Zeile das XML, dazu ihre Höhe in Punkt und ob sie umbrechen darf."""
        spalten: list[list[Gesetzt]] = []
        for spalte, inhalte, art, breite in zip(
            self._spalten, self._inhalte, self._arten(self._stil), self._breiten, strict=True
        ):
            gesetzt = self._gesetzt(map(self._zellen.__getitem__, inhalte), art, zelle_xml(_INHALT, breite), anzahlen)
            spalten.append(list(map(dict(zip(inhalte, gesetzt, strict=True)).__getitem__, spalte)))
        auf, _, zu = zeile_xml(_INHALT).partition(_INHALT)
        xml: list[str] = []
        hoehen: list[tuple[float, bool]] = []
        for zellen in zip(*spalten, strict=True):
            inhalt, hoehe = "".join([xml for xml, _ in zellen]), max([hoehe for _, hoehe in zellen])
            xml.append(f"{auf}{inhalt}{zu}" if hoehe <= grenze else zeile_xml(inhalt, trennbar=True))
            hoehen.append((hoehe + _LINIE, hoehe > grenze))
        return xml, hoehen

    def _ohne_zeilen(self, anzahlen: Iterator[int]) -> tuple[list[str], list[tuple[float, bool]]]:
        rahmen = zelle_xml(_INHALT, sum(self._breiten), spalten=len(self._breiten))
        ((xml, hoehe),) = self._gesetzt([(self._ohne,)], self._art_ohne(), rahmen, anzahlen)
        return [zeile_xml(xml)], [(hoehe + _LINIE, False)]


class _Hoehen(dict[int, float]):
    """Die Höhe eines Absatzes dieser Art nach der Zahl seiner Zeilen."""

    def __init__(self, art: Absatzart) -> None:
        super().__init__()
        self._masse = art.masse

    def __missing__(self, zeilen: int) -> float:
        mass = self._masse[zeilen]
        self[zeilen] = hoehe = mass.vor + zeilen * mass.hoehe + mass.nach
        return hoehe


def _laengstes_wort(texte: Collection[str]) -> int:
    """Die Breite des breitesten Stücks, das nicht umbricht, in Schrifteinheiten; fett, wo Fettes darin steht."""
    breitestes = 0
    for wort in sorted(set(bruchstuecke(" ".join(texte))), key=len, reverse=True):
        if len(wort) * BREITESTES <= breitestes:
            break  # auch lauter breiteste Zeichen wären nicht breiter
        breitestes = max(breitestes, textbreite(wort.strip("*_"), "**" in wort))
    return breitestes
