"""Prüft die eine Tür für Texte: nichts Gefährliches kommt durch, kein Wort geht verloren."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from mut_core.texte import clean_text, without_steuerzeichen

beliebig = st.text(st.characters(), max_size=200)


@pytest.mark.parametrize(
    ("roh", "sauber"),
    [
        ("", ""),
        (" \t\n ", ""),
        ("\u00a0Rand\u2003", "Rand"),
        ("a\r\nb\rc\nd", "a\nb\nc\nd"),
        ("a\x0bb\x0cc\u2028d\u2029e\x85f", "a\nb\nc\nd\ne\nf"),  # Word-Zeilenumbruch und Verwandte
        ("a\tb", "a\tb"),
        ("\ufeffText aus einer Datei", "Text aus einer Datei"),
        ("x\x00y\x08z\x1b[31m", "xyz[31m"),
        ("u\u0308", "ü"),
        ("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069x", "x"),
        ("שלום עולם", "שלום עולם"),
        ("Akteur*innen", "Akteur*innen"),
        ("weich\u00adtrennen", "weich\u00adtrennen"),
        ("👩\u200d👩\u200d👧", "👩\u200d👩\u200d👧"),
        ("می\u200cخواهم", "می\u200cخواهم"),  # Persisch braucht das breitenlose Trennzeichen
    ],
    ids=ascii,
)
def test_text_wird_gesaeubert(roh: str, sauber: str) -> None:
    assert ascii(clean_text(roh)) == ascii(sauber)


@given(beliebig)
def test_saeubern_ist_nach_einem_mal_fertig(text: str) -> None:
    einmal = clean_text(text)
    assert ascii(clean_text(einmal)) == ascii(einmal)


@given(beliebig)
def test_buchstaben_und_ziffern_gehen_nie_verloren(text: str) -> None:
    def zeichen(t: str) -> list[str]:
        return [c for c in unicodedata.normalize("NFC", t) if c.isalnum()]

    assert zeichen(clean_text(text)) == zeichen(text)


@given(beliebig)
def test_gesaeuberter_text_passt_in_utf8_und_xml(text: str) -> None:
    sauber = clean_text(text)
    sauber.encode("utf-8")
    element = etree.Element("t")
    element.text = sauber
    assert etree.fromstring(etree.tostring(element, encoding="utf-8")).text == (sauber or None)


@given(beliebig)
def test_ohne_steuerzeichen_laesst_die_raender_stehen(text: str) -> None:
    assert ascii(clean_text(without_steuerzeichen(text))) == ascii(clean_text(text))
    assert without_steuerzeichen(f" {text}x ").startswith(" ")
    assert without_steuerzeichen(f" x{text} ").endswith(" ")
