"""Neustart im Browser: Was nach einem Neustart des Servers getippt wird, steht im Entwurf."""

import subprocess
from pathlib import Path
from typing import Any

import pytest
from app_server import AppServer
from playwright.sync_api import expect
from test_melden_im_browser import text, warte_auf

pytestmark = pytest.mark.browser


@pytest.mark.lang
def test_nach_einem_neustart_wird_weiter_gesichert(fenster: Any, server: AppServer, demo_datei: Path) -> None:
    """Auch auf einer eben geöffneten Seite: Der neue Server kennt ihre Fragmente erst, wenn sie neu gerechnet ist."""
    f = fenster("fachkraft")
    seite = f.oeffne("/melden")
    server.prozess.terminate()
    server.prozess.wait(20)
    neu = subprocess.Popen(server.kommando, cwd=demo_datei.parent, env=server.umgebung)
    try:
        warte_auf(server)
        seite.wait_for_timeout(6_000)
        f.ruhig()
        text(seite).click()
        seite.keyboard.type("Erst danach geschrieben.")
        expect(seite.get_by_text("noch nicht gemeldet.")).to_be_visible(timeout=10_000)
        seite.reload()
        f.ruhig()
        expect(text(seite)).to_have_value("Erst danach geschrieben.")
    finally:
        neu.terminate()
        neu.wait(20)
