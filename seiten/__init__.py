"""Seiten: was ein Mensch sieht – jede Seite ein Skript, das sich von oben nach unten liest."""
