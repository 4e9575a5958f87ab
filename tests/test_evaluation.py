"""Die Evaluation: wann sie fällig ist, wie gezählt wird, wie bewertet wird – und was der Bericht davon druckt."""

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from gemeinde import HEUTE, Gemeinde, Uhr
from hypothesis import given
from hypothesis import strategies as st
from lagebilder import build_bild, build_massnahme
from word_pruefer import rumpf, text

from mut_core import auswertung, diagramme, regeln
from mut_core.auswertung import FRAGEN, Evaluationsfilter
from mut_core.bericht import Anlage, Wahl
from mut_core.bericht.sachstandsbericht import build_sachstandsbericht
from mut_core.bericht.uebersicht import build_uebersicht
from mut_core.datenbank import leseeinheit, schreibeinheit
from mut_core.erfassung.evaluation import EvaluationEingabe, bewertungsstand, record_evaluation
from mut_core.erfassung.protokoll import Vorgang
from mut_core.fehler import EingabeError, KonfliktError, NichtGefundenError, RechteError
from mut_core.lagebild import Lagebild, load_lagebild, saetze
from mut_core.modell import Evaluation, Massnahme, Protokoll
from mut_core.modell.codes import (
    Evaluationsantwort,
    Evaluationsfolge,
    Evaluationslage,
    Genauigkeit,
    Umsetzungsstand,
)

JA, TEILWEISE, NEIN, OFFEN = Evaluationsantwort
BEWERTET, BEGONNEN, FAELLIG, BALD, SPAETER, OHNE = Evaluationslage

# --- wann sie fällig ist ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("beginn", "genau", "ab", "bis"),
    [
        (date(2021, 10, 1), None, date(2024, 10, 1), date(2024, 10, 1)),
        (date(2021, 10, 1), Genauigkeit.MONAT, date(2024, 10, 1), date(2024, 10, 31)),
        (date(2021, 7, 1), Genauigkeit.QUARTAL, date(2024, 7, 1), date(2024, 9, 30)),
        (date(2022, 1, 1), Genauigkeit.JAHR, date(2025, 1, 1), date(2025, 12, 31)),
        (date(2020, 2, 29), None, date(2023, 2, 28), date(2023, 2, 28)),
        (date(2021, 5, 11), Genauigkeit.UNGEFAEHR, date(2024, 5, 11), date(2024, 5, 11)),
    ],
)
def test_faellig_ist_drei_jahre_nach_beginn_so_genau_wie_der_beginn(
    beginn: date, genau: Genauigkeit | None, ab: date, bis: date
) -> None:
    frist = regeln.evaluationsfrist(beginn, genau, date(2000, 1, 1), None)
    assert frist == regeln.Evaluationsfrist(ab, bis, genau, aus_konzept=False)


def test_ohne_beginn_der_massnahme_gilt_der_des_konzepts_und_ohne_beide_keiner() -> None:
    frist = regeln.evaluationsfrist(None, None, date(2021, 10, 1), Genauigkeit.MONAT)
    assert frist == regeln.Evaluationsfrist(date(2024, 10, 1), date(2024, 10, 31), Genauigkeit.MONAT, aus_konzept=True)
    assert regeln.evaluationsfrist(None, None, None, None) is None


@pytest.mark.parametrize(
    ("stichtag", "lage"),
    [
        (date(2024, 11, 1), SPAETER),
        (date(2024, 11, 2), BALD),
        (date(2025, 6, 1), BALD),
        (date(2025, 12, 30), BALD),
        (date(2025, 12, 31), FAELLIG),
        (date(2029, 1, 1), FAELLIG),
    ],
)
def test_ein_ungenauer_beginn_ist_erst_am_ende_der_spanne_faellig(stichtag: date, lage: Evaluationslage) -> None:
    frist = regeln.evaluationsfrist(date(2022, 1, 1), Genauigkeit.JAHR)
    assert regeln.evaluationslage(frist, None, stichtag) == lage


# --- zählen ----------------------------------------------------------------------------------------------------------

GANZ = {
    "umsetzungsstand": Umsetzungsstand.UMGESETZT,
    "zielgruppe_erreicht": JA,
    "im_zeitrahmen": JA,
    "ziel_erreicht": JA,
    "folge": Evaluationsfolge.WEITER,
}


def probe() -> Lagebild:
    """Fünf Maßnahmen: zweimal bewertet (eine doppelt), eine begonnen, eine fällig, eine ohne Beginn der Maßnahme."""
    teils = {**GANZ, "zielgruppe_erreicht": NEIN, "zielgruppe_grund": "Zu spät beworben",
             "ziel_erreicht": TEILWEISE, "ziel_grund": "Nur zum Teil", "folge": Evaluationsfolge.AENDERN}  # fmt: skip
    return build_bild(
        build_massnahme("A-1", "umgesetzt", beginn=date(2021, 1, 1)),
        build_massnahme("A-2", "in_umsetzung", beginn=date(2021, 1, 1)),
        build_massnahme("A-10", "in_umsetzung", beginn=date(2021, 1, 1)),
        build_massnahme("B-1", "in_umsetzung", feld=2, beginn=date(2024, 1, 1)),
        build_massnahme("B-2", feld=2),
        konzept={
            "beginn": date(2021, 9, 1),
            "beginn_genauigkeit": Genauigkeit.JAHR,
            "evaluationsmethode": "Befragung.",
        },
        evaluationen=(
            {"id": 1, "massnahme_id": 1, "am": date(2024, 2, 1), **teils},
            {"id": 2, "massnahme_id": 1, "am": date(2024, 6, 1), **GANZ},
            {"id": 3, "massnahme_id": 2, "am": date(2024, 6, 1), **teils},
            {"id": 4, "massnahme_id": 4, "am": date(2024, 7, 1), "zielgruppe_erreicht": JA},
        ),
    )


def test_je_massnahme_gilt_die_juengste_bewertung() -> None:
    zeilen = {z.nummer: z for z in saetze(auswertung.evaluationsstand(probe()))}
    assert list(zeilen) == ["A-1", "A-2", "A-10", "B-1", "B-2"]
    assert [z.lage for z in zeilen.values()] == [BEWERTET, BEWERTET, FAELLIG, BEGONNEN, BALD]
    assert (zeilen["A-1"].bewertungen, zeilen["A-1"].zielgruppe_erreicht, zeilen["A-1"].folge) == (
        2, JA, Evaluationsfolge.WEITER,
    )  # fmt: skip
    assert (zeilen["A-10"].faellig, zeilen["A-10"].aus_konzept, zeilen["A-10"].ziel_erreicht) == (
        "01.01.2024", False, None,
    )  # fmt: skip
    assert (zeilen["B-2"].faellig, zeilen["B-2"].aus_konzept) == ("2024", True)


def test_ohne_antwort_bleibt_im_nenner() -> None:
    stand = auswertung.evaluationsstand(probe())
    antworten = {(z.frage, z.antwort): z.anzahl for z in saetze(auswertung.evaluationsantworten(stand)) if z.anzahl}
    assert antworten == {
        ("zielgruppe_erreicht", JA): 2,
        ("zielgruppe_erreicht", NEIN): 1,
        ("zielgruppe_erreicht", None): 2,
        ("im_zeitrahmen", JA): 2,
        ("im_zeitrahmen", OFFEN): 1,
        ("im_zeitrahmen", None): 2,
        ("ziel_erreicht", JA): 1,
        ("ziel_erreicht", TEILWEISE): 1,
        ("ziel_erreicht", OFFEN): 1,
        ("ziel_erreicht", None): 2,
    }
    folgen = {z.folge: z.anzahl for z in saetze(auswertung.evaluationsfolgen(stand))}
    assert folgen == {Evaluationsfolge.WEITER: 1, Evaluationsfolge.AENDERN: 1, Evaluationsfolge.BEENDEN: 0, None: 3}


def test_je_handlungsfeld_stehen_alle_lagen_und_der_satz_zaehlt_dasselbe() -> None:
    bild = probe()
    gezaehlt = {(z.nummer, z.lage): z.anzahl for z in saetze(auswertung.evaluationslagen(bild))}
    assert len(gezaehlt) == 2 * len(Evaluationslage)
    assert {k: n for k, n in gezaehlt.items() if n} == {
        (1, BEWERTET): 2, (1, FAELLIG): 1, (2, BEGONNEN): 1, (2, BALD): 1,
    }  # fmt: skip
    satz = auswertung.evaluationssatz(auswertung.evaluationsstand(bild))
    assert satz == "Von 5 Maßnahmen sind 2 bewertet, 1 begonnen, 1 bald fällig und 1 fällig."


def test_der_satz_stimmt_auch_ohne_und_mit_einer_massnahme() -> None:
    assert "keine Maßnahmen erfasst" in auswertung.evaluationssatz(auswertung.evaluationsstand(build_bild()))
    eine = auswertung.evaluationsstand(build_bild(build_massnahme("A-1")))
    assert auswertung.evaluationssatz(eine) == "Von einer Maßnahme ist keine bewertet und keine fällig."


_BEWERTUNG = st.fixed_dictionaries({
    "massnahme_id": st.integers(1, 6),
    "am": st.dates(date(2024, 1, 1), date(2024, 8, 31)),
    "umsetzungsstand": st.sampled_from([None, Umsetzungsstand.UMGESETZT]),
    "zielgruppe_erreicht": st.sampled_from(Evaluationsantwort),
    "im_zeitrahmen": st.sampled_from(Evaluationsantwort),
    "ziel_erreicht": st.sampled_from(Evaluationsantwort),
    "folge": st.sampled_from([None, *Evaluationsfolge]),
})  # fmt: skip


@given(
    st.lists(_BEWERTUNG, max_size=12),
    st.lists(st.none() | st.dates(date(2019, 1, 1), date(2024, 8, 1)), min_size=6, max_size=6),
    st.dates(date(2020, 1, 1), date(2028, 1, 1)),
)
def test_jede_zahl_ist_so_lang_wie_ihre_liste(
    bewertungen: list[dict[str, Any]], beginne: list[date | None], stichtag: date
) -> None:
    massnahmen = [build_massnahme(f"A-{i}", feld=1 + i % 2, beginn=b) for i, b in enumerate(beginne, 1)]
    mit_id = [{"id": i, **b} for i, b in enumerate(bewertungen, 1)]
    bild = build_bild(*massnahmen, stichtag=stichtag, evaluationen=mit_id)
    stand = auswertung.evaluationsstand(bild)

    def laenge(**werte: Any) -> int:
        return len(auswertung.evaluationsliste(stand, Evaluationsfilter(**werte)))

    lagen: Counter[Evaluationslage] = Counter()
    for z in saetze(auswertung.evaluationslagen(bild, stand)):
        lagen[z.lage] += z.anzahl
    assert lagen.total() == len(stand) == 6
    assert all(laenge(lage=lage) == lagen[lage] for lage in Evaluationslage)
    antworten = saetze(auswertung.evaluationsantworten(stand))
    assert all(laenge(frage=z.frage, antwort=z.antwort) == z.anzahl for z in antworten)
    assert {frage: sum(z.anzahl for z in antworten if z.frage == frage) for frage in FRAGEN} == dict.fromkeys(FRAGEN, 6)
    folgen = saetze(auswertung.evaluationsfolgen(stand))
    assert all(laenge(folge=z.folge, ohne_folge=z.folge is None) == z.anzahl for z in folgen)
    assert sum(z.anzahl for z in folgen) == 6


def test_das_diagramm_nennt_alle_zahlen_in_worten_und_ohne_daten_einen_satz() -> None:
    spez = diagramme.evaluationslagen(auswertung.evaluationslagen(probe()))
    assert spez["description"].startswith("Stand der Evaluation je Handlungsfeld. 1. Sprache: 2 bewertet und 1 fällig;")
    assert (
        "keine Daten" in diagramme.evaluationslagen(auswertung.evaluationslagen(build_bild(felder=())))["description"]
    )


# --- bewerten --------------------------------------------------------------------------------------------------------

EINGABE = EvaluationEingabe(
    HEUTE, Umsetzungsstand.IN_UMSETZUNG, JA, None, TEILWEISE, "Der Raum fehlte.", JA, None, Evaluationsfolge.WEITER
)


def anders(**werte: Any) -> EvaluationEingabe:
    """Die Eingabe mit irgendwelchen Werten, auch unmöglichen, wie sie aus einem Formular kommen könnten."""
    return replace(EINGABE, **werte)


def bewerte(
    g: Gemeinde, wer: Any = None, eingabe: EvaluationEingabe = EINGABE, *, name: str = "lotsen", **weiteres: Any
) -> int:
    uhr = Uhr()
    vorgang = weiteres.pop("vorgang", None) or Vorgang(wer or g.kora, uhr.jetzt)
    with schreibeinheit(g.engine, vorgang) as session:
        return record_evaluation(session, vorgang, g.massnahmen[name], eingabe, **{"basis": 0, **weiteres})


def bewertungen(g: Gemeinde, name: str = "lotsen") -> list[Evaluation]:
    with leseeinheit(g.engine) as session:
        diese = sa.select(Evaluation).where(Evaluation.massnahme_id == g.massnahmen[name]).order_by(Evaluation.id)
        return list(session.scalars(diese))


def protokollende(g: Gemeinde) -> int:
    with leseeinheit(g.engine) as session:
        return session.scalar(sa.select(sa.func.max(Protokoll.seq))) or 0


def test_eine_bewertung_steht_mit_protokoll_im_lagebild(gemeinde: Gemeinde) -> None:
    vorher = protokollende(gemeinde)
    nummer = bewerte(gemeinde)
    with leseeinheit(gemeinde.engine) as session:
        (e,) = auswertung.bewertungen_von(
            load_lagebild(session, gemeinde.konzept_id, HEUTE), gemeinde.massnahmen["lotsen"]
        )
        davor = load_lagebild(session, gemeinde.konzept_id, HEUTE - timedelta(days=1))
    assert (e.id, e.im_zeitrahmen, e.zeitrahmen_grund) == (nummer, TEILWEISE, "Der Raum fehlte.")
    assert not auswertung.bewertungen_von(davor, gemeinde.massnahmen["lotsen"])
    assert protokollende(gemeinde) == vorher + 1


def test_derselbe_vorgang_zweimal_schreibt_einmal(gemeinde: Gemeinde) -> None:
    vorgang = Vorgang(gemeinde.kora, Uhr().jetzt, "zweimal-derselbe")
    assert bewerte(gemeinde, vorgang=vorgang) == bewerte(gemeinde, vorgang=vorgang)
    assert len(bewertungen(gemeinde)) == 1


def test_eine_begonnene_bewertung_wird_ergaenzt_und_eine_weitere_laesst_die_fruehere_stehen(gemeinde: Gemeinde) -> None:
    begonnen = EvaluationEingabe(HEUTE, zielgruppe_erreicht=JA)
    erste = bewerte(gemeinde, eingabe=begonnen)
    (e,) = bewertungen(gemeinde)
    assert not regeln.ist_bewertet(e)
    assert bewerte(gemeinde, basis=bewertungsstand([e])) == erste
    (e,) = bewertungen(gemeinde)
    assert (regeln.ist_bewertet(e), e.version) == (True, 2)
    zweite = bewerte(gemeinde, eingabe=replace(EINGABE, folge=Evaluationsfolge.BEENDEN), basis=2, weitere=True)
    alte, neue = bewertungen(gemeinde)
    assert (alte.id, alte.folge, neue.id, neue.folge) == (
        erste, Evaluationsfolge.WEITER, zweite, Evaluationsfolge.BEENDEN,
    )  # fmt: skip


def test_wer_auf_aelterem_stand_bewertet_bekommt_beide_seiten(gemeinde: Gemeinde) -> None:
    bewerte(gemeinde)
    for weitere in (False, True):
        with pytest.raises(KonfliktError) as fehler:
            bewerte(gemeinde, eingabe=replace(EINGABE, ziel_erreicht=NEIN, ziel_grund="Anders"), weitere=weitere)
        assert fehler.value.gespeichert["ziel_erreicht"] == JA
        assert fehler.value.eigene["ziel_grund"] == "Anders"
    assert len(bewertungen(gemeinde)) == 1


@pytest.mark.parametrize("antwort", [NEIN, TEILWEISE])
@pytest.mark.parametrize(
    ("frage", "grund"),
    [
        ("zielgruppe_erreicht", "zielgruppe_grund"),
        ("im_zeitrahmen", "zeitrahmen_grund"),
        ("ziel_erreicht", "ziel_grund"),
    ],
)
def test_nein_und_teilweise_brauchen_einen_grund(
    sqlite_gemeinde: Gemeinde, antwort: Evaluationsantwort, frage: str, grund: str
) -> None:
    for leer in (None, "", " \n\t"):
        with pytest.raises(EingabeError, match="begründen") as fehler:
            bewerte(sqlite_gemeinde, eingabe=anders(**{frage: antwort, grund: leer}))
        assert fehler.value.feld == grund
    bewerte(sqlite_gemeinde, eingabe=anders(**{frage: antwort, grund: "Darum."}))


@pytest.mark.parametrize(
    ("eingabe", "feld"),
    [
        (EvaluationEingabe(HEUTE), "zielgruppe_erreicht"),
        (replace(EINGABE, am=HEUTE + timedelta(days=1)), "am"),
        (anders(zielgruppe_erreicht="vielleicht"), "zielgruppe_erreicht"),
        (anders(zielgruppe_erreicht=None), "zielgruppe_erreicht"),
        (anders(folge="verbrennen"), "folge"),
        (replace(EINGABE, zeitrahmen_grund="x" * 2001), "zeitrahmen_grund"),
        (replace(EINGABE, methode="x" * 301), "methode"),
    ],
)
def test_unmoegliches_wird_mit_dem_feld_abgelehnt(
    sqlite_gemeinde: Gemeinde, eingabe: EvaluationEingabe, feld: str
) -> None:
    with pytest.raises(EingabeError) as fehler:
        bewerte(sqlite_gemeinde, eingabe=eingabe)
    assert fehler.value.feld == feld
    assert not bewertungen(sqlite_gemeinde)


def test_nur_die_koordination_bewertet_und_fremdes_gibt_es_nicht(sqlite_gemeinde: Gemeinde) -> None:
    g = sqlite_gemeinde
    for wer in (g.fritz, g.fatma, g.lena, g.adam):  # fritz führt die Lotsen selbst
        with pytest.raises(RechteError):
            bewerte(g, wer)
    for wer, name in ((g.niemand, "lotsen"), (g.gustav, "lotsen"), (g.kora, "fremd")):
        with pytest.raises(NichtGefundenError):
            bewerte(g, wer, name=name)


def test_eine_archivierte_massnahme_wird_nicht_mehr_bewertet(sqlite_gemeinde: Gemeinde) -> None:
    g = sqlite_gemeinde
    with schreibeinheit(g.engine, Uhr().vorgang(g.kora)) as session:
        session.get_one(Massnahme, g.massnahmen["lotsen"]).archiviert_am = HEUTE
    with pytest.raises(EingabeError, match="archiviert"):
        bewerte(g)


# --- drucken ---------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def gedruckt() -> dict[str, str]:
    mit_anlage = Wahl(anlagen=frozenset({Anlage.EVALUATION}))
    return {
        "uebersicht": text(rumpf(build_uebersicht(probe(), Wahl()))),
        "sachstandsbericht": text(rumpf(build_sachstandsbericht(probe(), mit_anlage))),
    }


@pytest.mark.parametrize("form", ["uebersicht", "sachstandsbericht"])
def test_der_bericht_nennt_stand_antworten_gruende_und_folgen(gedruckt: dict[str, str], form: str) -> None:
    text = gedruckt[form].replace("\u00a0", " ")
    assert "Von 5 Maßnahmen sind 2 bewertet, 1 begonnen, 1 bald fällig und 1 fällig." in text
    for zelle in ("2 bewertet", "1 fällig", "1 ohne Antwort", "nein: Zu spät beworben", "1 ändern"):
        assert zelle in text, zelle
    assert "weiterführen: A-1 Maßnahme A-1" in text
    assert "ändern: A-2 Maßnahme A-2" in text


def test_nur_gewaehlt_steht_die_evaluation_im_sachstandsbericht(gedruckt: dict[str, str]) -> None:
    assert "Anlage 1: Evaluation" in gedruckt["sachstandsbericht"]
    assert "Zu spät beworben" not in text(rumpf(build_sachstandsbericht(probe(), Wahl())))


def test_ohne_bewertung_und_ohne_vorgesehene_evaluation_behauptet_der_bericht_nichts() -> None:
    def druck(**konzept: str) -> str:
        bild = build_bild(build_massnahme("A-1", beginn=date(2020, 1, 1)), konzept=konzept)
        return text(rumpf(build_uebersicht(bild, Wahl()))).replace("\u00a0", " ")

    assert "Evaluation je Handlungsfeld" not in druck()
    assert "1 fällig" in druck(evaluationsmethode="Jährlich.")
