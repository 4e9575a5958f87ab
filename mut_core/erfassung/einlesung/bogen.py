"""Führen: welche Rückmeldebögen unterwegs sind – ausgeben mit Kennung, wiedererkennen, wenn sie zurückkommen."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from mut_core import rechte
from mut_core.erfassung.protokoll import Vorgang
from mut_core.erfassung.sachstand import load_wenn_moeglich
from mut_core.fehler import NichtGefundenError
from mut_core.modell import Abfrage, Organisationseinheit, Protokoll, Rueckmeldebogen
from mut_core.rechte import Person

_FEHLT = "Zu dieser Kennung ist kein Rückmeldebogen dieses Konzepts unterwegs."


@dataclass(frozen=True)
class Bogenangabe:
    """Ein ausgegebener Bogen: für wen, zu welcher Abfrage und auf welchem Stand."""

    kennung: str
    abfrage_id: int | None
    abfrage: str
    stelle_id: int | None
    stelle: str
    erstellt_am: datetime
    bis_seq: int
    zurueck_am: datetime | None


def record_boegen(
    session: Session, vorgang: Vorgang, abfrage_id: int, stellen: Sequence[int | None]
) -> dict[int | None, str]:
    """Gibt je Stelle (None: ohne Federführung) die Kennung des Bogens; er merkt, aus welchem Stand er gemacht ist.

    Derselbe Vorgang zweimal gibt dieselben Kennungen. Wirft NichtGefundenError und RechteError.
    """
    abfrage = load_wenn_moeglich(session, Abfrage, abfrage_id)
    if abfrage is None or not rechte.darf_lesen(vorgang.person, abfrage.konzept_id):
        raise NichtGefundenError("Diese Abfrage gibt es nicht oder Sie dürfen sie nicht sehen.")
    rechte.require_einlesen(vorgang.person, abfrage.konzept_id)
    fruehere = select(Rueckmeldebogen).where(
        Rueckmeldebogen.id.in_(
            select(Protokoll.datensatz_id).where(
                Protokoll.vorgang == vorgang.schluessel, Protokoll.tabelle == "rueckmeldebogen"
            )
        )
    )
    if boegen := session.scalars(fruehere).all():
        return {b.organisationseinheit_id: b.kennung for b in boegen}
    bis_seq = session.scalar(select(func.max(Protokoll.seq))) or 0
    kennungen = {stelle: secrets.token_hex(8) for stelle in stellen}
    for stelle, kennung in kennungen.items():
        session.add(
            Rueckmeldebogen(
                konzept_id=abfrage.konzept_id,
                kennung=kennung,
                abfrage_id=abfrage.id,
                organisationseinheit_id=stelle,
                erstellt_am=vorgang.zeitpunkt,
                bis_seq=bis_seq,
            )
        )
    session.flush()
    return kennungen


def load_bogen(session: Session, person: Person, konzept_id: int, kennung: str) -> Bogenangabe:
    """Gibt den Bogen zu einer Kennung; wirft NichtGefundenError – auch bei der Kennung eines anderen Konzepts.

    Wirft RechteError, wenn die Person hier keine Bögen zurücknimmt.
    """
    rechte.require_einlesen(person, konzept_id)
    b = require_bogen(session, konzept_id, kennung)
    abfrage = session.get(Abfrage, b.abfrage_id) if b.abfrage_id else None
    stelle = session.get(Organisationseinheit, b.organisationseinheit_id) if b.organisationseinheit_id else None
    return Bogenangabe(
        b.kennung,
        b.abfrage_id,
        abfrage.titel if abfrage else "",
        b.organisationseinheit_id,
        stelle.name if stelle else "ohne Federführung",
        b.erstellt_am,
        b.bis_seq,
        b.zurueck_am,
    )


def require_bogen(session: Session, konzept_id: int, kennung: str) -> Rueckmeldebogen:
    """Gibt den Bogen eines Konzepts zu seiner Kennung; wirft NichtGefundenError."""
    dieser = (Rueckmeldebogen.konzept_id == konzept_id, Rueckmeldebogen.kennung == kennung)
    bogen = session.scalar(select(Rueckmeldebogen).where(*dieser))
    if bogen is None:
        raise NichtGefundenError(_FEHLT)
    return bogen
