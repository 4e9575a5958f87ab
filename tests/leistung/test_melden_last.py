"""Belastet das Melden: 20 Personen zugleich, eine Minute, auf SQLite und PostgreSQL – nichts fehlt, nichts doppelt."""

import threading
import time
from collections import Counter
from datetime import UTC, datetime

import pytest
import sqlalchemy as sa
from gemeinde import HEUTE, Gemeinde, neu

from mut_core.datenbank import leseeinheit, schreibeinheit
from mut_core.erfassung import entwurf, sachstand
from mut_core.erfassung.protokoll import Vorgang, kettenfehler
from mut_core.erfassung.sachstand import SachstandEingabe
from mut_core.fehler import KonfliktError, MutError
from mut_core.modell import Massnahme, Sachstand
from mut_core.modell.codes import Umsetzungsstand

pytestmark = pytest.mark.lang
PERSONEN, SEKUNDEN = 20, 60


def lege_massnahmen_an(g: Gemeinde) -> list[int]:
    with schreibeinheit(g.engine, Vorgang(g.kora, datetime.now(UTC))) as session:
        return [
            neu(
                session,
                Massnahme(
                    konzept_id=g.konzept_id,
                    nummer=f"L-{n:02}",
                    titel=f"Last {n}",
                    handlungsfeld_id=g.handlungsfelder[0],
                    federfuehrung_id=g.bildung_id,
                ),
            ).id
            for n in range(PERSONEN // 2)
        ]


class Lauf:
    """Was die Personen zusammen erlebt haben."""

    def __init__(self, g: Gemeinde) -> None:
        self.g, self.ende = g, time.monotonic() + SEKUNDEN
        self.bestaetigt: list[tuple[int, str]] = []
        self.konflikte, self.fehler = 0, []  # type: int, list[str]
        self.schloss = threading.Lock()

    def melde(self, ich: int, ziel: int) -> None:
        """Meldet bis zum Ende: erst ein Entwurf, dann die Meldung, jede zweite davon doppelt abgeschickt."""
        for n in range(100_000):
            if time.monotonic() > self.ende:
                return
            satz, schluessel = f"Person {ich} Satz {n}", f"last-{ich}-{n}"
            try:
                nummer = self._ein_zug(ziel, satz, schluessel)
                if n % 2:
                    assert self._ein_zug(ziel, satz, schluessel) == nummer
            except KonfliktError:  # zu zweit an einer Maßnahme: erwartet, die Eingabe bleibt im Entwurf
                with self.schloss:
                    self.konflikte += 1
                continue
            except MutError as fehler:
                with self.schloss:
                    self.fehler.append(str(fehler))
                continue
            with self.schloss:
                self.bestaetigt.append((nummer, satz))

    def _ein_zug(self, ziel: int, satz: str, schluessel: str) -> int:
        engine, person = self.g.engine, self.g.fatma
        with leseeinheit(engine) as session:
            basis, version = sachstand.basis(session, ziel)
        entwurfsvorgang = Vorgang(person, datetime.now(UTC))
        with schreibeinheit(engine, entwurfsvorgang) as session:
            ort = self.g.konzept_id, entwurf.meldung(ziel)
            entwurf.save_entwurf(session, entwurfsvorgang, *ort, {"text": satz}, basis=basis, basis_version=version)
        vorgang = Vorgang(person, datetime.now(UTC), schluessel)
        eingabe = SachstandEingabe(HEUTE, Umsetzungsstand.NICHT_BEGONNEN, satz)
        with schreibeinheit(engine, vorgang) as session:
            return sachstand.record_sachstand(session, vorgang, ziel, eingabe, basis=basis, basis_version=version)


def test_zwanzig_personen_melden_eine_minute_zugleich(gemeinde: Gemeinde) -> None:
    """Issue 5: jeder bestätigte Eintrag ist da, keiner doppelt, und niemand liest etwas von einer Sperre."""
    ziele, lauf = lege_massnahmen_an(gemeinde), Lauf(gemeinde)
    faeden = [threading.Thread(target=lauf.melde, args=(i, ziele[i % len(ziele)])) for i in range(PERSONEN)]
    for faden in faeden:
        faden.start()
    for faden in faeden:
        faden.join()
    with leseeinheit(gemeinde.engine) as session:
        da = {z.id: z.text for z in session.execute(sa.select(Sachstand.id, Sachstand.text))}
        assert kettenfehler(session) is None
    print(f"{len(lauf.bestaetigt)} Meldungen, {lauf.konflikte} Konflikte, Fehler: {Counter(lauf.fehler)}")
    assert lauf.fehler == []
    assert [satz for nummer, satz in lauf.bestaetigt if da.get(nummer) != satz] == []
    assert [t for t, n in Counter(t for t in da.values() if t.startswith("Person")).items() if n > 1] == []
    assert len(lauf.bestaetigt) > 100
