"""Drucken: aus einem Lagebild wird ein Bericht; nur hier ist Word bekannt."""
