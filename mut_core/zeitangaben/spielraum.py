"""Spielraum: welche Tage eine ungenaue Angabe meinen kann – „Ende 2024“ ist kein Tag, sondern drei Monate.

Die Grenzen sind dieselben, nach denen `zeitraum` liest; was dort zum letzten Tag wird, bekommt hier seinen ersten
zurück. So lässt sich eine Frist mit weichem Ende zeichnen, statt Genauigkeit vorzutäuschen.
"""

import calendar
from datetime import date, timedelta

from mut_core.modell.codes import Genauigkeit

_MONATE = {Genauigkeit.MONAT: 1, Genauigkeit.QUARTAL: 3, Genauigkeit.HALBJAHR: 6, Genauigkeit.JAHR: 12}
_ENDE_UNGEFAEHR = {(3, 31): 1, (7, 31): 5, (12, 31): 10}
_BEGINN_UNGEFAEHR = {(1, 1): 3, (5, 1): 7, (10, 1): 12}
"""„Anfang/Mitte/Ende 2024“: je Tag, an dem die Spanne endet oder beginnt, der Monat am anderen Rand."""

_UNGEFAEHR_TAGE = 14
"""So weit reicht „ca.“ vor einem Tag, der keiner dieser Ränder ist; eine Annahme dieser App."""


def fruehestens(frist: date, genauigkeit: Genauigkeit | None) -> date:
    """Gibt den ersten Tag, den eine Frist meinen kann; auf den Tag genau ist es dieser selbst."""
    if genauigkeit in (None, Genauigkeit.TAG):
        return frist
    if genauigkeit == Genauigkeit.UNGEFAEHR:
        return _fruehestens_ungefaehr(frist)
    return _zeitraum(frist, genauigkeit)[0]


def spaetestens(beginn: date, genauigkeit: Genauigkeit | None) -> date:
    """Gibt den letzten Tag, den ein Beginn meinen kann; auf den Tag genau ist es dieser selbst."""
    if genauigkeit in (None, Genauigkeit.TAG):
        return beginn
    if genauigkeit == Genauigkeit.UNGEFAEHR:
        return _spaetestens_ungefaehr(beginn)
    return _zeitraum(beginn, genauigkeit)[1]


def _zeitraum(tag: date, genauigkeit: Genauigkeit | None) -> tuple[date, date]:
    """Gibt den Kalenderzeitraum um einen Tag; Jahreszeiten beginnen im März, Juni, September und Dezember."""
    if genauigkeit == Genauigkeit.JAHRESZEIT:
        monate_zurueck, laenge = tag.month % 3, 3
    else:
        laenge = _MONATE[genauigkeit or Genauigkeit.MONAT]
        monate_zurueck = (tag.month - 1) % laenge
    erster = tag.year * 12 + tag.month - 1 - monate_zurueck
    jahr, monat = divmod(erster + laenge - 1, 12)
    return date(erster // 12, erster % 12 + 1, 1), date(jahr, monat + 1, calendar.monthrange(jahr, monat + 1)[1])


def _fruehestens_ungefaehr(frist: date) -> date:
    if monat := _ENDE_UNGEFAEHR.get((frist.month, frist.day)):
        return frist.replace(month=monat, day=1)
    if frist.day in (10, 20):
        return frist.replace(day=frist.day - 9)
    if frist.day == calendar.monthrange(frist.year, frist.month)[1]:
        return frist.replace(day=21)
    return frist - timedelta(days=_UNGEFAEHR_TAGE)


def _spaetestens_ungefaehr(beginn: date) -> date:
    if monat := _BEGINN_UNGEFAEHR.get((beginn.month, beginn.day)):
        return beginn.replace(month=monat, day=calendar.monthrange(beginn.year, monat)[1])
    if beginn.day in (1, 11):
        return beginn.replace(day=beginn.day + 9)
    if beginn.day == 21:
        return beginn.replace(day=calendar.monthrange(beginn.year, beginn.month)[1])
    return beginn + timedelta(days=_UNGEFAEHR_TAGE)
