"""Prüft, wer von außen hereinkommt: über den Anmeldedienst der Stadt und über den vorgeschalteten Proxy."""

import logging

import pytest
import sqlalchemy as sa
from gemeinde import Gemeinde, Uhr

from mut_core import anmeldung
from mut_core.anmeldung import AnmeldeError, Gelungen, Rollenwunsch
from mut_core.datenbank import leseeinheit, schreibeinheit
from mut_core.erfassung.protokoll import kettenfehler
from mut_core.fehler import EingabeError
from mut_core.modell import Nutzer, Protokoll, Rolle
from mut_core.modell.codes import Anmeldeweg, Linkzweck, Rollenart
from mut_core.rechte import load_person

DIENST, PROXY = Anmeldeweg.DIENST, Anmeldeweg.PROXY
SUB = "https://dienst.example|17"
LESEN = Rollenwunsch(Rollenart.LESEN, "probstweiler")
GUT = "Kaffee-Wolke-Fahrrad-Zebra"


def _dienst(
    engine: sa.Engine,
    uhr: Uhr,
    rollen: list[Rollenwunsch],
    kennung: str = "neue",
    name: str = "Nele Neu",
    sub: str = SUB,
) -> Gelungen:
    return anmeldung.sign_in_fremd(engine, DIENST, sub, kennung, name, rollen, "Firefox", uhr.jetzt)


def _proxy(engine: sa.Engine, uhr: Uhr, kennung: str) -> Gelungen:
    return anmeldung.sign_in_fremd(engine, PROXY, None, kennung, "", None, "Firefox", uhr.jetzt)


def _rollen(engine: sa.Engine, kennung: str) -> set[tuple[Rollenart, int | None, int | None]]:
    with leseeinheit(engine) as session:
        return {(r.art, r.konzept_id, r.organisationseinheit_id) for r in load_person(session, kennung).rollen}


def test_wer_zum_ersten_mal_kommt_wird_mit_seinen_rollen_angelegt(gemeinde: Gemeinde, uhr: Uhr) -> None:
    """F54: Person und Rollen entstehen in einem Zug, protokolliert unter dem Betrieb."""
    auf = _dienst(
        gemeinde.engine,
        uhr,
        [
            LESEN,
            Rollenwunsch(Rollenart.FACHKRAFT, "probstweiler", "Fachdienst Bildung"),
            Rollenwunsch(Rollenart.KOORDINATION),
        ],
    )
    assert (auf.ausweis.kennung, auf.ausweis.weg) == ("neue", DIENST)
    assert _rollen(gemeinde.engine, "neue") == {
        (Rollenart.LESEN, gemeinde.konzept_id, None),
        (Rollenart.FACHKRAFT, gemeinde.konzept_id, gemeinde.bildung_id),
        (Rollenart.KOORDINATION, None, None),
    }
    with leseeinheit(gemeinde.engine) as session:
        nutzer = session.get_one(Nutzer, auf.ausweis.nutzer_id)
        assert (nutzer.name, nutzer.dienstkennung) == ("Nele Neu", SUB)
        betrieb = session.scalars(sa.select(Nutzer.id).where(Nutzer.kennung == "betrieb")).one()
        angelegt = sa.select(Protokoll.nutzer_id).where(
            Protokoll.tabelle == "nutzer", Protokoll.datensatz_id == nutzer.id
        )
        assert session.scalars(angelegt).all() == [betrieb]
        assert kettenfehler(session) is None


def test_die_zweite_anmeldung_aendert_nur_was_sich_geaendert_hat(gemeinde: Gemeinde, uhr: Uhr) -> None:
    """F54: dieselbe Person bleibt dieselbe, auch wenn der Dienst ihr einen anderen Namen und andere Rollen gibt."""

    def zeilen() -> int:
        with leseeinheit(gemeinde.engine) as session:
            return session.scalar(sa.select(sa.func.count()).select_from(Protokoll)) or 0

    erste = _dienst(gemeinde.engine, uhr, [LESEN])
    vorher = zeilen()
    assert _dienst(gemeinde.engine, uhr, [LESEN]).ausweis.nutzer_id == erste.ausweis.nutzer_id
    assert zeilen() == vorher
    zweite = _dienst(
        gemeinde.engine, uhr, [Rollenwunsch(Rollenart.KOORDINATION, "nachbarau")], kennung="umbenannt", name="Nele Alt"
    )
    assert (zweite.ausweis.nutzer_id, zweite.ausweis.kennung) == (erste.ausweis.nutzer_id, "neue")
    assert _rollen(gemeinde.engine, "neue") == {(Rollenart.KOORDINATION, gemeinde.fremdes_konzept_id, None)}
    assert zeilen() == vorher + 3  # Name geändert, eine Rolle weg, eine dazu


def test_ohne_rolle_kein_zugang_und_nichts_wird_angelegt(gemeinde: Gemeinde, uhr: Uhr) -> None:
    """F54: keine zugeordnete Gruppe heißt kein Zugang."""
    with pytest.raises(AnmeldeError, match="keine Rolle"):
        _dienst(gemeinde.engine, uhr, [])
    with leseeinheit(gemeinde.engine) as session:
        assert session.scalar(sa.select(Nutzer).where(Nutzer.kennung.in_(("neue", "betrieb")))) is None


def test_wem_der_dienst_die_rollen_nimmt_der_ist_auch_in_offenen_fenstern_draussen(
    gemeinde: Gemeinde, uhr: Uhr
) -> None:
    """F53, F54: entzogen ist entzogen – Rollen und Sitzungen, obwohl die Anmeldung selbst scheitert."""
    auf = _dienst(gemeinde.engine, uhr, [LESEN])
    with pytest.raises(AnmeldeError, match="keine Rolle"):
        _dienst(gemeinde.engine, uhr, [])
    with leseeinheit(gemeinde.engine) as session:
        assert anmeldung.load_ausweis(session, auf.token, uhr.jetzt) is None
    assert _rollen(gemeinde.engine, "neue") == set()


@pytest.mark.parametrize(
    "wunsch",
    [
        Rollenwunsch(Rollenart.LESEN, "gibtesnicht"),
        Rollenwunsch(Rollenart.FACHKRAFT),
        Rollenwunsch(Rollenart.FACHKRAFT, "probstweiler"),
        Rollenwunsch(Rollenart.FACHKRAFT, "probstweiler", "Hauptamt Nachbarau"),
        Rollenwunsch(Rollenart.FACHKRAFT, "probstweiler", "gibt\nes nicht"),
    ],
)
def test_eine_zuordnung_ohne_ziel_gibt_keine_rechte_und_steht_im_log(
    gemeinde: Gemeinde, uhr: Uhr, wunsch: Rollenwunsch, caplog: pytest.LogCaptureFixture
) -> None:
    """F54, F60: ein Tippfehler in der Zuordnung öffnet nichts, und die Meldung bleibt eine Zeile."""
    with caplog.at_level(logging.WARNING, "mut.sicherheit"), pytest.raises(AnmeldeError, match="keine Rolle"):
        _dienst(gemeinde.engine, uhr, [wunsch])
    assert [len(m.splitlines()) for m in caplog.messages] == [1]
    _dienst(gemeinde.engine, uhr, [wunsch, LESEN])
    assert _rollen(gemeinde.engine, "neue") == {(Rollenart.LESEN, gemeinde.konzept_id, None)}


def test_ein_konto_mit_kennwort_wird_nie_still_uebernommen(gemeinde: Gemeinde, uhr: Uhr) -> None:
    """F54: sonst bekäme, wer beim Dienst die gleiche Kennung hat, ein fremdes Konto."""
    anmeldung.set_kennwort(gemeinde.engine, gemeinde.kora.id, GUT, uhr.jetzt)
    for kennung in ("kora", "KORA"):
        with pytest.raises(AnmeldeError, match="anderes Konto"):
            _dienst(gemeinde.engine, uhr, [LESEN], kennung=kennung)
    assert _rollen(gemeinde.engine, "kora") == {(Rollenart.KOORDINATION, gemeinde.konzept_id, None)}


def test_ein_konto_des_dienstes_wird_von_einer_anderen_person_dort_nicht_uebernommen(
    gemeinde: Gemeinde, uhr: Uhr
) -> None:
    _dienst(gemeinde.engine, uhr, [LESEN])
    with pytest.raises(AnmeldeError, match="anderes Konto"):
        _dienst(gemeinde.engine, uhr, [LESEN], sub="https://dienst.example|18")


def test_ein_vorbereitetes_konto_wird_zugeordnet_und_sein_kennwortlink_endet(gemeinde: Gemeinde, uhr: Uhr) -> None:
    """Ein Konto hat genau einen Weg: wer beim Dienst ausscheidet, soll nicht über ein Kennwort hereinkommen."""
    with schreibeinheit(gemeinde.engine, None) as session:
        code = anmeldung.create_link(session, Linkzweck.KENNWORT, uhr.jetzt, gemeinde.niemand.id)
    auf = _dienst(gemeinde.engine, uhr, [LESEN], kennung="niemand", name="Nora Niemand")
    assert auf.ausweis.nutzer_id == gemeinde.niemand.id
    with leseeinheit(gemeinde.engine) as session:
        assert anmeldung.pruefe_link(session, code, Linkzweck.KENNWORT, uhr.jetzt) is None
    with pytest.raises(EingabeError, match="Anmeldedienst"):
        anmeldung.set_kennwort(gemeinde.engine, gemeinde.niemand.id, GUT, uhr.jetzt)


@pytest.mark.parametrize("kennung", ["fatma", "betrieb", "uebernahme", "Betrieb", "", "mit leer", "<b>", "x" * 400])
def test_demo_system_und_unbrauchbare_kennungen_kommen_vom_dienst_nicht_herein(
    gemeinde: Gemeinde, uhr: Uhr, kennung: str
) -> None:
    with pytest.raises(AnmeldeError):
        _dienst(gemeinde.engine, uhr, [LESEN], kennung=kennung)
    with leseeinheit(gemeinde.engine) as session:
        assert session.scalar(sa.select(Nutzer.id).where(Nutzer.dienstkennung == SUB)) is None


def test_eine_gesperrte_person_kommt_auch_ueber_den_dienst_nicht_herein(gemeinde: Gemeinde, uhr: Uhr) -> None:
    """F53: gesperrt ist gesperrt, gleich auf welchem Weg."""
    nutzer_id = _dienst(gemeinde.engine, uhr, [LESEN]).ausweis.nutzer_id
    with schreibeinheit(gemeinde.engine, uhr.vorgang(gemeinde.adam)) as session:
        session.get_one(Nutzer, nutzer_id).aktiv = False
    with pytest.raises(AnmeldeError):
        _dienst(gemeinde.engine, uhr, [LESEN])
    with pytest.raises(AnmeldeError):
        _proxy(gemeinde.engine, uhr, "neue")


def test_der_proxy_meldet_nur_vorhandene_personen_an_und_laesst_ihre_rollen(gemeinde: Gemeinde, uhr: Uhr) -> None:
    """F54b: die Person muss es geben; angelegt wird nichts."""
    vorher = _rollen(gemeinde.engine, "kora")
    auf = _proxy(gemeinde.engine, uhr, "Kora")
    assert (auf.ausweis.nutzer_id, auf.ausweis.weg) == (gemeinde.kora.id, PROXY)
    assert _rollen(gemeinde.engine, "kora") == vorher
    for kennung in ("gibtesnicht", "fatma", "betrieb", "", "\x00", "kora, adam"):
        with pytest.raises(AnmeldeError, match="kein Konto"):
            _proxy(gemeinde.engine, uhr, kennung)
    with leseeinheit(gemeinde.engine) as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(Nutzer)) == 7
        assert session.scalar(sa.select(sa.func.count()).select_from(Rolle)) == 6


def test_nur_dienst_und_proxy_sind_fremd(gemeinde: Gemeinde, uhr: Uhr) -> None:
    with pytest.raises(ValueError, match="Anmeldedienst"):
        anmeldung.sign_in_fremd(gemeinde.engine, Anmeldeweg.KONTO, None, "kora", "", None, "", uhr.jetzt)


def test_die_letzte_administration_verliert_ihre_rolle_auch_durch_den_dienst_nicht(
    gemeinde: Gemeinde, uhr: Uhr
) -> None:
    """F58: sonst käme niemand mehr an die Konten; mit einer zweiten Administration gilt wieder der Dienst."""
    verwaltung = Rollenwunsch(Rollenart.ADMINISTRATION)
    nutzer_id = _dienst(gemeinde.engine, uhr, [verwaltung]).ausweis.nutzer_id
    with schreibeinheit(gemeinde.engine, uhr.vorgang(gemeinde.adam)) as session:
        session.get_one(Nutzer, gemeinde.adam.id).aktiv = False
    _dienst(gemeinde.engine, uhr, [LESEN])
    assert (Rollenart.ADMINISTRATION, None, None) in _rollen(gemeinde.engine, "neue")
    with schreibeinheit(gemeinde.engine, uhr.vorgang(gemeinde.adam)) as session:
        session.get_one(Nutzer, gemeinde.adam.id).aktiv = True
    assert _dienst(gemeinde.engine, uhr, [LESEN]).ausweis.nutzer_id == nutzer_id
    assert (Rollenart.ADMINISTRATION, None, None) not in _rollen(gemeinde.engine, "neue")
