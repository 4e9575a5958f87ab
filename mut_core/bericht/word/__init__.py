"""Setzen: die Word-Schicht unter dem Bericht – kennt Absätze, Tabellen und Felder, aber keine Fachdaten.

Der Bericht benutzt nur diese Namen:

    doku = Dokument(titel="3. Sachstandsbericht", kommune="Stadt Musterstadt", stelle="Stabsstelle Teilhabe",
                    stand=date(2024, 5, 31), untertitel="…", hinweis="Beispiel", fassung="Entwurf", kopfzeile="…")
    doku.inhaltsverzeichnis(ebenen=2)
    doku.abbildungsverzeichnis()
    doku.tabellenverzeichnis()
    doku.seitenumbruch()
    doku.ueberschrift("Vorbemerkung", ebene=1)
    doku.absatz("Text mit **fett** und _kursiv_; Akteur*innen bleibt wörtlich; https://… und a@b.de werden Links.")
    doku.absatz(f"Siehe {doku.link('Vorlage 7/2024', 'https://…')}.", mit_naechstem=True)
    doku.aufzaehlung(["Punkt", "Punkt"])
    doku.nummerierung(["erstens", "zweitens"], ab=1)
    doku.zitat("…")
    tab = doku.tabelle("Maßnahmen", kopf=["Nr.", "Titel"], zeilen=[["1", ["Absatz 1", "Absatz 2"]]],
                       breiten=[1, 5], beschreibung="Liste der Maßnahmen", rechtsbuendig=[0], eng=[0], quer=False)
    doku.kopftabelle("Kopf der Vorlage", kopf=["Mitteilung", "Stadt Musterstadt"], zeilen=[["Datum:", "31.05.2024"]],
                     zeilenkoepfe=True)                      # ohne Beschriftung und Nummer
    abb = doku.diagramm("Umsetzungsstand", ["Bildung"], [Reihe("geplant", [2], "5B7B93", muster="schraeg")],
                        alternativtext="Bildung: 2 geplant", achse="Anzahl Maßnahmen")
    bild = doku.bild(png_bytes, "Organisation", alternativtext="…", breite_cm=16)
    doku.absatz(f"Siehe {abb} auf Seite {abb.seite}.")      # REF- und PAGEREF-Feld
    doku.absatz(f"Siehe {doku.verweis('status')}.")         # vorwärts; Ziel bekommt schluessel="status"
    with doku.querformat():
        doku.tabelle(…)
    daten: bytes = doku.als_bytes()

Was mit einem Doppelpunkt endet, bleibt beim Folgenden; kein Punkt einer Liste steht allein auf einer Seite.

Versprechen: gleiche Eingaben ergeben gleiche Bytes; jeder Text geht durch die eine Tür `text.py`
(Steuerzeichen, Maskierung, geschützte Leerzeichen); leere Listen schreiben nichts; leere Tabellen und
Abbildungen sagen es in einem Satz; leere Abschnitte ebenso; leere Überschriften sind ein `EingabeError`.
"""

from mut_core.bericht.word.bloecke import Verweis, Zelle
from mut_core.bericht.word.diagramm import Muster, Reihe
from mut_core.bericht.word.dokument import Dokument
from mut_core.bericht.word.text import klartext

__all__ = ["Dokument", "Muster", "Reihe", "Verweis", "Zelle", "klartext"]
