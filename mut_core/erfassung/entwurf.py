"""Entwürfe: Angefangenes einer Person aufheben, bis es gespeichert oder verworfen ist."""

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
from mut_core.modell.grundlage import KURZ, LANG
from mut_core.texte import clean_text, without_steuerzeichen

HOECHSTENS = 12 * LANG
MELDUNG = "meldung"


@dataclass(frozen=True)
class Angefangenes:
    """Ein aufgehobener Entwurf: die Felder als JSON-Werte und der Stand, auf dem er beruht."""

    felder: Mapping[str, Any]
    basis: int
    basis_version: int
    geaendert_am: datetime


def meldung(massnahme_id: int) -> str:
    """Gibt den Gegenstand eines Entwurfs, aus dem ein Sachstand werden soll."""
    return f"{MELDUNG}:{massnahme_id}"


def load_entwurf(session: Session, nutzer_id: int, konzept_id: int, gegenstand: str) -> Angefangenes | None:
    """Gibt den eigenen Entwurf zu einem Gegenstand („meldung:12“, „massnahme:12“, „handlungsfeld:neu“) oder None."""
    e = _entwurf(session, nutzer_id, konzept_id, gegenstand)
    return Angefangenes(e.felder, e.basis, e.basis_version, e.geaendert_am) if e else None


def entwuerfe(session: Session, nutzer_id: int, konzept_id: int) -> dict[str, datetime]:
    """Gibt zu jedem Gegenstand mit eigenem Entwurf in diesem Konzept, wann er zuletzt geändert wurde."""
    eigene = (Entwurf.nutzer_id == nutzer_id, Entwurf.konzept_id == konzept_id)
    zeilen = session.execute(select(Entwurf.gegenstand, Entwurf.geaendert_am).where(*eigene))
    return {zeile.gegenstand: zeile.geaendert_am for zeile in zeilen}


def save_entwurf(
    session: Session,
    vorgang: Vorgang,
    konzept_id: int,
    gegenstand: str,
    felder: Mapping[str, Any],
    *,
    basis: int = 0,
    basis_version: int = 0,
) -> None:
    """Hebt Angefangenes auf; die Basis des ersten Speicherns bleibt, damit ein Konflikt später auffällt.

    Wirft NichtGefundenError, RechteError (Entwürfe hat nur, wer daraus etwas machen dürfte: zu einer Meldung, wer
    melden, sonst, wer Inhalte pflegen darf) und EingabeError, wenn der Entwurf zu groß ist; gekürzt wird nie.
    """
    _require_recht(session, vorgang, konzept_id, gegenstand)
    werte = {k: without_steuerzeichen(v) if isinstance(v, str) else v for k, v in felder.items()}
    if len(json.dumps(werte, ensure_ascii=False)) > HOECHSTENS:  # auch Verschachteltes zählt mit
        raise EingabeError("Der Entwurf ist zu lang zum Aufheben. Bitte kürzen Sie den Text – er ist noch da.")
    entwurf = _entwurf(session, vorgang.person.id, konzept_id, gegenstand)
    if entwurf is None:
        entwurf = Entwurf(
            nutzer_id=vorgang.person.id,
            konzept_id=konzept_id,
            gegenstand=gegenstand,
            basis=basis,
            basis_version=basis_version,
        )
        session.add(entwurf)
    entwurf.felder = werte
    entwurf.geaendert_am = vorgang.zeitpunkt
    session.flush()


def archive_entwurf(session: Session, vorgang: Vorgang, konzept_id: int, gegenstand: str) -> None:
    """Legt den eigenen Entwurf weg – nach dem Speichern oder wenn die Person ihn verwirft.

    Wirft NichtGefundenError und RechteError wie `save_entwurf`.
    """
    _require_recht(session, vorgang, konzept_id, gegenstand)
    if entwurf := _entwurf(session, vorgang.person.id, konzept_id, gegenstand):
        session.delete(entwurf)


def _require_recht(session: Session, vorgang: Vorgang, konzept_id: int, gegenstand: str) -> None:
    if not 0 < len(gegenstand) <= KURZ or clean_text(gegenstand) != gegenstand:
        raise EingabeError("Der Entwurf ist nicht lesbar. Bitte öffnen Sie die Seite neu.", feld="gegenstand")
    art, _, nummer = gegenstand.partition(":")
    if art != MELDUNG:
        rechte.require_lesen(vorgang.person, konzept_id)
        rechte.require_bearbeiten(vorgang.person, konzept_id)
        return
    massnahme = require_massnahme(session, vorgang, int(nummer) if nummer.isascii() and nummer.isdigit() else 0)
    if massnahme.konzept_id != konzept_id:
        require_massnahme(session, vorgang, 0)
    rechte.require_melden(vorgang.person, massnahme.konzept_id, massnahme.federfuehrung_id)


def _entwurf(session: Session, nutzer_id: int, konzept_id: int, gegenstand: str) -> Entwurf | None:
    if not (rechte.ist_schluessel(nutzer_id) and rechte.ist_schluessel(konzept_id)):
        return None
    dieser = (Entwurf.nutzer_id == nutzer_id, Entwurf.konzept_id == konzept_id, Entwurf.gegenstand == gegenstand)
    return session.scalar(select(Entwurf).where(*dieser))
