"""Person: wer die App benutzt, mit welchen Rollen, und was sie angefangen hat."""

from datetime import datetime
from typing import Any

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from mut_core.modell.codes import Rollenart
from mut_core.modell.grundlage import Base, Datensatz, feld, kurz, verweis


class Nutzer(Datensatz):
    """Eine Person, die sich anmeldet; Namen stehen nur hier."""

    kennung: Mapped[str] = kurz("Kennung", unique=True)
    name: Mapped[str] = kurz("Name")
    demo: Mapped[bool] = feld("Demo-Person", "Nur mit Demo-Daten und nur auf diesem Rechner wählbar.", default=False)
    aktiv: Mapped[bool] = feld("Aktiv", default=True)
    dienstkennung: Mapped[str | None] = kurz(
        "Kennung beim Anmeldedienst", "Gesetzt, sobald sich jemand über den Anmeldedienst anmeldet.", unique=True
    )


class Rolle(Datensatz):
    """Was eine Person in einem Konzept darf; eine Fachkraft ist an ihre Organisationseinheit gebunden."""

    __table_args__ = (UniqueConstraint("nutzer_id", "konzept_id", "organisationseinheit_id"),)

    nutzer_id: Mapped[int] = verweis("nutzer", "Person")
    konzept_id: Mapped[int | None] = verweis("konzept", "Konzept", "Leer heißt: alle Konzepte.")
    art: Mapped[Rollenart] = feld("Rolle", codes=Rollenart)
    organisationseinheit_id: Mapped[int | None] = verweis("organisationseinheit", "Organisationseinheit")


class Entwurf(Base):
    """Angefangene Eingaben einer Person; noch kein Inhalt des Konzepts und deshalb nicht im Protokoll."""

    __table_args__ = (UniqueConstraint("nutzer_id", "konzept_id", "gegenstand"),)

    id: Mapped[int] = mapped_column(
        primary_key=True, info={"bezeichnung": "Schlüssel", "hilfe": "", "intern": False, "laenge": 0}
    )
    nutzer_id: Mapped[int] = verweis("nutzer", "Person")
    konzept_id: Mapped[int] = verweis("konzept", "Konzept")
    gegenstand: Mapped[str] = kurz("Gegenstand", "Formular und Datensatz, zum Beispiel „meldung:12“.")
    basis: Mapped[int] = feld("Beruht auf Sachstand Nr.", "Die letzte Nummer beim Öffnen des Formulars.")
    basis_version: Mapped[int] = feld("Beruht auf Version")
    felder: Mapped[dict[str, Any]] = feld("Felder")
    geaendert_am: Mapped[datetime] = feld("Zuletzt geändert am")
