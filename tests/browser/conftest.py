"""Gemeinsames der Browser-Tests: die echte App, ein Chromium, und jede Anfrage wird mitgeschrieben."""

import re
import sqlite3
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from app_server import BROWSER_ARGUMENTE, AppServer, app_server, browser_pfad, sitzungscookie
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

sys.path.insert(0, str(Path(__file__).resolve().parent))
FERTIG = '[data-testid="stApp"][data-test-script-state="notRunning"]'


ZAEHLER = """
window.__laeufe = 0;
new MutationObserver(alle => {
    window.__laeufe += alle.filter(m => m.target.dataset.testScriptState === "running").length;
}).observe(document, {subtree: true, attributes: true, attributeFilter: ["data-test-script-state"]});
"""
GEHE = "ziel => { history.pushState({}, '', ziel); dispatchEvent(new PopStateEvent('popstate', {state: {}})); }"
STEHT = """async () => {
    const kurze = document.getAnimations().filter(a => a.effect.getComputedTiming().endTime < 5000);
    await Promise.all(kurze.map(a => a.finished.catch(() => null)));
}"""
_offen: dict[str, tuple[ExitStack, Browser]] = {}


@pytest.fixture(scope="module")
def chromium() -> Browser:
    """Ein Chromium für alle Browser-Tests hintereinander; jeder Test bekommt eigene, leere Kontexte."""
    if "chromium" not in _offen:
        stapel = ExitStack()
        playwright = stapel.enter_context(sync_playwright())
        browser = playwright.chromium.launch(executable_path=browser_pfad(), args=BROWSER_ARGUMENTE)
        stapel.callback(browser.close)
        _offen["chromium"] = (stapel, browser)
    return _offen["chromium"][1]


@pytest.hookimpl(trylast=True)
def pytest_runtest_teardown(nextitem: pytest.Item | None) -> None:
    """Schließt Chromium vor dem ersten anderen Test: Playwright hält seine Ereignisschleife offen."""
    if _offen and (nextitem is None or nextitem.path.parent != Path(__file__).resolve().parent):
        _offen.pop("chromium")[0].close()


@pytest.fixture
def server(demo_datei: Path) -> Iterator[AppServer]:
    """Die App mit Demo-Daten."""
    with app_server(demo_datei.parent) as laufend:
        yield laufend


def setze_sitzung(kontext: BrowserContext, server: AppServer, cookie: str) -> None:
    """Gibt dem Browser eine Sitzung, wie sie die Pforte setzt: HttpOnly, Lax."""
    name, _, wert = cookie.partition("=")
    kontext.add_cookies([{"name": name, "value": wert, "url": server.adresse, "httpOnly": True, "sameSite": "Lax"}])


def warte_auf_entwurf(datei: Path, text: str) -> None:
    """Wartet, bis der Text (ohne Umlaute, dort stehen sie verschlüsselt) im Entwurf steht: nach einer Tipppause."""
    bis = time.monotonic() + 15
    with closing(sqlite3.connect(datei)) as verbindung:
        while time.monotonic() < bis:
            if any(text in str(zeile) for zeile in verbindung.execute("SELECT json_extract(felder, '$') FROM entwurf")):
                return
            time.sleep(0.2)
    raise AssertionError(f"Nicht gesichert: {text}")


class Fenster:
    """Ein Browserfenster einer Person mit den Handgriffen der Tests."""

    def __init__(self, kontext: BrowserContext, adresse: str) -> None:
        self.adresse = adresse
        self.anfragen: list[str] = []
        self.meldungen: list[str] = []
        self.seite: Page = kontext.new_page()
        self.seite.add_init_script(ZAEHLER)
        self.seite.on("request", lambda a: self.anfragen.append(a.url))
        self.seite.on("console", lambda m: self.meldungen.append(m.text))

    def oeffne(self, pfad: str) -> Page:
        self.seite.goto(self.adresse + pfad)
        return self.ruhig()

    def gehe(self, pfad: str) -> None:
        """Öffnet eine Seite ohne Neuladen, wie mit der Zurück-Taste: ein Drittel der Rechenzeit von `goto`.

        War der Lauf so kurz, dass die Seite ihn nie angezeigt hat, lädt sie doch ganz.
        """
        vorher = self.laeufe()
        self.seite.evaluate(GEHE, self.adresse + pfad)
        if not self.rechnet_seit(vorher, 3):
            self.seite.goto(self.adresse + pfad)

    def laeufe(self) -> int:
        """Zählt, wie oft die Seite seit dem Laden neu zu rechnen begann."""
        return int(self.seite.evaluate("window.__laeufe"))

    def rechnet_seit(self, vorher: int, sekunden: float) -> bool:
        """Wartet, bis die Seite nach `vorher` Läufen noch einmal zu rechnen begonnen hat; sagt, ob sie es tat."""
        ende = time.monotonic() + sekunden
        while self.laeufe() <= vorher and time.monotonic() < ende:
            self.seite.wait_for_timeout(25)
        return self.laeufe() > vorher

    def steht(self) -> Page:
        """Wartet, bis auch Nachgeladenes da ist und nichts mehr ein- oder ausblendet."""
        expect(self.seite.locator("[data-testid='stSkeleton']")).to_have_count(0, timeout=15_000)
        self.seite.evaluate(STEHT)
        return self.seite

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
