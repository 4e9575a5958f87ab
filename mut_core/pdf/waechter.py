"""Wachen: LibreOffice in engen Grenzen ausführen und hinterher aufräumen – ein eigener, kleiner Prozess.

Läuft als `python -I -S waechter.py ANGABEN` neben der App und kennt nur die Standardbibliothek. Schließt die App die
Leitung (auch weil sie hart beendet wurde) oder ist die Frist um, endet LibreOffice mit allem, was es gestartet hat, und
der Arbeitsordner verschwindet. Ohne diesen Prozess bliebe nach kill -9 der App beides liegen.

ANGABEN ist JSON: befehl, umgebung, ordner, frist (Sekunden), speicher und groesse (Bytes), netz („trennen“, „lassen“).
Die erste Zeile der Ausgabe sagt, wie das Netz getrennt ist; der Endwert ist einer von `Ende`.
"""

import ctypes
import json
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from enum import IntEnum
from pathlib import Path
from typing import Any

try:
    import resource
except ImportError:  # Windows kennt diese Grenzen nicht
    resource = None  # type: ignore[assignment]

_CLONE_NEWUSER, _CLONE_NEWNET = 0x10000000, 0x40000000


class Ende(IntEnum):
    """Womit der Wächter endet."""

    FERTIG = 0
    KAPUTT = 10
    ZU_LANGE = 11
    ABGEBROCHEN = 12


def begrenze(speicher: int, groesse: int, sekunden: int) -> None:
    """Setzt die Grenzen für diesen Prozess; LibreOffice erbt sie. Auf Windows gilt nur die Frist."""
    if resource is None:
        return
    for grenze, wert in (
        (resource.RLIMIT_AS, speicher),
        (resource.RLIMIT_FSIZE, groesse),
        (resource.RLIMIT_CPU, sekunden),
        (resource.RLIMIT_CORE, 0),
    ):
        hart = resource.getrlimit(grenze)[1]
        wert = wert if hart == resource.RLIM_INFINITY else min(wert, hart)  # noqa: PLW2901 – nie über das Erlaubte
        resource.setrlimit(grenze, (wert, wert))


def trenne_netz() -> str:
    """Zieht in ein leeres Netz um und sagt „namensraum“; darf der Prozess das nicht, gilt nur „profil“."""
    if not sys.platform.startswith("linux"):
        return "profil"
    nutzer, gruppe = os.getuid(), os.getgid()
    unshare = ctypes.CDLL(None, use_errno=True).unshare
    if unshare(_CLONE_NEWNET) == 0:
        return "namensraum"
    if unshare(_CLONE_NEWUSER | _CLONE_NEWNET) != 0:
        return "profil"
    try:  # dieselbe Person bleibt man auch innen; sonst gehörte der Ordner niemandem
        Path("/proc/self/setgroups").write_text("deny")
        Path("/proc/self/uid_map").write_text(f"{nutzer} {nutzer} 1")
        Path("/proc/self/gid_map").write_text(f"{gruppe} {gruppe} 1")
    except OSError:
        return "namensraum"
    return "namensraum"


def beende(prozess: subprocess.Popen[bytes]) -> None:
    """Beendet LibreOffice samt allem, was es gestartet hat."""
    if os.name == "nt":
        subprocess.run(["taskkill", "/F", "/T", "/PID", str(prozess.pid)], check=False, capture_output=True)  # noqa: S603, S607
    else:
        try:
            os.killpg(prozess.pid, signal.SIGKILL)
        except ProcessLookupError:
            return
    prozess.wait(10)


def lausche(verloren: threading.Event) -> None:
    """Wartet, bis die App die Leitung schließt."""
    while os.read(0, 1024):
        continue
    verloren.set()


def warte(prozess: subprocess.Popen[bytes], verloren: threading.Event, frist: float) -> Ende:
    """Wartet auf LibreOffice, aber nicht über die Frist hinaus und nicht ohne die App."""
    bis = time.monotonic() + frist
    while prozess.poll() is None:
        if verloren.wait(0.02):
            return Ende.ABGEBROCHEN
        if time.monotonic() > bis:
            return Ende.ZU_LANGE
    return Ende.FERTIG if prozess.returncode == 0 else Ende.KAPUTT


def wache(angaben: dict[str, Any]) -> Ende:
    """Führt den Befehl in seinen Grenzen aus; räumt in jedem Fall die Prozesse weg, ohne App auch den Ordner."""
    netz = trenne_netz() if angaben["netz"] == "trennen" else "offen"
    begrenze(angaben["speicher"], angaben["groesse"], int(angaben["frist"]) + 5)
    os.write(1, f"{netz}\n".encode())
    verloren = threading.Event()
    prozess = subprocess.Popen(  # noqa: S603 – der Befehl kommt allein von `umwandeln`
        angaben["befehl"],
        cwd=angaben["ordner"],
        env=angaben["umgebung"],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    threading.Thread(target=lausche, args=(verloren,), daemon=True).start()
    ende = Ende.KAPUTT
    try:
        ende = warte(prozess, verloren, angaben["frist"])
    finally:
        beende(prozess)
        if ende is Ende.ABGEBROCHEN:
            shutil.rmtree(angaben["ordner"], ignore_errors=True)
    return ende


if __name__ == "__main__":
    os._exit(wache(json.loads(sys.argv[1])))  # ohne auf den lauschenden Faden zu warten
