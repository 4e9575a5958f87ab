"""Bericht: Vorlagen, Beratungsfolgen, Beschlüsse, Berichte mit eingefrorenem Stand, Textbausteine, Abfragen."""

from datetime import date, datetime

from sqlalchemy import LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped

from mut_core.modell.codes import Beratungsart, Berichtsform, Berichtsstatus
from mut_core.modell.grundlage import ImKonzept, feld, kurz, verweis


class Beschluss(ImKonzept):
    """Ein Beschluss, auf den sich Konzept oder Vorlage beziehen."""

    gremium: Mapped[str] = kurz("Gremium")
    am: Mapped[date | None] = feld("Beschlossen am")
    drucksache: Mapped[str | None] = kurz("Drucksache")
    antrag: Mapped[str | None] = kurz("Auf Antrag von")
    text: Mapped[str | None] = feld("Inhalt", "Auslassungen als […].")
    quelle: Mapped[str | None] = kurz("Quelle")


class Vorlage(ImKonzept):
    """Ein Dokument für ein Gremium; die Nummer vergibt immer das Ratsinformationssystem, nie diese App."""

    nummer: Mapped[str | None] = kurz("Vorlagennummer", "Wie vom Ratsinformationssystem vergeben.")
    art: Mapped[str] = kurz("Art", "Mitteilung, Informationsvorlage, Bericht …")
    betreff: Mapped[str] = kurz("Betreff")
    am: Mapped[date | None] = feld("Datum")
    produkt: Mapped[str | None] = kurz("Produkt", "Als Text: führende Nullen und Leerzeichen bleiben.")
    aktenzeichen: Mapped[str | None] = kurz("Aktenzeichen")
    federfuehrung_id: Mapped[int | None] = verweis("organisationseinheit", "Federführung")
    bearbeitung: Mapped[str | None] = kurz("Bearbeitung", "Name; bleibt intern.", intern=True)
    beschluss_id: Mapped[int | None] = verweis("beschluss", "Auftrag (Beschluss)")
    vorgaenger_id: Mapped[int | None] = verweis("vorlage", "Vorherige Vorlage")
    beschlussvorschlag: Mapped[str | None] = feld("Beschlussvorschlag")
    sachdarstellung: Mapped[str | None] = feld("Sachdarstellung")
    finanzielle_auswirkungen: Mapped[str | None] = feld("Finanzielle Auswirkungen")
    anlagen: Mapped[str | None] = feld("Anlagen", "Eine Anlage je Zeile.", laenge=2000)
    zeichnung: Mapped[str | None] = kurz("Zeichnung", "Zum Beispiel „in Vertretung“; keine Namen.")
    url: Mapped[str | None] = kurz("Adresse")
    quelle: Mapped[str | None] = kurz("Quelle")


class Beratung(ImKonzept):
    """Ein Schritt der Beratungsfolge."""

    vorlage_id: Mapped[int] = verweis("vorlage", "Vorlage")
    gremium_id: Mapped[int | None] = verweis("gremium", "Gremium")
    gremium_name: Mapped[str] = kurz("Gremium (Wortlaut)")
    termin: Mapped[date | None] = feld("Termin")
    reihenfolge: Mapped[int] = feld("Reihenfolge", default=0)
    art: Mapped[Beratungsart | None] = feld("Rolle", codes=Beratungsart)
    oeffentlich: Mapped[bool] = feld("Öffentlich", default=True)
    top: Mapped[str | None] = kurz("Tagesordnungspunkt")
    bemerkung: Mapped[str | None] = kurz("Bemerkungen")
    ergebnis: Mapped[str | None] = kurz("Ergebnis")


class Bericht(ImKonzept):
    """Ein Bericht einer bestimmten Form zu einem Stichtag."""

    form: Mapped[Berichtsform] = feld("Form", codes=Berichtsform)
    nummer: Mapped[int | None] = feld("Laufende Berichtsnummer")
    titel: Mapped[str] = kurz("Titel")
    stichtag: Mapped[date] = feld("Stichtag")
    vorlage_id: Mapped[int | None] = verweis("vorlage", "Vorlage")
    vorgaenger_id: Mapped[int | None] = verweis("bericht", "Vorheriger Bericht")
    status: Mapped[Berichtsstatus] = feld("Stand", codes=Berichtsstatus, default=Berichtsstatus.ENTWURF)
    quelle: Mapped[str | None] = kurz("Quelle")


class Berichtsstand(ImKonzept):
    """Das eingefrorene Lagebild eines Berichts mit Prüfsumme und Kopf der Protokollkette; unveränderlich."""

    __table_args__ = (UniqueConstraint("bericht_id", "fassung"),)

    bericht_id: Mapped[int] = verweis("bericht", "Bericht")
    fassung: Mapped[int] = feld("Fassung", "1 ist die erste; jede Neufassung zählt hoch.", default=1)
    lagebild: Mapped[bytes] = feld("Eingefrorenes Lagebild", typ=LargeBinary())
    lagebild_sha: Mapped[str] = kurz("Prüfsumme des Lagebilds")
    dokument: Mapped[bytes | None] = feld("Word-Datei", typ=LargeBinary())
    dokument_sha: Mapped[str | None] = kurz("Prüfsumme der Word-Datei")
    bis_seq: Mapped[int] = feld("Bis Protokollzeile")
    kette: Mapped[str] = kurz("Kopf der Protokollkette")
    erstellt_am: Mapped[datetime] = feld("Eingefroren am")
    erstellt_von_id: Mapped[int] = verweis("nutzer", "Eingefroren von")


class Textbaustein(ImKonzept):
    """Eigener Text der Kommune für einen Abschnitt; ohne ihn schreibt die App einen Satz aus den Daten."""

    __table_args__ = (UniqueConstraint("konzept_id", "form", "abschnitt"),)

    form: Mapped[Berichtsform] = feld("Form", codes=Berichtsform)
    abschnitt: Mapped[str] = kurz("Abschnitt")
    text: Mapped[str] = feld("Text")
    quelle: Mapped[str | None] = kurz("Quelle")


class Anmerkung(ImKonzept):
    """Anmerkung der Redaktion zu einem Widerspruch oder einer Lücke der Quellen; nichts wird still berichtigt."""

    bezug: Mapped[str] = kurz("Bezug", "Tabelle der betroffenen Angabe, z. B. ereignis.")
    bezug_id: Mapped[int | None] = feld("Schlüssel der Angabe")
    text: Mapped[str] = feld("Anmerkung", laenge=2000)
    quelle: Mapped[str | None] = kurz("Quelle")


class Abfrage(ImKonzept):
    """Eine Rückmelderunde: bis wann zu welchem Stichtag gemeldet werden soll."""

    titel: Mapped[str] = kurz("Titel")
    stichtag: Mapped[date] = feld("Stichtag")
    redaktionsschluss: Mapped[date] = feld("Redaktionsschluss")
    sitzung_am: Mapped[date | None] = feld("Sitzung am")
    gremium_id: Mapped[int | None] = verweis("gremium", "Gremium")
    eroeffnet_am: Mapped[date] = feld("Eröffnet am")
    geschlossen_am: Mapped[date | None] = feld("Geschlossen am")


class AbfrageMassnahme(ImKonzept):
    """Eine Maßnahme, nach der eine Abfrage fragt."""

    __table_args__ = (UniqueConstraint("abfrage_id", "massnahme_id"),)

    abfrage_id: Mapped[int] = verweis("abfrage", "Abfrage")
    massnahme_id: Mapped[int] = verweis("massnahme", "Maßnahme")
