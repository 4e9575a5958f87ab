"""Sperren: lässt nur eine Einrichtung zur selben Zeit zu; stirbt der Prozess, löst sich die Sperre selbst."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from mut_core.fehler import BetriebError
from mut_core.start.meldung import show_fortschritt

FRIST_SEKUNDEN = 900.0

if sys.platform == "win32":
    import msvcrt

    def _try_sperre(datei: IO[bytes]) -> bool:
        try:
            msvcrt.locking(datei.fileno(), msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True
else:
    import fcntl

    def _try_sperre(datei: IO[bytes]) -> bool:
        try:
            fcntl.flock(datei.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True


@contextmanager
def einrichtungssperre(pfad: Path, frist: float = FRIST_SEKUNDEN) -> Iterator[None]:
    """Hält die Sperre `pfad` für die Dauer des Blocks; wartet sichtbar, höchstens `frist` Sekunden.

    Wirft BetriebError, wenn die andere Einrichtung nicht fertig wird, und OSError ohne Schreibrechte.
    """
    pfad.parent.mkdir(parents=True, exist_ok=True)
    with pfad.open("ab") as datei:
        _wait_sperre(datei, pfad, frist)
        yield


def _wait_sperre(datei: IO[bytes], pfad: Path, frist: float) -> None:
    ende = time.monotonic() + frist
    gemeldet = False
    while not _try_sperre(datei):
        if not gemeldet:
            show_fortschritt("Eine andere Einrichtung läuft gerade in diesem Ordner – ich warte auf sie …")
            gemeldet = True
        if time.monotonic() > ende:
            raise BetriebError(
                f"Eine andere Einrichtung hält „{pfad}“ seit langem fest – "
                "bitte das andere Fenster beenden und das Kommando wiederholen."
            )
        time.sleep(0.2)
