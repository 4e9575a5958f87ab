"""Schreiben: eine Spanne als deutsche Zeitangabe, die sich ebenso wieder lesen lässt."""

from datetime import date, timedelta
from functools import lru_cache

from mut_core.modell.codes import Genauigkeit
from mut_core.zeitangaben.zeitraum import MONATSNAMEN

_ROEMISCH = ("I", "II", "III", "IV")


def zeitangabe_text(
    beginn: date | None,
    beginn_genauigkeit: Genauigkeit | None,
    frist: date | None,
    frist_genauigkeit: Genauigkeit | None,
) -> str:
    """Schreibt eine Spanne so, dass `read_zeitangabe` sie wieder ebenso liest: „ab 2020“, „II. Quartal 2024“.

    Ohne Genauigkeit gilt „auf den Tag“; ohne beide Tage ist der Text leer.
    """
    von = _zeit_text(beginn, beginn_genauigkeit, ist_beginn=True) if beginn else ""
    bis = _zeit_text(frist, frist_genauigkeit, ist_beginn=False) if frist else ""
    if not von or not bis:
        return f"ab {von}" if von else f"bis {bis}" if bis else ""
    if von != bis:
        return f"{von} bis {bis}"
    vorwort = {None: "am ", Genauigkeit.TAG: "am ", Genauigkeit.MONAT: "im "}.get(frist_genauigkeit, "")
    if frist_genauigkeit == Genauigkeit.UNGEFAEHR:
        return bis.replace("ca.", "um den") if beginn == frist else f"{von} bis {bis}"
    return vorwort + bis


@lru_cache(maxsize=1 << 13)
def datum_text(tag: date) -> str:
    """Schreibt einen Tag als TT.MM.JJJJ (DIN 5008)."""
    return f"{tag.day:02}.{tag.month:02}.{tag.year:04}"


def tag_lang(tag: date) -> str:
    """Schreibt einen Tag mit ausgeschriebenem Monat: „1. Januar 2022“."""
    return f"{tag.day}. {MONATSNAMEN[tag.month - 1]} {tag.year}"


def _zeit_text(tag: date, genauigkeit: Genauigkeit | None, *, ist_beginn: bool) -> str:
    monat = tag.month - 1
    match genauigkeit:
        case Genauigkeit.MONAT:
            text = f"{MONATSNAMEN[monat]} {tag.year}"
        case Genauigkeit.QUARTAL:
            text = f"{_ROEMISCH[monat // 3]}. Quartal {tag.year}"
        case Genauigkeit.HALBJAHR:
            text = f"{monat // 6 + 1}. Halbjahr {tag.year}"
        case Genauigkeit.JAHR:
            text = str(tag.year)
        case Genauigkeit.JAHRESZEIT:
            text = _jahreszeit_text(tag)
        case Genauigkeit.UNGEFAEHR:
            text = _ungefaehr_text(tag, ist_beginn=ist_beginn)
        case _:
            text = datum_text(tag)
    return text


def _jahreszeit_text(tag: date) -> str:
    if 3 <= tag.month <= 11:
        return f"{('Frühjahr', 'Sommer', 'Herbst')[tag.month // 3 - 1]} {tag.year}"
    winter = tag.year if tag.month == 12 else tag.year - 1
    return f"Winter {winter}/{(winter + 1) % 100:02}"


def _ungefaehr_text(tag: date, *, ist_beginn: bool) -> str:
    ende = (tag + timedelta(days=1)).day == 1
    grenzen = (1, 11, 21) if ist_beginn else (10, 20, tag.day if ende else 0)
    if tag.day not in grenzen:
        return f"ca. {datum_text(tag)}"
    lage = ("Anfang", "Mitte", "Ende")[grenzen.index(tag.day)]
    rand = (1, 1) if ist_beginn else (12, 31)
    monat = "" if (tag.month, tag.day) == rand else f"{MONATSNAMEN[tag.month - 1]} "
    return f"{lage} {monat}{tag.year}"
