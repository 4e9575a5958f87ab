"""Einlösen: die beiden Einmallinks – das erste Konto einrichten und ein Kennwort setzen."""

from __future__ import annotations

from functools import partial
from typing import Final

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from mut_core import anmeldung
from mut_core.anmeldung import Gelungen, Link
from mut_core.anmeldung.adressen import hat_kennwoerter
from mut_core.datenbank import leseeinheit, schreibeinheit
from mut_core.fehler import EingabeError, NichtGefundenError
from mut_core.modell.codes import Anmeldeweg, Linkzweck
from seiten.pforte import anmeldeseiten as seiten
from seiten.pforte.anmeldewege import Anmeldewege, ohne_proxy
from seiten.pforte.antworten import build_seite
from seiten.pforte.formular import Eingabe, Vorzeichen, read_eingabe
from seiten.pforte.handhabe import geraet, geschuetzt, im_thread, jetzt
from seiten.pforte.sicherheitslog import log_ereignis

_UNGLEICH: Final = "Die beiden Kennwörter sind nicht gleich. Bitte tippen Sie das neue Kennwort zweimal."
_UNGUELTIG: Final = (
    "Dieser Link gilt nicht mehr",
    "Er wurde schon benutzt, ist abgelaufen oder durch einen neueren ersetzt.",
    "Bitte lassen Sie sich von der Administration einen neuen geben.",
)


class Linkwege:
    """Die Handler von `/einrichten` und `/kennwort`; beide sind ohne Sitzung erreichbar."""

    def __init__(self, anmeldewege: Anmeldewege) -> None:
        self.anmeldewege = anmeldewege

    def offene(self) -> list[Route]:
        """Baut die beiden Wege."""
        wege = (("/einrichten", self.einrichten), ("/kennwort", self.kennwort))
        proxy = self.anmeldewege.proxy
        return [Route(p, geschuetzt(ohne_proxy(h, proxy=proxy)), methods=["GET", "POST"]) for p, h in wege]

    # --- das erste Konto ----------------------------------------------------------------------------------------------

    async def einrichten(self, anfrage: Request) -> Response:
        """Zeigt oder erledigt das Einrichten des ersten Kontos; danach gibt es diese Seite nicht mehr."""
        konten, _ = await im_thread(self.anmeldewege.bestand)
        if konten:
            satz = "Das erste Konto ist eingerichtet. Weitere legt die Administration in der Anwendung an."
            return build_seite("Diese Seite gibt es nicht mehr", satz, status=404)
        vorzeichen = await self.anmeldewege.vorzeichen(anfrage)
        eingabe = await _eingabe(anfrage, vorzeichen)
        code = eingabe["code"] if eingabe else anfrage.query_params.get("code", "")
        if await im_thread(partial(self._link, code, Linkzweck.EINRICHTEN)) is None:
            return _ungueltig(Linkzweck.EINRICHTEN)
        if eingabe is None:
            return vorzeichen.bind(seiten.show_einrichten(vorzeichen.feld(), code=code))
        try:
            gelungen = await im_thread(partial(self._richte_ein, eingabe, geraet(anfrage)))
        except EingabeError as fehler:
            return vorzeichen.bind(_nochmal(vorzeichen, eingabe, fehler))
        except NichtGefundenError:
            return _ungueltig(Linkzweck.EINRICHTEN)
        log_ereignis("erstes-konto", nutzer=gelungen.ausweis.nutzer_id)
        return await self.anmeldewege.hereinlassen(anfrage, gelungen, "/")

    def _richte_ein(self, eingabe: Eingabe, geraet_: str) -> Gelungen:
        _require_gleiche(eingabe)
        engine = self.anmeldewege.verbinden()
        nutzer_id = anmeldung.set_up_erstes_konto(
            engine,
            eingabe["code"],
            eingabe["kennung"],
            eingabe["name"],
            eingabe["kennwort"],
            jetzt(),
            auch_koordination=eingabe["koordination"] == "ja",
        )
        with schreibeinheit(engine, None) as session:
            return Gelungen(*anmeldung.open_anmeldung(session, nutzer_id, Anmeldeweg.KONTO, jetzt(), geraet_))

    # --- Kennwort über einen Link -------------------------------------------------------------------------------------

    async def kennwort(self, anfrage: Request) -> Response:
        """Zeigt oder erledigt das Setzen des Kennworts; angemeldet wird damit niemand (der zweite Faktor bleibt)."""
        vorzeichen = await self.anmeldewege.vorzeichen(anfrage)
        eingabe = await _eingabe(anfrage, vorzeichen)
        code = eingabe["code"] if eingabe else anfrage.query_params.get("code", "")
        link = await im_thread(partial(self._link, code, Linkzweck.KENNWORT))
        if link is None or not hat_kennwoerter():
            return _ungueltig(Linkzweck.KENNWORT)
        zeige = partial(seiten.show_kennwort, vorzeichen.feld(), code=code, name=link.name, kennung=link.kennung)
        if eingabe is None:
            return vorzeichen.bind(zeige())
        try:
            nutzer_id = await im_thread(partial(self._setze, eingabe))
        except EingabeError as fehler:
            return vorzeichen.bind(zeige(fehler=str(fehler), status=400))
        except NichtGefundenError:
            return _ungueltig(Linkzweck.KENNWORT)
        log_ereignis("kennwort-gesetzt", nutzer=nutzer_id, weg="link")
        return RedirectResponse("/anmelden?neu=1", status_code=303)

    def _setze(self, eingabe: Eingabe) -> int:
        _require_gleiche(eingabe)
        return anmeldung.set_kennwort_mit_link(
            self.anmeldewege.verbinden(), eingabe["code"], eingabe["kennwort"], jetzt()
        )

    def _link(self, code: str, zweck: Linkzweck) -> Link | None:
        with leseeinheit(self.anmeldewege.verbinden()) as session:
            return anmeldung.pruefe_link(session, code, zweck, jetzt())


async def _eingabe(anfrage: Request, vorzeichen: Vorzeichen) -> Eingabe | None:
    if anfrage.method != "POST":
        return None
    eingabe = await read_eingabe(anfrage)
    vorzeichen.require(eingabe)
    return eingabe


def _require_gleiche(eingabe: Eingabe) -> None:
    if eingabe["kennwort"] != eingabe["nochmal"]:
        raise EingabeError(_UNGLEICH, feld="kennwort")


def _nochmal(vorzeichen: Vorzeichen, eingabe: Eingabe, fehler: EingabeError) -> Response:
    return seiten.show_einrichten(
        vorzeichen.feld(),
        code=eingabe["code"],
        kennung=eingabe["kennung"],
        name=eingabe["name"],
        koordination=eingabe["koordination"] == "ja",
        fehler=str(fehler),
        feld=fehler.feld,
        status=400,
    )


def _ungueltig(zweck: Linkzweck) -> Response:
    log_ereignis("einmallink-abgewiesen", zweck=zweck.value)
    return build_seite(*_UNGUELTIG, status=403)
