"""Tabellenstand: der Schnappschuss, den die Tabelle zeigt, und die offenen Änderungen daran – auch über Neuladen.

Der Schnappschuss ändert sich nicht, solange jemand tippt; sonst verlöre die Tabelle ihre Eingaben. Jede offene
Änderung hält fest, worauf sie beruht (Version, letzter Sachstand, alter Text der Zelle) und liegt als Entwurf „tabelle“
in der Datenbank.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

import pandas as pd
import streamlit as st

from mut_core.erfassung import entwurf
from mut_core.erfassung.tabelle import SPALTEN, zellen
from mut_core.fehler import MutError
from mut_core.lagebild import Lagebild
from mut_core.lagebild.bild import letzte_sachstaende
from seiten.bausteine import nachschlagen, sitzung

GEGENSTAND = "tabelle"
_SCHNAPPSCHUSS = "tabelle_schnappschuss"
_FEHLER = "tabelle_entwurf_fehler"


@dataclass
class Offen:
    """Die offenen Änderungen einer Zeile und worauf sie beruhen."""

    nummer: str
    titel: str
    version: int
    basis: int
    alt: dict[str, str] = field(default_factory=dict)
    """Was zu Beginn in jeder Zelle stand – in jeder, damit auch ein Konflikt in anderen Zellen auffällt."""
    neu: dict[str, str] = field(default_factory=dict)
    grund: str = ""
    zeitraum_wie: str = ""


@dataclass(frozen=True)
class Schnappschuss:
    """Was die Tabelle gerade zeigt: welche Zeilen mit welchen Texten, und was daran vorher schon offen war."""

    wovon: tuple[Any, ...]
    nummer: int
    aenderungsstand: int
    zeilen: Mapping[int, Offen]
    davor: Mapping[int, Offen]

    @property
    def schluessel(self) -> str:
        """Der Name der Tabelle; er wechselt mit dem Schnappschuss: Alte Eingaben rutschen nie in neue Zeilen."""
        return f"tabelle_{self.wovon[0]}_{self.nummer}"

    def tabelle(self) -> pd.DataFrame:
        """Gibt die Zeilen mit den schon offenen Änderungen: Nr. und je Spalte ein Text, Index = Schlüssel."""
        texte = [
            {"nr": z.nummer} | z.alt | (self.davor[i].neu if i in self.davor else {}) for i, z in self.zeilen.items()
        ]
        return pd.DataFrame(texte, columns=["nr", *SPALTEN], index=list(self.zeilen), dtype=object)


# --- Offenes ---------------------------------------------------------------------------------------------------------


def offene(konzept_id: int) -> dict[int, Offen]:
    """Gibt die offenen Änderungen je Maßnahme: aus der Sitzung, nach einem Neuladen aus dem Entwurf."""
    schluessel = f"tabelle_offen_{konzept_id}"
    if schluessel not in st.session_state:
        ich = sitzung.person()
        e = sitzung.read(lambda s: entwurf.load_entwurf(s, ich.id, konzept_id, GEGENSTAND))
        st.session_state[schluessel] = _gelesen(e.felder) if e else {}
    vorhanden: dict[int, Offen] = st.session_state[schluessel]
    return vorhanden


def _gelesen(felder: Mapping[str, Any]) -> dict[int, Offen]:
    """Gibt den Entwurf als Zeilen; Spalten, die es in dieser Fassung nicht mehr gibt, entfallen."""
    zeilen: dict[int, Offen] = {}
    for i, z in dict(felder.get("zeilen") or {}).items():
        offen = Offen(**z)
        offen.neu = {s: w for s, w in offen.neu.items() if s in SPALTEN}
        zeilen[int(i)] = offen
    return zeilen


def setze(konzept_id: int, neue: Mapping[int, Offen]) -> None:
    """Merkt die offenen Änderungen und hebt sie als Entwurf auf; ohne Änderungen verschwindet der Entwurf."""
    st.session_state[f"tabelle_offen_{konzept_id}"] = dict(neue)
    felder = {"zeilen": {str(i): asdict(z) for i, z in neue.items()}}
    st.session_state.pop(_FEHLER, None)
    try:
        if neue:
            sitzung.write(_vorgang(felder), lambda s, v: entwurf.save_entwurf(s, v, konzept_id, GEGENSTAND, felder))
        else:
            sitzung.write(_vorgang(felder), lambda s, v: entwurf.archive_entwurf(s, v, konzept_id, GEGENSTAND))
    except MutError as fehler:
        st.session_state[_FEHLER] = str(fehler)


def _vorgang(felder: object) -> str:
    return hashlib.sha256(json.dumps(felder, sort_keys=True).encode()).hexdigest()[:40]


def entwurfsfehler() -> str | None:
    """Gibt den Satz, warum die Änderungen nicht aufgehoben werden konnten; sonst None."""
    fehler: str | None = st.session_state.get(_FEHLER)
    return fehler


def vorgang_zu(massnahme_id: int, z: Offen) -> str:
    """Gibt den Schlüssel, unter dem diese Zeile gespeichert wird: derselbe Inhalt auf demselben Stand nur einmal."""
    return _vorgang([sitzung.person().id, massnahme_id, asdict(z)])


# --- Schnappschuss ---------------------------------------------------------------------------------------------------


def uebernimm(konzept_id: int) -> None:
    """Übernimmt, was in der Tabelle getippt oder eingefügt wurde, in die offenen Änderungen."""
    schuss: Schnappschuss | None = st.session_state.get(_SCHNAPPSCHUSS)
    if schuss is None or schuss.wovon[0] != konzept_id:
        return
    if schuss.schluessel not in st.session_state:  # die Seite war verlassen: Die Tabelle beginnt neu, Offenes bleibt
        verwirf_schnappschuss()
        return
    getippt = st.session_state[schuss.schluessel]["edited_rows"]
    bisher = offene(konzept_id)
    neue = dict(bisher)
    for stelle, (id_, z) in enumerate(schuss.zeilen.items()):
        davor, jetzt = schuss.davor.get(id_), bisher.get(id_)
        grundlage = davor or z
        neu = dict(davor.neu) if davor else {}
        neu |= {s: str(w or "") for s, w in getippt.get(stelle, {}).items() if s in SPALTEN}
        neu = {s: w for s, w in neu.items() if w != grundlage.alt[s]}
        if neu:
            wie = jetzt or grundlage
            neue[id_] = Offen(
                z.nummer, z.titel, grundlage.version, grundlage.basis, grundlage.alt, neu, wie.grund, wie.zeitraum_wie
            )
        else:
            neue.pop(id_, None)
    if neue != bisher:
        setze(konzept_id, neue)


def schnappschuss(bild: Lagebild, ids: Iterable[int], wovon: tuple[Any, ...]) -> Schnappschuss:
    """Gibt den Schnappschuss zu einer Auswahl von Zeilen; solange `wovon` gleich bleibt, denselben."""
    wovon = (bild.konzept.id, *wovon)
    alter: Schnappschuss | None = st.session_state.get(_SCHNAPPSCHUSS)
    if alter is not None and alter.wovon == wovon:
        return alter
    massnahmen = nachschlagen.massnahmen(bild)
    nummern = hoechste_nummern(bild)
    zeilen = {i: zeile(massnahmen[i], nummern.get(i, 0)) for i in ids}
    davor = {i: z for i, z in offene(bild.konzept.id).items() if i in zeilen}
    neuer = Schnappschuss(wovon, (alter.nummer if alter else 0) + 1, bild.aenderungsstand, zeilen, davor)
    st.session_state[_SCHNAPPSCHUSS] = neuer
    return neuer


def verwirf_schnappschuss() -> None:
    """Lässt den nächsten Lauf neu lesen; die Nummer zählt weiter, damit keine alte Eingabe wiederkehrt."""
    alter: Schnappschuss | None = st.session_state.get(_SCHNAPPSCHUSS)
    if alter is not None:
        st.session_state[_SCHNAPPSCHUSS] = Schnappschuss((alter.wovon[0], None), alter.nummer, 0, {}, {})


def zeile(m: Any, basis: int) -> Offen:
    """Gibt eine unberührte Zeile zu einer Maßnahme des Lagebilds."""
    return Offen(m.nummer, m.titel, m.version, basis, zellen(m))


def hoechste_nummern(bild: Lagebild) -> Mapping[int, int]:
    """Gibt je Maßnahme die Nummer ihres zuletzt erfassten Sachstands: darauf beruht der nächste."""

    def zaehle() -> dict[int, int]:
        nummern: dict[int, int] = {}
        for id_, n in zip(bild.sachstaende["massnahme_id"], bild.sachstaende["nummer"], strict=True):
            nummern[id_] = max(n, nummern.get(id_, 0))
        return nummern

    gezaehlt: Mapping[int, int] = sitzung.gemerkt("hoechste_nummern", bild, zaehle)
    return gezaehlt


def geltende(bild: Lagebild) -> Mapping[int, Any]:
    """Gibt je Maßnahme ihren geltenden Sachstand."""
    gefunden: Mapping[int, Any] = sitzung.gemerkt(
        "geltende", bild, lambda: letzte_sachstaende(bild.sachstaende, bild.stichtag)
    )
    return gefunden
