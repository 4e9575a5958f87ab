"""Verbinden: die Datenbank der Befehle öffnen, und der Vorgang, unter dem sie schreiben."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from mut_core.anmeldung import require_betrieb
from mut_core.datenbank import connect_datenbank, ping_datenbank
from mut_core.erfassung.protokoll import Vorgang, switch_vorgang
from mut_core.fehler import BetriebError


@contextmanager
def datenbank() -> Iterator[sa.Engine]:
    """Öffnet die Datenbank und fragt sie gleich an, damit Unerreichbares ein Satz ist, bevor etwas geschieht."""
    engine = connect_datenbank()
    try:
        _frage_an(engine)
        yield engine
    finally:
        engine.dispose()


def _frage_an(engine: sa.Engine) -> None:
    try:
        ping_datenbank(engine)
    except sa.exc.DatabaseError as fehler:
        raise BetriebError(
            f"„{engine.url.database}“ ist keine Datenbank oder beschädigt; es wurde nichts verändert. "
            "Bitte eine Sicherung zurückspielen oder mit MUT_DATENBANK einen anderen Ort nennen."
        ) from fehler


def switch_betrieb(session: Session, jetzt: datetime, was: str) -> Vorgang:
    """Führt die schreibende Einheit unter dem Betrieb fort und gibt den Vorgang; `was` steht im Protokoll als Grund."""
    grund = f"Befehl auf dem Server: {was}"
    vorgang = Vorgang(require_betrieb(session, jetzt, grund), jetzt, grund=grund)
    switch_vorgang(session, vorgang)
    return vorgang
