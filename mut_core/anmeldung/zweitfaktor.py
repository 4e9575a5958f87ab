"""Zweitfaktor: ein Code aus einer App (TOTP, RFC 6238) zusätzlich zum Kennwort – einrichten, prüfen, entfernen.

Das Geheimnis steht lesbar in der Datenbank: der Server muss damit rechnen. Es schützt vor erratenen und abgehörten
Kennwörtern, nicht vor jemandem, der die Datenbank hat.
"""

import hmac
import re
from datetime import datetime

import pyotp
import segno
from sqlalchemy import select
from sqlalchemy.orm import Session

from mut_core.anmeldung.sitzungen import braucht_zweitfaktor
from mut_core.anmeldung.zugang import load_zugangsdaten, require_kontoperson, require_zugangsdaten
from mut_core.fehler import EingabeError
from mut_core.modell import Nutzer

HERAUSGEBER = "MuT-Sachstand"
_SCHRITT = 30
_GEHEIMNIS = re.compile("[A-Z2-7]{32,64}")


def propose_geheimnis() -> str:
    """Gibt ein neues Geheimnis (160 Bit, Base32); gespeichert wird es erst mit `confirm_zweitfaktor`."""
    return pyotp.random_base32()


def einrichtungsadresse(geheimnis: str, kennung: str) -> str:
    """Gibt die otpauth-Adresse, die eine Authenticator-App versteht."""
    return pyotp.TOTP(geheimnis).provisioning_uri(name=kennung, issuer_name=HERAUSGEBER)


def qr_svg(adresse: str) -> str:
    """Gibt den QR-Code als SVG zum Einbetten in HTML: schwarz auf weiß, auch im dunklen Aussehen lesbar."""
    return segno.make(adresse, error="m", micro=False).svg_inline(
        scale=5, dark="#000", light="#fff", title="QR-Code zum Einrichten des zweiten Faktors"
    )


def confirm_zweitfaktor(session: Session, nutzer_id: int, geheimnis: str, code: str, jetzt: datetime) -> None:
    """Richtet den zweiten Faktor ein, wenn der erste Code aus der App stimmt; sonst EingabeError."""
    require_kontoperson(session, nutzer_id)
    if not _GEHEIMNIS.fullmatch(geheimnis):
        raise EingabeError("Die Einrichtung ist abgelaufen. Bitte beginnen Sie sie neu.", feld="code")
    schritt = _passender_schritt(geheimnis, code, jetzt)
    if schritt is None:
        raise EingabeError(
            "Der Code passt nicht. Bitte geben Sie den gerade angezeigten sechsstelligen Code ein; hilft das nicht, "
            "geht die Uhr des Telefons falsch.",
            feld="code",
        )
    daten = require_zugangsdaten(session, nutzer_id)
    daten.zweitfaktor_geheimnis, daten.zweitfaktor_seit, daten.zweitfaktor_schritt = geheimnis, jetzt, schritt


def pruefe_code(session: Session, nutzer_id: int, code: str, jetzt: datetime) -> bool:
    """Sagt, ob der Code jetzt gilt (± 30 Sekunden), und verbraucht ihn; kein Code gilt zweimal."""
    daten = load_zugangsdaten(session, nutzer_id)
    if daten is None or daten.zweitfaktor_seit is None or not daten.zweitfaktor_geheimnis:
        return False
    schritt = _passender_schritt(daten.zweitfaktor_geheimnis, code, jetzt, nach=daten.zweitfaktor_schritt)
    if schritt is None:
        return False
    daten.zweitfaktor_schritt = schritt
    return True


def remove_zweitfaktor(session: Session, nutzer_id: int) -> None:
    """Entfernt den zweiten Faktor, etwa wenn das Telefon verloren ist; das Geheimnis wird gelöscht."""
    daten = load_zugangsdaten(session, nutzer_id)
    if daten is not None:
        daten.zweitfaktor_geheimnis = daten.zweitfaktor_seit = daten.zweitfaktor_schritt = None


def hat_zweitfaktor(session: Session, nutzer_id: int) -> bool:
    """Sagt, ob die Person einen bestätigten zweiten Faktor hat."""
    daten = load_zugangsdaten(session, nutzer_id)
    return daten is not None and daten.zweitfaktor_seit is not None


def zweitfaktor_verlangt(session: Session, nutzer_id: int) -> bool:
    """Sagt, ob die Einstellung `zweiter_faktor` von dieser Person einen verlangt (administration, alle)."""
    gesucht = select(Nutzer.id).where(Nutzer.id == nutzer_id, braucht_zweitfaktor)
    return session.scalar(gesucht) is not None


def _passender_schritt(geheimnis: str, code: str, jetzt: datetime, nach: int | None = None) -> int | None:
    ziffern = re.sub(r"\s", "", code)
    if not re.fullmatch("[0-9]{6}", ziffern):
        return None
    totp, jetziger = pyotp.TOTP(geheimnis), int(jetzt.timestamp()) // _SCHRITT
    moegliche = (s for s in (jetziger - 1, jetziger, jetziger + 1) if nach is None or s > nach)
    return next((s for s in moegliche if hmac.compare_digest(totp.generate_otp(s), ziffern)), None)
