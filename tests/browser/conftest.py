"""Gemeinsames der Browser-Tests: die echte App, ein Chromium, und jede Anfrage wird mitgeschrieben."""

import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from app_server import BROWSER_ARGUMENTE, AppServer, app_server, browser_pfad, sitzungscookie
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

sys.path.insert(0, str(Path(__file__).resolve().parent))
FERTIG = '[data-testid="stApp"][data-test-script-state="notRunning"]'


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """Ein Chromium je Datei; Playwright hält seine Ereignisschleife offen, danach brauchen andere Tests sie wieder."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browser_pfad(), args=BROWSER_ARGUMENTE)
        yield browser
        browser.close()


@pytest.fixture
def server(demo_datei: Path) -> Iterator[AppServer]:
    """Die App mit Demo-Daten."""
    with app_server(demo_datei.parent) as laufend:
        yield laufend


def setze_sitzung(kontext: BrowserContext, server: AppServer, cookie: str) -> None:
    """Gibt dem Browser eine Sitzung, wie sie die Pforte setzt: HttpOnly, Lax."""
    name, _, wert = cookie.partition("=")
    kontext.add_cookies([{"name": name, "value": wert, "url": server.adresse, "httpOnly": True, "sameSite": "Lax"}])


class Fenster:
    """Ein Browserfenster einer Person mit den Handgriffen der Tests."""

    def __init__(self, kontext: BrowserContext, adresse: str) -> None:
        self.adresse = adresse
        self.anfragen: list[str] = []
        self.meldungen: list[str] = []
        self.seite: Page = kontext.new_page()
        self.seite.on("request", lambda a: self.anfragen.append(a.url))
        self.seite.on("console", lambda m: self.meldungen.append(m.text))

    def oeffne(self, pfad: str) -> Page:
        self.seite.goto(self.adresse + pfad)
        return self.ruhig()

    def ruhig(self) -> Page:
        """Wartet, bis die Seite fertig gerechnet hat."""
        self.seite.wait_for_selector(FERTIG, timeout=30_000)
        expect(self.seite.locator('[data-testid="stMain"] h1').first).to_be_visible(timeout=15_000)
        self.seite.wait_for_selector(FERTIG, timeout=30_000)
        return self.seite

    def fremde(self) -> set[str]:
        """Alle Gegenstellen außer dem eigenen Rechner."""
        eigene = urlsplit(self.adresse).hostname
        ziele = {urlsplit(a) for a in self.anfragen}
        return {z.hostname or "" for z in ziele if z.scheme in ("http", "https", "ws", "wss") and z.hostname != eigene}

    def csp_verletzungen(self) -> list[str]:
        return [m for m in self.meldungen if re.search("Content Security Policy|Refused to", m)]


@pytest.fixture
def fenster(chromium: Browser, server: AppServer, demo_datei: Path) -> Iterator[Callable[..., Fenster]]:
    """Gibt eine Funktion, die für eine Person ein Fenster öffnet: `fenster("leitung")`."""
    offene: list[BrowserContext] = []

    def oeffne(person: str | None = None, breite: int = 1440, hoehe: int = 900, *, bypass_csp: bool = False) -> Fenster:
        kontext = chromium.new_context(
            locale="de-DE",
            timezone_id="Europe/Berlin",
            viewport={"width": breite, "height": hoehe},
            accept_downloads=True,
            bypass_csp=bypass_csp,
        )
        offene.append(kontext)
        neu = Fenster(kontext, server.adresse)
        if person:
            setze_sitzung(kontext, server, sitzungscookie(f"sqlite:///{demo_datei}", person))
        return neu

    yield oeffne
    for kontext in offene:
        kontext.close()
