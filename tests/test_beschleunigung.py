"""Prüft das Vorhalten: Das Thema ist Byte für Byte, was Streamlit selbst bauen würde."""

import pytest
from streamlit import config
from streamlit.proto.NewSession_pb2 import CustomThemeConfig
from streamlit.runtime import app_session

from seiten.pforte import beschleunigung

ABSCHNITTE = ["theme", *(f"theme.{k.value}" for k in config.CustomThemeCategories)]


@pytest.mark.parametrize("abschnitt", ABSCHNITTE)
def test_das_vorgehaltene_thema_ist_dasselbe(abschnitt: str) -> None:
    echt, erst, wieder = CustomThemeConfig(), CustomThemeConfig(), CustomThemeConfig()
    beschleunigung._ORIGINAL(echt, abschnitt)
    beschleunigung.populate_thema(erst, abschnitt)
    beschleunigung.populate_thema(wieder, abschnitt)
    assert echt == erst == wieder


def test_streamlit_baut_das_thema_noch_ueber_diese_eine_funktion(monkeypatch: pytest.MonkeyPatch) -> None:
    """Benennt eine neue Fassung sie um, ginge nur Tempo verloren; auffallen soll es trotzdem."""
    monkeypatch.setattr(app_session, "_populate_theme_msg", beschleunigung._ORIGINAL)
    monkeypatch.setattr(config, "on_config_parsed", lambda *_: None)
    beschleunigung.connect_thema()
    assert app_session._populate_theme_msg is beschleunigung.populate_thema
    gerufen = app_session.AppSession._create_new_session_message.__code__.co_names
    assert gerufen.count("_populate_theme_msg") == 1
