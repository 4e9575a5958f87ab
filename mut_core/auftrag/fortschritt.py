"""Melden: was ein Bauer während der Arbeit in der Hand hält – und der Puls, der es in die Datenbank schreibt.

Der Bauer legt Schritt und Anteil nur hier ab; ein eigener Faden schreibt sie höchstens alle 0,3 s auf, gibt alle zehn
Sekunden ein Lebenszeichen, auch wenn ein Schritt lange dauert, und fragt nach, ob jemand abbrechen möchte.
"""

import logging
import threading
from collections.abc import Callable
from datetime import datetime, timedelta

import sqlalchemy as sa

from mut_core.auftrag.lauf import Lauf, VerlorenError, touch_auftrag, wants_abbruch
from mut_core.datenbank import leseeinheit, schreibeinheit
from mut_core.fehler import BetriebError

_LOG = logging.getLogger("mut.auftrag")

TAKT = 0.3
"""Höchstens so oft steht ein neuer Fortschritt in der Datenbank, in Sekunden."""
LEBENSZEICHEN = timedelta(seconds=10)
"""So oft gibt ein laufender Auftrag mindestens ein Lebenszeichen."""


class AbgebrochenError(Exception):
    """Die Person möchte nicht mehr, der Server endet, oder der Auftrag gehört jemand anderem; kein Fehler."""


class Fortschritt:
    """Der Fortschritt eines Laufs; jede Meldung ist zugleich die Stelle, an der ein Abbruch wirkt."""

    def __init__(self) -> None:
        self._sperre = threading.Lock()
        self._stand = ("Die Arbeit beginnt.", 0)
        self._ende = False

    def __call__(self, schritt: str, anteil: int) -> None:
        """Meldet, was jetzt geschieht und wie viel Prozent geschafft sind; wirft AbgebrochenError."""
        self.weiter()
        with self._sperre:
            self._stand = (schritt, anteil)

    def weiter(self) -> None:
        """Wirft AbgebrochenError, wenn die Arbeit enden soll; darf beliebig oft gerufen werden."""
        if self._ende:
            raise AbgebrochenError

    def stand(self) -> tuple[str, int]:
        """Gibt Schritt und Anteil der letzten Meldung."""
        with self._sperre:
            return self._stand

    def brich_ab(self) -> None:
        """Lässt die nächste Meldung AbgebrochenError werfen."""
        self._ende = True


class Puls:
    """Schreibt den Fortschritt eines Laufs auf, solange er im `with` steht; `zeichen` ist das letzte Lebenszeichen."""

    def __init__(
        self, engine: sa.Engine, lauf: Lauf, fortschritt: Fortschritt, zeichen: datetime, uhr: Callable[[], datetime]
    ) -> None:
        self.zeichen = zeichen
        self.verloren = False
        self._engine, self._lauf, self._fortschritt, self._uhr = engine, lauf, fortschritt, uhr
        self._geschrieben = fortschritt.stand()
        self._halt = threading.Event()
        self._faden = threading.Thread(target=self._schlage, name=f"mut-puls-{lauf.id}", daemon=True)

    def __enter__(self) -> "Puls":
        self._faden.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._halt.set()
        self._faden.join()

    def _schlage(self) -> None:
        while not self._halt.wait(TAKT):
            try:
                if self._schreibe():
                    self._fortschritt.brich_ab()
            except VerlorenError:
                self.verloren = True
                self._fortschritt.brich_ab()
                return
            except (
                BetriebError,
                sa.exc.SQLAlchemyError,
            ) as fehler:  # belegt oder kurz weg: beim nächsten Schlag wieder
                _LOG.warning("Auftrag %d: Fortschritt nicht geschrieben (%s).", self._lauf.id, type(fehler).__name__)

    def _schreibe(self) -> bool:
        """Schreibt nur Neues oder ein fälliges Lebenszeichen; sonst fragt es bloß nach dem Abbruch."""
        stand, jetzt = self._fortschritt.stand(), self._uhr()
        if stand == self._geschrieben and jetzt - self.zeichen < LEBENSZEICHEN:
            with leseeinheit(self._engine) as session:
                return wants_abbruch(session, self._lauf.id, self.zeichen)
        with schreibeinheit(self._engine, None) as session:
            schritt, anteil = stand
            abbruch = touch_auftrag(session, self._lauf.id, self.zeichen, jetzt, schritt=schritt, anteil=anteil)
        self.zeichen, self._geschrieben = jetzt, stand
        return abbruch
