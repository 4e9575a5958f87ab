"""Abmelden: der Weg hinaus – GET fragt nach, POST mit Gegenzeichen beendet die Sitzung in allen Fenstern."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from mut_core import anmeldung
from mut_core.anmeldung import Ausweis
from mut_core.datenbank import leseeinheit, schreibeinheit
from seiten.pforte import anmeldeseiten as seiten
from seiten.pforte.formular import gegenfeld, read_eingabe, require_gegenzeichen
from seiten.pforte.handhabe import ausweis_in, geschuetzt, im_thread, jetzt
from seiten.pforte.kekse import delete_sitzung
from seiten.pforte.schranke import Verbinden
from seiten.pforte.sicherheitslog import log_ereignis


class Abmeldeweg:
    """Die Handler von `/abmelden`, `/sitzung` und `/wieder-da`; `danach` nennt, wohin das Abmelden weiterführt."""

    def __init__(self, verbinden: Verbinden, danach: Callable[[Ausweis], str | None]) -> None:
        self.verbinden = verbinden
        self.danach = danach

    def wege(self) -> list[Route]:
        """Baut die Wege; sie brauchen eine Sitzung."""
        return [
            Route("/abmelden", geschuetzt(self.abmelden), methods=["GET", "POST"]),
            Route("/sitzung", self.sitzung, methods=["GET"]),
            Route("/wieder-da", self.wieder_da, methods=["GET"]),
        ]

    async def sitzung(self, anfrage: Request) -> Response:
        """Nennt dem offenen Fenster die Nummer seiner Person, damit es nach dem Neu-Anmelden dieselbe erkennt."""
        return Response(str(ausweis_in(anfrage.scope).nutzer_id), media_type="text/plain")

    async def wieder_da(self, _anfrage: Request) -> Response:
        """Sagt im neuen Fenster, dass es im anderen weitergeht.

        Der Dialog verweist hierher statt auf `/anmelden`: Ohne Sitzung führt der Weg von selbst dorthin, wo diese
        Installation anmeldet – Kennwort, Anmeldedienst oder Proxy.
        """
        return seiten.show_wieder_da()

    async def abmelden(self, anfrage: Request) -> Response:
        """Fragt nach (GET) oder meldet ab (POST)."""
        ausweis = ausweis_in(anfrage.scope)
        if anfrage.method != "POST":
            name = await im_thread(partial(self._name, ausweis))
            return seiten.show_abmelden(gegenfeld(ausweis), name=name)
        require_gegenzeichen(await read_eingabe(anfrage), ausweis)
        await im_thread(partial(self._beende, ausweis))
        log_ereignis("abmeldung", nutzer=ausweis.nutzer_id, weg=ausweis.weg.value)
        ziel = self.danach(ausweis)
        antwort: Response = RedirectResponse(ziel, status_code=303) if ziel else seiten.show_abgemeldet()
        delete_sitzung(antwort, anfrage.scope)
        antwort.headers["clear-site-data"] = '"cache", "storage"'
        return antwort

    def _name(self, ausweis: Ausweis) -> str:
        with leseeinheit(self.verbinden()) as session:
            return anmeldung.person_zu(session, ausweis.anmeldung_id, jetzt()).name

    def _beende(self, ausweis: Ausweis) -> None:
        with schreibeinheit(self.verbinden(), None) as session:
            anmeldung.end_anmeldung(session, ausweis.anmeldung_id, jetzt())
