"""Prüft die Ausgabe: jede Spalte steht da und lässt sich wieder lesen, nichts rechnet, und jeder Bogen erkennt sich."""

import csv
import io
import json
import re
import shutil
import subprocess
import zipfile
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from befehlslauf import demo, rufe
from lagebilder import build_bild, build_massnahme, build_sachstand
from openpyxl import load_workbook
from sqlalchemy import Date, Enum, Integer

from mut_core.austausch import schreibweisen, spalten
from mut_core.austausch.akte import akten
from mut_core.austausch.ausgabe import (
    Ausgabewahl,
    bogen,
    muster,
    offene_stellen,
    write_boegen,
    write_bogen,
    write_csv,
    write_json,
    write_muster,
    write_xlsx,
)
from mut_core.austausch.ausgabe.arbeitsmappe import GEKUERZT, KOPFZEILE, LISTEN, VERBORGEN
from mut_core.austausch.ausgabe.liste import BASIS
from mut_core.austausch.spalten import SPALTEN, Art, gleich
from mut_core.betraege import read_betrag
from mut_core.datenbank import connect_datenbank, leseeinheit
from mut_core.fehler import EingabeError, NichtGefundenError
from mut_core.lagebild import Lagebild, konzepte, load_lagebild, saetze
from mut_core.modell import Massnahme, Sachstand
from mut_core.modell.codes import Angabe, Genauigkeit, Mittelstatus, Turnus, Umsetzungsstand
from mut_core.zeitangaben import read_zeitangabe

__all__ = ["demo", "rufe"]  # Fixtures
PROJEKT = Path(__file__).resolve().parent.parent
HEUTE = date(2024, 9, 1)
GEFAEHRLICH = ("=1+1", "+49 5132 1", "-x", "@SUMME(A1)", '=cmd|" /C calc"!A0', "＝1+1", "\t=1")


def buch(daten: bytes) -> Any:
    return load_workbook(io.BytesIO(daten))


def zeilen(daten: bytes, kopf: int = KOPFZEILE, blatt: str = "Maßnahmen") -> list[dict[str, Any]]:
    """Die Zeilen unter dem Kopf als Überschrift → Wert; ganz leere fehlen."""
    reihen = list(buch(daten)[blatt].iter_rows(min_row=kopf + 1, values_only=True))
    ueberschriften = [str(w) for w in reihen[0]]
    return [dict(zip(ueberschriften, r, strict=True)) for r in reihen[1:] if any(w is not None for w in r)]


def rohes(daten: bytes, endung: str) -> str:
    """Alles XML der Datei, dessen Name so endet."""
    with zipfile.ZipFile(io.BytesIO(daten)) as z:
        return "".join(z.read(n).decode() for n in z.namelist() if n.endswith(endung))


def volles_bild() -> Lagebild:
    """Ein Lagebild, in dem jede Spalte etwas stehen hat."""
    meldung = {
        "text": "Der Raum ist gefunden.\nDie Verträge liegen vor.",
        "naechster_schritt": "Eröffnen",
        "naechster_termin": date(2024, 10, 1),
        "hindernis": "Es fehlt Personal",
        "loesung": "Eine halbe Stelle",
        "abgeschlossen_am": date(2024, 8, 2),
        "ergebnis": "Läuft",
        "turnus": Turnus.JAEHRLICH,
        "naechste_ueberpruefung": date(2025, 1, 1),
        "zurueckstellungsgrund": Sachstand.__table__.c.zurueckstellungsgrund.type.enum_class.PERSONELL,
        "begruendung": "Weil",
        "wiedervorlage": date(2025, 2, 1),
        "entschieden_von": "Rat",
        "entschieden_am": date(2024, 7, 1),
        "beleg": "„läuft“",
    }
    erste = build_massnahme(
        "A-1",
        "in_umsetzung",
        meldung=meldung,
        ziele=[1],
        mittel=[{"betrag_cent": 2_100_000, "ungenau": True, "mittelstatus": Mittelstatus.BEWILLIGT, "zweck": "Anlauf"}],
        fristaenderungen=[{"am": date(2024, 3, 1), "grund": "Umbau"}],
        beginn=date(2024, 1, 1),
        beginn_genauigkeit=Genauigkeit.JAHR,
        frist=date(2025, 12, 31),
        frist_genauigkeit=Genauigkeit.JAHR,
        zeit_wortlaut="2024/2025",
        zeit_angabe=Angabe.GENANNT,
        urspruengliche_frist=date(2024, 12, 31),
        beschreibung="Ein Haus für alle.",
        einfache_sprache="Ein Haus.",
        konkretheit=Massnahme.__table__.c.konkretheit.type.enum_class.GEPLANT,
        konkretheit_wortlaut="geplant",
        prioritaet=Massnahme.__table__.c.prioritaet.type.enum_class.HOCH,
        federfuehrung_angabe=Angabe.GENANNT,
        federfuehrung_wortlaut="Amt 50",
        beteiligte_wortlaut="Vereine",
        zielgruppe="Familien",
        mehrsprachig=True,
        vorbild="Hannover",
        indikator="Besuche",
        personal_wortlaut="0,5 Stelle",
        mittel_wortlaut="ca. 21.000 €",
        terminlage_gesetzt=Massnahme.__table__.c.terminlage_gesetzt.type.enum_class.IM_ZEITPLAN,
        terminlage_grund="Vereinbart",
        zusammengefuehrt_mit_id=2,
        ersetzt_durch_id=2,
        interne_notiz="nur intern",
        zusatzfelder={"Ampel alt": "gelb", "Nr.": "7"},
        quelle="Rat",
    )
    return build_bild(
        erste,
        build_massnahme("A-2", feld=2),
        stichtag=HEUTE,
        ziele=[{"id": 1, "text": "Alle finden Rat.", "handlungsfeld_id": 1}],
        weitere_handlungsfelder=[{"id": 1, "massnahme_id": 1, "handlungsfeld_id": 2}],
        beteiligungen=[{"id": 1, "massnahme_id": 1, "organisationseinheit_id": 2, "rolle": "berät"}],
    )


@pytest.fixture(scope="module")
def demobilder(demo_vorlage: Path) -> dict[str, Lagebild]:
    """Das Lagebild jedes Demo-Konzepts von heute, mit Internem."""
    engine = connect_datenbank(f"sqlite:///{demo_vorlage}")
    with leseeinheit(engine) as session:
        heute = datetime.now(UTC).date()
        bilder = {k.schluessel: load_lagebild(session, k.id, heute, intern=True) for k in konzepte(session)}
    engine.dispose()
    return bilder


# --- die Liste --------------------------------------------------------------------------------------------------------


def test_jede_spalte_steht_mit_ihrem_wert_in_der_datei() -> None:
    bild = volles_bild()
    soll = spalten.zellen(bild, intern=True)
    ist = zeilen(write_xlsx(bild, Ausgabewahl(intern=True)))
    assert len(ist) == 2
    leer = [f for f, wert in soll[1].items() if wert is None]
    assert leer == []
    for massnahme_id, zeile in zip((1, 2), ist, strict=True):
        for spalte in spalten.ausgegebene_spalten(bild, intern=True):
            assert gleich(zeile[spalte.ueberschrift], soll[massnahme_id][spalte.feld]), spalte.feld
    erste = ist[0]
    assert erste["Zeitraum"] == "2024/2025"
    assert erste["Beteiligte"] == "Stabsstelle Integration (berät)"
    assert erste["Mittelpositionen"] == "Gesamtkosten · ca. 21.000 € · bewilligt · Zweck: Anlauf"
    assert erste["Stand vom"].date() == date(2024, 8, 1)
    assert (erste["Mehrsprachig"], erste["Barrierefrei"], erste["Wie oft verschoben"]) == ("ja", "nein", "1")
    assert (erste["Ersetzt durch"], erste["Ampel alt"], erste["Zusatzfeld: Nr."]) == ("A-2", "gelb", "7")
    assert erste["Schlüssel"] == "probe-1"


# Angaben und Genauigkeiten stecken im Text ihres Felds.
NICHT_EINZELN = {"id", "version", "konzept_id", "archiviert_am", "zeit_angabe", "personal_angabe", "mittel_angabe",
                 "federfuehrung_angabe", "beginn_genauigkeit", "frist_genauigkeit"}  # fmt: skip
VERWALTUNG = {"id", "version", "konzept_id", "massnahme_id", "nummer", "unveraendert", "erfasst_am", "erfasst_von_id",
              "im_auftrag_von_id", "gilt_ab", "ersetzt_id", "einlesung_id", "zurueckgenommen_am", "abfrage_id",
              "freigabe", "freigabe_bemerkung"}  # fmt: skip


def anderer_wert(spalte: Any) -> Any:
    """Ein anderer Wert als in `volles_bild`, passend zur Art des Felds."""
    if isinstance(spalte.type, Enum):
        return list(spalte.type.enum_class)[-1]
    if isinstance(spalte.type, Date):
        return date(2024, 8, 30)
    if spalte.key == "zusatzfelder":
        return {"Neu": "x"}
    if spalte.foreign_keys or isinstance(spalte.type, Integer):
        return 2 if spalte.key in {"handlungsfeld_id", "federfuehrung_id"} else None
    return True if spalte.type.python_type is bool else "anders"


@pytest.mark.parametrize("name", [s.key for s in Massnahme.__table__.columns if s.key not in NICHT_EINZELN])
def test_jedes_feld_der_massnahme_kommt_in_der_liste_vor(name: str) -> None:
    bild = volles_bild()
    vorher = spalten.zellen(bild, intern=True)[1]
    neu = anderer_wert(Massnahme.__table__.c[name])
    if name == "mehrsprachig":
        neu = False
    bild.massnahmen.at[0, name] = neu
    if name == "turnus":
        bild.massnahmen.at[0, "zeit_wortlaut"] = None
    assert spalten.zellen(bild, intern=True)[1] != vorher


@pytest.mark.parametrize("name", [s.key for s in Sachstand.__table__.columns if s.key not in VERWALTUNG])
def test_jedes_feld_des_letzten_sachstands_kommt_in_der_liste_vor(name: str) -> None:
    bild = volles_bild()
    vorher = spalten.zellen(bild)[1]
    bild.sachstaende.at[0, name] = anderer_wert(Sachstand.__table__.c[name])
    assert spalten.zellen(bild)[1] != vorher


def test_ueberschriften_und_felder_sind_eindeutig_und_erklaert() -> None:
    assert len({s.feld for s in SPALTEN}) == len({s.ueberschrift for s in SPALTEN}) == len(SPALTEN)
    assert SPALTEN[-1].feld == "schluessel"
    legende = buch(write_xlsx(volles_bild(), Ausgabewahl(intern=True)))["Legende"]
    erklaert = {z[0]: z[2] for z in legende.iter_rows(values_only=True) if z[0]}
    assert {s.ueberschrift for s in SPALTEN if not erklaert.get(s.ueberschrift)} == set()
    assert "Abgeschlossen am; Ergebnis (Erledigungsvermerk)" in erklaert["umgesetzt"]


def test_internes_steht_nur_auf_verlangen_darin() -> None:
    bild = volles_bild()
    for daten in (write_xlsx(bild), write_csv(bild), write_json(bild)):
        text = rohes(daten, ".xml") if daten[:2] == b"PK" else daten.decode()
        assert "nur intern" not in text
        assert "Ampel alt" not in text
    assert "nur intern" in rohes(write_xlsx(bild, Ausgabewahl(intern=True)), ".xml")
    assert b"Ampel alt" in write_json(bild, Ausgabewahl(intern=True))


def test_dasselbe_lagebild_gibt_dieselben_bytes() -> None:
    for schreiben in (write_xlsx, write_csv, write_json):
        assert schreiben(volles_bild()) == schreiben(volles_bild())


def test_ohne_massnahmen_ist_die_datei_eine_leere_liste_mit_erklaerung() -> None:
    bild = build_bild(stichtag=HEUTE, felder=(), stellen=())
    daten = write_xlsx(bild)
    assert zeilen(daten) == []
    assert "keine Maßnahmen" in buch(daten)["Maßnahmen"]["A2"].value
    assert write_csv(bild).decode("utf-8-sig").count("\r\n") == 1
    assert json.loads(write_json(bild))["tabellen"]["massnahmen"] == []


def test_eine_auswahl_gibt_nur_diese_massnahmen() -> None:
    bild, wahl = volles_bild(), Ausgabewahl(massnahmen=(2,))
    daten = write_xlsx(bild, wahl)
    assert [z["Nr."] for z in zeilen(daten)] == ["A-2"]
    assert buch(daten)["Maßnahmen"]["A2"].value.startswith("Auszug: 1 von 2\u00a0Maßnahmen")
    tabellen = json.loads(write_json(bild, wahl))["tabellen"]
    assert ([m["nummer"] for m in tabellen["massnahmen"]], tabellen["sachstaende"]) == (["A-2"], [])
    assert len(tabellen["organisationseinheiten"]) == 2


def test_titel_stand_kopf_filter_und_druck_sind_eingerichtet() -> None:
    mappe = buch(write_xlsx(volles_bild()))
    blatt = mappe["Maßnahmen"]
    assert blatt["A1"].value == "Stadt Probe, Probekonzept: Maßnahmenliste, Stand 01.09.2024"
    assert blatt.freeze_panes == "C4"
    assert blatt.auto_filter.ref.startswith("A3:")
    assert (blatt.page_setup.orientation, int(blatt.page_setup.paperSize)) == ("landscape", 9)
    assert blatt.print_title_rows == "$3:$3"
    assert blatt.print_area.endswith("!$A$1:$J$5")
    assert mappe[LISTEN].sheet_state == "hidden"
    assert mappe[VERBORGEN].sheet_state == "veryHidden"
    angaben = {p.name: p.value for p in mappe.custom_doc_props.props}
    assert angaben["MuT-Konzept"] == "probe"
    verborgen = list(mappe[VERBORGEN].iter_rows(values_only=True))
    assert {z[0]: z[1] for z in verborgen}["Stichtag"] == "2024-09-01"
    assert ("probe-1", "1", "1") in verborgen  # worauf die Liste beruht: daran fällt seither Geändertes auf


def test_auswahllisten_bieten_genau_die_bekannten_werte() -> None:
    bild = volles_bild()
    bild.organisationseinheiten.at[0, "aktiv"] = False
    mappe = buch(write_xlsx(bild))
    listen = dict(_auswahllisten(mappe, "Maßnahmen", KOPFZEILE))
    assert listen["Umsetzungsstand"] == [u.bezeichnung for u in Umsetzungsstand]
    assert listen["Federführung"] == ["Stabsstelle Integration"]
    assert listen["Handlungsfeld"] == ["Sprache", "Bildung"]
    assert listen["Leichte Sprache"] == ["ja", "nein"]
    erwartet = {s.ueberschrift for s in SPALTEN if s.art in {Art.CODE, Art.JA_NEIN, Art.STELLE, Art.HANDLUNGSFELD}}
    assert set(listen) == erwartet


def _auswahllisten(mappe: Any, blatt: str, kopf: int) -> Iterator[tuple[str, list[str]]]:
    for pruefung in mappe[blatt].data_validations.dataValidation:
        if pruefung.type != "list":
            continue
        spalte = re.match("[A-Z]+", str(pruefung.sqref))
        quelle = re.fullmatch(rf"{LISTEN}!(.+)", pruefung.formula1)
        assert spalte is not None
        assert quelle is not None
        werte = [z[0].value for z in mappe[LISTEN][quelle[1].replace("$", "")]]
        yield mappe[blatt][f"{spalte[0]}{kopf + 1}"].value, werte


# --- Entschärfung -----------------------------------------------------------------------------------------------------


def test_was_wie_eine_formel_anfaengt_bleibt_text_und_unveraendert() -> None:
    bild = build_bild(*[build_massnahme(f"={i}", titel=text) for i, text in enumerate(GEFAEHRLICH)], stichtag=HEUTE)
    daten = write_xlsx(bild)
    assert "<f>" not in rohes(daten, "sheet1.xml")
    blatt = buch(daten)["Maßnahmen"]
    for zeile, text in enumerate(GEFAEHRLICH, KOPFZEILE + 2):
        zelle = blatt.cell(zeile, 2)
        assert (zelle.value, zelle.data_type, zelle.quotePrefix) == (text, "s", True)
    assert len(rohes(daten, "rels")) > 0
    assert "hyperlink" not in rohes(daten, ".rels")


def test_in_der_csv_steht_ein_hochkomma_davor_und_geht_beim_lesen_wieder_weg() -> None:
    bild = build_bild(*[build_massnahme(f"N{i}", titel=text) for i, text in enumerate(GEFAEHRLICH)], stichtag=HEUTE)
    daten = write_csv(bild)
    assert daten.startswith(b"\xef\xbb\xbf")
    gelesen = list(csv.DictReader(io.StringIO(daten.decode("utf-8-sig"), newline=""), delimiter=";"))
    for zeile, text in zip(gelesen, GEFAEHRLICH, strict=True):
        assert zeile["Maßnahme"].startswith("'")
        assert gleich(zeile["Maßnahme"], text)
        assert gleich(zeile["Zeitraum"], None)


@pytest.mark.parametrize("text", ["x" * 40_000, "😀" * 20_000])
def test_ueberlanger_text_sagt_dass_er_gekuerzt_ist(text: str) -> None:
    bild = build_bild(build_massnahme("A", beschreibung=text), stichtag=HEUTE)
    geschrieben = zeilen(write_xlsx(bild))[0]["Beschreibung"]
    assert geschrieben.endswith(GEKUERZT)
    assert 32_700 < len(geschrieben.encode("utf-16-le")) // 2 <= 32_767


def test_steuerzeichen_machen_die_datei_nicht_kaputt() -> None:
    bild = build_bild(build_massnahme("A", titel="Haus\x00\x0b der \ud800Vielfalt\u202e _x0041_"), stichtag=HEUTE)
    titel = zeilen(write_xlsx(bild))[0]["Maßnahme"]
    assert "_x0041_" in titel
    assert not set(titel) & {"\x00", "\x0b", "\ud800", "\u202e"}


# --- Schreibweisen, die sich wieder lesen lassen ----------------------------------------------------------------------


def test_jeder_zeitraum_der_demo_liest_sich_wie_er_gespeichert_ist(demobilder: dict[str, Lagebild]) -> None:
    anders = []
    for bild in demobilder.values():
        for m in saetze(bild.massnahmen):
            text = schreibweisen.zeitraum_text(m)
            if not schreibweisen.sagt_dasselbe(read_zeitangabe(text), m):
                anders.append((text, m.zeit_wortlaut))
    # Nur was schon die Quelle ohne Datum sagt („künftige Stadtfeste“), bleibt bloßer Wortlaut.
    assert all(text == wortlaut for text, wortlaut in anders), anders
    assert len(anders) <= 3


@pytest.mark.parametrize(
    ("felder", "text"),
    [
        ({}, ""),
        ({"zeit_angabe": Angabe.OFFEN}, "Termin offen"),
        ({"zeit_angabe": Angabe.KEINE_ANGABE}, "k. A."),
        ({"zeit_angabe": Angabe.GENANNT, "frist": date(2024, 6, 30)}, "bis 30.06.2024"),
        ({"zeit_angabe": Angabe.GENANNT, "turnus": Turnus.JAEHRLICH}, "jährlich"),
        (
            {"zeit_angabe": Angabe.GENANNT, "turnus": Turnus.JAEHRLICH, "beginn": date(2022, 1, 1),
             "beginn_genauigkeit": Genauigkeit.JAHR},
            "jährlich, ab 2022",
        ),
    ],
)  # fmt: skip
def test_ein_zeitraum_steht_als_ein_text(felder: dict[str, Any], text: str) -> None:
    if "frist" in felder:
        felder = felder | {"frist_genauigkeit": Genauigkeit.TAG}
    m = saetze(build_bild(build_massnahme("A", **felder)).massnahmen)[0]
    assert schreibweisen.zeitraum_text(m) == text
    assert schreibweisen.sagt_dasselbe(read_zeitangabe(text), m)


def test_jede_mittelposition_der_demo_laesst_sich_zurueck_lesen(demobilder: dict[str, Lagebild]) -> None:
    gelesene = 0
    for bild in demobilder.values():
        for akte in akten(bild):
            for p, foerderung in akte.mittel:
                felder = schreibweisen.read_mittelzeile(schreibweisen.mittelzeile(p, foerderung))
                assert (felder["art"], felder["mittelstatus"]) == (p.art.value, p.mittelstatus.value)
                assert (felder.get("zweck"), felder.get("foerderung")) == (p.zweck, foerderung)
                assert ("konjunktiv" in felder) is p.konjunktiv
                betrag = read_betrag(felder.get("betrag", ""))
                assert betrag.sicher, felder
                assert (betrag.betrag or 0) * 100 == (p.betrag_cent or 0)
                assert "rest" not in felder
                gelesene += 1
    assert gelesene > 30


@pytest.mark.parametrize(
    ("a", "b", "erwartet"),
    [
        (date(2024, 12, 24), datetime(2024, 12, 24, tzinfo=UTC), True),
        (date(2024, 12, 24), "24.12.2024", True),
        (date(2024, 12, 24), "2024-12-24 00:00:00", True),
        (date(2024, 12, 24), 45650.0, True),
        (date(2024, 12, 24), date(2024, 12, 25), False),
        (date(2024, 12, 24), "Weihnachten", False),
        (date(2024, 12, 24), "31.02.2024", False),
        ("eins\r\nzwei ", "eins\nzwei", True),
        ("eins", "Eins", False),
        (None, "  ", True),
        (None, "x", False),
        ("7", 7.0, True),
        ("ja", True, True),
        ("'=1", "=1", True),
        ("k. A.", None, False),
    ],
)
def test_gleiche_zellen_sind_gleich_in_jeder_form(a: Any, b: Any, erwartet: bool) -> None:
    assert gleich(a, b) is gleich(b, a) is erwartet


def test_schluessel_codes_und_listen_lesen_sich_zurueck() -> None:
    assert spalten.read_schluessel(" laatzen-2009-12 ") == ("laatzen-2009", 12)
    assert [spalten.read_schluessel(t) for t in ("", "12", "lehrte-", "lehrte-x")] == [None] * 4
    assert spalten.read_code("umsetzungsstand", " In  Umsetzung ") is Umsetzungsstand.IN_UMSETZUNG
    assert spalten.read_code("umsetzungsstand", "verstetigt") is Umsetzungsstand.VERSTETIGT
    assert spalten.read_code("umsetzungsstand", "fast fertig") is spalten.read_code("titel", "x") is None
    assert spalten.read_liste(" a\r\n\nb  c ") == ("a", "b c")


def test_gleichnamige_stellen_und_felder_bleiben_unterscheidbar() -> None:
    bild = build_bild(
        build_massnahme("A", federfuehrung_id=2), stellen=("Amt", "Amt"), felder=({"titel": "Kita"}, {"titel": "Kita"})
    )
    zelle = spalten.zellen(bild)[1]
    assert (zelle["federfuehrung"], zelle["handlungsfeld"]) == ("Amt (2)", "Kita (Nr. 1)")


# --- JSON -------------------------------------------------------------------------------------------------------------


def test_json_nennt_alles_mit_stabilen_schluesseln() -> None:
    bild = volles_bild()
    bild.organisationseinheiten.at[0, "email"] = "amt@stadt.de"
    daten = write_json(bild)
    inhalt = json.loads(daten)
    assert list(inhalt) == sorted(inhalt)
    assert (inhalt["format"], inhalt["fassung"], inhalt["stichtag"]) == ("mut-lagebild", 1, "2024-09-01")
    erste = inhalt["tabellen"]["massnahmen"][0]
    assert (erste["umsetzungsstand"], erste["frist"], erste["zusatzfelder"]) == ("in_umsetzung", "2025-12-31", None)
    assert inhalt["tabellen"]["sachstaende"][0]["erfasst_am"] == "2024-08-01T10:00:00+00:00"
    assert set(inhalt["tabellen"]) == set(bild.tabellen)
    assert b"amt@stadt.de" not in daten
    assert b"amt@stadt.de" in write_json(bild, Ausgabewahl(intern=True))


# --- der Rückmeldebogen -----------------------------------------------------------------------------------------------

RUNDE = {"id": 1, "titel": "Runde", "stichtag": HEUTE, "redaktionsschluss": date(2024, 9, 20), "eroeffnet_am": HEUTE}


def abfragebild(gemeldet: bool = False) -> Lagebild:
    """Drei offene Maßnahmen zweier Stellen und eine ohne; auf Wunsch ist alles gemeldet."""
    alt = build_sachstand("in_planung", date(2024, 5, 1), text="=Raum gesucht", naechster_schritt="Mieten")
    neu = build_sachstand("in_umsetzung", HEUTE, abfrage_id=1)
    staende = [alt, neu] if gemeldet else [alt]
    return build_bild(
        build_massnahme("A-10", sachstaende=staende, frist=date(2024, 12, 31), zeit_angabe=Angabe.GENANNT),
        build_massnahme("A-2", sachstaende=staende if gemeldet else []),
        build_massnahme("B-1", sachstaende=staende, federfuehrung_id=2),
        build_massnahme("C-1", sachstaende=staende, federfuehrung_id=None),
        stichtag=HEUTE,
        abfragen=[RUNDE],
        abfrage_massnahmen=[{"id": n, "abfrage_id": 1, "massnahme_id": n} for n in (1, 2, 3, 4)],
    )


def test_ein_bogen_hat_je_offener_massnahme_eine_zeile_mit_letztem_sachstand_und_leeren_eingaben() -> None:
    daten = write_bogen(abfragebild(), 1, 1, "K7F3")
    reihen = zeilen(daten, kopf=4, blatt=bogen.BLATT)
    assert [z["Nr."] for z in reihen] == ["A-2", "A-10"]
    assert reihen[0]["Bisher: letzter Sachstand"] == "Noch keine Meldung."
    letzter = reihen[1]["Bisher: letzter Sachstand"]
    assert letzter == "01.05.2024, in Planung:\n=Raum gesucht\nNächster Schritt: Mieten"
    assert reihen[1]["Schlüssel"] == "probe-1"
    assert {z[wort] for z in reihen for wort in bogen.EINGABEN.values()} == {None}
    blatt = buch(daten)[bogen.BLATT]
    assert "bis zum 20.09.2024" in blatt["A2"].value
    offen = [not z.protection.locked for z in blatt[6]][: len(bogen.SPALTEN)]
    assert offen == [s.eingabe for s in bogen.SPALTEN]
    assert blatt.protection.sheet
    assert blatt.protection.password is None


def test_ein_bogen_traegt_seine_kennung_dreifach_und_den_stand_auf_dem_er_beruht() -> None:
    mappe = buch(write_bogen(abfragebild(), 1, 1, "K7F3"))
    verborgen = list(mappe[VERBORGEN].iter_rows(values_only=True))
    angaben = {z[0]: z[1] for z in verborgen[:7]}
    assert (angaben["Art"], angaben["Kennung"], angaben["Abfrage"], angaben["Stelle"]) == ("bogen", "K7F3", "1", "1")
    assert verborgen[7:] == [BASIS, ("probe-2", "0", "1"), ("probe-1", "1", "1")]
    assert {p.name: p.value for p in mappe.custom_doc_props.props}["MuT-Kennung"] == "K7F3"
    assert mappe[bogen.BLATT]["A4"].value == f"{bogen.KENNUNG}K7F3 · Stand 01.09.2024"
    assert dict(_auswahllisten(mappe, bogen.BLATT, 4)) == {
        "Umsetzungsstand jetzt": [u.bezeichnung for u in Umsetzungsstand]
    }


def test_alle_boegen_einer_abfrage_kommen_als_zip_je_stelle_einer() -> None:
    bild = abfragebild()
    assert [(i, offene) for i, _, offene in offene_stellen(bild, 1)] == [(1, (2, 1)), (2, (3,)), (None, (4,))]
    kennungen: dict[int | None, str] = {1: "K1", 2: "K2", None: "K3"}
    daten = write_boegen(bild, 1, kennungen)
    assert daten == write_boegen(bild, 1, kennungen)
    with zipfile.ZipFile(io.BytesIO(daten)) as archiv:
        assert archiv.namelist() == [
            "Rueckmeldung-Fachdienst-Soziales.xlsx",
            "Rueckmeldung-Stabsstelle-Integration.xlsx",
            "Rueckmeldung-ohne-federfuehrende-Stelle.xlsx",
        ]
        assert archiv.read(archiv.namelist()[1]) == write_bogen(bild, 1, 2, "K2")


def test_wo_nichts_offen_ist_gibt_es_keinen_bogen() -> None:
    bild = abfragebild(gemeldet=True)
    with pytest.raises(EingabeError, match="nichts offen"):
        write_bogen(bild, 1, 1, "K")
    with pytest.raises(EingabeError, match="alles gemeldet"):
        write_boegen(bild, 1, {})
    with pytest.raises(NichtGefundenError):
        write_bogen(bild, 2, 1, "K")


# --- die Musterdatei --------------------------------------------------------------------------------------------------


def test_die_beiliegende_musterdatei_ist_die_erzeugte() -> None:
    datei = PROJEKT / "daten" / "muster" / "massnahmenliste.xlsx"
    assert datei.read_bytes() == write_muster(), "bitte neu schreiben: ausgeben --muster --ziel daten/muster/…"


def test_die_musterdatei_zeigt_drei_beispiele_die_sicher_lesbar_sind() -> None:
    daten = write_muster()
    beispiele = zeilen(daten)
    assert len(beispiele) == 3
    assert {s.ueberschrift for s in muster.SPALTEN} == set(beispiele[0])
    listen = dict(_auswahllisten(buch(daten), "Maßnahmen", KOPFZEILE))
    assert len(listen) == 4
    for beispiel in beispiele:
        assert all(beispiel[wort] in werte for wort, werte in listen.items())
        assert read_zeitangabe(beispiel["Bis wann soll die Maßnahme umgesetzt sein?"]).sicher


# --- das Kommando -----------------------------------------------------------------------------------------------------


def test_ausgeben_schreibt_jede_form(rufe: Any, demo: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for form in ("xlsx", "csv", "json"):
        lauf = rufe("ausgeben", "--konzept", "lehrte", "--form", form, "--stichtag", "2023-08-30")
        assert (lauf.code, "27 Maßnahmen, Stand 30.08.2023" in lauf.fehler) == (0, True), lauf.fehler
        assert (tmp_path / f"Massnahmen-lehrte-2023-08-30.{form}").stat().st_size > 5_000
    assert rufe("ausgeben", "--konzept", "musterstadt", "--intern", "--ziel", "m.xlsx").code == 0
    assert "Interne Notiz" in zeilen((tmp_path / "m.xlsx").read_bytes())[0]
    assert rufe("ausgeben", "--muster", "--ziel", "muster.xlsx").code == 0
    assert (tmp_path / "muster.xlsx").read_bytes() == write_muster()


@pytest.mark.parametrize(
    ("angaben", "wort"),
    [
        ([], "entweder --konzept KÜRZEL oder --muster"),
        (["--konzept", "lehrte", "--muster"], "entweder"),
        (["--konzept", "gibtesnicht"], "Vorhanden:"),
        (["--konzept", "lehrte", "--form", "pdf"], "xlsx, csv, json"),
        (["--konzept", "lehrte", "--ziel", "."], "das ist ein Ordner"),
        (["--konzept", "lehrte", "--stichtag", "1999-01-01"], "noch nicht angelegt"),
    ],
)
def test_ein_falscher_aufruf_ist_ein_satz(rufe: Any, demo: Path, angaben: list[str], wort: str) -> None:
    assert wort in rufe("ausgeben", *angaben).satz


# --- durch LibreOffice und zurück -------------------------------------------------------------------------------------


@pytest.fixture
def libreoffice(tmp_path: Path) -> Callable[[bytes, str], bytes]:
    """Öffnet eine .xlsx in LibreOffice und speichert sie in einer anderen Endung."""

    def speichere(daten: bytes, endung: str) -> bytes:
        quelle, ordner = tmp_path / "liste.xlsx", tmp_path / "neu"
        quelle.write_bytes(daten)
        profil = f"-env:UserInstallation=file://{tmp_path / 'profil'}"
        befehl = ["soffice", profil, "--headless", "--convert-to", endung, "--outdir", str(ordner), str(quelle)]
        subprocess.run(befehl, check=True, capture_output=True, timeout=120)
        return (ordner / f"liste.{endung.partition(':')[0]}").read_bytes()

    return speichere


@pytest.mark.lang
@pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice fehlt")
def test_libreoffice_laesst_jede_zelle_der_liste_wie_sie_ist(
    libreoffice: Callable[[bytes, str], bytes], demobilder: dict[str, Lagebild]
) -> None:
    for bild in (demobilder["musterstadt"], volles_bild(), build_bild(build_massnahme("=1", titel=GEFAEHRLICH[0]))):
        daten = write_xlsx(bild, Ausgabewahl(intern=True))
        zurueck = libreoffice(daten, "xlsx:Calc MS Excel 2007 XML")
        soll = spalten.zellen(bild, intern=True)
        gelesen = zeilen(zurueck)
        assert len(gelesen) == len(soll)
        for zeile in gelesen:
            schluessel = spalten.read_schluessel(zeile["Schlüssel"])
            assert schluessel is not None
            for spalte in spalten.ausgegebene_spalten(bild, intern=True):
                assert gleich(zeile[spalte.ueberschrift], soll[schluessel[1]][spalte.feld]), spalte.feld
        assert dict(_auswahllisten(buch(daten), "Maßnahmen", KOPFZEILE))["Umsetzungsstand"]


@pytest.mark.lang
@pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice fehlt")
def test_ein_bogen_aus_libreoffice_traegt_noch_seine_kennung(libreoffice: Callable[[bytes, str], bytes]) -> None:
    daten = write_bogen(abfragebild(), 1, 1, "K7F3")
    mappe = buch(libreoffice(daten, "xlsx:Calc MS Excel 2007 XML"))
    assert {p.name: p.value for p in mappe.custom_doc_props.props}["MuT-Kennung"] == "K7F3"
    assert ("Kennung", "K7F3") in [z[:2] for z in mappe[VERBORGEN].iter_rows(values_only=True)]
    als_csv = libreoffice(daten, "csv:Text - txt - csv (StarCalc):59,34,76,1").decode("utf-8-sig")
    assert f"{bogen.KENNUNG}K7F3" in als_csv
    assert "probe-1" in als_csv
