"""Vortäuschen: ein kleiner OpenID-Anbieter im Testprozess, der sich auf Wunsch falsch verhält.

Ohne Wunsch ist er brav und streng: er prüft Rücksprungadresse, PKCE und Clientgeheimnis, jeder Code gilt einmal. Die
Angriffe setzen `stoere` (ändert die Angaben vor dem Unterschreiben), `unterschreibe` oder `auskunft`.
"""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import RSAKey

KENNUNG = "mut-sachstand"
GEHEIMNIS = "clientgeheimnis+mit/sonder:zeichen%~"
Claims = dict[str, Any]


@cache
def schluessel(nummer: int = 0) -> RSAKey:
    """Ein RSA-Schlüssel je Nummer; 0 gehört dem Anbieter, andere sind fremd."""
    return RSAKey.generate_key(2048, {"kid": f"schluessel-{nummer}", "use": "sig"})


def jwt_von(claims: Claims, key: Any = None, alg: str = "RS256", **kopf: Any) -> str:
    """Ein unterschriebenes Token mit Kennung des Schlüssels im Kopf."""
    key = key or schluessel()
    return jwt.encode({"alg": alg, "kid": schluessel().kid, **kopf}, claims, key, algorithms=[alg])


def roh(teil: Any) -> str:
    """Ein Teil eines Tokens: JSON, base64url ohne Füllzeichen."""
    return base64.urlsafe_b64encode(json.dumps(teil).encode()).rstrip(b"=").decode()


class OidcAnbieter:
    """Der Anbieter: `adresse` ist sein Aussteller; Anfragen stehen zum Nachsehen in `anmeldungen` und `tausche`."""

    def __init__(self, port: int) -> None:
        self.adresse = f"http://127.0.0.1:{port}"
        self.person: Claims = {"sub": "sub-1", "preferred_username": "dana", "name": "Dana Dienst", "roles": ["lesen"]}
        self.stoere: Callable[[Claims], Claims] = lambda claims: claims
        self.unterschreibe: Callable[[Claims], str] = jwt_von
        self.auskunft: Claims = {}
        self.userinfo: Claims = {}
        self.schluesselbund: list[Any] = [schluessel()]
        self.verweigert: str | None = None
        self.status = 200
        self.anmeldungen: list[dict[str, str]] = []
        self.tausche: list[dict[str, str]] = []
        self.abrufe: list[str] = []
        self._codes: dict[str, dict[str, str]] = {}

    def beschreibung(self) -> Claims:
        """Die openid-configuration; ein Eintrag None in `auskunft` lässt die Angabe weg."""
        angaben = {
            "issuer": self.adresse,
            "authorization_endpoint": f"{self.adresse}/anmelden",
            "token_endpoint": f"{self.adresse}/tausch",
            "jwks_uri": f"{self.adresse}/schluessel",
            "userinfo_endpoint": f"{self.adresse}/person",
            "end_session_endpoint": f"{self.adresse}/ende",
            "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post"],
            **self.auskunft,
        }
        return {name: wert for name, wert in angaben.items() if wert is not None}

    def anmelden(self, anfrage: dict[str, str]) -> str:
        """Meldet ohne Rückfrage an und gibt die Adresse des Rückrufs."""
        self.anmeldungen.append(anfrage)
        antwort = {"state": anfrage["state"], "iss": self.adresse}
        if self.verweigert:
            antwort |= {"error": self.verweigert, "error_description": "<b>Rufen Sie 0190 an</b>"}
        else:
            antwort["code"] = secrets.token_urlsafe(16)
            self._codes[antwort["code"]] = anfrage
        return f"{anfrage['redirect_uri']}?{urlencode(antwort)}"

    def tausche_code(self, anfrage: dict[str, str], basic: str | None) -> tuple[int, Claims]:
        """Tauscht einen Code genau einmal gegen Token."""
        self.tausche.append(anfrage)
        beginn = self._codes.pop(anfrage.get("code", ""), None)
        if beginn is None or not self._passt(beginn, anfrage, basic):
            return 400, {"error": "invalid_grant"}
        jetzt = int(time.time())
        claims = {
            "iss": self.adresse,
            "aud": KENNUNG,
            "iat": jetzt,
            "exp": jetzt + 300,
            "nonce": beginn["nonce"],
            **self.person,
        }
        zeichen = self.unterschreibe(self.stoere(claims))
        return 200, {"access_token": "zugriff", "token_type": "Bearer", "expires_in": 300, "id_token": zeichen}

    def _passt(self, beginn: dict[str, str], anfrage: dict[str, str], basic: str | None) -> bool:
        pruefwort = hashlib.sha256(anfrage.get("code_verifier", "").encode()).digest()
        erwartet = base64.urlsafe_b64encode(pruefwort).rstrip(b"=").decode()
        erlaubt = base64.b64encode(f"{KENNUNG}:{GEHEIMNIS}".encode()).decode()
        ausgewiesen = basic == f"Basic {erlaubt}" or (
            anfrage.get("client_id") == KENNUNG and anfrage.get("client_secret") == GEHEIMNIS
        )
        return (
            beginn.get("code_challenge_method") == "S256"
            and beginn["code_challenge"] == erwartet
            and beginn["redirect_uri"] == anfrage.get("redirect_uri")
            and ausgewiesen
        )


def _einfach(text: str) -> dict[str, str]:
    return {name: werte[0] for name, werte in parse_qs(text, keep_blank_values=True).items()}


class _Anfrage(BaseHTTPRequestHandler):
    anbieter: OidcAnbieter

    def do_GET(self) -> None:
        teile = urlsplit(self.path)
        self.anbieter.abrufe.append(teile.path)
        if teile.path == "/anmelden":
            self._antworte(302, {}, self.anbieter.anmelden(_einfach(teile.query)))
        elif teile.path == "/.well-known/openid-configuration":
            self._antworte(self.anbieter.status, self.anbieter.beschreibung())
        elif teile.path == "/schluessel":
            self._antworte(
                200, {"keys": [s if isinstance(s, dict) else s.as_dict(private=False) for s in self._bund()]}
            )
        elif teile.path == "/person":
            berechtigt = self.headers.get("authorization") == "Bearer zugriff"
            self._antworte(200 if berechtigt else 401, self.anbieter.userinfo)
        else:
            self._antworte(404, {})

    def do_POST(self) -> None:
        rumpf = self.rfile.read(int(self.headers.get("content-length", "0"))).decode()
        self._antworte(*self.anbieter.tausche_code(_einfach(rumpf), self.headers.get("authorization")))

    def _bund(self) -> list[Any]:
        return self.anbieter.schluesselbund

    def _antworte(self, status: int, inhalt: Claims, ziel: str | None = None) -> None:
        rumpf = json.dumps(inhalt).encode()
        self.send_response(status)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(rumpf)))
        if ziel:
            self.send_header("location", ziel)
        self.end_headers()
        self.wfile.write(rumpf)

    def log_message(self, format: str, *werte: Any) -> None:
        """Schweigt; die Tests lesen `abrufe`."""


@contextmanager
def oidc_anbieter() -> Iterator[OidcAnbieter]:
    """Ein laufender Anbieter auf einem freien Port dieses Rechners."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Anfrage)
    anbieter = OidcAnbieter(server.server_address[1])
    server.RequestHandlerClass = type("_Anfrage", (_Anfrage,), {"anbieter": anbieter})
    faden = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    faden.start()
    try:
        yield anbieter
    finally:
        server.shutdown()
        server.server_close()
        faden.join(5)
