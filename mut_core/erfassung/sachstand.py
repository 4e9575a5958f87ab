"""Sachstand melden: anfügen, nie überschreiben – mit Frist, Pflichtangaben und Schutz vor dem stillen Gewinnen."""

from dataclasses import asdict, dataclass, fields
from datetime import date
from typing import Any, TypeVar

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from mut_core import rechte, regeln
from mut_core.erfassung.protokoll import Vorgang, erledigt
from mut_core.fehler import EingabeError, KonfliktError, NichtGefundenError
from mut_core.modell import Base, Fristaenderung, Konzept, Massnahme, Organisationseinheit, Sachstand
from mut_core.modell.codes import Genauigkeit, Turnus, Umsetzungsstand, Zurueckstellungsgrund
from mut_core.texte import clean_text

Art = TypeVar("Art", bound=Base)

FRUEHESTER_TAG = date(1990, 1, 1)
SPAETESTER_TAG = date(2100, 12, 31)


@dataclass(frozen=True)
class SachstandEingabe:
    """Was jemand zu einer Maßnahme meldet; `neue_frist` verschiebt die Frist und verlangt `frist_grund`."""

    zum: date
    umsetzungsstand: Umsetzungsstand | None
    text: str = ""
    naechster_schritt: str | None = None
    naechster_termin: date | None = None
    hindernis: str | None = None
    loesung: str | None = None
    abgeschlossen_am: date | None = None
    ergebnis: str | None = None
    turnus: Turnus | None = None
    naechste_ueberpruefung: date | None = None
    zurueckstellungsgrund: Zurueckstellungsgrund | None = None
    begruendung: str | None = None
    wiedervorlage: date | None = None
    entschieden_von: str | None = None
    entschieden_am: date | None = None
    beleg: str | None = None
    unveraendert: bool = False
    im_auftrag_von_id: int | None = None
    neue_frist: date | None = None
    frist_grund: str | None = None


_NUR_FRIST = {"neue_frist", "frist_grund"}


def record_sachstand(
    session: Session,
    vorgang: Vorgang,
    massnahme_id: int,
    eingabe: SachstandEingabe,
    *,
    basis: int,
    basis_version: int,
) -> int:
    """Fügt einer Maßnahme einen Sachstand an und gibt dessen Schlüssel; derselbe Vorgang zweimal ergibt einen Eintrag.

    `basis` ist die Nummer des letzten Sachstands und `basis_version` die Version der Maßnahme, die beim Öffnen des
    Formulars zu sehen waren. Wirft NichtGefundenError, RechteError, EingabeError oder KonfliktError mit beiden Seiten.
    """
    if (frueher := erledigt(session, vorgang, "sachstand")) is not None:
        return frueher
    massnahme = require_massnahme(session, vorgang, massnahme_id)
    rechte.require_melden(vorgang.person, massnahme.konzept_id, massnahme.federfuehrung_id)
    letzter = _letzter(session, massnahme_id)
    _pruefe_basis(massnahme, letzter, eingabe, basis, basis_version)
    _pruefe_eingabe(session, vorgang, massnahme, eingabe)
    if eingabe.neue_frist and eingabe.neue_frist != massnahme.frist:
        _verschiebe_frist(session, vorgang, massnahme, eingabe)
    sachstand = Sachstand(
        konzept_id=massnahme.konzept_id,
        massnahme_id=massnahme_id,
        nummer=(letzter.nummer if letzter else 0) + 1,
        erfasst_am=vorgang.zeitpunkt,
        erfasst_von_id=vorgang.person.id,
        gilt_ab=vorgang.tag,
        **{f: w for f, w in asdict(eingabe).items() if f not in _NUR_FRIST},
    )
    session.add(sachstand)
    session.flush()
    return sachstand.id


def require_massnahme(session: Session, vorgang: Vorgang, massnahme_id: int) -> Massnahme:
    """Gibt die Maßnahme, wenn die Person ihr Konzept lesen darf; fremd und unbekannt antworten gleich."""
    massnahme = load_wenn_moeglich(session, Massnahme, massnahme_id)
    if massnahme is None or not rechte.darf_lesen(vorgang.person, massnahme.konzept_id):
        raise NichtGefundenError("Diese Maßnahme gibt es nicht oder Sie dürfen sie nicht sehen.")
    return massnahme


def basis(session: Session, massnahme_id: int) -> tuple[int, int]:
    """Gibt die Nummer des letzten Sachstands und die Version der Maßnahme: worauf eine neue Meldung beruht."""
    letzter = _letzter(session, massnahme_id)
    return letzter.nummer if letzter else 0, session.get_one(Massnahme, massnahme_id).version


def letzte_eingabe(session: Session, massnahme_id: int, zum: date) -> SachstandEingabe | None:
    """Gibt den letzten Sachstand als Eingabe, die ihn für den Tag `zum` unverändert bestätigt; ohne ihn None."""
    letzter = _letzter(session, massnahme_id)
    if letzter is None:
        return None
    werte = {f.name: getattr(letzter, f.name) for f in fields(SachstandEingabe) if f.name not in _NUR_FRIST}
    return SachstandEingabe(**werte | {"zum": zum, "text": "", "unveraendert": True, "im_auftrag_von_id": None})


def load_wenn_moeglich(session: Session, klasse: type[Art], schluessel: int) -> Art | None:
    """Gibt den Datensatz oder None – auch für alles, was in keine Schlüsselspalte passt."""
    return session.get(klasse, schluessel) if rechte.ist_schluessel(schluessel) else None


def _letzter(session: Session, massnahme_id: int) -> Sachstand | None:
    hoechste = select(func.max(Sachstand.nummer)).where(Sachstand.massnahme_id == massnahme_id).scalar_subquery()
    return session.scalar(select(Sachstand).where(Sachstand.massnahme_id == massnahme_id, Sachstand.nummer == hoechste))


def _pruefe_basis(
    massnahme: Massnahme, letzter: Sachstand | None, eingabe: SachstandEingabe, basis: int, basis_version: int
) -> None:
    """Wer auf einem älteren Stand gearbeitet hat, bekommt beide Seiten zu sehen; nichts gewinnt still."""
    if basis == (letzter.nummer if letzter else 0) and not (eingabe.neue_frist and basis_version != massnahme.version):
        return
    gespeichert: dict[str, Any] = {"frist": massnahme.frist}
    if letzter:
        gespeichert |= {f.name: getattr(letzter, f.name) for f in fields(eingabe) if f.name not in _NUR_FRIST}
    raise KonfliktError(
        "Zu dieser Maßnahme wurde inzwischen etwas anderes gespeichert. Ihre Eingabe ist noch da; "
        "bitte vergleichen Sie beide Stände und speichern Sie dann noch einmal.",
        gespeichert=gespeichert,
        eigene=asdict(eingabe),
    )


def _pruefe_eingabe(session: Session, vorgang: Vorgang, massnahme: Massnahme, eingabe: SachstandEingabe) -> None:
    if massnahme.archiviert_am and massnahme.archiviert_am <= vorgang.tag:
        raise EingabeError("Diese Maßnahme ist archiviert; zu ihr wird nicht mehr gemeldet.", feld="massnahme_id")
    if eingabe.umsetzungsstand is None:
        raise EingabeError("Bitte wählen Sie den Umsetzungsstand.", feld="umsetzungsstand")
    if not clean_text(eingabe.text) and not eingabe.unveraendert:
        raise EingabeError("Bitte schreiben Sie in einem Satz, was geschehen ist.", feld="text")
    if eingabe.zum > vorgang.tag:
        raise EingabeError("Ein Sachstand kann nicht für einen Tag in der Zukunft gelten.", feld="zum")
    _pruefe_tage(eingabe)
    _pruefe_auftrag(session, massnahme, eingabe)
    if eingabe.neue_frist and eingabe.neue_frist != massnahme.frist and not clean_text(eingabe.frist_grund or ""):
        raise EingabeError("Bitte nennen Sie den Grund, aus dem sich die Frist verschiebt.", feld="frist_grund")
    if not vorgang.ist_uebernahme:  # belegte alte Stände haben Lücken; die gehören in die Lückenliste
        _pruefe_pflichten(massnahme, eingabe)


def _pruefe_tage(eingabe: SachstandEingabe) -> None:
    for name, wert in asdict(eingabe).items():
        if isinstance(wert, date) and not FRUEHESTER_TAG <= wert <= SPAETESTER_TAG:
            raise EingabeError("Bitte prüfen Sie das Jahr: möglich sind 1990 bis 2100.", feld=name)


def _pruefe_auftrag(session: Session, massnahme: Massnahme, eingabe: SachstandEingabe) -> None:
    if eingabe.im_auftrag_von_id is None:
        return
    stelle = load_wenn_moeglich(session, Organisationseinheit, eingabe.im_auftrag_von_id)
    if stelle is None or stelle.kommune_id != session.get_one(Konzept, massnahme.konzept_id).kommune_id:
        raise EingabeError("Die Stelle, in deren Auftrag Sie melden, gibt es hier nicht.", feld="im_auftrag_von_id")


def _pruefe_pflichten(massnahme: Massnahme, eingabe: SachstandEingabe) -> None:
    angaben = {s.key: getattr(massnahme, s.key) for s in Massnahme.__table__.columns} | asdict(eingabe)
    angaben["frist"] = eingabe.neue_frist or massnahme.frist
    angaben = {f: clean_text(w) if type(w) is str else w for f, w in angaben.items()}  # Leerzeichen sind keine Angabe
    fehlend = regeln.fehlende_angaben(Umsetzungsstand.von(eingabe.umsetzungsstand or ""), angaben)
    if fehlend:
        raise EingabeError(" ".join(p.satz for p in fehlend), feld=fehlend[0].felder[0])


def _verschiebe_frist(session: Session, vorgang: Vorgang, massnahme: Massnahme, eingabe: SachstandEingabe) -> None:
    session.add(
        Fristaenderung(
            konzept_id=massnahme.konzept_id,
            massnahme_id=massnahme.id,
            am=vorgang.tag,
            bisher=massnahme.frist,
            neu=eingabe.neue_frist,
            grund=eingabe.frist_grund or "",
        )
    )
    massnahme.urspruengliche_frist = massnahme.urspruengliche_frist or massnahme.frist
    massnahme.frist = eingabe.neue_frist
    massnahme.frist_genauigkeit = Genauigkeit.TAG
