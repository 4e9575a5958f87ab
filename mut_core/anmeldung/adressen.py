"""Verlinken: die Adressen, die ein Befehl ausgibt – Demo öffnen, erstes Konto einrichten, Kennwort setzen."""

from datetime import datetime
from typing import Literal, NamedTuple
from urllib.parse import urlsplit

from sqlalchemy.orm import Session

from mut_core import rechte
from mut_core.anmeldung.einmallink import create_link
from mut_core.anmeldung.zugang import hat_konten
from mut_core.einstellungen import einstellung
from mut_core.fehler import EingabeError
from mut_core.modell.codes import Linkzweck

VORGABE = "http://127.0.0.1:8501"
_WEGE = {Linkzweck.START: "start", Linkzweck.EINRICHTEN: "einrichten", Linkzweck.KENNWORT: "kennwort"}

Linkart = Literal["start", "einrichten", ""]


class Startlink(NamedTuple):
    """Womit jemand nach dem Start hereinkommt; ohne Link ist `art` leer: Es gibt schon Konten."""

    art: Linkart
    adresse: str


def build_adresse(vorgabe: str | None, zweck: Linkzweck) -> str:
    """Gibt die Adresse der App ohne Schrägstrich am Ende: die genannte, sonst die von außen, sonst dieser Rechner.

    Die Demo öffnet sich nur auf diesem Rechner; für sie zählt die Adresse von außen nicht.
    Wirft EingabeError, wenn die Adresse keine ist.
    """
    aussen = None if zweck is Linkzweck.START else adresse_aussen()
    adresse = (vorgabe or aussen or VORGABE).rstrip("/")
    teile = urlsplit(adresse)
    if teile.scheme not in ("http", "https") or not teile.hostname or teile.query or teile.fragment:
        raise EingabeError(f"„{adresse}“ ist keine Adresse dieser App. Beispiel: https://mut.stadt.example")
    return adresse


def adresse_aussen() -> str | None:
    """Gibt die Adresse, unter der Browser die App erreichen, wenn der Betrieb eine festgelegt hat."""
    return einstellung("MUT_ADRESSE_AUSSEN")


def build_link(zweck: Linkzweck, code: str, vorgabe: str | None) -> str:
    """Gibt die ganze Adresse zu einem Code; wirft EingabeError, wenn die Adresse der App keine ist."""
    return f"{build_adresse(vorgabe, zweck)}/{_WEGE[zweck]}?code={code}"


def create_anlagenlink(session: Session, zweck: Linkzweck, jetzt: datetime, vorgabe: str | None) -> str:
    """Legt in einer schreibenden Einheit einen Link an, der keiner Person gehört, und gibt seine ganze Adresse."""
    return build_link(zweck, create_link(session, zweck, jetzt), vorgabe)


def build_startlink(session: Session, jetzt: datetime, hier: str | None, *, im_netz: bool) -> Startlink:
    """Gibt den Link für den Menschen, der gerade startet; gibt es Konten, meldet er sich einfach an.

    `hier` ist die Adresse, unter der der Start den Server auf diesem Rechner erreicht.
    Mit Demo-Personen und nur auf diesem Rechner ist es der Link in die Demo, sonst der zum ersten Konto.
    """
    if hat_konten(session):
        return Startlink("", "")
    if rechte.demo_personen(session) and not im_netz:
        return Startlink("start", create_anlagenlink(session, Linkzweck.START, jetzt, hier))
    if not hat_kennwoerter():
        return Startlink("", "")
    return Startlink("einrichten", create_anlagenlink(session, Linkzweck.EINRICHTEN, jetzt, adresse_aussen() or hier))


def hat_kennwoerter() -> bool:
    """Sagt, ob sich hier jemand mit einem Kennwort anmelden kann; sonst meldet der Dienst oder der Proxy alle an."""
    return (einstellung("MUT_LOKALE_KONTEN") or "").lower() != "aus" and einstellung("MUT_PROXY_GEHEIMNIS") is None
