"""Zusammensetzen: Stapel, Kanäle, Auswahl und Grundeinstellung, aus denen die Diagramme bestehen."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from mut_core.diagramme.darstellung import HELL, beschriftung, darstellung, kurzname
from mut_core.modell.codes import Wort
from mut_core.sprache import aufzaehlung, zahl

Spezifikation = dict[str, Any]

UEBER_DER_ZEILE: Mapping[str, Any] = {
    "title": None,
    "labelAlign": "left",
    "labelPadding": 0,
    "labelOffset": -13,
    "labelLimit": 0,
    "labelOverlap": False,
    "labelFlush": False,
    "minExtent": 0,
    "maxExtent": 0,
}
"""Achse, deren Beschriftung über statt neben der Zeile steht: Lange Titel bleiben auch auf dem Telefon lesbar."""

AUSWAHL, LEGENDE = "auswahl", "legende"
"""Namen der Auswahl-Parameter: Klick auf ein Balkenstück und Klick auf einen Eintrag der Legende."""

LEISE = "#767676"
# Source Sans ist die Schrift der App; die nächsten liefern die Symbole, die ihr fehlen.
_SCHRIFT = '"Source Sans", "Segoe UI Symbol", "Apple Symbols", "DejaVu Sans", sans-serif'
_OHNE_LINIEN = {"ticks": False, "domain": False, "grid": False}
# Vega beschriebe Achsen und Legende englisch (aria); alle Werte stehen im Alternativtext und an den Balken.
KONFIGURATION: Mapping[str, Any] = {
    "background": "transparent",
    "font": _SCHRIFT,
    "view": {"stroke": None},
    "axis": {"labelFont": _SCHRIFT, "labelFontSize": 13, "aria": False, **_OHNE_LINIEN},
    "legend": {
        "aria": False,
        "labelFont": _SCHRIFT,
        "labelFontSize": 13,
        "padding": 0,
        "rowPadding": 4,
        "columnPadding": 14,
    },
    "locale": {
        "number": {
            "decimal": ",",
            "thousands": ".",
            "grouping": [3],
            "currency": ["", "\u00a0€"],
            "percent": "\u00a0%",
        },
        "time": {
            "dateTime": "%A, der %e. %B %Y, %X",
            "date": "%d.%m.%Y",
            "time": "%H:%M:%S",
            "periods": ["", ""],
            "days": ["Sonntag", "Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag"],
            "shortDays": ["So", "Mo", "Di", "Mi", "Do", "Fr", "Sa"],
            "months": [
                *("Januar", "Februar", "März", "April", "Mai", "Juni"),
                *("Juli", "August", "September", "Oktober", "November", "Dezember"),
            ],
            "shortMonths": ["Jan", "Feb", "Mrz", "Apr", "Mai", "Jun", "Jul", "Aug", "Sep", "Okt", "Nov", "Dez"],
        },
    },
}
FIT = {"type": "fit-x", "contains": "padding"}
# Der helle Rand trennt Stücke und hält dunkle Flächen im dunklen Thema sichtbar.
FLAECHE = {"stroke": HELL, "strokeWidth": 1, "cursor": "pointer"}


def gestapelt(gruppe: str, zeilen: Sequence[Any], spalte: str) -> list[dict[str, Any]]:
    """Legt die Zeilen einer Gruppe in ihrer Reihenfolge aneinander; Nullen nehmen keinen Platz.

    Was sich daraus ergibt (Mitte, Zahl, Satz), rechnet der Browser: Die Daten gehen bei jedem Lauf über die Leitung.
    """
    stuecke, bis = [], 0
    for z in zeilen:
        if not z.anzahl:
            continue
        felder = z._asdict()
        von, bis = bis, bis + int(z.anzahl)
        stuecke.append(
            {feld: felder[feld] for feld in ("nummer", "quartal") if feld in felder}
            | {"gruppe": gruppe, "code": felder[spalte].value, "von": von, "bis": bis}
        )
    return stuecke


def stapel(
    stuecke: list[dict[str, Any]],
    codes: Sequence[Wort],
    kanal: str,
    felder: tuple[str, str],
    balken: Mapping[str, Any],
) -> list[Spezifikation]:
    """Gibt Balkenstücke und ihre Zahlen; die Auswahl ist auch ohne Stücke da, weil `on_select` sie verlangt."""
    hoechstes = max((s["bis"] for s in stuecke), default=1)
    platz = f"(datum.bis - datum.von) * {'width' if kanal == 'x' else 'height'} / {hoechstes}"
    # Auf breiten Stücken steht auch das Symbol, auf schmalen nur die Zahl, auf ganz schmalen nichts.
    fuer_zahl, fuer_symbol = ("length(datum.zahl) * 8 + 2", "length(datum.zahl) * 8 + 22") if kanal == "x" else (14, 14)
    text = (
        f"{platz} >= {fuer_symbol} ? {literal({c.value: darstellung(c).symbol for c in codes})}[datum.code]"
        f" + '\u00a0' + datum.zahl : {platz} >= {fuer_zahl} ? datum.zahl : ''"
    )
    versatz = {"yOffset": balken["yOffset"]} if "yOffset" in balken else {}
    flaeche = {
        "mark": {"type": "bar", **FLAECHE, **balken},
        "params": [klick(felder), legendenklick()],
        "encoding": {
            kanal: masskanal("von", hoechstes),
            f"{kanal}2": {"field": "bis"},
            "color": farbkanal(codes),
            "opacity": {"condition": {"param": LEGENDE, "value": 1}, "value": 0.25},
            "tooltip": {"field": "satz", "type": "nominal"},
            "description": {"field": "satz", "type": "nominal"},
        },
    }
    zahlen = {
        "mark": {
            "type": "text",
            "fontSize": 12,
            "fontWeight": 600,
            "aria": False,
            "tooltip": None,
            "text": {"expr": text},
            **versatz,
        },
        "encoding": {
            kanal: masskanal("mitte", hoechstes),
            "fill": {"field": "textfarbe", "type": "nominal", "scale": None},
        },
    }
    knapp, namen = _ohne_namen(stuecke)
    return [{"data": {"values": knapp}, "transform": [namen, *_gerechnet(codes)], "layer": [flaeche, zahlen]}]


def _ohne_namen(stuecke: list[dict[str, Any]]) -> tuple[list[dict[str, Any]], Spezifikation]:
    """Ersetzt den Namen der Gruppe durch eine Nummer und gibt die Rechnung, die ihn im Browser wieder einsetzt."""
    nummern = {gruppe: i for i, gruppe in enumerate(dict.fromkeys(s["gruppe"] for s in stuecke))}
    knapp = [{k: w for k, w in s.items() if k != "gruppe"} | {"g": nummern[s["gruppe"]]} for s in stuecke]
    werte = [{"g": i, "gruppe": gruppe} for gruppe, i in nummern.items()]
    return knapp, {"lookup": "g", "from": {"data": {"values": werte}, "key": "g", "fields": ["gruppe"]}}


def _gerechnet(codes: Sequence[Wort]) -> list[Spezifikation]:
    """Gibt die Rechnungen des Browsers: Mitte, Zahl mit Tausenderpunkt, Schriftfarbe und Satz jedes Stücks."""
    namen = literal({c.value: kurzname(c) for c in codes})
    farben = literal({c.value: darstellung(c).textfarbe for c in codes})
    wort = "(datum.bis - datum.von == 1 ? '\u00a0Maßnahme ' : '\u00a0Maßnahmen ')"
    return [
        {"calculate": "(datum.von + datum.bis) / 2", "as": "mitte"},
        {"calculate": "format(datum.bis - datum.von, ',')", "as": "zahl"},
        {"calculate": f"{farben}[datum.code]", "as": "textfarbe"},
        {"calculate": f"datum.gruppe + ': ' + datum.zahl + {wort} + {namen}[datum.code]", "as": "satz"},
    ]


def vorkommende(tabelle: pd.DataFrame, spalte: str) -> list[Wort]:
    """Gibt die Codes mit mindestens einer Maßnahme in der Reihenfolge der Tabelle – und damit der Balkenstücke."""
    gezaehlt: dict[Wort, int] = {}
    for code, wert in zip(tabelle[spalte], tabelle["anzahl"], strict=True):
        gezaehlt[code] = gezaehlt.get(code, 0) + wert
    return [code for code, wert in gezaehlt.items() if wert]


def farbkanal(codes: Sequence[Wort]) -> Spezifikation:
    """Gibt die Farbe eines Codes aus dem Feld `code` mit Legende (Symbol und kurzer Name)."""
    namen = literal({code.value: beschriftung(code) for code in codes})
    return {
        "field": "code",
        "type": "nominal",
        "scale": {"domain": [c.value for c in codes], "range": [darstellung(c).farbe for c in codes]},
        "legend": {
            "title": None,
            "orient": "bottom",
            "direction": "horizontal",
            "columns": {"expr": "width < 520 ? 2 : width < 760 ? 3 : 5"},
            "symbolType": "square",
            "symbolStrokeColor": HELL,
            "symbolStrokeWidth": 1,
            "symbolSize": 130,
            "labelLimit": 0,
            "labelPadding": 4,
            "labelExpr": f"{namen}[datum.value]",
        },
    }


def literal(texte: Mapping[str, str]) -> str:
    """Schreibt feste Texte als Objekt in der Ausdruckssprache von Vega; nur für Codes, Symbole und Bezeichnungen."""
    return f"({json.dumps(texte, ensure_ascii=False)})"


def masskanal(feld: str, hoechstes: int) -> Spezifikation:
    skala = {"domain": [0, max(hoechstes, 1)], "nice": False, "zero": True}
    return {"field": feld, "type": "quantitative", "axis": None, "scale": skala}


def klick(felder: Sequence[str]) -> Spezifikation:
    return {"name": AUSWAHL, "select": {"type": "point", "fields": list(felder), "toggle": False}}


def legendenklick() -> Spezifikation:
    """Gibt die Auswahl durch Klick in die Legende."""
    return {"name": LEGENDE, "select": {"type": "point", "fields": ["code"]}, "bind": "legend"}


def hinweise(gruppen: Sequence[str], feld: str, text: str, mark: Mapping[str, Any]) -> Spezifikation:
    """Schreibt einen leisen Text dorthin, wo ein leerer Balken läge."""
    return {
        "data": {"values": [{feld: g} for g in gruppen]},
        "mark": {"type": "text", "text": text, "color": LEISE, "fontSize": 12, "aria": False, **mark},
    }


def leerhinweis(text: str) -> Spezifikation:
    return {"data": {"values": [{}]}, "mark": {"type": "text", "text": text, "color": LEISE, "fontSize": 13}}


def beschreibung(titel: str, gruppen: Mapping[str, Sequence[Any]], spalte: str, leer: str) -> str:
    """Gibt den Text für Vorleseprogramme mit allen Werten."""
    teile = []
    for gruppe, zeilen in gruppen.items():
        werte = [f"{zahl(z.anzahl)} {kurzname(getattr(z, spalte))}" for z in zeilen if z.anzahl]
        teile.append(f"{gruppe}: {aufzaehlung(werte) or leer}")
    return f"{titel}. {'; '.join(teile)}." if teile else f"{titel}: keine Daten."
