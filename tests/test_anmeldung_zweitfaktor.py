"""Prüft den zweiten Faktor: einrichten, anmelden, verlangen, entfernen."""

import xml.etree.ElementTree as ET
from datetime import timedelta

import pyotp
import pytest
import sqlalchemy as sa
from gemeinde import Gemeinde, Uhr

from mut_core import anmeldung
from mut_core.anmeldung import AnmeldeError, GebremstError, Gelungen, ZweiterSchritt
from mut_core.datenbank import leseeinheit, schreibeinheit
from mut_core.fehler import EingabeError, NichtGefundenError
from mut_core.modell import Einstellung
from mut_core.modell.codes import Anmeldeweg

GUT = "Kaffee-Wolke-Fahrrad-Zebra"
ADRESSE = "192.0.2.1"


def _richte_ein(engine: sa.Engine, nutzer_id: int, uhr: Uhr) -> pyotp.TOTP:
    geheimnis = anmeldung.propose_geheimnis()
    app = pyotp.TOTP(geheimnis)
    with schreibeinheit(engine, None) as session:
        anmeldung.confirm_zweitfaktor(session, nutzer_id, geheimnis, app.at(uhr.jetzt), uhr.jetzt)
    uhr.weiter(minutes=1)
    return app


def _code(engine: sa.Engine, nutzer_id: int, code: str, uhr: Uhr) -> Gelungen:
    return anmeldung.sign_in_zweitfaktor(engine, nutzer_id, code, ADRESSE, "", uhr.jetzt)


def _verlange(gemeinde: Gemeinde, uhr: Uhr, wert: str) -> None:
    with schreibeinheit(gemeinde.engine, uhr.vorgang(gemeinde.adam)) as session:
        session.add(Einstellung(name=anmeldung.ZWEITER_FAKTOR, wert=wert))


@pytest.fixture
def app(gemeinde: Gemeinde, uhr: Uhr) -> pyotp.TOTP:
    """Kora hat ein Kennwort und einen zweiten Faktor; das ist ihre App."""
    anmeldung.set_kennwort(gemeinde.engine, gemeinde.kora.id, GUT, uhr.jetzt)
    return _richte_ein(gemeinde.engine, gemeinde.kora.id, uhr)


def test_das_kennwort_allein_reicht_dann_nicht_mehr(gemeinde: Gemeinde, uhr: Uhr, app: pyotp.TOTP) -> None:
    erster = anmeldung.sign_in(gemeinde.engine, "kora", GUT, ADRESSE, "", uhr.jetzt)
    assert erster == ZweiterSchritt(gemeinde.kora.id)
    with leseeinheit(gemeinde.engine) as session:
        assert anmeldung.offene_anmeldungen(session, gemeinde.kora.id, uhr.jetzt) == []
    auf = _code(gemeinde.engine, gemeinde.kora.id, app.at(uhr.jetzt), uhr)
    assert (auf.ausweis.kennung, auf.ausweis.weg) == ("kora", Anmeldeweg.KONTO)


def test_ein_code_gilt_nur_einmal(gemeinde: Gemeinde, uhr: Uhr, app: pyotp.TOTP) -> None:
    """Wer über die Schulter sieht, kann mit dem Code nichts mehr anfangen – auch nicht mit dem davor."""
    davor, code = app.at(uhr.jetzt - timedelta(seconds=30)), app.at(uhr.jetzt)
    _code(gemeinde.engine, gemeinde.kora.id, code, uhr)
    for alter in (code, davor):
        with pytest.raises(AnmeldeError, match="schon benutzt"):
            _code(gemeinde.engine, gemeinde.kora.id, alter, uhr)
    uhr.weiter(seconds=30)
    _code(gemeinde.engine, gemeinde.kora.id, app.at(uhr.jetzt), uhr)


def test_der_code_der_einrichtung_meldet_nicht_auch_noch_an(gemeinde: Gemeinde, uhr: Uhr) -> None:
    geheimnis = anmeldung.propose_geheimnis()
    code = pyotp.TOTP(geheimnis).at(uhr.jetzt)
    with schreibeinheit(gemeinde.engine, None) as session:
        anmeldung.confirm_zweitfaktor(session, gemeinde.kora.id, geheimnis, code, uhr.jetzt)
    with pytest.raises(AnmeldeError):
        _code(gemeinde.engine, gemeinde.kora.id, code, uhr)


@pytest.mark.parametrize(("versatz", "gilt"), [(-60, False), (-30, True), (0, True), (30, True), (60, False)])
def test_die_uhr_des_telefons_darf_dreissig_sekunden_falsch_gehen(
    gemeinde: Gemeinde, uhr: Uhr, app: pyotp.TOTP, versatz: int, gilt: bool
) -> None:
    uhr.weiter(minutes=10)
    code = app.at(uhr.jetzt + timedelta(seconds=versatz))
    if gilt:
        _code(gemeinde.engine, gemeinde.kora.id, f" {code[:3]} {code[3:]} ", uhr)
        return
    with pytest.raises(AnmeldeError):
        _code(gemeinde.engine, gemeinde.kora.id, code, uhr)


def test_codes_werden_gebremst_und_das_kennwort_setzt_das_nicht_zurueck(
    gemeinde: Gemeinde, uhr: Uhr, app: pyotp.TOTP
) -> None:
    """F42: wer das Kennwort kennt, darf die Zählung der Codes nicht selbst löschen können."""
    engine, falsch = gemeinde.engine, "000000" if app.at(uhr.jetzt) != "000000" else "111111"
    for _ in range(5):
        with pytest.raises(AnmeldeError):
            _code(engine, gemeinde.kora.id, falsch, uhr)
        assert isinstance(anmeldung.sign_in(engine, "kora", GUT, ADRESSE, "", uhr.jetzt), ZweiterSchritt)
    with pytest.raises(GebremstError):
        _code(engine, gemeinde.kora.id, app.at(uhr.jetzt), uhr)
    uhr.weiter(seconds=5)
    _code(engine, gemeinde.kora.id, app.at(uhr.jetzt), uhr)


@pytest.mark.parametrize("code", ["", "12345", "1234567", "abcdef", "١٢٣٤٥٦", "１２３４５６", "-12345", "\ud800" * 6])
def test_was_kein_code_ist_wird_abgewiesen(gemeinde: Gemeinde, uhr: Uhr, app: pyotp.TOTP, code: str) -> None:
    with pytest.raises(AnmeldeError):
        _code(gemeinde.engine, gemeinde.kora.id, code, uhr)


def test_ohne_eingerichteten_faktor_gilt_kein_code(gemeinde: Gemeinde, uhr: Uhr) -> None:
    for nutzer_id in (gemeinde.fritz.id, 987_654):
        with pytest.raises(AnmeldeError):
            _code(gemeinde.engine, nutzer_id, "000000", uhr)


def test_ein_falscher_code_richtet_nichts_ein(gemeinde: Gemeinde, uhr: Uhr) -> None:
    geheimnis = anmeldung.propose_geheimnis()
    falsch = pyotp.TOTP(geheimnis).at(uhr.jetzt + timedelta(hours=1))
    for geheim, code in ((geheimnis, falsch), ("", "000000"), ("kein base32!", "000000"), ("A" * 9, "000000")):
        with schreibeinheit(gemeinde.engine, None) as session, pytest.raises(EingabeError) as fehler:
            anmeldung.confirm_zweitfaktor(session, gemeinde.kora.id, geheim, code, uhr.jetzt)
        assert fehler.value.feld == "code"
    with leseeinheit(gemeinde.engine) as session:
        assert not anmeldung.hat_zweitfaktor(session, gemeinde.kora.id)


def test_demo_personen_richten_keinen_ein(gemeinde: Gemeinde, uhr: Uhr) -> None:
    with pytest.raises(NichtGefundenError):
        _richte_ein(gemeinde.engine, gemeinde.fatma.id, uhr)


def test_entfernen_loescht_auch_das_geheimnis(gemeinde: Gemeinde, uhr: Uhr, app: pyotp.TOTP) -> None:
    with schreibeinheit(gemeinde.engine, None) as session:
        anmeldung.remove_zweitfaktor(session, gemeinde.kora.id)
    with leseeinheit(gemeinde.engine) as session:
        daten = anmeldung.load_zugangsdaten(session, gemeinde.kora.id)
        assert daten is not None
        assert (daten.zweitfaktor_geheimnis, daten.zweitfaktor_seit, daten.zweitfaktor_schritt) == (None, None, None)
    assert isinstance(anmeldung.sign_in(gemeinde.engine, "kora", GUT, ADRESSE, "", uhr.jetzt), Gelungen)


@pytest.mark.parametrize(
    ("wert", "wer"),
    [(None, ""), ("freiwillig", ""), ("administration", "adam"), ("alle", "adam kora"), ("unsinn", "")],
)
def test_wer_einen_braucht_kommt_herein_und_muss_ihn_zuerst_einrichten(
    gemeinde: Gemeinde, uhr: Uhr, wert: str | None, wer: str
) -> None:
    engine = gemeinde.engine
    if wert is not None:
        _verlange(gemeinde, uhr, wert)
    muss = set()
    for kennung in ("adam", "kora"):
        anmeldung.set_kennwort(engine, gemeinde.personen[kennung].id, GUT, uhr.jetzt)
        auf = anmeldung.sign_in(engine, kennung, GUT, ADRESSE, "", uhr.jetzt)
        assert isinstance(auf, Gelungen)
        with leseeinheit(engine) as session:
            verlangt = anmeldung.zweitfaktor_verlangt(session, gemeinde.personen[kennung].id)
        assert auf.ausweis.muss_zweitfaktor is verlangt
        if verlangt:
            muss.add(kennung)
            _richte_ein(engine, gemeinde.personen[kennung].id, uhr)
            with leseeinheit(engine) as session:
                jetzt = anmeldung.load_ausweis(session, auf.token, uhr.jetzt)
            assert jetzt is not None and not jetzt.muss_zweitfaktor
    assert muss == set(wer.split())


def test_demo_dienst_und_proxy_brauchen_hier_keinen(gemeinde: Gemeinde, uhr: Uhr) -> None:
    """Für fremde Wege verlangt ihn der Anmeldedienst; die Demo hat kein Kennwort, das er schützen könnte."""
    _verlange(gemeinde, uhr, "alle")
    for person, weg in ((gemeinde.fatma, Anmeldeweg.DEMO), (gemeinde.kora, Anmeldeweg.PROXY)):
        with schreibeinheit(gemeinde.engine, None) as session:
            _, ausweis = anmeldung.open_anmeldung(session, person.id, weg, uhr.jetzt)
        assert not ausweis.muss_zweitfaktor


def test_qr_code_und_adresse_nennen_kennung_und_anwendung() -> None:
    geheimnis = anmeldung.propose_geheimnis()
    adresse = anmeldung.einrichtungsadresse(geheimnis, "kora@stadt.example&x=<b>")
    gelesen = pyotp.parse_uri(adresse)
    assert isinstance(gelesen, pyotp.TOTP)
    assert (gelesen.secret, gelesen.name, gelesen.issuer) == (geheimnis, "kora@stadt.example&x=<b>", "MuT-Sachstand")
    svg = anmeldung.qr_svg(adresse)
    assert ET.fromstring(svg).tag.endswith("svg")
    assert "<script" not in svg and geheimnis not in svg
    assert anmeldung.propose_geheimnis() != geheimnis
