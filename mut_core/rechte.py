"""Rechte: wer was darf – geprüft im Kern, wo geschrieben und wo für eine Rolle gelesen wird."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from mut_core.fehler import NichtGefundenError, RechteError
from mut_core.modell import Nutzer, Rolle
from mut_core.modell.codes import Rollenart
from mut_core.texte import clean_text

UEBERNAHME = "uebernahme"
"""Kennung der Nutzer-Zeile, unter der Demo und Import belegte alte Stände übernehmen."""


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
    """Liest eine aktive Person mit ihren Rollen; wirft NichtGefundenError."""
    gesucht = select(Nutzer).where(Nutzer.kennung == clean_text(kennung), Nutzer.aktiv.is_(True))
    nutzer = session.scalar(gesucht) if clean_text(kennung) == kennung else None
    if nutzer is None:
        raise NichtGefundenError("Diese Person gibt es nicht oder nicht mehr. Bitte melden Sie sich neu an.")
    return _person(nutzer, session.scalars(select(Rolle).where(Rolle.nutzer_id == nutzer.id)).all())


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


def darf_konzept_anlegen(person: Person) -> bool:
    """Neue Konzepte legt die Administration an."""
    return any(r.art == Rollenart.ADMINISTRATION for r in person.rollen)


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
