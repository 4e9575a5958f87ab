"""Nachschlagen: bis zu welcher Zeile des Protokolls reicht, was mit einem Bericht freigegeben wurde.

Freigeben hält den Inhalt fest: Gedruckt und eingefroren wird bis zu dieser Zeile. Was danach zum selben Stichtag
nacherfasst wird, hat niemand freigegeben – es kommt erst mit einer neuen Freigabe hinein.
"""

import json

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from mut_core.modell import Bericht, Protokoll
from mut_core.modell.codes import Berichtsstatus


def freigabestand(session: Session, bericht: Bericht) -> int | None:
    """Gibt die letzte Protokollzeile der Freigabe eines Berichts; None, wenn er gerade nicht freigegeben ist."""
    if bericht.status != Berichtsstatus.FREIGEGEBEN:
        return None
    zeilen = session.execute(
        select(Protokoll.vorgang, Protokoll.nutzlast)
        .where(Protokoll.konzept_id == bericht.konzept_id, Protokoll.tabelle == Bericht.__tablename__)
        .where(Protokoll.datensatz_id == bericht.id)
        .order_by(Protokoll.seq.desc())
    )
    vorgang = None
    for zeile in zeilen:
        if zeile.nutzlast is None or json.loads(zeile.nutzlast)["nachher"]["status"] != Berichtsstatus.FREIGEGEBEN:
            break
        vorgang = zeile.vorgang
    return session.scalar(select(func.max(Protokoll.seq)).where(Protokoll.vorgang == vorgang))
