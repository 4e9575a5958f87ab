"""Setzen: gereinigten Text als Absatz – sein XML und seine Höhe.

Was für alle Absätze gleicher Art gleich ist (Anfang des XML, Platz je Zeile, Maße), wird nur einmal berechnet.
"""

from collections.abc import Mapping, Sequence

from mut_core.bericht.word import bloecke as b
from mut_core.bericht.word.absatz import SCHLICHT, Absatzform, anfang_xml
from mut_core.bericht.word.felder import feld, pageref
from mut_core.bericht.word.huelle import Huelle
from mut_core.bericht.word.metrik import EINHEITEN
from mut_core.bericht.word.stile import Stil
from mut_core.bericht.word.text import (
    LAUF_AUF,
    LAUF_ZU,
    Lauf,
    fettwechsel,
    fettwechsel_xml,
    laeufe,
    laeufe_xml,
    laeuft_nach_links,
    lauf_xml,
    xml_text,
)
from mut_core.bericht.word.umbruch import Zeilen, einzeilige_breite, zeilen_in

_ZUSAMMEN_BIS = 8  # Zeilen: längere Absätze dürfen sich teilen, auch wenn sie beim nächsten bleiben sollen
_ABSATZ_ZU = "</w:p>"
_SCHLUSS = f"{LAUF_ZU}{_ABSATZ_ZU}"


class Absatzart:
    """Absätze einer Formatvorlage und Form in einer Spalte dieser Breite (Punkt)."""

    __slots__ = ("_masse", "anfang", "beginn", "breite", "form", "platz", "stil", "x")

    def __init__(self, stil: Stil, breite: float, form: Absatzform) -> None:
        self.stil, self.breite, self.form = stil, breite, form
        spalte = breite - (0 if form.ohne_einzug else stil.links) - stil.rechts
        erste = 0.0 if stil.nummer or form.ohne_einzug else stil.erste
        self.platz = max(spalte, stil.grad) * EINHEITEN / stil.grad
        self.x = erste * EINHEITEN / stil.grad
        self.anfang = anfang_xml(stil.kennung, form)
        self.beginn = self.anfang + LAUF_AUF
        self._masse: dict[int, Zeilen] = {}

    def mass(self, anzahl: int) -> Zeilen:
        """Das Maß eines Absatzes mit so vielen Zeilen."""
        mass = self._masse.get(anzahl)
        if mass is None:
            mass = self._masse[anzahl] = self._build_mass(anzahl)
        return mass

    def _build_mass(self, anzahl: int) -> Zeilen:
        stil, form = self.stil, self.form
        return Zeilen(
            anzahl,
            stil.zeile,
            stil.vor if form.vor is None else form.vor / 20,
            stil.nach if form.nach is None else form.nach / 20,
            stil.mit_naechstem or form.mit_naechstem,
            stil.mit_naechstem or form.zusammen,
            stil.neue_seite or form.neue_seite,
        )

    def zeilen(self, laeufe: Sequence[tuple[str, bool]]) -> Zeilen:
        """Das Maß eines Absatzes aus (Text, fett)."""
        return self.mass(zeilen_in(laeufe, self.platz, self.x))


class Textsetzer:
    """Setzt Texte als Absätze; kennt die Ziele der Verweise und die Adressen der Hyperlinks."""

    def __init__(self, huelle: Huelle, ziele: Mapping[str, b.Ziel], adressen: Mapping[str, Lauf]) -> None:
        self._huelle = huelle
        self._ziele = ziele
        self._adressen = adressen
        self._arten: dict[tuple[str, float, Absatzform], Absatzart] = {}
        self._haltende: dict[tuple[Absatzart, bool], Absatzart] = {}

    def art(self, stil: Stil, breite: float, form: Absatzform = SCHLICHT) -> Absatzart:
        """Die Absatzart; dieselbe bei gleichen Angaben."""
        schluessel = (stil.kennung, breite, form)
        art = self._arten.get(schluessel)
        if art is None:
            art = self._arten[schluessel] = Absatzart(stil, breite, form)
        return art

    def setze(self, text: str, art: Absatzart) -> tuple[str, Zeilen]:
        """Der Text als ein Absatz mit seinem Maß."""
        teile = fettwechsel(text)
        if teile is None:
            return self._setze_gemischt(text, art)
        fett = art.stil.fett
        if len(teile) == 1:
            return f"{art.beginn}{xml_text(text)}{_SCHLUSS}", art.zeilen(((text, fett),))
        messbar = [(teil, fett or bool(i % 2)) for i, teil in enumerate(teile) if teil]
        return f"{art.anfang}{fettwechsel_xml(teile)}{_ABSATZ_ZU}", art.zeilen(messbar)

    def _setze_gemischt(self, text: str, art: Absatzart) -> tuple[str, Zeilen]:
        stuecke = laeufe(text)
        if laeuft_nach_links(text):
            art = self.art(art.stil, art.breite, art.form._replace(nach_links=True))
        messbar = [(self._messtext(t), t.fett or art.stil.fett) for t in stuecke]
        return f"{art.anfang}{laeufe_xml(stuecke, self._feld)}{_ABSATZ_ZU}", art.zeilen(messbar)

    def setze_haltend(self, text: str, art: Absatzart) -> tuple[str, Zeilen]:
        """Ein Absatz, der beim nächsten bleibt; ist er nicht lang, bleibt er auch selbst ganz."""
        xml, mass = self.setze(text, self._haltend(art, zusammen=True))
        if mass.anzahl > _ZUSAMMEN_BIS:
            return self.setze(text, self._haltend(art, zusammen=False))
        return xml, mass

    def _haltend(self, art: Absatzart, *, zusammen: bool) -> Absatzart:
        gemerkt = self._haltende.get((art, zusammen))
        if gemerkt is None:
            form = art.form._replace(mit_naechstem=True, zusammen=zusammen or art.form.zusammen)
            gemerkt = self._haltende[art, zusammen] = self.art(art.stil, art.breite, form)
        return gemerkt

    def weite(self, absaetze: Sequence[str], stil: Stil) -> float:
        """Die Breite (Punkt) gereinigter Absätze, stünden sie alle in einer Zeile."""
        einheiten = 0
        for text in absaetze:
            teile = fettwechsel(text)
            if teile is None:
                einheiten += sum(einzeilige_breite(self._messtext(s), s.fett or stil.fett) for s in laeufe(text))
            else:
                einheiten += sum([einzeilige_breite(t, stil.fett or i % 2 == 1) for i, t in enumerate(teile) if t])
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
