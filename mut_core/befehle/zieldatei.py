"""Ablegen: eine fertige Datei dort, wo jemand sie haben will – ganz oder gar nicht."""

import errno
import os
from contextlib import suppress
from pathlib import Path


def write_zieldatei(ziel: Path, daten: bytes) -> None:
    """Schreibt erst daneben und tauscht dann; was misslingt, lässt weder Teil noch veränderte Zieldatei zurück.

    Wirft OSError mit dem Namen der Zieldatei.
    """
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
