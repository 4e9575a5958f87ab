"""Befehle: was `python3 -m mut_core …` nach der Einrichtung tut – bereitstellen, Bericht, Demo, Prüfung."""

import argparse
import json
import os
import sys
import tempfile
import time
from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.orm import Session

from mut_core import demo, lagebild, rechte
from mut_core.bericht import FORMEN, build_bericht
from mut_core.datenbank import connect_datenbank, leseeinheit
from mut_core.demo import einzelplatz
from mut_core.erfassung.bericht import freeze_bericht
from mut_core.erfassung.protokoll import tag_in_berlin, vorgang_von
from mut_core.fehler import EingabeError, MutError
from mut_core.migration import abweichungen, upgrade_datenbank
from mut_core.modell import Bericht
from mut_core.modell.codes import Berichtsform


def main(argv: Sequence[str] | None = None) -> int:
    """Führt einen Befehl aus und gibt den Exitcode; erwartete Fehler sind ein deutscher Satz, kein Traceback."""
    argumente = _leser().parse_args(argv)
    try:
        argumente.tun(argumente)
    except MutError as fehler:
        sys.stderr.write(f"{fehler}\n")
        return 1
    except OSError as fehler:
        ort = f" ({fehler.filename})" if fehler.filename else ""
        sys.stderr.write(f"Schreiben oder Lesen ist nicht gelungen{ort}: {fehler.strerror}.\n")
        return 1
    except KeyboardInterrupt:
        sys.stderr.write("Abgebrochen.\n")
        return 130
    return 0


def _leser() -> argparse.ArgumentParser:
    leser = argparse.ArgumentParser(prog="python3 -m mut_core", description=__doc__)
    befehle = leser.add_subparsers(required=True, metavar="BEFEHL")
    bereit = befehle.add_parser("bereitstellen", help="Datenbank einrichten und Demo laden")
    bereit.add_argument("--ohne-demo", action="store_true", help="leer beginnen")
    bereit.set_defaults(tun=bereitstellen)
    form = befehle.add_parser("bericht", help="einen Bericht als Word-Datei schreiben")
    form.add_argument("--konzept", required=True, help="Kürzel, z. B. lehrte")
    form.add_argument("--form", default="sachstandsbericht", choices=[f.value for f in FORMEN])
    form.add_argument("--stichtag", type=_tag, help="JJJJ-MM-TT; ohne Angabe die Vorgabe des Konzepts oder heute")
    form.add_argument("--nummer", type=int, help="laufende Nummer des Berichts")
    form.add_argument("--nach", required=True, type=Path, help="Zieldatei, z. B. Bericht.docx")
    form.set_defaults(tun=bericht)
    last = befehle.add_parser("demo", help="ein großes erfundenes Konzept für Lasttests anlegen")
    last.add_argument("--massnahmen", type=int, default=10_000)
    last.add_argument("--sachstaende", type=int, default=10, help="je Maßnahme")
    last.set_defaults(tun=synthetisch)
    befehle.add_parser("pruefe-migration", help="vergleicht Migration und Modell").set_defaults(tun=pruefe_migration)
    return leser


def _tag(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as fehler:
        raise argparse.ArgumentTypeError("bitte als JJJJ-MM-TT, z. B. 2023-08-30") from fehler


def bereitstellen(argumente: argparse.Namespace) -> None:
    """Bringt die Datenbank auf den neuesten Stand und füllt eine leere; die letzte Zeile ist JSON für den Start."""
    engine = connect_datenbank()
    _sage("Datenbank wird vorbereitet …")
    upgrade_datenbank(engine)
    jetzt = datetime.now(UTC)
    if argumente.ohne_demo:
        einzelplatz.load_einzelplatz(engine, jetzt)
    elif not _hat_personen(engine):
        _sage("Demo-Daten werden geladen …")
        demo.load_demo(engine, tag_in_berlin(jetzt), jetzt, _friere_ein)
    with leseeinheit(engine) as session:
        konzepte = lagebild.konzepte(session)
        person = _vorgabe(rechte.demo_personen(session))
    stand = {
        "nutzer": person.name if person else "niemand",
        "konzept": f"{konzepte[0].kommune}: {konzepte[0].bezeichnung}" if konzepte else "noch keines",
        "konzepte": len(konzepte),
        "datenbank": engine.url.render_as_string(hide_password=True),
    }
    sys.stdout.write(json.dumps(stand, ensure_ascii=False) + "\n")


def _friere_ein(session: Session, vorhanden: Bericht) -> None:
    """Friert einen früheren Bericht des Beispiels so ein, wie er an seinem Tag aussah."""
    bild = lagebild.load_lagebild(session, vorhanden.konzept_id, vorhanden.stichtag)
    dokument = build_bericht(bild, vorhanden.form, nummer=vorhanden.nummer)
    freeze_bericht(session, vorgang_von(session), vorhanden.id, lagebild.freeze_lagebild(bild), dokument)


def _vorgabe(personen: Sequence[rechte.Person]) -> rechte.Person | None:
    """Gibt, als wer die App öffnet: die Koordination der Demo, sonst die einzige Person."""
    return next((p for p in personen if p.kennung == demo.STANDARDPERSON), personen[0] if personen else None)


def _hat_personen(engine: sa.Engine) -> bool:
    with leseeinheit(engine) as session:
        return bool(rechte.demo_personen(session))


def bericht(argumente: argparse.Namespace) -> None:
    """Schreibt einen Bericht; die Zieldatei erscheint erst, wenn sie vollständig ist."""
    engine = connect_datenbank()
    with leseeinheit(engine) as session:
        konzept_id = lagebild.require_konzept(session, argumente.konzept)
        vorgabe = next(k.vorgabe_stichtag for k in lagebild.konzepte(session) if k.id == konzept_id)
        stichtag = argumente.stichtag or vorgabe or tag_in_berlin(datetime.now(UTC))
        bild = lagebild.load_lagebild(session, konzept_id, stichtag)
    daten = build_bericht(bild, Berichtsform.von(argumente.form), nummer=argumente.nummer)
    teil = argumente.nach.with_name(argumente.nach.name + ".teil")
    teil.write_bytes(daten)
    teil.replace(argumente.nach)
    _sage(f"Geschrieben: {argumente.nach} ({len(daten) // 1024} KB, Stand {stichtag:%d.%m.%Y})")


def synthetisch(argumente: argparse.Namespace) -> None:
    """Legt das Konzept `synthetisch` in der Datenbank von `MUT_DATENBANK` an."""
    if not 1 <= argumente.massnahmen <= 200_000 or not 1 <= argumente.sachstaende <= 100:
        raise EingabeError("Möglich sind 1 bis 200.000 Maßnahmen mit je 1 bis 100 Sachständen.")
    beginn = time.monotonic()
    engine = connect_datenbank()
    upgrade_datenbank(engine)
    jetzt = datetime.now(UTC)
    demo.load_synthetisch(
        engine, tag_in_berlin(jetzt), jetzt, massnahmen=argumente.massnahmen, sachstaende=argumente.sachstaende
    )
    _sage(f"{argumente.massnahmen} Maßnahmen angelegt in {time.monotonic() - beginn:.1f} s.")


def pruefe_migration(_argumente: argparse.Namespace) -> None:
    """Wirft EingabeError, wenn eine frisch migrierte Datenbank anders aussieht als das Modell."""
    with tempfile.TemporaryDirectory() as ordner:
        engine = connect_datenbank(f"sqlite:///{Path(ordner).as_posix()}/leer.sqlite")
        upgrade_datenbank(engine)
        unterschiede = abweichungen(engine)
        engine.dispose()
    if unterschiede:
        raise EingabeError(f"Migration und Modell weichen voneinander ab: {unterschiede}")
    _sage("Migration und Modell sind gleich.")


def _sage(satz: str) -> None:
    sys.stderr.write(f"{satz}\n")
    sys.stderr.flush()


if __name__ == "__main__":
    os.environ.setdefault("PYTHONUTF8", "1")
    sys.exit(main())
