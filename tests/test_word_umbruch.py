"""Der Seitenschätzer: Zeilen, Zusammenhalt, Tabellenzeilen – an kleinen, nachrechenbaren Fällen."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mut_core.bericht.word import umbruch
from mut_core.bericht.word.messung import Messung, messtext
from mut_core.bericht.word.metrik import DATEI, EINHEITEN, breite, breitentafel
from mut_core.bericht.word.schrift import build_metrik
from mut_core.bericht.word.umbruch import (
    Seitenrechner,
    Seitenwechsel,
    Tabellenhoehe,
    Zeilen,
    zeilen_in,
    zeilenzahl,
)

SCHRIFTEN = Path("/usr/share/fonts/truetype/liberation2")


def rechne(*masse: umbruch.Mass, hoehe: float = 100.0) -> dict[str, int]:
    return Seitenrechner(hoehe).lege(masse)


@pytest.mark.skipif(not SCHRIFTEN.is_dir(), reason="Liberation Sans ist nicht installiert")
def test_breitentabelle_ist_die_der_schrift() -> None:
    neu = build_metrik(SCHRIFTEN / "LiberationSans-Regular.ttf", SCHRIFTEN / "LiberationSans-Bold.ttf")
    assert DATEI.read_text(encoding="ascii") == neu


def test_unbekannte_zeichen_haben_eine_breite_und_unsichtbare_keine() -> None:
    assert breite("\u200b\u00ad") == 0
    assert breite("😀") == EINHEITEN
    assert breite("م") > 0
    assert breite("Wort", True) > breite("Wort")


def test_zeilen_brechen_an_leerzeichen_und_festen_umbruechen() -> None:
    wort = breite("Maßnahme") * 10 / EINHEITEN
    assert zeilenzahl([("Maßnahme Maßnahme", False)], 10, wort + 1) == 2
    assert zeilenzahl([("Maßnahme\u00a0Maß", False)], 10, wort + 1) == 2
    assert zeilenzahl([("Maßnahme\nMaßnahme", False)], 10, 500) == 2
    assert zeilenzahl([("", False)], 10, 500) == 1
    assert zeilenzahl([("Bildungs-Maßnahme", False)], 10, wort + 1) == 2
    assert zeilenzahl([("x" * 10_000, False)], 10, 100) == 500


def test_wortfuge_bricht_nur_wenn_der_trennstrich_noch_passt() -> None:
    teil = breite("Umsetzungs-") * 10 / EINHEITEN
    assert zeilenzahl([("Umsetzungs\u00adstand", False)], 10, 500) == 1
    assert zeilenzahl([("Umsetzungs\u00adstand", False)], 10, teil + 1) == 2
    assert zeilenzahl([("Im Umsetzungs\u00adstand", False)], 10, teil + 1) == 3


def test_breitentafel_nennt_dieselben_breiten() -> None:
    tafel = breitentafel().tolist()
    for punkt in range(0x10000):
        assert (tafel[0][punkt], tafel[1][punkt]) == (
            breite.__wrapped__(chr(punkt)),
            breite.__wrapped__(chr(punkt), True),
        )
    assert tafel[0][-1] == breite("😀")


_STUECKE = st.sampled_from(
    [
        "ab",
        "ccc",
        "dddddd",
        "e" * 10,
        "",
        "A-B",
        "A/9",
        "1–2",
        "–x",
        "Maß\u00adnahme",
        "x" * 90,
        "\n",
        "😀",
        "é-",
        "\u00a0",
    ]
)
_LAEUFE = st.lists(st.tuples(st.lists(_STUECKE, max_size=12).map(" ".join), st.booleans()), max_size=4)


@given(st.lists(_LAEUFE, min_size=1, max_size=6), st.floats(30, 300), st.sampled_from([0.0, 12.0, -18.0]))
def test_gebuendelt_und_einzeln_gezaehlt_sind_es_gleich_viele_zeilen(
    texte: list[list[tuple[str, bool]]], platz: float, einzug: float
) -> None:
    anzahl = len(texte)
    gebuendelt = Messung([messtext(laeufe) for laeufe in texte])
    einzeln = [zeilenzahl(laeufe, 10, platz, einzug) for laeufe in texte]
    spalte, x = max(platz, 10) * EINHEITEN / 10, einzug * EINHEITEN / 10
    assert gebuendelt.zeilen(range(anzahl), [spalte] * anzahl, [x] * anzahl) == einzeln
    assert gebuendelt.breiten == [sum(breite(text, fett) for text, fett in laeufe) for laeufe in texte]


def test_auch_ueber_viele_portionen_wird_jeder_text_fuer_sich_gemessen() -> None:
    texte = [f"**{i}** Maßnahme " * (i % 40) for i in range(2000)]
    messung = Messung(texte)
    assert messung.breiten == [breite(text) for text in texte]
    assert messung.zeilen([1999, 0, 7], [90_000.0] * 3, [0.0] * 3) == [
        zeilen_in([(texte[i], False)], 90_000.0, 0.0) for i in (1999, 0, 7)
    ]


def test_ueberschrift_wandert_mit_ihrem_absatz_auf_die_naechste_seite() -> None:
    fuellung = Zeilen(7, 10)
    kopf = Zeilen(1, 10, mit_naechstem=True, marken=("kopf",))
    assert rechne(fuellung, kopf, Zeilen(5, 10))["kopf"] == 1
    assert rechne(Zeilen(8, 10), kopf, Zeilen(5, 10))["kopf"] == 2


def test_absatz_laesst_keine_einzelne_zeile_zurueck() -> None:
    assert rechne(Zeilen(9, 10), Zeilen(4, 10, marken=("a",)))["a"] == 2
    rechner = Seitenrechner(100)
    rechner.lege([Zeilen(7, 10), Zeilen(4, 10)])
    assert (rechner.seite, rechner.y) == (2, 20)


def test_tabellenzeilen_bleiben_ganz_und_der_kopf_wiederholt_sich() -> None:
    rechner = Seitenrechner(100)
    rechner.lege([Tabellenhoehe(10, ((40, False), (40, False), (40, False)))])
    assert (rechner.seite, rechner.y) == (2, 50)
    rechner = Seitenrechner(100)
    rechner.lege([Tabellenhoehe(10, ((250, True),))])
    assert rechner.seite == 3


@given(
    st.lists(
        st.builds(Zeilen, st.integers(1, 60), st.floats(1, 150), st.floats(0, 20), st.floats(0, 20), st.booleans())
        | st.builds(Tabellenhoehe, st.floats(0, 150), st.lists(st.tuples(st.floats(0, 400), st.booleans())).map(tuple))
        | st.builds(Seitenwechsel, st.floats(20, 200)),
        max_size=12,
    )
)
def test_rechner_endet_auch_wenn_nichts_auf_eine_seite_passt(masse: list[umbruch.Mass]) -> None:
    rechner = Seitenrechner(100)
    rechner.lege(masse)
    assert 1 <= rechner.seite < 3000


def test_abschnitt_beginnt_auf_neuer_seite_mit_eigener_hoehe() -> None:
    seiten = rechne(Zeilen(1, 10), Seitenwechsel(30), Zeilen(3, 10), Zeilen(1, 10, marken=("danach",)))
    assert seiten == {"danach": 3}


def test_seitenumbruch_auf_leerer_seite_erzeugt_keine_weitere() -> None:
    assert rechne(Zeilen(1, 10, neue_seite=True, marken=("a",)))["a"] == 1
    assert rechne(Zeilen(1, 10), Zeilen(1, 10, neue_seite=True, marken=("a",)))["a"] == 2
