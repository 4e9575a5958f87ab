"""Rohleitung: eine Verbindung zur App wie im Browser, nur ohne Browser – für Tests, die an ihm vorbei schreiben."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import websockets.sync.client
from app_server import AppServer, sitzungscookie
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState


class Leitung:
    """Eine Verbindung, wie der Browser sie hält, nur ohne Browser: Rahmen hinein, Elemente heraus."""

    def __init__(self, verbindung: websockets.sync.client.ClientConnection, seite: str, frage: str) -> None:
        self.verbindung, self.seite, self.frage = verbindung, seite, frage
        self.elemente: list[Any] = []
        self.sitzung = ""
        self.seitenkennung = ""

    def lauf(self, *zustaende: WidgetState) -> list[Any]:
        """Schickt einen Lauf mit diesen Werten und gibt alle Elemente, die er zeigte."""
        nachricht = BackMsg()
        nachricht.rerun_script.query_string = self.frage
        nachricht.rerun_script.page_name = self.seite
        nachricht.rerun_script.page_script_hash = self.seitenkennung
        nachricht.rerun_script.widget_states.widgets.extend(zustaende)
        self.verbindung.send(nachricht.SerializeToString())
        self.elemente = []
        while True:
            antwort = ForwardMsg.FromString(self.verbindung.recv(30))
            if antwort.WhichOneof("type") == "delta" and antwort.delta.WhichOneof("type") == "new_element":
                self.elemente.append(antwort.delta.new_element)
            if antwort.WhichOneof("type") == "page_info_changed":
                self.frage = antwort.page_info_changed.query_string  # wie die Adresszeile des Browsers
            if antwort.WhichOneof("type") == "navigation":
                self.seitenkennung = antwort.navigation.page_script_hash
            if antwort.WhichOneof("type") == "new_session":
                self.sitzung = antwort.new_session.initialize.session_id or self.sitzung
            if antwort.WhichOneof("type") == "script_finished":
                if antwort.script_finished != ForwardMsg.FINISHED_EARLY_FOR_RERUN:
                    return self.elemente
                self.elemente = []

    def finde(self, art: str, beschriftung: str) -> Any:
        """Gibt das Element dieser Art und Beschriftung; None, wenn es nicht gezeigt wurde."""
        gezeigt = [getattr(e, art) for e in self.elemente if e.WhichOneof("type") == art]
        return next((e for e in gezeigt if e.label == beschriftung), None)

    def meldungen(self) -> list[str]:
        """Gibt, was als Fehler oder Hinweis zu lesen ist."""
        return [e.alert.body for e in self.elemente if e.WhichOneof("type") == "alert"]


@contextmanager
def leitung(server: AppServer, datei: Path, person: str, seite: str, frage: str = "") -> Iterator[Leitung]:
    """Verbindet sich als diese Person und lässt die Seite einmal laufen."""
    cookie = sitzungscookie(f"sqlite:///{datei}", person)
    with websockets.sync.client.connect(
        f"ws://localhost:{server.port}/_stcore/stream",
        origin=server.adresse,  # type: ignore[arg-type]
        additional_headers={"Cookie": cookie},
        subprotocols=["streamlit"],  # type: ignore[list-item]
        max_size=None,
    ) as verbindung:
        roh = Leitung(verbindung, seite, frage)
        roh.lauf()
        yield roh
