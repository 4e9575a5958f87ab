"""Bausteine: kleine Teile, die sich die Seiten teilen."""
