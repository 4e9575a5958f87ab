"""Merken: die Cookies der Pforte – keiner ist für JavaScript lesbar, keiner überlebt das Schließen des Browsers."""

from __future__ import annotations

from typing import Final, Literal

from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import Scope

from seiten.pforte.anschrift import verschluesselt

SITZUNG: Final = "mut_sitzung"
_SITZUNG_HTTPS: Final = "__Host-mut"


def sitzungscookie(scope: Scope) -> str:
    """Nennt den Sitzungscookie: bei https mit dem Vorsatz, der ihn an genau diesen Host bindet."""
    return _SITZUNG_HTTPS if verschluesselt(scope) else SITZUNG


def load_cookie(scope: Scope, name: str) -> str | None:
    """Liest einen Cookie; None, wenn er fehlt, leer ist oder mehr als einmal da ist (dann hat ihn jemand gesetzt)."""
    teile = [teil for kopf in Headers(scope=scope).getlist("cookie") for teil in kopf.split(";")]
    werte = [
        wert.strip() for schluessel, _, wert in (teil.partition("=") for teil in teile) if schluessel.strip() == name
    ]
    return werte[0].strip('"') or None if len(werte) == 1 else None


def load_kennzeichen(scope: Scope) -> str | None:
    """Liest das Kennzeichen der Sitzung aus dem Cookie; None ohne eindeutigen Cookie."""
    wert = load_cookie(scope, sitzungscookie(scope))
    return wert if wert and len(wert) <= 200 and wert.isascii() else None


def set_cookie(
    antwort: Response,
    scope: Scope,
    name: str,
    wert: str,
    *,
    weg: str = "/",
    samesite: Literal["lax", "strict"] = "strict",
    sekunden: int | None = None,
) -> None:
    """Setzt einen Cookie, den nur der Server liest; ohne `sekunden` gilt er, bis der Browser schließt."""
    sicher = verschluesselt(scope)
    antwort.set_cookie(name, wert, path=weg, httponly=True, samesite=samesite, secure=sicher, max_age=sekunden)


def delete_cookie(antwort: Response, scope: Scope, name: str, *, weg: str = "/") -> None:
    """Löscht einen Cookie der Pforte."""
    antwort.delete_cookie(name, path=weg, httponly=True, samesite="strict", secure=verschluesselt(scope))


def set_sitzung(antwort: Response, scope: Scope, kennzeichen: str) -> None:
    """Gibt der Antwort den Sitzungscookie mit: HttpOnly, SameSite=Lax, bei https Secure, ohne Ablaufdatum."""
    set_cookie(antwort, scope, sitzungscookie(scope), kennzeichen, samesite="lax")


def delete_sitzung(antwort: Response, scope: Scope) -> None:
    """Nimmt dem Browser den Sitzungscookie."""
    delete_cookie(antwort, scope, sitzungscookie(scope))
