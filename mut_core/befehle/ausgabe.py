"""Sagen: Ergebnisse auf stdout, alles andere auf stderr; aus Fehlern des Betriebssystems wird ein Satz."""

import errno
import sys

_GRUND = {
    errno.ENOENT: "den Ordner gibt es nicht",
    errno.ENOTDIR: "das ist kein Ordner",
    errno.EISDIR: "das ist ein Ordner; bitte eine Datei nennen",
    errno.EACCES: "die Schreibrechte fehlen (oder die Datei ist noch geöffnet)",
    errno.EPERM: "die Schreibrechte fehlen",
    errno.EROFS: "der Datenträger ist schreibgeschützt",
    errno.ENOSPC: "der Datenträger ist voll",
    errno.ENAMETOOLONG: "der Name ist zu lang",
}


def sage(satz: str) -> None:
    """Schreibt eine Zeile sofort auf stderr."""
    sys.stderr.write(f"{satz}\n")
    sys.stderr.flush()


def zeige(text: str) -> None:
    """Schreibt ein Ergebnis auf stdout."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def satz_zu(fehler: OSError) -> str:
    """Gibt einen deutschen Satz zu einem Fehler des Betriebssystems."""
    ort = f" („{fehler.filename}“)" if fehler.filename else ""
    grund = _GRUND.get(fehler.errno or 0, fehler.strerror or str(fehler))
    return f"Schreiben oder Lesen ist nicht gelungen{ort}: {grund}. Bitte einen anderen Ort nennen."
