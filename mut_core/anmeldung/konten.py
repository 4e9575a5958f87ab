"""Konten betreuen: was die Administration am Zugang anderer tut – Kennwortlink, Anmeldungen, zweiter Faktor.

Der Zugang selbst steht nicht im Protokoll; dass jemand für eine andere Person daran gedreht hat, dagegen schon: Mit
einem Kennwortlink käme man unter fremdem Namen herein.
"""

from datetime import datetime

from sqlalchemy.orm import Session

from mut_core import rechte
from mut_core.anmeldung.einmallink import create_link
from mut_core.anmeldung.sitzungen import OffeneAnmeldung, end_anmeldung, end_anmeldungen, offene_anmeldungen
from mut_core.anmeldung.zweitfaktor import remove_zweitfaktor
from mut_core.erfassung.konten import note_konto, require_konto
from mut_core.erfassung.protokoll import Vorgang
from mut_core.fehler import EingabeError, NichtGefundenError
from mut_core.modell import Nutzer
from mut_core.modell.codes import Linkzweck


def request_kennwortlink(session: Session, vorgang: Vorgang, nutzer_id: int) -> str:
    """Legt einen Einmallink an, mit dem die Person ihr Kennwort setzt, und gibt seinen Code – nur dieses eine Mal.

    Derselbe Vorgang zweimal ergibt einen neuen Code; der frühere gilt dann nicht mehr. Wirft RechteError,
    NichtGefundenError und EingabeError bei Personen, die kein Kennwort haben können.
    """
    nutzer = require_konto(session, vorgang.person, nutzer_id)
    _pruefe_kennwort_moeglich(nutzer)
    code = create_link(session, Linkzweck.KENNWORT, vorgang.zeitpunkt, nutzer.id)
    note_konto(session, vorgang, nutzer, "Link zum Setzen des Kennworts angefordert")
    return code


def reset_zweitfaktor(session: Session, vorgang: Vorgang, nutzer_id: int) -> int:
    """Nimmt den zweiten Faktor einer Person weg, etwa wenn das Telefon verloren ging, und beendet ihre Anmeldungen.

    Wirft RechteError und NichtGefundenError.
    """
    nutzer = require_konto(session, vorgang.person, nutzer_id)
    remove_zweitfaktor(session, nutzer.id)
    end_anmeldungen(session, nutzer.id, vorgang.zeitpunkt)
    note_konto(session, vorgang, nutzer, "Zweiter Faktor entfernt")
    return nutzer.id


def load_anmeldungen(session: Session, person: rechte.Person, nutzer_id: int, jetzt: datetime) -> list[OffeneAnmeldung]:
    """Gibt die offenen Anmeldungen einer Person: die eigenen jeder, fremde nur der Administration der Installation.

    Wirft RechteError und NichtGefundenError.
    """
    if not person.ist(nutzer_id):
        require_konto(session, person, nutzer_id)
    return offene_anmeldungen(session, nutzer_id, jetzt)


def finish_anmeldungen(
    session: Session, vorgang: Vorgang, nutzer_id: int, nur: int | None = None, *, ausser: int | None = None
) -> int:
    """Beendet offene Anmeldungen einer Person (alle, `nur` die eine oder alle `ausser` einer) und gibt, wie viele.

    Die eigenen darf jede Person beenden, fremde die Administration der Installation; das steht dann im Protokoll.
    Wirft RechteError und NichtGefundenError.
    """
    nutzer = None if vorgang.person.ist(nutzer_id) else require_konto(session, vorgang.person, nutzer_id)
    offene = {a.id for a in offene_anmeldungen(session, nutzer_id, vorgang.zeitpunkt)}
    if nur is None:
        beendet = end_anmeldungen(session, nutzer_id, vorgang.zeitpunkt, ausser)
    elif nur in offene:
        end_anmeldung(session, nur, vorgang.zeitpunkt)
        beendet = 1
    else:
        raise NichtGefundenError("Diese Anmeldung gibt es nicht oder sie ist schon beendet.")
    if nutzer is not None:
        note_konto(session, vorgang, nutzer, "Anmeldungen beendet")
    return beendet


def _pruefe_kennwort_moeglich(nutzer: Nutzer) -> None:
    if not nutzer.aktiv:
        raise EingabeError("Diese Person ist gesperrt. Bitte entsperren Sie sie zuerst.", feld="nutzer_id")
    if nutzer.demo:
        raise EingabeError("Demo-Personen haben kein Kennwort; bitte legen Sie ein eigenes Konto an.", feld="nutzer_id")
    if nutzer.dienstkennung is not None:
        raise EingabeError(
            "Diese Person meldet sich über den Anmeldedienst an; ihr Kennwort ändert sie dort.", feld="nutzer_id"
        )
