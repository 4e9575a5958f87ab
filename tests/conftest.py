"""Gemeinsames aller Tests: echte Datenbanken je Test, eine kleine Gemeinde und eine gestellte Uhr."""

import os
from collections.abc import Callable, Iterator
from datetime import datetime

import pytest
import sqlalchemy as sa
import tempo
from demodaten import demo_datei, demo_vorlage
from gemeinde import Gemeinde, Uhr
from hypothesis import HealthCheck, settings
from postgresql import Cluster, Fremder, PostgresqlFehltError, open_server
from vorlagen import Vorlagen

# Ein beschäftigter Rechner ist kein Fehler des Programms.
# Ohne --lang sind die Beispiele immer dieselben: ein roter Lauf soll vom Programm kommen, nicht vom Würfel.
settings.register_profile("mut", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("lang", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("mut")
__all__ = ["demo_datei", "demo_vorlage"]  # Fixtures für alle Tests
NeueDatenbank = Callable[[str], sa.Engine]


def pytest_configure() -> None:
    tempo.sammle_nicht()
    tempo.nutze_arbeitsspeicher()
    tempo.beschleunige_apptest()
    tempo.teile_uebersetzungen()


def pytest_collection_finish() -> None:
    tempo.friere_ein()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--lang", action="store_true", help="auch die langen Fehlertests (mehr Runden, mehr Beispiele)")


AUF_BEIDEN = frozenset(
    [
        "anmeldung_bremse",
        "auftrag",
        "datenbank",
        "erfassung",
        "lagebild",
        "matrix",
        "migration",
        "protokoll",
        "sicherung",
        "wache",
    ]
)
"""Wo die Datenbank selbst die Frage ist, läuft jeder Test auf SQLite und PostgreSQL; alles andere auf PostgreSQL mit
--lang. Die Matrix führt jedes Kommando auf beiden aus."""


def _erst_mit_lang(test: pytest.Item) -> bool:
    datei = test.path.stem.removeprefix("test_")
    stelle = getattr(test, "callspec", None)
    return datei not in AUF_BEIDEN and stelle is not None and stelle.params.get("art") == "postgresql"


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if config.getoption("--lang"):
        settings.load_profile("lang")
        return
    lange = [i for i in items if i.get_closest_marker("lang") or _erst_mit_lang(i)]
    if lange:
        config.hook.pytest_deselected(items=lange)
        items[:] = [i for i in items if i not in lange]


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Nennt jeden Test beim Namen, der ohne PostgreSQL nicht laufen konnte."""
    ohne = [b.nodeid for b in terminalreporter.stats.get("skipped", ()) if "kein PostgreSQL" in str(b.longrepr)]
    if ohne:
        terminalreporter.section("ohne PostgreSQL übersprungen")
        for name in sorted(ohne):
            terminalreporter.write_line(name)


@pytest.fixture(scope="session")
def runden(request: pytest.FixtureRequest) -> Callable[[int, int], int]:
    """Gibt die Zahl der Wiederholungen: `runden(6, 50)` ist 6, mit --lang 50."""
    return lambda kurz, lang: lang if request.config.getoption("--lang") else kurz


# --- Datenbanken -----------------------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def pg_server() -> Iterator[Cluster | Fremder]:
    """Ein PostgreSQL-Server für die Sitzung; ohne einen werden die Tests mit Grund übersprungen."""
    try:
        server = open_server()
    except PostgresqlFehltError as grund:
        if os.environ.get("MUT_PG_PFLICHT") == "1":
            pytest.fail(f"MUT_PG_PFLICHT=1, aber {grund}")
        pytest.skip(str(grund))
    yield server
    server.stop()


@pytest.fixture(scope="session")
def vorlagen(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Vorlagen]:
    """Die eingerichteten Datenbanken dieser Sitzung."""
    vorlagen = Vorlagen(tmp_path_factory.mktemp("datenbanken"), lambda: request.getfixturevalue("pg_server"))
    yield vorlagen
    for engine in vorlagen.offene:
        engine.dispose()


@pytest.fixture(scope="session")
def neue_datenbank(vorlagen: Vorlagen) -> NeueDatenbank:
    """Gibt eine Funktion, die zu „sqlite“ oder „postgresql“ eine frische, migrierte Datenbank öffnet."""
    return vorlagen.oeffne


@pytest.fixture(scope="session")
def leere_datenbank(vorlagen: Vorlagen) -> NeueDatenbank:
    """Wie `neue_datenbank`, aber ganz leer: ohne eine einzige Tabelle."""
    return vorlagen.leer


@pytest.fixture(params=["sqlite", "postgresql"])
def art(request: pytest.FixtureRequest) -> str:
    """Der Name der Datenbank, auf der der Test läuft; jeder Test mit `engine` läuft auf beiden."""
    return str(request.param)


@pytest.fixture
def engine(art: str, vorlagen: Vorlagen, request: pytest.FixtureRequest) -> Iterator[sa.Engine]:
    """Eine frische, migrierte Datenbank – einmal SQLite, einmal PostgreSQL; leer oder mit `gemeinde`."""
    engine = vorlagen.oeffne(art, "gemeinde" if "gemeinde" in request.fixturenames else "leer")
    yield engine
    vorlagen.schliesse(engine)


@pytest.fixture
def sqlite_engine(vorlagen: Vorlagen, request: pytest.FixtureRequest) -> Iterator[sa.Engine]:
    """Eine frische, migrierte SQLite-Datei; leer oder mit `sqlite_gemeinde`."""
    engine = vorlagen.oeffne("sqlite", "gemeinde" if "sqlite_gemeinde" in request.fixturenames else "leer")
    yield engine
    vorlagen.schliesse(engine)


# --- Leute und Zeit --------------------------------------------------------------------------------------------------


@pytest.fixture
def uhr() -> Uhr:
    """Eine gestellte Uhr; sie zeigt Mittwoch, den 4. Juni 2025, 10 Uhr in Berlin."""
    return Uhr()


@pytest.fixture
def jetzt(uhr: Uhr) -> datetime:
    """Der feste Augenblick der gestellten Uhr."""
    return uhr.jetzt


@pytest.fixture
def gemeinde(engine: sa.Engine, vorlagen: Vorlagen) -> Gemeinde:
    """Die kleine erfundene Gemeinde in `engine`, eingerichtet am 2. Januar 2025."""
    return vorlagen.gemeinde_in(engine)


@pytest.fixture
def sqlite_gemeinde(sqlite_engine: sa.Engine, vorlagen: Vorlagen) -> Gemeinde:
    """Dieselbe Gemeinde, nur auf SQLite – für Tests oberhalb der Datenschicht."""
    return vorlagen.gemeinde_in(sqlite_engine)
