"""Festhalten: was ein Vergleich zweier Lagebilder ergibt – je Art der Änderung eine Tabelle."""

from dataclasses import dataclass
from datetime import date

import pandas as pd

from mut_core.modell.codes import Wort


class Klasse(Wort):
    """Was seit dem früheren Stand aus einer Maßnahme wurde; jede Maßnahme beider Stände hat genau eine Klasse."""

    NEU = "neu", "neu"
    WIEDER_AUFGENOMMEN = "wieder_aufgenommen", "wieder aufgenommen"
    ABGESCHLOSSEN = "abgeschlossen", "abgeschlossen"
    ENTFALLEN = "entfallen", "entfallen"
    ARCHIVIERT = "archiviert", "nach Abschluss archiviert"
    BEWEGT = "bewegt", "Umsetzungsstand verändert"
    GEAENDERT = "geaendert", "Angaben geändert"
    GEMELDET = "gemeldet", "neu gemeldet, Stand gleich"
    UNVERAENDERT = "unveraendert", "unverändert"


class Richtung(Wort):
    """Wohin sich ein Umsetzungsstand bewegt hat."""

    VOR = "vor", "vorangekommen"
    ZURUECK = "zurueck", "zurückgegangen"
    VERTAGT = "vertagt", "zurückgestellt"
    ERSTMELDUNG = "erstmeldung", "erstmals gemeldet"
    OHNE_ANGABE = "ohne_angabe", "jetzt ohne Angabe"


class Entfallart(Wort):
    """Warum eine Maßnahme nicht weitergeführt wird."""

    VERWORFEN = "verworfen", "verworfen"
    ZUSAMMENGEFUEHRT = "zusammengefuehrt", "zusammengeführt"
    ERSETZT = "ersetzt", "ersetzt"
    ARCHIVIERT = "archiviert", "archiviert"
    ENTFERNT = "entfernt", "nicht mehr geführt"


class Fristart(Wort):
    """Was mit einer Frist geschah."""

    VERSCHOBEN = "verschoben", "verschoben"
    VORGEZOGEN = "vorgezogen", "vorgezogen"
    ERSTMALS = "erstmals", "erstmals genannt"
    AUFGEHOBEN = "aufgehoben", "aufgehoben"
    ANDERS_GEFASST = "anders_gefasst", "anders gefasst"
    ZURUECKGENOMMEN = "zurueckgenommen", "verschoben und zurückgenommen"


class Verzug(Wort):
    """Ob eine Maßnahme neu, weiterhin oder nicht mehr überfällig ist."""

    NEU = "neu", "neu überfällig"
    WEITERHIN = "weiterhin", "weiterhin überfällig"
    NICHT_MEHR = "nicht_mehr", "nicht mehr überfällig"


class Mittelaenderung(Wort):
    """Was mit einer Mittelposition oder Förderung geschah."""

    NEU = "neu", "neu"
    ENTFALLEN = "entfallen", "entfallen"
    GEAENDERT = "geaendert", "geändert"


KOPF = ("massnahme_id", "nummer", "titel", "handlungsfeld_nummer", "handlungsfeld")
"""Damit beginnt jede Zeile zu einer Maßnahme; die Werte sind die späteren, bei Weggefallenem die letzten bekannten."""

SPALTEN = {
    "massnahmen": (*KOPF, "klasse", "von", "nach", "meldungen", "aenderungen"),
    "neu": (*KOPF, "umsetzungsstand", "federfuehrung", "frist", "satz"),
    "wieder_aufgenommen": (*KOPF, "von", "nach", "aus_archiv", "satz"),
    "bewegt": (*KOPF, "von", "nach", "richtung", "berichtigt", "zum", "begruendung", "satz"),
    "abgeschlossen": (*KOPF, "von", "abgeschlossen_am", "ergebnis", "neu", "archiviert", "satz"),
    "entfallen": (*KOPF, "art", "von", "nach", "wohin_id", "wohin", "am", "entschieden_von", "grund", "satz"),
    "archiviert": (*KOPF, "von", "am", "satz"),
    "fristen": (
        *(*KOPF, "art", "bisher", "bisher_text", "neu", "neu_text", "urspruenglich", "tage", "grund"),
        *("verschiebungen", "verschiebungen_seither", "satz"),
    ),
    "ueberfaellig": (*KOPF, "verzug", "termin", "tage", "grund", "federfuehrung", "wodurch", "satz"),
    "mittel": (
        *(*KOPF, "position_id", "art", "merkmale", "vorher", "nachher", "stand_von", "stand_nach"),
        *("differenz", "satz"),
    ),
    "foerderungen": ("foerderung_id", "programm", "art", "merkmale", "vorher", "nachher", "satz"),
    "angaben": (*KOPF, "feld", "bezeichnung", "vorher", "nachher", "satz"),
    "unveraendert": (*KOPF, "umsetzungsstand", "zuletzt_gemeldet", "meldung_erwartet"),
    "kennzahlen": ("kennzahl", "vorher", "nachher", "differenz", "text"),
}
"""Die Spalten jeder Tabelle einer Veränderung."""


@dataclass(frozen=True, eq=False)
class Veraenderung:
    """Was sich an einem Konzept zwischen zwei Stichtagen (`von`, `bis`) geändert hat.

    Tabellen sind DataFrames wie im Lagebild (Typ object, fehlend = None), eine Zeile je Änderung, geordnet nach
    Handlungsfeld und Nummer; ihre Spalten stehen in `SPALTEN`. `satz` sagt die Änderung in ganzen Sätzen.

    - `massnahmen`: jede Maßnahme eines der beiden Stände genau einmal; `klasse` (Klasse), `von` und `nach`
      (Umsetzungsstand; None: in diesem Stand nicht geführt), `meldungen` (neue Sachstände), `aenderungen`
      (tuple aus „stand“, „frist“, „mittel“ und Feldnamen aus `angaben`).
    - `neu`, `wieder_aufgenommen`, `bewegt`, `entfallen`, `archiviert`, `unveraendert`: die Maßnahmen dieser Klasse.
    - `abgeschlossen`: alles, was seither umgesetzt wurde – auch, was zugleich neu ist (`neu`) oder schon im Archiv
      liegt (`archiviert`); sonst erschiene es in keinem Bericht ein letztes Mal.
    - `entfallen`: `nach` ist der letzte bekannte Stand, auch wenn die Maßnahme nicht mehr geführt ist.
    - `fristen`, `ueberfaellig`, `mittel`, `angaben`: quer zu den Klassen. Mittel stehen je Position in Worten;
      `differenz` (Decimal in Euro) nur, wo beide Beträge dasselbe meinen und gleich gewiss sind.
    - `foerderungen`: Änderungen an Förderungen des Konzepts. `kennzahlen`: siehe `kennzahlendifferenz`.
    """

    von: date
    bis: date
    massnahmen: pd.DataFrame
    neu: pd.DataFrame
    wieder_aufgenommen: pd.DataFrame
    bewegt: pd.DataFrame
    abgeschlossen: pd.DataFrame
    entfallen: pd.DataFrame
    archiviert: pd.DataFrame
    fristen: pd.DataFrame
    ueberfaellig: pd.DataFrame
    mittel: pd.DataFrame
    foerderungen: pd.DataFrame
    angaben: pd.DataFrame
    unveraendert: pd.DataFrame
    kennzahlen: pd.DataFrame

    @property
    def ist_leer(self) -> bool:
        """Sagt, dass es nichts zu berichten gibt; auch bloßer Zeitablauf (neu überfällig, veraltet) zählt als etwas."""
        still = len(self.massnahmen) == len(self.unveraendert) and not len(self.foerderungen)
        weiterhin = all(v == Verzug.WEITERHIN for v in self.ueberfaellig["verzug"])
        return still and weiterhin and not any(self.kennzahlen["differenz"])
