"""Sammeln: je Maßnahme alles, was in ihrer Zeile der Liste steht – aus dem Lagebild, ohne Datenbank."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from mut_core.auswertung.tabelle import nummernschluessel
from mut_core.lagebild import Lagebild, saetze
from mut_core.lagebild.bild import letzte_sachstaende


@dataclass(frozen=True, slots=True)
class Akte:
    """Eine Maßnahme mit ihrem letzten Sachstand (oder None) und dem, was an ihr hängt."""

    m: Any
    s: Any | None
    konzept: str
    weitere_handlungsfelder: tuple[str, ...]
    ziele: tuple[str, ...]
    beteiligte: tuple[str, ...]
    mittel: tuple[tuple[Any, str | None], ...]
    """Mittelpositionen, jede mit dem Namen ihrer Förderung."""
    handlungsfeld: str | None
    federfuehrung: str | None
    nummern: Mapping[int, str]
    text: str | None = None
    """Was zuletzt geschehen ist; ist der letzte Sachstand nur bestätigt, gilt der Text davor."""


def akten(lagebild: Lagebild, massnahmen: Collection[int] | None = None) -> list[Akte]:
    """Gibt die Akten der Maßnahmen (alle oder nur die genannten), nach Handlungsfeld und Nummer geordnet."""
    felder, stellen = handlungsfelder(lagebild), stellennamen(lagebild)
    ziele = {z.id: z.text for z in saetze(lagebild.ziele)}
    foerderungen = {f.id: f.programm for f in saetze(lagebild.foerderungen)}
    letzte = letzte_sachstaende(lagebild.sachstaende, lagebild.stichtag)
    texte = _texte(lagebild, letzte)
    alle = saetze(lagebild.massnahmen)
    nummern = {m.id: m.nummer for m in (*alle, *saetze(lagebild.archivierte))}
    weitere = _je_massnahme(lagebild.weitere_handlungsfelder, lambda v: felder.get(v.handlungsfeld_id))
    gesetzt = _je_massnahme(lagebild.massnahmenziele, lambda v: ziele.get(v.ziel_id))
    dabei = _je_massnahme(lagebild.beteiligungen, lambda v: _mit_rolle(stellen.get(v.organisationseinheit_id), v.rolle))
    mittel = _je_massnahme(lagebild.mittel, lambda v: (v, foerderungen.get(v.foerderung_id)))
    gewaehlt = alle if massnahmen is None else [m for m in alle if m.id in set(massnahmen)]
    gewaehlt.sort(key=lambda m: (m.handlungsfeld_nummer or 0, nummernschluessel(m.nummer), m.id))
    return [
        Akte(
            m,
            letzte.get(m.id),
            lagebild.konzept.schluessel,
            weitere.get(m.id, ()),
            gesetzt.get(m.id, ()),
            dabei.get(m.id, ()),
            mittel.get(m.id, ()),
            felder.get(m.handlungsfeld_id),
            stellen.get(m.federfuehrung_id),
            nummern,
            texte.get(m.id),
        )
        for m in gewaehlt
    ]


def _texte(lagebild: Lagebild, letzte: Mapping[int, Any]) -> dict[int, str]:
    texte = {nummer: s.text for nummer, s in letzte.items()}
    bestaetigte = {nummer for nummer, s in letzte.items() if s.unveraendert and not s.text}
    if bestaetigte:
        ersetzt = {e for e in lagebild.sachstaende["ersetzt_id"] if e is not None}
        davor = [s for s in saetze(lagebild.sachstaende) if s.massnahme_id in bestaetigte and s.text]
        for s in sorted(davor, key=lambda s: (s.zum, s.nummer)):
            if s.id not in ersetzt and s.zum <= lagebild.stichtag:
                texte[s.massnahme_id] = s.text
    return texte


def handlungsfelder(lagebild: Lagebild) -> dict[int, str]:
    """Gibt zu jedem Handlungsfeld den Titel, unter dem es in der Liste steht; gleiche Titel tragen ihre Nummer."""
    felder = saetze(lagebild.handlungsfelder)
    return _eindeutig((h.id, h.titel, f"{h.titel} (Nr. {h.nummer})") for h in felder)


def stellennamen(lagebild: Lagebild) -> dict[int, str]:
    """Gibt zu jeder Stelle den Namen, unter dem sie in der Liste steht; gleiche Namen tragen ihr Kürzel."""
    stellen = saetze(lagebild.organisationseinheiten)
    return _eindeutig((o.id, o.name, f"{o.name} ({o.kuerzel or o.id})") for o in stellen)


def _eindeutig(namen: Iterable[tuple[int, str, str]]) -> dict[int, str]:
    alle = list(namen)
    wie_oft = Counter(kurz for _, kurz, _ in alle)
    return {nummer: kurz if wie_oft[kurz] == 1 else lang for nummer, kurz, lang in alle}


def _mit_rolle(stelle: str | None, rolle: str | None) -> str | None:
    return f"{stelle} ({rolle})" if stelle and rolle else stelle


def _je_massnahme(tabelle: Any, wert: Any) -> dict[int, tuple[Any, ...]]:
    """Gruppiert die Zeilen einer Tabelle nach Maßnahme; was auf Archiviertes zeigt, fällt weg."""
    gruppen: dict[int, list[Any]] = {}
    for zeile in saetze(tabelle):
        if (gelesen := wert(zeile)) is not None:
            gruppen.setdefault(zeile.massnahme_id, []).append(gelesen)
    return {nummer: tuple(werte) for nummer, werte in gruppen.items()}
