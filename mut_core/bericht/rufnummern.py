"""Finden: Telefonnummern in deutschen Schreibweisen und Mailadressen – nicht Vorlagennummern, Konten, Tage, Beträge."""

import re
from collections.abc import Iterator
from typing import Final

Spanne = tuple[int, int]
"""Anfang und Ende im Text."""

_MAIL: Final = re.compile(
    r"(?<![\w.+%-])[\w.+%-]*\w\s?(?:@|\((?:at|ät)\)|\[(?:at|ät)\]|\{at\})\s?"
    r"\w[\w-]*(?:(?:\.|\s?[\[(](?:dot|punkt)[\])]\s?)\w[\w-]*)+",
    re.IGNORECASE,
)

_STRICH: Final = r"[-–‑/]"
_LABEL: Final = re.compile(
    r"\b(?:tel(?:efon)?(?:nummer)?|fon|mobil(?:telefon|nummer)?|handy(?:nummer)?|(?:tele)?fax|durchwahl|dw"
    r"|ruf(?:nummer)?|hotline|whatsapp)"
    r"(?:\.?\s?-?nr)?(?:\.?\s?[:.]|\s)\s?(?P<nummer>[-+(–]?\s?\d[\d \t()/.–‑-]*\d)",
    re.IGNORECASE,
)
_INTERNATIONAL: Final = re.compile(r"(?<![\w.,/+=-])(?:\+|00)[1-9]\d{0,2}[ \d()/.–‑-]{7,22}\d(?![\w/])")
_NATIONAL: Final = re.compile(
    rf"(?<![\w.,:/+=?&#–‑-])\(?0[1-9]\d{{1,4}}\)?(?: ?{_STRICH} ?| )[1-9]\d{{1,8}}(?:[ –‑-]\d{{1,6}}){{0,4}}"
    r"(?![\w/%€]|[.,:]\d)"
)
_AM_STUECK: Final = re.compile(r"(?<![\w.,:/+=?&#–‑-])0(?:1[5-7]\d{8,9}|800\d{6,8}|[2-9]\d{8,10})(?![\w/]|[.,:-]\d)")

_ANDERES_DAVOR: Final = re.compile(
    r"(?:konto|konten|psk|produkt\w*|kostenstelle|kostenträger|haushaltsstelle|buchungsstelle|iban|kassenzeichen|isbn"
    r"|vorlagen?|vorlagen?nummer|drucksachen?|ds|vo|bv|mv|iv|az|aktenzeichen|gz|geschäftszeichen|beschluss(?:nummer)?"
    r"|plz|nummer|nr|förderkennzeichen|fkz|ags)[ .:\-–]*(?:nr\.?|nummer)?[ .:]*$",
    re.IGNORECASE,
)
_GELD_DANACH: Final = re.compile(r"\s?(?:€|euro|eur\b|t€|%|prozent|uhr|menschen|personen|einwohner)", re.IGNORECASE)
_VORLAGENNUMMER: Final = re.compile(r"\(?0\d{1,4}\)? ?[/–-] ?(?:19|20)\d\d(?:[ -]\d{1,2})?")


def mailadressen(text: str) -> Iterator[Spanne]:
    """Gibt die Mailadressen, auch die verschleierten („name (at) stadt.de“)."""
    yield from (m.span() for m in _MAIL.finditer(text))


def rufnummern(text: str) -> list[Spanne]:
    """Gibt die Telefonnummern der Reihe nach; nach „Tel.“, „Fax“ oder „Durchwahl“ genügen wenige Ziffern."""
    if not any(z.isdigit() for z in text):
        return []
    gefunden = [m.span("nummer") for m in _LABEL.finditer(text) if _ist_benannt(m)]
    for muster in (_INTERNATIONAL, _NATIONAL, _AM_STUECK):
        for m in muster.finditer(text):
            if not any(_beruehrt(m.span(), s) for s in gefunden) and _ist_rufnummer(text, m):
                gefunden.append(m.span())
    return sorted(gefunden)


def _beruehrt(eine: Spanne, andere: Spanne) -> bool:
    return eine[0] < andere[1] and andere[0] < eine[1]


def _ziffern(text: str) -> int:
    return sum(z.isdigit() for z in text)


def _ist_benannt(m: re.Match[str]) -> bool:
    """Ohne Doppelpunkt oder Punkt davor ist eine bloße Jahreszahl keine Nummer („Telefon 2023 eingeführt“)."""
    nummer = m["nummer"].strip()
    davor = m[0][: m.start("nummer") - m.start()].rstrip()
    if _GELD_DANACH.match(m.string, m.end()):
        return False
    if davor[-1:] not in ":." and re.fullmatch(r"(?:19|20)\d\d(?:[-–/](?:19|20)?\d\d)?", nummer):
        return False
    return _ziffern(nummer) >= (2 if davor[-1:] in ":." or nummer[0] in "-–" else 3)


def _ist_rufnummer(text: str, m: re.Match[str]) -> bool:
    if not 8 <= _ziffern(m[0]) <= 15 or _VORLAGENNUMMER.fullmatch(m[0]):
        return False
    return not _ANDERES_DAVOR.search(text, max(0, m.start() - 40), m.start()) and not _GELD_DANACH.match(text, m.end())
