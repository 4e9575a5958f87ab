"""PostgreSQL für Tests: ein eigener Cluster aus den Programmen dieses Rechners, ohne TCP und ohne Spuren.

Reihenfolge: `MUT_TEST_PG_URL` (ein Server, auf dem die Tests Datenbanken anlegen dürfen), dann die Programme unter
/usr/lib/postgresql/*/bin (Debian) oder im PATH. Gibt es beides nicht, nennt `PostgresqlFehltError` den Grund.
"""

import ctypes
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import psycopg
import sqlalchemy as sa
from tempo import schneller_ort

NUTZER = "mut"


class PostgresqlFehltError(Exception):
    """Es gibt hier kein PostgreSQL; der Text sagt, was fehlt."""


def programme() -> Path:
    """Gibt den Ordner mit initdb und postgres in der neuesten installierten Fassung."""
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda p: int(p.parts[-3]))
    if debian:
        return debian[-1].parent
    if gefunden := shutil.which("initdb"):
        return Path(gefunden).resolve().parent
    raise PostgresqlFehltError(
        "kein PostgreSQL: weder MUT_TEST_PG_URL noch /usr/lib/postgresql/*/bin noch initdb im PATH"
    )


class Cluster:
    """Ein laufender Server mit einem Unix-Socket in einem privaten Ordner."""

    def __init__(self, *, sicher: bool = False) -> None:
        """Richtet den Cluster ein und startet ihn; `sicher` schreibt wie im Betrieb durch (fsync)."""
        self.programme = programme()
        self.sicher = sicher
        self.rechte: dict[str, Any] = {}
        self.ordner = Path(tempfile.mkdtemp(prefix="mutpg", dir=None if sicher else schneller_ort()))
        if os.name == "posix" and os.geteuid() == 0:  # initdb verweigert root
            try:
                shutil.chown(self.ordner, "postgres", "postgres")
            except LookupError as fehler:
                self.ordner.rmdir()
                raise PostgresqlFehltError("kein PostgreSQL: als root braucht es den Nutzer „postgres“") from fehler
            self.rechte = {"user": "postgres", "group": "postgres", "extra_groups": []}
        self._rufe("initdb", "-D", str(self.ordner / "daten"), "-A", "trust", "-U", NUTZER, "-E", "UTF8", "--no-sync")
        self.start()

    def _rufe(self, name: str, *argumente: str) -> None:
        ablauf = subprocess.run(
            [self.programme / name, "--locale=C.UTF-8", *argumente],
            cwd=self.ordner, env={"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8"},
            capture_output=True, text=True, check=False, **self.rechte,
        )  # fmt: skip
        if ablauf.returncode:
            shutil.rmtree(self.ordner, ignore_errors=True)
            raise PostgresqlFehltError(f"kein PostgreSQL: {name} scheitert: {ablauf.stderr.strip()[-300:]}")

    def start(self, sekunden: float = 30) -> None:
        """Startet den Server und wartet, bis er Verbindungen annimmt.

        Nach kill -9 hält ein sterbendes Kind den gemeinsamen Speicher noch einen Augenblick; dann noch einmal.
        """
        ende = time.monotonic() + sekunden
        while True:
            self._starte_prozess()
            try:
                return self._warte(sekunden)
            except PostgresqlFehltError as grund:
                if "still in use" not in str(grund) or time.monotonic() > ende:
                    raise
            time.sleep(0.1)

    def _starte_prozess(self) -> None:
        einstellungen = {
            "listen_addresses": "",
            "unix_socket_directories": str(self.ordner),
            "fsync": "on" if self.sicher else "off",
            "max_connections": "150",
            "log_min_messages": "fatal",
        }
        if not self.sicher:  # wegwerfbare Daten: nichts davon muss einen Absturz überstehen
            einstellungen |= {"full_page_writes": "off", "synchronous_commit": "off", "autovacuum": "off"}
            einstellungen |= {"wal_level": "minimal", "max_wal_senders": "0"}
        argumente = [teil for name, wert in einstellungen.items() for teil in ("-c", f"{name}={wert}")]
        with (self.ordner / "server.log").open("ab") as log:
            self.prozess = subprocess.Popen(
                [self.programme / "postgres", "-D", self.ordner / "daten", *argumente],
                cwd=self.ordner, env={"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8"},
                stdout=log, stderr=log, start_new_session=True, preexec_fn=_stirb_mit, **self.rechte,  # noqa: PLW1509
            )  # fmt: skip

    def _warte(self, sekunden: float) -> None:
        ende = time.monotonic() + sekunden
        while True:
            try:
                psycopg.connect(host=str(self.ordner), user=NUTZER, dbname="postgres", connect_timeout=2).close()
                return
            except psycopg.OperationalError as fehler:
                if self.prozess.poll() is not None or time.monotonic() > ende:
                    log = (self.ordner / "server.log").read_text("utf-8", "replace")[-500:]
                    raise PostgresqlFehltError(f"kein PostgreSQL: der Server startet nicht: {log}") from fehler
                time.sleep(0.03)

    def kill(self) -> None:
        """Reißt den Server mit allen seinen Kindern weg (kill -9), wie bei einem Stromausfall des Prozesses."""
        os.killpg(self.prozess.pid, signal.SIGKILL)
        self.prozess.wait()
        while _lebt(self.prozess.pid):  # Hintergrundprozesse haben eigene Prozessgruppen
            time.sleep(0.02)

    def stop(self) -> None:
        """Hält den Server an und räumt seinen Ordner weg."""
        if self.prozess.poll() is None:
            self.prozess.send_signal(signal.SIGQUIT)
            self.prozess.wait(timeout=30)
        shutil.rmtree(self.ordner, ignore_errors=True)

    def url(self, datenbank: str) -> str:
        """Gibt die Adresse einer Datenbank dieses Clusters."""
        return sa.URL.create(
            "postgresql", username=NUTZER, database=datenbank, query={"host": str(self.ordner)}
        ).render_as_string(hide_password=False)

    def create_datenbank(self, name: str, vorlage: str = "template0") -> str:
        """Legt eine Datenbank als Kopie einer Vorlage an und gibt ihre Adresse; Dateien kopieren ist am schnellsten."""
        lege_an(self.url("postgres"), name, vorlage, " STRATEGY FILE_COPY" if self._kann_kopieren else "")
        return self.url(name)

    def drop_datenbank(self, name: str) -> None:
        """Entfernt eine Datenbank samt offenen Verbindungen."""
        _befehl(self.url("postgres"), f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')

    @cached_property
    def _kann_kopieren(self) -> bool:
        fassung = subprocess.run([self.programme / "postgres", "--version"], capture_output=True, text=True, check=True)
        return int(re.search(r"(\d+)", fassung.stdout)[1]) >= 15  # type: ignore[index]


def _stirb_mit() -> None:
    """Lässt den Server mit dem Testprozess enden, auch wenn der abgeschossen wird (nur Linux kann das)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(1, signal.SIGQUIT)


def _lebt(gruppe: int) -> bool:
    try:
        os.killpg(gruppe, 0)
    except ProcessLookupError:
        return False
    return True


class Fremder:
    """Ein Server, den `MUT_TEST_PG_URL` nennt; er bleibt, wie er ist, nur die Testdatenbanken gehen wieder."""

    def __init__(self, url: str) -> None:
        self.adresse = sa.make_url(url)
        self.angelegt: list[str] = []

    def url(self, datenbank: str) -> str:
        """Gibt die Adresse einer Datenbank dieses Servers."""
        return self.adresse.set(drivername="postgresql", database=datenbank).render_as_string(hide_password=False)

    def create_datenbank(self, name: str, vorlage: str = "template0") -> str:
        """Legt eine Datenbank als Kopie einer Vorlage an und gibt ihre Adresse."""
        lege_an(self.url(str(self.adresse.database)), name, vorlage)
        self.angelegt.append(name)
        return self.url(name)

    def drop_datenbank(self, name: str) -> None:
        """Entfernt eine angelegte Testdatenbank."""
        _befehl(self.url(str(self.adresse.database)), f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        self.angelegt.remove(name)

    def stop(self) -> None:
        """Entfernt die übrigen Testdatenbanken."""
        for name in list(self.angelegt):
            self.drop_datenbank(name)


def lege_an(verwaltung: str, name: str, vorlage: str, zusatz: str = "") -> None:
    """Legt auf dem Server der Adresse `verwaltung` eine Datenbank an."""
    if not re.fullmatch(r"[a-z0-9_]+", name):
        raise ValueError(name)
    _befehl(verwaltung, f'CREATE DATABASE "{name}" TEMPLATE "{vorlage}"{zusatz}')


def _befehl(verwaltung: str, text: str) -> None:
    with _verwalter(verwaltung).connect() as verbindung:
        verbindung.exec_driver_sql(text)


@cache
def _verwalter(adresse: str) -> sa.Engine:
    """Eine Engine je Server: jede neue fragte ihn erst wieder nach allem, was er kann."""
    return sa.create_engine(
        sa.make_url(adresse).set(drivername="postgresql+psycopg"), isolation_level="AUTOCOMMIT", poolclass=sa.NullPool
    )


def open_server() -> Cluster | Fremder:
    """Gibt den Server für diese Testsitzung; wirft PostgresqlFehltError mit dem Grund."""
    url = os.environ.get("MUT_TEST_PG_URL")
    return Fremder(url) if url else Cluster()
