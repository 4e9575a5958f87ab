"""CSV lesen: die Demo-Dateien Zeile für Zeile, streng – Unbekanntes ist ein Fehler mit Datei und Zeile.

Jede Datei heißt wie ihre Tabelle; die erste Spalte ist `konzept`. Tage stehen als 2023-08-30 oder, in Musterstadt,
als Abstand in Tagen zum Ladetag (-420, +28).
"""

import calendar
import csv
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from mut_core.fehler import EingabeError
from mut_core.modell import Base

ORDNER = Path(__file__).resolve().parents[2] / "daten" / "demo"
AENDERUNG = "aenderung"
"""Datei ohne Tabelle: spätere Änderungen einzelner Felder (tabelle, schluessel, feld, wert, grund)."""

FESTE_SPALTEN = ("konzept", "gilt_ab", "quelle", "kennung")
"""Spalten, die jede Datei haben darf; `kennung` benennt eine Zeile für Verweise aus anderen Dateien."""

KLASSEN: dict[str, type[Any]] = {m.class_.__tablename__: m.class_ for m in Base.registry.mappers}
REIHENFOLGE = [*(t.name for t in Base.metadata.sorted_tables if t.name != "anmerkung"), "anmerkung", AENDERUNG]
"""Was andere brauchen, steht vor ihnen; Anmerkungen können alles meinen, Änderungen kommen zuletzt."""


@dataclass(frozen=True)
class Zeile:
    """Eine Zeile einer Demo-Datei mit ihrem Ort für Fehlermeldungen."""

    tabelle: str
    ort: str
    konzept: str
    gilt_ab: str
    quelle: str
    kennung: str
    felder: Mapping[str, str]

    def fehler(self, text: str) -> EingabeError:
        """Gibt einen Fehler, der Datei und Zeile nennt."""
        return EingabeError(f"{self.ort}: {text}")


def read_zeilen(vorsatz: str = "", ordner: Path = ORDNER) -> list[Zeile]:
    """Liest alle Dateien mit dem Vorsatz („musterstadt_“) oder, ohne ihn, alle übrigen; wirft EingabeError."""
    dateien = {d.stem: d for d in sorted(ordner.glob("*.csv")) if d.stem.startswith("musterstadt_") == bool(vorsatz)}
    namen = {stamm.removeprefix(vorsatz): datei for stamm, datei in dateien.items()}
    if unbekannt := sorted(set(namen) - set(REIHENFOLGE)):
        raise EingabeError(f"Zu diesen Dateien gibt es keine Tabelle: {', '.join(unbekannt)}.")
    return [zeile for name in REIHENFOLGE if name in namen for zeile in _read_datei(name, namen[name])]


def verwiesene_tabelle(tabelle: str, spalte: str) -> str | None:
    """Gibt die Tabelle, auf die eine Spalte wie `gremium` zeigt – oder None, wenn sie kein Verweis ist."""
    feld = sa.inspect(KLASSEN[tabelle]).columns.get(f"{spalte}_id")
    return next((f.column.table.name for f in feld.foreign_keys), None) if feld is not None else None


_AENDERUNGSSPALTEN = {"tabelle", "schluessel", "feld", "wert", "grund"}


def _unbekannte_spalten(tabelle: str, spalten: list[str]) -> list[str]:
    if tabelle == AENDERUNG:
        return [s for s in spalten if s not in _AENDERUNGSSPALTEN | set(FESTE_SPALTEN)]
    bekannt = sa.inspect(KLASSEN[tabelle]).columns
    return [s for s in spalten if s not in FESTE_SPALTEN and s not in bekannt and not verwiesene_tabelle(tabelle, s)]


def _read_datei(tabelle: str, datei: Path) -> Iterator[Zeile]:
    with datei.open(encoding="utf-8", newline="") as griff:
        leser = csv.DictReader(griff, delimiter=";", strict=True)
        if (leser.fieldnames or [""])[0] != "konzept":
            raise EingabeError(f"{datei.name}: Die erste Spalte muss „konzept“ heißen.")
        if unbekannt := _unbekannte_spalten(tabelle, list(leser.fieldnames or [])):
            raise EingabeError(f"{datei.name}: Die Tabelle {tabelle} hat keine Spalte „{unbekannt[0]}“.")
        for roh in leser:
            ort = f"{datei.name}, Zeile {leser.line_num}"
            if None in roh or None in roh.values():
                raise EingabeError(f"{ort}: Die Zahl der Felder passt nicht zum Kopf.")
            fest = {n: roh.pop(n, "") for n in FESTE_SPALTEN}
            yield Zeile(tabelle, ort, fest["konzept"], fest["gilt_ab"], fest["quelle"], fest["kennung"], roh)


# --- Werte -----------------------------------------------------------------------------------------------------------

_ABSTAND = re.compile(r"[+-]\d+")
_JAHR = re.compile(r"\{jahr([+-]\d+)?\}")


def read_tag(text: str, heute: date | None, genauigkeit: str = "", *, ist_frist: bool = True) -> date:
    """Liest einen Tag; ein Abstand zum Ladetag fällt auf einen Werktag oder, ungenau, an den Rand der Spanne.

    Wirft ValueError, wenn der Text kein Tag ist oder ein Abstand ohne `heute` steht.
    """
    if not _ABSTAND.fullmatch(text):
        return date.fromisoformat(text)
    if heute is None:
        raise ValueError(text)
    tag = heute + timedelta(days=int(text))
    monate = {"monat": 1, "quartal": 3, "halbjahr": 6, "jahr": 12}.get(genauigkeit)
    return _rand(tag, monate, ist_frist) if monate else _werktag(tag, heute)


def _werktag(tag: date, heute: date) -> date:
    """Vergangenes rückt auf den Freitag davor, Künftiges auf den Montag danach; der Ladetag bleibt."""
    ueber = tag.weekday() - 4
    if ueber <= 0 or tag == heute:
        return tag
    return tag - timedelta(days=ueber) if tag < heute else tag + timedelta(days=3 - ueber)


def _rand(tag: date, monate: int, ist_frist: bool) -> date:
    erster = (tag.month - 1) // monate * monate + 1
    if not ist_frist:
        return date(tag.year, erster, 1)
    letzter = erster + monate - 1
    return date(tag.year, letzter, calendar.monthrange(tag.year, letzter)[1])


def with_jahr(text: str, jahr: int) -> str:
    """Ersetzt {jahr}, {jahr+1} … durch das Jahr, in dem die Zeile gilt."""
    return _JAHR.sub(lambda t: str(jahr + int(t.group(1) or 0)), text)
