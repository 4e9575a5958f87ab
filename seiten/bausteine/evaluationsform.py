"""Evaluationsform: die vier Fragen zu einer Maßnahme als Formular, vorbelegt mit dem, was bekannt ist."""

from dataclasses import fields, replace
from types import SimpleNamespace
from typing import Any

from sqlalchemy.orm import Session

from mut_core.auswertung import bewertungen_von
from mut_core.erfassung.evaluation import EvaluationEingabe, bewertungsstand, record_evaluation
from mut_core.erfassung.protokoll import Vorgang
from mut_core.lagebild import Lagebild
from mut_core.modell import Evaluation
from seiten.bausteine import sitzung
from seiten.bausteine.modellform import Formular, Gruppen, build_formular

_NOETIG = "Nötig bei „nein“ und „teilweise“."

FELDER: dict[str, tuple[str, str]] = {
    "am": ("Bewertet am", ""),
    "umsetzungsstand": ("1. Wie ist der Umsetzungsstand?", "Vorbelegt mit dem letzten Sachstand."),
    "zielgruppe_erreicht": ("2. Zielgruppe erreicht?", "Konnte die Zielgruppe erreicht werden?"),
    "zielgruppe_grund": ("2. Wenn nein oder teilweise: warum?", _NOETIG),
    "im_zeitrahmen": ("3. Im Zeitrahmen?", "Wurde die Maßnahme im vorgesehenen Zeitrahmen umgesetzt?"),
    "zeitrahmen_grund": ("3. Wenn nein oder teilweise: warum?", _NOETIG),
    "ziel_erreicht": ("4. Ziel des Handlungsfelds erreicht?", "Hat die Maßnahme dazu geführt, das Ziel zu erreichen?"),
    "ziel_grund": ("4. Wenn nein oder teilweise: warum?", _NOETIG),
    "folge": ("Was folgt daraus?", "Ohne Folge gilt die Bewertung als begonnen."),
    "bewertet_von": ("Bewertet von (Stelle oder Gremium)", "Keine Personen; die Angabe steht in Berichten."),
    "methode": ("Methode", "Zum Beispiel Online-Befragung, Bürgerpanel oder Gespräch mit den Trägern."),
}
"""Die Felder in der Reihenfolge der Fragen mit Aufschrift und Hilfe."""

GRUPPEN: Gruppen = (("", tuple(FELDER)),)


def formular(bild: Lagebild, m: Any, *, weitere: bool) -> Formular:
    """Gibt das Formular zur letzten Bewertung einer Maßnahme; ohne eine und mit `weitere` zu einer neuen.

    `bild` ist der Stand von heute. Die Version zählt alle Bewertungen der Maßnahme: So fällt auch auf, wenn jemand
    anderes inzwischen die erste geschrieben hat.
    """
    bewertungen = bewertungen_von(bild, m.id)
    letzte = bewertungen[-1] if bewertungen and not weitere else None
    werte = {n: getattr(letzte, n) for n in FELDER} if letzte else _vorbelegt(m)
    schluessel = f"{m.id}_weitere" if weitere else m.id
    zeile = SimpleNamespace(**werte, id=schluessel, version=bewertungsstand(bewertungen))

    def speichern(session: Session, vorgang: Vorgang, geaendert: dict[str, Any], basis: int) -> int:
        eingabe = EvaluationEingabe(**werte | geaendert)
        return record_evaluation(session, vorgang, m.id, eingabe, basis=basis, weitere=weitere)

    form = build_formular(bild, Evaluation, zeile, GRUPPEN, speichern=speichern)
    felder = {n: replace(f, bezeichnung=FELDER[n][0], hilfe=FELDER[n][1]) for n, f in form.felder.items()}
    return replace(form, felder=felder)


def _vorbelegt(m: Any) -> dict[str, Any]:
    """Eine neue Bewertung: heute, mit dem gemeldeten Stand, alle Antworten offen."""
    leer = EvaluationEingabe(sitzung.heute(), m.umsetzungsstand)
    return {f.name: getattr(leer, f.name) for f in fields(EvaluationEingabe)}
