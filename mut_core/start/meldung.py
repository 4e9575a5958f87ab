"""Melden: was ein Mensch am Terminal liest – Fortschritt auf stderr, Fehler als ein Satz mit Ausweg."""

import errno
import sys
from pathlib import Path

from mut_core.fehler import BetriebError


class AufrufError(BetriebError):
    """Das Kommando wurde falsch geschrieben; Exitcode 2 wie bei Kommandozeilen üblich."""


def show_fortschritt(text: str) -> None:
    """Schreibt eine Zeile Fortschritt sofort auf stderr; stdout bleibt den Ergebnissen."""
    print(text, file=sys.stderr, flush=True)


def schreibrechte_satz(ort: Path | str) -> str:
    """Der eine Satz für fehlende Schreibrechte."""
    return (
        f"Keine Schreibrechte in „{ort}“ – bitte das Projekt in einen eigenen Ordner kopieren "
        "(oder den Eigentümer ändern) und das Kommando dort wiederholen."
    )


def platte_voll_satz(ort: Path | str) -> str:
    """Der eine Satz für einen vollen Datenträger."""
    return f"Der Datenträger von „{ort}“ ist voll – bitte etwa 1 GB frei machen und das Kommando wiederholen."


def betriebssystem_satz(fehler: OSError, ort: Path | str) -> str:
    """Übersetzt einen Fehler des Betriebssystems in einen Satz, der den Ausweg nennt."""
    stelle = fehler.filename or ort
    if fehler.errno in (errno.ENOSPC, errno.EDQUOT):
        return platte_voll_satz(stelle)
    if fehler.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return schreibrechte_satz(stelle)
    if fehler.errno in (errno.ENOTDIR, errno.EEXIST):
        return f"„{stelle}“ ist kein Ordner – bitte diese Datei umbenennen und das Kommando wiederholen."
    return f"Das Betriebssystem meldet für „{stelle}“: {fehler.strerror or fehler} – bitte dort nachsehen."
