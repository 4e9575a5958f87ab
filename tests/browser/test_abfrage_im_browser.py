"""Die Rückmelderunde im Browser: eröffnen, melden, zählen, erinnern, schließen, nachreichen."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from app_server import AppServer, app_server
from mailserver import Postfach, mailserver
from playwright.sync_api import Page, expect

from mut_core.datenbank import connect_datenbank, schreibeinheit
from mut_core.erfassung.protokoll import Vorgang, tag_in_berlin
from mut_core.modell import Abfrage
from mut_core.rechte import load_person

pytestmark = pytest.mark.browser


@pytest.fixture
def postfach() -> Iterator[Postfach]:
    with mailserver() as fach:
        yield fach


@pytest.fixture
def server(demo_datei: Path, postfach: Postfach) -> Iterator[AppServer]:
    """Die App mit Demo-Daten und einem Mailserver auf diesem Rechner."""
    umgebung = {
        "MUT_SMTP_ADRESSE": "127.0.0.1",
        "MUT_SMTP_PORT": str(postfach.port),
        "MUT_SMTP_VERSCHLUESSELUNG": "keine",
        "MUT_SMTP_ABSENDER": "mut@musterstadt.example",
    }
    with app_server(demo_datei.parent, umgebung=umgebung) as laufend:
        yield laufend


def tippe_tag(seite: Page, name: str, tage: int) -> None:
    tag = datetime.now(UTC) + timedelta(days=tage)
    feld = seite.get_by_test_id("stDateInput").filter(has_text=name).last
    feld.get_by_role("spinbutton").first.click()
    seite.keyboard.type(f"{tag:%d%m%Y}", delay=25)
    seite.keyboard.press("Tab")


def lass_eine_nacht_vergehen(datei: Path) -> None:
    """Verlegt, was heute geschlossen wurde, auf gestern; am Tag des Schließens selbst ist eine Meldung rechtzeitig."""
    engine = connect_datenbank(f"sqlite:///{datei}")
    with schreibeinheit(engine, None) as session:
        person = load_person(session, "koordination")
    heute = tag_in_berlin(datetime.now(UTC))
    with schreibeinheit(engine, Vorgang(person, datetime.now(UTC))) as session:
        for runde in session.scalars(sa.select(Abfrage).where(Abfrage.geschlossen_am == heute)):
            runde.geschlossen_am = heute - timedelta(days=1)
    engine.dispose()


def bestaetige(seite: Page, nummer: str) -> None:
    """Geht aus der Abfrage zur Maßnahme und bestätigt ihren Stand."""
    seite.get_by_role("link", name=re.compile(nummer)).click()
    expect(seite.get_by_role("heading", name=re.compile(nummer))).to_be_visible(timeout=15_000)
    seite.get_by_role("button", name=re.compile("[Uu]nverändert")).first.click()
    expect(seite.get_by_text(re.compile(f"{nummer}.*gemeldet")).first).to_be_visible(timeout=15_000)


def test_eine_runde_von_eroeffnen_bis_nachgereicht(fenster: Any, demo_datei: Path, postfach: Postfach) -> None:
    koordination, fachkraft = fenster("koordination"), fenster("fachkraft")
    k = koordination.oeffne("/abfrage?konzept=musterstadt")
    k.get_by_role("button", name="Abfrage schließen").click()
    expect(k.get_by_role("button", name="Wieder öffnen")).to_be_visible(timeout=15_000)

    k.get_by_label("Titel").last.fill("Kleine Runde")
    tippe_tag(k, "Stichtag", 5)
    tippe_tag(k, "Redaktionsschluss", 5)
    k.get_by_text("einzeln gewählt").last.click()
    auswahl = k.get_by_test_id("stMultiSelect").get_by_role("combobox").last
    for zahl, nummer in enumerate(("MU-AO-01", "MU-AO-05")):
        expect(k.get_by_text(re.compile(rf"Gefragt wird nach {zahl}\sMaßnahmen?\."))).to_be_visible(timeout=15_000)
        auswahl.click()
        k.keyboard.type(nummer, delay=20)
        expect(k.get_by_role("option")).to_have_count(1)
        k.keyboard.press("ArrowDown")
        k.keyboard.press("Enter")
    expect(k.get_by_text(re.compile(r"Gefragt wird nach 2\sMaßnahmen"))).to_be_visible(timeout=15_000)
    k.reload()  # nichts Getipptes geht verloren
    koordination.ruhig()
    expect(k.get_by_label("Titel").last).to_have_value("Kleine Runde")
    k.get_by_role("button", name="Abfrage eröffnen").click()
    expect(k.get_by_role("heading", name="Kleine Runde")).to_be_visible(timeout=15_000)
    expect(k.get_by_text(re.compile(r"0 von 2\sMaßnahmen gemeldet"))).to_be_visible()

    f = fachkraft.oeffne("/abfrage?konzept=musterstadt")
    bestaetige(f, "MU-AO-01")
    k.reload()
    koordination.ruhig()
    expect(k.get_by_text(re.compile(r"1 von 2\sMaßnahmen gemeldet"))).to_be_visible(timeout=15_000)

    k.get_by_role("button", name="Erinnerung schreiben").click()
    k.get_by_role("button", name="Jetzt senden").click()
    expect(k.get_by_text("Gesendet: Fachstelle Migration und Teilhabe")).to_be_visible(timeout=15_000)
    ((_, an, nachricht),) = postfach.nachrichten
    assert an == ["mut@musterstadt.example"]
    assert "MU-AO-05" in nachricht.get_content()
    assert "MU-AO-01" not in nachricht.get_content()

    k.get_by_role("button", name="Abfrage schließen").click()
    expect(k.get_by_role("button", name="Wieder öffnen")).to_be_visible(timeout=15_000)
    expect(k.get_by_text(re.compile("MU-AO-01 .* gemeldet am"))).to_be_visible()
    lass_eine_nacht_vergehen(demo_datei)
    f = fachkraft.oeffne(k.url.removeprefix(koordination.adresse))
    bestaetige(f, "MU-AO-05")
    k.reload()
    koordination.ruhig()
    expect(k.get_by_text(re.compile(r"2 von 2\sMaßnahmen gemeldet, davon 2 nachgereicht")).first).to_be_visible(
        timeout=15_000
    )
    expect(k.get_by_text(re.compile("MU-AO-05 .* nachgereicht am"))).to_be_visible()
    assert not koordination.fremde() | fachkraft.fremde()
    assert not koordination.csp_verletzungen()
