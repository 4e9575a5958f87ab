"""Zusammenstellen: was die Zell-Leser neben der Zelle wissen müssen – Stand, Stellen, Felder, Entscheidungen."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from mut_core.austausch.deutung.stellen import Stellenliste, build_stellenliste
from mut_core.austausch.deutung.verweise import Feldliste, build_feldliste
from mut_core.austausch.deutung.wahl import Deutungswahl
from mut_core.lagebild import Lagebild, saetze
from mut_core.schriftbild import geglaettet


@dataclass(frozen=True)
class Kontext:
    """Das Umfeld einer Liste: `stand` ist der Tag, für den sie gilt (oder None), `heute` der Tag des Einlesens."""

    stand: date | None
    heute: date
    stellen: Stellenliste
    felder: Feldliste = field(default_factory=Feldliste)
    ziele: Mapping[str, int] = field(default_factory=dict)
    konzept: str = ""
    wahl: Deutungswahl = field(default_factory=Deutungswahl)


def build_kontext(
    lagebild: Lagebild, wahl: Deutungswahl, stand: date | None, heute: date, *, stellen: Stellenliste | None = None
) -> Kontext:
    """Baut das Umfeld aus dem Lagebild und den Entscheidungen; `stellen` ist die schon gebaute Liste der Stellen."""
    return Kontext(
        wahl.stand or stand,
        heute,
        stellen or build_stellenliste(saetze(lagebild.organisationseinheiten)),
        build_feldliste(saetze(lagebild.handlungsfelder), wahl.handlungsfelder),
        {geglaettet(z.text): z.id for z in saetze(lagebild.ziele)},
        lagebild.konzept.schluessel,
        wahl,
    )
