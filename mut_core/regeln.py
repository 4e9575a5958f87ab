"""Regeln: die Rechenregeln des Fachs – Terminlage, Aktualität und Pflichtangaben je Umsetzungsstand.

Alles rein: derselbe Stichtag gibt immer dieselbe Antwort. Quellen: docs/glossar.md und der Beschluss der
Stadt Erfurt zur Beschlusskontrolle (Pflichtinhalte je Stand).
"""

import calendar
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from mut_core.modell.codes import (
    Aktualitaet,
    Angabe,
    Ereignisstatus,
    Evaluationsantwort,
    Evaluationslage,
    Genauigkeit,
    Terminlage,
    Umsetzungsstand,
)

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


# --- Evaluation ------------------------------------------------------------------------------------------------------

EVALUATION_NACH_MONATEN = 36
"""So lange nach dem Beginn ist die Evaluation fällig (Handlungskonzept der Stadt Laatzen: nach drei Jahren)."""

_SPANNE_MONATE: Mapping[Genauigkeit | None, int] = {
    Genauigkeit.MONAT: 1,
    Genauigkeit.QUARTAL: 3,
    Genauigkeit.JAHRESZEIT: 3,
    Genauigkeit.HALBJAHR: 6,
    Genauigkeit.JAHR: 12,
}


@dataclass(frozen=True)
class Evaluationsfrist:
    """Wann eine Evaluation fällig wird: so genau wie der Beginn, aus dem sie folgt.

    `ab` ist der früheste, `bis` der späteste gemeinte Tag; bei einem Beginn auf den Tag sind sie gleich.
    """

    ab: date
    bis: date
    genauigkeit: Genauigkeit | None
    aus_konzept: bool


def letzter_tag(erster: date, genauigkeit: Genauigkeit | None) -> date:
    """Gibt den letzten Tag der Spanne, die mit `erster` gemeint ist; „ungefähr“ ist keine Spanne, es bleibt der Tag."""
    monate = _SPANNE_MONATE.get(genauigkeit, 0)
    return plus_monate(erster, monate) - timedelta(days=1) if monate else erster


def evaluationsfrist(
    beginn: date | None,
    genauigkeit: Genauigkeit | None,
    konzeptbeginn: date | None = None,
    konzeptgenauigkeit: Genauigkeit | None = None,
) -> Evaluationsfrist | None:
    """Gibt Beginn der Maßnahme plus drei Jahre, ohne ihn Beginn des Konzepts plus drei Jahre, ohne beide None."""
    aus_konzept = beginn is None
    anfang, genau = (konzeptbeginn, konzeptgenauigkeit) if beginn is None else (beginn, genauigkeit)
    if anfang is None:
        return None
    ab = plus_monate(anfang, EVALUATION_NACH_MONATEN)
    return Evaluationsfrist(ab, letzter_tag(ab, genau), genau, aus_konzept)


def evaluationslage(frist: Evaluationsfrist | None, bewertung: Any | None, stichtag: date) -> Evaluationslage:
    """Gibt, wie weit die Evaluation einer Maßnahme am Stichtag ist; `bewertung` ist die letzte oder None.

    Fällig ist sie erst, wenn die gemeinte Spanne zu Ende geht („ab 2022“ → im Lauf des Jahres 2025, fällig am
    31.12.2025); vorher und so lange vor der Spanne wie bei einer Frist heißt sie „bald fällig“.
    """
    if bewertung is not None:
        return Evaluationslage.BEWERTET if ist_bewertet(bewertung) else Evaluationslage.BEGONNEN
    if frist is None:
        return Evaluationslage.OHNE_BEGINN
    if stichtag >= frist.bis:
        return Evaluationslage.FAELLIG
    bald = frist.ab <= stichtag + timedelta(days=VORLAUF_TAGE)
    return Evaluationslage.BALD_FAELLIG if bald else Evaluationslage.SPAETER


def ist_bewertet(bewertung: Any) -> bool:
    """Sagt, ob alle vier Fragen beantwortet sind und die Folge feststeht; sonst ist die Bewertung nur begonnen."""
    antworten = (bewertung.zielgruppe_erreicht, bewertung.im_zeitrahmen, bewertung.ziel_erreicht)
    offen = any(a in (None, Evaluationsantwort.OFFEN) for a in antworten)
    return not offen and bewertung.umsetzungsstand is not None and bewertung.folge is not None


def braucht_grund(antwort: Evaluationsantwort | None) -> bool:
    """Sagt, ob eine Antwort begründet werden muss: „Wenn nein, warum nicht?“ gilt auch für „teilweise“."""
    return antwort in (Evaluationsantwort.NEIN, Evaluationsantwort.TEILWEISE)
