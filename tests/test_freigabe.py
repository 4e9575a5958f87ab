"""Prüft die Freigabe: das zweite Augenpaar, nie das erste noch einmal."""

import threading
from typing import Any

import pytest
import sqlalchemy as sa
from gemeinde import HEUTE, Gemeinde, Uhr, neu

from mut_core import modell
from mut_core.datenbank import leseeinheit, schreibeinheit
from mut_core.erfassung.freigabe import record_freigabe
from mut_core.erfassung.protokoll import Vorgang, kettenfehler
from mut_core.fehler import KonfliktError, MutError, NichtGefundenError, RechteError
from mut_core.lagebild import load_lagebild, saetze
from mut_core.modell import Nutzer, Protokoll, Rolle, Sachstand
from mut_core.modell.codes import Freigabe, Rollenart, Umsetzungsstand
from mut_core.rechte import Person, load_person


def sachstand_von(gemeinde: Gemeinde, name: str) -> int:
    """Gibt den ersten Sachstand einer Maßnahme; den zum Wegweiser hat Kora selbst erfasst."""
    with leseeinheit(gemeinde.engine) as session:
        gesucht = sa.select(Sachstand.id).where(Sachstand.massnahme_id == gemeinde.massnahmen[name])
        return session.scalars(gesucht).one()


def gib(
    gemeinde: Gemeinde,
    vorgang: Vorgang,
    ziel: int,
    freigabe: Freigabe = Freigabe.FREIGEGEBEN,
    basis_version: int = 1,
) -> int:
    with schreibeinheit(gemeinde.engine, vorgang) as session:
        bemerkung = "Bitte ergänzen." if freigabe is Freigabe.ZURUECK else None
        return record_freigabe(session, vorgang, ziel, freigabe, basis_version=basis_version, bemerkung=bemerkung)


def zweite_koordination(gemeinde: Gemeinde, uhr: Uhr) -> Person:
    with schreibeinheit(gemeinde.engine, uhr.vorgang(gemeinde.adam)) as session:
        nutzer = neu(session, Nutzer(kennung="karla", name="Karla Zweit")).id
        neu(session, Rolle(nutzer_id=nutzer, art=Rollenart.KOORDINATION, konzept_id=gemeinde.konzept_id))
    with leseeinheit(gemeinde.engine) as session:
        return load_person(session, "karla")


def stand(gemeinde: Gemeinde, sachstand_id: int) -> tuple[Freigabe, int]:
    with leseeinheit(gemeinde.engine) as session:
        s = session.get_one(Sachstand, sachstand_id)
        return s.freigabe, s.version


def test_die_koordination_gibt_frei_und_nur_die_freigabe_aendert_sich(gemeinde: Gemeinde, uhr: Uhr) -> None:
    ziel = sachstand_von(gemeinde, "sprachcafe")
    with leseeinheit(gemeinde.engine) as session:
        vorher = {s.key: getattr(session.get_one(Sachstand, ziel), s.key) for s in Sachstand.__table__.columns}
    assert gib(gemeinde, uhr.vorgang(gemeinde.kora, grund="geprüft"), ziel) == ziel
    with leseeinheit(gemeinde.engine) as session:
        nachher = {s.key: getattr(session.get_one(Sachstand, ziel), s.key) for s in Sachstand.__table__.columns}
        letzte = session.scalars(sa.select(Protokoll).order_by(Protokoll.seq.desc()).limit(1)).one()
        bild = load_lagebild(session, gemeinde.konzept_id, HEUTE)
        assert kettenfehler(session) is None
    assert {k for k in vorher if vorher[k] != nachher[k]} == {"freigabe", "version"}
    assert (letzte.nutzer_id, letzte.tabelle, letzte.grund) == (gemeinde.kora.id, "sachstand", "geprüft")
    assert {s.id: s.freigabe for s in saetze(bild.sachstaende)}[ziel] is Freigabe.FREIGEGEBEN


def test_zurueckgeben_und_spaeter_freigeben(gemeinde: Gemeinde, uhr: Uhr) -> None:
    ziel = sachstand_von(gemeinde, "lotsen")
    gib(gemeinde, uhr.vorgang(gemeinde.kora), ziel, Freigabe.ZURUECK)
    assert stand(gemeinde, ziel) == (Freigabe.ZURUECK, 2)
    gib(gemeinde, uhr.vorgang(gemeinde.kora), ziel, basis_version=2)
    assert stand(gemeinde, ziel) == (Freigabe.FREIGEGEBEN, 3)


def test_wer_erfasst_hat_gibt_nicht_frei_jemand_anderes_schon(gemeinde: Gemeinde, uhr: Uhr) -> None:
    ziel, karla = sachstand_von(gemeinde, "wegweiser"), zweite_koordination(gemeinde, uhr)
    with pytest.raises(RechteError, match="selbst erfasst"):
        gib(gemeinde, uhr.vorgang(gemeinde.kora), ziel)
    assert stand(gemeinde, ziel) == (Freigabe.GEMELDET, 1)
    gib(gemeinde, uhr.vorgang(karla), ziel)
    assert stand(gemeinde, ziel) == (Freigabe.FREIGEGEBEN, 2)


def test_auch_im_auftrag_erfasstes_gibt_die_erfassende_nicht_frei(gemeinde: Gemeinde, uhr: Uhr) -> None:
    with schreibeinheit(gemeinde.engine, uhr.vorgang(gemeinde.kora)) as session:
        ziel = neu(
            session,
            modell.Sachstand(
                konzept_id=gemeinde.konzept_id, massnahme_id=gemeinde.massnahmen["lotsen"], nummer=2, zum=HEUTE,
                umsetzungsstand=Umsetzungsstand.IDEE, erfasst_am=uhr.jetzt, erfasst_von_id=gemeinde.kora.id,
                gilt_ab=HEUTE, im_auftrag_von_id=gemeinde.soziales_id,
            ),
        ).id  # fmt: skip
    with pytest.raises(RechteError, match="selbst erfasst"):
        gib(gemeinde, uhr.vorgang(gemeinde.kora), ziel)


def test_veraltete_version_gewinnt_nicht_still(gemeinde: Gemeinde, uhr: Uhr) -> None:
    """F11: Eine andere hat inzwischen zurückgegeben; die Freigabe überschreibt das nicht."""
    ziel, karla = sachstand_von(gemeinde, "sprachcafe"), zweite_koordination(gemeinde, uhr)
    gib(gemeinde, uhr.vorgang(karla), ziel, Freigabe.ZURUECK)
    with pytest.raises(KonfliktError) as fehler:
        gib(gemeinde, uhr.vorgang(gemeinde.kora), ziel)
    assert fehler.value.gespeichert == {"freigabe": Freigabe.ZURUECK}
    assert fehler.value.eigene == {"freigabe": Freigabe.FREIGEGEBEN}
    assert stand(gemeinde, ziel) == (Freigabe.ZURUECK, 2)


def test_derselbe_vorgang_zweimal_entscheidet_einmal(gemeinde: Gemeinde, uhr: Uhr) -> None:
    """F08: Doppelklick oder verlorene Antwort."""
    ziel, vorgang = sachstand_von(gemeinde, "sprachcafe"), uhr.vorgang(gemeinde.kora)
    assert gib(gemeinde, vorgang, ziel) == gib(gemeinde, vorgang, ziel) == ziel
    assert stand(gemeinde, ziel) == (Freigabe.FREIGEGEBEN, 2)


def test_von_zweien_zugleich_entscheidet_eine(gemeinde: Gemeinde, uhr: Uhr) -> None:
    """F12: zwei Koordinationen mit derselben Version."""
    ziel, karla = sachstand_von(gemeinde, "sprachcafe"), zweite_koordination(gemeinde, uhr)
    start, ergebnisse = threading.Barrier(2), []

    def entscheide(person: Person, freigabe: Freigabe) -> None:
        start.wait()
        try:
            ergebnisse.append(gib(gemeinde, uhr.vorgang(person), ziel, freigabe))
        except MutError as fehler:
            ergebnisse.append(type(fehler))

    faeden = [
        threading.Thread(target=entscheide, args=a)
        for a in ((gemeinde.kora, Freigabe.FREIGEGEBEN), (karla, Freigabe.ZURUECK))
    ]
    for faden in faeden:
        faden.start()
    for faden in faeden:
        faden.join()
    assert sorted(ergebnisse, key=str) == sorted([ziel, KonfliktError], key=str)


@pytest.mark.parametrize("ziel", ["fremd", 0, -1, 987_654, 2**31, 2**63, 10**20, None, "1", True])
def test_fremdes_unbekanntes_und_unmoegliches_antworten_gleich(gemeinde: Gemeinde, uhr: Uhr, ziel: Any) -> None:
    """F56: ein Sachstand aus Nachbarau antwortet wie einer, den es nie gab."""
    if ziel == "fremd":
        with schreibeinheit(gemeinde.engine, uhr.vorgang(gemeinde.gustav)) as session:
            ziel = neu(
                session,
                modell.Sachstand(
                    konzept_id=gemeinde.fremdes_konzept_id, massnahme_id=gemeinde.massnahmen["fremd"], nummer=1,
                    zum=HEUTE, umsetzungsstand=Umsetzungsstand.IDEE, erfasst_am=uhr.jetzt,
                    erfasst_von_id=gemeinde.gustav.id, gilt_ab=HEUTE,
                ),
            ).id  # fmt: skip
    for person in (gemeinde.kora, gemeinde.lena, gemeinde.niemand):
        with pytest.raises(NichtGefundenError) as fehler:
            gib(gemeinde, uhr.vorgang(person), ziel)
        assert str(fehler.value) == "Diesen Sachstand gibt es nicht oder Sie dürfen ihn nicht sehen."
