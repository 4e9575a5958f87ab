"""Beauftragen: lange Arbeiten im Hintergrund – in der Datenbank bestellt, von Läufern in den Prozessen erledigt.

    nummer = create_auftrag(session, person, Bestellung("druck", konzept_id, {"pdf": True}), jetzt)
    Laeufer(engine, {"druck": build_druckart("Bericht", lade)}).wecke()
    load_auftraege(session, person, jetzt)              # eigene, mit Schritt und Fortschritt
    load_ergebnis(session, person, nummer)              # die fertige Datei

Bestellung, Fortschritt und Ergebnis stehen in der Tabelle `auftrag`; deshalb übersteht ein Auftrag den Wechsel der
Seite, das Neuladen und den anderen Rechner, und jeder Prozess kann ihn erledigen. Im Protokoll steht er nicht: Er
ändert nichts am Inhalt. Was einer tut, sagt seine `Art`; ein Läufer nimmt nur Aufträge, deren Art er kennt.
"""

from mut_core.auftrag.ablage import AblageDatei, delete_ablage, load_ablage, save_ablage
from mut_core.auftrag.bestellung import (
    ABLAGE,
    AUFBEWAHRUNG,
    HOECHSTENS_OFFEN,
    Auftragsstand,
    Bestellung,
    Datei,
    create_auftrag,
    delete_altes,
    load_auftraege,
    load_ergebnis,
    request_abbruch,
    restart_auftrag,
)
from mut_core.auftrag.druck import Druckgut, build_druckart
from mut_core.auftrag.fortschritt import AbgebrochenError, Fortschritt
from mut_core.auftrag.laeufer import Art, Laeufer, close_laeufer
from mut_core.auftrag.lauf import OHNE_LEBENSZEICHEN, Lauf

__all__ = [
    "ABLAGE",
    "AUFBEWAHRUNG",
    "HOECHSTENS_OFFEN",
    "OHNE_LEBENSZEICHEN",
    "AbgebrochenError",
    "AblageDatei",
    "Art",
    "Auftragsstand",
    "Bestellung",
    "Datei",
    "Druckgut",
    "Fortschritt",
    "Laeufer",
    "Lauf",
    "build_druckart",
    "close_laeufer",
    "create_auftrag",
    "delete_ablage",
    "delete_altes",
    "load_ablage",
    "load_auftraege",
    "load_ergebnis",
    "request_abbruch",
    "restart_auftrag",
    "save_ablage",
]
