"""Prüft den Wiederdruck: dieselbe Datei Byte für Byte – in einem anderen Prozess, mit anderer Streuung, später."""

import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import fields, replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from lagebilder import build_bild, build_massnahme

from mut_core import lagebild
from mut_core.bericht import FORMEN, Anlage, Profil, Wahl, build_bericht
from mut_core.bericht.wahl import GETRENNT, form_aus_json, wahl_als_json, wahl_aus_json
from mut_core.bericht.wiederdruck import (
    Druckstand,
    build_druckstand,
    programmfassung,
    rebuild,
    wiederdruckfehler,
)
from mut_core.datenbank import connect_datenbank, leseeinheit
from mut_core.fehler import BetriebError, EingabeError
from mut_core.lagebild import Lagebild, load_lagebild, thaw_lagebild, without_internes

WURZEL = Path(__file__).resolve().parent.parent
FORM = "sachstandsbericht"
VOLL = Wahl(
    nummer=3,
    erstellt=date(2025, 6, 4),
    auf_einen_blick=False,
    anlagen=frozenset(Anlage),
    fuenfte_spalte=True,
    massnahme_id=7,
    vorlage_id=9,
    unterlagen=("Präsentation", "Übersicht „2025“\nzweite Zeile"),
    texte={"vorbemerkung.zweck": "Eigener **Text**\u2028mit Akteur*innen", "ausblick": "عربي 🙂"},
)

ANDERSWO = """
import datetime, sys, time, types
import docx, lxml.etree, pandas, sqlalchemy  # sie kennen die echten Typen schon

echt = datetime.datetime

class Art(type):
    def __instancecheck__(cls, wert):
        return isinstance(wert, echt)

class Augenblick(echt, metaclass=Art):
    @classmethod
    def now(cls, tz=None):
        return echt(2031, 2, 28, 12, 0, tzinfo=tz)

time.time = lambda: 1_929_873_600.0
datetime.datetime = Augenblick
assert (datetime.date.today().year, datetime.datetime.now().year) == (2031, 2031)
import hashlib
from pathlib import Path
from mut_core.bericht.wiederdruck import rebuild

def teil(name):
    datei = Path(sys.argv[1]) / name
    return datei.read_bytes() if datei.exists() else None

stand = types.SimpleNamespace(
    lagebild=teil("lagebild"), wahl=teil("wahl").decode(), vorher=teil("vorher"), hausvorlage=teil("hausvorlage")
)
print(hashlib.sha256(rebuild(stand)).hexdigest())
"""
"""Baut in einem frischen Prozess, der glaubt, es sei Februar 2031."""


def summe(daten: bytes) -> str:
    return hashlib.sha256(daten).hexdigest()


@pytest.fixture(scope="module")
def demo(demo_vorlage: Path) -> Iterator[sa.Engine]:
    """Die Demo-Daten, nur zum Lesen."""
    engine = connect_datenbank(f"sqlite:///{demo_vorlage}")
    yield engine
    engine.dispose()


def bild_von(demo: sa.Engine, konzept: str, tage: int = 0) -> Lagebild:
    with leseeinheit(demo) as session:
        konzept_id = lagebild.require_konzept(session, konzept)
        vorgabe = next(k.vorgabe_stichtag for k in lagebild.konzepte(session) if k.id == konzept_id)
        stichtag = vorgabe or date.today()  # noqa: DTZ011 – Musterstadt lebt am Ladetag
        return load_lagebild(session, konzept_id, stichtag.fromordinal(stichtag.toordinal() - tage), intern=True)


def massnahme_in(bild: Lagebild) -> int | None:
    return next((int(i) for i in bild.massnahmen["id"]), None)


def baue_anderswo(stand: Druckstand, ordner: Path, saat: str, zone: str) -> str:
    teile = {"lagebild": stand.lagebild, "wahl": stand.wahl.encode()}
    teile |= {n: w for n, w in (("vorher", stand.vorher), ("hausvorlage", stand.hausvorlage)) if w is not None}
    for name, inhalt in teile.items():
        (ordner / name).write_bytes(inhalt)
    umgebung = os.environ | {"PYTHONHASHSEED": saat, "TZ": zone, "PYTHONPATH": str(WURZEL), "LC_ALL": "C"}
    lauf = subprocess.run(
        [sys.executable, "-c", ANDERSWO, str(ordner)], env=umgebung, cwd=ordner, capture_output=True, check=False
    )
    assert lauf.returncode == 0, lauf.stderr.decode()
    return lauf.stdout.decode().strip()


# --- Wahl und JSON ---------------------------------------------------------------------------------------------------


def test_jede_wahl_kommt_unveraendert_aus_ihrem_json_zurueck() -> None:
    text = wahl_als_json(VOLL, FORM)
    sauber = replace(VOLL, texte={**VOLL.texte, "vorbemerkung.zweck": "Eigener **Text**\nmit Akteur*innen"})
    assert wahl_aus_json(text) == sauber
    assert wahl_als_json(wahl_aus_json(text), FORM) == text
    assert form_aus_json(text) == FORM
    assert text.isascii()
    assert wahl_aus_json(wahl_als_json(Wahl())) == wahl_aus_json("{}") == Wahl()
    assert form_aus_json(wahl_als_json(Wahl())) is None


def test_keine_angabe_der_wahl_wird_vergessen() -> None:
    aufgehoben = json.loads(wahl_als_json(Wahl())).keys()
    assert aufgehoben | GETRENNT == {f.name for f in fields(Wahl)}


def test_interne_wahl_und_lagebild_gehen_getrennte_wege() -> None:
    wahl = Wahl(profil=Profil.INTERN, hausvorlage=b"PK", vorher=build_bild())
    assert wahl_aus_json(wahl_als_json(wahl)) == Wahl(profil=Profil.INTERN)


@pytest.mark.parametrize(
    "text",
    [
        "", "{", "[]", "null", '"x"', '{"unbekannt":1}', '{"nummer":"3"}', '{"nummer":true}', '{"nummer":1.5}',
        '{"erstellt":"gestern"}', '{"erstellt":3}', '{"anlagen":["alles"]}', '{"anlagen":"legende"}',
        '{"profil":"geheim"}', '{"unterlagen":"eine"}', '{"unterlagen":[3]}', '{"texte":["a"]}', '{"texte":{"a":3}}',
        '{"auf_einen_blick":1}', '{"hausvorlage":"x"}', '{"vorher":{}}', "[" * 5000,
    ],
)  # fmt: skip
def test_unlesbare_wahl_wird_abgelehnt_und_nie_still_anders_gedruckt(text: str) -> None:
    with pytest.raises(EingabeError) as fehler:
        wahl_aus_json(text)
    assert fehler.value.feld == "wahl"


# --- derselbe Druck --------------------------------------------------------------------------------------------------

KONZEPTE = ("lehrte", "laatzen", "laatzen-2009", "lampertheim", "musterstadt")


@pytest.mark.parametrize(
    "konzept", ["lehrte", "musterstadt", *(pytest.param(k, marks=pytest.mark.lang) for k in KONZEPTE[1:4])]
)
def test_ein_anderer_prozess_an_einem_anderen_tag_baut_dieselben_bytes(
    demo: sa.Engine, tmp_path: Path, konzept: str
) -> None:
    bild = bild_von(demo, konzept)
    vorher = bild_von(demo, konzept, 200) if konzept == "musterstadt" else bild  # nur dort gibt es Geschichte
    wahl = Wahl(nummer=2, erstellt=date(2025, 6, 4), anlagen=frozenset(Anlage), vorher=vorher)
    stand = build_druckstand(bild, FORM, wahl)
    assert rebuild(stand) == stand.dokument
    assert baue_anderswo(stand, tmp_path, "4711", "Pacific/Auckland") == summe(stand.dokument)


@pytest.mark.parametrize("form", FORMEN)
def test_jede_form_laesst_sich_wieder_bauen(demo: sa.Engine, tmp_path: Path, form: str) -> None:
    bild = bild_von(demo, "musterstadt")
    wahl = Wahl(massnahme_id=massnahme_in(bild) if FORMEN[form].je_massnahme else None)
    stand = build_druckstand(bild, form, wahl)
    assert stand.dokument == build_bericht(without_internes(bild), form, wahl)
    assert baue_anderswo(stand, tmp_path, "1", "America/New_York") == summe(stand.dokument)


def test_jedes_teil_des_stands_wirkt_auf_die_datei(demo: sa.Engine) -> None:
    """Gegenprobe: Sonst prüfte der Vergleich der Bytes nichts."""
    bild = bild_von(demo, "musterstadt")
    stand = build_druckstand(bild, FORM, Wahl(nummer=2))
    andere = (
        replace(stand, wahl=wahl_als_json(Wahl(nummer=3), FORM)),
        replace(stand, lagebild=build_druckstand(bild_von(demo, "musterstadt", 300), FORM, Wahl()).lagebild),
    )
    assert all(rebuild(a) != stand.dokument for a in andere)


def test_gesteuerte_texte_und_die_bearbeitbare_fassung_werden_richtig_aufgehoben(demo: sa.Engine) -> None:
    bild = bild_von(demo, "lehrte")
    mit_text = Wahl(nummer=2, texte={"vorbemerkung.zweck": "Ein eigener Satz der Kommune."}, zum_bearbeiten=True)
    stand = build_druckstand(bild, FORM, mit_text)
    assert wahl_aus_json(stand.wahl) == replace(mit_text, zum_bearbeiten=False)
    assert stand.dokument != build_druckstand(bild, FORM, Wahl(nummer=2)).dokument
    assert rebuild(stand) == stand.dokument


def test_ein_leeres_konzept_laesst_sich_einfrieren_und_wieder_bauen(tmp_path: Path) -> None:
    stand = build_druckstand(build_bild(felder=(), stellen=()), FORM, Wahl())
    assert baue_anderswo(stand, tmp_path, "0", "UTC") == summe(stand.dokument)


# --- was nicht hineinkommt, was nicht geht ---------------------------------------------------------------------------


def test_internes_ist_weder_im_lagebild_noch_im_vorigen(demo: sa.Engine) -> None:
    geheim = build_bild(build_massnahme("A-1", "in_umsetzung", interne_notiz="noch vertraulich"))
    stand = build_druckstand(geheim, FORM, Wahl(vorher=geheim))
    for gefroren in (stand.lagebild, stand.vorher):
        assert gefroren is not None
        assert list(thaw_lagebild(gefroren).massnahmen["interne_notiz"]) == [None]
    assert list(geheim.massnahmen["interne_notiz"]) == ["noch vertraulich"]  # das Original bleibt, wie es ist


def test_das_interne_profil_wird_nicht_eingefroren() -> None:
    with pytest.raises(EingabeError, match="öffentliche Profil") as fehler:
        build_druckstand(build_bild(), FORM, Wahl(profil=Profil.INTERN))
    assert fehler.value.feld == "profil"


@pytest.mark.parametrize("wahl", [None, "", "{}", '{"nummer":1}'])
def test_ohne_aufgehobene_wahl_sagt_es_dass_nur_die_damalige_datei_bleibt(wahl: Any) -> None:
    stand = replace(build_druckstand(build_bild(), FORM, Wahl()), wahl=wahl)
    with pytest.raises(BetriebError, match="damalige Datei"):
        rebuild(stand)


def test_beschaedigtes_und_unbekannte_formen_werden_genannt() -> None:
    stand = build_druckstand(build_bild(), FORM, Wahl())
    with pytest.raises(BetriebError, match="beschädigt"):
        rebuild(replace(stand, lagebild=stand.lagebild[:-9]))
    with pytest.raises(BetriebError, match="beschädigt"):
        rebuild(replace(stand, vorher=b"nichts"))
    with pytest.raises(EingabeError, match="gibt es nicht"):
        rebuild(replace(stand, wahl='{"form":"ampelbericht"}'))


def test_eine_abweichung_nennt_ob_es_am_programm_liegt() -> None:
    stand = build_druckstand(build_bild(), FORM, Wahl())
    sha = summe(stand.dokument)
    assert wiederdruckfehler(stand.dokument, sha, stand.programm) is None
    assert wiederdruckfehler(stand.dokument, sha, "älter") is None  # gleich ist gleich
    assert "Programm hat sich" in (wiederdruckfehler(b"anders", sha, "älter") or "")
    assert "obwohl" in (wiederdruckfehler(b"anders", sha, stand.programm) or "")


def test_die_programmfassung_haengt_nur_am_programm() -> None:
    befehl = "from mut_core.bericht.wiederdruck import programmfassung; print(programmfassung())"
    umgebung = os.environ | {"PYTHONHASHSEED": "99", "PYTHONPATH": str(WURZEL)}
    lauf = subprocess.run([sys.executable, "-c", befehl], env=umgebung, cwd="/", capture_output=True, check=True)
    assert lauf.stdout.decode().strip() == programmfassung.__wrapped__()
    assert len(programmfassung()) < 300
