"""Misst, was die Pforte einen Klick kostet: dieselbe Seite mit und ohne Prüfung je Rahmen, abwechselnd, in einem Lauf.

Aufruf: `python3 -m mut_core test tests/leistung/test_pforte_leistung.py -n 0 -s`. Die Grenze ist ein Verhältnis (1,1).
"""

import shutil
import statistics
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest
from app_server import WURZEL, AppServer, app_server, sitzungscookie
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Origin, Subprotocol

LAEUFE = 150
OHNE_PRUEFUNG = f'''
"""Dieselbe App, nur ohne Prüfung je Rahmen; der Handschlag bleibt, sonst gäbe es keine Person."""
import importlib.util
from seiten.pforte import zugang

async def ungeprueft(self):
    return await self._receive()

zugang._Leitungswache.receive = ungeprueft
tuer = importlib.util.spec_from_file_location("tuer", {str(WURZEL / "streamlit_app.py")!r})
modul = importlib.util.module_from_spec(tuer)
tuer.loader.exec_module(modul)
app = modul.app
'''


@dataclass(frozen=True)
class Leitung:
    """Eine offene Verbindung zu Streamlit, wie sie der Browser hält."""

    ws: ClientConnection

    def lauf(self) -> float:
        """Lässt die Übersicht einmal neu rechnen und gibt die Sekunden bis zum Ende des Laufs."""
        nachricht = BackMsg()
        nachricht.rerun_script.query_string = "konzept=musterstadt"
        beginn = time.perf_counter()
        self.ws.send(nachricht.SerializeToString())
        while True:
            antwort = ForwardMsg()
            antwort.ParseFromString(bytes(self.ws.recv(timeout=60)))
            if antwort.WhichOneof("type") == "script_finished":
                return time.perf_counter() - beginn


def verbinde(server: AppServer, cookie: str) -> AbstractContextManager[ClientConnection]:
    """Öffnet den WebSocket mit einer echten Anmeldung."""
    return connect(
        f"ws://localhost:{server.port}/_stcore/stream",
        origin=Origin(server.adresse),
        subprotocols=[Subprotocol("streamlit")],
        additional_headers={"Cookie": cookie},
        max_size=None,
        compression=None,
    )


@pytest.fixture
def leitungen(demo_datei: Path, tmp_path: Path) -> Iterator[tuple[Leitung, ...]]:
    """Je eine Leitung zur App mit und zur App ohne Prüfung."""
    cookie = sitzungscookie(f"sqlite:///{demo_datei}", "koordination")
    nackt = tmp_path / "ohne"
    nackt.mkdir()
    (nackt / "streamlit_app.py").write_text(OHNE_PRUEFUNG, "utf-8")
    arbeit = tmp_path / "arbeit"
    arbeit.mkdir()
    umgebung = {"MUT_DATENBANK": f"sqlite:///{demo_datei}"}
    with ExitStack() as stapel:
        mit = stapel.enter_context(app_server(demo_datei.parent, umgebung=umgebung))
        ohne = stapel.enter_context(app_server(arbeit, app=nackt, umgebung=umgebung))
        yield tuple(Leitung(stapel.enter_context(verbinde(app, cookie))) for app in (mit, ohne))
    shutil.rmtree(nackt)


def test_ein_klick_kostet_mit_pforte_hoechstens_ein_zehntel_mehr(leitungen: tuple[Leitung, ...]) -> None:
    mit, ohne = leitungen
    for leitung in leitungen:
        for _ in range(15):
            leitung.lauf()
    paare = [(mit.lauf(), ohne.lauf()) for _ in range(LAEUFE)]
    mit_ms, ohne_ms = (statistics.median(p[i] for p in paare) * 1000 for i in (0, 1))
    print(f"\nmit Pforte {mit_ms:.1f} ms, ohne {ohne_ms:.1f} ms, Verhältnis {mit_ms / ohne_ms:.3f}")
    assert mit_ms / ohne_ms <= 1.1
