"""Nachsehen: frühere Einlesungen und gemerkte Zuordnungen; merken, was jemand richtiggestellt hat."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from mut_core import rechte
from mut_core.erfassung.protokoll import Vorgang
from mut_core.fehler import EingabeError
from mut_core.modell import Einlesung, Nutzer, Spaltenzuordnung
from mut_core.modell.codes import Einlesungszustand
from mut_core.modell.grundlage import LANG
from mut_core.rechte import Person

ZUORDNUNG_HOECHSTENS = 20 * LANG
"""So lang darf eine gemerkte Zuordnung als JSON sein, in Zeichen."""


@dataclass(frozen=True)
class Einlesungsangabe:
    """Eine frühere Einlesung in der Liste."""

    id: int
    dateiname: str
    pruefsumme: str
    blatt: str
    am: datetime
    von: str
    gelesen: int
    uebernommen: int
    uebersprungen: Mapping[str, str]
    zustand: Einlesungszustand
    zurueckgenommen_am: datetime | None


def load_einlesungen(session: Session, person: Person, konzept_id: int) -> list[Einlesungsangabe]:
    """Gibt die Einlesungen eines Konzepts, die jüngste zuerst; wirft NichtGefundenError und RechteError."""
    rechte.require_einlesen(person, konzept_id)
    gesucht = select(Einlesung, Nutzer.name).join(Nutzer, Nutzer.id == Einlesung.von_id)
    zeilen = session.execute(gesucht.where(Einlesung.konzept_id == konzept_id).order_by(Einlesung.id.desc()))
    return [
        Einlesungsangabe(
            e.id, e.dateiname, e.pruefsumme, e.blatt, e.am, name, e.gelesen, e.uebernommen, e.uebersprungen, e.zustand,
            e.zurueckgenommen_am,
        )
        for e, name in zeilen
    ]  # fmt: skip


def load_zuordnung(session: Session, person: Person, konzept_id: int, form: str) -> Mapping[str, Any] | None:
    """Gibt, was für Dateien dieser Form gemerkt ist, oder None; wirft NichtGefundenError und RechteError."""
    rechte.require_einlesen(person, konzept_id)
    gemerkt = _gemerkte(session, konzept_id, form)
    return gemerkt.zuordnung if gemerkt else None


def save_zuordnung(
    session: Session, vorgang: Vorgang, konzept_id: int, form: str, zuordnung: Mapping[str, Any]
) -> None:
    """Merkt eine Zuordnung für die nächste Datei dieser Form; wirft NichtGefundenError, RechteError und EingabeError.

    `zuordnung` sind reine JSON-Werte; sie wirken nur als Vorschlag beim Lesen und nie als Feldname beim Schreiben.
    """
    rechte.require_einlesen(vorgang.person, konzept_id)
    text = json.dumps(dict(zuordnung), ensure_ascii=False)
    if len(text) > ZUORDNUNG_HOECHSTENS:
        raise EingabeError("Die Zuordnung ist zu groß, um sie zu merken.")
    werte = json.loads(text)
    gemerkt = _gemerkte(session, konzept_id, form)
    if gemerkt is None:
        session.add(Spaltenzuordnung(konzept_id=konzept_id, form=form, zuordnung=werte))
    elif gemerkt.zuordnung != werte:
        gemerkt.zuordnung = werte
    session.flush()


def _gemerkte(session: Session, konzept_id: int, form: str) -> Spaltenzuordnung | None:
    diese = (Spaltenzuordnung.konzept_id == konzept_id, Spaltenzuordnung.form == form)
    return session.scalar(select(Spaltenzuordnung).where(*diese))
