"""Begrenzen: Anfragen und WebSocket-Rahmen, die zu groß sind, abweisen – auch, wenn sie ihre Länge verschweigen."""

from __future__ import annotations

import re
from typing import Final

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from seiten.pforte.antworten import send_ablehnung

MB: Final = 1024 * 1024
ANFRAGE_HOECHSTENS: Final = 10 * MB + 64 * 1024
"""Eine Datei von 10 MB und die Umschläge, in denen der Browser sie schickt."""

RAHMEN_HOECHSTENS: Final = 2 * MB
"""Ein Rahmen trägt die Felder einer Seite; schon ein Text von 10.000 Zeichen ist dem Kern die Grenze."""


class Groesse:
    """Beantwortet zu große Anfragen mit 413, bevor jemand ihren Rumpf verarbeitet; zu große Rahmen mit Close 1009.

    Ohne `content-length` (chunked) zählt, was wirklich ankommt. Was die App danach noch antworten will, verfällt.
    """

    def __init__(self, app: ASGIApp, hoechstens: int = ANFRAGE_HOECHSTENS, rahmen: int = RAHMEN_HOECHSTENS) -> None:
        self.app = app
        self.hoechstens = hoechstens
        self.rahmen = rahmen

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            await self._http(scope, receive, send)
        elif scope["type"] == "websocket":
            await self._websocket(scope, receive, send)
        else:
            await self.app(scope, receive, send)

    async def _http(self, scope: Scope, receive: Receive, send: Send) -> None:
        laengen = Headers(scope=scope).getlist("content-length")
        if len(laengen) > 1 or any(not re.fullmatch("[0-9]{1,15}", laenge) for laenge in laengen):
            await send_ablehnung(scope, receive, send, "Die Länge der Anfrage ist nicht lesbar.", status=400)
        elif laengen and int(laengen[0]) > self.hoechstens:
            await self._zu_gross(scope, receive, send)
        else:
            await self._zaehlend(scope, receive, send)

    async def _zaehlend(self, scope: Scope, receive: Receive, send: Send) -> None:
        gelesen, begonnen = 0, False

        async def gezaehlt() -> Message:
            nonlocal gelesen
            if gelesen > self.hoechstens:
                return {"type": "http.disconnect"}
            nachricht = await receive()
            gelesen += len(nachricht.get("body", b""))
            return nachricht if gelesen <= self.hoechstens else {"type": "http.disconnect"}

        async def gesendet(nachricht: Message) -> None:
            nonlocal begonnen
            if gelesen > self.hoechstens and not begonnen:
                return  # gleich folgt 413
            begonnen = True
            await send(nachricht)

        try:
            await self.app(scope, gezaehlt, gesendet)
        except Exception:
            if begonnen or gelesen <= self.hoechstens:
                raise
        if gelesen > self.hoechstens and not begonnen:
            await self._zu_gross(scope, receive, send)

    async def _zu_gross(self, scope: Scope, receive: Receive, send: Send) -> None:
        grenze = self.hoechstens // MB
        await send_ablehnung(scope, receive, send, f"Mehr als {grenze} MB nimmt die Anwendung nicht an.", status=413)

    async def _websocket(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def begrenzt() -> Message:
            nachricht = await receive()
            inhalt = nachricht.get("bytes") or nachricht.get("text") or b""
            if nachricht["type"] != "websocket.receive" or len(inhalt) <= self.rahmen:
                return nachricht
            await send({"type": "websocket.close", "code": 1009, "reason": ""})
            return {"type": "websocket.disconnect", "code": 1009}

        await self.app(scope, begrenzt, send)
