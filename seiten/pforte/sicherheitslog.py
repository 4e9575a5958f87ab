"""Festhalten: wer hereinkam, wer abgewiesen wurde – eine Zeile je Ereignis, ohne Kennung, Kennwort oder Kennzeichen.

Namen der Ereignisse sind feste Wörter, alles Weitere sind Zahlen oder Codes; eine zweite Zeile kann nicht entstehen.
"""

from __future__ import annotations

import logging
import re
import sys
from typing import Final, Literal

_LOG: Final = logging.getLogger("mut.sicherheit")
_ERLAUBT: Final = re.compile(r"[^A-Za-z0-9_.:/-]")
_GEHEIM: Final = re.compile(r"([?&](?:code|state|weiter|session_state)=)[^&\s\"]*")
_FORM: Final = "%(asctime)s %(name)s %(levelname)s %(message)s"

Ereignis = Literal[
    "anmeldung",
    "anmeldung-gescheitert",
    "anmeldung-gebremst",
    "abmeldung",
    "sitzung-beendet",
    "formular-abgewiesen",
    "einmallink-abgewiesen",
    "erstes-konto",
    "kennwort-gesetzt",
    "zweiter-faktor-eingerichtet",
    "zweiter-faktor-entfernt",
    "proxy-abgewiesen",
    "dienst-abgewiesen",
    "kalender-abgewiesen",
    "kalender-gebremst",
    "recht-fehlt",
]


def log_ereignis(ereignis: Ereignis, *, nutzer: int | None = None, **angaben: str | int) -> None:
    """Schreibt ein Sicherheitsereignis; `angaben` dürfen nur Codes und Zahlen sein, anderes wird zu „_“."""
    teile = [f"ereignis={ereignis}"]
    if nutzer is not None:
        teile.append(f"nutzer={nutzer}")
    teile += [f"{name}={_ERLAUBT.sub('_', str(wert))[:60]}" for name, wert in angaben.items()]
    _LOG.info(" ".join(teile))


class Adressschwaerzung(logging.Filter):
    """Nimmt Einmalcodes aus den Zugriffszeilen von uvicorn; dort steht die Adresse sonst samt Parametern."""

    def filter(self, eintrag: logging.LogRecord) -> bool:
        """Schreibt den Eintrag um und lässt ihn immer durch."""
        if isinstance(eintrag.args, tuple):
            eintrag.args = tuple(_GEHEIM.sub(r"\1***", a) if isinstance(a, str) else a for a in eintrag.args)
        return True


def connect_sicherheitslog() -> None:
    """Gibt `mut.sicherheit` eine Ausgabe und schwärzt die Zugriffszeilen; ein zweiter Aufruf ändert nichts."""
    _LOG.setLevel(logging.INFO)
    if not _LOG.handlers:
        ausgabe = logging.StreamHandler(sys.stderr)
        ausgabe.setFormatter(logging.Formatter(_FORM))
        _LOG.addHandler(ausgabe)
    for name in ("uvicorn.access", "uvicorn.error"):
        log = logging.getLogger(name)
        if not any(isinstance(vorhanden, Adressschwaerzung) for vorhanden in log.filters):
            log.addFilter(Adressschwaerzung())
