"""Abbilden: Organigramm, Überblick und Zeitstrahl als Bilder aus dem Lagebild – für Bericht und Seite.

Jede Funktion gibt eine `Abbildung`: `als_png()` zeichnet sie, `alternativtext` sagt alles, was sie zeigt, in Worten;
ohne genügend Daten ist `plan` None, und `grund` sagt in einem Satz, warum es kein Bild gibt. Anordnen (`plan`) und
Zeichnen (`zeichnen`) sind getrennt. Farbe steht nie allein: Form, Wort oder Ort sagen dasselbe.
"""

from mut_core.abbildungen.abbildung import Abbildung
from mut_core.abbildungen.felder import handlungsfelder
from mut_core.abbildungen.organigramm import organigramm, projektaufbau
from mut_core.abbildungen.zeitstrahl import ablauf, naechste_schritte

__all__ = ["Abbildung", "ablauf", "handlungsfelder", "naechste_schritte", "organigramm", "projektaufbau"]
