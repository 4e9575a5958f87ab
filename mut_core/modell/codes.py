"""Codes: die festen Wertelisten des Fachs – gespeichert als Code, gezeigt mit deutscher Bezeichnung.

Quelle der vier Achsen ist `docs/glossar.md`; Codes ändern sich nie, Bezeichnungen dürfen sich ändern.
"""

from enum import StrEnum
from typing import Self


class Wort(StrEnum):
    """Ein fester Wert mit Bezeichnung, wie Auswertung und Vergleich ihn errechnen; gespeichert wird nur ein `Code`."""

    bezeichnung: str

    def __new__(cls, code: str, bezeichnung: str) -> Self:
        wert = str.__new__(cls, code)
        wert._value_ = code
        wert.bezeichnung = bezeichnung
        return wert

    @classmethod
    def von(cls, code: str) -> Self:
        """Gibt den Wert zu seinem Code; wirft ValueError bei einem unbekannten."""
        return cls(code)  # type: ignore[call-arg]


class Code(Wort):
    """Ein fester Wert, der gespeichert wird; jeder steht im Glossar und übersteht das Einfrieren."""


class Umsetzungsstand(Code):
    """Achse 1: was Menschen über den Stand einer Maßnahme melden."""

    OHNE_ANGABE = "ohne_angabe", "ohne Angabe"
    IDEE = "idee", "Idee / mögliche Maßnahme"
    NICHT_BEGONNEN = "nicht_begonnen", "nicht begonnen"
    IN_PLANUNG = "in_planung", "in Planung"
    IN_UMSETZUNG = "in_umsetzung", "in Umsetzung"
    UMGESETZT = "umgesetzt", "umgesetzt"
    VERSTETIGT = "verstetigt", "verstetigt (Daueraufgabe)"
    ZURUECKGESTELLT = "zurueckgestellt", "zurückgestellt"
    VERWORFEN = "verworfen", "verworfen"


class Terminlage(Code):
    """Achse 2: berechnet zum Stichtag aus Frist und Umsetzungsstand."""

    IM_ZEITPLAN = "im_zeitplan", "im Zeitplan"
    BALD_FAELLIG = "bald_faellig", "bald fällig"
    UEBERFAELLIG = "ueberfaellig", "überfällig"
    OHNE_TERMIN = "ohne_termin", "ohne Termin"
    NICHT_ANWENDBAR = "nicht_anwendbar", "nicht anwendbar"


class Aktualitaet(Code):
    """Achse 3: berechnet zum Stichtag aus dem Alter der letzten Meldung."""

    AKTUELL = "aktuell", "aktuell"
    BALD_VERALTET = "bald_veraltet", "bald veraltet"
    VERALTET = "veraltet", "veraltet"
    OHNE_MELDUNG = "ohne_meldung", "ohne Meldung"


class Mittelstatus(Code):
    """Achse 4: wie weit das Geld einer Maßnahme ist."""

    KEIN_BEDARF = "kein_bedarf", "kein Bedarf"
    UNGEKLAERT = "ungeklaert", "ungeklärt"
    BEZIFFERT = "beziffert", "beziffert"
    ANGEMELDET = "angemeldet", "angemeldet"
    BEANTRAGUNG_LAEUFT = "beantragung_laeuft", "Beantragung läuft (Drittmittel)"
    BEWILLIGT = "bewilligt", "bewilligt"
    IM_HAUSHALT = "im_haushalt", "im Haushalt eingeplant"
    FREIGEGEBEN = "freigegeben", "freigegeben"
    ABGELEHNT = "abgelehnt", "abgelehnt oder gestrichen"
    VERAUSGABT = "verausgabt", "verausgabt"


class Genauigkeit(Code):
    """Wie genau eine Zeitangabe gemeint ist; gespeichert wird stets ein Tag und dazu diese Genauigkeit."""

    TAG = "tag", "auf den Tag"
    MONAT = "monat", "auf den Monat"
    QUARTAL = "quartal", "auf das Quartal"
    JAHRESZEIT = "jahreszeit", "auf die Jahreszeit"
    HALBJAHR = "halbjahr", "auf das Halbjahr"
    JAHR = "jahr", "auf das Jahr"
    UNGEFAEHR = "ungefaehr", "ungefähr"


class Angabe(Code):
    """Ob zu einem Feld etwas gesagt ist: „k. A.“, „keine“ und leer sind drei verschiedene Dinge."""

    LEER = "leer", "noch nicht erfragt"
    KEINE_ANGABE = "keine_angabe", "k. A."
    KEINE = "keine", "keine"
    OFFEN = "offen", "bewusst offen"
    GENANNT = "genannt", "genannt"


class Massnahmenart(Code):
    """Art der Maßnahme."""

    BESTAND = "bestand", "Bestandsmaßnahme"
    NEU = "neu", "nächster Schritt (neu)"
    PROZESS = "prozess", "Prozessmaßnahme"


class Konkretheit(Code):
    """Wie fest eine Maßnahme vorgesehen ist; ordnet die Maßnahmen im Sachstandsbericht."""

    MOEGLICH = "moeglich", "mögliche Maßnahme"
    ANGEDACHT = "angedacht", "konkreter angedacht"
    GEPLANT = "geplant", "konkret geplant"
    BESCHLOSSEN = "beschlossen", "beschlossen"
    LAUFEND = "laufend", "läuft bereits"


class Prioritaet(Code):
    """Priorität einer Maßnahme."""

    HOCH = "hoch", "hoch"
    MITTEL = "mittel", "mittel"
    NIEDRIG = "niedrig", "niedrig"


class Zurueckstellungsgrund(Code):
    """Warum eine Maßnahme vertagt ist."""

    FINANZIELL = "finanziell", "finanzielle Ressourcen (Haushalt)"
    PERSONELL = "personell", "personelle oder zeitliche Ressourcen"
    PLANUNG = "planung", "andere im Zusammenhang stehende Planungen"
    SONSTIGES = "sonstiges", "weitere Gründe"


class Turnus(Code):
    """Wie oft etwas wiederkehrt."""

    LAUFEND = "laufend", "laufend"
    MONATLICH = "monatlich", "monatlich"
    VIERTELJAEHRLICH = "vierteljaehrlich", "vierteljährlich"
    HALBJAEHRLICH = "halbjaehrlich", "halbjährlich"
    JAEHRLICH = "jaehrlich", "jährlich"
    ZWEIJAEHRLICH = "zweijaehrlich", "alle zwei Jahre"


class Konzeptphase(Code):
    """Wo ein Konzept steht."""

    ERARBEITUNG = "erarbeitung", "in Erarbeitung"
    BESCHLOSSEN = "beschlossen", "beschlossen"
    UMSETZUNG = "umsetzung", "in Umsetzung"
    EVALUATION = "evaluation", "in Evaluation"
    ABGESCHLOSSEN = "abgeschlossen", "abgeschlossen"


class Bearbeitungsstand(Code):
    """Wie weit die Erarbeitung eines Handlungsfelds ist."""

    NICHT_BEGONNEN = "nicht_begonnen", "nicht begonnen"
    IN_VORBEREITUNG = "in_vorbereitung", "in Vorbereitung"
    IN_ERARBEITUNG = "in_erarbeitung", "in Erarbeitung"
    ERARBEITET = "erarbeitet", "erarbeitet"


class Zielebene(Code):
    """Ebene eines Ziels zwischen Leitlinie und Maßnahme."""

    LEITZIEL = "leitziel", "Leitziel"
    GRUNDLEGEND = "grundlegend", "grundlegendes Ziel"
    ZIEL = "ziel", "Ziel"


class Einheitsart(Code):
    """Art einer Organisationseinheit, Stelle oder Organisation."""

    DEZERNAT = "dezernat", "Dezernat"
    FACHBEREICH = "fachbereich", "Fachbereich"
    FACHDIENST = "fachdienst", "Fachdienst"
    AMT = "amt", "Amt"
    TEAM = "team", "Team"
    STABSSTELLE = "stabsstelle", "Stabsstelle"
    GRUPPE = "gruppe", "Arbeits- oder Projektgruppe"
    FUNKTION = "funktion", "Funktion oder Rolle"
    VERWALTUNG = "verwaltung", "Verwaltung insgesamt"
    TRAEGER = "traeger", "freier Träger oder Verein"
    BEHOERDE = "behoerde", "andere Behörde"
    SONSTIGE = "sonstige", "sonstige Stelle"


class Gremientyp(Code):
    """Art eines Gremiums oder Prozessorgans."""

    RAT = "rat", "Rat oder Stadtverordnetenversammlung"
    MAGISTRAT = "magistrat", "Magistrat oder Verwaltungsausschuss"
    AUSSCHUSS = "ausschuss", "Ausschuss"
    BEIRAT = "beirat", "Beirat"
    LENKUNGSGRUPPE = "lenkungsgruppe", "Lenkungsgruppe"
    PROJEKTGRUPPE = "projektgruppe", "Projektgruppe"
    ARBEITSGRUPPE = "arbeitsgruppe", "Arbeitsgruppe"
    RUNDER_TISCH = "runder_tisch", "Runder Tisch"
    FORUM = "forum", "Forum"
    NETZWERK = "netzwerk", "Netzwerk"


class Ereignisart(Code):
    """Art eines Ereignisses im Prozess."""

    AUFTAKT = "auftakt", "Auftaktveranstaltung"
    WORKSHOP = "workshop", "Workshop"
    GRUPPENTREFFEN = "gruppentreffen", "Treffen einer Gruppe"
    RUNDER_TISCH = "runder_tisch", "Runder Tisch"
    FORUM = "forum", "Forum"
    DIALOG = "dialog", "Dialogveranstaltung"
    KONFERENZ = "konferenz", "Konferenz"
    BEFRAGUNG = "befragung", "Befragung"
    GESPRAECH = "gespraech", "Gespräche und Interviews"
    ANALYSE = "analyse", "Bedarfs- oder Bestandsanalyse"
    SITZUNG = "sitzung", "Gremiensitzung"
    BESCHLUSS = "beschluss", "Beschluss"
    BERICHT = "bericht", "Bericht"
    FOERDERUNG = "foerderung", "Förderzeitraum"
    ORGANISATION = "organisation", "Organisation und Personal"
    EVALUATION = "evaluation", "Evaluation"
    SONSTIGES = "sonstiges", "Sonstiges"


class Ereignisstatus(Code):
    """Ob ein Ereignis stattfand."""

    GEPLANT = "geplant", "geplant"
    ANGEDACHT = "angedacht", "angedacht"
    STATTGEFUNDEN = "stattgefunden", "stattgefunden"
    VERSCHOBEN = "verschoben", "verschoben"
    ABGESAGT = "abgesagt", "abgesagt"


class Format(Code):
    """Format einer Veranstaltung."""

    PRAESENZ = "praesenz", "in Präsenz"
    VIRTUELL = "virtuell", "virtuell"
    HYBRID = "hybrid", "hybrid"


class Mittelart(Code):
    """Wofür eine Mittelposition steht."""

    GESAMT = "gesamt", "Gesamtkosten"
    SACH = "sach", "Sachmittel"
    PERSONAL = "personal", "Personal"
    INVEST = "invest", "Investition"
    FOERDERUNG = "foerderung", "Förderung"
    SAECHLICH = "saechlich", "sächliche Ressource"


class Mittelmodus(Code):
    """Auf welche Zeit sich ein Betrag bezieht; Beträge verschiedener Modi werden nie addiert."""

    EINMALIG = "einmalig", "einmalig"
    JAEHRLICH = "jaehrlich", "jährlich"
    JAHR = "jahr", "im genannten Jahr"


class Beratungsart(Code):
    """Rolle eines Gremiums in der Beratungsfolge (vgl. OParl Consultation.role)."""

    KENNTNISNAHME = "kenntnisnahme", "Kenntnisnahme"
    ANHOERUNG = "anhoerung", "Anhörung"
    VORBERATUNG = "vorberatung", "Vorberatung"
    EMPFEHLUNG = "empfehlung", "Empfehlung"
    ENTSCHEIDUNG = "entscheidung", "Entscheidung"


class Pruefwert(Code):
    """Antwort in der SMART-Prüfung."""

    JA = "ja", "ja"
    NEIN = "nein", "nein"
    OFFEN = "offen", "offen"


class Evaluationsantwort(Code):
    """Antwort auf eine Evaluationsfrage; bei „nein“ und „teilweise“ ist eine Begründung nötig."""

    JA = "ja", "ja"
    TEILWEISE = "teilweise", "teilweise"
    NEIN = "nein", "nein"
    OFFEN = "offen", "noch nicht bewertbar"


class Evaluationsfolge(Code):
    """Was aus der Evaluation folgt."""

    WEITER = "weiter", "weiterführen"
    AENDERN = "aendern", "ändern"
    BEENDEN = "beenden", "beenden"


class Evaluationslage(Code):
    """Wie weit die Evaluation einer Maßnahme ist: berechnet zum Stichtag aus Beginn und Bewertungen."""

    BEWERTET = "bewertet", "bewertet"
    BEGONNEN = "begonnen", "begonnen"
    FAELLIG = "faellig", "fällig"
    BALD_FAELLIG = "bald_faellig", "bald fällig"
    SPAETER = "spaeter", "noch nicht fällig"
    OHNE_BEGINN = "ohne_beginn", "ohne Beginn"


class Berichtsform(Code):
    """Form eines Berichts."""

    SACHSTANDSBERICHT = "sachstandsbericht", "Sachstandsbericht"
    VORLAGE = "vorlage", "Vorlage"
    MASSNAHMENUEBERSICHT = "massnahmenuebersicht", "Maßnahmenübersicht"
    STECKBRIEF = "steckbrief", "Steckbrief"
    WEBKURZFASSUNG = "webkurzfassung", "Web-Kurzfassung"


class Berichtsstatus(Code):
    """Wo ein Bericht steht."""

    ENTWURF = "entwurf", "Entwurf"
    EINGEREICHT = "eingereicht", "eingereicht"
    FREIGEGEBEN = "freigegeben", "freigegeben"
    EINGEFROREN = "eingefroren", "eingefroren"


class Auftragszustand(Code):
    """Wie weit ein Auftrag im Hintergrund ist."""

    WARTET = "wartet", "wartet"
    LAEUFT = "laeuft", "läuft"
    FERTIG = "fertig", "fertig"
    ABGEBROCHEN = "abgebrochen", "abgebrochen"
    GESCHEITERT = "gescheitert", "gescheitert"


class Freigabe(Code):
    """Vier-Augen-Stand eines Sachstands."""

    GEMELDET = "gemeldet", "gemeldet"
    FREIGEGEBEN = "freigegeben", "freigegeben"
    ZURUECK = "zurueck", "zurückgegeben"


class Einlesungszustand(Code):
    """Was aus einer eingelesenen Liste wurde."""

    UEBERNOMMEN = "uebernommen", "übernommen"
    ZURUECKGENOMMEN = "zurueckgenommen", "zurückgenommen"


class Versandstand(Code):
    """Wie weit eine Erinnerung per E-Mail ist."""

    BEGONNEN = "begonnen", "begonnen"
    GESENDET = "gesendet", "gesendet"
    GESCHEITERT = "gescheitert", "gescheitert"


class Rollenart(Code):
    """Was eine Person in einem Konzept darf."""

    LESEN = "lesen", "Leitung (lesen)"
    FACHKRAFT = "fachkraft", "Fachkraft"
    KOORDINATION = "koordination", "Koordination"
    ADMINISTRATION = "administration", "Administration"


class Anmeldeweg(Code):
    """Auf welchem Weg sich jemand angemeldet hat."""

    KONTO = "konto", "Kennwort"
    DEMO = "demo", "Demo auf diesem Rechner"
    DIENST = "dienst", "Anmeldedienst (OpenID Connect)"
    PROXY = "proxy", "vorgeschalteter Proxy"
    BEFEHL = "befehl", "Befehl auf diesem Rechner"


class Linkzweck(Code):
    """Was ein Einmallink erlaubt."""

    EINRICHTEN = "einrichten", "erstes Konto einrichten"
    KENNWORT = "kennwort", "Kennwort setzen"
    START = "start", "Demo auf diesem Rechner öffnen"


class Aktion(Code):
    """Was eine Protokollzeile festhält."""

    ANGELEGT = "angelegt", "angelegt"
    GEAENDERT = "geaendert", "geändert"
    ENTFERNT = "entfernt", "entfernt"
