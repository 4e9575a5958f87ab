"""Der Sachstandsbericht: Gliederung, Wortlaut, Lücken und das, was nie hinein darf."""

import re
from collections.abc import Iterator, Sequence
from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest
from lagebilder import build_bild, build_massnahme, build_sachstand
from lxml import etree
from word_pruefer import absaetze, adressen, rumpf, teile, text, verstoesse

from mut_core import auswertung
from mut_core.bericht import FORMEN, Wahl, build_bericht, dateiname
from mut_core.bericht.gliederung import Abschnitt, Druck, Kapitel
from mut_core.bericht.sachstandsbericht import GLIEDERUNG
from mut_core.bericht.stoff import Stoff
from mut_core.bericht.word import Dokument
from mut_core.bericht.word.abfolge import OHNE_INHALT
from mut_core.diagramme import DARSTELLUNG, beschriftung
from mut_core.fehler import EingabeError
from mut_core.lagebild import Lagebild, freeze_lagebild, saetze, thaw_lagebild
from mut_core.modell.codes import (
    Angabe,
    Bearbeitungsstand,
    Berichtsform,
    Berichtsstatus,
    Ereignisart,
    Ereignisstatus,
    Genauigkeit,
    Gremientyp,
    Konkretheit,
    Konzeptphase,
    Mittelart,
    Mittelmodus,
    Mittelstatus,
    Terminlage,
    Turnus,
    Zielebene,
    Zurueckstellungsgrund,
)

FORM = Berichtsform.SACHSTANDSBERICHT
STICHTAG = date(2024, 9, 1)
IN_ARBEIT = Bearbeitungsstand.IN_ERARBEITUNG

WIKI = (
    {
        "modus": Mittelmodus.JAEHRLICH,
        "jahr": 2025,
        "betrag_cent": 3_300_000,
        "ungenau": True,
        "konjunktiv": True,
        "mittelstatus": Mittelstatus.ANGEMELDET,
        "zweck": "laufender Betrieb",
        "vorbehalt": "Nur, sofern ausreichend Mittel bereitstehen.",
        "foerderung_id": 1,
    },
    {
        "modus": Mittelmodus.JAHR,
        "jahr": 2024,
        "betrag_cent": 2_100_000,
        "ungenau": True,
        "konjunktiv": True,
        "mittelstatus": Mittelstatus.ANGEMELDET,
        "zweck": "Anlauf",
    },
)


def leer() -> Lagebild:
    return build_bild(felder=(), stellen=())


def voll(**weitere: Any) -> Lagebild:
    """Probe hat von allem etwas – auch Namen und Notizen, die nie gedruckt werden dürfen."""
    fest: dict[str, Any] = {
        "konzept": KONZEPT,
        "felder": HANDLUNGSFELDER,
        "stellen": ("Fachdienst Soziales", "Stabsstelle Integration", "Verein Brücke e. V.", "Volkshochschule"),
        **TABELLEN,
    }
    return build_bild(*MASSNAHMEN, **(fest | weitere))


KONZEPT = {
    "kurzform": "Integrationskonzept",
    "stelle_id": 2,
    "anlass": "Seit 2022 entsteht das Konzept mit vielen Beteiligten.",
    "auftrag": "Ratsbeschluss vom 01.02.2022",
    "rueckblick": "Am Anfang stand ein Auftakt.",
    "ausblick": "Als Nächstes folgt das Wohnen.",
    "haushaltsvorbehalt": "Alles steht unter dem Vorbehalt des Haushalts.",
    "berichtspflicht": "Jährlicher Bericht an den Ausschuss.",
    "umsetzungsgrundsaetze": "Angebote sind mehrsprachig.",
    "evaluationsmethode": "Nach drei Jahren.",
    "nicht_abschliessend": True,
    "fortlaufend": True,
    "kontakt_email": "integration@probe.example",
    "kontakt_url": "https://probe.example/integration",
}
HANDLUNGSFELDER: tuple[dict[str, Any], ...] = (
    {
        "titel": "Bildung",
        "teilprojekt_id": 1,
        "bearbeitungsstand": IN_ARBEIT,
        "bedeutung": "Bildung öffnet Türen.",
        "herkunft": "Aus dem Workshop entstanden.",
        "fokus": "Von der Kita bis zum Abschluss.",
        "schwerpunkte": "Sprache\nEltern",
        "herausforderungen": "Zu wenige Plätze",
        "einflussgrenze": "Lehrpläne macht das Land.",
        "umsetzungsgrundsaetze": "mehrsprachig und barrierefrei",
        "ausblick": "Ziele schärfen.",
        "massnahmen_gesamt": 20,
    },
    {
        "titel": "Wohnen",
        "teilprojekt_id": 1,
        "bearbeitungsstand": Bearbeitungsstand.IN_VORBEREITUNG,
        "ausblick": "Beginnt im Herbst.",
    },
    {"titel": "Sport", "teilprojekt_id": 1, "bearbeitungsstand": Bearbeitungsstand.NICHT_BEGONNEN},
    {"titel": "Offene Verwaltung", "teilprojekt_id": 2, "bearbeitungsstand": IN_ARBEIT},
    {"titel": "Sprache", "uebergreifend": True, "bearbeitungsstand": IN_ARBEIT},
    {"titel": "Schutz", "uebergreifend": True, "fokus": "Berührt alle Felder."},
)
MASSNAHMEN = (
    build_massnahme(
        "P-1",
        "in_planung",
        titel="Sprachprogramm",
        beschreibung="Kinder lernen Deutsch.",
        konkretheit=Konkretheit.GEPLANT,
        meldung={"text": "Mittel sind angemeldet.", "naechster_schritt": "Haushalt abwarten"},
        mittel=WIKI,
        meilensteine=({"titel": "Start", "frist": date(2024, 12, 31), "frist_genauigkeit": Genauigkeit.JAHR},),
        interne_notiz="NOTIZ-GEHEIM",
        zielgruppe="Familien",
        mehrsprachig=True,
        vorbild="WiKi",
    ),
    build_massnahme("P-2", "idee", titel="Bibliothek", federfuehrung_id=None),
    build_massnahme("P-3", "in_umsetzung", titel="Lotsen", frist=date(2024, 6, 30), zeit_wortlaut="bis Juni 2024"),
    build_massnahme("P-4", titel="Leitbild", feld=4),
    build_massnahme("P-5", "idee", titel="Kursbetreuung", feld=5),
)
TABELLEN: dict[str, Sequence[dict[str, Any]]] = {
    "teilprojekte": (
        {"id": 1, "buchstabe": "a", "titel": "Stadtgesellschaft", "reihenfolge": 1},
        {
            "id": 2,
            "buchstabe": "b",
            "titel": "Offene Verwaltung",
            "reihenfolge": 2,
            "beschreibung": "Die Stadt öffnet sich.",
        },
    ),
    "leitlinien": ({"id": 1, "nummer": 1, "text": "Vielfalt gestalten"},),
    "ziele": (
        {
            "id": 1,
            "handlungsfeld_id": 1,
            "ebene": Zielebene.LEITZIEL,
            "nummer": 1,
            "text": "Alle Kinder sprechen Deutsch.",
        },
        {
            "id": 2,
            "handlungsfeld_id": 1,
            "ebene": Zielebene.LEITZIEL,
            "nummer": 2,
            "text": "Alle machen einen Abschluss.",
        },
        {"id": 3, "handlungsfeld_id": 1, "ebene": Zielebene.ZIEL, "text": "Eltern einbeziehen"},
    ),
    "weitere_handlungsfelder": ({"id": 1, "massnahme_id": 1, "handlungsfeld_id": 5},),
    "beteiligungen": ({"id": 1, "massnahme_id": 1, "organisationseinheit_id": 3},),
    "meilensteine": ({"id": 90, "handlungsfeld_id": 1, "titel": "Projektauftrag", "erreicht_am": date(2023, 5, 5)},),
    "foerderungen": ({"id": 1, "programm": "Programm WIR", "foerdergeber": "Land", "frist": date(2024, 3, 31)},),
    "kennzahlen": (
        {"id": 1, "bezeichnung": "Einwohner", "wert": "43.688", "einheit": "Menschen", "stichtag": date(2023, 12, 31)},
        {
            "id": 2,
            "handlungsfeld_id": 1,
            "bezeichnung": "Kinder ohne Deutsch",
            "wert": "20",
            "einheit": "%",
            "ungenau": True,
            "beleg": "Folien der Region",
        },
    ),
    "gremien": (
        {
            "id": 1,
            "typ": Gremientyp.PROJEKTGRUPPE,
            "name": "Projektgruppe",
            "aufgaben": "Planen",
            "uebergeordnet_id": 2,
        },
        {"id": 2, "typ": Gremientyp.AUSSCHUSS, "name": "Sozialausschuss"},
        {
            "id": 3,
            "typ": Gremientyp.RUNDER_TISCH,
            "name": "Runder Tisch Teilhabe",
            "turnus": Turnus.HALBJAEHRLICH,
            "aufgaben": "Bedarfe besprechen",
        },
        {
            "id": 4,
            "typ": Gremientyp.ARBEITSGRUPPE,
            "name": "AG Bildung",
            "teilprojekt_id": 1,
            "unvollstaendig": True,
            "aufgaben": "Bedarfe erheben\nZiele erarbeiten",
        },
        {
            "id": 5,
            "typ": Gremientyp.LENKUNGSGRUPPE,
            "name": "Lenkungsgruppe",
            "teilprojekt_id": 2,
            "aufgaben": "Steuern",
        },
        {"id": 6, "typ": Gremientyp.ARBEITSGRUPPE, "name": "AG Leitbild", "teilprojekt_id": 2},
    ),
    "gremien_handlungsfelder": (
        {"id": 1, "gremium_id": 4, "handlungsfeld_id": 1},
        {"id": 2, "gremium_id": 3, "handlungsfeld_id": 5},
        {"id": 3, "gremium_id": 6, "handlungsfeld_id": 4},
    ),
    "mitgliedschaften": (
        {"id": 1, "gremium_id": 1, "organisationseinheit_id": 2, "rolle": "Leitung", "person": "Erika Geheim"},
        {"id": 2, "gremium_id": 4, "organisationseinheit_id": 3, "person": "Hans Verborgen"},
        {"id": 3, "gremium_id": 4, "organisationseinheit_id": 4},
    ),
    "ereignisse": (
        {
            "id": 1,
            "art": Ereignisart.RUNDER_TISCH,
            "titel": "1. Treffen",
            "gremium_id": 3,
            "status": Ereignisstatus.STATTGEFUNDEN,
            "beginn": date(2023, 1, 31),
            "frist": date(2023, 1, 31),
            "zeit_wortlaut": "31.01.23",
            "themen": "Stand\nLandkarte",
            "ergebnisse": "Vier Ideen.",
            "teilnehmende": 40,
            "teilnehmende_ungenau": True,
        },
        {
            "id": 2,
            "art": Ereignisart.AUFTAKT,
            "titel": "Auftakt",
            "status": Ereignisstatus.STATTGEFUNDEN,
            "beginn": date(2022, 10, 1),
            "beginn_genauigkeit": Genauigkeit.MONAT,
            "frist": date(2022, 10, 31),
            "frist_genauigkeit": Genauigkeit.MONAT,
        },
        {
            "id": 3,
            "art": Ereignisart.WORKSHOP,
            "titel": "Werkstatt Verwaltung",
            "teilprojekt_id": 2,
            "status": Ereignisstatus.STATTGEFUNDEN,
            "beginn": date(2023, 11, 15),
        },
        {"id": 4, "art": Ereignisart.FORUM, "titel": "Forum Herbst", "beginn": date(2024, 10, 10)},
        {"id": 5, "art": Ereignisart.FORUM, "titel": "Forum Abgesagt", "status": Ereignisstatus.ABGESAGT},
    ),
    "vorlagen": (
        {"id": 1, "nummer": "159/2022", "art": "Informationsvorlage", "betreff": "1. Sachstandsbericht"},
        {"id": 2, "nummer": "77/2024", "art": "Informationsvorlage", "betreff": "2.", "bearbeitung": "Frau Intern"},
    ),
    "beratungen": ({"id": 1, "vorlage_id": 2, "gremium_name": "Sozialausschuss", "termin": date(2024, 9, 18)},),
    "berichte": (
        {
            "id": 1,
            "form": FORM,
            "nummer": 1,
            "titel": "1. Sachstandsbericht",
            "stichtag": date(2022, 5, 31),
            "vorlage_id": 1,
            "status": Berichtsstatus.FREIGEGEBEN,
        },
        {"id": 2, "form": FORM, "nummer": 2, "titel": "2. Sachstandsbericht", "stichtag": STICHTAG, "vorlage_id": 2},
    ),
    "anmerkungen": ({"id": 1, "bezug": "massnahme", "bezug_id": 1, "text": "Die Quellen widersprechen sich."},),
}


def drucke(bild: Lagebild, **weitere: Any) -> bytes:
    return build_bericht(bild, FORM, Wahl(**weitere))


def inhalt(docx: bytes) -> str:
    """Der ganze Text des Rumpfs, geschützte Leerzeichen als gewöhnliche, Absätze durch Zeilen getrennt."""
    w = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
    return "\n".join(text(p) for p in rumpf(docx).iter(f"{w}p")).replace("\u00a0", " ")


def ueberschriften(docx: bytes, ebene: int) -> list[str]:
    return [text(p).replace("\u00a0", " ") for p in absaetze(docx, f"Heading{ebene}")]


@pytest.fixture(scope="module")
def voller_bericht() -> bytes:
    return drucke(voll())


@pytest.fixture(scope="module")
def leerer_bericht() -> bytes:
    return drucke(leer())


# ---------------------------------------------------------------------------------------------- Gliederung


def alle_abschnitte(kapitel: Sequence[Kapitel] = GLIEDERUNG) -> Iterator[tuple[Kapitel, Abschnitt]]:
    for k in kapitel:
        yield from ((k, a) for a in k.abschnitte)
        yield from alle_abschnitte(k.unterkapitel)


ABSCHNITTE = [pytest.param(k, a, id=f"{k.schluessel}.{a.schluessel}") for k, a in alle_abschnitte()]
NUR_BEI_BESONDEREM = {"beispielhinweis", "ohne_felder", "auf_einen_blick.kacheln"}
"""Diese Abschnitte schreiben gerade dann nichts, wenn alles da ist; eigene Tests decken sie ab."""
NUR_MIT_VORHER = "aenderungen"
"""Ohne einen früheren Stand schreibt in diesem Kapitel kein Abschnitt; `test_aenderungskapitel` deckt es ab."""


def druckbar(bild: Lagebild, kapitel: Kapitel, gegenstand: Any) -> Druck:
    doku = Dokument(titel="Probe", kommune="Probe", stelle="", stand=STICHTAG)
    doku.ueberschrift("Oben")
    return Druck(doku, Stoff(bild, FORM), gegenstand, 1)


def nackt(schluessel: str, bild: Lagebild) -> SimpleNamespace | None:
    """Ein Gegenstand, von dem nur der Name bekannt ist; Kapitel ohne Gegenstand haben keinen."""
    felder = {"handlungsfeld": bild.handlungsfelder, "steckbriefe_feld": bild.handlungsfelder}
    tabelle = {**felder, "teilprojekt": bild.teilprojekte}.get(schluessel)
    return None if tabelle is None else SimpleNamespace(**dict.fromkeys(tabelle.columns) | {"id": 99, "titel": "Leer"})


@pytest.mark.parametrize(("kapitel", "abschnitt"), ABSCHNITTE)
def test_jeder_abschnitt_druckt_mit_leerem_konzept(kapitel: Kapitel, abschnitt: Abschnitt) -> None:
    druck = druckbar(leer(), kapitel, nackt(kapitel.schluessel, leer()))
    abschnitt.schreibe(druck)


@pytest.mark.parametrize(("kapitel", "abschnitt"), ABSCHNITTE)
def test_jeder_abschnitt_schreibt_etwas_wenn_es_etwas_gibt(kapitel: Kapitel, abschnitt: Abschnitt) -> None:
    stoff = Stoff(voll(), FORM)
    felder = {"handlungsfeld": stoff.felder[0], "steckbriefe_feld": stoff.felder[0]}
    gegenstand = {**felder, "teilprojekt": stoff.teilprojekte[1]}.get(kapitel.schluessel)
    druck = druckbar(voll(), kapitel, gegenstand)
    vorher = len(druck.doku._bloecke)
    abschnitt.schreibe(druck)
    geschrieben = len(druck.doku._bloecke) > vorher
    namen = {abschnitt.schluessel, f"{kapitel.schluessel}.{abschnitt.schluessel}"}
    assert geschrieben != (bool(namen & NUR_BEI_BESONDEREM) or kapitel.schluessel == NUR_MIT_VORHER)


def test_die_schluessel_der_abschnitte_sind_eindeutig() -> None:
    namen = [f"{k.schluessel}.{a.schluessel}" for k, a in alle_abschnitte()]
    ohne_handlungsfeld = [n for n in namen if not n.startswith("handlungsfeld.")]
    assert len(set(ohne_handlungsfeld)) == len(ohne_handlungsfeld)


def test_die_kapitel_stehen_in_der_reihenfolge_des_vorbilds(voller_bericht: bytes) -> None:
    assert ueberschriften(voller_bericht, 1) == [
        "Vorbemerkung",
        "Integrationskonzept – Handlungsfelder",
        "Runder Tisch Teilhabe",
        "Erarbeitung der Handlungsfelder",
        "Offene Verwaltung",
        "Ausblick: Erarbeitung weiterer Handlungsfelder",
        "Anmerkungen der Redaktion",
        "Abbildungsverzeichnis",
        "Tabellenverzeichnis",
    ]
    assert ueberschriften(voller_bericht, 2) == [
        "Auf einen Blick",
        "Handlungsfeld ‚Bildung‘",
        "Handlungsfeld ‚Sprache‘",
        "Handlungsfeld ‚Offene Verwaltung‘",
    ]


def test_ohne_zweites_teilprojekt_entfaellt_das_kapitel_und_die_nummern_ruecken_nach(leerer_bericht: bytes) -> None:
    assert ueberschriften(leerer_bericht, 1) == [
        "Vorbemerkung",
        "Probekonzept – Handlungsfelder",
        "Beteiligung",
        "Erarbeitung der Handlungsfelder",
        "Ausblick",
    ]
    assert "Kapitel 4 Ziele und Maßnahmen der Handlungsfelder und Kapitel 5 den Ausblick." in inhalt(leerer_bericht)


def test_der_leere_bericht_hat_keine_leere_ueberschrift_und_sagt_ueberall_was_fehlt(leerer_bericht: bytes) -> None:
    druck = inhalt(leerer_bericht)
    assert OHNE_INHALT.strip("_") not in druck
    assert "noch keine Maßnahmen erfasst" in druck
    assert "Handlungsfelder sind zum Stichtag noch nicht festgelegt." in druck
    assert "Weitere Termine sind zum Stichtag nicht verzeichnet." in druck


def test_ein_handlungsfeld_ohne_alles_sagt_es_in_einem_satz() -> None:
    docx = drucke(build_bild(felder=({"titel": "Leise", "bearbeitungsstand": IN_ARBEIT},)))
    druck = inhalt(docx)
    assert "Zu diesem Handlungsfeld liegen zum Stichtag keine Maßnahmen vor." in druck
    assert OHNE_INHALT.strip("_") not in druck
    assert "Ziele" not in ueberschriften(docx, 3)


def test_erarbeitete_handlungsfelder_ohne_inhalt_bekommen_keinen_eigenen_abschnitt() -> None:
    stand = {"bearbeitungsstand": Bearbeitungsstand.ERARBEITET}
    bild = build_bild(build_massnahme("A-1"), felder=({"titel": "Eins"} | stand, {"titel": "Zwei"} | stand))
    assert "Handlungsfeld ‚Zwei‘" not in ueberschriften(drucke(bild), 2)
    assert "Zu dem Handlungsfeld „Zwei“ liegen zum Stichtag keine Ziele und Maßnahmen vor." in inhalt(drucke(bild))


def test_ein_teilprojekt_ohne_handlungsfeld_sagt_es() -> None:
    projekte = ({"id": 1, "buchstabe": "a", "titel": "A"}, {"id": 2, "buchstabe": "b", "titel": "B"})
    bild = build_bild(felder=(), teilprojekte=projekte)
    assert "Diesem Teilprojekt ist zum Stichtag kein Handlungsfeld zugeordnet." in inhalt(drucke(bild))


@pytest.mark.parametrize("bild", [leer(), voll(), build_bild(build_massnahme("A-1", "umgesetzt"))])
def test_das_dokument_ist_gueltig(bild: Lagebild) -> None:
    assert verstoesse(drucke(bild)) == []


# ---------------------------------------------------------------------------------------------- Rein und gleich


def test_gleiche_eingaben_geben_dieselben_bytes_und_das_lagebild_bleibt() -> None:
    bild = voll()
    vorher = freeze_lagebild(bild)
    assert drucke(bild) == drucke(bild) == drucke(voll())
    assert freeze_lagebild(bild) == vorher


def test_ein_aufgetautes_lagebild_druckt_dasselbe() -> None:
    assert drucke(thaw_lagebild(freeze_lagebild(voll()))) == drucke(voll())


def test_nur_vorhandene_formen_werden_gedruckt() -> None:
    assert FORM in FORMEN
    with pytest.raises(EingabeError, match="Ampelbericht"):
        build_bericht(leer(), "Ampelbericht")


def test_der_dateiname_ist_ueberall_erlaubt() -> None:
    bild = build_bild(konzept={"schluessel": "Groß/Stadt: Ümläut"}, stichtag=date(2024, 1, 2))
    assert dateiname(bild, FORM) == "sachstandsbericht_gross-stadt-uemlaeut_2024-01-02.docx"


# ---------------------------------------------------------------------------------------------- Deckblatt


@pytest.mark.parametrize(
    ("stichtag", "nummer", "erwartet"),
    [
        (STICHTAG, None, "2. Sachstandsbericht – Integrationskonzept"),
        (date(2024, 8, 1), None, "2. Sachstandsbericht – Integrationskonzept"),
        (date(2020, 1, 1), None, "Sachstandsbericht – Integrationskonzept"),
        (STICHTAG, 7, "7. Sachstandsbericht – Integrationskonzept"),
    ],
)
def test_die_berichtsnummer_ist_die_genannte_die_angelegte_oder_die_naechste(
    stichtag: date, nummer: int | None, erwartet: str
) -> None:
    deckblatt = inhalt(drucke(voll(stichtag=stichtag), nummer=nummer)).split("Inhaltsverzeichnis")[0]
    assert erwartet in deckblatt.splitlines()


def test_das_deckblatt_nennt_kommune_stand_stelle_vorlage_und_tag(voller_bericht: bytes) -> None:
    vorn = inhalt(drucke(voll(), erstellt=date(2024, 9, 3))).split("Inhaltsverzeichnis")[0]
    for angabe in ("Stadt Probe", "01.09.2024", "Stabsstelle Integration", "Informationsvorlage 77/2024", "03.09.2024"):
        assert angabe in vorn
    assert "erstellt" not in inhalt(voller_bericht).split("Inhaltsverzeichnis")[0]


def test_ein_beispiel_ist_auf_dem_deckblatt_im_text_und_auf_jeder_seite_als_solches_gekennzeichnet() -> None:
    docx = drucke(voll(konzept=KONZEPT | {"beispiel": True}))
    assert inhalt(docx).split("Inhaltsverzeichnis")[0].count("Beispiel – frei erfunden") == 1
    assert "in diesem Bericht gibt es nicht" in inhalt(docx)
    koepfe = [t.decode() for name, t in teile(docx).items() if re.search(r"header\d*\.xml$", name)]
    assert koepfe
    assert all("Beispiel – frei erfunden" in kopf for kopf in koepfe)
    assert [text(p) for p in absaetze(docx, "Deckblatthinweis")] == ["Beispiel – frei erfunden"]


def test_ein_echtes_konzept_heisst_nirgends_beispiel(voller_bericht: bytes) -> None:
    assert "frei erfunden" not in inhalt(voller_bericht)


# ---------------------------------------------------------------------------------------------- Kapitel 1 bis 3


def test_die_handlungsfelder_stehen_in_einem_satz_uebergreifende_zuletzt(voller_bericht: bytes) -> None:
    assert (
        "Das Konzept umfasst sechs Handlungsfelder: 1. Bildung, 2. Wohnen, 3. Sport und 4. Offene Verwaltung "
        "sowie 5. Sprache und 6. Schutz als übergreifende Handlungsfelder."
    ) in inhalt(voller_bericht)


def test_der_vorige_bericht_steht_mit_vorlagennummer(voller_bericht: bytes) -> None:
    assert "„1. Sachstandsbericht“ (Informationsvorlage 159/2022)" in inhalt(voller_bericht)


def test_die_vorlagennummer_fuehrt_ins_ratsinformationssystem_wenn_die_adresse_bekannt_ist() -> None:
    erste, zweite = TABELLEN["vorlagen"]
    mit = voll(vorlagen=(erste | {"url": "https://rat.example/vo?id=159"}, zweite))
    assert adressen(drucke(mit))["Informationsvorlage 159/2022"] == "https://rat.example/vo?id=159"
    ohne = voll(vorlagen=(erste | {"url": "javascript:alert(159)"}, zweite))
    assert "(Informationsvorlage 159/2022)" in inhalt(drucke(ohne))
    assert "Informationsvorlage 159/2022" not in adressen(drucke(ohne))


def test_kontaktadressen_sind_hyperlinks(voller_bericht: bytes) -> None:
    assert adressen(voller_bericht) == {
        "integration@probe.example": "mailto:integration@probe.example",
        "https://probe.example/integration": "https://probe.example/integration",
    }


def test_die_zahlen_sind_die_der_auswertung(voller_bericht: bytes) -> None:
    druck = inhalt(voller_bericht)
    assert auswertung.lagesatz(voll()) in druck.replace("\n", " ")
    gesamt = auswertung.umsetzungsstand_gesamt(voll())
    for stand, anzahl in zip(gesamt["umsetzungsstand"], gesamt["anzahl"], strict=True):
        kurz = stand.bezeichnung.split(" (")[0].split(" / ")[0]
        assert bool(re.search(rf"\S {kurz}\n{anzahl}\n", druck)) == bool(anzahl)


def test_nur_das_erste_kapitel_beginnt_auf_neuer_seite(voller_bericht: bytes) -> None:
    umbrueche = [b"pageBreakBefore" in etree.tostring(p) for p in absaetze(voller_bericht, "Heading1")]
    assert umbrueche[0]
    assert not any(umbrueche[1:])


def test_die_letzte_zeile_einer_massnahme_bleibt_bei_der_vorletzten(voller_bericht: bytes) -> None:
    alle = [p for p in absaetze(voller_bericht, "BodyText") if text(p)]
    letzte = next(i for i, p in enumerate(alle) if text(p).startswith("Meilensteine: Start"))
    assert b"keepNext" in etree.tostring(alle[letzte - 1])
    assert b"keepNext" not in etree.tostring(alle[letzte])


def alternativtexte(docx: bytes) -> list[str]:
    docpr = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}docPr"
    return [zeichnung.get("descr", "") for zeichnung in rumpf(docx).iter(docpr)]


ABBILDUNGEN = {
    "Projektgruppe und Arbeitsgruppen – Stadtgesellschaft": "Projektgruppe berichtet an Sozialausschuss.",
    "Integrationskonzept – Übersicht der Handlungsfelder": "4 Offene Verwaltung (in Erarbeitung, 1 Maßnahme)",
    "Ablauf bisher (Stand 01.09.2024)": "Oktober 2022: Auftakt; 31.01.2023: 1. Treffen",
    "Projektaufbau – Offene Verwaltung": "Zusammenarbeit: Lenkungsgruppe, Projektgruppe.",
}


def test_jede_abbildung_ist_erwaehnt_beschriftet_in_worten_da_und_verzeichnet(voller_bericht: bytes) -> None:
    bild = voll(ereignisse=[*TABELLEN["ereignisse"], KUENFTIG])
    docx = drucke(bild)
    druck, worte = inhalt(docx), [a.replace("\u00a0", " ") for a in alternativtexte(docx)]
    schritte = {"Nächste Schritte (Stand 01.09.2024)": "10.10.2024: Forum Herbst (geplant)"}
    for titel, gesagt in (ABBILDUNGEN | schritte).items():
        treffer = re.findall(rf"^Abbildung (\d+): {re.escape(titel)}", druck, re.MULTILINE)
        assert len(treffer) == 2, titel  # unter dem Bild und im Verzeichnis
        assert druck.count(f"(siehe Abbildung {treffer[0]})") == 1
        assert any(gesagt in w for w in worte), titel
    verweise = etree.tostring(rumpf(docx), encoding="unicode")
    assert len(re.findall(r"REF _Ref\d+", verweise)) >= 5
    assert druck.count("Diagramm 1: Umsetzungsstand der Maßnahmen je Handlungsfeld") == 2
    assert "Handlungsfelder im Überblick" not in druck
    assert "Nächste Termine" not in druck


@pytest.mark.parametrize("auf_einen_blick", [True, False])
def test_die_fuenf_bilder_heissen_wie_in_der_quelle_1_bis_5(auf_einen_blick: bool) -> None:
    """Das Diagramm auf der Seite „Auf einen Blick“ zählt für sich und verschiebt keine Nummer."""
    bild = voll(ereignisse=[*TABELLEN["ereignisse"], KUENFTIG])
    druck = inhalt(drucke(bild, auf_einen_blick=auf_einen_blick))
    titel = [*ABBILDUNGEN, "Nächste Schritte (Stand 01.09.2024)"]
    gedruckt = re.findall(r"^Abbildung (\d): (.*?)\d*$", druck, re.MULTILINE)
    assert gedruckt == [(str(n), t) for n, t in enumerate(titel, start=1)] * 2
    erwaehnt = re.findall(r"\(siehe Abbildung (\d)\)", druck)
    assert erwaehnt == list("12345")
    assert ("Diagramm 1 zeigt den Umsetzungsstand" in druck) == auf_einen_blick


KUENFTIG = {"id": 6, "art": Ereignisart.BERICHT, "titel": "Abschluss", "beginn": date(2025, 3, 1)}


def test_bilder_stehen_als_png_im_paket(voller_bericht: bytes) -> None:
    bilder = {name: inhalt for name, inhalt in teile(voller_bericht).items() if name.startswith("word/media/")}
    assert len(bilder) == len(ABBILDUNGEN)
    assert all(b.startswith(b"\x89PNG") for b in bilder.values())


def test_wo_es_eine_abbildung_gibt_zaehlt_der_text_die_gruppen_nicht_noch_einmal_auf(voller_bericht: bytes) -> None:
    assert "Gearbeitet wird in einer Arbeitsgruppe." in inhalt(voller_bericht)
    allein = [g for g in TABELLEN["gremien"] if g["id"] == 6]
    assert "Gearbeitet wird in einer Arbeitsgruppe: AG Leitbild." in inhalt(drucke(voll(gremien=allein)))


def test_was_kein_bild_fasst_steht_in_tabellen_und_worten() -> None:
    felder = [{"titel": f"Feld {i}", "teilprojekt_id": 1} for i in range(1, 60)]
    termine = [
        {"id": i, "art": Ereignisart.FORUM, "titel": f"Termin {i}", "beginn": date(2025, 1, 1)} for i in range(1, 40)
    ]
    druck = inhalt(drucke(build_bild(felder=felder, ereignisse=termine, teilprojekte=TABELLEN["teilprojekte"])))
    assert "Tabelle 1: Handlungsfelder im Überblick" in druck
    assert re.search(r"^Tabelle \d+: Weitere Termine", druck, re.MULTILINE)
    assert "Termin 39" in druck


def test_ohne_gruppen_und_ereignisse_sagt_der_bericht_warum_abbildungen_fehlen(leerer_bericht: bytes) -> None:
    druck = inhalt(leerer_bericht)
    assert "ein Organigramm gibt es deshalb nicht." in druck
    assert "eine Abbildung entfällt deshalb." in druck
    assert "einen Zeitstrahl gibt es deshalb nicht." in druck
    assert alternativtexte(leerer_bericht) == []


def test_die_abbildung_sagt_im_alternativtext_alles_was_sie_zeigt(voller_bericht: bytes) -> None:
    [alternativ] = [a for a in alternativtexte(voller_bericht) if a.startswith("Gestapelte Balken")]
    assert "1 Bildung: 1 in Umsetzung, 1 in Planung, 1 Idee" in alternativ
    assert "4 Offene Verwaltung: 1 ohne Angabe" in alternativ
    assert "2 Wohnen: keine Maßnahmen; 3 Sport: keine Maßnahmen; 4 Offene" in alternativ


def test_die_abbildung_zeigt_alle_handlungsfelder_in_den_farben_der_uebersicht(voller_bericht: bytes) -> None:
    c = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
    a = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
    diagramm = etree.fromstring(teile(voller_bericht)["word/charts/chart1.xml"])
    reihen = list(diagramm.iter(f"{c}ser"))
    felder = [v.text for v in reihen[0].find(f"{c}cat").iter(f"{c}v")]
    assert felder == ["1 Bildung", "2 Wohnen", "3 Sport", "4 Offene Verwaltung", "5 Sprache", "6 Schutz"]
    gezeigt = {
        r.find(f"{c}tx").findtext(f".//{c}v"): r.find(f"{c}spPr/{a}solidFill/{a}srgbClr").get("val") for r in reihen
    }
    staende = [z.umsetzungsstand for z in saetze(auswertung.umsetzungsstand_gesamt(voll())) if z.anzahl]
    assert gezeigt == {
        beschriftung(stand).replace("\u00a0", " "): DARSTELLUNG[stand].farbe.lstrip("#").upper() for stand in staende
    }


def test_ueberfaelliges_steht_mit_frist_und_federfuehrung_auf_einen_blick(voller_bericht: bytes) -> None:
    druck = inhalt(voller_bericht)
    assert "Am 01.09.2024 ist eine Maßnahme überfällig:" in druck
    assert "P-3 Lotsen – fällig bis 30.06.2024; Federführung: Fachdienst Soziales" in druck


def test_ereignisse_stehen_bis_zum_stichtag_in_der_beteiligung_danach_im_ausblick() -> None:
    frueh, spaet = (inhalt(drucke(voll(stichtag=tag))) for tag in (STICHTAG, date(2024, 11, 1)))
    assert "31.01.2023: 1. Treffen. Etwa 40 Teilnehmende. Themen waren u. a.:" in frueh
    assert "31.01.23" not in frueh
    assert "Nach dem Stichtag ist nur ein Termin verzeichnet: Forum Herbst (10.10.2024, geplant)." in frueh
    assert "ab 10.10.2024" not in frueh
    assert "Forum Herbst (geplant; ob es stattfand, ist nicht vermerkt)" in spaet
    assert "Weitere Termine sind zum Stichtag nicht verzeichnet." in spaet
    assert "Forum Abgesagt" not in frueh + spaet


def test_ereignisse_des_zweiten_teilprojekts_stehen_in_dessen_kapitel(voller_bericht: bytes) -> None:
    druck = inhalt(voller_bericht)
    kapitel = druck.rindex("Lenkungsgruppe:")
    assert druck.index("Werkstatt Verwaltung") > kapitel
    assert druck.count("Werkstatt Verwaltung") == 1


def test_der_hinweis_auf_vorlaeufige_ergebnisse_ist_schaltbar(voller_bericht: bytes) -> None:
    assert "ausdrücklich nicht abschließend" in inhalt(voller_bericht)
    ohne = drucke(voll(konzept=KONZEPT | {"nicht_abschliessend": False}))
    assert "nicht abschließend" not in inhalt(ohne)


def test_in_der_umsetzung_heisst_kapitel_4_stand_der_handlungsfelder() -> None:
    docx = drucke(voll(konzept=KONZEPT | {"phase": Konzeptphase.UMSETZUNG}))
    assert "Stand der Handlungsfelder" in ueberschriften(docx, 1)
    assert "Ausblick" in ueberschriften(docx, 1)


# ---------------------------------------------------------------------------------------------- Handlungsfeld


def test_die_arbeitsgruppe_nennt_nur_organisationen(voller_bericht: bytes) -> None:
    satz = "Die Arbeitsgruppe „AG Bildung“ setzt sich u. a. zusammen aus: Verein Brücke e. V. und Volkshochschule."
    assert satz in inhalt(voller_bericht)


def test_ziele_massnahmen_und_kennzahlen_stehen_in_ein_und_mehrzahl(voller_bericht: bytes) -> None:
    druck = inhalt(voller_bericht)
    assert "Das Handlungsfeld hat zwei Leitziele:" in druck
    assert "Es hat außerdem ein Ziel:" in druck
    assert (
        "Zum Stichtag sind drei Maßnahmen verzeichnet: eine mögliche, eine konkret geplante und eine in Umsetzung."
        in druck
    )
    assert "Zum Stichtag ist eine mögliche Maßnahme verzeichnet." in druck
    assert "Zum Stichtag ist eine Maßnahme ohne Angabe zum Stand verzeichnet." in druck
    assert "Insgesamt nennt die Kommune 20 Maßnahmen in diesem Handlungsfeld." in druck
    assert len(absaetze(voller_bericht, "ListNumber")) == 3  # eine Leitlinie, zwei Leitziele
    assert "Kinder ohne Deutsch: ca. 20 %, vgl. Folien der Region" in druck


def test_ziele_zaehlen_ueber_mehrere_ebenen_weiter_wie_die_kommune() -> None:
    ziele = (
        {"id": 1, "handlungsfeld_id": 1, "ebene": Zielebene.LEITZIEL, "nummer": 1, "text": "Erstes"},
        {"id": 2, "handlungsfeld_id": 1, "ebene": Zielebene.ZIEL, "nummer": 2, "text": "Zweites"},
        {"id": 3, "handlungsfeld_id": 1, "ebene": Zielebene.ZIEL, "nummer": 3, "text": "Drittes"},
    )
    docx = drucke(voll(ziele=ziele, leitlinien=()))
    assert [text(p) for p in absaetze(docx, "ListNumber")] == ["Erstes", "Zweites", "Drittes"]
    anfaenge = re.findall(rb'startOverride w:val="(\d+)"', teile(docx)["word/numbering.xml"])
    assert anfaenge == [b"1", b"2"]


@pytest.mark.parametrize("titel", ["Programm „Vielfalt“", "Programm ‚Vielfalt‘"])
def test_anfuehrungszeichen_stehen_nie_in_gleichen(titel: str) -> None:
    felder = ({"titel": titel, "bearbeitungsstand": IN_ARBEIT},)
    foerderungen = ({"id": 1, "programm": titel, "foerdergeber": "Land", "frist": date(2024, 3, 31)},)
    konzept = {"bezeichnung": titel, "anlass": None}
    druck = inhalt(
        drucke(build_bild(build_massnahme("A-1"), konzept=konzept, felder=felder, foerderungen=foerderungen))
    )
    assert "„Programm ‚Vielfalt‘“" in druck
    assert "‚Programm „Vielfalt“‘" in druck
    assert not re.search("„[^“]*„|‚[^‘]*‚", druck)


def zelle(docx: bytes, nummer: str) -> list[str]:
    """Die Zellen der Tabellenzeile, die mit dieser Nummer beginnt."""
    w = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
    for zeile in rumpf(docx).iter(f"{w}tr"):
        zellen = [" | ".join(text(p) for p in z.iter(f"{w}p")).replace("\u00a0", " ") for z in zeile.iter(f"{w}tc")]
        if zellen[0] == nummer:
            return zellen
    raise AssertionError(nummer)


def test_die_tabelle_nennt_luecken_beim_namen(voller_bericht: bytes) -> None:
    assert zelle(voller_bericht, "P-2") == ["P-2", "Bibliothek", "nicht benannt", "k. A.", "◇ Idee", "01.08.2024"]
    assert zelle(voller_bericht, "P-3")[2:5] == ["Fachdienst Soziales", "bis 30.06.2024 | überfällig", "◑ in Umsetzung"]
    assert zelle(voller_bericht, "P-4")[4:] == ["? ohne Angabe", "k. A."]


@pytest.mark.parametrize(
    ("felder", "erwartet"),
    [
        ({"zeit_angabe": Angabe.KEINE_ANGABE}, "k. A."),
        ({"zeit_angabe": Angabe.KEINE}, "keine"),
        ({"zeit_angabe": Angabe.OFFEN}, "Termin offen"),
        ({"zeit_wortlaut": "ab 2022- 2023"}, "ab 2022- 2023"),
        ({"turnus": Turnus.JAEHRLICH}, "jährlich"),
        ({"turnus": Turnus.JAEHRLICH, "zeit_wortlaut": "ab 2020"}, "ab 2020, jährlich"),
        (
            {
                "frist": date(2025, 12, 31),
                "frist_genauigkeit": Genauigkeit.JAHR,
                "zeit_wortlaut": "noch in diesem Jahr",
            },
            "noch in diesem Jahr (bis 2025)",
        ),
        (
            {"frist": date(2025, 12, 31), "frist_genauigkeit": Genauigkeit.TAG, "zeit_wortlaut": "31.12.25"},
            "bis 31.12.2025",
        ),
    ],
)
def test_die_zeitangabe_bleibt_im_wortlaut_und_heisst_sonst_wie_die_luecke(
    felder: dict[str, Any], erwartet: str
) -> None:
    assert zelle(drucke(build_bild(build_massnahme("A-1", "in_planung", **felder))), "A-1")[3] == erwartet


def test_eine_verschobene_frist_zeigt_die_geltende_die_urspruengliche_und_den_grund() -> None:
    verschoben = {
        "am": date(2024, 5, 1),
        "bisher": date(2024, 6, 30),
        "neu": date(2025, 3, 31),
        "grund": "Personal fehlt",
    }
    m = build_massnahme(
        "A-1",
        "in_umsetzung",
        frist=date(2025, 3, 31),
        frist_genauigkeit=Genauigkeit.TAG,
        urspruengliche_frist=date(2024, 6, 30),
        zeit_wortlaut="bis Mitte 2024",
        fristaenderungen=[verschoben],
    )
    docx = drucke(build_bild(m))
    assert zelle(docx, "A-1")[3] == "bis 31.03.2025"
    assert "einmal verschoben, ursprünglich 30.06.2024, jetzt bis 31.03.2025. Zuletzt wegen: Personal fehlt." in inhalt(
        docx
    )


def test_eine_zurueckgestellte_massnahme_nennt_grund_und_wiedervorlage() -> None:
    meldung = {
        "zurueckstellungsgrund": Zurueckstellungsgrund.FINANZIELL,
        "begruendung": "Kein Eigenanteil",
        "wiedervorlage": date(2024, 8, 15),
    }
    docx = drucke(build_bild(build_massnahme("A-1", "zurueckgestellt", meldung=meldung, frist=date(2026, 1, 1))))
    assert "Wiedervorlage überfällig" in zelle(docx, "A-1")[3]
    assert (
        "Grund: finanzielle Ressourcen (Haushalt). Begründung: Kein Eigenanteil. Wiedervorlage: 15.08.2024."
        in inhalt(docx)
    )
    assert "– Wiedervorlage am 15.08.2024;" in inhalt(docx)


def test_unveraendert_bestaetigt_nennt_den_text_davor() -> None:
    frueher = build_sachstand("in_umsetzung", date(2024, 2, 1), text="Der Kurs läuft.")
    jetzt = build_sachstand("in_umsetzung", date(2024, 8, 1), unveraendert=True)
    druck = inhalt(drucke(build_bild(build_massnahme("A-1", sachstaende=[frueher, jetzt]))))
    assert "Sachstand vom 01.08.2024 (in Umsetzung): kein neuer Sachstand seit dem 01.02.2024. Der Kurs läuft." in druck


HEIKEL = "A\x00\x0bB <b>&amp; & \u202eabc\u202c Akteur*innen **nicht _so_ [x]: {y} $z שלום\n\nzweiter Absatz"


def test_ein_heikler_sachstand_erscheint_vollstaendig() -> None:
    docx = drucke(build_bild(build_massnahme("A-1", "in_umsetzung", meldung={"text": HEIKEL})))
    druck = inhalt(docx)
    for stueck in ("B <b>&amp; & abc Akteur*innen", "[x]: {y} $z שלום", "zweiter Absatz"):
        assert stueck in druck
    assert verstoesse(docx) == []


def test_zehntausend_zeichen_erscheinen_ungekuerzt() -> None:
    lang = " ".join(f"Wort{i}" for i in range(1200))[:10_000].rsplit(" ", 1)[0]
    druck = inhalt(drucke(build_bild(build_massnahme("A-1", "in_umsetzung", meldung={"text": lang}))))
    assert lang in druck


def test_eine_massnahme_ohne_text_bekommt_keine_ueberschrift(voller_bericht: bytes) -> None:
    assert "P-1 Sprachprogramm" in ueberschriften(voller_bericht, 4)
    assert "P-2 Bibliothek" not in ueberschriften(voller_bericht, 4)


# ---------------------------------------------------------------------------------------------- Geld


def test_die_zwei_betraege_stehen_im_konjunktiv_mit_ca_und_nie_als_summe(voller_bericht: bytes) -> None:
    druck = inhalt(voller_bericht)
    assert (
        "Im Jahr 2024 würden ca. 21.000 € anfallen (Anlauf). "
        "Ab 2025 würden jährlich ca. 33.000 € anfallen (laufender Betrieb). "
        "Mittelstatus: angemeldet. Vorbehalt: Nur, sofern ausreichend Mittel bereitstehen."
    ) in druck
    assert "54.000" not in druck
    assert "54 000" not in druck


def test_eine_abgelaufene_foerderung_wird_genannt(voller_bericht: bytes) -> None:
    assert inhalt(voller_bericht).count("Die Förderung „Programm WIR“ ist seit 154 Tagen abgelaufen (31.03.2024).") == 2


@pytest.mark.parametrize(
    ("mittel", "erwartet"),
    [
        ({"betrag_cent": 500_000, "mittelstatus": Mittelstatus.VERAUSGABT}, "Einmalig fielen 5.000 € an."),
        ({"betrag_cent": 500_000, "mittelstatus": Mittelstatus.ABGELEHNT}, "Einmalig waren 5.000 € vorgesehen."),
        ({"betrag_cent": 500_000, "mittelstatus": Mittelstatus.ANGEMELDET}, "Einmalig sind 5.000 € vorgesehen."),
        ({"betrag_cent": 500_000, "mittelstatus": Mittelstatus.IM_HAUSHALT}, "Einmalig fallen 5.000 € an."),
        (
            {"betrag_cent": 100_050, "bis_betrag_cent": 200_000, "modus": Mittelmodus.JAEHRLICH},
            "Jährlich sind 1.000,50 € bis 2.000 € vorgesehen.",
        ),
        (
            {"wortlaut": "Stundenumfang von 25 %", "art": Mittelart.PERSONAL, "stellenanteil_prozent": 25},
            "Stundenumfang von 25 % – Personal, Betrag k. A.",
        ),
    ],
)
def test_wie_sicher_das_geld_ist_hoert_man_am_satz(mittel: dict[str, Any], erwartet: str) -> None:
    assert erwartet in inhalt(drucke(build_bild(build_massnahme("A-1", "in_planung", mittel=[mittel]))))


def test_keine_ist_etwas_anderes_als_keine_angabe() -> None:
    keine = {"personal_angabe": Angabe.KEINE, "mittel_angabe": Angabe.KEINE, "mittelstatus": Mittelstatus.KEIN_BEDARF}
    ohne = {"personal_angabe": Angabe.KEINE_ANGABE, "mittel_angabe": Angabe.LEER}
    druck = inhalt(drucke(build_bild(build_massnahme("A-1", **keine), build_massnahme("A-2", **ohne))))
    assert "Personelle Ressourcen: keine. Finanzielle Ressourcen: keine. Mittelstatus: kein Bedarf." in druck
    assert (
        "Für eine weitere Maßnahme liegen keine Angaben zu personellen und finanziellen Ressourcen vor (k. A.)."
        in druck
    )


# ---------------------------------------------------------------------------------------------- Eigenes und Geheimes


def baustein(abschnitt: str, eigener: str, form: Berichtsform = FORM) -> dict[str, Any]:
    return {"id": hash((abschnitt, eigener)) % 10_000, "form": form, "abschnitt": abschnitt, "text": eigener}


def test_eigener_text_ersetzt_den_erzeugten_satz_und_nur_diesen() -> None:
    eigene = (
        baustein("vorbemerkung", "Unser Anfang."),
        baustein("vorbemerkung.zweck", "Unser Zweck."),
        baustein("handlungsfeld_1.fokus", "Unser Fokus."),
        baustein("teilprojekt_b.beschreibung", "Unser Teil."),
        baustein("ausblick.kontakt", "Bitte keine Post."),
        baustein("vorbemerkung.rueckblick", "Falsche Form.", Berichtsform.VORLAGE),
    )
    druck = inhalt(drucke(voll(textbausteine=eigene)))
    for neu in ("Unser Anfang.", "Unser Zweck.", "Unser Fokus.", "Unser Teil."):
        assert druck.count(neu) == 1
    for alt in (KONZEPT["anlass"], "Dieser Bericht gibt den Stand", "Von der Kita bis zum Abschluss."):
        assert str(alt) not in druck
    assert "Am Anfang stand ein Auftakt." in druck
    assert "integration@probe.example" in druck
    assert "Bitte keine Post." not in druck
    assert "Falsche Form." not in druck


def test_personen_und_internes_stehen_nirgends_in_der_datei(voller_bericht: bytes) -> None:
    alles = b"\n".join(teile(voller_bericht).values()).decode("utf-8", "ignore")
    for geheim in ("Erika", "Geheim", "Verborgen", "Frau Intern", "NOTIZ-GEHEIM"):
        assert geheim not in alles


def test_anmerkungen_der_redaktion_stehen_zuletzt_mit_bezug(voller_bericht: bytes) -> None:
    druck = inhalt(voller_bericht)
    anmerkung = druck.rindex("P-1: Die Quellen widersprechen sich.")
    assert druck.index("integration@probe.example") < anmerkung < druck.rindex("Tabellenverzeichnis")


def test_die_terminlage_der_tabelle_ist_die_des_lagebilds() -> None:
    bild = build_bild(
        build_massnahme("A-1", "in_umsetzung", frist=date(2030, 1, 1), terminlage_gesetzt=Terminlage.UEBERFAELLIG)
    )
    assert "überfällig" in zelle(drucke(bild), "A-1")[3]
