"""Setzen: eine Tabelle – Spaltenbreiten, Zeilen, Höhen; gleiche Zellen einer Spalte entstehen nur einmal."""

import math
from collections.abc import Callable, Sequence

from mut_core.bericht.word import bloecke as b
from mut_core.bericht.word.absatz import SCHLICHT, Absatzform
from mut_core.bericht.word.fliesstext import Textsetzer
from mut_core.bericht.word.lage import Lage
from mut_core.bericht.word.metrik import EINHEITEN
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
_INHALT = "\ufdd2"  # hält in einer Vorlage die Stelle des Inhalts frei; kommt in keinem Text vor

Gesetzt = tuple[str, float]
"""XML und Höhe in Punkt."""


class _Absaetze(dict[str, list[str]]):
    """Die gereinigten Absätze je Text: Titel, Stelle und Frist stehen in mehreren Tabellen."""

    def __missing__(self, text: str) -> list[str]:
        self[text] = gereinigt = absaetze(text)
        return gereinigt


class _Spalte(dict[str, Gesetzt]):
    """Die fertigen Zellen einer Spalte nach ihrem Text; jede wird beim ersten Vorkommen gesetzt."""

    def __init__(self, breite: int, *, kopf: bool, setze: Callable[[b.Zelle], Gesetzt]) -> None:
        super().__init__()
        self._auf, _, self._zu = zelle_xml(_INHALT, breite, kopf=kopf).partition(_INHALT)
        self._setze = setze

    def __missing__(self, text: str) -> Gesetzt:
        self[text] = zelle = self.zelle(text)
        return zelle

    def zelle(self, inhalt: b.Zelle) -> Gesetzt:
        """Die Zelle mit diesem Inhalt, jedes Mal neu."""
        xml, hoehe = self._setze(inhalt)
        return f"{self._auf}{xml}{self._zu}", hoehe


class Tabellensetzer:
    """Setzt die Tabellen eines Dokuments, ohne Beschriftung."""

    def __init__(self, texte: Textsetzer, stile: Stile) -> None:
        self._texte = texte
        self._stile = stile
        self._absaetze = _Absaetze()

    def setze(self, block: b.Tabelle, lage: Lage) -> tuple[str, Tabellenhoehe]:
        """Das XML der Tabelle und die Höhe ihrer Zeilen."""
        breiten = self._breiten(block, lage.breite)
        grenze = lage.hoehe * _TRENNBAR_AB
        kopf, kopfhoehe, _ = self._zeilen([block.kopf], self._spalten(block, breiten, kopf=True), grenze, kopf=True)[0]
        zeilen = self._zeilen(block.zeilen, self._spalten(block, breiten), grenze) or [self._ohne_zeilen(breiten)]
        xml = tabelle_xml(
            self._stile.kennung["Bericht Tabelle"],
            breiten,
            kopf + "".join([xml for xml, _, _ in zeilen]),
            block.titel,
            block.beschreibung,
            zeilenkoepfe=block.zeilenkoepfe,
        )
        return xml, Tabellenhoehe(kopfhoehe, tuple([(h, trennbar) for _, h, trennbar in zeilen]))

    def _spalten(self, block: b.Tabelle, breiten: Sequence[int], *, kopf: bool = False) -> list[_Spalte]:
        stil = self._stile["Tabellenkopf" if kopf else block.textstil]
        return [
            _Spalte(breite, kopf=kopf, setze=self._zellsetzer(stil, breite / 20, i in block.rechtsbuendig))
            for i, breite in enumerate(breiten)
        ]

    def _zellsetzer(self, stil: Stil, breite: float, rechts: bool) -> Callable[[b.Zelle], Gesetzt]:
        """Setzt den Inhalt einer Zelle; eine leere Zelle behält einen leeren Absatz."""
        art = self._texte.art(stil, breite - _ZELLRAND, Absatzform(rechtsbuendig=True) if rechts else SCHLICHT)

        def setze(inhalt: b.Zelle) -> Gesetzt:
            gesetzt = [self._texte.setze(t, art) for t in self._gereinigt(inhalt) or [""]]
            hoehe = sum([m.vor + m.anzahl * m.hoehe + m.nach for _, m in gesetzt])
            return "".join([xml for xml, _ in gesetzt]), hoehe

        return setze

    def _gereinigt(self, inhalt: b.Zelle) -> list[str]:
        if isinstance(inhalt, str):
            return self._absaetze[inhalt]
        return [t for i in inhalt for t in self._absaetze[i]]

    @staticmethod
    def _zeilen(
        zeilen: Sequence[Sequence[b.Zelle]], spalten: Sequence[_Spalte], grenze: float, *, kopf: bool = False
    ) -> list[tuple[str, float, bool]]:
        """Je Zeile das XML, ihre Höhe in Punkt und ob sie umbrechen darf."""
        fertig: list[tuple[str, float, bool]] = []
        for zeile in zeilen:
            zellen = [
                spalte[inhalt] if isinstance(inhalt, str) else spalte.zelle(inhalt)
                for spalte, inhalt in zip(spalten, zeile, strict=True)
            ]
            hoehe = max([0.0, *[h for _, h in zellen]])
            trennbar = hoehe > grenze
            xml = zeile_xml("".join([xml for xml, _ in zellen]), kopf=kopf, trennbar=trennbar)
            fertig.append((xml, hoehe + _LINIE, trennbar))
        return fertig

    def _ohne_zeilen(self, breiten: Sequence[int]) -> tuple[str, float, bool]:
        xml, hoehe = self._zellsetzer(self._stile["Tabellentext"], sum(breiten) / 20, False)(OHNE_ZEILEN)
        return zeile_xml(zelle_xml(xml, sum(breiten), spalten=len(breiten))), hoehe + _LINIE, False

    # ---------------------------------------------------------------- Spaltenbreiten

    def _breiten(self, block: b.Tabelle, gesamt: float) -> list[int]:
        bedarf = [self._bedarf(block, s) for s in range(len(block.kopf))]
        return spaltenbreiten(verteilt(gesamt, block.breiten, bedarf), round(gesamt * 20))

    def _einzeilig(self, text: str, stil: Stil) -> float:
        """Die Breite eines Textes, der in einer Zeile steht."""
        return self._texte.weite(self._absaetze[text], stil)

    def _bedarf(self, block: b.Tabelle, spalte: int) -> Bedarf:
        """Was eine Spalte braucht: mindestens das längste Wort, höchstens den längsten Text in einer Zeile."""
        kopf, text = self._stile["Tabellenkopf"], self._stile[block.textstil]
        zellen = {z if isinstance(z := zeile[spalte], str) else tuple(z) for zeile in block.zeilen}
        texte = {t for zelle in zellen for t in ((zelle,) if isinstance(zelle, str) else zelle)}
        eng = spalte in block.eng
        if eng or all(len(t) <= _KURZ for t in texte):
            laengster = max([self._einzeilig(t, text) for t in texte], default=0.0)
        else:
            laengster = math.inf
        woerter = set(bruchstuecke(" ".join(texte))) if not eng else set()
        wort = max([textbreite(w.strip("*_"), "**" in w) for w in woerter], default=0) * text.grad / EINHEITEN
        ganz = max(self._einzeilig(t, kopf) for t in block.kopf[spalte].replace("\u00ad", "").split(" "))
        getrennt = max(self._einzeilig(t, kopf) for t in bruchstuecke(block.kopf[spalte]))
        rand = _ZELLRAND + _SPIEL
        if eng:
            return Bedarf(max(laengster, getrennt) + rand, max(laengster, getrennt) + rand)
        nutzt = max(laengster, ganz, self._einzeilig(block.kopf[spalte], kopf) / 3)  # Fragen im Kopf: drei Zeilen
        return Bedarf(max(wort, getrennt) + rand, nutzt + rand)
