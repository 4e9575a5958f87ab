"""Ausgeben: die Maßnahmenliste eines Konzepts als Excel-Datei oder CSV, das Lagebild als JSON."""

import argparse
from datetime import UTC, datetime
from pathlib import Path

from mut_core import lagebild
from mut_core.austausch.ausgabe import FORMEN, Ausgabewahl, write_muster
from mut_core.befehle.aufruf import Unterbefehle, read_tag
from mut_core.befehle.ausgabe import sage
from mut_core.befehle.verbindung import datenbank
from mut_core.befehle.zieldatei import write_zieldatei
from mut_core.dateien.namen import dateiname
from mut_core.datenbank import leseeinheit
from mut_core.erfassung.protokoll import tag_in_berlin
from mut_core.start.meldung import AufrufError


def add_befehl(befehle: Unterbefehle) -> None:
    """Meldet `ausgeben` an."""
    form = befehle.add_parser("ausgeben", help="die Maßnahmenliste als Excel-Datei, CSV oder JSON schreiben")
    form.add_argument("--konzept", help="Kürzel, z. B. lehrte")
    form.add_argument("--form", default="xlsx", type=_form, help=", ".join(FORMEN))
    form.add_argument("--stichtag", type=read_tag, help="JJJJ-MM-TT; ohne Angabe die Vorgabe des Konzepts oder heute")
    form.add_argument("--ziel", type=Path, help="Zieldatei; ohne Angabe entsteht sie im aktuellen Ordner")
    form.add_argument("--intern", action="store_true", help="auch interne Notizen und Zusatzfelder")
    form.add_argument("--muster", action="store_true", help="statt eines Konzepts die leere Musterdatei schreiben")
    form.set_defaults(tun=ausgeben)


def _form(text: str) -> str:
    if text not in FORMEN:
        raise argparse.ArgumentTypeError(f"die Form „{text}“ gibt es nicht; vorhanden: {', '.join(FORMEN)}")
    return text


def ausgeben(argumente: argparse.Namespace) -> None:
    """Schreibt die Liste; die Zieldatei erscheint erst, wenn sie vollständig ist."""
    if bool(argumente.konzept) is argumente.muster:
        raise AufrufError("Bitte entweder --konzept KÜRZEL oder --muster angeben.")
    if argumente.muster:
        _melde(argumente.ziel or Path("massnahmenliste.xlsx"), write_muster(), "Musterdatei")
        return
    with datenbank() as engine, leseeinheit(engine) as session:
        konzept_id = lagebild.require_konzept(session, argumente.konzept)
        vorgabe = next(k.vorgabe_stichtag for k in lagebild.konzepte(session) if k.id == konzept_id)
        stichtag = argumente.stichtag or vorgabe or tag_in_berlin(datetime.now(UTC))
        bild = lagebild.load_lagebild(session, konzept_id, stichtag, intern=argumente.intern)
    daten = FORMEN[argumente.form](bild, Ausgabewahl(intern=argumente.intern))
    vorschlag = dateiname(f"Massnahmen {bild.konzept.schluessel} {stichtag}", argumente.form)
    _melde(argumente.ziel or Path(vorschlag), daten, f"{len(bild.massnahmen)} Maßnahmen, Stand {stichtag:%d.%m.%Y}")


def _melde(ziel: Path, daten: bytes, was: str) -> None:
    write_zieldatei(ziel, daten)
    sage(f"Geschrieben: {ziel} ({was})")
