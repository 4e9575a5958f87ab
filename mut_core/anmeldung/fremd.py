"""Fremd: wer sich anderswo ausgewiesen hat – beim Anmeldedienst der Stadt oder bei einem vorgeschalteten Proxy."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import select
from sqlalchemy.orm import Session

from mut_core.anmeldung.anmelden import AnmeldeError, Gelungen
from mut_core.anmeldung.betrieb import require_betrieb
from mut_core.anmeldung.einmallink import end_links
from mut_core.anmeldung.sitzungen import darf_weg, end_anmeldungen, open_anmeldung
from mut_core.anmeldung.zugang import find_nutzer, load_zugangsdaten, pruefe_kennung
from mut_core.datenbank import schreibeinheit
from mut_core.erfassung.konten import require_andere_administration
from mut_core.fehler import EingabeError
from mut_core.modell import Konzept, Nutzer, Organisationseinheit, Rolle
from mut_core.modell.codes import Anmeldeweg, Linkzweck, Rollenart
from mut_core.texte import clean_text

LOG = logging.getLogger("mut.sicherheit")

_Schein = tuple[Rollenart, int | None, int | None]


@dataclass(frozen=True)
class Rollenwunsch:
    """Eine Rolle, wie der Anmeldedienst sie meldet: Konzept als Kürzel, Stelle als Name; ohne Konzept in allen."""

    art: Rollenart
    konzept: str | None = None
    stelle: str | None = None


_UNBEKANNT = (
    "Sie haben sich ausgewiesen, aber in dieser Anwendung gibt es für Sie kein Konto. "
    "Bitte wenden Sie sich an die Administration."
)
_BELEGT = (
    "Unter Ihrer Kennung gibt es hier schon ein anderes Konto; es wird nicht von selbst übernommen. "
    "Bitte wenden Sie sich an die Administration."
)
_OHNE_ROLLE = (
    "Sie haben sich ausgewiesen, aber Ihnen ist in dieser Anwendung keine Rolle zugeordnet. "
    "Bitte wenden Sie sich an die Administration."
)


def sign_in_fremd(  # noqa: PLR0917 – die Reihenfolge steht in der Schnittstelle der Pforte
    engine: sa.Engine,
    weg: Anmeldeweg,
    dienstkennung: str | None,
    kennung: str,
    name: str,
    rollen: Sequence[Rollenwunsch] | None,
    geraet: str,
    jetzt: datetime,
) -> Gelungen:
    """Meldet eine anderswo ausgewiesene Person an; wirft AnmeldeError mit einem Satz für sie.

    Vom Dienst (`dienstkennung`): zugeordnet wird nur über sie; eine neue Person wird angelegt, eine von der
    Administration vorbereitete (ohne Kennwort und Dienstkennung) übernommen, die Rollen werden genau so gesetzt.
    Vom Proxy (`dienstkennung` und `rollen` None): die Person muss es geben, ihre Rollen bleiben.
    """
    if weg not in (Anmeldeweg.DIENST, Anmeldeweg.PROXY):
        raise ValueError("Fremd ausgewiesen sind nur Anmeldedienst und Proxy.")
    with schreibeinheit(engine, None) as session:
        scheine = None if rollen is None else _scheine(session, rollen)
        nutzer, hindernis = _zugeordnet(session, weg, dienstkennung, kennung)
        if not hindernis and scheine is not None and not scheine:
            hindernis = _OHNE_ROLLE
            _entziehe(session, nutzer, dienstkennung, jetzt)
        if not hindernis:
            nutzer = _uebernommen(
                session,
                nutzer,
                dienstkennung,
                kennung=kennung,
                name=clean_text(name) or clean_text(kennung),
                jetzt=jetzt,
            )
            if scheine is not None:
                _setze_rollen(session, nutzer.id, scheine, jetzt)
            return Gelungen(*open_anmeldung(session, nutzer.id, weg, jetzt, geraet))
    raise AnmeldeError(hindernis)  # außerhalb der Einheit: entzogene Rollen bleiben entzogen


def _zugeordnet(
    session: Session, weg: Anmeldeweg, dienstkennung: str | None, kennung: str
) -> tuple[Nutzer | None, str | None]:
    """Gibt die Person (None: es gibt sie noch nicht) und was dagegen spricht, dass sie hereinkommt."""
    if dienstkennung and (nutzer := session.scalar(select(Nutzer).where(Nutzer.dienstkennung == dienstkennung))):
        return nutzer, None if darf_weg(nutzer, weg) else _UNBEKANNT
    nutzer = find_nutzer(session, kennung)
    if nutzer is None:
        return None, _unbrauchbar(kennung) if dienstkennung else _UNBEKANNT
    if not darf_weg(nutzer, weg):
        return nutzer, _UNBEKANNT
    daten = load_zugangsdaten(session, nutzer.id)
    eigenes = nutzer.dienstkennung or (daten is not None and daten.kennwort_pruefsumme)
    return nutzer, _BELEGT if dienstkennung and eigenes else None


def _unbrauchbar(kennung: str) -> str | None:
    try:
        pruefe_kennung(kennung)
    except EingabeError:
        return _UNBEKANNT
    return None


def _uebernommen(
    session: Session, nutzer: Nutzer | None, dienstkennung: str | None, *, kennung: str, name: str, jetzt: datetime
) -> Nutzer:
    """Legt die Person an oder gleicht Name und Dienstkennung an; vom Proxy kommt nur die Kennung."""
    if nutzer is not None and (dienstkennung is None or (nutzer.dienstkennung, nutzer.name) == (dienstkennung, name)):
        return nutzer
    require_betrieb(session, jetzt, "Anmeldedienst")
    if nutzer is None:
        nutzer = Nutzer(kennung=pruefe_kennung(kennung), name=name, dienstkennung=dienstkennung)
        session.add(nutzer)
    else:
        nutzer.dienstkennung, nutzer.name = dienstkennung, name
        end_links(session, Linkzweck.KENNWORT, jetzt, nutzer.id)  # ein Konto hat genau einen Weg hinein
    session.flush()
    return nutzer


def _scheine(session: Session, rollen: Sequence[Rollenwunsch]) -> set[_Schein]:
    """Löst die Wünsche auf; was es hier nicht gibt, fällt weg und steht im Log – mehr Rechte gibt es dadurch nie."""
    aufgeloest = {wunsch: _schein(session, wunsch) for wunsch in rollen}
    for wunsch, schein in aufgeloest.items():
        if schein is None:
            LOG.warning("Rollenzuordnung ohne Ziel: %r", (wunsch.art.value, wunsch.konzept, wunsch.stelle))
    return {schein for schein in aufgeloest.values() if schein is not None}


def _schein(session: Session, wunsch: Rollenwunsch) -> _Schein | None:
    if wunsch.konzept is None:
        return None if wunsch.art is Rollenart.FACHKRAFT else (wunsch.art, None, None)
    konzept = session.scalar(select(Konzept).where(Konzept.schluessel == wunsch.konzept))
    if konzept is None:
        return None
    if wunsch.art is not Rollenart.FACHKRAFT:
        return wunsch.art, konzept.id, None
    stelle = session.scalar(
        select(Organisationseinheit.id).where(
            Organisationseinheit.kommune_id == konzept.kommune_id, Organisationseinheit.name == wunsch.stelle
        )
    )
    return None if stelle is None else (wunsch.art, konzept.id, stelle)


def _entziehe(session: Session, nutzer: Nutzer | None, dienstkennung: str | None, jetzt: datetime) -> None:
    """Wem der Dienst keine Rolle mehr gibt, der verliert die bisherigen und alle offenen Sitzungen."""
    if nutzer is not None and nutzer.dienstkennung == dienstkennung:
        _setze_rollen(session, nutzer.id, set(), jetzt)
        end_anmeldungen(session, nutzer.id, jetzt)


_GANZE_VERWALTUNG: _Schein = (Rollenart.ADMINISTRATION, None, None)


def _ist_letzte_administration(session: Session, nutzer_id: int) -> bool:
    """Auch der Dienst nimmt der Installation nie ihre letzte Administration; sonst käme niemand mehr an die Konten."""
    try:
        require_andere_administration(session, session.get_one(Nutzer, nutzer_id))
    except EingabeError:
        LOG.warning("Letzte Administration behält ihre Rolle: Person %s", nutzer_id)
        return True
    return False


def _setze_rollen(session: Session, nutzer_id: int, gewuenscht: set[_Schein], jetzt: datetime) -> None:
    vorhanden = {
        (r.art, r.konzept_id, r.organisationseinheit_id): r
        for r in session.scalars(select(Rolle).where(Rolle.nutzer_id == nutzer_id))
    }
    if _GANZE_VERWALTUNG in vorhanden and _ist_letzte_administration(session, nutzer_id):
        gewuenscht = gewuenscht | {_GANZE_VERWALTUNG}
    if set(vorhanden) == gewuenscht:
        return
    require_betrieb(session, jetzt, "Rollen vom Anmeldedienst")
    for schein in set(vorhanden) - gewuenscht:
        session.delete(vorhanden[schein])
    session.flush()
    for art, konzept_id, stelle_id in sorted(gewuenscht - set(vorhanden), key=str):
        session.add(Rolle(nutzer_id=nutzer_id, art=art, konzept_id=konzept_id, organisationseinheit_id=stelle_id))
    session.flush()
