"""Berichten: Kapitel 5 – ein weiteres Teilprojekt wie die Interkulturelle Öffnung mit Aufbau und Verlauf."""

from typing import Any

from mut_core import abbildungen
from mut_core.bericht.beteiligung import write_ereignistabelle
from mut_core.bericht.gliederung import Druck
from mut_core.bericht.saetze import gereiht, satzreihe, zaehlung, zeilen
from mut_core.modell.codes import Gremientyp
from mut_core.sprache import aufzaehlung


def titel(druck: Druck) -> str:
    """Überschrift: der Titel des Teilprojekts."""
    return str(druck.gegenstand.titel)


def beschreibung(druck: Druck) -> None:
    """Was das Teilprojekt ausmacht."""
    druck.doku.absatz(druck.gegenstand.beschreibung or "")


def aufbau(druck: Druck) -> None:
    """Lenkungsgruppe des Teilprojekts mit ihren Aufgaben; die Arbeitsgruppen nennt die Abbildung."""
    gremien = [g for g in druck.stoff.gremien if g.teilprojekt_id == druck.gegenstand.id]
    for gremium in gremien:
        if gremium.typ != Gremientyp.ARBEITSGRUPPE:
            _write_gremium(druck, gremium)
    gruppen = [g.name for g in gremien if g.typ == Gremientyp.ARBEITSGRUPPE]
    if gruppen:
        was = zaehlung(len(gruppen), "einer Arbeitsgruppe", "Arbeitsgruppen")
        gezeigt = abbildungen.projektaufbau(druck.stoff.lagebild, druck.gegenstand.id).plan
        druck.doku.absatz(f"Gearbeitet wird in {was}{'' if gezeigt else f': {aufzaehlung(gruppen)}'}.")


def _write_gremium(druck: Druck, gremium: Any) -> None:
    mitglieder = druck.stoff.mitglieder_von(gremium)
    aufgaben = zeilen(gremium.aufgaben)
    ua = "u. a. " if gremium.unvollstaendig else ""
    druck.doku.absatz(
        satzreihe(
            f"**{gremium.name}:**",
            f"Beteiligt: {ua}{gereiht(mitglieder)}." if mitglieder else "",
            "Aufgaben:" if aufgaben else "",
        )
    )
    druck.doku.aufzaehlung(aufgaben)


def verlauf(druck: Druck) -> None:
    """Was im Teilprojekt bis zum Stichtag geschah."""
    stoff = druck.stoff
    alle = [e for e in stoff.ereignisse if e.teilprojekt_id == druck.gegenstand.id and stoff.ist_vergangen(e)]
    if alle:
        write_ereignistabelle(druck, f"Verlauf bis zum Stichtag: {druck.gegenstand.titel}", alle)


def ohne_felder(druck: Druck) -> None:
    """Der Satz, wenn dem Teilprojekt noch kein Handlungsfeld zugeordnet ist."""
    if not druck.stoff.felder_von(druck.gegenstand):
        druck.doku.absatz("Diesem Teilprojekt ist zum Stichtag kein Handlungsfeld zugeordnet.")
