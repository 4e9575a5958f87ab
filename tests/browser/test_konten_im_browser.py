"""Konten und Protokoll im Browser: anlegen, Link weitergeben, hereinkommen, gesperrt werden, nachlesen, mitnehmen."""

import csv
import io
import json
import re
from pathlib import Path
from typing import Any

import pytest
from barrieren import verstoesse
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser
KENNWORT = "Birnbaum-Leiter-27-Kessel"
NAME = "Dr. Jörg Groß-Müller"


def lege_an(f: Any) -> str:
    """Legt als Administration eine Koordination an und gibt den Link, der dann dasteht."""
    seite: Page = f.oeffne("/konten?konzept=musterstadt")
    seite.get_by_role("button", name="Person anlegen").click()
    expect(seite.get_by_role("heading", name="Person anlegen")).to_be_visible(timeout=15_000)
    seite.get_by_label("Name", exact=True).fill(NAME)
    seite.get_by_label("Name", exact=True).press("Tab")
    expect(seite.get_by_label("Kennung zum Anmelden")).to_have_value("joerg.gross-mueller", timeout=15_000)
    seite.get_by_text("Koordination", exact=True).first.click()
    expect(seite.get_by_label("Stelle")).to_have_count(0, timeout=15_000)
    seite.get_by_role("button", name="Anlegen").click()
    expect(seite.get_by_text(f"{NAME} ist angelegt.")).to_be_visible(timeout=15_000)
    link: str = seite.locator('[data-testid="stCode"]').first.inner_text().strip()
    return link


def setze_kennwort(f: Any, link: str) -> Page:
    """Öffnet den Link wie die neue Person, setzt das Kennwort und meldet sich an."""
    seite: Page = f.seite
    seite.goto(link)
    seite.locator('input[autocomplete="new-password"]').first.fill(KENNWORT)
    seite.locator('input[autocomplete="new-password"]').last.fill(KENNWORT)
    seite.locator('form button[type="submit"]').last.click()
    if seite.url.partition("?")[0].endswith(("/anmelden", "/kennwort")):
        seite.goto(f.adresse + "/anmelden")
        seite.locator('input[autocomplete="username"]').first.fill("joerg.gross-mueller")
        seite.locator('input[autocomplete="current-password"]').fill(KENNWORT)
        seite.locator('form button[type="submit"]').first.click()
    f.ruhig()
    return seite


def test_vom_anlegen_bis_zum_sperren(fenster: Any, tmp_path: Path) -> None:
    administration, neu = fenster("administration"), fenster()
    link = lege_an(administration)
    assert re.fullmatch(rf"{re.escape(administration.adresse)}/kennwort\?code=[\w-]{{30,}}", link)

    seite = setze_kennwort(neu, link)
    expect(seite.get_by_test_id("stSidebar")).to_contain_text(f"Angemeldet: {NAME}")
    menue = seite.get_by_test_id("stSidebarNav")
    expect(menue).to_contain_text("Protokoll")
    expect(menue).not_to_contain_text("Konten")
    zweites_mal = fenster()
    zweites_mal.seite.goto(link)
    expect(zweites_mal.seite.locator('input[autocomplete="new-password"]')).to_have_count(0)

    dort: Page = administration.seite
    dort.get_by_role("button", name=f"{NAME} öffnen").click()
    expect(dort.get_by_role("heading", name=NAME)).to_be_visible(timeout=15_000)
    expect(dort.get_by_text("Meldet sich mit Kennwort an.")).to_be_visible()
    with dort.expect_download(timeout=30_000) as laden:
        dort.get_by_role("button", name="Auskunft herunterladen").click()
    auskunft = json.loads(Path(laden.value.path()).read_text("utf-8"))
    assert auskunft["konto"]["name"] == NAME
    assert "pruefsumme" not in json.dumps(auskunft)

    dort.get_by_role("button", name="Sperren", exact=True).click()
    expect(dort.get_by_role("button", name="Entsperren")).to_be_visible(timeout=15_000)
    seite.get_by_role("link", name="Maßnahmen", exact=True).click()
    expect(seite.get_by_text(re.compile("abgemeldet", re.I)).first).to_be_visible(timeout=15_000)
    assert administration.fremde() == neu.fremde() == set()
    assert administration.csp_verletzungen() == []


@pytest.mark.lang
def test_das_protokoll_zeigt_die_aenderung_und_gibt_sie_als_tabelle(fenster: Any) -> None:
    administration = fenster("administration")
    lege_an(administration)
    seite = administration.oeffne("/protokoll")
    erster = seite.locator('[class*="st-key-eintrag_"]').first
    expect(erster).to_contain_text("Link zum Setzen des Kennworts angefordert")
    expect(seite.get_by_text(f"Rolle angelegt: {NAME}")).to_be_visible()
    expect(seite.get_by_text("Kette geprüft bis Nr.")).to_be_visible()
    waehle(seite, "Was", "Person")
    expect(seite.get_by_text(f"Rolle angelegt: {NAME}")).to_have_count(0, timeout=15_000)
    expect(seite.get_by_text("Kennung: joerg.gross-mueller")).to_be_visible()
    with seite.expect_download(timeout=60_000) as laden:
        seite.get_by_role("button", name="Als Tabelle (CSV) herunterladen").click()
    roh = Path(laden.value.path()).read_bytes()
    assert roh.startswith(b"\xef\xbb\xbf")
    kopf, *zeilen = csv.reader(io.StringIO(roh.decode("utf-8-sig")), delimiter=";")
    assert kopf[:4] == ["Nr.", "Am", "Uhrzeit", "Wer"]
    assert {z[kopf.index("Gegenstand")] for z in zeilen} == {"Person"}, "die Datei enthält genau die Auswahl"
    assert [z for z in zeilen if z[kopf.index("Nachher")] == NAME]


def waehle(seite: Page, feld: str, wert: str) -> None:
    kasten = seite.get_by_label(feld, exact=False).first
    kasten.click()
    kasten.fill(wert)
    seite.get_by_role("option", name=wert, exact=True).click()


@pytest.mark.lang
def test_blaettern_bleibt_in_der_adresse_und_uebersteht_neuladen(fenster: Any) -> None:
    f = fenster("koordination")
    seite = f.oeffne("/protokoll?konzept=lehrte")
    seite.get_by_test_id("stMain").get_by_role("button", name=re.compile(r"^(Page |Seite )?2$")).click()
    seite.wait_for_url(re.compile(r"blatt=2"), timeout=15_000)
    f.ruhig()
    erster = seite.locator('[class*="st-key-eintrag_"]').first
    text = erster.inner_text()
    seite.reload()
    f.ruhig()
    expect(erster).to_have_text(text, use_inner_text=True, timeout=15_000)


@pytest.mark.lang
@pytest.mark.parametrize("breite", [1440, 390])
def test_konten_und_protokoll_verstossen_nicht_gegen_wcag(fenster: Any, breite: int) -> None:
    f = fenster("administration", breite=breite, bypass_csp=True)
    funde = {}
    for pfad in ("/konten", "/konten?person=neu", "/konten?person=2", "/protokoll", "/protokoll?bereich=konzept"):
        seite = f.oeffne(pfad)
        seite.wait_for_timeout(800)
        funde |= {f"{pfad}: {regel}": stellen for regel, stellen in verstoesse(seite).items()}
        breit = seite.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        assert breit <= 0, f"{pfad} ragt bei {breite} px {breit} px hinaus"
    assert funde == {}
