"""Betreuen: das eigene Konto – Kennwort ändern, zweiten Faktor einrichten oder entfernen, Sitzungen beenden.

Jede Handlung gilt der angemeldeten Person selbst; wessen Sitzung beendet werden darf, prüft die Handlung, nicht die
Seite. Demo-Personen sehen nur ihre Sitzungen.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Final

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from mut_core import anmeldung
from mut_core.anmeldung import Ausweis
from mut_core.datenbank import leseeinheit, schreibeinheit
from mut_core.fehler import EingabeError, NichtGefundenError
from mut_core.modell.codes import Anmeldeweg
from seiten.pforte.anschrift import gegenstelle
from seiten.pforte.formular import (
    Eingabe,
    gegenfeld,
    lies_unterschriebenes,
    read_eingabe,
    require_gegenzeichen,
    unterschreibe,
)
from seiten.pforte.handhabe import ausweis_in, geschuetzt, im_thread, jetzt
from seiten.pforte.kontoseite import ZIEL, Konto, Meldung, Vorschlag, show_konto
from seiten.pforte.schranke import Verbinden
from seiten.pforte.sicherheitslog import log_ereignis

_EINRICHTEN_SEKUNDEN: Final = 1800
_UNGLEICH: Final = "Die beiden neuen Kennwörter sind nicht gleich. Bitte tippen Sie es zweimal."
_HINWEISE: Final = {
    "kennwort": "Ihr Kennwort ist geändert. Alle anderen Sitzungen sind beendet.",
    "faktor": "Der zweite Faktor ist eingerichtet. Ab jetzt wird beim Anmelden ein Code verlangt.",
    "faktor_weg": "Der zweite Faktor ist entfernt.",
    "beenden": "Die Sitzung ist beendet.",
    "andere": "Alle anderen Sitzungen sind beendet.",
}
_MIT_KENNWORT: Final = frozenset({"kennwort", "faktor", "faktor_weg"})


class Kontowege:
    """Die Handler von `/konto`."""

    def __init__(self, verbinden: Verbinden) -> None:
        self.verbinden = verbinden

    def wege(self) -> list[Route]:
        """Baut `/konto`; es braucht eine Sitzung."""
        return [Route(ZIEL, geschuetzt(self.konto), methods=["GET", "POST"])]

    async def konto(self, anfrage: Request) -> Response:
        """Zeigt das Konto oder führt eine Handlung aus (Feld `tun`)."""
        ausweis = ausweis_in(anfrage.scope)
        if anfrage.method != "POST":
            hinweis = _HINWEISE.get(anfrage.query_params.get("erledigt", ""))
            konto = await im_thread(partial(self._lies, ausweis, None))
            return show_konto(konto, gegenfeld(ausweis), hinweis=hinweis)
        eingabe = await read_eingabe(anfrage)
        require_gegenzeichen(eingabe, ausweis)
        tun = eingabe["tun"]
        handlung = self._handlungen().get(tun)
        try:
            if handlung is None or (tun in _MIT_KENNWORT and ausweis.weg is not Anmeldeweg.KONTO):
                raise EingabeError("Das geht mit diesem Konto nicht. Es wurde nichts geändert.")
            await im_thread(partial(handlung, ausweis, eingabe, gegenstelle(anfrage.scope)))
        except (EingabeError, NichtGefundenError) as fehler:
            return await self._mit_fehler(ausweis, eingabe, fehler)
        return RedirectResponse(f"{ZIEL}?erledigt={tun}", status_code=303)

    def _handlungen(self) -> dict[str, Callable[[Ausweis, Eingabe, str], None]]:
        return {
            "kennwort": self._aendere_kennwort,
            "faktor": self._richte_faktor_ein,
            "faktor_weg": self._entferne_faktor,
            "beenden": self._beende,
            "andere": self._beende_andere,
        }

    async def _mit_fehler(self, ausweis: Ausweis, eingabe: Eingabe, fehler: Exception) -> Response:
        konto = await im_thread(partial(self._lies, ausweis, eingabe["vorschlag"]))
        meldung = Meldung(str(fehler), getattr(fehler, "feld", None))
        gebremst = isinstance(fehler, anmeldung.GebremstError)
        antwort = show_konto(konto, gegenfeld(ausweis), fehler=meldung, status=429 if gebremst else 400)
        if isinstance(fehler, anmeldung.GebremstError):
            log_ereignis("anmeldung-gebremst", nutzer=ausweis.nutzer_id, weg="konto", sekunden=fehler.sekunden)
            antwort.headers["retry-after"] = str(fehler.sekunden)
        elif isinstance(fehler, anmeldung.AnmeldeError):
            log_ereignis("anmeldung-gescheitert", nutzer=ausweis.nutzer_id, weg="konto")
        return antwort

    # --- lesen --------------------------------------------------------------------------------------------------------

    def _lies(self, ausweis: Ausweis, zettel: str | None) -> Konto:
        with leseeinheit(self.verbinden()) as session:
            person = anmeldung.person_zu(session, ausweis.anmeldung_id, jetzt())
            sitzungen = anmeldung.offene_anmeldungen(session, ausweis.nutzer_id, jetzt())
            faktor = anmeldung.hat_zweitfaktor(session, ausweis.nutzer_id)
            verlangt = anmeldung.zweitfaktor_verlangt(session, ausweis.nutzer_id)
        eigenes = ausweis.weg is Anmeldeweg.KONTO
        return Konto(
            name=person.name,
            kennung=person.kennung,
            weg=ausweis.weg,
            anmeldung_id=ausweis.anmeldung_id,
            sitzungen=sitzungen,
            hat_kennwort=eigenes,
            hat_faktor=faktor,
            faktor_verlangt=verlangt,
            muss_faktor=verlangt and not faktor and eigenes,
            vorschlag=self._schlage_vor(ausweis, zettel) if eigenes and not faktor else None,
        )

    def _schlage_vor(self, ausweis: Ausweis, zettel: str | None) -> Vorschlag:
        geheimnis = self._aus_zettel(ausweis, zettel) or anmeldung.propose_geheimnis()
        return Vorschlag(
            geheimnis,
            anmeldung.qr_svg(anmeldung.einrichtungsadresse(geheimnis, ausweis.kennung)),
            unterschreibe(self._schluessel(), "faktor", [ausweis.anmeldung_id, geheimnis]),
        )

    def _aus_zettel(self, ausweis: Ausweis, zettel: str | None) -> str | None:
        inhalt = lies_unterschriebenes(self._schluessel(), "faktor", zettel, _EINRICHTEN_SEKUNDEN)
        passt = isinstance(inhalt, list) and inhalt[0] == ausweis.anmeldung_id
        return str(inhalt[1]) if isinstance(inhalt, list) and passt else None

    def _schluessel(self) -> bytes:
        return anmeldung.load_geheimnis(self.verbinden(), "formular", jetzt())

    # --- handeln ------------------------------------------------------------------------------------------------------

    def _aendere_kennwort(self, ausweis: Ausweis, eingabe: Eingabe, adresse: str) -> None:
        if eingabe["kennwort"] != eingabe["nochmal"]:
            raise EingabeError(_UNGLEICH, feld="kennwort")
        anmeldung.set_kennwort(
            self.verbinden(),
            ausweis.nutzer_id,
            eingabe["kennwort"],
            jetzt(),
            altes=eingabe["altes"],
            behalte_anmeldung=ausweis.anmeldung_id,
            adresse=adresse,
        )
        log_ereignis("kennwort-gesetzt", nutzer=ausweis.nutzer_id, weg="konto")

    def _richte_faktor_ein(self, ausweis: Ausweis, eingabe: Eingabe, _adresse: str) -> None:
        geheimnis = self._aus_zettel(ausweis, eingabe["vorschlag"]) or ""
        with schreibeinheit(self.verbinden(), None) as session:
            if anmeldung.hat_zweitfaktor(session, ausweis.nutzer_id):
                raise EingabeError("Ein zweiter Faktor ist schon eingerichtet. Es wurde nichts geändert.")
            anmeldung.confirm_zweitfaktor(session, ausweis.nutzer_id, geheimnis, eingabe["code"], jetzt())
        log_ereignis("zweiter-faktor-eingerichtet", nutzer=ausweis.nutzer_id)

    def _entferne_faktor(self, ausweis: Ausweis, eingabe: Eingabe, adresse: str) -> None:
        with schreibeinheit(self.verbinden(), None) as session:
            if anmeldung.zweitfaktor_verlangt(session, ausweis.nutzer_id):
                raise EingabeError("Der zweite Faktor ist für Ihr Konto vorgeschrieben. Es wurde nichts geändert.")
            versuch = anmeldung.book_versuch(session, str(ausweis.nutzer_id), adresse, jetzt(), zaehlung="code")
            stimmt = isinstance(versuch, anmeldung.Versuch) and anmeldung.pruefe_code(
                session, ausweis.nutzer_id, eingabe["code"], jetzt()
            )
            if stimmt and isinstance(versuch, anmeldung.Versuch):
                anmeldung.mark_gelungen(session, versuch.id)
                anmeldung.remove_zweitfaktor(session, ausweis.nutzer_id)
        if isinstance(versuch, anmeldung.Wartezeit):  # erst hier werfen: in der Einheit ginge die Buchung verloren
            raise anmeldung.GebremstError(versuch.sekunden)
        if not stimmt:
            raise anmeldung.AnmeldeError("Der Code gilt nicht. Es wurde nichts geändert.", feld="code")
        log_ereignis("zweiter-faktor-entfernt", nutzer=ausweis.nutzer_id)

    def _beende(self, ausweis: Ausweis, eingabe: Eingabe, _adresse: str) -> None:
        with schreibeinheit(self.verbinden(), None) as session:
            eigene = {str(s.id): s.id for s in anmeldung.offene_anmeldungen(session, ausweis.nutzer_id, jetzt())}
            nummer = eigene.get(eingabe["sitzung"])
            if nummer is None:
                raise NichtGefundenError("Diese Sitzung gibt es nicht mehr.")
            anmeldung.end_anmeldung(session, nummer, jetzt())
        log_ereignis("sitzung-beendet", nutzer=ausweis.nutzer_id, sitzung=nummer)

    def _beende_andere(self, ausweis: Ausweis, _eingabe: Eingabe, _adresse: str) -> None:
        with schreibeinheit(self.verbinden(), None) as session:
            zahl = anmeldung.end_anmeldungen(session, ausweis.nutzer_id, jetzt(), ausser=ausweis.anmeldung_id)
        log_ereignis("sitzung-beendet", nutzer=ausweis.nutzer_id, zahl=zahl)
