"""Vergleichen: ob eine frisch migrierte Datenbank so aussieht wie das Modell."""

import argparse
import tempfile
from pathlib import Path

from mut_core.befehle.aufruf import Unterbefehle
from mut_core.befehle.ausgabe import sage
from mut_core.datenbank import connect_datenbank
from mut_core.fehler import EingabeError
from mut_core.migration import abweichungen, upgrade_datenbank


def add_befehl(befehle: Unterbefehle) -> None:
    """Meldet `pruefe-migration` an."""
    befehle.add_parser("pruefe-migration", help="vergleicht Migration und Modell").set_defaults(tun=pruefe_migration)


def pruefe_migration(_argumente: argparse.Namespace) -> None:
    """Wirft EingabeError, wenn eine frisch migrierte Datenbank anders aussieht als das Modell."""
    with tempfile.TemporaryDirectory() as ordner:
        engine = connect_datenbank(f"sqlite:///{Path(ordner).as_posix()}/leer.sqlite")
        upgrade_datenbank(engine)
        unterschiede = abweichungen(engine)
        engine.dispose()
    if unterschiede:
        raise EingabeError(f"Migration und Modell weichen voneinander ab: {unterschiede}")
    sage("Migration und Modell sind gleich.")
