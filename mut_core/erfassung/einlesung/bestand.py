"""Kennen: was es in einem Konzept schon gibt, für eine ganze Liste auf einmal gelesen."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from mut_core.erfassung.konzept import freie_nummer
from mut_core.modell import (
    Beteiligung,
    Handlungsfeld,
    ImKonzept,
    Konzept,
    Massnahme,
    MassnahmeHandlungsfeld,
    MassnahmeZiel,
    Mittelposition,
    Organisationseinheit,
    Sachstand,
    Ziel,
)
from mut_core.modell.codes import Umsetzungsstand

VERBINDUNGEN: tuple[tuple[type[ImKonzept], str], ...] = (
    (MassnahmeHandlungsfeld, "handlungsfeld_id"),
    (MassnahmeZiel, "ziel_id"),
    (Beteiligung, "organisationseinheit_id"),
)
"""Womit eine Maßnahme verbunden sein kann: die Tabelle und der Verweis auf das andere."""

Eintrag = tuple[date, Umsetzungsstand, str]
WEITERES = (
    "naechster_schritt", "naechster_termin", "hindernis", "loesung", "abgeschlossen_am", "ergebnis", "turnus",
    "naechste_ueberpruefung", "zurueckstellungsgrund", "begruendung", "wiedervorlage", "entschieden_von",
    "entschieden_am", "beleg",
)  # fmt: skip
"""Was ein Sachstand außer Tag, Stand und Text sagt; weicht eines ab, ist es ein anderer."""


@dataclass
class Bestand:
    """Alles, worauf sich eine Zeile beziehen kann; wer etwas anlegt, trägt es hier nach."""

    konzept: Konzept
    massnahmen: dict[int, Massnahme]
    felder: dict[int, Handlungsfeld]
    stellen: dict[int, Organisationseinheit]
    ziele: frozenset[int]
    staende: dict[int, dict[Eintrag, list[Mapping[str, Any]]]] = field(default_factory=dict)
    """Je Maßnahme, was ihre geltenden und früheren Sachstände sagen, und zu jedem die weiteren Angaben."""
    letzte: dict[int, int] = field(default_factory=dict)
    """Je Maßnahme die höchste vergebene Nummer eines Sachstands."""
    geltende: dict[int, int] = field(default_factory=dict)
    """Je Maßnahme die Nummer des Sachstands, den das Lagebild zeigt: der jüngste Tag, nicht der jüngste Eintrag."""
    nummern: set[str] = field(default_factory=set)
    verbunden: dict[int, set[tuple[str, int]]] = field(default_factory=dict)
    """Je Maßnahme, womit sie verbunden ist: Tabelle der Verbindung und Schlüssel des anderen."""
    mittel: dict[int, set[Any]] = field(default_factory=dict)
    """Je Maßnahme ihre Mittelpositionen, wie `mittelbild` sie vergleicht."""
    teile: set[tuple[int, str, int]] = field(default_factory=set)
    """Was sich von einer Maßnahme wegnehmen lässt: Maßnahme, Tabelle und Schlüssel des Teils."""

    def neue_nummer(self, feld: Handlungsfeld) -> str:
        """Gibt die nächste freie Nummer in einem Handlungsfeld und vergibt sie."""
        nummer = freie_nummer(self.konzept, feld, self.nummern)
        self.nummern.add(nummer)
        return nummer

    def entstanden(self, titel: str, handlungsfeld_id: int | None, bekannt_bis: int) -> Massnahme | None:
        """Gibt die Maßnahme dieses Titels, die erst nach der Vorschau entstand."""
        for m in self.massnahmen.values():
            jung = m.id > bekannt_bis and m.titel.casefold() == titel.casefold()
            if jung and handlungsfeld_id in (None, m.handlungsfeld_id):
                return m
        return None


def load_bestand(session: Session, konzept: Konzept) -> Bestand:
    """Liest den Bestand eines Konzepts in wenigen Fragen."""
    massnahmen = session.scalars(select(Massnahme).where(Massnahme.konzept_id == konzept.id)).all()
    felder = session.scalars(select(Handlungsfeld).where(Handlungsfeld.konzept_id == konzept.id)).all()
    stellen = session.scalars(
        select(Organisationseinheit).where(Organisationseinheit.kommune_id == konzept.kommune_id)
    ).all()
    ziele = session.scalars(select(Ziel.id).where(Ziel.konzept_id == konzept.id, Ziel.archiviert_am.is_(None))).all()
    bestand = Bestand(
        konzept, {m.id: m for m in massnahmen}, {f.id: f for f in felder}, {o.id: o for o in stellen}, frozenset(ziele)
    )
    bestand.nummern = {m.nummer for m in massnahmen}
    _lies_staende(session, bestand)
    _lies_teile(session, bestand)
    return bestand


def mittelbild(werte: Mapping[str, Any]) -> tuple[Any, ...]:
    """Gibt, woran man zwei gleiche Mittelpositionen erkennt."""
    return tuple(werte.get(f) for f in ("wortlaut", "betrag_cent", "bis_betrag_cent", "jahr"))


def _lies_teile(session: Session, bestand: Bestand) -> None:
    for klasse, feld in VERBINDUNGEN:
        spalten, tabelle = klasse.__table__.c, klasse.__tablename__
        gesucht = select(spalten.id, spalten.massnahme_id, spalten[feld])
        for id_, massnahme_id, anderer in session.execute(gesucht.where(klasse.konzept_id == bestand.konzept.id)):
            bestand.verbunden.setdefault(massnahme_id, set()).add((tabelle, anderer))
            bestand.teile.add((massnahme_id, tabelle, id_))
    offene = (Mittelposition.konzept_id == bestand.konzept.id, Mittelposition.archiviert_am.is_(None))
    for m in session.scalars(select(Mittelposition).where(*offene)):
        bestand.mittel.setdefault(m.massnahme_id, set()).add(mittelbild(vars(m)))
        bestand.teile.add((m.massnahme_id, "mittelposition", m.id))


def _lies_staende(session: Session, bestand: Bestand) -> None:
    zeilen = session.execute(
        select(
            Sachstand.id,
            Sachstand.ersetzt_id,
            Sachstand.massnahme_id,
            Sachstand.nummer,
            Sachstand.zum,
            Sachstand.umsetzungsstand,
            Sachstand.text,
            Sachstand.zurueckgenommen_am,
            *(getattr(Sachstand, name) for name in WEITERES),
        ).where(Sachstand.konzept_id == bestand.konzept.id)
    ).all()
    ersetzt = {z.ersetzt_id for z in zeilen if z.zurueckgenommen_am is None}
    beste: dict[int, tuple[date, int]] = {}
    for z in zeilen:
        bestand.letzte[z.massnahme_id] = max(z.nummer, bestand.letzte.get(z.massnahme_id, 0))
        if z.zurueckgenommen_am is not None:
            continue
        eintraege = bestand.staende.setdefault(z.massnahme_id, {})
        eintraege.setdefault((z.zum, z.umsetzungsstand, z.text), []).append({n: getattr(z, n) for n in WEITERES})
        if z.id not in ersetzt:
            beste[z.massnahme_id] = max((z.zum, z.nummer), beste.get(z.massnahme_id, (date.min, 0)))
    bestand.geltende = {m: nummer for m, (_, nummer) in beste.items()}
