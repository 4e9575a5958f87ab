"""Prüfen: dem vertrauten Proxy wird nur mit Geheimnis und genau einem Namen geglaubt (F54b)."""

from __future__ import annotations

import http.client
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from app_server import Antwort, AppServer, anfrage, app_server, handschlag, sitzungscookie
from gemeinde import build_gemeinde

from mut_core.datenbank import connect_datenbank, leseeinheit, schreibeinheit
from mut_core.erfassung.protokoll import Vorgang
from mut_core.fehler import BetriebError
from mut_core.migration import upgrade_datenbank
from mut_core.modell import Anmeldung, Nutzer
from mut_core.modell.codes import Anmeldeweg
from seiten.pforte import dienst, proxy

GEHEIMNIS = "g" * 32
RICHTIG = (b"x-mut-proxy-geheimnis", GEHEIMNIS.encode())
KORA = (b"x-mut-benutzer", b"kora")


@pytest.fixture(autouse=True)
def umgebung(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("MUT_PROXY_KOPF", "MUT_PROXY_GEHEIMNIS_DATEI", "MUT_GEHEIMNISSE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("MUT_PROXY_GEHEIMNIS", GEHEIMNIS)


def mit(*koepfe: tuple[bytes, bytes]) -> dict[str, Any]:
    return anfrage("/", headers=[(b"host", b"localhost"), *koepfe])


def test_mit_geheimnis_und_einem_namen_gilt_die_person() -> None:
    assert proxy.aktiv()
    assert proxy.pruefe(mit(RICHTIG, KORA)) == "kora"
    assert proxy.pruefe(mit((b"X-Mut-Proxy-Geheimnis", RICHTIG[1]), (b"X-MUT-BENUTZER", b" kora "))) == "kora"


@pytest.mark.parametrize(
    "koepfe",
    [
        pytest.param((KORA,), id="ohne Geheimnis"),
        pytest.param(((b"x-mut-proxy-geheimnis", b"falsch"), KORA), id="falsches Geheimnis"),
        pytest.param(((b"x-mut-proxy-geheimnis", b""), KORA), id="leeres Geheimnis"),
        pytest.param(((RICHTIG[0], b"\xff" * 32), KORA), id="Geheimnis in Bytes, die kein Text sind"),
        pytest.param(((RICHTIG[0], RICHTIG[1] + b"x"), KORA), id="Geheimnis mit Anhang"),
        pytest.param((RICHTIG, RICHTIG, KORA), id="Geheimnis doppelt"),
        pytest.param((RICHTIG,), id="ohne Namen"),
        pytest.param((RICHTIG, (b"x-mut-benutzer", b"")), id="leerer Name"),
        pytest.param((RICHTIG, (b"x-mut-benutzer", b"  ")), id="Name aus Leerzeichen"),
        pytest.param((RICHTIG, KORA, (b"x-mut-benutzer", b"adam")), id="zwei Namen"),
        pytest.param((RICHTIG, KORA, KORA), id="derselbe Name doppelt"),
        pytest.param((RICHTIG, KORA, (b"X-Mut-Benutzer", b"adam")), id="zwei Namen, andere Schreibweise"),
        pytest.param((RICHTIG, (b"x-mut-benutzer", b"kora, adam")), id="zusammengelegte Namen"),
        pytest.param((RICHTIG, (b"x_mut_benutzer", b"kora")), id="Unterstriche"),
        pytest.param((RICHTIG, (b"x-mut-benutzer", b"k\xffora")), id="kein UTF-8"),
        pytest.param((RICHTIG, (b"x-mut-benutzer", b"kora\nadam")), id="Zeilenumbruch"),
        pytest.param((RICHTIG, (b"x-mut-benutzer", b"k" * 500)), id="überlang"),
        pytest.param((RICHTIG, (b"remote-user", b"kora")), id="anderer Kopf"),
    ],
)
def test_f54b_alles_andere_ist_niemand(koepfe: tuple[tuple[bytes, bytes], ...]) -> None:
    assert proxy.pruefe(mit(*koepfe)) is None


def test_ohne_eingestelltes_geheimnis_glaubt_die_app_keinem_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("MUT_PROXY_GEHEIMNIS")
    assert not proxy.aktiv()
    for koepfe in ((RICHTIG, KORA), ((b"x-mut-proxy-geheimnis", b""), KORA), (KORA,)):
        assert proxy.pruefe(mit(*koepfe)) is None


def test_ein_eigener_kopf_ersetzt_die_vorgabe(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MUT_PROXY_KOPF", "Remote-User")
    assert proxy.pruefe(mit(RICHTIG, (b"remote-user", b"kora"))) == "kora"
    assert proxy.pruefe(mit(RICHTIG, KORA)) is None


def test_vor_der_seite_verschwinden_geheimnis_und_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MUT_PROXY_KOPF", "Remote-User")
    scope = proxy.mit_proxyangabe(mit(RICHTIG, (b"Remote-User", b"kora")))
    assert scope["headers"] == [(b"host", b"localhost")]
    assert proxy.pruefe(scope) == "kora"
    niemand = proxy.mit_proxyangabe(mit((b"Remote-User", b"kora")))
    assert proxy.pruefe(niemand) is None


def test_ohne_proxy_bleibt_die_anfrage_wie_sie_ist(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("MUT_PROXY_GEHEIMNIS")
    scope = mit(RICHTIG, KORA)
    assert proxy.mit_proxyangabe(scope) is scope


@pytest.mark.parametrize("kurz", ["geheim", "g" * 31])
def test_ein_kurzes_geheimnis_haelt_die_app_an(kurz: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MUT_PROXY_GEHEIMNIS", kurz)
    with pytest.raises(BetriebError, match="mindestens 32 Zeichen") as fehler:
        proxy.aktiv()
    assert kurz not in str(fehler.value)


@pytest.mark.parametrize("kopf", ["Cookie", "Host", "X-Mut-Person", "X-Mut-Proxy-Geheimnis", "Remote User", "Sec-Was"])
def test_ein_unbrauchbarer_kopf_haelt_die_app_an(kopf: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MUT_PROXY_KOPF", kopf)
    with pytest.raises(BetriebError, match="MUT_PROXY_KOPF"):
        proxy.aktiv()


# --- an der echten App ------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def datei(tmp_path_factory: pytest.TempPathFactory) -> Path:
    datei = tmp_path_factory.mktemp("proxy") / "mut.sqlite"
    engine = connect_datenbank(f"sqlite:///{datei}")
    upgrade_datenbank(engine)
    gemeinde = build_gemeinde(engine)
    with schreibeinheit(engine, Vorgang(gemeinde.adam, datetime.now(UTC))) as session:
        session.get_one(Nutzer, gemeinde.niemand.id).aktiv = False
    engine.dispose()
    return datei


@pytest.fixture(scope="module")
def server(datei: Path) -> Iterator[AppServer]:
    with app_server(datei.parent, umgebung={"MUT_PROXY_GEHEIMNIS": GEHEIMNIS}) as laufend:
        yield laufend


def hole(server: AppServer, pfad: str, *koepfe: tuple[str, str], cookie: str = "", seite: bool = True) -> Antwort:
    """Fragt mit genau diesen Kopfzeilen, auch doppelten."""
    with closing(http.client.HTTPConnection("127.0.0.1", server.port, timeout=10)) as verbindung:
        verbindung.putrequest("GET", pfad, skip_host=True)
        verbindung.putheader("host", f"localhost:{server.port}")
        verbindung.putheader("accept", "text/html" if seite else "application/json")
        for name, wert in (*koepfe, *((("cookie", cookie),) if cookie else ())):
            verbindung.putheader(name, wert)
        verbindung.endheaders()
        return Antwort(verbindung.getresponse())


def sitzung(antwort: Antwort) -> str:
    (zeile,) = [c for c in antwort.cookies if c.startswith("mut_sitzung=")]
    return zeile.partition(";")[0]


def offene_sitzungen(datei: Path) -> list[str]:
    engine = connect_datenbank(f"sqlite:///{datei}")
    with leseeinheit(engine) as session:
        zeilen = sa.select(Nutzer.kennung).join(Anmeldung, Anmeldung.nutzer_id == Nutzer.id)
        kennungen = list(session.scalars(zeilen.where(Anmeldung.beendet_am.is_(None)).order_by(Anmeldung.id)))
    engine.dispose()
    return kennungen


BUERGT = ("X-Mut-Proxy-Geheimnis", GEHEIMNIS)


def als(kennung: str) -> tuple[str, str]:
    return "X-Mut-Benutzer", kennung


@pytest.mark.parametrize(
    "koepfe",
    [
        pytest.param((), id="ohne alles"),
        pytest.param((als("kora"),), id="ohne Geheimnis"),
        pytest.param((("X-Mut-Proxy-Geheimnis", "falsch"), als("kora")), id="falsches Geheimnis"),
        pytest.param((BUERGT,), id="ohne Namen"),
        pytest.param((BUERGT, als("")), id="leerer Name"),
        pytest.param((BUERGT, als("unbekannt")), id="unbekannt"),
        pytest.param((BUERGT, als("niemand")), id="gesperrt"),
        pytest.param((BUERGT, als("fatma")), id="Demo-Person"),
        pytest.param((BUERGT, als("betrieb")), id="Systemperson"),
        pytest.param((BUERGT, als("kora"), als("adam")), id="zwei Namen"),
        pytest.param((BUERGT, BUERGT, als("kora")), id="zwei Geheimnisse"),
    ],
)
def test_f54b_ohne_gueltige_buergschaft_gibt_es_401_und_keine_sitzung(
    server: AppServer, datei: Path, koepfe: tuple[tuple[str, str], ...]
) -> None:
    vorher = offene_sitzungen(datei)
    antwort = hole(server, "/", *koepfe)
    assert antwort.status == 401
    assert "Nicht angemeldet" in antwort.text
    assert antwort.cookies == []
    assert offene_sitzungen(datei) == vorher


def test_f54b_die_person_des_proxys_bekommt_eine_sitzung_die_ohne_ihn_nichts_gilt(
    server: AppServer, datei: Path
) -> None:
    antwort = hole(server, "/", BUERGT, als("kora"))
    assert antwort.status == 200
    cookie = sitzung(antwort)
    eigen = f"Origin: http://localhost:{server.port}"
    mit = (eigen, f"Cookie: {cookie}", f"X-Mut-Proxy-Geheimnis: {GEHEIMNIS}")
    assert handschlag(server, *mit, "X-Mut-Benutzer: kora") == 101
    assert handschlag(server, *mit, "X-Mut-Benutzer: adam") == 403
    assert handschlag(server, *mit) == 403
    assert handschlag(server, eigen, f"Cookie: {cookie}", "X-Mut-Benutzer: kora") == 403
    assert hole(server, "/", BUERGT, als("kora"), cookie=cookie).cookies == []
    assert hole(server, "/", cookie=cookie).status == 401


def test_f54b_nennt_der_proxy_eine_andere_person_endet_die_bisherige_sitzung(server: AppServer, datei: Path) -> None:
    cookie = sitzung(hole(server, "/", BUERGT, als("lena")))
    assert "lena" in offene_sitzungen(datei)
    neu = hole(server, "/", BUERGT, als("gustav"), cookie=cookie)
    assert neu.status == 200
    assert sitzung(neu) != cookie
    assert "lena" not in offene_sitzungen(datei)
    assert offene_sitzungen(datei).count("gustav") == 1


@pytest.mark.parametrize("weg", ["/anmelden", "/anmelden/code", "/kennwort?code=x", "/einrichten?code=x", *dienst.WEGE])
def test_f54b_neben_dem_proxy_gibt_es_keinen_zweiten_weg_hinein(server: AppServer, weg: str) -> None:
    assert hole(server, weg).status == 404


@pytest.mark.parametrize("weg", [Anmeldeweg.BEFEHL, Anmeldeweg.KONTO, Anmeldeweg.DIENST])
def test_f54b_neben_dem_proxy_gilt_keine_sitzung_von_einem_anderen_weg(
    server: AppServer, datei: Path, weg: Anmeldeweg
) -> None:
    cookie = sitzungscookie(f"sqlite:///{datei}", "kora", weg)
    assert hole(server, "/", cookie=cookie).status == 401
    cookie = sitzungscookie(f"sqlite:///{datei}", "adam", weg)
    assert sitzung(hole(server, "/", BUERGT, als("kora"), cookie=cookie)) != cookie
    assert hole(server, "/start?code=x").cookies == []


def test_ein_skript_ohne_cookie_eroeffnet_keine_sitzung(server: AppServer, datei: Path) -> None:
    vorher = offene_sitzungen(datei)
    assert hole(server, "/_stcore/host-config", BUERGT, als("adam"), seite=False).status == 401
    assert offene_sitzungen(datei) == vorher


def test_das_geheimnis_steht_nie_im_log(server: AppServer) -> None:
    hole(server, "/", BUERGT, als("kora"))
    assert GEHEIMNIS not in server.log()
