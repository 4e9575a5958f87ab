"""Rückwärts planen: von der Sitzung zu Ladungsfrist und Redaktionsschluss – und was davor fällig ist."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

import pandas as pd

from mut_core.auswertung.tabelle import build_tabelle, nummernschluessel
from mut_core.auswertung.verteilung import MIT_TERMIN
from mut_core.lagebild import Lagebild, saetze
from mut_core.modell.codes import Ereignisart, Ereignisstatus, Genauigkeit
from mut_core.sprache import anzahl
from mut_core.zeitangaben import datum_text

VORGABE_LADUNGSFRIST_TAGE = 14
VORGABE_VORLAUF_TAGE = 14
"""Gelten, wenn am Gremium nichts steht. Beides sind Annahmen dieser App und keine Rechtssätze: Ladungsfristen regeln
die Kommunalverfassungen und die Geschäftsordnung des Gremiums."""

SPALTEN = (
    "sitzung_am",
    "gremium_id",
    "gremium",
    "anlass",
    "ungenau",
    "unterlagen_bis",
    "redaktionsschluss",
    "ladungsfrist_tage",
    "vorlauf_tage",
    "ladungsfrist_ist_vorgabe",
    "vorlauf_ist_vorgabe",
    "anzahl",
    "ueberfaellig",
    "nummern",
    "massnahmen",
    "hinweis",
)


@dataclass(frozen=True)
class _Sitzung:
    """Ein Termin, bevor gerechnet ist; `redaktionsschluss` steht nur fest, wenn eine Abfrage ihn nennt."""

    tag: date
    gremium_id: int | None
    gremium: str
    anlaesse: tuple[str, ...]
    ungenau: bool = False
    redaktionsschluss: date | None = None


def sitzungsplan(lagebild: Lagebild) -> pd.DataFrame:
    """Gibt je Sitzung ab dem Stichtag, bis wann Unterlagen und Redaktion fertig sein müssen, die nächste zuerst.

    Quellen sind Ereignisse „Gremiensitzung“, Beratungen und offene Abfragen; derselbe Tag im selben Gremium ist eine
    Zeile. Spalten: sitzung_am, gremium_id, gremium (Name oder ""), anlass, ungenau (der Tag ist nur ungefähr bekannt;
    gerechnet wird vom frühesten), unterlagen_bis, redaktionsschluss, ladungsfrist_tage, vorlauf_tage (None, wenn eine
    Abfrage den Redaktionsschluss festsetzt), ladungsfrist_ist_vorgabe, vorlauf_ist_vorgabe (bool), anzahl (offene
    Maßnahmen mit Termin bis zum Tag der Sitzung), ueberfaellig (davon schon am Stichtag), nummern, massnahmen (tuple),
    hinweis (ganze Sätze oder ""). Fällt eine Frist auf ein Wochenende, gilt der Freitag davor; Feiertage kennt der
    Plan nicht.
    """
    gremien = {g.id: g for g in saetze(lagebild.gremien)}
    sitzungen = _zusammengelegt(
        [*_ereignisse(lagebild, gremien), *_beratungen(lagebild, gremien), *_abfragen(lagebild, gremien)]
    )
    faellige = _offene_termine(lagebild)
    zeilen = [_zeile(s, gremien.get(s.gremium_id), faellige, lagebild.stichtag) for s in sitzungen]
    zeilen.sort(key=lambda z: (z[0], z[2], z[3]))
    return build_tabelle(zeilen, SPALTEN)


# --- woher die Termine kommen ----------------------------------------------------------------------------------------


def _ereignisse(lagebild: Lagebild, gremien: Mapping[Any, Any]) -> Iterator[_Sitzung]:
    for e in saetze(lagebild.ereignisse):
        tag, letzter = e.beginn or e.frist, e.frist or e.beginn
        entfaellt = e.status in (Ereignisstatus.ABGESAGT, Ereignisstatus.VERSCHOBEN)
        if e.art != Ereignisart.SITZUNG or entfaellt or tag is None or letzter < lagebild.stichtag:
            continue
        genau = tag == letzter and e.frist_genauigkeit in (None, Genauigkeit.TAG)
        yield _Sitzung(
            max(tag, lagebild.stichtag), e.gremium_id, _name(gremien, e.gremium_id), (e.titel,), ungenau=not genau
        )


def _beratungen(lagebild: Lagebild, gremien: Mapping[Any, Any]) -> Iterator[_Sitzung]:
    betreffe = {v.id: v.betreff for v in saetze(lagebild.vorlagen)}
    je_name = {g.name.casefold(): g.id for g in gremien.values()}
    for b in saetze(lagebild.beratungen):
        if b.termin is not None and b.termin >= lagebild.stichtag:
            gremium_id = b.gremium_id or je_name.get(b.gremium_name.casefold())
            yield _Sitzung(b.termin, gremium_id, b.gremium_name, (betreffe.get(b.vorlage_id, ""),))


def _abfragen(lagebild: Lagebild, gremien: Mapping[Any, Any]) -> Iterator[_Sitzung]:
    for a in saetze(lagebild.abfragen):
        if a.geschlossen_am is None and a.sitzung_am is not None and a.sitzung_am >= lagebild.stichtag:
            name = _name(gremien, a.gremium_id)
            yield _Sitzung(a.sitzung_am, a.gremium_id, name, (a.titel,), redaktionsschluss=a.redaktionsschluss)


def _name(gremien: Mapping[Any, Any], gremium_id: int | None) -> str:
    return str(gremien[gremium_id].name) if gremium_id in gremien else ""


def _zusammengelegt(sitzungen: list[_Sitzung]) -> list[_Sitzung]:
    """Dieselbe Sitzung steht oft als Ereignis und in der Beratungsfolge; ohne Gremium bleibt jede für sich."""
    je_tag: dict[Any, _Sitzung] = {}
    for nummer, s in enumerate(sitzungen):
        schluessel = (s.tag, s.gremium_id or s.gremium.casefold() or f"ohne Gremium {nummer}")
        je_tag[schluessel] = _vereint(je_tag[schluessel], s) if schluessel in je_tag else s
    return list(je_tag.values())


def _vereint(eine: _Sitzung, andere: _Sitzung) -> _Sitzung:
    return replace(
        eine,
        gremium=eine.gremium or andere.gremium,
        anlaesse=tuple(dict.fromkeys((*eine.anlaesse, *andere.anlaesse))),
        ungenau=eine.ungenau and andere.ungenau,
        redaktionsschluss=eine.redaktionsschluss or andere.redaktionsschluss,
    )


# --- rechnen ---------------------------------------------------------------------------------------------------------


def _offene_termine(lagebild: Lagebild) -> list[Any]:
    schmal = lagebild.massnahmen[["id", "nummer", "termin", "terminlage"]]  # alle Spalten wären zehnmal so teuer
    offene = [m for m in saetze(schmal) if m.termin is not None and m.terminlage in MIT_TERMIN]
    return sorted(offene, key=lambda m: (nummernschluessel(m.nummer), m.id))


def _zeile(s: _Sitzung, gremium: Any, offene: list[Any], stichtag: date) -> tuple[Any, ...]:
    f = _fristen(s, gremium)
    faellig = [m for m in offene if m.termin <= s.tag]
    return (
        s.tag,
        s.gremium_id,
        s.gremium,
        "; ".join(a for a in s.anlaesse if a),
        s.ungenau,
        f.unterlagen_bis,
        f.redaktionsschluss,
        f.ladung,
        f.vorlauf,
        f.ladung_angenommen,
        f.vorlauf_angenommen,
        len(faellig),
        sum(m.termin < stichtag for m in faellig),
        tuple(m.nummer for m in faellig),
        tuple(m.id for m in faellig),
        " ".join(_hinweise(s, f, stichtag)),
    )


@dataclass(frozen=True)
class _Fristen:
    """Was rückwärts gerechnet ist und was davon nur angenommen."""

    unterlagen_bis: date
    redaktionsschluss: date
    ladung: int
    vorlauf: int | None
    ladung_angenommen: bool
    vorlauf_angenommen: bool


def _fristen(s: _Sitzung, gremium: Any) -> _Fristen:
    ladung, ladung_angenommen = _tage(gremium, "ladungsfrist_tage", VORGABE_LADUNGSFRIST_TAGE)
    unterlagen_bis = _werktag(s.tag - timedelta(days=ladung))
    if s.redaktionsschluss is not None:
        return _Fristen(unterlagen_bis, s.redaktionsschluss, ladung, None, ladung_angenommen, False)
    vorlauf, vorlauf_angenommen = _tage(gremium, "vorlauf_tage", VORGABE_VORLAUF_TAGE)
    schluss = _werktag(unterlagen_bis - timedelta(days=vorlauf))
    return _Fristen(unterlagen_bis, schluss, ladung, vorlauf, ladung_angenommen, vorlauf_angenommen)


def _tage(gremium: Any, feld: str, vorgabe: int) -> tuple[int, bool]:
    """Gibt die Tage und ob sie nur angenommen sind; früher eingefrorene Lagebilder kennen das Feld noch nicht."""
    tage = getattr(gremium, feld, None)
    return (vorgabe, True) if tage is None else (int(tage), False)


def _werktag(tag: date) -> date:
    """Gibt bei Samstag und Sonntag den Freitag davor."""
    return tag - timedelta(days=max(0, tag.weekday() - 4))


def _hinweise(s: _Sitzung, f: _Fristen, stichtag: date) -> Iterator[str]:
    if s.ungenau:
        yield "Der Tag der Sitzung steht noch nicht fest; gerechnet ist vom frühesten."
    angenommen = [
        f"Ladungsfrist {anzahl(f.ladung, 'Tag', 'Tage')}" if f.ladung_angenommen else "",
        f"Vorlauf {anzahl(f.vorlauf or 0, 'Tag', 'Tage')}" if f.vorlauf_angenommen else "",
    ]
    if was := " und ".join(a for a in angenommen if a):
        yield f"Angenommen, weil beim Gremium nichts angegeben ist: {was}."
    if f.unterlagen_bis < stichtag:
        yield f"Die Ladungsfrist ist seit dem {datum_text(f.unterlagen_bis)} verstrichen."
    elif f.redaktionsschluss < stichtag:
        yield f"Der Redaktionsschluss war am {datum_text(f.redaktionsschluss)}."
