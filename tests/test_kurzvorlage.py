"""Die Kurzvorlage: zwei Köpfe, ein Rumpf – Reihenfolge, Wortlaut, Arten und das, was nie hinein darf."""

import os
import subprocess
import sys
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from lagebilder import build_bild, build_massnahme
from lxml import etree
from word_pruefer import W, adressen, leere_kapitel, rumpf, teile, text, verstoesse

from mut_core.bericht.kurzvorlage import (
    ARTEN,
    Kopf,
    Umfang,
    bloecke,
    build_vorlage_hessen,
    build_vorlage_niedersachsen,
)
from mut_core.bericht.kurzvorlage.arten import vorlagenart
from mut_core.bericht.kurzvorlage.bauplan import BAUPLAENE
from mut_core.bericht.kurzvorlage.koepfe import KOPFPLAENE, VERGIBT_DAS_RIS
from mut_core.bericht.wahl import Profil, Wahl
from mut_core.bericht.word import Dokument, klartext
from mut_core.fehler import EingabeError
from mut_core.lagebild import Lagebild, freeze_lagebild
from mut_core.modell.codes import (
    Bearbeitungsstand,
    Beratungsart,
    Berichtsform,
    Einheitsart,
    Ereignisart,
    Ereignisstatus,
    Genauigkeit,
    Gremientyp,
    Konkretheit,
    Konzeptphase,
    Mittelstatus,
    Zielebene,
)

STICHTAG = date(2024, 9, 1)
BAUER = {Kopf.HESSEN: build_vorlage_hessen, Kopf.NIEDERSACHSEN: build_vorlage_niedersachsen}
BEIDE = pytest.mark.parametrize("kopf", list(Kopf))

VORLAGE: dict[str, Any] = {
    "id": 1,
    "art": "Sachstandsbericht",
    "betreff": "Bericht zur Strategie",
    "am": date(2024, 8, 20),
    "produkt": "5 01 03 01 020",
    "federfuehrung_id": 2,
    "bearbeitung": "Erika Musterfrau",
    "beschluss_id": 1,
    "zeichnung": "Erika Musterfrau",
}
TABELLEN: dict[str, list[dict[str, Any]]] = {
    "beschluesse": [
        {
            "id": 1,
            "gremium": "Rat der Stadt",
            "am": date(2023, 12, 13),
            "drucksache": "047/2023",
            "antrag": "Fraktion A",
            "text": "Die Verwaltung erarbeitet eine Strategie. […]",
        }
    ],
    "beratungen": [
        {
            "id": 1,
            "vorlage_id": 1,
            "gremium_name": "Sozialausschuss",
            "termin": date(2024, 9, 12),
            "reihenfolge": 1,
            "art": Beratungsart.KENNTNISNAHME,
            "ergebnis": "ERGEBNIS-DER-ZUKUNFT",
        },
        {"id": 2, "vorlage_id": 1, "gremium_name": "Magistrat", "termin": date(2024, 9, 5), "reihenfolge": 2},
        {"id": 3, "vorlage_id": 1, "gremium_name": "Rat", "reihenfolge": 3, "oeffentlich": False, "top": "Bericht"},
    ],
    "foerderungen": [
        {
            "id": 1,
            "programm": "WIR",
            "foerdergeber": "Land",
            "stellenanteil_prozent": 25,
            "beginn": date(2024, 4, 1),
            "beginn_genauigkeit": Genauigkeit.TAG,
            "frist": date(2025, 9, 30),
            "frist_genauigkeit": Genauigkeit.TAG,
            "mittelstatus": Mittelstatus.BEWILLIGT,
        }
    ],
    "ziele": [{"id": 1, "ebene": Zielebene.GRUNDLEGEND, "text": "Alle arbeiten besser zusammen."}],
    "ereignisse": [
        {
            "id": 1,
            "art": Ereignisart.DIALOG,
            "titel": "1. Dialog",
            "status": Ereignisstatus.STATTGEFUNDEN,
            "beginn": date(2024, 5, 2),
            "frist": date(2024, 5, 2),
            "zielgruppe": "Jugendliche",
        },
        {
            "id": 2,
            "art": Ereignisart.KONFERENZ,
            "titel": "Konferenz",
            "status": Ereignisstatus.ANGEDACHT,
            "beginn": date(2025, 3, 1),
            "beginn_genauigkeit": Genauigkeit.JAHRESZEIT,
            "frist": date(2025, 5, 31),
            "frist_genauigkeit": Genauigkeit.JAHRESZEIT,
        },
    ],
    "gremien": [
        {
            "id": 1,
            "typ": Gremientyp.PROJEKTGRUPPE,
            "name": "Projektgruppe Integration",
            "aufgaben": "Vernetzen\nBefragen",
        }
    ],
    "mitgliedschaften": [{"id": 1, "gremium_id": 1, "person": "Max Geheim", "rolle": "Leitung"}],
}
MASSNAHMEN = (
    build_massnahme("A-1", "in_umsetzung", titel="Anlaufstelle aufbauen", konkretheit=Konkretheit.LAUFEND),
    build_massnahme(
        "A-2", "in_planung", titel="Wochen der Vielfalt", konkretheit=Konkretheit.MOEGLICH, frist=date(2024, 6, 30)
    ),
    build_massnahme("A-3", titel="Leitfaden schreiben", feld=2, konkretheit=Konkretheit.ANGEDACHT),
)


def probe(vorlage: Mapping[str, Any] | None = VORLAGE, *massnahmen: Any, **weitere: Any) -> Lagebild:
    """Probe erarbeitet eine Strategie; jede Tabelle lässt sich austauschen, `vorlage=None` legt keine an."""
    konzept = {"stelle_id": 2, "beginn": date(2024, 4, 1), "beginn_genauigkeit": Genauigkeit.MONAT}
    konzept |= weitere.pop("konzept", {})
    tabellen = {**TABELLEN, "vorlagen": [dict(vorlage)] if vorlage else []} | weitere
    if not vorlage:
        tabellen["beratungen"] = []
    return build_bild(*(massnahmen or MASSNAHMEN), konzept=konzept, stichtag=STICHTAG, **tabellen)


def leer() -> Lagebild:
    return build_bild(felder=(), stellen=())


def texte(bild: Lagebild, kopf: Kopf, wahl: Wahl | None = None) -> dict[str, str]:
    return {b.schluessel: b.text for b in bloecke(bild, wahl or Wahl(), kopf)}


def mit(**felder: Any) -> Lagebild:
    return probe(VORLAGE | felder)


def baustein(abschnitt: str, inhalt: str) -> dict[str, Any]:
    return {"id": hash(abschnitt) % 1000, "form": Berichtsform.VORLAGE, "abschnitt": abschnitt, "text": inhalt}


# ---------------------------------------------------------------------------------------------- Köpfe


def test_hessischer_kopf_hat_die_felder_der_quelle_in_ihrer_reihenfolge() -> None:
    assert texte(probe(), Kopf.HESSEN)["kopf"].splitlines() == [
        "Produkt: 5 01 03 01 020",
        "Federführung: Stabsstelle Integration",
        "Bearbeiter/in: nicht genannt",
        "Datum: 20.08.2024",
        f"Vorlage: {VERGIBT_DAS_RIS}",
    ]


def test_niedersaechsischer_kopf_beginnt_mit_betreff_vorlage_aktenzeichen_art() -> None:
    bild = mit(nummer="144/2024", aktenzeichen="50 TMK", art="Mitteilung")
    alle = bloecke(bild, Wahl(), Kopf.NIEDERSACHSEN)
    assert [b.schluessel for b in alle[:2]] == ["betreff", "kopf"]
    assert alle[1].text.splitlines()[:3] == ["Vorlage: 144/2024", "Aktenzeichen: 50 TMK", "Art: Mitteilung"]


def test_die_bloecke_folgen_der_ordnung_ihres_kopfs() -> None:
    bild = probe(VORLAGE | {"anlagen": "Übersicht", "finanzielle_auswirkungen": "Keine."})
    rumpf_ = ["beschlussvorschlag", "sachdarstellung", "finanzielle_auswirkungen", "anlagen", "zeichnung"]
    assert list(texte(bild, Kopf.HESSEN)) == ["kopf", "beratungsfolge", "betreff", *rumpf_]
    assert list(texte(bild, Kopf.NIEDERSACHSEN)) == ["betreff", "kopf", "beratungsfolge", *rumpf_]


@BEIDE
def test_ohne_angelegte_vorlage_steht_nie_eine_erfundene_nummer(kopf: Kopf) -> None:
    felder = texte(probe(None), kopf)
    assert f"Vorlage: {VERGIBT_DAS_RIS}" in felder["kopf"].splitlines()
    assert felder["betreff"] == "Sachstandsbericht – Probekonzept, gemäß Beschluss vom 13.12.2023 (Rat der Stadt)"


def test_ohne_vorlage_gilt_die_art_des_vorbilds() -> None:
    assert "Art: Mitteilung" in texte(leer(), Kopf.NIEDERSACHSEN)["kopf"]
    assert texte(leer(), Kopf.HESSEN)["beschlussvorschlag"] == "Der Bericht der Verwaltung wird zur Kenntnis genommen."


def test_das_datum_ist_das_der_vorlage_sonst_das_gewaehlte_sonst_offen() -> None:
    gewaehlt = Wahl(erstellt=date(2024, 8, 30))
    assert "Datum: 20.08.2024" in texte(probe(), Kopf.HESSEN, gewaehlt)["kopf"]
    assert "Datum: 30.08.2024" in texte(mit(am=None), Kopf.HESSEN, gewaehlt)["kopf"]
    assert "Datum: noch offen" in texte(mit(am=None), Kopf.HESSEN)["kopf"]


def test_mehrere_moegliche_beschluesse_werden_nicht_geraten() -> None:
    zwei = [*TABELLEN["beschluesse"], {"id": 2, "gremium": "Rat der Stadt", "am": date(2024, 1, 9)}]
    assert texte(probe(None, beschluesse=zwei), Kopf.HESSEN)["betreff"] == "Sachstandsbericht – Probekonzept"


# ---------------------------------------------------------------------------------------------- Namen


@BEIDE
def test_namen_stehen_weder_in_der_zeichnung_noch_sonst_in_der_oeffentlichen_vorlage(kopf: Kopf) -> None:
    docx = BAUER[kopf](probe(), Wahl())
    alles = "\n".join(texte(probe(), kopf).values()) + text(rumpf(docx))
    assert "Musterfrau" not in alles
    assert "Geheim" not in alles


def test_nur_im_internen_profil_steht_wer_bearbeitet_gezeichnet_wird_auch_dort_ohne_namen() -> None:
    intern = texte(probe(), Kopf.HESSEN, Wahl(profil=Profil.INTERN))
    assert "Bearbeiter/in: Erika Musterfrau" in intern["kopf"]
    assert intern["zeichnung"] == "(Dezernat)\n\n(Stabsstelle Integration)"


def test_der_zusatz_in_vertretung_bleibt_der_name_dahinter_nicht() -> None:
    assert texte(mit(zeichnung="In Vertretung  E. Musterfrau"), Kopf.NIEDERSACHSEN)["zeichnung"] == (
        "in Vertretung\n\n(Unterschrift)"
    )


def test_in_hessen_zeichnen_dezernat_und_federfuehrende_stelle() -> None:
    bild = probe()
    stellen = bild.organisationseinheiten
    stellen.loc[stellen["id"] == 1, ["name", "art"]] = ["Dezernat II", Einheitsart.DEZERNAT]
    stellen.loc[stellen["id"] == 2, "uebergeordnet_id"] = 1
    assert texte(bild, Kopf.HESSEN)["zeichnung"] == "(Dezernat II)\n\n(Stabsstelle Integration)"


# ---------------------------------------------------------------------------------------------- Beratungsfolge


def test_die_beratungsfolge_steht_der_zeit_nach_und_nennt_kein_kuenftiges_ergebnis() -> None:
    assert texte(probe(), Kopf.HESSEN)["beratungsfolge"].splitlines() == [
        "Magistrat · 05.09.2024",
        "Sozialausschuss · 12.09.2024 · Kenntnisnahme",
        "Rat · k. A. · Nichtöffentlich; TOP „Bericht“",
    ]


def test_nach_der_sitzung_steht_ihr_ergebnis_dabei() -> None:
    sitzung = {"id": 1, "vorlage_id": 1, "gremium_name": "Ausschuss", "termin": STICHTAG, "ergebnis": "beraten"}
    zeile = texte(probe(beratungen=[sitzung | {"top": "4"}]), Kopf.HESSEN)["beratungsfolge"]
    assert zeile == "Ausschuss · 01.09.2024 · TOP 4; Ergebnis: beraten"


def test_eine_mitteilung_braucht_keine_beratungsfolge_ein_bericht_sagt_dass_sie_fehlt() -> None:
    assert "beratungsfolge" not in texte(leer(), Kopf.NIEDERSACHSEN)
    assert texte(leer(), Kopf.HESSEN)["beratungsfolge"] == "Die Beratungsfolge ist noch nicht festgelegt."


# ---------------------------------------------------------------------------------------------- Arten


@pytest.mark.parametrize(
    ("name", "bezeichnung"),
    [
        ("Mitteilung", "Mitteilung"),
        ("Mitteilungsvorlage", "Mitteilung"),
        ("Informationsdrucksache", "Informationsvorlage"),
        ("Bericht des Magistrats", "Bericht"),
        ("Berichtsvorlage", "Bericht"),
        ("Beschluss-/Entscheidungsvorlage", "Beschlussvorlage"),
        ("Entscheidungsvorlage", "Beschlussvorlage"),
        ("Anfrage", "Informationsvorlage"),
    ],
)
def test_die_art_wird_am_freien_namen_erkannt(name: str, bezeichnung: str) -> None:
    assert vorlagenart(name).bezeichnung == bezeichnung


@pytest.mark.parametrize("art", ARTEN, ids=lambda a: a.bezeichnung)
def test_jede_art_nennt_nur_bloecke_die_es_gibt(art: Any) -> None:
    assert art.umfang.keys() <= BAUPLAENE.keys()
    assert set(art.umfang.values()) <= set(Umfang)
    assert all(set(plan.reihenfolge) == BAUPLAENE.keys() for plan in KOPFPLAENE.values())


@pytest.mark.parametrize(
    ("art", "satz"),
    [
        ("Mitteilung", "Die Mitteilung wird zur Kenntnis genommen."),
        ("Informationsvorlage", "Die Informationsvorlage wird zur Kenntnis genommen."),
        ("Bericht", "Der Bericht der Verwaltung wird zur Kenntnis genommen."),
        ("Beschlussvorlage", "Der Beschlussvorschlag ist noch nicht formuliert."),
    ],
)
def test_der_beschlussvorschlag_folgt_der_art(art: str, satz: str) -> None:
    assert texte(mit(art=art), Kopf.HESSEN)["beschlussvorschlag"] == satz
    eigener = texte(mit(art=art, beschlussvorschlag="Der Rat stimmt zu."), Kopf.HESSEN)
    assert eigener["beschlussvorschlag"] == "Der Rat stimmt zu."


def test_eine_beschlussvorlage_hat_immer_auswirkungen_und_anlagen_andere_nur_mit_angabe() -> None:
    schaltbar = {"finanzielle_auswirkungen", "weitere_auswirkungen", "anlagen"}
    assert not schaltbar & texte(mit(art="Bericht"), Kopf.HESSEN).keys()
    voll = texte(mit(art="Beschlussvorlage"), Kopf.HESSEN)
    assert schaltbar <= voll.keys()
    assert voll["anlagen"] == "Keine."
    assert "Gleichstellung, Klima und Barrierefreiheit" in voll["weitere_auswirkungen"]


def test_weitere_auswirkungen_schaltet_die_kommune_mit_textbausteinen_ein() -> None:
    bild = probe(textbausteine=[baustein("weitere_auswirkungen.klima", "Keine Auswirkung auf das Klima")])
    assert texte(bild, Kopf.HESSEN)["weitere_auswirkungen"] == "Klima: Keine Auswirkung auf das Klima."


def test_berechnete_finanzielle_auswirkungen_nennen_betraege_und_vorbehalt_ohne_summe() -> None:
    mittel = ({"betrag_cent": 2_100_000, "ungenau": True, "konjunktiv": True, "jahr": 2025},)
    bild = probe(
        VORLAGE | {"art": "Beschlussvorlage"},
        build_massnahme("A-1", titel="Sprachkurs", mittel=mittel),
        konzept={"haushaltsvorbehalt": "Vorbehaltlich des Haushalts"},
    )
    finanziell = texte(bild, Kopf.HESSEN)["finanzielle_auswirkungen"]
    assert "- Sprachkurs: im Jahr 2025 würden einmalig ca. 21.000 € anfallen." in finanziell
    assert finanziell.endswith("Vorbehaltlich des Haushalts.")


def test_viele_mittelpositionen_werden_gezaehlt_nicht_zusammengezaehlt() -> None:
    je = ({"betrag_cent": 100_000, "mittelstatus": Mittelstatus.ANGEMELDET},)
    viele = [build_massnahme(f"A-{i}", mittel=je) for i in range(9)]
    finanziell = texte(probe(VORLAGE | {"art": "Beschlussvorlage"}, *viele), Kopf.HESSEN)["finanzielle_auswirkungen"]
    assert "Für neun Maßnahmen sind neun Mittelpositionen benannt; ihr Mittelstatus: neun angemeldet." in finanziell
    assert "9.000" not in finanziell


def test_ohne_jede_angabe_sind_finanzielle_auswirkungen_nicht_beziffert() -> None:
    bild = probe(VORLAGE | {"art": "Beschlussvorlage"}, foerderungen=[])
    assert texte(bild, Kopf.HESSEN)["finanzielle_auswirkungen"] == (
        "Finanzielle Auswirkungen sind zum Stichtag nicht beziffert (k. A.)."
    )


def test_anlagen_der_vorlage_und_der_wahl_stehen_je_einmal() -> None:
    wahl = Wahl(unterlagen=("Übersicht", "Präsentation"))
    assert texte(mit(anlagen="Übersicht\n"), Kopf.HESSEN, wahl)["anlagen"] == "1. Übersicht\n2. Präsentation"
    assert texte(mit(anlagen="Übersicht\n"), Kopf.HESSEN)["anlagen"] == "Übersicht"


# ---------------------------------------------------------------------------------------------- Sachdarstellung


def test_hessen_stellt_die_sache_in_drei_absaetzen_dar() -> None:
    anlass, verlauf, aufgaben = texte(probe(), Kopf.HESSEN)["sachdarstellung"].split("\n\n")
    assert anlass == (
        "Seit April 2024 wird das Konzept „Probekonzept“ erarbeitet. Federführend ist: Stabsstelle Integration. "
        "Gefördert wird die Arbeit aus dem Programm „WIR“ (Land) mit einem Stellenanteil von 25 % im Zeitraum "
        "01.04.2024 bis 30.09.2025. Ziel ist: Alle arbeiten besser zusammen. "
        "Das Konzept umfasst zwei Handlungsfelder: Sprache und Bildung."
    )
    assert verlauf == (
        "Bis zum Stichtag fand statt: 1. Dialog (02.05.2024). Vorgesehen ist: Konferenz (Frühjahr 2025, angedacht)."
    )
    assert aufgaben.startswith("Stand 01.09.2024: Von 3 Maßnahmen ")
    assert "In Umsetzung ist: Anlaufstelle aufbauen." in aufgaben
    assert "Überfällig ist: Wochen der Vielfalt (fällig bis 30.06.2024)." in aufgaben


def test_niedersachsen_geht_vom_auftrag_ueber_die_beteiligung_zu_den_empfehlungen() -> None:
    teile_ = texte(mit(anlagen="Thesen"), Kopf.NIEDERSACHSEN)["sachdarstellung"].split("\n\n")
    assert teile_ == [
        "Grundlage ist der Beschluss vom 13.12.2023 (Rat der Stadt, Drucksache 047/2023, auf Antrag: Fraktion A):",
        "Die Verwaltung erarbeitet eine Strategie. […]",
        "Seit April 2024 wird das Konzept „Probekonzept“ erarbeitet. Federführend ist: Stabsstelle Integration.",
        "Eingerichtet ist die Projektgruppe Integration. Sie hat folgende Aufgaben:",
        "- Vernetzen\n- Befragen",
        "Zur Beteiligung fand statt:",
        "- 02.05.2024: 1. Dialog (Jugendliche)",
        "Daraus ergeben sich folgende Handlungsempfehlungen:",
        "Sprache:",
        "- Wochen der Vielfalt\n- Anlaufstelle aufbauen",
        "Bildung:",
        "- Leitfaden schreiben",
        "Einzelheiten enthält die Anlage „Thesen“.",
        "Vorgesehen ist: Konferenz (Frühjahr 2025, angedacht). Gefördert wird die Arbeit aus dem Programm „WIR“ (Land) "
        "mit einem Stellenanteil von 25 % im Zeitraum 01.04.2024 bis 30.09.2025.",
    ]


def test_viele_massnahmen_stehen_nur_als_zahlen_je_handlungsfeld() -> None:
    viele = [build_massnahme(f"A-{i:02}", "umgesetzt" if i < 2 else "idee") for i in range(21)]
    sache = texte(probe(VORLAGE, *viele), Kopf.NIEDERSACHSEN)["sachdarstellung"]
    assert "- Sprache: 21 Maßnahmen, davon zwei umgesetzt oder verstetigt" in sache
    assert "Maßnahme A-05" not in sache


def test_eigene_sachdarstellung_geht_vor_der_beschluss_steht_in_niedersachsen_davor() -> None:
    bild = mit(sachdarstellung="Erster Absatz.\n\nZweiter:\n- Punkt eins\n- Punkt zwei")
    eigen = "Erster Absatz.\n\nZweiter:\n\n- Punkt eins\n- Punkt zwei"
    assert texte(bild, Kopf.HESSEN)["sachdarstellung"] == eigen
    mit_auftrag = texte(bild, Kopf.NIEDERSACHSEN)["sachdarstellung"]
    assert mit_auftrag.startswith("Grundlage ist der Beschluss vom 13.12.2023")
    assert mit_auftrag.endswith(eigen)


def test_nennt_die_eigene_sachdarstellung_den_beschluss_steht_er_nicht_doppelt() -> None:
    bild = mit(sachdarstellung="Mit Drucksache 047/2023 beschloss der Rat.")
    assert texte(bild, Kopf.NIEDERSACHSEN)["sachdarstellung"] == "Mit Drucksache 047/2023 beschloss der Rat."


def test_ein_textbaustein_ersetzt_den_anfang_oder_genau_seinen_abschnitt() -> None:
    anfang = texte(probe(textbausteine=[baustein("sachdarstellung", "Eigener Anfang.")]), Kopf.HESSEN)
    assert anfang["sachdarstellung"].startswith("Eigener Anfang.\n\nBis zum Stichtag fand statt:")
    mitte = texte(probe(textbausteine=[baustein("sachdarstellung.verlauf", "Eigener Verlauf.")]), Kopf.HESSEN)
    assert mitte["sachdarstellung"].split("\n\n")[1] == "Eigener Verlauf."


def test_der_fuer_diesen_bericht_geschriebene_text_geht_der_vorlage_und_dem_baustein_vor() -> None:
    bild = probe(
        VORLAGE | {"sachdarstellung": "Aus der Vorlage."}, textbausteine=[baustein("beschlussvorschlag", "Alt.")]
    )
    wahl = Wahl(texte={"sachdarstellung": "Von [Hand](https://a.example).", "beschlussvorschlag": "Neu."})
    eigene = texte(bild, Kopf.HESSEN, wahl)
    assert eigene["sachdarstellung"] == "Von Hand (https://a.example)."
    assert eigene["beschlussvorschlag"] == "Neu."
    assert adressen(build_vorlage_hessen(bild, wahl)) == {"Hand": "https://a.example"}


def test_der_eigene_ausblick_wird_nicht_wiederholt() -> None:
    """Was der Ausblick erzählt, folgt nicht noch einmal als Termin oder Handlungsfeld."""
    felder = ({"titel": "Sprache"}, {"titel": "Wohnen", "bearbeitungsstand": Bearbeitungsstand.IN_VORBEREITUNG})
    genau = {"id": 9, "art": Ereignisart.FORUM, "titel": "Forum", "beginn": date(2024, 11, 5), "frist": None}
    genau["beginn_genauigkeit"] = Genauigkeit.TAG
    konzept = {"ausblick": "Am 05.11.2024 tagt das Forum, danach folgt Wohnen."}
    bild = probe(VORLAGE, MASSNAHMEN[0], konzept=konzept, felder=felder, ereignisse=[genau])
    sache = texte(bild, Kopf.HESSEN)["sachdarstellung"]
    assert sache.count("Forum") == 1
    assert "Als Nächstes" not in sache
    ohne = texte(probe(VORLAGE, MASSNAHMEN[0], felder=felder, ereignisse=[genau]), Kopf.HESSEN)["sachdarstellung"]
    assert "Vorgesehen ist: Forum (05.11.2024)." in ohne
    assert "Als Nächstes steht ein Handlungsfeld an: „Wohnen“." in ohne


@pytest.mark.parametrize(
    ("phase", "satz"),
    [
        (Konzeptphase.BESCHLOSSEN, "Das Konzept „Probekonzept“ ist beschlossen."),
        (Konzeptphase.UMSETZUNG, "Seit April 2024 wird das Konzept „Probekonzept“ umgesetzt."),
        (Konzeptphase.ABGESCHLOSSEN, "Das Konzept „Probekonzept“ ist abgeschlossen."),
    ],
)
def test_der_erste_satz_folgt_der_phase(phase: Konzeptphase, satz: str) -> None:
    assert texte(probe(konzept={"phase": phase}), Kopf.HESSEN)["sachdarstellung"].startswith(satz)


@pytest.mark.parametrize(
    ("status", "frist", "anfang"),
    [
        (Mittelstatus.BEWILLIGT, date(2024, 8, 31), "Gefördert wurde die Arbeit"),
        (Mittelstatus.BEANTRAGUNG_LAEUFT, date(2025, 9, 30), "Beantragt ist eine Förderung"),
        (Mittelstatus.ABGELEHNT, date(2025, 9, 30), "Nicht bewilligt wurde eine Förderung"),
        (Mittelstatus.UNGEKLAERT, date(2025, 9, 30), "Vorgesehen, aber noch nicht gesichert ist eine Förderung"),
    ],
)
def test_wie_sicher_die_foerderung_ist_hoert_man_am_verb(status: Mittelstatus, frist: date, anfang: str) -> None:
    foerderung = TABELLEN["foerderungen"][0] | {"mittelstatus": status, "frist": frist}
    assert f"{anfang} aus dem Programm „WIR“" in texte(probe(foerderungen=[foerderung]), Kopf.HESSEN)["sachdarstellung"]


@BEIDE
def test_ein_beispiel_sagt_es_im_text_und_in_der_kopfzeile_der_ersten_seite(kopf: Kopf) -> None:
    bild = probe(konzept={"beispiel": True})
    assert texte(bild, kopf)["sachdarstellung"].startswith("Beispiel – frei erfunden:")
    docx = BAUER[kopf](bild, Wahl())
    assert rumpf(docx).find(f".//{W}titlePg") is None
    assert any("frei erfunden" in text(etree.fromstring(b)) for n, b in teile(docx).items() if "header" in n)


# ---------------------------------------------------------------------------------------------- welche Vorlage


def test_ohne_wahl_gilt_die_juengste_vorlage_zum_stichtag() -> None:
    alt = {"id": 1, "art": "Bericht", "betreff": "Alt", "am": date(2023, 1, 1)}
    neu = {"id": 2, "art": "Bericht", "betreff": "Neu", "am": date(2024, 8, 1)}
    kuenftig = {"id": 3, "art": "Bericht", "betreff": "Künftig", "am": date(2024, 10, 1)}
    entwurf = {"id": 4, "art": "Bericht", "betreff": "Entwurf"}
    assert texte(probe(vorlagen=[neu, alt, kuenftig]), Kopf.HESSEN)["betreff"] == "Neu"
    assert texte(probe(vorlagen=[neu, alt, entwurf]), Kopf.HESSEN)["betreff"] == "Entwurf"
    assert texte(probe(vorlagen=[neu, alt]), Kopf.HESSEN, Wahl(vorlage_id=1))["betreff"] == "Alt"


def test_eine_vorlage_die_es_nicht_gibt_wird_abgewiesen() -> None:
    with pytest.raises(EingabeError, match="gibt es zum Stichtag nicht"):
        build_vorlage_hessen(probe(), Wahl(vorlage_id=99))


# ---------------------------------------------------------------------------------------------- Word


@BEIDE
@pytest.mark.parametrize("bild", [leer(), probe(), probe(None)], ids=["leer", "voll", "ohne_vorlage"])
def test_das_dokument_haelt_die_grundregeln(kopf: Kopf, bild: Lagebild) -> None:
    docx = BAUER[kopf](bild, Wahl())
    assert verstoesse(docx) == []
    assert leere_kapitel(docx) == []


@BEIDE
def test_word_und_kopie_haben_denselben_text(kopf: Kopf) -> None:
    bild = mit(anlagen="Thesen", art="Beschlussvorlage")
    gedruckt = klartext(" ".join(text(p) for p in rumpf(BAUER[kopf](bild, Wahl())).iter(f"{W}p")))
    for block in bloecke(bild, Wahl(), kopf):
        for zeile in block.text.splitlines():
            for stueck in zeile.removeprefix("- ").split(" · "):
                assert stueck in gedruckt


def test_der_betreff_ist_die_erste_ueberschrift_und_steht_in_hessen_unter_der_beratungsfolge() -> None:
    folge = [text(e) for e in rumpf(build_vorlage_hessen(probe(), Wahl()))[0] if text(e)]
    assert folge[0].startswith("SachstandsberichtStadt ProbeProdukt:")
    assert folge[1].startswith("BeratungsfolgeTerminBemerkungen")
    assert folge[2] == "Betreff: Bericht zur Strategie"


@BEIDE
def test_gleiche_eingaben_geben_gleiche_bytes_auch_in_einem_anderen_prozess(kopf: Kopf, tmp_path: Path) -> None:
    bild = probe()
    frost = tmp_path / "bild"
    frost.write_bytes(freeze_lagebild(bild))
    befehl = (
        "import sys, pathlib, hashlib; from mut_core.lagebild import thaw_lagebild;"
        "from mut_core.bericht.wahl import Wahl;"
        f"from mut_core.bericht.kurzvorlage import build_vorlage_{kopf.value} as b;"
        "print(hashlib.sha256(b(thaw_lagebild(pathlib.Path(sys.argv[1]).read_bytes()), Wahl())).hexdigest())"
    )
    summen = {
        subprocess.run(
            [sys.executable, "-c", befehl, str(frost)],
            env=os.environ | {"PYTHONHASHSEED": saat},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for saat in ("1", "2")
    }
    assert len(summen) == 1
    assert BAUER[kopf](bild, Wahl()) == BAUER[kopf](bild, Wahl())


@BEIDE
def test_boesartiger_text_wird_gedruckt_oder_gereinigt(kopf: Kopf) -> None:
    gift = "<w:p>\x07 Akteur*innen **fett** \ud800 مرحبا " + "x" * 10_000
    docx = BAUER[kopf](mit(betreff=gift, sachdarstellung=gift, beschlussvorschlag="* bleibt", produkt=gift), Wahl())
    assert verstoesse(docx) == []
    assert "<w:p> Akteur*innen" in text(rumpf(docx)).replace("\u00a0", " ")


@BEIDE
def test_ein_betreff_ohne_lesbare_zeichen_gilt_als_leer(kopf: Kopf) -> None:
    assert texte(mit(betreff=" \x07 "), kopf)["betreff"].startswith("Sachstandsbericht – Probekonzept")
    assert verstoesse(BAUER[kopf](mit(betreff=" \x07 "), Wahl())) == []


# ---------------------------------------------------------------------------------------------- Word-Schicht


def neues() -> Dokument:
    return Dokument(titel="T", kommune="K", stelle="S", stand=STICHTAG, deckblatt=False)


def test_kopftabelle_hat_weder_nummer_noch_eintrag_im_verzeichnis() -> None:
    doku = neues()
    doku.ueberschrift("Eins")
    doku.tabellenverzeichnis()
    doku.kopftabelle("Kopf", ["a", "b"], [["1", "2"]])
    doku.tabelle("Zählt", ["a"], [["1"]])
    docx = doku.als_bytes()
    assert verstoesse(docx) == []
    assert "Tabelle 1: Zählt" in text(rumpf(docx)).replace("\u00a0", " ")
    assert "Kopf" not in text(rumpf(docx))


def test_zwei_kopftabellen_hintereinander_trennt_ein_absatz() -> None:
    """Ohne Absatz dazwischen macht Word eine Tabelle daraus."""
    doku = neues()
    doku.kopftabelle("Erste", ["a"], [["1"]])
    doku.kopftabelle("Zweite", ["b"], [["2"]])
    arten = [etree.QName(e).localname for e in rumpf(doku.als_bytes())[0]]
    assert arten[:3] == ["tbl", "p", "tbl"]


def test_zeilenkoepfe_stehen_als_erste_spalte_im_tabellenmuster() -> None:
    doku = neues()
    doku.kopftabelle("Kopf", ["a", "b"], [["1", "2"]], zeilenkoepfe=True)
    doku.kopftabelle("Schlicht", ["a", "b"], [["1", "2"]])
    muster = [e.get(f"{W}firstColumn") for e in rumpf(doku.als_bytes()).iter(f"{W}tblLook")]
    assert muster == ["1", "0"]


def test_kopftabelle_mit_falscher_zeilenlaenge_wird_abgewiesen() -> None:
    with pytest.raises(EingabeError, match="so viele Einträge wie im Kopf"):
        neues().kopftabelle("Kopf", ["a", "b"], [["1"]])


def test_eine_kopftabelle_kann_auf_neuer_seite_beginnen() -> None:
    doku = neues()
    doku.absatz("Davor")
    doku.seitenumbruch()
    doku.kopftabelle("Kopf", ["a"], [["1"]])
    docx = doku.als_bytes()
    assert verstoesse(docx) == []
    assert rumpf(docx).find(f".//{W}pageBreakBefore") is not None


def test_klartext_laesst_auszeichnung_und_geschuetzte_leerzeichen_weg() -> None:
    assert klartext("**Fett** und _kursiv_, Akteur*innen, z.\u00a0B. https://a.example/b_c_d") == (
        "Fett und kursiv, Akteur*innen, z. B. https://a.example/b_c_d"
    )
