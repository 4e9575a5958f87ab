"""Schreiben: Euro-Beträge nach DIN 5008."""

from decimal import ROUND_HALF_UP, Decimal

CENT = Decimal("0.01")
_NBSP = "\u00a0"


def betrag_text(betrag: Decimal, *, ungenau: bool = False) -> str:
    """Schreibt Euro nach DIN 5008 mit geschützten Leerzeichen: „33.000 €“, „2.345,67 €“, „ca. 33.000 €“.

    Erwartet eine endliche Zahl; gerundet wird kaufmännisch auf den Cent.
    """
    gerundet = betrag.quantize(CENT, ROUND_HALF_UP)
    zeichen = "−" if gerundet < 0 else ""
    ganze, _, cent = f"{abs(gerundet):,.2f}".partition(".")
    zahl = ganze.replace(",", ".") + (f",{cent}" if cent != "00" else "")
    return f"{f'ca.{_NBSP}' if ungenau else ''}{zeichen}{zahl}{_NBSP}€"
