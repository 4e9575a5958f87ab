"""Einteilen: welche Arten von Datensätzen sich pflegen lassen und was für jede gilt – eine Zeile je Art."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from functools import cache
from typing import Any

from sqlalchemy import Column, inspect

from mut_core import modell
from mut_core.fehler import EingabeError
from mut_core.modell import Datensatz

NIE = frozenset(("id", "version", "konzept_id", "kommune_id", "archiviert_am"))
"""Felder, die niemand von Hand setzt: sie entstehen beim Speichern, Archivieren und Hervorholen."""


class Weglegen(Enum):
    """Was „archivieren“ bei einer Art heißt."""

    ARCHIVIEREN = "archivieren"
    RUHEN = "ruhen"
    """Organisationseinheiten gehören der ganzen Kommune; sie werden auf „nicht aktiv“ gesetzt."""
    ENTFERNEN = "entfernen"
    """Verknüpfungen und Dokumente ohne Benutzung verschwinden; das Protokoll behält sie."""
    NIE = "nie"


@dataclass(frozen=True)
class Art:
    """Was für eine Art von Datensatz gilt."""

    klasse: type[Datensatz]
    einzahl: str
    mehrzahl: str
    ohne: frozenset[str] = frozenset()
    """Felder, die sich bei dieser Art nicht ändern lassen."""
    weglegen: Weglegen = Weglegen.ARCHIVIEREN
    gehoert_zu: str | None = None
    """Der Verweis auf das Ganze, dessen Teil der Datensatz ist; er steht nach dem Anlegen fest."""
    ordnung: str | None = None
    """Das Feld, das die Reihenfolge trägt."""
    gruppe: tuple[str, ...] = ()
    """Umgeordnet wird unter Datensätzen, die in diesen Feldern gleich sind."""
    zaehlt: str | None = None
    """Das Feld, das beim Anlegen die nächste freie Nummer bekommt, wenn keine genannt ist."""
    eindeutig: tuple[tuple[str, ...], ...] = ()
    auch_archivierte: bool = False
    """Sagt, ob Archiviertes seine Nummer behält und sie deshalb vergeben bleibt."""
    eines_von: tuple[str, ...] = ()
    """Mindestens eines dieser Felder ist auszufüllen."""

    @property
    def tabelle(self) -> str:
        """Der Tabellenname; unter ihm steht die Art in `ARTEN` und im Protokoll."""
        return self.klasse.__tablename__


def _verknuepfung(klasse: type[Datensatz], einzahl: str, mehrzahl: str, gehoert_zu: str, anderes: str) -> Art:
    return Art(
        klasse,
        einzahl,
        mehrzahl,
        weglegen=Weglegen.ENTFERNEN,
        gehoert_zu=gehoert_zu,
        eindeutig=((gehoert_zu, anderes),),
    )


_ALLE = (
    Art(
        modell.Konzept,
        "Konzept",
        "Konzepte",
        ohne=frozenset(("schluessel", "beispiel")),
        weglegen=Weglegen.NIE,
    ),
    Art(modell.Teilprojekt, "Teilprojekt", "Teilprojekte", ordnung="reihenfolge", eindeutig=(("buchstabe",),)),
    Art(
        modell.Handlungsfeld,
        "Handlungsfeld",
        "Handlungsfelder",
        ordnung="reihenfolge",
        zaehlt="nummer",
        eindeutig=(("nummer",), ("kuerzel",)),
        auch_archivierte=True,
    ),
    Art(modell.Leitlinie, "Leitlinie", "Leitlinien", ordnung="nummer", zaehlt="nummer", eindeutig=(("nummer",),)),
    Art(modell.Ziel, "Ziel", "Ziele", ordnung="nummer", gruppe=("handlungsfeld_id", "ebene")),
    Art(
        modell.Organisationseinheit,
        "Organisationseinheit",
        "Organisationseinheiten",
        ohne=frozenset(("aktiv",)),
        weglegen=Weglegen.RUHEN,
        eindeutig=(("name",), ("kuerzel",)),
    ),
    Art(modell.Gremium, "Gremium", "Gremien", ordnung="reihenfolge", eindeutig=(("name",),)),
    Art(
        modell.Mitgliedschaft,
        "Mitgliedschaft",
        "Mitgliedschaften",
        gehoert_zu="gremium_id",
        ordnung="reihenfolge",
        gruppe=("gremium_id",),
        eines_von=("organisationseinheit_id", "rolle"),
    ),
    Art(modell.Ereignis, "Ereignis", "Ereignisse"),
    Art(modell.Kennzahl, "Kennzahl", "Kennzahlen", ordnung="reihenfolge"),
    Art(modell.Foerderung, "Förderung", "Förderungen"),
    Art(
        modell.Meilenstein,
        "Meilenstein",
        "Meilensteine",
        gehoert_zu="massnahme_id",
        eines_von=("massnahme_id", "handlungsfeld_id"),
    ),
    Art(modell.Mittelposition, "Mittelposition", "Mittelpositionen", gehoert_zu="massnahme_id"),
    Art(
        modell.SmartPruefung,
        "SMART-Beurteilung",
        "SMART-Beurteilungen",
        weglegen=Weglegen.ENTFERNEN,
        gehoert_zu="massnahme_id",
        eindeutig=(("massnahme_id",),),
    ),
    _verknuepfung(modell.MassnahmeZiel, "Ziel einer Maßnahme", "Ziele von Maßnahmen", "massnahme_id", "ziel_id"),
    _verknuepfung(
        modell.MassnahmeHandlungsfeld,
        "weiteres Handlungsfeld einer Maßnahme",
        "weitere Handlungsfelder von Maßnahmen",
        "massnahme_id",
        "handlungsfeld_id",
    ),
    _verknuepfung(
        modell.Beteiligung,
        "Beteiligung an einer Maßnahme",
        "Beteiligungen an Maßnahmen",
        "massnahme_id",
        "organisationseinheit_id",
    ),
    _verknuepfung(
        modell.GremiumHandlungsfeld,
        "Handlungsfeld eines Gremiums",
        "Handlungsfelder von Gremien",
        "gremium_id",
        "handlungsfeld_id",
    ),
    _verknuepfung(
        modell.EreignisHandlungsfeld,
        "Handlungsfeld eines Ereignisses",
        "Handlungsfelder von Ereignissen",
        "ereignis_id",
        "handlungsfeld_id",
    ),
    Art(modell.Vorlage, "Vorlage", "Vorlagen", weglegen=Weglegen.ENTFERNEN),
    Art(
        modell.Beratung,
        "Beratung",
        "Beratungen",
        weglegen=Weglegen.ENTFERNEN,
        gehoert_zu="vorlage_id",
        ordnung="reihenfolge",
        gruppe=("vorlage_id",),
    ),
    Art(modell.Beschluss, "Beschluss", "Beschlüsse", weglegen=Weglegen.ENTFERNEN),
)

ARTEN: Mapping[str, Art] = {a.tabelle: a for a in _ALLE}
"""Zu jedem Tabellennamen, was für die Art gilt. Maßnahmen gehören nicht dazu; die pflegt `erfassung.massnahme`."""

PFLEGBAR: Mapping[str, type[Datensatz]] = {tabelle: a.klasse for tabelle, a in ARTEN.items()}


def require_art(art: str) -> Art:
    """Gibt, was für eine Art gilt; wirft EingabeError, wenn es sie hier nicht gibt."""
    if art not in ARTEN:
        raise EingabeError("Diese Art von Eintrag lässt sich hier nicht ändern. Bitte öffnen Sie die Seite neu.")
    return ARTEN[art]


@cache
def spalten(klasse: type[Datensatz]) -> Mapping[str, Column[Any]]:
    """Gibt die Spalten einer Tabelle nach Namen, in der Reihenfolge des Modells."""
    return {s.key: s for s in inspect(klasse).columns}


@cache
def aenderbare(klasse: type[Datensatz]) -> Mapping[str, Column[Any]]:
    """Gibt die Spalten einer Tabelle, die sich ändern lassen, nach Namen."""
    wie = ARTEN.get(klasse.__tablename__)
    fest = NIE | (wie.ohne if wie else frozenset())
    return {name: s for name, s in spalten(klasse).items() if name not in fest}


@cache
def ziel(spalte: Column[Any]) -> type[Datensatz] | None:
    """Gibt die Tabelle, auf die eine Spalte verweist, oder None."""
    for fremd in spalte.foreign_keys:
        return _klassen()[fremd.column.table.name]
    return None


@cache
def _klassen() -> Mapping[str, type[Datensatz]]:
    alle = (m.class_ for m in modell.Base.registry.mappers)
    return {k.__tablename__: k for k in alle if issubclass(k, Datensatz)}


def klassen() -> tuple[type[Datensatz], ...]:
    """Gibt alle protokollierten Tabellen."""
    return tuple(_klassen().values())
