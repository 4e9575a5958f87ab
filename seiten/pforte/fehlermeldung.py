"""Auffangen: unerwartete Fehler zeigen am Schirm nur eine Nummer, das Log nennt unter derselben Nummer den Hergang."""

from __future__ import annotations

import logging
import re
import secrets
import traceback
from typing import Final

_STREAMLITS_FEHLERLOG: Final = "streamlit.error_util"
_SCHWAERZUNGEN: Final = (
    (re.compile(r"://[^/\s:@]*:[^/\s@]*@"), "://***@"),
    (re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"), "***@***"),
    (re.compile(r"\[parameters: .*"), "[parameters: ***]"),
)


def nummer(fehler: BaseException) -> str:
    """Gibt die Nummer eines Fehlers; derselbe Fehler behält seine, damit Schirm und Log zusammenfinden."""
    bisher = vars(fehler).setdefault("_mut_nummer", secrets.token_hex(3).upper())
    return str(bisher)


def schwaerzen(text: str) -> str:
    """Nimmt Kennwörter in Adressen, E-Mail-Adressen und Abfragewerte aus einem Text fürs Log."""
    for muster, ersatz in _SCHWAERZUNGEN:
        text = muster.sub(ersatz, text)
    return text


def hergang(fehler: BaseException) -> str:
    """Gibt den geschwärzten Hergang; eingerückt, damit ein Fehlertext keine Logzeile vortäuschen kann."""
    zeilen = "".join(traceback.format_exception(fehler)).splitlines()
    return "\n".join(f"  | {schwaerzen(zeile)}" for zeile in zeilen)


class Nummerierung(logging.Filter):
    """Gibt Streamlits eigenem Fehlereintrag Nummer und geschwärzten Hergang, statt ihn ein zweites Mal zu schreiben."""

    def filter(self, eintrag: logging.LogRecord) -> bool:
        """Schreibt den Eintrag um und lässt ihn immer durch."""
        fehler = eintrag.exc_info[1] if eintrag.exc_info else None
        if fehler is not None:
            eintrag.msg, eintrag.args = f"Fehler Nr. {nummer(fehler)}", ()
            eintrag.exc_text = hergang(fehler)
        return True


def connect_protokollierung() -> None:
    """Hängt die Nummerierung an Streamlits Fehlerlog und an das der Pforte; ein zweiter Aufruf ändert nichts."""
    for name in (_STREAMLITS_FEHLERLOG, "seiten.pforte.koepfe"):
        log = logging.getLogger(name)
        if not any(isinstance(vorhanden, Nummerierung) for vorhanden in log.filters):
            log.addFilter(Nummerierung())


def show_fehler(fehler: Exception) -> bool:
    """Zeigt statt des Fehlers eine deutsche Meldung mit seiner Nummer (`on_script_error`); nie einen Fehlertext."""
    import streamlit as st

    st.error(
        f"Unerwarteter Fehler (Nr. {nummer(fehler)}). Bitte laden Sie die Seite neu und prüfen Sie, ob Ihre letzte "
        "Eingabe gespeichert ist. Bleibt es dabei, nennen Sie der Betreuung der Anwendung diese Nummer."
    )
    return True
