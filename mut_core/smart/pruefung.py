"""Prüfen: alle Regeln auf eine Maßnahme anwenden – gemerkt, damit nach einem Schreiben nur Neues gerechnet wird."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from mut_core.modell.codes import Massnahmenart
from mut_core.smart import messbar, ressourcen, spezifisch, termin, verantwortung
from mut_core.smart.angaben import Angaben
from mut_core.smart.befund import SCHWERE, Befund, Ergebnis, Regel, Stoff, Treffer, ausgesprochen
from mut_core.smart.text import Text

_JE_BUCHSTABE: Mapping[str, tuple[Regel, ...]] = {
    "S": spezifisch.REGELN,
    "M": messbar.REGELN,
    "A": verantwortung.REGELN,
    "R": ressourcen.REGELN,
    "T": termin.REGELN,
}
REGELN: Mapping[str, Regel] = {
    r.schluessel: r for rs in (*_JE_BUCHSTABE.values(), (verantwortung.PASSIV_REGEL,)) for r in rs
}
"""Alle Regeln nach „Buchstabe:Name“."""

_HOECHSTENS = 3
"""Bei S gilt jede Regel, die zutrifft, aber mehr Hinweise liest niemand; sonst entscheidet die erste."""


def pruefe(angaben: Angaben) -> tuple[Treffer, ...]:
    """Gibt je Buchstabe mindestens einen Treffer, in der Reihenfolge S, M, A, R, T; der wichtigste je Buchstabe zuerst.

    Rein und ohne Netz; linear in der Länge der Texte.
    """
    texte = _pruefe_texte(
        angaben.titel, angaben.beschreibung, angaben.zielgruppe, angaben.indikator, angaben.art == Massnahmenart.PROZESS
    )
    stoff = Stoff(angaben, _LEER, _LEER)
    verantwortlich = _erster("A", stoff)
    passiv = texte.passiv if verantwortlich.regel == "A:niemand" else ()
    return (*texte.treffer, verantwortlich, *passiv, _erster("R", stoff), _erster("T", stoff))


class _Textbefund(NamedTuple):
    """Was allein aus den Texten folgt: S und M, und das Passiv, das nur ohne Federführung zählt."""

    treffer: tuple[Treffer, ...]
    passiv: tuple[Treffer, ...]


_LEER = Text("")


@lru_cache(maxsize=16_384)
def _pruefe_texte(
    titel: str, beschreibung: str | None, zielgruppe: str | None, indikator: str | None, prozess: bool
) -> _Textbefund:
    """Merkt sich, was je Text herauskam: Nach einem Schreiben ist nur ein Text neu."""
    art = Massnahmenart.PROZESS if prozess else Massnahmenart.NEU
    angaben = Angaben(titel, beschreibung, zielgruppe, indikator, art=art)
    stoff = Stoff(angaben, Text(titel), Text(beschreibung))
    fund = verantwortung.PASSIV_REGEL.finde(stoff)
    return _Textbefund(
        (*_treffer(_JE_BUCHSTABE["S"], stoff, alle=True), *_treffer(_JE_BUCHSTABE["M"], stoff, alle=False)),
        (Treffer("A:passiv", *fund),) if fund else (),
    )


def _erster(buchstabe: str, stoff: Stoff) -> Treffer:
    return _treffer(_JE_BUCHSTABE[buchstabe], stoff, alle=False)[0]


def _treffer(regeln: Sequence[Regel], stoff: Stoff, *, alle: bool) -> list[Treffer]:
    gefunden: list[Treffer] = []
    for regel in regeln:
        if gefunden and (not alle or regel.ergebnis == Ergebnis.ERFUELLT or len(gefunden) == _HOECHSTENS):
            break
        if fund := regel.finde(stoff):
            gefunden.append(Treffer(regel.schluessel, *fund))
    return gefunden


def urteile(treffer: Sequence[Treffer]) -> dict[str, Ergebnis]:
    """Gibt je Buchstabe das Ergebnis: das schwerste seiner Treffer."""
    ergebnisse: dict[str, tuple[int, Ergebnis]] = {}
    for t in treffer:
        buchstabe, bisher = t.regel[0], ergebnisse.get(t.regel[0])
        if bisher is None or _ERGEBNIS[t.regel][0] > bisher[0]:
            ergebnisse[buchstabe] = _ERGEBNIS[t.regel]
    return {buchstabe: ergebnis for buchstabe, (_, ergebnis) in ergebnisse.items()}


_ERGEBNIS = {name: (SCHWERE[r.ergebnis], r.ergebnis) for name, r in REGELN.items()}


def befunde(angaben: Angaben) -> tuple[Befund, ...]:
    """Gibt die Befunde zum Lesen, mit Satz und Vorschlag."""
    return tuple(befund(t, angaben) for t in pruefe(angaben))


def befund(treffer: Treffer, angaben: Angaben) -> Befund:
    """Gibt zu einem Treffer, was zu lesen ist."""
    regel = REGELN[treffer.regel]
    return Befund(
        regel.buchstabe,
        regel.ergebnis,
        treffer.regel,
        treffer.feld,
        treffer.wort,
        ausgesprochen(regel.satz, angaben, treffer.wort),
        ausgesprochen(regel.vorschlag, angaben, treffer.wort),
    )
