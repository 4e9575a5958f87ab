"""Wache: prüft und protokolliert jede Änderung, bevor sie die Datenbank erreicht.

Bei jedem Flush einer Schreibeinheit: Texte säubern, Längen und Konzeptgrenzen prüfen, Protokollzeilen schreiben.
Was am Protokoll vorbei wollte (Massen-UPDATE, fremde Sitzung, Ändern eines Sachstands), wird verweigert.
"""

from collections.abc import Iterable
from datetime import datetime
from functools import cache
from typing import Any, NoReturn

from sqlalchemy import BigInteger, Column, Date, TextClause, event, func, inspect, select
from sqlalchemy.orm import ORMExecuteState, Session, UOWTransaction

from mut_core.erfassung.protokoll import Zeile, as_json, tag_in_berlin, vorgang_von, write_protokoll
from mut_core.fehler import EingabeError
from mut_core.modell import (
    Base,
    Berichtsstand,
    Datensatz,
    ImKonzept,
    Konzept,
    Organisationseinheit,
    Protokoll,
    Sachstand,
)
from mut_core.modell.codes import Aktion
from mut_core.texte import clean_text

_VORBEI = "Massenänderungen gehen am Protokoll vorbei; bitte Datensatz für Datensatz ändern."


class Schreibsitzung(Session):
    """Eine Sitzung unter Wache; nur `datenbank.schreibeinheit` öffnet sie."""

    def bulk_save_objects(self, *_args: Any, **_kwargs: Any) -> NoReturn:
        """Verweigert: ginge an der Wache vorbei."""
        raise RuntimeError(_VORBEI)

    def bulk_insert_mappings(self, *_args: Any, **_kwargs: Any) -> NoReturn:
        """Verweigert: ginge an der Wache vorbei."""
        raise RuntimeError(_VORBEI)

    def bulk_update_mappings(self, *_args: Any, **_kwargs: Any) -> NoReturn:
        """Verweigert: ginge an der Wache vorbei."""
        raise RuntimeError(_VORBEI)


@cache
def spalten(tabelle: type[Base]) -> tuple[Column[Any], ...]:
    """Gibt die Spalten einer Tabelle in der Reihenfolge des Modells."""
    return tuple(inspect(tabelle).columns)


def bild(datensatz: Datensatz) -> dict[str, Any]:
    """Gibt das vollständige Bild eines Datensatzes als JSON-Werte."""
    return {s.key: as_json(getattr(datensatz, s.key)) for s in spalten(type(datensatz))}


@event.listens_for(Schreibsitzung, "before_flush")
def _pruefe_aenderungen(session: Session, _ctx: UOWTransaction, _instanzen: Any) -> None:
    _vergib_schluessel(session)
    for objekt in (*session.new, *_geaenderte(session)):
        _pruefe_felder(objekt)
        if isinstance(objekt, Protokoll):
            raise RuntimeError("Protokollzeilen schreibt nur write_protokoll.")
    for objekt in _geaenderte(session):
        _pruefe_nur_angefuegt(objekt)
    _pruefe_uebernahme(session, [*_datensaetze(_geaenderte(session)), *_datensaetze(session.deleted)])
    for objekt in session.deleted:
        if isinstance(objekt, Sachstand | Berichtsstand | Protokoll):
            raise RuntimeError(f"{type(objekt).__name__} wird nie gelöscht.")
    with session.no_autoflush:
        for objekt in (*session.new, *_geaenderte(session)):
            if isinstance(objekt, ImKonzept):
                _pruefe_konzeptgrenze(session, objekt)


@event.listens_for(Schreibsitzung, "after_flush")
def _protokolliere(session: Session, _ctx: UOWTransaction) -> None:
    zeilen = [
        *(_zeile(o, Aktion.ANGELEGT) for o in _datensaetze(session.new)),
        *(_zeile(o, Aktion.GEAENDERT) for o in _datensaetze(_geaenderte(session))),
        *(_zeile(o, Aktion.ENTFERNT) for o in _datensaetze(session.deleted)),
    ]
    if not zeilen:
        return
    vorgang = vorgang_von(session)
    positionen: dict[str, int] = session.info.setdefault("positionen", {})
    position = positionen.get(vorgang.schluessel, 0)
    positionen[vorgang.schluessel] = write_protokoll(session.connection(), vorgang, zeilen, position)


@event.listens_for(Schreibsitzung, "do_orm_execute")
def _verweigere_massenaenderung(zustand: ORMExecuteState) -> None:
    roh = isinstance(zustand.statement, TextClause) and not zustand.statement.text.lstrip().lower().startswith("select")
    if roh or zustand.is_update or zustand.is_delete or zustand.is_insert:
        raise RuntimeError(_VORBEI)


def _vergib_schluessel(session: Session) -> None:
    """SQLite gäbe den Schlüssel von Gelöschtem neu aus; im Protokoll meint ein Schlüssel aber immer dasselbe."""
    if session.get_bind().dialect.name != "sqlite":
        return
    je_klasse: dict[type[Datensatz], list[Datensatz]] = {}
    for objekt in _datensaetze(session.new):
        je_klasse.setdefault(type(objekt), []).append(objekt)
    for klasse, objekte in je_klasse.items():
        offene = [o for o in objekte if o.id is None]
        naechster = _naechster_schluessel(session, klasse, objekte) if offene else 0
        for nummer, objekt in enumerate(offene, start=naechster):
            objekt.id = nummer


def _naechster_schluessel(session: Session, klasse: type[Datensatz], objekte: list[Datensatz]) -> int:
    connection, name = session.connection(), klasse.__tablename__
    vorhanden = connection.scalar(select(func.max(klasse.id)))
    jemals = connection.scalar(select(func.max(Protokoll.datensatz_id)).where(Protokoll.tabelle == name))
    return 1 + max(vorhanden or 0, jemals or 0, *(o.id or 0 for o in objekte))


def _geaenderte(session: Session) -> list[Any]:
    return [o for o in session.dirty if session.is_modified(o)]


def _datensaetze(objekte: Iterable[Any]) -> list[Datensatz]:
    return [o for o in objekte if isinstance(o, Datensatz)]


def _zeile(objekt: Datensatz, aktion: Aktion) -> Zeile:
    vorher: dict[str, Any] = {}
    if aktion == Aktion.GEAENDERT:
        for attribut in inspect(objekt).attrs:
            if attribut.history.deleted:
                vorher[attribut.key] = as_json(attribut.history.deleted[0])
    if aktion == Aktion.ENTFERNT:
        return Zeile(objekt.__tablename__, objekt.id, objekt.version + 1, aktion, _konzept(objekt), bild(objekt), None)
    return Zeile(objekt.__tablename__, objekt.id, objekt.version, aktion, _konzept(objekt), vorher, bild(objekt))


def _konzept(objekt: Datensatz) -> int | None:
    if isinstance(objekt, Konzept):
        return objekt.id
    return objekt.konzept_id if isinstance(objekt, ImKonzept) else None


def _pruefe_uebernahme(session: Session, datensaetze: list[Datensatz]) -> None:
    """Ein übernommener früherer Stand schiebt sich nie vor etwas, das danach schon bekannt war."""
    vorgang = session.info.get("vorgang")
    if vorgang is None or not vorgang.ist_uebernahme:
        return
    if vorgang.gilt_ab > tag_in_berlin(vorgang.zeitpunkt):
        raise EingabeError("Ein übernommener Stand kann nicht in der Zukunft gelten.", feld="gilt_ab")
    for objekt in datensaetze:
        letzte = select(func.max(Protokoll.gilt_ab)).where(
            Protokoll.tabelle == objekt.__tablename__, Protokoll.datensatz_id == objekt.id
        )
        if (bekannt := session.connection().scalar(letzte)) and bekannt > vorgang.gilt_ab:
            raise EingabeError("Zu diesem Eintrag ist schon ein jüngerer Stand bekannt.", feld="gilt_ab")


def _pruefe_nur_angefuegt(objekt: Any) -> None:
    """Sachstände und Berichtsstände bleiben, wie sie sind; nur die Freigabe eines Sachstands darf sich ändern."""
    if isinstance(objekt, Berichtsstand):
        raise RuntimeError("Ein eingefrorener Berichtsstand wird nie geändert.")
    if isinstance(objekt, Sachstand):
        geaendert = {a.key for a in inspect(objekt).attrs if a.history.has_changes()}
        if geaendert - {"freigabe", "freigabe_bemerkung", "zurueckgenommen_am", "version"}:
            raise RuntimeError("Ein Sachstand wird nie überschrieben; eine Berichtigung ist ein neuer Eintrag.")


def _pruefe_felder(objekt: Base) -> None:
    """Säubert Texte und prüft, was SQLite nicht prüft: Länge, Größe und ob ein Tag wirklich ein Tag ist."""
    for spalte in spalten(type(objekt)):
        wert = getattr(objekt, spalte.key)
        if type(wert) is str:  # Codes sind auch Texte, aber schon geprüft
            sauber = clean_text(wert)
            if sauber != wert:
                setattr(objekt, spalte.key, sauber)
            _pruefe_laenge(spalte, sauber)
        elif type(wert) is int:
            _pruefe_groesse(spalte, wert)
        elif isinstance(wert, datetime) and isinstance(spalte.type, Date):
            raise EingabeError(f"„{spalte.info['bezeichnung']}“ muss ein Tag ohne Uhrzeit sein.", feld=spalte.key)


def _pruefe_groesse(spalte: Column[Any], zahl: int) -> None:
    stellen = 63 if isinstance(spalte.type, BigInteger) else 31
    if not -(2**stellen) <= zahl < 2**stellen:
        raise EingabeError(
            f"Die Zahl bei „{spalte.info['bezeichnung']}“ ist zu groß. Bitte prüfen Sie die Eingabe.", feld=spalte.key
        )


def _pruefe_laenge(spalte: Column[Any], text: str) -> None:
    grenze = spalte.info.get("laenge") or 0
    if grenze and len(text) > grenze:
        raise EingabeError(
            f"„{spalte.info['bezeichnung']}“ ist mit {len(text):,} Zeichen zu lang; höchstens {grenze:,} sind möglich. "
            "Bitte kürzen Sie den Text – er ist noch da.".replace(",", "."),
            feld=spalte.key,
        )


def _pruefe_konzeptgrenze(session: Session, objekt: ImKonzept) -> None:
    """Verweise zeigen nie in ein anderes Konzept und nie auf die Stelle einer anderen Kommune."""
    for spalte in spalten(type(objekt)):
        ziel = _zielklasse(spalte)
        wert = getattr(objekt, spalte.key)
        if ziel is None or wert is None:
            continue
        if not _gehoert_dazu(session, objekt, session.get(ziel, wert)):
            raise EingabeError(
                f"„{spalte.info['bezeichnung']}“ verweist auf einen Eintrag, den es in diesem Konzept nicht gibt.",
                feld=spalte.key,
            )


def _gehoert_dazu(session: Session, objekt: ImKonzept, anderes: Datensatz | None) -> bool:
    """Ein Eintrag gehört zum selben Konzept, eine Stelle zur selben Kommune."""
    if isinstance(anderes, Organisationseinheit):
        konzept = session.get(Konzept, objekt.konzept_id)
        return konzept is not None and anderes.kommune_id == konzept.kommune_id
    return isinstance(anderes, ImKonzept) and anderes.konzept_id == objekt.konzept_id


_KLASSEN = {m.class_.__tablename__: m.class_ for m in Base.registry.mappers}


def _zielklasse(spalte: Column[Any]) -> type[ImKonzept | Organisationseinheit] | None:
    for fremd in spalte.foreign_keys:
        klasse = _KLASSEN[fremd.column.table.name]
        if issubclass(klasse, ImKonzept | Organisationseinheit):
            return klasse
    return None
