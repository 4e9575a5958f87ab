"""Speicher prüfen: ob die Datei heil ist, Verweise stimmen, die Auslöser da sind und die Version Fehler kennt."""

from collections.abc import Iterator

import sqlalchemy as sa
from sqlalchemy.orm import Session

from mut_core.fehler import BetriebError
from mut_core.migration import abweichungen
from mut_core.migration.ausloeser import fehlende_ausloeser
from mut_core.pruefung.befund import Befund

BEHOBEN_AB = (3, 51, 3)
BEHOBEN_IN_REIHE = {(3, 44): 6, (3, 50): 7}
"""Der Fehler im WAL-Modus ist ab 3.51.3 behoben, dazu in 3.44.6 und 3.50.7 (sqlite.org/wal.html#walresetbug)."""


def pruefe_datei(session: Session) -> Iterator[Befund]:
    """Prüft eine SQLite-Datei auf Schäden und auf Verweise ins Leere; bei PostgreSQL wacht der Server darüber."""
    if session.get_bind().dialect.name != "sqlite":
        return
    verbindung = session.connection()
    try:
        for (meldung,) in verbindung.exec_driver_sql("PRAGMA integrity_check").fetchall():
            if meldung != "ok":
                yield Befund("speicher", f"Die Datei ist beschädigt („{meldung}“); bitte Sicherung einspielen.")
        for tabelle, zeile, ziel, _ in verbindung.exec_driver_sql("PRAGMA foreign_key_check").fetchall():
            yield Befund("speicher", f"{tabelle} {zeile} verweist auf einen Eintrag in {ziel}, den es nicht gibt.")
    except sa.exc.DatabaseError as fehler:
        yield Befund("speicher", f"Die Datei ist beschädigt („{fehler.orig}“); bitte eine Sicherung einspielen.")


def require_aufbau(session: Session) -> None:
    """Wirft BetriebError, wenn Tabellen fehlen oder anders aussehen, als dieses Programm sie kennt."""
    engine = session.get_bind().engine
    if not sa.inspect(engine).has_table("protokoll"):
        raise BetriebError("Die Datenbank ist noch nicht eingerichtet. Bitte mit „python3 -m mut_core start“ starten.")
    unterschiede = abweichungen(engine)
    if unterschiede:
        raise BetriebError(
            f"Die Datenbank ist anders aufgebaut als dieses Programm ({len(unterschiede)} Unterschiede). Bitte zuerst "
            "„python3 -m mut_core bereitstellen“ aufrufen oder die passende Programmversion verwenden."
        )


def pruefe_ausloeser(session: Session) -> Iterator[Befund]:
    """Gibt je fehlenden, abgeschalteten oder veränderten Auslöser einen Befund."""
    for name in fehlende_ausloeser(session.connection()):
        yield Befund(
            "ausloeser",
            f"Der Auslöser „{name}“ fehlt oder ist verändert; die Datenbank schützt diese Tabelle nicht mehr.",
        )


def pruefe_version(session: Session) -> Iterator[Befund]:
    """Weist auf eine SQLite-Version hin, die im WAL-Modus bestätigte Seiten verlieren kann."""
    if session.get_bind().dialect.name != "sqlite":
        return
    text = str(session.scalar(sa.select(sa.func.sqlite_version())))
    if hat_wal_fehler(tuple(int(teil) for teil in text.split("."))):
        yield Befund(
            "version",
            f"SQLite {text} kann im WAL-Modus beim gleichzeitigen Schreiben Bestätigtes verlieren. Dieses Programm "
            "hält deshalb beim Schreiben eine Sperre; andere Programme (auch litestream) dürfen nicht mitschreiben.",
        )


def hat_wal_fehler(version: tuple[int, ...]) -> bool:
    """Sagt, ob diese SQLite-Version (z. B. (3, 40, 1)) vom Fehler im WAL-Modus betroffen ist."""
    if not (3, 7, 0) <= version < BEHOBEN_AB:
        return False
    behoben = BEHOBEN_IN_REIHE.get((version[0], version[1]))
    return behoben is None or version[2] < behoben
