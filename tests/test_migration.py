"""Prüft die Umstellung der Datenbank: nichts geht verloren, nichts bleibt halb, niemand stört sich gegenseitig."""

import os
import random
import shutil
import sqlite3
import textwrap
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from faelle_golden import ORDNER as DATEN
from faelle_golden import open_golden
from faelle_prozess import ernte, los, starte, toete
from gemeinde import HEUTE, Gemeinde, Uhr

from mut_core.datenbank import connect_datenbank, leseeinheit, schreibeinheit
from mut_core.erfassung.protokoll import kettenfehler
from mut_core.fehler import BetriebError
from mut_core.lagebild import load_lagebild, require_konzept
from mut_core.migration import ORDNER, abweichungen, upgrade_datenbank
from mut_core.migration.ausloeser import create_ausloeser
from mut_core.modell import Base, Handlungsfeld, Kennzahl, Massnahme

GOLDENE = sorted(DATEN.glob("db_v*.sql"))


def adresse(engine: sa.Engine) -> str:
    return engine.url.render_as_string(hide_password=False)


def schema(engine: sa.Engine) -> dict[str, Any]:
    """Gibt Tabellen, Spalten, Schlüssel, Indizes und Auslöser in vergleichbarer Form."""
    pruefer = sa.inspect(engine)
    bild: dict[str, Any] = {}
    for tabelle in sorted(set(pruefer.get_table_names()) - {"alembic_version"}):
        bild[tabelle] = {
            "spalten": {s["name"]: (str(s["type"]), s["nullable"]) for s in pruefer.get_columns(tabelle)},
            "schluessel": pruefer.get_pk_constraint(tabelle),
            "verweise": sorted(pruefer.get_foreign_keys(tabelle), key=repr),
            "eindeutig": sorted(pruefer.get_unique_constraints(tabelle), key=repr),
            "indizes": sorted(pruefer.get_indexes(tabelle), key=repr),
        }
    bild["auslöser"] = ausloeser(engine)
    return bild


def ausloeser(engine: sa.Engine) -> list[str]:
    frage = (
        "SELECT sql FROM sqlite_master WHERE type = 'trigger' ORDER BY name"
        if engine.dialect.name == "sqlite"
        else "SELECT pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal ORDER BY tgname"
    )
    with engine.connect() as verbindung:
        return list(verbindung.exec_driver_sql(frage).scalars())


def zaehlung(engine: sa.Engine) -> dict[str, int]:
    with engine.connect() as verbindung:
        return {
            t.name: verbindung.scalar(sa.select(sa.func.count()).select_from(t)) or 0
            for t in Base.metadata.sorted_tables
        }


def stand(engine: sa.Engine) -> str | None:
    with engine.connect() as verbindung:
        return verbindung.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()


def pruefe_ganz(engine: sa.Engine) -> None:
    """Prüft Datei, Verweise und Protokollkette."""
    if engine.dialect.name == "sqlite":
        with engine.connect() as verbindung:
            assert verbindung.exec_driver_sql("PRAGMA integrity_check").scalar() == "ok"
            assert verbindung.exec_driver_sql("PRAGMA foreign_key_check").fetchall() == []
    with leseeinheit(engine) as session:
        assert kettenfehler(session) is None


def kopf() -> str:
    """Gibt die neueste Revision, auf die eine Probe-Revision aufsetzen kann."""
    namen = sorted(p.stem.split("_")[0] for p in (ORDNER / "versions").glob("[0-9]*.py"))
    return namen[-1]


@pytest.fixture
def mit_revision(tmp_path: Path) -> Callable[[str], Path]:
    """Gibt eine Funktion, die einen Migrationsordner mit einer weiteren Revision baut (Rumpf von `upgrade`)."""

    def baue(rumpf: str) -> Path:
        ordner = tmp_path / f"migration{random.randrange(10**9)}"
        shutil.copytree(ORDNER, ordner, ignore=shutil.ignore_patterns("__pycache__"))
        (ordner / "versions" / "9000_probe.py").write_text(
            "import pathlib\nimport time\nimport sqlalchemy as sa\nfrom alembic import op\n"
            f'revision = "9000"\ndown_revision = "{kopf()}"\nbranch_labels = depends_on = None\n\n\n'
            "def upgrade():\n" + textwrap.indent(textwrap.dedent(rumpf).strip(), "    ") + "\n",
            "utf-8",
        )
        return ordner

    return baue


ELTERN_UMBAUEN = """
neu_bauen = "always" if op.get_bind().dialect.name == "sqlite" else "never"
for tabelle in ("konzept", "massnahme", "protokoll", "sachstand"):
    with op.batch_alter_table(tabelle, recreate=neu_bauen) as batch:
        batch.add_column(sa.Column("probe", sa.String(20), nullable=True))
"""


# --- F30: Schema und goldene Dateien ---------------------------------------------------------------------------------


def test_migrationen_ergeben_das_modell(art: str, leere_datenbank: Callable[[str], sa.Engine]) -> None:
    migriert, gebaut = leere_datenbank(art), leere_datenbank(art)
    assert upgrade_datenbank(migriert) is True
    assert upgrade_datenbank(migriert) is False
    assert abweichungen(migriert) == []
    with gebaut.execution_options(mut_nur_lesen=False).begin() as verbindung:
        Base.metadata.create_all(verbindung)
        create_ausloeser(verbindung)
    assert schema(migriert) == schema(gebaut)
    assert len(ausloeser(migriert)) == (7 if art == "sqlite" else 10)


def test_abweichung_zwischen_modell_und_datenbank_wird_genannt(engine: sa.Engine) -> None:
    with engine.execution_options(mut_nur_lesen=False).begin() as verbindung:
        verbindung.exec_driver_sql("ALTER TABLE kommune ADD COLUMN fremd INTEGER")
        verbindung.exec_driver_sql("ALTER TABLE kennzahl DROP COLUMN beleg")
    text = repr(abweichungen(engine))
    assert "fremd" in text
    assert "beleg" in text


@pytest.mark.parametrize("abzug", GOLDENE, ids=lambda p: p.stem)
def test_jede_ausgelieferte_datenbank_laesst_sich_umstellen(abzug: Path, tmp_path: Path) -> None:
    engine = connect_datenbank(f"sqlite:///{open_golden(abzug, tmp_path / 'golden.sqlite')}")
    vorher = sqlite3.connect(str(engine.url.database))
    gezaehlt = {
        t: vorher.execute(f"SELECT count(*) FROM {t}").fetchone()[0]
        for (t,) in vorher.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
    }
    vorher.close()
    upgrade_datenbank(engine)
    assert abweichungen(engine) == [], (
        "Modell geändert, Migration fehlt (oder 0.1.0 neu: python tests/faelle_golden.py)"
    )
    assert {t: n for t, n in zaehlung(engine).items() if t in gezaehlt} == {
        t: n for t, n in gezaehlt.items() if t in zaehlung(engine)
    }
    frisch = connect_datenbank(f"sqlite:///{tmp_path / 'frisch.sqlite'}")
    upgrade_datenbank(frisch)
    assert schema(engine) == schema(frisch)
    pruefe_ganz(engine)
    with leseeinheit(engine) as session:
        bild = load_lagebild(session, require_konzept(session, "probstweiler"), HEUTE)
    assert len(bild.massnahmen) == 4
    engine.dispose()
    frisch.dispose()


def test_es_gibt_eine_goldene_datei() -> None:
    assert "db_v0.1.0" in {p.stem for p in GOLDENE}


# --- F31: Umbau einer Elterntabelle ----------------------------------------------------------------------------------


def test_umbau_einer_elterntabelle_behaelt_kinder_und_ausloeser(
    engine: sa.Engine, gemeinde: Gemeinde, uhr: Uhr, mit_revision: Callable[[str], Path]
) -> None:
    vorher, alte_ausloeser = zaehlung(engine), ausloeser(engine)
    assert upgrade_datenbank(engine, mit_revision(ELTERN_UMBAUEN)) is True
    assert stand(engine) == "9000"
    assert zaehlung(engine) == vorher
    assert len(ausloeser(engine)) == len(alte_ausloeser)
    pruefe_ganz(engine)
    for tabelle in ("protokoll", "sachstand", "berichtsstand"):
        with (
            pytest.raises(sa.exc.DBAPIError, match="nur anfügen"),
            engine.execution_options(mut_nur_lesen=False).begin() as verbindung,
        ):
            verbindung.exec_driver_sql(f"DELETE FROM {tabelle}")
    with schreibeinheit(engine, uhr.vorgang(gemeinde.kora)) as session:  # und es lässt sich weiterarbeiten
        session.add(Kennzahl(konzept_id=gemeinde.konzept_id, bezeichnung="danach", wert="1"))
    pruefe_ganz(engine)


def test_verweis_ins_leere_nach_der_umstellung_nimmt_sie_zurueck(
    sqlite_engine: sa.Engine, sqlite_gemeinde: Gemeinde, mit_revision: Callable[[str], Path]
) -> None:
    vorher = zaehlung(sqlite_engine)
    with pytest.raises(BetriebError, match="zurückgenommen"):
        upgrade_datenbank(sqlite_engine, mit_revision('op.execute("DELETE FROM konzept")'))
    assert (stand(sqlite_engine), zaehlung(sqlite_engine)) == (kopf(), vorher)


# --- F32, F33: Abbruch -----------------------------------------------------------------------------------------------


def test_abbruch_mittendrin_laesst_alles_beim_alten_und_die_wiederholung_gelingt(
    engine: sa.Engine, gemeinde: Gemeinde, mit_revision: Callable[[str], Path]
) -> None:
    vorher, altes_schema = zaehlung(engine), schema(engine)
    with pytest.raises(ZeroDivisionError):
        upgrade_datenbank(engine, mit_revision(ELTERN_UMBAUEN + "\n1 / 0"))
    assert (stand(engine), zaehlung(engine)) == (kopf(), vorher)
    assert schema(engine) == altes_schema
    assert upgrade_datenbank(engine, mit_revision(ELTERN_UMBAUEN)) is True
    assert zaehlung(engine) == vorher
    pruefe_ganz(engine)


@pytest.mark.skipif(os.name != "posix", reason="kill -9 gibt es nur unter POSIX")
def test_kill_9_in_der_umstellung_hinterlaesst_alt_oder_neu(
    engine: sa.Engine,
    gemeinde: Gemeinde,
    tmp_path: Path,
    mit_revision: Callable[[str], Path],
    runden: Callable[[int, int], int],
) -> None:
    marke = tmp_path / "mittendrin"
    halt = f"    pathlib.Path({str(marke)!r}).touch(); time.sleep(0.05)\n    with op"
    langsam = mit_revision(ELTERN_UMBAUEN.replace("    with op", halt))
    vorher, ergebnisse = zaehlung(engine), []
    engine.dispose()
    for runde in range(runden(3, 20)):
        marke.unlink(missing_ok=True)
        prozess = starte("migriere", adresse(engine), langsam)
        los(prozess)
        ende = time.monotonic() + 60
        while not marke.exists() and time.monotonic() < ende and prozess.poll() is None:
            time.sleep(0.005)
        time.sleep(0.03 * runde)
        toete(prozess)
        ergebnisse.append(stand(engine))
        assert ergebnisse[-1] in (kopf(), "9000")
        assert zaehlung(engine) == vorher
        pruefe_ganz(engine)
        if ergebnisse[-1] == "9000":
            break
    assert marke.exists()
    assert kopf() in ergebnisse  # mindestens einmal traf es wirklich die laufende Umstellung
    upgrade_datenbank(engine, langsam)
    assert (stand(engine), zaehlung(engine)) == ("9000", vorher)
    pruefe_ganz(engine)


# --- F34: viele zugleich ---------------------------------------------------------------------------------------------


def test_von_sechs_gleichzeitigen_starts_stellt_genau_einer_um(
    art: str, leere_datenbank: Callable[[str], sa.Engine]
) -> None:
    engine = leere_datenbank(art)
    prozesse = [starte("migriere", adresse(engine)) for _ in range(6)]
    los(*prozesse)
    ausgaben = [ernte(p) for p in prozesse]
    assert [fehler for _, fehler in ausgaben if fehler] == []
    assert sorted(aus.split()[-1] for aus, _ in ausgaben) == ["False"] * 5 + ["True"]
    assert abweichungen(engine) == []


# --- F35, F36: neuere Datenbank, Sicherung davor ---------------------------------------------------------------------


def sicherungen(engine: sa.Engine) -> list[Path]:
    return sorted((Path(str(engine.url.database)).parent / "sicherungen").glob("*"))


def test_neuere_datenbank_wird_mit_einem_satz_abgelehnt(engine: sa.Engine, gemeinde: Gemeinde) -> None:
    with engine.execution_options(mut_nur_lesen=False).begin() as verbindung:
        verbindung.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    davor = sicherungen(engine) if engine.dialect.name == "sqlite" else []
    vorher = zaehlung(engine)
    for _ in range(2):
        with pytest.raises(BetriebError, match="neuer als das Programm") as fehler:
            upgrade_datenbank(engine)
        assert "9999" in str(fehler.value)
    assert (stand(engine), zaehlung(engine)) == ("9999", vorher)
    if engine.dialect.name == "sqlite":
        assert sicherungen(engine) == davor  # ein Neustart in Schleife füllt nicht die Platte


def test_vor_der_umstellung_liegt_eine_sicherung_des_alten_stands(
    tmp_path: Path, sqlite_engine: sa.Engine, sqlite_gemeinde: Gemeinde, mit_revision: Callable[[str], Path]
) -> None:
    sqlite_engine.dispose()
    shutil.copyfile(str(sqlite_engine.url.database), tmp_path / "mut.sqlite")
    engine = connect_datenbank(f"sqlite:///{tmp_path / 'mut.sqlite'}")
    vorher = zaehlung(engine)
    upgrade_datenbank(engine, mit_revision(ELTERN_UMBAUEN))
    engine.dispose()
    (sicherung,) = sicherungen(engine)
    alt = connect_datenbank(f"sqlite:///{sicherung}")
    assert (stand(alt), zaehlung(alt)) == (kopf(), vorher)
    assert "probe" not in {s["name"] for s in sa.inspect(alt).get_columns("konzept")}
    pruefe_ganz(alt)
    alt.dispose()


def test_leere_und_aktuelle_datenbank_wird_nicht_gesichert(tmp_path: Path) -> None:
    engine = connect_datenbank(f"sqlite:///{tmp_path / 'mut.sqlite'}")
    upgrade_datenbank(engine)
    upgrade_datenbank(engine)
    engine.dispose()
    assert sicherungen(engine) == []


def test_scheitert_die_sicherung_wird_nicht_umgestellt(
    tmp_path: Path, sqlite_engine: sa.Engine, sqlite_gemeinde: Gemeinde, mit_revision: Callable[[str], Path]
) -> None:
    sqlite_engine.dispose()
    shutil.copyfile(str(sqlite_engine.url.database), tmp_path / "mut.sqlite")
    (tmp_path / "sicherungen").write_text("hier liegt schon eine Datei")
    engine = connect_datenbank(f"sqlite:///{tmp_path / 'mut.sqlite'}")
    with pytest.raises(BetriebError, match="nicht gelungen"):
        upgrade_datenbank(engine, mit_revision(ELTERN_UMBAUEN))
    assert stand(engine) == kopf()
    engine.dispose()


def test_offene_leser_sehen_nach_der_umstellung_das_neue_schema(
    engine: sa.Engine, gemeinde: Gemeinde, mit_revision: Callable[[str], Path]
) -> None:
    with leseeinheit(engine) as session:  # eine Verbindung im Pool kennt noch das alte Schema
        session.scalars(sa.select(Massnahme)).all()
    upgrade_datenbank(engine, mit_revision(ELTERN_UMBAUEN))
    with leseeinheit(engine) as session:
        assert len(session.scalars(sa.select(Massnahme)).all()) == 5
        assert len(session.scalars(sa.select(Handlungsfeld)).all()) == 3
