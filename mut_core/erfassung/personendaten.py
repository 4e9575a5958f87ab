"""Personendaten zeigen und löschen: was über eine Person gespeichert ist – und wie es auf ihren Wunsch verschwindet."""

from typing import Any

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session

from mut_core import rechte
from mut_core.erfassung.konten import GELOESCHT, note_konto, require_andere_administration, require_konto
from mut_core.erfassung.protokoll import Vorgang, as_json, clear_nutzlasten, erledigt
from mut_core.erfassung.wache import spalten
from mut_core.fehler import EingabeError
from mut_core.modell import (
    Anmeldung,
    Auftrag,
    Base,
    Bericht,
    Berichtsstand,
    Einlesung,
    Einmallink,
    Entwurf,
    Kalenderlink,
    Nutzer,
    Protokoll,
    Rolle,
    Sachstand,
    Zugangsdaten,
)

_GEHEIM = {
    "kennwort_pruefsumme",
    "zweitfaktor_geheimnis",
    "kennzeichen_pruefsumme",
    "gegenzeichen",
    "code_pruefsumme",
    "geheimnis_pruefsumme",
}
"""Womit man hereinkäme; die Auskunft nennt es nicht."""


def load_auskunft(session: Session, vorgang: Vorgang, nutzer_id: int) -> dict[str, Any]:
    """Gibt alles, was zu einer Person gespeichert ist, als JSON-Werte; über sich selbst darf es jede Person lesen.

    Form: {"stand", "konto": {…}, "rollen": […], "zugangsdaten": […], "anmeldungen": […], "einmallinks": […],
    "entwuerfe": […], "auftraege": […], "kalenderlinks": […], "sachstaende": Anzahl, "berichte": Anzahl,
    "berichtsstaende": Anzahl, "protokollzeilen": Anzahl}; Sachstände, Berichte und Protokoll gehören zum Konzept,
    deshalb steht dort nur, wie viele von der Person stammen.
    Wirft RechteError und NichtGefundenError.
    """
    if vorgang.person.ist(nutzer_id):
        nutzer = session.get_one(Nutzer, nutzer_id)
    else:
        nutzer = require_konto(session, vorgang.person, nutzer_id)
    return {
        "stand": as_json(vorgang.zeitpunkt),
        "konto": _werte(nutzer),
        "rollen": _eigene(session, Rolle, nutzer.id),
        "zugangsdaten": _eigene(session, Zugangsdaten, nutzer.id),
        "anmeldungen": _eigene(session, Anmeldung, nutzer.id),
        "einmallinks": _eigene(session, Einmallink, nutzer.id),
        "entwuerfe": _eigene(session, Entwurf, nutzer.id),
        "auftraege": _eigene(session, Auftrag, nutzer.id),
        "kalenderlinks": _eigene(session, Kalenderlink, nutzer.id),
        "sachstaende": _anzahl(session, Sachstand.erfasst_von_id == nutzer.id),
        "berichte": _anzahl(
            session, or_(Bericht.verfasst_von_id == nutzer.id, Bericht.freigegeben_von_id == nutzer.id)
        ),
        "berichtsstaende": _anzahl(session, Berichtsstand.erstellt_von_id == nutzer.id),
        "einlesungen": _anzahl(session, Einlesung.von_id == nutzer.id),
        "protokollzeilen": _anzahl(session, Protokoll.nutzer_id == nutzer.id),
    }


def erase_person(session: Session, vorgang: Vorgang, nutzer_id: int) -> int:
    """Löscht, was eine Person erkennbar macht, und gibt ihren Schlüssel; ihre Beiträge bleiben ohne Namen stehen.

    Name, Kennung und Dienstkennung werden neutral, Rollen, Zugangsdaten, Anmeldungen, Einmallinks, Kalenderlinks,
    Entwürfe und Aufträge verschwinden, und das Protokoll verliert die alten Bilder dieser Person; seine Kette bleibt
    gültig. Was Menschen über die Person in einen Text geschrieben haben, findet nur ein Mensch. Sich selbst und die
    letzte Administration löscht niemand. Wirft RechteError, NichtGefundenError und EingabeError.
    """
    rechte.require_verwalten(vorgang.person)
    if rechte.ist_schluessel(nutzer_id) and erledigt(session, vorgang, "nutzer", nutzer_id):
        return nutzer_id
    nutzer = require_konto(session, vorgang.person, nutzer_id)
    if vorgang.person.ist(nutzer.id):
        raise EingabeError("Sich selbst können Sie nicht löschen. Bitte lassen Sie das jemand anderes tun.")
    require_andere_administration(session, nutzer)
    kalenderlinks = [link.id for link in session.scalars(_zu(Kalenderlink, nutzer.id))]
    for tabelle in (Kalenderlink, Rolle, Zugangsdaten, Anmeldung, Einmallink, Entwurf, Auftrag):
        for zeile in session.scalars(_zu(tabelle, nutzer.id)).all():
            session.delete(zeile)
    nutzer.name, nutzer.kennung, nutzer.dienstkennung = f"Person {nutzer.id}", f"{GELOESCHT}{nutzer.id}", None
    nutzer.aktiv = False
    for link_id in kalenderlinks:  # ihre Bezeichnung hat die Person selbst geschrieben
        clear_nutzlasten(session, Kalenderlink.__tablename__, link_id)
    clear_nutzlasten(session, Nutzer.__tablename__, nutzer.id)  # auch die Zeile von eben: sie nennt den alten Namen
    note_konto(session, vorgang, nutzer, "Personendaten gelöscht")  # ein letztes, neutrales Bild für den Abgleich
    return nutzer.id


def _zu(tabelle: type[Base], nutzer_id: int) -> Any:
    return select(tabelle).where(tabelle.__table__.c.nutzer_id == nutzer_id).order_by(tabelle.__table__.c.id)


def _eigene(session: Session, tabelle: type[Base], nutzer_id: int) -> list[dict[str, Any]]:
    return [_werte(zeile) for zeile in session.scalars(_zu(tabelle, nutzer_id))]


def _werte(zeile: Base) -> dict[str, Any]:
    return {s.key: as_json(getattr(zeile, s.key)) for s in spalten(type(zeile)) if s.key not in _GEHEIM}


def _anzahl(session: Session, bedingung: ColumnElement[bool]) -> int:
    return session.scalar(select(func.count()).where(bedingung)) or 0
