"""Setzen: aus jedem Baustein sein XML und seine Maße für den Seitenschätzer."""

import math
from collections.abc import Mapping, Sequence
from itertools import count

from mut_core.bericht.word import bloecke as b
from mut_core.bericht.word.absatz import SCHLICHT, Absatzform, absatz_xml
from mut_core.bericht.word.diagramm import Diagramm, diagramm_mappe, diagramm_xml
from mut_core.bericht.word.felder import feld, lesezeichen, pageref, seq
from mut_core.bericht.word.freitext import PLATZHALTER, freitext_xml
from mut_core.bericht.word.huelle import Huelle
from mut_core.bericht.word.lage import Lage, Satz
from mut_core.bericht.word.metrik import EINHEITEN, UNTERLAENGE
from mut_core.bericht.word.metrik import breite as textbreite
from mut_core.bericht.word.spalten import Bedarf, bruchstuecke, verteilt
from mut_core.bericht.word.stile import Stil
from mut_core.bericht.word.tabelle import luecke, spaltenbreiten, tabelle_xml, zeile_xml, zelle_xml
from mut_core.bericht.word.text import (
    Lauf,
    absaetze,
    ist_schlicht,
    laeufe,
    laeufe_xml,
    laeuft_nach_links,
    lauf_xml,
    schlicht_xml,
)
from mut_core.bericht.word.umbruch import Mass, Tabellenhoehe, Zeilen, zeilenzahl
from mut_core.bericht.word.verzeichnis import Eintrag, als_inhaltsverzeichnis, verzeichnis_xml
from mut_core.bericht.word.zeichnung import Rahmen, bildrahmen, diagrammrahmen

OHNE_ZEILEN = "Keine Einträge."
OHNE_DATEN = "Für diese Abbildung liegen keine Daten vor."
_NACH_TABELLE = 10.0  # Punkt Luft unter einer Tabelle; Tabellen selbst haben keinen Abstand danach
_PUNKT_JE_CM = 72 / 2.54
_ZELLRAND = 8.5  # Punkt: linker und rechter Rand einer Zelle zusammen
_LINIE = 0.5
_TRENNBAR_AB = 0.6  # Anteil der Satzhöhe, ab dem eine Tabellenzeile umbrechen darf
_SPIEL = 1.5  # Punkt Luft in einer knappen Spalte, weil Programme verschieden runden
_KURZ = 90  # Zeichen: ein längerer Text passt in keine Tabellenspalte in eine Zeile
_ZUSAMMEN_BIS = 8  # Zeilen: längere Absätze dürfen sich teilen, auch wenn sie beim nächsten bleiben sollen
_BEISAMMEN = 3  # Einträge am Ende eines Verzeichnisses, die sich nicht trennen (alle hielten in LibreOffice nicht)
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
        self._ziele = ziele
        self._adressen = adressen
        self._alle = alle
        self._lesezeichen = count(1)
        self._zeichnungen = count(1)
        self._kennungen = count(1)
        self._zellen: dict[tuple[str, str, float, bool], tuple[str, float]] = {}

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
        stil = self._stile.kennung.get("Hyperlink", "")
        lauf = lauf_xml(link.text, fett, kursiv, stil=stil)
        return f'<w:hyperlink r:id="{self._huelle.add_adresse(link.adresse)}" w:history="1">{lauf}</w:hyperlink>'

    def _messtext(self, lauf: Lauf) -> str:
        art, _, schluessel = lauf.marke.partition(":")
        if art == "link" and schluessel in self._adressen:
            return self._adressen[schluessel].text
        ziel = self._ziele.get(schluessel)
        return lauf.text if ziel is None else "00" if art == "seite" else ziel.anzeige

    def _zeilen(self, stil: Stil, texte: Sequence[tuple[str, bool]], breite: float, form: Absatzform) -> Zeilen:
        spalte = breite - (0 if form.ohne_einzug else stil.links) - stil.rechts
        erste = 0.0 if stil.nummer or form.ohne_einzug else stil.erste
        return Zeilen(
            zeilenzahl(texte, stil.grad, spalte, erste),
            stil.zeile,
            stil.vor if form.vor is None else form.vor / 20,
            stil.nach if form.nach is None else form.nach / 20,
            stil.mit_naechstem or form.mit_naechstem,
            stil.mit_naechstem or form.zusammen,
            stil.neue_seite or form.neue_seite,
        )

    def _form(self, stil: Stil, lage: Lage, form: Absatzform | None = None) -> Absatzform:
        """Die Form des ersten Absatzes eines Bausteins: neue Seite und Luft unter einer Tabelle."""
        form = form or Absatzform()
        if lage.neue_seite and not stil.neue_seite:
            form = form._replace(neue_seite=True)
        if lage.nach_tabelle and stil.vor < _NACH_TABELLE:
            form = form._replace(vor=round(_NACH_TABELLE * 20))
        return form

    def _absatz(self, text: str, stil: Stil, breite: float, form: Absatzform) -> tuple[str, Zeilen]:
        if ist_schlicht(text):
            mass = self._zeilen(stil, ((text, stil.fett),), breite, form)
            return absatz_xml(stil.kennung, schlicht_xml(text), form), mass
        stuecke = laeufe(text)
        if laeuft_nach_links(text):
            form = form._replace(nach_links=True)
        xml = absatz_xml(stil.kennung, laeufe_xml(stuecke, self._feld), form)
        messbar = [(self._messtext(t), t.fett or stil.fett) for t in stuecke]
        return xml, self._zeilen(stil, messbar, breite, form)

    def _haltend(self, text: str, stil: Stil, breite: float, form: Absatzform) -> tuple[str, Zeilen]:
        """Ein Absatz, der beim nächsten bleibt; ist er nicht lang, bleibt er auch selbst ganz."""
        xml, mass = self._absatz(text, stil, breite, form._replace(mit_naechstem=True, zusammen=True))
        if mass.anzahl > _ZUSAMMEN_BIS:
            return self._absatz(text, stil, breite, form._replace(mit_naechstem=True))
        return xml, mass

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
        satz = Satz("", [])
        teile: list[str] = []
        for i, teil in enumerate(texte):
            diese = self._form(stil, lage, form) if i == 0 else form
            haelt = teil.endswith((":", ":**", ":_")) or (mit_naechstem and i == len(texte) - 1)
            xml, mass = (self._haltend if haelt else self._absatz)(teil, stil, lage.breite, diese)
            teile.append(xml)
            satz.masse.append(mass)
        return satz._replace(xml="".join(teile))

    def _liste(self, block: b.Liste, lage: Lage) -> Satz:
        """Die Punkte einer Liste; keiner steht allein am Anfang oder Ende einer Seite."""
        stil = self._stile["List Number" if block.ab else "List Bullet"]
        nummer = self._huelle.add_liste(block.ab) if block.ab else None
        teile: list[str] = []
        masse: list[Mass] = []
        nach = round(max(stil.nach, self._stile["Body Text"].nach) * 20)
        letzter = len(block.punkte) - 1
        for i, punkt in enumerate(block.punkte):
            form = Absatzform(liste=nummer, nach=nach if i == letzter else None)
            form = self._form(stil, lage, form) if i == 0 else form
            haelt = i < letzter and (letzter < _LISTE_GANZ_BIS or i in (0, letzter - 1))
            xml, mass = (self._haltend if haelt else self._absatz)(punkt, stil, lage.breite, form)
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
        form = self._form(stil, lage)
        if lage.neue_seite:
            form = form._replace(vor=0)
        if not block.nummer:
            form = form._replace(liste=0, ohne_einzug=True)
        inhalt = lesezeichen(next(self._lesezeichen), block.ziel.zeile, lauf_xml(block.text))
        mass = self._zeilen(stil, [(block.text, stil.fett)], lage.breite, form)
        return Satz(absatz_xml(stil.kennung, inhalt, form), [mass._replace(marken=(block.ziel.schluessel,))])

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
        mass = self._zeilen(stil, [(f"{block.ziel.anzeige}: {block.titel}", stil.fett)], lage.breite, form)
        return Satz(absatz_xml(stil.kennung, inhalt, form), [mass._replace(marken=(block.ziel.schluessel,))])

    def _zelle(self, inhalt: b.Zelle, stil: Stil, breite: float, rechts: bool) -> tuple[str, float]:
        """Die Absätze einer Zelle und ihre Höhe; eine leere Zelle behält einen leeren Absatz."""
        if isinstance(inhalt, str):  # Status, Stelle und Zeitraum wiederholen sich von Zeile zu Zeile
            schluessel = (inhalt, stil.kennung, breite, rechts)
            if schluessel not in self._zellen:
                self._zellen[schluessel] = self._zellinhalt(inhalt, stil, breite, rechts)
            return self._zellen[schluessel]
        return self._zellinhalt(inhalt, stil, breite, rechts)

    def _zellinhalt(self, inhalt: b.Zelle, stil: Stil, breite: float, rechts: bool) -> tuple[str, float]:
        texte = absaetze(inhalt) if isinstance(inhalt, str) else [t for i in inhalt for t in absaetze(i)]
        form = Absatzform(rechtsbuendig=True) if rechts else SCHLICHT
        gesetzt = [self._absatz(t, stil, breite - _ZELLRAND, form) for t in texte or [""]]
        hoehe = sum(m.vor + m.anzahl * m.hoehe + m.nach for _, m in gesetzt)
        return "".join(xml for xml, _ in gesetzt), hoehe

    def _zeile(
        self, block: b.Tabelle, zellen: Sequence[b.Zelle], breiten: Sequence[int], grenze: float, kopf: bool
    ) -> tuple[str, float, bool]:
        """Das XML einer Zeile, ihre Höhe in Punkt und ob sie umbrechen darf."""
        stil = self._stile["Tabellenkopf" if kopf else block.textstil]
        teile: list[str] = []
        hoehe = 0.0
        for i, (inhalt, breite) in enumerate(zip(zellen, breiten, strict=True)):
            xml, h = self._zelle(inhalt, stil, breite / 20, i in block.rechtsbuendig)
            teile.append(zelle_xml(xml, breite, kopf=kopf))
            hoehe = max(hoehe, h)
        trennbar = hoehe > grenze
        return zeile_xml("".join(teile), kopf=kopf, trennbar=trennbar), hoehe + _LINIE, trennbar

    def _ohne_zeilen(self, breiten: Sequence[int]) -> tuple[str, float, bool]:
        xml, hoehe = self._zelle(OHNE_ZEILEN, self._stile["Tabellentext"], sum(breiten) / 20, False)
        return zeile_xml(zelle_xml(xml, sum(breiten), spalten=len(breiten))), hoehe + _LINIE, False

    def _einzeilig(self, text: str, stil: Stil) -> float:
        """Die Breite eines Textes, der in einer Zeile steht."""
        stuecke = (lauf for absatz in absaetze(text) for lauf in laeufe(absatz))
        return sum(textbreite(self._messtext(s), s.fett or stil.fett) for s in stuecke) * stil.grad / EINHEITEN

    def _bedarf(self, block: b.Tabelle, spalte: int) -> Bedarf:
        """Was eine Spalte braucht: mindestens das längste Wort, höchstens den längsten Text in einer Zeile."""
        kopf, text = self._stile["Tabellenkopf"], self._stile[block.textstil]
        zellen = (zeile[spalte] for zeile in block.zeilen)
        texte = {t for zelle in zellen for t in ([zelle] if isinstance(zelle, str) else zelle)}
        eng = spalte in block.eng
        if eng or all(len(t) <= _KURZ for t in texte):
            laengster = max((self._einzeilig(t, text) for t in texte), default=0.0)
        else:
            laengster = math.inf
        woerter = {wort for t in texte for wort in bruchstuecke(t)} if not eng else set()
        wort = max((textbreite(w.strip("*_"), "**" in w) for w in woerter), default=0) * text.grad / EINHEITEN
        ganz = max(self._einzeilig(t, kopf) for t in block.kopf[spalte].replace("\u00ad", "").split(" "))
        getrennt = max(self._einzeilig(t, kopf) for t in bruchstuecke(block.kopf[spalte]))
        rand = _ZELLRAND + _SPIEL
        if eng:
            return Bedarf(max(laengster, getrennt) + rand, max(laengster, getrennt) + rand)
        nutzt = max(laengster, ganz, self._einzeilig(block.kopf[spalte], kopf) / 3)  # Fragen im Kopf: drei Zeilen
        return Bedarf(max(wort, getrennt) + rand, nutzt + rand)

    def _breiten(self, block: b.Tabelle, gesamt: float) -> list[int]:
        bedarf = [self._bedarf(block, s) for s in range(len(block.kopf))]
        return spaltenbreiten(verteilt(gesamt, block.breiten, bedarf), round(gesamt * 20))

    def _tabelle(self, block: b.Tabelle, lage: Lage) -> Satz:
        breiten = self._breiten(block, lage.breite)
        grenze = lage.hoehe * _TRENNBAR_AB
        kopf, kopfhoehe, _ = self._zeile(block, block.kopf, breiten, grenze, True)
        zeilen = [self._zeile(block, z, breiten, grenze, False) for z in block.zeilen]
        zeilen = zeilen or [self._ohne_zeilen(breiten)]
        beschriftung = self._beschriftung("Tabelle", block, lage) if block.nummer else Satz(*luecke(*lage[2:]))
        xml = tabelle_xml(
            self._stile.kennung["Bericht Tabelle"],
            breiten,
            kopf + "".join(xml for xml, _, _ in zeilen),
            block.titel,
            block.beschreibung,
            zeilenkoepfe=block.zeilenkoepfe,
        )
        hoehe = Tabellenhoehe(kopfhoehe, tuple((h, trennbar) for _, h, trennbar in zeilen))
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
        mass = self._zeilen(stil, [], lage.breite, form)
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
            [self._zeilen(stil, [(titel, stil.fett)], lage.breite, form)],
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
