"""Zuordnen: aus den Gruppen, die der Anmeldedienst nennt, werden Rollenwünsche – rein, ohne Datenbank."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any, Final

from mut_core.anmeldung.fremd import Rollenwunsch
from mut_core.fehler import BetriebError
from mut_core.modell.codes import Rollenart

HOECHSTZAHL: Final = 1000
"""So viele Gruppen einer Person werden angesehen; mehr schickt kein Dienst, der noch einzeln aufzählt."""

_BEISPIEL: Final = '{"mut-leitung": "lesen", "mut-bildung": "fachkraft:musterstadt:Fachdienst Schule und Bildung"}'
_SCHREIBWEISE: Final = (
    "Möglich sind lesen, koordination und administration (alle Konzepte), jeweils auch mit Konzept (lesen:KONZEPT), "
    "und fachkraft:KONZEPT:STELLE."
)

Zuordnung = Mapping[str, Sequence[Rollenwunsch]]
"""Name der Gruppe -> was sie verleiht."""


def read_rollenwunsch(text: str) -> Rollenwunsch:
    """Liest `art`, `art:konzept` oder `fachkraft:konzept:Stelle` (die Stelle darf Doppelpunkte haben).

    Wirft BetriebError mit der Schreibweise, wenn die Art unbekannt ist oder Konzept und Stelle nicht zu ihr passen.
    """
    art_text, *weitere = [teil.strip() for teil in text.split(":", 2)]
    try:
        art = Rollenart.von(art_text)
    except ValueError:
        raise BetriebError(f"Die Rolle „{text}“ ist unbekannt. {_SCHREIBWEISE}") from None
    erwartet = (2,) if art == Rollenart.FACHKRAFT else (0, 1)
    if len(weitere) not in erwartet or not all(weitere):
        raise BetriebError(f"Die Rolle „{text}“ ist unvollständig oder hat zu viele Teile. {_SCHREIBWEISE}")
    return Rollenwunsch(art, *weitere)


def read_zuordnung(text: str) -> dict[str, tuple[Rollenwunsch, ...]]:
    """Liest die Zuordnung aus JSON `{"gruppe": "rolle"}` oder `{"gruppe": ["rolle", …]}`; wirft BetriebError."""
    try:
        angaben = json.loads(text, object_pairs_hook=_ohne_doppelte)
    except ValueError:
        raise BetriebError(f"MUT_OIDC_ROLLEN ist kein gültiges JSON. Beispiel: {_BEISPIEL}") from None
    if not isinstance(angaben, dict) or not angaben:
        raise BetriebError(f"MUT_OIDC_ROLLEN muss Gruppen ihre Rollen zuordnen. Beispiel: {_BEISPIEL}")
    return {gruppe: _wuensche_der_gruppe(gruppe, rollen) for gruppe, rollen in angaben.items()}


def gruppen(claims: Mapping[str, Any], merkmal: str) -> tuple[str, ...]:
    """Nennt die Gruppen unter `merkmal`: eine Liste oder ein einzelner Text; fehlt es oder ist es anders, keine.

    Ein Text ist genau eine Gruppe und wird nie zerlegt: sonst verliehe ein Gruppenname mit Komma eine zweite Rolle.
    """
    wert = suche(claims, merkmal)
    werte = [wert] if isinstance(wert, str) else wert if isinstance(wert, list) else []
    return tuple(w for w in werte[:HOECHSTZAHL] if isinstance(w, str) and w)


def rollenwuensche(claims: Mapping[str, Any], merkmal: str, zuordnung: Zuordnung) -> tuple[Rollenwunsch, ...]:
    """Gibt die Rollen aller bekannten Gruppen, jede einmal und in fester Reihenfolge; leer heißt: kein Zugang."""
    wuensche = {wunsch for gruppe in gruppen(claims, merkmal) for wunsch in zuordnung.get(gruppe, ())}
    return tuple(sorted(wuensche, key=lambda w: (w.art, w.konzept or "", w.stelle or "")))


def suche(claims: Mapping[str, Any], pfad: str) -> Any:
    """Gibt den Wert unter `pfad` (`realm_access.roles`) oder None; ganze Namen mit Punkten gehen vor."""
    if pfad in claims:
        return claims[pfad]
    for stelle, zeichen in enumerate(pfad):
        unten = claims.get(pfad[:stelle]) if zeichen == "." else None
        if isinstance(unten, Mapping) and (wert := suche(unten, pfad[stelle + 1 :])) is not None:
            return wert
    return None


def _ohne_doppelte(paare: list[tuple[str, Any]]) -> dict[str, Any]:
    ergebnis = dict(paare)
    if len(ergebnis) != len(paare):
        raise BetriebError("In MUT_OIDC_ROLLEN steht eine Gruppe zweimal. Bitte ihre Rollen in einer Liste nennen.")
    return ergebnis


def _wuensche_der_gruppe(gruppe: str, rollen: object) -> tuple[Rollenwunsch, ...]:
    liste = [rollen] if isinstance(rollen, str) else rollen
    if not gruppe.strip() or not isinstance(liste, list) or not all(isinstance(r, str) for r in liste):
        raise BetriebError(f"MUT_OIDC_ROLLEN ordnet „{gruppe}“ keine lesbaren Rollen zu. Beispiel: {_BEISPIEL}")
    return tuple(read_rollenwunsch(rolle) for rolle in liste)
