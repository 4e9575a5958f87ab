"""Färben: wie Umsetzungsstand und Terminlage überall aussehen – Farbe, Symbol und kurzer Name."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from mut_core.modell.codes import Evaluationslage, Terminlage, Umsetzungsstand, Wort
from mut_core.smart import Ergebnis


@dataclass(frozen=True)
class Darstellung:
    """Wie ein Code überall aussieht: Flächenfarbe, Symbol daneben und Farbe der Schrift auf der Fläche."""

    farbe: str
    symbol: str
    textfarbe: str


HELL, DUNKEL = "#ffffff", "#000000"

DARSTELLUNG: Mapping[Umsetzungsstand, Darstellung] = {
    Umsetzungsstand.OHNE_ANGABE: Darstellung("#58585a", "?", HELL),
    Umsetzungsstand.IDEE: Darstellung("#b874a5", "◇", DUNKEL),
    Umsetzungsstand.NICHT_BEGONNEN: Darstellung("#98917a", "○", DUNKEL),
    Umsetzungsstand.IN_PLANUNG: Darstellung("#4991ef", "◔", DUNKEL),
    Umsetzungsstand.IN_UMSETZUNG: Darstellung("#0b3bb5", "◑", HELL),
    Umsetzungsstand.UMGESETZT: Darstellung("#27752f", "●", HELL),
    Umsetzungsstand.VERSTETIGT: Darstellung("#033c10", "⟳", HELL),
    Umsetzungsstand.ZURUECKGESTELLT: Darstellung("#de730b", "‖", DUNKEL),
    Umsetzungsstand.VERWORFEN: Darstellung("#18171a", "✕", HELL),
}
"""Farben des Umsetzungsstands; auch bei Farbfehlsichtigkeit verschieden und auf Weiß mindestens 3:1 (Test)."""

TERMINLAGE_DARSTELLUNG: Mapping[Terminlage, Darstellung] = {
    Terminlage.UEBERFAELLIG: Darstellung("#b3261e", "!", HELL),
    Terminlage.BALD_FAELLIG: Darstellung("#c97800", "◷", DUNKEL),
    Terminlage.IM_ZEITPLAN: Darstellung("#00589c", "✓", HELL),
    Terminlage.OHNE_TERMIN: Darstellung("#58585a", "–", HELL),
    Terminlage.NICHT_ANWENDBAR: Darstellung("#8f8f94", "·", DUNKEL),
}

EVALUATIONSLAGE_DARSTELLUNG: Mapping[Evaluationslage, Darstellung] = {
    Evaluationslage.BEWERTET: Darstellung("#27752f", "●", HELL),
    Evaluationslage.BEGONNEN: Darstellung("#0b3bb5", "◑", HELL),
    Evaluationslage.FAELLIG: Darstellung("#b3261e", "!", HELL),
    Evaluationslage.BALD_FAELLIG: Darstellung("#c97800", "◷", DUNKEL),
    Evaluationslage.SPAETER: Darstellung("#98917a", "○", DUNKEL),
    Evaluationslage.OHNE_BEGINN: Darstellung("#58585a", "–", HELL),
}

SMART_DARSTELLUNG: Mapping[Ergebnis, Darstellung] = {
    Ergebnis.ERFUELLT: Darstellung("#27752f", "✓", HELL),
    Ergebnis.OFFEN: Darstellung("#98917a", "○", DUNKEL),
    Ergebnis.FRAGLICH: Darstellung("#c97800", "?", DUNKEL),
    Ergebnis.FEHLT: Darstellung("#b3261e", "!", HELL),
}


@lru_cache(maxsize=256, typed=True)  # typed: gleiche Codes verschiedener Listen heißen verschieden
def kurzname(code: Wort) -> str:
    """Gibt die Bezeichnung ohne Zusatz: „verstetigt“, „Idee“."""
    return code.bezeichnung.split(" (")[0].split(" / ")[0]


@lru_cache(maxsize=256, typed=True)
def beschriftung(code: Wort) -> str:
    """Gibt Symbol und kurzen Namen eines Umsetzungsstands oder einer Terminlage: „● umgesetzt“."""
    return f"{darstellung(code).symbol}\u00a0{kurzname(code)}"


def darstellung(code: Wort) -> Darstellung:
    if isinstance(code, Umsetzungsstand):
        return DARSTELLUNG[code]
    if isinstance(code, Evaluationslage):
        return EVALUATIONSLAGE_DARSTELLUNG[code]
    if isinstance(code, Ergebnis):
        return SMART_DARSTELLUNG[code]
    return TERMINLAGE_DARSTELLUNG[Terminlage(code)]  # type: ignore[call-arg]
