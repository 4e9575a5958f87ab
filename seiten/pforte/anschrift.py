"""Verorten: woher eine Anfrage kommt, wohin sie will und was ihr davon zu glauben ist."""

from __future__ import annotations

import os
import re
from typing import Final
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.types import Scope

from mut_core.anmeldung.adressen import adresse_aussen

LOOPBACK: Final = frozenset({"localhost", "127.0.0.1", "::1"})
"""Die Namen dieses Rechners; `127.0.0.2` und Verwandte fehlen mit Absicht, niemand braucht sie."""

WEITERGELEITET: Final = "weitergeleitet"
"""Steht für alle Gegenstellen, deren Adresse nur ein nicht vereinbarter Proxy behauptet: sie zählen als eine."""

_GEGENSTELLEN: Final = frozenset({"127.0.0.1", "::1", "::ffff:127.0.0.1"})
_HOST: Final = re.compile(r"(?:\[([0-9a-f:]+)\]|([a-z0-9](?:[a-z0-9.-]*[a-z0-9])?))(?::\d{1,5})?")
_WEITERLEITUNG: Final = ("forwarded", "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "x-real-ip", "via")
_UMSCHRIEBEN: Final = ("x-forwarded-for", "x-forwarded-proto")
"""Die Köpfe, nach denen uvicorn Gegenstelle und Schema umschreibt."""

KALENDER: Final = "/kalender/"
"""Darunter liegen die geheimen Kalenderadressen; alles hier beantwortet `kalenderweg` selbst, ohne Sitzung."""

_STREAMLITS_WEGE: Final = ("/static/", "/media/", "/_stcore/", "/component/")
_UNSAUBER: Final = re.compile(rb"%2f|%5c|%00|%2e%2e|\\", re.IGNORECASE)
_KEIN_ZIEL: Final = ("//", *_STREAMLITS_WEGE, "/person/", "/dienst/", KALENDER)
_NIE_ZIEL: Final = frozenset(
    {"/anmelden", "/anmelden/code", "/abmelden", "/einrichten", "/kennwort", "/start", "/sitzung", "/bereit"}
)
_HOECHSTLAENGE: Final = 2000


def erlaubte_hosts() -> frozenset[str]:
    """Nennt die Namen, unter denen die App antwortet: Loopback, `MUT_HOSTS` und der Name aus `MUT_ADRESSE_AUSSEN`."""
    weitere = [*os.environ.get("MUT_HOSTS", "").split(","), urlsplit(adresse_aussen() or "").hostname or ""]
    return LOOPBACK | {name.strip().lower() for name in weitere if name.strip()}


def hostname(scope: Scope) -> str | None:
    """Liest den Namen aus dem Kopf Host, klein und ohne Port; None, wenn er fehlt, doppelt oder unleserlich ist."""
    werte = Headers(scope=scope).getlist("host")
    treffer = _HOST.fullmatch(werte[0].lower()) if len(werte) == 1 else None
    return (treffer[1] or treffer[2]) if treffer else None


def lokal(scope: Scope) -> bool:
    """Sagt, ob die Anfrage auf diesem Rechner entstand: Gegenstelle und Host sind Loopback, kein Proxy dazwischen.

    Ein Proxy auf demselben Rechner hat selbst eine Loopback-Adresse; deshalb macht jeder Kopf, der ihn verrät, fremd.
    """
    gegenstelle_ = scope.get("client")
    koepfe = Headers(scope=scope)
    return (
        gegenstelle_ is not None
        and gegenstelle_[0] in _GEGENSTELLEN
        and hostname(scope) in LOOPBACK
        and not any(name in koepfe for name in _WEITERLEITUNG)
    )


def _vertrauter_proxy() -> bool:
    return bool(os.environ.get("MUT_VERTRAUTER_PROXY", "").strip())


def gegenstelle(scope: Scope) -> str:
    """Gibt die Netzadresse der Gegenstelle für die Bremse.

    uvicorn glaubt einem Proxy auf demselben Rechner ungefragt. Ohne `MUT_VERTRAUTER_PROXY` zählt alles, was einen
    solchen Kopf mitbringt, als eine einzige Gegenstelle – sonst bekäme jeder Versuch eine neue Adresse.
    """
    if not _vertrauter_proxy() and "x-forwarded-for" in Headers(scope=scope):
        return WEITERGELEITET
    adresse = scope.get("client")
    return str(adresse[0]) if adresse else WEITERGELEITET


def verschluesselt(scope: Scope) -> bool:
    """Sagt, ob der Browser https spricht; die Behauptung eines nicht vereinbarten Proxys gilt nicht."""
    if scope.get("scheme") not in ("https", "wss"):
        return False
    return _vertrauter_proxy() or "x-forwarded-proto" not in Headers(scope=scope)


def eigene_herkunft(scope: Scope) -> bool:
    """Sagt, ob genau ein Kopf Origin da ist und er dieselbe Adresse samt Port nennt wie Host – bei https auch https."""
    koepfe = Headers(scope=scope)
    herkunft = koepfe.getlist("origin")
    if len(herkunft) != 1:
        return False
    schema, trenner, adresse = herkunft[0].lower().partition("://")
    schemata = ("https",) if verschluesselt(scope) else ("http", "https")
    return bool(trenner) and schema in schemata and adresse == koepfe.get("host", "").lower()


def selbst_gewaehlt(scope: Scope) -> bool:
    """Sagt, ob jemand die Adresse als Seite geöffnet hat – nicht ein Bild, ein Rahmen oder eine andere Website."""
    koepfe = Headers(scope=scope)
    return (
        koepfe.get("sec-fetch-site", "none") in ("same-origin", "none")
        and koepfe.get("sec-fetch-dest", "document") == "document"
    )


def will_seite(scope: Scope) -> bool:
    """Sagt, ob jemand am Bildschirm eine Seite öffnet – nicht ein Skript, ein Bild oder ein Programm etwas holt."""
    return (
        scope["type"] == "http"
        and scope["method"] in ("GET", "HEAD")
        and "text/html" in Headers(scope=scope).get("accept", "")
        and not scope["path"].startswith(_STREAMLITS_WEGE)
    )


def unsauber(scope: Scope) -> bool:
    """Sagt, ob der Weg so geschrieben ist, dass ihn verschiedene Schichten verschieden lesen könnten."""
    weg = scope["path"]
    teile = weg.split("/")
    roh = scope.get("raw_path") or b""
    return not weg.startswith("/") or weg.startswith("//") or ".." in teile or bool(_UNSAUBER.search(roh))


def sicheres_ziel(weiter: str | None) -> str:
    """Gibt den Weg zurück, wenn er eine Seite dieser App nennt, sonst `/` (anderer Host, `\\`, Steuerzeichen …)."""
    if not weiter or len(weiter) > _HOECHSTLAENGE or not weiter.startswith("/") or weiter.startswith(_KEIN_ZIEL):
        return "/"
    if "\\" in weiter or not weiter.isprintable() or weiter.partition("?")[0].rstrip("/") in _NIE_ZIEL:
        return "/"
    return weiter


def eigener_weg(scope: Scope) -> str:
    """Gibt den gefragten Weg samt Parametern, um nach der Anmeldung dorthin zurückzukehren."""
    parameter = scope.get("query_string", b"").decode("latin-1")
    roh = (scope.get("raw_path") or scope["path"].encode()).decode("latin-1").partition("?")[0]
    return sicheres_ziel(f"{roh}?{parameter}" if parameter else roh)
