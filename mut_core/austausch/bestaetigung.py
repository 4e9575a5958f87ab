"""Bestätigen: was ein Sachstand sagt, gilt unverändert auch an einem späteren Tag – mit allen seinen Angaben."""

from dataclasses import fields
from typing import Any, Final

from mut_core.erfassung.sachstand import SachstandEingabe

_EIGEN: Final = frozenset(
    {"zum", "text", "unveraendert", "im_auftrag_von_id", "neue_frist", "frist_grund", "neue_frist_genauigkeit"}
)
_FELDER: Final = tuple(f.name for f in fields(SachstandEingabe) if f.name not in _EIGEN)


def bestaetigte_angaben(letzter: Any) -> dict[str, Any]:
    """Gibt die Felder der Meldung, die den Sachstand `letzter` bestätigt: Wiedervorlage, Hindernis und alles Übrige."""
    return {name: getattr(letzter, name) for name in _FELDER} | {"unveraendert": True}
