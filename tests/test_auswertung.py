"""Auswertungen: jede Zahl von Hand nachgezählt, jeder Satz gelesen, jede Liste so lang wie ihre Zahl."""

from dataclasses import asdict, fields
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lagebilder import STICHTAG, build_bild, build_massnahme, build_sachstand

from mut_core import auswertung, sprache
from mut_core.auswertung import Filter, Kennzahlen, kennzahlen, lagesatz, massnahmenliste
from mut_core.fehler import EingabeError
from mut_core.lagebild import Lagebild, saetze
from mut_core.modell.codes import (
    Aktualitaet,
    Angabe,
    Genauigkeit,
    Mittelart,
    Mittelmodus,
    Mittelstatus,
    Terminlage,
    Turnus,
    Umsetzungsstand,
)

NBSP = "\u00a0"
LANGE_HER = date(2023, 1, 1)
GESTERN = STICHTAG - timedelta(days=1)


def build_gemischtes_bild() -> Lagebild:
    """Sieben Maßnahmen: 2 erreicht, 2 in Umsetzung, 2 überfällig, 3 ohne aktuelle Meldung."""
    return build_bild(
        build_massnahme("A-1", "umgesetzt", feld=1, zum=LANGE_HER),
        build_massnahme("A-2", "verstetigt", feld=1),
        build_massnahme("A-3", "in_umsetzung", feld=1, frist=GESTERN),
        build_massnahme("A-10", "in_umsetzung", feld=1, frist=date(2024, 12, 31), zum=LANGE_HER),
        build_massnahme("B-1", "in_planung", feld=2, frist=date(2024, 5, 14), zum=LANGE_HER),
        build_massnahme("B-2", "idee", feld=2, frist=GESTERN),
        build_massnahme("B-3", feld=2),
        felder=({"titel": "Sprache"}, {"titel": "Bildung"}, {"titel": "Wohnen", "uebergreifend": True}),
    )


def nummern(bild: Lagebild, **filter_: Any) -> list[str]:
    return list(massnahmenliste(bild, Filter(**filter_))["nummer"])


def hinweise(bild: Lagebild) -> dict[str, str]:
    return {z.nummer: z.satz for z in saetze(auswertung.aufmerksamkeit(bild))}


# --- Kennzahlen ------------------------------------------------------------------------------------------------------


def test_die_fuenf_zahlen_stimmen_mit_der_handzaehlung_ueberein() -> None:
    assert kennzahlen(build_gemischtes_bild()) == Kennzahlen(7, 2, 2, 2, 3)


def test_jede_kennzahl_hat_eine_formel_in_worten() -> None:
    assert set(auswertung.FORMELN) == {f.name for f in fields(Kennzahlen)}
    assert all(satz.startswith("Gezählt werden") and satz.endswith(".") for satz in auswertung.FORMELN.values())


QUOTEN = (
    # Stände, Zähler, Nenner, Anteil – von Hand gezählt
    (("umgesetzt", "verstetigt", "in_umsetzung", "verworfen", None), 2, 4, "50\u00a0%"),
    ((None, None, None, "umgesetzt"), 1, 4, "25\u00a0%"),
    (("umgesetzt", "verworfen", "verworfen"), 1, 1, "100\u00a0%"),
    (("zurueckgestellt", "idee", "nicht_begonnen", "in_planung"), 0, 4, "0\u00a0%"),
    (("umgesetzt", "in_umsetzung", "in_planung"), 1, 3, "33\u00a0%"),
    (("umgesetzt", "verstetigt", "in_planung"), 2, 3, "67\u00a0%"),
    (("umgesetzt", *[None] * 299), 1, 300, "unter 1\u00a0%"),
    ((None, *["umgesetzt"] * 299), 299, 300, "über 99\u00a0%"),
    (("verworfen",), 0, 0, "noch kein Anteil"),
    ((), 0, 0, "noch kein Anteil"),
)


@pytest.mark.parametrize(("staende", "zaehler", "nenner", "text"), QUOTEN)
def test_die_quote_zaehlt_ohne_angabe_mit_und_verworfenes_nicht(
    staende: tuple[str | None, ...], zaehler: int, nenner: int, text: str
) -> None:
    bild = build_bild(*(build_massnahme(f"A-{n}", stand) for n, stand in enumerate(staende)))
    quote = auswertung.quote(bild)
    assert (quote.zaehler, quote.nenner, quote.text) == (zaehler, nenner, text)
    assert quote.ohne_angabe == staende.count(None)


def test_die_formel_der_quote_nennt_ihre_zahlen() -> None:
    quote = auswertung.quote(build_gemischtes_bild())
    assert quote.formel == "(1 umgesetzt + 1 verstetigt) ÷ (7 Maßnahmen − 0 verworfen)"
    assert (quote.text, quote.ohne_angabe) == ("29\u00a0%", 1)


# --- Bewegung --------------------------------------------------------------------------------------------------------


def build_spaeteres_bild() -> Lagebild:
    """Dieselben Maßnahmen (gleiche Schlüssel), nur A-10 ist umgesetzt, A-3 verworfen und B-4 neu."""
    return build_bild(
        build_massnahme("A-1", "umgesetzt", feld=1, zum=LANGE_HER),
        build_massnahme("A-2", "verstetigt", feld=1),
        build_massnahme("A-3", "verworfen", feld=1, frist=GESTERN),
        build_massnahme("A-10", "umgesetzt", feld=1, frist=date(2024, 12, 31)),
        build_massnahme("B-1", "in_planung", feld=2, frist=date(2024, 5, 14), zum=LANGE_HER),
        build_massnahme("B-2", "idee", feld=2, frist=GESTERN),
        build_massnahme("B-3", feld=2),
        build_massnahme("B-4", "in_umsetzung", feld=2, frist=GESTERN),
        felder=({"titel": "Sprache"}, {"titel": "Bildung"}),
    )


def test_bewegungen_nennen_was_kam_und_ging() -> None:
    damals, jetzt = map(auswertung.gruppenstand, (build_gemischtes_bild(), build_spaeteres_bild()))
    bewegt = auswertung.bewegungen(damals, jetzt)
    assert (bewegt["massnahmen"].dazu, bewegt["massnahmen"].weg) == ({8}, set())
    assert (bewegt["erreicht"].dazu, bewegt["erreicht"].differenz) == ({4}, 1)
    assert (bewegt["in_umsetzung"].dazu, bewegt["in_umsetzung"].weg) == ({8}, {3, 4})
    assert (bewegt["in_umsetzung"].text, bewegt["erreicht"].text) == ("1 weniger", "1 mehr")
    assert (bewegt["ueberfaellig"].dazu, bewegt["ueberfaellig"].weg) == ({8}, {3})
    assert bewegt["ueberfaellig"].text == "gleich viele", "zwei verschiedene Maßnahmen sind nicht „unverändert“"
    assert auswertung.bewegungssaetze(bewegt) == [
        "Neu im Konzept ist eine Maßnahme.",
        "Neu umgesetzt oder verstetigt ist eine Maßnahme und neu in Umsetzung ist eine.",
        "Neu überfällig ist eine Maßnahme und nicht mehr überfällig ist eine.",
    ]


def test_ohne_bewegung_sagt_ein_satz_das() -> None:
    stand = auswertung.gruppenstand(build_gemischtes_bild())
    bewegt = auswertung.bewegungen(stand, stand)
    assert {b.text for b in bewegt.values()} == {"unverändert"}
    assert auswertung.bewegungssaetze(bewegt) == ["Hinter jeder der fünf Zahlen stehen dieselben Maßnahmen wie damals."]


def test_was_ein_frueherer_stand_nicht_kannte_hat_keine_bewegung() -> None:
    jetzt = auswertung.gruppenstand(build_gemischtes_bild())
    damals = auswertung.Gruppenstand(date(2020, 1, 1), {"massnahmen": frozenset({1, 99})})
    bewegt = auswertung.bewegungen(damals, jetzt)
    assert list(bewegt) == ["massnahmen"]
    assert auswertung.bewegungssaetze(bewegt) == ["Neu im Konzept sind 6 Maßnahmen und weggefallen ist eine."]


def test_lagesatz_nennt_alle_zahlen() -> None:
    assert lagesatz(build_gemischtes_bild()) == (
        "Von 7 Maßnahmen sind 2 umgesetzt oder verstetigt, 2 in Umsetzung; 2 sind überfällig, 3 ohne aktuelle Meldung."
    )


@pytest.mark.parametrize(
    ("staende", "satz"),
    [
        (
            ["umgesetzt", "idee"],
            "Von 2 Maßnahmen ist eine umgesetzt oder verstetigt, keine in Umsetzung; "
            "überfällig ist keine, alle sind aktuell gemeldet.",
        ),
        (
            ["umgesetzt", "in_umsetzung", "in_umsetzung"],
            "Von 3 Maßnahmen ist eine umgesetzt oder verstetigt, 2 sind in Umsetzung; "
            "überfällig ist keine, alle sind aktuell gemeldet.",
        ),
        (
            [None, None],
            "Von 2 Maßnahmen ist noch keine in Umsetzung; keine ist überfällig, alle 2 sind ohne aktuelle Meldung.",
        ),
        (
            ["umgesetzt"],
            "Die einzige Maßnahme ist umgesetzt oder verstetigt; sie ist weder überfällig noch ohne aktuelle Meldung.",
        ),
        ([None], "Die einzige Maßnahme ist weder in Umsetzung noch umgesetzt; sie ist ohne aktuelle Meldung."),
        ([], "Zu diesem Konzept sind am 01.09.2024 noch keine Maßnahmen erfasst."),
    ],
)
def test_lagesatz_beugt_ein_und_mehrzahl(staende: list[str | None], satz: str) -> None:
    assert lagesatz(build_bild(*(build_massnahme(f"M-{i}", s) for i, s in enumerate(staende)))) == satz


def test_lagesatz_schreibt_grosse_zahlen_mit_punkt() -> None:
    bild = build_bild(*(build_massnahme(f"M-{i}", "idee") for i in range(1200)))
    assert lagesatz(bild).startswith("Von 1.200 Maßnahmen")


# --- Verteilung ------------------------------------------------------------------------------------------------------


def test_umsetzungsstand_zeigt_jedes_handlungsfeld_mit_allen_neun_staenden() -> None:
    tabelle = auswertung.umsetzungsstand(build_gemischtes_bild())
    assert list(tabelle.columns) == [
        *("handlungsfeld_id", "nummer", "handlungsfeld", "uebergreifend", "umsetzungsstand", "anzahl")
    ]
    assert list(tabelle["nummer"]) == [1] * 9 + [2] * 9 + [3] * 9
    assert list(tabelle["umsetzungsstand"][:9]) == list(auswertung.REIHENFOLGE)
    assert list(tabelle["anzahl"]) == [1, 1, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 1, 0, 0, 1] + [0] * 9
    assert set(tabelle[tabelle["nummer"] == 3]["uebergreifend"]) == {True}


def test_die_reihenfolge_nennt_jeden_stand_und_jede_terminlage_einmal() -> None:
    assert sorted(auswertung.REIHENFOLGE) == sorted(Umsetzungsstand)
    assert sorted(auswertung.TERMINLAGEN) == sorted(Terminlage)


def test_gesamt_und_terminlagen_zaehlen_jede_massnahme_einmal() -> None:
    bild = build_gemischtes_bild()
    gesamt = auswertung.umsetzungsstand_gesamt(bild)
    assert dict(zip(gesamt["umsetzungsstand"], gesamt["anzahl"], strict=True))[Umsetzungsstand.IN_UMSETZUNG] == 2
    assert list(auswertung.terminlagen(bild)["anzahl"]) == [2, 0, 1, 1, 3]
    assert sum(gesamt["anzahl"]) == 7


def test_faelligkeiten_zeigen_ueberfaellige_quartale_und_die_naechsten_vier() -> None:
    tabelle = auswertung.faelligkeiten(build_gemischtes_bild())
    assert list(tabelle["quartal"][::3]) == ["II/2024", "III/2024", "IV/2024", "I/2025", "II/2025", "III/2025"]
    assert tabelle["quartalsbeginn"][0] == date(2024, 4, 1)
    voll = tabelle[tabelle["anzahl"] > 0]
    assert [(z.quartal, z.lage, z.anzahl) for z in saetze(voll)] == [
        ("II/2024", Terminlage.UEBERFAELLIG, 1),
        ("III/2024", Terminlage.UEBERFAELLIG, 1),
        ("IV/2024", Terminlage.IM_ZEITPLAN, 1),
    ]


def test_faelligkeiten_zaehlen_umgesetztes_nicht() -> None:
    bild = build_bild(build_massnahme("A", "umgesetzt", frist=GESTERN), build_massnahme("B", "idee", frist=GESTERN))
    assert sum(auswertung.faelligkeiten(bild)["anzahl"]) == 0


# --- Liste -----------------------------------------------------------------------------------------------------------


def test_liste_ordnet_nach_handlungsfeld_und_zaehlt_nummern_wie_menschen() -> None:
    assert nummern(build_gemischtes_bild()) == ["A-1", "A-2", "A-3", "A-10", "B-1", "B-2", "B-3"]


@pytest.mark.parametrize(
    ("filter_", "erwartet"),
    [
        ({"handlungsfeld": 2}, ["B-1", "B-2", "B-3"]),
        ({"handlungsfeld": 99}, []),
        ({"umsetzungsstand": (Umsetzungsstand.IDEE, Umsetzungsstand.OHNE_ANGABE)}, ["B-2", "B-3"]),
        ({"umsetzungsstand": ()}, []),
        ({"terminlage": (Terminlage.UEBERFAELLIG,)}, ["A-3", "B-1"]),
        ({"terminlage": (Terminlage.UEBERFAELLIG,), "handlungsfeld": 1}, ["A-3"]),
        ({"aktualitaet": (Aktualitaet.OHNE_MELDUNG,)}, ["B-3"]),
        ({"gruppe": "erreicht"}, ["A-1", "A-2"]),
        ({"gruppe": "ohne_aktuelle_meldung", "suche": "a-10"}, ["A-10"]),
        ({"quartal": "II/2024"}, ["B-1"]),
        ({"quartal": "III/2024"}, ["A-3"]),
    ],
)
def test_filter_schraenken_die_liste_ein(filter_: dict[str, Any], erwartet: list[str]) -> None:
    assert nummern(build_gemischtes_bild(), **filter_) == erwartet


def test_filter_nach_luecke_anlass_faelligkeit_und_nummer() -> None:
    bild = build_gemischtes_bild()
    assert nummern(bild, anlass="ueberfaellig") == ["A-3", "B-1"]
    assert nummern(bild, anlass=auswertung.JEDER_ANLASS) == ["A-3", "B-1"]
    assert nummern(bild, faellig_bis=date(2024, 8, 31)) == ["A-3", "B-1"]
    assert nummern(bild, faellig_bis=date(2024, 12, 31)) == ["A-3", "A-10", "B-1"]
    assert nummern(bild, nummern=("B-3", "A-1", "gibt es nicht")) == ["A-1", "B-3"]
    assert nummern(bild, luecke="meldung") == ["A-10", "B-1", "B-3"]


def test_der_ausschnitt_nimmt_nur_mit_was_an_seinen_massnahmen_haengt() -> None:
    bild = build_bild(
        build_massnahme("A-1", "in_umsetzung", feld=1, mittel=[{"foerderung_id": 1}], meilensteine=[{"titel": "M"}]),
        build_massnahme("B-1", "in_umsetzung", feld=2, mittel=[{"foerderung_id": 2}]),
        foerderungen=[{"id": 1, "programm": "Eins"}, {"id": 2, "programm": "Zwei"}],
    )
    eng = auswertung.ausschnitt(bild, Filter(handlungsfeld=1))
    assert {n: len(eng.tabellen[n]) for n in ("massnahmen", "sachstaende", "mittel", "meilensteine")} == {
        "massnahmen": 1,
        "sachstaende": 1,
        "mittel": 1,
        "meilensteine": 1,
    }
    assert list(eng.foerderungen["programm"]) == ["Eins"], "eine fremde Förderung wäre sonst eine Karte für sich"


def test_unbekannte_gruppe_nennt_die_moeglichen() -> None:
    with pytest.raises(EingabeError, match="ueberfaellig"):
        massnahmenliste(build_gemischtes_bild(), Filter(gruppe="erfunden"))


def test_filter_nach_federfuehrung_findet_auch_nicht_benannte() -> None:
    bild = build_bild(
        build_massnahme("A", federfuehrung_id=2),
        build_massnahme("B", federfuehrung_id=None),
    )
    assert nummern(bild, federfuehrung=2) == ["A"]
    assert nummern(bild, federfuehrung=auswertung.FEDERFUEHRUNG_NICHT_BENANNT) == ["B"]


def test_filter_nach_teilprojekt_und_ziel() -> None:
    bild = build_bild(
        build_massnahme("A", feld=1, ziele=[7]),
        build_massnahme("B", feld=2),
        felder=({"titel": "Sprache", "teilprojekt_id": 1}, {"titel": "Bildung"}),
        teilprojekte=[{"id": 1, "buchstabe": "a", "titel": "Öffnung"}],
        ziele=[{"id": 7, "text": "Alle verstehen sich."}],
    )
    assert nummern(bild, teilprojekt="a") == ["A"]
    assert nummern(bild, teilprojekt="z") == []
    assert nummern(bild, ziel=7) == ["A"]
    assert list(auswertung.ausschnitt(bild, Filter(teilprojekt="a")).handlungsfelder["titel"]) == ["Sprache"]


@pytest.mark.parametrize(
    "suche", ["STRASSE", "straße", "Büro", "buero", "buro", "  büro   straße ", "fachdienst", "le-1", "geprüft", "CAFE"]
)
def test_suche_ist_tolerant_gegen_gross_klein_umlaute_und_scharfes_s(suche: str) -> None:
    bild = build_bild(
        build_massnahme("LE-1", "in_planung", titel="Café in der Bürostraße", meldung={"text": "Wird noch geprüft."}),
        build_massnahme("LE-2", titel="Anderes", federfuehrung_id=None),
    )
    assert nummern(bild, suche=suche) == ["LE-1"]


def test_suche_verlangt_alle_woerter_und_deutet_keine_sonderzeichen() -> None:
    bild = build_bild(build_massnahme("A", titel="Sprachcafé am Markt (100 %)"), build_massnahme("B", titel="Markt"))
    assert nummern(bild, suche="markt sprach") == ["A"]
    assert nummern(bild, suche="(100 %)") == ["A"]
    assert nummern(bild, suche=".*") == []
    assert nummern(bild, suche="   ") == ["A", "B"]


def test_ausschnitt_ohne_treffer_bleibt_auswertbar() -> None:
    leer = auswertung.ausschnitt(build_gemischtes_bild(), Filter(handlungsfeld=99))
    assert kennzahlen(leer) == Kennzahlen(0, 0, 0, 0, 0)
    assert auswertung.umsetzungsstand(leer).empty
    assert auswertung.ausschnitt(leer, Filter(handlungsfeld=1)).massnahmen.empty


FAELLE = st.lists(
    st.tuples(
        st.sampled_from([None, *Umsetzungsstand]),
        st.integers(1, 3),
        st.none() | st.dates(date(2023, 6, 1), date(2025, 12, 31)),
        st.dates(date(2023, 1, 1), STICHTAG),
        st.sampled_from([None, None, None, *Terminlage]),
    ),
    max_size=30,
)


@settings(max_examples=40, deadline=None)
@given(FAELLE)
def test_jede_zahl_der_uebersicht_fuehrt_auf_genau_so_viele_massnahmen(faelle: list[tuple[Any, ...]]) -> None:
    bild = build_bild(
        *(
            build_massnahme(f"M-{i}", s, feld=f, frist=t, zum=z, terminlage_gesetzt=lage)
            for i, (s, f, t, z, lage) in enumerate(faelle)
        ),
        felder=({"titel": "Eins"}, {"titel": "Zwei"}, {"titel": "Drei"}),
    )
    for gruppe, zahl in asdict(kennzahlen(bild)).items():
        assert len(nummern(bild, gruppe=gruppe)) == zahl
    for z in saetze(auswertung.umsetzungsstand(bild)):
        assert len(nummern(bild, handlungsfeld=z.nummer, umsetzungsstand=(z.umsetzungsstand,))) == z.anzahl
    for z in saetze(auswertung.umsetzungsstand_gesamt(bild)):
        assert len(nummern(bild, umsetzungsstand=(z.umsetzungsstand,))) == z.anzahl
    for z in saetze(auswertung.terminlagen(bild)):
        assert len(nummern(bild, terminlage=(z.terminlage,))) == z.anzahl
    for z in saetze(auswertung.faelligkeiten(bild)):
        assert len(nummern(bild, quartal=z.quartal, terminlage=(z.lage,))) == z.anzahl
    alte = [z for z in saetze(auswertung.luecken(bild)) if z.angabe == "meldung"]
    assert len(alte) == kennzahlen(bild).ohne_aktuelle_meldung
    hinweis = auswertung.aufmerksamkeit(bild)
    assert set(nummern(bild, gruppe="ueberfaellig")) <= set(hinweis["nummer"])
    assert hinweis["nummer"].is_unique
    assert list(hinweis["gewicht"]) == sorted(hinweis["gewicht"], reverse=True)


# --- Aufmerksamkeit --------------------------------------------------------------------------------------------------


def test_ueberfaelliges_nennt_dauer_frist_und_grund() -> None:
    bild = build_bild(
        build_massnahme(
            "A",
            "in_umsetzung",
            frist=STICHTAG - timedelta(days=110),
            meldung={"hindernis": "Die Stelle ist\nnicht besetzt"},
        ),
        build_massnahme("B", "in_umsetzung", frist=GESTERN),
        build_massnahme("C", "in_planung", frist=date(2023, 12, 31), frist_genauigkeit=Genauigkeit.JAHR),
        build_massnahme("D", "verstetigt", meldung={"naechste_ueberpruefung": GESTERN}),
    )
    assert hinweise(bild) == {
        "C": f"Seit 245{NBSP}Tagen überfällig (Frist 2023). Ein Grund ist nicht gemeldet.",
        "A": f"Seit 110{NBSP}Tagen überfällig (Frist 14.05.2024). Grund: Die Stelle ist nicht besetzt.",
        "B": f"Seit 1{NBSP}Tag überfällig (Frist 31.08.2024). Ein Grund ist nicht gemeldet.",
        "D": f"Seit 1{NBSP}Tag überfällig (Überprüfung 31.08.2024). Ein Grund ist nicht gemeldet.",
    }
    assert list(auswertung.aufmerksamkeit(bild)["nummer"]) == ["C", "A", "B", "D"]


def test_von_hand_gesetzte_terminlage_wird_so_genannt() -> None:
    bild = build_bild(
        build_massnahme(
            "A", "in_umsetzung", terminlage_gesetzt=Terminlage.UEBERFAELLIG, terminlage_grund="Zusage blieb aus"
        )
    )
    assert hinweise(bild) == {"A": "Von Hand als überfällig gekennzeichnet: Zusage blieb aus."}


def test_erst_die_zweite_verschiebung_ist_ein_hinweis() -> None:
    schub = {"am": LANGE_HER, "bisher": LANGE_HER, "neu": STICHTAG, "grund": "Umbau"}
    bild = build_bild(
        build_massnahme("A", "in_planung", fristaenderungen=[schub]),
        build_massnahme("B", "in_planung", fristaenderungen=[schub, {**schub, "grund": "Haushaltssperre."}]),
        build_massnahme("C", "umgesetzt", fristaenderungen=[schub, schub, schub]),
    )
    assert hinweise(bild) == {"B": "Die Frist wurde zweimal verschoben, zuletzt: Haushaltssperre."}


def test_mehrere_anlaesse_stehen_in_einem_eintrag_der_gewichtigste_zuerst() -> None:
    schub = {"am": LANGE_HER, "neu": GESTERN, "grund": "Umbau"}
    bild = build_bild(
        build_massnahme(
            "A",
            "in_umsetzung",
            frist=GESTERN,
            federfuehrung_id=None,
            fristaenderungen=[schub, schub],
            mittel=[{"betrag_cent": 1_200_000, "mittelstatus": Mittelstatus.ABGELEHNT}],
        )
    )
    (zeile,) = saetze(auswertung.aufmerksamkeit(bild))
    assert zeile.anlass == "mittel_abgelehnt"
    assert zeile.anlaesse == ("mittel_abgelehnt", "ueberfaellig", "verschoben", "widerspruch")
    assert zeile.satz == (
        f"Mittel abgelehnt oder gestrichen: 12.000{NBSP}€ einmalig. "
        f"Seit 1{NBSP}Tag überfällig (Frist 31.08.2024). Ein Grund ist nicht gemeldet. "
        "Die Frist wurde zweimal verschoben, zuletzt: Umbau. In Umsetzung, aber ohne benannte Federführung."
    )
    assert zeile.gewicht == 60 + 3 * 5


def test_zurueckgestelltes_erscheint_wenn_die_wiedervorlage_faellig_ist() -> None:
    def zurueckgestellt(nummer: str, tag: date) -> Any:
        return build_massnahme(
            nummer, "zurueckgestellt", meldung={"wiedervorlage": tag, "begruendung": "Kein Geld im Haushalt"}
        )

    bild = build_bild(zurueckgestellt("A", STICHTAG), zurueckgestellt("B", STICHTAG + timedelta(days=1)))
    assert hinweise(bild) == {"A": "Zurückgestellt; die Wiedervorlage war am 01.09.2024 fällig: Kein Geld im Haushalt."}


@pytest.mark.parametrize(
    ("stand", "felder", "satz"),
    [
        (
            "umgesetzt",
            {"meilensteine": [{"titel": "Eröffnung"}, {"titel": "Abnahme", "erreicht_am": GESTERN}]},
            "Als umgesetzt gemeldet, aber der Meilenstein „Eröffnung“ ist offen.",
        ),
        (
            "umgesetzt",
            {"frist": date(2024, 12, 31), "frist_genauigkeit": Genauigkeit.MONAT},
            "Als umgesetzt gemeldet, aber die Frist läuft noch (Dezember 2024).",
        ),
        (
            "umgesetzt",
            {"meldung": {"naechster_termin": date(2024, 10, 1)}},
            "Als umgesetzt gemeldet, aber der nächste Termin ist der 01.10.2024.",
        ),
        ("in_umsetzung", {"federfuehrung_id": None}, "In Umsetzung, aber ohne benannte Federführung."),
        (
            "idee",
            {"mittel": [{"betrag_cent": 100, "mittelstatus": Mittelstatus.BEWILLIGT}]},
            "Noch eine Idee, aber die Mittel sind schon bewilligt.",
        ),
        (
            None,
            {"beginn": date(2020, 1, 1), "beginn_genauigkeit": Genauigkeit.JAHR},
            "Sollte ab 2020 laufen; ein Stand ist noch nicht gemeldet.",
        ),
    ],
)
def test_widersprueche_zwischen_den_achsen(stand: str | None, felder: dict[str, Any], satz: str) -> None:
    assert hinweise(build_bild(build_massnahme("A", stand, **felder))) == {"A": satz}


@pytest.mark.parametrize(
    ("stand", "felder"),
    [
        ("umgesetzt", {"frist": date(2024, 12, 31), "meldung": {"abgeschlossen_am": GESTERN}}),
        ("umgesetzt", {"mittelstatus": Mittelstatus.ABGELEHNT}),
        ("in_umsetzung", {"frist": STICHTAG}),
        ("idee", {"mittelstatus": Mittelstatus.BEZIFFERT}),
        (None, {"beginn": STICHTAG}),
    ],
)
def test_ohne_anlass_kein_hinweis(stand: str | None, felder: dict[str, Any]) -> None:
    assert hinweise(build_bild(build_massnahme("A", stand, **felder))) == {}


def test_langer_grund_wird_an_der_wortgrenze_gekuerzt() -> None:
    bild = build_bild(build_massnahme("A", "in_planung", frist=GESTERN, meldung={"hindernis": "Ämter " * 300}))
    satz = hinweise(bild)["A"]
    assert len(satz) < 320
    assert satz.endswith("Ämter…")


# --- Förderungen und Mittel ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("beginn", "frist", "lage", "satz"),
    [
        (None, GESTERN, "abgelaufen", f"ist seit 1{NBSP}Tag abgelaufen (31.08.2024)."),
        (None, STICHTAG, "laeuft_aus", "endet am Stichtag (01.09.2024)."),
        (None, STICHTAG + timedelta(days=90), "laeuft_aus", f"läuft in 90{NBSP}Tagen aus (30.11.2024)."),
        (None, STICHTAG + timedelta(days=91), "laeuft", "läuft bis 01.12.2024."),
        (STICHTAG + timedelta(days=1), None, "kuenftig", "beginnt am 02.09.2024."),
        (GESTERN, None, "laeuft", "läuft ohne genanntes Ende."),
        (None, None, "ohne_zeitraum", "nennt keinen Zeitraum."),
    ],
)
def test_foerderung_hat_einen_stand_zum_stichtag(beginn: date | None, frist: date | None, lage: str, satz: str) -> None:
    bild = build_bild(foerderungen=[{"id": 1, "programm": "WIR", "beginn": beginn, "frist": frist}])
    (f,) = saetze(auswertung.foerderungen(bild))
    assert (f.lage, f.satz) == (lage, f"Die Förderung „WIR“ {satz}")


def test_auslaufende_foerderung_erscheint_bei_ihrer_massnahme_und_sonst_fuer_sich() -> None:
    foerderungen = [
        {"id": 1, "programm": "WIR", "frist": STICHTAG + timedelta(days=30)},
        {"id": 2, "programm": "Fonds", "frist": GESTERN},
        {"id": 3, "programm": "Alt", "frist": GESTERN, "mittelstatus": Mittelstatus.VERAUSGABT},
    ]
    massnahme = build_massnahme("A", "in_umsetzung", mittel=[{"foerderung_id": 1}, {"foerderung_id": 1}])
    zeilen = saetze(auswertung.aufmerksamkeit(build_bild(massnahme, foerderungen=foerderungen)))
    assert [(z.nummer, z.titel, z.anlass) for z in zeilen] == [
        (None, "Fonds", "foerderung_abgelaufen"),
        ("A", "Maßnahme A", "foerderung_laeuft_aus"),
    ]
    assert zeilen[1].satz == f"Die Förderung „WIR“ läuft in 30{NBSP}Tagen aus (01.10.2024)."


def test_der_fall_mit_zwei_betraegen_wird_nie_addiert() -> None:
    gemeinsam = {
        "ungenau": True,
        "konjunktiv": True,
        "vorbehalt": "sofern ausreichend Mittel da sind",
        "mittelstatus": Mittelstatus.ANGEMELDET,
    }
    laufend = {"betrag_cent": 3_300_000, "modus": Mittelmodus.JAEHRLICH, "jahr": 2025, **gemeinsam}
    anlauf = {"betrag_cent": 2_100_000, "modus": Mittelmodus.JAHR, "jahr": 2024, "zweck": "Anlauf", **gemeinsam}
    tabelle = auswertung.mittel(build_bild(build_massnahme("A", mittel=[laufend, anlauf])))
    assert list(tabelle["betrag"]) == [Decimal(33000), Decimal(21000)]
    assert list(tabelle["text"]) == [
        f"voraussichtlich ca.{NBSP}33.000{NBSP}€ jährlich ab 2025, angemeldet, unter Vorbehalt",
        f"voraussichtlich ca.{NBSP}21.000{NBSP}€ im Jahr 2024 (Anlauf), angemeldet, unter Vorbehalt",
    ]


@pytest.mark.parametrize(
    ("position", "text"),
    [
        ({"betrag_cent": 234_567}, f"2.345,67{NBSP}€ einmalig, ungeklärt"),
        ({"betrag_cent": 100_000, "bis_betrag_cent": 200_000}, f"1.000{NBSP}€ bis 2.000{NBSP}€ einmalig, ungeklärt"),
        ({"bis_betrag_cent": 200_000}, f"bis zu 2.000{NBSP}€ einmalig, ungeklärt"),
        ({"betrag_cent": 0}, f"0{NBSP}€ einmalig, ungeklärt"),
        ({"art": Mittelart.PERSONAL, "stellenanteil_prozent": 25}, f"Personal: 25{NBSP}% einer Stelle, ungeklärt"),
        ({"art": Mittelart.SAECHLICH, "zweck": "Räume"}, "sächliche Ressource: Betrag offen (Räume), ungeklärt"),
    ],
)
def test_mittelposition_in_worten(position: dict[str, Any], text: str) -> None:
    assert list(auswertung.mittel(build_bild(build_massnahme("A", mittel=[position])))["text"]) == [text]


@pytest.mark.parametrize(
    ("felder", "text"),
    [
        ({"mittel_angabe": Angabe.LEER}, "noch nicht erfragt"),
        ({"mittel_angabe": Angabe.KEINE_ANGABE}, "k. A."),
        ({"mittel_angabe": Angabe.KEINE}, "kein Bedarf"),
        ({"mittel_angabe": Angabe.GENANNT, "mittel_wortlaut": "im Rahmen des Budgets"}, "im Rahmen des Budgets"),
    ],
)
def test_keine_k_a_und_leer_bleiben_drei_verschiedene_dinge(felder: dict[str, Any], text: str) -> None:
    assert list(auswertung.mittel(build_bild(build_massnahme("A", **felder)))["text"]) == [text]


# --- Lücken ----------------------------------------------------------------------------------------------------------


def angaben(stand: str | None = None, **felder: Any) -> dict[str, str]:
    bild = build_bild(build_massnahme("A", stand, **felder), ziele=[{"id": 1, "text": "Ziel"}])
    return {z.angabe: z.satz for z in saetze(auswertung.luecken(bild))}


VOLLSTAENDIG: dict[str, Any] = {
    "frist": date(2025, 1, 1),
    "ziele": [1],
    "mittel_angabe": Angabe.KEINE,
    "personal_angabe": Angabe.KEINE,
}


def test_vollstaendige_massnahme_hat_keine_luecke() -> None:
    assert angaben("in_umsetzung", **VOLLSTAENDIG) == {}


def test_leere_massnahme_nennt_jede_fehlende_angabe() -> None:
    assert angaben(federfuehrung_id=None) == {
        "federfuehrung": "Die Federführung ist nicht benannt.",
        "frist": "Die Frist ist noch nicht erfragt.",
        "ziel": "Die Maßnahme ist keinem Ziel zugeordnet.",
        "mittel": "Der Mittelbedarf ist noch nicht erfragt.",
        "personal": "Der Personalbedarf ist noch nicht erfragt.",
        "meldung": "Ein Sachstand wurde noch nie gemeldet.",
    }


@pytest.mark.parametrize(
    ("stand", "felder", "erwartet"),
    [
        ("in_umsetzung", {"frist": None, "zeit_angabe": Angabe.KEINE_ANGABE}, {"frist": "Zur Frist heißt es „k. A.“."}),
        (
            "nicht_begonnen",
            {"frist": None, "beginn": LANGE_HER, "zeit_wortlaut": "ab 2023"},
            {"frist": "Genannt ist nur der Beginn („ab 2023“), nicht das Ende."},
        ),
        ("nicht_begonnen", {"frist": None, "zeit_angabe": Angabe.OFFEN}, {}),
        ("nicht_begonnen", {"frist": None, "turnus": Turnus.JAEHRLICH}, {}),
        (
            "in_umsetzung",
            {"frist": None, "zeit_angabe": Angabe.OFFEN},
            {"frist": "Es fehlt der nächste Termin."},
        ),
        ("idee", {"frist": None}, {}),
        ("nicht_begonnen", {"mittel_angabe": Angabe.KEINE_ANGABE}, {"mittel": "Zu den Mitteln heißt es „k. A.“."}),
        ("nicht_begonnen", {"personal_angabe": Angabe.KEINE_ANGABE}, {"personal": "Zum Personal heißt es „k. A.“."}),
        ("nicht_begonnen", {"personal_angabe": Angabe.OFFEN}, {}),
        ("nicht_begonnen", {"personal_angabe": Angabe.LEER, "personal_wortlaut": "2 Stunden je Woche"}, {}),
        ("nicht_begonnen", {"personal_angabe": Angabe.LEER, "mittel": [{"stellenanteil_prozent": 50}]}, {}),
        (
            "nicht_begonnen",
            {"federfuehrung_id": None, "federfuehrung_wortlaut": "AG Bildung"},
            {"federfuehrung": "Die Federführung „AG Bildung“ ist keiner Stelle zugeordnet."},
        ),
        (
            "nicht_begonnen",
            {"zum": date(2024, 2, 1)},
            {"meldung": f"Die letzte Meldung vom 01.02.2024 ist älter als 6{NBSP}Monate."},
        ),
        ("verstetigt", {}, {"stand": "Es fehlt der Turnus oder die nächste Überprüfung."}),
        ("verstetigt", {"meldung": {"turnus": Turnus.JAEHRLICH}}, {}),
        ("umgesetzt", {"ziele": [], "meldung": {"abgeschlossen_am": GESTERN, "ergebnis": "Fertig."}}, {}),
    ],
)
def test_luecken_unterscheiden_antwort_und_fehlen(stand: str, felder: dict[str, Any], erwartet: dict[str, str]) -> None:
    assert angaben(stand, **(VOLLSTAENDIG | felder)) == erwartet


def test_pflichtangaben_kommen_aus_dem_letzten_sachstand() -> None:
    frueher = build_sachstand("zurueckgestellt", LANGE_HER, begruendung="Alt", wiedervorlage=GESTERN)
    bild = build_bild(build_massnahme("A", sachstaende=[frueher, build_sachstand("umgesetzt", GESTERN)]))
    saetze_ = [z.satz for z in saetze(auswertung.luecken(bild))]
    assert saetze_ == [
        "Es fehlt, wann die Maßnahme abgeschlossen wurde.",
        "Es fehlt der Erledigungsvermerk: Was ist das Ergebnis?",
    ]


def test_luecken_und_mittel_einer_massnahme_sind_die_ihren_unter_allen() -> None:
    bild = build_gemischtes_bild()
    for frage in (auswertung.luecken, auswertung.mittel):
        alle = frage(bild)
        assert [list(z) for z in saetze(frage(bild, 5))] == [list(z) for z in saetze(alle[alle["massnahme_id"] == 5])]
        assert frage(bild, 999).empty


# --- Geschichte ------------------------------------------------------------------------------------------------------


def test_geschichte_erzaehlt_das_juengste_zuerst() -> None:
    alt = build_sachstand("in_planung", date(2024, 1, 1), text="Geplant.", id=100)
    neu = build_sachstand("in_planung", date(2024, 1, 1), text="Berichtigt.", id=101, ersetzt_id=100)
    letzter = build_sachstand("in_umsetzung", date(2024, 8, 1), unveraendert=True, id=102)
    bild = build_bild(
        build_massnahme(
            "A",
            sachstaende=[alt, neu, letzter],
            fristaenderungen=[{"am": date(2024, 3, 1), "bisher": LANGE_HER, "neu": STICHTAG, "grund": "Umbau."}],
            meilensteine=[{"titel": "Auftakt", "erreicht_am": date(2024, 2, 1)}, {"titel": "Irgendwann"}],
        ),
        build_massnahme("B", "idee"),
    )
    zeilen = saetze(auswertung.geschichte(bild, 1))
    assert [(z.am, z.art, z.text, z.berichtigt) for z in zeilen] == [
        (date(2024, 8, 1), "sachstand", "Unverändert bestätigt.", False),
        (date(2024, 3, 1), "fristaenderung", "Frist vom 01.01.2023 auf den 01.09.2024 verschoben: Umbau.", False),
        (date(2024, 2, 1), "meilenstein", "Meilenstein erreicht: Auftakt", False),
        (date(2024, 1, 1), "sachstand", "Berichtigt.", False),
        (date(2024, 1, 1), "sachstand", "Geplant.", True),
        (None, "meilenstein", "Meilenstein offen: Irgendwann", False),
    ]
    assert len(auswertung.geschichte(bild, 2)) == 1
    assert auswertung.geschichte(bild, 999).empty


# --- Leeres Konzept --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "frage",
    [
        *("umsetzungsstand", "umsetzungsstand_gesamt", "terminlagen", "faelligkeiten", "aufmerksamkeit", "luecken"),
        *("mittel", "foerderungen", "massnahmenliste"),
    ],
)
def test_ein_leeres_konzept_hat_leere_tabellen_mit_allen_spalten(frage: str) -> None:
    leer, voll = (getattr(auswertung, frage)(b) for b in (build_bild(felder=()), build_gemischtes_bild()))
    assert list(leer.columns) == list(voll.columns)
    assert "anzahl" not in leer.columns or sum(leer["anzahl"]) == 0


# --- Sprache ---------------------------------------------------------------------------------------------------------


def test_sprache_beugt_zaehlt_und_kuerzt() -> None:
    assert sprache.anzahl(1, "Maßnahme", "Maßnahmen") == f"1{NBSP}Maßnahme"
    assert sprache.anzahl(0, "Maßnahme", "Maßnahmen") == f"0{NBSP}Maßnahmen"
    assert [sprache.mal(n) for n in (1, 2, 7)] == ["einmal", "zweimal", "7-mal"]
    assert [sprache.aufzaehlung(t) for t in ([], ["a"], ["a", "b", "c"])] == ["", "a", "a, b und c"]
    assert [sprache.ganzer_satz(t) for t in ("", "Ja", "Ja!", "Ja … ")] == ["", "Ja.", "Ja!", "Ja …"]
    assert sprache.knapp("ein zwei drei", 9) == "ein…"
    assert sprache.knapp("x" * 500, 10) == "x" * 9 + "…"
