"""Nachschlagen: seit wann es jede Maßnahme gibt und ob sich an einem vergangenen Tag noch etwas geändert hat."""

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from mut_core.modell import Massnahme, Protokoll
from mut_core.modell.codes import Aktion


def load_anlagetage(session: Session, konzept_id: int) -> dict[int, date]:
    """Gibt je Maßnahme eines Konzepts den Tag der Anlage (Berlin); bei belegten alten Ständen den Tag der Quelle."""
    zeilen = session.execute(
        select(Protokoll.datensatz_id, Protokoll.gilt_ab)
        .where(Protokoll.konzept_id == konzept_id, Protokoll.tabelle == Massnahme.__tablename__)
        .where(Protokoll.aktion == Aktion.ANGELEGT)
    )
    return {z.datensatz_id: z.gilt_ab for z in zeilen}


def stand_am(session: Session, konzept_id: int, tag: date) -> int:
    """Gibt die letzte Protokollzeile, die an dem Tag schon galt; bleibt sie, bleibt auch das Lagebild jenes Tages."""
    je = (  # getrennt gefragt, antwortet der Index sofort
        select(Protokoll.seq).where(wessen, Protokoll.gilt_ab <= tag).order_by(Protokoll.seq.desc()).limit(1)
        for wessen in (Protokoll.konzept_id == konzept_id, Protokoll.konzept_id.is_(None))
    )
    return max(session.scalar(frage) or 0 for frage in je)
