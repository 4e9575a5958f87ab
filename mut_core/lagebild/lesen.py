"""Datenbank lesen: ein Lagebild für die Gegenwart aus den Tabellen, für die Vergangenheit aus dem Protokoll."""

import json
from collections.abc import Mapping
from datetime import date, datetime
from types import SimpleNamespace
from typing import Any

from sqlalchemy import Column, Date, Enum, exists, func, or_, select
from sqlalchemy import inspect as inspect_modell
from sqlalchemy.orm import Session

from mut_core.fehler import NichtGefundenError
from mut_core.lagebild.bild import TABELLEN, Lagebild, build_lagebild, spaltennamen
from mut_core.modell import Base, Kommune, Konzept, Organisationseinheit, Protokoll, Sachstand
from mut_core.modell.codes import Aktion
from mut_core.modell.grundlage import Zeitpunkt


def konzepte(session: Session) -> list[SimpleNamespace]:
    """Gibt alle Konzepte mit Kommune; das Beispiel zuerst, dann nach Bezeichnung."""
    zeilen = session.execute(
        select(
            Konzept.id,
            Konzept.schluessel,
            Konzept.bezeichnung,
            Konzept.kurzform,
            Konzept.vorgabe_stichtag,
            Konzept.beispiel,
        )
        .add_columns(Kommune.name.label("kommune"))
        .join(Kommune, Kommune.id == Konzept.kommune_id)
        .order_by(Konzept.beispiel.desc(), Kommune.name, Konzept.beginn, Konzept.id)
    ).mappings()
    return [SimpleNamespace(**z) for z in zeilen]


def require_konzept(session: Session, schluessel: str) -> int:
    """Gibt den Schlüssel eines Konzepts zu seinem Kürzel; wirft NichtGefundenError mit den möglichen Kürzeln."""
    konzept_id = session.scalar(select(Konzept.id).where(Konzept.schluessel == schluessel))
    if konzept_id is None:
        bekannt = ", ".join(session.scalars(select(Konzept.schluessel).order_by(Konzept.schluessel))) or "keines"
        raise NichtGefundenError(f"Ein Konzept „{schluessel}“ gibt es nicht. Vorhanden: {bekannt}.")
    return konzept_id


def aenderungsstand(session: Session, konzept_id: int) -> int:
    """Gibt die Zahl, die jeder Schreibvorgang in seiner eigenen Transaktion erhöht."""
    stand = session.scalar(select(func.max(Protokoll.seq)).where(_betrifft(konzept_id)))
    return stand or 0


def load_lagebild(session: Session, konzept_id: int, stichtag: date, *, intern: bool = False) -> Lagebild:
    """Liest, was am Ende des Stichtags (Berlin) bekannt war; wahr für jeden vergangenen Tag.

    `intern` liest auch Felder, die nur Berechtigte sehen. Wirft NichtGefundenError, wenn es das Konzept nicht gibt
    oder es an dem Tag noch nicht angelegt war.
    """
    roh = _vergangenheit(session, konzept_id, stichtag) if _spaeteres(session, konzept_id, stichtag) else None
    if roh is None:
        roh = _gegenwart(session, konzept_id)
    roh["sachstaende"] = _sachstaende(session, konzept_id, stichtag)
    if not intern:
        _entferne_internes(roh)
    return build_lagebild(roh, stichtag, aenderungsstand(session, konzept_id))


# --- Gegenwart -------------------------------------------------------------------------------------------------------


def _gegenwart(session: Session, konzept_id: int) -> dict[str, list[dict[str, Any]]]:
    roh = {
        name: _zeilen(session, klasse, klasse.konzept_id == konzept_id)
        for name, klasse in TABELLEN.items()
        if klasse is not Sachstand
    }
    roh["konzept"] = _zeilen(session, Konzept, Konzept.id == konzept_id)
    if roh["konzept"]:
        kommune = roh["konzept"][0]["kommune_id"]
        roh["kommune"] = _zeilen(session, Kommune, Kommune.id == kommune)
        roh["organisationseinheiten"] = _zeilen(
            session, Organisationseinheit, Organisationseinheit.kommune_id == kommune
        )
    return roh


def _zeilen(session: Session, klasse: type[Base], *bedingungen: Any) -> list[dict[str, Any]]:
    spalten = [getattr(klasse, n) for n in spaltennamen(klasse)]
    return [dict(z) for z in session.execute(select(*spalten).where(*bedingungen)).mappings()]


def _sachstaende(session: Session, konzept_id: int, stichtag: date) -> list[dict[str, Any]]:
    """Sachstände werden nur angefügt: die Tabelle selbst ist ihre Geschichte."""
    return _zeilen(session, Sachstand, Sachstand.konzept_id == konzept_id, Sachstand.gilt_ab <= stichtag)


# --- Vergangenheit ---------------------------------------------------------------------------------------------------


def _betrifft(konzept_id: int) -> Any:
    return or_(Protokoll.konzept_id == konzept_id, Protokoll.konzept_id.is_(None))


def _spaeteres(session: Session, konzept_id: int, stichtag: date) -> bool:
    """Sagt, ob seit dem Ende des Stichtags etwas geschah; wenn nicht, ist die Gegenwart zugleich jene Vergangenheit."""
    return bool(session.scalar(select(exists().where(_betrifft(konzept_id), Protokoll.gilt_ab > stichtag))))


def _vergangenheit(session: Session, konzept_id: int, stichtag: date) -> dict[str, list[dict[str, Any]]]:
    roh: dict[str, list[dict[str, Any]]] = {name: [] for name in _JE_TABELLE.values()}
    letzte = (
        select(func.max(Protokoll.seq).label("seq"))
        .where(_betrifft(konzept_id), Protokoll.gilt_ab <= stichtag, Protokoll.tabelle.in_(_JE_TABELLE))
        .group_by(Protokoll.tabelle, Protokoll.datensatz_id)
        .subquery()
    )
    bilder = session.execute(
        select(Protokoll.tabelle, Protokoll.nutzlast)
        .join(letzte, letzte.c.seq == Protokoll.seq)
        .where(Protokoll.aktion != Aktion.ENTFERNT, Protokoll.nutzlast.is_not(None))
    )
    for name, nutzlast in bilder:
        roh[_JE_TABELLE[name]].append(_aus_bild(_KLASSE[name], json.loads(str(nutzlast))["nachher"]))
    kommune = roh["konzept"][0]["kommune_id"] if roh["konzept"] else None
    roh["kommune"] = [k for k in roh["kommune"] if k["id"] == kommune]
    roh["organisationseinheiten"] = [o for o in roh["organisationseinheiten"] if o["kommune_id"] == kommune]
    return roh


_KLASSE: Mapping[str, type[Base]] = {
    **{k.__tablename__: k for k in TABELLEN.values() if k is not Sachstand},
    "konzept": Konzept,
    "kommune": Kommune,
    "organisationseinheit": Organisationseinheit,
}
_JE_TABELLE: Mapping[str, str] = {
    **{k.__tablename__: name for name, k in TABELLEN.items() if k is not Sachstand},
    "konzept": "konzept",
    "kommune": "kommune",
    "organisationseinheit": "organisationseinheiten",
}


def _aus_bild(klasse: type[Base], bild: Mapping[str, Any]) -> dict[str, Any]:
    return {s.key: aus_json(s, bild.get(s.key)) for s in inspect_modell(klasse).columns}


def aus_json(spalte: Column[Any], wert: Any) -> Any:
    """Macht aus einem JSON-Wert wieder den Wert der Spalte: Tag, Zeitpunkt oder Code."""
    typ = spalte.type
    if wert is None:
        return None
    if isinstance(typ, Enum):
        return typ.enum_class(wert) if typ.enum_class else wert
    if isinstance(typ, Zeitpunkt):
        return datetime.fromisoformat(wert)
    return date.fromisoformat(wert) if isinstance(typ, Date) else wert


def _entferne_internes(roh: Mapping[str, list[dict[str, Any]]]) -> None:
    for name, klasse in TABELLEN.items():
        interne = [s.key for s in inspect_modell(klasse).columns if s.info.get("intern")]
        for zeile in roh[name] if interne else ():
            zeile.update(dict.fromkeys(interne))
