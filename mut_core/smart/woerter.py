"""Wortlisten: welche Wörter vage sind, welche etwas Bestimmtes tun und welche sagen, um wen es geht.

Alles klein geschrieben. Ein Wort hier zu ergänzen, ändert eine Regel; ein Fall in tests/faelle_smart.py hält es fest.
"""

from collections.abc import Mapping


def _liste(woerter: str) -> frozenset[str]:
    return frozenset(woerter.split())


VAGE_VERBEN: Mapping[str, str] = {
    "fördern": "Wen oder was, womit und in welchem Umfang?",
    "unterstützen": "Womit – Beratung, Räume, Geld, Personal – und wie oft?",
    "stärken": "Was kommt hinzu: ein Recht, ein Budget, eine Stelle, ein Angebot?",
    "verstärken": "Was genau wird mehr, und um wie viel?",
    "sensibilisieren": "Wodurch – Schulung, Veranstaltung, Kampagne – und wie viele Menschen?",
    "verbessern": "Was ist danach anders als heute?",
    "optimieren": "Was ist danach anders als heute?",
    "intensivieren": "Was geschieht öfter als heute, und wie oft?",
    "vertiefen": "Was geschieht öfter oder gründlicher als heute?",
    "ausbauen": "Welches Angebot kommt hinzu, und wie viele Plätze, Stunden oder Orte?",
    "ausweiten": "Um wie viele Stunden, Plätze oder Orte?",
    "erweitern": "Um was, und um wie viel?",
    "erhöhen": "Von welchem auf welchen Wert?",
    "steigern": "Von welchem auf welchen Wert?",
    "abbauen": "Welche Hürde zuerst, und wodurch fällt sie weg?",
    "verringern": "Von welchem auf welchen Wert?",
    "reduzieren": "Von welchem auf welchen Wert?",
    "vernetzen": "Wer trifft sich mit wem, wie oft und wozu?",
    "einbinden": "Welche Stellen sollen es sein, und wie viele?",
    "einbeziehen": "Wer wird wann und wozu gefragt?",
    "beteiligen": "Wer wird wann und wozu gefragt?",
    "begleiten": "Was tun Sie dabei: beraten, Räume stellen, regelmäßig treffen?",
    "ermöglichen": "Was wird dafür eingerichtet oder bezahlt, und für wie viele?",
    "schaffen": "Was entsteht, wo, und wie viel davon?",
    "weiterentwickeln": "Was soll danach anders sein?",
    "thematisieren": "In welchem Rahmen und mit welchem Ergebnis?",
    "informieren": "Auf welchem Weg – Kurs, Veranstaltung, Faltblatt – und wie viele Menschen?",
    "reagieren": "Wer tut dann was, und innerhalb welcher Zeit?",
    "geben": "Was genau, wo und für wie viele?",
    "anstreben": "Was wird dafür getan?",
    "berücksichtigen": "Was ändert sich dadurch?",
    "anregen": "Was geschieht, wenn der Anstoß gelingt?",
    "pflegen": "Wer trifft sich dafür wie oft?",
    "etablieren": "Was gibt es danach, das es heute nicht gibt?",
}
"""Verben, die allein nicht sagen, was geschieht – mit der Frage, die weiterhilft."""

VAGE_NOMEN: Mapping[str, str] = {
    "förderung": "fördern",
    "unterstützung": "unterstützen",
    "stärkung": "stärken",
    "verstärkung": "verstärken",
    "sensibilisierung": "sensibilisieren",
    "verbesserung": "verbessern",
    "optimierung": "optimieren",
    "intensivierung": "intensivieren",
    "ausweitung": "ausweiten",
    "erweiterung": "erweitern",
    "erhöhung": "erhöhen",
    "steigerung": "steigern",
    "abbau": "abbauen",
    "vernetzung": "vernetzen",
    "einbindung": "einbinden",
    "einbeziehung": "einbeziehen",
    "weiterentwicklung": "weiterentwickeln",
    "etablierung": "etablieren",
}
"""Dasselbe als Hauptwort am Anfang des Titels."""

VAGE_FORMEN: Mapping[str, str] = {
    "gefördert": "fördern",
    "unterstützt": "unterstützen",
    "gestärkt": "stärken",
    "sensibilisiert": "sensibilisieren",
    "verbessert": "verbessern",
    "intensiviert": "intensivieren",
    "ausgebaut": "ausbauen",
    "vernetzt": "vernetzen",
    "einbezogen": "einbeziehen",
    "weiterentwickelt": "weiterentwickeln",
}
"""Dasselbe gebeugt in der Beschreibung."""

VAGE_PAARE: Mapping[tuple[str, str], str] = {
    ("zugänglich", "machen"): "Wodurch, und für wie viele?",
    ("sichtbar", "machen"): "Wo und für wen?",
    ("möglich", "machen"): "Was wird dafür eingerichtet oder bezahlt?",
}

HANDLUNGEN = _liste(
    """abschaffen abschließen ableiten abstimmen analysieren anbieten anlegen anpassen anschaffen ansprechen anstellen
    aufbauen aufführen aufklären auflegen aufnehmen aufstellen auslegen ausgeben ausbilden ausrichten ausschreiben
    auswerten ausstatten ausstellen bauen beantragen beauftragen befragen benennen beraten bereitstellen
    berichten berufen beschaffen beschließen besetzen besuchen betreiben betreuen bewerben bündeln digitalisieren
    dokumentieren drehen drucken durchführen einberufen einführen einladen einrichten einsetzen einstellen entwickeln
    entsenden erarbeiten erfassen erheben ermitteln ernennen eröffnen erproben erschließen erstellen erteilen evaluieren
    festlegen finanzieren fortbilden fortschreiben freistellen gestalten gewinnen gründen herausgeben herstellen
    initiieren installieren kartieren koordinieren konzipieren leisten moderieren nutzen öffnen organisieren planen
    produzieren prüfen qualifizieren renovieren sammeln sanieren schulen senden starten stellen testen treffen
    überarbeiten übernehmen übersetzen umbauen umgestalten umsetzen untersuchen verankern veranstalten vereinbaren
    vereinfachen vergeben verleihen vermitteln veröffentlichen verschicken versenden verteilen vorlegen vorlesen
    vorstellen wählen weiterbilden zusammenstellen"""
)
"""Verben, die sagen, was geschieht: Zwei davon in einem Titel sind zwei Handlungen."""

HANDLUNGSPAARE: Mapping[tuple[str, str], str] = {("bekannt", "machen"): "bekannt machen"}

ZWEITE_HANDLUNGEN = frozenset(("begleiten", "unterstützen", "fördern", "ausbauen", "weiterentwickeln", "verbessern"))
"""Vage Verben, die neben einer zweiten Handlung doch eine eigene sind: „aufbauen und begleiten“."""

HANDLUNGSNOMEN = _liste(
    """aufbau ausbau ausbildung auswertung bau beratung betrieb betreuung durchführung einführung einrichtung einsatz
    entwicklung erarbeitung erfassung erhebung eröffnung erprobung erstellung evaluation fortbildung fortschreibung
    gründung herausgabe herstellung konzeption konzeptentwicklung organisation planung prüfung qualifizierung schaffung
    schulung sicherung überarbeitung übersetzung umbau umsetzung veröffentlichung vermittlung verteilung vorbereitung
    vorstellung ausstattung anschaffung befragung abstimmung ableitung benennung bereitstellung bündelung
    digitalisierung vereinfachung verankerung gewinnung bekanntmachung bewerbung koordination koordinierung"""
)
"""Hauptwörter, die eine Handlung sind."""

EIN_ABLAUF = (
    frozenset(("planung", "durchführung")),
    frozenset(("vorbereitung", "durchführung")),
    frozenset(("konzeption", "durchführung")),
    frozenset(("organisation", "durchführung")),
    frozenset(("planen", "durchführen")),
    frozenset(("organisieren", "durchführen")),
    frozenset(("konzipieren", "durchführen")),
    frozenset(("erheben", "auswerten")),
    frozenset(("erhebung", "auswertung")),
    frozenset(("beratung", "vermittlung")),
    frozenset(("beratung", "betreuung")),
)
"""Was zusammengehört und keine zwei Maßnahmen sind."""

BINDEWOERTER = frozenset(("und", "sowie", ",", ";", "/", "+", "&", "bzw", "–", "-"))

TAETIGE_VERBEN = HANDLUNGEN | _liste(
    """bekommen bekommt berät bietet bieten bildet bilden bündelt entscheidet entscheiden entsteht entstehen erarbeitet
    erfasst erhält erhalten erhebt erklären erklärt erstellt führen führt finanziert finden findet gestaltet gibt
    hilft helfen informiert koordiniert legt liegt lädt laden lernen leitet meldet melden nimmt öffnet produziert
    prüft geprüft qualifiziert richtet richten schult geschult sendet spricht sprechen stellt stehen steht stimmt
    stimmen teilen teilt trifft übersetzt vermittelt veröffentlicht wählt zahlt zeigt zeigen benannt gebaut
    gegründet eingerichtet veranstaltet bezahlt ausgebildet angeboten übernimmt begegnen vorgestellt aufgebaut
    eingeführt gedruckt verteilt"""
)
TAETIGE_NOMEN = HANDLUNGSNOMEN | _liste("kurs kurse sprechstunde sprechstunden workshop workshops seminar seminare")
"""Wörter, an denen eine Beschreibung zeigt, dass etwas Bestimmtes geschieht."""

AUCH_HAUPTWORT = frozenset(("schulen", "laden", "treffen", "bilden", "führen", "sammeln"))
"""Am Satzanfang sind das auch Hauptwörter: „Schulen beraten Familien“."""

UNBESTIMMT: Mapping[str, str] = {
    "weitere": "Wie viele und welche?",
    "weiteren": "Wie viele und welche?",
    "mehr": "Wie viel mehr als heute?",
    "verschiedene": "Welche?",
    "verschiedenen": "Welche?",
    "unterschiedliche": "Welche?",
    "unterschiedlichen": "Welche?",
    "diverse": "Welche?",
    "mehrere": "Wie viele?",
    "mehreren": "Wie viele und welche?",
    "geeignete": "Woran erkennt man, dass sie geeignet sind?",
    "geeigneten": "Woran erkennt man, dass sie geeignet sind?",
    "entsprechende": "Welche?",
    "entsprechenden": "Welche?",
    "enger": "Was geschieht dann, das heute nicht geschieht?",
    "besser": "Was ist danach anders als heute?",
    "bessere": "Was ist danach anders als heute?",
    "stärker": "Was geschieht dann, das heute nicht geschieht?",
    "verstärkt": "Was geschieht öfter als heute?",
    "vermehrt": "Was geschieht öfter als heute?",
    "möglichst": "Was ist das Mindeste?",
    "ggf": "Wovon hängt es ab, und wer entscheidet?",
    "gegebenenfalls": "Wovon hängt es ab, und wer entscheidet?",
    "evtl": "Wovon hängt es ab, und wer entscheidet?",
    "eventuell": "Wovon hängt es ab, und wer entscheidet?",
}
"""Wörter im Titel, die offenlassen, wie viel oder was – mit der Frage, die weiterhilft."""

VERGLEICHE = frozenset(("mehr", "länger", "öfter", "häufiger", "besser", "stärker", "enger", "schneller"))
"""Wörter, nach denen man fragt: um wie viel?"""

PLATZHALTER = frozenset(("xxx", "xx", "tbd", "todo", "n.n.", "nn", "test", "platzhalter", "lorem", "folgt", "???"))

MENGENWOERTER = _liste(
    """zwei drei vier fünf sechs sieben acht neun zehn elf zwölf fünfzehn zwanzig fünfundzwanzig dreißig vierzig fünfzig
    sechzig hundert tausend zweimal dreimal viermal fünfmal sechsmal zehnmal zwölfmal dutzend beide beiden jeder jede"""
)
KEINE_MENGE_DANACH = ("jahr", "monat", "woche", "€", "euro", "eur", "teur", "klasse", "uhr", "prozent der mittel", "§")
KEINE_MENGE_DAVOR = frozenset(("§", "art", "artikel", "nr", "nummer", "klasse", "stufe", "phase", "kapitel", "i", "no"))
ALTER_DAVOR = frozenset(("alter",))

RHYTHMUS = _liste(
    """täglich tägliche wöchentlich wöchentliche wöchentlichen monatlich monatliche monatlichen vierteljährlich
    vierteljährliche halbjährlich halbjährliche jährlich jährliche jährlicher jährlichen jährliches zweijährlich
    quartalsweise regelmäßig regelmäßige regelmäßigen regelmäßiger einmal"""
)
"""Wörter, die sagen, dass etwas wiederkehrt."""

FESTER_RHYTHMUS = RHYTHMUS - frozenset(w for w in RHYTHMUS if w.startswith("regelmäßig"))

PERSONEN_GANZ = _liste(
    """alle allen betroffene betroffenen bevölkerung familie familien gäste jungen kund kunden leute mädchen männer
    menschen mitglieder nachbarn partner paare personen schüler seniorinnen senioren stadtgesellschaft
    öffentlichkeit verwaltung stadtverwaltung politik ehrenamt beschäftigte beschäftigten betrieb betriebe betrieben
    schule schulen schulformen kita kitas kindergärten kindertagesstätte kindertagesstätten krippen fachkraft
    mitarbeitende vereine vereinen träger trägern gewerbe arbeitsgruppe unternehmen verwaltungsmitarbeitende
    vorfälle vorfällen neuzugewanderte zeuginnen zeugen haushalte mieter fachleute fachdienste ämter teams
    einrichtungen"""
)
PERSONEN_ENDEN = (
    "kinder", "kindern", "kräfte", "kräften", "frauen", "männern", "mütter", "müttern", "väter", "vätern", "eltern",
    "jugendliche", "jugendlichen", "geflüchtete", "geflüchteten", "flüchtlinge", "flüchtlingen", "zugewanderte",
    "zugewanderten", "zugezogene", "zugezogenen", "migranten", "rinnen", "ntinnen", "schüler", "schülern", "lehrer",
    "lehrern", "arbeiter", "arbeitern", "nehmer", "nehmern", "geber", "gebern", "bürger", "bürgern", "bewohner",
    "bewohnern", "einwohner", "einwohnern", "beschäftigte", "beschäftigten", "mitarbeitende", "mitarbeitenden",
    "studierende", "studierenden", "lernende", "lernenden", "teilnehmende", "teilnehmenden", "suchende", "suchenden",
    "treibende", "treibenden", "mietende", "mietenden", "ehrenamtliche", "ehrenamtlichen", "engagierte", "engagierten",
    "betriebe", "betrieben", "vereine", "vereinen", "senioren", "familien", "menschen", "personen", "gründer",
    "auszubildende", "auszubildenden", "azubis", "ankommende", "ankommenden", "angehörige", "angehörigen", "paten",
    "lotsen", "unternehmen",
)  # fmt: skip
PERSONEN = ("sprachkurs", "integrationskurs", "kund", "schüler", "eltern", "kinder", "frauen", "jugend")
"""Wortanfänge, die schon sagen, um wen es geht: „Elterncafé“, „Sprachkurs“."""

ERZEUGNISSE = (
    "leitbild", "leitfaden", "leitlinie", "konzept", "strategie", "broschüre", "faltblatt", "flyer", "mappe",
    "übersicht", "wegweiser", "verzeichnis", "liste", "landkarte", "datenbank", "handbuch", "handreichung",
    "film", "filme", "video", "videos", "videotutorials", "tutorials", "podcast", "internetseite", "webseite", "app",
    "schaftshaus", "zentrum", "formular", "formulare", "vorlage", "vereinbarung", "satzung", "bericht", "studie",
    "analyse", "internetauftritt", "schild", "schilder", "aushänge", "empfehlungen", "konferenz", "messe",
)  # fmt: skip
"""Wortenden von Erzeugnissen: Ob es sie gibt, lässt sich feststellen."""

VORWOERTER = _liste("an am auf aus bei beim für gegen im in mit nach ohne über um von vom vor zu zum zur zwischen")

EINMALIG = _liste(
    """ableiten bauen benennen beschließen einführen einrichten einsetzen einstellen entwickeln erarbeiten
    erfassen erheben ernennen eröffnen erstellen festlegen gründen veröffentlichen aufbauen befragen prüfen durchführen
    besetzen auswerten überarbeiten umbauen"""
)
"""Handlungen, die ein Ende haben: Ob sie getan sind, lässt sich feststellen."""

PASSIV = frozenset(("werden", "wird", "wurde", "wurden"))
PARTIZIP_ANFAENGE = ("ge", "be", "er", "ver", "ent", "zer", "über", "unter")

INDIKATOREN: tuple[tuple[str, str], ...] = (
    ("kinderbetreuung", "die Zahl der betreuten Plätze"),
    ("sprachkurs", "die Zahl der Kurse, der Plätze und der Abschlüsse im Jahr"),
    ("schwimmkurs", "die Zahl der Kurse und der Plätze im Jahr"),
    ("sprachkenntnis", "den Anteil der Beschäftigten, deren Sprachen erfasst sind"),
    ("sprachkompetenz", "den Anteil der Beschäftigten, deren Sprachen erfasst sind"),
    ("sprachförder", "die Zahl der geförderten Kinder und der Einrichtungen"),
    ("bildungsförder", "die Zahl der geförderten Kinder und der Einrichtungen"),
    ("spracherwerb", "die Zahl der erreichten Kinder und Familien"),
    ("videotutorial", "die Zahl der veröffentlichten Videos und ihrer Aufrufe"),
    ("podcast", "die Zahl der veröffentlichten Folgen und ihrer Aufrufe"),
    ("radio", "die Zahl der Sendungen im Jahr"),
    ("befrag", "die Zahl der Befragten oder den Rücklauf"),
    ("interview", "die Zahl der Gespräche"),
    ("abfrage", "den Rücklauf und wie viele Anregungen aufgegriffen sind"),
    ("lots", "die Zahl der ausgebildeten Lots*innen und ihrer Einsätze"),
    ("patensch", "die Zahl der Patenschaften"),
    ("leitbild", "„Leitbild ist beschlossen und allen Beschäftigten bekannt gemacht“"),
    ("schulungskonzept", "„Konzept ist beschlossen“ und danach den Anteil der Geschulten"),
    ("schulung", "die Zahl oder den Anteil der geschulten Personen"),
    ("geschult", "die Zahl oder den Anteil der geschulten Personen"),
    ("fortbild", "die Zahl oder den Anteil der geschulten Personen"),
    ("weiterbild", "die Zahl der Kurse und der Abschlüsse"),
    ("qualifi", "die Zahl der Teilnehmenden und der Abschlüsse"),
    ("leitfaden", "„Leitfaden ist veröffentlicht“ und die Zahl der Stellen, die ihn nutzen"),
    ("broschüre", "die Auflage und die Zahl der ausgegebenen Stücke"),
    ("mappe", "die Zahl der ausgegebenen Mappen"),
    ("flyer", "die Auflage und die Sprachen"),
    ("faltblatt", "die Auflage und die Sprachen"),
    ("internetseite", "die Zahl der Aufrufe und der Sprachen"),
    ("webseite", "die Zahl der Aufrufe und der Sprachen"),
    ("formular", "die Zahl der überarbeiteten Formulare"),
    ("übersicht", "„Übersicht ist veröffentlicht“ und die Zahl der Einträge"),
    ("verzeichnis", "„Verzeichnis ist veröffentlicht“ und die Zahl der Einträge"),
    ("wegweiser", "„Wegweiser ist veröffentlicht“ und die Zahl der Aufrufe"),
    ("strategie", "„Strategie ist beschlossen“ mit Datum"),
    ("empfehlung", "„Empfehlungen liegen dem Ausschuss vor“ mit Datum"),
    ("ausstattung", "die Zahl der ausgestatteten Orte"),
    ("sprechstunde", "die Zahl der Sprechstunden und der Gespräche im Quartal"),
    ("beratung", "die Zahl der Beratungen im Quartal"),
    ("ansprechperson", "die Zahl der Beratungen im Quartal"),
    ("anlaufstelle", "die Zahl der Beratungen im Quartal"),
    ("front office", "die Zahl der Beratungen im Quartal"),
    ("begleitung von", "die Zahl der begleiteten Personen"),
    ("selbstorganisation", "die Zahl der begleiteten Zusammenschlüsse und der Treffen"),
    ("beschwerde", "die Zahl der Beschwerden und wie viele davon abgeschlossen sind"),
    ("meldestelle", "die Zahl der Meldungen und wie viele davon ausgewertet sind"),
    ("vorfälle", "die Zahl der Vorfälle und die Zeit bis zur Antwort"),
    ("ausländerfeindlich", "die Zahl der Vorfälle und die Zeit bis zur Antwort"),
    ("netzwerk", "die Zahl der Treffen im Jahr und der beteiligten Stellen"),
    ("vernetz", "die Zahl der Treffen im Jahr und der beteiligten Stellen"),
    ("austausch", "die Zahl der Treffen im Jahr und der beteiligten Stellen"),
    ("dialog", "die Zahl der Dialoge und der Teilnehmenden im Jahr"),
    ("arbeitsgruppe", "die Zahl der Treffen im Jahr und der beteiligten Stellen"),
    ("forum", "die Zahl der Teilnehmenden und der aufgegriffenen Vorschläge"),
    ("barriere", "die Zahl der benannten und der beseitigten Hürden"),
    ("hürde", "die Zahl der benannten und der beseitigten Hürden"),
    ("zugänge", "die Zahl der erfassten Zugänge und der benannten Hürden"),
    ("öffnungszeit", "die zusätzlichen Öffnungsstunden je Woche"),
    ("bibliothek", "die Zahl der Ausleihen oder der Besuche"),
    ("veranstaltung", "die Zahl der Veranstaltungen und der Teilnehmenden"),
    ("konferenz", "„Konferenz hat stattgefunden“ und die Zahl der Teilnehmenden"),
    ("wochen", "die Zahl der Veranstaltungen und der Teilnehmenden"),
    ("stadtfest", "die Zahl der Feste und der beteiligten Einrichtungen"),
    ("messe", "die Zahl der Teilnehmenden und der Vermittlungen"),
    ("camp", "die Zahl der Plätze und der Teilnehmenden"),
    ("praktik", "die Zahl der Vermittlungen im Jahr"),
    ("arbeitseinstieg", "die Zahl der Vermittlungen im Jahr"),
    ("fördertöpf", "die Zahl der Anträge oder die eingeworbene Summe"),
    ("fördermittel", "die Zahl der Anträge oder die eingeworbene Summe"),
    ("fachkraft", "„Stelle ist besetzt“ mit Datum"),
    ("wohnung", "die Zahl der vermittelten oder belegten Wohnungen"),
    ("wohnraum", "die Zahl der vermittelten oder belegten Wohnungen"),
    ("spiel", "die Zahl der neuen Plätze oder Angebote"),
    ("nachbarschaftshaus", "„Haus ist eröffnet“ und die Zahl der Nutzungen im Monat"),
    ("kindertagesstätte", "den Anteil der Kinder, die eine Einrichtung besuchen"),
    ("öffentlichkeitsarbeit", "die Zahl der Veröffentlichungen im Jahr"),
    ("informieren", "die Zahl der Veranstaltungen und der erreichten Menschen"),
    ("tradition", "die Zahl der Veranstaltungen oder der Nutzungen im Jahr"),
    ("bildsprache", "eine kurze Befragung, ob die Menschen ihr Ziel finden"),
    ("karte", "die Zahl der ausgegebenen Karten"),
    ("unternehmen", "die Zahl der beteiligten Betriebe"),
    ("eltern-kind", "die Zahl der Angebote und der erreichten Familien"),
)
"""Was sich zählen ließe, je nachdem, worum es geht; es gilt, was im Titel (sonst in der Beschreibung) zuerst kommt."""

INDIKATOREN_SONST: tuple[tuple[str, str], ...] = (
    ("konzept", "„Konzept ist beschlossen“ mit Datum"),
    ("angebot", "die Zahl der Angebote und der Teilnehmenden im Jahr"),
    ("programm", "die Zahl der Teilnehmenden im Jahr"),
    ("projekt", "die Zahl der Teilnehmenden im Jahr"),
    ("kurs", "die Zahl der Kurse und der Plätze im Jahr"),
    ("schule", "die Zahl der beteiligten Schulen"),
)
"""Was gilt, wenn nichts Genaueres passt."""
