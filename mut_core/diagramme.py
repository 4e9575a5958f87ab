"""Zeichnen: zu jeder Tabelle der Auswertung gleichen Namens ein Diagramm als fertige Vega-Lite-Spezifikation.

Die Spezifikation ist ein reines dict für `st.vega_lite_chart(spec=…, theme=None, on_select="rerun")`: alle Daten und
der Alternativtext stehen darin, nichts wird nachgeladen, die Farbe der Beschriftung folgt dem Thema der App (hell und
dunkel). Einmal je Lagebild bauen und aufheben. Farbe steht nie allein: Symbol, Wort und Zahl stehen daneben.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from mut_core.lagebild import saetze
from mut_core.modell.codes import Code, Terminlage, Umsetzungsstand
from mut_core.sprache import anzahl, aufzaehlung, zahl

Spezifikation = dict[str, Any]


@dataclass(frozen=True)
class Darstellung:
    """Wie ein Code überall aussieht: Flächenfarbe, Symbol daneben und Farbe der Schrift auf der Fläche."""

    farbe: str
    symbol: str
    textfarbe: str


HELL, DUNKEL = "#ffffff", "#000000"

DARSTELLUNG: Mapping[Umsetzungsstand, Darstellung] = {
    Umsetzungsstand.OHNE_ANGABE: Darstellung("#58585a", "?", HELL),
    Umsetzungsstand.IDEE: Darstellung("#b874a5", "◇", DUNKEL),
    Umsetzungsstand.NICHT_BEGONNEN: Darstellung("#98917a", "○", DUNKEL),
    Umsetzungsstand.IN_PLANUNG: Darstellung("#4991ef", "◔", DUNKEL),
    Umsetzungsstand.IN_UMSETZUNG: Darstellung("#0b3bb5", "◑", HELL),
    Umsetzungsstand.UMGESETZT: Darstellung("#27752f", "●", HELL),
    Umsetzungsstand.VERSTETIGT: Darstellung("#033c10", "⟳", HELL),
    Umsetzungsstand.ZURUECKGESTELLT: Darstellung("#de730b", "‖", DUNKEL),
    Umsetzungsstand.VERWORFEN: Darstellung("#18171a", "✕", HELL),
}
"""Farben des Umsetzungsstands; auch bei Farbfehlsichtigkeit verschieden und auf Weiß mindestens 3:1 (Test)."""

TERMINLAGE_DARSTELLUNG: Mapping[Terminlage, Darstellung] = {
    Terminlage.UEBERFAELLIG: Darstellung("#b3261e", "!", HELL),
    Terminlage.BALD_FAELLIG: Darstellung("#d98200", "◷", DUNKEL),
    Terminlage.IM_ZEITPLAN: Darstellung("#00589c", "✓", HELL),
    Terminlage.OHNE_TERMIN: Darstellung("#58585a", "–", HELL),
    Terminlage.NICHT_ANWENDBAR: Darstellung("#8f8f94", "·", DUNKEL),
}

AUSWAHL, LEGENDE = "auswahl", "legende"
"""Namen der Auswahl-Parameter: Klick auf ein Balkenstück und Klick auf einen Eintrag der Legende."""

_LEISE = "#767676"
# Source Sans ist die Schrift der App; die nächsten liefern die Symbole, die ihr fehlen.
_SCHRIFT = '"Source Sans", "Segoe UI Symbol", "Apple Symbols", "DejaVu Sans", sans-serif'
_OHNE_LINIEN = {"ticks": False, "domain": False, "grid": False}
# Vega beschriebe Achsen und Legende englisch (aria); alle Werte stehen im Alternativtext und an den Balken.
_KONFIGURATION: Mapping[str, Any] = {
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
_FIT = {"type": "fit-x", "contains": "padding"}


def kurzname(code: Code) -> str:
    """Gibt die Bezeichnung ohne Zusatz: „verstetigt“, „Idee“."""
    return code.bezeichnung.split(" (")[0].split(" / ")[0]


def beschriftung(code: Code) -> str:
    """Gibt Symbol und kurzen Namen eines Umsetzungsstands oder einer Terminlage: „● umgesetzt“."""
    return f"{_darstellung(code).symbol}\u00a0{kurzname(code)}"


def _darstellung(code: Code) -> Darstellung:
    if isinstance(code, Umsetzungsstand):
        return DARSTELLUNG[code]
    return TERMINLAGE_DARSTELLUNG[Terminlage(code)]  # type: ignore[call-arg]


# --- Umsetzungsstand je Handlungsfeld --------------------------------------------------------------------------------

_ZEILE, _BALKEN = 46, 22
_UEBERGREIFEND = " (übergreifend)"


def umsetzungsstand(tabelle: pd.DataFrame) -> Spezifikation:
    """Zeichnet je Handlungsfeld einen gestapelten Balken mit Zahlen; leere Handlungsfelder heißen „keine Maßnahmen“.

    Auswahl: `auswahl` gibt {nummer, code} des angeklickten Stücks, `legende` {code}.
    """
    felder: dict[str, list[Any]] = {}
    for z in saetze(tabelle):
        felder.setdefault(_feldname(z), []).append(z)
    stuecke = [s for feld, zeilen in felder.items() for s in _gestapelt(feld, zeilen, "umsetzungsstand")]
    codes = _vorkommende(tabelle, "umsetzungsstand")
    leere = [feld for feld, zeilen in felder.items() if not any(z.anzahl for z in zeilen)]
    y = {
        "field": "gruppe",
        "type": "nominal",
        "scale": {"domain": list(felder), "paddingInner": 0, "paddingOuter": 0},
        "axis": _UEBER_DEM_BALKEN,
    }
    return {
        "description": _beschreibung("Umsetzungsstand je Handlungsfeld", felder, "umsetzungsstand", "keine Maßnahmen"),
        "autosize": _FIT,
        "height": max(_ZEILE * len(felder), _ZEILE),
        "encoding": {"y": y},
        "layer": [
            *_stapel(stuecke, codes, "x", ("nummer", "code"), {"height": _BALKEN, "yOffset": 9}),
            _hinweise(leere, "gruppe", "keine Maßnahmen", {"align": "left", "x": 0, "yOffset": 9}),
            *([] if felder else [_leerhinweis("Zu diesem Konzept sind noch keine Handlungsfelder erfasst.")]),
        ],
        "config": _KONFIGURATION,
    }


def _feldname(z: Any) -> str:
    return f"{z.nummer}. {z.handlungsfeld}{_UEBERGREIFEND if z.uebergreifend else ''}"


_KUERZER = f"floor(width / 6.8) - {len(_UEBERGREIFEND)}"
_UEBER_DEM_BALKEN = {
    # Beschriftung über statt neben dem Balken: lange Titel bleiben auch auf dem Telefon lesbar.
    "title": None,
    "labelAlign": "left",
    "labelPadding": 0,
    "labelOffset": -13,
    "labelLimit": 0,
    "labelOverlap": False,
    "labelFlush": False,
    "minExtent": 0,
    "maxExtent": 0,
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
    stuecke = [s for quartal, zeilen in quartale.items() for s in _gestapelt(quartal, zeilen, "lage")]
    codes = _vorkommende(tabelle, "lage")
    leere = [quartal for quartal, zeilen in quartale.items() if not any(z.anzahl for z in zeilen)]
    x = {
        "field": "gruppe",
        "type": "nominal",
        "scale": {"domain": list(quartale), "paddingInner": 0.25, "paddingOuter": 0.1},
        "axis": {
            "title": None,
            "labelAngle": 0,
            "labelPadding": 6,
            "labelOverlap": False,
            "labelFlush": False,
            "labelExpr": "split(datum.label, '/')",
        },
    }
    return {
        "description": _beschreibung("Termine offener Maßnahmen je Quartal", quartale, "lage", "kein Termin"),
        "autosize": _FIT,
        "height": _SAEULENHOEHE,
        "encoding": {"x": x},
        "layer": [
            *_stapel(stuecke, codes, "y", ("quartal", "code"), {"width": {"band": 1}}),
            _hinweise(leere, "gruppe", "0", {"baseline": "bottom", "y": _SAEULENHOEHE - 2}),
        ],
        "config": _KONFIGURATION,
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
            "farbe": _darstellung(code).farbe,
            "satz": f"{kurzname(code)}: {anzahl(wert, 'Maßnahme', 'Maßnahmen')}",
        }
        for code, wert in paare
    ]
    achse = {"title": None, "labelLimit": 0, "labelPadding": 6, "labelOverlap": False}
    return {
        "description": f"{titel}: {aufzaehlung([str(w['satz']) for w in werte])}.",
        "autosize": _FIT,
        "height": 26 * len(werte),
        "layer": [
            {
                "data": {"values": werte},
                "mark": {"type": "bar", "height": 18, "cursor": "pointer"},
                "params": [_klick(("code",))],
                "encoding": {
                    "y": {"field": "name", "type": "nominal", "scale": {"domain": list(namen.values())}, "axis": achse},
                    "x": _masskanal("anzahl", max([wert for _, wert in paare], default=0)),
                    "color": {"field": "farbe", "type": "nominal", "scale": None},
                    "tooltip": {"field": "satz", "type": "nominal"},
                    "description": {"field": "satz", "type": "nominal"},
                },
            }
        ],
        "config": _KONFIGURATION,
    }


# --- Bausteine -------------------------------------------------------------------------------------------------------


def _gestapelt(gruppe: str, zeilen: Sequence[Any], spalte: str) -> list[dict[str, Any]]:
    """Legt die Zeilen einer Gruppe in ihrer Reihenfolge aneinander; Nullen nehmen keinen Platz."""
    stuecke, bis = [], 0
    for z in zeilen:
        if not z.anzahl:
            continue
        felder = z._asdict()
        code = felder[spalte]
        von, bis = bis, bis + int(z.anzahl)
        name = _darstellung(code)
        stuecke.append(
            {feld: felder[feld] for feld in ("nummer", "quartal") if feld in felder}
            | {
                "gruppe": gruppe,
                "code": code.value,
                "von": von,
                "bis": bis,
                "mitte": (von + bis) / 2,
                "zahl": zahl(z.anzahl),
                "textfarbe": name.textfarbe,
                "satz": f"{gruppe}: {anzahl(z.anzahl, 'Maßnahme', 'Maßnahmen')} {kurzname(code)}",
            }
        )
    return stuecke


def _stapel(
    stuecke: list[dict[str, Any]],
    codes: Sequence[Code],
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
        f"{platz} >= {fuer_symbol} ? {_literal({c.value: _darstellung(c).symbol for c in codes})}[datum.code]"
        f" + '\u00a0' + datum.zahl : {platz} >= {fuer_zahl} ? datum.zahl : ''"
    )
    versatz = {"yOffset": balken["yOffset"]} if "yOffset" in balken else {}
    flaeche = {
        "mark": {"type": "bar", "stroke": HELL, "strokeWidth": 1, "cursor": "pointer", **balken},
        "params": [_klick(felder), _legendenklick()],
        "encoding": {
            kanal: _masskanal("von", hoechstes),
            f"{kanal}2": {"field": "bis"},
            "color": _farbkanal(codes),
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
            kanal: _masskanal("mitte", hoechstes),
            "fill": {"field": "textfarbe", "type": "nominal", "scale": None},
        },
    }
    return [{"data": {"values": stuecke}, "layer": [flaeche, zahlen]}]


def _vorkommende(tabelle: pd.DataFrame, spalte: str) -> list[Code]:
    """Gibt die Codes mit mindestens einer Maßnahme in der Reihenfolge der Tabelle – und damit der Balkenstücke."""
    gezaehlt: dict[Code, int] = {}
    for code, wert in zip(tabelle[spalte], tabelle["anzahl"], strict=True):
        gezaehlt[code] = gezaehlt.get(code, 0) + wert
    return [code for code, wert in gezaehlt.items() if wert]


def _farbkanal(codes: Sequence[Code]) -> Spezifikation:
    namen = _literal({code.value: beschriftung(code) for code in codes})
    return {
        "field": "code",
        "type": "nominal",
        "scale": {"domain": [c.value for c in codes], "range": [_darstellung(c).farbe for c in codes]},
        "legend": {
            "title": None,
            "orient": "bottom",
            "direction": "horizontal",
            "columns": {"expr": "width < 520 ? 2 : width < 760 ? 3 : 5"},
            "symbolType": "square",
            "symbolStrokeWidth": 0,
            "symbolSize": 130,
            "labelLimit": 0,
            "labelPadding": 4,
            "labelExpr": f"{namen}[datum.value]",
        },
    }


def _literal(texte: Mapping[str, str]) -> str:
    """Schreibt feste Texte als Objekt in der Ausdruckssprache von Vega; nur für Codes, Symbole und Bezeichnungen."""
    return f"({json.dumps(texte, ensure_ascii=False)})"


def _masskanal(feld: str, hoechstes: int) -> Spezifikation:
    skala = {"domain": [0, max(hoechstes, 1)], "nice": False, "zero": True}
    return {"field": feld, "type": "quantitative", "axis": None, "scale": skala}


def _klick(felder: Sequence[str]) -> Spezifikation:
    return {"name": AUSWAHL, "select": {"type": "point", "fields": list(felder), "toggle": False}}


def _legendenklick() -> Spezifikation:
    return {"name": LEGENDE, "select": {"type": "point", "fields": ["code"]}, "bind": "legend"}


def _hinweise(gruppen: Sequence[str], feld: str, text: str, mark: Mapping[str, Any]) -> Spezifikation:
    """Schreibt einen leisen Text dorthin, wo ein leerer Balken läge."""
    return {
        "data": {"values": [{feld: g} for g in gruppen]},
        "mark": {"type": "text", "text": text, "color": _LEISE, "fontSize": 12, "aria": False, **mark},
    }


def _leerhinweis(text: str) -> Spezifikation:
    return {"data": {"values": [{}]}, "mark": {"type": "text", "text": text, "color": _LEISE, "fontSize": 13}}


def _beschreibung(titel: str, gruppen: Mapping[str, Sequence[Any]], spalte: str, leer: str) -> str:
    """Gibt den Text für Vorleseprogramme mit allen Werten."""
    teile = []
    for gruppe, zeilen in gruppen.items():
        werte = [f"{zahl(z.anzahl)} {kurzname(getattr(z, spalte))}" for z in zeilen if z.anzahl]
        teile.append(f"{gruppe}: {aufzaehlung(werte) or leer}")
    return f"{titel}. {'; '.join(teile)}." if teile else f"{titel}: keine Daten."
