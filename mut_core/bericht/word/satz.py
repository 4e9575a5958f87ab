"""Setzen: aus jedem Baustein sein XML und seine Maße für den Seitenschätzer."""

from collections.abc import Mapping, Sequence
from itertools import count

from mut_core.bericht.word import bloecke as b
from mut_core.bericht.word.absatz import SCHLICHT, Absatzform, absatz_xml
from mut_core.bericht.word.diagramm import Diagramm, diagramm_mappe, diagramm_xml
from mut_core.bericht.word.felder import lesezeichen, seq
from mut_core.bericht.word.fliesstext import Textsetzer
from mut_core.bericht.word.freitext import PLATZHALTER, freitext_xml
from mut_core.bericht.word.huelle import Huelle
from mut_core.bericht.word.lage import Lage, Satz
from mut_core.bericht.word.metrik import UNTERLAENGE
from mut_core.bericht.word.stile import Stil
from mut_core.bericht.word.tabelle import luecke
from mut_core.bericht.word.tabellensatz import Tabellensetzer
from mut_core.bericht.word.text import Lauf, lauf_xml
from mut_core.bericht.word.umbruch import Mass, Zeilen, zeilenzahl
from mut_core.bericht.word.verzeichnis import Eintrag, als_inhaltsverzeichnis, verzeichnis_xml
from mut_core.bericht.word.zeichnung import Rahmen, bildrahmen, diagrammrahmen

OHNE_DATEN = "Für diese Abbildung liegen keine Daten vor."
_NACH_TABELLE = 10.0  # Punkt Luft unter einer Tabelle; Tabellen selbst haben keinen Abstand danach
_PUNKT_JE_CM = 72 / 2.54
_BEISAMMEN = 3  # Einträge am Ende eines Verzeichnisses, die sich nicht trennen (alle hielten in LibreOffice nicht)
_OHNE_NUMMER = Absatzform(liste=0, ohne_einzug=True)
_LISTE_GANZ_BIS = 3  # Punkte: kürzere Listen teilen sich nicht; längere behalten vorn und hinten zwei beieinander


class Setzer:
    """Setzt die Bausteine eines Dokuments; zählt Lesezeichen und Zeichnungen durch."""

    def __init__(
        self,
        huelle: Huelle,
        ziele: Mapping[str, b.Ziel],
        alle: Sequence[b.Block],
        adressen: Mapping[str, Lauf],
    ) -> None:
        self._huelle = huelle
        self._stile = huelle.stile
        self._texte = Textsetzer(huelle, ziele, adressen)
        self._tabellen = Tabellensetzer(self._texte, huelle.stile)
        self._alle = alle
        self._lesezeichen = count(1)
        self._zeichnungen = count(1)
        self._kennungen = count(1)

    def setze(self, block: b.Block, lage: Lage) -> Satz:
        """Der Baustein als XML mit seinen Maßen; leere Bausteine ergeben leeres XML."""
        match block:
            case b.Ueberschrift():
                satz = self._ueberschrift(block, lage)
            case b.Absatz():
                satz = self._absaetze(block.texte, self._stile[block.stil], lage, mit_naechstem=block.mit_naechstem)
            case b.Liste():
                satz = self._liste(block, lage)
            case b.Tabelle():
                satz = self._tabelle(block, lage)
            case b.Abbildung():
                satz = self._abbildung(block, lage)
            case b.Inhaltsverzeichnis():
                satz = self._inhaltsverzeichnis(block, lage)
            case b.Objektverzeichnis():
                satz = self._objektverzeichnis(block, lage)
            case b.Freitext():
                satz = self._freitext(block, lage)
            case b.Seitenumbruch():
                satz = Satz("", [])
        return satz

    # ---------------------------------------------------------------- Absätze

    def _form(self, stil: Stil, lage: Lage, form: Absatzform = SCHLICHT) -> Absatzform:
        """Die Form des ersten Absatzes eines Bausteins: neue Seite und Luft unter einer Tabelle."""
        if lage.neue_seite and not stil.neue_seite:
            form = form._replace(neue_seite=True)
        if lage.nach_tabelle and stil.vor < _NACH_TABELLE:
            form = form._replace(vor=round(_NACH_TABELLE * 20))
        return form

    def _absaetze(
        self,
        texte: Sequence[str],
        stil: Stil,
        lage: Lage,
        form: Absatzform = SCHLICHT,
        *,
        mit_naechstem: bool = False,
    ) -> Satz:
        """Alle Absätze; einer, der mit Doppelpunkt endet, bleibt beim nächsten."""
        teile: list[str] = []
        masse: list[Mass] = []
        art = self._texte.art(stil, lage.breite, self._form(stil, lage, form))
        for i, teil in enumerate(texte):
            haelt = teil.endswith((":", ":**", ":_")) or (mit_naechstem and i == len(texte) - 1)
            xml, mass = (self._texte.setze_haltend if haelt else self._texte.setze)(teil, art)
            teile.append(xml)
            masse.append(mass)
            art = self._texte.art(stil, lage.breite, form) if i == 0 and len(texte) > 1 else art
        return Satz("".join(teile), masse)

    def _liste(self, block: b.Liste, lage: Lage) -> Satz:
        """Die Punkte einer Liste; keiner steht allein am Anfang oder Ende einer Seite."""
        stil = self._stile["List Number" if block.ab else "List Bullet"]
        nummer = self._huelle.add_liste(block.ab) if block.ab else None
        teile: list[str] = []
        masse: list[Mass] = []
        nach = round(max(stil.nach, self._stile["Body Text"].nach) * 20)
        letzter = len(block.punkte) - 1
        mitten = self._texte.art(stil, lage.breite, Absatzform(liste=nummer))
        for i, punkt in enumerate(block.punkte):
            art = mitten
            if i in (0, letzter):
                form = Absatzform(liste=nummer, nach=nach if i == letzter else None)
                art = self._texte.art(stil, lage.breite, self._form(stil, lage, form) if i == 0 else form)
            haelt = i < letzter and (letzter < _LISTE_GANZ_BIS or i in (0, letzter - 1))
            xml, mass = (self._texte.setze_haltend if haelt else self._texte.setze)(punkt, art)
            teile.append(xml)
            masse.append(mass)
        return Satz("".join(teile), masse)

    def _freitext(self, block: b.Freitext, lage: Lage) -> Satz:
        """Absätze und Listen in ihrem Steuerelement; nur der erste beginnt eine Seite oder folgt auf eine Tabelle."""
        leer = not block.bausteine
        saetze: list[Satz] = []
        for baustein in block.bausteine or (b.Absatz((PLATZHALTER,)),):
            saetze.append(self.setze(baustein, lage if not saetze else Lage(lage.breite, lage.hoehe)))
        xml = "".join(s.xml for s in saetze)
        rahmen = freitext_xml(next(self._kennungen), block.schluessel, xml, platzhalter=leer)
        return Satz(rahmen, [mass for s in saetze for mass in s.masse])

    def _ueberschrift(self, block: b.Ueberschrift, lage: Lage) -> Satz:
        stil = self._stile[f"heading {block.ebene}"]
        form = self._form(stil, lage, SCHLICHT if block.nummer else _OHNE_NUMMER)
        if lage.neue_seite:
            form = form._replace(vor=0)
        art = self._texte.art(stil, lage.breite, form)
        inhalt = lesezeichen(next(self._lesezeichen), block.ziel.zeile, lauf_xml(block.text))
        mass = art.zeilen(((block.text, stil.fett),))
        return Satz(f"{art.anfang}{inhalt}</w:p>", [mass.mit_marke(block.ziel.schluessel)])

    # ---------------------------------------------------------------- Tabellen und Abbildungen

    def _beschriftung(self, zaehler: str, block: b.Tabelle | b.Abbildung, lage: Lage) -> Satz:
        stil = self._stile["caption"]
        oben = isinstance(block, b.Tabelle)
        form = Absatzform(mit_naechstem=oben)
        form = self._form(stil, lage, form) if oben else form
        name = lesezeichen(
            next(self._lesezeichen), block.ziel.name, lauf_xml(f"{zaehler}\u00a0") + seq(zaehler, block.nummer)
        )
        inhalt = lesezeichen(next(self._lesezeichen), block.ziel.zeile, name + lauf_xml(f": {block.titel}"))
        art = self._texte.art(stil, lage.breite, form)
        mass = art.zeilen(((f"{block.ziel.anzeige}: {block.titel}", stil.fett),))
        return Satz(absatz_xml(stil.kennung, inhalt, form), [mass.mit_marke(block.ziel.schluessel)])

    def _tabelle(self, block: b.Tabelle, lage: Lage) -> Satz:
        xml, hoehe = self._tabellen.setze(block, lage)
        beschriftung = self._beschriftung("Tabelle", block, lage) if block.nummer else Satz(*luecke(*lage[2:]))
        return Satz(beschriftung.xml + xml, [*beschriftung.masse, hoehe])

    def _zeichnung(self, block: b.Abbildung, inhalt: Diagramm | b.Bild, lage: Lage) -> tuple[str, float]:
        """Der Lauf mit der Zeichnung und seine Höhe in Punkt; zu Großes wird verkleinert."""
        weite, tiefe = lage.breite / _PUNKT_JE_CM, 0.8 * lage.hoehe / _PUNKT_JE_CM
        kopf = (next(self._zeichnungen), block.ziel.anzeige, block.alternativtext)
        if isinstance(inhalt, Diagramm):
            kennung = self._huelle.add_diagramm(diagramm_xml(inhalt), diagramm_mappe(inhalt))
            rahmen = Rahmen(*kopf, weite, min(inhalt.hoehe_cm, tiefe))
            return diagrammrahmen(rahmen, kennung), rahmen.hoehe_cm * _PUNKT_JE_CM
        mass = min(1.0, weite / inhalt.breite_cm, tiefe / inhalt.hoehe_cm)
        rahmen = Rahmen(*kopf, inhalt.breite_cm * mass, inhalt.hoehe_cm * mass)
        return bildrahmen(rahmen, self._huelle.add_bild(inhalt.png)), rahmen.hoehe_cm * _PUNKT_JE_CM

    def _abbildung(self, block: b.Abbildung, lage: Lage) -> Satz:
        stil = self._stile["Abbildung"]
        beschriftung = self._beschriftung("Abbildung", block, lage)
        if block.inhalt is None:
            satz = self._absaetze([f"_{OHNE_DATEN}_"], self._stile["Body Text"], lage, Absatzform(True))
            return Satz(satz.xml + beschriftung.xml, [*satz.masse, *beschriftung.masse])
        form = self._form(stil, lage)
        lauf, hoehe = self._zeichnung(block, block.inhalt, lage)
        mass = self._texte.art(stil, lage.breite, form).mass(1)
        hoch = Zeilen(
            1, max(stil.zeile, hoehe + UNTERLAENGE * stil.grad), mass.vor, mass.nach, True, True, mass.neue_seite
        )
        xml = absatz_xml(stil.kennung, lauf, form)
        return Satz(xml + beschriftung.xml, [hoch, *beschriftung.masse])

    # ---------------------------------------------------------------- Verzeichnisse

    def _eintraege(
        self, eintraege: Sequence[Eintrag], namen: Sequence[str], breite: float, beisammen: int = 1
    ) -> list[Mass]:
        """Die Höhe der Einträge; die Seitenzahl rechts braucht etwas Platz in der letzten Zeile."""
        masse: list[Mass] = []
        for i, (eintrag, name) in enumerate(zip(eintraege, namen, strict=True), start=1):
            stil = self._stile[name]
            links = stil.links if eintrag.nummer else 0.0
            text = [(f"{eintrag.text} ....000", stil.fett)]
            anzahl = zeilenzahl(text, stil.grad, breite - links - stil.rechts)
            masse.append(
                Zeilen(anzahl, stil.zeile, stil.vor, stil.nach, len(eintraege) - beisammen < i < len(eintraege))
            )
        return masse

    def _verzeichniskopf(self, titel: str, lage: Lage) -> Satz:
        stil = self._stile["TOC Heading"]
        form = self._form(stil, lage)
        form = form._replace(vor=0) if lage.neue_seite else form
        return Satz(
            absatz_xml(stil.kennung, lauf_xml(titel), form),
            [self._texte.art(stil, lage.breite, form).zeilen(((titel, stil.fett),))],
        )

    def _inhaltsverzeichnis(self, block: b.Inhaltsverzeichnis, lage: Lage) -> Satz:
        koepfe = [u for u in self._alle if isinstance(u, b.Ueberschrift) and u.ebene <= block.ebenen]
        if not koepfe:
            return Satz("", [])
        namen = [f"toc {u.ebene}" for u in koepfe]
        eintraege = [
            Eintrag(self._stile[name].kennung, u.nummer, u.text, u.ziel.zeile, b.Verweis(u.ziel.schluessel).seite)
            for u, name in zip(koepfe, namen, strict=True)
        ]
        kopf = self._verzeichniskopf("Inhaltsverzeichnis", lage)
        befehl = f'TOC \\o "1-{block.ebenen}" \\h \\z \\u'
        xml = als_inhaltsverzeichnis(next(self._kennungen), kopf.xml + verzeichnis_xml(befehl, eintraege))
        return Satz(xml, [*kopf.masse, *self._eintraege(eintraege, namen, lage.breite)])

    def _objektverzeichnis(self, block: b.Objektverzeichnis, lage: Lage) -> Satz:
        art = b.Abbildung if block.zaehler == "Abbildung" else b.Tabelle
        objekte = [o for o in self._alle if isinstance(o, art) and o.nummer]
        if not objekte:
            return Satz("", [])
        kennung = self._stile["table of figures"].kennung
        eintraege = [
            Eintrag(
                kennung,
                "",
                f"{o.ziel.anzeige}: {o.titel}",
                o.ziel.zeile,
                b.Verweis(o.ziel.schluessel).seite,
            )
            for o in objekte
        ]
        kopf = self._verzeichniskopf(block.titel, lage) if block.titel else Satz("", [])
        xml = kopf.xml + verzeichnis_xml(f'TOC \\h \\z \\c "{block.zaehler}"', eintraege, _BEISAMMEN)
        namen = ["table of figures"] * len(eintraege)
        return Satz(xml, [*kopf.masse, *self._eintraege(eintraege, namen, lage.breite, _BEISAMMEN)])
