"""Prüft den echten Start: `python -m mut_core start` mit App, Demo-Daten und Server, wie sie wirklich sind."""

import http.cookiejar
import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from app_server import app_server, freier_port

from mut_core.start import umgebung

PROJEKT = Path(__file__).resolve().parent.parent
ZUSAGE_SEKUNDEN = 5.0
RESERVE = 3.0
"""Die Zusage ist < 5 s; auf einem Rechner, der nebenbei andere Tests fährt, gilt das Dreifache als Fehler."""
HINDERNIS = (
    "Der echte Start braucht die fertige Umgebung „.venv“ dieses Projekts; "
    "bitte die Tests mit „python3 -m mut_core test“ fahren."
)
pytestmark = pytest.mark.skipif(os.name != "posix", reason="SIGTERM gibt es nur unter POSIX")


@pytest.fixture
def werte(tmp_path: Path) -> dict[str, str]:
    """Die Umgebungsvariablen eines Menschen, dessen Datenbank in `tmp_path` liegt."""
    haus = umgebung.Umgebung(PROJEKT)
    if Path(sys.prefix).resolve() != haus.ordner.resolve() or not umgebung.ist_fertig(haus, "laufzeit"):
        pytest.skip(HINDERNIS)
    eigene = {name: wert for name, wert in os.environ.items() if not name.startswith(("PYTEST_", "MUT_"))}
    return eigene | {"MUT_DATENBANK": f"sqlite:///{tmp_path / 'daten' / 'mut.sqlite'}", "CI": "1"}


class Start:
    """Ein laufendes `start`: was es ausgab, bis die App bereit war, und wie lange das dauerte."""

    def __init__(self, werte: dict[str, str], port: int, fehlerdatei: Path, *weitere: str) -> None:
        self.port, self.fehlerdatei = port, fehlerdatei
        beginn = time.monotonic()
        with fehlerdatei.open("wb") as fehler:
            self.prozess = subprocess.Popen(
                [sys.executable, "-m", "mut_core", "start", "--kein-browser", "--port", str(port), *weitere],
                cwd=PROJEKT, env=werte, stdout=subprocess.PIPE, stderr=fehler, text=True, encoding="utf-8",
            )  # fmt: skip
        self.text = self._bis_bereit()
        self.dauer = time.monotonic() - beginn

    def _bis_bereit(self) -> str:
        gelesen = ""
        for zeile in self.prozess.stdout or ():
            gelesen += zeile
            if "Beenden" in zeile:
                return gelesen
        raise AssertionError(gelesen + self.fehler)

    @property
    def fehler(self) -> str:
        """Was bisher auf stderr steht."""
        return self.fehlerdatei.read_text(encoding="utf-8")

    @property
    def link(self) -> str:
        """Der Einmallink, den der Start gedruckt hat."""
        return re.findall(r"http://\S+\?code=\S+", self.text)[0]

    def ende(self, zeichen: int) -> int:
        """Schickt ein Signal und gibt den Exitcode."""
        self.prozess.send_signal(zeichen)
        return self.prozess.wait(timeout=30)


@pytest.fixture
def starte(werte: dict[str, str], tmp_path: Path) -> Iterator[Callable[..., Start]]:
    """Startet die App auf einem Port; was am Ende noch läuft, wird beendet."""
    laufende: list[Start] = []

    def starte(port: int, *weitere: str) -> Start:
        laufende.append(Start(werte, port, tmp_path / f"start-{len(laufende)}.log", *weitere))
        return laufende[-1]

    yield starte
    for start in laufende:
        if start.prozess.poll() is None:
            start.ende(signal.SIGTERM)
        if start.prozess.stdout:
            start.prozess.stdout.close()


def hole(port: int, pfad: str, cookie: str = "") -> tuple[int, str]:
    koepfe = {"Accept": "text/html"} | ({"Cookie": cookie} if cookie else {})
    anfrage = urllib.request.Request(f"http://127.0.0.1:{port}{pfad}", headers=koepfe)
    with urllib.request.urlopen(anfrage, timeout=10) as antwort:
        return antwort.status, antwort.read().decode()


def oeffne(link: str) -> tuple[str, str]:
    """Öffnet einen Link wie ein frischer Browser, der Cookies behält; gibt die letzte Adresse und die Seite."""
    browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()))
    browser.addheaders = [("Accept", "text/html")]
    with browser.open(link, timeout=10) as antwort:
        return antwort.url, antwort.read().decode()


def rufe(werte: dict[str, str], *argumente: str) -> str:
    """Ruft ein Fachkommando neben der laufenden App und gibt seine letzte Zeile."""
    lauf = subprocess.run(
        [sys.executable, "-m", "mut_core", *argumente],
        cwd=PROJEKT, env=werte, capture_output=True, text=True, encoding="utf-8", timeout=60, check=True,
    )  # fmt: skip
    return lauf.stdout.splitlines()[-1]


def ist_frei(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) != 0


def scheitert(werte: dict[str, str], port: int) -> list[str]:
    """Ruft `start`, verlangt sein Scheitern mit Code 1 und gibt die Zeilen auf stderr ohne Fortschritt."""
    lauf = subprocess.run(
        [sys.executable, "-m", "mut_core", "start", "--kein-browser", "--port", str(port)],
        cwd=PROJEKT, env=werte, capture_output=True, text=True, encoding="utf-8", timeout=60, check=False,
    )  # fmt: skip
    assert (lauf.returncode, lauf.stdout) == (1, "")
    return [zeile for zeile in lauf.stderr.splitlines() if not zeile.endswith("…")]


def test_die_app_startet_bedient_und_endet_wie_zugesagt(
    starte: Callable[..., Start], werte: dict[str, str], tmp_path: Path
) -> None:
    port = freier_port()
    erster = starte(port)
    assert "Demo-Daten werden geladen" in erster.fehler
    assert erster.ende(signal.SIGTERM) == 0
    assert ist_frei(port)

    zweiter = starte(port)
    print(f"Startzeit: erster {erster.dauer:.1f} s (mit Demo-Daten), zweiter {zweiter.dauer:.1f} s")
    assert zweiter.dauer < RESERVE * ZUSAGE_SEKUNDEN
    assert zweiter.fehler.splitlines() == ["Datenbank wird vorbereitet …", "Die App startet …"]
    for stueck in (
        f"bereit: http://127.0.0.1:{port}/start?code=",
        "Kim Beispiel (Koordination)",
        str(tmp_path / "daten" / "mut.sqlite"),
    ):
        assert stueck in zweiter.text

    assert hole(port, "/_stcore/health")[0] == 200
    status, text = hole(port, "/bereit")
    assert (status, json.loads(text)) == (200, {"bereit": True})

    (satz,) = scheitert(werte, port)
    assert f"Port 127.0.0.1:{port} ist belegt" in satz
    vorschlag = re.search(r"--port (\d+)$", satz)
    assert vorschlag is not None
    assert ist_frei(int(vorschlag[1]))
    assert hole(port, "/bereit")[0] == 200  # der Laufende merkt davon nichts

    ordner = tmp_path / "streamlit"
    ordner.mkdir()
    cookie = rufe(werte, "konto", "sitzung", "koordination")
    with app_server(ordner, mit="streamlit", umgebung={"MUT_DATENBANK": werte["MUT_DATENBANK"]}) as anderer:
        assert hole(anderer.port, "/", cookie) == hole(port, "/", cookie)

    assert zweiter.ende(signal.SIGTERM) == 0
    assert zweiter.fehler.splitlines()[-1] == "Die App ist beendet."
    assert "Traceback" not in erster.fehler + zweiter.fehler
    assert ist_frei(port)


def test_der_startlink_oeffnet_die_demo_genau_einmal_und_ohne_ihn_kommt_niemand_herein(
    starte: Callable[..., Start], werte: dict[str, str]
) -> None:
    """F54c: der Link ist der einzige Weg in die Demo; ein verbrauchter hilft niemandem."""
    port = freier_port()
    start = starte(port)
    draussen, anmeldeseite = oeffne(f"http://127.0.0.1:{port}/")
    assert draussen.startswith(f"http://127.0.0.1:{port}/anmelden")
    drinnen, seite = oeffne(start.link)
    assert drinnen == f"http://127.0.0.1:{port}/"
    assert ('id="root"' in seite, 'id="root"' in anmeldeseite) == (True, False)
    with pytest.raises(urllib.error.HTTPError) as abgewiesen:
        oeffne(start.link)
    assert abgewiesen.value.code == 403
    abgewiesen.value.close()
    neuer = rufe(werte, "konto", "link", "--start", "--adresse", f"http://127.0.0.1:{port}")
    assert oeffne(neuer)[0] == f"http://127.0.0.1:{port}/"
    assert start.link.rpartition("=")[2] not in start.fehler


def test_der_leere_start_fuehrt_zum_ersten_konto(starte: Callable[..., Start]) -> None:
    """F40: der Start druckt den Link zum Einrichten; ein falscher Code öffnet nichts."""
    port = freier_port()
    start = starte(port, "--ohne-demo")
    assert f"bereit: http://127.0.0.1:{port}\n" in start.text
    assert start.link.startswith(f"http://127.0.0.1:{port}/einrichten?code=")
    assert "new-password" in oeffne(start.link)[1]
    with pytest.raises(urllib.error.HTTPError) as abgewiesen:
        oeffne(f"http://127.0.0.1:{port}/einrichten?code=falsch")
    assert abgewiesen.value.code in (403, 404)
    abgewiesen.value.close()


@pytest.mark.parametrize(
    ("adresse", "wort"),
    [
        ("mysql://x/y", "sqlite:/// oder postgresql://"),
        ("postgresql://127.0.0.1:1/mut", "antwortet nicht"),
        ("sqlite:////dev/null/mut.sqlite", "lässt sich nicht anlegen"),
    ],
)
def test_ohne_datenbank_sagt_der_start_warum_und_kein_server_laeuft(
    werte: dict[str, str], adresse: str, wort: str
) -> None:
    port = freier_port()
    (satz,) = scheitert(werte | {"MUT_DATENBANK": adresse}, port)
    assert wort in satz
    with pytest.raises(urllib.error.URLError):
        hole(port, "/bereit")
