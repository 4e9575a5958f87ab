"""Gliedern: aus einer Liste von Kapiteln und Abschnitten wird der Bericht – die Form ist Daten, nicht Ablauf."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field, replace
from typing import Any

from mut_core.bericht.auszeichnung import write_text
from mut_core.bericht.stoff import Stoff
from mut_core.bericht.word import Dokument
from mut_core.bericht.word.freitext import build_freitext, zerlegt


@dataclass(frozen=True)
class Druck:
    """Womit ein Abschnitt arbeitet: das entstehende Dokument, der Stoff und worum das Kapitel geht."""

    doku: Dokument
    stoff: Stoff
    gegenstand: Any = None
    """Das Handlungsfeld oder Teilprojekt, wenn es das Kapitel je Handlungsfeld oder Teilprojekt gibt."""
    ebene: int = 1
    """Ebene der Überschrift des Kapitels; Zwischenüberschriften stehen eine tiefer."""
    texte: Mapping[str, str] = field(default_factory=dict)
    """Von Hand geschriebene Texte dieses Berichts (`Wahl.texte`), je Schlüssel aus `stellen`."""
    zum_bearbeiten: bool = False
    """Ob ersetzbare Texte in Inhaltssteuerelementen stehen (`Wahl.zum_bearbeiten`)."""
    vergeben: set[str] = field(default_factory=set)
    """Die Schlüssel, die in diesem Bericht schon vorkamen; jeder meint genau eine Stelle."""

    def zwischentitel(self, text: str, tiefer: int = 1) -> None:
        """Schreibt eine Zwischenüberschrift ohne Nummer unter das Kapitel."""
        self.doku.ueberschrift(text, self.ebene + tiefer, nummeriert=False)

    def kapitel(self, schluessel: str) -> str:
        """Gibt den Verweis „Kapitel 4.1“ auf ein Kapitel, auch ein späteres."""
        return f"Kapitel\u00a0{self.doku.verweis(schluessel)}"


def fest(titel: str) -> Callable[[Druck], str]:
    """Macht aus einem festen Text die Überschrift eines Kapitels."""
    return lambda _druck: titel


def einmal(_druck: Druck) -> Sequence[Any]:
    """Das Kapitel kommt genau einmal vor und hat keinen besonderen Gegenstand."""
    return (None,)


@dataclass(frozen=True)
class Abschnitt:
    """Ein Abschnitt: unter seinem Schlüssel kann die Kommune eigenen Text hinterlegen (`Textbaustein.abschnitt`)."""

    schluessel: str
    schreibe: Callable[[Druck], None]
    ersetzbar: bool = True
    """Ob ein eigener Text an seine Stelle tritt; Tabellen, Abbildungen und Listen der Daten bleiben immer."""
    name: str = ""
    """Wie eine Stelle heißt, die hier beginnt und nicht die erste ihres Kapitels ist."""
    zwischentitel: bool = False
    """Ob `name` als Zwischenüberschrift darüber steht; schreibt der Abschnitt etwas, schreibt er sie selbst."""


@dataclass(frozen=True)
class Kapitel:
    """Ein Kapitel: Überschrift, Abschnitte und Unterkapitel in Reihenfolge, einmal oder je Gegenstand."""

    schluessel: str
    titel: Callable[[Druck], str]
    abschnitte: tuple[Abschnitt, ...]
    unterkapitel: tuple["Kapitel", ...] = ()
    je: Callable[[Druck], Sequence[Any]] = einmal
    """Die Gegenstände, für die es das Kapitel gibt; ohne Gegenstand entfällt es, und die Nummern rücken nach."""
    nummeriert: bool = True
    neue_seite: bool = False
    quer: bool = False
    """Ob das Kapitel samt Überschrift quer auf eigenen Seiten steht; ersetzbare Abschnitte hat es dann nicht."""


def marke(schluessel: str, gegenstand: Any = None) -> str:
    """Gibt den Schlüssel, unter dem auf ein Kapitel verwiesen wird."""
    return f"{schluessel}_{gegenstand.id}" if gegenstand is not None else schluessel


def write_gliederung(druck: Druck, gliederung: Sequence[Kapitel]) -> None:
    """Schreibt alle Kapitel der Reihe nach in das Dokument."""
    for kapitel in gliederung:
        for gegenstand in kapitel.je(druck):
            _write_kapitel(replace(druck, gegenstand=gegenstand), kapitel)


def _write_kapitel(druck: Druck, kapitel: Kapitel) -> None:
    if kapitel.neue_seite:
        druck.doku.seitenumbruch()
    with druck.doku.querformat() if kapitel.quer else nullcontext():
        druck.doku.ueberschrift(
            kapitel.titel(druck),
            druck.ebene,
            nummeriert=kapitel.nummeriert,
            schluessel=marke(kapitel.schluessel, druck.gegenstand),
        )
        _write_abschnitte(druck, kapitel)
        tiefer = replace(druck, ebene=druck.ebene + 1)
        write_gliederung(tiefer, kapitel.unterkapitel)


def textschluessel(kapitel: Kapitel, gegenstand: Any = None) -> str:
    """Gibt den Schlüssel eines Kapitels für eigene Texte; Handlungsfelder zählen nach ihrer Nummer."""
    kennung = getattr(gegenstand, "nummer", None) or getattr(gegenstand, "buchstabe", None)
    return f"{kapitel.schluessel}_{kennung}" if kennung else kapitel.schluessel


@dataclass(frozen=True)
class Stelle:
    """Aufeinanderfolgende ersetzbare Abschnitte eines Kapitels, an deren Stelle ein eigener Text tritt."""

    schluessel: str
    """Der des Kapitels, bei weiteren Stellen mit dem des ersten Abschnitts; leer, wenn nichts zu ersetzen ist."""
    abschnitte: tuple[Abschnitt, ...]


def stellen(kapitel: Kapitel, gegenstand: Any = None) -> tuple[Stelle, ...]:
    """Gibt die Abschnitte eines Kapitels in Reihenfolge, zusammengefasst zu Stellen für eigene Texte."""
    stamm = textschluessel(kapitel, gegenstand)
    gruppen: list[list[Abschnitt]] = []
    for abschnitt in kapitel.abschnitte:
        davor = gruppen[-1][-1] if gruppen else None
        if davor and abschnitt.ersetzbar == davor.ersetzbar and not abschnitt.zwischentitel:
            gruppen[-1].append(abschnitt)
        else:
            gruppen.append([abschnitt])
    erste = next((g for g in gruppen if g[0].ersetzbar), None)
    return tuple(
        Stelle("" if not g[0].ersetzbar else stamm if g is erste else f"{stamm}.{g[0].schluessel}", tuple(g))
        for g in gruppen
    )


def _write_abschnitte(druck: Druck, kapitel: Kapitel) -> None:
    for stelle in stellen(kapitel, druck.gegenstand):
        ab = druck.doku.umfang
        _write_erzeugtes(druck, kapitel, stelle.abschnitte)
        if stelle.schluessel:
            _write_eigenes(druck, kapitel, stelle, ab)


def _write_erzeugtes(druck: Druck, kapitel: Kapitel, abschnitte: Sequence[Abschnitt]) -> None:
    """Ein Textbaustein ersetzt den erzeugten Satz; der Schlüssel des Kapitels allein meint seinen Anfang."""
    stamm = textschluessel(kapitel, druck.gegenstand)
    bausteine = druck.stoff.bausteine
    anfang = next((a for a in kapitel.abschnitte if a.ersetzbar), None)
    for abschnitt in abschnitte:
        eigener = bausteine.get(f"{stamm}.{abschnitt.schluessel}") if abschnitt.ersetzbar else None
        eigener = eigener or (bausteine.get(stamm) if abschnitt is anfang else None)
        if eigener:
            druck.doku.absatz(eigener)
        else:
            abschnitt.schreibe(druck)


def _write_eigenes(druck: Druck, kapitel: Kapitel, stelle: Stelle, ab: int) -> None:
    """Ein von Hand geschriebener Text ersetzt alles Erzeugte der Stelle außer Tabellen, Abbildungen, Überschriften."""
    schluessel = stelle.schluessel
    if schluessel in druck.vergeben:  # zwei Handlungsfelder mit derselben Nummer
        schluessel = f"{schluessel}_{getattr(druck.gegenstand, 'id', len(druck.vergeben))}"
    druck.vergeben.add(schluessel)
    eigener = druck.texte.get(schluessel, "").strip()
    if not eigener and not druck.zum_bearbeiten:
        return
    doku, erster = druck.doku, stelle.abschnitte[0]
    vorn, texte, rest = zerlegt(doku.nimm_zurueck(ab))
    doku.nimm_auf(vorn)
    if erster.zwischentitel and not vorn:
        druck.zwischentitel(erster.name)
    if eigener:
        anfang = doku.umfang
        write_text(doku, eigener)
        texte = doku.nimm_zurueck(anfang)
    titel = _stellentitel(druck, kapitel, stelle)
    doku.nimm_auf([(build_freitext(schluessel, titel, texte), False)] if druck.zum_bearbeiten else texte)
    doku.nimm_auf(rest)


def _stellentitel(druck: Druck, kapitel: Kapitel, stelle: Stelle) -> str:
    """„4.1 Handlungsfeld ‚Bildung‘ – Nächste Schritte“."""
    nummer = druck.doku.nummer_von(marke(kapitel.schluessel, druck.gegenstand))
    name = stelle.abschnitte[0].name if "." in stelle.schluessel else ""
    return " – ".join(t for t in (f"{nummer} {kapitel.titel(druck)}".strip(), name) if t)
