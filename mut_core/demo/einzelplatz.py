"""Einzelplatz: eine Person für den leeren Beginn – bis es Konten gibt, nur auf diesem Rechner."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import select
from sqlalchemy.orm import Session

from mut_core.datenbank import schreibeinheit
from mut_core.demo.personen import require_uebernahme
from mut_core.erfassung.protokoll import Vorgang
from mut_core.modell import Nutzer, Rolle
from mut_core.modell.codes import Rollenart
from mut_core.rechte import Person

KENNUNG = "einzelplatz"


def load_einzelplatz(engine: sa.Engine, zeitpunkt: datetime) -> bool:
    """Legt in einer leeren Datenbank die eine Person an, die alles darf, und sagt, ob etwas zu tun war."""
    with schreibeinheit(engine, Vorgang(Person(0, "", ""), zeitpunkt)) as session:
        if session.scalar(select(Nutzer.id).where(Nutzer.demo.is_(True)).limit(1)) is not None:
            return False
        require_uebernahme(session, zeitpunkt)
        _create_person(session)
    return True


def _create_person(session: Session) -> None:
    nutzer = Nutzer(kennung=KENNUNG, name="Einzelplatz (Koordination und Administration)", demo=True)
    session.add(nutzer)
    session.flush()
    for art in (Rollenart.ADMINISTRATION, Rollenart.KOORDINATION):
        session.add(Rolle(nutzer_id=nutzer.id, art=art))
