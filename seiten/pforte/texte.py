"""Benennen: die englischen Texte, die Streamlit im Browser zeigt, und was stattdessen dort stehen soll.

Jeder Eintrag gilt für alle ausgelieferten Dateien eines Stamms (`index` meint `index.<Prüfsumme>.js`) und besteht aus
zwei Bruchstücken des gebauten JavaScript. Ein Bruchstück beginnt und endet an der Grenze einer Zeichenkette (`` ` ``
oder `${…}`), damit nie mitten in einem anderen Text oder gar im Programm ersetzt wird. Wo ein Wort zugleich als
Schlüssel dient (`Close`, `Search`), steht der Name der Eigenschaft davor. Ändert Streamlit einen Text, meldet ihn
`deutsch.fehlende()`.
"""

from __future__ import annotations

from typing import Final

_RAHMEN: Final = (
    ("?`Stopping...`:`Stop`", "?`Hält an …`:`Anhalten`"),
    ('"aria-label":`Running...`', '"aria-label":`Läuft …`'),
    ("=`Connecting`,", "=`Verbindet …`,"),
    ("`Connecting to Streamlit server`", "`Verbindung zum Server wird aufgebaut`"),
    ("`Unable to connect to Streamlit server`", "`Keine Verbindung zum Server`"),
    ("label:`Print`", "label:`Drucken`"),
    ("label:`Rerun`", "label:`Neu laden`"),
    ("label:`About`", "label:`Über`"),
    ("label:`Get help`", "label:`Hilfe`"),
    ("label:`Report a bug`", "label:`Fehler melden`"),
    ("`Record screen`", "`Bildschirm aufnehmen`"),
    ('"aria-label":`Main menu`', '"aria-label":`Hauptmenü`'),
    ('"aria-label":`App pages`', '"aria-label":`Seiten`'),
    ('"aria-label":`Theme`', '"aria-label":`Farbschema`'),
    ('"aria-label":`Sidebar`', '"aria-label":`Seitenleiste`'),
    ("?`View less`:`View ${", "?`Weniger anzeigen`:`Weitere anzeigen: ${"),
    ("} more`}),n&&", "}`}),n&&"),
    ("?`view less`:`view more`", "?`weniger anzeigen`:`mehr anzeigen`"),
    ("`Collapse sidebar`", "`Seitenleiste einklappen`"),
    ("`Expand sidebar`", "`Seitenleiste ausklappen`"),
    ("`Skip to main content`", "`Zum Inhalt springen`"),
    ("`Navigate to home page`", "`Zur Startseite`"),
    ('"aria-label":`Notifications`', '"aria-label":`Hinweise`'),
    ("`Scroll tabs left`", "`Reiter nach links schieben`"),
    ("`Scroll tabs right`", "`Reiter nach rechts schieben`"),
    ("`Shortcut ${", "`Tastenkürzel ${"),
    ("{ctrl:`Ctrl`,cmd:", "{ctrl:`Strg`,cmd:"),
    ('"aria-label":`Close`', '"aria-label":`Schließen`'),
    ("children:`Close`", "children:`Schließen`"),
    ("?`Continue anyway`:`Close`", "?`Trotzdem fortfahren`:`Schließen`"),
    ("children:`Try again`", "children:`Erneut versuchen`"),
    ("children:`Cancel`", "children:`Abbrechen`"),
    ("`Copy version to clipboard`", "`Version kopieren`"),
    ("copiedLabel:`Copied`", "copiedLabel:`Kopiert`"),
    ("`Made with Streamlit v`", "`Erstellt mit Streamlit `"),
    ("children:`Script execution error`", "children:`Fehler beim Ausführen der Seite`"),
    ("`No message`", "`Keine Meldung`"),
    ("`Bad message format`", "`Unverständliche Nachricht vom Server`"),
)

_VERBINDUNG: Final = (
    ("`Page not found`", "`Seite nicht gefunden`"),
    ("`You have requested page /${", "`Die Seite /${"),
    ("}, but no corresponding file was found in the app's pages/ directory`", "} gibt es hier nicht`"),
    ("`The page that you have requested does not seem to exist`", "`Diese Seite gibt es hier nicht`"),
    ("}. Running the app's main page.`", "}. Sie sehen stattdessen die Startseite.`"),
    ("`Connection error`", "`Verbindungsfehler`"),
    ("`Connection timed out.`", "`Der Server hat nicht rechtzeitig geantwortet.`"),
    ("`Connection failed with status ${", "`Die Verbindung ist fehlgeschlagen, Status ${"),
    ("?`, and response:`:`.`", "?`, Antwort:`:`.`"),
    (
        "`Is Streamlit still running? If you accidentally stopped Streamlit, just restart it in your terminal:`",
        "`Der Server antwortet nicht. Ihre Eingaben bleiben auf dieser Seite stehen, bis er wieder läuft. "
        "Haben Sie ihn beendet, starten Sie ihn neu mit:`",
    ),
    ("codeBlock:`streamlit run yourscript.py`", "codeBlock:`python3 -m mut_core start`"),
    (
        "`Streamlit server is not responding. Are you connected to the internet?`",
        "`Der Server antwortet nicht. Ihre Eingaben bleiben auf dieser Seite stehen, bis er wieder erreichbar ist.`",
    ),
    (
        "`Cannot connect to Streamlit (HTTP status: 403).\n\nIf you are trying to access a Streamlit app running on "
        "another server, this could be due to the app's [CORS](${",
        "`Der Server lässt diesen Zugriff nicht zu (Status 403). Bitte wenden Sie sich an die Betreuung der Anwendung. "
        "[Hintergrund](${",
    ),
    ("}) settings.`", "}).`"),
    (
        "`Connection lost. Please wait for the app to reconnect, then try again.`",
        "`Die Verbindung ist unterbrochen. Bitte warten Sie, bis sie wieder steht, und versuchen Sie es dann erneut.`",
    ),
)

_DATEIEN_UND_AUSWAHL: Final = (
    ("`Add options`:`Add an option`", "`Einträge hinzufügen`:`Eintrag hinzufügen`"),
    ("`No options to select`", "`Nichts auszuwählen`"),
    (
        "`Choose or add options`:`Choose or add an option`",
        "`Auswählen oder hinzufügen`:`Auswählen oder hinzufügen`",
    ),
    ("`Choose options`:`Choose an option`", "`Bitte auswählen`:`Bitte auswählen`"),
    ("`File is larger than ${", "`Die Datei ist größer als ${"),
    ("`File is smaller than ${", "`Die Datei ist kleiner als ${"),
    ("`File type must be ${", "`Erlaubter Dateityp: ${"),
    ("?`one of ${", "?`einer von ${"),
    ("?`byte`:`bytes`", "?`Byte`:`Byte`"),
    ("message:`Too many files`", "message:`Zu viele Dateien`"),
    ('"aria-label":`file upload`', '"aria-label":`Datei hochladen`'),
    ("`Cancel upload of ${", "`Hochladen abbrechen: ${"),
    (":`Remove ${", ":`Entfernen: ${"),
    ("`Click to retry upload`", "`Erneut hochladen`"),
    ("`Upload failed`", "`Das Hochladen ist fehlgeschlagen`"),
    ("[`Error: `,", "[`Fehler: `,"),
)

_DATUM: Final = (
    ('"aria-label":`Previous month`', '"aria-label":`Voriger Monat`'),
    ('"aria-label":`Next month`', '"aria-label":`Nächster Monat`'),
    ("label:`Past Week`", "label:`Letzte Woche`"),
    ("label:`Past Month`", "label:`Letzter Monat`"),
    ("label:`Past 3 Months`", "label:`Letzte 3 Monate`"),
    ("label:`Past 6 Months`", "label:`Letzte 6 Monate`"),
    ("label:`Past Year`", "label:`Letztes Jahr`"),
    ("label:`Past 2 Years`", "label:`Letzte 2 Jahre`"),
    (
        "`**Error**: Date set outside allowed range. Please select a date on or before ${",
        "`**Fehler**: Das Datum liegt außerhalb des erlaubten Zeitraums. Spätestens möglich: ${",
    ),
    (
        "`**Error**: Date set outside allowed range. Please select a date on or after ${",
        "`**Fehler**: Das Datum liegt außerhalb des erlaubten Zeitraums. Frühestens möglich: ${",
    ),
    (
        "`**Error**: Date set outside allowed range. Please select a date between ${",
        "`**Fehler**: Das Datum liegt außerhalb des erlaubten Zeitraums. Möglich: ${",
    ),
)

_TABELLE: Final = (
    ("label:`Search`", "label:`Suchen`"),
    ("`Type to search`", "`Suchbegriff eingeben`"),
    ('"aria-label":`Previous Result`', '"aria-label":`Voriger Treffer`'),
    ('"aria-label":`Next Result`', '"aria-label":`Nächster Treffer`'),
    ('"aria-label":`Close Search`', '"aria-label":`Suche schließen`'),
    ("label:`Download as CSV`", "label:`Als CSV herunterladen`"),
    ("label:`Add row`", "label:`Zeile hinzufügen`"),
    ("label:`Delete row(s)`", "label:`Zeilen löschen`"),
    ("label:`Clear selection`", "label:`Auswahl aufheben`"),
    ("`Show/hide columns`", "`Spalten ein- oder ausblenden`"),
    ("`Sort ascending`", "`Aufsteigend sortieren`"),
    ("`Sort descending`", "`Absteigend sortieren`"),
    ("`Autosize`", "`Breite anpassen`"),
    ("`Hide column`", "`Spalte ausblenden`"),
    ("`Unpin column`", "`Spalte lösen`"),
    ("`Pin column`", "`Spalte anheften`"),
    ("`Copy column name`", "`Spaltenname kopieren`"),
    ("`Dataframe column menu`", "`Spaltenmenü`"),
    (",`Statistics`", ",`Auswertung`"),
    (",`Format`", ",`Darstellung`"),
    ("children:`No data`", "children:`Keine Daten`"),
    ("displayData:`empty`", "displayData:`leer`"),
    ("`⚠️ Please fill out this cell.`", "`⚠️ Bitte füllen Sie diese Zelle aus.`"),
    ("placeholder:`Select...`", "placeholder:`Bitte auswählen`"),
)

_ZEITPUNKT_GRENZE: Final = "`**Error**: Date and time set outside allowed range. Please select a date and time "
_ZEITPUNKT_DEUTSCH: Final = "`**Fehler**: Der Zeitpunkt liegt außerhalb des erlaubten Zeitraums. "

ERSETZUNGEN: Final[dict[str, tuple[tuple[str, str], ...]]] = {
    "index": _RAHMEN + _VERBINDUNG,
    "utils": _DATEIEN_UND_AUSWAHL,
    "ReorderedSegments": _DATUM,
    "DataFrame": _TABELLE,
    "DateField": ((",en:{year:`yyyy`,month:`mm`,day:`dd`}", ",en:{year:`jjjj`,month:`mm`,day:`tt`}"),),
    "InputInstructions": (
        ("?`submit form`:`apply`", "?`absenden`:`übernehmen`"),
        ("?`⌘`:`Ctrl`", "?`⌘`:`Strg`"),
        ("`Press ${", "`${"),
        ("}+Enter to ${", "}+Eingabe: ${"),
        ("`Press Enter to ${", "`Eingabetaste: ${"),
    ),
    "FileUploader": (
        ("} per file`", "} je Datei`"),
        ("`Drag and drop directories here`", "`Ordner hier ablegen`"),
        ("`Drag and drop files here`", "`Dateien hier ablegen`"),
        ("`Drag and drop a file here`", "`Datei hier ablegen`"),
        ("?`Upload directories`:`Upload`", "?`Ordner hochladen`:`Hochladen`"),
        ('"aria-label":`Add files`', '"aria-label":`Dateien hinzufügen`'),
        ("} files are not allowed.`", "}-Dateien sind nicht erlaubt.`"),
    ),
    "Multiselect": (
        ("?`option`:`options`", "?`Eintrag`:`Einträge`"),
        ("`You can only select up to ${", "`Höchstens ${"),
        ("}. Remove an option first.`", "}. Bitte entfernen Sie zuerst einen Eintrag.`"),
        ("return`No results`", "return`Keine Treffer`"),
        ("label:`Select all`", "label:`Alle auswählen`"),
        ("label:`Select ${", "label:`Treffer auswählen: ${"),
        ("} matches`", "}`"),
        ("label:`Add: ${", "label:`Hinzufügen: ${"),
        ("`Selected values`", "`Ausgewählt`"),
        ('"aria-label":`Clear all`', '"aria-label":`Auswahl leeren`'),
        ('"aria-label":`Open`', '"aria-label":`Öffnen`'),
        ('"aria-label":`Remove ${', '"aria-label":`Entfernen: ${'),
    ),
    "Selectbox": (
        ("??`Selectbox options`", "??`Auswahlmöglichkeiten`"),
        ("??`Selectbox`", "??`Auswahl`"),
        ("children:`No results`", "children:`Keine Treffer`"),
        ('"aria-label":`Clear value`', '"aria-label":`Auswahl leeren`'),
        ('"aria-label":`Open`', '"aria-label":`Öffnen`'),
        ("label:`Add: ${", "label:`Hinzufügen: ${"),
    ),
    "Radio": (("`No options to select.`", "`Nichts auszuwählen.`"),),
    "WidgetLabel": (("`(required)`", "`(Pflichtfeld)`"),),
    "requiredField": (("`This field is required.`", "`Bitte füllen Sie dieses Feld aus.`"),),
    "TextInput": (
        ('"aria-label":`Clear entry`', '"aria-label":`Eingabe leeren`'),
        ("?`Hide password`:`Show password`", "?`Kennwort verbergen`:`Kennwort anzeigen`"),
        (":`Invalid input.`", ":`Ungültige Eingabe.`"),
        ("=`Invalid input.`", "=`Ungültige Eingabe.`"),
        ("} Must match pattern: ${", "} Erwartetes Muster: ${"),
    ),
    "NumberInput": (
        ('"aria-label":`Clear value`', '"aria-label":`Eingabe leeren`'),
        ('"aria-label":`Increment`', '"aria-label":`Erhöhen`'),
        ('"aria-label":`Decrement`', '"aria-label":`Verringern`'),
        (
            "`Number is outside the allowed range. Please enter a value between ${",
            "`Die Zahl liegt außerhalb des erlaubten Bereichs: ${",
        ),
        (
            "`Number is below the allowed range. Please enter a value greater than or equal to ${",
            "`Die Zahl ist zu klein. Mindestens: ${",
        ),
        ("`Number is below the allowed range.`", "`Die Zahl ist zu klein.`"),
        (
            "`Number is above the allowed range. Please enter a value less than or equal to ${",
            "`Die Zahl ist zu groß. Höchstens: ${",
        ),
        ("`Number is above the allowed range.`", "`Die Zahl ist zu groß.`"),
        ("`**Error**: ${", "`**Fehler**: ${"),
    ),
    "DateInput": (
        ('"aria-label":`Clear dates`', '"aria-label":`Zeitraum leeren`'),
        ('"aria-label":`Clear date`', '"aria-label":`Datum leeren`'),
        ('"aria-label":`Choose date range`', '"aria-label":`Zeitraum auswählen`'),
        ("?`Choose date range`", "?`Zeitraum auswählen`"),
        ('"aria-label":`Choose date`', '"aria-label":`Datum auswählen`'),
        ("?`Choose date`", "?`Datum auswählen`"),
        ("} start date`", "}, Beginn`"),
        ("} end date`", "}, Ende`"),
        ("??`Select...`", "??`Bitte auswählen`"),
        ("`Quick select a date range`", "`Zeitraum schnell auswählen`"),
        ("children:`Date range`", "children:`Zeitraum`"),
        (
            "`Use arrow keys to navigate dates. Enter to select. Escape to close.`",
            "`Pfeiltasten wechseln den Tag, die Eingabetaste wählt ihn, Escape schließt.`",
        ),
    ),
    "DateTimeInput": (
        ('"aria-label":`Clear date and time`', '"aria-label":`Zeitpunkt leeren`'),
        ('"aria-label":`Choose date and time`', '"aria-label":`Zeitpunkt auswählen`'),
        ("?`Choose date and time`", "?`Zeitpunkt auswählen`"),
        ("children:`Time`", "children:`Uhrzeit`"),
        (
            "`Use arrow keys to navigate. Enter to select. Tab to switch between calendar and time. Escape to close.`",
            "`Pfeiltasten wechseln den Tag, die Eingabetaste wählt ihn, Tab wechselt zur Uhrzeit, Escape schließt.`",
        ),
        (_ZEITPUNKT_GRENZE + "on or before ${", _ZEITPUNKT_DEUTSCH + "Spätestens möglich: ${"),
        (_ZEITPUNKT_GRENZE + "on or after ${", _ZEITPUNKT_DEUTSCH + "Frühestens möglich: ${"),
        (_ZEITPUNKT_GRENZE + "between ${", _ZEITPUNKT_DEUTSCH + "Möglich: ${"),
    ),
    "TimeInput": (
        ('"aria-label":`Clear time`', '"aria-label":`Uhrzeit leeren`'),
        (
            "`Invalid time format. Please use HH:MM:SS or HH:MM.`",
            "`Bitte die Uhrzeit als HH:MM:SS oder HH:MM eingeben.`",
        ),
        ("`Invalid time format. Please use HH:MM.`", "`Bitte die Uhrzeit als HH:MM eingeben.`"),
        ("`Hours must be 0–23.`", "`Stunden gehen von 0 bis 23.`"),
        ("`Minutes must be 0–59.`", "`Minuten gehen von 0 bis 59.`"),
        ("`Seconds must be 0–59.`", "`Sekunden gehen von 0 bis 59.`"),
    ),
    "Toolbar": (
        ("label:`Fullscreen`", "label:`Vollbild`"),
        ("label:`Close fullscreen`", "label:`Vollbild beenden`"),
    ),
    "ArrowVegaLiteChart": (
        ("label:`Show data`", "label:`Daten anzeigen`"),
        ("label:`Show chart`", "label:`Diagramm anzeigen`"),
        ("label:`Download as PNG`", "label:`Als PNG herunterladen`"),
        ("`Copied!`:`Copy Vega-Lite spec`", "`Kopiert!`:`Diagrammbeschreibung kopieren`"),
    ),
    "Table": (
        ("?`Scrollable table`", "?`Verschiebbare Tabelle`"),
        ("children:`empty`", "children:`leer`"),
    ),
    "Pagination": (
        ('"aria-label":`Pagination`', '"aria-label":`Seitenwahl`'),
        ("`Previous page`", "`Vorige Seite`"),
        ("`Next page`", "`Nächste Seite`"),
        ('"aria-label":`Page ${', '"aria-label":`Seite ${'),
    ),
    "DownloadButton": (("`Download failed`", "`Das Herunterladen ist fehlgeschlagen`"),),
    "useCopyToClipboard": (("`Copied`:`Copy to clipboard`", "`Kopiert`:`In die Zwischenablage kopieren`"),),
    "Spinner": (
        ("} seconds)`", "} Sekunden)`"),
        ("} seconds`", "} Sekunden`"),
        ("} minute${", "} min${"),
        ("} hour${", "} h${"),
        ("===1?``:`s`", "===1?``:``"),
    ),
    "StreamlitMarkdown": (
        ("u(`Help`)", "u(`Hilfe`)"),
        ("?`Help`:`Help for ${", "?`Hilfe`:`Hilfe zu ${"),
        ("`Link to heading`", "`Link zu dieser Überschrift`"),
        ("name:`Network issue`", "name:`Verbindungsproblem`"),
        (
            "`Cannot load Streamlit frontend code. This can happen when you update Streamlit while a Streamlit app is "
            "running.`",
            "`Ein Teil der Anwendung ließ sich nicht laden. Das kann nach einer Aktualisierung vorkommen.`",
        ),
        (
            "`To fix this, simply reload this app by pressing`",
            "`Laden Sie die Seite neu, zum Beispiel mit`",
        ),
        ("`, or`", "` oder`"),
        (
            "`If the error persists, try force-clearing your browser's cache as described`",
            "`Hilft das nicht, leeren Sie den Zwischenspeicher des Browsers, wie beschrieben`",
        ),
    ),
}
"""Stamm der Datei -> (englisches Bruchstück, deutsches Bruchstück)."""
