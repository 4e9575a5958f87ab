"""Anpassen: die Word-Vorlage einer Kommune so prüfen und umbauen, dass der Bericht damit gedruckt werden kann.

    liste = pruefe_hausvorlage("Vorlage.dotx", daten)     # für die Person: gefunden, ergänzt, übergangen, abgelehnt
    if liste.brauchbar:
        docx = adapt_hausvorlage(daten)                    # gespeichert wird nur das Ergebnis, nie das Hochgeladene
        Dokument(…, vorlage=docx)

Der Vertrag sind die *Namen* der Formatvorlagen (nicht ihre Kennungen) und die *Tags* der Inhaltssteuerelemente. Eine
Vorlagensprache gibt es nicht: Nichts in der Datei wird ausgeführt oder ausgewertet. Von ihr bleibt nur, was auf einer
Erlaubnisliste steht – Formatvorlagen, Listen, Kopf- und Fußzeilen, Deckblatt, Bilder –, und auch das wird neu
geschrieben; Eigenschaften, Kommentare, verworfene Änderungen und alle übrigen Teile des Pakets kommen nicht mit.
"""

from mut_core.bericht.hausvorlage.pruefliste import Pruefliste
from mut_core.bericht.hausvorlage.pruefung import adapt_hausvorlage, pruefe_hausvorlage

__all__ = ["Pruefliste", "adapt_hausvorlage", "pruefe_hausvorlage"]
