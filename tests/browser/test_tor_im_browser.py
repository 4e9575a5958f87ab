"""Fahren: das Tor in Chromium – anmelden, abgelaufene Sitzung mit offenem Text, Barrierefreiheit, Richtlinie."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from app_server import SEITE, AppServer, app_server, build_app_mit_seite, sitzungscookie
from axe_playwright_python.sync_playwright import Axe
from conftest import Fenster, setze_sitzung
from playwright.sync_api import Browser, BrowserContext, Page, expect
from sqlalchemy import select

from mut_core import anmeldung
from mut_core.anmeldung import create_link
from mut_core.datenbank import connect_datenbank, leseeinheit, schreibeinheit
from mut_core.erfassung.protokoll import Vorgang
from mut_core.migration import upgrade_datenbank
from mut_core.modell import Anmeldung, Nutzer
from mut_core.modell.codes import Linkzweck
from mut_core.rechte import Person

pytestmark = pytest.mark.browser

KENNWORT = "Blaue Fahrräder fahren 9 mal"
FERTIG = '[data-testid="stApp"][data-test-script-state="notRunning"]'
VON_SELBST = """
import streamlit as st

@st.fragment(run_every=0.5)
def uhr():
    st.session_state.n = st.session_state.get("n", 0) + 1
    st.text(f"Lauf {st.session_state.n}")

uhr()
if st.button("Klick"):
    st.text("geklickt")
"""
VERLETZUNGEN = (
    "window.verletzungen = [];"
    "addEventListener('securitypolicyviolation', e => verletzungen.push(e.violatedDirective + ' ' + e.blockedURI))"
)


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[sa.Engine]:
    datei = tmp_path_factory.mktemp("arbeit") / "mut.sqlite"
    engine = connect_datenbank(f"sqlite:///{datei}")
    upgrade_datenbank(engine)
    yield engine
    engine.dispose()


@pytest.fixture(scope="module")
def haus(engine: sa.Engine, tmp_path_factory: pytest.TempPathFactory) -> Iterator[AppServer]:
    """Eine Installation ohne Demo mit der kleinen Seite."""
    app = build_app_mit_seite(tmp_path_factory.mktemp("app"), SEITE)
    with app_server(Path(str(engine.url.database)).parent, app=app) as laufend:
        yield laufend


@pytest.fixture
def kontext(chromium: Browser) -> Iterator[BrowserContext]:
    kontext = chromium.new_context(locale="de-DE", timezone_id="Europe/Berlin")
    kontext.add_init_script(VERLETZUNGEN)
    yield kontext
    kontext.close()


def jetzt() -> datetime:
    return datetime.now(UTC)


def lege_an(engine: sa.Engine, wer: str) -> int:
    with schreibeinheit(engine, Vorgang(Person(0, "", ""), jetzt())) as session:
        anmeldung.require_betrieb(session, jetzt())
        nutzer = Nutzer(kennung=wer, name=f"Frau {wer.title()}")
        session.add(nutzer)
        session.flush()
        nummer = nutzer.id
    with schreibeinheit(engine, None) as session:
        code = create_link(session, Linkzweck.KENNWORT, jetzt(), nummer)
    anmeldung.set_kennwort_mit_link(engine, code, KENNWORT, jetzt())
    return nummer


def beende_alle(engine: sa.Engine) -> None:
    with schreibeinheit(engine, None) as session:
        for zeile in session.scalars(select(Anmeldung).where(Anmeldung.beendet_am.is_(None))).all():
            zeile.beendet_am = jetzt()


def melde_an(seite: Page, wer: str) -> None:
    seite.get_by_label("Kennung").fill(wer)
    seite.get_by_label("Kennwort").fill(KENNWORT)
    seite.get_by_role("button", name="Anmelden").click()


def dialog(seite: Page) -> Any:
    return seite.get_by_role("alertdialog", name="Sie sind abgemeldet")


def befunde(seite: Page) -> list[str]:
    return [f"{v['id']}: {v['nodes'][0]['html'][:120]}" for v in Axe().run(seite).response["violations"]]


# --- anmelden und weiterkommen ----------------------------------------------------------------------------------------


def test_anmelden_fuehrt_zum_ziel_und_skripte_sehen_den_cookie_nicht(
    haus: AppServer, engine: sa.Engine, kontext: BrowserContext
) -> None:
    """F41, F47: Deep-Link bleibt, `document.cookie` nennt keine Sitzung, keine Verletzung der Richtlinie."""
    lege_an(engine, "anna")
    seite = kontext.new_page()
    seite.goto(haus.adresse + "/?massnahme=7")
    expect(seite).to_have_title("Anmelden – MuT-Sachstand")
    assert seite.evaluate("document.activeElement.id") == "kennung"
    melde_an(seite, "anna")
    seite.wait_for_selector(FERTIG)
    assert seite.url == haus.adresse + "/?massnahme=7"
    assert "mut_" not in seite.evaluate("document.cookie")
    assert seite.evaluate("verletzungen") == []
    cookie = next(c for c in kontext.cookies() if c["name"] == "mut_sitzung")
    assert (cookie["httpOnly"], cookie["sameSite"], cookie["expires"]) == (True, "Lax", -1)


def test_ein_fehler_wird_angesagt_und_der_text_bleibt(haus: AppServer, kontext: BrowserContext) -> None:
    seite = kontext.new_page()
    seite.goto(haus.adresse + "/anmelden")
    seite.get_by_label("Kennung").fill("niemand")
    seite.get_by_label("Kennwort").fill("falsch")
    seite.keyboard.press("Enter")
    expect(seite.get_by_role("alert")).to_contain_text("passen nicht zusammen")
    expect(seite.get_by_label("Kennung")).to_have_value("niemand")
    expect(seite.get_by_label("Kennwort")).to_have_value("")
    expect(seite.get_by_label("Kennwort")).to_be_focused()


# --- abgelaufen, und der Text bleibt ----------------------------------------------------------------------------------


def test_nach_neuer_anmeldung_geht_es_mit_demselben_text_weiter(
    haus: AppServer, engine: sa.Engine, kontext: BrowserContext
) -> None:
    """F51, F52: Der Klick läuft ins Leere, der Dialog erscheint, der getippte Text steht nach der Anmeldung noch da."""
    lege_an(engine, "berta")
    seite = kontext.new_page()
    seite.goto(haus.adresse + "/")
    melde_an(seite, "berta")
    seite.wait_for_selector(FERTIG)
    seite.get_by_label("Sachstand").fill("Noch nicht gespeichert")
    beende_alle(engine)
    seite.get_by_role("button", name="Speichern").click()
    expect(dialog(seite)).to_be_visible(timeout=10_000)
    assert befunde_im_dialog(seite) == []
    with kontext.expect_page() as neues:
        dialog(seite).get_by_role("link", name="Neu anmelden").click()
    melde_an(neues.value, "berta")
    expect(neues.value.get_by_role("heading", name="Sie sind wieder angemeldet")).to_be_visible()
    expect(dialog(seite)).to_be_hidden(timeout=15_000)
    seite.wait_for_selector(FERTIG, timeout=15_000)
    expect(seite.get_by_label("Sachstand")).to_have_value("Noch nicht gespeichert")
    seite.wait_for_function("!document.querySelector('[data-testid=stConnectionStatus]')", timeout=15_000)
    seite.get_by_role("button", name="Speichern").click()
    seite.wait_for_selector(FERTIG)
    expect(dialog(seite)).to_be_hidden()
    assert seite.evaluate("verletzungen") == []


def befunde_im_dialog(seite: Page) -> list[str]:
    ergebnis = Axe().run(seite, context={"include": [["dialog.mut-abgemeldet"]]}).response
    return [f"{v['id']}: {v['nodes'][0]['html'][:120]}" for v in ergebnis["violations"]]


def test_meldet_sich_jemand_anderes_an_bleibt_kein_fremder_text(
    haus: AppServer, engine: sa.Engine, kontext: BrowserContext
) -> None:
    """F50: Den Text einer Person speichert keine andere unter ihrem Namen."""
    for wer in ("clara", "dora"):
        lege_an(engine, wer)
    seite = kontext.new_page()
    seite.goto(haus.adresse + "/")
    melde_an(seite, "clara")
    seite.wait_for_selector(FERTIG)
    seite.get_by_label("Sachstand").fill("Text von Clara")
    beende_alle(engine)
    seite.get_by_role("button", name="Speichern").click()
    expect(dialog(seite)).to_be_visible(timeout=10_000)
    with kontext.expect_page() as neues:
        dialog(seite).get_by_role("link", name="Neu anmelden").click()
    with seite.expect_navigation(timeout=15_000):
        melde_an(neues.value, "dora")
    seite.wait_for_selector(FERTIG)
    expect(seite.get_by_label("Sachstand")).to_have_value("")
    expect(dialog(seite)).to_be_hidden()


def test_abmelden_in_einem_fenster_meldet_das_andere_ab(
    haus: AppServer, engine: sa.Engine, kontext: BrowserContext
) -> None:
    """F51: anderes Fenster: beim nächsten Klick; neu geladen: zur Anmeldung."""
    lege_an(engine, "emma")
    seite, andere = kontext.new_page(), kontext.new_page()
    seite.goto(haus.adresse + "/")
    melde_an(seite, "emma")
    seite.wait_for_selector(FERTIG)
    andere.goto(haus.adresse + "/abmelden")
    andere.get_by_role("button", name="Abmelden").click()
    expect(andere.get_by_role("heading", name="Sie sind abgemeldet")).to_be_visible()
    seite.get_by_role("button", name="Speichern").click()
    expect(dialog(seite)).to_be_visible(timeout=10_000)
    seite.reload()
    expect(seite).to_have_title("Anmelden – MuT-Sachstand")


def test_in_der_echten_app_uebersteht_ein_getippter_sachstand_den_ablauf(
    fenster: Any, server: AppServer, demo_datei: Path
) -> None:
    """F52: dieselbe Person, dieselbe Seite, derselbe Text."""
    meins: Fenster = fenster("koordination")
    seite = meins.oeffne("/melden")
    feld = seite.get_by_label("Sachstand", exact=True).first
    feld.fill("Dieser Satz soll bleiben.")
    engine = connect_datenbank(f"sqlite:///{demo_datei}")
    beende_alle(engine)
    engine.dispose()
    seite.keyboard.press("Tab")
    expect(dialog(seite)).to_be_visible(timeout=10_000)
    setze_sitzung(seite.context, server, sitzungscookie(f"sqlite:///{demo_datei}", "koordination"))
    bisher = meins.laeufe()
    expect(dialog(seite)).to_be_hidden(timeout=15_000)
    assert meins.rechnet_seit(bisher, 20)  # der neue Lauf darf den Text nicht überschreiben
    meins.ruhig()
    expect(seite.get_by_label("Sachstand", exact=True).first).to_have_value("Dieser Satz soll bleiben.")


@pytest.mark.lang
def test_eine_seite_die_sich_selbst_erneuert_haelt_nicht_wach(
    chromium: Browser, engine: sa.Engine, tmp_path: Path
) -> None:
    """F52: Ein Fragment mit `run_every` läuft weiter, die Sitzung altert trotzdem; ein Klick hält sie wach."""
    lege_an(engine, "gerda")
    app = build_app_mit_seite(tmp_path, VON_SELBST)
    (tmp_path / "arbeit").mkdir()
    with app_server(tmp_path / "arbeit", app=app, umgebung={"MUT_DATENBANK": str(engine.url)}) as server:
        kontext = chromium.new_context(locale="de-DE")
        seite = kontext.new_page()
        seite.goto(server.adresse)
        melde_an(seite, "gerda")
        seite.get_by_text("Lauf 2").wait_for(timeout=20_000)
        altere(engine, timedelta(minutes=30))
        seite.get_by_text("Lauf 6").wait_for(timeout=20_000)
        assert ruhezeit(engine) > timedelta(minutes=30)
        seite.get_by_role("button", name="Klick").click()
        expect(seite.get_by_text("geklickt")).to_be_visible()
        assert ruhezeit(engine) < timedelta(minutes=1)
        kontext.close()


def altere(engine: sa.Engine, um: timedelta) -> None:
    with schreibeinheit(engine, None) as session:
        for zeile in session.scalars(select(Anmeldung).where(Anmeldung.beendet_am.is_(None))).all():
            zeile.zuletzt_am -= um


def ruhezeit(engine: sa.Engine) -> timedelta:
    """So lange ruht die zuletzt begonnene Sitzung."""
    with leseeinheit(engine) as session:
        zuletzt = session.scalars(select(Anmeldung.zuletzt_am).order_by(Anmeldung.id.desc()).limit(1)).one()
    return jetzt() - zuletzt


# --- Barrierefreiheit und Richtlinie ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("breite", "farben"),
    [
        (1440, "light"),
        (390, "dark"),
        pytest.param(1440, "dark", marks=pytest.mark.lang),
        pytest.param(390, "light", marks=pytest.mark.lang),
    ],
)
def test_jede_seite_des_tors_ist_barrierefrei(
    haus: AppServer, engine: sa.Engine, kontext: BrowserContext, farben: Any, breite: int
) -> None:
    """F47: axe findet nichts, nichts ragt hinaus, keine Verletzung der Richtlinie; mit Fehler und ohne."""
    wer = f"frieda-{farben}-{breite}"
    nummer = lege_an(engine, wer)
    with schreibeinheit(engine, None) as session:
        code = create_link(session, Linkzweck.KENNWORT, jetzt(), nummer)
    seite = kontext.new_page()
    seite.emulate_media(color_scheme=farben)
    seite.set_viewport_size({"width": breite, "height": 844})

    def pruefe() -> None:
        assert befunde(seite) == [], seite.url
        assert seite.evaluate("document.documentElement.scrollWidth <= innerWidth"), seite.url
        assert seite.evaluate("verletzungen") == [], seite.url

    for pfad in ("/anmelden", f"/kennwort?code={code}", "/einrichten", "/start"):
        seite.goto(haus.adresse + pfad)
        pruefe()
    seite.goto(haus.adresse + "/anmelden")
    seite.get_by_label("Kennung").fill(wer)
    seite.keyboard.press("Enter")
    expect(seite.get_by_role("alert")).to_be_visible()
    pruefe()
    melde_an(seite, wer)
    seite.wait_for_selector(FERTIG)
    seite.goto(haus.adresse + "/konto")
    seite.get_by_text("Zweiten Faktor einrichten").first.click()
    expect(seite.get_by_role("img", name=re.compile("QR-Code"))).to_be_visible()
    pruefe()
    for pfad in ("/abmelden", "/wieder-da"):
        seite.goto(haus.adresse + pfad)
        pruefe()
