"""Setzen: gereinigten Text als Absatz – seine Läufe in XML, sein Messtext und die Art seines Absatzes.

Ein Text bekommt beim ersten Vorkommen eine Nummer, danach zählt nur noch sie; geschrieben und gemessen werden alle
zusammen (`buendel`, `messung`). Was für Absätze gleicher Art gleich ist (Anfang des XML, Platz, Maße), entsteht nur
einmal.
"""

from collections.abc import Callable, Mapping, Sequence

from mut_core.bericht.word import bloecke as b
from mut_core.bericht.word.absatz import SCHLICHT, Absatzform, anfang_xml
from mut_core.bericht.word.buendel import gebuendelt
from mut_core.bericht.word.felder import feld, pageref
from mut_core.bericht.word.huelle import Huelle
from mut_core.bericht.word.messung import WECHSEL, messtext
from mut_core.bericht.word.metrik import EINHEITEN, breite
from mut_core.bericht.word.stile import Stil
from mut_core.bericht.word.text import (
    LAUF_AUF,
    LAUF_ZU,
    MARKE_AUF,
    Lauf,
    laeufe,
    laeufe_xml,
    laeuft_nach_links,
    lauf_xml,
    rein,
)
from mut_core.bericht.word.umbruch import Zeilen

_ZUSAMMEN_BIS = 8  # Zeilen: längere Absätze dürfen sich teilen, auch wenn sie beim nächsten bleiben sollen


class _Masse(dict[int, Zeilen]):
    """Die Maße von Absätzen einer Art nach der Zahl ihrer Zeilen."""

    def __init__(self, art: "Absatzart") -> None:
        super().__init__()
        self._art = art

    def __missing__(self, anzahl: int) -> Zeilen:
        stil, form = self._art.stil, self._art.form
        self[anzahl] = mass = Zeilen(
            anzahl,
            stil.zeile,
            stil.vor if form.vor is None else form.vor / 20,
            stil.nach if form.nach is None else form.nach / 20,
            stil.mit_naechstem or form.mit_naechstem,
            stil.mit_naechstem or form.zusammen,
            stil.neue_seite or form.neue_seite,
        )
        return mass


class Absatzart:
    """Absätze einer Formatvorlage und Form in einer Spalte dieser Breite (Punkt)."""

    __slots__ = ("anfang", "breite", "form", "masse", "platz", "stil", "x")

    def __init__(self, stil: Stil, breite: float, form: Absatzform) -> None:
        self.stil, self.breite, self.form = stil, breite, form
        spalte = breite - (0 if form.ohne_einzug else stil.links) - stil.rechts
        erste = 0.0 if stil.nummer or form.ohne_einzug else stil.erste
        self.platz = max(spalte, stil.grad) * EINHEITEN / stil.grad
        self.x = erste * EINHEITEN / stil.grad
        self.anfang = anfang_xml(stil.kennung, form)
        self.masse = _Masse(self)


class Nummern(dict[str, int]):
    """Zu jedem Text aus `rohe_absaetze` seine Nummer; ein neuer bekommt die nächste.

    Die in fetten Formatvorlagen und die mit Adressen oder Verweisen gehen gleich durch `genau`: Hyperlinks kommen in
    Lesefolge ins Paket.
    """

    def __init__(self, texte: list[str], genau: Callable[[str, int, bool], None], *, fett: bool) -> None:
        super().__init__()
        self._texte, self._genau, self._fett = texte, genau, fett

    def __missing__(self, text: str) -> int:
        self[text] = nummer = len(self._texte)
        self._texte.append(text)
        if self._fett or "@" in text or MARKE_AUF in text or "://" in text:
            self._texte[nummer] = ""
            self._genau(text, nummer, self._fett)
        return nummer


class Textsetzer:
    """Nimmt die Texte eines Dokuments auf; kennt die Ziele der Verweise und die Adressen der Hyperlinks.

    Nach `finish` nennen `xml` und `messtexte` zu jeder Nummer die Läufe und den Messtext, `nach_links` die Nummern der
    Texte, die von rechts nach links laufen; die Nummer 0 ist der leere Text.
    """

    def __init__(self, huelle: Huelle, ziele: Mapping[str, b.Ziel], adressen: Mapping[str, Lauf]) -> None:
        self._huelle = huelle
        self._ziele = ziele
        self._adressen = adressen
        self._arten: dict[tuple[str, float, Absatzform], Absatzart] = {}
        self._abarten: dict[tuple[Absatzart, bool, bool, bool], Absatzart] = {}
        self._texte: list[str] = [""]
        self._einzeln: dict[int, tuple[str, str]] = {0: (f"{LAUF_AUF}{LAUF_ZU}", "")}
        self.nummern = tuple(Nummern(self._texte, self._genau, fett=fett) for fett in (False, True))
        """Die Nummern der Texte in gewöhnlichen und in fetten Formatvorlagen."""
        self.nach_links: set[int] = set()
        self.xml: list[str] = []
        self.messtexte: list[str] = []

    def art(self, stil: Stil, breite: float, form: Absatzform = SCHLICHT) -> Absatzart:
        """Die Absatzart; dieselbe bei gleichen Angaben."""
        schluessel = (stil.kennung, breite, form)
        art = self._arten.get(schluessel)
        if art is None:
            art = self._arten[schluessel] = Absatzart(stil, breite, form)
        return art

    def abart(self, nummer: int, art: Absatzart, zeilen: int, *, haelt: bool) -> Absatzart:
        """Die Art dieses Absatzes: hält er den nächsten und ist er nicht lang, bleibt er auch selbst ganz."""
        schluessel = (art, haelt, zeilen <= _ZUSAMMEN_BIS, nummer in self.nach_links)
        abart = self._abarten.get(schluessel)
        if abart is None:
            form = art.form._replace(nach_links=schluessel[3])
            if haelt:
                form = form._replace(mit_naechstem=True, zusammen=schluessel[2] or form.zusammen)
            abart = self._abarten[schluessel] = self.art(art.stil, art.breite, form)
        return abart

    # ---------------------------------------------------------------- Texte

    def nimm_roh(self, text: str, *, fett: bool) -> int:
        """Die Nummer eines Textes ohne Auszeichnung, dessen Läufe schon woanders stehen."""
        self._einzeln[len(self._texte)] = ("", f"{WECHSEL}{text}{WECHSEL}" if fett else text)
        self._texte.append("")
        return len(self._texte) - 1

    def finish(self) -> None:
        """Reinigt und schreibt alle Texte; danach kommt keiner mehr dazu."""
        self.xml, self.messtexte, besondere = gebuendelt(self._texte)
        for nummer in besondere:
            self._genau(self._texte[nummer], nummer, False)
        for nummer, (xml, gemessen) in self._einzeln.items():
            self.xml[nummer], self.messtexte[nummer] = xml, gemessen

    def _genau(self, text: str, nummer: int, fett: bool) -> None:
        """XML und Messtext eines Textes, der für sich gelesen wird."""
        text = rein(text)
        stuecke = laeufe(text)
        if laeuft_nach_links(text):
            self.nach_links.add(nummer)
        gemessen = messtext([(self._messtext(s), s.fett or fett) for s in stuecke])
        self._einzeln[nummer] = (laeufe_xml(stuecke, self._feld), gemessen)

    def weite(self, absaetze: Sequence[str], stil: Stil) -> float:
        """Die Breite (Punkt) gereinigter Absätze, stünden sie alle in einer Zeile."""
        einheiten = sum(breite(self._messtext(s), s.fett or stil.fett) for text in absaetze for s in laeufe(text))
        return einheiten * stil.grad / EINHEITEN

    # ---------------------------------------------------------------- Verweise und Hyperlinks

    def _feld(self, lauf: Lauf) -> str:
        if lauf.adresse:
            return self._hyperlink(lauf, lauf.fett, lauf.kursiv)
        art, _, schluessel = lauf.marke.partition(":")
        if art == "link" and schluessel in self._adressen:
            return self._hyperlink(self._adressen[schluessel], lauf.fett, lauf.kursiv)
        ziel = self._ziele.get(schluessel)
        if ziel is None:  # kein Verweis des Berichts, sondern Zeichen aus fremdem Text
            return ""
        if art == "seite":
            return pageref(ziel.name, b.Verweis(schluessel).seite, lauf)
        return feld(ziel.befehl, ziel.anzeige, lauf)

    def _hyperlink(self, link: Lauf, fett: bool, kursiv: bool) -> str:
        stil = self._huelle.stile.kennung.get("Hyperlink", "")
        lauf = lauf_xml(link.text, fett, kursiv, stil=stil)
        return f'<w:hyperlink r:id="{self._huelle.add_adresse(link.adresse)}" w:history="1">{lauf}</w:hyperlink>'

    def _messtext(self, lauf: Lauf) -> str:
        art, _, schluessel = lauf.marke.partition(":")
        if art == "link" and schluessel in self._adressen:
            return self._adressen[schluessel].text
        ziel = self._ziele.get(schluessel)
        return lauf.text if ziel is None else "00" if art == "seite" else ziel.anzeige
