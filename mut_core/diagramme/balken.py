"""Balken zeichnen: eine Funktion je Tabelle der Auswertung, gleicher Name."""

from typing import Any

import pandas as pd

from mut_core.diagramme.bausteine import (
    FIT,
    FLAECHE,
    KONFIGURATION,
    UEBER_DER_ZEILE,
    Spezifikation,
    beschreibung,
    gestapelt,
    hinweise,
    klick,
    leerhinweis,
    masskanal,
    stapel,
    vorkommende,
)
from mut_core.diagramme.darstellung import beschriftung, darstellung, kurzname
from mut_core.lagebild import saetze
from mut_core.sprache import anzahl, aufzaehlung, zahl

# --- Umsetzungsstand je Handlungsfeld --------------------------------------------------------------------------------

_ZEILE, _BALKEN = 46, 22
_UEBERGREIFEND = " (übergreifend)"


def umsetzungsstand(tabelle: pd.DataFrame) -> Spezifikation:
    """Zeichnet je Handlungsfeld einen gestapelten Balken mit Zahlen; leere Handlungsfelder heißen „keine Maßnahmen“.

    Auswahl: `auswahl` gibt {nummer, code} des angeklickten Stücks, `legende` {code}.
    """
    return feldbalken(tabelle, "umsetzungsstand", "Umsetzungsstand je Handlungsfeld")


def feldbalken(tabelle: pd.DataFrame, spalte: str, titel: str) -> Spezifikation:
    """Zeichnet wie `umsetzungsstand` den Code in `spalte` je Handlungsfeld; `titel` steht im Alternativtext."""
    felder: dict[str, list[Any]] = {}
    for z in saetze(tabelle):
        felder.setdefault(_feldname(z), []).append(z)
    stuecke = [s for feld, zeilen in felder.items() for s in gestapelt(feld, zeilen, spalte)]
    codes = vorkommende(tabelle, spalte)
    leere = [feld for feld, zeilen in felder.items() if not any(z.anzahl for z in zeilen)]
    y = {
        "field": "gruppe",
        "type": "nominal",
        "scale": {"domain": list(felder), "paddingInner": 0, "paddingOuter": 0},
        "axis": _FELDACHSE,
    }
    return {
        "description": beschreibung(titel, felder, spalte, "keine Maßnahmen"),
        "autosize": FIT,
        "height": max(_ZEILE * len(felder), _ZEILE),
        "encoding": {"y": y},
        "layer": [
            *stapel(stuecke, codes, "x", ("nummer", "code"), {"height": _BALKEN, "yOffset": 9}),
            hinweise(leere, "gruppe", "keine Maßnahmen", {"align": "left", "x": 0, "yOffset": 9}),
            *([] if felder else [leerhinweis("Zu diesem Konzept sind noch keine Handlungsfelder erfasst.")]),
        ],
        "config": KONFIGURATION,
    }


def _feldname(z: Any) -> str:
    return f"{z.nummer}. {z.handlungsfeld}{_UEBERGREIFEND if z.uebergreifend else ''}"


_KUERZER = f"floor(width / 6.8) - {len(_UEBERGREIFEND)}"
_FELDACHSE = {
    **UEBER_DER_ZEILE,
    "labelExpr": (
        f"length(datum.label) * 6.8 < width ? datum.label : "
        f"slice(datum.label, -{len(_UEBERGREIFEND)}) === '{_UEBERGREIFEND}' ? "
        f"truncate(slice(datum.label, 0, -{len(_UEBERGREIFEND)}), max(9, {_KUERZER})) + '{_UEBERGREIFEND}' : "
        f"truncate(datum.label, max(9, floor(width / 6.8)))"
    ),
}


# --- Fälligkeiten ----------------------------------------------------------------------------------------------------

_SAEULENHOEHE = 170


def faelligkeiten(tabelle: pd.DataFrame) -> Spezifikation:
    """Zeichnet je Quartal eine Säule der offenen Maßnahmen nach Terminlage mit Zahlen.

    Auswahl: `auswahl` gibt {quartal, code} des angeklickten Stücks, `legende` {code}.
    """
    quartale: dict[str, list[Any]] = {}
    for z in saetze(tabelle):
        quartale.setdefault(z.quartal, []).append(z)
    stuecke = [s for quartal, zeilen in quartale.items() for s in gestapelt(quartal, zeilen, "lage")]
    codes = vorkommende(tabelle, "lage")
    leere = [quartal for quartal, zeilen in quartale.items() if not any(z.anzahl for z in zeilen)]
    x = {
        "field": "gruppe",
        "type": "nominal",
        "scale": {"domain": list(quartale), "paddingInner": 0.25, "paddingOuter": 0.1},
        "axis": {
            "title": None,
            "labelAngle": 0,
            "labelPadding": 6,
            "labelOverlap": "parity",
            "labelFlush": False,
            "labelExpr": "split(datum.label, '/')",
        },
    }
    return {
        "description": beschreibung("Termine offener Maßnahmen je Quartal", quartale, "lage", "kein Termin"),
        "autosize": FIT,
        "height": _SAEULENHOEHE,
        "encoding": {"x": x},
        "layer": [
            *stapel(stuecke, codes, "y", ("quartal", "code"), {"width": {"band": 1}}),
            hinweise(leere, "gruppe", "0", {"baseline": "bottom", "y": _SAEULENHOEHE - 2}),
        ],
        "config": KONFIGURATION,
    }


# --- Ganzes Konzept --------------------------------------------------------------------------------------------------


def umsetzungsstand_gesamt(tabelle: pd.DataFrame) -> Spezifikation:
    """Zeichnet je Umsetzungsstand einen Balken mit Symbol, Name und Zahl; Auswahl: `auswahl` gibt {code}."""
    return _zeilenbalken("Umsetzungsstand aller Maßnahmen", tabelle, "umsetzungsstand")


def terminlagen(tabelle: pd.DataFrame) -> Spezifikation:
    """Zeichnet je Terminlage einen Balken mit Symbol, Name und Zahl; Auswahl: `auswahl` gibt {code}."""
    return _zeilenbalken("Terminlage aller Maßnahmen", tabelle, "terminlage")


def _zeilenbalken(titel: str, tabelle: pd.DataFrame, spalte: str) -> Spezifikation:
    paare = [(code, int(wert)) for code, wert in zip(tabelle[spalte], tabelle["anzahl"], strict=True)]
    namen = {code: f"{beschriftung(code)}: {zahl(wert)}" for code, wert in paare}
    werte = [
        {
            "name": namen[code],
            "code": code.value,
            "anzahl": wert,
            "farbe": darstellung(code).farbe,
            "satz": f"{kurzname(code)}: {anzahl(wert, 'Maßnahme', 'Maßnahmen')}",
        }
        for code, wert in paare
    ]
    achse = {"title": None, "labelLimit": 0, "labelPadding": 6, "labelOverlap": False}
    return {
        "description": f"{titel}: {aufzaehlung([str(w['satz']) for w in werte])}.",
        "autosize": FIT,
        "height": 26 * len(werte),
        "layer": [
            {
                "data": {"values": werte},
                "mark": {"type": "bar", "height": 18, **FLAECHE},
                "params": [klick(("code",))],
                "encoding": {
                    "y": {"field": "name", "type": "nominal", "scale": {"domain": list(namen.values())}, "axis": achse},
                    "x": masskanal("anzahl", max([wert for _, wert in paare], default=0)),
                    "color": {"field": "farbe", "type": "nominal", "scale": None},
                    "tooltip": {"field": "satz", "type": "nominal"},
                    "description": {"field": "satz", "type": "nominal"},
                },
            }
        ],
        "config": KONFIGURATION,
    }
