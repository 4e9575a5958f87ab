"""Prüft die Sicherung: ganz, während andere schreiben, und nie auf Kosten einer vorhandenen."""

import os
import sqlite3
import time
from collections.abc import Callable
from pathlib import Path

import pytest
import sqlalchemy as sa
from faelle_prozess import los, starte, toete
from gemeinde import HEUTE, Gemeinde

from mut_core.datenbank import connect_datenbank, leseeinheit
from mut_core.erfassung.protokoll import kettenfehler
from mut_core.fehler import BetriebError
from mut_core.lagebild import freeze_lagebild, load_lagebild
from mut_core.migration import abweichungen, upgrade_datenbank
from mut_core.modell import Kennzahl
from mut_core.sicherung import save_sicherung, save_sicherung_vor_migration


def test_sicherung_enthaelt_dasselbe_lagebild(
    sqlite_engine: sa.Engine, sqlite_gemeinde: Gemeinde, tmp_path: Path
) -> None:
    ziel = save_sicherung(sqlite_engine, tmp_path / "neu" / "s.sqlite")
    assert sorted(p.name for p in ziel.parent.iterdir()) == ["s.sqlite"]
    kopie = connect_datenbank(f"sqlite:///{ziel}")
    assert upgrade_datenbank(kopie) is False
    assert abweichungen(kopie) == []
    bilder = []
    for engine in (sqlite_engine, kopie):
        with leseeinheit(engine) as session:
            bilder.append(freeze_lagebild(load_lagebild(session, sqlite_gemeinde.konzept_id, HEUTE, intern=True)))
            assert kettenfehler(session) is None
    kopie.dispose()
    assert bilder[0] == bilder[1]


def test_sicherung_waehrend_zwei_schreiben_ist_nie_zerrissen(
    sqlite_engine: sa.Engine, sqlite_gemeinde: Gemeinde, tmp_path: Path, runden: Callable[[int, int], int]
) -> None:
    url = sqlite_engine.url.render_as_string()
    schreiber = [starte("schreibe", url, 1, sqlite_gemeinde.konzept_id, f"s{n}") for n in "xy"]
    try:
        los(*schreiber)
        for s in schreiber:
            assert s.stdout is not None
            s.stdout.readline()
        groessen = []
        for runde in range(runden(4, 15)):
            kopie = connect_datenbank(f"sqlite:///{save_sicherung(sqlite_engine, tmp_path / f'{runde}.sqlite')}")
            with leseeinheit(kopie) as session:
                assert kettenfehler(session) is None
                halbe = session.execute(
                    sa.select(Kennzahl.bezeichnung)
                    .where(Kennzahl.bezeichnung.startswith("s"))
                    .group_by(Kennzahl.bezeichnung)
                    .having(sa.func.count() != 2)
                ).all()
                groessen.append(session.scalar(sa.select(sa.func.count()).select_from(Kennzahl)) or 0)
            kopie.dispose()
            assert halbe == []
            time.sleep(0.05)
        assert groessen == sorted(groessen)
        assert groessen[0] < groessen[-1]  # es wurde wirklich nebenher geschrieben
    finally:
        for s in schreiber:
            toete(s)


def test_vorhandene_sicherung_wird_nie_ueberschrieben(
    sqlite_engine: sa.Engine, sqlite_gemeinde: Gemeinde, tmp_path: Path
) -> None:
    ziel = tmp_path / "s.sqlite"
    ziel.write_text("die gute alte")
    with pytest.raises(BetriebError, match="gibt es schon"):
        save_sicherung(sqlite_engine, ziel)
    assert ziel.read_text() == "die gute alte"


def test_rest_eines_abbruchs_stoert_die_naechste_sicherung_nicht(
    sqlite_engine: sa.Engine, sqlite_gemeinde: Gemeinde, tmp_path: Path
) -> None:
    (tmp_path / "s.sqlite.teil").write_text("abgebrochen")
    save_sicherung(sqlite_engine, tmp_path / "s.sqlite")
    assert [p.name for p in tmp_path.iterdir()] == ["s.sqlite"]


def test_unbeschreibbares_ziel_gibt_einen_satz_und_keinen_rest(
    sqlite_engine: sa.Engine, sqlite_gemeinde: Gemeinde, tmp_path: Path
) -> None:
    (tmp_path / "datei").write_text("")
    for ziel in (tmp_path / "datei" / "s.sqlite", Path("/proc/s.sqlite")):
        if os.name == "posix":
            with pytest.raises(BetriebError, match="nicht gelungen"):
                save_sicherung(sqlite_engine, ziel)
    assert [p.name for p in tmp_path.iterdir()] == ["datei"]


def test_beschaedigte_datenbank_ergibt_keine_sicherung(
    sqlite_engine: sa.Engine, sqlite_gemeinde: Gemeinde, tmp_path: Path
) -> None:
    sqlite_engine.dispose()
    datei = Path(str(sqlite_engine.url.database))
    inhalt = bytearray(datei.read_bytes())
    for stelle in range(4096 * 3, len(inhalt), 4096):
        inhalt[stelle : stelle + 600] = b"\xa5" * 600
    datei.write_bytes(inhalt)
    with pytest.raises(BetriebError, match="nicht gelungen"):
        save_sicherung(sqlite_engine, tmp_path / "s.sqlite")
    assert list(tmp_path.iterdir()) == []


def test_postgresql_verweist_auf_sein_eigenes_werkzeug(
    neue_datenbank: Callable[[str], sa.Engine], tmp_path: Path
) -> None:
    engine = neue_datenbank("postgresql")
    with pytest.raises(BetriebError, match="pg_dump"):
        save_sicherung(engine, tmp_path / "s.sqlite")
    assert save_sicherung_vor_migration(engine) is None


def test_leere_datenbank_braucht_keine_sicherung(leere_datenbank: Callable[[str], sa.Engine]) -> None:
    assert save_sicherung_vor_migration(leere_datenbank("sqlite")) is None


def test_kopie_laesst_sich_ohne_wal_datei_oeffnen(
    sqlite_engine: sa.Engine, sqlite_gemeinde: Gemeinde, tmp_path: Path
) -> None:
    ziel = save_sicherung(sqlite_engine, tmp_path / "s.sqlite")
    verbindung = sqlite3.connect(f"file:{ziel}?mode=ro&immutable=1", uri=True)
    assert verbindung.execute("SELECT count(*) FROM massnahme").fetchone() == (5,)
    verbindung.close()
