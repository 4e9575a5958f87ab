"""Prüfen: die Vorschau sagt, was eine Liste änderte – sie rät nicht, überschreibt nichts und vergisst nichts."""

import io
from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st
from lagebilder import build_bild, build_massnahme

from mut_core.austausch.deutung import Deutungswahl, Lage, Urteil, Vorschau, Zeile, build_vorschau
from mut_core.austausch.form import read_listen
from mut_core.austausch.mappe import read_mappe
from mut_core.austausch.spalten import SPALTEN, zellen
from mut_core.lagebild import Lagebild
from mut_core.modell.codes import Umsetzungsstand

HEUTE = date(2024, 9, 1)
KOPF = ("Nr.", "Maßnahme", "Handlungsfeld", "Frist", "Zuständig", "Status", "Sachstand")
ROT = "#AE1B1B"


def datei(kopf: Sequence[str], *zeilen: Sequence[Any], farben: dict[tuple[int, int], str] | None = None) -> bytes:
    """Schreibt ein Blatt „Liste“ mit Kopf in Zeile 1; `farben` nennt (Zeile, Spalte) ab 0."""
    puffer = io.BytesIO()
    with xlsxwriter.Workbook(puffer, {"in_memory": True}) as buch:
        blatt = buch.add_worksheet("Liste")
        blatt.write_row(0, 0, kopf)
        for nr, zeile in enumerate(zeilen, 1):
            for spalte, wert in enumerate(zeile):
                form = buch.add_format({"bg_color": farbe}) if (farbe := (farben or {}).get((nr, spalte))) else None
                if isinstance(wert, date):
                    blatt.write_datetime(nr, spalte, wert, buch.add_format({"num_format": "dd.mm.yyyy"}))
                elif wert is None:
                    blatt.write_blank(nr, spalte, None, form)
                else:
                    blatt.write(nr, spalte, wert, form)
    return puffer.getvalue()


def lies(bild: Lagebild, inhalt: bytes, wahl: Deutungswahl | None = None, name: str = "liste.xlsx") -> Vorschau:
    return build_vorschau(bild, read_listen(read_mappe(inhalt, name)), wahl, heute=HEUTE)


def konzept(*massnahmen: Any, **weitere: Any) -> Lagebild:
    vorgabe = {"felder": ({"titel": "Sprache"}, {"titel": "Bildung"}), "stichtag": HEUTE}
    return build_bild(*massnahmen, **(vorgabe | weitere))


BESTAND = (
    build_massnahme("A-1", "in_umsetzung", titel="Sprachcafé", meldung={"text": "Das Café öffnet."}),
    build_massnahme("A-2", titel="Anreizsystem Stromsparen", feld=2),
    build_massnahme("A-3", titel="Lotsenprogramm für Familien", feld=2),
)


def zeile(inhalt: Sequence[Any], bild: Lagebild | None = None, wahl: Deutungswahl | None = None) -> Zeile:
    return lies(bild or konzept(*BESTAND), datei(KOPF, inhalt), wahl).zeilen[0]


# --- Abgleich ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("nummer", "titel", "lage", "meint"),
    [
        ("A-1", "Sprachcafé", Lage.UNVERAENDERT, 1),
        ("a-1.", "  SPRACHCAFÉ ", Lage.GEAENDERT, 1),
        ("", "Sprachcafé", Lage.UNVERAENDERT, 1),
        ("", "Sprach\u00adcafé", Lage.UNVERAENDERT, 1),
        ("", "Lotsenprogram für Familien", Lage.GEAENDERT, 3),
        ("", "Lotsenprogramm für Frauen", Lage.UNKLAR, None),
        ("A-2", "Stromsparhilfe (ehemals: Anreizsystem Stromsparen)", Lage.GEAENDERT, 2),
        ("A-1", "Ein ganz anderer Titel", Lage.UNKLAR, None),
        ("A-1", "Lotsenprogramm für Familien", Lage.UNKLAR, None),
        ("B-9", "Fahrradwerkstatt", Lage.NEU, None),
        ("B-9", "", Lage.FEHLER, None),
    ],
)
def test_zeile_meint_eine_massnahme_an_nummer_oder_titel_sonst_wird_gefragt(
    nummer: str, titel: str, lage: Lage, meint: int | None
) -> None:
    gelesen = zeile([nummer, titel, "", "", "", "", ""])
    assert gelesen.massnahme_id == meint
    if lage is Lage.UNVERAENDERT and titel == "Sprach\u00adcafé":
        assert gelesen.lage in (Lage.UNVERAENDERT, Lage.GEAENDERT)
    else:
        assert gelesen.lage is lage
    if lage is Lage.UNKLAR:
        assert gelesen.grund
        assert gelesen.kandidaten


def test_archivierte_nummer_wird_nicht_neu_vergeben() -> None:
    bild = konzept(build_massnahme("A-9", titel="Altes", archiviert_am=date(2024, 1, 1)))
    gelesen = zeile(["A-9", "Neues", "Sprache"], bild)
    assert gelesen.lage is Lage.UNKLAR
    assert "archiviert" in gelesen.grund


def test_wahl_entscheidet_unklare_zeilen() -> None:
    inhalt = datei(KOPF, ["", "Lotsenprogramm für Frauen", "Bildung"])
    vorschau = lies(konzept(*BESTAND), inhalt)
    schluessel = vorschau.zeilen[0].schluessel
    assert vorschau.zeilen[0].lage is Lage.UNKLAR
    assert vorschau.mit(Deutungswahl(abgleich={schluessel: "neu"})).zeilen[0].lage is Lage.NEU
    zugeordnet = vorschau.mit(Deutungswahl(abgleich={schluessel: 3})).zeilen[0]
    assert (zugeordnet.lage, zugeordnet.massnahme_id) == (Lage.GEAENDERT, 3)
    assert [(p.alt, p.neu) for p in zugeordnet.posten if p.feld == "titel"] == [
        ("Lotsenprogramm für Familien", "Lotsenprogramm für Frauen")
    ]


def test_dubletten_in_der_datei_werden_zur_frage_und_gleiche_zeilen_zaehlen_einmal() -> None:
    gleich = ["7", "Leseclub", "Sprache", "2024", "", "", ""]
    vorschau = lies(konzept(), datei(KOPF, gleich, gleich, ["8", "Kochkurs", "Sprache"], ["8", "Nähkurs", "Sprache"]))
    erste, zweite, dritte, vierte = vorschau.zeilen
    assert (erste.lage, zweite.lage) == (Lage.NEU, Lage.UNVERAENDERT)
    assert "Zeile 2" in zweite.grund
    assert (dritte.lage, vierte.lage) == (Lage.UNKLAR, Lage.UNKLAR)
    assert "2-mal" in dritte.grund


def test_fehlende_massnahmen_werden_genannt_und_nichts_geschieht_mit_ihnen() -> None:
    vorschau = lies(konzept(*BESTAND), datei(KOPF, ["A-1", "Sprachcafé"]))
    assert [f.nummer for f in vorschau.fehlende] == ["A-2", "A-3"]


# --- Sachstände, Zeiten, Mengen ---------------------------------------------------------------------------------------


def test_sachstand_der_schon_da_ist_kommt_nicht_noch_einmal() -> None:
    schon = zeile(["A-1", "Sprachcafé", "Sprache", "", "", "in Umsetzung", "Das Café öffnet."])
    neu = zeile(["A-1", "Sprachcafé", "Sprache", "", "", "erledigt", "Das Café ist fertig."])
    assert (schon.lage, [s.schon_da for s in schon.sachstaende]) in (
        (Lage.UNVERAENDERT, [True]),
        (Lage.UNVERAENDERT, []),
    )
    (stand,) = neu.sachstaende
    assert (stand.schon_da, stand.werte["umsetzungsstand"]) == (False, Umsetzungsstand.UMGESETZT)
    assert neu.lage is Lage.GEAENDERT


def test_kein_neuer_sachstand_wechselt_den_stand_nicht() -> None:
    (stand,) = zeile(["A-1", "Sprachcafé", "", "", "", "Kein neuer Sachstand", ""]).sachstaende
    assert stand.werte["unveraendert"] is True
    assert stand.werte["umsetzungsstand"] is Umsetzungsstand.IN_UMSETZUNG
    assert zeile(["B-1", "Neu", "Sprache", "", "", "s. o.", ""]).sachstaende == ()


def test_historie_wird_zu_datierten_sachstaenden_und_der_status_gehoert_zum_juengsten() -> None:
    kopf = ("Maßnahme", "Handlungsfeld", "Sachstand 2013", "Sachstand 2015 / 2016", "Status")
    (gelesen,) = lies(konzept(), datei(kopf, ["Leseclub", "Sprache", "Start", "Zweites Jahr", "läuft"])).zeilen
    assert [(s.zum, s.werte["text"], s.werte["umsetzungsstand"]) for s in gelesen.sachstaende] == [
        (date(2013, 12, 31), "Start", Umsetzungsstand.OHNE_ANGABE),
        (date(2016, 12, 31), "Zweites Jahr", Umsetzungsstand.IN_UMSETZUNG),
    ]


def test_ende_vor_beginn_in_zwei_spalten_ist_ein_fehler() -> None:
    kopf = ("Maßnahme", "Handlungsfeld", "Beginn", "Ende")
    (gelesen,) = lies(konzept(), datei(kopf, ["Leseclub", "Sprache", "2025", "2023"])).zeilen
    assert gelesen.urteil is Urteil.FEHLER
    assert "Ende vor Beginn" in next(z.grund for z in gelesen.zellen if z.urteil is Urteil.FEHLER)
    assert "frist" not in next(p for p in gelesen.posten if p.feld == "zeitraum").werte


def test_unsichere_zeit_behaelt_bei_neuen_die_worte_und_ueberschreibt_bei_alten_nichts() -> None:
    neu = zeile(["B-1", "Neu", "Sprache", "31.12.", "", "", ""])
    assert [(p.feld, p.urteil) for p in neu.posten if "zeit" in p.feld] == [
        ("zeitraum_wortlaut", Urteil.SICHER),
        ("zeitraum", Urteil.UNSICHER),
    ]
    alt = zeile(["A-1", "Sprachcafé", "", "31.12.", "", "", ""])
    assert not any(p.werte and p.urteil is Urteil.SICHER for p in alt.posten)


def test_bestaetigung_und_korrektur_machen_aus_unsicher_sicher() -> None:
    inhalt = datei(KOPF, ["B-1", "Neu", "Sprache", "ab 2022- 2023", "", "", ""])
    vorschau = lies(konzept(), inhalt)
    zelle = next(z for z in vorschau.zeilen[0].zellen if z.feld == "zeitraum")
    assert zelle.urteil is Urteil.UNSICHER
    ja = vorschau.mit(Deutungswahl(bestaetigt=frozenset({zelle.ort}))).zeilen[0]
    assert next(p for p in ja.posten if p.feld == "zeitraum").urteil is Urteil.SICHER
    anders = vorschau.mit(Deutungswahl(korrekturen={zelle.ort: "ab 2022"})).zeilen[0]
    posten = next(p for p in anders.posten if p.feld == "zeitraum")
    assert (posten.urteil, posten.werte["beginn"], posten.werte["frist"]) == (Urteil.SICHER, date(2022, 1, 1), None)
    assert next(z for z in anders.zellen if z.feld == "zeitraum").original == "ab 2022- 2023"


def test_mittel_kommen_nur_dazu_und_neben_anderen_nur_nach_rueckfrage() -> None:
    kopf = ("Nr.", "Maßnahme", "Kosten")
    bild = konzept(
        build_massnahme("A-1", titel="Sprachcafé", mittel=[{"betrag_cent": 500_000}], mittel_wortlaut="5.000 €")
    )
    gleich = lies(bild, datei(kopf, ["A-1", "Sprachcafé", "5.000,00 EUR"])).zeilen[0]
    mehr = lies(bild, datei(kopf, ["A-1", "Sprachcafé", "9.000 €"])).zeilen[0]
    assert gleich.mittel == ()
    assert [(p.werte["betrag_cent"], p.urteil) for p in mehr.mittel] == [(900_000, Urteil.UNSICHER)]
    ort = next(z.ort for z in mehr.zellen if z.feld == "ressourcen")
    ja = lies(bild, datei(kopf, ["A-1", "Sprachcafé", "9.000 €"]), Deutungswahl(bestaetigt=frozenset({ort})))
    assert [p.urteil for p in ja.zeilen[0].mittel] == [Urteil.SICHER]


def test_unbekannte_spalten_bleiben_als_zusatzfelder_und_leere_zellen_loeschen_nichts() -> None:
    kopf = (*KOPF, "Wetterlage")
    (gelesen,) = lies(konzept(), datei(kopf, ["1", "Leseclub", "Sprache", "", "", "", "", "heiter"])).zeilen
    assert gelesen.zusatzfelder == {"Wetterlage": "heiter"}
    assert zeile(["A-1", "Sprachcafé", "", "", "", "", ""]).posten == ()


# --- Farben, Zeichen, Menschen ----------------------------------------------------------------------------------------


def test_farben_heissen_nichts_bis_ein_mensch_sie_zuordnet() -> None:
    inhalt = datei(KOPF, ["1", "Leseclub", "Sprache", "", "", None, "Text"], farben={(1, 5): ROT})
    vorschau = lies(konzept(), inhalt)
    (stand,) = vorschau.zeilen[0].sachstaende
    assert stand.urteil is Urteil.UNSICHER
    assert stand.werte["umsetzungsstand"] is Umsetzungsstand.OHNE_ANGABE
    assert dict(vorschau.offene_farben) == {ROT: 1}
    zugeordnet = vorschau.mit(Deutungswahl(farben={ROT: "zurueckgestellt"}))
    (stand,) = zugeordnet.zeilen[0].sachstaende
    assert (stand.urteil, stand.werte["umsetzungsstand"]) == (Urteil.SICHER, Umsetzungsstand.ZURUECKGESTELLT)
    assert not zugeordnet.offene_farben


def test_namen_und_telefon_bleiben_in_der_internen_notiz() -> None:
    gelesen = zeile(["1", "Leseclub", "Sprache", "", "Frau Beispiel (Tel. 1234)", "", ""])
    oeffentlich = [p for p in gelesen.alle_posten if p.feld != "interne_notiz"]
    assert not any("Beispiel" in str(p.werte) or "1234" in str(p.werte) for p in oeffentlich)
    notiz = next(p for p in gelesen.posten if p.feld == "interne_notiz")
    assert notiz.urteil is Urteil.UNSICHER
    assert "Frau Beispiel" in notiz.werte["interne_notiz"]


def test_unbekannte_stelle_wird_erfragt_und_die_antwort_gilt_fuer_alle_zeilen() -> None:
    inhalt = datei(KOPF, ["1", "A", "Sprache", "", "Raumamt"], ["2", "B", "Sprache", "", "Raumamt"])
    vorschau = lies(konzept(), inhalt)
    assert dict(vorschau.offene_stellen) == {"raumamt": 2}
    nachher = vorschau.mit(vorschau.wahl.mit(stellen={"raumamt": 2}))
    assert [
        next(p for p in z.posten if p.feld == "federfuehrung").werte["federfuehrung_id"] for z in nachher.zeilen
    ] == [
        2,
        2,
    ]


# --- Handlungsfelder --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("zelle", "urteil", "wert"),
    [
        ("Sprache", Urteil.SICHER, {"handlungsfeld_id": 1}),
        ("1. Handlungsfeld „Sprache“", Urteil.SICHER, {"handlungsfeld_id": 1}),
        ("HF 2: Bildung", Urteil.SICHER, {"handlungsfeld_id": 2}),
        ("Sprachen", Urteil.UNSICHER, {"handlungsfeld_id": 1}),
        ("Gesundheit", Urteil.UNSICHER, {"neues_handlungsfeld": "Gesundheit"}),
    ],
)
def test_handlungsfeld_wird_erkannt_oder_erfragt(zelle: str, urteil: Urteil, wert: dict[str, Any]) -> None:
    posten = next(p for p in zeile(["9", "Neu", zelle]).posten if p.feld == "handlungsfeld")
    assert (posten.urteil, dict(posten.werte)) == (urteil, wert)


def test_im_leeren_konzept_entstehen_handlungsfelder_ohne_rueckfrage() -> None:
    vorschau = lies(konzept(felder=()), datei(KOPF, ["1", "Leseclub", "4.2 Handlungsfeld ‚Gesundheit‘"]))
    posten = next(p for p in vorschau.zeilen[0].posten if p.feld == "handlungsfeld")
    assert (posten.urteil, posten.werte) == (Urteil.SICHER, {"neues_handlungsfeld": "Gesundheit"})
    assert vorschau.neue_handlungsfelder == ("Gesundheit",)


# --- Zahlen und Wahl --------------------------------------------------------------------------------------------------


def test_zaehlung_nennt_genau_die_schluessel_der_ausgabe() -> None:
    vorschau = lies(
        konzept(*BESTAND), datei(KOPF, ["A-1", "Sprachcafé", "Sprache", "30.02.2024", "Raumamt", "läuft", ""])
    )
    assert vorschau.zaehlung() == {
        "zeilen": 1,
        "massnahmen": 1,
        "sachstaende": 1,
        "sicher": 4,
        "unsicher": 1,
        "fehler": 1,
        "uebersprungen": 0,
        "spalten": {
            "Nr.": "nummer",
            "Maßnahme": "titel",
            "Handlungsfeld": "handlungsfeld",
            "Frist": "zeitraum",
            "Zuständig": "federfuehrung",
            "Status": "umsetzungsstand",
            "Sachstand": "sachstand",
        },
    }


def test_zaehlung_stimmt_mit_den_gezeigten_zellen_ueberein() -> None:
    inhalt = datei(
        (*KOPF, "Extra"),
        ["1", "A", "Sprache", "31.12.", "Raumamt", "x", " "],
        [2, "B" * 400, "Neu", "2024", "Fachdienst Soziales", "läuft", "y" * 10_001, 5],
        [True, "C", None, 45291, 50, False, "s. o.", 1.5],
    )
    vorschau = lies(konzept(*BESTAND), inhalt)
    urteile = [z.urteil for zeile in vorschau.zeilen for z in zeile.zellen]
    gezaehlt = vorschau.zaehlung()
    assert {u: urteile.count(Urteil(u)) for u in ("sicher", "unsicher", "fehler")} == {
        u: gezaehlt[u] for u in ("sicher", "unsicher", "fehler")
    }


@settings(max_examples=30)
@given(
    st.builds(
        Deutungswahl,
        stellen=st.dictionaries(st.text(), st.integers() | st.text()),
        abgleich=st.dictionaries(st.text(), st.integers() | st.just("neu")),
        farben=st.dictionaries(st.text(), st.sampled_from([s.value for s in Umsetzungsstand])),
        bestaetigt=st.frozensets(st.text()),
        korrekturen=st.dictionaries(st.text(), st.text()),
        stand=st.none() | st.dates(),
    )
)
def test_wahl_uebersteht_json(wahl: Deutungswahl) -> None:
    assert Deutungswahl.from_json(wahl.as_json()) == wahl
    assert set(wahl.as_json(nur_gemerktes=True)) == {"stellen", "handlungsfelder", "statuswoerter", "farben"}


def test_dieselben_angaben_ergeben_dieselbe_vorschau() -> None:
    inhalt = datei(KOPF, ["1", "Leseclub", "Sprache", "2024", "Raumamt", "läuft", "Text"])
    a, b = lies(konzept(*BESTAND), inhalt), lies(konzept(*BESTAND), inhalt)
    assert list(a.zeilen) == list(b.zeilen)
    assert a.zaehlung() == b.zaehlung()


# --- unsere eigene Ausgabe, von Hand geändert -------------------------------------------------------------------------


def geaendert(feld: str, wert: Any, bild: Lagebild) -> Zeile:
    """Liest die eigene Ausgabe der ersten Maßnahme, in der eine Zelle geändert ist."""
    eigene = zellen(bild, intern=True)[1]
    kopf = {s.feld: s.ueberschrift for s in SPALTEN}
    gezeigt = {f: w for f, w in eigene.items() if w is not None or f == feld} | {feld: wert}
    return lies(bild, datei([kopf[f] for f in gezeigt], list(gezeigt.values()))).zeilen[0]


def eigenes() -> Lagebild:
    m = build_massnahme(
        "A-1", "in_umsetzung", titel="Sprachcafé", meldung={"text": "Das Café öffnet.", "beleg": "läuft"}
    )
    return konzept(m, beteiligungen=[{"id": 7, "massnahme_id": 1, "organisationseinheit_id": 2, "rolle": "berät"}])


def test_unveraenderte_ausgabe_aendert_nichts() -> None:
    assert geaendert("titel", "Sprachcafé", eigenes()).lage is Lage.UNVERAENDERT


def test_nur_der_tag_ist_neuer_heisst_unveraendert_bestaetigt() -> None:
    (stand,) = geaendert("zum", date(2024, 8, 20), eigenes()).sachstaende
    assert (stand.zum, stand.werte["unveraendert"], stand.urteil) == (date(2024, 8, 20), True, Urteil.SICHER)
    (frueher,) = geaendert("zum", date(2024, 7, 1), eigenes()).sachstaende
    assert frueher.urteil is Urteil.UNSICHER


def test_geaenderter_beleg_ist_ein_neuer_sachstand() -> None:
    (stand,) = geaendert("beleg", "läuft gut", eigenes()).sachstaende
    assert (stand.schon_da, stand.werte["beleg"], stand.werte["text"]) == (False, "läuft gut", "Das Café öffnet.")


def test_gestrichene_beteiligte_fallen_nur_auf_nachfrage_weg_und_neue_bringen_ihre_rolle_mit() -> None:
    neu, weg = geaendert("beteiligte", "Fachdienst Soziales (leitet)", eigenes()).beteiligungen
    assert (dict(neu.werte), neu.urteil) == ({"organisationseinheit_id": 1, "rolle": "leitet"}, Urteil.SICHER)
    assert (dict(weg.werte), weg.urteil) == ({"entfernt": ("beteiligung", 7)}, Urteil.UNSICHER)


def test_fremder_schluessel_ist_ein_fehler_und_die_zeile_wird_nicht_zugeordnet() -> None:
    gelesen = geaendert("schluessel", "anderswo-1", eigenes())
    zelle = next(z for z in gelesen.zellen if z.feld == "schluessel")
    assert zelle.urteil is Urteil.FEHLER
    assert "anderen Konzept" in zelle.grund
    assert (gelesen.lage, gelesen.massnahme_id) == (Lage.UNKLAR, None)
