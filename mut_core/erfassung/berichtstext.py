"""Kapitel schreiben: von Hand geschriebene Texte eines Berichts sichern, entfernen, übernehmen – mit ihrer Geschichte.

Ein Text gehört zu einem Bericht und einer Stelle (`bericht.kapiteltexte`). Ändern lässt er sich nur, solange der
Bericht Entwurf ist; frühere Fassungen stehen im Protokoll.
"""

import json
import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session

from mut_core import rechte
from mut_core.erfassung.bericht import require_bericht
from mut_core.erfassung.protokoll import Vorgang, erledigt
from mut_core.erfassung.sachstand import load_wenn_moeglich
from mut_core.fehler import EingabeError, KonfliktError, NichtGefundenError
from mut_core.modell import Bericht, Berichtstext, Nutzer, Protokoll
from mut_core.modell.codes import Aktion, Berichtsstatus
from mut_core.rechte import Person
from mut_core.texte import clean_text

_STELLE = re.compile(r"[a-z][a-z0-9_]{0,59}(?:\.[a-z][a-z0-9_]{0,59})?")


@dataclass(frozen=True)
class Kapitelfassung:
    """Ein von Hand geschriebener Text, wie er gerade gilt."""

    abschnitt: str
    text: str
    erzeugt: str
    """Was die App dort erzeugt hätte, als der Text geschrieben wurde."""
    version: int
    """Die `basis_version` für die nächste Änderung."""


@dataclass(frozen=True)
class Fassung:
    """Eine frühere oder die heutige Fassung eines Textes; `text` ist leer, wenn er damals entfernt wurde."""

    am: datetime
    wer: str
    aktion: Aktion
    text: str
    grund: str


# --- lesen -----------------------------------------------------------------------------------------------------------


def load_berichtstexte(session: Session, person: Person, bericht_id: int) -> dict[str, Kapitelfassung]:
    """Gibt die eigenen Texte eines Berichts je Stelle; wirft NichtGefundenError.

    Für den Druck: `Wahl(texte={k: f.text for k, f in load_berichtstexte(…).items()})`.
    """
    bericht = _lesbar(session, person, bericht_id)
    zeilen = session.scalars(
        select(Berichtstext).where(Berichtstext.bericht_id == bericht.id).order_by(Berichtstext.abschnitt)
    )
    return {z.abschnitt: Kapitelfassung(z.abschnitt, z.text, z.erzeugt or "", z.version) for z in zeilen}


def angebotene_texte(session: Session, person: Person, bericht_id: int) -> dict[str, str]:
    """Gibt die Texte des vorigen Berichts, für die dieser noch keinen eigenen hat; wirft NichtGefundenError."""
    bericht = _lesbar(session, person, bericht_id)
    vorhanden = set(session.scalars(select(Berichtstext.abschnitt).where(Berichtstext.bericht_id == bericht.id)))
    return {z.abschnitt: z.text for z in _vorige(session, bericht) if z.abschnitt not in vorhanden}


def geschichte_berichtstext(session: Session, person: Person, bericht_id: int, abschnitt: str) -> tuple[Fassung, ...]:
    """Gibt alle Fassungen eines Textes, die jüngste zuerst; Koordination und Administration lesen sie.

    Wirft NichtGefundenError oder RechteError.
    """
    bericht = _lesbar(session, person, bericht_id)
    rechte.require_protokoll(person, bericht.konzept_id)
    zeilen = session.execute(
        select(Protokoll.am, Protokoll.aktion, Protokoll.grund, Protokoll.nutzlast, Nutzer.name)
        .outerjoin(Nutzer, Nutzer.id == Protokoll.nutzer_id)
        .where(Protokoll.konzept_id == bericht.konzept_id, Protokoll.tabelle == Berichtstext.__tablename__)
        .where(_zur_stelle(bericht.id, _stelle(abschnitt)))
        .order_by(Protokoll.seq.desc())
    )
    return tuple(Fassung(z.am, z.name or "–", z.aktion, _text(z.nutzlast), z.grund or "") for z in zeilen)


def _text(nutzlast: str) -> str:
    nachher = json.loads(nutzlast)["nachher"]
    return str(nachher["text"]) if nachher else ""


def _zur_stelle(bericht_id: int, abschnitt: str) -> ColumnElement[bool]:
    """Die Nutzlast ist kanonisches JSON; in einem Text stünden dieselben Zeichen maskiert."""
    muster = f'"abschnitt":"{abschnitt}","bericht_id":{bericht_id},'
    return and_(Protokoll.nutzlast.is_not(None), Protokoll.nutzlast.contains(muster, autoescape=True))


def _lesbar(session: Session, person: Person, bericht_id: int) -> Bericht:
    bericht = load_wenn_moeglich(session, Bericht, bericht_id)
    if bericht is None or not rechte.darf_lesen(person, bericht.konzept_id):
        raise NichtGefundenError("Diesen Bericht gibt es nicht oder Sie dürfen ihn nicht sehen.")
    return bericht


def _vorige(session: Session, bericht: Bericht) -> list[Berichtstext]:
    """Die Texte des vorigen Berichts: des genannten, sonst des jüngsten derselben Form davor."""
    voriger = bericht.vorgaenger_id or session.scalar(
        select(Bericht.id)
        .where(
            Bericht.konzept_id == bericht.konzept_id,
            Bericht.form == bericht.form,
            or_(
                Bericht.stichtag < bericht.stichtag,
                and_(Bericht.stichtag == bericht.stichtag, Bericht.id < bericht.id),
            ),
        )
        .order_by(Bericht.stichtag.desc(), Bericht.id.desc())
        .limit(1)
    )
    zeilen = select(Berichtstext).where(Berichtstext.bericht_id == voriger).order_by(Berichtstext.abschnitt)
    return list(session.scalars(zeilen)) if voriger is not None else []


# --- schreiben -------------------------------------------------------------------------------------------------------


def save_berichtstext(
    session: Session,
    vorgang: Vorgang,
    bericht_id: int,
    abschnitt: str,
    text: str,
    *,
    erzeugt: str = "",
    basis_version: int,
) -> int:
    """Sichert den eigenen Text einer Stelle und gibt seinen Schlüssel; ein Vorgang darf mehrere Stellen sichern.

    `basis_version` ist die Version des Textes, der zu sehen war, 0 ohne eigenen; `erzeugt` ist, was die App an der
    Stelle erzeugt. Wirft NichtGefundenError, RechteError (nur die Koordination), EingabeError (leer, zu lang, kein
    Entwurf mehr) oder KonfliktError mit beiden Seiten.
    """
    bericht = _bearbeitbar(session, vorgang, bericht_id)
    stelle, sauber = _stelle(abschnitt), clean_text(text)
    bisher = _berichtstext(session, bericht.id, stelle)
    schon = erledigt(session, vorgang, Berichtstext.__tablename__, bisher.id if bisher else None)
    if bisher and schon is not None:
        return bisher.id
    _require_entwurf(bericht)
    _require_version(bisher, basis_version, sauber)
    if not sauber:
        raise EingabeError(
            "Der Text ist leer. Bitte schreiben Sie etwas oder entfernen Sie den eigenen Text; dann steht dort wieder "
            "der erzeugte.",
            feld="text",
        )
    if bisher is None:
        bisher = Berichtstext(konzept_id=bericht.konzept_id, bericht_id=bericht.id, abschnitt=stelle)
        session.add(bisher)
    bisher.text, bisher.erzeugt = sauber, clean_text(erzeugt) or None
    session.flush()
    return bisher.id


def remove_berichtstext(
    session: Session, vorgang: Vorgang, bericht_id: int, abschnitt: str, *, basis_version: int
) -> None:
    """Entfernt den eigenen Text einer Stelle; dort steht dann wieder der erzeugte, die Geschichte bleibt.

    Wirft wie `save_berichtstext`; gibt es den Text nicht mehr, geschieht nichts.
    """
    bericht = _bearbeitbar(session, vorgang, bericht_id)
    bisher = _berichtstext(session, bericht.id, _stelle(abschnitt))
    if bisher is None:
        return
    _require_entwurf(bericht)
    _require_version(bisher, basis_version, "")
    session.delete(bisher)
    session.flush()


def take_over_berichtstexte(
    session: Session, vorgang: Vorgang, bericht_id: int, abschnitte: Collection[str] | None = None
) -> tuple[str, ...]:
    """Übernimmt Texte des vorigen Berichts als Anfang und gibt ihre Stellen; Eigenes wird nie überschrieben.

    Ohne `abschnitte` alle angebotenen. Zweimal derselbe Vorgang übernimmt einmal. Wirft NichtGefundenError,
    RechteError (nur die Koordination) oder EingabeError, wenn der Bericht kein Entwurf mehr ist.
    """
    bericht = _bearbeitbar(session, vorgang, bericht_id)
    if erledigt(session, vorgang, Berichtstext.__tablename__) is not None:
        return ()
    _require_entwurf(bericht)
    gewuenscht = None if abschnitte is None else {_stelle(a) for a in abschnitte}
    angeboten = angebotene_texte(session, vorgang.person, bericht.id)
    neue = [
        Berichtstext(
            konzept_id=bericht.konzept_id, bericht_id=bericht.id, abschnitt=z.abschnitt, text=z.text, erzeugt=z.erzeugt
        )
        for z in _vorige(session, bericht)
        if z.abschnitt in angeboten and (gewuenscht is None or z.abschnitt in gewuenscht)
    ]
    session.add_all(neue)
    session.flush()
    return tuple(z.abschnitt for z in neue)


def _bearbeitbar(session: Session, vorgang: Vorgang, bericht_id: int) -> Bericht:
    bericht = require_bericht(session, vorgang, bericht_id)
    rechte.require_bearbeiten(vorgang.person, bericht.konzept_id)
    return bericht


def _require_entwurf(bericht: Bericht) -> None:
    if bericht.status != Berichtsstatus.ENTWURF:
        raise EingabeError(
            f"Dieser Bericht ist {bericht.status.bezeichnung}; Texte lassen sich nur im Entwurf ändern. Bitte geben "
            "Sie ihn erst zurück oder beginnen Sie eine Neufassung."
        )


def _stelle(abschnitt: str) -> str:
    if not isinstance(abschnitt, str) or not _STELLE.fullmatch(abschnitt):
        raise EingabeError("Diese Stelle gibt es im Bericht nicht. Bitte wählen Sie aus der Liste.", feld="abschnitt")
    return abschnitt


def _berichtstext(session: Session, bericht_id: int, abschnitt: str) -> Berichtstext | None:
    return session.scalar(
        select(Berichtstext).where(Berichtstext.bericht_id == bericht_id, Berichtstext.abschnitt == abschnitt)
    )


def _require_version(bisher: Berichtstext | None, basis_version: int, eigener: str) -> None:
    if basis_version == (bisher.version if bisher else 0):
        return
    raise KonfliktError(
        "Diesen Text hat inzwischen jemand anderes geändert oder entfernt. Ihre Fassung ist noch da; bitte "
        "vergleichen Sie beide und sichern Sie dann noch einmal.",
        gespeichert={"text": bisher.text if bisher else "", "version": bisher.version if bisher else 0},
        eigene={"text": eigener},
    )
