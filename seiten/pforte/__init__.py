"""Hüten: die ASGI-Seite der App – wer hereindarf, welche Köpfe jede Antwort trägt, deutsche Randtexte, Bereitschaft.

Von außen nach innen: `leitung` (kleine Nachrichten sofort senden) › `koepfe` (Sicherheitsköpfe, Host, Herkunft,
gesperrte Wege) › `groesse` (Grenzen) › `zugang` (gültige Sitzung) › `deutsch` (Texte der Oberfläche) › Streamlit.
`schub` und `beschleunigung` sparen Rechenzeit je Lauf: viele Nachrichten als eine, das Thema nur einmal gebaut.
Alle sind reines ASGI, weil Starlettes BaseHTTPMiddleware WebSockets nicht sieht – und darüber läuft jede Eingabe.

`zugang` fragt `schranke` nach der Sitzung und gibt der Seite in einem versiegelten Kopf (`kennung`) mit, wer da ist.
Die eigenen Wege stellt `wege` zusammen: `anmeldewege`, `linkwege`, `kontowege`, `abmeldeweg`, `demoanmeldung`,
`dienst` und `kalenderweg`; ihr HTML entsteht in `anmeldeseiten` und `kontoseite` aus den Bausteinen von `gestalt`.
"""
