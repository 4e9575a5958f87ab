"""Prüft die Seite „Listen“: ablegen, richtigstellen, übernehmen, zurücknehmen, ausgeben, Bögen – auch nach Neuladen."""

import io
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import openpyxl
import pytest
from gemeinde import Gemeinde, neu
from openpyxl.styles import PatternFill
from seitenapp import Seitenapp, seitenapp, text

from mut_core import modell
from mut_core.erfassung.einlesung import load_einlesungen
from mut_core.erfassung.protokoll import tag_in_berlin
from mut_core.lagebild import load_lagebild, saetze
from mut_core.modell.codes import Einlesungszustand, Umsetzungsstand
from seiten.bausteine import listenausgabe

KOPF = ["Nr.", "Handlungsfeld", "Maßnahme", "Zuständig", "Frist", "Status", "Bemerkung"]
ZEILEN = [
    ["PW-10", "Sprache und Bildung", "Vorlesepaten *neu*", "FD 4", "ab 2030- 2031", "läuft", "Zehn Paten."],
    ["PW-11", "Ankommen und Teilhabe", "Rathauslotsen", "Amt für Neues", "2030", "wird schon", "Es geht voran."],
    ["PW-12", "Ankommen und Teilhabe", "Radwerkstatt", "FD 5", "30.02.2030", "", ""],
]


def liste(*zeilen: list[str]) -> bytes:
    mappe = openpyxl.Workbook()
    blatt: Any = mappe.active
    for zeile in (["Maßnahmenliste, Stand 30.06.2024"], [], KOPF, *zeilen):
        blatt.append(zeile)
    puffer = io.BytesIO()
    mappe.save(puffer)
    return puffer.getvalue()


@pytest.fixture
def g(sqlite_gemeinde: Gemeinde) -> Gemeinde:
    return sqlite_gemeinde


@pytest.fixture
def app(g: Gemeinde, monkeypatch: pytest.MonkeyPatch) -> Iterator[Seitenapp]:
    with seitenapp(g, monkeypatch) as app:
        yield app


def knopf(at: Any, anfang: str) -> Any:
    return next(b for b in at.button if b.label.startswith(anfang))


def massnahmen(app: Seitenapp) -> dict[str, Any]:
    heute = tag_in_berlin(datetime.now(UTC))
    b = app.lies(lambda s: load_lagebild(s, app.gemeinde.konzept_id, heute, intern=True))
    return {m.titel: m for m in saetze(b.massnahmen)}


def lege_ab(app: Seitenapp, inhalt: bytes, name: str = "liste.xlsx") -> Any:
    at = app.oeffne("listen", app.gemeinde.kora)
    at.file_uploader[0].upload(name, inhalt, "application/octet-stream").run()
    assert not at.exception
    return at


def test_der_ganze_weg_ablegen_klaeren_uebernehmen_neu_laden_zuruecknehmen(app: Seitenapp, g: Gemeinde) -> None:
    at = lege_ab(app, liste(*ZEILEN))
    assert "3 Maßnahmen** gelesen: 3 neu" in text(at).replace("\xa0", " ")
    assert "Vorlesepaten \\*neu\\*" in text(at)
    assert not {"Rathauslotsen"} & massnahmen(app).keys()  # noch ist nichts geschrieben
    nummer = at.query_params["datei"]
    nummer = nummer[0] if isinstance(nummer, list) else nummer

    stelle = next(s for s in at.selectbox if "Amt für Neues" in s.label)
    stelle.select("neu").run()
    status = next(s for s in at.selectbox if "wird schon" in s.label)
    status.select(Umsetzungsstand.IN_UMSETZUNG).run()
    knopf(at, "Alle Vorschläge bestätigen").click().run()
    assert not at.exception

    neu_geladen = app.oeffne("listen", g.kora, datei=nummer)  # Datei und Zuordnung überstehen das Neuladen
    assert not neu_geladen.exception
    assert not [b for b in neu_geladen.button if b.label.startswith("Alle Vorschläge")]
    berichtigt = next(f for f in neu_geladen.text_input if f.label == "Stattdessen lesen (Frist)")
    berichtigt.input("28.02.2030").run()
    knopf(neu_geladen, "Sichere übernehmen (3").click().run()
    assert not neu_geladen.exception
    alle = massnahmen(app)
    assert alle["Rathauslotsen"].federfuehrung.casefold() == "amt für neues"
    assert alle["Rathauslotsen"].umsetzungsstand == Umsetzungsstand.IN_UMSETZUNG
    assert alle["Vorlesepaten *neu*"].frist == date(2031, 12, 31)
    assert alle["Radwerkstatt"].frist == date(2030, 2, 28)
    assert "schon etwas übernommen" in "".join(str(s.value) for s in neu_geladen.success)
    assert "nichts zu übernehmen" in text(neu_geladen)

    noch_einmal = lege_ab(app, liste(*ZEILEN), "zweite.xlsx")  # die Form ist bekannt
    assert "Form dieser Datei ist bekannt" in text(noch_einmal).replace("\\", "")
    assert not [s for s in noch_einmal.selectbox if "wird schon" in s.label and s.value is None]

    frueher = app.oeffne("listen", g.kora, bereich="frueher")
    knopf(frueher, "Ja, ganze Einlesung").click().run()
    assert "3 neue Maßnahmen archiviert" in "".join(str(s.value) for s in frueher.success).replace("\xa0", " ")
    assert not {"Rathauslotsen", "Radwerkstatt"} & massnahmen(app).keys()
    einlesungen = app.lies(lambda s: load_einlesungen(s, g.kora, g.konzept_id))
    assert einlesungen[0].zustand is Einlesungszustand.ZURUECKGENOMMEN


def test_eine_spalte_laesst_sich_anders_zuordnen(app: Seitenapp) -> None:
    at = lege_ab(app, liste(*ZEILEN))
    spalte = next(s for s in at.selectbox if "Bemerkung" in s.label)
    assert spalte.value == "sachstand"
    spalte.select("beschreibung").run()
    knopf(at, "Sichere übernehmen").click().run()
    assert not at.exception
    assert massnahmen(app)["Radwerkstatt"].beschreibung is None
    assert massnahmen(app)["Rathauslotsen"].beschreibung == "Es geht voran."


def test_blaetter_und_farben_lassen_sich_zuordnen(app: Seitenapp) -> None:
    mappe = openpyxl.Workbook()
    for nummer, name in enumerate(("Teil 1", "Teil 2")):
        blatt: Any = mappe.active if nummer == 0 else mappe.create_sheet(name)
        blatt.title = name
        for zeile in (KOPF, *ZEILEN):
            blatt.append(
                [f"{nummer}{zeile[0]}", *zeile[1:2], f"{zeile[2]} {nummer}", *zeile[3:]] if zeile != KOPF else KOPF
            )
        blatt["F4"].value, blatt["F4"].fill = None, PatternFill("solid", fgColor="FF01873B")
    puffer = io.BytesIO()
    mappe.save(puffer)
    at = lege_ab(app, puffer.getvalue())
    assert "6 Maßnahmen" in text(at).replace("\xa0", " ")
    farbe = next(s for s in at.selectbox if "01873B" in s.label)
    assert farbe.value is None  # eine Farbe heißt nichts, bis jemand sie zuordnet
    farbe.select(Umsetzungsstand.UMGESETZT).run()
    assert not at.exception
    blaetter = next(m for m in at.multiselect if m.label == "Blätter")
    blaetter.set_value(["Teil 2"]).run()
    assert not at.exception
    assert "3 Maßnahmen" in text(at).replace("\xa0", " ")
    knopf(at, "Sichere übernehmen").click().run()
    assert not at.exception
    assert massnahmen(app)["Radwerkstatt 1"].umsetzungsstand == Umsetzungsstand.UMGESETZT


def test_unlesbares_wird_mit_satz_abgelehnt_und_eine_fremde_datei_gibt_es_nicht(app: Seitenapp, g: Gemeinde) -> None:
    at = lege_ab(app, b"", "leer.xlsx")
    assert at.error
    knopf(at, "Andere Datei wählen").click().run()
    assert not at.error
    nummer = lege_ab(app, liste(*ZEILEN)).query_params["datei"]
    fremd = app.oeffne("listen", g.gustav, datei=nummer[0] if isinstance(nummer, list) else nummer)
    assert "liegt nicht mehr bereit" in text(fremd)
    assert "Radwerkstatt" not in text(fremd)


@pytest.mark.parametrize("kennung", ["lena", "fatma", "adam"])
def test_die_seite_gehoert_der_koordination(app: Seitenapp, g: Gemeinde, kennung: str) -> None:
    at = app.oeffne("listen", g.personen[kennung])
    assert "Koordination" in at.error[0].value
    assert not at.file_uploader


def test_leere_bereiche_sagen_was_zu_tun_ist(app: Seitenapp, g: Gemeinde) -> None:
    for bereich, satz in (("frueher", "noch keine Liste"), ("boegen", "keine offene Abfrage")):
        at = app.oeffne("listen", g.gustav, bereich=bereich)
        assert not at.exception
        assert satz in text(at).replace("\\", "")
    at = app.oeffne("listen", g.kora, bereich="ausgeben")
    assert "4 Maßnahmen" in text(at).replace("\xa0", " ")


def test_boegen_gehen_hinaus_und_kommen_als_meldungen_zurueck(app: Seitenapp, g: Gemeinde) -> None:
    heute = tag_in_berlin(datetime.now(UTC))

    def frage(s: Any, _v: Any) -> int:
        werte = {"stichtag": heute, "redaktionsschluss": heute + timedelta(days=9), "eroeffnet_am": heute}
        abfrage = neu(s, modell.Abfrage(konzept_id=g.konzept_id, titel="Herbst", **werte)).id
        neu(
            s, modell.AbfrageMassnahme(konzept_id=g.konzept_id, abfrage_id=abfrage, massnahme_id=g.massnahmen["lotsen"])
        )
        return int(abfrage)

    abfrage = app.schreibe(g.kora, frage)
    at = app.oeffne("listen", g.kora, bereich="boegen")
    knopf(at, "Bögen erstellen").click().run()
    assert not at.exception
    kennung = at.session_state["boegen_kennungen"][abfrage][g.soziales_id]
    inhalt = listenausgabe._einer(g.kora.id, g.konzept_id, heute, abfrage, g.soziales_id, kennung)
    mappe = openpyxl.load_workbook(io.BytesIO(inhalt))
    blatt: Any = mappe["Rückmeldung"]
    spalte = next(z.column for z in blatt[5] if z.value == "Was ist seither geschehen?")
    blatt.cell(6, spalte).value = "Zwölf Lotsinnen sind geschult."
    puffer = io.BytesIO()
    mappe.save(puffer)

    zurueck = app.oeffne("listen", g.kora, bereich="zurueck")
    dateien = [("bogen.xlsx", puffer.getvalue(), "application/x"), ("fremd.csv", b"a;b\n1;2\n", "text/csv")]
    zurueck.file_uploader[0].set_value(dateien).run()
    assert not zurueck.exception
    assert "fehlt die Kennung" in "".join(str(e.value) for e in zurueck.error)
    assert "Fachdienst Soziales" in text(zurueck)
    knopf(zurueck, "Übernehmen (1").click().run()
    assert not zurueck.exception
    assert massnahmen(app)["Ankommenslotsen"].stand_text == "Zwölf Lotsinnen sind geschult."
    assert not [b for b in zurueck.button if b.label.startswith("Übernehmen")]


def test_mehrere_stellen_lassen_sich_auf_einmal_als_neue_stellen_vormerken(app: Seitenapp) -> None:
    zeilen = [[f"PW-2{n}", "Sprache und Bildung", f"Angebot {n}", stelle, "2030", "läuft", ""]
              for n, stelle in enumerate(("Stadtbücherei", "Caritas", "Fr. Muster"))]  # fmt: skip
    at = lege_ab(app, liste(*zeilen))
    knopf(at, "2 als neue Stellen anlegen").click().run()
    assert not at.exception
    knopf(at, "Sichere übernehmen").click().run()
    assert not at.exception
    alle = massnahmen(app)
    assert (alle["Angebot 0"].federfuehrung, alle["Angebot 1"].federfuehrung) == ("Stadtbücherei", "Caritas")
    assert alle["Angebot 2"].federfuehrung is None
