"""SMART auswerten: was die Regeln zu jeder Maßnahme finden und was Menschen beurteilt haben – deren Wort geht vor."""

from collections import Counter
from collections.abc import Mapping
from typing import Any

import pandas as pd

from mut_core import regeln, smart
from mut_core.auswertung.tabelle import build_tabelle, geordnete_handlungsfelder, nur_massnahme
from mut_core.lagebild import Lagebild, saetze
from mut_core.modell.codes import Pruefwert
from mut_core.smart import BUCHSTABEN, Angaben, Befund, Ergebnis, Treffer

KRITERIEN: Mapping[str, str] = {
    "S": "Spezifisch",
    "M": "Messbar",
    "A": "Aktivierend",
    "R": "Realistisch",
    "T": "Terminiert",
}
"""Buchstabe und Begriff; wie das A heißt, bestimmt das Konzept (`kriterien`)."""

PRUEFFELD: Mapping[str, str] = {
    "S": "spezifisch",
    "M": "messbar",
    "A": "aktivierend",
    "R": "realistisch",
    "T": "terminiert",
}
"""In welchem Feld der `SmartPruefung` die Beurteilung durch Menschen steht."""

SMARTFORMEL = (
    "Geprüft werden alle Maßnahmen, die nicht umgesetzt oder verworfen sind, nach festen Regeln in diesem Programm; "
    "nichts verlässt den Rechner. Jeder Befund ist ein Hinweis, kein Zwang. Haben Menschen einen Buchstaben mit „ja“ "
    "oder „nein“ beurteilt, gilt ihr Wort."
)

ERGEBNISSE = (Ergebnis.ERFUELLT, Ergebnis.OFFEN, Ergebnis.FRAGLICH, Ergebnis.FEHLT)
"""Vom Erfüllten zum Fehlenden: So beginnt jeder Balken links mit dem, was stimmt."""

_MENSCH = {Pruefwert.JA: Ergebnis.ERFUELLT, Pruefwert.NEIN: Ergebnis.FEHLT}

SPALTEN = ("massnahme_id", "buchstabe", "ergebnis", "regelergebnis", "mensch", "treffer")


def kriterien(smart_a: str | None) -> dict[str, str]:
    """Gibt Buchstabe und Begriff, das A so, wie das Konzept es nennt („Akzeptiert“)."""
    return {**KRITERIEN, "A": smart.bedeutung_a(smart_a)[1]}


def smartpruefung(lagebild: Lagebild, massnahme_id: int | None = None) -> pd.DataFrame:
    """Gibt je nicht abgeschlossener Maßnahme fünf Zeilen, S bis T.

    Spalten: massnahme_id, buchstabe, ergebnis (es gilt), regelergebnis (was die Regeln sagen), mensch (Pruefwert oder
    None) und treffer (Tupel von `smart.Treffer`, der wichtigste zuerst).
    """
    beurteilt = pruefungen(lagebild)
    spalten: dict[str, list[Any]] = {name: [] for name in SPALTEN}
    for id_, angaben in smartangaben(lagebild, massnahme_id).items():
        gefunden = smart.pruefe(angaben)
        ergebnisse, pruefung = smart.urteile(gefunden), beurteilt.get(id_)
        menschen = [_urteil(pruefung, b) for b in BUCHSTABEN] if pruefung else _NIEMAND
        spalten["massnahme_id"] += [id_] * len(BUCHSTABEN)
        spalten["buchstabe"] += BUCHSTABEN
        spalten["regelergebnis"] += (geregelt := [ergebnisse[b] for b in BUCHSTABEN])
        spalten["mensch"] += menschen
        spalten["ergebnis"] += [_MENSCH[m] if m else e for m, e in zip(menschen, geregelt, strict=True)]
        spalten["treffer"] += _je_buchstabe(gefunden)
    return pd.DataFrame({name: pd.Series(werte, dtype=object) for name, werte in spalten.items()})


_NIEMAND: list[Pruefwert | None] = [None] * len(BUCHSTABEN)


def _je_buchstabe(treffer: tuple[Treffer, ...]) -> list[tuple[Treffer, ...]]:
    je: dict[str, tuple[Treffer, ...]] = dict.fromkeys(BUCHSTABEN, ())
    for t in treffer:
        je[t.regel[0]] += (t,)
    return list(je.values())


def _urteil(pruefung: Any | None, buchstabe: str) -> Pruefwert | None:
    wert = getattr(pruefung, PRUEFFELD[buchstabe], None)
    return wert if wert in _MENSCH else None


def pruefungen(lagebild: Lagebild) -> dict[int, Any]:
    """Gibt je Maßnahme die jüngste Beurteilung durch Menschen."""
    return {p.massnahme_id: p for p in saetze(lagebild.smartpruefungen)}


def befunde(lagebild: Lagebild, massnahme_id: int) -> tuple[Befund, ...]:
    """Gibt die Befunde der Regeln zu einer Maßnahme zum Lesen; zu einer abgeschlossenen keine."""
    angaben = smartangaben(lagebild, massnahme_id).get(massnahme_id)
    return smart.befunde(angaben) if angaben else ()


def smartbefunde(lagebild: Lagebild, tabelle: pd.DataFrame | None = None) -> pd.DataFrame:
    """Zählt je Handlungsfeld, Buchstabe und Ergebnis die geprüften Maßnahmen; leere Felder mit 0.

    Spalten: handlungsfeld_id, nummer, handlungsfeld, uebergreifend, buchstabe, ergebnis, anzahl. `tabelle` ist die
    schon berechnete `smartpruefung` desselben Lagebilds.
    """
    tabelle = smartpruefung(lagebild) if tabelle is None else tabelle
    m = lagebild.massnahmen
    feld_von = dict(zip(m["id"].tolist(), m["handlungsfeld_id"].tolist(), strict=True))
    gezaehlt = Counter(
        (feld_von[i], b, e)
        for i, b, e in zip(
            tabelle["massnahme_id"].tolist(), tabelle["buchstabe"].tolist(), tabelle["ergebnis"].tolist(), strict=True
        )
    )
    return build_tabelle(
        (
            (h.id, h.nummer, h.titel, bool(h.uebergreifend), buchstabe, ergebnis, gezaehlt[h.id, buchstabe, ergebnis])
            for h in geordnete_handlungsfelder(lagebild)
            for buchstabe in BUCHSTABEN
            for ergebnis in ERGEBNISSE
        ),
        ("handlungsfeld_id", "nummer", "handlungsfeld", "uebergreifend", "buchstabe", "ergebnis", "anzahl"),
    )


def smartkriterien(lagebild: Lagebild, tabelle: pd.DataFrame | None = None) -> pd.DataFrame:
    """Zählt je Buchstabe und Ergebnis die geprüften Maßnahmen; zwanzig Zeilen.

    Spalten: buchstabe, begriff, ergebnis, anzahl.
    """
    tabelle = smartpruefung(lagebild) if tabelle is None else tabelle
    gezaehlt = Counter(zip(tabelle["buchstabe"].tolist(), tabelle["ergebnis"].tolist(), strict=True))
    begriffe = kriterien(lagebild.konzept.smart_a)
    return build_tabelle(
        ((b, begriffe[b], e, gezaehlt[b, e]) for b in BUCHSTABEN for e in ERGEBNISSE),
        ("buchstabe", "begriff", "ergebnis", "anzahl"),
    )


# --- Was geprüft wird ------------------------------------------------------------------------------------------------


def smartangaben(lagebild: Lagebild, massnahme_id: int | None = None) -> dict[int, Angaben]:
    """Gibt je nicht abgeschlossener Maßnahme, was die Prüfung von ihr wissen muss."""
    alle = nur_massnahme(lagebild.massnahmen, massnahme_id, "id")
    m = alle.loc[[stand not in regeln.ABGESCHLOSSEN for stand in alle["umsetzungsstand"].tolist()]]
    ids = m["id"].tolist()
    spalten = {name: m[name].tolist() for name in Angaben._fields if name in m.columns} | _dazu(lagebild, m)
    return dict(
        zip(ids, map(Angaben._make, zip(*(spalten[name] for name in Angaben._fields), strict=True)), strict=True)
    )


def _dazu(lagebild: Lagebild, m: pd.DataFrame) -> dict[str, list[Any]]:
    """Gibt die Spalten, die nicht in den Maßnahmen selbst stehen."""
    ids, stelle_von = m["id"].tolist(), m["federfuehrung_id"].tolist()
    stellen = {o.id: o for o in saetze(lagebild.organisationseinheiten)}
    namen: dict[int | None, str] = {i: o.name for i, o in stellen.items()}
    beteiligte, turnus = _beteiligte(lagebild, namen), _turnus(lagebild, m)
    p = lagebild.mittel
    mit_betrag = {
        i for i, b in zip(p["massnahme_id"].tolist(), p["betrag_cent"].tolist(), strict=True) if b is not None
    }
    bedeutung, begriff = smart.bedeutung_a(lagebild.konzept.smart_a)
    return {
        "federfuehrung": [namen.get(s) for s in stelle_von],
        "federfuehrung_art": [stellen[s].art if s in stellen else None for s in stelle_von],
        "federfuehrung_aktiv": [s not in stellen or bool(stellen[s].aktiv) for s in stelle_von],
        "beteiligte": [w or beteiligte.get(i) for i, w in zip(ids, m["beteiligte_wortlaut"].tolist(), strict=True)],
        "turnus": [t or turnus.get(i) for i, t in zip(ids, m["turnus"].tolist(), strict=True)],
        "hat_betrag": [i in mit_betrag for i in ids],
        "bedeutung_a": [bedeutung] * len(ids),
        "begriff_a": [begriff] * len(ids),
        "konzept_stelle": [lagebild.konzept.stelle] * len(ids),
    }


def _beteiligte(lagebild: Lagebild, namen: Mapping[int | None, str]) -> dict[int, str]:
    """Gibt je Maßnahme die Namen der beteiligten Stellen, mit Strichpunkt getrennt."""
    b = lagebild.beteiligungen
    je_massnahme: dict[int, list[str]] = {}
    for massnahme_id, stelle_id in zip(b["massnahme_id"].tolist(), b["organisationseinheit_id"].tolist(), strict=True):
        je_massnahme.setdefault(massnahme_id, []).append(namen.get(stelle_id, ""))
    return {i: "; ".join(filter(None, stellen)) for i, stellen in je_massnahme.items()}


def _turnus(lagebild: Lagebild, m: pd.DataFrame) -> dict[int, Any]:
    """Gibt je Maßnahme den Turnus, den ihr letzter Sachstand nennt."""
    letzte = set(zip(m["id"].tolist(), m["stand_nummer"].tolist(), strict=True))
    s = nur_massnahme(lagebild.sachstaende, m["id"].iloc[0] if len(m) == 1 else None)
    spalten = (s[name].tolist() for name in ("massnahme_id", "nummer", "turnus"))
    return {i: t for i, nummer, t in zip(*spalten, strict=True) if t is not None and (i, nummer) in letzte}
