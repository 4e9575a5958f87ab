"""Nennen: aus welchem Programm, mit welchem Umfang und in welchem Zeitraum die Arbeit am Konzept gefördert wird."""

from typing import Any

from mut_core.betraege import betrag_text
from mut_core.modell.codes import Mittelstatus
from mut_core.sprache import zitiert

_GESICHERT = frozenset(
    {Mittelstatus.BEWILLIGT, Mittelstatus.FREIGEGEBEN, Mittelstatus.IM_HAUSHALT, Mittelstatus.VERAUSGABT}
)
_BEANTRAGT = frozenset({Mittelstatus.ANGEMELDET, Mittelstatus.BEANTRAGUNG_LAEUFT})


def foerdersatz(f: Any) -> str:
    """Gibt einen Satz zu einer Zeile aus `auswertung.foerderungen`; wie sicher die Förderung ist, hört man am Verb."""
    geber = f" ({f.foerdergeber})" if f.foerdergeber else ""
    return f"{_anfang(f)} dem Programm {zitiert(f.programm)}{geber}{_umfang(f)}{_zeitraum(f.zeitraum)}."


def _anfang(f: Any) -> str:
    if f.mittelstatus in _GESICHERT:
        return f"Gefördert {'wurde' if f.lage == 'abgelaufen' else 'wird'} die Arbeit aus"
    if f.mittelstatus in _BEANTRAGT:
        return "Beantragt ist eine Förderung aus"
    if f.mittelstatus == Mittelstatus.ABGELEHNT:
        return "Nicht bewilligt wurde eine Förderung aus"
    return "Vorgesehen, aber noch nicht gesichert ist eine Förderung aus"


def _umfang(f: Any) -> str:
    teile = [
        f"einem Stellenanteil von {f.stellenanteil_prozent} %" if f.stellenanteil_prozent else "",
        betrag_text(f.betrag) if f.betrag is not None else "",
    ]
    genannt = " und ".join(t for t in teile if t)
    return f" mit {genannt}" if genannt else ""


def _zeitraum(text: str) -> str:
    if not text:
        return ""
    return f" {text}" if text.startswith(("ab ", "bis ", "am ", "im ")) else f" im Zeitraum {text}"
