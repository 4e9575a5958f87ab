"""Anmelden: die Wege zu einer Sitzung mit Kennwort und zweitem Schritt.

Jeder Weg prüft das Formular, bevor er etwas anderes tut; die Regeln (Bremse, Kennwort, Codes) hat der Kern.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Final

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route
from starlette.types import Scope

from mut_core import anmeldung, rechte
from mut_core.anmeldung.adressen import hat_kennwoerter
from mut_core.datenbank import leseeinheit, schreibeinheit
from mut_core.fehler import EingabeError
from seiten.pforte import anmeldeseiten as seiten
from seiten.pforte.anschrift import gegenstelle, sicheres_ziel
from seiten.pforte.antworten import build_seite
from seiten.pforte.formular import Vorzeichen, lies_unterschriebenes, read_eingabe, unterschreibe
from seiten.pforte.handhabe import Handler, geraet, geschuetzt, im_thread, jetzt
from seiten.pforte.kekse import delete_cookie, load_cookie, load_kennzeichen, set_cookie, set_sitzung
from seiten.pforte.schranke import Verbinden
from seiten.pforte.sicherheitslog import log_ereignis
from seiten.pforte.zugang import gilt_hier

SCHRITT: Final = "mut_schritt"
SCHRITT_SEKUNDEN: Final = 300
"""So lange darf zwischen Kennwort und Code vergehen."""


class Anmeldewege:
    """Die Handler der Anmeldung; `dienst` ist der Knopftext des Anmeldedienstes, wenn es einen gibt."""

    def __init__(self, verbinden: Verbinden, *, dienst: str | None = None, proxy: bool = False) -> None:
        self.verbinden = verbinden
        self.dienst = dienst
        self.proxy = proxy

    def offene(self) -> list[Route]:
        """Baut die Wege, die ohne Sitzung erreichbar sind."""
        wege: list[tuple[str, Handler]] = [
            ("/anmelden", self.anmelden),
            ("/anmelden/code", self.code),
        ]
        return [
            Route(pfad, geschuetzt(ohne_proxy(handler, proxy=self.proxy)), methods=["GET", "POST"])
            for pfad, handler in wege
        ]

    # --- anmelden -----------------------------------------------------------------------------------------------------

    async def anmelden(self, anfrage: Request) -> Response:
        """Zeigt die Anmeldung oder prüft Kennung und Kennwort."""
        vorzeichen = await self.vorzeichen(anfrage)
        mit_kennwort = hat_kennwoerter()
        if anfrage.method == "POST":
            if not mit_kennwort:
                return build_seite(
                    "Diese Seite gibt es hier nicht", "Hier meldet nur der Anmeldedienst an.", status=404
                )
            return vorzeichen.bind(await self._pruefe_kennwort(anfrage, vorzeichen))
        weiter = sicheres_ziel(anfrage.query_params.get("weiter"))
        if await im_thread(partial(self._angemeldet, anfrage)):
            return RedirectResponse(weiter, status_code=303)
        if mit_kennwort and self.dienst is None:
            konten, demo = await im_thread(self.bestand)
            if not konten:
                return seiten.show_ohne_konten(demo=demo)
        hinweis = "Ihr Kennwort ist gesetzt. Bitte melden Sie sich damit an." if "neu" in anfrage.query_params else None
        return vorzeichen.bind(
            seiten.show_anmelden(
                vorzeichen.feld(), weiter=weiter, hinweis=hinweis, dienst=self.dienst, mit_kennwort=mit_kennwort
            )
        )

    async def _pruefe_kennwort(self, anfrage: Request, vorzeichen: Vorzeichen) -> Response:
        eingabe = await read_eingabe(anfrage)
        vorzeichen.require(eingabe)
        weiter = sicheres_ziel(eingabe["weiter"])
        versuch = partial(
            anmeldung.sign_in,
            self.verbinden(),
            eingabe["kennung"],
            eingabe["kennwort"],
            gegenstelle(anfrage.scope),
            geraet(anfrage),
            jetzt(),
        )
        try:
            ergebnis = await im_thread(versuch)
        except EingabeError as fehler:
            zeige = partial(
                seiten.show_anmelden, vorzeichen.feld(), weiter=weiter, kennung=eingabe["kennung"], dienst=self.dienst
            )
            return _gescheitert(fehler, "kennwort", zeige)
        if isinstance(ergebnis, anmeldung.ZweiterSchritt):
            return await self._zum_code(anfrage, ergebnis.nutzer_id, weiter)
        return await self.hereinlassen(anfrage, ergebnis, weiter)

    async def _zum_code(self, anfrage: Request, nutzer_id: int, weiter: str) -> Response:
        zettel = unterschreibe(await self._schluessel(), "schritt", {"nutzer": nutzer_id, "weiter": weiter})
        antwort = RedirectResponse("/anmelden/code", status_code=303)
        set_cookie(antwort, anfrage.scope, SCHRITT, zettel, weg="/anmelden", sekunden=SCHRITT_SEKUNDEN)
        return antwort

    async def code(self, anfrage: Request) -> Response:
        """Zeigt den zweiten Schritt oder prüft den Code."""
        vorzeichen = await self.vorzeichen(anfrage)
        zettel = lies_unterschriebenes(
            await self._schluessel(), "schritt", load_cookie(anfrage.scope, SCHRITT), SCHRITT_SEKUNDEN
        )
        if not isinstance(zettel, dict):
            return RedirectResponse("/anmelden", status_code=303)
        weiter = sicheres_ziel(str(zettel["weiter"]))
        if anfrage.method != "POST":
            return vorzeichen.bind(seiten.show_code(vorzeichen.feld(), weiter=weiter))
        eingabe = await read_eingabe(anfrage)
        vorzeichen.require(eingabe)
        versuch = partial(
            anmeldung.sign_in_zweitfaktor,
            self.verbinden(),
            int(zettel["nutzer"]),
            eingabe["code"],
            gegenstelle(anfrage.scope),
            geraet(anfrage),
            jetzt(),
        )
        try:
            gelungen = await im_thread(versuch)
        except EingabeError as fehler:
            return _gescheitert(fehler, "code", partial(seiten.show_code, vorzeichen.feld(), weiter=weiter))
        antwort = await self.hereinlassen(anfrage, gelungen, weiter)
        delete_cookie(antwort, anfrage.scope, SCHRITT, weg="/anmelden")
        return antwort

    async def hereinlassen(self, anfrage: Request, gelungen: anmeldung.Gelungen, weiter: str) -> Response:
        """Gibt dem Browser die neue Sitzung, beendet seine bisherige und leitet zum Ziel um."""
        await im_thread(partial(self.beende_bisherige, anfrage.scope, gelungen.ausweis.anmeldung_id))
        log_ereignis("anmeldung", nutzer=gelungen.ausweis.nutzer_id, weg=gelungen.ausweis.weg.value)
        antwort = RedirectResponse(weiter, status_code=303)
        set_sitzung(antwort, anfrage.scope, gelungen.token)
        return antwort

    # --- was in Threads läuft -----------------------------------------------------------------------------------------

    async def _schluessel(self) -> bytes:
        return await im_thread(lambda: anmeldung.load_geheimnis(self.verbinden(), "formular", jetzt()))

    async def vorzeichen(self, anfrage: Request) -> Vorzeichen:
        """Gibt, womit Formulare vor der Anmeldung an diesen Browser gebunden sind."""
        return Vorzeichen(anfrage.scope, await self._schluessel())

    def _angemeldet(self, anfrage: Request) -> bool:
        kennzeichen = load_kennzeichen(anfrage.scope)
        if kennzeichen is None:
            return False
        with leseeinheit(self.verbinden()) as session:
            return gilt_hier(anfrage.scope, anmeldung.load_ausweis(session, kennzeichen, jetzt()))

    def bestand(self) -> tuple[bool, bool]:
        """Sagt, ob es Konten gibt und ob Demo-Personen da sind."""
        with leseeinheit(self.verbinden()) as session:
            return anmeldung.hat_konten(session), bool(rechte.demo_personen(session))

    def beende_bisherige(self, scope: Scope, ausser: int | None = None) -> None:
        """Beendet die Sitzung, deren Cookie dieser Browser noch trägt; sonst bliebe sie bis zum Ablauf offen."""
        kennzeichen = load_kennzeichen(scope)
        if kennzeichen is None:
            return
        with schreibeinheit(self.verbinden(), None) as session:
            ausweis = anmeldung.load_ausweis(session, kennzeichen, jetzt())
            if ausweis is not None and ausweis.anmeldung_id != ausser:
                anmeldung.end_anmeldung(session, ausweis.anmeldung_id, jetzt())


def ohne_proxy(handler: Handler, *, proxy: bool) -> Handler:
    """Gibt den Handler – oder, wenn ein Proxy die Anmeldung übernimmt, einen, der nur 404 sagt."""

    async def gibt_es_nicht(_anfrage: Request) -> Response:
        satz = "Die Anmeldung übernimmt das Netz Ihrer Verwaltung."
        return build_seite("Diese Seite gibt es hier nicht", satz, status=404)

    return gibt_es_nicht if proxy else handler


def _gescheitert(fehler: EingabeError, weg: str, zeige: Callable[..., Response]) -> Response:
    if isinstance(fehler, anmeldung.GebremstError):
        log_ereignis("anmeldung-gebremst", weg=weg, sekunden=fehler.sekunden)
        antwort = zeige(fehler=str(fehler), status=429)
        antwort.headers["retry-after"] = str(fehler.sekunden)
        return antwort
    log_ereignis("anmeldung-gescheitert", weg=weg)
    return zeige(fehler=str(fehler), status=400)
