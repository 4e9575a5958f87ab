"""Auswählen: Protokollzeilen nach Zeitraum, Person, Gegenstand und Maßnahme lesen und in Worte fassen.

Wer liest, wird hier geprüft: die Koordination das Protokoll ihres Konzepts, die Administration alles.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Result, Row, and_, func, literal, or_, select
from sqlalchemy.orm import Session

from mut_core import rechte
from mut_core.modell import Massnahme, Nutzer, Protokoll
from mut_core.modell.codes import Aktion
from mut_core.protokollblick import woerter
from mut_core.protokollblick.woerter import BERLIN
from mut_core.rechte import Person

JE_BLATT = 20
_AUF_EINMAL = 500


@dataclass(frozen=True)
class Ausschnitt:
    """Was vom Protokoll gefragt ist; ohne Konzept alles, auch Personen und Rollen.

    `von` und `bis` sind Tage in Berlin und gehören dazu.
    """

    konzept_id: int | None = None
    von: date | None = None
    bis: date | None = None
    nutzer_id: int | None = None
    tabelle: str | None = None
    massnahme_id: int | None = None


@dataclass(frozen=True)
class Aenderung:
    """Ein Feld in Worten: vorher und nachher; bei Angelegtem ist `alt`, bei Entferntem `neu` leer („–“)."""

    feld: str
    alt: str
    neu: str


@dataclass(frozen=True)
class Eintrag:
    """Eine Protokollzeile in Worten; `geleert` heißt, ihr Inhalt wurde zum Schutz einer Person gelöscht."""

    nummer: int
    am: datetime
    wer: str
    konzept: str
    gegenstand: str
    worum: str
    aktion: Aktion
    grund: str
    massnahme_id: int | None
    aenderungen: tuple[Aenderung, ...]
    geleert: bool = False


@dataclass(frozen=True)
class Blatt:
    """Ein Blatt des Protokolls, das Neueste zuerst; `gesamt` zählt alle Zeilen des Ausschnitts."""

    eintraege: tuple[Eintrag, ...]
    gesamt: int
    nummer: int
    blaetter: int


def load_blatt(session: Session, person: Person, ausschnitt: Ausschnitt, nummer: int = 1) -> Blatt:
    """Liest ein Blatt zu 20 Zeilen; eine Nummer hinter dem Ende meint das letzte. Wirft wie `require_protokoll`."""
    bedingung = _bedingung(person, ausschnitt)
    gesamt = session.scalar(select(func.count()).select_from(Protokoll).where(bedingung)) or 0
    blaetter = max(1, -(-gesamt // JE_BLATT))
    nummer = min(max(1, nummer), blaetter)
    zeilen = session.execute(_zeilen(bedingung).limit(JE_BLATT).offset((nummer - 1) * JE_BLATT)).all()
    return Blatt(_in_worten(session, zeilen), gesamt, nummer, blaetter)


def load_eintraege(session: Session, person: Person, ausschnitt: Ausschnitt) -> Iterator[Eintrag]:
    """Gibt alle Einträge des Ausschnitts, das Neueste zuerst, ohne sie alle zugleich zu halten."""
    zeilen = _zeilen(_bedingung(person, ausschnitt))
    ergebnis: Result[Any] = session.execute(zeilen, execution_options={"yield_per": _AUF_EINMAL})
    for stueck in ergebnis.partitions():
        yield from _in_worten(session, stueck)


def beteiligte(session: Session, person: Person, konzept_id: int | None) -> dict[int, str]:
    """Gibt die Personen, von denen etwas im Protokoll steht, nach Namen geordnet."""
    wer = select(Protokoll.nutzer_id).where(_bedingung(person, Ausschnitt(konzept_id))).distinct()
    personen = session.execute(select(Nutzer.id, Nutzer.name).where(Nutzer.id.in_(wer)).order_by(Nutzer.name))
    return {zeile.id: zeile.name for zeile in personen}


def gegenstaende(session: Session, person: Person, konzept_id: int | None) -> dict[str, str]:
    """Gibt zu jeder Tabelle, von der etwas im Protokoll steht, ihr deutsches Wort, danach geordnet."""
    tabellen = session.scalars(
        select(Protokoll.tabelle).where(_bedingung(person, Ausschnitt(konzept_id))).distinct()
    ).all()
    return {t: woerter.gegenstand(t) for t in sorted(tabellen, key=woerter.gegenstand)}


def letzte_nummer(session: Session) -> int:
    """Gibt die Nummer der jüngsten Protokollzeile; 0, wenn es keine gibt."""
    return session.scalar(select(func.max(Protokoll.seq))) or 0


# --- Auswahl ---------------------------------------------------------------------------------------------------------


def _bedingung(person: Person, ausschnitt: Ausschnitt) -> ColumnElement[bool]:
    rechte.require_protokoll(person, ausschnitt.konzept_id)
    teile: list[ColumnElement[bool]] = [Protokoll.seq > 0]
    if ausschnitt.konzept_id is not None:
        teile.append(Protokoll.konzept_id == ausschnitt.konzept_id)
    if ausschnitt.von:
        teile.append(Protokoll.am >= _mitternacht(ausschnitt.von))
    if ausschnitt.bis:
        teile.append(Protokoll.am < _mitternacht(ausschnitt.bis + timedelta(days=1)))
    if ausschnitt.nutzer_id is not None:
        teile.append(Protokoll.nutzer_id == ausschnitt.nutzer_id)
    if ausschnitt.tabelle is not None:
        teile.append(Protokoll.tabelle == ausschnitt.tabelle)
    if ausschnitt.massnahme_id is not None:
        teile.append(zur_massnahme(ausschnitt.massnahme_id))
    return and_(*teile)


def _mitternacht(tag: date) -> datetime:
    return datetime.combine(tag, time(), BERLIN)


def zur_massnahme(massnahme_id: int, ohne: frozenset[str] = frozenset()) -> ColumnElement[bool]:
    """Die Maßnahme selbst und alles, was auf sie verweist; die Nutzlast ist kanonisches JSON ohne Leerzeichen.

    In Tabellen, die `ohne` nennt, sucht es nicht: Die Suche im Text ist der teure Teil.
    In Texten stünden dieselben Zeichen mit Schrägstrich vor dem Anführungszeichen; verwechseln lassen sie sich nicht.
    """
    bezug = f'"bezug":"massnahme","bezug_id":{massnahme_id}'
    muster = [f'"massnahme_id":{massnahme_id}{ende}' for ende in ",}"] + [f"{bezug}{ende}" for ende in ",}"]
    nutzlast = func.coalesce(Protokoll.nutzlast, literal(""))
    return or_(
        and_(Protokoll.tabelle == Massnahme.__tablename__, Protokoll.datensatz_id == massnahme_id),
        and_(
            Protokoll.tabelle.in_(sorted({*woerter.tabellen_mit("massnahme_id", "bezug_id")} - ohne)),  # sonst nirgends
            or_(*(nutzlast.contains(m, autoescape=True) for m in muster)),
        ),
    )


def _zeilen(bedingung: ColumnElement[bool]) -> Any:
    return (
        select(
            Protokoll.seq,
            Protokoll.am,
            Protokoll.nutzer_id,
            Protokoll.konzept_id,
            Protokoll.tabelle,
            Protokoll.datensatz_id,
            Protokoll.aktion,
            Protokoll.grund,
            Protokoll.nutzlast,
        )
        .where(bedingung)
        .order_by(Protokoll.seq.desc())
    )


# --- in Worte fassen -------------------------------------------------------------------------------------------------


def _in_worten(session: Session, zeilen: Sequence[Row[Any]]) -> tuple[Eintrag, ...]:
    nutzlasten = [json.loads(z.nutzlast) if z.nutzlast else None for z in zeilen]
    namen = load_namen(session, zeilen, nutzlasten)
    return tuple(_eintrag(z, n, namen) for z, n in zip(zeilen, nutzlasten, strict=True))


def _eintrag(zeile: Row[Any], nutzlast: Mapping[str, Any] | None, namen: Mapping[tuple[str, int], str]) -> Eintrag:
    bild = _bild(nutzlast)
    return Eintrag(
        nummer=zeile.seq,
        am=zeile.am,
        wer=namen.get(("nutzer", zeile.nutzer_id), "–"),
        konzept=namen.get(("konzept", zeile.konzept_id), ""),
        gegenstand=woerter.gegenstand(zeile.tabelle),
        worum=_worum(zeile, bild, namen),
        aktion=zeile.aktion,
        grund=zeile.grund or "",
        massnahme_id=zeile.datensatz_id if zeile.tabelle == "massnahme" else bild.get("massnahme_id"),
        aenderungen=aenderungen(zeile, nutzlast, namen) if nutzlast else (),
        geleert=nutzlast is None,
    )


def _bild(nutzlast: Mapping[str, Any] | None) -> Mapping[str, Any]:
    """Gibt das ganze Bild des Datensatzes: danach oder, wenn er entfernt wurde, davor."""
    return (nutzlast["nachher"] or nutzlast["vorher"] or {}) if nutzlast else {}


def _worum(zeile: Row[Any], bild: Mapping[str, Any], namen: Mapping[tuple[str, int], str]) -> str:
    if not bild:
        return namen.get((zeile.tabelle, zeile.datensatz_id), "")
    feld = woerter.eltern(zeile.tabelle, bild)
    dazu = namen.get((woerter.ziel(zeile.tabelle, feld) or "", bild[feld]), "") if feld else ""
    return " · ".join(t for t in (dazu, woerter.eigenname(zeile.tabelle, bild)) if t)


def aenderungen(
    zeile: Row[Any], nutzlast: Mapping[str, Any], namen: Mapping[tuple[str, int], str]
) -> tuple[Aenderung, ...]:
    """Nennt bei Geändertem jedes geänderte Feld, sonst jedes Feld, in dem etwas steht."""
    alt, neu = nutzlast["vorher"] or {}, nutzlast["nachher"] or {}
    if zeile.aktion == Aktion.ANGELEGT:
        alt = {}
    bild = (neu or alt).items()
    genannt = (
        alt if zeile.aktion == Aktion.GEAENDERT else {f for f, w in bild if woerter.sagt_etwas(zeile.tabelle, f, w)}
    )
    reihenfolge = {f: n for n, f in enumerate(woerter.spalten(zeile.tabelle))}
    felder = sorted(set(genannt) - woerter.ungenannt(zeile.tabelle), key=lambda f: reihenfolge.get(f, len(reihenfolge)))
    return tuple(
        Aenderung(
            woerter.bezeichnung(zeile.tabelle, f),
            woerter.wert(zeile.tabelle, f, alt.get(f), namen),
            woerter.wert(zeile.tabelle, f, neu.get(f), namen),
        )
        for f in felder
    )


# --- Namen dessen, worauf verwiesen wird -----------------------------------------------------------------------------


def load_namen(
    session: Session, zeilen: Sequence[Row[Any]], nutzlasten: Sequence[Mapping[str, Any] | None]
) -> dict[tuple[str, int], str]:
    """Gibt die Namen aller genannten Datensätze: heutige aus ihrer Tabelle, entfernte aus ihrem letzten Bild."""
    gesucht: dict[str, set[int]] = {"nutzer": {z.nutzer_id for z in zeilen}, "konzept": {z.konzept_id for z in zeilen}}
    for zeile, nutzlast in zip(zeilen, nutzlasten, strict=True):
        if nutzlast is None:
            gesucht.setdefault(zeile.tabelle, set()).add(zeile.datensatz_id)
        for feld, wert in _verweise(zeile.tabelle, nutzlast):
            gesucht.setdefault(feld, set()).add(wert)
    namen: dict[tuple[str, int], str] = {}
    for tabelle, nummern in gesucht.items():
        offen = nummern - {None}
        namen |= _heutige_namen(session, tabelle, offen)
        namen |= _fruehere_namen(session, tabelle, {n for n in offen if (tabelle, n) not in namen})
    return namen


def _verweise(tabelle: str, nutzlast: Mapping[str, Any] | None) -> Iterator[tuple[str, int]]:
    for bild in (nutzlast or {}).values():
        for feld, wert in (bild or {}).items():
            if isinstance(wert, int) and (verwiesen := woerter.ziel(tabelle, feld)):
                yield verwiesen, wert


def _heutige_namen(session: Session, tabelle: str, nummern: set[int]) -> dict[tuple[str, int], str]:
    klasse = woerter.klassen().get(tabelle)
    if klasse is None or not nummern:
        return {}
    spalten = [klasse.__table__.c[f] for f in ("id", *woerter.namensfelder(tabelle))]
    zeilen = session.execute(select(*spalten).where(klasse.id.in_(nummern))).mappings()
    return {(tabelle, z["id"]): _benannt(tabelle, _als_json(dict(z))) for z in zeilen}


def _fruehere_namen(session: Session, tabelle: str, nummern: set[int]) -> dict[tuple[str, int], str]:
    if not nummern:
        return {}
    bilder = session.execute(
        select(Protokoll.datensatz_id, Protokoll.nutzlast)
        .where(Protokoll.tabelle == tabelle, Protokoll.datensatz_id.in_(nummern), Protokoll.nutzlast.is_not(None))
        .order_by(Protokoll.seq)
    )
    return {(tabelle, id_): _benannt(tabelle, _bild(json.loads(str(nutzlast)))) for id_, nutzlast in bilder}


def _benannt(tabelle: str, bild: Mapping[str, Any]) -> str:
    return woerter.eigenname(tabelle, bild) or woerter.gegenstand(tabelle)


def _als_json(zeile: Mapping[str, Any]) -> dict[str, Any]:
    return {f: w.isoformat() if isinstance(w, date) else w for f, w in zeile.items()}
