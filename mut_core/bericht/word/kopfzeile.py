"""Kürzen: Kommune, Hinweis und Titel so, dass sie in der Kopfzeile in einer Zeile nebeneinander stehen."""

from bisect import bisect_right
from itertools import accumulate

from mut_core.bericht.word.metrik import EINHEITEN, breite
from mut_core.bericht.word.text import einzeilig

_BREITE, _GRAD = 430.0, 8.5  # Punkt: was Kommune und Titel zusammen füllen dürfen
_PLATZ = 150.0  # Punkt, die Hinweis und Titel mindestens bleiben
TRENNER = " · "


def gekuerzt(text: str, grad: float, platz: float) -> str:
    """Der Text, so weit er bei diesem Schriftgrad in eine Zeile passt (Punkt), sonst mit „…“ am Ende."""
    grenze = platz * EINHEITEN / grad
    enden = list(accumulate(map(breite, text), initial=0))
    if enden[-1] <= grenze:
        return text
    return text[: max(0, bisect_right(enden, grenze - breite("…")) - 1)].rstrip() + "…"


def _weite(text: str, *, fett: bool = False) -> float:
    return breite(text, fett) * _GRAD / EINHEITEN


def build_kopfzeile(titel: str, kommune: str, hinweis: str) -> dict[str, str]:
    """Die Angaben der Kopfzeile nach Tag; der fette Hinweis steht vor dem Titel und bringt seinen Trenner mit."""
    links = gekuerzt(einzeilig(kommune), _GRAD, _BREITE - _PLATZ)
    rechts = max(_PLATZ, _BREITE - _weite(links))
    warnung = gekuerzt(einzeilig(hinweis), _GRAD, rechts * 0.6) + TRENNER if hinweis else ""
    text = gekuerzt(einzeilig(titel), _GRAD, rechts - _weite(warnung, fett=True))
    return {"kommune": links, "hinweis": warnung, "kopfzeile": text}
