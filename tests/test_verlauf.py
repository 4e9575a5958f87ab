"""Verlauf: der Umsetzungsstand über die Zeit aus den Einträgen eines Lagebilds – von Hand gezählt und gewürfelt."""

import json
from collections import Counter
from datetime import date, timedelta
from itertools import pairwise

import altair as alt
import pytest
from gemeinde import EINGERICHTET, Gemeinde
from hypothesis import given, settings
from hypothesis import strategies as st
from lagebilder import build_bild, build_massnahme, build_sachstand

from mut_core import diagramme
from mut_core.auswertung import REIHENFOLGE, umsetzungsstand_gesamt
from mut_core.auswertung.verlauf import (
    HOECHSTENS,
    Schritt,
    abschnitte,
    genannte,
    im_stand,
    moegliche_schritte,
    stuetzpunkte,
    verlauf,
)
from mut_core.datenbank import leseeinheit
from mut_core.lagebild import Lagebild, saetze
from mut_core.lagebild.anlage import load_anlagetage
from mut_core.modell.codes import Umsetzungsstand
from mut_core.veraenderung import beschraenke, fluss, vergleiche

U = Umsetzungsstand
STICHTAG = date(2024, 9, 20)


def kleines() -> Lagebild:
    """Vier Maßnahmen: A zweimal gemeldet, B berichtigt, C nie gemeldet, D seit Juli archiviert."""
    falsch = build_sachstand("umgesetzt", date(2024, 3, 5))
    richtig = build_sachstand("idee", date(2024, 3, 5), ersetzt_id=3)
    return build_bild(
        build_massnahme(
            "A",
            sachstaende=[
                build_sachstand("in_planung", date(2024, 2, 10)),
                build_sachstand("umgesetzt", date(2024, 6, 30)),
            ],
        ),
        build_massnahme("B", sachstaende=[falsch, richtig]),
        build_massnahme("C"),
        build_massnahme("D", "in_umsetzung", zum=date(2024, 4, 1), archiviert_am=date(2024, 7, 1)),
        stichtag=STICHTAG,
    )


def gezaehlt(bild: Lagebild, schritt: Schritt, angelegt: dict[int, date] | None = None) -> dict[str, dict[str, int]]:
    """Je Stützpunkt die vorkommenden Stände."""
    je: dict[str, dict[str, int]] = {}
    for z in saetze(verlauf(abschnitte(bild, angelegt), schritt)):
        je.setdefault(z.stuetzpunkt, {})
        if z.anzahl:
            je[z.stuetzpunkt][z.umsetzungsstand.value] = z.anzahl
    return je


def test_je_quartal_zaehlt_der_letzte_nicht_berichtigte_eintrag() -> None:
    assert gezaehlt(kleines(), Schritt.QUARTAL) == {
        "I/2024": {"in_planung": 1, "idee": 1},
        "II/2024": {"umgesetzt": 1, "idee": 1, "in_umsetzung": 1},
        "20.09.2024": {"umgesetzt": 1, "idee": 1, "ohne_angabe": 1},
    }


def test_ein_eintrag_gilt_von_seinem_tag_an_und_archiviertes_bis_zum_tag_davor() -> None:
    monate = gezaehlt(kleines(), Schritt.MONAT)
    assert list(monate) == [f"{m:02}/2024" for m in range(2, 9)] + ["20.09.2024"]
    assert monate["05/2024"] == {"in_planung": 1, "idee": 1, "in_umsetzung": 1}
    assert monate["06/2024"] == {"umgesetzt": 1, "idee": 1, "in_umsetzung": 1}
    assert monate["07/2024"] == {"umgesetzt": 1, "idee": 1}


def test_vor_dem_ersten_eintrag_steht_eine_angelegte_massnahme_auf_ohne_angabe() -> None:
    je = gezaehlt(kleines(), Schritt.QUARTAL, {1: date(2023, 12, 1), 3: date(2024, 5, 1)})
    assert je["IV/2023"] == {"ohne_angabe": 1}
    assert je["I/2024"] == {"in_planung": 1, "idee": 1}
    assert je["II/2024"] == {"umgesetzt": 1, "idee": 1, "in_umsetzung": 1, "ohne_angabe": 1}


def test_eintraege_nach_dem_stichtag_und_gleiche_tage_zaehlen_wie_im_lagebild() -> None:
    bild = build_bild(
        build_massnahme(
            "A",
            sachstaende=[
                build_sachstand("idee", date(2024, 5, 1)),
                build_sachstand("in_planung", date(2024, 5, 1)),
                build_sachstand("umgesetzt", date(2024, 12, 1)),
            ],
        ),
        stichtag=STICHTAG,
    )
    assert gezaehlt(bild, Schritt.JAHR) == {"20.09.2024": {"in_planung": 1}}


def test_hinter_jedem_stueck_stehen_so_viele_massnahmen_wie_es_zaehlt() -> None:
    bild = kleines()
    strecken = abschnitte(bild)
    for z in saetze(verlauf(strecken, Schritt.MONAT)):
        assert len(im_stand(strecken, z.tag, z.umsetzungsstand)) == z.anzahl
    namen = genannte(bild, im_stand(strecken, date(2024, 6, 30), U.IN_UMSETZUNG))
    assert namen == [(4, "D", "Maßnahme D", "Sprache", False)]


def test_im_ausschnitt_zaehlen_archivierte_nicht() -> None:
    strecken = abschnitte(kleines(), mit_archivierten=False)
    assert not im_stand(strecken, date(2024, 6, 30), U.IN_UMSETZUNG)


def test_ohne_massnahmen_gibt_es_einen_leeren_stuetzpunkt_und_ein_gueltiges_bild() -> None:
    strecken = abschnitte(build_bild(stichtag=STICHTAG))
    tabelle = verlauf(strecken, Schritt.MONAT)
    assert set(tabelle["tag"]) == {STICHTAG}
    assert not tabelle["anzahl"].sum()
    bild = diagramme.verlauf(tabelle)
    alt.LayerChart.from_dict(json.loads(json.dumps(bild)))
    assert "keine Maßnahmen" in bild["description"]


def test_das_bild_ist_gueltiges_vega_lite_klein_und_sagt_anfang_und_ende() -> None:
    tabelle = verlauf(abschnitte(kleines()), Schritt.QUARTAL)
    bild = diagramme.verlauf(tabelle)
    alt.LayerChart.from_dict(json.loads(json.dumps(bild)))
    assert "://" not in json.dumps(bild)
    assert bild["description"] == (
        "Umsetzungsstand über die Zeit, 3\u00a0Stützpunkte. I/2024: 1 in Planung und 1 Idee; "
        "20.09.2024: 1 umgesetzt, 1 Idee und 1 ohne Angabe."
    )
    assert len(json.dumps(bild)) < 10_000


def test_der_letzte_stuetzpunkt_ist_der_stichtag_auch_am_quartalsende() -> None:
    assert stuetzpunkte(date(2024, 2, 3), date(2024, 6, 30), Schritt.QUARTAL) == [date(2024, 3, 31), date(2024, 6, 30)]
    assert stuetzpunkte(date(2024, 2, 3), date(2024, 2, 3), Schritt.JAHR) == [date(2024, 2, 3)]


def test_lange_verlaeufe_werden_groeber_und_nie_laenger_als_ein_bildschirm() -> None:
    assert moegliche_schritte(date(2024, 1, 1), date(2024, 9, 1))[1] is Schritt.MONAT
    assert moegliche_schritte(date(2021, 1, 1), date(2024, 9, 1))[1] is Schritt.QUARTAL
    moegliche, vorgabe = moegliche_schritte(date(1900, 1, 1), date(2024, 9, 1))
    assert (moegliche, vorgabe) == ([Schritt.JAHR], Schritt.JAHR)
    assert len(stuetzpunkte(date(1900, 1, 1), date(2024, 9, 1), Schritt.JAHR)) == HOECHSTENS


@pytest.mark.parametrize("schritt", Schritt)
def test_sehr_alte_eintraege_fehlen_nicht_in_den_gezeigten_stuetzpunkten(schritt: Schritt) -> None:
    bild = build_bild(build_massnahme("A", "idee", zum=date(1900, 5, 1)), stichtag=STICHTAG)
    tabelle = verlauf(abschnitte(bild), schritt)
    assert len(tabelle) == HOECHSTENS * len(REIHENFOLGE)
    assert {z.anzahl for z in saetze(tabelle) if z.umsetzungsstand == U.IDEE} == {1}


def test_der_tag_der_anlage_kommt_aus_dem_protokoll(gemeinde: Gemeinde) -> None:
    with leseeinheit(gemeinde.engine) as session:
        tage = load_anlagetage(session, gemeinde.konzept_id)
    eigene = {i for name, i in gemeinde.massnahmen.items() if name != "fremd"}
    assert tage == dict.fromkeys(eigene, EINGERICHTET.date())


# --- Eigenschaften ---------------------------------------------------------------------------------------------------

tage = st.integers(0, 500).map(lambda n: date(2023, 6, 1) + timedelta(days=n))
eintraege = st.lists(st.tuples(tage, st.sampled_from(sorted(s.value for s in U))), max_size=4)
massnahmen = st.lists(st.tuples(eintraege, st.none() | tage), max_size=6)


def baue(vorgaben: list[tuple[list[tuple[date, str]], date | None]], stichtag: date) -> Lagebild:
    return build_bild(
        *(
            build_massnahme(
                f"M-{n}", sachstaende=[build_sachstand(stand, zum) for zum, stand in alle], archiviert_am=archiviert
            )
            for n, (alle, archiviert) in enumerate(vorgaben)
        ),
        stichtag=stichtag,
    )


@settings(max_examples=25, deadline=None)
@given(vorgaben=massnahmen, stichtag=tage, schritt=st.sampled_from(list(Schritt)), angelegt=st.none() | tage)
def test_der_letzte_stuetzpunkt_ist_der_stand_des_lagebilds(
    vorgaben: list[tuple[list[tuple[date, str]], date | None]],
    stichtag: date,
    schritt: Schritt,
    angelegt: date | None,
) -> None:
    bild = baue(vorgaben, stichtag)
    strecken = abschnitte(bild, dict.fromkeys(range(1, len(vorgaben) + 1), angelegt) if angelegt else None)
    tabelle = verlauf(strecken, schritt)
    letzter = tabelle[tabelle["tag"] == stichtag]
    assert letzter["anzahl"].tolist() == umsetzungsstand_gesamt(bild)["anzahl"].tolist()
    assert (tabelle["anzahl"] >= 0).all()
    assert all(a < b for a, b in pairwise(dict.fromkeys(tabelle["tag"])))


@settings(max_examples=25, deadline=None)
@given(vorgaben=massnahmen, stichtag=tage, frueher=tage)
def test_jeder_stuetzpunkt_ist_der_letzte_eintrag_bis_zu_diesem_tag(
    vorgaben: list[tuple[list[tuple[date, str]], date | None]], stichtag: date, frueher: date
) -> None:
    """Gegenprobe ohne Strecken: je Maßnahme der letzte Eintrag bis zu dem Tag, wenn es sie da schon und noch gab."""
    tag = min(frueher, stichtag)
    erwartet: Counter[str] = Counter()
    for alle, archiviert in vorgaben:
        bis = [(zum, n, stand) for n, (zum, stand) in enumerate(alle) if zum <= tag]
        if archiviert and archiviert <= tag:
            continue
        if bis:
            erwartet[max(bis)[2]] += 1
        elif tag == stichtag:
            erwartet["ohne_angabe"] += 1
    strecken = abschnitte(baue(vorgaben, stichtag))
    assert Counter({s.value: len(im_stand(strecken, tag, s)) for s in U}) == erwartet


@settings(max_examples=20, deadline=None)
@given(vorgaben=massnahmen, eins=tage, zwei=tage)
def test_die_randsummen_des_flusses_sind_die_staende_beider_lagebilder(
    vorgaben: list[tuple[list[tuple[date, str]], date | None]], eins: date, zwei: date
) -> None:
    vorher, nachher = (baue(vorgaben, tag) for tag in sorted((eins, zwei)))
    ganz = fluss(vergleiche(vorher, nachher), mit_gleichen=True)
    for spalte, bild in (("von", vorher), ("nach", nachher)):
        summen: Counter[U] = Counter()
        for z in saetze(ganz):
            if getattr(z, spalte) is not None:
                summen[getattr(z, spalte)] += z.anzahl
        erwartet = {z.umsetzungsstand: z.anzahl for z in saetze(umsetzungsstand_gesamt(bild)) if z.anzahl}
        assert dict(summen) == erwartet


def test_eine_beschraenkte_veraenderung_nennt_nur_diese_massnahmen() -> None:
    vorgaben = [([(date(2024, 1, 5), "idee"), (date(2024, 5, 5), "umgesetzt")], None)] * 3
    vorher, nachher = (baue(vorgaben, tag) for tag in (date(2024, 2, 1), date(2024, 6, 1)))
    v = beschraenke(vergleiche(vorher, nachher), {2})
    assert v.massnahmen["nummer"].tolist() == ["M-1"]
    assert v.abgeschlossen["nummer"].tolist() == ["M-1"]
    assert [(z.von, z.nach, z.anzahl) for z in saetze(fluss(v))] == [(U.IDEE, U.UMGESETZT, 1)]
    assert not len(v.kennzahlen)
