"""Verantwortung: das A – wer verantwortlich ist, oder ob die Zuständigen die Maßnahme mittragen."""

from collections.abc import Iterator

from mut_core.modell.codes import Angabe, Einheitsart, Konkretheit, Umsetzungsstand
from mut_core.smart.angaben import Angaben, BedeutungA
from mut_core.smart.befund import Ergebnis, Fund, Regel, Stoff
from mut_core.smart.woerter import PARTIZIP_ANFAENGE, PASSIV
from mut_core.sprache import knapp

_BESCHLOSSEN = (Konkretheit.BESCHLOSSEN, Konkretheit.LAUFEND)
_LAEUFT = (Umsetzungsstand.IN_UMSETZUNG, Umsetzungsstand.VERSTETIGT, Umsetzungsstand.UMGESETZT)
_UNGENAU = frozenset(("verwaltung", "stadtverwaltung", "fachteams", "fachdienste", "alle", "ämter", "n. n.", "nn"))


def _anders_bestimmt(s: Stoff) -> Fund | None:
    return Fund("federfuehrung_id", s.angaben.begriff_a) if s.angaben.bedeutung_a == BedeutungA.ANDERES else None


def _nicht_zugeordnet(s: Stoff) -> Fund | None:
    a = s.angaben
    wortlaut = (a.federfuehrung_wortlaut or "").strip()
    return Fund("federfuehrung_wortlaut", knapp(wortlaut, 80)) if wortlaut and not a.federfuehrung else None


def _passiv(s: Stoff) -> Fund | None:
    """„Alle Wege werden erfasst“ ohne Federführung: Niemand tut es. Nur im Hauptsatz, nur mit Partizip."""
    if s.beschreibung.menge.isdisjoint(PASSIV):
        return None
    for satz in _hauptsaetze(s.beschreibung.teile):
        klein = [t.lower() for t in satz]
        stelle = next((i for i, k in enumerate(klein) if k in PASSIV), None)
        if stelle is None:
            continue
        if stelle and _ist_partizip(klein[stelle - 1]):
            return Fund("beschreibung", f"{satz[stelle - 1]} {satz[stelle]}")
        if _ist_partizip(klein[-1]) and stelle < len(klein) - 1:
            luecke = " … " if len(klein) - stelle > 2 else " "
            return Fund("beschreibung", f"{satz[stelle]}{luecke}{satz[-1]}")
    return None


def _hauptsaetze(teile: list[str]) -> Iterator[list[str]]:
    """Gibt je Satz das Stück bis zum ersten Komma."""
    satz: list[str] = []
    zu = False
    for teil in teile:
        if teil in ".!?;":
            if satz:
                yield satz
            satz, zu = [], False
        elif teil == ",":
            zu = True
        elif not zu:
            satz.append(teil)
    if satz:
        yield satz


def _ist_partizip(wort: str) -> bool:
    """„erfasst“, „aufgebaut“, „koordiniert“, „genutzt“ – nicht „Teil“, „besser“, „nicht“."""
    if not wort.endswith(("t", "en")) or len(wort) < 5:
        return False
    return wort.startswith(PARTIZIP_ANFAENGE) or "ge" in wort[2:6] or wort.endswith("iert")


def _niemand(s: Stoff) -> Fund | None:
    return None if s.angaben.federfuehrung else Fund("federfuehrung_id")


def _ungenau(s: Stoff) -> Fund | None:
    a = s.angaben
    ungenau = a.federfuehrung_art == Einheitsart.VERWALTUNG or (a.federfuehrung or "").lower() in _UNGENAU
    return Fund("federfuehrung_id", a.federfuehrung or "") if ungenau else None


def _ruht(s: Stoff) -> Fund | None:
    a = s.angaben
    return Fund("federfuehrung_id", a.federfuehrung) if a.federfuehrung and not a.federfuehrung_aktiv else None


def _allein(s: Stoff) -> Fund | None:
    """Nur wo das A „akzeptiert“ heißt: weder beschlossen noch begonnen noch von anderen mitgetragen."""
    a = s.angaben
    if a.bedeutung_a != BedeutungA.AKZEPTANZ or (a.beteiligte or "").strip():
        return None
    if a.konkretheit in _BESCHLOSSEN or a.umsetzungsstand in _LAEUFT:
        return None
    return Fund("beteiligte_wortlaut", a.federfuehrung or "")


def _benannt(s: Stoff) -> Fund | None:
    return Fund("federfuehrung_id", s.angaben.federfuehrung or "")


def _wer(a: Angaben, _: str) -> str:
    beteiligte = knapp((a.beteiligte or "").split(";")[0].strip(), 60)
    if a.federfuehrung_angabe == Angabe.OFFEN:
        return "Legen Sie fest, wer bis wann über die Federführung entscheidet."
    if beteiligte:
        return f"Beteiligt ist „{beteiligte}“: Klären Sie, ob von dort jemand die Federführung übernimmt."
    if a.konzept_stelle:
        return f"Tragen Sie genau eine Stelle ein; bis es sie gibt, kann „{a.konzept_stelle}“ die Frage klären."
    return "Tragen Sie genau eine Stelle ein, die für die Umsetzung geradesteht."


def _fehlt(a: Angaben, _: str) -> str:
    grund = {
        Angabe.KEINE_ANGABE: " (die Quelle sagt „k. A.“)",
        Angabe.OFFEN: " (sie ist bewusst offen)",
    }.get(a.federfuehrung_angabe, "")
    if a.bedeutung_a == BedeutungA.AKZEPTANZ:
        return f"Es ist keine Stelle benannt, die die Maßnahme mittragen könnte{grund}."
    return f"Es ist keine Stelle benannt, die verantwortlich ist{grund}."


def _mitgetragen(a: Angaben, wort: str) -> str:
    if a.bedeutung_a == BedeutungA.VERANTWORTUNG:
        return f"Verantwortlich ist „{wort}“; ob die Maßnahme anspricht, beurteilen Menschen."
    wodurch = (
        "beteiligt sind weitere Stellen" if (a.beteiligte or "").strip() else "sie ist beschlossen oder läuft schon"
    )
    return f"Zuständig ist „{wort}“, und {wodurch}."


REGELN = (
    Regel(
        "anders_bestimmt", "A", Ergebnis.OFFEN, _anders_bestimmt,
        "Ob die Maßnahme „{wort}“ ist, lässt sich nicht aus den Angaben lesen.",
    ),
    Regel(
        "nicht_zugeordnet", "A", Ergebnis.FRAGLICH, _nicht_zugeordnet,
        "Als Federführung steht „{wort}“ da, aber keiner Stelle zugeordnet.",
        "Wählen Sie unter „Federführung“ die Stelle aus; gibt es sie noch nicht, legen Sie sie in den Stammdaten an.",
    ),
    Regel("niemand", "A", Ergebnis.FEHLT, _niemand, _fehlt, _wer),
    Regel(
        "ungenau", "A", Ergebnis.FRAGLICH, _ungenau,
        "„{wort}“ ist keine bestimmte Stelle; im Zweifel fühlt sich niemand zuständig.",
        "Nennen Sie das Team oder die Stelle, die es tut; die übrigen passen zu den Beteiligten.",
    ),
    Regel(
        "ruht", "A", Ergebnis.FRAGLICH, _ruht,
        "Die Stelle „{wort}“ ist in den Stammdaten nicht mehr aktiv.",
        "Klären Sie, wer ihre Aufgaben übernommen hat, und ändern Sie die Federführung.",
    ),
    Regel(
        "allein", "A", Ergebnis.FRAGLICH, _allein,
        "Ob andere die Maßnahme mittragen, steht nirgends: Beteiligte sind nicht genannt, beschlossen ist sie nicht.",
        "Nennen Sie die Beteiligten, oder halten Sie den Beschluss unter „Konkretheit“ fest.",
    ),
    Regel("benannt", "A", Ergebnis.ERFUELLT, _benannt, _mitgetragen),
)  # fmt: skip
"""Die Regeln zu A in der Reihenfolge, in der sie gelten: Die erste, die zutrifft, entscheidet."""

PASSIV_REGEL = Regel(
    "passiv", "A", Ergebnis.FRAGLICH, _passiv,
    "Die Beschreibung sagt „{wort}“ – aber nicht, wer es tut.",
    "Nennen Sie im Satz die Stelle, die handelt: „Das Team … erfasst …“.",
)  # fmt: skip
"""Ein zusätzlicher Hinweis zu A, wenn schon die Federführung fehlt."""
