"""Bündeln: was ein Lauf zeigt, in einem Schub senden – der Browser zeichnet dann einmal statt drei- oder viermal.

Streamlit schickt alle 5 ms, was da ist, und der Browser zeichnet nach jedem Schub die ganze Seite. Gemessen beim
Melden: ein Schub statt vieler spart dem Browser etwa ein Drittel der Rechenzeit eines Zuges. Auf dem Server kostet eine
einzelne Nachricht etwa 0,3 ms, ein Schub mit hundert davon kaum mehr (`seiten.pforte.schub`).

Nur dieses Modul und `block` greifen in den Lauf; `tests/test_buendel.py` schlägt an, wenn Streamlit sich dort ändert.
"""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

from streamlit import runtime
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.runtime.forward_msg_queue import ForwardMsgQueue
from streamlit.runtime.runtime_util import serialize_forward_msg
from streamlit.runtime.scriptrunner import RerunException, get_script_run_ctx
from streamlit.runtime.scriptrunner.script_runner import ScriptRunnerEvent

from seiten.pforte.schub import Schub, wird_zerlegt

GEDULD: Final = 0.15
"""Sekunden, die ein Lauf höchstens schweigt, solange er Neues zeigt."""

_UEBERDAUERND: Final = frozenset({"page_info_changed", "parent_message"})


class Buendel:
    """Die zurückgehaltenen Nachrichten eines Laufs; ein Spinner meldet sich aus einem eigenen Thread."""

    def __init__(self, lauf: Any) -> None:
        self.lauf = lauf
        self.vorher = lauf._enqueue
        echt = runtime.exists() and type(runtime.get_instance()) is runtime.Runtime  # im AppTest eine Attrappe
        self.zerlegbar = echt and wird_zerlegt()
        self.nachrichten: list[Any] = []
        self.fertige: dict[int, bytes] = {}
        self.zuletzt = time.monotonic()
        self.sperre = threading.RLock()

    def nimm(self, nachricht: ForwardMsg, fertig: bytes | None = None) -> None:
        """Hält eine Nachricht zurück; was gleich zu sehen sein muss, geht mit allem davor hinaus.

        Wie beim Senden kann hier der Lauf enden: `st.stop` und ein neuer Klick wirken am nächsten Element.
        """
        self.lauf.yield_check()
        with self.sperre:
            self.nachrichten.append(nachricht)
            if fertig is not None:
                self.fertige[id(nachricht)] = fertig
            if time.monotonic() - self.zuletzt > GEDULD or _eilig(nachricht):
                self.sende()

    def sende(self) -> None:
        """Schickt das Zurückgehaltene als Schub; was einen abgelösten Lauf überdauern muss, bleibt eine Nachricht."""
        if not self.zerlegbar:
            self.sende_einzeln()
            return
        with self.sperre:
            self.zuletzt = time.monotonic()
            nachrichten, self.nachrichten = self.nachrichten, []
            teile: list[bytes] = []
            for nachricht in _ohne_ueberholte(nachrichten, self.fertige):
                if _ueberdauert(nachricht):
                    self._schiebe(teile)
                    teile = []
                    self.senden(nachricht)
                else:
                    teile.append(self.fertige.get(id(nachricht)) or serialize_forward_msg(nachricht))
            self._schiebe(teile)
            self.fertige.clear()

    def sende_einzeln(self) -> None:
        """Schickt jede Nachricht für sich, wie es der Test erwartet."""
        with self.sperre:
            nachrichten, self.nachrichten = self.nachrichten, []
            for nachricht in nachrichten:
                self.senden(nachricht)

    def verwirf(self) -> None:
        """Lässt weg, was ein Lauf zeigte, der gleich von vorn beginnt – bis auf das, was ihn überdauern soll."""
        with self.sperre:
            self.nachrichten = [n for n in self.nachrichten if _ueberdauert(n)]

    def senden(self, nachricht: Any) -> None:
        """Übergibt eine Nachricht, ohne den Lauf zu unterbrechen: Er endet vielleicht gerade."""
        laeufer = self.vorher.__self__
        laeufer.on_event.send(laeufer, event=ScriptRunnerEvent.ENQUEUE_FORWARD_MSG, forward_msg=nachricht)

    def _schiebe(self, teile: list[bytes]) -> None:
        if teile:
            self.senden(Schub(teile))


def _eilig(nachricht: ForwardMsg) -> bool:
    return nachricht.HasField("delta") and nachricht.delta.WhichOneof("type") == "new_transient"


def _ueberdauert(nachricht: ForwardMsg) -> bool:
    if nachricht.WhichOneof("type") in _UEBERDAUERND:
        return True
    return nachricht.HasField("delta") and nachricht.delta.new_element.WhichOneof("type") == "toast"


def _ohne_ueberholte(nachrichten: list[Any], fertige: dict[int, bytes]) -> list[Any]:
    """Lässt weg, was eine spätere Nachricht an derselben Stelle ersetzt, wie Streamlit es täte."""
    schlange, ergebnis = ForwardMsgQueue(), list[Any]()
    for nachricht in nachrichten:
        if id(nachricht) in fertige:  # wiederholte Blöcke stehen in eigenen Behältern und ersetzen nichts
            ergebnis += [*schlange.flush(), nachricht]
        else:
            schlange.enqueue(nachricht)
    return [*ergebnis, *schlange.flush()]


@contextmanager
def gebuendelt() -> Iterator[None]:
    """Hält zurück, was darin gezeigt wird, und sendet es am Ende auf einmal – auch wenn darin etwas scheitert.

    Ein längerer Lauf meldet sich zwischendurch; innerhalb eines anderen Bündels ändert es nichts.
    """
    lauf: Any = get_script_run_ctx(suppress_warning=True)
    if lauf is None or buendel_von(lauf) is not None:
        yield
        return
    buendel = Buendel(lauf)
    lauf._enqueue = buendel.nimm
    try:
        yield
    except RerunException:
        buendel.verwirf()
        raise
    finally:
        lauf._enqueue = buendel.vorher
        buendel.sende()


def buendel_von(lauf: Any) -> Buendel | None:
    """Gibt das Bündel, in das der Lauf gerade schreibt."""
    ziel = getattr(lauf._enqueue, "__self__", None)
    return ziel if isinstance(ziel, Buendel) else None
