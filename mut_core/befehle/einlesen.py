"""Einlesen: eine Maßnahmenliste (.xlsx, .ods, .csv) in ein Konzept übernehmen – oder mit `--probe` nur nachsehen."""

import argparse
import json
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from mut_core import lagebild, rechte
from mut_core.austausch.lesung import Einstellung, Lesung, read_lesung
from mut_core.austausch.mappe import read_mappe
from mut_core.austausch.uebernahme import UNVERAENDERT, build_plan
from mut_core.befehle.aufruf import Unterbefehle, read_tag
from mut_core.befehle.ausgabe import sage, zeige
from mut_core.befehle.verbindung import datenbank, switch_betrieb
from mut_core.datenbank import leseeinheit, schreibeinheit
from mut_core.erfassung.einlesung import Einlesungsplan, load_zuordnung, record_einlesung
from mut_core.erfassung.protokoll import tag_in_berlin
from mut_core.rechte import Person
from mut_core.sprache import anzahl

_BETRIEB = Person(0, rechte.BETRIEB, "Befehl auf dem Server")
_GRUENDE = 20
"""So viele nicht übernommene Zeilen nennt der Befehl; alle stehen auf der Seite „Listen“."""


def add_befehl(befehle: Unterbefehle) -> None:
    """Meldet `einlesen` an."""
    form = befehle.add_parser("einlesen", help="eine Maßnahmenliste einlesen (.xlsx, .ods, .csv)")
    form.add_argument("datei", metavar="DATEI", type=Path, help="die Liste, z. B. Massnahmen.xlsx")
    form.add_argument("--konzept", required=True, help="Kürzel, z. B. lehrte")
    form.add_argument("--probe", action="store_true", help="nur lesen und zählen, nichts schreiben")
    form.add_argument("--json", action="store_true", help="das Ergebnis als ein JSON-Objekt ausgeben")
    form.add_argument("--stand", type=read_tag, help="JJJJ-MM-TT: der Tag, für den die Liste gilt")
    form.set_defaults(tun=einlesen)


def einlesen(argumente: argparse.Namespace) -> None:
    """Liest eine Liste ein und übernimmt das Sichere als einen Schritt; Unsicheres bleibt draußen und wird genannt."""
    mappe = read_mappe(argumente.datei.read_bytes(), argumente.datei.name)
    jetzt = datetime.now(UTC)
    heute = tag_in_berlin(jetzt)
    with datenbank() as engine:
        with leseeinheit(engine) as session:
            konzept_id = lagebild.require_konzept(session, argumente.konzept)
            bild = lagebild.load_lagebild(session, konzept_id, heute, intern=True)
            lesung = read_lesung(mappe, bild, heute, gemerkt=partial(load_zuordnung, session, _BETRIEB, konzept_id))
        if argumente.stand:
            wahl = lesung.einstellung.wahl.mit(stand=argumente.stand)
            einstellung = Einstellung(lesung.einstellung.blaetter, lesung.einstellung.zuordnung, wahl)
            lesung = read_lesung(mappe, bild, heute, einstellung=einstellung)
        plan = build_plan(lesung.vorschau, mappe, bild, heute)
        if not argumente.probe and plan.zeilen:
            _schreibe(engine, konzept_id, plan, jetzt)
    if argumente.json:
        zeige(json.dumps(lesung.vorschau.zaehlung(), ensure_ascii=False))
    else:
        _berichte(lesung, plan)
    sage(_schluss(plan, sum(z.ist_offen for z in lesung.vorschau.zeilen), probe=argumente.probe))


def _schreibe(engine: sa.Engine, konzept_id: int, plan: Einlesungsplan, jetzt: datetime) -> None:
    with schreibeinheit(engine, None) as session:
        vorgang = switch_betrieb(session, jetzt, "einlesen")
        record_einlesung(session, vorgang, konzept_id, plan)


def _schluss(plan: Einlesungsplan, offen: int, *, probe: bool) -> str:
    if not plan.zeilen and offen:
        zeilen = anzahl(offen, "Zeile", "Zeilen")
        wo = f"In {zeilen} ist etwas zu klären; das geht auf der Seite „Listen“."
        return f"Ohne Rückfrage ist nichts zu übernehmen. {wo} Es wurde nichts geschrieben."
    if not plan.zeilen:
        return "Es ist nichts zu übernehmen: Alles Sichere steht schon so da. Es wurde nichts geschrieben."
    was = anzahl(len(plan.zeilen), "Zeile", "Zeilen")
    if probe:
        kann = anzahl(len(plan.zeilen), "Zeile ließe", "Zeilen ließen")
        return f"Probe: {kann} sich übernehmen. Es wurde nichts geschrieben."
    return f"Übernommen: {was} aus „{plan.dateiname}“. Auf der Seite „Listen“ lässt sich das zurücknehmen."


def _berichte(lesung: Lesung, plan: Einlesungsplan) -> None:
    zahlen: dict[str, Any] = lesung.vorschau.zaehlung()
    blaetter = ", ".join(f"„{liste.blatt}“" for liste in lesung.listen)
    zeige(
        f"Gelesen: {anzahl(zahlen['zeilen'], 'Zeile', 'Zeilen')} aus {blaetter}, davon "
        f"{anzahl(zahlen['massnahmen'], 'Maßnahme', 'Maßnahmen')} und "
        f"{anzahl(zahlen['sachstaende'], 'Sachstand', 'Sachstände')}."
    )
    zeige(f"Zellen: {zahlen['sicher']} sicher, {zahlen['unsicher']} unsicher, {zahlen['fehler']} mit Fehler.")
    for ueberschrift, feld in zahlen["spalten"].items():
        zeige(f"  {ueberschrift} → {feld or '(Zusatzfeld)'}")
    for hinweis in (*lesung.mappe.hinweise, *lesung.vorschau.hinweise):
        zeige(f"Hinweis: {hinweis}")
    gruende = {ort: grund for ort, grund in plan.uebersprungen.items() if grund != UNVERAENDERT}
    if gleich := len(plan.uebersprungen) - len(gruende):
        zeige(f"Unverändert: {anzahl(gleich, 'Zeile', 'Zeilen')}.")
    for ort, grund in list(gruende.items())[:_GRUENDE]:
        zeige(f"Nicht übernommen: {ort}: {grund}")
    if (mehr := len(gruende) - _GRUENDE) > 0:
        zeige(f"… und {anzahl(mehr, 'weitere Zeile', 'weitere Zeilen')}.")
