"""Fragen: den Anmeldedienst (OpenID Connect) nach seinen Adressen, Schlüsseln und danach, wer sich angemeldet hat.

Geglaubt wird nur, was der Dienst unter der eingestellten Adresse sagt und mit seinen Schlüsseln unterschrieben hat:
Aussteller, Empfänger, Ablauf, Einmalwert und Verfahren werden geprüft; symmetrische Verfahren und „none“ gelten nie.
"""

from __future__ import annotations

import hmac
import json
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlencode, urlsplit

import requests
from authlib.common.errors import AuthlibBaseError
from authlib.integrations.requests_client import OAuth2Session
from joserfc import jwk, jws, jwt
from joserfc.errors import ExpiredTokenError, InvalidKeyIdError, JoseError

from mut_core.anmeldung.rollenzuordnung import Zuordnung, read_zuordnung, suche
from mut_core.einstellungen import einstellung, require_einstellung
from mut_core.fehler import BetriebError

VERFAHREN: Final = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512")
"""Die zugelassenen Unterschriften: nur asymmetrische; der Dienst allein kennt den geheimen Teil."""

FRISTEN: Final = (3.0, 8.0)
"""Sekunden zum Verbinden und zum Antworten."""

GILT: Final = 3600.0
"""Sekunden, die Auskunft und Schlüssel des Dienstes gemerkt werden."""

PAUSE: Final = 5.0
"""Sekunden zwischen zwei Versuchen, einen nicht erreichbaren Dienst oder neue Schlüssel zu fragen."""

NACHSICHT: Final = 60
"""Sekunden, die die Uhren von Dienst und Server auseinandergehen dürfen."""

_BEKANNT: Final = "/.well-known/openid-configuration"
_HOECHSTGROESSE: Final = 1024 * 1024
_DIESER_RECHNER: Final = ("localhost", "127.0.0.1", "::1")


class NichtErreichbarError(BetriebError):
    """Der Dienst antwortet nicht oder nicht verständlich; später kann es gehen."""


class UnglaubwuerdigError(BetriebError):
    """Was der Dienst oder jemand in seinem Namen schickt, ist nicht zu glauben; `grund` ist ein Wort fürs Log."""

    def __init__(self, grund: str) -> None:
        super().__init__("Die Antwort des Anmeldedienstes ließ sich nicht bestätigen. Bitte melden Sie sich neu an.")
        self.grund = grund


@dataclass(frozen=True)
class Vorgaben:
    """Was der Betrieb zum Anmeldedienst eingestellt hat."""

    adresse: str
    kennung: str
    geheimnis: str | None
    umfang: str
    merkmal: str
    zuordnung: Zuordnung
    aussen: str
    """Adresse dieser App von außen, ohne Schrägstrich am Ende."""

    @property
    def rueckadresse(self) -> str:
        """Die eine Adresse, an die der Dienst zurückschickt; sie hängt nie von der Anfrage ab."""
        return f"{self.aussen}/dienst/zurueck"


@dataclass(frozen=True)
class Auskunft:
    """Was der Dienst über sich sagt (`openid-configuration`), geprüft und auf das Nötige verkürzt."""

    aussteller: str
    anmeldung: str
    tausch: str
    schluessel: str
    person: str | None
    abmeldung: str | None
    ausweis: str
    """Wie sich die App beim Tausch ausweist: `client_secret_post`, `client_secret_basic` oder `none`."""
    nennt_sich: bool
    """Der Rückruf muss den Aussteller nennen (RFC 9207)."""


def load_vorgaben() -> Vorgaben:
    """Liest `MUT_OIDC_…` und `MUT_ADRESSE_AUSSEN`; wirft BetriebError, wenn etwas fehlt oder nicht passt."""
    adresse = require_einstellung("MUT_OIDC_ADRESSE", "die Adresse des Anmeldedienstes").removesuffix(_BEKANNT)
    aussen = require_einstellung("MUT_ADRESSE_AUSSEN", "die Adresse dieser Anwendung, etwa https://mut.stadt.de")
    if not sicher(adresse):
        raise BetriebError("MUT_OIDC_ADRESSE muss mit https:// beginnen, sonst liest jeder im Netz die Anmeldung mit.")
    if not sicher(aussen) or urlsplit(aussen).path.strip("/") or urlsplit(aussen).query:
        raise BetriebError("MUT_ADRESSE_AUSSEN muss wie https://mut.stadt.de aussehen: https, ohne Pfad dahinter.")
    return Vorgaben(
        adresse=adresse.rstrip("/"),
        kennung=require_einstellung("MUT_OIDC_KENNUNG", "die Client-ID dieser Anwendung beim Anmeldedienst"),
        geheimnis=einstellung("MUT_OIDC_GEHEIMNIS"),
        umfang=einstellung("MUT_OIDC_UMFANG") or "openid profile email",
        merkmal=einstellung("MUT_OIDC_MERKMAL") or "roles",
        zuordnung=read_zuordnung(require_einstellung("MUT_OIDC_ROLLEN", "welche Gruppe welche Rolle bekommt")),
        aussen=aussen.rstrip("/"),
    )


def sicher(adresse: object) -> bool:
    """Sagt, ob eine Adresse https hat – oder http auf diesem Rechner –, keine Zugangsdaten und nur lesbare Zeichen."""
    if not isinstance(adresse, str) or not (adresse.isascii() and adresse.isprintable()) or " " in adresse:
        return False
    try:
        teile = urlsplit(adresse)
        rechner = teile.hostname
    except ValueError:
        return False
    if not rechner or "@" in teile.netloc:
        return False
    return teile.scheme == "https" or (teile.scheme == "http" and rechner in _DIESER_RECHNER)


class Anbieter:
    """Der Anmeldedienst: merkt sich Auskunft und Schlüssel und beantwortet, wer sich angemeldet hat."""

    def __init__(self, vorgaben: Vorgaben) -> None:
        self.vorgaben = vorgaben
        self._sperre = threading.Lock()
        self._auskunft: tuple[float, Auskunft] | None = None
        self._schluessel: tuple[float, jwk.KeySet] | None = None
        self._misslungen = -PAUSE

    def auskunft(self) -> Auskunft:
        """Gibt die Auskunft des Dienstes, höchstens eine Stunde alt; wirft NichtErreichbarError."""
        with self._sperre:
            if self._auskunft is None or time.monotonic() - self._auskunft[0] > GILT:
                self._auskunft = (time.monotonic(), self._frage_auskunft())
            return self._auskunft[1]

    def anmeldeadresse(self, state: str, nonce: str, pruefwort: str) -> str:
        """Baut die Adresse, zu der der Browser geht; PKCE mit S256 ist immer dabei."""
        with self._sitzung() as sitzung:
            adresse, _ = sitzung.create_authorization_url(
                self.auskunft().anmeldung, state=state, code_verifier=pruefwort, nonce=nonce
            )
        return str(adresse)

    def abmeldeadresse(self) -> str | None:
        """Baut die Adresse zum Abmelden beim Dienst mit Rückkehr zu `/anmelden`; None, wenn er keine nennt."""
        ziel = self.auskunft().abmeldung
        if ziel is None:
            return None
        angaben = {
            "client_id": self.vorgaben.kennung,
            "post_logout_redirect_uri": f"{self.vorgaben.aussen}/anmelden",
        }
        return f"{ziel}{'&' if '?' in ziel else '?'}{urlencode(angaben)}"

    def person(self, code: str, nonce: str, pruefwort: str) -> dict[str, Any]:
        """Tauscht den Code ein und gibt die geprüften Angaben zur Person (Claims).

        Was im ID-Token fehlt, ergänzt die Personenauskunft (userinfo), wenn sie dieselbe Person nennt. Wirft
        UnglaubwuerdigError oder NichtErreichbarError.
        """
        with self._sitzung() as sitzung:
            antwort = self._tausche(sitzung, code, pruefwort)
            roh = antwort.get("id_token")
            if not isinstance(roh, str):
                raise UnglaubwuerdigError("id_token_fehlt")
            claims = self._pruefe(roh, nonce)
            return self._ergaenzt(sitzung, claims)

    def _sitzung(self) -> Any:
        vorgaben = self.vorgaben
        return OAuth2Session(
            vorgaben.kennung,
            vorgaben.geheimnis,
            token_endpoint_auth_method=self.auskunft().ausweis,
            scope=vorgaben.umfang,
            redirect_uri=vorgaben.rueckadresse,
            code_challenge_method="S256",
            default_timeout=FRISTEN,
        )

    def _tausche(self, sitzung: Any, code: str, pruefwort: str) -> Mapping[str, Any]:
        try:
            antwort = sitzung.fetch_token(
                self.auskunft().tausch,
                grant_type="authorization_code",
                code=code,
                code_verifier=pruefwort,
                allow_redirects=False,
            )
        except AuthlibBaseError as fehler:
            raise UnglaubwuerdigError("tausch_abgelehnt") from fehler
        except (requests.RequestException, ValueError) as fehler:
            raise _stumm() from fehler
        return antwort if isinstance(antwort, Mapping) else {}

    def _ergaenzt(self, sitzung: Any, claims: dict[str, Any]) -> dict[str, Any]:
        ziel = self.auskunft().person
        hat_namen = "name" in claims and "preferred_username" in claims
        if ziel is None or (hat_namen and suche(claims, self.vorgaben.merkmal) is not None):
            return claims
        try:
            weitere = _json(sitzung, ziel)
        except AuthlibBaseError as fehler:
            raise UnglaubwuerdigError("zugriffszeichen") from fehler
        if weitere.get("sub") != claims["sub"]:
            raise UnglaubwuerdigError("userinfo_sub")
        return {**weitere, **claims}

    def _pruefe(self, roh: str, nonce: str) -> dict[str, Any]:
        """Prüft Unterschrift und Angaben des ID-Tokens (OpenID Connect Core 3.1.3.7)."""
        try:
            claims = self._entziffere(roh).claims
            jwt.JWTClaimsRegistry(
                leeway=NACHSICHT,
                iss={"essential": True, "value": self.auskunft().aussteller},
                aud={"essential": True, "value": self.vorgaben.kennung},
                sub={"essential": True},
                exp={"essential": True},
                iat={"essential": True},
            ).validate(claims)
        except ExpiredTokenError as fehler:
            raise UnglaubwuerdigError("abgelaufen") from fehler
        except (JoseError, ValueError, TypeError) as fehler:
            raise UnglaubwuerdigError(_grund(fehler)) from fehler
        self._pruefe_empfaenger(claims)
        gesehen = claims.get("nonce")
        if not isinstance(gesehen, str) or not hmac.compare_digest(gesehen.encode(), nonce.encode()):
            raise UnglaubwuerdigError("nonce")
        return claims

    def _pruefe_empfaenger(self, claims: Mapping[str, Any]) -> None:
        """Mehrere Empfänger brauchen `azp`, und ein vorhandenes `azp` muss diese App nennen."""
        mehrere = isinstance(claims["aud"], list) and len(claims["aud"]) > 1
        if (mehrere or "azp" in claims) and claims.get("azp") != self.vorgaben.kennung:
            raise UnglaubwuerdigError("azp")

    def _entziffere(self, roh: str) -> jwt.Token:
        # Unbekannte Kopffelder sind erlaubt (RFC 7515, 4.2), „crit“ prüft joserfc; Schlüssel aus dem Kopf nutzt es nie.
        regeln = jws.JWSRegistry(algorithms=VERFAHREN, strict_check_header=False)
        try:
            return jwt.decode(roh, self._schluesselbund(), registry=regeln)
        except InvalidKeyIdError:
            return jwt.decode(roh, self._schluesselbund(neu=True), registry=regeln)  # der Dienst hat gewechselt

    def _schluesselbund(self, *, neu: bool = False) -> jwk.KeySet:
        ziel = self.auskunft().schluessel
        with self._sperre:
            alter = time.monotonic() - self._schluessel[0] if self._schluessel else GILT + 1
            if self._schluessel is None or alter > GILT or (neu and alter > PAUSE):
                self._schluessel = (time.monotonic(), _schluesselbund(self._hole(ziel)))
            return self._schluessel[1]

    def _frage_auskunft(self) -> Auskunft:
        return _auskunft(self._hole(self.vorgaben.adresse + _BEKANNT), self.vorgaben)

    def _hole(self, adresse: str) -> dict[str, Any]:
        """Holt JSON; antwortet der Dienst nicht, wird er fünf Sekunden lang nicht noch einmal gefragt."""
        if time.monotonic() - self._misslungen < PAUSE:
            raise _stumm()
        try:
            with requests.session() as sitzung:
                return _json(sitzung, adresse)
        except NichtErreichbarError:
            self._misslungen = time.monotonic()
            raise


def _stumm() -> NichtErreichbarError:
    return NichtErreichbarError(
        "Der Anmeldedienst Ihrer Verwaltung antwortet nicht. Bitte versuchen Sie es in einer Minute noch einmal."
    )


def _json(sitzung: requests.Session, adresse: str) -> dict[str, Any]:
    """Holt ein JSON-Objekt von höchstens einem Megabyte, ohne Umleitungen zu folgen."""
    try:
        with sitzung.get(
            adresse, timeout=FRISTEN, allow_redirects=False, stream=True, headers={"accept": "application/json"}
        ) as antwort:
            ergebnis = json.loads(_begrenzt(antwort) if antwort.status_code == 200 else b"")
    except (requests.RequestException, ValueError) as fehler:
        raise _stumm() from fehler
    if not isinstance(ergebnis, dict):
        raise _stumm()
    return ergebnis


def _begrenzt(antwort: requests.Response) -> bytes:
    inhalt = bytearray()
    for teil in antwort.iter_content(64 * 1024):
        inhalt += teil
        if len(inhalt) > _HOECHSTGROESSE:
            raise ValueError("zu groß")
    return bytes(inhalt)


def _auskunft(roh: Mapping[str, Any], vorgaben: Vorgaben) -> Auskunft:
    aussteller = roh.get("issuer")
    if not isinstance(aussteller, str) or aussteller.rstrip("/") != vorgaben.adresse:
        raise BetriebError(
            "Der Anmeldedienst nennt sich anders, als MUT_OIDC_ADRESSE sagt. Bitte dort genau seinen Aussteller "
            "(issuer) eintragen; bei Entra ID mit der Nummer des eigenen Mandanten, nicht „common“."
        )
    noetig = [roh.get(n) for n in ("authorization_endpoint", "token_endpoint", "jwks_uri")]
    if not all(sicher(adresse) for adresse in noetig):
        raise BetriebError("Der Anmeldedienst nennt keine sicheren Adressen (https). Bitte seine Einrichtung prüfen.")
    anmeldung, tausch, schluessel = (str(adresse) for adresse in noetig)
    return Auskunft(
        aussteller=aussteller,
        anmeldung=anmeldung,
        tausch=tausch,
        schluessel=schluessel,
        person=_moeglich(roh, "userinfo_endpoint"),
        abmeldung=_moeglich(roh, "end_session_endpoint"),
        ausweis=_ausweis(roh, vorgaben.geheimnis),
        nennt_sich=roh.get("authorization_response_iss_parameter_supported") is True,
    )


def _moeglich(roh: Mapping[str, Any], name: str) -> str | None:
    adresse = roh.get(name)
    return str(adresse) if sicher(adresse) else None


def _ausweis(roh: Mapping[str, Any], geheimnis: str | None) -> str:
    """Bevorzugt `client_secret_post`: bei Basic ist strittig, ob Sonderzeichen vorher umschrieben werden."""
    if geheimnis is None:
        return "none"
    angeboten = roh.get("token_endpoint_auth_methods_supported")
    kann_post = isinstance(angeboten, list) and "client_secret_post" in angeboten
    return "client_secret_post" if kann_post else "client_secret_basic"


def _schluesselbund(roh: Mapping[str, Any]) -> jwk.KeySet:
    """Liest die öffentlichen Schlüssel; unbekannte Arten und symmetrische werden übergangen."""
    angaben = roh.get("keys")
    bund = []
    for angabe in angaben if isinstance(angaben, list) else []:
        if isinstance(angabe, dict) and angabe.get("kty") in ("RSA", "EC"):
            try:
                bund.append(jwk.JWKRegistry.import_key(angabe))
            except (JoseError, ValueError, TypeError, KeyError):
                continue  # ein Schlüssel, den wir nicht lesen können, macht die anderen nicht unbrauchbar
    if not bund:
        raise _stumm()
    return jwk.KeySet(bund)


def _grund(fehler: Exception) -> str:
    """Ein Wort fürs Log: bei einer falschen Angabe ihr Name, sonst die Art des Fehlers."""
    angabe = getattr(fehler, "claim", None)
    return str(angabe) if isinstance(angabe, str) and angabe.isidentifier() else type(fehler).__name__
