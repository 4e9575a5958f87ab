"""Prozess: Gremien und Gruppen, Ereignisse und Kennzahlen rund um das Konzept."""

from datetime import date

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped

from mut_core.modell.codes import Ereignisart, Ereignisstatus, Format, Gremientyp, Turnus
from mut_core.modell.grundlage import Archivierbar, ImKonzept, MitZeitraum, feld, kurz, verweis


class Gremium(Archivierbar, ImKonzept):
    """Ein Gremium oder Prozessorgan; Mitglieder sind Organisationen und Rollen."""

    typ: Mapped[Gremientyp] = feld("Typ", codes=Gremientyp)
    name: Mapped[str] = kurz("Name")
    teilprojekt_id: Mapped[int | None] = verweis("teilprojekt", "Teilprojekt")
    uebergeordnet_id: Mapped[int | None] = verweis("gremium", "Berichtet an")
    aufgaben: Mapped[str | None] = feld("Aufgaben", "Eine Aufgabe je Zeile.")
    turnus: Mapped[Turnus | None] = feld("Turnus", codes=Turnus)
    ladungsfrist_tage: Mapped[int | None] = feld(
        "Ladungsfrist in Tagen", "So lange vor der Sitzung gehen Unterlagen hinaus."
    )
    vorlauf_tage: Mapped[int | None] = feld("Vorlauf in Tagen", "So lange vorher ist Redaktionsschluss.")
    unvollstaendig: Mapped[bool] = feld("Mitglieder „u. a.“", "Die Liste nennt nicht alle.", default=False)
    reihenfolge: Mapped[int] = feld("Reihenfolge", default=0)
    quelle: Mapped[str | None] = kurz("Quelle")


class GremiumHandlungsfeld(ImKonzept):
    """Ein Handlungsfeld, das ein Gremium bearbeitet."""

    __table_args__ = (UniqueConstraint("gremium_id", "handlungsfeld_id"),)

    gremium_id: Mapped[int] = verweis("gremium", "Gremium")
    handlungsfeld_id: Mapped[int] = verweis("handlungsfeld", "Handlungsfeld")


class Mitgliedschaft(Archivierbar, ImKonzept):
    """Eine Organisation oder Rolle in einem Gremium; der Name einer Person ist freiwillig und bleibt intern."""

    gremium_id: Mapped[int] = verweis("gremium", "Gremium")
    organisationseinheit_id: Mapped[int | None] = verweis("organisationseinheit", "Organisation")
    rolle: Mapped[str | None] = kurz("Rolle", "Zum Beispiel Leitung oder Moderation.")
    person: Mapped[str | None] = kurz("Person", "Freiwillig; erscheint in keinem Bericht.", intern=True)
    reihenfolge: Mapped[int] = feld("Reihenfolge", default=0)


class Ereignis(MitZeitraum, Archivierbar, ImKonzept):
    """Ein datierter Punkt im Prozess: Veranstaltung, Beschluss, Befragung, Bericht."""

    art: Mapped[Ereignisart] = feld("Art", codes=Ereignisart)
    titel: Mapped[str] = kurz("Titel")
    laufende_nummer: Mapped[int | None] = feld("Laufende Nummer", "Zum Beispiel das 1. Treffen.")
    gremium_id: Mapped[int | None] = verweis("gremium", "Gremium")
    teilprojekt_id: Mapped[int | None] = verweis("teilprojekt", "Teilprojekt")
    status: Mapped[Ereignisstatus] = feld("Stand", codes=Ereignisstatus, default=Ereignisstatus.GEPLANT)
    uhrzeit: Mapped[str | None] = kurz("Uhrzeit")
    ort: Mapped[str | None] = kurz("Ort")
    format: Mapped[Format | None] = feld("Format", codes=Format)
    teilnehmende: Mapped[int | None] = feld("Teilnehmende")
    teilnehmende_ungenau: Mapped[bool] = feld("Teilnehmende ungefähr", default=False)
    zielgruppe: Mapped[str | None] = kurz("Zielgruppe")
    themen: Mapped[str | None] = feld("Themen", "Ein Thema je Zeile.")
    ergebnisse: Mapped[str | None] = feld("Ergebnisse")
    verweis: Mapped[str | None] = kurz("Dokument oder Adresse")
    quelle: Mapped[str | None] = kurz("Quelle")


class EreignisHandlungsfeld(ImKonzept):
    """Ein Handlungsfeld, um das es bei einem Ereignis ging."""

    __table_args__ = (UniqueConstraint("ereignis_id", "handlungsfeld_id"),)

    ereignis_id: Mapped[int] = verweis("ereignis", "Ereignis")
    handlungsfeld_id: Mapped[int] = verweis("handlungsfeld", "Handlungsfeld")


class Kennzahl(Archivierbar, ImKonzept):
    """Eine Zahl mit Stichtag und Quelle; der Wert steht als Wortlaut, damit nichts gerundet wird."""

    handlungsfeld_id: Mapped[int | None] = verweis("handlungsfeld", "Handlungsfeld")
    bezeichnung: Mapped[str] = kurz("Bezeichnung")
    wert: Mapped[str] = kurz("Wert", "Als Zahl in deutscher Schreibweise, z. B. 43.688 oder 17,30.")
    einheit: Mapped[str | None] = kurz("Einheit")
    ungenau: Mapped[bool] = feld("Ungefähr", default=False)
    stichtag: Mapped[date | None] = feld("Stichtag der Zahl")
    erlaeuterung: Mapped[str | None] = feld("Erläuterung", laenge=2000)
    beleg: Mapped[str | None] = feld("Beleg", "Woher die Zahl stammt („vgl. …“).", laenge=1000)
    reihenfolge: Mapped[int] = feld("Reihenfolge", default=0)
    quelle: Mapped[str | None] = kurz("Quelle")
