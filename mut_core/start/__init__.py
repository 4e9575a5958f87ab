"""Starten: richtet die Umgebung ein und bringt die Kommandos hinein; nur mit der Standardbibliothek.

kommandos › app | pruefung › browser › umgebung › installation › sperre | prozess | netz › meldung
"""
