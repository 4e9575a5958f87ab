"""Sachstand melden: anfügen, nie überschreiben – mit Frist, Pflichtangaben und Schutz vor dem stillen Gewinnen."""

from dataclasses import asdict, dataclass, fields
from datetime import date
from typing import Any, TypeVar

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from mut_core import rechte, regeln
from mut_core.erfassung import abfrage
from mut_core.erfassung.frist import require_grund, set_frist, verschiebt
from mut_core.erfassung.protokoll import Vorgang, erledigt
from mut_core.fehler import EingabeError, KonfliktError, NichtGefundenError
from mut_core.modell import Base, Konzept, Massnahme, Nutzer, Organisationseinheit, Sachstand
from mut_core.modell.codes import Freigabe, Genauigkeit, Turnus, Umsetzungsstand, Zurueckstellungsgrund
from mut_core.texte import clean_text
from mut_core.zeitangaben import FERNES_JAHR, datum_text

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
    neue_frist_genauigkeit: Genauigkeit = Genauigkeit.TAG


_NUR_FRIST = {"neue_frist", "frist_grund", "neue_frist_genauigkeit"}
GESCHEHEN = ("abgeschlossen_am", "entschieden_am")
"""Tage, an denen etwas schon geschehen ist; sie liegen nie in der Zukunft."""


def record_sachstand(
    session: Session,
    vorgang: Vorgang,
    massnahme_id: int,
    eingabe: SachstandEingabe,
    *,
    basis: int,
    basis_version: int,
    ersetzt_id: int | None = None,
) -> int:
    """Fügt einer Maßnahme einen Sachstand an und gibt dessen Schlüssel; derselbe Vorgang zweimal ergibt einen Eintrag.

    `basis` ist die Nummer des letzten Sachstands und `basis_version` die Version der Maßnahme, die beim Öffnen des
    Formulars zu sehen waren. Mit `ersetzt_id` berichtigt der neue Eintrag einen früheren derselben Maßnahme; der Grund
    steht im Vorgang. Fragt eine Abfrage nach der Maßnahme, gehört der Eintrag zu ihr.
    Wirft NichtGefundenError, RechteError, EingabeError oder KonfliktError mit beiden Seiten.
    """
    if (frueher := erledigt(session, vorgang, "sachstand")) is not None:
        return frueher
    massnahme = require_massnahme(session, vorgang, massnahme_id)
    rechte.require_melden(vorgang.person, massnahme.konzept_id, massnahme.federfuehrung_id)
    letzter = _letzter(session, massnahme_id)
    _pruefe_basis(massnahme, letzter, eingabe, basis, basis_version)
    require_eingabe(session, vorgang, massnahme, eingabe)
    alter = _pruefe_berichtigung(session, vorgang, massnahme, eingabe, ersetzt_id)
    if eingabe.neue_frist and eingabe.neue_frist != massnahme.frist:
        genau, grund = eingabe.neue_frist_genauigkeit, eingabe.frist_grund
        set_frist(session, vorgang, massnahme, eingabe.neue_frist, genauigkeit=genau, grund=grund)
    sachstand = build_sachstand(
        vorgang,
        massnahme,
        eingabe,
        (letzter.nummer if letzter else 0) + 1,
        ersetzt_id=ersetzt_id,
        abfrage_id=alter.abfrage_id if alter else abfrage_id_fuer(session, vorgang, massnahme_id),
    )
    session.add(sachstand)
    session.flush()
    return sachstand.id


def build_sachstand(
    vorgang: Vorgang,
    massnahme: Massnahme,
    eingabe: SachstandEingabe,
    nummer: int,
    *,
    ersetzt_id: int | None = None,
    abfrage_id: int | None = None,
    einlesung_id: int | None = None,
) -> Sachstand:
    """Gibt den Sachstand zu einer geprüften Eingabe; er ist noch nicht angefügt."""
    return Sachstand(
        konzept_id=massnahme.konzept_id,
        massnahme_id=massnahme.id,
        nummer=nummer,
        erfasst_am=vorgang.zeitpunkt,
        erfasst_von_id=vorgang.person.id,
        gilt_ab=vorgang.tag,
        ersetzt_id=ersetzt_id,
        abfrage_id=abfrage_id,
        einlesung_id=einlesung_id,
        **{f: w for f, w in asdict(eingabe).items() if f not in _NUR_FRIST},
    )


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
    """Gibt den geltenden Sachstand als Eingabe, die ihn für den Tag `zum` unverändert bestätigt; ohne ihn None."""
    letzter = geltender(session, massnahme_id)
    if letzter is None:
        return None
    werte = {f.name: getattr(letzter, f.name) for f in fields(SachstandEingabe) if f.name not in _NUR_FRIST}
    return SachstandEingabe(**werte | {"zum": zum, "text": "", "unveraendert": True, "im_auftrag_von_id": None})


def geltender(session: Session, massnahme_id: int) -> Sachstand | None:
    """Gibt den Sachstand mit dem jüngsten Tag, bei Gleichstand mit der höchsten Nummer.

    Berichtigte und zurückgenommene zählen nicht mit. Das ist derselbe, den das Lagebild zeigt – auch wenn zuletzt ein
    älterer Tag nachgetragen wurde.
    """
    ersetzt = select(Sachstand.ersetzt_id).where(
        Sachstand.massnahme_id == massnahme_id,
        Sachstand.ersetzt_id.is_not(None),
        Sachstand.zurueckgenommen_am.is_(None),
    )
    offene = select(Sachstand).where(
        Sachstand.massnahme_id == massnahme_id, Sachstand.id.not_in(ersetzt), Sachstand.zurueckgenommen_am.is_(None)
    )
    return session.scalar(offene.order_by(Sachstand.zum.desc(), Sachstand.nummer.desc()).limit(1))


def erfassende(session: Session, massnahme_id: int) -> dict[int, str]:
    """Gibt zu jedem Schlüssel den Namen derer, die Sachstände dieser Maßnahme erfasst haben (nur intern zu zeigen)."""
    gesucht = select(Nutzer.id, Nutzer.name).where(
        Nutzer.id.in_(select(Sachstand.erfasst_von_id).where(Sachstand.massnahme_id == massnahme_id))
    )
    return {zeile.id: zeile.name for zeile in session.execute(gesucht)}


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


def require_eingabe(session: Session, vorgang: Vorgang, massnahme: Massnahme, eingabe: SachstandEingabe) -> None:
    """Wirft EingabeError mit dem Feld, wenn aus der Eingabe kein Sachstand dieser Maßnahme werden kann."""
    if massnahme.archiviert_am and massnahme.archiviert_am <= vorgang.tag:
        raise EingabeError(
            f"Diese Maßnahme wurde am {datum_text(massnahme.archiviert_am)} archiviert; zu ihr wird nicht mehr "
            "gemeldet. Soll sie weitergehen, holt die Koordination sie wieder hervor.",
            feld="massnahme_id",
        )
    if eingabe.umsetzungsstand is None:
        raise EingabeError("Bitte wählen Sie den Umsetzungsstand.", feld="umsetzungsstand")
    if not clean_text(eingabe.text) and not eingabe.unveraendert:
        raise EingabeError("Bitte schreiben Sie in einem Satz, was geschehen ist.", feld="text")
    if eingabe.zum > vorgang.tag:
        raise EingabeError("Ein Sachstand kann nicht für einen Tag in der Zukunft gelten.", feld="zum")
    _pruefe_tage(eingabe, vorgang)
    _pruefe_auftrag(session, massnahme, eingabe)
    _pruefe_frist(massnahme, eingabe)
    if not vorgang.ist_uebernahme:  # belegte alte Stände haben Lücken; die gehören in die Lückenliste
        _pruefe_pflichten(massnahme, eingabe)


def _pruefe_tage(eingabe: SachstandEingabe, vorgang: Vorgang) -> None:
    for name, wert in asdict(eingabe).items():
        if not isinstance(wert, date):
            continue
        if not FRUEHESTER_TAG <= wert <= SPAETESTER_TAG:
            raise EingabeError("Bitte prüfen Sie das Jahr: möglich sind 1990 bis 2100.", feld=name)
        if wert.year > FERNES_JAHR and not vorgang.ist_uebernahme:
            raise EingabeError(
                f"Das Jahr {wert.year} sieht nach einem Tippfehler aus. Läuft die Maßnahme dauerhaft, wählen Sie "
                "„verstetigt (Daueraufgabe)“.",
                feld=name,
            )
        if name in GESCHEHEN and wert > vorgang.tag:
            raise EingabeError(
                f"„{Sachstand.__table__.columns[name].info['bezeichnung']}“ liegt in der Zukunft "
                f"({datum_text(wert)}). Bitte prüfen Sie das Datum.",
                feld=name,
            )


def _pruefe_frist(massnahme: Massnahme, eingabe: SachstandEingabe) -> None:
    if not eingabe.neue_frist or eingabe.neue_frist == massnahme.frist:
        return
    if massnahme.beginn and eingabe.neue_frist < massnahme.beginn:
        raise EingabeError(
            f"Die neue Frist {datum_text(eingabe.neue_frist)} liegt vor dem Beginn der Maßnahme "
            f"({datum_text(massnahme.beginn)}). Bitte prüfen Sie das Datum; den Beginn ändert die Koordination.",
            feld="neue_frist",
        )
    if verschiebt(massnahme, eingabe.neue_frist):
        require_grund(eingabe.frist_grund)


def _pruefe_berichtigung(
    session: Session, vorgang: Vorgang, massnahme: Massnahme, eingabe: SachstandEingabe, ersetzt_id: int | None
) -> Sachstand | None:
    """Berichtigt wird einmal und mit Grund; was zurückgegeben wurde, wird berichtigt und nicht bloß bestätigt."""
    if ersetzt_id is None:
        geltend = geltender(session, massnahme.id) if eingabe.unveraendert else None
        if geltend and geltend.freigabe == Freigabe.ZURUECK:
            raise EingabeError(
                "Der letzte Eintrag wurde zurückgegeben. Bitte berichtigen Sie ihn; bestätigen lässt er sich nicht.",
                feld="unveraendert",
            )
        return None
    alter = load_wenn_moeglich(session, Sachstand, ersetzt_id)
    if alter is None or alter.massnahme_id != massnahme.id:
        raise NichtGefundenError("Den Eintrag, den Sie berichtigen wollen, gibt es bei dieser Maßnahme nicht.")
    if session.scalar(select(Sachstand.id).where(Sachstand.ersetzt_id == ersetzt_id).limit(1)) is not None:
        raise EingabeError(
            "Dieser Eintrag ist schon berichtigt. Bitte öffnen Sie die Maßnahme neu und berichtigen Sie den neuen.",
            feld="ersetzt_id",
        )
    if not vorgang.grund:
        raise EingabeError("Bitte nennen Sie den Grund der Berichtigung.", feld="grund")
    return alter


def abfrage_id_fuer(session: Session, vorgang: Vorgang, massnahme_id: int) -> int | None:
    """Gibt die Abfrage, zu der eine Meldung jetzt gehört; ein übernommener alter Stand gehört zu keiner."""
    gefragt = None if vorgang.ist_uebernahme else abfrage.zustaendige_abfrage(session, massnahme_id, vorgang.tag)
    return gefragt.id if gefragt else None


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
