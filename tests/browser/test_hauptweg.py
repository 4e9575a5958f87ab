"""Der Hauptweg im Browser: eine Fachkraft meldet, die Leitung sieht es, der Bericht enthält es."""

import io
import re
import zipfile
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser
TEXT = "Die Elternabende in der Stadtbücherei laufen seit Montag; 23 Familien sind dabei."


def kachel(seite: Page, name: str) -> int:
    return int(seite.locator(f".lagekacheln .{name} .zahl strong").inner_text())


def waehle_stand(seite: Page, bezeichnung: str) -> None:
    feld = seite.get_by_label("Umsetzungsstand", exact=False).first
    feld.click()
    feld.fill(bezeichnung)
    seite.get_by_role("option", name=bezeichnung, exact=True).click()


def dokumenttext(datei: Path) -> str:
    with zipfile.ZipFile(io.BytesIO(datei.read_bytes())) as paket:
        return re.sub(r"<[^>]+>", "", paket.read("word/document.xml").decode())


def test_von_der_meldung_ueber_die_uebersicht_in_den_bericht(fenster: Any, tmp_path: Path) -> None:
    leitung, fachkraft = fenster("leitung"), fenster("fachkraft")
    vorher = leitung.oeffne("/")
    erreicht = kachel(vorher, "erreicht")

    seite = fachkraft.oeffne("/melden")
    titel = seite.locator('[data-testid="stMain"] h2').first.inner_text()
    nummer = titel.split()[0]
    waehle_stand(seite, "umgesetzt")
    expect(seite.get_by_role("textbox", name="Ergebnis (Erledigungsvermerk)")).to_be_visible()
    seite.get_by_role("textbox", name="Ergebnis (Erledigungsvermerk)").fill("Das Angebot ist Teil des Regelbetriebs.")
    seite.get_by_role("textbox", name="Abgeschlossen am").fill("1.3.26")
    seite.get_by_role("textbox", name="Sachstand", exact=True).click()
    seite.keyboard.type(TEXT)
    seite.keyboard.press("Control+Enter")
    expect(seite.get_by_text(f"{nummer} gemeldet")).to_be_visible(timeout=15_000)

    nachher = leitung.oeffne("/")
    assert kachel(nachher, "erreicht") == erreicht + 1

    bericht = leitung.oeffne("/berichte")
    with bericht.expect_download(timeout=60_000) as laden:
        bericht.get_by_role("button", name="Bericht als Word-Datei herunterladen").click()
    ziel = tmp_path / "bericht.docx"
    laden.value.save_as(ziel)
    assert laden.value.suggested_filename.endswith(".docx")
    assert TEXT in dokumenttext(ziel)
    assert not leitung.fremde() | fachkraft.fremde()
    assert not leitung.csp_verletzungen() + fachkraft.csp_verletzungen()


def test_neuladen_mitten_im_tippen_verliert_nichts(fenster: Any) -> None:
    fachkraft = fenster("fachkraft")
    seite = fachkraft.oeffne("/melden")
    feld = seite.get_by_role("textbox", name="Sachstand", exact=True)
    feld.click()
    seite.keyboard.type("Halb getippter Satz mit Akteur*innen")
    expect(seite.get_by_text("noch nicht gemeldet.")).to_be_visible(timeout=15_000)  # davor warnt der Browser
    seite.reload()
    seite = fachkraft.ruhig()
    expect(seite.get_by_role("textbox", name="Sachstand", exact=True)).to_have_value(
        "Halb getippter Satz mit Akteur*innen"
    )
    expect(seite.get_by_text("noch nicht gemeldet.")).to_be_visible()


@pytest.mark.lang
def test_abgelehnte_eingabe_bleibt_stehen_und_nennt_den_ausweg(fenster: Any) -> None:
    seite = fenster("koordination").oeffne("/melden")
    waehle_stand(seite, "verworfen")
    feld = seite.get_by_role("textbox", name="Sachstand", exact=True)
    feld.fill("Wird nicht weiterverfolgt.")
    feld.press("Control+Enter")
    expect(seite.get_by_text("Es fehlt die Begründung", exact=False)).to_be_visible(timeout=15_000)
    expect(seite.get_by_role("textbox", name="Sachstand", exact=True)).to_have_value("Wird nicht weiterverfolgt.")


def test_zwei_personen_an_einer_massnahme_verlieren_nichts(fenster: Any) -> None:
    erste, zweite = fenster("fachkraft"), fenster("koordination")
    a = erste.oeffne("/melden")
    adresse = a.url.removeprefix(erste.adresse)
    b = zweite.oeffne(adresse)
    for seite, text in ((a, "Text der Fachkraft"), (b, "Text der Koordination")):
        seite.get_by_role("textbox", name="Sachstand", exact=True).fill(text)
    a.get_by_role("textbox", name="Sachstand", exact=True).press("Control+Enter")
    expect(a.get_by_text("gemeldet", exact=False).first).to_be_visible(timeout=15_000)
    a.wait_for_timeout(500)
    b.get_by_role("textbox", name="Sachstand", exact=True).press("Control+Enter")
    expect(b.get_by_text("Inzwischen hat jemand anderes gemeldet")).to_be_visible(timeout=15_000)
    konflikt = b.locator(".st-key-konflikt")
    expect(konflikt).to_contain_text("Text der Fachkraft")
    expect(konflikt).to_contain_text("Text der Koordination")
    expect(b.get_by_role("textbox", name="Sachstand", exact=True)).to_have_value("Text der Koordination")
    b.get_by_role("button", name="Mit dieser Auswahl weiter").click()
    expect(konflikt).to_be_hidden(timeout=15_000)
    b.get_by_role("textbox", name="Sachstand", exact=True).press("Control+Enter")
    expect(b.get_by_text("Inzwischen hat jemand anderes gemeldet")).to_be_hidden(timeout=15_000)


@pytest.mark.lang
def test_keine_seite_ruft_etwas_von_aussen(fenster: Any) -> None:
    f = fenster("koordination")
    for pfad in ("/", "/massnahmen", "/melden", "/berichte", "/massnahme?nr=LE-BE-08&konzept=lehrte"):
        seite = f.oeffne(pfad)
        seite.wait_for_timeout(500)
        assert (f.fremde(), f.csp_verletzungen()) == (set(), []), pfad
        assert seite.locator("html").get_attribute("lang") == "de"


@pytest.mark.lang
def test_jede_zahl_fuehrt_auf_ihre_liste(fenster: Any) -> None:
    f = fenster("leitung")
    for name in ("massnahmen", "erreicht", "in_umsetzung", "ueberfaellig", "ohne_aktuelle_meldung"):
        seite = f.oeffne("/")
        zahl = kachel(seite, name)
        seite.locator(f".lagekacheln .{name} .zahl").click()
        expect(seite.get_by_role("heading", name="Maßnahmen", exact=True)).to_be_visible(timeout=15_000)
        expect(seite.get_by_text(re.compile(rf"^{zahl}\s+Maßnahmen? von"))).to_be_visible(timeout=15_000)


def test_ein_klick_in_den_balken_oeffnet_die_liste_und_das_menue_fuehrt_zurueck(fenster: Any) -> None:
    """Die Auswahl im Diagramm darf nach der Rückkehr nicht noch einmal springen."""
    seite = fenster("leitung").oeffne("/")
    diagramm = seite.locator('[data-testid="stVegaLiteChart"]').first
    expect(diagramm.locator("svg, canvas").first).to_be_visible(timeout=15_000)
    rahmen = diagramm.bounding_box()
    assert rahmen
    seite.mouse.click(rahmen["x"] + rahmen["width"] / 2, rahmen["y"] + 35)
    expect(seite).to_have_url(re.compile(r"/massnahmen\?.*handlungsfeld=1.*stand="), timeout=15_000)
    expect(seite.get_by_text(re.compile(r"^\d+\s+Maßnahmen? von"))).to_be_visible(timeout=15_000)
    seite.get_by_role("link", name="Übersicht", exact=True).click()
    expect(seite.locator(".lagekacheln .massnahmen")).to_be_visible(timeout=15_000)
    seite.wait_for_timeout(1500)
    expect(seite.locator(".lagekacheln .massnahmen")).to_be_visible()


def test_ein_link_im_text_wechselt_die_seite_ohne_neuladen_und_zurueck_behaelt_den_filter(fenster: Any) -> None:
    """Kacheln sind gewöhnliche Links; das Skript der Startseite wechselt wie die Navigation, auch rückwärts."""
    seite = fenster("leitung").oeffne("/?handlungsfeld=2")
    kachel = seite.locator(".lagekacheln .massnahmen .zahl")
    expect(kachel).to_be_visible(timeout=15_000)
    seite.evaluate("window.selbe_seite = true")
    kachel.click()
    seite.get_by_role("link", name="Zurück zur Übersicht").click(timeout=15_000)
    expect(kachel).to_be_visible(timeout=15_000)
    expect(seite).to_have_url(re.compile(r"handlungsfeld=2"))
    seite.go_back()
    expect(seite.get_by_role("heading", name="Maßnahmen", exact=True)).to_be_visible(timeout=15_000)
    assert seite.evaluate("window.selbe_seite")
