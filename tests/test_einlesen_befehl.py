"""Prüft `python3 -m mut_core einlesen`: Probe, Übernahme, ein JSON-Objekt, und dass jeder Fehler ein Satz ist."""

import json
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from befehlslauf import rufe, zeige_auf
from gemeinde import Gemeinde

from mut_core.datenbank import leseeinheit
from mut_core.erfassung.einlesung import load_einlesungen
from mut_core.erfassung.protokoll import tag_in_berlin
from mut_core.lagebild import load_lagebild, saetze
from mut_core.modell.codes import Umsetzungsstand

__all__ = ["rufe"]
KOPF = ["Nr.", "Handlungsfeld", "Maßnahme", "Zuständig", "Frist", "Status", "Sachstand", "Kst."]
ZEILEN = [
    ["PW-10", "Sprache und Bildung", "Vorlesepaten", "FD 4", "31.12.2031", "läuft", "Zehn Paten lesen vor.", "0815"],
    ["PW-11", "Ankommen und Teilhabe", "Rathauslotsen", "Fachdienst Soziales", "2030", "geplant", "", ""],
    ["PW-12", "Ankommen und Teilhabe", "Radwerkstatt", "Verein Irgendwo", "30.02.2024", "", "", ""],
    ["", "", "Summe", "", "", "", "", ""],
]


@pytest.fixture
def liste(tmp_path: Path) -> Path:
    mappe = openpyxl.Workbook()
    blatt: Any = mappe.active
    blatt.append(["Maßnahmenliste, Stand 30.06.2024"])
    for zeile in ([], KOPF, *ZEILEN):
        blatt.append(zeile)
    mappe.save(tmp_path / "Liste Überblick.xlsx")
    return tmp_path / "Liste Überblick.xlsx"


def massnahmen(g: Gemeinde) -> dict[str, Any]:
    with leseeinheit(g.engine) as session:
        jetzt = max(e.am for e in load_einlesungen(session, g.kora, g.konzept_id))
        return {
            m.titel: m
            for m in saetze(load_lagebild(session, g.konzept_id, tag_in_berlin(jetzt), intern=True).massnahmen)
        }


def test_einlesen_uebernimmt_das_sichere_einmal(
    sqlite_gemeinde: Gemeinde, rufe: Any, liste: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    g = sqlite_gemeinde
    zeige_auf(monkeypatch, g.engine)
    ort = ("einlesen", liste, "--konzept", "probstweiler")

    probe = rufe(*ort, "--probe", "--json")
    zahlen = json.loads(probe.aus)
    assert probe.code == 0
    assert set(zahlen) == {
        "zeilen", "massnahmen", "sachstaende", "sicher", "unsicher", "fehler", "uebersprungen", "spalten",
    }  # fmt: skip
    assert (zahlen["massnahmen"], zahlen["fehler"]) == (3, 1)
    assert zahlen["zeilen"] == zahlen["massnahmen"] + zahlen["uebersprungen"]
    assert zahlen["spalten"]["Zuständig"] == "federfuehrung"
    assert zahlen["spalten"]["Kst."] is None
    assert "nichts geschrieben" in probe.fehler
    assert not {"Vorlesepaten", "Radwerkstatt"} & massnahmen(g).keys()

    lauf = rufe(*ort)
    assert (lauf.code, "Übernommen" in lauf.fehler) == (0, True)
    alle = massnahmen(g)
    paten = alle["Vorlesepaten"]
    assert (paten.nummer, paten.federfuehrung, paten.zusatzfelder) == ("PW-10", "Fachdienst Bildung", {"Kst.": "0815"})
    assert (paten.umsetzungsstand, paten.stand_text) == (Umsetzungsstand.IN_UMSETZUNG, "Zehn Paten lesen vor.")
    assert alle["Radwerkstatt"].frist is None
    assert alle["Radwerkstatt"].federfuehrung is None  # unbekannte Stellen erfindet niemand
    with leseeinheit(g.engine) as session:
        e = load_einlesungen(session, g.kora, g.konzept_id)[0]
    assert (e.gelesen, e.uebernommen, e.dateiname) == (zahlen["zeilen"], 3, "Liste Überblick.xlsx")
    assert any(grund.startswith("Teilweise") for grund in e.uebersprungen.values())

    noch_einmal = rufe(*ort)
    assert "nichts zu übernehmen" in noch_einmal.fehler
    with leseeinheit(g.engine) as session:
        assert load_einlesungen(session, g.kora, g.konzept_id)[0].id == e.id


@pytest.mark.parametrize(
    ("was", "satz"),
    [
        (("--konzept", "gibtsnicht"), "gibt es nicht"),
        (("--konzept", "probstweiler", "--stand", "gestern"), "JJJJ-MM-TT"),
        ((), "Es fehlt"),
    ],
)
def test_falsche_aufrufe_sind_ein_satz(
    sqlite_gemeinde: Gemeinde, rufe: Any, liste: Path, monkeypatch: pytest.MonkeyPatch, was: tuple[str, ...], satz: str
) -> None:
    zeige_auf(monkeypatch, sqlite_gemeinde.engine)
    assert satz in rufe("einlesen", liste, *was).satz


def test_eine_datei_die_keine_liste_ist_wird_mit_einem_satz_abgelehnt(
    sqlite_gemeinde: Gemeinde, rufe: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    zeige_auf(monkeypatch, sqlite_gemeinde.engine)
    for name, inhalt in (("leer.xlsx", b""), ("alt.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600)):
        (tmp_path / name).write_bytes(inhalt)
        assert rufe("einlesen", tmp_path / name, "--konzept", "probstweiler").satz
    assert rufe("einlesen", tmp_path / "fehlt.xlsx", "--konzept", "probstweiler").satz


def test_der_stand_der_aufrufzeile_gilt_fuer_sachstaende_ohne_tag(
    sqlite_gemeinde: Gemeinde, rufe: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    zeige_auf(monkeypatch, sqlite_gemeinde.engine)
    datei = tmp_path / "liste.csv"
    datei.write_bytes(
        "Maßnahme;Handlungsfeld;Status;Sachstand\nKochabend;Ankommen und Teilhabe;läuft;Jeden Monat.\n".encode("cp1252")
    )
    assert rufe("einlesen", datei, "--konzept", "probstweiler", "--stand", "2024-05-31").code == 0
    assert str(massnahmen(sqlite_gemeinde)["Kochabend"].stand_zum) == "2024-05-31"
