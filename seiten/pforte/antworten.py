"""Antworten: kleine deutsche Seiten und Ablehnungen, die ohne Streamlit und ohne JavaScript auskommen."""

from __future__ import annotations

from html import escape
from pathlib import Path
from typing import Final

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

_SEITE: Final = """<!DOCTYPE html>
<html lang="de" translate="no">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{titel} – MuT-Sachstand</title>
<style>
body {{ font: 1.05rem/1.55 system-ui, sans-serif; color: #10171f; background: #fff; max-width: 38rem; margin: 12vh auto;
  padding: 0 1.25rem; }}
h1 {{ font-size: 1.5rem; line-height: 1.25; }}
a {{ color: #00589c; }}
@media (prefers-color-scheme: dark) {{ body {{ color: #f2f4f6; background: #14181c; }} a {{ color: #8cc4f0; }} }}
</style>
</head>
<body><main><h1>{titel}</h1>{text}</main></body>
</html>
"""


def build_seite(titel: str, *saetze: str, status: int) -> HTMLResponse:
    """Baut eine deutsche Seite aus einer Überschrift und Absätzen; alles wird maskiert, nichts ist Auszeichnung."""
    text = "".join(f"<p>{escape(satz)}</p>" for satz in saetze)
    return HTMLResponse(_SEITE.format(titel=escape(titel), text=text), status_code=status)


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
