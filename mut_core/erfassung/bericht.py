"""Bericht einfrieren: das Lagebild eines Berichts unveränderlich aufheben."""

import hashlib

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from mut_core import rechte
from mut_core.erfassung.protokoll import ANFANG, Vorgang, erledigt
from mut_core.erfassung.sachstand import load_wenn_moeglich
from mut_core.fehler import NichtGefundenError
from mut_core.modell import Bericht, Berichtsstand, Protokoll
from mut_core.modell.codes import Berichtsstatus


def freeze_bericht(
    session: Session, vorgang: Vorgang, bericht_id: int, lagebild: bytes, dokument: bytes | None = None
) -> int:
    """Hebt das eingefrorene Lagebild (und die Word-Datei) als neue Fassung auf und gibt deren Schlüssel.

    Wirft NichtGefundenError oder RechteError; einfrieren darf die Koordination, frühere Stände auch die Übernahme.
    """
    if (frueher := erledigt(session, vorgang, "berichtsstand")) is not None:
        return frueher
    bericht = load_wenn_moeglich(session, Bericht, bericht_id)
    uebernahme = vorgang.ist_uebernahme and vorgang.person.kennung == rechte.UEBERNAHME
    if bericht is None or not (uebernahme or rechte.darf_lesen(vorgang.person, bericht.konzept_id)):
        raise NichtGefundenError("Diesen Bericht gibt es nicht oder Sie dürfen ihn nicht sehen.")
    if not uebernahme:  # ein früherer Tag allein ist kein Recht
        rechte.require_bearbeiten(vorgang.person, bericht.konzept_id)
    letzte = session.execute(select(Protokoll.seq, Protokoll.hash).order_by(Protokoll.seq.desc()).limit(1)).first()
    fassungen = session.scalar(select(func.count()).where(Berichtsstand.bericht_id == bericht_id)) or 0
    stand = Berichtsstand(
        konzept_id=bericht.konzept_id,
        bericht_id=bericht_id,
        fassung=fassungen + 1,
        lagebild=lagebild,
        lagebild_sha=hashlib.sha256(lagebild).hexdigest(),
        dokument=dokument,
        dokument_sha=hashlib.sha256(dokument).hexdigest() if dokument else None,
        bis_seq=letzte.seq if letzte else 0,
        kette=letzte.hash if letzte else ANFANG,
        erstellt_am=vorgang.zeitpunkt,
        erstellt_von_id=vorgang.person.id,
    )
    bericht.status = Berichtsstatus.EINGEFROREN
    session.add(stand)
    session.flush()
    return stand.id
