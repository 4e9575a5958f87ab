"""Verfolgen: was sich an einer Maßnahme Vorgang für Vorgang geändert hat – für alle, die sie lesen dürfen.

Das ganze Protokoll lesen nur Koordination und Administration. Wie ein Feld früher lautete, zeigt aber schon die Wahl
eines früheren Stichtags jeder Person; deshalb steht es auch hier – ohne Namen und Internes für alle, die das nicht
sehen.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import groupby
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, or_, select
from sqlalchemy.orm import Session

from mut_core import rechte
from mut_core.fehler import NichtGefundenError
from mut_core.modell import Massnahme, Protokoll, Sachstand
from mut_core.modell.codes import Aktion
from mut_core.protokollblick import woerter
from mut_core.protokollblick.lesen import Aenderung, aenderungen, load_namen, zur_massnahme
from mut_core.rechte import Person

_FRIST = frozenset(("frist", "frist_genauigkeit", "urspruengliche_frist"))
"""Was eine Fristverschiebung an der Maßnahme ändert; die steht mit ihrem Grund schon für sich in der Zeitleiste."""

_FUER_SICH = ("sachstand", "fristaenderung", "abfragemassnahme")
"""Was schon für sich in der Zeitleiste steht."""


@dataclass(frozen=True)
class Schritt:
    """Was ein Vorgang an einer Maßnahme änderte; `wer` und `grund` sind leer für alle, die Internes nicht lesen."""

    nummer: int
    am: datetime
    gilt_ab: date
    wer: str
    grund: str
    angelegt: bool
    aenderungen: tuple[Aenderung, ...]


@dataclass(frozen=True)
class Verlauf:
    """Die Schritte, das Neueste zuerst; dazu je Sachstand, wer ihn erfasst und wer zuletzt über ihn entschieden hat.

    Beide Namen fehlen für alle, die Internes nicht lesen.
    """

    schritte: tuple[Schritt, ...] = ()
    erfasst_von: Mapping[int, str] = field(default_factory=dict)
    entschieden_von: Mapping[int, str] = field(default_factory=dict)


def load_verlauf(session: Session, person: Person, massnahme_id: int, bis: date) -> Verlauf:
    """Liest, was bis zum Ende des Tages `bis` an einer Maßnahme geändert wurde; wirft NichtGefundenError."""
    massnahme = session.get(Massnahme, massnahme_id) if rechte.ist_schluessel(massnahme_id) else None
    if massnahme is None or not rechte.darf_lesen(person, massnahme.konzept_id):
        raise NichtGefundenError("Diese Maßnahme gibt es nicht oder Sie dürfen sie nicht sehen.")
    intern = rechte.darf_internes_lesen(person, massnahme.konzept_id)
    zeilen = session.execute(
        select(Protokoll.__table__)
        .where(Protokoll.konzept_id == massnahme.konzept_id, Protokoll.gilt_ab <= bis, _hierzu(massnahme_id))
        .order_by(Protokoll.seq)
    ).all()
    nutzlasten = [_sichtbar(z, intern) for z in zeilen]
    namen = load_namen(session, zeilen, nutzlasten)
    paare = list(zip(zeilen, nutzlasten, strict=True))
    gruppen = groupby(paare, key=lambda p: (p[0].vorgang, p[0].gilt_ab))
    schritte = [s for _, g in gruppen if (s := _schritt(list(g), massnahme_id, namen, intern))]
    return Verlauf(tuple(reversed(schritte)), *(_wer(zeilen, namen, a) if intern else {} for a in _WER))


def _hierzu(massnahme_id: int) -> ColumnElement[bool]:
    """Wie `zur_massnahme`, nur findet es die vielen Sachstände über ihre Schlüssel statt im Text."""
    eigene = select(Sachstand.id).where(Sachstand.massnahme_id == massnahme_id)
    sachstand = and_(Protokoll.tabelle == Sachstand.__tablename__, Protokoll.datensatz_id.in_(eigene))
    return or_(sachstand, zur_massnahme(massnahme_id, frozenset(("sachstand", "abfragemassnahme"))))


_WER = (Aktion.ANGELEGT, Aktion.GEAENDERT)


def _wer(zeilen: Sequence[Row[Any]], namen: Mapping[tuple[str, int], str], aktion: Aktion) -> dict[int, str]:
    """Gibt je Sachstand, wer ihn angelegt oder (Freigabe) zuletzt geändert hat; die Zeilen kommen der Reihe nach."""
    eigene = (z for z in zeilen if z.tabelle == "sachstand" and z.aktion == aktion)
    return {z.datensatz_id: namen.get(("nutzer", z.nutzer_id), "–") for z in eigene}


def _sichtbar(zeile: Row[Any], intern: bool) -> dict[str, Any] | None:
    """Gibt die Nutzlast, ohne Recht auf Internes ohne dessen Felder; None, wenn sie geleert wurde."""
    if not zeile.nutzlast:
        return None
    roh = json.loads(zeile.nutzlast)
    geheim = () if intern else {f for f, s in woerter.spalten(zeile.tabelle).items() if s.info.get("intern")}
    return {seite: bild and {f: w for f, w in bild.items() if f not in geheim} for seite, bild in roh.items()}


def _schritt(
    gruppe: list[tuple[Row[Any], dict[str, Any] | None]],
    massnahme_id: int,
    namen: Mapping[tuple[str, int], str],
    intern: bool,
) -> Schritt | None:
    erste = gruppe[0][0]
    angelegt = any(
        z.tabelle == "massnahme" and z.datensatz_id == massnahme_id and z.aktion == Aktion.ANGELEGT for z, _ in gruppe
    )
    ohne = _FRIST if any(z.tabelle == "fristaenderung" for z, _ in gruppe) else frozenset()
    geordnet = sorted(gruppe, key=lambda p: p[0].tabelle != "massnahme")  # erst sie selbst, dann was an ihr hängt
    genannt = () if angelegt else tuple(a for z, n in geordnet for a in _genannt(z, n, namen, ohne))
    if not genannt and not angelegt:
        return None
    wer = namen.get(("nutzer", erste.nutzer_id), "–") if intern else ""
    return Schritt(erste.seq, erste.am, erste.gilt_ab, wer, (erste.grund or "") if intern else "", angelegt, genannt)


def _genannt(
    zeile: Row[Any], nutzlast: dict[str, Any] | None, namen: Mapping[tuple[str, int], str], ohne: frozenset[str]
) -> Iterator[Aenderung]:
    if zeile.tabelle in _FUER_SICH or nutzlast is None:
        return
    if zeile.tabelle == "massnahme":
        yield from aenderungen(zeile, _ohne(nutzlast, ohne), namen)
        return
    felder = aenderungen(zeile, _ohne(nutzlast, frozenset(("massnahme_id", "bezug", "bezug_id"))), namen)
    was = woerter.gegenstand(zeile.tabelle)
    if zeile.aktion == Aktion.GEAENDERT:
        name = woerter.eigenname(zeile.tabelle, nutzlast["nachher"] or {})
        yield from (Aenderung(f"{was}{f' „{name}“' if name else ''}: {a.feld}", a.alt, a.neu) for a in felder)
    elif zeile.aktion == Aktion.ANGELEGT:
        yield Aenderung(f"{was} hinzugefügt", "–", _alle(felder, "neu"))
    else:
        yield Aenderung(f"{was} entfernt", _alle(felder, "alt"), "–")


def _ohne(nutzlast: Mapping[str, Any], felder: frozenset[str]) -> dict[str, Any]:
    return {s: bild and {f: w for f, w in bild.items() if f not in felder} for s, bild in nutzlast.items()}


def _alle(felder: Sequence[Aenderung], seite: str) -> str:
    """Sagt alle Felder eines Eintrags; ein einziges steht ohne seine Bezeichnung."""
    if len(felder) == 1:
        return str(getattr(felder[0], seite))
    return "; ".join(f"{a.feld}: {getattr(a, seite)}" for a in felder) or "–"
