"""Schreiben: die Erinnerung an eine Stelle – Betreff, Text und die Adresse für das eigene Mailprogramm."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import quote

from mut_core.auswertung.meldestand import schlusssatz
from mut_core.sprache import anzahl, knapp
from mut_core.zeitangaben import datum_text

MAILTO_HOECHSTENS = 1900
"""Zeichen; länger öffnet manches Mailprogramm unter Windows die Adresse nicht mehr (Grenze um 2.000)."""

_MAILTO_MASSNAHMEN = 100
"""Mehr passen nie hinein: Jede Zeile braucht mindestens 19 Zeichen."""

_TITEL_HOECHSTENS = 120


@dataclass(frozen=True)
class Anlass:
    """Woran erinnert wird: eine Abfrage, eine Stelle und was sie noch melden soll (Nummer und Titel)."""

    konzept: str
    absender: str
    stelle: str
    stichtag: date
    redaktionsschluss: date
    heute: date
    adresse: str
    massnahmen: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Brief:
    """Betreff (eine Zeile) und Text einer E-Mail."""

    betreff: str
    text: str


def build_brief(anlass: Anlass, hoechstens: int | None = None) -> Brief:
    """Gibt die Erinnerung auf Deutsch; mit `hoechstens` nennt sie nur so viele Maßnahmen und zählt die übrigen."""
    return Brief(_betreff(anlass), "\n\n".join(_absaetze(anlass, hoechstens)))


def build_mailto(anlass: Anlass, an: str = "") -> str:
    """Gibt die `mailto:`-Adresse zur Erinnerung, höchstens 1.900 Zeichen lang; ohne `an` bleibt der Empfänger leer.

    Passt die Liste der Maßnahmen nicht hinein, nennt der Text weniger und zählt die übrigen.
    """
    for menge in range(min(len(anlass.massnahmen), _MAILTO_MASSNAHMEN), -1, -1):
        adresse = _mailto(build_brief(anlass, menge), an)
        if len(adresse) <= MAILTO_HOECHSTENS:
            return adresse
    return _mailto(Brief(_betreff(anlass), anlass.adresse), an)


def _mailto(brief: Brief, an: str) -> str:
    rumpf = brief.text.replace("\n", "\r\n")  # RFC 6068 verlangt beides
    return f"mailto:{quote(an, safe='@')}?subject={quote(brief.betreff, safe='')}&body={quote(rumpf, safe='')}"


def _betreff(anlass: Anlass) -> str:
    zahl = anzahl(len(anlass.massnahmen), "Maßnahme", "Maßnahmen").replace("\u00a0", " ")
    tag = datum_text(anlass.redaktionsschluss)
    if anlass.redaktionsschluss < anlass.heute:
        return f"Sachstand fehlt noch: {zahl} (Redaktionsschluss war am {tag})"
    return f"Sachstand bis {tag}: noch {zahl}"


def _absaetze(anlass: Anlass, hoechstens: int | None) -> Sequence[str]:
    eine = len(anlass.massnahmen) == 1
    zahl = anzahl(len(anlass.massnahmen), "Maßnahme", "Maßnahmen").replace("\u00a0", " ")
    vorbei = anlass.redaktionsschluss < anlass.heute
    schluss = schlusssatz(anlass.redaktionsschluss, anlass.heute).replace("\u00a0", " ")
    bitte = f"Bitte reichen Sie {'ihn' if eine else 'sie'} nach." if vorbei else "Danke, dass Sie daran denken."
    return (
        "Guten Tag,",
        f"für „{anlass.konzept}“ {'fehlt' if eine else 'fehlen'} zum Stichtag {datum_text(anlass.stichtag)} noch "
        f"{'der Sachstand' if eine else 'die Sachstände'} zu {zahl}, für die federführend ist: {anlass.stelle}.",
        f"Redaktionsschluss {'war' if vorbei else 'ist'} {schluss}. {bitte}",
        _liste(anlass, hoechstens),
        f"Hier melden Sie: {anlass.adresse}\n"
        "Hat sich nichts geändert, genügt dort ein Klick auf „Unverändert bestätigen“.",
        f"Mit freundlichen Grüßen\n{anlass.absender}",
    )


def _liste(anlass: Anlass, hoechstens: int | None) -> str:
    menge = len(anlass.massnahmen) if hoechstens is None else hoechstens
    zeilen = [f"- {nummer} {knapp(titel, _TITEL_HOECHSTENS)}" for nummer, titel in anlass.massnahmen[:menge]]
    if rest := len(anlass.massnahmen) - len(zeilen):
        zeilen.append(f"- {'und ' if zeilen else ''}{anzahl(rest, 'weitere', 'weitere')}".replace("\u00a0", " "))
    return "\n".join(zeilen)
