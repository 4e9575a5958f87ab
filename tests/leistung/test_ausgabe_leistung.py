"""Misst das Schreiben der Maßnahmenliste bei 5.000 Maßnahmen – als Vielfaches des nackten xlsxwriter im selben Lauf.

Aufruf: `python3 -m mut_core test tests/leistung/test_ausgabe_leistung.py -n 0 -s` (`-s` zeigt die Werte).

**Die Ausgabe** ist `write_xlsx` vom fertigen Lagebild bis zu den Bytes: Texte der Zellen bilden, entschärfen, Formate,
Zeilenhöhen, Auswahllisten, Legende. **Der Boden** ist xlsxwriter mit denselben fertigen Zellen auf einem Blatt, ohne
Formate und Höhen. Beides in Rechenzeit, der kürzeste von mehreren Läufen, ohne Speicherbereinigung.

`constant_memory` ist mitgemessen, weil es sich anbietet: Es ist nicht schneller (1,0 bis 1,2), schreibt auf die Platte
und macht die Datei um ein Siebtel größer; der Speicher ist mit dem Lagebild ohnehin belegt. Deshalb bleibt es beim
Schreiben im Speicher.
"""

import gc
import io
import time
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from xlsxwriter import Workbook

from mut_core.austausch import spalten
from mut_core.austausch.ausgabe import write_xlsx
from mut_core.datenbank import connect_datenbank, leseeinheit
from mut_core.demo import load_synthetisch
from mut_core.lagebild import Lagebild, load_lagebild, require_konzept
from mut_core.migration import upgrade_datenbank

HEUTE = date(2026, 3, 11)
JETZT = datetime(2026, 3, 11, 9, 0, tzinfo=UTC)
ZEILEN = 5_000
HOECHSTENS = 2.0
RUNDEN = 4


@pytest.fixture(scope="module")
def bild(tmp_path_factory: pytest.TempPathFactory) -> Lagebild:
    """Das Lagebild des synthetischen Konzepts mit 5.000 Maßnahmen."""
    engine = connect_datenbank(f"sqlite:///{tmp_path_factory.mktemp('last') / 'mut.sqlite'}")
    upgrade_datenbank(engine)
    load_synthetisch(engine, HEUTE, JETZT, massnahmen=ZEILEN, sachstaende=2)
    with leseeinheit(engine) as session:
        fertig = load_lagebild(session, require_konzept(session, "synthetisch"), HEUTE)
    engine.dispose()
    return fertig


def _nackt(zeilen: Mapping[int, Mapping[str, spalten.Zelle]], **wie: bool) -> bytes:
    puffer = io.BytesIO()
    buch = Workbook(puffer, wie)
    blatt, tag = buch.add_worksheet(), buch.add_format({"num_format": "dd.mm.yyyy"})
    for nummer, zeile in enumerate(zeilen.values()):
        for spalte, wert in enumerate(zeile.values()):
            if isinstance(wert, str):
                blatt.write_string(nummer, spalte, wert)
            elif wert is not None:
                blatt.write_datetime(nummer, spalte, wert, tag)
    buch.close()
    return puffer.getvalue()


def _sekunden(tun: Callable[[], Any]) -> float:
    gc.collect()
    gc.disable()
    anfang = time.process_time()
    tun()
    dauer = time.process_time() - anfang
    gc.enable()
    return dauer


def test_die_liste_kostet_hoechstens_das_doppelte_des_nackten_schreibens(bild: Lagebild) -> None:
    zeilen = spalten.zellen(bild)
    assert len(zeilen) == ZEILEN
    wege: dict[str, Callable[[], bytes]] = {
        "nackt": lambda: _nackt(zeilen, in_memory=True),
        "constant_memory": lambda: _nackt(zeilen, constant_memory=True),
        "Ausgabe": lambda: write_xlsx(bild),
    }
    beste = dict.fromkeys(wege, float("inf"))
    for _ in range(RUNDEN):  # reihum: eine Störung trifft alle
        for name, tun in wege.items():
            beste[name] = min(beste[name], _sekunden(tun))
    boden = beste["nackt"]
    print("\n" + " · ".join(f"{name} {wert:.2f} s ({wert / boden:.2f})" for name, wert in beste.items()))
    assert beste["Ausgabe"] <= HOECHSTENS * boden, beste


def test_die_datei_ist_klein_genug_fuer_eine_mail(bild: Lagebild) -> None:
    megabyte = len(write_xlsx(bild)) / 1_000_000
    print(f"\n{ZEILEN} Maßnahmen: {megabyte:.1f} MB")
    assert megabyte < 5


def test_der_boden_schreibt_wirklich_dieselben_zellen(bild: Lagebild, tmp_path: Path) -> None:
    from python_calamine import CalamineWorkbook

    nackt = CalamineWorkbook.from_filelike(io.BytesIO(_nackt(spalten.zellen(bild), in_memory=True)))
    liste = CalamineWorkbook.from_filelike(io.BytesIO(write_xlsx(bild)))
    roh = nackt.get_sheet_by_index(0).to_python()
    voll = liste.get_sheet_by_name("Maßnahmen").to_python()[3:]
    assert [z[:45] for z in roh] == [z[:45] for z in voll]
