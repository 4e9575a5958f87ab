"""Prüfen: das Tor an der echten App – einrichten, anmelden, Bremse, Formulare, Sitzungen, Demo, fehlende Datenbank."""

from __future__ import annotations

import asyncio
import html
import re
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlencode

import pyotp
import pytest
import sqlalchemy as sa
from app_server import (
    WURZEL,
    Antwort,
    AppServer,
    anfrage,
    app_server,
    build_app_mit_seite,
    frage,
    freier_port,
    handschlag,
    rufe,
    sitzungscookie,
)
from gemeinde import Gemeinde
from sqlalchemy import select
from starlette.responses import PlainTextResponse
from starlette.types import Message, Receive, Scope, Send
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Subprotocol

from mut_core import anmeldung
from mut_core.anmeldung import create_link
from mut_core.datenbank import connect_datenbank, leseeinheit, schreibeinheit
from mut_core.erfassung.protokoll import Vorgang
from mut_core.fehler import BetriebError
from mut_core.migration import upgrade_datenbank
from mut_core.modell import Anmeldeversuch, Anmeldung, Einstellung, Nutzer
from mut_core.modell.codes import Anmeldeweg, Linkzweck
from mut_core.rechte import Person
from seiten.pforte import kekse, kennung, schranke, zugang
from seiten.pforte.anschrift import gegenstelle
from seiten.pforte.proxyzugang import Proxyzugang

KENNWORT = "Blaue Fahrräder fahren 9 mal"
SEITE = """
import streamlit as st
from seiten.pforte import kennung
st.text(f"Siegel={kennung.entsiegeln(st.context.headers.get(kennung.KOPF))}=")
"""
VERWALTUNG = Person(0, "", "")


def jetzt() -> datetime:
    return datetime.now(UTC)


class Besuch:
    """Ein Browser ohne Bildschirm: merkt sich Cookies und schickt Formulare ab, wie sie auf der Seite stehen."""

    def __init__(self, server: AppServer, host: str | None = None, **koepfe: str) -> None:
        self.server = server
        self.host = host or f"localhost:{server.port}"
        self.koepfe = koepfe
        self.cookies: dict[str, str] = {}
        self.letzte: Antwort | None = None

    def hole(self, pfad: str, methode: str = "GET", rumpf: str | None = None, **koepfe: str) -> Antwort:
        cookie = "; ".join(f"{name}={wert}" for name, wert in self.cookies.items()) or None
        alle = {"host": self.host, **self.koepfe, **koepfe}
        self.letzte = frage(self.server, pfad, methode, cookie=cookie, rumpf=rumpf, **alle)
        for zeile in self.letzte.cookies:
            name, _, rest = zeile.partition("=")
            wert = rest.partition(";")[0]
            if "max-age=0" in zeile.lower() or not wert:
                self.cookies.pop(name, None)
            else:
                self.cookies[name] = wert
        return self.letzte

    def verborgene(self) -> dict[str, str]:
        assert self.letzte is not None
        paare = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', self.letzte.text)
        return {name: html.unescape(wert) for name, wert in paare}

    def schicke(self, pfad: str, koepfe: dict[str, str] | None = None, **felder: str) -> Antwort:
        rumpf = urlencode({**self.verborgene(), **felder})
        herkunft = {"origin": f"http://{self.host}"} if koepfe is None else koepfe
        art = {"content_type": "application/x-www-form-urlencoded"}
        return self.hole(pfad, "POST", rumpf, **art, **herkunft)

    def melde_an(self, wer: str, kennwort: str = KENNWORT, weiter: str = "/") -> Antwort:
        self.hole("/anmelden?" + urlencode({"weiter": weiter}))
        return self.schicke("/anmelden", kennung=wer, kennwort=kennwort)


@dataclass(frozen=True)
class Haus:
    """Eine laufende Installation ohne Demo mit der Datenbank dahinter."""

    server: AppServer
    engine: sa.Engine

    @property
    def url(self) -> str:
        return str(self.engine.url)

    def person(self, wer: str, kennwort: str | None = KENNWORT) -> int:
        """Legt eine Person an, wie es ein Kennwortlink täte."""
        with schreibeinheit(self.engine, Vorgang(VERWALTUNG, jetzt())) as session:
            anmeldung.require_betrieb(session, jetzt())
            nutzer = Nutzer(kennung=wer, name=f"Frau {wer.title()}")
            session.add(nutzer)
            session.flush()
            nummer = nutzer.id
        if kennwort:
            with schreibeinheit(self.engine, None) as session:
                code = create_link(session, Linkzweck.KENNWORT, jetzt(), nummer)
            anmeldung.set_kennwort_mit_link(self.engine, code, kennwort, jetzt())
        return nummer

    def link(self, zweck: Linkzweck, nutzer_id: int | None = None) -> str:
        with schreibeinheit(self.engine, None) as session:
            return create_link(session, zweck, jetzt(), nutzer_id)

    def verschiebe(self, **angaben: timedelta) -> None:
        """Rückt die Zeiten aller Anmeldungen, als wäre seither so viel vergangen."""
        with schreibeinheit(self.engine, None) as session:
            for zeile in session.scalars(select(Anmeldung)).all():
                for name, um in angaben.items():
                    setattr(zeile, name, getattr(zeile, name) - um)

    def versuche_altern(self, um: timedelta) -> None:
        with schreibeinheit(self.engine, None) as session:
            for zeile in session.scalars(select(Anmeldeversuch)).all():
                zeile.am -= um

    def zuletzt(self, nutzer_id: int) -> datetime:
        with leseeinheit(self.engine) as session:
            return session.scalars(select(Anmeldung.zuletzt_am).where(Anmeldung.nutzer_id == nutzer_id)).one()


@pytest.fixture(scope="module")
def app_ordner(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_app_mit_seite(tmp_path_factory.mktemp("app"), SEITE)


@pytest.fixture(scope="module")
def laufend(app_ordner: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Haus]:
    """Ein Server für die ganze Datei; jeder Test bringt seine eigenen Personen mit."""
    arbeit = tmp_path_factory.mktemp("arbeit")
    engine = connect_datenbank(f"sqlite:///{arbeit / 'mut.sqlite'}")
    upgrade_datenbank(engine)
    with app_server(arbeit, app=app_ordner, umgebung={"MUT_HOSTS": "mut.stadt.example"}) as server:
        yield Haus(server, engine)
    engine.dispose()


@pytest.fixture
def haus(laufend: Haus) -> Haus:
    """Dieselbe Installation, als hätte lange niemand etwas versucht."""
    laufend.versuche_altern(timedelta(hours=1))
    return laufend


@pytest.fixture
def neues_haus(app_ordner: Path, tmp_path: Path) -> Iterator[Haus]:
    """Eine frische Installation ohne ein einziges Konto."""
    engine = connect_datenbank(f"sqlite:///{tmp_path / 'mut.sqlite'}")
    upgrade_datenbank(engine)
    with app_server(tmp_path, app=app_ordner) as server:
        yield Haus(server, engine)
    engine.dispose()


@pytest.fixture
def probe(app_ordner: Path, demo_datei: Path) -> Iterator[Haus]:
    """Eine Installation mit Demo-Daten."""
    engine = connect_datenbank(f"sqlite:///{demo_datei}")
    with app_server(demo_datei.parent, app=app_ordner) as server:
        yield Haus(server, engine)
    engine.dispose()


# --- WebSocket --------------------------------------------------------------------------------------------------------


def leitung(server: AppServer, cookie: str, sitzung: str | None = None, **koepfe: str) -> ClientConnection:
    wie = [Subprotocol("streamlit"), Subprotocol("x")] + ([Subprotocol(sitzung)] if sitzung else [])
    return connect(
        f"ws://localhost:{server.port}/_stcore/stream",
        origin=server.adresse,  # type: ignore[arg-type]
        subprotocols=wie,
        additional_headers={"Cookie": cookie, **koepfe},
        max_size=None,
        compression=None,
    )


def rahmen(*, selbst: bool = False) -> bytes:
    nachricht = BackMsg()
    nachricht.rerun_script.query_string = ""
    nachricht.rerun_script.is_auto_rerun = selbst
    return bytes(nachricht.SerializeToString())


def lauf(ws: ClientConnection, *, selbst: bool = False) -> list[ForwardMsg]:
    """Löst einen Lauf aus und gibt alle Nachrichten bis zu seinem Ende."""
    ws.send(rahmen(selbst=selbst))
    nachrichten = []
    while True:
        nachricht = ForwardMsg()
        nachricht.ParseFromString(bytes(ws.recv(timeout=20)))  # type: ignore[arg-type]
        nachrichten.append(nachricht)
        if nachricht.WhichOneof("type") == "script_finished":
            return nachrichten


def siegel(nachrichten: list[ForwardMsg]) -> str:
    treffer = re.search(r"Siegel=(.*?)=", str(nachrichten))
    assert treffer is not None
    return treffer[1]


def sitzungsnummer(nachrichten: list[ForwardMsg]) -> str:
    return next(n.new_session.initialize.session_id for n in nachrichten if n.WhichOneof("type") == "new_session")


def schliesscode(ws: ClientConnection, nachricht: bytes) -> int | None:
    """Schickt einen Rahmen und gibt den Code, mit dem die Leitung daraufhin schließt."""
    ws.send(nachricht)
    with pytest.raises(ConnectionClosed) as ende:
        while True:
            ws.recv(timeout=20)
    return ende.value.rcvd.code if ende.value.rcvd else None


def offen(ws: ClientConnection) -> bool:
    return siegel(lauf(ws)) != "None"


# --- F40: einrichten --------------------------------------------------------------------------------------------------


def test_der_einrichtlink_legt_genau_ein_erstes_konto_an(neues_haus: Haus) -> None:
    """F40: falscher Code 403, kurzes Kennwort 400 mit stehen gebliebenem Text, danach ist der Code tot."""
    besuch = Besuch(neues_haus.server)
    assert "Noch keine Konten" in besuch.hole("/anmelden").text
    assert besuch.hole("/einrichten?code=falsch").status == 403
    code = neues_haus.link(Linkzweck.EINRICHTEN)
    assert besuch.hole(f"/einrichten?code={code}").status == 200
    angaben = {"kennung": "anna", "name": "Anna <b>Beispiel", "koordination": "ja"}
    kurz = besuch.schicke("/einrichten", kennwort="zu kurz", nochmal="zu kurz", **angaben)
    assert kurz.status == 400
    assert 'value="Anna &lt;b&gt;Beispiel"' in kurz.text
    assert 'role="alert"' in kurz.text
    assert "zu kurz" not in kurz.text
    ungleich = besuch.schicke("/einrichten", kennwort=KENNWORT, nochmal=KENNWORT + "x", **angaben)
    assert (ungleich.status, "nicht gleich" in ungleich.text) == (400, True)
    gelungen = besuch.schicke("/einrichten", kennwort=KENNWORT, nochmal=KENNWORT, **angaben)
    assert (gelungen.status, gelungen.koepfe["location"]) == (303, "/")
    assert "Anna &lt;b&gt;Beispiel" in besuch.hole("/konto").text
    assert Besuch(neues_haus.server).hole(f"/einrichten?code={code}").status == 404
    assert Besuch(neues_haus.server).melde_an("anna").status == 303


def test_ohne_einrichtung_kommt_niemand_herein(neues_haus: Haus, demo_vorlage: Path) -> None:
    """F40: Weder die leere noch die Demo-Datenbank enthält ein Konto, mit dem man sich anmelden könnte."""
    assert neues_haus.url.startswith("sqlite")
    for url in (neues_haus.url, f"sqlite:///{demo_vorlage}"):
        engine = connect_datenbank(url)
        with leseeinheit(engine) as session:
            assert not anmeldung.hat_konten(session)
        engine.dispose()


# --- F41: Cookie ------------------------------------------------------------------------------------------------------


def test_der_sitzungscookie_ist_nur_fuer_den_server(haus: Haus) -> None:
    """F41: HttpOnly, Lax, ganzer Host, ohne Ablaufdatum; ohne https ohne Secure."""
    haus.person("cora")
    antwort = Besuch(haus.server).melde_an("cora", weiter="/massnahmen?id=4")
    assert (antwort.status, antwort.koepfe["location"]) == (303, "/massnahmen?id=4")
    zeile = next(z for z in antwort.cookies if z.startswith("mut_sitzung="))
    teile = {teil.strip().lower() for teil in zeile.split(";")[1:]}
    assert teile == {"httponly", "path=/", "samesite=lax"}
    assert len(zeile.partition("=")[2].partition(";")[0]) >= 43


def test_unter_https_heisst_er_anders_und_ist_secure(app_ordner: Path, tmp_path: Path) -> None:
    """F41: `__Host-` bei https; ohne vereinbarten Proxy wird https nicht geglaubt."""
    antwort = PlainTextResponse("ok")
    kekse.set_sitzung(antwort, anfrage(scheme="https"), "x")
    assert antwort.headers["set-cookie"] == "__Host-mut=x; HttpOnly; Path=/; SameSite=lax; Secure"
    behauptet = anfrage(scheme="https", headers=[(b"host", b"a"), (b"x-forwarded-proto", b"https")])
    assert kekse.sitzungscookie(behauptet) == "mut_sitzung"
    engine = connect_datenbank(f"sqlite:///{tmp_path / 'mut.sqlite'}")
    upgrade_datenbank(engine)
    with app_server(tmp_path, app=app_ordner, umgebung={"MUT_VERTRAUTER_PROXY": "127.0.0.1"}) as server:
        haus = Haus(server, engine)
        haus.person("doris")
        besuch = Besuch(server, x_forwarded_proto="https", x_forwarded_for="10.1.2.3")
        besuch.hole("/anmelden")
        assert list(besuch.cookies) == ["__Host-mut-vor"]
        herkunft = {"origin": f"https://{besuch.host}"}
        gelungen = besuch.schicke("/anmelden", herkunft, kennung="doris", kennwort=KENNWORT)
        assert "__Host-mut" in besuch.cookies
        assert gelungen.koepfe["strict-transport-security"] == "max-age=31536000"
        assert besuch.hole("/").status == 200
    engine.dispose()


def test_zwei_cookies_desselben_namens_gelten_nicht(haus: Haus) -> None:
    haus.person("dora")
    besuch = Besuch(haus.server)
    besuch.melde_an("dora")
    cookie = f"mut_sitzung={besuch.cookies['mut_sitzung']}"
    assert frage(haus.server, "/", cookie=cookie).status == 200
    assert frage(haus.server, "/", cookie=f"{cookie}; mut_sitzung=fremd").status == 303
    assert frage(haus.server, "/", cookie=f"mut_sitzung=fremd; {cookie}").status == 303


# --- F42, F43: Bremse und gleiche Antworten ---------------------------------------------------------------------------


def test_nach_fuenf_fehlversuchen_ist_pause_auch_fuer_das_richtige_kennwort(haus: Haus) -> None:
    """F42: sechster Versuch 429 mit Retry-After, anderes Konto frei, nach der Pause geht es."""
    haus.person("erna")
    haus.person("frida")
    besuch = Besuch(haus.server)
    for _ in range(5):
        assert besuch.melde_an("erna", "falsch").status == 400
    gebremst = besuch.melde_an("erna", "falsch")
    assert gebremst.status == 429
    assert 1 <= int(gebremst.koepfe["retry-after"]) <= 5
    assert 'value="erna"' in gebremst.text
    assert besuch.melde_an("erna").status == 429
    assert Besuch(haus.server).melde_an("frida").status == 303
    haus.versuche_altern(timedelta(seconds=6))
    assert besuch.melde_an("erna").status == 303


def test_eine_gefaelschte_weiterleitung_bekommt_keine_neue_adresse(haus: Haus) -> None:
    """F42: 30 Konten von einer Adresse: 20 frei, 10 gebremst – auch mit 30 erfundenen X-Forwarded-For."""
    status = []
    for nummer in range(30):
        besuch = Besuch(haus.server, x_forwarded_for=f"10.9.{nummer}.1:{nummer + 1}")
        status.append(besuch.melde_an(f"niemand-{nummer}", "falsch").status)
    assert (status.count(400), status.count(429)) == (20, 10)
    umgeschrieben = anfrage(client=("6.6.6.6", 0), headers=[(b"host", b"x"), (b"x-forwarded-for", b"6.6.6.6")])
    assert gegenstelle(umgeschrieben) == "weitergeleitet"


def test_unbekannte_und_bekannte_kennungen_antworten_gleich(haus: Haus) -> None:
    """F43: gleiche Seite, gleicher Status, Dauer im Verhältnis unter 2,5."""
    haus.person("gerda")
    dauern: dict[str, list[float]] = {"gerda": [], "nieda": []}
    seiten = {}
    for _ in range(4):
        for wer, liste in dauern.items():
            besuch = Besuch(haus.server)
            besuch.hole("/anmelden")
            begonnen = time.perf_counter()
            antwort = besuch.schicke("/anmelden", kennung=wer, kennwort="falsch")
            liste.append(time.perf_counter() - begonnen)
            assert antwort.status == 400
            seiten[wer] = re.sub(r'name="zeichen" value="\w+"', "", antwort.text).replace(wer, "WER")
    assert seiten["gerda"] == seiten["nieda"]
    schnell, langsam = sorted(statistics.median(d) for d in dauern.values())
    assert langsam / schnell < 2.5


# --- F44: Formulare ---------------------------------------------------------------------------------------------------


def test_nur_das_eigene_formular_wird_angenommen(haus: Haus) -> None:
    """F44: Zeichen fehlt, fremdes Cookie, fremde/fehlende/leere Herkunft: 403, und niemand ist angemeldet."""
    haus.person("hanna")
    gut = Besuch(haus.server)
    gut.hole("/anmelden")
    eigen = f"http://{gut.host}"
    angaben = {"kennung": "hanna", "kennwort": KENNWORT}
    for koepfe in ({}, {"origin": "null"}, {"origin": "http://boese.example"}, {"origin": f"{eigen}1"}):
        assert gut.schicke("/anmelden", koepfe, **angaben).status == 403, koepfe
        gut.hole("/anmelden")
    assert gut.schicke("/anmelden", zeichen="", **angaben).status == 403
    fremd = Besuch(haus.server)
    fremd.hole("/anmelden")
    gut.hole("/anmelden")
    assert gut.schicke("/anmelden", zeichen=fremd.verborgene()["zeichen"], **angaben).status == 403
    ohne_cookie = Besuch(haus.server)
    ohne_cookie.hole("/anmelden")
    ohne_cookie.cookies.clear()
    assert ohne_cookie.schicke("/anmelden", **angaben).status == 403
    assert "mut_sitzung" not in {*gut.cookies, *fremd.cookies, *ohne_cookie.cookies}
    gut.hole("/anmelden")
    assert gut.schicke("/anmelden", **angaben).status == 303


def test_mit_sitzung_zaehlt_das_gegenzeichen(haus: Haus) -> None:
    """F44: Abmelden und Konto nur mit dem Gegenzeichen der eigenen Sitzung."""
    haus.person("ida")
    haus.person("jana")
    ida, jana = Besuch(haus.server), Besuch(haus.server)
    ida.melde_an("ida")
    jana.melde_an("jana")
    jana.hole("/abmelden")
    fremdes = jana.verborgene()["gegenzeichen"]
    ida.hole("/abmelden")
    assert ida.schicke("/abmelden", gegenzeichen=fremdes).status == 403
    assert ida.schicke("/abmelden", {}, gegenzeichen=fremdes).status == 403
    assert ida.hole("/konto").status == 200
    assert ida.schicke("/konto", tun="andere", gegenzeichen="").status == 403


def test_uebergrosse_und_doppelte_felder_werden_abgewiesen(haus: Haus) -> None:
    besuch = Besuch(haus.server)
    besuch.hole("/anmelden")
    assert besuch.schicke("/anmelden", kennung="x", kennwort="y" * 20_000).status == 413
    koepfe = {"origin": f"http://{besuch.host}", "content_type": "application/x-www-form-urlencoded"}
    assert besuch.hole("/anmelden", "POST", "kennung=a&kennung=b", **koepfe).status == 400
    assert besuch.hole("/anmelden", "POST", "{}", **{**koepfe, "content_type": "application/json"}).status == 415


# --- F45, F48: ohne Sitzung -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "pfad",
    [
        "/_stcore/host-config",
        "/_stcore/upload_file/a/b",
        "/media/x.png",
        "/component/x/index.html",
        "/static/js/index.js",
        "/sitzung",
    ],
)
def test_ohne_sitzung_ist_alles_technische_zu(haus: Haus, pfad: str) -> None:
    """F45: 401 auf jede Methode."""
    eigen = {"origin": f"http://localhost:{haus.server.port}"}
    assert frage(haus.server, pfad, accept="*/*").status == 401
    for methode in ("POST", "PUT", "DELETE"):
        assert frage(haus.server, pfad, methode, accept="*/*", **eigen).status == 401, methode


def test_metriken_agentenwege_und_streamlits_anmeldung_sind_zu(haus: Haus) -> None:
    """F45: 401, 303 oder – für niemanden da – 404."""
    for pfad in ("/_stcore/metrics", "/_stcore/agent/openapi.json", "/_stcore/agent/interact", "/_stcore/agent/mcp"):
        assert frage(haus.server, pfad).status == 404, pfad
    for pfad in ("/auth/login", "/auth/logout", "/oauth2callback?code=1", "/irgendwo", "/konto", "/abmelden"):
        antwort = frage(haus.server, pfad)
        assert antwort.status == 303, pfad
        assert antwort.koepfe["location"].startswith("/anmelden"), pfad


@pytest.mark.parametrize("pfad", ["//boese.example/", "/a/../konto", "/%2e%2e/konto", "/a%2fb", "/a%5cb", "/%00"])
def test_mehrdeutige_wege_werden_abgewiesen(haus: Haus, pfad: str) -> None:
    """F45: `..`, `%2f`, `//host`."""
    assert frage(haus.server, pfad).status == 400


def test_der_websocket_verlangt_eine_gueltige_sitzung(haus: Haus) -> None:
    """F48: ohne Cookie, mit erfundenem Cookie: abgewiesen vor dem Handschlag."""
    eigen = f"Origin: {haus.server.adresse}"
    assert handschlag(haus.server, eigen) == 403
    for wert in ("erfunden", "", "a" * 500, "%00", "ä"):
        assert handschlag(haus.server, eigen, f"Cookie: mut_sitzung={wert}") == 403, wert


# --- F49, F50: Identität ----------------------------------------------------------------------------------------------


def test_ein_mitgebrachter_kopf_macht_niemanden_zu_jemand_anderem(haus: Haus) -> None:
    """F49: Nur der Kopf der Pforte kommt an, auch wenn der eigene schon da ist."""
    nummer = haus.person("karla")
    besuch = Besuch(haus.server)
    besuch.melde_an("karla")
    cookie = f"mut_sitzung={besuch.cookies['mut_sitzung']}"
    with leitung(haus.server, cookie, **{"X-Mut-Person": "1.1." + "0" * 64, "X-Mut-Benutzer": "admin"}) as ws:
        assert re.fullmatch(rf"\(\d+, {nummer}\)", siegel(lauf(ws)))


@pytest.mark.parametrize("falsch", [None, "", "1.1", "1.1." + "0" * 64, "1.2.ä", "01.1." + "0" * 64])
def test_nur_das_eigene_siegel_gilt(falsch: str | None) -> None:
    """F49: Das Siegel kann nur dieser Prozess ausstellen."""
    assert kennung.entsiegeln(falsch) is None
    echt = kennung.versiegeln(7, 3)
    assert kennung.entsiegeln(echt) == (7, 3)
    assert kennung.entsiegeln(echt.replace("7.3.", "7.4.")) is None


def test_die_sitzungsnummer_einer_anderen_person_nuetzt_nichts(haus: Haus) -> None:
    """F50: Mit dem Cookie von B und der Streamlit-Sitzung von A beginnt eine neue; A selbst findet zurück."""
    cookies = {}
    for wer in ("lea", "mia"):
        haus.person(wer)
        besuch = Besuch(haus.server)
        besuch.melde_an(wer)
        cookies[wer] = f"mut_sitzung={besuch.cookies['mut_sitzung']}"
    with leitung(haus.server, cookies["lea"]) as ws:
        von_lea = sitzungsnummer(lauf(ws))
    with leitung(haus.server, cookies["mia"], von_lea) as ws:
        assert sitzungsnummer(lauf(ws)) != von_lea
    with leitung(haus.server, cookies["lea"], von_lea) as ws:
        assert sitzungsnummer(lauf(ws)) == von_lea


# --- F51–F53: Ende einer Sitzung --------------------------------------------------------------------------------------


@pytest.fixture
def drinnen(haus: Haus, request: pytest.FixtureRequest) -> Iterator[tuple[Haus, Besuch, ClientConnection, int]]:
    """Eine angemeldete Person mit offener Leitung."""
    wer = f"person-{abs(hash(request.node.name)) % 10**9}"
    nummer = haus.person(wer)
    besuch = Besuch(haus.server)
    besuch.melde_an(wer)
    with leitung(haus.server, f"mut_sitzung={besuch.cookies['mut_sitzung']}") as ws:
        assert offen(ws)
        yield haus, besuch, ws, nummer


def test_abmelden_wirkt_im_anderen_fenster_und_auf_den_kopierten_cookie(
    drinnen: tuple[Haus, Besuch, ClientConnection, int],
) -> None:
    """F51: Der nächste Klick schließt mit 4401, der kopierte Cookie führt zur Anmeldung."""
    haus, besuch, ws, _ = drinnen
    kopie = f"mut_sitzung={besuch.cookies['mut_sitzung']}"
    besuch.hole("/abmelden")
    antwort = besuch.schicke("/abmelden")
    assert antwort.status == 200
    assert antwort.koepfe["clear-site-data"] == '"cache", "storage"'
    assert "mut_sitzung" not in besuch.cookies
    assert schliesscode(ws, rahmen()) == 4401
    assert frage(haus.server, "/", cookie=kopie).koepfe["location"] == "/anmelden"
    with pytest.raises(InvalidStatus):
        leitung(haus.server, kopie)


def test_ein_bloszer_aufruf_von_abmelden_meldet_niemanden_ab(
    drinnen: tuple[Haus, Besuch, ClientConnection, int],
) -> None:
    _, besuch, ws, _ = drinnen
    assert "Abmelden?" in besuch.hole("/abmelden").text
    assert offen(ws)


def test_nach_einer_stunde_ohne_klick_ist_schluss(drinnen: tuple[Haus, Besuch, ClientConnection, int]) -> None:
    """F52: Leerlauf 60 Minuten; ein Klick davor verlängert."""
    haus, besuch, ws, nummer = drinnen
    haus.verschiebe(zuletzt_am=timedelta(minutes=59))
    assert offen(ws)
    assert jetzt() - haus.zuletzt(nummer) < timedelta(minutes=1)
    haus.verschiebe(zuletzt_am=timedelta(minutes=61))
    assert schliesscode(ws, rahmen()) == 4401
    assert besuch.hole("/").status == 303


def test_nach_zehn_stunden_ist_schluss_auch_wer_klickt(drinnen: tuple[Haus, Besuch, ClientConnection, int]) -> None:
    """F52: Höchstdauer 10 Stunden."""
    haus, _, ws, _ = drinnen
    haus.verschiebe(gilt_bis=timedelta(hours=9, minutes=59))
    assert offen(ws)
    haus.verschiebe(gilt_bis=timedelta(minutes=2))
    assert schliesscode(ws, rahmen()) == 4401


def test_ein_lauf_von_selbst_haelt_nicht_wach(drinnen: tuple[Haus, Besuch, ClientConnection, int]) -> None:
    """F52: `run_every` und der Abruf von Dateien berühren die Sitzung nicht, ein Klick schon."""
    haus, besuch, ws, nummer = drinnen
    haus.verschiebe(zuletzt_am=timedelta(minutes=30))
    vorher = haus.zuletzt(nummer)
    lauf(ws, selbst=True)
    besuch.hole("/_stcore/host-config", accept="*/*")
    besuch.hole("/sitzung", accept="*/*")
    assert haus.zuletzt(nummer) == vorher
    besuch.hole("/")
    assert haus.zuletzt(nummer) > vorher


@pytest.mark.parametrize(("art", "wach"), [("stop_script", True), ("app_heartbeat", False), (None, False)])
def test_nur_was_ein_mensch_ausloest_haelt_wach(art: str | None, wach: bool) -> None:
    nachricht = BackMsg()
    if art:
        setattr(nachricht, art, True)
    assert zugang.haelt_wach(bytes(nachricht.SerializeToString())) is wach
    assert not zugang.haelt_wach(b"\xff\xff\xff")
    assert not zugang.haelt_wach(None)


def test_wer_gesperrt_wird_ist_beim_naechsten_klick_draussen(
    drinnen: tuple[Haus, Besuch, ClientConnection, int],
) -> None:
    """F53: gesperrt – die Rolle liest der Kern bei jedem Lauf neu (test_anmeldung)."""
    haus, besuch, ws, nummer = drinnen
    with schreibeinheit(haus.engine, Vorgang(VERWALTUNG, jetzt())) as session:
        anmeldung.require_betrieb(session, jetzt())
        session.get_one(Nutzer, nummer).aktiv = False
    assert schliesscode(ws, rahmen()) == 4401
    assert besuch.hole("/").status == 303


def test_sitzungen_enden_einzeln_und_alle_anderen(haus: Haus) -> None:
    """F51: unter /konto; fremde Nummern gibt es dort nicht."""
    haus.person("nora")
    haus.person("olga")
    erste, zweite, dritte, fremde = (Besuch(haus.server) for _ in range(4))
    for besuch in (erste, zweite, dritte):
        besuch.melde_an("nora")
    fremde.melde_an("olga")
    seite = erste.hole("/konto")
    nummern = re.findall(r'name="sitzung" value="(\d+)"', seite.text)
    assert len(nummern) == 2
    fremde.hole("/konto")
    assert fremde.schicke("/konto", tun="beenden", sitzung=nummern[0]).status == 400
    erste.hole("/konto")
    assert erste.schicke("/konto", tun="beenden", sitzung=nummern[0]).status == 303
    assert sorted([zweite.hole("/").status, dritte.hole("/").status]) == [200, 303]
    erste.hole("/konto")
    assert erste.schicke("/konto", tun="andere").status == 303
    assert [b.hole("/").status for b in (erste, zweite, dritte, fremde)] == [200, 303, 303, 200]


def test_ein_neues_kennwort_beendet_die_anderen_sitzungen(haus: Haus) -> None:
    haus.person("paula")
    eine, andere = Besuch(haus.server), Besuch(haus.server)
    eine.melde_an("paula")
    andere.melde_an("paula")
    neu = "Grüne Boote segeln 4 mal"
    eine.hole("/konto")
    falsch = eine.schicke("/konto", tun="kennwort", altes="falsch", kennwort=neu, nochmal=neu)
    assert (falsch.status, 'name="altes"' in falsch.text, "aria-invalid" in falsch.text) == (400, True, True)
    assert eine.schicke("/konto", tun="kennwort", altes=KENNWORT, kennwort=neu, nochmal="x").status == 400
    assert eine.schicke("/konto", tun="kennwort", altes=KENNWORT, kennwort=neu, nochmal=neu).status == 303
    assert (eine.hole("/").status, andere.hole("/").status) == (200, 303)
    assert Besuch(haus.server).melde_an("paula").status == 400
    assert Besuch(haus.server).melde_an("paula", neu).status == 303


def test_der_kennwortlink_gilt_einmal_und_meldet_niemanden_an(haus: Haus) -> None:
    nummer = haus.person("quina", None)
    code = haus.link(Linkzweck.KENNWORT, nummer)
    besuch = Besuch(haus.server)
    assert "Frau Quina" in besuch.hole(f"/kennwort?code={code}").text
    assert besuch.schicke("/kennwort", kennwort="quina quina quina", nochmal="quina quina quina").status == 400
    antwort = besuch.schicke("/kennwort", kennwort=KENNWORT, nochmal=KENNWORT)
    assert antwort.koepfe["location"] == "/anmelden?neu=1"
    assert "mut_sitzung" not in besuch.cookies
    assert besuch.hole(f"/kennwort?code={code}").status == 403
    assert besuch.melde_an("quina").status == 303


# --- zweiter Faktor ---------------------------------------------------------------------------------------------------


def richte_faktor_ein(besuch: Besuch) -> pyotp.TOTP:
    seite = besuch.hole("/konto")
    treffer = re.search(r"tippen Sie diesen Schlüssel ein: <code>([A-Z2-7 ]+)</code>", seite.text)
    assert treffer is not None
    totp = pyotp.TOTP(treffer[1].replace(" ", ""))
    verborgen = dict(re.findall(r'name="(vorschlag|gegenzeichen)" value="([^"]+)"', seite.text))
    assert besuch.schicke("/konto", tun="faktor", code="000000", **verborgen).status == 400
    assert besuch.schicke("/konto", tun="faktor", code=totp.now(), **verborgen).status == 303
    return totp


def test_mit_zweitem_faktor_genuegt_das_kennwort_nicht(haus: Haus) -> None:
    haus.person("rosa")
    besuch = Besuch(haus.server)
    besuch.melde_an("rosa")
    totp = richte_faktor_ein(besuch)
    neu = Besuch(haus.server)
    antwort = neu.melde_an("rosa", weiter="/massnahmen")
    assert antwort.koepfe["location"] == "/anmelden/code"
    assert "mut_sitzung" not in neu.cookies
    assert neu.hole("/").status == 303
    neu.hole("/anmelden/code")
    assert neu.schicke("/anmelden/code", code=totp.now()).status == 400  # dieser Schritt ist verbraucht
    gelungen = neu.schicke("/anmelden/code", code=totp.at(time.time() + 30))
    assert (gelungen.status, gelungen.koepfe["location"]) == (303, "/massnahmen")
    assert neu.hole("/").status == 200
    assert Besuch(haus.server).hole("/anmelden/code").koepfe["location"] == "/anmelden"


def test_wer_einen_zweiten_faktor_braucht_kommt_nur_bis_zum_konto(neues_haus: Haus) -> None:
    neues_haus.person("susi")
    besuch = Besuch(neues_haus.server)
    besuch.melde_an("susi")
    cookie = f"mut_sitzung={besuch.cookies['mut_sitzung']}"
    with leitung(neues_haus.server, cookie) as ws:
        assert offen(ws)
        with schreibeinheit(neues_haus.engine, Vorgang(VERWALTUNG, jetzt())) as session:
            anmeldung.require_betrieb(session, jetzt())
            session.add(Einstellung(name=anmeldung.ZWEITER_FAKTOR, wert="alle"))
        assert schliesscode(ws, rahmen()) == 4401
    assert besuch.hole("/").koepfe["location"] == "/konto"
    assert besuch.hole("/_stcore/host-config", accept="*/*").status == 401
    assert handschlag(neues_haus.server, f"Origin: {neues_haus.server.adresse}", f"Cookie: {cookie}") == 403
    assert "vorgeschrieben" in besuch.hole("/konto").text
    richte_faktor_ein(besuch)
    assert besuch.hole("/").status == 200


# --- F54c: Demo -------------------------------------------------------------------------------------------------------


def test_der_startlink_gilt_einmal_und_nur_hier(probe: Haus) -> None:
    """F54c: einmal, nur auf diesem Rechner, nur selbst geöffnet; fremder Host 421."""
    code = probe.link(Linkzweck.START)
    assert frage(probe.server, f"/start?code={code}", host="boese.example").status == 421
    for kopf in ({"sec_fetch_site": "cross-site"}, {"sec_fetch_dest": "iframe"}, {"x_forwarded_for": "10.0.0.1"}):
        assert frage(probe.server, f"/start?code={code}", **kopf).status == 403, kopf
    besuch = Besuch(probe.server)
    antwort = besuch.hole(f"/start?code={code}")
    assert (antwort.status, antwort.koepfe["location"]) == (303, "/")
    assert besuch.hole("/").status == 200
    assert "Kim Beispiel" in besuch.hole("/konto").text
    assert Besuch(probe.server).hole(f"/start?code={code}").status == 403


def test_die_demo_person_wechselt_je_browser(probe: Haus) -> None:
    """F54c: Der Wechsel beendet die bisherige Sitzung; der andere Browser bleibt, wer er war."""
    einer, anderer = Besuch(probe.server), Besuch(probe.server)
    for besuch in (einer, anderer):
        besuch.hole(f"/start?code={probe.link(Linkzweck.START)}")
    alt = f"mut_sitzung={einer.cookies['mut_sitzung']}"
    antwort = einer.hole("/person/fachkraft?weiter=/melden?massnahme=7")
    assert (antwort.status, antwort.koepfe["location"]) == (303, "/melden?massnahme=7")
    assert "Ada Beispiel" in einer.hole("/konto").text
    assert "Kim Beispiel" in anderer.hole("/konto").text
    assert frage(probe.server, "/", cookie=alt).status == 303
    for boese in ("//boese.example", "%2F%2Fboese.example", "/%5Cboese.example", "/%0d%0aX:%20y", "https:%2F%2Fboese"):
        assert einer.hole(f"/person/leitung?weiter={boese}").koepfe["location"] == "/", boese
    for unbrauchbar in ("Leitung", "a%20b", "gibt-es-nicht", "a" * 61):
        assert einer.hole(f"/person/{unbrauchbar}").status == 404, unbrauchbar
    assert einer.hole("/person/leitung", sec_fetch_site="cross-site").status == 403
    assert "Lea Beispiel" in einer.hole("/konto").text


def test_eine_demo_sitzung_gilt_nur_auf_diesem_rechner_und_hat_kein_kennwort(probe: Haus) -> None:
    besuch = Besuch(probe.server)
    for fenster in (Besuch(probe.server), besuch):  # zwei Sitzungen: erst dann steht unter /konto ein Formular
        fenster.hole(f"/start?code={probe.link(Linkzweck.START)}")
    assert 'name="kennwort"' not in besuch.hole("/konto").text
    assert besuch.schicke("/konto", tun="kennwort", altes="x", kennwort=KENNWORT, nochmal=KENNWORT).status == 400
    assert besuch.hole("/", x_forwarded_for="10.0.0.1").status == 303


def test_aus_einer_befehlssitzung_wechselt_niemand_die_person(probe: Haus) -> None:
    cookie = sitzungscookie(probe.url, "leitung", Anmeldeweg.BEFEHL)
    assert frage(probe.server, "/person/koordination", cookie=cookie).status == 403


# --- F54d: ohne Pforte ------------------------------------------------------------------------------------------------


def test_eine_seite_ohne_pforte_verweigert_sich(demo_datei: Path, tmp_path: Path) -> None:
    """F54d: `streamlit run seiten/rahmen.py` an der Tür vorbei zeigt nichts, auch mit erfundenem Kopf."""
    port = freier_port()
    befehl = [sys.executable, "-m", "streamlit", "run", str(WURZEL / "seiten" / "rahmen.py")]
    umgebung = {"PATH": "/usr/bin", "HOME": str(tmp_path), "PYTHONPATH": str(WURZEL)}
    umgebung |= {"MUT_DATENBANK": f"sqlite:///{demo_datei}"}
    with (tmp_path / "log").open("wb") as log:
        prozess = subprocess.Popen(
            [*befehl, "--server.port", str(port), "--server.address", "127.0.0.1"],
            cwd=WURZEL,
            env=umgebung,
            stdout=log,
            stderr=log,
        )
    try:
        server = AppServer(port, tmp_path / "log", prozess)
        gesehen = str(_sobald(lambda: _lauf_ohne_pforte(server)))
    finally:
        prozess.terminate()
        prozess.wait(15)
    assert "nicht angemeldet" in gesehen
    assert "Beispiel" not in gesehen
    assert "Musterstadt" not in gesehen


def _lauf_ohne_pforte(server: AppServer) -> list[ForwardMsg]:
    with leitung(server, "mut_sitzung=x", **{"X-Mut-Person": kennung.versiegeln(1, 1)}) as ws:
        return lauf(ws)


def _sobald(tun: Callable[[], list[ForwardMsg]]) -> list[ForwardMsg]:
    ende = time.monotonic() + 30
    while True:
        try:
            return tun()
        except OSError:
            if time.monotonic() > ende:
                raise
            time.sleep(0.2)


# --- fehlende Datenbank -----------------------------------------------------------------------------------------------


def weg_datenbank() -> sa.Engine:
    raise BetriebError("Die Datenbank antwortet nicht.")


def tor(verbinden: Callable[[], sa.Engine], gesehen: list[Message]) -> zugang.Zugang:
    async def innen(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket":
            await receive()
            await send({"type": "websocket.accept"})
            gesehen.append(await receive())
            return
        await PlainTextResponse("drin")(scope, receive, send)

    pruefung = schranke.Schranke(verbinden)
    return zugang.Zugang(innen, pruefung, {"/anmelden"}, Proxyzugang(pruefung, aktiv=False))


COOKIE = [(b"host", b"localhost"), (b"accept", b"text/html"), (b"cookie", b"mut_sitzung=abc")]


def test_ohne_datenbank_bleibt_das_tor_zu(monkeypatch: pytest.MonkeyPatch) -> None:
    """HTTP: nach kurzer Frist 503 mit Retry-After, nie offen; offene Wege antworten weiter."""
    monkeypatch.setattr(zugang, "FRIST_HTTP", 0.4)
    start, rumpf = rufe(tor(weg_datenbank, []), anfrage(headers=COOKIE))
    assert start["status"] == 503
    assert (b"retry-after", b"5") in start["headers"]
    assert b"drin" not in rumpf["body"]
    assert rufe(tor(weg_datenbank, []), anfrage("/anmelden", headers=COOKIE))[0]["status"] == 200


def test_faellt_die_datenbank_unter_einer_offenen_leitung_aus_schliesst_sie_mit_1013(
    monkeypatch: pytest.MonkeyPatch, demo_datei: Path
) -> None:
    """Der Rahmen wird nicht weitergereicht; kommt die Datenbank in der Frist zurück, läuft er durch."""
    engine = connect_datenbank(f"sqlite:///{demo_datei}")
    cookie = sitzungscookie(f"sqlite:///{demo_datei}", "leitung").encode()
    for ausfaelle, erwartet in ((1, "websocket.receive"), (10_000, "websocket.disconnect")):
        gesehen: list[Message] = []
        antworten = iter([False, *[True] * ausfaelle])

        def verbinden(faellt_aus: Iterator[bool] = antworten) -> sa.Engine:
            if next(faellt_aus, False):
                raise BetriebError("weg")
            return engine

        app = tor(verbinden, gesehen)
        monkeypatch.setattr(schranke.Schranke.noch_gueltig, "__defaults__", (0.8,))
        kopf = [(b"host", b"localhost"), (b"cookie", cookie)]
        gesendet = asyncio.run(_websocket(app, anfrage("/_stcore/stream", type="websocket", headers=kopf)))
        assert gesehen[0]["type"] == erwartet
        assert (gesendet[-1].get("code") == 1013) is (erwartet == "websocket.disconnect")
    engine.dispose()


def test_die_schranke_prueft_auf_beiden_datenbanken(engine: sa.Engine, gemeinde: Gemeinde) -> None:
    """Erkennen, wach halten, beenden – auf SQLite und PostgreSQL; die Zeit geht nie zurück."""
    with schreibeinheit(engine, None) as session:
        token, ausweis = anmeldung.open_anmeldung(session, gemeinde.kora.id, Anmeldeweg.BEFEHL, jetzt())
        session.get_one(Anmeldung, ausweis.anmeldung_id).zuletzt_am -= timedelta(minutes=5)
    pruefung = schranke.Schranke(lambda: engine)

    async def ablauf() -> None:
        erkannt = await pruefung.ausweis(token)
        assert erkannt is not None
        await pruefung.beruehren(erkannt)
        danach = await pruefung.noch_gueltig(erkannt.anmeldung_id)
        assert danach is not None
        assert danach.zuletzt_am > erkannt.zuletzt_am
        with schreibeinheit(engine, None) as session:
            anmeldung.end_anmeldung(session, erkannt.anmeldung_id, jetzt())
        assert await pruefung.noch_gueltig(erkannt.anmeldung_id) is None
        assert await pruefung.ausweis(token) is None
        assert await pruefung.ausweis("erfunden") is None

    asyncio.run(ablauf())


async def _websocket(app: zugang.Zugang, scope: Scope) -> list[Message]:
    herein: list[Message] = [
        {"type": "websocket.connect"},
        {"type": "websocket.receive", "bytes": rahmen(selbst=True)},
    ]
    gesendet: list[Message] = []

    async def receive() -> Message:
        return herein.pop(0)

    async def send(nachricht: Message) -> None:
        gesendet.append(nachricht)

    await app(scope, receive, send)
    return gesendet


# --- Schalter ---------------------------------------------------------------------------------------------------------


def test_ohne_lokale_konten_gibt_es_kein_kennwortformular(app_ordner: Path, tmp_path: Path) -> None:
    engine = connect_datenbank(f"sqlite:///{tmp_path / 'mut.sqlite'}")
    upgrade_datenbank(engine)
    with app_server(tmp_path, app=app_ordner, umgebung={"MUT_LOKALE_KONTEN": "aus"}) as server:
        haus = Haus(server, engine)
        nummer = haus.person("tina")
        code = haus.link(Linkzweck.KENNWORT, nummer)
        besuch = Besuch(server)
        assert 'name="kennwort"' not in besuch.hole("/anmelden").text
        assert besuch.schicke("/anmelden", kennung="tina", kennwort=KENNWORT).status == 404
        assert besuch.hole(f"/kennwort?code={code}").status == 403
    engine.dispose()


def test_das_sicherheitslog_nennt_ereignisse_und_keine_geheimnisse(haus: Haus) -> None:
    """F60: keine Kennung bei Fehlversuchen, kein Kennwort, kein Kennzeichen, kein Code."""
    nummer = haus.person("ulla")
    besuch = Besuch(haus.server)
    besuch.melde_an("ulla-geheim\r\nereignis=anmeldung nutzer=1", "kennwort-im-log")
    besuch.melde_an("ulla")
    code = haus.link(Linkzweck.KENNWORT, nummer)
    besuch.hole(f"/kennwort?code={code}")
    besuch.hole("/abmelden")
    besuch.schicke("/abmelden")
    log = haus.server.log()
    assert f"ereignis=anmeldung nutzer={nummer} weg=konto" in log
    assert f"ereignis=abmeldung nutzer={nummer} weg=konto" in log
    assert "ereignis=anmeldung-gescheitert weg=kennwort" in log
    for geheim in ("ulla-geheim", "kennwort-im-log", KENNWORT, code, *besuch.cookies.values()):
        assert geheim not in log
