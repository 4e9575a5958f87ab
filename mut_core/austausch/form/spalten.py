"""Zuordnen: welche Spalte welches Feld meint, wenn zwei dasselbe wollen und was jemand vorgegeben hat."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from mut_core.austausch.form.kopf import Kopf
from mut_core.austausch.form.liste import Spalte
from mut_core.austausch.mappe import Blatt
from mut_core.austausch.mappe.blatt import spalte_text
from mut_core.austausch.woerter import Treffer, read_treffer
from mut_core.austausch.zuordnung import Spaltenwahl, Zuordnung
from mut_core.schriftbild import geglaettet

UNBEKANNT: Final = "Diese Überschrift kennt niemand; die Spalte bleibt als Zusatzfeld erhalten."
VERMUTET: Final = "Nur ein Teil der Überschrift ist bekannt; bitte bestätigen."
OHNE_KOPF: Final = "Die Spalte hat keine Überschrift."


def read_spalten(blatt: Blatt, kopf: Kopf, vorgabe: Zuordnung | None = None) -> tuple[Spalte, ...]:
    """Gibt alle Spalten mit Überschrift oder Inhalt, von links nach rechts."""
    rumpf = blatt.zeilen[kopf.ende :]
    indexe = [s for s, u in enumerate(kopf.ueberschriften) if u or any(zeile[s] is not None for zeile in rumpf)]
    spalten = [_spalte(s, kopf.ueberschriften[s]) for s in indexe]
    if vorgabe and vorgabe.spalten:
        return tuple(_nach_vorgabe(spalten, vorgabe.spalten))
    treffer = {s: read_treffer(kopf.ueberschriften[s]) for s in indexe}
    return tuple(_fristen_getrennt(_ohne_doppelte(spalten, treffer)))


def _spalte(index: int, ueberschrift: str) -> Spalte:
    if not ueberschrift:
        return Spalte(index, f"Spalte {spalte_text(index)}", None, False, grund=OHNE_KOPF)
    treffer = read_treffer(ueberschrift)
    if treffer is None:
        return Spalte(index, ueberschrift, None, True, grund=UNBEKANNT)
    grund = "" if treffer.sicher else VERMUTET
    return Spalte(index, ueberschrift, treffer.feld, treffer.sicher, treffer.zum, treffer.jahr, grund)


def _nach_vorgabe(spalten: Iterable[Spalte], wahl: tuple[Spaltenwahl, ...]) -> Iterable[Spalte]:
    """Erkennt gemerkte Spalten an der Überschrift, gleiche Überschriften an ihrer Reihenfolge."""
    gemerkt: dict[str, list[Spaltenwahl]] = defaultdict(list)
    for eine in wahl:
        gemerkt[geglaettet(eine.ueberschrift)].append(eine)
    for spalte in spalten:
        passende = gemerkt.get(geglaettet(spalte.ueberschrift))
        if passende:
            eine = passende.pop(0)
            yield replace(spalte, feld=eine.feld, sicher=True, zum=eine.zum, jahr=eine.jahr, grund="")
        else:
            yield spalte


def _ohne_doppelte(spalten: list[Spalte], treffer: dict[int, Treffer | None]) -> list[Spalte]:
    """Ein Feld bekommt die Spalte mit dem besten Wort; die anderen bleiben sichtbar, ohne Feld."""
    bewerber: dict[tuple[object, ...], list[Spalte]] = defaultdict(list)
    for spalte in spalten:
        if spalte.feld:
            bewerber[(spalte.feld, spalte.zum, spalte.jahr)].append(spalte)
    sieger = {
        schluessel: min(alle, key=lambda s: (not s.sicher, _rang(treffer[s.index]), s.index))
        for schluessel, alle in bewerber.items()
    }
    mehrfach = Counter(geglaettet(s.ueberschrift) for s in spalten)
    fertig = []
    for spalte in spalten:
        beste = sieger.get((spalte.feld, spalte.zum, spalte.jahr))
        if spalte.feld is None or beste is None or beste.index == spalte.index:
            fertig.append(spalte)
            continue
        ort = f"„{beste.ueberschrift}“ (Spalte {spalte_text(beste.index)})"
        gleich = mehrfach[geglaettet(spalte.ueberschrift)] > 1
        grund = "Diese Überschrift kommt zweimal vor" if gleich else "Dasselbe Feld meint schon eine andere Spalte"
        fertig.append(replace(spalte, feld=None, sicher=False, zum=None, jahr=None, grund=f"{grund}: {ort}."))
    return fertig


def _rang(treffer: Treffer | None) -> int:
    return treffer.rang if treffer else 999


def _fristen_getrennt(spalten: list[Spalte]) -> list[Spalte]:
    """Neben einer Spalte „Beginn“ meint „Frist“ nur das Ende; ohne sie kann „bis“ alles enthalten."""
    felder = {s.feld for s in spalten}
    if "beginn" in felder and "frist" not in felder:
        return [replace(s, feld="frist") if s.feld == "zeitraum" else s for s in spalten]
    if "beginn" not in felder and "frist" in felder and "zeitraum" not in felder:
        return [replace(s, feld="zeitraum") if s.feld == "frist" else s for s in spalten]
    return spalten
