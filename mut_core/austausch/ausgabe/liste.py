"""Ausgeben: die Maßnahmenliste als .xlsx – mit Auswahllisten, Legende und Schlüssel, zum Bearbeiten und Drucken."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from mut_core.austausch.akte import Akte, akten
from mut_core.austausch.ausgabe.arbeitsmappe import (
    DUNKEL,
    GRAU,
    KOPF_GRAU,
    KOPFZEILE,
    LINIE,
    Arbeitsmappe,
    Bereich,
    Zellschreiber,
    add_auswahl,
    add_tagpruefung,
    set_hoehe,
    write_kopf,
)
from mut_core.austausch.ausgabe.legende import write_legende
from mut_core.austausch.spalten import JE_FELD, SPALTEN, Art, Gruppe, Spalte, ausgegebene_spalten, wahlmoeglichkeiten
from mut_core.lagebild import Lagebild
from mut_core.sprache import anzahl
from mut_core.zeitangaben import datum_text

BLATT: Final = "Maßnahmen"
NEUE_ZEILEN: Final = 200
"""So viele leere Zeilen unter der Liste haben noch Auswahllisten."""
KERN: Final = sum(s.gruppe is Gruppe.KERN for s in SPALTEN)
"""So viele Spalten gehören zum Überblick: Sie werden gedruckt und bestimmen die Höhe der Zeilen."""
_NEBEN_HOECHSTENS: Final = 4
"""Höher macht eine Spalte außerhalb des Überblicks ihre Zeile nicht."""
BASIS: Final = ("Schlüssel", "Letzter Sachstand", "Version")
"""Kopf der Zeilen im verborgenen Blatt, die sagen, worauf die Datei beruht."""
_HINWEIS: Final = (
    "Jede Zeile ist eine Maßnahme; neue kommen unten dazu. Grau ist berechnet und wird nicht wieder eingelesen. "
    "Was die Spalten bedeuten, steht im Blatt „Legende“; gedruckt werden die ersten zehn."
)


@dataclass(frozen=True)
class Ausgabewahl:
    """Was ausgegeben wird: alle Maßnahmen oder nur die genannten (Schlüssel), mit oder ohne Internes."""

    massnahmen: tuple[int, ...] | None = None
    intern: bool = False


def write_xlsx(lagebild: Lagebild, wahl: Ausgabewahl | None = None) -> bytes:
    """Gibt die Maßnahmenliste als .xlsx; dasselbe Lagebild gibt dieselben Bytes.

    Internes steht nur darin, wenn `wahl.intern` es verlangt und das Lagebild es enthält.
    """
    wahl = wahl or Ausgabewahl()
    titel = f"{bezeichnung(lagebild)}: Maßnahmenliste, Stand {datum_text(lagebild.stichtag)}"
    mappe = Arbeitsmappe(titel, lagebild.stichtag, angaben(lagebild, "massnahmenliste"))
    spalten = ausgegebene_spalten(lagebild, intern=wahl.intern)
    blatt = mappe.add_blatt(BLATT)
    zeilen = akten(lagebild, wahl.massnahmen)
    write_kopf(mappe, blatt, titel, [_umfang(lagebild, len(zeilen), wahl)])
    schreiber = write_spaltenkoepfe(mappe, blatt, spalten)
    paare = [(spalte.zelle, zelle.write) for spalte, zelle in zip(spalten, schreiber, strict=True)]
    for nummer, akte in enumerate(zeilen, KOPFZEILE + 1):
        kern = [write(nummer, wert) for zelle, write in paare[:KERN] if (wert := zelle(akte))]
        neben = [write(nummer, wert) for zelle, write in paare[KERN:] if (wert := zelle(akte))]
        set_hoehe(blatt, nummer, max(*kern, min(max(neben), _NEBEN_HOECHSTENS)))
    letzte = KOPFZEILE + max(len(zeilen), 1)
    _richte_ein(blatt, spalten, letzte)
    for nummer, spalte in enumerate(spalten):
        bereich = (KOPFZEILE + 1, nummer, letzte + NEUE_ZEILEN, nummer)
        add_pruefung(mappe, blatt, spalte, bereich, wahlmoeglichkeiten(spalte, lagebild))
    write_legende(mappe, spalten)
    return mappe.finish(basiszeilen(zeilen))


def basiszeilen(zeilen: Sequence[Akte]) -> list[Sequence[str]]:
    """Gibt, worauf die Datei beruht: je Maßnahme Schlüssel, letzter Sachstand und Version.

    Daran fällt beim Zurückkommen auf, was seither jemand geändert hat.
    """
    schluessel = JE_FELD["schluessel"].zelle
    return [BASIS, *((str(schluessel(a)), str(a.m.stand_nummer), str(a.m.version)) for a in zeilen)]


def bezeichnung(lagebild: Lagebild) -> str:
    """Gibt den Namen des Konzepts mit der Kommune davor, wenn er sie nicht schon nennt."""
    k = lagebild.konzept
    name: str = k.bezeichnung
    return name if not k.kommune or k.kommune in name else f"{k.kommune}, {name}"


def angaben(lagebild: Lagebild, art: str) -> dict[str, str]:
    """Gibt, woran die Einlesung eine eigene Datei erkennt."""
    return {
        "Art": art,
        "Konzept": lagebild.konzept.schluessel,
        "Stichtag": lagebild.stichtag.isoformat(),
        "Stand": str(lagebild.aenderungsstand),
    }


def _umfang(lagebild: Lagebild, zeilen: int, wahl: Ausgabewahl) -> str:
    alle = len(lagebild.massnahmen)
    if not alle:
        return "Zu diesem Stichtag gibt es keine Maßnahmen; neue lassen sich hier eintragen. " + _HINWEIS
    wort = anzahl(zeilen, "Maßnahme", "Maßnahmen")
    auszug = f"Auszug: {zeilen} von {anzahl(alle, 'Maßnahme', 'Maßnahmen')}" if wahl.massnahmen is not None else wort
    return f"{auszug}{' · mit internen Spalten' if wahl.intern else ''} · {_HINWEIS}"


def write_spaltenkoepfe(mappe: Arbeitsmappe, blatt: Any, spalten: Sequence[Spalte]) -> list[Zellschreiber]:
    """Schreibt die Überschriften, stellt die Spalten ein und gibt je Spalte ihren Schreiber."""
    schreiber = []
    for nummer, spalte in enumerate(spalten):
        grau = spalte.gruppe in {Gruppe.NUR_LESEN, Gruppe.SCHLUESSEL}
        kopf = {"bg_color": KOPF_GRAU if grau else DUNKEL, "font_color": "#FFFFFF", "bold": True}
        fest = mappe.format(**kopf, text_wrap=True, border=1, border_color="#FFFFFF")
        blatt.write_string(KOPFZEILE, nummer, spalte.ueberschrift, fest)
        form: dict[str, Any] = {"bg_color": GRAU, "font_color": "#404040"} if grau else {}
        schreiber.append(Zellschreiber(mappe, blatt, nummer, spalte.breite, **LINIE, **form))
    blatt.set_row(KOPFZEILE, 32)
    return schreiber


def _richte_ein(blatt: Any, spalten: Sequence[Spalte], letzte: int) -> None:
    """Fixiert Kopf, Nr. und Titel, filtert, und druckt die ersten Spalten auf eine Seitenbreite."""
    blatt.freeze_panes(KOPFZEILE + 1, 2)
    blatt.autofilter(KOPFZEILE, 0, letzte, len(spalten) - 1)
    blatt.repeat_rows(KOPFZEILE)
    blatt.print_area(0, 0, letzte, KERN - 1)
    blatt.fit_to_pages(1, 0)
    blatt.ignore_errors({"number_stored_as_text": f"A1:{'Z' * 2}{letzte + 1}"})


def add_pruefung(mappe: Arbeitsmappe, blatt: Any, spalte: Spalte, bereich: Bereich, werte: Sequence[str]) -> None:
    """Hängt einer Spalte Auswahlliste, Tagesprüfung oder den Satz zum Schlüssel an."""
    if werte:
        streng = spalte.art in {Art.CODE, Art.JA_NEIN}
        add_auswahl(blatt, bereich, mappe.auswahl(spalte.ueberschrift, werte), streng=streng)
    elif spalte.art is Art.TAG:
        add_tagpruefung(blatt, bereich)
    elif spalte.art is Art.SCHLUESSEL:
        satz = "Daran erkennt die App die Maßnahme wieder. Bitte nicht ändern; bei neuen Zeilen leer lassen."
        blatt.data_validation(*bereich, {"validate": "any", "input_title": "Schlüssel", "input_message": satz})
