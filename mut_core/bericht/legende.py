"""Erklären: die vier Achsen und die Zahlen der Übersicht – jeder Wert mit Bedeutung, Stichtag und Rechenregel.

Die Bedeutungen stehen auch in `docs/glossar.md`, gerechnet wird in `mut_core.regeln`; die Tage hier kommen aus
denselben Regeln und gelten für den Stichtag des Berichts.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date, timedelta
from typing import Any

from mut_core import auswertung, regeln
from mut_core.bericht.aenderungen import KACHELN
from mut_core.bericht.gliederung import Druck
from mut_core.bericht.saetze import trennbar
from mut_core.diagramme import beschriftung
from mut_core.lagebild import ist_begrenzt
from mut_core.lagebild.freigegeben import SATZ
from mut_core.modell.codes import Aktualitaet, Mittelstatus, Terminlage, Umsetzungsstand
from mut_core.sprache import anzahl, zahl
from mut_core.zeitangaben import datum_text

UMSETZUNGSSTAND: Mapping[Umsetzungsstand, str] = {
    Umsetzungsstand.UMGESETZT: "Die Maßnahme ist abgeschlossen.",
    Umsetzungsstand.VERSTETIGT: "Die Maßnahme läuft als Daueraufgabe weiter.",
    Umsetzungsstand.IN_UMSETZUNG: "Die Maßnahme läuft, ganz oder in Teilen.",
    Umsetzungsstand.IN_PLANUNG: "Die Maßnahme wird vorbereitet.",
    Umsetzungsstand.NICHT_BEGONNEN: "Die Maßnahme ist beschlossen, aber noch nicht begonnen.",
    Umsetzungsstand.IDEE: "Über die Maßnahme ist noch nicht entschieden.",
    Umsetzungsstand.ZURUECKGESTELLT: "Die Maßnahme ist vertagt; ein Tag der Wiedervorlage ist vorzusehen.",
    Umsetzungsstand.VERWORFEN: "Die Maßnahme wird nicht umgesetzt.",
    Umsetzungsstand.OHNE_ANGABE: "Ein Stand ist bisher nicht gemeldet.",
}
"""Was die Umsetzungsstände heißen, in der Reihenfolge der Diagramme."""

MITTELSTATUS: Mapping[Mittelstatus, str] = {
    Mittelstatus.KEIN_BEDARF: "Es entstehen keine Kosten außer vorhandener Arbeitszeit.",
    Mittelstatus.UNGEKLAERT: "Der Bedarf ist bisher nicht geklärt.",
    Mittelstatus.BEZIFFERT: "Ein Betrag ist genannt; beantragt oder angemeldet ist er nicht.",
    Mittelstatus.ANGEMELDET: "Der Betrag ist zum Haushalt angemeldet.",
    Mittelstatus.BEANTRAGUNG_LAEUFT: "Ein Antrag auf Förderung ist gestellt.",
    Mittelstatus.BEWILLIGT: "Die Mittel sind zugesagt.",
    Mittelstatus.IM_HAUSHALT: "Die Mittel stehen im Haushaltsplan.",
    Mittelstatus.FREIGEGEBEN: "Die Mittel dürfen ausgegeben werden.",
    Mittelstatus.ABGELEHNT: "Die Mittel sind abgelehnt oder gestrichen.",
    Mittelstatus.VERAUSGABT: "Die Mittel sind ausgegeben.",
}
"""Was die Stufen des Mittelstatus heißen, vom Bedarf bis zur Ausgabe."""


def terminlagen(stichtag: date) -> dict[Terminlage, str]:
    """Gibt je Terminlage die Regel mit den Tagen, die sie am Stichtag meint."""
    bald = datum_text(stichtag + timedelta(days=regeln.VORLAUF_TAGE))
    tag = datum_text(stichtag)
    vorlauf = anzahl(regeln.VORLAUF_TAGE, "Tag", "Tage")
    return {
        Terminlage.UEBERFAELLIG: f"Der maßgebliche Termin liegt vor dem {tag}.",
        Terminlage.BALD_FAELLIG: f"Der maßgebliche Termin liegt zwischen dem {tag} und dem {bald} ({vorlauf}).",
        Terminlage.IM_ZEITPLAN: f"Der maßgebliche Termin liegt nach dem {bald}.",
        Terminlage.OHNE_TERMIN: "Ein Termin ist nicht genannt, obwohl einer nötig wäre.",
        Terminlage.NICHT_ANWENDBAR: "Ideen, Umgesetztes, Verworfenes und Verstetigtes ohne vorgesehene Überprüfung.",
    }


def aktualitaeten(stichtag: date, turnus_monate: int) -> dict[Aktualitaet, str]:
    """Gibt je Aktualität die Regel mit den Tagen, die sie am Stichtag bei diesem Meldeturnus meint."""
    aktuell, noch = (_aeltester_tag(stichtag, monate) for monate in (turnus_monate - 1, turnus_monate))
    davor = aktuell - timedelta(days=1)
    spanne = f"vom {datum_text(noch)} bis {datum_text(davor)}" if noch < davor else f"vom {datum_text(noch)}"
    turnus = anzahl(turnus_monate, "Monat", "Monate")
    return {
        Aktualitaet.AKTUELL: f"Letzte Meldung am {datum_text(aktuell)} oder später; Umgesetztes und Verworfenes immer.",
        Aktualitaet.BALD_VERALTET: f"Letzte Meldung {spanne}: Der Meldeturnus läuft in höchstens einem Monat ab.",
        Aktualitaet.VERALTET: f"Letzte Meldung vor dem {datum_text(noch)}, also älter als {turnus}.",
        Aktualitaet.OHNE_MELDUNG: "Ein Sachstand ist noch nie gemeldet.",
    }


def _aeltester_tag(stichtag: date, monate: int) -> date:
    """Gibt den frühesten Tag, von dem es höchstens so viele Monate bis zum Stichtag sind."""
    tag = regeln.plus_monate(stichtag, -monate)
    while regeln.plus_monate(tag, monate) < stichtag:  # nach kurzen Monaten fehlen bis zu drei Tage
        tag += timedelta(days=1)
    return tag


def write_legende(druck: Druck) -> None:
    """Schreibt je Achse einen Satz zur Herkunft und die Tabelle ihrer Werte, zuletzt die Zahlen der Übersicht."""
    stoff, m = druck.stoff, druck.stoff.lagebild.massnahmen
    tag, turnus = datum_text(stoff.stichtag), int(stoff.konzept.aktualitaet_monate)
    begrenzt = f" {SATZ}" if ist_begrenzt(stoff.lagebild) else ""
    druck.doku.absatz(f"Alle Angaben beziehen sich auf den Stichtag {tag}; er endet um Mitternacht.{begrenzt}")
    _write_achse(
        druck,
        "Umsetzungsstand",
        "Den Umsetzungsstand melden die zuständigen Stellen. Es gilt der jüngste Sachstand bis zum Stichtag; "
        "berichtigte Sachstände zählen nicht.",
        _zeilen(UMSETZUNGSSTAND, list(m["umsetzungsstand"]), mit_zeichen=True),
    )
    _write_achse(
        druck,
        "Terminlage",
        "Die Terminlage wird berechnet. Maßgeblich ist die Frist, bei Zurückgestelltem die Wiedervorlage (sonst die "
        "Frist), bei Verstetigtem die nächste Überprüfung. Eine ungenaue Frist endet mit ihrem letzten Tag: „Ende "
        "2024“ ist der 31.12.2024. Von Hand darf die Terminlage nur mit Begründung gesetzt werden.",
        _zeilen(terminlagen(stoff.stichtag), list(m["terminlage"]), mit_zeichen=True),
    )
    _write_achse(
        druck,
        "Aktualität",
        f"Die Aktualität wird aus dem Tag der letzten Meldung berechnet. Der Meldeturnus dieses Konzepts beträgt "
        f"{anzahl(turnus, 'Monat', 'Monate')}.",
        _zeilen(aktualitaeten(stoff.stichtag, turnus), list(m["aktualitaet"])),
    )
    _write_achse(
        druck,
        "Mittelstatus",
        "Der Mittelstatus sagt, wie weit die Mittel einer Maßnahme sind; die zuständigen Stellen geben ihn an.",
        _zeilen(MITTELSTATUS, list(m["mittelstatus"])),
    )
    _write_formeln(druck)


def _zeilen(bedeutungen: Mapping[Any, str], werte: Sequence[Any], *, mit_zeichen: bool = False) -> list[list[str]]:
    """Je Wert Bezeichnung, Bedeutung und wie viele Maßnahmen ihn am Stichtag haben."""
    return [
        [beschriftung(wert) if mit_zeichen else wert.bezeichnung, bedeutung, zahl(werte.count(wert))]
        for wert, bedeutung in bedeutungen.items()
    ]


def _write_achse(druck: Druck, achse: str, herkunft: str, zeilen: Sequence[Sequence[str]]) -> None:
    druck.doku.absatz(f"**{achse}.** {herkunft}", mit_naechstem=True)
    druck.doku.tabelle(
        f"Legende: {achse}",
        [trennbar(achse), "Bedeutung", "Maßnahmen"],
        zeilen,
        [2.2, 6, 1],
        beschreibung=f"Werte der Achse {achse}, ihre Bedeutung und die Zahl der Maßnahmen am Stichtag",
        rechtsbuendig=[2],
        eng=[0, 2],
    )


def _write_formeln(druck: Druck) -> None:
    werte = asdict(auswertung.kennzahlen(druck.stoff.lagebild))
    druck.doku.absatz("**Zahlen der Übersicht.** So wird gezählt:", mit_naechstem=True)
    druck.doku.tabelle(
        f"Legende: Zahlen am {datum_text(druck.stoff.stichtag)}",
        ["Zahl", "So wird gezählt", "Wert"],
        [[KACHELN[name], formel, zahl(werte[name])] for name, formel in auswertung.FORMELN.items()],
        [2.2, 6, 1],
        beschreibung="Jede Zahl der Übersicht mit der Regel, nach der gezählt wird, und ihrem Wert am Stichtag",
        rechtsbuendig=[2],
        eng=[2],
    )
