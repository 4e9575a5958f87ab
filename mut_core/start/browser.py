"""Finden: sucht einen Browser für die Tests und holt einen, wenn keiner da ist."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

from mut_core.fehler import BetriebError
from mut_core.start.meldung import show_fortschritt
from mut_core.start.prozess import capture, run
from mut_core.start.umgebung import Umgebung, kind_umgebung

NAMEN = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "msedge")
_PLAYWRIGHT_FRAGE = (
    "from playwright.sync_api import sync_playwright\nwith sync_playwright() as p: print(p.chromium.executable_path)"
)
_FESTE_ORTE = {
    "darwin": (
        "/Applications/Chromium.app/Contents/MacOS/Chromium",
        "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    ),
    "win32": (
        r"%ProgramFiles%\Google\Chrome\Application\chrome.exe",
        r"%ProgramFiles(x86)%\Google\Chrome\Application\chrome.exe",
        r"%ProgramFiles(x86)%\Microsoft\Edge\Application\msedge.exe",
    ),
}
KEIN_BROWSER = (
    "Für die Browsertests ließ sich kein Browser finden oder installieren – bitte Chromium installieren "
    "(Debian: als root „apt install chromium“) oder MUT_BROWSER auf einen vorhandenen setzen; "
    "--ohne-browser lässt diese Tests weg."
)


def require_browser(umgebung: Umgebung) -> Path:
    """Gibt den Pfad eines laufenden Browsers zurück; installiert einen, wenn keiner da ist.

    Wirft BetriebError, wenn MUT_BROWSER auf nichts Brauchbares zeigt oder kein Weg zu einem Browser führt.
    """
    variablen = kind_umgebung(umgebung)
    if gefunden := find_browser(variablen) or playwright_browser(umgebung):
        return gefunden
    for versuch in (_install_playwright, _install_debian):
        versuch(umgebung)
        if gefunden := find_browser(variablen) or playwright_browser(umgebung):
            return gefunden
    raise BetriebError(KEIN_BROWSER)


def find_browser(variablen: Mapping[str, str]) -> Path | None:
    """Sucht in der Reihenfolge Variable MUT_BROWSER, PATH, feste Orte; None, wenn nichts läuft.

    Zeigt MUT_BROWSER ins Leere, wirft sie BetriebError statt still einen anderen zu nehmen.
    """
    if wunsch := variablen.get("MUT_BROWSER"):
        pfad = shutil.which(wunsch, path=variablen.get("PATH"))
        if pfad is None or not laeuft(Path(pfad)):
            raise BetriebError(
                f"MUT_BROWSER zeigt auf „{wunsch}“, das ist kein ausführbarer Browser – bitte die Variable "
                "berichtigen oder entfernen."
            )
        return Path(pfad)
    return next((pfad for pfad in _kandidaten(variablen) if laeuft(pfad)), None)


def _kandidaten(variablen: Mapping[str, str]) -> Iterator[Path]:
    for name in NAMEN:
        if pfad := shutil.which(name, path=variablen.get("PATH", "")):
            yield Path(pfad)
    for ort in _FESTE_ORTE.get(sys.platform, ()):
        pfad_dort = Path(os.path.expandvars(ort))
        if pfad_dort.is_file():
            yield pfad_dort


def laeuft(pfad: Path) -> bool:
    """Sagt, ob der Browser startet: Ubuntus chromium-browser ist ohne Snap nur eine Attrappe.

    Unter Windows genügt die Datei, denn `chrome.exe --version` öffnet dort ein Fenster.
    """
    if sys.platform == "win32":
        return pfad.is_file()
    try:
        lauf = subprocess.run([pfad, "--version"], capture_output=True, timeout=30, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return lauf.returncode == 0


def playwright_browser(umgebung: Umgebung) -> Path | None:
    """Der Browser, den Playwright selbst geladen hat; None, wenn es keinen gibt."""
    try:
        lauf = capture([umgebung.python, "-c", _PLAYWRIGHT_FRAGE], umgebung=kind_umgebung(umgebung), frist=60)
    except (OSError, subprocess.TimeoutExpired):
        return None
    pfad = Path(lauf.stdout.strip() or "/dev/null")
    return pfad if lauf.returncode == 0 and pfad.is_file() and laeuft(pfad) else None


def _install_playwright(umgebung: Umgebung) -> None:
    show_fortschritt("Kein Browser gefunden; Playwright lädt Chromium …")
    befehl = [umgebung.python, "-m", "playwright", "install", "chromium"]
    if run(befehl, ordner=umgebung.projekt, umgebung=kind_umgebung(umgebung)) != 0:
        show_fortschritt("Playwright konnte Chromium nicht laden.")


def _install_debian(umgebung: Umgebung) -> None:
    if not darf_apt():
        return
    show_fortschritt("Chromium wird mit apt-get installiert …")
    variablen = kind_umgebung(umgebung) | {"DEBIAN_FRONTEND": "noninteractive"}
    for befehl in (["apt-get", "-q", "update"], ["apt-get", "-q", "install", "-y", "chromium"]):
        if run(befehl, ordner=umgebung.projekt, umgebung=variablen) != 0:
            show_fortschritt(f"„{' '.join(befehl)}“ ist gescheitert.")


def darf_apt() -> bool:
    """Sagt, ob hier ein Debian mit root-Rechten läuft; nur dann wird etwas am System installiert."""
    return hasattr(os, "geteuid") and os.geteuid() == 0 and shutil.which("apt-get") is not None
