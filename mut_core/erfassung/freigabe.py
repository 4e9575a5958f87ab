"""Freigabe: das zweite Augenpaar auf einem Sachstand – das Einzige, was sich an ihm noch ändert."""

from sqlalchemy.orm import Session

from mut_core import rechte
from mut_core.erfassung.protokoll import Vorgang, erledigt
from mut_core.erfassung.sachstand import load_wenn_moeglich
from mut_core.fehler import EingabeError, KonfliktError, NichtGefundenError
from mut_core.modell import Sachstand
from mut_core.modell.codes import Freigabe
from mut_core.texte import clean_text


def record_freigabe(
    session: Session,
    vorgang: Vorgang,
    sachstand_id: int,
    freigabe: Freigabe,
    *,
    basis_version: int,
    bemerkung: str | None = None,
) -> int:
    """Gibt einen Sachstand frei oder, mit `bemerkung`, zurück und gibt seinen Schlüssel.

    `basis_version` ist die Version des Sachstands, die zu sehen war. Freigeben darf die Koordination, nie wer den
    Eintrag erfasst hat – auch nicht, wenn das im Auftrag einer Stelle geschah. Wirft NichtGefundenError, RechteError
    oder KonfliktError, wenn inzwischen jemand anderes entschieden hat; EingabeError, wenn beim Zurückgeben die
    Bemerkung fehlt.
    """
    sachstand = load_wenn_moeglich(session, Sachstand, sachstand_id)
    if sachstand is None or not rechte.darf_lesen(vorgang.person, sachstand.konzept_id):
        raise NichtGefundenError("Diesen Sachstand gibt es nicht oder Sie dürfen ihn nicht sehen.")
    rechte.require_freigeben(vorgang.person, sachstand.konzept_id, sachstand.erfasst_von_id)
    if erledigt(session, vorgang, "sachstand", sachstand.id) is not None:
        return sachstand.id
    if basis_version != sachstand.version:
        raise KonfliktError(
            "Über diesen Sachstand hat inzwischen jemand anderes entschieden. Bitte sehen Sie nach und entscheiden Sie "
            "dann noch einmal.",
            gespeichert={"freigabe": sachstand.freigabe},
            eigene={"freigabe": freigabe},
        )
    bemerkung = clean_text(bemerkung or "") or None
    if freigabe == Freigabe.ZURUECK and bemerkung is None:
        raise EingabeError(
            "Bitte schreiben Sie in einem Satz, was fehlt oder zu klären ist; sonst weiß niemand, was zu tun ist.",
            feld="freigabe_bemerkung",
        )
    sachstand.freigabe, sachstand.freigabe_bemerkung = freigabe, bemerkung
    session.flush()
    return sachstand.id
