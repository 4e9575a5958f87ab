"""Hinführen: der Anfang von Kapitel 4 – welche Handlungsfelder in Arbeit sind und wer daran arbeitet."""

from typing import Any

from mut_core.bericht.gliederung import Druck, marke
from mut_core.bericht.saetze import gross, zaehlung, zahlwort, zeilen
from mut_core.modell.codes import Bearbeitungsstand, Konzeptphase
from mut_core.sprache import aufzaehlung, zitiert

_SAETZE = {
    Bearbeitungsstand.IN_ERARBEITUNG: ("Derzeit {wird} {anzahl} erarbeitet: {namen}.", "wird", "werden"),
    Bearbeitungsstand.ERARBEITET: ("Erarbeitet {wird} {anzahl}: {namen}.", "ist", "sind"),
    Bearbeitungsstand.IN_VORBEREITUNG: ("In Vorbereitung {wird} {anzahl}: {namen}.", "ist", "sind"),
    Bearbeitungsstand.NICHT_BEGONNEN: ("Noch nicht begonnen {wird} {anzahl}: {namen}.", "ist", "sind"),
}


def titel(druck: Druck) -> str:
    """Überschrift je nach Phase des Konzepts."""
    in_erarbeitung = druck.stoff.konzept.phase == Konzeptphase.ERARBEITUNG
    return "Erarbeitung der Handlungsfelder" if in_erarbeitung else "Stand der Handlungsfelder"


def bearbeitungsstand(druck: Druck) -> None:
    """Welche Handlungsfelder in Arbeit, erarbeitet, in Vorbereitung oder noch nicht begonnen sind."""
    felder = [f for f in druck.stoff.felder if druck.stoff.im_hauptteil(f)]
    if not felder:
        druck.doku.absatz("Zum Stichtag ist kein Handlungsfeld in Bearbeitung.")
        return
    gruppen = {stand: [f for f in felder if f.bearbeitungsstand == stand] for stand in _SAETZE}
    druck.doku.absatz(" ".join(_satz(druck, stand, gruppe) for stand, gruppe in gruppen.items() if gruppe))


def _satz(druck: Druck, stand: Bearbeitungsstand, felder: list[Any]) -> str:
    vorlage, einzahl, mehrzahl = _SAETZE[stand]
    return vorlage.format(
        wird=einzahl if len(felder) == 1 else mehrzahl,
        anzahl=zaehlung(len(felder), "ein Handlungsfeld", "Handlungsfelder"),
        namen=aufzaehlung([_name(druck, f) for f in felder]),
    )


def _name(druck: Druck, feld: Any) -> str:
    ort = f" ({druck.kapitel(marke('handlungsfeld', feld))})" if druck.stoff.hat_abschnitt(feld) else ""
    return f"{zitiert(feld.titel)}{ort}"


def rolle_der_gruppen(druck: Druck) -> None:
    """Die Aufgaben, die Arbeitsgruppen der beschriebenen Handlungsfelder haben – jede einmal genannt."""
    gruppen = {g.id: g for f in druck.stoff.hauptfelder for g in druck.stoff.arbeitsgruppen_von(f.id)}
    aufgaben = list(dict.fromkeys(z for g in gruppen.values() for z in zeilen(g.aufgaben)))
    if aufgaben:
        wer = "Die Arbeitsgruppe hat" if len(gruppen) == 1 else "Die Arbeitsgruppen haben"
        druck.doku.absatz(f"{wer} folgende {'Aufgabe' if len(aufgaben) == 1 else 'Aufgaben'}:")
        druck.doku.aufzaehlung(aufgaben)


def grundsaetze(druck: Druck) -> None:
    """Grundsätze, die für alle Handlungsfelder gelten."""
    druck.doku.absatz(gross(druck.stoff.konzept.umsetzungsgrundsaetze or ""))


def vorlaeufigkeit(druck: Druck) -> None:
    """Der Hinweis, dass die Ergebnisse nicht abschließend sind, wenn das Konzept ihn verlangt."""
    if druck.stoff.konzept.nicht_abschliessend:
        druck.doku.absatz(
            "Die folgenden Ergebnisse sind ausdrücklich nicht abschließend: An Zielen und Maßnahmen wird weiter "
            "gearbeitet."
        )


def ohne_angaben(druck: Druck) -> None:
    """Handlungsfelder, zu denen es nichts zu berichten gibt, in einem Satz statt in leeren Kapiteln."""
    stoff = druck.stoff
    stumm = [f for f in stoff.felder if stoff.im_hauptteil(f) and not stoff.ist_beschrieben(f) and not f.ausblick]
    stumm = [f for f in stumm if not (f.uebergreifend and f.fokus)]
    ohne_abschnitt = [f for f in stoff.felder if stoff.im_hauptteil(f) and not stoff.ist_beschrieben(f)]
    if len(stumm) > 1 and stumm == ohne_abschnitt and stoff.hauptfelder:
        was = f"den übrigen {zahlwort(len(stumm))} Handlungsfeldern"
        druck.doku.absatz(f"Zu {was} liegen zum Stichtag keine Ziele und Maßnahmen vor.")
    elif stumm:
        was = "dem Handlungsfeld" if len(stumm) == 1 else "den Handlungsfeldern"
        namen = aufzaehlung([zitiert(f.titel) for f in stumm])
        druck.doku.absatz(f"Zu {was} {namen} liegen zum Stichtag keine Ziele und Maßnahmen vor.")
