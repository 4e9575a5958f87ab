"""Ein Bericht im Browser: angelegt, geschrieben, freigegeben, eingefroren – und aus Word zurückgenommen."""

import hashlib
import os
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from barrieren import verstoesse
from playwright.sync_api import Page, expect
from sqlalchemy import select

from mut_core.bericht.word.paket import gezippt, teile
from mut_core.datenbank import connect_datenbank, leseeinheit, schreibeinheit
from mut_core.erfassung import konten
from mut_core.erfassung.protokoll import Vorgang
from mut_core.modell import Bericht, Konzept
from mut_core.modell.codes import Rollenart
from mut_core.rechte import load_person

pytestmark = pytest.mark.browser
TEXT = "Die Akteur*innen haben sich im Herbst dreimal getroffen."
NEUER_TEXT = "Die Akteur*innen haben sich im Herbst viermal getroffen."
BILDER = os.environ.get("MUT_BILDER")


def lege_zweite_koordination_an(datei: Path) -> None:
    engine = connect_datenbank(f"sqlite:///{datei}")
    with schreibeinheit(engine, None) as s:
        vorgang = Vorgang(load_person(s, "administration"), datetime.now(UTC))
    with schreibeinheit(engine, vorgang) as s:
        nummer = konten.create_konto(s, vorgang, "zweite", "Zita Beispiel (Koordination)")
        konten.add_rolle(s, vorgang, nummer, Rollenart.KOORDINATION)
    engine.dispose()


def klick(seite: Page, name: str) -> None:
    seite.get_by_role("button", name=name, exact=True).click()


def reiter(seite: Page, name: str) -> None:
    seite.get_by_role("tab", name=name, exact=True).click()
    expect(seite.get_by_role("tab", name=name, exact=True)).to_have_attribute("aria-selected", "true")


def lade(seite: Page, name: str, ziel: Path) -> bytes:
    with seite.expect_download(timeout=60_000) as laden:
        klick(seite, name)
    laden.value.save_as(ziel)
    return ziel.read_bytes()


def bild(seite: Page, name: str) -> None:
    """Hebt ein Bild auf, wenn MUT_BILDER einen Ordner nennt."""
    if BILDER:
        hoehe = seite.evaluate("document.querySelector('[data-testid=stMain]').scrollHeight")
        breite = (seite.viewport_size or {"width": 1440})["width"]
        seite.set_viewport_size({"width": breite, "height": min(int(hoehe) + 40, 3000)})
        seite.wait_for_timeout(700)
        seite.screenshot(path=f"{BILDER}/{name}.png")
        seite.set_viewport_size({"width": breite, "height": 900})


def test_vom_anlegen_bis_zur_rueckgabe_aus_word(fenster: Any, demo_datei: Path, tmp_path: Path) -> None:
    lege_zweite_koordination_an(demo_datei)
    kim, zita = fenster("koordination"), fenster("zweite")
    seite = kim.oeffne("/berichte?konzept=musterstadt&ansicht=Berichte")
    seite.get_by_text("Neuen Bericht beginnen").click()
    # Mit der Taste: Unter Last klappt der Bereich noch auf, und ein Mausklick träfe daneben.
    seite.get_by_role("button", name="Bericht anlegen", exact=True).press("Enter")
    expect(seite).to_have_url(re.compile(r"/bericht\?.*bericht=\d+"), timeout=20_000)
    kim.ruhig()

    feld = seite.get_by_role("textbox", name="Eigener Text")
    feld.fill(TEXT)
    klick(seite, "Text sichern")
    expect(seite.get_by_text("Gesichert.")).to_be_visible(timeout=15_000)
    seite.wait_for_timeout(1_000)
    expect(seite.get_by_text("jemand anderes")).to_have_count(0)
    bild(seite, "texte")
    seite.reload()
    kim.ruhig()
    expect(seite.get_by_role("textbox", name="Eigener Text")).to_have_value(TEXT)
    reiter(seite, "Angaben")
    expect(seite.get_by_role("button", name="Angaben speichern")).to_be_visible()
    bild(seite, "angaben")

    reiter(seite, "Weitergeben")
    expect(seite.get_by_text("Namensprüfung")).to_be_visible()
    bild(seite, "einreichen")
    klick(seite, "Zur Freigabe einreichen")
    expect(seite.get_by_text("Sie können diesen Bericht nicht freigeben")).to_be_visible(timeout=20_000)
    bild(seite, "eingereicht")

    adresse = seite.url.removeprefix(kim.adresse)
    andere = zita.oeffne(adresse)
    klick(andere, "Freigeben")
    expect(andere.get_by_role("button", name="Einfrieren")).to_be_visible(timeout=20_000)
    klick(andere, "Einfrieren")
    expect(andere.get_by_role("button", name="Neufassung beginnen")).to_be_visible(timeout=30_000)

    seite.reload()
    kim.ruhig()
    einmal = lade(seite, "Erste Fassung: damalige Word-Datei", tmp_path / "eins.docx")
    noch_einmal = lade(andere, "Erste Fassung: damalige Word-Datei", tmp_path / "zwei.docx")
    assert hashlib.sha256(einmal).digest() == hashlib.sha256(noch_einmal).digest()
    reiter(seite, "Fassungen")
    expect(seite.get_by_text(hashlib.sha256(einmal).hexdigest())).to_be_visible(timeout=15_000)
    klick(seite, "Neu drucken und vergleichen")
    expect(seite.get_by_text("Neu gedruckt: gleich")).to_be_visible(timeout=30_000)
    bild(seite, "fassungen")

    reiter(seite, "Weitergeben")
    seite.get_by_role("textbox", name="Warum ist eine Neufassung nötig?").fill("Ein Treffen fehlte.")
    klick(seite, "Neufassung beginnen")
    expect(seite.get_by_role("button", name="Zur Freigabe einreichen")).to_be_visible(timeout=20_000)

    reiter(seite, "Word")
    hinaus = teile(lade(seite, "Zum Bearbeiten in Word herunterladen", tmp_path / "hinaus.docx"))
    rumpf = hinaus["word/document.xml"]
    assert TEXT.encode() in rumpf
    zurueck = tmp_path / "Bearbeitet.docx"
    zurueck.write_bytes(gezippt({**hinaus, "word/document.xml": rumpf.replace(TEXT.encode(), NEUER_TEXT.encode())}))
    seite.locator('input[type="file"]').set_input_files(zurueck)
    expect(seite.get_by_text("1 in Word geändert", exact=False)).to_be_visible(timeout=30_000)
    bild(seite, "rueckgabe")
    seite.get_by_role("button", name=re.compile("^Gewähltes übernehmen")).click()
    expect(seite.get_by_text("nichts Neues")).to_be_visible(timeout=30_000)
    reiter(seite, "Texte")
    expect(seite.get_by_role("textbox", name="Eigener Text")).to_have_value(NEUER_TEXT, timeout=15_000)
    assert not kim.fremde() | zita.fremde()
    assert not kim.csp_verletzungen() + zita.csp_verletzungen()


def axe(seite: Page) -> dict[str, list[str]]:
    seite.wait_for_timeout(800)
    return verstoesse(seite)


@pytest.mark.lang
@pytest.mark.parametrize("breite", [1440, 390])
def test_kein_reiter_verstoesst_gegen_wcag(fenster: Any, demo_datei: Path, breite: int) -> None:
    engine = connect_datenbank(f"sqlite:///{demo_datei}")
    with leseeinheit(engine) as s:
        musterstadt = s.scalars(select(Konzept.id).where(Konzept.schluessel == "musterstadt")).one()
        i = s.scalars(select(Bericht.id).where(Bericht.konzept_id == musterstadt)).first()
    engine.dispose()
    kim = fenster("koordination", breite=breite, bypass_csp=True)
    verstoesse = {}
    for pfad in (
        *(f"/berichte?konzept=musterstadt&ansicht={a}" for a in ("Berichte", "Sitzungen", "Vergleichen")),
        *(f"/bericht?konzept=musterstadt&bericht={i}&reiter={r}" for r in ("Texte", "Weitergeben", "Vorlage")),
    ):
        seite = kim.oeffne(pfad)
        if funde := axe(seite):
            verstoesse[pfad] = funde
        bild(seite, f"{breite}_{pfad.rpartition('=')[2]}")
    assert verstoesse == {}


@pytest.mark.lang
def test_am_telefon_ragt_nichts_ueber_den_rand(fenster: Any) -> None:
    kim = fenster("koordination", breite=390, hoehe=844)
    for ansicht in ("Berichte", "Sitzungen", "Vergleichen"):
        seite = kim.oeffne(f"/berichte?ansicht={ansicht}")
        seite.wait_for_timeout(500)
        ueberhang = seite.evaluate(
            """() => [...document.querySelectorAll('[data-testid=stMain] *')]
                .filter(e => e.getBoundingClientRect().right > 391 && !e.closest('[role=tablist]')
                    && !e.closest('[data-testid=stTable]') && getComputedStyle(e).position !== 'absolute')
                .map(e => e.tagName + ' ' + (e.textContent || '').slice(0, 40))"""
        )
        assert ueberhang == [], ansicht
