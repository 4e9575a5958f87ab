"""Vorlegen: welche Sachstände auf das zweite Augenpaar warten – jeder mit dem Eintrag, an den er anschließt."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from mut_core.lagebild import Lagebild, saetze
from mut_core.modell.codes import Freigabe


@dataclass(frozen=True)
class Vorlegung:
    """Ein Sachstand zum Durchsehen: seine Maßnahme und der Eintrag davor (None beim ersten).

    `frist` ist die Fristverschiebung desselben Tages, `letzter` sagt, ob es der jüngste Eintrag seiner Maßnahme ist.
    """

    massnahme: Any
    sachstand: Any
    vorher: Any | None
    frist: Any | None
    letzter: bool


def freigaben(lagebild: Lagebild, freigabe: Freigabe = Freigabe.GEMELDET) -> tuple[Vorlegung, ...]:
    """Gibt die Sachstände dieses Freigabestands, was am längsten wartet, zuerst; Berichtigtes gehört nicht dazu.

    Eine Berichtigung schließt an den Eintrag an, den sie berichtigt.
    """
    massnahmen = {m.id: m for m in saetze(lagebild.massnahmen)}
    fristen = {(f.massnahme_id, f.am): f for f in saetze(lagebild.fristaenderungen)}
    je_massnahme: dict[int, list[Any]] = {}
    for s in saetze(lagebild.sachstaende):
        je_massnahme.setdefault(s.massnahme_id, []).append(s)
    gefunden = [
        Vorlegung(massnahmen[id_], s, vorher, fristen.get((id_, s.gilt_ab)), letzter)
        for id_, eintraege in je_massnahme.items()
        if id_ in massnahmen
        for s, vorher, letzter in _gereiht(eintraege)
        if s.freigabe == freigabe
    ]
    return tuple(sorted(gefunden, key=lambda v: (v.sachstand.erfasst_am, v.sachstand.id)))


def _gereiht(eintraege: list[Any]) -> Iterable[tuple[Any, Any | None, bool]]:
    """Gibt die geltenden Einträge einer Maßnahme mit ihrem Vorgänger und ob sie der jüngste sind."""
    je_id = {s.id: s for s in eintraege}
    ersetzt = {s.ersetzt_id for s in eintraege if s.ersetzt_id is not None}
    geltend = sorted((s for s in eintraege if s.id not in ersetzt), key=lambda s: (s.zum, s.nummer))
    for n, s in enumerate(geltend):
        davor = geltend[n - 1] if n else None
        yield s, je_id.get(s.ersetzt_id, davor), n == len(geltend) - 1
