"""Migration: die Datenbank unter einer Sperre und in einer Transaktion auf den neuesten Stand bringen.

Alembics gewöhnlicher Batch-Modus verlor bei eingeschalteten Fremdschlüsseln alle Kindzeilen und blieb nach
einem Abbruch halb fertig; deshalb: vorher sichern, Fremdschlüssel aus, eine Transaktion, danach prüfen
(docs/entscheidungen/0003-migration.md).
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from mut_core.datenbank import SPERRE_POSTGRESQL, dateisperre
from mut_core.fehler import BetriebError
from mut_core.migration.ausloeser import create_ausloeser
from mut_core.sicherung import save_sicherung_vor_migration

ORDNER = Path(__file__).parent


def alembic_config(connection: sa.Connection | None = None, ordner: Path = ORDNER) -> Config:
    """Gibt die Alembic-Einstellungen; `connection` ist die eine Verbindung, auf der die Migration läuft."""
    config = Config()
    config.set_main_option("script_location", ordner.as_posix().replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config


def upgrade_datenbank(engine: sa.Engine, ordner: Path = ORDNER) -> bool:
    """Bringt die Datenbank auf den neuesten Stand und sagt, ob etwas zu tun war.

    Wirft BetriebError, wenn die Datenbank neuer ist als das Programm oder hinterher Verweise ins Leere gingen.
    """
    skripte = ScriptDirectory.from_config(alembic_config(ordner=ordner))
    with dateisperre(engine, sekunden=120):
        if _ist_aktuell(_stand(engine), skripte):
            return False
        save_sicherung_vor_migration(engine)
        return _fuehre_aus(engine, skripte, ordner)


def _ist_aktuell(stand: str | None, skripte: ScriptDirectory) -> bool:
    """Sagt, ob nichts zu tun ist; wirft BetriebError, wenn dieses Programm den Stand nicht kennt."""
    if stand is not None and stand not in {s.revision for s in skripte.walk_revisions()}:
        raise BetriebError(
            f"Die Datenbank ist neuer als das Programm (Stand {stand}). "
            "Bitte die neuere Programmversion verwenden; es wurde nichts geändert."
        )
    return stand == skripte.get_current_head()


def _stand(engine: sa.Engine) -> str | None:
    with engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def _fuehre_aus(engine: sa.Engine, skripte: ScriptDirectory, ordner: Path) -> bool:
    with _migrationsverbindung(engine) as connection:
        if _ist_aktuell(MigrationContext.configure(connection).get_current_revision(), skripte):
            return False  # ein anderer Prozess war schneller
        command.upgrade(alembic_config(connection, ordner), "head")
        create_ausloeser(connection)
        _pruefe_verweise(connection)
    return True


@contextmanager
def _migrationsverbindung(engine: sa.Engine) -> Iterator[sa.Connection]:
    """Öffnet die eine Verbindung der Migration: alles oder nichts, auch bei kill -9."""
    if engine.dialect.name == "postgresql":
        with engine.begin() as connection:
            connection.execute(sa.select(sa.func.pg_advisory_xact_lock(SPERRE_POSTGRESQL)))
            yield connection
        return
    eigene = sa.create_engine(engine.url, poolclass=sa.NullPool, hide_parameters=True)
    sa.event.listen(eigene, "connect", _ohne_fremdschluessel)
    sa.event.listen(eigene, "begin", lambda v: v.exec_driver_sql("BEGIN IMMEDIATE"))
    with eigene.begin() as connection:
        yield connection


def _ohne_fremdschluessel(verbindung: object, _eintrag: object) -> None:
    verbindung.isolation_level = None  # type: ignore[attr-defined]
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "busy_timeout=60000", "foreign_keys=OFF"):
        verbindung.execute(f"PRAGMA {pragma}")  # type: ignore[attr-defined]


def _pruefe_verweise(connection: sa.Connection) -> None:
    if connection.dialect.name != "sqlite":
        return
    if kaputt := connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall():
        raise BetriebError(
            f"Nach der Umstellung der Datenbank gingen {len(kaputt)} Verweise ins Leere; sie wurde zurückgenommen. "
            "Bitte die Sicherung im Ordner „sicherungen“ aufheben und den Fehler melden."
        )


def abweichungen(engine: sa.Engine) -> list[object]:
    """Gibt, worin sich eine migrierte Datenbank vom Modell unterscheidet (leer = gleich)."""
    from alembic.autogenerate import compare_metadata

    from mut_core.modell import Base

    with engine.connect() as connection:
        kontext = MigrationContext.configure(connection, opts={"compare_type": True})
        return list(compare_metadata(kontext, Base.metadata))
