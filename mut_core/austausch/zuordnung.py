"""Merken: welche Spalte welches Feld meint – so, wie es die Einlesung fand oder jemand richtiggestellt hat."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Self

from mut_core.schriftbild import geglaettet


@dataclass(frozen=True)
class Spaltenwahl:
    """Eine Spalte und ihr Feld; `feld=None` heißt: als Zusatzfeld behalten."""

    index: int
    ueberschrift: str
    feld: str | None
    zum: date | None = None
    jahr: int | None = None


@dataclass(frozen=True)
class Zuordnung:
    """Blatt, Kopfzeile und Spalten einer Form; was None oder leer ist, sucht die Einlesung selbst.

    `kopfzeile` ist die Nummer der ersten Kopfzeile, `kopfzeilen` ihre Zahl. Spalten werden an der Überschrift
    wiedererkannt, nicht an ihrer Stelle.
    """

    blatt: str | None = None
    kopfzeile: int | None = None
    kopfzeilen: int | None = None
    spalten: tuple[Spaltenwahl, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Gibt dasselbe aus Wörtern, Zahlen und Listen, wie JSON sie kennt."""
        return {
            "blatt": self.blatt,
            "kopfzeile": self.kopfzeile,
            "kopfzeilen": self.kopfzeilen,
            "spalten": [
                {
                    "index": s.index,
                    "ueberschrift": s.ueberschrift,
                    "feld": s.feld,
                    "zum": s.zum.isoformat() if s.zum else None,
                    "jahr": s.jahr,
                }
                for s in self.spalten
            ],
        }

    @classmethod
    def from_json(cls, gemerkt: Mapping[str, Any]) -> Self:
        """Liest, was `as_json` schrieb; weitere Schlüssel daneben bleiben unbeachtet."""
        spalten = tuple(
            Spaltenwahl(
                int(s["index"]),
                str(s["ueberschrift"]),
                s["feld"],
                date.fromisoformat(s["zum"]) if s.get("zum") else None,
                s.get("jahr"),
            )
            for s in gemerkt.get("spalten", ())
        )
        return cls(gemerkt.get("blatt"), gemerkt.get("kopfzeile"), gemerkt.get("kopfzeilen"), spalten)


def form_kennung(ueberschriften: Iterable[str]) -> str:
    """Gibt die Prüfsumme einer Form: gleich bei anderer Schreibweise, anderem Umbruch und anderer Reihenfolge."""
    namen = sorted(geglaettet(u).replace("- ", "") for u in ueberschriften if u)
    return hashlib.sha256("\n".join(namen).encode()).hexdigest()
