"""Hausvorlage pflegen: die geprüfte Word-Vorlage einer Kommune aufheben, in Gebrauch nehmen und außer Gebrauch setzen.

Geprüft und umgebaut wird sie vorher (`mut_core.bericht.hausvorlage`): Hier kommen nur die bereinigten Bytes und die
Prüfliste an. Das Hochgeladene selbst wird nie gespeichert.
"""

import json
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, defer

from mut_core import rechte
from mut_core.dateien import Dateiart, paket
from mut_core.erfassung.protokoll import Vorgang, erledigt
from mut_core.erfassung.sachstand import load_wenn_moeglich
from mut_core.fehler import EingabeError, NichtGefundenError
from mut_core.modell import Hausvorlage, Konzept, Protokoll
from mut_core.modell.grundlage import KURZ
from mut_core.rechte import Person
from mut_core.texte import clean_text

_UNBEKANNT = "Diese Vorlage gibt es nicht oder nicht für Sie."


@dataclass(frozen=True)
class Ablage:
    """Was gespeichert wird: Dateiname, bereinigte Bytes aus `adapt_hausvorlage` und die Prüfliste als JSON."""

    name: str
    inhalt: bytes
    pruefliste: str


@dataclass(frozen=True)
class Vorlagenangabe:
    """Eine Hausvorlage in der Liste, ohne ihre Bytes; `pruefliste` ist JSON."""

    id: int
    name: str
    pruefliste: str
    in_gebrauch: bool
    hochgeladen_am: datetime


def save_hausvorlage(session: Session, vorgang: Vorgang, konzept_id: int, ablage: Ablage) -> int:
    """Hebt eine geprüfte Vorlage für die Kommune dieses Konzepts auf, nimmt sie in Gebrauch und gibt ihren Schlüssel.

    Die bisherige ist danach außer Gebrauch. Wirft NichtGefundenError, RechteError und EingabeError – auch, wenn die
    Prüfliste eine Ablehnung enthält.
    """
    rechte.require_hausvorlage(vorgang.person, konzept_id)
    kommune_id = session.get_one(Konzept, konzept_id).kommune_id
    if (frueher := erledigt(session, vorgang, "hausvorlage")) is not None:
        return frueher
    if paket.pruefe_paket(ablage.inhalt) != Dateiart.DOCX:
        raise EingabeError("Gespeichert wird nur eine geprüfte Word-Vorlage (.docx).", feld="datei")
    _pruefe_liste(ablage.pruefliste)
    for bisherige in _in_gebrauch(session, kommune_id):
        bisherige.in_gebrauch = False
    vorlage = Hausvorlage(
        kommune_id=kommune_id,
        name=clean_text(ablage.name)[-KURZ:] or "Vorlage",
        inhalt=ablage.inhalt,
        pruefliste=ablage.pruefliste,
        in_gebrauch=True,
        hochgeladen_am=vorgang.zeitpunkt,
    )
    session.add(vorlage)
    session.flush()
    return vorlage.id


def activate_hausvorlage(session: Session, vorgang: Vorgang, konzept_id: int, hausvorlage_id: int) -> int:
    """Nimmt eine frühere Vorlage wieder in Gebrauch, die bisherige nicht mehr; gibt ihren Schlüssel.

    Wirft NichtGefundenError und RechteError.
    """
    vorlage = _require(session, vorgang.person, konzept_id, hausvorlage_id)
    if erledigt(session, vorgang, "hausvorlage", vorlage.id) is not None:
        return vorlage.id
    for bisherige in _in_gebrauch(session, vorlage.kommune_id):
        bisherige.in_gebrauch = bisherige is vorlage
    vorlage.in_gebrauch = True
    session.flush()
    return vorlage.id


def deactivate_hausvorlage(session: Session, vorgang: Vorgang, konzept_id: int, hausvorlage_id: int) -> int:
    """Setzt eine Vorlage außer Gebrauch; gedruckt wird dann mit der neutralen. Gibt ihren Schlüssel.

    Sie bleibt aufgehoben. Wirft NichtGefundenError und RechteError.
    """
    vorlage = _require(session, vorgang.person, konzept_id, hausvorlage_id)
    if erledigt(session, vorgang, "hausvorlage", vorlage.id) is None:
        vorlage.in_gebrauch = False
        session.flush()
    return vorlage.id


def load_hausvorlagen(session: Session, person: Person, konzept_id: int) -> tuple[Vorlagenangabe, ...]:
    """Gibt alle Vorlagen der Kommune dieses Konzepts, die neueste zuerst; wirft NichtGefundenError und RechteError."""
    rechte.require_hausvorlage(person, konzept_id)
    kommune_id = session.get_one(Konzept, konzept_id).kommune_id
    vorlagen = session.scalars(
        select(Hausvorlage)
        .where(Hausvorlage.kommune_id == kommune_id)
        .order_by(Hausvorlage.id.desc())
        .options(defer(Hausvorlage.inhalt))
    )
    return tuple(Vorlagenangabe(v.id, v.name, v.pruefliste, v.in_gebrauch, v.hochgeladen_am) for v in vorlagen)


def load_vorlage_in_gebrauch(session: Session, konzept_id: int, *, bis_seq: int | None = None) -> bytes | None:
    """Gibt die Vorlage, mit der Berichte dieses Konzepts gedruckt werden; None heißt: die neutrale.

    Mit `bis_seq` die, die bei dieser Protokollzeile in Gebrauch war: So wird ein freigegebener Bericht eingefroren.
    """
    in_gebrauch = Hausvorlage.in_gebrauch.is_(True)
    if bis_seq is not None:
        in_gebrauch = Hausvorlage.id.in_(_damals_in_gebrauch(session, bis_seq))
    return session.scalar(
        select(Hausvorlage.inhalt)
        .join(Konzept, Konzept.kommune_id == Hausvorlage.kommune_id)
        .where(Konzept.id == konzept_id, in_gebrauch)
        .order_by(Hausvorlage.id.desc())
        .limit(1)
    )


def _damals_in_gebrauch(session: Session, bis_seq: int) -> list[int]:
    zeilen = session.execute(
        select(Protokoll.datensatz_id, Protokoll.nutzlast)
        .where(Protokoll.tabelle == Hausvorlage.__tablename__, Protokoll.seq <= bis_seq)
        .where(Protokoll.nutzlast.is_not(None))
        .order_by(Protokoll.seq)
    )
    damals = {id_: json.loads(str(nutzlast))["nachher"] for id_, nutzlast in zeilen}
    return [id_ for id_, bild in damals.items() if bild and bild["in_gebrauch"]]


def _in_gebrauch(session: Session, kommune_id: int) -> list[Hausvorlage]:
    gesucht = select(Hausvorlage).where(Hausvorlage.kommune_id == kommune_id, Hausvorlage.in_gebrauch.is_(True))
    return list(session.scalars(gesucht))


def _require(session: Session, person: Person, konzept_id: int, hausvorlage_id: int) -> Hausvorlage:
    rechte.require_hausvorlage(person, konzept_id)
    vorlage = load_wenn_moeglich(session, Hausvorlage, hausvorlage_id)
    if vorlage is None or vorlage.kommune_id != session.get_one(Konzept, konzept_id).kommune_id:
        raise NichtGefundenError(_UNBEKANNT)
    return vorlage


def _pruefe_liste(pruefliste: str) -> None:
    try:
        liste = json.loads(pruefliste)
    except ValueError as fehler:
        raise EingabeError("Zu dieser Vorlage fehlt die Prüfliste. Bitte laden Sie sie noch einmal hoch.") from fehler
    if not isinstance(liste, dict) or liste.get("abgelehnt"):
        raise EingabeError("Diese Vorlage wurde abgelehnt und wird nicht gespeichert.", feld="datei")
