"""Misst den Bau der .docx bei 100, 1.000 und 5.000 Maßnahmen – als Vielfaches eines Bodens im selben Lauf.

Aufruf: `python3 -m mut_core test tests/leistung/test_bericht_leistung.py -n 0 -s` (`-s` zeigt die Werte).

**Der Bau** ist `build_bericht` vom fertigen Lagebild bis zu den Bytes: der Sachstandsbericht mit der Vorgabe und einmal
mit der Anlage Maßnahmenübersicht, ohne Bilder (jede Abbildung meldet, dass es sie nicht gibt). Das Word-Diagramm ist
dabei, es ist kein Bild.

**Der Boden** ist, was auch das schnellste Programm für dieselbe Datei tun müsste: Der fertige Rumpf liegt als Baum im
Speicher (`word/document.xml` des gebauten Berichts, außerhalb der Messung gelesen); gemessen wird, ihn zu
serialisieren und mit allen übrigen Teilen, so wie sie sind, zu zippen – mit derselben Funktion und Verdichtung wie im
Bericht.

**Das Ziel** (3,0 · 2,5 · 2,5) ist nicht erreicht: je nach Last der Maschine 4,5 · 3,6–4,0 · 3,7–4,2 mit der Vorgabe,
4,1–4,6 · 3,1–3,2 · 3,1–3,5 mit der Übersicht. Von 110 ms bei 1.000 Maßnahmen gehen 34 in Sätze, 15 in den Gang durch
die Bausteine, 35 ins Schreiben und Messen, 17 ins Zip, der Rest in Vorlage und Seiten. Geholfen hat, Tausende kurzer
Texte aneinandergehängt in einem Gang zu schützen, auszuzeichnen und zu messen (`buendel`, `messung`), gleiche Texte und
Zellen nur einmal zu setzen, die Formatvorlagen je Vorlage nur einmal zu lesen und jedes Stück für sich zu kodieren.
Kaum noch geholfen hat, an einzelnen Sätzen zu feilen; bei 100 ist etwa die Hälfte fest (Vorlage, Auswertungen, je
Tabelle).

Beides in Rechenzeit, der kürzeste von mehreren Läufen, ohne Speicherbereinigung. **Der Speicher** ist der höchste Stand
eines eigenen Prozesses während des Baus, abzüglich dessen, was er vorher mit geladenem Lagebild brauchte.
"""

import gc
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from mut_core import abbildungen
from mut_core.abbildungen import Abbildung
from mut_core.bericht import Anlage, Wahl, build_bericht
from mut_core.bericht.word.paket import gezippt, teile
from mut_core.datenbank import connect_datenbank, leseeinheit
from mut_core.demo import load_synthetisch
from mut_core.lagebild import Lagebild, freeze_lagebild, load_lagebild, require_konzept
from mut_core.migration import upgrade_datenbank

HEUTE = date(2026, 3, 11)
JETZT = datetime(2026, 3, 11, 9, 0, tzinfo=UTC)
FORM = "sachstandsbericht"
RUMPF = "word/document.xml"
HOECHSTENS = {100: 3.0, 1_000: 2.5, 5_000: 2.5}
"""Das Ziel: so oft darf der Bau die Zeit des Bodens brauchen (angestrebt 1,5)."""
BISHER = {100: 5.7, 1_000: 5.0, 5_000: 5.2}
"""Erreicht (4,5 · 4,0 · 4,2), mit einem Viertel Luft; schlechter darf es nicht wieder werden (anfangs: 11,4)."""
WAHLEN = {"Vorgabe": Wahl(), "mit Übersicht": Wahl(anlagen=frozenset({Anlage.UEBERSICHT}))}
SPEICHER_MB = 150

_SPEICHERPROBE = """
import gc, sys
from pathlib import Path
from mut_core.bericht import Anlage, Wahl, build_bericht
from mut_core.lagebild import thaw_lagebild

def stand(zeile):
    status = Path("/proc/self/status").read_text()
    return int(status.split(zeile + ":")[1].split()[0])

bild = thaw_lagebild(Path(sys.argv[1]).read_bytes())
gc.collect()
Path("/proc/self/clear_refs").write_text("5")
ruhend = stand("VmRSS")
build_bericht(bild, "sachstandsbericht", Wahl(anlagen=frozenset({Anlage.UEBERSICHT})))
print(stand("VmHWM") - ruhend)
"""


@pytest.fixture(scope="module")
def bilder(tmp_path_factory: pytest.TempPathFactory) -> dict[int, Lagebild]:
    """Je Größe das Lagebild des synthetischen Konzepts mit zehn Sachständen je Maßnahme."""
    fertige: dict[int, Lagebild] = {}
    for groesse in HOECHSTENS:
        engine = connect_datenbank(f"sqlite:///{tmp_path_factory.mktemp('last') / 'mut.sqlite'}")
        upgrade_datenbank(engine)
        load_synthetisch(engine, HEUTE, JETZT, massnahmen=groesse)
        with leseeinheit(engine) as session:
            fertige[groesse] = load_lagebild(session, require_konzept(session, "synthetisch"), HEUTE)
        engine.dispose()
    return fertige


@pytest.fixture(scope="module")
def ohne_bilder() -> Iterator[None]:
    """Lässt jede Abbildung melden, dass es sie nicht gibt."""
    keine = Abbildung(plan=None, grund="Diese Abbildung entfällt.")
    with pytest.MonkeyPatch.context() as patch:
        for name in ("organigramm", "handlungsfelder", "ablauf", "projektaufbau", "naechste_schritte"):
            patch.setattr(abbildungen, name, lambda *_: keine)
        yield


def dauer(tat: Callable[[], Any], male: int) -> float:
    """Die kürzeste Rechenzeit in Millisekunden; der erste Lauf wärmt und zählt nicht."""
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
    return min(zeiten) * 1000


def boden(docx: bytes) -> float:
    """Was es kostet, dasselbe XML aus dem fertigen Baum zu serialisieren und alles zu zippen."""
    inhalt = teile(docx)
    baum = etree.fromstring(inhalt[RUMPF])

    def schreibe() -> bytes:
        xml = etree.tostring(baum, encoding="UTF-8", xml_declaration=True, standalone=True)
        return gezippt(inhalt | {RUMPF: xml})

    assert len(teile(schreibe())[RUMPF]) == pytest.approx(len(inhalt[RUMPF]), rel=0.01)
    return dauer(schreibe, male=7)


@pytest.fixture(scope="module")
def verhaeltnisse(bilder: dict[int, Lagebild], ohne_bilder: None) -> dict[tuple[int, str], float]:
    """Wie oft der Bau den Boden kostet, je Größe und Wahl."""
    ergebnis: dict[tuple[int, str], float] = {}
    print()
    for groesse, bild in bilder.items():
        for name, wahl in WAHLEN.items():
            unten = boden(build_bericht(bild, FORM, wahl))
            bau = dauer(partial(build_bericht, bild, FORM, wahl), male=5)
            ergebnis[groesse, name] = bau / unten
            print(f"{groesse:>6} {name:<14} Boden {unten:7.1f} ms  Bau {bau:7.1f} ms  {bau / unten:5.2f} x")
    return ergebnis


@pytest.mark.parametrize("groesse", HOECHSTENS)
@pytest.mark.parametrize("name", WAHLEN)
def test_der_bau_wird_nicht_wieder_langsamer(
    verhaeltnisse: dict[tuple[int, str], float], groesse: int, name: str
) -> None:
    assert verhaeltnisse[groesse, name] <= BISHER[groesse]


@pytest.mark.xfail(reason="noch nicht erreicht; die Werte stehen in der Ausgabe mit -s")
@pytest.mark.parametrize("groesse", HOECHSTENS)
@pytest.mark.parametrize("name", WAHLEN)
def test_der_bau_kostet_hoechstens_das_zweieinhalbfache_des_bodens(
    verhaeltnisse: dict[tuple[int, str], float], groesse: int, name: str
) -> None:
    assert verhaeltnisse[groesse, name] <= HOECHSTENS[groesse]


@pytest.mark.skipif(not Path("/proc/self/clear_refs").exists(), reason="braucht den Speicherstand von Linux")
def test_fuenftausend_massnahmen_brauchen_hoechstens_150_mb_mehr(bilder: dict[int, Lagebild], tmp_path: Path) -> None:
    datei = tmp_path / "bild.frost"
    datei.write_bytes(freeze_lagebild(bilder[5_000]))
    lauf = subprocess.run(
        [sys.executable, "-c", _SPEICHERPROBE, str(datei)],
        capture_output=True, text=True, check=True, cwd=Path(__file__).parents[2],
    )  # fmt: skip
    mehr = int(lauf.stdout) / 1024
    print(f"\n  5000 mit Übersicht: {mehr:.0f} MB über dem ruhenden Prozess")
    assert mehr <= SPEICHER_MB
