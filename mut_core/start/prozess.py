"""Begleiten: startet Unterprozesse so, dass keiner übrig bleibt, wenn das Kommando endet."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from types import FrameType

FRIST_BEENDEN_SEKUNDEN = 10.0


class BeendetError(KeyboardInterrupt):
    """Das Kommando wurde von außen beendet (SIGTERM, geschlossenes Terminal); wie Strg+C zu behandeln."""


def install_signale() -> None:
    """Lässt SIGTERM und ein geschlossenes Terminal denselben Weg gehen wie Strg+C.

    Strg+C wird ausdrücklich eingerichtet: aus einem Hintergrundauftrag der Shell gestartet, erbt man es taub.
    """
    signal.signal(signal.SIGINT, signal.default_int_handler)
    for name in ("SIGTERM", "SIGHUP", "SIGBREAK"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), _raise_beendet)


def _raise_beendet(_nummer: int, _rahmen: FrameType | None) -> None:
    raise BeendetError


@contextmanager
def kind(
    befehl: Sequence[str],
    *,
    ordner: Path,
    umgebung: Mapping[str, str],
    ausgabe: int | None = None,
    fehler: int | None = None,
    gruppe: bool = True,
) -> Iterator[subprocess.Popen[str]]:
    """Startet `befehl` und beendet ihn spätestens beim Verlassen des Blocks.

    Mit `gruppe` erreicht Strg+C nur uns, nicht das Kind: Es wird danach mit SIGTERM beendet und kann
    keinen Traceback mehr über den Satz schreiben.
    """
    prozess = subprocess.Popen(
        list(befehl),
        cwd=ordner,
        env=dict(umgebung),
        stdin=subprocess.DEVNULL if gruppe else None,
        stdout=ausgabe,
        stderr=fehler,
        text=True,
        encoding="utf-8",
        errors="replace",
        process_group=0 if gruppe and os.name == "posix" else None,
    )
    try:
        yield prozess
    except KeyboardInterrupt as abbruch:
        if not gruppe and not isinstance(abbruch, BeendetError):
            _wait_kurz(prozess)  # das Kind hat Strg+C selbst bekommen und räumt gerade auf
        raise
    finally:
        _finish(prozess)


def _wait_kurz(prozess: subprocess.Popen[str]) -> None:
    with suppress(subprocess.TimeoutExpired, KeyboardInterrupt):
        prozess.wait(FRIST_BEENDEN_SEKUNDEN)


def _finish(prozess: subprocess.Popen[str]) -> None:
    """Beendet das Kind erst freundlich, nach einer Frist hart; ein zweites Strg+C stört dabei nicht."""
    if prozess.poll() is None:
        vorher = signal.signal(signal.SIGINT, signal.SIG_IGN)
        try:
            prozess.terminate()
            prozess.wait(FRIST_BEENDEN_SEKUNDEN)
        except subprocess.TimeoutExpired:
            prozess.kill()
            prozess.wait()
        finally:
            signal.signal(signal.SIGINT, vorher)
    if prozess.stdout is not None:
        prozess.stdout.close()


def wait_ende(prozess: subprocess.Popen[str]) -> int:
    """Wartet auf das Ende und gibt den Exitcode zurück; bei Tod durch ein Signal 128 + Nummer."""
    while True:
        try:
            code = prozess.wait(timeout=0.5)  # unter Windows wäre ein endloses wait() für Strg+C taub
        except subprocess.TimeoutExpired:
            continue
        return code if code >= 0 else 128 - code


def run(befehl: Sequence[str], *, ordner: Path, umgebung: Mapping[str, str], gruppe: bool = True) -> int:
    """Führt `befehl` mit sichtbarer Ausgabe aus und gibt seinen Exitcode zurück."""
    sys.stdout.flush()
    with kind(befehl, ordner=ordner, umgebung=umgebung, gruppe=gruppe) as prozess:
        return wait_ende(prozess)


def capture(
    befehl: Sequence[str], *, umgebung: Mapping[str, str], frist: float | None = None
) -> subprocess.CompletedProcess[str]:
    """Führt `befehl` still aus und gibt Exitcode und Ausgaben zurück.

    Wirft OSError, wenn er nicht startet, und subprocess.TimeoutExpired nach `frist` Sekunden.
    """
    return subprocess.run(
        list(befehl),
        capture_output=True,
        text=True,
        encoding="utf-8",
        errors="replace",
        timeout=frist,
        env=dict(umgebung),
        check=False,
    )
