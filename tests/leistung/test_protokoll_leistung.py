"""Misst die Zeitmaschine: 2.000 Maßnahmen mit je 50 Änderungen, also 100.000 Protokollzeilen (F24).

Aufruf: `python -m pytest tests/leistung/test_protokoll_leistung.py --lang -o addopts=`
"""

import json
import time
from collections.abc import Iterator
from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from gemeinde import Gemeinde, Uhr

from mut_core.datenbank import leseeinheit, schreibeinheit
from mut_core.erfassung.protokoll import Zeile, kettenfehler, switch_vorgang, write_protokoll
from mut_core.lagebild import load_lagebild
from mut_core.modell import Massnahme, Protokoll
from mut_core.modell.codes import Aktion

MASSNAHMEN, AENDERUNGEN = 2_000, 50


def zeilen(vorbild: dict[str, object], runde: int) -> Iterator[Zeile]:
    for n in range(MASSNAHMEN):
        nachher = vorbild | {"id": 10_000 + n, "nummer": f"X-{n}", "titel": f"Stand {runde}", "version": runde + 1}
        aktion = Aktion.GEAENDERT if runde else Aktion.ANGELEGT
        yield Zeile("massnahme", 10_000 + n, runde + 1, aktion, int(str(vorbild["konzept_id"])), {}, nachher)


@pytest.mark.lang
def test_stichtag_aus_hunderttausend_zeilen_in_zwei_sekunden(engine: sa.Engine, gemeinde: Gemeinde, uhr: Uhr) -> None:
    with leseeinheit(engine) as session:
        bild = session.scalars(
            sa.select(Protokoll.nutzlast).where(
                Protokoll.tabelle == "massnahme", Protokoll.datensatz_id == gemeinde.massnahmen["sprachcafe"]
            )
        ).first()
    vorbild = json.loads(str(bild))["nachher"]
    beginn = date(2025, 1, 10)
    with schreibeinheit(engine, uhr.vorgang(gemeinde.kora)) as session:
        for runde in range(AENDERUNGEN):
            uhr.stelle(beginn + timedelta(days=runde))
            vorgang = uhr.vorgang(gemeinde.kora)
            switch_vorgang(session, vorgang)
            write_protokoll(session.connection(), vorgang, zeilen(vorbild, runde))
    with leseeinheit(engine) as session:
        start = time.monotonic()
        lagebild = load_lagebild(session, gemeinde.konzept_id, beginn + timedelta(days=25))
        gelesen = time.monotonic() - start
        start = time.monotonic()
        assert kettenfehler(session) is None
        geprueft = time.monotonic() - start
        assert session.scalar(sa.select(sa.func.count()).select_from(Massnahme)) == 5
    print(f"{engine.dialect.name}: Stichtag {gelesen:.2f} s, Kette {geprueft:.2f} s")
    assert len(lagebild.massnahmen) == MASSNAHMEN + 4
    assert set(lagebild.massnahmen["titel"]) >= {"Stand 25"}
    assert gelesen < 2
