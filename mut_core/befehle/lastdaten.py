"""Anlegen: ein großes erfundenes Konzept für Lastproben."""

import argparse
import time
from datetime import UTC, datetime

from mut_core import demo
from mut_core.befehle.aufruf import Unterbefehle, read_zahl
from mut_core.befehle.ausgabe import sage
from mut_core.befehle.verbindung import datenbank
from mut_core.erfassung.protokoll import tag_in_berlin
from mut_core.fehler import EingabeError
from mut_core.migration import upgrade_datenbank


def add_befehl(befehle: Unterbefehle) -> None:
    """Meldet `demo` an."""
    last = befehle.add_parser("demo", help="ein großes erfundenes Konzept für Lasttests anlegen")
    last.add_argument("--massnahmen", type=read_zahl, default=10_000)
    last.add_argument("--sachstaende", type=read_zahl, default=10, help="je Maßnahme")
    last.set_defaults(tun=synthetisch)


def synthetisch(argumente: argparse.Namespace) -> None:
    """Legt das Konzept `synthetisch` in der Datenbank von `MUT_DATENBANK` an."""
    if not 1 <= argumente.massnahmen <= 200_000 or not 1 <= argumente.sachstaende <= 100:
        raise EingabeError("Möglich sind 1 bis 200.000 Maßnahmen mit je 1 bis 100 Sachständen.")
    beginn, jetzt = time.monotonic(), datetime.now(UTC)
    zahlen = {"massnahmen": argumente.massnahmen, "sachstaende": argumente.sachstaende}
    with datenbank() as engine:
        upgrade_datenbank(engine)
        neu = demo.load_synthetisch(engine, tag_in_berlin(jetzt), jetzt, **zahlen)
    if neu:
        sage(f"{argumente.massnahmen} Maßnahmen angelegt in {time.monotonic() - beginn:.1f} s.")
    else:
        sage("Das Konzept „synthetisch“ gibt es schon; es wurde nichts verändert.")
