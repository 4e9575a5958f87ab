"""Nachschlagen: einzelne Maßnahmen und ihre Sachstände finden, ohne je Lauf alle zehntausend durchzugehen."""

from collections.abc import Collection, Mapping, Sequence
from itertools import islice
from typing import Any, Final

import streamlit as st

from mut_core.auswertung.tabelle import nummernschluessel
from mut_core.lagebild import Lagebild, saetze
from seiten.bausteine import sitzung

ZUR_WAHL: Final = 100
"""So viele Maßnahmen stehen höchstens in einer Wahl; mehr findet nur die Suche (jede kostet 60 Bytes je Lauf)."""


def massnahmen(bild: Lagebild) -> Mapping[int, Any]:
    """Gibt alle Maßnahmen nach Schlüssel; nie verändern."""
    gefunden: Mapping[int, Any] = sitzung.gemerkt(
        "massnahmen_nach_id", bild, lambda: {m.id: m for m in saetze(bild.massnahmen)}
    )
    return gefunden


def namen(bild: Lagebild) -> Mapping[int, str]:
    """Gibt „Nr. Titel“ aller Maßnahmen nach Schlüssel, in der Reihenfolge ihrer Nummern; nie verändern."""

    def baue() -> dict[int, str]:
        geordnet = sorted(massnahmen(bild).values(), key=lambda m: nummernschluessel(m.nummer))
        return {m.id: f"{m.nummer} {m.titel}" for m in geordnet}

    gefunden: Mapping[int, str] = sitzung.gemerkt("massnahmennamen", bild, baue)
    return gefunden


def finde(bild: Lagebild, kennung: int | None, nummer: str | None) -> Any | None:
    """Gibt die Maßnahme mit diesem Schlüssel, sonst die mit dieser Nummer; None, wenn es keine gibt."""
    alle = massnahmen(bild)
    if kennung is not None and kennung in alle:
        return alle[kennung]
    return next((m for m in alle.values() if m.nummer == nummer), None) if nummer else None


def zur_wahl(
    bild: Lagebild, schluessel: str, gewaehlte: Collection[int | None] = (), ohne: int | None = None
) -> dict[int, str]:
    """Gibt die Maßnahmen für ein Wahlfeld; sind es zu viele, zeigt es davor ein Suchfeld.

    Darin sind dann die schon gewählten und die ersten `ZUR_WAHL`, deren Nummer und Titel alle gesuchten Wörter
    enthalten.
    """
    alle = namen(bild)
    if len(alle) <= ZUR_WAHL:
        return {id_: name for id_, name in alle.items() if id_ != ohne}
    gesucht = st.text_input(
        "Maßnahme suchen", type="search", live="300ms", key=f"{schluessel}_suche", placeholder="Nr. oder Wort im Titel"
    )
    worte = (gesucht or "").casefold().split()
    treffer = {id_: alle[id_] for id_ in gewaehlte if id_ is not None and id_ in alle}
    passende = ((i, n) for i, n in alle.items() if i != ohne and all(w in n.casefold() for w in worte))
    return treffer | dict(islice(passende, ZUR_WAHL))


def sachstaende(bild: Lagebild, massnahme_id: int) -> list[Any]:
    """Gibt die Sachstände einer Maßnahme als Sätze, in der Reihenfolge ihrer Schlüssel."""
    stellen: Mapping[int, Sequence[int]] = sitzung.gemerkt("sachstaende_je_massnahme", bild, lambda: _stellen(bild))
    return saetze(bild.sachstaende.iloc[list(stellen.get(massnahme_id, ()))])


def _stellen(bild: Lagebild) -> dict[int, list[int]]:
    je_massnahme: dict[int, list[int]] = {}
    for stelle, massnahme_id in enumerate(bild.sachstaende["massnahme_id"].tolist()):
        je_massnahme.setdefault(massnahme_id, []).append(stelle)
    return je_massnahme
