"""Schreiben: einen Bericht als Word-Datei."""

import argparse
import errno
import os
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from mut_core import lagebild
from mut_core.befehle.aufruf import Unterbefehle, read_tag, read_zahl
from mut_core.befehle.ausgabe import sage
from mut_core.befehle.verbindung import datenbank
from mut_core.bericht import FORMEN, Wahl, build_bericht
from mut_core.datenbank import leseeinheit
from mut_core.erfassung.protokoll import tag_in_berlin
from mut_core.fehler import EingabeError


def add_befehl(befehle: Unterbefehle) -> None:
    """Meldet `bericht` an."""
    form = befehle.add_parser("bericht", help="einen Bericht als Word-Datei schreiben")
    form.add_argument("--konzept", required=True, help="Kürzel, z. B. lehrte")
    form.add_argument("--form", default="sachstandsbericht", type=_form, help=_formen())
    form.add_argument("--stichtag", type=read_tag, help="JJJJ-MM-TT; ohne Angabe die Vorgabe des Konzepts oder heute")
    form.add_argument("--nummer", type=read_zahl, help="laufende Nummer des Berichts")
    form.add_argument("--nach", required=True, type=Path, help="Zieldatei, z. B. Bericht.docx")
    form.set_defaults(tun=bericht)


def _formen() -> str:
    return ", ".join(FORMEN)


def _form(text: str) -> str:
    if text not in FORMEN:
        raise argparse.ArgumentTypeError(f"die Form „{text}“ gibt es nicht; vorhanden: {_formen()}")
    return text


def bericht(argumente: argparse.Namespace) -> None:
    """Schreibt einen Bericht; die Zieldatei erscheint erst, wenn sie vollständig ist."""
    if argumente.nummer is not None and not 1 <= argumente.nummer <= 9999:
        raise EingabeError("Die Nummer des Berichts ist eine Zahl von 1 bis 9999.")
    with datenbank() as engine, leseeinheit(engine) as session:
        konzept_id = lagebild.require_konzept(session, argumente.konzept)
        vorgabe = next(k.vorgabe_stichtag for k in lagebild.konzepte(session) if k.id == konzept_id)
        stichtag = argumente.stichtag or vorgabe or tag_in_berlin(datetime.now(UTC))
        bild = lagebild.load_lagebild(session, konzept_id, stichtag)
    daten = build_bericht(bild, argumente.form, Wahl(nummer=argumente.nummer))
    _schreibe(argumente.nach, daten)
    sage(f"Geschrieben: {argumente.nach} ({len(daten) // 1024} KB, Stand {stichtag:%d.%m.%Y})")


def _schreibe(ziel: Path, daten: bytes) -> None:
    """Schreibt erst daneben und tauscht dann; was misslingt, lässt weder Teil noch veränderte Zieldatei zurück."""
    if ziel.is_dir():
        raise IsADirectoryError(errno.EISDIR, "", str(ziel))
    teil = ziel.with_name(f".mut-{os.getpid()}.teil")
    try:
        teil.write_bytes(daten)
        teil.replace(ziel)
    except OSError as fehler:
        raise OSError(fehler.errno, fehler.strerror, str(ziel)) from fehler
    finally:
        with suppress(OSError):
            teil.unlink(missing_ok=True)
