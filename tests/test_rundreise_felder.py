"""Prüft je Feld den ganzen Weg: ausgegeben, in der Tabelle geändert, erkannt, übernommen, im Lagebild angekommen."""

import csv
import io
from collections.abc import Mapping
from datetime import date
from typing import Any

import openpyxl
import pytest
from gemeinde import HEUTE, Gemeinde, Uhr

from mut_core.austausch import spalten
from mut_core.austausch.ausgabe import Ausgabewahl, write_csv, write_xlsx
from mut_core.austausch.deutung import Lage, Zeile
from mut_core.austausch.lesung import Lesung, read_lesung
from mut_core.austausch.mappe import read_mappe
from mut_core.austausch.uebernahme import build_plan
from mut_core.dateien import build_csv
from mut_core.datenbank import leseeinheit, schreibeinheit
from mut_core.erfassung.einlesung import record_einlesung
from mut_core.lagebild import Lagebild, load_lagebild

DAZU: Mapping[str, Mapping[str, str]] = {
    "terminlage_gesetzt": {"terminlage_grund": "Der Raum fehlt."},
    "federfuehrung": {"federfuehrung_wortlaut": "Fachdienst Bildung"},
}
"""Feld → was dazugehört: Eine gesetzte Terminlage hat einen Grund, eine neue Federführung ihre Worte."""

ABGELEITET = frozenset({"terminlage", "aktualitaet", "zeit_wortlaut", "urspruengliche_frist", "verschoben"})
"""Spalten, die der Kern aus anderen errechnet: Sie dürfen mit jeder Änderung eine andere sein."""

NEUES: Mapping[str, Any] = {
    "nummer": "PW-77",
    "titel": "Ankommenslotsen im Quartier",
    "handlungsfeld": "Sprache und Bildung",
    "zeitraum": "2026 bis 2028",
    "federfuehrung": "Fachdienst Bildung",
    "umsetzungsstand": "in Umsetzung",
    "zum": date(2025, 5, 30),
    "sachstand": "Acht Lotsinnen sind im Einsatz.",
    "naechster_schritt": "Zweiter Kurs im Herbst.",
    "hindernis": "Es fehlt ein Raum.",
    "beschreibung": "Ehrenamtliche begleiten Neue.\nBei Ämtern und im Alltag.",
    "einfache_sprache": "Menschen helfen neuen Menschen.",
    "weitere_handlungsfelder": "Ankommen und Teilhabe",
    "ziele": "Deutsch lernen, wo man lebt.",
    "art": "Bestandsmaßnahme",
    "konkretheit": "konkret geplant",
    "konkretheit_wortlaut": "so gut wie sicher",
    "prioritaet": "hoch",
    "federfuehrung_wortlaut": "FD 5 mit den Schulen",
    "beteiligte": "Fachdienst Bildung (stellt Räume)",
    "beteiligte_wortlaut": "Schulen und Vereine",
    "zielgruppe": "neu Zugezogene",
    "mehrsprachig": "ja",
    "leichte_sprache": "ja",
    "barrierefrei": "ja",
    "vorbild": "Nachbarau",
    "indikator": "Zahl der Begleitungen",
    "personal": "0,5 VZÄ",
    "mittel": "kein Geld nötig, sagt die Stelle",
    "mittelstatus": "bewilligt",
    "mittelpositionen": "Sachmittel · 5.000 € · bewilligt",
    "naechster_termin": date(2025, 9, 1),
    "loesung": "Ein Raum im Rathaus.",
    "abgeschlossen_am": date(2025, 5, 2),
    "ergebnis": "Zwölf Begleitungen.",
    "stand_turnus": "jährlich",
    "naechste_ueberpruefung": date(2026, 3, 1),
    "zurueckstellungsgrund": "personelle oder zeitliche Ressourcen",
    "begruendung": "Die Stelle ist frei.",
    "wiedervorlage": date(2025, 12, 1),
    "entschieden_von": "Rat",
    "entschieden_am": date(2025, 4, 3),
    "beleg": "„läuft gut“, Mail vom Mai",
    "terminlage_gesetzt": "bald fällig",
    "terminlage_grund": "Der Raum fehlt noch immer.",
    "quelle": "Anlage 3",
    "interne_notiz": "Nur für uns.",
    "zusatz:Ampel alt": "gelb",
}
"""Feld → was ein Mensch in Excel dort einträgt; ein neues Feld der Ausgabe braucht hier eine Zeile."""


def bild(g: Gemeinde) -> Lagebild:
    with leseeinheit(g.engine) as session:
        return load_lagebild(session, g.konzept_id, HEUTE, intern=True)


def trage_ein(g: Gemeinde, feld: str, wert: Any) -> bytes:
    """Gibt die ausgegebene Liste mit einer geänderten Zelle: Zeile der Ankommenslotsen, Spalte des Felds."""
    mappe = openpyxl.load_workbook(io.BytesIO(write_xlsx(bild(g), Ausgabewahl(intern=True))))
    blatt: Any = mappe["Maßnahmen"]
    kopf = {str(z.value): z.column for z in blatt[3]}
    zeile = next(z[0].row for z in blatt.iter_rows(min_row=4) if z[kopf["Nr."] - 1].value == "PW-02")
    if feld.startswith(spalten.ZUSATZ):
        blatt.cell(3, len(kopf) + 1).value = feld.removeprefix(spalten.ZUSATZ)
        blatt.cell(zeile, len(kopf) + 1).value = wert
    else:
        for name, eintrag in {feld: wert, **DAZU.get(feld, {})}.items():
            blatt.cell(zeile, kopf[spalten.JE_FELD[name].ueberschrift]).value = eintrag
    puffer = io.BytesIO()
    mappe.save(puffer)
    return puffer.getvalue()


def lies(g: Gemeinde, inhalt: bytes, name: str = "liste.xlsx") -> Lesung:
    return read_lesung(read_mappe(inhalt, name), bild(g), HEUTE)


def zellen(g: Gemeinde) -> dict[tuple[int, str], Any]:
    alle = spalten.zellen(bild(g), intern=True)
    return {(m, feld): wert for m, felder in alle.items() for feld, wert in felder.items() if feld not in ABGELEITET}


def geaenderte(lesung: Lesung) -> list[Zeile]:
    return [z for z in lesung.vorschau.zeilen if z.lage is not Lage.UNVERAENDERT]


def test_was_leicht_verloren_geht_kommt_als_genau_diese_aenderung_ins_lagebild(
    sqlite_gemeinde: Gemeinde, uhr: Uhr
) -> None:
    for feld in ("zum", "naechster_schritt", "beleg", "mittelpositionen"):
        uhr.weiter(minutes=1)
        pruefe_feld(sqlite_gemeinde, uhr, feld)


@pytest.mark.lang  # dieselbe Prüfung ohne Datenbank steht je Feld in test_rundreise
def test_jedes_geaenderte_feld_kommt_als_genau_diese_aenderung_ins_lagebild(
    sqlite_gemeinde: Gemeinde, uhr: Uhr, subtests: pytest.Subtests
) -> None:
    for feld in ("zum", *(f for f in NEUES if f != "zum")):  # der Tag zuerst: Danach gilt schon alles für heute
        with subtests.test(feld):
            uhr.weiter(minutes=1)
            pruefe_feld(sqlite_gemeinde, uhr, feld)


def pruefe_feld(g: Gemeinde, uhr: Uhr, feld: str) -> None:
    vorher, inhalt = zellen(g), als_csv(g, feld)
    lesung = lies(g, inhalt, "liste.csv")
    (zeile,) = geaenderte(lesung)
    assert zeile.massnahme_id == g.massnahmen["lotsen"]
    plan = build_plan(lesung.vorschau, lesung.mappe, bild(g), HEUTE)
    vorgang = uhr.vorgang(g.kora)
    with schreibeinheit(g.engine, vorgang) as session:
        record_einlesung(session, vorgang, g.konzept_id, plan)
    nachher = zellen(g)
    anders = {ort: wert for ort, wert in nachher.items() if wert != vorher.get(ort)}
    lotsen = g.massnahmen["lotsen"]
    assert spalten.gleich(anders.pop((lotsen, feld)), NEUES[feld])
    assert {o: w for o, w in anders.items() if o != (lotsen, "zum")} == {
        (lotsen, name): wert for name, wert in DAZU.get(feld, {}).items()
    }
    assert geaenderte(lies(g, inhalt, "liste.csv")) == []  # dieselbe Datei noch einmal ändert nichts


def als_csv(g: Gemeinde, feld: str) -> bytes:
    """Gibt die Liste als CSV mit einem geänderten Feld (und was unbedingt dazugehört)."""
    zeilen = list(
        csv.reader(io.StringIO(write_csv(bild(g), Ausgabewahl(intern=True)).decode("utf-8-sig")), delimiter=";")
    )
    kopf, lotsen = zeilen[0], next(z for z in zeilen if z[-1] == f"probstweiler-{g.massnahmen['lotsen']}")
    for name, wert in {feld: NEUES[feld], **DAZU.get(feld, {})}.items():
        if name.startswith(spalten.ZUSATZ):
            for zeile in zeilen:
                zeile.append({id(kopf): name.removeprefix(spalten.ZUSATZ), id(lotsen): wert}.get(id(zeile), ""))
        else:
            text = f"{wert:%d.%m.%Y}" if isinstance(wert, date) else wert
            lotsen[kopf.index(spalten.JE_FELD[name].ueberschrift)] = text
    return build_csv(kopf, zeilen[1:])


def test_jedes_ausgegebene_feld_ist_dabei() -> None:
    assert {s.feld for s in spalten.SPALTEN if not s.nur_lesen} - NEUES.keys() == {
        "schluessel", "zusammengefuehrt_mit", "ersetzt_durch",
    }  # fmt: skip


UNVERSTANDEN = (
    ("umsetzungsstand", "gefährdet"), ("terminlage_gesetzt", "gefährdet"), ("zeitraum", "wenn Geld da ist"),
    ("art", "Sonstiges"), ("naechster_termin", "bald"), ("federfuehrung", "Amt für Unbekanntes"),
)  # fmt: skip


def test_eine_aenderung_die_niemand_versteht_ist_nie_unveraendert(
    sqlite_gemeinde: Gemeinde, subtests: pytest.Subtests
) -> None:
    for feld, wert in UNVERSTANDEN:
        with subtests.test(feld):
            lesung = lies(sqlite_gemeinde, trage_ein(sqlite_gemeinde, feld, wert))
            (zeile,) = [z for z in lesung.vorschau.zeilen if z.ist_offen]
            assert zeile.massnahme_id == sqlite_gemeinde.massnahmen["lotsen"]
            plan = build_plan(lesung.vorschau, lesung.mappe, bild(sqlite_gemeinde), HEUTE)
            assert feld not in {f for z in plan.zeilen for f in z.werte}
            assert plan.uebersprungen[f"Maßnahmen, Zeile {zeile.nr}"] not in ("", "Unverändert.")
