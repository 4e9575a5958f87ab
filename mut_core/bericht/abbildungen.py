"""Zeigen: die Abbildungen des Sachstandsberichts – erwähnt, beschriftet und in Worten für Vorleseprogramme.

Welche Abbildung wohin gehört: Fachhandbuch 2A. Gibt es eine nicht, sagt ein Satz warum.
"""

from typing import Any

from mut_core import abbildungen
from mut_core.abbildungen import Abbildung
from mut_core.bericht.gliederung import Druck, marke
from mut_core.zeitangaben import datum_text


def organigramm(druck: Druck) -> None:
    """Abbildung 1: Berichtsweg, Projektgruppe und Arbeitsgruppen des Hauptteils."""
    stoff = druck.stoff
    teil = f" – {stoff.teilprojekte[0].titel}" if stoff.weitere_teilprojekte else ""
    bild = abbildungen.organigramm(stoff.lagebild)
    satz = "Wer mit wem arbeitet und an wen berichtet, zeigt das Organigramm"
    if not _zeige(druck, bild, "organigramm", f"Projektgruppe und Arbeitsgruppen{teil}", satz):
        druck.doku.absatz(bild.alternativtext)


def handlungsfelder(druck: Druck) -> bool:
    """Abbildung 2: die Handlungsfelder nach Teilprojekten; sagt, ob es sie gibt."""
    satz = "Alle Handlungsfelder mit Bearbeitungsstand und Zahl der Maßnahmen sind in der Übersicht dargestellt"
    titel = f"{druck.stoff.name} – Übersicht der Handlungsfelder"
    return _zeige(druck, abbildungen.handlungsfelder(druck.stoff.lagebild), "felder", titel, satz)


def ablauf(druck: Druck) -> None:
    """Abbildung 3: was bis zum Stichtag geschah."""
    tag = datum_text(druck.stoff.stichtag)
    satz = f"Der Zeitstrahl fasst zusammen, was bis zum {tag} geschah"
    _zeige(druck, abbildungen.ablauf(druck.stoff.lagebild), "ablauf", f"Ablauf bisher (Stand {tag})", satz)


def projektaufbau(druck: Druck) -> None:
    """Abbildung 4: Lenkungsgruppe, Projektgruppe und Arbeitsgruppen eines weiteren Teilprojekts."""
    teilprojekt = druck.gegenstand
    bild = abbildungen.projektaufbau(druck.stoff.lagebild, teilprojekt.id)
    satz = "Wie die Gruppen dieses Teilprojekts zusammenarbeiten, zeigt der Projektaufbau"
    titel = f"Projektaufbau – {teilprojekt.titel}"
    if not _zeige(druck, bild, marke("projektaufbau", teilprojekt), titel, satz):
        druck.doku.absatz(bild.alternativtext)


def naechste_schritte(druck: Druck) -> tuple[Any, ...]:
    """Abbildung 5: was nach dem Stichtag ansteht; gibt die Ereignisse, die sie nicht zeigt."""
    bild = abbildungen.naechste_schritte(druck.stoff.lagebild)
    titel = f"Nächste Schritte (Stand {datum_text(druck.stoff.stichtag)})"
    _zeige(druck, bild, "schritte", titel, "Die nächsten Schritte sind der Zeit nach dargestellt")
    return bild.uebrige


def _zeige(druck: Druck, bild: Abbildung, schluessel: str, titel: str, satz: str) -> bool:
    """Schreibt den Satz mit dem Verweis und das Bild; ohne Bild den Grund."""
    if bild.plan is None:
        druck.doku.absatz(bild.grund)
        return False
    druck.doku.absatz(f"{satz} (siehe {druck.doku.verweis(schluessel)}).", mit_naechstem=True)
    druck.doku.bild(bild.als_png(), titel, bild.alternativtext, bild.breite_cm, schluessel=schluessel)
    return True
