"""SMART zeichnen: je Buchstabe, wie viele Maßnahmen ihn erfüllen."""

from typing import Any

import pandas as pd

from mut_core.diagramme.bausteine import (
    FIT,
    KONFIGURATION,
    UEBER_DER_ZEILE,
    Spezifikation,
    beschreibung,
    gestapelt,
    leerhinweis,
    stapel,
    vorkommende,
)
from mut_core.lagebild import saetze

_ZEILE, _BALKEN = 46, 22


def smartkriterien(tabelle: pd.DataFrame) -> Spezifikation:
    """Zeichnet je Buchstabe einen gestapelten Balken: erfüllt, beurteilen Menschen, fraglich, fehlt.

    Auswahl: `auswahl` gibt {gruppe („S Spezifisch“), code} des angeklickten Stücks, `legende` {code}.
    """
    zeilen: dict[str, list[Any]] = {}
    for z in saetze(tabelle):
        zeilen.setdefault(f"{z.buchstabe} {z.begriff}", []).append(z)
    stuecke = [s for name, werte in zeilen.items() for s in gestapelt(name, werte, "ergebnis")]
    y = {
        "field": "gruppe",
        "type": "nominal",
        "scale": {"domain": list(zeilen), "paddingInner": 0, "paddingOuter": 0},
        "axis": UEBER_DER_ZEILE,
    }
    return {
        "description": beschreibung("SMART-Prüfung je Buchstabe", zeilen, "ergebnis", "keine Maßnahme geprüft"),
        "autosize": FIT,
        "height": _ZEILE * max(len(zeilen), 1),
        "encoding": {"y": y},
        "layer": [
            *stapel(stuecke, vorkommende(tabelle, "ergebnis"), "x", ("gruppe", "code"), _MASS),
            *([] if stuecke else [leerhinweis("Es gibt keine Maßnahme, die zu prüfen wäre.")]),
        ],
        "config": KONFIGURATION,
    }


_MASS = {"height": _BALKEN, "yOffset": 9}
