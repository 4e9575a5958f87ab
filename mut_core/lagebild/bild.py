"""Bild: die Form des Lagebilds und was sich aus seinen Tabellen errechnet – ohne Datenbank."""

from collections import namedtuple
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache, partial
from types import SimpleNamespace
from typing import Any, TypeAlias

import pandas as pd
from sqlalchemy import inspect as inspect_modell

from mut_core import modell, regeln
from mut_core.fehler import NichtGefundenError
from mut_core.modell import Base, ImKonzept, Kommune, Konzept, Organisationseinheit
from mut_core.modell.codes import Aktualitaet, Terminlage, Umsetzungsstand
from mut_core.modell.grundlage import Archivierbar

TABELLEN: Mapping[str, type[ImKonzept]] = {
    "teilprojekte": modell.Teilprojekt,
    "handlungsfelder": modell.Handlungsfeld,
    "leitlinien": modell.Leitlinie,
    "ziele": modell.Ziel,
    "massnahmen": modell.Massnahme,
    "weitere_handlungsfelder": modell.MassnahmeHandlungsfeld,
    "massnahmenziele": modell.MassnahmeZiel,
    "beteiligungen": modell.Beteiligung,
    "meilensteine": modell.Meilenstein,
    "fristaenderungen": modell.Fristaenderung,
    "sachstaende": modell.Sachstand,
    "smartpruefungen": modell.SmartPruefung,
    "evaluationen": modell.Evaluation,
    "foerderungen": modell.Foerderung,
    "mittel": modell.Mittelposition,
    "gremien": modell.Gremium,
    "gremien_handlungsfelder": modell.GremiumHandlungsfeld,
    "mitgliedschaften": modell.Mitgliedschaft,
    "ereignisse": modell.Ereignis,
    "ereignisse_handlungsfelder": modell.EreignisHandlungsfeld,
    "kennzahlen": modell.Kennzahl,
    "beschluesse": modell.Beschluss,
    "vorlagen": modell.Vorlage,
    "beratungen": modell.Beratung,
    "berichte": modell.Bericht,
    "textbausteine": modell.Textbaustein,
    "anmerkungen": modell.Anmerkung,
    "abfragen": modell.Abfrage,
    "abfrage_massnahmen": modell.AbfrageMassnahme,
    "erinnerungen": modell.Erinnerung,
}
"""Welche Tabelle des Lagebilds aus welcher Tabelle des Modells kommt; Spalten = Felder des Modells."""


ARCHIVIERBAR = tuple(name for name, klasse in TABELLEN.items() if issubclass(klasse, Archivierbar))
"""Tabellen, deren archivierte Zeilen nicht im Lagebild stehen."""

Zeilen: TypeAlias = pd.DataFrame | Sequence[Mapping[str, Any]]


@dataclass(frozen=True)
class Lagebild:
    """Alles Bekannte zu einem Konzept an einem Stichtag.

    Tabellen sind DataFrames mit einer Zeile je Datensatz (Spalten = Felder des Modells, Typ object, fehlend = None).
    `massnahmen` trägt dazu die berechneten Spalten aus `MASSNAHMEN_DAZU`; Archiviertes fehlt; nur Maßnahmen
    stehen dann in `archivierte`.
    `intern` sagt, ob es auch Felder trägt, die nur Berechtigte sehen; ein eingefrorenes sagt es nicht mehr.
    `konzept` trägt die Felder des Konzepts und dazu `kommune` (Name), `stelle` (Name oder None) und `vorlagenarten`
    (die Arten von Vorlagen der Kommune, eine je Zeile, oder None).
    """

    konzept: SimpleNamespace
    stichtag: date
    aenderungsstand: int
    tabellen: Mapping[str, pd.DataFrame]
    intern: bool = False

    def __getattr__(self, name: str) -> pd.DataFrame:
        """Gibt eine Tabelle beim Namen, z. B. `lagebild.massnahmen`."""
        tabellen: Mapping[str, pd.DataFrame] = self.__dict__.get("tabellen", {})
        if name in tabellen:
            return tabellen[name]
        raise AttributeError(name)


AUS_SACHSTAND = (
    "zum",
    "text",
    "naechster_schritt",
    "naechster_termin",
    "hindernis",
    "loesung",
    "begruendung",
    "wiedervorlage",
    "abgeschlossen_am",
    "ergebnis",
)
"""Felder des letzten Sachstands, die jede Maßnahme im Lagebild mit dem Vorsatz „stand_“ trägt."""

MASSNAHMEN_DAZU = (
    "handlungsfeld",
    "handlungsfeld_nummer",
    "federfuehrung",
    "umsetzungsstand",
    "stand_nummer",
    *(f"stand_{name}" for name in AUS_SACHSTAND),
    "termin",
    "terminlage",
    "tage_ueberfaellig",
    "aktualitaet",
    "verschoben",
    "verschiebungsgrund",
)
"""Berechnete Spalten der Maßnahmen: aus dem letzten Sachstand, den Stellen und den Regeln zum Stichtag."""


def build_lagebild(roh: Mapping[str, Zeilen], stichtag: date, stand: int = 0) -> Lagebild:
    """Baut ein Lagebild aus Zeilen je Tabelle (dazu `konzept`, `kommune`, `organisationseinheiten`)."""
    konzepte = tabelle(Konzept, roh.get("konzept", ()))
    if konzepte.empty:
        raise NichtGefundenError("Zu diesem Stichtag war das Konzept noch nicht angelegt. Bitte später wählen.")
    tabellen = {name: tabelle(klasse, roh.get(name, ())) for name, klasse in TABELLEN.items()}
    tabellen["organisationseinheiten"] = tabelle(Organisationseinheit, roh.get("organisationseinheiten", ()))
    stellen = dict(
        zip(tabellen["organisationseinheiten"]["id"], tabellen["organisationseinheiten"]["name"], strict=True)
    )
    konzept = SimpleNamespace(**dict(zip(konzepte.columns, konzepte.iloc[0], strict=True)))
    kommune = tabelle(Kommune, roh.get("kommune", ()))
    konzept.kommune = next(iter(kommune["name"]), "")
    konzept.vorlagenarten = next(iter(kommune["vorlagenarten"]), None)
    konzept.stelle = stellen.get(konzept.stelle_id)
    tabellen["archivierte"] = _archivierte(tabellen["massnahmen"], stichtag, True)
    for name in ARCHIVIERBAR:
        tabellen[name] = _archivierte(tabellen[name], stichtag, False)
    tabellen["massnahmen"] = berechnete_massnahmen(tabellen, konzept.aktualitaet_monate, stichtag)
    return Lagebild(konzept, stichtag, stand, tabellen)


def _archivierte(alle: pd.DataFrame, stichtag: date, ja: bool) -> pd.DataFrame:
    """Gibt die am Stichtag archivierten Zeilen – oder, mit `ja=False`, alle übrigen."""
    wahl = [bool(a and a <= stichtag) is ja for a in alle["archiviert_am"]]
    return alle if all(wahl) else alle.loc[wahl].reset_index(drop=True)


def spaltennamen(klasse: type[Base]) -> list[str]:
    """Gibt die Feldnamen einer Tabelle in der Reihenfolge des Modells, Schlüssel zuerst."""
    namen = [s.key for s in inspect_modell(klasse).columns]
    return sorted(namen, key=lambda n: (n != "id", namen.index(n)))


def tabelle(klasse: type[Base], zeilen: Zeilen) -> pd.DataFrame:
    """Macht aus Zeilen eine Tabelle mit allen Feldern des Modells, nach Schlüssel geordnet, fehlend = None."""
    if isinstance(zeilen, pd.DataFrame):
        return zeilen
    namen = spaltennamen(klasse)
    geordnet = sorted(zeilen, key=lambda z: z["id"])
    return pd.DataFrame([[z.get(n) for n in namen] for z in geordnet], columns=namen, dtype=object)


def saetze(tabelle: pd.DataFrame) -> list[Any]:
    """Gibt die Zeilen einer Tabelle als Sätze: `for m in saetze(lagebild.massnahmen): m.titel`."""
    spalten = tabelle.to_numpy(dtype=object).T.tolist()
    return list(
        map(
            partial(tuple.__new__, _satzform(tuple(tabelle.columns.to_numpy(dtype=object)))), zip(*spalten, strict=True)
        )
    )


@lru_cache(maxsize=256)
def _satzform(spalten: tuple[str, ...]) -> type[tuple[Any, ...]]:
    """Die Klasse der Sätze, je Spaltenfolge nur einmal: pandas baut sie je Aufruf neu (gemessen: 0,4 ms)."""
    return namedtuple("Pandas", spalten, rename=True)


@dataclass(frozen=True)
class _Umfeld:
    """Was zum Berechnen einer Maßnahme neben ihr liegt."""

    stichtag: date
    turnus_monate: int
    handlungsfelder: Mapping[int, Any]
    stellen: Mapping[int, str]
    letzte: Mapping[int, Any]
    verschiebungen: Mapping[int, list[Any]]


def berechnete_massnahmen(tabellen: Mapping[str, pd.DataFrame], turnus_monate: int, stichtag: date) -> pd.DataFrame:
    """Gibt die Maßnahmen mit den Spalten aus `MASSNAHMEN_DAZU`; berechnet aus den übrigen Tabellen."""
    massnahmen = tabellen["massnahmen"]
    umfeld = _Umfeld(
        stichtag,
        turnus_monate,
        {h.id: h for h in saetze(tabellen["handlungsfelder"])},
        {o.id: o.name for o in saetze(tabellen["organisationseinheiten"])},
        letzte_sachstaende(tabellen["sachstaende"], stichtag, _VOM_SACHSTAND),
        _verschiebungen(tabellen["fristaenderungen"]),
    )
    dazu = [_berechnet(m, umfeld) for m in saetze(massnahmen[_VON_DER_MASSNAHME])]  # nur das Nötige: halbe Zeit
    berechnet = pd.DataFrame(dazu, columns=list(MASSNAHMEN_DAZU), dtype=object)
    return pd.concat([massnahmen, berechnet], axis=1)


_VON_DER_MASSNAHME = ["id", "handlungsfeld_id", "federfuehrung_id", "frist", "terminlage_gesetzt"]
_VOM_SACHSTAND = ["massnahme_id", "umsetzungsstand", "nummer", "naechste_ueberpruefung", *AUS_SACHSTAND]


def letzte_sachstaende(sachstaende: pd.DataFrame, stichtag: date, felder: list[str] | None = None) -> dict[int, Any]:
    """Gibt je Maßnahme den Sachstand mit dem jüngsten Tag (bei Gleichstand der höchsten Nummer), ohne berichtigte.

    `felder` nennt, welche Felder die Sätze tragen (samt „massnahme_id“); sonst alle.
    """
    ersetzt = {e for e in sachstaende["ersetzt_id"] if e is not None}
    beste: dict[int, tuple[date, int, int]] = {}
    spalten = (sachstaende[name].tolist() for name in ("id", "massnahme_id", "zum", "nummer"))
    for zeile, (id_, massnahme_id, zum, nummer) in enumerate(zip(*spalten, strict=True)):
        bisher = beste.get(massnahme_id)
        if id_ not in ersetzt and zum <= stichtag and (bisher is None or (zum, nummer) > bisher[:2]):
            beste[massnahme_id] = (zum, nummer, zeile)
    geltende = (sachstaende[felder] if felder else sachstaende).iloc[[zeile for *_, zeile in beste.values()]]
    return {s.massnahme_id: s for s in saetze(geltende)}


def _verschiebungen(fristaenderungen: pd.DataFrame) -> dict[int, list[Any]]:
    je_massnahme: dict[int, list[Any]] = {}
    for f in saetze(fristaenderungen):
        je_massnahme.setdefault(f.massnahme_id, []).append(f)
    return je_massnahme


_OHNE_SACHSTAND = SimpleNamespace(
    umsetzungsstand=Umsetzungsstand.OHNE_ANGABE, nummer=0, naechste_ueberpruefung=None, **dict.fromkeys(AUS_SACHSTAND)
)


def _berechnet(m: Any, umfeld: _Umfeld) -> tuple[Any, ...]:
    s = umfeld.letzte.get(m.id, _OHNE_SACHSTAND)
    feld = umfeld.handlungsfelder.get(m.handlungsfeld_id)
    spruenge = umfeld.verschiebungen.get(m.id, [])
    return (
        feld.titel if feld else None,
        feld.nummer if feld else None,
        umfeld.stellen.get(m.federfuehrung_id),
        s.umsetzungsstand,
        s.nummer,
        *(getattr(s, name) for name in AUS_SACHSTAND),
        *_achsen(m, s, umfeld),
        len(spruenge),
        spruenge[-1].grund if spruenge else None,
    )


def _achsen(m: Any, s: Any, umfeld: _Umfeld) -> tuple[date | None, Terminlage, int, Aktualitaet]:
    stichtag = umfeld.stichtag
    termin = regeln.massgeblicher_termin(s.umsetzungsstand, m.frist, s.naechste_ueberpruefung, s.wiedervorlage)
    lage = m.terminlage_gesetzt or regeln.terminlage(s.umsetzungsstand, termin, stichtag)
    tage = (stichtag - termin).days if termin and lage == Terminlage.UEBERFAELLIG else 0
    return termin, lage, tage, regeln.aktualitaet(s.umsetzungsstand, s.zum, stichtag, umfeld.turnus_monate)
