"""Sortieren: welche Zeile eine Maßnahme ist und welche Titel, Zwischenüberschrift, Summe, Fußnote oder Kopf.

Im Zweifel bleibt eine Zeile eine Maßnahme; alles andere steht mit Nummer, Grund und Text in `uebergangen`.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from mut_core.austausch.form.fussnoten import marke_von
from mut_core.austausch.form.kopf import Kopf
from mut_core.austausch.form.liste import Rohzeile, Spalte, Uebergangen
from mut_core.austausch.mappe import Blatt, Zellwert
from mut_core.schriftbild import geglaettet

SUMME: Final = "Summenzeile"
FUSSNOTE: Final = "Fußnote"
GRUPPE: Final = "Zwischenüberschrift, als Handlungsfeld gelesen"
KOPF: Final = "wiederholte Kopfzeile"
RANDTEXT: Final = "Text neben der Tabelle"
TITEL: Final = "Titel über der Tabelle"
FORTSETZUNG: Final = "Fortsetzung der Zeile {nr} (verbundene Zelle), dort angehängt"
_TEXT_HOECHSTENS: Final = 200

_SUMME: Final = re.compile(
    r"(?:(?:gesamt|zwischen|end)?summen?|gesamt(?:kosten|betrag|bedarf|ausgaben|ergebnis)?|insgesamt|total|übertrag|σ|∑)"
    r"(?:[ :=.].{0,60})?"
)
_SUMMENANFANG: Final = frozenset("sSgGzZiItTeEüÜσΣ∑")
_HANDLUNGSFELD: Final = re.compile(
    r"^(?:\d+(?:\.\d+)*\.? ?|[a-z][.)] |[ivx]+\. )?"
    r"(?:handlungsfeld|hf|themenfeld|aktionsfeld|handlungsbereich|bereich)\b[ :.\-–\d]*", re.IGNORECASE
)  # fmt: skip
_GLIEDERUNG: Final = re.compile(r"^\d+(?:\.\d+)*\.? +(?=\D)|^[A-Z][.)] +|^[IVX]+\. +")
_RAND: Final = re.compile(
    r"(?:stand|stichtag|quellen?|legende|erläuterung(?:en)?|abkürzungen|hinweise?|anmerkung(?:en)?|erstellt|bearbeitet"
    r"|letzte änderung|seite|ansprechpartner(?:in)?|kontakt|fußnoten?)\b.*", re.DOTALL
)  # fmt: skip
_LEGENDE: Final = re.compile(r"(?:legende|erläuterung(?:en)?|abkürzungen|hinweise?)\b[^a-z]{0,3}.{0,30}")
_ANFUEHRUNG: Final = "„“”\"'‚‘’»«,"


@dataclass
class Sortierung:
    """Was aus den Zeilen eines Blatts wurde."""

    zeilen: list[Rohzeile] = field(default_factory=list)
    uebergangen: list[Uebergangen] = field(default_factory=list)
    fussnoten: dict[str, str] = field(default_factory=dict)
    gruppen: int = 0


def read_zeilen(blatt: Blatt, kopf: Kopf, spalten: tuple[Spalte, ...], gruppe: str | None) -> Sortierung:
    """Sortiert alle Zeilen unter dem Kopf; `gruppe` ist das Handlungsfeld, das für das ganze Blatt gilt."""
    sortierung = Sortierung()
    _nimm_titel(blatt, kopf, sortierung)
    werk = _Sortierer(blatt, kopf, spalten, gruppe, sortierung)
    for nr in range(kopf.ende + 1, len(blatt.zeilen) + 1):
        werk.nimm(nr)
    werk.schliesse()
    return sortierung


def _nimm_titel(blatt: Blatt, kopf: Kopf, sortierung: Sortierung) -> None:
    for nr in range(1, kopf.zeile):
        if text := zeilentext(blatt.zeilen[nr - 1]):
            sortierung.uebergangen.append(Uebergangen(nr, TITEL, text))


def zeilentext(zeile: tuple[Zellwert, ...]) -> str:
    """Gibt alles, was in einer Zeile steht, als einen kurzen Text."""
    text = " | ".join(str(w).strip() for w in zeile if w is not None)
    return text if len(text) <= _TEXT_HOECHSTENS else f"{text[:_TEXT_HOECHSTENS]} …"


class _Sortierer:
    """Geht die Zeilen einmal von oben nach unten durch."""

    def __init__(
        self, blatt: Blatt, kopf: Kopf, spalten: tuple[Spalte, ...], gruppe: str | None, sortierung: Sortierung
    ) -> None:
        self.blatt, self.kopf, self.gruppe, self.sortierung = blatt, kopf, gruppe, sortierung
        je_feld = {s.feld: s.index for s in reversed(spalten) if s.feld}
        self.titel, self.nummer = je_feld.get("titel"), je_feld.get("nummer")
        self.hat_handlungsfeld = "handlungsfeld" in je_feld
        self.koepfe = _koepfe(blatt, kopf)
        self.fortsetzungen = _fortsetzungen(blatt, kopf, self.titel)
        self.quer = {
            (b.von_zeile, b.von_spalte): b.bis_spalte - b.von_spalte + 1
            for b in blatt.verbunden
            if b.bis_spalte > b.von_spalte
        }
        self.nach_leerzeile = self.in_legende = False
        self.offene_gruppen: list[Uebergangen] = []

    def nimm(self, nr: int) -> None:
        """Sortiert eine Zeile ein."""
        zeile = self.blatt.zeilen[nr - 1]
        belegt = len(zeile) - zeile.count(None)
        if belegt == 0:
            self.nach_leerzeile = True
            return
        if belegt >= 3 and self._ist_gewoehnlich(nr, zeile):
            self._nimm_massnahme(nr, zeile)
        elif nr in self.fortsetzungen and self.sortierung.zeilen:
            self._haenge_an(nr, zeile)
        elif grund := self._grund(nr, zeile, belegt):
            self._uebergehe(nr, zeile, grund)
        else:
            self._nimm_massnahme(nr, zeile)
        self.nach_leerzeile = False

    def schliesse(self) -> None:
        """Eine Zwischenüberschrift, unter der nichts mehr kommt, war keine."""
        self.sortierung.uebergangen.extend(u._replace(grund=RANDTEXT) for u in self.offene_gruppen)
        self.sortierung.uebergangen.sort()

    def _ist_gewoehnlich(self, nr: int, zeile: tuple[Zellwert, ...]) -> bool:
        """Der häufige Fall, billig geprüft: ein Titel, der weder Kopf noch Summe noch Fortsetzung ist."""
        if nr in self.fortsetzungen or self.titel is None:
            return False
        titel = zeile[self.titel]
        if titel is None or titel in self.koepfe:
            return False
        erster = next(w for w in zeile if w is not None)
        return not (isinstance(erster, str) and erster.lstrip()[:1] in _SUMMENANFANG and self._ist_summe(zeile))

    def _nimm_massnahme(self, nr: int, zeile: tuple[Zellwert, ...]) -> None:
        self.sortierung.uebergangen.extend(self.offene_gruppen)
        self.sortierung.gruppen += len(self.offene_gruppen)
        self.offene_gruppen.clear()
        self.in_legende = False
        self.sortierung.zeilen.append(Rohzeile(nr, zeile, self.gruppe, self.blatt.name))

    def _grund(self, nr: int, zeile: tuple[Zellwert, ...], belegt: int) -> str | None:
        if self._ist_kopf(zeile):
            return KOPF
        if self._ist_summe(zeile):
            return SUMME
        return self._grund_am_rand(nr, zeile, belegt) if belegt <= 2 else None

    def _grund_am_rand(self, nr: int, zeile: tuple[Zellwert, ...], belegt: int) -> str | None:
        spalte = next(s for s, w in enumerate(zeile) if w is not None)
        erster = zeile[spalte]
        glatt = geglaettet(erster) if isinstance(erster, str) else ""
        if isinstance(erster, str) and marke_von(erster):
            return FUSSNOTE
        if belegt == 1 and glatt and self.nach_leerzeile and _LEGENDE.fullmatch(glatt):
            self.in_legende = True
            return RANDTEXT
        if self.in_legende or (belegt == 1 and glatt and _RAND.fullmatch(glatt) and self._ist_rand(nr, spalte)):
            return RANDTEXT
        return GRUPPE if belegt == 1 and glatt and self._ist_gruppe(nr, spalte, glatt) else None

    def _ist_kopf(self, zeile: tuple[Zellwert, ...]) -> bool:
        texte = [w for w in zeile if isinstance(w, str)]
        return len(texte) >= 2 and sum(t in self.koepfe for t in texte) >= 0.8 * len(texte)

    def _ist_summe(self, zeile: tuple[Zellwert, ...]) -> bool:
        """Das Summenwort steht vorn oder als Titel, es gibt keine Nummer, und sonst stehen da nur Zahlen."""
        if self.nummer is not None and isinstance(zeile[self.nummer], (int, float)):
            return False
        worte = [w for w in zeile if isinstance(w, str)]
        if not worte or not _SUMME.fullmatch(geglaettet(worte[0])):
            return False
        return all(len(w) <= 40 and any(z.isdigit() for z in w) for w in worte[1:])

    def _ist_rand(self, nr: int, spalte: int) -> bool:
        return spalte != self.titel or self.nach_leerzeile or self.nummer is not None

    def _ist_gruppe(self, nr: int, spalte: int, glatt: str) -> bool:
        if _HANDLUNGSFELD.match(glatt):
            return True
        breite = self.quer.get((nr, spalte), 0)
        if breite and (breite >= 3 or breite * 2 >= self.blatt.breite):
            return True
        if self.hat_handlungsfeld or not any(z.isalpha() for z in glatt):
            return False
        if spalte != self.titel:
            return spalte in (self.nummer, 0)
        return self.nummer is not None or (nr, spalte) in self.blatt.farben or self.nach_leerzeile

    def _uebergehe(self, nr: int, zeile: tuple[Zellwert, ...], grund: str) -> None:
        eintrag = Uebergangen(nr, grund, zeilentext(zeile))
        if grund == GRUPPE:
            self.offene_gruppen.append(eintrag)
            self.gruppe = gruppenname(str(next(w for w in zeile if w is not None)))
            return
        if grund == FUSSNOTE:
            text = str(next(w for w in zeile if w is not None)).strip()
            self.sortierung.fussnoten[marke_von(text)] = " ".join(str(w).strip() for w in zeile if w is not None)
        self.sortierung.uebergangen.append(eintrag)

    def _haenge_an(self, nr: int, zeile: tuple[Zellwert, ...]) -> None:
        """Unter einer verbundenen Titelzelle stehen mehrere Zeilen zu einer Maßnahme: sie werden eine Zelle."""
        letzte = self.sortierung.zeilen[-1]
        zellen = tuple(_verbunden(oben, unten) for oben, unten in zip(letzte.zellen, zeile, strict=True))
        self.sortierung.zeilen[-1] = letzte._replace(zellen=zellen)
        self.sortierung.uebergangen.append(Uebergangen(nr, FORTSETZUNG.format(nr=letzte.nr), zeilentext(zeile)))


def gruppenname(text: str) -> str:
    """Nimmt „4.2 Handlungsfeld“ und Anführungszeichen weg: „4.2 Handlungsfeld ‚Gesundheit‘“ ist „Gesundheit“."""
    zeile = " ".join(text.split())
    ohne = _HANDLUNGSFELD.sub("", zeile, count=1) or zeile
    ohne = _GLIEDERUNG.sub("", ohne, count=1)
    return ohne.strip(f" :–-{_ANFUEHRUNG}") or zeile


def _verbunden(oben: Zellwert, unten: Zellwert) -> Zellwert:
    if unten is None or unten == oben:
        return oben
    return unten if oben is None else f"{oben}\n{unten}"


def _koepfe(blatt: Blatt, kopf: Kopf) -> frozenset[Zellwert]:
    zeilen = blatt.zeilen[kopf.zeile - 1 : kopf.ende]
    return frozenset(w for zeile in zeilen for w in zeile if isinstance(w, str))


def _fortsetzungen(blatt: Blatt, kopf: Kopf, titel: int | None) -> frozenset[int]:
    """Zeilen unter der ersten eines senkrechten Verbunds in der Titelspalte."""

    def zeilen() -> Iterator[int]:
        for b in blatt.verbunden:
            if b.von_spalte == titel and b.von_zeile > kopf.ende and b.bis_zeile > b.von_zeile:
                yield from range(b.von_zeile + 1, min(b.bis_zeile, len(blatt.zeilen)) + 1)

    return frozenset(zeilen())
