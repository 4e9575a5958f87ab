"""Vorschlagen: welche Blätter einer Mappe Listen sind – mit Grund, damit niemand raten muss, was fehlt."""

import re
from typing import Final, NamedTuple

from mut_core.austausch.form.kopf import Kopf, gefundener_kopf
from mut_core.austausch.mappe import Blatt, Mappe
from mut_core.austausch.woerter import feld_von
from mut_core.austausch.zuordnung import form_kennung
from mut_core.schriftbild import geglaettet
from mut_core.sprache import anzahl

_NEBENBLATT: Final = re.compile(
    r".*\b(?:deckblatt|titel(?:blatt)?|legende|erläuterung(?:en)?|archiv|hinweise?|anleitung|auswahllisten?|listen"
    r"|dropdown|info|impressum|vorlage|muster|alt|entwurf|abkürzungen|inhalt(?:sverzeichnis)?|statistik|auswertung"
    r"|diagramme?|übersicht)\b.*"
)
_ARCHIV: Final = re.compile(r".*\b(?:archiv|alt|vorlage|muster|entwurf|auswahllisten?)\b.*")
_VORSATZ: Final = re.compile(r"^(?:hf|handlungsfeld|themenfeld)?[ _.\-]*\d{0,2}[ _.\-)]*", re.IGNORECASE)
_ALLGEMEIN: Final = re.compile(
    r"(?:tabelle|sheet|blatt|arbeitsblatt)? ?\d*|.*(?:maßnahme|massnahme|liste|gesamt|sachstand|csv|rückmeldung"
    r"|controlling|monitoring|konzept|umsetzung|planung|projekte).*|(?:stand )?[\d._ -]*"
)


class Blattwahl(NamedTuple):
    """Ein Blatt, ob es gelesen werden soll und warum; `gruppe` ist das Handlungsfeld aus seinem Namen."""

    name: str
    vorgeschlagen: bool
    grund: str
    gruppe: str | None
    zeilen: int


def waehle_blaetter(mappe: Mappe) -> tuple[Blattwahl, ...]:
    """Gibt zu jedem Blatt einen Vorschlag; verborgene Blätter werden nie vorgeschlagen, aber genannt.

    Der Blattname gilt als Handlungsfeld, wenn mehrere Blätter dieselbe Form haben und keines eine solche Spalte.
    """
    koepfe = {b.name: gefundener_kopf(b) for b in mappe.blaetter}
    formen = [
        form_kennung(k.ueberschriften)
        for b in mappe.blaetter
        if (k := koepfe[b.name]) and b.sichtbar and not _ARCHIV.fullmatch(_wort(b.name))
    ]
    return tuple(_wahl(b, koepfe[b.name], formen) for b in mappe.blaetter)


def _wahl(blatt: Blatt, kopf: Kopf | None, formen: list[str]) -> Blattwahl:
    zeilen = sum(1 for z in blatt.zeilen[kopf.ende :] if any(w is not None for w in z)) if kopf else 0
    umfang = anzahl(zeilen, "Zeile", "Zeilen")
    if kopf is None:
        grund = "leer" if not blatt.zeilen else "keine Kopfzeile mit bekannten Überschriften"
        return Blattwahl(blatt.name, False, grund, None, 0)
    if not blatt.sichtbar:
        return Blattwahl(blatt.name, False, f"ausgeblendet, {umfang}", None, zeilen)
    hat_titel = any(feld_von(u) == "titel" for u in kopf.ueberschriften)
    if _ARCHIV.fullmatch(_wort(blatt.name)):
        return Blattwahl(blatt.name, False, f"nach dem Namen nicht die laufende Liste, {umfang}", None, zeilen)
    if _NEBENBLATT.fullmatch(_wort(blatt.name)) and not hat_titel:
        return Blattwahl(blatt.name, False, "nach dem Namen keine Liste", None, zeilen)
    if not zeilen:
        return Blattwahl(blatt.name, False, "unter der Kopfzeile steht nichts", None, 0)
    mehrfach = formen.count(form_kennung(kopf.ueberschriften)) > 1
    eigene = any(feld_von(u) == "handlungsfeld" for u in kopf.ueberschriften)
    gruppe = blattgruppe(blatt.name) if mehrfach and not eigene else None
    return Blattwahl(blatt.name, True, f"Liste mit {umfang}", gruppe, zeilen)


def blattgruppe(name: str) -> str | None:
    """Gibt das Handlungsfeld, das ein Blattname nennt („1_Bildung“ → „Bildung“); None bei „Tabelle1“."""
    kern = _VORSATZ.sub("", name.strip(), count=1).replace("_", " ").strip()
    return kern if kern and not _ALLGEMEIN.fullmatch(geglaettet(kern)) else None


def _wort(name: str) -> str:
    return geglaettet(name).replace("_", " ")
