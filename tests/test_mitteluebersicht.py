"""Mittel: Summen je Art, Jahr, Bezug, Gewissheit und Stufe – von Hand gezählt, in ganzen Cent; Lücken mit Grund."""

import json
from datetime import date
from typing import Any

import altair as alt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lagebilder import build_bild, build_massnahme

from mut_core import diagramme
from mut_core.auswertung.mittelluecken import Mittelluecke, mittelluecken
from mut_core.auswertung.mitteluebersicht import (
    STUFEN,
    Mittelwahl,
    Stufe,
    jahre,
    mittelpositionen,
    mittelsatz,
    mittelsummen,
    ohne_position,
    stellensummen,
    stellentext,
    summentext,
    waehle,
)
from mut_core.lagebild import Lagebild, saetze
from mut_core.modell.codes import Angabe, Mittelart, Mittelmodus, Mittelstatus

A, M, S = Mittelart, Mittelmodus, Mittelstatus
NB = "\u00a0"


def position(cent: int | None, status: Mittelstatus, **felder: Any) -> dict[str, Any]:
    return {"betrag_cent": cent, "mittelstatus": status, **felder}


def kleines() -> Lagebild:
    """Drei Maßnahmen, sieben Positionen: genau, „ca.“, Spanne, Konjunktiv mit Vorbehalt, ohne Betrag."""
    return build_bild(
        build_massnahme(
            "A-1",
            "in_umsetzung",
            mittel=[
                position(
                    3_300_000, S.ANGEMELDET, modus=M.JAEHRLICH, jahr=2025, ungenau=True, konjunktiv=True, vorbehalt="V"
                ),
                position(10_001, S.BEWILLIGT, art=A.SACH, produkt="05 03 01"),
                position(20_002, S.IM_HAUSHALT, art=A.SACH),
                position(5_000, S.VERAUSGABT, art=A.SACH),
            ],
        ),
        build_massnahme(
            "A-2",
            "in_planung",
            mittel=[
                position(1_500_000, S.BEZIFFERT, bis_betrag_cent=2_000_000, art=A.INVEST, modus=M.JAHR, jahr=2026),
                position(None, S.BEWILLIGT, art=A.PERSONAL, stellenanteil_prozent=50, modus=M.JAEHRLICH, jahr=2024),
            ],
        ),
        build_massnahme("A-10", mittel=[position(None, S.ANGEMELDET, bis_betrag_cent=700)]),
        build_massnahme("B-1", mittel_angabe=Angabe.KEINE_ANGABE),
    )


def summen(bild: Lagebild) -> set[tuple[Any, ...]]:
    return {tuple(z) for z in saetze(mittelsummen(mittelpositionen(bild)))}


def test_zusammengezaehlt_wird_nur_gleiche_art_gleicher_bezug_und_gleiche_gewissheit() -> None:
    assert summen(kleines()) == {
        (None, A.GESAMT, M.JAEHRLICH, "ca., Konjunktiv, unter Vorbehalt", Stufe.ANGEMELDET, 1, 3_300_000, None),
        (None, A.SACH, M.EINMALIG, "genau", Stufe.BEWILLIGT, 2, 30_003, None),
        (None, A.SACH, M.EINMALIG, "genau", Stufe.VERAUSGABT, 1, 5_000, None),
        (None, A.INVEST, M.JAHR, "Spanne", Stufe.OFFEN, 1, 1_500_000, 2_000_000),
        (None, A.PERSONAL, M.JAEHRLICH, "ohne Betrag", Stufe.BEWILLIGT, 1, None, None),
        (None, A.GESAMT, M.EINMALIG, "bis zu", Stufe.ANGEMELDET, 1, None, 700),
    }


def test_der_satz_sagt_was_in_den_betraegen_steckt_und_was_nicht() -> None:
    assert mittelsatz(mittelpositionen(kleines())) == (
        f"7{NB}Positionen, 6 mit Betrag, eine ohne (k. A.). Von den Beträgen sind 3 genau genannt, 1 mit „ca.“, "
        "1 als Spanne, 1 als Obergrenze, 1 im Konjunktiv und 1 unter Vorbehalt (eine Position trägt mehrere Merkmale)."
    )
    assert ohne_position(kleines()) == f"Ohne Mittelposition: 1 von 4{NB}Maßnahmen – k. A."


def test_ohne_positionen_sagt_der_satz_es() -> None:
    leer = build_bild(build_massnahme("A", mittel_angabe=Angabe.KEINE), build_massnahme("B"))
    assert mittelsatz(mittelpositionen(leer)) == "Zu den Maßnahmen ist keine Mittelposition erfasst."
    assert ohne_position(leer) == f"Ohne Mittelposition: 2 von 2{NB}Maßnahmen – 1 kein Bedarf und 1 noch nicht erfragt."
    assert ohne_position(build_bild()) == "Zu jeder Maßnahme ist eine Mittelposition erfasst."


def test_jaehrliches_steht_in_jedem_jahr_ab_dem_ersten_und_endet_mit_seiner_foerderung() -> None:
    bild = build_bild(
        build_massnahme(
            "A",
            mittel=[
                position(100, S.BEWILLIGT, modus=M.JAEHRLICH, jahr=2023, foerderung_id=1),
                position(1_000, S.BEWILLIGT, modus=M.JAEHRLICH, jahr=2024),
                position(10_000, S.BEWILLIGT, modus=M.JAHR, jahr=2024),
                position(7, S.BEWILLIGT),
            ],
        ),
        foerderungen=[{"id": 1, "programm": "P", "frist": date(2024, 6, 30)}],
    )
    positionen = mittelpositionen(bild)
    assert jahre(positionen, 2025) == [2023, 2024, 2025]
    je = {(z.jahr, z.modus): z.cent for z in saetze(mittelsummen(positionen, [2023, 2024, 2025]))}
    assert je == {
        (2023, M.JAEHRLICH): 100,
        (2024, M.JAEHRLICH): 1_100,
        (2024, M.JAHR): 10_000,
        (2025, M.JAEHRLICH): 1_000,
    }
    assert [p.cent for p in saetze(waehle(positionen, Mittelwahl(jahr=0)))] == [7]
    assert [p.cent for p in saetze(waehle(positionen, Mittelwahl(jahr=2025)))] == [1_000]


def test_hinter_jeder_summe_stehen_genau_ihre_positionen() -> None:
    positionen = mittelpositionen(kleines())
    for z in saetze(mittelsummen(positionen)):
        dahinter = waehle(positionen, Mittelwahl(None, z.art, z.stufe, z.modus, z.gewissheit))
        assert len(dahinter) == z.positionen
        assert sum(p.cent or 0 for p in saetze(dahinter)) == (z.cent or 0)


def test_jeder_mittelstatus_gehoert_zu_genau_einer_stufe() -> None:
    alle = [status for reihe in STUFEN.values() for status in reihe]
    assert sorted(alle) == sorted(S)
    assert list(STUFEN) == list(Stufe)


def test_stellenanteile_stehen_fuer_sich() -> None:
    (z,) = saetze(stellensummen(mittelpositionen(kleines())))
    assert (z.stufe, z.modus, z.positionen, z.prozent) == (Stufe.BEWILLIGT, M.JAEHRLICH, 1, 50)
    assert [stellentext(n) for n in (50, 100, 150, 1_025)] == [
        f"50{NB}% (0,5{NB}Stellen)",
        f"100{NB}% (1{NB}Stelle)",
        f"150{NB}% (1,5{NB}Stellen)",
        f"1.025{NB}% (10,25{NB}Stellen)",
    ]


@pytest.mark.parametrize(
    ("cent", "bis", "gewiss", "text"),
    [
        (3_300_000, None, "genau", f"33.000{NB}€"),
        (234_567, None, "ca., Konjunktiv", f"ca.{NB}2.345,67{NB}€"),
        (1_500_000, 2_000_000, "Spanne", f"15.000{NB}€ bis 20.000{NB}€"),
        (None, 700, "bis zu", f"bis zu 7{NB}€"),
        (None, None, "ohne Betrag", "k. A."),
    ],
)
def test_summen_stehen_in_deutscher_schreibweise(cent: int | None, bis: int | None, gewiss: str, text: str) -> None:
    assert summentext(cent, bis, gewiss) == text


def test_nur_massnahmen_des_ausschnitts_zaehlen_und_ordnen_sich_wie_menschen_zaehlen() -> None:
    assert list(dict.fromkeys(mittelpositionen(kleines())["nummer"])) == ["A-1", "A-2", "A-10"]


geld = st.integers(0, 10**12) | st.none()
positionen_ = st.lists(
    st.builds(
        position,
        geld,
        st.sampled_from(list(S)),
        bis_betrag_cent=geld,
        art=st.sampled_from(list(A)),
        modus=st.sampled_from(list(M)),
        jahr=st.integers(2020, 2030) | st.none(),
        ungenau=st.booleans(),
        konjunktiv=st.booleans(),
        vorbehalt=st.none() | st.just("Haushalt"),
    ),
    max_size=12,
)


@settings(max_examples=30, deadline=None)
@given(positionen_)
def test_jede_position_steckt_in_genau_einer_summe_und_kein_cent_geht_verloren(alle: list[dict[str, Any]]) -> None:
    tabelle = mittelsummen(mittelpositionen(build_bild(build_massnahme("A", mittel=alle))))
    assert sum(tabelle["positionen"]) == len(alle)
    assert sum(c or 0 for c in tabelle["cent"]) == sum(p["betrag_cent"] or 0 for p in alle)
    assert sum(c or 0 for c in tabelle["bis_cent"]) == sum(p["bis_betrag_cent"] or 0 for p in alle)
    assert all(isinstance(c, int | None) for s in ("cent", "bis_cent") for c in tabelle[s])


# --- Bild ------------------------------------------------------------------------------------------------------------


def test_das_bild_ist_gueltiges_vega_lite_und_rechnet_nur_mit_ganzen_cent() -> None:
    summen_ = mittelsummen(mittelpositionen(kleines()))
    for tabelle in (summen_, summen_.iloc[:0]):
        bild = diagramme.mittelbalken(tabelle, "einmalig")
        alt.LayerChart.from_dict(json.loads(json.dumps(bild)))
        assert "://" not in json.dumps(bild)
        assert bild["description"].endswith(".")
    (ebene,) = diagramme.mittelbalken(summen_, "einmalig")["layer"]
    werte = ebene["data"]["values"]
    assert all(isinstance(w["c"], int) for w in werte)
    assert len(werte) == 5, "die Position ohne Betrag fehlt im Bild"


def test_der_alternativtext_nennt_betrag_stufe_und_gewissheit() -> None:
    text = diagramme.mittelbalken(mittelsummen(mittelpositionen(kleines())), "jährlich")["description"]
    assert f"ca.{NB}33.000{NB}€ angemeldet (ca., Konjunktiv, unter Vorbehalt), 1{NB}Position" in text
    assert f"300,03{NB}€ bewilligt, 2{NB}Positionen" in text


# --- Lücken ----------------------------------------------------------------------------------------------------------


def luecken(*massnahmen: Any, **tabellen: Any) -> list[tuple[str, Mittelluecke]]:
    return [(z.nummer, z.luecke) for z in saetze(mittelluecken(build_bild(*massnahmen, **tabellen)))]


def test_in_umsetzung_ohne_benannte_mittel_ist_eine_luecke_kein_bedarf_nicht() -> None:
    assert luecken(
        build_massnahme("A", "in_umsetzung"),
        build_massnahme("B", "in_umsetzung", mittel_angabe=Angabe.KEINE),
        build_massnahme("C", "in_umsetzung", mittelstatus=S.KEIN_BEDARF),
        build_massnahme("D", "in_umsetzung", mittel_angabe=Angabe.GENANNT, mittelstatus=S.BEWILLIGT),
        build_massnahme("E", "in_planung"),
        build_massnahme("F", "umgesetzt"),
    ) == [("A", Mittelluecke.OHNE_MITTEL)]


def test_in_umsetzung_ohne_bewilligung_und_abgelehntes_sind_luecken() -> None:
    assert luecken(
        build_massnahme("A", "in_umsetzung", mittel=[position(100, S.ANGEMELDET)]),
        build_massnahme("B", "in_umsetzung", mittel=[position(100, S.ANGEMELDET), position(100, S.BEWILLIGT)]),
        build_massnahme("C", "in_planung", mittel=[position(100, S.ABGELEHNT)]),
        build_massnahme("D", "verworfen", mittel=[position(100, S.ABGELEHNT)]),
        build_massnahme("E", "idee", mittelstatus=S.ABGELEHNT),
    ) == [("A", Mittelluecke.NICHT_BEWILLIGT), ("C", Mittelluecke.ABGELEHNT), ("E", Mittelluecke.ABGELEHNT)]


def test_eine_endende_foerderung_ohne_bewilligten_anschluss_ist_eine_luecke() -> None:
    gefoerdert = position(100, S.BEWILLIGT, foerderung_id=1, modus=M.JAEHRLICH, jahr=2023)
    foerderung = {"id": 1, "programm": "Land „Hier“", "frist": date(2024, 10, 31), "mittelstatus": S.BEWILLIGT}
    bild = build_bild(
        build_massnahme("A", "in_umsetzung", mittel=[gefoerdert]),
        build_massnahme(
            "B", "in_umsetzung", mittel=[gefoerdert, position(100, S.IM_HAUSHALT, modus=M.JAHR, jahr=2025)]
        ),
        build_massnahme("C", "in_umsetzung", mittel=[gefoerdert, position(100, S.ANGEMELDET, modus=M.JAHR, jahr=2025)]),
        build_massnahme("D", "in_umsetzung", mittel=[gefoerdert, position(100, S.BEWILLIGT, modus=M.JAHR, jahr=2024)]),
        foerderungen=[foerderung],
    )
    zeilen = {z.nummer: z for z in saetze(mittelluecken(bild))}
    assert list(zeilen) == ["A", "C", "D"]
    assert {z.luecke for z in zeilen.values()} == {Mittelluecke.OHNE_ANSCHLUSS}
    assert zeilen["A"].satz == (
        f"Die Förderung „Land ‚Hier‘“ läuft in 60{NB}Tagen aus (31.10.2024). Ein Anschluss ist nicht erfasst."
    )
    assert f"Beantragt, aber nicht bewilligt: 1{NB}€ im Jahr 2025, angemeldet." in zeilen["C"].satz
