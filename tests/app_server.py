"""Starten: die echte App als eigener Prozess auf freiem Port – für alle Tests, die HTTP oder einen Browser brauchen."""

from __future__ import annotations

import asyncio
import base64
import http.client
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import select
from starlette.types import ASGIApp, Message, Scope
from vorrat import Zweig, vorrat

from mut_core import anmeldung
from mut_core.datenbank import connect_datenbank, schreibeinheit
from mut_core.modell import Nutzer
from mut_core.modell.codes import Anmeldeweg

WURZEL = Path(__file__).resolve().parent.parent
SEITE = """
import altair as alt
import pandas as pd
import streamlit as st

st.set_page_config(page_title="Probe", page_icon="daten/static/icon.png")
st.title("Probe")
tabelle = pd.DataFrame({"Stand": ["offen", "fertig"], "Zahl": [3, 4]})
st.altair_chart(alt.Chart(tabelle).mark_bar().encode(x="Stand", y="Zahl"))
st.dataframe(tabelle)
st.download_button("Bericht laden", "Inhalt", "bericht.txt")
st.multiselect("Handlungsfelder", ["Bildung", "Wohnen"])
st.file_uploader("Datei")
with st.form("f"):
    st.text_input("Sachstand")
    st.form_submit_button("Speichern")
from seiten.pforte import kennung

st.write("Siegel:", str(kennung.entsiegeln(st.context.headers.get(kennung.KOPF))))
if st.button("Fehler auslösen"):
    raise ValueError("geheim-4711 postgresql://amt:kennwort@server/mut erika@example.org")
"""
# SEITE: alles, woran Richtlinie und Übersetzung scheitern könnten

BROWSER_ARGUMENTE = ["--no-sandbox", "--disable-background-networking"]


@dataclass(frozen=True)
class AppServer:
    """Eine laufende App: `adresse` für den Browser, `log` liest, was der Prozess bisher geschrieben hat."""

    port: int
    logdatei: Path
    prozess: subprocess.Popen[bytes] | Zweig
    kommando: tuple[str, ...] = ()
    umgebung: Mapping[str, str] = field(default_factory=dict)

    @property
    def adresse(self) -> str:
        """Die Adresse ohne Schrägstrich am Ende."""
        return f"http://localhost:{self.port}"

    def log(self) -> str:
        """Alles, was der Server bisher ausgegeben hat."""
        return self.logdatei.read_text("utf-8", errors="replace")


def freier_port() -> int:
    """Ein Port, der eben noch frei war."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def browser_pfad() -> str | None:
    """Chromium aus MUT_BROWSER oder PATH; None überlässt Playwright die Wahl."""
    return os.environ.get("MUT_BROWSER") or shutil.which("chromium") or shutil.which("chromium-browser")


def build_app_mit_seite(ordner: Path, seite: str) -> Path:
    """Baut in `ordner` die App mit echter Tür und Pforte, aber `seite` als Rahmen; gibt den Ordner zurück."""
    shutil.copy(WURZEL / "streamlit_app.py", ordner)
    shutil.copytree(WURZEL / ".streamlit", ordner / ".streamlit")
    shutil.copytree(WURZEL / "daten" / "static", ordner / "daten" / "static")
    shutil.copytree(WURZEL / "seiten" / "pforte", ordner / "seiten" / "pforte")
    (ordner / "seiten" / "__init__.py").touch()  # sonst gewänne das Paket der Wurzel
    (ordner / "seiten" / "rahmen.py").write_text(seite, "utf-8")
    return ordner


@contextmanager
def app_server(
    arbeit: Path,
    *,
    app: Path = WURZEL,
    mit: str = "uvicorn",
    umgebung: Mapping[str, str] | None = None,
    host: str = "127.0.0.1",
) -> Iterator[AppServer]:
    """Startet die App in `app` und beendet sie sicher; `arbeit` ist ein leerer Ordner für Datenbank und Log.

    Gestartet wird aus `arbeit`, also aus fremdem Verzeichnis. MUT_DATENBANK zeigt auf `arbeit`/mut.sqlite; wer Daten
    braucht, legt sie vorher dort an oder nennt in `umgebung` eine andere Datenbank. `mit`: "uvicorn" oder "streamlit".
    """
    port = freier_port()
    logdatei = arbeit / f"{mit}-{port}.log"
    eigene = {
        **os.environ,
        "MUT_DATENBANK": f"sqlite:///{(arbeit / 'mut.sqlite').as_posix()}",
        "PYTHONPATH": os.pathsep.join([str(app), str(WURZEL)]),
        "PYTHONUNBUFFERED": "1",
        "HOME": str(arbeit),  # keine fremde ~/.streamlit/config.toml
        **(umgebung or {}),
    }
    kommando = _kommando(app, mit, host, port)
    prozess = _starte(kommando, arbeit, eigene, logdatei)
    server = AppServer(port, logdatei, prozess, (sys.executable, "-m", *kommando), eigene)
    try:
        _warte(server, host)
        yield server
    finally:
        _beende(prozess)


def _kommando(app: Path, mit: str, host: str, port: int) -> list[str]:
    if mit == "streamlit":
        return ["streamlit", "run", str(app / "streamlit_app.py"), "--server.port", str(port), "--server.address", host]
    return ["uvicorn", "streamlit_app:app", "--app-dir", str(app), "--port", str(port), "--host", host]


def _starte(kommando: list[str], arbeit: Path, umgebung: dict[str, str], log: Path) -> subprocess.Popen[bytes] | Zweig:
    """Startet `python -m kommando`; uvicorn kommt aus dem Vorrat, `streamlit run` startet immer wirklich."""
    if kommando[0] == "uvicorn" and (quelle := vorrat()):
        return quelle.serve(kommando, arbeit, umgebung, log)
    with log.open("wb") as ausgabe:
        return subprocess.Popen(
            [sys.executable, "-m", *kommando], cwd=arbeit, env=umgebung, stdout=ausgabe, stderr=subprocess.STDOUT
        )


def _warte(server: AppServer, host: str, sekunden: float = 60.0) -> None:
    ziel = "127.0.0.1" if host in ("0.0.0.0", "127.0.0.1") else f"[{host}]"
    ende = time.monotonic() + sekunden
    while time.monotonic() < ende:
        if server.prozess.poll() is not None:
            raise RuntimeError(f"Der Server hat sich beendet:\n{server.log()}")
        try:
            with urllib.request.urlopen(f"http://{ziel}:{server.port}/_stcore/health", timeout=2):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    raise RuntimeError(f"Der Server antwortet nach {sekunden} s nicht:\n{server.log()}")


def _beende(prozess: subprocess.Popen[bytes] | Zweig) -> None:
    prozess.terminate()
    try:
        prozess.wait(15)
    except subprocess.TimeoutExpired:
        prozess.kill()
        prozess.wait(15)


def sitzungscookie(engine_url: str, kennung: str, weg: Anmeldeweg = Anmeldeweg.BEFEHL) -> str:
    """Öffnet eine echte Sitzung und gibt den Cookie „mut_sitzung=…“ für `frage(…, cookie=…)` und `handschlag`.

    Auf dem Weg `befehl` gilt sie, wie im Betrieb, nur auf diesem Rechner; kein Test umgeht die Pforte.
    """
    engine = connect_datenbank(engine_url)
    with schreibeinheit(engine, None) as session:
        nutzer_id = session.scalars(select(Nutzer.id).where(Nutzer.kennung == kennung)).one()
        token, _ = anmeldung.open_anmeldung(session, nutzer_id, weg, datetime.now(UTC), "Test")
    engine.dispose()
    return f"mut_sitzung={token}"


class Antwort:
    """Eine ganz gelesene Antwort; die Namen der Köpfe sind klein."""

    def __init__(self, roh: http.client.HTTPResponse) -> None:
        self.status = roh.status
        self.koepfe = {name.lower(): wert for name, wert in roh.getheaders()}
        self.cookies = roh.headers.get_all("set-cookie") or []
        self.inhalt = roh.read()
        self.text = self.inhalt.decode("utf-8", "replace")


def frage(
    server: AppServer,
    pfad: str,
    methode: str = "GET",
    *,
    cookie: str | None = None,
    rumpf: str | None = None,
    **koepfe: str,
) -> Antwort:
    """Fragt über 127.0.0.1; `sec_fetch_site="x"` wird zum Kopf `sec-fetch-site: x`, `host` ersetzt den eigenen."""
    with closing(http.client.HTTPConnection("127.0.0.1", server.port, timeout=10)) as verbindung:
        kopfzeilen = {"host": f"localhost:{server.port}", "accept": "text/html"}
        kopfzeilen |= {name.replace("_", "-"): wert for name, wert in koepfe.items()}
        if cookie:
            kopfzeilen["cookie"] = cookie
        verbindung.request(methode, pfad, rumpf, kopfzeilen)
        return Antwort(verbindung.getresponse())


def handschlag(server: AppServer, *kopfzeilen: str, host: str | None = None) -> int:
    """Versucht einen WebSocket mit genau diesen weiteren Kopfzeilen und gibt den Status der Antwort."""
    zeilen = [
        "GET /_stcore/stream HTTP/1.1",
        f"Host: {host or f'localhost:{server.port}'}",
        "Connection: Upgrade",
        "Upgrade: websocket",
        "Sec-WebSocket-Version: 13",
        f"Sec-WebSocket-Key: {base64.b64encode(os.urandom(16)).decode()}",
        *kopfzeilen,
    ]
    with socket.create_connection(("127.0.0.1", server.port), timeout=10) as leitung_:
        leitung_.sendall(("\r\n".join(zeilen) + "\r\n\r\n").encode())
        return int(leitung_.recv(4096).split(b" ")[1])


def anfrage(pfad: str = "/", **weiteres: Any) -> dict[str, Any]:
    """Ein ASGI-Scope, wie ihn uvicorn für einen Seitenabruf auf diesem Rechner baut; `weiteres` ersetzt Teile."""
    return {
        "type": "http",
        "http_version": "1.1",
        "method": "GET",
        "path": pfad,
        "raw_path": pfad.encode(),
        "root_path": "",
        "scheme": "http",
        "query_string": b"",
        "headers": [(b"host", b"localhost:8501"), (b"accept", b"text/html")],
        "client": ("127.0.0.1", 50000),
        "server": ("127.0.0.1", 8501),
        **weiteres,
    }


def rufe(app: ASGIApp, scope: Scope) -> list[Message]:
    """Ruft eine ASGI-App ohne Server und gibt, was sie gesendet hat."""
    gesendet: list[Message] = []

    rumpf: list[Message] = [{"type": "http.request", "body": b"", "more_body": False}]

    async def receive() -> Message:
        if not rumpf:
            await asyncio.Event().wait()  # die Verbindung bleibt offen, es kommt nur nichts mehr
        return rumpf.pop()

    async def send(nachricht: Message) -> None:
        gesendet.append(nachricht)

    asyncio.run(app(scope, receive, send))
    return gesendet
