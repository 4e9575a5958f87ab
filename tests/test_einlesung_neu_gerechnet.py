"""Prüft die Vorschau: nach jeder Entscheidung wie ganz neu gerechnet, und nie überschreibt sie ungefragt Neueres."""

import io
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import openpyxl
import pytest
from gemeinde import HEUTE, Gemeinde, Uhr
from lagebilder import build_bild, build_massnahme
from listenformen import listen
from test_rundreise_felder import bild, geaenderte, lies, trage_ein

from mut_core.austausch.deutung import INZWISCHEN, Deutungswahl, Urteil, Vorschau
from mut_core.austausch.lesung import Einstellung, read_lesung
from mut_core.austausch.mappe import read_mappe
from mut_core.austausch.uebernahme import build_plan, uebernehmbar
from mut_core.datenbank import schreibeinheit
from mut_core.erfassung import sachstand
from mut_core.erfassung.massnahme import save_massnahme
from mut_core.modell.codes import Umsetzungsstand

TAG = date(2026, 1, 15)
BILD = build_bild(
    *(
        build_massnahme(f"{n}", "in_umsetzung", titel=t)
        for n, t in enumerate(("Sprachcafé in Kitas", "Kurs im Rathaus"))
    ),
    felder=({"titel": "Sprache"},),
    stellen=("Volkshochschule", "Fachdienst Soziales"),
)


def gesehen(v: Vorschau) -> tuple[Any, ...]:
    """Alles, was ein Mensch an der Vorschau sieht."""
    offen = (v.offene_stellen, v.offene_woerter, v.offene_handlungsfelder, v.offene_farben, v.hinweise, v.stand)
    return (list(v.zeilen), v.zaehlung(), v.fehlende, [uebernehmbar(z) for z in v.zeilen], *offen)


def entscheidungen(v: Vorschau) -> list[Mapping[str, Any]]:
    """Eine Entscheidung jeder Art, die diese Vorschau erlaubt, in der Reihenfolge der Seite."""
    unsicher = [c.ort for z in v.zeilen for c in z.zellen if c.urteil is Urteil.UNSICHER]
    fragen = [z.schluessel for z in v.zeilen if z.kandidaten]
    zeit = [c.ort for z in v.zeilen for c in z.zellen if c.feld == "zeitraum"]
    arten: list[tuple[list[str], Any]] = [
        (unsicher, lambda w: {"bestaetigt": {w}}),
        (list(v.offene_stellen), lambda w: {"stellen": {w: "neu"}}),
        (list(v.offene_handlungsfelder), lambda w: {"handlungsfelder": {w: 1}}),
        (list(v.offene_woerter), lambda w: {"statuswoerter": {w: "umgesetzt"}}),
        (list(v.offene_farben), lambda w: {"farben": {w: "umgesetzt"}}),
        (fragen, lambda w: {"abgleich": {w: "neu"}}),
        (zeit, lambda w: {"korrekturen": {w: "bis 31.12.2031"}}),
        (["2025"], lambda _: {"stand": date(2025, 6, 30)}),
        ([""], lambda w: {"handlungsfelder": {w: 1}}),
    ]
    return [entscheide(worte[0]) for worte, entscheide in arten if worte]


def test_nach_jeder_entscheidung_ist_die_vorschau_wie_ganz_neu_gerechnet() -> None:
    geprueft = set()
    for nummer, muster in enumerate(listen(saat=3, zeilen=(6, 9))):
        if nummer % 7:
            continue
        mappe = read_mappe(muster.inhalt, muster.dateiname)
        lesung = read_lesung(mappe, BILD, TAG)
        wahl = Deutungswahl()
        for entscheidung in entscheidungen(lesung.vorschau):
            gesehen(lesung.vorschau)  # die Seite hat alle Zeilen gebaut
            wahl = wahl.mit(**entscheidung)
            lesung = read_lesung(mappe, BILD, TAG, einstellung=Einstellung(wahl=wahl), vorher=lesung)
            ganz = read_lesung(mappe, BILD, TAG, einstellung=Einstellung(wahl=wahl))
            assert gesehen(lesung.vorschau) == gesehen(ganz.vorschau), (muster.name, entscheidung)
            geprueft |= entscheidung.keys()
    assert geprueft >= {"bestaetigt", "stellen", "handlungsfelder", "korrekturen", "stand"}


def test_nur_die_betroffene_zeile_entsteht_neu() -> None:
    mappe = read_mappe(next(iter(listen(saat=7, zeilen=(20, 20)))).inhalt, "liste.xlsx")
    vorher = read_lesung(mappe, BILD, TAG)
    alte = list(vorher.vorschau.zeilen)
    ort = alte[4].zellen[2].ort
    einstellung = Einstellung(wahl=Deutungswahl(korrekturen={ort: "etwas anderes"}))
    neue = list(read_lesung(mappe, BILD, TAG, einstellung=einstellung, vorher=vorher).vorschau.zeilen)
    assert [i for i, (a, b) in enumerate(zip(alte, neue, strict=True)) if a is not b] == [4]


def aendere(g: Gemeinde, uhr: Uhr, name: str, **werte: Any) -> None:
    vorgang = uhr.vorgang(g.kora)
    with schreibeinheit(g.engine, vorgang) as session:
        version = next(m.version for m in bild(g).massnahmen.itertuples() if m.id == g.massnahmen[name])
        save_massnahme(session, vorgang, g.massnahmen[name], werte, basis_version=version)


def test_was_seit_der_ausgabe_geaendert_wurde_ueberschreibt_eine_zurueckgekommene_liste_nie_ungefragt(
    sqlite_gemeinde: Gemeinde, uhr: Uhr
) -> None:
    g = sqlite_gemeinde
    inhalt = trage_ein(g, "zielgruppe", "Familien")  # ausgegeben und in Excel geändert
    aendere(g, uhr, "lotsen", indikator="Zahl der Begleitungen", zielgruppe="Jugendliche")  # derweil in der App
    lesung = lies(g, inhalt)
    (zeile,) = geaenderte(lesung)
    fraglich = {c.feld: c for c in zeile.zellen if c.grund.startswith(INZWISCHEN)}
    assert fraglich.keys() == {"zielgruppe"}  # leere Zellen löschen nie etwas
    assert "„Jugendliche“" in fraglich["zielgruppe"].grund
    assert build_plan(lesung.vorschau, lesung.mappe, bild(g), HEUTE).zeilen == ()

    wahl = lesung.einstellung.wahl.mit(bestaetigt={fraglich["zielgruppe"].ort})
    entschieden = read_lesung(
        lesung.mappe, bild(g), HEUTE, einstellung=replace(lesung.einstellung, wahl=wahl), vorher=lesung
    )
    (plan,) = build_plan(entschieden.vorschau, entschieden.mappe, bild(g), HEUTE).zeilen
    assert plan.werte == {"zielgruppe": "Familien"}


def test_hat_jemand_derweil_gemeldet_ist_nur_das_in_der_liste_geaenderte_eine_frage(
    sqlite_gemeinde: Gemeinde, uhr: Uhr
) -> None:
    g = sqlite_gemeinde
    inhalt = trage_ein(g, "naechster_schritt", "Zweiter Kurs im Herbst.")
    uhr.weiter(minutes=5)
    vorgang = uhr.vorgang(g.kora)
    with schreibeinheit(g.engine, vorgang) as session:
        nummer, version = sachstand.basis(session, g.massnahmen["lotsen"])
        neu = sachstand.SachstandEingabe(HEUTE, Umsetzungsstand.IDEE, "Von Hand gemeldet.")
        sachstand.record_sachstand(session, vorgang, g.massnahmen["lotsen"], neu, basis=nummer, basis_version=version)
    lesung = lies(g, inhalt)
    (zeile,) = geaenderte(lesung)
    assert [c.feld for c in zeile.zellen if c.grund.startswith(INZWISCHEN)] == ["naechster_schritt"]
    (stand,) = [s for s in zeile.sachstaende if not s.schon_da]
    assert stand.urteil is Urteil.UNSICHER
    assert (stand.werte["umsetzungsstand"], stand.zum) == (Umsetzungsstand.IDEE, HEUTE)  # nicht der alte von damals


def test_ohne_aenderung_in_der_app_fragt_die_zurueckgekommene_liste_nicht(sqlite_gemeinde: Gemeinde, uhr: Uhr) -> None:
    g = sqlite_gemeinde
    inhalt = trage_ein(g, "zielgruppe", "Familien")
    aendere(g, uhr, "wegweiser", zielgruppe="Jugendliche")  # eine andere Maßnahme
    lesung = lies(g, inhalt)
    je_titel = {z.titel: z for z in geaenderte(lesung)}
    assert je_titel["Ankommenslotsen"].urteil is Urteil.SICHER
    assert "Mehrsprachiger Wegweiser" not in je_titel  # die leere Zelle löscht nichts


@pytest.mark.parametrize("wert", ["viele", "", "9" * 12])
def test_eine_verfaelschte_basis_stoert_nicht(sqlite_gemeinde: Gemeinde, wert: str) -> None:
    mappe = openpyxl.load_workbook(io.BytesIO(trage_ein(sqlite_gemeinde, "zielgruppe", "Familien")))
    blatt: Any = mappe["_mut"]
    kopf = next(z[0].row for z in blatt.iter_rows() if z[0].value == "Schlüssel")
    for nr in range(kopf + 1, blatt.max_row + 1):
        blatt.cell(nr, 3).value = wert
    puffer = io.BytesIO()
    mappe.save(puffer)
    (zeile,) = geaenderte(lies(sqlite_gemeinde, puffer.getvalue()))
    assert zeile.urteil is Urteil.SICHER
