"""Abschließen: was seit dem letzten Bericht fertig wurde oder wegfiel – hier genau einmal, dann nicht wieder.

Ohne früheren Stand lässt sich nicht sagen, was schon berichtet war; dann steht alles da, was am Stichtag erledigt ist.
"""

from collections.abc import Iterator
from typing import Any

from mut_core.bericht.gliederung import Druck
from mut_core.bericht.saetze import OHNE_ANGABE, satzreihe, trennbar, zaehlung
from mut_core.bericht.stoff import Stoff
from mut_core.lagebild import saetze
from mut_core.modell.codes import Umsetzungsstand
from mut_core.sprache import ganzer_satz, zitiert
from mut_core.veraenderung import Entfallart, Veraenderung
from mut_core.zeitangaben import datum_text

_WOHIN = {Entfallart.ZUSAMMENGEFUEHRT: "Zusammengeführt mit", Entfallart.ERSETZT: "Ersetzt durch"}


def write_erledigte(druck: Druck) -> None:
    """Schreibt Abgeschlossenes mit Ergebnis und Nichtweitergeführtes mit Verbleib; ohne beides einen Satz."""
    stoff = druck.stoff
    v = stoff.veraenderung
    fertig = list(_fertige(stoff) if v is None else _abgeschlossene(v))
    weg = list(_weggefallene(stoff) if v is None else _entfallene(v))
    druck.doku.absatz(_einleitung(stoff, v, bool(fertig or weg)))
    if fertig:
        _write_tabelle(
            druck,
            f"Abgeschlossen {'ist' if len(fertig) == 1 else 'sind'} {_massnahmen(len(fertig))}.",
            "Abgeschlossene Maßnahmen",
            ("Abgeschlossen am", "Ergebnis"),
            fertig,
        )
    if weg:
        _write_tabelle(
            druck,
            f"Nicht weitergeführt {'wird' if len(weg) == 1 else 'werden'} {_massnahmen(len(weg))}.",
            "Nicht weitergeführte Maßnahmen",
            ("Am", "Verbleib und Begründung"),
            weg,
        )


def _massnahmen(wert: int) -> str:
    return zaehlung(wert, "eine Maßnahme", "Maßnahmen")


def _einleitung(stoff: Stoff, v: Veraenderung | None, etwas: bool) -> str:
    tag = datum_text(stoff.stichtag)
    if v is None and etwas:
        return (
            f"Ein früherer Stand liegt diesem Bericht nicht zugrunde. Aufgeführt sind deshalb alle Maßnahmen, die am "
            f"{tag} abgeschlossen sind oder nicht weitergeführt werden."
        )
    if v is None:
        return f"Am {tag} ist keine Maßnahme abgeschlossen, und keine ist weggefallen."
    if not etwas:
        return f"Seit dem {datum_text(v.von)} wurde keine Maßnahme abgeschlossen, und keine ist weggefallen."
    return (
        f"Diese Anlage nennt, was seit dem {datum_text(v.von)} abgeschlossen wurde oder weggefallen ist. "
        "Es erscheint hier letztmalig."
    )


def _write_tabelle(druck: Druck, satz: str, titel: str, letzte: tuple[str, str], zeilen: list[list[Any]]) -> None:
    druck.doku.absatz(satz, mit_naechstem=True)
    druck.doku.tabelle(
        titel,
        [trennbar(k) for k in ("Nr.", "Maßnahme", "Handlungsfeld", *letzte)],
        zeilen,
        [1, 3, 2.2, 1.6, 4],
        beschreibung=f"{titel} mit Handlungsfeld, Tag und {letzte[1]}",
        eng=[0],
    )


def _kopf(z: Any) -> list[str]:
    return [z.nummer, z.titel, z.handlungsfeld or OHNE_ANGABE]


def _tag(tag: Any) -> str:
    return datum_text(tag) if tag else OHNE_ANGABE


# ---------------------------------------------------------------------------------------------- mit früherem Stand


def _abgeschlossene(v: Veraenderung) -> Iterator[list[Any]]:
    for z in saetze(v.abgeschlossen):
        archiv = "Inzwischen archiviert." if z.archiviert else ""
        ergebnis = ganzer_satz(z.ergebnis or f"Ergebnis: {OHNE_ANGABE}")
        yield [*_kopf(z), _tag(z.abgeschlossen_am), satzreihe(ergebnis, archiv)]


def _entfallene(v: Veraenderung) -> Iterator[list[Any]]:
    for z in saetze(v.entfallen):
        wort = _WOHIN.get(z.art)
        wohin = f"{wort} {z.wohin or 'einer anderen Maßnahme'}." if wort else f"{_gross(z.art.bezeichnung)}."
        yield [*_kopf(z), _tag(z.am), _verbleib(wohin, z.entschieden_von, z.grund)]


def _gross(text: str) -> str:
    return text[:1].upper() + text[1:]


def _verbleib(wohin: str, entschieden_von: str | None, grund: str | None) -> str:
    return satzreihe(
        wohin,
        f"Entschieden: {ganzer_satz(entschieden_von)}" if entschieden_von else "",
        f"Begründung: {ganzer_satz(grund)}" if grund and grund.strip() else "",
    )


# ---------------------------------------------------------------------------------------------- ohne früheren Stand


def _fertige(stoff: Stoff) -> Iterator[list[Any]]:
    for m in stoff.massnahmen:
        if m.umsetzungsstand == Umsetzungsstand.UMGESETZT and _aufgegangen_in(m) is None:
            ergebnis = ganzer_satz(m.stand_ergebnis or f"Ergebnis: {OHNE_ANGABE}")
            yield [*_kopf(m), _tag(m.stand_abgeschlossen_am), ergebnis]


def _aufgegangen_in(m: Any) -> int | None:
    verweis: int | None = m.ersetzt_durch_id if m.zusammengefuehrt_mit_id is None else m.zusammengefuehrt_mit_id
    return verweis


def _weggefallene(stoff: Stoff) -> Iterator[list[Any]]:
    for m in stoff.massnahmen:
        s = stoff.letzter_sachstand(m)
        if (ziel_id := _aufgegangen_in(m)) is not None:
            ziel = stoff.massnahme.get(ziel_id)
            wort = _WOHIN[Entfallart.ZUSAMMENGEFUEHRT if m.zusammengefuehrt_mit_id is not None else Entfallart.ERSETZT]
            wohin = f"{wort} {f'{ziel.nummer} {zitiert(ziel.titel)}' if ziel else 'einer anderen Maßnahme'}."
            yield [*_kopf(m), OHNE_ANGABE, _verbleib(wohin, None, m.stand_begruendung)]
        elif m.umsetzungsstand == Umsetzungsstand.VERWORFEN:
            wer, am = (s.entschieden_von, s.entschieden_am) if s is not None else (None, None)
            yield [*_kopf(m), _tag(am), _verbleib("Verworfen.", wer, m.stand_begruendung)]
