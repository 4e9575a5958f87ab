"""Anmeldedienst im Browser: die echte App gegen oidc-provider-mock, von der Anmeldeseite bis zum Abmelden (F54)."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests
import sqlalchemy as sa
from app_server import AppServer, app_server, freier_port
from conftest import FERTIG
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect

from mut_core.datenbank import connect_datenbank, leseeinheit
from mut_core.modell import Anmeldung, Nutzer

pytestmark = pytest.mark.browser
LINA: dict[str, Any] = {"preferred_username": "lina.lesen", "name": "Lina Leserin", "roles": ["mut-lesen"]}


@pytest.fixture(scope="module")
def idp(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Der Anbieter als eigener Prozess: er benutzt abgekündigte Teile von Authlib, Warnungen sind hier Fehler."""
    port = freier_port()
    kommando = [sys.executable, "-W", "ignore", "-m", "oidc_provider_mock", "--port", str(port)]
    umgebung = {**os.environ, "AUTHLIB_INSECURE_TRANSPORT": "1"}
    with (tmp_path_factory.mktemp("idp") / "log").open("wb") as log:
        prozess = subprocess.Popen(kommando, stdout=log, stderr=subprocess.STDOUT, env=umgebung)
        adresse = f"http://127.0.0.1:{port}"
        try:
            _warte(adresse, prozess)
            for sub, angaben in (("lina", LINA), ("gast", {**LINA, "preferred_username": "gast", "roles": ["andere"]})):
                requests.put(f"{adresse}/users/{sub}", json=angaben, timeout=5).raise_for_status()
            yield adresse
        finally:
            prozess.terminate()
            prozess.wait(10)


def _warte(adresse: str, prozess: subprocess.Popen[bytes]) -> None:
    ende = time.monotonic() + 30
    while time.monotonic() < ende and prozess.poll() is None:
        try:
            requests.get(f"{adresse}/.well-known/openid-configuration", timeout=2).raise_for_status()
            return
        except requests.RequestException:
            time.sleep(0.1)
    raise RuntimeError("Der Anbieter für den Test antwortet nicht.")


@pytest.fixture
def server(idp: str, demo_datei: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[AppServer]:
    port = freier_port()
    monkeypatch.setattr("app_server.freier_port", lambda: port)  # die Rücksprungadresse steht vor dem Start fest
    umgebung = {
        "MUT_OIDC_ADRESSE": idp,
        "MUT_OIDC_KENNUNG": "mut",
        "MUT_OIDC_GEHEIMNIS": "geheim",
        "MUT_OIDC_NAME": "Stadtkonto",
        "MUT_OIDC_ROLLEN": json.dumps({"mut-lesen": "lesen"}),
        "MUT_ADRESSE_AUSSEN": f"http://localhost:{port}",
        "MUT_LOKALE_KONTEN": "aus",
    }
    with app_server(demo_datei.parent, umgebung=umgebung) as laufend:
        yield laufend


@pytest.fixture
def kontext(chromium: Browser) -> Iterator[BrowserContext]:
    kontext = chromium.new_context(locale="de-DE")
    kontext.route("**://cdn.jsdelivr.net/**", lambda route: route.abort())  # Schmuck der Testseite, nicht der App
    yield kontext
    kontext.close()


def zum_dienst(kontext: BrowserContext, server: AppServer, pfad: str = "/") -> Page:
    """Öffnet die App, wird zur Anmeldung geschickt und geht von dort zum Dienst."""
    seite = kontext.new_page()
    seite.goto(server.adresse + pfad)
    assert "/anmelden" in seite.url
    expect(seite.locator("input[type=password]")).to_have_count(0)
    seite.get_by_role("link", name="Mit Stadtkonto anmelden").click()
    expect(seite.get_by_role("heading", name="Authorize Client")).to_be_visible()
    return seite


def bestaetige(seite: Page, person: str) -> None:
    """Meldet sich beim Dienst als `person` an."""
    seite.locator("input[name=sub]").fill(person)
    seite.get_by_role("button", name="Authorize", exact=True).click()


def drin(seite: Page) -> None:
    seite.wait_for_selector(FERTIG, timeout=30_000)
    expect(seite.locator('[data-testid="stMain"] h1').first).to_be_visible(timeout=15_000)


def anmeldungen(datei: Path) -> list[Anmeldung]:
    engine = connect_datenbank(f"sqlite:///{datei}")
    with leseeinheit(engine) as session:
        zeilen = list(session.scalars(sa.select(Anmeldung).order_by(Anmeldung.id)))
    engine.dispose()
    return zeilen


def test_f54_von_der_anmeldeseite_ueber_den_dienst_zur_gewuenschten_seite_und_wieder_hinaus(
    server: AppServer, kontext: BrowserContext, demo_datei: Path
) -> None:
    rueckrufe: list[str] = []
    seite = zum_dienst(kontext, server, "/massnahmen")
    seite.on("request", lambda a: rueckrufe.append(a.url) if "/dienst/zurueck" in a.url else None)
    bestaetige(seite, "lina")
    drin(seite)
    assert seite.url.partition("?")[0] == f"{server.adresse}/massnahmen"
    engine = connect_datenbank(f"sqlite:///{demo_datei}")
    with leseeinheit(engine) as session:
        assert session.scalars(sa.select(Nutzer.name).where(Nutzer.kennung == "lina.lesen")).one() == "Lina Leserin"
    engine.dispose()
    (cookie,) = [c for c in kontext.cookies() if c["name"] == "mut_sitzung"]
    assert (cookie["httpOnly"], cookie["sameSite"], cookie["expires"]) == (True, "Lax", -1)
    assert "mut_dienst" not in [c["name"] for c in kontext.cookies()]
    assert seite.evaluate("document.cookie").find("mut_") == -1

    noch_einmal = kontext.new_page()  # der Rückruf aus dem Verlauf
    antwort = noch_einmal.goto(rueckrufe[0])
    assert antwort is not None and antwort.status == 403
    expect(noch_einmal.get_by_role("alert")).to_contain_text("schon benutzt")
    assert len(anmeldungen(demo_datei)) == 1

    seite.goto(f"{server.adresse}/abmelden")
    seite.get_by_role("button", name=re.compile("abmelden", re.IGNORECASE)).first.click()
    expect(seite.get_by_role("heading", name="End Session")).to_be_visible()
    (sitzung,) = anmeldungen(demo_datei)
    assert sitzung.beendet_am is not None
    seite.get_by_role("button", name="End session").click()
    seite.wait_for_url(f"{server.adresse}/anmelden")
    geheim = ["code=[A-Za-z0-9]", cookie["value"], "lina"]
    assert not [muster for muster in geheim if re.search(muster, server.log())]


def test_f54_wer_keine_gruppe_hat_oder_ablehnt_bleibt_draussen(
    server: AppServer, kontext: BrowserContext, demo_datei: Path
) -> None:
    seite = zum_dienst(kontext, server)
    bestaetige(seite, "gast")
    expect(seite.get_by_role("heading", name="Kein Zugang")).to_be_visible()
    expect(seite.get_by_role("alert")).to_contain_text("keine Rolle")
    seite = zum_dienst(kontext, server, "/massnahmen")
    seite.get_by_role("button", name="Deny").click()
    expect(seite.get_by_role("alert")).to_contain_text("abgebrochen oder abgelehnt")
    seite.get_by_role("link", name="Noch einmal anmelden").click()
    expect(seite.get_by_role("heading", name="Authorize Client")).to_be_visible()
    assert anmeldungen(demo_datei) == []


def test_f54_der_rueckruf_aus_einem_anderen_browser_oeffnet_nichts(
    server: AppServer, kontext: BrowserContext, chromium: Browser, demo_datei: Path
) -> None:
    seite = zum_dienst(kontext, server)
    abgefangen: list[str] = []

    def fange(route: Route) -> None:
        abgefangen.append(route.fetch(max_redirects=0).headers["location"])
        route.fulfill(status=200, body="angehalten")

    seite.route("**/oauth2/authorize**", fange)
    bestaetige(seite, "lina")
    expect(seite.get_by_text("angehalten")).to_be_visible()
    opfer = chromium.new_context()
    fremd = opfer.new_page()
    antwort = fremd.goto(abgefangen[0])
    assert antwort is not None and antwort.status == 403
    assert [c["name"] for c in opfer.cookies() if c["name"] == "mut_sitzung"] == []
    opfer.close()
    assert anmeldungen(demo_datei) == []
