"""Prüft Fristen: Zahlen von Hand gezählt, ehrliche Genauigkeit, Verschiebungen, das vor der Sitzung Fällige, Bild."""

import json
from datetime import date
from typing import Any

import altair as alt
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lagebilder import build_bild, build_massnahme

from mut_core import auswertung, diagramme
from mut_core.auswertung import FRUEHER, SPAETER, Filter, massnahmenliste
from mut_core.lagebild import Lagebild, saetze
from mut_core.modell.codes import Genauigkeit, Terminlage
from mut_core.zeitangaben import fruehestens, read_zeitangabe, spaetestens

STICHTAG = date(2024, 9, 1)


def kleines_bild(**weiteres: Any) -> Lagebild:
    """Sieben Maßnahmen: eine überfällig, zwei bald, eine später, eine ohne Frist, eine Idee, eine umgesetzt."""
    verschoben = {"am": date(2024, 5, 1), "bisher": date(2024, 6, 30), "grund": "Raum fehlt"}
    wieder = {"wiedervorlage": date(2024, 10, 1)}
    return build_bild(
        build_massnahme("A-1", "in_umsetzung", frist=date(2024, 6, 30), meldung={"hindernis": "Raum fehlt"}),
        build_massnahme("A-2", "in_planung", frist=date(2024, 9, 1)),
        build_massnahme("A-10", "zurueckgestellt", meldung=wieder, frist=date(2023, 1, 1)),
        build_massnahme(
            "A-3", "in_umsetzung", frist=date(2024, 12, 31), frist_genauigkeit=Genauigkeit.UNGEFAEHR,
            zeit_wortlaut="bis Ende 2024", feld=2,
            fristaenderungen=(verschoben, {**verschoben, "bisher": date(2024, 9, 30), "grund": "Land zahlt später"}),
            meilensteine=(
                {"titel": "Raum", "erreicht_am": date(2024, 8, 1)}, {"titel": "Start", "frist": date(2024, 11, 1)},
            ),
        ),
        build_massnahme("A-4", "in_planung", feld=2),
        build_massnahme("A-5", "idee", frist=date(2024, 3, 31)),
        build_massnahme("A-6", "umgesetzt", frist=date(2024, 2, 1), fristaenderungen=(verschoben,)),
        stichtag=STICHTAG,
        **weiteres,
    )  # fmt: skip


# --- Zahlen ----------------------------------------------------------------------------------------------------------


def test_die_zahlen_stimmen_mit_der_hand_gezaehlten_liste() -> None:
    z = auswertung.fristzahlen(kleines_bild())
    assert (z.ueberfaellig, z.bald_faellig, z.im_zeitplan, z.ohne_termin) == (1, 2, 1, 1)
    assert (z.verschoben, z.mehrmals_verschoben, z.massnahmen) == (2, 1, 7)
    assert auswertung.fristensatz(z) == (
        "1\u00a0Maßnahme ist überfällig, 2 werden in den nächsten 60 Tagen fällig; 1\u00a0Maßnahme hat keine Frist."
    )


@pytest.mark.parametrize(
    ("massnahmen", "satz"),
    [
        ((), "Zu dieser Auswahl gibt es keine Maßnahme."),
        ((build_massnahme("A-1", "idee"),), "Keine offene Maßnahme hat einen Termin."),
        (
            (build_massnahme("A-1", "in_planung", frist=date(2030, 1, 1)),),
            "Nichts ist überfällig, nichts wird in den nächsten 60 Tagen fällig.",
        ),
        (
            (build_massnahme("A-1", "in_planung", frist=date(2024, 9, 9)),),
            "Nichts ist überfällig, 1 wird in den nächsten 60 Tagen fällig.",
        ),
    ],
)
def test_der_satz_passt_auch_zu_nichts_und_einem(massnahmen: Any, satz: str) -> None:
    assert auswertung.fristensatz(auswertung.fristzahlen(build_bild(*massnahmen, stichtag=STICHTAG))) == satz


@pytest.mark.parametrize(
    ("name", "filter_"),
    [
        ("ueberfaellig", Filter(terminlage=(Terminlage.UEBERFAELLIG,))),
        ("bald_faellig", Filter(terminlage=(Terminlage.BALD_FAELLIG,))),
        ("im_zeitplan", Filter(terminlage=(Terminlage.IM_ZEITPLAN,))),
        ("ohne_termin", Filter(terminlage=(Terminlage.OHNE_TERMIN,))),
        ("verschoben", Filter(verschoben=1)),
        ("mehrmals_verschoben", Filter(verschoben=2)),
    ],
)
def test_hinter_jeder_zahl_steht_genau_ihre_liste(name: str, filter_: Filter) -> None:
    bild = kleines_bild()
    assert getattr(auswertung.fristzahlen(bild), name) == len(massnahmenliste(bild, filter_))


def test_je_feld_und_quartal_zaehlt_jede_offene_mit_termin_genau_einmal() -> None:
    bild = kleines_bild()
    tabelle = auswertung.fristen_je_feld(bild)
    assert [z.spalte for z in saetze(tabelle)[:8]] == [
        FRUEHER, "II/2024", "III/2024", "IV/2024", "I/2025", "II/2025", "III/2025", SPAETER,
    ]  # fmt: skip
    belegt = {(z.nummer, z.spalte): (z.anzahl, z.ueberfaellig, z.lage) for z in saetze(tabelle) if z.anzahl}
    assert belegt == {
        (1, "II/2024"): (1, 1, Terminlage.UEBERFAELLIG),
        (1, "III/2024"): (1, 0, Terminlage.BALD_FAELLIG),
        (1, "IV/2024"): (1, 0, Terminlage.BALD_FAELLIG),
        (2, "IV/2024"): (1, 0, Terminlage.IM_ZEITPLAN),
    }
    offen = massnahmenliste(bild, Filter(terminlage=tuple(Terminlage)[:3]))
    assert sum(tabelle["anzahl"]) == len(offen) == 4


@given(
    st.lists(st.dates(date(2018, 1, 1), date(2032, 12, 31)), max_size=12), st.dates(date(2020, 1, 1), date(2030, 1, 1))
)
def test_jedes_feld_der_tafel_fuehrt_auf_genau_seine_liste(fristen: list[date], stichtag: date) -> None:
    gemeldet = {"stand": "in_planung", "zum": date(2018, 1, 1)}
    massnahmen = (build_massnahme(f"Z-{i}", **gemeldet, frist=f, feld=1 + i % 2) for i, f in enumerate(fristen))
    bild = build_bild(*massnahmen, stichtag=stichtag)
    for z in saetze(auswertung.fristen_je_feld(bild)):
        enger = {"faellig_bis": z.bis} if z.spalte == FRUEHER else {"faellig_ab": z.von} if z.spalte == SPAETER else {}
        wahl = Filter(handlungsfeld=z.nummer, **enger) if enger else Filter(handlungsfeld=z.nummer, quartal=z.spalte)
        assert z.anzahl == len(massnahmenliste(bild, wahl))


# --- Genauigkeit -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "von", "bis"),
    [
        ("31.12.2024", "2024-12-31", "2024-12-31"),
        ("Dez. 24", "2024-12-01", "2024-12-31"),
        ("II. Quartal 2024", "2024-04-01", "2024-06-30"),
        ("2. Halbjahr 2024", "2024-07-01", "2024-12-31"),
        ("Winter 2024/25", "2024-12-01", "2025-02-28"),
        ("Herbst 2024", "2024-09-01", "2024-11-30"),
        ("2024", "2024-01-01", "2024-12-31"),
        ("Anfang 2024", "2024-01-01", "2024-03-31"),
        ("Mitte 2024", "2024-05-01", "2024-07-31"),
        ("Ende 2024", "2024-10-01", "2024-12-31"),
        ("Anfang Mai 2025", "2025-05-01", "2025-05-10"),
        ("Mitte Mai 2025", "2025-05-11", "2025-05-20"),
        ("Ende Mai 2025", "2025-05-21", "2025-05-31"),
    ],
)
def test_eine_frist_kennt_den_ersten_tag_den_sie_meinen_kann(text: str, von: str, bis: str) -> None:
    gelesen = read_zeitangabe(text)
    assert gelesen.frist is not None
    assert (fruehestens(gelesen.frist, gelesen.frist_genauigkeit), gelesen.frist) == (
        date.fromisoformat(von),
        date.fromisoformat(bis),
    )


@pytest.mark.parametrize(
    ("text", "bis"),
    [
        ("ab 01.02.2024", "2024-02-01"),
        ("ab 2022", "2022-12-31"),
        ("ab Mai 2024", "2024-05-31"),
        ("ab Anfang 2024", "2024-03-31"),
        ("ab Mitte 2024", "2024-07-31"),
        ("ab Ende 2024", "2024-12-31"),
        ("ab Mitte Mai 2024", "2024-05-20"),
        ("ab Ende Februar 2024", "2024-02-29"),
    ],
)
def test_ein_beginn_kennt_den_letzten_tag_den_er_meinen_kann(text: str, bis: str) -> None:
    gelesen = read_zeitangabe(text)
    assert gelesen.beginn is not None
    assert spaetestens(gelesen.beginn, gelesen.beginn_genauigkeit) == date.fromisoformat(bis)


@given(st.dates(date(1990, 1, 1), date(2100, 12, 31)), st.sampled_from([None, *Genauigkeit]))
def test_der_spielraum_enthaelt_immer_den_tag_und_ist_hoechstens_ein_jahr_lang(
    tag: date, g: Genauigkeit | None
) -> None:
    assert 0 <= (tag - fruehestens(tag, g)).days <= 366
    assert 0 <= (spaetestens(tag, g) - tag).days <= 366


# --- Zeitplan --------------------------------------------------------------------------------------------------------


def test_der_plan_ist_nach_termin_geordnet_und_laesst_abgeschlossenes_weg() -> None:
    bild = kleines_bild()
    assert auswertung.fristenfolge(bild)["nummer"].tolist() == ["A-5", "A-1", "A-2", "A-10", "A-3"]
    assert auswertung.fristenfolge(bild, erledigte=True)["nummer"].tolist()[0] == "A-6"


def test_eine_ungenaue_frist_bleibt_ungenau_und_die_erste_frist_steht_daneben() -> None:
    bild = kleines_bild()
    plan = {z.nummer: z for z in saetze(auswertung.fristenplan(bild, auswertung.fristenfolge(bild)))}
    ungenau, genau, wieder = plan["A-3"], plan["A-1"], plan["A-10"]
    assert (ungenau.termin_ab, ungenau.termin, ungenau.genau) == (date(2024, 10, 1), date(2024, 12, 31), False)
    assert (ungenau.text, ungenau.wortlaut) == ("Ende 2024", "bis Ende 2024")
    assert (ungenau.urspruenglich, ungenau.verschoben, ungenau.verschiebungsgrund) == (
        date(2024, 6, 30), 2, "Land zahlt später",
    )  # fmt: skip
    assert [(s[1], s[2], s[3]) for s in ungenau.meilensteine] == [
        ("Raum", True, "erreicht am 01.08.2024"),
        ("Start", False, "offen, bis 01.11.2024"),
    ]
    assert (genau.genau, genau.text, genau.urspruenglich, genau.art) == (True, "30.06.2024", None, "Frist")
    assert (wieder.art, wieder.text, wieder.genau) == ("Wiedervorlage", "01.10.2024", True)


def test_ein_beginn_nach_dem_termin_wird_nicht_gezeichnet() -> None:
    bild = build_bild(build_massnahme("A-1", "in_planung", beginn=date(2025, 1, 1), frist=date(2024, 12, 31)))
    (z,) = saetze(auswertung.fristenplan(bild, auswertung.fristenfolge(bild)))
    assert (z.beginn, z.termin) == (None, date(2024, 12, 31))


def test_verschiebungen_nennen_anzahl_spanne_und_grund() -> None:
    erste, zweite = saetze(auswertung.verschiebungen(kleines_bild()))
    assert (erste.nummer, erste.mal, erste.grund) == ("A-3", 2, "Land zahlt später")
    assert erste.satz == "Zweimal verschoben von 30.06.2024 auf Ende 2024. Grund: Land zahlt später."
    assert (zweite.nummer, zweite.mal) == ("A-6", 1)


def test_faellig_bis_zu_einem_tag_steht_in_klartext_da() -> None:
    bild = kleines_bild()
    faellige = auswertung.faellige_bis(bild, date(2024, 10, 1))
    assert faellige["nummer"].tolist() == ["A-1", "A-2", "A-10"]
    assert set(faellige["id"]) == set(massnahmenliste(bild, Filter(faellig_bis=date(2024, 10, 1)))["id"])
    assert auswertung.faelligkeitssatz(saetze(faellige)[0]) == (
        "Frist 30.06.2024, seit 63\u00a0Tagen überfällig, in Umsetzung. Federführung: Fachdienst Soziales. "
        "Es hält auf: Raum fehlt."
    )


def test_ideen_und_abgeschlossenes_werden_nie_faellig() -> None:
    assert "A-5" not in auswertung.faellige_bis(kleines_bild(), date(2030, 1, 1))["nummer"].tolist()


# --- Bild ------------------------------------------------------------------------------------------------------------


def zeichne(bild: Lagebild, **weiteres: Any) -> dict[str, Any]:
    folge = auswertung.fristenfolge(bild, **weiteres)
    return diagramme.fristenplan(auswertung.fristenplan(bild, folge), bild.stichtag)


@pytest.mark.parametrize(
    "bild", [kleines_bild(), build_bild(), build_bild(felder=())], ids=["voll", "ohne_massnahmen", "leer"]
)
def test_der_zeitplan_ist_gueltiges_vega_lite_mit_alternativtext(bild: Lagebild) -> None:
    spec = zeichne(bild, erledigte=True)
    alt.LayerChart.from_dict(json.loads(json.dumps(spec)))
    assert spec["description"].startswith("Zeitplan am Stichtag 01.09.2024")
    assert "://" not in json.dumps(spec)


def test_weiche_enden_reichen_ueber_genau_die_tage_die_gemeint_sein_koennen() -> None:
    (ebene,) = (e for e in zeichne(kleines_bild())["layer"] if "data" in e)
    zeilen = {z["g"]: z for z in ebene["data"]["values"]}
    ungenau = zeilen["A-3 Maßnahme A-3"]
    assert ungenau["p"] == [[date(2024, 10, 1).toordinal(), date(2024, 12, 31).toordinal() + 1, 1]]
    assert ungenau["u"] == date(2024, 6, 30).toordinal()
    assert "Ende 2024 (gerechnet mit dem 31.12.2024)" in ungenau["w"]
    assert zeilen["A-1 Maßnahme A-1"]["p"] == []


def test_ein_zeitraum_wird_in_weich_fest_weich_zerlegt() -> None:
    bild = build_bild(
        build_massnahme(
            "A-1", "in_umsetzung", beginn=date(2023, 1, 1), beginn_genauigkeit=Genauigkeit.HALBJAHR,
            frist=date(2024, 12, 31), frist_genauigkeit=Genauigkeit.QUARTAL,
        )
    )  # fmt: skip
    (ebene,) = (e for e in zeichne(bild)["layer"] if "data" in e)
    tage = [(date.fromordinal(a), date.fromordinal(b - 1), w) for a, b, w in ebene["data"]["values"][0]["p"]]
    assert tage == [
        (date(2023, 1, 1), date(2023, 6, 30), 1),
        (date(2023, 6, 30), date(2024, 10, 1), 0),
        (date(2024, 10, 1), date(2024, 12, 31), 1),
    ]


def test_zwanzig_zeilen_bleiben_klein() -> None:
    massnahmen = [
        build_massnahme(f"M-{i:03}", "in_umsetzung", titel="Ein langer Titel " * 4, frist=date(2024, 12, 1 + i))
        for i in range(20)
    ]
    assert len(json.dumps(zeichne(build_bild(*massnahmen)), ensure_ascii=False)) < 16_000
