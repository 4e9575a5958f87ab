"""Prüft zwei Prozesse auf einer Datenbank: Was der eine schreibt, zeigt der nächste Lauf im anderen."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from app_server import AppServer, app_server
from rohleitung import Leitung, leitung
from sqlalchemy.orm import Session

from mut_core.datenbank import connect_datenbank, leseeinheit, schreibeinheit
from mut_core.erfassung.protokoll import Vorgang
from mut_core.modell import Handlungsfeld, Konzept, Massnahme
from mut_core.rechte import load_person


@pytest.fixture
def server(demo_datei: Path) -> Iterator[AppServer]:
    with app_server(demo_datei.parent) as laufend:
        yield laufend


@pytest.fixture
def fenster(server: AppServer, demo_datei: Path) -> Iterator[Leitung]:
    """Die Übersicht der Musterstadt, wie sie die Leitung sieht; die App läuft in einem eigenen Prozess."""
    with leitung(server, demo_datei, "leitung", "", "konzept=musterstadt") as roh:
        yield roh


def schreibe(datei: Path, tun: Any) -> None:
    """Schreibt in diesem Prozess, an der App vorbei."""
    engine = connect_datenbank(f"sqlite:///{datei}")
    with leseeinheit(engine) as session:
        person = load_person(session, "koordination")
    with schreibeinheit(engine, Vorgang(person, datetime.now(UTC))) as session:
        tun(session, session.scalars(sa.select(Konzept).where(Konzept.schluessel == "musterstadt")).one())
    engine.dispose()


def gezeigt(elemente: list[Any]) -> str:
    return "\n".join(e.heading.body + e.html.body + e.markdown.body for e in elemente)


def lege_massnahme_an(session: Session, konzept: Konzept) -> None:
    feld = session.scalars(sa.select(Handlungsfeld).where(Handlungsfeld.konzept_id == konzept.id)).first()
    assert feld
    session.add(Massnahme(konzept_id=konzept.id, nummer="X1", titel="Von nebenan", handlungsfeld_id=feld.id))


def benenne_um(session: Session, konzept: Konzept) -> None:
    konzept.bezeichnung = "Konzept von nebenan"


def test_der_naechste_lauf_zeigt_was_ein_anderer_prozess_schrieb(fenster: Leitung, demo_datei: Path) -> None:
    """Dreimal hintereinander, und dazwischen bleibt ein Lauf ohne Schreiben derselbe."""
    vorher = gezeigt(fenster.lauf())
    assert gezeigt(fenster.lauf()) == vorher
    schreibe(demo_datei, benenne_um)
    umbenannt = gezeigt(fenster.lauf())
    assert "Konzept von nebenan" in umbenannt
    assert "Konzept von nebenan" not in vorher
    schreibe(demo_datei, lege_massnahme_an)
    assert gezeigt(fenster.lauf()) != umbenannt
    schreibe(demo_datei, lambda s, k: setattr(s.get(Konzept, k.id), "bezeichnung", "Und noch einmal"))
    assert "Und noch einmal" in gezeigt(fenster.lauf())
