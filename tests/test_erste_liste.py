"""Prüft den Umstieg: ein leeres Konzept, die gewachsene Liste hinein – und was dabei nie still verloren geht."""

import io
from datetime import date
from typing import Any

import openpyxl
from gemeinde import HEUTE, Gemeinde, Uhr, neu
from openpyxl.formatting.rule import CellIsRule
from openpyxl.styles import PatternFill

from mut_core import modell
from mut_core.austausch.deutung import Deutungswahl, benennt_stelle
from mut_core.austausch.lesung import Einstellung, Lesung, read_lesung
from mut_core.austausch.mappe import read_mappe
from mut_core.austausch.uebernahme import build_plan
from mut_core.datenbank import leseeinheit, schreibeinheit
from mut_core.erfassung.einlesung import record_einlesung
from mut_core.erfassung.konzept import KonzeptEingabe, create_konzept
from mut_core.lagebild import Lagebild, load_lagebild, saetze
from mut_core.modell.codes import Rollenart
from mut_core.rechte import Person, load_person

KOPF = ["Nr.", "Handlungsfeld", "Maßnahme", "Zuständig", "Frist", "Status", "Bemerkung", "Förderkulisse"]
ZEILEN = [
    ["1", "Bildung", "Vorlesepaten", "Stadtbücherei", "bis 31.12.2026", "läuft", "Zehn Paten.", "ESF"],
    ["2", "Bildung", "Elterncafé", "Fr. Muster", "fortlaufend", "geplant", "", ""],
    ["3", "Wohnen", "Mieterberatung", "alle Fachbereiche", "2027", "umgesetzt 2024", "", "Land"],
]


def gewachsene_liste() -> bytes:
    """Eine Liste mit Farben neben Wörtern, außerhalb der Statusspalte und aus bedingter Formatierung."""
    mappe = openpyxl.Workbook()
    blatt: Any = mappe.active
    for zeile in (["Maßnahmenliste, Stand 31.03.2025"], [], KOPF, *ZEILEN):
        blatt.append(zeile)
    gelb, gruen = PatternFill("solid", fgColor="FFFFFF00"), PatternFill("solid", fgColor="FF01873B")
    blatt["C4"].fill, blatt["F4"].fill = gelb, gruen
    regel = CellIsRule(operator="equal", formula=['"läuft"'], fill=gruen)
    blatt.conditional_formatting.add("F4:F9", regel)
    puffer = io.BytesIO()
    mappe.save(puffer)
    return puffer.getvalue()


def bild(g: Gemeinde, konzept_id: int) -> Lagebild:
    with leseeinheit(g.engine) as session:
        return load_lagebild(session, konzept_id, HEUTE, intern=True)


def lies(b: Lagebild, wahl: Deutungswahl | None = None) -> Lesung:
    einstellung = Einstellung(wahl=wahl) if wahl else None
    return read_lesung(read_mappe(gewachsene_liste(), "liste.xlsx"), b, HEUTE, einstellung=einstellung)


def auch_koordination(g: Gemeinde, uhr: Uhr) -> Person:
    """Gibt Adam, der wie beim ersten Konto einer Installation auch alle Konzepte koordiniert."""
    with schreibeinheit(g.engine, uhr.vorgang(g.adam)) as session:
        neu(session, modell.Rolle(nutzer_id=g.adam.id, art=Rollenart.KOORDINATION))
    with leseeinheit(g.engine) as session:
        return load_person(session, "adam")


def test_aus_der_ersten_liste_entstehen_handlungsfelder_stellen_und_massnahmen(
    sqlite_gemeinde: Gemeinde, uhr: Uhr
) -> None:
    g = sqlite_gemeinde
    eingabe = KonzeptEingabe("Stadt Neuhausen", "Integrationskonzept", (), felder_aus_liste=True)
    vorgang = uhr.vorgang(g.adam)
    with schreibeinheit(g.engine, vorgang) as session:
        konzept = create_konzept(session, vorgang, eingabe)
    b = bild(g, konzept)
    assert len(b.handlungsfelder) == 0
    offene = lies(b).vorschau
    namen = [w for w in offene.offene_stellen if benennt_stelle(offene.schreibweisen[w])]
    assert namen == ["stadtbücherei"]  # ein Mensch und „alle Fachbereiche“ werden nie von selbst eine Stelle
    lesung = lies(b, Deutungswahl(stellen=dict.fromkeys(namen, "neu")))

    vorgang = uhr.vorgang(auch_koordination(g, uhr))
    plan = build_plan(lesung.vorschau, lesung.mappe, b, HEUTE)
    with schreibeinheit(g.engine, vorgang) as session:
        record_einlesung(session, vorgang, konzept, plan)
    danach = bild(g, konzept)
    assert [h.titel for h in saetze(danach.handlungsfelder)] == ["Bildung", "Wohnen"]
    je_titel = {m.titel: m for m in saetze(danach.massnahmen)}
    assert je_titel.keys() == {z[2] for z in ZEILEN}
    vorlesen = je_titel["Vorlesepaten"]
    assert (vorlesen.federfuehrung, vorlesen.frist) == ("Stadtbücherei", date(2026, 12, 31))
    assert vorlesen.zusatzfelder == {"Förderkulisse": "ESF"}  # eine Spalte, die niemand kennt, bleibt
    assert "Muster" not in str([(m.federfuehrung, m.federfuehrung_wortlaut) for m in je_titel.values()])


def test_farben_die_nirgends_einfliessen_sind_benannt(sqlite_gemeinde: Gemeinde) -> None:
    saetze_ = " ".join(lies(bild(sqlite_gemeinde, sqlite_gemeinde.konzept_id)).vorschau.hinweise)
    assert "#FFFF00 (1 Zelle in „Maßnahme“)" in saetze_.replace("\xa0", " ")
    assert "neben der Farbe ein Wort" in saetze_
    assert "bedingter Formatierung werden nicht gelesen" in saetze_
