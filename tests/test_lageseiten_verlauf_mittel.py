"""Seiten „Verlauf“ und „Mittel“: Vorgaben, Wahl in der Adresse, Listen hinter den Zahlen, leere Konzepte."""

import re
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
import streamlit as st
from gemeinde import Gemeinde, neu
from lagebilder import build_bild
from seitenapp import Seitenapp, seitenapp, text
from streamlit.testing.v1 import AppTest
from test_berichtsseiten import App, schritt
from test_seiten import anmelden

from mut_core import modell
from mut_core.datenbank import connect_datenbank
from mut_core.modell.codes import Rollenart
from seiten.bausteine import sitzung
from seiten.bausteine.standwahl import EIN_TAG, Fassungswahl, vorschlag

WURZEL = Path(__file__).resolve().parent.parent
Oeffnen = Callable[..., AppTest]
TAG = "2026-11-20"
BOESE = {
    "schritt": "<script>",
    "am": "'; DROP TABLE massnahme; --",
    "wie": "gibt-es-nicht",
    "wechsel": "idee~~~x",
    "frueher": "fassung-99999",
    "spaeter": "bericht-1",
    "blatt": "99999999999999",
    "stuetzblatt": "-1",
    "jahr": "1e9",
    "art": "\u202egesund",
    "stufe": "%",
    "bezug": "[]",
    "gewissheit": "__proto__",
    "mittelluecke": "x",
    "lueckenblatt": "0",
}


@pytest.fixture
def oeffne(demo_datei: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Oeffnen]:
    """Gibt eine Funktion, die eine Seite auf den Demo-Daten öffnet: `oeffne("mittel", konzept="lehrte")`."""
    monkeypatch.setenv("MUT_DATENBANK", f"sqlite:///{demo_datei}")
    st.cache_resource.clear()

    def oeffne(seite: str, person: str = "leitung", **adresse: str) -> AppTest:
        nummer = anmelden(demo_datei, person)
        monkeypatch.setattr(sitzung, "angemeldet", lambda: nummer)
        at = AppTest.from_file(str(WURZEL / "seiten" / "rahmen.py"), default_timeout=30)
        at.switch_page(str(WURZEL / "seiten" / f"{seite}.py"))
        at.query_params.update({"konzept": "musterstadt", "stichtag": TAG} | adresse)
        return at.run()

    yield oeffne
    st.cache_resource.clear()


@pytest.fixture
def gemeindeapp(gemeinde: Gemeinde, monkeypatch: pytest.MonkeyPatch) -> Iterator[Seitenapp]:
    with seitenapp(gemeinde, monkeypatch) as app:
        yield app


def links(at: AppTest) -> list[str]:
    """Die Beschriftungen der Links, in ihrer Reihenfolge."""
    return [str(e.proto.label) for e in at.get("page_link")]


# --- Verlauf ---------------------------------------------------------------------------------------------------------


def test_verlauf_vergleicht_von_sich_aus_mit_dem_letzten_eingefrorenen_bericht(
    oeffne: Oeffnen, demo_datei: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    berichte = App(connect_datenbank(f"sqlite:///{demo_datei}"), monkeypatch)
    bericht = berichte.archiv()[0]
    schritt(berichte, bericht.id, "Einfrieren")
    at = oeffne("verlauf")
    assert not at.exception
    gezeigt = text(at).replace("\\", "")
    assert "Wechsel des Umsetzungsstands vom 20.04.2026 bis zum 20.11.2026" in gezeigt
    assert "Gegenüber dem Stand vom 20.04.2026 ist eine Maßnahme abgeschlossen" in gezeigt
    assert "7 haben eine verschobene Frist (davon 3 zum zweiten Mal)" in gezeigt
    wahl = next(s for s in at.selectbox if s.label == "Früherer Stand")
    assert wahl.value == berichte.bericht(bericht.id).fassungen[0].id
    wahl.select(EIN_TAG).run()
    assert at.query_params["frueher"] == "2026-04-20", "wer zum Tag wechselt, beginnt am Stichtag der Fassung"
    berichte.engine.dispose()


def test_die_vorgabe_ist_der_letzte_bericht_vor_dem_stichtag_sonst_ein_halbes_jahr() -> None:
    wahl = Fassungswahl(
        {1: "alt", 2: "neu", 3: "heute"}, {1: date(2024, 1, 1), 2: date(2024, 6, 1), 3: date(2024, 9, 1)}
    )
    bild = build_bild(stichtag=date(2024, 9, 1))
    assert vorschlag(bild, wahl, date(2020, 1, 1)) == 2
    ohne = Fassungswahl({}, {})
    assert vorschlag(bild, ohne, date(2020, 1, 1)) == date(2024, 3, 3)
    assert vorschlag(bild, ohne, date(2024, 8, 1)) == date(2024, 8, 1), "davor gab es keine Maßnahme"


def test_ein_band_nennt_seine_massnahmen_und_steht_in_der_adresse(oeffne: Oeffnen) -> None:
    at = oeffne("verlauf", frueher="2026-04-20", wechsel="in_umsetzung~umgesetzt")
    assert "1\u00a0Maßnahme**: von „in Umsetzung“ zu „umgesetzt“" in text(at)
    assert any("MU\\-SB\\-03" in name for name in links(at))
    at.selectbox(key="wahl_wechsel").select("nicht_begonnen~in_planung").run()
    assert at.query_params["wechsel"] == "nicht_begonnen~in_planung"
    assert any("MU\\-SB\\-07" in name for name in links(at))


def test_mit_unveraendertem_ergeben_die_baender_alle_massnahmen(oeffne: Oeffnen) -> None:
    at = oeffne("verlauf", gleiche="ja", frueher="2026-02-01", spaeter="2026-04-20")
    assert not at.exception
    baender = at.selectbox(key="wahl_wechsel").options[1:]
    assert any("unverändert" in band for band in baender)
    assert sum(int(re.search(r"\((\d+)\)$", band)[1]) for band in baender) == 47  # type: ignore[index]


def test_hinter_einer_saeule_steht_die_liste_ihrer_massnahmen(oeffne: Oeffnen) -> None:
    at = oeffne("verlauf", am="2025-06-30", wie="in_planung")
    assert "**13\u00a0Maßnahmen** am 30.06.2025 „in Planung“" in text(at)
    assert sum("MU\\-" in name for name in links(at)) == 13
    at.selectbox(key="wahl_wie").select("umgesetzt").run()
    assert "2\u00a0Maßnahmen** am 30.06.2025 „umgesetzt“" in text(at)


def test_der_filter_gilt_fuer_verlauf_und_vergleich(oeffne: Oeffnen) -> None:
    at = oeffne("verlauf", handlungsfeld="1", am=TAG, frueher="2025-03-01")
    assert not at.exception
    gezeigt = text(at).replace("\\", "")
    assert "Der Filter gilt nach den heutigen Angaben" in gezeigt
    assert set(re.findall(r"MU-[A-Z]{2}", gezeigt + "".join(links(at)).replace("\\", ""))) == {"MU-AO"}


def test_ohne_frueheren_stand_sagt_die_seite_was_zu_waehlen_ist(oeffne: Oeffnen) -> None:
    at = oeffne("verlauf", konzept="lehrte", stichtag="2023-08-30")
    assert not at.error
    assert "Beide Stände sind derselbe" in text(at)


def test_ein_stand_vor_der_anlage_des_konzepts_ist_ein_satz_kein_absturz(oeffne: Oeffnen) -> None:
    at = oeffne("verlauf", konzept="lehrte", frueher="1999-01-01")
    assert not at.exception
    assert "noch nicht angelegt" in text(at)


# --- Mittel ----------------------------------------------------------------------------------------------------------


def test_mittel_zeigt_jede_ungewissheit_der_quelle(oeffne: Oeffnen) -> None:
    at = oeffne("mittel", konzept="lehrte")
    gezeigt = text(at).replace("\\", "")
    assert "2\u00a0Positionen, jede mit Betrag. Von den Beträgen sind 2 mit „ca.“, 2 im Konjunktiv" in gezeigt
    assert "voraussichtlich ca.\u00a033.000\u00a0€ jährlich ab 2025" in gezeigt
    assert "Vorbehalt: Nur, sofern im kommenden Haushalt" in gezeigt
    assert "Zusammengezählt ist nur, was dieselbe Art" in gezeigt
    assert "26 von 27\u00a0Maßnahmen – k. A." in gezeigt


def test_die_wahl_steht_in_der_adresse_und_fuehrt_auf_die_positionen(oeffne: Oeffnen) -> None:
    at = oeffne("mittel", jahr="2026", art="sach", stufe="bewilligt")
    gezeigt = text(at).replace("\\", "")
    assert "**5\u00a0Positionen** von 40" in gezeigt
    assert "Produkt: 05 03 01" in gezeigt
    at.selectbox(key="mittel_gewissheit").select("ca.").run()
    assert at.query_params["gewissheit"] == "ca."
    assert "**1\u00a0Position** von 40" in text(at)
    next(b for b in at.button if b.label == "Auswahl zurücknehmen").click().run()
    assert "**40\u00a0Positionen** von 40" in text(at)
    assert "jahr" not in at.query_params


def test_luecken_und_foerderungen_stehen_mit_grund_und_ende(oeffne: Oeffnen) -> None:
    at = oeffne("mittel", mittelluecke="ohne_anschluss")
    gezeigt = text(at).replace("\\", "")
    assert "Ein Anschluss ist nicht erfasst." in gezeigt
    assert "läuft in 82\u00a0Tagen aus (10.02.2027)" in gezeigt
    assert any("MU\\-AA\\-02" in name for name in links(at))


def test_ohne_betraege_steht_k_a_und_kein_bild(oeffne: Oeffnen) -> None:
    at = oeffne("mittel", konzept="laatzen")
    assert not at.exception
    assert "keine mit Betrag, 3 ohne" in text(at)
    assert not at.get("vega_lite_chart")


# --- Beide -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("seite", ["verlauf", "mittel"])
def test_boese_adressen_werden_hingenommen(oeffne: Oeffnen, seite: str) -> None:
    at = oeffne(seite, "koordination", **BOESE)
    assert not at.exception
    assert not at.error


@pytest.mark.parametrize("seite", ["verlauf", "mittel"])
def test_ein_leeres_konzept_sagt_je_nach_recht_was_zu_tun_ist(gemeindeapp: Seitenapp, seite: str) -> None:
    g = gemeindeapp.gemeinde

    def lege_an(s: object, v: object) -> None:
        kommune = s.get_one(modell.Konzept, g.konzept_id).kommune_id  # type: ignore[attr-defined]
        k = neu(s, modell.Konzept(kommune_id=kommune, schluessel="leer", bezeichnung="Leer"))  # type: ignore[arg-type]
        for person, art in ((g.kora, Rollenart.KOORDINATION), (g.lena, Rollenart.LESEN)):
            neu(s, modell.Rolle(nutzer_id=person.id, art=art, konzept_id=k.id))  # type: ignore[arg-type]

    gemeindeapp.schreibe(g.adam, lege_an, grund="Probe")
    darf, nur_lesen = (gemeindeapp.oeffne(seite, person, konzept="leer") for person in (g.kora, g.lena))
    for at in (darf, nur_lesen):
        assert not at.exception
        assert at.info
    assert text(darf) != text(nur_lesen)
