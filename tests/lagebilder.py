"""Bauen: Lagebilder von Hand für Tests – ohne Datenbank, mit den Vorgaben des Modells.

bild = build_bild(
    build_massnahme("A-1", "in_umsetzung", frist=date(2024, 6, 30)),
    build_massnahme("A-2", feld=2),
    stichtag=date(2024, 9, 1),
)
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from itertools import count
from typing import Any

from sqlalchemy import inspect

from mut_core import modell
from mut_core.lagebild import TABELLEN, Lagebild, build_lagebild
from mut_core.modell.codes import Umsetzungsstand

STICHTAG = date(2024, 9, 1)
FELDER = ({"titel": "Sprache"}, {"titel": "Bildung"})
STELLEN = ("Fachdienst Soziales", "Stabsstelle Integration")

Zeile = dict[str, Any]
Massnahme = dict[str, Any]


def build_zeile(klasse: type[modell.Base], **felder: Any) -> Zeile:
    """Gibt eine Zeile mit den Vorgaben des Modells; ein unbekanntes Feld ist ein Fehler im Test."""
    spalten = inspect(klasse).columns
    fremd = felder.keys() - {s.key for s in spalten}
    assert not fremd, f"{klasse.__name__} hat keine Felder {fremd}"
    return {s.key: s.default.arg if s.default is not None and s.default.is_scalar else None for s in spalten} | felder


def build_sachstand(stand: str, zum: date, **felder: Any) -> Zeile:
    """Gibt einen Sachstand ohne Maßnahme; `build_massnahme` hängt ihn an."""
    erfasst = datetime(zum.year, zum.month, zum.day, 10, tzinfo=UTC)
    fest = {"umsetzungsstand": Umsetzungsstand.von(stand), "zum": zum, "gilt_ab": zum}
    return build_zeile(modell.Sachstand, **fest, erfasst_am=erfasst, erfasst_von_id=1, konzept_id=1, **felder)


def build_massnahme(
    nummer: str,
    stand: str | None = None,
    *,
    feld: int = 1,
    zum: date = date(2024, 8, 1),
    meldung: Mapping[str, Any] | None = None,
    sachstaende: Sequence[Zeile] | None = None,
    mittel: Sequence[Mapping[str, Any]] = (),
    meilensteine: Sequence[Mapping[str, Any]] = (),
    fristaenderungen: Sequence[Mapping[str, Any]] = (),
    ziele: Sequence[int] = (),
    **felder: Any,
) -> Massnahme:
    """Gibt eine Maßnahme mit allem, was an ihr hängt; ohne `stand` und `sachstaende` wurde nie gemeldet."""
    if sachstaende is None:
        sachstaende = [build_sachstand(stand, zum, **(meldung or {}))] if stand else []
    vorgabe = {"titel": f"Maßnahme {nummer}", "federfuehrung_id": 1, "handlungsfeld_id": feld, "konzept_id": 1}
    return {
        "massnahme": build_zeile(modell.Massnahme, nummer=nummer, **(vorgabe | felder)),
        "sachstaende": sachstaende,
        "mittel": mittel,
        "meilensteine": meilensteine,
        "fristaenderungen": fristaenderungen,
        "massnahmenziele": [{"ziel_id": z} for z in ziele],
    }


def build_bild(
    *massnahmen: Massnahme,
    stichtag: date = STICHTAG,
    felder: Iterable[Mapping[str, Any]] = FELDER,
    stellen: Sequence[str] = STELLEN,
    konzept: Mapping[str, Any] | None = None,
    **tabellen: Iterable[Mapping[str, Any]],
) -> Lagebild:
    """Gibt ein Lagebild: Handlungsfelder und Stellen zählen ab 1, Maßnahmen in der genannten Reihenfolge."""
    roh: dict[str, list[Zeile]] = {name: [] for name in TABELLEN}
    grund = {"id": 1, "kommune_id": 1, "schluessel": "probe", "bezeichnung": "Probekonzept"}
    roh["konzept"] = [build_zeile(modell.Konzept, **(grund | dict(konzept or {})))]
    roh["kommune"] = [build_zeile(modell.Kommune, id=1, schluessel="probe", name="Stadt Probe")]
    roh["organisationseinheiten"] = [
        build_zeile(modell.Organisationseinheit, id=i, kommune_id=1, name=name) for i, name in enumerate(stellen, 1)
    ]
    roh["handlungsfelder"] = [
        build_zeile(modell.Handlungsfeld, **({"id": i, "konzept_id": 1, "nummer": i, "reihenfolge": i} | dict(feld)))
        for i, feld in enumerate(felder, 1)
    ]
    _add_massnahmen(roh, massnahmen)
    for name, zeilen in tabellen.items():
        roh[name] += [build_zeile(TABELLEN[name], **({"konzept_id": 1} | dict(z))) for z in zeilen]
    return build_lagebild(roh, stichtag)


def _add_massnahmen(roh: dict[str, list[Zeile]], massnahmen: Iterable[Massnahme]) -> None:
    schluessel = count(1)
    for massnahme_id, teile in enumerate(massnahmen, 1):
        roh["massnahmen"].append({**teile["massnahme"], "id": massnahme_id})
        for name in ("sachstaende", "mittel", "meilensteine", "fristaenderungen", "massnahmenziele"):
            for nummer, zeile in enumerate(teile[name], 1):
                fest = {"id": next(schluessel), "massnahme_id": massnahme_id, "konzept_id": 1}
                if name == "sachstaende":
                    fest["nummer"] = nummer
                genannt = {feld: wert for feld, wert in zeile.items() if wert is not None}
                roh[name].append(build_zeile(TABELLEN[name], **(fest | genannt)))
