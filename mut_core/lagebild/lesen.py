"""Datenbank lesen: ein Lagebild für die Gegenwart aus den Tabellen, für die Vergangenheit aus dem Protokoll."""

import json
from collections.abc import Callable, Mapping, MutableMapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from types import SimpleNamespace
from typing import Any

import pandas as pd
from sqlalchemy import Column, ColumnElement, Date, Enum, and_, exists, func, or_, select
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
            Konzept.freigabe_verlangt,
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


def geaendert_am(session: Session, stand: int) -> datetime | None:
    """Gibt den Augenblick, in dem ein Änderungsstand entstand; None, solange es keinen gibt."""
    return session.scalar(select(Protokoll.am).where(Protokoll.seq == stand))


@dataclass(frozen=True)
class Gelesenes:
    """Die Tabellen der Gegenwart, wie sie nach dieser Protokollzeile in der Datenbank standen; nie verändern."""

    seq: int
    hash: str
    tabellen: Mapping[str, pd.DataFrame]
    juengster: date | None = None
    """Der späteste Tag, ab dem eine Protokollzeile des Konzepts gilt."""


def load_lagebild(
    session: Session,
    konzept_id: int,
    stichtag: date,
    *,
    intern: bool = False,
    bis_seq: int | None = None,
    vorrat: MutableMapping[int, Gelesenes] | None = None,
) -> Lagebild:
    """Liest, was am Ende des Stichtags (Berlin) bekannt war; wahr für jeden vergangenen Tag.

    `intern` liest auch Felder, die nur Berechtigte sehen. `bis_seq` lässt weg, was erst nach dieser Protokollzeile
    geschrieben wurde: So bleibt ein freigegebener Bericht, wie er war. `vorrat` hält je Konzept, was zuletzt gelesen
    wurde, und wird fortgeschrieben: Neu gelesen werden dann nur Tabellen, die das Protokoll seither nennt. Wirft
    NichtGefundenError, wenn es das Konzept nicht gibt oder es an dem Tag noch nicht angelegt war.
    """
    grenze = _Grenze(konzept_id, stichtag, bis_seq)
    heute = None if vorrat is None else _fortgeschrieben(session, konzept_id, vorrat)
    bekannt = vorrat.get(konzept_id) if vorrat is not None and bis_seq is None else None
    if bekannt and bekannt.juengster:
        grenze = replace(grenze, nichts_dahinter=bekannt.juengster <= stichtag)
    roh = _vergangenheit(session, grenze) if _spaeteres(session, grenze) else heute
    if roh is None:
        roh = _gegenwart(session, konzept_id)
    roh["sachstaende"] = _sachstaende(session, grenze, heute["sachstaende"] if heute else None)
    if not intern:
        for name, klasse in TABELLEN.items():
            without_interne_spalten(klasse, roh[name])
        without_interne_spalten(Organisationseinheit, roh["organisationseinheiten"])
    stand = aenderungsstand(session, konzept_id)
    bild = build_lagebild(roh, stichtag, stand if bis_seq is None else min(stand, bis_seq))
    return replace(bild, intern=intern)


@dataclass(frozen=True)
class _Grenze:
    """Bis wohin gelesen wird: dieses Konzept, bis zu diesem Tag und, wenn genannt, bis zu dieser Protokollzeile."""

    konzept_id: int
    stichtag: date
    bis_seq: int | None
    nichts_dahinter: bool = False
    """Es ist schon bekannt, dass keine Protokollzeile hinter der Grenze liegt."""

    @property
    def dahinter(self) -> ColumnElement[bool]:
        """Trifft auf Protokollzeilen zu, die nicht mehr dazugehören."""
        spaeter = Protokoll.gilt_ab > self.stichtag
        return spaeter if self.bis_seq is None else or_(spaeter, Protokoll.seq > self.bis_seq)

    @property
    def davor(self) -> ColumnElement[bool]:
        """Trifft auf Protokollzeilen zu, die dazugehören."""
        frueher = Protokoll.gilt_ab <= self.stichtag
        return frueher if self.bis_seq is None else and_(frueher, Protokoll.seq <= self.bis_seq)


def load_dokument(session: Session, konzept_id: int, bericht_id: int) -> bytes | None:
    """Gibt die Word-Datei der letzten eingefrorenen Fassung eines Berichts dieses Konzepts; None, wenn keine da ist."""
    return session.scalar(
        select(Berichtsstand.dokument)
        .where(Berichtsstand.konzept_id == konzept_id, Berichtsstand.bericht_id == bericht_id)
        .order_by(Berichtsstand.fassung.desc())
        .limit(1)
    )


# --- Gegenwart -------------------------------------------------------------------------------------------------------


def _gegenwart(
    session: Session, konzept_id: int, bekannt: Mapping[str, pd.DataFrame] | None = None
) -> dict[str, pd.DataFrame]:
    """Liest alle Tabellen außer den Sachständen und denen, die schon bekannt sind."""
    roh = dict(bekannt or {})
    for name, klasse in TABELLEN.items():
        if klasse is not Sachstand and name not in roh:
            roh[name] = read_zeilen(session, klasse, _welche(klasse, konzept_id, None))
    if "konzept" not in roh:
        roh["konzept"] = read_zeilen(session, Konzept, Konzept.id == konzept_id)
    if len(roh["konzept"]):
        kommune = roh["konzept"]["kommune_id"].iloc[0]
        for name in ("kommune", "organisationseinheiten"):
            if name not in roh:
                gemeinsame = _KLASSE_JE_NAME[name]
                roh[name] = read_zeilen(session, gemeinsame, _welche(gemeinsame, konzept_id, kommune))
    return roh


def _welche(klasse: type[Base], konzept_id: int, kommune_id: int | None) -> ColumnElement[bool]:
    """Gibt, welche Zeilen einer Tabelle zu einem Konzept gehören."""
    spalten = klasse.__table__.columns
    if klasse in (Konzept, Kommune):
        return spalten["id"] == (konzept_id if klasse is Konzept else kommune_id)
    if klasse is Organisationseinheit:
        return spalten["kommune_id"] == kommune_id
    return spalten["konzept_id"] == konzept_id


def _fortgeschrieben(
    session: Session, konzept_id: int, vorrat: MutableMapping[int, Gelesenes]
) -> dict[str, pd.DataFrame]:
    """Liest die Gegenwart samt allen Sachständen und nimmt aus dem Vorrat, was seither laut Protokoll niemand anrührte.

    Jede Änderung steht im Protokoll, in derselben Transaktion (`wache`), und nennt ihre Zeile: Gelesen werden nur die
    Zeilen, die es seither nennt. Der Hash der Zeile, bis zu der gelesen war, bürgt für alles davor: Nach einer
    Rücksicherung passt er nicht, und alles wird neu gelesen.
    """
    kette = select(Protokoll.seq, Protokoll.hash)
    letzte = session.execute(kette.order_by(Protokoll.seq.desc()).limit(1)).one_or_none()
    alt = vorrat.get(konzept_id)
    damals = session.execute(kette.where(Protokoll.seq == alt.seq)).one_or_none() if alt else None
    alt = alt if alt and damals and damals.hash == alt.hash else None
    bekannt = _bekannt(session, konzept_id, alt) if alt else {}
    roh = _gegenwart(session, konzept_id, bekannt)
    if "sachstaende" not in roh:
        roh["sachstaende"] = read_zeilen(session, Sachstand, _welche(Sachstand, konzept_id, None))
    if letzte:
        vorrat[konzept_id] = Gelesenes(letzte.seq, letzte.hash, roh, _juengster(session, konzept_id, alt))
    return {name: zeilen.copy(deep=False) for name, zeilen in roh.items()}  # was intern ist, leert sonst den Vorrat


def _juengster(session: Session, konzept_id: int, alt: Gelesenes | None) -> date | None:
    frueher = alt.juengster if alt else None
    gesucht = select(func.max(Protokoll.gilt_ab)).where(_betrifft(konzept_id))
    spaeter = session.scalar(gesucht.where(Protokoll.seq > alt.seq) if alt and frueher else gesucht)
    return max((tag for tag in (frueher, spaeter) if tag), default=None)


def _bekannt(session: Session, konzept_id: int, alt: Gelesenes) -> dict[str, pd.DataFrame]:
    """Bringt die Tabellen des Vorrats auf den Stand von jetzt; was sich zu sehr änderte, fehlt und wird neu gelesen."""
    seither: dict[str, set[int]] = {}
    geschrieben = select(Protokoll.tabelle, Protokoll.datensatz_id).where(Protokoll.seq > alt.seq)
    for tabelle_, datensatz in session.execute(geschrieben.limit(_NACHZULESEN + 1)):
        seither.setdefault(tabelle_, set()).add(datensatz)
    if Konzept.__tablename__ in seither or sum(map(len, seither.values())) > _NACHZULESEN:
        return {}  # das Konzept nennt die Kommune, nach der zwei Tabellen ausgewählt sind
    kommune = next(iter(alt.tabellen["konzept"]["kommune_id"]), None)
    bekannt = dict(alt.tabellen)
    for name, zeilen in alt.tabellen.items():
        klasse = Sachstand if name == "sachstaende" else _KLASSE_JE_NAME[name]
        if nummern := seither.get(klasse.__tablename__):
            dazu = klasse.__table__.columns["id"].in_(nummern)
            bekannt[name] = _ersetzt(
                zeilen, nummern, read_zeilen(session, klasse, _welche(klasse, konzept_id, kommune), dazu)
            )
    return bekannt


_NACHZULESEN = 500
"""So viele Änderungen werden einzeln nachgelesen; danach ist alles zu lesen schneller (SQLite fragt höchstens 32.766
auf einmal ab)."""


def _ersetzt(zeilen: pd.DataFrame, nummern: set[int], neue: pd.DataFrame) -> pd.DataFrame:
    """Gibt die Zeilen ohne die genannten und mit den neuen, nach Schlüssel geordnet."""
    bleibt = [id_ not in nummern for id_ in zeilen["id"].tolist()]
    alle = pd.concat([zeilen if all(bleibt) else zeilen.loc[bleibt], neue], ignore_index=True)
    nummernfolge = alle["id"].tolist()
    if nummernfolge == sorted(nummernfolge):
        return alle
    return alle.iloc[sorted(range(len(alle)), key=nummernfolge.__getitem__)].reset_index(drop=True)


def read_zeilen(session: Session, klasse: type[Base], *bedingungen: Any) -> pd.DataFrame:
    """Gibt die heutigen Zeilen einer Tabelle mit allen Feldern des Modells, nach Schlüssel geordnet."""
    namen = spaltennamen(klasse)
    spalten = klasse.__table__.columns  # Spalten statt Attribute: ohne ORM liest es sich doppelt so schnell
    zeilen = session.connection().execute(
        select(*(spalten[n] for n in namen)).where(*bedingungen).order_by(spalten["id"])
    )
    return pd.DataFrame(list(map(tuple, zeilen)), columns=namen, dtype=object)


def _sachstaende(session: Session, grenze: _Grenze, alle: pd.DataFrame | None) -> pd.DataFrame:
    """Sachstände werden nur angefügt: die Tabelle ist ihre Geschichte – bis auf die Freigabe, die sich ändern darf.

    `alle` sind die von heute, wenn sie schon gelesen sind.
    """
    alle = alle if grenze.bis_seq is None else None  # bis zu einer Protokollzeile weiß es nur die Datenbank
    zeilen = _read_sachstaende(session, grenze) if alle is None else _bis(alle, grenze)
    freigaben = _freigaben(session, grenze)
    if freigaben and zeilen is alle:
        zeilen = zeilen.copy()  # sonst stünde das Frühere auch im Vorrat
    for id_, bild in freigaben.items():
        damals = [Freigabe.von(bild["freigabe"]), bild.get("freigabe_bemerkung"), bild["version"]]
        zeilen.loc[zeilen["id"] == id_, ["freigabe", "freigabe_bemerkung", "version"]] = damals
    return zeilen


def _bis(alle: pd.DataFrame, grenze: _Grenze) -> pd.DataFrame:
    """Gibt, was am Stichtag galt und noch nicht zurückgenommen war; sind es alle, dieselbe Tabelle."""
    gilt_ab, zurueck = alle["gilt_ab"].tolist(), alle["zurueckgenommen_am"].tolist()
    if not any(zurueck) and max(gilt_ab, default=grenze.stichtag) <= grenze.stichtag:
        return alle
    tage = zip(gilt_ab, zurueck, strict=True)
    wahl = [ab <= grenze.stichtag and (weg is None or weg > grenze.stichtag) for ab, weg in tage]
    return alle.loc[wahl].reset_index(drop=True)


def _read_sachstaende(session: Session, grenze: _Grenze) -> pd.DataFrame:
    konzept_id, bis_seq = grenze.konzept_id, grenze.bis_seq
    zurueck = Sachstand.zurueckgenommen_am
    frueher = [
        Sachstand.konzept_id == konzept_id,
        Sachstand.gilt_ab <= grenze.stichtag,
        or_(zurueck.is_(None), zurueck > grenze.stichtag),
    ]
    if bis_seq is not None:
        spaeter = select(Protokoll.datensatz_id).where(*_vom_sachstand(konzept_id), Protokoll.seq > bis_seq)
        frueher.append(Sachstand.id.not_in(spaeter.where(Protokoll.aktion == Aktion.ANGELEGT)))
    return read_zeilen(session, Sachstand, *frueher)


def _vom_sachstand(konzept_id: int) -> tuple[ColumnElement[bool], ...]:
    return Protokoll.konzept_id == konzept_id, Protokoll.tabelle == Sachstand.__tablename__


def _freigaben(session: Session, grenze: _Grenze) -> dict[int, dict[str, Any]]:
    """Gibt zu Sachständen, deren Freigabe sich nach der Grenze änderte, was vorher galt."""
    if grenze.nichts_dahinter:
        return {}
    sachstand = _vom_sachstand(grenze.konzept_id)
    spaeter = select(Protokoll.datensatz_id).where(*sachstand, grenze.dahinter, Protokoll.aktion == Aktion.GEAENDERT)
    bilder = session.execute(
        select(Protokoll.datensatz_id, Protokoll.nutzlast)
        .where(*sachstand, grenze.davor, Protokoll.datensatz_id.in_(spaeter))
        .where(Protokoll.nutzlast.is_not(None))
        .order_by(Protokoll.seq)
    )
    return {id_: json.loads(str(nutzlast))["nachher"] for id_, nutzlast in bilder}


# --- Vergangenheit ---------------------------------------------------------------------------------------------------


def _betrifft(konzept_id: int) -> Any:
    return or_(Protokoll.konzept_id == konzept_id, Protokoll.konzept_id.is_(None))


def _spaeteres(session: Session, grenze: _Grenze) -> bool:
    """Sagt, ob hinter der Grenze etwas geschah; wenn nicht, ist die Gegenwart zugleich jene Vergangenheit."""
    if grenze.nichts_dahinter:
        return False
    return bool(session.scalar(select(exists().where(_betrifft(grenze.konzept_id), grenze.dahinter))))


def _vergangenheit(session: Session, grenze: _Grenze) -> dict[str, pd.DataFrame]:
    bilder: dict[str, list[dict[str, Any]]] = {name: [] for name in _KLASSE}
    letzte = (
        select(func.max(Protokoll.seq).label("seq"))
        .where(_betrifft(grenze.konzept_id), grenze.davor, Protokoll.tabelle.in_(_JE_TABELLE))
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
    return {_JE_TABELLE[name]: read_bilder(_KLASSE[name], zeilen) for name, zeilen in bilder.items()}


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


_KLASSE_JE_NAME: Mapping[str, type[Base]] = {name: _KLASSE[tabelle] for tabelle, name in _JE_TABELLE.items()}


def read_bilder(klasse: type[Base], bilder: Sequence[Mapping[str, Any]]) -> pd.DataFrame:
    """Macht aus JSON-Bildern des Protokolls eine Tabelle; Felder, die es damals noch nicht gab, sind None."""
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


def without_interne_spalten(klasse: type[Base], zeilen: pd.DataFrame) -> None:
    """Leert in einer eben gelesenen Tabelle, was nur Berechtigte sehen."""
    for spalte in inspect_modell(klasse).columns:
        if spalte.info.get("intern"):
            zeilen[spalte.key] = pd.Series([None] * len(zeilen), dtype=object)
