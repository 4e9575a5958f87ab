"""Beifügen: die zuschaltbaren Anlagen des Sachstandsberichts – nummeriert in fester Reihenfolge, jede auf neuer Seite.

Gezählt wird, was gewählt ist: Ist nur die Legende gewählt, ist sie Anlage 1.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from mut_core import auswertung
from mut_core.auswertung.tabelle import nummernschluessel
from mut_core.bericht import evaluation
from mut_core.bericht.erledigte import write_erledigte
from mut_core.bericht.gliederung import Abschnitt, Druck, Kapitel, fest
from mut_core.bericht.handlungsfeld import titel as feldtitel
from mut_core.bericht.legende import write_legende
from mut_core.bericht.saetze import federfuehrung, fristangabe, trennbar, zahlwort, zeilen
from mut_core.bericht.steckbrief import write_steckbrief
from mut_core.bericht.wahl import Anlage
from mut_core.diagramme import beschriftung
from mut_core.lagebild import saetze
from mut_core.modell.codes import Aktualitaet, Terminlage
from mut_core.sprache import aufzaehlung, seit_tagen
from mut_core.zeitangaben import datum_text

TITEL = {
    Anlage.UEBERSICHT: "Maßnahmenübersicht",
    Anlage.STECKBRIEFE: "Steckbriefe",
    Anlage.ERLEDIGTE: "Erledigte Maßnahmen (letztmalig)",
    Anlage.EVALUATION: "Evaluation",
    Anlage.OFFENE_ANGABEN: "Offene Angaben",
    Anlage.LEGENDE: "Legende",
}
"""Die Überschriften der Anlagen in der Reihenfolge, in der sie gezählt werden."""


def nummer(druck: Druck, anlage: Anlage) -> int:
    """Gibt die Nummer einer gewählten Anlage."""
    return [a for a in TITEL if a in druck.stoff.wahl.anlagen].index(anlage) + 1


def _titel(druck: Druck, anlage: Anlage) -> str:
    return f"Anlage {nummer(druck, anlage)}: {TITEL[anlage]}"


def _gewaehlt(druck: Druck, anlage: Anlage) -> Sequence[Any]:
    return (None,) if anlage in druck.stoff.wahl.anlagen else ()


# ---------------------------------------------------------------------------------------------- Maßnahmenübersicht

KOPF = ("Nr.", "Maßnahme", "Federführung", "Zeitraum / Frist", "Umsetzungsstand", "Terminlage", "Letzte Meldung")
"""Die Spalten der Maßnahmenübersicht."""


def uebersicht(druck: Druck) -> None:
    """Alle Maßnahmen in einer Tabelle; ohne Maßnahmen ein Satz."""
    stoff = druck.stoff
    if not stoff.massnahmen:
        druck.doku.absatz(ohne_massnahmen(druck))
        return
    alle = "die eine Maßnahme" if len(stoff.massnahmen) == 1 else f"alle {zahlwort(len(stoff.massnahmen))} Maßnahmen"
    druck.doku.absatz(
        f"{druck.doku.verweis('anlage_massnahmen')} nennt {alle} des Konzepts, geordnet nach Handlungsfeld und Nummer.",
        mit_naechstem=True,
    )
    druck.doku.tabelle(
        f"Alle Maßnahmen am {datum_text(stoff.stichtag)}",
        [trennbar(k) for k in KOPF],
        [_zeile(m) for m in stoff.massnahmen],
        [1, 5.4, 3.4, 2.8, 1.6, 2.3, 1.6],
        beschreibung="Maßnahmen mit Federführung, Frist, Umsetzungsstand, Terminlage und Tag der letzten Meldung",
        eng=[0, 4],
        schluessel="anlage_massnahmen",
    )


def ohne_massnahmen(druck: Druck) -> str:
    """Der Satz, wenn es keine Maßnahmen gibt."""
    return f"Am {datum_text(druck.stoff.stichtag)} sind keine Maßnahmen erfasst."


def _zeile(m: Any) -> list[Any]:
    grunddaten = [m.nummer, m.titel, federfuehrung(m), fristangabe(m)]
    return [*grunddaten, beschriftung(m.umsetzungsstand), _terminlage(m), _meldung(m)]


def _terminlage(m: Any) -> str:
    if m.terminlage != Terminlage.UEBERFAELLIG:
        return str(m.terminlage.bezeichnung)
    seit = f" {seit_tagen(m.tage_ueberfaellig)}" if m.tage_ueberfaellig > 0 else ""
    return f"**{m.terminlage.bezeichnung}**{seit}"


def _meldung(m: Any) -> str:
    if m.stand_zum is None:
        return "noch nie"
    return f"{datum_text(m.stand_zum)}{' (veraltet)' if m.aktualitaet == Aktualitaet.VERALTET else ''}"


# ---------------------------------------------------------------------------------------------- Steckbriefe


def steckbriefe_vorspann(druck: Druck) -> None:
    """Was die Steckbriefe enthalten; ohne Maßnahmen ein Satz."""
    if not druck.stoff.massnahmen:
        druck.doku.absatz(ohne_massnahmen(druck))
        return
    druck.doku.absatz("Jede Maßnahme steht mit ihren Angaben und ihrer Geschichte; das Jüngste ist zuerst genannt.")


def felder_mit_massnahmen(druck: Druck) -> Sequence[Any]:
    """Die Handlungsfelder, zu denen es Steckbriefe gibt."""
    return [f for f in druck.stoff.felder if druck.stoff.massnahmen_von(f.id)]


def steckbriefe(druck: Druck) -> None:
    """Die Steckbriefe eines Handlungsfelds; nach jedem beginnt eine neue Seite."""
    eigene = druck.stoff.massnahmen_von(druck.gegenstand.id)
    for m in sorted(eigene, key=lambda m: nummernschluessel(m.nummer)):
        write_steckbrief(replace(druck, ebene=druck.ebene + 1), m, mit_geschichte=True)
        druck.doku.seitenumbruch()


# ---------------------------------------------------------------------------------------------- Offene Angaben


def offene_angaben(druck: Druck) -> None:
    """Welche Angaben fehlen: ein Satz mit Zahlen, dann je Maßnahme, was fehlt und wer es nachträgt."""
    stoff = druck.stoff
    if not stoff.massnahmen:
        druck.doku.absatz(ohne_massnahmen(druck))
        return
    luecken = saetze(auswertung.luecken(stoff.lagebild))
    if not luecken:
        druck.doku.absatz("Zu keiner Maßnahme fehlt eine Angabe.")
        return
    je_massnahme: dict[int, list[str]] = {}
    for luecke in luecken:
        je_massnahme.setdefault(luecke.massnahme_id, []).append(luecke.satz)
    betroffene = [m for m in stoff.massnahmen if m.id in je_massnahme]
    druck.doku.absatz(_umfang(len(betroffene), len(stoff.massnahmen), Counter(e.angabe for e in luecken)))
    druck.doku.tabelle(
        f"Offene Angaben am {datum_text(stoff.stichtag)}",
        [trennbar(k) for k in ("Nr.", "Maßnahme", "Federführung", "Es fehlt")],
        [[m.nummer, m.titel, federfuehrung(m), je_massnahme[m.id]] for m in betroffene],
        [1, 3, 2.3, 5],
        beschreibung="Je Maßnahme die federführende Stelle und die Angaben, die fehlen",
        eng=[0],
    )


def _umfang(betroffen: int, alle: int, je_angabe: Counter[str]) -> str:
    """„Zu 12 von 47 Maßnahmen fehlen Angaben: Federführung (3), Frist (9) …“."""
    angaben = [(name, je_angabe[a]) for a, name in auswertung.ANGABEN.items() if je_angabe[a]]
    teile = [f"{_im_satz(name)} ({anzahl})" for name, anzahl in angaben]
    was = "fehlt eine Angabe" if je_angabe.total() == 1 else "fehlen Angaben"
    wozu = f"{betroffen} von {alle} Maßnahmen" if betroffen < alle else f"allen {zahlwort(alle)} Maßnahmen"
    wozu = wozu if alle > 1 else "der einen Maßnahme"
    return f"Zu {wozu} {was}: {aufzaehlung(teile)}."


def _im_satz(bezeichnung: str) -> str:
    """„Aktuelle Meldung“ beginnt mit einem Eigenschaftswort; im Satz steht es klein."""
    return bezeichnung.replace("Aktuelle ", "aktuelle ", 1)


# ---------------------------------------------------------------------------------------------- Weitere Anlagen


def unterlagen(druck: Druck) -> tuple[str, ...]:
    """Gibt, was dem Bericht sonst beiliegt: die Anlagen seiner Vorlage und die für den Druck genannten, jede einmal."""
    vorlage = druck.stoff.vorlage_von(druck.stoff.bericht)
    genannt = zeilen(vorlage.anlagen) if vorlage else []
    return tuple(dict.fromkeys([*genannt, *zeilen("\n".join(druck.stoff.wahl.unterlagen))]))


def weitere_anlagen(druck: Druck) -> None:
    """Die Liste der Unterlagen, die neben diesem Dokument vorliegen."""
    druck.doku.absatz("Diesem Bericht liegt außerdem bei:", mit_naechstem=True)
    druck.doku.aufzaehlung(unterlagen(druck))


# ---------------------------------------------------------------------------------------------- Kapitel


def _kapitel(
    anlage: Anlage, schreibe: Callable[[Druck], None], unterkapitel: tuple[Kapitel, ...] = (), *, quer: bool = False
) -> Kapitel:
    return Kapitel(
        f"anlage_{anlage}",
        partial(_titel, anlage=anlage),
        (Abschnitt("inhalt", schreibe, ersetzbar=False),),
        unterkapitel,
        je=partial(_gewaehlt, anlage=anlage),
        nummeriert=False,
        neue_seite=True,
        quer=quer,
    )


_STECKBRIEFE_DES_FELDS = Kapitel(
    "steckbriefe_feld",
    feldtitel,
    (Abschnitt("steckbriefe", steckbriefe, ersetzbar=False),),
    je=felder_mit_massnahmen,
    nummeriert=False,
)

KAPITEL = (
    _kapitel(Anlage.UEBERSICHT, uebersicht, quer=True),
    _kapitel(Anlage.STECKBRIEFE, steckbriefe_vorspann, (_STECKBRIEFE_DES_FELDS,)),
    _kapitel(Anlage.ERLEDIGTE, write_erledigte),
    _kapitel(Anlage.EVALUATION, evaluation.anlage),
    _kapitel(Anlage.OFFENE_ANGABEN, offene_angaben),
    _kapitel(Anlage.LEGENDE, write_legende),
    Kapitel(
        "weitere_anlagen",
        fest("Weitere Anlagen"),
        (Abschnitt("liste", weitere_anlagen, ersetzbar=False),),
        je=lambda druck: (None,) if unterlagen(druck) else (),
        nummeriert=False,
    ),
)
"""Die Anlagen als Kapitel ohne Nummer; nicht gewählte entfallen."""
