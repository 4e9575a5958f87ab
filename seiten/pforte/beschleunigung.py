"""Vorhalten: was Streamlit in jedem Lauf aus denselben Einstellungen neu baut – die Farben und Schriften der Seite.

Jeder Lauf beginnt mit einer Nachricht, die auch das Thema nennt; Streamlit durchsucht dafür sechsmal alle Einstellungen
(gemessen 1 bis 3 ms). Sie ändern sich nach dem Start nicht. Nur hier wird eine Funktion von Streamlit ersetzt;
`tests/test_beschleunigung.py` vergleicht beide für jeden Abschnitt und schlägt an, wenn es sie nicht mehr gibt.
"""

from __future__ import annotations

from typing import Any, Final

from streamlit import config
from streamlit.proto.NewSession_pb2 import CustomThemeConfig
from streamlit.runtime import app_session

_ORIGINAL: Final = app_session._populate_theme_msg
_fertig: dict[str, Any] = {}


def populate_thema(msg: Any, section: str = "theme") -> None:
    """Füllt das Thema wie Streamlit, gebaut nur einmal je Abschnitt."""
    if section not in _fertig:
        neu = CustomThemeConfig()
        _ORIGINAL(neu, section)
        _fertig[section] = neu if neu.ListFields() else None
    if _fertig[section] is not None:
        msg.MergeFrom(_fertig[section])


def connect_thema() -> None:
    """Setzt das Vorhalten ein; werden die Einstellungen neu gelesen, wird neu gebaut."""
    app_session._populate_theme_msg = populate_thema
    config.on_config_parsed(_fertig.clear)
