"""Personen: erfundene Demo-Personen mit je einer Rolle in jedem Konzept, dazu die Übernahme für belegte alte Stände."""

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from mut_core.erfassung.systemperson import require_systemperson
from mut_core.modell import Konzept, Nutzer, Organisationseinheit, Rolle
from mut_core.modell.codes import Rollenart
from mut_core.rechte import UEBERNAHME, Person

_FACHKRAEFTE = "Fachkräfte für Migration und Teilhabe"
_MODERATION = "Prozessmoderation (Regionales Diakonisches Werk Bergstraße)"
_TEAM_2009 = "Team Kinder, Jugend, Familie, Senioren und Soziale Sicherung"


@dataclass(frozen=True)
class _DemoPerson:
    name: str
    art: Rollenart
    stellen: dict[str, str] = field(default_factory=dict)
    """Konzept → Name der Organisationseinheit, an die eine Fachkraft dort gebunden ist."""


PERSONEN = {
    "leitung": _DemoPerson("Lea Beispiel (Leitung)", Rollenart.LESEN),
    "fachkraft": _DemoPerson(
        "Ada Beispiel (Fachkraft Migration und Teilhabe)",
        Rollenart.FACHKRAFT,
        {
            "musterstadt": "Fachstelle Migration und Teilhabe",
            "lehrte": _FACHKRAEFTE,
            "laatzen": "Koordinatorin für Integration und Teilhabe",
            "laatzen-2009": _TEAM_2009,
            "lampertheim": _MODERATION,
            "synthetisch": "Fachdienst 01",
        },
    ),
    "fachkraft-bildung": _DemoPerson(
        "Bela Beispiel (Fachkraft Schule und Bildung)",
        Rollenart.FACHKRAFT,
        {
            "musterstadt": "Fachdienst Schule und Bildung",
            "lehrte": _FACHKRAEFTE,
            "laatzen": "Fachteams",
            "laatzen-2009": _TEAM_2009,
            "lampertheim": _MODERATION,
            "synthetisch": "Fachdienst 02",
        },
    ),
    "koordination": _DemoPerson("Kim Beispiel (Koordination)", Rollenart.KOORDINATION),
    "administration": _DemoPerson("Toni Beispiel (Administration)", Rollenart.ADMINISTRATION),
}
"""Demo-Personen nach Kennung; die Namen sind erfunden."""


def require_uebernahme(session: Session, zeitpunkt: datetime) -> Person:
    """Gibt die Übernahme (legt ihre Zeile an, wenn sie fehlt) und führt den Vorgang unter ihr fort."""
    return require_systemperson(session, UEBERNAHME, "Übernahme belegter Stände", zeitpunkt, grund="Demo-Daten")


def create_demo_personen(session: Session) -> None:
    """Legt die Demo-Personen an, soweit es sie noch nicht gibt."""
    bekannt = set(session.scalars(select(Nutzer.kennung)))
    neue = [Nutzer(kennung=k, name=p.name, demo=True) for k, p in PERSONEN.items() if k not in bekannt]
    session.add_all(neue)
    session.flush()


def create_rollen(session: Session) -> None:
    """Gibt jeder Demo-Person in jedem Konzept ihre Rolle, der Administration eine für die ganze Installation."""
    konzepte = session.scalars(select(Konzept).order_by(Konzept.id)).all()
    vorhanden = {(r.nutzer_id, r.konzept_id) for r in session.scalars(select(Rolle))}
    for nutzer in session.scalars(select(Nutzer).where(Nutzer.kennung.in_(PERSONEN)).order_by(Nutzer.id)).all():
        demo = PERSONEN[nutzer.kennung]
        if demo.art == Rollenart.ADMINISTRATION:
            if (nutzer.id, None) not in vorhanden:
                session.add(Rolle(nutzer_id=nutzer.id, art=demo.art))
            continue
        for konzept in konzepte:
            if (nutzer.id, konzept.id) not in vorhanden:
                stelle = _stelle(session, konzept, demo)
                session.add(
                    Rolle(nutzer_id=nutzer.id, konzept_id=konzept.id, art=demo.art, organisationseinheit_id=stelle)
                )
    session.flush()


def _stelle(session: Session, konzept: Konzept, demo: _DemoPerson) -> int | None:
    name = demo.stellen.get(konzept.schluessel)
    if name is None:
        return None
    return session.scalars(
        select(Organisationseinheit.id).where(
            Organisationseinheit.kommune_id == konzept.kommune_id, Organisationseinheit.name == name
        )
    ).one()
