"""Sitzungen: eine Zeile je Anmeldung an einem Gerät – eröffnen, erkennen, wach halten, beenden.

Das Kennzeichen im Cookie ist zufällig; in der Datenbank steht nur seine Prüfsumme. Wer die Zeile beendet, beendet die
Sitzung in jedem Fenster und in jeder Kopie des Cookies.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, and_, case, exists, or_, select
from sqlalchemy.orm import Session

from mut_core.anmeldung.geheimnis import neues_zeichen, pruefsumme
from mut_core.anmeldung.zugang import require_zugangsdaten
from mut_core.erfassung.systemperson import ist_systemkennung
from mut_core.fehler import NichtGefundenError
from mut_core.modell import Anmeldeversuch, Anmeldung, Einmallink, Einstellung, Nutzer, Rolle, Zugangsdaten
from mut_core.modell.codes import Anmeldeweg, Rollenart
from mut_core.modell.grundlage import KURZ

LEERLAUF = timedelta(minutes=60)
"""So lange gilt eine Sitzung ohne eine Handlung."""
HOECHSTDAUER = timedelta(hours=10)
"""So lange gilt sie längstens: ein Arbeitstag, danach wird neu angemeldet."""
KURZE_DAUER = timedelta(minutes=15)
"""So lange gilt eine Sitzung, die ein Befehl auf dem Server eröffnet hat."""
BERUEHRUNG = timedelta(seconds=60)
"""Höchstens so oft wird das Wachbleiben aufgeschrieben."""
AUFBEWAHRUNG = timedelta(days=90)
"""So lange bleiben beendete Sitzungen und verbrauchte Links stehen, danach werden sie gelöscht."""
AUFBEWAHRUNG_VERSUCHE = timedelta(hours=24)
"""So lange bleiben Anmeldeversuche stehen; die Bremse braucht eine Viertelstunde."""
ZWEITER_FAKTOR = "zweiter_faktor"
"""Name der Einstellung, wer einen zweiten Faktor braucht: `freiwillig` (Vorgabe), `administration` oder `alle`."""

_AUF_EINMAL = 500
"""So viele alte Zeilen räumt eine Anmeldung nebenbei weg; der Rest folgt bei der nächsten."""


@dataclass(frozen=True)
class Ausweis:
    """Eine gültige Sitzung, wie die Pforte sie kennt; `muss_zweitfaktor`: erst einrichten, dann weiter."""

    anmeldung_id: int
    nutzer_id: int
    kennung: str
    weg: Anmeldeweg
    gegenzeichen: str = field(repr=False)
    zuletzt_am: datetime
    gilt_bis: datetime
    muss_zweitfaktor: bool = False


@dataclass(frozen=True)
class OffeneAnmeldung:
    """Eine offene Sitzung, wie sie ihrer Person und der Administration gezeigt wird."""

    id: int
    weg: Anmeldeweg
    geraet: str
    begonnen_am: datetime
    zuletzt_am: datetime


def open_anmeldung(
    session: Session, nutzer_id: int, weg: Anmeldeweg, jetzt: datetime, geraet: str = ""
) -> tuple[str, Ausweis]:
    """Eröffnet eine Sitzung und gibt ihr Kennzeichen – das einzige Mal im Klartext – mit dem Ausweis.

    Wirft NichtGefundenError, wenn die Person unbekannt oder gesperrt ist oder diesen Weg nicht gehen darf.
    """
    nutzer = session.get(Nutzer, nutzer_id)
    if nutzer is None or not darf_weg(nutzer, weg):
        raise NichtGefundenError(
            "Diese Person gibt es nicht oder sie ist gesperrt. Bitte fragen Sie die Administration."
        )
    token = neues_zeichen()
    anmeldung = Anmeldung(
        nutzer_id=nutzer_id,
        kennzeichen_pruefsumme=pruefsumme(token),
        gegenzeichen=neues_zeichen(),
        weg=weg,
        geraet=geraet[:KURZ],
        begonnen_am=jetzt,
        zuletzt_am=jetzt,
        gilt_bis=jetzt + (KURZE_DAUER if weg is Anmeldeweg.BEFEHL else HOECHSTDAUER),
    )
    session.add(anmeldung)
    require_zugangsdaten(session, nutzer_id).letzte_anmeldung = jetzt
    delete_altes(session, jetzt)
    session.flush()
    ausweis = load_ausweis(session, token, jetzt)
    if ausweis is None:
        raise NichtGefundenError("Die Anmeldung ist schon abgelaufen. Bitte prüfen Sie die Uhr des Servers.")
    return token, ausweis


def darf_weg(nutzer: Nutzer, weg: Anmeldeweg) -> bool:
    """Sagt, ob die Person auf diesem Weg hereindarf: Demo-Personen nur zum Ausprobieren, Systempersonen nie."""
    if not nutzer.aktiv or ist_systemkennung(nutzer.kennung):
        return False
    return weg is Anmeldeweg.BEFEHL or nutzer.demo == (weg is Anmeldeweg.DEMO)


def load_ausweis(session: Session, token: str, jetzt: datetime) -> Ausweis | None:
    """Liest den Ausweis zu einem Kennzeichen; None, wenn es unbekannt, beendet, abgelaufen oder gesperrt ist."""
    return _ausweis(session, _AUSWEIS.where(Anmeldung.kennzeichen_pruefsumme == pruefsumme(token)), jetzt)


def load_ausweis_zu(session: Session, anmeldung_id: int, jetzt: datetime) -> Ausweis | None:
    """Liest den Ausweis zu einer Sitzungsnummer, sonst wie `load_ausweis`."""
    return _ausweis(session, _AUSWEIS.where(Anmeldung.id == anmeldung_id), jetzt)


def gilt_noch(ausweis: Ausweis, jetzt: datetime) -> bool:
    """Sagt, ob ein eben gelesener Ausweis auch jetzt gilt – die Zeit läuft weiter, wenn sonst nichts geschieht."""
    return jetzt < ausweis.gilt_bis and jetzt - ausweis.zuletzt_am < LEERLAUF


_verlangt = select(Einstellung.wert).where(Einstellung.name == ZWEITER_FAKTOR).scalar_subquery()
_ist_administration = exists().where(Rolle.nutzer_id == Nutzer.id, Rolle.art == Rollenart.ADMINISTRATION)
braucht_zweitfaktor = or_(_verlangt == "alle", and_(_verlangt == "administration", _ist_administration))
"""Bedingung über `Nutzer`: die Festlegung verlangt von dieser Person einen zweiten Faktor."""
_fehlt = and_(Anmeldung.weg == Anmeldeweg.KONTO, Zugangsdaten.zweitfaktor_seit.is_(None), braucht_zweitfaktor)

_AUSWEIS: Select[Any] = (
    select(Anmeldung.__table__, Nutzer.kennung, Nutzer.demo, case((_fehlt, 1), else_=0).label("muss_zweitfaktor"))
    .join(Nutzer, Nutzer.id == Anmeldung.nutzer_id)
    .outerjoin(Zugangsdaten, Zugangsdaten.nutzer_id == Nutzer.id)
    .where(Anmeldung.beendet_am.is_(None), Nutzer.aktiv.is_(True))
)


def _ausweis(session: Session, gesucht: Select[Any], jetzt: datetime) -> Ausweis | None:
    zeile = session.execute(gesucht).one_or_none()
    if zeile is None or not _gilt(zeile, jetzt) or (zeile.weg is Anmeldeweg.DEMO and not zeile.demo):
        return None
    return Ausweis(
        zeile.id,
        zeile.nutzer_id,
        zeile.kennung,
        zeile.weg,
        zeile.gegenzeichen,
        zeile.zuletzt_am,
        zeile.gilt_bis,
        bool(zeile.muss_zweitfaktor),
    )


def _gilt(anmeldung: Any, jetzt: datetime) -> bool:
    offen = anmeldung.beendet_am is None
    return offen and jetzt < anmeldung.gilt_bis and jetzt - anmeldung.zuletzt_am < LEERLAUF


def braucht_beruehrung(ausweis: Ausweis, jetzt: datetime) -> bool:
    """Sagt, ob das letzte Aufschreiben lange genug her ist."""
    return jetzt - ausweis.zuletzt_am >= BERUEHRUNG


def touch_anmeldung(session: Session, anmeldung_id: int, jetzt: datetime) -> None:
    """Schreibt auf, dass die Sitzung benutzt wurde; nie zurück, und Abgelaufenes wird nicht wieder wach."""
    anmeldung = session.get(Anmeldung, anmeldung_id)
    if anmeldung is not None and _gilt(anmeldung, jetzt) and jetzt > anmeldung.zuletzt_am:
        anmeldung.zuletzt_am = jetzt


def end_anmeldung(session: Session, anmeldung_id: int, jetzt: datetime) -> None:
    """Beendet eine Sitzung; ist sie schon beendet, bleibt es dabei."""
    anmeldung = session.get(Anmeldung, anmeldung_id)
    if anmeldung is not None and anmeldung.beendet_am is None:
        anmeldung.beendet_am = jetzt


def end_anmeldungen(session: Session, nutzer_id: int, jetzt: datetime, ausser: int | None = None) -> int:
    """Beendet alle Sitzungen einer Person (bis auf `ausser`) und gibt, wie viele noch galten."""
    offene = session.scalars(
        select(Anmeldung).where(Anmeldung.nutzer_id == nutzer_id, Anmeldung.beendet_am.is_(None))
    ).all()
    zu_beenden = [a for a in offene if a.id != ausser]
    noch_gueltig = sum(_gilt(a, jetzt) for a in zu_beenden)
    for anmeldung in zu_beenden:
        anmeldung.beendet_am = jetzt
    return noch_gueltig


def offene_anmeldungen(session: Session, nutzer_id: int, jetzt: datetime) -> list[OffeneAnmeldung]:
    """Gibt die gültigen Sitzungen einer Person, die zuletzt benutzte zuerst."""
    zeilen = session.scalars(
        select(Anmeldung).where(Anmeldung.nutzer_id == nutzer_id, Anmeldung.beendet_am.is_(None))
    ).all()
    gueltige = sorted((a for a in zeilen if _gilt(a, jetzt)), key=lambda a: (a.zuletzt_am, a.id), reverse=True)
    return [OffeneAnmeldung(a.id, a.weg, a.geraet, a.begonnen_am, a.zuletzt_am) for a in gueltige]


def delete_altes(session: Session, jetzt: datetime) -> None:
    """Löscht, was seine Aufbewahrungszeit hinter sich hat: Sitzungen, Links und Anmeldeversuche.

    Jede neue Anmeldung ruft das auf; so gelten die Fristen ohne einen Zeitplan auf dem Server.
    """
    grenze = jetzt - AUFBEWAHRUNG
    for gesucht in (
        select(Anmeldung).where(or_(Anmeldung.beendet_am < grenze, Anmeldung.gilt_bis < grenze)),
        select(Einmallink).where(or_(Einmallink.benutzt_am < grenze, Einmallink.gilt_bis < grenze)),
        select(Anmeldeversuch).where(Anmeldeversuch.am < jetzt - AUFBEWAHRUNG_VERSUCHE),
    ):
        for zeile in session.scalars(gesucht.limit(_AUF_EINMAL)).all():
            session.delete(zeile)


_BROWSER = (("edg", "Edge"), ("opr/", "Opera"), ("firefox", "Firefox"), ("fxios", "Firefox"), ("chrom", "Chrome"),
            ("crios", "Chrome"), ("safari", "Safari"))  # fmt: skip
_SYSTEME = (("windows", "Windows"), ("iphone", "iOS"), ("ipad", "iOS"), ("android", "Android"), ("mac os", "macOS"),
            ("cros", "ChromeOS"), ("linux", "Linux"))  # fmt: skip


def geraet_aus(user_agent: str) -> str:
    """Gibt eine kurze Bezeichnung wie „Firefox unter Windows“; der rohe Text des Browsers wird nie gespeichert."""
    text = user_agent.casefold()
    browser = next((name for zeichen, name in _BROWSER if zeichen in text), "Unbekanntes Programm")
    system = next((name for zeichen, name in _SYSTEME if zeichen in text), None)
    return f"{browser} unter {system}" if system else browser
