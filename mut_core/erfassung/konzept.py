"""Konzept anlegen: Kommune, Konzept, Handlungsfelder und Maßnahmen – damit eine leere App sofort benutzbar ist."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from mut_core import rechte
from mut_core.erfassung.protokoll import Vorgang, erledigt
from mut_core.erfassung.sachstand import load_wenn_moeglich
from mut_core.fehler import EingabeError, NichtGefundenError, RechteError
from mut_core.modell import Handlungsfeld, Kommune, Konzept, Massnahme, Organisationseinheit
from mut_core.modell.codes import Angabe, Einheitsart, Konzeptphase
from mut_core.modell.grundlage import KURZ
from mut_core.texte import clean_text
from mut_core.zeitangaben import read_zeitangabe

HOECHSTENS_FELDER = 100
"""Wer mehr Handlungsfelder eingibt, hat vermutlich den falschen Text eingefügt."""


@dataclass(frozen=True)
class KonzeptEingabe:
    """Womit ein Konzept beginnt; `handlungsfelder` sind Titel in der gewünschten Reihenfolge.

    Mit `felder_aus_liste` beginnt es ohne: Sie entstehen, wenn die erste Maßnahmenliste eingelesen wird.
    """

    kommune: str
    bezeichnung: str
    handlungsfelder: tuple[str, ...]
    bundesland: str | None = None
    felder_aus_liste: bool = False


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
        raise RechteError("Konzepte legt die Administration der ganzen Installation an. Es wurde nichts gespeichert.")
    name = _pflicht(eingabe.kommune, "kommune", "Bitte nennen Sie die Kommune.")
    bezeichnung = _pflicht(eingabe.bezeichnung, "bezeichnung", "Bitte nennen Sie die Bezeichnung des Konzepts.")
    felder = [] if eingabe.felder_aus_liste else _handlungsfelder(eingabe.handlungsfelder)
    kommune = _kommune(session, name, _kurz(eingabe.bundesland or "", "bundesland") or None)
    konzept = Konzept(
        kommune_id=kommune.id,
        schluessel=_frei(session, Konzept, kuerzel(name)),
        bezeichnung=bezeichnung,
        phase=Konzeptphase.ERARBEITUNG,
        massnahmen_kuerzel=kuerzel(name).replace("-", "")[:2].upper(),
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
    titel = _pflicht(eingabe.titel, "titel", "Bitte geben Sie der Maßnahme einen Titel.")
    konzept = session.get_one(Konzept, feld.konzept_id)
    stelle = _stelle(session, konzept.kommune_id, _kurz(eingabe.federfuehrung, "federfuehrung"))
    zeit = read_zeitangabe(_kurz(eingabe.zeit, "zeit"), bezug=vorgang.tag)
    gilt = zeit.sicher  # Unklares behält nur seinen Wortlaut; geklärt wird es im Steckbrief
    massnahme = Massnahme(
        konzept_id=konzept.id,
        handlungsfeld_id=feld.id,
        nummer=naechste_nummer(session, konzept, feld),
        titel=titel,
        beschreibung=clean_text(eingabe.beschreibung or "") or None,
        federfuehrung_id=stelle.id if stelle else None,
        federfuehrung_angabe=Angabe.GENANNT if stelle else Angabe.LEER,
        beginn=zeit.beginn if gilt else None,
        beginn_genauigkeit=zeit.beginn_genauigkeit if gilt else None,
        frist=zeit.frist if gilt else None,
        frist_genauigkeit=zeit.frist_genauigkeit if gilt else None,
        urspruengliche_frist=zeit.frist if gilt else None,
        zeit_wortlaut=zeit.wortlaut or None,
        zeit_angabe=zeit.angabe,
        turnus=zeit.turnus,
    )
    session.add(massnahme)
    session.flush()
    return massnahme.id


def kuerzel(name: str) -> str:
    """Gibt einen kurzen Namen für Adressen: klein, ohne Umlaute, mit Bindestrich (Stadt Lübbecke → luebbecke)."""
    ersetzt = clean_text(name).lower().translate({ord("ä"): "ae", ord("ö"): "oe", ord("ü"): "ue", ord("ß"): "ss"})
    ohne_zeichen = unicodedata.normalize("NFKD", ersetzt).encode("ascii", "ignore").decode()
    fuellwoerter = {"stadt", "gemeinde", "landkreis", "kreis"}
    woerter = [w for w in re.findall(r"[a-z0-9]+", ohne_zeichen) if w not in fuellwoerter]
    return "-".join(woerter)[:60].strip("-") or "konzept"


_NAMEN = {
    "kommune": "Kommune",
    "bezeichnung": "Bezeichnung",
    "bundesland": "Bundesland",
    "handlungsfelder": "Handlungsfeld",
    "titel": "Titel",
    "federfuehrung": "Federführung",
    "zeit": "Zeitraum oder Frist",
}
"""Wie die Felder der beiden Formulare heißen; die Wache nennt nur die Spalte, in der ein Text landet."""


def _kurz(text: str, feld: str) -> str:
    sauber = clean_text(text)
    if len(sauber) > KURZ:
        laenge = f"{len(sauber):,}".replace(",", ".")
        raise EingabeError(
            f"„{_NAMEN[feld]}“ ist mit {laenge} Zeichen zu lang; höchstens {KURZ} sind möglich. "
            "Bitte kürzen Sie den Text – er ist noch da.",
            feld=feld,
        )
    return sauber


def _pflicht(text: str, feld: str, satz: str) -> str:
    if not (sauber := _kurz(text, feld)):
        raise EingabeError(satz, feld=feld)
    return sauber


def _handlungsfelder(zeilen: tuple[str, ...]) -> list[str]:
    """Gibt die Titel ohne leere Zeilen; zweimal derselbe wäre in Liste und Bericht nicht zu unterscheiden."""
    titel = [t for zeile in zeilen if (t := _kurz(zeile, "handlungsfelder"))]
    if not titel:
        satz = "Bitte nennen Sie mindestens ein Handlungsfeld – eines je Zeile."
    elif len(titel) > HOECHSTENS_FELDER:
        satz = (
            f"Das sind {len(titel)} Handlungsfelder; höchstens {HOECHSTENS_FELDER} sind möglich. "
            "Bitte fassen Sie zusammen – der Text ist noch da."
        )
    elif doppelt := next((t for n, t in enumerate(titel) if t.casefold() in {v.casefold() for v in titel[:n]}), None):
        satz = f"„{doppelt}“ steht zweimal unter den Handlungsfeldern. Bitte streichen Sie eine der Zeilen."
    else:
        return titel
    raise EingabeError(satz, feld="handlungsfelder")


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


def naechste_nummer(session: Session, konzept: Konzept, feld: Handlungsfeld) -> str:
    """Gibt die nächste freie Maßnahmennummer in einem Handlungsfeld; auch Archiviertes behält seine."""
    vergeben = session.scalars(select(Massnahme.nummer).where(Massnahme.konzept_id == konzept.id))
    return freie_nummer(konzept, feld, vergeben)


def freie_nummer(konzept: Konzept, feld: Handlungsfeld, vergeben: Iterable[str]) -> str:
    """Gibt die Nummer, die in einem Handlungsfeld auf die vergebenen folgt."""
    anfang = f"{konzept.massnahmen_kuerzel or 'M'}-{feld.kuerzel or f'{feld.nummer:02d}'}-"
    vergebene = [int(n.removeprefix(anfang)) for n in vergeben if re.fullmatch(re.escape(anfang) + "[0-9]{1,6}", n)]
    return f"{anfang}{max(vergebene, default=0) + 1:02d}"
