"""Laufen: einen wartenden Auftrag nehmen, seinen Fortschritt aufschreiben, ihn beenden – in der Datenbank.

Was hier schreibt, läuft in einer Schreibeinheit, und davon gibt es über alle Prozesse hinweg immer nur eine zur
Zeit; deshalb nehmen zwei Läufer nie denselben Auftrag. Wer einen Auftrag hält, erkennt ihn am eigenen letzten
Lebenszeichen wieder: Hat inzwischen ein anderer ihn für tot erklärt oder neu begonnen, steht dort ein fremdes.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from mut_core.modell import Auftrag
from mut_core.modell.codes import Auftragszustand
from mut_core.modell.grundlage import KURZ

OHNE_LEBENSZEICHEN = timedelta(seconds=60)
"""Nach dieser Zeit ohne Lebenszeichen gilt der Prozess eines laufenden Auftrags als gestorben."""
OFFEN = (Auftragszustand.WARTET, Auftragszustand.LAEUFT)
TOT = (
    "Die Arbeit wurde unterbrochen, zum Beispiel durch einen Neustart des Servers. "
    "Es ist nichts verloren: Bitte starten Sie den Auftrag neu."
)
_FEHLER_HOECHSTENS = 2000


class VerlorenError(Exception):
    """Der Auftrag gehört diesem Läufer nicht mehr: gelöscht, für tot erklärt oder neu begonnen."""


@dataclass(frozen=True)
class Lauf:
    """Ein Auftrag in den Händen eines Läufers."""

    id: int
    nutzer_id: int
    konzept_id: int | None
    art: str
    angaben: Mapping[str, Any]


def ist_tot(auftrag: Any, jetzt: datetime, zuletzt: datetime | None = None) -> bool:
    """Sagt, ob ein laufender Auftrag zu lange kein Lebenszeichen gab; `zuletzt` ersetzt das des Auftrags."""
    zeichen = zuletzt or getattr(auftrag, "lebenszeichen_am", None)
    return auftrag.zustand is Auftragszustand.LAEUFT and (zeichen is None or jetzt - zeichen > OHNE_LEBENSZEICHEN)


def take_auftrag(session: Session, arten: Collection[str], jetzt: datetime) -> Lauf | None:
    """Nimmt den ältesten wartenden Auftrag einer dieser Arten und gibt ihn; None, wenn keiner wartet.

    Meldet vorher jeden laufenden Auftrag ohne Lebenszeichen als gescheitert.
    """
    for auftrag in session.scalars(select(Auftrag).where(Auftrag.zustand == Auftragszustand.LAEUFT)).all():
        if ist_tot(auftrag, jetzt):
            _beende(auftrag, Auftragszustand.GESCHEITERT, jetzt, fehler=TOT)
    wartend = select(Auftrag).where(Auftrag.zustand == Auftragszustand.WARTET, Auftrag.art.in_(arten))
    naechster = session.scalar(wartend.order_by(Auftrag.angelegt_am, Auftrag.id).limit(1))
    if naechster is None:
        return None
    naechster.zustand, naechster.schritt, naechster.anteil = Auftragszustand.LAEUFT, "Die Arbeit beginnt.", 0
    naechster.lebenszeichen_am, naechster.abbruch = jetzt, False
    return Lauf(naechster.id, naechster.nutzer_id, naechster.konzept_id, naechster.art, naechster.angaben)


def touch_auftrag(
    session: Session, lauf_id: int, zeichen: datetime, jetzt: datetime, *, schritt: str, anteil: int
) -> bool:
    """Schreibt Fortschritt und Lebenszeichen und sagt, ob jemand abbrechen möchte; wirft VerlorenError."""
    auftrag = _mein(session, lauf_id, zeichen)
    auftrag.schritt, auftrag.anteil, auftrag.lebenszeichen_am = schritt[:KURZ], max(0, min(99, anteil)), jetzt
    return auftrag.abbruch


def wants_abbruch(session: Session, lauf_id: int, zeichen: datetime) -> bool:
    """Sagt, ob jemand den Auftrag abbrechen möchte; wirft VerlorenError. Liest nur."""
    return _mein(session, lauf_id, zeichen).abbruch


def finish_auftrag(
    session: Session, lauf_id: int, zeichen: datetime, jetzt: datetime, *, name: str, inhalt: bytes
) -> Auftragszustand:
    """Legt das Ergebnis ab und gibt den Zustand; wer noch abbrechen wollte, bekommt keines. Wirft VerlorenError."""
    auftrag = _mein(session, lauf_id, zeichen)
    if auftrag.abbruch:
        return _beende(auftrag, Auftragszustand.ABGEBROCHEN, jetzt)
    auftrag.ergebnis, auftrag.dateiname, auftrag.anteil = inhalt, name[:KURZ], 100
    return _beende(auftrag, Auftragszustand.FERTIG, jetzt)


def fail_auftrag(session: Session, lauf_id: int, zeichen: datetime, jetzt: datetime, fehler: str | None) -> None:
    """Meldet einen Auftrag als gescheitert; ohne `fehler` als abgebrochen. Wirft VerlorenError."""
    zustand = Auftragszustand.GESCHEITERT if fehler else Auftragszustand.ABGEBROCHEN
    _beende(_mein(session, lauf_id, zeichen), zustand, jetzt, fehler=fehler)


def return_auftrag(session: Session, lauf_id: int, zeichen: datetime) -> None:
    """Gibt einen begonnenen Auftrag zurück, weil der Server ordentlich endet: Der nächste Läufer beginnt ihn neu."""
    auftrag = _mein(session, lauf_id, zeichen)
    auftrag.zustand, auftrag.schritt, auftrag.anteil = Auftragszustand.WARTET, "", 0
    auftrag.lebenszeichen_am = None


def _mein(session: Session, lauf_id: int, zeichen: datetime) -> Auftrag:
    auftrag = session.get(Auftrag, lauf_id)
    if auftrag is None or auftrag.zustand is not Auftragszustand.LAEUFT or auftrag.lebenszeichen_am != zeichen:
        raise VerlorenError
    return auftrag


def _beende(
    auftrag: Auftrag, zustand: Auftragszustand, jetzt: datetime, *, fehler: str | None = None
) -> Auftragszustand:
    auftrag.zustand, auftrag.beendet_am = zustand, jetzt
    auftrag.fehler = fehler[:_FEHLER_HOECHSTENS] if fehler else None
    return zustand
