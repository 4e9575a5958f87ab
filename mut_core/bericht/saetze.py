"""Formulieren: Werte des Fachs als Text – Zeitangaben, Aufzählungen, Einzahl und Mehrzahl, „k. A.“ und „keine“."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from mut_core.modell.codes import Angabe, Genauigkeit, Terminlage
from mut_core.sprache import aufzaehlung, ganzer_satz, zahl
from mut_core.zeitangaben import datum_text, zeitangabe_text

OHNE_ANGABE = "k. A."
NICHT_BENANNT = "nicht benannt"

_ZAHLWORT = ("keine", "eine", "zwei", "drei", "vier", "fünf", "sechs", "sieben", "acht", "neun", "zehn", "elf", "zwölf")


def zahlwort(wert: int) -> str:
    """Schreibt Zahlen bis zwölf als Wort, größere als Ziffern."""
    return _ZAHLWORT[wert] if wert < len(_ZAHLWORT) else zahl(wert)


def zaehlung(wert: int, einzahl: str, mehrzahl: str) -> str:
    """Setzt die Zahl davor: `zaehlung(3, "ein Ziel", "Ziele")` → „drei Ziele“; die Einzahl bringt ihren Artikel mit."""
    return einzahl if wert == 1 else f"{zahlwort(wert)} {mehrzahl}"


def gereiht(teile: Sequence[str]) -> str:
    """Reiht Namen auf; enthält einer selbst ein Komma oder „und“, trennen Strichpunkte."""
    if len(teile) > 1 and any("," in t or " und " in t for t in teile):
        return "; ".join(teile)
    return aufzaehlung(teile)


def zitiert(text: str) -> str:
    """Setzt Anführungszeichen; innere werden zu einfachen."""
    innen = text.translate(str.maketrans({"„": "‚", "“": "‘", "”": "’"}))
    return f"„{innen}“"


def halb_zitiert(text: str) -> str:
    """Setzt einfache Anführungszeichen, wie in der Überschrift eines Handlungsfelds."""
    return f"‚{text}‘"


def gross(text: str) -> str:
    """Schreibt den ersten Buchstaben groß, damit der Text ein Satz sein kann."""
    return text[:1].upper() + text[1:]


def zeilen(text: str | None) -> list[str]:
    """Gibt die nicht leeren Zeilen eines Felds, das eine Angabe je Zeile hat."""
    return [z.strip() for z in (text or "").splitlines() if z.strip()]


def benannt(bezeichnung: str, text: str | None) -> str:
    """Setzt eine fette Bezeichnung vor einen Text; ohne Text bleibt es leer."""
    return f"**{bezeichnung}:** {ganzer_satz(text)}" if text and text.strip() else ""


def satzreihe(*saetze: str) -> str:
    """Fügt Sätze zu einem Absatz; leere fallen weg."""
    return " ".join(s for s in saetze if s)


# ---------------------------------------------------------------------------------------------- Zeit


def zeitraum(satz: Any) -> str:
    """Gibt Beginn und Frist eines Satzes als Text, auf den Tag genaue als TT.MM.JJJJ; ohne beides den Wortlaut."""
    text = zeitangabe_text(satz.beginn, satz.beginn_genauigkeit, satz.frist, satz.frist_genauigkeit)
    return text or satz.zeit_wortlaut or ""


def terminangabe(satz: Any) -> str:
    """Gibt den Zeitraum eines Ereignisses oder Meilensteins, sonst Turnus oder „k. A.“; ohne das „am“ vor dem Tag."""
    text = zeitraum(satz) or (satz.turnus.bezeichnung if satz.turnus else "") or OHNE_ANGABE
    return text.removeprefix("am ").removeprefix("im ")


def fristangabe(massnahme: Any) -> str:
    """Gibt Zeitraum oder Frist einer Maßnahme im Wortlaut, bei verschobener Frist die geltende, sonst „k. A.“."""
    if massnahme.verschoben or _auf_den_tag(massnahme) or not massnahme.zeit_wortlaut:
        text = zeitraum(massnahme)
    else:
        text = massnahme.zeit_wortlaut
    turnus = massnahme.turnus.bezeichnung if massnahme.turnus else ""
    if turnus and turnus not in text:
        text = f"{text}, {turnus}" if text else turnus
    return text or ohne_wert(massnahme.zeit_angabe, offen="Termin offen")


def _auf_den_tag(satz: Any) -> bool:
    paare = ((satz.beginn, satz.beginn_genauigkeit), (satz.frist, satz.frist_genauigkeit))
    genauigkeiten = [g for tag, g in paare if tag]
    return bool(genauigkeiten) and all(g in (None, Genauigkeit.TAG) for g in genauigkeiten)


def ohne_wert(angabe: Angabe, offen: str = "offen") -> str:
    """Gibt, was statt eines Werts dasteht: „keine“ ist gesagt, „k. A.“ ist nicht gesagt oder nicht erfragt."""
    return {Angabe.KEINE: "keine", Angabe.OFFEN: offen}.get(angabe, OHNE_ANGABE)


def federfuehrung(massnahme: Any) -> str:
    """Gibt die federführende Stelle, sonst deren Wortlaut, „keine“ oder „nicht benannt“."""
    if massnahme.federfuehrung or massnahme.federfuehrung_wortlaut:
        return str(massnahme.federfuehrung or massnahme.federfuehrung_wortlaut)
    return "keine" if massnahme.federfuehrung_angabe == Angabe.KEINE else NICHT_BENANNT


def terminhinweis(massnahme: Any) -> str:
    """Sagt „überfällig“ oder „bald fällig“, sonst nichts."""
    lage = massnahme.terminlage
    return lage.bezeichnung if lage in (Terminlage.UEBERFAELLIG, Terminlage.BALD_FAELLIG) else ""


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
