"""Paaren: zwei Lagebilder Maßnahme für Maßnahme nebeneinanderlegen; der Schlüssel ist die Id, nie die Nummer.

Ältere eingefrorene Stände kennen manche Spalte noch nicht. Was ein Stand nicht kennt, wird nicht verglichen – sonst
erschiene jede neue Spalte als Änderung an allen Maßnahmen.
"""

from collections import Counter, namedtuple
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from mut_core.auswertung.tabelle import nummernschluessel
from mut_core.fehler import BetriebError, EingabeError
from mut_core.lagebild import Lagebild
from mut_core.lagebild.bild import letzte_sachstaende
from mut_core.modell.codes import Umsetzungsstand
from mut_core.zeitangaben import datum_text

ARCHIV = "archivierte"
"""Tabelle der archivierten Maßnahmen; ältere Stände haben sie nicht, dann bleibt offen, wohin eine Maßnahme ging."""

UNENTBEHRLICH = frozenset({"id", "nummer", "titel", "umsetzungsstand"})

Massnahme = namedtuple(
    "Massnahme",
    (
        "id nummer titel beschreibung handlungsfeld_id handlungsfeld handlungsfeld_nummer art konkretheit prioritaet "
        "zielgruppe frist frist_genauigkeit urspruengliche_frist federfuehrung_id federfuehrung federfuehrung_wortlaut "
        "mittel_angabe mittel_wortlaut mittelstatus terminlage_gesetzt terminlage_grund zusammengefuehrt_mit_id "
        "ersetzt_durch_id archiviert_am umsetzungsstand stand_nummer stand_zum stand_hindernis stand_begruendung "
        "stand_wiedervorlage stand_abgeschlossen_am stand_ergebnis termin terminlage tage_ueberfaellig verschoben"
    ),
)
"""Die Felder einer Maßnahme, die der Vergleich braucht; Spalten, die ein Stand nicht kennt, sind None."""

Sachstand = namedtuple("Sachstand", "umsetzungsstand nummer zum begruendung abgeschlossen_am ergebnis")
"""Was vom letzten Sachstand einer Maßnahme gebraucht wird, die im späteren Stand nicht mehr geführt wird."""


@dataclass(frozen=True, slots=True)
class Paar:
    """Eine Maßnahme im früheren und im späteren Stand; None heißt, sie ist dort nicht geführt."""

    id: int
    vorher: Any
    nachher: Any

    @property
    def letzte(self) -> Any:
        """Die jüngste bekannte Fassung."""
        return self.nachher or self.vorher

    @property
    def kopf(self) -> tuple[Any, ...]:
        """Die Werte zu den Spalten `KOPF`."""
        m = self.letzte
        return self.id, m.nummer, m.titel, m.handlungsfeld_nummer, m.handlungsfeld


@dataclass(frozen=True)
class Gegenueber:
    """Beide Lagebilder mit allem, was der Vergleich je Maßnahme nachschlägt.

    `bekannt` sind die Spalten der Maßnahmen, die beide Stände haben. `meldungen` zählt neue Sachstände je Maßnahme,
    `berichtigt` sind frühere Sachstände (Maßnahme, Nummer), die seither ersetzt wurden. `archiv` und `spuren` sagen,
    was aus Maßnahmen wurde, die nur der frühere Stand führt; `zurueck` sind neue, die der frühere im Archiv hatte.
    `alle` nennt jede Maßnahme nach ihrem Schlüssel, auch die aus dem Archiv.
    """

    vorher: Lagebild
    nachher: Lagebild
    paare: list[Paar]
    bekannt: frozenset[str]
    meldungen: Mapping[int, int]
    berichtigt: frozenset[tuple[int, int]]
    archiv: Mapping[int, Any]
    spuren: Mapping[int, Any]
    zurueck: frozenset[int]
    alle: Mapping[int | None, Any]


def gegenueber(vorher: Lagebild, nachher: Lagebild) -> Gegenueber:
    """Legt zwei Stände desselben Konzepts nebeneinander; wirft EingabeError, wenn sie nicht zusammengehören."""
    _require_vergleichbar(vorher, nachher)
    damals, jetzt = _massnahmen(vorher), _massnahmen(nachher)
    paare = [Paar(i, damals.get(i), jetzt.get(i)) for i in damals | jetzt]
    weg = damals.keys() - jetzt.keys()
    meldungen, berichtigt = _meldungen(vorher, nachher)
    archiv = {m.id: m for m in zeilen(nachher, ARCHIV, Massnahme)}
    return Gegenueber(
        vorher,
        nachher,
        _geordnet(paare, nachher, vorher),
        _spalten(vorher, "massnahmen") & _spalten(nachher, "massnahmen"),
        meldungen,
        berichtigt,
        archiv,
        _spuren(nachher, weg),
        frozenset((jetzt.keys() - damals.keys()) & _schon_bekannt(vorher)),
        {i: m for stand in (archiv, damals, jetzt) for i, m in stand.items()},
    )


def zeilen(lagebild: Lagebild, tabelle: str, form: Any) -> list[Any]:
    """Liest eine Tabelle in eine feste Form (namedtuple); fehlende Spalten sind None, fehlende Tabellen leer."""
    return list(map(form._make, spalten(lagebild, tabelle, form._fields)))


def spalten(lagebild: Lagebild, tabelle: str, felder: Iterable[str]) -> Iterable[tuple[Any, ...]]:
    """Gibt diese Felder einer Tabelle Zeile für Zeile, nackt: Sachstände können Hunderttausend sein."""
    if tabelle not in lagebild.tabellen:
        return ()
    t = lagebild.tabellen[tabelle]
    leer = [None] * len(t)
    return zip(*(t[f].tolist() if f in t.columns else leer for f in felder), strict=True)


def in_beiden(lage: Gegenueber, tabelle: str) -> frozenset[str]:
    """Gibt die Spalten einer Tabelle, die beide Stände kennen."""
    return _spalten(lage.vorher, tabelle) & _spalten(lage.nachher, tabelle)


def _spalten(lagebild: Lagebild, tabelle: str) -> frozenset[str]:
    return frozenset(lagebild.tabellen[tabelle].columns) if tabelle in lagebild.tabellen else frozenset()


def _require_vergleichbar(vorher: Lagebild, nachher: Lagebild) -> None:
    if vorher.konzept.id != nachher.konzept.id:
        raise EingabeError(
            f"Vergleichen lassen sich nur Stände desselben Konzepts, nicht „{vorher.konzept.bezeichnung}“ mit "
            f"„{nachher.konzept.bezeichnung}“. Bitte wählen Sie zwei Stände eines Konzepts."
        )
    if vorher.stichtag > nachher.stichtag:
        raise EingabeError(
            f"Der frühere Stand ({datum_text(vorher.stichtag)}) liegt nach dem späteren "
            f"({datum_text(nachher.stichtag)}). Bitte tauschen Sie die beiden Stichtage.",
            feld="stichtag",
        )


def _massnahmen(lagebild: Lagebild) -> dict[int, Any]:
    if fehlend := UNENTBEHRLICH - _spalten(lagebild, "massnahmen"):
        raise BetriebError(
            f"Der Stand vom {datum_text(lagebild.stichtag)} lässt sich nicht vergleichen: Den Maßnahmen fehlt "
            f"{', '.join(sorted(fehlend))}. Bitte wählen Sie einen anderen Stand."
        )
    return {m.id: m for m in zeilen(lagebild, "massnahmen", Massnahme)}


_Feld = namedtuple("_Feld", "id nummer reihenfolge")


def _geordnet(paare: list[Paar], *staende: Lagebild) -> list[Paar]:
    """Ordnet wie die Liste: Handlungsfelder in der Ordnung des Konzepts, darin nach Nummer."""
    rang: dict[int | None, tuple[int, int]] = {}
    for stand in staende:
        for feld in zeilen(stand, "handlungsfelder", _Feld):
            rang.setdefault(feld.id, (feld.reihenfolge or 0, feld.nummer or 0))
    letzter = (1 << 30, 0)
    return sorted(
        paare, key=lambda p: (rang.get(p.letzte.handlungsfeld_id, letzter), nummernschluessel(p.letzte.nummer), p.id)
    )


def _meldungen(vorher: Lagebild, nachher: Lagebild) -> tuple[Counter[int], frozenset[tuple[int, int]]]:
    """Zählt neue Sachstände je Maßnahme und nennt die früheren, die einer davon berichtigt."""
    alte = list(_eintraege(vorher))
    bekannt = {id_ for id_, *_ in alte}
    if "sachstaende" in vorher.tabellen:
        neue = [e for e in _eintraege(nachher) if e[0] not in bekannt]
    else:
        neue = [e for e in _eintraege(nachher) if e[3] > vorher.stichtag]
    ersetzt = {ersetzt_id for *_, ersetzt_id in neue}
    berichtigt = frozenset((massnahme_id, nummer) for id_, massnahme_id, nummer, *_ in alte if id_ in ersetzt)
    return Counter(massnahme_id for _, massnahme_id, *_ in neue), berichtigt


def _eintraege(lagebild: Lagebild) -> Iterable[tuple[Any, ...]]:
    """Gibt Sachstände als (id, massnahme_id, nummer, zum, ersetzt_id); ältere Stände kennen sie nicht."""
    return spalten(lagebild, "sachstaende", ("id", "massnahme_id", "nummer", "zum", "ersetzt_id"))


def _spuren(nachher: Lagebild, weg: Iterable[int]) -> dict[int, Any]:
    """Gibt zu Maßnahmen, die nicht mehr geführt werden, den letzten Sachstand; er liegt weiter im Lagebild."""
    gesucht = set(weg)
    if not gesucht or "sachstaende" not in nachher.tabellen:
        return {}
    alle = nachher.tabellen["sachstaende"]
    ihre = alle.loc[[m in gesucht for m in alle["massnahme_id"]]]
    letzte = letzte_sachstaende(ihre.reset_index(drop=True), nachher.stichtag)
    return {i: Sachstand(*(getattr(s, f, None) for f in Sachstand._fields)) for i, s in letzte.items()}


def _schon_bekannt(vorher: Lagebild) -> set[int]:
    """Nennt Maßnahmen, die es im früheren Stand gab, ohne dass er sie führte: sie lagen im Archiv."""
    archiv = {m.id for m in zeilen(vorher, ARCHIV, Massnahme)}
    return archiv | {massnahme_id for (massnahme_id,) in spalten(vorher, "sachstaende", ("massnahme_id",))}


def stand_von(massnahme: Any) -> Umsetzungsstand | None:
    """Gibt den Umsetzungsstand; None, wenn die Maßnahme in diesem Stand nicht geführt ist."""
    return massnahme.umsetzungsstand if massnahme is not None else None
