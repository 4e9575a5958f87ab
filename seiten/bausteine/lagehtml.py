"""Setzen: Kacheln, Karten und Zahlentabellen der Übersicht als je ein Stück HTML mit gewöhnlichen Links.

Ein Stück statt zwanzig einzelner Elemente: Jedes kostet bei jedem Lauf Zeit. Jeder eingegebene Text geht durch
`escape`; Farbe steht nie ohne Zeichen und Wort.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

from mut_core.auswertung import ANLAESSE, FORMELN, GUT, Bewegung, Quote
from mut_core.modell.codes import Wort
from mut_core.sprache import zahl

KACHELN: Mapping[str, str] = {
    "massnahmen": "Maßnahmen",
    "erreicht": "Umgesetzt, verstetigt",
    "in_umsetzung": "In Umsetzung",
    "ueberfaellig": "Überfällig",
    "ohne_aktuelle_meldung": "Ohne aktuelle Meldung",
}
"""Die fünf Kacheln in ihrer Folge: Name der Kennzahl und Aufschrift."""


@dataclass(frozen=True)
class Kachel:
    """Eine Zahl mit dem Weg zur Liste dahinter und ihrer Veränderung."""

    name: str
    wert: int
    weg: str
    bewegung: Bewegung | None = None
    bewegungsweg: str = ""
    seit: str = ""


@dataclass(frozen=True)
class Karte:
    """Was eine Entscheidung braucht: Titel, Anlässe und Satz; ohne Nummer ist es eine Förderung."""

    weg: str
    nummer: str | None
    titel: str
    anlaesse: tuple[str, ...]
    satz: str


def verweis(weg: str, text: str, *, klasse: str = "", bleib: bool = False) -> str:
    """Gibt einen Link, der die Seite ohne Neuladen wechselt; `text` ist schon HTML."""
    art = f' class="{klasse}"' if klasse else ""
    return f'<a{art} data-spur{" data-bleib" if bleib else ""} href="{escape(weg)}">{text}</a>'


def kacheln(liste: Sequence[Kachel]) -> str:
    """Gibt die Kacheln als Liste; die Zahl und die Veränderung sind zwei Links."""
    return f'<ul class="lagekacheln">{"".join(map(_kachel, liste))}</ul>'


def _kachel(k: Kachel) -> str:
    zahlweg = verweis(k.weg, f"<span>{KACHELN[k.name]}</span><strong>{zahl(k.wert)}</strong>", klasse="zahl")
    return f'<li class="{k.name}">{zahlweg}{_veraenderung(k)}</li>'


def _veraenderung(k: Kachel) -> str:
    b = k.bewegung
    if b is None:
        return ""
    zeichen = "▲" if b.differenz > 0 else "▼" if b.differenz < 0 else "="
    wertung = b.differenz * GUT.get(k.name, 0)
    urteil = "gut" if wertung > 0 else "schlecht" if wertung < 0 else "neutral"
    wert = f'<b class="{urteil}"><span aria-hidden="true">{zeichen}</span> {b.text}</b>'
    text = f'{wert} <span class="nur-vorgelesen">seit {escape(k.seit)}</span>'
    return verweis(k.bewegungsweg, text, klasse="delta") if b.dazu or b.weg else f'<span class="delta">{text}</span>'


def quotenzeile(quote: Quote, weg: Callable[[str], str]) -> str:
    """Gibt den Anteil mit seiner Rechnung; jede Zahl darin führt zu ihren Maßnahmen (`weg` nimmt den Code)."""

    def teil(wert: int, code: str, wort: str) -> str:
        text = f"{zahl(wert)} {wort}"
        return verweis(weg(code), text) if wert else text

    if not quote.nenner:
        return '<p class="quote">Ein Anteil lässt sich noch nicht nennen: Es gibt keine Maßnahme, die zählt.</p>'
    ohne = teil(quote.ohne_angabe, "ohne_angabe", "ohne Angabe")
    offen = f"; {ohne} {'bleibt' if quote.ohne_angabe == 1 else 'bleiben'} im Nenner" if quote.ohne_angabe else ""
    return (
        f'<p class="quote">Anteil umgesetzt oder verstetigt: <strong>{quote.text}</strong> = '
        f"({teil(quote.umgesetzt, 'umgesetzt', 'umgesetzt')} + {teil(quote.verstetigt, 'verstetigt', 'verstetigt')}) ÷ "
        f"({teil(quote.alle, '', 'Maßnahmen')} − {teil(quote.verworfen, 'verworfen', 'verworfen')}){offen}.</p>"
    )


def zaehlweise() -> str:
    """Gibt zum Aufklappen, was jede Kachel zählt."""
    eintraege = "".join(f"<dt>{KACHELN[name]}</dt><dd>{escape(FORMELN[name])}</dd>" for name in KACHELN)
    return f"<details><summary>Wie gezählt wird</summary><dl>{eintraege}</dl></details>"


def karten(liste: Iterable[Karte]) -> str:
    """Gibt die Karten als Liste; der Titel führt zur Maßnahme."""
    return f'<ul class="lagekarten">{"".join(map(_karte, liste))}</ul>'


def _karte(k: Karte) -> str:
    titel = f"<b>{escape(k.nummer)}</b> {escape(k.titel)}" if k.nummer else f"<b>Förderung:</b> {escape(k.titel)}"
    anlaesse = " · ".join(escape(ANLAESSE[a].bezeichnung) for a in k.anlaesse)
    return f"<li>{verweis(k.weg, titel)}<small>{anlaesse}</small><p>{escape(k.satz)}</p></li>"


def anlassleiste(zahlen: Mapping[str, int], weg: Callable[[str], str]) -> str:
    """Gibt je Anlass die Zahl der Maßnahmen als Link auf genau diese."""
    teile = (
        f"<li>{verweis(weg(a), f'{escape(ANLAESSE[a].bezeichnung)} <b>{zahl(n)}</b>')}</li>" for a, n in zahlen.items()
    )
    return f'<ul class="anlaesse">{"".join(teile)}</ul>'


def zahlentabelle(
    beschriftung: str,
    kopf: str,
    spalten: Sequence[Wort],
    zeilen: Sequence[tuple[str, Any, Mapping[Wort, int]]],
    weg: Callable[[Any, Wort | None], str],
) -> str:
    """Gibt die Zahlen eines Diagramms als Tabelle; jede von null verschiedene Zahl führt zu ihrer Liste.

    `zeilen` sind (Name, Schlüssel für `weg`, Zahl je Code); `weg` bekommt None für die Summe der Zeile.
    """
    vorhanden = [code for code in spalten if any(z.get(code) for _, _, z in zeilen)]
    kopfzeile = "".join(f'<th scope="col">{escape(c.bezeichnung)}</th>' for c in vorhanden)
    koerper = "".join(_tabellenzeile(name, schluessel, z, vorhanden, weg) for name, schluessel, z in zeilen)
    return (
        '<div class="zahlen"><table>'
        f"<caption>{escape(beschriftung)}</caption>"
        f'<thead><tr><th scope="col">{escape(kopf)}</th>{kopfzeile}<th scope="col">Summe</th></tr></thead>'
        f"<tbody>{koerper}</tbody></table></div>"
    )


def _tabellenzeile(
    name: str,
    schluessel: Any,
    zahlen: Mapping[Wort, int],
    spalten: Sequence[Wort],
    weg: Callable[[Any, Wort | None], str],
) -> str:
    def zelle(wert: int, code: Wort | None) -> str:
        return f"<td>{verweis(weg(schluessel, code), zahl(wert)) if wert else '0'}</td>"

    werte = "".join(zelle(zahlen.get(code, 0), code) for code in spalten)
    return f'<tr><th scope="row">{escape(name)}</th>{werte}{zelle(sum(zahlen.get(c, 0) for c in spalten), None)}</tr>'
