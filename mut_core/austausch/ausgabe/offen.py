"""Weitergeben: die Liste als CSV und das ganze Lagebild als JSON, für andere Programme."""

import json
from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import date, datetime
from enum import Enum
from typing import Any, Final

import pandas as pd

from mut_core.austausch.akte import akten
from mut_core.austausch.ausgabe.liste import Ausgabewahl
from mut_core.austausch.spalten import ausgegebene_spalten, zelltext
from mut_core.dateien.entschaerfen import build_csv
from mut_core.lagebild import Lagebild, without_internes
from mut_core.modell import Organisationseinheit

FORMAT: Final = "mut-lagebild"
FASSUNG: Final = 1


def write_csv(lagebild: Lagebild, wahl: Ausgabewahl | None = None) -> bytes:
    """Gibt die Maßnahmenliste als CSV (UTF-8 mit BOM, `;`, entschärft): dieselben Spalten wie die .xlsx."""
    wahl = wahl or Ausgabewahl()
    spalten = ausgegebene_spalten(lagebild, intern=wahl.intern)
    zeilen = ([zelltext(s.zelle(a)) for s in spalten] for a in akten(lagebild, wahl.massnahmen))
    return build_csv([s.ueberschrift for s in spalten], zeilen)


def write_json(lagebild: Lagebild, wahl: Ausgabewahl | None = None) -> bytes:
    """Gibt das Lagebild als JSON: `konzept`, `stichtag` und je Tabelle ihre Zeilen, Felder wie im Modell.

    Tage sind JJJJ-MM-TT, Zeitpunkte ISO 8601 in UTC, Codes stehen als Code, Beträge in Cent. Mit einer Auswahl von
    Maßnahmen steht nur da, was zu ihnen gehört, und was zu keiner gehört. Dasselbe Lagebild gibt dieselben Bytes.
    """
    wahl = wahl or Ausgabewahl()
    bild = lagebild if wahl.intern else _ohne_internes(lagebild)
    inhalt = {
        "format": FORMAT,
        "fassung": FASSUNG,
        "stichtag": bild.stichtag.isoformat(),
        "aenderungsstand": bild.aenderungsstand,
        "konzept": {name: _wert(wert) for name, wert in vars(bild.konzept).items()},
        "tabellen": {name: list(_zeilen(name, t, wahl.massnahmen)) for name, t in bild.tabellen.items()},
    }
    return json.dumps(inhalt, ensure_ascii=False, indent=1, sort_keys=True).encode() + b"\n"


def _ohne_internes(lagebild: Lagebild) -> Lagebild:
    """Leert auch die internen Spalten der Stellen: Sie gehören der Kommune und nicht zu den Tabellen des Konzepts."""
    bild = without_internes(lagebild)
    stellen = bild.organisationseinheiten
    intern = [s.key for s in Organisationseinheit.__table__.columns if s.info.get("intern") and s.key in stellen]
    leer = pd.Series([None] * len(stellen), dtype=object, index=stellen.index)
    return replace(
        bild, tabellen={**bild.tabellen, "organisationseinheiten": stellen.assign(**dict.fromkeys(intern, leer))}
    )


def _zeilen(name: str, tabelle: pd.DataFrame, massnahmen: Collection[int] | None) -> Iterable[dict[str, Any]]:
    spalten = list(tabelle.columns)
    verweis = "id" if name in {"massnahmen", "archivierte"} else "massnahme_id"
    gewaehlt = None if massnahmen is None else {None, *massnahmen}
    for werte in tabelle.to_numpy(dtype=object).tolist():
        zeile = dict(zip(spalten, werte, strict=True))
        if gewaehlt is None or verweis not in zeile or zeile[verweis] in gewaehlt:
            yield {feld: _wert(wert) for feld, wert in zeile.items()}


def _wert(wert: Any) -> Any:
    if isinstance(wert, Enum):
        return wert.value
    return wert.isoformat() if isinstance(wert, date | datetime) else wert
