"""Evaluation erfassen: die vier Fragen je Maßnahme beantworten, begründen und sagen, was daraus folgt.

Eine begonnene Bewertung wird ergänzt, die letzte lässt sich berichtigen; eine weitere steht neben den früheren.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from mut_core import rechte, regeln
from mut_core.erfassung.pflege.werte import pruefe_werte
from mut_core.erfassung.protokoll import Vorgang, erledigt
from mut_core.erfassung.sachstand import require_massnahme
from mut_core.fehler import EingabeError, KonfliktError
from mut_core.modell import Evaluation, Massnahme
from mut_core.modell.codes import Evaluationsantwort, Evaluationsfolge, Umsetzungsstand
from mut_core.zeitangaben import datum_text


@dataclass(frozen=True)
class EvaluationEingabe:
    """Die Antworten auf die vier Fragen und was daraus folgt; offen gelassene machen die Bewertung „begonnen“."""

    am: date
    umsetzungsstand: Umsetzungsstand | None = None
    zielgruppe_erreicht: Evaluationsantwort = Evaluationsantwort.OFFEN
    zielgruppe_grund: str | None = None
    im_zeitrahmen: Evaluationsantwort = Evaluationsantwort.OFFEN
    zeitrahmen_grund: str | None = None
    ziel_erreicht: Evaluationsantwort = Evaluationsantwort.OFFEN
    ziel_grund: str | None = None
    folge: Evaluationsfolge | None = None
    bewertet_von: str | None = None
    methode: str | None = None


_GRUENDE = {
    "zielgruppe_erreicht": ("zielgruppe_grund", "Bitte begründen Sie, warum die Zielgruppe nicht ganz erreicht wurde."),
    "im_zeitrahmen": ("zeitrahmen_grund", "Bitte begründen Sie, warum der Zeitrahmen nicht ganz eingehalten wurde."),
    "ziel_erreicht": ("ziel_grund", "Bitte begründen Sie, warum das Ziel nicht ganz erreicht wurde."),
}
"""Je Frage das Feld der Begründung und der Satz, wenn sie fehlt."""


_ANTWORTEN = (*_GRUENDE, *(grund for grund, _ in _GRUENDE.values()), "folge")
"""Wo etwas stehen muss, damit es eine Bewertung ist; der Umsetzungsstand allein sagt nichts Neues."""


def record_evaluation(
    session: Session,
    vorgang: Vorgang,
    massnahme_id: int,
    eingabe: EvaluationEingabe,
    *,
    basis: int,
    weitere: bool = False,
) -> int:
    """Hält die Bewertung einer Maßnahme fest und gibt ihren Schlüssel.

    Geändert wird die letzte Bewertung; ohne eine und mit `weitere` entsteht eine neue, die früheren bleiben stehen.
    `basis` ist der Stand der Bewertungen (`bewertungsstand`), der beim Öffnen zu sehen war. Derselbe Vorgang zweimal
    schreibt einmal. Wirft NichtGefundenError, RechteError (nur die Koordination), EingabeError mit dem Feld oder
    KonfliktError mit beiden Seiten.
    """
    massnahme = require_massnahme(session, vorgang, massnahme_id)
    rechte.require_bearbeiten(vorgang.person, massnahme.konzept_id)
    bisherige = _bewertungen(session, massnahme.id)
    for bewertung in bisherige:
        if erledigt(session, vorgang, "evaluation", bewertung.id) is not None:
            return bewertung.id
    _require_offen(massnahme, vorgang)
    letzte = bisherige[-1] if bisherige and not weitere else None
    werte = _geprueft(eingabe, vorgang)
    _require_aktuell(bisherige, werte, basis)
    return _schreibe(session, massnahme, letzte, werte)


def bewertungsstand(bewertungen: list[Any]) -> int:
    """Gibt die Zahl, an der eine Änderung auffällt: Sie wächst mit jeder neuen und jeder geänderten Bewertung."""
    return sum(int(b.version) for b in bewertungen)


def _bewertungen(session: Session, massnahme_id: int) -> list[Evaluation]:
    diese = select(Evaluation).where(Evaluation.massnahme_id == massnahme_id)
    return list(session.scalars(diese.order_by(Evaluation.am, Evaluation.id)))


def _require_offen(massnahme: Massnahme, vorgang: Vorgang) -> None:
    if massnahme.archiviert_am and massnahme.archiviert_am <= vorgang.tag:
        raise EingabeError(
            f"Diese Maßnahme wurde am {datum_text(massnahme.archiviert_am)} archiviert; sie wird nicht mehr bewertet. "
            "Soll sie weitergehen, holt die Koordination sie wieder hervor."
        )


def _geprueft(eingabe: EvaluationEingabe, vorgang: Vorgang) -> dict[str, Any]:
    werte = pruefe_werte(Evaluation, asdict(eingabe), bezug=vorgang.tag)
    if werte["am"] > vorgang.tag:
        raise EingabeError("Eine Bewertung kann nicht in der Zukunft liegen. Bitte prüfen Sie den Tag.", feld="am")
    if not any(werte[n] for n in _ANTWORTEN if werte[n] != Evaluationsantwort.OFFEN):
        raise EingabeError("Bitte beantworten Sie mindestens eine Frage.", feld="zielgruppe_erreicht")
    for frage, (grund, satz) in _GRUENDE.items():
        if regeln.braucht_grund(werte[frage]) and not werte[grund]:
            raise EingabeError(satz, feld=grund)
    return werte


def _require_aktuell(bisherige: list[Evaluation], werte: Mapping[str, Any], basis: int) -> None:
    if basis == bewertungsstand(bisherige):
        return
    letzte = bisherige[-1] if bisherige else None
    raise KonfliktError(
        "Diese Maßnahme hat inzwischen jemand anderes bewertet. Ihre Eingabe ist noch da; bitte vergleichen Sie beide "
        "Seiten und speichern Sie dann noch einmal.",
        gespeichert={n: getattr(letzte, n) for n in werte} if letzte else {},
        eigene=dict(werte),
    )


def _schreibe(session: Session, massnahme: Massnahme, letzte: Evaluation | None, werte: Mapping[str, Any]) -> int:
    bewertung = letzte or Evaluation(konzept_id=massnahme.konzept_id, massnahme_id=massnahme.id, **werte)
    if letzte is None:
        session.add(bewertung)
    for name, wert in werte.items():
        if getattr(bewertung, name) != wert:
            setattr(bewertung, name, wert)
    session.flush()
    return bewertung.id
