"""Sprechen: Zahlen und Aufzählungen so in Sätze setzen, wie man sie auf Deutsch sagt."""

import re
import unicodedata
from collections.abc import Sequence

_MAL = {1: "einmal", 2: "zweimal", 3: "dreimal", 4: "viermal", 5: "fünfmal", 6: "sechsmal"}
_KNAPP = 220
_INNERE = str.maketrans("„“”", "‚‘‘")
_AKZENTE = re.compile("[\u00c0-\u024f\u0300-\u036f\u1e00-\u1eff]+")


def zahl(wert: int) -> str:
    """Schreibt eine ganze Zahl mit Tausenderpunkten: „12.345“."""
    return f"{wert:,}".replace(",", ".")


def anzahl(wert: int, einzahl: str, mehrzahl: str) -> str:
    """Setzt eine Zahl vor das Wort in der passenden Form: „1 Maßnahme“, „3 Maßnahmen“."""
    return f"{zahl(wert)}\u00a0{einzahl if wert == 1 else mehrzahl}"


def mal(wert: int) -> str:
    """Sagt, wie oft: „zweimal“, ab sieben „7-mal“."""
    return _MAL.get(wert, f"{zahl(wert)}-mal")


def seit_tagen(tage: int) -> str:
    """Sagt, wie lange schon: „seit 1 Tag“, „seit 110 Tagen“."""
    return f"seit {anzahl(tage, 'Tag', 'Tagen')}"


def aufzaehlung(teile: Sequence[str]) -> str:
    """Verbindet Teile mit Komma und „und“; ohne Teile ist der Text leer."""
    *vorn, letzter = teile or ("",)
    return f"{', '.join(vorn)} und {letzter}" if vorn else letzter


def ganzer_satz(text: str) -> str:
    """Gibt den Text mit einem Satzzeichen am Ende."""
    text = text.strip()
    return text if not text or text[-1] in ".!?…" else f"{text}."


def zitiert(text: str) -> str:
    """Setzt Anführungszeichen; innere werden zu einfachen."""
    return f"„{text.translate(_INNERE)}“"


def knapp(text: str, zeichen: int = _KNAPP) -> str:
    """Gibt den Text einzeilig und höchstens `zeichen` lang, an einer Wortgrenze mit „…“ gekürzt."""
    einzeilig = " ".join(text.split())
    if len(einzeilig) <= zeichen:
        return einzeilig
    anfang = einzeilig[: zeichen - 1]
    return f"{anfang.rpartition(' ')[0] or anfang}…"


def suchformen(text: str) -> tuple[str, str]:
    """Gibt den Text in den zwei Schreibungen, unter denen man ihn sucht: „buergersprache“ und „burgersprache“.

    Groß- und Kleinschreibung und ß/ss zählen nicht; Akzente fallen weg. Schnell auch für Megabytes auf einmal.
    """
    klein = unicodedata.normalize("NFC", text).casefold()
    if klein.isascii():
        return klein, klein
    lang = klein.replace("ä", "ae").replace("ö", "oe").replace("ü", "ue")
    return _AKZENTE.sub(_grundform, lang), _AKZENTE.sub(_grundform, klein)


def _grundform(treffer: re.Match[str]) -> str:
    return "".join(z for z in unicodedata.normalize("NFD", treffer[0]) if not unicodedata.combining(z))
