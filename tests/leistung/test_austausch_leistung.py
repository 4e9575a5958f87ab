"""Misst das Einlesen gegen nacktes Lesen: dieselbe Datei, derselbe Lauf, der schnellste gängige Leser als Maß.

Gerechnet wird in Prozessorzeit und mit dem besten von mehreren abwechselnden Läufen, damit eine belastete Maschine das
Verhältnis nicht verschiebt. Das Maß ist python-calamine; openpyxl braucht für dieselben Zellen etwa das Zehnfache.
"""

import io
import random
import subprocess
import sys
import textwrap
import time
import zipfile
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
import python_calamine
import xlsxwriter

from mut_core.austausch.form import read_liste
from mut_core.austausch.mappe import read_mappe
from mut_core.dateien import Dateiart, pruefe_upload

ZEILEN, LAEUFE = 5_000, 7
KOEPFE = (
    "Nr.", "Handlungsfeld", "Maßnahme", "Beschreibung", "Frist", "Zuständig", "Beteiligte", "Kosten", "Personal",
    "Zielgruppe", "Priorität", "Status", "Sachstand", "Sachstand 2021", "Sachstand 2022", "Indikator", "Ziel",
    "Beschluss", "Wetterlage", "Interne Notiz",
)  # fmt: skip
WORTE = ("Maßnahme", "Bildung", "der", "Stadt", "und", "neue\nZeile", "Träger", "für", "Familien")


def grosse_liste(zeilen: int = ZEILEN) -> bytes:
    """Eine Liste mit zwanzig Spalten: Texte verschiedener Länge, Zahlen, Daten, Farben, Umbrüche."""
    wuerfel, puffer = random.Random(1), io.BytesIO()
    with xlsxwriter.Workbook(puffer, {"in_memory": True}) as buch:
        blatt = buch.add_worksheet("Liste")
        tag, gruen = buch.add_format({"num_format": "dd.mm.yyyy"}), buch.add_format({"bg_color": "#01873B"})
        blatt.write_row(0, 0, KOEPFE)
        for nr in range(1, zeilen + 1):
            for spalte in range(len(KOEPFE)):
                text = " ".join(wuerfel.choice(WORTE) for _ in range(wuerfel.randint(2, 12)))
                if spalte == 0:
                    blatt.write_number(nr, spalte, nr)
                elif spalte == 4:
                    blatt.write_datetime(nr, spalte, datetime(2024, 1 + nr % 12, 1), tag)  # noqa: DTZ001
                elif spalte == 11:
                    blatt.write_string(nr, spalte, "läuft", gruen)
                elif spalte in (1, 5, 10):
                    blatt.write_string(nr, spalte, wuerfel.choice(("Bildung", "VHS", "Gesundheit")))
                else:
                    blatt.write_string(nr, spalte, f"{text} {nr * spalte}")
    return puffer.getvalue()


def nackt(inhalt: bytes) -> object:
    """Dieselben Zellen, nur gelesen."""
    return python_calamine.load_workbook(io.BytesIO(inhalt)).get_sheet_by_index(0).to_python()


def beste(*taten: Callable[[], object]) -> list[float]:
    """Die kürzeste Prozessorzeit je Tat aus mehreren abwechselnden Läufen, in Sekunden."""
    zeiten = [[float("inf")] for _ in taten]
    for _ in range(LAEUFE):
        for liste, tat in zip(zeiten, taten, strict=True):
            beginn = time.process_time()
            tat()
            liste.append(time.process_time() - beginn)
    return [min(liste) for liste in zeiten]


def test_lesen_und_erkennen_bleibt_nah_am_nackten_lesen() -> None:
    inhalt = grosse_liste()
    (blatt,) = read_mappe(inhalt, "l.xlsx").blaetter
    assert len(read_liste(blatt).zeilen) == ZEILEN
    lesen, wache, mappe, form = beste(
        lambda: nackt(inhalt),
        lambda: pruefe_upload("l.xlsx", inhalt, arten=(Dateiart.XLSX,)),
        lambda: read_mappe(inhalt, "l.xlsx"),
        lambda: read_liste(blatt),
    )
    print(f"nackt {lesen:.3f} s · Wache {wache / lesen:.2f} · Mappe {mappe / lesen:.2f} · Form {form / lesen:.2f}")
    assert (mappe - wache + form) / lesen <= 2.6
    assert form / lesen <= 0.6


@pytest.mark.skipif(sys.platform != "linux", reason="liest den Spitzenwert aus /proc")
def test_speicher_bleibt_unter_dem_zehnfachen_des_entpackten_blatts(tmp_path: Path) -> None:
    inhalt = grosse_liste()
    (tmp_path / "l.xlsx").write_bytes(inhalt)
    with zipfile.ZipFile(io.BytesIO(inhalt)) as zip_:
        blatt = sum(zip_.getinfo(f"xl/{n}").file_size for n in ("worksheets/sheet1.xml", "sharedStrings.xml"))
    code = f"""
        import gc, re
        from mut_core.austausch.form import read_listen
        from mut_core.austausch.mappe import read_mappe
        def stand(name):
            return int(re.search(name + r":\\s+(\\d+)", open("/proc/self/status").read())[1])
        inhalt = open({str(tmp_path / "l.xlsx")!r}, "rb").read()
        gc.collect()
        open("/proc/self/clear_refs", "w").write("5")  # der Spitzenwert zählt ab jetzt, ohne die Importe
        vorher = stand("VmRSS")
        listen = read_listen(read_mappe(inhalt, "l.xlsx"))
        print(stand("VmHWM") - vorher)
    """
    lauf = subprocess.run([sys.executable, "-c", textwrap.dedent(code)], capture_output=True, text=True, check=True)
    mehr = int(lauf.stdout) * 1024
    print(f"Spitze {mehr / blatt:.1f} × entpacktes Blatt ({blatt / 1e6:.1f} MB)")
    assert mehr <= 10 * blatt
