"""Zulassen: wer bis vor die Seiten kommt – solange es keine Konten gibt, nur dieser Rechner.

`zugelassen` ist die eine Stelle, die mit den Konten ersetzt wird; alles andere hier bleibt.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from typing import Final

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from seiten.pforte.antworten import send_ablehnung

LOOPBACK: Final = frozenset({"localhost", "127.0.0.1", "::1"})
"""Die Namen dieses Rechners; `127.0.0.2` und Verwandte fehlen mit Absicht, niemand braucht sie."""

_GEGENSTELLEN: Final = frozenset({"127.0.0.1", "::1", "::ffff:127.0.0.1"})

OFFEN: Final = frozenset({"/bereit"})
"""Wege ohne Zulassung: die Bereitschaft verrät nichts und wird von Lastverteilern gefragt."""

_HOST: Final = re.compile(r"(?:\[([0-9a-f:]+)\]|([a-z0-9](?:[a-z0-9.-]*[a-z0-9])?))(?::\d{1,5})?")
_WEITERLEITUNG: Final = ("forwarded", "x-forwarded-for", "x-forwarded-host", "x-real-ip", "via")


def erlaubte_hosts() -> frozenset[str]:
    """Nennt die Namen, unter denen die App antwortet: Loopback und, was `MUT_HOSTS` durch Komma getrennt aufzählt."""
    weitere = os.environ.get("MUT_HOSTS", "").lower().split(",")
    return LOOPBACK | {name.strip() for name in weitere if name.strip()}


def hostname(scope: Scope) -> str | None:
    """Liest den Namen aus dem Kopf Host, klein und ohne Port; None, wenn er fehlt, doppelt oder unleserlich ist."""
    werte = Headers(scope=scope).getlist("host")
    treffer = _HOST.fullmatch(werte[0].lower()) if len(werte) == 1 else None
    return (treffer[1] or treffer[2]) if treffer else None


def lokal(scope: Scope) -> bool:
    """Sagt, ob die Anfrage auf diesem Rechner entstand: Gegenstelle und Host sind Loopback, kein Proxy dazwischen.

    Ein Proxy auf demselben Rechner hat selbst eine Loopback-Adresse; deshalb macht jeder Kopf, der ihn verrät, fremd.
    """
    gegenstelle = scope.get("client")
    koepfe = Headers(scope=scope)
    return (
        gegenstelle is not None
        and gegenstelle[0] in _GEGENSTELLEN
        and hostname(scope) in LOOPBACK
        and not any(name in koepfe for name in _WEITERLEITUNG)
    )


def zugelassen(scope: Scope) -> bool:
    """Sagt, ob die Anfrage (HTTP oder WebSocket) zu den Seiten darf. Mit Konten: gültige Sitzung statt `lokal`."""
    return lokal(scope)


class Zugang:
    """Lässt nur durch, wen `pruefen` zulässt; alle anderen lesen, warum – die Bereitschaft bleibt offen."""

    def __init__(self, app: ASGIApp, pruefen: Callable[[Scope], bool] = zugelassen) -> None:
        self.app = app
        self.pruefen = pruefen

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan" or scope["path"] in OFFEN or self.pruefen(scope):
            await self.app(scope, receive, send)
            return
        await send_ablehnung(
            scope,
            receive,
            send,
            "Zugang nur von diesem Rechner",
            "Diese Installation hat noch keine Konten. Solange das so ist, öffnet sie sich nur auf dem Rechner, "
            "auf dem sie läuft – sonst könnte jede Person im Netz unter jedem Namen schreiben.",
            "Auf dem Rechner selbst erreichen Sie sie unter http://localhost mit dem Port, den der Start genannt hat.",
            status=403,
        )
