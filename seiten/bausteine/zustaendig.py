"""Zuständig: je Handlungsfeld Gruppen und Stellen als Tabelle, die am Telefon untereinander steht."""

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from html import escape
from typing import Any

from mut_core import auswertung
from mut_core.auswertung import FEDERFUEHRUNG_NICHT_BENANNT, Anteil, Filter
from mut_core.lagebild import Lagebild, saetze
from mut_core.sprache import anzahl
from seiten.bausteine.lagefilter import HOECHSTENS_NUMMERN, listenverweis
from seiten.bausteine.lagehtml import verweis

Link = Callable[..., str]

SPALTEN = ("Gruppen", "Federführung", "Beteiligt")
GENANNT = 15
"""So viele Stellen nennt eine Zelle einzeln, die mit den meisten Maßnahmen zuerst."""


def build_zustaendigkeiten(bild: Lagebild, teilprojekt_id: int | None) -> str:
    """Gibt die Tabelle als HTML mit Links auf genau die gezählten Maßnahmen; ohne Handlungsfelder nichts."""
    buchstabe = next((t.buchstabe for t in saetze(bild.teilprojekte) if t.id == teilprojekt_id), None)
    link = partial(_link, Filter(teilprojekt=buchstabe))
    zeilen = []
    for z in saetze(auswertung.zustaendigkeiten(bild, teilprojekt_id)):
        federfuehrend = [
            link(_benannt(a), handlungsfeld=z.nummer, federfuehrung=a.stelle_id) for a in z.federfuehrend[:GENANNT]
        ]
        federfuehrend += _rest(z, z.federfuehrend, link)
        if z.ohne_federfuehrung:
            text = f"nicht benannt ({z.ohne_federfuehrung})"
            federfuehrend.append(link(text, handlungsfeld=z.nummer, federfuehrung=FEDERFUEHRUNG_NICHT_BENANNT))
        beteiligt = [_mit_nummern(a, link) for a in z.beteiligt[:GENANNT]] + _rest(z, z.beteiligt, link)
        name = f"{z.nummer}. {z.handlungsfeld}{' (übergreifend)' if z.uebergreifend else ''}"
        zellen = (
            _gereiht(map(escape, z.gruppen), "keine"),
            _gereiht(federfuehrend, "keine Maßnahmen" if not z.massnahmen else "keine"),
            _gereiht(beteiligt, "keine genannt"),
        )
        zeilen.append(f'<tr><th scope="row">{escape(name)}</th>{"".join(map(_zelle, SPALTEN, zellen))}</tr>')
    if not zeilen:
        return ""
    kopf = "".join(f'<th scope="col">{name}</th>' for name in ("Handlungsfeld", *SPALTEN))
    return f'<table class="zustaendig"><thead><tr>{kopf}</tr></thead><tbody>{"".join(zeilen)}</tbody></table>'


def _zelle(name: str, inhalt: str) -> str:
    return f'<td data-name="{name}">{inhalt}</td>'


def _gereiht(teile: Iterable[str], leer: str) -> str:
    return "; ".join(teile) or leer


def _benannt(anteil: Anteil) -> str:
    return f"{anteil.stelle} ({len(anteil.nummern)})"


def _mit_nummern(anteil: Anteil, link: Link) -> str:
    """Nach Beteiligten filtert die Liste nicht; sie bekommt die Nummern, sehr viele passen in keine Adresse."""
    text = _benannt(anteil)
    return escape(text) if len(anteil.nummern) > HOECHSTENS_NUMMERN else link(text, nummern=anteil.nummern)


def _rest(z: Any, anteile: Sequence[Anteil], link: Link) -> list[str]:
    """Fasst die übrigen Stellen zusammen; der Link zeigt alle Maßnahmen des Handlungsfelds."""
    weitere = len(anteile) - GENANNT
    if weitere <= 0:
        return []
    return [link(f"und {anzahl(weitere, 'weitere Stelle', 'weitere Stellen')}", handlungsfeld=z.nummer)]


def _link(seitenfilter: Filter, text: str, **dazu: Any) -> str:
    return verweis(listenverweis("beteiligung", seitenfilter, **dazu), escape(text))
