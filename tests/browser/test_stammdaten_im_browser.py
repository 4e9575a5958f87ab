"""Prüft die Stammdaten im Browser: anlegen, mitten im Tippen neu laden, umordnen und archivieren – mit der Tastatur."""

import re
import time
from pathlib import Path
from typing import Any

import pytest
from conftest import warte_auf_entwurf
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser
WEG = "/stammdaten?konzept=musterstadt&bereich=handlungsfelder"
ZEIT = 15_000


def liste(seite: Page) -> list[str]:
    return seite.locator('[data-testid="stRadioOption"]').all_inner_texts()


def warte_auf_leeres(seite: Page) -> None:
    """Wartet, bis nur noch das leere Formular dasteht: Einen Augenblick lang stehen das alte und das neue da."""
    ende = time.monotonic() + ZEIT / 1000
    werte = "() => [...document.querySelectorAll('input[aria-label=\"Titel – nötig\"]')].map(f => f.value)"
    while (gezeigt := seite.evaluate(werte)) != [""]:
        assert time.monotonic() < ende, gezeigt
        seite.wait_for_timeout(100)


@pytest.mark.lang
def test_ein_handlungsfeld_entsteht_uebersteht_neuladen_wandert_und_wird_archiviert(
    fenster: Any, demo_datei: Path
) -> None:
    f = fenster("koordination")
    seite = f.oeffne(WEG)
    seite.get_by_role("button", name="Handlungsfeld anlegen").click()
    titel = seite.get_by_label("Titel – nötig", exact=True)
    warte_auf_leeres(seite)
    titel.fill("Gesundheit für alle")
    seite.keyboard.press("Control+Enter")  # noch im Feld: nichts von dem Getippten darf fehlen
    expect(seite.get_by_role("heading", name="9. Gesundheit für alle")).to_be_visible(timeout=ZEIT)
    assert liste(f.ruhig())[-1] == "9. Gesundheit für alle"

    titel = seite.get_by_label("Titel – nötig", exact=True)
    titel.press("End")
    titel.press_sequentially(" Menschen", delay=5)
    seite.on("dialog", lambda d: d.accept())
    expect(titel).to_have_value("Gesundheit für alle Menschen")
    warte_auf_entwurf(demo_datei, "alle Menschen")  # davor warnt der Browser
    seite.reload()  # mitten im Tippen, ohne das Feld zu verlassen
    titel = f.ruhig().get_by_label("Titel – nötig", exact=True)
    expect(titel).to_have_value("Gesundheit für alle Menschen", timeout=ZEIT)
    expect(seite.get_by_text(re.compile("Entwurf vom .* noch nicht gespeichert"))).to_be_visible(timeout=ZEIT)
    titel.press("Control+Enter")
    expect(seite.get_by_role("heading", name="9. Gesundheit für alle Menschen")).to_be_visible(timeout=ZEIT)

    f.ruhig().keyboard.press("Alt+ArrowUp")
    expect(seite.locator('[data-testid="stRadioOption"]').nth(7)).to_have_text(
        "9. Gesundheit für alle Menschen", timeout=ZEIT
    )
    seite.get_by_role("button", name="Archivieren").click()
    expect(seite.get_by_text("Archiviert seit")).to_be_visible(timeout=ZEIT)
    assert "9. Gesundheit für alle Menschen" not in liste(f.ruhig())
    expect(seite.get_by_role("button", name="Wieder hervorholen")).to_be_visible()
