"""Prüft den Kern des Meldens: Abfrage, Berichtigung, Rückgabe, Fristen und die schlechten Eingaben des Formulars."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
import sqlalchemy as sa
from gemeinde import HEUTE, Gemeinde, Uhr

from mut_core.datenbank import leseeinheit, schreibeinheit
from mut_core.erfassung.freigabe import record_freigabe
from mut_core.erfassung.sachstand import SachstandEingabe, basis, erfassende, letzte_eingabe, record_sachstand
from mut_core.fehler import EingabeError, MutError, NichtGefundenError, RechteError
from mut_core.lagebild import load_lagebild, saetze
from mut_core.modell import Abfrage, Fristaenderung, Massnahme, Protokoll, Sachstand
from mut_core.modell.codes import Freigabe, Genauigkeit, Umsetzungsstand

LAEUFT = SachstandEingabe(zum=HEUTE, umsetzungsstand=Umsetzungsstand.IN_UMSETZUNG, text="Es läuft.")


def melde(
    g: Gemeinde,
    uhr: Uhr,
    eingabe: SachstandEingabe = LAEUFT,
    *,
    person: str = "fatma",
    massnahme: str = "sprachcafe",
    ersetzt_id: int | None = None,
    grund: str | None = None,
) -> int:
    vorgang, ziel = uhr.vorgang(g.personen[person], grund=grund), g.massnahmen[massnahme]
    with schreibeinheit(g.engine, vorgang) as session:
        nummer, version = basis(session, ziel)
        return record_sachstand(
            session, vorgang, ziel, eingabe, basis=nummer, basis_version=version, ersetzt_id=ersetzt_id
        )


def zeile(g: Gemeinde, sachstand_id: int) -> Sachstand:
    with leseeinheit(g.engine) as session:
        return session.get_one(Sachstand, sachstand_id)


def gib_zurueck(g: Gemeinde, uhr: Uhr, sachstand_id: int, bemerkung: str | None = "Bitte die Zahl belegen.") -> None:
    vorgang = uhr.vorgang(g.kora)
    with schreibeinheit(g.engine, vorgang) as session:
        record_freigabe(session, vorgang, sachstand_id, Freigabe.ZURUECK, basis_version=1, bemerkung=bemerkung)


# --- Abfrage ---------------------------------------------------------------------------------------------------------


def test_eine_meldung_gehoert_zur_laufenden_abfrage(gemeinde: Gemeinde, uhr: Uhr) -> None:
    neu, ohne = melde(gemeinde, uhr), melde(gemeinde, uhr, massnahme="lotsen", person="fritz")
    with leseeinheit(gemeinde.engine) as session:
        abfrage = session.scalars(sa.select(Abfrage.id)).one()
    assert (zeile(gemeinde, neu).abfrage_id, zeile(gemeinde, ohne).abfrage_id) == (abfrage, None)


def test_nach_dem_schliessen_der_abfrage_wird_nachgereicht(gemeinde: Gemeinde, uhr: Uhr) -> None:
    """Schlechte Eingabe aus Issue 5: die Abfrage ist inzwischen geschlossen – die Meldung geht nicht verloren."""
    with schreibeinheit(gemeinde.engine, uhr.vorgang(gemeinde.kora)) as session:
        session.scalars(sa.select(Abfrage)).one().geschlossen_am = HEUTE
    assert zeile(gemeinde, melde(gemeinde, uhr)).abfrage_id is not None


# --- Berichtigung ----------------------------------------------------------------------------------------------------


def test_eine_berichtigung_ist_ein_neuer_eintrag_mit_grund(gemeinde: Gemeinde, uhr: Uhr) -> None:
    alt = melde(gemeinde, uhr)
    neu = melde(gemeinde, uhr, replace(LAEUFT, text="Berichtigt."), ersetzt_id=alt, grund="Zahlendreher")
    with leseeinheit(gemeinde.engine) as session:
        bild = load_lagebild(session, gemeinde.konzept_id, HEUTE)
        grund = session.scalars(sa.select(Protokoll.grund).order_by(Protokoll.seq.desc()).limit(1)).one()
    assert (zeile(gemeinde, alt).text, zeile(gemeinde, neu).ersetzt_id, grund) == ("Es läuft.", alt, "Zahlendreher")
    assert [m.stand_text for m in saetze(bild.massnahmen) if m.titel == "Sprachcafé"] == ["Berichtigt."]
    assert zeile(gemeinde, neu).abfrage_id == zeile(gemeinde, alt).abfrage_id


@pytest.mark.parametrize(
    ("ziel", "person", "grund", "fehler", "satz"),
    [
        ("eigener", "fatma", None, EingabeError, "Grund der Berichtigung"),
        ("berichtigter", "fatma", "x", EingabeError, "schon berichtigt"),
        ("anderer", "fatma", "x", NichtGefundenError, "bei dieser Maßnahme nicht"),
        ("keiner", "fatma", "x", NichtGefundenError, "bei dieser Maßnahme nicht"),
        ("eigener", "fritz", "x", RechteError, "Koordination"),
        ("eigener", "gustav", "x", NichtGefundenError, "gibt es nicht"),
    ],
)
def test_was_sich_nicht_berichtigen_laesst(
    gemeinde: Gemeinde, uhr: Uhr, ziel: str, person: str, grund: str | None, fehler: type[MutError], satz: str
) -> None:
    alt = melde(gemeinde, uhr)
    ziele = {"eigener": alt, "berichtigter": alt, "keiner": 987_654}
    if ziel == "berichtigter":
        melde(gemeinde, uhr, ersetzt_id=alt, grund="x")
    if ziel == "anderer":
        ziele[ziel] = melde(gemeinde, uhr, massnahme="lotsen", person="fritz")
    with pytest.raises(fehler, match=satz):
        melde(gemeinde, uhr, person=person, ersetzt_id=ziele[ziel], grund=grund)


# --- Freigabe und Rückgabe -------------------------------------------------------------------------------------------


def test_zurueckgegebenes_wird_berichtigt_und_nicht_bloss_bestaetigt(gemeinde: Gemeinde, uhr: Uhr) -> None:
    alt = melde(gemeinde, uhr)
    gib_zurueck(gemeinde, uhr, alt)
    assert zeile(gemeinde, alt).freigabe_bemerkung == "Bitte die Zahl belegen."
    with pytest.raises(EingabeError, match="zurückgegeben"):
        melde(gemeinde, uhr, replace(LAEUFT, text="", unveraendert=True))
    neu = melde(gemeinde, uhr, replace(LAEUFT, text="23 Familien laut Liste."), ersetzt_id=alt, grund="Rückfrage")
    assert zeile(gemeinde, neu).freigabe is Freigabe.GEMELDET
    melde(gemeinde, uhr, replace(LAEUFT, text="", unveraendert=True))  # danach geht es wieder


@pytest.mark.parametrize("bemerkung", [None, "", "  \x00 "])
def test_zurueckgeben_verlangt_eine_bemerkung(gemeinde: Gemeinde, uhr: Uhr, bemerkung: str | None) -> None:
    alt = melde(gemeinde, uhr)
    with pytest.raises(EingabeError, match="was fehlt") as fehler:
        gib_zurueck(gemeinde, uhr, alt, bemerkung)
    assert fehler.value.feld == "freigabe_bemerkung"
    assert zeile(gemeinde, alt).freigabe is Freigabe.GEMELDET


# --- unverändert -----------------------------------------------------------------------------------------------------


def test_bestaetigt_wird_der_geltende_stand_nicht_der_zuletzt_nachgetragene(gemeinde: Gemeinde, uhr: Uhr) -> None:
    """Wer zuletzt den März nachtrug, bestätigt trotzdem den Stand vom Mai."""
    melde(gemeinde, uhr, replace(LAEUFT, zum=date(2025, 5, 1), text="Stand Mai."))
    verstetigt = replace(LAEUFT, zum=date(2025, 3, 1), umsetzungsstand=Umsetzungsstand.IDEE, text="Nachgetragen.")
    melde(gemeinde, uhr, verstetigt)
    with leseeinheit(gemeinde.engine) as session:
        eingabe = letzte_eingabe(session, gemeinde.massnahmen["sprachcafe"], HEUTE)
        namen = erfassende(session, gemeinde.massnahmen["sprachcafe"])
    assert eingabe is not None
    assert (eingabe.umsetzungsstand, eingabe.unveraendert, eingabe.zum) == (Umsetzungsstand.IN_UMSETZUNG, True, HEUTE)
    assert namen == {gemeinde.fatma.id: "Fatma Schulz"}


# --- Frist und schlechte Eingaben ------------------------------------------------------------------------------------

SCHLECHT: dict[str, tuple[dict[str, Any], str, str]] = {
    "frist_vor_beginn": (
        {"neue_frist": date(2024, 12, 31), "frist_grund": "x"},
        "neue_frist",
        "vor dem Beginn der Maßnahme",
    ),
    "frist_2099": ({"neue_frist": date(2099, 12, 31), "frist_grund": "x"}, "neue_frist", "Tippfehler"),
    "termin_2099": ({"naechster_termin": date(2099, 1, 1)}, "naechster_termin", "verstetigt"),
    "abgeschlossen_morgen": ({"abgeschlossen_am": date(2025, 6, 5)}, "abgeschlossen_am", "in der Zukunft"),
    "entschieden_morgen": ({"entschieden_am": date(2025, 6, 5)}, "entschieden_am", "in der Zukunft"),
    "ohne_text": ({"text": " "}, "text", "in einem Satz"),
    "hunderttausend_zeichen": ({"text": "x" * 100_000}, "text", "kürzen Sie den Text – er ist noch da"),
}


@pytest.mark.parametrize("fall", SCHLECHT)
def test_schlechte_eingabe_nennt_feld_und_ausweg(gemeinde: Gemeinde, uhr: Uhr, fall: str) -> None:
    werte, feld, satz = SCHLECHT[fall]
    with schreibeinheit(gemeinde.engine, uhr.vorgang(gemeinde.kora)) as session:
        session.get_one(Massnahme, gemeinde.massnahmen["sprachcafe"]).beginn = date(2025, 1, 1)
    with pytest.raises(EingabeError, match=satz) as fehler:
        melde(gemeinde, uhr, replace(LAEUFT, **werte))
    assert fehler.value.feld == feld


def test_inzwischen_archiviert_sagt_wer_helfen_kann(gemeinde: Gemeinde, uhr: Uhr) -> None:
    with schreibeinheit(gemeinde.engine, uhr.vorgang(gemeinde.kora)) as session:
        session.get_one(Massnahme, gemeinde.massnahmen["sprachcafe"]).archiviert_am = HEUTE
    with pytest.raises(EingabeError, match=r"am 04\.06\.2025 archiviert.*Koordination"):
        melde(gemeinde, uhr)


def test_die_erste_frist_ist_keine_verschiebung_und_behaelt_ihre_genauigkeit(gemeinde: Gemeinde, uhr: Uhr) -> None:
    eingabe = replace(
        LAEUFT, neue_frist=date(2026, 12, 31), neue_frist_genauigkeit=Genauigkeit.UNGEFAEHR, naechster_termin=HEUTE
    )
    melde(gemeinde, uhr, eingabe, massnahme="sommerfest")
    with leseeinheit(gemeinde.engine) as session:
        m = session.get_one(Massnahme, gemeinde.massnahmen["sommerfest"])
        spruenge = session.scalar(
            sa.select(sa.func.count()).where(Fristaenderung.massnahme_id == gemeinde.massnahmen["sommerfest"])
        )
    assert (m.frist, m.urspruengliche_frist, m.frist_genauigkeit) == (
        date(2026, 12, 31),
        date(2026, 12, 31),
        Genauigkeit.UNGEFAEHR,
    )
    assert spruenge == 0
