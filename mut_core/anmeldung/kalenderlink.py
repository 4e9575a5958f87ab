"""Kalenderlink: eine geheime Adresse, unter der ein Kalenderprogramm ohne Anmeldung die Fristen eines Konzepts abholt.

Gespeichert ist nur die Prüfsumme des Geheimnisses. Wem die Adresse gehört und was diese Person lesen darf, wird bei
jedem Abruf neu nachgesehen: Wer gesperrt ist oder seine Rolle verlor, dessen Adresse ist tot.
"""

from dataclasses import asdict, dataclass, fields
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from mut_core import rechte
from mut_core.anmeldung.geheimnis import neues_zeichen, pruefsumme
from mut_core.erfassung.protokoll import Vorgang, erledigt
from mut_core.fehler import EingabeError, NichtGefundenError
from mut_core.modell import Kalenderlink, Konzept
from mut_core.rechte import Person
from mut_core.texte import clean_text

HOECHSTENS = 10
"""So viele geltende Links hat eine Person höchstens; mehr hieße, dass niemand mehr weiß, wo sie liegen."""
LAENGE_BEZEICHNUNG = 60


@dataclass(frozen=True)
class Auswahl:
    """Was der Kalender enthält: Meilensteine, Sitzungen, auch Erledigtes – und welcher Ausschnitt des Konzepts.

    `handlungsfeld` ist die Nummer, `teilprojekt` der Buchstabe, `federfuehrung` und `ziel` sind Schlüssel; None heißt
    alle.
    """

    meilensteine: bool = True
    sitzungen: bool = True
    erledigte: bool = False
    handlungsfeld: int | None = None
    teilprojekt: str | None = None
    federfuehrung: int | None = None
    ziel: int | None = None


@dataclass(frozen=True)
class Kalenderangabe:
    """Ein eigener, noch geltender Link in der Liste; `lesbar`: die Person darf das Konzept noch lesen."""

    id: int
    konzept_id: int
    konzept: str
    bezeichnung: str
    auswahl: Auswahl
    erstellt_am: datetime
    lesbar: bool


@dataclass(frozen=True)
class Kalenderzugang:
    """Was ein geltender Link öffnet: für wen, welches Konzept, welche Auswahl."""

    person: Person
    konzept_id: int
    auswahl: Auswahl


def record_kalenderlink(
    session: Session, vorgang: Vorgang, konzept_id: int, bezeichnung: str, auswahl: Auswahl
) -> str | None:
    """Legt einen eigenen Link an und gibt sein Geheimnis – das einzige Mal im Klartext.

    Gibt None, wenn derselbe Vorgang ihn schon anlegte: Zeigen lässt sich das Geheimnis nicht mehr. Wirft
    NichtGefundenError in einem fremden Konzept und EingabeError ohne brauchbare Bezeichnung und bei zu vielen Links.
    """
    if not rechte.ist_schluessel(konzept_id):
        raise NichtGefundenError("Dieses Konzept gibt es nicht oder Sie haben darin keine Rolle.")
    rechte.require_lesen(vorgang.person, konzept_id)
    if session.get(Konzept, konzept_id) is None:
        raise NichtGefundenError("Dieses Konzept gibt es nicht oder Sie haben darin keine Rolle.")
    if erledigt(session, vorgang, Kalenderlink.__tablename__) is not None:
        return None
    wofuer = _require_bezeichnung(bezeichnung)
    if len(_geltende(session, vorgang.person.id)) >= HOECHSTENS:
        raise EingabeError(
            f"Sie haben schon {HOECHSTENS} geltende Kalenderlinks. Bitte widerrufen Sie zuerst einen, den Sie nicht "
            "mehr brauchen."
        )
    geheimnis = neues_zeichen()
    session.add(
        Kalenderlink(
            konzept_id=konzept_id,
            nutzer_id=vorgang.person.id,
            geheimnis_pruefsumme=pruefsumme(geheimnis),
            bezeichnung=wofuer,
            auswahl=asdict(auswahl),
            erstellt_am=vorgang.zeitpunkt,
        )
    )
    session.flush()
    return geheimnis


def withdraw_kalenderlink(session: Session, vorgang: Vorgang, link_id: int) -> int:
    """Widerruft einen eigenen Link sofort und gibt seinen Schlüssel; ein schon widerrufener bleibt es.

    Das darf auch, wer das Konzept nicht mehr lesen darf. Wirft NichtGefundenError bei fremden und unbekannten Links.
    """
    link = session.get(Kalenderlink, link_id) if rechte.ist_schluessel(link_id) else None
    if link is None or not vorgang.person.ist(link.nutzer_id):
        raise NichtGefundenError("Diesen Kalenderlink gibt es nicht oder er gehört jemand anderem.")
    if link.widerrufen_am is None:
        link.widerrufen_am = vorgang.zeitpunkt
        session.flush()
    return link.id


def load_kalenderlinks(session: Session, person: Person) -> list[Kalenderangabe]:
    """Gibt die eigenen geltenden Links in allen Konzepten, den jüngsten zuerst; das Geheimnis ist nicht dabei."""
    return [
        Kalenderangabe(
            link.id,
            link.konzept_id,
            session.get_one(Konzept, link.konzept_id).bezeichnung,
            link.bezeichnung,
            _auswahl(link),
            link.erstellt_am,
            rechte.darf_lesen(person, link.konzept_id),
        )
        for link in _geltende(session, person.id)
    ]


def load_kalenderzugang(session: Session, geheimnis: str) -> Kalenderzugang | None:
    """Gibt, was ein Geheimnis öffnet – oder None, gleich ob es falsch, widerrufen oder seine Person ohne Recht ist."""
    link = session.scalar(select(Kalenderlink).where(Kalenderlink.geheimnis_pruefsumme == pruefsumme(geheimnis)))
    if link is None or link.widerrufen_am is not None:
        return None
    try:
        person = rechte.load_person_zu(session, link.nutzer_id)
    except NichtGefundenError:
        return None
    return (
        Kalenderzugang(person, link.konzept_id, _auswahl(link)) if rechte.darf_lesen(person, link.konzept_id) else None
    )


def _geltende(session: Session, nutzer_id: int) -> list[Kalenderlink]:
    eigene = select(Kalenderlink).where(Kalenderlink.nutzer_id == nutzer_id, Kalenderlink.widerrufen_am.is_(None))
    return list(session.scalars(eigene.order_by(Kalenderlink.id.desc())))


def _require_bezeichnung(bezeichnung: str) -> str:
    sauber = " ".join(clean_text(bezeichnung).split())
    if not sauber:
        raise EingabeError(
            "Bitte nennen Sie, wofür der Link ist, zum Beispiel „Outlook“ oder „Handy“.", feld="bezeichnung"
        )
    if len(sauber) > LAENGE_BEZEICHNUNG:
        raise EingabeError(
            f"Die Bezeichnung ist zu lang; höchstens {LAENGE_BEZEICHNUNG} Zeichen sind möglich.", feld="bezeichnung"
        )
    return sauber


def _auswahl(link: Kalenderlink) -> Auswahl:
    """Liest die gespeicherte Auswahl; Felder anderer Fassungen werden übergangen."""
    bekannt = {f.name for f in fields(Auswahl)}
    return Auswahl(**{name: wert for name, wert in link.auswahl.items() if name in bekannt})
