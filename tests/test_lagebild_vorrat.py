"""Prüft den Vorrat des Lagebilds: fortgeschrieben ist in jeder Tabelle dasselbe wie neu gelesen."""

import random
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from mut_core.datenbank import connect_datenbank, leseeinheit, schreibeinheit
from mut_core.erfassung import sachstand
from mut_core.erfassung.protokoll import Vorgang, tag_in_berlin
from mut_core.erfassung.sachstand import SachstandEingabe
from mut_core.lagebild import TABELLEN, Gelesenes, Lagebild, lesen, load_lagebild, require_konzept
from mut_core.modell import Base, Kommune, Konzept, Massnahme, Organisationseinheit, Sachstand
from mut_core.modell.codes import Freigabe, Umsetzungsstand
from mut_core.rechte import load_person

KLASSEN: tuple[type[Base], ...] = (
    *(k for k in TABELLEN.values() if k is not Sachstand),  # Sachstände werden nur angefügt: eigener Test
    Konzept,
    Kommune,
    Organisationseinheit,
)
JETZT = datetime.now(UTC)
HEUTE: date = tag_in_berlin(JETZT)


def bild(engine: sa.Engine, vorrat: dict[int, Gelesenes] | None, *, intern: bool, tag: date = HEUTE) -> Lagebild:
    with leseeinheit(engine) as session:
        return load_lagebild(session, require_konzept(session, "musterstadt"), tag, intern=intern, vorrat=vorrat)


def vergleiche(
    engine: sa.Engine,
    vorrat: dict[int, Gelesenes],
    *,
    arten: tuple[bool, ...] = (False, True, False),
    tag: date = HEUTE,
) -> None:
    """Scheitert, wenn das fortgeschriebene Lagebild in irgendeiner Tabelle vom neu gelesenen abweicht."""
    for intern in arten:  # was ohne Internes geleert wurde, darf danach nicht fehlen
        neu, fort = bild(engine, None, intern=intern, tag=tag), bild(engine, vorrat, intern=intern, tag=tag)
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


def melde(session: Session, vorgang: Vorgang, massnahme_id: int, ersetzt_id: int | None) -> int:
    """Meldet zu einer Maßnahme, wenn genannt als Berichtigung, und gibt den Schlüssel."""
    basis, version = sachstand.basis(session, massnahme_id)
    eingabe = SachstandEingabe(vorgang.gilt_ab or HEUTE, Umsetzungsstand.NICHT_BEGONNEN, f"Stand {basis}.")
    return sachstand.record_sachstand(
        session, vorgang, massnahme_id, eingabe, basis=basis, basis_version=version, ersetzt_id=ersetzt_id
    )


def test_neue_berichtigte_und_freigegebene_sachstaende_sind_dieselben_an_jedem_stichtag(demo_datei: Path) -> None:
    """Melden, Berichtigen und Freigeben in gewürfelter Folge; auch die Stichtage davor bleiben, wie sie waren."""
    engine, vorrat, wuerfel = connect_datenbank(f"sqlite:///{demo_datei}"), dict[int, Gelesenes](), random.Random(11)
    with leseeinheit(engine) as session:
        person = load_person(session, "koordination")
        konzept_id = require_konzept(session, "musterstadt")
        massnahmen = session.scalars(
            sa.select(Massnahme.id).where(Massnahme.konzept_id == konzept_id, Massnahme.archiviert_am.is_(None))
        ).all()
    vergleiche(engine, vorrat)
    neue: list[tuple[int, int]] = []
    for nummer in range(8):
        gilt_ab = HEUTE - timedelta(days=3) if nummer < 4 else None
        with schreibeinheit(engine, Vorgang(person, datetime.now(UTC), grund="Tippfehler", gilt_ab=gilt_ab)) as session:
            vorgang = session.info["vorgang"]
            if nummer % 3 == 2:
                massnahme_id, alter = neue.pop(0)
                neue.append((massnahme_id, melde(session, vorgang, massnahme_id, alter)))
            else:
                massnahme_id = wuerfel.choice(massnahmen)
                neue.append((massnahme_id, melde(session, vorgang, massnahme_id, None)))
            if nummer % 4 == 3:
                eintrag = session.get(Sachstand, neue[0][1])
                assert eintrag
                eintrag.freigabe = Freigabe.FREIGEGEBEN if nummer == 3 else Freigabe.GEMELDET
        vergleiche(
            engine, vorrat, arten=(bool(nummer % 2),), tag=HEUTE - timedelta(days=wuerfel.choice((0, 0, 1, 3, 400)))
        )
    vergleiche(engine, vorrat)
    engine.dispose()


def test_sehr_viele_aenderungen_werden_im_ganzen_gelesen(demo_datei: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    engine, vorrat = connect_datenbank(f"sqlite:///{demo_datei}"), dict[int, Gelesenes]()
    vergleiche(engine, vorrat)
    monkeypatch.setattr(lesen, "_NACHZULESEN", 0)
    with leseeinheit(engine) as session:
        person = load_person(session, "koordination")
    with schreibeinheit(engine, Vorgang(person, datetime.now(UTC))) as session:
        assert aendere(session, TABELLEN["massnahmen"], 1)
    vergleiche(engine, vorrat)
    engine.dispose()


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
