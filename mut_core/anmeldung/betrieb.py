"""Betrieb: die Person, unter der Befehle auf dem Server und der Anmeldedienst protokolliert werden."""

from datetime import datetime

from sqlalchemy.orm import Session

from mut_core.erfassung.systemperson import require_systemperson
from mut_core.rechte import BETRIEB, Person

NAME = "Betrieb (Befehle auf dem Server, Anmeldedienst)"


def require_betrieb(session: Session, jetzt: datetime, grund: str = "Befehl auf dem Server") -> Person:
    """Gibt den Betrieb (legt seine Zeile an, wenn sie fehlt) und führt den Vorgang unter ihm fort."""
    return require_systemperson(session, BETRIEB, NAME, jetzt, grund)
