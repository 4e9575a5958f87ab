"""Diagramme: gültige Spezifikationen mit vollen und leeren Daten, ohne Nachladen, mit prüfbaren Kontrasten."""

import json
from datetime import date
from itertools import combinations, pairwise
from typing import Any

import altair as alt
import pandas as pd
import pytest
from lagebilder import build_bild, build_massnahme

from mut_core import auswertung, diagramme
from mut_core.diagramme import DARSTELLUNG, TERMINLAGE_DARSTELLUNG
from mut_core.lagebild import Lagebild
from mut_core.modell.codes import Terminlage, Umsetzungsstand

NAMEN = ("umsetzungsstand", "umsetzungsstand_gesamt", "terminlagen", "faelligkeiten")
FARBEN = {f"{code}": d for tafel in (DARSTELLUNG, TERMINLAGE_DARSTELLUNG) for code, d in tafel.items()}


def build_volles_bild() -> Lagebild:
    return build_bild(
        *(build_massnahme(f"M-{s.value}", s.value, feld=1, frist=date(2024, 6, 30)) for s in Umsetzungsstand),
        build_massnahme("N-1", "umgesetzt", feld=2),
        felder=(
            {"titel": "Sprache"},
            {"titel": 'O\'Neill "quer" & <b>', "uebergreifend": True},
            {"titel": "Leeres Feld"},
        ),
    )


BILDER = {
    "voll": build_volles_bild,
    "ohne_massnahmen": lambda: build_bild(stichtag=date(2024, 9, 1)),
    "ganz_leer": lambda: build_bild(felder=()),
}


@pytest.fixture(params=[(n, b) for n in NAMEN for b in BILDER], ids="-".join)
def spezifikation(request: pytest.FixtureRequest) -> dict[str, Any]:
    name, bild = request.param
    return getattr(diagramme, name)(getattr(auswertung, name)(BILDER[bild]()))


def knoten(wert: Any) -> Any:
    """Gibt alle dicts einer Spezifikation."""
    if isinstance(wert, dict):
        yield wert
    for kind in wert.values() if isinstance(wert, dict) else wert if isinstance(wert, list) else ():
        yield from knoten(kind)


def test_jedes_diagramm_ist_gueltiges_vega_lite(spezifikation: dict[str, Any]) -> None:
    alt.LayerChart.from_dict(json.loads(json.dumps(spezifikation)))


def test_kein_diagramm_laedt_etwas_nach(spezifikation: dict[str, Any]) -> None:
    assert all({"url", "$schema", "href", "src"}.isdisjoint(k) for k in knoten(spezifikation))
    assert "://" not in json.dumps(spezifikation)


def test_jedes_diagramm_hat_alternativtext_deutsche_zahlen_und_durchsichtigen_grund(
    spezifikation: dict[str, Any],
) -> None:
    assert spezifikation["description"].endswith(".")
    assert spezifikation["config"]["locale"]["number"]["decimal"] == ","
    assert spezifikation["config"]["locale"]["time"]["months"][2] == "März"
    assert spezifikation["config"]["background"] == "transparent"


def test_jedes_diagramm_laesst_sich_anklicken_auch_leer(spezifikation: dict[str, Any]) -> None:
    auswahl = [p for k in knoten(spezifikation) for p in k.get("params", ()) if p["name"] == diagramme.AUSWAHL]
    assert len(auswahl) == 1
    assert "code" in auswahl[0]["select"]["fields"]


def werte(spezifikation: dict[str, Any]) -> list[dict[str, Any]]:
    return [w for k in knoten(spezifikation) if "values" in k for w in k["values"]]


def test_balkenstuecke_liegen_lueckenlos_in_fester_reihenfolge() -> None:
    spez = diagramme.umsetzungsstand(auswertung.umsetzungsstand(build_volles_bild()))
    stuecke = [w for w in werte(spez) if w.get("nummer") == 1]
    assert [(s["von"], s["bis"]) for s in stuecke] == [(i, i + 1) for i in range(9)]
    assert [s["code"] for s in stuecke] == [c.value for c in auswertung.REIHENFOLGE]
    assert set(stuecke[0]) == {"nummer", "g", "code", "von", "bis"}, "alles Übrige rechnet der Browser"
    assert {(w["nummer"], w["code"]) for w in werte(spez) if w.get("nummer") == 2} == {(2, "umgesetzt")}


def test_alternativtext_nennt_echte_werte_und_leere_felder() -> None:
    tabelle = auswertung.umsetzungsstand(build_volles_bild())
    text = diagramme.umsetzungsstand(tabelle)["description"]
    assert '2. O\'Neill "quer" & <b> (übergreifend): 1 umgesetzt; 3. Leeres Feld: keine Maßnahmen.' in text
    assert "überfällig" in diagramme.faelligkeiten(auswertung.faelligkeiten(build_volles_bild()))["description"]


def test_leeres_handlungsfeld_ist_sichtbar() -> None:
    spez = diagramme.umsetzungsstand(auswertung.umsetzungsstand(build_volles_bild()))
    (hinweis,) = (k for k in knoten(spez) if k.get("text") == "keine Maßnahmen")
    assert hinweis["type"] == "text"
    assert {"gruppe": "3. Leeres Feld"} in werte(spez)


def test_legende_zeigt_nur_vorkommende_in_balkenfolge() -> None:
    bild = build_bild(build_massnahme("A", "idee", feld=1), build_massnahme("B", "umgesetzt", feld=2))
    spez = diagramme.umsetzungsstand(auswertung.umsetzungsstand(bild))
    (farbe,) = (k["color"] for k in knoten(spez) if "legend" in k.get("color", {}))
    assert farbe["scale"]["domain"] == ["umgesetzt", "idee"]
    assert farbe["scale"]["range"] == [
        DARSTELLUNG[Umsetzungsstand.UMGESETZT].farbe,
        DARSTELLUNG[Umsetzungsstand.IDEE].farbe,
    ]


def test_eine_spezifikation_bleibt_auch_bei_zehntausend_massnahmen_klein() -> None:
    felder = [{"titel": f"Handlungsfeld mit langem Titel {i}"} for i in range(12)]
    staende = list(Umsetzungsstand)
    bild = build_bild(
        *(build_massnahme(f"M-{i}", staende[i % 9].value, feld=1 + i % 12) for i in range(2000)), felder=felder
    )
    assert len(json.dumps(diagramme.umsetzungsstand(auswertung.umsetzungsstand(bild)))) < 25_000


# --- Fluss -----------------------------------------------------------------------------------------------------------

U = Umsetzungsstand
WECHSEL: dict[str, list[tuple[Any, Any, int]]] = {
    "leer": [],
    "eine": [(U.IN_PLANUNG, U.IN_UMSETZUNG, 1)],
    "viele": [
        (U.UMGESETZT, U.VERSTETIGT, 2),
        (U.IN_UMSETZUNG, U.UMGESETZT, 30),
        (U.IN_UMSETZUNG, U.IN_UMSETZUNG, 400),
        (U.IN_UMSETZUNG, None, 1),
        (None, U.UMGESETZT, 5),
    ],
}


def build_fluss(*wechsel: tuple[Any, Any, int]) -> pd.DataFrame:
    zeilen = [
        (von, nach, anzahl, tuple(range(anzahl)), tuple(f"A-{i}" for i in range(anzahl)))
        for von, nach, anzahl in wechsel
    ]
    return pd.DataFrame(zeilen, columns=["von", "nach", "anzahl", "massnahmen", "nummern"], dtype=object)


@pytest.fixture(params=WECHSEL)
def flussbild(request: pytest.FixtureRequest) -> dict[str, Any]:
    return diagramme.fluss(build_fluss(*WECHSEL[request.param]))


def test_jedes_flussbild_ist_gueltiges_vega_lite_und_laedt_nichts_nach(flussbild: dict[str, Any]) -> None:
    alt.LayerChart.from_dict(json.loads(json.dumps(flussbild)))
    assert "://" not in json.dumps(flussbild)
    assert flussbild["config"]["background"] == "transparent"
    assert flussbild["description"].endswith(".")


def test_jedes_flussbild_laesst_sich_anklicken_auch_leer(flussbild: dict[str, Any]) -> None:
    (auswahl,) = (p for k in knoten(flussbild) for p in k.get("params", ()))
    assert (auswahl["name"], auswahl["select"]["fields"]) == (diagramme.AUSWAHL, ["von", "nach"])


def baender(bild: dict[str, Any]) -> list[dict[str, Any]]:
    return [w for ebene in bild["layer"] for w in ebene["data"]["values"] if "band" in w]


def balken(bild: dict[str, Any], x: int) -> list[dict[str, Any]]:
    return [w for ebene in bild["layer"] for w in ebene["data"]["values"] if w.get("x") == x]


@pytest.mark.parametrize("seite", [0, 1])
@pytest.mark.parametrize("fall", ["eine", "viele"])
def test_die_baender_eines_stands_fuellen_seinen_balken_ohne_sich_zu_decken(fall: str, seite: int) -> None:
    bild = diagramme.fluss(build_fluss(*WECHSEL[fall]))
    mitte = "b" if seite else "a"
    spannen = sorted((b[mitte] - b["dicke"] / 2, b[mitte] + b["dicke"] / 2) for b in baender(bild))
    for k in balken(bild, seite):
        innen = [s for s in spannen if k["oben"] - 0.05 <= s[0] and s[1] <= k["unten"] + 0.05]
        assert innen[0][0] == pytest.approx(k["oben"], abs=0.05)
        assert innen[-1][1] == pytest.approx(k["unten"], abs=0.05)
        assert all(a[1] == pytest.approx(b[0], abs=0.05) for a, b in pairwise(innen))


def test_die_dicke_eines_bands_entspricht_der_zahl_der_massnahmen() -> None:
    dicken = {(b["von"], b["nach"]): b["dicke"] for b in baender(diagramme.fluss(build_fluss(*WECHSEL["viele"])))}
    assert dicken["in_umsetzung", "umgesetzt"] == pytest.approx(6 * dicken["", "umgesetzt"], abs=0.05)
    assert dicken["in_umsetzung", "in_umsetzung"] > dicken["in_umsetzung", "umgesetzt"]


@pytest.mark.parametrize("seite", [0, 1])
def test_beschriftungen_haben_platz_und_bleiben_im_bild(seite: int) -> None:
    alle = [(von, nach, 1) for von in (*U, None) for nach in (*U, None)]
    bild = diagramme.fluss(
        build_fluss(*sorted(alle, key=lambda w: [auswertung.REIHENFOLGE.index(s) if s else 9 for s in w[:2]]))
    )
    mitten = [k["mitte"] for k in balken(bild, seite)]
    assert all(b - a >= 20 for a, b in pairwise(mitten))
    assert 0 <= mitten[0] < mitten[-1] <= bild["height"] < 500


def test_namen_der_staende_stehen_als_achsenbeschriftung_mit_symbol_und_zahl() -> None:
    bild = diagramme.fluss(build_fluss(*WECHSEL["viele"]))
    achsen = {k["axis"]["orient"]: k["axis"] for k in knoten(bild["layer"]) if k.get("axis")}
    assert all(name in achsen["left"]["labelExpr"] for name in ("431 ◑\u00a0in Umsetzung", "5 nicht geführt"))
    assert all(name in achsen["right"]["labelExpr"] for name in ("●\u00a0umgesetzt 35", "nicht mehr geführt 1"))
    assert len(achsen["left"]["values"]) == 3


def test_der_alternativtext_nennt_jeden_wechsel_und_der_leere_sagt_es() -> None:
    assert diagramme.fluss(build_fluss(*WECHSEL["eine"]))["description"] == (
        "Wechsel des Umsetzungsstands. 1\u00a0Maßnahme von „in Planung“ zu „in Umsetzung“."
    )
    viele = diagramme.fluss(build_fluss(*WECHSEL["viele"]))["description"]
    assert (
        "400\u00a0Maßnahmen unverändert in Umsetzung; 1\u00a0Maßnahme von „in Umsetzung“ zu „nicht mehr geführt“"
        in viele
    )
    leer = diagramme.fluss(build_fluss())
    assert leer["description"] == "Kein Umsetzungsstand hat sich geändert."
    assert any(k.get("text") == leer["description"] for k in knoten(leer))


def test_von_vielen_nummern_nennt_der_hinweis_zwoelf() -> None:
    (band,) = baender(diagramme.fluss(build_fluss((U.IDEE, U.IN_PLANUNG, 15))))
    assert band["satz"].endswith("A-10, A-11 und 3 weitere)")


def test_die_tabelle_neben_dem_fluss_nennt_staende_in_worten() -> None:
    assert diagramme.flusszeilen(build_fluss((None, U.VERSTETIGT, 1), (U.IDEE, None, 2))) == [
        ("nicht geführt", "verstetigt", 1, ("A-0",)),
        ("Idee", "nicht mehr geführt", 2, ("A-0", "A-1")),
    ]


def test_ein_fluss_bleibt_auch_bei_tausenden_massnahmen_klein() -> None:
    alle = [(von, nach, 100) for von in U for nach in U]
    assert len(json.dumps(diagramme.fluss(build_fluss(*alle)))) < 40_000


# --- Darstellung -----------------------------------------------------------------------------------------------------


def linear(farbe: str) -> list[float]:
    kanaele = [int(farbe[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    return [k / 12.92 if k <= 0.04045 else ((k + 0.055) / 1.055) ** 2.4 for k in kanaele]


def kontrast(eine: str, andere: str) -> float:
    """Kontrast nach WCAG 2.1."""
    hell, dunkel = sorted(
        (0.2126 * r + 0.7152 * g + 0.0722 * b for r, g, b in map(linear, (eine, andere))), reverse=True
    )
    return (hell + 0.05) / (dunkel + 0.05)


# Machado, Oliveira, Fernandes 2009, Stärke 1,0: Matrizen im linearen RGB.
SEHWEISEN = {
    "voll": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "protanop": ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)),
    "deuteranop": ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.011820, 0.042940, 0.968881)),
    "tritanop": ((1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602), (0.004733, 0.691367, 0.303900)),
}
XYZ = ((0.4124564, 0.3575761, 0.1804375), (0.2126729, 0.7151522, 0.0721750), (0.0193339, 0.1191920, 0.9503041))


def mal_matrix(matrix: Any, vektor: list[float]) -> list[float]:
    return [sum(m * v for m, v in zip(zeile, vektor, strict=True)) for zeile in matrix]


def lab(farbe: str, sehweise: str) -> list[float]:
    rgb = [min(max(k, 0), 1) for k in mal_matrix(SEHWEISEN[sehweise], linear(farbe))]
    xyz = [k / weiss for k, weiss in zip(mal_matrix(XYZ, rgb), (0.95047, 1, 1.08883), strict=True)]
    x, y, z = (k ** (1 / 3) if k > 0.008856 else 7.787 * k + 16 / 116 for k in xyz)
    return [116 * y - 16, 500 * (x - y), 200 * (y - z)]


def abstand(eine: str, andere: str, sehweise: str) -> float:
    paare = zip(lab(eine, sehweise), lab(andere, sehweise), strict=True)
    return float(sum((a - b) ** 2 for a, b in paare) ** 0.5)


def test_jeder_code_hat_eine_darstellung_mit_eigenem_symbol() -> None:
    assert set(DARSTELLUNG) == set(Umsetzungsstand)
    assert set(TERMINLAGE_DARSTELLUNG) == set(Terminlage)
    assert "".join(DARSTELLUNG[s].symbol for s in Umsetzungsstand) == "?◇○◔◑●⟳‖✕"
    assert len({d.symbol for d in TERMINLAGE_DARSTELLUNG.values()}) == len(Terminlage)


@pytest.mark.parametrize("code", FARBEN)
def test_farbe_hebt_sich_von_weiss_ab_und_traegt_lesbare_schrift(code: str) -> None:
    d = FARBEN[code]
    assert kontrast(d.farbe, "#ffffff") >= 3
    assert kontrast(d.farbe, d.textfarbe) >= 4.5


def test_leiser_text_ist_auf_weiss_lesbar() -> None:
    assert kontrast(diagramme.LEISE, "#ffffff") >= 4.5


@pytest.mark.parametrize("sehweise", SEHWEISEN)
def test_staende_bleiben_auch_bei_farbfehlsichtigkeit_unterscheidbar(sehweise: str) -> None:
    nahe = {
        (a.value, b.value): round(d, 1)
        for a, b in combinations(Umsetzungsstand, 2)
        if (d := abstand(DARSTELLUNG[a].farbe, DARSTELLUNG[b].farbe, sehweise)) < 20
    }
    assert nahe == {}


def test_beschriftung_ist_kurz_und_traegt_das_symbol() -> None:
    assert diagramme.beschriftung(Umsetzungsstand.VERSTETIGT) == "⟳\u00a0verstetigt"
    assert diagramme.beschriftung(Terminlage.UEBERFAELLIG) == "!\u00a0überfällig"
    assert diagramme.kurzname(Umsetzungsstand.IDEE) == "Idee"
