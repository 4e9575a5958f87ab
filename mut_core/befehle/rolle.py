"""Rollen benennen: wie eine Rolle auf der Befehlszeile heißt, und welche Zeile der Datenbank das ist."""

import argparse
from collections import defaultdict
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from mut_core import lagebild
from mut_core.anmeldung import Rollenwunsch
from mut_core.anmeldung.rollenzuordnung import read_rollenwunsch
from mut_core.befehle.verbindung import switch_betrieb
from mut_core.erfassung import konten
from mut_core.fehler import BetriebError, NichtGefundenError
from mut_core.modell import Konzept, Organisationseinheit, Rolle


def read_rolle(text: str) -> Rollenwunsch:
    """Liest `art`, `art:konzept` oder `fachkraft:konzept:Stelle`; wirft ArgumentTypeError mit der Schreibweise."""
    try:
        return read_rollenwunsch(text)
    except BetriebError as fehler:
        raise argparse.ArgumentTypeError(str(fehler)) from fehler


def switch_rolle(session: Session, jetzt: datetime, nutzer_id: int, wunsch: Rollenwunsch, *, weg: bool) -> None:
    """Gibt der Person die Rolle oder nimmt sie; was schon so ist, bleibt so.

    Wirft NichtGefundenError zu unbekanntem Konzept oder unbekannter Stelle und EingabeError bei der letzten
    Administration.
    """
    vorgang = switch_betrieb(session, jetzt, "konto rolle")  # je Rolle einer: ein Vorgang tut dasselbe nie zweimal
    if weg:
        rolle = find_rolle(session, nutzer_id, wunsch)
        if rolle is not None:
            konten.remove_rolle(session, vorgang, rolle.id)
        return
    konzept_id, stelle_id = _ort(session, wunsch)
    konten.add_rolle(session, vorgang, nutzer_id, wunsch.art, konzept_id, stelle_id=stelle_id)


def find_rolle(session: Session, nutzer_id: int, wunsch: Rollenwunsch) -> Rolle | None:
    """Gibt die Zeile zu einer benannten Rolle; None, wenn die Person sie nicht hat. Wirft NichtGefundenError."""
    konzept_id, stelle_id = _ort(session, wunsch)
    werte = {"nutzer_id": nutzer_id, "art": wunsch.art, "konzept_id": konzept_id, "organisationseinheit_id": stelle_id}
    return session.scalar(select(Rolle).filter_by(**werte).order_by(Rolle.id).limit(1))


def _ort(session: Session, wunsch: Rollenwunsch) -> tuple[int | None, int | None]:
    """Sucht Konzept und Stelle einer benannten Rolle."""
    if wunsch.konzept is None:
        return None, None
    konzept_id = lagebild.require_konzept(session, wunsch.konzept)
    return konzept_id, _stelle(session, konzept_id, wunsch.stelle) if wunsch.stelle else None


def _stelle(session: Session, konzept_id: int, name: str) -> int:
    kommune_id = session.get_one(Konzept, konzept_id).kommune_id
    in_kommune = select(Organisationseinheit).where(Organisationseinheit.kommune_id == kommune_id)
    stelle = session.scalar(in_kommune.where(Organisationseinheit.name == name).limit(1))
    if stelle is not None:
        return stelle.id
    namen = [s.name for s in session.scalars(in_kommune.order_by(Organisationseinheit.name).limit(20))]
    raise NichtGefundenError(f"Die Stelle „{name}“ gibt es dort nicht. Vorhanden: {'; '.join(namen) or 'noch keine'}.")


def load_rollen(session: Session) -> dict[int, tuple[str, ...]]:
    """Gibt je Person (Schlüssel) ihre Rollen in der Schreibweise der Befehlszeile."""
    abfrage = (
        select(Rolle.nutzer_id, Rolle.art, Konzept.schluessel, Organisationseinheit.name)
        .outerjoin(Konzept, Konzept.id == Rolle.konzept_id)
        .outerjoin(Organisationseinheit, Organisationseinheit.id == Rolle.organisationseinheit_id)
        .order_by(Rolle.nutzer_id, Rolle.id)
    )
    je_person: defaultdict[int, list[str]] = defaultdict(list)
    for nutzer_id, art, konzept, stelle in session.execute(abfrage):
        je_person[nutzer_id].append(":".join(teil for teil in (art.value, konzept, stelle) if teil))
    return {nutzer_id: tuple(rollen) for nutzer_id, rollen in je_person.items()}
