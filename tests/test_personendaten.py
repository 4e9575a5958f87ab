"""Prüft Auskunft und Löschen: alles zu einer Person ist zu sehen, nichts davon bleibt erkennbar, und die Kette hält."""

import json
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from gemeinde import HEUTE, Gemeinde, Uhr, neu

from mut_core import modell
from mut_core.anmeldung import konten as zugaenge
from mut_core.datenbank import leseeinheit, schreibeinheit
from mut_core.erfassung import konten
from mut_core.erfassung.personendaten import erase_person, load_auskunft
from mut_core.erfassung.protokoll import Vorgang, clear_nutzlasten, kettenfehler
from mut_core.erfassung.wache import bild
from mut_core.fehler import EingabeError, NichtGefundenError, RechteError
from mut_core.lagebild import load_lagebild
from mut_core.modell import Base, Nutzer, Protokoll
from mut_core.modell.codes import Anmeldeweg, Linkzweck, Rollenart
from mut_core.rechte import BETRIEB, UEBERNAHME, Person, load_person_zu

SPUREN = (
    "Fatma Schulz",
    "fatma",
    "https://dienst.example|fatma-4711",
    "Fatma Neuname",
    "Firefox unter Linux",
    "Fatmas Handy",
)
"""Woran man Fatma erkennt; nach dem Löschen steht nichts davon mehr in der Datenbank."""


def belebe(gemeinde: Gemeinde, uhr: Uhr) -> None:
    """Gibt Fatma alles, was eine Person haben kann: neuen Namen, Dienstkennung, Zugang, Anmeldung, Link, Entwurf."""
    fatma, jetzt = gemeinde.fatma.id, uhr.jetzt
    with schreibeinheit(gemeinde.engine, uhr.vorgang(gemeinde.adam)) as session:
        nutzer = session.get_one(Nutzer, fatma)
        nutzer.name, nutzer.dienstkennung = SPUREN[3], SPUREN[2]
        session.add(modell.Zugangsdaten(nutzer_id=fatma, kennwort_pruefsumme="$argon2id$geheim", letzte_anmeldung=jetzt,
                                        zweitfaktor_geheimnis="TOTPGEHEIM"))  # fmt: skip
        session.add(modell.Anmeldung(nutzer_id=fatma, kennzeichen_pruefsumme="k" * 64, gegenzeichen="g" * 64,
                                     weg=Anmeldeweg.DIENST, geraet=SPUREN[4], begonnen_am=jetzt, zuletzt_am=jetzt,
                                     gilt_bis=jetzt + timedelta(hours=10)))  # fmt: skip
        session.add(modell.Einmallink(code_pruefsumme="c" * 64, zweck=Linkzweck.KENNWORT, nutzer_id=fatma,
                                      angelegt_am=jetzt, gilt_bis=jetzt))  # fmt: skip
        session.add(modell.Kalenderlink(konzept_id=gemeinde.konzept_id, nutzer_id=fatma, geheimnis_pruefsumme="l" * 64,
                                        bezeichnung=SPUREN[5], auswahl={}, erstellt_am=jetzt))  # fmt: skip


def loesche(gemeinde: Gemeinde, vorgang: Vorgang, nutzer_id: int) -> int:
    with schreibeinheit(gemeinde.engine, vorgang) as session:
        return erase_person(session, vorgang, nutzer_id)


def auskunft(gemeinde: Gemeinde, vorgang: Vorgang, nutzer_id: int) -> dict[str, Any]:
    with leseeinheit(gemeinde.engine) as session:
        return load_auskunft(session, vorgang, nutzer_id)


def alles_in(engine: sa.Engine) -> str:
    """Gibt jede Zeile jeder Tabelle als einen Text."""
    with leseeinheit(engine) as session:
        return repr([session.execute(sa.select(t)).all() for t in Base.metadata.sorted_tables])


# --- Auskunft --------------------------------------------------------------------------------------------------------


def test_auskunft_nennt_alles_aber_nichts_womit_man_hereinkaeme(gemeinde: Gemeinde, uhr: Uhr) -> None:
    belebe(gemeinde, uhr)
    daten = auskunft(gemeinde, uhr.vorgang(gemeinde.adam), gemeinde.fatma.id)
    text = json.dumps(daten, ensure_ascii=False)
    assert daten["konto"]["name"] == SPUREN[3]
    assert daten["konto"]["dienstkennung"] == SPUREN[2]
    assert [
        len(daten[k]) for k in ("rollen", "zugangsdaten", "anmeldungen", "einmallinks", "entwuerfe", "kalenderlinks")
    ] == [1] * 6
    assert (daten["sachstaende"], daten["berichtsstaende"], daten["protokollzeilen"]) == (1, 0, 0)
    assert daten["anmeldungen"][0]["geraet"] == SPUREN[4]
    for geheim in ("argon2", "TOTPGEHEIM", "k" * 64, "g" * 64, "c" * 64, "l" * 64):
        assert geheim not in text


def test_jede_tabelle_mit_verweis_auf_eine_person_steht_in_der_auskunft(gemeinde: Gemeinde, uhr: Uhr) -> None:
    """Kommt eine Tabelle dazu, die eine Person nennt, muss sie auch in Auskunft und Löschen."""
    verweise = {t.name for t in Base.metadata.sorted_tables for f in t.foreign_keys if f.column.table.name == "nutzer"}
    assert verweise == {
        "rolle", "zugangsdaten", "anmeldung", "einlesung", "einmallink", "entwurf", "auftrag", "kalenderlink",
        "sachstand", "bericht", "berichtsstand", "protokoll",
    }  # fmt: skip
    felder = auskunft(gemeinde, uhr.vorgang(gemeinde.adam), gemeinde.fatma.id)
    assert len(felder) == len(verweise) + 2  # dazu „stand“ und „konto“


def test_ueber_sich_selbst_bekommt_jede_person_auskunft(gemeinde: Gemeinde, uhr: Uhr) -> None:
    for person in gemeinde.personen.values():
        assert auskunft(gemeinde, uhr.vorgang(person), person.id)["konto"]["kennung"] == person.kennung


@pytest.mark.parametrize("nutzer_id", [0, -1, 987_654, 2**31, 10**20, None, "1", True])
def test_unbekannte_und_unmoegliche_personen_antworten_gleich(gemeinde: Gemeinde, uhr: Uhr, nutzer_id: Any) -> None:
    """F56: auch eine gelöschte Person antwortet wie eine, die es nie gab."""
    loesche(gemeinde, uhr.vorgang(gemeinde.adam), gemeinde.fritz.id)
    for funktion in (auskunft, loesche):
        antworten = set()
        for ziel in (nutzer_id, gemeinde.fritz.id):
            with pytest.raises(NichtGefundenError) as fehler:
                funktion(gemeinde, uhr.vorgang(gemeinde.adam), ziel)
            antworten.add(str(fehler.value))
        assert len(antworten) == 1
        with pytest.raises(RechteError):
            funktion(gemeinde, uhr.vorgang(gemeinde.kora), nutzer_id)


# --- Löschen ---------------------------------------------------------------------------------------------------------


def test_geloescht_heisst_nirgends_mehr_zu_finden_und_die_kette_haelt(gemeinde: Gemeinde, uhr: Uhr) -> None:
    """F18: Die Nutzlasten sind leer, die Kette ist gültig, Beiträge bleiben unter „Person …“ stehen."""
    belebe(gemeinde, uhr)
    vorher = alles_in(gemeinde.engine)
    assert all(repr(s)[1:-1] in vorher for s in SPUREN)
    fatma = gemeinde.fatma.id
    with leseeinheit(gemeinde.engine) as session:
        staende = session.scalar(sa.select(sa.func.count()).select_from(modell.Sachstand))
        lagebild = load_lagebild(session, gemeinde.konzept_id, HEUTE, intern=True)
    assert loesche(gemeinde, uhr.vorgang(gemeinde.adam), fatma) == fatma
    nachher = alles_in(gemeinde.engine)
    assert [s for s in SPUREN if s in nachher] == []
    with leseeinheit(gemeinde.engine) as session:
        assert kettenfehler(session) is None
        nutzer = session.get_one(Nutzer, fatma)
        assert (nutzer.name, nutzer.kennung, nutzer.aktiv) == (f"Person {fatma}", f"geloescht-{fatma}", False)
        assert session.scalar(sa.select(sa.func.count()).select_from(modell.Sachstand)) == staende
        danach = load_lagebild(session, gemeinde.konzept_id, HEUTE, intern=True)
        assert [t.to_numpy().tolist() for t in danach.tabellen.values()] == [
            t.to_numpy().tolist() for t in lagebild.tabellen.values()
        ]
        with pytest.raises(NichtGefundenError):
            load_person_zu(session, fatma)


def test_ihr_letztes_bild_im_protokoll_ist_neutral_und_stimmt_mit_der_zeile_ueberein(
    gemeinde: Gemeinde, uhr: Uhr
) -> None:
    """F19: Der Abgleich findet auch nach dem Löschen zu jeder Zeile ihr letztes Bild."""
    belebe(gemeinde, uhr)
    fatma = gemeinde.fatma.id
    loesche(gemeinde, uhr.vorgang(gemeinde.adam, grund="Antrag vom 2. Juni"), fatma)
    with leseeinheit(gemeinde.engine) as session:
        zeilen = session.scalars(
            sa.select(Protokoll)
            .where(Protokoll.tabelle == "nutzer", Protokoll.datensatz_id == fatma)
            .order_by(Protokoll.seq)
        ).all()
        jetzt = bild(session.get_one(Nutzer, fatma))
    assert len(zeilen) > 2
    assert [z.nutzlast is None for z in zeilen] == [True] * (len(zeilen) - 1) + [False]
    assert json.loads(str(zeilen[-1].nutzlast)) == {"vorher": {}, "nachher": jetzt}
    assert zeilen[-1].grund == "Personendaten gelöscht – Antrag vom 2. Juni"


def test_andere_personen_behalten_ihre_nutzlasten(gemeinde: Gemeinde, uhr: Uhr) -> None:
    def leere() -> set[tuple[str, int]]:
        with leseeinheit(gemeinde.engine) as session:
            gesucht = sa.select(Protokoll.tabelle, Protokoll.datensatz_id).where(Protokoll.nutzlast.is_(None))
            return {(z.tabelle, z.datensatz_id) for z in session.execute(gesucht)}

    assert leere() == set()
    loesche(gemeinde, uhr.vorgang(gemeinde.adam), gemeinde.fatma.id)
    assert leere() == {("nutzer", gemeinde.fatma.id)}


def test_loeschen_ist_alles_oder_nichts_und_beim_zweiten_mal_dasselbe(gemeinde: Gemeinde, uhr: Uhr) -> None:
    """F08: derselbe Vorgang zweimal."""
    vorgang = uhr.vorgang(gemeinde.adam)
    assert loesche(gemeinde, vorgang, gemeinde.fatma.id) == gemeinde.fatma.id
    danach = alles_in(gemeinde.engine)
    assert loesche(gemeinde, vorgang, gemeinde.fatma.id) == gemeinde.fatma.id
    assert alles_in(gemeinde.engine) == danach


def test_auch_wer_schon_gesperrt_ist_laesst_sich_loeschen(gemeinde: Gemeinde, uhr: Uhr) -> None:
    with schreibeinheit(gemeinde.engine, vorgang := uhr.vorgang(gemeinde.adam)) as session:
        konten.deactivate_konto(session, vorgang, gemeinde.fatma.id)
    loesche(gemeinde, uhr.vorgang(gemeinde.adam), gemeinde.fatma.id)
    with leseeinheit(gemeinde.engine) as session:
        assert kettenfehler(session) is None


def test_kennung_ist_danach_wieder_frei_und_meint_jemand_anderen(gemeinde: Gemeinde, uhr: Uhr) -> None:
    loesche(gemeinde, uhr.vorgang(gemeinde.adam), gemeinde.fatma.id)
    with schreibeinheit(gemeinde.engine, vorgang := uhr.vorgang(gemeinde.adam)) as session:
        neue = konten.create_konto(session, vorgang, "fatma", "Fatma Andere")
    assert neue != gemeinde.fatma.id
    with leseeinheit(gemeinde.engine) as session:
        assert load_person_zu(session, neue).rollen == ()


def test_sich_selbst_die_letzte_und_systempersonen_loescht_niemand(gemeinde: Gemeinde, uhr: Uhr) -> None:
    """F58: auch nicht über das Löschen."""
    with schreibeinheit(gemeinde.engine, uhr.vorgang(gemeinde.adam)) as session:
        system = [neu(session, Nutzer(kennung=k, name="System")).id for k in (BETRIEB, UEBERNAHME)]
        ada = neu(session, Nutzer(kennung="ada", name="Ada Zweit")).id
    vorher = alles_in(gemeinde.engine)
    with pytest.raises(EingabeError, match="Sich selbst"):
        loesche(gemeinde, uhr.vorgang(gemeinde.adam), gemeinde.adam.id)
    with pytest.raises(EingabeError, match="letzte Administration"):
        loesche(gemeinde, uhr.vorgang(Person(system[0], BETRIEB, "Betrieb")), gemeinde.adam.id)
    for nummer in system:
        with pytest.raises(NichtGefundenError):
            loesche(gemeinde, uhr.vorgang(gemeinde.adam), nummer)
    assert alles_in(gemeinde.engine) == vorher
    with schreibeinheit(gemeinde.engine, vorgang := uhr.vorgang(gemeinde.adam)) as session:
        konten.add_rolle(session, vorgang, ada, Rollenart.ADMINISTRATION)
    with leseeinheit(gemeinde.engine) as session:
        zweite = load_person_zu(session, ada)
    loesche(gemeinde, uhr.vorgang(zweite), gemeinde.adam.id)


def test_geloeschte_lassen_sich_nicht_wiederbeleben(gemeinde: Gemeinde, uhr: Uhr) -> None:
    loesche(gemeinde, uhr.vorgang(gemeinde.adam), gemeinde.fatma.id)
    for funktion, was in (
        (konten.activate_konto, ()),
        (konten.add_rolle, (Rollenart.LESEN,)),
        (konten.save_konto, ("Fatma Schulz", 9)),
        (zugaenge.request_kennwortlink, ()),
    ):
        vorgang = uhr.vorgang(gemeinde.adam)
        with pytest.raises(NichtGefundenError), schreibeinheit(gemeinde.engine, vorgang) as session:
            funktion(session, vorgang, gemeinde.fatma.id, *was)
    with leseeinheit(gemeinde.engine) as session:
        assert gemeinde.fatma.id not in {k.id for k in konten.load_konten(session, gemeinde.adam)}


def test_nur_die_nutzlast_laesst_sich_leeren_und_nur_einmal(gemeinde: Gemeinde, uhr: Uhr) -> None:
    """F15, F18: Die eine Änderung am Protokoll lässt alles andere stehen."""

    def zeilen() -> list[Any]:
        spalten = [s for s in Protokoll.__table__.columns if s.key != "nutzlast"]
        with leseeinheit(gemeinde.engine) as session:
            return list(session.execute(sa.select(*spalten).order_by(Protokoll.seq)).all())

    vorher = zeilen()
    with schreibeinheit(gemeinde.engine, uhr.vorgang(gemeinde.adam)) as session:
        assert clear_nutzlasten(session, "nutzer", gemeinde.fatma.id) == 1
        assert clear_nutzlasten(session, "nutzer", gemeinde.fatma.id) == 0
        assert clear_nutzlasten(session, "nutzer", 987_654) == 0
    assert zeilen() == vorher
