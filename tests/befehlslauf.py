"""Befehle aufrufen: in diesem Prozess, mit Exitcode und beiden Ausgaben; Fixtures für alle Tests der Befehle."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from mut_core import befehle
from mut_core.datenbank import connect_datenbank

ENGLISCH = re.compile(
    r"\b(the|error|usage|required|invalid|choice|argument|such|file or|directory|denied|refused|Traceback)\b"
)


class Lauf:
    """Ein Aufruf von `befehle.main` mit Exitcode und beiden Ausgaben."""

    def __init__(self, capsys: pytest.CaptureFixture[str], *argumente: str) -> None:
        capsys.readouterr()
        try:
            self.code = befehle.main(argumente)
        except SystemExit as ende:  # so endet --help
            self.code = int(ende.code or 0)
        self.aus, self.fehler = capsys.readouterr()

    @property
    def satz(self) -> str:
        """Der eine Satz auf stderr; verlangt, dass der Befehl gescheitert ist."""
        assert self.code in (1, 2), (self.code, self.aus, self.fehler)
        zeilen = [z for z in self.fehler.splitlines() if not z.endswith("…")]  # ohne Fortschritt
        assert len(zeilen) == 1, self.fehler
        assert not ENGLISCH.search(zeilen[0]), zeilen[0]
        return zeilen[0]

    @property
    def zeile(self) -> str:
        """Die letzte Zeile auf stdout; verlangt, dass der Befehl gelungen ist."""
        assert self.code == 0, (self.code, self.aus, self.fehler)
        return self.aus.splitlines()[-1]


@pytest.fixture
def rufe(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Any:
    """Ruft einen Befehl in diesem Prozess; was der Rechner selbst an Einstellungen hat, gilt dabei nicht."""
    for name in ("MUT_ADRESSE_AUSSEN", "MUT_LOKALE_KONTEN", "MUT_PROXY_GEHEIMNIS", "MUT_GEHEIMNISSE"):
        monkeypatch.delenv(name, raising=False)
    return lambda *argumente: Lauf(capsys, *map(str, argumente))


@pytest.fixture
def ziel(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Die Datei, auf die MUT_DATENBANK zeigt; es gibt sie noch nicht."""
    datei = tmp_path / "daten" / "mut.sqlite"
    monkeypatch.setenv("MUT_DATENBANK", f"sqlite:///{datei}")
    return datei


@pytest.fixture
def demo(demo_datei: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Wie `ziel`, aber mit den Demo-Daten."""
    monkeypatch.setenv("MUT_DATENBANK", f"sqlite:///{demo_datei}")
    return demo_datei


@pytest.fixture
def engine_von() -> Iterator[Any]:
    """Öffnet eine Datei und schließt sie am Ende."""
    offene: list[sa.Engine] = []

    def oeffne(datei: Path) -> sa.Engine:
        offene.append(connect_datenbank(f"sqlite:///{datei}"))
        return offene[-1]

    yield oeffne
    for engine in offene:
        engine.dispose()


def zeige_auf(monkeypatch: pytest.MonkeyPatch, engine: sa.Engine) -> None:
    """Lässt MUT_DATENBANK auf diese Datenbank zeigen."""
    monkeypatch.setenv("MUT_DATENBANK", engine.url.render_as_string(hide_password=False))
