"""Beteiligung und Gremien: Gruppen von oben nach unten, Ereignisse ehrlich datiert, wer woran arbeitet, was kommt."""

import json
from datetime import date
from typing import Any

import altair as alt
import pytest
from lagebilder import build_bild, build_massnahme

from mut_core import auswertung, diagramme
from mut_core.auswertung import Ereignisfilter
from mut_core.lagebild import Lagebild, saetze
from mut_core.modell.codes import Ereignisart, Ereignisstatus, Genauigkeit, Gremientyp, Turnus
from seiten.bausteine.organigramm import organigramm

STICHTAG = date(2024, 9, 1)

GREMIEN = (
    {"id": 1, "typ": Gremientyp.AUSSCHUSS, "name": "Ausschuss", "reihenfolge": 1},
    {"id": 2, "typ": Gremientyp.ARBEITSGRUPPE, "name": "AG <Sprache>", "uebergeordnet_id": 3, "teilprojekt_id": 1,
     "reihenfolge": 2, "turnus": Turnus.HALBJAEHRLICH, "unvollstaendig": True},
    {"id": 3, "typ": Gremientyp.PROJEKTGRUPPE, "name": "Projektgruppe", "uebergeordnet_id": 1, "reihenfolge": 3},
    {"id": 4, "typ": Gremientyp.FORUM, "name": "Forum", "reihenfolge": 4, "teilprojekt_id": 2},
)  # fmt: skip


def gruppen(**tabellen: Any) -> Lagebild:
    vorgabe: dict[str, Any] = {
        "gremien": GREMIEN,
        "gremien_handlungsfelder": ({"id": 1, "gremium_id": 2, "handlungsfeld_id": 1},),
        "mitgliedschaften": (
            {"id": 1, "gremium_id": 2, "organisationseinheit_id": 1, "rolle": "Leitung", "person": "Erika Beispiel"},
            {"id": 2, "gremium_id": 2, "rolle": "Moderation"},
            {"id": 3, "gremium_id": 2, "organisationseinheit_id": 2},
        ),
        "teilprojekte": (
            {"id": 1, "buchstabe": "a", "titel": "Stadt", "reihenfolge": 1},
            {"id": 2, "buchstabe": "b", "titel": "Verwaltung", "reihenfolge": 2},
        ),
    }
    return build_bild(**(vorgabe | tabellen))


# --- Gruppen ---------------------------------------------------------------------------------------------------------


def test_jede_gruppe_steht_unter_der_an_die_sie_berichtet() -> None:
    zeilen = [(z.name, z.tiefe, z.ueber) for z in saetze(auswertung.gremien(gruppen()))]
    assert zeilen == [
        ("Ausschuss", 0, ""),
        ("Projektgruppe", 1, "Ausschuss"),
        ("AG <Sprache>", 2, "Projektgruppe"),
        ("Forum", 0, ""),
    ]


def test_mitglieder_sind_stellen_und_rollen_und_namen_nur_wo_das_lagebild_sie_nennt() -> None:
    (ag,) = [z for z in saetze(auswertung.gremien(gruppen())) if z.tiefe == 2]
    assert ag.mitglieder == ("Fachdienst Soziales (Leitung: Erika Beispiel)", "Moderation", "Stabsstelle Integration")
    assert (ag.felder, ag.teilprojekt, ag.unvollstaendig) == (("1. Sprache",), "a) Stadt", True)
    ohne = tuple(
        {"id": i, "gremium_id": 2, "organisationseinheit_id": 1, "rolle": "Leitung"} for i in (1,)
    )  # so liest es, wer Internes nicht sehen darf
    (ag,) = [z for z in saetze(auswertung.gremien(gruppen(mitgliedschaften=ohne))) if z.tiefe == 2]
    assert ag.mitglieder == ("Fachdienst Soziales (Leitung)",)


def test_ein_teilprojekt_zeigt_seine_gruppen_und_ihren_berichtsweg() -> None:
    assert list(auswertung.gremien(gruppen(), 1)["name"]) == ["Ausschuss", "Projektgruppe", "AG <Sprache>"]
    assert list(auswertung.gremien(gruppen(), 2)["name"]) == ["Forum"]


def test_ein_kreis_und_ein_verweis_ins_leere_verlieren_keine_gruppe() -> None:
    kreis = (
        {"id": 1, "typ": Gremientyp.FORUM, "name": "A", "uebergeordnet_id": 2},
        {"id": 2, "typ": Gremientyp.FORUM, "name": "B", "uebergeordnet_id": 1},
        {"id": 3, "typ": Gremientyp.FORUM, "name": "C", "uebergeordnet_id": 99},
    )
    zeilen = [(z.name, z.tiefe) for z in saetze(auswertung.gremien(gruppen(gremien=kreis, mitgliedschaften=())))]
    assert sorted(zeilen) == [("A", 0), ("B", 1), ("C", 0)]


def test_das_organigramm_ist_eine_verschachtelte_liste_und_maskiert_alles() -> None:
    html = organigramm(auswertung.gremien(gruppen()))
    assert html.count("<ul") == html.count("</ul>") and html.count("<li") == html.count("</li>")
    assert "AG &lt;Sprache&gt;" in html and "<Sprache>" not in html
    assert html.index("Projektgruppe") < html.index("AG &lt;Sprache&gt;") < html.index("Forum")
    assert "berichtet an Projektgruppe" in html and "u. a." in html
    assert organigramm(auswertung.gremien(gruppen(gremien=(), mitgliedschaften=()))) == '<ul class="organigramm"></ul>'


def test_viele_mitglieder_klappen_auf() -> None:
    viele = tuple({"id": i, "gremium_id": 1, "rolle": f"Rolle {i}"} for i in range(1, 7))
    html = organigramm(auswertung.gremien(gruppen(mitgliedschaften=viele)))
    assert "<summary>6 Mitglieder</summary>" in html and "<li>Rolle 6</li>" in html


# --- Ereignisse ------------------------------------------------------------------------------------------------------

EREIGNISSE = (
    {"id": 1, "art": Ereignisart.AUFTAKT, "titel": "Auftakt", "beginn": date(2021, 10, 1),
     "beginn_genauigkeit": Genauigkeit.MONAT, "status": Ereignisstatus.STATTGEFUNDEN, "teilnehmende": 40,
     "teilnehmende_ungenau": True, "teilprojekt_id": 1},
    {"id": 2, "art": Ereignisart.RUNDER_TISCH, "titel": "1. Runder Tisch", "beginn": date(2023, 1, 31),
     "status": Ereignisstatus.STATTGEFUNDEN, "laufende_nummer": 1, "teilnehmende": 1},
    {"id": 3, "art": Ereignisart.WORKSHOP, "titel": "Workshop", "beginn": date(2024, 2, 5),
     "status": Ereignisstatus.GEPLANT},
    {"id": 4, "art": Ereignisart.KONFERENZ, "titel": "Konferenz", "beginn": date(2024, 12, 1),
     "frist": date(2025, 2, 28), "frist_genauigkeit": Genauigkeit.MONAT, "status": Ereignisstatus.ANGEDACHT},
    {"id": 5, "art": Ereignisart.BEFRAGUNG, "titel": "Befragung", "zeit_wortlaut": "im nächsten Schritt"},
    {"id": 6, "art": Ereignisart.FORUM, "titel": "Forum", "beginn": date(2024, 10, 10),
     "status": Ereignisstatus.ABGESAGT},
    {"id": 7, "art": Ereignisart.SITZUNG, "titel": "Ausschuss tagt", "beginn": date(2024, 11, 5), "gremium_id": 1},
    {"id": 8, "art": Ereignisart.FOERDERUNG, "titel": "Förderung", "beginn": date(2024, 10, 1),
     "frist": date(2026, 9, 30)},
)  # fmt: skip


def ereignisbild(**weiteres: Any) -> Lagebild:
    return gruppen(ereignisse=EREIGNISSE, **weiteres)


def test_ereignisse_stehen_der_zeit_nach_und_sagen_was_nicht_vermerkt_ist() -> None:
    zeilen = {z.titel: z for z in saetze(auswertung.ereignisse(ereignisbild()))}
    assert list(zeilen)[:3] == ["Auftakt", "1. Runder Tisch", "Workshop"] and list(zeilen)[-1] == "Befragung"
    auftakt, workshop = zeilen["Auftakt"], zeilen["Workshop"]
    assert (auftakt.wann, auftakt.von, auftakt.bis, auftakt.genau) == (
        "Oktober 2021", date(2021, 10, 1), date(2021, 10, 31), False,
    )  # fmt: skip
    assert (auftakt.teilnehmende, auftakt.ausgang) == ("ca. 40\u00a0Teilnehmende", "")
    assert zeilen["1. Runder Tisch"].teilnehmende == "1\u00a0Teilnahme" and zeilen["1. Runder Tisch"].genau
    assert workshop.vergangen and workshop.ausgang == "geplant; ob es stattfand, ist nicht vermerkt"
    assert (zeilen["Befragung"].wann, zeilen["Befragung"].von) == ("im nächsten Schritt", None)
    assert zeilen["Forum"].ausgang == "abgesagt"


@pytest.mark.parametrize(
    ("filter_", "titel"),
    [
        (Ereignisfilter(teilprojekt_id=1), ["Auftakt"]),
        (Ereignisfilter(art=Ereignisart.WORKSHOP), ["Workshop"]),
        (Ereignisfilter(jahr=2025), ["Förderung", "Konferenz"]),
        (Ereignisfilter(jahr=1999), []),
    ],
)
def test_ereignisse_lassen_sich_nach_teilprojekt_art_und_jahr_filtern(
    filter_: Ereignisfilter, titel: list[str]
) -> None:
    assert list(auswertung.ereignisse(ereignisbild(), filter_)["titel"]) == titel


def test_die_jahre_zaehlen_jedes_jahr_einer_spanne() -> None:
    assert auswertung.ereignisjahre(ereignisbild()) == [2026, 2025, 2024, 2023, 2021]
    assert auswertung.ereignisjahre(build_bild()) == []


def test_der_zeitstrahl_zeichnet_tage_als_punkt_und_spannen_als_balken() -> None:
    spez = diagramme.ereignisse(auswertung.ereignisse(ereignisbild()), STICHTAG)
    _, spannen, punkte = (e["data"]["values"] for e in spez["layer"])
    assert {w["ereignis"] for w in spannen} == {1, 4, 8}
    assert {w["ereignis"]: w["deckkraft"] > 0 for w in punkte} == {2: True, 3: False, 6: False, 7: False}
    assert all(w["bis"] > w["von"] for w in spannen)
    worte = spez["description"].replace("\u00a0", " ")
    assert "1 Ereignis ohne Tag" in worte and "Oktober 2021: Auftakt" in worte and "Forum (abgesagt)" in worte
    assert len({(w["y"], w["von"]) for w in (*spannen, *punkte)}) == 7


@pytest.mark.parametrize("bild", [ereignisbild(), gruppen(), gruppen(ereignisse=EREIGNISSE[1:2])])
def test_der_zeitstrahl_ist_gueltiges_vega_lite_und_laedt_nichts_nach(bild: Lagebild) -> None:
    spez = json.dumps(diagramme.ereignisse(auswertung.ereignisse(bild), STICHTAG))
    alt.LayerChart.from_dict(json.loads(spez))
    assert '"url"' not in spez and '"$schema"' not in spez


def test_ohne_datierte_ereignisse_sagt_der_zeitstrahl_das() -> None:
    for bild in (build_bild(), gruppen(ereignisse=EREIGNISSE[4:5])):
        spez = diagramme.ereignisse(auswertung.ereignisse(bild), STICHTAG)
        assert spez["description"] == "Zeitstrahl der Ereignisse: keine Daten."


# --- wer woran arbeitet ----------------------------------------------------------------------------------------------


def test_je_handlungsfeld_stehen_gruppen_federfuehrung_und_beteiligte() -> None:
    bild = build_bild(
        build_massnahme("A-2"),
        build_massnahme("A-10"),
        build_massnahme("A-1", federfuehrung_id=2),
        build_massnahme("A-3", federfuehrung_id=None),
        gremien=GREMIEN,
        gremien_handlungsfelder=({"id": 1, "gremium_id": 2, "handlungsfeld_id": 1},),
        beteiligungen=(
            {"id": 1, "massnahme_id": 1, "organisationseinheit_id": 2},
            {"id": 2, "massnahme_id": 2, "organisationseinheit_id": 2},
            {"id": 3, "massnahme_id": 99, "organisationseinheit_id": 1},
        ),
    )
    sprache, bildung = saetze(auswertung.zustaendigkeiten(bild))
    assert sprache.gruppen == ("AG <Sprache>",)
    assert [(a.stelle, a.nummern) for a in sprache.federfuehrend] == [
        ("Fachdienst Soziales", ("A-2", "A-10")),
        ("Stabsstelle Integration", ("A-1",)),
    ]
    assert [(a.stelle_id, a.nummern) for a in sprache.beteiligt] == [(2, ("A-2", "A-10"))]
    assert (sprache.massnahmen, sprache.ohne_federfuehrung) == (4, 1)
    assert (bildung.massnahmen, bildung.federfuehrend, bildung.gruppen) == (0, (), ())


# --- was als Nächstes kommt ------------------------------------------------------------------------------------------


def test_naechste_termine_vereinen_veranstaltungen_und_sitzungen_ohne_doppeltes() -> None:
    termine = saetze(auswertung.naechste_termine(ereignisbild()))
    assert [(t.wann, t.titel) for t in termine] == [
        ("05.11.2024", "Sitzung: Ausschuss"),
        ("01.12.2024 bis Februar 2025", "Konferenz"),
        ("im nächsten Schritt", "Befragung"),
    ]
    assert "Redaktionsschluss 08.10.2024, Unterlagen bis 22.10.2024" in termine[0].dazu
    assert termine[1].dazu.startswith("angedacht · Konferenz") or termine[1].dazu == "angedacht"


def test_termine_eines_teilprojekts_sind_nur_seine_ereignisse() -> None:
    kuenftig = {
        "id": 9,
        "art": Ereignisart.WORKSHOP,
        "titel": "Später",
        "beginn": date(2025, 1, 9),
        "teilprojekt_id": 1,
    }
    bild = gruppen(ereignisse=(*EREIGNISSE, kuenftig))
    assert list(auswertung.naechste_termine(bild, 1)["titel"]) == ["Später"]
