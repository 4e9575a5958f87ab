"""Prüft den Lesespeicher: Gemerktes gilt nur, bis irgendwer – auch ein anderer Prozess – etwas festschreibt."""

import os
import subprocess
import sys
import threading
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import pytest
import sqlalchemy as sa
from gemeinde import Gemeinde
from sqlalchemy.orm import Session

from mut_core.datenbank import Lesespeicher, connect_datenbank, schreibeinheit
from mut_core.erfassung.protokoll import Vorgang
from mut_core.modell import Massnahme

WURZEL = Path(__file__).resolve().parent.parent
NACHBAR = """
import sys
from datetime import UTC, datetime
from functools import partial
from mut_core.datenbank import connect_datenbank, schreibeinheit
from mut_core.erfassung.protokoll import Vorgang
from mut_core.modell import Massnahme
from mut_core.rechte import load_person
from mut_core.datenbank import leseeinheit
engine = connect_datenbank(sys.argv[1])
with leseeinheit(engine) as s:
    kora = load_person(s, "kora")
with schreibeinheit(engine, Vorgang(kora, datetime.now(UTC))) as s:
    s.get(Massnahme, int(sys.argv[2])).titel = sys.argv[3]
engine.dispose()
"""


class Frage:
    """Fragt nach dem Titel einer Maßnahme und zählt, wie oft die Datenbank gefragt wurde."""

    def __init__(self, massnahme_id: int) -> None:
        self.massnahme_id = massnahme_id
        self.gefragt = 0

    def __call__(self, session: Session) -> str:
        self.gefragt += 1
        return session.scalars(sa.select(Massnahme.titel).where(Massnahme.id == self.massnahme_id)).one()


def benenne(engine: sa.Engine, gemeinde: Gemeinde, titel: str) -> None:
    with schreibeinheit(engine, Vorgang(gemeinde.kora, datetime.now(UTC))) as session:
        massnahme = session.get(Massnahme, gemeinde.massnahmen["lotsen"])
        assert massnahme
        massnahme.titel = titel


def test_gefragt_wird_einmal_bis_jemand_schreibt(engine: sa.Engine, gemeinde: Gemeinde) -> None:
    speicher, frage = Lesespeicher(engine), Frage(gemeinde.massnahmen["lotsen"])
    for titel in ("eins", "zwei"):
        benenne(engine, gemeinde, titel)
        vorher = frage.gefragt
        assert [speicher.lies("titel", frage) for _ in range(5)] == [titel] * 5
        assert frage.gefragt == vorher + 1


def test_ein_anderer_prozess_schreibt_und_die_naechste_frage_sieht_es(engine: sa.Engine, gemeinde: Gemeinde) -> None:
    speicher, frage = Lesespeicher(engine), Frage(gemeinde.massnahmen["lotsen"])
    speicher.lies("titel", frage)
    adresse = engine.url.render_as_string(hide_password=False)
    befehl = [sys.executable, "-c", NACHBAR, adresse, str(gemeinde.massnahmen["lotsen"]), "vom Nachbarn"]
    subprocess.run(befehl, check=True, cwd=WURZEL, env={**os.environ, "PYTHONPATH": str(WURZEL)}, timeout=60)
    assert speicher.lies("titel", frage) == "vom Nachbarn"


def test_offenes_schreiben_zaehlt_erst_wenn_es_festgeschrieben_ist(engine: sa.Engine, gemeinde: Gemeinde) -> None:
    """Was mitten in einem Schreibvorgang gelesen und gemerkt wird, gilt nach dem Festschreiben nicht mehr."""
    speicher, frage = Lesespeicher(engine), Frage(gemeinde.massnahmen["lotsen"])
    benenne(engine, gemeinde, "vorher")
    with schreibeinheit(engine, Vorgang(gemeinde.kora, datetime.now(UTC))) as session:
        massnahme = session.get(Massnahme, gemeinde.massnahmen["lotsen"])
        assert massnahme
        massnahme.titel = "nachher"
        session.flush()
        assert speicher.lies("titel", frage) == "vorher"
    assert speicher.lies("titel", frage) == "nachher"


def test_viele_threads_sehen_nie_etwas_aelteres_als_beim_fragen_galt(engine: sa.Engine, gemeinde: Gemeinde) -> None:
    speicher, frage, falsch = Lesespeicher(engine), Frage(gemeinde.massnahmen["lotsen"]), list[str]()
    benenne(engine, gemeinde, "0")
    geschrieben, fertig = [0], threading.Event()

    def lese() -> None:
        while not fertig.is_set():
            mindestens = geschrieben[0]
            if int(speicher.lies("titel", frage)) < mindestens:
                falsch.append(f"unter {mindestens}")

    threads = [threading.Thread(target=lese) for _ in range(4)]
    for t in threads:
        t.start()
    for nummer in range(1, 25):
        benenne(engine, gemeinde, str(nummer))
        geschrieben[0] = nummer
    fertig.set()
    for t in threads:
        t.join()
    assert falsch == []


def test_eine_zurueckgespielte_datei_gilt_sofort(demo_datei: Path) -> None:
    engine = connect_datenbank(f"sqlite:///{demo_datei}")
    speicher = Lesespeicher(engine)
    assert speicher.lies("zahl", lambda _: 1) == 1
    ersatz = demo_datei.with_name("ersatz.sqlite")
    ersatz.write_bytes(demo_datei.read_bytes())
    ersatz.replace(demo_datei)
    assert speicher.lies("zahl", lambda _: 2) == 2
    engine.dispose()


@pytest.mark.parametrize("fehlt", [False, True])
def test_ohne_datei_wird_nichts_gemerkt(demo_datei: Path, fehlt: bool) -> None:
    engine = connect_datenbank(f"sqlite:///{demo_datei}")
    speicher = Lesespeicher(engine)
    speicher.lies("zahl", lambda _: 1)
    if fehlt:
        demo_datei.unlink()
    assert speicher.sofort("zahl") == (None if fehlt else 1)
    engine.dispose()


def _gleich(nummer: int, _session: Session) -> int:
    return nummer


def test_der_speicher_waechst_nicht_ueber_seine_grenze(demo_datei: Path) -> None:
    engine = connect_datenbank(f"sqlite:///{demo_datei}")
    speicher = Lesespeicher(engine, hoechstens=10)
    for nummer in range(100):
        assert speicher.lies(nummer, partial(_gleich, nummer)) == nummer
        assert len(speicher._gemerkt) <= 10
    engine.dispose()
