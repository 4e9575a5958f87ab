"""Messen: Läufe über den echten WebSocket, abwechselnd gegen eine leere Streamlit-App, und der Speicher des Servers."""

from __future__ import annotations

import asyncio
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import websockets
from app_server import AppServer, _beende, _warte, freier_port
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

LEER = "import streamlit as st\nst.title('leer')\n"


@dataclass(frozen=True)
class Ziel:
    """Wohin gemessen wird: Server, Seite, Adresse und Sitzung."""

    server: AppServer
    seite: str = ""
    frage: str = ""
    cookie: str = ""


@dataclass(frozen=True)
class Runde:
    """Die Werte einer Runde: Zeiten in Millisekunden, Läufe je Sekunde, Bytes je Lauf."""

    erster: float
    p50: float
    p95: float
    je_s: float
    menge: int
    fehler: int


async def _sitzung(ziel: Ziel, laeufe: int, werte: list[tuple[int, float, int, int]]) -> None:
    kopf = {"Cookie": ziel.cookie} if ziel.cookie else {}
    adresse, herkunft = f"ws://127.0.0.1:{ziel.server.port}", f"http://127.0.0.1:{ziel.server.port}"
    weitere: dict[str, Any] = {"origin": herkunft, "additional_headers": kopf, "subprotocols": ["streamlit"]}
    async with websockets.connect(f"{adresse}/_stcore/stream", max_size=None, **weitere) as leitung:
        for nummer in range(laeufe):
            nachricht = BackMsg()
            nachricht.rerun_script.query_string = ziel.frage
            nachricht.rerun_script.page_name = ziel.seite
            beginn, menge, fehler, fertig = time.perf_counter(), 0, 0, False
            await leitung.send(nachricht.SerializeToString())
            while not fertig:
                roh: Any = await asyncio.wait_for(leitung.recv(), 60)
                menge += len(roh)
                antwort = ForwardMsg.FromString(roh)
                fehler += antwort.delta.new_element.HasField("exception")
                fertig = antwort.WhichOneof("type") == "script_finished"
            fehler += antwort.script_finished != ForwardMsg.FINISHED_SUCCESSFULLY
            werte.append((nummer, (time.perf_counter() - beginn) * 1e3, menge, fehler))


async def _runde(ziel: Ziel, sitzungen: int, laeufe: int) -> Runde:
    werte: list[tuple[int, float, int, int]] = []
    beginn = time.perf_counter()
    await asyncio.gather(*(_sitzung(ziel, laeufe, werte) for _ in range(sitzungen)))
    dauer = time.perf_counter() - beginn
    erste = [ms for nummer, ms, *_ in werte if not nummer]
    warm = sorted(ms for nummer, ms, *_ in werte if nummer) or erste
    return Runde(
        statistics.median(erste),
        statistics.median(warm),
        warm[min(len(warm) - 1, int(0.95 * len(warm)))],
        len(werte) / dauer,
        int(statistics.median(menge for _, _, menge, _ in werte)),
        sum(fehler for *_, fehler in werte),
    )


def miss(ziel: Ziel, sitzungen: int = 1, laeufe: int = 20) -> Runde:
    """Misst eine Runde; Läufe, die nicht sauber enden, zählen als Fehler."""
    return asyncio.run(_runde(ziel, sitzungen, laeufe))


def paarweise(ziel: Ziel, leer: Ziel, *, sitzungen: int = 1, laeufe: int = 20, runden: int = 5) -> dict[str, float]:
    """Misst abwechselnd und gibt die Mediane der Verhältnisse App/leer; scheitert, wenn ein Lauf nicht sauber endet."""
    miss(ziel, 1, 3)
    miss(leer, 1, 3)
    paare = [(miss(ziel, sitzungen, laeufe), miss(leer, sitzungen, laeufe)) for _ in range(runden)]
    assert sum(app.fehler for app, _ in paare) == 0
    namen = ("erster", "p50", "p95", "je_s")
    ergebnis = {n: statistics.median(getattr(app, n) / getattr(basis, n) for app, basis in paare) for n in namen}
    ergebnis["bytes"] = statistics.median(app.menge for app, _ in paare)
    ergebnis["ms"] = statistics.median(app.p50 for app, _ in paare)
    return ergebnis


@contextmanager
def leere_app(ordner: Path) -> Iterator[Ziel]:
    """Startet eine leere Streamlit-App, wie sie ausgeliefert wird."""
    port = freier_port()
    (ordner / "leer.py").write_text(LEER, "utf-8")
    befehl = [sys.executable, "-m", "streamlit", "run", "leer.py", "--server.port", str(port)]
    weitere = ["--server.headless", "true", "--browser.gatherUsageStats", "false", "--server.address", "127.0.0.1"]
    weitere += ["--server.fileWatcherType", "none"]
    with (ordner / "log").open("wb") as log:
        prozess = subprocess.Popen([*befehl, *weitere], cwd=ordner, stdout=log, stderr=subprocess.STDOUT)
    server = AppServer(port, ordner / "log", prozess)
    try:
        _warte(server, "127.0.0.1")
        yield Ziel(server)
    finally:
        _beende(prozess)


def speicher(server: AppServer) -> float:
    """Gibt den Arbeitsspeicher des Servers in MB (VmRSS, nur unter Linux)."""
    zeilen = Path(f"/proc/{server.prozess.pid}/status").read_text("utf-8").splitlines()
    return next(int(z.split()[1]) for z in zeilen if z.startswith("VmRSS:")) / 1024
