"""Zusammenstellen: welche Stellen zu einer Abfrage erinnert werden können, mit Brief, Adresse, bisherigem Versand."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from mut_core.auswertung.meldestand import meldestand_je_stelle, require_abfrage
from mut_core.lagebild import Lagebild, saetze
from mut_core.modell.codes import Versandstand
from mut_core.post.erinnern import Sendung, is_unklar
from mut_core.post.erinnerungstext import Anlass, build_brief


@dataclass(frozen=True)
class Post:
    """Was an eine Stelle hinausgehen könnte; `an` ist leer, wenn die Stelle keine Adresse hat."""

    abfrage_id: int
    stelle_id: int
    an: str
    anlass: Anlass
    letzte: Any | None
    """Die letzte Erinnerung dieser Abfrage an diese Stelle (Satz des Lagebilds) oder None."""

    @property
    def nummer(self) -> int:
        """Die wievielte die nächste Erinnerung wäre."""
        return int(self.letzte.nummer) + 1 if self.letzte else 1

    def unklar(self, jetzt: datetime) -> bool:
        """Sagt, ob von der letzten Erinnerung nicht bekannt ist, ob sie ankam."""
        return self.letzte is not None and is_unklar(self.letzte.stand, self.letzte.fehler, self.letzte.am, jetzt)

    def unterwegs(self, jetzt: datetime) -> bool:
        """Sagt, ob gerade eine Erinnerung gesendet wird."""
        return self.letzte is not None and self.letzte.stand == Versandstand.BEGONNEN and not self.unklar(jetzt)

    def sendung(self, *, trotz_unklarem: bool = False) -> Sendung:
        """Gibt die Sendung mit dem ganzen Brief."""
        brief = build_brief(self.anlass)
        return Sendung(self.abfrage_id, self.stelle_id, self.an, self.nummer, brief, trotz_unklarem)


def postausgang(lagebild: Lagebild, abfrage_id: int, adresse: str, schluessel: str) -> list[Post]:
    """Gibt je Stelle, die noch etwas zu melden hat, was an sie hinausgehen könnte – in der Reihenfolge des Meldestands.

    `adresse` ist die Adresse der App, `schluessel` das Kürzel des Konzepts darin. Ohne interne Felder im Lagebild
    fehlen die Adressen. Wirft NichtGefundenError.
    """
    abfrage = require_abfrage(lagebild, abfrage_id)
    stellen = {o.id: o for o in saetze(lagebild.organisationseinheiten)}
    massnahmen = {m.id: (str(m.nummer), str(m.titel)) for m in saetze(lagebild.massnahmen)}
    letzte = {e.organisationseinheit_id: e for e in sorted(saetze(lagebild.erinnerungen), key=lambda e: e.nummer)
              if e.abfrage_id == abfrage_id}  # fmt: skip
    return [
        Post(
            abfrage_id,
            z.organisationseinheit_id,
            stellen[z.organisationseinheit_id].email or "",
            Anlass(
                konzept=lagebild.konzept.bezeichnung,
                absender=lagebild.konzept.stelle or lagebild.konzept.kommune,
                stelle=z.stelle,
                stichtag=abfrage.stichtag,
                redaktionsschluss=abfrage.redaktionsschluss,
                heute=lagebild.stichtag,
                adresse=f"{adresse.rstrip('/')}/melden?{urlencode({'konzept': schluessel})}",
                massnahmen=tuple(massnahmen[i] for i in z.offene),
            ),
            letzte.get(z.organisationseinheit_id),
        )
        for z in saetze(meldestand_je_stelle(lagebild, abfrage_id))
        if z.organisationseinheit_id is not None and z.offen
    ]
