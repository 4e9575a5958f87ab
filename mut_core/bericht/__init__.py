"""Drucken: aus einem Lagebild wird ein Bericht in Word – je Form eine Gliederung, je Abschnitt eine Funktion."""

import gc
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date

from mut_core.bericht.sachstandsbericht import build_sachstandsbericht
from mut_core.fehler import EingabeError
from mut_core.lagebild import Lagebild
from mut_core.modell.codes import Berichtsform

__all__ = ["FORMEN", "build_bericht", "dateiname"]

Bauer = Callable[..., bytes]
"""Baut eine Form: (lagebild, *, nummer, erstellt) → Bytes einer .docx-Datei."""

FORMEN: Mapping[Berichtsform, Bauer] = {Berichtsform.SACHSTANDSBERICHT: build_sachstandsbericht}
"""Die Formen, die es gibt; nur sie werden angeboten."""


def build_bericht(
    lagebild: Lagebild, form: Berichtsform, *, nummer: int | None = None, erstellt: date | None = None
) -> bytes:
    """Gibt den Bericht als .docx; rein: dieselben Eingaben geben dieselben Bytes, das Lagebild bleibt unverändert.

    `nummer` ist die laufende Nummer (ohne sie die des angelegten Berichts oder die nächste), `erstellt` der Tag, der
    auf dem Deckblatt steht. Wirft EingabeError bei einer Form, die es nicht gibt.
    """
    if form not in FORMEN:
        vorhanden = ", ".join(f.bezeichnung for f in FORMEN)
        raise EingabeError(f"Die Form „{form.bezeichnung}“ gibt es nicht. Vorhanden: {vorhanden}.", feld="form")
    with _ohne_speicherbereinigung():
        return FORMEN[form](lagebild, nummer=nummer, erstellt=erstellt)


@contextmanager
def _ohne_speicherbereinigung() -> Iterator[None]:
    """Ein Bericht legt viele Dinge ohne Kreise an; nach Kreisen zu suchen kostet nur (gemessen: ein Sechstel)."""
    war_an = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if war_an:
            gc.enable()


def dateiname(lagebild: Lagebild, form: Berichtsform) -> str:
    """Gibt einen Dateinamen, der auf jedem System erlaubt ist: „sachstandsbericht_lehrte_2023-08-30.docx“."""
    kuerzel = re.sub(r"[^a-z0-9-]+", "-", lagebild.konzept.schluessel.lower()).strip("-") or "konzept"
    return f"{form.value}_{kuerzel}_{lagebild.stichtag.isoformat()}.docx"
