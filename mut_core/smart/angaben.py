"""Angeben: was die SMART-Prüfung von einer Maßnahme wissen muss."""

from datetime import date
from typing import NamedTuple

from mut_core.modell.codes import (
    Angabe,
    Einheitsart,
    Genauigkeit,
    Konkretheit,
    Massnahmenart,
    Mittelstatus,
    Turnus,
    Umsetzungsstand,
    Wort,
)


class BedeutungA(Wort):
    """Was das A in SMART bei einer Kommune heißt."""

    VERANTWORTUNG = "verantwortung", "verantwortlich zugewiesen"
    AKZEPTANZ = "akzeptanz", "von den Zuständigen mitgetragen"
    ANDERES = "anderes", "anders bestimmt"


class Angaben(NamedTuple):
    """Die geprüften Angaben einer Maßnahme; die Namen sind, wo es sie gibt, die Felder des Modells."""

    titel: str = ""
    beschreibung: str | None = None
    zielgruppe: str | None = None
    indikator: str | None = None
    federfuehrung: str | None = None
    """Der Name der Stelle; None: keine zugeordnet."""
    federfuehrung_art: Einheitsart | None = None
    federfuehrung_aktiv: bool = True
    federfuehrung_wortlaut: str | None = None
    federfuehrung_angabe: Angabe = Angabe.LEER
    beteiligte: str | None = None
    beginn: date | None = None
    frist: date | None = None
    frist_genauigkeit: Genauigkeit | None = None
    zeit_wortlaut: str | None = None
    zeit_angabe: Angabe = Angabe.LEER
    turnus: Turnus | None = None
    termin: date | None = None
    """Der Tag, an dem die Terminlage hängt: Frist, Wiedervorlage oder nächste Überprüfung."""
    umsetzungsstand: Umsetzungsstand = Umsetzungsstand.OHNE_ANGABE
    art: Massnahmenart = Massnahmenart.NEU
    konkretheit: Konkretheit | None = None
    mittelstatus: Mittelstatus = Mittelstatus.UNGEKLAERT
    mittel_angabe: Angabe = Angabe.LEER
    mittel_wortlaut: str | None = None
    personal_angabe: Angabe = Angabe.LEER
    personal_wortlaut: str | None = None
    hat_betrag: bool = False
    bedeutung_a: BedeutungA = BedeutungA.VERANTWORTUNG
    begriff_a: str = "Aktivierend"
    konzept_stelle: str | None = None


_VERANTWORTUNG = ("verantwort", "zuständig", "zuweis", "zugewies", "aktivier")
_AKZEPTANZ = ("akzept", "mitgetrag", "mitträg", "getragen", "abgestimmt")


def bedeutung_a(smart_a: str | None) -> tuple[BedeutungA, str]:
    """Gibt, was das A bei dieser Kommune heißt, und das Wort dafür („Akzeptiert: von allen mitgetragen“).

    Ohne Angabe gilt Laatzens „Aktivierend“: erstrebenswert, ansprechend und jemandem zugewiesen.
    """
    begriff = (smart_a or "").partition(":")[0].strip()
    if not begriff:
        return BedeutungA.VERANTWORTUNG, "Aktivierend"
    text = (smart_a or "").lower()
    if any(stamm in begriff.lower() for stamm in _AKZEPTANZ):
        return BedeutungA.AKZEPTANZ, begriff
    if any(stamm in text for stamm in _VERANTWORTUNG):
        return BedeutungA.VERANTWORTUNG, begriff
    if any(stamm in text for stamm in _AKZEPTANZ):
        return BedeutungA.AKZEPTANZ, begriff
    return BedeutungA.ANDERES, begriff
