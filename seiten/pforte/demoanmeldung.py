"""Ausprobieren: der Startlink öffnet eine Demo-Sitzung, `/person/…` wechselt die Demo-Person – nur auf diesem Rechner.

Auch die Demo hat Sitzungen wie jede andere: Jeder Browser hat seine eigene, ein Link allein genügt niemandem im Netz.
"""

from __future__ import annotations

import re
from functools import partial
from typing import Final

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from mut_core import anmeldung, rechte
from mut_core.anmeldung import Ausweis, Gelungen
from mut_core.datenbank import schreibeinheit
from mut_core.fehler import NichtGefundenError
from mut_core.modell.codes import Anmeldeweg, Linkzweck
from seiten.pforte.anmeldewege import Anmeldewege
from seiten.pforte.anschrift import lokal, selbst_gewaehlt, sicheres_ziel
from seiten.pforte.antworten import build_seite
from seiten.pforte.handhabe import ausweis_in, geraet, geschuetzt, im_thread, jetzt
from seiten.pforte.kekse import set_sitzung
from seiten.pforte.sicherheitslog import log_ereignis

_KENNUNG: Final = re.compile(r"[a-z0-9-]{1,60}")
_NICHT_VON_HIER: Final = (
    "Ausprobieren geht nur auf diesem Rechner",
    "Die Demo-Personen lassen sich nur auf dem Rechner wählen, auf dem die Anwendung läuft, und nur in ihr selbst.",
)
_LINK_UNGUELTIG: Final = (
    "Dieser Startlink gilt nicht mehr",
    "Er gilt einmal und zehn Minuten lang. Einen neuen gibt auf diesem Rechner: python3 -m mut_core konto link --start",
)


class Demowege:
    """Die Handler der Demo; sie teilen sich mit der Anmeldung das Beenden der bisherigen Sitzung."""

    def __init__(self, anmeldewege: Anmeldewege) -> None:
        self.anmeldewege = anmeldewege

    def offene(self) -> list[Route]:
        """Baut `/start`, den Weg ohne Sitzung."""
        return [Route("/start", geschuetzt(self.start), methods=["GET"])]

    def wege(self) -> list[Route]:
        """Baut `/person/{kennung}`; es braucht eine Demo-Sitzung."""
        return [Route("/person/{kennung}", geschuetzt(self.person), methods=["GET"])]

    async def start(self, anfrage: Request) -> Response:
        """Löst den Startlink ein und öffnet eine Demo-Sitzung; sonst 403 (nicht auf diesem Rechner, kein Code)."""
        if not (lokal(anfrage.scope) and selbst_gewaehlt(anfrage.scope)):
            return build_seite(*_NICHT_VON_HIER, status=403)
        try:
            oeffne = partial(self._oeffne, anfrage.query_params.get("code", ""), geraet(anfrage))
            gelungen = await im_thread(oeffne)
        except NichtGefundenError:
            log_ereignis("einmallink-abgewiesen", zweck=Linkzweck.START.value)
            return build_seite(*_LINK_UNGUELTIG, status=403)
        return await self.anmeldewege.hereinlassen(anfrage, gelungen, "/")

    async def person(self, anfrage: Request) -> Response:
        """Wechselt die Demo-Person: die bisherige Sitzung endet, eine neue beginnt, der Weg bleibt."""
        ausweis = ausweis_in(anfrage.scope)
        if ausweis.weg is not Anmeldeweg.DEMO or not selbst_gewaehlt(anfrage.scope):
            return build_seite(*_NICHT_VON_HIER, status=403)
        kennung = anfrage.path_params["kennung"]
        try:
            gelungen = await im_thread(partial(self._wechsle, ausweis, kennung, geraet(anfrage)))
        except NichtGefundenError:
            return build_seite(
                "Diese Person gibt es nicht",
                "Bitte wählen Sie in der Anwendung eine der Demo-Personen aus.",
                status=404,
            )
        antwort = RedirectResponse(sicheres_ziel(anfrage.query_params.get("weiter")), status_code=303)
        set_sitzung(antwort, anfrage.scope, gelungen.token)
        return antwort

    def _oeffne(self, code: str, geraet_: str) -> Gelungen:
        with schreibeinheit(self.anmeldewege.verbinden(), None) as session:
            anmeldung.use_link(session, code, Linkzweck.START, jetzt())
            person = rechte.standardperson(rechte.demo_personen(session))
            if person is None:
                raise NichtGefundenError("Hier sind keine Demo-Daten geladen.")
            return Gelungen(*anmeldung.open_anmeldung(session, person.id, Anmeldeweg.DEMO, jetzt(), geraet_))

    def _wechsle(self, ausweis: Ausweis, kennung: str, geraet_: str) -> Gelungen:
        with schreibeinheit(self.anmeldewege.verbinden(), None) as session:
            je_kennung = {p.kennung: p for p in rechte.demo_personen(session)}
            gewaehlt = je_kennung.get(kennung) if _KENNUNG.fullmatch(kennung) else None
            if gewaehlt is None:
                raise NichtGefundenError("Diese Demo-Person gibt es nicht.")
            anmeldung.end_anmeldung(session, ausweis.anmeldung_id, jetzt())
            return Gelungen(*anmeldung.open_anmeldung(session, gewaehlt.id, Anmeldeweg.DEMO, jetzt(), geraet_))
