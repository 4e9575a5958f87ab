"""Installieren: lässt pip arbeiten, zeigt je Paket eine Zeile und deutet pips Fehler auf Deutsch."""

import queue
import re
import subprocess
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from mut_core.fehler import BetriebError
from mut_core.start.meldung import platte_voll_satz, schreibrechte_satz, show_fortschritt
from mut_core.start.prozess import kind, wait_ende

LEBENSZEICHEN_SEKUNDEN = 5.0
GROSS_AB_MB = 5.0
ENTPACKEN = "Installing collected packages"

_PAKET = re.compile(r"^\s*(?:Collecting|Requirement already satisfied:)\s+([A-Za-z0-9][\w.-]*)(?:==(\S+))?")
_DATEI = re.compile(r"^\s*Processing\s+(?:.*[/\\])?([A-Za-z0-9][\w.]*)-(\d[^-\s]*?)(?:-\S+\.whl|\.tar\.gz|\.zip)")
_GROSS = re.compile(r"^\s*Downloading\s.*\((\d+(?:\.\d+)?) MB\)")
_BAUT = re.compile(r"^\s*Building wheel for (\S+)")

_NETZ = re.compile(
    r"NewConnectionError|NameResolutionError|Failed to establish a new connection|Max retries exceeded"
    r"|ConnectTimeout|ReadTimeout|Read timed out|ProxyError|Cannot connect to proxy|Connection refused"
    r"|Connection reset|Connection aborted|RemoteDisconnected|Network is unreachable|IncompleteRead"
    r"|Retrying \(Retry\(|Connection broken|Temporary failure in name resolution",
)
_GELADEN = re.compile(r"^\s*(?:Downloading|Using cached|Processing)\s", re.MULTILINE)
_ZERTIFIKAT = re.compile(r"CERTIFICATE_VERIFY_FAILED|SSLCertVerificationError|certificate verify failed")
_PASST_NICHT = re.compile(
    r"No matching distribution found|Could not find a version|subprocess-exited-with-error"
    r"|Failed building wheel|Failed to build|metadata-generation-failed|requires a different Python"
)


class Fortschritt:
    """Verdichtet pips Ausgabe: je Paket eine Zeile „[ 3/45] streamlit 1.67.0“, beim Schweigen ein Lebenszeichen."""

    def __init__(self, erwartet: int) -> None:
        self.erwartet = erwartet
        self.gesehen: list[str] = []
        self.schritt = "Pakete werden gesucht"
        self.entpackt = False
        self.beginn = time.monotonic()

    def zeile(self, text: str) -> str | None:
        """Deutet eine Zeile von pip; None heißt: für Menschen uninteressant."""
        if treffer := _PAKET.match(text) or _DATEI.match(text):
            return self._paket(treffer[1], treffer[2] or "")
        if treffer := _GROSS.match(text):
            return self._gross(treffer[1])
        if treffer := _BAUT.match(text):
            return f"        {treffer[1]} wird gebaut …"
        if ENTPACKEN in text:
            self.entpackt, self.schritt = True, "Pakete werden entpackt"
            return f"        {text.count(',') + 1} Pakete werden entpackt …"
        return None

    def stille(self) -> str:
        """Das Lebenszeichen, wenn pip länger nichts sagt."""
        return f"        … {self.schritt}, läuft seit {time.monotonic() - self.beginn:.0f} s"

    def _paket(self, name: str, version: str) -> str | None:
        schluessel = re.sub(r"[-_.]+", "-", name).lower()
        if schluessel in self.gesehen:
            return None
        self.gesehen.append(schluessel)
        self.schritt = f"{name} wird geladen"
        nummer = len(self.gesehen)
        stand = f"[{nummer:>3}/{self.erwartet}]" if nummer <= self.erwartet else f"[{nummer:>3}]"
        return f"{stand} {schluessel} {version}".rstrip()

    def _gross(self, megabyte: str) -> str | None:
        if float(megabyte) < GROSS_AB_MB:
            return None
        return f"        {megabyte.replace('.', ',')} MB werden geladen …"


def install(
    python: str,
    anforderungen: Sequence[str],
    *,
    ordner: Path,
    umgebung: Mapping[str, str],
    protokoll: Path,
    anzeige: Fortschritt,
) -> None:
    """Installiert `anforderungen` (Argumente für `pip install`) sichtbar; pips volle Ausgabe steht in `protokoll`.

    Wirft BetriebError mit einem Satz, wenn pip scheitert.
    """
    befehl = [python, "-m", "pip", "install", "--no-input", "--disable-pip-version-check", "--no-user"]
    befehl += ["--progress-bar", "off", *anforderungen]
    with kind(befehl, ordner=ordner, umgebung=umgebung, ausgabe=subprocess.PIPE, fehler=subprocess.STDOUT) as prozess:
        ausgabe = "".join(_show_zeilen(prozess, anzeige))
        code = wait_ende(prozess)
    protokoll.write_text(ausgabe, encoding="utf-8")
    if code != 0:
        raise BetriebError(pip_satz(ausgabe, protokoll))


def _show_zeilen(prozess: subprocess.Popen[str], anzeige: Fortschritt) -> Iterator[str]:
    """Gibt pips Zeilen weiter und zeigt nebenbei den Fortschritt."""
    zeilen: queue.Queue[str | None] = queue.Queue()
    threading.Thread(target=_read_zeilen, args=(prozess, zeilen), daemon=True).start()
    while True:
        try:
            zeile = zeilen.get(timeout=LEBENSZEICHEN_SEKUNDEN)
        except queue.Empty:
            show_fortschritt(anzeige.stille())
            continue
        if zeile is None:
            return
        if text := anzeige.zeile(zeile):
            show_fortschritt(text)
        yield zeile


def _read_zeilen(prozess: subprocess.Popen[str], zeilen: queue.Queue[str | None]) -> None:
    """Liest in einem eigenen Faden, damit das Warten auf pip die Anzeige nicht anhält."""
    try:
        for zeile in prozess.stdout or ():
            zeilen.put(zeile)
    except ValueError:  # der Hauptfaden hat den Strom beim Abbruch geschlossen
        return
    finally:
        zeilen.put(None)


def pip_satz(ausgabe: str, protokoll: Path | str) -> str:
    """Deutet die Ausgabe eines gescheiterten pip-Laufs: ein Satz mit Ausweg.

    Fehlernummern statt Fehlertexte, wo es geht: pip übersetzt die Texte des Betriebssystems.
    """
    ort = Path(protokoll).parent
    if "[Errno 28]" in ausgabe or "[Errno 122]" in ausgabe or "[WinError 112]" in ausgabe:
        return platte_voll_satz(ort)
    if _ZERTIFIKAT.search(ausgabe):
        return (
            "Das Zertifikat der Paketquelle wird nicht anerkannt – bitte PIP_CERT auf die Zertifikatsdatei "
            f"des Hauses setzen (die IT kennt sie) und das Kommando wiederholen. Einzelheiten: {protokoll}"
        )
    if _NETZ.search(ausgabe) or ("(from versions: none)" in ausgabe and not _GELADEN.search(ausgabe)):
        # Ohne Wiederholungen (PIP_RETRIES=0) nennt pip den Netzfehler nicht: Es hat dann nur nichts gefunden.
        return (
            "Die Pakete konnten nicht geladen werden: keine Verbindung zur Paketquelle – bitte das Netz prüfen, "
            "hinter einem Proxy HTTPS_PROXY, für eine eigene Quelle PIP_INDEX_URL setzen und das Kommando "
            f"wiederholen. Einzelheiten: {protokoll}"
        )
    if any(nummer in ausgabe for nummer in ("[Errno 13]", "[Errno 1]", "[Errno 30]", "[WinError 5]")):
        return schreibrechte_satz(ort)
    if _PASST_NICHT.search(ausgabe):
        return (
            "Ein Paket gibt es für dieses Python oder diesen Rechner nicht fertig – bitte Python 3.11 bis 3.13 "
            f"(64 Bit) verwenden und das Kommando wiederholen. pip sagt: {_letzter_fehler(ausgabe)} "
            f"Einzelheiten: {protokoll}"
        )
    return f"Die Installation ist gescheitert: {_letzter_fehler(ausgabe)} Einzelheiten: {protokoll}"


def _letzter_fehler(ausgabe: str) -> str:
    zeilen = [zeile.strip() for zeile in ausgabe.splitlines() if zeile.strip()]
    fehler = [zeile for zeile in zeilen if zeile.lower().startswith("error")]
    return "„" + (fehler or zeilen or ["ohne Ausgabe"])[-1][:300] + "“."
