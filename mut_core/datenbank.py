"""Datenbank: verbinden und zwei Wege hinein – eine lesende und eine schreibende Einheit, einen dritten gibt es nicht.

SQLite (Vorgabe, eine Datei) und PostgreSQL (`MUT_DATENBANK`). Die Einstellungen sind gemessen:
siehe docs/entscheidungen/0002-datenbank.md.
"""

import os
import sqlite3
import threading
import time
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager, nullcontext, suppress
from pathlib import Path
from typing import IO, Any, TypeVar

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from mut_core.erfassung.protokoll import Vorgang
from mut_core.erfassung.wache import Schreibsitzung
from mut_core.fehler import BetriebError, EingabeError, KonfliktError

T = TypeVar("T")
VORGABE = Path(__file__).resolve().parent.parent / "daten" / "lokal" / "mut.sqlite"
SPERRE_POSTGRESQL = 20_261_122
"""Schlüssel der Schreibsperre: das Protokoll ist eine Kette, deshalb schreibt immer nur einer."""

_PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=FULL",
    "busy_timeout=15000",
    "foreign_keys=ON",
    "trusted_schema=OFF",
    "recursive_triggers=ON",  # sonst löschte INSERT OR REPLACE an den Auslösern des Protokolls vorbei
)


def connect_datenbank(url: str | None = None) -> sa.Engine:
    """Öffnet die Datenbank unter `url`, sonst `MUT_DATENBANK`, sonst die Datei unter daten/lokal.

    Wirft BetriebError, wenn die Adresse unbrauchbar ist oder der Ordner nicht angelegt werden kann.
    """
    ziel = _adresse(url or os.environ.get("MUT_DATENBANK") or f"sqlite:///{VORGABE.as_posix()}")
    return _sqlite(ziel) if ziel.get_backend_name() == "sqlite" else _postgresql(ziel)


def _adresse(text: str) -> sa.URL:
    try:
        ziel = sa.make_url(text)
    except sa.exc.ArgumentError as fehler:
        raise BetriebError(
            "Die Datenbankadresse in MUT_DATENBANK ist nicht lesbar. "
            "Beispiel: postgresql://nutzer:kennwort@server/mut oder sqlite:////pfad/mut.sqlite"
        ) from fehler
    if ziel.get_backend_name() == "sqlite":
        return ziel
    if ziel.get_backend_name() == "postgresql":
        return ziel.set(drivername="postgresql+psycopg")
    raise BetriebError("MUT_DATENBANK muss mit sqlite:/// oder postgresql:// beginnen.")


def _sqlite(ziel: sa.URL) -> sa.Engine:
    if not ziel.database or ziel.database == ":memory:":
        raise BetriebError("Die Datenbank muss eine Datei sein, damit mehrere Vorgänge sie gemeinsam nutzen können.")
    try:
        Path(ziel.database).parent.mkdir(parents=True, exist_ok=True)
    except OSError as fehler:
        raise BetriebError(
            f"Der Ordner {Path(ziel.database).parent} lässt sich nicht anlegen ({fehler.strerror}). "
            "Bitte Schreibrechte geben oder mit MUT_DATENBANK einen anderen Ort nennen."
        ) from fehler
    engine = sa.create_engine(ziel, hide_parameters=True)
    event.listen(engine, "connect", _setze_pragmas)
    event.listen(engine, "begin", _beginne_sqlite)
    return engine


def _setze_pragmas(verbindung: Any, _eintrag: Any) -> None:
    verbindung.isolation_level = None  # die Transaktion beginnt hier ausdrücklich, nicht nebenbei im Treiber
    for pragma in _PRAGMAS:
        verbindung.execute(f"PRAGMA {pragma}")


def _beginne_sqlite(verbindung: sa.Connection) -> None:
    nur_lesen = verbindung.get_execution_options().get("mut_nur_lesen", True)
    verbindung.exec_driver_sql(f"PRAGMA query_only={'ON' if nur_lesen else 'OFF'}")
    verbindung.exec_driver_sql("BEGIN DEFERRED" if nur_lesen else "BEGIN IMMEDIATE")


def _postgresql(ziel: sa.URL) -> sa.Engine:
    grenzen = "-c statement_timeout=60000 -c lock_timeout=15000 -c idle_in_transaction_session_timeout=60000"
    return sa.create_engine(
        ziel,
        hide_parameters=True,
        pool_pre_ping=True,
        pool_recycle=1800,
        pool_timeout=10,
        connect_args={"connect_timeout": 3, "options": grenzen},
    )


@contextmanager
def leseeinheit(engine: sa.Engine) -> Iterator[Session]:
    """Öffnet eine lesende Einheit mit festem Blick auf die Datenbank; Schreiben darin scheitert laut."""
    if engine.dialect.name == "sqlite":
        lesend = engine.execution_options(mut_nur_lesen=True)
    else:
        lesend = engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
    with Session(lesend, expire_on_commit=False) as session, _deutsche_fehler():
        yield session
        if session.new or session.deleted or any(session.is_modified(o) for o in session.dirty):
            raise RuntimeError("Änderungen in einer leseeinheit gingen verloren; bitte schreibeinheit verwenden.")


@contextmanager
def schreibeinheit(engine: sa.Engine, vorgang: Vorgang | None) -> Iterator[Session]:
    """Öffnet die einzige Art zu schreiben: alles oder nichts, einer nach dem anderen, mit Protokoll.

    Ohne Vorgang (die Pforte, bevor jemand angemeldet ist) lassen sich nur Tabellen schreiben, die nicht im Protokoll
    stehen; ein Datensatz scheitert dann laut.
    Wirft KonfliktError, wenn ein Datensatz inzwischen geändert wurde, EingabeError bei doppelten Kennungen und beim
    Löschen von noch Gebrauchtem, BetriebError, wenn die Datenbank nicht kann.
    """
    schreibend = engine.execution_options(mut_nur_lesen=False)
    with dateisperre(engine), Schreibsitzung(schreibend, expire_on_commit=False) as session, _deutsche_fehler():
        if vorgang is not None:
            session.info["vorgang"] = vorgang
        with session.begin():
            if engine.dialect.name == "postgresql":
                session.execute(sa.select(sa.func.pg_advisory_xact_lock(SPERRE_POSTGRESQL)))
            yield session


def ping_datenbank(engine: sa.Engine) -> None:
    """Fragt die Datenbank nach nichts; antwortet sie nicht, wirft es BetriebError."""
    with leseeinheit(engine) as session:
        session.execute(sa.select(sa.literal(1)))


class Lesespeicher:
    """Merkt sich Gelesenes, solange niemand – in keinem Prozess – etwas festgeschrieben hat.

    Vor jeder Antwort wird die Datenbank nach ihrem Stand gefragt, nie nach der Uhr: Wer nach einem Schreiben fragt,
    bekommt das Neue. Gemessen mit SQLite: 4 µs statt 400 bis 1.400 je Frage.
    """

    def __init__(self, engine: sa.Engine, hoechstens: int = 5000) -> None:
        self.engine = engine
        self.hoechstens = hoechstens
        self._waechter = _Dateiwaechter(engine) if engine.dialect.name == "sqlite" else None
        self._sperre = threading.Lock()
        self._stand: Hashable = None
        self._gemerkt: dict[Hashable, Any] = {}

    def lies(self, schluessel: Hashable, frage: Callable[[Session], T]) -> T:
        """Beantwortet eine Frage aus dem Gemerkten oder in einer lesenden Einheit; die Antwort nie verändern."""
        stand = self._jetzt()
        gefunden, antwort = self._suche(stand, schluessel)
        if gefunden:
            return antwort  # type: ignore[no-any-return]
        with leseeinheit(self.engine) as session:
            neu = frage(session)
        with self._sperre:
            if stand is not None and stand == self._stand:
                if len(self._gemerkt) >= self.hoechstens:
                    self._gemerkt.clear()
                self._gemerkt[schluessel] = neu
        return neu

    def sofort(self, schluessel: Hashable) -> Any:
        """Gibt das Gemerkte, wenn es noch stimmt und sich das ohne Warten sagen lässt; sonst None."""
        if self._waechter is None:
            return None
        return self._suche(self._waechter.stand(), schluessel)[1]

    def _suche(self, stand: Hashable, schluessel: Hashable) -> tuple[bool, Any]:
        with self._sperre:
            if stand is None or stand != self._stand:
                self._stand = stand
                self._gemerkt.clear()
            return schluessel in self._gemerkt, self._gemerkt.get(schluessel)

    def _jetzt(self) -> Hashable:
        if self._waechter is not None:
            return self._waechter.stand()
        with self.engine.connect() as verbindung, _deutsche_fehler():
            # Gleiche Sicht, gleiche Daten: Sie nennt jeden Schreibvorgang, der noch läuft oder zuletzt endete.
            return str(verbindung.exec_driver_sql("SELECT pg_current_snapshot()::text").scalar())


class _Dateiwaechter:
    """Fragt SQLite auf einer eigenen Verbindung, ob eine andere etwas festgeschrieben hat (PRAGMA data_version)."""

    def __init__(self, engine: sa.Engine) -> None:
        self._datei = str(engine.url.database)
        self._sperre = threading.Lock()
        self._verbindung: sqlite3.Connection | None = None
        self._welche = (0, 0)

    def stand(self) -> Hashable:
        """Gibt ein Zeichen, das sich mit jedem Festschreiben ändert; None, wenn es sich gerade nicht sagen lässt."""
        with self._sperre:
            try:
                datei = Path(self._datei).stat().st_ino  # eine zurückgespielte Sicherung ist eine andere Datei
                if self._verbindung is None or datei != self._welche[1]:
                    self._schliesse()
                    self._verbindung = sqlite3.connect(self._datei, timeout=0, check_same_thread=False)
                    self._welche = (self._welche[0] + 1, datei)
                return self._welche, self._verbindung.execute("PRAGMA data_version").fetchone()[0]
            except (OSError, sqlite3.Error):
                self._schliesse()
                return None

    def _schliesse(self) -> None:
        if self._verbindung is not None:
            with suppress(sqlite3.Error):
                self._verbindung.close()
        self._verbindung = None

    def __del__(self) -> None:
        self._schliesse()


@contextmanager
def _deutsche_fehler() -> Iterator[None]:
    try:
        yield
    except StaleDataError as fehler:
        raise KonfliktError(
            "Jemand anderes hat diesen Eintrag inzwischen geändert. Es wurde nichts überschrieben; "
            "bitte laden Sie den Eintrag neu.",
            gespeichert={},
            eigene={},
        ) from fehler
    except sa.exc.IntegrityError as fehler:
        if satz := _verletzung(str(fehler.orig).lower()):
            raise EingabeError(satz) from fehler
        raise
    except (sa.exc.OperationalError, sa.exc.ProgrammingError) as fehler:
        if isinstance(fehler, sa.exc.ProgrammingError) and "does not exist" not in str(fehler.orig):
            raise
        raise BetriebError(_ursache(str(fehler.orig))) from fehler


def _verletzung(text: str) -> str | None:
    if "protokoll" in text:  # das wäre ein Fehler des Programms, keiner der Eingabe
        return None
    if "unique" in text:
        return "Einen Eintrag mit dieser Kennung gibt es schon. Es wurde nichts gespeichert; bitte eine andere wählen."
    if "foreign key" in text:
        return "Der Eintrag wird noch gebraucht oder verweist auf etwas, das es nicht gibt. Es wurde nichts geändert."
    return None


def _ursache(text: str) -> str:
    if "disk is full" in text or "No space left" in text:
        return "Der Datenträger ist voll. Es wurde nichts gespeichert; bitte Platz schaffen und erneut speichern."
    if "readonly" in text or "unable to open" in text:
        return "Die Datenbankdatei ist nicht beschreibbar. Bitte Schreibrechte des Ordners prüfen."
    if "locked" in text or "lock timeout" in text:
        return "Die Datenbank ist gerade belegt. Es wurde nichts gespeichert; bitte speichern Sie noch einmal."
    if "no such table" in text or "does not exist" in text:
        return "Die Datenbank ist noch nicht eingerichtet. Bitte mit „python3 -m mut_core start“ starten."
    return "Die Datenbank antwortet nicht. Es wurde nichts gespeichert; bitte versuchen Sie es gleich noch einmal."


def dateisperre(engine: sa.Engine, sekunden: float = 15.0) -> Any:
    """Gibt eine Sperre über alle Prozesse, gehalten von BEGIN bis nach COMMIT; bei PostgreSQL leer.

    Ohne sie kann SQLite vor 3.51.3 im WAL-Modus bestätigte Seiten verlieren (sqlite.org/wal.html#walresetbug).
    """
    if engine.dialect.name != "sqlite":
        return nullcontext()
    return _gesperrt(Path(f"{engine.url.database}.sperre"), sekunden)


@contextmanager
def _gesperrt(datei: Path, sekunden: float) -> Iterator[None]:
    ende = time.monotonic() + sekunden
    try:
        griff = datei.open("a+b")
    except OSError as fehler:
        raise BetriebError(_ursache("unable to open")) from fehler
    with griff:
        while not _nimm_sperre(griff):
            if time.monotonic() > ende:
                raise BetriebError(_ursache("locked"))
            time.sleep(0.003)
        try:
            yield
        finally:
            _gib_sperre_frei(griff)


if os.name == "nt":
    import msvcrt

    def _nimm_sperre(griff: IO[bytes]) -> bool:
        try:
            griff.seek(0)
            msvcrt.locking(griff.fileno(), msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined,unused-ignore]
        except OSError:
            return False
        return True

    def _gib_sperre_frei(griff: IO[bytes]) -> None:
        griff.seek(0)
        msvcrt.locking(griff.fileno(), msvcrt.LK_UNLCK, 1)  # type: ignore[attr-defined,unused-ignore]

else:
    import fcntl

    def _nimm_sperre(griff: IO[bytes]) -> bool:
        try:
            fcntl.flock(griff, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def _gib_sperre_frei(griff: IO[bytes]) -> None:
        fcntl.flock(griff, fcntl.LOCK_UN)
