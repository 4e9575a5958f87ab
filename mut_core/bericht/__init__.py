"""Drucken: aus einem Lagebild wird ein Bericht in Word – je Form eine Gliederung, je Abschnitt eine Funktion."""

import gc
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from mut_core.bericht.kurzfassung import build_kurzfassung_html, build_kurzfassung_markdown
from mut_core.bericht.kurzvorlage import build_vorlage_hessen, build_vorlage_niedersachsen
from mut_core.bericht.sachstandsbericht import build_sachstandsbericht
from mut_core.bericht.steckbrief import build_steckbrief
from mut_core.bericht.uebersicht import build_uebersicht
from mut_core.bericht.wahl import Anlage, Profil, Wahl
from mut_core.dateien import namen
from mut_core.fehler import EingabeError
from mut_core.lagebild import Lagebild
from mut_core.modell.codes import Berichtsform

__all__ = ["FORMEN", "Anlage", "Form", "Profil", "Wahl", "build_bericht", "dateiname"]


@dataclass(frozen=True)
class Form:
    """Eine Form des Berichts, wie sie angeboten wird; `bauen` macht aus Lagebild und Wahl die fertige Datei."""

    name: str
    bezeichnung: str
    art: Berichtsform
    bauen: Callable[[Lagebild, Wahl], bytes]
    endung: str = "docx"
    je_massnahme: bool = False


FORMEN: Mapping[str, Form] = {
    form.name: form
    for form in (
        Form("sachstandsbericht", "Sachstandsbericht", Berichtsform.SACHSTANDSBERICHT, build_sachstandsbericht),
        Form("vorlage-hessen", "Kurzvorlage (Kopf Hessen)", Berichtsform.VORLAGE, build_vorlage_hessen),
        Form(
            "vorlage-niedersachsen",
            "Kurzvorlage (Kopf Niedersachsen)",
            Berichtsform.VORLAGE,
            build_vorlage_niedersachsen,
        ),
        Form("uebersicht", "Maßnahmenübersicht", Berichtsform.MASSNAHMENUEBERSICHT, build_uebersicht),
        Form("steckbrief", "Steckbrief", Berichtsform.STECKBRIEF, build_steckbrief, je_massnahme=True),
        Form(
            "kurzfassung", "Web-Kurzfassung (Markdown)", Berichtsform.WEBKURZFASSUNG, build_kurzfassung_markdown, "md"
        ),
        Form("kurzfassung-html", "Web-Kurzfassung (HTML)", Berichtsform.WEBKURZFASSUNG, build_kurzfassung_html, "html"),
    )
}
"""Die Formen, die es gibt, nach ihrem Namen auf der Kommandozeile; nur sie werden angeboten."""


def build_bericht(lagebild: Lagebild, form: str, wahl: Wahl | None = None) -> bytes:
    """Gibt den fertigen Bericht; rein: dieselben Eingaben geben dieselben Bytes, das Lagebild bleibt unverändert.

    Wirft EingabeError bei einer Form, die es nicht gibt, und bei einer Wahl, die nicht zu ihr passt.
    """
    if form not in FORMEN:
        vorhanden = ", ".join(f.bezeichnung for f in FORMEN.values())
        raise EingabeError(f"Die Form „{form}“ gibt es nicht. Vorhanden: {vorhanden}.", feld="form")
    with _ohne_speicherbereinigung():
        return FORMEN[form].bauen(lagebild, wahl or Wahl())


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


def dateiname(lagebild: Lagebild, form: str) -> str:
    """Gibt einen Dateinamen, der auf jedem System erlaubt ist: „sachstandsbericht_lehrte_2023-08-30.docx“."""
    kuerzel = lagebild.konzept.schluessel.lower()
    return namen.dateiname(f"{form}_{kuerzel}_{lagebild.stichtag.isoformat()}", FORMEN[form].endung)
