"""Anmeldung: wer gerade hereindarf, womit sich jemand ausweist, und was die Pforte dazu merkt.

Nur `Einstellung` steht im Protokoll. Die übrigen Tabellen enthalten Prüfsummen von Kennwörtern und Kennzeichen und
ändern sich mit jedem Klick; was die Administration an Personen und Rollen ändert, hält das Protokoll dagegen fest.
"""

from datetime import datetime

from sqlalchemy import Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from mut_core.modell.codes import Anmeldeweg, Linkzweck
from mut_core.modell.grundlage import Base, Datensatz, feld, kurz, verweis

_PRUEFSUMME = String(64)


def _schluessel() -> Mapped[int]:
    return mapped_column(primary_key=True, info={"bezeichnung": "Schlüssel", "hilfe": "", "intern": False, "laenge": 0})


class Zugangsdaten(Base):
    """Womit sich eine Person ausweist; das Kennwort steht nur als argon2id-Prüfsumme da."""

    __table_args__ = (UniqueConstraint("nutzer_id"),)

    id: Mapped[int] = _schluessel()
    nutzer_id: Mapped[int] = verweis("nutzer", "Person")
    kennwort_pruefsumme: Mapped[str | None] = kurz("Prüfsumme des Kennworts", "Leer: kein Kennwort vergeben.")
    kennwort_seit: Mapped[datetime | None] = feld("Kennwort gesetzt am")
    zweitfaktor_geheimnis: Mapped[str | None] = kurz("Geheimnis des zweiten Faktors", "Leer: nicht eingerichtet.")
    zweitfaktor_seit: Mapped[datetime | None] = feld("Zweiter Faktor bestätigt am")
    zweitfaktor_schritt: Mapped[int | None] = feld(
        "Zuletzt benutzter Zeitschritt", "Ein Code gilt nur einmal; ältere Schritte werden abgewiesen."
    )
    letzte_anmeldung: Mapped[datetime | None] = feld("Letzte Anmeldung")


class Anmeldung(Base):
    """Eine Anmeldung an einem Gerät, vom Hereinkommen bis zum Abmelden oder Ablaufen."""

    __table_args__ = (UniqueConstraint("kennzeichen_pruefsumme"),)

    id: Mapped[int] = _schluessel()
    nutzer_id: Mapped[int] = verweis("nutzer", "Person")
    kennzeichen_pruefsumme: Mapped[str] = feld(
        "Prüfsumme des Kennzeichens", "Das Kennzeichen selbst steht nur im Cookie.", typ=_PRUEFSUMME, laenge=64
    )
    gegenzeichen: Mapped[str] = feld("Gegenzeichen", "Steht in jedem Formular (CSRF).", typ=_PRUEFSUMME, laenge=64)
    weg: Mapped[Anmeldeweg] = feld("Weg", codes=Anmeldeweg)
    geraet: Mapped[str] = kurz("Gerät", "Browser und Betriebssystem, wie der Browser sie nennt.")
    begonnen_am: Mapped[datetime] = feld("Begonnen am")
    zuletzt_am: Mapped[datetime] = feld("Zuletzt benutzt am")
    gilt_bis: Mapped[datetime] = feld("Gilt längstens bis")
    beendet_am: Mapped[datetime | None] = feld("Beendet am")


class Einmallink(Base):
    """Eine Adresse, die genau einmal etwas erlaubt: einrichten, ein Kennwort setzen oder die Probe starten."""

    __table_args__ = (UniqueConstraint("code_pruefsumme"),)

    id: Mapped[int] = _schluessel()
    code_pruefsumme: Mapped[str] = feld("Prüfsumme des Codes", typ=_PRUEFSUMME, laenge=64)
    zweck: Mapped[Linkzweck] = feld("Zweck", codes=Linkzweck)
    nutzer_id: Mapped[int | None] = verweis("nutzer", "Person")
    angelegt_am: Mapped[datetime] = feld("Angelegt am")
    gilt_bis: Mapped[datetime] = feld("Gilt bis")
    benutzt_am: Mapped[datetime | None] = feld("Benutzt am")


class Anmeldeversuch(Base):
    """Ein Versuch, sich mit Kennwort oder Code anzumelden; Konto und Adresse stehen nur als Prüfsumme da."""

    __table_args__ = (
        Index("ix_anmeldeversuch_konto_am", "konto", "am"),
        Index("ix_anmeldeversuch_adresse_am", "adresse", "am"),
    )

    id: Mapped[int] = _schluessel()
    am: Mapped[datetime] = feld("Am")
    konto: Mapped[str] = feld("Prüfsumme der Kennung", typ=_PRUEFSUMME, laenge=64)
    adresse: Mapped[str] = feld("Prüfsumme der Netzadresse", "IPv6 zählt je /64.", typ=_PRUEFSUMME, laenge=64)
    gelungen: Mapped[bool] = feld("Gelungen", default=False)


class Geheimnis(Base):
    """Ein zufälliger Schlüssel dieser Installation, einmal erzeugt, für alle ihre Prozesse derselbe."""

    __table_args__ = (UniqueConstraint("zweck"),)

    id: Mapped[int] = _schluessel()
    zweck: Mapped[str] = kurz("Zweck")
    wert: Mapped[str] = feld("Wert", typ=_PRUEFSUMME, laenge=64)
    angelegt_am: Mapped[datetime] = feld("Angelegt am")


class Einstellung(Datensatz):
    """Eine Festlegung der Administration für die ganze Installation, etwa wer einen zweiten Faktor braucht."""

    __table_args__ = (UniqueConstraint("name"),)

    name: Mapped[str] = kurz("Name")
    wert: Mapped[str] = kurz("Wert")
