"""Abfrage führen: eine Rückmelderunde eröffnen, ändern, schließen – und wissen, zu welcher eine Meldung gehört."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import exists, or_, select
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import flag_modified

from mut_core import rechte
from mut_core.erfassung.protokoll import Vorgang, erledigt
from mut_core.fehler import EingabeError, KonfliktError, NichtGefundenError
from mut_core.modell import Abfrage, AbfrageMassnahme, Gremium, Massnahme, Sachstand
from mut_core.modell.codes import Freigabe
from mut_core.regeln import ABGESCHLOSSEN
from mut_core.sprache import aufzaehlung
from mut_core.texte import clean_text

NACHREICHEN_TAGE = 28
"""So lange nach dem Schließen zählt eine Meldung noch zu einer Abfrage ohne Sitzung: die Vorgaben für Ladungsfrist und
Vorlauf zusammen (`auswertung/sitzungsplan.py`). Eine Annahme dieser App, kein Rechtssatz."""

HOECHSTENS_TAGE = 731
"""Wer einen Tag weiter weg als zwei Jahre eingibt, hat sich vermutlich im Jahr vertippt."""


@dataclass(frozen=True)
class AbfrageEingabe:
    """Was die Koordination zu einer Abfrage angibt; `massnahmen` None heißt: alle, die noch laufen."""

    titel: str
    stichtag: date | None
    redaktionsschluss: date | None
    sitzung_am: date | None = None
    gremium_id: int | None = None
    massnahmen: tuple[int, ...] | None = None


def zustaendige_abfrage(session: Session, massnahme_id: int, tag: date) -> Abfrage | None:
    """Gibt die Abfrage, zu der eine Meldung dieses Tages gehört, oder None.

    Regel: die zuletzt eröffnete, die am `tag` offen ist und nach der Maßnahme fragt. Ist keine offen, die zuletzt
    geschlossene, zu der die Maßnahme noch keinen Sachstand hat und deren Sitzung noch nicht war (ohne Sitzung:
    höchstens `NACHREICHEN_TAGE` nach dem Schließen) – dann zählt die Meldung als nachgereicht. So beantwortet niemand
    versehentlich eine alte Runde, wenn eine neue läuft; wer zu spät kommt, steht trotzdem bei der Runde, auf die
    gewartet wird; und nach der Sitzung gehört eine Meldung zu keiner mehr, weil der Bericht dann fort ist.
    """
    gefragt = (
        select(Abfrage)
        .join(AbfrageMassnahme, AbfrageMassnahme.abfrage_id == Abfrage.id)
        .where(AbfrageMassnahme.massnahme_id == massnahme_id, Abfrage.eroeffnet_am <= tag)
        .limit(1)
    )
    offen = gefragt.where(or_(Abfrage.geschlossen_am.is_(None), Abfrage.geschlossen_am > tag))
    if abfrage := session.scalar(offen.order_by(Abfrage.eroeffnet_am.desc(), Abfrage.id.desc())):
        return abfrage
    gemeldet = exists().where(
        Sachstand.massnahme_id == massnahme_id,
        Sachstand.abfrage_id == Abfrage.id,
        Sachstand.freigabe != Freigabe.ZURUECK,
    )
    wird_erwartet = or_(
        Abfrage.sitzung_am >= tag,
        Abfrage.sitzung_am.is_(None) & (Abfrage.geschlossen_am >= tag - timedelta(days=NACHREICHEN_TAGE)),
    )
    geschlossen = gefragt.where(~gemeldet, wird_erwartet)
    return session.scalar(geschlossen.order_by(Abfrage.geschlossen_am.desc(), Abfrage.id.desc()))


def open_abfrage(session: Session, vorgang: Vorgang, konzept_id: int, eingabe: AbfrageEingabe) -> int:
    """Eröffnet eine Abfrage und gibt ihren Schlüssel; derselbe Vorgang zweimal ergibt eine.

    Zwei offene zugleich sind erlaubt; die Seite weist darauf hin. Wirft NichtGefundenError (fremdes Konzept, fremde
    Maßnahme), RechteError (nur die Koordination) oder EingabeError mit dem Feld.
    """
    if not rechte.ist_schluessel(konzept_id):
        raise NichtGefundenError("Dieses Konzept gibt es nicht oder Sie haben darin keine Rolle.")
    rechte.require_lesen(vorgang.person, konzept_id)
    rechte.require_bearbeiten(vorgang.person, konzept_id)
    if (frueher := erledigt(session, vorgang, "abfrage")) is not None:
        return frueher
    werte = _geprueft(session, konzept_id, eingabe, vorgang.tag)
    if werte["redaktionsschluss"] < vorgang.tag:
        raise EingabeError(
            "Der Redaktionsschluss ist schon vorbei. Bitte nennen Sie einen Tag ab heute.", feld="redaktionsschluss"
        )
    if werte["sitzung_am"] and werte["sitzung_am"] < vorgang.tag:
        raise EingabeError("Die Sitzung war schon. Bitte nennen Sie eine künftige.", feld="sitzung_am")
    gewaehlt = _gewaehlte(session, konzept_id, eingabe.massnahmen, vorgang.tag)
    abfrage = Abfrage(konzept_id=konzept_id, eroeffnet_am=vorgang.tag, **werte)
    session.add(abfrage)
    session.flush()
    _frage_nach(session, abfrage, gewaehlt)
    session.flush()
    return abfrage.id


def save_abfrage(
    session: Session, vorgang: Vorgang, abfrage_id: int, eingabe: AbfrageEingabe, *, basis_version: int
) -> int:
    """Ändert eine offene Abfrage und gibt ihren Schlüssel.

    Eine Maßnahme, zu der schon gemeldet ist, bleibt in der Abfrage. Wirft NichtGefundenError, RechteError,
    KonfliktError mit beiden Seiten oder EingabeError mit dem Feld – auch, wenn die Abfrage geschlossen ist.
    """
    abfrage = require_abfrage(session, vorgang, abfrage_id)
    if erledigt(session, vorgang, "abfrage", abfrage.id) is not None:
        return abfrage.id
    _require_version(session, abfrage, basis_version, eingabe)
    if abfrage.geschlossen_am is not None:
        raise EingabeError("Diese Abfrage ist geschlossen. Bitte öffnen Sie sie wieder, um sie zu ändern.")
    werte = _geprueft(session, abfrage.konzept_id, eingabe, abfrage.eroeffnet_am)
    if werte["redaktionsschluss"] < abfrage.eroeffnet_am:
        raise EingabeError("Der Redaktionsschluss liegt vor dem Eröffnen der Abfrage.", feld="redaktionsschluss")
    gewaehlt = _gewaehlte(
        session, abfrage.konzept_id, eingabe.massnahmen, vorgang.tag, schon=_gefragte(session, abfrage)
    )
    getauscht = _tausche_massnahmen(session, abfrage, gewaehlt)
    for feld, wert in werte.items():
        setattr(abfrage, feld, wert)
    if getauscht:
        flag_modified(abfrage, "titel")  # auch wer nur andere Maßnahmen wählt, ändert die Abfrage: die Version zählt
    session.flush()
    return abfrage.id


def close_abfrage(session: Session, vorgang: Vorgang, abfrage_id: int, *, basis_version: int) -> int:
    """Schließt eine offene Abfrage zum Tag des Vorgangs und gibt ihren Schlüssel; spätere Meldungen sind nachgereicht.

    Wirft NichtGefundenError, RechteError, KonfliktError oder EingabeError, wenn sie schon geschlossen ist.
    """
    return _schalte(session, vorgang, abfrage_id, basis_version, vorgang.tag)


def reopen_abfrage(session: Session, vorgang: Vorgang, abfrage_id: int, *, basis_version: int) -> int:
    """Öffnet eine geschlossene Abfrage wieder und gibt ihren Schlüssel; wirft wie `close_abfrage`."""
    return _schalte(session, vorgang, abfrage_id, basis_version, None)


def require_abfrage(session: Session, vorgang: Vorgang, abfrage_id: int) -> Abfrage:
    """Gibt eine Abfrage, die die Person führen darf; fremd und unbekannt antworten gleich.

    Wirft NichtGefundenError und RechteError (nur die Koordination).
    """
    abfrage = session.get(Abfrage, abfrage_id) if rechte.ist_schluessel(abfrage_id) else None
    if abfrage is None or not rechte.darf_lesen(vorgang.person, abfrage.konzept_id):
        raise NichtGefundenError("Diese Abfrage gibt es nicht oder Sie dürfen sie nicht sehen.")
    rechte.require_bearbeiten(vorgang.person, abfrage.konzept_id)
    return abfrage


def laufende_massnahmen(session: Session, konzept_id: int, tag: date) -> tuple[int, ...]:
    """Gibt die Maßnahmen, nach denen eine Abfrage an „alle“ fragt: nicht archiviert und nicht abgeschlossen."""
    unarchiviert = or_(Massnahme.archiviert_am.is_(None), Massnahme.archiviert_am > tag)
    ids = session.scalars(
        select(Massnahme.id).where(Massnahme.konzept_id == konzept_id, unarchiviert).order_by(Massnahme.id)
    )
    fertige = _abgeschlossene(session, konzept_id)
    return tuple(i for i in ids if i not in fertige)


# --- prüfen ----------------------------------------------------------------------------------------------------------


def _geprueft(session: Session, konzept_id: int, eingabe: AbfrageEingabe, bezug: date) -> dict[str, Any]:
    """Prüft alles außer den Maßnahmen; `bezug` ist der Tag, an dem die Abfrage eröffnet wird oder wurde."""
    titel = " ".join(clean_text(eingabe.titel).split())  # er wird Betreff einer E-Mail: immer eine Zeile
    if not titel:
        raise EingabeError("Bitte geben Sie der Abfrage einen Titel.", feld="titel")
    if eingabe.stichtag is None:
        raise EingabeError("Bitte nennen Sie den Stichtag: Zu welchem Tag soll gemeldet werden?", feld="stichtag")
    if eingabe.redaktionsschluss is None:
        raise EingabeError("Bitte nennen Sie den Redaktionsschluss: Bis wann?", feld="redaktionsschluss")
    for feld, name in _TAGE.items():
        _pruefe_tag(getattr(eingabe, feld), name, feld, bezug)
    _pruefe_sitzung(session, konzept_id, eingabe)
    werte = {feld: getattr(eingabe, feld) for feld in (*_TAGE, "gremium_id")}
    return {"titel": titel} | werte


_TAGE = {"stichtag": "Stichtag", "redaktionsschluss": "Redaktionsschluss", "sitzung_am": "Tag der Sitzung"}


def _pruefe_tag(tag: object, name: str, feld: str, bezug: date) -> None:
    if tag is None:
        return
    if isinstance(tag, datetime) or not isinstance(tag, date):
        raise EingabeError(f"„{name}“ muss ein Tag ohne Uhrzeit sein.", feld=feld)
    if abs((tag - bezug).days) > HOECHSTENS_TAGE:
        raise EingabeError(
            f"„{name}“ liegt mehr als zwei Jahre entfernt ({tag:%d.%m.%Y}). Bitte prüfen Sie das Jahr.", feld=feld
        )


def _pruefe_sitzung(session: Session, konzept_id: int, eingabe: AbfrageEingabe) -> None:
    if eingabe.gremium_id is not None:
        gremium = session.get(Gremium, eingabe.gremium_id) if rechte.ist_schluessel(eingabe.gremium_id) else None
        if gremium is None or gremium.konzept_id != konzept_id:
            raise EingabeError("Dieses Gremium gibt es hier nicht. Bitte wählen Sie es neu.", feld="gremium_id")
        if eingabe.sitzung_am is None:
            raise EingabeError("Bitte nennen Sie auch den Tag der Sitzung – oder kein Gremium.", feld="sitzung_am")
    if eingabe.sitzung_am is None:
        return
    if eingabe.redaktionsschluss and eingabe.redaktionsschluss >= eingabe.sitzung_am:
        raise EingabeError(
            f"Der Redaktionsschluss muss vor der Sitzung am {eingabe.sitzung_am:%d.%m.%Y} liegen.",
            feld="redaktionsschluss",
        )
    if eingabe.stichtag and eingabe.stichtag > eingabe.sitzung_am:
        raise EingabeError(
            f"Der Stichtag liegt nach der Sitzung am {eingabe.sitzung_am:%d.%m.%Y}. Bitte nennen Sie einen früheren.",
            feld="stichtag",
        )


_KEINE_MASSNAHME = "Eine der Maßnahmen gibt es nicht oder Sie dürfen sie nicht sehen."


def _gewaehlte(
    session: Session,
    konzept_id: int,
    gewaehlt: tuple[int, ...] | None,
    tag: date,
    schon: frozenset[int] = frozenset(),
) -> tuple[int, ...]:
    """Gibt die Maßnahmen einer Abfrage; was sie `schon` enthält, darf inzwischen archiviert sein."""
    if not all(map(rechte.ist_schluessel, gewaehlt or ())):
        raise NichtGefundenError(_KEINE_MASSNAHME)
    ids = laufende_massnahmen(session, konzept_id, tag) if gewaehlt is None else tuple(dict.fromkeys(gewaehlt))
    if not ids:
        wort = "Es gibt keine laufende Maßnahme" if gewaehlt is None else "Es ist keine Maßnahme gewählt"
        raise EingabeError(f"{wort}, nach der gefragt werden kann.", feld="massnahmen")
    hier = {
        m.id: m
        for m in session.execute(
            select(Massnahme.id, Massnahme.nummer, Massnahme.archiviert_am).where(Massnahme.konzept_id == konzept_id)
        )
    }
    if any(i not in hier for i in ids):
        raise NichtGefundenError(_KEINE_MASSNAHME)
    archiviert = [hier[i].nummer for i in ids if i not in schon and _ist_archiviert(hier[i].archiviert_am, tag)]
    if archiviert:
        raise EingabeError(
            f"Archiviert und nicht mehr zu melden: {aufzaehlung(archiviert)}. Bitte wählen Sie neu.", feld="massnahmen"
        )
    return ids


def _ist_archiviert(archiviert_am: date | None, tag: date) -> bool:
    return archiviert_am is not None and archiviert_am <= tag


def _abgeschlossene(session: Session, konzept_id: int) -> frozenset[int]:
    """Gibt die Maßnahmen, deren letzter Sachstand ein Ende meldet; Berichtigtes zählt nicht."""
    spalten = (Sachstand.id, Sachstand.massnahme_id, Sachstand.zum, Sachstand.nummer, Sachstand.umsetzungsstand)
    zeilen = session.execute(select(*spalten, Sachstand.ersetzt_id).where(Sachstand.konzept_id == konzept_id)).all()
    ersetzt = {z.ersetzt_id for z in zeilen}
    letzte: dict[int, Any] = {}
    for z in sorted((z for z in zeilen if z.id not in ersetzt), key=lambda z: (z.zum, z.nummer)):
        letzte[z.massnahme_id] = z.umsetzungsstand
    return frozenset(m for m, stand in letzte.items() if stand in ABGESCHLOSSEN)


# --- schreiben -------------------------------------------------------------------------------------------------------


def _schalte(
    session: Session, vorgang: Vorgang, abfrage_id: int, basis_version: int, geschlossen_am: date | None
) -> int:
    abfrage = require_abfrage(session, vorgang, abfrage_id)
    if erledigt(session, vorgang, "abfrage", abfrage.id) is not None:
        return abfrage.id
    _require_version(session, abfrage, basis_version, None)
    if (abfrage.geschlossen_am is None) == (geschlossen_am is None):
        raise EingabeError(f"Diese Abfrage ist schon {'geschlossen' if geschlossen_am else 'offen'}.")
    abfrage.geschlossen_am = geschlossen_am
    session.flush()
    return abfrage.id


def _require_version(session: Session, abfrage: Abfrage, basis_version: int, eingabe: AbfrageEingabe | None) -> None:
    if basis_version == abfrage.version:
        return
    felder = ("titel", *_TAGE, "gremium_id")
    gespeichert = {feld: getattr(abfrage, feld) for feld in felder}
    gespeichert |= {"massnahmen": tuple(sorted(_gefragte(session, abfrage))), "geschlossen_am": abfrage.geschlossen_am}
    eigene = {feld: getattr(eingabe, feld) for feld in (*felder, "massnahmen")} if eingabe else {}
    raise KonfliktError(
        "Diese Abfrage hat inzwischen jemand anderes geändert. Ihre Eingabe ist noch da; bitte vergleichen Sie beide "
        "Seiten und speichern Sie dann noch einmal.",
        gespeichert=gespeichert,
        eigene=eigene,
    )


def _gefragte(session: Session, abfrage: Abfrage) -> frozenset[int]:
    return frozenset(
        session.scalars(select(AbfrageMassnahme.massnahme_id).where(AbfrageMassnahme.abfrage_id == abfrage.id))
    )


def _frage_nach(session: Session, abfrage: Abfrage, massnahmen: tuple[int, ...]) -> None:
    session.add_all(
        AbfrageMassnahme(konzept_id=abfrage.konzept_id, abfrage_id=abfrage.id, massnahme_id=m) for m in massnahmen
    )


def _tausche_massnahmen(session: Session, abfrage: Abfrage, gewaehlt: tuple[int, ...]) -> bool:
    """Fügt hinzu und nimmt heraus; gibt, ob sich etwas änderte."""
    bisher = {
        z.massnahme_id: z
        for z in session.scalars(select(AbfrageMassnahme).where(AbfrageMassnahme.abfrage_id == abfrage.id))
    }
    fort = [m for m in bisher if m not in set(gewaehlt)]
    _pruefe_fort(session, abfrage, fort)
    for m in fort:
        session.delete(bisher[m])
    dazu = tuple(m for m in gewaehlt if m not in bisher)
    _frage_nach(session, abfrage, dazu)
    return bool(fort or dazu)


def _pruefe_fort(session: Session, abfrage: Abfrage, fort: list[int]) -> None:
    gemeldet = session.scalars(
        select(Massnahme.nummer)
        .join(Sachstand, Sachstand.massnahme_id == Massnahme.id)
        .where(Sachstand.abfrage_id == abfrage.id, Massnahme.id.in_(fort))
        .distinct()
        .order_by(Massnahme.nummer)
    ).all()
    if gemeldet:
        raise EingabeError(
            f"Schon gemeldet und deshalb weiter in der Abfrage: {aufzaehlung(gemeldet)}. Bitte wählen Sie sie wieder.",
            feld="massnahmen",
        )
