"""Schützen: Formulare der Pforte nimmt nur an, wer sie auch von hier bekommen hat.

Vor der Anmeldung bindet ein Cookie (SameSite=Strict) das Formular an diesen Browser, danach das Gegenzeichen der
Sitzung. Dazu muss der Kopf Origin genau die eigene Adresse nennen: fehlt er, ist er fremd oder „null“, heißt es 403.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from typing import Final
from urllib.parse import parse_qsl

from itsdangerous import BadData, URLSafeTimedSerializer
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Scope

from mut_core.anmeldung import Ausweis
from seiten.pforte.anschrift import eigene_herkunft, verschluesselt
from seiten.pforte.kekse import load_cookie, set_cookie

GROESSE: Final = 16_384
"""Bytes, die ein Formular der Pforte höchstens haben darf."""

_ART: Final = "application/x-www-form-urlencoded"
_NAME: Final = "zeichen"
_GEGENNAME: Final = "gegenzeichen"


class FormularError(Exception):
    """Das Formular wird nicht angenommen; `status` sagt dem Browser, warum, `titel` und `satz` dem Menschen."""

    def __init__(self, titel: str, satz: str, *, status: int) -> None:
        super().__init__(titel)
        self.titel = titel
        self.satz = satz
        self.status = status


@dataclass(frozen=True)
class Eingabe:
    """Die Felder eines abgeschickten Formulars; Fehlendes ist leer."""

    felder: dict[str, str]

    def __getitem__(self, name: str) -> str:
        """Gibt ein Feld."""
        return self.felder.get(name, "")


async def read_eingabe(anfrage: Request) -> Eingabe:
    """Liest ein abgeschicktes Formular; wirft FormularError bei fremder Herkunft, falscher Art oder Übergröße."""
    if not eigene_herkunft(anfrage.scope):
        raise abgewiesen()
    if anfrage.headers.get("content-type", "").partition(";")[0].strip().lower() != _ART:
        raise FormularError("Dieses Formular ist unlesbar", "Bitte laden Sie die Seite neu.", status=415)
    rumpf = bytearray()
    async for stueck in anfrage.stream():
        rumpf += stueck
        if len(rumpf) > GROESSE:
            raise FormularError("Die Eingabe ist zu lang", "Bitte kürzen Sie Ihre Eingaben.", status=413)
    try:
        paare = parse_qsl(rumpf.decode("ascii"), keep_blank_values=True, max_num_fields=40)
    except (UnicodeDecodeError, ValueError) as fehler:
        raise FormularError("Dieses Formular ist unlesbar", "Bitte laden Sie die Seite neu.", status=400) from fehler
    if len({name for name, _ in paare}) != len(paare):
        raise FormularError("Dieses Formular ist unlesbar", "Ein Feld kam doppelt an.", status=400)
    return Eingabe(dict(paare))


def abgewiesen() -> FormularError:
    """Gibt die eine Antwort auf ein Formular, das nicht von hier stammt oder zu alt ist."""
    return FormularError(
        "Das Formular ist nicht mehr gültig",
        "Es wurde nichts geändert. Bitte öffnen Sie die Seite neu und erlauben Sie Cookies für diese Adresse; "
        "danach geht es.",
        status=403,
    )


# --- vor der Anmeldung ------------------------------------------------------------------------------------------------


def _vorcookie(scope: Scope) -> str:
    return "__Host-mut-vor" if verschluesselt(scope) else "mut_vor"


class Vorzeichen:
    """Bindet die Formulare vor der Anmeldung an den Browser, der sie geholt hat."""

    def __init__(self, scope: Scope, schluessel: bytes) -> None:
        self._scope = scope
        self._schluessel = schluessel
        self._browser = load_cookie(scope, _vorcookie(scope)) or secrets.token_urlsafe(24)

    def feld(self) -> dict[str, str]:
        """Gibt das verborgene Feld des Formulars als {Name: Wert}."""
        return {_NAME: hmac.new(self._schluessel, f"vor|{self._browser}".encode(), hashlib.sha256).hexdigest()}

    def bind(self, antwort: Response) -> Response:
        """Gibt der Antwort den Cookie mit, zu dem das Feld gehört."""
        set_cookie(antwort, self._scope, _vorcookie(self._scope), self._browser)
        return antwort

    def require(self, eingabe: Eingabe) -> None:
        """Wirft FormularError, wenn das Feld nicht zum Cookie dieses Browsers gehört."""
        vorhanden = load_cookie(self._scope, _vorcookie(self._scope)) is not None
        if not vorhanden or not hmac.compare_digest(eingabe[_NAME].encode(), self.feld()[_NAME].encode()):
            raise abgewiesen()


# --- mit Sitzung ------------------------------------------------------------------------------------------------------


def gegenfeld(ausweis: Ausweis) -> dict[str, str]:
    """Gibt das verborgene Feld für Formulare einer angemeldeten Person als {Name: Wert}."""
    return {_GEGENNAME: ausweis.gegenzeichen}


def require_gegenzeichen(eingabe: Eingabe, ausweis: Ausweis) -> None:
    """Wirft FormularError, wenn das Formular nicht aus dieser Sitzung stammt."""
    if not hmac.compare_digest(eingabe[_GEGENNAME].encode(), ausweis.gegenzeichen.encode()):
        raise abgewiesen()


# --- unterschriebene Merkzettel ---------------------------------------------------------------------------------------


def unterschreibe(schluessel: bytes, zweck: str, inhalt: object) -> str:
    """Gibt `inhalt` unterschrieben und mit Zeitstempel als Text, der in Cookie oder Formular darf; lesbar bleibt er."""
    return str(URLSafeTimedSerializer(schluessel, salt=f"mut-{zweck}").dumps(inhalt))


def lies_unterschriebenes(schluessel: bytes, zweck: str, text: str | None, sekunden: int) -> object | None:
    """Gibt den Inhalt zurück, wenn er von hier stammt und nicht älter ist als `sekunden`; sonst None."""
    try:
        inhalt: object = URLSafeTimedSerializer(schluessel, salt=f"mut-{zweck}").loads(text or "", max_age=sekunden)
    except BadData:
        return None
    return inhalt
