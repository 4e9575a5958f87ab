"""Sachstand: der Kern – Modell, Regeln, Lagebild und Bericht; er kennt kein Streamlit."""
