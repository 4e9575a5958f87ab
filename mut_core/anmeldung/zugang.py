"""Zugang: wer ein Konto hat und womit es sich ausweist – gelesen und angelegt an einer Stelle."""

import re

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from mut_core.erfassung.systemperson import ist_systemkennung
from mut_core.fehler import EingabeError, NichtGefundenError
from mut_core.modell import Nutzer, Zugangsdaten
from mut_core.modell.grundlage import KURZ
from mut_core.texte import clean_text

_KENNUNG = re.compile(r"[^\W_][\w.@+-]{1,99}")


def find_nutzer(session: Session, kennung: str) -> Nutzer | None:
    """Gibt die Person mit dieser Kennung; Groß- und Kleinschreibung zählen nur, wenn es sonst zwei wären."""
    gesucht = clean_text(kennung)
    if not gesucht or len(gesucht) > KURZ:
        return None
    treffer = session.scalars(select(Nutzer).where(func.lower(Nutzer.kennung) == func.lower(gesucht))).all()
    genau = [n for n in treffer if n.kennung == gesucht]
    return next(iter(genau or (treffer if len(treffer) == 1 else ())), None)


def hat_konten(session: Session) -> bool:
    """Sagt, ob sich irgendeine aktive Person außerhalb der Demo schon ausweisen kann."""
    kann = or_(Zugangsdaten.kennwort_pruefsumme.is_not(None), Nutzer.dienstkennung.is_not(None))
    gesucht = select(Nutzer.id).outerjoin(Zugangsdaten).where(Nutzer.aktiv.is_(True), Nutzer.demo.is_(False), kann)
    return session.scalar(gesucht.limit(1)) is not None


def load_zugangsdaten(session: Session, nutzer_id: int) -> Zugangsdaten | None:
    """Liest die Zugangsdaten einer Person; None, wenn sie noch keine hat."""
    return session.scalar(select(Zugangsdaten).where(Zugangsdaten.nutzer_id == nutzer_id))


def require_zugangsdaten(session: Session, nutzer_id: int) -> Zugangsdaten:
    """Gibt die Zugangsdaten einer Person in einer schreibenden Einheit und legt die Zeile an, wenn sie fehlt."""
    daten = load_zugangsdaten(session, nutzer_id)
    if daten is None:
        daten = Zugangsdaten(nutzer_id=nutzer_id)
        session.add(daten)
        session.flush()
    return daten


def require_kontoperson(session: Session, nutzer_id: int) -> Nutzer:
    """Gibt eine aktive Person, die ein eigenes Kennwort haben darf; sonst NichtGefundenError.

    Demo-Personen und Systempersonen bekommen nie eines: sonst bliebe nach dem Ausprobieren ein offener Weg zurück. Wer
    über den Anmeldedienst kommt, auch nicht: wer dort ausscheidet, soll hier nicht mehr hereinkommen (EingabeError).
    """
    nutzer = session.get(Nutzer, nutzer_id)
    if nutzer is not None and nutzer.aktiv and nutzer.dienstkennung:
        raise EingabeError("Diese Person meldet sich über den Anmeldedienst an; ihr Kennwort ändert sie dort.")
    if nutzer is None or not darf_kennwort(nutzer):
        raise NichtGefundenError(
            "Dieses Konto gibt es nicht oder es ist gesperrt. Bitte fragen Sie die Administration."
        )
    return nutzer


def darf_kennwort(nutzer: Nutzer) -> bool:
    """Sagt, ob diese Person ein eigenes Kennwort haben darf."""
    return nutzer.aktiv and not nutzer.demo and not nutzer.dienstkennung and not ist_systemkennung(nutzer.kennung)


def pruefe_kennung(kennung: str) -> str:
    """Gibt die Kennung gesäubert zurück; wirft EingabeError, wenn sie unbrauchbar oder vorbehalten ist."""
    sauber = clean_text(kennung)
    if not sauber:
        raise EingabeError("Bitte geben Sie eine Kennung ein.", feld="kennung")
    if not _KENNUNG.fullmatch(sauber):
        raise EingabeError(
            "Eine Kennung hat 2 bis 100 Zeichen, beginnt mit einem Buchstaben oder einer Ziffer und enthält nur "
            "Buchstaben, Ziffern und . _ - @ + (keine Leerzeichen). Bitte ändern Sie sie.",
            feld="kennung",
        )
    if ist_systemkennung(sauber):
        raise EingabeError("Diese Kennung ist der Anwendung vorbehalten. Bitte wählen Sie eine andere.", feld="kennung")
    return sauber
