"""Sammeln: ein Word-Dokument Baustein für Baustein aufnehmen und am Ende als Bytes liefern."""

import re
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from functools import cache
from io import BytesIO
from itertools import groupby
from operator import itemgetter
from pathlib import Path

from PIL import Image, UnidentifiedImageError

from mut_core.bericht.word import bloecke as b
from mut_core.bericht.word.abfolge import mit_inhalt, mit_seiten, ohne_titelseite
from mut_core.bericht.word.absatz import schlusszeile
from mut_core.bericht.word.adresse import adresse
from mut_core.bericht.word.bogen import Bogen
from mut_core.bericht.word.diagramm import Diagramm, Reihe, hoehe_cm
from mut_core.bericht.word.huelle import Huelle
from mut_core.bericht.word.kopfzeile import build_kopfzeile
from mut_core.bericht.word.sammlung import Sammlung
from mut_core.bericht.word.satz import Setzer
from mut_core.bericht.word.text import MARKE_AUF, MARKE_ZU, Lauf, bereinigt, einzeilig, geglaettet, rohe_absaetze
from mut_core.bericht.word.umbruch import Seitenrechner, Seitenwechsel
from mut_core.fehler import EingabeError

NEUTRALE_VORLAGE = Path(__file__).parents[3] / "daten" / "vorlagen" / "neutral.docx"

_SCHLUESSEL = re.compile(r"[a-z][a-z0-9_]{0,29}")
_FARBE = re.compile(r"[0-9A-Fa-f]{6}")


@cache
def _neutrale_vorlage() -> bytes:
    return NEUTRALE_VORLAGE.read_bytes()


def _pflicht(text: str, was: str, gereinigt: Callable[[str], str] = einzeilig) -> str:
    sauber = gereinigt(text)
    if not sauber:
        raise EingabeError(f"{was} darf nicht leer sein; ohne Text fehlt der Eintrag im Verzeichnis.")
    return sauber


class Dokument(Sammlung):
    """Ein Bericht im Entstehen: Bausteine in Reihenfolge, nummeriert beim Hinzufügen, gesetzt am Ende."""

    def __init__(
        self,
        *,
        titel: str,
        kommune: str,
        stelle: str,
        stand: date,
        untertitel: str = "",
        hinweis: str = "",
        fassung: str = "",
        kopfzeile: str = "",
        betreff: str = "",
        stichworte: str = "",
        aktenzeichen: str = "",
        vorlage: bytes | None = None,
        deckblatt: bool = True,
    ) -> None:
        """Beginnt ein Dokument; `vorlage` (aus `adapt_hausvorlage`) ersetzt die neutrale.

        Ohne `deckblatt` beginnt es mit dem Text.

        Der `hinweis` steht hervorgehoben auf dem Deckblatt und in jeder Kopfzeile.
        """
        super().__init__()
        self._angaben = {
            "titel": _pflicht(titel, "Der Titel"),
            "kommune": kommune,
            "stelle": stelle,
            "stand": f"{stand:%d.%m.%Y}",
            "untertitel": untertitel,
            "hinweis": hinweis,
            "fassung": fassung,
            "aktenzeichen": aktenzeichen,
            "kopfzeile": kopfzeile or titel,
        }
        self._stand = stand
        self._betreff = betreff or untertitel
        self._stichworte = stichworte
        self._vorlage = vorlage
        self._deckblatt = deckblatt
        self._erwartet: set[str] = set()
        self._nummern = [0, 0, 0, 0]
        self._letzte_ebene = 0
        self._zaehler = {"Abbildung": 0, "Diagramm": 0, "Tabelle": 0}
        self._quer = False

    # ---------------------------------------------------------------- Text

    def ueberschrift(self, text: str, ebene: int = 1, *, nummeriert: bool = True, schluessel: str = "") -> b.Verweis:
        """Eine Überschrift der Ebenen 1 bis 4; leer oder mit übersprungener Ebene: `EingabeError`."""
        # gewöhnliche Leerzeichen: Word schreibt die Überschrift ins Verzeichnis ab, und die Suche soll sie finden
        sauber = _pflicht(text, "Eine Überschrift", geglaettet)
        if not 1 <= ebene <= min(4, self._letzte_ebene + 1):
            raise EingabeError(
                f"Die Überschrift „{sauber}“ hat Ebene {ebene}, davor steht Ebene {self._letzte_ebene}: "
                "Ebenen dürfen nicht übersprungen werden."
            )
        self._letzte_ebene = ebene
        nummer = self._naechste_nummer(ebene) if nummeriert else ""
        stelle = len(self._ziele) + 1
        marke = f"_Toc{stelle:09d}"
        ziel = b.Ziel(
            self._neuer_schluessel(schluessel, f"h{stelle}"),
            marke,
            marke,
            nummer or sauber,
            f"REF {marke} \\r \\h" if nummer else f"REF {marke} \\h",
        )
        self._ziele[ziel.schluessel] = ziel
        self._nimm(b.Ueberschrift(sauber, ebene, nummer, ziel))
        return b.Verweis(ziel.schluessel)

    def absatz(self, text: str, *, mit_naechstem: bool = False) -> None:
        """Ein Absatz je Leerzeile getrenntem Stück; leerer Text schreibt nichts.

        `mit_naechstem` hält das Ende beim nächsten Baustein; nach einem Doppelpunkt geschieht das von selbst.
        """
        if texte := rohe_absaetze(text):
            self._nimm(b.Absatz(texte, "Body Text", mit_naechstem))

    def zitat(self, text: str) -> None:
        """Ein abgesetztes Zitat; leerer Text schreibt nichts."""
        if texte := rohe_absaetze(text):
            self._nimm(b.Absatz(texte, "Quote"))

    def aufzaehlung(self, punkte: Sequence[str]) -> None:
        """Eine Liste mit Punkten; leere Einträge entfallen, eine leere Liste schreibt nichts."""
        self._liste(punkte)

    def nummerierung(self, punkte: Sequence[str], *, ab: int = 1) -> None:
        """Eine nummerierte Liste, die bei `ab` beginnt, nie bei der vorigen weiterzählt; leere Einträge entfallen."""
        self._liste(punkte, ab=max(1, ab))

    def link(self, text: str, ziel: str) -> str:
        """Der Text als Hyperlink, zum Einsetzen in einen Absatz; ist das Ziel keine http-, https- oder mailto-Adresse,
        bleibt es der Text. Adressen, die selbst im Text stehen, werden auch ohne dies zu Hyperlinks."""
        sauber, gemeint = einzeilig(text), adresse(ziel)
        if not sauber or not gemeint:
            return sauber
        schluessel = f"l{len(self._adressen) + 1}"
        self._adressen[schluessel] = Lauf(sauber, adresse=gemeint)
        return f"{MARKE_AUF}link:{schluessel}{MARKE_ZU}"

    def seitenumbruch(self) -> None:
        """Der nächste Baustein beginnt auf einer neuen Seite."""
        self._nimm(b.Seitenumbruch())

    # ---------------------------------------------------------------- Tabellen und Abbildungen

    def tabelle(
        self,
        titel: str,
        kopf: Sequence[str],
        zeilen: Sequence[Sequence[b.Zelle]],
        breiten: Sequence[float] | None = None,
        *,
        beschreibung: str = "",
        rechtsbuendig: Collection[int] = (),
        eng: Collection[int] = (),
        quer: bool = False,
        schluessel: str = "",
    ) -> b.Verweis:
        """Eine Tabelle mit Beschriftung oben; `breiten` sind Anteile, `rechtsbuendig` und `eng` Spalten ab 0.

        Enge Spalten sind so breit, dass ihr Inhalt nicht umbricht. Die übrigen teilen den Rest nach ihren Anteilen,
        aber keine wird schmaler als ihr längstes Wort oder breiter als ihr längster Text, solange der Platz reicht.
        Ohne Zeilen steht „Keine Einträge.“ darin; eine Zeile mit falscher Länge ist ein `EingabeError`.
        """
        block = _tabelle(titel, kopf, zeilen, breiten, beschreibung)
        nummer, ziel = self._neues_ziel("Tabelle", schluessel)
        block = replace(block, rechtsbuendig=frozenset(rechtsbuendig), eng=frozenset(eng), nummer=nummer, ziel=ziel)
        self._nimm(block, quer=quer)
        return b.Verweis(ziel.schluessel)

    def kopftabelle(
        self,
        titel: str,
        kopf: Sequence[str],
        zeilen: Sequence[Sequence[b.Zelle]],
        breiten: Sequence[float] | None = None,
        *,
        beschreibung: str = "",
        eng: Collection[int] = (),
        zeilenkoepfe: bool = False,
    ) -> None:
        """Eine Tabelle ohne Beschriftung und Nummer, etwa der Kopf einer Vorlage; `titel` ist nur ihr Alternativtext.

        Mit `zeilenkoepfe` benennt die erste Spalte ihre Zeile. Sonst wie `tabelle`.
        """
        block = _tabelle(titel, kopf, zeilen, breiten, beschreibung)
        self._nimm(replace(block, eng=frozenset(eng), zeilenkoepfe=zeilenkoepfe))

    def diagramm(
        self,
        titel: str,
        kategorien: Sequence[str],
        reihen: Sequence[Reihe],
        alternativtext: str,
        *,
        achse: str = "",
        schluessel: str = "",
    ) -> b.Verweis:
        """Ein gestapeltes Balkendiagramm, in Word bearbeitbar; ohne Kategorien oder Reihen steht dort ein Satz.

        Es heißt „Diagramm n“ und zählt für sich, damit die Bilder ihre Nummern behalten, ob es da ist oder nicht.
        Jede Reihe hat einen Wert ≥ 0 je Kategorie und eine Farbe aus sechs Hexziffern, sonst `EingabeError`.
        """
        for reihe in reihen:
            if len(reihe.werte) != len(kategorien) or min(reihe.werte, default=0) < 0:
                raise EingabeError(f"Die Reihe „{reihe.name}“ braucht je Kategorie genau einen Wert ab 0.")
            if not _FARBE.fullmatch(reihe.farbe):
                raise EingabeError(f"Die Farbe „{reihe.farbe}“ der Reihe „{reihe.name}“ ist kein RRGGBB.")
        inhalt = None
        if kategorien and reihen:
            inhalt = Diagramm(
                tuple(einzeilig(k) for k in kategorien),
                tuple(_reihe(r) for r in reihen),
                einzeilig(achse),
                hoehe_cm(len(kategorien)),
            )
        return self._abbildung("Diagramm", titel, alternativtext, inhalt, schluessel)

    def bild(
        self, png: bytes, titel: str, alternativtext: str, breite_cm: float = 16.0, *, schluessel: str = ""
    ) -> b.Verweis:
        """Ein PNG-Bild, höchstens so breit wie der Satzspiegel; etwas anderes ist ein `EingabeError`."""
        try:
            with Image.open(BytesIO(png), formats=["PNG"]) as bild:
                hoehe = breite_cm * bild.height / bild.width
        except (UnidentifiedImageError, OSError) as fehler:
            raise EingabeError(f"Das Bild „{titel}“ ist kein lesbares PNG.") from fehler
        return self._abbildung("Abbildung", titel, alternativtext, b.Bild(png, breite_cm, hoehe), schluessel)

    def verweis(self, schluessel: str) -> b.Verweis:
        """Ein Verweis auf ein Ziel, das auch erst später kommen darf; fehlt es am Ende: `EingabeError`."""
        self._erwartet.add(schluessel)
        return b.Verweis(schluessel)

    # ---------------------------------------------------------------- Verzeichnisse und Abschnitte

    def inhaltsverzeichnis(self, ebenen: int = 2) -> None:
        """Das Inhaltsverzeichnis (1 bis 3 Ebenen) an dieser Stelle, gefüllt mit Seitenzahlen."""
        self._nimm(b.Inhaltsverzeichnis(max(1, min(3, ebenen))))

    def abbildungsverzeichnis(self, *, als_kapitel: bool = False) -> None:
        """Das Abbildungsverzeichnis: erst die Abbildungen, dann die Diagramme; ohne beides entfällt es.

        `als_kapitel`, nur am Ende des Dokuments: mit Überschrift ohne Nummer, die im Inhaltsverzeichnis steht.
        """
        self._objektverzeichnis("Abbildungsverzeichnis", "Abbildung", "Diagramm", als_kapitel=als_kapitel)

    def tabellenverzeichnis(self, *, als_kapitel: bool = False) -> None:
        """Das Tabellenverzeichnis, wie das Abbildungsverzeichnis; ohne Tabellen entfällt es."""
        self._objektverzeichnis("Tabellenverzeichnis", "Tabelle", als_kapitel=als_kapitel)

    @contextmanager
    def querformat(self) -> Iterator[None]:
        """Alles darin steht auf Seiten im Querformat mit eigener Kopf- und Fußzeile."""
        vorher, self._quer = self._quer, True
        try:
            yield
        finally:
            self._quer = vorher

    # ---------------------------------------------------------------- Ausgabe

    def als_bytes(self) -> bytes:
        """Das Dokument als .docx; beliebig oft aufrufbar, immer mit denselben Bytes."""
        fehlend = sorted(self._erwartet - self._ziele.keys())
        if fehlend:
            raise EingabeError(f"Verweise ohne Ziel: {', '.join(fehlend)}. Das Ziel braucht diesen Schlüssel.")
        huelle = Huelle(self._vorlage or _neutrale_vorlage(), deckblatt=self._deckblatt)
        angaben = self._angaben
        kopf = build_kopfzeile(angaben["kopfzeile"], angaben["kommune"], angaben["hinweis"])
        huelle.fuelle(angaben, im_kopf=kopf)
        huelle.eigenschaften(
            titel=angaben["titel"],
            autor=angaben["stelle"] or angaben["kommune"],
            betreff=self._betreff,
            stichworte=self._stichworte,
            stand=self._stand,
        )
        bogen = self._setze(huelle)
        rechner = Seitenrechner(
            huelle.hoch.hoehe, seite=huelle.deckblattseiten if self._deckblatt else 1, y=1.0 if self._deckblatt else 0.0
        )
        seiten = rechner.lege(bogen.masse)
        stuecke = [mit_seiten(stueck, seiten) if MARKE_AUF in stueck else stueck for stueck in bogen.stuecke]
        return huelle.als_bytes(b"".join([stueck.encode() for stueck in stuecke]))

    def _setze(self, huelle: Huelle) -> Bogen:
        """Der ganze Rumpf; nach einer Tabelle am Ende steht der Absatz, den Word verlangt."""
        bloecke = mit_inhalt(self._bloecke)
        setzer = Setzer(huelle, self._ziele, [block for block, _ in bloecke], self._adressen)
        bogen = setzer.bogen
        titelseite = self._deckblatt or huelle.eigene_erste_seite
        abschnitt = huelle.hoch if titelseite else ohne_titelseite(huelle.hoch)
        for quer, gruppe in groupby(bloecke, key=itemgetter(1)):
            vorher, neue_seite = abschnitt, self._deckblatt and not bogen.stuecke
            if bogen.stuecke or quer:
                abschnitt = ohne_titelseite(huelle.quer if quer else huelle.hoch)
            if bogen.stuecke or (quer and self._deckblatt):
                bogen.add(schlusszeile(vorher.xml), [Seitenwechsel(abschnitt.hoehe)])
                neue_seite = False
            setzer.setze([block for block, _ in gruppe], abschnitt, neue_seite=neue_seite)
        bogen.finish()
        if not bogen.stuecke or bogen.stuecke[-1].endswith("</w:tbl>"):
            bogen.add(schlusszeile())
        bogen.add(abschnitt.xml)
        return bogen

    # ---------------------------------------------------------------- innen

    def _nimm(self, block: b.Block, *, quer: bool = False) -> None:
        self._bloecke.append((block, self._quer or quer))

    def _objektverzeichnis(self, titel: str, *zaehler: str, als_kapitel: bool) -> None:
        if als_kapitel and any(self._zaehler[z] for z in zaehler):
            self.ueberschrift(titel, nummeriert=False)
        self._nimm(b.Objektverzeichnis("" if als_kapitel else titel, zaehler))

    def _liste(self, punkte: Sequence[str], *, ab: int | None = None) -> None:
        sauber = tuple(filter(None, [" ".join(rohe_absaetze(punkt)) for punkt in punkte]))
        if sauber:
            self._nimm(b.Liste(sauber, ab))

    def _naechste_nummer(self, ebene: int) -> str:
        """Die Nummer, die Word der Überschrift geben wird; eine übersprungene Ebene zählt dort als 1."""
        self._nummern[ebene - 1] += 1
        self._nummern[ebene:] = [0] * (4 - ebene)
        return ".".join(str(max(1, n)) for n in self._nummern[:ebene])

    def _neuer_schluessel(self, wunsch: str, sonst: str) -> str:
        if wunsch and not _SCHLUESSEL.fullmatch(wunsch):
            raise EingabeError(f"Der Schlüssel „{bereinigt(wunsch)}“ darf nur Kleinbuchstaben, Ziffern und _ haben.")
        schluessel = wunsch or f"{sonst}_"
        if schluessel in self._ziele:
            raise EingabeError(f"Der Schlüssel „{schluessel}“ ist schon vergeben.")
        return schluessel

    def _neues_ziel(self, zaehler: str, wunsch: str) -> tuple[int, b.Ziel]:
        """Die nächste Nummer dieses Zählers und das Ziel dazu."""
        stelle = len(self._ziele) + 1
        nummer = self._zaehler[zaehler] + 1
        schluessel = self._neuer_schluessel(wunsch, f"o{stelle}")
        name = f"_Ref{stelle:09d}"
        ziel = b.Ziel(schluessel, f"_Toc{stelle:09d}", name, f"{zaehler}\u00a0{nummer}", f"REF {name} \\h")
        self._zaehler[zaehler] = nummer
        self._ziele[schluessel] = ziel
        return nummer, ziel

    def _abbildung(
        self, zaehler: str, titel: str, alternativtext: str, inhalt: Diagramm | b.Bild | None, schluessel: str
    ) -> b.Verweis:
        sauber = _pflicht(titel, "Der Titel einer Abbildung")
        beschreibung = _pflicht(alternativtext, f"Der Alternativtext von „{sauber}“")
        nummer, ziel = self._neues_ziel(zaehler, schluessel)
        self._nimm(b.Abbildung(sauber, beschreibung, inhalt, nummer, ziel, zaehler))
        return b.Verweis(ziel.schluessel)


def _tabelle(
    titel: str,
    kopf: Sequence[str],
    zeilen: Sequence[Sequence[b.Zelle]],
    breiten: Sequence[float] | None,
    beschreibung: str,
) -> b.Tabelle:
    """Die geprüfte Tabelle, noch ohne Nummer und Ziel."""
    sauber = _pflicht(titel, "Der Titel einer Tabelle")
    anteile = tuple(breiten) if breiten is not None else (1.0,) * len(kopf)
    if not kopf or len(anteile) != len(kopf) or any(len(z) != len(kopf) for z in zeilen):
        raise EingabeError(
            f"Die Tabelle „{sauber}“ braucht in jeder Zeile und bei den Breiten so viele Einträge wie im Kopf."
        )
    inhalt = tuple([tuple([z if isinstance(z, str) else tuple(z) for z in zeile]) for zeile in zeilen])
    alternativ = einzeilig(beschreibung) or sauber
    return b.Tabelle(sauber, tuple(kopf), inhalt, anteile, alternativ, frozenset(), frozenset(), 0, b.OHNE_ZIEL)


def _reihe(reihe: Reihe) -> Reihe:
    """Die Reihe mit reinem Namen und schlichten Zahlen (auch aus numpy), Farbe großgeschrieben."""
    werte = [int(w) if float(w).is_integer() else float(w) for w in reihe.werte]
    return Reihe(einzeilig(reihe.name), werte, reihe.farbe.upper(), reihe.muster)
