"""Zulassen: wer bis vor die Seiten kommt – nur mit gültiger Sitzung, geprüft bei jedem Abruf und jeder Eingabe.

Über den WebSocket läuft bei Streamlit jeder Klick. Deshalb wird die Sitzung beim Handschlag und vor jedem
eingehenden Rahmen geprüft: Abmelden, Sperren und Ablaufen wirken in allen Fenstern beim nächsten Klick. Der Rahmen
einer ungültigen Sitzung erreicht die Seite nicht.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Final
from urllib.parse import urlencode

from google.protobuf.message import DecodeError  # type: ignore[import-untyped]
from starlette.responses import RedirectResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit.proto.BackMsg_pb2 import BackMsg

from mut_core.anmeldung import Ausweis
from mut_core.modell.codes import Anmeldeweg
from seiten.pforte import kennung, proxy
from seiten.pforte.anschrift import KALENDER, eigener_weg, lokal, unsauber, will_seite
from seiten.pforte.antworten import build_ablehnung, send_ablehnung
from seiten.pforte.kekse import load_kennzeichen
from seiten.pforte.proxyzugang import Proxyzugang
from seiten.pforte.schranke import FRIST_HTTP, FRIST_WS, NichtErreichbarError, Schranke

AUSWEIS: Final = "mut.ausweis"
"""Unter diesem Schlüssel finden die eigenen Wege der Pforte den geprüften Ausweis im Scope."""

SITZUNG_ENDET: Final = 4401
"""Schließcode, auf den hin der Browser den Dialog „Sie sind abgemeldet“ zeigt."""

SPAETER: Final = 1013
_NUR_HIER: Final = (Anmeldeweg.DEMO, Anmeldeweg.BEFEHL)
_OHNE_ZWEITFAKTOR: Final = frozenset({"/konto", "/abmelden", "/sitzung"})
_VON_SELBST: Final = frozenset({"app_heartbeat", "debug_disconnect_websocket", "debug_shutdown_runtime"})


def ohne_fremde_kennung(scope: Scope) -> Scope:
    """Gibt den Scope ohne Köpfe `x-mut-…`: Identität setzt nur die Pforte selbst, nie die Anfrage."""
    bereinigt = [(name, wert) for name, wert in scope["headers"] if not name.lower().startswith(b"x-mut-")]
    return {**scope, "headers": bereinigt}


def mit_kennung(scope: Scope, ausweis: Ausweis) -> Scope:
    """Gibt den Scope mit dem Ausweis und dem einen versiegelten Kopf, den die Seite glaubt."""
    neu = ohne_fremde_kennung(scope)
    siegel = kennung.versiegeln(ausweis.anmeldung_id, ausweis.nutzer_id)
    neu["headers"].append((kennung.KOPF.lower().encode(), siegel.encode()))
    neu[AUSWEIS] = ausweis
    return neu


def gilt_hier(scope: Scope, ausweis: Ausweis | None) -> bool:
    """Sagt, ob dieser Ausweis auf diesem Weg gilt: Demo und Befehl nur auf dem Rechner selbst."""
    return ausweis is not None and (ausweis.weg not in _NUR_HIER or lokal(scope))


def haelt_wach(rahmen: bytes | None) -> bool:
    """Sagt, ob eine Nachricht des Browsers von einem Menschen kommt – nicht von `run_every` oder dem Herzschlag."""
    nachricht = BackMsg()
    try:
        nachricht.ParseFromString(rahmen or b"")
    except DecodeError:
        return False
    art = nachricht.WhichOneof("type")
    if art == "rerun_script":
        return not nachricht.rerun_script.is_auto_rerun
    return art is not None and art not in _VON_SELBST


class Zugang:
    """Lässt nur durch, wer eine gültige Sitzung hat; `offen` nennt die wenigen Wege, die keine brauchen."""

    def __init__(self, app: ASGIApp, schranke: Schranke, offen: Collection[str], proxyzugang: Proxyzugang) -> None:
        self.app = app
        self.schranke = schranke
        self.offen = frozenset(offen)
        self.proxy = proxyzugang

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        scope = ohne_fremde_kennung(proxy.mit_proxyangabe(scope))
        if unsauber(scope):
            await send_ablehnung(scope, receive, send, "Diese Adresse ist unlesbar.", status=400)
        elif scope["type"] == "websocket":
            await self._websocket(scope, receive, send)
        elif scope["path"] in self.offen or scope["path"].startswith(KALENDER):
            await self.app(scope, receive, send)
        else:
            await self._http(scope, receive, send)

    # --- HTTP ---------------------------------------------------------------------------------------------------------

    async def _http(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            if self.proxy.aktiv:
                ausweis, send = await self.proxy.ausweis(scope, send)
            else:
                ausweis = await self.schranke.ausweis(load_kennzeichen(scope), FRIST_HTTP)
        except NichtErreichbarError as fehler:
            antwort = build_ablehnung(scope, "Bitte gleich noch einmal", str(fehler), status=503)
            antwort.headers["retry-after"] = "5"
            await antwort(scope, receive, send)
            return
        if ausweis is None or not gilt_hier(scope, ausweis):
            await self._abweisen(scope, receive, send)
        elif ausweis.muss_zweitfaktor and scope["path"] not in _OHNE_ZWEITFAKTOR:
            await _zum_zweitfaktor(scope, receive, send)
        else:
            if will_seite(scope):
                await self.schranke.beruehren(ausweis)
            await self.app(mit_kennung(scope, ausweis), receive, send)

    async def _abweisen(self, scope: Scope, receive: Receive, send: Send) -> None:
        if self.proxy.aktiv:
            await send_ablehnung(scope, receive, send, *proxy.ablehnung(), status=401)
        elif will_seite(scope):
            ziel = eigener_weg(scope)
            anhang = "" if ziel == "/" else "?" + urlencode({"weiter": ziel})
            await RedirectResponse(f"/anmelden{anhang}", status_code=303)(scope, receive, send)
        else:
            await send_ablehnung(scope, receive, send, "Bitte melden Sie sich an.", status=401)

    # --- WebSocket ----------------------------------------------------------------------------------------------------

    async def _websocket(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            ausweis = await self.schranke.ausweis(load_kennzeichen(scope), FRIST_WS)
            if ausweis and not (gilt_hier(scope, ausweis) and await self.proxy.passt(scope, ausweis)):
                ausweis = None
        except NichtErreichbarError:
            ausweis = None
        if ausweis is None or ausweis.muss_zweitfaktor:
            await send_ablehnung(scope, receive, send, "Bitte melden Sie sich an.", status=403)
            return
        leitung = _Leitungswache(self.schranke, ausweis, receive, send)
        await self.app(mit_kennung(scope, ausweis), leitung.receive, leitung.send)


async def _zum_zweitfaktor(scope: Scope, receive: Receive, send: Send) -> None:
    if will_seite(scope):
        await RedirectResponse("/konto", status_code=303)(scope, receive, send)
    else:
        await send_ablehnung(scope, receive, send, "Bitte richten Sie zuerst den zweiten Faktor ein.", status=401)


class _Leitungswache:
    """Prüft vor jedem Rahmen des Browsers, ob die Sitzung noch gilt, und schließt sonst, ohne ihn weiterzureichen."""

    def __init__(self, schranke: Schranke, ausweis: Ausweis, receive: Receive, send: Send) -> None:
        self._schranke = schranke
        self._ausweis = ausweis
        self._receive = receive
        self._send = send
        self._geschlossen = False

    async def receive(self) -> Message:
        nachricht = await self._receive()
        if nachricht["type"] != "websocket.receive":
            return nachricht
        if code := await self._einwand(nachricht):
            return await self._schliesse(code)
        return nachricht

    async def send(self, nachricht: Message) -> None:
        if not self._geschlossen:
            await self._send(nachricht)

    async def _einwand(self, nachricht: Message) -> int | None:
        try:
            ausweis = await self._schranke.noch_gueltig(self._ausweis.anmeldung_id)
        except NichtErreichbarError:
            return SPAETER
        if ausweis is None or ausweis.muss_zweitfaktor:
            return SITZUNG_ENDET
        if haelt_wach(nachricht.get("bytes")):
            await self._schranke.beruehren(ausweis)
        return None

    async def _schliesse(self, code: int) -> Message:
        self._geschlossen = True
        await self._send({"type": "websocket.close", "code": code, "reason": ""})
        return {"type": "websocket.disconnect", "code": code, "reason": ""}
