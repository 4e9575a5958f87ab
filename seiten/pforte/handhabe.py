"""Handhaben: was jeder Weg der Pforte braucht – Threads, deutsche Antworten auf Fehler, Zeit, Gerät und Ausweis."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Final, TypeVar

import anyio
import anyio.to_thread
import sqlalchemy as sa
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Scope

from mut_core import anmeldung
from mut_core.anmeldung import Ausweis
from mut_core.fehler import BetriebError
from seiten.pforte.antworten import build_seite
from seiten.pforte.formular import FormularError
from seiten.pforte.sicherheitslog import log_ereignis
from seiten.pforte.zugang import AUSWEIS

_RECHNEN: Final = anyio.CapacityLimiter(4)
"""So viele Kennwörter warten höchstens in Threads; die Prüfung der Sitzungen hat ihre eigenen."""

T = TypeVar("T")
Handler = Callable[[Request], Awaitable[Response]]


async def im_thread(tun: Callable[[], T]) -> T:
    """Führt etwas mit Datenbank oder Kennwort aus, ohne die anderen aufzuhalten."""
    return await anyio.to_thread.run_sync(tun, limiter=_RECHNEN)


def geschuetzt(handler: Handler) -> Handler:
    """Gibt den Handler mit deutschen Antworten auf abgewiesene Formulare und eine fehlende Datenbank."""

    async def antworte(anfrage: Request) -> Response:
        try:
            return await handler(anfrage)
        except FormularError as fehler:
            log_ereignis("formular-abgewiesen", weg=anfrage.url.path, status=fehler.status)
            return build_seite(fehler.titel, fehler.satz, status=fehler.status)
        except (BetriebError, sa.exc.SQLAlchemyError):
            antwort = build_seite(
                "Bitte gleich noch einmal",
                "Die Datenbank antwortet gerade nicht. Es wurde nichts geändert.",
                status=503,
            )
            antwort.headers["retry-after"] = "5"
            return antwort

    return antworte


def jetzt() -> datetime:
    """Gibt den Augenblick in UTC."""
    return datetime.now(UTC)


def geraet(anfrage: Request) -> str:
    """Gibt die kurze Bezeichnung von Browser und System."""
    return anmeldung.geraet_aus(anfrage.headers.get("user-agent", ""))


def ausweis_in(scope: Scope) -> Ausweis:
    """Gibt den Ausweis, den der Zugang geprüft und in den Scope gelegt hat."""
    ausweis = scope[AUSWEIS]
    if not isinstance(ausweis, Ausweis):
        raise TypeError("Dieser Weg steht hinter dem Zugang und braucht einen Ausweis.")
    return ausweis
