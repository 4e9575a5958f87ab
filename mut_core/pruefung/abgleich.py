"""Abgleichen: jeder protokollierte Datensatz muss so aussehen, wie ihn seine letzte Protokollzeile zeigt.

Wer am Programm vorbei in die Tabellen schreibt, lässt das Protokoll unberührt; genau daran fällt es auf. Beide Seiten
werden nach Schlüssel geordnet gelesen und nebeneinander durchgegangen, damit nie alles im Speicher liegt.
"""

import json
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from sqlalchemy import Column, func, select
from sqlalchemy.orm import Session
from sqlalchemy.sql.schema import ScalarElementColumnDefault

from mut_core.erfassung.protokoll import as_json
from mut_core.erfassung.wache import spalten
from mut_core.modell import Base, Datensatz, Protokoll
from mut_core.modell.codes import Aktion
from mut_core.pruefung.befund import Befund

JE_ABRUF = 500
Zeile = Any
"""Eine gelesene Zeile; SQLAlchemy kennt ihre Felder erst zur Laufzeit."""


def protokollierte_klassen() -> dict[str, type[Datensatz]]:
    """Gibt die protokollierten Tabellen des Modells: Tabellenname → Klasse."""
    klassen = (m.class_ for m in Base.registry.mappers)
    return {k.__tablename__: k for k in sorted(klassen, key=lambda k: k.__tablename__) if issubclass(k, Datensatz)}


def pruefe_abgleich(session: Session) -> Iterator[Befund]:
    """Gibt je Datensatz, der fehlt, überzählig ist oder anders aussieht als sein letztes Bild, einen Befund.

    Eine geleerte Nutzlast ist kein Fehler: verglichen wird dann nur, ob es den Datensatz in dieser Version gibt.
    """
    klassen = protokollierte_klassen()
    for name in session.scalars(select(Protokoll.tabelle).distinct().order_by(Protokoll.tabelle)):
        if name not in klassen:
            yield Befund("abgleich", f"Das Protokoll nennt die Tabelle „{name}“, die dieses Programm nicht kennt.")
    for klasse in klassen.values():
        yield from _pruefe_tabelle(session, klasse)


def anzahl_datensaetze(session: Session) -> int:
    """Zählt die Zeilen aller protokollierten Tabellen."""
    klassen = protokollierte_klassen().values()
    return sum(session.scalar(select(func.count()).select_from(klasse)) or 0 for klasse in klassen)


def _pruefe_tabelle(session: Session, klasse: type[Datensatz]) -> Iterator[Befund]:
    for zeile, datensatz in _paare(_letzte_zeilen(session, klasse.__tablename__), _datensaetze(session, klasse)):
        satz = _vergleiche(klasse, zeile, datensatz)
        if satz is not None:
            yield Befund("abgleich", satz, zeile.seq if zeile else None)


def _letzte_zeilen(session: Session, tabelle: str) -> Iterator[Zeile]:
    """Gibt je Datensatz seine letzte Protokollzeile, nach Schlüssel geordnet."""
    letzte = (
        select(Protokoll.datensatz_id, func.max(Protokoll.version).label("version"))
        .where(Protokoll.tabelle == tabelle)
        .group_by(Protokoll.datensatz_id)
        .subquery()
    )
    abfrage = (
        select(Protokoll.datensatz_id, Protokoll.version, Protokoll.aktion, Protokoll.seq, Protokoll.nutzlast)
        .join(
            letzte,
            (Protokoll.tabelle == tabelle)
            & (Protokoll.datensatz_id == letzte.c.datensatz_id)
            & (Protokoll.version == letzte.c.version),
        )
        .order_by(Protokoll.datensatz_id)
    )
    yield from session.execute(abfrage).yield_per(JE_ABRUF)


def _datensaetze(session: Session, klasse: type[Datensatz]) -> Iterator[Zeile]:
    yield from session.execute(select(*spalten(klasse)).order_by(klasse.id)).yield_per(JE_ABRUF)


def _paare(zeilen: Iterator[Zeile], datensaetze: Iterator[Zeile]) -> Iterator[tuple[Zeile | None, Zeile | None]]:
    """Stellt Protokollzeile und Datensatz mit gleichem Schlüssel nebeneinander; wo eine Seite fehlt, steht None."""
    zeile, datensatz = next(zeilen, None), next(datensaetze, None)
    while zeile is not None or datensatz is not None:
        if datensatz is None or (zeile is not None and zeile.datensatz_id < datensatz.id):
            yield zeile, None
            zeile = next(zeilen, None)
        elif zeile is None or datensatz.id < zeile.datensatz_id:
            yield None, datensatz
            datensatz = next(datensaetze, None)
        else:
            yield zeile, datensatz
            zeile, datensatz = next(zeilen, None), next(datensaetze, None)


def _vergleiche(klasse: type[Datensatz], zeile: Zeile | None, datensatz: Zeile | None) -> str | None:
    """Gibt den Satz zu einem Paar, None wenn es passt."""
    name = klasse.__tablename__
    if zeile is None:
        return f"{name} {datensatz.id if datensatz else '?'} steht in der Datenbank, aber nicht im Protokoll."
    wo = f"{name} {zeile.datensatz_id}"
    entfernt = zeile.aktion == Aktion.ENTFERNT
    if datensatz is None:
        return None if entfernt else f"{wo} fehlt; Protokollzeile {zeile.seq} kennt diesen Datensatz noch."
    if entfernt:
        return f"{wo} gibt es noch, obwohl Protokollzeile {zeile.seq} das Entfernen festhält."
    felder = _abweichende_felder(klasse, zeile, datensatz)
    if not felder:
        return None
    return f"{wo} weicht von Protokollzeile {zeile.seq} ab: {', '.join(f'„{f}“' for f in felder)}."


def _abweichende_felder(klasse: type[Datensatz], zeile: Zeile, datensatz: Zeile) -> list[str]:
    nachher = _nachher(zeile.nutzlast)
    if nachher is None:
        return [] if zeile.version == datensatz.version else [_bezeichnung(klasse.__table__.c.version)]
    return [
        _bezeichnung(spalte)
        for spalte, wert in zip(spalten(klasse), datensatz, strict=True)
        # das meiste ist schon vor dem Umwandeln gleich; das spart bei 100.000 Zeilen die halbe Zeit
        if wert != (soll := nachher[spalte.key] if spalte.key in nachher else _vorgabe(spalte))
        and as_json(wert) != soll
    ]


def _nachher(nutzlast: str | None) -> Mapping[str, Any] | None:
    """Liest das Bild aus der Nutzlast; None, wenn sie geleert ist. Unlesbares hat kein Feld und fällt so auf."""
    if nutzlast is None:
        return None
    try:
        inhalt = json.loads(nutzlast)
    except ValueError:
        return {}
    return (inhalt.get("nachher") or {}) if isinstance(inhalt, dict) else {}


@cache
def _vorgabe(spalte: Column[Any]) -> Any:
    """Der Wert einer Spalte, die es beim Schreiben des Bildes noch nicht gab: ihre Vorgabe oder leer."""
    vorgabe = spalte.default
    return as_json(vorgabe.arg) if isinstance(vorgabe, ScalarElementColumnDefault) else None


def _bezeichnung(spalte: Any) -> str:
    return str(spalte.info.get("bezeichnung") or spalte.key)
