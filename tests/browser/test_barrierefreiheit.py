"""Barrierefreiheit: axe-core findet auf keiner Seite einen Verstoß gegen WCAG 2.1 A oder AA."""

from importlib.resources import files
from typing import Any

import pytest

pytestmark = pytest.mark.browser
SEITEN = (
    "/",
    "/massnahmen",
    "/massnahme?nr=MU-SB-01",
    "/steckbrief?nr=MU-SB-01",
    "/melden",
    "/abfrage",
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
AXE = files("axe_playwright_python").joinpath("axe.min.js").read_text("utf-8")
LAUF = "axe.run(document, {runOnly: {type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa']}})"


@pytest.mark.parametrize("breite", [1440, pytest.param(390, marks=pytest.mark.lang)])
@pytest.mark.parametrize(
    "seiten", [SEITEN, pytest.param(STAMMDATEN, marks=pytest.mark.lang)], ids=["alle", "stammdaten"]
)
def test_keine_seite_verstoesst_gegen_wcag(fenster: Any, seiten: tuple[str, ...], breite: int) -> None:
    f = fenster("koordination", breite=breite, bypass_csp=True)
    verstoesse = {}
    for pfad in seiten:
        seite = f.oeffne(pfad)
        seite.wait_for_timeout(400)
        seite.evaluate(AXE)
        for fund in seite.evaluate(LAUF)["violations"]:
            verstoesse[f"{pfad}: {fund['id']}"] = [k["html"][:200] for k in fund["nodes"]]
    assert verstoesse == {}
