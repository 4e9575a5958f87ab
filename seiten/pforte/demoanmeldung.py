"""Anmelden zur Probe: eine der Demo-Personen wählen, solange es keine Konten gibt – nur auf diesem Rechner.

Der Cookie nennt nur, wer man sein möchte; ob es diese Demo-Person gibt und was sie darf, entscheidet der Kern.
"""

from __future__ import annotations

import re
from typing import Final

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route
from starlette.types import Scope

from seiten.pforte.antworten import build_seite
from seiten.pforte.zugang import lokal

COOKIE: Final = "mut_person"
_KENNUNG: Final = re.compile(r"[a-z0-9-]{1,60}")
_KEIN_ZIEL: Final = ("//", "/person/", "/_stcore/", "/media/")
_HOECHSTLAENGE: Final = 2000


def sicheres_ziel(weiter: str | None) -> str:
    """Gibt den Weg zurück, wenn er in dieser App bleibt, sonst `/` (anderer Host, `\\`, Steuerzeichen, zu lang)."""
    if not weiter or len(weiter) > _HOECHSTLAENGE or not weiter.startswith("/") or weiter.startswith(_KEIN_ZIEL):
        return "/"
    if "\\" in weiter or not weiter.isprintable():
        return "/"
    return weiter


def selbst_gewaehlt(scope: Scope) -> bool:
    """Sagt, ob jemand die Adresse als Seite geöffnet hat – nicht ein Bild, ein Rahmen oder eine andere Website."""
    koepfe = Headers(scope=scope)
    return (
        koepfe.get("sec-fetch-site", "none") in ("same-origin", "none")
        and koepfe.get("sec-fetch-dest", "document") == "document"
    )


async def person_waehlen(anfrage: Request) -> Response:
    """Merkt die gewählte Demo-Person im Cookie und leitet zum Weg `weiter` um; 403 außerhalb dieses Rechners."""
    if not (lokal(anfrage.scope) and selbst_gewaehlt(anfrage.scope)):
        return build_seite(
            "Probeanmeldung nicht möglich",
            "Die Demo-Personen lassen sich nur auf dem Rechner wählen, auf dem die Anwendung läuft, "
            "und nur in ihr selbst.",
            status=403,
        )
    kennung = anfrage.path_params["kennung"]
    if not _KENNUNG.fullmatch(kennung):
        return build_seite(
            "Diese Person gibt es nicht",
            "Bitte wählen Sie in der Anwendung eine der Demo-Personen aus.",
            status=404,
        )
    antwort = RedirectResponse(sicheres_ziel(anfrage.query_params.get("weiter")), status_code=303)
    antwort.set_cookie(COOKIE, kennung, path="/", httponly=True, samesite="strict")
    return antwort


def build_demoanmeldung() -> Route:
    """Baut die Route `GET /person/{kennung}?weiter=/pfad`."""
    return Route("/person/{kennung}", person_waehlen, methods=["GET"])
