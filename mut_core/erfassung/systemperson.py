"""Systemperson: unter wem protokolliert wird, wenn kein Mensch angemeldet ist – Übernahme und Betrieb.

Die Zeile einer solchen Person protokolliert sich selbst; deshalb muss ihr Schlüssel feststehen, bevor es sie gibt.
"""

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from mut_core.erfassung.protokoll import Vorgang, switch_vorgang
from mut_core.modell import Nutzer, Protokoll
from mut_core.rechte import SYSTEMPERSONEN, Person


def ist_systemkennung(kennung: str) -> bool:
    """Sagt, ob die Kennung einer Systemperson vorbehalten ist: unter ihr meldet sich nie jemand an."""
    return kennung.strip().casefold() in SYSTEMPERSONEN


def require_systemperson(session: Session, kennung: str, name: str, zeitpunkt: datetime, grund: str) -> Person:
    """Gibt die Systemperson (legt ihre Zeile an, wenn sie fehlt) und führt den Vorgang unter ihr fort."""
    nutzer = session.scalar(select(Nutzer).where(Nutzer.kennung == kennung))
    if nutzer is None:
        return create_selbst(session, kennung, name, zeitpunkt, grund)
    person = Person(nutzer.id, kennung, nutzer.name)
    switch_vorgang(session, Vorgang(person, zeitpunkt, grund=grund))
    return person


def create_selbst(session: Session, kennung: str, name: str, zeitpunkt: datetime, grund: str) -> Person:
    """Legt eine Person an, die im Protokoll als ihre eigene Urheberin steht, und führt den Vorgang unter ihr fort."""
    nutzer = Nutzer(id=_naechste_id(session), kennung=kennung, name=name)
    person = Person(nutzer.id, kennung, name)
    switch_vorgang(session, Vorgang(person, zeitpunkt, grund=grund))
    session.add(nutzer)
    session.flush()
    return person


def _naechste_id(session: Session) -> int:
    if session.get_bind().dialect.name == "postgresql":
        return session.scalar(select(func.nextval(func.pg_get_serial_sequence("nutzer", "id")))) or 1
    jemals = select(func.max(Protokoll.datensatz_id)).where(Protokoll.tabelle == "nutzer")
    return 1 + max(session.scalar(select(func.max(Nutzer.id))) or 0, session.scalar(jemals) or 0)
