"""Mailadresse lesen: was als Empfänger oder Absender einer E-Mail taugt – eine Zeile, eine Adresse, nichts daneben."""

import re

from mut_core.fehler import EingabeError

HOECHSTENS = 254
"""Zeichen; so lang darf eine Adresse auf ihrem Weg höchstens sein (RFC 5321, 4.5.3.1.3)."""

_ADRESSE = re.compile(
    r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*"
    r"@[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?)*"
)
_VOR_DEM_AT = 64


def read_mailadresse(text: str | None, feld: str = "email") -> str:
    """Gibt die Adresse ohne Ränder; wirft EingabeError mit dem Feld, wenn es nicht genau eine einfache Adresse ist.

    Erlaubt ist die Grundform aus RFC 5321 in ASCII. Namen davor, mehrere Adressen, Anführungszeichen, Umbrüche und
    Leerzeichen sind es nicht: damit ließen sich Kopfzeilen oder weitere Empfänger unterschieben.
    """
    adresse = (text or "").strip(" ")
    if not adresse:
        raise EingabeError("Es ist keine E-Mail-Adresse angegeben.", feld=feld)
    if len(adresse) > HOECHSTENS or not _ADRESSE.fullmatch(adresse) or adresse.index("@") > _VOR_DEM_AT:
        raise EingabeError(
            "Das ist keine E-Mail-Adresse, an die gesendet werden kann. Bitte genau eine angeben, zum Beispiel "
            "soziales@stadt.example – ohne Namen davor und ohne Umlaute.",
            feld=feld,
        )
    return adresse
