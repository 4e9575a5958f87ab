"""Geheimnis: zufällige Schlüssel der Installation, einmal erzeugt und für alle ihre Prozesse dieselben.

Sie stehen in der Datenbank, damit mehrere Prozesse einander verstehen und niemand eine Datei pflegen muss.
"""

import hashlib
import secrets
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from mut_core.datenbank import leseeinheit, schreibeinheit
from mut_core.modell import Geheimnis

_GEMERKT: dict[tuple[sa.URL, str], bytes] = {}


def load_geheimnis(engine: sa.Engine, zweck: str, jetzt: datetime) -> bytes:
    """Gibt den Schlüssel zu diesem Zweck (32 Byte) und erzeugt ihn beim ersten Mal; danach aus dem Speicher."""
    ort = (engine.url, zweck)
    if ort not in _GEMERKT:
        with leseeinheit(engine) as session:
            wert = _lies(session, zweck)
        if wert is None:
            with schreibeinheit(engine, None) as session:
                wert = geheimnis_in(session, zweck, jetzt)
        _GEMERKT[ort] = wert  # erst nach dem Festschreiben: was zurückgerollt wird, darf sich niemand merken
    return _GEMERKT[ort]


def geheimnis_in(session: Session, zweck: str, jetzt: datetime) -> bytes:
    """Gibt denselben Schlüssel innerhalb einer schreibenden Einheit und legt ihn an, wenn er fehlt."""
    wert = _GEMERKT.get((session.get_bind().engine.url, zweck)) or _lies(session, zweck)
    if wert is None:
        neu = secrets.token_bytes(32)
        session.add(Geheimnis(zweck=zweck, wert=neu.hex(), angelegt_am=jetzt))
        session.flush()
        wert = neu
    return wert


def forget_geheimnisse() -> None:
    """Vergisst alles Gemerkte, etwa nachdem eine Sicherung zurückgespielt wurde."""
    _GEMERKT.clear()


def _lies(session: Session, zweck: str) -> bytes | None:
    wert = session.scalar(sa.select(Geheimnis.wert).where(Geheimnis.zweck == zweck))
    return bytes.fromhex(wert) if wert else None


def neues_zeichen() -> str:
    """Gibt ein unratbares Zeichen (256 Bit) für Cookies, Formulare und Links."""
    return secrets.token_urlsafe(32)


def pruefsumme(zeichen: str) -> str:
    """Gibt SHA-256 als Hex; in der Datenbank steht nur sie, nie das Zeichen selbst."""
    return hashlib.sha256(zeichen.encode("utf-8", "surrogatepass")).hexdigest()
