"""Absichern: Sicherheitsköpfe auf jeder Antwort, Host und Herkunft prüfen, Wege sperren, die niemand braucht.

Die Richtlinie (CSP) kommt ohne `unsafe-eval` und ohne `unsafe-inline` für Skripte aus: Vega rechnet mit seinem
AST-Interpreter, und das eine Inline-Skript der index.html wird beim Start gehasht. Stile brauchen `unsafe-inline`, weil
Streamlit sie zur Laufzeit einfügt.
"""

from __future__ import annotations

import base64
import hashlib
import logging
import re
from typing import Final

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from seiten.pforte.anschrift import KALENDER, eigene_herkunft, hostname, verschluesselt
from seiten.pforte.antworten import send_ablehnung
from seiten.pforte.fehlermeldung import nummer
from seiten.pforte.gestalt import SCHRIFT

_LOG: Final = logging.getLogger(__name__)
_INLINE: Final = re.compile(rb"<script>(.*?)</script>", re.DOTALL)
_NICHTS_ERLAUBT: Final = "default-src 'none'; frame-ancestors 'none'; sandbox"
"""Für /media: Dateien von Nutzerinnen sind nie ein Dokument, das etwas ausführen darf."""

_GESPERRT: Final = ("/_stcore/agent", "/_stcore/metrics")
_DARF_BLEIBEN: Final = ("/static/", "/component/", "/favicon.png", SCHRIFT, KALENDER)
"""Was der Browser oder das Kalenderprogramm behalten darf; alles andere kann von der Person abhängen."""

_HSTS: Final = "max-age=31536000"
_FESTE_KOEPFE: Final = {
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()",
}


def inline_hashes(html: bytes) -> list[str]:
    """Nennt die CSP-Quellen `'sha256-…'` aller Inline-Skripte der ausgelieferten Seite."""
    return [
        f"'sha256-{base64.b64encode(hashlib.sha256(skript).digest()).decode()}'" for skript in _INLINE.findall(html)
    ]


def build_csp(html: bytes) -> str:
    """Baut die Richtlinie für die App; `{leitung}` darin steht für den WebSocket der gerade gefragten Adresse."""
    skripte = " ".join(["'self'", "'wasm-unsafe-eval'", *inline_hashes(html)])
    return (
        f"default-src 'none'; script-src {skripte}; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; "
        "font-src 'self' data:; connect-src 'self' {leitung}; worker-src 'self' blob:; media-src 'self' blob:; "
        "frame-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; "
        "object-src 'none'"
    )


def fremd_ausgeloest(scope: Scope) -> bool:
    """Sagt, ob eine ändernde Anfrage von einer anderen Website kommt; ohne Angaben (kein Browser) nicht."""
    koepfe = Headers(scope=scope)
    if "origin" in koepfe and not eigene_herkunft(scope):
        return True
    return koepfe.get("sec-fetch-site", "same-origin") not in ("same-origin", "none")


class Koepfe:
    """Prüft jede Anfrage auf Host, Herkunft und gesperrte Wege und gibt jeder Antwort ihre Sicherheitsköpfe."""

    def __init__(self, app: ASGIApp, csp: str, hosts: frozenset[str]) -> None:
        self.app = app
        self.csp = csp
        self.hosts = hosts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        sicher = self._mit_koepfen(scope, send) if scope["type"] == "http" else send
        grund = self._ablehnungsgrund(scope)
        if grund:
            titel, status = grund
            await send_ablehnung(scope, receive, sicher, titel, status=status)
            return
        await self._weiter(scope, receive, sicher)

    def _ablehnungsgrund(self, scope: Scope) -> tuple[str, int] | None:
        if hostname(scope) not in self.hosts:
            return "Unter diesem Namen antwortet die Anwendung nicht.", 421
        if scope["type"] == "websocket":
            return None if eigene_herkunft(scope) else ("Die Verbindung kommt von einer anderen Website.", 403)
        if any(weg in scope["path"] for weg in _GESPERRT):
            return "Diese Adresse gibt es hier nicht.", 404
        if scope["method"] not in ("GET", "HEAD") and fremd_ausgeloest(scope):
            return "Die Anfrage kommt von einer anderen Website.", 403
        return None

    async def _weiter(self, scope: Scope, receive: Receive, send: Send) -> None:
        begonnen = False

        async def beobachtet(nachricht: Message) -> None:
            nonlocal begonnen
            begonnen = True
            await send(nachricht)

        try:
            await self.app(scope, receive, beobachtet)
        except Exception as fehler:
            # Starlettes eigene Fehlerseite entstünde außerhalb dieser Schicht, also ohne Sicherheitsköpfe.
            if begonnen or scope["type"] != "http":
                raise
            _LOG.error("Fehler Nr. %s bei %s", nummer(fehler), scope["path"], exc_info=fehler)
            await send_ablehnung(
                scope,
                receive,
                send,
                "Unerwarteter Fehler",
                f"Die Anfrage ließ sich nicht beantworten (Nr. {nummer(fehler)}). Bitte laden Sie die Seite neu.",
                status=500,
            )

    def _mit_koepfen(self, scope: Scope, send: Send) -> Send:
        async def gesichert(nachricht: Message) -> None:
            if nachricht["type"] == "http.response.start":
                self._setze(scope, nachricht["status"], MutableHeaders(scope=nachricht))
            await send(nachricht)

        return gesichert

    def _setze(self, scope: Scope, status: int, koepfe: MutableHeaders) -> None:
        koepfe.update(_FESTE_KOEPFE)
        if verschluesselt(scope):
            koepfe["strict-transport-security"] = _HSTS
        koepfe["content-security-policy"] = self._richtlinie(scope)
        for name in [name for name in koepfe if name.startswith("access-control-")]:
            del koepfe[name]
        html = koepfe.get("content-type", "").startswith("text/html")
        if html or (status >= 300 and status != 304) or not scope["path"].startswith(_DARF_BLEIBEN):
            koepfe["cache-control"] = "no-store"

    def _richtlinie(self, scope: Scope) -> str:
        if scope["path"].startswith("/media/"):
            return _NICHTS_ERLAUBT
        # Nicht jeder Browser zählt ws:// zu 'self'; die Adresse ist gegen die Host-Liste geprüft, sonst bleibt sie weg.
        adresse = Headers(scope=scope).get("host", "") if hostname(scope) in self.hosts else ""
        return self.csp.replace("{leitung}", f"ws://{adresse} wss://{adresse}" if adresse else "").replace(" ;", ";")
