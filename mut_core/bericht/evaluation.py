"""Auswerten: wann, wie und nach welchen Fragen Maßnahmen bewertet werden – und was dabei herauskam."""

import re
from typing import Any

import pandas as pd

from mut_core import regeln
from mut_core.auswertung import (
    FRAGEN,
    evaluationsantworten,
    evaluationsfolgen,
    evaluationssatz,
    evaluationsstand,
    geordnete_handlungsfelder,
)
from mut_core.bericht.gliederung import Druck
from mut_core.bericht.saetze import OHNE_ANGABE, benannt, gereiht, satzreihe, terminangabe, zaehlung
from mut_core.lagebild import saetze
from mut_core.modell.codes import Ereignisart, Evaluationsantwort, Evaluationsfolge, Evaluationslage
from mut_core.sprache import ganzer_satz, zahl
from mut_core.zeitangaben import datum_text, im_wortlaut, zeitangabe_text

KRITERIEN = (
    "Wie ist der Umsetzungsstand der Maßnahme?",
    "Wurde die Zielgruppe erreicht? Wenn nein: warum nicht?",
    "Blieb die Umsetzung im Zeitrahmen?",
    "Trug die Maßnahme dazu bei, das Ziel des Handlungsfelds zu erreichen?",
)
"""Die vier Fragen der Evaluation (Fachhandbuch 1.9), wenn das Konzept keine eigenen stellt."""

NACH_MONATEN = regeln.EVALUATION_NACH_MONATEN

_SATZENDE = re.compile(r"(?<=[.?!])\s+")


def verfahren(druck: Druck) -> None:
    """Laufzeit, Zeitpunkt, Fragen und Methode (Reihenfolge: Fachhandbuch 2C); ohne Festlegung sagt ein Satz das."""
    konzept = druck.stoff.konzept
    text, einleitung, fragen = eigene_fragen(konzept.evaluationsmethode or "")
    zeitpunkt = _zeitpunkt(druck)
    if not (text or fragen or zeitpunkt or len(druck.stoff.lagebild.evaluationen)):
        druck.doku.absatz("Wie und wann ausgewertet wird, ist zum Stichtag nicht festgelegt.")
        return
    laufzeit = im_wortlaut(konzept).removeprefix("Laufzeit ")
    druck.doku.absatz(benannt("Laufzeit", laufzeit or OHNE_ANGABE))
    druck.doku.absatz(benannt("Zeitpunkt", zeitpunkt or OHNE_ANGABE))
    druck.doku.absatz(f"**Kriterien:** {einleitung}:" if einleitung else "**Kriterien:**")
    druck.doku.nummerierung(fragen or KRITERIEN)
    druck.doku.absatz(benannt("Methode", text or OHNE_ANGABE))


def eigene_fragen(methode: str) -> tuple[str, str, list[str]]:
    """Trennt einen Text in das, was er sagt, die Einleitung seiner Fragen („Vier Fragen je Maßnahme“) und die Fragen.

    Eine einzelne Frage bleibt im Text; kein Wort geht verloren.
    """
    teile = [t for t in _SATZENDE.split(methode.strip()) if t]
    fragen = [t for t in teile if t.endswith("?")]
    if len(fragen) < 2:
        return methode.strip(), "", []
    text = " ".join(t for t in teile if not t.endswith("?"))
    einleitung, doppelpunkt, erste = fragen[0].partition(": ")
    return (text, einleitung, [erste, *fragen[1:]]) if doppelpunkt else (text, "", fragen)


def _zeitpunkt(druck: Druck) -> str:
    """Die vorgesehenen Termine der Evaluation und der Tag, an dem sie fällig wird."""
    stoff, konzept = druck.stoff, druck.stoff.konzept
    termine = [e for e in stoff.ereignisse if e.art == Ereignisart.EVALUATION and not stoff.ist_vergangen(e)]
    genannt = "; ".join(f"{e.titel} ({terminangabe(e)})" for e in termine)
    faellig = ""
    if konzept.beginn and konzept.evaluationsmethode:
        ab = zeitangabe_text(regeln.plus_monate(konzept.beginn, NACH_MONATEN), konzept.beginn_genauigkeit, None, None)
        faellig = f"Fällig drei Jahre nach Beginn des Konzepts: {ab}"
    return satzreihe(*(ganzer_satz(t) for t in (genannt, faellig) if t))


def uebersicht(druck: Druck) -> None:
    """Je Handlungsfeld, was bewertet, begonnen und fällig ist, wie geantwortet wurde und was folgt.

    Ohne Bewertung steht hier nur etwas, wenn das Konzept eine Evaluation vorsieht und etwas fällig ist. Maßnahmen ohne
    Antwort zählen überall mit.
    """
    lagebild = druck.stoff.lagebild
    stand = evaluationsstand(lagebild)
    vorgesehen = {Evaluationslage.FAELLIG} if druck.stoff.konzept.evaluationsmethode else set()
    if not set(stand["lage"]) & (_BEWERTET | vorgesehen):
        return
    siehe = druck.doku.verweis("evaluation_je_feld")
    druck.doku.absatz(
        f"{evaluationssatz(stand)} {siehe} nennt den Stand je Handlungsfeld; Maßnahmen ohne Antwort zählen mit.",
        mit_naechstem=True,
    )
    felder = [h for h in geordnete_handlungsfelder(lagebild) if (stand["handlungsfeld_id"] == h.id).any()]
    druck.doku.tabelle(
        f"Evaluation je Handlungsfeld am {datum_text(druck.stoff.stichtag)}",
        ["Handlungsfeld", "Stand", *FRAGEN.values(), "Folge"],
        [_feldzeile(stand, h) for h in felder],
        [2.6, 2.2, 2, 2, 2, 2],
        beschreibung="Je Handlungsfeld die Zahl der Maßnahmen nach Stand der Evaluation, Antworten und Folge",
        schluessel="evaluation_je_feld",
    )


_BEWERTET = {Evaluationslage.BEWERTET, Evaluationslage.BEGONNEN}
OHNE_ANTWORT, OHNE_FOLGE = "ohne Antwort", "noch offen"


def _feldzeile(stand: pd.DataFrame, h: Any) -> list[Any]:
    eigene = stand.loc[[f == h.id for f in stand["handlungsfeld_id"]]]
    je_frage: dict[str, list[str]] = {frage: [] for frage in FRAGEN}
    for z in saetze(evaluationsantworten(eigene)):
        if z.anzahl:
            je_frage[z.frage].append(_gezaehlt(z.anzahl, z.antwort.bezeichnung if z.antwort else OHNE_ANTWORT))
    lagen = [_gezaehlt(n, lage.bezeichnung) for lage in Evaluationslage if (n := sum(eigene["lage"] == lage))]
    folgen_ = [
        _gezaehlt(z.anzahl, z.folge.bezeichnung if z.folge else OHNE_FOLGE)
        for z in saetze(evaluationsfolgen(eigene))
        if z.anzahl
    ]
    return [f"{h.nummer}. {h.titel}", lagen, *je_frage.values(), folgen_]


def _gezaehlt(wert: int, wort: str) -> str:
    return f"{zahl(wert)}\u00a0{wort}"


def folgen(druck: Druck) -> None:
    """Welche Maßnahmen weitergehen, geändert und beendet werden, nach der jüngsten Bewertung; ohne Folgen nichts."""
    stand = evaluationsstand(druck.stoff.lagebild)
    je_folge: dict[Evaluationsfolge, list[str]] = {}
    for z in saetze(stand):
        if z.folge is not None:
            je_folge.setdefault(z.folge, []).append(f"{z.nummer} {z.titel}")
    if je_folge:
        druck.doku.absatz("Aus den Bewertungen folgt:", mit_naechstem=True)
        genannt = [f"**{f.bezeichnung}:** {gereiht(je_folge[f])}" for f in Evaluationsfolge if f in je_folge]
        druck.doku.aufzaehlung(genannt)


def anlage(druck: Druck) -> None:
    """Die ganze Evaluation als Anlage: Verfahren, Stand je Handlungsfeld, Bewertungen mit Gründen, Folgen."""
    verfahren(druck)
    uebersicht(druck)
    ergebnisse(druck)
    folgen(druck)


def ergebnisse(druck: Druck) -> None:
    """Die Bewertungen bis zum Stichtag als Tabelle; ohne welche nichts."""
    stoff = druck.stoff
    alle = [e for e in saetze(stoff.lagebild.evaluationen) if e.massnahme_id in stoff.massnahme]
    if not alle:
        return
    verb = "ist" if len(alle) == 1 else "sind"
    anzahl = zaehlung(len(alle), "eine Bewertung", "Bewertungen")
    siehe = druck.doku.verweis("bewertungen")
    druck.doku.absatz(
        f"Bis zum {datum_text(stoff.stichtag)} {verb} {anzahl} verzeichnet ({siehe}).", mit_naechstem=True
    )
    druck.doku.tabelle(
        "Bewertete Maßnahmen",
        ["Maßnahme", "Zielgruppe erreicht?", "Im Zeitrahmen?", "Ziel erreicht?", "Folge"],
        [[_massnahme(druck, e), *antworten(e)] for e in alle],
        [3, 2, 2, 2, 1.4],
        beschreibung="Bewertete Maßnahmen mit den Antworten auf die Fragen der Evaluation und der Folge",
        schluessel="bewertungen",
    )


def _massnahme(druck: Druck, e: Any) -> str:
    m = druck.stoff.massnahme[e.massnahme_id]
    return f"{m.nummer} {m.titel} (bewertet am {datum_text(e.am)})"


def antworten(e: Any) -> list[Any]:
    """Gibt die Antworten auf Zielgruppe, Zeitrahmen und Ziel mit ihrer Begründung und die Folge."""
    paare = (
        (e.zielgruppe_erreicht, e.zielgruppe_grund),
        (e.im_zeitrahmen, e.zeitrahmen_grund),
        (e.ziel_erreicht, e.ziel_grund),
    )
    return [*(_antwort(a, grund) for a, grund in paare), e.folge.bezeichnung if e.folge else OHNE_ANGABE]


def _antwort(antwort: Evaluationsantwort, grund: str | None) -> str:
    return f"{antwort.bezeichnung}: {grund}" if grund else antwort.bezeichnung
