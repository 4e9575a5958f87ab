"""Dateien: was hereinkommt, wird geprüft; was hinausgeht, ist entschärft und vernünftig benannt."""

import contextlib
import csv
import io
import json
import re
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from boesartig import BOMBEN, DATEINAMEN, FALSCHE, FORMELN, HARMLOSE, XML_ANGRIFFE, groesste, office
from hypothesis import given
from hypothesis import strategies as st

from mut_core import dateien
from mut_core.dateien import Dateiart, namen
from mut_core.dateien.wache import HOECHSTENS
from mut_core.fehler import EingabeError
from mut_core.texte import without_steuerzeichen

WURZEL = Path(__file__).resolve().parent.parent
ALLE = frozenset(Dateiart)
SEKUNDEN, MEGABYTE = 2.0, 300

MESSUNG = """
import json, sys, time
from pathlib import Path
from mut_core.dateien import Dateiart, pruefe_upload
from mut_core.fehler import EingabeError
daten = Path(sys.argv[1]).read_bytes()
beginn, satz = time.process_time(), None
try:
    pruefe_upload(sys.argv[2], daten, arten=frozenset(Dateiart))
except EingabeError as fehler:
    satz = str(fehler)
sekunden = time.process_time() - beginn
status = Path("/proc/self/status").read_text().split()
print(json.dumps({"satz": satz, "sekunden": sekunden, "mb": int(status[status.index("VmHWM:") + 1]) / 1024}))
"""
# VmHWM statt ru_maxrss: Linux vererbt ru_maxrss über exec, es wäre der Höchststand des Testprozesses. Rechenzeit statt
# Uhrzeit: die Wache wartet auf nichts, und so misst der Test auch auf einem belegten Rechner dasselbe.


def endung(daten: bytes) -> str:
    """Die Endung, unter der ein Angreifer das Paket schickte: die, die am weitesten kommt."""
    return "xlsx" if b"xl/" in daten else "docx"


def vermesse(daten: bytes, ordner: Path) -> dict[str, Any]:
    """Prüft die Datei in einem eigenen Prozess; gibt Satz, Sekunden und Höchststand des Speichers in MB."""
    datei = ordner / "datei"
    datei.write_bytes(daten)
    kommando = [sys.executable, "-c", MESSUNG, str(datei), f"datei.{endung(daten)}"]
    lauf = subprocess.run(kommando, capture_output=True, text=True, check=True, cwd=WURZEL)
    ergebnis: dict[str, Any] = json.loads(lauf.stdout)
    print(f"{len(daten) / 1024:.0f} kB: {ergebnis['sekunden']:.2f} s, {ergebnis['mb']:.0f} MB – {ergebnis['satz']}")
    return ergebnis


@pytest.mark.parametrize("name", BOMBEN)
def test_jede_bombe_wird_schnell_und_sparsam_abgewiesen(name: str, tmp_path: Path) -> None:
    """F70: im eigenen Prozess gemessen, unter 2 Sekunden und unter 300 MB."""
    daten = BOMBEN[name]()
    assert len(daten) < HOECHSTENS, "über 10 MB prüfte der Test nur die Größe"
    ergebnis = vermesse(daten, tmp_path)
    assert ergebnis["satz"]
    assert ergebnis["sekunden"] < SEKUNDEN
    assert ergebnis["mb"] < MEGABYTE


def test_auch_die_groesste_erlaubte_datei_bleibt_im_rahmen(tmp_path: Path) -> None:
    """F70: kurz unter allen Grenzen – die Wache liest alles, und auch das schnell und sparsam."""
    ergebnis = vermesse(groesste(), tmp_path)
    assert ergebnis["satz"] is None
    assert ergebnis["sekunden"] < SEKUNDEN
    assert ergebnis["mb"] < MEGABYTE


@pytest.mark.parametrize("name", XML_ANGRIFFE)
def test_entitaeten_und_fremde_kodierungen_werden_abgewiesen(name: str) -> None:
    """F71: DOCTYPE und ENTITY in jeder Kodierung, die ein Leser verstünde."""
    daten = XML_ANGRIFFE[name]
    art = "ods" if "ODS" in name else endung(daten)
    with pytest.raises(EingabeError, match="XML-Anweisungen"):
        dateien.pruefe_upload(f"a.{art}", daten, arten=ALLE)


@pytest.mark.parametrize("name", FALSCHE)
def test_was_mehr_ist_als_tabelle_oder_text_wird_abgewiesen(name: str) -> None:
    """F72: Makros, alte und verschlüsselte Formate, Programme, Einbettungen, Verweise nach außen, kaputte Pakete."""
    dateiname, daten = FALSCHE[name]
    with pytest.raises(EingabeError) as fehler:
        dateien.pruefe_upload(dateiname, daten, arten=ALLE)
    assert fehler.value.feld == "datei"
    assert re.search(r"[Bb]itte|möglich", str(fehler.value)), "der Satz nennt den Ausweg"


@pytest.mark.parametrize("name", HARMLOSE)
def test_gewoehnliche_dateien_kommen_durch(name: str) -> None:
    dateiname, daten = HARMLOSE[name]
    assert dateien.pruefe_upload(dateiname, daten, arten=ALLE).value == dateiname.rpartition(".")[2].lower()


def test_nur_verlangte_arten_kommen_durch() -> None:
    with pytest.raises(EingabeError, match=r"Word-Datei.*Hier möglich: Excel-Datei"):
        dateien.pruefe_upload("a.docx", office("docx"), arten={Dateiart.XLSX})


def test_echte_dateien_der_gaengigen_programme_kommen_durch(tmp_path: Path) -> None:
    """Was openpyxl, python-docx und die eigene Vorlage schreiben, ist keine Bombe."""
    mappe = openpyxl.Workbook()
    for n in range(3000):
        mappe.active.append([n, "", "Sprachcafé", "in Umsetzung"])
    mappe.save(tmp_path / "a.xlsx")
    vorlage = WURZEL / "daten" / "vorlagen" / "neutral.docx"
    for datei in (tmp_path / "a.xlsx", vorlage):
        assert dateien.pruefe_upload(datei.name, datei.read_bytes(), arten=ALLE).value == datei.suffix[1:]


@given(st.binary(max_size=300) | st.binary(max_size=300).map(lambda b: b"PK\x03\x04" + b))
def test_beliebige_bytes_ergeben_hoechstens_einen_eingabefehler(daten: bytes) -> None:
    with contextlib.suppress(EingabeError):
        dateien.pruefe_upload("a.csv", daten, arten=ALLE)


@given(st.data())
def test_ein_verfaelschtes_paket_ergibt_hoechstens_einen_eingabefehler(zufall: st.DataObject) -> None:
    """Ein gekipptes Byte darf die Wache nie anders als mit einem Satz verlassen."""
    daten = bytearray(office("xlsx", {"xl/worksheets/sheet1.xml": "<a>" + "xyz" * 100 + "</a>"}))
    for _ in range(zufall.draw(st.integers(1, 4))):
        daten[zufall.draw(st.integers(0, len(daten) - 1))] = zufall.draw(st.integers(0, 255))
    with contextlib.suppress(EingabeError):
        dateien.pruefe_upload("a.xlsx", bytes(daten), arten=ALLE)


# --- Hinaus ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", FORMELN)
def test_in_excel_bleibt_jeder_text_text_und_unveraendert(text: str) -> None:
    """F74: keine Formel in der Datei, und nach dem Lesen steht derselbe Text da."""
    mappe = openpyxl.Workbook()
    dateien.write_zelltext(mappe.active["A1"], text)
    puffer = io.BytesIO()
    mappe.save(puffer)
    with zipfile.ZipFile(puffer) as zip_:
        assert b"<f>" not in zip_.read("xl/worksheets/sheet1.xml")
    zelle = openpyxl.load_workbook(puffer).active["A1"]
    assert (zelle.data_type, zelle.value, zelle.quotePrefix) == ("s", text, True)


def test_ohne_die_entschaerfung_waere_es_eine_formel() -> None:
    """Gegenprobe zu F74: openpyxl macht aus „=1+1“ von selbst eine Formel."""
    mappe = openpyxl.Workbook()
    mappe.active["A1"] = FORMELN[0]
    assert mappe.active["A1"].data_type == "f"


@pytest.mark.parametrize("text", FORMELN)
def test_in_csv_rechnet_keine_zelle_und_alles_kommt_zurueck(text: str) -> None:
    """F74: nichts beginnt wie eine Formel, und der Rückweg gibt den Text unverändert."""
    daten = dateien.build_csv(["Titel", "Text"], [[text, "x"]])
    kopf, zeile = csv.reader(io.StringIO(daten.decode("utf-8-sig"), newline=""), delimiter=";")
    assert kopf == ["Titel", "Text"]
    zahl = re.fullmatch(r"-(12,50)?", text)
    assert zahl or zeile[0].lstrip(" ")[:1] not in set("=+-@\t＝")
    assert dateien.csv_original(zeile[0]) == text


@given(st.text())
def test_csv_ist_fuer_jeden_text_umkehrbar(text: str) -> None:
    wert = dateien.csv_wert(text)
    assert dateien.csv_original(wert) == without_steuerzeichen(text)


def test_csv_oeffnet_sich_in_excel_auf_deutsch() -> None:
    daten = dateien.build_csv(["Nr.", "Betrag"], [[1, "-12,50"], [None, "1.234,00 €"]])
    assert daten == "\ufeffNr.;Betrag\r\n1;-12,50\r\n;1.234,00 €\r\n".encode()
    with pytest.raises(ValueError, match="Kopf 1"):
        dateien.build_csv(["Nr."], [[1, 2]])


def test_zu_lange_zellen_werden_nicht_still_gekuerzt() -> None:
    with pytest.raises(ValueError, match="32767"):
        dateien.write_zelltext(openpyxl.Workbook().active["A1"], "x" * 32_768)


@pytest.mark.parametrize(("text", "erwartet"), DATEINAMEN)
def test_dateinamen_sind_ueberall_erlaubt_und_nie_ein_pfad(text: str, erwartet: str) -> None:
    """F75: dreizehn Namen, vom Pfadaufstieg bis zu 300 Zeichen."""
    assert dateien.dateiname(text, "docx") == erwartet


@given(st.text(max_size=400))
def test_jeder_text_gibt_einen_brauchbaren_dateinamen(text: str) -> None:
    name = dateien.dateiname(text, ".csv")
    assert re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_-]*\.csv", name)
    assert len(name) <= namen.HOECHSTENS + len("-datei.csv")


@pytest.mark.parametrize("endung", ["", "tar.gz", "../x", "docx\n"])
def test_eine_falsche_endung_ist_ein_fehler_des_programms(endung: str) -> None:
    with pytest.raises(ValueError, match="keine Dateiendung"):
        dateien.dateiname("a", endung)
