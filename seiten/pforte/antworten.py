"""Antworten: kleine deutsche Seiten und Ablehnungen, die ohne Streamlit und ohne JavaScript auskommen."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send
from streamlit import file_util

from seiten.pforte.gestalt import SCHRIFT, absaetze, build_dokument

_SCHRIFTDATEI: Final = "static/media/SourceSansVF-Upright.ttf.*.woff2"


def build_seite(titel: str, *saetze: str, status: int) -> HTMLResponse:
    """Baut eine deutsche Seite aus einer Überschrift und Absätzen; alles wird maskiert, nichts ist Auszeichnung."""
    return build_dokument(titel, absaetze(*saetze), status=status)


def build_ablehnung(scope: Scope, titel: str, *saetze: str, status: int) -> Response:
    """Baut eine Ablehnung: als Seite für jemanden am Bildschirm, sonst als eine Zeile Text."""
    if scope["method"] in ("GET", "HEAD") and "text/html" in Headers(scope=scope).get("accept", ""):
        return build_seite(titel, *saetze, status=status)
    return PlainTextResponse(f"{titel}\n", status_code=status)


async def send_ablehnung(scope: Scope, receive: Receive, send: Send, titel: str, *saetze: str, status: int) -> None:
    """Lehnt eine Anfrage ab: HTTP mit Seite oder Text, einen WebSocket noch vor dem Handschlag."""
    if scope["type"] == "websocket":
        await send({"type": "websocket.close", "code": 1008, "reason": ""})
        return
    await build_ablehnung(scope, titel, *saetze, status=status)(scope, receive, send)


def build_icon(pfad: Path) -> Route:
    """Baut die Route `/favicon.png`, damit bis zum ersten Seitenaufbau nicht das Zeichen von Streamlit erscheint."""

    async def icon(_anfrage: Request) -> FileResponse:
        return FileResponse(pfad, media_type="image/png")

    return Route("/favicon.png", icon, methods=["GET"])


def build_schrift() -> Route:
    """Baut die Route zur Schrift der Anwendung; sie liegt Streamlit bei und trägt je Version einen anderen Namen."""
    datei = next(iter(sorted(Path(file_util.get_static_dir()).glob(_SCHRIFTDATEI))), None)

    async def schrift(_anfrage: Request) -> Response:
        if datei is None:  # dann nimmt der Browser die Schrift des Systems
            return PlainTextResponse("Diese Datei gibt es nicht.\n", status_code=404)
        return FileResponse(datei, media_type="font/woff2", headers={"cache-control": "public, max-age=86400"})

    return Route(SCHRIFT, schrift, methods=["GET"])
