"""Konzept: das Gesamtwerk einer Kommune mit Teilprojekten, Handlungsfeldern, Leitlinien und Zielen."""

from datetime import date

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped

from mut_core.modell.codes import Bearbeitungsstand, Einheitsart, Konzeptphase, Zielebene
from mut_core.modell.grundlage import Archivierbar, Datensatz, ImKonzept, MitZeitraum, feld, kurz, verweis


class Kommune(Datensatz):
    """Eine Stadt, Gemeinde oder ein Kreis."""

    schluessel: Mapped[str] = kurz("Kürzel", "Kurzer Name für Adressen, z. B. lehrte.", unique=True)
    name: Mapped[str] = kurz("Name", "Vollständiger Name, z. B. Stadt Lehrte.")
    bundesland: Mapped[str | None] = kurz("Bundesland")
    beispiel: Mapped[bool] = feld("Beispiel", "Frei erfunden, überall als Beispiel gekennzeichnet.", default=False)
    vier_augen: Mapped[bool] = feld(
        "Vier Augen", "Einen Bericht gibt jemand anderes frei als wer ihn schrieb.", default=True
    )
    vorlagenarten: Mapped[str | None] = feld("Arten von Vorlagen", "Eine je Zeile; leer gilt die Vorgabe.", laenge=2000)


class Organisationseinheit(Datensatz):
    """Eine Stelle, die federführt, beteiligt ist oder in einem Gremium mitwirkt – auch außerhalb der Verwaltung."""

    kommune_id: Mapped[int] = verweis("kommune", "Kommune")
    name: Mapped[str] = kurz("Name")
    kuerzel: Mapped[str | None] = kurz("Kürzel", "Zum Beispiel FB 5 oder MuT.")
    art: Mapped[Einheitsart] = feld("Art", codes=Einheitsart, default=Einheitsart.SONSTIGE)
    extern: Mapped[bool] = feld("Außerhalb der Verwaltung", default=False)
    uebergeordnet_id: Mapped[int | None] = verweis("organisationseinheit", "Übergeordnete Einheit")
    aktiv: Mapped[bool] = feld("Aktiv", default=True)
    email: Mapped[str | None] = kurz(
        "E-Mail für Erinnerungen", "Am besten ein gemeinsames Postfach der Stelle; bleibt intern.", intern=True
    )


class Konzept(MitZeitraum, Datensatz):
    """Ein Integrationskonzept, Handlungskonzept oder eine Strategie."""

    kommune_id: Mapped[int] = verweis("kommune", "Kommune")
    schluessel: Mapped[str] = kurz("Kürzel", "Kurzer Name für Adressen und Kommandos.", unique=True)
    bezeichnung: Mapped[str] = kurz("Bezeichnung", "Wie das Konzept heißt.")
    kurzform: Mapped[str | None] = kurz("Kurzform", "Kurzer Name für Überschriften.")
    phase: Mapped[Konzeptphase] = feld("Phase", codes=Konzeptphase, default=Konzeptphase.ERARBEITUNG)
    stelle_id: Mapped[int | None] = verweis("organisationseinheit", "Federführende Stelle")
    auftrag: Mapped[str | None] = feld("Auftrag", "Beschluss oder Antrag, auf den das Konzept zurückgeht.")
    anlass: Mapped[str | None] = feld("Anlass und Vorgehen", "Seit wann, mit wem und wie erarbeitet wird.")
    rueckblick: Mapped[str | None] = feld("Rückblick", "Was in früheren Phasen geschah.")
    ausblick: Mapped[str | None] = feld("Ausblick", "Was als Nächstes ansteht.")
    haushaltsvorbehalt: Mapped[str | None] = feld("Haushaltsvorbehalt", "Vorbehalt, unter dem Maßnahmen stehen.")
    berichtspflicht: Mapped[str | None] = feld("Berichtspflicht", "Wem wie oft berichtet wird.")
    umsetzungsgrundsaetze: Mapped[str | None] = feld("Umsetzungsgrundsätze", "Zum Beispiel mehrsprachig, barrierefrei.")
    evaluationsmethode: Mapped[str | None] = feld("Evaluation", "Wann und wie ausgewertet wird.")
    smart_a: Mapped[str | None] = kurz("Bedeutung des A in SMART", "Aktivierend, akzeptiert …")
    nicht_abschliessend: Mapped[bool] = feld("Ergebnisse nicht abschließend", "Druckt den Hinweis.", default=False)
    fortlaufend: Mapped[bool] = feld("Stand wird fortlaufend ergänzt", "Druckt den Hinweis.", default=False)
    kontakt_email: Mapped[str | None] = kurz("Kontakt: E-Mail")
    kontakt_url: Mapped[str | None] = kurz("Kontakt: Webseite")
    aktualitaet_monate: Mapped[int] = feld(
        "Meldeturnus in Monaten", "Danach gilt eine Meldung als veraltet.", default=6
    )
    freigabe_verlangt: Mapped[bool] = feld(
        "Sachstände werden freigegeben", "Gemeldetes gibt jemand anderes aus der Koordination frei.", default=False
    )
    vorgabe_stichtag: Mapped[date | None] = feld("Vorgabe für den Stichtag", "Leer heißt: heute.")
    massnahmen_kuerzel: Mapped[str | None] = kurz("Kürzel der Maßnahmennummern", "Zum Beispiel LE.")
    beispiel: Mapped[bool] = feld("Beispiel", "Frei erfunden, überall als Beispiel gekennzeichnet.", default=False)
    quelle: Mapped[str | None] = kurz("Quelle")


class Teilprojekt(Archivierbar, ImKonzept):
    """Ein Teil des Konzepts, der für sich bearbeitet wird, z. B. die Interkulturelle Öffnung."""

    buchstabe: Mapped[str] = kurz("Buchstabe", "a, b …")
    titel: Mapped[str] = kurz("Titel")
    beschreibung: Mapped[str | None] = feld("Beschreibung")
    reihenfolge: Mapped[int] = feld("Reihenfolge", default=0)
    quelle: Mapped[str | None] = kurz("Quelle")


class Handlungsfeld(Archivierbar, ImKonzept):
    """Ein Themenbereich; `uebergreifend` heißt, er wird in allen anderen mitbearbeitet."""

    __table_args__ = (UniqueConstraint("konzept_id", "nummer"),)

    nummer: Mapped[int] = feld("Nummer")
    titel: Mapped[str] = kurz("Titel")
    kuerzel: Mapped[str | None] = kurz("Kürzel", "Für Maßnahmennummern, z. B. BE.")
    teilprojekt_id: Mapped[int | None] = verweis("teilprojekt", "Teilprojekt")
    reihenfolge: Mapped[int] = feld("Reihenfolge", default=0)
    uebergreifend: Mapped[bool] = feld("Übergreifend", "Wird in allen Handlungsfeldern mitbearbeitet.", default=False)
    bearbeitungsstand: Mapped[Bearbeitungsstand] = feld(
        "Bearbeitungsstand", codes=Bearbeitungsstand, default=Bearbeitungsstand.NICHT_BEGONNEN
    )
    bedeutung: Mapped[str | None] = feld("Bedeutung und Ausgangslage")
    fokus: Mapped[str | None] = feld("Fokus und Abgrenzung")
    schwerpunkte: Mapped[str | None] = feld("Themenschwerpunkte", "Ein Schwerpunkt je Zeile.")
    herausforderungen: Mapped[str | None] = feld("Herausforderungen und Bedarfe", "Eine Herausforderung je Zeile.")
    einflussgrenze: Mapped[str | None] = feld("Grenzen des kommunalen Einflusses")
    herkunft: Mapped[str | None] = feld("Herkunft", "Woraus das Handlungsfeld entstanden ist.")
    umsetzungsgrundsaetze: Mapped[str | None] = feld("Umsetzungsgrundsätze")
    ausblick: Mapped[str | None] = feld("Nächste Schritte")
    massnahmen_gesamt: Mapped[int | None] = feld("Maßnahmen insgesamt", "Wenn mehr vorhanden sind als dargestellt.")
    quelle: Mapped[str | None] = kurz("Quelle")


class Leitlinie(Archivierbar, ImKonzept):
    """Eine strategische Leitlinie des ganzen Konzepts."""

    nummer: Mapped[int] = feld("Nummer")
    text: Mapped[str] = feld("Text")
    quelle: Mapped[str | None] = kurz("Quelle")


class Ziel(Archivierbar, ImKonzept):
    """Ein Leitziel, grundlegendes Ziel oder Ziel eines Handlungsfelds."""

    handlungsfeld_id: Mapped[int | None] = verweis("handlungsfeld", "Handlungsfeld")
    uebergeordnet_id: Mapped[int | None] = verweis("ziel", "Übergeordnetes Ziel")
    ebene: Mapped[Zielebene] = feld("Ebene", codes=Zielebene, default=Zielebene.ZIEL)
    nummer: Mapped[int | None] = feld("Nummer", "Leer, wenn die Quelle nicht zählt.")
    text: Mapped[str] = feld("Text")
    quelle: Mapped[str | None] = kurz("Quelle")
