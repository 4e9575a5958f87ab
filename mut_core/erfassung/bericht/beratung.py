"""Nachtragen: was ein Gremium zu einer Vorlage beschlossen oder zur Kenntnis genommen hat."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from mut_core import rechte
from mut_core.erfassung.protokoll import Vorgang, erledigt
from mut_core.erfassung.sachstand import FRUEHESTER_TAG, load_wenn_moeglich
from mut_core.fehler import EingabeError, KonfliktError, NichtGefundenError
from mut_core.modell import Beratung
from mut_core.texte import clean_text


@dataclass(frozen=True)
class Beratungsergebnis:
    """Was nach der Sitzung feststeht; None lässt die Angabe, wie sie ist."""

    ergebnis: str
    termin: date | None = None
    top: str | None = None
    bemerkung: str | None = None


def record_beratungsergebnis(
    session: Session, vorgang: Vorgang, beratung_id: int, eingabe: Beratungsergebnis, *, basis_version: int
) -> int:
    """Trägt das Ergebnis einer Beratung nach und gibt deren Schlüssel; ein späterer Eintrag berichtigt den früheren.

    `basis_version` ist die Version der Beratung, die zu sehen war. Wirft NichtGefundenError, RechteError (nur die
    Koordination), KonfliktError oder EingabeError: Vor der Sitzung gibt es kein Ergebnis.
    """
    beratung = load_wenn_moeglich(session, Beratung, beratung_id)
    if beratung is None or not rechte.darf_lesen(vorgang.person, beratung.konzept_id):
        raise NichtGefundenError("Diese Beratung gibt es nicht oder Sie dürfen sie nicht sehen.")
    rechte.require_bearbeiten(vorgang.person, beratung.konzept_id)
    if erledigt(session, vorgang, "beratung", beratung.id) is not None:
        return beratung.id
    werte = _werte(eingabe)
    if basis_version != beratung.version:
        raise KonfliktError(
            "Diese Beratung hat inzwischen jemand anderes geändert. Ihre Eingabe ist noch da; bitte vergleichen Sie "
            "beide Stände und speichern Sie dann noch einmal.",
            gespeichert={feld: getattr(beratung, feld) for feld in werte},
            eigene=werte,
        )
    _pruefe(vorgang, beratung, werte)
    for feld, wert in werte.items():
        setattr(beratung, feld, wert)
    session.flush()
    return beratung.id


def _werte(eingabe: Beratungsergebnis) -> dict[str, Any]:
    genannt = {"termin": eingabe.termin, "top": eingabe.top, "bemerkung": eingabe.bemerkung}
    texte = {f: clean_text(w) or None if isinstance(w, str) else w for f, w in genannt.items() if w is not None}
    return {"ergebnis": clean_text(eingabe.ergebnis), **texte}


def _pruefe(vorgang: Vorgang, beratung: Beratung, werte: dict[str, Any]) -> None:
    if not werte["ergebnis"]:
        raise EingabeError("Bitte schreiben Sie, wie das Gremium entschieden hat.", feld="ergebnis")
    termin = werte.get("termin", beratung.termin)
    if isinstance(termin, datetime) or not (termin is None or isinstance(termin, date)):
        raise EingabeError("Der Termin muss ein Tag ohne Uhrzeit sein.", feld="termin")
    if termin is None:
        raise EingabeError("Bitte nennen Sie auch den Tag der Sitzung.", feld="termin")
    if termin < FRUEHESTER_TAG:
        raise EingabeError("Bitte prüfen Sie das Jahr: möglich ist frühestens 1990.", feld="termin")
    if termin > vorgang.tag:
        raise EingabeError(
            f"Die Sitzung ist erst am {termin:%d.%m.%Y}; ein Ergebnis gibt es danach. Ist das Datum falsch, bitte "
            "berichtigen Sie es mit.",
            feld="termin",
        )
