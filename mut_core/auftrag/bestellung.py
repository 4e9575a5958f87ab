"""Bestellen: einen Auftrag anlegen, seinen Stand sehen, abbrechen, neu starten, das Ergebnis abholen.

Alles hier sieht und ändert nur, wer bestellt hat – und nur, solange die Person das Konzept noch lesen darf.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session, defer

from mut_core import rechte
from mut_core.auftrag.lauf import OFFEN, TOT, ist_tot
from mut_core.fehler import EingabeError, NichtGefundenError
from mut_core.modell import Auftrag
from mut_core.modell.codes import Auftragszustand
from mut_core.rechte import Person
from mut_core.texte import clean_text

ABLAGE = "ablage"
"""Unter dieser Art liegen Dateien, an denen jemand noch arbeitet; sie sind keine Aufträge (`ablage.py`)."""
AUFBEWAHRUNG = timedelta(days=7)
"""So lange bleiben Aufträge mit ihrem Ergebnis stehen, danach werden sie gelöscht."""
HOECHSTENS_OFFEN = 5
"""So viele Aufträge darf eine Person gleichzeitig warten oder laufen lassen."""
ANGABEN_HOECHSTENS = 20_000
"""So lang dürfen die Angaben eines Auftrags als JSON sein, in Zeichen."""
_AUF_EINMAL = 50
"""So viele alte Aufträge räumt eine Bestellung nebenbei weg; der Rest folgt bei der nächsten."""

FEHLT = "Diesen Auftrag gibt es nicht mehr oder Sie dürfen ihn nicht sehen. Bitte bestellen Sie ihn neu."


@dataclass(frozen=True)
class Bestellung:
    """Was getan werden soll; `angaben` sind JSON-Werte, die nur die Art versteht."""

    art: str
    konzept_id: int | None = None
    angaben: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Auftragsstand:
    """Wie weit ein Auftrag ist – ohne sein Ergebnis; `anteil` in Prozent."""

    id: int
    art: str
    konzept_id: int | None
    angaben: Mapping[str, Any]
    zustand: Auftragszustand
    schritt: str
    anteil: int
    abbruch: bool
    angelegt_am: datetime
    beendet_am: datetime | None
    dateiname: str | None
    fehler: str | None

    @property
    def offen(self) -> bool:
        """Sagt, ob der Auftrag noch wartet oder läuft."""
        return self.zustand in OFFEN


@dataclass(frozen=True)
class Datei:
    """Das Ergebnis eines Auftrags."""

    name: str
    inhalt: bytes = field(repr=False)


_zuletzt = func.coalesce(Auftrag.beendet_am, Auftrag.lebenszeichen_am, Auftrag.angelegt_am)
_SPALTEN = tuple(Auftrag.__table__.c[name] for name in (*Auftragsstand.__dataclass_fields__, "lebenszeichen_am"))


def create_auftrag(session: Session, person: Person, bestellung: Bestellung, jetzt: datetime) -> int:
    """Legt einen Auftrag an und gibt seinen Schlüssel; wartet oder läuft derselbe schon, dessen Schlüssel.

    Räumt nebenbei weg, was älter als eine Woche ist. Wirft NichtGefundenError in einem fremden Konzept und
    EingabeError bei unlesbaren Angaben oder zu vielen offenen Aufträgen.
    """
    if bestellung.konzept_id is not None:
        rechte.require_lesen(person, bestellung.konzept_id)
    angaben = _gepruefte(bestellung.angaben)
    delete_altes(session, jetzt)
    offene: Sequence[Auftrag] = session.scalars(_von(person, Auftrag.zustand.in_(OFFEN))).all()
    lebende = [a for a in offene if not ist_tot(a, jetzt)]
    for a in lebende:
        gleich = (a.art, a.konzept_id, a.angaben) == (bestellung.art, bestellung.konzept_id, angaben)
        if gleich and not a.abbruch:
            return a.id
    if len(lebende) >= HOECHSTENS_OFFEN:
        raise EingabeError(
            f"Es laufen schon {len(lebende)} Ihrer Aufträge. Bitte warten Sie, bis einer fertig ist, "
            "oder brechen Sie einen ab."
        )
    auftrag = Auftrag(
        nutzer_id=person.id,
        konzept_id=bestellung.konzept_id,
        art=bestellung.art,
        angaben=angaben,
        schritt="",
        angelegt_am=jetzt,
    )
    session.add(auftrag)
    session.flush()
    return auftrag.id


def load_auftraege(session: Session, person: Person, jetzt: datetime) -> list[Auftragsstand]:
    """Gibt die eigenen Aufträge der letzten Woche, die jüngsten zuerst, aus Konzepten, die die Person lesen darf.

    Ein Auftrag, dessen Prozess seit einer Minute kein Lebenszeichen gab, steht als gescheitert da.
    """
    eigene = (Auftrag.nutzer_id == person.id, Auftrag.art != ABLAGE, _zuletzt > jetzt - AUFBEWAHRUNG)
    gesucht = select(*_SPALTEN).where(*eigene)
    zeilen = session.execute(gesucht.order_by(Auftrag.id.desc())).mappings()
    return [_stand(dict(z), jetzt) for z in zeilen if _sichtbar(person, z["konzept_id"])]


def load_ergebnis(session: Session, person: Person, auftrag_id: int) -> Datei:
    """Gibt die Datei eines eigenen fertigen Auftrags; wirft NichtGefundenError bei jedem anderen."""
    auftrag = _eigener(session, person, auftrag_id)
    if auftrag.zustand is not Auftragszustand.FERTIG or auftrag.ergebnis is None or auftrag.dateiname is None:
        raise NichtGefundenError("Dieser Auftrag hat kein Ergebnis. Bitte starten Sie ihn neu.")
    return Datei(auftrag.dateiname, auftrag.ergebnis)


def request_abbruch(session: Session, person: Person, auftrag_id: int, jetzt: datetime) -> None:
    """Bricht einen eigenen Auftrag ab: wartend sofort, laufend nach dem nächsten Schritt; sonst bleibt alles.

    Wirft NichtGefundenError.
    """
    auftrag = _eigener(session, person, auftrag_id)
    if auftrag.zustand is Auftragszustand.WARTET or ist_tot(auftrag, jetzt):
        auftrag.zustand, auftrag.beendet_am = Auftragszustand.ABGEBROCHEN, jetzt
    elif auftrag.zustand is Auftragszustand.LAEUFT:
        auftrag.abbruch = True


def restart_auftrag(session: Session, person: Person, auftrag_id: int, jetzt: datetime) -> None:
    """Lässt einen eigenen gescheiterten oder abgebrochenen Auftrag noch einmal von vorn laufen; sonst bleibt alles.

    Wirft NichtGefundenError.
    """
    auftrag = _eigener(session, person, auftrag_id)
    beendet = auftrag.zustand in (Auftragszustand.GESCHEITERT, Auftragszustand.ABGEBROCHEN)
    if beendet or ist_tot(auftrag, jetzt):
        auftrag.zustand, auftrag.schritt, auftrag.anteil = Auftragszustand.WARTET, "", 0
        auftrag.abbruch, auftrag.fehler, auftrag.beendet_am = False, None, None
        auftrag.lebenszeichen_am, auftrag.angelegt_am = None, jetzt


def delete_altes(session: Session, jetzt: datetime) -> None:
    """Löscht Aufträge samt Ergebnis eine Woche nach ihrem Ende; was gerade läuft, bleibt.

    Jede neue Bestellung ruft das auf; so gilt die Frist ohne einen Zeitplan auf dem Server.
    """
    grenze = jetzt - AUFBEWAHRUNG
    for auftrag in session.scalars(_schlank().where(_zuletzt <= grenze).order_by(Auftrag.id).limit(_AUF_EINMAL)).all():
        session.delete(auftrag)


def _schlank() -> Any:
    return select(Auftrag).options(defer(Auftrag.ergebnis))


def _von(person: Person, *bedingungen: ColumnElement[bool]) -> Any:
    return _schlank().where(Auftrag.nutzer_id == person.id, *bedingungen)


def _eigener(session: Session, person: Person, auftrag_id: int) -> Auftrag:
    auftrag: Auftrag | None = None
    if rechte.ist_schluessel(auftrag_id):
        auftrag = session.scalar(_von(person, Auftrag.id == auftrag_id))
    if auftrag is None or not _sichtbar(person, auftrag.konzept_id):
        raise NichtGefundenError(FEHLT)
    return auftrag


def _sichtbar(person: Person, konzept_id: int | None) -> bool:
    return konzept_id is None or rechte.darf_lesen(person, konzept_id)


def _stand(werte: dict[str, Any], jetzt: datetime) -> Auftragsstand:
    zuletzt = werte.pop("lebenszeichen_am")
    stand = Auftragsstand(**werte)
    if not ist_tot(stand, jetzt, zuletzt):
        return stand
    return Auftragsstand(**werte | {"zustand": Auftragszustand.GESCHEITERT, "fehler": TOT, "beendet_am": zuletzt})


def _gepruefte(angaben: Mapping[str, Any]) -> dict[str, Any]:
    """Gibt die Angaben, wie sie aus der Datenbank wiederkämen; nur reine JSON-Werte ohne Steuerzeichen."""
    try:
        text = json.dumps(dict(angaben), ensure_ascii=False, allow_nan=False, sort_keys=True)
    except (TypeError, ValueError, RecursionError) as fehler:
        raise EingabeError(
            "Die Angaben zu diesem Auftrag sind nicht lesbar. Bitte laden Sie die Seite neu."
        ) from fehler
    if len(text) > ANGABEN_HOECHSTENS:
        raise EingabeError("Die Angaben zu diesem Auftrag sind zu lang. Bitte kürzen Sie sie.")
    gelesen: dict[str, Any] = _sauber(json.loads(text))
    return gelesen


def _sauber(wert: Any) -> Any:
    if isinstance(wert, str):
        return clean_text(wert)
    if isinstance(wert, Mapping):
        return {clean_text(k): _sauber(w) for k, w in wert.items()}
    return [_sauber(w) for w in wert] if isinstance(wert, Sequence) else wert
