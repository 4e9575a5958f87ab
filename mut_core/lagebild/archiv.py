"""Nachschlagen: die Berichte eines Konzepts mit ihren Fassungen – wer was wann tat, nur für Berechtigte."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from mut_core import rechte
from mut_core.fehler import EingabeError, NichtGefundenError
from mut_core.freigabestand import freigabestand
from mut_core.lagebild.bild import Lagebild
from mut_core.lagebild.frost import thaw_lagebild
from mut_core.modell import Bericht, Berichtsstand, Konzept, Nutzer, Vorlage
from mut_core.modell.codes import Berichtsform, Berichtsstatus
from mut_core.rechte import Person


@dataclass(frozen=True)
class Fassung:
    """Ein eingefrorener Stand, wie ihn das Archiv zeigt; die Dateien selbst gibt erst `load_stand`."""

    id: int
    nummer: int
    bezeichnung: str
    """„Erste Fassung“, „1. Neufassung“ …"""
    lagebild_sha: str
    dokument_sha: str | None
    groesse: int | None
    """Größe der Datei in Bytes; None, wenn keine aufgehoben ist."""
    wiederdruckbar: bool
    programm: str | None
    erstellt_am: datetime
    erstellt_von: str | None
    """Name; None für alle, die Internes nicht lesen."""


@dataclass(frozen=True)
class Archivbericht:
    """Ein Bericht mit allen Fassungen, die älteste zuerst; Namen und Rückgabegrund nur für Berechtigte, sonst None."""

    id: int
    version: int
    form: str | None
    """Name der Form („vorlage-hessen“); None bei Berichten, die ohne Wahl übernommen wurden – dann gilt die Art."""
    art: Berichtsform
    nummer: int | None
    titel: str
    stichtag: date
    status: Berichtsstatus
    wahl: str | None
    vorlage_id: int | None
    vorlagennummer: str | None
    vorgaenger_id: int | None
    eingereicht_am: datetime | None
    freigegeben_am: datetime | None
    verfasst_von: str | None
    freigegeben_von: str | None
    rueckgabe: str | None
    fassungen: tuple[Fassung, ...]


def load_archiv(session: Session, person: Person, konzept_id: int) -> tuple[Archivbericht, ...]:
    """Liest alle Berichte eines Konzepts, der jüngste Stichtag zuerst; wirft NichtGefundenError."""
    konzept = session.get(Konzept, konzept_id) if rechte.ist_schluessel(konzept_id) else None
    if konzept is None or not rechte.darf_lesen(person, konzept.id):
        raise NichtGefundenError("Dieses Konzept gibt es nicht oder Sie haben darin keine Rolle.")
    intern = rechte.darf_internes_lesen(person, konzept.id)
    namen = _namen(session) if intern else {}
    fassungen = _fassungen(session, konzept.id, namen)
    vorlagen = {
        z.id: z.nummer
        for z in session.execute(select(Vorlage.id, Vorlage.nummer).where(Vorlage.konzept_id == konzept.id))
    }
    berichte = session.scalars(
        select(Bericht)
        .where(Bericht.konzept_id == konzept.id)
        .order_by(Bericht.stichtag.desc(), Bericht.nummer.desc(), Bericht.id.desc())
    )
    return tuple(
        Archivbericht(
            **{f: getattr(b, f) for f in _GLEICH},
            form=_formname(b),
            art=b.form,
            vorlagennummer=vorlagen.get(b.vorlage_id or 0),
            verfasst_von=namen.get(b.verfasst_von_id or 0),
            freigegeben_von=namen.get(b.freigegeben_von_id or 0),
            rueckgabe=b.rueckgabe if intern else None,
            fassungen=tuple(fassungen.get(b.id, ())),
        )
        for b in berichte
    )


def load_stand(session: Session, person: Person, stand_id: int) -> Berichtsstand:
    """Gibt eine Fassung mit Datei und allem, woraus sie gebaut ist; fremd und unbekannt antworten gleich.

    Internes ist darin nie (`freeze_bericht` lehnt es ab), deshalb genügt das Recht zu lesen. Wirft NichtGefundenError.
    """
    stand = session.get(Berichtsstand, stand_id) if rechte.ist_schluessel(stand_id) else None
    if stand is None or not rechte.darf_lesen(person, stand.konzept_id):
        raise NichtGefundenError("Diese Fassung gibt es nicht oder Sie dürfen sie nicht sehen.")
    return stand


def load_staende(session: Session, person: Person, eine_id: int, andere_id: int) -> tuple[Lagebild, Lagebild]:
    """Gibt die Lagebilder zweier Fassungen zum Vergleichen, das frühere zuerst (Stichtag, dann Tag des Einfrierens).

    Die Reihenfolge passt zu `veraenderung.vergleiche`. Wirft NichtGefundenError, BetriebError bei einem beschädigten
    Stand und EingabeError, wenn beide verschiedenen Konzepten gehören oder zweimal dieselbe gewählt ist.
    """
    beide = [load_stand(session, person, i) for i in (eine_id, andere_id)]
    if beide[0].id == beide[1].id:
        raise EingabeError("Bitte wählen Sie zwei verschiedene Fassungen.", feld="stand")
    if beide[0].konzept_id != beide[1].konzept_id:
        raise EingabeError("Vergleichen lassen sich nur Fassungen desselben Konzepts.", feld="stand")
    paare = sorted(((thaw_lagebild(s.lagebild), s) for s in beide), key=_zeitlich)
    return paare[0][0], paare[1][0]


def load_vorher(session: Session, person: Person, bericht_id: int) -> Lagebild | None:
    """Gibt das Lagebild der letzten Fassung des vorigen Berichts; None, wenn der nie eingefroren wurde.

    Damit entsteht „Änderungen seit dem letzten Bericht“. Wirft NichtGefundenError.
    """
    bericht = session.get(Bericht, bericht_id) if rechte.ist_schluessel(bericht_id) else None
    if bericht is None or not rechte.darf_lesen(person, bericht.konzept_id):
        raise NichtGefundenError("Diesen Bericht gibt es nicht oder Sie dürfen ihn nicht sehen.")
    gefroren = session.scalar(
        select(Berichtsstand.lagebild)
        .where(Berichtsstand.bericht_id == bericht.vorgaenger_id, Berichtsstand.konzept_id == bericht.konzept_id)
        .order_by(Berichtsstand.fassung.desc())
        .limit(1)
    )
    return thaw_lagebild(gefroren) if gefroren is not None else None


def load_freigabestand(session: Session, bericht_id: int | None) -> int | None:
    """Gibt die Protokollzeile, bis zu der ein Bericht freigegeben ist; None, wenn er es gerade nicht ist."""
    bericht = session.get(Bericht, bericht_id) if rechte.ist_schluessel(bericht_id) else None
    return freigabestand(session, bericht) if bericht is not None else None


def naechste_nummer(berichte: Iterable[Archivbericht], art: Berichtsform) -> int:
    """Gibt die nächste laufende Nummer für einen neuen Bericht dieser Art.

    Das ist die Zählung der Berichte; eine Vorlagennummer vergibt allein das Ratsinformationssystem.
    """
    return max((b.nummer or 0 for b in berichte if b.art == art), default=0) + 1


def titelvorschlag(bezeichnung: str, nummer: int | None, konzept: str) -> str:
    """Gibt einen Titel wie „3. Sachstandsbericht – Integrationskonzept“; ohne Nummer beginnt er mit der Form."""
    return f"{f'{nummer}. ' if nummer else ''}{bezeichnung} – {konzept}"


def fassungsbezeichnung(fassung: int) -> str:
    """Nennt eine Fassung, wie Sitzungsdienste es tun: „Erste Fassung“, „1. Neufassung“, „2. Neufassung“."""
    return "Erste Fassung" if fassung <= 1 else f"{fassung - 1}. Neufassung"


_GLEICH = (
    "id",
    "version",
    "nummer",
    "titel",
    "stichtag",
    "status",
    "wahl",
    "vorlage_id",
    "vorgaenger_id",
    "eingereicht_am",
    "freigegeben_am",
)


def _zeitlich(paar: tuple[Lagebild, Berichtsstand]) -> tuple[date, datetime, int]:
    return paar[0].stichtag, paar[1].erstellt_am, paar[1].id


def _namen(session: Session) -> dict[int, str]:
    return {z.id: z.name for z in session.execute(select(Nutzer.id, Nutzer.name))}


def _formname(bericht: Bericht) -> str | None:
    """Gibt den Namen der Form aus der Wahl; ist sie unlesbar, gilt die Art."""
    try:
        werte: Any = json.loads(bericht.wahl or "{}")
    except ValueError:
        return None
    name = werte.get("form") if isinstance(werte, dict) else None
    return name if isinstance(name, str) else None


def _fassungen(session: Session, konzept_id: int, namen: Mapping[int, str]) -> dict[int, list[Fassung]]:
    """Liest die Fassungen ohne ihre Dateien; die zu laden wäre bei vielen Berichten teuer."""
    s = Berichtsstand
    zeilen = session.execute(
        select(s.id, s.bericht_id, s.fassung, s.lagebild_sha, s.dokument_sha, s.programm, s.erstellt_am)
        .add_columns(s.erstellt_von_id, func.length(s.dokument).label("groesse"), s.wahl.is_not(None).label("mit_wahl"))
        .where(s.konzept_id == konzept_id)
        .order_by(s.bericht_id, s.fassung)
    )
    je_bericht: dict[int, list[Fassung]] = {}
    for z in zeilen:
        je_bericht.setdefault(z.bericht_id, []).append(
            Fassung(
                id=z.id,
                nummer=z.fassung,
                bezeichnung=fassungsbezeichnung(z.fassung),
                lagebild_sha=z.lagebild_sha,
                dokument_sha=z.dokument_sha,
                groesse=z.groesse,
                wiederdruckbar=bool(z.mit_wahl),
                programm=z.programm,
                erstellt_am=z.erstellt_am,
                erstellt_von=namen.get(z.erstellt_von_id),
            )
        )
    return je_bericht
