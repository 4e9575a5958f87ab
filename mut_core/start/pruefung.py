"""Prüfen: fährt Format, Regeln, Typen, Schichten, Migrationen und alle Tests und zieht am Ende Bilanz."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from mut_core.fehler import BetriebError
from mut_core.start.browser import require_browser
from mut_core.start.meldung import show_fortschritt
from mut_core.start.prozess import run
from mut_core.start.umgebung import Umgebung, kind_umgebung, require_umgebung

HILFE = """Aufruf: python3 -m mut_core test [--ohne-browser] [Optionen und Pfade für pytest]

  --ohne-browser   die Browsertests weglassen
  -k, -x, Pfade …  gehen an pytest; bei einer Auswahl (-k, -m, --lf, Pfad) läuft nur pytest

Ohne Auswahl laufen der Reihe nach: Format, Regeln, Typen, Schichten, Migration = Modell, alle Tests."""

ACHTUNG = "ACHTUNG: ohne Browser – die Browsertests laufen NICHT; dieses Ergebnis ist unvollständig."
_LINT_IMPORTS = "import sys; from importlinter.cli import lint_imports_command; sys.exit(lint_imports_command())"

WERKZEUGE: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("Format (ruff format)", ("-m", "ruff", "format", "--check", ".")),
    ("Regeln (ruff check)", ("-m", "ruff", "check", ".")),
    ("Typen (mypy --strict)", ("-m", "mypy")),
    ("Schichten (import-linter)", ("-c", _LINT_IMPORTS)),
    ("Migration = Modell", ("-m", "mut_core.befehle", "pruefe-migration")),
)


@dataclass(frozen=True)
class Ergebnis:
    """Wie ein Schritt ausging."""

    name: str
    code: int
    dauer: float
    hinweis: str = ""


def run_test(argumente: Sequence[str], projekt: Path) -> int:
    """Das Kommando `test`: 0 nur, wenn jeder Schritt bestanden ist."""
    if any(wort in ("-h", "--help", "--hilfe") for wort in argumente):
        print(HILFE)
        return 0
    ohne_browser = "--ohne-browser" in argumente
    optionen = [wort for wort in argumente if wort != "--ohne-browser"]
    if ohne_browser:
        show_fortschritt(ACHTUNG)
    umgebung = require_umgebung(projekt, "test")
    ergebnisse = run_schritte(umgebung, optionen, ohne_browser=ohne_browser)
    print(bilanz(ergebnisse), flush=True)
    if ohne_browser:
        print(ACHTUNG, flush=True)
    return 0 if all(ergebnis.code == 0 for ergebnis in ergebnisse) else 1


def run_schritte(umgebung: Umgebung, optionen: Sequence[str], *, ohne_browser: bool) -> list[Ergebnis]:
    """Fährt alle Schritte bis zum Ende, auch wenn einer scheitert."""
    ergebnisse = []
    if hat_auswahl(optionen, umgebung.projekt):
        print("Es wurde eine Auswahl angegeben: Nur pytest läuft, ohne Format, Regeln, Typen und Schichten.")
    else:
        ergebnisse = [_run_schritt(umgebung, name, list(teile)) for name, teile in WERKZEUGE]
    ergebnisse.append(_run_pytest(umgebung, optionen, ohne_browser=ohne_browser))
    return ergebnisse


def _run_pytest(umgebung: Umgebung, optionen: Sequence[str], *, ohne_browser: bool) -> Ergebnis:
    """Fährt pytest; ohne Browser scheitert der Schritt auch dann, wenn die übrigen Tests bestehen."""
    teile = ["-m", "pytest", *pytest_argumente(optionen, ohne_browser=ohne_browser)]
    if ohne_browser:
        return _run_schritt(umgebung, "Tests (pytest)", teile)
    try:
        browser = require_browser(umgebung)
    except BetriebError as fehler:
        show_fortschritt(str(fehler))
        teile = ["-m", "pytest", *pytest_argumente(optionen, ohne_browser=True)]
        lauf = _run_schritt(umgebung, "Tests (pytest)", teile)
        return Ergebnis(lauf.name, lauf.code or 1, lauf.dauer, "kein Browser, siehe oben")
    return _run_schritt(umgebung, "Tests (pytest)", teile, browser)


def _run_schritt(umgebung: Umgebung, name: str, teile: list[str], browser: Path | None = None) -> Ergebnis:
    print(f"\n=== {name} ===", flush=True)
    variablen = kind_umgebung(umgebung)
    if browser is not None:
        variablen["MUT_BROWSER"] = str(browser)
    beginn = time.monotonic()
    # In unserer Prozessgruppe: Bei Strg+C soll pytest noch sagen dürfen, wo es stand.
    code = run([umgebung.python, *teile], ordner=umgebung.projekt, umgebung=variablen, gruppe=False)
    ergebnis = Ergebnis(name, code, time.monotonic() - beginn, _hinweis(teile, code))
    print(f"--- {name}: {'bestanden' if code == 0 else 'GESCHEITERT'} nach {ergebnis.dauer:.1f} s", flush=True)
    return ergebnis


def _hinweis(teile: Sequence[str], code: int) -> str:
    return "kein einziger Test lief" if "pytest" in teile and code == 5 else ""


def hat_auswahl(optionen: Sequence[str], projekt: Path) -> bool:
    """Sagt, ob jemand nur bestimmte Tests will; dann wären die übrigen Prüfungen im Weg."""
    for wort in optionen:
        if wort.startswith(("-k", "-m", "--lf", "--last-failed", "--sw", "--stepwise")):
            return True
        if not wort.startswith("-") and (projekt / wort.split("::")[0]).exists():
            return True
    return False


def pytest_argumente(optionen: Sequence[str], *, ohne_browser: bool) -> list[str]:
    """Die Optionen für pytest: die des Menschen, dazu zwei Prozesse und die Browserauswahl."""
    argumente = list(optionen)
    eigene = ("-n", "--numprocesses", "-p", "--pdb", "--trace", "-s", "--capture")
    if not any(wort.startswith(eigene) for wort in optionen):
        argumente = ["-n", "2", "--dist", "worksteal", *argumente]
    if ohne_browser:
        argumente = _ohne_browser(argumente)
    return argumente


def _ohne_browser(argumente: list[str]) -> list[str]:
    """Verbindet ein vorhandenes -m mit „not browser“, denn bei pytest gewinnt sonst nur das letzte."""
    rest = list(argumente)
    for stelle, wort in enumerate(argumente):
        if wort == "-m" and stelle + 1 < len(argumente):
            rest[stelle + 1] = f"({argumente[stelle + 1]}) and not browser"
            return rest
        if wort.startswith("-m"):
            rest[stelle] = f"-m({wort[2:].lstrip('=')}) and not browser"
            return rest
    return [*rest, "-m", "not browser"]


def bilanz(ergebnisse: Sequence[Ergebnis]) -> str:
    """Die Tabelle am Schluss: was bestand, was scheiterte, wie lange es dauerte."""
    zeilen = ["", "=== Bilanz ==="]
    for ergebnis in ergebnisse:
        urteil = "bestanden" if ergebnis.code == 0 else f"GESCHEITERT (Code {ergebnis.code})"
        hinweis = f"  {ergebnis.hinweis}" if ergebnis.hinweis else ""
        zeilen.append(f"{ergebnis.name:<28}{ergebnis.dauer:>8.1f} s  {urteil}{hinweis}")
    schlecht = sum(ergebnis.code != 0 for ergebnis in ergebnisse)
    zeilen.append("Alles bestanden." if schlecht == 0 else f"{schlecht} von {len(ergebnisse)} gescheitert.")
    return "\n".join(zeilen)
