"""Seiten: jede öffnet sich für jede Rolle, mit vollem und mit leerem Konzept, und nimmt schlechte Adressen hin."""

import re
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa
import streamlit as st
from seitenapp import oeffne_seite
from streamlit.testing.v1 import AppTest

from mut_core.anmeldung import create_link, end_anmeldung, open_anmeldung, set_up_erstes_konto
from mut_core.datenbank import connect_datenbank, leseeinheit, schreibeinheit
from mut_core.demo.personen import PERSONEN
from mut_core.modell import Protokoll
from mut_core.modell.codes import Anmeldeweg, Linkzweck
from mut_core.rechte import load_person
from seiten.bausteine import sitzung

WURZEL = Path(__file__).resolve().parent.parent
SEITEN = (
    "uebersicht",
    "fristen",
    "verlauf",
    "mittel",
    "luecken",
    "beteiligung",
    "evaluation",
    "massnahmen",
    "massnahme",
    "steckbrief",
    "melden",
    "abfrage",
    "berichte",
    "bericht",
    "tabelle",
    "freigabe",
    "berichtseinstellungen",
    "stammdaten",
    "listen",
    "protokoll",
    "konten",
)

KENNWORT = "Lampenschirm mit Fransen"


def anmelden(datei: Path, kennung: str) -> int:
    """Meldet die Person wirklich an und gibt die Nummer, die sonst die Pforte versiegelt mitgibt."""
    engine, jetzt = connect_datenbank(f"sqlite:///{datei}"), datetime.now(UTC)
    with schreibeinheit(engine, None) as session:
        person = load_person(session, kennung)
        _, ausweis = open_anmeldung(session, person.id, Anmeldeweg.BEFEHL, jetzt)
    engine.dispose()
    return ausweis.anmeldung_id


@pytest.fixture
def app(demo_datei: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., AppTest]]:
    """Gibt eine Funktion, die eine Seite als Person öffnet: `app("melden", "leitung", konzept="lehrte")`."""
    monkeypatch.setenv("MUT_DATENBANK", f"sqlite:///{demo_datei}")
    st.cache_resource.clear()

    def oeffne(seite: str, person: str = "koordination", **adresse: str) -> AppTest:
        nummer = anmelden(demo_datei, person)
        monkeypatch.setattr(sitzung, "angemeldet", lambda: nummer)
        return oeffne_seite(seite, **adresse)

    yield oeffne
    st.cache_resource.clear()


def text(at: AppTest) -> str:
    teile = (*at.title, *at.header, *at.markdown, *at.caption, *at.info, *at.error, *at.warning)
    return "\n".join([*(str(t.value) for t in teile), *(h.proto.body for h in at.html)])


def kacheln(at: AppTest) -> dict[str, str]:
    """Gibt die Zahl jeder Kachel der Übersicht; ohne Kacheln ist es leer."""
    return dict(re.findall(r'<li class="(\w+)"><a class="zahl".*?<strong>([\d.]+)</strong>', text(at)))


def darf_oeffnen(seite: str, person: str) -> bool:
    verlangt = {
        "konten": ("administration",),
        "stammdaten": ("koordination",),
        "listen": ("koordination",),
        "protokoll": ("administration", "koordination"),
        "berichtseinstellungen": ("administration", "koordination"),
    }
    return person in verlangt.get(seite, PERSONEN)


@pytest.mark.parametrize("person", PERSONEN)
@pytest.mark.parametrize("seite", SEITEN)
def test_jede_seite_oeffnet_sich_fuer_jede_rolle(app: Callable[..., AppTest], seite: str, person: str) -> None:
    at = app(seite, person)
    assert not at.exception
    if darf_oeffnen(seite, person):
        assert not at.error
    else:
        assert re.search("Administration|Koordination", text(at))
        assert not at.dataframe
        assert not at.button


def test_nach_dem_abmelden_zeigt_der_naechste_klick_nichts_mehr(app: Callable[..., AppTest], demo_datei: Path) -> None:
    """F51: die Seite selbst sieht nach, nicht nur die Pforte."""
    at = app("uebersicht")
    engine = connect_datenbank(f"sqlite:///{demo_datei}")
    with schreibeinheit(engine, None) as session:
        end_anmeldung(session, sitzung.angemeldet() or 0, datetime.now(UTC))
    engine.dispose()
    at.run()
    assert "nicht mehr angemeldet" in text(at)
    assert not kacheln(at)


def test_ohne_pforte_gestartet_verweigert_sich_die_seite(demo_datei: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """F54d: `streamlit run seiten/rahmen.py` bekommt keinen versiegelten Kopf."""
    monkeypatch.setenv("MUT_DATENBANK", f"sqlite:///{demo_datei}")
    st.cache_resource.clear()
    at = AppTest.from_file(str(WURZEL / "seiten" / "rahmen.py"), default_timeout=30).run()
    assert "nicht angemeldet" in text(at)
    assert not kacheln(at)
    assert not at.selectbox


@pytest.mark.parametrize("seite", SEITEN)
def test_jede_seite_zeigt_jedes_echte_konzept(app: Callable[..., AppTest], seite: str) -> None:
    at = app(seite, konzept="lehrte")
    for konzept in ("lehrte", "laatzen", "laatzen-2009", "lampertheim"):
        at.query_params["konzept"] = konzept
        at.run()
        assert not at.exception, konzept
        assert not at.error, konzept


def test_die_app_oeffnet_sich_auf_dem_beispiel(app: Callable[..., AppTest]) -> None:
    assert "Integrationskonzept Musterstadt" in app("uebersicht").title[0].value


def test_ein_echtes_konzept_oeffnet_sich_auf_dem_tag_seines_dokuments(app: Callable[..., AppTest]) -> None:
    assert "Stand 30.08.2023" in text(app("uebersicht", konzept="lehrte"))


def test_stichtagsdemo_fuenf_ueberfaellige_massnahmen_ende_januar_2025(app: Callable[..., AppTest]) -> None:
    davor = app("uebersicht", konzept="lehrte", stichtag="2023-08-30")
    danach = app("uebersicht", konzept="lehrte", stichtag="2025-01-31")
    assert (kacheln(davor)["ueberfaellig"], kacheln(danach)["ueberfaellig"]) == ("0", "5")


SCHLECHTE_ADRESSEN = (
    {"konzept": "gibt-es-nicht"},
    {"stichtag": "kein Tag"},
    {"stichtag": "9999-12-31"},
    {"stichtag": "0001-01-01"},
    {"handlungsfeld": "-1"},
    {"handlungsfeld": "99999999999999999999"},
    {"stand": "'; DROP TABLE massnahme; --"},
    {"terminlage": "\u202egesund"},
    {"gruppe": "<script>alert(1)</script>"},
    {"quartal": "V/20"},
    {"stelle": "1e9"},
    {"teilprojekt": "zz", "ziel": "-5"},
    {"stand": "umgesetzt,,quatsch", "terminlage": "," * 500},
    {"luecke": "alles", "anlass": "[]", "aktualitaet": "\u202e", "faellig_bis": "31.02.2025"},
    {"nr": "A" * 5000, "blatt": "-3", "ordnung": "__class__", "ansicht": "x"},
    {"vergleich": "fassung-99999999", "delta": "ueberfaellig"},
    {"vergleich": "1995-01-01", "delta": "massnahmen"},
    {"vergleich": "fassung-1e9", "delta": "__init__"},
    {"von": "https://fremd.example/?x=1"},
    {"von": "uebersicht?id=1&handlungsfeld=<b>"},
    {"suche": "%_\\" * 60},
    {"id": "-1"},
    {"id": "99999999999999999999"},
    {"nr": "LE-BE-01"},
    {"massnahme": "x"},
    {"massnahme": "1"},
    {"basis": "-7", "basis_version": "abc"},
)


@pytest.mark.parametrize("seite", SEITEN)
def test_schlechte_adressen_werden_hingenommen(app: Callable[..., AppTest], seite: str) -> None:
    at = app(seite)
    for adresse in SCHLECHTE_ADRESSEN:
        at.query_params.clear()
        at.query_params.update(adresse)
        at.run()
        assert not at.exception, adresse


def test_ein_stichtag_vor_der_anlage_sagt_es(app: Callable[..., AppTest]) -> None:
    at = app("uebersicht", konzept="lehrte", stichtag="2001-01-01")
    assert not at.exception
    assert "noch nicht angelegt" in text(at)


def test_fremde_und_unbekannte_massnahmen_antworten_gleich(app: Callable[..., AppTest]) -> None:
    fremd = app("massnahme", konzept="musterstadt", nr="LE-BE-01")
    unbekannt = app("massnahme", konzept="musterstadt", nr="XX-99")
    assert "gibt es nicht" in text(fremd)
    assert [i.value for i in fremd.info] == [i.value for i in unbekannt.info]


def test_der_steckbrief_zeigt_den_wortlaut_der_quelle_neben_dem_verstandenen(app: Callable[..., AppTest]) -> None:
    gezeigt = text(app("massnahme", konzept="laatzen", nr="LA-WK-N3"))
    assert "2022 bis 2023" in gezeigt
    assert "ab 2022\\- 2023" in gezeigt
    assert "Nutzung des geplanten Nachbarschaftshauses" in gezeigt


def test_die_leitung_bekommt_kein_formular(app: Callable[..., AppTest]) -> None:
    at = app("melden", "leitung")
    assert not at.text_area
    assert "keine Maßnahme, zu der Sie melden" in text(at)


def test_interne_notizen_sieht_die_leitung_nicht(app: Callable[..., AppTest], demo_datei: Path) -> None:
    from mut_core.modell import Massnahme

    engine = connect_datenbank(f"sqlite:///{demo_datei}")
    with leseeinheit(engine) as s:
        mit_notiz = s.scalars(
            sa.select(Massnahme).where(Massnahme.interne_notiz.is_not(None), Massnahme.interne_notiz != "")
        ).first()
    assert mit_notiz is not None, "die Demo braucht mindestens eine interne Notiz"
    notiz = mit_notiz.interne_notiz
    assert notiz
    koordination = app("massnahme", id=str(mit_notiz.id))
    leitung = app("massnahme", "leitung", id=str(mit_notiz.id))
    assert "Interne Notiz" in text(koordination)
    assert "Interne Notiz" not in text(leitung)


def test_eine_leere_app_fuehrt_zum_ersten_konzept(sqlite_engine: sa.Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MUT_DATENBANK", f"sqlite:///{sqlite_engine.url.database}")
    st.cache_resource.clear()
    jetzt = datetime.now(UTC)
    with schreibeinheit(sqlite_engine, None) as session:
        code = create_link(session, Linkzweck.EINRICHTEN, jetzt)
    set_up_erstes_konto(sqlite_engine, code, "erika", "Erika Erste", KENNWORT, jetzt, auch_koordination=True)
    nummer = anmelden(Path(str(sqlite_engine.url.database)), "erika")
    monkeypatch.setattr(sitzung, "angemeldet", lambda: nummer)
    at = AppTest.from_file(str(WURZEL / "seiten" / "rahmen.py"), default_timeout=30).run()
    assert "Willkommen" in text(at)
    at.text_input(key="k_kommune").input("Stadt Neuburg")
    at.text_input(key="k_name").input("Integrationskonzept")
    at.button[0].click().run()
    assert "mindestens ein Handlungsfeld" in text(at)
    assert at.text_input(key="k_kommune").value == "Stadt Neuburg"
    at.text_area(key="k_felder").input("Bildung\nWohnen")
    at.button[0].click().run()
    assert not at.exception
    assert at.title[0].value == "Integrationskonzept"
    at.text_input(key="k_kommune").input("Stadt Neuburg")
    at.text_input(key="k_name").input("Fortschreibung 2030")
    at.text_area(key="k_felder").input("Bildung")
    next(b for b in at.button if b.label == "Konzept anlegen").click().run()
    assert at.title[0].value == "Fortschreibung 2030", "ein weiteres Konzept ist danach das gewählte"
    for seite in SEITEN[1:]:
        at.switch_page(str(WURZEL / "seiten" / f"{seite}.py")).run()
        assert not at.exception, seite
    st.cache_resource.clear()


def test_eine_unveraenderte_bestaetigung_ist_eine_datierte_meldung(
    app: Callable[..., AppTest], demo_datei: Path
) -> None:
    at = app("melden", "fachkraft")
    vorher = sachstaende(demo_datei)
    next(b for b in at.button if b.label == "Unverändert bestätigen").click().run()
    assert not at.exception
    assert sachstaende(demo_datei) == vorher + 1


def test_bestaetigen_verwirft_nie_getippten_text(app: Callable[..., AppTest], demo_datei: Path) -> None:
    at = app("melden")
    vorher = sachstaende(demo_datei)
    next(f for f in at.text_area if f.label == "Sachstand").input("Schon getippt").run()
    next(b for b in at.button if b.label == "Unverändert bestätigen").click().run()
    assert "schon etwas eingegeben" in text(at)
    assert next(f for f in at.text_area if f.label == "Sachstand").value == "Schon getippt"
    assert sachstaende(demo_datei) == vorher


def test_eine_andere_massnahme_waehlen_und_zurueck_behaelt_den_entwurf(app: Callable[..., AppTest]) -> None:
    at = app("melden")
    erste = at.session_state["wahl_massnahme"]
    next(f for f in at.text_area if f.label == "Sachstand").input("Angefangen").run()
    zweite = at.radio[0].options[1]
    at.radio[0].set_value(zweite).run()
    assert at.session_state["wahl_massnahme"] != erste
    assert next(f for f in at.text_area if f.label == "Sachstand").value == ""
    at.session_state["wahl_massnahme"] = erste
    at.query_params["massnahme"] = str(erste)
    at.run()
    assert next(f for f in at.text_area if f.label == "Sachstand").value == "Angefangen"


def test_dieselbe_eingabe_ohne_text_wird_mit_ausweg_abgelehnt(app: Callable[..., AppTest], demo_datei: Path) -> None:
    at = app("melden")
    vorher = sachstaende(demo_datei)
    next(b for b in at.button if b.label == "Speichern und weiter").click().run()
    assert "in einem Satz" in text(at)
    assert sachstaende(demo_datei) == vorher


@pytest.mark.parametrize("eingabe", ["=1+1", "Zeile\x0beins\x07", "\u202eumgedreht", "مرحبا بالجميع", "a" * 10_001])
def test_schwierige_texte_gehen_hinein_oder_bleiben_stehen(
    app: Callable[..., AppTest], demo_datei: Path, eingabe: str
) -> None:
    at = app("melden")
    vorher = sachstaende(demo_datei)
    feld = next(f for f in at.text_area if f.label == "Sachstand")
    feld.input(eingabe).run()
    next(b for b in at.button if b.label == "Speichern und weiter").click().run()
    assert not at.exception
    if len(eingabe) > 10_000:
        assert "zu lang" in text(at)
        assert next(f for f in at.text_area if f.label == "Sachstand").value == eingabe
        assert sachstaende(demo_datei) == vorher
    else:
        assert sachstaende(demo_datei) == vorher + 1


def sachstaende(datei: Path) -> int:
    engine = connect_datenbank(f"sqlite:///{datei}")
    with leseeinheit(engine) as s:
        zahl = s.scalar(sa.select(sa.func.count()).where(Protokoll.tabelle == "sachstand"))
    engine.dispose()
    return zahl or 0


def test_heute_ist_der_tag_in_berlin() -> None:
    from mut_core.erfassung.protokoll import tag_in_berlin

    assert tag_in_berlin(datetime(2026, 6, 30, 22, 30, tzinfo=UTC)) == date(2026, 7, 1)
