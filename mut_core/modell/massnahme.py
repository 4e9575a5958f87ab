"""Maßnahme: das einzelne Vorhaben mit Sachständen, Fristen, Meilensteinen, Prüfung und Evaluation."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped

from mut_core.modell.codes import (
    Angabe,
    Evaluationsantwort,
    Evaluationsfolge,
    Freigabe,
    Konkretheit,
    Massnahmenart,
    Mittelstatus,
    Prioritaet,
    Pruefwert,
    Terminlage,
    Turnus,
    Umsetzungsstand,
    Zurueckstellungsgrund,
)
from mut_core.modell.grundlage import Archivierbar, ImKonzept, MitZeitraum, feld, kurz, verweis


class Massnahme(MitZeitraum, Archivierbar, ImKonzept):
    """Ein konkretes Vorhaben; der Umsetzungsstand steht im jeweils letzten Sachstand, nicht hier."""

    __table_args__ = (UniqueConstraint("konzept_id", "nummer"),)

    nummer: Mapped[str] = kurz("Nr.", "Stabile Kennung, z. B. LE-BE-01.")
    titel: Mapped[str] = kurz("Titel")
    beschreibung: Mapped[str | None] = feld("Beschreibung")
    einfache_sprache: Mapped[str | None] = feld("Kurztext in einfacher Sprache")
    handlungsfeld_id: Mapped[int] = verweis("handlungsfeld", "Handlungsfeld")
    art: Mapped[Massnahmenart] = feld("Art", codes=Massnahmenart, default=Massnahmenart.NEU)
    konkretheit: Mapped[Konkretheit | None] = feld("Konkretheit", "Wie fest vorgesehen.", codes=Konkretheit)
    konkretheit_wortlaut: Mapped[str | None] = kurz("Konkretheit im Wortlaut", "Das Wort der Quelle.")
    prioritaet: Mapped[Prioritaet | None] = feld("Priorität", codes=Prioritaet)
    urspruengliche_frist: Mapped[date | None] = feld("Ursprüngliche Frist", "Bleibt stehen, wenn die Frist wandert.")
    federfuehrung_id: Mapped[int | None] = verweis(
        "organisationseinheit", "Federführung", "Genau eine Stelle; leer heißt nicht benannt."
    )
    federfuehrung_angabe: Mapped[Angabe] = feld("Angabe zur Federführung", codes=Angabe, default=Angabe.LEER)
    federfuehrung_wortlaut: Mapped[str | None] = kurz("Federführung im Wortlaut")
    beteiligte_wortlaut: Mapped[str | None] = feld("Beteiligte im Wortlaut", laenge=1000)
    zielgruppe: Mapped[str | None] = feld("Zielgruppe", laenge=1000)
    mehrsprachig: Mapped[bool] = feld("Mehrsprachig", default=False)
    leichte_sprache: Mapped[bool] = feld("Leichte Sprache", default=False)
    barrierefrei: Mapped[bool] = feld("Barrierefrei", default=False)
    vorbild: Mapped[str | None] = kurz("Vorbild", "Woran sich die Maßnahme anlehnt.")
    indikator: Mapped[str | None] = kurz("Indikator", "Woran man den Erfolg misst.")
    personal_wortlaut: Mapped[str | None] = feld("Personelle Ressourcen", laenge=1000)
    personal_angabe: Mapped[Angabe] = feld("Angabe zu personellen Ressourcen", codes=Angabe, default=Angabe.LEER)
    mittel_wortlaut: Mapped[str | None] = feld("Finanzielle und sächliche Ressourcen", laenge=1000)
    mittel_angabe: Mapped[Angabe] = feld("Angabe zu finanziellen Ressourcen", codes=Angabe, default=Angabe.LEER)
    mittelstatus: Mapped[Mittelstatus] = feld("Mittelstatus", codes=Mittelstatus, default=Mittelstatus.UNGEKLAERT)
    terminlage_gesetzt: Mapped[Terminlage | None] = feld(
        "Terminlage gesetzt", "Übersteuert die berechnete Terminlage.", codes=Terminlage
    )
    terminlage_grund: Mapped[str | None] = feld("Grund der gesetzten Terminlage", laenge=1000)
    zusammengefuehrt_mit_id: Mapped[int | None] = verweis("massnahme", "Zusammengeführt mit")
    ersetzt_durch_id: Mapped[int | None] = verweis("massnahme", "Ersetzt durch")
    interne_notiz: Mapped[str | None] = feld("Interne Notiz", "Erscheint in keinem Bericht.", intern=True)
    zusatzfelder: Mapped[dict[str, Any] | None] = feld(
        "Zusatzfelder", "Spalten einer eingelesenen Liste, für die es kein eigenes Feld gibt.", intern=True
    )
    quelle: Mapped[str | None] = kurz("Quelle")


class MassnahmeHandlungsfeld(ImKonzept):
    """Ein weiteres Handlungsfeld einer Maßnahme neben dem ersten."""

    __table_args__ = (UniqueConstraint("massnahme_id", "handlungsfeld_id"),)

    massnahme_id: Mapped[int] = verweis("massnahme", "Maßnahme")
    handlungsfeld_id: Mapped[int] = verweis("handlungsfeld", "Weiteres Handlungsfeld")


class MassnahmeZiel(ImKonzept):
    """Ein Ziel, zu dem eine Maßnahme beiträgt."""

    __table_args__ = (UniqueConstraint("massnahme_id", "ziel_id"),)

    massnahme_id: Mapped[int] = verweis("massnahme", "Maßnahme")
    ziel_id: Mapped[int] = verweis("ziel", "Ziel")


class Beteiligung(ImKonzept):
    """Eine Stelle, die an einer Maßnahme mitwirkt."""

    __table_args__ = (UniqueConstraint("massnahme_id", "organisationseinheit_id"),)

    massnahme_id: Mapped[int] = verweis("massnahme", "Maßnahme")
    organisationseinheit_id: Mapped[int] = verweis("organisationseinheit", "Beteiligte Stelle")
    rolle: Mapped[str | None] = kurz("Rolle")


class Meilenstein(MitZeitraum, Archivierbar, ImKonzept):
    """Ein datierter Punkt auf dem Weg einer Maßnahme oder eines Handlungsfelds."""

    massnahme_id: Mapped[int | None] = verweis("massnahme", "Maßnahme")
    handlungsfeld_id: Mapped[int | None] = verweis("handlungsfeld", "Handlungsfeld")
    titel: Mapped[str] = kurz("Titel")
    erreicht_am: Mapped[date | None] = feld("Erreicht am")
    quelle: Mapped[str | None] = kurz("Quelle")


class Fristaenderung(ImKonzept):
    """Eine Verschiebung der Frist mit Grund; die Verschiebungen einer Maßnahme werden gezählt."""

    massnahme_id: Mapped[int] = verweis("massnahme", "Maßnahme")
    am: Mapped[date] = feld("Verschoben am")
    bisher: Mapped[date | None] = feld("Bisherige Frist")
    neu: Mapped[date | None] = feld("Neue Frist")
    grund: Mapped[str] = feld("Grund", laenge=2000)


class Sachstand(ImKonzept):
    """Ein datierter Eintrag zum Stand einer Maßnahme; er wird angefügt, nie überschrieben.

    `nummer` zählt je Maßnahme hoch und ist zugleich die Version, auf der die nächste Meldung beruht.
    """

    __table_args__ = (UniqueConstraint("massnahme_id", "nummer"),)

    massnahme_id: Mapped[int] = verweis("massnahme", "Maßnahme")
    nummer: Mapped[int] = feld("Laufende Nummer")
    zum: Mapped[date] = feld("Stand vom", "Der Tag, für den der Eintrag gilt.")
    umsetzungsstand: Mapped[Umsetzungsstand] = feld("Umsetzungsstand", codes=Umsetzungsstand)
    text: Mapped[str] = feld("Sachstand", "Was ist seit der letzten Meldung geschehen?", default="")
    naechster_schritt: Mapped[str | None] = feld("Nächster Schritt", laenge=2000)
    naechster_termin: Mapped[date | None] = feld("Nächster Termin")
    hindernis: Mapped[str | None] = feld("Hindernis", "Was hält auf?", laenge=2000)
    loesung: Mapped[str | None] = feld("Was würde helfen?", laenge=2000)
    unveraendert: Mapped[bool] = feld("Unverändert bestätigt", default=False)
    abgeschlossen_am: Mapped[date | None] = feld("Abgeschlossen am", "Nötig bei „umgesetzt“.")
    ergebnis: Mapped[str | None] = feld("Ergebnis (Erledigungsvermerk)", "Nötig bei „umgesetzt“.")
    turnus: Mapped[Turnus | None] = feld("Turnus der Daueraufgabe", codes=Turnus)
    naechste_ueberpruefung: Mapped[date | None] = feld("Nächste Überprüfung")
    zurueckstellungsgrund: Mapped[Zurueckstellungsgrund | None] = feld(
        "Grund der Zurückstellung", codes=Zurueckstellungsgrund
    )
    begruendung: Mapped[str | None] = feld("Begründung", "Nötig bei „zurückgestellt“ und „verworfen“.")
    wiedervorlage: Mapped[date | None] = feld("Wiedervorlage", "Nötig bei „zurückgestellt“.")
    entschieden_von: Mapped[str | None] = kurz("Entschieden von", "Gremium; nötig bei „verworfen“.")
    entschieden_am: Mapped[date | None] = feld("Entschieden am", "Nötig bei „verworfen“.")
    beleg: Mapped[str | None] = feld("Beleg im Wortlaut", "Die Worte der Quelle für den Umsetzungsstand.", laenge=1000)
    erfasst_am: Mapped[datetime] = feld("Erfasst am")
    erfasst_von_id: Mapped[int] = verweis("nutzer", "Erfasst von")
    im_auftrag_von_id: Mapped[int | None] = verweis("organisationseinheit", "Im Auftrag von")
    gilt_ab: Mapped[date] = feld("Bekannt seit", "Ab diesem Tag gehört der Eintrag zum Lagebild.")
    ersetzt_id: Mapped[int | None] = verweis("sachstand", "Berichtigt den Eintrag")
    einlesung_id: Mapped[int | None] = verweis("einlesung", "Eingelesen mit")
    zurueckgenommen_am: Mapped[date | None] = feld(
        "Zurückgenommen am", "Ab diesem Tag nicht mehr im Lagebild: die Einlesung wurde zurückgenommen."
    )
    abfrage_id: Mapped[int | None] = verweis("abfrage", "Abfrage")
    freigabe: Mapped[Freigabe] = feld("Freigabe", codes=Freigabe, default=Freigabe.GEMELDET)
    freigabe_bemerkung: Mapped[str | None] = feld(
        "Bemerkung zur Freigabe", "Nötig, wenn ein Eintrag zurückgegeben wird.", laenge=2000, intern=True
    )


class SmartPruefung(ImKonzept):
    """Die SMART-Prüfung einer Maßnahme; A und T schlägt die App vor, S, M und R beurteilen Menschen."""

    massnahme_id: Mapped[int] = verweis("massnahme", "Maßnahme")
    spezifisch: Mapped[Pruefwert] = feld("Spezifisch", codes=Pruefwert, default=Pruefwert.OFFEN)
    messbar: Mapped[Pruefwert] = feld("Messbar", codes=Pruefwert, default=Pruefwert.OFFEN)
    aktivierend: Mapped[Pruefwert] = feld("Aktivierend", codes=Pruefwert, default=Pruefwert.OFFEN)
    realistisch: Mapped[Pruefwert] = feld("Realistisch", codes=Pruefwert, default=Pruefwert.OFFEN)
    terminiert: Mapped[Pruefwert] = feld("Terminiert", codes=Pruefwert, default=Pruefwert.OFFEN)
    notiz: Mapped[str | None] = feld("Notiz", laenge=2000)
    geprueft_am: Mapped[date | None] = feld("Geprüft am")


class Evaluation(ImKonzept):
    """Die vier Evaluationsfragen zu einer Maßnahme mit Antworten und Folge."""

    massnahme_id: Mapped[int] = verweis("massnahme", "Maßnahme")
    am: Mapped[date] = feld("Bewertet am")
    bewertet_von: Mapped[str | None] = kurz("Bewertet von (Rolle)")
    methode: Mapped[str | None] = kurz("Methode")
    umsetzungsstand: Mapped[Umsetzungsstand | None] = feld("Umsetzungsstand", codes=Umsetzungsstand)
    zielgruppe_erreicht: Mapped[Evaluationsantwort] = feld(
        "Zielgruppe erreicht?", codes=Evaluationsantwort, default=Evaluationsantwort.OFFEN
    )
    zielgruppe_grund: Mapped[str | None] = feld("Warum nicht (Zielgruppe)?", laenge=2000)
    im_zeitrahmen: Mapped[Evaluationsantwort] = feld(
        "Im Zeitrahmen umgesetzt?", codes=Evaluationsantwort, default=Evaluationsantwort.OFFEN
    )
    zeitrahmen_grund: Mapped[str | None] = feld("Warum nicht (Zeitrahmen)?", laenge=2000)
    ziel_erreicht: Mapped[Evaluationsantwort] = feld(
        "Ziel des Handlungsfelds erreicht?", codes=Evaluationsantwort, default=Evaluationsantwort.OFFEN
    )
    ziel_grund: Mapped[str | None] = feld("Warum nicht (Ziel)?", laenge=2000)
    folge: Mapped[Evaluationsfolge | None] = feld("Folge", codes=Evaluationsfolge)
