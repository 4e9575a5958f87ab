"""Prüft `konto`: Personen, Rollen, Links und Sitzungen von der Befehlszeile – gespeichert und protokolliert."""

import json
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from befehlslauf import demo, engine_von, rufe, zeige_auf, ziel
from gemeinde import Gemeinde

from mut_core.anmeldung import (
    find_nutzer,
    load_ausweis,
    open_anmeldung,
    pruefe_link,
    set_kennwort,
    set_up_erstes_konto,
    use_link,
)
from mut_core.datenbank import leseeinheit, schreibeinheit
from mut_core.erfassung.protokoll import kettenfehler
from mut_core.modell import Nutzer, Protokoll, Zugangsdaten
from mut_core.modell.codes import Anmeldeweg, Linkzweck
from mut_core.rechte import BETRIEB, load_person

__all__ = ["demo", "engine_von", "rufe", "ziel"]  # Fixtures


@pytest.fixture
def ort(engine: sa.Engine, gemeinde: Gemeinde, monkeypatch: pytest.MonkeyPatch) -> sa.Engine:
    """Die kleine Gemeinde auf beiden Datenbanken; MUT_DATENBANK zeigt auf sie."""
    zeige_auf(monkeypatch, engine)
    return engine


def code_aus(link: str, weg: str, anfang: str = "http://127.0.0.1:8501") -> str:
    treffer = re.fullmatch(rf"{re.escape(anfang)}/{weg}\?code=([\w-]{{43}})", link)
    assert treffer is not None, link
    return treffer[1]


def gilt(engine: sa.Engine, code: str, zweck: Linkzweck) -> bool:
    with leseeinheit(engine) as session:
        return pruefe_link(session, code, zweck, datetime.now(UTC)) is not None


def rollen(engine: sa.Engine, kennung: str) -> set[str]:
    with leseeinheit(engine) as session:
        return {f"{r.art}:{r.konzept_id}:{r.organisationseinheit_id}" for r in load_person(session, kennung).rollen}


def konzept_und_stelle(engine: sa.Engine, gemeinde: Gemeinde) -> tuple[str, str]:
    """Kürzel des Konzepts und Name der Stelle „Bildung“."""
    with leseeinheit(engine) as session:
        kuerzel = session.scalar(sa.text("SELECT schluessel FROM konzept WHERE id = :id"), {"id": gemeinde.konzept_id})
        stelle = session.scalar(
            sa.text("SELECT name FROM organisationseinheit WHERE id = :id"), {"id": gemeinde.bildung_id}
        )
    return str(kuerzel), str(stelle)


# --- anlegen ---------------------------------------------------------------------------------------------------------


def test_anlegen_legt_person_rollen_und_link_in_einem_zug_an(ort: sa.Engine, gemeinde: Gemeinde, rufe: Any) -> None:
    kuerzel, stelle = konzept_und_stelle(ort, gemeinde)
    lauf = rufe("konto", "anlegen", "mina", "--name", "Mina Muster", "--rolle", f"lesen:{kuerzel}",
                "--rolle", f"fachkraft:{kuerzel}:{stelle}")  # fmt: skip
    code = code_aus(lauf.zeile, "kennwort")
    assert "Mina Muster ist angelegt." in lauf.fehler
    assert rollen(ort, "mina") == {
        f"lesen:{gemeinde.konzept_id}:None",
        f"fachkraft:{gemeinde.konzept_id}:{gemeinde.bildung_id}",
    }
    with schreibeinheit(ort, None) as session:
        assert use_link(session, code, Linkzweck.KENNWORT, datetime.now(UTC)).kennung == "mina"
    assert not gilt(ort, code, Linkzweck.KENNWORT)


def test_jeder_befehl_steht_im_protokoll_unter_dem_betrieb(ort: sa.Engine, gemeinde: Gemeinde, rufe: Any) -> None:
    for befehl in (["anlegen", "mina", "--name", "Mina"], ["rolle", "mina", "koordination"], ["sperren", "mina"],
                   ["entsperren", "mina"], ["kennwort", "mina"], ["zweitfaktor", "mina"]):  # fmt: skip
        assert rufe("konto", *befehl).code == 0
    with leseeinheit(ort) as session:
        betrieb = session.scalars(sa.select(Nutzer.id).where(Nutzer.kennung == BETRIEB)).one()
        zeilen = session.scalars(sa.select(Protokoll).where(Protokoll.nutzer_id == betrieb).order_by(Protokoll.seq))
        gruende = [str(z.grund) for z in zeilen]
        assert kettenfehler(session) is None
    genannt = {g.split("konto ")[1].split(" ")[0] for g in gruende if "konto " in g}
    assert genannt == {"anlegen", "rolle", "sperren", "entsperren", "kennwort", "zweitfaktor"}


def test_scheitert_eine_rolle_entsteht_auch_keine_person(ort: sa.Engine, rufe: Any) -> None:
    satz = rufe("konto", "anlegen", "mina", "--name", "Mina", "--rolle", "lesen", "--rolle", "lesen:nirgends").satz
    assert "nirgends" in satz
    with leseeinheit(ort) as session:
        assert find_nutzer(session, "mina") is None


@pytest.mark.parametrize(
    ("kennung", "name", "wort"),
    [("kora", "Noch eine", "gibt es schon"), ("betrieb", "Ich", "vorbehalten"), ("m i", "Mina", "Leerzeichen"),
     ("mina", "", "Namen")],
)  # fmt: skip
def test_unbrauchbare_angaben_sind_ein_satz(ort: sa.Engine, rufe: Any, kennung: str, name: str, wort: str) -> None:
    assert wort in rufe("konto", "anlegen", kennung, "--name", name).satz


def test_eine_unbekannte_stelle_nennt_die_vorhandenen(ort: sa.Engine, gemeinde: Gemeinde, rufe: Any) -> None:
    kuerzel, stelle = konzept_und_stelle(ort, gemeinde)
    satz = rufe("konto", "rolle", "lena", f"fachkraft:{kuerzel}:Mondamt").satz
    assert "„Mondamt“ gibt es dort nicht" in satz
    assert stelle in satz


# --- sperren, Rollen, Kennwort ---------------------------------------------------------------------------------------


def test_sperren_beendet_die_sitzung_und_entsperren_gibt_die_rollen_zurueck(
    ort: sa.Engine, gemeinde: Gemeinde, rufe: Any
) -> None:
    jetzt = datetime.now(UTC)
    with schreibeinheit(ort, None) as session:
        token, _ = open_anmeldung(session, gemeinde.kora.id, Anmeldeweg.KONTO, jetzt)
    davor = rollen(ort, "kora")
    assert "gesperrt" in rufe("konto", "sperren", "KORA").fehler  # Groß- und Kleinschreibung zählen nicht
    with leseeinheit(ort) as session:
        assert load_ausweis(session, token, jetzt) is None
        assert session.get_one(Nutzer, gemeinde.kora.id).aktiv is False
    assert rufe("konto", "entsperren", "kora").code == 0
    assert rollen(ort, "kora") == davor


def test_rollen_geben_und_nehmen_und_zweimal_ist_wie_einmal(ort: sa.Engine, gemeinde: Gemeinde, rufe: Any) -> None:
    kuerzel, _ = konzept_und_stelle(ort, gemeinde)
    for erwartet in (False, True):
        lauf = rufe("konto", "rolle", "niemand", f"koordination:{kuerzel}")
        assert (lauf.code, "Nichts zu ändern" in lauf.fehler) == (0, erwartet)
        assert rollen(ort, "niemand") == {f"koordination:{gemeinde.konzept_id}:None"}
    for erwartet in (False, True):
        lauf = rufe("konto", "rolle", "niemand", f"koordination:{kuerzel}", "--weg")
        assert (lauf.code, "Nichts zu ändern" in lauf.fehler) == (0, erwartet)
        assert "keine Rolle" in lauf.fehler
        assert rollen(ort, "niemand") == set()


def test_die_letzte_administration_bleibt(ort: sa.Engine, rufe: Any) -> None:
    """F58: auch der Befehl auf dem Server sperrt niemanden aus."""
    assert "letzte Administration" in rufe("konto", "sperren", "adam").satz
    assert "letzte Administration" in rufe("konto", "rolle", "adam", "administration", "--weg").satz
    assert rollen(ort, "adam") == {"administration:None:None"}


@pytest.mark.parametrize("aktion", ["sperren", "entsperren", "kennwort", "zweitfaktor", "sitzung"])
@pytest.mark.parametrize("kennung", ["gibtesnicht", "betrieb", "' OR 1=1 --", ""])
def test_unbekannte_und_vorbehaltene_personen_sind_ein_satz(
    ort: sa.Engine, rufe: Any, aktion: str, kennung: str
) -> None:
    rufe("konto", "anlegen", "mina", "--name", "Mina")  # damit es den Betrieb gibt
    assert "gibt es nicht" in rufe("konto", aktion, kennung).satz


def test_kennwortlink_gilt_einmal_und_ein_neuer_ersetzt_den_alten(
    ort: sa.Engine, gemeinde: Gemeinde, rufe: Any
) -> None:
    erster, zweiter = (code_aus(rufe("konto", "kennwort", "kora").zeile, "kennwort") for _ in range(2))
    assert (gilt(ort, erster, Linkzweck.KENNWORT), gilt(ort, zweiter, Linkzweck.KENNWORT)) == (False, True)


def test_der_zweite_faktor_laesst_sich_entfernen(ort: sa.Engine, gemeinde: Gemeinde, rufe: Any) -> None:
    with schreibeinheit(ort, None) as session:
        session.add(Zugangsdaten(nutzer_id=gemeinde.adam.id, zweitfaktor_geheimnis="GEHEIM",
                                 zweitfaktor_seit=datetime.now(UTC)))  # fmt: skip
    assert rufe("konto", "zweitfaktor", "adam").code == 0
    with leseeinheit(ort) as session:
        daten = session.scalars(sa.select(Zugangsdaten).where(Zugangsdaten.nutzer_id == gemeinde.adam.id)).one()
        assert (daten.zweitfaktor_geheimnis, daten.zweitfaktor_seit) == (None, None)


@pytest.mark.parametrize(
    ("name", "wert"), [("MUT_LOKALE_KONTEN", "aus"), ("MUT_PROXY_GEHEIMNIS", "ein langes gemeinsames Geheimnis")]
)
def test_wo_es_keine_kennwoerter_gibt_gibt_es_keinen_kennwortlink(
    ort: sa.Engine, rufe: Any, monkeypatch: pytest.MonkeyPatch, name: str, wert: str
) -> None:
    monkeypatch.setenv(name, wert)
    lauf = rufe("konto", "anlegen", "mina", "--name", "Mina", "--rolle", "lesen")
    assert (lauf.code, lauf.aus) == (0, "")
    assert "Anmeldedienst oder den Proxy" in lauf.fehler
    assert "niemand mit Kennwort" in rufe("konto", "kennwort", "mina").satz


# --- liste -----------------------------------------------------------------------------------------------------------


def test_die_liste_zeigt_menschen_mit_weg_und_rollen_in_der_schreibweise_der_befehle(
    ort: sa.Engine, gemeinde: Gemeinde, rufe: Any
) -> None:
    kuerzel, stelle = konzept_und_stelle(ort, gemeinde)
    rufe("konto", "anlegen", "mina", "--name", "Mina Muster", "--rolle", "administration")
    rufe("konto", "sperren", "lena")
    zeilen = {z.split("  ")[0]: z for z in rufe("konto", "liste").aus.splitlines()}
    assert set(zeilen) >= {"Kennung", "mina", "lena", "fatma"}
    assert BETRIEB not in zeilen
    assert zeilen["mina"].endswith("  administration")
    assert "noch keiner" in zeilen["mina"]
    assert "gesperrt" in zeilen["lena"]
    assert f"fachkraft:{kuerzel}:{stelle}" in zeilen["fatma"]


def test_ohne_personen_nennt_die_liste_den_weg_zum_ersten_konto(ziel: Path, rufe: Any) -> None:
    rufe("bereitstellen", "--ohne-demo")
    assert "konto link" in rufe("konto", "liste").zeile


# --- Links -----------------------------------------------------------------------------------------------------------


def test_der_einrichtlink_legt_genau_einmal_ein_konto_an(ziel: Path, rufe: Any, engine_von: Any) -> None:
    """F40: der Link aus dem Start richtet das erste Konto ein; danach gibt es keinen mehr."""
    code = code_aus(json.loads(rufe("bereitstellen", "--ohne-demo").zeile)["link"], "einrichten")
    engine = engine_von(ziel)
    kennwort = "Regenschirm im Treppenhaus 7"
    set_up_erstes_konto(engine, code, "erna", "Erna Erste", kennwort, datetime.now(UTC), auch_koordination=True)
    stand = json.loads(rufe("bereitstellen").zeile)
    assert (stand["linkart"], stand["link"], stand["konzepte"]) == ("", "", 0)
    assert "Es gibt schon ein Konto" in rufe("konto", "link").satz


def test_ein_neuer_einrichtlink_ersetzt_den_alten(ziel: Path, rufe: Any, engine_von: Any) -> None:
    erster = code_aus(json.loads(rufe("bereitstellen", "--ohne-demo").zeile)["link"], "einrichten")
    zweiter = code_aus(rufe("konto", "link").zeile, "einrichten")
    engine = engine_von(ziel)
    assert (gilt(engine, erster, Linkzweck.EINRICHTEN), gilt(engine, zweiter, Linkzweck.EINRICHTEN)) == (False, True)


def test_der_startlink_fuehrt_zehn_minuten_lang_in_die_demo(demo: Path, rufe: Any, engine_von: Any) -> None:
    lauf = rufe("konto", "link", "--start", "--adresse", "http://127.0.0.1:8777/")
    code = code_aus(lauf.zeile, "start", "http://127.0.0.1:8777")
    jetzt = datetime.now(UTC)
    with leseeinheit(engine_von(demo)) as session:
        assert pruefe_link(session, code, Linkzweck.START, jetzt + timedelta(minutes=9)) is not None
        assert pruefe_link(session, code, Linkzweck.START, jetzt + timedelta(minutes=11)) is None


def test_ohne_demo_gibt_es_keinen_startlink(ziel: Path, rufe: Any) -> None:
    rufe("bereitstellen", "--ohne-demo")
    assert "keine Demo-Personen" in rufe("konto", "link", "--start").satz


@pytest.mark.parametrize(
    ("argumente", "erwartet"),
    [
        ([], ("start", "http://127.0.0.1:8501/start")),
        (["--adresse", "http://[::1]:8600"], ("start", "http://[::1]:8600/start")),
        (["--im-netz"], ("einrichten", "https://mut.stadt.example/einrichten")),
    ],
)
def test_bereitstellen_gibt_den_link_der_zur_erreichbarkeit_passt(
    demo: Path, rufe: Any, monkeypatch: pytest.MonkeyPatch, argumente: list[str], erwartet: tuple[str, str]
) -> None:
    """Die Demo öffnet sich nur auf diesem Rechner: für sie zählt die Adresse von außen nicht."""
    monkeypatch.setenv("MUT_ADRESSE_AUSSEN", "https://mut.stadt.example")
    stand = json.loads(rufe("bereitstellen", *argumente).zeile)
    assert (stand["linkart"], stand["link"].partition("?")[0]) == erwartet
    assert (stand["nutzer"] == "") is (erwartet[0] == "einrichten")


def test_gibt_es_konten_druckt_der_start_keinen_link_auch_nicht_in_die_demo(
    demo: Path, rufe: Any, engine_von: Any
) -> None:
    rufe("konto", "anlegen", "mina", "--name", "Mina", "--rolle", "lesen")
    assert json.loads(rufe("bereitstellen").zeile)["linkart"] == "start"  # noch kann sich niemand ausweisen
    engine = engine_von(demo)
    with leseeinheit(engine) as session:
        mina = find_nutzer(session, "mina")
    set_kennwort(engine, mina.id if mina else 0, "Regenschirm im Treppenhaus 7", datetime.now(UTC))
    assert json.loads(rufe("bereitstellen").zeile)["link"] == ""


@pytest.mark.parametrize("adresse", ["mut.stadt.de", "ftp://mut.stadt.de", "https://", "https://x.de/?a=1"])
def test_eine_unbrauchbare_adresse_ist_ein_satz(demo: Path, rufe: Any, engine_von: Any, adresse: str) -> None:
    assert "keine Adresse dieser App" in rufe("konto", "anlegen", "mina", "--name", "Mina", "--adresse", adresse).satz
    with leseeinheit(engine_von(demo)) as session:
        assert find_nutzer(session, "mina") is None


# --- sitzung ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("argumente", "minuten"), [([], 15), (["--minuten", "1"], 1), (["--minuten", "600"], 600)])
def test_sitzung_gibt_ein_kurzes_kennzeichen_auf_dem_weg_befehl(
    ort: sa.Engine, gemeinde: Gemeinde, rufe: Any, argumente: list[str], minuten: int
) -> None:
    jetzt = datetime.now(UTC)
    name, _, token = rufe("konto", "sitzung", "kora", *argumente).zeile.partition("=")
    assert name == "mut_sitzung"
    with leseeinheit(ort) as session:
        ausweis = load_ausweis(session, token, datetime.now(UTC))
        assert ausweis is not None
    assert (ausweis.nutzer_id, ausweis.weg) == (gemeinde.kora.id, Anmeldeweg.BEFEHL)
    assert abs((ausweis.gilt_bis - jetzt).total_seconds() - 60 * minuten) < 30


@pytest.mark.parametrize("minuten", ["0", "-5", "601", str(10**12)])
def test_unsinnige_dauern_sind_ein_satz(ort: sa.Engine, rufe: Any, minuten: str) -> None:
    assert "1 bis 600 Minuten" in rufe("konto", "sitzung", "kora", "--minuten", minuten).satz


def test_gesperrte_bekommen_keine_sitzung(ort: sa.Engine, rufe: Any) -> None:
    rufe("konto", "sperren", "lena")
    assert "gesperrt" in rufe("konto", "sitzung", "lena").satz


def test_kein_befehl_verraet_code_oder_kennzeichen_auf_stderr(ort: sa.Engine, rufe: Any) -> None:
    """F60: was nach stderr geht, landet im Log; Geheimes steht nur auf stdout."""
    for befehl in (["anlegen", "mina", "--name", "Mina"], ["kennwort", "mina"], ["sitzung", "mina"]):
        lauf = rufe("konto", *befehl)
        geheim = re.split(r"=", lauf.zeile)[-1]
        assert len(geheim) == 43
        assert geheim not in lauf.fehler
