"""Abbildungen: Anordnung ohne Überlappung, Text im Bild, Worte dazu – und ein Satz, wenn es keine gibt."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from io import BytesIO
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lagebilder import build_bild, build_massnahme
from PIL import Image, ImageChops

from mut_core import abbildungen
from mut_core.abbildungen import Abbildung
from mut_core.abbildungen.plan import BREITE, HOECHSTENS, Form, Kasten, Linie, Plan, Text, Zeichen
from mut_core.abbildungen.schrift import DPI, JE_PUNKT, LAENGSTENS, ORDNER, breite, sauber, umbrochen
from mut_core.abbildungen.trennung import trennstellen
from mut_core.abbildungen.zeichnen import build_png
from mut_core.lagebild import Lagebild
from mut_core.modell.codes import Bearbeitungsstand, Ereignisart, Ereignisstatus, Gremientyp

STICHTAG = date(2024, 9, 1)
STATT = Ereignisstatus.STATTGEFUNDEN
Zeile = dict[str, Any]

TEILPROJEKTE = (
    {"id": 1, "buchstabe": "a", "titel": "Stadtgesellschaft", "reihenfolge": 1},
    {"id": 2, "buchstabe": "b", "titel": "Interkulturelle Öffnung", "reihenfolge": 2},
)
GREMIEN = (
    {"id": 1, "typ": Gremientyp.AUSSCHUSS, "name": "Sozialausschuss"},
    {"id": 2, "typ": Gremientyp.PROJEKTGRUPPE, "name": "Projektgruppe Konzept", "uebergeordnet_id": 1},
    {"id": 3, "typ": Gremientyp.ARBEITSGRUPPE, "name": "AG Bildung", "teilprojekt_id": 1, "uebergeordnet_id": 2},
    {"id": 4, "typ": Gremientyp.ARBEITSGRUPPE, "name": "AG Wohnen", "teilprojekt_id": 1, "uebergeordnet_id": 1},
    {"id": 5, "typ": Gremientyp.LENKUNGSGRUPPE, "name": "Lenkungsgruppe Öffnung", "teilprojekt_id": 2},
    {"id": 6, "typ": Gremientyp.ARBEITSGRUPPE, "name": "AG Leitbild", "teilprojekt_id": 2, "uebergeordnet_id": 5},
)
FELDER = (
    {"titel": "Bildung", "teilprojekt_id": 1, "bearbeitungsstand": Bearbeitungsstand.IN_ERARBEITUNG},
    {"titel": "Wohnen", "teilprojekt_id": 1, "bearbeitungsstand": Bearbeitungsstand.NICHT_BEGONNEN},
    {"titel": "Offene Verwaltung", "teilprojekt_id": 2, "bearbeitungsstand": Bearbeitungsstand.ERARBEITET},
    {"titel": "Sprache", "uebergreifend": True, "bearbeitungsstand": Bearbeitungsstand.IN_VORBEREITUNG},
)


def ereignis(nummer: int, titel: str, tag: date | None = None, **felder: Any) -> Zeile:
    vergangen = tag is not None and tag <= STICHTAG
    fest = {"art": Ereignisart.FORUM, "status": STATT if vergangen else Ereignisstatus.GEPLANT}
    return {"id": nummer, "titel": titel, "beginn": tag, "frist": tag, **fest} | felder


EREIGNISSE = (
    ereignis(1, "Auftakt", date(2022, 3, 1), art=Ereignisart.AUFTAKT),
    ereignis(2, "Beschluss des Rates", date(2023, 3, 1), art=Ereignisart.BESCHLUSS),
    ereignis(3, "Werkstatt Verwaltung", date(2024, 3, 1), teilprojekt_id=2, status=Ereignisstatus.GEPLANT),
    ereignis(4, "Gespräche vor Ort", status=STATT, art=Ereignisart.GESPRAECH),
    ereignis(5, "Forum Herbst", date(2024, 10, 10), uhrzeit="18:00 Uhr", ort="Rathaus"),
    ereignis(6, "Abschlussbericht", date(2025, 1, 31), art=Ereignisart.BERICHT),
    ereignis(7, "Start der AG Sport", zeit_wortlaut="im nächsten Schritt", status=Ereignisstatus.ANGEDACHT),
    ereignis(8, "Förderung läuft", date(2025, 5, 1), art=Ereignisart.FOERDERUNG),
    ereignis(9, "Nie mehr", date(2024, 11, 1), status=Ereignisstatus.ABGESAGT),
)


def voll(**weitere: Any) -> Lagebild:
    fest: dict[str, Any] = {
        "felder": FELDER,
        "teilprojekte": TEILPROJEKTE,
        "gremien": GREMIEN,
        "gremien_handlungsfelder": ({"id": 1, "gremium_id": 3, "handlungsfeld_id": 1},),
        "ereignisse": EREIGNISSE,
        "stichtag": STICHTAG,
    }
    return build_bild(build_massnahme("B-1"), build_massnahme("B-2"), **(fest | weitere))


def leer() -> Lagebild:
    return build_bild(felder=(), stellen=(), teilprojekte=TEILPROJEKTE)


def aufbau(bild: Lagebild) -> Abbildung:
    return abbildungen.projektaufbau(bild, 2)


ALLE: dict[str, Callable[[Lagebild], Abbildung]] = {
    "organigramm": abbildungen.organigramm,
    "handlungsfelder": abbildungen.handlungsfelder,
    "ablauf": abbildungen.ablauf,
    "projektaufbau": aufbau,
    "naechste_schritte": abbildungen.naechste_schritte,
}


def plan_von(abbildung: Abbildung) -> Plan:
    assert abbildung.plan is not None, abbildung.grund
    return abbildung.plan


# ---------------------------------------------------------------------------------------------- Prüfen der Anordnung


def liegt_in(innen: Any, aussen: Any) -> bool:
    (a1, b1, a2, b2), (x1, y1, x2, y2) = innen.rahmen, aussen.rahmen
    return bool(a1 >= x1 - 0.01 and b1 >= y1 - 0.01 and a2 <= x2 + 0.01 and b2 <= y2 + 0.01)


def beruehren(eins: Any, zwei: Any) -> bool:
    (a1, b1, a2, b2), (x1, y1, x2, y2) = eins.rahmen, zwei.rahmen
    return bool(a1 < x2 - 0.01 and x1 < a2 - 0.01 and b1 < y2 - 0.01 and y1 < b2 - 0.01)


def kontrast(eins: str, zwei: str) -> float:
    """Das Kontrastverhältnis nach WCAG 2.1."""

    def helligkeit(farbe: str) -> float:
        teile = [int(farbe[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        r, g, b = (t / 12.92 if t <= 0.04045 else ((t + 0.055) / 1.055) ** 2.4 for t in teile)
        return 0.2126 * r + 0.7152 * g + 0.0722 * b

    dunkel, hell = sorted((helligkeit(eins), helligkeit(zwei)))
    return (hell + 0.05) / (dunkel + 0.05)


def grund(element: Any, kaesten: Sequence[Kasten]) -> str:
    """Die Farbe hinter einem Element: die des innersten Kastens, der es enthält, sonst Weiß."""
    um = [k for k in kaesten if liegt_in(element, k)]
    return um[-1].flaeche if um else "#FFFFFF"


def maengel(plan: Plan) -> list[str]:
    """Alles, was an einer Anordnung nicht stimmt."""
    blatt = Kasten(0, 0, plan.breite, plan.hoehe, "#FFFFFF")
    kaesten = [e for e in plan.elemente if isinstance(e, Kasten)]
    texte = [e for e in plan.elemente if isinstance(e, Text)]
    zeichen = [e for e in plan.elemente if isinstance(e, Zeichen)]
    linien = [e for e in plan.elemente if isinstance(e, Linie)]
    fehler = [f"steht über: {e}" for e in plan.elemente if not liegt_in(e, blatt)]
    for eins, zwei in combinations(kaesten, 2):
        if beruehren(eins, zwei) and not liegt_in(zwei, eins):
            fehler.append(f"Kästen überlappen: {eins} {zwei}")
    for eins, zwei in combinations([*texte, *zeichen], 2):
        if beruehren(eins, zwei):
            fehler.append(f"liegen übereinander: {eins} {zwei}")
    for teil in [*texte, *zeichen]:
        fehler += [f"ragt aus dem Kasten: {teil}" for k in kaesten if beruehren(teil, k) and not liegt_in(teil, k)]
    for linie in linien:
        fehler += [f"Linie durch {e}" for e in [*texte, *kaesten] if beruehren(linie, e)]
    for text in texte:
        fehler += [f"zu breit: {z}" for z in text.zeilen if breite(z, text.grad, text.fett) > text.b + 0.5]
        if text.grund != grund(text, kaesten) or kontrast(text.farbe, text.grund) < 4.5:
            fehler.append(f"hebt sich nicht ab: {text}")
        if text.grad < 8 or not text.zeilen:
            fehler.append(f"zu klein oder leer: {text}")
    fehler += [f"Zeichen zu blass: {z}" for z in zeichen if kontrast(z.farbe, grund(z, kaesten)) < 3]
    return fehler if plan.hoehe <= HOECHSTENS else [*fehler, f"zu hoch: {plan.hoehe}"]


def test_die_pruefung_findet_ueberstehendes_und_ueberlapptes() -> None:
    lang = Text(-5, 0, 20, ("viel zu lang für den Platz",), farbe="#999999")
    schief = Plan(
        30, (Kasten(0, 0, 50, 20, "#FFFFFF"), Kasten(40, 0, 50, 20, "#FFFFFF"), lang, Linie(0, 5, 60, 5, "#000000"))
    )
    arten = " ".join(maengel(schief))
    for wort in ("steht über", "überlappen", "ragt aus", "Linie durch", "zu breit", "hebt sich nicht ab"):
        assert wort in arten


@pytest.mark.parametrize("name", ALLE)
def test_jede_abbildung_ist_ohne_maengel_angeordnet(name: str) -> None:
    assert maengel(plan_von(ALLE[name](voll()))) == []


NAMEN = st.one_of(
    st.text(st.sampled_from("abcdefgÄöüß ,-/()–"), min_size=1, max_size=80).filter(str.strip),
    st.text(st.characters(codec="utf-8"), min_size=1, max_size=60).filter(str.strip),
    st.sampled_from(
        (
            "Donaudampfschifffahrtsgesellschaftskapitänsmützenabzeichenverordnung",
            "Stabsstelle Gleichstellungsbeauftragte, Migration und Teilhabe" * 4,
            "W" * 255,
            "i",
            "\u200b",
            "مجلس 🙂 \x07",
        )
    ),
)


@settings(max_examples=40, deadline=None)
@given(st.lists(NAMEN, max_size=30), st.integers(0, 3), st.booleans())
def test_gruppen_jeder_zahl_und_laenge_haben_platz(namen: list[str], projektgruppen: int, bei_lenkung: bool) -> None:
    gremien: list[Zeile] = [{"id": 1, "typ": Gremientyp.AUSSCHUSS, "name": "Ausschuss"}]
    gremien += [
        {"id": 10 + i, "typ": Gremientyp.PROJEKTGRUPPE, "name": f"Projekt {n}", "uebergeordnet_id": 1}
        for i, n in enumerate(namen[:projektgruppen])
    ]
    for i, name in enumerate(namen):
        typ = Gremientyp.LENKUNGSGRUPPE if i == 1 and bei_lenkung else Gremientyp.ARBEITSGRUPPE
        gremien.append({"id": 100 + i, "typ": typ, "name": name, "teilprojekt_id": 1 + i % 2, "uebergeordnet_id": 101})
    bild = voll(gremien=gremien, gremien_handlungsfelder=())
    for abbildung in (abbildungen.organigramm(bild), aufbau(bild)):
        assert abbildung.plan or abbildung.grund
        if abbildung.plan:
            assert maengel(abbildung.plan) == []


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(NAMEN, st.sampled_from((1, 2, 3, None)), st.booleans()), max_size=40), st.integers(0, 3))
def test_handlungsfelder_jeder_zahl_und_laenge_haben_platz(zeilen: list[tuple[Any, ...]], projekte: int) -> None:
    felder = [{"titel": n, "teilprojekt_id": t, "uebergreifend": q} for n, t, q in zeilen]
    teilprojekte = [{"id": i + 1, "buchstabe": "abc"[i], "titel": f"Teil {i}" * (i + 1)} for i in range(projekte)]
    abbildung = abbildungen.handlungsfelder(build_bild(felder=felder, teilprojekte=teilprojekte))
    assert abbildung.plan or abbildung.grund
    if abbildung.plan:
        assert maengel(abbildung.plan) == []


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.tuples(NAMEN, st.one_of(st.none(), st.integers(-2000, 900)), st.sampled_from(Ereignisart)), max_size=40)
)
def test_ereignisse_jeder_zahl_und_laenge_haben_platz(zeilen: list[tuple[Any, ...]]) -> None:
    ereignisse = [
        ereignis(i, titel, None if tage is None else STICHTAG + timedelta(days=tage), art=art, ort=titel)
        for i, (titel, tage, art) in enumerate(zeilen, start=1)
    ]
    bild = voll(ereignisse=ereignisse)
    for abbildung in (abbildungen.ablauf(bild), abbildungen.naechste_schritte(bild)):
        assert abbildung.plan or abbildung.grund
        if abbildung.plan:
            assert maengel(abbildung.plan) == []


# ---------------------------------------------------------------------------------------------- Inhalt


def test_das_organigramm_zeigt_berichtsweg_projektgruppe_und_arbeitsgruppen_des_hauptteils() -> None:
    texte = plan_von(abbildungen.organigramm(voll())).texte
    assert texte[:5] == ("Sozialausschuss", "berichtet an", "Projektgruppe Konzept", "Zusammenarbeit", texte[4])
    assert texte[4] == "Arbeitsgruppen – Stadtgesellschaft"
    assert texte[5:] == ("AG Bildung", "Handlungsfeld 1", "AG Wohnen", "berichtet an: Sozialausschuss")


def test_gremien_die_im_kreis_berichten_haengen_das_organigramm_nicht_auf() -> None:
    kreis = [g | {"uebergeordnet_id": 2} if g["id"] == 1 else g for g in GREMIEN]
    texte = plan_von(abbildungen.organigramm(voll(gremien=kreis))).texte
    assert texte.count("Sozialausschuss") == texte.count("Projektgruppe Konzept") == 1


def test_der_aufbau_stellt_lenkungsgruppe_und_projektgruppe_nebeneinander_ueber_die_arbeitsgruppen() -> None:
    plan = plan_von(aufbau(voll()))
    orte = {" ".join(e.zeilen): e for e in plan.elemente if isinstance(e, Text)}
    lenkung, projekt, ag = orte["Lenkungsgruppe Öffnung"], orte["Projektgruppe Konzept"], orte["AG Leitbild"]
    assert lenkung.x + lenkung.b < projekt.x
    assert max(lenkung.y, projekt.y) < ag.y
    assert "berichten an" in orte
    assert "AG Bildung" not in orte


def test_der_pfeil_zur_lenkungsgruppe_sagt_wenn_die_projektgruppe_ihr_berichtet() -> None:
    gremien = [g | {"uebergeordnet_id": 5} if g["id"] == 2 else g for g in GREMIEN]
    abbildung = aufbau(voll(gremien=gremien))
    pfeile = [e for e in plan_von(abbildung).elemente if isinstance(e, Linie) and e.y1 == e.y2]
    assert [(p.spitze_anfang, p.spitze_ende) for p in pfeile] == [(True, False)]
    assert "Projektgruppe Konzept berichtet an Lenkungsgruppe Öffnung." in abbildung.alternativtext


def test_der_ueberblick_stellt_teilprojekte_nebeneinander_und_uebergreifende_quer_darunter() -> None:
    plan = plan_von(abbildungen.handlungsfelder(voll()))
    kaesten = [e for e in plan.elemente if isinstance(e, Kasten)]
    felder = [k for k in kaesten if not any(liegt_in(k, a) for a in kaesten if a is not k)]
    links, rechts, quer = felder
    assert links.y == rechts.y == 0
    assert links.h == rechts.h
    assert links.x + links.b < rechts.x
    assert quer.y > links.h
    assert quer.b == pytest.approx(BREITE)
    assert "in Erarbeitung, 2 Maßnahmen" in [t.replace("\u00a0", " ") for t in plan.texte]


def test_der_bearbeitungsstand_hat_ein_zeichen_und_ein_wort() -> None:
    plan = plan_von(abbildungen.handlungsfelder(voll()))
    formen = [(z.form, z.gefuellt) for z in plan.elemente if isinstance(z, Zeichen)]
    assert sorted(formen) == sorted({(Form.HALB, True), (Form.KREIS, False), (Form.KREIS, True), (Form.VIERTEL, True)})
    assert all(any(s.bezeichnung in t.replace("\u00a0", " ") for t in plan.texte) for s in Bearbeitungsstand)


def test_der_stichtag_trennt_was_war_von_dem_was_kommt() -> None:
    war, kommt = (plan_von(f(voll())).texte for f in (abbildungen.ablauf, abbildungen.naechste_schritte))
    assert {"Auftakt", "Beschluss des Rates", "Werkstatt Verwaltung", "Gespräche vor Ort"} <= set(war)
    assert {"Forum Herbst", "Abschlussbericht", "Start der AG Sport"} <= set(kommt)
    assert not {"Forum Herbst", "Start der AG Sport"} & set(war)
    assert "geplant · 18:00 Uhr · Rathaus" in kommt
    assert "im nächsten Schritt · angedacht" in kommt
    assert "geplant; Ausgang nicht vermerkt · Teilprojekt b" in war
    assert not {"Nie mehr", "Förderung läuft"} & {*war, *kommt}


def test_was_nicht_als_stattgefunden_vermerkt_ist_hat_ein_offenes_zeichen_mit_erklaerung() -> None:
    plan = plan_von(abbildungen.ablauf(voll()))
    auf_der_achse = [e for e in plan.elemente if isinstance(e, Zeichen) and e.form != Form.FAHNE]
    assert [z.gefuellt for z in auf_der_achse[:3]] == [True, True, False]
    assert "gefüllt: fand statt; offen: nicht als stattgefunden vermerkt" in plan.texte


def test_viele_fruehere_ereignisse_fasst_ein_punkt_zusammen_und_die_worte_nennen_alle() -> None:
    viele = [ereignis(i, f"Treffen Nummer {i}", STICHTAG - timedelta(days=10 * i)) for i in range(1, 61)]
    abbildung = abbildungen.ablauf(voll(ereignisse=viele))
    texte = [t.replace("\u00a0", " ") for t in plan_von(abbildung).texte]
    [frueher] = [t for t in texte if t.endswith("frühere Ereignisse")]
    gezeigt = [t for t in texte if t.startswith("Treffen Nummer")]
    assert int(frueher.split()[0]) + len(gezeigt) == 60
    assert "Treffen Nummer 1" in gezeigt
    assert all(f"Treffen Nummer {i}" in abbildung.alternativtext for i in range(1, 61))


def test_kuenftige_ereignisse_gehen_nicht_verloren_wenn_das_bild_sie_nicht_fasst() -> None:
    viele = [ereignis(i, f"Treffen {i} " + "Wort " * 30, STICHTAG + timedelta(days=i)) for i in range(1, 41)]
    viele += [ereignis(100 + i, f"Irgendwann {i}") for i in range(20)]
    abbildung = abbildungen.naechste_schritte(voll(ereignisse=viele))
    im_bild = sum(t.startswith(("Treffen", "Irgendwann")) for t in plan_von(abbildung).texte)
    assert im_bild + len(abbildung.uebrige) == 60
    assert im_bild >= 3


@pytest.mark.parametrize("name", ALLE)
def test_die_worte_nennen_alles_was_das_bild_zeigt(name: str) -> None:
    abbildung = ALLE[name](voll())
    worte = abbildung.alternativtext.replace("\u00a0", " ")
    nur_im_bild = {"Stichtag dieses Berichts", "01.09.2024", "Zusammenarbeit", "berichten an"}
    for text in plan_von(abbildung).texte:
        ohne_punkte = text.replace("\u00a0", " ").replace(" · ", ", ")
        legende = ohne_punkte.startswith(("gefüllt:", "Beteiligung", "Gremien und", "Berichte und", "Organisation,"))
        assert legende or ohne_punkte in nur_im_bild or ohne_punkte in worte, text


@pytest.mark.parametrize("name", ALLE)
def test_ohne_daten_sagt_ein_satz_warum_es_kein_bild_gibt(name: str) -> None:
    abbildung = ALLE[name](leer())
    assert abbildung.plan is None
    assert abbildung.grund.endswith(".")
    with pytest.raises(ValueError, match="gibt es nicht"):
        abbildung.als_png()


@pytest.mark.parametrize(
    ("name", "tabellen", "satz"),
    [
        ("organigramm", {"gremien": GREMIEN[2:3]}, "Verzeichnet ist nur die Gruppe AG Bildung"),
        ("projektaufbau", {"gremien": GREMIEN[4:5]}, "Verzeichnet ist nur die Gruppe Lenkungsgruppe Öffnung"),
        ("handlungsfelder", {"felder": FELDER[:1]}, "ein einziges Handlungsfeld"),
        ("ablauf", {"ereignisse": EREIGNISSE[:1]}, "nur ein Ereignis verzeichnet: Auftakt (01.03.2022)."),
        (
            "naechste_schritte",
            {"ereignisse": EREIGNISSE[4:5]},
            "Forum Herbst (10.10.2024, geplant, 18:00 Uhr, Rathaus).",
        ),
    ],
)
def test_ein_einziger_knoten_ist_ein_satz_und_kein_bild(name: str, tabellen: dict[str, Any], satz: str) -> None:
    abbildung = ALLE[name](voll(**tabellen))
    assert abbildung.plan is None
    assert satz in abbildung.grund


def test_zu_viele_gruppen_und_felder_stehen_in_worten() -> None:
    gremien = [
        {"id": i, "typ": Gremientyp.ARBEITSGRUPPE, "name": f"AG {i} Wort", "teilprojekt_id": 2} for i in range(1, 90)
    ]
    felder = [{"titel": f"Feld {i}"} for i in range(1, 90)]
    bild = voll(gremien=gremien, felder=felder, gremien_handlungsfelder=())
    for abbildung in (aufbau(bild), abbildungen.handlungsfelder(bild)):
        assert abbildung.plan is None
        assert "lesbar" in abbildung.grund
        assert "89" in abbildung.alternativtext


# ---------------------------------------------------------------------------------------------- Umbruch


@pytest.mark.parametrize(
    ("wort", "teile"),
    [
        ("Öffentlichkeitsarbeit", "Öffentlichkeits-arbeit"),
        ("Gleichstellungsbeauftragte", "Gleichstellungs-beauftragte"),
        ("Stadtverwaltung", "Stadt-verwaltung"),
        ("Integrationskonzept", "Integrations-konzept"),
        ("Projektgruppe", "Projekt-gruppe"),
    ],
)
def test_lange_woerter_brechen_an_der_wortfuge(wort: str, teile: str) -> None:
    fugen, _ = trennstellen(wort)
    assert teile.index("-") in fugen
    assert umbrochen(wort, breite(wort, 9.5) * 0.85, 9.5) == tuple(teile.replace("-", "- ").split(" "))


def test_ohne_wortfuge_bricht_ein_wort_an_der_silbe_und_notfalls_irgendwo() -> None:
    assert umbrochen("Konsultation", 45, 9.5) == ("Konsulta-", "tion")
    assert all(breite(z, 9.5) <= 30 for z in umbrochen("xxxxxxxxxxxxxxxxxxxx", 30, 9.5))


def test_zahl_und_wort_bleiben_beisammen_und_unsichtbares_faellt_weg() -> None:
    assert sauber("1. Treffen\n ca. 3\u00ad Tage\u200b") == "1.\u00a0Treffen ca.\u00a03 Tage"
    assert len(sauber("x" * 10_000)) == LAENGSTENS


def test_mehr_zeilen_als_erlaubt_enden_mit_auslassung() -> None:
    zeilen = umbrochen("Wort " * 50, 60, 9.5, hoechstens=3)
    assert len(zeilen) == 3
    assert zeilen[-1].endswith("…")


# ---------------------------------------------------------------------------------------------- Bild


@pytest.mark.parametrize("name", ALLE)
def test_das_bild_ist_scharf_und_jeder_text_ist_wirklich_gezeichnet(name: str) -> None:
    abbildung = ALLE[name](voll())
    plan = plan_von(abbildung)
    stumm = Plan(plan.hoehe, tuple(e for e in plan.elemente if not isinstance(e, Text)))
    with Image.open(BytesIO(abbildung.als_png())) as bild, Image.open(BytesIO(build_png(stumm))) as ohne:
        assert bild.format == "PNG"
        assert bild.width >= 16 / 2.54 * 220
        assert round(bild.info["dpi"][0]) == DPI
        unterschied = ImageChops.difference(bild.convert("L"), ohne.convert("L"))
        for text in (e for e in plan.elemente if isinstance(e, Text)):
            rahmen = [round(w * JE_PUNKT) for w in text.rahmen]
            stelle = unterschied.crop((rahmen[0], rahmen[1], rahmen[2], rahmen[3]))
            assert stelle.getbbox() is not None, text
            unterschied.paste(0, (rahmen[0] - 2, rahmen[1] - 2, rahmen[2] + 2, rahmen[3] + 2))
        assert unterschied.getbbox() is None  # kein Buchstabe steht außerhalb seines Platzes


def test_dieselben_daten_geben_in_jedem_prozess_dieselben_bytes(tmp_path: Path) -> None:
    programm = (
        "import sys, hashlib; sys.path[:0] = ['.', 'tests']\n"
        "from test_abbildungen import ALLE, voll\n"
        "for f in ALLE.values(): print(hashlib.sha256(f(voll()).als_png()).hexdigest())\n"
    )
    ausgaben = {
        subprocess.run(
            [sys.executable, "-c", programm],
            cwd=Path(__file__).parent.parent,
            env=os.environ | {"PYTHONHASHSEED": saat},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for saat in ("1", "2")
    }
    assert len(ausgaben) == 1
    assert len(ausgaben.pop().split()) == len(ALLE)


def test_alle_abbildungen_zusammen_kosten_weniger_als_eine_sekunde() -> None:
    bild = voll()
    build_png.cache_clear()
    anfang = time.process_time()
    groessen = [len(f(bild).als_png()) for f in ALLE.values()]
    assert time.process_time() - anfang < 1.0
    assert max(groessen) < 400_000


def test_die_schrift_liegt_mit_ihrer_lizenz_bei() -> None:
    assert {"LiberationSans-Regular.ttf", "LiberationSans-Bold.ttf"} <= {d.name for d in ORDNER.iterdir()}
    assert "SIL OPEN FONT LICENSE" in (ORDNER / "LIZENZ.txt").read_text("utf-8")
