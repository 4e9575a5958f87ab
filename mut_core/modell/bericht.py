"""Bericht: Vorlagen, Beratungsfolgen, Beschlüsse, Berichte mit eingefrorenem Stand, Textbausteine, Abfragen."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from mut_core.modell.codes import Auftragszustand, Beratungsart, Berichtsform, Berichtsstatus, Versandstand
from mut_core.modell.grundlage import Base, Datensatz, ImKonzept, feld, kurz, verweis

KAPITEL = 100_000
"""Ein Kapitel fasst mehrere Felder des Konzepts zusammen, von denen jedes `LANG` sein darf."""


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
    wahl: Mapped[str | None] = feld("Wahl", "Name der Form, Blöcke, Anlagen und Profil als JSON.", laenge=4000)
    verfasst_von_id: Mapped[int | None] = verweis("nutzer", "Verfasst von")
    eingereicht_am: Mapped[datetime | None] = feld("Eingereicht am")
    freigegeben_von_id: Mapped[int | None] = verweis("nutzer", "Freigegeben von")
    freigegeben_am: Mapped[datetime | None] = feld("Freigegeben am")
    rueckgabe: Mapped[str | None] = feld("Grund der Rückgabe", laenge=2000, intern=True)
    quelle: Mapped[str | None] = kurz("Quelle")


class Berichtstext(ImKonzept):
    """Von Hand geschriebener Text eines Kapitels in einem bestimmten Bericht; seine Geschichte steht im Protokoll."""

    __table_args__ = (UniqueConstraint("bericht_id", "abschnitt"),)

    bericht_id: Mapped[int] = verweis("bericht", "Bericht")
    abschnitt: Mapped[str] = kurz("Abschnitt")
    text: Mapped[str] = feld("Text", laenge=KAPITEL)
    erzeugt: Mapped[str | None] = feld(
        "Erzeugter Text beim Schreiben", "Grundlage des Dreiwegevergleichs.", laenge=2 * KAPITEL
    )


class Berichtsstand(ImKonzept):
    """Das eingefrorene Lagebild eines Berichts mit Prüfsumme und Kopf der Protokollkette; unveränderlich."""

    __table_args__ = (UniqueConstraint("bericht_id", "fassung"),)

    bericht_id: Mapped[int] = verweis("bericht", "Bericht")
    fassung: Mapped[int] = feld("Fassung", "1 ist die erste; jede Neufassung zählt hoch.", default=1)
    lagebild: Mapped[bytes] = feld("Eingefrorenes Lagebild", typ=LargeBinary())
    lagebild_sha: Mapped[str] = kurz("Prüfsumme des Lagebilds")
    dokument: Mapped[bytes | None] = feld("Word-Datei", typ=LargeBinary())
    dokument_sha: Mapped[str | None] = kurz("Prüfsumme der Word-Datei")
    wahl: Mapped[str | None] = feld(
        "Wahl und Texte", "Womit sich dieselbe Datei noch einmal bauen lässt, als JSON.", laenge=20 * KAPITEL
    )
    hausvorlage: Mapped[bytes | None] = feld("Word-Vorlage", typ=LargeBinary())
    vorher: Mapped[bytes | None] = feld("Lagebild des vorigen Berichts", typ=LargeBinary())
    programm: Mapped[str | None] = kurz("Programmfassung")
    bis_seq: Mapped[int] = feld("Bis Protokollzeile")
    kette: Mapped[str] = kurz("Kopf der Protokollkette")
    erstellt_am: Mapped[datetime] = feld("Eingefroren am")
    erstellt_von_id: Mapped[int] = verweis("nutzer", "Eingefroren von")


class Hausvorlage(Datensatz):
    """Die geprüfte Word-Vorlage einer Kommune; höchstens eine je Kommune ist in Gebrauch."""

    kommune_id: Mapped[int] = verweis("kommune", "Kommune")
    name: Mapped[str] = kurz("Dateiname")
    inhalt: Mapped[bytes] = feld("Datei", typ=LargeBinary())
    pruefliste: Mapped[str] = feld("Prüfliste", "Gefunden, ergänzt, übergangen – als JSON.")
    in_gebrauch: Mapped[bool] = feld("In Gebrauch", default=True)
    hochgeladen_am: Mapped[datetime] = feld("Hochgeladen am")


class Auftrag(Base):
    """Eine lange Arbeit im Hintergrund mit Fortschritt und Ergebnis; kein Inhalt, deshalb nicht im Protokoll."""

    id: Mapped[int] = mapped_column(
        primary_key=True, info={"bezeichnung": "Schlüssel", "hilfe": "", "intern": False, "laenge": 0}
    )
    nutzer_id: Mapped[int] = verweis("nutzer", "Person")
    konzept_id: Mapped[int | None] = verweis("konzept", "Konzept")
    art: Mapped[str] = kurz("Art")
    angaben: Mapped[dict[str, Any]] = feld("Angaben")
    zustand: Mapped[Auftragszustand] = feld("Zustand", codes=Auftragszustand, default=Auftragszustand.WARTET)
    schritt: Mapped[str] = kurz("Schritt")
    anteil: Mapped[int] = feld("Fortschritt in Prozent", default=0)
    abbruch: Mapped[bool] = feld("Abbruch gewünscht", default=False)
    lebenszeichen_am: Mapped[datetime | None] = feld("Letztes Lebenszeichen")
    angelegt_am: Mapped[datetime] = feld("Angelegt am")
    beendet_am: Mapped[datetime | None] = feld("Beendet am")
    dateiname: Mapped[str | None] = kurz("Dateiname")
    ergebnis: Mapped[bytes | None] = feld("Ergebnis", typ=LargeBinary())
    fehler: Mapped[str | None] = feld("Fehler", laenge=2000)


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


class Erinnerung(ImKonzept):
    """Eine Erinnerung an eine Stelle; sie steht hier, bevor sie hinausgeht, damit keine zweimal hinausgeht."""

    __table_args__ = (UniqueConstraint("abfrage_id", "organisationseinheit_id", "nummer"),)

    abfrage_id: Mapped[int] = verweis("abfrage", "Abfrage")
    organisationseinheit_id: Mapped[int] = verweis("organisationseinheit", "Stelle")
    nummer: Mapped[int] = feld("Laufende Nummer", "Die wievielte Erinnerung dieser Abfrage an diese Stelle.")
    an: Mapped[str] = kurz("An", "Die Adresse beim Absenden.", intern=True)
    am: Mapped[datetime] = feld("Begonnen am")
    stand: Mapped[Versandstand] = feld("Stand", codes=Versandstand, default=Versandstand.BEGONNEN)
    fehler: Mapped[str | None] = feld("Fehler", "Was der Mailserver sagte.", laenge=2000, intern=True)
