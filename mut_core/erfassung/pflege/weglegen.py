"""Weglegen: archivieren, was niemand mehr braucht, und es wieder hervorholen; gelöscht wird nichts."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from mut_core.erfassung.pflege.arten import Weglegen, aenderbare, require_art
from mut_core.erfassung.pflege.bezuege import (
    liegt_weg,
    require_datensatz,
    require_eindeutig,
    require_konzept,
    require_unbenutzt,
    require_verweise,
)
from mut_core.erfassung.protokoll import Vorgang, erledigt
from mut_core.fehler import EingabeError, KonfliktError
from mut_core.modell import Datensatz


def archive_datensatz(
    session: Session, vorgang: Vorgang, konzept_id: int, art: str, datensatz_id: int, *, basis_version: int
) -> int:
    """Legt einen Datensatz weg und gibt seinen Schlüssel: archiviert ihn, setzt eine Stelle auf „nicht aktiv“.

    Verknüpfungen sowie unbenutzte Vorlagen, Beratungen und Beschlüsse verschwinden; das Protokoll behält sie. Teile
    (Mitglieder eines Gremiums) bleiben bei ihrem Ganzen. Wirft EingabeError, solange etwas Nichtarchiviertes darauf
    verweist, sonst wie `save_datensatz`.
    """
    wie = require_art(art)
    konzept = require_konzept(session, vorgang.person, konzept_id)
    if erledigt(session, vorgang, art, datensatz_id) is not None:
        return datensatz_id
    datensatz = require_datensatz(session, konzept, wie, datensatz_id)
    _require_aktuell(datensatz, basis_version)
    if liegt_weg(datensatz):
        return datensatz.id
    if wie.weglegen is Weglegen.NIE:
        raise EingabeError(
            "Ein Konzept wird nicht archiviert. Setzen Sie seine Phase auf „abgeschlossen“.", feld="phase"
        )
    require_unbenutzt(session, konzept, wie, datensatz, vorgang.tag)
    _WEG[wie.weglegen](session, datensatz, vorgang.tag)
    session.flush()
    return datensatz_id


def restore_datensatz(
    session: Session, vorgang: Vorgang, konzept_id: int, art: str, datensatz_id: int, *, basis_version: int
) -> int:
    """Holt Archiviertes wieder hervor und gibt seinen Schlüssel; wirft wie `save_datensatz`.

    EingabeError auch, wenn inzwischen ein anderer Eintrag dieselbe Nummer hat oder das, wozu er gehört, archiviert ist.
    """
    wie = require_art(art)
    konzept = require_konzept(session, vorgang.person, konzept_id)
    datensatz = require_datensatz(session, konzept, wie, datensatz_id)
    if erledigt(session, vorgang, art, datensatz.id) is not None:
        return datensatz.id
    _require_aktuell(datensatz, basis_version)
    if not liegt_weg(datensatz):
        return datensatz.id
    werte = {name: getattr(datensatz, name) for name in aenderbare(wie.klasse)}
    require_verweise(session, konzept, wie.klasse, werte, datensatz.id)
    require_eindeutig(session, konzept, wie, werte, datensatz.id)
    setattr(datensatz, *_HERVOR[wie.weglegen])
    session.flush()
    return datensatz.id


def _require_aktuell(datensatz: Datensatz, basis_version: int) -> None:
    if basis_version != datensatz.version:
        jetzt = liegt_weg(datensatz)
        raise KonfliktError(
            "Diesen Eintrag hat inzwischen jemand anderes geändert. Bitte sehen Sie ihn sich noch einmal an.",
            gespeichert={"archiviert": jetzt},
            eigene={"archiviert": not jetzt},
        )


def _archiviere(_session: Session, datensatz: Datensatz, heute: date) -> None:
    datensatz.archiviert_am = heute  # type: ignore[attr-defined]


def _lass_ruhen(_session: Session, datensatz: Datensatz, _heute: date) -> None:
    datensatz.aktiv = False  # type: ignore[attr-defined]


def _entferne(session: Session, datensatz: Datensatz, _heute: date) -> None:
    session.delete(datensatz)


_WEG: Mapping[Weglegen, Callable[[Session, Datensatz, date], None]] = {
    Weglegen.ARCHIVIEREN: _archiviere,
    Weglegen.RUHEN: _lass_ruhen,
    Weglegen.ENTFERNEN: _entferne,
}
_HERVOR: Mapping[Weglegen, tuple[str, Any]] = {
    Weglegen.ARCHIVIEREN: ("archiviert_am", None),
    Weglegen.RUHEN: ("aktiv", True),
}
