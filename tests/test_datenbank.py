"""Prüft die zwei Wege in die Datenbank: nichts geht verloren, nichts zerreißt, nichts wartet ewig."""

import ast
import json
import os
import sqlite3
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest
import sqlalchemy as sa
from faelle_prozess import ernte, los, starte, toete
from gemeinde import Gemeinde, Uhr, build_gemeinde
from postgresql import Cluster, PostgresqlFehltError

from mut_core.datenbank import connect_datenbank, dateisperre, leseeinheit, schreibeinheit
from mut_core.erfassung.protokoll import erledigt, kettenfehler
from mut_core.fehler import BetriebError, EingabeError, KonfliktError
from mut_core.migration import upgrade_datenbank
from mut_core.modell import Kennzahl, Massnahme, Protokoll

WURZEL = Path(__file__).resolve().parent.parent


def adresse(engine: sa.Engine) -> str:
    return engine.url.render_as_string(hide_password=False)


def anzahl_protokoll(engine: sa.Engine) -> int:
    with leseeinheit(engine) as session:
        return session.scalar(sa.select(sa.func.count()).select_from(Protokoll)) or 0


# --- F01–F04 ---------------------------------------------------------------------------------------------------------


def test_acht_prozesse_mit_zwei_threads_verlieren_nichts(
    engine: sa.Engine, gemeinde: Gemeinde, runden: Callable[[int, int], int]
) -> None:
    ziele = [gemeinde.massnahmen[n] for n in ("sprachcafe", "lotsen", "wegweiser", "sommerfest", "fremd")]
    vorher = anzahl_protokoll(engine)
    prozesse = [
        starte("zaehle", adresse(engine), gemeinde.kora.id, ",".join(map(str, ziele)), runden(6, 60)) for _ in range(8)
    ]
    los(*prozesse)
    ausgaben = [ernte(p) for p in prozesse]
    assert [(p.returncode, fehler) for p, (_, fehler) in zip(prozesse, ausgaben, strict=True) if p.returncode] == []
    ergebnisse = [json.loads(aus) for aus, _ in ausgaben]
    assert [f for e in ergebnisse for f in e["fehler"]] == []
    dauern = [d for e in ergebnisse for d in e["dauern"]]
    with leseeinheit(engine) as session:
        gezaehlt = sum(int(b) for b in session.scalars(sa.select(Massnahme.beschreibung)) if b)
        assert kettenfehler(session) is None
    assert gezaehlt == len(dauern) == 8 * 2 * runden(6, 60)
    assert anzahl_protokoll(engine) - vorher == len(dauern)
    assert max(dauern) < 10


def test_langer_leser_haelt_keinen_schreiber_auf(engine: sa.Engine, gemeinde: Gemeinde, uhr: Uhr) -> None:
    cafe = gemeinde.massnahmen["sprachcafe"]
    liest, fertig = threading.Event(), threading.Event()
    gesehen: list[str] = []

    def leser() -> None:
        with leseeinheit(engine) as session:
            gesehen.append(session.scalar(sa.select(Massnahme.titel).where(Massnahme.id == cafe)) or "")
            liest.set()
            fertig.wait(20)
            gesehen.append(session.scalar(sa.select(Massnahme.titel).where(Massnahme.id == cafe)) or "")

    thread = threading.Thread(target=leser)
    thread.start()
    assert liest.wait(10)
    beginn = time.monotonic()
    for n in range(5):
        with schreibeinheit(engine, uhr.vorgang(gemeinde.kora)) as session:
            session.get_one(Massnahme, cafe).titel = f"Sprachcafé {n}"
    gedauert = time.monotonic() - beginn
    fertig.set()
    thread.join()
    assert gedauert < 1
    assert gesehen == ["Sprachcafé", "Sprachcafé"]  # der Leser behält seinen festen Blick


def test_schreiben_in_der_leseeinheit_wird_verweigert(engine: sa.Engine, gemeinde: Gemeinde) -> None:
    vorher = anzahl_protokoll(engine)
    for befehl in ("UPDATE massnahme SET titel = 'x'", "DELETE FROM entwurf", "CREATE TABLE fremd (id integer)"):
        with pytest.raises((BetriebError, sa.exc.InternalError)), leseeinheit(engine) as session:
            session.execute(sa.text(befehl))
    with leseeinheit(engine) as session:
        assert session.get_one(Massnahme, gemeinde.massnahmen["sprachcafe"]).titel == "Sprachcafé"
    assert anzahl_protokoll(engine) == vorher


def test_vergessene_aenderung_in_der_leseeinheit_faellt_auf(engine: sa.Engine, gemeinde: Gemeinde) -> None:
    with pytest.raises(RuntimeError, match="schreibeinheit"), leseeinheit(engine) as session:
        session.get_one(Massnahme, gemeinde.massnahmen["sprachcafe"]).titel = "ginge sonst still verloren"
    with pytest.raises(RuntimeError, match="schreibeinheit"), leseeinheit(engine) as session:
        session.add(Kennzahl(konzept_id=gemeinde.konzept_id, bezeichnung="x", wert="1"))


OEFFNER = {"create_engine", "Session", "sessionmaker", "scoped_session", "Schreibsitzung", "create_async_engine"}


def oeffnet(quelltext: str) -> set[str]:
    """Nennt alle Aufrufe, die an den zwei Einheiten vorbei eine Datenbank öffnen."""
    rufe = [k.func for k in ast.walk(ast.parse(quelltext)) if isinstance(k, ast.Call)]
    namen = {f.attr if isinstance(f, ast.Attribute) else f.id for f in rufe if isinstance(f, ast.Attribute | ast.Name)}
    return namen & OEFFNER


def test_nur_datenbank_und_migration_oeffnen_eine_datenbank() -> None:
    assert oeffnet("import sqlalchemy as sa\nwith orm.Session(sa.create_engine('x')) as s: pass") == {
        "Session",
        "create_engine",
    }
    erlaubt = {WURZEL / "mut_core/datenbank.py", WURZEL / "mut_core/migration/__init__.py"}
    dateien = [*WURZEL.glob("mut_core/**/*.py"), *WURZEL.glob("seiten/**/*.py"), *WURZEL.glob("*.py")]
    assert erlaubt <= set(dateien)
    verstoesse = {d.name: o for d in dateien if d not in erlaubt and (o := oeffnet(d.read_text("utf-8")))}
    assert verstoesse == {}


# --- F05, F06: kill -9 -----------------------------------------------------------------------------------------------


def pruefe_paare(engine: sa.Engine, bestaetigt: set[str]) -> int:
    """Prüft: Bestätigtes ist da, kein Paar zerrissen, Kette ganz; gibt die Zahl der Paare."""
    with leseeinheit(engine) as session:
        haelften: dict[str, list[str]] = {}
        for name, halb in session.execute(
            sa.select(Kennzahl.bezeichnung, Kennzahl.wert).where(Kennzahl.bezeichnung.startswith("s"))
        ):
            haelften.setdefault(name, []).append(halb)
        zeilen = session.scalar(
            sa.select(sa.func.count()).where(Protokoll.tabelle == "kennzahl", Protokoll.vorgang.startswith("s"))
        )
        assert kettenfehler(session) is None
    assert bestaetigt - haelften.keys() == set()
    assert {n for n, h in haelften.items() if sorted(h) != ["a", "b"]} == set()
    assert zeilen == 2 * len(haelften)
    return len(haelften)


@pytest.mark.skipif(os.name != "posix", reason="kill -9 gibt es nur unter POSIX")
def test_kill_9_beim_schreiben_verliert_nichts_bestaetigtes(
    sqlite_engine: sa.Engine, sqlite_gemeinde: Gemeinde, runden: Callable[[int, int], int]
) -> None:
    bestaetigt: set[str] = set()
    for runde in range(runden(6, 50)):
        schreiber = [
            starte("schreibe", adresse(sqlite_engine), 1, sqlite_gemeinde.konzept_id, f"s{runde}{n}") for n in "xy"
        ]
        los(*schreiber)
        for s in schreiber:
            assert s.stdout is not None
            bestaetigt.add(s.stdout.readline().strip())  # erst schießen, wenn wirklich geschrieben wird
        time.sleep(0.02 + 0.03 * (runde % 5))
        for s in schreiber:
            fertige, fehler = toete(s)
            assert fehler == ""
            bestaetigt |= fertige
        datei = sqlite3.connect(str(sqlite_engine.url.database))
        assert datei.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        datei.close()
        pruefe_paare(sqlite_engine, bestaetigt)
    assert len(bestaetigt) > 2 * runden(6, 50)


@pytest.mark.skipif(os.name != "posix", reason="kill -9 gibt es nur unter POSIX")
def test_kill_9_auf_den_ganzen_server_verliert_nichts_bestaetigtes(runden: Callable[[int, int], int]) -> None:
    if os.environ.get("MUT_TEST_PG_URL"):
        pytest.skip("einen fremden Server schießen die Tests nicht ab")
    try:
        cluster = Cluster(sicher=True)
    except PostgresqlFehltError as grund:
        if os.environ.get("MUT_PG_PFLICHT") == "1":
            raise
        pytest.skip(str(grund))
    engine = connect_datenbank(cluster.create_datenbank("mut_absturz"))
    schreiber = []
    try:
        upgrade_datenbank(engine)
        gemeinde = build_gemeinde(engine)
        schreiber = [starte("schreibe", adresse(engine), 1, gemeinde.konzept_id, f"s{n}") for n in "xy"]
        los(*schreiber)
        for s in schreiber:
            assert s.stdout is not None
            s.stdout.readline()
        for runde in range(runden(3, 20)):
            time.sleep(0.1 + 0.05 * (runde % 4))
            cluster.kill()
            cluster.start()
        time.sleep(0.7)
        ausgaben = [toete(s) for s in schreiber]
        bestaetigt = set().union(*(fertige for fertige, _ in ausgaben))
        assert len(bestaetigt) > 10  # sonst wurde nichts geprüft
        assert all("!" in fehler for _, fehler in ausgaben)  # der Absturz war wirklich zu spüren …
        assert "Traceback" not in "".join(fehler for _, fehler in ausgaben)  # … und wurde ohne Neustart überstanden
        assert pruefe_paare(engine, bestaetigt) - len(bestaetigt) <= len(schreiber) * 2
    finally:
        for s in schreiber:
            if s.poll() is None:
                toete(s)
        engine.dispose()
        cluster.stop()


# --- F07–F09 ---------------------------------------------------------------------------------------------------------


def test_jede_verbindung_aus_dem_pool_hat_die_sicheren_einstellungen(sqlite_engine: sa.Engine) -> None:
    offene = [sqlite_engine.connect() for _ in range(9)]
    try:
        for verbindung in offene:
            werte = {
                p: verbindung.exec_driver_sql(f"PRAGMA {p}").scalar()
                for p in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout", "trusted_schema")
            }
            assert werte == {
                "journal_mode": "wal",
                "synchronous": 2,  # FULL
                "foreign_keys": 1,
                "busy_timeout": 15000,
                "trusted_schema": 0,
            }
            assert verbindung.exec_driver_sql("PRAGMA recursive_triggers").scalar() == 1
            assert verbindung.exec_driver_sql("PRAGMA query_only").scalar() == 1  # ohne Schreibeinheit nur lesen
    finally:
        for verbindung in offene:
            verbindung.close()


def test_postgresql_begrenzt_wartezeiten(neue_datenbank: Callable[[str], sa.Engine]) -> None:
    with neue_datenbank("postgresql").connect() as verbindung:
        werte = [
            verbindung.exec_driver_sql(f"SHOW {n}").scalar()
            for n in ("statement_timeout", "lock_timeout", "idle_in_transaction_session_timeout")
        ]
    assert werte == ["1min", "15s", "1min"]


def test_derselbe_vorgang_aus_zwei_threads_schreibt_einmal(engine: sa.Engine, gemeinde: Gemeinde, uhr: Uhr) -> None:
    vorgang = uhr.vorgang(gemeinde.kora, schluessel="doppelklick")
    ergebnisse: list[int] = []
    start = threading.Barrier(2)

    def klick() -> None:
        start.wait()
        with schreibeinheit(engine, vorgang) as session:
            if (schon := erledigt(session, vorgang, "kennzahl")) is None:
                zeile = Kennzahl(konzept_id=gemeinde.konzept_id, bezeichnung="Doppelt", wert="1")
                session.add(zeile)
                session.flush()
                schon = zeile.id
        ergebnisse.append(schon)

    threads = [threading.Thread(target=klick) for _ in range(2)]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    assert len(ergebnisse) == 2
    assert len(set(ergebnisse)) == 1
    with leseeinheit(engine) as session:
        assert len(session.scalars(sa.select(Kennzahl).where(Kennzahl.bezeichnung == "Doppelt")).all()) == 1


def test_dateisperre_haelt_bis_nach_dem_commit(sqlite_engine: sa.Engine, sqlite_gemeinde: Gemeinde, uhr: Uhr) -> None:
    zustand: list[str] = []

    def versuche(anlass: str) -> None:
        try:
            with dateisperre(sqlite_engine, sekunden=0):
                zustand.append(f"{anlass}: frei")
        except BetriebError:
            zustand.append(f"{anlass}: gesperrt")

    with schreibeinheit(sqlite_engine, uhr.vorgang(sqlite_gemeinde.kora)) as session:
        sa.event.listen(session, "after_commit", lambda _s: versuche("nach COMMIT"))
        versuche("in der Einheit")
        session.add(Kennzahl(konzept_id=sqlite_gemeinde.konzept_id, bezeichnung="x", wert="1"))
    versuche("danach")
    assert zustand == ["in der Einheit: gesperrt", "nach COMMIT: gesperrt", "danach: frei"]


def test_schreibeinheit_haelt_von_anfang_an_die_schreibsperre_von_sqlite(
    sqlite_engine: sa.Engine, sqlite_gemeinde: Gemeinde, uhr: Uhr
) -> None:
    """Erst lesen, dann schreiben scheiterte sonst an jedem Programm, das die Dateisperre nicht kennt."""
    fremder = sqlite3.connect(str(sqlite_engine.url.database), isolation_level=None, timeout=0)
    with schreibeinheit(sqlite_engine, uhr.vorgang(sqlite_gemeinde.kora)) as session:
        session.scalars(sa.select(Massnahme)).all()
        with pytest.raises(sqlite3.OperationalError, match="locked"):
            fremder.execute("BEGIN IMMEDIATE")
    fremder.close()


def test_auch_ein_fehler_gibt_die_dateisperre_frei(
    sqlite_engine: sa.Engine, sqlite_gemeinde: Gemeinde, uhr: Uhr
) -> None:
    with pytest.raises(ZeroDivisionError), schreibeinheit(sqlite_engine, uhr.vorgang(sqlite_gemeinde.kora)):
        _ = 1 / 0
    with dateisperre(sqlite_engine, sekunden=0):
        pass


# --- alles oder nichts, verständliche Fehler -------------------------------------------------------------------------


def test_fehler_in_der_einheit_laesst_nichts_zurueck(engine: sa.Engine, gemeinde: Gemeinde, uhr: Uhr) -> None:
    vorher = anzahl_protokoll(engine)
    with pytest.raises(EingabeError), schreibeinheit(engine, uhr.vorgang(gemeinde.kora)) as session:
        session.get_one(Massnahme, gemeinde.massnahmen["lotsen"]).titel = "halb"
        session.flush()
        session.get_one(Massnahme, gemeinde.massnahmen["sprachcafe"]).titel = "x" * 301
    with leseeinheit(engine) as session:
        assert session.get_one(Massnahme, gemeinde.massnahmen["lotsen"]).titel == "Ankommenslotsen"
    assert anzahl_protokoll(engine) == vorher


def test_veralteter_datensatz_gewinnt_nicht_still(engine: sa.Engine, gemeinde: Gemeinde, uhr: Uhr) -> None:
    lotsen = gemeinde.massnahmen["lotsen"]
    with leseeinheit(engine) as session:
        alt = session.get_one(Massnahme, lotsen)
    with schreibeinheit(engine, uhr.vorgang(gemeinde.kora)) as session:
        session.get_one(Massnahme, lotsen).titel = "Neuer Titel"
    with (
        pytest.raises(KonfliktError, match="inzwischen geändert"),
        schreibeinheit(engine, uhr.vorgang(gemeinde.kora)) as session,
    ):
        session.add(alt)
        alt.titel = "Alter Blick"
    with leseeinheit(engine) as session:
        assert session.get_one(Massnahme, lotsen).titel == "Neuer Titel"


def test_doppelte_nummer_gibt_einen_satz_statt_eines_datenbankfehlers(
    engine: sa.Engine, gemeinde: Gemeinde, uhr: Uhr
) -> None:
    with (
        pytest.raises(EingabeError, match="gibt es schon"),
        schreibeinheit(engine, uhr.vorgang(gemeinde.kora)) as session,
    ):
        session.add(
            Massnahme(
                konzept_id=gemeinde.konzept_id,
                nummer="PW-01",
                titel="Doppelt",
                handlungsfeld_id=gemeinde.handlungsfelder[0],
            )
        )


def test_loeschen_einer_noch_benutzten_zeile_gibt_einen_satz(engine: sa.Engine, gemeinde: Gemeinde, uhr: Uhr) -> None:
    with (
        pytest.raises(EingabeError, match="wird noch gebraucht"),
        schreibeinheit(engine, uhr.vorgang(gemeinde.kora)) as session,
    ):
        session.delete(session.get_one(Massnahme, gemeinde.massnahmen["lotsen"]))


@pytest.mark.parametrize(
    "url", ["mysql://x/y", "unsinn", "sqlite://", "sqlite:///:memory:", "sqlite:////proc/gibt/es/nicht.sqlite"]
)
def test_unbrauchbare_adresse_nennt_den_ausweg(url: str) -> None:
    with pytest.raises(BetriebError, match=r"MUT_DATENBANK|Datei"):
        connect_datenbank(url)


def test_adresse_kommt_aus_der_umgebung(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MUT_DATENBANK", f"sqlite:///{tmp_path / 'a' / 'b.sqlite'}")
    engine = connect_datenbank()
    assert engine.url.database == str(tmp_path / "a" / "b.sqlite")
    assert (tmp_path / "a").is_dir()
    engine.dispose()


def test_nicht_eingerichtete_datenbank_sagt_was_zu_tun_ist(
    art: str, leere_datenbank: Callable[[str], sa.Engine]
) -> None:
    with (
        pytest.raises(BetriebError, match="noch nicht eingerichtet"),
        leseeinheit(leere_datenbank(art)) as session,
    ):
        session.scalars(sa.select(Massnahme)).all()


def test_unerreichbarer_server_sagt_dass_nichts_gespeichert_wurde(uhr: Uhr, gemeinde: Gemeinde, tmp_path: Path) -> None:
    engine = connect_datenbank(f"postgresql://mut@/mut?host={tmp_path}")
    with pytest.raises(BetriebError, match="nichts gespeichert"), leseeinheit(engine) as session:
        session.scalars(sa.select(Massnahme)).all()
    with pytest.raises(BetriebError, match="nichts gespeichert"), schreibeinheit(engine, uhr.vorgang(gemeinde.kora)):
        pass
    engine.dispose()


def test_voller_datentraeger_verliert_nur_die_eine_eingabe(
    sqlite_engine: sa.Engine, sqlite_gemeinde: Gemeinde, uhr: Uhr
) -> None:
    voll = connect_datenbank(adresse(sqlite_engine))
    sa.event.listen(voll, "connect", lambda v, _e: v.execute("PRAGMA max_page_count=1"))
    with (
        pytest.raises(BetriebError, match="Datenträger ist voll"),
        schreibeinheit(voll, uhr.vorgang(sqlite_gemeinde.kora)) as session,
    ):
        for n in range(200):
            session.add(Kennzahl(konzept_id=sqlite_gemeinde.konzept_id, bezeichnung=f"voll {n}", wert="1" * 300))
    voll.dispose()
    with schreibeinheit(sqlite_engine, uhr.vorgang(sqlite_gemeinde.kora)) as session:
        session.add(Kennzahl(konzept_id=sqlite_gemeinde.konzept_id, bezeichnung="wieder Platz", wert="1"))
    with leseeinheit(sqlite_engine) as session:
        namen = session.scalars(sa.select(Kennzahl.bezeichnung).order_by(Kennzahl.id)).all()
    assert namen == ["Einwohnende", "wieder Platz"]


def test_belegte_datenbank_bittet_um_wiederholung(
    sqlite_engine: sa.Engine, sqlite_gemeinde: Gemeinde, uhr: Uhr
) -> None:
    eilig = connect_datenbank(adresse(sqlite_engine))
    sa.event.listen(eilig, "connect", lambda v, _e: v.execute("PRAGMA busy_timeout=50"))
    fremder = sqlite3.connect(str(sqlite_engine.url.database), isolation_level=None)
    fremder.execute("BEGIN IMMEDIATE")  # ein Programm, das die Dateisperre nicht kennt
    try:
        with (
            pytest.raises(BetriebError, match="gerade belegt"),
            schreibeinheit(eilig, uhr.vorgang(sqlite_gemeinde.kora)) as session,
        ):
            session.add(Kennzahl(konzept_id=sqlite_gemeinde.konzept_id, bezeichnung="x", wert="1"))
    finally:
        fremder.execute("ROLLBACK")
        fremder.close()
        eilig.dispose()
