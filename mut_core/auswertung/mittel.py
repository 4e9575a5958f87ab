"""Beziffern: Beträge mit ihrer Gewissheit in Worten und Förderungen mit ihrem Stand zum Stichtag.

Hier wird nichts addiert: „ca. 33.000 € jährlich“ und „21.000 € im Jahr 2024“ haben keine gemeinsame Summe.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

import pandas as pd

from mut_core.auswertung.tabelle import build_tabelle, nur_massnahme
from mut_core.betraege import betrag_text
from mut_core.lagebild import Lagebild, saetze
from mut_core.modell.codes import Angabe, Genauigkeit, Mittelart, Mittelmodus, Mittelstatus
from mut_core.sprache import anzahl, seit_tagen
from mut_core.zeitangaben import zeitangabe_text

LAEUFT_AUS_TAGE = 90
"""So lange vor ihrem Ende gilt eine Förderung als auslaufend."""

_OHNE_POSITION: Mapping[Angabe, str] = {
    Angabe.LEER: "noch nicht erfragt",
    Angabe.KEINE_ANGABE: "k. A.",
    Angabe.KEINE: "kein Bedarf",
    Angabe.OFFEN: "bewusst offen",
    Angabe.GENANNT: "genannt, aber nicht beziffert",
}

_MITTELSPALTEN = (
    "massnahme_id",
    "nummer",
    "titel",
    "position_id",
    "art",
    "modus",
    "jahr",
    "betrag",
    "bis_betrag",
    "ungenau",
    "konjunktiv",
    "vorbehalt",
    "mittelstatus",
    "text",
)


def mittel(lagebild: Lagebild, massnahme_id: int | None = None) -> pd.DataFrame:
    """Gibt eine Zeile je Mittelposition (Beträge als Decimal in Euro) einer oder aller Maßnahmen.

    Maßnahmen ohne Position haben eine Zeile ohne Betrag.

    Spalten: massnahme_id, nummer, titel, position_id, art, modus, jahr, betrag, bis_betrag, ungenau, konjunktiv,
    vorbehalt, mittelstatus, text („ca. 33.000 € jährlich ab 2025, angemeldet, unter Vorbehalt“).
    """
    je_massnahme: dict[int, list[Any]] = {}
    for p in saetze(nur_massnahme(lagebild.mittel, massnahme_id)):
        je_massnahme.setdefault(p.massnahme_id, []).append(p)
    gefragt = nur_massnahme(lagebild.massnahmen, massnahme_id, "id")
    zeilen = [zeile for m in saetze(gefragt) for zeile in _zeilen(m, je_massnahme.get(m.id, []))]
    return build_tabelle(zeilen, _MITTELSPALTEN)


def _zeilen(m: Any, positionen: list[Any]) -> Iterator[tuple[Any, ...]]:
    for p in positionen:
        betrag, bis_betrag = euro(p.betrag_cent), euro(p.bis_betrag_cent)
        merkmale = bool(p.ungenau), bool(p.konjunktiv), p.vorbehalt, p.mittelstatus
        bezug = p.id, p.art, p.modus, p.jahr
        yield (m.id, m.nummer, m.titel, *bezug, betrag, bis_betrag, *merkmale, position_text(p))
    if not positionen:
        text = m.mittel_wortlaut or _OHNE_POSITION[m.mittel_angabe or Angabe.LEER]
        yield (m.id, m.nummer, m.titel, *(None,) * 9, m.mittelstatus, text)


def euro(cent: int | None) -> Decimal | None:
    """Macht aus ganzen Cent Euro."""
    return None if cent is None else Decimal(cent) / 100


def position_text(p: Any, *, mit_status: bool = True) -> str:
    """Schreibt eine Mittelposition in Worten; jede Ungewissheit der Quelle bleibt hörbar."""
    art = f"{p.art.bezeichnung}: " if p.art not in (None, Mittelart.GESAMT) else ""
    konjunktiv = "voraussichtlich " if p.konjunktiv else ""
    kern = " ".join(teil for teil in (_betrag(p), _bezug(p)) if teil)
    zweck = f" ({p.zweck})" if p.zweck else ""
    status = [p.mittelstatus.bezeichnung] if mit_status and p.mittelstatus else []
    vorbehalt = ["unter Vorbehalt"] if p.vorbehalt else []
    return ", ".join([f"{art}{konjunktiv}{kern}{zweck}", *status, *vorbehalt])


def _betrag(p: Any) -> str:
    von, bis = euro(p.betrag_cent), euro(p.bis_betrag_cent)
    if von is None and bis is None:
        return f"{p.stellenanteil_prozent}\u00a0% einer Stelle" if p.stellenanteil_prozent else "Betrag offen"
    if von is None:
        return f"bis zu {betrag_text(bis or Decimal(0), ungenau=bool(p.ungenau))}"
    spanne = f" bis {betrag_text(bis)}" if bis is not None else ""
    return betrag_text(von, ungenau=bool(p.ungenau)) + spanne


def _bezug(p: Any) -> str:
    if p.betrag_cent is None and p.bis_betrag_cent is None and p.jahr is None:
        return ""
    match p.modus:
        case Mittelmodus.JAEHRLICH:
            return f"jährlich ab {p.jahr}" if p.jahr else "jährlich"
        case Mittelmodus.JAHR:
            return f"im Jahr {p.jahr}" if p.jahr else "in einem Jahr"
        case _:
            return f"einmalig {p.jahr}" if p.jahr else "einmalig"


# --- Förderungen -----------------------------------------------------------------------------------------------------

_FOERDERSPALTEN = (
    "foerderung_id",
    "programm",
    "foerdergeber",
    "zeitraum",
    "beginn",
    "frist",
    "stellenanteil_prozent",
    "betrag",
    "mittelstatus",
    "lage",
    "tage_bis_ende",
    "massnahmen",
    "satz",
)


def foerderungen(lagebild: Lagebild) -> pd.DataFrame:
    """Gibt eine Zeile je Förderung mit ihrem Stand zum Stichtag; das nächste Ende zuerst.

    Spalten: foerderung_id, programm, foerdergeber, zeitraum (Text), beginn, frist, stellenanteil_prozent,
    betrag (Decimal in Euro), mittelstatus, lage (abgelaufen, laeuft_aus, laeuft, kuenftig, ohne_zeitraum),
    tage_bis_ende (negativ: seit so
    vielen Tagen vorbei), massnahmen (tuple der Schlüssel), satz.
    """
    je_foerderung: dict[int, dict[int, None]] = {}
    p = lagebild.mittel
    for foerderung_id, massnahme_id in zip(p["foerderung_id"], p["massnahme_id"], strict=True):
        if foerderung_id is not None:
            je_foerderung.setdefault(foerderung_id, {})[massnahme_id] = None
    geordnet = sorted(saetze(lagebild.foerderungen), key=lambda f: (f.frist or date.max, f.programm))
    zeilen = (_foerderzeile(f, tuple(je_foerderung.get(f.id, ())), lagebild.stichtag) for f in geordnet)
    return build_tabelle(zeilen, _FOERDERSPALTEN)


def _foerderzeile(f: Any, massnahmen: tuple[int, ...], stichtag: date) -> tuple[Any, ...]:
    lage = _foerderlage(f, stichtag)
    tage = (f.frist - stichtag).days if f.frist else None
    zeitraum = zeitangabe_text(f.beginn, f.beginn_genauigkeit, f.frist, f.frist_genauigkeit)
    umfang = f.stellenanteil_prozent, euro(f.betrag_cent), f.mittelstatus
    satz = f"Die Förderung „{f.programm}“ {_foerdersatz(f, lage, tage)}."
    return f.id, f.programm, f.foerdergeber, zeitraum, f.beginn, f.frist, *umfang, lage, tage, massnahmen, satz


def _foerderlage(f: Any, stichtag: date) -> str:
    """Am letzten Tag der Förderung läuft sie noch."""
    if f.beginn is None and f.frist is None:
        return "ohne_zeitraum"
    if f.beginn and f.beginn > stichtag:
        return "kuenftig"
    if f.frist is None:
        return "laeuft"
    tage = (f.frist - stichtag).days
    return "abgelaufen" if tage < 0 else "laeuft_aus" if tage <= LAEUFT_AUS_TAGE else "laeuft"


def _foerdersatz(f: Any, lage: str, tage: int | None) -> str:
    if lage == "abgelaufen":
        return f"ist {seit_tagen(-(tage or 0))} abgelaufen ({_ende(f)})"
    if lage == "laeuft_aus":
        return f"endet am Stichtag ({_ende(f)})" if tage == 0 else f"läuft in {_tage(tage)} aus ({_ende(f)})"
    if lage == "kuenftig":
        return f"beginnt {_beginn(f)}"
    if lage == "laeuft":
        return f"läuft bis {_ende(f)}" if f.frist else "läuft ohne genanntes Ende"
    return "nennt keinen Zeitraum" if f.mittelstatus != Mittelstatus.ABGELEHNT else "ist abgelehnt"


def _tage(tage: int | None) -> str:
    return anzahl(tage or 0, "Tag", "Tagen")


def _ende(f: Any) -> str:
    return zeitangabe_text(None, None, f.frist, f.frist_genauigkeit).removeprefix("bis ")


def _beginn(f: Any) -> str:
    am = "am " if f.beginn_genauigkeit in (None, Genauigkeit.TAG) else ""
    return am + zeitangabe_text(f.beginn, f.beginn_genauigkeit, None, None).removeprefix("ab ")
