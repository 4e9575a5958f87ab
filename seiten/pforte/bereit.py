"""Auskunft geben: `/bereit` sagt Lastverteiler und Startkommando, ob App und Datenbank antworten."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Final

import anyio
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

_LOG: Final = logging.getLogger(__name__)
FRIST: Final = 5.0
"""Sekunden, die die Datenbank für ihre Antwort hat; danach gilt sie als nicht erreichbar."""


def build_bereit(ping: Callable[[], None]) -> Route:
    """Baut die Route `/bereit`: 200 `{"bereit": true}`, solange `ping` ohne Ausnahme zurückkommt, sonst 503."""

    async def bereit(_anfrage: Request) -> JSONResponse:
        erreichbar = await _antwortet(ping)
        return JSONResponse({"bereit": erreichbar}, status_code=200 if erreichbar else 503)

    return Route("/bereit", bereit, methods=["GET"])


async def _antwortet(ping: Callable[[], None]) -> bool:
    try:
        with anyio.fail_after(FRIST):
            await anyio.to_thread.run_sync(ping, abandon_on_cancel=True)
    except Exception as fehler:  # jeder Grund heißt hier dasselbe: nicht bereit; der Text könnte Zugangsdaten tragen
        _LOG.warning("Die Datenbank antwortet nicht (%s).", type(fehler).__name__)
        return False
    return True
