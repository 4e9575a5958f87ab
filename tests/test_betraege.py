"""Prüfen: Beträge werden gelesen, wie sie gemeint sind – nie geraten, nie addiert, nie ausgerechnet."""

import time
from decimal import Decimal

import pytest
from faelle_betraege import EINDEUTIG, MEHRERE, UNSICHER
from hypothesis import given
from hypothesis import strategies as st

from mut_core.betraege import GROESSTER_BETRAG, Betrag, betrag_text, read_betraege, read_betrag
from mut_core.modell.codes import Angabe, Mittelmodus


def soll_schreibweise(betrag: Betrag) -> str:
    """Schreibt einen Betrag so, wie die Fälle-Tabelle ihn nennt."""
    von, bis = (
        "" if wert is None else f"{wert:.2f}".removesuffix(".00") for wert in (betrag.betrag, betrag.bis_betrag)
    )
    teile = [
        "" if betrag.sicher else "?",
        betrag.angabe if betrag.angabe != Angabe.GENANNT else "",
        f"{von}..{bis}" if bis else von,
        "ca" if betrag.ungenau else "",
        "konj" if betrag.konjunktiv else "",
        betrag.modus or "",
        str(betrag.jahr or ""),
    ]
    if betrag.betrag is None and betrag.bis_betrag is None:
        teile = [teile[0], betrag.angabe]
    return " ".join(teil for teil in teile if teil)


@pytest.mark.parametrize(("text", "soll"), [*EINDEUTIG, *UNSICHER], ids=ascii)
def test_zellform_wird_gelesen_wie_gemeint(text: str, soll: str) -> None:
    assert soll_schreibweise(read_betrag(text)) == soll


@pytest.mark.parametrize(("text", "soll"), MEHRERE, ids=ascii)
def test_mehrere_betraege_bleiben_getrennt(text: str, soll: str) -> None:
    assert " | ".join(soll_schreibweise(betrag) for betrag in read_betraege(text)) == soll


def test_keine_zellform_steht_doppelt_in_den_faellen() -> None:
    texte = [text for text, _ in (*EINDEUTIG, *UNSICHER)]
    assert len(texte) == len(set(texte))


@pytest.mark.parametrize(("text", "soll"), [*EINDEUTIG, *UNSICHER], ids=ascii)
def test_wortlaut_bleibt_und_jede_deutung_traegt_einen_hinweis(text: str, soll: str) -> None:
    betrag = read_betrag(f"\t{text}  ")
    assert betrag.wortlaut == text.strip()
    assert betrag.hinweis


def test_wiki_fall_ergibt_zwei_positionen_mit_eigenem_wortlaut() -> None:
    jaehrlich, anlauf = read_betraege("ca. 33.000 € jährlich; im Jahr 2024 ca. 21.000 €")
    assert (jaehrlich.betrag, jaehrlich.modus, jaehrlich.jahr) == (Decimal(33_000), Mittelmodus.JAEHRLICH, None)
    assert (anlauf.betrag, anlauf.modus, anlauf.jahr) == (Decimal(21_000), Mittelmodus.JAHR, 2024)
    assert (jaehrlich.wortlaut, anlauf.wortlaut) == ("ca. 33.000 € jährlich", "im Jahr 2024 ca. 21.000 €")


@pytest.mark.parametrize(
    ("text", "hinweis"),
    [
        ("33.000 €", "verstanden als 33.000\u00a0€"),
        ("20–25 T€", "verstanden als 20.000\u00a0€ bis 25.000\u00a0€"),
        ("bis zu 5 T€", "verstanden als höchstens 5.000\u00a0€"),
        ("mind. 5 T€", "verstanden als mindestens 5.000\u00a0€"),
        ("25 % Stelle", "Stellenanteil"),
        ("0,5 VZÄ", "Stellenanteil"),
        ("=A1", "nie ausgerechnet"),
        ("1,000.50", "keine eindeutige deutsche Schreibweise"),
        ("1.000.000.000.000 €", "größer als 999.999.999.999,99\u00a0€"),
        ("-500 €", "Negativer Betrag"),
        ("45.000–20.000 €", "größeren Betrag"),
        ("33", "Tausend Euro?"),
        ("5.000 € pro Kind", "je Einheit"),
        ("5.000 € + 3.000 €", "2 Beträge in einem Feld"),
        ("500 CHF", "Nur Beträge in Euro"),
        ("2024", "Kein Betrag erkannt"),
    ],
)
def test_hinweis_nennt_deutung_oder_rueckfrage(text: str, hinweis: str) -> None:
    assert hinweis in read_betrag(text).hinweis


@pytest.mark.parametrize(
    "einheit", ["1", "1.", "1 ", "000 ", "€", "1 € ", "-", "1-", "zwischen 1 und ", "a", ", ", "keine "]
)
@pytest.mark.parametrize("anzahl", [50, 990, 20_000])
def test_langer_text_ist_schnell_unsicher(einheit: str, anzahl: int) -> None:
    text = (einheit * anzahl)[:anzahl] + "x"
    anfang = time.process_time()
    betrag = read_betrag(text)
    assert time.process_time() - anfang < 0.5
    assert not betrag.sicher


@pytest.mark.parametrize(
    ("betrag", "ungenau", "text"),
    [
        ("33000", False, "33.000\u00a0€"),
        ("33000", True, "ca.\u00a033.000\u00a0€"),
        ("2345.67", False, "2.345,67\u00a0€"),
        ("2345.6", False, "2.345,60\u00a0€"),
        ("33000.00", False, "33.000\u00a0€"),
        ("0", False, "0\u00a0€"),
        ("-0.001", False, "0\u00a0€"),
        ("0.5", False, "0,50\u00a0€"),
        ("999", False, "999\u00a0€"),
        ("1000000", False, "1.000.000\u00a0€"),
        ("-1234.5", False, "−1.234,50\u00a0€"),
        ("0.005", False, "0,01\u00a0€"),
    ],
)
def test_betrag_wird_nach_din_5008_geschrieben(betrag: str, ungenau: bool, text: str) -> None:
    assert betrag_text(Decimal(betrag), ungenau=ungenau) == text


# ------------------------------------------------------------------------------------------ Eigenschaften

BETRAEGE = st.decimals(-GROESSTER_BETRAG, GROESSTER_BETRAG, places=2, allow_nan=False, allow_infinity=False)
WORTE = """ca. bis von zwischen und 20.000 33 000 2024 1,5 1.00 ,- € EUR T€ Mio. jährlich einmalig p. a. /a %
    Stelle keine im Jahr ab max. davon - – ; , . / ( ) = + k. A. je Kind würden 500 -500 31.12.2024"""
BAUSTEINE = st.sampled_from([*WORTE.split(), "\n", "\u00a0"])
FREIER_TEXT = st.one_of(st.text(), st.lists(BAUSTEINE, max_size=14).map(" ".join), st.lists(BAUSTEINE).map("".join))


@given(FREIER_TEXT)
def test_beliebiger_text_wirft_nie_und_betraege_bleiben_in_grenzen(text: str) -> None:
    betrag, alle = read_betrag(text), read_betraege(text)
    assert betrag.wortlaut == text.strip()
    for einer in (betrag, *alle):
        assert einer.hinweis
        for wert in (einer.betrag, einer.bis_betrag):
            assert wert is None or abs(wert) <= GROESSTER_BETRAG
        if einer.betrag is not None and einer.bis_betrag is not None:
            assert einer.betrag <= einer.bis_betrag
    if len(alle) > 1:
        assert not betrag.sicher
        assert betrag.betrag is betrag.bis_betrag is None


@given(BETRAEGE, st.booleans())
def test_geschriebener_betrag_wird_ebenso_gelesen(wert: Decimal, ungenau: bool) -> None:
    gelesen = read_betrag(betrag_text(wert, ungenau=ungenau))
    assert gelesen.betrag == wert
    assert gelesen.ungenau == ungenau
    assert gelesen.sicher == (wert >= 0)


@given(st.lists(BETRAEGE.map(abs), min_size=2, max_size=5), st.sampled_from(["; ", "\n", ", ", " und "]))
def test_aufgezaehlte_betraege_kommen_einzeln_und_in_reihenfolge(werte: list[Decimal], trenner: str) -> None:
    text = trenner.join(betrag_text(wert) for wert in werte)
    assert [betrag.betrag for betrag in read_betraege(text)] == werte
    assert read_betrag(text).betrag is None
