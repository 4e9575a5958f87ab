"""Alembic ausführen: immer auf der Verbindung, die `upgrade_datenbank` hereinreicht."""

from typing import Any

from alembic import context
from sqlalchemy import Enum

from mut_core.modell import Base
from mut_core.modell.grundlage import Zeitpunkt


def _schreibe_typ(art: str, objekt: Any, _kontext: Any) -> Any:
    """Migrationen nennen nur schlichte Typen von SQLAlchemy: das Modell darf sich später ändern, sie nicht."""
    if art == "type" and isinstance(objekt, Zeitpunkt):
        return "sa.DateTime(timezone=True)"
    if art == "type" and isinstance(objekt, Enum):
        return f"sa.String({objekt.length})"
    return False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    transactional_ddl=True,  # Vorgabe bei SQLite ist False: dann bliebe ein Abbruch halb fertig
    render_as_batch=True,
    compare_type=True,
    render_item=_schreibe_typ,
)
with context.begin_transaction():
    context.run_migrations()
