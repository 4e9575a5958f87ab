"""Prüft die Stammdatenseite und das Modellformular: anlegen, ändern, Entwurf, Konflikt, Reihenfolge, Archiv."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
import streamlit as st
from gemeinde import Gemeinde
from seitenapp import oeffne_seite
from streamlit.testing.v1 import AppTest

from mut_core.anmeldung import open_anmeldung
from mut_core.datenbank import leseeinheit, schreibeinheit
from mut_core.erfassung import entwurf, pflege
from mut_core.erfassung.protokoll import Vorgang
from mut_core.fehler import BetriebError
from mut_core.modell import Entwurf, Ereignis, Gremium, GremiumHandlungsfeld, Handlungsfeld, Mitgliedschaft, Protokoll
from mut_core.modell.codes import Anmeldeweg
from mut_core.rechte import Person
from seiten.bausteine import sitzung
from seiten.bausteine.stammdatenbereiche import BEREICHE, KONZEPT, RUBRIKEN

WURZEL = Path(__file__).resolve().parent.parent
Oeffnen = Callable[..., AppTest]


@pytest.fixture
def g(sqlite_gemeinde: Gemeinde) -> Gemeinde:
    return sqlite_gemeinde


@pytest.fixture
def seite(g: Gemeinde, monkeypatch: pytest.MonkeyPatch) -> Iterator[Oeffnen]:
    """Öffnet die Stammdatenseite als Person: `seite("ereignisse", person=g.lena)`."""
    monkeypatch.setenv("MUT_DATENBANK", str(g.engine.url))
    st.cache_resource.clear()

    def oeffne(bereich: str = "", person: Person | None = None, **adresse: str) -> AppTest:
        with schreibeinheit(g.engine, None) as session:
            _, ausweis = open_anmeldung(session, (person or g.kora).id, Anmeldeweg.BEFEHL, datetime.now(UTC))
        monkeypatch.setattr(sitzung, "angemeldet", lambda: ausweis.anmeldung_id)
        return oeffne_seite("stammdaten", **{n: w for n, w in {"bereich": bereich, **adresse}.items() if w})

    yield oeffne
    st.cache_resource.clear()


def feld(at: AppTest, art: str, beschriftung: str) -> Any:
    """Gibt das Feld mit dieser Beschriftung („– nötig“ zählt nicht mit)."""
    return next(e for e in getattr(at, art) if e.label.removesuffix(" – nötig") == beschriftung)


def knopf(at: AppTest, beschriftung: str) -> Any:
    return next(b for b in at.button if b.label == beschriftung)


def text(at: AppTest) -> str:
    teile = (*at.title, *at.header, *at.subheader, *at.markdown, *at.caption, *at.info, *at.error, *at.warning)
    return "\n".join(str(t.value) for t in teile).replace("\\", "")


def zeile(g: Gemeinde, klasse: type[Any], **gesucht: Any) -> Any:
    with leseeinheit(g.engine) as session:
        return session.scalars(sa.select(klasse).filter_by(**gesucht)).one()


def entwuerfe(g: Gemeinde) -> dict[str, datetime]:
    with leseeinheit(g.engine) as session:
        return entwurf.entwuerfe(session, g.kora.id, g.konzept_id)


def protokollende(g: Gemeinde) -> int:
    with leseeinheit(g.engine) as session:
        return session.scalar(sa.select(sa.func.max(Protokoll.seq))) or 0


def aendere(g: Gemeinde, art: str, nummer: int, werte: dict[str, Any]) -> None:
    """Jemand anderes aus der Koordination ändert etwas."""
    vorgang = Vorgang(g.kora, datetime.now(UTC))
    with schreibeinheit(g.engine, vorgang) as session:
        version = session.get_one(pflege.PFLEGBAR[art], nummer).version
        pflege.save_datensatz(session, vorgang, g.konzept_id, art, nummer, werte, basis_version=version)


# --- die Seite -------------------------------------------------------------------------------------------------------


def test_jedes_gezeigte_feld_gibt_es_und_laesst_sich_aendern() -> None:
    genannt = {art for b in BEREICHE.values() for art in b.arten} | {"mitgliedschaft"}
    assert genannt == RUBRIKEN.keys()
    for art, gruppen in [*((a, r.gruppen) for a, r in RUBRIKEN.items()), ("konzept", KONZEPT)]:
        erlaubt = pflege.aenderbare(pflege.PFLEGBAR[art]).keys() | {"zeitraum", "betrag"}
        namen = [n for _, gruppe in gruppen for n in gruppe]
        assert set(namen) <= erlaubt, art
        assert len(namen) == len(set(namen)), art


def springe(at: AppTest, **adresse: str) -> AppTest:
    """Öffnet eine andere Adresse derselben Seite."""
    for name in list(at.query_params):
        del at.query_params[name]
    for name, wert in adresse.items():
        at.query_params[name] = wert
    return at.run()


def test_jeder_bereich_zeigt_seine_eintraege_und_ein_formular(seite: Oeffnen) -> None:
    at = seite()
    for bereich, b in BEREICHE.items():
        springe(at, bereich=bereich)
        assert not at.exception
        assert not at.error
        assert knopf(at, "Konzept speichern" if bereich == "konzept" else "Speichern")
        for art in b.arten:
            assert knopf(at, RUBRIKEN[art].anlegen)
            springe(at, bereich=bereich, eintrag=f"{art}-neu")
            assert not at.exception
            assert knopf(at, "Anlegen")


def test_ein_leeres_konzept_sagt_wozu_ein_bereich_da_ist(g: Gemeinde, seite: Oeffnen) -> None:
    at = seite("kennzahlen", person=g.gustav)
    assert "Hier steht noch nichts: Kennzahlen stehen mit Stichtag" in text(at)
    assert not at.radio
    assert knopf(at, "Kennzahl anlegen")


def test_nur_die_koordination_sieht_die_seite(g: Gemeinde, seite: Oeffnen) -> None:
    for person in (g.lena, g.fatma, g.adam):
        at = seite("handlungsfelder", person=person)
        assert [e.value for e in at.error] == ["Stammdaten pflegt nur die Koordination dieses Konzepts\\."]
        assert not at.button
        assert not at.text_input


SCHLECHTE_ADRESSEN: tuple[dict[str, str], ...] = (
    {"bereich": "gibtsnicht"},
    {"bereich": "handlungsfelder", "eintrag": "handlungsfeld-4711"},
    {"bereich": "handlungsfelder", "eintrag": "handlungsfeld-3"},  # Nachbarau
    {"bereich": "handlungsfelder", "eintrag": "nutzer-1"},
    {"bereich": "handlungsfelder", "eintrag": "handlungsfeld-99999999999999999999"},
    {"bereich": "gremien", "eintrag": "mitgliedschaft-neu", "zu": "4711"},
    {"bereich": "ziele", "eintrag": "<script>"},
)


def test_schlechte_adressen_werden_hingenommen(seite: Oeffnen) -> None:
    at = seite()
    for adresse in SCHLECHTE_ADRESSEN:
        springe(at, **adresse)
        assert not at.exception, adresse
        assert "Wohnen" not in text(at), adresse


# --- anlegen und ändern ----------------------------------------------------------------------------------------------


def test_ein_handlungsfeld_entsteht_mit_naechster_nummer_und_ist_danach_geoeffnet(g: Gemeinde, seite: Oeffnen) -> None:
    at = seite("handlungsfelder", eintrag="handlungsfeld-neu")
    feld(at, "text_input", "Titel").input("Gesundheit * und mehr").run()
    assert entwuerfe(g).keys() == {"handlungsfeld:neu"}
    knopf(at, "Anlegen").click().run()
    neues = zeile(g, Handlungsfeld, titel="Gesundheit * und mehr")
    assert (neues.nummer, neues.konzept_id) == (3, g.konzept_id)
    assert at.query_params["eintrag"] == f"handlungsfeld-{neues.id}"
    assert not entwuerfe(g)
    assert feld(at, "text_input", "Titel").value == "Gesundheit * und mehr"
    at = seite("handlungsfelder", eintrag="handlungsfeld-neu")
    assert feld(at, "text_input", "Titel").value == ""


def test_getipptes_uebersteht_neuladen_und_ist_mit_zeit_wieder_da(g: Gemeinde, seite: Oeffnen) -> None:
    ort = {"bereich": "ereignisse", "eintrag": f"ereignis-{zeile(g, Ereignis).id}"}
    at = seite(**ort)
    feld(at, "text_input", "Zeitraum").input("ab 2022- 2023").run()
    assert "bitte bestätigen" in text(at)
    at.radio[-1].set_value("_bestaetigt").run()
    feld(at, "selectbox", "Stand").set_value("stattgefunden").run()
    feld(at, "text_area", "Ergebnisse").input("Zeile 1\nZeile 2").run()
    for neu in (at, seite(**ort)):
        assert feld(neu, "text_input", "Zeitraum").value == "ab 2022- 2023"
        assert feld(neu, "text_area", "Ergebnisse").value == "Zeile 1\nZeile 2"
        assert "noch nicht gespeichert" in text(neu)
    knopf(neu, "Speichern").click().run()
    e = zeile(g, Ereignis)
    assert (e.beginn.year, e.frist.year, e.zeit_wortlaut, e.status.value) == (
        2022,
        2023,
        "ab 2022- 2023",
        "stattgefunden",
    )
    assert e.version == 2
    assert not entwuerfe(g)
    assert "noch nicht gespeichert" not in text(neu)


def test_verworfenes_ist_weg_und_zurueckgetipptes_ist_kein_entwurf(g: Gemeinde, seite: Oeffnen) -> None:
    ort = {"bereich": "handlungsfelder", "eintrag": f"handlungsfeld-{g.handlungsfelder[0]}"}
    at = seite(**ort)
    feld(at, "text_input", "Titel").input("Anders").run()
    assert len(entwuerfe(g)) == 1
    feld(at, "text_input", "Titel").input("Sprache und Bildung").run()
    assert not entwuerfe(g)
    feld(at, "text_input", "Titel").input("Noch anders").run()
    knopf(at, "Entwurf verwerfen").click().run()
    assert feld(at, "text_input", "Titel").value == "Sprache und Bildung"
    assert not entwuerfe(g)
    assert zeile(g, Handlungsfeld, id=g.handlungsfelder[0]).version == 1


def test_abgelehntes_behaelt_jedes_zeichen_und_nennt_den_grund(g: Gemeinde, seite: Oeffnen) -> None:
    at = seite("handlungsfelder", eintrag="handlungsfeld-neu")
    lang = "=1+1 \u202e" + "x" * 100_000
    feld(at, "text_area", "Bedeutung und Ausgangslage").input(lang).run()
    assert "höchstens 10.000 sind möglich" in text(at)
    feld(at, "text_input", "Nummer").input("-1").run()
    assert "ganze Zahl von 1 bis 9.999" in text(at)
    vorher = protokollende(g)
    knopf(at, "Anlegen").click().run()
    assert len(at.error) == 1
    assert feld(at, "text_area", "Bedeutung und Ausgangslage").value == lang
    assert feld(at, "text_input", "Nummer").value == "-1"
    assert protokollende(g) == vorher


def test_derselbe_knopf_zweimal_schreibt_einmal(g: Gemeinde, seite: Oeffnen, monkeypatch: pytest.MonkeyPatch) -> None:
    """Der zweite Klick kommt an, bevor die Seite neu gezeichnet ist: Er trägt dieselben Argumente."""
    from seiten.bausteine import modellform

    echt, aufrufe = modellform._speichere, []

    def doppelt(*args: Any) -> None:
        aufrufe.append(args)
        with pytest.MonkeyPatch.context() as m:
            m.setattr(st, "rerun", lambda: None)
            echt(*args)
            echt(*args)

    monkeypatch.setattr(modellform, "_speichere", doppelt)
    at = seite("kennzahlen", eintrag="kennzahl-neu")
    feld(at, "text_input", "Bezeichnung").input("Kurse").run()
    feld(at, "text_input", "Wert").input("17").run()
    vorher = protokollende(g)
    knopf(at, "Anlegen").click().run()
    assert len(aufrufe) == 1
    assert protokollende(g) == vorher + 1


def test_faellt_die_datenbank_kurz_aus_bleibt_alles_stehen_und_wird_einmal_gespeichert(
    g: Gemeinde, seite: Oeffnen, monkeypatch: pytest.MonkeyPatch
) -> None:
    at = seite("kennzahlen", eintrag="kennzahl-neu")
    feld(at, "text_input", "Bezeichnung").input("Kurse").run()
    with monkeypatch.context() as m:

        def tot(*_args: Any, **_dazu: Any) -> Any:
            raise BetriebError("Die Datenbank antwortet nicht.")

        m.setattr(sitzung, "write", tot)
        feld(at, "text_input", "Wert").input("17").run()
        assert "Die Datenbank antwortet nicht" in text(at)
        knopf(at, "Anlegen").click().run()
        assert feld(at, "text_input", "Wert").value == "17"
    vorher = protokollende(g)
    knopf(at, "Anlegen").click().run()
    assert protokollende(g) == vorher + 1
    with leseeinheit(g.engine) as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(Entwurf).filter_by(nutzer_id=g.kora.id)) == 0


# --- Konflikt --------------------------------------------------------------------------------------------------------


def test_zwei_an_einem_feld_sehen_beide_seiten_und_nichts_gewinnt_still(g: Gemeinde, seite: Oeffnen) -> None:
    nummer = g.handlungsfelder[0]
    ort = {"bereich": "handlungsfelder", "eintrag": f"handlungsfeld-{nummer}"}
    at = seite(**ort)
    feld(at, "text_input", "Titel").input("Meins").run()
    feld(at, "text_input", "Kürzel").input("SB").run()
    aendere(g, "handlungsfeld", nummer, {"titel": "Deins", "kuerzel": "XX", "fokus": "Neu von dir"})
    knopf(at, "Speichern").click().run()
    assert zeile(g, Handlungsfeld, id=nummer).titel == "Deins"
    for neu in (at, seite(**ort)):  # auch nach einem Neustart dazwischen
        assert "hat jemand anderes dieselben Felder geändert" in text(neu)
        assert {"Meins", "Deins", "SB", "XX"} <= {m.value for m in neu.markdown}
        assert not [b for b in neu.button if b.label == "Speichern"]
    neu.radio(key=f"wahl_handlungsfeld_{nummer}_2_kuerzel").set_value("Gespeichertes übernehmen").run()
    knopf(neu, "Mit dieser Auswahl weiter").click().run()
    assert feld(neu, "text_input", "Titel").value == "Meins"
    assert feld(neu, "text_input", "Kürzel").value == "XX"
    assert feld(neu, "text_area", "Fokus und Abgrenzung").value == "Neu von dir"
    knopf(neu, "Speichern").click().run()
    z = zeile(g, Handlungsfeld, id=nummer)
    assert (z.titel, z.kuerzel, z.fokus, z.version) == ("Meins", "XX", "Neu von dir", 3)


def test_aendern_beide_verschiedene_felder_gilt_beides(g: Gemeinde, seite: Oeffnen) -> None:
    nummer = g.handlungsfelder[0]
    at = seite("handlungsfelder", eintrag=f"handlungsfeld-{nummer}")
    feld(at, "text_input", "Titel").input("Meins").run()
    aendere(g, "handlungsfeld", nummer, {"fokus": "Neu von dir"})
    knopf(at, "Speichern").click().run()
    assert "Ihre Eingabe passt dazu" in text(at)
    assert feld(at, "text_area", "Fokus und Abgrenzung").value == "Neu von dir"
    knopf(at, "Speichern").click().run()
    z = zeile(g, Handlungsfeld, id=nummer)
    assert (z.titel, z.fokus) == ("Meins", "Neu von dir")


# --- Reihenfolge, Archiv, Dazugehöriges ------------------------------------------------------------------------------


def test_umordnen_archivieren_und_wieder_hervorholen(g: Gemeinde, seite: Oeffnen) -> None:
    erstes, zweites = g.handlungsfelder
    at = seite("handlungsfelder", eintrag=f"handlungsfeld-{erstes}")
    assert knopf(at, "Nach oben").disabled
    knopf(at, "Nach unten").click().run()
    assert [zeile(g, Handlungsfeld, id=i).reihenfolge for i in (erstes, zweites)] == [2, 1]
    assert list(at.radio[0].options) == ["2\\. Ankommen und Teilhabe", "1\\. Sprache und Bildung"]
    knopf(at, "Archivieren").click().run()
    assert "lässt sich noch nicht archivieren" in text(at)
    at = seite("kennzahlen")
    knopf(at, "Archivieren").click().run()
    assert not at.radio
    at.toggle[0].set_value(True).run()
    assert list(at.radio[0].options) == ["Einwohnende\\: 4\\.711 \\(archiviert\\)"]
    knopf(at, "Wieder hervorholen").click().run()
    assert knopf(at, "Archivieren")


def test_ein_gremium_bekommt_handlungsfelder_und_mitglieder(g: Gemeinde, seite: Oeffnen) -> None:
    gremium = zeile(g, Gremium)
    at = seite("gremien")
    at.multiselect[0].set_value([g.handlungsfelder[1]]).run()
    assert not at.error
    assert zeile(g, GremiumHandlungsfeld).handlungsfeld_id == g.handlungsfelder[1]
    knopf(at, "Mitglied hinzufügen").click().run()
    assert "Der Name einer Person ist freiwillig" in text(at)
    knopf(at, "Anlegen").click().run()
    assert "„Organisation“ oder „Rolle“" in text(at)
    feld(at, "text_input", "Rolle").input("Moderation").run()
    knopf(at, "Anlegen").click().run()
    neues = zeile(g, Mitgliedschaft, rolle="Moderation")
    assert (neues.gremium_id, neues.person, neues.reihenfolge) == (gremium.id, None, 1)
    knopf(at, "Zurück zu: Sozialausschuss").click().run()
    assert at.query_params["eintrag"] == f"gremium-{gremium.id}"
