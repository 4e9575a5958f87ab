"""Prüfen: die Pforte an der echten App – beide Startwege, Köpfe, Host, Herkunft, Zulassung, Anmeldung, Fehler."""

from __future__ import annotations

import json
import logging
import os
import re
import socket
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from app_server import SEITE, WURZEL, AppServer, anfrage, app_server, build_app_mit_seite, frage, handschlag, rufe
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from seiten.pforte import deutsch, fehlermeldung, koepfe, leitung, zugang
from seiten.pforte.bereit import build_bereit
from seiten.pforte.demoanmeldung import sicheres_ziel
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


@pytest.fixture(scope="module", params=["uvicorn", "streamlit"])
def server(
    request: pytest.FixtureRequest, app_ordner: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[AppServer]:
    with app_server(tmp_path_factory.mktemp("arbeit"), app=app_ordner, mit=request.param) as laufend:
        yield laufend


@pytest.fixture(scope="module")
def einer(app_ordner: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[AppServer]:
    umgebung = {"MUT_HOSTS": "mut.stadt.example"}
    with app_server(tmp_path_factory.mktemp("arbeit"), app=app_ordner, umgebung=umgebung) as laufend:
        yield laufend


# --- beide Startwege --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "pfad",
    ["/", "/uebersicht", "/_stcore/health", "/_stcore/host-config", "/favicon.png", "/bereit", "/gibt/es/nicht.js"],
)
def test_jede_antwort_traegt_unter_beiden_startwegen_die_sicherheitskoepfe(server: AppServer, pfad: str) -> None:
    antwort = frage(server, pfad)
    assert antwort.koepfe.items() >= GLEICHE_KOEPFE.items()
    richtlinie = antwort.koepfe["content-security-policy"]
    skripte = re.search(r"script-src ([^;]*);", richtlinie)
    assert skripte is not None
    assert "unsafe-eval" not in skripte[1].replace("'wasm-unsafe-eval'", "")
    assert "unsafe-inline" not in skripte[1]
    assert "frame-ancestors 'none'" in richtlinie


def test_fehlerhafte_und_umgeleitete_wege_tragen_die_koepfe_auch(server: AppServer) -> None:
    for pfad in ("//fremd.example", "/uebersicht/", "/media/gibtesnicht", "/_stcore/agent/interact"):
        assert frage(server, pfad).koepfe.items() >= GLEICHE_KOEPFE.items(), pfad


def test_html_medien_und_stcore_werden_nie_zwischengespeichert(server: AppServer) -> None:
    for pfad in ("/", "/massnahmen?id=4", "/_stcore/health", "/media/x.png", "/bereit"):
        assert frage(server, pfad).koepfe["cache-control"] == "no-store", pfad


def test_die_richtlinie_nennt_den_hash_des_ausgelieferten_inline_skripts(server: AppServer) -> None:
    antwort = frage(server, "/")
    hashes = koepfe.inline_hashes(antwort.inhalt)
    assert len(hashes) == antwort.text.count("<script>") == 2  # das von Streamlit und unseres für das Verlassen
    assert hashes[0] in antwort.koepfe["content-security-policy"]


def test_streamlits_eigene_auskunft_nennt_keine_fremden_ziele(server: AppServer) -> None:
    auskunft = json.loads(frage(server, "/_stcore/host-config").text)
    assert auskunft["allowedOrigins"] == []
    assert auskunft["metricsUrl"] == ""


def test_metriken_und_agentenwege_sind_unter_beiden_startwegen_gesperrt(server: AppServer) -> None:
    for pfad in (
        "/_stcore/metrics",
        "/_stcore/agent/interact",
        "/_stcore/agent/openapi.json",
        "/_stcore/agent/mcp",
        "/seite/_stcore/agent/mcp/",
        "/%5Fstcore/metrics",
    ):
        assert frage(server, pfad).status == 404, pfad
        assert frage(server, pfad, "POST").status == 404, pfad


def test_der_websocket_verlangt_die_eigene_herkunft(server: AppServer) -> None:
    eigen = f"http://localhost:{server.port}"
    assert handschlag(server, f"Origin: {eigen}") == 101
    assert handschlag(server) == 403
    assert handschlag(server, "Origin: http://boese.example") == 403
    assert handschlag(server, "Origin: null") == 403
    assert handschlag(server, f"Origin: http://localhost:{server.port + 1}") == 403
    assert handschlag(server, f"Origin: {eigen}", f"Origin: {eigen}") in (400, 403)
    assert handschlag(server, "Origin: http://boese.example", host="boese.example") == 403


def test_der_start_fragt_keinen_fremden_host_nach_der_eigenen_adresse(server: AppServer) -> None:
    assert "External URL" not in server.log()
    assert "Network URL" not in server.log()


# --- Host, Herkunft, Zulassung ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "host", ["boese.example", "127.0.0.1.nip.io", "localhost.", "localhost@boese.example", "[::2]"]
)
def test_unter_fremdem_namen_antwortet_die_app_mit_421(einer: AppServer, host: str) -> None:
    antwort = frage(einer, "/", host=host)
    assert antwort.status == 421
    assert host not in antwort.koepfe["content-security-policy"]
    assert frage(einer, "/bereit", host=host).status == 421


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST", "127.0.0.1", "[::1]"])
def test_unter_den_namen_dieses_rechners_antwortet_die_app(einer: AppServer, host: str) -> None:
    assert frage(einer, "/", host=f"{host}:{einer.port}").status == 200


def test_ohne_konten_sehen_andere_rechner_nur_die_erklaerung(einer: AppServer) -> None:
    for pfad in ("/", "/massnahmen", "/media/x", "/_stcore/host-config", "/static/js/x.js"):
        antwort = frage(einer, pfad, host="mut.stadt.example")
        assert antwort.status == 403, pfad
        assert "noch keine Konten" in antwort.text
    assert '<html lang="de"' in frage(einer, "/", host="mut.stadt.example").text
    assert handschlag(einer, "Origin: https://mut.stadt.example", host="mut.stadt.example") == 403
    assert frage(einer, "/bereit", host="mut.stadt.example").status == 200


def test_ein_proxy_auf_demselben_rechner_gilt_als_fremd(einer: AppServer) -> None:
    for kopf in ("x_forwarded_for", "forwarded", "via", "x_real_ip", "x_forwarded_host"):
        assert frage(einer, "/", **{kopf: "127.0.0.1"}).status == 403, kopf


@pytest.mark.parametrize("gegenstelle", ["192.168.1.7", "10.0.0.1", "::ffff:192.168.1.7", None])
def test_eine_fremde_gegenstelle_ist_nie_lokal_auch_nicht_unter_localhost(gegenstelle: str | None) -> None:
    assert not zugang.lokal(anfrage(client=(gegenstelle, 1) if gegenstelle else None))
    assert zugang.lokal(anfrage(client=("127.0.0.1", 1)))


def test_aendernde_anfragen_anderer_websites_werden_abgewiesen(einer: AppServer) -> None:
    eigen = f"http://localhost:{einer.port}"
    assert frage(einer, "/", "POST", origin="http://boese.example").status == 403
    assert frage(einer, "/", "PUT", origin=eigen, sec_fetch_site="cross-site").status == 403
    assert frage(einer, "/", "DELETE", sec_fetch_site="same-site").status == 403
    assert frage(einer, "/", "POST", origin="null").status == 403
    assert frage(einer, "/", "POST", origin=eigen, sec_fetch_site="same-origin").status == 405


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
    return koepfe.Koepfe(app, csp=koepfe.build_csp(b""), hosts=zugang.LOOPBACK)


def test_identitaetskoepfe_von_aussen_kommen_nicht_an() -> None:
    gesehen: list[str] = []

    async def innen(scope: Scope, receive: Receive, send: Send) -> None:
        gesehen.extend(name.decode() for name, _ in scope["headers"])
        await PlainTextResponse("ok")(scope, receive, send)

    kopfzeilen = [(b"host", b"localhost"), (b"X-Mut-Person", b"leitung"), (b"x-mut-rolle", b"x")]
    rufe(mit_koepfen(innen), anfrage(headers=kopfzeilen))
    assert gesehen == ["host"]


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


# --- Demo-Anmeldung ---------------------------------------------------------------------------------------------------


def test_die_demo_anmeldung_setzt_einen_strengen_cookie_und_leitet_um(einer: AppServer) -> None:
    antwort = frage(einer, "/person/fachkraft-2?weiter=/melden?massnahme=7")
    assert antwort.status == 303
    assert antwort.koepfe["location"] == "/melden?massnahme=7"
    teile = {teil.strip().lower() for teil in antwort.koepfe["set-cookie"].split(";")}
    assert teile == {"mut_person=fachkraft-2", "httponly", "path=/", "samesite=strict"}


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
        "/\u202eboese",
        "/" + "a" * 3000,
        "",
        None,
    ],
)
def test_die_anmeldung_leitet_nie_nach_aussen(boese: str | None) -> None:
    assert sicheres_ziel(boese) == "/"


def test_die_anmeldung_leitet_auch_kodiert_nie_nach_aussen(einer: AppServer) -> None:
    for boese in ("//boese.example", "%2F%2Fboese.example", "/%5Cboese.example", "/%0d%0aX:%20y", "https:%2F%2Fboese"):
        antwort = frage(einer, f"/person/leitung?weiter={boese}")
        assert (antwort.status, antwort.koepfe["location"]) == (303, "/"), boese


def test_die_anmeldung_geht_nicht_von_anderswo_und_nicht_als_bild(einer: AppServer) -> None:
    for kopf in (
        {"sec_fetch_site": "cross-site"},
        {"sec_fetch_site": "same-site"},
        {"sec_fetch_site": "same-origin", "sec_fetch_dest": "image"},
        {"host": "mut.stadt.example"},
        {"x_forwarded_for": "10.0.0.1"},
    ):
        antwort = frage(einer, "/person/leitung", **kopf)
        assert antwort.status == 403, kopf
        assert "set-cookie" not in antwort.koepfe
        assert '<html lang="de"' in antwort.text
    erlaubt = frage(einer, "/person/leitung", sec_fetch_site="same-origin", sec_fetch_dest="document")
    assert erlaubt.status == 303


@pytest.mark.parametrize("kennung", ["Leitung", "a%20b", "a;b", "%00", "a" * 61, "%C3%A4", "a=b"])
def test_unbrauchbare_kennungen_setzen_keinen_cookie(einer: AppServer, kennung: str) -> None:
    antwort = frage(einer, f"/person/{kennung}")
    assert antwort.status in (400, 404)
    assert "set-cookie" not in antwort.koepfe


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
