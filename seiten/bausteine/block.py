"""Wiederholen: einen Teil der Seite, an dem sich nichts geändert hat, noch einmal senden, ohne ihn neu zu bauen.

Ein Element zu bauen kostet Streamlit etwa 0,1 ms, eine Kachel mit Rahmen und Link also eine halbe. Zwischen zwei
Schreibvorgängen sind Kacheln, Karten und Tabellen für alle dieselben: Sie werden einmal aufgezeichnet und danach Byte
für Byte wiederholt. Eingaben (Knöpfe, Felder, Diagramme mit `on_select`) gehören nicht hinein, Links schon.
"""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Any, Final, NamedTuple

import streamlit as st
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.runtime.forward_msg_cache import create_reference_msg
from streamlit.runtime.runtime_util import serialize_forward_msg
from streamlit.runtime.scriptrunner import get_script_run_ctx

from mut_core.lagebild import Lagebild
from seiten.bausteine import sitzung
from seiten.bausteine.buendel import Buendel, buendel_von

HOECHSTENS: Final = 16 * 1024 * 1024
"""Bytes, die alle Aufzeichnungen zusammen höchstens belegen; die am längsten ungenutzten fallen heraus."""


class Aufnahme(NamedTuple):
    """Eine Nachricht und ihre fertigen Bytes."""

    nachricht: ForwardMsg
    fertig: bytes


class _Ablage:
    """Die Aufzeichnungen dieses Prozesses."""

    def __init__(self) -> None:
        self.sperre = Lock()
        self.bloecke: OrderedDict[Hashable, tuple[Aufnahme, ...]] = OrderedDict()
        self.groesse = 0

    def suche(self, schluessel: Hashable) -> tuple[Aufnahme, ...] | None:
        """Gibt eine Aufzeichnung und merkt, dass sie gebraucht wurde."""
        with self.sperre:
            gefunden = self.bloecke.get(schluessel)
            if gefunden is not None:
                self.bloecke.move_to_end(schluessel)
            return gefunden

    def behalte(self, schluessel: Hashable, block: tuple[Aufnahme, ...]) -> None:
        """Legt eine Aufzeichnung ab und räumt, bis alle zusammen wieder Platz haben."""
        with self.sperre:
            self.groesse += _bytes(block) - _bytes(self.bloecke.pop(schluessel, ()))
            self.bloecke[schluessel] = block
            while self.groesse > HOECHSTENS and self.bloecke:
                self.groesse -= _bytes(self.bloecke.popitem(last=False)[1])


def _bytes(block: tuple[Aufnahme, ...]) -> int:
    return sum(2 * len(a.fertig) + 500 for a in block)


@st.cache_resource(show_spinner=False)
def _ablage() -> _Ablage:
    return _Ablage()


def zeige_block(name: str, bild: Lagebild, zeige: Callable[[], None], *weiteres: Hashable) -> None:
    """Zeigt, was `zeige` zeigt, und wiederholt es, solange Lagebild, Adresse und `weiteres` dieselben sind.

    `zeige` darf nur vom Lagebild, von Konzept und Stichtag der Adresse und von `weiteres` abhängen: Filter, Blatt und
    alles, was die Person darf oder nicht darf, gehört dort hinein. Wirft RuntimeError, wenn `zeige` eine Eingabe zeigt.
    """
    lauf: Any = get_script_run_ctx(suppress_warning=True)
    behaelter = st.container()
    buendel = buendel_von(lauf) if lauf is not None else None
    with behaelter:
        if buendel is None:
            zeige()
            return
        schluessel = (*sitzung.merkmale(bild), name, weiteres, _stelle(behaelter), _adresse(), lauf.page_script_hash)
        block = _ablage().suche(schluessel)
        if block is None:
            _ablage().behalte(schluessel, _nimm_auf(lauf, zeige))
        else:
            _wiederhole(lauf, buendel, block)


def _stelle(behaelter: Any) -> tuple[int, ...]:
    return tuple(behaelter._cursor.delta_path)


def _adresse() -> tuple[str | None, ...]:
    return st.query_params.get("konzept"), st.query_params.get("stichtag")


def _nimm_auf(lauf: Any, zeige: Callable[[], None]) -> tuple[Aufnahme, ...]:
    """Zeigt den Block und gibt seine Nachrichten; nie die Kurzform, die nur dieser Browser versteht."""
    bekannt, weiter = lauf.cached_message_hashes, lauf._enqueue
    nachrichten: list[ForwardMsg] = []

    def nimm(nachricht: ForwardMsg) -> None:
        nachrichten.append(nachricht)
        weiter(nachricht)

    lauf._enqueue, lauf.cached_message_hashes = nimm, frozenset()
    try:
        zeige()
    finally:
        lauf._enqueue, lauf.cached_message_hashes = weiter, bekannt
    if any(map(_ist_eingabe, nachrichten)):
        raise RuntimeError("Ein wiederholter Block darf keine Eingaben enthalten: Beim zweiten Mal fehlten sie.")
    return tuple(Aufnahme(n, serialize_forward_msg(n)) for n in nachrichten)


def _ist_eingabe(nachricht: ForwardMsg) -> bool:
    """Sagt, ob ein Element einen Wert zurückmeldet: Dann, und nur dann, trägt es eine Kennung."""
    art = nachricht.delta.new_element.WhichOneof("type")
    return bool(art and getattr(getattr(nachricht.delta.new_element, art), "id", ""))


def _wiederhole(lauf: Any, buendel: Buendel, block: tuple[Aufnahme, ...]) -> None:
    bekannt = lauf.cached_message_hashes
    for nachricht, fertig in block:
        if bekannt and nachricht.metadata.cacheable and nachricht.hash in bekannt:
            buendel.nimm(create_reference_msg(nachricht))
        else:
            buendel.nimm(nachricht, fertig)
