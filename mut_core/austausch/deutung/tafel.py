"""Deuten: eine Liste Spalte für Spalte – jeder Zellwert nur einmal, Besonderes einzelner Zellen danach.

Spaltenweise und mit Zwischenspeicher, weil Listen sich wiederholen: 5.000 Zeilen nennen ein Dutzend Stellen.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from mut_core.austausch.deutung.einfach import Textleser
from mut_core.austausch.deutung.felder import SACHSTAND, Leser, leser_von
from mut_core.austausch.deutung.kontext import Kontext
from mut_core.austausch.deutung.urteil import LEER, Deutung, Urteil, Zellwert, fehler, original, sicher, unsicher
from mut_core.austausch.deutung.wahl import Deutungswahl

if TYPE_CHECKING:
    from mut_core.austausch.form import Liste, Rohzeile, Spalte


_UNKLAR = frozenset({Urteil.UNSICHER, Urteil.FEHLER})


class _Gelesen(dict[Zellwert, Deutung]):
    """Die Deutungen einer Spalte nach Zellwert; jeder wird beim ersten Nachsehen gelesen."""

    def __init__(self, leser: Leser) -> None:
        super().__init__()
        self._leser = leser

    def __missing__(self, wert: Zellwert) -> Deutung:
        deutung = LEER if wert is None or wert == "" else self._leser(wert)
        self[wert] = deutung
        return deutung


@dataclass
class Spaltendeutung:
    """Eine Spalte mit ihren Werten und ihrem Leser; `besondere` sind Zellen, die für sich gedeutet sind."""

    spalte: "Spalte"
    werte: Sequence[Zellwert]
    leser: Leser
    besondere: dict[int, Deutung] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if bool in set(map(type, self.werte)):  # für Python sind True, 1 und 1.0 gleich, in einer Liste nicht
            self.werte = [original(w) if isinstance(w, bool) else w for w in self.werte]
        self._gelesen = _Gelesen(self.leser)

    @property
    def feld(self) -> str | None:
        """Gibt das Feld der Spalte; None heißt Zusatzfeld."""
        return self.spalte.feld

    def mit(self, leser: Leser, *, neu: bool) -> "Spaltendeutung":
        """Gibt dieselbe Spalte ohne Besonderes; was gelesen ist, bleibt gelesen, wenn der Leser nichts `neu` deutet."""
        spalte = Spaltendeutung(self.spalte, self.werte, leser)
        if not neu:
            spalte._gelesen = self._gelesen
        return spalte

    def teilt_mit(self, andere: "Spaltendeutung") -> bool:
        """Sagt, ob beide dieselben gelesenen Werte benutzen."""
        return self._gelesen is andere._gelesen

    def unklare_zeilen(self) -> list[int]:
        """Gibt die Zeilen, deren Zelle unsicher oder fehlerhaft gedeutet ist; freier Text ist höchstens zu lang."""
        if isinstance(self.leser, Textleser):
            return [i for i, d in self.besondere.items() if d.urteil in _UNKLAR]
        unklare = {wert for wert in set(self.werte) if self._gelesen[wert].urteil in _UNKLAR}
        if not unklare and not self.besondere:
            return []
        return [
            i
            for i, w in enumerate(self.werte)
            if (w in unklare or i in self.besondere) and self.deutung(i).urteil in _UNKLAR
        ]

    def deutung(self, i: int) -> Deutung:
        """Gibt die Deutung der Zelle in Zeile `i` der Liste."""
        return self.besondere.get(i) or self._gelesen[self.werte[i]]

    def anzahlen(self) -> Iterator[tuple[Deutung, int]]:
        """Gibt jede Deutung mit der Zahl ihrer Zellen; jeder Zellwert wird nur einmal gelesen."""
        uebrige = self.werte
        if self.besondere:
            uebrige = [w for i, w in enumerate(self.werte) if i not in self.besondere]
            yield from ((d, 1) for d in self.besondere.values())
        yield from ((self._gelesen[wert], n) for wert, n in Counter(uebrige).items())

    def urteile(self) -> Iterator[tuple[Urteil, int]]:
        """Gibt Urteile mit Anzahl; freier Text ist sicher, solange er kurz genug ist, und bleibt dafür ungelesen."""
        if not isinstance(self.leser, Textleser):
            yield from ((d.urteil, n) for d, n in self.anzahlen())
            return
        laenge, besondere = self.leser.laenge, self.besondere
        uebrige = self.werte if not besondere else [w for i, w in enumerate(self.werte) if i not in besondere]
        texte = [w for w in uebrige if isinstance(w, str)]
        andere = len(uebrige) - len(texte) - uebrige.count(None)
        lange = sum(len(t) > laenge and self._gelesen[t].urteil is Urteil.FEHLER for t in texte)
        genannt = sum(bool(t) and not t.isspace() for t in texte)
        yield Urteil.FEHLER, lange
        yield Urteil.SICHER, andere + genannt - lange
        yield from ((d.urteil, 1) for d in besondere.values())

    def genannte(self) -> list[bool]:
        """Sagt je Zeile, ob die Zelle etwas nennt."""
        if isinstance(self.leser, Textleser):
            return [i in self.besondere or bool(w and not str(w).isspace()) for i, w in enumerate(self.werte)]
        return [not self.deutung(i).ist_leer for i in range(len(self.werte))]


@dataclass
class Tafel:
    """Eine Liste, deren Zellen gedeutet sind."""

    liste: "Liste"
    kontext: Kontext
    spalten: list[Spaltendeutung]
    farben: Counter[str]
    fremde_farben: Counter[tuple[str, int]] = field(default_factory=Counter)
    """(Farbe, Spaltenindex) → Zellen außerhalb der Statusspalte; die Farbe heißt dort nichts, wird aber genannt."""
    verdeckte_farben: int = 0
    """Zellen der Statusspalte, in denen neben der Farbe ein Wort steht; gelesen ist das Wort."""
    _gruppen: dict[str, Deutung] = field(default_factory=dict)

    def mit_feld(self, feld: str) -> Spaltendeutung | None:
        """Gibt die Spalte eines Felds ohne Zeitbezug; None, wenn die Liste keine hat."""
        return next((s for s in self.spalten if s.feld == feld and s.spalte.zum is None), None)

    def rohwerte(self, feld: str) -> Sequence[Zellwert]:
        """Gibt die Zellwerte eines Felds über alle Zeilen; ohne Spalte lauter None."""
        spalte = self.mit_feld(feld)
        return spalte.werte if spalte else [None] * len(self.liste.zeilen)

    def gruppe(self, text: str | None) -> Deutung:
        """Gibt das Handlungsfeld aus Zwischenüberschrift oder Blattname; ohne beides gilt die Vorgabe der Wahl („“)."""
        wahl = self.kontext.wahl.handlungsfelder
        if not text:
            vorgabe = wahl.get("")
            return sicher({"handlungsfeld_id": vorgabe}, "vorgegeben") if isinstance(vorgabe, int) else LEER
        if text not in self._gruppen:
            self._gruppen[text] = leser_von("handlungsfeld", self.kontext)(text)
        return self._gruppen[text]

    def zaehle(self) -> Counter[Urteil]:
        """Zählt die nicht leeren Zellen nach Urteil."""
        zahl: Counter[Urteil] = Counter()
        for spalte in self.spalten:
            for urteil, n in spalte.urteile():
                zahl[urteil] += n
        del zahl[Urteil.LEER]
        return zahl

    def sachstandszahl(self) -> int:
        """Zählt die Sachstände, die die Liste nennt: je Zeile den aktuellen und jeden datierten früheren."""
        aktuelle = [s.genannte() for s in self.spalten if s.feld in SACHSTAND and s.spalte.zum is None]
        jetzt = sum(map(any, zip(*aktuelle, strict=True))) if aktuelle else 0
        fruehere = sum(sum(s.genannte()) for s in self.spalten if s.feld == "sachstand" and s.spalte.zum is not None)
        return jetzt + fruehere + sum(len(z.historie) for z in self.liste.zeilen)


def build_tafel(liste: "Liste", kontext: Kontext, vorher: Tafel | None = None) -> Tafel:
    """Deutet alle Zellen einer Liste; `vorher`, dieselbe Liste mit anderer Wahl, spart, was gleich bleibt."""
    leser = [_vermutend(s, leser_von(s.feld, kontext, ueberschrift=s.ueberschrift, jahr=s.jahr)) for s in liste.spalten]
    if vorher is not None and vorher.kontext.stand == kontext.stand:
        anders = _anders_gelesene(vorher.kontext.wahl, kontext.wahl)
        spalten = [s.mit(neuer, neu=s.feld in anders) for s, neuer in zip(vorher.spalten, leser, strict=True)]
    else:
        breite = max((s.index for s in liste.spalten), default=-1) + 1
        zeilen = liste.zeilen
        saeulen = list(zip(*(_voll(z.zellen, breite) for z in zeilen), strict=True)) if zeilen else [()] * breite
        spalten = [Spaltendeutung(s, saeulen[s.index], einer) for s, einer in zip(liste.spalten, leser, strict=True)]
    tafel = Tafel(liste, kontext, spalten, Counter())
    _deute_nummern(tafel)
    _deute_besonderes(tafel)
    return tafel


_LIEST: Mapping[str, frozenset[str]] = {
    "stellen": frozenset({"federfuehrung", "beteiligte"}),
    "handlungsfelder": frozenset({"handlungsfeld", "weitere_handlungsfelder"}),
    "statuswoerter": frozenset({"umsetzungsstand"}),
}
"""Zuordnung der Wahl → Felder, deren Zellen danach anders zu lesen sind; alle übrigen hängen nur am Zellwert."""


def _anders_gelesene(alt: Deutungswahl, neu: Deutungswahl) -> frozenset[str]:
    return frozenset[str]().union(*(f for name, f in _LIEST.items() if getattr(alt, name) != getattr(neu, name)))


def geaenderte_zeilen(alt: Tafel, neu: Tafel) -> set[int]:
    """Gibt die Zeilen, in denen mindestens eine Zelle anders gedeutet ist als in derselben Liste zuvor."""
    geaendert: set[int] = set()
    for a, n in zip(alt.spalten, neu.spalten, strict=True):
        if not n.teilt_mit(a):
            geaendert.update(i for i in range(len(n.werte)) if a.deutung(i) != n.deutung(i))
        elif a.besondere or n.besondere:
            orte = a.besondere.keys() | n.besondere.keys()
            geaendert.update(i for i in orte if a.besondere.get(i) != n.besondere.get(i))
    return geaendert


def _voll(zellen: Sequence[Zellwert], breite: int) -> Sequence[Zellwert]:
    return zellen if len(zellen) >= breite else (*zellen, *([None] * (breite - len(zellen))))


def _vermutend(spalte: "Spalte", leser: Leser) -> Leser:
    """Ist schon die Überschrift nur vermutet, ist auch nichts darunter sicher."""
    if spalte.sicher or spalte.feld is None:
        return leser

    def vermutet(wert: Zellwert) -> Deutung:
        deutung = leser(wert)
        if deutung.urteil is not Urteil.SICHER:
            return deutung
        grund = f"Die Überschrift „{spalte.ueberschrift[:60]}“ ist nur vermutet; bitte die Spalte bestätigen."
        return deutung._replace(urteil=Urteil.UNSICHER, grund=grund)

    return vermutet


def _deute_nummern(tafel: Tafel) -> None:
    """Excel macht aus „1.10“ die Zahl 1,1: Das Zahlenformat verrät es, sonst die doppelte Nummer (T15)."""
    nummern = tafel.mit_feld("nummer")
    if nummern is None or float not in set(map(type, nummern.werte)):
        return
    stelle = nummern.spalte.index
    gesehen: set[float] = set()
    for i, wert in enumerate(nummern.werte):
        if not isinstance(wert, float):
            continue
        form = tafel.liste.zeilen[i].formate.get(stelle, "")
        nachkomma = len(form.partition(".")[2]) if set(form) <= {"0", ".", "#"} else 0
        if nachkomma:
            nummern.besondere[i] = sicher({"nummer": f"{wert:.{nachkomma}f}"})
        elif wert in gesehen:
            text = original(wert).replace(",", ".")
            grund = f"„{text}“ steht schon weiter oben; gemeint ist vielleicht „{text}0“."
            nummern.besondere[i] = unsicher(grund, {"nummer": f"{text}0"})
        gesehen.add(wert)


# --- was nur einzelne Zellen betrifft ---------------------------------------------------------------------------------


def _deute_besonderes(tafel: Tafel) -> None:
    """Geht nur zu den Zellen, an denen etwas auffällt: In einer eingefärbten Liste fällt in jeder Zeile eine auf."""
    je_stelle = {s.spalte.index: s for s in tafel.spalten}
    for i, zeile in enumerate(tafel.liste.zeilen):
        if zeile.fehlerwerte or zeile.durchgestrichen or zeile.symbolschrift or zeile.farben:
            for stelle in dict.fromkeys((*zeile.fehlerwerte, *zeile.durchgestrichen, *zeile.symbolschrift)):
                if (spalte := je_stelle.get(stelle)) is not None:
                    _setze_besondere(tafel, zeile, spalte, i)
            for stelle, farbe in zeile.farben.items():
                if (spalte := je_stelle.get(stelle)) is None or i in spalte.besondere:
                    continue
                if spalte.feld == "umsetzungsstand" and spalte.spalte.zum is None:
                    _setze_besondere(tafel, zeile, spalte, i)
                else:
                    tafel.fremde_farben[farbe, stelle] += 1
    _deute_entschiedenes(tafel)


def _setze_besondere(tafel: Tafel, zeile: "Rohzeile", spalte: Spaltendeutung, i: int) -> None:
    if (deutung := _besondere(tafel, zeile, spalte, i)) is not None:
        spalte.besondere[i] = deutung


def _deute_entschiedenes(tafel: Tafel) -> None:
    """Setzt ein, was ein Mensch berichtigt oder bestätigt hat; Orte anderer Blätter gehen diese Tafel nichts an."""
    wahl = tafel.kontext.wahl
    if not wahl.korrekturen and not wahl.bestaetigt:
        return
    zeilen = {f"{zeile.blatt}!{zeile.nr}": i for i, zeile in enumerate(tafel.liste.zeilen)}
    spalten = {str(s.spalte.index): s for s in tafel.spalten}
    for ort, text in [*wahl.korrekturen.items(), *((ort, None) for ort in sorted(wahl.bestaetigt))]:
        zeile, _, nummer = ort.rpartition("!")
        if (i := zeilen.get(zeile)) is None or (spalte := spalten.get(nummer)) is None:
            continue
        alt = spalte.deutung(i)
        spalte.besondere[i] = bestaetigt(alt) if text is None else spalte.leser(text)


def bestaetigt(deutung: Deutung) -> Deutung:
    """Gibt die Deutung als sicher, wenn sie einen Vorschlag oder Wortlaut hat; Fehler lassen sich nicht bestätigen."""
    if deutung.urteil is not Urteil.UNSICHER or not (deutung.werte or deutung.wortlaut):
        return deutung
    return deutung._replace(urteil=Urteil.SICHER, grund="bestätigt", werte=deutung.werte or deutung.wortlaut)


def _besondere(tafel: Tafel, zeile: "Rohzeile", spalte: Spaltendeutung, i: int) -> Deutung | None:
    stelle, wert = spalte.spalte.index, spalte.werte[i]
    if stelle in zeile.fehlerwerte:
        satz = f"In der Zelle steht „{zeile.fehlerwerte[stelle]}“; bitte in der Datei den Wert eintragen."
        return fehler(satz)
    if gestrichen := zeile.durchgestrichen.get(stelle):
        return _durchgestrichen(spalte, original(wert), gestrichen)
    if (schrift := zeile.symbolschrift.get(stelle)) and spalte.feld != "umsetzungsstand":
        return unsicher(f"„{original(wert)}“ ist ein Zeichen der Schrift {schrift}; bitte in Worten schreiben.")
    if spalte.feld == "umsetzungsstand" and spalte.spalte.zum is None and (farbe := zeile.farben.get(stelle)):
        return _farbe(tafel, spalte.deutung(i), farbe)
    return None


def _durchgestrichen(spalte: Spaltendeutung, text: str, gestrichen: str) -> Deutung:
    rest = text.replace(gestrichen, " ", 1).strip()
    if not rest:
        return unsicher(f"„{text[:80]}“ ist durchgestrichen und gilt vermutlich nicht mehr.")
    gelesen = spalte.leser(rest)
    if gelesen.urteil is Urteil.FEHLER:
        return gelesen
    satz = f"„{gestrichen.strip()[:60]}“ ist durchgestrichen; gelesen ist nur „{rest[:60]}“."
    return gelesen._replace(urteil=Urteil.UNSICHER, grund=satz)


def _farbe(tafel: Tafel, deutung: Deutung, farbe: str) -> Deutung | None:
    """Eine Farbe heißt nur etwas, wenn ein Mensch sie zugeordnet hat; ein Text in der Zelle geht immer vor."""
    nur_farbe = deutung.ist_leer or (deutung.urteil is Urteil.UNSICHER and not deutung.werte)
    if not nur_farbe:
        tafel.verdeckte_farben += 1
        return None
    if (stand := tafel.kontext.wahl.staende("farben").get(farbe)) is not None:
        return sicher({"umsetzungsstand": stand, "beleg": f"Farbe {farbe}"}, f"Die Farbe heißt {stand.bezeichnung}.")
    tafel.farben[farbe] += 1
    if not deutung.ist_leer:
        return None
    return unsicher(f"Nur die Farbe {farbe}, kein Wort; bitte die Farbe mit der Legende zuordnen.", offen=(farbe,))
