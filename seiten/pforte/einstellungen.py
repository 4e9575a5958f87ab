"""Festlegen: die Streamlit-Einstellungen, von denen Sicherheit und Datenschutz abhängen.

`.streamlit/config.toml` nennt dieselben Werte, weil `streamlit run` Adresse und Grenzen liest, bevor die App geladen
ist. Hier werden sie noch einmal gesetzt und nach jedem Neulesen der Datei wieder, damit weder eine Umgebungsvariable
noch ein anderes Startverzeichnis sie ändert: unter `uvicorn` suchte Streamlit die Datei sonst neben `seiten/rahmen.py`.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from streamlit import config

from seiten.pforte.anschrift import erlaubte_hosts
from seiten.pforte.kennung import KOPF

FEST: Final[dict[str, object]] = {
    "global.developmentMode": False,
    "logger.enableRich": False,
    "browser.gatherUsageStats": False,
    "browser.serverAddress": "localhost",
    "client.showErrorDetails": "none",
    "client.showErrorLinks": False,
    "client.toolbarMode": "minimal",
    "client.disableDataExport": True,
    "client.allowedOrigins": [],
    "runner.magicEnabled": False,
    "runner.postScriptGC": False,
    "server.headless": True,
    "server.fileWatcherType": "none",
    "server.runOnSave": False,
    "server.showEmailPrompt": False,
    "server.baseUrlPath": "",
    "server.enableAgentApi": False,
    "server.enableStaticServing": False,
    "server.scriptHealthCheckEnabled": False,
    "server.enableCORS": True,
    "server.enableXsrfProtection": True,
    "server.xsrfCookieSameSite": "strict",
    "server.maxUploadSize": 10,
    "server.maxMessageSize": 20,
    "server.maxWidgetStateSize": 2,
    "server.disconnectedSessionTTL": 120,
}
"""Name der Option -> Wert. Die Grenzen sind in Megabyte, disconnectedSessionTTL in Sekunden."""


def set_einstellungen() -> None:
    """Setzt alle festen Werte, die erlaubten Hosts und den Kopf, an den Streamlit seine Sitzung bindet.

    Streamlit nimmt eine Sitzung nur unter genau demselben Kopf wieder auf: Mit der Sitzungsnummer einer anderen Person
    beginnt eine neue.
    """
    for name, wert in FEST.items():
        config.set_option(name, wert)
    config.set_option("server.allowedHosts", sorted(erlaubte_hosts()))
    config.set_option("server.trustedUserHeaders", {KOPF: "anmeldung"})


def connect_einstellungen(eintritt: Path) -> None:
    """Liest die config.toml neben `eintritt`, gleich wie und wo gestartet wurde, und hält die festen Werte daran fest.

    Muss vor `st.App(…)` laufen: schon beim Bau der App werden Einstellungen gelesen.
    """
    if config._main_script_path is None:  # `streamlit run` hat den Ort schon gesetzt, samt den Werten der Kommandozeile
        config._main_script_path = str(eintritt)
        config.get_config_options(force_reparse=True)
    config.on_config_parsed(set_einstellungen)
    config.on_config_parsed(set_einstellungen, force_connect=True)
