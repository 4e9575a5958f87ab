"""Umwandeln: LibreOffice in einem eigenen Ordner ausführen lassen und die fertige PDF-Datei herausgeben."""

import contextlib
import json
import logging
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Final

from mut_core.fehler import BetriebError
from mut_core.pdf import waechter
from mut_core.pdf.alternativtext import add_alternativtexte
from mut_core.pdf.herkunft import ZU_GROSS, diagrammtexte, druckfassung
from mut_core.pdf.profil import FILTER, PROXY_INS_LEERE, write_profil

_LOG: Final = logging.getLogger("mut.pdf")
MB: Final = 1024 * 1024
_FESTE_ORTE: Final = (
    "/Applications/LibreOffice.app/Contents/MacOS/soffice",
    r"C:\Program Files\LibreOffice\program\soffice.com",
)
_AUS_DER_UMGEBUNG: Final = ("PATH", "LANG", "FONTCONFIG_FILE", "FONTCONFIG_PATH", "SystemRoot", "ProgramFiles")

FEHLT: Final = (
    "Auf diesem Server ist LibreOffice nicht eingerichtet; ohne es entsteht keine PDF-Datei. "
    "Bitte laden Sie die Word-Datei herunter und speichern Sie sie in Word als PDF. "
    "Die Betreuung des Servers kann „libreoffice-writer-nogui“ nachinstallieren."
)
ZU_LANGE: Final = (
    "Die PDF-Ausgabe hat länger als {frist} Sekunden gedauert und wurde beendet. Bitte versuchen Sie es noch einmal, "
    "lassen Sie Anlagen weg, oder speichern Sie die Word-Datei in Word als PDF."
)
KAPUTT: Final = (
    "LibreOffice konnte aus diesem Bericht keine PDF-Datei machen. Bitte versuchen Sie es noch einmal; "
    "die Word-Datei ist davon nicht betroffen und lässt sich in Word als PDF speichern."
)


class Pdfnetz(StrEnum):
    """Wie LibreOffice vom Netz getrennt war."""

    NAMENSRAUM = "namensraum"
    """Linux: ein eigenes, leeres Netz – auch der eigene Rechner ist nicht erreichbar."""
    PROFIL = "profil"
    """Anderswo: Nachladen abgeschaltet und ein Proxy ins Leere; das hält LibreOffice, aber nicht jeden Fehler darin."""


@dataclass(frozen=True)
class Grenzen:
    """Was ein Lauf höchstens verbrauchen darf; Bytes und Sekunden."""

    frist: float = 120
    speicher: int = 2048 * MB
    """Adressraum je Prozess; gemessen 500 MB bei 22 Seiten."""
    groesse: int = 200 * MB
    """Größe jeder geschriebenen Datei."""


def pdf_moeglich() -> bool:
    """Sagt, ob LibreOffice auf diesem Rechner zu finden ist."""
    return _soffice() is not None


def build_pdf(docx: bytes, *, frist: float = 120, weiter: Callable[[], None] = lambda: None) -> bytes:
    """Gibt die PDF-Datei (PDF/UA-1, PDF/A-2) zu einem Bericht, den diese App gebaut hat.

    `frist` in Sekunden. `weiter` wird etwa zehnmal je Sekunde gerufen; wirft es, endet LibreOffice sofort, und der
    Fehler geht weiter. Wirft BetriebError, wenn LibreOffice fehlt, zu lange braucht oder scheitert, und wenn die Datei
    zu groß ist oder nicht von hier stammt.
    """
    schlank = druckfassung(docx)
    pdf, netz = convert_docx(schlank, Grenzen(frist), weiter)
    if netz is not Pdfnetz.NAMENSRAUM:
        _LOG.info("PDF gebaut; LibreOffice war nur durch sein Profil vom Netz getrennt.")
    texte = diagrammtexte(schlank)
    ergaenzt = add_alternativtexte(pdf, texte)
    if ergaenzt is None:
        _LOG.warning("In der PDF-Datei fehlen Alternativtexte: %d Diagramme ließen sich nicht zuordnen.", len(texte))
    return ergaenzt or pdf


def convert_docx(
    docx: bytes, grenzen: Grenzen, weiter: Callable[[], None] = lambda: None, *, netz: str = "trennen"
) -> tuple[bytes, Pdfnetz | str]:
    """Wandelt eine geprüfte Datei um und sagt, wie das Netz getrennt war; `netz="lassen"` nur zum Messen.

    Wirft BetriebError wie `build_pdf`.
    """
    programm = _soffice()
    if programm is None:
        raise BetriebError(FEHLT)
    with _ordner() as ordner:
        (ordner / "bericht.docx").write_bytes(docx)
        write_profil(ordner / "profil")
        ende, getrennt = _fuehre_aus(_angaben(programm, ordner, grenzen, netz), weiter)
        if ende == waechter.Ende.ZU_LANGE:
            raise BetriebError(ZU_LANGE.format(frist=round(grenzen.frist)))
        return _ergebnis(ordner / "bericht.pdf", ende, grenzen), getrennt


def _soffice() -> str | None:
    gefunden = shutil.which("soffice.com" if os.name == "nt" else "soffice") or shutil.which("libreoffice")
    return gefunden or next((o for o in _FESTE_ORTE if Path(o).is_file()), None)


@contextlib.contextmanager
def _ordner() -> Iterator[Path]:
    ordner = Path(tempfile.mkdtemp(prefix="mut-pdf-"))
    try:
        yield ordner
    finally:
        shutil.rmtree(ordner, ignore_errors=True)


def _angaben(programm: str, ordner: Path, grenzen: Grenzen, netz: str) -> dict[str, object]:
    umgebung = {name: os.environ[name] for name in _AUS_DER_UMGEBUNG if name in os.environ}
    eigene = {"HOME": str(ordner), "TMPDIR": str(ordner), "TEMP": str(ordner), "SAL_USE_VCLPLUGIN": "svp"}
    return {
        "befehl": [
            programm,
            "--headless",
            "--norestore",
            "--nologo",
            f"-env:UserInstallation={(ordner / 'profil').as_uri()}",
            "--convert-to",
            FILTER,
            "--outdir",
            str(ordner),
            str(ordner / "bericht.docx"),
        ],
        "umgebung": {**umgebung, **eigene, **PROXY_INS_LEERE},
        "ordner": str(ordner),
        "frist": grenzen.frist,
        "speicher": grenzen.speicher,
        "groesse": grenzen.groesse,
        "netz": netz,
    }


def _fuehre_aus(angaben: dict[str, object], weiter: Callable[[], None]) -> tuple[int, Pdfnetz | str]:
    """Startet den Wächter und wartet; was auch geschieht, am Ende läuft nichts mehr."""
    with subprocess.Popen(  # noqa: S603 – unser eigenes Skript mit unserem Python
        [sys.executable, "-I", "-S", str(Path(waechter.__file__)), json.dumps(angaben)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    ) as prozess:
        try:
            while True:
                weiter()
                with contextlib.suppress(subprocess.TimeoutExpired):
                    ende = prozess.wait(0.1)
                    break
            zeile = prozess.stdout.readline().decode().strip() if prozess.stdout else ""
        finally:
            if prozess.stdin:
                prozess.stdin.close()  # daran merkt der Wächter, dass niemand mehr wartet
            prozess.wait(15)
    return ende, Pdfnetz(zeile) if zeile in tuple(Pdfnetz) else zeile


def _ergebnis(datei: Path, ende: int, grenzen: Grenzen) -> bytes:
    pdf = datei.read_bytes() if datei.is_file() else b""
    if len(pdf) >= grenzen.groesse:
        raise BetriebError(ZU_GROSS)
    if ende != waechter.Ende.FERTIG or not pdf.startswith(b"%PDF-") or b"%%EOF" not in pdf[-1024:]:
        _LOG.warning("LibreOffice endete mit %d und %d Bytes.", ende, len(pdf))
        raise BetriebError(KAPUTT)
    return pdf
