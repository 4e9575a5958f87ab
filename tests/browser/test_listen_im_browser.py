"""Listen im Browser: Liste hinein, übernommen, gezeigt, hinaus, Bogen zurück, Konflikt entschieden – der ganze Weg."""

import re
import shutil
import subprocess
import zipfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import sqlalchemy as sa
from playwright.sync_api import expect

from mut_core.datenbank import connect_datenbank, leseeinheit, schreibeinheit
from mut_core.erfassung import sachstand
from mut_core.erfassung.protokoll import Vorgang, tag_in_berlin
from mut_core.lagebild import konzepte, load_lagebild
from mut_core.modell import Konzept, Massnahme
from mut_core.modell.codes import Umsetzungsstand
from mut_core.rechte import load_person

pytestmark = pytest.mark.browser
WARTEN = 20_000


def lege_ab(f: Any, *dateien: Path) -> None:
    f.seite.locator('input[type="file"]').first.set_input_files(list(dateien))
    f.seite.wait_for_timeout(300)
    f.ruhig()


def liste(ordner: Path) -> Path:
    mappe = openpyxl.Workbook()
    blatt: Any = mappe.active
    kopf = ["Handlungsfeld", "Maßnahme", "Zuständig", "Frist", "Status", "Bemerkung"]
    for zeile in (
        ["Maßnahmenliste, Stand 30.06.2026"],
        [],
        kopf,
        [
            "Sprache und Bildung",
            "Vorlesen am Mittwoch",
            "Verwaltung",
            "31.12.2031",
            "läuft",
            "Zehn Paten lesen vor.",
        ],
        ["Sprache und Bildung", "Fahrradwerkstatt", "", "ab 2030- 2031", "ohne Wort", ""],
    ):
        blatt.append(zeile)
    mappe.save(ordner / "liste.xlsx")
    return ordner / "liste.xlsx"


@pytest.mark.lang
@pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice fehlt")
def test_eine_liste_kommt_herein_und_ein_bogen_kommt_zurueck(fenster: Any, demo_datei: Path, tmp_path: Path) -> None:
    f = fenster("koordination")
    vorher = zaehle_massnahmen(demo_datei)
    seite = f.oeffne("/listen?konzept=musterstadt")
    lege_ab(f, liste(tmp_path))
    expect(seite.get_by_text("2 Maßnahmen", exact=False).first).to_be_visible(timeout=WARTEN)
    expect(seite.get_by_text("ab 2030- 2031").first).to_be_visible(timeout=WARTEN)
    seite.reload()  # Datei und Zuordnung liegen auf dem Server
    seite = f.ruhig()
    seite.get_by_role("button", name="Alle Vorschläge bestätigen").click()
    f.ruhig()
    seite.get_by_role("button", name="Sichere übernehmen").click()
    expect(seite.get_by_text("Aus dieser Datei ist schon etwas übernommen.")).to_be_visible(timeout=WARTEN)

    seite = f.oeffne("/uebersicht?konzept=musterstadt")  # die Übersicht zählt die beiden neuen mit
    zahl = re.compile(rf"\b{vorher + 2}\b")
    expect(seite.get_by_test_id("stMain").get_by_text(zahl).first).to_be_visible(timeout=WARTEN)
    seite = f.oeffne("/massnahmen?konzept=musterstadt&suche=Vorlesen")
    expect(seite.get_by_text("Vorlesen am Mittwoch").first).to_be_visible(timeout=WARTEN)

    seite = f.oeffne("/listen?konzept=musterstadt&bereich=ausgeben")
    with seite.expect_download(timeout=WARTEN) as laden:
        seite.get_by_role("button", name="Liste herunterladen").click()
    laden.value.save_as(tmp_path / "hinaus.xlsx")
    ueber_libreoffice(tmp_path / "hinaus.xlsx", tmp_path / "lo")
    seite = f.oeffne("/listen?konzept=musterstadt")
    lege_ab(f, tmp_path / "lo" / "hinaus.xlsx")
    expect(seite.get_by_text("nichts zu übernehmen", exact=False)).to_be_visible(timeout=WARTEN)

    geaendert, nummer = trage_ein(tmp_path / "hinaus.xlsx", "Vorlesen am Mittwoch", "Sachstand", "Nun zwölf Paten.")
    melde_daneben(demo_datei, nummer)  # während die Liste unterwegs ist
    seite = f.oeffne("/listen?konzept=musterstadt")
    lege_ab(f, ueber_libreoffice(geaendert, tmp_path / "lo2"))
    expect(seite.get_by_text("Seit der Ausgabe dieser Datei geändert", exact=False).first).to_be_visible(timeout=WARTEN)
    expect(seite.get_by_role("button", name="Sichere übernehmen")).to_have_count(0)  # nie ungefragt
    seite.get_by_role("button", name="So übernehmen").click()  # nur die eine geänderte Zelle fragt
    f.ruhig()
    seite.get_by_role("button", name="Sichere übernehmen").click()
    expect(seite.get_by_text("Aus dieser Datei ist schon etwas übernommen.")).to_be_visible(timeout=WARTEN)
    seite = f.oeffne(f"/massnahme?konzept=musterstadt&nr={nummer}")
    expect(seite.get_by_text("Nun zwölf Paten.").first).to_be_visible(timeout=WARTEN)

    bogen, nummer = gefuellter_bogen(f, tmp_path)
    melde_daneben(demo_datei, nummer)
    seite = f.oeffne("/listen?konzept=musterstadt&bereich=zurueck")
    lege_ab(f, ueber_libreoffice(bogen, tmp_path / "zurueck"))
    expect(seite.get_by_text("Seit der Ausgabe erfasst:")).to_be_visible(timeout=WARTEN)
    seite.get_by_text("Meldung aus dem Bogen zusätzlich anfügen").click()
    f.ruhig()
    seite.get_by_role("button", name="Übernehmen (1").click()
    expect(seite.get_by_text("steht schon so da", exact=False).first).to_be_visible(timeout=WARTEN)
    assert not f.fremde()
    assert not f.csp_verletzungen()


def ueber_libreoffice(datei: Path, ordner: Path) -> Path:
    """Öffnet die Datei in LibreOffice und speichert sie dort neu, wie es eine Stelle ohne Excel täte."""
    profil = f"-env:UserInstallation=file://{ordner.parent}/lo-profil"
    ziel = "xlsx:Calc MS Excel 2007 XML"
    befehl = ["soffice", profil, "--headless", "--convert-to", ziel, "--outdir", str(ordner), str(datei)]
    subprocess.run(befehl, check=True, capture_output=True, timeout=120)
    return ordner / datei.name


def trage_ein(datei: Path, titel: str, spalte: str, wert: str) -> tuple[Path, str]:
    """Ändert in der ausgegebenen Liste eine Zelle und gibt die geänderte Datei und die Nr. der Maßnahme."""
    mappe = openpyxl.load_workbook(datei)
    blatt: Any = mappe["Maßnahmen"]
    kopf = {z.value: z.column for z in blatt[3]}
    zeile = next(z[0].row for z in blatt.iter_rows(min_row=4) if z[kopf["Maßnahme"] - 1].value == titel)
    blatt.cell(zeile, kopf[spalte]).value = wert
    mappe.save(datei.with_name("geaendert.xlsx"))
    return datei.with_name("geaendert.xlsx"), str(blatt.cell(zeile, kopf["Nr."]).value)


def zaehle_massnahmen(demo_datei: Path) -> int:
    engine = connect_datenbank(f"sqlite:///{demo_datei}")
    with leseeinheit(engine) as session:
        konzept = next(k for k in konzepte(session) if k.schluessel == "musterstadt")
        zahl = len(load_lagebild(session, konzept.id, tag_in_berlin(datetime.now(UTC))).massnahmen)
    engine.dispose()
    return zahl


def gefuellter_bogen(f: Any, ordner: Path) -> tuple[Path, str]:
    """Erstellt die Bögen der offenen Abfrage, füllt in einem eine Zeile aus und gibt ihn mit der Nr. der Maßnahme."""
    seite = f.oeffne("/listen?konzept=musterstadt&bereich=boegen")
    seite.get_by_role("button", name="Bögen erstellen").click()
    f.ruhig()
    with seite.expect_download(timeout=WARTEN) as laden:
        seite.get_by_role("button", name="Alle Bögen herunterladen").click()
    laden.value.save_as(ordner / "boegen.zip")
    with zipfile.ZipFile(ordner / "boegen.zip") as archiv:
        name = sorted(archiv.namelist())[0]
        archiv.extract(name, ordner)
    mappe = openpyxl.load_workbook(ordner / name)
    blatt: Any = mappe["Rückmeldung"]
    spalten = {z.value: z.column for z in blatt[5]}
    blatt.cell(6, spalten["Was ist seither geschehen?"]).value = "Aus dem Bogen, per E-Mail."
    blatt.cell(6, spalten["Umsetzungsstand jetzt"]).value = "Idee / mögliche Maßnahme"
    mappe.save(ordner / "bogen.xlsx")
    return ordner / "bogen.xlsx", str(blatt.cell(6, spalten["Nr."]).value)


def melde_daneben(demo_datei: Path, nummer: str) -> None:
    """Meldet zu derselben Maßnahme, während der Bogen unterwegs ist."""
    engine, jetzt = connect_datenbank(f"sqlite:///{demo_datei}"), datetime.now(UTC)
    with schreibeinheit(engine, None) as session:
        person = load_person(session, "koordination")
        vorgang = Vorgang(person, jetzt)
        session.info["vorgang"] = vorgang
        konzept = sa.select(Konzept.id).where(Konzept.schluessel == "musterstadt").scalar_subquery()
        gesucht = sa.select(Massnahme.id).where(Massnahme.konzept_id == konzept, Massnahme.nummer == nummer)
        massnahme_id = session.scalars(gesucht).one()
        basis, version = sachstand.basis(session, massnahme_id)
        eingabe = sachstand.SachstandEingabe(tag_in_berlin(jetzt), Umsetzungsstand.IDEE, "Inzwischen von Hand.")
        sachstand.record_sachstand(session, vorgang, massnahme_id, eingabe, basis=basis, basis_version=version)
    engine.dispose()
