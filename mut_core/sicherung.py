"""Sicherung: eine geprüfte Kopie der Datenbank schreiben, während andere arbeiten.

Die Datei einer laufenden SQLite-Datenbank zu kopieren, ergibt fast immer eine zerrissene Kopie; `VACUUM INTO` nicht.
"""

import os
import sqlite3
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import sqlalchemy as sa

from mut_core.fehler import BetriebError


def save_sicherung(engine: sa.Engine, ziel: Path) -> Path:
    """Schreibt eine geprüfte Kopie der SQLite-Datenbank nach `ziel` und gibt den Pfad.

    Wirft BetriebError, wenn das Ziel schon besteht, nicht beschreibbar ist oder die Kopie die Prüfung nicht besteht.
    """
    if engine.dialect.name != "sqlite":
        raise BetriebError("PostgreSQL sichert man mit pg_dump -Fc; diese Sicherung ist für die SQLite-Datei.")
    if ziel.exists():
        raise BetriebError(f"{ziel} gibt es schon. Bitte einen anderen Namen wählen; überschrieben wird nichts.")
    teil = ziel.with_name(ziel.name + ".teil")
    try:
        ziel.parent.mkdir(parents=True, exist_ok=True)
        teil.unlink(missing_ok=True)
        _kopiere(str(engine.url.database), teil)
        _pruefe(teil)
        teil.replace(ziel)
    except (OSError, sqlite3.Error) as fehler:
        with suppress(OSError):  # wo kein Ordner ist, liegt auch kein Rest
            teil.unlink(missing_ok=True)
        raise BetriebError(f"Die Sicherung nach {ziel} ist nicht gelungen: {fehler}.") from fehler
    return ziel


def save_sicherung_vor_migration(engine: sa.Engine) -> Path | None:
    """Sichert eine nicht leere SQLite-Datenbank in den Ordner „sicherungen“; bei PostgreSQL sichert der Betrieb."""
    if engine.dialect.name != "sqlite" or not sa.inspect(engine).has_table("alembic_version"):
        return None
    datei = Path(str(engine.url.database))
    jetzt = datetime.now(UTC).strftime("%Y%m%d-%H%M%S-%f")
    return save_sicherung(engine, datei.parent / "sicherungen" / f"vor-umstellung-{jetzt}.sqlite")


def _kopiere(quelle: str, ziel: Path) -> None:
    verbindung = sqlite3.connect(quelle, isolation_level=None, timeout=15)
    try:
        verbindung.execute("VACUUM INTO ?", (str(ziel),))
    finally:
        verbindung.close()
    with ziel.open("rb+") as griff:
        os.fsync(griff.fileno())


def _pruefe(datei: Path) -> None:
    verbindung = sqlite3.connect(datei)
    try:
        ergebnis = verbindung.execute("PRAGMA integrity_check").fetchone()[0]
    finally:
        verbindung.close()
    if ergebnis != "ok":
        raise sqlite3.DatabaseError(f"die Kopie ist beschädigt ({ergebnis})")
