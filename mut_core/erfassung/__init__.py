"""Erfassung: der einzige Weg, auf dem etwas in die Datenbank kommt – eine Funktion je Sache, die jemand tut."""
