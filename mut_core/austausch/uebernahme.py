"""Auswählen: aus einer Vorschau wird, was zu schreiben ist – nur Sicheres und ausdrücklich Bestätigtes.

Bestätigt wird in der Wahl der Vorschau: Danach ist eine Zelle dort „sicher“. Was unsicher bleibt, bleibt draußen und
steht mit Grund unter den übersprungenen Zeilen.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from mut_core.austausch.deutung.urteil import Urteil
from mut_core.austausch.deutung.vorschau import Lage, Posten, Sachstandsposten, Vorschau, Zeile
from mut_core.austausch.mappe import Mappe
from mut_core.austausch.spalten import ZUSATZ
from mut_core.erfassung.einlesung import Beteiligter, Einlesungsplan, Verweis, Zeilenplan
from mut_core.erfassung.sachstand import SachstandEingabe
from mut_core.lagebild import Lagebild
from mut_core.modell.codes import Umsetzungsstand

NEUE_STELLE, NEUES_FELD = "neue_stelle", "neues_handlungsfeld"
"""Unter diesen Namen nennt ein Posten, was erst anzulegen ist."""

TEILWEISE = "Teilweise übernommen; offen ist:"
"""So beginnt der Grund einer Zeile, von der nur das Sichere übernommen ist."""

UNVERAENDERT = "Unverändert."

_NICHTS = {
    Lage.UNVERAENDERT: UNVERAENDERT,
    Lage.UNKLAR: "Unklar, welche Maßnahme gemeint ist.",
    Lage.FEHLER: "Enthält einen Fehler.",
}
_EINGABE = {f.name for f in fields(SachstandEingabe)}


@dataclass(frozen=True)
class Auswahl:
    """Welche Zeilen (Schlüssel wie „Blatt!12“) übernommen werden: alle sicheren, nur genannte oder alle außer …"""

    nur: frozenset[str] | None = None
    ohne: frozenset[str] = frozenset()

    def nimmt(self, schluessel: str) -> bool:
        """Sagt, ob eine Zeile gewählt ist."""
        return schluessel not in self.ohne and (self.nur is None or schluessel in self.nur)


def build_plan(
    vorschau: Vorschau, mappe: Mappe, bild: Lagebild, heute: date, auswahl: Auswahl | None = None
) -> Einlesungsplan:
    """Gibt den Plan zu einer Vorschau; `bild` ist das Lagebild, aus dem sie errechnet ist, `heute` der Tag."""
    auswahl = auswahl or Auswahl()
    zeilen: list[Zeilenplan] = []
    gruende = {f"{blatt}, Zeile {u.nr}": u.grund for blatt, u in vorschau.uebergangen}
    for zeile in vorschau.zeilen:
        plan, grund = _zeile(zeile, heute)
        if not auswahl.nimmt(zeile.schluessel):
            plan, grund = None, "Nicht ausgewählt."
        if plan is not None:
            zeilen.append(plan)
        if grund:
            gruende[f"{zeile.blatt}, Zeile {zeile.nr}"] = grund
    bekannt = [*bild.massnahmen["id"], *bild.archivierte["id"]]
    return Einlesungsplan(
        mappe.dateiname,
        mappe.sha256,
        ", ".join(liste.blatt for liste in vorschau.listen),
        len(vorschau.zeilen) + len(vorschau.uebergangen),
        max(bekannt, default=0),
        tuple(zeilen),
        gruende,
    )


def uebernehmbar(zeile: Zeile) -> bool:
    """Sagt, ob aus einer Zeile ohne weitere Frage etwas zu schreiben ist."""
    if "uebernehmbar" not in zeile.zettel:
        zeile.zettel["uebernehmbar"] = _zeile(zeile, date.max)[0] is not None
    return bool(zeile.zettel["uebernehmbar"])


def _zeile(zeile: Zeile, heute: date) -> tuple[Zeilenplan | None, str]:
    """Gibt den Plan einer Zeile und, wenn etwas draußen bleibt, den Grund."""
    if zeile.lage in _NICHTS:
        return None, zeile.grund or _offenes(zeile) or _NICHTS[zeile.lage]
    sichere = [p for p in zeile.posten if p.urteil is Urteil.SICHER]
    werte, verweise, zusatz = _werte(sichere)
    plan = Zeilenplan(
        zeile.blatt,
        zeile.nr,
        zeile.massnahme_id,
        zeile.version,
        zeile.stand_nummer,
        werte,
        handlungsfeld=verweise.get("handlungsfeld_id"),
        federfuehrung=verweise.get("federfuehrung_id"),
        weitere_handlungsfelder=tuple(_verweise(zeile.weitere_handlungsfelder, "handlungsfeld_id", NEUES_FELD)),
        ziele=tuple(p.werte["ziel_id"] for p in _sichere(zeile.ziele) if "ziel_id" in p.werte),
        beteiligte=tuple(_beteiligte(zeile.beteiligungen)),
        mittel=tuple(p.werte for p in _sichere(zeile.mittel) if p.werte),
        entfernt=tuple(_entfernte(zeile)),
        zusatzfelder=zusatz,
        staende=tuple(_stand(s, heute) for s in zeile.sachstaende if s.urteil is Urteil.SICHER and not s.schon_da),
    )
    offen = _offenes(zeile)
    if zeile.lage is Lage.NEU and (not werte.get("titel") or plan.handlungsfeld is None):
        feld = next((p.grund for p in zeile.posten if p.feld == "handlungsfeld" and p.urteil is not Urteil.SICHER), "")
        return None, feld or offen or "Titel oder Handlungsfeld ist nicht geklärt."
    if zeile.lage is not Lage.NEU and not _aendert(plan):
        return None, offen or UNVERAENDERT
    return plan, f"{TEILWEISE} {offen}" if offen else ""


def _werte(posten: Iterable[Posten]) -> tuple[dict[str, Any], dict[str, Verweis], dict[str, Any]]:
    """Trennt Felder der Maßnahme, Verweise auf Handlungsfeld und Federführung und Zusatzfelder."""
    werte: dict[str, Any] = {}
    verweise: dict[str, Verweis] = {}
    zusatz: dict[str, Any] = {}
    for p in posten:
        for feld, wert in p.werte.items():
            if feld in ("handlungsfeld_id", "federfuehrung_id"):
                if wert is not None:
                    verweise[feld] = wert
            elif feld == NEUES_FELD:
                verweise["handlungsfeld_id"] = str(wert)
            elif feld == NEUE_STELLE:
                verweise["federfuehrung_id"] = str(wert)
            elif feld.startswith(ZUSATZ):
                zusatz[feld.removeprefix(ZUSATZ)] = wert
            else:
                werte[feld] = wert
    return werte, verweise, zusatz


def _sichere(posten: Iterable[Posten]) -> Iterator[Posten]:
    return (p for p in posten if p.urteil is Urteil.SICHER)


def _verweise(posten: Iterable[Posten], feld: str, neu: str) -> Iterator[Verweis]:
    for p in _sichere(posten):
        if (wert := p.werte.get(feld, p.werte.get(neu))) is not None:
            yield wert


def _beteiligte(posten: Iterable[Posten]) -> Iterator[Beteiligter]:
    for p in _sichere(posten):
        stelle = p.werte.get("organisationseinheit_id", p.werte.get(NEUE_STELLE))
        if stelle is not None:
            yield Beteiligter(stelle, p.werte.get("rolle"))


def _entfernte(zeile: Zeile) -> Iterator[tuple[str, int]]:
    for p in _sichere(zeile.alle_posten):
        if isinstance(weg := p.werte.get("entfernt"), tuple):
            yield weg


def _stand(posten: Sachstandsposten, heute: date) -> SachstandEingabe:
    werte: Mapping[str, Any] = {f: w for f, w in posten.werte.items() if f in _EINGABE}
    vorgabe: dict[str, Any] = {"umsetzungsstand": Umsetzungsstand.OHNE_ANGABE}
    return SachstandEingabe(**vorgabe | dict(werte) | {"zum": posten.zum or heute})


def _aendert(plan: Zeilenplan) -> bool:
    teile = (plan.werte, plan.handlungsfeld, plan.federfuehrung, plan.weitere_handlungsfelder, plan.ziele)
    return any((*teile, plan.beteiligte, plan.mittel, plan.entfernt, plan.zusatzfelder, plan.staende))


def _offenes(zeile: Zeile) -> str:
    """Gibt den ersten Grund, aus dem etwas dieser Zeile draußen bleibt."""
    posten: list[Posten | Sachstandsposten] = [*zeile.alle_posten, *zeile.sachstaende]
    offen = [p.grund for p in posten if p.urteil in (Urteil.UNSICHER, Urteil.FEHLER) and p.grund]
    return offen[0] if offen else ""
