"""Vormachen: die Musterdatei – die vier Fragen aus Laatzen als Überschriften, drei Beispiele, Auswahllisten."""

from collections.abc import Sequence
from datetime import date
from typing import Final, NamedTuple

from mut_core.austausch.ausgabe.arbeitsmappe import (
    DUNKEL,
    KOPFZEILE,
    LINIE,
    Arbeitsmappe,
    Zellschreiber,
    add_auswahl,
    add_tagpruefung,
    set_hoehe,
    write_kopf,
)
from mut_core.austausch.spalten import JE_FELD, Art
from mut_core.modell.codes import Code, Mittelstatus, Umsetzungsstand

BLATT: Final = "Maßnahmen"
STELLEN: Final = ("Stabsstelle Integration", "Fachdienst Soziales", "Stadtbibliothek", "Volkshochschule")
HANDLUNGSFELDER: Final = ("Bildung und Erziehung", "Ankommen und Orientierung", "Gesundheit")
_ENTSTANDEN: Final = date(2026, 1, 1)
_ZEILEN: Final = 300


class Musterspalte(NamedTuple):
    """Eine Spalte der Musterdatei: Feld, Überschrift, Breite und wie man sie füllt."""

    feld: str
    ueberschrift: str
    breite: int
    hilfe: str


SPALTEN: Final[tuple[Musterspalte, ...]] = (
    Musterspalte("nummer", "Nr.", 10, "Eine Kennung, die bleibt. Fehlt sie, vergibt die App eine."),
    Musterspalte("handlungsfeld", "Handlungsfeld", 22, "Ein neues legt die App nach Rückfrage an."),
    Musterspalte(
        "titel", "Welche Maßnahmen sollen umgesetzt werden?", 38, "Ein Titel je Zeile, eine Zeile je Maßnahme."
    ),
    Musterspalte(
        "zeitraum",
        "Bis wann soll die Maßnahme umgesetzt sein?",
        22,
        "In Worten: „bis 31.12.2027“, „II. Quartal 2027“, „2026 bis 2028“, „jährlich“, „Termin offen“, „k. A.“.",
    ),
    Musterspalte(
        "federfuehrung",
        "Wer übernimmt federführend die Verantwortung für die Umsetzung der Maßnahme?",
        28,
        "Genau eine Stelle; Namen von Personen gehören nicht hierher.",
    ),
    Musterspalte(
        "ressourcen",
        "Welche personellen und finanziellen Ressourcen werden zur Umsetzung benötigt?",
        34,
        "In Worten: „ca. 21.000 € jährlich ab 2027“, „0,5 Stelle“, „keine“, „k. A.“.",
    ),
    Musterspalte("mittelstatus", "Mittelstatus", 20, "Wie weit das Geld ist."),
    Musterspalte("beteiligte", "Beteiligte", 28, "Wer mitwirkt; eine Stelle je Zeile der Zelle (Alt+Eingabe)."),
    Musterspalte("zielgruppe", "Zielgruppe", 22, "Für wen die Maßnahme gedacht ist."),
    Musterspalte("umsetzungsstand", "Umsetzungsstand", 18, "Wie weit die Maßnahme ist."),
    Musterspalte("zum", "Stand vom", 12, "Der Tag, für den Umsetzungsstand und Sachstand gelten."),
    Musterspalte("sachstand", "Sachstand", 46, "Was ist geschehen? Ein oder zwei Sätze."),
    Musterspalte("naechster_schritt", "Nächster Schritt", 30, "Was als Nächstes geschieht."),
    Musterspalte("hindernis", "Hindernis", 26, "Was hält auf?"),
)
Zeile = tuple[str | date, ...]
BEISPIELE: Final[tuple[Zeile, ...]] = (
    (
        "BE-01",
        "Bildung und Erziehung",
        "Vorlesestunden in mehreren Sprachen",
        "2026 bis 2028",
        "Stadtbibliothek",
        "ca. 4.000 € jährlich ab 2026",
        "im Haushalt eingeplant",
        "Volkshochschule",
        "Familien mit Kindern bis sechs Jahre",
        "in Umsetzung",
        date(2026, 6, 30),
        "Seit März wird jeden Monat in drei Sprachen vorgelesen; im Schnitt kommen zwölf Familien.",
        "Vorleserinnen und Vorleser für Ukrainisch finden",
        "",
    ),
    (
        "AO-01",
        "Ankommen und Orientierung",
        "Erstberatung an einem Ort bündeln",
        "bis 31.12.2027",
        "Fachdienst Soziales",
        "0,5 Stelle",
        "angemeldet",
        "Stabsstelle Integration\nVolkshochschule",
        "Neu zugezogene Menschen",
        "in Planung",
        date(2026, 6, 30),
        "Ein Raum ist gefunden, das Konzept liegt im Entwurf vor.",
        "Öffnungszeiten mit den Beratungsstellen abstimmen",
        "Über die halbe Stelle entscheidet der Haushalt 2027.",
    ),
    (
        "GE-01",
        "Gesundheit",
        "Wegweiser zu Ärztinnen und Ärzten mit Sprachkenntnissen",
        "Termin offen",
        "Stabsstelle Integration",
        "k. A.",
        "ungeklärt",
        "",
        "Menschen, die noch wenig Deutsch sprechen",
        "Idee / mögliche Maßnahme",
        date(2026, 6, 30),
        "Im Workshop vorgeschlagen; noch nicht geprüft.",
        "Mit der Ärztekammer sprechen",
        "",
    ),
)


def write_muster() -> bytes:
    """Gibt die Musterdatei als .xlsx, immer dieselben Bytes; sie liegt als `daten/muster/massnahmenliste.xlsx` bei."""
    titel = "Maßnahmenliste (Muster)"
    mappe = Arbeitsmappe(titel, _ENTSTANDEN, {"Art": "muster"})
    blatt = mappe.add_blatt(BLATT)
    hinweis = (
        "Die drei Beispiele bitte überschreiben. Spalten dürfen fehlen, dazukommen und anders heißen: Vor dem Einlesen "
        "zeigt die App, was sie verstanden hat."
    )
    write_kopf(mappe, blatt, titel, [hinweis])
    kopf = mappe.format(bg_color=DUNKEL, font_color="#FFFFFF", bold=True, text_wrap=True, border=1)
    schreiber = []
    for nummer, spalte in enumerate(SPALTEN):
        blatt.write_string(KOPFZEILE, nummer, spalte.ueberschrift, kopf)
        schreiber.append(Zellschreiber(mappe, blatt, nummer, spalte.breite, **LINIE))
        _add_pruefung(mappe, blatt, spalte, nummer)
    blatt.set_row(KOPFZEILE, 62)
    for zeile, werte in enumerate(BEISPIELE, KOPFZEILE + 1):
        set_hoehe(blatt, zeile, max(s.write(zeile, w) for s, w in zip(schreiber, werte, strict=True)))
    blatt.freeze_panes(KOPFZEILE + 1, 0)
    blatt.autofilter(KOPFZEILE, 0, KOPFZEILE + len(BEISPIELE), len(SPALTEN) - 1)
    blatt.repeat_rows(KOPFZEILE)
    blatt.repeat_columns(0, 2)
    blatt.fit_to_pages(2, 0)
    _write_hilfe(mappe)
    return mappe.finish()


def _auswahl(feld: str) -> tuple[Sequence[str], bool]:
    """Gibt die Auswahlliste eines Felds und ob nur sie gilt."""
    codes: dict[str, type[Code]] = {"mittelstatus": Mittelstatus, "umsetzungsstand": Umsetzungsstand}
    if feld in codes:
        return [c.bezeichnung for c in codes[feld]], True
    return {"federfuehrung": STELLEN, "handlungsfeld": HANDLUNGSFELDER}.get(feld, ()), False


def _add_pruefung(mappe: Arbeitsmappe, blatt: object, spalte: Musterspalte, nummer: int) -> None:
    bereich = (KOPFZEILE + 1, nummer, KOPFZEILE + _ZEILEN, nummer)
    werte, streng = _auswahl(spalte.feld)
    if werte:
        add_auswahl(blatt, bereich, mappe.auswahl(spalte.ueberschrift, werte), streng=streng)
    elif spalte.feld in JE_FELD and JE_FELD[spalte.feld].art is Art.TAG:
        add_tagpruefung(blatt, bereich)


def _write_hilfe(mappe: Arbeitsmappe) -> None:
    blatt = mappe.add_blatt("Legende")
    kopf = mappe.format(bg_color=DUNKEL, font_color="#FFFFFF", bold=True)
    for nummer, (wort, breite) in enumerate((("Spalte", 50), ("So füllt man sie", 90))):
        blatt.write_string(0, nummer, wort, kopf)
        blatt.set_column(nummer, nummer, breite, mappe.format(text_wrap=True))
    for zeile, spalte in enumerate(SPALTEN, 1):
        blatt.write_string(zeile, 0, spalte.ueberschrift, mappe.format(text_wrap=True, bold=True))
        blatt.write_string(zeile, 1, spalte.hilfe, mappe.format(text_wrap=True))
        set_hoehe(blatt, zeile, max(-(-len(spalte.ueberschrift) // 46), -(-len(spalte.hilfe) // 90)))
    blatt.fit_to_pages(1, 0)
