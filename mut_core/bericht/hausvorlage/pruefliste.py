"""Festhalten: was an einer Vorlage gefunden, ergänzt, übergangen und abgelehnt wurde – je ein Satz."""

import json
from dataclasses import asdict, dataclass, field


@dataclass(frozen=True)
class Pruefliste:
    """Was aus einer hochgeladenen Vorlage wird, in Sätzen für die Person, die sie hochlädt."""

    gefunden: tuple[str, ...] = ()
    ergaenzt: tuple[str, ...] = ()
    uebergangen: tuple[str, ...] = ()
    abgelehnt: tuple[str, ...] = ()
    """Steht hier ein Satz, wird nichts gespeichert; er nennt Grund und Ausweg."""

    @property
    def brauchbar(self) -> bool:
        """Sagt, ob die Vorlage verwendet werden kann."""
        return not self.abgelehnt

    def as_json(self) -> str:
        """Gibt die Liste als JSON, wie sie zur Vorlage gespeichert wird."""
        return json.dumps(asdict(self), ensure_ascii=False, sort_keys=True)

    @classmethod
    def from_json(cls, text: str) -> "Pruefliste":
        """Liest eine gespeicherte Liste wieder; wirft ValueError bei anderem Text."""
        werte = json.loads(text)
        if not isinstance(werte, dict):
            raise ValueError("Das ist keine Prüfliste.")
        namen = ("gefunden", "ergaenzt", "uebergangen", "abgelehnt")
        return cls(**{name: tuple(map(str, werte.get(name, ()))) for name in namen})


@dataclass
class Befund:
    """Eine Prüfliste im Entstehen; jeder Satz steht nur einmal darin."""

    gefunden: list[str] = field(default_factory=list)
    ergaenzt: list[str] = field(default_factory=list)
    uebergangen: list[str] = field(default_factory=list)
    abgelehnt: list[str] = field(default_factory=list)

    def fertig(self) -> Pruefliste:
        """Gibt die fertige Liste."""
        listen = (self.gefunden, self.ergaenzt, self.uebergangen, self.abgelehnt)
        return Pruefliste(*(tuple(dict.fromkeys(liste)) for liste in listen))
