"""Prüft die Seiten der Administration: Personen anlegen, berechtigen und sperren; das Protokoll lesen und filtern."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from seitenapp import Demoapp, demo_engine
from sqlalchemy.orm import Session
from streamlit.testing.v1 import AppTest

from mut_core import anmeldung
from mut_core.datenbank import schreibeinheit
from mut_core.modell import Einstellung, Konzept, Massnahme, Nutzer, Organisationseinheit, Rolle, Sachstand
from mut_core.modell.codes import Anmeldeweg, Linkzweck, Rollenart
from seiten.bausteine.kontoform import kennung_aus

WURZEL = Path(__file__).resolve().parent.parent
ICH = "administration"


class App(Demoapp):
    """Die App der Administration im Test, mit ihrer Datenbank zum Vorbereiten und Nachsehen."""

    def oeffne(self, seite: str, als: str = ICH, **adresse: str) -> AppTest:
        return self.oeffne_als(als, seite, **adresse)

    def seite_von(self, kennung: str, als: str = ICH) -> AppTest:
        return self.oeffne("konten", als, person=str(self.id_von(kennung)))

    def schreibe(self, tun: Callable[[Session], Any]) -> None:
        """Ändert etwas als andere Administration, an der Seite vorbei."""
        self.schreibe_als("administration", lambda s, _: tun(s))

    def nutzer(self, kennung: str) -> Nutzer | None:
        gefunden: Nutzer | None = self.lies(lambda s: s.scalar(sa.select(Nutzer).where(Nutzer.kennung == kennung)))
        return gefunden

    def id_von(self, kennung: str) -> int:
        nutzer = self.nutzer(kennung)
        assert nutzer is not None, kennung
        return nutzer.id

    def rollen(self, kennung: str) -> set[tuple[str, int | None]]:
        zeilen = self.lies(lambda s: s.scalars(sa.select(Rolle).where(Rolle.nutzer_id == self.id_von(kennung))).all())
        return {(r.art.value, r.konzept_id) for r in zeilen}

    def lege_an(self, *namen: str) -> None:
        self.schreibe(lambda s: s.add_all([Nutzer(kennung=kennung_aus(n, frozenset()), name=n) for n in namen]))


@pytest.fixture
def app(demo_datei: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[App]:
    """Die App mit allen Demo-Daten."""
    with demo_engine(demo_datei, monkeypatch) as engine:
        yield App(engine, monkeypatch)


def text(at: AppTest) -> str:
    teile = (*at.title, *at.header, *at.markdown, *at.caption, *at.info, *at.success, *at.error, *at.warning)
    return "\n".join(str(t.value) for t in teile).replace("\\", "")


def klicke(at: AppTest, beschriftung: str) -> AppTest:
    knopf = next((b for b in at.button if b.label.replace("\\", "") == beschriftung), None)
    assert knopf is not None, (beschriftung, [b.label for b in at.button])
    knopf.click().run()
    assert not at.exception
    return at


def feld(at: AppTest, beschriftung: str) -> Any:
    return next(f for f in at.text_input if f.label == beschriftung)


def wahl(at: AppTest, beschriftung: str) -> Any:
    return next(f for f in at.selectbox if f.label == beschriftung)


def links(at: AppTest) -> list[str]:
    return [c.value for c in at.code if "/kennwort?code=" in c.value and "\n" not in c.value]


# --- wer darf --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("als", ["leitung", "fachkraft", "koordination"])
def test_ohne_administration_zeigt_die_seite_keine_konten(app: App, als: str) -> None:
    for adresse in ({}, {"person": "neu"}, {"person": "dazu"}, {"person": str(app.id_von("leitung"))}):
        at = app.oeffne("konten", als, **adresse)
        assert not at.exception
        assert "Konten verwaltet die Administration" in text(at)
        assert not at.button
        assert "Toni" not in text(at)


def test_unbekannte_personen_antworten_gleich(app: App) -> None:
    at = app.oeffne("konten", person="987654")
    gewoehnlich = [i.value for i in at.info]
    for person in ("-1", "0", "99999999999999999999", "'; DROP TABLE nutzer; --", "1e9", ""):
        at.query_params["person"] = person
        assert not at.run().exception, person
        assert [i.value for i in at.info] == gewoehnlich, person
        assert "gibt es nicht" in text(at)


# --- anlegen ---------------------------------------------------------------------------------------------------------


def fuelle_aus(at: AppTest, name: str, stelle: str | None) -> None:
    feld(at, "Name").input(name).run()
    if stelle:
        wahl(at, "Stelle").select(stelle).run()


def test_anlegen_berechtigen_und_link_weitergeben_in_einem_zug(app: App) -> None:
    at = klicke(app.oeffne("konten", konzept="musterstadt"), "Person anlegen")
    fuelle_aus(at, "Erika Größmann", "Fachdienst Schule und Bildung")
    assert feld(at, "Kennung zum Anmelden").value == "erika.groessmann"
    klicke(at, "Anlegen")
    assert "Erika Größmann ist angelegt." in text(at)
    (link,) = links(at)
    code = link.partition("?code=")[2]
    gueltig = app.lies(lambda s: anmeldung.pruefe_link(s, code, Linkzweck.KENNWORT, datetime.now(UTC)))
    assert gueltig is not None
    assert gueltig.kennung == "erika.groessmann"
    konzept = app.lies(lambda s: s.scalar(sa.select(Konzept.id).where(Konzept.schluessel == "musterstadt")))
    assert app.rollen("erika.groessmann") == {("fachkraft", konzept)}
    klicke(at, "Fertig")
    assert "Erika Größmann" in " ".join(b.label for b in at.button) or "groessmann" in text(at)
    assert not links(at), "der Link ist danach nirgends mehr zu sehen"
    assert code not in str(at.session_state)


def test_ohne_stelle_wird_niemand_angelegt_und_der_text_bleibt(app: App) -> None:
    at = app.oeffne("konten", konzept="musterstadt", person="neu")
    fuelle_aus(at, "Erika Muster", None)
    klicke(at, "Anlegen")
    assert "Eine Fachkraft braucht" in text(at)
    assert feld(at, "Name").value == "Erika Muster"
    assert feld(at, "Kennung zum Anmelden").value == "erika.muster"
    assert app.nutzer("erika.muster") is None, "Person, Rolle und Link gelingen zusammen oder gar nicht"
    wahl(at, "Stelle").select("Fachdienst Schule und Bildung").run()
    klicke(at, "Anlegen")
    assert len(links(at)) == 1


def test_eine_vergebene_kennung_wird_mit_ausweg_abgelehnt(app: App) -> None:
    at = app.oeffne("konten", person="neu")
    feld(at, "Name").input("Lea Neu").run()
    feld(at, "Kennung zum Anmelden").input("Leitung").run()
    at.radio[0].set_value("keine").run()
    klicke(at, "Anlegen")
    assert "gibt es schon" in text(at)
    assert feld(at, "Kennung zum Anmelden").value == "Leitung"


def test_eine_eigene_kennung_wird_nicht_ueberschrieben(app: App) -> None:
    at = app.oeffne("konten", person="neu")
    feld(at, "Kennung zum Anmelden").input("em17").run()
    feld(at, "Name").input("Erika Muster").run()
    assert feld(at, "Kennung zum Anmelden").value == "em17"


def test_noch_eine_person_beginnt_mit_leerem_formular_und_neuem_link(app: App) -> None:
    at = app.oeffne("konten", person="neu")
    at.radio[0].set_value(Rollenart.ADMINISTRATION).run()
    codes = []
    for name in ("Erste Person", "Zweite Person"):
        feld(at, "Name").input(name).run()
        klicke(at, "Anlegen")
        codes += links(at)
        klicke(at, "Noch eine Person anlegen")
        assert feld(at, "Name").value == ""
    assert len(set(codes)) == 2
    assert app.rollen("zweite.person") == {("administration", None)}


def test_ohne_kennwoerter_gibt_es_keinen_link(app: App, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MUT_LOKALE_KONTEN", "aus")
    at = app.oeffne("konten", person="neu")
    feld(at, "Name").input("Erika Muster").run()
    at.radio[0].set_value("keine").run()
    klicke(at, "Anlegen")
    assert "Anmeldedienst" in text(at)
    assert not links(at)


@pytest.mark.parametrize(
    ("name", "vergeben", "kennung"),
    [
        ("Dr. Jörg Groß-Müller", (), "joerg.gross-mueller"),
        ("Erika Maria Muster", (), "erika.muster"),
        ("Erika Muster", ("erika.muster", "erika.muster2"), "erika.muster3"),
        ("Ömer Şahin", (), "oemer.sahin"),
        ("Cher", (), "cher"),
        ("李小龍", (), ""),
        ("  ", (), ""),
    ],
)
def test_die_kennung_entsteht_aus_dem_namen(name: str, vergeben: tuple[str, ...], kennung: str) -> None:
    assert kennung_aus(name, frozenset(vergeben)) == kennung


# --- finden ----------------------------------------------------------------------------------------------------------


def test_zweihundert_personen_bleiben_uebersichtlich(app: App) -> None:
    app.lege_an(*(f"Person Nummer{n}" for n in range(199)), "Jürgen Größer")
    at = app.oeffne("konten")
    assert not at.exception
    assert len([b for b in at.button if (b.key or "").startswith("hier_konto_")]) == 20
    assert "205 Personen" in text(at).replace("\u00a0", " ")
    for gesucht in ("groesser", "GRÖßER jürgen", "juergen.groess"):
        feld(at, "Suche").input(gesucht).run()
        assert "1 Person" in text(at).replace("\u00a0", " "), gesucht
        assert at.query_params["suche"] == gesucht
    feld(at, "Suche").input("gibt es nicht").run()
    assert "Niemand passt" in text(at)


def test_filter_nach_rolle_und_zustand_stehen_in_der_adresse(app: App) -> None:
    app.lege_an("Ohne Rolle")
    assert "1 Person" in text(app.oeffne("konten", rolle="leitung", zustand="ohne_rolle")).replace("\u00a0", " ")
    at = app.oeffne("konten", rolle="koordination")
    assert "1 Person" in text(at).replace("\u00a0", " ")
    for unsinn in ({"rolle": "chef"}, {"zustand": "<script>"}, {"suche": "%_\\" * 60}):
        assert not app.oeffne("konten", **unsinn).exception


# --- eine Person -----------------------------------------------------------------------------------------------------


def test_rolle_geben_und_wegnehmen(app: App) -> None:
    app.lege_an("Erika Muster")
    at = app.seite_von("erika.muster")
    assert "Ohne Rolle sieht diese Person nichts" in text(at)
    at.radio[0].set_value(Rollenart.LESEN).run()
    klicke(at, "Rolle geben")
    assert {art for art, _ in app.rollen("erika.muster")} == {"lesen"}
    klicke(at, "Wegnehmen")
    assert app.rollen("erika.muster") == set()


def test_die_letzte_administration_bleibt(app: App) -> None:
    at = app.seite_von("administration")
    klicke(at, "Wegnehmen")
    assert "letzte Administration" in text(at)
    assert app.rollen("administration") == {("administration", None)}
    assert "Sperren" not in [b.label for b in at.button], "sich selbst sperrt niemand"
    assert not [e for e in at.expander if e.label == "Person löschen"]


def test_sperren_meldet_ueberall_ab_und_entsperren_gibt_die_rollen_zurueck(app: App) -> None:
    app.lege_an("Erika Muster")
    jetzt = datetime.now(UTC)
    with schreibeinheit(app.engine, None) as s:
        anmeldung.open_anmeldung(s, app.id_von("erika.muster"), Anmeldeweg.KONTO, jetzt, "Firefox unter Windows")
    at = app.seite_von("erika.muster")
    assert "Firefox unter Windows" in text(at)
    klicke(at, "Sperren")
    nutzer = app.nutzer("erika.muster")
    assert nutzer is not None
    assert not nutzer.aktiv
    assert "Zurzeit nirgends angemeldet" in text(at)
    klicke(at, "Entsperren")
    assert app.lies(lambda s: s.get_one(Nutzer, nutzer.id).aktiv)


def test_eine_anmeldung_laesst_sich_einzeln_beenden(app: App) -> None:
    app.lege_an("Erika Muster")
    jetzt = datetime.now(UTC)
    with schreibeinheit(app.engine, None) as s:
        for geraet in ("Firefox unter Windows", "Safari unter iOS"):
            anmeldung.open_anmeldung(s, app.id_von("erika.muster"), Anmeldeweg.KONTO, jetzt, geraet)
    at = app.seite_von("erika.muster")
    klicke(at, "Beenden")
    geblieben = app.lies(lambda s: anmeldung.offene_anmeldungen(s, app.id_von("erika.muster"), jetzt))
    assert len(geblieben) == 1
    assert geblieben[0].geraet in text(at)


def test_ein_neuer_link_erscheint_einmal_und_nur_bei_seiner_person(app: App) -> None:
    app.lege_an("Erika Muster", "Otto Muster")
    at = klicke(app.seite_von("erika.muster"), "Link zum Setzen des Kennworts")
    assert len(links(at)) == 1
    klicke(at, "Link ist weitergegeben")
    assert not links(at)
    klicke(at, "Link zum Setzen des Kennworts")
    at.query_params["person"] = str(app.id_von("otto.muster"))
    at.run()
    assert not links(at)


def test_demo_personen_bekommen_keinen_kennwortlink(app: App) -> None:
    at = app.seite_von("leitung")
    assert "Link zum Setzen des Kennworts" not in [b.label for b in at.button]
    assert "Demo-Person" in text(at)


def test_umbenennen_mit_konflikt_zeigt_beide_namen_und_ueberschreibt_nichts(app: App) -> None:
    app.lege_an("Erika Muster")
    nutzer_id = app.id_von("erika.muster")
    at = app.seite_von("erika.muster")
    feld(at, "Name").input("Erika Mustermann").run()
    app.schreibe(lambda s: setattr(s.get_one(Nutzer, nutzer_id), "name", "E. Muster"))
    klicke(at, "Name speichern")
    assert "Gespeichert ist inzwischen: **E. Muster**" in text(at)
    assert feld(at, "Name").value == "Erika Mustermann"
    assert app.lies(lambda s: s.get_one(Nutzer, nutzer_id).name) == "E. Muster"
    klicke(at, "Meine Eingabe speichern")
    assert app.lies(lambda s: s.get_one(Nutzer, nutzer_id).name) == "Erika Mustermann"
    assert at.title[0].value == "Erika Mustermann"
    assert "Gespeichert ist inzwischen" not in text(at)


def test_ein_leerer_name_wird_abgelehnt(app: App) -> None:
    app.lege_an("Erika Muster")
    at = app.seite_von("erika.muster")
    feld(at, "Name").input("  ").run()
    klicke(at, "Name speichern")
    assert "Bitte geben Sie einen Namen" in text(at)
    assert at.title[0].value == "Erika Muster"


def test_die_grundlage_des_namens_uebersteht_einen_neustart(app: App) -> None:
    app.lege_an("Erika Muster")
    nutzer_id = app.id_von("erika.muster")
    basis = app.seite_von("erika.muster").query_params["basis_version"]
    app.schreibe(lambda s: setattr(s.get_one(Nutzer, nutzer_id), "name", "E. Muster"))
    at = app.oeffne("konten", person=str(nutzer_id))
    at.session_state[f"name_{nutzer_id}"] = "Erika Mustermann"  # der Browser bringt das Eingetippte mit
    at.query_params["basis_version"] = basis
    at.run()
    klicke(at, "Name speichern")
    assert "Gespeichert ist inzwischen" in text(at)


def test_loeschen_verlangt_die_kennung_und_macht_unkenntlich(app: App) -> None:
    app.lege_an("Erika Muster")
    nutzer_id = app.id_von("erika.muster")
    at = app.seite_von("erika.muster")
    bestaetigung = "Kennung zur Bestätigung"
    feld(at, bestaetigung).input("erika").run()
    klicke(at, "Endgültig löschen")
    assert "Es wurde nichts gelöscht" in text(at)
    assert app.nutzer("erika.muster") is not None
    feld(at, bestaetigung).input("erika.muster").run()
    klicke(at, "Endgültig löschen")
    assert at.title[0].value == "Konten"
    assert app.lies(lambda s: s.get_one(Nutzer, nutzer_id).name) == f"Person {nutzer_id}"
    protokoll = text(app.oeffne("protokoll", was="nutzer"))
    assert "zum Schutz personenbezogener Daten gelöscht" in protokoll
    assert "Erika" not in protokoll


def test_der_zweite_faktor_laesst_sich_verlangen(app: App) -> None:
    at = app.oeffne("konten")
    at.radio[0].set_value("administration").run()
    klicke(at, "Festlegen")
    assert app.lies(lambda s: s.scalar(sa.select(Einstellung.wert))) == "administration"
    assert "Pflicht für die Administration" in [e.label for e in at.expander][-1]


# --- Administration eines Konzepts -----------------------------------------------------------------------------------


@pytest.fixture
def konzept_admin(app: App) -> str:
    """Eine Person, die nur Musterstadt verwaltet, und eine Person mit Konto ohne Rolle."""
    app.lege_an("Karla Konzept", "Nora Neu")

    def gib(s: Session) -> None:
        konzept_id = s.scalars(sa.select(Konzept.id).where(Konzept.schluessel == "musterstadt")).one()
        nutzer_id = s.scalars(sa.select(Nutzer.id).where(Nutzer.kennung == "karla.konzept")).one()
        s.add(Rolle(nutzer_id=nutzer_id, art=Rollenart.ADMINISTRATION, konzept_id=konzept_id))

    app.schreibe(gib)
    return "karla.konzept"


def test_die_administration_eines_konzepts_sieht_nur_ihr_konzept(app: App, konzept_admin: str) -> None:
    at = app.oeffne("konten", konzept_admin)
    assert not at.exception
    assert "Nora" not in text(at)
    assert "angemeldet" not in "".join(c.value for c in at.caption if "Angemeldet:" not in c.value)
    assert not [e for e in at.expander if "zweitem Faktor" in e.label]
    person = app.seite_von("leitung", konzept_admin)
    assert not person.exception
    assert not [b for b in person.button if b.label in ("Sperren", "Endgültig löschen", "Name speichern")]
    assert "Lehrte" not in text(person)


def test_die_administration_eines_konzepts_holt_jemanden_mit_konto_dazu(app: App, konzept_admin: str) -> None:
    at = klicke(app.oeffne("konten", konzept_admin), "Person dazuholen")
    at.radio[0].set_value(Rollenart.LESEN).run()
    feld(at, "Kennung").input("gibt.es.nicht").run()
    klicke(at, "Rolle geben")
    assert "gibt es nicht" in text(at)
    assert feld(at, "Kennung").value == "gibt.es.nicht"
    feld(at, "Kennung").input("nora.neu").run()
    klicke(at, "Rolle geben")
    assert at.title[0].value == "Nora Neu"
    assert {art for art, _ in app.rollen("nora.neu")} == {"lesen"}


# --- Protokoll -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("als", ["leitung", "fachkraft"])
def test_wer_nicht_darf_liest_wer_das_protokoll_liest(app: App, als: str) -> None:
    at = app.oeffne("protokoll", als)
    assert not at.exception
    assert "lesen Koordination und Administration" in text(at)
    assert not [s for s in at.selectbox if s.label == "Wer"]


def test_die_koordination_sieht_ihr_konzept_in_worten(app: App) -> None:
    at = app.oeffne("protokoll", "koordination", konzept="lehrte", was="massnahme")
    assert not at.exception
    gezeigt = text(at)
    assert "Maßnahme angelegt" in gezeigt
    assert "massnahme_id" not in gezeigt
    assert "Kette geprüft bis Nr. " in gezeigt
    assert "Bereich" not in [s.label for s in at.selectbox]


def test_die_administration_sieht_auch_personen_und_kann_sich_beschraenken(app: App) -> None:
    assert "Person angelegt" in text(app.oeffne("protokoll", was="nutzer"))
    at = app.oeffne("protokoll", konzept="lehrte")
    wahl(at, "Bereich").select("dieses Konzept").run()
    assert at.query_params["bereich"] == "konzept"
    assert "Person" not in wahl(at, "Was").options


def test_filter_engen_ein_und_fangen_vorn_an(app: App) -> None:
    at = app.oeffne("protokoll", "koordination", konzept="lehrte", blatt="2")
    assert at.query_params["blatt"] == "2"
    nummer = app.lies(lambda s: s.scalar(sa.select(Massnahme.id).where(Massnahme.nummer == "LE-BE-01")))
    wahl(at, "Maßnahme").select(next(o for o in wahl(at, "Maßnahme").options if o.startswith("LE-BE-01"))).run()
    assert at.query_params["zu"] == str(nummer)
    assert "blatt" not in at.query_params
    assert "LE-BE-01" in text(at)
    assert "LE-BE-02" not in text(at)


def test_geaendertes_zeigt_vorher_und_nachher(app: App) -> None:
    def aendere(s: Session) -> None:
        m = s.scalars(sa.select(Massnahme).where(Massnahme.nummer == "LE-BE-01")).one()
        m.titel = "Neuer *Titel* :red[bunt]"

    app.schreibe(aendere)
    at = app.oeffne("protokoll", "koordination", konzept="lehrte")
    erste = next(m.value for m in at.markdown if "Titel:" in m.value and "→" in m.value)
    assert "Neuer \\*Titel\\* \\:red\\[bunt\\]" in erste


def test_ein_eingriff_am_protokoll_vorbei_faellt_auf(app: App) -> None:
    with app.engine.execution_options(mut_nur_lesen=False).begin() as verbindung:
        verbindung.exec_driver_sql("DROP TRIGGER IF EXISTS protokoll_nicht_aendern")
        verbindung.exec_driver_sql("UPDATE protokoll SET grund = 'gefälscht' WHERE seq = 5")
    at = app.oeffne("protokoll")
    assert "Protokollzeile 5 wurde nachträglich verändert" in text(at)


def test_schlechte_adressen_werden_hingenommen(app: App) -> None:
    adressen = (
        {"von": "kein Tag"},
        {"von": "2999-01-01", "bis": "1000-01-01"},
        {"von": "2025-06-01", "bis": "2025-01-01"},
        {"wer": "-1"},
        {"wer": "99999999999999999999"},
        {"was": "protokoll'; DROP TABLE nutzer"},
        {"zu": "x"},
        {"blatt": "0"},
        {"blatt": "999999999"},
        {"bereich": "alles"},
    )
    for als in ("koordination", ICH):
        at = app.oeffne("protokoll", als)
        for adresse in adressen:
            at.query_params.clear()
            at.query_params.update(adresse)
            assert not at.run().exception, adresse


def test_ein_zeitraum_ohne_eintraege_nennt_den_ausweg(app: App) -> None:
    at = app.oeffne("protokoll", bis="2001-01-01")
    assert "Dazu steht nichts im Protokoll" in text(at)


def test_sachstaende_und_stellen_stehen_nie_als_nummern_da(app: App) -> None:
    stellen = set(app.lies(lambda s: s.scalars(sa.select(Organisationseinheit.name)).all()))
    sachstaende = app.lies(lambda s: s.scalar(sa.select(sa.func.count()).select_from(Sachstand)))
    assert sachstaende > 50
    gezeigt = text(app.oeffne("protokoll", "koordination", konzept="lehrte", was="massnahme"))
    assert any(f"Federführung: {s}" in gezeigt for s in stellen)
