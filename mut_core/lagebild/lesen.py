"""Datenbank lesen: ein Lagebild für die Gegenwart aus den Tabellen, für die Vergangenheit aus dem Protokoll."""

import json
from collections.abc import Callable, Mapping
from datetime import date, datetime
from types import SimpleNamespace
from typing import Any

import pandas as pd
from sqlalchemy import Column, Date, Enum, exists, func, or_, select
from sqlalchemy import inspect as inspect_modell
from sqlalchemy.orm import Session

from mut_core.fehler import NichtGefundenError
from mut_core.lagebild.bild import TABELLEN, Lagebild, build_lagebild, spaltennamen, tabelle
from mut_core.modell import Base, Berichtsstand, Kommune, Konzept, Organisationseinheit, Protokoll, Sachstand
from mut_core.modell.codes import Aktion, Freigabe
from mut_core.modell.grundlage import Zeitpunkt
from mut_core.texte import clean_text


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
    konzept_id = session.scalar(select(Konzept.id).where(Konzept.schluessel == clean_text(schluessel)))
    if konzept_id is None:
        bekannt = ", ".join(session.scalars(select(Konzept.schluessel).order_by(Konzept.schluessel))) or "keines"
        raise NichtGefundenError(f"Ein Konzept „{schluessel}“ gibt es nicht. Vorhanden: {bekannt}.")
    return konzept_id


def aenderungsstand(session: Session, konzept_id: int) -> int:
    """Gibt die Zahl, die jeder Schreibvorgang in seiner eigenen Transaktion erhöht."""
    eigene = select(func.max(Protokoll.seq)).where(Protokoll.konzept_id == konzept_id).scalar_subquery()
    gemeinsame = select(func.max(Protokoll.seq)).where(Protokoll.konzept_id.is_(None)).scalar_subquery()
    staende = session.execute(select(eigene, gemeinsame)).one()  # getrennt gefragt, antwortet der Index sofort
    return max(s or 0 for s in staende)


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


def load_dokument(session: Session, konzept_id: int, bericht_id: int) -> bytes | None:
    """Gibt die Word-Datei der letzten eingefrorenen Fassung eines Berichts dieses Konzepts; None, wenn keine da ist."""
    return session.scalar(
        select(Berichtsstand.dokument)
        .where(Berichtsstand.konzept_id == konzept_id, Berichtsstand.bericht_id == bericht_id)
        .order_by(Berichtsstand.fassung.desc())
        .limit(1)
    )


# --- Gegenwart -------------------------------------------------------------------------------------------------------


def _gegenwart(session: Session, konzept_id: int) -> dict[str, pd.DataFrame]:
    roh = {
        name: _zeilen(session, klasse, klasse.konzept_id == konzept_id)
        for name, klasse in TABELLEN.items()
        if klasse is not Sachstand
    }
    roh["konzept"] = _zeilen(session, Konzept, Konzept.id == konzept_id)
    if len(roh["konzept"]):
        kommune = roh["konzept"]["kommune_id"].iloc[0]
        roh["kommune"] = _zeilen(session, Kommune, Kommune.id == kommune)
        roh["organisationseinheiten"] = _zeilen(
            session, Organisationseinheit, Organisationseinheit.kommune_id == kommune
        )
    return roh


def _zeilen(session: Session, klasse: type[Base], *bedingungen: Any) -> pd.DataFrame:
    namen = spaltennamen(klasse)
    spalten = klasse.__table__.columns  # Spalten statt Attribute: ohne ORM liest es sich doppelt so schnell
    zeilen = session.execute(select(*(spalten[n] for n in namen)).where(*bedingungen).order_by(spalten["id"]))
    return pd.DataFrame(list(map(tuple, zeilen)), columns=namen, dtype=object)


def _sachstaende(session: Session, konzept_id: int, stichtag: date) -> pd.DataFrame:
    """Sachstände werden nur angefügt: die Tabelle ist ihre Geschichte – bis auf die Freigabe, die sich ändern darf."""
    zeilen = _zeilen(session, Sachstand, Sachstand.konzept_id == konzept_id, Sachstand.gilt_ab <= stichtag)
    for id_, bild in _freigaben(session, konzept_id, stichtag).items():
        damals = [Freigabe.von(bild["freigabe"]), bild.get("freigabe_bemerkung"), bild["version"]]
        zeilen.loc[zeilen["id"] == id_, ["freigabe", "freigabe_bemerkung", "version"]] = damals
    return zeilen


def _freigaben(session: Session, konzept_id: int, stichtag: date) -> dict[int, dict[str, Any]]:
    """Gibt zu Sachständen, deren Freigabe sich nach dem Stichtag änderte, was am Stichtag galt."""
    sachstand = (Protokoll.konzept_id == konzept_id, Protokoll.tabelle == Sachstand.__tablename__)
    spaeter = select(Protokoll.datensatz_id).where(
        *sachstand, Protokoll.gilt_ab > stichtag, Protokoll.aktion == Aktion.GEAENDERT
    )
    bilder = session.execute(
        select(Protokoll.datensatz_id, Protokoll.nutzlast)
        .where(*sachstand, Protokoll.gilt_ab <= stichtag, Protokoll.datensatz_id.in_(spaeter))
        .where(Protokoll.nutzlast.is_not(None))
        .order_by(Protokoll.seq)
    )
    return {id_: json.loads(str(nutzlast))["nachher"] for id_, nutzlast in bilder}


# --- Vergangenheit ---------------------------------------------------------------------------------------------------


def _betrifft(konzept_id: int) -> Any:
    return or_(Protokoll.konzept_id == konzept_id, Protokoll.konzept_id.is_(None))


def _spaeteres(session: Session, konzept_id: int, stichtag: date) -> bool:
    """Sagt, ob seit dem Ende des Stichtags etwas geschah; wenn nicht, ist die Gegenwart zugleich jene Vergangenheit."""
    return bool(session.scalar(select(exists().where(_betrifft(konzept_id), Protokoll.gilt_ab > stichtag))))


def _vergangenheit(session: Session, konzept_id: int, stichtag: date) -> dict[str, pd.DataFrame]:
    bilder: dict[str, list[dict[str, Any]]] = {name: [] for name in _KLASSE}
    letzte = (
        select(func.max(Protokoll.seq).label("seq"))
        .where(_betrifft(konzept_id), Protokoll.gilt_ab <= stichtag, Protokoll.tabelle.in_(_JE_TABELLE))
        .group_by(Protokoll.tabelle, Protokoll.datensatz_id)
        .subquery()
    )
    zeilen = session.execute(
        select(Protokoll.tabelle, Protokoll.nutzlast)
        .join(letzte, letzte.c.seq == Protokoll.seq)
        .where(Protokoll.aktion != Aktion.ENTFERNT, Protokoll.nutzlast.is_not(None))
    )
    for name, nutzlast in zeilen:
        bilder[name].append(json.loads(str(nutzlast))["nachher"])
    kommune = bilder["konzept"][0]["kommune_id"] if bilder["konzept"] else None
    bilder["kommune"] = [k for k in bilder["kommune"] if k["id"] == kommune]
    bilder["organisationseinheit"] = [o for o in bilder["organisationseinheit"] if o["kommune_id"] == kommune]
    return {_JE_TABELLE[name]: _aus_bildern(_KLASSE[name], zeilen) for name, zeilen in bilder.items()}


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


def _aus_bildern(klasse: type[Base], bilder: list[dict[str, Any]]) -> pd.DataFrame:
    """Macht aus JSON-Bildern eine Tabelle; Felder, die es damals noch nicht gab, sind None."""
    roh = tabelle(klasse, bilder)
    for spalte in inspect_modell(klasse).columns:
        if lesen := _leser(spalte):
            roh[spalte.key] = pd.Series([None if w is None else lesen(w) for w in roh[spalte.key]], dtype=object)
    return roh


def _leser(spalte: Column[Any]) -> Callable[[Any], Any] | None:
    """Gibt, was aus einem JSON-Wert wieder Tag, Zeitpunkt oder Code macht; None, wenn er schon stimmt."""
    typ = spalte.type
    if isinstance(typ, Enum) and typ.enum_class:
        return typ.enum_class
    if isinstance(typ, Zeitpunkt):
        return datetime.fromisoformat
    return date.fromisoformat if isinstance(typ, Date) else None


def _entferne_internes(roh: Mapping[str, pd.DataFrame]) -> None:
    for name, klasse in {**TABELLEN, "organisationseinheiten": Organisationseinheit}.items():
        for spalte in inspect_modell(klasse).columns:
            if spalte.info.get("intern"):
                roh[name][spalte.key] = pd.Series([None] * len(roh[name]), dtype=object)
