"""Aufträge im Browser: erster Fortschritt, Seitenwechsel, Neuladen, anderer Rechner, Abbruch, Neustart des Servers."""

import shutil
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from app_server import WURZEL, AppServer, app_server, build_app_mit_seite, sitzungscookie
from axe_playwright_python.sync_playwright import Axe
from conftest import FERTIG, setze_sitzung
from gemeinde import build_gemeinde
from playwright.sync_api import Browser, BrowserContext, Page, WebSocket, expect
from sqlalchemy import select

from mut_core.datenbank import connect_datenbank, leseeinheit, schreibeinheit
from mut_core.migration import upgrade_datenbank
from mut_core.modell import Anmeldung, Auftrag
from mut_core.modell.codes import Auftragszustand

pytestmark = pytest.mark.browser

PROBESEITE = """
import time
import streamlit as st
from mut_core.auftrag import Art, Datei
from seiten.bausteine import auftrag

st.set_page_config(page_title="Probe", page_icon="daten/static/icon.png")

def baue(engine, lauf, fortschritt):
    schritte = lauf.angaben["schritte"]
    for n in range(schritte):
        fortschritt(f"Schritt {n + 1} von {schritte}", 100 * n // schritte)
        time.sleep(0.1)
    return Datei("ergebnis.txt", "Grüße aus dem Hintergrund".encode())

auftrag.ARTEN["probe"] = Art("Probe", baue)

def bestellen():
    st.title("Bestellen")
    st.text_input("Notiz")
    for name, schritte in (("Kurz", 15), ("Lang", 600)):
        if st.button(name):
            auftrag.bestelle("probe", 1, {"schritte": schritte, "titel": f"{name}er *Auftrag*"})
    auftrag.zeige_auftraege()

def anderswo():
    st.title("Anderswo")
    auftrag.zeige_auftraege()

st.navigation([
    st.Page(bestellen, title="Bestellen", url_path="bestellen", default=True),
    st.Page(anderswo, title="Anderswo", url_path="anderswo"),
]).run()
"""


@pytest.fixture
def adresse(tmp_path: Path) -> str:
    """Eine eigene Datenbank mit der kleinen Gemeinde; das Konzept 1 ist Probstweiler."""
    adresse = f"sqlite:///{tmp_path / 'mut.sqlite'}"
    engine = connect_datenbank(adresse)
    upgrade_datenbank(engine)
    assert build_gemeinde(engine).konzept_id == 1
    engine.dispose()
    return adresse


@pytest.fixture
def engine(adresse: str) -> Iterator[sa.Engine]:
    engine = connect_datenbank(adresse)
    yield engine
    engine.dispose()


@pytest.fixture
def app(tmp_path: Path) -> Path:
    """Die Probeseite hinter der echten Pforte."""
    ordner = tmp_path / "app"
    ordner.mkdir()
    build_app_mit_seite(ordner, PROBESEITE)
    shutil.copytree(WURZEL / "seiten" / "bausteine", ordner / "seiten" / "bausteine")
    return ordner


@pytest.fixture
def server(app: Path, adresse: str, tmp_path: Path) -> Iterator[AppServer]:
    with app_server(tmp_path, app=app, umgebung={"MUT_DATENBANK": adresse}) as laufend:
        yield laufend


Oeffne = Callable[..., Page]


@pytest.fixture
def rechner(chromium: Browser, server: AppServer, adresse: str) -> Iterator[Oeffne]:
    """Gibt eine Funktion, die für eine Person an einem neuen Rechner die App öffnet."""
    offene: list[BrowserContext] = []

    def oeffne(person: str = "kora", pfad: str = "/", an: AppServer = server) -> Page:
        kontext = chromium.new_context(locale="de-DE", accept_downloads=True)
        offene.append(kontext)
        setze_sitzung(kontext, an, sitzungscookie(adresse, person))
        seite = kontext.new_page()
        seite.goto(an.adresse + pfad)
        seite.wait_for_selector(FERTIG)
        expect(seite.locator("h1")).to_be_visible()
        return seite

    yield oeffne
    for kontext in offene:
        kontext.close()


def klick(seite: Page, name: str) -> None:
    seite.get_by_role("button", name=name).click()


def zeilen(engine: sa.Engine) -> list[Auftrag]:
    with leseeinheit(engine) as session:
        return list(session.scalars(select(Auftrag).order_by(Auftrag.id)))


def gesendete_rahmen(seite: Page) -> list[float]:
    """Schreibt mit, wann der Browser etwas über die Leitung schickt – auch jede Erneuerung von selbst."""
    rahmen: list[float] = []

    def verbinde(leitung: WebSocket) -> None:
        leitung.on("framesent", lambda _: rahmen.append(time.monotonic()))

    seite.on("websocket", verbinde)
    return rahmen


BIS_ZUM_FORTSCHRITT = """() => new Promise(fertig => {
    const knopf = [...document.querySelectorAll('button')].find(b => b.innerText.trim() === 'Kurz');
    const beginn = performance.now();
    new MutationObserver((_, beobachter) => {
        if (document.querySelector('[data-testid="stProgress"]')) {
            beobachter.disconnect();
            fertig(performance.now() - beginn);
        }
    }).observe(document.body, {childList: true, subtree: true});
    knopf.click();
})"""


@pytest.mark.lang
def test_erster_fortschritt_steht_nach_weniger_als_0_3_s(rechner: Oeffne) -> None:
    """Vom Klick bis zum Balken, bester von fünf: Auf einem beschäftigten Rechner misst man sonst den Nachbarn."""
    seite, dauern = rechner(), []
    for _ in range(5):
        dauern.append(seite.evaluate(BIS_ZUM_FORTSCHRITT))
        expect(seite.get_by_test_id("stProgress")).to_have_count(0, timeout=15_000)
        if dauern[-1] < 300:
            break
    print("Millisekunden bis zum ersten Fortschritt:", [round(d) for d in dauern])
    assert min(dauern) < 300, dauern


@pytest.mark.lang
def test_nach_dem_ende_kommt_die_datei_und_dann_ist_ruhe(rechner: Oeffne, engine: sa.Engine) -> None:
    seite = rechner()
    rahmen = gesendete_rahmen(seite)
    seite.reload()
    seite.wait_for_selector(FERTIG)
    klick(seite, "Kurz")
    seite.get_by_label("Notiz").fill("halb getippt")
    expect(seite.get_by_text("Kurzer *Auftrag*")).to_be_visible()
    expect(seite.get_by_text("Schritt")).to_be_visible()
    with seite.expect_download() as laden:
        seite.get_by_role("button", name="Herunterladen").click(timeout=15_000)
    assert laden.value.suggested_filename == "ergebnis.txt"
    assert Path(laden.value.path()).read_text("utf-8") == "Grüße aus dem Hintergrund"
    expect(seite.get_by_label("Notiz")).to_have_value("halb getippt")
    seite.wait_for_timeout(1_000)
    assert len(rahmen) > 3
    vorher = len(rahmen)
    seite.wait_for_timeout(2_500)
    assert len(rahmen) - vorher <= 1, "die Anzeige erneuert sich weiter, obwohl nichts mehr läuft"
    assert [z.zustand for z in zeilen(engine)] == [Auftragszustand.FERTIG]


def test_uebersteht_seitenwechsel_neuladen_und_anderen_rechner(rechner: Oeffne) -> None:
    seite = rechner()
    klick(seite, "Lang")
    expect(seite.get_by_text("Schritt")).to_be_visible()
    seite.get_by_role("link", name="Anderswo").click()
    expect(seite.get_by_role("heading", name="Anderswo")).to_be_visible()
    expect(seite.get_by_text("Langer *Auftrag*")).to_be_visible()
    vorher = seite.get_by_text("von 600").inner_text()
    expect(seite.get_by_text("von 600")).not_to_have_text(vorher, timeout=5_000)
    seite.reload()
    expect(seite.get_by_text("von 600")).to_be_visible()
    zweiter = rechner()
    expect(zweiter.get_by_text("Langer *Auftrag*")).to_be_visible()
    klick(zweiter, "Abbrechen")
    expect(zweiter.get_by_text("abgebrochen", exact=False)).to_be_visible(timeout=5_000)
    expect(seite.get_by_role("button", name="Neu starten")).to_be_visible(timeout=5_000)
    fremd = rechner("lena")
    expect(fremd.get_by_role("heading", name="Bestellen")).to_be_visible()
    expect(fremd.get_by_text("Auftrag")).to_have_count(0)


@pytest.mark.lang
def test_abbrechen_wirkt_sofort_und_neu_starten_laeuft_durch(rechner: Oeffne, engine: sa.Engine) -> None:
    seite = rechner()
    klick(seite, "Lang")
    expect(seite.get_by_text("Schritt")).to_be_visible()
    klick(seite, "Abbrechen")
    expect(seite.get_by_role("button", name="Neu starten")).to_be_visible(timeout=3_000)
    assert zeilen(engine)[0].zustand is Auftragszustand.ABGEBROCHEN
    klick(seite, "Neu starten")
    expect(seite.get_by_text("von 600")).to_be_visible(timeout=3_000)
    klick(seite, "Abbrechen")
    expect(seite.get_by_role("button", name="Neu starten")).to_be_visible(timeout=3_000)


@pytest.mark.lang
def test_laufender_auftrag_haelt_die_anmeldung_nicht_wach(rechner: Oeffne, engine: sa.Engine) -> None:
    """F52: Die Anzeige erneuert sich, die Sitzung altert trotzdem."""
    seite = rechner()
    klick(seite, "Lang")
    expect(seite.get_by_text("Schritt")).to_be_visible()
    with schreibeinheit(engine, None) as session:
        anmeldung = session.scalars(select(Anmeldung)).one()
        anmeldung.zuletzt_am -= timedelta(minutes=5)
    vorher = seite.get_by_text("von 600").inner_text()
    expect(seite.get_by_text("von 600")).not_to_have_text(vorher, timeout=5_000)
    seite.wait_for_timeout(1_500)
    assert datetime.now(UTC) - zuletzt(engine) > timedelta(minutes=5)
    klick(seite, "Abbrechen")
    expect(seite.get_by_role("button", name="Neu starten")).to_be_visible(timeout=3_000)
    assert datetime.now(UTC) - zuletzt(engine) < timedelta(minutes=1)


def zuletzt(engine: sa.Engine) -> datetime:
    with leseeinheit(engine) as session:
        return session.scalars(select(Anmeldung.zuletzt_am)).one()


@pytest.mark.lang
def test_nach_kill_9_des_servers_steht_der_auftrag_als_unterbrochen_da_und_startet_neu(
    rechner: Oeffne, server: AppServer, engine: sa.Engine, app: Path, adresse: str, tmp_path: Path
) -> None:
    seite = rechner()
    klick(seite, "Kurz")
    expect(seite.get_by_text("Schritt")).to_be_visible()
    server.prozess.kill()
    server.prozess.wait(10)
    with schreibeinheit(engine, None) as session:
        auftrag = session.scalars(select(Auftrag)).one()
        assert auftrag.zustand is Auftragszustand.LAEUFT
        assert auftrag.lebenszeichen_am is not None
        auftrag.lebenszeichen_am -= timedelta(seconds=61)
    arbeit = tmp_path / "neu"
    arbeit.mkdir()
    with app_server(arbeit, app=app, umgebung={"MUT_DATENBANK": adresse}) as neuer:
        danach = rechner(an=neuer)
        expect(danach.get_by_text("Die Arbeit wurde unterbrochen")).to_be_visible()
        klick(danach, "Neu starten")
        expect(danach.get_by_role("button", name="Herunterladen")).to_be_visible(timeout=15_000)


@pytest.mark.lang
def test_nach_ordentlichem_neustart_laeuft_der_auftrag_von_selbst_weiter(
    rechner: Oeffne, server: AppServer, engine: sa.Engine, app: Path, adresse: str, tmp_path: Path
) -> None:
    """SIGTERM gibt den Auftrag zurück; wer die Seite danach öffnet, sieht ihn ohne einen Klick fertig werden."""
    seite = rechner()
    klick(seite, "Kurz")
    expect(seite.get_by_text("Schritt")).to_be_visible()
    server.prozess.terminate()
    server.prozess.wait(20)
    assert [z.zustand for z in zeilen(engine)] == [Auftragszustand.WARTET]
    arbeit = tmp_path / "neu"
    arbeit.mkdir()
    with app_server(arbeit, app=app, umgebung={"MUT_DATENBANK": adresse}) as neuer:
        danach = rechner(an=neuer)
        expect(danach.get_by_role("button", name="Herunterladen")).to_be_visible(timeout=15_000)


@pytest.mark.lang
def test_liste_ist_barrierefrei_in_jedem_zustand(rechner: Oeffne) -> None:
    seite = rechner()
    klick(seite, "Kurz")
    expect(seite.get_by_role("button", name="Herunterladen")).to_be_visible(timeout=15_000)
    klick(seite, "Lang")
    expect(seite.get_by_text("Schritt")).to_be_visible()
    befund = Axe().run(seite, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]})
    im_baustein = [v for v in befund.response["violations"] if "auftrag_" in str(v["nodes"])]
    assert im_baustein == []
    klick(seite, "Abbrechen")
