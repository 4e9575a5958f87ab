"""Prüft das Einfrieren: was eingefroren ist, bleibt Byte für Byte – und gleicht dem, was die Zeitmaschine zeigt."""

import hashlib
import threading
from collections.abc import Iterator
from datetime import date
from io import BytesIO
from pathlib import Path

import pandas as pd
import pytest
import sqlalchemy as sa
from docx import Document
from gemeinde import HEUTE, Gemeinde, Uhr
from sqlalchemy.orm import Session

from mut_core import befehle
from mut_core.datenbank import connect_datenbank, leseeinheit, schreibeinheit
from mut_core.erfassung.bericht import freeze_bericht, open_neufassung, release_bericht, submit_bericht
from mut_core.erfassung.protokoll import Vorgang, kettenfehler
from mut_core.erfassung.sachstand import SachstandEingabe, record_sachstand
from mut_core.fehler import NichtGefundenError, RechteError
from mut_core.lagebild import Lagebild, freeze_lagebild, load_lagebild, thaw_lagebild
from mut_core.modell import Bericht, Berichtsstand, Handlungsfeld, Kommune, Konzept, Massnahme, Protokoll
from mut_core.modell.codes import Berichtsform, Berichtsstatus, Umsetzungsstand

STICHTAG = date(2025, 5, 31)
WORD = b"PK\x03\x04 keine echte Word-Datei, nur Bytes"


def ein_bericht(gemeinde: Gemeinde, konzept_id: int | None = None) -> int:
    """Gibt den Bericht der Gemeinde; im fremden Konzept wird er erst angelegt."""
    if konzept_id is None:
        with leseeinheit(gemeinde.engine) as session:
            return session.scalars(sa.select(Bericht.id).where(Bericht.konzept_id == gemeinde.konzept_id)).one()
    with schreibeinheit(gemeinde.engine, Uhr().vorgang(gemeinde.gustav)) as session:
        neu = Bericht(konzept_id=konzept_id, form=Berichtsform.SACHSTANDSBERICHT, titel="Fremd", stichtag=STICHTAG,
                      status=Berichtsstatus.FREIGEGEBEN)  # fmt: skip
        session.add(neu)
        session.flush()
        return neu.id


def friere_ein(
    gemeinde: Gemeinde,
    uhr: Uhr,
    *,
    person: str = "kora",
    bericht: int | None = None,
    lagebild: bytes | None = None,
    dokument: bytes | None = WORD,
    vorgang: Vorgang | None = None,
) -> int:
    vorgang = vorgang or uhr.vorgang(gemeinde.personen[person])
    ziel = ein_bericht(gemeinde) if bericht is None else bericht
    with schreibeinheit(gemeinde.engine, vorgang) as session:
        bild = lagebild or freeze_lagebild(load_lagebild(session, gemeinde.konzept_id, STICHTAG))
        return freeze_bericht(session, vorgang, ziel, bild, dokument)


def beginne_neufassung(gemeinde: Gemeinde, uhr: Uhr) -> None:
    """Führt den Bericht bis zur nächsten Freigabe; das zweite Augenpaar prüft test_berichtsleben."""
    ziel = ein_bericht(gemeinde)
    with schreibeinheit(gemeinde.engine, uhr.vorgang(gemeinde.adam)) as session:
        session.scalars(sa.select(Kommune).where(Kommune.schluessel == "probstweiler")).one().vier_augen = False
    for schritt, weitere in (
        (open_neufassung, {"grund": "Zahl berichtigt"}),
        (submit_bericht, {}),
        (release_bericht, {}),
    ):
        vorgang = uhr.vorgang(gemeinde.kora)
        with schreibeinheit(gemeinde.engine, vorgang) as session:
            version = session.get_one(Bericht, ziel).version
            schritt(session, vorgang, ziel, **weitere, basis_version=version)  # type: ignore[operator]


def stand(gemeinde: Gemeinde, schluessel: int) -> Berichtsstand:
    with leseeinheit(gemeinde.engine) as session:
        return session.get_one(Berichtsstand, schluessel)


def abdruck(engine: sa.Engine) -> list[int]:
    with leseeinheit(engine) as session:
        fragen = [sa.select(sa.func.count()).select_from(t) for t in (Protokoll, Berichtsstand)]
        return [session.scalar(f) or 0 for f in (*fragen, sa.select(sa.func.sum(Bericht.version)))]


def gleich(a: Lagebild, b: Lagebild) -> list[str]:
    """Gibt, worin sich zwei Lagebilder unterscheiden; der Änderungsstand zählt nicht mit."""
    unterschiede = [] if vars(a.konzept) == vars(b.konzept) else ["konzept"]
    unterschiede += [] if a.stichtag == b.stichtag else ["stichtag"]
    assert a.tabellen.keys() == b.tabellen.keys()
    for name, tabelle in a.tabellen.items():
        try:
            pd.testing.assert_frame_equal(tabelle, b.tabellen[name], check_dtype=False)
        except AssertionError as fehler:
            unterschiede.append(f"{name}: {fehler}")
    return unterschiede


@pytest.fixture
def unveraendert(gemeinde: Gemeinde) -> Iterator[None]:
    """Prüft nach dem Test, dass gar nichts geschrieben wurde."""
    vorher = abdruck(gemeinde.engine)
    yield
    assert abdruck(gemeinde.engine) == vorher


# --- klappt -----------------------------------------------------------------------------------------------------------


def test_aufgetaut_ist_es_dasselbe_lagebild(gemeinde: Gemeinde, uhr: Uhr) -> None:
    with leseeinheit(gemeinde.engine) as session:
        bild = load_lagebild(session, gemeinde.konzept_id, STICHTAG)
        kopf = session.execute(sa.select(Protokoll.seq, Protokoll.hash).order_by(Protokoll.seq.desc())).first()
    s = stand(gemeinde, friere_ein(gemeinde, uhr))
    assert gleich(thaw_lagebild(s.lagebild), bild) == []
    assert thaw_lagebild(s.lagebild).aenderungsstand == bild.aenderungsstand
    assert s.lagebild_sha == hashlib.sha256(s.lagebild).hexdigest()
    assert (s.dokument, s.dokument_sha) == (WORD, hashlib.sha256(WORD).hexdigest())
    assert kopf is not None
    assert (s.bis_seq, s.kette) == (kopf.seq, kopf.hash)
    assert (s.erstellt_am, s.erstellt_von_id, s.konzept_id) == (uhr.jetzt, gemeinde.kora.id, gemeinde.konzept_id)


def test_der_bericht_heisst_danach_eingefroren_und_die_kette_haelt(gemeinde: Gemeinde, uhr: Uhr) -> None:
    s = stand(gemeinde, friere_ein(gemeinde, uhr))
    with leseeinheit(gemeinde.engine) as session:
        assert session.get_one(Bericht, s.bericht_id).status == Berichtsstatus.EINGEFROREN
        assert kettenfehler(session) is None
        zeile = session.scalars(sa.select(Protokoll).where(Protokoll.tabelle == "berichtsstand")).all()[-1]
    assert s.lagebild_sha in str(zeile.nutzlast)
    assert zeile.seq > s.bis_seq


def test_ohne_word_datei_bleibt_das_feld_leer(gemeinde: Gemeinde, uhr: Uhr) -> None:
    s = stand(gemeinde, friere_ein(gemeinde, uhr, dokument=None))
    assert (s.dokument, s.dokument_sha) == (None, None)


def test_jede_weitere_fassung_zaehlt_hoch_und_laesst_die_vorige_stehen(gemeinde: Gemeinde, uhr: Uhr) -> None:
    erste = stand(gemeinde, friere_ein(gemeinde, uhr))
    uhr.weiter(days=1)
    beginne_neufassung(gemeinde, uhr)
    zweite = stand(gemeinde, friere_ein(gemeinde, uhr, dokument=None))
    assert zweite.fassung == erste.fassung + 1
    assert zweite.bis_seq > erste.bis_seq
    assert stand(gemeinde, erste.id).lagebild == erste.lagebild


def test_spaetere_aenderungen_lassen_jedes_byte_stehen(gemeinde: Gemeinde, uhr: Uhr) -> None:
    davor = stand(gemeinde, friere_ein(gemeinde, uhr))
    uhr.weiter(days=3)
    vorgang = uhr.vorgang(gemeinde.kora)
    with schreibeinheit(gemeinde.engine, vorgang) as session:
        lotsen = session.get_one(Massnahme, gemeinde.massnahmen["lotsen"])
        lotsen.titel, lotsen.frist = "Umbenannt", date(2027, 1, 1)
        session.get_one(Handlungsfeld, gemeinde.handlungsfelder[0]).titel = "Auch umbenannt"
        session.get_one(Konzept, gemeinde.konzept_id).bezeichnung = "Neuer Name"
        eingabe = SachstandEingabe(HEUTE, Umsetzungsstand.IDEE, "Ganz anders.")
        record_sachstand(session, vorgang, gemeinde.massnahmen["wegweiser"], eingabe, basis=1, basis_version=1)
    danach = stand(gemeinde, davor.id)
    assert (danach.lagebild, danach.dokument, danach.bis_seq, danach.kette) == (
        davor.lagebild, davor.dokument, davor.bis_seq, davor.kette,
    )  # fmt: skip
    with leseeinheit(gemeinde.engine) as session:
        nachgeladen = load_lagebild(session, gemeinde.konzept_id, STICHTAG)
        heute = load_lagebild(session, gemeinde.konzept_id, uhr.heute)
    assert gleich(thaw_lagebild(danach.lagebild), nachgeladen) == []
    assert gleich(thaw_lagebild(danach.lagebild), heute) != []  # der Vergleich sieht Unterschiede wirklich


# --- darf nicht, gibt es nicht, doppelt -------------------------------------------------------------------------------

DARF = {
    "fatma": RechteError,
    "fritz": RechteError,
    "lena": RechteError,
    "adam": RechteError,
    "gustav": NichtGefundenError,
    "niemand": NichtGefundenError,
}


@pytest.mark.usefixtures("unveraendert")
@pytest.mark.parametrize("person", DARF)
def test_einfrieren_darf_nur_die_koordination(gemeinde: Gemeinde, uhr: Uhr, person: str) -> None:
    with pytest.raises(DARF[person]):
        friere_ein(gemeinde, uhr, person=person)


def test_fremder_unbekannter_und_unmoeglicher_bericht_antworten_gleich(gemeinde: Gemeinde, uhr: Uhr) -> None:
    fremd = ein_bericht(gemeinde, gemeinde.fremdes_konzept_id)
    vorher, antworten = abdruck(gemeinde.engine), set()
    for ziel in (fremd, 987_654, 0, -1, 2**31, 2**63, 10**20):
        with pytest.raises(NichtGefundenError) as fehler:
            friere_ein(gemeinde, uhr, bericht=ziel)
        antworten.add(str(fehler.value))
    assert len(antworten) == 1
    assert abdruck(gemeinde.engine) == vorher


def test_derselbe_vorgang_friert_einmal_ein(gemeinde: Gemeinde, uhr: Uhr) -> None:
    vorgang = uhr.vorgang(gemeinde.kora)
    erster = friere_ein(gemeinde, uhr, vorgang=vorgang)
    vorher = abdruck(gemeinde.engine)
    assert friere_ein(gemeinde, uhr, vorgang=vorgang, lagebild=b"etwas anderes") == erster
    assert abdruck(gemeinde.engine) == vorher


def test_doppelklick_aus_zwei_threads_friert_einmal_ein(gemeinde: Gemeinde, uhr: Uhr) -> None:
    vorgang, start, ergebnisse = uhr.vorgang(gemeinde.kora), threading.Barrier(2), list[int]()

    def klick() -> None:
        start.wait()
        ergebnisse.append(friere_ein(gemeinde, uhr, vorgang=vorgang))

    threads = [threading.Thread(target=klick) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(ergebnisse) == 2
    assert len(set(ergebnisse)) == 1


@pytest.mark.usefixtures("unveraendert")
def test_abbruch_nach_dem_einfrieren_laesst_den_bericht_freigegeben(gemeinde: Gemeinde, uhr: Uhr) -> None:
    vorgang, ziel = uhr.vorgang(gemeinde.kora), ein_bericht(gemeinde)
    with pytest.raises(ZeroDivisionError), schreibeinheit(gemeinde.engine, vorgang) as session:
        freeze_bericht(session, vorgang, ziel, b"bild")
        _ = 1 / 0
    with leseeinheit(gemeinde.engine) as session:
        assert session.get_one(Bericht, ziel).status == Berichtsstatus.FREIGEGEBEN


@pytest.mark.parametrize(
    "befehl",
    [
        "UPDATE berichtsstand SET lagebild = lagebild",
        "UPDATE berichtsstand SET dokument = NULL",
        "UPDATE berichtsstand SET lagebild_sha = ''",
        "DELETE FROM berichtsstand",
    ],
)
def test_die_datenbank_selbst_verweigert_aendern_und_loeschen(gemeinde: Gemeinde, uhr: Uhr, befehl: str) -> None:
    davor = stand(gemeinde, friere_ein(gemeinde, uhr))
    schreibend = gemeinde.engine.execution_options(mut_nur_lesen=False)
    with pytest.raises(sa.exc.DBAPIError, match="nur anfügen"), schreibend.begin() as verbindung:
        verbindung.exec_driver_sql(befehl)
    danach = stand(gemeinde, davor.id)
    assert (danach.lagebild, danach.dokument, danach.lagebild_sha) == (
        davor.lagebild, davor.dokument, davor.lagebild_sha,
    )  # fmt: skip


@pytest.mark.usefixtures("unveraendert")
def test_auch_die_sitzung_verweigert_aendern_und_loeschen(gemeinde: Gemeinde, uhr: Uhr) -> None:
    def aendere(session: Session, alt: Berichtsstand) -> None:
        alt.fassung = 7

    def loesche(session: Session, alt: Berichtsstand) -> None:
        session.delete(alt)

    for tat in (aendere, loesche):
        with pytest.raises(RuntimeError, match="nie"), schreibeinheit(gemeinde.engine, uhr.vorgang(gemeinde.kora)) as s:
            tat(s, s.scalars(sa.select(Berichtsstand)).one())


# --- Demo: die zwei früheren Berichte von Musterstadt -----------------------------------------------------------------


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[sa.Engine]:
    """Die Datenbank, wie das Kommando `bereitstellen` sie hinterlässt."""
    url = f"sqlite:///{tmp_path_factory.mktemp('demo') / 'mut.sqlite'}"
    with pytest.MonkeyPatch.context() as umgebung:
        umgebung.setenv("MUT_DATENBANK", url)
        assert befehle.main(["bereitstellen"]) == 0
    engine = connect_datenbank(url)
    yield engine
    engine.dispose()


def eingefrorene(engine: sa.Engine) -> list[tuple[Bericht, Berichtsstand]]:
    with leseeinheit(engine) as session:
        frage = sa.select(Bericht, Berichtsstand).join(Berichtsstand, Berichtsstand.bericht_id == Bericht.id)
        paare = [(b, s) for b, s in session.execute(frage.order_by(Bericht.nummer))]
    assert len(paare) == 2  # sonst prüften die Tests unten nichts
    return paare


def test_bereitstellen_friert_die_zwei_berichte_von_musterstadt_ein(demo: sa.Engine) -> None:
    paare = eingefrorene(demo)
    with leseeinheit(demo) as session:
        musterstadt = session.scalars(sa.select(Konzept.id).where(Konzept.schluessel == "musterstadt")).one()
    assert [(b.nummer, b.konzept_id, s.fassung) for b, s in paare] == [(1, musterstadt, 1), (2, musterstadt, 1)]
    for bericht, s in paare:
        assert bericht.status == Berichtsstatus.EINGEFROREN
        assert thaw_lagebild(s.lagebild).stichtag == bericht.stichtag
        assert s.lagebild_sha == hashlib.sha256(s.lagebild).hexdigest()


def test_zu_jedem_eingefrorenen_bericht_gehoert_eine_lesbare_word_datei(demo: sa.Engine) -> None:
    for bericht, s in eingefrorene(demo):
        assert s.dokument is not None
        assert s.dokument_sha == hashlib.sha256(s.dokument).hexdigest()
        text = "\n".join(absatz.text for absatz in Document(BytesIO(s.dokument)).paragraphs)
        assert "Musterstadt" in text
        assert f"{bericht.stichtag:%d.%m.%Y}" in text or str(bericht.stichtag.year) in text


def test_ein_heute_geladenes_lagebild_gleicht_dem_damals_eingefrorenen(demo: sa.Engine) -> None:
    for bericht, s in eingefrorene(demo):
        with leseeinheit(demo) as session:
            heute = load_lagebild(session, bericht.konzept_id, bericht.stichtag)
        assert gleich(thaw_lagebild(s.lagebild), heute) == []


def test_die_kopfzeile_des_eingefrorenen_steht_im_protokoll(demo: sa.Engine) -> None:
    with leseeinheit(demo) as session:
        assert kettenfehler(session) is None
        for _, s in eingefrorene(demo):
            assert session.get_one(Protokoll, s.bis_seq).hash == s.kette


def test_zweites_bereitstellen_friert_nichts_noch_einmal_ein(
    demo: sa.Engine, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    vorher = abdruck(demo)
    monkeypatch.setenv("MUT_DATENBANK", f"sqlite:///{Path(str(demo.url.database)).as_posix()}")
    assert befehle.main(["bereitstellen"]) == 0
    assert abdruck(demo) == vorher
