"""Heraussuchen: Gremien, Handlungsfelder und Ereignisse, wie die Abbildungen sie brauchen."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from mut_core.lagebild import Lagebild, saetze
from mut_core.modell.codes import Ereignisstatus, Gremientyp


@dataclass(frozen=True)
class Quelle:
    """Ein Lagebild mit den Augen einer Abbildung."""

    lagebild: Lagebild

    @cached_property
    def teilprojekte(self) -> list[Any]:
        """Die Teilprojekte in Reihenfolge; das erste ist der Hauptteil."""
        return sorted(saetze(self.lagebild.teilprojekte), key=lambda t: (t.reihenfolge or 0, t.buchstabe, t.id))

    @cached_property
    def felder(self) -> list[Any]:
        """Die Handlungsfelder in Reihenfolge, übergreifende zuletzt."""
        alle = saetze(self.lagebild.handlungsfelder)
        return sorted(alle, key=lambda f: (bool(f.uebergreifend), f.reihenfolge or 0, f.nummer))

    @cached_property
    def gremien(self) -> list[Any]:
        """Die Gremien in Reihenfolge."""
        return sorted(saetze(self.lagebild.gremien), key=lambda g: (g.reihenfolge or 0, g.id))

    def vom_typ(self, typ: Gremientyp, gremien: Sequence[Any]) -> list[Any]:
        """Nur die Gremien eines Typs."""
        return [g for g in gremien if g.typ == typ]

    @cached_property
    def im_hauptteil(self) -> list[Any]:
        """Die Gremien des ersten Teilprojekts und die ohne Teilprojekt."""
        weitere = {t.id for t in self.teilprojekte[1:]}
        return [g for g in self.gremien if g.teilprojekt_id not in weitere]

    def felder_von(self, gremium: Any) -> list[Any]:
        """Die Handlungsfelder, die ein Gremium bearbeitet."""
        zeilen = saetze(self.lagebild.gremien_handlungsfelder)
        ids = {z.handlungsfeld_id for z in zeilen if z.gremium_id == gremium.id}
        return [f for f in self.felder if f.id in ids]

    def berichtsweg(self, gremium: Any, hoechstens: int = 3) -> list[Any]:
        """Die Gremien, an die eines berichtet, der Reihe nach nach oben; ein Kreis endet, bevor er sich schließt."""
        je_id = {g.id: g for g in self.gremien}
        weg = [gremium]
        while (ueber := je_id.get(weg[-1].uebergeordnet_id)) and ueber not in weg and len(weg) <= hoechstens:
            weg.append(ueber)
        return weg[1:]

    @cached_property
    def ereignisse(self) -> list[Any]:
        """Die nicht abgesagten Ereignisse der Zeit nach, undatierte zuletzt."""
        alle = (e for e in saetze(self.lagebild.ereignisse) if e.status != Ereignisstatus.ABGESAGT)
        return sorted(alle, key=lambda e: (e.beginn or e.frist or date.max, e.id))
