"""Misst das Lagebild bei 1.000 und 10.000 Maßnahmen – als Verhältnisse in einem Lauf, nicht in Sekunden.

Aufruf: `python3 -m mut_core test tests/leistung/test_lagebild.py -n 0 -s`. Im Normallauf fehlt der Ordner
(`--ignore` in pyproject.toml); wer ihn nennt, bekommt ihn. `-n 0`, damit nichts nebenher läuft, `-s` zeigt die Werte.
"""

import gc
import statistics
import time
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from mut_core.bericht import build_bericht
from mut_core.datenbank import connect_datenbank, leseeinheit
from mut_core.demo import load_synthetisch
from mut_core.lagebild import aenderungsstand, load_lagebild, require_konzept
from mut_core.migration import upgrade_datenbank
from mut_core.modell.codes import Berichtsform

HEUTE = date(2026, 3, 11)
JETZT = datetime(2026, 3, 11, 9, 0, tzinfo=UTC)
DAMALS = HEUTE - timedelta(days=400)
KLEIN, GROSS = 1_000, 10_000


@pytest.fixture(scope="module")
def engines(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[int, sa.Engine]]:
    """Je Größe eine Datenbank mit zehn Sachständen je Maßnahme."""
    fertige: dict[int, sa.Engine] = {}
    for groesse in (KLEIN, GROSS):
        fertige[groesse] = connect_datenbank(f"sqlite:///{tmp_path_factory.mktemp('last') / 'mut.sqlite'}")
        upgrade_datenbank(fertige[groesse])
        beginn = time.perf_counter()
        load_synthetisch(fertige[groesse], HEUTE, JETZT, massnahmen=groesse)
        print(f"\n{groesse} Maßnahmen angelegt in {time.perf_counter() - beginn:.1f} s")
    yield fertige
    for engine in fertige.values():
        engine.dispose()


def dauer(tat: Callable[[], Any], male: int = 5) -> float:
    """Gibt den Median in Sekunden Rechenzeit; der erste Lauf wärmt und zählt nicht.

    Rechenzeit statt Uhr, damit ein beschäftigter Rechner nicht stört; ohne Speicherbereinigung, weil ihre Kosten
    davon abhängen, was sonst noch im Prozess lebt.
    """
    tat()
    zeiten = []
    gc.disable()
    try:
        for _ in range(male):
            gc.collect()
            beginn = time.process_time()
            tat()
            zeiten.append(time.process_time() - beginn)
    finally:
        gc.enable()
    return statistics.median(zeiten)


@pytest.fixture(scope="module")
def zeiten(engines: dict[int, sa.Engine]) -> dict[str, float]:
    """Alle Messungen eines Laufs in Sekunden."""
    gemessen: dict[str, float] = {}
    form = Berichtsform.SACHSTANDSBERICHT
    for groesse, engine in engines.items():
        with leseeinheit(engine) as session:
            konzept = require_konzept(session, "synthetisch")
            bild = load_lagebild(session, konzept, HEUTE)
            assert (len(bild.massnahmen), len(bild.sachstaende)) == (groesse, 10 * groesse)
            gemessen[f"heute {groesse}"] = dauer(lambda s=session, k=konzept: load_lagebild(s, k, HEUTE))
            gemessen[f"damals {groesse}"] = dauer(lambda s=session, k=konzept: load_lagebild(s, k, DAMALS))
            gemessen[f"stand {groesse}"] = dauer(lambda s=session, k=konzept: aenderungsstand(s, k), male=51)
        gemessen[f"bericht {groesse}"] = dauer(lambda b=bild: build_bericht(b, form), male=3)
    print("\n" + "\n".join(f"{name:<16}{sekunden * 1000:>10.2f} ms" for name, sekunden in gemessen.items()))
    return gemessen


@pytest.mark.parametrize("was", ["heute", "damals", "bericht"])
def test_zehnmal_so_viele_massnahmen_kosten_hoechstens_vierzehnmal_so_viel(zeiten: dict[str, float], was: str) -> None:
    assert zeiten[f"{was} {GROSS}"] <= 14 * zeiten[f"{was} {KLEIN}"]


@pytest.mark.parametrize("groesse", [KLEIN, GROSS])
def test_die_vergangenheit_kostet_hoechstens_dreimal_die_gegenwart(zeiten: dict[str, float], groesse: int) -> None:
    assert zeiten[f"damals {groesse}"] <= 3 * zeiten[f"heute {groesse}"]


@pytest.mark.parametrize("groesse", [KLEIN, GROSS])
def test_der_aenderungsstand_kostet_hoechstens_ein_fuenfzigstel(zeiten: dict[str, float], groesse: int) -> None:
    assert zeiten[f"stand {groesse}"] <= zeiten[f"heute {groesse}"] / 50


def test_der_bericht_kostet_hoechstens_dreimal_das_lagebild(zeiten: dict[str, float]) -> None:
    """Nur bei der großen Menge: bei der kleinen zählen Vorlage und Diagramm mit, die immer gleich viel kosten."""
    assert zeiten[f"bericht {GROSS}"] <= 3 * zeiten[f"heute {GROSS}"]
