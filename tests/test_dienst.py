"""Prüfen: Anmelden über OpenID Connect – der gute Weg, jeder bekannte Angriff, jede Störung des Dienstes (F54)."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import logging
import re
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import parse_qs, quote, urlsplit

import pytest
import requests
import sqlalchemy as sa
from app_server import anfrage, rufe
from gemeinde import Gemeinde
from joserfc.jwk import ECKey
from oidc_anbieter import GEHEIMNIS, KENNUNG, Claims, OidcAnbieter, jwt_von, oidc_anbieter, roh, schluessel
from sqlalchemy.orm import Session
from starlette.applications import Starlette

from mut_core.anmeldung.fremd import Rollenwunsch
from mut_core.anmeldung.rollenzuordnung import gruppen, read_rollenwunsch, read_zuordnung, rollenwuensche, suche
from mut_core.datenbank import leseeinheit, schreibeinheit
from mut_core.erfassung.protokoll import Vorgang
from mut_core.fehler import BetriebError
from mut_core.modell import Anmeldung, Nutzer, Rolle, Zugangsdaten
from mut_core.modell.codes import Anmeldeweg, Rollenart
from seiten.pforte import anbieter as anbieter_modul
from seiten.pforte import dienst
from seiten.pforte.anbieter import sicher

ROLLEN = {
    "lesen": "lesen:probstweiler",
    "koordination": ["koordination:probstweiler"],
    "bildung": "fachkraft:probstweiler:Fachdienst Bildung",
    "verwaltung": "administration",
}
AUSSEN = "http://localhost:8501"


class Browser:
    """Ein Browser für die Wege der Pforte: behält Cookies und folgt Umleitungen nur, wenn der Test es sagt."""

    def __init__(self, app: Starlette, host: str = "localhost:8501", **scope: Any) -> None:
        self.app = app
        self.host = host
        self.scope = scope
        self.cookies: dict[str, str] = {}

    def hole(self, pfad: str, *koepfe: tuple[bytes, bytes]) -> Antwort:
        """Holt einen Pfad samt Parametern und merkt sich gesetzte Cookies."""
        teile = urlsplit(pfad)
        eigene = [(b"host", self.host.encode()), (b"accept", b"text/html"), (b"user-agent", b"Firefox/140 Windows")]
        if self.cookies:
            eigene.append((b"cookie", "; ".join(f"{n}={w}" for n, w in self.cookies.items()).encode()))
        scope = anfrage(teile.path, query_string=teile.query.encode(), headers=[*eigene, *koepfe], **self.scope)
        antwort = Antwort(rufe(self.app, scope))
        for zeile in antwort.alle("set-cookie"):
            for name, keks in SimpleCookie(zeile).items():
                self.cookies[name] = keks.value
                if keks["max-age"] == "0":
                    del self.cookies[name]
        return antwort

    def beginne(self, weiter: str = "/") -> str:
        """Geht zum Dienst, meldet sich dort an und gibt den Rückruf, den der Dienst dem Browser aufträgt."""
        hin = self.hole(dienst.anmeldeadresse(weiter))
        assert hin.status == 303, hin.text
        zurueck = requests.get(hin.kopf("location"), allow_redirects=False, timeout=5).headers["location"]
        assert zurueck.startswith(f"{AUSSEN}/dienst/zurueck?")
        return zurueck.removeprefix(AUSSEN)

    def melde_an(self, weiter: str = "/") -> Antwort:
        """Der ganze Weg bis zur Antwort auf den Rückruf."""
        return self.hole(self.beginne(weiter))


class Antwort:
    """Status, Köpfe und Text einer ASGI-Antwort."""

    def __init__(self, nachrichten: list[Any]) -> None:
        self.status = int(nachrichten[0]["status"])
        self._koepfe = [(n.decode().lower(), w.decode("latin-1")) for n, w in nachrichten[0]["headers"]]
        self.text = b"".join(n.get("body", b"") for n in nachrichten[1:]).decode()

    def alle(self, name: str) -> list[str]:
        """Alle Werte eines Kopfs."""
        return [wert for kopf, wert in self._koepfe if kopf == name]

    def kopf(self, name: str) -> str:
        """Der eine Wert eines Kopfs."""
        (wert,) = self.alle(name)
        return wert


@pytest.fixture
def idp() -> Iterator[OidcAnbieter]:
    with oidc_anbieter() as laufend:
        yield laufend


@pytest.fixture
def eingestellt(idp: OidcAnbieter, monkeypatch: pytest.MonkeyPatch) -> OidcAnbieter:
    for name in ("MUT_PROXY_GEHEIMNIS", "MUT_OIDC_MERKMAL", "MUT_OIDC_UMFANG", "MUT_OIDC_NAME", "MUT_GEHEIMNISSE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("MUT_OIDC_ADRESSE", idp.adresse)
    monkeypatch.setenv("MUT_OIDC_KENNUNG", KENNUNG)
    monkeypatch.setenv("MUT_OIDC_GEHEIMNIS", GEHEIMNIS)
    monkeypatch.setenv("MUT_OIDC_ROLLEN", json.dumps(ROLLEN))
    monkeypatch.setenv("MUT_ADRESSE_AUSSEN", AUSSEN)
    return idp


@pytest.fixture
def app(eingestellt: OidcAnbieter, sqlite_gemeinde: Gemeinde) -> Starlette:
    return build_app(sqlite_gemeinde.engine)


@pytest.fixture
def browser(app: Starlette) -> Browser:
    return Browser(app)


def build_app(engine: sa.Engine) -> Starlette:
    return Starlette(routes=list(dienst.build_wege(lambda: engine)))


def dana(engine: sa.Engine) -> tuple[Nutzer, list[Rolle]]:
    with leseeinheit(engine) as session:
        nutzer = session.scalars(sa.select(Nutzer).where(Nutzer.dienstkennung.is_not(None))).one()
        return nutzer, list(session.scalars(sa.select(Rolle).where(Rolle.nutzer_id == nutzer.id)))


def niemand_angemeldet(engine: sa.Engine) -> bool:
    with leseeinheit(engine) as session:
        anmeldungen = session.scalar(sa.select(sa.func.count()).select_from(Anmeldung))
        fremde = session.scalar(sa.select(sa.func.count()).where(Nutzer.dienstkennung.is_not(None)))
        return (anmeldungen, fremde) == (0, 0)


# --- der gute Weg -----------------------------------------------------------------------------------------------------


def test_f54_die_anmeldung_legt_person_rolle_und_sitzung_an(
    eingestellt: OidcAnbieter, engine: sa.Engine, gemeinde: Gemeinde
) -> None:
    browser = Browser(build_app(engine))
    antwort = browser.melde_an("/massnahmen?id=4&sicht=liste")
    assert (antwort.status, antwort.kopf("location")) == (303, "/massnahmen?id=4&sicht=liste")
    assert antwort.kopf("cache-control") == "no-store"
    nutzer, rollen = dana(engine)
    assert (nutzer.kennung, nutzer.name, nutzer.aktiv) == ("dana", "Dana Dienst", True)
    assert nutzer.dienstkennung == f"{eingestellt.adresse}|sub-1"
    assert [(r.art, r.konzept_id) for r in rollen] == [(Rollenart.LESEN, gemeinde.konzept_id)]
    with leseeinheit(engine) as session:
        sitzung = session.scalars(sa.select(Anmeldung)).one()
        assert (sitzung.nutzer_id, sitzung.weg, sitzung.geraet) == (
            nutzer.id,
            Anmeldeweg.DIENST,
            "Firefox unter Windows",
        )
    assert set(browser.cookies) == {"mut_sitzung"}


def test_beim_dienst_kommen_pkce_einmalwerte_und_die_feste_ruecksprungadresse_an(
    browser: Browser, eingestellt: OidcAnbieter
) -> None:
    browser.melde_an()
    browser.melde_an()
    erste, zweite = eingestellt.anmeldungen
    assert erste["redirect_uri"] == f"{AUSSEN}/dienst/zurueck"
    assert (erste["response_type"], erste["client_id"]) == ("code", KENNUNG)
    assert (erste["code_challenge_method"], len(erste["code_challenge"])) == ("S256", 43)
    assert erste["scope"] == "openid profile email"
    for einmal in ("state", "nonce", "code_challenge"):
        assert erste[einmal] != zweite[einmal]
        assert len(erste[einmal]) >= 43
    assert GEHEIMNIS not in json.dumps(eingestellt.anmeldungen)


def test_der_cookie_des_hinwegs_ist_kurz_unlesbar_fuer_skripte_und_danach_weg(browser: Browser) -> None:
    hin = browser.hole("/dienst/anmelden")
    cookie = hin.kopf("set-cookie")
    assert cookie.startswith("mut_dienst=")
    assert {"HttpOnly", "Max-Age=600", "Path=/", "SameSite=lax"} <= set(cookie.split("; "))
    assert hin.kopf("cache-control") == "no-store"
    assert "mut_dienst" in browser.cookies
    browser.hole("/dienst/zurueck?state=x&code=y")
    assert "mut_dienst" not in browser.cookies


def test_ueber_https_sind_beide_cookies_an_den_host_gebunden(app: Starlette, eingestellt: OidcAnbieter) -> None:
    browser = Browser(app, scheme="https")
    browser.melde_an()
    assert set(browser.cookies) == {"__Host-mut"}
    assert "Secure" in browser.hole("/dienst/anmelden").kopf("set-cookie")
    assert "__Host-mut_dienst" in browser.cookies


@pytest.mark.parametrize(
    "weiter",
    [
        "//boese.example",
        "https://boese.example/",
        "/\\boese",
        "/dienst/zurueck?code=1",
        "javascript:alert(1)",
        "x" * 3000,
    ],
)
def test_ein_fremdes_ziel_fuehrt_nach_der_anmeldung_zur_startseite(browser: Browser, weiter: str) -> None:
    hin = browser.hole(f"/dienst/anmelden?weiter={quote(weiter)}")
    zurueck = requests.get(hin.kopf("location"), allow_redirects=False, timeout=5).headers["location"]
    assert browser.hole(zurueck.removeprefix(AUSSEN)).kopf("location") == "/"


def test_ein_langes_ziel_mit_umlauten_sprengt_den_cookie_nicht(browser: Browser) -> None:
    ziel = "/massnahmen?suche=" + "".join(chr(0x4E00 + n) for n in range(1900))
    antwort = browser.hole(f"/dienst/anmelden?weiter={quote(ziel)}")
    assert antwort.status == 303
    assert len(antwort.kopf("set-cookie")) < 4096


def test_wer_sich_neu_anmeldet_beendet_die_bisherige_sitzung(browser: Browser, sqlite_engine: sa.Engine) -> None:
    browser.melde_an()
    erste = browser.cookies["mut_sitzung"]
    browser.melde_an()
    assert browser.cookies["mut_sitzung"] != erste
    with leseeinheit(sqlite_engine) as session:
        offen = [a.beendet_am is None for a in session.scalars(sa.select(Anmeldung).order_by(Anmeldung.id))]
    assert offen == [False, True]


def test_wer_beim_dienst_anders_heisst_bleibt_dieselbe_person(
    browser: Browser, eingestellt: OidcAnbieter, sqlite_engine: sa.Engine
) -> None:
    browser.melde_an()
    eingestellt.person |= {"preferred_username": "dana.neu", "name": "Dana Neu", "roles": ["bildung"]}
    browser.melde_an()
    nutzer, rollen = dana(sqlite_engine)
    assert nutzer.name == "Dana Neu"
    assert [r.art for r in rollen] == [Rollenart.FACHKRAFT]


@pytest.mark.parametrize("ausweis", ["client_secret_basic", "client_secret_post"])
def test_die_app_weist_sich_aus_wie_der_dienst_es_anbietet(
    browser: Browser, eingestellt: OidcAnbieter, ausweis: str
) -> None:
    eingestellt.auskunft["token_endpoint_auth_methods_supported"] = [ausweis]
    assert browser.melde_an().kopf("location") == "/"
    assert ("client_secret" in eingestellt.tausche[0]) == (ausweis == "client_secret_post")


def test_fehlende_angaben_kommen_aus_der_personenauskunft(browser: Browser, eingestellt: OidcAnbieter) -> None:
    eingestellt.person = {"sub": "sub-1"}
    eingestellt.userinfo = {"sub": "sub-1", "preferred_username": "dana", "name": "Dana", "roles": "lesen"}
    assert browser.melde_an().status == 303


def test_eine_personenauskunft_ueber_jemand_anderen_gilt_nicht(
    browser: Browser, eingestellt: OidcAnbieter, sqlite_engine: sa.Engine
) -> None:
    eingestellt.person = {"sub": "sub-1"}
    eingestellt.userinfo = {"sub": "sub-2", "preferred_username": "chefin", "name": "Chefin", "roles": ["verwaltung"]}
    assert browser.melde_an().status == 403
    assert niemand_angemeldet(sqlite_engine)


# --- Gruppen und Rollen -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("angabe", "erwartet"),
    [
        (["lesen", "unbekannt"], [Rollenart.LESEN]),
        ("lesen", [Rollenart.LESEN]),
        (["bildung", "koordination", "koordination"], [Rollenart.FACHKRAFT, Rollenart.KOORDINATION]),
        (["lesen", 7, None, {"verwaltung": 1}], [Rollenart.LESEN]),
    ],
)
def test_f54_gruppen_als_liste_oder_text_werden_rollen(
    browser: Browser, eingestellt: OidcAnbieter, sqlite_engine: sa.Engine, angabe: Any, erwartet: list[Rollenart]
) -> None:
    eingestellt.person["roles"] = angabe
    assert browser.melde_an().status == 303
    assert sorted(r.art for r in dana(sqlite_engine)[1]) == sorted(erwartet)


@pytest.mark.parametrize(
    "angabe", [[], "", None, "lesen,verwaltung", "lesen verwaltung", "Lesen", {"lesen": True}, 1, ["LESEN", "gast"]]
)
def test_f54_ohne_bekannte_gruppe_gibt_es_keinen_zugang(
    browser: Browser, eingestellt: OidcAnbieter, sqlite_engine: sa.Engine, angabe: Any
) -> None:
    eingestellt.person["roles"] = angabe
    eingestellt.userinfo = {"sub": "sub-1"}
    antwort = browser.melde_an()
    assert antwort.status == 403
    assert "keine Rolle" in antwort.text
    assert 'href="/dienst/abmelden"' in antwort.text
    assert niemand_angemeldet(sqlite_engine)


def test_wer_seine_gruppe_verliert_verliert_auch_die_offene_sitzung(
    browser: Browser, eingestellt: OidcAnbieter, sqlite_engine: sa.Engine
) -> None:
    browser.melde_an()
    eingestellt.person["roles"] = []
    assert browser.melde_an().status == 403
    assert dana(sqlite_engine)[1] == []
    with leseeinheit(sqlite_engine) as session:
        assert session.scalars(sa.select(Anmeldung)).one().beendet_am is not None


def test_ein_eigenes_merkmal_darf_verschachtelt_sein(
    sqlite_gemeinde: Gemeinde, eingestellt: OidcAnbieter, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MUT_OIDC_MERKMAL", "realm_access.roles")
    eingestellt.person = {"sub": "s", "name": "D", "preferred_username": "dd", "realm_access": {"roles": ["lesen"]}}
    assert Browser(build_app(sqlite_gemeinde.engine)).melde_an().status == 303
    assert "/person" not in eingestellt.abrufe  # was im Token steht, wird nicht noch einmal gefragt


def test_ein_oertliches_konto_gleicher_kennung_wird_nicht_uebernommen(
    browser: Browser, eingestellt: OidcAnbieter, sqlite_gemeinde: Gemeinde
) -> None:
    with schreibeinheit(sqlite_gemeinde.engine, None) as session:
        session.add(Zugangsdaten(nutzer_id=sqlite_gemeinde.adam.id, kennwort_pruefsumme="x"))
    eingestellt.person["preferred_username"] = "ADAM"
    antwort = browser.melde_an()
    assert antwort.status == 403
    assert "schon ein anderes Konto" in antwort.text
    assert niemand_angemeldet(sqlite_gemeinde.engine)


def test_eine_gesperrte_person_kommt_auch_ueber_den_dienst_nicht_herein(
    browser: Browser, sqlite_gemeinde: Gemeinde
) -> None:
    browser.melde_an()
    nutzer, _ = dana(sqlite_gemeinde.engine)
    with schreibeinheit(sqlite_gemeinde.engine, Vorgang(sqlite_gemeinde.adam, datetime.now(UTC))) as session:
        session.get_one(Nutzer, nutzer.id).aktiv = False
    assert browser.melde_an().status == 403


def test_die_suche_geht_ganze_namen_vor_pfaden() -> None:
    claims = {"https://stadt.de/rollen": ["a"], "a.b": 1, "a": {"b": 2, "c.d": {"e": 3}}, "t": "text"}
    assert suche(claims, "https://stadt.de/rollen") == ["a"]
    assert suche(claims, "a.b") == 1
    assert suche(claims, "a.c.d.e") == 3
    assert suche(claims, "a.x") is None
    assert suche(claims, "t.e") is None
    assert suche(claims, "") is None


def test_sehr_viele_gruppen_werden_begrenzt() -> None:
    assert len(gruppen({"roles": [f"g{n}" for n in range(5000)]}, "roles")) == 1000


@pytest.mark.parametrize(
    ("text", "erwartet"),
    [
        ("lesen", Rollenwunsch(Rollenart.LESEN)),
        ("lesen:lehrte", Rollenwunsch(Rollenart.LESEN, "lehrte")),
        (" administration ", Rollenwunsch(Rollenart.ADMINISTRATION)),
        ("fachkraft:lehrte:Amt: Bildung", Rollenwunsch(Rollenart.FACHKRAFT, "lehrte", "Amt: Bildung")),
    ],
)
def test_die_schreibweise_der_rollen(text: str, erwartet: Rollenwunsch) -> None:
    assert read_rollenwunsch(text) == erwartet


@pytest.mark.parametrize(
    "text",
    ["", "chefin", "LESEN", "fachkraft", "fachkraft:lehrte", "fachkraft::Amt", "lesen:", "lesen:a:b", "lesen:a:"],
)
def test_eine_unlesbare_rolle_nennt_die_schreibweise(text: str) -> None:
    with pytest.raises(BetriebError, match="Möglich sind lesen"):
        read_rollenwunsch(text)


@pytest.mark.parametrize(
    "text",
    ["", "nix", "[]", "{}", '"lesen"', '{"a": 1}', '{"a": null}', '{"a": ["lesen", 2]}', '{"": "lesen"}',
     '{"a": "lesen", "a": "administration"}', '{"a": {"b": "lesen"}}'],
)  # fmt: skip
def test_eine_unlesbare_zuordnung_wird_abgewiesen(text: str) -> None:
    with pytest.raises(BetriebError, match="MUT_OIDC_ROLLEN"):
        read_zuordnung(text)


def test_die_rollen_kommen_ohne_doppelte_in_fester_reihenfolge() -> None:
    zuordnung = read_zuordnung('{"a": ["lesen", "koordination:x"], "b": "lesen", "c": "administration"}')
    wuensche = rollenwuensche({"roles": ["b", "a"]}, "roles", zuordnung)
    assert wuensche == (Rollenwunsch(Rollenart.KOORDINATION, "x"), Rollenwunsch(Rollenart.LESEN))


# --- Angriffe auf das Token -------------------------------------------------------------------------------------------


def _ohne(name: str) -> Callable[[Claims], Claims]:
    return lambda claims: {n: w for n, w in claims.items() if n != name}


def _mit(**werte: Any) -> Callable[[Claims], Claims]:
    return lambda claims: {**claims, **werte}


def _hs256(geheim: bytes) -> Callable[[Claims], str]:
    def unterschreibe(claims: Claims) -> str:
        text = f"{roh({'alg': 'HS256', 'typ': 'JWT', 'kid': schluessel().kid})}.{roh(claims)}"
        siegel = hmac.new(geheim, text.encode(), hashlib.sha256).digest()
        return f"{text}.{base64.urlsafe_b64encode(siegel).rstrip(b'=').decode()}"

    return unterschreibe


def _veraendert(claims: Claims) -> str:
    kopf, _, siegel = jwt_von(claims).split(".")
    return f"{kopf}.{roh({**claims, 'sub': 'chefin'})}.{siegel}"


def _mitgebrachter_schluessel(claims: Claims) -> str:
    fremd = ECKey.generate_key("P-256")
    return jwt_von(claims, fremd, "ES256", jwk=fremd.as_dict(private=False))


@pytest.mark.parametrize(
    ("stoere", "grund"),
    [
        pytest.param(_mit(nonce="falsch"), "nonce", id="falsche nonce"),
        pytest.param(_ohne("nonce"), "nonce", id="ohne nonce"),
        pytest.param(lambda c: {**c, "nonce": [c["nonce"]]}, "nonce", id="nonce als Liste"),
        pytest.param(_mit(aud="andere-app"), "aud", id="falscher Empfänger"),
        pytest.param(_ohne("aud"), "aud", id="ohne Empfänger"),
        pytest.param(_mit(aud=[]), "aud", id="leere Empfängerliste"),
        pytest.param(_mit(aud={KENNUNG: 1}), "aud", id="Empfänger als Objekt"),
        pytest.param(_mit(aud=[KENNUNG, "andere-app"]), "azp", id="zwei Empfänger ohne azp"),
        pytest.param(_mit(aud=[KENNUNG, "andere-app"], azp="andere-app"), "azp", id="für eine andere App ausgestellt"),
        pytest.param(_mit(azp="andere-app"), "azp", id="fremdes azp"),
        pytest.param(_mit(iss="https://boese.example"), "iss", id="falscher Aussteller"),
        pytest.param(_ohne("iss"), "iss", id="ohne Aussteller"),
        pytest.param(lambda c: {**c, "iss": c["iss"] + "/"}, "iss", id="Aussteller mit Schrägstrich"),
        pytest.param(lambda c: {**c, "exp": c["iat"] - 61}, "abgelaufen", id="abgelaufen"),
        pytest.param(_ohne("exp"), "exp", id="ohne Ablauf"),
        pytest.param(_mit(exp=True), "exp", id="Ablauf ist keine Zahl"),
        pytest.param(_mit(exp=float("nan")), "exp", id="Ablauf NaN"),
        pytest.param(_mit(iat=2**40), "iat", id="aus der Zukunft"),
        pytest.param(_mit(nbf=2**40), "nbf", id="gilt noch nicht"),
        pytest.param(_ohne("sub"), "sub", id="ohne Person"),
        pytest.param(_mit(sub=""), "sub", id="leere Person"),
        pytest.param(_mit(sub=7), "sub", id="Person als Zahl"),
    ],
)  # fmt: skip
def test_f54_ein_token_mit_falschen_angaben_meldet_niemanden_an(
    browser: Browser,
    eingestellt: OidcAnbieter,
    sqlite_engine: sa.Engine,
    caplog: pytest.LogCaptureFixture,
    stoere: Callable[[Claims], Claims],
    grund: str,
) -> None:
    eingestellt.stoere = stoere
    _wird_abgewiesen(browser, sqlite_engine, caplog, grund)


@pytest.mark.parametrize(
    ("unterschreibe", "grund"),
    [
        pytest.param(lambda c: f"{roh({'alg': 'none'})}.{roh(c)}.", "UnsupportedAlgorithmError", id="alg none"),
        pytest.param(lambda c: f"{roh({'alg': 'None'})}.{roh(c)}.", "UnsupportedAlgorithmError", id="alg None"),
        pytest.param(lambda c: f"{roh({'typ': 'JWT'})}.{roh(c)}.", "MissingAlgorithmError|DecodeError", id="ohne alg"),
        pytest.param(
            _hs256(schluessel().as_pem(private=False)),
            "UnsupportedAlgorithmError",
            id="HS256 mit öffentlichem Schlüssel",
        ),
        pytest.param(
            _hs256(json.dumps(schluessel().as_dict(private=False)).encode()),
            "UnsupportedAlgorithmError",
            id="HS256 JWK",
        ),
        pytest.param(_hs256(GEHEIMNIS.encode()), "UnsupportedAlgorithmError", id="HS256 mit Clientgeheimnis"),
        pytest.param(lambda c: jwt_von(c, schluessel(1)), "BadSignatureError", id="fremder Schlüssel, richtige Nummer"),
        pytest.param(
            lambda c: jwt_von(c, schluessel(1), kid="schluessel-1"), "InvalidKeyIdError", id="fremder Schlüssel"
        ),
        pytest.param(_mitgebrachter_schluessel, "[A-Za-z]+Key[A-Za-z]*Error", id="Schlüssel im Kopf mitgebracht"),
        pytest.param(
            lambda c: jwt_von(c, schluessel(1), jku="https://boese.example/jwks"), "BadSignatureError", id="fremdes jku"
        ),
        pytest.param(_veraendert, "BadSignatureError", id="nachträglich verändert"),
        pytest.param(lambda _c: "kein.token", "DecodeError", id="zwei Teile"),
        pytest.param(lambda _c: "a.b.c", "DecodeError", id="Unsinn"),
        pytest.param(lambda _c: "", "DecodeError|id_token_fehlt", id="leer"),
        pytest.param(lambda _c: None, "id_token_fehlt", id="kein Token"),
        pytest.param(lambda c: jwt_von({**c, "x": "y" * 200_000}), "ExceededSizeError", id="riesig"),
    ],
)
def test_f54_ein_gefaelschtes_token_meldet_niemanden_an(
    browser: Browser,
    eingestellt: OidcAnbieter,
    sqlite_engine: sa.Engine,
    caplog: pytest.LogCaptureFixture,
    unterschreibe: Any,
    grund: str,
) -> None:
    eingestellt.unterschreibe = unterschreibe
    _wird_abgewiesen(browser, sqlite_engine, caplog, grund)


def test_ein_unbekanntes_pflichtfeld_im_kopf_wird_abgewiesen(
    browser: Browser, eingestellt: OidcAnbieter, sqlite_engine: sa.Engine, caplog: pytest.LogCaptureFixture
) -> None:
    def unterschreibe(claims: Claims) -> str:
        _, inhalt, siegel = jwt_von(claims).split(".")
        neu = roh({"alg": "RS256", "kid": schluessel().kid, "crit": ["b64"], "b64": False})
        return f"{neu}.{inhalt}.{siegel}"

    eingestellt.unterschreibe = unterschreibe
    _wird_abgewiesen(browser, sqlite_engine, caplog, "[A-Za-z]+Error")


def test_ein_symmetrischer_schluessel_im_bund_wird_nie_benutzt(
    browser: Browser, eingestellt: OidcAnbieter, sqlite_engine: sa.Engine, caplog: pytest.LogCaptureFixture
) -> None:
    eingestellt.schluesselbund = [{"kty": "oct", "k": "Z2VoZWlt", "kid": schluessel().kid}, schluessel(2)]
    eingestellt.unterschreibe = _hs256(b"geheim")
    _wird_abgewiesen(browser, sqlite_engine, caplog, "UnsupportedAlgorithmError")


def _wird_abgewiesen(browser: Browser, engine: sa.Engine, caplog: pytest.LogCaptureFixture, grund: str) -> None:
    with caplog.at_level(logging.INFO, "mut.sicherheit"):
        antwort = browser.melde_an()
    assert antwort.status == 403
    assert "ließ sich nicht bestätigen" in antwort.text
    assert 'href="/dienst/anmelden"' in antwort.text
    assert "mut_sitzung" not in browser.cookies
    assert niemand_angemeldet(engine)
    (zeile,) = [e.getMessage() for e in caplog.records if e.name == "mut.sicherheit"]
    assert re.fullmatch(f"ereignis=dienst-abgewiesen grund=(?:{grund})", zeile), zeile


# --- Angriffe auf den Rückruf -----------------------------------------------------------------------------------------


def _abgelehnt(antwort: Antwort, engine: sa.Engine) -> None:
    assert antwort.status == 403
    assert "nicht in diesem Browser begonnen" in antwort.text
    assert not any(c.startswith("mut_sitzung=") for c in antwort.alle("set-cookie"))
    assert niemand_angemeldet(engine)


def test_f54_der_rueckruf_in_einem_anderen_browser_meldet_nicht_an(app: Starlette, sqlite_engine: sa.Engine) -> None:
    rueckruf = Browser(app).beginne()
    _abgelehnt(Browser(app).hole(rueckruf), sqlite_engine)


def test_f54_der_rueckruf_einer_fremden_anmeldung_meldet_nicht_an(app: Starlette, sqlite_engine: sa.Engine) -> None:
    opfer = Browser(app)
    opfer.beginne()
    _abgelehnt(opfer.hole(Browser(app).beginne()), sqlite_engine)


def test_f54_ein_wiederholter_rueckruf_meldet_kein_zweites_mal_an(app: Starlette, sqlite_engine: sa.Engine) -> None:
    browser = Browser(app)
    rueckruf = browser.beginne()
    kopie = Browser(app)
    kopie.cookies = dict(browser.cookies)
    assert browser.hole(rueckruf).status == 303
    assert browser.hole(rueckruf).status == 403
    mit_cookie = kopie.hole(rueckruf)  # auch mit abgeschriebenem Cookie: der Code gilt beim Dienst nur einmal
    assert mit_cookie.status == 403
    assert "mut_sitzung" not in kopie.cookies


def test_ein_verspaeteter_rueckruf_meldet_nicht_an(
    browser: Browser, sqlite_engine: sa.Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    rueckruf = browser.beginne()
    echt = time.time
    monkeypatch.setattr("itsdangerous.timed.time.time", lambda: echt() + dienst.DAUER + 2)
    _abgelehnt(browser.hole(rueckruf), sqlite_engine)


@pytest.mark.parametrize(
    "veraendere",
    [
        lambda w: "x" + w[1:],
        lambda w: w[:-5] + ("A" if w[-5] != "A" else "B") + w[-4:],
        lambda w: w.rpartition(".")[0],
        lambda _w: "",
        lambda w: f"{w}; mut_dienst={w}",
    ],
)
def test_ein_veraenderter_oder_doppelter_cookie_gilt_nicht(
    browser: Browser, sqlite_engine: sa.Engine, veraendere: Callable[[str], str]
) -> None:
    rueckruf = browser.beginne()
    browser.cookies["mut_dienst"] = veraendere(browser.cookies["mut_dienst"])
    _abgelehnt(browser.hole(rueckruf), sqlite_engine)


@pytest.mark.parametrize("anhang", ["&state=x", "&state="])
def test_ein_doppelter_state_gilt_nicht(browser: Browser, sqlite_engine: sa.Engine, anhang: str) -> None:
    _abgelehnt(browser.hole(browser.beginne() + anhang), sqlite_engine)


@pytest.mark.parametrize("umbau", [r"&code=zweiter", None])
def test_ohne_eindeutigen_code_gibt_es_keine_sitzung(
    browser: Browser, sqlite_engine: sa.Engine, umbau: str | None
) -> None:
    rueckruf = browser.beginne()
    rueckruf = rueckruf + umbau if umbau else re.sub(r"&code=[^&]*", "", rueckruf)
    assert browser.hole(rueckruf).status == 403
    assert niemand_angemeldet(sqlite_engine)


def test_ein_rueckruf_im_namen_eines_anderen_ausstellers_gilt_nicht(
    browser: Browser, eingestellt: OidcAnbieter, sqlite_engine: sa.Engine
) -> None:
    rueckruf = browser.beginne().replace(quote(eingestellt.adresse, safe=""), quote("https://boese.example", safe=""))
    assert "boese" in rueckruf
    assert browser.hole(rueckruf).status == 403
    assert eingestellt.tausche == []
    assert niemand_angemeldet(sqlite_engine)


def test_wer_den_aussteller_ankuendigt_muss_ihn_nennen(
    browser: Browser, eingestellt: OidcAnbieter, sqlite_engine: sa.Engine
) -> None:
    eingestellt.auskunft["authorization_response_iss_parameter_supported"] = True
    assert browser.hole(re.sub(r"&iss=[^&]*", "", browser.beginne())).status == 403
    assert niemand_angemeldet(sqlite_engine)
    assert browser.melde_an().status == 303


@pytest.mark.parametrize("fehler", ["access_denied", "server_error", "<script>alert(1)</script>"])
def test_f54_eine_ablehnung_des_dienstes_wird_deutsch_erklaert_und_sein_text_nie_gezeigt(
    browser: Browser, eingestellt: OidcAnbieter, sqlite_engine: sa.Engine, fehler: str
) -> None:
    eingestellt.verweigert = fehler
    antwort = browser.melde_an("/massnahmen?id=4")
    assert antwort.status == 403
    assert "0190" not in antwort.text and "<script" not in antwort.text
    assert ("abgebrochen oder abgelehnt" in antwort.text) == (fehler == "access_denied")
    assert "weiter=%2Fmassnahmen%3Fid%3D4" in antwort.text
    assert niemand_angemeldet(sqlite_engine)


def test_f54_die_ruecksprungadresse_folgt_keinem_gefaelschten_kopf(app: Starlette, eingestellt: OidcAnbieter) -> None:
    fremd = Browser(app, host="boese.example").hole("/dienst/anmelden")
    assert fremd.status == 400
    assert AUSSEN in fremd.text
    Browser(app).hole(
        "/dienst/anmelden", (b"x-forwarded-host", b"boese.example"), (b"forwarded", b"host=boese.example")
    )
    hin = Browser(app).hole("/dienst/anmelden?redirect_uri=https://boese.example", (b"x-forwarded-host", b"boese"))
    assert parse_qs(urlsplit(hin.kopf("location")).query)["redirect_uri"] == [f"{AUSSEN}/dienst/zurueck"]


# --- Störungen des Dienstes -------------------------------------------------------------------------------------------


def test_antwortet_der_dienst_nicht_steht_da_wann_es_wieder_geht(
    sqlite_gemeinde: Gemeinde, eingestellt: OidcAnbieter, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MUT_OIDC_ADRESSE", "http://127.0.0.1:9")
    antwort = Browser(build_app(sqlite_gemeinde.engine)).hole("/dienst/anmelden?weiter=%2Fmelden")
    assert antwort.status == 503
    assert antwort.kopf("retry-after") == "30"
    assert "antwortet nicht" in antwort.text
    assert "weiter=%2Fmelden" in antwort.text


def test_ein_stummer_dienst_wird_nicht_bei_jedem_klick_neu_gefragt(
    browser: Browser, eingestellt: OidcAnbieter, monkeypatch: pytest.MonkeyPatch
) -> None:
    eingestellt.status = 500
    for _ in range(3):
        assert browser.hole("/dienst/anmelden").status == 503
    assert eingestellt.abrufe == ["/.well-known/openid-configuration"]
    eingestellt.status = 200
    monkeypatch.setattr(anbieter_modul, "PAUSE", 0.0)
    assert browser.hole("/dienst/anmelden").status == 303


@pytest.mark.parametrize(
    ("auskunft", "satz"),
    [
        ({"issuer": "https://login.microsoftonline.com/{tenantid}/v2.0"}, "nicht „common“"),
        ({"issuer": None}, "nennt sich anders"),
        ({"issuer": 7}, "nennt sich anders"),
        ({"token_endpoint": "http://dienst.example/tausch"}, "keine sicheren Adressen"),
        ({"jwks_uri": None}, "keine sicheren Adressen"),
        ({"authorization_endpoint": "javascript:alert(1)"}, "keine sicheren Adressen"),
        ({"jwks_uri": "https://nutzer:kennwort@dienst.example/"}, "keine sicheren Adressen"),
        ({"muell": "x" * 1_100_000}, "antwortet nicht"),
    ],
)
def test_eine_auskunft_der_nicht_zu_trauen_ist_fuehrt_niemanden_weiter(
    browser: Browser, eingestellt: OidcAnbieter, auskunft: Claims, satz: str
) -> None:
    eingestellt.auskunft = auskunft
    antwort = browser.hole("/dienst/anmelden")
    assert antwort.status == 503
    assert satz in antwort.text


def test_ein_schluesselwechsel_beim_dienst_wird_bemerkt(
    browser: Browser, eingestellt: OidcAnbieter, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert browser.melde_an().status == 303
    neu = schluessel(1)
    eingestellt.schluesselbund = [neu]
    eingestellt.unterschreibe = lambda claims: jwt_von(claims, neu, kid=neu.kid)
    assert browser.melde_an().status == 403  # eben erst gefragt
    monkeypatch.setattr(anbieter_modul, "PAUSE", 0.0)
    assert browser.melde_an().status == 303
    assert eingestellt.abrufe.count("/schluessel") == 2


def test_unlesbare_schluessel_stoeren_die_lesbaren_nicht(browser: Browser, eingestellt: OidcAnbieter) -> None:
    kaputt = [{"kty": "RSA", "n": "!", "e": "AQAB"}, {"kty": "EC", "crv": "P-0"}, {"kty": "AKP"}, {}]
    eingestellt.schluesselbund = [*kaputt, schluessel()]
    assert browser.melde_an().status == 303


def test_ist_die_datenbank_weg_bleibt_das_tor_zu(
    browser: Browser, sqlite_engine: sa.Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    rueckruf = browser.beginne()

    def weg(*_a: object, **_k: object) -> Session:
        raise BetriebError("Die Datenbank antwortet gerade nicht. Bitte versuchen Sie es gleich noch einmal.")

    monkeypatch.setattr("mut_core.anmeldung.sign_in_fremd", weg)
    antwort = browser.hole(rueckruf)
    assert antwort.status == 503
    assert "mut_sitzung" not in browser.cookies


# --- Einstellungen und Abmelden ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["MUT_OIDC_KENNUNG", "MUT_OIDC_ROLLEN", "MUT_ADRESSE_AUSSEN"])
def test_fehlt_eine_einstellung_sagt_es_schon_der_start(
    eingestellt: OidcAnbieter, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.delenv(name)
    with pytest.raises(BetriebError, match=f"{name} fehlt"):
        dienst.build_wege(lambda: pytest.fail("ohne Datenbank"))


@pytest.mark.parametrize(
    ("name", "wert"),
    [
        ("MUT_OIDC_ADRESSE", "http://sso.stadt.example/realms/stadt"),
        ("MUT_OIDC_ADRESSE", "sso.stadt.example"),
        ("MUT_ADRESSE_AUSSEN", "http://mut.stadt.example"),
        ("MUT_ADRESSE_AUSSEN", "https://mut.stadt.example/pfad"),
        ("MUT_ADRESSE_AUSSEN", "https://a:b@mut.stadt.example"),
        ("MUT_OIDC_ROLLEN", '{"a": "chefin"}'),
    ],
)
def test_eine_unsichere_einstellung_haelt_den_start_an(
    eingestellt: OidcAnbieter, monkeypatch: pytest.MonkeyPatch, name: str, wert: str
) -> None:
    monkeypatch.setenv(name, wert)
    with pytest.raises(BetriebError):
        dienst.build_wege(lambda: pytest.fail("ohne Datenbank"))


@pytest.mark.parametrize("anhang", ["", "/", "/.well-known/openid-configuration"])
def test_die_adresse_darf_der_aussteller_oder_seine_auskunft_sein(
    sqlite_gemeinde: Gemeinde, eingestellt: OidcAnbieter, monkeypatch: pytest.MonkeyPatch, anhang: str
) -> None:
    monkeypatch.setenv("MUT_OIDC_ADRESSE", eingestellt.adresse + anhang)
    assert Browser(build_app(sqlite_gemeinde.engine)).melde_an().status == 303


@pytest.mark.parametrize("ursache", ["ohne Dienst", "mit Proxy"])
def test_ohne_dienst_oder_mit_proxy_gibt_es_die_wege_nicht(
    eingestellt: OidcAnbieter, sqlite_engine: sa.Engine, monkeypatch: pytest.MonkeyPatch, ursache: str
) -> None:
    if ursache == "ohne Dienst":
        monkeypatch.delenv("MUT_OIDC_ADRESSE")
    else:
        monkeypatch.setenv("MUT_PROXY_GEHEIMNIS", "g" * 32)
    assert not dienst.aktiv()
    assert dienst.abmeldeadresse() is None
    browser = Browser(build_app(sqlite_engine))
    assert [browser.hole(weg).status for weg in dienst.WEGE] == [404, 404, 404]


def test_der_knopf_nennt_den_dienst_wie_er_im_haus_heisst(
    eingestellt: OidcAnbieter, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert dienst.knopftext() == "Mit dem Konto der Verwaltung anmelden"
    monkeypatch.setenv("MUT_OIDC_NAME", "Stadtkonto")
    assert dienst.knopftext() == "Mit Stadtkonto anmelden"
    assert dienst.anmeldeadresse("/melden?massnahme=3") == "/dienst/anmelden?weiter=%2Fmelden%3Fmassnahme%3D3"
    assert dienst.anmeldeadresse("//boese.example") == dienst.anmeldeadresse(None) == "/dienst/anmelden"


def test_das_abmelden_fuehrt_zum_dienst_und_von_dort_zur_anmeldeseite(
    browser: Browser, eingestellt: OidcAnbieter
) -> None:
    antwort = browser.hole("/dienst/abmelden")
    assert antwort.status == 200  # keine Umleitung: das Formular dahinter dürfte ihr nicht folgen (CSP form-action)
    ziel = urlsplit(antwort.kopf("refresh").removeprefix("0; url="))
    assert f"{ziel.scheme}://{ziel.netloc}{ziel.path}" == f"{eingestellt.adresse}/ende"
    assert parse_qs(ziel.query) == {"client_id": [KENNUNG], "post_logout_redirect_uri": [f"{AUSSEN}/anmelden"]}


@pytest.mark.parametrize(
    "auskunft", [{"end_session_endpoint": None}, {"end_session_endpoint": "http://boese.example/"}]
)
def test_kennt_der_dienst_kein_abmelden_geht_es_zur_anmeldeseite(
    browser: Browser, eingestellt: OidcAnbieter, auskunft: Claims
) -> None:
    eingestellt.auskunft = auskunft
    assert browser.hole("/dienst/abmelden").kopf("location") == "/anmelden"


@pytest.mark.parametrize(
    ("claims", "kennung", "name"),
    [
        ({"preferred_username": "max_firma.de#EXT#@stadt.example", "name": "Max"},
         "max_firma.de-EXT-@stadt.example", "Max"),
        ({"email": "a@b.de", "email_verified": True, "given_name": "A", "family_name": "B"}, "a@b.de", "A B"),
        ({"email": "a@b.de"}, "auth0-17", "auth0|17"),
        ({"email": "a@b.de", "email_verified": "true"}, "auth0-17", "auth0|17"),
        ({"preferred_username": ["x"], "name": 7}, "auth0-17", "auth0|17"),
    ],
)  # fmt: skip
def test_kennung_und_name_kommen_aus_bestaetigten_angaben(claims: Claims, kennung: str, name: str) -> None:
    angaben = dienst.angaben({"iss": "https://i.example", "sub": "auth0|17", **claims})
    assert (angaben.dienstkennung, angaben.kennung, angaben.name) == ("https://i.example|auth0|17", kennung, name)


@pytest.mark.parametrize(
    ("adresse", "ergebnis"),
    [
        ("https://sso.stadt.de/realms/x", True),
        ("http://localhost:8080", True),
        ("http://[::1]:8080", True),
        ("http://localhost.boese.example", False),
        ("https://", False),
        ("https://[kaputt", False),
        ("ftp://localhost", False),
        ("https://sso.stadt.de/\r\nset-cookie: a=b", False),
        ("https://sso.stadt.de/a b", False),
        ("https://nutzer@sso.stadt.de/", False),
        (None, False),
    ],
)
def test_sicher_ist_https_oder_dieser_rechner(adresse: object, ergebnis: bool) -> None:
    assert sicher(adresse) is ergebnis
