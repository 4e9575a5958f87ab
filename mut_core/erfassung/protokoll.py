"""Protokoll schreiben: eine Zeile je Änderung, verkettet, in derselben Transaktion – für alle, von selbst.

Die Wache (`wache.py`) ruft `write_protokoll` bei jedem Flush; niemand kann es vergessen.
"""

import hashlib
import json
import secrets
import uuid
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from enum import Enum
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, Row, insert, select, update
from sqlalchemy.orm import Session

from mut_core.fehler import EingabeError
from mut_core.modell import Protokoll
from mut_core.modell.codes import Aktion
from mut_core.rechte import Person
from mut_core.texte import clean_text

BERLIN = ZoneInfo("Europe/Berlin")
ANFANG = "0" * 64
GRUND_HOECHSTENS: int = Protokoll.__table__.c.grund.info["laenge"]
SCHLUESSEL_HOECHSTENS: int = Protokoll.__table__.c.vorgang.info["laenge"]


@dataclass(frozen=True)
class Vorgang:
    """Was eine Person in einem Zug tut: wer, wann, warum – und ein Schlüssel gegen doppeltes Speichern.

    `gilt_ab` ist nur bei der Übernahme eines belegten früheren Stands gesetzt (Demo, Import);
    sonst gilt der Tag von `zeitpunkt` in Berlin.
    """

    person: Person
    zeitpunkt: datetime
    schluessel: str = field(default_factory=lambda: str(uuid.uuid4()))
    grund: str | None = None
    gilt_ab: date | None = None

    def __post_init__(self) -> None:
        """Wirft ValueError ohne Zeitzone und EingabeError, wenn Grund oder Schlüssel nicht ins Protokoll passen."""
        if self.zeitpunkt.tzinfo is None:
            raise ValueError("Zeitpunkte brauchen eine Zeitzone.")
        if not 0 < len(self.schluessel) <= SCHLUESSEL_HOECHSTENS or clean_text(self.schluessel) != self.schluessel:
            raise EingabeError("Der Vorgang ist nicht lesbar. Bitte öffnen Sie die Seite neu.", feld="schluessel")
        grund = clean_text(self.grund) if self.grund else None
        if grund and len(grund) > GRUND_HOECHSTENS:
            raise EingabeError("Der Grund ist zu lang; höchstens 2.000 Zeichen sind möglich.", feld="grund")
        object.__setattr__(self, "grund", grund)

    @property
    def tag(self) -> date:
        """Der Tag, ab dem die Änderung zum Lagebild gehört."""
        return self.gilt_ab or tag_in_berlin(self.zeitpunkt)

    @property
    def ist_uebernahme(self) -> bool:
        """Sagt, ob ein belegter früherer Stand übernommen wird."""
        return self.gilt_ab is not None


@dataclass(frozen=True)
class Zeile:
    """Eine geänderte Zeile, wie sie ins Protokoll soll; `vorher` enthält nur die geänderten Felder."""

    tabelle: str
    datensatz_id: int
    version: int
    aktion: Aktion
    konzept_id: int | None
    vorher: Mapping[str, Any]
    nachher: Mapping[str, Any] | None


def tag_in_berlin(zeitpunkt: datetime) -> date:
    """Gibt den Kalendertag eines Augenblicks in Berlin."""
    return zeitpunkt.astimezone(BERLIN).date()


def vorgang_von(session: Session) -> Vorgang:
    """Gibt den laufenden Vorgang einer Schreibeinheit; ohne ihn wirft es RuntimeError."""
    vorgang = session.info.get("vorgang")
    if not isinstance(vorgang, Vorgang):
        raise RuntimeError("Protokolliertes braucht einen Vorgang: wer, wann, warum.")
    return vorgang


def switch_vorgang(session: Session, vorgang: Vorgang) -> None:
    """Schreibt das Bisherige und führt dieselbe Transaktion unter einem weiteren Vorgang fort."""
    session.flush()
    session.info["vorgang"] = vorgang


def erledigt(session: Session, vorgang: Vorgang, tabelle: str, datensatz_id: int | None = None) -> int | None:
    """Gibt den Datensatz, den derselbe Vorgang schon geschrieben hat – oder None, wenn er neu ist.

    Mit `datensatz_id` zählt nur dieser eine: So darf ein Vorgang in einem Zug mehrere gleichartige Dinge tun. Wirft
    EingabeError, wenn unter dem Schlüssel schon jemand anderes geschrieben hat: Was es war, geht niemanden an.
    """
    dieser = select(Protokoll.datensatz_id, Protokoll.tabelle, Protokoll.nutzer_id).where(
        Protokoll.vorgang == vorgang.schluessel
    )
    zeilen = session.execute(dieser.order_by(Protokoll.position)).all()
    if any(z.nutzer_id != vorgang.person.id for z in zeilen):
        raise EingabeError("Der Vorgang ist nicht lesbar. Bitte öffnen Sie die Seite neu.", feld="schluessel")
    ids = [z.datensatz_id for z in zeilen if z.tabelle == tabelle and datensatz_id in (None, z.datensatz_id)]
    return ids[0] if ids else None


def as_json(wert: Any) -> Any:
    """Macht einen Feldwert zu JSON: Tage und Zeitpunkte als ISO-Text, Codes als Code, Dateien als Prüfsumme."""
    if isinstance(wert, Enum):
        return wert.value
    if isinstance(wert, datetime):
        return wert.astimezone(UTC).isoformat()
    if isinstance(wert, date):
        return wert.isoformat()
    if isinstance(wert, bytes):
        return hashlib.sha256(wert).hexdigest()
    return wert


def write_protokoll(connection: Connection, vorgang: Vorgang, zeilen: Iterable[Zeile], position: int = 0) -> int:
    """Schreibt die Zeilen verkettet ans Ende des Protokolls und gibt die nächste freie Position im Vorgang."""
    letzte = connection.execute(
        select(Protokoll.seq, Protokoll.am, Protokoll.hash).order_by(Protokoll.seq.desc()).limit(1)
    ).one_or_none()
    werte = list(_verkettet(vorgang, zeilen, letzte, position))
    if werte:
        connection.execute(insert(Protokoll), werte)
    return position + len(werte)


def clear_nutzlasten(session: Session, tabelle: str, datensatz_id: int) -> int:
    """Leert, was das Protokoll bisher über einen Datensatz enthält, und gibt die Zahl der geleerten Zeilen.

    Das ist die einzige Änderung, die das Protokoll zulässt (Schutz personenbezogener Daten, `erase_person`): Wer wann
    was tat, bleibt stehen, und die Kette bleibt gültig, weil sie nur die gesalzene Prüfsumme der Nutzlast enthält.
    """
    session.flush()
    leeren = update(Protokoll).where(
        Protokoll.tabelle == tabelle, Protokoll.datensatz_id == datensatz_id, Protokoll.nutzlast.is_not(None)
    )
    return session.connection().execute(leeren.values(nutzlast=None)).rowcount


def _verkettet(
    vorgang: Vorgang, zeilen: Iterable[Zeile], letzte: Row[int, datetime, str] | None, position: int
) -> Iterator[dict[str, Any]]:
    seq, am, vor_hash = (letzte.seq, letzte.am, letzte.hash) if letzte else (0, vorgang.zeitpunkt, ANFANG)
    am = max(am, vorgang.zeitpunkt)  # geht die Uhr zurück, bleibt die Reihenfolge doch wahr
    for abstand, zeile in enumerate(zeilen):
        ort = {"seq": seq + 1 + abstand, "am": am, "position": position + abstand, "vor_hash": vor_hash}
        wert = _protokollzeile(vorgang, zeile, ort)
        vor_hash = wert["hash"]
        yield wert


def _protokollzeile(vorgang: Vorgang, zeile: Zeile, ort: Mapping[str, Any]) -> dict[str, Any]:
    nutzlast = json.dumps(
        {"vorher": zeile.vorher, "nachher": zeile.nachher}, ensure_ascii=False, sort_keys=True, separators=(",", ":")
    )
    salz = secrets.token_hex(16)
    wert = {
        **ort,
        "gilt_ab": vorgang.tag,
        "nutzer_id": vorgang.person.id,
        "konzept_id": zeile.konzept_id,
        "tabelle": zeile.tabelle,
        "datensatz_id": zeile.datensatz_id,
        "version": zeile.version,
        "aktion": zeile.aktion,
        "grund": vorgang.grund,
        "vorgang": vorgang.schluessel,
        "salz": salz,
        "nutzlast_sha": hashlib.sha256((salz + nutzlast).encode()).hexdigest(),
    }
    return wert | {"nutzlast": nutzlast, "hash": kettenhash(wert)}


_VERKETTET = (
    "vor_hash",
    "seq",
    "am",
    "gilt_ab",
    "nutzer_id",
    "konzept_id",
    "tabelle",
    "datensatz_id",
    "version",
    "aktion",
    "grund",
    "vorgang",
    "position",
    "nutzlast_sha",
)


def kettenhash(wert: Mapping[str, Any]) -> str:
    """Gibt den Hash einer Protokollzeile; jedes Feld geht mit seiner Länge ein, damit nichts verschoben werden kann."""
    teile = ("" if wert[f] is None else str(as_json(wert[f])) for f in _VERKETTET)
    return hashlib.sha256("".join(f"{len(t)}:{t};" for t in teile).encode()).hexdigest()


def kettenfehler(session: Session) -> tuple[int | None, str] | None:
    """Prüft Lückenlosigkeit, Verkettung und Nutzlasten; gibt None oder (seq, deutscher Satz) der ersten Abweichung."""
    vor_hash, erwartet = ANFANG, 1
    for zeile in session.execute(select(Protokoll.__table__).order_by(Protokoll.seq)).mappings().yield_per(2000):
        wert = dict(zeile)
        if wert["seq"] != erwartet:
            return erwartet, f"Protokollzeile {erwartet} fehlt."
        if wert["vor_hash"] != vor_hash or kettenhash(wert) != wert["hash"]:
            return wert["seq"], f"Protokollzeile {wert['seq']} wurde nachträglich verändert."
        nutzlast = wert["nutzlast"]
        if (
            nutzlast is not None
            and hashlib.sha256((wert["salz"] + nutzlast).encode()).hexdigest() != wert["nutzlast_sha"]
        ):
            return wert["seq"], f"Der Inhalt der Protokollzeile {wert['seq']} wurde nachträglich verändert."
        vor_hash, erwartet = wert["hash"], erwartet + 1
    return None
