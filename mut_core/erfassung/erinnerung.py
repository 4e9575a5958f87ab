"""Erinnern festhalten: jede E-Mail an eine Stelle steht hier, bevor sie hinausgeht – so geht keine zweimal hinaus.

Gesendet wird außerhalb jeder Datenbankeinheit (`mut_core/post`). Bricht dazwischen etwas ab, bleibt die Zeile auf
„begonnen“ stehen: Dann weiß niemand, ob die E-Mail ankam, und wiederholt wird nur auf ausdrücklichen Wunsch.
"""

from sqlalchemy import exists, or_, select
from sqlalchemy.orm import Session

from mut_core import rechte
from mut_core.erfassung.abfrage import require_abfrage
from mut_core.erfassung.mailadresse import read_mailadresse
from mut_core.erfassung.protokoll import Vorgang, erledigt
from mut_core.fehler import EingabeError, KonfliktError, NichtGefundenError
from mut_core.modell import Abfrage, AbfrageMassnahme, Erinnerung, Massnahme, Sachstand
from mut_core.modell.codes import Freigabe, Versandstand


def record_erinnerung(
    session: Session,
    vorgang: Vorgang,
    abfrage_id: int,
    stelle_id: int,
    an: str,
    *,
    nummer: int,
    trotz_unklarem: bool = False,
) -> int | None:
    """Hält fest, dass jetzt eine Erinnerung hinausgeht, und gibt ihren Schlüssel – None, wenn derselbe Vorgang das
    schon tat: Dann wird nicht noch einmal gesendet.

    `nummer` ist die wievielte es nach dem ist, was zu sehen war; ist sie inzwischen vergeben, wirft es KonfliktError.
    Wirft auch NichtGefundenError, RechteError (nur die Koordination und Befehle auf dem Server) und EingabeError: ohne
    brauchbare Adresse, wenn die Stelle nichts mehr zu melden hat, und wenn von der vorigen Erinnerung offen ist, ob
    sie ankam (mit `trotz_unklarem` geht sie dennoch hinaus).
    """
    abfrage = _require_abfrage(session, vorgang, abfrage_id)
    if erledigt(session, vorgang, "erinnerung") is not None:
        return None
    adresse = read_mailadresse(an, feld="an")
    letzte = _letzte(session, abfrage.id, stelle_id)
    if nummer != (letzte.nummer if letzte else 0) + 1:
        raise KonfliktError(
            "An diese Stelle ging inzwischen schon eine Erinnerung hinaus. Es wurde nichts gesendet.",
            gespeichert={"nummer": letzte.nummer if letzte else 0, "stand": letzte.stand if letzte else None},
            eigene={"nummer": nummer},
        )
    if letzte and letzte.stand == Versandstand.BEGONNEN and not trotz_unklarem:
        raise EingabeError(
            "Von der letzten Erinnerung an diese Stelle ist nicht bekannt, ob sie ankam. Bitte fragen Sie nach, oder "
            "senden Sie sie ausdrücklich noch einmal.",
            feld="trotz_unklarem",
        )
    if not _hat_offenes(session, vorgang, abfrage, stelle_id):
        raise EingabeError("Diese Stelle hat inzwischen alles gemeldet. Es wurde nichts gesendet.")
    erinnerung = Erinnerung(
        konzept_id=abfrage.konzept_id,
        abfrage_id=abfrage.id,
        organisationseinheit_id=stelle_id,
        nummer=nummer,
        an=adresse,
        am=vorgang.zeitpunkt,
    )
    session.add(erinnerung)
    session.flush()
    return erinnerung.id


def finish_erinnerung(
    session: Session, vorgang: Vorgang, erinnerung_id: int, stand: Versandstand, fehler: str | None = None
) -> int:
    """Trägt ein, wie eine begonnene Erinnerung ausging, und gibt ihren Schlüssel.

    `BEGONNEN` mit einem Fehler heißt: Es ist nicht bekannt, ob sie ankam. Wirft NichtGefundenError, RechteError und
    EingabeError, wenn ihr Ausgang schon feststeht.
    """
    erinnerung = session.get(Erinnerung, erinnerung_id) if rechte.ist_schluessel(erinnerung_id) else None
    if erinnerung is None:
        raise NichtGefundenError("Diese Erinnerung gibt es nicht oder Sie dürfen sie nicht sehen.")
    try:
        _require_abfrage(session, vorgang, erinnerung.abfrage_id)
    except NichtGefundenError:
        raise NichtGefundenError("Diese Erinnerung gibt es nicht oder Sie dürfen sie nicht sehen.") from None
    if erledigt(session, vorgang, "erinnerung", erinnerung.id) is not None:
        return erinnerung.id
    if erinnerung.stand != Versandstand.BEGONNEN:
        raise EingabeError(f"Diese Erinnerung ist schon {erinnerung.stand.bezeichnung}.")
    erinnerung.stand = stand
    erinnerung.fehler = fehler or None
    session.flush()
    return erinnerung.id


def _require_abfrage(session: Session, vorgang: Vorgang, abfrage_id: int) -> Abfrage:
    """Befehle auf dem Server dürfen erinnern, ohne dass jemand angemeldet ist (Zeitplan)."""
    if vorgang.person.kennung != rechte.BETRIEB:
        return require_abfrage(session, vorgang, abfrage_id)
    abfrage = session.get(Abfrage, abfrage_id) if rechte.ist_schluessel(abfrage_id) else None
    if abfrage is None:
        raise NichtGefundenError("Diese Abfrage gibt es nicht.")
    return abfrage


def _letzte(session: Session, abfrage_id: int, stelle_id: int) -> Erinnerung | None:
    if not rechte.ist_schluessel(stelle_id):
        raise NichtGefundenError("Diese Stelle gibt es nicht.")
    diese = (Erinnerung.abfrage_id == abfrage_id, Erinnerung.organisationseinheit_id == stelle_id)
    return session.scalar(select(Erinnerung).where(*diese).order_by(Erinnerung.nummer.desc()).limit(1))


def _hat_offenes(session: Session, vorgang: Vorgang, abfrage: Abfrage, stelle_id: int) -> bool:
    """Dieselbe Regel wie `auswertung.meldestand`: Zurückgegebenes zählt nicht als gemeldet, Archiviertes nicht mit."""
    gemeldet = exists().where(
        Sachstand.massnahme_id == Massnahme.id,
        Sachstand.abfrage_id == abfrage.id,
        Sachstand.freigabe != Freigabe.ZURUECK,
    )
    offene = (
        select(Massnahme.id)
        .join(AbfrageMassnahme, AbfrageMassnahme.massnahme_id == Massnahme.id)
        .where(AbfrageMassnahme.abfrage_id == abfrage.id, Massnahme.federfuehrung_id == stelle_id, ~gemeldet)
        .where(or_(Massnahme.archiviert_am.is_(None), Massnahme.archiviert_am > vorgang.tag))
    )
    return session.scalar(offene.limit(1)) is not None
