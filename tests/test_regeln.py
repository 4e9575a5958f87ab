"""Prüft die Regeln des Fachs an Tabellen von Fällen."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mut_core import regeln
from mut_core.modell import Massnahme, Sachstand
from mut_core.modell.codes import Aktualitaet, Angabe, Terminlage, Umsetzungsstand
from mut_core.regeln import PFLICHTEN, aktualitaet, fehlende_angaben, massgeblicher_termin, plus_monate, terminlage

STAND = Umsetzungsstand
FRIST = date(2024, 12, 31)

TERMINLAGEN = [
    # Stand, Termin, Stichtag, erwartet
    ("in_umsetzung", FRIST, date(2024, 12, 30), "bald_faellig"),
    ("in_umsetzung", FRIST, date(2024, 12, 31), "bald_faellig"),  # am Tag der Frist noch nicht überfällig
    ("in_umsetzung", FRIST, date(2025, 1, 1), "ueberfaellig"),
    ("in_umsetzung", FRIST, date(2024, 11, 1), "bald_faellig"),  # genau 60 Tage davor
    ("in_umsetzung", FRIST, date(2024, 10, 31), "im_zeitplan"),
    ("in_planung", FRIST, date(2024, 1, 1), "im_zeitplan"),
    ("nicht_begonnen", FRIST, date(2025, 1, 1), "ueberfaellig"),
    ("ohne_angabe", FRIST, date(2025, 1, 1), "ueberfaellig"),
    ("zurueckgestellt", FRIST, date(2025, 1, 1), "ueberfaellig"),
    ("in_umsetzung", None, date(2025, 1, 1), "ohne_termin"),  # „ab 2022“ hat kein Ende
    ("nicht_begonnen", None, date(2025, 1, 1), "ohne_termin"),
    ("zurueckgestellt", None, date(2025, 1, 1), "ohne_termin"),
    ("idee", FRIST, date(2025, 1, 1), "nicht_anwendbar"),
    ("umgesetzt", FRIST, date(2025, 1, 1), "nicht_anwendbar"),
    ("verworfen", FRIST, date(2025, 1, 1), "nicht_anwendbar"),
    ("verstetigt", None, date(2025, 1, 1), "nicht_anwendbar"),
    ("verstetigt", FRIST, date(2025, 1, 1), "ueberfaellig"),  # die nächste Überprüfung ist verstrichen
    ("verstetigt", FRIST, date(2024, 1, 1), "im_zeitplan"),
    ("in_umsetzung", date(2024, 2, 29), date(2024, 2, 29), "bald_faellig"),
    ("in_umsetzung", date(2024, 2, 29), date(2024, 3, 1), "ueberfaellig"),
]


@pytest.mark.parametrize(("stand", "termin", "stichtag", "erwartet"), TERMINLAGEN)
def test_terminlage(stand: str, termin: date | None, stichtag: date, erwartet: str) -> None:
    assert terminlage(STAND.von(stand), termin, stichtag) == Terminlage.von(erwartet)


def test_jeder_stand_hat_fuer_jeden_tag_eine_terminlage() -> None:
    for stand in STAND:
        for tage in range(-100, 100):
            assert terminlage(stand, FRIST, FRIST + timedelta(days=tage)) in Terminlage


TERMINE = [
    # Stand, Frist, Überprüfung, Wiedervorlage, maßgeblich
    ("in_umsetzung", 1, 2, 3, 1),
    ("in_umsetzung", None, 2, 3, None),
    ("zurueckgestellt", 1, 2, 3, 3),
    ("zurueckgestellt", 1, 2, None, 1),
    ("verstetigt", 1, 2, 3, 2),
    ("verstetigt", 1, None, 3, None),
    ("umgesetzt", 1, 2, 3, 1),
]


@pytest.mark.parametrize(("stand", "frist", "ueberpruefung", "wiedervorlage", "erwartet"), TERMINE)
def test_massgeblicher_termin(
    stand: str, frist: int | None, ueberpruefung: int | None, wiedervorlage: int | None, erwartet: int | None
) -> None:
    tage = [date(2025, 1, n) if n else None for n in (frist, ueberpruefung, wiedervorlage)]
    assert massgeblicher_termin(STAND.von(stand), *tage) == (date(2025, 1, erwartet) if erwartet else None)


AKTUALITAETEN = [
    # Stand, gemeldet zum, Stichtag, Turnus in Monaten, erwartet
    ("in_umsetzung", None, date(2025, 6, 30), 6, "ohne_meldung"),
    ("umgesetzt", None, date(2025, 6, 30), 6, "ohne_meldung"),
    ("in_umsetzung", date(2025, 1, 15), date(2025, 1, 15), 6, "aktuell"),
    ("in_umsetzung", date(2025, 1, 15), date(2025, 6, 15), 6, "aktuell"),
    ("in_umsetzung", date(2025, 1, 15), date(2025, 6, 16), 6, "bald_veraltet"),
    ("in_umsetzung", date(2025, 1, 15), date(2025, 7, 15), 6, "bald_veraltet"),
    ("in_umsetzung", date(2025, 1, 15), date(2025, 7, 16), 6, "veraltet"),
    ("in_umsetzung", date(2024, 8, 31), date(2025, 1, 31), 6, "aktuell"),
    ("in_umsetzung", date(2024, 8, 31), date(2025, 2, 28), 6, "bald_veraltet"),  # den 31. gibt es im Februar nicht
    ("in_umsetzung", date(2024, 8, 31), date(2025, 3, 1), 6, "veraltet"),
    ("in_umsetzung", date(2023, 8, 31), date(2024, 2, 29), 6, "bald_veraltet"),  # Schaltjahr
    ("in_umsetzung", date(2023, 8, 31), date(2024, 3, 1), 6, "veraltet"),
    ("in_umsetzung", date(2024, 2, 29), date(2025, 2, 28), 12, "bald_veraltet"),
    ("in_umsetzung", date(2024, 2, 29), date(2025, 3, 1), 12, "veraltet"),
    ("in_umsetzung", date(2025, 1, 15), date(2025, 2, 15), 1, "bald_veraltet"),
    ("in_umsetzung", date(2025, 1, 15), date(2025, 2, 16), 1, "veraltet"),
    ("umgesetzt", date(2020, 1, 1), date(2025, 1, 1), 6, "aktuell"),  # Abgeschlossenes veraltet nicht
    ("verworfen", date(2020, 1, 1), date(2025, 1, 1), 6, "aktuell"),
    ("verstetigt", date(2020, 1, 1), date(2025, 1, 1), 6, "veraltet"),
    ("zurueckgestellt", date(2020, 1, 1), date(2025, 1, 1), 6, "veraltet"),
]


@pytest.mark.parametrize(("stand", "gemeldet", "stichtag", "turnus", "erwartet"), AKTUALITAETEN)
def test_aktualitaet(stand: str, gemeldet: date | None, stichtag: date, turnus: int, erwartet: str) -> None:
    assert aktualitaet(STAND.von(stand), gemeldet, stichtag, turnus) == Aktualitaet.von(erwartet)


@pytest.mark.parametrize(
    ("tag", "monate", "erwartet"),
    [
        (date(2024, 1, 31), 1, date(2024, 2, 29)),
        (date(2025, 1, 31), 1, date(2025, 2, 28)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2024, 2, 29), 48, date(2028, 2, 29)),
        (date(2024, 12, 31), 1, date(2025, 1, 31)),
        (date(2024, 11, 30), 3, date(2025, 2, 28)),
        (date(2024, 3, 31), -1, date(2024, 2, 29)),
        (date(2024, 1, 15), -1, date(2023, 12, 15)),
        (date(2024, 5, 5), 0, date(2024, 5, 5)),
    ],
)
def test_plus_monate(tag: date, monate: int, erwartet: date) -> None:
    assert plus_monate(tag, monate) == erwartet


@given(st.dates(date(1990, 1, 1), date(2100, 12, 31)), st.integers(-120, 120))
def test_plus_monate_trifft_immer_den_gemeinten_monat(tag: date, monate: int) -> None:
    ziel = plus_monate(tag, monate)
    assert (ziel.year * 12 + ziel.month) - (tag.year * 12 + tag.month) == monate
    assert ziel.day == tag.day or (ziel + timedelta(days=1)).day == 1


@given(st.sampled_from(list(STAND)), st.dates(date(2000, 1, 1), date(2050, 1, 1)), st.integers(0, 800))
def test_eine_meldung_wird_mit_der_zeit_nie_wieder_frischer(stand: Umsetzungsstand, tag: date, tage: int) -> None:
    stufen = [Aktualitaet.AKTUELL, Aktualitaet.BALD_VERALTET, Aktualitaet.VERALTET]
    heute, morgen = (
        stufen.index(aktualitaet(stand, tag, tag + timedelta(days=t), 6)) for t in (tage, tage + 1)
    )  # fmt: skip
    assert heute <= morgen


def test_pflichten_nennen_nur_felder_die_es_gibt() -> None:
    felder = {s.name for t in (Massnahme, Sachstand) for s in t.__table__.columns} | {"termin_offen"}
    genannt = {f for pflichten in PFLICHTEN.values() for p in pflichten for f in p.felder}
    assert genannt <= felder


@pytest.mark.parametrize(
    ("stand", "angaben", "fehlend"),
    [
        ("ohne_angabe", {}, []),
        ("idee", {}, []),
        ("nicht_begonnen", {}, []),
        ("in_planung", {}, ["federfuehrung_id", "frist"]),
        ("in_planung", {"federfuehrung_id": 1, "frist": FRIST}, []),
        ("in_planung", {"federfuehrung_id": 1, "beginn": FRIST}, []),
        ("in_planung", {"federfuehrung_id": 1, "zeit_angabe": Angabe.OFFEN}, []),
        ("in_planung", {"federfuehrung_id": 1, "zeit_angabe": Angabe.KEINE_ANGABE}, ["frist"]),
        ("in_planung", {"federfuehrung_id": 1, "zeit_angabe": Angabe.KEINE}, ["frist"]),
        ("in_umsetzung", {"federfuehrung_id": 1}, ["naechster_termin"]),
        ("in_umsetzung", {"federfuehrung_id": 1, "frist": FRIST}, []),
        ("umgesetzt", {}, ["abgeschlossen_am", "ergebnis"]),
        ("umgesetzt", {"abgeschlossen_am": FRIST, "ergebnis": ""}, ["ergebnis"]),
        ("verstetigt", {}, ["turnus"]),
        ("zurueckgestellt", {}, ["zurueckstellungsgrund", "begruendung", "wiedervorlage"]),
        ("verworfen", {}, ["begruendung", "entschieden_von", "entschieden_am"]),
    ],
)
def test_fehlende_angaben(stand: str, angaben: dict[str, Any], fehlend: list[str]) -> None:
    pflichten = fehlende_angaben(STAND.von(stand), angaben)
    assert [p.felder[0] for p in pflichten] == fehlend
    assert all(p.satz.endswith((".", "?")) for p in pflichten)


def test_abgeschlossen_und_erreicht_sind_wie_beschrieben() -> None:
    assert {STAND.UMGESETZT, STAND.VERWORFEN} == regeln.ABGESCHLOSSEN
    assert {STAND.UMGESETZT, STAND.VERSTETIGT} == regeln.ERREICHT
