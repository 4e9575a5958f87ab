"""Aufträge im Hintergrund: bestellen, erledigen, abbrechen, überleben – auf beiden Datenbanken, in echten Prozessen."""

import logging
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from gemeinde import Gemeinde, Uhr

from mut_core import auftrag, modell
from mut_core.auftrag import (
    AbgebrochenError,
    Art,
    Auftragsstand,
    Bestellung,
    Datei,
    Druckgut,
    Fortschritt,
    Laeufer,
    Lauf,
    build_druckart,
    close_laeufer,
)
from mut_core.auftrag.lauf import VerlorenError, finish_auftrag, take_auftrag, touch_auftrag
from mut_core.bericht.word import Dokument
from mut_core.datenbank import leseeinheit, schreibeinheit
from mut_core.erfassung import konten
from mut_core.fehler import BetriebError, EingabeError, NichtGefundenError
from mut_core.modell.codes import Auftragszustand as Zustand
from mut_core.rechte import Person, load_person

WURZEL = Path(__file__).resolve().parent.parent
KURZ = timedelta(seconds=1)


def fertig(_engine: sa.Engine, lauf: Lauf, fortschritt: Fortschritt) -> Datei:
    """Ein Bauer, der sofort fertig ist."""
    fortschritt("Es geht los.", 50)
    return Datei("ergebnis.txt", str(lauf.angaben.get("text", "fertig")).encode())


class Haus:
    """Die Gemeinde mit den Handgriffen der Tests; `jetzt` ist die gestellte Uhr."""

    def __init__(self, gemeinde: Gemeinde, uhr: Uhr) -> None:
        self.g, self.uhr, self.engine = gemeinde, uhr, gemeinde.engine

    def bestelle(self, person: Person | None = None, art: str = "probe", **angaben: Any) -> int:
        with schreibeinheit(self.engine, None) as session:
            bestellung = Bestellung(art, self.g.konzept_id, angaben)
            return auftrag.create_auftrag(session, person or self.g.kora, bestellung, self.uhr.jetzt)

    def staende(self, person: Person | None = None) -> list[Auftragsstand]:
        with leseeinheit(self.engine) as session:
            return auftrag.load_auftraege(session, person or self.g.kora, self.uhr.jetzt)

    def stand(self, nummer: int) -> Auftragsstand:
        return next(s for s in self.staende() if s.id == nummer)

    def ergebnis(self, nummer: int, person: Person | None = None) -> Datei:
        with leseeinheit(self.engine) as session:
            return auftrag.load_ergebnis(session, person or self.g.kora, nummer)

    def tue(self, was: Callable[..., None], nummer: int, person: Person | None = None) -> None:
        with schreibeinheit(self.engine, None) as session:
            was(session, person or self.g.kora, nummer, self.uhr.jetzt)

    def laeufer(self, **bauer: Callable[[sa.Engine, Lauf, Fortschritt], Datei]) -> Laeufer:
        arten = {name: Art(name, b) for name, b in (bauer or {"probe": fertig}).items()}
        return Laeufer(self.engine, arten, uhr=lambda: self.uhr.jetzt)

    def nimm(self) -> Lauf | None:
        with schreibeinheit(self.engine, None) as session:
            return take_auftrag(session, ["probe"], self.uhr.jetzt)


@pytest.fixture
def haus(gemeinde: Gemeinde, uhr: Uhr) -> Haus:
    return Haus(gemeinde, uhr)


@pytest.fixture(autouse=True)
def keine_faeden_bleiben() -> Iterator[None]:
    yield
    ende = time.monotonic() + 5
    while [f for f in threading.enumerate() if f.name.startswith("mut-")]:
        assert time.monotonic() < ende, threading.enumerate()
        time.sleep(0.02)


def erledige(laeufer: Laeufer, sekunden: float = 15) -> None:
    laeufer.wecke()
    assert laeufer.warte(sekunden)


# --- bestellen -------------------------------------------------------------------------------------------------------


def test_bestellter_auftrag_wartet_laeuft_und_liefert(haus: Haus) -> None:
    nummer = haus.bestelle(text="Grüße")
    assert haus.stand(nummer).zustand is Zustand.WARTET
    with pytest.raises(NichtGefundenError, match="kein Ergebnis"):
        haus.ergebnis(nummer)
    erledige(haus.laeufer())
    stand = haus.stand(nummer)
    assert (stand.zustand, stand.anteil, stand.dateiname) == (Zustand.FERTIG, 100, "ergebnis.txt")
    assert stand.beendet_am == haus.uhr.jetzt
    assert haus.ergebnis(nummer) == Datei("ergebnis.txt", "Grüße".encode())


def test_doppelklick_bestellt_nicht_zweimal(haus: Haus) -> None:
    erster = haus.bestelle(text="a", liste=[1, {"b": None}])
    assert haus.bestelle(liste=[1, {"b": None}], text="a") == erster
    assert haus.bestelle(text="b") != erster
    erledige(haus.laeufer())
    assert haus.bestelle(text="a", liste=[1, {"b": None}]) != erster


def test_mehr_als_fuenf_offene_auftraege_je_person_gehen_nicht(haus: Haus) -> None:
    for n in range(auftrag.HOECHSTENS_OFFEN):
        haus.bestelle(text=n)
    with pytest.raises(EingabeError, match="5 Ihrer Aufträge"):
        haus.bestelle(text="zu viel")
    haus.bestelle(haus.g.fatma, text="andere Person")
    assert len(haus.staende()) == auftrag.HOECHSTENS_OFFEN


@pytest.mark.parametrize("wert", [b"bytes", float("nan"), {1, 2}, "x" * 20_001], ids=["Bytes", "NaN", "Menge", "lang"])
def test_unbrauchbare_angaben_werden_abgewiesen(haus: Haus, wert: object) -> None:
    with pytest.raises(EingabeError, match="Angaben"):
        haus.bestelle(wert=wert)
    assert haus.staende() == []


def test_steuerzeichen_in_angaben_kommen_nicht_in_die_datenbank(haus: Haus) -> None:
    nummer = haus.bestelle(titel="A\x00\ud800B", tief=[{"k\x00": "C\x1b"}])
    assert haus.stand(nummer).angaben == {"titel": "AB", "tief": [{"k": "C"}]}


def test_liste_liest_das_ergebnis_nicht_mit(haus: Haus) -> None:
    haus.bestelle()
    erledige(haus.laeufer())
    befehle: list[str] = []
    sa.event.listen(haus.engine, "before_cursor_execute", lambda *a: befehle.append(a[2]))
    assert haus.staende()[0].zustand is Zustand.FERTIG
    assert not [b for b in befehle if "auftrag.ergebnis" in b]


# --- wer sieht was ---------------------------------------------------------------------------------------------------


def test_nur_wer_bestellt_hat_sieht_steuert_und_bekommt(haus: Haus) -> None:
    nummer = haus.bestelle()
    erledige(haus.laeufer())
    for andere in (haus.g.fatma, haus.g.lena, haus.g.adam, haus.g.gustav, haus.g.niemand):
        assert haus.staende(andere) == []
        with pytest.raises(NichtGefundenError):
            haus.ergebnis(nummer, andere)
        for was in (auftrag.request_abbruch, auftrag.restart_auftrag):
            with pytest.raises(NichtGefundenError):
                haus.tue(was, nummer, andere)
    for unmoeglich in (-1, 0, 10**20, nummer + 1):
        with pytest.raises(NichtGefundenError):
            haus.ergebnis(unmoeglich)


def test_in_einem_fremden_konzept_laesst_sich_nichts_bestellen(haus: Haus) -> None:
    for fremd in (haus.g.gustav, haus.g.niemand):
        with pytest.raises(NichtGefundenError, match="keine Rolle"):
            haus.bestelle(fremd)
    assert haus.staende(haus.g.gustav) == []


def entziehe(haus: Haus, person: Person) -> Person:
    """Nimmt einer Person ihre Rolle und gibt sie, wie sie jetzt ist."""
    with schreibeinheit(haus.engine, haus.uhr.vorgang(haus.g.adam)) as session:
        rolle = session.scalars(sa.select(modell.Rolle).where(modell.Rolle.nutzer_id == person.id)).one()
        konten.remove_rolle(session, haus.uhr.vorgang(haus.g.adam), rolle.id)
    with leseeinheit(haus.engine) as session:
        return load_person(session, person.kennung)


def test_mit_der_rolle_verschwindet_auch_das_ergebnis(haus: Haus) -> None:
    nummer = haus.bestelle()
    erledige(haus.laeufer())
    kora = entziehe(haus, haus.g.kora)
    assert haus.staende(kora) == []
    with pytest.raises(NichtGefundenError):
        haus.ergebnis(nummer, kora)


def test_wer_vor_dem_beginn_die_rolle_verliert_bekommt_nichts_gebaut(haus: Haus) -> None:
    nummer, gebaut = haus.bestelle(), []
    entziehe(haus, haus.g.kora)
    erledige(haus.laeufer(probe=lambda *a: gebaut.append(a) or Datei("x.txt", b"")))  # type: ignore[func-returns-value]
    assert gebaut == []
    with leseeinheit(haus.engine) as session:
        zeile = session.get_one(modell.Auftrag, nummer)
    assert zeile.zustand is Zustand.GESCHEITERT
    assert "keine Rolle" in str(zeile.fehler)


# --- Fortschritt -----------------------------------------------------------------------------------------------------


def test_fortschritt_steht_nach_weniger_als_einer_drittelsekunde_und_hoechstens_alle_0_3_s(haus: Haus) -> None:
    nummer = haus.bestelle()
    schreibungen: list[float] = []
    sa.event.listen(
        haus.engine,
        "before_cursor_execute",
        lambda *a: schreibungen.append(time.monotonic()) if a[2].startswith("UPDATE auftrag") else None,
    )
    weiter = threading.Event()

    def langsam(_e: sa.Engine, _l: Lauf, fortschritt: Fortschritt) -> Datei:
        for n in range(200):
            haus.uhr.weiter(milliseconds=5)
            fortschritt(f"Schritt {n}", n // 2)
            time.sleep(0.005)
        weiter.wait(5)
        return Datei("x.txt", b"")

    laeufer, beginn = haus.laeufer(probe=langsam), time.monotonic()
    laeufer.wecke()
    warte_bis(lambda: haus.stand(nummer).zustand is Zustand.LAEUFT)
    assert time.monotonic() - beginn < 0.3
    warte_bis(lambda: haus.stand(nummer).schritt == "Schritt 199")
    assert haus.stand(nummer).anteil == 99
    weiter.set()
    assert laeufer.warte(5)
    abstaende = [b - a for a, b in pairwise(schreibungen[:-1])]
    assert 2 <= len(schreibungen) <= (schreibungen[-1] - schreibungen[0]) / 0.3 + 4, schreibungen
    assert min(abstaende) > 0.25


def test_langer_schritt_gibt_lebenszeichen(haus: Haus) -> None:
    """Der Bauer meldet nichts; trotzdem hält ihn nach zwei Minuten niemand für tot."""
    nummer, weiter = haus.bestelle(), threading.Event()

    def stumm(_e: sa.Engine, _l: Lauf, _f: Fortschritt) -> Datei:
        weiter.wait(20)
        return Datei("x.txt", b"")

    laeufer = haus.laeufer(probe=stumm)
    laeufer.wecke()
    warte_bis(lambda: haus.stand(nummer).zustand is Zustand.LAEUFT)
    for _ in range(4):
        haus.uhr.weiter(seconds=30)
        warte_bis(lambda: lebenszeichen(haus, nummer) == haus.uhr.jetzt)
    assert haus.nimm() is None
    weiter.set()
    assert laeufer.warte(5)
    assert haus.stand(nummer).zustand is Zustand.FERTIG


def lebenszeichen(haus: Haus, nummer: int) -> datetime | None:
    with leseeinheit(haus.engine) as session:
        return session.get_one(modell.Auftrag, nummer).lebenszeichen_am


def warte_bis(bedingung: Callable[[], object], sekunden: float = 10) -> None:
    ende = time.monotonic() + sekunden
    while not bedingung():
        assert time.monotonic() < ende, "trat nicht ein"
        time.sleep(0.01)


def test_zwei_arbeitsplaetze_arbeiten_zugleich_und_der_dritte_auftrag_wartet(haus: Haus) -> None:
    gleichzeitig, hoechstens, sperre = 0, 0, threading.Lock()

    def zaehle(_e: sa.Engine, _l: Lauf, _f: Fortschritt) -> Datei:
        nonlocal gleichzeitig, hoechstens
        with sperre:
            gleichzeitig += 1
            hoechstens = max(hoechstens, gleichzeitig)
        time.sleep(0.2)
        with sperre:
            gleichzeitig -= 1
        return Datei("x.txt", b"")

    nummern = [haus.bestelle(text=n) for n in range(5)]
    laeufer = haus.laeufer(probe=zaehle)
    for _ in range(20):
        laeufer.wecke()
    assert laeufer.warte(20)
    assert hoechstens == 2
    assert all(haus.stand(n).zustand is Zustand.FERTIG for n in nummern)


def test_geweckt_im_letzten_augenblick_bleibt_nichts_liegen(haus: Haus, runden: Callable[[int, int], int]) -> None:
    laeufer = haus.laeufer()
    for n in range(runden(25, 200)):
        nummer = haus.bestelle(text=n)
        laeufer.wecke()
        if n % 2:
            assert laeufer.warte(10)
        warte_bis(lambda: haus.stand(nummer).zustand is Zustand.FERTIG)  # noqa: B023 – läuft nur in dieser Runde


def test_unbekannte_arten_bleiben_fuer_andere_liegen(haus: Haus) -> None:
    nummer = haus.bestelle(art="anderswo")
    erledige(haus.laeufer())
    assert haus.stand(nummer).zustand is Zustand.WARTET


# --- abbrechen -------------------------------------------------------------------------------------------------------


def test_wartender_auftrag_ist_sofort_abgebrochen(haus: Haus) -> None:
    nummer = haus.bestelle()
    haus.tue(auftrag.request_abbruch, nummer)
    assert haus.stand(nummer).zustand is Zustand.ABGEBROCHEN
    erledige(haus.laeufer(probe=lambda *_: pytest.fail("wurde gebaut")))
    assert haus.stand(nummer).zustand is Zustand.ABGEBROCHEN


def test_laufender_auftrag_endet_nach_dem_naechsten_schritt(haus: Haus) -> None:
    nummer, schritte = haus.bestelle(), []

    def endlos(_e: sa.Engine, _l: Lauf, fortschritt: Fortschritt) -> Datei:
        while True:
            fortschritt("Noch einer", 10)
            schritte.append(time.monotonic())
            time.sleep(0.02)

    laeufer = haus.laeufer(probe=endlos)
    laeufer.wecke()
    warte_bis(lambda: schritte)
    haus.tue(auftrag.request_abbruch, nummer)
    gewuenscht = time.monotonic()
    assert laeufer.warte(5)
    assert schritte[-1] - gewuenscht < 0.6
    stand = haus.stand(nummer)
    assert (stand.zustand, stand.fehler, stand.dateiname) == (Zustand.ABGEBROCHEN, None, None)


def test_abbruch_im_letzten_schritt_gibt_kein_ergebnis_mehr(haus: Haus) -> None:
    nummer = haus.bestelle()

    def spaet(_e: sa.Engine, lauf: Lauf, _f: Fortschritt) -> Datei:
        haus.tue(auftrag.request_abbruch, lauf.id)
        return Datei("x.txt", b"doch noch")

    erledige(haus.laeufer(probe=spaet))
    assert haus.stand(nummer).zustand is Zustand.ABGEBROCHEN
    with pytest.raises(NichtGefundenError):
        haus.ergebnis(nummer)


def test_abbrechen_und_neu_starten_aendert_fertiges_nicht(haus: Haus) -> None:
    nummer = haus.bestelle()
    erledige(haus.laeufer())
    haus.tue(auftrag.request_abbruch, nummer)
    haus.tue(auftrag.restart_auftrag, nummer)
    assert haus.stand(nummer).zustand is Zustand.FERTIG
    assert haus.ergebnis(nummer).inhalt == b"fertig"


def test_abgebrochener_auftrag_laesst_sich_neu_starten(haus: Haus) -> None:
    nummer = haus.bestelle()
    haus.tue(auftrag.request_abbruch, nummer)
    haus.tue(auftrag.restart_auftrag, nummer)
    erledige(haus.laeufer())
    assert haus.stand(nummer).zustand is Zustand.FERTIG


# --- scheitern -------------------------------------------------------------------------------------------------------


def test_erwarteter_fehler_steht_im_wortlaut_da(haus: Haus) -> None:
    def ohne(_e: sa.Engine, _l: Lauf, _f: Fortschritt) -> Datei:
        raise BetriebError("LibreOffice ist nicht eingerichtet.")

    nummer = haus.bestelle()
    erledige(haus.laeufer(probe=ohne))
    assert haus.stand(nummer).fehler == "LibreOffice ist nicht eingerichtet."


def test_unerwarteter_fehler_zeigt_nur_eine_nummer(haus: Haus, caplog: pytest.LogCaptureFixture) -> None:
    def kaputt(_e: sa.Engine, _l: Lauf, _f: Fortschritt) -> Datei:
        raise ZeroDivisionError("geheim-4711")

    nummer = haus.bestelle()
    with caplog.at_level(logging.ERROR, "mut.auftrag"):
        erledige(haus.laeufer(probe=kaputt))
    stand = haus.stand(nummer)
    assert stand.zustand is Zustand.GESCHEITERT
    assert "geheim" not in str(stand.fehler)
    zeichen = str(stand.fehler).split("Fehler Nr. ")[1][:6]
    assert zeichen in caplog.text
    haus.tue(auftrag.restart_auftrag, nummer)
    erledige(haus.laeufer())
    assert (haus.stand(nummer).zustand, haus.stand(nummer).fehler) == (Zustand.FERTIG, None)


def test_nach_einem_fehler_geht_der_naechste_auftrag(haus: Haus) -> None:
    def wechselnd(_e: sa.Engine, lauf: Lauf, _f: Fortschritt) -> Datei:
        if lauf.angaben["text"] == "schlecht":
            raise MemoryError
        return Datei("x.txt", b"")

    schlecht, gut = haus.bestelle(text="schlecht"), haus.bestelle(text="gut")
    erledige(haus.laeufer(probe=wechselnd))
    assert (haus.stand(schlecht).zustand, haus.stand(gut).zustand) == (Zustand.GESCHEITERT, Zustand.FERTIG)


# --- tote und lebende ------------------------------------------------------------------------------------------------


def test_ohne_lebenszeichen_gilt_ein_auftrag_nach_60_s_als_gescheitert_und_startet_neu(haus: Haus) -> None:
    nummer = haus.bestelle()
    assert haus.nimm() is not None
    haus.uhr.weiter(seconds=60)
    assert haus.stand(nummer).zustand is Zustand.LAEUFT
    haus.uhr.weiter(seconds=1)
    stand = haus.stand(nummer)
    assert stand.zustand is Zustand.GESCHEITERT
    assert "unterbrochen" in str(stand.fehler)
    haus.tue(auftrag.restart_auftrag, nummer)
    assert haus.stand(nummer).zustand is Zustand.WARTET
    erledige(haus.laeufer())
    assert haus.stand(nummer).zustand is Zustand.FERTIG


def test_ein_laeufer_vermerkt_tote_und_laesst_lebende_in_ruhe(haus: Haus) -> None:
    tot = haus.bestelle(text="tot")
    haus.nimm()
    haus.uhr.weiter(seconds=45)
    lebend = haus.bestelle(text="lebend")
    haus.nimm()
    haus.uhr.weiter(seconds=30)
    assert haus.nimm() is None
    with leseeinheit(haus.engine) as session:
        zustaende = {a.id: a.zustand for a in session.scalars(sa.select(modell.Auftrag))}
    assert zustaende == {tot: Zustand.GESCHEITERT, lebend: Zustand.LAEUFT}


def test_toter_auftrag_zaehlt_nicht_als_offen_und_laesst_sich_abbrechen(haus: Haus) -> None:
    nummer = haus.bestelle(text="a")
    haus.nimm()
    haus.uhr.weiter(seconds=61)
    assert haus.bestelle(text="a") != nummer
    haus.tue(auftrag.request_abbruch, nummer)
    assert haus.stand(nummer).zustand is Zustand.ABGEBROCHEN


def test_wer_zu_spaet_kommt_ueberschreibt_nichts(haus: Haus) -> None:
    """Ein eingefrorener Prozess wacht auf, während ein anderer denselben Auftrag neu begonnen hat."""
    nummer = haus.bestelle()
    begonnen = haus.uhr.jetzt
    assert haus.nimm() is not None
    haus.uhr.weiter(seconds=61)
    haus.tue(auftrag.restart_auftrag, nummer)
    zweiter = haus.nimm()
    assert zweiter is not None
    for tun in (
        lambda s: touch_auftrag(s, nummer, begonnen, haus.uhr.jetzt, schritt="alt", anteil=1),
        lambda s: finish_auftrag(s, nummer, begonnen, haus.uhr.jetzt, name="alt.txt", inhalt=b"alt"),
    ):
        with pytest.raises(VerlorenError), schreibeinheit(haus.engine, None) as session:
            tun(session)
    with schreibeinheit(haus.engine, None) as session:
        finish_auftrag(session, nummer, haus.uhr.jetzt, haus.uhr.jetzt, name="neu.txt", inhalt=b"neu")
    assert haus.ergebnis(nummer) == Datei("neu.txt", b"neu")


def test_laeufer_hoert_auf_wenn_ihm_der_auftrag_nicht_mehr_gehoert(haus: Haus) -> None:
    nummer, geendet = haus.bestelle(), threading.Event()

    def endlos(_e: sa.Engine, _l: Lauf, fortschritt: Fortschritt) -> Datei:
        try:
            while True:
                fortschritt.weiter()
                time.sleep(0.02)
        except AbgebrochenError:
            geendet.set()
            raise

    laeufer = haus.laeufer(probe=endlos)
    laeufer.wecke()
    warte_bis(lambda: haus.stand(nummer).zustand is Zustand.LAEUFT)
    with schreibeinheit(haus.engine, None) as session:
        session.delete(session.get_one(modell.Auftrag, nummer))
    assert laeufer.warte(5)
    assert geendet.is_set()
    assert haus.staende() == []


def test_ordentliches_ende_gibt_laufendes_zurueck(haus: Haus) -> None:
    nummer = haus.bestelle()

    def endlos(_e: sa.Engine, _l: Lauf, fortschritt: Fortschritt) -> Datei:
        while True:
            fortschritt("…", 30)
            time.sleep(0.02)

    laeufer = haus.laeufer(probe=endlos)
    laeufer.wecke()
    warte_bis(lambda: haus.stand(nummer).zustand is Zustand.LAEUFT)
    close_laeufer()
    assert haus.stand(nummer).zustand is Zustand.WARTET
    laeufer.wecke()
    assert laeufer.warte(1)
    assert haus.stand(nummer).zustand is Zustand.WARTET
    erledige(haus.laeufer())
    assert haus.stand(nummer).zustand is Zustand.FERTIG


PROZESS = """
import os, sys, time
from pathlib import Path
from mut_core.auftrag import Art, Datei, Laeufer
from mut_core.datenbank import connect_datenbank

spuren, dauer = Path(sys.argv[2]), float(sys.argv[3])

def bauen(engine, lauf, fortschritt):
    with (spuren / f"{lauf.id}-{os.getpid()}").open("x"):
        fortschritt("Im anderen Prozess", 10)
    ende = time.monotonic() + dauer
    while time.monotonic() < ende:
        fortschritt("Im anderen Prozess", 20)
        time.sleep(0.01)
    return Datei("x.txt", str(os.getpid()).encode())

laeufer = Laeufer(connect_datenbank(sys.argv[1]), {"probe": Art("Probe", bauen)})
laeufer.wecke()
sys.exit(0 if laeufer.warte(60) else 1)
"""


def starte(haus: Haus, spuren: Path, dauer: float) -> subprocess.Popen[bytes]:
    adresse = haus.engine.url.render_as_string(hide_password=False)
    umgebung = {**os.environ, "PYTHONPATH": str(WURZEL)}
    return subprocess.Popen([sys.executable, "-c", PROZESS, adresse, str(spuren), str(dauer)], env=umgebung)


def test_mehrere_prozesse_nehmen_sich_nichts_weg(haus: Haus, tmp_path: Path) -> None:
    haus.uhr.jetzt = datetime.now(UTC)
    personen = (haus.g.kora, haus.g.fatma, haus.g.lena)
    nummern = [haus.bestelle(p, text=n) for p in personen for n in range(5)]
    prozesse = [starte(haus, tmp_path, 0.1) for _ in range(3)]
    assert [p.wait(60) for p in prozesse] == [0, 0, 0]
    gebaut = sorted(int(s.name.split("-")[0]) for s in tmp_path.iterdir())
    assert gebaut == sorted(nummern)
    haus.uhr.jetzt = datetime.now(UTC)
    assert all(s.zustand is Zustand.FERTIG for p in personen for s in haus.staende(p))


def test_kill_9_eines_laeufers_wird_gemeldet_und_der_auftrag_laesst_sich_neu_starten(
    haus: Haus, tmp_path: Path
) -> None:
    haus.uhr.jetzt = datetime.now(UTC)
    nummer = haus.bestelle()
    with starte(haus, tmp_path, 60) as prozess:
        warte_bis(lambda: haus.stand(nummer).schritt == "Im anderen Prozess", 20)
        prozess.send_signal(signal.SIGKILL)
    haus.uhr.weiter(seconds=30)
    assert haus.stand(nummer).zustand is Zustand.LAEUFT
    assert haus.nimm() is None
    haus.uhr.jetzt = datetime.now(UTC) + timedelta(seconds=61)
    assert haus.stand(nummer).zustand is Zustand.GESCHEITERT
    haus.tue(auftrag.restart_auftrag, nummer)
    erledige(haus.laeufer())
    assert haus.ergebnis(nummer).inhalt == b"fertig"


# --- Aufbewahrung ----------------------------------------------------------------------------------------------------


def test_nach_einer_woche_sind_auftraege_und_ergebnisse_geloescht(haus: Haus) -> None:
    alt = haus.bestelle(text="alt")
    erledige(haus.laeufer())
    haus.uhr.weiter(days=6, hours=23)
    assert haus.stand(alt).zustand is Zustand.FERTIG
    haus.uhr.weiter(hours=1)
    assert haus.staende() == []
    neu = haus.bestelle(text="neu")
    with leseeinheit(haus.engine) as session:
        assert session.scalars(sa.select(modell.Auftrag.id)).all() == [neu]


def test_was_lebt_wird_nie_weggeraeumt(haus: Haus) -> None:
    nummer = haus.bestelle()
    begonnen = haus.uhr.jetzt
    haus.nimm()
    haus.uhr.weiter(days=8)
    with schreibeinheit(haus.engine, None) as session:
        touch_auftrag(session, nummer, begonnen, haus.uhr.jetzt, schritt="läuft lange", anteil=50)
    with schreibeinheit(haus.engine, None) as session:
        auftrag.delete_altes(session, haus.uhr.jetzt)
    assert haus.stand(nummer).schritt == "läuft lange"


# --- Drucken ---------------------------------------------------------------------------------------------------------


def kleiner_bericht() -> bytes:
    doku = Dokument(titel="Kurz", kommune="Probstweiler", stelle="Amt", stand=date(2024, 5, 31))
    doku.ueberschrift("Kapitel")
    doku.absatz("Ein Satz.")
    return doku.als_bytes()


def drucke(haus: Haus, **angaben: Any) -> int:
    nummer = haus.bestelle(art="druck", **angaben)
    art = build_druckart("Bericht", lambda _s, _l: Druckgut("bericht.docx", kleiner_bericht))
    laeufer = Laeufer(haus.engine, {"druck": art}, uhr=lambda: haus.uhr.jetzt)
    erledige(laeufer, 60)
    return nummer


def test_druckauftrag_liefert_die_word_datei(haus: Haus) -> None:
    assert haus.ergebnis(drucke(haus)) == Datei("bericht.docx", kleiner_bericht())


@pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice fehlt")
def test_druckauftrag_liefert_auf_wunsch_die_pdf_datei(haus: Haus) -> None:
    datei = haus.ergebnis(drucke(haus, pdf=True))
    assert datei.name == "bericht.pdf"
    assert datei.inhalt.startswith(b"%PDF-")


def test_druckauftrag_ohne_libreoffice_nennt_den_ausweg(haus: Haus, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    monkeypatch.setattr("mut_core.pdf.umwandeln._FESTE_ORTE", ())
    assert "LibreOffice ist" not in str(haus.stand(drucke(haus)).fehler)
    assert "Word-Datei herunter" in str(haus.stand(drucke(haus, pdf=True)).fehler)
