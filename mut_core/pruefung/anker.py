"""Ankern: frühere Köpfe der Protokollkette, an denen auffällt, wenn ihr Ende abgeschnitten oder neu geschrieben wurde.

Die Kette allein beweist nur, dass ihre Glieder zusammenpassen. Anker sind die eingefrorenen Berichte (sie nennen den
Kopf der Kette, als sie entstanden) und jede Sicherung neben der Datenbank (sie ist selbst eine Abschrift der Kette).
"""

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from mut_core.erfassung.protokoll import tag_in_berlin
from mut_core.modell import Bericht, Berichtsstand, Protokoll
from mut_core.pruefung.befund import Befund


@dataclass(frozen=True)
class Anker:
    """Ein früherer Kopf der Kette: bis zu welcher Zeile, mit welchem Hash, und wer ihn bezeugt."""

    seq: int
    kette: str
    herkunft: str


def anker_der_berichte(session: Session) -> list[Anker]:
    """Gibt die Anker der eingefrorenen Berichte, der älteste zuerst."""
    abfrage = (
        select(Berichtsstand.bis_seq, Berichtsstand.kette, Berichtsstand.fassung, Berichtsstand.erstellt_am, Bericht.id)
        .join(Bericht, Bericht.id == Berichtsstand.bericht_id)
        .where(Berichtsstand.bis_seq > 0)
        .order_by(Berichtsstand.bis_seq, Berichtsstand.id)
    )
    return [
        Anker(z.bis_seq, z.kette, f"der am {tag_in_berlin(z.erstellt_am):%d.%m.%Y} eingefrorene Bericht {z.id}")
        for z in session.execute(abfrage)
    ]


def anker_der_sicherungen(dateien: Iterable[Path]) -> tuple[list[Anker], list[Befund]]:
    """Gibt die Anker lesbarer Sicherungen (SQLite-Dateien) und je unlesbare einen Befund."""
    anker, befunde = [], []
    for datei in sorted(dateien):
        try:
            kopf = _kopf(datei)
        except sqlite3.Error:
            befunde.append(Befund("anker", f"Die Sicherung „{datei.name}“ ist nicht lesbar; bitte eine neue anlegen."))
        else:
            anker += [Anker(kopf[0], kopf[1], f"die Sicherung „{datei.name}“")] if kopf else []
    return anker, befunde


def _kopf(datei: Path) -> tuple[int, str] | None:
    """Liest die letzte Protokollzeile einer Sicherung, ohne neben ihr auch nur eine Datei anzulegen."""
    adresse = f"{datei.resolve().as_uri()}?mode=ro&immutable=1"
    with closing(sqlite3.connect(adresse, uri=True)) as verbindung:
        zeile = verbindung.execute("SELECT seq, hash FROM protokoll ORDER BY seq DESC LIMIT 1").fetchone()
    return (int(zeile[0]), str(zeile[1])) if zeile else None


def pruefe_anker(session: Session, anker: Iterable[Anker]) -> Iterator[Befund]:
    """Gibt je Anker, dem das Protokoll widerspricht, einen Befund."""
    gemerkt = list(anker)
    ende = session.scalar(select(func.max(Protokoll.seq))) or 0
    nummern = {a.seq for a in gemerkt}
    hashes: dict[int, str] = {}
    for seq, wert in session.execute(select(Protokoll.seq, Protokoll.hash).where(Protokoll.seq.in_(nummern))):
        hashes[seq] = wert
    for a in gemerkt:
        if a.seq > ende:
            yield Befund(
                "anker", f"Das Ende des Protokolls fehlt: Es endet bei Zeile {ende}, {a.herkunft} kennt Zeile {a.seq}."
            )
        elif hashes.get(a.seq) != a.kette:
            yield Befund("anker", f"Protokollzeile {a.seq} ist eine andere, als {a.herkunft} bezeugt.", a.seq)
