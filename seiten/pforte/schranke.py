"""Nachsehen: ob eine Sitzung gilt – jedes Mal nach dem Stand der Datenbank, nie auf gut Glück.

Ist die Datenbank weg, wird gewartet und dann abgewiesen; offen bleibt die Schranke nie. Wer abgemeldet, gesperrt oder
abgelaufen ist, ist es beim nächsten Klick in jedem Fenster: Gemerktes gilt nur, solange die Datenbank sagt, dass
niemand etwas festgeschrieben hat, und die Frist wird jedes Mal neu geprüft.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Final, TypeVar

import anyio
import anyio.to_thread
import sqlalchemy as sa

from mut_core import anmeldung
from mut_core.anmeldung import Ausweis
from mut_core.datenbank import Lesespeicher, leseeinheit, schreibeinheit
from mut_core.fehler import BetriebError, KonfliktError

_LOG: Final = logging.getLogger(__name__)
FRIST_HTTP: Final = 3.0
"""Sekunden, die ein Seitenabruf auf die Datenbank wartet, bevor er 503 bekommt."""

FRIST_WS: Final = 15.0
"""Sekunden, die eine Eingabe auf die Datenbank wartet, bevor die Verbindung schließt (der Text bleibt im Browser)."""

_PAUSE: Final = 0.25
_PLAETZE: Final = anyio.CapacityLimiter(8)
"""Eigene Plätze: rechnende Kennwörter und Streamlits Threads dürfen die Prüfung nicht aufhalten."""

T = TypeVar("T")
Verbinden = Callable[[], sa.Engine]


class NichtErreichbarError(BetriebError):
    """Die Datenbank hat in der Frist nicht geantwortet."""


async def geduldig(frage: Callable[[], T], frist: float) -> T:
    """Beantwortet eine Frage an die Datenbank und wiederholt sie bis zur Frist; wirft dann NichtErreichbarError."""
    with anyio.move_on_after(frist):
        while True:
            try:
                return await anyio.to_thread.run_sync(frage, abandon_on_cancel=True, limiter=_PLAETZE)
            except (BetriebError, sa.exc.SQLAlchemyError) as fehler:
                _LOG.warning("Die Datenbank antwortet der Pforte nicht (%s).", type(fehler).__name__)
            await anyio.sleep(_PAUSE)
    raise NichtErreichbarError(
        "Die Datenbank antwortet gerade nicht. Ihre Eingaben im Browser bleiben stehen; bitte versuchen Sie es gleich "
        "noch einmal."
    )


class Schranke:
    """Die Fragen der Pforte an die Sitzungstabelle; `verbinden` gibt die Datenbank (erst beim ersten Gebrauch)."""

    def __init__(self, verbinden: Verbinden) -> None:
        self.verbinden = verbinden
        self._gelesenes: Lesespeicher | None = None

    async def ausweis(self, kennzeichen: str | None, frist: float = FRIST_HTTP) -> Ausweis | None:
        """Gibt den Ausweis zu einem Kennzeichen aus dem Cookie; None, wenn keine gültige Sitzung dahintersteht."""
        if kennzeichen is None:
            return None
        return await geduldig(lambda: self._lies(kennzeichen), frist)

    async def noch_gueltig(self, anmeldung_id: int, frist: float = FRIST_WS) -> Ausweis | None:
        """Gibt den Ausweis einer bekannten Sitzung, wie sie jetzt in der Datenbank steht; None, wenn sie nicht gilt."""
        ausweis = self._gelesenes.sofort(anmeldung_id) if self._gelesenes else None
        if ausweis is None:
            ausweis = await geduldig(lambda: self._lies_zu(anmeldung_id), frist)
        return ausweis if ausweis and anmeldung.gilt_noch(ausweis, datetime.now(UTC)) else None

    async def beruehren(self, ausweis: Ausweis) -> None:
        """Hält die Sitzung wach, höchstens einmal je Minute; misslingt das Schreiben, geht es ohne weiter."""
        if not anmeldung.braucht_beruehrung(ausweis, datetime.now(UTC)):
            return
        try:
            await anyio.to_thread.run_sync(self._beruehre, ausweis.anmeldung_id, limiter=_PLAETZE)
        except (BetriebError, KonfliktError, sa.exc.SQLAlchemyError) as fehler:
            _LOG.warning("Eine Sitzung ließ sich nicht wach halten (%s).", type(fehler).__name__)

    def _lies(self, kennzeichen: str) -> Ausweis | None:
        with leseeinheit(self.verbinden()) as session:
            return anmeldung.load_ausweis(session, kennzeichen, datetime.now(UTC))

    def _lies_zu(self, anmeldung_id: int) -> Ausweis | None:
        engine = self.verbinden()
        if self._gelesenes is None or self._gelesenes.engine is not engine:
            self._gelesenes = Lesespeicher(engine)
        return self._gelesenes.lies(
            anmeldung_id, lambda session: anmeldung.load_ausweis_zu(session, anmeldung_id, datetime.now(UTC))
        )

    def _beruehre(self, anmeldung_id: int) -> None:
        with schreibeinheit(self.verbinden(), None) as session:
            anmeldung.touch_anmeldung(session, anmeldung_id, datetime.now(UTC))
