"""Prüft den Vorrat des Lagebilds: fortgeschrieben ist in jeder Tabelle dasselbe wie neu gelesen."""

import random
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pandas as pd
import sqlalchemy as sa
from sqlalchemy.orm import Session

from mut_core.datenbank import connect_datenbank, leseeinheit, schreibeinheit
from mut_core.erfassung.protokoll import Vorgang, tag_in_berlin
from mut_core.lagebild import TABELLEN, Gelesenes, Lagebild, load_lagebild, require_konzept
from mut_core.modell import Base, Kommune, Konzept, Organisationseinheit, Sachstand
from mut_core.rechte import load_person

KLASSEN: tuple[type[Base], ...] = (
    *(k for k in TABELLEN.values() if k is not Sachstand),  # Sachstände werden immer neu gelesen
    Konzept,
    Kommune,
    Organisationseinheit,
)
JETZT = datetime.now(UTC)
HEUTE: date = tag_in_berlin(JETZT)


def bild(engine: sa.Engine, vorrat: dict[int, Gelesenes] | None, *, intern: bool) -> Lagebild:
    with leseeinheit(engine) as session:
        return load_lagebild(session, require_konzept(session, "musterstadt"), HEUTE, intern=intern, vorrat=vorrat)


def vergleiche(
    engine: sa.Engine, vorrat: dict[int, Gelesenes], *, arten: tuple[bool, ...] = (False, True, False)
) -> None:
    """Scheitert, wenn das fortgeschriebene Lagebild in irgendeiner Tabelle vom neu gelesenen abweicht."""
    for intern in arten:  # was ohne Internes geleert wurde, darf danach nicht fehlen
        neu, fort = bild(engine, None, intern=intern), bild(engine, vorrat, intern=intern)
        assert (fort.aenderungsstand, fort.konzept) == (neu.aenderungsstand, neu.konzept)
        assert fort.tabellen.keys() == neu.tabellen.keys()
        for name, zeilen in neu.tabellen.items():
            pd.testing.assert_frame_equal(fort.tabellen[name], zeilen, obj=name)


def aendere(session: Session, klasse: type[Base], nummer: int) -> bool:
    """Ändert in einer Zeile ein Textfeld; sagt, ob es eine gab."""
    spalte = next(
        (
            s
            for s in sa.inspect(klasse).columns
            if isinstance(s.type, sa.Text | sa.String)
            and not s.unique
            and s.key in {"bezeichnung", "titel", "name", "text", "bemerkung", "beschreibung", "thema", "anschrift"}
        ),
        None,
    )
    zeilen: list[Any] = list(session.scalars(sa.select(klasse).order_by(klasse.__table__.c.id)))
    if spalte is None or not zeilen:
        return False
    setattr(zeilen[nummer % len(zeilen)], spalte.key, f"Geändert {nummer}")
    return True


def test_fortgeschrieben_ist_dasselbe_wie_neu_gelesen(demo_datei: Path) -> None:
    """Nach jeder Änderung an jeder Tabelle, die sich so ändern lässt, in gewürfelter Reihenfolge."""
    engine, vorrat, wuerfel = connect_datenbank(f"sqlite:///{demo_datei}"), dict[int, Gelesenes](), random.Random(7)
    with leseeinheit(engine) as session:
        person = load_person(session, "koordination")
    vergleiche(engine, vorrat)
    geaendert = set()
    for nummer, klasse in enumerate(wuerfel.sample(KLASSEN, len(KLASSEN))):
        with schreibeinheit(engine, Vorgang(person, datetime.now(UTC))) as session:
            if not aendere(session, klasse, nummer):
                continue
        geaendert.add(klasse.__tablename__)
        vergleiche(engine, vorrat, arten=(bool(nummer % 2),))
    vergleiche(engine, vorrat)
    engine.dispose()
    assert {"massnahme", "konzept", "kommune", "organisationseinheit", "handlungsfeld"} <= geaendert


def test_neu_gelesen_wird_nur_was_das_protokoll_seither_nennt(demo_datei: Path) -> None:
    engine, vorrat = connect_datenbank(f"sqlite:///{demo_datei}"), dict[int, Gelesenes]()
    bild(engine, vorrat, intern=True)
    (vorher,) = vorrat.values()
    with leseeinheit(engine) as session:
        person = load_person(session, "koordination")
    with schreibeinheit(engine, Vorgang(person, datetime.now(UTC))) as session:
        assert aendere(session, TABELLEN["massnahmen"], 1)
    bild(engine, vorrat, intern=True)
    (nachher,) = vorrat.values()
    engine.dispose()
    assert [n for n, t in nachher.tabellen.items() if t is not vorher.tabellen[n]] == ["massnahmen"]


def test_nach_einer_ruecksicherung_gilt_der_vorrat_nicht_mehr(demo_datei: Path) -> None:
    """Dieselbe Protokollnummer, aber eine andere Geschichte: Der Hash passt nicht, alles wird neu gelesen."""
    engine, vorrat = connect_datenbank(f"sqlite:///{demo_datei}"), dict[int, Gelesenes]()
    bild(engine, vorrat, intern=True)
    (konzept_id, echt) = next(iter(vorrat.items()))
    leere = {name: zeilen.iloc[:0] for name, zeilen in echt.tabellen.items()}
    vorrat[konzept_id] = Gelesenes(echt.seq, "0" * 64, leere)
    vergleiche(engine, vorrat)
    vorrat[konzept_id] = Gelesenes(echt.seq + 1000, echt.hash, leere)
    vergleiche(engine, vorrat)
    engine.dispose()
