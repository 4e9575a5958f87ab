"""Setzen: eine Tabelle – erst ihre Texte aufnehmen, dann Spaltenbreiten planen, dann Zeilen und Höhen schreiben.

Gleiche Zellen einer Spalte entstehen nur einmal.
"""

import math
from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import chain

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
from mut_core.bericht.word.text import absaetze, rohe_absaetze
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


class _Zellen(dict[b.Zelle, Nummern]):
    """Zu jedem Zellinhalt seine gereinigten Absätze: Titel, Stelle und Frist stehen in mehreren Tabellen."""

    def __init__(self, texte: Textsetzer, *, fett: bool) -> None:
        super().__init__()
        self._nummern = texte.nummern[fett]

    def __missing__(self, inhalt: b.Zelle) -> Nummern:
        if isinstance(inhalt, str):
            nummern = tuple([self._nummern[text] for text in rohe_absaetze(inhalt)])
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
        nummern = list(map(self._zellen.__getitem__, chain.from_iterable(block.zeilen)))
        self._spalten = [nummern[s :: len(block.kopf)] for s in range(len(block.kopf))]
        self._inhalte = [list(dict.fromkeys(spalte)) for spalte in self._spalten]
        self._ohne = 0 if block.zeilen else self._texte.nummern[setzer.stile["Tabellentext"].fett][OHNE_ZEILEN]
        self._breiten: list[int] = []
        self._kopfarten: list[Absatzart] = []
        self._arten: list[Absatzart] = []

    # ---------------------------------------------------------------- Planen

    def plane(self, messung: Messung) -> tuple[list[int], list[Absatzart]]:
        """Legt die Spaltenbreiten fest; welche Texte in welcher Art auszuzählen sind."""
        block, gesamt = self._block, self._lage.breite
        spalten = list(zip(*block.zeilen, strict=True)) or [()] * len(block.kopf)
        bedarf = [self._bedarf(s, spalten[s], messung.breiten) for s in range(len(block.kopf))]
        self._breiten = spaltenbreiten(verteilt(gesamt, block.breiten, bedarf), round(gesamt * 20))
        self._kopfarten, self._arten = self._spaltenarten(self._kopfstil), self._spaltenarten(self._stil)
        aufgaben = [([self._kopf[kopf]], art) for kopf, art in zip(block.kopf, self._kopfarten, strict=True)]
        if block.zeilen:
            aufgaben += zip(self._inhalte, self._arten, strict=True)
        else:
            aufgaben.append(([(self._ohne,)], self._art_ohne()))
        nummern: list[int] = []
        arten: list[Absatzart] = []
        for inhalte, art in aufgaben:
            nummern += [nummer for zelle in inhalte for nummer in zelle or _LEER]
            arten += [art] * (len(nummern) - len(arten))
        return nummern, arten

    def _spaltenarten(self, stil: Stil) -> list[Absatzart]:
        """Je Spalte die Art ihrer Absätze."""
        return [
            self._texte.art(stil, breite / 20 - _ZELLRAND, _RECHTS if s in self._block.rechtsbuendig else SCHLICHT)
            for s, breite in enumerate(self._breiten)
        ]

    def _art_ohne(self) -> Absatzart:
        return self._texte.art(self._setzer.stile["Tabellentext"], sum(self._breiten) / 20 - _ZELLRAND)

    def _bedarf(self, spalte: int, zellen: Sequence[b.Zelle], breiten: Sequence[int]) -> Bedarf:
        """Was eine Spalte braucht: mindestens das längste Wort, höchstens den längsten Text in einer Zeile."""
        mass, rand = self._stil.grad / EINHEITEN, _ZELLRAND + _SPIEL
        texte = {t for z in set(zellen) for t in ((z,) if isinstance(z, str) else z)}
        ganz, getrennt, einzeilig = self._setzer.kopfbedarf(self._block.kopf[spalte])
        eng = spalte in self._block.eng
        if eng or max(map(len, texte), default=0) <= _KURZ:
            weite = breiten.__getitem__
            laengster = max([sum(map(weite, self._zellen[text])) for text in texte], default=0) * mass
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
        koepfe, kopfhoehe = "", 0.0
        for kopf, art, breite in zip(block.kopf, self._kopfarten, self._breiten, strict=True):
            (zelle,), (hoehe,) = self._gesetzt([self._kopf[kopf]], art, zelle_xml(_INHALT, breite, kopf=True), anzahlen)
            koepfe, kopfhoehe = koepfe + zelle, max(kopfhoehe, hoehe)
        kopf = zeile_xml(koepfe, kopf=True, trennbar=kopfhoehe > grenze)
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
    ) -> tuple[list[str], list[float]]:
        """XML und Höhe (Punkt) der Zellen einer Spalte; fast jede hat genau einen Absatz."""
        texte = self._texte
        auf, _, zu = rahmen.partition(_INHALT)
        anfang, ende = auf + art.anfang, "</w:p>" + zu
        hoehe_von = _Hoehen(art)
        fertig: list[str] = []
        hoehen: list[float] = []
        for nummern in zellen:
            if len(nummern) < 2 and not texte.nach_links:
                fertig.append(f"{anfang}{texte.xml[nummern[0] if nummern else 0]}{ende}")
                hoehen.append(hoehe_von[next(anzahlen)])
                continue
            xml, hoehe = auf, 0.0
            for nummer in nummern or _LEER:
                zeilen = next(anzahlen)
                xml += f"{texte.abart(nummer, art, zeilen, haelt=False).anfang}{texte.xml[nummer]}</w:p>"
                hoehe += hoehe_von[zeilen]
            fertig.append(xml + zu)
            hoehen.append(hoehe)
        return fertig, hoehen

    def _zeilen(self, anzahlen: Iterator[int], grenze: float) -> tuple[list[str], list[tuple[float, bool]]]:
        """Je Zeile das XML, dazu ihre Höhe in Punkt und ob sie umbrechen darf."""
        xml_spalten: list[Iterable[str]] = []
        hoehenspalten: list[Iterable[float]] = []
        for spalte, inhalte, art, breite in zip(self._spalten, self._inhalte, self._arten, self._breiten, strict=True):
            xml, hoehen = self._gesetzt(inhalte, art, zelle_xml(_INHALT, breite), anzahlen)
            xml_spalten.append(map(dict(zip(inhalte, xml, strict=True)).__getitem__, spalte))
            hoehenspalten.append(map(dict(zip(inhalte, hoehen, strict=True)).__getitem__, spalte))
        auf, _, zu = zeile_xml(_INHALT).partition(_INHALT)
        zeilenhoehen = list(map(max, zip(*hoehenspalten, strict=True)))
        zeilen = [
            f"{auf}{inhalt}{zu}" if hoehe <= grenze else zeile_xml(inhalt, trennbar=True)
            for inhalt, hoehe in zip(map("".join, zip(*xml_spalten, strict=True)), zeilenhoehen, strict=True)
        ]
        return zeilen, [(hoehe + _LINIE, hoehe > grenze) for hoehe in zeilenhoehen]

    def _ohne_zeilen(self, anzahlen: Iterator[int]) -> tuple[list[str], list[tuple[float, bool]]]:
        rahmen = zelle_xml(_INHALT, sum(self._breiten), spalten=len(self._breiten))
        (xml,), (hoehe,) = self._gesetzt([(self._ohne,)], self._art_ohne(), rahmen, anzahlen)
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
