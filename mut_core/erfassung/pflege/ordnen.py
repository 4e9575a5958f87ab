"""Ordnen: die Reihenfolge festlegen, in der Einträge in Listen und Berichten stehen."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from mut_core.erfassung.pflege.arten import aenderbare, require_art
from mut_core.erfassung.pflege.bezuege import liegt_weg, require_datensatz, require_konzept
from mut_core.erfassung.protokoll import Vorgang, erledigt
from mut_core.fehler import EingabeError
from mut_core.modell import Datensatz


def save_reihenfolge(session: Session, vorgang: Vorgang, konzept_id: int, art: str, ids: Sequence[int]) -> None:
    """Stellt die genannten Einträge in diese Reihenfolge; geschrieben wird nur, was seinen Platz wechselt.

    Leitlinien und Ziele ordnet ihre Nummer: Sie bekommen deren Nummern neu verteilt. Wirft NichtGefundenError,
    RechteError (nur die Koordination) und EingabeError, wenn die Einträge nicht zusammengehören oder keine Ordnung
    haben.
    """
    wie = require_art(art)
    konzept = require_konzept(session, vorgang.person, konzept_id)
    if erledigt(session, vorgang, art) is not None:
        return
    feld = wie.ordnung
    if feld is None:
        raise EingabeError(f"{wie.mehrzahl} ordnen sich von selbst, nach Tag oder Namen.")
    if len(set(ids)) != len(ids):
        raise EingabeError("Ein Eintrag steht zweimal in der Reihenfolge. Bitte laden Sie die Seite neu.")
    zeilen = [require_datensatz(session, konzept, wie, i) for i in ids]
    if len({tuple(getattr(z, f) for f in wie.gruppe) for z in zeilen}) > 1:
        namen = " und ".join(f"„{aenderbare(wie.klasse)[f].info['bezeichnung']}“" for f in wie.gruppe)
        raise EingabeError(f"Umordnen lassen sich nur Einträge mit gleichem {namen}.")
    if any(map(liegt_weg, zeilen)):
        raise EingabeError("Archiviertes hat keinen Platz in der Reihenfolge. Bitte laden Sie die Seite neu.")
    for zeile, platz in zip(zeilen, _plaetze(zeilen, feld), strict=True):
        if getattr(zeile, feld) != platz:
            setattr(zeile, feld, platz)
    session.flush()


def _plaetze(zeilen: Sequence[Datensatz], feld: str) -> list[int]:
    """Gibt die Plätze: bei einer Reihenfolge 1, 2, 3 …, bei einer Nummer die schon vergebenen, aufsteigend."""
    if feld == "reihenfolge":
        return list(range(1, len(zeilen) + 1))
    nummern = [getattr(z, feld) for z in zeilen]
    if None in nummern or len(set(nummern)) != len(nummern):
        raise EingabeError(
            "Diese Einträge ordnet ihre Nummer, und nicht alle haben eine eigene. Bitte nummerieren Sie zuerst alle."
        )
    return sorted(nummern)
