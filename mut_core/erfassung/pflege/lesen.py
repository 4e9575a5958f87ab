"""Nachschlagen: was archiviert ist und deshalb in keinem Lagebild mehr steht."""

from types import SimpleNamespace

from sqlalchemy import select
from sqlalchemy.orm import Session

from mut_core.erfassung.pflege.arten import require_art, spalten
from mut_core.erfassung.pflege.bezuege import liegt_weg, require_konzept, umkreis
from mut_core.rechte import Person


def load_archivierte(session: Session, person: Person, konzept_id: int, art: str) -> list[SimpleNamespace]:
    """Gibt die archivierten Datensätze einer Art mit allen Feldern, nach Schlüssel geordnet.

    Wirft NichtGefundenError bei einem fremden Konzept und RechteError, wenn die Person nicht zur Koordination gehört.
    """
    wie = require_art(art)
    konzept = require_konzept(session, person, konzept_id)
    zeilen = session.scalars(select(wie.klasse).where(umkreis(konzept, wie.klasse)).order_by(wie.klasse.id))
    felder = spalten(wie.klasse)
    return [SimpleNamespace(**{f: getattr(z, f) for f in felder}) for z in zeilen if liegt_weg(z)]
