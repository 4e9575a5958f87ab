"""Erinnern: Stellen, die zur offenen Abfrage noch nicht gemeldet haben, eine E-Mail senden – auch im Zeitplan."""

import argparse
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import TypeVar
from uuid import uuid4

import sqlalchemy as sa
from sqlalchemy.orm import Session

from mut_core import lagebild
from mut_core.anmeldung.adressen import adresse_aussen
from mut_core.auswertung.meldestand import abfragen
from mut_core.befehle.aufruf import Unterbefehle, read_zahl
from mut_core.befehle.ausgabe import sage, zeige
from mut_core.befehle.verbindung import datenbank, switch_betrieb
from mut_core.datenbank import leseeinheit, schreibeinheit
from mut_core.erfassung.protokoll import Vorgang, switch_vorgang, tag_in_berlin
from mut_core.fehler import EingabeError, MutError
from mut_core.lagebild import Lagebild
from mut_core.modell.codes import Versandstand
from mut_core.post import Post, Postweg, load_postweg, postausgang, send_erinnerung
from mut_core.sprache import anzahl

T = TypeVar("T")
ABSTAND_TAGE = 7


def add_befehl(befehle: Unterbefehle) -> None:
    """Meldet `erinnern` an."""
    form = befehle.add_parser("erinnern", help="Stellen an die offene Abfrage erinnern")
    form.add_argument("--konzept", required=True, help="Kürzel, z. B. lehrte")
    form.add_argument("--probe", action="store_true", help="nur zeigen, an wen; nichts senden")
    form.add_argument(
        "--abstand", type=read_zahl, default=ABSTAND_TAGE, help=f"Tage seit der letzten Erinnerung ({ABSTAND_TAGE})"
    )
    form.set_defaults(tun=erinnern)


def erinnern(argumente: argparse.Namespace) -> int:
    """Erinnert jede Stelle mit Offenem, die eine Adresse hat und im Abstand keine Erinnerung bekam.

    Gibt 1, wenn etwas nicht hinausging oder unklar ist. Wirft EingabeError, wenn keine Abfrage offen ist oder zum
    Senden Mailserver oder Adresse der App fehlen.
    """
    jetzt = datetime.now(UTC)
    with datenbank() as engine:
        with leseeinheit(engine) as session:
            konzept_id = lagebild.require_konzept(session, argumente.konzept)
            bild = lagebild.load_lagebild(session, konzept_id, tag_in_berlin(jetzt), intern=True)
        offene = [a for a in abfragen(bild) if a.geschlossen_am is None]
        if not offene:
            raise EingabeError("In diesem Konzept ist keine Abfrage offen; es gibt nichts zu erinnern.")
        weg, adresse = (None, adresse_aussen() or "") if argumente.probe else _require_versand()
        staende = [
            _erinnere(engine, p, weg, jetzt, argumente.abstand) for p in _post(bild, offene, adresse, argumente.konzept)
        ]
    zeige(f"{anzahl(staende.count(True), 'Erinnerung', 'Erinnerungen')} {'möglich' if weg is None else 'gesendet'}")
    return 1 if False in staende else 0


def _post(bild: Lagebild, offene: list[object], adresse: str, schluessel: str) -> list[Post]:
    return [p for a in offene for p in postausgang(bild, a.id, adresse, schluessel)]  # type: ignore[attr-defined]


def _require_versand() -> tuple[Postweg, str]:
    weg, adresse = load_postweg(), adresse_aussen()
    if weg is None:
        raise EingabeError("Es ist kein Mailserver eingerichtet (MUT_SMTP_ADRESSE); docs/betrieb/e-mail.md sagt, wie.")
    if adresse is None:
        raise EingabeError("MUT_ADRESSE_AUSSEN fehlt: die Adresse der App, die in der E-Mail stehen soll.")
    return weg, adresse


def _erinnere(engine: sa.Engine, p: Post, weg: Postweg | None, jetzt: datetime, abstand: int) -> bool | None:
    """Gibt True, wenn die Erinnerung hinausging (oder es würde), False, wenn nicht, None, wenn keine fällig ist."""
    name = p.anlass.stelle
    if p.unklar(jetzt):
        sage(f"Übergangen: {name} – von der letzten Erinnerung ist nicht bekannt, ob sie ankam.")
        return False
    if not p.an:
        sage(f"Übergangen: {name} – keine E-Mail-Adresse in den Stammdaten.")
        return False
    if p.unterwegs(jetzt) or (p.letzte and p.letzte.stand == Versandstand.GESENDET and _frisch(p, jetzt, abstand)):
        sage(f"Nicht fällig: {name} – zuletzt erinnert am {p.letzte.am:%d.%m.%Y}." if p.letzte else name)
        return None
    sage(f"{name}: {anzahl(len(p.anlass.massnahmen), 'Maßnahme', 'Maßnahmen')} offen")
    return True if weg is None else _sende(engine, p, weg, jetzt)


def _frisch(p: Post, jetzt: datetime, abstand: int) -> bool:
    return p.letzte is not None and jetzt - p.letzte.am < timedelta(days=abstand)


def _sende(engine: sa.Engine, p: Post, weg: Postweg, jetzt: datetime) -> bool:
    def schreiben(schluessel: str, tun: Callable[[Session, Vorgang], T], /) -> T:
        with schreibeinheit(engine, None) as session:
            betrieb = switch_betrieb(session, jetzt, "erinnern").person
            vorgang = Vorgang(betrieb, jetzt, schluessel, "Befehl auf dem Server: erinnern")
            switch_vorgang(session, vorgang)
            return tun(session, vorgang)

    try:
        ausgang = send_erinnerung(schreiben, str(uuid4()), weg, p.sendung(), jetzt)
    except MutError as fehler:
        sage(f"  {fehler}")
        return False
    if ausgang.grund:
        sage(f"  {ausgang.grund}")
    return ausgang.stand == Versandstand.GESENDET
