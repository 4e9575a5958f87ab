"""Zusammenfassen: „Auf einen Blick“ – ein Satz, eine Abbildung, eine kleine Tabelle, das Überfällige."""

from typing import Any

from mut_core import auswertung
from mut_core.bericht.gliederung import Druck
from mut_core.bericht.saetze import (
    OHNE_ANGABE,
    faelligkeit,
    federfuehrung,
    kennzahlwert,
    satzreihe,
    trennbar,
    vergleiche,
    zaehlung,
)
from mut_core.bericht.word import Reihe
from mut_core.diagramme import DARSTELLUNG, beschriftung, kurzname
from mut_core.lagebild import saetze
from mut_core.modell.codes import Terminlage, Umsetzungsstand
from mut_core.sprache import zahl
from mut_core.zeitangaben import datum_text

UEBERFAELLIG_HOECHSTENS = 20
"""So viele überfällige Maßnahmen nennt der Überblick einzeln; alle stehen in den Tabellen der Handlungsfelder."""


def je(druck: Druck) -> tuple[Any, ...]:
    """Den Überblick gibt es, wenn er gewählt ist."""
    return (None,) if druck.stoff.wahl.auf_einen_blick else ()


def lagesatz(druck: Druck) -> None:
    """Der eine Satz mit den Zahlen der Übersicht."""
    lagebild = druck.stoff.lagebild
    hinweis = ""
    if len(lagebild.massnahmen):
        stand, zahlen = druck.doku.verweis("status"), druck.doku.verweis("zahlen")
        hinweis = f"{stand} zeigt den Umsetzungsstand je Handlungsfeld, {zahlen} die Zahlen insgesamt."
    druck.doku.absatz(satzreihe(auswertung.lagesatz(lagebild), hinweis))


def statusdiagramm(druck: Druck) -> None:
    """Die Abbildung: Maßnahmen je Handlungsfeld und Umsetzungsstand, in Farben und Reihenfolge der Übersicht."""
    if len(druck.stoff.lagebild.massnahmen):
        verteilung = _verteilung(druck)
        druck.doku.diagramm(
            "Umsetzungsstand der Maßnahmen je Handlungsfeld",
            list(verteilung),
            [r for r in (_reihe(stand, verteilung) for stand in auswertung.REIHENFOLGE) if any(r.werte)],
            _alternativtext(verteilung),
            achse="Anzahl Maßnahmen",
            schluessel="status",
        )


def _verteilung(druck: Druck) -> dict[str, dict[Umsetzungsstand, int]]:
    """Je Handlungsfeld die Zahl je Umsetzungsstand, in der Reihenfolge des Konzepts; auch ohne Maßnahmen."""
    felder: dict[str, dict[Umsetzungsstand, int]] = {}
    for z in saetze(auswertung.umsetzungsstand(druck.stoff.lagebild)):
        felder.setdefault(f"{z.nummer} {z.handlungsfeld}", {})[z.umsetzungsstand] = z.anzahl
    return felder


def _reihe(stand: Umsetzungsstand, verteilung: dict[str, dict[Umsetzungsstand, int]]) -> Reihe:
    werte = [je_stand.get(stand, 0) for je_stand in verteilung.values()]
    return Reihe(beschriftung(stand), werte, DARSTELLUNG[stand].farbe.lstrip("#").upper())


def _alternativtext(verteilung: dict[str, dict[Umsetzungsstand, int]]) -> str:
    """Alles, was das Diagramm zeigt, in Worten."""
    teile = [f"{name}: {_staende(je_stand)}" for name, je_stand in verteilung.items()]
    return f"Gestapelte Balken je Handlungsfeld. {'; '.join(teile)}."


def _staende(je_stand: dict[Umsetzungsstand, int]) -> str:
    return ", ".join(f"{zahl(n)} {kurzname(stand)}" for stand, n in je_stand.items() if n) or "keine Maßnahmen"


def zahlen(druck: Druck) -> None:
    """Die kleine Tabelle: wie viele Maßnahmen in welchem Umsetzungsstand und in welcher Terminlage."""
    lagebild = druck.stoff.lagebild
    if not len(lagebild.massnahmen):
        return
    zeilen = [
        *(
            [beschriftung(z.umsetzungsstand), zahl(z.anzahl)]
            for z in saetze(auswertung.umsetzungsstand_gesamt(lagebild))
            if z.anzahl
        ),
        ["**Maßnahmen insgesamt**", f"**{zahl(len(lagebild.massnahmen))}**"],
        *(
            [f"Terminlage: {z.terminlage.bezeichnung}", zahl(z.anzahl)]
            for z in saetze(auswertung.terminlagen(lagebild))
            if z.anzahl
        ),
    ]
    druck.doku.tabelle(
        "Maßnahmen nach Umsetzungsstand und Terminlage",
        ["Stand", "Anzahl"],
        zeilen,
        [5, 1],
        beschreibung="Anzahl der Maßnahmen je Umsetzungsstand, insgesamt und je Terminlage",
        rechtsbuendig=[1],
        schluessel="zahlen",
    )


def ueberfaellige(druck: Druck) -> None:
    """Was zum Stichtag überfällig ist, mit Frist und Federführung."""
    alle = [m for m in druck.stoff.massnahmen if m.terminlage == Terminlage.UEBERFAELLIG]
    if not alle:
        return
    verb = "ist" if len(alle) == 1 else "sind"
    was = zaehlung(len(alle), "eine Maßnahme", "Maßnahmen")
    druck.doku.absatz(f"Am {datum_text(druck.stoff.stichtag)} {verb} {was} überfällig:")
    laengste = sorted(alle, key=lambda m: -m.tage_ueberfaellig)[:UEBERFAELLIG_HOECHSTENS]
    druck.doku.aufzaehlung([_ueberfaellig(m) for m in laengste])
    if len(alle) > len(laengste):
        rest = zaehlung(len(alle) - len(laengste), "eine weitere", "weitere")
        druck.doku.absatz(f"Hinzu kommen {rest}; sie sind in den Tabellen der Handlungsfelder gekennzeichnet.")


def _ueberfaellig(m: Any) -> str:
    return f"{m.nummer} {m.titel} – {faelligkeit(m)}; Federführung: {federfuehrung(m)}"


def kennzahlen(druck: Druck) -> None:
    """Die Kennzahlen des ganzen Konzepts mit Stichtag und Beleg."""
    alle = druck.stoff.kennzahlen_von(None)
    if not alle:
        return
    spalten = 4 if any(k.beleg for k in alle) else 3
    druck.doku.absatz(
        f"Den Rahmen beschreiben die Kennzahlen in {druck.doku.verweis('kennzahlen')}.", mit_naechstem=True
    )
    druck.doku.tabelle(
        "Kennzahlen",
        [trennbar(k) for k in ("Kennzahl", "Wert", "Stichtag", "Beleg")[:spalten]],
        [_kennzahl(k)[:spalten] for k in alle],
        [5, 2, 1.6, 2.4][:spalten],
        eng=[2],
        beschreibung="Kennzahlen zur Kommune mit Wert und Stichtag",
        rechtsbuendig=[1],
        schluessel="kennzahlen",
    )


def _kennzahl(k: Any) -> list[str]:
    bezeichnung = f"{k.bezeichnung} ({k.erlaeuterung})" if k.erlaeuterung else k.bezeichnung
    stichtag = datum_text(k.stichtag) if k.stichtag else OHNE_ANGABE
    return [bezeichnung, kennzahlwert(k), stichtag, vergleiche(k.beleg) or OHNE_ANGABE]
