"""Ereignisse zeichnen: ein Zeitstrahl mit einer Zeile je Sorte – genaue Tage als Punkt, alles andere als Spanne."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pandas as pd

from mut_core.diagramme.bausteine import AUSWAHL, FIT, KONFIGURATION, LEISE, Spezifikation, klick, leerhinweis, literal
from mut_core.lagebild import saetze
from mut_core.modell.codes import Ereignisart, Ereignisstatus
from mut_core.sprache import anzahl
from mut_core.zeitangaben import datum_text

_GREMIEN, _BERICHTE, _ORGANISATION, _BETEILIGUNG = (
    "Gremien und Beschlüsse",
    "Berichte und Evaluation",
    "Organisation, Förderung",
    "Beteiligung",
)
_SORTE = {
    Ereignisart.SITZUNG: _GREMIEN,
    Ereignisart.BESCHLUSS: _GREMIEN,
    Ereignisart.BERICHT: _BERICHTE,
    Ereignisart.EVALUATION: _BERICHTE,
    Ereignisart.FOERDERUNG: _ORGANISATION,
    Ereignisart.ORGANISATION: _ORGANISATION,
    Ereignisart.SONSTIGES: _ORGANISATION,
}
_SORTEN = {_BETEILIGUNG: "#2f74d0", _GREMIEN: "#2e8b3a", _BERICHTE: "#c97800", _ORGANISATION: "#7d7d82"}
"""Die Zeilen von oben nach unten mit ihrer Farbe; die Zeile selbst trägt den Namen, Farbe steht nie allein."""

_REIHE, _KOPF = 18, 25
_ABSTAND = 0.03
"""So viel der ganzen Breite müssen zwei Zeichen auseinanderliegen, sonst rückt eines in die nächste Reihe."""
_JE_QUARTAL_BIS = 3.0
"""Bis zu so vielen Jahren beschriftet die Achse Quartale, darüber Jahre."""


def ereignisse(tabelle: pd.DataFrame, stichtag: date) -> Spezifikation:
    """Zeichnet `auswertung.ereignisse`: gefüllt, was stattfand, offen, was geplant oder nicht vermerkt ist.

    Ein Tag ist ein Punkt; ein Monat, Jahr oder Zeitraum ist ein Balken so lang wie die gemeinte Spanne. Undatiertes
    fehlt im Bild; die Liste nennt es. Auswahl: `auswahl` und `auswahl_spanne` geben {ereignis} des Zeichens.
    """
    datierte = [e for e in saetze(tabelle) if e.von is not None]
    zeilen = _verteilt(datierte, stichtag)
    werte = [w for zeile in zeilen for w in zeile.werte]
    hoehe = _setze_hoehen(zeilen)
    x = _zeitkanal([_jahr(stichtag), *(w[k] for w in werte for k in ("von", "bis"))])
    spannen = [w for w in werte if w["bis"] > w["von"]]
    punkte = [w for w in werte if w["bis"] == w["von"]]
    return {
        "description": _beschreibung(datierte, len(tabelle), stichtag),
        "autosize": FIT,
        "height": hoehe,
        "layer": [
            _stichtagslinie(stichtag, x),
            _zeichenebene(spannen, zeilen, hoehe, x, klickname=f"{AUSWAHL}_spanne"),
            _zeichenebene(punkte, zeilen, hoehe, x, klickname=AUSWAHL),
            *([] if datierte else [leerhinweis("Es gibt hier kein Ereignis mit einem Tag.")]),
        ],
        "config": KONFIGURATION,
    }


# --- Rechnen ---------------------------------------------------------------------------------------------------------


@dataclass
class _Zeile:
    """Eine Sorte mit ihren Zeichen; je Reihe der letzte belegte Zeitpunkt."""

    sorte: str
    werte: list[dict[str, Any]] = field(default_factory=list)
    reihen: list[float] = field(default_factory=list)
    oben: float = 0.0

    def nimm(self, von: float, bis: float, abstand: float) -> int:
        """Gibt die erste Reihe, in der dieses Zeichen kein anderes berührt."""
        for nummer, belegt in enumerate(self.reihen):
            if von >= belegt + abstand:
                self.reihen[nummer] = bis
                return nummer
        self.reihen.append(bis)
        return len(self.reihen) - 1


def _verteilt(datierte: Sequence[Any], stichtag: date) -> list[_Zeile]:
    """Legt jedes Ereignis in die Zeile seiner Sorte; leere Zeilen entfallen."""
    zeilen = {sorte: _Zeile(sorte) for sorte in _SORTEN}
    tage = [_jahr(stichtag), *(_jahr(t) for e in datierte for t in (e.von, e.bis))]
    abstand = max(max(tage) - min(tage), 0.5) * _ABSTAND
    for e in datierte:
        zeile = zeilen[_SORTE.get(e.art, _BETEILIGUNG)]
        wert = _zeichen(e, _SORTEN[zeile.sorte])
        wert["reihe"] = zeile.nimm(wert["von"], wert["bis"], abstand)
        zeile.werte.append(wert)
    return [z for z in zeilen.values() if z.werte]


def _setze_hoehen(zeilen: Sequence[_Zeile]) -> int:
    """Gibt jedem Zeichen seine Höhe und dem Bild die seine."""
    oben = 0.0
    for zeile in zeilen:
        zeile.oben = oben + 9
        for wert in zeile.werte:
            wert["y"] = oben + _KOPF + _REIHE * (wert.pop("reihe") + 0.5)
        oben += _KOPF + _REIHE * len(zeile.reihen)
    return max(round(oben) + 6, 60)


def _jahr(tag: date) -> float:
    """Ein Tag als Jahr mit Bruchteil: Die Achse braucht so keine Zeitzone."""
    anfang = date(tag.year, 1, 1)
    return round(tag.year + (tag - anfang).days / (date(tag.year + 1, 1, 1) - anfang).days, 4)


def _zeichen(e: Any, farbe: str) -> dict[str, Any]:
    stattgefunden = e.vergangen and e.status == Ereignisstatus.STATTGEFUNDEN
    von, bis = _jahr(e.von), _jahr(e.bis)
    return {
        "ereignis": e.ereignis_id,
        "von": von,
        "bis": bis if bis > von and not e.genau else von,
        "farbe": farbe,
        "deckkraft": 0.85 if stattgefunden else 0.0,
        "satz": _satz(e),
    }


def _satz(e: Any) -> str:
    dazu = ", ".join(t for t in (e.ausgang, e.teilnehmende) if t)
    return f"{e.wann}: {e.titel}{f' ({dazu})' if dazu else ''}"


def _beschreibung(datierte: Sequence[Any], alle: int, stichtag: date) -> str:
    if not datierte:
        return "Zeitstrahl der Ereignisse: keine Daten."
    vergangen = sum(bool(e.vergangen) for e in datierte)
    ohne = alle - len(datierte)
    teile = [
        f"{anzahl(vergangen, 'Ereignis', 'Ereignisse')} bis zum {datum_text(stichtag)}",
        f"{anzahl(len(datierte) - vergangen, 'Ereignis', 'Ereignisse')} danach",
        *([f"{anzahl(ohne, 'Ereignis', 'Ereignisse')} ohne Tag"] if ohne else []),
    ]
    genannt = "; ".join(map(_satz, datierte[-_GENANNT:]))
    vorn = "Zuletzt und als Nächstes" if len(datierte) > _GENANNT else "Es sind"
    return f"Zeitstrahl: {', '.join(teile)}. {vorn}: {genannt}."


_GENANNT = 12
"""So viele Ereignisse nennt der Alternativtext einzeln; alle stehen in der Liste."""

# --- Zeichnen --------------------------------------------------------------------------------------------------------


def _zeitkanal(tage: Sequence[float]) -> Spezifikation:
    erster, letzter = min(tage), max(tage)
    rand = max((letzter - erster) * 0.03, (1.0 - (letzter - erster)) / 2)  # mindestens ein Jahr
    return {
        "type": "quantitative",
        "scale": {"domain": [round(erster - rand, 4), round(letzter + rand, 4)], "nice": False, "zero": False},
        "axis": _zeitachse(erster - rand, letzter + rand),
    }


def _zeitachse(erster: float, letzter: float) -> Spezifikation:
    """Jahre, bei kurzer Dauer Quartale; ein Strich steht am Anfang des Genannten."""
    schritt = 4 if letzter - erster <= _JE_QUARTAL_BIS else 1
    marken = [n / schritt for n in range(math.ceil(erster * schritt), math.floor(letzter * schritt) + 1)]
    namen = {str(m).removesuffix(".0"): _marke(m, schritt) for m in marken}
    return {
        "title": None,
        "values": marken,
        "labelExpr": f"{literal(namen)}[datum.value]",
        "labelOverlap": "parity",
        "labelFlush": False,
        "labelAlign": "left",
        "labelPadding": 6,
        "grid": True,
        "gridColor": LEISE,
        "gridOpacity": 0.35,
        "domain": True,
        "domainColor": LEISE,
    }


def _marke(jahr: float, schritt: int) -> str:
    return str(int(jahr)) if schritt == 1 else f"{('I', 'II', 'III', 'IV')[round(jahr % 1 * 4)]}/{int(jahr)}"


def _hoehenkanal(zeilen: Sequence[_Zeile], hoehe: int) -> Spezifikation:
    """Bildpunkte von oben; die Namen der Zeilen sind Achsenbeschriftung, damit ihre Farbe dem Thema der App folgt."""
    namen = {str(z.oben).removesuffix(".0"): z.sorte for z in zeilen}
    return {
        "field": "y",
        "type": "quantitative",
        "scale": {"domain": [0, hoehe], "range": [0, hoehe], "nice": False, "zero": False},
        "axis": {
            "title": None,
            "values": [z.oben for z in zeilen],
            "labelExpr": f"{literal(namen)}[datum.value]",
            "labelAlign": "left",
            "labelPadding": 0,
            "labelLimit": 0,
            "labelOverlap": False,
            "labelFlush": False,
            "labelFontWeight": 600,
            "minExtent": 0,
            "maxExtent": 0,
        },
    }


def _zeichenebene(
    werte: Sequence[dict[str, Any]], zeilen: Sequence[_Zeile], hoehe: int, x: Spezifikation, *, klickname: str
) -> Spezifikation:
    """Punkte oder Balken; ein farbiger Rand hält auch das Offene sichtbar."""
    spannen = klickname != AUSWAHL
    marke: Spezifikation = (
        {"type": "bar", "height": 11, "cornerRadius": 5}
        if spannen
        else {"type": "point", "shape": "circle", "size": 120}
    )
    return {
        "data": {"values": list(werte)},
        "mark": {**marke, "opacity": 1, "strokeWidth": 2, "cursor": "pointer"},
        "params": [{**klick(("ereignis",)), "name": klickname}],
        "encoding": {
            "x": {**x, "field": "von"},
            **({"x2": {"field": "bis"}} if spannen else {}),
            "y": _hoehenkanal(zeilen, hoehe),
            "stroke": {"field": "farbe", "type": "nominal", "scale": None},
            "fill": {"field": "farbe", "type": "nominal", "scale": None},
            "fillOpacity": {"field": "deckkraft", "type": "quantitative", "scale": None},
            "tooltip": {"field": "satz", "type": "nominal"},
            "description": {"field": "satz", "type": "nominal"},
        },
    }


def _stichtagslinie(stichtag: date, x: Spezifikation) -> Spezifikation:
    wert = {"tag": _jahr(stichtag), "satz": f"Stichtag {datum_text(stichtag)}"}
    return {
        "data": {"values": [wert]},
        "mark": {"type": "rule", "color": "#b3261e", "strokeWidth": 2, "strokeDash": [5, 4]},
        "encoding": {
            "x": {**x, "field": "tag"},
            "tooltip": {"field": "satz", "type": "nominal"},
            "description": {"field": "satz", "type": "nominal"},
        },
    }
