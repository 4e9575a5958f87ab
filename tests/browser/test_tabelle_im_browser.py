"""Tabelle, Freigabe und Geschichte im Browser: tippen, einfügen, prüfen, speichern, entscheiden, zurückblättern."""

import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from playwright.sync_api import Page, expect

from mut_core.datenbank import connect_datenbank, schreibeinheit
from mut_core.erfassung.protokoll import Vorgang
from mut_core.modell import Konzept
from mut_core.rechte import load_person

pytestmark = pytest.mark.browser
WARTEN = 15_000
KOPF, ZEILE = 36, 35
"""Höhen im Raster; es ist eine Zeichenfläche, deshalb geht die Maus nach Koordinaten."""


def klicke_zelle(seite: Page, zeile: int, x: int) -> None:
    flaeche = seite.locator('[data-testid="stDataFrame"] canvas').first
    expect(flaeche).to_be_visible(timeout=WARTEN)
    kasten = flaeche.bounding_box()
    assert kasten is not None
    seite.mouse.click(kasten["x"] + x, kasten["y"] + KOPF + zeile * ZEILE + ZEILE // 2)


def raster(seite: Page) -> str:
    """Gibt, was das Raster vorliest."""
    return str(seite.locator('[data-testid="stDataFrame"] table').first.inner_text())


def test_tippen_einfuegen_pruefen_und_speichern_uebersteht_neuladen(fenster: Any) -> None:
    f = fenster("koordination")
    seite = f.oeffne("/tabelle")
    seite.context.grant_permissions(["clipboard-read", "clipboard-write"])
    klicke_zelle(seite, 0, 200)
    seite.keyboard.press("Enter")  # die erste Zelle öffnen: tippt man gleich los, verschluckt das Raster manchmal etwas
    expect(seite.locator("#portal textarea").first).to_be_focused(timeout=WARTEN)
    seite.locator("#portal textarea").first.fill("Rathausbüro für Akteur*innen")
    seite.keyboard.press("Enter")
    expect(seite.get_by_text("1 Änderung an 1 Maßnahme, noch nicht gespeichert")).to_be_visible(timeout=WARTEN)
    seite.evaluate("navigator.clipboard.writeText('II. Quartal 2027\\tHoch\\n30.02.2024\\tquatsch')")
    klicke_zelle(seite, 1, 740)
    seite.keyboard.press("Control+v")
    expect(seite.get_by_text("5 Änderungen an 3 Maßnahmen, noch nicht gespeichert")).to_be_visible(timeout=WARTEN)
    seite.reload()
    seite = f.ruhig()
    expect(seite.get_by_text("5 Änderungen an 3 Maßnahmen, noch nicht gespeichert")).to_be_visible(timeout=WARTEN)
    seite.get_by_role("button", name="Änderungen prüfen").click()
    schublade = seite.get_by_role("dialog")
    expect(schublade).to_contain_text("Noch ist nichts davon gespeichert.", timeout=WARTEN)
    expect(schublade).to_contain_text("Den Tag 30.02.2024 gibt es nicht")
    expect(schublade).to_contain_text("„quatsch“ gibt es hier nicht. Möglich sind")
    schublade.get_by_role("textbox", name="Grund der Fristverschiebung").fill("Der Rat tagt später.")
    schublade.get_by_role("button", name="Speichern").click()
    expect(seite.get_by_text("2 Maßnahmen gespeichert")).to_be_visible(timeout=WARTEN)
    expect(schublade).to_contain_text("2 Änderungen an 1 Maßnahme")  # was nicht ging, steht mit seinem Text noch da
    expect(schublade).to_contain_text("quatsch")
    schublade.get_by_role("button", name="Zeile verwerfen").click()
    expect(schublade).to_contain_text("keine ungespeicherten Änderungen", timeout=WARTEN)
    seite.keyboard.press("Escape")
    expect(seite.get_by_text("Noch nichts geändert.")).to_be_visible(timeout=WARTEN)
    assert "Rathausbüro für Akteur*innen" in raster(seite)
    assert not f.csp_verletzungen()
    assert not f.fremde()


def test_mit_der_tastatur_mehrere_eintraege_freigeben(fenster: Any, demo_datei: Path) -> None:
    engine = connect_datenbank(f"sqlite:///{demo_datei}")
    with schreibeinheit(engine, None) as s:
        kim = load_person(s, "koordination")
    with schreibeinheit(engine, Vorgang(kim, datetime.now(UTC))) as s:
        for konzept in s.scalars(sa.select(Konzept).where(Konzept.beispiel)):
            konzept.freigabe_verlangt = True
    engine.dispose()
    seite = fenster("koordination").oeffne("/freigabe")
    anzahl = re.compile(r"\d+ Einträge")
    vorher = seite.get_by_role("heading", name=anzahl).inner_text()
    seite.get_by_role("checkbox", name=re.compile("^Alle")).focus()
    seite.keyboard.press("Space")
    expect(seite.get_by_role("checkbox", name=re.compile("^(?!Alle).+ anhaken$")).first).to_be_checked(timeout=WARTEN)
    seite.keyboard.press("Alt+F")
    expect(seite.get_by_text("freigegeben").first).to_be_visible(timeout=WARTEN)
    expect(seite.get_by_role("heading", name=anzahl)).not_to_have_text(vorher, timeout=WARTEN)


@pytest.mark.lang
def test_die_geschichte_filtern_und_den_stand_von_damals_oeffnen(fenster: Any) -> None:
    seite = fenster("leitung").oeffne("/massnahme?nr=MU-SB-01")
    expect(seite.get_by_role("heading", name="Geschichte")).to_be_visible()
    seite.get_by_role("button", name=re.compile("Fristen")).press("Enter")
    expect(seite.get_by_text("Sachstand Nr.")).to_have_count(0, timeout=WARTEN)
    expect(seite.get_by_text("Frist verschoben").first).to_be_visible()
    seite.get_by_role("button", name="So stand es damals").first.press("Enter")
    expect(seite).to_have_url(re.compile(r"stichtag=20\d\d-\d\d-\d\d"), timeout=WARTEN)
    expect(seite.get_by_role("heading", level=1)).to_contain_text("MU-SB-01", timeout=WARTEN)
