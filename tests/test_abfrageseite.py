"""Prüft die Seite „Abfrage“: wer was sieht, das Formular mit Entwurf und Konflikt, Erinnern, Schließen."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from mailserver import mailserver
from seitenapp import Demoapp, demo_engine
from sqlalchemy.orm import Session
from streamlit.testing.v1 import AppTest

from mut_core.erfassung.abfrage import AbfrageEingabe, save_abfrage
from mut_core.erfassung.protokoll import Vorgang, tag_in_berlin
from mut_core.modell import (
    Abfrage,
    AbfrageMassnahme,
    Erinnerung,
    Handlungsfeld,
    Konzept,
    Massnahme,
    Organisationseinheit,
)
from mut_core.modell.codes import Versandstand

WURZEL = Path(__file__).resolve().parent.parent
HEUTE = tag_in_berlin(datetime.now(UTC))


class App(Demoapp):
    """Die Seite „Abfrage“ von Musterstadt, in der eine Abfrage läuft."""

    def oeffne(self, als: str = "koordination", **adresse: str) -> AppTest:
        return self.oeffne_als(als, "abfrage", **adresse)

    def schreibe(self, tun: Callable[[Session, Vorgang], Any]) -> Any:
        return self.schreibe_als("koordination", tun)

    def offene(self) -> list[Abfrage]:
        konzept = sa.select(Konzept.id).where(Konzept.schluessel == "musterstadt").scalar_subquery()
        frage = sa.select(Abfrage).where(Abfrage.konzept_id == konzept, Abfrage.geschlossen_am.is_(None))
        return self.lies(lambda s: list(s.scalars(frage.order_by(Abfrage.id))))


@pytest.fixture
def app(demo_datei: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[App]:
    """Die App mit allen Demo-Daten."""
    with demo_engine(demo_datei, monkeypatch) as engine:
        yield App(engine, monkeypatch)


def text(at: AppTest) -> str:
    teile = (
        *at.title,
        *at.header,
        *at.subheader,
        *at.markdown,
        *at.caption,
        *at.info,
        *at.error,
        *at.warning,
        *at.success,
    )
    return "\n".join(str(t.value) for t in teile).replace("\\", "").replace(":small[]", "")


def knoepfe(at: AppTest) -> list[str]:
    return [str(b.label) for b in at.button]


def klicke(at: AppTest, name: str) -> AppTest:
    next(b for b in at.button if b.label == name).click()
    at.run()
    assert not at.exception
    return at


def feld(at: AppTest, art: str, name: str, *, neu: bool = True) -> Any:
    """Gibt ein Feld des Formulars für eine neue (oder die laufende) Abfrage."""
    return next(f for f in getattr(at, art) if f.label == name and ("_neu_" in str(f.key)) == neu)


# --- wer was sieht ---------------------------------------------------------------------------------------------------


def test_die_koordination_sieht_alle_stellen_die_fachkraft_ihre_und_die_leitung_liest(app: App) -> None:
    koordination, fachkraft, leitung = (app.oeffne(p) for p in ("koordination", "fachkraft", "leitung"))
    for at in (koordination, fachkraft, leitung):
        assert "6 von 38" in text(at)
        assert "Fachstelle Migration und Teilhabe" in text(at)
    for at in (koordination, leitung):
        assert "Fachdienst Schule und Bildung" in text(at)
        assert "ohne federführende Stelle" in text(at)
    assert "Fachdienst Schule und Bildung" not in text(fachkraft)
    assert {"Abfrage schließen", "Erinnerung schreiben", "Abfrage eröffnen"} <= set(knoepfe(koordination))
    for at in (fachkraft, leitung):
        assert [k for k in knoepfe(at) if not k.startswith("Rückmelderunde")] == [], "nur Wege zu früheren Abfragen"
        assert not at.text_input
    assert "@" not in text(leitung)


def test_fremde_und_unbekannte_abfragen_und_leere_konzepte_sagen_was_zu_tun_ist(app: App) -> None:
    for als, weiter in (("koordination", "Eröffnen Sie unten eine"), ("leitung", "Melden können Sie jederzeit")):
        at = app.oeffne(als, konzept="lehrte")
        assert "noch keine Abfrage" in text(at)
        assert weiter in text(at)
    for unsinn in ("4711", "x"):
        at = app.oeffne("fachkraft", abfrage=unsinn)
        assert ("gehört zu einem anderen Konzept" in text(at)) == (unsinn == "4711")
        assert "Rückmelderunde zum 3. Sachstandsbericht" in text(at)


# --- eröffnen und ändern ---------------------------------------------------------------------------------------------


def test_getipptes_uebersteht_neuladen_und_abgelehntes_bleibt_stehen(app: App) -> None:
    at = app.oeffne()
    feld(at, "text_input", "Titel").set_value("Kurze Runde*").run()
    feld(at, "date_input", "Stichtag").set_value(HEUTE + timedelta(days=14)).run()
    at = app.oeffne()  # ein neues Fenster, auch nach einem Neustart
    assert feld(at, "text_input", "Titel").value == "Kurze Runde*"
    assert "noch nicht gespeichert" in text(at)
    assert "zweite zugleich ist möglich" in text(at)
    klicke(at, "Abfrage eröffnen")
    assert "Bitte nennen Sie den Redaktionsschluss" in text(at)
    assert feld(at, "text_input", "Titel").value == "Kurze Runde*"
    assert len(app.offene()) == 1
    feld(at, "date_input", "Redaktionsschluss").set_value(HEUTE + timedelta(days=7)).run()
    feld(at, "radio", "Nach welchen Maßnahmen wird gefragt?").set_value("handlungsfelder").run()
    klicke(at, "Abfrage eröffnen")
    assert "keine Maßnahme gewählt" in text(at)
    eines = sa.select(Handlungsfeld.id).where(Handlungsfeld.konzept_id == app.offene()[0].konzept_id)
    feld(at, "multiselect", "Handlungsfelder").select(app.lies(lambda s: s.scalars(eines).first())).run()
    klicke(at, "Abfrage eröffnen")
    erste, zweite = app.offene()
    assert (zweite.titel, zweite.redaktionsschluss) == ("Kurze Runde*", HEUTE + timedelta(days=7))
    assert "Es sind 2 Abfragen zugleich offen" in text(at)
    assert "Kurze Runde*" in [h.value.replace("\\", "") for h in at.header]
    assert feld(at, "text_input", "Titel").value == ""
    gefragt = app.lies(lambda s: set(s.scalars(sa.select(AbfrageMassnahme.massnahme_id).where(
        AbfrageMassnahme.abfrage_id == zweite.id))))  # fmt: skip
    felder = app.lies(lambda s: {s.get_one(Massnahme, i).handlungsfeld_id for i in gefragt})
    assert len(felder) == 1
    assert erste.id != zweite.id


def test_aus_einer_sitzung_ergeben_sich_die_tage(app: App) -> None:
    """Nach dem Schließen der laufenden Runde steht deren Sitzung wieder zur Wahl."""
    (runde,) = app.offene()
    at = klicke(app.oeffne(), "Abfrage schließen")
    assert f"Geschlossen am {HEUTE:%d.%m.%Y}" in text(at)
    assert "Wieder öffnen" in knoepfe(at)
    vorschlag = next((s for s in at.selectbox if s.label.startswith("Für welche Sitzung?")), None)
    if vorschlag is None:  # je nach Ladetag liegt der gerechnete Schluss schon zurück
        pytest.skip("an diesem Tag ist keine Sitzung weit genug weg")
    vorschlag.select_index(0).run()
    sitzung_am = feld(at, "date_input", "Sitzung am (wenn es eine gibt)").value
    assert sitzung_am >= HEUTE
    assert feld(at, "date_input", "Redaktionsschluss").value < sitzung_am
    assert feld(at, "text_input", "Titel").value == f"Rückmelderunde zur Sitzung am {sitzung_am:%d.%m.%Y}"
    klicke(at, "Abfrage eröffnen")
    (neue,) = app.offene()
    assert (neue.sitzung_am, neue.id != runde.id) == (sitzung_am, True)


def test_war_jemand_schneller_stehen_beide_seiten_da(app: App) -> None:
    (runde,) = app.offene()
    at = app.oeffne()
    feld(at, "text_input", "Titel", neu=False).set_value("Mein Titel").run()

    def anderer(s: Session, v: Vorgang) -> None:
        gefragt = tuple(
            s.scalars(sa.select(AbfrageMassnahme.massnahme_id).where(AbfrageMassnahme.abfrage_id == runde.id))
        )
        e = AbfrageEingabe(
            "Anderer Titel", runde.stichtag, runde.redaktionsschluss, runde.sitzung_am, runde.gremium_id, gefragt
        )
        save_abfrage(s, v, runde.id, e, basis_version=runde.version)

    app.schreibe(anderer)
    at = app.oeffne()
    assert feld(at, "text_input", "Titel", neu=False).value == "Mein Titel"
    klicke(at, "Änderungen speichern")
    assert "Titel: Anderer Titel – **verschieden**" in text(at)
    assert "Titel: Mein Titel – **verschieden**" in text(at)
    assert app.offene()[0].titel == "Anderer Titel"
    klicke(at, "Meine Eingabe speichern")
    assert app.offene()[0].titel == "Mein Titel"


def test_schliessen_und_wieder_oeffnen_und_ein_veraltetes_fenster(app: App) -> None:
    (runde,) = app.offene()
    altes = app.oeffne()
    neues = klicke(app.oeffne(), "Abfrage schließen")
    assert app.offene() == []
    klicke(altes, "Abfrage schließen")
    assert "inzwischen jemand anderes geändert" in text(altes)
    klicke(neues, "Wieder öffnen")
    assert [a.id for a in app.offene()] == [runde.id]
    assert "Frühere Abfragen" in text(app.oeffne("leitung"))


# --- erinnern --------------------------------------------------------------------------------------------------------


def richte_post_ein(monkeypatch: pytest.MonkeyPatch, port: int) -> None:
    werte = {
        "ADRESSE": "127.0.0.1",
        "VERSCHLUESSELUNG": "keine",
        "ABSENDER": "mut@musterstadt.example",
        "PORT": str(port),
    }
    for name, wert in werte.items():
        monkeypatch.setenv(f"MUT_SMTP_{name}", wert)


def test_ohne_mailserver_bleibt_kopieren_und_das_eigene_mailprogramm(app: App) -> None:
    at = klicke(app.oeffne(), "Erinnerung schreiben")
    betreff, brief = (str(c.value) for c in at.code)
    assert betreff.startswith("Sachstand bis ")
    assert brief.startswith("Guten Tag,")
    assert "](mailto:fd-33@musterstadt.example?subject=Sachstand%20bis%20" in text(at)
    assert "Ein Mailserver ist nicht eingerichtet" in text(at)
    assert not [k for k in knoepfe(at) if "senden" in k]
    assert "Alle offenen Stellen erinnern" not in knoepfe(at)


def test_gesendet_wird_nach_vorschau_einmal_und_der_stand_steht_bei_der_stelle(
    app: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    with mailserver({"fd-51@musterstadt.example": "550 Postfach gibt es nicht"}) as fach:
        richte_post_ein(monkeypatch, fach.port)
        at = klicke(klicke(app.oeffne(), "Erinnerung schreiben"), "Jetzt senden")
        assert "Gesendet: Fachdienst Bürgerservice" in text(at)
        assert "Erinnert am" in text(at)
        assert [an for _, an, _ in fach.nachrichten] == [["fd-33@musterstadt.example"]]
        at = klicke(at, "Alle offenen Stellen erinnern")
        assert "an fd-33@musterstadt.example (2. Erinnerung)" in text(at)
        assert "Nicht dabei (keine Adresse oder Ausgang unbekannt): Stadtsportbund Musterstadt" in text(at)
        (senden,) = [k for k in knoepfe(at) if k.startswith("Jetzt an ")]
        klicke(at, senden)
    assert "Fachdienst Jugend und Familie: Der Mailserver lehnt diese Adresse ab" in text(at)
    staende = app.lies(lambda s: [e.stand for e in s.scalars(sa.select(Erinnerung))])
    assert staende.count(Versandstand.GESCHEITERT) == 1
    assert staende.count(Versandstand.GESENDET) == len(fach.nachrichten) == len(staende) - 1


def test_unklares_wird_genannt_und_nur_ausdruecklich_wiederholt(app: App, monkeypatch: pytest.MonkeyPatch) -> None:
    (runde,) = app.offene()

    def abgestuerzt(s: Session, _v: Vorgang) -> None:
        stelle = s.scalars(sa.select(Organisationseinheit.id).where(Organisationseinheit.kuerzel == "FD 33")).one()
        s.add(Erinnerung(konzept_id=runde.konzept_id, abfrage_id=runde.id, organisationseinheit_id=stelle, nummer=1,
                         an="fd-33@musterstadt.example", am=datetime.now(UTC) - timedelta(hours=1)))  # fmt: skip

    app.schreibe(abgestuerzt)
    with mailserver() as fach:
        richte_post_ein(monkeypatch, fach.port)
        at = app.oeffne()
        assert "Ausgang unbekannt" in text(at)
        at = klicke(klicke(at, "Erinnerung schreiben"), "Trotzdem noch einmal senden")
    assert len(fach.nachrichten) == 1
    assert "Zweimal erinnert" in text(at)


def test_eine_falsche_einstellung_steht_auf_der_seite_statt_sie_abzubrechen(
    app: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    richte_post_ein(monkeypatch, 25)
    monkeypatch.setenv("MUT_SMTP_PORT", "fünf")
    at = app.oeffne()
    assert "MUT_SMTP_PORT ist eine Zahl" in text(at)
    assert "Erinnerung schreiben" in knoepfe(at)
    assert "MUT_SMTP_PORT" not in text(app.oeffne("leitung"))
