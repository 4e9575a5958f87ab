"""Größe: zu große Anfragen und Rahmen kommen nicht bis zur App – am echten Server und mit jedem Trick der Länge."""

import asyncio
import http.client
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from typing import Any

import pytest
import uvicorn
import websockets.exceptions
import websockets.sync.client
from app_server import freier_port
from starlette.types import Message, Receive, Scope, Send

from seiten.pforte.groesse import ANFRAGE_HOECHSTENS, MB, RAHMEN_HOECHSTENS, Groesse

gelesen: list[int] = []


async def echo(scope: Scope, receive: Receive, send: Send) -> None:
    """Eine App, die erst alles liest und dann antwortet – wie das Hochladen bei Streamlit."""
    if scope["type"] == "websocket":
        await send({"type": "websocket.accept"})
        while (nachricht := await receive())["type"] != "websocket.disconnect":
            if nachricht["type"] == "websocket.receive":
                await send({"type": "websocket.send", "text": str(len(nachricht.get("bytes") or b""))})
        return
    if scope["type"] != "http":
        return
    laenge, weiter = 0, True
    while weiter:
        nachricht = await receive()
        if nachricht["type"] == "http.disconnect":
            break
        laenge += len(nachricht.get("body", b""))
        weiter = nachricht.get("more_body", False)
    gelesen.append(laenge)
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": str(laenge).encode()})


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    """Die Pforte allein unter uvicorn."""
    nummer = freier_port()
    einstellung = uvicorn.Config(Groesse(echo), port=nummer, log_level="critical", lifespan="off")
    server = uvicorn.Server(einstellung)
    faden = threading.Thread(target=server.run)
    faden.start()
    while not server.started:
        time.sleep(0.01)
    yield nummer
    server.should_exit = True
    faden.join(10)


def schicke(port: int, rumpf: Any) -> int:
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=20)) as verbindung:
        verbindung.request("PUT", "/_stcore/upload_file/a/b", body=rumpf)
        return verbindung.getresponse().status


def stuecke(anzahl: int) -> Iterator[bytes]:
    for _ in range(anzahl):
        yield b"x" * MB


def test_zehn_megabyte_kommen_durch(port: int) -> None:
    gelesen.clear()
    assert schicke(port, b"x" * 10 * MB) == 200
    assert gelesen == [10 * MB]


def test_elf_megabyte_werden_mit_413_abgewiesen(port: int) -> None:
    """F76: mit Längenangabe, ohne dass die App etwas davon liest."""
    gelesen.clear()
    with socket.create_connection(("127.0.0.1", port), timeout=10) as leitung:
        leitung.sendall(f"PUT / HTTP/1.1\r\nHost: x\r\nContent-Length: {11 * MB}\r\n\r\n".encode())
        assert b" 413 " in leitung.recv(4096).split(b"\r\n")[0]
    assert gelesen == []


def test_elf_megabyte_ohne_laengenangabe_werden_mit_413_abgewiesen(port: int) -> None:
    """F76: chunked; gezählt wird, was ankommt, und die App sieht höchstens die Grenze."""
    gelesen.clear()
    with socket.create_connection(("127.0.0.1", port), timeout=10) as leitung:
        leitung.sendall(b"PUT / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n")
        for stueck in stuecke(11):
            leitung.sendall(f"{len(stueck):x}\r\n".encode() + stueck + b"\r\n")
        assert b" 413 " in leitung.recv(4096).split(b"\r\n")[0]
    assert all(laenge <= ANFRAGE_HOECHSTENS for laenge in gelesen)


def test_ohne_laengenangabe_geht_kleines_durch(port: int) -> None:
    assert schicke(port, stuecke(3)) == 200


def ruf(app: Any, koepfe: list[tuple[bytes, bytes]], nachrichten: list[Message]) -> list[Message]:
    gesendet: list[Message] = []

    async def receive() -> Message:
        return nachrichten.pop(0)

    async def send(nachricht: Message) -> None:
        gesendet.append(nachricht)

    scope = {"type": "http", "method": "POST", "path": "/", "headers": koepfe}
    asyncio.run(app(scope, receive, send))
    return gesendet


@pytest.mark.parametrize("laengen", [[b"5", b"11000000"], [b"-1"], [b"+5"], [b"0x10"], [b"1e9"], [b"9" * 40], [b""]])
def test_unlesbare_laengen_werden_abgewiesen(laengen: list[bytes]) -> None:
    koepfe = [(b"content-length", laenge) for laenge in laengen]
    assert ruf(Groesse(echo), koepfe, [])[0]["status"] == 400


async def bricht_ab(_scope: Scope, receive: Receive, _send: Send) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
    raise RuntimeError("Die Verbindung ist weg.")


@pytest.mark.parametrize("app", [echo, bricht_ab])
def test_auch_wenn_die_app_scheitert_bleibt_es_bei_413(app: Callable[..., Any]) -> None:
    rumpf: Message = {"type": "http.request", "body": b"x" * 11, "more_body": True}
    gesendet = ruf(Groesse(app, hoechstens=10), [], [rumpf])
    assert [n.get("status") for n in gesendet if n["type"] == "http.response.start"] == [413]


def test_andere_fehler_der_app_bleiben_fehler() -> None:
    with pytest.raises(RuntimeError, match="weg"):
        ruf(Groesse(bricht_ab, hoechstens=10), [], [{"type": "http.disconnect"}])


def test_ein_zu_grosser_rahmen_beendet_die_verbindung(port: int) -> None:
    """F77: ein Text von einem Megabyte passt in einen Rahmen (der Kern lehnt ihn ab), drei Megabyte nicht."""
    with websockets.sync.client.connect(f"ws://127.0.0.1:{port}/", max_size=None) as leitung:
        leitung.send(b"x" * MB)
        assert leitung.recv(10) == str(MB)
        leitung.send(b"x" * (RAHMEN_HOECHSTENS + 1))
        with pytest.raises(websockets.exceptions.ConnectionClosedError) as ende:
            leitung.recv(10)
    assert ende.value.rcvd is not None
    assert ende.value.rcvd.code == 1009
