"""Prüft das Gedächtnis: einmal gebaut, gleichzeitig gefragt nur einmal, und nie mehr als erlaubt behalten."""

import threading
import time
from datetime import date
from types import SimpleNamespace
from typing import Any

import pandas as pd
import pytest

from mut_core.lagebild import Lagebild
from seiten.bausteine.gedaechtnis import Gedaechtnis, gewicht

BILD = Lagebild(SimpleNamespace(id=1), date(2026, 1, 1), 1, {"massnahmen": pd.DataFrame([[1, 2]] * 1000, dtype=object)})


def test_gebaut_wird_einmal() -> None:
    speicher, gebaut = Gedaechtnis(10_000), list[int]()
    for _ in range(3):
        assert speicher.hole("a", lambda: gebaut.append(1) or "wert") == "wert"
    assert gebaut == [1]


def test_auch_nichts_wird_gemerkt() -> None:
    speicher, gebaut = Gedaechtnis(10_000), list[int]()
    for _ in range(3):
        assert speicher.hole("a", lambda: gebaut.append(1)) is None
    assert gebaut == [1]


def test_was_zwanzig_zugleich_brauchen_baut_einer() -> None:
    speicher, gebaut, ergebnisse = Gedaechtnis(10_000), list[int](), list[Any]()

    def baue() -> str:
        gebaut.append(1)
        time.sleep(0.1)
        return "wert"

    threads = [threading.Thread(target=lambda: ergebnisse.append(speicher.hole("a", baue))) for _ in range(20)]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    assert (gebaut, ergebnisse) == ([1], ["wert"] * 20)


def test_ein_gescheiterter_bau_laesst_nichts_zurueck() -> None:
    speicher = Gedaechtnis(10_000)
    with pytest.raises(ZeroDivisionError):
        speicher.hole("a", lambda: 1 // 0)
    assert speicher.hole("a", lambda: "gelungen") == "gelungen"


def test_im_bau_darf_anderes_gefragt_werden() -> None:
    speicher = Gedaechtnis(10_000)
    assert speicher.hole("a", lambda: speicher.hole("b", lambda: 1) + 1) == 2


def test_behalten_wird_nie_mehr_als_erlaubt_und_das_zuletzt_gebrauchte_bleibt() -> None:
    speicher = Gedaechtnis(5_000)
    for nummer in range(100):
        speicher.hole("oft", lambda: "x" * 900)
        speicher.hole(nummer, lambda: "y" * 900)
        assert speicher.belegt <= 5_000
    gebaut: list[int] = []
    speicher.hole("oft", lambda: gebaut.append(1))
    assert gebaut == []
    assert len(speicher) <= 5


def test_ein_einzelner_zu_grosser_wert_wird_trotzdem_nur_einmal_gebaut() -> None:
    speicher, gebaut = Gedaechtnis(10), list[int]()
    for _ in range(2):
        speicher.hole("a", lambda: gebaut.append(1) or BILD)
    assert gebaut == [1]


def test_vergessenes_zaehlt_nicht_mehr() -> None:
    speicher = Gedaechtnis(100_000)
    for stand in (1, 2):
        speicher.hole((7, stand), lambda: "x" * 1000)
    speicher.vergiss(lambda s: s[1] < 2)
    assert (len(speicher), speicher.belegt) == (1, 1100)


def test_ein_lagebild_wiegt_die_zeiger_seiner_zellen() -> None:
    assert gewicht(BILD) == pytest.approx(8 * 2000, rel=0.1)
    assert gewicht([tuple(range(50))] * 1000) == pytest.approx(1000 * (60 + 400), rel=0.1)
