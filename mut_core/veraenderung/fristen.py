"""Fristen vergleichen: was verschoben wurde, aus welchem Grund, zum wievielten Mal – und was dadurch überfällig ist."""

from collections import namedtuple
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from mut_core import regeln
from mut_core.modell.codes import Terminlage, Umsetzungsstand
from mut_core.sprache import mal, seit_tagen
from mut_core.veraenderung.befund import Fristart, Klasse, Verzug
from mut_core.veraenderung.klassen import Eingeordnet, Zeile
from mut_core.veraenderung.paar import Gegenueber, Paar, zeilen
from mut_core.veraenderung.worte import OHNE_ANGABE, auf_frist, frist_text, mit_grund, name, von_frist, zum_wievielten
from mut_core.zeitangaben import datum_text

_Schub = namedtuple("_Schub", "id massnahme_id am bisher neu grund")


def fristen(lage: Gegenueber) -> Iterator[Zeile]:
    """Gibt jede Frist, die sich an einer in beiden Ständen geführten Maßnahme geändert hat, mit Grund und Zählung."""
    bekannt = {s.id for s in zeilen(lage.vorher, "fristaenderungen", _Schub)}
    je_massnahme: dict[int, list[Any]] = {}
    for s in zeilen(lage.nachher, "fristaenderungen", _Schub):
        je_massnahme.setdefault(s.massnahme_id, []).append(s)
    vergleichbar = "fristaenderungen" in lage.vorher.tabellen
    genau = "frist_genauigkeit" in lage.bekannt
    for p in lage.paare:
        if p.vorher is None or p.nachher is None or "frist" not in lage.bekannt:
            continue
        alle = je_massnahme.get(p.id, [])
        seither = [s for s in alle if s.id not in bekannt] if vergleichbar else []
        if art := _fristart(p, seither, genau=genau):
            yield _fristzeile(p, art, alle, seither)


def _fristart(p: Paar, seither: list[Any], *, genau: bool) -> Fristart | None:
    bisher, neu = p.vorher.frist, p.nachher.frist
    if bisher == neu:
        if seither:
            return Fristart.ZURUECKGENOMMEN
        anders = genau and bisher is not None and p.vorher.frist_genauigkeit != p.nachher.frist_genauigkeit
        return Fristart.ANDERS_GEFASST if anders else None
    if bisher is None:
        return Fristart.ERSTMALS
    if neu is None:
        return Fristart.AUFGEHOBEN
    return Fristart.VERSCHOBEN if neu > bisher else Fristart.VORGEZOGEN


def _fristzeile(p: Paar, art: Fristart, alle: list[Any], seither: list[Any]) -> Zeile:
    v, n = p.vorher, p.nachher
    grund = seither[-1].grund if seither else None
    verschiebungen = len(alle) or n.verschoben or 0
    urspruenglich = n.urspruengliche_frist or next((s.bisher for s in alle if s.bisher), None) or v.frist
    tage = (n.frist - v.frist).days if v.frist and n.frist else None
    gezaehlt = 0 if art == Fristart.VORGEZOGEN else verschiebungen  # „zum ersten Mal vorgezogen“ wäre irreführend
    zaehlung = _zaehlung(gezaehlt, len(seither), urspruenglich, v.frist)
    satz = mit_grund(_fristsatz(p, art, zaehlung), grund)
    if art in (Fristart.VERSCHOBEN, Fristart.AUFGEHOBEN) and not grund:
        satz += " Ein Grund ist nicht gemeldet."
    texte = frist_text(v.frist, v.frist_genauigkeit), frist_text(n.frist, n.frist_genauigkeit)
    bisher_neu = v.frist, texte[0], n.frist, texte[1]
    return (*p.kopf, art, *bisher_neu, urspruenglich, tage, grund, verschiebungen, len(seither), satz)


def _fristsatz(p: Paar, art: Fristart, zaehlung: str) -> str:
    v, n, wer = p.vorher, p.nachher, name(p.nachher)
    von = von_frist(v.frist, v.frist_genauigkeit) if v.frist else ""
    auf = auf_frist(n.frist, n.frist_genauigkeit) if n.frist else ""
    alt, neu = frist_text(v.frist, v.frist_genauigkeit), frist_text(n.frist, n.frist_genauigkeit)
    match art:
        case Fristart.VERSCHOBEN:
            return f"Die Frist von {wer} wurde {von} {auf} verschoben{zaehlung}."
        case Fristart.VORGEZOGEN:
            return f"Die Frist von {wer} wurde {von} {auf} vorgezogen{zaehlung}."
        case Fristart.ERSTMALS:
            return f"Für {wer} ist jetzt eine Frist genannt: {neu}."
        case Fristart.AUFGEHOBEN:
            return f"Die Frist von {wer} wurde aufgehoben; sie lautete {alt}{zaehlung}."
        case Fristart.ANDERS_GEFASST:
            return f"Die Frist von {wer} ist anders gefasst: bisher {alt}, jetzt {neu}."
        case _:
            return f"Die Frist von {wer} wurde zwischenzeitlich geändert und lautet wieder {neu or OHNE_ANGABE}."


def _zaehlung(verschiebungen: int, seither: int, urspruenglich: date | None, bisher: date | None) -> str:
    """Sagt, das wievielte Mal; die ursprüngliche Frist nur, wenn sie nicht eben erst die bisherige war."""
    teile = []
    if seither > 1 and verschiebungen:
        gesamt = f", insgesamt {mal(verschiebungen)}" if verschiebungen > seither else ""
        teile.append(f"seither {mal(seither)}{gesamt}")
    elif verschiebungen:
        teile.append(zum_wievielten(verschiebungen))
    if urspruenglich and urspruenglich != bisher:
        teile.append(f"ursprünglich {datum_text(urspruenglich)}")
    return f" ({', '.join(teile)})" if teile else ""


# --- Überfällig ------------------------------------------------------------------------------------------------------


def ueberfaellige(alle: list[Eingeordnet], lage: Gegenueber, mit_frist: Mapping[int, Fristart]) -> Iterator[Zeile]:
    """Gibt neu, weiterhin und nicht mehr Überfälliges; der Grund ist das gemeldete Hindernis oder die Begründung."""
    for e in alle:
        p = e.paar
        damals, jetzt = _ueberfaellig(p.vorher, lage.vorher.stichtag), _ueberfaellig(p.nachher, lage.nachher.stichtag)
        if jetzt:
            verzug, m = (Verzug.WEITERHIN if damals else Verzug.NEU), p.nachher
            grund = m.terminlage_grund if m.terminlage_gesetzt else m.stand_hindernis or m.stand_begruendung
            satz = _ueberfaellig_satz(m, verzug, grund)
            yield *p.kopf, verzug, m.termin, m.tage_ueberfaellig or 0, grund, m.federfuehrung, None, satz
        elif damals:
            wodurch = _wodurch(e, mit_frist.get(p.id))
            satz = f"{name(p.letzte)} ist nicht mehr überfällig ({wodurch})."
            stelle = p.letzte.federfuehrung
            yield *p.kopf, Verzug.NICHT_MEHR, p.letzte.termin, 0, None, stelle, wodurch, satz


def _ueberfaellig(m: Any, stichtag: date) -> bool:
    """Nimmt die Terminlage des Stands; nur ein Stand, der sie noch nicht kannte, wird nachgerechnet."""
    if m is None:
        return False
    lage = m.terminlage or regeln.terminlage(m.umsetzungsstand, m.termin or m.frist, stichtag)
    return bool(lage == Terminlage.UEBERFAELLIG)


_ANDERER_TERMIN = {Umsetzungsstand.ZURUECKGESTELLT: "Wiedervorlage", Umsetzungsstand.VERSTETIGT: "Überprüfung"}


def _ueberfaellig_satz(m: Any, verzug: Verzug, grund: str | None) -> str:
    wie = f"{name(m)} ist {verzug.bezeichnung}"
    if m.termin is None or not m.tage_ueberfaellig or m.tage_ueberfaellig <= 0:
        satz = f"{wie}: von Hand so gekennzeichnet."
    else:
        was = _ANDERER_TERMIN.get(m.umsetzungsstand, "Frist")
        termin = frist_text(m.frist, m.frist_genauigkeit) if m.termin == m.frist else datum_text(m.termin)
        satz = f"{wie}, {seit_tagen(m.tage_ueberfaellig)} ({was} {termin})."
    return mit_grund(satz, grund) if grund and grund.strip() else f"{satz} Ein Grund ist nicht gemeldet."


def _wodurch(e: Eingeordnet, fristart: Fristart | None) -> str:
    if e.klasse in (Klasse.ENTFALLEN, Klasse.ABGESCHLOSSEN, Klasse.ARCHIVIERT):
        return e.klasse.bezeichnung
    if e.von != e.nach and e.nach in (*_ANDERER_TERMIN, Umsetzungsstand.IDEE):
        return e.nach.bezeichnung
    return f"Frist {fristart.bezeichnung}" if fristart else "Angaben geändert"
