"""Vorhalten: ein Prozess, der alle schweren Bibliotheken schon geladen hat und Testprozesse abzweigt.

Jeder Zweig ist ein eigener Prozess mit eigenem Ordner, eigener Umgebung und eigenen Verbindungen; nur das Laden der
Bibliotheken und des Datenmodells (0,6–1,2 s Rechenzeit je Start) geschieht einmal. Was den Start selbst prüft
(test_start.py, test_start_echt.py, `streamlit run`), beginnt weiterhin bei null.
"""

from __future__ import annotations

import atexit
import json
import os
import runpy
import signal
import socket
import subprocess
import sys
import tempfile
import time
import warnings
from collections.abc import Mapping, Sequence
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import IO, Any

WURZEL = Path(__file__).resolve().parent.parent
SCHWER = (
    *("uvicorn", "streamlit.web.server.starlette", "pandas", "pyarrow", "altair", "docx", "argon2", "joserfc.jwt"),
    *("authlib.integrations.requests_client", "requests", "pyotp", "segno", "mut_core.datenbank", "mut_core.migration"),
)
LAENGSTE = 1 << 17
"""So viele Bytes hat ein Auftrag höchstens (die Umgebung ist das meiste davon)."""


class Zweig:
    """Ein Prozess aus dem Vorrat; wie `subprocess.Popen[str]`, soweit die Tests es brauchen."""

    def __init__(self, vorrat: Vorrat, pid: int, stroeme: Sequence[IO[str] | None] = (None, None, None)) -> None:
        self.vorrat = vorrat
        self.pid = pid
        self.returncode: int | None = None
        self.stdin, self.stdout, self.stderr = stroeme

    def poll(self) -> int | None:
        """Gibt den Rückgabewert; solange der Prozess läuft None."""
        if self.returncode is None:
            self.returncode = self.vorrat.frage({"stand": self.pid})
        return self.returncode

    def wait(self, timeout: float = 60) -> int:
        """Wartet auf das Ende; wirft subprocess.TimeoutExpired."""
        ende = time.monotonic() + timeout
        while (code := self.poll()) is None:
            if time.monotonic() > ende:
                raise subprocess.TimeoutExpired("Prozess aus dem Vorrat", timeout)
            time.sleep(0.01)
        return code

    def send_signal(self, zeichen: int) -> None:
        """Schickt ein Signal, wenn der Prozess noch läuft."""
        if self.poll() is None:
            os.kill(self.pid, zeichen)

    def terminate(self) -> None:
        """Bittet den Prozess, ordentlich zu enden."""
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        """Reißt den Prozess weg."""
        self.send_signal(signal.SIGKILL)

    def __enter__(self) -> Zweig:
        return self

    def __exit__(self, *_: object) -> None:
        for strom in (self.stdin, self.stdout, self.stderr):
            if strom is not None:
                strom.close()
        self.wait()


class Vorrat:
    """Der vorhaltende Prozess; er endet mit dem Testprozess, weil dann seine Leitung abbricht."""

    def __init__(self) -> None:
        self.heim = tempfile.TemporaryDirectory(prefix="mutvorrat")
        self.leitung, andere = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with andere:
            self.prozess = subprocess.Popen(
                [sys.executable, __file__, str(andere.fileno())],
                cwd=self.heim.name,
                # ein leeres Zuhause: keine fremde Einstellung von Streamlit
                env={**os.environ, "HOME": self.heim.name, "PYTHONPATH": str(WURZEL)},
                pass_fds=[andere.fileno()],
            )
        atexit.register(self.stop)

    def frage(self, auftrag: Mapping[str, Any], griffe: Sequence[int] = ()) -> int | None:
        """Schickt einen Auftrag und gibt die Antwort."""
        socket.send_fds(self.leitung, [json.dumps(auftrag).encode()], list(griffe))
        antwort: int | None = json.loads(self.leitung.recv(64))
        return antwort

    def serve(self, kommando: Sequence[str], ordner: Path, umgebung: Mapping[str, str], log: Path) -> Zweig:
        """Startet `python -m kommando` in `ordner` mit genau dieser Umgebung; alle Ausgaben gehen in `log`."""
        auftrag = {"start": kommando[0], "argumente": kommando[1:], "ordner": str(ordner), "umgebung": dict(umgebung)}
        with Path(os.devnull).open("rb") as leer, log.open("ab") as ausgabe:
            pid = self.frage(auftrag, [leer.fileno(), ausgabe.fileno(), ausgabe.fileno()])
        assert pid
        return Zweig(self, pid)

    def run(self, datei: Path, argumente: Sequence[str]) -> Zweig:
        """Startet `python -W error datei argumente` mit Leitungen zu allen drei Strömen."""
        auftrag: dict[str, Any] = {"start": str(datei), "argumente": list(argumente), "ordner": str(WURZEL)}
        auftrag["umgebung"] = {**os.environ, "PYTHONPATH": str(WURZEL)}
        rohre = [os.pipe() for _ in range(3)]
        dort, hier = [rohre[0][0], rohre[1][1], rohre[2][1]], [rohre[0][1], rohre[1][0], rohre[2][0]]
        pid = self.frage(auftrag, dort)
        for griff in dort:
            os.close(griff)
        assert pid
        return Zweig(self, pid, [os.fdopen(griff, art) for griff, art in zip(hier, "wrr", strict=True)])

    def stop(self) -> None:
        """Beendet den Vorrat und alles, was aus ihm noch läuft."""
        self.leitung.close()
        self.prozess.wait(20)
        self.heim.cleanup()


@cache
def vorrat() -> Vorrat | None:
    """Gibt den Vorrat dieses Testprozesses; None, wo ein Prozess sich nicht verzweigen kann."""
    return Vorrat() if sys.platform == "linux" else None


# --- im vorhaltenden Prozess -----------------------------------------------------------------------------------------


def _verzweige(auftrag: dict[str, Any], griffe: list[int], leitung: socket.socket) -> int:
    """Gibt die Nummer eines Kindes, das `auftrag` ausführt."""
    if pid := os.fork():
        return pid
    leitung.close()
    code = 1
    try:
        _werde(auftrag, griffe)
        code = 0
    except SystemExit as ende:
        code = ende.code if isinstance(ende.code, int) else int(ende.code is not None)
        if isinstance(ende.code, str):
            print(ende.code, file=sys.stderr)
    except BaseException:
        sys.excepthook(*sys.exc_info())
    for strom in (sys.stdout, sys.stderr):
        strom.flush()
    os._exit(code)


def _werde(auftrag: dict[str, Any], griffe: list[int]) -> None:
    """Macht aus dem Zweig den Prozess, den ein frisches Python mit diesem Auftrag ergäbe."""
    for ziel, griff in enumerate(griffe):
        os.dup2(griff, ziel)
        os.close(griff)
    sys.stdin, sys.stdout, sys.stderr = os.fdopen(0), os.fdopen(1, "w"), os.fdopen(2, "w", 1)
    os.chdir(auftrag["ordner"])
    os.environ.clear()
    os.environ.update(auftrag["umgebung"])
    eigene = {str(WURZEL), str(Path(__file__).parent)}
    sys.path[:] = ["", *auftrag["umgebung"]["PYTHONPATH"].split(os.pathsep), *(p for p in sys.path if p not in eigene)]
    sys.argv = [auftrag["start"], *auftrag["argumente"]]
    if auftrag["start"].endswith(".py"):
        sys.path[0] = str(Path(auftrag["start"]).parent)
        warnings.simplefilter("error")
        runpy.run_path(auftrag["start"], run_name="__main__")
    else:
        runpy.run_module(auftrag["start"], run_name="__main__", alter_sys=True)


def halte_vor(leitung: socket.socket) -> None:
    """Lädt die Bibliotheken und führt Aufträge aus, bis die Leitung abbricht."""
    for name in SCHWER:
        import_module(name)
    kinder: dict[int, int | None] = {}
    while True:
        roh, griffe, *_ = socket.recv_fds(leitung, LAENGSTE, 3)
        if not roh:
            break
        auftrag = json.loads(roh)
        if "start" in auftrag:
            antwort: int | None = _verzweige(auftrag, griffe, leitung)
            kinder[antwort or 0] = None
        else:
            antwort = kinder[auftrag["stand"]] = _stand(auftrag["stand"], kinder)
        for griff in griffe:
            os.close(griff)
        leitung.send(json.dumps(antwort).encode())
    for pid in kinder:
        if _stand(pid, kinder) is None:
            os.kill(pid, signal.SIGKILL)


def _stand(pid: int, kinder: dict[int, int | None]) -> int | None:
    """Gibt den Rückgabewert eines Kindes, None solange es läuft."""
    if kinder[pid] is not None:
        return kinder[pid]
    fertig, ende = os.waitpid(pid, os.WNOHANG)
    return os.waitstatus_to_exitcode(ende) if fertig else None


if __name__ == "__main__":
    halte_vor(socket.socket(fileno=int(sys.argv[1])))
