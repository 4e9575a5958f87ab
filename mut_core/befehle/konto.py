"""Konten pflegen: anlegen, sperren, Rollen, Kennwortlink – was die Seite „Konten“ kann, auf dem Server selbst.

Jeder Befehl ist eine schreibende Einheit; im Protokoll steht er unter „betrieb“. Was weiterzugeben ist (ein Link, ein
Kennzeichen), ist die letzte Zeile auf stdout; Erläuterungen stehen auf stderr.
"""

import argparse
from datetime import UTC, datetime, timedelta

from sqlalchemy.orm import Session

from mut_core.anmeldung import HOECHSTDAUER, KURZE_DAUER, find_nutzer, open_anmeldung
from mut_core.anmeldung.adressen import build_link, create_anlagenlink, hat_kennwoerter
from mut_core.anmeldung.konten import request_kennwortlink, reset_zweitfaktor
from mut_core.befehle.aufruf import Leser, Unterbefehle, read_zahl
from mut_core.befehle.ausgabe import sage, zeige
from mut_core.befehle.kontenliste import build_kontenliste
from mut_core.befehle.rolle import find_rolle, load_rollen, read_rolle, switch_rolle
from mut_core.befehle.verbindung import datenbank, switch_betrieb
from mut_core.datenbank import leseeinheit, schreibeinheit
from mut_core.erfassung import konten
from mut_core.fehler import EingabeError, NichtGefundenError
from mut_core.modell import Anmeldung, Nutzer
from mut_core.modell.codes import Anmeldeweg, Linkzweck
from mut_core.rechte import demo_personen

_ROLLEN = """Eine Rolle heißt lesen, koordination oder administration (alle Konzepte), lesen:KONZEPT (nur eines) oder
fachkraft:KONZEPT:STELLE, zum Beispiel „fachkraft:musterstadt:Fachdienst Schule und Bildung“."""
_HILFE = f"""Konten pflegen, ohne angemeldet zu sein; im Protokoll steht jede Änderung unter „betrieb“.

{_ROLLEN}"""
_HOECHSTENS = int(HOECHSTDAUER.total_seconds() // 60)


def add_befehl(befehle: Unterbefehle) -> None:
    """Meldet `konto` mit seinen Aktionen an."""
    konto: Leser = befehle.add_parser("konto", help="Personen, Rollen und Links verwalten", description=_HILFE)
    aktionen = konto.add_subparsers(required=True, metavar="AKTION")
    anlegen = _person(aktionen, "anlegen", "Person anlegen; gibt den Link zum Setzen des Kennworts")
    anlegen.add_argument("--name", required=True, metavar="NAME", help="z. B. „Mina Beispiel“")
    anlegen.add_argument("--rolle", action="append", type=read_rolle, default=[], help="mehrfach möglich")
    _mit_adresse(anlegen).set_defaults(tun=create)
    _person(aktionen, "sperren", "Person sperren; ihre Sitzungen enden sofort").set_defaults(tun=deactivate)
    _person(aktionen, "entsperren", "Person entsperren, mit ihren Rollen").set_defaults(tun=activate)
    kennwort = _person(aktionen, "kennwort", "Link zum Setzen eines neuen Kennworts geben")
    _mit_adresse(kennwort).set_defaults(tun=reset_kennwort)
    zweitfaktor = _person(aktionen, "zweitfaktor", "den zweiten Faktor entfernen, etwa wenn das Telefon verloren ist")
    zweitfaktor.set_defaults(tun=remove_zweitfaktor)
    rolle = _person(aktionen, "rolle", "eine Rolle geben oder mit --weg nehmen")
    rolle.add_argument("rolle", metavar="ROLLE", type=read_rolle, help="z. B. koordination:musterstadt")
    rolle.add_argument("--weg", action="store_true", help="die Rolle nehmen")
    rolle.set_defaults(tun=change_rolle)
    aktionen.add_parser("liste", help="alle Personen mit Rollen zeigen").set_defaults(tun=show_liste)
    link = aktionen.add_parser("link", help="Link zum Einrichten des ersten Kontos geben")
    link.add_argument("--start", action="store_true", help="stattdessen der Link in die Demo auf diesem Rechner")
    _mit_adresse(link).set_defaults(tun=show_link)
    sitzung = _person(aktionen, "sitzung", "für Prüfprogramme: eine kurze Sitzung eröffnen, nur auf diesem Rechner")
    vorgabe = int(KURZE_DAUER.total_seconds() // 60)
    sitzung.add_argument("--minuten", type=read_zahl, default=vorgabe, help=f"1 bis {_HOECHSTENS}; sonst {vorgabe}")
    sitzung.set_defaults(tun=open_sitzung)


def _person(aktionen: Unterbefehle, name: str, hilfe: str) -> Leser:
    rollen = _ROLLEN if name in ("anlegen", "rolle") else None
    leser: Leser = aktionen.add_parser(name, help=hilfe, description=f"{hilfe}.", epilog=rollen)
    leser.add_argument("kennung", metavar="KENNUNG", help="womit sich die Person anmeldet")
    return leser


def _mit_adresse(leser: Leser) -> Leser:
    leser.add_argument(
        "--adresse", metavar="URL", help="Anfang des Links; sonst MUT_ADRESSE_AUSSEN oder dieser Rechner"
    )
    return leser


def create(argumente: argparse.Namespace) -> None:
    """Legt eine Person mit ihren Rollen an – alles oder nichts – und gibt den Link zum Setzen des Kennworts."""
    jetzt, link = datetime.now(UTC), ""
    with datenbank() as engine, schreibeinheit(engine, None) as session:
        vorgang = switch_betrieb(session, jetzt, "konto anlegen")
        nutzer_id = konten.create_konto(session, vorgang, argumente.kennung, argumente.name)
        for wunsch in argumente.rolle:
            switch_rolle(session, jetzt, nutzer_id, wunsch, weg=False)
        if hat_kennwoerter():
            code = request_kennwortlink(session, vorgang, nutzer_id)
            link = build_link(Linkzweck.KENNWORT, code, argumente.adresse)
        name = session.get_one(Nutzer, nutzer_id).name
    sage(f"{name} ist angelegt{'' if argumente.rolle else ', noch ohne Rolle (konto rolle …)'}.")
    _zeige_kennwortlink(link)


def reset_kennwort(argumente: argparse.Namespace) -> None:
    """Gibt einen Link zum Setzen eines neuen Kennworts; das bisherige gilt, bis der Link benutzt ist."""
    jetzt = datetime.now(UTC)
    if not hat_kennwoerter():
        raise EingabeError("Hier meldet sich niemand mit Kennwort an (MUT_LOKALE_KONTEN, MUT_PROXY_GEHEIMNIS).")
    with datenbank() as engine, schreibeinheit(engine, None) as session:
        nutzer = _nutzer(session, argumente.kennung)
        code = request_kennwortlink(session, switch_betrieb(session, jetzt, "konto kennwort"), nutzer.id)
        link = build_link(Linkzweck.KENNWORT, code, argumente.adresse)
    _zeige_kennwortlink(link)


def _zeige_kennwortlink(link: str) -> None:
    if not link:
        sage("Hier meldet sich niemand mit Kennwort an; die Person kommt über den Anmeldedienst oder den Proxy herein.")
        return
    sage("Mit diesem Link setzt die Person ihr Kennwort. Er gilt 24 Stunden und nur einmal; bitte vertraulich geben:")
    zeige(link)


def remove_zweitfaktor(argumente: argparse.Namespace) -> None:
    """Entfernt den zweiten Faktor einer Person und beendet ihre Sitzungen; ihr Kennwort bleibt."""
    jetzt = datetime.now(UTC)
    with datenbank() as engine, schreibeinheit(engine, None) as session:
        nutzer = _nutzer(session, argumente.kennung)
        reset_zweitfaktor(session, switch_betrieb(session, jetzt, "konto zweitfaktor"), nutzer.id)
    sage(f"{nutzer.name} meldet sich jetzt ohne zweiten Faktor an; alle Sitzungen sind beendet.")


def deactivate(argumente: argparse.Namespace) -> None:
    """Sperrt eine Person und beendet ihre Sitzungen."""
    jetzt = datetime.now(UTC)
    with datenbank() as engine, schreibeinheit(engine, None) as session:
        nutzer = _nutzer(session, argumente.kennung)
        konten.deactivate_konto(session, switch_betrieb(session, jetzt, "konto sperren"), nutzer.id)
    sage(f"{nutzer.name} ist gesperrt; alle Sitzungen sind beendet.")


def activate(argumente: argparse.Namespace) -> None:
    """Entsperrt eine Person; sie hat wieder die Rollen, die sie hatte."""
    jetzt = datetime.now(UTC)
    with datenbank() as engine, schreibeinheit(engine, None) as session:
        nutzer = _nutzer(session, argumente.kennung)
        konten.activate_konto(session, switch_betrieb(session, jetzt, "konto entsperren"), nutzer.id)
    sage(f"{nutzer.name} ist entsperrt.")


def change_rolle(argumente: argparse.Namespace) -> None:
    """Gibt oder nimmt eine Rolle; sie gilt ab dem nächsten Klick der Person."""
    jetzt = datetime.now(UTC)
    with datenbank() as engine, schreibeinheit(engine, None) as session:
        nutzer = _nutzer(session, argumente.kennung)
        hatte = find_rolle(session, nutzer.id, argumente.rolle) is not None
        switch_rolle(session, jetzt, nutzer.id, argumente.rolle, weg=argumente.weg)
        rollen = load_rollen(session).get(nutzer.id, ())
    geaendert = "Nichts zu ändern. " if hatte is not argumente.weg else ""
    sage(f"{geaendert}{nutzer.name} hat jetzt: {'; '.join(rollen) or 'keine Rolle'}.")


def show_liste(_argumente: argparse.Namespace) -> None:
    """Zeigt alle Personen mit Weg, Rollen, letzter Anmeldung und Sperre."""
    with datenbank() as engine, leseeinheit(engine) as session:
        liste = build_kontenliste(session)
    zeige(liste)


def show_link(argumente: argparse.Namespace) -> None:
    """Gibt einen neuen Link zum Einrichten des ersten Kontos, mit `--start` den in die Demo auf diesem Rechner."""
    zweck = Linkzweck.START if argumente.start else Linkzweck.EINRICHTEN
    with datenbank() as engine, schreibeinheit(engine, None) as session:
        if argumente.start and not demo_personen(session):
            raise EingabeError("Hier gibt es keine Demo-Personen. Bitte „konto link“ ohne --start aufrufen.")
        link = create_anlagenlink(session, zweck, datetime.now(UTC), argumente.adresse)
    wie_lange = "10 Minuten, nur einmal und nur auf diesem Rechner" if argumente.start else "24 Stunden und nur einmal"
    sage(f"Dieser Link gilt {wie_lange}; ein früherer gilt nicht mehr:")
    zeige(link)


def open_sitzung(argumente: argparse.Namespace) -> None:
    """Eröffnet eine kurze Sitzung; die letzte Zeile ist das Cookie. Sie gilt nur auf diesem Rechner."""
    jetzt = datetime.now(UTC)
    if not 1 <= argumente.minuten <= _HOECHSTENS:
        raise EingabeError(f"Möglich sind 1 bis {_HOECHSTENS} Minuten.")
    with datenbank() as engine, schreibeinheit(engine, None) as session:
        nutzer = _nutzer(session, argumente.kennung)
        token, ausweis = open_anmeldung(session, nutzer.id, Anmeldeweg.BEFEHL, jetzt, "Befehl „konto sitzung“")
        session.get_one(Anmeldung, ausweis.anmeldung_id).gilt_bis = jetzt + timedelta(minutes=argumente.minuten)
    sage(f"Sitzung für {nutzer.name}, {argumente.minuten} Minuten, nur auf diesem Rechner:")
    zeige(f"mut_sitzung={token}")


def _nutzer(session: Session, kennung: str) -> Nutzer:
    nutzer = find_nutzer(session, kennung)
    if nutzer is None:
        raise NichtGefundenError(f"Die Person „{kennung}“ gibt es nicht. Alle nennt: python3 -m mut_core konto liste")
    return nutzer
