"""Übersetzen: die eingebauten englischen Texte und die Sprachangabe der ausgelieferten Oberfläche ersetzen.

Streamlit kennt keine Übersetzung. Ersetzt wird wörtlich in den gebauten Dateien, einmal je Prozess, nur ganze
Zeichenketten (siehe `texte`). Fällt eine Ersetzung weg, ist der Randtext englisch, die Funktion nie berührt; der Test
`fehlende() == []` zeigt beim Versionswechsel, was nachzupflegen ist.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit import file_util

from seiten.pforte.abgemeldet import DIALOG
from seiten.pforte.anschrift import KALENDER
from seiten.pforte.sichern import SICHERN
from seiten.pforte.sprung import SPRUNG
from seiten.pforte.texte import ERSETZUNGEN

TITEL: Final = "MuT-Sachstand"
_NOSCRIPT: Final = (
    "<noscript><p>MuT-Sachstand braucht JavaScript. Bitte schalten Sie es in den Einstellungen des Browsers ein "
    "und laden Sie die Seite neu.</p></noscript>"
)
_SEITE: Final = (
    (re.compile(r'<html lang="en">'), '<html lang="de" translate="no">'),
    (re.compile(r"<title>Streamlit</title>"), f"<title>{TITEL}</title>"),
    (re.compile(r'<!--(?:(?!-->).)*-->\s*<link rel="service-desc"[^>]*>', re.DOTALL), ""),
    (re.compile(r"<noscript>.*?</noscript>", re.DOTALL), _NOSCRIPT),
)
_STREAMLITS_WEGE: Final = ("/static/", "/media/", "/_stcore/", "/component/")
_BEDINGT: Final = frozenset({b"accept-encoding", b"range", b"if-range", b"if-none-match", b"if-modified-since"})


@dataclass(frozen=True)
class Datei:
    """Eine fertige Datei mit der Prüfsumme, an der der Browser sie wiedererkennt."""

    inhalt: bytes
    etag: str


def _ordner() -> Path:
    return Path(file_util.get_static_dir())


def _stamm(pfad: Path) -> str:
    """Gibt `index` für `index.DormvYxC.js`: der Name ohne Prüfsumme und Endung."""
    return pfad.name.rsplit(".", 2)[0]


def _skripte() -> dict[Path, str]:
    pfade = sorted((_ordner() / "static" / "js").glob("*.js"))
    return {pfad: pfad.read_text("utf-8") for pfad in pfade if _stamm(pfad) in ERSETZUNGEN}


def _startseite_roh() -> bytes:
    return (_ordner() / "index.html").read_bytes()


def _uebersetze(text: str, stamm: str) -> str:
    for englisch, deutsch in ERSETZUNGEN[stamm]:
        text = text.replace(englisch, deutsch)
    return text


@cache
def uebersetzte_skripte() -> dict[str, Datei]:
    """Gibt je Adresse (`/static/js/…`) die übersetzte Datei; unveränderte Dateien fehlen. Einmal je Prozess gebaut."""
    fertig = {}
    for pfad, text in _skripte().items():
        neu = _uebersetze(text, _stamm(pfad))
        if neu != text:
            inhalt = neu.encode()
            fertig[f"/static/js/{pfad.name}"] = Datei(inhalt, f'"{hashlib.sha256(inhalt).hexdigest()[:32]}"')
    return fertig


@cache
def startseite() -> bytes:
    """Gibt die index.html deutsch, ohne Verweis auf die Agenten-API und so, dass Getipptes ein Neuladen übersteht."""
    text = _startseite_roh().decode()
    for muster, ersatz in _SEITE:
        text = muster.sub(ersatz, text)
    # Der Dialog steht vor allen Skripten der Seite: Er muss den WebSocket sehen, bevor Streamlit ihn öffnet.
    return text.replace("<title>", f"{DIALOG}<title>", 1).replace("</head>", f"{SICHERN}{SPRUNG}</head>").encode()


def fehlende() -> list[str]:
    """Nennt jeden Text, den es in der installierten Streamlit-Version nicht (mehr) gibt; leer heißt: alles ersetzt."""
    html = _startseite_roh().decode()
    luecken = [f"index.html: {muster.pattern}" for muster, _ in _SEITE if not muster.search(html)]
    skripte = _skripte()
    for stamm, paare in ERSETZUNGEN.items():
        text = "".join(inhalt for pfad, inhalt in skripte.items() if _stamm(pfad) == stamm)
        for englisch, deutsch in paare:
            if englisch not in text:
                luecken.append(f"{stamm}: {englisch}")
            text = text.replace(englisch, deutsch)
    return luecken


class Deutsch:
    """Liefert die übersetzten Skripte aus dem Speicher und tauscht in jeder Antwort die index.html aus."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] not in ("GET", "HEAD"):
            await self.app(scope, receive, send)
        elif datei := uebersetzte_skripte().get(scope["path"]):
            await _skriptantwort(scope, datei)(scope, receive, send)
        elif scope["path"].startswith((*_STREAMLITS_WEGE, KALENDER)):
            await self.app(scope, receive, send)
        else:
            await self.app(_unbedingt(scope), receive, _mit_deutscher_startseite(scope, send))


def _skriptantwort(scope: Scope, datei: Datei) -> Response:
    # Nicht „immutable“ wie bei Streamlit: der Name trägt die Prüfsumme des Originals, nicht die der Übersetzung.
    koepfe = {"etag": datei.etag, "cache-control": "no-cache"}
    bekannt = Headers(scope=scope).get("if-none-match", "")
    if datei.etag in [etag.strip().removeprefix("W/") for etag in bekannt.split(",")]:
        return Response(status_code=304, headers=koepfe)
    return Response(datei.inhalt, headers=koepfe, media_type="text/javascript")


def _unbedingt(scope: Scope) -> Scope:
    """Gibt den Scope ohne Köpfe, auf die hin die Startseite gepackt, gestückelt oder als „unverändert“ käme."""
    return {**scope, "headers": [(name, wert) for name, wert in scope["headers"] if name.lower() not in _BEDINGT]}


def _mit_deutscher_startseite(scope: Scope, send: Send) -> Send:
    laenge = str(len(_startseite_roh()))
    getauscht = False

    async def tauschend(nachricht: Message) -> None:
        nonlocal getauscht
        if nachricht["type"] == "http.response.start":
            koepfe = MutableHeaders(scope=nachricht)
            # Nur die Datei index.html hat diese Länge und ein Änderungsdatum; eigene Seiten haben keines.
            getauscht = (
                koepfe.get("content-type", "").startswith("text/html")
                and koepfe.get("content-length") == laenge
                and "last-modified" in koepfe
            )
            if getauscht:
                koepfe["content-length"] = str(len(startseite()))
                del koepfe["etag"], koepfe["last-modified"]
            await send(nachricht)
        elif not getauscht:
            await send(nachricht)
        elif not nachricht.get("more_body", False):
            inhalt = b"" if scope["method"] == "HEAD" else startseite()
            await send({"type": "http.response.body", "body": inhalt})

    return tauschend
