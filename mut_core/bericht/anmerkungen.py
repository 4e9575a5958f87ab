"""Anmerken: Widersprüche und Lücken der Quellen offen nennen, statt sie still zu berichtigen."""

from typing import Any

from mut_core.bericht.gliederung import Druck
from mut_core.lagebild import saetze


def je(druck: Druck) -> tuple[Any, ...]:
    """Den Abschnitt gibt es nur, wenn es Anmerkungen gibt."""
    return (None,) if len(druck.stoff.lagebild.anmerkungen) else ()


def liste(druck: Druck) -> None:
    """Alle Anmerkungen mit dem, worauf sie sich beziehen."""
    druck.doku.aufzaehlung([f"{_bezug(druck, a)}{a.text}" for a in saetze(druck.stoff.lagebild.anmerkungen)])


def _bezug(druck: Druck, anmerkung: Any) -> str:
    if anmerkung.bezug == "massnahme" and (m := druck.stoff.massnahme.get(anmerkung.bezug_id)):
        return f"**{m.nummer}:** "
    if anmerkung.bezug == "handlungsfeld" and (f := druck.stoff.feld.get(anmerkung.bezug_id)):
        return f"**Handlungsfeld {f.nummer}:** "
    return ""
