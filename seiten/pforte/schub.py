"""Zusammenfassen: viele Nachrichten eines Laufs gehen als eine durch Streamlit und erst auf der Leitung auseinander.

Streamlit trägt jede Nachricht einzeln vom Skript zur Leitung: ein Weckruf der Ereignisschleife, zwei Warteschlangen und
neun Schichten ASGI je Element – gemessen etwa 0,3 ms, mehr als das Element zu bauen. Ein `Schub` sieht für Streamlit
wie eine Nachricht aus; `leitung` zerlegt ihn ganz außen wieder in die Rahmen, die der Browser erwartet. Dieses Modul
lädt nichts Schweres: Seiten dürfen es einlesen.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

_zerlegende: list[object] = []


def melde_zerlegende(leitung: object) -> None:
    """Sagt, dass diese App ihre Schübe zerlegt; ohne das – eine Seite ohne Tür gestartet – bleibt alles einzeln."""
    _zerlegende.append(leitung)


def wird_zerlegt() -> bool:
    """Sagt, ob ein Schub in diesem Prozess als einzelne Rahmen beim Browser ankommt."""
    return bool(_zerlegende)


class Nutzlast(bytes):
    """Was Streamlit für die Bytes des Schubs hält: leer, mit den Rahmen in `teile`."""

    teile: Sequence[bytes]

    def __new__(cls, teile: Sequence[bytes]) -> Nutzlast:
        """Baut eine Nutzlast aus fertigen Rahmen."""
        neu = super().__new__(cls)
        neu.teile = teile
        return neu


class Schub:
    """Fertige Rahmen in der Gestalt einer ForwardMsg; Streamlit fragt unterwegs nur nach dem, was hier steht.

    Er gilt als Nachricht ohne Stelle auf der Seite: Streamlit legt sie mit keiner anderen zusammen. Wird ein Lauf
    abgelöst, verwirft es sie mit den übrigen Elementen; was das überleben muss, gehört nicht hinein (`buendel`).
    """

    delta: Final = None

    def __init__(self, teile: Sequence[bytes]) -> None:
        self.teile = teile

    def HasField(self, _name: str) -> bool:  # noqa: N802 – so heißt es bei protobuf
        """Sagt, dass der Schub keines der Felder einer gewöhnlichen Nachricht trägt."""
        return False

    def WhichOneof(self, _name: str) -> str:  # noqa: N802 – so heißt es bei protobuf
        """Gibt eine Art, die Streamlit nicht kennt."""
        return "schub"

    def SerializeToString(self) -> Nutzlast:  # noqa: N802 – so heißt es bei protobuf
        """Gibt die Nutzlast, die `leitung` zerlegt."""
        return Nutzlast(self.teile)
