"""Melden im Browser: nur mit der Tastatur, mitten im Tippen gestört, und die Warnung vor dem Schließen."""

import subprocess
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

import pytest
from app_server import AppServer
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser


def text(seite: Page) -> Any:
    return seite.get_by_role("textbox", name="Sachstand", exact=True)


def nummer(seite: Page) -> str:
    return seite.locator('[data-testid="stMain"] h2').first.inner_text().split()[0]


def test_nur_mit_der_tastatur_melden_bestaetigen_und_weitertippen(fenster: Any) -> None:
    """Strg+Enter speichert und öffnet die nächste, Alt+U bestätigt; der Fokus steht danach im ersten Feld."""
    seite = fenster("fachkraft").oeffne("/melden")
    erste = nummer(seite)
    text(seite).focus()
    seite.keyboard.type("Getippt bis zur Pause,")
    expect(seite.get_by_text("noch nicht gemeldet.")).to_be_visible(timeout=10_000)  # ohne das Feld zu verlassen
    seite.keyboard.type(" und weiter.")
    expect(text(seite)).to_have_value("Getippt bis zur Pause, und weiter.")
    expect(seite.get_by_text("Das ändert sich:")).to_be_visible()
    seite.keyboard.press("Control+Enter")
    expect(seite.get_by_text(f"{erste} gemeldet")).to_be_visible(timeout=10_000)
    expect(seite.locator('[data-testid="stMain"] h2').first).not_to_contain_text(erste, timeout=10_000)
    expect(text(seite)).to_be_focused(timeout=10_000)
    zweite = nummer(seite)
    seite.keyboard.press("Alt+u")
    expect(seite.get_by_text(f"{zweite} gemeldet")).to_be_visible(timeout=10_000)
    expect(seite.locator('[data-testid="stMain"] h2').first).not_to_contain_text(zweite, timeout=10_000)
    expect(text(seite)).to_be_focused(timeout=10_000)
    seite.keyboard.type("Nächster Text")
    seite.keyboard.press("Alt+u")  # über Getipptes hinweg wird nie bestätigt
    expect(seite.get_by_text("Sie haben schon etwas eingegeben", exact=False)).to_be_visible(timeout=10_000)
    expect(text(seite)).to_have_value("Nächster Text")


def test_vor_dem_schliessen_mit_ungesichertem_fragt_der_browser(fenster: Any) -> None:
    seite = fenster("fachkraft").oeffne("/melden")
    fragen: list[str] = []
    seite.on("dialog", lambda d: (fragen.append(d.type), d.dismiss()))
    text(seite).click()
    seite.keyboard.type("Noch nicht gesichert")
    seite.close(run_before_unload=True)
    seite.wait_for_timeout(1_500)
    assert fragen == ["beforeunload"]
    expect(seite.get_by_text("noch nicht gemeldet.")).to_be_visible(timeout=10_000)  # beim Fragen wurde gesichert
    seite.close(run_before_unload=True)
    time.sleep(1)
    assert fragen == ["beforeunload"]  # Gesichertes geht ohne Frage


@pytest.mark.lang
def test_ein_serverneustart_mitten_im_tippen_verliert_nichts(fenster: Any, server: AppServer, demo_datei: Path) -> None:
    f = fenster("fachkraft")
    seite = f.oeffne("/melden")
    text(seite).click()
    seite.keyboard.type("Vor dem Neustart")
    expect(seite.get_by_text("noch nicht gemeldet.")).to_be_visible(timeout=10_000)
    seite.keyboard.type(", im letzten Augenblick")  # noch nicht gesichert, wenn der Server geht
    server.prozess.terminate()
    server.prozess.wait(20)
    neu = subprocess.Popen(server.kommando, cwd=demo_datei.parent, env=server.umgebung)
    try:
        warte_auf(server)
        seite.wait_for_timeout(6_000)
        f.ruhig()
        expect(text(seite)).to_have_value("Vor dem Neustart, im letzten Augenblick", timeout=15_000)
        text(seite).click()
        seite.keyboard.press("End")
        seite.keyboard.type(" und danach.")
        expect(text(seite)).to_have_value("Vor dem Neustart, im letzten Augenblick und danach.")
        seite.keyboard.press("Control+Enter")
        expect(seite.get_by_text("gemeldet", exact=False).first).to_be_visible(timeout=15_000)
        seite.reload()
        f.ruhig()
    finally:
        neu.terminate()
        neu.wait(20)


def warte_auf(server: AppServer) -> None:
    for _ in range(120):
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{server.port}/_stcore/health", timeout=2).close()
            return
        except (urllib.error.URLError, OSError):
            time.sleep(0.25)
