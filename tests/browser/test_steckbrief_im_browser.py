"""Maßnahme bearbeiten im Browser: Neuladen mitten im Tippen, zweites Fenster, nur Tastatur."""

import re
from pathlib import Path
from typing import Any

import pytest
from conftest import warte_auf_entwurf
from playwright.sync_api import Locator, Page, expect

pytestmark = pytest.mark.browser
ADRESSE = "/steckbrief?konzept=lehrte&nr=LE-IO-01"
TITEL = "Titel – nötig"
WARTEN = 15_000


def feld(seite: Page, name: str) -> Locator:
    return seite.get_by_role("textbox", name=name, exact=True)


def test_neuladen_mitten_im_tippen_und_eine_verschobene_frist(fenster: Any, demo_datei: Path) -> None:
    f = fenster("koordination")
    seite = f.oeffne(ADRESSE)
    feld(seite, "Zeitraum").click()
    seite.keyboard.press("Control+A")
    seite.keyboard.type("bis II. Quartal 2027")
    expect(seite.get_by_text("verstanden als bis 30. Juni 2027")).to_be_visible(timeout=WARTEN)
    feld(seite, "Beschreibung").click()
    seite.keyboard.press("Control+A")
    seite.keyboard.type("Alle Akteur*innen und Familien")
    warte_auf_entwurf(demo_datei, "Alle Akteur*innen und Familien")
    seite.reload()
    seite = f.ruhig()
    expect(feld(seite, "Beschreibung")).to_have_value("Alle Akteur*innen und Familien")
    expect(feld(seite, "Zeitraum")).to_have_value("bis II. Quartal 2027")
    expect(seite.get_by_text("noch nicht gespeichert.")).to_be_visible()
    feld(seite, "Beschreibung").press("Control+Enter")
    expect(seite.get_by_text("Bitte nennen Sie den Grund, aus dem sich die Frist verschiebt.")).to_be_visible(
        timeout=WARTEN
    )
    grund = seite.get_by_role("textbox", name=re.compile("Grund, falls sich die Frist verschiebt"))
    grund.fill("Der Träger sucht noch Räume.")
    grund.press("Control+Enter")
    expect(seite.get_by_text("Frist 1-mal verschoben, ursprünglich 31.12.2024")).to_be_visible(timeout=WARTEN)
    expect(seite.get_by_text("noch nicht gespeichert.")).to_be_hidden()


def test_im_zweiten_fenster_wird_feld_fuer_feld_gewaehlt(fenster: Any) -> None:
    a, b = fenster("koordination"), fenster("koordination")
    erste, zweite = a.oeffne(ADRESSE), b.oeffne(ADRESSE)
    feld(erste, TITEL).fill("Titel aus dem ersten Fenster")
    feld(erste, TITEL).press("Control+Enter")
    expect(erste.get_by_role("heading", name="LE-IO-01 Titel aus dem ersten Fenster")).to_be_visible(timeout=WARTEN)
    feld(zweite, TITEL).fill("Titel aus dem zweiten Fenster")
    feld(zweite, TITEL).press("Control+Enter")
    konflikt = zweite.locator("[class*='st-key-konflikt_massnahme_']")
    expect(konflikt).to_contain_text("Titel aus dem ersten Fenster", timeout=WARTEN)
    expect(konflikt).to_contain_text("Titel aus dem zweiten Fenster")
    konflikt.get_by_role("button", name="Mit dieser Auswahl weiter").click()
    expect(konflikt).to_be_hidden(timeout=WARTEN)
    expect(feld(zweite, TITEL)).to_have_value("Titel aus dem zweiten Fenster")
    feld(zweite, TITEL).press("Control+Enter")
    expect(zweite.get_by_role("heading", name="LE-IO-01 Titel aus dem zweiten Fenster")).to_be_visible(timeout=WARTEN)


@pytest.mark.lang
def test_nur_mit_der_tastatur_bis_zum_speichern(fenster: Any) -> None:
    f = fenster("koordination")
    seite = f.oeffne(ADRESSE)
    feld(seite, "Nr. – nötig").focus()
    while not seite.evaluate("document.activeElement.ariaLabel || ''").startswith("Titel"):
        seite.keyboard.press("Tab")
    seite.keyboard.press("Control+A")
    seite.keyboard.type("Nur getippt")
    for _ in range(40):
        seite.keyboard.press("Tab")
        if seite.evaluate("document.activeElement.innerText || ''").startswith("Speichern"):
            break
    seite.keyboard.press("Enter")
    expect(seite.get_by_role("heading", name="LE-IO-01 Nur getippt")).to_be_visible(timeout=WARTEN)
