"""Prüfen: die Pforte an der echten App – beide Startwege, Köpfe, Host, Herkunft, Einstellungen, Fehler."""

from __future__ import annotations

import json
import logging
import os
import re
import shutil
import socket
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from app_server import (
    SEITE,
    WURZEL,
    AppServer,
    anfrage,
    app_server,
    build_app_mit_seite,
    frage,
    handschlag,
    rufe,
    sitzungscookie,
)
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from seiten.pforte import anschrift, deutsch, fehlermeldung, koepfe, leitung, zugang
from seiten.pforte.anschrift import sicheres_ziel
from seiten.pforte.bereit import build_bereit
from seiten.pforte.einstellungen import FEST

GLEICHE_KOEPFE = {
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}


@pytest.fixture(scope="module")
def app_ordner(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_app_mit_seite(tmp_path_factory.mktemp("app"), SEITE)


@pytest.fixture(scope="module")
def datei(demo_vorlage: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Eine Abschrift der Demo-Datenbank für alle Server dieser Datei."""
    datei = tmp_path_factory.mktemp("daten") / "mut.sqlite"
    shutil.copyfile(demo_vorlage, datei)
    return datei


@pytest.fixture(scope="module")
def cookie(datei: Path) -> str:
    """Der Cookie einer angemeldeten Person."""
    return sitzungscookie(f"sqlite:///{datei}", "leitung")


@pytest.fixture(scope="module", params=["uvicorn", "streamlit"])
def server(
    request: pytest.FixtureRequest, app_ordner: Path, datei: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[AppServer]:
    umgebung = {"MUT_DATENBANK": f"sqlite:///{datei}"}
    arbeit = tmp_path_factory.mktemp("arbeit")
    with app_server(arbeit, app=app_ordner, mit=request.param, umgebung=umgebung) as laufend:
        yield laufend


@pytest.fixture(scope="module")
def einer(app_ordner: Path, datei: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[AppServer]:
    umgebung = {"MUT_HOSTS": "mut.stadt.example", "MUT_DATENBANK": f"sqlite:///{datei}"}
    with app_server(tmp_path_factory.mktemp("arbeit"), app=app_ordner, umgebung=umgebung) as laufend:
        yield laufend


# --- beide Startwege --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "pfad",
    ["/", "/uebersicht", "/_stcore/health", "/_stcore/host-config", "/favicon.png", "/bereit", "/gibt/es/nicht.js"],
)
@pytest.mark.parametrize("angemeldet", [True, False])
def test_jede_antwort_traegt_unter_beiden_startwegen_die_sicherheitskoepfe(
    server: AppServer, cookie: str, pfad: str, angemeldet: bool
) -> None:
    antwort = frage(server, pfad, cookie=cookie if angemeldet else None)
    assert antwort.koepfe.items() >= GLEICHE_KOEPFE.items()
    richtlinie = antwort.koepfe["content-security-policy"]
    skripte = re.search(r"script-src ([^;]*);", richtlinie)
    assert skripte is not None
    assert "unsafe-eval" not in skripte[1].replace("'wasm-unsafe-eval'", "")
    assert "unsafe-inline" not in skripte[1]
    assert "frame-ancestors 'none'" in richtlinie


def test_fehlerhafte_und_umgeleitete_wege_tragen_die_koepfe_auch(server: AppServer, cookie: str) -> None:
    for pfad in ("//fremd.example", "/uebersicht/", "/media/gibtesnicht", "/_stcore/agent/interact"):
        assert frage(server, pfad, cookie=cookie).koepfe.items() >= GLEICHE_KOEPFE.items(), pfad


def test_nichts_persoenliches_wird_zwischengespeichert(server: AppServer, cookie: str) -> None:
    for pfad in ("/", "/massnahmen?id=4", "/_stcore/health", "/media/x.png", "/bereit", "/sitzung", "/konto"):
        assert frage(server, pfad, cookie=cookie).koepfe["cache-control"] == "no-store", pfad
    for pfad in ("/", "/anmelden", "/static/js/x.js", "/start?code=x"):
        assert frage(server, pfad).koepfe["cache-control"] == "no-store", pfad


def test_die_richtlinie_nennt_den_hash_jedes_ausgelieferten_inline_skripts(server: AppServer, cookie: str) -> None:
    """F47: Der Hash in der Richtlinie ist der der ausgelieferten Seite."""
    antwort = frage(server, "/", cookie=cookie)
    hashes = koepfe.inline_hashes(antwort.inhalt)
    # Streamlits, der Abgemeldet-Dialog, das Verlassen, das Springen
    assert len(hashes) == antwort.text.count("<script>") == 4
    assert all(summe in antwort.koepfe["content-security-policy"] for summe in hashes)


def test_streamlits_eigene_auskunft_nennt_keine_fremden_ziele(server: AppServer, cookie: str) -> None:
    auskunft = json.loads(frage(server, "/_stcore/host-config", cookie=cookie).text)
    assert auskunft["allowedOrigins"] == []
    assert auskunft["metricsUrl"] == ""


def test_metriken_und_agentenwege_sind_unter_beiden_startwegen_gesperrt(server: AppServer, cookie: str) -> None:
    """F45: auch für Angemeldete."""
    for pfad in (
        "/_stcore/metrics",
        "/_stcore/agent/interact",
        "/_stcore/agent/openapi.json",
        "/_stcore/agent/mcp",
        "/seite/_stcore/agent/mcp/",
        "/%5Fstcore/metrics",
    ):
        assert frage(server, pfad, cookie=cookie).status == 404, pfad
        assert frage(server, pfad, "POST", cookie=cookie).status == 404, pfad


def test_der_websocket_verlangt_die_eigene_herkunft(server: AppServer, cookie: str) -> None:
    """F48: ohne Origin, mit fremdem, mit dem eines anderen Ports: abgewiesen."""
    eigen = f"http://localhost:{server.port}"
    mit = f"Cookie: {cookie}"
    assert handschlag(server, f"Origin: {eigen}", mit) == 101
    assert handschlag(server, mit) == 403
    assert handschlag(server, "Origin: http://boese.example", mit) == 403
    assert handschlag(server, "Origin: null", mit) == 403
    assert handschlag(server, f"Origin: http://localhost:{server.port + 1}", mit) == 403
    assert handschlag(server, f"Origin: {eigen}", f"Origin: {eigen}", mit) in (400, 403)
    assert handschlag(server, "Origin: http://boese.example", mit, host="boese.example") == 403


def test_der_start_fragt_keinen_fremden_host_nach_der_eigenen_adresse(server: AppServer) -> None:
    assert "External URL" not in server.log()
    assert "Network URL" not in server.log()


# --- Host, Herkunft, Zulassung ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "host", ["boese.example", "127.0.0.1.nip.io", "localhost.", "localhost@boese.example", "[::2]"]
)
def test_unter_fremdem_namen_antwortet_die_app_mit_421(einer: AppServer, host: str) -> None:
    """F46: HTTP und WebSocket."""
    antwort = frage(einer, "/", host=host)
    assert antwort.status == 421
    assert handschlag(einer, f"Origin: http://{host}", host=host) in (400, 403)
    assert host not in antwort.koepfe["content-security-policy"]
    assert frage(einer, "/bereit", host=host).status == 421


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST", "127.0.0.1", "[::1]"])
def test_unter_den_namen_dieses_rechners_antwortet_die_app(einer: AppServer, cookie: str, host: str) -> None:
    assert frage(einer, "/", host=f"{host}:{einer.port}", cookie=cookie).status == 200


def test_eine_sitzung_aus_einem_befehl_gilt_nur_auf_diesem_rechner(einer: AppServer, cookie: str) -> None:
    assert frage(einer, "/", cookie=cookie, host="mut.stadt.example").koepfe["location"] == "/anmelden"
    herkunft = "Origin: http://mut.stadt.example"
    assert handschlag(einer, herkunft, f"Cookie: {cookie}", host="mut.stadt.example") == 403
    assert frage(einer, "/bereit", host="mut.stadt.example").status == 200


def test_ein_proxy_auf_demselben_rechner_gilt_als_fremd(einer: AppServer, cookie: str) -> None:
    for kopf in ("x_forwarded_for", "forwarded", "via", "x_real_ip", "x_forwarded_host"):
        assert frage(einer, "/", cookie=cookie, **{kopf: "127.0.0.1"}).status == 303, kopf


@pytest.mark.parametrize("gegenstelle", ["192.168.1.7", "10.0.0.1", "::ffff:192.168.1.7", None])
def test_eine_fremde_gegenstelle_ist_nie_lokal_auch_nicht_unter_localhost(gegenstelle: str | None) -> None:
    assert not anschrift.lokal(anfrage(client=(gegenstelle, 1) if gegenstelle else None))
    assert anschrift.lokal(anfrage(client=("127.0.0.1", 1)))


def test_aendernde_anfragen_anderer_websites_werden_abgewiesen(einer: AppServer, cookie: str) -> None:
    eigen = f"http://localhost:{einer.port}"
    assert frage(einer, "/", "POST", origin="http://boese.example").status == 403
    assert frage(einer, "/", "PUT", origin=eigen, sec_fetch_site="cross-site").status == 403
    assert frage(einer, "/", "DELETE", sec_fetch_site="same-site").status == 403
    assert frage(einer, "/", "POST", origin="null").status == 403
    assert frage(einer, "/", "POST", cookie=cookie, origin=eigen, sec_fetch_site="same-origin").status == 405


def test_bereit_meldet_auch_eine_unerreichbare_datenbank(app_ordner: Path, tmp_path: Path) -> None:
    kaputt = {"MUT_DATENBANK": "postgresql://niemand:geheim@127.0.0.1:9/mut"}
    with app_server(tmp_path, app=app_ordner, umgebung=kaputt) as server:
        antwort = frage(server, "/bereit")
        assert (antwort.status, json.loads(antwort.text)) == (503, {"bereit": False})
        assert "geheim" not in server.log()


def test_bereit_wartet_nicht_endlos_auf_die_datenbank(monkeypatch: pytest.MonkeyPatch) -> None:
    def haengt() -> None:
        import time

        time.sleep(0.5)

    monkeypatch.setattr("seiten.pforte.bereit.FRIST", 0.05)
    assert rufe(build_bereit(haengt).app, anfrage(pfad="/bereit"))[0]["status"] == 503


# --- Schichten einzeln ------------------------------------------------------------------------------------------------


def mit_koepfen(app: ASGIApp) -> ASGIApp:
    return koepfe.Koepfe(app, csp=koepfe.build_csp(b""), hosts=anschrift.LOOPBACK)


def test_identitaetskoepfe_von_aussen_kommen_nicht_an() -> None:
    kopfzeilen = [(b"host", b"localhost"), (b"X-Mut-Person", b"1.1.x"), (b"x-mut-rolle", b"x")]
    bereinigt = zugang.ohne_fremde_kennung(anfrage(headers=kopfzeilen))
    assert [name for name, _ in bereinigt["headers"]] == [b"host"]


def test_ein_absturz_wird_zur_deutschen_seite_mit_koepfen(caplog: pytest.LogCaptureFixture) -> None:
    async def innen(scope: Scope, receive: Receive, send: Send) -> None:
        raise RuntimeError("geheim-4711")

    start, rumpf = rufe(mit_koepfen(innen), anfrage())
    assert start["status"] == 500
    assert (b"x-frame-options", b"DENY") in start["headers"]
    assert b"geheim" not in rumpf["body"]
    treffer = re.search(rb"Nr\. ([0-9A-F]{6})", rumpf["body"])
    assert treffer is not None
    assert treffer[1].decode() in caplog.text


def test_medien_duerfen_als_dokument_nichts_ausfuehren() -> None:
    async def innen(scope: Scope, receive: Receive, send: Send) -> None:
        antwort = PlainTextResponse("<svg/>", media_type="image/svg+xml", headers={"access-control-allow-origin": "*"})
        await antwort(scope, receive, send)

    kopfzeilen = dict(rufe(mit_koepfen(innen), anfrage("/media/bild.svg"))[0]["headers"])
    assert kopfzeilen[b"content-security-policy"] == b"default-src 'none'; frame-ancestors 'none'; sandbox"
    assert b"access-control-allow-origin" not in kopfzeilen


def test_die_leitung_sendet_sofort() -> None:
    class Transport:
        def __init__(self, leitung_: socket.socket) -> None:
            self.leitung = leitung_

        def get_extra_info(self, _name: str) -> socket.socket:
            return self.leitung

    class Protokoll:
        def __init__(self, transport: Transport) -> None:
            self.transport = transport

        async def send(self, _nachricht: Message) -> None: ...

    with socket.socket() as leitung_:
        assert leitung.set_nodelay(Protokoll(Transport(leitung_)).send)
        assert leitung_.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)

    async def lose(_nachricht: Message) -> None: ...

    assert not leitung.set_nodelay(lose)


# --- Einstellungen ----------------------------------------------------------------------------------------------------


def lies_option(eintraege: dict[str, Any], name: str) -> object:
    bereich, option = name.split(".")
    return eintraege.get(bereich, {}).get(option, "fehlt")


def test_config_toml_und_feste_einstellungen_stimmen_ueberein() -> None:
    eintraege = tomllib.loads((WURZEL / ".streamlit" / "config.toml").read_text("utf-8"))
    assert {name: lies_option(eintraege, name) for name in FEST} == FEST
    assert lies_option(eintraege, "server.address") == "127.0.0.1"


def test_einstellungen_gelten_aus_fremdem_verzeichnis_und_nach_neulesen(tmp_path: Path) -> None:
    """uvicorn liest die Datei nicht von selbst, und eine fremde im Startverzeichnis darf nichts lockern."""
    (tmp_path / ".streamlit").mkdir()
    (tmp_path / ".streamlit" / "config.toml").write_text(
        '[browser]\ngatherUsageStats = true\n[client]\nshowErrorDetails = "full"\n[server]\nallowedHosts = ["*"]\n'
    )
    namen = [*FEST, "theme.light.primaryColor", "server.allowedHosts"]
    skript = (
        "import json, streamlit_app\nfrom streamlit import config\n"
        f"def lies(): return {{name: config.get_option(name) for name in {namen!r}}}\n"
        "vorher = lies()\nconfig.get_config_options(force_reparse=True)\nprint(json.dumps([vorher, lies()]))"
    )
    umgebung = {**os.environ, "PYTHONPATH": str(WURZEL), "MUT_HOSTS": ""}
    lauf = subprocess.run(
        [sys.executable, "-c", skript], cwd=tmp_path, env=umgebung, capture_output=True, text=True, check=True
    )
    vorher, nachher = json.loads(lauf.stdout.splitlines()[-1])
    assert vorher == nachher
    assert vorher.items() >= FEST.items()
    assert vorher["theme.light.primaryColor"] == "#00589c"
    assert vorher["server.allowedHosts"] == ["127.0.0.1", "::1", "localhost"]


# --- Ziele nach der Anmeldung -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "boese",
    [
        "https://boese.example/",
        "//boese.example/",
        "/\\boese.example",
        "\\\\boese.example",
        "/\t/boese.example",
        "/\r\nSet-Cookie: a=b",
        "javascript:alert(1)",
        "boese.example",
        "/person/leitung",
        "/anmelden?weiter=/",
        "/abmelden",
        "/dienst/anmelden",
        "/start?code=x",
        "/_stcore/host-config",
        "/\u202eboese",
        "/" + "a" * 3000,
        "",
        None,
    ],
)
def test_die_anmeldung_leitet_nie_nach_aussen(boese: str | None) -> None:
    assert sicheres_ziel(boese) == "/"


# --- Fehlermeldung ----------------------------------------------------------------------------------------------------


def test_streamlits_fehlereintrag_traegt_nummer_und_keine_geheimnisse(caplog: pytest.LogCaptureFixture) -> None:
    log = logging.getLogger("probe.fehlermeldung")
    log.addFilter(fehlermeldung.Nummerierung())
    try:
        raise ValueError("x\nFALSCHE ZEILE postgresql://amt:kennwort@db/mut erika@example.org\n[parameters: {'a': 1}]")
    except ValueError as fehler:
        log.error("Uncaught app execution", exc_info=fehler)
        assert f"Fehler Nr. {fehlermeldung.nummer(fehler)}" in caplog.text
    assert "Traceback" in caplog.text
    for verboten in ("kennwort", "erika", "{'a'", "\nFALSCHE"):
        assert verboten not in caplog.text


def test_die_startseite_verweist_nicht_auf_die_agenten_schnittstelle() -> None:
    assert b"agent" not in deutsch.startseite()
