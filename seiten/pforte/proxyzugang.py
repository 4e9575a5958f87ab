"""Übernehmen: die Person, für die der vorgeschaltete Proxy bürgt, bekommt eine gewöhnliche Sitzung.

Der Proxy entscheidet bei jedem Abruf neu: Nennt er eine andere Person, endet die bisherige Sitzung; nennt er keine,
gilt auch ein vorhandener Cookie nicht. Eine neue Sitzung beginnt nur, wenn jemand eine Seite öffnet.
"""

from __future__ import annotations

from datetime import UTC, datetime

from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import Message, Scope, Send

from mut_core import anmeldung
from mut_core.anmeldung import Ausweis, Gelungen
from mut_core.datenbank import leseeinheit, schreibeinheit
from mut_core.fehler import EingabeError
from mut_core.modell.codes import Anmeldeweg
from seiten.pforte import proxy
from seiten.pforte.anschrift import will_seite
from seiten.pforte.kekse import load_kennzeichen, set_sitzung
from seiten.pforte.schranke import FRIST_HTTP, Schranke, geduldig
from seiten.pforte.sicherheitslog import log_ereignis


class Proxyzugang:
    """Ob und wie ein vorgeschalteter Proxy über die Anmeldung entscheidet; `aktiv` steht beim Start fest."""

    def __init__(self, schranke: Schranke, *, aktiv: bool) -> None:
        self.schranke = schranke
        self.aktiv = aktiv

    async def ausweis(self, scope: Scope, send: Send) -> tuple[Ausweis | None, Send]:
        """Gibt den Ausweis der genannten Person und ein `send`, das einer neuen Sitzung ihren Cookie mitgibt."""
        genannt = proxy.pruefe(scope)
        bisher = await self.schranke.ausweis(load_kennzeichen(scope), FRIST_HTTP)
        if genannt is not None and bisher is not None and await self._gehoert(bisher, genannt):
            return bisher, send
        if bisher is not None:
            await geduldig(lambda: self._beende(bisher), FRIST_HTTP)
        if genannt is None:
            log_ereignis("proxy-abgewiesen", grund="kopf")
            return None, send
        if not will_seite(scope):
            return None, send
        gelungen = await self._oeffne(genannt, Headers(scope=scope).get("user-agent", ""))
        return (gelungen.ausweis, _mit_cookie(scope, send, gelungen.token)) if gelungen else (None, send)

    async def passt(self, scope: Scope, ausweis: Ausweis) -> bool:
        """Sagt, ob der Proxy beim Handschlag des WebSockets dieselbe Person nennt, der die Sitzung gehört."""
        if not self.aktiv:
            return True
        genannt = proxy.pruefe(scope)
        return genannt is not None and await self._gehoert(ausweis, genannt)

    async def _gehoert(self, ausweis: Ausweis, genannt: str) -> bool:
        if ausweis.weg is not Anmeldeweg.PROXY:
            return False
        return ausweis.kennung == genannt or await geduldig(
            lambda: self._nummer(genannt) == ausweis.nutzer_id, FRIST_HTTP
        )

    def _nummer(self, genannt: str) -> int | None:
        with leseeinheit(self.schranke.verbinden()) as session:
            nutzer = anmeldung.find_nutzer(session, genannt)
            return nutzer.id if nutzer else None

    def _beende(self, ausweis: Ausweis) -> None:
        with schreibeinheit(self.schranke.verbinden(), None) as session:
            anmeldung.end_anmeldung(session, ausweis.anmeldung_id, datetime.now(UTC))

    async def _oeffne(self, genannt: str, user_agent: str) -> Gelungen | None:
        def oeffne() -> Gelungen:
            geraet = anmeldung.geraet_aus(user_agent)
            return anmeldung.sign_in_fremd(
                self.schranke.verbinden(), Anmeldeweg.PROXY, None, genannt, genannt, None, geraet, datetime.now(UTC)
            )

        try:
            gelungen = await geduldig(oeffne, FRIST_HTTP)
        except EingabeError:
            log_ereignis("proxy-abgewiesen", grund="konto")
            return None
        log_ereignis("anmeldung", nutzer=gelungen.ausweis.nutzer_id, weg=Anmeldeweg.PROXY.value)
        return gelungen


def _mit_cookie(scope: Scope, send: Send, kennzeichen: str) -> Send:
    merker = Response()
    set_sitzung(merker, scope, kennzeichen)
    cookie = next(wert for name, wert in merker.raw_headers if name == b"set-cookie")

    async def mit_cookie(nachricht: Message) -> None:
        if nachricht["type"] == "http.response.start":
            nachricht = {**nachricht, "headers": [*nachricht["headers"], (b"set-cookie", cookie)]}
        await send(nachricht)

    return mit_cookie
