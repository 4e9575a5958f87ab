"""Regeln: die Rechenregeln des Fachs – Terminlage, Aktualität und Pflichtangaben je Umsetzungsstand.

Alles rein: derselbe Stichtag gibt immer dieselbe Antwort. Quellen: docs/glossar.md und der Beschluss der
Stadt Erfurt zur Beschlusskontrolle (Pflichtinhalte je Stand).
"""

import calendar
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from mut_core.modell.codes import Aktualitaet, Angabe, Ereignisstatus, Terminlage, Umsetzungsstand

VORLAUF_TAGE = 60
"""So lange vor der Frist gilt eine Maßnahme als bald fällig."""

ABGESCHLOSSEN = frozenset({Umsetzungsstand.UMGESETZT, Umsetzungsstand.VERWORFEN})
"""Stände, nach denen niemand mehr melden muss."""

ERREICHT = frozenset({Umsetzungsstand.UMGESETZT, Umsetzungsstand.VERSTETIGT})
"""Stände, in denen das Ziel der Maßnahme erreicht ist."""


def massgeblicher_termin(
    umsetzungsstand: Umsetzungsstand, frist: date | None, ueberpruefung: date | None, wiedervorlage: date | None
) -> date | None:
    """Gibt den Tag, an dem die Terminlage hängt: Wiedervorlage, nächste Überprüfung oder Frist."""
    if umsetzungsstand == Umsetzungsstand.ZURUECKGESTELLT:
        return wiedervorlage or frist
    if umsetzungsstand == Umsetzungsstand.VERSTETIGT:
        return ueberpruefung
    return frist


def terminlage(umsetzungsstand: Umsetzungsstand, termin: date | None, stichtag: date) -> Terminlage:
    """Gibt Achse 2 zum Stichtag; am Tag der Frist selbst ist eine Maßnahme noch nicht überfällig."""
    if umsetzungsstand in ABGESCHLOSSEN or umsetzungsstand == Umsetzungsstand.IDEE:
        return Terminlage.NICHT_ANWENDBAR
    if termin is None:
        ohne = umsetzungsstand == Umsetzungsstand.VERSTETIGT
        return Terminlage.NICHT_ANWENDBAR if ohne else Terminlage.OHNE_TERMIN
    if termin < stichtag:
        return Terminlage.UEBERFAELLIG
    bald = termin <= stichtag + timedelta(days=VORLAUF_TAGE)
    return Terminlage.BALD_FAELLIG if bald else Terminlage.IM_ZEITPLAN


def aktualitaet(
    umsetzungsstand: Umsetzungsstand, gemeldet_zum: date | None, stichtag: date, turnus_monate: int
) -> Aktualitaet:
    """Gibt Achse 3 zum Stichtag; Abgeschlossenes veraltet nicht, einen Monat vor Ablauf heißt es „bald veraltet“."""
    if gemeldet_zum is None:
        return Aktualitaet.OHNE_MELDUNG
    if umsetzungsstand in ABGESCHLOSSEN or stichtag <= plus_monate(gemeldet_zum, turnus_monate - 1):
        return Aktualitaet.AKTUELL
    if stichtag <= plus_monate(gemeldet_zum, turnus_monate):
        return Aktualitaet.BALD_VERALTET
    return Aktualitaet.VERALTET


def plus_monate(tag: date, monate: int) -> date:
    """Gibt den Tag so viele Monate später; fehlt er dort, den letzten Tag des Monats."""
    jahr, monat = divmod(tag.year * 12 + tag.month - 1 + monate, 12)
    letzter = calendar.monthrange(jahr, monat + 1)[1]
    return date(jahr, monat + 1, min(tag.day, letzter))


@dataclass(frozen=True)
class Pflicht:
    """Eine Pflichtangabe: mindestens eines der Felder muss gefüllt sein."""

    felder: tuple[str, ...]
    satz: str


_FEDERFUEHRUNG = Pflicht(("federfuehrung_id",), "Wer federführend ist, muss benannt sein.")

PFLICHTEN: Mapping[Umsetzungsstand, tuple[Pflicht, ...]] = {
    Umsetzungsstand.IN_PLANUNG: (
        _FEDERFUEHRUNG,
        Pflicht(("frist", "beginn", "termin_offen"), "Es fehlt ein Termin – oder die Angabe „Termin offen“."),
    ),
    Umsetzungsstand.IN_UMSETZUNG: (
        _FEDERFUEHRUNG,
        Pflicht(("naechster_termin", "frist"), "Es fehlt der nächste Termin."),
    ),
    Umsetzungsstand.UMGESETZT: (
        Pflicht(("abgeschlossen_am",), "Es fehlt, wann die Maßnahme abgeschlossen wurde."),
        Pflicht(("ergebnis",), "Es fehlt der Erledigungsvermerk: Was ist das Ergebnis?"),
    ),
    Umsetzungsstand.VERSTETIGT: (
        Pflicht(("turnus", "naechste_ueberpruefung"), "Es fehlt der Turnus oder die nächste Überprüfung."),
    ),
    Umsetzungsstand.ZURUECKGESTELLT: (
        Pflicht(("zurueckstellungsgrund",), "Es fehlt der Grund der Zurückstellung."),
        Pflicht(("begruendung",), "Es fehlt die Begründung in einem Satz."),
        Pflicht(("wiedervorlage",), "Es fehlt der Tag der Wiedervorlage."),
    ),
    Umsetzungsstand.VERWORFEN: (
        Pflicht(("begruendung",), "Es fehlt die Begründung."),
        Pflicht(("entschieden_von",), "Es fehlt, welches Gremium entschieden hat."),
        Pflicht(("entschieden_am",), "Es fehlt, wann entschieden wurde."),
    ),
}
"""Pflichtangaben je Umsetzungsstand; die übrigen Stände verlangen nichts."""


def fehlende_angaben(umsetzungsstand: Umsetzungsstand, angaben: Mapping[str, Any]) -> tuple[Pflicht, ...]:
    """Gibt die Pflichten, die `angaben` (Felder von Maßnahme und Sachstand zusammen) nicht erfüllen."""
    werte = dict(angaben) | {"termin_offen": angaben.get("zeit_angabe") == Angabe.OFFEN}
    return tuple(p for p in PFLICHTEN.get(umsetzungsstand, ()) if not any(werte.get(f) for f in p.felder))


def ist_vergangen(ereignis: Any, stichtag: date) -> bool:
    """Sagt, ob ein Ereignis bis zum Stichtag stattfand oder hätte stattfinden sollen."""
    if ereignis.status == Ereignisstatus.STATTGEFUNDEN:
        tag = ereignis.beginn or ereignis.frist
        return tag is None or tag <= stichtag
    tag = ereignis.frist or ereignis.beginn
    return tag is not None and tag <= stichtag
