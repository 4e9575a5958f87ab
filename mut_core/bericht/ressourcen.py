"""Beziffern: was eine Maßnahme braucht – jeder Betrag mit „ca.“, Konjunktiv, Mittelstatus und Vorbehalt.

Beträge verschiedener Jahre oder Gewissheit zusammenzuzählen wäre falsch; deshalb gibt es hier keine Summe.
"""

from decimal import Decimal
from typing import Any

from mut_core.bericht.gliederung import Druck
from mut_core.bericht.saetze import gross, satzreihe, zahlwort
from mut_core.bericht.stoff import Stoff
from mut_core.betraege import betrag_text
from mut_core.modell.codes import Angabe, Mittelart, Mittelmodus, Mittelstatus
from mut_core.sprache import ganzer_satz, zitiert

_NBSP = "\u00a0"
_NOCH_OFFEN = frozenset(
    {
        Mittelstatus.UNGEKLAERT,
        Mittelstatus.BEZIFFERT,
        Mittelstatus.ANGEMELDET,
        Mittelstatus.BEANTRAGUNG_LAEUFT,
    }
)


def write_ressourcen(druck: Druck, massnahmen: list[Any]) -> None:
    """Schreibt je Maßnahme mit Angaben einen Punkt und einen Satz für alle ohne Angaben."""
    punkte = {m.id: _angaben(druck.stoff, m) for m in massnahmen}
    druck.doku.aufzaehlung([f"**{m.nummer}** {m.titel}: {punkte[m.id]}" for m in massnahmen if punkte[m.id]])
    ohne = sum(1 for text in punkte.values() if not text)
    if ohne:
        druck.doku.absatz(_ohne_angaben(ohne, len(massnahmen)))


def _ohne_angaben(ohne: int, alle: int) -> str:
    was = "liegen keine Angaben zu personellen und finanziellen Ressourcen vor (k. A.)."
    if alle == 1:
        return f"Für die Maßnahme {was}"
    if ohne == alle:
        return f"Für alle {zahlwort(alle)} Maßnahmen {was}"
    return f"Für eine weitere Maßnahme {was}" if ohne == 1 else f"Für die übrigen {zahlwort(ohne)} Maßnahmen {was}"


def _angaben(stoff: Stoff, m: Any) -> str:
    return satzreihe(*ressourcensaetze(stoff, m))


def ressourcensaetze(stoff: Stoff, m: Any) -> list[str]:
    """Gibt, was zu den Ressourcen einer Maßnahme bekannt ist, je Angabe als Satz; ohne Angaben nichts."""
    personal = _wortlaut("Personelle Ressourcen", m.personal_wortlaut, m.personal_angabe)
    positionen = stoff.mittel_von(m.id)
    if not positionen:
        mittel = _wortlaut("Finanzielle Ressourcen", m.mittel_wortlaut, m.mittel_angabe)
        return [s for s in (personal, mittel, _mittelstatus(m.mittelstatus)) if s]
    genannt = [gross(ganzer_satz(position(p))) for p in positionen]
    dazu = (personal, _staende(positionen), _vorbehalt(positionen), _foerderungen(stoff, positionen))
    return [*genannt, *(s for s in dazu if s)]


def _wortlaut(was: str, wortlaut: str | None, angabe: Angabe) -> str:
    if wortlaut:
        return f"{was}: {ganzer_satz(wortlaut)}"
    return f"{was}: keine." if angabe == Angabe.KEINE else ""


def position(p: Any) -> str:
    """Schreibt eine Mittelposition ohne Punkt: „ab 2025 würden jährlich ca. 33.000 € anfallen (laufender Betrieb)“."""
    betrag = _betrag(p)
    if not betrag:
        return _ohne_betrag(p)
    klammer = ", ".join(t for t in (_wofuer(p), _stellenanteil(p)) if t)
    return f"{_mit_zeit(p, betrag)}{f' ({klammer})' if klammer else ''}"


def _wofuer(p: Any) -> str:
    """Art und Zweck einer Position, nichts doppelt: „Sachmittel: Betrieb und Pflege“."""
    art = "" if p.art == Mittelart.GESAMT or p.art.bezeichnung == p.zweck else p.art.bezeichnung
    return ": ".join(t for t in (art, p.zweck) if t)


def _stellenanteil(p: Any) -> str:
    anteil = p.stellenanteil_prozent
    if not anteil or str(anteil) in (p.wortlaut or ""):
        return ""
    return f"Stellenanteil {anteil}{_NBSP}%"


def _verb(p: Any) -> tuple[str, str]:
    """Wie sicher das Geld ist, hört man am Verb."""
    if p.konjunktiv:
        return "würden", "anfallen"
    if p.mittelstatus == Mittelstatus.ABGELEHNT:
        return "waren", "vorgesehen"
    if p.mittelstatus == Mittelstatus.VERAUSGABT:
        return "fielen", "an"
    return ("sind", "vorgesehen") if p.mittelstatus in _NOCH_OFFEN else ("fallen", "an")


def _mit_zeit(p: Any, betrag: str) -> str:
    verb, ende = _verb(p)
    rest = f"{betrag} {ende}"
    if p.modus == Mittelmodus.JAEHRLICH:
        return f"ab {p.jahr} {verb} jährlich {rest}" if p.jahr else f"jährlich {verb} {rest}"
    if p.modus == Mittelmodus.JAHR and p.jahr:
        return f"im Jahr {p.jahr} {verb} {rest}"
    return f"im Jahr {p.jahr} {verb} einmalig {rest}" if p.jahr else f"einmalig {verb} {rest}"


def _ohne_betrag(p: Any) -> str:
    """Eine Position, deren Betrag nicht genannt ist: der Wortlaut und das, wofür sie steht."""
    kern = p.wortlaut or _wofuer(p) or p.art.bezeichnung
    klammer = [t for t in (_wofuer(p) if p.wortlaut else "", _stellenanteil(p)) if t]
    if p.art != Mittelart.SAECHLICH and "nicht genannt" not in (p.zweck or ""):
        klammer.append("Betrag k. A.")
    return f"{kern} – {', '.join(klammer)}" if klammer else str(kern)


def _betrag(p: Any) -> str:
    """Der Betrag oder die Spanne; leer, wenn keiner genannt ist."""
    von, bis = _euro(p.betrag_cent), _euro(p.bis_betrag_cent)
    ca = f"ca.{_NBSP}" if p.ungenau else ""
    if von and bis:
        return f"{ca}{von} bis {bis}"
    return f"{ca}{von}" if von else f"bis zu {bis}" if bis else ""


def _euro(cent: int | None) -> str:
    return betrag_text(Decimal(cent) / 100) if cent is not None else ""


def _mittelstatus(stand: Mittelstatus) -> str:
    """Der Mittelstatus einer Maßnahme ohne Positionen; „ungeklärt“ ohne weitere Angabe ist keine Angabe."""
    return "" if stand == Mittelstatus.UNGEKLAERT else f"Mittelstatus: {stand.bezeichnung}."


def _staende(positionen: list[Any]) -> str:
    """Der gemeinsame Mittelstatus der Positionen oder der einer jeden."""
    erster = positionen[0].mittelstatus
    if all(p.mittelstatus == erster for p in positionen):
        return f"Mittelstatus: {erster.bezeichnung}."
    je = [f"{p.mittelstatus.bezeichnung} ({p.zweck or p.jahr or p.modus.bezeichnung})" for p in positionen]
    return f"Mittelstatus: {', '.join(je)}."


def _vorbehalt(positionen: list[Any]) -> str:
    vorbehalte = list(dict.fromkeys(p.vorbehalt for p in positionen if p.vorbehalt))
    return satzreihe(*(f"Vorbehalt: {ganzer_satz(v)}" for v in vorbehalte))


def _foerderungen(stoff: Stoff, positionen: list[Any]) -> str:
    ids = {p.foerderung_id for p in positionen if p.foerderung_id}
    return satzreihe(*(foerderung(f) for f in stoff.foerderungen if f.foerderung_id in ids)) if ids else ""


def foerderung(f: Any) -> str:
    """Schreibt eine Zeile aus `auswertung.foerderungen` mit Fördergeber; Zitate im Namen des Programms stehen innen."""
    satz = f.satz.replace(f"„{f.programm}“", zitiert(f.programm))
    return satzreihe(satz, f"Fördergeber: {f.foerdergeber}." if f.foerdergeber else "")
