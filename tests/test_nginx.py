"""Prüfen: das nginx-Beispiel aus docs/betrieb – echtes nginx, eigenes Zertifikat, Anmeldung und WebSocket."""

from __future__ import annotations

import http.client
import os
import re
import shutil
import ssl
import subprocess
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from app_server import BROWSER_ARGUMENTE, WURZEL, app_server, browser_pfad, freier_port
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from playwright.sync_api import expect, sync_playwright

from mut_core.anmeldung import create_link, set_up_erstes_konto
from mut_core.datenbank import connect_datenbank, schreibeinheit
from mut_core.modell.codes import Linkzweck

NAME = "mut.stadt.example"
KENNUNG = "erika"
KENNWORT = "Lampenschirm mit Fransen"
NGINX = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
pytestmark = pytest.mark.skipif(NGINX is None, reason="kein nginx auf diesem Rechner")


@dataclass(frozen=True)
class Vorne:
    """nginx vor der App: unter diesem Port antwortet es mit TLS, unter `offen` ohne."""

    port: int
    offen: int
    zugriffslog: Path

    def frage(
        self, pfad: str, methode: str = "GET", *, rumpf: bytes | None = None, **koepfe: str
    ) -> tuple[int, dict[str, str], bytes]:
        """Fragt über TLS unter dem Namen der Stadt."""
        with closing(
            http.client.HTTPSConnection("127.0.0.1", self.port, timeout=20, context=_vertrauensselig())
        ) as leitung:
            kopfzeilen = {"host": f"{NAME}:{self.port}", "accept": "text/html"}
            kopfzeilen |= {k.replace("_", "-"): w for k, w in koepfe.items()}
            leitung.request(methode, pfad, body=rumpf, headers=kopfzeilen)
            antwort = leitung.getresponse()
            return antwort.status, {k.lower(): w for k, w in antwort.getheaders()}, antwort.read()


def _vertrauensselig() -> ssl.SSLContext:
    kontext = ssl.create_default_context()
    kontext.check_hostname = False
    kontext.verify_mode = ssl.CERT_NONE
    return kontext


def write_zertifikat(ordner: Path) -> None:
    """Schreibt ein selbst unterzeichnetes Zertifikat für einen Tag."""
    schluessel = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, NAME)])
    jetzt = datetime.now(UTC)
    zertifikat = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(schluessel.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(jetzt - timedelta(hours=1))
        .not_valid_after(jetzt + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(NAME)]), critical=False)
        .sign(schluessel, hashes.SHA256())
    )
    (ordner / "zertifikat.pem").write_bytes(zertifikat.public_bytes(serialization.Encoding.PEM))
    (ordner / "schluessel.pem").write_bytes(
        schluessel.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )


def write_einstellung(ordner: Path, app_port: int, port: int, offen: int) -> Path:
    """Schreibt das Beispiel mit den Ports des Tests; sonst bleibt es Wort für Wort, was in docs/betrieb steht."""
    beispiel = (WURZEL / "docs" / "betrieb" / "nginx.conf").read_text("utf-8")
    for alt, neu in (
        ("127.0.0.1:8501", f"127.0.0.1:{app_port}"),
        ("listen 80;", f"listen 127.0.0.1:{offen};"),
        ("listen 443 ssl;", f"listen 127.0.0.1:{port} ssl;"),
        ("/etc/ssl/mut/", f"{ordner}/"),
        ("/var/log/nginx/mut-sachstand.log", f"{ordner}/zugriffe.log"),
    ):
        assert beispiel.count(alt) >= 1, alt
        beispiel = beispiel.replace(alt, neu)
    wege = "".join(f"{art}_temp_path {ordner}/{art};\n" for art in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
    datei = ordner / "nginx.conf"
    nutzer = "user root;\n" if os.geteuid() == 0 else ""
    datei.write_text(
        f"{nutzer}daemon off;\npid {ordner}/nginx.pid;\nerror_log {ordner}/fehler.log;\nevents {{}}\n"
        f"http {{\naccess_log off;\n{wege}{beispiel}\n}}\n",
        "utf-8",
    )
    return datei


@pytest.fixture(scope="module")
def vorne(demo_vorlage: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Vorne]:
    ordner = tmp_path_factory.mktemp("nginx")
    shutil.copy(demo_vorlage, ordner / "mut.sqlite")
    engine, jetzt = connect_datenbank(f"sqlite:///{ordner}/mut.sqlite"), datetime.now(UTC)
    with schreibeinheit(engine, None) as session:
        code = create_link(session, Linkzweck.EINRICHTEN, jetzt)
    set_up_erstes_konto(engine, code, KENNUNG, "Erika Erste", KENNWORT, jetzt, auch_koordination=True)
    engine.dispose()
    write_zertifikat(ordner)
    port, offen = freier_port(), freier_port()
    umgebung = {
        "MUT_HOSTS": NAME,
        "MUT_ADRESSE_AUSSEN": f"https://{NAME}",
        "MUT_VERTRAUTER_PROXY": "127.0.0.1",
        "FORWARDED_ALLOW_IPS": "127.0.0.1",
    }
    with app_server(ordner, umgebung=umgebung) as app:
        datei = write_einstellung(ordner, app.port, port, offen)
        befehl = [str(NGINX), "-p", str(ordner), "-c", str(datei)]
        with subprocess.Popen(befehl, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as prozess:
            try:
                yield warte(Vorne(port, offen, ordner / "zugriffe.log"), ordner)
            finally:
                prozess.terminate()
                prozess.wait(10)


def warte(vorne: Vorne, ordner: Path) -> Vorne:
    """Kehrt zurück, sobald nginx antwortet."""
    for _ in range(100):
        try:
            vorne.frage("/bereit")
        except OSError:
            time.sleep(0.1)
        else:
            return vorne
    raise RuntimeError((ordner / "fehler.log").read_text())


def test_hinter_nginx_gilt_https_mit_hsts_und_strengem_cookie(vorne: Vorne) -> None:
    """F41: unter https trägt der Cookie `__Host-` und `Secure`; HSTS steht auf jeder Antwort."""
    status, koepfe, inhalt = vorne.frage("/anmelden")
    assert status == 200
    assert "max-age=" in koepfe["strict-transport-security"]
    assert "__Host-" in koepfe["set-cookie"]
    assert "secure" in koepfe["set-cookie"].lower()
    assert "Kennwort" in inhalt.decode()


def test_ohne_https_leitet_nginx_um(vorne: Vorne) -> None:
    with closing(http.client.HTTPConnection("127.0.0.1", vorne.offen, timeout=10)) as leitung:
        leitung.request("GET", "/massnahmen?id=4", headers={"host": NAME})
        antwort = leitung.getresponse()
        assert antwort.status == 301
        assert antwort.getheader("location") == f"https://{NAME}/massnahmen?id=4"


def test_kopf_der_person_kommt_durch_nginx_nicht_herein(vorne: Vorne) -> None:
    """F49, F54b: weder Person noch Geheimnis erreichen die App von außen."""
    status, koepfe, _ = vorne.frage("/", x_mut_benutzer="koordination", x_mut_proxy_geheimnis="x", x_mut_person="1.1.x")
    assert status == 303
    assert koepfe["location"].startswith("/anmelden")


def test_geheime_kalenderadressen_stehen_nicht_im_zugriffslog(vorne: Vorne) -> None:
    assert vorne.frage("/kalender/geheim-4711.ics")[0] == 404
    assert vorne.frage("/anmelden?danach=1")[0] == 200
    for _ in range(50):
        if "danach=1" in (log := vorne.zugriffslog.read_text("utf-8")):
            break
        time.sleep(0.1)
    assert "danach=1" in log
    assert "geheim-4711" not in log


def test_zu_grosse_anfragen_endet_schon_bei_nginx(vorne: Vorne) -> None:
    """F76: 13 MB lehnt nginx mit 413 ab."""
    status, _, _ = vorne.frage("/anmelden", "POST", rumpf=b"x" * (13 << 20), content_type="application/octet-stream")
    assert status == 413


@pytest.mark.browser
def test_anmelden_und_arbeiten_hinter_nginx(vorne: Vorne) -> None:
    """Der ganze Weg im Browser: Deep-Link, Anmeldung, WebSocket über TLS, Abmelden."""
    regeln = f"--host-resolver-rules=MAP {NAME} 127.0.0.1"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browser_pfad(), args=[*BROWSER_ARGUMENTE, regeln])
        seite = browser.new_context(ignore_https_errors=True, locale="de-DE").new_page()
        seite.goto(f"https://{NAME}:{vorne.port}/massnahmen?konzept=lehrte")
        seite.get_by_label("Kennung").fill(KENNUNG)
        seite.get_by_label("Kennwort", exact=True).fill(KENNWORT)
        seite.get_by_role("button", name="Anmelden").click()
        expect(seite.locator('[data-testid="stMain"] h1').first).to_be_visible(timeout=30_000)
        assert re.search(r"/massnahmen\?konzept=lehrte", seite.url)
        seite.get_by_role("button", name="Abmelden").click()
        expect(seite.get_by_role("heading", name="Sie sind abgemeldet")).to_be_visible()
        seite.goto(f"https://{NAME}:{vorne.port}/massnahmen")
        expect(seite.get_by_label("Kennung")).to_be_visible()
        browser.close()
