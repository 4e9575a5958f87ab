"""Aufnehmen: was gesetzt ist, als XML und Maße in Reihenfolge; was auf das Messen wartet, hält seinen Platz frei."""

from collections.abc import Sequence

from mut_core.bericht.word.fliesstext import Absatzart, Textsetzer
from mut_core.bericht.word.messung import Messung
from mut_core.bericht.word.tabellensatz import Tabellensatz
from mut_core.bericht.word.umbruch import Mass, Zeilen

_OFFEN = Zeilen(0, 0.0)


class Bogen:
    """Der entstehende Rumpf; erst nach `finish` sind alle Stücke und Maße da."""

    def __init__(self, texte: Textsetzer) -> None:
        self._texte = texte
        self.stuecke: list[str] = []
        self.masse: list[Mass] = []
        self._absaetze: list[tuple[int, int, int, Absatzart, bool]] = []
        self._zeilen: list[tuple[int, int, Absatzart, str]] = []
        self._tabellen: list[tuple[int, int, Tabellensatz]] = []

    def add(self, xml: str, masse: Sequence[Mass] = ()) -> None:
        """Nimmt fertiges XML mit seinen Maßen auf."""
        self.stuecke.append(xml)
        self.masse += masse

    def add_absatz(self, text: str, art: Absatzart, haelt: bool) -> None:
        """Nimmt einen Absatz auf; `haelt` lässt ihn beim nächsten Baustein bleiben."""
        nummer = self._texte.nummern[art.stil.fett][text]
        self._absaetze.append((len(self.stuecke), len(self.masse), nummer, art, haelt))
        self.stuecke.append("")
        self.masse.append(_OFFEN)

    def add_zeile(self, xml: str, text: str, art: Absatzart, marke: str = "") -> None:
        """Nimmt einen fertigen Absatz auf, der so hoch ist wie dieser Text; `marke` merkt sich seine Seite."""
        self._zeilen.append((len(self.masse), self._texte.nimm_roh(text, fett=art.stil.fett), art, marke))
        self.stuecke.append(xml)
        self.masse.append(_OFFEN)

    def add_tabelle(self, tabelle: Tabellensatz) -> None:
        """Nimmt eine Tabelle auf."""
        self._tabellen.append((len(self.stuecke), len(self.masse), tabelle))
        self.stuecke.append("")
        self.masse.append(_OFFEN)

    def finish(self) -> None:
        """Misst alles, was noch aussteht, auf einmal und füllt die freien Plätze."""
        self._texte.finish()
        messung = Messung(self._texte.messtexte)
        nummern = [absatz[2] for absatz in self._absaetze] + [zeile[1] for zeile in self._zeilen]
        arten = [absatz[3] for absatz in self._absaetze] + [zeile[2] for zeile in self._zeilen]
        for _, _, tabelle in self._tabellen:
            weitere_nummern, weitere_arten = tabelle.plane(messung)
            nummern += weitere_nummern
            arten += weitere_arten
        zeilen = iter(messung.zeilen(nummern, [art.platz for art in arten], [art.x for art in arten]))
        texte, stuecke, masse = self._texte, self.stuecke, self.masse
        for (i, j, nummer, uebliche, haelt), anzahl in zip(self._absaetze, zeilen, strict=False):
            besonders = haelt or nummer in texte.nach_links
            art = texte.abart(nummer, uebliche, anzahl, haelt=haelt) if besonders else uebliche
            stuecke[i] = f"{art.anfang}{texte.xml[nummer]}</w:p>"
            masse[j] = art.masse[anzahl]
        for j, _, art, marke in self._zeilen:
            mass = art.masse[next(zeilen)]
            masse[j] = mass.mit_marke(marke) if marke else mass
        for i, j, tabelle in self._tabellen:
            stuecke[i], masse[j] = tabelle.setze(zeilen)
