"""Weiterleiten: zum Anmeldedienst der Verwaltung (OpenID Connect) und von dort mit einer eigenen Sitzung zurück.

Der Dienst sagt, wer da ist und zu welchen Gruppen die Person gehört; alles Weitere – Ablauf, Abmelden, Sperren – steht
wie bei jedem anderen Weg in der Sitzungstabelle. Zwischen Hin- und Rückweg hält ein unterschriebener Cookie fest,
welcher Browser gefragt hat: ein fremder, wiederholter oder verspäteter Rückruf meldet niemanden an.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from typing import Any, Final
from urllib.parse import quote, urlsplit

import anyio
import anyio.to_thread
import sqlalchemy as sa
from itsdangerous import BadData, URLSafeTimedSerializer
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from mut_core import anmeldung
from mut_core.anmeldung.rollenzuordnung import rollenwuensche
from mut_core.datenbank import schreibeinheit
from mut_core.einstellungen import einstellung
from mut_core.fehler import BetriebError, MutError
from mut_core.modell.codes import Anmeldeweg
from seiten.pforte import kekse, proxy
from seiten.pforte.anbieter import Anbieter, UnglaubwuerdigError, load_vorgaben
from seiten.pforte.anschrift import hostname, sicheres_ziel, verschluesselt
from seiten.pforte.gestalt import absaetze, build_dokument, fehlerkasten, verbinde, verweisknopf
from seiten.pforte.sicherheitslog import log_ereignis

ANMELDEN: Final = "/dienst/anmelden"
ZURUECK: Final = "/dienst/zurueck"
ABMELDEN: Final = "/dienst/abmelden"
WEGE: Final = (ANMELDEN, ZURUECK, ABMELDEN)
"""Die Wege des Anmeldedienstes; sie brauchen keine Sitzung."""

COOKIE: Final = "mut_dienst"
DAUER: Final = 600
"""Sekunden, die jemand beim Anmeldedienst Zeit hat."""

_ZWECK: Final = "dienst"
_PLAETZE: Final = anyio.CapacityLimiter(4)
"""Höchstens so viele Anfragen warten zugleich auf den Dienst; ein langsamer Dienst hält sonst alles andere auf."""

_HOECHSTLAENGE: Final = 4096
_HOECHSTLAENGE_COOKIE: Final = 3800
_UNERLAUBT: Final = re.compile(r"[^\w.@+-]")
_ABGELEHNT: Final = ("access_denied", "consent_required", "interaction_required", "login_required")


@dataclass(frozen=True)
class Hinweg:
    """Was der Browser auf dem Weg zum Dienst mitbekam: Einmalwerte, Prüfwort (PKCE) und das Ziel danach."""

    state: str
    nonce: str
    pruefwort: str
    weiter: str


@dataclass(frozen=True)
class Angaben:
    """Was vom Dienst über eine Person gebraucht wird."""

    dienstkennung: str
    kennung: str
    name: str


class _AbgewiesenError(MutError):
    """Der Rückruf passt zu keiner Anmeldung, die dieser Browser begonnen hat; `grund` ist ein Wort fürs Log."""

    def __init__(self, grund: str, text: str) -> None:
        super().__init__(text)
        self.grund = grund


def aktiv() -> bool:
    """Sagt, ob ein Anmeldedienst eingestellt ist (`MUT_OIDC_ADRESSE`) und kein Proxy die Anmeldung übernimmt."""
    return not proxy.aktiv() and einstellung("MUT_OIDC_ADRESSE") is not None


def knopftext() -> str:
    """Gibt die Aufschrift des Knopfs auf der Anmeldeseite; `MUT_OIDC_NAME` nennt den Dienst, wie er im Haus heißt."""
    name = einstellung("MUT_OIDC_NAME")
    return f"Mit {name} anmelden" if name else "Mit dem Konto der Verwaltung anmelden"


def anmeldeadresse(weiter: str | None) -> str:
    """Gibt das Ziel des Knopfs; er ist ein Verweis, kein Formular (die CSP erlaubt Formularen nur diese App)."""
    ziel = sicheres_ziel(weiter)
    return ANMELDEN if ziel == "/" else f"{ANMELDEN}?weiter={quote(ziel, safe='')}"


def abmeldeadresse() -> str | None:
    """Gibt den Weg, der auch beim Dienst abmeldet; None ohne Dienst. Die eigene Sitzung ist da schon beendet."""
    return ABMELDEN if aktiv() else None


def build_wege(engine: Callable[[], sa.Engine]) -> list[Route]:
    """Baut die Wege `/dienst/…`; ohne eingestellten Dienst antworten sie mit 404.

    Wirft BetriebError, wenn der Dienst unvollständig eingestellt ist – beim Start und nicht erst bei der ersten Person.
    """
    wege = _Wege(engine, Anbieter(load_vorgaben())) if aktiv() else None
    if wege is None:
        return [Route(weg, _gibt_es_nicht, methods=["GET"]) for weg in WEGE]
    ziele = ((ANMELDEN, wege.anmelden), (ZURUECK, wege.zurueck), (ABMELDEN, wege.abmelden))
    return [Route(weg, ziel, methods=["GET"]) for weg, ziel in ziele]


class _Wege:
    """Die drei Wege mit ihrem Anbieter und der Datenbank."""

    def __init__(self, engine: Callable[[], sa.Engine], anbieter: Anbieter) -> None:
        self.engine = engine
        self.anbieter = anbieter

    async def anmelden(self, anfrage: Request) -> Response:
        """Schickt den Browser zum Dienst und merkt in einem Cookie, dass er es war."""
        weiter = sicheres_ziel(anfrage.query_params.get("weiter"))
        aussen = self.anbieter.vorgaben.aussen
        if hostname(anfrage.scope) != urlsplit(aussen).hostname:
            satz = f"Die Anmeldung Ihrer Verwaltung ist nur unter {aussen} eingerichtet."
            return _seite("Bitte die andere Adresse öffnen", satz, status=400, verweis=(aussen, aussen))
        hinweg = Hinweg(secrets.token_urlsafe(32), secrets.token_urlsafe(32), secrets.token_urlsafe(48), weiter)
        try:
            ziel, wert = await _im_thread(partial(self._beginne, hinweg))
        except BetriebError as fehler:
            return _spaeter(fehler, weiter)
        antwort = _umleitung(ziel)
        kekse.set_cookie(antwort, anfrage.scope, _cookie(anfrage), wert, samesite="lax", sekunden=DAUER)
        return antwort

    async def zurueck(self, anfrage: Request) -> Response:
        """Prüft den Rückruf des Dienstes, eröffnet die Sitzung und führt dorthin, wo die Person hinwollte."""
        antwort = await self._rueckruf(anfrage)
        kekse.delete_cookie(antwort, anfrage.scope, _cookie(anfrage))  # gilt einmal, auch misslungen
        antwort.headers["cache-control"] = "no-store"
        return antwort

    async def abmelden(self, anfrage: Request) -> Response:
        """Führt zum Abmelden beim Dienst, sonst zur Anmeldeseite.

        Hierher leitet das Abmeldeformular um; ginge es per Umleitung weiter, hielte die CSP (`form-action 'self'`) den
        Browser auf der Seite „Abmelden?“ fest. Eine Seite mit Kopf `Refresh` ist ein neuer Schritt.
        """
        try:
            ziel = await _im_thread(self.anbieter.abmeldeadresse)
        except BetriebError:
            ziel = None  # hier ist die Person schon abgemeldet; der Dienst erfährt es eben nicht
        if ziel is None:
            return _umleitung("/anmelden")
        satz = absaetze("Hier sind Sie abgemeldet. Jetzt folgt die Abmeldung beim Anmeldedienst Ihrer Verwaltung.")
        knopf = verweisknopf(ziel, "Auch dort abmelden")
        antwort = build_dokument("Abmelden beim Anmeldedienst", verbinde(satz, knopf))
        antwort.headers.update({"refresh": f"0; url={ziel}", "cache-control": "no-store"})
        return antwort

    async def _rueckruf(self, anfrage: Request) -> Response:
        try:
            hinweg = await _im_thread(partial(self._lies_cookie, kekse.load_cookie(anfrage.scope, _cookie(anfrage))))
        except BetriebError as fehler:
            return _spaeter(fehler, "/")
        weiter = hinweg.weiter if hinweg else "/"
        try:
            kennzeichen = await _im_thread(partial(self._melde_an, anfrage, hinweg))
        except (UnglaubwuerdigError, _AbgewiesenError) as fehler:
            log_ereignis("dienst-abgewiesen", grund=fehler.grund)
            return _seite("Anmeldung nicht möglich", str(fehler), status=403, verweis=_noch_einmal(weiter))
        except BetriebError as fehler:
            return _spaeter(fehler, weiter)
        except MutError as fehler:
            log_ereignis("dienst-abgewiesen", grund="kein_zugang")
            # „Noch einmal“ führte beim Dienst ohne Rückfrage wieder zu demselben Konto; der Ausweg ist ein anderes.
            return _seite(
                "Kein Zugang", str(fehler), status=403, verweis=(ABMELDEN, "Mit einem anderen Konto anmelden")
            )
        antwort = RedirectResponse(weiter, status_code=303)
        kekse.set_sitzung(antwort, anfrage.scope, kennzeichen)
        return antwort

    def _pruefe_rueckruf(self, anfrage: Request, hinweg: Hinweg | None) -> tuple[str, Hinweg]:
        """Gibt den Code mit seinem Hinweg; wirft _AbgewiesenError, wenn der Rückruf fremd ist oder ablehnt."""
        if "error" in anfrage.query_params:  # vor dem state: manche Dienste lassen ihn hier weg, und es öffnet nichts
            raise _AbgewiesenError("abgelehnt", _ablehnung(anfrage.query_params["error"]))
        state = _einziger(anfrage, "state")
        if hinweg is None or state is None or not hmac.compare_digest(state.encode(), hinweg.state.encode()):
            raise _AbgewiesenError(
                "state" if hinweg else "cookie",
                "Diese Anmeldung wurde nicht in diesem Browser begonnen, ist schon benutzt oder dauerte länger als "
                "zehn Minuten. Bitte melden Sie sich noch einmal an.",
            )
        self._pruefe_aussteller(anfrage)
        code = _einziger(anfrage, "code")
        if code is None:
            raise UnglaubwuerdigError("code")
        return code, hinweg

    def _pruefe_aussteller(self, anfrage: Request) -> None:
        """Der genannte Aussteller muss der eingestellte sein; kündigt der Dienst ihn an, darf er nicht fehlen."""
        auskunft = self.anbieter.auskunft()
        genannt = "iss" in anfrage.query_params or auskunft.nennt_sich
        if genannt and _einziger(anfrage, "iss") != auskunft.aussteller:
            raise UnglaubwuerdigError("iss_rueckruf")  # RFC 9207

    def _beginne(self, hinweg: Hinweg) -> tuple[str, str]:
        ziel = self.anbieter.anmeldeadresse(hinweg.state, hinweg.nonce, hinweg.pruefwort)
        return ziel, self._cookiewert(hinweg)

    def _cookiewert(self, hinweg: Hinweg) -> str:
        werte = [hinweg.state, hinweg.nonce, hinweg.pruefwort]
        wert = str(self._siegel().dumps([*werte, hinweg.weiter]))
        return wert if len(wert) <= _HOECHSTLAENGE_COOKIE else str(self._siegel().dumps([*werte, "/"]))

    def _lies_cookie(self, wert: str | None) -> Hinweg | None:
        try:
            return Hinweg(*self._siegel().loads(wert or "", max_age=DAUER))
        except (BadData, TypeError):  # gefälscht, abgelaufen oder von einer anderen Fassung der Anwendung
            return None

    def _siegel(self) -> URLSafeTimedSerializer:
        schluessel = anmeldung.load_geheimnis(self.engine(), _ZWECK, datetime.now(UTC))
        return URLSafeTimedSerializer(schluessel, salt="mut-dienst", signer_kwargs={"digest_method": hashlib.sha256})

    def _melde_an(self, anfrage: Request, begonnen: Hinweg | None) -> str:
        code, hinweg = self._pruefe_rueckruf(anfrage, begonnen)
        claims = self.anbieter.person(code, hinweg.nonce, hinweg.pruefwort)
        person = angaben(claims)
        vorgaben = self.anbieter.vorgaben
        jetzt = datetime.now(UTC)
        gelungen = anmeldung.sign_in_fremd(
            self.engine(),
            Anmeldeweg.DIENST,
            person.dienstkennung,
            person.kennung,
            person.name,
            rollenwuensche(claims, vorgaben.merkmal, vorgaben.zuordnung),
            anmeldung.geraet_aus(anfrage.headers.get("user-agent", "")),
            jetzt,
        )
        self._beende_bisherige(anfrage, jetzt)
        log_ereignis("anmeldung", nutzer=gelungen.ausweis.nutzer_id, weg="dienst")
        return gelungen.token

    def _beende_bisherige(self, anfrage: Request, jetzt: datetime) -> None:
        """Wer sich neu anmeldet, lässt keine alte Sitzung zurück, deren Kennzeichen noch jemand haben könnte."""
        kennzeichen = kekse.load_kennzeichen(anfrage.scope)
        if kennzeichen is None:
            return
        with schreibeinheit(self.engine(), None) as session:
            bisher = anmeldung.load_ausweis(session, kennzeichen, jetzt)
            if bisher is not None:
                anmeldung.end_anmeldung(session, bisher.anmeldung_id, jetzt)


def angaben(claims: Mapping[str, Any]) -> Angaben:
    """Liest aus geprüften Claims, wer das ist; die E-Mail zählt nur, wenn der Dienst sie bestätigt hat.

    Die Person bleibt über `iss` und `sub` dieselbe, auch wenn sich Kennung oder Name beim Dienst ändern.
    """
    mail = claims.get("email") if claims.get("email_verified") is True else None
    kennung = _text(claims.get("preferred_username")) or _text(mail) or _text(claims["sub"])
    zusammen = f"{_text(claims.get('given_name'))} {_text(claims.get('family_name'))}".strip()
    return Angaben(
        dienstkennung=f"{claims['iss']}|{claims['sub']}",
        kennung=_UNERLAUBT.sub("-", kennung).lstrip("._@+-")[:100],
        name=(_text(claims.get("name")) or zusammen or kennung)[:200],
    )


def _text(wert: object) -> str:
    return wert.strip() if isinstance(wert, str) else ""


def _einziger(anfrage: Request, name: str) -> str | None:
    """Gibt einen Parameter, der genau einmal da, nicht leer und nicht überlang ist; sonst None."""
    werte = anfrage.query_params.getlist(name)
    return werte[0] if len(werte) == 1 and 0 < len(werte[0]) <= _HOECHSTLAENGE else None


def _cookie(anfrage: Request) -> str:
    return f"__Host-{COOKIE}" if verschluesselt(anfrage.scope) else COOKIE


def _ablehnung(fehler: str) -> str:
    """Übersetzt den Fehler des Dienstes; seinen Text zeigt die App nie, den könnte jeder in den Link schreiben."""
    if fehler in _ABGELEHNT:
        return "Die Anmeldung wurde beim Anmeldedienst abgebrochen oder abgelehnt. Es wurde nichts verändert."
    return (
        "Der Anmeldedienst konnte die Anmeldung nicht abschließen. Bitte versuchen Sie es noch einmal; bleibt es "
        "dabei, fragen Sie die Betreuung der Anwendung."
    )


def _noch_einmal(weiter: str) -> tuple[str, str]:
    return anmeldeadresse(weiter), "Noch einmal anmelden"


def _spaeter(fehler: BetriebError, weiter: str) -> Response:
    antwort = _seite("Anmeldung gerade nicht möglich", str(fehler), status=503, verweis=_noch_einmal(weiter))
    antwort.headers["retry-after"] = "30"
    return antwort


def _umleitung(ziel: str) -> Response:
    return RedirectResponse(ziel, status_code=303, headers={"cache-control": "no-store"})


def _seite(titel: str, satz: str, *, status: int, verweis: tuple[str, str]) -> HTMLResponse:
    ziel, beschriftung = verweis
    return build_dokument(titel, verbinde(fehlerkasten(satz), verweisknopf(ziel, beschriftung)), status=status)


async def _gibt_es_nicht(_anfrage: Request) -> Response:
    satz = "An dieser Installation meldet man sich nicht über einen Anmeldedienst an."
    return _seite("Diese Adresse gibt es hier nicht", satz, status=404, verweis=("/", "Zur Anwendung"))


async def _im_thread(frage: Callable[[], Any]) -> Any:
    return await anyio.to_thread.run_sync(frage, limiter=_PLAETZE)
