"""Auffangen: unerwartete Fehler zeigen am Schirm nur eine Nummer, das Log nennt unter derselben Nummer den Hergang.

Ins Log kommt nichts, was geheim ist oder einer Person gehört: jeder Eintrag jedes Loggers dieses Prozesses (uvicorn,
Streamlit, `mut.sicherheit`, Bibliotheken) geht durch `schwaerzen` und ist genau eine Zeile; nur ein Hergang darf
mehrere haben, und die sind eingerückt.
"""

from __future__ import annotations

import logging
import re
import secrets
import sys
import threading
import traceback
from types import TracebackType
from typing import Any, Final

_LOG: Final = logging.getLogger(__name__)
_STREAMLITS_FEHLERLOG: Final = "streamlit.error_util"
_ZUGRIFFE: Final = "uvicorn.access"
MELDUNG_HOECHSTENS: Final = 1000
ZEILE_HOECHSTENS: Final = 300
_ZITAT_AB: Final = 61
"""Längeres in Anführungszeichen ist eher ein Sachstand als ein Name."""

_WORT: Final = (
    r"[\w-]*(?:kennwort|passwor[dt]|passwd|pwd|secret|geheimnis|token|csrf|gegenzeichen|kennzeichen|nonce|verifier|otp"
    r"|authorization|cookie|mut_sitzung|__host-mut)[\w-]*|(?<![\w-])(?:code|state)"
)
_WERT: Final = r"""b?"[^"]*"|b?'[^']*'|[^\s"'&,;)\]}]+"""
_SCHWAERZUNGEN: Final = (
    (re.compile(r"\[parameters: .*?(?=\n\(Background|\n\n|\Z)", re.DOTALL), "[parameters: ***]"),
    (re.compile(r"\bDETAIL: .*?(?=\n(?:HINT|CONTEXT|STATEMENT|QUERY)\b|\n\[SQL|\n\n|\Z)", re.DOTALL), "DETAIL: ***"),
    (re.compile(r"\bKey \(.*?\)=\(.*?\)(?= )", re.DOTALL), "Key ***"),
    (re.compile(r"\bFailing row contains \(.*?\)\.?(?=\s|\Z)", re.DOTALL), "Failing row ***"),
    (re.compile(r"://[^/\s@'\"]*@|://[^/\s:@]*:\S*@"), "://***@"),
    (re.compile(r"((?:set-)?cookie|authorization)(\"|')?\s*:\s*[^\r\n]*", re.IGNORECASE), r"\1: ***"),
    (re.compile(rf"((?:set-)?cookie|authorization|x-mut-[\w-]+)([\"'],\s*)({_WERT})", re.IGNORECASE), r"\1\2'***'"),
    (re.compile(r"\b(bearer|basic)\s+[\w.~+/=-]{6,}", re.IGNORECASE), r"\1 ***"),
    (re.compile(r"(/kalender/)[^\s\"'<>?]+"), r"\1***"),
    (re.compile(r"([?&][\w%.\[\]-]{1,60}=)[^&\s\"'<>]*"), r"\1***"),
    (re.compile(rf"({_WORT})([\"']?\s*[=:]\s*)(?:{_WERT})", re.IGNORECASE), r"\1\2***"),
    (re.compile(r"\$argon2\S+"), "***"),
    (re.compile(r"\beyJ[\w-]+\.[\w-]+(?:\.[\w-]*)?"), "***"),
    (re.compile(r"(?<![\w-])(?=[\w-]*[a-z])(?=[\w-]*[A-Z])[\w-]{40,}"), "***"),
    (re.compile(r"\b[0-9a-fA-F]{32,}\b"), "***"),
    (re.compile(r"[\w.+%-]+(?:@|%40)[\w-]+(?:\.[\w-]+)+"), "***@***"),
    (re.compile(rf"(?<!File )\"[^\"\n]{{{_ZITAT_AB},}}\"|'[^'\n]{{{_ZITAT_AB},}}'|„[^“\n]{{{_ZITAT_AB},}}“"), "„***“"),
)
"""Der Reihe nach: Werte der Datenbank, Kennwörter in Adressen, Köpfe, Abfragewerte, Geheimnisse, Kennzeichen, Mail."""

_FARBE: Final = re.compile(r"\x1b\[[0-9;]*m")
_STEUERZEICHEN: Final = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")


def nummer(fehler: BaseException) -> str:
    """Gibt die Nummer eines Fehlers; derselbe Fehler behält seine, damit Schirm und Log zusammenfinden."""
    bisher = vars(fehler).setdefault("_mut_nummer", secrets.token_hex(3).upper())
    return str(bisher)


def schwaerzen(text: str) -> str:
    """Nimmt aus einem Text fürs Log Kennwörter, Kennzeichen, Köpfe, Abfragewerte, Mailadressen und lange Zitate."""
    for muster, ersatz in _SCHWAERZUNGEN:
        text = muster.sub(ersatz, text)
    return text


def eine_zeile(text: str, hoechstens: int = MELDUNG_HOECHSTENS) -> str:
    """Gibt den geschwärzten Text als eine Zeile: Umbrüche und Steuerzeichen stehen als `\\n`, `\\x1b` da."""
    ohne_farbe = _FARBE.sub("", schwaerzen(text.rstrip()))
    sichtbar = _STEUERZEICHEN.sub(lambda z: z[0].encode("unicode_escape").decode(), ohne_farbe)
    return sichtbar if len(sichtbar) <= hoechstens else f"{sichtbar[:hoechstens]} … ({len(sichtbar)} Zeichen)"


def hergang(fehler: BaseException) -> str:
    """Gibt den geschwärzten Hergang; eingerückt, damit ein Fehlertext keine Logzeile vortäuschen kann."""
    zeilen = schwaerzen("".join(traceback.format_exception(fehler))).splitlines()
    return "\n".join(f"  | {eine_zeile(zeile, ZEILE_HOECHSTENS)}" for zeile in zeilen)


class Eintrag(logging.LogRecord):
    """Ein Logeintrag, der sich selbst schwärzt – gleich, welcher Logger, Handler und Formatter ihn schreibt."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.name == _ZUGRIFFE and isinstance(self.args, tuple):  # uvicorn setzt diese Zeile an getMessage vorbei
            self.args = tuple(eine_zeile(a) if isinstance(a, str) else a for a in self.args)
        fehler = self.exc_info[1] if isinstance(self.exc_info, tuple) else None
        if fehler is not None:
            self.exc_text = hergang(fehler)

    def getMessage(self) -> str:  # noqa: N802 – so heißt es in logging
        """Gibt die Meldung als eine geschwärzte Zeile; passt sie nicht zu ihren Werten, ohne diese."""
        try:
            text = super().getMessage()
        except (TypeError, ValueError, KeyError):  # sonst schriebe logging die Werte roh nach stderr
            text = f"{self.msg} (Werte nicht lesbar)"
        fehler = self.exc_info[1] if isinstance(self.exc_info, tuple) else None
        if fehler is not None and nummer(fehler) not in text:
            text = f"{text.rstrip()} (Fehler Nr. {nummer(fehler)})"
        return eine_zeile(text)


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
    """Lässt jeden künftigen Logeintrag dieses Prozesses sich schwärzen; ein zweiter Aufruf ändert nichts.

    Auch was sonst ungefiltert auf stderr landete – Abstürze in Fäden und am Ende des Programms –, geht diesen Weg.
    """
    logging.setLogRecordFactory(Eintrag)
    log = logging.getLogger(_STREAMLITS_FEHLERLOG)
    if not any(isinstance(vorhanden, Nummerierung) for vorhanden in log.filters):
        log.addFilter(Nummerierung())
    if threading.excepthook is threading.__excepthook__:
        threading.excepthook = _melde_faden
    if sys.excepthook is sys.__excepthook__:
        sys.excepthook = _melde_absturz


def _melde_faden(angaben: threading.ExceptHookArgs) -> None:
    if angaben.exc_value is not None and not isinstance(angaben.exc_value, SystemExit):
        _LOG.error("Absturz im Hintergrund", exc_info=angaben.exc_value)


def _melde_absturz(_art: type[BaseException], fehler: BaseException, _spur: TracebackType | None) -> None:
    if not isinstance(fehler, KeyboardInterrupt):
        _LOG.critical("Absturz", exc_info=fehler)


def show_fehler(fehler: Exception) -> bool:
    """Zeigt statt des Fehlers eine deutsche Meldung mit seiner Nummer (`on_script_error`); nie einen Fehlertext."""
    import streamlit as st

    st.error(
        f"Unerwarteter Fehler (Nr. {nummer(fehler)}). Bitte laden Sie die Seite neu und prüfen Sie, ob Ihre letzte "
        "Eingabe gespeichert ist. Bleibt es dabei, nennen Sie der Betreuung der Anwendung diese Nummer."
    )
    return True
