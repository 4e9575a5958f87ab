"""Barrierefreiheit: axe-core findet auf keiner Seite einen Verstoß gegen WCAG 2.1 A oder AA."""

from typing import Any

import pytest
from barrieren import verstoesse

pytestmark = pytest.mark.browser
SEITEN = (
    "/",
    "/verlauf?konzept=musterstadt&stichtag=2026-11-20",
    "/mittel?konzept=musterstadt&stichtag=2026-11-20",
    "/luecken?konzept=musterstadt",
    "/luecken?konzept=musterstadt&ansicht=smart",
    "/fristen?konzept=musterstadt",
    "/massnahmen",
    "/massnahme?nr=MU-SB-01",
    "/steckbrief?nr=MU-SB-01",
    "/melden",
    "/abfrage",
    "/beteiligung?konzept=musterstadt",
    "/evaluation?konzept=musterstadt",
    "/berichte",
    "/berichtseinstellungen",
    "/stammdaten?bereich=gremien",
    "/listen",
    "/listen?bereich=ausgeben",
    "/tabelle",
    "/freigabe",
    "/protokoll",
)
BEREICHE = (
    "konzept",
    "teilprojekte",
    "handlungsfelder",
    "ziele",
    "stellen",
    "ereignisse",
    "kennzahlen",
    "foerderungen",
)
STAMMDATEN = (
    *(f"/stammdaten?bereich={b}" for b in BEREICHE),
    "/stammdaten?bereich=gremien&eintrag=mitgliedschaft-neu&zu=1",
    "/stammdaten?bereich=ziele&eintrag=ziel-neu&archivierte=1",
)


@pytest.mark.parametrize("breite", [1440, pytest.param(390, marks=pytest.mark.lang)])
@pytest.mark.parametrize(
    "seiten", [SEITEN, pytest.param(STAMMDATEN, marks=pytest.mark.lang)], ids=["alle", "stammdaten"]
)
def test_keine_seite_verstoesst_gegen_wcag(fenster: Any, seiten: tuple[str, ...], breite: int) -> None:
    f = fenster("koordination", breite=breite, bypass_csp=True)
    funde = {}
    f.oeffne(seiten[-1])
    for pfad in seiten:
        f.gehe(pfad)
        f.ruhig()
        seite = f.steht()
        assert seite.url.startswith(f.adresse + pfad.partition("?")[0]), pfad
        funde |= {f"{pfad}: {regel}": stellen for regel, stellen in verstoesse(seite).items()}
    assert funde == {}
