"""Ablegen: eine hochgeladene Datei auf dem Server, solange jemand mit ihr arbeitet – sie übersteht das Neuladen.

Sie liegt bei den Aufträgen, gehört wie diese nur der Person und ist nach einer Woche gelöscht. Im Protokoll steht sie
nicht: Sie ändert nichts am Inhalt.
"""

import hashlib
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, defer

from mut_core import rechte
from mut_core.auftrag.bestellung import ABLAGE, delete_altes
from mut_core.fehler import NichtGefundenError
from mut_core.modell import Auftrag
from mut_core.modell.codes import Auftragszustand
from mut_core.modell.grundlage import KURZ
from mut_core.rechte import Person
from mut_core.texte import clean_text

HOECHSTENS = 20
"""So viele Dateien hebt die Ablage je Person auf; die älteste weicht der neuen."""


@dataclass(frozen=True)
class AblageDatei:
    """Eine abgelegte Datei mit dem Zweck, zu dem sie hochgeladen wurde."""

    id: int
    zweck: str
    name: str
    am: datetime
    inhalt: bytes = field(repr=False, default=b"")


def save_ablage(  # noqa: PLR0917 – wer, wofür und was
    session: Session, person: Person, konzept_id: int, zweck: str, name: str, inhalt: bytes, jetzt: datetime
) -> int:
    """Legt eine Datei ab und gibt ihren Schlüssel; liegt dieselbe schon da, deren Schlüssel.

    Wirft NichtGefundenError in einem fremden Konzept und RechteError, wenn die Person dort keine Listen einliest.
    """
    rechte.require_einlesen(person, konzept_id)
    delete_altes(session, jetzt)
    name, summe = clean_text(name)[:KURZ] or "Datei", hashlib.sha256(inhalt).hexdigest()
    eigene = list(session.scalars(_eigene(person).options(defer(Auftrag.ergebnis)).order_by(Auftrag.id)))
    for a in eigene:
        if (a.konzept_id, a.angaben, a.dateiname) == (konzept_id, {"zweck": zweck, "sha256": summe}, name):
            a.beendet_am = jetzt
            return a.id
    for a in eigene[: max(0, len(eigene) - HOECHSTENS + 1)]:
        session.delete(a)
    datei = Auftrag(
        nutzer_id=person.id,
        konzept_id=konzept_id,
        art=ABLAGE,
        angaben={"zweck": zweck, "sha256": summe},
        zustand=Auftragszustand.FERTIG,
        schritt="",
        angelegt_am=jetzt,
        beendet_am=jetzt,
        dateiname=name,
        ergebnis=inhalt,
    )
    session.add(datei)
    session.flush()
    return datei.id


def load_ablage(session: Session, person: Person, konzept_id: int, ablage_id: int) -> AblageDatei:
    """Gibt eine eigene abgelegte Datei dieses Konzepts; wirft NichtGefundenError bei jeder anderen."""
    datei = _datei(session, person, konzept_id, ablage_id)
    return AblageDatei(
        datei.id, str(datei.angaben.get("zweck")), datei.dateiname or "Datei", datei.angelegt_am, datei.ergebnis or b""
    )


def delete_ablage(session: Session, person: Person, konzept_id: int, ablage_id: int) -> None:
    """Nimmt eine eigene Datei aus der Ablage; wirft NichtGefundenError bei jeder anderen."""
    session.delete(_datei(session, person, konzept_id, ablage_id))


def _datei(session: Session, person: Person, konzept_id: int, ablage_id: int) -> Auftrag:
    gefunden = None
    if rechte.ist_schluessel(ablage_id) and rechte.darf_einlesen(person, konzept_id):
        gefunden = session.scalar(_eigene(person).where(Auftrag.id == ablage_id, Auftrag.konzept_id == konzept_id))
    if gefunden is None:
        raise NichtGefundenError("Diese Datei liegt nicht mehr bereit. Bitte laden Sie sie noch einmal hoch.")
    return gefunden


def _eigene(person: Person) -> Select[Auftrag]:
    return select(Auftrag).where(Auftrag.nutzer_id == person.id, Auftrag.art == ABLAGE)
