"""Flüsse zeichnen: wie viele Maßnahmen zwischen zwei Lagebildern von welchem Stand in welchen gewechselt haben.

Links steht jeder frühere Stand, rechts jeder spätere; dazwischen ein Band je Wechsel, so dick wie die Zahl der
Maßnahmen. Vega-Lite kennt solche Bilder nicht: Ecken und Dicken sind hier gerechnet, die Kurve rechnet Vega.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import pandas as pd

from mut_core.auswertung import REIHENFOLGE
from mut_core.diagramme.bausteine import KONFIGURATION, LEISE, Spezifikation, klick, leerhinweis, literal
from mut_core.diagramme.darstellung import HELL, beschriftung, darstellung, kurzname
from mut_core.lagebild import saetze
from mut_core.modell.codes import Umsetzungsstand
from mut_core.sprache import anzahl, aufzaehlung, zahl

_Stand = Umsetzungsstand | None

_BALKEN, _LUECKE, _MINDESTENS = 12, 6, 20
_BAENDER_HOECHSTENS = 260
"""So hoch werden alle Bänder zusammen; eine einzelne Maßnahme wird höchstens `_JE_MASSNAHME` dick."""
_JE_MASSNAHME = 14

_LEER = "Kein Umsetzungsstand hat sich geändert."


def fluss(tabelle: pd.DataFrame) -> Spezifikation:
    """Zeichnet `veraenderung.fluss(v)`: Stände links und rechts, Bänder dazwischen; ohne Wechsel einen Satz.

    Auswahl: `auswahl` gibt {von, nach} des angeklickten Bands als Codes; „“ heißt: in diesem Stand nicht geführt.
    """
    wechsel = saetze(tabelle)
    je = min(_JE_MASSNAHME, _BAENDER_HOECHSTENS / max(1, sum(w.anzahl for w in wechsel)))
    links, rechts = _seite(wechsel, "von", je), _seite(wechsel, "nach", je)
    hoehe = max(_hoehe(links), _hoehe(rechts), 2 * _MINDESTENS)
    for seite in (links, rechts):
        _ruecke(seite, (hoehe - _hoehe(seite)) / 2)
    baender = [_band(w, links, rechts, je) for w in wechsel]
    knoten = [_knoten(k, x) for seite, x in ((links, 0), (rechts, 1)) for k in seite.values()]
    return {
        "description": _beschreibung(wechsel),
        "autosize": {"type": "fit-x", "contains": "padding"},
        "height": round(hoehe),
        "layer": [
            _bandebene(baender, hoehe),
            *(_balkenebene([k for k in knoten if k["x"] == x], x, hoehe) for x in (0, 1)),
            *([] if wechsel else [leerhinweis(_LEER)]),
        ],
        "resolve": {"scale": {"y": "independent"}},
        "config": KONFIGURATION,
    }


def flusszeilen(tabelle: pd.DataFrame) -> list[tuple[str, str, int, tuple[str, ...]]]:
    """Gibt die Tabelle neben dem Bild: bisher und jetzt in Worten, Anzahl, Nummern der Maßnahmen."""
    return [
        (standwort(w.von, frueher=True), standwort(w.nach, frueher=False), int(w.anzahl), tuple(w.nummern))
        for w in saetze(tabelle)
    ]


def standwort(stand: Umsetzungsstand | None, *, frueher: bool) -> str:
    """Gibt den kurzen Namen des Stands einer Maßnahme; ohne Stand ist sie „nicht geführt“ oder „nicht mehr geführt“."""
    if stand is not None:
        return kurzname(stand)
    return "nicht geführt" if frueher else "nicht mehr geführt"


# --- Rechnen ---------------------------------------------------------------------------------------------------------


@dataclass
class _Knoten:
    """Ein Stand auf einer Seite: sein Platz, die Dicke seiner Bänder und wie viel davon schon vergeben ist."""

    stand: _Stand
    anzahl: int
    oben: float
    platz: float
    dicke: float
    frueher: bool
    vergeben: float = 0.0

    @property
    def balken(self) -> float:
        """Wo der Balken beginnt: in der Mitte des Platzes, der auch für die Schrift reichen muss."""
        return self.oben + (self.platz - self.dicke) / 2

    def nimm(self, dicke: float) -> float:
        """Gibt die Mitte des nächsten Bands an diesem Balken."""
        mitte = self.balken + self.vergeben + dicke / 2
        self.vergeben += dicke
        return mitte


def _rang(stand: _Stand) -> int:
    return REIHENFOLGE.index(stand) if stand is not None else len(REIHENFOLGE)


def _seite(wechsel: Iterable[Any], spalte: str, je: float) -> dict[_Stand, _Knoten]:
    """Die Stände einer Seite von oben nach unten in der festen Reihenfolge; „nicht geführt“ zuletzt."""
    summen: dict[_Stand, int] = {}
    for w in wechsel:
        stand = getattr(w, spalte)
        summen[stand] = summen.get(stand, 0) + int(w.anzahl)
    seite: dict[_Stand, _Knoten] = {}
    oben = 0.0
    for stand in sorted(summen, key=_rang):
        dicke = summen[stand] * je
        platz = max(dicke, _MINDESTENS)
        seite[stand] = _Knoten(stand, summen[stand], oben, platz, dicke, spalte == "von")
        oben += platz + _LUECKE
    return seite


def _hoehe(seite: dict[_Stand, _Knoten]) -> float:
    return max((k.oben + k.platz for k in seite.values()), default=0.0)


def _ruecke(seite: dict[_Stand, _Knoten], um: float) -> None:
    for k in seite.values():
        k.oben += um


def _band(w: Any, links: dict[_Stand, _Knoten], rechts: dict[_Stand, _Knoten], je: float) -> dict[str, Any]:
    """Ein Band; weil die Tabelle nach beiden Ständen geordnet ist, überkreuzen sich Bänder am Balken nie."""
    dicke = w.anzahl * je
    gemeint = w.nach if w.nach is not None else w.von
    return {
        "band": f"{_code(w.von)}→{_code(w.nach)}",
        "von": _code(w.von),
        "nach": _code(w.nach),
        "a": round(links[w.von].nimm(dicke), 2),
        "b": round(rechts[w.nach].nimm(dicke), 2),
        "dicke": round(dicke, 2),
        "farbe": LEISE if w.nach is None else darstellung(gemeint).farbe,
        "deckkraft": 0.25 if w.von == w.nach else 0.6,
        "satz": f"{_satz(w)}{_nummern(w.nummern)}",
    }


def _knoten(k: _Knoten, x: int) -> dict[str, Any]:
    wort = beschriftung(k.stand) if k.stand is not None else standwort(None, frueher=k.frueher)
    return {
        "x": x,
        "oben": round(k.balken, 2),
        "unten": round(k.balken + k.dicke, 2),
        "mitte": round(k.oben + k.platz / 2),
        "farbe": darstellung(k.stand).farbe if k.stand is not None else LEISE,
        "name": f"{wort} {zahl(k.anzahl)}" if x else f"{zahl(k.anzahl)} {wort}",
    }


def _code(stand: _Stand) -> str:
    return stand.value if stand is not None else ""


def _satz(w: Any) -> str:
    was = anzahl(w.anzahl, "Maßnahme", "Maßnahmen")
    von, nach = standwort(w.von, frueher=True), standwort(w.nach, frueher=False)
    return f"{was} unverändert {nach}" if w.von == w.nach else f"{was} von „{von}“ zu „{nach}“"


_NUMMERN_HOECHSTENS = 12


def _nummern(nummern: tuple[str, ...]) -> str:
    """Die Nummern in Klammern; von vielen die ersten."""
    rest = len(nummern) - _NUMMERN_HOECHSTENS
    genannt = [*nummern[:_NUMMERN_HOECHSTENS], *([f"{zahl(rest)} weitere"] if rest > 0 else [])]
    return f" ({aufzaehlung(genannt)})"


def _beschreibung(wechsel: Iterable[Any]) -> str:
    saetze_ = [_satz(w) for w in wechsel]
    return f"Wechsel des Umsetzungsstands. {'; '.join(saetze_)}." if saetze_ else _LEER


# --- Zeichnen --------------------------------------------------------------------------------------------------------


def _x(feld: str) -> Spezifikation:
    return {"field": feld, "type": "quantitative", "axis": None, "scale": {"domain": [0, 1], "nice": False}}


def _y(feld: str, hoehe: float, achse: Spezifikation | None = None) -> Spezifikation:
    """Bildpunkte von oben gezählt."""
    skala = {"domain": [0, hoehe], "range": [0, round(hoehe)], "nice": False, "zero": False}
    return {"field": feld, "type": "quantitative", "axis": achse, "scale": skala}


def _bandebene(baender: list[dict[str, Any]], hoehe: float) -> Spezifikation:
    return {
        "data": {"values": baender},
        "transform": [
            {"calculate": "sequence(0, 1.001, 0.05)", "as": "t"},
            {"flatten": ["t"]},
            {"calculate": "datum.t * datum.t * (3 - 2 * datum.t)", "as": "anteil"},
            {"calculate": "datum.a + (datum.b - datum.a) * datum.anteil - datum.dicke / 2", "as": "oben"},
            {"calculate": "datum.oben + datum.dicke", "as": "unten"},
        ],
        "mark": {"type": "area", "cursor": "pointer", "stroke": HELL, "strokeWidth": 0.6, "strokeOpacity": 0.6},
        "params": [klick(("von", "nach"))],
        "encoding": {
            "x": _x("t"),
            "y": _y("oben", hoehe),
            "y2": {"field": "unten"},
            "detail": {"field": "band", "type": "nominal"},
            "fill": {"field": "farbe", "type": "nominal", "scale": None},
            "fillOpacity": {"field": "deckkraft", "type": "quantitative", "scale": None},
            "tooltip": {"field": "satz", "type": "nominal"},
            "description": {"field": "satz", "type": "nominal"},
        },
    }


def _balkenebene(knoten: list[dict[str, Any]], x: int, hoehe: float) -> Spezifikation:
    """Die Balken einer Seite; ihre Namen sind Achsenbeschriftung, damit deren Farbe dem Thema der App folgt."""
    achse = {
        "orient": "right" if x else "left",
        "title": None,
        "values": [k["mitte"] for k in knoten],
        "labelExpr": f"{literal({str(k['mitte']): k['name'] for k in knoten})}[datum.value]",
        "labelPadding": _BALKEN,
        "labelLimit": 0,
        "labelOverlap": False,
        "labelFlush": False,
    }
    return {
        "data": {"values": knoten},
        "mark": {"type": "rect", "width": _BALKEN, "stroke": HELL, "strokeWidth": 1, "aria": False, "tooltip": None},
        "encoding": {
            "x": _x("x"),
            "y": _y("oben", hoehe, achse),
            "y2": {"field": "unten"},
            "fill": {"field": "farbe", "type": "nominal", "scale": None},
        },
    }
