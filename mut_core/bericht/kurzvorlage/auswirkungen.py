"""Abwägen: finanzielle und weitere Auswirkungen – eigener Text, sonst das, was die Mittel der Maßnahmen hergeben.

Beträge verschiedener Jahre oder Gewissheit werden nie zusammengezählt; deshalb gibt es hier keine Summe.
"""

from collections import Counter

from mut_core.bericht.kurzvorlage.block import Absatz, Inhalte, Punkte, absaetze, eigener_text
from mut_core.bericht.kurzvorlage.sache import Sache
from mut_core.bericht.ressourcen import foerderung, position
from mut_core.bericht.saetze import benannt, gereiht, satzreihe, zahlwort
from mut_core.bericht.stoff import Stoff
from mut_core.sprache import ganzer_satz

_EINZELN_BIS = 8
WEITERE = {"gleichstellung": "Gleichstellung", "klima": "Klima", "barrierefreiheit": "Barrierefreiheit"}
"""Die weiteren Auswirkungen; eine Kommune schaltet jede mit einem Textbaustein „weitere_auswirkungen.klima“ ein."""


def eigene_finanzielle(sache: Sache) -> Inhalte:
    """Der Text der Vorlage, sonst der Textbaustein „finanzielle_auswirkungen“."""
    return eigener_text(sache.blocktext("finanzielle_auswirkungen"))


def berechnete_finanzielle(sache: Sache) -> Inhalte:
    """Die Mittel der Maßnahmen, Förderungen und Vorbehalt in Worten; ohne Angaben ein Satz."""
    stoff = sache.stoff
    foerderungen = satzreihe(*(foerderung(f) for f in stoff.foerderungen))
    vorbehalt = stoff.konzept.haushaltsvorbehalt
    alle = (*_mittel(stoff), *absaetze(foerderungen, ganzer_satz(vorbehalt) if vorbehalt else ""))
    return alle or absaetze("Finanzielle Auswirkungen sind zum Stichtag nicht beziffert (k. A.).")


def _mittel(stoff: Stoff) -> Inhalte:
    je_massnahme = [(m, stoff.mittel_von(m.id)) for m in stoff.massnahmen]
    mit_mitteln = [(m, positionen) for m, positionen in je_massnahme if positionen]
    punkte = [f"{m.titel}: {ganzer_satz(position(p))}" for m, positionen in mit_mitteln for p in positionen]
    if not punkte:
        return ()
    if len(punkte) <= _EINZELN_BIS:
        return (Absatz("Für Maßnahmen sind folgende Mittel benannt:"), Punkte(tuple(punkte)))
    staende = Counter(p.mittelstatus.bezeichnung for _, positionen in mit_mitteln for p in positionen)
    verteilt = gereiht([f"{zahlwort(n)} {name}" for name, n in staende.most_common()])
    return absaetze(
        f"Für {zahlwort(len(mit_mitteln))} Maßnahmen sind {zahlwort(len(punkte))} Mittelpositionen benannt; ihr "
        f"Mittelstatus: {verteilt}. Eine Summe wird nicht gebildet, weil sich die Beträge auf verschiedene Zeiträume "
        "beziehen und verschieden sicher sind."
    )


def eigene_weitere(sache: Sache) -> Inhalte:
    """Die eingeschalteten weiteren Auswirkungen: der Baustein des ganzen Blocks und je Art ein Absatz."""
    je_art = (benannt(name, sache.eigener(f"weitere_auswirkungen.{art}")) for art, name in WEITERE.items())
    return (*eigener_text(sache.eigener("weitere_auswirkungen")), *absaetze(*je_art))


def ohne_weitere(_sache: Sache) -> Inhalte:
    """Der Satz, wenn eine Art den Block verlangt und nichts angegeben ist."""
    return absaetze(f"Zu weiteren Auswirkungen ({gereiht(list(WEITERE.values()))}) liegen keine Angaben vor (k. A.).")
