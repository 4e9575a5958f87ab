"""Erledigen: die Arbeitsplätze eines Prozesses, die wartende Aufträge nehmen und ausführen.

Fäden gibt es nur, solange etwas wartet oder läuft. `wecke` ruft, wer bestellt hat – und jede Seite, die einen wartenden
Auftrag zeigt; so bleibt auch nach einem Neustart nichts liegen, was jemand sehen will.
"""

import logging
import secrets
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from weakref import WeakSet

import sqlalchemy as sa
from sqlalchemy.orm import Session

from mut_core import rechte
from mut_core.auftrag.bestellung import Datei
from mut_core.auftrag.fortschritt import AbgebrochenError, Fortschritt, Puls
from mut_core.auftrag.lauf import Lauf, VerlorenError, fail_auftrag, finish_auftrag, return_auftrag, take_auftrag
from mut_core.datenbank import leseeinheit, schreibeinheit
from mut_core.fehler import BetriebError, MutError

_LOG = logging.getLogger("mut.auftrag")

Bauer = Callable[[sa.Engine, Lauf, Fortschritt], Datei]
"""Tut die Arbeit eines Auftrags: liest selbst, hält keine Sitzung während der Arbeit, meldet Fortschritt."""


@dataclass(frozen=True)
class Art:
    """Eine Art von Aufträgen: wie sie heißt und wer sie erledigt."""

    bezeichnung: str
    bauen: Bauer


def _jetzt() -> datetime:
    return datetime.now(UTC)


_ALLE: "WeakSet[Laeufer]" = WeakSet()


def close_laeufer(sekunden: float = 5) -> None:
    """Beendet alle Läufer dieses Prozesses ordentlich; ruft, wer den Prozess beendet."""
    for laeufer in list(_ALLE):
        laeufer.close(sekunden)


class Laeufer:
    """Die Arbeitsplätze eines Prozesses; mehrere Läufer – auch in anderen Prozessen – teilen sich eine Datenbank."""

    def __init__(
        self,
        engine: sa.Engine,
        arten: Mapping[str, Art],
        *,
        plaetze: int = 2,
        uhr: Callable[[], datetime] = _jetzt,
    ) -> None:
        self._engine, self._arten, self._plaetze, self._uhr = engine, arten, plaetze, uhr
        self._sperre = threading.Condition()
        self._besetzt = 0
        self._geweckt = False
        self._schluss = False
        self._laufende: set[Fortschritt] = set()
        _ALLE.add(self)

    def wecke(self) -> None:
        """Lässt einen freien Platz nach wartenden Aufträgen sehen; kehrt sofort zurück."""
        with self._sperre:
            self._geweckt = True
            if self._schluss or self._besetzt >= self._plaetze:
                return
            self._besetzt += 1
            threading.Thread(target=self._arbeite, name="mut-auftrag", daemon=True).start()

    def warte(self, sekunden: float) -> bool:
        """Wartet, bis kein Platz mehr besetzt ist, und sagt, ob das in der Zeit gelang."""
        with self._sperre:
            return self._sperre.wait_for(lambda: self._besetzt == 0, sekunden)

    def close(self, sekunden: float = 5) -> None:
        """Beendet die Arbeit ordentlich: Laufendes geht zurück und wird später von vorn begonnen."""
        with self._sperre:
            self._schluss = True
            for fortschritt in self._laufende:
                fortschritt.brich_ab()
        self.warte(sekunden)

    # ---------------------------------------------------------------- innen

    def _arbeite(self) -> None:
        """Nimmt Aufträge, bis keiner mehr wartet; wer währenddessen geweckt hat, geht nicht leer aus."""
        try:
            while self._soll_weiter():
                while not self._schluss and self._naechster():
                    continue
        except BaseException:
            with self._sperre:
                self._gib_frei()
            raise

    def _soll_weiter(self) -> bool:
        """Sagt, ob noch jemand geweckt hat; sonst ist der Platz im selben Augenblick frei: Kein Wecken verhallt."""
        with self._sperre:
            weiter, self._geweckt = self._geweckt and not self._schluss, False
            if not weiter:
                self._gib_frei()
            return weiter

    def _gib_frei(self) -> None:
        self._besetzt -= 1
        self._sperre.notify_all()

    def _naechster(self) -> bool:
        """Nimmt und erledigt einen Auftrag; sagt, ob es einen gab."""
        jetzt = self._uhr()
        try:
            with schreibeinheit(self._engine, None) as session:
                lauf = take_auftrag(session, list(self._arten), jetzt)
        except (BetriebError, sa.exc.SQLAlchemyError) as fehler:
            _LOG.warning("Aufträge ließen sich nicht lesen (%s).", type(fehler).__name__)
            return False
        if lauf is None:
            return False
        self.wecke()  # vielleicht wartet noch einer, und ein Platz ist frei
        self._erledige(lauf, jetzt)
        return True

    def _erledige(self, lauf: Lauf, begonnen: datetime) -> None:
        fortschritt = Fortschritt()
        with self._sperre:
            self._laufende.add(fortschritt)
            if self._schluss:
                fortschritt.brich_ab()
        try:
            with Puls(self._engine, lauf, fortschritt, begonnen, self._uhr) as puls:
                ende = self._baue(lauf, fortschritt)
            if not puls.verloren:
                self._schreibe_ende(lauf, puls.zeichen, ende)
        finally:
            with self._sperre:
                self._laufende.discard(fortschritt)

    def _baue(self, lauf: Lauf, fortschritt: Fortschritt) -> Datei | str | None:
        """Gibt die Datei, einen deutschen Fehlersatz oder None nach einem Abbruch."""
        try:
            self._require_lesen(lauf)
            return self._arten[lauf.art].bauen(self._engine, lauf, fortschritt)
        except AbgebrochenError:
            return None
        except MutError as fehler:
            return str(fehler)
        except Exception as fehler:
            nummer = str(vars(fehler).setdefault("_mut_nummer", secrets.token_hex(3).upper()))
            _LOG.exception("Auftrag %d (%s) ist gescheitert (Fehler Nr. %s)", lauf.id, lauf.art, nummer)
            return (
                f"Hier ist etwas Unerwartetes geschehen (Fehler Nr. {nummer}). Bitte starten Sie den Auftrag neu; "
                "bleibt es dabei, nennen Sie der Administration diese Nummer."
            )

    def _require_lesen(self, lauf: Lauf) -> None:
        """Wer zwischen Bestellung und Beginn das Konzept verloren hat, bekommt nichts gebaut."""
        with leseeinheit(self._engine) as session:
            person = rechte.load_person_zu(session, lauf.nutzer_id)
        if lauf.konzept_id is not None:
            rechte.require_lesen(person, lauf.konzept_id)

    def _schreibe_ende(self, lauf: Lauf, zeichen: datetime, ende: Datei | str | None) -> None:
        """Schreibt, wie es ausging; misslingt das, bleibt der Auftrag ohne Lebenszeichen und gilt als gescheitert."""
        try:
            with schreibeinheit(self._engine, None) as session:
                self._vermerke(session, lauf, zeichen, ende)
        except VerlorenError:
            _LOG.warning("Auftrag %d gehört inzwischen einem anderen Läufer.", lauf.id)
        except (BetriebError, sa.exc.SQLAlchemyError):
            _LOG.exception("Auftrag %d: Das Ergebnis ließ sich nicht speichern.", lauf.id)

    def _vermerke(self, session: Session, lauf: Lauf, zeichen: datetime, ende: Datei | str | None) -> None:
        if isinstance(ende, Datei):
            finish_auftrag(session, lauf.id, zeichen, self._uhr(), name=ende.name, inhalt=ende.inhalt)
        elif ende is None and self._schluss:
            return_auftrag(session, lauf.id, zeichen)
        else:
            fail_auftrag(session, lauf.id, zeichen, self._uhr(), ende)
