"""Entwürfe: Angefangenes einer Person zu einer Maßnahme aufheben, bis es gespeichert oder verworfen ist."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from mut_core import rechte
from mut_core.erfassung.protokoll import Vorgang
from mut_core.erfassung.sachstand import require_massnahme
from mut_core.fehler import EingabeError
from mut_core.modell import Entwurf
from mut_core.modell.grundlage import LANG
from mut_core.texte import without_steuerzeichen

HOECHSTENS = 12 * LANG


@dataclass(frozen=True)
class Angefangenes:
    """Ein aufgehobener Entwurf: die Felder als JSON-Werte und der Stand, auf dem er beruht."""

    felder: Mapping[str, Any]
    basis: int
    basis_version: int
    geaendert_am: datetime


def load_entwurf(session: Session, nutzer_id: int, massnahme_id: int) -> Angefangenes | None:
    """Gibt den eigenen Entwurf zu einer Maßnahme oder None."""
    e = _entwurf(session, nutzer_id, massnahme_id)
    return Angefangenes(e.felder, e.basis, e.basis_version, e.geaendert_am) if e else None


def entwuerfe(session: Session, nutzer_id: int) -> dict[int, datetime]:
    """Gibt zu jeder Maßnahme mit eigenem Entwurf, wann er zuletzt geändert wurde."""
    zeilen = session.execute(select(Entwurf.massnahme_id, Entwurf.geaendert_am).where(Entwurf.nutzer_id == nutzer_id))
    return {zeile.massnahme_id: zeile.geaendert_am for zeile in zeilen}


def save_entwurf(
    session: Session, vorgang: Vorgang, massnahme_id: int, felder: Mapping[str, Any], *, basis: int, basis_version: int
) -> None:
    """Hebt Angefangenes auf; die Basis des ersten Speicherns bleibt, damit ein Konflikt später auffällt.

    Wirft NichtGefundenError, RechteError (Entwürfe hat nur, wer melden darf) und EingabeError, wenn der Entwurf zu
    groß ist; gekürzt wird nie.
    """
    _require_melden(session, vorgang, massnahme_id)
    werte = {k: without_steuerzeichen(v) if isinstance(v, str) else v for k, v in felder.items()}
    if len(json.dumps(werte, ensure_ascii=False)) > HOECHSTENS:  # auch Verschachteltes zählt mit
        raise EingabeError("Der Entwurf ist zu lang zum Aufheben. Bitte kürzen Sie den Text – er ist noch da.")
    entwurf = _entwurf(session, vorgang.person.id, massnahme_id)
    if entwurf is None:
        entwurf = Entwurf(
            nutzer_id=vorgang.person.id, massnahme_id=massnahme_id, basis=basis, basis_version=basis_version
        )
        session.add(entwurf)
    entwurf.felder = werte
    entwurf.geaendert_am = vorgang.zeitpunkt
    session.flush()


def archive_entwurf(session: Session, vorgang: Vorgang, massnahme_id: int) -> None:
    """Legt den eigenen Entwurf weg – nach dem Speichern oder wenn die Person ihn verwirft.

    Wirft NichtGefundenError und RechteError wie `save_entwurf`.
    """
    _require_melden(session, vorgang, massnahme_id)
    if entwurf := _entwurf(session, vorgang.person.id, massnahme_id):
        session.delete(entwurf)


def _require_melden(session: Session, vorgang: Vorgang, massnahme_id: int) -> None:
    massnahme = require_massnahme(session, vorgang, massnahme_id)
    rechte.require_melden(vorgang.person, massnahme.konzept_id, massnahme.federfuehrung_id)


def _entwurf(session: Session, nutzer_id: int, massnahme_id: int) -> Entwurf | None:
    if not (rechte.ist_schluessel(nutzer_id) and rechte.ist_schluessel(massnahme_id)):
        return None
    return session.scalar(select(Entwurf).where(Entwurf.nutzer_id == nutzer_id, Entwurf.massnahme_id == massnahme_id))
