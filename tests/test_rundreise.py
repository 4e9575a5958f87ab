"""Prüft die Rundreise: Was hinausging, kommt unverändert herein – und was jemand änderte, als genau diese Änderung."""

import shutil
import subprocess
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import settings as einstellungen
from hypothesis import strategies as st
from lagebilder import build_bild, build_massnahme
from test_ausgabe import HEUTE, NICHT_EINZELN, VERWALTUNG, anderer_wert, volles_bild

from mut_core.austausch.ausgabe import FORMEN, Ausgabewahl, muster, write_csv, write_muster, write_xlsx
from mut_core.austausch.deutung import Lage, Vorschau
from mut_core.austausch.lesung import read_lesung
from mut_core.austausch.mappe import read_mappe
from mut_core.datenbank import connect_datenbank, leseeinheit
from mut_core.demo import load_synthetisch
from mut_core.lagebild import Lagebild, konzepte, load_lagebild
from mut_core.migration import upgrade_datenbank
from mut_core.modell import Massnahme, Sachstand
from mut_core.texte import clean_text

TABELLEN = ("xlsx", "csv")


@pytest.fixture(scope="module")
def bilder(demo_vorlage: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Lagebild]:
    """Das Lagebild jedes Demo-Konzepts und des synthetischen von heute, mit Internem."""
    jetzt = datetime.now(UTC)
    datei = tmp_path_factory.mktemp("rundreise") / "mut.sqlite"
    last = connect_datenbank(f"sqlite:///{datei}")
    upgrade_datenbank(last)
    load_synthetisch(last, jetzt.date(), jetzt, massnahmen=60, sachstaende=2)
    gelesen: dict[str, Lagebild] = {}
    for engine in (connect_datenbank(f"sqlite:///{demo_vorlage}"), last):
        with leseeinheit(engine) as session:
            gelesen |= {
                k.schluessel: load_lagebild(session, k.id, jetzt.date(), intern=True) for k in konzepte(session)
            }
        engine.dispose()
    return gelesen


def ohne_kollision() -> Lagebild:
    """Wie `volles_bild`, aber ohne das Zusatzfeld, das wie eine Spalte heißt."""
    bild = volles_bild()
    bild.massnahmen.at[0, "zusatzfelder"] = {"Ampel alt": "gelb"}
    return bild


def vorschau(daten: bytes, bild: Lagebild, endung: str = "xlsx") -> Vorschau:
    return read_lesung(read_mappe(daten, f"liste.{endung}"), bild, bild.stichtag).vorschau


def aenderungen(v: Vorschau) -> dict[str, Any]:
    """Was sich ändern würde, je Zeile: Felder, neue Sachstände und Mittel; leer heißt, es ändert sich nichts."""
    return {
        z.nummer: (z.lage, [p.feld for p in z.posten], [s for s in z.sachstaende if not s.schon_da], list(z.mittel))
        for z in v.zeilen
        if z.lage is not Lage.UNVERAENDERT
    }


def erste_zeile(geschrieben: Lagebild, bild: Lagebild) -> Any:
    """Die Zeile der ersten Maßnahme, wenn die Liste des einen Lagebilds gegen das andere gelesen wird."""
    v = vorschau(write_csv(geschrieben, Ausgabewahl(intern=True)), bild, "csv")
    (zeile,) = [z for z in v.zeilen if z.massnahme_id == 1]
    return zeile


def require_unveraendert(daten: bytes, bild: Lagebild, endung: str = "xlsx") -> None:
    v = vorschau(daten, bild, endung)
    assert (len(v.zeilen), list(v.fehlende)) == (len(bild.massnahmen), [])
    assert aenderungen(v) == {}


@pytest.mark.parametrize("intern", [False, True])
@pytest.mark.parametrize("form", TABELLEN)
def test_jedes_konzept_kommt_unveraendert_zurueck(bilder: Mapping[str, Lagebild], form: str, intern: bool) -> None:
    assert {"lehrte", "laatzen", "laatzen-2009", "lampertheim", "musterstadt", "synthetisch"} <= set(bilder)
    for bild in bilder.values():
        require_unveraendert(FORMEN[form](bild, Ausgabewahl(intern=intern)), bild, form)


@pytest.mark.parametrize("form", TABELLEN)
def test_auch_mit_jedem_feld_gefuellt_kommt_alles_unveraendert_zurueck(form: str) -> None:
    bild = ohne_kollision()
    require_unveraendert(FORMEN[form](bild, Ausgabewahl(intern=True)), bild, form)


def test_ein_zusatzfeld_das_wie_eine_spalte_heisst_bleibt_dasselbe() -> None:
    bild = volles_bild()
    assert "Nr." in bild.massnahmen.at[0, "zusatzfelder"]
    require_unveraendert(write_xlsx(bild, Ausgabewahl(intern=True)), bild)


def test_ein_auszug_laesst_die_uebrigen_massnahmen_nur_fehlen() -> None:
    bild = volles_bild()
    v = vorschau(write_xlsx(bild, Ausgabewahl(massnahmen=(2,))), bild)
    assert aenderungen(v) == {}
    assert [f.nummer for f in v.fehlende] == ["A-1"]


FALLEN = ("Summe", "Gesamt", "* vorbehaltlich", "Maßnahme", "4.2 Handlungsfeld ‚Gesundheit‘", "Nr.", "k. A.",
          "-", "Umsetzungsstand", "12", "1.10", "007", "1e5", "31.12.2024", "=1+1", "WAHR", "#BEZUG!", "'x",
          "''=1")  # fmt: skip


@pytest.mark.parametrize("form", TABELLEN)
def test_titel_und_nummern_die_nach_etwas_anderem_aussehen_bleiben_massnahmen(form: str) -> None:
    felder = ("titel", "beschreibung", "personal_wortlaut", "quelle", "indikator")
    bild = build_bild(*[build_massnahme(t, "in_planung", **dict.fromkeys(felder, t)) for t in FALLEN], stichtag=HEUTE)
    require_unveraendert(FORMEN[form](bild, None), bild, form)


TEXTE = st.text(min_size=1, max_size=80).map(clean_text).filter(bool)


@einstellungen(max_examples=25)
@given(st.lists(st.tuples(TEXTE, TEXTE, TEXTE), min_size=1, max_size=6), st.sampled_from(TABELLEN))
def test_beliebiger_text_kommt_unveraendert_zurueck(texte: list[tuple[str, str, str]], form: str) -> None:
    bild = build_bild(
        *[
            build_massnahme(
                f"N-{i}", "in_planung", titel=titel, beschreibung=text, meldung={"text": text, "hindernis": z}
            )
            for i, (titel, text, z) in enumerate(texte)
        ],
        stichtag=HEUTE,
    )
    require_unveraendert(FORMEN[form](bild, None), bild, form)


NIE_EINGELESEN = {"urspruengliche_frist", "zeit_wortlaut"}
"""Nur zur Ansicht: Diese Spalten entstehen aus anderen."""
LEERT_NUR = {"zusammengefuehrt_mit_id", "ersetzt_durch_id"}
"""Der andere Wert ist hier „leer“; eine leere Zelle löscht nichts."""
GLEICHER_TEXT = {"beginn"}
"""30.08.2024, auf das Jahr genau, heißt wieder „2024“."""


@pytest.mark.parametrize(
    "name",
    [
        s.key
        for s in Massnahme.__table__.columns
        if s.key not in NICHT_EINZELN | NIE_EINGELESEN | LEERT_NUR | GLEICHER_TEXT | {"zusatzfelder"}
    ],
)
def test_ein_geaendertes_feld_der_massnahme_kommt_als_genau_diese_aenderung_zurueck(name: str) -> None:
    bild, anders = ohne_kollision(), ohne_kollision()
    anders.massnahmen.at[0, name] = False if name == "mehrsprachig" else anderer_wert(Massnahme.__table__.c[name])
    if name == "turnus":
        anders.massnahmen.at[0, "zeit_wortlaut"] = None
    zeile = erste_zeile(anders, bild)
    (posten,) = zeile.posten
    assert name in posten.werte
    assert posten.werte[name] == anders.massnahmen.at[0, name] or name == "frist"
    assert (posten.urteil.value, [s for s in zeile.sachstaende if not s.schon_da]) == ("sicher", [])


@pytest.mark.parametrize(
    "name", [s.key for s in Sachstand.__table__.columns if s.key not in VERWALTUNG | {"zum", "beleg"}]
)
def test_ein_geaendertes_feld_des_sachstands_kommt_als_neuer_sachstand_zurueck(name: str) -> None:
    bild, anders = ohne_kollision(), ohne_kollision()
    anders.sachstaende.at[0, name] = neu = anderer_wert(Sachstand.__table__.c[name])
    zeile = erste_zeile(anders, bild)
    (stand,) = [s for s in zeile.sachstaende if not s.schon_da]
    assert (stand.werte[name], stand.zum, list(zeile.posten)) == (
        neu,
        None,
        [],
    )  # CSV nennt keinen Stand: er gilt für heute


@pytest.mark.lang
@pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice fehlt")
@pytest.mark.parametrize("endung", ["xlsx:Calc MS Excel 2007 XML", "ods"])
def test_in_libreoffice_gespeichert_kommt_jedes_konzept_unveraendert_zurueck(
    bilder: Mapping[str, Lagebild], tmp_path: Path, endung: str
) -> None:
    for name, bild in bilder.items():
        (tmp_path / f"{name}.xlsx").write_bytes(write_xlsx(bild, Ausgabewahl(intern=True)))
    _speichere_neu(tmp_path, endung)
    kurz = endung.partition(":")[0]
    for name, bild in bilder.items():
        require_unveraendert((tmp_path / "neu" / f"{name}.{kurz}").read_bytes(), bild, kurz)


def _speichere_neu(ordner: Path, endung: str) -> None:
    dateien = [str(d) for d in ordner.glob("*.xlsx")]
    profil = f"-env:UserInstallation=file://{ordner / 'profil'}"
    befehl = ["soffice", profil, "--headless", "--convert-to", endung, "--outdir", str(ordner / "neu"), *dateien]
    subprocess.run(befehl, check=True, capture_output=True, timeout=240)


def test_die_musterdatei_liest_sich_ohne_eine_einzige_rueckfrage() -> None:
    stellen, felder = muster.STELLEN, [{"titel": t} for t in muster.HANDLUNGSFELDER]
    v = vorschau(write_muster(), build_bild(stichtag=HEUTE, felder=felder, stellen=stellen))
    assert [(z.lage, z.nummer) for z in v.zeilen] == [(Lage.NEU, "BE-01"), (Lage.NEU, "AO-01"), (Lage.NEU, "GE-01")]
    assert {z.urteil.value for zeile in v.zeilen for z in zeile.zellen} == {"sicher"}
    assert dict(v.spalten) == {s.ueberschrift: s.feld for s in muster.SPALTEN}
