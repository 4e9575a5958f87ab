"""Prüfen: ob Protokoll und Datenbank noch das sagen, was die App geschrieben hat.

Gelesen wird nur, und zwar in einer einzigen lesenden Einheit: während geprüft wird, darf weiter geschrieben werden.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from mut_core.erfassung.protokoll import ANFANG, kettenfehler
from mut_core.modell import Protokoll
from mut_core.pruefung.abgleich import anzahl_datensaetze, pruefe_abgleich
from mut_core.pruefung.anker import Anker, anker_der_berichte, anker_der_sicherungen, pruefe_anker
from mut_core.pruefung.befund import HOECHSTENS, Befund, Pruefung, Sammlung
from mut_core.pruefung.speicher import hat_wal_fehler, pruefe_ausloeser, pruefe_datei, pruefe_version, require_aufbau

__all__ = [
    "HOECHSTENS",
    "Anker",
    "Befund",
    "Pruefung",
    "anker_der_berichte",
    "anker_der_sicherungen",
    "hat_wal_fehler",
    "kettenkopf",
    "pruefe",
    "pruefe_abgleich",
    "pruefe_anker",
    "pruefe_ausloeser",
    "pruefe_datei",
]


def pruefe(session: Session, sicherungen: Iterable[Path] = ()) -> Pruefung:
    """Prüft alles und gibt, was abweicht; ist schon die Datei beschädigt, bleibt es bei diesem Befund.

    `sicherungen` sind SQLite-Dateien, deren Kettenkopf als Anker dient. Wirft BetriebError, wenn die Datenbank noch
    nicht eingerichtet ist oder zu einer anderen Programmversion gehört.
    """
    sammlung = Sammlung()
    if sammlung.add(pruefe_datei(session)):
        return Pruefung(tuple(sammlung.befunde), weitere=sammlung.weitere)
    require_aufbau(session)
    seq, kopf = kettenkopf(session)
    anker, unlesbar = anker_der_sicherungen(sicherungen)
    anker += anker_der_berichte(session)
    for befunde in (
        pruefe_ausloeser(session),
        _pruefe_kette(session),
        unlesbar,
        pruefe_anker(session, anker),
        pruefe_abgleich(session),
    ):
        sammlung.add(befunde)
    return Pruefung(
        abweichungen=tuple(sammlung.befunde),
        hinweise=tuple(pruefe_version(session)),
        weitere=sammlung.weitere,
        protokoll_bis=seq,
        kettenkopf=kopf,
        datensaetze=anzahl_datensaetze(session),
        anker=len(anker),
    )


def kettenkopf(session: Session) -> tuple[int, str]:
    """Gibt Nummer und Hash der letzten Protokollzeile; im leeren Protokoll 0 und den Anfang der Kette."""
    letzte = session.execute(select(Protokoll.seq, Protokoll.hash).order_by(Protokoll.seq.desc()).limit(1)).first()
    return (letzte.seq, letzte.hash) if letzte else (0, ANFANG)


def _pruefe_kette(session: Session) -> Iterator[Befund]:
    fehler = kettenfehler(session)
    if fehler is not None:
        yield Befund("kette", fehler[1], fehler[0])
