"""Auflisten: Maßnahmen als Zeilen mit Marken oder als Tabelle – ein Stück HTML mit gewöhnlichen Links.

Marken tragen Zeichen und Wort; die Farbe steht nie allein. Jeder eingegebene Text geht durch `escape`.
"""

from collections.abc import Callable, Iterable, Mapping
from html import escape
from typing import Any
from urllib.parse import urlencode

import pandas as pd

from mut_core.auswertung import REIHENFOLGE
from mut_core.diagramme import TERMINLAGE_DARSTELLUNG, darstellung
from mut_core.modell.codes import Aktualitaet, Terminlage
from mut_core.sprache import seit_tagen
from seiten.bausteine.anzeige import tag, zeitraum
from seiten.bausteine.lagehtml import verweis
from seiten.bausteine.links import parameter

ORDNUNGEN: Mapping[str, str] = {
    "nummer": "Nr.",
    "titel": "Maßnahme",
    "handlungsfeld": "Handlungsfeld",
    "federfuehrung": "Federführung",
    "frist": "Zeitraum",
    "umsetzungsstand": "Umsetzungsstand",
    "termin": "Terminlage",
    "stand_zum": "Stand vom",
}
"""Spalten der Tabelle; nach jeder lässt sie sich ordnen."""

_DRINGEND = (Terminlage.UEBERFAELLIG, Terminlage.BALD_FAELLIG)
_ALT = (Aktualitaet.VERALTET, Aktualitaet.OHNE_MELDUNG)


def zeilen(massnahmen: Iterable[Any], von: str | None, *, bearbeitbar: bool, saetze: Mapping[int, str]) -> str:
    """Gibt die Maßnahmen als Liste; `saetze` sagt zu einzelnen, was zu entscheiden ist."""
    stuecke = "".join(_zeile(m, von, saetze.get(m.id), bearbeitbar=bearbeitbar) for m in massnahmen)
    return f'<ul class="massnahmen">{stuecke}</ul>'


def _zeile(m: Any, von: str | None, satz: str | None, *, bearbeitbar: bool) -> str:
    titel = verweis(massnahmenweg(m.id, von), f"<b>{escape(m.nummer)}</b> {escape(m.titel)}")
    bearbeiten = ""
    if bearbeitbar:
        weg = f"steckbrief?{urlencode(parameter(massnahme=m.id))}"
        bearbeiten = verweis(weg, f"{escape(m.nummer)} bearbeiten", klasse="bearbeiten")
    zu_tun = f"<p>{escape(satz)}</p>" if satz else ""
    return (
        f'<li><div class="kopf">{titel}<span class="marken">{marken(m)}</span></div>{zu_tun}'
        f'<div class="kopf"><small>{escape(beschreibe(m))}</small>{bearbeiten}</div></li>'
    )


def massnahmenweg(massnahme_id: int, von: str | None) -> str:
    """Gibt die Adresse einer Maßnahme; `von` führt zurück zur Liste."""
    return f"massnahme?{urlencode(parameter(id=massnahme_id, von=von))}"


def marken(m: Any) -> str:
    """Gibt die Achsen als Marken; Selbstverständliches („im Zeitplan“) bleibt weg."""
    stand = darstellung(m.umsetzungsstand)
    fertig = [_marke(stand.farbe, stand.symbol, m.umsetzungsstand.bezeichnung)]
    if m.terminlage in _DRINGEND:
        lage = TERMINLAGE_DARSTELLUNG[m.terminlage]
        ueberfaellig = m.terminlage == Terminlage.UEBERFAELLIG
        wort = f"überfällig {seit_tagen(m.tage_ueberfaellig)}" if ueberfaellig else m.terminlage.bezeichnung
        fertig.append(_marke(lage.farbe, lage.symbol, wort))
    if m.aktualitaet in _ALT:
        fertig.append(_marke("#98917a", "?", f"Meldung {m.aktualitaet.bezeichnung}" if m.stand_zum else "ohne Meldung"))
    return "".join(fertig)


def _marke(farbe: str, symbol: str, wort: str) -> str:
    return f'<span class="marke" style="border-color:{farbe}"><i aria-hidden="true">{symbol}</i> {escape(wort)}</span>'


def beschreibe(m: Any) -> str:
    """Gibt die Zeile unter dem Titel: Handlungsfeld, Federführung, Zeitraum, letzte Meldung."""
    gemeldet = f"gemeldet zum {tag(m.stand_zum)}" if m.stand_zum else "noch nicht gemeldet"
    stelle = m.federfuehrung or "Federführung nicht benannt"
    return f"{m.handlungsfeld} · {stelle} · Zeitraum: {zeitraum(m)} · {gemeldet}"


def tabelle(massnahmen: Iterable[Any], von: str | None, ordnung: str, ordnungsweg: Callable[[str], str]) -> str:
    """Gibt die Maßnahmen als Tabelle; die Überschriften ordnen, die Titel führen zur Maßnahme."""
    kopf = "".join(
        f'<th scope="col"{" aria-sort=" + chr(34) + "ascending" + chr(34) if name == ordnung else ""}>'
        f"{verweis(ordnungsweg(name), wort + (' ▲' if name == ordnung else ''), bleib=True)}</th>"
        for name, wort in ORDNUNGEN.items()
    )
    koerper = "".join(f"<tr>{_tabellenzeile(m, von)}</tr>" for m in massnahmen)
    return (
        '<div class="zahlen massnahmentabelle"><table><caption class="nur-vorgelesen">Maßnahmen</caption>'
        f"<thead><tr>{kopf}</tr></thead><tbody>{koerper}</tbody></table></div>"
    )


def _tabellenzeile(m: Any, von: str | None) -> str:
    stand = darstellung(m.umsetzungsstand)
    zellen = (
        escape(m.handlungsfeld or ""),
        escape(m.federfuehrung or "nicht benannt"),
        escape(zeitraum(m)),
        _marke(stand.farbe, stand.symbol, m.umsetzungsstand.bezeichnung),
        escape(m.terminlage.bezeichnung),
        tag(m.stand_zum, "–"),
    )
    titel = verweis(massnahmenweg(m.id, von), escape(m.titel))
    return f'<th scope="row">{escape(m.nummer)}</th><td>{titel}</td>' + "".join(f"<td>{z}</td>" for z in zellen)


def ordne(massnahmen: pd.DataFrame, stellen: list[int], ordnung: str) -> list[int]:
    """Gibt die Stellen in der gewählten Reihenfolge; was keine Angabe hat, steht am Ende."""
    if ordnung not in ORDNUNGEN or ordnung == "nummer":
        return stellen
    spalte = massnahmen[ordnung].tolist()
    rang = {stand: n for n, stand in enumerate(REIHENFOLGE)}
    return sorted(stellen, key=lambda i: _ordnungswert(rang.get(spalte[i], spalte[i])))


def _ordnungswert(wert: Any) -> tuple[bool, Any]:
    return wert is None, "" if wert is None else wert.casefold() if isinstance(wert, str) else wert
