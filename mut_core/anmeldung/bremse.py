"""Bremse: macht Raten langsam und sperrt nie – je Konto und je Netzadresse, für alle Prozesse gemeinsam.

Ein Versuch wird gebucht, bevor das Kennwort geprüft wird; sonst kämen gleichzeitige Versuche alle durch.
"""

import hashlib
import hmac
import ipaddress
import math
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from mut_core.anmeldung.geheimnis import geheimnis_in
from mut_core.modell import Anmeldeversuch
from mut_core.texte import clean_text

FENSTER = timedelta(minutes=15)
FREI_JE_KONTO = 5
FREI_JE_ADRESSE = 20
"""So viele Fehlversuche im Fenster bleiben ohne Pause."""
ERSTE_PAUSE = 5
LAENGSTE_PAUSE = 300
"""Pause in Sekunden: sie verdoppelt sich mit jedem weiteren Fehlversuch und endet immer."""
ZWECK = "bremse"


@dataclass(frozen=True)
class Versuch:
    """Ein gebuchter Versuch: er zählt als Fehlversuch, bis `mark_gelungen` ihn davon befreit."""

    id: int


@dataclass(frozen=True)
class Wartezeit:
    """So viele Sekunden (mindestens 1) wird jetzt auch das richtige Kennwort nicht geprüft."""

    sekunden: int


def book_versuch(
    session: Session, kennung: str, adresse: str, jetzt: datetime, *, zaehlung: str = "konto"
) -> Versuch | Wartezeit:
    """Bucht einen Versuch in einer schreibenden Einheit – oder gibt die Wartezeit und bucht nichts.

    Fünf Fehlversuche je Konto und zwanzig je Adresse in 15 Minuten sind frei; danach 5, 10, 20 … 300 Sekunden Pause
    seit dem letzten. Ohne Adresse (eine Änderung aus der Sitzung heraus) zählt nur das Konto. Kennwörter (`konto`) und
    Codes (`code`) zählen getrennt.
    """
    schluessel = geheimnis_in(session, ZWECK, jetzt)
    konto = _summe(schluessel, zaehlung, clean_text(kennung).casefold()[:300])
    ort = _summe(schluessel, "adresse", netz(adresse)) if adresse else _summe(schluessel, "ohne", konto)
    warten = max(
        pause(_fehlversuche_konto(session, konto, jetzt), FREI_JE_KONTO, jetzt),
        pause(_fehlversuche_adresse(session, ort, jetzt), FREI_JE_ADRESSE, jetzt),
    )
    if warten > 0:
        return Wartezeit(warten)
    versuch = Anmeldeversuch(am=jetzt, konto=konto, adresse=ort)
    session.add(versuch)
    session.flush()
    return Versuch(versuch.id)


def mark_gelungen(session: Session, versuch_id: int) -> None:
    """Hält fest, dass der Versuch gelang; das setzt die Zählung des Kontos zurück, nicht die der Adresse."""
    versuch = session.get(Anmeldeversuch, versuch_id)
    if versuch is not None:
        versuch.gelungen = True


def netz(adresse: str) -> str:
    """Gibt, was als eine Adresse zählt: IPv4 einzeln, IPv6 je /64, alles andere wörtlich."""
    text = adresse.strip().split("%", 1)[0]
    try:
        ip = ipaddress.ip_address(text)
    except ValueError:
        return adresse.strip().casefold()[:300]
    if isinstance(ip, ipaddress.IPv6Address):
        return str(ip.ipv4_mapped or ipaddress.ip_network((ip, 64), strict=False))
    return str(ip)


def _summe(schluessel: bytes, art: str, wert: str) -> str:
    return hmac.new(schluessel, f"{art}:{wert}".encode("utf-8", "surrogatepass"), hashlib.sha256).hexdigest()


def _fehlversuche_konto(session: Session, konto: str, jetzt: datetime) -> list[datetime]:
    """Gibt die Fehlversuche seit dem letzten gelungenen, höchstens die des Fensters."""
    zeilen = session.execute(
        select(Anmeldeversuch.am, Anmeldeversuch.gelungen)
        .where(Anmeldeversuch.konto == konto, Anmeldeversuch.am > jetzt - FENSTER)
        .order_by(Anmeldeversuch.id.desc())
    ).all()
    seitdem = []
    for am, gelungen in zeilen:
        if gelungen:
            break
        seitdem.append(am)
    return seitdem


def _fehlversuche_adresse(session: Session, adresse: str, jetzt: datetime) -> list[datetime]:
    return list(
        session.scalars(
            select(Anmeldeversuch.am).where(
                Anmeldeversuch.adresse == adresse,
                Anmeldeversuch.am > jetzt - FENSTER,
                Anmeldeversuch.gelungen.is_(False),
            )
        )
    )


def pause(fehlversuche: list[datetime], frei: int, jetzt: datetime) -> int:
    """Gibt die Sekunden Pause nach diesen Fehlversuchen; 0, solange sie frei sind oder die Pause vorbei ist."""
    zuviel = len(fehlversuche) - frei
    if zuviel < 0:
        return 0
    laenge = min(LAENGSTE_PAUSE, ERSTE_PAUSE << min(zuviel, 10))
    rest = (max(fehlversuche) + timedelta(seconds=laenge) - jetzt).total_seconds()
    return min(laenge, max(0, math.ceil(rest)))  # aufgerundet; eine zurückgestellte Uhr verlängert die Pause nicht
