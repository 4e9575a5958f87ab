"""Realistisch: Ist geklärt, womit die Maßnahme umgesetzt wird?"""

from mut_core.modell.codes import Angabe, Mittelstatus, Umsetzungsstand
from mut_core.smart.angaben import Angaben
from mut_core.smart.befund import Ergebnis, Fund, Regel, Stoff
from mut_core.sprache import knapp

_GESICHERT = (Mittelstatus.BEWILLIGT, Mittelstatus.IM_HAUSHALT, Mittelstatus.FREIGEGEBEN, Mittelstatus.VERAUSGABT)
_BEANTRAGT = (Mittelstatus.ANGEMELDET, Mittelstatus.BEANTRAGUNG_LAEUFT)


def _abgelehnt(s: Stoff) -> Fund | None:
    return Fund("mittelstatus", "abgelehnt") if s.angaben.mittelstatus == Mittelstatus.ABGELEHNT else None


def _gesichert(s: Stoff) -> Fund | None:
    status = s.angaben.mittelstatus
    return Fund("mittelstatus", status.bezeichnung) if status in _GESICHERT else None


def _kein_bedarf(s: Stoff) -> Fund | None:
    a = s.angaben
    if a.mittelstatus == Mittelstatus.KEIN_BEDARF:
        return Fund("mittelstatus", a.mittelstatus.bezeichnung)
    ungeklaert = a.mittelstatus == Mittelstatus.UNGEKLAERT
    return Fund("mittel_angabe", "keine") if a.mittel_angabe == Angabe.KEINE and ungeklaert else None


def _beantragt(s: Stoff) -> Fund | None:
    status = s.angaben.mittelstatus
    return Fund("mittelstatus", status.bezeichnung.split(" (")[0]) if status in _BEANTRAGT else None


def _beziffert(s: Stoff) -> Fund | None:
    a = s.angaben
    if a.mittelstatus == Mittelstatus.BEZIFFERT or a.hat_betrag:
        return Fund("mittelstatus", knapp(a.mittel_wortlaut or "", 60))
    return None


def _nur_wortlaut(s: Stoff) -> Fund | None:
    a = s.angaben
    for feld, wortlaut in (("mittel_wortlaut", a.mittel_wortlaut), ("personal_wortlaut", a.personal_wortlaut)):
        if (wortlaut or "").strip():
            return Fund(feld, knapp(wortlaut or "", 60))
    return None


def _offen(s: Stoff) -> Fund | None:
    return Fund("mittel_angabe", "bewusst offen") if s.angaben.mittel_angabe == Angabe.OFFEN else None


def _ungeklaert(_: Stoff) -> Fund | None:
    return Fund("mittelstatus")


def _ungeklaert_satz(a: Angaben, _: str) -> str:
    ka = " (die Quelle sagt „k. A.“)" if a.mittel_angabe == Angabe.KEINE_ANGABE else ""
    return f"Womit die Maßnahme umgesetzt wird, ist nicht geklärt: Zu Mitteln und Personal steht nichts da{ka}."


def _ohne_mittel(a: Angaben, _: str) -> str:
    if a.umsetzungsstand == Umsetzungsstand.ZURUECKGESTELLT:
        return "Klären Sie bis zur Wiedervorlage, ob es kleiner geht oder jemand anderes das Geld gibt."
    return "Planen Sie kleiner, suchen Sie anderes Geld, oder stellen Sie die Maßnahme mit Wiedervorlage zurück."


REGELN = (
    Regel(
        "abgelehnt", "R", Ergebnis.FEHLT, _abgelehnt,
        "Die Mittel sind abgelehnt oder gestrichen.",
        _ohne_mittel,
    ),
    Regel("gesichert", "R", Ergebnis.ERFUELLT, _gesichert, "Die Mittel sind geklärt ({wort})."),
    Regel("kein_bedarf", "R", Ergebnis.ERFUELLT, _kein_bedarf, "Zusätzliche Mittel sind nicht nötig ({wort})."),
    Regel(
        "beantragt", "R", Ergebnis.FRAGLICH, _beantragt,
        "Die Mittel sind noch nicht bewilligt (Mittelstatus „{wort}“).",
        "Halten Sie fest, wann entschieden wird und was sonst geschieht: kleiner, später oder gar nicht.",
    ),
    Regel(
        "beziffert", "R", Ergebnis.FRAGLICH, _beziffert,
        "Der Bedarf ist beziffert, aber weder angemeldet noch bewilligt.",
        "Melden Sie ihn zum nächsten Haushalt an, oder nennen Sie den Fördertopf.",
    ),
    Regel(
        "nur_wortlaut", "R", Ergebnis.FRAGLICH, _nur_wortlaut,
        "Zu den Ressourcen steht „{wort}“ da; ob das gesichert ist, bleibt offen (Mittelstatus „ungeklärt“).",
        "Beziffern Sie den Bedarf, oder wählen Sie „kein Bedarf“, wenn Vorhandenes genügt.",
    ),
    Regel(
        "mittel_offen", "R", Ergebnis.FRAGLICH, _offen,
        "Der Mittelbedarf ist bewusst offen gelassen.",
        "Schreiben Sie dazu, wann er feststehen soll.",
    ),
    Regel(
        "ungeklaert", "R", Ergebnis.FEHLT, _ungeklaert, _ungeklaert_satz,
        "Schätzen Sie Geld und Stunden grob („ca. 5.000 €“, „2 Stunden je Woche“), oder wählen Sie „keine“.",
    ),
)  # fmt: skip
"""Die Regeln zu R in der Reihenfolge, in der sie gelten: Die erste, die zutrifft, entscheidet."""
