"""Starten: richtet ein, stellt die Datenbank bereit, startet den Server und sagt, wo man klickt."""

import errno
import http.client
import json
import os
import socket
import subprocess
import sys
import threading
import time
import webbrowser
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mut_core.fehler import BetriebError
from mut_core.start.meldung import AufrufError, show_fortschritt
from mut_core.start.netz import LOOPBACK, require_hosts, vertrauter_proxy
from mut_core.start.prozess import kind, wait_ende
from mut_core.start.umgebung import Umgebung, kind_umgebung, require_umgebung

FRIST_START_SEKUNDEN = 90.0
HILFE = """Aufruf: python3 -m mut_core start [Optionen]

  --port 8501       Port, auf dem die App antwortet
  --host 127.0.0.1  Adresse; voreingestellt ist nur dieser Rechner (andere: MUT_HOSTS nennt die Namen der App)
  --ohne-demo       eine leere Datenbank nicht mit den Demodaten füllen
  --kein-browser    keinen Browser öffnen

Solange es keine Konten gibt, druckt der Start einen Einmallink: in die Demo (nur auf diesem Rechner) oder zum
Einrichten des ersten Kontos."""


@dataclass(frozen=True)
class Startoptionen:
    """Was auf der Kommandozeile von `start` stand."""

    port: int = 8501
    host: str = "127.0.0.1"
    ohne_demo: bool = False
    kein_browser: bool = False

    @property
    def adresse(self) -> str:
        """Host und Port, wie der Server sie erfährt ("127.0.0.1:8501", "[::1]:8501")."""
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"

    @property
    def ziel(self) -> str:
        """Der Host, unter dem man die App auf diesem Rechner erreicht."""
        return {"0.0.0.0": "127.0.0.1", "::": "::1", "": "127.0.0.1"}.get(self.host, self.host)  # noqa: S104

    @property
    def im_netz(self) -> bool:
        """Sagt, ob die App nicht nur auf diesem Rechner erreichbar ist."""
        return self.host not in LOOPBACK

    @property
    def url(self) -> str:
        """Wo man klickt."""
        return f"http://{Startoptionen(self.port, self.ziel).adresse}"


def read_startoptionen(argumente: Sequence[str]) -> Startoptionen:
    """Liest die Optionen von `start`; wirft AufrufError bei Unbekanntem oder Unbrauchbarem."""
    werte: dict[str, Any] = {}
    rest = list(argumente)
    while rest:
        name, gleich, wert = rest.pop(0).partition("=")
        if name in ("--ohne-demo", "--kein-browser") and not gleich:
            werte[name[2:].replace("-", "_")] = True
        elif name in ("--port", "--host"):
            if not gleich and not rest:
                raise AufrufError(f"Nach {name} fehlt der Wert, zum Beispiel: {name} {_BEISPIEL[name]}")
            werte[name[2:]] = wert if gleich else rest.pop(0)
        else:
            raise AufrufError(f"„{name}“ kennt das Kommando start nicht.\n\n{HILFE}")
    if "port" in werte:
        werte["port"] = _port(werte["port"])
    return Startoptionen(**werte)


_BEISPIEL = {"--port": "8502", "--host": "127.0.0.1"}


def _port(text: str) -> int:
    if not (text.isascii() and text.isdigit() and 1 <= int(text) <= 65535):
        raise AufrufError(f"„{text}“ ist kein Port – bitte eine Zahl von 1 bis 65535, zum Beispiel: --port 8502")
    return int(text)


def run_start(argumente: Sequence[str], projekt: Path) -> int:
    """Das Kommando `start`; kehrt zurück, wenn der Server beendet ist."""
    if any(wort in ("-h", "--help", "--hilfe") for wort in argumente):
        print(HILFE)
        return 0
    optionen = read_startoptionen(argumente)
    require_hosts(optionen.host, os.environ)
    vertrauter_proxy(os.environ)
    require_port(optionen)  # vor der langen Arbeit: sonst wartet man Minuten auf diese Meldung
    umgebung = require_umgebung(projekt)
    code, stand = provide_datenbank(umgebung, optionen)
    if code != 0:
        return code
    require_port(optionen)
    return serve(umgebung, optionen, stand)


def require_port(optionen: Startoptionen) -> None:
    """Wirft BetriebError, wenn der Server auf dieser Adresse nicht horchen könnte."""
    fehler = _bind_fehler(optionen.host, optionen.port)
    if fehler is None:
        return
    wo = f"{optionen.host}:{optionen.port}"
    if isinstance(fehler, socket.gaierror) or fehler.errno in (errno.EADDRNOTAVAIL, errno.EAFNOSUPPORT):
        raise BetriebError(
            f"Die Adresse „{optionen.host}“ gehört nicht zu diesem Rechner – bitte --host 127.0.0.1 verwenden."
        )
    anderer = freier_port(optionen.host, optionen.port)
    if fehler.errno in (errno.EACCES, errno.EPERM):
        raise BetriebError(f"Port {wo} darf hier nicht benutzt werden – bitte zum Beispiel --port {anderer}.")
    raise BetriebError(
        f"Port {wo} ist belegt (läuft die App schon?) – bitte dort beenden oder einen anderen nehmen: "
        f"python3 -m mut_core start --port {anderer}"
    )


def freier_port(host: str, ab: int) -> int:
    """Der nächste freie Port nach `ab` (ab 8501, wenn `ab` zu den geschützten gehört)."""
    kandidaten = range(max(ab, 8500) + 1, min(max(ab, 8500) + 100, 65536))
    return next((port for port in kandidaten if _bind_fehler(host, port) is None), 8502)


def _bind_fehler(host: str, port: int) -> OSError | None:
    """Versucht zu horchen wie der Server; None heißt: frei."""
    try:
        familie, art, nummer, _, ziel = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        with socket.socket(familie, art, nummer) as probe:
            if os.name == "posix":  # eben beendete Verbindungen (TIME_WAIT) belegen den Port nicht
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(ziel)
            probe.listen(1)
    except OSError as fehler:
        return fehler
    except UnicodeError:
        return socket.gaierror("kein Rechnername")
    return None


def provide_datenbank(umgebung: Umgebung, optionen: Startoptionen) -> tuple[int, dict[str, Any]]:
    """Bringt die Datenbank auf den neuesten Stand; gibt Exitcode und die Angaben für den Menschen zurück."""
    befehl = [umgebung.python, "-m", "mut_core.befehle", "bereitstellen", "--adresse", optionen.url]
    befehl += ["--ohne-demo"] if optionen.ohne_demo else []
    befehl += ["--im-netz"] if optionen.im_netz else []
    with kind(befehl, ordner=umgebung.projekt, umgebung=kind_umgebung(umgebung), ausgabe=subprocess.PIPE) as prozess:
        ausgabe = prozess.stdout.read() if prozess.stdout else ""
        code = wait_ende(prozess)
    if code > 128:
        raise BetriebError(
            f"Das Bereitstellen der Datenbank wurde von außen beendet (Signal {code - 128}) – bitte wiederholen."
        )
    return code, (read_angaben(ausgabe) if code == 0 else {})


def read_angaben(ausgabe: str) -> dict[str, Any]:
    """Liest die letzte Zeile von `bereitstellen` (JSON); {} wenn da keines steht."""
    zeilen = [zeile for zeile in ausgabe.splitlines() if zeile.strip()]
    try:
        angaben = json.loads(zeilen[-1]) if zeilen else {}
    except ValueError:
        return {}
    return angaben if isinstance(angaben, dict) else {}


def server_befehl(umgebung: Umgebung, optionen: Startoptionen) -> list[str]:
    """Der Aufruf des Servers: uvicorn selbst statt `streamlit run`, weil es TCP_NODELAY setzt.

    Ein einziger Arbeiter, gleich was WEB_CONCURRENCY sagt: Streamlit hält Sitzungen im Prozess.
    """
    befehl = [umgebung.python, "-m", "uvicorn", "streamlit_app:app"]
    befehl += ["--host", optionen.host, "--port", str(optionen.port), "--workers", "1"]
    befehl += ["--no-access-log", "--log-level", "warning", "--no-server-header"]
    befehl += ["--forwarded-allow-ips", vertrauter_proxy(os.environ), "--timeout-graceful-shutdown", "5"]
    return befehl


def server_umgebung(umgebung: Umgebung, optionen: Startoptionen) -> dict[str, str]:
    """Die Umgebungsvariablen des Servers; geglaubt wird nur dem Proxy, den MUT_VERTRAUTER_PROXY nennt."""
    return kind_umgebung(umgebung) | {
        "FORWARDED_ALLOW_IPS": vertrauter_proxy(os.environ),
        "MUT_ADRESSE": optionen.adresse,
        "MUT_HOSTS": require_hosts(optionen.host, os.environ),
    }


def serve(umgebung: Umgebung, optionen: Startoptionen, angaben: Mapping[str, Any]) -> int:
    """Startet den Server, meldet ihn, wenn er antwortet, und wartet auf sein Ende.

    Strg+C und SIGTERM sind der vorgesehene Weg hinaus: Exitcode 0.
    """
    show_fortschritt("Die App startet …")
    befehl = server_befehl(umgebung, optionen)
    try:
        with kind(befehl, ordner=umgebung.projekt, umgebung=server_umgebung(umgebung, optionen)) as prozess:
            wait_bereit(prozess, optionen)
            print(bereit_text(optionen, angaben), flush=True)
            if not optionen.kein_browser and hat_bildschirm(os.environ, sys.platform):
                threading.Thread(
                    target=webbrowser.open, args=(angaben.get("link") or optionen.url,), daemon=True
                ).start()
            code = wait_ende(prozess)
    except KeyboardInterrupt:
        show_fortschritt("\nDie App ist beendet.")
        return 0
    raise BetriebError(f"Die App hat sich unerwartet beendet (Code {code}) – der Grund steht in den Zeilen darüber.")


def wait_bereit(prozess: subprocess.Popen[str], optionen: Startoptionen, frist: float = FRIST_START_SEKUNDEN) -> None:
    """Kehrt zurück, sobald der Server sich gesund meldet; wirft BetriebError, wenn er das nicht tut."""
    ende = time.monotonic() + frist
    while time.monotonic() < ende:
        if prozess.poll() is not None:
            require_port(optionen)
            raise BetriebError(
                "Die App ist beim Starten stehen geblieben – der Grund steht in den Zeilen darüber; "
                "hilft das nicht, den Ordner „.venv“ löschen und noch einmal starten."
            )
        if _antwortet(optionen):
            return
        time.sleep(0.05)
    raise BetriebError(
        f"Die App antwortet seit {frist:.0f} Sekunden nicht auf {optionen.url} – bitte noch einmal starten."
    )


def _antwortet(optionen: Startoptionen) -> bool:
    verbindung = http.client.HTTPConnection(optionen.ziel, optionen.port, timeout=2)
    try:
        verbindung.request("GET", "/_stcore/health")
        return verbindung.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        verbindung.close()


def bereit_text(optionen: Startoptionen, angaben: Mapping[str, Any]) -> str:
    """Was am Ende dasteht: wo man klickt, wer man ist, wo die Daten liegen, wie man aufhört."""
    art, link = str(angaben.get("linkart") or ""), str(angaben.get("link") or "")
    wo = link if art == "start" else optionen.url
    zeilen = ["", f"MuT-Sachstand ist bereit: {wo}", ""]
    if art in _LINK:
        zeilen += [*([] if art == "start" else [f"  Erstes Konto einrichten: {link}"]), f"  {_LINK[art]}", ""]
    for schluessel, name in _ANGABEN.items():
        if angaben.get(schluessel) not in (None, ""):
            zeilen.append(f"  {name:<15}{angaben[schluessel]}")
    zeilen.append(f"  {'Beenden':<15}mit Strg+C")
    if optionen.im_netz:
        zeilen += ["", f"  ACHTUNG: --host {optionen.host} macht die App für andere Rechner erreichbar."]
    return "\n".join(zeilen)


_LINK = {
    "start": "Der Link gilt 10 Minuten und einmal. Einen neuen gibt: python3 -m mut_core konto link --start",
    "einrichten": "Der Link gilt 24 Stunden und einmal. Einen neuen gibt: python3 -m mut_core konto link",
}
_ANGABEN = {
    "konzept": "Konzept",
    "konzepte": "Konzepte",
    "nutzer": "Demo-Person",
    "datenbank": "Datenbank",
}


def hat_bildschirm(variablen: Mapping[str, str], plattform: str) -> bool:
    """Sagt, ob ein Browser auf diesem Rechner jemandem gezeigt würde (nicht in CI, nicht über SSH)."""
    if variablen.get("CI"):
        return False
    if variablen.get("DISPLAY") or variablen.get("WAYLAND_DISPLAY"):
        return True
    ueber_ssh = "SSH_CONNECTION" in variablen or "SSH_TTY" in variablen
    return plattform in ("win32", "darwin") and not ueber_ssh
