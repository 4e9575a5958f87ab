"""Prüfen: Zeitangaben werden gelesen, wie sie gemeint sind – und nie geraten."""

import calendar
import time
from datetime import date, timedelta

import pytest
from faelle_zeitangaben import EINDEUTIG, MIT_BEZUG, UNSICHER
from hypothesis import given
from hypothesis import strategies as st

from mut_core.modell.codes import Angabe, Genauigkeit, Turnus
from mut_core.zeitangaben import Zeitangabe, datum_text, read_zeitangabe, zeitangabe_text


def soll_schreibweise(angabe: Zeitangabe) -> str:
    """Schreibt eine Zeitangabe so, wie die Fälle-Tabelle sie nennt."""
    teile = [] if angabe.sicher else ["?"]
    if angabe.beginn or angabe.frist:
        teile.append(f"{angabe.beginn or '-'}/{angabe.frist or '-'}")
        genauigkeiten = [g for g in (angabe.beginn_genauigkeit, angabe.frist_genauigkeit) if g]
        teile.append(":".join(dict.fromkeys(genauigkeiten)))
    elif angabe.angabe != Angabe.GENANNT or not angabe.turnus:
        teile.append(angabe.angabe)
    else:
        teile.append("genannt")
    return " ".join([*teile, *([angabe.turnus] if angabe.turnus else [])])


@pytest.mark.parametrize(("text", "soll"), [*EINDEUTIG, *UNSICHER], ids=ascii)
def test_zellform_wird_gelesen_wie_gemeint(text: str, soll: str) -> None:
    assert soll_schreibweise(read_zeitangabe(text)) == soll


@pytest.mark.parametrize(("text", "soll"), MIT_BEZUG, ids=ascii)
def test_bezug_auf_das_dokument_macht_relative_angaben_lesbar(text: str, soll: str) -> None:
    assert soll_schreibweise(read_zeitangabe(text, bezug=date(2022, 11, 16))) == soll


def test_keine_zellform_steht_doppelt_in_den_faellen() -> None:
    texte = [text for text, _ in (*EINDEUTIG, *UNSICHER)]
    assert len(texte) == len(set(texte))


@pytest.mark.parametrize(("text", "soll"), [*EINDEUTIG, *UNSICHER], ids=ascii)
def test_wortlaut_bleibt_und_unsicheres_traegt_eine_rueckfrage(text: str, soll: str) -> None:
    angabe = read_zeitangabe(f"  {text} ")
    assert angabe.wortlaut == text.strip()
    assert angabe.hinweis


@pytest.mark.parametrize(
    ("text", "hinweis"),
    [
        ("2022 – 2023", "verstanden als 1. Januar 2022 bis 31. Dezember 2023"),
        ("ab 2020", "verstanden als ab 1. Januar 2020"),
        ("bis zum Januar 2024", "verstanden als bis 31. Januar 2024"),
        ("jährlich ab 2021", "verstanden als jährlich, ab 1. Januar 2021"),
        ("ab 2022- 2023", "„ab“ mit einer Spanne ist mehrdeutig"),
        ("ab 2022- 2023", "verstanden als 1. Januar 2022 bis 31. Dezember 2023"),
        ("31.02.2024", "Den Tag 31.02.2024 gibt es nicht"),
        ("Herbst", "Das Jahr fehlt"),
        ("31.12.", "Das Jahr fehlt"),
        ("2025 – 2023", "Ende vor Beginn: 01.01.2025 liegt nach 31.12.2023"),
        ("01.01.1850", "Das Jahr 1850 liegt nicht zwischen 1990 und 2100"),
        ("noch in diesem Jahr", "Datum des Dokuments"),
        ("45657", "Excel"),
        ("12/31/2024", "Amerikanische Schreibweise"),
        ("1.1) 2022 - 2023\n1.2) 2023 – 2026", "Mehrere Zeitangaben"),
        ("Beschluss vom 13.12.2019 umsetzen", "Enthält „13.12.2019“"),
        ("2024 (verschoben auf 2025)", "zuvor „2024“"),
        ("mittelfristig", "Zeithorizont"),
        ("mehrmals jährlich", "Turnus"),
    ],
)
def test_hinweis_nennt_deutung_oder_rueckfrage(text: str, hinweis: str) -> None:
    assert hinweis in read_zeitangabe(text).hinweis


@pytest.mark.parametrize("einheit", ["a", "2024 ", "anfang ", "1.", "bis ", "-", "/", "2024-", "ca. ", "(", "\u202e"])
@pytest.mark.parametrize("anzahl", [20, 150, 990, 20_000])
def test_langer_text_ist_schnell_unsicher(einheit: str, anzahl: int) -> None:
    text = (einheit * anzahl)[:anzahl] + "x"
    anfang = time.process_time()
    angabe = read_zeitangabe(text)
    assert time.process_time() - anfang < 0.25
    assert not angabe.sicher
    assert angabe.beginn is None
    assert angabe.frist is None


def test_text_ab_1001_zeichen_wird_nicht_gedeutet() -> None:
    angabe = read_zeitangabe("ab 2020" + " " * 500 + "und so weiter" * 40)
    assert not angabe.sicher
    assert "1000 Zeichen" in angabe.hinweis


# ------------------------------------------------------------------------------------------ Schreiben


@pytest.mark.parametrize(
    ("beginn", "genau_beginn", "frist", "genau_frist", "text"),
    [
        (date(2022, 1, 1), "jahr", date(2023, 12, 31), "jahr", "2022 bis 2023"),
        (date(2020, 1, 1), "jahr", None, None, "ab 2020"),
        (None, None, date(2024, 12, 31), "monat", "bis Dezember 2024"),
        (date(2023, 3, 1), "jahreszeit", date(2023, 5, 31), "jahreszeit", "Frühjahr 2023"),
        (date(2024, 12, 1), "jahreszeit", date(2025, 2, 28), "jahreszeit", "Winter 2024/25"),
        (date(2024, 4, 1), "quartal", date(2024, 6, 30), "quartal", "II. Quartal 2024"),
        (date(2025, 1, 1), "halbjahr", date(2025, 6, 30), "halbjahr", "1. Halbjahr 2025"),
        (None, None, date(2025, 3, 31), "tag", "bis 31.03.2025"),
        (None, None, date(2025, 3, 31), None, "bis 31.03.2025"),
        (date(2024, 1, 1), "jahr", date(2024, 12, 31), "jahr", "2024"),
        (date(2021, 10, 1), "monat", date(2021, 10, 31), "monat", "im Oktober 2021"),
        (date(2025, 3, 31), "tag", date(2025, 3, 31), "tag", "am 31.03.2025"),
        (date(2022, 4, 1), "tag", date(2023, 9, 30), "tag", "01.04.2022 bis 30.09.2023"),
        (None, None, date(2024, 12, 31), "ungefaehr", "bis Ende 2024"),
        (date(2024, 1, 1), "ungefaehr", None, None, "ab Anfang 2024"),
        (None, None, date(2025, 5, 14), "ungefaehr", "bis ca. 14.05.2025"),
        (date(2025, 5, 14), "ungefaehr", date(2025, 5, 14), "ungefaehr", "um den 14.05.2025"),
        (date(2022, 1, 1), "jahr", date(2025, 3, 31), "monat", "2022 bis März 2025"),
        (None, None, None, None, ""),
    ],
)
def test_spanne_wird_schoen_geschrieben(
    beginn: date | None, genau_beginn: str | None, frist: date | None, genau_frist: str | None, text: str
) -> None:
    genauigkeiten = [Genauigkeit(g) if g else None for g in (genau_beginn, genau_frist)]
    assert zeitangabe_text(beginn, genauigkeiten[0], frist, genauigkeiten[1]) == text


def test_datum_wird_nach_din_5008_geschrieben() -> None:
    assert datum_text(date(2025, 3, 1)) == "01.03.2025"


# ------------------------------------------------------------------------------------------ Eigenschaften

TAGE = st.dates(date(1990, 1, 1), date(2059, 12, 31))
GENAUIGKEITEN = st.sampled_from(Genauigkeit)
# Text aus Bausteinen trifft die Grammatik tiefer als Zufallszeichen.
WORTE = """ab bis von zum im ca. und bzw. oder um 2024 2022 /23 24 31. 02. 12 Anfang Mitte Ende Q3 II. Quartal Halbjahr
    Winter März Dez. KW Schuljahr 45657 jährlich laufend verschoben auf heute 18:00 Uhr - – / . , : ( ) '"""
BAUSTEINE = st.sampled_from([*WORTE.split(), "\n", "\u00a0"])
FREIER_TEXT = st.one_of(st.text(), st.lists(BAUSTEINE, max_size=12).map(" ".join), st.lists(BAUSTEINE).map("".join))


def zeitraum(tag: date, genauigkeit: Genauigkeit) -> tuple[date, date]:
    """Der Zeitraum der Genauigkeit, in dem ein Tag liegt (von Hand gerechnet, unabhängig vom Parser)."""
    monate = {Genauigkeit.MONAT: 1, Genauigkeit.QUARTAL: 3, Genauigkeit.HALBJAHR: 6, Genauigkeit.JAHR: 12}
    if genauigkeit == Genauigkeit.JAHRESZEIT:
        jahr, monat = (tag.year - 1, 12) if tag.month < 3 else (tag.year, tag.month // 3 * 3)
        anzahl = 3
    elif genauigkeit in monate:
        anzahl = monate[genauigkeit]
        jahr, monat = tag.year, (tag.month - 1) // anzahl * anzahl + 1
    else:
        return tag, tag
    letzter = monat + anzahl - 1
    jahr_bis, monat_bis = (jahr + 1, letzter - 12) if letzter > 12 else (jahr, letzter)
    return date(jahr, monat, 1), date(jahr_bis, monat_bis, calendar.monthrange(jahr_bis, monat_bis)[1])


@given(FREIER_TEXT, st.one_of(st.none(), TAGE))
def test_beliebiger_text_wirft_nie_und_beginn_liegt_nie_nach_der_frist(text: str, bezug: date | None) -> None:
    angabe = read_zeitangabe(text, bezug=bezug)
    assert angabe.wortlaut == text.strip()
    assert angabe.hinweis
    assert (angabe.beginn is None) == (angabe.beginn_genauigkeit is None)
    assert (angabe.frist is None) == (angabe.frist_genauigkeit is None)
    if angabe.beginn and angabe.frist:
        assert angabe.beginn <= angabe.frist
    if angabe.angabe != Angabe.GENANNT:
        assert angabe.beginn is angabe.frist is angabe.turnus is None


@given(FREIER_TEXT)
def test_gelesenes_bleibt_beim_schreiben_und_wiederlesen_gleich(text: str) -> None:
    erste = read_zeitangabe(text)
    spanne = (erste.beginn, erste.beginn_genauigkeit, erste.frist, erste.frist_genauigkeit)
    zweite = read_zeitangabe(zeitangabe_text(*spanne))
    assert (zweite.beginn, zweite.beginn_genauigkeit, zweite.frist, zweite.frist_genauigkeit) == spanne


@given(TAGE, GENAUIGKEITEN, TAGE, GENAUIGKEITEN, st.sampled_from(["beide", "beginn", "frist"]))
def test_geschriebene_spanne_wird_ebenso_gelesen(
    tag: date, genau_beginn: Genauigkeit, anderer: date, genau_frist: Genauigkeit, was: str
) -> None:
    beginn = zeitraum(max(tag, date(1991, 1, 1)), genau_beginn)[0]
    frist = zeitraum(max(anderer, beginn + timedelta(days=0)), genau_frist)[1]
    soll = (
        beginn if was != "frist" else None,
        genau_beginn if was != "frist" else None,
        frist if was != "beginn" else None,
        genau_frist if was != "beginn" else None,
    )
    gelesen = read_zeitangabe(zeitangabe_text(*soll))
    ist = (gelesen.beginn, gelesen.beginn_genauigkeit, gelesen.frist, gelesen.frist_genauigkeit)
    assert ist == soll
    assert gelesen.sicher or max(tag for tag in soll if isinstance(tag, date)).year > 2060


@given(TAGE)
def test_jeder_tag_wird_in_jeder_ueblichen_schreibweise_gelesen(tag: date) -> None:
    texte = (datum_text(tag), f"{tag.day}.{tag.month}.{tag:%y}", tag.isoformat(), f"{tag.day}. {tag.month}. {tag.year}")
    jahr_eindeutig = [read_zeitangabe(text).frist for text in texte]
    assert jahr_eindeutig == [tag] * 4


@given(st.sampled_from(Turnus))
def test_jede_bezeichnung_eines_turnus_ist_lesbar(turnus: Turnus) -> None:
    assert read_zeitangabe(turnus.bezeichnung).turnus == turnus
