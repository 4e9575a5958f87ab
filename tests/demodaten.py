"""Demo-Daten für Tests: einmal laden, für jeden Test eine Abschrift."""

import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest

from mut_core import demo
from mut_core.datenbank import connect_datenbank
from mut_core.erfassung.protokoll import tag_in_berlin
from mut_core.migration import upgrade_datenbank


@pytest.fixture(scope="session")
def demo_vorlage(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Eine Datenbank mit allen Demo-Daten, geladen heute."""
    datei = tmp_path_factory.mktemp("demo") / "demo.sqlite"
    engine = connect_datenbank(f"sqlite:///{datei}")
    upgrade_datenbank(engine)
    jetzt = datetime.now(UTC)
    demo.load_demo(engine, tag_in_berlin(jetzt), jetzt)
    engine.dispose()
    return datei


@pytest.fixture
def demo_datei(demo_vorlage: Path, tmp_path: Path) -> Path:
    """Eine eigene Abschrift der Demo-Datenbank für diesen Test; die Datei heißt wie in `app_server`."""
    datei = tmp_path / "mut.sqlite"
    shutil.copyfile(demo_vorlage, datei)
    return datei
