"""Einmallink: eine Adresse, die genau einmal etwas erlaubt – einrichten, ein Kennwort setzen, die Demo öffnen."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from mut_core.anmeldung.geheimnis import neues_zeichen, pruefsumme
from mut_core.anmeldung.zugang import darf_kennwort, hat_konten, require_kontoperson
from mut_core.fehler import EingabeError, NichtGefundenError
from mut_core.modell import Einmallink, Nutzer
from mut_core.modell.codes import Linkzweck

GILT = {
    Linkzweck.START: timedelta(minutes=10),
    Linkzweck.EINRICHTEN: timedelta(hours=24),
    Linkzweck.KENNWORT: timedelta(hours=24),
}
"""So lange gilt ein Link je Zweck."""


@dataclass(frozen=True)
class Link:
    """Was ein gültiger Link erlaubt, und wem; ohne Person gilt er für diese Installation."""

    id: int
    zweck: Linkzweck
    gilt_bis: datetime
    nutzer_id: int | None = None
    kennung: str = ""
    name: str = ""


def create_link(
    session: Session, zweck: Linkzweck, jetzt: datetime, nutzer_id: int | None = None, gilt: timedelta | None = None
) -> str:
    """Legt einen Link an und gibt seinen Code – das einzige Mal im Klartext; frühere gleiche Links enden damit.

    Wirft NichtGefundenError bei unbekannter, gesperrter oder Demo-Person und EingabeError, wenn es zum Einrichten
    schon ein Konto gibt.
    """
    if zweck is Linkzweck.KENNWORT:
        require_kontoperson(session, nutzer_id or 0)
    elif nutzer_id is not None:
        raise ValueError("Nur ein Link zum Setzen des Kennworts gehört einer Person.")
    if zweck is Linkzweck.EINRICHTEN and hat_konten(session):
        raise EingabeError(
            "Es gibt schon ein Konto. Weitere legt die Administration unter „Konten“ an; ein vergessenes Kennwort "
            "ersetzt auf dem Server „python3 -m mut_core konto kennwort KENNUNG“."
        )
    end_links(session, zweck, jetzt, nutzer_id)
    code = neues_zeichen()
    session.add(
        Einmallink(
            code_pruefsumme=pruefsumme(code),
            zweck=zweck,
            nutzer_id=nutzer_id,
            angelegt_am=jetzt,
            gilt_bis=jetzt + (gilt or GILT[zweck]),
        )
    )
    session.flush()
    return code


def end_links(session: Session, zweck: Linkzweck, jetzt: datetime, nutzer_id: int | None = None) -> None:
    """Beendet die offenen Links dieses Zwecks und dieser Person."""
    offen = select(Einmallink).where(
        Einmallink.zweck == zweck,
        Einmallink.nutzer_id.is_(None) if nutzer_id is None else Einmallink.nutzer_id == nutzer_id,
        Einmallink.benutzt_am.is_(None),
        Einmallink.gilt_bis > jetzt,
    )
    for link in session.scalars(offen).all():
        link.gilt_bis = jetzt


def pruefe_link(session: Session, code: str, zweck: Linkzweck, jetzt: datetime) -> Link | None:
    """Gibt, was der Link erlaubt – oder None, wenn er unbekannt, benutzt, abgelaufen oder hinfällig ist."""
    zeile = _offener(session, code, zweck, jetzt)
    nutzer = session.get(Nutzer, zeile.nutzer_id) if zeile and zeile.nutzer_id else None
    if zeile is None or (zweck is Linkzweck.EINRICHTEN and hat_konten(session)):
        return None
    if zweck is Linkzweck.KENNWORT and not (nutzer and darf_kennwort(nutzer)):
        return None
    if nutzer is None:
        return Link(zeile.id, zeile.zweck, zeile.gilt_bis)
    return Link(zeile.id, zeile.zweck, zeile.gilt_bis, nutzer.id, nutzer.kennung, nutzer.name)


def require_link(session: Session, code: str, zweck: Linkzweck, jetzt: datetime) -> Link:
    """Gibt, was der Link erlaubt; gilt er nicht (mehr), wirft es NichtGefundenError."""
    link = pruefe_link(session, code, zweck, jetzt)
    if link is None:
        raise NichtGefundenError(
            "Dieser Link gilt nicht mehr: Er wurde schon benutzt, ist abgelaufen oder durch einen neuen ersetzt. "
            "Bitte lassen Sie sich einen neuen geben."
        )
    return link


def use_link(session: Session, code: str, zweck: Linkzweck, jetzt: datetime) -> Link:
    """Löst den Link in einer schreibenden Einheit ein; ein zweites Mal und alles Ungültige wirft NichtGefundenError."""
    link = require_link(session, code, zweck, jetzt)
    session.get_one(Einmallink, link.id).benutzt_am = jetzt
    session.flush()
    return link


def _offener(session: Session, code: str, zweck: Linkzweck, jetzt: datetime) -> Einmallink | None:
    return session.scalar(
        select(Einmallink).where(
            Einmallink.code_pruefsumme == pruefsumme(code),
            Einmallink.zweck == zweck,
            Einmallink.benutzt_am.is_(None),
            Einmallink.gilt_bis > jetzt,
        )
    )
