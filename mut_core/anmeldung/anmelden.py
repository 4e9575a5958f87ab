"""Anmelden: der Ablauf hinter Anmeldeseite und Konto – kurze Einheiten, und gerechnet wird nie innerhalb einer.

Eine schreibende Einheit hält alle anderen auf; argon2 dauert Zehntelsekunden. Deshalb: buchen, rechnen, eintragen.
"""

from dataclasses import dataclass, field
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from mut_core import rechte
from mut_core.anmeldung import bremse
from mut_core.anmeldung.einmallink import end_links, require_link, use_link
from mut_core.anmeldung.kennwort import hash_kennwort, pruefe_kennwort, stimmt, veraltet
from mut_core.anmeldung.sitzungen import Ausweis, end_anmeldungen, load_ausweis_zu, open_anmeldung
from mut_core.anmeldung.zugang import (
    find_nutzer,
    load_zugangsdaten,
    pruefe_kennung,
    require_kontoperson,
    require_zugangsdaten,
)
from mut_core.anmeldung.zweitfaktor import hat_zweitfaktor, pruefe_code
from mut_core.datenbank import leseeinheit, schreibeinheit
from mut_core.erfassung.systemperson import create_selbst
from mut_core.fehler import EingabeError, NichtGefundenError
from mut_core.modell import Rolle
from mut_core.modell.codes import Anmeldeweg, Linkzweck, Rollenart
from mut_core.texte import clean_text


@dataclass(frozen=True)
class Gelungen:
    """Die Anmeldung ist gelungen; `token` gehört ins Cookie und sonst nirgends hin."""

    token: str = field(repr=False)
    ausweis: Ausweis


@dataclass(frozen=True)
class ZweiterSchritt:
    """Das Kennwort stimmt; es fehlt der Code aus der App."""

    nutzer_id: int


class AnmeldeError(EingabeError):
    """Die Anmeldung ist nicht gelungen; der Satz verrät nicht, woran es lag."""


class GebremstError(EingabeError):
    """Zu viele Fehlversuche; nach `sekunden` geht es weiter."""

    def __init__(self, sekunden: int) -> None:
        wann = f"{sekunden} Sekunden" if sekunden != 1 else "einer Sekunde"
        super().__init__(f"Zu viele Fehlversuche. Bitte versuchen Sie es in {wann} noch einmal.")
        self.sekunden = sekunden


_FALSCH = "Kennung und Kennwort passen nicht zusammen. Bitte prüfen Sie beides und versuchen Sie es noch einmal."
_FALSCHER_CODE = "Der Code gilt nicht oder wurde schon benutzt. Bitte geben Sie den gerade angezeigten Code ein."


def sign_in(  # noqa: PLR0917 – die Reihenfolge steht in der Schnittstelle der Pforte
    engine: sa.Engine, kennung: str, kennwort: str, adresse: str, geraet: str, jetzt: datetime
) -> Gelungen | ZweiterSchritt:
    """Meldet mit Kennung und Kennwort an; wirft AnmeldeError oder GebremstError.

    Ob es die Kennung gibt, verrät weder der Satz noch die Dauer.
    """
    with schreibeinheit(engine, None) as session:
        versuch = bremse.book_versuch(session, kennung, adresse, jetzt)
        nutzer_id, pruefsumme = _pruefsumme_zu(session, kennung)
    _require_versuch(versuch)
    if not stimmt(pruefsumme, kennwort) or nutzer_id is None or pruefsumme is None:
        raise AnmeldeError(_FALSCH, feld="kennwort")
    neue = hash_kennwort(kennwort) if veraltet(pruefsumme) else pruefsumme
    with schreibeinheit(engine, None) as session:
        daten = load_zugangsdaten(session, nutzer_id)
        if daten is None or daten.kennwort_pruefsumme != pruefsumme:
            raise AnmeldeError(_FALSCH, feld="kennwort")  # inzwischen geändert
        daten.kennwort_pruefsumme = neue
        bremse.mark_gelungen(session, _require_versuch(versuch))
        if hat_zweitfaktor(session, nutzer_id):
            return ZweiterSchritt(nutzer_id)
        return _gelungen(session, nutzer_id, Anmeldeweg.KONTO, jetzt, geraet)


def sign_in_zweitfaktor(  # noqa: PLR0917 – die Reihenfolge steht in der Schnittstelle der Pforte
    engine: sa.Engine, nutzer_id: int, code: str, adresse: str, geraet: str, jetzt: datetime
) -> Gelungen:
    """Meldet mit dem Code aus der App fertig an; nur aufrufen, wenn das Kennwort eben stimmte.

    Codes haben ihre eigene Zählung: wer das Kennwort kennt, kann sie damit nicht zurücksetzen.
    """
    with schreibeinheit(engine, None) as session:
        versuch = bremse.book_versuch(session, str(nutzer_id), adresse, jetzt, zaehlung="code")
        if isinstance(versuch, bremse.Versuch) and pruefe_code(session, nutzer_id, code, jetzt):
            bremse.mark_gelungen(session, versuch.id)
            return _gelungen(session, nutzer_id, Anmeldeweg.KONTO, jetzt, geraet)
    _require_versuch(versuch)  # erst hier werfen: innerhalb der Einheit ginge die Buchung verloren
    raise AnmeldeError(_FALSCHER_CODE, feld="code")


def _require_versuch(versuch: bremse.Versuch | bremse.Wartezeit) -> int:
    if isinstance(versuch, bremse.Wartezeit):
        raise GebremstError(versuch.sekunden)
    return versuch.id


def _pruefsumme_zu(session: Session, kennung: str) -> tuple[int | None, str | None]:
    nutzer = find_nutzer(session, kennung)
    daten = load_zugangsdaten(session, nutzer.id) if nutzer else None
    if nutzer is None or daten is None or not nutzer.aktiv or nutzer.demo:
        return None, None
    return nutzer.id, daten.kennwort_pruefsumme


def _gelungen(session: Session, nutzer_id: int, weg: Anmeldeweg, jetzt: datetime, geraet: str) -> Gelungen:
    try:
        return Gelungen(*open_anmeldung(session, nutzer_id, weg, jetzt, geraet))
    except NichtGefundenError as fehler:
        raise AnmeldeError(_FALSCH, feld="kennwort") from fehler


# --- Kennwort setzen --------------------------------------------------------------------------------------------------


def set_kennwort(
    engine: sa.Engine,
    nutzer_id: int,
    neu: str,
    jetzt: datetime,
    *,
    altes: str | None = None,
    behalte_anmeldung: int | None = None,
    adresse: str = "",
) -> None:
    """Setzt ein Kennwort und beendet alle anderen Sitzungen; mit `altes` muss zuerst das bisherige stimmen.

    Wirft EingabeError (Feld `kennwort`), AnmeldeError (Feld `altes`), GebremstError, NichtGefundenError.
    """
    with leseeinheit(engine) as session:
        nutzer = require_kontoperson(session, nutzer_id)
    if altes is not None:
        _pruefe_altes(engine, nutzer.kennung, altes, adresse, jetzt)
    if altes == neu:
        raise EingabeError("Das ist Ihr bisheriges Kennwort. Bitte wählen Sie ein neues.", feld="kennwort")
    pruefe_kennwort(neu, kennung=nutzer.kennung, name=nutzer.name)
    pruefsumme = hash_kennwort(neu)
    with schreibeinheit(engine, None) as session:
        _trage_ein(session, nutzer_id, pruefsumme, jetzt, behalte_anmeldung)


def set_kennwort_mit_link(engine: sa.Engine, code: str, neu: str, jetzt: datetime) -> int:
    """Setzt das Kennwort über einen Einmallink und gibt die Person; taugt es nicht, bleibt der Link gültig.

    Wirft NichtGefundenError, wenn der Link nicht (mehr) gilt, und EingabeError (Feld `kennwort`).
    """
    with leseeinheit(engine) as session:
        link = require_link(session, code, Linkzweck.KENNWORT, jetzt)
    pruefe_kennwort(neu, kennung=link.kennung, name=link.name)
    pruefsumme = hash_kennwort(neu)
    with schreibeinheit(engine, None) as session:
        person = use_link(session, code, Linkzweck.KENNWORT, jetzt).nutzer_id or 0
        _trage_ein(session, person, pruefsumme, jetzt, None)
    return person


def _pruefe_altes(engine: sa.Engine, kennung: str, altes: str, adresse: str, jetzt: datetime) -> None:
    with schreibeinheit(engine, None) as session:
        versuch = bremse.book_versuch(session, kennung, adresse, jetzt)
        _, pruefsumme = _pruefsumme_zu(session, kennung)
    versuch_id = _require_versuch(versuch)
    if not stimmt(pruefsumme, altes):
        raise AnmeldeError("Das bisherige Kennwort stimmt nicht. Es wurde nichts geändert.", feld="altes")
    with schreibeinheit(engine, None) as session:
        bremse.mark_gelungen(session, versuch_id)


def _trage_ein(session: Session, nutzer_id: int, pruefsumme: str, jetzt: datetime, behalte: int | None) -> None:
    require_kontoperson(session, nutzer_id)
    daten = require_zugangsdaten(session, nutzer_id)
    daten.kennwort_pruefsumme, daten.kennwort_seit = pruefsumme, jetzt
    end_anmeldungen(session, nutzer_id, jetzt, ausser=behalte)
    end_links(session, Linkzweck.KENNWORT, jetzt, nutzer_id)


def set_up_erstes_konto(  # noqa: PLR0917 – die Reihenfolge steht in der Schnittstelle der Pforte
    engine: sa.Engine, code: str, kennung: str, name: str, kennwort: str, jetzt: datetime, *, auch_koordination: bool
) -> int:
    """Legt mit dem Link der Ersteinrichtung die erste Administration an und gibt ihren Schlüssel.

    Sie steht im Protokoll als ihre eigene Urheberin. Wirft NichtGefundenError, wenn der Link nicht gilt oder es schon
    ein Konto gibt; EingabeError mit Feld bei unbrauchbaren Angaben – der Link gilt dann weiter.
    """
    kennung, name = pruefe_kennung(kennung), clean_text(name)
    with leseeinheit(engine) as session:
        require_link(session, code, Linkzweck.EINRICHTEN, jetzt)
        vergeben = find_nutzer(session, kennung) is not None
    if vergeben:
        raise EingabeError("Diese Kennung gibt es schon. Bitte wählen Sie eine andere.", feld="kennung")
    if not name:
        raise EingabeError("Bitte geben Sie Ihren Namen ein.", feld="name")
    pruefe_kennwort(kennwort, kennung=kennung, name=name)
    pruefsumme = hash_kennwort(kennwort)
    with schreibeinheit(engine, None) as session:
        use_link(session, code, Linkzweck.EINRICHTEN, jetzt)
        person = create_selbst(session, kennung, name, jetzt, "Erste Einrichtung")
        arten = (Rollenart.ADMINISTRATION, *((Rollenart.KOORDINATION,) if auch_koordination else ()))
        session.add_all(Rolle(nutzer_id=person.id, art=art) for art in arten)
        _trage_ein(session, person.id, pruefsumme, jetzt, None)
    return person.id


def person_zu(session: Session, anmeldung_id: int, jetzt: datetime) -> rechte.Person:
    """Gibt die Person einer gültigen Sitzung mit ihren Rollen von jetzt; sonst NichtGefundenError."""
    ausweis = load_ausweis_zu(session, anmeldung_id, jetzt)
    if ausweis is None:
        raise NichtGefundenError(
            "Sie sind nicht mehr angemeldet. Bitte melden Sie sich neu an; Ihr Text bleibt stehen."
        )
    return rechte.load_person(session, ausweis.kennung)
