"""Musterstadt: das frei erfundene Beispiel, das am Ladetag lebt – drei Jahre Geschichte relativ zu `heute`."""

from datetime import date, datetime, time, timedelta
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from mut_core.demo.csvdatei import ORDNER, read_zeilen
from mut_core.demo.personen import PERSONEN
from mut_core.demo.quellen import Lader, NachBericht
from mut_core.erfassung.protokoll import BERLIN
from mut_core.modell import Massnahme, Nutzer, Organisationseinheit, Sachstand
from mut_core.rechte import Person

SCHLUESSEL = "musterstadt"
_DIENSTBEGINN = time(8, 30)


def create_musterstadt(
    session: Session,
    uebernahme: Person,
    zeitpunkt: datetime,
    heute: date,
    *,
    nach_bericht: NachBericht | None = None,
    ordner: Path = ORDNER,
) -> None:
    """Legt Musterstadt so an, wie sie am Tag `heute` aussieht; gleiches `heute` gibt dieselben Daten.

    `nach_bericht` wird am Ende des Tages eines jeden früheren Sachstandsberichts gerufen.
    """
    nutzer = {n.kennung: n.id for n in session.scalars(select(Nutzer).where(Nutzer.demo.is_(True)))}
    fachkraft = {p.stellen[SCHLUESSEL]: nutzer[k] for k, p in PERSONEN.items() if SCHLUESSEL in p.stellen}

    def ergaenze(sachstand: Sachstand) -> None:
        """Die Fachkraft meldet selbst; für alle anderen Stellen trägt die Koordination ein."""
        massnahme = session.get_one(Massnahme, sachstand.massnahme_id)
        stelle = massnahme.federfuehrung_id and session.get_one(Organisationseinheit, massnahme.federfuehrung_id)
        selbst = fachkraft.get(stelle.name) if stelle else None
        sachstand.erfasst_von_id = selbst or nutzer["koordination"]
        sachstand.im_auftrag_von_id = None if selbst else massnahme.federfuehrung_id
        sachstand.erfasst_am = min(_uhrzeit(sachstand), zeitpunkt)

    lader = Lader(session, uebernahme, zeitpunkt, ergaenze, heute=heute, nach_bericht=nach_bericht)
    lader.add(read_zeilen("musterstadt_", ordner))


def _uhrzeit(sachstand: Sachstand) -> datetime:
    """Ein Augenblick am Vormittag des Meldetags, je Maßnahme ein anderer, damit Reihenfolgen eindeutig sind."""
    minuten = (sachstand.massnahme_id * 17 + sachstand.nummer * 7) % 210
    return datetime.combine(sachstand.gilt_ab, _DIENSTBEGINN, BERLIN) + timedelta(minutes=minuten)
