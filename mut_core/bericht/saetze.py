"""Formulieren: Werte des Fachs als Text – Zeitangaben, Aufzählungen, Einzahl und Mehrzahl, „k. A.“ und „keine“."""

import re
from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from typing import Any

from mut_core.modell.codes import Angabe, Terminlage, Umsetzungsstand
from mut_core.sprache import aufzaehlung, ganzer_satz, zahl
from mut_core.zeitangaben import datum_text, im_wortlaut, zeitangabe_text, zeitpunkt
from mut_core.zeitangaben.nennung import zeitraum

OHNE_ANGABE = "k. A."
NICHT_BENANNT = "nicht benannt"

_AEUSSERE = str.maketrans("‚‘", "„“")
_WORTFUGEN = (
    "Arbeits|gruppe",
    "Feder|führung",
    "Handlungs|feld",
    "Maß|nahme",
    "Sach|stand",
    "Stich|tag",
    "Über|prüfung",
    "Umsetzungs|stand",
    "Vor|bereitung",
    "Wieder|vorlage",
    "zurück|gestellt",
)
_TRENNBAR = {wort.replace("|", ""): wort.replace("|", "\u00ad") for wort in _WORTFUGEN}
_TRENNBARE = re.compile("|".join(_TRENNBAR))
_ZAHLWORT = ("keine", "eine", "zwei", "drei", "vier", "fünf", "sechs", "sieben", "acht", "neun", "zehn", "elf", "zwölf")


def zahlwort(wert: int) -> str:
    """Schreibt Zahlen bis zwölf als Wort, größere als Ziffern."""
    return _ZAHLWORT[wert] if wert < len(_ZAHLWORT) else zahl(wert)


def zaehlung(wert: int, einzahl: str, mehrzahl: str) -> str:
    """Setzt die Zahl davor: `zaehlung(3, "ein Ziel", "Ziele")` → „drei Ziele“; die Einzahl bringt ihren Artikel mit."""
    return einzahl if wert == 1 else f"{zahlwort(wert)} {mehrzahl}"


def gereiht(teile: Sequence[str]) -> str:
    """Reiht Namen auf; enthält einer selbst ein Komma oder „und“, trennen Strichpunkte."""
    if len(teile) < 2:
        return teile[0] if teile else ""
    return "; ".join(teile) if any("," in t or " und " in t for t in teile) else aufzaehlung(teile)


def halb_zitiert(text: str) -> str:
    """Setzt einfache Anführungszeichen, wie in der Überschrift eines Handlungsfelds; innere werden zu doppelten."""
    return f"‚{text.translate(_AEUSSERE)}‘"


@lru_cache(maxsize=256)
def trennbar(text: str) -> str:
    """Erlaubt in schmalen Spalten den Umbruch an Wortfugen, aber nur in den eigenen festen Köpfen und Statuswörtern."""
    return _TRENNBARE.sub(lambda treffer: _TRENNBAR[treffer[0]], text)


def gross(text: str) -> str:
    """Schreibt den ersten Buchstaben groß, damit der Text ein Satz sein kann."""
    return text[:1].upper() + text[1:]


def zeilen(text: str | None) -> list[str]:
    """Gibt die nicht leeren Zeilen eines Felds, das eine Angabe je Zeile hat."""
    return [z.strip() for z in (text or "").splitlines() if z.strip()]


def benannt(bezeichnung: str, text: str | None) -> str:
    """Setzt eine fette Bezeichnung vor einen Text; ohne Text bleibt es leer."""
    if not text:
        return ""
    satz = ganzer_satz(text)
    return f"**{bezeichnung}:** {satz}" if satz else ""


def satzreihe(*saetze: str) -> str:
    """Fügt Sätze zu einem Absatz; leere fallen weg."""
    return " ".join(filter(None, saetze))


# ---------------------------------------------------------------------------------------------- Zeit


def terminangabe(satz: Any) -> str:
    """Gibt den Zeitpunkt eines Ereignisses, ohne Angabe „k. A.“."""
    return zeitpunkt(satz) or OHNE_ANGABE


def vorgesehen(meilenstein: Any) -> str:
    """Schreibt einen Meilenstein mit dem Tag, an dem er erreicht wurde, sonst mit dem vorgesehenen Termin."""
    if meilenstein.erreicht_am:
        return _mit_klammer(meilenstein.titel, f"erreicht am {datum_text(meilenstein.erreicht_am)}")
    return _mit_klammer(meilenstein.titel, f"vorgesehen: {im_wortlaut(meilenstein) or OHNE_ANGABE}")


def _mit_klammer(text: str, zusatz: str) -> str:
    """Setzt einen Zusatz in Klammern; endet der Text selbst mit einer, hinter einen Gedankenstrich."""
    return f"{text} – {zusatz}" if text.endswith(")") else f"{text} ({zusatz})"


def fristangabe(massnahme: Any) -> str:
    """Gibt Zeitraum oder Frist einer Maßnahme im Wortlaut, bei verschobener Frist die geltende, sonst „k. A.“."""
    text = zeitraum(massnahme) if massnahme.verschoben else im_wortlaut(massnahme)
    turnus = massnahme.turnus.bezeichnung if massnahme.turnus else ""
    if turnus and turnus not in text:
        text = f"{text}, {turnus}" if text else turnus
    return text or ohne_wert(massnahme.zeit_angabe, offen="Termin offen")


def ohne_wert(angabe: Angabe, offen: str = "offen") -> str:
    """Gibt, was statt eines Werts dasteht: „keine“ ist gesagt, „k. A.“ ist nicht gesagt oder nicht erfragt."""
    return {Angabe.KEINE: "keine", Angabe.OFFEN: offen}.get(angabe, OHNE_ANGABE)


def federfuehrung(massnahme: Any) -> str:
    """Gibt die federführende Stelle, sonst deren Wortlaut, „keine“ oder „nicht benannt“."""
    if massnahme.federfuehrung or massnahme.federfuehrung_wortlaut:
        return str(massnahme.federfuehrung or massnahme.federfuehrung_wortlaut)
    return "keine" if massnahme.federfuehrung_angabe == Angabe.KEINE else NICHT_BENANNT


_ANDERER_TERMIN = {Umsetzungsstand.ZURUECKGESTELLT: "Wiedervorlage", Umsetzungsstand.VERSTETIGT: "Überprüfung"}


def _anderer_termin(massnahme: Any) -> str:
    """Woran die Terminlage hängt, wenn nicht an der Frist: Wiedervorlage oder Überprüfung."""
    return "" if massnahme.termin == massnahme.frist else _ANDERER_TERMIN.get(massnahme.umsetzungsstand, "")


def terminhinweis(massnahme: Any) -> str:
    """Sagt „überfällig“, „bald fällig“ oder „Wiedervorlage überfällig“, sonst nichts."""
    lage = massnahme.terminlage
    if lage not in (Terminlage.UEBERFAELLIG, Terminlage.BALD_FAELLIG):
        return ""
    return f"{_anderer_termin(massnahme)} {lage.bezeichnung}".strip()


def faelligkeit(massnahme: Any) -> str:
    """Schreibt den Termin, an dem die Terminlage hängt: „fällig bis Dezember 2024“, „Wiedervorlage am 12.11.2025“."""
    if massnahme.termin is None:
        return fristangabe(massnahme)
    if anderer := _anderer_termin(massnahme):
        return f"{anderer} am {datum_text(massnahme.termin)}"
    if massnahme.termin != massnahme.frist:
        return f"fällig am {datum_text(massnahme.termin)}"
    return f"fällig {nur_frist(massnahme)}"


def nur_frist(massnahme: Any) -> str:
    """Schreibt die geltende Frist ohne Beginn: „bis Dezember 2024“; ohne Frist „k. A.“."""
    return zeitangabe_text(None, None, massnahme.frist, massnahme.frist_genauigkeit) or OHNE_ANGABE


def am(tag: date | None, vorwort: str = "am") -> str:
    """Schreibt „am 31.01.2023“; ohne Tag nichts."""
    return f"{vorwort} {datum_text(tag)}" if tag else ""


# ---------------------------------------------------------------------------------------------- Zahlen


def kennzahlwert(kennzahl: Any) -> str:
    """Schreibt eine Kennzahl mit Einheit: „ca. 20 %“, „43.688 Menschen“."""
    wert = f"{kennzahl.wert} {kennzahl.einheit}" if kennzahl.einheit else str(kennzahl.wert)
    return f"ca. {wert}" if kennzahl.ungenau else wert


def vergleiche(beleg: str | None) -> str:
    """Schreibt den Beleg als „vgl. …“; ohne Beleg nichts."""
    if not beleg or not beleg.strip():
        return ""
    return beleg if beleg.startswith(("vgl.", "Vgl.")) else f"vgl. {beleg}"
