"""Protokoll: die angefügte, verkettete Niederschrift jeder Änderung – zugleich die Zeitmaschine des Lagebilds."""

from datetime import date, datetime

from sqlalchemy import BigInteger, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from mut_core.modell.codes import Aktion
from mut_core.modell.grundlage import Base, feld, kurz


class Protokoll(Base):
    """Eine Zeile je geändertem Datensatz; UPDATE und DELETE verweigert die Datenbank selbst.

    `nutzlast` ist kanonisches JSON {"vorher": geänderte Felder alt, "nachher": vollständiges Bild}. Sie darf zum
    Schutz personenbezogener Daten geleert werden: die Kette enthält nur ihre gesalzene Prüfsumme.
    """

    __table_args__ = (
        UniqueConstraint("vorgang", "position"),
        UniqueConstraint("tabelle", "datensatz_id", "version"),
        Index("ix_protokoll_zeitmaschine", "konzept_id", "tabelle", "datensatz_id", "seq"),
        Index("ix_protokoll_aenderungsstand", "konzept_id", "seq"),
    )

    seq: Mapped[int] = mapped_column(
        BigInteger,
        primary_key=True,
        autoincrement=False,
        info={"bezeichnung": "Laufende Nummer", "hilfe": "Lückenlos.", "intern": False, "laenge": 0},
    )
    am: Mapped[datetime] = feld("Geschrieben am")
    gilt_ab: Mapped[date] = feld("Gilt ab", "Der Tag in Berlin; früher nur bei Übernahme belegter alter Stände.")
    nutzer_id: Mapped[int | None] = mapped_column(
        ForeignKey("nutzer.id"), info={"bezeichnung": "Wer", "hilfe": "", "intern": False, "laenge": 0}
    )
    konzept_id: Mapped[int | None] = feld("Konzept", "Leer bei Stammdaten, die allen Konzepten gemeinsam sind.")
    tabelle: Mapped[str] = kurz("Tabelle")
    datensatz_id: Mapped[int] = feld("Datensatz")
    version: Mapped[int] = feld("Version danach")
    aktion: Mapped[Aktion] = feld("Aktion", codes=Aktion)
    grund: Mapped[str | None] = feld("Grund", laenge=2000)
    vorgang: Mapped[str] = feld("Vorgang", "Schlüssel gegen doppeltes Speichern.", typ=String(60), laenge=60)
    position: Mapped[int] = feld("Position im Vorgang")
    nutzlast: Mapped[str | None] = feld("Änderung und Bild danach", nullable=True)
    salz: Mapped[str] = feld("Salz", typ=String(32), laenge=32)
    nutzlast_sha: Mapped[str] = feld("Prüfsumme der Nutzlast", typ=String(64), laenge=64)
    vor_hash: Mapped[str] = feld("Hash davor", typ=String(64), laenge=64)
    hash: Mapped[str] = feld("Hash", typ=String(64), laenge=64)
