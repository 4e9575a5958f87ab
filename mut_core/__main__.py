"""Einstieg: nimmt `python3 -m mut_core …` entgegen und prüft zuerst, ob dieses Python neu genug ist.

Diese Datei muss auch ein Python 3.6 noch lesen können, sonst käme statt des Satzes ein Syntaxfehler.
"""

import os
import sys

MINDESTENS = (3, 11)


def zu_altes_python(version: "tuple[int, ...]") -> "str | None":
    """Nennt den Ausweg, wenn `version` (z. B. `sys.version_info[:3]`) zu alt ist; sonst None."""
    if tuple(version[:2]) >= MINDESTENS:
        return None
    return (
        "Diese App braucht Python {}.{} oder neuer; hier läuft {}. "
        "Bitte ein neueres Python installieren (https://www.python.org/downloads/) und das Kommando "
        "damit wiederholen, zum Beispiel: python3.11 -m mut_core start"
    ).format(MINDESTENS[0], MINDESTENS[1], ".".join(str(teil) for teil in version[:3]))


def main() -> int:
    """Führt das Kommando der Aufrufzeile aus und gibt den Exitcode zurück."""
    for strom in (sys.stdout, sys.stderr):
        if hasattr(strom, "reconfigure"):
            strom.reconfigure(errors="replace")  # ein ASCII-Terminal soll „?“ zeigen statt abzubrechen
    satz = zu_altes_python(sys.version_info[:3])
    if satz is not None:
        print(satz, file=sys.stderr)
        return 1
    projekt = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))  # noqa: PTH100, PTH120
    if projekt not in sys.path:
        sys.path.insert(0, projekt)
    from mut_core.start.kommandos import run_kommando

    return run_kommando(sys.argv[1:], projekt)


if __name__ == "__main__":
    sys.exit(main())
