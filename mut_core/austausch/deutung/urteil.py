"""Urteilen: was eine Zelle heißt, wie sicher das ist und warum – der Wert, den jeder Zell-Leser zurückgibt."""

from collections.abc import Mapping
from datetime import date, datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Any, Final, NamedTuple, TypeAlias

from mut_core.zeitangaben import datum_text

Zellwert: TypeAlias = str | int | float | bool | date | datetime | None


class Urteil(StrEnum):
    """Wie sicher eine Deutung ist; nur Sicheres wird ohne Bestätigung übernommen."""

    LEER = "leer"
    SICHER = "sicher"
    UNSICHER = "unsicher"
    FEHLER = "fehler"


_NICHTS: Final[Mapping[str, Any]] = MappingProxyType({})


class Deutung(NamedTuple):
    """Was eine Zelle heißt.

    `werte` sind Felder des Modells; bei „unsicher“ sind sie nur ein Vorschlag, bei „fehler“ leer. `wortlaut` sind
    Felder, die die Worte der Quelle aufheben und nichts behaupten. `intern` hält Text, den kein Bericht zeigen darf
    (Personennamen, Telefonnummern). `teile` ist der Vorschlag, die Zelle auf Teilmaßnahmen aufzuteilen.
    `offen` nennt die Wörter, nach denen die Wahl fragt (Stellen, Statuswörter), damit sie sich merken lassen.
    """

    urteil: Urteil
    werte: Mapping[str, Any] = _NICHTS
    grund: str = ""
    wortlaut: Mapping[str, Any] = _NICHTS
    intern: str = ""
    offen: tuple[str, ...] = ()
    teile: tuple[tuple[str, str], ...] = ()

    @property
    def ist_leer(self) -> bool:
        """Sagt, ob die Zelle nichts nennt."""
        return self.urteil is Urteil.LEER


LEER: Final = Deutung(Urteil.LEER)
"""Die Deutung jeder leeren Zelle: Sie sagt nichts und löscht nichts."""


def sicher(werte: Mapping[str, Any], grund: str = "", **weitere: Any) -> Deutung:
    """Gibt eine Deutung, die ohne Rückfrage gilt."""
    return Deutung(Urteil.SICHER, werte, grund, **weitere)


def unsicher(grund: str, werte: Mapping[str, Any] | None = None, **weitere: Any) -> Deutung:
    """Gibt eine Deutung, die erst nach Bestätigung gilt; `werte` ist der Vorschlag, leer heißt: keiner."""
    return Deutung(Urteil.UNSICHER, werte or _NICHTS, grund, **weitere)


def fehler(grund: str, **weitere: Any) -> Deutung:
    """Gibt eine Deutung ohne Wert: Der Satz nennt, was in der Datei zu berichtigen ist."""
    return Deutung(Urteil.FEHLER, _NICHTS, grund, **weitere)


def original(wert: Zellwert) -> str:
    """Gibt den Zellwert als Text, wie ihn ein deutscher Mensch läse; leer für None."""
    if wert is None or isinstance(wert, str):
        return wert or ""
    if isinstance(wert, bool):
        return "ja" if wert else "nein"
    if isinstance(wert, datetime):
        return datum_text(wert.date()) + (f" {wert:%H:%M}" if (wert.hour, wert.minute) != (0, 0) else "")
    if isinstance(wert, date):
        return datum_text(wert)
    if isinstance(wert, float):
        return str(int(wert)) if wert.is_integer() and abs(wert) < 1e15 else repr(wert).replace(".", ",")
    return str(wert)
