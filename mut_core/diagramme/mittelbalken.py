"""Mittel zeichnen: je Jahr und Art ein Balken, darin die Stufen nebeneinander – Ungewisses nur umrandet, nie gefüllt.

Ein Bild zeigt nur einen Bezug (jährlich, einmalig, für ein Jahr). Die Stücke eines Balkens liegen nebeneinander, eine
Summe über sie steht nirgends: Sie sind verschieden weit und verschieden gewiss.
"""

import json
from collections.abc import Mapping
from typing import Any

import pandas as pd

from mut_core.auswertung.mitteluebersicht import GENAU, Stufe, summentext
from mut_core.diagramme.bausteine import FIT, KONFIGURATION, UEBER_DER_ZEILE, Spezifikation, klick, leerhinweis, literal
from mut_core.diagramme.darstellung import DUNKEL, HELL, Darstellung
from mut_core.lagebild import saetze
from mut_core.modell.codes import Mittelart
from mut_core.sprache import anzahl

STUFENDARSTELLUNG: Mapping[Stufe, Darstellung] = {
    Stufe.OFFEN: Darstellung("#8f8f94", "○", DUNKEL),
    Stufe.ANGEMELDET: Darstellung("#c97800", "◔", DUNKEL),
    Stufe.BEWILLIGT: Darstellung("#00589c", "◑", HELL),
    Stufe.VERAUSGABT: Darstellung("#27752f", "●", HELL),
    Stufe.ABGELEHNT: Darstellung("#b3261e", "✕", HELL),
    Stufe.KEIN_BEDARF: Darstellung("#58585a", "–", HELL),
}
"""Farbe und Symbol je Stufe, auf Weiß mindestens 3:1."""

_ZEILE, _BALKEN = 44, 22
STUECKE_HOECHSTENS = 100
"""Mehr Stücke zeigt ein Bild nicht; dann gehört ein Jahr oder eine Art gewählt."""


GENANNT = 6
"""So viele Stücke nennt der Alternativtext; alle nennt die Tabelle daneben."""


def stufenname(stufe: Stufe) -> str:
    """Gibt Symbol und Bezeichnung einer Stufe: „◑ bewilligt“."""
    return f"{STUFENDARSTELLUNG[stufe].symbol}\u00a0{stufe.bezeichnung}"


def mittelbalken(tabelle: pd.DataFrame, bezug: str) -> Spezifikation:
    """Zeichnet Zeilen aus `auswertung.mittelsummen`, die denselben Bezug haben; Positionen ohne Betrag fehlen.

    Auswahl: `auswahl` gibt {jahr, art, stufe, gewissheit} des angeklickten Stücks; jahr 0 heißt ohne Jahr.
    """
    zeilen = [z for z in saetze(tabelle) if z.cent is not None or z.bis_cent is not None]
    stuecke = _stuecke(zeilen)
    laengen: dict[str, int] = {}
    for s in stuecke:
        laengen[_zeilenname(s)] = laengen.get(_zeilenname(s), 0) + s["c"]
    namen, hoechstes = list(laengen), max(laengen.values(), default=0) or 1
    return {
        "description": _beschreibung(stuecke, bezug),
        "autosize": FIT,
        "height": max(_ZEILE * len(namen), 60),
        "layer": [_balken(stuecke, namen, hoechstes)] if stuecke else [_leer(), leerhinweis("Kein Betrag genannt.")],
        "config": KONFIGURATION,
    }


def _stuecke(zeilen: list[Any]) -> list[dict[str, Any]]:
    """Ordnet die Summen: Balken wie in der Tabelle, darin nach Stufe, Genaues vor Ungewissem; `c` in ganzen Cent."""
    rang = {zeile: n for n, zeile in enumerate(dict.fromkeys((z.jahr, z.art) for z in zeilen))}
    geordnet = sorted(
        zeilen,
        key=lambda z: (rang[z.jahr, z.art], list(Stufe).index(z.stufe), z.gewissheit != GENAU, z.gewissheit),
    )
    return [
        {
            "jahr": z.jahr or 0,
            "art": z.art.value,
            "stufe": z.stufe.value,
            "gewissheit": z.gewissheit,
            "c": z.cent if z.cent is not None else z.bis_cent,
            "t": summentext(z.cent, z.bis_cent, z.gewissheit),
            "n": int(z.positionen),
        }
        for z in geordnet
    ]


def _zeilenname(s: dict[str, Any]) -> str:
    """Der Name eines Balkens; dasselbe rechnet der Browser."""
    return f"{s['jahr'] or 'ohne Jahr'} · {Mittelart.von(s['art']).bezeichnung}"


def _farben(stufe: Stufe) -> tuple[str, str, str]:
    d = STUFENDARSTELLUNG[stufe]
    return d.farbe, d.textfarbe, d.symbol


def _balken(stuecke: list[dict[str, Any]], namen: list[str], hoechstes: int) -> Spezifikation:
    stufen = [st for st in Stufe if any(s["stufe"] == st.value for s in stuecke)]
    tafel = {st.value: (*_farben(st), st.bezeichnung) for st in stufen}
    arten = literal({a.value: a.bezeichnung for a in Mittelart if any(s["art"] == a.value for s in stuecke)})
    return {
        "data": {"values": stuecke},
        "transform": [
            {"calculate": f"(datum.jahr || 'ohne Jahr') + ' · ' + {arten}[datum.art]", "as": "zeile"},
            {"window": [{"op": "row_number", "as": "i"}]},
            {"stack": "c", "groupby": ["zeile"], "sort": [{"field": "i"}], "as": ["von", "bis"]},
            {"calculate": f"datum.gewissheit === '{GENAU}'", "as": "genau"},
            {"calculate": f"({json.dumps(tafel, ensure_ascii=False)})[datum.stufe]", "as": "s"},
            {"calculate": "datum.s[0]", "as": "farbe"},
            {"calculate": f"datum.genau ? datum.farbe : '{HELL}'", "as": "flaeche"},
            {"calculate": f"datum.genau ? datum.s[1] : '{DUNKEL}'", "as": "schrift"},
            {
                "calculate": "datum.zeile + ': ' + datum.t + ' ' + datum.s[3] + (datum.genau ? '' : ' (' + "
                "datum.gewissheit + ')') + ', ' + datum.n + (datum.n === 1 ? ' Position' : ' Positionen')",
                "as": "satz",
            },
        ],
        "encoding": {
            "y": {
                "field": "zeile",
                "type": "nominal",
                "scale": {"domain": namen, "paddingInner": 0, "paddingOuter": 0},
                "axis": UEBER_DER_ZEILE,
            }
        },
        "layer": [_flaeche(hoechstes), _betrag(hoechstes)],
    }


def _laenge(hoechstes: int) -> Spezifikation:
    return {"type": "quantitative", "axis": None, "scale": {"domain": [0, hoechstes], "nice": False, "zero": True}}


def _flaeche(hoechstes: int) -> Spezifikation:
    """Die Stücke: gefüllt, was genau genannt ist, sonst nur umrandet."""
    return {
        "mark": {"type": "bar", "height": _BALKEN, "yOffset": 9, "cursor": "pointer", "strokeWidth": 2},
        "params": [klick(("jahr", "art", "stufe", "gewissheit"))],
        "encoding": {
            "x": {"field": "von", **_laenge(hoechstes)},
            "x2": {"field": "bis"},
            "fill": {"field": "flaeche", "type": "nominal", "scale": None},
            "stroke": {"field": "farbe", "type": "nominal", "scale": None},
            "strokeDash": {"condition": {"test": "datum.genau", "value": [1, 0]}, "value": [4, 3]},
            "tooltip": {"field": "satz", "type": "nominal"},
            "description": {"field": "satz", "type": "nominal"},
        },
    }


def _betrag(hoechstes: int) -> Spezifikation:
    """Die Beträge: mit Symbol, ohne, nur das Symbol oder nichts – je nach Platz."""
    platz = f"(datum.bis - datum.von) * width / {hoechstes}"
    return {
        "mark": {
            "type": "text",
            "align": "left",
            "dx": 5,
            "yOffset": 9,
            "fontSize": 12,
            "fontWeight": 600,
            "aria": False,
            "tooltip": None,
            "text": {
                "expr": f"{platz} >= length(datum.t) * 6.6 + 26 ? datum.s[2] + '\u00a0' + datum.t : "
                f"{platz} >= length(datum.t) * 6.6 + 8 ? datum.t : {platz} >= 20 ? datum.s[2] : ''"
            },
        },
        "encoding": {
            "x": {"field": "von", **_laenge(hoechstes)},
            "fill": {"field": "schrift", "type": "nominal", "scale": None},
        },
    }


def _leer() -> Spezifikation:
    """Eine Ebene ohne Zeichen, die nur die Auswahl trägt, weil `on_select` sie verlangt."""
    return {
        "data": {"values": []},
        "mark": {"type": "point", "aria": False},
        "params": [klick(("jahr", "art", "stufe", "gewissheit"))],
        "encoding": {"x": {"field": "jahr", "type": "nominal", "axis": None}},
    }


def _beschreibung(stuecke: list[dict[str, Any]], bezug: str) -> str:
    if not stuecke:
        return f"Mittel, {bezug}: kein Betrag genannt."
    genannt = [_satz(s) for s in stuecke[:GENANNT]]
    rest = f"; weitere {len(stuecke) - GENANNT} in der Tabelle daneben" if len(stuecke) > GENANNT else ""
    return f"Mittel, {bezug}. {'; '.join(genannt)}{rest}."


def _satz(s: dict[str, Any]) -> str:
    """Sagt ein Stück; dasselbe rechnet der Browser für den Hinweis am Balken."""
    zusatz = "" if s["gewissheit"] == GENAU else f" ({s['gewissheit']})"
    positionen = anzahl(s["n"], "Position", "Positionen")
    return f"{_zeilenname(s)}: {s['t']} {Stufe(s['stufe']).bezeichnung}{zusatz}, {positionen}"  # type: ignore[call-arg]
