"""Deuten: ein Zeitraum („II. Quartal 2024“, „Dez. 24“, „KW 12/2025“) als erster und letzter Tag.

Eine neue Schreibweise ist eine Zeile in `_FORMEN` und eine Zeile bei den Fällen im Test.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from mut_core.modell.codes import Genauigkeit

FRUEHESTES_JAHR, SPAETESTES_JAHR = 1990, 2100


class UnklarError(Exception):
    """Der Text ist keine eindeutige Zeitangabe; der Text der Ausnahme ist die Rückfrage."""


@dataclass(frozen=True)
class Spanne:
    """Ein Zeitraum vom ersten bis zum letzten Tag; `zweifel` ist leer oder eine Rückfrage."""

    von: date
    bis: date
    genauigkeit: Genauigkeit
    punkt: bool = False  # allein genannt nur eine Frist („Dez. 24“)
    doppelt: bool = False  # schon selbst „von – bis“ („2022/23“)
    zweifel: str = ""


MONATSNAMEN = (
    "Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August", "September", "Oktober", "November",
    "Dezember",
)  # fmt: skip
_MONATSKUERZEL = {"jän": 1, "mae": 3, "mrz": 3} | {n[:3].lower(): i for i, n in enumerate(MONATSNAMEN, 1)}
_JAHRESZEITEN = {"frühjahr": 3, "frühling": 3, "fruehjahr": 3, "sommer": 6, "herbst": 9, "winter": 12}
_ROEMISCH = {"i": 1, "ii": 2, "iii": 3, "iv": 4}

_J = r"(?P<j>[0-9]{4}|'?[0-9]{2})"
_M = (
    r"(?P<n>januar|jänner|jan|februar|feb|märz|maerz|mär|mrz|april|apr|mai|juni|juno|jun|juli|jul|august|aug"
    r"|september|sept|sep|oktober|okt|november|nov|dezember|dez)s?\.?"
)
_Z = r"(?P<z>[1-4]|iv|i{1,3})"


def _jahr(text: str) -> int:
    jahr = int(text.lstrip("'"))
    if jahr < 100:
        jahr += 2000 if jahr < 70 else 1900
    if not FRUEHESTES_JAHR <= jahr <= SPAETESTES_JAHR:
        raise UnklarError(f"Das Jahr {jahr} liegt nicht zwischen {FRUEHESTES_JAHR} und {SPAETESTES_JAHR}.")
    return jahr


def _monate(jahr: int, monat: int, anzahl: int, genauigkeit: Genauigkeit) -> Spanne:
    if not 1 <= monat <= 12:
        raise UnklarError(f"Den Monat {monat} gibt es nicht; bitte prüfen.")
    danach = jahr * 12 + monat - 1 + anzahl
    bis = date(danach // 12, danach % 12 + 1, 1) - timedelta(days=1)
    return Spanne(date(jahr, monat, 1), bis, genauigkeit, punkt=genauigkeit == Genauigkeit.MONAT)


def _tag(jahr: int, monat: int, tag: int, zweifel: str = "") -> Spanne:
    try:
        ein_tag = date(jahr, monat, tag)
    except ValueError:
        raise UnklarError(f"Den Tag {tag:02}.{monat:02}.{jahr} gibt es nicht; bitte prüfen.") from None
    return Spanne(ein_tag, ein_tag, Genauigkeit.TAG, punkt=True, zweifel=zweifel)


def _tag_form(t: re.Match[str]) -> Spanne:
    return _tag(_jahr(t["j"]), int(t["m"]), int(t["t"]))


def _tag_mit_monatsname(t: re.Match[str]) -> Spanne:
    return _tag(_jahr(t["j"]), _MONATSKUERZEL[t["n"][:3]], int(t["t"]))


def _tag_mit_schraegstrich(t: re.Match[str]) -> Spanne:
    """„31/12/2024“ ist eindeutig, „12/31/2024“ nur amerikanisch lesbar, „03/04/2024“ beides."""
    erste, zweite, jahr = int(t["a"]), int(t["b"]), _jahr(t["j"])
    if erste <= 12 < zweite:
        return _tag(jahr, erste, zweite, "Amerikanische Schreibweise (Monat zuerst)? Bitte bestätigen.")
    if erste <= 12 and erste != zweite:
        raise UnklarError("Tag und Monat sind nicht zu unterscheiden; bitte als TT.MM.JJJJ schreiben.")
    return _tag(jahr, zweite, erste)


def _monat_form(t: re.Match[str]) -> Spanne:
    return _monate(_jahr(t["j"]), int(t["m"]), 1, Genauigkeit.MONAT)


def _monat_mit_name(t: re.Match[str]) -> Spanne:
    return _monate(_jahr(t["j"]), _MONATSKUERZEL[t["n"][:3]], 1, Genauigkeit.MONAT)


def _monat_kurz(t: re.Match[str]) -> Spanne | None:
    if int(t["j"]) <= 12:
        raise UnklarError("Monat und Jahr oder Tag und Monat? Bitte ausschreiben.")
    return _monat_form(t)


def _monate_form(t: re.Match[str]) -> Spanne:
    jahr, von, bis = _jahr(t["j"]), int(t["m"]), int(t["m2"])
    ende = _monate(jahr, bis, 1, Genauigkeit.MONAT)
    return Spanne(_monate(jahr, von, 1, Genauigkeit.MONAT).von, ende.bis, Genauigkeit.MONAT, doppelt=True)


def _zahl(text: str) -> int:
    return _ROEMISCH.get(text) or int(text)


def _quartal(t: re.Match[str]) -> Spanne:
    return _monate(_jahr(t["j"]), _zahl(t["z"]) * 3 - 2, 3, Genauigkeit.QUARTAL)


def _halbjahr(t: re.Match[str]) -> Spanne:
    return _monate(_jahr(t["j"]), _zahl(t["z"]) * 6 - 5, 6, Genauigkeit.HALBJAHR)


def _jahreszeit(t: re.Match[str]) -> Spanne | None:
    jahr, ist_winter = _jahr(t["j"]), t["s"] == "winter"
    if t["j2"] and (not ist_winter or int(t["j2"]) % 100 != (jahr + 1) % 100):
        return None
    zeit = _monate(jahr, _JAHRESZEITEN[t["s"]], 3, Genauigkeit.JAHRESZEIT)
    if ist_winter and not t["j2"]:
        frage = f"Winter {jahr - 1}/{jahr % 100:02} oder {jahr}/{(jahr + 1) % 100:02}? Bitte bestätigen."
        return replace(zeit, zweifel=frage)
    return zeit


def _jahr_form(t: re.Match[str]) -> Spanne:
    return _monate(_jahr(t["j"]), 1, 12, Genauigkeit.JAHR)


def _jahre(t: re.Match[str]) -> Spanne:
    """„2022/23“ ist eine Spanne, kein Monat; „2024-12“ kann nur der Monat sein, „2011/12“ beides."""
    jahr, zweites = _jahr(t["j"]), t["j2"]
    if len(zweites) == 2 and int(zweites) <= jahr % 100:
        frage = f"Jahr und Monat ({zweites}/{jahr})? Bitte bestätigen."
        return replace(_monate(jahr, int(zweites), 1, Genauigkeit.MONAT), zweifel=frage)
    letztes = _jahr(zweites if len(zweites) == 4 else f"{jahr // 100}{zweites}")
    frage = "Zwei Jahre oder Jahr und Monat? Bitte bestätigen." if len(zweites) == 2 and int(zweites) <= 12 else ""
    return Spanne(date(jahr, 1, 1), date(letztes, 12, 31), Genauigkeit.JAHR, doppelt=True, zweifel=frage)


def _schuljahr(t: re.Match[str]) -> Spanne:
    """Ein Schuljahr läuft vom 1. August bis zum 31. Juli (Niedersachsen, Hessen u. a.); auf den Monat genau."""
    jahr = _jahr(t["j"])
    if int(t["j2"]) % 100 != (jahr + 1) % 100:
        raise UnklarError("Ein Schuljahr reicht über zwei aufeinanderfolgende Jahre; bitte prüfen.")
    return replace(_monate(jahr, 8, 12, Genauigkeit.MONAT), punkt=False)


def _kalenderwoche(t: re.Match[str]) -> Spanne:
    jahr, erste, letzte = _jahr(t["j"]), int(t["w"]), int(t.groupdict().get("w2") or t["w"])
    try:
        von, bis = date.fromisocalendar(jahr, erste, 1), date.fromisocalendar(jahr, letzte, 7)
    except ValueError:
        raise UnklarError(f"Diese Kalenderwoche gibt es {jahr} nicht; bitte prüfen.") from None
    return Spanne(von, bis, Genauigkeit.TAG, doppelt=letzte != erste)


def _excel_tag(t: re.Match[str]) -> Spanne | None:
    """Excel zählt Tage seit dem 30.12.1899; eine solche Zahl im Text ist nur eine Vermutung."""
    tag = date(1899, 12, 30) + timedelta(days=int(t["x"]))
    if not FRUEHESTES_JAHR <= tag.year <= SPAETESTES_JAHR:
        return None
    return _tag(tag.year, tag.month, tag.day, "Das sieht nach einer Excel-Datumszahl aus; bitte bestätigen.")


def _lage(t: re.Match[str]) -> Spanne | None:
    """„Anfang/Mitte/Ende 2024“ endet am 31.3., 31.7., 31.12.; im Monat am 10., 20. und Letzten."""
    ganze, drittel = spanne(t["rest"]), ("anfang", "mitte", "ende").index(t["lage"])
    if ganze is None or ganze.doppelt:
        return None
    jahr, monat = ganze.von.year, ganze.von.month
    ungefaehr = Genauigkeit.UNGEFAEHR
    match ganze.genauigkeit:
        case Genauigkeit.JAHR:
            teil = _monate(jahr, (1, 5, 10)[drittel], 3, ungefaehr)
        case Genauigkeit.HALBJAHR:
            teil = _monate(jahr, monat + 2 * drittel, 2, ungefaehr)
        case Genauigkeit.QUARTAL | Genauigkeit.JAHRESZEIT:
            versatz = monat - 1 + drittel
            teil = _monate(jahr + versatz // 12, versatz % 12 + 1, 1, ungefaehr)
        case Genauigkeit.MONAT if ganze.punkt:
            bis = ganze.bis if drittel == 2 else ganze.von.replace(day=10 * drittel + 10)
            teil = Spanne(ganze.von.replace(day=10 * drittel + 1), bis, ungefaehr)
        case _:
            return None
    return replace(teil, punkt=True, zweifel=ganze.zweifel)


_FORMEN: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], Spanne | None]], ...] = tuple(
    (re.compile(muster), bau)
    for muster, bau in (
        (rf"(?P<t>[0-9]{{1,2}})\. ?(?P<m>[0-9]{{1,2}})\. ?{_J}", _tag_form),
        (r"(?P<j>[0-9]{4})([-/.])(?P<m>[0-9]{1,2})\2(?P<t>[0-9]{1,2})(?:[t ][0-9:.]{4,15}z?)?", _tag_form),
        (rf"(?P<t>[0-9]{{1,2}})\.? ?{_M} ?{_J}", _tag_mit_monatsname),
        (rf"(?P<a>[0-9]{{1,2}})([-/])(?P<b>[0-9]{{1,2}})\2{_J}", _tag_mit_schraegstrich),
        (rf"{_M}[ /]?{_J}", _monat_mit_name),
        (r"(?P<m>[0-9]{1,2}) ?[/.] ?(?P<j>[0-9]{4})", _monat_form),
        (r"(?P<m>[0-9]{1,2}) ?/ ?(?P<j>[0-9]{2})", _monat_kurz),
        (r"(?P<m>[0-9]{1,2}) ?- ?(?P<m2>[0-9]{1,2}) ?/ ?(?P<j>[0-9]{4})", _monate_form),
        (rf"{_Z}\.? ?(?:quartals?|quart\.?|qu\.?|q\.?) ?/? ?{_J}", _quartal),
        (rf"(?:quartal |q\.? ?){_Z}\.? ?[-/]? ?{_J}", _quartal),
        (rf"{_J} ?[-/]? ?(?:q|quartal) ?{_Z}", _quartal),
        (r"(?P<z>iv|i{1,3}) ?/ ?(?P<j>[0-9]{4})", _quartal),
        (rf"(?P<z>[12]|i|ii)\.? ?(?:halbjahr(?:es)?|hj\.?|jahreshälfte) ?/? ?{_J}", _halbjahr),
        (rf"(?:halbjahr |h ?)(?P<z>[12]) ?[-/]? ?{_J}", _halbjahr),
        (rf"(?P<s>{'|'.join(_JAHRESZEITEN)})s? ?{_J}(?: ?[-/] ?(?P<j2>[0-9]{{4}}|[0-9]{{2}}))?", _jahreszeit),
        (r"(?P<j>[0-9]{4})", _jahr_form),
        (r"(?P<j>[0-9]{4}) ?[-/] ?(?P<j2>[0-9]{4}|[0-9]{2})", _jahre),
        (
            r"(?:schuljahre?s?|sj\.?|kita-?jahr|kindergartenjahr) (?P<j>[0-9]{4}) ?[-/] ?(?P<j2>[0-9]{4}|[0-9]{2})",
            _schuljahr,
        ),
        (
            r"(?:kw|kalenderwoche) ?(?P<w>[0-9]{1,2})(?: ?- ?(?:kw ?)?(?P<w2>[0-9]{1,2}))?\.? ?[-/]? ?" + _J,
            _kalenderwoche,
        ),
        (rf"(?P<w>[0-9]{{1,2}})\. ?(?:kw|kalenderwoche) ?[-/]? ?{_J}", _kalenderwoche),
        (r"(?P<lage>anfang|mitte|ende)(?: des| der| vom| von)? (?P<rest>.+)", _lage),
        (r"(?P<x>[3-7][0-9]{4})(?:[.,]0+)?", _excel_tag),
    )
)


def spanne(text: str) -> Spanne | None:
    """Deutet geglätteten Text, der genau einen Zeitraum nennt; sonst None, bei unmöglichen Tagen `UnklarError`."""
    text = text.strip(" ,;:")
    for muster, bau in _FORMEN:
        if (treffer := muster.fullmatch(text)) and (gelesen := bau(treffer)):
            return gelesen
    return spanne(text[:-1]) if re.search(r"[0-9]\.$", text) and not re.search(r"\.[0-9]+\.$", text) else None
