"""Zeitplan zeichnen: je Maßnahme Zeitraum und Termin – mit weichen Enden, wo die Angabe ungenau ist.

Gerechnet wird auf der Achse mit Tagesnummern statt mit Augenblicken: So verschiebt keine Zeitzone einen Tag.
"""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Any

import pandas as pd

from mut_core.diagramme.bausteine import (
    FIT,
    KONFIGURATION,
    LEISE,
    UEBER_DER_ZEILE,
    Spezifikation,
    klick,
    leerhinweis,
    literal,
)
from mut_core.diagramme.darstellung import HELL, beschriftung, darstellung, kurzname
from mut_core.lagebild import saetze
from mut_core.modell.codes import Terminlage
from mut_core.sprache import mal, seit_tagen
from mut_core.zeitangaben import datum_text

_ROEMISCH = ("I", "II", "III", "IV")

_TITELACHSE = {
    **UEBER_DER_ZEILE,
    "labelExpr": "length(datum.label) * 6.8 < width ? datum.label : truncate(datum.label, max(9, floor(width / 6.8)))",
}
_UNTER_DER_SCHRIFT = 9

# --- Zeitplan --------------------------------------------------------------------------------------------------------

_PLANZEILE, _BALKEN = 44, 12
_ZURUECK = timedelta(days=730)
"""So weit vor den ersten Termin reicht der Plan höchstens; was früher begann, ist links angeschnitten."""

_MIT_TERMIN = (Terminlage.UEBERFAELLIG, Terminlage.BALD_FAELLIG, Terminlage.IM_ZEITPLAN)
_QUARTALE_HOECHSTENS = 28
_NEUTRAL, _ERREICHT = "#7a7a80", "#27752f"


def fristenplan(tabelle: pd.DataFrame, stichtag: date) -> Spezifikation:
    """Zeichnet je Maßnahme ihren Zeitraum mit Termin, ursprünglicher Frist und Meilensteinen und den Stichtag.

    Ungenaue Enden sind gestrichelt und blass. Auswahl: `auswahl` gibt {id} der angeklickten Maßnahme.
    """
    zeilen = saetze(tabelle)
    von, bis = _ausdehnung(zeilen, stichtag)
    return {
        "description": _planbeschreibung(zeilen, stichtag),
        "autosize": FIT,
        "height": max(_PLANZEILE * len(zeilen), _PLANZEILE),
        "encoding": {
            "y": {"field": "g", "type": "nominal", "sort": None, "scale": {"padding": 0}, "axis": _TITELACHSE},
            "x": _x(von, bis),
        },
        "layer": [
            *([] if zeilen else [_ohne_achsen(leerhinweis("Keine Maßnahme dieser Auswahl hat einen Termin."))]),
            # Jede Zeile steht einmal da; die Ebenen nehmen sich daraus, was sie zeichnen. Ganz oben machte Streamlit
            # aus den Daten eine Arrow-Tabelle, in der Listen keine sind.
            {
                "data": {"values": [_zeile(z) for z in zeilen]},
                "layer": [
                    _balkenebene(),
                    _stichtagsebene(stichtag, von, bis),
                    _verschobenebene(),
                    _meilensteinebene(),
                    _terminebene(),
                ],
            },
        ],
        "config": _OHNE_ZAHLEN,
    }


def _ohne_achsen(ebene: Spezifikation) -> Spezifikation:
    """Stellt einen Hinweis in die Mitte, wo es noch keine Achsen gibt."""
    return {**ebene, "encoding": {"x": {"value": {"expr": "width / 2"}}, "y": {"value": {"expr": "height / 2"}}}}


def _planname(z: Any) -> str:
    return f"{z.nummer} {z.titel}"


def _ausdehnung(zeilen: Sequence[Any], stichtag: date) -> tuple[date, date]:
    """Gibt ganze Quartale um die Termine; der Stichtag gehört dazu, solange er nicht Jahre entfernt ist."""
    termine = [z.termin for z in zeilen] or [stichtag]
    tage = [t for z in zeilen for t in (z.beginn, z.termin_ab, z.urspruenglich, *(s[0] for s in z.meilensteine)) if t]
    von = max(min([*tage, *termine]), min(termine) - _ZURUECK)
    bis = max([*termine, *(t for t in tage if t <= max(termine) + _ZURUECK)])
    if von - _ZURUECK <= stichtag <= bis + _ZURUECK:
        von, bis = min(von, stichtag), max(bis, stichtag)
    return _quartal(von - timedelta(days=20), 0), _quartal(bis + timedelta(days=20), 1)


def _quartal(tag: date, dazu: int) -> date:
    monate = tag.year * 12 + (tag.month - 1) // 3 * 3 + 3 * dazu
    return date(monate // 12, monate % 12 + 1, 1)


def _zeile(z: Any) -> dict[str, Any]:
    """Gibt, was von einer Maßnahme gezeichnet wird: p Zeiträume, t Termin, u ursprüngliche Frist, m Meilensteine."""
    return {
        "id": z.massnahme_id,
        "g": _planname(z),
        "w": _plansatz(z),
        "p": list(_spannen(z)),
        "t": z.termin.toordinal(),
        "l": z.terminlage.value,
        "u": z.urspruenglich.toordinal() if z.urspruenglich else 0,
        "m": [[tag.toordinal(), int(erreicht), f"„{titel}“: {wann}"] for tag, titel, erreicht, wann in z.meilensteine],
    }


def _spannen(z: Any) -> Iterator[list[int]]:
    """Zerlegt den Zeitraum einer Zeile in weichen Beginn, festen Teil und weiches Ende: [von, bis, weich]."""
    fest_ab, fest_bis = z.beginn_bis, z.termin_ab
    teile = (
        (z.beginn, min(fest_ab, z.termin), 1) if z.beginn else None,
        (fest_ab, fest_bis, 0) if z.beginn and fest_ab + timedelta(days=1) < fest_bis else None,
        (max(z.termin_ab, fest_ab or z.termin_ab), z.termin, 1),
    )
    for teil in teile:
        if teil and teil[0] < teil[1]:
            yield [teil[0].toordinal(), teil[1].toordinal() + 1, teil[2]]


def _plansatz(z: Any) -> str:
    """Sagt alles, was die Zeile zeichnet, in einem Satz; eine ungenaue Frist nennt den Tag, mit dem gerechnet wird."""
    genau = "" if z.genau else f" (gerechnet mit dem {datum_text(z.termin)})"
    teile = [f"{z.art} {z.text}{genau}"]
    if z.tage_ueberfaellig > 0:
        teile.append(f"{seit_tagen(z.tage_ueberfaellig)} überfällig")
    elif z.terminlage != Terminlage.NICHT_ANWENDBAR:
        teile.append(kurzname(z.terminlage))
    teile.append(z.umsetzungsstand.bezeichnung)
    if z.verschoben:
        teile.append(f"{mal(z.verschoben)} verschoben")
    if z.urspruenglich:
        teile.append(f"ursprünglich {datum_text(z.urspruenglich)}")
    if z.wortlaut and not z.genau:
        teile.append(f"im Wortlaut „{z.wortlaut}“")
    return ", ".join(teile)


# --- Ebenen des Zeitplans --------------------------------------------------------------------------------------------


def _x(von: date, bis: date) -> Spezifikation:
    """Alle Ebenen teilen sich eine Achse; jede nennt ihren Tag „a“."""
    skala = {"domain": [von.toordinal(), bis.toordinal()], "nice": False, "zero": False}
    return {"field": "a", "type": "quantitative", "scale": skala, "axis": _zeitachse(von, bis)}


def _zeitachse(von: date, bis: date) -> dict[str, Any]:
    """Die Achse mit einer Linie je Quartal; reicht der Platz nicht, nennt sie nur die Jahre."""
    quartale = [von]
    while quartale[-1] < bis:
        quartale.append(_quartal(quartale[-1], 1))
    grob = len(quartale) > _QUARTALE_HOECHSTENS
    werte = [q for q in quartale if q.month == 1] if grob else quartale
    jahre = {str(q.toordinal()): str(q.year) for q in werte if q.month == 1 or (q == von and von.month < 10)}
    kurz = {} if grob else {str(q.toordinal()): _ROEMISCH[(q.month - 1) // 3] for q in werte[:-1]}
    return {
        "orient": "top",
        "title": None,
        "values": [q.toordinal() for q in werte],
        "labelExpr": (
            f"[{literal(jahre)}[datum.value] || '', "
            f"width < {22 * len(werte)} ? '' : {literal(kurz)}[datum.value] || '']"
        ),
        "labelAlign": "left",
        "labelOverlap": False,
        "labelFlush": False,
        "labelFontSize": 12,
        "labelPadding": 20,
        "grid": True,
        "gridColor": LEISE,
        "gridOpacity": 0.25,
    }


_OHNE_ZAHLEN = {name: wert for name, wert in KONFIGURATION.items() if name != "locale"}
"""Der Plan schreibt seine Wörter selbst; deutsche Zahlen und Monate braucht er nicht."""

_HINWEIS = {"field": "satz", "type": "nominal"}
_HINWEISE = {"tooltip": _HINWEIS, "description": _HINWEIS}


def _rechne(**felder: str) -> list[Spezifikation]:
    """Gibt die Rechenschritte einer Ebene; die Ausdrücke nennen nur Felder, nie eingegebenen Text."""
    return [{"calculate": ausdruck, "as": name} for name, ausdruck in felder.items()]


def _balkenebene() -> Spezifikation:
    """Feste Teile sind gefüllt, weiche blass mit gestricheltem Rand; die Auswahl ist auch ohne Stücke da."""
    return {
        "transform": [
            {"filter": "length(datum.p)"},  # aus einer leeren Liste machte Vega eine Zeile ohne Wert
            {"flatten": ["p"]},
            *_rechne(a="datum.p[0]", b="datum.p[1]", weich="datum.p[2]", satz="datum.g + ': ' + datum.w"),
        ],
        "mark": {
            "type": "bar",
            "height": _BALKEN,
            "yOffset": _UNTER_DER_SCHRIFT,
            "clip": True,
            "cursor": "pointer",
            "fill": _NEUTRAL,
            "stroke": _NEUTRAL,
            "strokeWidth": 1,
            "strokeDash": {"expr": "datum.weich ? [3, 3] : [1, 0]"},
            "fillOpacity": {"expr": "datum.weich ? 0.18 : 0.75"},
        },
        "params": [klick(("id",))],
        "encoding": {"x2": {"field": "b"}, **_HINWEISE},
    }


def _stichtagsebene(stichtag: date, von: date, bis: date) -> Spezifikation:
    tage = [{"a": stichtag.toordinal(), "satz": f"Stichtag {datum_text(stichtag)}"}] if von <= stichtag <= bis else []
    return {
        "data": {"values": tage},
        "mark": {"type": "rule", "color": "#d5544b", "strokeWidth": 1.5, "strokeDash": [6, 3]},
        "encoding": {"y": {"value": 0}, "y2": {"value": {"expr": "height"}}, **_HINWEISE},
    }


def _verschobenebene() -> Spezifikation:
    """Der offene Kreis ist die ursprüngliche Frist, die Punktlinie der Weg zur jetzigen."""
    linie: Spezifikation = {
        "mark": {
            "type": "rule",
            "color": LEISE,
            "strokeWidth": 1.5,
            "strokeDash": [2, 3],
            "yOffset": _UNTER_DER_SCHRIFT + 9,
            "y2Offset": _UNTER_DER_SCHRIFT + 9,
            "clip": True,
            "aria": False,
        },
        "encoding": {"x2": {"field": "t"}},
    }
    kreis: Spezifikation = {
        "mark": {
            "type": "point",
            "shape": "circle",
            "size": 90,
            "opacity": 1,
            "stroke": LEISE,
            "fill": HELL,
            "strokeWidth": 2,
            "yOffset": _UNTER_DER_SCHRIFT,
            "clip": True,
        },
        "encoding": _HINWEISE,
    }
    schritte = _rechne(a="datum.u", satz="'Ursprüngliche Frist; jetzt: ' + datum.g + ', ' + datum.w")
    return {"transform": [{"filter": "datum.u"}, *schritte], "layer": [linie, kreis]}


def _meilensteinebene() -> Spezifikation:
    return {
        "transform": [
            {"filter": "length(datum.m)"},
            {"flatten": ["m"]},
            *_rechne(a="datum.m[0]", erreicht="datum.m[1]", satz="'Meilenstein ' + datum.m[2] + ' – ' + datum.g"),
        ],
        "mark": {
            "type": "point",
            "shape": "diamond",
            "size": 110,
            "opacity": 1,
            "stroke": {"expr": f"datum.erreicht ? '{HELL}' : '{_ERREICHT}'"},
            "strokeWidth": 1.5,
            "fill": {"expr": f"datum.erreicht ? '{_ERREICHT}' : '{HELL}'"},
            "yOffset": _UNTER_DER_SCHRIFT,
            "clip": True,
        },
        "encoding": _HINWEISE,
    }


def _terminebene() -> Spezifikation:
    kreis: Spezifikation = {
        "mark": {
            "type": "point",
            "shape": "circle",
            "size": 260,
            "opacity": 1,
            "stroke": HELL,
            "strokeWidth": 1,
            "yOffset": _UNTER_DER_SCHRIFT,
        },
        "encoding": {"fill": _nach_lage([darstellung(lage).farbe for lage in Terminlage]), **_HINWEISE},
    }
    zeichen: Spezifikation = {
        "mark": {
            "type": "text",
            "fontSize": 12,
            "fontWeight": 700,
            "yOffset": _UNTER_DER_SCHRIFT,
            "aria": False,
            "tooltip": None,
            "text": {"expr": f"{literal({lage.value: darstellung(lage).symbol for lage in Terminlage})}[datum.l]"},
        },
        "encoding": {"fill": _nach_lage([darstellung(lage).textfarbe for lage in Terminlage])},
    }
    schritte = _rechne(a="datum.t", satz="datum.g + ': ' + datum.w")
    return {"transform": schritte, "layer": [kreis, zeichen], "resolve": {"scale": {"fill": "independent"}}}


def _nach_lage(farben: list[str]) -> Spezifikation:
    skala = {"domain": [lage.value for lage in Terminlage], "range": farben}
    return {"field": "l", "type": "nominal", "scale": skala, "legend": None}


def _planbeschreibung(zeilen: Sequence[Any], stichtag: date) -> str:
    kopf = f"Zeitplan am Stichtag {datum_text(stichtag)}"
    werte = [f"{z.nummer}: {z.text}, {kurzname(z.terminlage)}" for z in zeilen]
    return f"{kopf}. {'; '.join(werte)}." if werte else f"{kopf}: keine Maßnahme mit Termin."


PLANLEGENDE = (
    f"Der Kreis ist der Termin: {', '.join(beschriftung(lage) for lage in _MIT_TERMIN)}; "
    "andere Zeichen: Idee oder abgeschlossen. "
    "Gestrichelt und blass: die Angabe ist ungenau („Ende 2024“ ist kein Tag). "
    "Leerer Kreis: ursprüngliche Frist, die Punktlinie führt zur jetzigen. "
    "Raute: Meilenstein, gefüllt erreicht, leer offen. Rote Strichlinie: Stichtag. "
    "Was vor dem linken Rand begann, ist angeschnitten."
)
"""Was der Zeitplan wie zeigt, in Worten; steht über ihm."""
