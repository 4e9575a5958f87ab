"""Prüft den Sitzungsplan: von der Sitzung rückwärts zu Unterlagen und Redaktionsschluss – und was davor fällig ist."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pandas as pd
import pytest
from lagebilder import build_bild, build_massnahme

from mut_core.auswertung.sitzungsplan import (
    SPALTEN,
    VORGABE_LADUNGSFRIST_TAGE,
    VORGABE_VORLAUF_TAGE,
    sitzungsplan,
)
from mut_core.lagebild import Lagebild, saetze
from mut_core.modell.codes import Ereignisart, Ereignisstatus, Genauigkeit, Gremientyp

STICHTAG = date(2024, 9, 2)
"""Ein Montag."""


def ausschuss(**felder: Any) -> dict[str, Any]:
    return {"id": 1, "typ": Gremientyp.AUSSCHUSS, "name": "Sozialausschuss"} | felder


def ereignis(tag: date | None, **felder: Any) -> dict[str, Any]:
    vorgabe = {"id": 1, "art": Ereignisart.SITZUNG, "titel": "Ausschuss berät den Bericht", "gremium_id": 1}
    return vorgabe | {"beginn": tag, "frist": tag, "frist_genauigkeit": Genauigkeit.TAG} | felder


def beratung(tag: date | None, **felder: Any) -> dict[str, Any]:
    return {"id": 1, "vorlage_id": 1, "gremium_id": 1, "gremium_name": "Sozialausschuss", "termin": tag} | felder


VORLAGE = {"id": 1, "art": "Mitteilung", "betreff": "3. Sachstandsbericht"}


def plan(*massnahmen: Any, gremien: Any = None, **tabellen: Any) -> list[Any]:
    gremien = [ausschuss()] if gremien is None else gremien
    return saetze(sitzungsplan(build_bild(*massnahmen, stichtag=STICHTAG, gremien=gremien, **tabellen)))


def test_gerechnet_wird_mit_ladungsfrist_und_vorlauf_des_gremiums() -> None:
    (s,) = plan(gremien=[ausschuss(ladungsfrist_tage=10, vorlauf_tage=7)], ereignisse=[ereignis(date(2024, 10, 24))])
    assert (s.sitzung_am, s.gremium, s.anlass) == (
        date(2024, 10, 24), "Sozialausschuss", "Ausschuss berät den Bericht",
    )  # fmt: skip
    assert (s.unterlagen_bis, s.redaktionsschluss) == (date(2024, 10, 14), date(2024, 10, 7))
    assert (s.ladungsfrist_tage, s.vorlauf_tage) == (10, 7)
    assert (s.ladungsfrist_ist_vorgabe, s.vorlauf_ist_vorgabe, s.hinweis) == (False, False, "")


def test_ohne_angabe_gilt_die_vorgabe_und_der_plan_sagt_es() -> None:
    (s,) = plan(ereignisse=[ereignis(date(2024, 10, 24))])
    assert (s.ladungsfrist_ist_vorgabe, s.vorlauf_ist_vorgabe) == (True, True)
    assert s.unterlagen_bis == s.sitzung_am - timedelta(days=VORGABE_LADUNGSFRIST_TAGE)
    assert s.redaktionsschluss == s.unterlagen_bis - timedelta(days=VORGABE_VORLAUF_TAGE)
    assert s.hinweis == (
        "Angenommen, weil beim Gremium nichts angegeben ist: Ladungsfrist 14\u00a0Tage und Vorlauf 14\u00a0Tage."
    )


def test_null_tage_sind_eine_angabe_und_keine_luecke() -> None:
    (s,) = plan(gremien=[ausschuss(ladungsfrist_tage=0, vorlauf_tage=0)], ereignisse=[ereignis(date(2024, 10, 24))])
    assert s.redaktionsschluss == s.unterlagen_bis == s.sitzung_am
    assert not s.ladungsfrist_ist_vorgabe


def test_nur_das_fehlende_ist_angenommen() -> None:
    (s,) = plan(gremien=[ausschuss(ladungsfrist_tage=1)], ereignisse=[ereignis(date(2024, 10, 24))])
    assert s.hinweis == "Angenommen, weil beim Gremium nichts angegeben ist: Vorlauf 14\u00a0Tage."


@pytest.mark.parametrize(("ladung", "bis"), [(5, 18), (4, 18), (6, 18), (3, 21), (7, 17)])
def test_am_wochenende_gilt_der_freitag_davor(ladung: int, bis: int) -> None:
    """Die Sitzung ist am Donnerstag, dem 24. Oktober; vier und fünf Tage davor ist Wochenende."""
    (s,) = plan(
        gremien=[ausschuss(ladungsfrist_tage=ladung, vorlauf_tage=0)], ereignisse=[ereignis(date(2024, 10, 24))]
    )
    assert s.unterlagen_bis == date(2024, 10, bis)


def test_ereignis_beratung_und_abfrage_desselben_tages_sind_eine_sitzung() -> None:
    tag = date(2024, 10, 24)
    (s,) = plan(
        vorlagen=[VORLAGE],
        ereignisse=[ereignis(tag)],
        beratungen=[beratung(tag), beratung(tag, id=2, gremium_id=None, gremium_name="SOZIALAUSSCHUSS")],
        abfragen=[{"id": 1, "titel": "Rückmelderunde", "stichtag": tag, "sitzung_am": tag, "gremium_id": 1,
                   "redaktionsschluss": date(2024, 9, 20), "eroeffnet_am": STICHTAG}],
    )  # fmt: skip
    assert s.anlass == "Ausschuss berät den Bericht; 3. Sachstandsbericht; Rückmelderunde"
    assert (s.redaktionsschluss, s.vorlauf_tage, s.vorlauf_ist_vorgabe) == (date(2024, 9, 20), None, False)
    assert s.hinweis == "Angenommen, weil beim Gremium nichts angegeben ist: Ladungsfrist 14\u00a0Tage."


def test_geschlossene_abfragen_und_andere_gremien_bleiben_fuer_sich() -> None:
    tag = date(2024, 10, 24)
    zeilen = plan(
        gremien=[ausschuss(), ausschuss(id=2, name="Rat", typ=Gremientyp.RAT)],
        vorlagen=[VORLAGE],
        beratungen=[beratung(tag), beratung(tag, id=2, gremium_id=2, gremium_name="Rat")],
        abfragen=[{"id": 1, "titel": "Alt", "stichtag": tag, "sitzung_am": tag, "gremium_id": 1,
                   "redaktionsschluss": tag, "eroeffnet_am": STICHTAG, "geschlossen_am": STICHTAG}],
    )  # fmt: skip
    assert [(z.gremium, z.anlass) for z in zeilen] == [
        ("Rat", "3. Sachstandsbericht"), ("Sozialausschuss", "3. Sachstandsbericht"),
    ]  # fmt: skip


def test_ohne_gremium_bleibt_jede_sitzung_eine_zeile() -> None:
    tag = date(2024, 10, 24)
    zeilen = plan(
        ereignisse=[ereignis(tag, gremium_id=None), ereignis(tag, id=2, gremium_id=None, titel="Andere Sitzung")]
    )
    assert [(z.gremium, z.anlass) for z in zeilen] == [("", "Andere Sitzung"), ("", "Ausschuss berät den Bericht")]


@pytest.mark.parametrize(
    "felder",
    [
        {"status": Ereignisstatus.ABGESAGT},
        {"status": Ereignisstatus.VERSCHOBEN},
        {"art": Ereignisart.WORKSHOP},
        {"beginn": None, "frist": None},
        {"beginn": date(2024, 9, 1), "frist": date(2024, 9, 1)},
    ],
)
def test_abgesagtes_vergangenes_und_anderes_ist_keine_sitzung(felder: dict[str, Any]) -> None:
    assert plan(ereignisse=[ereignis(date(2024, 10, 24), **felder)]) == []


def test_am_stichtag_selbst_ist_die_sitzung_noch_dabei_und_die_frist_verstrichen() -> None:
    (s,) = plan(
        vorlagen=[VORLAGE], beratungen=[beratung(STICHTAG), beratung(date(2024, 9, 1), id=2), beratung(None, id=3)]
    )
    assert s.sitzung_am == STICHTAG
    assert s.hinweis.endswith("Die Ladungsfrist ist seit dem 19.08.2024 verstrichen.")


def test_ein_verpasster_redaktionsschluss_wird_genannt() -> None:
    gremien = [ausschuss(ladungsfrist_tage=7, vorlauf_tage=14)]
    (s,) = plan(gremien=gremien, ereignisse=[ereignis(date(2024, 9, 12))])
    assert s.hinweis == "Der Redaktionsschluss war am 22.08.2024."


def test_eine_ungenaue_sitzung_rechnet_vom_fruehesten_tag() -> None:
    monat = ereignis(date(2024, 11, 1), frist=date(2024, 11, 30), frist_genauigkeit=Genauigkeit.MONAT)
    laufend = ereignis(date(2024, 8, 1), id=2, frist=date(2024, 9, 30), frist_genauigkeit=Genauigkeit.QUARTAL)
    jetzt, spaeter = plan(gremien=[ausschuss(ladungsfrist_tage=7, vorlauf_tage=0)], ereignisse=[monat, laufend])
    assert (jetzt.ungenau, jetzt.sitzung_am) == (True, STICHTAG)
    assert (spaeter.ungenau, spaeter.unterlagen_bis) == (True, date(2024, 10, 25))
    assert spaeter.hinweis == "Der Tag der Sitzung steht noch nicht fest; gerechnet ist vom frühesten."


def test_faellig_ist_was_offen_ist_und_bis_zur_sitzung_endet() -> None:
    tag = date(2024, 10, 24)
    (s,) = plan(
        build_massnahme("A-10", "in_umsetzung", frist=tag),
        build_massnahme("A-2", "in_planung", frist=date(2024, 8, 30)),
        build_massnahme("A-3", "in_planung", frist=date(2024, 10, 25)),
        build_massnahme("A-4", "umgesetzt", frist=date(2024, 9, 10)),
        build_massnahme("A-5", "in_planung"),
        build_massnahme("A-6", "zurueckgestellt", frist=date(2025, 1, 1), meldung={"wiedervorlage": date(2024, 10, 1)}),
        build_massnahme("A-7", frist=STICHTAG),
        ereignisse=[ereignis(tag)],
    )
    assert s.nummern == ("A-2", "A-6", "A-7", "A-10")
    assert (s.anzahl, s.ueberfaellig, s.massnahmen) == (4, 1, (2, 6, 7, 1))


def test_die_naechste_sitzung_steht_zuerst() -> None:
    tage = [date(2025, 1, 9), date(2024, 10, 24), date(2024, 12, 5)]
    zeilen = plan(ereignisse=[ereignis(t, id=i) for i, t in enumerate(tage, 1)])
    assert [z.sitzung_am for z in zeilen] == sorted(tage)


def test_ohne_sitzung_bleibt_die_tabelle_leer_mit_allen_spalten() -> None:
    leer = sitzungsplan(build_bild(stichtag=STICHTAG))
    assert isinstance(leer, pd.DataFrame)
    assert (tuple(leer.columns), len(leer)) == (SPALTEN, 0)


def test_ein_frueher_eingefrorenes_lagebild_ohne_die_neuen_felder_bleibt_lesbar() -> None:
    bild = build_bild(stichtag=STICHTAG, gremien=[ausschuss()], ereignisse=[ereignis(date(2024, 10, 24))])
    alt = bild.tabellen["gremien"].drop(columns=["ladungsfrist_tage", "vorlauf_tage"])
    (s,) = saetze(sitzungsplan(_mit(bild, gremien=alt)))
    assert s.ladungsfrist_ist_vorgabe


def _mit(bild: Lagebild, **tabellen: pd.DataFrame) -> Lagebild:
    return replace(bild, tabellen={**bild.tabellen, **tabellen})
