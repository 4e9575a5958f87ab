"""Ratbar: erkennt Kennwörter, die zu den ersten Versuchen eines Angreifers gehören – ohne Netz, ohne Punktzahl.

Grundlage ist `haeufige.txt` (Herkunft in ihrem Kopf). Fast alle häufigen Kennwörter sind kürzer als die verlangten
zwölf Zeichen; deshalb zählen auch ihre üblichen Verlängerungen: angehängte Ziffern und Zeichen, Verdopplung,
Ziffern statt Buchstaben, zwei aneinandergehängte.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

LISTE = Path(__file__).with_name("haeufige.txt")
ANWENDUNG = ("mut", "sachstand", "integration", "integrationskonzept", "konzept", "massnahme", "teilhabe", "migration",
             "kommune", "landkreis", "gemeinde", "stadt", "rathaus", "verwaltung", "bericht")  # fmt: skip
"""Wörter, auf die hier jeder zuerst käme."""

_HAEUFIG = "Es ist eines der häufigsten Kennwörter oder nur eine Abwandlung davon. "
_FOLGE = "Es ist eine Folge auf der Tastatur oder wiederholt nur wenige Zeichen. "
_PERSON = "Es besteht fast nur aus Ihrem Namen, Ihrer Kennung oder Wörtern dieser Anwendung. "
_AUSWEG = "Am einfachsten sind vier Wörter, die nichts miteinander zu tun haben."

_REIHEN = ("1234567890", "abcdefghijklmnopqrstuvwxyz", "qwertzuiop", "qwertyuiop", "asdfghjkl", "yxcvbnm", "zxcvbnm",
           "1qay2wsx3edc4rfv5tgb6zhn", "1qaz2wsx3edc4rfv5tgb6yhn", "1q2w3e4r5t6z7u8i9o0p", "1q2w3e4r5t6y7u8i9o0p",
           "147258369", "789456123")  # fmt: skip
_UMLAUTE = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue"})
_ZIFFERN = str.maketrans({"0": "o", "1": "i", "3": "e", "4": "a", "5": "s", "7": "t", "@": "a", "$": "s", "!": "i"})
_LANGE_WORTE = 4
_REST = 8
"""So viele Zeichen müssen neben Namen und Wörtern der Anwendung bleiben."""


def leicht_zu_raten(kennwort: str, person: Iterable[str] = ()) -> str | None:
    """Gibt den Grund samt Ausweg als deutschen Satz – oder None, wenn nichts dagegen spricht.

    `person` sind Kennung und Name; Groß- und Kleinschreibung, Umlaute und Akzente machen keinen Unterschied.
    """
    text = _gefaltet(kennwort)
    namen = {w for angabe in person for w in re.findall(r"[^\W\d_]{3,}", _gefaltet(angabe))}
    if len(text.strip()) < _LANGE_WORTE or _ist_folge(text):
        return _FOLGE + _AUSWEG
    if _ist_haeufig(text):
        return _HAEUFIG + _AUSWEG
    if _rest_ohne(text, namen | set(ANWENDUNG)) < _REST:
        return _PERSON + _AUSWEG
    return None


@cache
def haeufige() -> frozenset[str]:
    """Gibt die Liste der häufigsten Kennwörter, so verglichen wie die Eingabe (klein, ohne Akzente)."""
    zeilen = LISTE.read_text(encoding="utf-8").splitlines()
    return frozenset(_gefaltet(z) for z in zeilen if z and not z.startswith("#:"))


@cache
def _worte() -> frozenset[str]:
    """Was von den häufigen Kennwörtern ohne Ziffern und Zeichen übrig bleibt, ab vier Buchstaben."""
    kerne = {_buchstaben(form) for wort in haeufige() for form in _formen(wort)}
    return frozenset(w for w in kerne if len(w) >= _LANGE_WORTE) | set(ANWENDUNG)


def _gefaltet(text: str) -> str:
    klein = unicodedata.normalize("NFC", text).casefold().translate(_UMLAUTE)
    return "".join(z for z in unicodedata.normalize("NFKD", klein) if not unicodedata.combining(z))


def _buchstaben(text: str) -> str:
    return "".join(z for z in text if z.isalpha())


def _formen(text: str) -> Iterator[str]:
    """Gibt das Kennwort mit und ohne Ränder aus Ziffern und Zeichen, je auch mit Buchstaben statt Ziffern darin."""
    ohne_ende, ohne_anfang = re.sub(r"[\W\d_]+$", "", text), re.sub(r"^[\W\d_]+", "", text)
    ohne_zeichen, ohne_beides = text.strip(" !?.,;:#*+-_=$%&/()\"'"), re.sub(r"^[\W\d_]+", "", ohne_ende)
    for form in (text, ohne_zeichen, ohne_ende, ohne_anfang, ohne_beides):
        yield form
        yield form.translate(_ZIFFERN)
        yield form.replace("1", "l").translate(_ZIFFERN)


def _ist_haeufig(text: str) -> bool:
    formen = set(_formen(text)) | set(_formen(_einmal(text)))
    if any(_einmal(form) in haeufige() or _aus_zwei_worten(_buchstaben(form)) for form in formen if form):
        return True
    return any(
        _ist_verlaengerung(text[:n], text[n:]) or _ist_verlaengerung(text[n:], text[:n]) for n in range(4, len(text))
    )


def _ist_verlaengerung(kern: str, anhang: str) -> bool:
    """Sagt, ob ein häufiges Kennwort nur um ein zweites oder um ein Stück einer Tastaturreihe länger wurde."""
    return kern in haeufige() and (anhang in haeufige() or any(anhang in reihe for reihe in _beidseitig()))


def _einmal(text: str) -> str:
    """Gibt das kürzeste Stück, aus dessen Wiederholung der Text besteht (hallohallo → hallo)."""
    laenge = (text + text).find(text, 1)
    return text[:laenge] if laenge > 0 else text


def _aus_zwei_worten(text: str) -> bool:
    """Sagt, ob der Text nur aus höchstens zwei verschiedenen häufigen Wörtern besteht, beliebig oft wiederholt."""
    offen: list[tuple[int, frozenset[str]]] = [(0, frozenset())]
    gesehen = set(offen)
    while offen:
        ort, benutzt = offen.pop()
        if ort == len(text) and ort:
            return True
        for wort in (text[ort:ende] for ende in range(ort + 3, min(len(text), ort + 30) + 1)):
            neu = (ort + len(wort), benutzt | {wort})
            if wort in _worte() and len(neu[1]) <= 2 and neu not in gesehen:
                gesehen.add(neu)
                offen.append(neu)
    return False


def _ist_folge(text: str) -> bool:
    """Sagt, ob der Text fast nur aus wenigen Zeichen oder aus höchstens vier Stücken einer Tastaturreihe besteht."""
    if len(set(text)) <= 3 or len(_einmal(text)) < _LANGE_WORTE:
        return True
    reihen = _beidseitig()
    ort = stuecke = 0
    while ort < len(text):
        laenge = max(
            (n for n in range(3, len(text) - ort + 1) if any(text[ort : ort + n] in r for r in reihen)), default=0
        )
        if not laenge:
            return len(text) - ort <= 3 and ort >= _REST
        ort, stuecke = ort + laenge, stuecke + 1
    return stuecke <= 4


@cache
def _beidseitig() -> tuple[str, ...]:
    """Gibt die Reihen vorwärts und rückwärts, je über ihr Ende hinaus fortgesetzt."""
    return tuple(r for reihe in _REIHEN for r in (reihe * 2, reihe[::-1] * 2))


def _rest_ohne(text: str, worte: set[str]) -> int:
    """Gibt, wie viele Buchstaben und Ziffern ohne diese Wörter übrig bleiben; längere Wörter gehen vor."""
    for wort in sorted(worte, key=lambda w: (-len(w), w)):
        text = text.replace(wort, " ")
    return sum(not z.isspace() for z in text)
