"""Hüten: die ASGI-Seite der App – wer hereindarf, welche Köpfe jede Antwort trägt, deutsche Randtexte, Bereitschaft.

Von außen nach innen: `leitung` (kleine Nachrichten sofort senden) › `koepfe` (Sicherheitsköpfe, Host, Herkunft,
gesperrte Wege) › `zugang` (wer zugelassen ist) › `deutsch` (Texte der Oberfläche) › Streamlit. Alle vier sind reines
ASGI, weil Starlettes BaseHTTPMiddleware WebSockets nicht sieht – und darüber läuft bei Streamlit jede Eingabe.

Wenn es Konten gibt, wird genau eine Funktion ersetzt: `zugang.zugelassen`.
"""
