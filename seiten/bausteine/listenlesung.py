"""Listenlesung: die hochgeladene Liste und was jemand daran richtiggestellt hat – beides übersteht ein Neuladen.

Die Datei liegt in der Ablage auf dem Server, das Richtiggestellte im Entwurf; der Browser kennt nur ihre Nummer.
"""

import json
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Any

import streamlit as st

from mut_core.auftrag import AblageDatei, delete_ablage, load_ablage, save_ablage
from mut_core.austausch.lesung import Einstellung, Lesung, read_lesung
from mut_core.austausch.mappe import Mappe, read_mappe
from mut_core.austausch.uebernahme import build_plan
from mut_core.austausch.zuordnung import Spaltenwahl, Zuordnung
from mut_core.datenbank import schreibeinheit
from mut_core.erfassung.einlesung import load_zuordnung, record_einlesung, save_zuordnung
from mut_core.erfassung.entwurf import archive_entwurf, load_entwurf, save_entwurf
from mut_core.lagebild import Lagebild
from seiten.bausteine import handlung, sitzung

NAME = "listen"
ZWECK = "liste"


@dataclass(frozen=True)
class Offene:
    """Eine Liste, an der gerade gearbeitet wird."""

    konzept_id: int
    datei: AblageDatei
    bild: Lagebild
    lesung: Lesung
    geaendert: bool
    """Sagt, ob jemand an Zuordnung oder Deutung etwas richtiggestellt hat."""


def lege_ab(konzept_id: int, name: str, inhalt: bytes, zweck: str = ZWECK) -> int:
    """Legt eine hochgeladene Datei in die Ablage und gibt ihre Nummer."""
    ich = sitzung.person()
    with schreibeinheit(sitzung.engine(), None) as session:
        return save_ablage(session, ich, konzept_id, zweck, name, inhalt, datetime.now(UTC))


def nimm_weg(konzept_id: int, nummer: int) -> None:
    """Nimmt eine Datei aus der Ablage und vergisst, was an ihr richtiggestellt war."""
    ich = sitzung.person()
    with schreibeinheit(sitzung.engine(), None) as session:
        delete_ablage(session, ich, konzept_id, nummer)
    sitzung.write(f"ablage-{nummer}", lambda s, v: archive_entwurf(s, v, konzept_id, gegenstand(nummer)))


def gegenstand(nummer: int) -> str:
    """Gibt den Gegenstand, unter dem das Richtiggestellte aufgehoben wird."""
    return f"einlesung:{nummer}"


def lade(konzept_id: int, nummer: int) -> Offene:
    """Liest die abgelegte Datei bis zur Vorschau; wirft NichtGefundenError und EingabeError."""
    ich, heute = sitzung.person(), sitzung.heute()
    datei = sitzung.read(lambda s: load_ablage(s, ich, konzept_id, nummer))
    bild = sitzung.lagebild(konzept_id, heute)
    angefangen = sitzung.read(lambda s: load_entwurf(s, ich.id, konzept_id, gegenstand(nummer)))
    text = json.dumps(dict(angefangen.felder), sort_keys=True) if angefangen else ""
    mappe = lies_mappe(datei)
    lesung = _lesung(mappe.sha256, datei.name, konzept_id, bild.aenderungsstand, heute, text, _mappe=mappe, _bild=bild)
    return Offene(konzept_id, datei, bild, lesung, geaendert=bool(text))


def lies_mappe(datei: AblageDatei) -> Mappe:
    """Liest die Blätter einer abgelegten Datei, nur einmal je Datei; wirft EingabeError."""
    return _mappe(datei.id, datei.am, datei.name, datei.inhalt)


@st.cache_resource(max_entries=4, ttl=3600, show_spinner="Die Datei wird gelesen …")
def _mappe(nummer: int, am: datetime, name: str, _inhalt: bytes) -> Mappe:  # noqa: ARG001 – Teil des Schlüssels
    return read_mappe(_inhalt, name)


@st.cache_resource(max_entries=4, ttl=3600, show_spinner="Die Liste wird gedeutet und mit dem Konzept verglichen …")
def _lesung(  # noqa: PLR0917 – jeder Wert unterscheidet eine Vorschau
    pruefsumme: str,
    name: str,  # noqa: ARG001 – Teil des Schlüssels
    konzept_id: int,
    stand: int,
    heute: date,
    einstellung: str,
    *,
    _mappe: Mappe,
    _bild: Lagebild,
) -> Lesung:
    ich = sitzung.person()
    vorige = _vorige(pruefsumme, konzept_id, stand, heute)
    lesung = read_lesung(
        _mappe,
        _bild,
        heute,
        einstellung=Einstellung.from_json(json.loads(einstellung)) if einstellung else None,
        gemerkt=lambda form: sitzung.read(lambda s: load_zuordnung(s, ich, konzept_id, form)),
        vorher=next(iter(vorige), None),
    )
    lesung.vorschau.lagen()  # hier entstehen alle Zeilen, solange die Seite noch sagt, woran sie arbeitet
    vorige[:] = [lesung]
    return lesung


@st.cache_resource(max_entries=4, ttl=3600, show_spinner=False)
def _vorige(pruefsumme: str, konzept_id: int, stand: int, heute: date) -> list[Lesung]:  # noqa: ARG001 – Schlüssel
    """Der Platz für die letzte Lesung dieser Datei: Nach einer Entscheidung entsteht nur das Geänderte neu."""
    return []


# --- richtigstellen --------------------------------------------------------------------------------------------------


def merke(o: Offene, einstellung: Einstellung) -> None:
    """Hebt die geänderte Einstellung auf; beim nächsten Lauf gilt sie."""
    werte = einstellung.as_json()
    handlung.versuche(NAME, lambda s, v: save_entwurf(s, v, o.konzept_id, gegenstand(o.datei.id), werte))


def merke_wahl(o: Offene, **entscheidung: Any) -> None:
    """Nimmt eine Entscheidung zur Deutung auf (`stellen={"SWM": 3}`, `bestaetigt={"Blatt!4!2"}` …)."""
    e = o.lesung.einstellung
    merke(o, replace(e, wahl=e.wahl.mit(**entscheidung)))


def merke_spalte(o: Offene, ueberschrift: str, feld: str | None) -> None:
    """Ordnet eine Spalte einem Feld zu; jedes Feld gibt es dann nur einmal."""
    bisher = zuordnung(o)
    spalten = tuple(_umgeordnet(s, ueberschrift, feld) for s in bisher.spalten)
    merke(o, replace(o.lesung.einstellung, zuordnung=replace(bisher, spalten=spalten)))


def _umgeordnet(s: Spaltenwahl, ueberschrift: str, feld: str | None) -> Spaltenwahl:
    if s.ueberschrift == ueberschrift:
        return replace(s, feld=feld)
    doppelt = feld is not None and s.feld == feld and s.zum is None and s.jahr is None
    return replace(s, feld=None) if doppelt else s


def merke_kopf(o: Offene, zeile: int | None) -> None:
    """Setzt die Zeile mit den Überschriften; die Spalten werden dort neu gesucht."""
    neu = Zuordnung(kopfzeile=zeile) if zeile else None
    merke(o, replace(o.lesung.einstellung, zuordnung=neu))


def merke_blaetter(o: Offene, blaetter: list[str]) -> None:
    """Setzt, welche Blätter gelesen werden; ohne eines gilt wieder der Vorschlag."""
    gewaehlt = frozenset(blaetter) or None
    merke(o, replace(o.lesung.einstellung, blaetter=gewaehlt, zuordnung=None))


def zuordnung(o: Offene) -> Zuordnung:
    """Gibt, wie die Spalten gelesen sind – über alle Blätter; die Kopfzeile nur, wenn es ein Blatt ist."""
    listen = o.lesung.listen
    alle = {s.ueberschrift: s for liste in reversed(listen) for s in liste.zuordnung.spalten}
    erste = listen[0].zuordnung
    eine = len(listen) == 1 and o.lesung.einstellung.zuordnung is not None
    return Zuordnung(None, erste.kopfzeile if eine else None, erste.kopfzeilen if eine else None, tuple(alle.values()))


# --- übernehmen ------------------------------------------------------------------------------------------------------


def uebernimm(o: Offene) -> None:
    """Übernimmt alles Sichere und Bestätigte als einen Schritt und merkt die Zuordnung für die nächste Datei."""
    lesung = o.lesung
    plan = build_plan(lesung.vorschau, lesung.mappe, o.bild, sitzung.heute())
    gemerktes = lesung.einstellung.gemerktes()

    def schreibe(s: Any, v: Any) -> int:
        nummer = record_einlesung(s, v, o.konzept_id, plan)
        if o.geaendert:
            save_zuordnung(s, v, o.konzept_id, lesung.form, gemerktes)
        return nummer

    stand = (lesung.mappe.sha256, o.bild.aenderungsstand, json.dumps(lesung.einstellung.as_json(), sort_keys=True))
    handlung.versuche(
        NAME,
        schreibe,
        schluessel=handlung.schluessel_fuer("einlesung", *stand),
    )
