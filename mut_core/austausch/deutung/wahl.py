"""Merken: was ein Mensch zu einer Liste entschieden hat – Stellen, Statuswörter, Farben, Abgleich, Bestätigungen."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from mut_core.modell.codes import Umsetzungsstand

_GEMERKT = ("stellen", "handlungsfelder", "statuswoerter", "farben")


@dataclass(frozen=True)
class Deutungswahl:
    """Die Entscheidungen zur Deutung einer Liste; jede Angabe ist JSON-fähig.

    `stellen`, `handlungsfelder`: Wort (aus `Vorschau.offene_stellen` …) → Schlüssel, „neu“, „intern“ oder „“ (keine).
    `statuswoerter`, `farben`: Wort oder „#RRGGBB“ → Code des Umsetzungsstands.
    `abgleich`: Schlüssel der Zeile → Maßnahme oder „neu“. `bestaetigt`: Zellen („Blatt!12!3“), deren Vorschlag gilt.
    `korrekturen`: Zelle → Text, der statt des Originals gelesen wird. `stand`: der Tag, für den die Liste gilt.
    """

    stellen: Mapping[str, int | str] = field(default_factory=dict)
    handlungsfelder: Mapping[str, int | str] = field(default_factory=dict)
    statuswoerter: Mapping[str, str] = field(default_factory=dict)
    farben: Mapping[str, str] = field(default_factory=dict)
    abgleich: Mapping[str, int | str] = field(default_factory=dict)
    bestaetigt: frozenset[str] = frozenset()
    korrekturen: Mapping[str, str] = field(default_factory=dict)
    stand: date | None = None

    def as_json(self, *, nur_gemerktes: bool = False) -> dict[str, Any]:
        """Gibt die Wahl als JSON-Werte; mit `nur_gemerktes` nur, was auch für die nächste Datei dieser Form gilt."""
        gemerkt: dict[str, Any] = {name: dict(getattr(self, name)) for name in _GEMERKT}
        if nur_gemerktes:
            return gemerkt
        return gemerkt | {
            "abgleich": dict(self.abgleich),
            "bestaetigt": sorted(self.bestaetigt),
            "korrekturen": dict(self.korrekturen),
            "stand": self.stand.isoformat() if self.stand else None,
        }

    @classmethod
    def from_json(cls, werte: Mapping[str, Any]) -> "Deutungswahl":
        """Liest, was `as_json` schrieb; Unbekanntes und Fehlendes stört nicht."""
        return cls(
            **{name: _abbildung(werte.get(name)) for name in (*_GEMERKT, "abgleich", "korrekturen")},
            bestaetigt=frozenset(map(str, werte.get("bestaetigt") or ())),
            stand=date.fromisoformat(werte["stand"]) if werte.get("stand") else None,
        )

    def mit(self, **weitere: Any) -> "Deutungswahl":
        """Gibt die Wahl mit weiteren Entscheidungen: Zuordnungen kommen dazu, eine spätere ersetzt die frühere."""
        neu: dict[str, Any] = {
            name: {**getattr(self, name), **wert} if isinstance(wert, Mapping)
            else self.bestaetigt | frozenset(wert) if name == "bestaetigt"
            else wert
            for name, wert in weitere.items()
        }  # fmt: skip
        return replace(self, **neu)

    def staende(self, name: str) -> dict[str, Umsetzungsstand]:
        """Gibt Statuswörter oder Farben mit ihrem Stand; ein Code, den es nicht gibt, gilt nicht."""
        codes = {s.value: s for s in Umsetzungsstand}
        return {wort: codes[code] for wort, code in getattr(self, name).items() if code in codes}


def _abbildung(wert: Any) -> dict[str, Any]:
    return {str(k): v for k, v in wert.items() if isinstance(v, int | str)} if isinstance(wert, Mapping) else {}
