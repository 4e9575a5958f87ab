"""Befehle: was `python3 -m mut_core …` nach der Einrichtung tut – bereitstellen, Bericht, Konten, Prüfung.

ausgeben | bereitstellen | bericht | einlesen | erinnern | konto | lastdaten | migration | pruefen
› link | verbindung › aufruf | ausgabe | zieldatei
"""

from collections.abc import Sequence

import sqlalchemy as sa

from mut_core.befehle import ausgeben, bereitstellen, bericht, einlesen, erinnern, konto, lastdaten, migration, pruefen
from mut_core.befehle.aufruf import Leser
from mut_core.befehle.ausgabe import sage, satz_zu
from mut_core.fehler import MutError
from mut_core.start.meldung import AufrufError

_ALLE = (bereitstellen, bericht, einlesen, ausgeben, erinnern, konto, pruefen, lastdaten, migration)


def main(argv: Sequence[str] | None = None) -> int:
    """Führt einen Befehl aus und gibt den Exitcode; erwartete Fehler sind ein deutscher Satz, kein Traceback."""
    try:
        argumente = _leser().parse_args(argv)
        return argumente.tun(argumente) or 0
    except MutError as fehler:
        sage(str(fehler))
        return 2 if isinstance(fehler, AufrufError) else 1
    except sa.exc.DBAPIError as fehler:
        meldung = str(fehler.orig).strip().partition("\n")[0]
        sage(f"Die Datenbank lehnt ab („{meldung}“). Bitte Rechte und Adresse in MUT_DATENBANK prüfen.")
        return 1
    except OSError as fehler:
        sage(satz_zu(fehler))
        return 1
    except KeyboardInterrupt:
        sage("Abgebrochen.")
        return 130


def _leser() -> Leser:
    leser = Leser(prog="python3 -m mut_core", description=__doc__.partition("\n")[0])
    befehle = leser.add_subparsers(required=True, metavar="BEFEHL")
    for modul in _ALLE:
        modul.add_befehl(befehle)
    return leser
