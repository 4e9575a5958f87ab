"""Prüft den Einstieg: echte Umgebungen, echte Ports, echtes pip – nur die App selbst ist ein Winzling."""

import ast
import base64
import errno
import hashlib
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest

from mut_core.__main__ import zu_altes_python
from mut_core.fehler import BetriebError
from mut_core.start import app, browser, installation, kommandos, meldung, netz, pruefung, sperre, umgebung

PROJEKT = Path(__file__).resolve().parent.parent
BOOTSTRAP = [
    PROJEKT / "mut_core" / "__init__.py",
    PROJEKT / "mut_core" / "__main__.py",
    PROJEKT / "mut_core" / "fehler.py",
    *sorted((PROJEKT / "mut_core" / "start").glob("*.py")),
]
nur_posix = pytest.mark.skipif(os.name != "posix", reason="Signale, Rechte und Shellskripte gibt es nur unter POSIX")

BEFEHLE = """
import json, sys
def main(argv):
    print("Datenbank wird bereitgestellt …", file=sys.stderr)
    if argv[0] == "demo":
        print("demo:" + "|".join(argv[1:]))
        return int(argv[-1]) if argv[-1].isdigit() else 0
    print("Plauderei vor der letzten Zeile")
    adresse = argv[argv.index("--adresse") + 1] if "--adresse" in argv else ""
    art = "einrichten" if "--im-netz" in argv or "--ohne-demo" in argv else "start"
    print(json.dumps({"nutzer": "Ümit Beispiel", "konzepte": 0 if "--ohne-demo" in argv else 5,
                      "datenbank": "daten/lokal/mut.sqlite", "linkart": art, "link": f"{adresse}/{art}?code=abc"}))
    return 0
sys.exit(main(sys.argv[1:]))
"""
UVICORN = """
import http.server, json, os, pathlib, signal, sys
signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
namen = ("FORWARDED_ALLOW_IPS", "MUT_ADRESSE", "MUT_HOSTS", "PYTHONHOME", "PYTHONPATH", "VIRTUAL_ENV")
pathlib.Path("server.json").write_text(json.dumps(
    {"argv": sys.argv[1:], "python": sys.prefix, **{n: os.environ.get(n) for n in namen}}), encoding="utf-8")
class Antwort(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200 if self.path == "/_stcore/health" else 404)
        self.send_header("Content-Length", "0")
        self.end_headers()
    def log_message(self, *_):
        pass
port = int(sys.argv[sys.argv.index("--port") + 1])
http.server.ThreadingHTTPServer(("127.0.0.1", port), Antwort).serve_forever()
"""
WERKZEUG = """
import os, pathlib, sys
name = pathlib.Path(__file__).stem
with open("aufrufe.txt", "a", encoding="utf-8") as datei:
    datei.write(name + " " + " ".join(sys.argv[1:]) + " BROWSER=" + os.environ.get("MUT_BROWSER", "-") + "\\n")
print("==== " + name + " fertig ====")
sys.exit(int(os.environ.get("CODE_" + name.upper(), "0")))
"""
LINT_IMPORTS = "def lint_imports_command():\n    open('aufrufe.txt', 'a').write('lint-imports\\n')\n    return 0\n"
PYPROJECT = '[project]\nname = "winzling"\n[dependency-groups]\ntest = ["winzig==1.0"]\n'


def _build_rad(ordner: Path, name: str, version: str) -> None:
    """Ein echtes, winziges Paket, damit pip ohne Netz in Bruchteilen einer Sekunde arbeiten kann."""
    info = f"{name}-{version}.dist-info"
    inhalt = {
        f"{name}.py": f"VERSION = {version!r}\n",
        f"{info}/METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n",
        f"{info}/WHEEL": "Wheel-Version: 1.0\nGenerator: hand\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    zeilen = []
    for datei, text in inhalt.items():
        summe = base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()).rstrip(b"=").decode()
        zeilen.append(f"{datei},sha256={summe},{len(text.encode())}")
    inhalt[f"{info}/RECORD"] = "\n".join([*zeilen, f"{info}/RECORD,,", ""])
    with zipfile.ZipFile(ordner / f"{name}-{version}-py3-none-any.whl", "w") as rad:
        for datei, text in inhalt.items():
            rad.writestr(datei, text)


def _build_projekt(ordner: Path) -> Path:
    """Ein Projektordner mit dem echten Einstieg und einer Winzlings-App."""
    kern = ordner / "mut_core"
    kern.mkdir(parents=True)
    for name in ("__init__.py", "__main__.py", "fehler.py"):
        shutil.copy2(PROJEKT / "mut_core" / name, kern)
    shutil.copytree(PROJEKT / "mut_core" / "start", kern / "start", ignore=shutil.ignore_patterns("__pycache__"))
    (kern / "befehle.py").write_text(BEFEHLE, encoding="utf-8")
    (ordner / "uvicorn.py").write_text(UVICORN, encoding="utf-8")
    for name in ("ruff", "mypy", "pytest"):
        (ordner / f"{name}.py").write_text(WERKZEUG, encoding="utf-8")
    (ordner / "importlinter").mkdir()
    (ordner / "importlinter" / "cli.py").write_text(LINT_IMPORTS, encoding="utf-8")
    (ordner / "requirements.txt").write_text("winzig==1.0\n    # via niemand\n", encoding="utf-8")
    (ordner / "pyproject.toml").write_text(PYPROJECT, encoding="utf-8")
    return ordner


@pytest.fixture(scope="session")
def paketquelle(tmp_path_factory: pytest.TempPathFactory) -> Path:
    ordner = tmp_path_factory.mktemp("pakete")
    for version in ("1.0", "2.0"):
        _build_rad(ordner, "winzig", version)
    return ordner


@pytest.fixture
def variablen(paketquelle: Path, tmp_path: Path) -> dict[str, str]:
    """Eine Umgebung ohne Netz und ohne Einstellungen des Menschen, aber mit der kleinen Paketquelle."""
    werte = {name: wert for name, wert in os.environ.items() if not name.startswith(("PIP_", "PYTHON", "MUT_"))}
    werte |= {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": str(paketquelle), "PIP_CONFIG_FILE": os.devnull}
    werte |= {"PIP_NO_CACHE_DIR": "1", "HOME": str(tmp_path), "PYTHONUTF8": "1", "CI": "1"}
    return werte


@pytest.fixture
def roh(tmp_path: Path) -> Path:
    """Ein frisches Projekt ohne Umgebung, in einem Ordner mit Leerzeichen und Umlauten."""
    return _build_projekt(tmp_path / "Prüf Ordner ß")


@pytest.fixture(scope="session")
def fertiges(tmp_path_factory: pytest.TempPathFactory, paketquelle: Path) -> Path:
    """Ein Projekt, das `start` und `test` schon eingerichtet haben; nur zum Kopieren."""
    projekt = _build_projekt(tmp_path_factory.mktemp("fertig") / "Fertiger Ordner ü")
    alt = dict(os.environ)
    try:
        os.environ |= {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": str(paketquelle), "PIP_CONFIG_FILE": os.devnull}
        umgebung.require_umgebung(projekt, "test")
    finally:
        os.environ.clear()
        os.environ |= alt
    return projekt


@pytest.fixture
def eingerichtet(fertiges: Path, tmp_path: Path) -> Path:
    ziel = tmp_path / "Küche & Co"
    shutil.copytree(fertiges, ziel, symlinks=True)
    return ziel


def _mut(projekt: Path, werte: Mapping[str, str], *argumente: str) -> subprocess.CompletedProcess[str]:
    lauf = subprocess.run(
        [sys.executable, "-m", "mut_core", *argumente],
        cwd=projekt,
        env=dict(werte),
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )
    assert "Traceback" not in lauf.stderr + lauf.stdout, lauf.stderr
    return lauf


@pytest.fixture
def programme(tmp_path: Path) -> Path:
    ordner = tmp_path / "programme"
    ordner.mkdir()
    return ordner


def _programm(ordner: Path, name: str, code: int = 0) -> Path:
    pfad = ordner / name
    pfad.write_text(f"#!/bin/sh\nexit {code}\n", encoding="utf-8")
    pfad.chmod(0o755)
    return pfad


def _freier_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _satz(lauf: subprocess.CompletedProcess[str]) -> str:
    """Die letzte Zeile auf stderr; verlangt, dass das Kommando gescheitert ist."""
    assert lauf.returncode != 0, lauf.stdout
    return lauf.stderr.strip().splitlines()[-1]


# --- Wer darf hinein: Python, Importe, Kommandos -------------------------------------------------------


@pytest.mark.parametrize("datei", [PROJEKT / "mut_core" / "__init__.py", PROJEKT / "mut_core" / "__main__.py"])
def test_der_einstieg_ist_auch_fuer_python_3_6_lesbar(datei: Path) -> None:
    baum = ast.parse(datei.read_text(encoding="utf-8"), feature_version=(3, 6))
    spaeter = [k for k in ast.walk(baum) if isinstance(k, ast.ImportFrom) and k.module == "__future__"]
    assert spaeter == []


@pytest.mark.parametrize("version", [(3, 6, 15), (3, 10, 13), (2, 7, 18)])
def test_zu_altes_python_nennt_den_ausweg(version: tuple[int, ...]) -> None:
    satz = zu_altes_python(version)
    assert satz is not None
    assert ".".join(map(str, version)) in satz
    assert "3.11" in satz


@pytest.mark.parametrize("version", [(3, 11, 0), (3, 13, 1), (4, 0, 0)])
def test_neues_genug_python_wird_durchgelassen(version: tuple[int, ...]) -> None:
    assert zu_altes_python(version) is None


@pytest.mark.parametrize("name", ["python3.6", "python3.7", "python3.8", "python3.9", "python3.10"])
def test_ein_altes_python_auf_diesem_rechner_bekommt_den_satz(name: str, roh: Path) -> None:
    kandidaten = [shutil.which(name), *map(str, Path.home().glob(f".pyenv/versions/{name[6:]}.*/bin/python"))]
    altes = next((pfad for pfad in kandidaten if pfad and browser.laeuft(Path(pfad))), None)
    if altes is None:
        pytest.skip(f"{name} ist auf diesem Rechner nicht installiert")
    lauf = subprocess.run([altes, "-m", "mut_core", "start"], cwd=roh, capture_output=True, check=False)
    assert lauf.returncode == 1
    assert b"Python 3.11" in lauf.stderr
    assert b"Traceback" not in lauf.stderr


@pytest.mark.parametrize("datei", BOOTSTRAP, ids=lambda datei: datei.stem)
def test_der_einstieg_importiert_nur_die_standardbibliothek(datei: Path) -> None:
    namen = set()
    for knoten in ast.walk(ast.parse(datei.read_text(encoding="utf-8"))):
        if isinstance(knoten, ast.Import):
            namen |= {alias.name for alias in knoten.names}
        elif isinstance(knoten, ast.ImportFrom):
            assert knoten.level == 0
            namen.add(knoten.module or "")
    eigene = {name for name in namen if name.split(".")[0] == "mut_core"}
    assert all(name == "mut_core.fehler" or name.startswith("mut_core.start") for name in eigene)
    assert {name.split(".")[0] for name in namen - eigene} <= sys.stdlib_module_names


def test_ohne_kommando_kommt_die_hilfe(roh: Path, variablen: dict[str, str]) -> None:
    lauf = _mut(roh, variablen)
    assert lauf.returncode == 0
    assert all(name in lauf.stdout for name in ("start", "test", "demo", "bericht"))
    assert not (roh / ".venv").exists()


def test_unbekanntes_kommando_installiert_nichts(roh: Path, variablen: dict[str, str]) -> None:
    lauf = _mut(roh, variablen, "strat")
    assert lauf.returncode == 2
    assert "„strat“ gibt es nicht" in _satz(lauf)
    assert not (roh / ".venv").exists()


def test_hilfe_der_beiden_kommandos_installiert_nichts(roh: Path, variablen: dict[str, str]) -> None:
    assert "--port" in _mut(roh, variablen, "start", "--help").stdout
    assert "--ohne-browser" in _mut(roh, variablen, "test", "--help").stdout
    assert not (roh / ".venv").exists()


# --- start: Optionen, Port, Bildschirm -----------------------------------------------------------------


def test_startoptionen_werden_gelesen() -> None:
    gelesen = app.read_startoptionen(["--port=8600", "--host", "::1", "--ohne-demo", "--kein-browser"])
    assert gelesen == app.Startoptionen(8600, "::1", ohne_demo=True, kein_browser=True)
    assert (gelesen.adresse, gelesen.url) == ("[::1]:8600", "http://[::1]:8600")
    assert app.read_startoptionen([]).url == "http://127.0.0.1:8501"


@pytest.mark.parametrize(
    "argumente", [["--port"], ["--port", "acht"], ["--port", "0"], ["--port=65536"], ["--laut"], ["--ohne-demo=1"]]
)
def test_unbrauchbare_startoptionen_werden_erklaert(argumente: list[str]) -> None:
    with pytest.raises(meldung.AufrufError) as fehler:
        app.read_startoptionen(argumente)
    assert "--" in str(fehler.value)


def test_belegter_port_faellt_vor_der_installation_auf(roh: Path, variablen: dict[str, str]) -> None:
    with socket.socket() as andere:
        andere.bind(("127.0.0.1", 0))
        andere.listen()
        port = andere.getsockname()[1]
        satz = _satz(_mut(roh, variablen, "start", "--port", str(port)))
    assert f"127.0.0.1:{port} ist belegt" in satz
    assert "start --port " in satz
    assert not (roh / ".venv").exists()


def test_der_vorgeschlagene_port_ist_frei() -> None:
    with socket.socket() as andere:
        andere.bind(("127.0.0.1", 0))
        andere.listen()
        port = andere.getsockname()[1]
        vorschlag = app.freier_port("127.0.0.1", port)
    assert vorschlag != port
    app.require_port(app.Startoptionen(vorschlag))


@pytest.mark.parametrize("host", ["192.0.2.1", "gibt.es.nicht.invalid", "a" * 300])
def test_fremde_adresse_wird_erklaert(host: str) -> None:
    with pytest.raises(BetriebError, match=r"--host 127\.0\.0\.1"):
        app.require_port(app.Startoptionen(_freier_port(), host))


@pytest.mark.parametrize(
    ("werte", "plattform", "erwartet"),
    [
        ({"DISPLAY": ":0"}, "linux", True),
        ({"WAYLAND_DISPLAY": "wayland-0"}, "linux", True),
        ({"DISPLAY": ":0", "CI": "true"}, "linux", False),
        ({}, "linux", False),
        ({"DISPLAY": ""}, "linux", False),
        ({"SSH_CONNECTION": "1.2.3.4"}, "darwin", False),
        ({"SSH_CONNECTION": "1.2.3.4", "DISPLAY": ":10"}, "linux", True),
        ({}, "darwin", True),
        ({}, "win32", True),
    ],
)
def test_der_browser_geht_nur_auf_wenn_jemand_hinsieht(werte: dict[str, str], plattform: str, erwartet: bool) -> None:
    assert app.hat_bildschirm(werte, plattform) is erwartet


def test_die_angaben_stehen_in_der_letzten_zeile() -> None:
    assert app.read_angaben('laut\n{"a": 0}\n{"konzepte": 5}\n\n') == {"konzepte": 5}
    assert app.read_angaben("kein json") == {}
    assert app.read_angaben("[1]") == {}
    assert app.read_angaben("") == {}


def test_die_schlussmeldung_nennt_person_daten_und_ausgang() -> None:
    text = app.bereit_text(app.Startoptionen(), {"nutzer": "Ümit", "konzepte": 5, "datenbank": "mut.sqlite"})
    assert all(teil in text for teil in ("http://127.0.0.1:8501", "Ümit", "5", "mut.sqlite", "Strg+C"))
    assert "ACHTUNG" not in text
    assert "ACHTUNG" in app.bereit_text(app.Startoptionen(host="0.0.0.0"), {})


def test_die_schlussmeldung_nennt_den_link_und_wie_lange_er_gilt() -> None:
    start = {"linkart": "start", "link": "http://127.0.0.1:8501/start?code=abc"}
    text = app.bereit_text(app.Startoptionen(), start)
    assert "bereit: http://127.0.0.1:8501/start?code=abc\n" in text
    assert "10 Minuten" in text
    assert "konto link --start" in text

    einrichten = {"linkart": "einrichten", "link": "https://mut.stadt.example/einrichten?code=abc"}
    text = app.bereit_text(app.Startoptionen(), einrichten)
    assert "bereit: http://127.0.0.1:8501\n" in text
    assert "Erstes Konto einrichten: https://mut.stadt.example/einrichten?code=abc\n" in text
    assert "24 Stunden" in text

    assert "Link" not in app.bereit_text(app.Startoptionen(), {"linkart": "", "link": ""})


@pytest.mark.parametrize(
    ("host", "variable", "erwartet"),
    [
        ("127.0.0.1", "", ""),
        ("localhost", "mut.stadt.example", "mut.stadt.example"),
        ("0.0.0.0", " a.example, ,b.example ", "a.example,b.example"),
        ("192.0.2.7", "", "192.0.2.7"),
        ("192.0.2.7", "mut.stadt.example", "mut.stadt.example,192.0.2.7"),
        ("mut.stadt.example", "mut.stadt.example", "mut.stadt.example"),
    ],
)
def test_die_app_antwortet_unter_den_genannten_namen(host: str, variable: str, erwartet: str) -> None:
    assert netz.require_hosts(host, {"MUT_HOSTS": variable}) == erwartet


@pytest.mark.parametrize("host", ["0.0.0.0", "::", ""])
def test_auf_allen_adressen_braucht_die_app_einen_namen(host: str) -> None:
    with pytest.raises(BetriebError, match="MUT_HOSTS=mut"):
        netz.require_hosts(host, {"MUT_HOSTS": " , "})


def test_ohne_hostliste_wird_nichts_eingerichtet(roh: Path, variablen: dict[str, str]) -> None:
    assert "MUT_HOSTS" in _satz(_mut(roh, variablen, "start", "--host", "0.0.0.0"))
    assert not (roh / ".venv").exists()


@pytest.mark.parametrize("wert", ["", "127.0.0.1", "10.0.0.5, 10.1.0.0/24", "2001:db8::1"])
def test_vertraute_proxys_sind_netzadressen(wert: str) -> None:
    assert netz.vertrauter_proxy({"MUT_VERTRAUTER_PROXY": wert}) == wert.replace(" ", "")


@pytest.mark.parametrize("wert", ["*", "proxy", "10.0.0.5,*", "10.0.0.0/99"])
def test_jedem_zu_glauben_wird_abgewiesen(wert: str) -> None:
    with pytest.raises(BetriebError, match="keine Netzadresse"):
        netz.vertrauter_proxy({"MUT_VERTRAUTER_PROXY": wert})


# --- start: der ganze Weg ------------------------------------------------------------------------------


def _starte(projekt: Path, werte: Mapping[str, str], *argumente: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "mut_core", "start", *argumente],
        cwd=projekt,
        env=dict(werte),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    )


def _warte_bereit(prozess: subprocess.Popen[str]) -> str:
    """Liest stdout, bis „Beenden“ dasteht, und gibt es zurück."""
    gelesen = []
    for zeile in prozess.stdout or ():
        gelesen.append(zeile)
        if "Beenden" in zeile:
            return "".join(gelesen)
    raise AssertionError("".join(gelesen) + (prozess.stderr.read() if prozess.stderr else ""))


def _ende(prozess: subprocess.Popen[str], zeichen: int) -> str:
    prozess.send_signal(zeichen)
    _, fehler = prozess.communicate(timeout=120)
    assert prozess.returncode == 0, fehler
    assert "Traceback" not in fehler
    return fehler


@nur_posix
def test_strg_c_wirkt_auch_wenn_die_shell_es_taub_vererbt() -> None:
    """Hintergrundaufträge einer Shell (und manche CI) starten mit ignoriertem SIGINT."""
    programm = (
        "import os, signal; signal.signal(signal.SIGINT, signal.SIG_IGN);"
        "from mut_core.start.prozess import install_signale; install_signale();"
        "os.kill(os.getpid(), signal.SIGINT)"
    )
    lauf = subprocess.run([sys.executable, "-c", programm], cwd=PROJEKT, capture_output=True, text=True, check=False)
    assert "KeyboardInterrupt" in lauf.stderr


@nur_posix
def test_erster_start_richtet_ein_und_der_zweite_bedient_sofort(roh: Path, variablen: dict[str, str]) -> None:
    port = _freier_port()
    stoerend = variablen | {"PYTHONHOME": "", "PYTHONPATH": "/fremd", "PIP_TARGET": "/fremd", "PIP_USER": "1"}
    prozess = _starte(roh, stoerend, "--port", str(port))
    text = _warte_bereit(prozess)
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/_stcore/health") as antwort:
        assert antwort.status == 200
    fehler = _ende(prozess, signal.SIGINT)
    assert f"bereit: http://127.0.0.1:{port}/start?code=abc\n" in text
    assert "Ümit Beispiel" in text
    assert "[  1/1] winzig 1.0" in fehler

    server = json.loads((roh / "server.json").read_text(encoding="utf-8"))
    assert server["argv"][:5] == ["streamlit_app:app", "--host", "127.0.0.1", "--port", str(port)]
    assert server["argv"][server["argv"].index("--forwarded-allow-ips") + 1] == ""
    assert (server["FORWARDED_ALLOW_IPS"], server["MUT_ADRESSE"]) == ("", f"127.0.0.1:{port}")
    assert server["MUT_HOSTS"] == ""
    assert (server["PYTHONHOME"], server["PYTHONPATH"]) == (None, None)
    assert Path(server["python"]).resolve() == (roh / ".venv").resolve()

    beginn = time.monotonic()
    prozess = _starte(roh, variablen, "--port", str(port), "--ohne-demo")
    _warte_bereit(prozess)
    assert time.monotonic() - beginn < 5
    fehler = _ende(prozess, signal.SIGTERM)
    assert "winzig" not in fehler
    app.require_port(app.Startoptionen(port))


@nur_posix
def test_im_netz_gilt_die_hostliste_der_proxy_und_der_einrichtlink(
    eingerichtet: Path, variablen: dict[str, str]
) -> None:
    port = _freier_port()
    werte = variablen | {"MUT_HOSTS": "mut.stadt.example", "MUT_VERTRAUTER_PROXY": "10.0.0.5, 10.1.0.0/24"}
    prozess = _starte(eingerichtet, werte, "--port", str(port), "--host", "0.0.0.0")
    text = _warte_bereit(prozess)
    _ende(prozess, signal.SIGTERM)
    assert f"bereit: http://127.0.0.1:{port}\n" in text
    assert f"Erstes Konto einrichten: http://127.0.0.1:{port}/einrichten?code=abc\n" in text
    server = json.loads((eingerichtet / "server.json").read_text(encoding="utf-8"))
    assert server["argv"][server["argv"].index("--forwarded-allow-ips") + 1] == "10.0.0.5,10.1.0.0/24"
    assert (server["FORWARDED_ALLOW_IPS"], server["MUT_HOSTS"]) == ("10.0.0.5,10.1.0.0/24", "mut.stadt.example")


@nur_posix
def test_der_server_bleibt_nicht_uebrig_und_sein_tod_wird_gemeldet(
    eingerichtet: Path, variablen: dict[str, str]
) -> None:
    (eingerichtet / "uvicorn.py").write_text("raise SystemExit('Fehler beim Hochfahren')", encoding="utf-8")
    lauf = _mut(eingerichtet, variablen, "start", "--port", str(_freier_port()))
    assert lauf.returncode == 1
    assert "beim Starten stehen geblieben" in _satz(lauf)
    assert "Fehler beim Hochfahren" in lauf.stderr


def test_scheitert_das_bereitstellen_startet_kein_server(eingerichtet: Path, variablen: dict[str, str]) -> None:
    (eingerichtet / "mut_core" / "befehle.py").write_text("raise SystemExit(7)", encoding="utf-8")
    assert _mut(eingerichtet, variablen, "start", "--port", str(_freier_port())).returncode == 7
    assert not (eingerichtet / "server.json").exists()


def test_fachkommandos_laufen_in_der_umgebung_mit_allen_argumenten(
    eingerichtet: Path, variablen: dict[str, str]
) -> None:
    lauf = _mut(eingerichtet, variablen, "demo", "--text", "Ä b", "3")
    assert lauf.returncode == 3
    assert lauf.stdout == "demo:--text|Ä b|3\n"


# --- Einrichten: was schiefgehen kann ------------------------------------------------------------------


@nur_posix
def test_zwei_gleichzeitige_kommandos_richten_nur_einmal_ein(roh: Path, variablen: dict[str, str]) -> None:
    befehl = [sys.executable, "-m", "mut_core", "demo"]
    laeufe = [
        subprocess.Popen(befehl, cwd=roh, env=variablen, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        for _ in range(2)
    ]
    fehler = [lauf.communicate(timeout=120)[1] for lauf in laeufe]
    assert [lauf.returncode for lauf in laeufe] == [0, 0], fehler
    assert sorted(text.count("wird angelegt") for text in fehler) == [0, 1]


@nur_posix
def test_die_sperre_gibt_nach_der_frist_auf(tmp_path: Path) -> None:
    with sperre.einrichtungssperre(tmp_path / "s"):
        skript = (
            "import sys, pathlib; from mut_core.start import sperre\n"
            "with sperre.einrichtungssperre(pathlib.Path(sys.argv[1]), 0.3): print('gehabt')"
        )
        befehl = [sys.executable, "-c", skript, str(tmp_path / "s")]
        lauf = subprocess.run(befehl, cwd=PROJEKT, capture_output=True, text=True, check=False)
    assert "hält" in lauf.stderr
    assert "gehabt" not in lauf.stdout


@pytest.mark.parametrize(
    "schaden",
    [
        "ohne pyvenv.cfg",
        "andere version",
        *(pytest.param(s, marks=pytest.mark.lang) for s in ("baustelle", "ohne python", "ohne pip")),
    ],
)
@nur_posix
def test_eine_kaputte_umgebung_wird_neu_gebaut(schaden: str, eingerichtet: Path, variablen: dict[str, str]) -> None:
    venv = eingerichtet / ".venv"
    if schaden == "baustelle":
        (venv / "mut-baustelle").touch()
    elif schaden == "ohne pyvenv.cfg":
        (venv / "pyvenv.cfg").unlink()
    elif schaden == "ohne python":
        shutil.rmtree(venv / "bin")
    elif schaden == "andere version":
        text = (venv / "pyvenv.cfg").read_text(encoding="utf-8")
        (venv / "pyvenv.cfg").write_text(re.sub(r"version = 3\.\d+", "version = 3.99", text), encoding="utf-8")
        (venv / "mut-stand.json").unlink()
    else:
        shutil.rmtree(next(venv.glob("lib/python*/site-packages/pip")))
        (venv / "mut-stand.json").unlink()
    lauf = _mut(eingerichtet, variablen, "demo")
    assert lauf.returncode == 0, lauf.stderr
    assert "wird neu gebaut" in lauf.stderr
    assert umgebung.ist_fertig(umgebung.Umgebung(eingerichtet), "laufzeit")


def test_ein_geloeschtes_paket_wird_ergaenzt(eingerichtet: Path, variablen: dict[str, str]) -> None:
    shutil.rmtree(next((eingerichtet / ".venv").glob("[lL]ib/**/winzig-1.0.dist-info")))
    lauf = _mut(eingerichtet, variablen, "demo")
    assert lauf.returncode == 0
    assert "neu gebaut" not in lauf.stderr
    assert umgebung.ist_fertig(umgebung.Umgebung(eingerichtet), "laufzeit")


def test_neue_anforderungen_werden_nachinstalliert(eingerichtet: Path, variablen: dict[str, str]) -> None:
    (eingerichtet / "requirements.txt").write_text("winzig==2.0\n", encoding="utf-8")
    lauf = _mut(eingerichtet, variablen, "demo")
    assert "winzig 2.0" in lauf.stderr
    haus = umgebung.Umgebung(eingerichtet)
    assert umgebung.installierte_pakete(haus) == ["winzig-2.0.dist-info"]
    assert umgebung.ist_fertig(haus, "laufzeit")
    assert not umgebung.ist_fertig(haus, "test")


def test_ohne_netz_kommt_ein_satz_und_danach_geht_es_weiter(eingerichtet: Path, variablen: dict[str, str]) -> None:
    (eingerichtet / "requirements.txt").write_text("winzig==2.0\n", encoding="utf-8")
    ohne_netz = {name: wert for name, wert in variablen.items() if name not in ("PIP_NO_INDEX", "PIP_FIND_LINKS")}
    ohne_netz |= {"PIP_INDEX_URL": f"http://127.0.0.1:{_freier_port()}/simple", "PIP_RETRIES": "0"}
    satz = _satz(_mut(eingerichtet, ohne_netz | {"no_proxy": "127.0.0.1"}, "start", "--port", str(_freier_port())))
    assert "keine Verbindung zur Paketquelle" in satz
    assert "PIP_INDEX_URL" in satz
    lauf = _mut(eingerichtet, variablen, "demo")
    assert lauf.returncode == 0
    assert "neu gebaut" not in lauf.stderr


@pytest.mark.parametrize("modul", ["venv", "ensurepip"])
def test_fehlendes_venv_modul_nennt_das_debian_paket(
    modul: str, roh: Path, variablen: dict[str, str], tmp_path: Path
) -> None:
    (tmp_path / "sitecustomize.py").write_text(f"import sys; sys.modules[{modul!r}] = None", encoding="utf-8")
    werte = variablen | {"PYTHONPATH": str(tmp_path)}
    satz = _satz(_mut(roh, werte, "start", "--port", str(_freier_port())))
    assert "apt install python3-venv" in satz
    assert not (roh / ".venv").exists()


@nur_posix
def test_ohne_schreibrechte_kommt_ein_satz(roh: Path) -> None:
    """Als root wirken Rechte nicht: Der Kindprozess legt sie nach den Importen ab."""
    skript = (
        "import os, sys; sys.path.insert(0, '.')\n"
        "from mut_core.start.kommandos import run_kommando\n"
        "os.geteuid() or os.setuid(65534)\n"
        "sys.exit(run_kommando(['demo'], os.getcwd()))"
    )
    roh.chmod(0o555)
    try:
        befehl = [sys.executable, "-X", "utf8", "-c", skript]
        lauf = subprocess.run(befehl, cwd=roh, capture_output=True, text=True, encoding="utf-8", check=False)
    finally:
        roh.chmod(0o755)
    assert lauf.returncode == 1, lauf.stderr
    assert lauf.stderr.count("\n") == 1
    assert "Schreibrechte" in lauf.stderr


@pytest.mark.parametrize("name", [".venv", "daten"])
def test_eine_datei_an_der_stelle_eines_ordners_wird_benannt(name: str, roh: Path, variablen: dict[str, str]) -> None:
    (roh / name).write_text("ich bin eine Datei", encoding="utf-8")
    satz = _satz(_mut(roh, variablen, "demo"))
    assert name in satz
    assert "Datei umbenennen" in satz


@pytest.mark.parametrize(
    ("nummer", "wort"), [(errno.ENOSPC, "voll"), (errno.EACCES, "Schreibrechte"), (errno.EROFS, "Schreibrechte")]
)
def test_fehler_des_betriebssystems_werden_ein_satz(nummer: int, wort: str) -> None:
    satz = meldung.betriebssystem_satz(OSError(nummer, "text", "/a/b"), "/x")
    assert wort in satz
    assert "/a/b" in satz


def test_zu_wenig_platz_faellt_vor_der_installation_auf(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    umgebung.require_platz(tmp_path)
    monkeypatch.setattr(umgebung, "PLATZ_BYTES", shutil.disk_usage(tmp_path).total + 1)
    with pytest.raises(BetriebError, match=r"voll .* \(frei sind \d+ MB\)\."):
        umgebung.require_platz(tmp_path)


@pytest.mark.parametrize(
    ("ausgabe", "wort"),
    [
        ("ERROR: Could not install packages due to an OSError: [Errno 28] No space left on device", "voll"),
        ("WARNING: Retrying (Retry(total=0\nERROR: No matching distribution found for x", "keine Verbindung"),
        ("Collecting x==1\nERROR: Could not find a version for x==1 (from versions: none)", "keine Verbindung"),
        (
            "  Downloading a.whl (3 kB)\nERROR: Could not find a version for x==1 (from versions: none)",
            "Python 3.11 bis 3.13",
        ),
        ("NameResolutionError … Max retries exceeded", "keine Verbindung"),
        ("SSLError(SSLCertVerificationError(1, … Max retries exceeded", "PIP_CERT"),
        ("ERROR: Could not install packages due to an OSError: [Errno 13] Zugriff verweigert", "Schreibrechte"),
        ("ERROR: No matching distribution found for pyarrow==26.0.1", "Python 3.11 bis 3.13"),
        ("error: subprocess-exited-with-error", "Python 3.11 bis 3.13"),
        ("ERROR: etwas ganz anderes", "etwas ganz anderes"),
        ("", "ohne Ausgabe"),
    ],
)
def test_pips_fehler_werden_ein_satz_mit_ausweg(ausgabe: str, wort: str) -> None:
    satz = installation.pip_satz(ausgabe, "/p/.venv/mut-pip.log")
    assert wort in satz
    assert "\n" not in satz


@pytest.mark.parametrize(
    ("ausgabe", "wort"),
    [("ensurepip is not available", "apt install"), ("[Errno 28]", "voll"), ("Error: xyz", "xyz"), ("", "nichts")],
)
def test_ein_gescheitertes_venv_wird_ein_satz(ausgabe: str, wort: str) -> None:
    assert wort in umgebung.venv_satz(ausgabe, Path("/p"))


def test_der_fortschritt_zeigt_je_paket_eine_zeile() -> None:
    anzeige = installation.Fortschritt(2)
    zeilen = [
        "Looking in indexes: https://pypi.org/simple",
        "Collecting alembic==1.20.1 (from -r requirements.txt (line 1))",
        "  Downloading alembic-1.20.1-py3-none-any.whl (270 kB)",
        "Processing /opt/my-files/charset_normalizer-3.5.2-cp311-cp311-manylinux2014_x86_64.whl (from x)",
        "Collecting alembic==1.20.1 (from noch einmal)",
        "Collecting pyarrow (from streamlit)",
        "  Downloading pyarrow-26.0.1-cp311.whl (48.1 MB)",
        "  Building wheel for pyarrow (setup.py): started",
        "Installing collected packages: a, b, c",
    ]
    assert [text for zeile in zeilen if (text := anzeige.zeile(zeile))] == [
        "[  1/2] alembic 1.20.1",
        "[  2/2] charset-normalizer 3.5.2",
        "[  3] pyarrow",
        "        48,1 MB werden geladen …",
        "        pyarrow wird gebaut …",
        "        3 Pakete werden entpackt …",
    ]
    assert anzeige.entpackt
    assert "Pakete werden entpackt" in anzeige.stille()


def test_bei_stille_kommt_ein_lebenszeichen(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "pip.py").write_text("import time; time.sleep(0.6); print('Collecting a==1')", encoding="utf-8")
    monkeypatch.setattr(installation, "LEBENSZEICHEN_SEKUNDEN", 0.1)
    protokoll = tmp_path / "log"
    installation.install(
        sys.executable,
        [],
        ordner=tmp_path,
        umgebung=os.environ,
        protokoll=protokoll,
        anzeige=installation.Fortschritt(1),
    )
    assert "läuft seit" in capsys.readouterr().err
    assert protokoll.read_text(encoding="utf-8") == "Collecting a==1\n"


def test_die_umgebung_des_menschen_bleibt_bis_auf_die_stoerer() -> None:
    werte = umgebung.kind_umgebung(
        umgebung.Umgebung(Path("/p")),
        {"PIP_INDEX_URL": "u", "HTTPS_PROXY": "p", "PYTHONHOME": "/h", "PYTHONPATH": "/x", "PIP_USER": "1"},
    )
    assert (werte["PIP_INDEX_URL"], werte["HTTPS_PROXY"]) == ("u", "p")
    assert werte.keys().isdisjoint({"PYTHONHOME", "PYTHONPATH", "PIP_USER"})


def test_die_echten_testwerkzeuge_stehen_fest_in_pyproject() -> None:
    namen = umgebung.testwerkzeuge(PROJEKT)
    assert {name.split("==")[0] for name in namen} >= {"pytest", "mypy", "ruff", "import-linter", "playwright"}
    assert all("==" in name for name in namen)


# --- test: Auswahl, Reihenfolge, Bilanz ----------------------------------------------------------------


@pytest.mark.parametrize(
    ("optionen", "erwartet"),
    [
        ([], ["-n", "2", "--dist", "worksteal"]),
        (["-x"], ["-n", "2", "--dist", "worksteal", "-x"]),
        (["-n", "4"], ["-n", "4"]),
        (["-p", "no:xdist"], ["-p", "no:xdist"]),
        (["--pdb"], ["--pdb"]),
    ],
)
def test_pytest_bekommt_zwei_prozesse_wenn_niemand_anderes_will(optionen: list[str], erwartet: list[str]) -> None:
    assert pruefung.pytest_argumente(optionen, ohne_browser=False) == erwartet


@pytest.mark.parametrize(
    ("optionen", "erwartet"),
    [
        ([], ["-m", "not browser"]),
        (["-m", "lang"], ["-m", "(lang) and not browser"]),
        (["-mlang"], ["-m(lang) and not browser"]),
    ],
)
def test_ohne_browser_verbindet_sich_mit_eigener_auswahl(optionen: list[str], erwartet: list[str]) -> None:
    assert pruefung.pytest_argumente(["-n0", *optionen], ohne_browser=True) == ["-n0", *erwartet]


@pytest.mark.parametrize(
    ("optionen", "erwartet"),
    [
        ([], False),
        (["-x", "-v", "--lang", "-n", "4"], False),
        (["-k", "wort"], True),
        (["-kwort"], True),
        (["--lf"], True),
        (["tests/test_start.py::test_x"], True),
    ],
)
def test_eine_auswahl_laesst_die_werkzeuge_weg(optionen: list[str], erwartet: bool) -> None:
    assert pruefung.hat_auswahl(optionen, PROJEKT) is erwartet


def _aufrufe(projekt: Path) -> list[str]:
    return (projekt / "aufrufe.txt").read_text(encoding="utf-8").splitlines()


@nur_posix
def test_alle_schritte_laufen_der_reihe_nach_und_die_bilanz_steht_am_ende(
    eingerichtet: Path, variablen: dict[str, str], programme: Path
) -> None:
    chromium = _programm(programme, "chromium")
    lauf = _mut(eingerichtet, variablen | {"PATH": f"{programme}:{variablen['PATH']}"}, "test", "-x")
    assert lauf.returncode == 0, lauf.stderr
    assert _aufrufe(eingerichtet) == [
        "ruff format --check . BROWSER=-",
        "ruff check . BROWSER=-",
        "mypy  BROWSER=-",
        "lint-imports",
        f"pytest -n 2 --dist worksteal -x BROWSER={chromium}",
    ]
    assert "==== pytest fertig ====" in lauf.stdout
    assert lauf.stdout.rstrip().endswith("Alles bestanden.")
    assert re.search(r"Tests \(pytest\)\s+\d+\.\d s  bestanden", lauf.stdout)


@pytest.mark.parametrize("werkzeug", ["RUFF", "MYPY", "PYTEST"])
def test_ein_gescheiterter_schritt_haelt_die_anderen_nicht_auf(
    werkzeug: str, eingerichtet: Path, variablen: dict[str, str]
) -> None:
    werte = variablen | {"MUT_BROWSER": sys.executable, f"CODE_{werkzeug}": "5"}
    lauf = _mut(eingerichtet, werte, "test")
    assert lauf.returncode == 1
    assert len(_aufrufe(eingerichtet)) == 5
    assert "GESCHEITERT (Code 5)" in lauf.stdout
    assert ("kein einziger Test lief" in lauf.stdout) is (werkzeug == "PYTEST")


def test_ohne_browser_sagt_es_laut_am_anfang_und_am_ende(eingerichtet: Path, variablen: dict[str, str]) -> None:
    lauf = _mut(eingerichtet, variablen, "test", "--ohne-browser")
    assert lauf.returncode == 0
    assert lauf.stderr.startswith("ACHTUNG")
    assert lauf.stdout.rstrip().splitlines()[-1].startswith("ACHTUNG")
    assert _aufrufe(eingerichtet)[-1].startswith("pytest -n 2 --dist worksteal -m not browser ")


def test_bei_einer_auswahl_laeuft_nur_pytest(eingerichtet: Path, variablen: dict[str, str]) -> None:
    lauf = _mut(eingerichtet, variablen | {"MUT_BROWSER": sys.executable}, "test", "-k", "wort")
    assert "Nur pytest" in lauf.stdout
    assert _aufrufe(eingerichtet) == [f"pytest -n 2 --dist worksteal -k wort BROWSER={sys.executable}"]


def test_ein_unbrauchbarer_browser_laesst_die_pruefung_scheitern(eingerichtet: Path, variablen: dict[str, str]) -> None:
    lauf = _mut(eingerichtet, variablen | {"MUT_BROWSER": "/gibt/es/nicht"}, "test")
    assert lauf.returncode == 1
    assert "MUT_BROWSER zeigt auf „/gibt/es/nicht“" in lauf.stderr
    assert "kein Browser, siehe oben" in lauf.stdout
    assert _aufrufe(eingerichtet)[-1].startswith("pytest -n 2 --dist worksteal -m not browser ")


# --- Browser finden ------------------------------------------------------------------------------------


@nur_posix
def test_die_variable_geht_vor_dem_suchpfad(programme: Path, tmp_path: Path) -> None:
    im_pfad = _programm(programme, "chromium")
    gewuenscht = _programm(tmp_path, "mein-browser")
    werte = {"PATH": str(programme)}
    assert browser.find_browser(werte | {"MUT_BROWSER": str(gewuenscht)}) == gewuenscht
    assert browser.find_browser(werte) == im_pfad


@nur_posix
def test_ein_browser_der_nicht_startet_wird_uebergangen(programme: Path) -> None:
    _programm(programme, "chromium", code=1)
    zweiter = _programm(programme, "google-chrome")
    assert browser.find_browser({"PATH": str(programme)}) == zweiter


@pytest.mark.skipif(sys.platform != "linux", reason="anderswo gelten auch feste Orte")
def test_ohne_browser_im_suchpfad_wird_keiner_erfunden(programme: Path) -> None:
    assert browser.find_browser({"PATH": str(programme)}) is None


def test_ci_ruft_genau_das_eine_kommando() -> None:
    datei = PROJEKT / ".ci" / "run"
    zeilen = [zeile for zeile in datei.read_text(encoding="utf-8").splitlines() if not zeile.startswith("#")]
    assert zeilen[0] == "set -euo pipefail"
    assert zeilen[-1] == "exec python3 -m mut_core test"
    assert os.name != "posix" or os.access(datei, os.X_OK)


def test_jedes_kommando_steht_mit_einem_satz_in_der_hilfe() -> None:
    for name in kommandos.EIGENE_KOMMANDOS | kommandos.FACHKOMMANDOS:
        assert re.search(rf"^  {name} +\S", kommandos.hilfe(), re.MULTILINE)
