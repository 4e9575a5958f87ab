"""Glauben: dem vorgeschalteten Proxy, wer anfragt – nur mit gemeinsamem Geheimnis und genau einem Namen.

Die Adresse der Gegenstelle beweist den Proxy nicht (uvicorn ersetzt sie durch X-Forwarded-For); deshalb das Geheimnis.
Im Zweifel niemand: fehlt ein Kopf, steht er zweimal da oder ist er leer, gibt es keine Person.
"""

from __future__ import annotations

import hmac
import re
from typing import Final

from starlette.types import Scope

from mut_core.einstellungen import einstellung
from mut_core.fehler import BetriebError

GEHEIMNISKOPF: Final = b"x-mut-proxy-geheimnis"
VORGABEKOPF: Final = "X-Mut-Benutzer"
MINDESTENS: Final = 32
"""Zeichen, die das gemeinsame Geheimnis haben muss."""

_ANGABE: Final = "mut.proxy"
_KOPFNAME: Final = re.compile(r"[A-Za-z0-9-]{1,60}")
_VERGEBEN: Final = re.compile(
    r"x-mut-person|x-mut-proxy-geheimnis|host|origin|cookie|authorization|connection|upgrade|content-.*|accept.*"
    r"|referer|user-agent|forwarded|via|x-real-ip|x-forwarded-(?:for|host|proto|port)|sec-.*"
)
_HOECHSTLAENGE: Final = 200


def aktiv() -> bool:
    """Sagt, ob der Proxy über die Anmeldung entscheidet (`MUT_PROXY_GEHEIMNIS`); dann gibt es keinen zweiten Weg.

    Wirft BetriebError, wenn das Geheimnis zu kurz oder `MUT_PROXY_KOPF` als Kopf unbrauchbar ist.
    """
    return _geheimnis() is not None


def pruefe(scope: Scope) -> str | None:
    """Gibt die Kennung, für die der Proxy bürgt, oder None; ob es die Person gibt, entscheidet der Kern."""
    if _ANGABE in scope:
        angabe = scope[_ANGABE]
        return angabe if isinstance(angabe, str) else None
    return _kennung(scope)


def mit_proxyangabe(scope: Scope) -> Scope:
    """Prüft die Köpfe des Proxys, merkt das Ergebnis im Scope und nimmt die Köpfe heraus.

    Muss laufen, bevor Köpfe `x-mut-…` verworfen werden; dahinter sieht keine Seite mehr Geheimnis oder Namen.
    """
    if not aktiv():
        return scope
    entfernt = (GEHEIMNISKOPF, _namenskopf())
    rest = [(name, wert) for name, wert in scope["headers"] if name.lower() not in entfernt]
    return {**scope, "headers": rest, _ANGABE: _kennung(scope)}


def ablehnung() -> tuple[str, ...]:
    """Gibt Überschrift und Sätze der 401-Seite; welche Prüfung scheiterte, steht nicht darin."""
    return (
        "Nicht angemeldet",
        "Diese Installation übernimmt die Anmeldung Ihrer Verwaltung. Die Anfrage nannte keine Person, "
        "die hier ein Konto hat.",
        "Bitte öffnen Sie die Anwendung über die Adresse, die Ihre Verwaltung dafür nennt. Bleibt es dabei, "
        "bitten Sie die Administration der Anwendung, Ihr Konto einzurichten oder zu entsperren.",
    )


def _kennung(scope: Scope) -> str | None:
    geheimnis = _geheimnis()
    gezeigt = _einziger(scope, GEHEIMNISKOPF)
    genannt = _einziger(scope, _namenskopf())
    if geheimnis is None or gezeigt is None or not hmac.compare_digest(gezeigt, geheimnis.encode()):
        return None
    return _lesbar(genannt)


def _lesbar(roh: bytes | None) -> str | None:
    """Gibt den Namen als Text; ein Komma verrät zwei zusammengelegte Köpfe, Steuerzeichen einen Angriff."""
    try:
        text = (roh or b"").decode().strip()
    except UnicodeDecodeError:
        return None
    brauchbar = 0 < len(text) <= _HOECHSTLAENGE and text.isprintable() and "," not in text
    return text if brauchbar else None


def _einziger(scope: Scope, gesucht: bytes) -> bytes | None:
    werte = [wert for name, wert in scope["headers"] if name.lower() == gesucht]
    return werte[0] if len(werte) == 1 else None


def _geheimnis() -> str | None:
    geheimnis = einstellung("MUT_PROXY_GEHEIMNIS")
    if geheimnis is None:
        return None
    if len(geheimnis) < MINDESTENS:
        raise BetriebError(
            f"MUT_PROXY_GEHEIMNIS muss mindestens {MINDESTENS} Zeichen haben. Ein gutes entsteht mit: "
            'python3 -c "import secrets; print(secrets.token_urlsafe(32))"'
        )
    _namenskopf()
    return geheimnis


def _namenskopf() -> bytes:
    name = einstellung("MUT_PROXY_KOPF") or VORGABEKOPF
    if not _KOPFNAME.fullmatch(name) or _VERGEBEN.fullmatch(name.lower()):
        raise BetriebError(
            f"MUT_PROXY_KOPF nennt „{name}“; das geht nicht als Kopf für die Person. Beispiel: {VORGABEKOPF}"
        )
    return name.lower().encode()
