"""Prüft das Bündeln und Wiederholen: Der Browser bekommt dieselben Nachrichten, nur auf einmal und ohne neues Bauen.

Schlägt an, wenn eine neue Fassung von Streamlit einen Schub anders behandelt.
"""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import websockets.sync.client
from app_server import WURZEL, AppServer, _beende, _warte, freier_port
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.runtime.forward_msg_queue import ForwardMsgQueue, _is_composable_message

from seiten.pforte.schub import Nutzlast, Schub

TUER = """
import streamlit as st
from pathlib import Path
from starlette.middleware import Middleware
from seiten.pforte.leitung import Leitung

app = st.App(Path(__file__).with_name("seite.py"), middleware=[Middleware(Leitung)])
"""
SEITE = """
from contextlib import nullcontext
from datetime import date
from types import SimpleNamespace

import pandas as pd
import streamlit as st

from seiten.bausteine.block import zeige_block
from seiten.bausteine.buendel import gebuendelt

art = st.query_params.get("art", "")
bild = SimpleNamespace(konzept=SimpleNamespace(id=1), aenderungsstand=int(st.query_params.get("stand", "1")),
                       stichtag=date(2026, 1, 1), intern=False)


def karten():
    st.session_state["gebaut"] = st.session_state.get("gebaut", 0) + 1
    for nummer in range(5):
        with st.container(border=True, key=f"karte_{nummer}"):
            st.metric("Zahl", nummer, help="Formel")
            st.markdown(f"Stand **{bild.aenderungsstand}** " + "Wort " * 40)
    with st.expander("Zahlen"):
        st.table(pd.DataFrame({"a": [1, 2], "b": ["x" * 12000, "y"]}))
    if art == "eingabe":
        st.button("Knopf")


with nullcontext() if art == "einzeln" else gebuendelt():
    st.title("Probe")
    platz = st.empty()
    platz.markdown("vorläufig")
    st.text_input("Feld")
    if art == "einzeln":
        with st.container():
            karten()
    else:
        zeige_block("karten", bild, karten)
    st.toast("Gespeichert.")
    if art == "adresse":
        st.query_params["neu"] = "1"
    platz.markdown("endgültig")
    st.button("Weiter")
    if art == "neustart" and not st.session_state.get("schon"):
        st.session_state["schon"] = True
        st.rerun()
    if art == "halt":
        st.stop()
        st.markdown("nach dem Halt")
    if art == "fehler":
        raise ValueError("absichtlich")
st.caption(f"gebaut {st.session_state.get('gebaut', 0)}")
"""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[AppServer]:
    """Eine kleine App mit der Leitung der echten, ohne Anmeldung."""
    ordner, port = tmp_path_factory.mktemp("buendel"), freier_port()
    (ordner / "tuer.py").write_text(TUER, "utf-8")
    (ordner / "seite.py").write_text(SEITE, "utf-8")
    umgebung = {**os.environ, "PYTHONPATH": os.pathsep.join([str(ordner), str(WURZEL)]), "HOME": str(ordner)}
    umgebung |= {"STREAMLIT_SERVER_FILE_WATCHER_TYPE": "none", "STREAMLIT_BROWSER_GATHER_USAGE_STATS": "false"}
    befehl = [sys.executable, "-m", "uvicorn", "tuer:app", "--port", str(port)]
    with (ordner / "log").open("wb") as log:
        prozess = subprocess.Popen(befehl, cwd=ordner, env=umgebung, stdout=log, stderr=subprocess.STDOUT)
    laufend = AppServer(port, ordner / "log", prozess)
    try:
        _warte(laufend, "127.0.0.1")
        yield laufend
    finally:
        _beende(prozess)


class Fenster:
    """Ein Browserfenster, das nur mitliest; es behält große Nachrichten wie der Browser, wenn es `bekannt` nennt."""

    def __init__(self, verbindung: websockets.sync.client.ClientConnection) -> None:
        self.verbindung = verbindung

    def lauf(self, frage: str, bekannt: tuple[str, ...] = ()) -> list[ForwardMsg]:
        nachricht = BackMsg()
        nachricht.rerun_script.query_string = frage
        nachricht.rerun_script.cached_message_hashes.extend(bekannt)
        self.verbindung.send(nachricht.SerializeToString())
        gelesen = []
        while True:
            gelesen.append(ForwardMsg.FromString(self.verbindung.recv(20)))
            fertig = gelesen[-1].WhichOneof("type") == "script_finished"
            if fertig and gelesen[-1].script_finished != ForwardMsg.FINISHED_EARLY_FOR_RERUN:
                return gelesen


@contextmanager
def fenster(server: AppServer) -> Iterator[Fenster]:
    adresse = f"ws://127.0.0.1:{server.port}/_stcore/stream"
    herkunft: Any = f"http://127.0.0.1:{server.port}"
    protokolle: Any = ["streamlit"]
    with websockets.sync.client.connect(adresse, origin=herkunft, subprotocols=protokolle) as verbindung:
        yield Fenster(verbindung)


def elemente(nachrichten: list[ForwardMsg]) -> dict[tuple[int, ...], bytes]:
    """Gibt, was der Browser zuletzt an jeder Stelle zeigt."""
    return {
        tuple(n.metadata.delta_path): n.delta.SerializeToString(deterministic=True)
        for n in nachrichten
        if n.WhichOneof("type") == "delta" and n.delta.new_element.WhichOneof("type") != "toast"
    }


def arten(nachrichten: list[ForwardMsg]) -> list[str]:
    return [str(n.WhichOneof("type")) for n in nachrichten]


def texte(nachrichten: list[ForwardMsg]) -> list[str]:
    return [n.delta.new_element.markdown.body for n in nachrichten if n.delta.new_element.HasField("markdown")]


def test_gebuendelt_und_wiederholt_zeigt_der_browser_dasselbe_wie_einzeln(server: AppServer) -> None:
    with fenster(server) as f:
        erster, zweiter = f.lauf("art=block"), f.lauf("art=block")
    with fenster(server) as f:
        einzeln = f.lauf("art=einzeln")
    letzte = {max(elemente(einzeln))}  # die Zeile, die zählt, wie oft gebaut wurde
    assert {k: v for k, v in elemente(erster).items() if k not in letzte} == {
        k: v for k, v in elemente(einzeln).items() if k not in letzte
    }
    assert elemente(erster) == elemente(zweiter)
    assert arten(zweiter)[-1] == "script_finished"
    assert "gebaut 1" in texte(zweiter)


def test_ein_neuer_aenderungsstand_wird_neu_gebaut(server: AppServer) -> None:
    with fenster(server) as f:
        f.lauf("stand=7")
        assert any("Stand **8**" in t for t in texte(f.lauf("stand=8")))
        assert any("Stand **7**" in t for t in texte(f.lauf("stand=7")))


def test_ein_fremdes_fenster_bekommt_denselben_block(server: AppServer) -> None:
    with fenster(server) as f, fenster(server) as g:
        hier, dort = f.lauf("stand=3"), g.lauf("stand=3")
    ohne_zaehler = [k for k in elemente(hier) if k != max(elemente(hier))]
    assert [elemente(hier)[k] for k in ohne_zaehler] == [elemente(dort)[k] for k in ohne_zaehler]
    assert "gebaut 0" in texte(dort)


def test_was_der_browser_schon_hat_kommt_auch_aus_dem_block_nur_als_verweis(server: AppServer) -> None:
    with fenster(server) as f:
        gross = [n.hash for n in f.lauf("stand=4") if n.metadata.cacheable]
        assert len(gross) == 1
        zweiter = f.lauf("stand=4", tuple(gross))
    assert [n.ref_hash for n in zweiter if n.WhichOneof("type") == "ref_hash"] == gross


def test_eine_eingabe_im_block_faellt_sofort_auf(server: AppServer) -> None:
    with fenster(server) as f:
        gezeigt = [n.delta.new_element.exception.message for n in f.lauf("art=eingabe&stand=5")]
    assert any("keine Eingaben" in m for m in gezeigt)


def test_ueberholtes_wird_nicht_gesendet(server: AppServer) -> None:
    with fenster(server) as f:
        assert "vorläufig" not in texte(f.lauf("stand=6"))


@pytest.mark.parametrize("art", ["neustart", "adresse", "halt", "fehler"])
def test_hinweis_und_adresse_kommen_an_gleich_wie_der_lauf_endet(server: AppServer, art: str) -> None:
    with fenster(server) as f:
        nachrichten = f.lauf(f"art={art}&stand=9")
    assert [n for n in nachrichten if n.delta.new_element.HasField("toast")]
    assert ("page_info_changed" in arten(nachrichten)) == (art == "adresse")
    assert "endgültig" in texte(nachrichten)
    assert "nach dem Halt" not in texte(nachrichten)
    assert any(n.delta.new_element.HasField("exception") for n in nachrichten) == (art == "fehler")


def test_ein_schub_kommt_unveraendert_durch_streamlits_warteschlange() -> None:
    """Streamlit fragt den Schub wie eine Nachricht; fragt eine neue Fassung mehr, scheitert das hier zuerst."""
    schub: Any = Schub([b"eins", b"zwei"])
    schlange = ForwardMsgQueue()
    schlange.enqueue(schub)
    schlange.clear(retain_lifecycle_msgs=True, fragment_ids_this_run=["anderes"])
    assert not _is_composable_message(schub)
    assert schlange.flush() == [schub]
    schlange.enqueue(schub)
    schlange.clear(retain_lifecycle_msgs=True)
    assert schlange.is_empty()
    nutzlast = schub.SerializeToString()
    assert isinstance(nutzlast, Nutzlast)
    assert (bytes(nutzlast), nutzlast.teile) == (b"", [b"eins", b"zwei"])


def test_die_app_traegt_die_leitung_die_den_schub_zerlegt() -> None:
    quelle = (Path(WURZEL) / "streamlit_app.py").read_text("utf-8")
    assert "Middleware(Leitung)" in quelle
    assert quelle.index("Middleware(Leitung)") < quelle.index("Middleware(koepfe.Koepfe")
