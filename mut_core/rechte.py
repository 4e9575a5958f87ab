"""Rechte: wer was darf – geprüft im Kern, wo geschrieben und wo für eine Rolle gelesen wird."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import TypeGuard

from sqlalchemy import select
from sqlalchemy.orm import Session

from mut_core.fehler import NichtGefundenError, RechteError
from mut_core.modell import Nutzer, Rolle
from mut_core.modell.codes import Rollenart
from mut_core.texte import clean_text

UEBERNAHME = "uebernahme"
"""Kennung der Nutzer-Zeile, unter der Demo und Import belegte alte Stände übernehmen."""

BETRIEB = "betrieb"
"""Kennung der Nutzer-Zeile, unter der Befehle auf diesem Rechner protokolliert werden."""

SYSTEMPERSONEN = (UEBERNAHME, BETRIEB)
"""Unter diesen Kennungen meldet sich nie ein Mensch an."""


@dataclass(frozen=True)
class Rollenschein:
    """Eine Rolle einer Person; ohne Konzept gilt sie in allen."""

    art: Rollenart
    konzept_id: int | None = None
    organisationseinheit_id: int | None = None


@dataclass(frozen=True)
class Person:
    """Wer handelt, mit seinen Rollen zum Zeitpunkt des Lesens."""

    id: int
    kennung: str
    name: str
    rollen: tuple[Rollenschein, ...] = ()
    demo: bool = False

    def ist(self, nutzer_id: object) -> bool:
        """Sagt, ob ein Schlüssel der eigene ist."""
        return ist_schluessel(nutzer_id) and nutzer_id == self.id

    def rollen_in(self, konzept_id: int) -> tuple[Rollenschein, ...]:
        """Gibt die Rollen, die in diesem Konzept gelten."""
        return tuple(r for r in self.rollen if r.konzept_id in (None, konzept_id))

    def hat(self, konzept_id: int, *arten: Rollenart) -> bool:
        """Sagt, ob die Person in diesem Konzept eine der Rollen hat."""
        return any(r.art in arten for r in self.rollen_in(konzept_id))


STANDARDPERSON = "koordination"
"""Als diese Demo-Person öffnet sich die App."""


def standardperson(personen: Sequence[Person], kennung: str | None = None) -> Person | None:
    """Gibt die gewünschte Person, sonst die Koordination der Demo, sonst die erste; ohne Personen None."""
    je_kennung = {p.kennung: p for p in personen}
    return je_kennung.get(kennung or "") or je_kennung.get(STANDARDPERSON) or next(iter(personen), None)


def load_person(session: Session, kennung: str) -> Person:
    """Liest eine aktive Person mit ihren Rollen; wirft NichtGefundenError – auch bei Systempersonen."""
    lesbar = isinstance(kennung, str) and clean_text(kennung) == kennung
    return _aktive(session, session.scalar(select(Nutzer).where(Nutzer.kennung == kennung)) if lesbar else None)


def load_person_zu(session: Session, nutzer_id: int) -> Person:
    """Liest eine aktive Person zu ihrem Schlüssel mit ihren Rollen von jetzt; wirft NichtGefundenError."""
    return _aktive(session, session.get(Nutzer, nutzer_id) if ist_schluessel(nutzer_id) else None)


def _aktive(session: Session, nutzer: Nutzer | None) -> Person:
    if nutzer is None or not nutzer.aktiv or nutzer.kennung in SYSTEMPERSONEN:
        raise NichtGefundenError("Diese Person gibt es nicht oder nicht mehr. Bitte melden Sie sich neu an.")
    return _person(nutzer, session.scalars(select(Rolle).where(Rolle.nutzer_id == nutzer.id)).all())


def ist_schluessel(wert: object) -> TypeGuard[int]:
    """Sagt, ob ein Wert überhaupt ein Schlüssel sein kann; sonst weist ihn jede Datenbank anders zurück."""
    return isinstance(wert, int) and not isinstance(wert, bool) and 0 < wert < 2**31


def demo_personen(session: Session) -> tuple[Person, ...]:
    """Gibt die wählbaren Demo-Personen in der Reihenfolge ihrer Kennung."""
    nutzer = session.scalars(select(Nutzer).where(Nutzer.demo.is_(True), Nutzer.aktiv.is_(True)).order_by(Nutzer.id))
    rollen = session.scalars(select(Rolle)).all()
    return tuple(_person(n, [r for r in rollen if r.nutzer_id == n.id]) for n in nutzer)


def _person(nutzer: Nutzer, rollen: Sequence[Rolle]) -> Person:
    scheine = tuple(Rollenschein(r.art, r.konzept_id, r.organisationseinheit_id) for r in rollen)
    return Person(nutzer.id, nutzer.kennung, nutzer.name, scheine, nutzer.demo)


def darf_lesen(person: Person, konzept_id: int) -> bool:
    """Jede Rolle im Konzept darf lesen."""
    return bool(person.rollen_in(konzept_id))


def darf_internes_lesen(person: Person, konzept_id: int) -> bool:
    """Interne Notizen und Namen sehen Fachkraft, Koordination und Administration, nicht die Leitung."""
    return person.hat(konzept_id, Rollenart.FACHKRAFT, Rollenart.KOORDINATION, Rollenart.ADMINISTRATION)


def darf_melden(person: Person, konzept_id: int, federfuehrung_id: int | None) -> bool:
    """Koordination meldet zu jeder Maßnahme, eine Fachkraft zu denen, die ihre Stelle federführt."""
    if person.hat(konzept_id, Rollenart.KOORDINATION):
        return True
    return federfuehrung_id is not None and any(
        r.art == Rollenart.FACHKRAFT and r.organisationseinheit_id == federfuehrung_id
        for r in person.rollen_in(konzept_id)
    )


def darf_bearbeiten(person: Person, konzept_id: int) -> bool:
    """Inhalte des Konzepts (Maßnahmen, Texte, Berichte) pflegt die Koordination."""
    return person.hat(konzept_id, Rollenart.KOORDINATION)


def darf_einlesen(person: Person, konzept_id: int) -> bool:
    """Listen liest die Koordination ein – und wer Befehle auf diesem Rechner gibt, denn der hat die Datenbank."""
    return person.kennung == BETRIEB or darf_bearbeiten(person, konzept_id)


def darf_hausvorlage_pflegen(person: Person, konzept_id: int) -> bool:
    """Die Word-Vorlage der Kommune pflegen, wer damit druckt (Koordination) und wer einrichtet (Administration)."""
    return person.hat(konzept_id, Rollenart.KOORDINATION, Rollenart.ADMINISTRATION)


def darf_verwalten(person: Person) -> bool:
    """Personen, Einstellungen und alles, was die ganze Installation betrifft: Administration ohne Konzeptbindung.

    Befehle auf diesem Rechner (`BETRIEB`) dürfen es auch: Wer sie aufruft, hat die Datenbank ohnehin in der Hand.
    """
    return person.kennung == BETRIEB or any(
        r.art == Rollenart.ADMINISTRATION and r.konzept_id is None for r in person.rollen
    )


def darf_konzept_anlegen(person: Person) -> bool:
    """Neue Konzepte legt die Administration der ganzen Installation an."""
    return darf_verwalten(person)


def darf_rollen_vergeben(person: Person, konzept_id: int | None) -> bool:
    """Rollen in einem Konzept vergibt auch dessen eigene Administration, Rollen in allen nur die der Installation."""
    if konzept_id is None:
        return darf_verwalten(person)
    return darf_verwalten(person) or person.hat(konzept_id, Rollenart.ADMINISTRATION)


def darf_personen_sehen(person: Person) -> bool:
    """Die Liste der Personen sieht, wer irgendwo Rollen vergibt; welche Rollen darin stehen, hängt vom Konzept ab."""
    return darf_verwalten(person) or any(r.art == Rollenart.ADMINISTRATION for r in person.rollen)


def darf_freigeben(person: Person, konzept_id: int, erfasst_von_id: int) -> bool:
    """Freigeben ist das zweite Augenpaar: die Koordination – und nie, wer den Eintrag selbst erfasst hat.

    Das gilt auch für Einträge, die jemand im Auftrag einer Stelle erfasst hat.
    """
    return person.hat(konzept_id, Rollenart.KOORDINATION) and person.id != erfasst_von_id


def darf_bericht_freigeben(person: Person, konzept_id: int, schreibende: Collection[int]) -> bool:
    """Einen Bericht gibt die Koordination frei – und niemand, der ihn verfasst oder zuletzt daran geschrieben hat."""
    return person.hat(konzept_id, Rollenart.KOORDINATION) and person.id not in schreibende


def darf_vier_augen_setzen(person: Person, konzepte_der_kommune: Collection[int]) -> bool:
    """Das zweite Augenpaar einer Kommune schaltet, wer die Installation oder alle ihre Konzepte verwaltet."""
    alle = all(person.hat(k, Rollenart.ADMINISTRATION) for k in konzepte_der_kommune)
    return darf_verwalten(person) or (alle and bool(konzepte_der_kommune))


def darf_protokoll_lesen(person: Person, konzept_id: int | None) -> bool:
    """Das Protokoll eines Konzepts lesen Koordination und Administration, das der Installation nur diese.

    Ohne Konzept (`None`) ist das ganze Protokoll gemeint, mit Personen, Rollen und Einstellungen.
    """
    if konzept_id is None:
        return darf_verwalten(person)
    return person.hat(konzept_id, Rollenart.KOORDINATION, Rollenart.ADMINISTRATION)


def require_lesen(person: Person, konzept_id: int) -> None:
    """Wirft NichtGefundenError, wenn die Person in diesem Konzept keine Rolle hat (fremd = unbekannt)."""
    if not darf_lesen(person, konzept_id):
        raise NichtGefundenError("Dieses Konzept gibt es nicht oder Sie haben darin keine Rolle.")


def require_melden(person: Person, konzept_id: int, federfuehrung_id: int | None) -> None:
    """Wirft RechteError, wenn die Person zu dieser Maßnahme nicht melden darf."""
    if not darf_melden(person, konzept_id, federfuehrung_id):
        raise RechteError(
            "Zu dieser Maßnahme melden die federführende Stelle und die Koordination. "
            "Ihre Eingabe wurde nicht gespeichert; bitte geben Sie den Text an die Koordination weiter."
        )


def require_bearbeiten(person: Person, konzept_id: int) -> None:
    """Wirft RechteError, wenn die Person Inhalte dieses Konzepts nicht pflegen darf."""
    if not darf_bearbeiten(person, konzept_id):
        raise RechteError("Das darf nur die Koordination dieses Konzepts. Es wurde nichts gespeichert.")


def require_einlesen(person: Person, konzept_id: int) -> None:
    """Wirft NichtGefundenError in einem fremden Konzept und RechteError ohne das Recht, Listen einzulesen."""
    if not darf_einlesen(person, konzept_id):
        require_lesen(person, konzept_id)
        raise RechteError("Listen liest nur die Koordination dieses Konzepts ein. Es wurde nichts gespeichert.")


def require_hausvorlage(person: Person, konzept_id: int) -> None:
    """Wirft NichtGefundenError in einem fremden Konzept und RechteError ohne das Recht auf die Hausvorlage."""
    if not ist_schluessel(konzept_id) or not darf_lesen(person, konzept_id):
        raise NichtGefundenError("Dieses Konzept gibt es nicht oder Sie haben darin keine Rolle.")
    if not darf_hausvorlage_pflegen(person, konzept_id):
        raise RechteError("Die Word-Vorlage pflegen nur Koordination und Administration. Es wurde nichts gespeichert.")


def require_verwalten(person: Person) -> None:
    """Wirft RechteError, wenn die Person nicht die ganze Installation verwaltet."""
    if not darf_verwalten(person):
        raise RechteError("Das darf nur die Administration der ganzen Installation. Es wurde nichts gespeichert.")


def require_personen_sehen(person: Person) -> None:
    """Wirft RechteError, wenn die Person nirgends Rollen vergibt."""
    if not darf_personen_sehen(person):
        raise RechteError("Personen und Rollen sieht nur die Administration. Es wurde nichts gespeichert.")


def require_rollen_vergeben(person: Person, konzept_id: int | None) -> None:
    """Wirft RechteError ohne jede Administration, NichtGefundenError in einem Konzept, das die Person nicht verwaltet.

    So erfährt niemand, welche Schlüssel es gibt: Wer nichts verwaltet, bekommt immer dieselbe Antwort; wer ein anderes
    Konzept verwaltet, dieselbe wie bei einem, das es nicht gibt.
    """
    if konzept_id is None:
        require_verwalten(person)
    require_personen_sehen(person)
    if not darf_rollen_vergeben(person, konzept_id):
        raise NichtGefundenError("Diese Rolle oder dieses Konzept gibt es nicht oder nicht für Sie.")


def require_freigeben(person: Person, konzept_id: int, erfasst_von_id: int) -> None:
    """Wirft RechteError, wenn die Person diesen Eintrag nicht freigeben darf."""
    if not person.hat(konzept_id, Rollenart.KOORDINATION):
        raise RechteError("Freigeben darf nur die Koordination dieses Konzepts. Es wurde nichts gespeichert.")
    if not darf_freigeben(person, konzept_id, erfasst_von_id):
        raise RechteError(
            "Diesen Eintrag haben Sie selbst erfasst; freigeben muss ihn jemand anderes aus der Koordination. "
            "Es wurde nichts gespeichert."
        )


def require_bericht_freigeben(person: Person, konzept_id: int, schreibende: Collection[int]) -> None:
    """Wirft RechteError, wenn die Person diesen Bericht nicht freigeben darf."""
    if not person.hat(konzept_id, Rollenart.KOORDINATION):
        raise RechteError("Freigeben darf nur die Koordination dieses Konzepts. Es wurde nichts gespeichert.")
    if not darf_bericht_freigeben(person, konzept_id, schreibende):
        raise RechteError(
            "An diesem Bericht haben Sie selbst geschrieben; freigeben muss ihn jemand anderes aus der Koordination. "
            "Es wurde nichts gespeichert."
        )


def require_vier_augen(person: Person, konzepte_der_kommune: Collection[int]) -> None:
    """Wirft RechteError, wenn die Person das zweite Augenpaar dieser Kommune nicht schalten darf."""
    if not darf_vier_augen_setzen(person, konzepte_der_kommune):
        raise RechteError(
            "Das zweite Augenpaar schaltet nur die Administration, nicht die Koordination. Es wurde nichts gespeichert."
        )


def require_protokoll(person: Person, konzept_id: int | None) -> None:
    """Wirft NichtGefundenError in einem fremden Konzept und RechteError ohne das Recht auf das Protokoll."""
    if konzept_id is not None:
        require_lesen(person, konzept_id)
    if not darf_protokoll_lesen(person, konzept_id):
        wer = "die Administration der ganzen Installation" if konzept_id is None else "Koordination und Administration"
        raise RechteError(f"Dieses Protokoll liest nur {wer}.")
