"""Prüfen: Protokoll, Datensätze, Anker und Datei – und jede Abweichung als ein Satz."""

import argparse
import json
from datetime import UTC, datetime
from pathlib import Path

import sqlalchemy as sa

from mut_core import pruefung
from mut_core.befehle.aufruf import Unterbefehle
from mut_core.befehle.ausgabe import sage, zeige
from mut_core.befehle.verbindung import datenbank
from mut_core.datenbank import leseeinheit
from mut_core.fehler import BetriebError

_HILFE = """Prüft, ob Protokoll und Datenbank noch das sagen, was die App geschrieben hat:
Kette des Protokolls, jeder Datensatz gegen seine letzte Protokollzeile, das Ende des Protokolls gegen
eingefrorene Berichte und Sicherungen, die Auslöser, die Datei selbst. Es wird nur gelesen.

Exitcode 0: nichts weicht ab. 1: mindestens eine Abweichung, oder die Prüfung war nicht möglich."""


def add_befehl(befehle: Unterbefehle) -> None:
    """Meldet `pruefen` an."""
    leser = befehle.add_parser("pruefen", help="prüfen, ob am Programm vorbei geändert wurde", description=_HILFE)
    leser.add_argument("--json", action="store_true", help="das Ergebnis als JSON ausgeben")
    leser.add_argument("--sicherungen", type=Path, metavar="ORDNER", help="Anker; sonst „sicherungen“ neben der Datei")
    leser.set_defaults(tun=pruefen)


def pruefen(argumente: argparse.Namespace) -> int:
    """Prüft die Datenbank von `MUT_DATENBANK` und gibt 0, wenn nichts abweicht, sonst 1."""
    jetzt = datetime.now(UTC)
    with datenbank() as engine:
        sicherungen = _sicherungen(engine, argumente.sicherungen)
        with leseeinheit(engine) as session:
            ergebnis = pruefung.pruefe(session, sicherungen)
    zeige(_als_json(ergebnis, jetzt) if argumente.json else _als_text(ergebnis))
    return 0 if ergebnis.in_ordnung else 1


def _sicherungen(engine: sa.Engine, ordner: Path | None) -> list[Path]:
    """Nennt die Sicherungen im genannten Ordner, sonst in dem neben der SQLite-Datei."""
    if ordner is not None and not ordner.is_dir():
        raise BetriebError(f"Den Ordner „{ordner}“ gibt es nicht; bitte den Ordner mit den Sicherungen nennen.")
    if ordner is None and engine.dialect.name == "sqlite":
        ordner = Path(str(engine.url.database)).parent / "sicherungen"
    return sorted(ordner.glob("*.sqlite")) if ordner is not None else []


def _als_text(ergebnis: pruefung.Pruefung) -> str:
    zeilen = [befund.satz for befund in ergebnis.abweichungen]
    if ergebnis.weitere:
        zeilen.append(f"… und {ergebnis.weitere} weitere.")
    for hinweis in ergebnis.hinweise:
        sage(f"Hinweis: {hinweis.satz}")
    zeilen.append(
        f"Geprüft: {ergebnis.protokoll_bis} Protokollzeilen, {ergebnis.datensaetze} Datensätze, {ergebnis.anker} Anker."
    )
    if ergebnis.in_ordnung:
        zeilen.append(f"Keine Abweichung. Kopf der Kette: {ergebnis.kettenkopf}")
    else:
        zeilen.append(f"{len(ergebnis.abweichungen) + ergebnis.weitere} Abweichungen.")
    return "\n".join(zeilen)


def _als_json(ergebnis: pruefung.Pruefung, jetzt: datetime) -> str:
    angaben = {
        "geprueft_am": jetzt.isoformat(timespec="seconds"),
        "in_ordnung": ergebnis.in_ordnung,
        "protokoll_bis": ergebnis.protokoll_bis,
        "kettenkopf": ergebnis.kettenkopf,
        "datensaetze": ergebnis.datensaetze,
        "anker": ergebnis.anker,
        "abweichungen": [_angaben(b) for b in ergebnis.abweichungen],
        "weitere": ergebnis.weitere,
        "hinweise": [_angaben(b) for b in ergebnis.hinweise],
    }
    return json.dumps(angaben, ensure_ascii=False, indent=2)


def _angaben(befund: pruefung.Befund) -> dict[str, object]:
    return {"bereich": befund.bereich, "satz": befund.satz, "protokoll_nr": befund.protokoll_nr}
