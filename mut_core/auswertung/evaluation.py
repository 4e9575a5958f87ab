"""Evaluation auswerten: was fällig, begonnen und bewertet ist, wie geantwortet wurde und was daraus folgt.

Jede Zählung geht über alle Maßnahmen: Wer noch nicht geantwortet hat, bleibt als „ohne Antwort“ im Nenner.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import pandas as pd

from mut_core import regeln
from mut_core.auswertung.liste import massnahmenliste
from mut_core.auswertung.tabelle import build_tabelle, geordnete_handlungsfelder
from mut_core.lagebild import Lagebild, saetze
from mut_core.modell.codes import Evaluationsantwort, Evaluationsfolge, Evaluationslage
from mut_core.sprache import zahl
from mut_core.zeitangaben import zeitangabe_text

FRAGEN: Mapping[str, str] = {
    "zielgruppe_erreicht": "Zielgruppe erreicht?",
    "im_zeitrahmen": "Im Zeitrahmen?",
    "ziel_erreicht": "Ziel des Handlungsfelds erreicht?",
}
"""Die Fragen mit fester Antwort; die vierte fragt nach dem Umsetzungsstand."""

GRUENDE: Mapping[str, str] = {
    "zielgruppe_erreicht": "zielgruppe_grund",
    "im_zeitrahmen": "zeitrahmen_grund",
    "ziel_erreicht": "ziel_grund",
}
"""Je Frage das Feld mit der Begründung."""

ANTWORTEN: tuple[Evaluationsantwort | None, ...] = (*Evaluationsantwort, None)
"""Die möglichen Antworten; None heißt: Die Maßnahme ist noch nicht bewertet."""

FOLGEN: tuple[Evaluationsfolge | None, ...] = (*Evaluationsfolge, None)

EVALUATIONSFORMELN: Mapping[Evaluationslage, str] = {
    Evaluationslage.BEWERTET: "alle vier Fragen beantwortet und die Folge festgelegt",
    Evaluationslage.BEGONNEN: "eine Bewertung liegt vor, aber eine Antwort oder die Folge fehlt",
    Evaluationslage.FAELLIG: "die drei Jahre seit Beginn der Maßnahme (ohne ihn: des Konzepts) sind um, "
    "nichts ist bewertet",
    Evaluationslage.BALD_FAELLIG: "die drei Jahre enden in den nächsten 60 Tagen oder im laufenden gemeinten Zeitraum",
    Evaluationslage.SPAETER: "die drei Jahre enden später",
    Evaluationslage.OHNE_BEGINN: "weder Maßnahme noch Konzept nennen einen Beginn",
}
"""Was je Lage gezählt wird."""

SPALTEN = (
    "massnahme_id",
    "nummer",
    "titel",
    "handlungsfeld_id",
    "federfuehrung",
    "lage",
    "faellig",
    "aus_konzept",
    "bewertungen",
    "am",
    "umsetzungsstand",
    *FRAGEN,
    *GRUENDE.values(),
    "folge",
    "bewertet_von",
    "methode",
)


@dataclass(frozen=True)
class Evaluationsfilter:
    """Welche Maßnahmen hinter einer Zahl der Evaluation stehen; leer heißt: keine Einschränkung.

    `antwort` gehört zu `frage`; `ohne_antwort` und `ohne_folge` meinen die noch nicht beantworteten.
    """

    lage: Evaluationslage | None = None
    frage: str | None = None
    antwort: Evaluationsantwort | None = None
    folge: Evaluationsfolge | None = None
    ohne_folge: bool = False


def evaluationsstand(lagebild: Lagebild) -> pd.DataFrame:
    """Gibt je Maßnahme, wann ihre Evaluation fällig ist und was die letzte Bewertung sagt.

    Spalten: `SPALTEN`; faellig ist der Zeitpunkt in Worten („2025“, „Dezember 2026“, „01.10.2024“) oder None,
    bewertungen die Zahl aller bisherigen; ohne Bewertung sind Tag, Antworten, Gründe und Folge None. Geordnet nach
    Handlungsfeld und Nummer.
    """
    konzept = lagebild.konzept
    letzte, wie_viele = _letzte(lagebild)
    m = massnahmenliste(lagebild)
    spalten = ("id", "nummer", "titel", "handlungsfeld_id", "federfuehrung", "beginn", "beginn_genauigkeit")
    zeilen = []
    for id_, nummer, titel, feld, stelle, beginn, genau in zip(*(m[s].tolist() for s in spalten), strict=True):
        frist = _frist(beginn, genau, konzept.beginn, konzept.beginn_genauigkeit)
        e = letzte.get(id_)
        zeilen.append((
            id_, nummer, titel, feld, stelle, regeln.evaluationslage(frist, e, lagebild.stichtag),
            _in_worten(frist), bool(frist and frist.aus_konzept), wie_viele[id_], *_bewertung(e),
        ))  # fmt: skip
    return build_tabelle(zeilen, SPALTEN)


_frist = lru_cache(maxsize=4096)(regeln.evaluationsfrist)


@lru_cache(maxsize=4096)
def _in_worten(frist: regeln.Evaluationsfrist | None) -> str | None:
    return zeitangabe_text(frist.ab, frist.genauigkeit, None, None).removeprefix("ab ") if frist else None


def bewertungen_von(lagebild: Lagebild, massnahme_id: int) -> list[Any]:
    """Gibt alle Bewertungen einer Maßnahme, die älteste zuerst."""
    e = lagebild.evaluationen
    eigene = saetze(e.loc[[i == massnahme_id for i in e["massnahme_id"]]])
    return sorted(eigene, key=lambda b: (b.am, b.id))


def _letzte(lagebild: Lagebild) -> tuple[dict[int, Any], Counter[int]]:
    """Gibt je Maßnahme die jüngste Bewertung und wie viele es sind."""
    letzte: dict[int, Any] = {}
    for e in saetze(lagebild.evaluationen):
        bisher = letzte.get(e.massnahme_id)
        if bisher is None or (e.am, e.id) > (bisher.am, bisher.id):
            letzte[e.massnahme_id] = e
    return letzte, Counter(lagebild.evaluationen["massnahme_id"])


_AUS_BEWERTUNG = SPALTEN[SPALTEN.index("am") :]
_OHNE_BEWERTUNG = (None,) * len(_AUS_BEWERTUNG)


def _bewertung(e: Any | None) -> tuple[Any, ...]:
    return tuple(getattr(e, s) for s in _AUS_BEWERTUNG) if e is not None else _OHNE_BEWERTUNG


# --- zählen ----------------------------------------------------------------------------------------------------------


def evaluationslagen(lagebild: Lagebild, stand: pd.DataFrame | None = None) -> pd.DataFrame:
    """Zählt Maßnahmen je Handlungsfeld und Lage der Evaluation; jedes Handlungsfeld hat alle sechs Zeilen.

    Spalten: handlungsfeld_id, nummer, handlungsfeld, uebergreifend, lage, anzahl.
    """
    stand = evaluationsstand(lagebild) if stand is None else stand
    gezaehlt = Counter(zip(stand["handlungsfeld_id"], stand["lage"], strict=True))
    zeilen = (
        (h.id, h.nummer, h.titel, bool(h.uebergreifend), lage, gezaehlt[h.id, lage])
        for h in geordnete_handlungsfelder(lagebild)
        for lage in Evaluationslage
    )
    return build_tabelle(zeilen, ("handlungsfeld_id", "nummer", "handlungsfeld", "uebergreifend", "lage", "anzahl"))


def evaluationsantworten(stand: pd.DataFrame, handlungsfeld_id: int | None = None) -> pd.DataFrame:
    """Zählt je Frage die Antworten, „ohne Antwort“ (None) eingeschlossen; die Summe je Frage ist die aller Maßnahmen.

    Mit `handlungsfeld_id` nur in diesem Handlungsfeld. Spalten: frage (Schlüssel von `FRAGEN`), antwort, anzahl.
    """
    stand = _nur_feld(stand, handlungsfeld_id)
    gezaehlt = {frage: Counter(stand[frage]) for frage in FRAGEN}
    zeilen = ((frage, antwort, gezaehlt[frage][antwort]) for frage in FRAGEN for antwort in ANTWORTEN)
    return build_tabelle(zeilen, ("frage", "antwort", "anzahl"))


def evaluationsfolgen(stand: pd.DataFrame, handlungsfeld_id: int | None = None) -> pd.DataFrame:
    """Zählt weiterführen, ändern, beenden und „noch nicht entschieden“ (None); Spalten: folge, anzahl."""
    gezaehlt = Counter(_nur_feld(stand, handlungsfeld_id)["folge"])
    return build_tabelle(((folge, gezaehlt[folge]) for folge in FOLGEN), ("folge", "anzahl"))


def _nur_feld(stand: pd.DataFrame, handlungsfeld_id: int | None) -> pd.DataFrame:
    if handlungsfeld_id is None:
        return stand
    return stand.loc[[f == handlungsfeld_id for f in stand["handlungsfeld_id"]]]


def evaluationsliste(stand: pd.DataFrame, filter_: Evaluationsfilter) -> pd.DataFrame:
    """Gibt die Zeilen von `evaluationsstand`, die hinter einer Zahl stehen; Fälliges und Begonnenes zuerst."""
    passt = [True] * len(stand)
    if filter_.lage is not None:
        passt = [lage == filter_.lage for lage in stand["lage"]]
    if filter_.frage is not None:
        passt = [p and a == filter_.antwort for p, a in zip(passt, stand[filter_.frage], strict=True)]
    if filter_.folge is not None or filter_.ohne_folge:
        passt = [p and f == filter_.folge for p, f in zip(passt, stand["folge"], strict=True)]
    rang = {lage: i for i, lage in enumerate(_DRINGLICHKEIT)}
    lagen = stand["lage"].tolist()
    return stand.iloc[sorted((i for i, p in enumerate(passt) if p), key=lambda i: rang[lagen[i]])]


_DRINGLICHKEIT = (
    Evaluationslage.FAELLIG,
    Evaluationslage.BEGONNEN,
    Evaluationslage.BALD_FAELLIG,
    Evaluationslage.BEWERTET,
    Evaluationslage.SPAETER,
    Evaluationslage.OHNE_BEGINN,
)


def evaluationssatz(stand: pd.DataFrame) -> str:
    """Gibt die Lage der Evaluation als einen Satz: „Von 47 Maßnahmen sind 4 bewertet, 1 begonnen und 12 fällig.“"""
    alle = len(stand)
    if not alle:
        return "Zu bewerten ist noch nichts: Es sind keine Maßnahmen erfasst."
    gezaehlt = Counter(stand["lage"])
    bewertet, begonnen, faellig, bald = (gezaehlt[lage] for lage in tuple(Evaluationslage)[:4])
    teile = [f"{zahl(bewertet) if bewertet else 'keine'} bewertet"]
    teile += [f"{zahl(n)} {wort}" for n, wort in ((begonnen, "begonnen"), (bald, "bald fällig")) if n]
    teile.append(f"{zahl(faellig) if faellig else 'keine'} fällig")
    kern = f"{', '.join(teile[:-1])} und {teile[-1]}"
    wovon = "Von einer Maßnahme" if alle == 1 else f"Von {zahl(alle)} Maßnahmen"
    return f"{wovon} {'ist' if bewertet <= 1 else 'sind'} {kern}."
