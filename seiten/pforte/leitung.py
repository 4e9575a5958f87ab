"""Beschleunigen: kleine WebSocket-Nachrichten sofort auf die Leitung geben, gebündelte erst hier in Rahmen zerlegen.

`streamlit run` legt den Socket ohne Protokollnummer an; asyncio schaltet dann TCP_NODELAY nicht ein, und jede kleine
Nachricht wartet bis zu 40 ms auf eine verzögerte Bestätigung. uvicorn allein macht es richtig; hier wird es nachgeholt.
"""

from __future__ import annotations

import socket
from typing import Any

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from seiten.pforte.schub import Nutzlast, melde_zerlegende


class Leitung:
    """Schaltet für jeden WebSocket TCP_NODELAY ein; kennt der Server seine Leitung nicht, bleibt alles, wie es ist."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        melde_zerlegende(self)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket":
            set_nodelay(send)
            send = zerlegend(send)
        await self.app(scope, receive, send)


def zerlegend(send: Send) -> Send:
    """Gibt ein `send`, das aus einem Schub die einzelnen Rahmen macht; alles andere geht hindurch, wie es ist."""

    async def einzeln(nachricht: Message) -> None:
        inhalt = nachricht.get("bytes")
        if isinstance(inhalt, Nutzlast):
            for teil in inhalt.teile:
                await send({"type": "websocket.send", "bytes": teil})
        else:
            await send(nachricht)

    return einzeln


def set_nodelay(send: Any) -> bool:
    """Setzt TCP_NODELAY auf der Leitung, zu der uvicorns `send` gehört, und sagt, ob es eine gab."""
    transport = getattr(getattr(send, "__self__", None), "transport", None)
    leitung = transport.get_extra_info("socket") if transport is not None else None
    if leitung is None or leitung.family not in (socket.AF_INET, socket.AF_INET6):
        return False
    leitung.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return True
