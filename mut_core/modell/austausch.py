"""Austausch: was eingelesen wurde, wie Spalten zugeordnet sind und welche Bögen unterwegs sind."""

from datetime import datetime
from typing import Any

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped

from mut_core.modell.codes import Einlesungszustand
from mut_core.modell.grundlage import ImKonzept, feld, kurz, verweis


class Einlesung(ImKonzept):
    """Eine übernommene Liste: welche Datei, welches Blatt, wie viele Zeilen – und ob sie zurückgenommen wurde."""

    dateiname: Mapped[str] = kurz("Dateiname")
    pruefsumme: Mapped[str] = kurz("Prüfsumme der Datei", "SHA-256.")
    blatt: Mapped[str] = kurz("Blatt")
    am: Mapped[datetime] = feld("Eingelesen am")
    von_id: Mapped[int] = verweis("nutzer", "Eingelesen von")
    gelesen: Mapped[int] = feld("Zeilen gelesen")
    uebernommen: Mapped[int] = feld("Zeilen übernommen")
    uebersprungen: Mapped[dict[str, Any]] = feld("Zeilen übersprungen", "Je Zeile der Grund.")
    vorgang: Mapped[str] = kurz("Vorgang", "Unter diesem Schlüssel steht alles im Protokoll.")
    zustand: Mapped[Einlesungszustand] = feld("Zustand", codes=Einlesungszustand, default=Einlesungszustand.UEBERNOMMEN)
    zurueckgenommen_am: Mapped[datetime | None] = feld("Zurückgenommen am")


class Spaltenzuordnung(ImKonzept):
    """Was jemand beim Einlesen richtiggestellt hat, gemerkt für die nächste Datei derselben Form."""

    __table_args__ = (UniqueConstraint("konzept_id", "form"),)

    form: Mapped[str] = kurz("Form", "Prüfsumme der Überschriften.")
    zuordnung: Mapped[dict[str, Any]] = feld("Zuordnung", "Spalten, Stellen, Statuswörter und Farben.")


class Rueckmeldebogen(ImKonzept):
    """Eine ausgegebene Excel-Datei, die ausgefüllt zurückkommen soll; ihre Kennung steht in der Datei."""

    kennung: Mapped[str] = kurz("Kennung", unique=True)
    abfrage_id: Mapped[int | None] = verweis("abfrage", "Abfrage")
    organisationseinheit_id: Mapped[int | None] = verweis("organisationseinheit", "Stelle")
    erstellt_am: Mapped[datetime] = feld("Erstellt am")
    bis_seq: Mapped[int] = feld("Bis Protokollzeile", "Der Stand, aus dem die Datei gemacht ist.")
    zurueck_am: Mapped[datetime | None] = feld("Zurückgekommen am")
