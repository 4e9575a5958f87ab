"""Mittel vergleichen: je Position Betrag, Stand und Gewissheit – nichts davon wird addiert.

„ca. 33.000 € jährlich“ und „21.000 € im Jahr 2024“ haben auch keine gemeinsame Differenz; sie steht nur, wo beide
Beträge dasselbe meinen und gleich gewiss sind.
"""

from collections import namedtuple
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from mut_core.auswertung.mittel import euro, position_text
from mut_core.betraege import betrag_text
from mut_core.sprache import aufzaehlung
from mut_core.veraenderung.befund import Mittelaenderung
from mut_core.veraenderung.klassen import Zeile
from mut_core.veraenderung.paar import Gegenueber, Paar, in_beiden, zeilen
from mut_core.veraenderung.worte import OHNE_ANGABE, code, frist_text, name, zitiert

_Position = namedtuple(
    "_Position",
    "id massnahme_id foerderung_id art modus jahr betrag_cent bis_betrag_cent ungenau konjunktiv vorbehalt "
    "stellenanteil_prozent mittelstatus zweck haushaltsteil produkt sachkonto",
)
_Foerderung = namedtuple(
    "_Foerderung",
    "id programm foerdergeber betrag_cent stellenanteil_prozent mittelstatus beginn frist frist_genauigkeit",
)

MERKMALE: Mapping[str, tuple[str, ...]] = {
    "Betrag": ("betrag_cent", "bis_betrag_cent", "stellenanteil_prozent"),
    "Stand": ("mittelstatus",),
    "Gewissheit": ("ungenau", "konjunktiv", "vorbehalt"),
    "Bezug": ("art", "modus", "jahr"),
    "Zuordnung": ("zweck", "haushaltsteil", "produkt", "sachkonto", "foerderung_id"),
}
"""Was sich an einer Position ändern kann, in den Worten des Berichts."""

_FOERDERMERKMALE: Mapping[str, tuple[str, ...]] = {
    "Betrag": ("betrag_cent", "stellenanteil_prozent"),
    "Stand": ("mittelstatus",),
    "Zeitraum": ("beginn", "frist", "frist_genauigkeit"),
    "Bezeichnung": ("programm", "foerdergeber"),
}


def mittel(lage: Gegenueber) -> Iterator[Zeile]:
    """Gibt neue, entfallene und geänderte Mittelpositionen der Maßnahmen, die beide Stände führen.

    Ändert sich an einer Maßnahme nur der Mittelstatus oder der Wortlaut ohne Position, steht das ohne `position_id`.
    """
    spalten = in_beiden(lage, "mittel")
    alte, neue = _je_massnahme(lage.vorher), _je_massnahme(lage.nachher)
    for p in lage.paare:
        if p.vorher is None or p.nachher is None:
            continue
        if spalten:
            yield from _positionen(p, alte.get(p.id, {}), neue.get(p.id, {}), spalten)
        if zeile := _ohne_position(p, lage.bekannt, hat_positionen=p.id in neue or p.id in alte):
            yield zeile


def _je_massnahme(lagebild: Any) -> dict[int, dict[int, Any]]:
    geordnet: dict[int, dict[int, Any]] = {}
    for position in zeilen(lagebild, "mittel", _Position):
        geordnet.setdefault(position.massnahme_id, {})[position.id] = position
    return geordnet


def _positionen(p: Paar, alte: Mapping[int, Any], neue: Mapping[int, Any], spalten: frozenset[str]) -> Iterator[Zeile]:
    for schluessel in sorted(alte.keys() | neue.keys()):
        alt, neu = alte.get(schluessel), neue.get(schluessel)
        if alt == neu:
            continue
        merkmale = _geaenderte(alt, neu, MERKMALE, spalten) if alt and neu else tuple(MERKMALE)
        if merkmale:
            yield _positionszeile(p, alt, neu, merkmale)


def _positionszeile(p: Paar, alt: Any, neu: Any, merkmale: tuple[str, ...]) -> Zeile:
    bisher, jetzt = (position_text(x) if x else None for x in (alt, neu))
    wer = name(p.nachher)
    if alt is None:
        art, satz = Mittelaenderung.NEU, f"Für {wer} sind neue Mittel genannt: {jetzt}."
    elif neu is None:
        art, satz = Mittelaenderung.ENTFALLEN, f"Für {wer} sind Mittel nicht mehr genannt: {bisher}."
    else:
        art, satz = Mittelaenderung.GEAENDERT, _geaendert_satz(wer, (alt, bisher), (neu, jetzt), merkmale)
    staende = alt.mittelstatus if alt else None, neu.mittelstatus if neu else None
    schluessel = (neu or alt).id
    return (*p.kopf, schluessel, art, merkmale, bisher, jetzt, *staende, _differenz(alt, neu), satz)


def _geaendert_satz(wer: str, vorher: tuple[Any, Any], nachher: tuple[Any, Any], merkmale: tuple[str, ...]) -> str:
    """Nennt nur den Betrag mit neuem Stand, wenn sonst nichts anders ist; sonst beide Fassungen ganz."""
    (alt, bisher), (neu, jetzt) = vorher, nachher
    if merkmale == ("Stand",):
        betrag = position_text(neu, mit_status=False)
        return f"Mittel für {wer} ({betrag}): jetzt {code(neu.mittelstatus)}, bisher {code(alt.mittelstatus)}."
    if bisher != jetzt:
        return f"Mittel für {wer}: bisher {bisher}; jetzt {jetzt}."
    if alt.vorbehalt != neu.vorbehalt and neu.vorbehalt:
        return f"Mittel für {wer} ({jetzt}): Der Vorbehalt lautet jetzt {zitiert(neu.vorbehalt)}."
    return f"Mittel für {wer} ({jetzt}): {aufzaehlung(merkmale)} geändert."


def _geaenderte(
    alt: Any, neu: Any, merkmale: Mapping[str, tuple[str, ...]], spalten: frozenset[str]
) -> tuple[str, ...]:
    return tuple(
        wort
        for wort, felder in merkmale.items()
        if any(f in spalten and (getattr(alt, f) or None) != (getattr(neu, f) or None) for f in felder)
    )


def _differenz(alt: Any, neu: Any) -> Decimal | None:
    """Gibt die Änderung in Euro, wenn beide Beträge dasselbe meinen und auf den Cent genannt sind."""
    if alt is None or neu is None or alt.betrag_cent is None or neu.betrag_cent is None:
        return None
    gleich = all(getattr(alt, f) == getattr(neu, f) for f in ("art", "modus", "jahr", "vorbehalt"))
    unscharf = any(getattr(p, f) for p in (alt, neu) for f in ("bis_betrag_cent", "ungenau", "konjunktiv"))
    return euro(neu.betrag_cent - alt.betrag_cent) if gleich and not unscharf else None


def _ohne_position(p: Paar, bekannt: frozenset[str], *, hat_positionen: bool) -> Zeile | None:
    v, n = p.vorher, p.nachher
    stand = "mittelstatus" in bekannt and v.mittelstatus != n.mittelstatus
    wortlaut = not hat_positionen and any(
        f in bekannt and getattr(v, f) != getattr(n, f) for f in ("mittel_angabe", "mittel_wortlaut")
    )
    if not stand and not wortlaut:
        return None
    bisher, jetzt = _angabe(v), _angabe(n)
    saetze = [f"Mittel für {name(n)}: jetzt {jetzt}, bisher {bisher}."] if wortlaut else []
    if stand:
        saetze.append(
            f"Der Stand der Mittel für {name(n)} ist jetzt {code(n.mittelstatus)} (bisher {code(v.mittelstatus)})."
        )
    merkmale = (*(("Betrag",) if wortlaut else ()), *(("Stand",) if stand else ()))
    staende = v.mittelstatus, n.mittelstatus
    return (*p.kopf, None, Mittelaenderung.GEAENDERT, merkmale, bisher, jetzt, *staende, None, " ".join(saetze))


def _angabe(m: Any) -> str:
    if m.mittel_wortlaut:
        return zitiert(m.mittel_wortlaut)
    return m.mittel_angabe.bezeichnung if m.mittel_angabe else OHNE_ANGABE


# --- Förderungen -----------------------------------------------------------------------------------------------------


def foerderungen(lage: Gegenueber) -> Iterator[Zeile]:
    """Gibt neue, entfallene und geänderte Förderungen des Konzepts."""
    spalten = in_beiden(lage, "foerderungen")
    if not spalten:
        return
    alte = {f.id: f for f in zeilen(lage.vorher, "foerderungen", _Foerderung)}
    neue = {f.id: f for f in zeilen(lage.nachher, "foerderungen", _Foerderung)}
    for schluessel in sorted(alte.keys() | neue.keys()):
        alt, neu = alte.get(schluessel), neue.get(schluessel)
        merkmale = _geaenderte(alt, neu, _FOERDERMERKMALE, spalten) if alt and neu else tuple(_FOERDERMERKMALE)
        if merkmale:
            yield _foerderzeile(alt, neu, merkmale)


def _foerderzeile(alt: Any, neu: Any, merkmale: tuple[str, ...]) -> Zeile:
    bisher, jetzt = (_foerdertext(f) if f else None for f in (alt, neu))
    f = neu or alt
    wer = f"Förderung {zitiert(f.programm)}"
    if alt is None:
        art, satz = Mittelaenderung.NEU, f"Neu ist die {wer}: {jetzt}."
    elif neu is None:
        art, satz = Mittelaenderung.ENTFALLEN, f"Die {wer} ist entfallen (bisher {bisher})."
    else:
        art = Mittelaenderung.GEAENDERT
        satz = f"{wer}: bisher {bisher}; jetzt {jetzt}."
        if bisher == jetzt:
            satz = f"{wer}: {aufzaehlung(merkmale)} geändert."
    return f.id, f.programm, art, merkmale, bisher, jetzt, satz


def _foerdertext(f: Any) -> str:
    betrag = betrag_text(euro(f.betrag_cent) or Decimal(0)) if f.betrag_cent is not None else None
    anteil = f"{f.stellenanteil_prozent}\u00a0% einer Stelle" if f.stellenanteil_prozent else None
    bis = f"bis {frist_text(f.frist, f.frist_genauigkeit)}" if f.frist else None
    stand = f.mittelstatus.bezeichnung if f.mittelstatus else None
    return ", ".join(filter(None, (betrag, anteil, bis, stand))) or OHNE_ANGABE
