"""Einrichten: über welchen Mailserver gesendet wird – aus den Einstellungen, verschlüsselt, wenn nichts anderes steht.

Namen: MUT_SMTP_ADRESSE, _PORT, _VERSCHLUESSELUNG (starttls, tls, keine), _ABSENDER, _ANTWORT_AN, _KONTO, _KENNWORT,
_ZERTIFIKAT (eigene Zertifizierungsstelle). docs/betrieb/e-mail.md erklärt sie.
"""

import re
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from mut_core.einstellungen import einstellung, require_einstellung
from mut_core.erfassung.mailadresse import read_mailadresse
from mut_core.fehler import BetriebError, EingabeError

ZEITGRENZE = 20.0
"""Sekunden, die auf jede einzelne Antwort des Mailservers gewartet wird."""

_DIESER_RECHNER = frozenset({"localhost", "127.0.0.1", "::1"})
_NAME = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?|[0-9A-Fa-f:]+")


class Verschluesselung(StrEnum):
    """Wie die Verbindung zum Mailserver geschützt ist."""

    STARTTLS = "starttls"
    TLS = "tls"
    KEINE = "keine"


_PORTE = {Verschluesselung.STARTTLS: 587, Verschluesselung.TLS: 465, Verschluesselung.KEINE: 25}


@dataclass(frozen=True)
class Postweg:
    """Ein eingerichteter Mailserver; das Kennwort steht in keiner Ausgabe dieses Objekts."""

    adresse: str
    port: int
    verschluesselung: Verschluesselung
    absender: str
    antwort_an: str | None = None
    konto: str | None = None
    kennwort: str | None = field(default=None, repr=False)
    zertifikat: Path | None = None
    zeitgrenze: float = ZEITGRENZE


def load_postweg() -> Postweg | None:
    """Gibt den eingerichteten Mailserver; None, wenn `MUT_SMTP_ADRESSE` fehlt – dann wird nichts gesendet.

    Wirft BetriebError mit der falschen Einstellung. Unverschlüsselt geht nur ausdrücklich und nur zu einem Mailserver
    auf demselben Rechner: sonst läsen alle dazwischen mit, auch das Kennwort.
    """
    adresse = einstellung("MUT_SMTP_ADRESSE")
    if adresse is None:
        return None
    if not _NAME.fullmatch(adresse):
        raise BetriebError("MUT_SMTP_ADRESSE ist nur der Name des Mailservers, zum Beispiel mail.stadt.example.")
    schutz = _verschluesselung(adresse)
    konto = einstellung("MUT_SMTP_KONTO")
    absender = _mailadresse("MUT_SMTP_ABSENDER", require_einstellung("MUT_SMTP_ABSENDER", "die Adresse des Absenders"))
    antwort = einstellung("MUT_SMTP_ANTWORT_AN")
    return Postweg(
        adresse=adresse,
        port=_port(schutz),
        verschluesselung=schutz,
        absender=absender,
        antwort_an=_mailadresse("MUT_SMTP_ANTWORT_AN", antwort) if antwort else None,
        konto=konto,
        kennwort=require_einstellung("MUT_SMTP_KENNWORT", f"das Kennwort zu {konto}") if konto else None,
        zertifikat=_zertifikat(),
    )


def _verschluesselung(adresse: str) -> Verschluesselung:
    text = (einstellung("MUT_SMTP_VERSCHLUESSELUNG") or Verschluesselung.STARTTLS).lower()
    if text not in set(Verschluesselung):
        raise BetriebError("MUT_SMTP_VERSCHLUESSELUNG ist starttls (Vorgabe), tls oder keine.")
    if text == Verschluesselung.KEINE and adresse.lower() not in _DIESER_RECHNER:
        raise BetriebError(
            "MUT_SMTP_VERSCHLUESSELUNG=keine geht nur zu einem Mailserver auf diesem Rechner (127.0.0.1). "
            "Bitte starttls oder tls wählen."
        )
    return Verschluesselung(text)


def _port(schutz: Verschluesselung) -> int:
    text = einstellung("MUT_SMTP_PORT")
    if text is None:
        return _PORTE[schutz]
    if not (text.isascii() and text.isdigit() and len(text) <= 5 and 0 < int(text) < 65536):
        raise BetriebError("MUT_SMTP_PORT ist eine Zahl von 1 bis 65535, meist 587 (starttls) oder 465 (tls).")
    return int(text)


def _mailadresse(name: str, text: str) -> str:
    try:
        return read_mailadresse(text)
    except EingabeError:
        raise BetriebError(f"{name} ist keine einfache E-Mail-Adresse, zum Beispiel mut@stadt.example.") from None


def _zertifikat() -> Path | None:
    ort = einstellung("MUT_SMTP_ZERTIFIKAT")
    if ort is not None and not Path(ort).is_file():
        raise BetriebError(f"Die Datei {ort} aus MUT_SMTP_ZERTIFIKAT gibt es nicht oder sie ist nicht lesbar.")
    return Path(ort) if ort else None
