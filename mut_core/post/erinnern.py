"""Erinnern: erst festschreiben, dann senden, dann den Ausgang eintragen – drei Schritte, nie in einer Einheit.

Stirbt der Rechner zwischen dem ersten und dem dritten, steht die Erinnerung als „begonnen“ da. Sie wird nie von selbst
wiederholt: Lieber fragt jemand nach, als dass eine Stelle zweimal dieselbe E-Mail bekommt.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol, TypeVar

from sqlalchemy.orm import Session

from mut_core.erfassung import erinnerung
from mut_core.erfassung.protokoll import Vorgang
from mut_core.fehler import MutError
from mut_core.modell.codes import Versandstand
from mut_core.post.erinnerungstext import Brief
from mut_core.post.postweg import Postweg
from mut_core.post.versand import VersandError, send_mail

T = TypeVar("T")

LAEUFT_NOCH = timedelta(minutes=3)
"""So lange kann ein Versand an der Zeitgrenze des Mailservers noch unterwegs sein; danach ist er abgebrochen."""


class Schreiben(Protocol):
    """Führt eine Handlung in einer eigenen schreibenden Einheit aus (`seiten.bausteine.sitzung.write`)."""

    def __call__(self, schluessel: str, tun: Callable[[Session, Vorgang], T], /) -> T:
        """Gibt, was `tun` gibt, wenn die Einheit festgeschrieben ist."""
        ...


@dataclass(frozen=True)
class Sendung:
    """Was an eine Stelle hinausgehen soll; `nummer` ist die wievielte Erinnerung nach dem, was zu sehen war."""

    abfrage_id: int
    stelle_id: int
    an: str
    nummer: int
    brief: Brief
    trotz_unklarem: bool = False


@dataclass(frozen=True)
class Ausgang:
    """Wie eine Sendung ausging; `stand` None heißt: Derselbe Vorgang hatte sie schon begonnen, es ging nichts hinaus.

    `BEGONNEN` heißt: Es ist nicht bekannt, ob sie ankam. `grund` ist leer oder ein ganzer Satz.
    """

    stand: Versandstand | None
    grund: str = ""


def send_erinnerung(schreiben: Schreiben, schluessel: str, weg: Postweg, sendung: Sendung, jetzt: datetime) -> Ausgang:
    """Sendet eine Erinnerung höchstens einmal je `schluessel` und Nummer und gibt ihren Ausgang.

    Was schon vor dem Senden abgelehnt wird (Rechte, Adresse, inzwischen erinnert), wirft wie
    `erfassung.erinnerung.record_erinnerung`; was beim Senden scheitert, steht in der Erinnerung und im Ausgang.
    """
    begonnen = schreiben(
        schluessel,
        lambda s, v: erinnerung.record_erinnerung(
            s,
            v,
            sendung.abfrage_id,
            sendung.stelle_id,
            sendung.an,
            nummer=sendung.nummer,
            trotz_unklarem=sendung.trotz_unklarem,
        ),
    )
    if begonnen is None:
        return Ausgang(None)
    ausgang = _sende(weg, sendung, jetzt)
    try:
        schreiben(
            f"{schluessel}:ausgang",
            lambda s, v: erinnerung.finish_erinnerung(
                s, v, begonnen, ausgang.stand or _BEGONNEN, ausgang.grund or None
            ),
        )
    except MutError as fehler:  # gesendet ist gesendet; nur weiß die Datenbank es nicht
        return Ausgang(_BEGONNEN, f"Der Ausgang ließ sich nicht eintragen: {fehler}")
    return ausgang


_BEGONNEN = Versandstand.BEGONNEN


def _sende(weg: Postweg, sendung: Sendung, jetzt: datetime) -> Ausgang:
    try:
        send_mail(weg, sendung.an, sendung.brief, jetzt)
    except VersandError as fehler:
        return Ausgang(_BEGONNEN if fehler.ungewiss else Versandstand.GESCHEITERT, str(fehler))
    return Ausgang(Versandstand.GESENDET)


def is_unklar(stand: Versandstand, fehler: str | None, am: datetime, jetzt: datetime) -> bool:
    """Sagt, ob von einer Erinnerung niemand weiß, ob sie ankam – und nicht nur gerade noch gesendet wird."""
    return stand == _BEGONNEN and (bool(fehler) or jetzt - am > LAEUFT_NOCH)
