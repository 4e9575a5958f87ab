"""Setzen: jeden Baustein auf den Bogen – sein XML und seine Maße für den Seitenschätzer."""

from collections.abc import Callable, Mapping, Sequence
from itertools import count
from typing import Any

from mut_core.bericht.word import bloecke as b
from mut_core.bericht.word.absatz import SCHLICHT, Absatzform, absatz_xml
from mut_core.bericht.word.bogen import Bogen
from mut_core.bericht.word.diagramm import Diagramm, diagramm_mappe, diagramm_xml
from mut_core.bericht.word.felder import lesezeichen, seq
from mut_core.bericht.word.fliesstext import Absatzart, Textsetzer
from mut_core.bericht.word.freitext import PLATZHALTER, freitext_xml
from mut_core.bericht.word.huelle import Abschnitt, Huelle
from mut_core.bericht.word.lage import Lage
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
_INHALT = "\ufdd2"  # hält in einem Rahmen die Stelle des Inhalts frei; kommt in keinem Text vor
_DOPPELPUNKT = (":", ":**", ":_")


class Setzer:
    """Setzt die Bausteine eines Dokuments auf einen Bogen; zählt Lesezeichen und Zeichnungen durch."""

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
        self.bogen = Bogen(self._texte)
        self._alle = alle
        self._lesezeichen = count(1)
        self._zeichnungen = count(1)
        self._kennungen = count(1)
        self._mitten: Lage | None = None
        self._uebliche: dict[tuple[str, bool], Absatzart] = {}
        self._setze: dict[type[Any], Callable[[Any, Lage], None]] = {
            b.Ueberschrift: self._ueberschrift,
            b.Absatz: self._absatz,
            b.Liste: self._liste,
            b.Tabelle: self._tabelle,
            b.Abbildung: self._abbildung,
            b.Inhaltsverzeichnis: self._inhaltsverzeichnis,
            b.Objektverzeichnis: self._objektverzeichnis,
            b.Freitext: self._freitext,
        }

    def setze(self, bloecke: Sequence[b.Block], abschnitt: Abschnitt, *, neue_seite: bool) -> None:
        """Die Bausteine eines Abschnitts; der erste, von dem etwas dasteht, beginnt wahlweise auf neuer Seite."""
        self._mitten = mitten = Lage(abschnitt.breite, abschnitt.hoehe)
        self._uebliche.clear()
        stuecke, add_absatz = self.bogen.stuecke, self.bogen.add_absatz
        nach_tabelle = False
        for block in bloecke:
            art = type(block)
            besonders = neue_seite or nach_tabelle
            if isinstance(block, b.Absatz) and not besonders and len(block.texte) == 1:  # fast jeder Baustein
                (text,), name, haelt = block
                stilart = self._uebliche.get((name, False)) or self._uebliche_art(name, mitten)
                add_absatz(text, stilart, haelt or text.endswith(_DOPPELPUNKT))
                continue
            if art is b.Seitenumbruch:
                neue_seite = True
                continue
            lage = mitten._replace(neue_seite=neue_seite, nach_tabelle=nach_tabelle) if besonders else mitten
            bisher = len(stuecke)
            self._setze[art](block, lage)
            if len(stuecke) > bisher:
                neue_seite, nach_tabelle = False, art is b.Tabelle

    # ---------------------------------------------------------------- Absätze

    def _form(self, stil: Stil, lage: Lage, form: Absatzform = SCHLICHT) -> Absatzform:
        """Die Form des ersten Absatzes eines Bausteins: neue Seite und Luft unter einer Tabelle."""
        if lage.neue_seite and not stil.neue_seite:
            form = form._replace(neue_seite=True)
        if lage.nach_tabelle and stil.vor < _NACH_TABELLE:
            form = form._replace(vor=round(_NACH_TABELLE * 20))
        return form

    def _art(self, stil: Stil, lage: Lage, form: Absatzform = SCHLICHT) -> Absatzart:
        """Die Art des ersten Absatzes eines Bausteins."""
        return self._texte.art(stil, lage.breite, self._form(stil, lage, form))

    def _uebliche_art(self, name: str, lage: Lage, *, ohne_nummer: bool = False) -> Absatzart:
        """Wie `_art`, mitten im Abschnitt gemerkt: Dort stehen fast alle Absätze."""
        art = self._uebliche.get((name, ohne_nummer)) if lage is self._mitten else None
        if art is None:
            art = self._art(self._stile[name], lage, _OHNE_NUMMER if ohne_nummer else SCHLICHT)
            if lage is self._mitten:
                self._uebliche[name, ohne_nummer] = art
        return art

    def _absatz(self, block: b.Absatz, lage: Lage) -> None:
        """Alle Absätze; einer, der mit Doppelpunkt endet, bleibt beim nächsten."""
        texte, name, mit_naechstem = block
        art, letzter = self._uebliche_art(name, lage), len(texte) - 1
        for i, text in enumerate(texte):
            haelt = text.endswith(_DOPPELPUNKT) or (mit_naechstem and i == letzter)
            self.bogen.add_absatz(text, art, haelt)
            art = self._texte.art(self._stile[name], lage.breite) if i == 0 and letzter else art

    def _liste(self, block: b.Liste, lage: Lage) -> None:
        """Die Punkte einer Liste; keiner steht allein am Anfang oder Ende einer Seite."""
        stil = self._stile["List Number" if block.ab else "List Bullet"]
        nummer = self._huelle.add_liste(block.ab) if block.ab else None
        nach = round(max(stil.nach, self._stile["Body Text"].nach) * 20)
        letzter = len(block.punkte) - 1
        mitten = self._texte.art(stil, lage.breite, Absatzform(liste=nummer))
        for i, punkt in enumerate(block.punkte):
            art = mitten
            if i in (0, letzter):
                form = Absatzform(liste=nummer, nach=nach if i == letzter else None)
                art = self._art(stil, lage, form) if i == 0 else self._texte.art(stil, lage.breite, form)
            haelt = i < letzter and (letzter < _LISTE_GANZ_BIS or i in (0, letzter - 1))
            self.bogen.add_absatz(punkt, art, haelt)

    def _freitext(self, block: b.Freitext, lage: Lage) -> None:
        """Absätze und Listen in ihrem Steuerelement; nur der erste beginnt eine Seite oder folgt auf eine Tabelle."""
        leer = not block.bausteine
        rahmen = freitext_xml(next(self._kennungen), block.schluessel, _INHALT, platzhalter=leer)
        auf, _, zu = rahmen.partition(_INHALT)
        self.bogen.add(auf)
        for baustein in block.bausteine or (b.Absatz((PLATZHALTER,)),):
            self._setze[type(baustein)](baustein, lage)
            lage = Lage(lage.breite, lage.hoehe)
        self.bogen.add(zu)

    def _ueberschrift(self, block: b.Ueberschrift, lage: Lage) -> None:
        art = self._uebliche_art(f"heading {block.ebene}", lage, ohne_nummer=not block.nummer)
        if lage.neue_seite:
            art = self._texte.art(art.stil, art.breite, art.form._replace(vor=0))
        inhalt = lesezeichen(next(self._lesezeichen), block.ziel.zeile, lauf_xml(block.text))
        self.bogen.add_zeile(f"{art.anfang}{inhalt}</w:p>", block.text, art, block.ziel.schluessel)

    # ---------------------------------------------------------------- Tabellen und Abbildungen

    def _beschriftung(self, zaehler: str, block: b.Tabelle | b.Abbildung, lage: Lage) -> None:
        stil = self._stile["caption"]
        oben = isinstance(block, b.Tabelle)
        form = Absatzform(mit_naechstem=oben)
        art = self._art(stil, lage, form) if oben else self._texte.art(stil, lage.breite, form)
        name = lesezeichen(
            next(self._lesezeichen), block.ziel.name, lauf_xml(f"{zaehler}\u00a0") + seq(zaehler, block.nummer)
        )
        inhalt = lesezeichen(next(self._lesezeichen), block.ziel.zeile, name + lauf_xml(f": {block.titel}"))
        text = f"{block.ziel.anzeige}: {block.titel}"
        self.bogen.add_zeile(f"{art.anfang}{inhalt}</w:p>", text, art, block.ziel.schluessel)

    def _tabelle(self, block: b.Tabelle, lage: Lage) -> None:
        if block.nummer:
            self._beschriftung("Tabelle", block, lage)
        else:
            self.bogen.add(*luecke(*lage[2:]))
        self.bogen.add_tabelle(self._tabellen.nimm(block, lage))

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

    def _abbildung(self, block: b.Abbildung, lage: Lage) -> None:
        if block.inhalt is None:
            art = self._art(self._stile["Body Text"], lage, Absatzform(mit_naechstem=True))
            self.bogen.add_absatz(f"_{OHNE_DATEN}_", art, haelt=False)
        else:
            stil = self._stile["Abbildung"]
            form = self._form(stil, lage)
            lauf, hoehe = self._zeichnung(block, block.inhalt, lage)
            mass = self._texte.art(stil, lage.breite, form).masse[1]
            hoch = max(stil.zeile, hoehe + UNTERLAENGE * stil.grad)
            masse = [Zeilen(1, hoch, mass.vor, mass.nach, True, True, mass.neue_seite)]
            self.bogen.add(absatz_xml(stil.kennung, lauf, form), masse)
        self._beschriftung(block.zaehler, block, lage)

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

    def _verzeichniskopf(self, titel: str, lage: Lage) -> None:
        stil = self._stile["TOC Heading"]
        form = self._form(stil, lage)
        form = form._replace(vor=0) if lage.neue_seite else form
        art = self._texte.art(stil, lage.breite, form)
        self.bogen.add_zeile(absatz_xml(stil.kennung, lauf_xml(titel), form), titel, art)

    def _inhaltsverzeichnis(self, block: b.Inhaltsverzeichnis, lage: Lage) -> None:
        koepfe = [u for u in self._alle if isinstance(u, b.Ueberschrift) and u.ebene <= block.ebenen]
        if not koepfe:
            return
        namen = [f"toc {u.ebene}" for u in koepfe]
        eintraege = [
            Eintrag(self._stile[name].kennung, u.nummer, u.text, u.ziel.zeile, b.Verweis(u.ziel.schluessel).seite)
            for u, name in zip(koepfe, namen, strict=True)
        ]
        auf, _, zu = als_inhaltsverzeichnis(next(self._kennungen), _INHALT).partition(_INHALT)
        self.bogen.add(auf)
        self._verzeichniskopf("Inhaltsverzeichnis", lage)
        befehl = f'TOC \\o "1-{block.ebenen}" \\h \\z \\u'
        self.bogen.add(verzeichnis_xml(befehl, eintraege) + zu, self._eintraege(eintraege, namen, lage.breite))

    def _objektverzeichnis(self, block: b.Objektverzeichnis, lage: Lage) -> None:
        """Die Überschrift und je Zähler ein Feld; was es nicht gibt, entfällt."""
        listen = {z: liste for z in block.zaehler if (liste := self._objekte(z))}
        if listen and block.titel:
            self._verzeichniskopf(block.titel, lage)
        for zaehler, eintraege in listen.items():
            masse = self._eintraege(eintraege, ["table of figures"] * len(eintraege), lage.breite, _BEISAMMEN)
            self.bogen.add(verzeichnis_xml(f'TOC \\h \\z \\c "{zaehler}"', eintraege, _BEISAMMEN), masse)

    def _objekte(self, zaehler: str) -> list[Eintrag]:
        """Alles, was mit diesem Wort beschriftet ist."""
        objekte = [o for o in self._alle if isinstance(o, b.Tabelle if zaehler == "Tabelle" else b.Abbildung)]
        return [
            Eintrag(
                self._stile["table of figures"].kennung,
                "",
                f"{o.ziel.anzeige}: {o.titel}",
                o.ziel.zeile,
                b.Verweis(o.ziel.schluessel).seite,
            )
            for o in objekte
            if o.nummer and zaehler == (o.zaehler if isinstance(o, b.Abbildung) else "Tabelle")
        ]
