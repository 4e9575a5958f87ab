"""Bereitstellen: die Datenbank auf den neuesten Stand bringen, eine leere füllen, den Link zum Hereinkommen geben."""

import argparse
import json
from datetime import UTC, datetime

import sqlalchemy as sa
from sqlalchemy import select
from sqlalchemy.orm import Session

from mut_core import demo, lagebild, rechte
from mut_core.anmeldung.adressen import Startlink, build_startlink
from mut_core.befehle.aufruf import Unterbefehle
from mut_core.befehle.ausgabe import sage, zeige
from mut_core.befehle.verbindung import datenbank, switch_betrieb
from mut_core.bericht import Wahl
from mut_core.bericht.wiederdruck import build_druckstand
from mut_core.datenbank import leseeinheit, schreibeinheit
from mut_core.erfassung.bericht import freeze_bericht
from mut_core.erfassung.protokoll import tag_in_berlin, vorgang_von
from mut_core.migration import upgrade_datenbank
from mut_core.modell import Bericht, Nutzer

_HILFE = """Bringt die Datenbank von MUT_DATENBANK auf den neuesten Stand. Eine ganz leere bekommt die Demo-Daten.
Die letzte Zeile ist JSON; darin steht der Link, mit dem man hereinkommt, solange es keine Konten gibt."""


def add_befehl(befehle: Unterbefehle) -> None:
    """Meldet `bereitstellen` an."""
    bereit = befehle.add_parser("bereitstellen", help="Datenbank einrichten und Demo laden", description=_HILFE)
    bereit.add_argument("--ohne-demo", action="store_true", help="leer beginnen")
    bereit.add_argument("--im-netz", action="store_true", help="die App ist nicht nur auf diesem Rechner erreichbar")
    bereit.add_argument("--adresse", metavar="URL", help="unter der die App antwortet, z. B. http://127.0.0.1:8502")
    bereit.set_defaults(tun=bereitstellen)


def bereitstellen(argumente: argparse.Namespace) -> None:
    """Bringt die Datenbank auf den neuesten Stand und füllt eine leere; die letzte Zeile ist JSON für den Start."""
    with datenbank() as engine:
        sage("Datenbank wird vorbereitet …")
        upgrade_datenbank(engine)
        jetzt = datetime.now(UTC)
        _fuelle(engine, jetzt, ohne_demo=argumente.ohne_demo)
        with schreibeinheit(engine, None) as session:
            link = build_startlink(session, datetime.now(UTC), argumente.adresse, im_netz=argumente.im_netz)
        stand = _stand(engine, link)
    zeige(json.dumps(stand, ensure_ascii=False))


def _fuelle(engine: sa.Engine, jetzt: datetime, *, ohne_demo: bool) -> None:
    """Füllt eine Datenbank ohne eine einzige Person; wer leer begonnen hat, bekommt die Demo auch später nicht."""
    with leseeinheit(engine) as session:
        if session.scalar(select(Nutzer.id).limit(1)) is not None:
            return
    if ohne_demo:
        with schreibeinheit(engine, None) as session:
            switch_betrieb(session, jetzt, "leer begonnen")
        return
    sage("Demo-Daten werden geladen …")
    demo.load_demo(engine, tag_in_berlin(jetzt), jetzt, _friere_ein)


def _stand(engine: sa.Engine, link: Startlink) -> dict[str, object]:
    """Gibt, was der Start einem Menschen zeigt."""
    with leseeinheit(engine) as session:
        konzepte = lagebild.konzepte(session)
        person = rechte.standardperson(rechte.demo_personen(session)) if link.art == "start" else None
    return {
        "nutzer": person.name if person else "",
        "konzept": f"{konzepte[0].kommune}: {konzepte[0].bezeichnung}" if konzepte else "noch keines",
        "konzepte": len(konzepte),
        "datenbank": engine.url.render_as_string(hide_password=True),
        "linkart": link.art,
        "link": link.adresse,
    }


def _friere_ein(session: Session, vorhanden: Bericht) -> None:
    """Friert einen früheren Bericht des Beispiels so ein, wie er an seinem Tag aussah."""
    bild = lagebild.load_lagebild(session, vorhanden.konzept_id, vorhanden.stichtag)
    stand = build_druckstand(bild, vorhanden.form.value, Wahl(nummer=vorhanden.nummer))
    freeze_bericht(session, vorgang_von(session), vorhanden.id, **stand.teile())
