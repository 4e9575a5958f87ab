"""Goldene Datenbank: ein Abzug der ersten Fassung mit der Gemeinde darin; jede spätere muss ihn lesen können.

Solange 0.1.0 nicht ausgeliefert ist: `python tests/faelle_golden.py` schreibt sie neu. Danach bleibt die Datei, wie sie
ist; eine neue Fassung bekommt eine neue Datei.
"""

import sqlite3
import sys
import tempfile
from pathlib import Path

ORDNER = Path(__file__).resolve().parent / "daten"
GOLDEN = ORDNER / "db_v0.1.0.sql"


def open_golden(abzug: Path, ziel: Path) -> Path:
    """Stellt eine goldene Datenbank aus ihrem Abzug her."""
    verbindung = sqlite3.connect(ziel)
    try:
        verbindung.executescript(abzug.read_text("utf-8"))
    finally:
        verbindung.close()
    return ziel


def write_golden(ziel: Path) -> None:
    """Schreibt den Abzug einer frisch eingerichteten Gemeinde."""
    from gemeinde import build_gemeinde

    from mut_core.datenbank import connect_datenbank
    from mut_core.migration import upgrade_datenbank

    with tempfile.TemporaryDirectory() as ordner:
        engine = connect_datenbank(f"sqlite:///{ordner}/golden.sqlite")
        upgrade_datenbank(engine)
        build_gemeinde(engine)
        engine.dispose()
        verbindung = sqlite3.connect(f"{ordner}/golden.sqlite")
        ziel.parent.mkdir(exist_ok=True)
        ziel.write_text("\n".join(verbindung.iterdump()) + "\n", "utf-8")
        verbindung.close()


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
    write_golden(GOLDEN)
