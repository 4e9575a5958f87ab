"""Spaltenbreiten: nach Anteilen, aber kein Wort reißt und kein Platz bleibt ungenutzt."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mut_core.bericht.word.spalten import Bedarf, bruchstuecke, verteilt

BELIEBIG = Bedarf(0, 1000)


def test_ohne_not_gelten_die_anteile() -> None:
    assert verteilt(100, [1, 3], [BELIEBIG, BELIEBIG]) == [25, 75]


def test_wer_mehr_braucht_bekommt_es_von_den_anderen_im_verhaeltnis() -> None:
    assert verteilt(100, [1, 6, 3], [Bedarf(28, 50), BELIEBIG, BELIEBIG]) == pytest.approx([28, 48, 24])


def test_wer_weniger_braucht_gibt_ab() -> None:
    assert verteilt(100, [5, 5], [Bedarf(10, 20), BELIEBIG]) == pytest.approx([20, 80])


def test_brauchen_alle_wenig_bleibt_der_rest_nach_anteilen() -> None:
    assert verteilt(100, [3, 1], [Bedarf(10, 10), Bedarf(10, 10)]) == pytest.approx([70, 30])


def test_ein_uferloses_wort_verdraengt_die_anderen_nicht() -> None:
    assert verteilt(100, [1, 1], [Bedarf(1, 1000), Bedarf(900, 1000)])[1] <= 50


def test_bruchstuecke_enden_an_leerzeichen_bindestrich_und_wortfuge() -> None:
    assert bruchstuecke("Kita-Jahr im Umsetzungs\u00adstand") == ["Kita-", "Jahr", "im", "Umsetzungs-", "stand"]


@given(
    st.lists(
        st.tuples(st.floats(0.1, 10), st.floats(0, 300), st.floats(0, 300)),
        min_size=1,
        max_size=9,
    )
)
def test_die_summe_stimmt_immer_und_jede_spalte_bekommt_was_sie_braucht(
    spalten: list[tuple[float, float, float]],
) -> None:
    bedarf = [Bedarf(mindestens, mindestens + mehr) for _, mindestens, mehr in spalten]
    breiten = verteilt(450, [anteil for anteil, _, _ in spalten], bedarf)
    noetig = [min(b.mindestens, 0.28 * 450) for b in bedarf]
    assert sum(breiten) == pytest.approx(450)
    assert min(breiten) > -1e-9
    if sum(noetig) <= 450:
        assert all(weite >= unten - 1e-6 for weite, unten in zip(breiten, noetig, strict=True))
