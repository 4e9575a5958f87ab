"""Konten pflegen: Personen anlegen, sperren und entsperren, Rollen geben und nehmen, Festlegungen treffen.

Alles hier ist der Administration vorbehalten und steht im Protokoll. Wer nichts verwaltet, bekommt auf jede Nummer
dieselbe Antwort; wer nur ein Konzept verwaltet, erfährt von anderen nicht, ob es sie gibt.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import flag_modified

from mut_core import rechte
from mut_core.erfassung.protokoll import GRUND_HOECHSTENS, Vorgang, erledigt, switch_vorgang
from mut_core.erfassung.sachstand import load_wenn_moeglich
from mut_core.erfassung.systemperson import ist_systemkennung
from mut_core.fehler import EingabeError, KonfliktError, NichtGefundenError
from mut_core.modell import (
    Anmeldung,
    Einmallink,
    Einstellung,
    Konzept,
    Nutzer,
    Organisationseinheit,
    Protokoll,
    Rolle,
    Zugangsdaten,
)
from mut_core.modell.codes import Rollenart
from mut_core.modell.grundlage import KURZ
from mut_core.texte import clean_text

GELOESCHT = "geloescht-"
"""So beginnt die Kennung einer gelöschten Person; dahinter steht ihr Schlüssel."""

EINSTELLUNGEN: Mapping[str, tuple[str, ...]] = {"zweiter_faktor": ("freiwillig", "administration", "alle")}
"""Was sich für die ganze Installation festlegen lässt, mit den möglichen Werten; der erste ist die Vorgabe."""

_KENNUNG = re.compile(r"[^\W_][\w.@+-]{1,99}")
_UNBEKANNT = "Diese Person gibt es nicht oder nicht für Sie."
_ROLLE_UNBEKANNT = "Diese Rolle oder dieses Konzept gibt es nicht oder nicht für Sie."


def create_konto(session: Session, vorgang: Vorgang, kennung: str, name: str) -> int:
    """Legt eine Person ohne Rolle und ohne Kennwort an und gibt ihren Schlüssel.

    Die Kennung ist ohne Rücksicht auf Groß- und Kleinschreibung einmalig. Wirft RechteError und EingabeError.
    """
    rechte.require_verwalten(vorgang.person)
    if (frueher := erledigt(session, vorgang, "nutzer")) is not None:
        return frueher
    nutzer = Nutzer(kennung=_freie_kennung(session, kennung), name=_name(name))
    session.add(nutzer)
    session.flush()
    return nutzer.id


def save_konto(session: Session, vorgang: Vorgang, nutzer_id: int, name: str, basis_version: int) -> int:
    """Ändert den Namen einer Person und gibt ihren Schlüssel; die Kennung bleibt.

    Wirft RechteError, NichtGefundenError, EingabeError oder KonfliktError, wenn `basis_version` nicht mehr stimmt.
    """
    nutzer = require_konto(session, vorgang.person, nutzer_id)
    if erledigt(session, vorgang, "nutzer", nutzer.id) is not None:
        return nutzer.id
    neu = _name(name)
    if basis_version != nutzer.version:
        raise KonfliktError(
            "Diese Person wurde inzwischen geändert. Ihre Eingabe ist noch da; bitte vergleichen Sie beide Stände.",
            gespeichert={"name": nutzer.name},
            eigene={"name": neu},
        )
    nutzer.name = neu
    session.flush()
    return nutzer.id


def deactivate_konto(session: Session, vorgang: Vorgang, nutzer_id: int) -> int:
    """Sperrt eine Person: Anmeldungen enden, offene Einmallinks verfallen, die Rollen bleiben für später stehen.

    Wirft RechteError, NichtGefundenError und EingabeError – sich selbst und die letzte Administration sperrt niemand.
    """
    nutzer = require_konto(session, vorgang.person, nutzer_id)
    if erledigt(session, vorgang, "nutzer", nutzer.id) is not None:
        return nutzer.id
    if vorgang.person.ist(nutzer.id):
        raise EingabeError("Sich selbst können Sie nicht sperren. Bitte lassen Sie das jemand anderes tun.")
    require_andere_administration(session, nutzer)
    nutzer.aktiv = False
    finish_zugang(session, vorgang, nutzer.id)
    session.flush()
    return nutzer.id


def activate_konto(session: Session, vorgang: Vorgang, nutzer_id: int) -> int:
    """Entsperrt eine Person mit den Rollen, die sie hatte; wirft RechteError und NichtGefundenError."""
    nutzer = require_konto(session, vorgang.person, nutzer_id)
    if erledigt(session, vorgang, "nutzer", nutzer.id) is not None:
        return nutzer.id
    nutzer.aktiv = True
    session.flush()
    return nutzer.id


def add_rolle(
    session: Session,
    vorgang: Vorgang,
    nutzer_id: int,
    art: Rollenart,
    konzept_id: int | None = None,
    *,
    stelle_id: int | None = None,
) -> int:
    """Gibt einer Person eine Rolle und gibt deren Schlüssel; hat sie die Rolle schon, bleibt es dabei.

    Ohne Konzept gilt die Rolle in allen. Eine Fachkraft braucht Konzept und Stelle, andere Rollen haben keine Stelle.
    Wirft RechteError, NichtGefundenError und EingabeError.
    """
    if konzept_id is not None and load_wenn_moeglich(session, Konzept, konzept_id) is None:
        rechte.require_personen_sehen(vorgang.person)
        raise NichtGefundenError(_ROLLE_UNBEKANNT)
    rechte.require_rollen_vergeben(vorgang.person, konzept_id)
    nutzer = _nutzer(session, nutzer_id)
    if not nutzer.aktiv:
        raise EingabeError("Diese Person ist gesperrt. Bitte entsperren Sie sie zuerst.", feld="nutzer_id")
    _pruefe_stelle(session, art, konzept_id, stelle_id)
    werte = {"nutzer_id": nutzer.id, "art": art, "konzept_id": konzept_id, "organisationseinheit_id": stelle_id}
    rolle = session.scalar(select(Rolle).filter_by(**werte).order_by(Rolle.id).limit(1))
    if rolle is None:
        rolle = Rolle(**werte)
        session.add(rolle)
        session.flush()
    return rolle.id


def remove_rolle(session: Session, vorgang: Vorgang, rolle_id: int) -> int:
    """Nimmt eine Rolle weg und gibt ihren Schlüssel; wirft RechteError, NichtGefundenError und EingabeError.

    Die letzte Administration der ganzen Installation bleibt, auch wenn sie selbst es anders will.
    """
    rechte.require_personen_sehen(vorgang.person)
    rolle = load_wenn_moeglich(session, Rolle, rolle_id)
    if rolle is None and rechte.ist_schluessel(rolle_id) and erledigt(session, vorgang, "rolle", rolle_id) is not None:
        return rolle_id
    if rolle is None or not rechte.darf_rollen_vergeben(vorgang.person, rolle.konzept_id):
        raise NichtGefundenError(_ROLLE_UNBEKANNT)
    if rolle.art == Rollenart.ADMINISTRATION and rolle.konzept_id is None:
        require_andere_administration(session, session.get_one(Nutzer, rolle.nutzer_id))
    session.delete(rolle)
    session.flush()
    return rolle.id


def set_einstellung(session: Session, vorgang: Vorgang, name: str, wert: str) -> int:
    """Legt etwas für die ganze Installation fest (siehe `EINSTELLUNGEN`); wirft RechteError und EingabeError."""
    rechte.require_verwalten(vorgang.person)
    if wert not in EINSTELLUNGEN.get(name, ()):
        moeglich = "; ".join(f"{n}: {', '.join(w)}" for n, w in EINSTELLUNGEN.items())
        raise EingabeError(f"Das lässt sich so nicht festlegen. Möglich ist – {moeglich}.", feld="wert")
    einstellung = session.scalar(select(Einstellung).where(Einstellung.name == name))
    if einstellung is None:
        einstellung = Einstellung(name=name, wert=wert)
        session.add(einstellung)
    elif erledigt(session, vorgang, "einstellung", einstellung.id) is None:
        einstellung.wert = wert
    session.flush()
    return einstellung.id


def load_einstellung(session: Session, name: str) -> str:
    """Gibt eine Festlegung oder ihre Vorgabe; wirft KeyError bei einem Namen, den es nicht gibt."""
    gespeichert = session.scalar(select(Einstellung.wert).where(Einstellung.name == name))
    return gespeichert if gespeichert in EINSTELLUNGEN[name] else EINSTELLUNGEN[name][0]


# --- lesen -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Rollenangabe:
    """Eine Rolle, wie die Kontenverwaltung sie zeigt; ohne Konzept gilt sie in allen."""

    id: int
    art: Rollenart
    konzept_id: int | None
    konzept: str | None
    stelle_id: int | None
    stelle: str | None


@dataclass(frozen=True)
class Konto:
    """Eine Person, wie die Kontenverwaltung sie zeigt.

    Die Felder nach `rollen` sieht nur die Administration der Installation; sonst sind sie leer.
    """

    id: int
    kennung: str
    name: str
    aktiv: bool
    demo: bool
    version: int
    rollen: tuple[Rollenangabe, ...]
    dienst: bool = False
    kennwort: bool = False
    zweitfaktor: bool = False
    letzte_anmeldung: datetime | None = None


def load_konten(session: Session, person: rechte.Person) -> list[Konto]:
    """Gibt die Personen nach Namen: der Installation alle, der Administration eines Konzepts die mit Rollen darin.

    Rollen in anderen Konzepten stehen nur in der Liste der Installation. Wirft RechteError.
    """
    rechte.require_personen_sehen(person)
    rollen = _rollen(session)
    konten = [_konto(person, *zeile, rollen.get(zeile.Nutzer.id, [])) for zeile in session.execute(_KONTEN)]
    return [k for k in konten if ist_mensch(k.kennung) and (rechte.darf_verwalten(person) or k.rollen)]


def load_konto(session: Session, person: rechte.Person, nutzer_id: int) -> Konto:
    """Gibt eine Person, die in `load_konten` stünde; wirft RechteError oder NichtGefundenError."""
    for konto in load_konten(session, person):
        if konto.id == nutzer_id:
            return konto
    raise NichtGefundenError(_UNBEKANNT)


def find_konto(session: Session, person: rechte.Person, kennung: str) -> Konto:
    """Gibt die Person mit genau dieser Kennung, damit auch die Administration eines Konzepts jemanden dazuholen kann.

    Wirft RechteError oder NichtGefundenError; eine Liste aller Kennungen bekommt sie nicht.
    """
    rechte.require_personen_sehen(person)
    gesucht = clean_text(kennung)
    for zeile in session.execute(_KONTEN.where(Nutzer.kennung == gesucht)):
        if ist_mensch(zeile.Nutzer.kennung):
            return _konto(person, *zeile, _rollen(session).get(zeile.Nutzer.id, []))
    raise NichtGefundenError(_UNBEKANNT)


_KONTEN = (
    select(Nutzer, Zugangsdaten)
    .outerjoin(Zugangsdaten, Zugangsdaten.nutzer_id == Nutzer.id)
    .order_by(Nutzer.name, Nutzer.id)
)


def _konto(person: rechte.Person, nutzer: Nutzer, zugang: Zugangsdaten | None, rollen: list[Rollenangabe]) -> Konto:
    sichtbar = tuple(r for r in rollen if rechte.darf_rollen_vergeben(person, r.konzept_id))
    konto = Konto(nutzer.id, nutzer.kennung, nutzer.name, nutzer.aktiv, nutzer.demo, nutzer.version, sichtbar)
    if not rechte.darf_verwalten(person):
        return konto
    return replace(
        konto,
        dienst=nutzer.dienstkennung is not None,
        kennwort=bool(zugang and zugang.kennwort_pruefsumme),
        zweitfaktor=bool(zugang and zugang.zweitfaktor_seit),
        letzte_anmeldung=zugang.letzte_anmeldung if zugang else None,
    )


def _rollen(session: Session) -> dict[int, list[Rollenangabe]]:
    """Gibt alle Rollen je Person, in einer Abfrage."""
    zeilen = session.execute(
        select(Rolle, Konzept.bezeichnung, Organisationseinheit.name)
        .outerjoin(Konzept, Konzept.id == Rolle.konzept_id)
        .outerjoin(Organisationseinheit, Organisationseinheit.id == Rolle.organisationseinheit_id)
        .order_by(Rolle.id)
    )
    je_person: dict[int, list[Rollenangabe]] = {}
    for r, konzept, stelle in zeilen:
        angabe = Rollenangabe(r.id, r.art, r.konzept_id, konzept, r.organisationseinheit_id, stelle)
        je_person.setdefault(r.nutzer_id, []).append(angabe)
    return je_person


# --- Bausteine der Kontenverwaltung ----------------------------------------------------------------------------------


def require_konto(session: Session, person: rechte.Person, nutzer_id: int) -> Nutzer:
    """Gibt die Zeile einer Person, wenn `person` die Installation verwaltet.

    Wirft RechteError oder NichtGefundenError; Systempersonen und Gelöschte antworten wie Unbekannte.
    """
    rechte.require_verwalten(person)
    return _nutzer(session, nutzer_id)


def _nutzer(session: Session, nutzer_id: int) -> Nutzer:
    nutzer = load_wenn_moeglich(session, Nutzer, nutzer_id)
    if nutzer is None or not ist_mensch(nutzer.kennung):
        raise NichtGefundenError(_UNBEKANNT)
    return nutzer


def ist_mensch(kennung: str) -> bool:
    """Sagt, ob unter der Kennung ein Mensch arbeitet: keine Systemperson und niemand, dessen Daten gelöscht sind."""
    return not ist_systemkennung(kennung) and not kennung.startswith(GELOESCHT)


def require_andere_administration(session: Session, nutzer: Nutzer) -> None:
    """Wirft EingabeError, wenn ohne diese Person niemand mehr die ganze Installation verwalten könnte.

    Für einen Menschen zählen Demo-Personen nicht als Ersatz: Sie kommen nur auf dem eigenen Rechner herein.
    """
    verwaltend = select(Rolle.nutzer_id).where(Rolle.art == Rollenart.ADMINISTRATION, Rolle.konzept_id.is_(None))
    aktive = session.scalars(select(Nutzer).where(Nutzer.id.in_(verwaltend), Nutzer.aktiv.is_(True))).all()
    uebrige = [n for n in aktive if n.id != nutzer.id and (nutzer.demo or not n.demo)]
    if nutzer in aktive and not uebrige:
        raise EingabeError(
            "Das ist die letzte Administration der ganzen Installation. Bitte geben Sie zuerst einer anderen Person "
            "diese Rolle; es wurde nichts geändert."
        )


def finish_zugang(session: Session, vorgang: Vorgang, nutzer_id: int) -> None:
    """Beendet alle Anmeldungen einer Person und lässt ihre offenen Einmallinks verfallen."""
    offen = select(Anmeldung).where(Anmeldung.nutzer_id == nutzer_id, Anmeldung.beendet_am.is_(None))
    for anmeldung in session.scalars(offen):
        anmeldung.beendet_am = vorgang.zeitpunkt
    links = select(Einmallink).where(Einmallink.nutzer_id == nutzer_id, Einmallink.benutzt_am.is_(None))
    for link in session.scalars(links):
        link.gilt_bis = min(link.gilt_bis, vorgang.zeitpunkt)


def note_konto(session: Session, vorgang: Vorgang, nutzer: Nutzer, was: str) -> None:
    """Schreibt eine Protokollzeile zu einer Person, an deren Zeile sich nichts ändert – etwa für einen Kennwortlink.

    `was` steht dort als Grund, je Vorgang einmal; die Version der Zeile zählt dabei hoch.
    """
    grund = f"{was} – {vorgang.grund}"[:GRUND_HOECHSTENS] if vorgang.grund else was
    schon = select(Protokoll.seq).where(
        Protokoll.vorgang == vorgang.schluessel, Protokoll.datensatz_id == nutzer.id, Protokoll.grund == grund
    )
    if session.scalar(schon) is not None:
        return
    switch_vorgang(session, replace(vorgang, grund=grund))
    flag_modified(nutzer, "aktiv")
    switch_vorgang(session, vorgang)


def pruefe_kennung(kennung: str) -> str:
    """Gibt die Kennung gesäubert zurück; wirft EingabeError, wenn sie unbrauchbar oder vorbehalten ist."""
    sauber = clean_text(kennung)
    if not _KENNUNG.fullmatch(sauber):
        raise EingabeError(
            "Eine Kennung hat 2 bis 100 Zeichen, beginnt mit einem Buchstaben oder einer Ziffer und enthält nur "
            "Buchstaben, Ziffern und . _ - @ + (keine Leerzeichen). Bitte ändern Sie sie.",
            feld="kennung",
        )
    if ist_systemkennung(sauber) or sauber.casefold().startswith(GELOESCHT):
        raise EingabeError("Diese Kennung ist der Anwendung vorbehalten. Bitte wählen Sie eine andere.", feld="kennung")
    return sauber


def _freie_kennung(session: Session, kennung: str) -> str:
    sauber = pruefe_kennung(kennung)
    if sauber.casefold() in {k.casefold() for k in session.scalars(select(Nutzer.kennung))}:
        raise EingabeError(f"Die Kennung „{sauber}“ gibt es schon. Bitte wählen Sie eine andere.", feld="kennung")
    return sauber


def _name(name: str) -> str:
    sauber = clean_text(name)
    if not sauber or len(sauber) > KURZ or "\n" in sauber:
        raise EingabeError(f"Bitte geben Sie einen Namen mit höchstens {KURZ} Zeichen in einer Zeile an.", feld="name")
    return sauber


def _pruefe_stelle(session: Session, art: Rollenart, konzept_id: int | None, stelle_id: int | None) -> None:
    if art != Rollenart.FACHKRAFT:
        if stelle_id is not None:
            raise EingabeError("Nur eine Fachkraft gehört zu einer Stelle.", feld="stelle_id")
        return
    stelle: Any = load_wenn_moeglich(session, Organisationseinheit, stelle_id) if stelle_id is not None else None
    konzept = load_wenn_moeglich(session, Konzept, konzept_id) if konzept_id is not None else None
    if stelle is None or konzept is None or stelle.kommune_id != konzept.kommune_id:
        raise EingabeError(
            "Eine Fachkraft braucht ein Konzept und eine Stelle aus dessen Kommune. Bitte wählen Sie beides.",
            feld="stelle_id",
        )
