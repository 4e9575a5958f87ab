"""Konzept anlegen: Kommune, Konzept, Handlungsfelder und Maßnahmen – damit eine leere App sofort benutzbar ist."""

import re
import unicodedata
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from mut_core import rechte
from mut_core.erfassung.protokoll import Vorgang, erledigt
from mut_core.erfassung.sachstand import load_wenn_moeglich
from mut_core.fehler import EingabeError, NichtGefundenError, RechteError
from mut_core.modell import Handlungsfeld, Kommune, Konzept, Massnahme, Organisationseinheit
from mut_core.modell.codes import Angabe, Einheitsart, Konzeptphase
from mut_core.texte import clean_text
from mut_core.zeitangaben import read_zeitangabe


@dataclass(frozen=True)
class KonzeptEingabe:
    """Womit ein Konzept beginnt; `handlungsfelder` sind Titel in der gewünschten Reihenfolge."""

    kommune: str
    bezeichnung: str
    handlungsfelder: tuple[str, ...]
    bundesland: str | None = None


@dataclass(frozen=True)
class MassnahmeEingabe:
    """Womit eine Maßnahme beginnt; `federfuehrung` ist der Name der Stelle, `zeit` steht, wie man sie schreibt."""

    titel: str
    handlungsfeld_id: int
    federfuehrung: str = ""
    zeit: str = ""
    beschreibung: str | None = None


def create_konzept(session: Session, vorgang: Vorgang, eingabe: KonzeptEingabe) -> int:
    """Legt ein Konzept mit Kommune und Handlungsfeldern an und gibt seinen Schlüssel; nur für die Administration."""
    if (frueher := erledigt(session, vorgang, "konzept")) is not None:
        return frueher
    if not rechte.darf_konzept_anlegen(vorgang.person):
        raise RechteError("Konzepte legt die Administration an. Es wurde nichts gespeichert.")
    felder = [t for t in map(clean_text, eingabe.handlungsfelder) if t]
    for name, wert, satz in (
        ("kommune", eingabe.kommune, "Bitte nennen Sie die Kommune."),
        ("bezeichnung", eingabe.bezeichnung, "Bitte nennen Sie die Bezeichnung des Konzepts."),
        ("handlungsfelder", "".join(felder), "Bitte nennen Sie mindestens ein Handlungsfeld – eines je Zeile."),
    ):
        if not clean_text(wert):
            raise EingabeError(satz, feld=name)
    kommune = _kommune(session, clean_text(eingabe.kommune), eingabe.bundesland)
    konzept = Konzept(
        kommune_id=kommune.id,
        schluessel=_frei(session, Konzept, kuerzel(eingabe.kommune)),
        bezeichnung=eingabe.bezeichnung,
        phase=Konzeptphase.ERARBEITUNG,
        massnahmen_kuerzel=kuerzel(eingabe.kommune)[:2].upper(),
    )
    session.add(konzept)
    session.flush()
    for nummer, titel in enumerate(felder, start=1):
        session.add(Handlungsfeld(konzept_id=konzept.id, nummer=nummer, reihenfolge=nummer, titel=titel))
    session.flush()
    return konzept.id


def create_massnahme(session: Session, vorgang: Vorgang, eingabe: MassnahmeEingabe) -> int:
    """Legt eine Maßnahme mit der nächsten freien Nummer an und gibt ihren Schlüssel; nur die Koordination darf das."""
    if (frueher := erledigt(session, vorgang, "massnahme")) is not None:
        return frueher
    feld = load_wenn_moeglich(session, Handlungsfeld, eingabe.handlungsfeld_id)
    if feld is None or not rechte.darf_lesen(vorgang.person, feld.konzept_id):
        raise NichtGefundenError("Dieses Handlungsfeld gibt es nicht oder Sie dürfen es nicht sehen.")
    rechte.require_bearbeiten(vorgang.person, feld.konzept_id)
    if not clean_text(eingabe.titel):
        raise EingabeError("Bitte geben Sie der Maßnahme einen Titel.", feld="titel")
    konzept = session.get_one(Konzept, feld.konzept_id)
    stelle = _stelle(session, konzept.kommune_id, clean_text(eingabe.federfuehrung))
    zeit = read_zeitangabe(eingabe.zeit, bezug=vorgang.tag)
    massnahme = Massnahme(
        konzept_id=konzept.id,
        handlungsfeld_id=feld.id,
        nummer=_naechste_nummer(session, konzept, feld),
        titel=eingabe.titel,
        beschreibung=eingabe.beschreibung or None,
        federfuehrung_id=stelle.id if stelle else None,
        federfuehrung_angabe=Angabe.GENANNT if stelle else Angabe.LEER,
        beginn=zeit.beginn,
        beginn_genauigkeit=zeit.beginn_genauigkeit,
        frist=zeit.frist,
        frist_genauigkeit=zeit.frist_genauigkeit,
        zeit_wortlaut=zeit.wortlaut or None,
        zeit_angabe=zeit.angabe,
        turnus=zeit.turnus,
    )
    session.add(massnahme)
    session.flush()
    return massnahme.id


def kuerzel(name: str) -> str:
    """Gibt einen kurzen Namen für Adressen: klein, ohne Umlaute, mit Bindestrich (Stadt Lübbecke → luebbecke)."""
    ersetzt = name.lower().translate({ord("ä"): "ae", ord("ö"): "oe", ord("ü"): "ue", ord("ß"): "ss"})
    ohne_zeichen = unicodedata.normalize("NFKD", ersetzt).encode("ascii", "ignore").decode()
    fuellwoerter = {"stadt", "gemeinde", "landkreis", "kreis"}
    woerter = [w for w in re.findall(r"[a-z0-9]+", ohne_zeichen) if w not in fuellwoerter]
    return "-".join(woerter)[:60] or "konzept"


def _kommune(session: Session, name: str, bundesland: str | None) -> Kommune:
    kommune = session.scalar(select(Kommune).where(Kommune.name == name))
    if kommune is None:
        kommune = Kommune(name=name, schluessel=_frei(session, Kommune, kuerzel(name)), bundesland=bundesland)
        session.add(kommune)
        session.flush()
    return kommune


def _frei(session: Session, klasse: type[Konzept] | type[Kommune], wunsch: str) -> str:
    vergeben = set(session.scalars(select(klasse.schluessel)))
    nummer, frei = 1, wunsch
    while frei in vergeben:
        nummer += 1
        frei = f"{wunsch}-{nummer}"
    return frei


def _stelle(session: Session, kommune_id: int, name: str) -> Organisationseinheit | None:
    if not name:
        return None
    stelle = session.scalar(
        select(Organisationseinheit).where(
            Organisationseinheit.kommune_id == kommune_id, Organisationseinheit.name == name
        )
    )
    if stelle is None:
        stelle = Organisationseinheit(kommune_id=kommune_id, name=name, art=Einheitsart.SONSTIGE)
        session.add(stelle)
        session.flush()
    return stelle


def _naechste_nummer(session: Session, konzept: Konzept, feld: Handlungsfeld) -> str:
    anfang = f"{konzept.massnahmen_kuerzel or 'M'}-{feld.kuerzel or f'{feld.nummer:02d}'}-"
    vergeben = set(session.scalars(select(Massnahme.nummer).where(Massnahme.konzept_id == konzept.id)))
    lfd = session.scalar(select(func.count()).where(Massnahme.handlungsfeld_id == feld.id)) or 0
    nummer = f"{anfang}{lfd + 1:02d}"
    while nummer in vergeben:
        lfd += 1
        nummer = f"{anfang}{lfd + 1:02d}"
    return nummer
