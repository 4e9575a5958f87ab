"""Verstehen: aus dem Wortlaut einer Zeitangabe („ab 2022- 2023“) Beginn, Frist, Genauigkeit und Turnus.

Gelesen wird in drei Schritten: Schriftbild glätten, Turnus herauslösen (`woerter`), Vorwörter und Spannen trennen
(`lesart`), den einzelnen Zeitraum deuten (`zeitraum`). Eine neue Zellform ist eine Zeile in `zeitraum._FORMEN`
oder in einer Wortliste – und eine Zeile in `tests/faelle_zeitangaben.py`. Geraten wird nie: Was mehrdeutig ist,
kommt mit `sicher=False` und Rückfrage zurück.
"""

from dataclasses import dataclass
from datetime import date

from mut_core.modell.codes import Angabe, Genauigkeit, Turnus
from mut_core.schriftbild import geglaettet
from mut_core.zeitangaben.lesart import Lesart, read_lesart
from mut_core.zeitangaben.nennung import im_wortlaut, zeitpunkt
from mut_core.zeitangaben.schreibung import datum_text, tag_lang, zeitangabe_text
from mut_core.zeitangaben.spielraum import fruehestens, spaetestens
from mut_core.zeitangaben.woerter import feste_angabe, geloester_turnus
from mut_core.zeitangaben.zeitraum import UnklarError

__all__ = [
    "Zeitangabe",
    "datum_text",
    "fruehestens",
    "im_wortlaut",
    "read_zeitangabe",
    "spaetestens",
    "zeitangabe_text",
    "zeitpunkt",
]

MAX_ZEICHEN = 1000
# Danach ist ein Tippfehler wahrscheinlicher als ein Plan: gelesen, aber zur Bestätigung vorgelegt.
FERNES_JAHR = 2060


@dataclass(frozen=True)
class Zeitangabe:
    """Was eine Zeitangabe sagt: Wortlaut, gemeinte Tage, Genauigkeit, Turnus – und ob das eindeutig ist.

    `beginn` ist der erste, `frist` der letzte gemeinte Tag. Ein bloßer Tag oder Monat („31.12.2024“, „Dez. 24“)
    und „Anfang/Mitte/Ende …“ nennen nur eine Frist; Jahr, Halbjahr, Quartal, Jahreszeit und Woche nennen beides.
    """

    wortlaut: str
    beginn: date | None
    beginn_genauigkeit: Genauigkeit | None
    frist: date | None
    frist_genauigkeit: Genauigkeit | None
    turnus: Turnus | None
    angabe: Angabe
    sicher: bool
    hinweis: str


def read_zeitangabe(text: str, *, bezug: date | None = None) -> Zeitangabe:
    """Liest eine Zeitangabe und wirft nie; Unklares kommt ohne erfundenes Datum mit `sicher=False` zurück.

    `bezug` ist das Datum des Dokuments und macht „noch in diesem Jahr“ lesbar. Die Regeln stehen als Fälle in
    `tests/faelle_zeitangaben.py` (Zellformen realer Maßnahmenlisten).
    """
    wortlaut = text.strip()
    if len(wortlaut) > MAX_ZEICHEN:
        return _unklar(wortlaut, f"Der Text ist länger als {MAX_ZEICHEN} Zeichen; bitte nur die Zeit nennen.")
    glatt = geglaettet(wortlaut)
    if (angabe := feste_angabe(glatt)) is not None:
        return _ohne_zeit(wortlaut, *angabe)
    turnus, rest = geloester_turnus(glatt)
    try:
        return _zeitangabe(wortlaut, turnus, read_lesart(rest, bezug) if rest else Lesart())
    except UnklarError as unklar:
        return _unklar(wortlaut, str(unklar), turnus)


def _zeitangabe(wortlaut: str, turnus: Turnus | None, gelesen: Lesart) -> Zeitangabe:
    zweifel = gelesen.zweifel
    if gelesen.beginn and gelesen.frist and gelesen.beginn > gelesen.frist:
        verkehrt = f"{datum_text(gelesen.beginn)} liegt nach {datum_text(gelesen.frist)}"
        return _unklar(wortlaut, f"Ende vor Beginn: {verkehrt}; bitte prüfen.", turnus)
    if any(tag and tag.year > FERNES_JAHR for tag in (gelesen.beginn, gelesen.frist)):
        zweifel = zweifel or f"Das Jahr liegt nach {FERNES_JAHR}; bitte prüfen."
    return Zeitangabe(
        wortlaut,
        gelesen.beginn,
        gelesen.beginn_genauigkeit,
        gelesen.frist,
        gelesen.frist_genauigkeit,
        turnus,
        Angabe.GENANNT,
        not zweifel,
        " ".join(teil for teil in (zweifel, _verstanden(turnus, gelesen)) if teil),
    )


def _verstanden(turnus: Turnus | None, gelesen: Lesart) -> str:
    von = tag_lang(gelesen.beginn) if gelesen.beginn else ""
    bis = tag_lang(gelesen.frist) if gelesen.frist else ""
    spanne = f"{von} bis {bis}" if von and bis else f"ab {von}" if von else f"bis {bis}" if bis else ""
    teile = [teil for teil in (turnus.bezeichnung if turnus else "", spanne) if teil]
    return f"verstanden als {', '.join(teile)}" if teile else ""


def _unklar(wortlaut: str, hinweis: str, turnus: Turnus | None = None) -> Zeitangabe:
    return Zeitangabe(wortlaut, None, None, None, None, turnus, Angabe.GENANNT, False, hinweis)


def _ohne_zeit(wortlaut: str, angabe: Angabe, sicher: bool, hinweis: str) -> Zeitangabe:
    return Zeitangabe(wortlaut, None, None, None, None, None, angabe, sicher, hinweis)
