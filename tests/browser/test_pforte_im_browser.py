"""Fahren: die Pforte in Chromium – Richtlinie, Fremdabrufe, deutsche Texte, Fehlernummer, angemeldete Person."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from app_server import SEITE, AppServer, app_server, build_app_mit_seite, sitzungscookie
from playwright.sync_api import Browser

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def arbeit(demo_vorlage: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Ein Ordner mit einer Abschrift der Demo-Datenbank."""
    ordner = tmp_path_factory.mktemp("arbeit")
    shutil.copyfile(demo_vorlage, ordner / "mut.sqlite")
    return ordner


@pytest.fixture(scope="module")
def einer(arbeit: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[AppServer]:
    app = build_app_mit_seite(tmp_path_factory.mktemp("app"), SEITE)
    with app_server(arbeit, app=app) as laufend:
        yield laufend


@pytest.fixture
def seite(chromium: Browser, einer: AppServer, arbeit: Path) -> Iterator[Any]:
    kontext = chromium.new_context(locale="de-DE", timezone_id="Europe/Berlin")
    name, _, wert = sitzungscookie(f"sqlite:///{arbeit / 'mut.sqlite'}", "leitung").partition("=")
    kontext.add_cookies([{"name": name, "value": wert, "url": einer.adresse, "httpOnly": True}])
    yield kontext.new_page()
    kontext.close()


def beobachte(seite: Any) -> list[str]:
    """Sammelt ab jetzt alle Adressen, die der Browser abruft; Verletzungen der Richtlinie zählt die Seite selbst."""
    abrufe: list[str] = []

    def merke(abruf: Any) -> None:
        abrufe.append(abruf.url)

    seite.add_init_script(
        "window.verletzungen = [];"
        "addEventListener('securitypolicyviolation', e => verletzungen.push(e.violatedDirective + ' ' + e.blockedURI))"
    )
    seite.on("request", merke)
    seite.on("websocket", merke)
    return abrufe


def oeffne(seite: Any, adresse: str) -> None:
    seite.goto(adresse)
    seite.wait_for_selector('[data-testid="stApp"][data-test-script-state="notRunning"]')
    seite.wait_for_selector('[data-testid="stVegaLiteChart"] svg, [data-testid="stVegaLiteChart"] canvas')
    seite.wait_for_selector('[data-testid="stDataFrame"] canvas')


def test_diagramm_tabelle_und_download_ohne_verletzung_und_ohne_fremdabruf(einer: AppServer, seite: Any) -> None:
    abrufe = beobachte(seite)
    oeffne(seite, einer.adresse + "/")
    with seite.expect_download() as herunter:
        seite.get_by_role("button", name="Bericht laden").click()
    assert Path(herunter.value.path()).read_text() == "Inhalt"
    assert seite.evaluate("document.documentElement.lang") == "de"
    assert seite.evaluate("verletzungen") == []
    eigene = re.compile(rf"(?:http|ws)://localhost:{einer.port}/|data:|blob:")
    assert [adresse for adresse in abrufe if not eigene.match(adresse)] == []
    assert any(adresse.startswith("ws://") for adresse in abrufe)


def test_die_richtlinie_haelt_eingeschleuste_skripte_und_fremde_bilder_auf(einer: AppServer, seite: Any) -> None:
    beobachte(seite)
    oeffne(seite, einer.adresse + "/")
    seite.evaluate(
        """() => { const s = document.createElement('script'); s.textContent = 'window.gelaufen = 1';
        document.body.append(s); new Image().src = 'http://fremd.example/zaehlpixel.png'; }"""
    )
    seite.wait_for_function("verletzungen.length >= 2")
    assert sorted(v.split()[0] for v in seite.evaluate("verletzungen")) == ["img-src", "script-src-elem"]
    assert seite.evaluate("window.gelaufen") is None


def test_eingebaute_texte_erscheinen_deutsch(einer: AppServer, seite: Any) -> None:
    oeffne(seite, einer.adresse + "/")
    seite.get_by_text("Hochladen", exact=True).wait_for()
    seite.get_by_placeholder("Bitte auswählen").wait_for()
    seite.get_by_label("Sachstand").fill("x")
    seite.get_by_text("Eingabetaste: absenden").wait_for()


def test_ein_fehler_zeigt_nur_eine_nummer_und_das_log_kennt_sie(einer: AppServer, seite: Any) -> None:
    """F59: kein Fehlertext, kein Hergang am Schirm."""
    oeffne(seite, einer.adresse + "/")
    seite.get_by_role("button", name="Fehler auslösen").click()
    meldung = seite.get_by_text("Unerwarteter Fehler (Nr.")
    meldung.wait_for()
    treffer = re.search(r"Nr\. ([0-9A-F]{6})", meldung.inner_text())
    assert treffer is not None
    assert "geheim-4711" not in seite.content()
    assert f"Fehler Nr. {treffer[1]}" in einer.log()
    assert "geheim-4711" in einer.log()
    assert "kennwort" not in einer.log()
    assert "erika@" not in einer.log()


def test_die_angemeldete_person_kommt_an_und_ein_kopf_von_aussen_nicht(einer: AppServer, seite: Any) -> None:
    """F41, F49: Die Seite sieht das Siegel der Pforte, das Skript im Browser den Cookie nicht."""
    seite.context.set_extra_http_headers({"x-mut-person": "1.1." + "0" * 64})
    oeffne(seite, einer.adresse + "/")
    seite.get_by_text(re.compile(r"Siegel: \(\d+, \d+\)")).wait_for()
    assert "mut_sitzung" not in seite.evaluate("document.cookie")
