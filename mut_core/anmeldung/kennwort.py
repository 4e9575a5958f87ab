"""Kennwort: prüfen, ob es taugt, und prüfen, ob es stimmt – mit argon2id und nie mit Kürzen.

Verlangt wird Länge, keine Zusammensetzung (ASVS 6.2.1, 6.2.4, 6.2.5); was leicht zu raten ist, erkennt `ratbar`.
"""

import base64
import secrets
import threading
import unicodedata

from argon2 import PasswordHasher, Type
from argon2.exceptions import InvalidHashError, VerificationError

from mut_core.anmeldung.ratbar import leicht_zu_raten
from mut_core.fehler import EingabeError

MINDESTENS = 12
HOECHSTENS = 256
"""Länge eines Kennworts in Zeichen; die Obergrenze schützt nur vor Riesen, gekürzt wird nie."""

_GLEICHZEITIG = 2
_HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1, hash_len=32, salt_len=16, type=Type.ID)
_PLAETZE = threading.BoundedSemaphore(_GLEICHZEITIG)
"""Mehr Prüfungen zugleich brächten nichts: jede braucht einen Kern und 19 MiB."""


def pruefe_kennwort(kennwort: str, *, kennung: str, name: str) -> None:
    """Wirft EingabeError (Feld `kennwort`) mit dem Ausweg, wenn das Kennwort zu kurz, zu lang oder zu ratbar ist."""
    laenge = len(_normal(kennwort))
    if laenge < MINDESTENS:
        raise EingabeError(
            f"Das Kennwort hat {laenge} Zeichen; nötig sind mindestens {MINDESTENS}. Am einfachsten sind vier Wörter, "
            "die nichts miteinander zu tun haben.",
            feld="kennwort",
        )
    if laenge > HOECHSTENS:
        raise EingabeError(
            f"Das Kennwort hat {laenge} Zeichen; höchstens {HOECHSTENS} sind möglich. Bitte nehmen Sie ein kürzeres.",
            feld="kennwort",
        )
    if grund := leicht_zu_raten(_normal(kennwort), (kennung, name)):
        raise EingabeError(f"Dieses Kennwort ist leicht zu raten: {grund}", feld="kennwort")


def hash_kennwort(kennwort: str) -> str:
    """Gibt die argon2id-Prüfsumme (19 MiB, zwei Durchläufe) mit eigenem Salz; dauert mit Absicht."""
    with _PLAETZE:
        return _HASHER.hash(_bytes(kennwort))


def stimmt(pruefsumme: str | None, kennwort: str) -> bool:
    """Sagt, ob das Kennwort zur Prüfsumme gehört; ohne Prüfsumme rechnet es ebenso lang und sagt nein."""
    if len(kennwort) > HOECHSTENS:  # so lang ist keines: nicht Megabytes rechnen lassen
        pruefsumme, kennwort = None, ""
    with _PLAETZE:
        try:
            return _HASHER.verify(pruefsumme or _ATTRAPPE, _bytes(kennwort))
        except (VerificationError, InvalidHashError):
            return False


def veraltet(pruefsumme: str) -> bool:
    """Sagt, ob die Prüfsumme mit anderen Einstellungen gerechnet wurde und erneuert werden sollte."""
    return _HASHER.check_needs_rehash(pruefsumme)


def _normal(kennwort: str) -> str:
    """NFC wie in RFC 8265: „ü“ vom Mac und „ü“ von Windows sind dasselbe Kennwort, Groß und Klein aber nicht."""
    return unicodedata.normalize("NFC", kennwort)


def _bytes(kennwort: str) -> bytes:
    return _normal(kennwort).encode("utf-8", "surrogatepass")


def _attrappe() -> str:
    """Gibt eine Prüfsumme mit denselben Einstellungen, zu der es kein Kennwort gibt."""
    salz, summe = (base64.b64encode(secrets.token_bytes(n)).rstrip(b"=").decode() for n in (16, 32))
    return f"$argon2id$v=19$m={_HASHER.memory_cost},t={_HASHER.time_cost},p={_HASHER.parallelism}${salz}${summe}"


_ATTRAPPE = _attrappe()
