"""Weitergeben: der Weg eines Berichts – einreichen, freigeben, zurückgeben, Neufassung – und das zweite Augenpaar."""

import json
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from mut_core import rechte
from mut_core.erfassung.bericht.entwurf import require_bericht, require_version
from mut_core.erfassung.protokoll import Vorgang, erledigt
from mut_core.erfassung.sachstand import load_wenn_moeglich
from mut_core.fehler import EingabeError, KonfliktError, MutError, NichtGefundenError
from mut_core.modell import Bericht, Berichtstext, Kommune, Konzept, Protokoll
from mut_core.modell.codes import Aktion, Berichtsstatus
from mut_core.texte import clean_text

_INHALT = frozenset(("form", "nummer", "titel", "stichtag", "vorlage_id", "vorgaenger_id", "wahl"))
"""Wer eines dieser Felder ändert, hat am Bericht mitgeschrieben."""

_WEITER = {
    Berichtsstatus.ENTWURF: "Er ist noch Entwurf und muss erst eingereicht werden.",
    Berichtsstatus.EINGEREICHT: "Er ist eingereicht und wartet auf die Freigabe.",
    Berichtsstatus.FREIGEGEBEN: "Er ist freigegeben und kann eingefroren werden.",
    Berichtsstatus.EINGEFROREN: "Er ist eingefroren; Änderungen brauchen eine Neufassung.",
}


def submit_bericht(session: Session, vorgang: Vorgang, bericht_id: int, *, basis_version: int) -> int:
    """Reicht einen Entwurf zur Freigabe ein und gibt seinen Schlüssel; ab dann ändert ihn niemand mehr.

    Wirft NichtGefundenError, RechteError (nur die Koordination), KonfliktError oder EingabeError: Ein Stichtag in der
    Zukunft wird nicht eingereicht, weil sich sein Stand noch ändert.
    """
    bericht, schon = _oeffne(session, vorgang, bericht_id, Berichtsstatus.EINGEREICHT, basis_version)
    if schon:
        return bericht.id
    require_status(bericht, Berichtsstatus.ENTWURF, "eingereicht")
    if bericht.stichtag > vorgang.tag:
        raise EingabeError(
            f"Der Stichtag {bericht.stichtag:%d.%m.%Y} liegt in der Zukunft; bis dahin ändert sich der Stand noch. "
            "Bitte reichen Sie den Bericht dann ein oder wählen Sie einen früheren Stichtag.",
            feld="stichtag",
        )
    bericht.status, bericht.eingereicht_am, bericht.rueckgabe = Berichtsstatus.EINGEREICHT, vorgang.zeitpunkt, None
    session.flush()
    return bericht.id


def release_bericht(session: Session, vorgang: Vorgang, bericht_id: int, *, basis_version: int) -> int:
    """Gibt einen eingereichten Bericht frei und gibt seinen Schlüssel.

    Freigeben darf die Koordination, nie wer ihn verfasst oder zuletzt daran geschrieben hat – außer die Kommune hat
    das zweite Augenpaar abgeschaltet. Wirft NichtGefundenError, RechteError, KonfliktError oder EingabeError.
    """
    bericht = require_bericht(session, vorgang, bericht_id)
    rechte.require_bericht_freigeben(vorgang.person, bericht.konzept_id, _schreibende(session, bericht))
    bericht, schon = _oeffne(session, vorgang, bericht_id, Berichtsstatus.FREIGEGEBEN, basis_version)
    if schon:
        return bericht.id
    require_status(bericht, Berichtsstatus.EINGEREICHT, "freigegeben")
    bericht.status = Berichtsstatus.FREIGEGEBEN
    bericht.freigegeben_von_id, bericht.freigegeben_am = vorgang.person.id, vorgang.zeitpunkt
    session.flush()
    return bericht.id


def return_bericht(session: Session, vorgang: Vorgang, bericht_id: int, grund: str, *, basis_version: int) -> int:
    """Gibt einen eingereichten Bericht mit Grund in den Entwurf zurück und gibt seinen Schlüssel.

    Das darf die Koordination, auch die Verfasserin selbst. Wirft NichtGefundenError, RechteError, KonfliktError oder
    EingabeError.
    """
    bericht, schon = _oeffne(session, vorgang, bericht_id, Berichtsstatus.ENTWURF, basis_version)
    if schon:
        return bericht.id
    require_status(bericht, Berichtsstatus.EINGEREICHT, "zurückgegeben")
    _zurueck(bericht, _grund(grund, "Bitte schreiben Sie in einem Satz, was noch zu tun ist."))
    session.flush()
    return bericht.id


def open_neufassung(session: Session, vorgang: Vorgang, bericht_id: int, grund: str, *, basis_version: int) -> int:
    """Öffnet einen eingefrorenen Bericht für eine Neufassung und gibt seinen Schlüssel; alte Fassungen bleiben.

    Verfasst wird sie von der Person, die sie beginnt. Wirft NichtGefundenError, RechteError (nur die Koordination),
    KonfliktError oder EingabeError: Was nur freigegeben ist, wird erst eingefroren, sonst ginge es verloren.
    """
    bericht, schon = _oeffne(session, vorgang, bericht_id, Berichtsstatus.ENTWURF, basis_version)
    if schon:
        return bericht.id
    if bericht.status == Berichtsstatus.FREIGEGEBEN:
        raise EingabeError(
            "Dieser Bericht ist freigegeben, aber noch nicht eingefroren. Bitte frieren Sie ihn erst ein, damit die "
            "freigegebene Fassung erhalten bleibt; danach können Sie die Neufassung beginnen."
        )
    require_status(bericht, Berichtsstatus.EINGEFROREN, "neu gefasst")
    _zurueck(bericht, _grund(grund, "Bitte schreiben Sie in einem Satz, warum eine Neufassung nötig ist."))
    bericht.verfasst_von_id = vorgang.person.id
    session.flush()
    return bericht.id


def freigabehindernis(session: Session, vorgang: Vorgang, bericht_id: int) -> str | None:
    """Gibt den Satz, warum diese Person den Bericht jetzt nicht freigeben kann; None, wenn sie es kann."""
    bericht = require_bericht(session, vorgang, bericht_id)
    try:
        rechte.require_bericht_freigeben(vorgang.person, bericht.konzept_id, _schreibende(session, bericht))
        require_status(bericht, Berichtsstatus.EINGEREICHT, "freigegeben")
    except MutError as fehler:
        return str(fehler).removesuffix(" Es wurde nichts gespeichert.")
    return None


def set_vier_augen(session: Session, vorgang: Vorgang, konzept_id: int, an: bool, *, basis_version: int) -> int:
    """Schaltet das zweite Augenpaar für die Kommune dieses Konzepts an oder ab und gibt deren Schlüssel.

    Nie die Koordination selbst: nur die Administration der Installation oder die aller Konzepte dieser Kommune.
    `basis_version` ist die Version der Kommune. Wirft NichtGefundenError, RechteError oder KonfliktError.
    """
    konzept = load_wenn_moeglich(session, Konzept, konzept_id)
    if konzept is None or not rechte.darf_lesen(vorgang.person, konzept.id):
        raise NichtGefundenError("Dieses Konzept gibt es nicht oder Sie haben darin keine Rolle.")
    betroffene = session.scalars(select(Konzept.id).where(Konzept.kommune_id == konzept.kommune_id)).all()
    rechte.require_vier_augen(vorgang.person, betroffene)
    kommune = session.get_one(Kommune, konzept.kommune_id)
    if erledigt(session, vorgang, "kommune", kommune.id) is not None:
        return kommune.id
    if basis_version != kommune.version:
        raise KonfliktError(
            "Die Angaben zur Kommune hat inzwischen jemand anderes geändert. Bitte sehen Sie nach und entscheiden Sie "
            "dann noch einmal.",
            gespeichert={"vier_augen": kommune.vier_augen},
            eigene={"vier_augen": an},
        )
    if not isinstance(an, bool):
        raise EingabeError("Bitte wählen Sie, ob das zweite Augenpaar an oder aus ist.", feld="vier_augen")
    kommune.vier_augen = an
    session.flush()
    return kommune.id


def require_status(bericht: Bericht, erwartet: Berichtsstatus, was: str) -> None:
    """Wirft EingabeError, wenn der Bericht nicht da steht, wo dieser Schritt beginnt; der Text nennt den nächsten."""
    if bericht.status != erwartet:
        raise EingabeError(f"Dieser Bericht kann jetzt nicht {was} werden. {_WEITER[bericht.status]}")


def _oeffne(
    session: Session, vorgang: Vorgang, bericht_id: int, ziel: Berichtsstatus, basis_version: int
) -> tuple[Bericht, bool]:
    """Gibt den Bericht, an dem die Person arbeiten darf – und ob derselbe Vorgang den Schritt schon getan hat."""
    bericht = require_bericht(session, vorgang, bericht_id)
    rechte.require_bearbeiten(vorgang.person, bericht.konzept_id)
    if erledigt(session, vorgang, "bericht", bericht.id) is not None:
        return bericht, True
    require_version(bericht, basis_version, {"status": ziel})
    return bericht, False


def _zurueck(bericht: Bericht, grund: str) -> None:
    bericht.status, bericht.rueckgabe = Berichtsstatus.ENTWURF, grund
    bericht.eingereicht_am = bericht.freigegeben_am = bericht.freigegeben_von_id = None


def _grund(text: str, satz: str) -> str:
    if not (sauber := clean_text(text)):
        raise EingabeError(satz, feld="grund")
    grenze: int = Bericht.__table__.c.rueckgabe.info["laenge"]
    if len(sauber) > grenze:
        raise EingabeError("Der Grund ist zu lang; höchstens 2.000 Zeichen sind möglich.", feld="grund")
    return sauber


# --- das zweite Augenpaar --------------------------------------------------------------------------------------------


def _schreibende(session: Session, bericht: Bericht) -> frozenset[int]:
    """Gibt, wer nicht freigeben darf: wer den Bericht verfasst und wer zuletzt daran geschrieben hat.

    Wer einen fremden Entwurf noch ändert, soll seine eigenen Sätze nicht selbst freigeben. Leer, wenn die Kommune das
    zweite Augenpaar abgeschaltet hat.
    """
    kommune = session.get_one(Kommune, session.get_one(Konzept, bericht.konzept_id).kommune_id)
    if not kommune.vier_augen:
        return frozenset()
    beteiligt = {bericht.verfasst_von_id, _zuletzt_geschrieben(session, bericht)}
    return frozenset(person for person in beteiligt if person is not None)


def _zuletzt_geschrieben(session: Session, bericht: Bericht) -> int | None:
    """Sucht im Protokoll rückwärts nach der letzten Änderung am Inhalt; Einreichen und Zurückgeben zählen nicht."""
    texte = select(Berichtstext.id).where(Berichtstext.bericht_id == bericht.id)
    zeilen = session.execute(
        select(Protokoll.tabelle, Protokoll.aktion, Protokoll.nutzer_id, Protokoll.nutzlast)
        .where(
            Protokoll.konzept_id == bericht.konzept_id,
            ((Protokoll.tabelle == "bericht") & (Protokoll.datensatz_id == bericht.id))
            | ((Protokoll.tabelle == "berichtstext") & Protokoll.datensatz_id.in_(texte)),
        )
        .order_by(Protokoll.seq.desc())
    )
    return next((z.nutzer_id for z in zeilen if _ist_inhalt(z)), None)


def _ist_inhalt(zeile: Any) -> bool:
    if zeile.tabelle != "bericht" or zeile.aktion != Aktion.GEAENDERT or zeile.nutzlast is None:
        return True
    return bool(_INHALT & json.loads(str(zeile.nutzlast))["vorher"].keys())
