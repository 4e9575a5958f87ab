"""Nachzeichnen: der Umsetzungsstand über die Zeit, gerechnet aus den datierten Einträgen eines einzigen Lagebilds.

Jeder Eintrag gilt von seinem Tag an, bis der nächste folgt – auch wenn er erst später erfasst wurde. Die Kurve zeigt
also den heutigen Kenntnisstand über damals; was damals bekannt war, zeigt das Lagebild jenes Tages.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from mut_core.auswertung.tabelle import build_tabelle, nummernschluessel, quartal, quartalsbeginn
from mut_core.auswertung.verteilung import REIHENFOLGE
from mut_core.lagebild import Lagebild, saetze
from mut_core.modell.codes import Umsetzungsstand
from mut_core.regeln import plus_monate
from mut_core.zeitangaben import datum_text

Zahlen = npt.NDArray[np.int64]


class Schritt(StrEnum):
    """In welchen Schritten der Verlauf gezeigt wird; Stützpunkt ist jeweils der letzte Tag."""

    MONAT = "monat"
    QUARTAL = "quartal"
    JAHR = "jahr"

    @property
    def monate(self) -> int:
        """So viele Monate liegen zwischen zwei Stützpunkten."""
        return {Schritt.MONAT: 1, Schritt.QUARTAL: 3, Schritt.JAHR: 12}[self]

    @property
    def bezeichnung(self) -> str:
        """„je Monat“, „je Quartal“, „je Jahr“."""
        return f"je {self.name.capitalize()}"


HOECHSTENS = 60
"""So viele Stützpunkte hat ein Verlauf höchstens; mehr Säulen liest auf einem Telefon niemand."""
UEBERSICHTLICH = 24
"""Bis zu so vielen Stützpunkten ist ein Schritt die Vorgabe."""

_RANG = {stand: i for i, stand in enumerate(REIHENFOLGE)}
_OHNE_ANGABE = _RANG[Umsetzungsstand.OHNE_ANGABE]
_FERN = date.max.toordinal()


@dataclass(frozen=True, eq=False)
class Abschnitte:
    """Je Maßnahme die Strecken gleichen Stands als Spalten: `von` (Tag, Ordnungszahl), `bis` (ausschließlich), `stand`.

    `massnahme` ist der Schlüssel der Maßnahme, `stand` die Stelle in `REIHENFOLGE`.
    """

    massnahme: Zahlen
    von: Zahlen
    bis: Zahlen
    stand: Zahlen
    stichtag: date

    @property
    def anfang(self) -> date:
        """Der erste Tag, an dem es eine Maßnahme gab; ohne Maßnahmen der Stichtag."""
        return date.fromordinal(int(self.von.min())) if len(self.von) else self.stichtag


def abschnitte(
    lagebild: Lagebild, angelegt: Mapping[int, date] | None = None, *, mit_archivierten: bool = True
) -> Abschnitte:
    """Gibt, von wann bis wann jede Maßnahme welchen Stand hatte; eine Maßnahme gibt es ab ihrem ersten Tag.

    Der erste Tag ist der Tag ihres ersten Eintrags oder der ihrer Anlage (`angelegt`), was früher war; vor dem ersten
    Eintrag steht sie auf „ohne Angabe“. Ist beides unbekannt, zählt sie erst am Stichtag. Archivierte zählen bis zu dem
    Tag davor. Berichtigte Einträge und solche nach dem Stichtag zählen nicht. Gerechnet wird spaltenweise.
    """
    ids, ende = _massnahmen(lagebild, mit_archivierten)
    zeile = {i: n for n, i in enumerate(ids)}
    m, zum, stand = _eintraege(lagebild, zeile)
    stichtag = lagebild.stichtag.toordinal()
    erster = np.full(len(ids), _FERN, dtype=np.int64)
    np.minimum.at(erster, m, zum)
    anlage = np.fromiter((_tag((angelegt or {}).get(i)) for i in ids), np.int64, len(ids))
    beginn = np.minimum(np.minimum(erster, anlage), stichtag)
    # Vor jedem ersten Eintrag liegt „ohne Angabe“; leere Strecken fallen am Ende heraus.
    m = np.concatenate([np.arange(len(ids)), m])
    von = np.concatenate([beginn, zum])
    stand = np.concatenate([np.full(len(ids), _OHNE_ANGABE, dtype=np.int64), stand])
    folge = np.argsort(m, kind="stable")
    m, von, stand = m[folge], von[folge], stand[folge]
    bis = np.append(von[1:], _FERN)
    letzte = np.append(m[1:] != m[:-1], True)[: len(m)]
    bis = np.minimum(np.where(letzte, _FERN, bis[: len(m)]), ende[m])
    gilt = bis > von
    schluessel = np.array(ids, dtype=np.int64)
    return Abschnitte(schluessel[m[gilt]], von[gilt], bis[gilt], stand[gilt], lagebild.stichtag)


def _massnahmen(lagebild: Lagebild, mit_archivierten: bool) -> tuple[list[int], Zahlen]:
    """Gibt die Schlüssel aller Maßnahmen und den Tag, ab dem sie archiviert sind."""
    tabellen = [lagebild.massnahmen, *([lagebild.archivierte] if mit_archivierten else [])]
    ids = [i for t in tabellen for i in t["id"].tolist()]
    ende = [_tag(a) for t in tabellen for a in t["archiviert_am"].tolist()]
    return ids, np.array(ende, dtype=np.int64)


def _tag(tag: date | None) -> int:
    return tag.toordinal() if tag is not None else _FERN


def _eintraege(lagebild: Lagebild, zeile: Mapping[int, int]) -> tuple[Zahlen, Zahlen, Zahlen]:
    """Gibt die geltenden Einträge, nach Maßnahme, Tag und Nummer geordnet, als Spalten (Zeile, Tag, Stand)."""
    s = lagebild.sachstaende
    ersetzt = {e for e in s["ersetzt_id"].tolist() if e is not None}
    m = np.fromiter((zeile.get(i, -1) for i in s["massnahme_id"].tolist()), np.int64, len(s))
    zum = np.fromiter((t.toordinal() for t in s["zum"].tolist()), np.int64, len(s))
    stand = np.fromiter((_RANG[u] for u in s["umsetzungsstand"].tolist()), np.int64, len(s))
    nummer = np.fromiter(s["nummer"].tolist(), np.int64, len(s))
    gilt = (m >= 0) & (zum <= lagebild.stichtag.toordinal())
    if ersetzt:
        gilt &= np.fromiter((i not in ersetzt for i in s["id"].tolist()), np.bool_, len(s))
    wahl = np.flatnonzero(gilt)
    wahl = wahl[np.lexsort((nummer[wahl], zum[wahl], m[wahl]))]
    return m[wahl], zum[wahl], stand[wahl]


# --- Stützpunkte -----------------------------------------------------------------------------------------------------


def stuetzpunkte(anfang: date, stichtag: date, schritt: Schritt) -> list[date]:
    """Gibt die letzten Tage der Monate, Quartale oder Jahre seit dem Anfang und zuletzt den Stichtag.

    Höchstens `HOECHSTENS`; dann fehlen die ältesten.
    """
    beginn = date(anfang.year, 1, 1) if schritt is Schritt.JAHR else anfang.replace(day=1)
    beginn = quartalsbeginn(anfang) if schritt is Schritt.QUARTAL else beginn
    tage = []
    while (naechster := plus_monate(beginn, schritt.monate)) <= stichtag:
        tage.append(naechster - timedelta(days=1))
        beginn = naechster
    return [*tage, stichtag][-HOECHSTENS:]


def moegliche_schritte(anfang: date, stichtag: date) -> tuple[list[Schritt], Schritt]:
    """Gibt die Schritte, in denen der ganze Verlauf Platz hat, und die Vorgabe: der feinste noch übersichtliche."""
    monate = (stichtag.year - anfang.year) * 12 + stichtag.month - anfang.month + 1
    punkte = {s: -(-monate // s.monate) + 1 for s in Schritt}
    moegliche = [s for s in Schritt if punkte[s] <= HOECHSTENS or s is Schritt.JAHR]
    vorgabe = next((s for s in moegliche if punkte[s] <= UEBERSICHTLICH), moegliche[-1])
    return moegliche, vorgabe


def _namen(tage: list[date], schritt: Schritt) -> Iterator[str]:
    """Benennt Stützpunkte: „06/2025“, „II/2025“, „2025“; der Stichtag heißt nach seinem Tag."""
    for tag in tage[:-1]:
        monat = f"{tag.month:02}/{tag.year}"
        yield {Schritt.MONAT: monat, Schritt.QUARTAL: quartal(tag), Schritt.JAHR: str(tag.year)}[schritt]
    yield datum_text(tage[-1])


def verlauf(strecken: Abschnitte, schritt: Schritt) -> pd.DataFrame:
    """Zählt an jedem Stützpunkt die Maßnahmen je Stand; neun Zeilen je Stützpunkt, auch mit 0.

    Spalten: tag (date), stuetzpunkt (Text), umsetzungsstand, anzahl. Der letzte Stützpunkt ist der Stichtag; seine
    Zahlen sind die von `umsetzungsstand_gesamt`.
    """
    tage = stuetzpunkte(strecken.anfang, strecken.stichtag, schritt)
    grenzen = np.array([t.toordinal() for t in tage], dtype=np.int64)
    je = np.zeros((len(tage) + 1, len(REIHENFOLGE)), dtype=np.int64)
    np.add.at(je, (np.searchsorted(grenzen, strecken.von), strecken.stand), 1)
    np.add.at(je, (np.searchsorted(grenzen, strecken.bis), strecken.stand), -1)
    gezaehlt = je.cumsum(axis=0)
    zeilen = (
        (tag, name, stand, int(gezaehlt[n, i]))
        for n, (tag, name) in enumerate(zip(tage, _namen(tage, schritt), strict=True))
        for i, stand in enumerate(REIHENFOLGE)
    )
    return build_tabelle(zeilen, ("tag", "stuetzpunkt", "umsetzungsstand", "anzahl"))


def im_stand(strecken: Abschnitte, tag: date, stand: Umsetzungsstand) -> frozenset[int]:
    """Gibt die Schlüssel der Maßnahmen, die an dem Tag diesen Stand hatten – die Liste hinter einer Säule."""
    n = tag.toordinal()
    wahl = (strecken.von <= n) & (strecken.bis > n) & (strecken.stand == _RANG[stand])
    return frozenset(strecken.massnahme[wahl].tolist())


def genannte(lagebild: Lagebild, ids: frozenset[int]) -> list[tuple[int, str, str, str, bool]]:
    """Nennt Maßnahmen beim Namen, nach Nummer geordnet: Schlüssel, Nr., Titel, Handlungsfeld, heute noch geführt."""
    felder = {h.id: h.titel for h in saetze(lagebild.handlungsfelder)}
    gefunden: list[tuple[int, str, str, str, bool]] = []
    for tabelle, da in ((lagebild.massnahmen, True), (lagebild.archivierte, False)):
        spalten: Any = (tabelle[s].tolist() for s in ("id", "nummer", "titel", "handlungsfeld_id"))
        gefunden += [(i, nr, t, felder.get(f, ""), da) for i, nr, t, f in zip(*spalten, strict=True) if i in ids]
    return sorted(gefunden, key=lambda z: nummernschluessel(z[1]))
