"""Prüfen: vor der Freigabe auflisten, was in einem Bericht nach Person, Telefonnummer oder Mailadresse aussieht.

    for fund in pruefe_namen(build_bericht(lagebild, form, wahl), [*nutzernamen, *interne_namen(lagebild)]): …

Die Prüfung hindert nichts: Sie zeigt einem Menschen Stellen, die er ansehen soll (Fachhandbuch 3.6). Sie kennt keine
Datenbank; Namen aus der App reicht der Aufrufer herein. Was sie nicht finden kann: einen unbekannten Nachnamen ohne
Anrede, Titel und Vornamen („Nachfragen an Yilmaz“), und Vornamen, die zugleich gewöhnliche Wörter sind.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from mut_core.bericht import namensworte as nw
from mut_core.bericht.namenstellen import LINKZIEL, Stelle, stellen
from mut_core.bericht.rufnummern import Spanne, mailadressen, rufnummern
from mut_core.lagebild import Lagebild, saetze
from mut_core.modell.codes import Wort

_WORT: Final = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_LUECKE: Final = re.compile(r"\.?[ \t]+|\.?-|\.")
"""Zwischen den Wörtern eines Namens steht Leerraum, nach Abkürzungen auch nur ein Punkt."""

_UNSICHTBAR: Final = {ord(z): None for z in "\u00ad\u200b\u200c\u200d\u2060\ufeff"} | dict.fromkeys(
    map(ord, "\u00a0\u202f\u2007\u2009\u2003\n"), " "
)
_UMGEBUNG: Final = 45
_NAMEN_HOECHSTENS: Final = 4
_TRENNT_NAMEN: Final = re.compile(r"[,;/()\n|]|\bund\b")


class Fundart(Wort):
    """Woran etwas auffiel."""

    BEKANNT = "bekannt", "bekannter Name"
    ANREDE = "anrede", "Anrede mit Namen"
    TITEL = "titel", "Titel mit Namen"
    VORNAME = "vorname", "Vor- und Nachname"
    TELEFON = "telefon", "Telefonnummer"
    MAIL = "mail", "Mailadresse"


@dataclass(frozen=True, slots=True)
class Fund:
    """Eine verdächtige Stelle: was dort steht, unter welcher Überschrift, wo darunter und was es umgibt."""

    art: Fundart
    text: str
    kapitel: str
    ort: str
    davor: str
    danach: str

    @property
    def umgebung(self) -> str:
        """Der Fund mit dem Text um ihn herum, gekürzt."""
        return f"{self.davor}{self.text}{self.danach}"


def pruefe_namen(inhalt: bytes | str | Mapping[str, str], bekannte: Iterable[str] = ()) -> tuple[Fund, ...]:
    """Gibt die Funde in Lesefolge: erst der Rumpf, dann Kopfzeilen, Kommentare, Diagramme, Eigenschaften der Datei.

    `inhalt` ist die fertige Datei (.docx, Markdown, HTML) oder Texte je Kapitel. `bekannte` sind Namen von Personen;
    gefunden wird auch der Nachname allein. Dieselbe Stelle mit demselben Fund steht einmal da; das Ziel eines Links
    nur, wenn es nicht auch zu lesen ist. Wirft EingabeError bei einer unlesbaren Word-Datei.
    """
    gesucht = _Bekannte(bekannte)
    alle = list(dict.fromkeys(f for stelle in stellen(inhalt) for f in _funde(stelle, gesucht)))
    lesbar = {f.text.casefold() for f in alle if f.ort != LINKZIEL}
    return tuple(f for f in alle if f.ort != LINKZIEL or f.text.casefold() not in lesbar)


def interne_namen(lagebild: Lagebild) -> tuple[str, ...]:
    """Gibt, was in internen Feldern nach Namen aussieht: Personen in Gremien und die Bearbeitung von Vorlagen.

    Ein Lagebild ohne interne Felder kennt keine; es muss mit `intern=True` gelesen sein.
    """
    felder = (("mitgliedschaften", "person"), ("vorlagen", "bearbeitung"))
    werte = (getattr(z, feld, None) for tabelle, feld in felder for z in saetze(getattr(lagebild, tabelle)))
    return tuple(dict.fromkeys(w.strip() for w in werte if isinstance(w, str) and w.strip()))


def _funde(stelle: Stelle, bekannte: "_Bekannte") -> list[Fund]:
    """Prüft eine Stelle; von Funden, die sich überdecken, bleibt der mit dem stärkeren Anhalt."""
    text = unicodedata.normalize("NFC", stelle.text).translate(_UNSICHTBAR)
    worte = _worte(text)
    treffer: list[tuple[Spanne, Fundart]] = []
    for art, spannen in (
        (Fundart.MAIL, mailadressen(text)),
        (Fundart.TELEFON, rufnummern(text)),
        (Fundart.ANREDE, _mit_anrede(worte)),
        (Fundart.TITEL, _mit_titel(worte)),
        (Fundart.BEKANNT, bekannte.spannen(worte)),
        (Fundart.VORNAME, _mit_vornamen(worte)),
    ):
        for von, bis in spannen:
            if not any(von < t[1] and t[0] < bis for t, _ in treffer):
                treffer.append(((von, bis), art))
    return [_fund(stelle, text, spanne, art) for spanne, art in sorted(treffer)]


def _fund(stelle: Stelle, text: str, spanne: Spanne, art: Fundart) -> Fund:
    von, bis = spanne
    davor, danach = text[max(0, von - _UMGEBUNG) : von], text[bis : bis + _UMGEBUNG]
    if von > _UMGEBUNG:
        davor = f"…{davor.partition(' ')[2]}"
    if bis + _UMGEBUNG < len(text):
        danach = f"{danach.rpartition(' ')[0]}…"
    return Fund(art, text[von:bis], stelle.kapitel, stelle.ort, davor.lstrip(), danach.rstrip())


# ---------------------------------------------------------------------------------------------- Wörter


@dataclass(frozen=True, slots=True)
class _Wort:
    text: str
    von: int
    bis: int
    anschluss: str
    """Was bis zum nächsten Wort steht; None am Ende."""

    @property
    def klein(self) -> str:
        return self.text.casefold()

    @property
    def gross(self) -> bool:
        return self.text[0].isupper()

    @property
    def fortgesetzt(self) -> bool:
        """Ob das nächste Wort ohne Satzzeichen folgt."""
        return bool(_LUECKE.fullmatch(self.anschluss))


def _worte(text: str) -> list[_Wort]:
    treffer = [m.span() for m in _WORT.finditer(text)]
    grenzen = [*treffer, (len(text), len(text))]
    return [_Wort(text[v:b], v, b, text[b:n]) for (v, b), (n, _) in pairwise(grenzen)]


def _ist_abkuerzung(wort: _Wort) -> bool:
    return wort.anschluss.startswith(".")


def _namensende(worte: list[_Wort], i: int) -> int | None:
    """Gibt das letzte Wort eines Namens, der bei `i` beginnt: Vornamen, Anfangsbuchstaben, Beinamen, ein Nachname."""
    vornamen = 0
    while i < len(worte):
        w = worte[i]
        weiter = w.fortgesetzt and i + 1 < len(worte)
        if w.klein in nw.BEINAMEN and weiter and (vornamen or not w.gross):
            i += 1
        elif not w.gross:
            return None
        elif weiter and vornamen < _NAMEN_HOECHSTENS and _geht_voraus(worte, i):
            vornamen += 1
            i += 1
        else:
            return i if len(w.text) > 1 else None
    return None


def _geht_voraus(worte: list[_Wort], i: int) -> bool:
    """Ein Vorname oder Anfangsbuchstabe geht voraus, wenn ein weiterer Name folgt."""
    w, danach = worte[i], worte[i + 1]
    anfang = len(w.text) == 1 and _ist_abkuerzung(w)
    if not (nw.ist_vorname(w.text) or anfang) or (_ist_abkuerzung(w) and not anfang):
        return False
    if danach.gross:
        return not nw.ist_sachwort(danach.text) and not nw.ist_amt(danach.text)
    return danach.klein in nw.BEINAMEN and i + 2 < len(worte) and _folgt_gross(worte, i + 2)


def _folgt_gross(worte: list[_Wort], i: int) -> bool:
    while i < len(worte) and worte[i].klein in nw.BEINAMEN:
        i += 1
    return i < len(worte) and worte[i].gross


def _gehoert_zu_einrichtung(worte: list[_Wort], anfang: int, ende: int) -> bool:
    """„Dr. Robert Koch Straße“, „Kita Maria Frieden“, „Anne Frank Schule“ sind keine Personen."""
    danach = worte[ende + 1] if worte[ende].fortgesetzt and ende + 1 < len(worte) else None
    if danach is not None and danach.gross and nw.ist_einrichtung(danach.text):
        return True
    davor = worte[anfang - 1] if anfang and worte[anfang - 1].fortgesetzt else None
    if davor is None:
        return False
    letzter_teil = davor.klein.rpartition("-")[2]
    return letzter_teil in nw.EINRICHTUNG_DAVOR and (davor.gross or davor.klein in ("st", "sankt"))


# ---------------------------------------------------------------------------------------------- Regeln


def _mit_anrede(worte: list[_Wort]) -> Iterator[Spanne]:
    """„Frau Dr. Müller“, „Herrn von Berg“, „Hr. Yilmaz“; nicht „Frau und Beruf“, „Frau Bürgermeisterin“."""
    for i, w in enumerate(worte[:-1]):
        kurz = w.klein in nw.KURZE_ANREDEN and _ist_abkuerzung(w)
        if not w.gross or not (w.klein in nw.ANREDEN or kurz) or not w.fortgesetzt:
            continue
        if w.klein == "frau" and nw.meint_frau_allgemein([v.text for v in worte[max(0, i - 2) : i]]):
            continue
        anfang = _nach_titeln(worte, i + 1)
        while anfang < len(worte) - 1 and nw.ist_amt(worte[anfang].text) and worte[anfang].fortgesetzt:
            anfang = _nach_titeln(worte, anfang + 1)
        yield from _person(worte, i, anfang, auch_sachen=w.klein in ("herr", "herrn"))


def _mit_titel(worte: list[_Wort]) -> Iterator[Spanne]:
    """„Dr. Ali Yilmaz“, „Prof. Dr. Weber“; nicht „Dr. Robert Koch Straße“."""
    for i, w in enumerate(worte[:-1]):
        if w.klein.partition("-")[0] in nw.TITEL and w.gross and _ist_abkuerzung(w):
            anfang = _nach_titeln(worte, i)
            if anfang > i:
                yield from _person(worte, i, anfang, auch_sachen=True)


def _nach_titeln(worte: list[_Wort], i: int) -> int:
    while i < len(worte) - 1 and worte[i].fortgesetzt and _ist_titelteil(worte[i]):
        i += 1
    return i


def _ist_titelteil(w: _Wort) -> bool:
    return _ist_abkuerzung(w) and all(teil in nw.TITELTEILE for teil in w.klein.split("-"))


def _person(worte: list[_Wort], anfang: int, name: int, *, auch_sachen: bool) -> Iterator[Spanne]:
    """Die Spanne von Anrede oder Titel bis zum Ende des Namens, wenn dort wirklich einer steht.

    Nach „Herr“ und „Dr.“ ist auch ein Wort wie „Freitag“ ein Name, nach „Frau“ ist „Leben“ eher keiner.
    """
    ende = _namensende(worte, name) if name < len(worte) else None
    if ende is None or (ende == name and not _kann_nachname_sein(worte[ende], auch_sachen=auch_sachen)):
        return
    if ende == name and _folgt_nachname(worte, ende):
        ende += 1
    if not _gehoert_zu_einrichtung(worte, anfang, ende):
        yield worte[anfang].von, worte[ende].bis


def _folgt_nachname(worte: list[_Wort], i: int) -> bool:
    """Nach einem seltenen Vornamen gehört auch der Nachname zum Fund: „Frau Suna Kaya“."""
    if i + 1 >= len(worte) or not re.fullmatch(r"[ \t]+", worte[i].anschluss):
        return False
    w = worte[i + 1]
    amtlich = nw.ist_sachwort(w.text) or nw.ist_amt(w.text) or nw.ist_organisation(w.text)
    return w.gross and len(w.text) > 2 and not amtlich and not _ist_abkuerzung(w)


def _kann_nachname_sein(wort: _Wort, *, auch_sachen: bool) -> bool:
    ist_titel = wort.klein in nw.TITELTEILE and _ist_abkuerzung(wort)
    if ist_titel or nw.ist_amt(wort.text) or ("-" in wort.text and nw.ist_einrichtung(wort.text)):
        return False
    return auch_sachen or wort.klein in nw.KALENDER or not nw.ist_sachwort(wort.text)


def _mit_vornamen(worte: list[_Wort]) -> Iterator[Spanne]:
    """„Fatma Yilmaz“, „Hans-Peter von Berg“, „Müller, Anna“; nicht „Anne-Frank-Schule“, „Martin Luther Kirche“."""
    bis = -1
    for i, w in enumerate(worte):
        if i <= bis or not nw.ist_vorname(w.text):
            continue
        ende = _namensende(worte, i) if w.fortgesetzt and not _ist_abkuerzung(w) else None
        if ende is not None and ende > i:
            bis = ende
            if not nw.ist_sachwort(worte[ende].text) and not _gehoert_zu_einrichtung(worte, i, ende):
                yield w.von, worte[ende].bis
        elif i and re.fullmatch(r", ?", worte[i - 1].anschluss) and _ist_umgestellt(worte, i):
            yield worte[i - 1].von, w.bis


def _ist_umgestellt(worte: list[_Wort], i: int) -> bool:
    """„Müller, Anna“: vor dem Komma steht ein einzelnes Wort, das ein Nachname sein kann, nach dem Vornamen nichts."""
    nachname = worte[i - 1]
    allein = i == 1 or not worte[i - 2].fortgesetzt
    am_ende = i + 1 == len(worte) or not worte[i].fortgesetzt
    kann = nachname.gross and len(nachname.text) > 2 and not nw.ist_vorname(nachname.text)
    return allein and am_ende and kann and not nw.ist_sachwort(nachname.text) and not nw.ist_amt(nachname.text)


# ---------------------------------------------------------------------------------------------- bekannte Namen


class _Bekannte:
    """Die hereingereichten Namen, zerlegt in Vornamen und Nachname; Stellen und Rollen darunter zählen nicht."""

    def __init__(self, namen: Iterable[str]) -> None:
        self._voll: dict[str, set[tuple[str, ...]]] = {}
        self._nachnamen: set[str] = set()
        for name in namen:
            self._merke_alle(unicodedata.normalize("NFC", name))

    def _merke_alle(self, name: str) -> None:
        umgestellt = re.fullmatch(r"\s*([^\W\d_][\w'’-]*)\s*,\s*([^\W\d_][\w'’ -]*?)\s*", name)
        if umgestellt and nw.ist_vorname(umgestellt[2].split()[0]):
            self._merke(f"{umgestellt[2]} {umgestellt[1]}")
            return
        for teil in _TRENNT_NAMEN.split(name):
            self._merke(teil)

    def _merke(self, teil: str) -> None:
        if re.search(r"[@\d]", teil):
            return
        worte = [w for w in _WORT.findall(teil) if _gefaltet(w) not in _OHNE_NAMEN and not nw.ist_amt(w)]
        grosse = [w for w in worte if w[0].isupper() and len(w) > 1]
        if not grosse or len(grosse) > _NAMEN_HOECHSTENS or any(nw.ist_organisation(w) for w in grosse):
            return
        folge = tuple(_gefaltet(w) for w in worte)
        for ganz in {folge, (folge[-1], *folge[:-1])}:
            self._voll.setdefault(ganz[0], set()).add(ganz)
        nachname = grosse[-1]
        if len(nachname) > 2 and not nw.ist_sachwort(nachname):
            self._nachnamen.add(_gefaltet(nachname))

    def spannen(self, worte: list[_Wort]) -> Iterator[Spanne]:
        """Gibt die bekannten Namen im Text; der Nachname allein zählt, wenn er nicht zu einer Einrichtung gehört."""
        if not self._voll:
            return
        gefaltet = [_gefaltet(w.text) for w in worte]
        for i, wort in enumerate(gefaltet):
            laengen = [len(f) for f in self._voll.get(wort, ()) if tuple(gefaltet[i : i + len(f)]) == f]
            ganze = [n for n in laengen if n > 1 and _beisammen(worte[i : i + n])]
            if ganze:
                yield worte[i].von, worte[i + max(ganze) - 1].bis
            elif self._ist_nachname(worte[i], wort) and not _gehoert_zu_einrichtung(worte, i, i):
                yield worte[i].von, worte[i].bis

    def _ist_nachname(self, wort: _Wort, gefaltet: str) -> bool:
        """Auch im Genitiv: „Webers Vorschlag“."""
        return wort.gross and (gefaltet in self._nachnamen or gefaltet.removesuffix("s") in self._nachnamen)


_OHNE_NAMEN: Final = frozenset(nw.ANREDEN | nw.KURZE_ANREDEN | nw.TITELTEILE)


def _gefaltet(wort: str) -> str:
    """Eine Schreibung für alle: „Öztürk“ und „Oeztuerk“, „Aydın“ und „Aydin“."""
    klein = wort.casefold().replace("ä", "ae").replace("ö", "oe").replace("ü", "ue").replace("ı", "i")
    return "".join(z for z in unicodedata.normalize("NFD", klein) if not unicodedata.combining(z))


def _beisammen(worte: list[_Wort]) -> bool:
    return all(re.fullmatch(r"\.?[ \t]+|, ?", w.anschluss) for w in worte[:-1])
