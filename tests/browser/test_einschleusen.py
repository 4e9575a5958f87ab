"""Einschleusen: neunzehn Nutzlasten in jedem Textfeld, und keine Seite führt für irgendwen etwas davon aus."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
import sqlalchemy as sa
from app_server import WURZEL
from boesartig import FREMD, NUTZLASTEN
from conftest import FERTIG
from playwright.sync_api import Page, expect
from sqlalchemy.orm import Session

from mut_core.datenbank import connect_datenbank, leseeinheit, schreibeinheit
from mut_core.erfassung.protokoll import Vorgang, tag_in_berlin
from mut_core.modell import Base, Berichtsstand, Einstellung, Entwurf, Konzept, Massnahme, Nutzer, Protokoll, Sachstand
from mut_core.modell.codes import Umsetzungsstand
from mut_core.modell.grundlage import Datensatz
from mut_core.rechte import load_person

pytestmark = pytest.mark.browser

PERSONEN = ("leitung", "fachkraft", "fachkraft-bildung", "koordination", "administration")
SEITEN = sorted(p.stem for p in (WURZEL / "seiten").glob("*.py") if p.stem not in ("__init__", "rahmen"))
NIE = frozenset({"schluessel", "kennung", "dienstkennung", "wahl", "pruefliste"})
"""Spalten, die Adressen, Anmeldungen oder JSON des Programms tragen und deren Form der Kern erzwingt."""

UNVERAENDERLICH = (Sachstand, Berichtsstand, Protokoll, Einstellung)
VOLL = "koordination"
"""Diese Person sieht am meisten; sie öffnet auch, was erst auf Klick erscheint."""


def textspalten(klasse: type[Datensatz]) -> list[sa.Column[Any]]:
    """Alle Spalten, in die jemand schreiben kann, was er will."""
    spalten = list(sa.inspect(klasse).columns)
    return [
        s for s in spalten if isinstance(s.type, sa.String) and not isinstance(s.type, sa.Enum) and s.key not in NIE
    ]


def text_fuer(spalte: sa.Column[Any], zeile: int, stelle: int, runde: int) -> str:
    """Lange Felder tragen alle Nutzlasten, kurze reihum eine; Eindeutiges bleibt es durch die Zahl am Ende."""
    beginn = (zeile + stelle + runde) % len(NUTZLASTEN)
    laenge = spalte.info.get("laenge") or 300
    if laenge >= 4000:
        return "\n\n".join((*NUTZLASTEN[beginn:], *NUTZLASTEN[:beginn]))
    return f"{NUTZLASTEN[beginn][: laenge - 8]} {zeile}"


def vergifte(datei: Path, runde: int) -> int:
    """Schreibt Nutzlasten in jedes Textfeld jeder Zeile, über die Wache, und gibt die Zahl der Felder."""
    engine = connect_datenbank(f"sqlite:///{datei}")
    with leseeinheit(engine) as session:
        person = load_person(session, "koordination")
    jetzt, felder = datetime.now(UTC), 0
    with schreibeinheit(engine, Vorgang(person, jetzt, grund=NUTZLASTEN[0])) as session:
        klassen = [m.class_ for m in Base.registry.mappers if issubclass(m.class_, Datensatz)]
        for klasse in sorted(klassen, key=lambda k: k.__name__):
            if klasse not in UNVERAENDERLICH:
                felder += vergifte_tabelle(session, klasse, runde)
        felder += melde(session, person.id, jetzt, runde)
    engine.dispose()
    return felder


def vergifte_tabelle(session: Session, klasse: type[Datensatz], runde: int) -> int:
    spalten = textspalten(klasse)
    for zeile in session.scalars(sa.select(klasse)):
        if isinstance(zeile, Konzept):
            zeile.vorgabe_stichtag = None  # sonst zeigten die Seiten den Stand vor der Vergiftung
        for stelle, spalte in enumerate(spalten):
            setattr(zeile, spalte.key, text_fuer(spalte, zeile.id, stelle, runde))
    return len(spalten)


def melde(session: Session, nutzer_id: int, jetzt: datetime, runde: int) -> int:
    """Sachstände und Entwürfe werden angefügt: zu jeder Maßnahme einer, in jedem Textfeld."""
    spalten = textspalten(Sachstand)
    hoechste = sa.select(Sachstand.massnahme_id, sa.func.max(Sachstand.nummer)).group_by(Sachstand.massnahme_id)
    letzte = {massnahme: nummer for massnahme, nummer in session.execute(hoechste)}  # noqa: C416 – Zeilen, keine Paare
    schreibende = list(session.scalars(sa.select(Nutzer.id).where(Nutzer.demo)))
    for m in session.scalars(sa.select(Massnahme)):
        texte = {s.key: text_fuer(s, m.id, stelle, runde) for stelle, s in enumerate(spalten)}
        nummer = letzte.get(m.id, 0) + 1
        stand = Sachstand(
            **texte, konzept_id=m.konzept_id, massnahme_id=m.id, nummer=nummer, zum=tag_in_berlin(jetzt),
            umsetzungsstand=Umsetzungsstand.IN_UMSETZUNG, erfasst_am=jetzt, erfasst_von_id=nutzer_id,
            gilt_ab=tag_in_berlin(jetzt),
        )  # fmt: skip
        session.add(stand)
        session.flush()
        for n in schreibende if runde == 0 and m.id % 9 == 0 else ():
            felder = {"text": "\n".join(NUTZLASTEN), "hindernis": NUTZLASTEN[m.id % 19], "frist_grund": NUTZLASTEN[1]}
            session.add(
                Entwurf(
                    nutzer_id=n,
                    konzept_id=m.konzept_id,
                    gegenstand=f"meldung:{m.id}",
                    basis=nummer,
                    basis_version=m.version,
                    felder=felder,
                    geaendert_am=jetzt,
                )
            )
    return len(spalten)


def wege(datei: Path, *, alle: bool) -> Iterator[str]:
    """Alle Seiten und eine Maßnahme; `alle`: dazu weitere und Adressen, in denen selbst Nutzlasten stehen."""
    engine = connect_datenbank(f"sqlite:///{datei}")
    with leseeinheit(engine) as session:
        alle_ids = sa.select(Massnahme.id, Konzept.schluessel).join(Konzept)
        ids = session.execute(alle_ids.order_by(Massnahme.id)).all()
    engine.dispose()
    yield from ("/" if seite == "uebersicht" else f"/{seite}" for seite in SEITEN)
    for nummer, konzept in ids[:: max(len(ids) // 2, 1)] if alle else ids[:1]:
        yield f"/massnahme?konzept={konzept}&id={nummer}"
        yield f"/melden?konzept={konzept}&massnahme={nummer}"
    namen = ("suche", "konzept", "stichtag", "gruppe", "quartal", "stelle", "stand", "id", "nr", "person", "tabelle")
    for beginn in (0, 7, 13) if alle else ():
        werte = {name: NUTZLASTEN[(beginn + n) % len(NUTZLASTEN)] for n, name in enumerate(namen)}
        yield f"/massnahmen?{urlencode(werte)}"
        yield f"/massnahme?{urlencode(werte)}"


def ruhig(seite: Page) -> None:
    """Wartet, bis die Seite steht – auch eine, auf der nur steht, dass man sie nicht sehen darf."""
    seite.wait_for_selector(FERTIG, timeout=30_000)
    expect(seite.get_by_test_id("stMain").locator("h1, [data-testid='stAlert']").first).to_be_visible(timeout=20_000)
    seite.wait_for_selector(FERTIG, timeout=30_000)


def wechsle(f: Any, weg: str, *, neu: bool) -> None:
    """Öffnet einen Weg; ohne Neuladen geht es dreimal so schnell, und was wirkte, wirkte ebenso."""
    if neu:
        f.seite.goto(f.adresse + weg)
    else:
        f.gehe(weg)
    ruhig(f.seite)


def lausche(seite: Page, gewirkt: list[str]) -> None:
    """Schreibt Dialoge und Skriptfehler mit."""
    seite.on("dialog", lambda d: (gewirkt.append(f"Dialog: {d.message}"), d.dismiss()))
    seite.on("pageerror", lambda fehler: gewirkt.append(f"Fehler: {fehler}"))


def klappe_auf(seite: Page) -> None:
    """Öffnet, was erst auf Klick erscheint: Aufklapper, die Tabelle der Maßnahmen, Hilfen."""
    for auf in seite.get_by_test_id("stExpander").locator("summary").all()[:8]:
        auf.click()
    tabelle = seite.get_by_role("radio", name="Tabelle")
    if tabelle.count():
        tabelle.first.click()
        ruhig(seite)
    for hilfe in seite.get_by_test_id("stTooltipHoverTarget").all()[:6]:
        hilfe.hover(force=True)
        seite.wait_for_timeout(100)


@pytest.mark.parametrize("runde", [0, *(pytest.param(r, marks=pytest.mark.lang) for r in range(1, 19))])
def test_keine_nutzlast_wirkt_auf_irgendeiner_seite(
    fenster: Any, demo_datei: Path, runde: int, runden: Callable[[int, int], int]
) -> None:
    """F61: jede Seite – 0 Dialoge, 0 Ausführungen, 0 Abrufe von Fremden, 0 Verletzungen der Richtlinie.

    Mit --lang als jede Person, mit Aufklappern und Adressen voller Nutzlasten, und jede Nutzlast wandert durch jedes
    kurze Feld jeder Zeile (19 Runden).
    """
    assert vergifte(demo_datei, runde) > 100
    gewirkt: list[str] = []
    gesehen = 0
    personen = sorted(PERSONEN, key=lambda p: (p != VOLL, p != "leitung"))[: runden(1, len(PERSONEN))]
    for person in personen:
        f = fenster(person)
        lausche(f.seite, gewirkt)
        for stelle, weg in enumerate(wege(demo_datei, alle=person == VOLL and runden(0, 1) == 1)):
            wechsle(f, weg, neu=stelle == 0 or runden(0, 1) == 1)
            if person == VOLL and runden(0, 1) == 1:
                klappe_auf(f.seite)
            gesehen += "__mut=" in f.seite.inner_text("body")
            if (wert := f.seite.evaluate("window.__mut")) is not None:
                gewirkt.append(f"{person} {weg}: {wert}")
            if f.seite.get_by_text("Unerwarteter Fehler").count():
                gewirkt.append(f"{person} {weg}: unerwarteter Fehler")
        gewirkt += [f"{person} fremd: {ziel}" for ziel in f.fremde()]
        gewirkt += [f"{person} Richtlinie: {v}" for v in f.csp_verletzungen()]
    assert gewirkt == []
    assert gesehen > 3 * len(personen), "die Nutzlasten müssen zu sehen sein, sonst prüft der Test nichts"


@pytest.mark.lang
def test_die_ueberschrift_einer_massnahme_ist_ihr_titel_und_nichts_weiter(fenster: Any, demo_datei: Path) -> None:
    """F63: Markdown und HTML im Titel stehen Zeichen für Zeichen da."""
    vergifte(demo_datei, 0)
    engine = connect_datenbank(f"sqlite:///{demo_datei}")
    with leseeinheit(engine) as session:
        abfrage = sa.select(Massnahme.id, Massnahme.titel, Konzept.schluessel).join(Konzept)
        massnahmen = session.execute(abfrage.order_by(Massnahme.id).limit(4)).all()
    engine.dispose()
    f = fenster("leitung")
    for nummer, titel, konzept in massnahmen:
        seite = f.oeffne(f"/massnahme?konzept={konzept}&id={nummer}")
        ueberschrift = seite.get_by_test_id("stMain").locator("h1").first
        assert "".join(titel.split("\n")[0].split()) in "".join(ueberschrift.inner_text().split())
        assert ueberschrift.locator("a, img, em, strong, code, iframe").count() == 0
    assert not any(FREMD in a for a in f.anfragen)
