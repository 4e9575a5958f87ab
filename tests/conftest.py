"""Gemeinsames aller Tests: echte Datenbanken je Test, eine kleine Gemeinde und eine gestellte Uhr."""

import os
import shutil
import uuid
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import pytest
import sqlalchemy as sa
from gemeinde import Gemeinde, Uhr, build_gemeinde
from postgresql import Cluster, Fremder, PostgresqlFehltError, open_server

from mut_core.datenbank import connect_datenbank
from mut_core.migration import upgrade_datenbank

NeueDatenbank = Callable[[str], sa.Engine]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--lang", action="store_true", help="auch die langen Fehlertests (mehr Runden, mehr Beispiele)")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if config.getoption("--lang"):
        return
    lange = [i for i in items if i.get_closest_marker("lang")]
    if lange:
        config.hook.pytest_deselected(items=lange)
        items[:] = [i for i in items if i not in lange]


@pytest.fixture(scope="session")
def runden(request: pytest.FixtureRequest) -> Callable[[int, int], int]:
    """Gibt die Zahl der Wiederholungen: `runden(6, 50)` ist 6, mit --lang 50."""
    return lambda kurz, lang: lang if request.config.getoption("--lang") else kurz


# --- Datenbanken -----------------------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def _sqlite_vorlage(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Eine einmal migrierte Datei; jeder Test bekommt eine Kopie."""
    datei = tmp_path_factory.mktemp("vorlage") / "leer.sqlite"
    engine = connect_datenbank(f"sqlite:///{datei}")
    upgrade_datenbank(engine)
    engine.dispose()
    return datei


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
def _pg_vorlage(pg_server: Cluster | Fremder) -> str:
    """Der Name einer einmal migrierten Datenbank; jeder Test bekommt eine Kopie."""
    name = f"mut_vorlage_{uuid.uuid4().hex[:12]}"
    engine = connect_datenbank(pg_server.create_datenbank(name))
    upgrade_datenbank(engine)
    engine.dispose()
    return name


@pytest.fixture(scope="session")
def neue_datenbank(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[NeueDatenbank]:
    """Gibt eine Funktion, die zu „sqlite“ oder „postgresql“ eine frische, migrierte Datenbank öffnet."""
    offene: list[sa.Engine] = []
    ordner = tmp_path_factory.mktemp("datenbanken")

    def oeffne(art: str) -> sa.Engine:
        name = f"mut_{uuid.uuid4().hex[:12]}"
        if art == "sqlite":
            datei = ordner / f"{name}.sqlite"
            shutil.copyfile(request.getfixturevalue("_sqlite_vorlage"), datei)
            url = f"sqlite:///{datei}"
        else:
            server = request.getfixturevalue("pg_server")
            url = server.create_datenbank(name, request.getfixturevalue("_pg_vorlage"))
        offene.append(connect_datenbank(url))
        return offene[-1]

    yield oeffne
    for engine in offene:
        engine.dispose()


@pytest.fixture(scope="session")
def leere_datenbank(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[NeueDatenbank]:
    """Wie `neue_datenbank`, aber ganz leer: ohne eine einzige Tabelle."""
    offene: list[sa.Engine] = []

    def oeffne(art: str) -> sa.Engine:
        name = f"mut_leer_{uuid.uuid4().hex[:12]}"
        if art == "sqlite":
            url = f"sqlite:///{tmp_path_factory.mktemp('leer') / name}.sqlite"
        else:
            url = request.getfixturevalue("pg_server").create_datenbank(name)
        offene.append(connect_datenbank(url))
        return offene[-1]

    yield oeffne
    for engine in offene:
        engine.dispose()


@pytest.fixture(params=["sqlite", "postgresql"])
def art(request: pytest.FixtureRequest) -> str:
    """Der Name der Datenbank, auf der der Test läuft; jeder Test mit `engine` läuft auf beiden."""
    return str(request.param)


@pytest.fixture
def engine(art: str, neue_datenbank: NeueDatenbank) -> Iterator[sa.Engine]:
    """Eine frische, migrierte und leere Datenbank – einmal SQLite, einmal PostgreSQL."""
    engine = neue_datenbank(art)
    yield engine
    engine.dispose()


@pytest.fixture
def sqlite_engine(neue_datenbank: NeueDatenbank) -> Iterator[sa.Engine]:
    """Eine frische, migrierte und leere SQLite-Datei."""
    engine = neue_datenbank("sqlite")
    yield engine
    engine.dispose()


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
def gemeinde(engine: sa.Engine, uhr: Uhr) -> Gemeinde:
    """Die kleine erfundene Gemeinde in `engine`, eingerichtet am 2. Januar 2025."""
    return build_gemeinde(engine)


@pytest.fixture
def sqlite_gemeinde(sqlite_engine: sa.Engine) -> Gemeinde:
    """Dieselbe Gemeinde, nur auf SQLite – für Tests oberhalb der Datenschicht."""
    return build_gemeinde(sqlite_engine)
