"""Wählen: was in einen Bericht hineinkommt – Nummer, Blöcke, Anlagen, Profil; ohne Wahl gilt die Vorgabe."""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from mut_core.lagebild import Lagebild


class Anlage(StrEnum):
    """Eine zuschaltbare Anlage des Sachstandsberichts."""

    UEBERSICHT = "uebersicht"
    STECKBRIEFE = "steckbriefe"
    ERLEDIGTE = "erledigte"
    OFFENE_ANGABEN = "offene_angaben"
    LEGENDE = "legende"


class Profil(StrEnum):
    """Für wen ein Bericht ist; `oeffentlich` enthält weder Personen noch interne Notizen noch Kommentare."""

    OEFFENTLICH = "oeffentlich"
    INTERN = "intern"


@dataclass(frozen=True)
class Wahl:
    """Was die Person vor dem Druck gewählt hat."""

    nummer: int | None = None
    """Laufende Nummer; ohne sie die des angelegten Berichts oder die nächste."""
    erstellt: date | None = None
    """Der Tag, der auf dem Deckblatt steht."""
    vorher: Lagebild | None = field(default=None, repr=False)
    """Das Lagebild des vorigen Berichts; nur mit ihm gibt es „Änderungen seit dem letzten Bericht“."""
    auf_einen_blick: bool = True
    anlagen: frozenset[Anlage] = frozenset()
    fuenfte_spalte: bool = False
    """Maßnahmenübersicht: der Umsetzungsstand als zusätzliche Spalte."""
    massnahme_id: int | None = None
    """Steckbrief: welche Maßnahme."""
    vorlage_id: int | None = None
    """Kurzvorlage: welche angelegte Vorlage; ohne sie die jüngste zum Stichtag."""
    profil: Profil = Profil.OEFFENTLICH
    hausvorlage: bytes | None = field(default=None, repr=False)
    """Die geprüfte Word-Vorlage der Kommune; ohne sie die eigene, neutrale."""
    unterlagen: tuple[str, ...] = ()
    """Weitere Anlagen, die nur genannt werden (eine je Zeile)."""
