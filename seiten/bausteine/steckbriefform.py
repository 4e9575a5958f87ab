"""Steckbriefform: alle Angaben einer Maßnahme in Abschnitten, als Formular aus dem Modell."""

from dataclasses import replace
from types import SimpleNamespace
from typing import Any

from sqlalchemy.orm import Session

from mut_core.erfassung import pflege
from mut_core.erfassung.massnahme import EIGENE_HANDLUNG, save_massnahme
from mut_core.erfassung.protokoll import Vorgang
from mut_core.lagebild import Lagebild
from mut_core.modell import Massnahme
from seiten.bausteine.anzeige import tag
from seiten.bausteine.modellform import Formular, Gruppen, build_formular
from seiten.bausteine.modellform_felder import Eingabe, Feld

FRIST_GRUND = "frist_grund"

ABSCHNITTE: Gruppen = (
    ("", ("nummer", "titel", "beschreibung", "handlungsfeld_id", "federfuehrung_id", "zeitraum")),
    ("Worum geht es", (
        "zielgruppe", "art", "prioritaet", "konkretheit", "konkretheit_wortlaut", "vorbild", "indikator",
        "einfache_sprache", "quelle",
    )),
    ("Wer", ("federfuehrung_angabe", "federfuehrung_wortlaut", "beteiligte_wortlaut")),
    ("Wann: Terminlage von Hand", ("terminlage_gesetzt", "terminlage_grund")),
    ("Mittel", ("mittelstatus", "mittel_angabe", "mittel_wortlaut", "personal_angabe", "personal_wortlaut")),
    ("Umsetzungsgrundsätze", ("mehrsprachig", "leichte_sprache", "barrierefrei")),
    ("Intern", ("interne_notiz",)),
)  # fmt: skip
"""Vorn steht, was jede Maßnahme braucht; „Zeitraum“ steht für Beginn, Frist, Genauigkeit, Wortlaut und Turnus."""

IM_ZEITRAUM = frozenset(
    ("beginn", "beginn_genauigkeit", "frist", "frist_genauigkeit", "zeit_wortlaut", "zeit_angabe", "turnus")
)


def formular(bild: Lagebild, m: Any) -> Formular:
    """Gibt das Formular zu einer Maßnahme; `bild` ist der Stand von heute."""
    namen = set(pflege.aenderbare(Massnahme)) - EIGENE_HANDLUNG
    zeile = SimpleNamespace(**{s: getattr(m, s) for s in namen}, id=m.id, version=m.version, frist_grund="")

    def speichern(session: Session, vorgang: Vorgang, werte: dict[str, Any], basis_version: int) -> int:
        grund = werte.pop(FRIST_GRUND, None)
        return save_massnahme(session, vorgang, m.id, werte, basis_version=basis_version, frist_grund=grund)

    form = build_formular(bild, Massnahme, zeile, ABSCHNITTE, speichern=speichern)
    return _mit_frist_grund(form, m) if m.frist or m.urspruengliche_frist else form


def _mit_frist_grund(form: Formular, m: Any) -> Formular:
    """Fragt gleich unter dem Zeitraum nach dem Grund einer Verschiebung; eine erste Frist braucht keinen."""
    bisher = f"bisher {tag(m.frist, 'aufgehoben')}"
    if m.urspruengliche_frist and m.urspruengliche_frist != m.frist:
        bisher += f", ursprünglich {tag(m.urspruengliche_frist)}"
    feld = Feld(
        FRIST_GRUND,
        f"Grund, falls sich die Frist verschiebt ({bisher})",
        "Nötig nur, wenn ein anderer Tag herauskommt. Die ursprüngliche Frist bleibt stehen, jede Verschiebung zählt.",
        Eingabe.KURZ,
        vorgabe="",
    )
    (offen, namen), *weitere = form.gruppen
    return replace(form, felder={**form.felder, FRIST_GRUND: feld}, gruppen=((offen, (*namen, FRIST_GRUND)), *weitere))
