"""Unterschied: alt und neu so nebeneinander, dass man es liest – mit Wort, Strich und Fett, nie nur mit Farbe."""

from mut_core.auswertung import Seite, Stueck, textvergleich
from seiten.bausteine.anzeige import wort

KURZ = 12
"""Bis zu so vielen Wörtern stehen beide Fassungen hintereinander; längere ineinander."""


def unterschied(alt: str, neu: str) -> str:
    """Gibt Markdown, das zwei Werte gegenüberstellt; Eingetipptes ist maskiert.

    Kurzes: „bisher ~~alt~~ → neu **neu**“. Langes Wort für Wort: Weggefallenes durchgestrichen nach „weggefallen:“,
    Neues fett nach „neu:“, Unverändertes gekürzt.
    """
    if max(len(alt.split()), len(neu.split())) <= KURZ:
        return f"bisher {_weg(alt)} → neu **{wort(' '.join(neu.split()) or '–')}**"
    return " ".join(_stueck(s) for s in textvergleich("" if alt == "–" else alt, "" if neu == "–" else neu))


def _stueck(stueck: Stueck) -> str:
    if stueck.seite is Seite.WEG:
        return f":gray[weggefallen:] {_weg(stueck.text)}"
    return f":gray[neu:] **{wort(stueck.text)}**" if stueck.seite is Seite.NEU else wort(stueck.text)


def _weg(text: str) -> str:
    """Streicht durch; ein leerer Wert bleibt der bloße Strich, der durchgestrichen nichts mehr sagte."""
    return f"~~{wort(' '.join(text.split()))}~~" if text not in ("", "–") else "–"
