"""Terminiert: Steht fest, bis zu welchem Tag die Maßnahme umgesetzt ist – oder wie oft sie wiederkehrt?"""

from mut_core.modell.codes import Angabe, Genauigkeit, Turnus, Umsetzungsstand
from mut_core.smart.angaben import Angaben
from mut_core.smart.befund import Ergebnis, Fund, Regel, Stoff
from mut_core.sprache import knapp
from mut_core.zeitangaben import datum_text

_DAUERND = (Umsetzungsstand.VERSTETIGT, Umsetzungsstand.ZURUECKGESTELLT)


def _verdreht(s: Stoff) -> Fund | None:
    a = s.angaben
    if a.beginn and a.frist and a.frist < a.beginn:
        return Fund("frist", f"{datum_text(a.frist)} vor {datum_text(a.beginn)}")
    return None


def _wiedervorlage(s: Stoff) -> Fund | None:
    a = s.angaben
    return Fund("frist", datum_text(a.termin)) if a.umsetzungsstand in _DAUERND and a.termin else None


def _turnus(s: Stoff) -> Fund | None:
    a = s.angaben
    fest = a.turnus and a.turnus != Turnus.LAUFEND
    return Fund("turnus", a.turnus.bezeichnung) if fest and a.turnus else None


def _nur_jahr(s: Stoff) -> Fund | None:
    a = s.angaben
    grob = a.frist_genauigkeit in (Genauigkeit.JAHR, Genauigkeit.UNGEFAEHR)
    if not (a.frist and grob):
        return None
    return Fund("frist", knapp(a.zeit_wortlaut, 60) if a.zeit_wortlaut else str(a.frist.year))


def _frist(s: Stoff) -> Fund | None:
    return Fund("frist", datum_text(s.angaben.frist)) if s.angaben.frist else None


def _daueraufgabe(s: Stoff) -> Fund | None:
    a = s.angaben
    laufend = a.turnus == Turnus.LAUFEND or a.umsetzungsstand == Umsetzungsstand.VERSTETIGT
    return Fund("turnus", "laufend") if laufend else None


def _zurueckgestellt(s: Stoff) -> Fund | None:
    return Fund("frist") if s.angaben.umsetzungsstand == Umsetzungsstand.ZURUECKGESTELLT else None


def _bewusst_offen(s: Stoff) -> Fund | None:
    return Fund("zeit_angabe", "bewusst offen") if s.angaben.zeit_angabe == Angabe.OFFEN else None


def _nur_beginn(s: Stoff) -> Fund | None:
    a = s.angaben
    return Fund("beginn", knapp(a.zeit_wortlaut or f"ab {datum_text(a.beginn)}", 60)) if a.beginn else None


def _nur_wortlaut(s: Stoff) -> Fund | None:
    wortlaut = (s.angaben.zeit_wortlaut or "").strip()
    return Fund("zeit_wortlaut", knapp(wortlaut, 60)) if wortlaut else None


def _idee(s: Stoff) -> Fund | None:
    return Fund("frist") if s.angaben.umsetzungsstand == Umsetzungsstand.IDEE else None


def _nichts(_: Stoff) -> Fund | None:
    return Fund("frist")


def _nichts_satz(a: Angaben, _: str) -> str:
    ka = " (die Quelle sagt „k. A.“)" if a.zeit_angabe == Angabe.KEINE_ANGABE else ""
    return f"Es steht nirgends, bis wann die Maßnahme umgesetzt sein soll{ka}."


REGELN = (
    Regel(
        "verdreht", "T", Ergebnis.FRAGLICH, _verdreht,
        "Die Frist liegt vor dem Beginn ({wort}).",
        "Prüfen Sie, welcher der beiden Tage stimmt.",
    ),
    Regel("wiedervorlage", "T", Ergebnis.ERFUELLT, _wiedervorlage, "Der nächste Termin steht fest ({wort})."),
    Regel("turnus", "T", Ergebnis.ERFUELLT, _turnus, "Die Maßnahme kehrt in festem Abstand wieder ({wort})."),
    Regel(
        "nur_jahr", "T", Ergebnis.FRAGLICH, _nur_jahr,
        "Die Frist („{wort}“) ist nur ungefähr bestimmt; ein eindeutiges Datum ist das nicht.",
        "Nennen Sie wenigstens das Quartal, etwa „II. Quartal“ – dann ist klar, ab wann sie überfällig ist.",
    ),
    Regel("frist", "T", Ergebnis.ERFUELLT, _frist, "Die Frist steht fest ({wort})."),
    Regel(
        "zurueckgestellt", "T", Ergebnis.FRAGLICH, _zurueckgestellt,
        "Die Maßnahme ist zurückgestellt, ein Tag der Wiedervorlage fehlt.",
        "Melden Sie, wann wieder darüber entschieden wird.",
    ),
    Regel(
        "daueraufgabe", "T", Ergebnis.FRAGLICH, _daueraufgabe,
        "Die Maßnahme läuft dauerhaft; wann sie überprüft wird, steht nicht da.",
        "Nennen Sie bei der nächsten Meldung den Tag der nächsten Überprüfung, zum Beispiel einmal im Jahr.",
    ),
    Regel(
        "bewusst_offen", "T", Ergebnis.FRAGLICH, _bewusst_offen,
        "Der Termin ist bewusst offen gelassen.",
        "Schreiben Sie dazu, wann über den Termin entschieden wird.",
    ),
    Regel(
        "nur_beginn", "T", Ergebnis.FRAGLICH, _nur_beginn,
        "Genannt ist nur der Beginn („{wort}“), kein Ende.",
        "Nennen Sie eine Frist – oder einen Turnus, wenn die Maßnahme dauerhaft gedacht ist.",
    ),
    Regel(
        "nur_wortlaut", "T", Ergebnis.FRAGLICH, _nur_wortlaut,
        "Die Zeitangabe „{wort}“ nennt keinen Tag.",
        "Übersetzen Sie sie in ein Datum, wenigstens in ein Quartal.",
    ),
    Regel(
        "idee", "T", Ergebnis.FRAGLICH, _idee,
        "Für diese Idee gibt es noch kein Datum.",
        "Das darf so bleiben, bis über sie entschieden ist; dann gehört eine Frist dazu.",
    ),
    Regel(
        "kein_termin", "T", Ergebnis.FEHLT, _nichts, _nichts_satz,
        "Tragen Sie eine Frist ein, auch ungefähr (ein Quartal genügt); ist der Termin bewusst offen, wählen Sie das.",
    ),
)  # fmt: skip
"""Die Regeln zu T in der Reihenfolge, in der sie gelten: Die erste, die zutrifft, entscheidet."""
