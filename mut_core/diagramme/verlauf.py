"""Verlauf zeichnen: an jedem Stützpunkt eine Säule der Maßnahmen nach Umsetzungsstand, ohne Lücke wie Stufen.

Säulen statt einer Linie: Zwischen zwei Stützpunkten ist nichts gerechnet. Damit auch lange Verläufe klein bleiben,
stehen je Stützpunkt nur die Zahlen in den Daten; gestapelt wird im Browser.
"""

from typing import Any

import pandas as pd

from mut_core.diagramme.bausteine import (
    FIT,
    FLAECHE,
    KONFIGURATION,
    LEGENDE,
    LEISE,
    Spezifikation,
    farbkanal,
    klick,
    leerhinweis,
    legendenklick,
    literal,
    vorkommende,
)
from mut_core.diagramme.darstellung import darstellung, kurzname
from mut_core.lagebild import saetze
from mut_core.sprache import anzahl, aufzaehlung, zahl

_HOEHE = 300
_LEER = "Am Stichtag und davor gibt es keine Maßnahmen."


def verlauf(tabelle: pd.DataFrame) -> Spezifikation:
    """Zeichnet `auswertung.verlauf`: je Stützpunkt eine gestapelte Säule; das Erreichte steht unten.

    Auswahl: `auswahl` gibt {tag, code} des angeklickten Stücks, `legende` {code}.
    """
    codes = vorkommende(tabelle, "umsetzungsstand")
    punkte = _punkte(tabelle)
    hoechstes = max((sum(p["n"]) for p in punkte), default=0)
    voll = [_saeulen(punkte, codes, hoechstes), _summen(punkte, hoechstes)]
    ebenen = voll if hoechstes else [_leere_ebene(), leerhinweis(_LEER)]
    return {
        "description": _beschreibung(tabelle),
        "autosize": FIT,
        "height": _HOEHE if hoechstes else 60,
        "layer": ebenen,
        "config": KONFIGURATION,
    }


def _punkte(tabelle: pd.DataFrame) -> list[dict[str, Any]]:
    """Je Stützpunkt sein Name, sein Tag und die Zahlen der vorkommenden Stände in ihrer Reihenfolge."""
    codes = set(vorkommende(tabelle, "umsetzungsstand"))
    punkte: dict[Any, dict[str, Any]] = {}
    for z in saetze(tabelle):
        punkt = punkte.setdefault(z.tag, {"p": z.stuetzpunkt, "tag": z.tag.isoformat(), "n": []})
        if z.umsetzungsstand in codes:
            punkt["n"].append(int(z.anzahl))
    return list(punkte.values())


def _saeulen(punkte: list[dict[str, Any]], codes: list[Any], hoechstes: int) -> Spezifikation:
    stelle = f"indexof({[c.value for c in codes]!r}, datum.code)"
    return {
        "data": {"values": punkte},
        "transform": [
            {"calculate": f"{[c.value for c in codes]!r}", "as": "code"},
            {"flatten": ["n", "code"]},
            {"filter": "datum.n > 0"},
            {"calculate": stelle, "as": "i"},
            {"stack": "n", "groupby": ["p"], "sort": [{"field": "i"}], "as": ["von", "bis"]},
            {"calculate": "(datum.von + datum.bis) / 2", "as": "mitte"},
            {
                "calculate": f"{literal({c.value: darstellung(c).textfarbe for c in codes})}[datum.code]",
                "as": "schrift",
            },
            {
                "calculate": f"datum.p + ': ' + datum.n + (datum.n === 1 ? ' Maßnahme ' : ' Maßnahmen ') + "
                f"{literal({c.value: kurzname(c) for c in codes})}[datum.code]",
                "as": "satz",
            },
        ],
        "encoding": {"x": _zeitachse([p["p"] for p in punkte])},
        "layer": [
            _stuecke(codes, hoechstes),
            _anzahlen(len(punkte), hoechstes),
        ],
    }


def _hoehe(hoechstes: int) -> Spezifikation:
    return {"type": "quantitative", "axis": None, "scale": _skala(hoechstes)}


def _stuecke(codes: list[Any], hoechstes: int) -> Spezifikation:
    return {
        "mark": {"type": "bar", **FLAECHE, "strokeWidth": 0.6, "width": {"band": 1}},
        "params": [klick(("tag", "code")), legendenklick()],
        "encoding": {
            "y": {"field": "von", **_hoehe(hoechstes)},
            "y2": {"field": "bis"},
            "color": farbkanal(codes),
            "opacity": {"condition": {"param": LEGENDE, "value": 1}, "value": 0.25},
            "tooltip": {"field": "satz", "type": "nominal"},
            "description": {"field": "satz", "type": "nominal"},
        },
    }


def _anzahlen(saeulen: int, hoechstes: int) -> Spezifikation:
    """Die Zahl in jedem Stück, wo sie Platz hat."""
    breite, hoehe = f"width / {saeulen}", f"datum.n * height / {hoechstes * 1.08}"
    return {
        "mark": {
            "type": "text",
            "fontSize": 11,
            "fontWeight": 600,
            "aria": False,
            "tooltip": None,
            "text": {"expr": f"{hoehe} >= 13 && {breite} >= length('' + datum.n) * 7 + 6 ? datum.n : ''"},
        },
        "encoding": {
            "y": {"field": "mitte", **_hoehe(hoechstes)},
            "fill": {"field": "schrift", "type": "nominal", "scale": None},
        },
    }


def _summen(punkte: list[dict[str, Any]], hoechstes: int) -> Spezifikation:
    """Die Zahl aller Maßnahmen über jeder Säule, wo sie Platz hat."""
    werte = [{"p": p["p"], "s": sum(p["n"]), "z": zahl(sum(p["n"]))} for p in punkte]
    platz = f"width / {len(punkte)} >= length(datum.z) * 7 + 4 ? datum.z : ''"
    return {
        "data": {"values": werte},
        "mark": {"type": "text", "dy": -8, "fontSize": 12, "color": LEISE, "aria": False, "text": {"expr": platz}},
        "encoding": {
            "x": _zeitachse([p["p"] for p in punkte]),
            "y": {"field": "s", "type": "quantitative", "axis": None, "scale": _skala(hoechstes)},
        },
    }


def _skala(hoechstes: int) -> dict[str, Any]:
    """Oben bleibt Platz für die Summe."""
    return {"domain": [0, hoechstes * 1.08], "nice": False, "zero": True}


def _zeitachse(namen: list[str]) -> Spezifikation:
    """Schreibt Monat oder Quartal über das Jahr; der Stichtag zuletzt, mit seinem Tag."""
    return {
        "field": "p",
        "type": "nominal",
        "scale": {"domain": namen, "paddingInner": 0, "paddingOuter": 0},
        "axis": {
            "title": None,
            "labelAngle": 0,
            "labelPadding": 6,
            "labelOverlap": "parity",
            "labelFlush": False,
            "labelSeparation": 6,
            "labelExpr": "indexof(datum.label, '/') > 0 ? split(datum.label, '/') : "
            "[slice(datum.label, 0, -4), slice(datum.label, -4)]",
        },
    }


def _leere_ebene() -> Spezifikation:
    """Eine Ebene ohne Zeichen, die nur die Auswahl trägt, weil `on_select` sie verlangt."""
    return {
        "data": {"values": []},
        "mark": {"type": "point", "aria": False},
        "params": [klick(("tag", "code"))],
        "encoding": {"x": {"field": "tag", "type": "nominal", "axis": None}},
    }


def _beschreibung(tabelle: pd.DataFrame) -> str:
    """Gibt Anfang und Ende mit Zahlen; alle Werte stehen in der Tabelle daneben."""
    je: dict[str, list[Any]] = {}
    for z in saetze(tabelle):
        je.setdefault(z.stuetzpunkt, []).append(z)
    teile = [_punkttext(name, je[name]) for name in dict.fromkeys([*list(je)[:1], *list(je)[-1:]])]
    return f"Umsetzungsstand über die Zeit, {anzahl(len(je), 'Stützpunkt', 'Stützpunkte')}. {'; '.join(teile)}."


def _punkttext(name: str, zeilen: list[Any]) -> str:
    werte = [f"{zahl(z.anzahl)} {kurzname(z.umsetzungsstand)}" for z in zeilen if z.anzahl]
    return f"{name}: {aufzaehlung(werte) or 'keine Maßnahmen'}"
