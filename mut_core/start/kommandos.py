"""Verteilen: liest das Kommando, richtet ein und übergibt an das Python in `.venv`."""

import sys
from collections.abc import Sequence
from pathlib import Path

from mut_core.fehler import BetriebError
from mut_core.start import app, pruefung
from mut_core.start.meldung import AufrufError, betriebssystem_satz, show_fortschritt
from mut_core.start.prozess import install_signale, run
from mut_core.start.umgebung import kind_umgebung, require_umgebung

# Was `mut_core.befehle` im eingerichteten Python ausführt; steht hier, damit ein Tippfehler nicht erst
# nach minutenlanger Installation auffällt.
FACHKOMMANDOS = {
    "bericht": "Bericht als Word-Datei schreiben (--konzept, --form, --stichtag, --nach)",
    "ausgeben": "Maßnahmenliste als Excel-Datei, CSV oder JSON schreiben (--konzept, --form, --ziel, --muster)",
    "einlesen": "Maßnahmenliste (.xlsx, .ods, .csv) übernehmen (DATEI, --konzept, --probe, --json, --stand)",
    "erinnern": "Stellen, die zur offenen Abfrage noch nicht gemeldet haben, eine E-Mail senden (--konzept, --probe)",
    "konto": "Personen, Rollen und Links verwalten (anlegen, sperren, kennwort, rolle, liste, link …)",
    "pruefen": "prüfen, ob am Programm vorbei geändert wurde (--json)",
    "demo": "großes erfundenes Konzept für Lastproben anlegen (--massnahmen, --sachstaende)",
    "bereitstellen": "nur die Datenbank auf den neuesten Stand bringen (macht `start` von selbst)",
    "pruefe-migration": "prüfen, ob Migrationen und Modell übereinstimmen (macht `test` von selbst)",
}
EIGENE_KOMMANDOS = {
    "start": "App einrichten und starten (--port, --host, --ohne-demo, --kein-browser)",
    "test": "alles prüfen und testen (--ohne-browser; weitere Optionen gehen an pytest)",
}


def hilfe() -> str:
    """Die kurze Hilfe für `python3 -m mut_core`."""
    zeilen = ["MuT-Sachstand: Sachstand kommunaler Integrationskonzepte", ""]
    zeilen += ["Aufruf: python3 -m mut_core <Kommando> [Optionen]", ""]
    zeilen += [f"  {name:<18}{text}" for name, text in (EIGENE_KOMMANDOS | FACHKOMMANDOS).items()]
    zeilen += ["", "Hilfe zu einem Kommando: python3 -m mut_core <Kommando> --help"]
    return "\n".join(zeilen)


def run_kommando(argumente: Sequence[str], projekt: str | Path) -> int:
    """Führt ein Kommando aus; erwartete Fehler werden ein Satz auf stderr und ein Exitcode ungleich 0."""
    ordner = Path(projekt)
    install_signale()
    try:
        return _dispatch(list(argumente), ordner)
    except BetriebError as fehler:
        show_fortschritt(str(fehler))
        return 2 if isinstance(fehler, AufrufError) else 1
    except OSError as fehler:
        show_fortschritt(betriebssystem_satz(fehler, ordner))
        return 1
    except KeyboardInterrupt:
        show_fortschritt("Abgebrochen.")
        return 130


def _dispatch(argumente: list[str], projekt: Path) -> int:
    if not argumente or argumente[0] in ("-h", "--help", "--hilfe", "hilfe", "help"):
        print(hilfe())
        return 0
    kommando, rest = argumente[0], argumente[1:]
    if kommando == "start":
        return app.run_start(rest, projekt)
    if kommando == "test":
        return pruefung.run_test(rest, projekt)
    if kommando not in FACHKOMMANDOS:
        namen = ", ".join(EIGENE_KOMMANDOS | FACHKOMMANDOS)
        raise AufrufError(f"Das Kommando „{kommando}“ gibt es nicht – bekannt sind: {namen}.")
    umgebung = require_umgebung(projekt)
    befehl = [umgebung.python, "-m", "mut_core.befehle", kommando, *rest]
    sys.stdout.flush()
    return run(befehl, ordner=projekt, umgebung=kind_umgebung(umgebung), gruppe=False)
