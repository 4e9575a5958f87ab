"""Wählen: was in einen Bericht hineinkommt – Nummer, Blöcke, Anlagen, Profil; ohne Wahl gilt die Vorgabe."""

import json
from collections.abc import Mapping
from dataclasses import MISSING, Field, dataclass, field, fields
from datetime import date
from enum import StrEnum
from typing import Any

from mut_core.fehler import EingabeError
from mut_core.lagebild import Lagebild
from mut_core.texte import clean_text


class Anlage(StrEnum):
    """Eine zuschaltbare Anlage des Sachstandsberichts."""

    UEBERSICHT = "uebersicht"
    STECKBRIEFE = "steckbriefe"
    ERLEDIGTE = "erledigte"
    EVALUATION = "evaluation"
    OFFENE_ANGABEN = "offene_angaben"
    LEGENDE = "legende"


class Profil(StrEnum):
    """Für wen ein Bericht ist; `oeffentlich` enthält weder Personen noch interne Notizen noch Kommentare."""

    OEFFENTLICH = "oeffentlich"
    INTERN = "intern"


@dataclass(frozen=True)
class Wahl:
    """Was die Person vor dem Druck gewählt hat."""

    nummer: int | None = None
    """Laufende Nummer; ohne sie die des angelegten Berichts oder die nächste."""
    erstellt: date | None = None
    """Der Tag, der auf dem Deckblatt steht."""
    vorher: Lagebild | None = field(default=None, repr=False)
    """Das Lagebild des vorigen Berichts; nur mit ihm gibt es „Änderungen seit dem letzten Bericht“."""
    auf_einen_blick: bool = True
    anlagen: frozenset[Anlage] = frozenset()
    fuenfte_spalte: bool = False
    """Maßnahmenübersicht: der Umsetzungsstand als zusätzliche Spalte."""
    massnahme_id: int | None = None
    """Steckbrief: welche Maßnahme."""
    vorlage_id: int | None = None
    """Kurzvorlage: welche angelegte Vorlage; ohne sie die des angelegten Berichts, sonst die jüngste zum Stichtag."""
    vorlagenart: str = ""
    """Kurzvorlage: wie ihre Art heißt, solange keine Vorlage angelegt ist; leer gilt die erste passende der Kommune."""
    nur_freigegebene: bool = False
    """Ob nur freigegebene Meldungen zählen (`lagebild.nur_freigegebene`)."""
    profil: Profil = Profil.OEFFENTLICH
    hausvorlage: bytes | None = field(default=None, repr=False)
    """Die geprüfte Word-Vorlage der Kommune; ohne sie die eigene, neutrale."""
    unterlagen: tuple[str, ...] = ()
    """Weitere Anlagen, die nur genannt werden, hinter denen der Vorlage (Sachstandsbericht und Kurzvorlage)."""
    texte: Mapping[str, str] = field(default_factory=dict, repr=False)
    """Von Hand geschriebene Texte je Stelle (`kapiteltexte.kapitel_texte`); sie gehen Textbausteinen vor."""
    zum_bearbeiten: bool = False
    """Ersetzbare Texte in Inhaltssteuerelementen `frei:<schluessel>`, damit sie aus Word zurückkommen können."""


# --- aufheben --------------------------------------------------------------------------------------------------------

GETRENNT = frozenset(("vorher", "hausvorlage"))
"""Was neben der Wahl aufgehoben wird, weil es kein Text ist."""

_UNLESBAR = "Die Wahl für diesen Bericht ist nicht lesbar. Bitte öffnen Sie die Seite neu."


def wahl_als_json(wahl: Wahl, form: str | None = None) -> str:
    """Gibt die Wahl als JSON, immer gleich geschrieben und in reinem ASCII; mit `form` steht auch deren Name darin.

    Lagebild des vorigen Berichts und Hausvorlage gehören nicht hinein; sie werden daneben aufgehoben.
    """
    werte = {f.name: _als_wert(getattr(wahl, f.name)) for f in fields(wahl) if f.name not in GETRENNT}
    dazu = {"form": form} if form is not None else {}
    return json.dumps(werte | dazu, sort_keys=True, separators=(",", ":"))


def wahl_aus_json(text: str) -> Wahl:
    """Gibt die Wahl zu ihrem JSON; was darin fehlt, hat die Vorgabe, den Namen der Form übergeht es.

    Wirft EingabeError, wenn etwas nicht lesbar oder unbekannt ist: Ein Bericht wird nie still anders gebaut.
    """
    werte = {name: wert for name, wert in _lies(text).items() if name != "form"}
    bekannt = {f.name: f for f in fields(Wahl) if f.name not in GETRENNT}
    if unbekannt := sorted(werte.keys() - bekannt.keys()):
        raise EingabeError(f"Diese Fassung des Programms kennt an der Wahl nicht: {', '.join(unbekannt)}.", feld="wahl")
    try:
        return Wahl(**{name: _aus_wert(bekannt[name], wert) for name, wert in werte.items()})
    except (ValueError, TypeError) as fehler:
        raise EingabeError(_UNLESBAR, feld="wahl") from fehler


def form_aus_json(text: str) -> str | None:
    """Gibt den Namen der Form, der mit der Wahl aufgehoben ist; None, wenn keiner darin steht."""
    name = _lies(text).get("form")
    return name if isinstance(name, str) else None


def _lies(text: str) -> dict[str, Any]:
    try:
        werte = json.loads(text)
    except (ValueError, RecursionError) as fehler:
        raise EingabeError(_UNLESBAR, feld="wahl") from fehler
    if not isinstance(werte, dict):
        raise EingabeError(_UNLESBAR, feld="wahl")
    return werte


def _als_wert(wert: Any) -> Any:
    if isinstance(wert, date):
        return wert.isoformat()
    if isinstance(wert, frozenset):
        return sorted(wert)
    if isinstance(wert, tuple):
        return [_als_wert(w) for w in wert]
    if isinstance(wert, Mapping):
        return {_als_wert(k): _als_wert(w) for k, w in wert.items()}
    return clean_text(wert) if isinstance(wert, str) else wert


def _aus_wert(angabe: Field[Any], wert: Any) -> Any:
    """Liest einen Wert so, wie die Vorgabe der Angabe aussieht."""
    vorgabe = angabe.default_factory() if angabe.default_factory is not MISSING else angabe.default
    if angabe.name == "erstellt":
        return None if wert is None else date.fromisoformat(wert)
    if angabe.name == "anlagen":
        return frozenset(Anlage(w) for w in _liste(wert))
    if isinstance(vorgabe, StrEnum):
        return type(vorgabe)(wert)
    if isinstance(vorgabe, tuple):
        return tuple(clean_text(w) for w in _liste(wert))
    if isinstance(vorgabe, Mapping):
        return {clean_text(k): clean_text(w) for k, w in dict(wert).items()}
    erlaubt = (int, type(None)) if vorgabe is None else (type(vorgabe),)
    if type(wert) not in erlaubt:
        raise TypeError(angabe.name)
    return wert


def _liste(wert: Any) -> list[Any]:
    if not isinstance(wert, list):
        raise TypeError(wert)
    return wert
