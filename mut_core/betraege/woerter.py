"""Erkennen: feste Wörter, Bezugszeit und Vorbehalte einer Ressourcenangabe."""

import re

from mut_core.modell.codes import Angabe, Mittelmodus

_ZUSATZ = r"(?:zusätzlich\w*|weiter\w*|gesondert\w*|eigen\w*|finanziell\w*|personell\w*)"
_FESTE_ANGABEN: tuple[tuple[Angabe, str, re.Pattern[str]], ...] = tuple(
    (angabe, hinweis, re.compile(muster))
    for angabe, hinweis, muster in (
        (
            Angabe.KEINE_ANGABE,
            "ausdrücklich keine Angabe",
            r"k\. ?a|ka|keine angaben?|ohne angaben?|o\. ?a|[?]+|n/a|unbekannt|nicht (?:be|ge)nannt",
        ),
        (
            Angabe.KEINE,
            "ausdrücklich kein Bedarf",
            rf"(?:derzeit |aktuell )?keine?(?: {_ZUSATZ}(?: und {_ZUSATZ})?)*"
            r"(?: (?:kosten|mittel|bedarf|ressourcen|haushaltsmittel|sachkosten|ressourcenbedarf|mittelbedarf|aufwand)"
            r"(?: nötig| notwendig| erforderlich)?)?"
            r"|keiner|entfällt|entfaellt|(?:haushalts|kosten)neutral|kostenfrei|kostenlos"
            r"|ohne (?:zusätzliche )?kosten|/"
            r"|(?:aus )?bordmitteln?"
            r"|im rahmen (?:der )?(?:vorh\.|vorhandene[nr]?|bestehende[nr]?) (?:ressourcen|mittel|haushaltsmittel)",
        ),
        (
            Angabe.OFFEN,
            "Betrag ist bewusst offen",
            r"(?:kosten |betrag |höhe )?(?:noch )?(?:offen|unklar|ungeklärt)|n\. ?n|nn|tbd"
            r"|noch nicht (?:beziffert|bekannt)"
            r"|(?:derzeit |noch )?nicht bezifferbar"
            r"|(?:(?:ist|sind|wird|werden) )?noch (?:zu ermitteln|zu klären|zu beziffern|ermittelt|geklärt)",
        ),
    )
)
_FORMEL = re.compile(r"[=@]|[+-][a-z]+[0-9(]|#[a-zäöü0-9/]+[!?]?$")
_FREMDE_WAEHRUNG = re.compile(r"[$£¥¢]|\b(?:usd|chf|gbp|dollar|franken|cents?|ct)\b")
_STELLE = re.compile(r"vzä|vzae|vk\b|stelle|stunden|\bstd\b|wochenstd|h/woche|minijob|%|prozent")


def feste_angabe(glatt: str) -> tuple[Angabe, bool, str] | None:
    """Erkennt „k. A.“, „keine“, „offen“, Striche und Formeln als (Angabe, sicher, Hinweis); sonst None."""
    if _FORMEL.match(glatt):
        return Angabe.GENANNT, False, "Formel oder Fehlerwert, wird nie ausgerechnet; bitte den Betrag eintragen."
    if glatt in {"-", "--", "/"}:
        return Angabe.KEINE_ANGABE, False, f"„{glatt}“ kann „keine“ oder „k. A.“ heißen; bitte ausschreiben."
    kern = glatt.strip(" .()!;,")
    for angabe, hinweis, muster in _FESTE_ANGABEN:
        if muster.fullmatch(kern):
            return angabe, True, hinweis
    return None


def angabe_ohne_betrag(glatt: str) -> tuple[Angabe, str]:
    """Deutet Text ohne Geldbetrag als (Angabe, Rückfrage)."""
    if _FREMDE_WAEHRUNG.search(glatt):
        return Angabe.GENANNT, "Nur Beträge in Euro werden gelesen; bitte umrechnen."
    if _STELLE.search(glatt):
        return Angabe.GENANNT, "Stellenanteil oder Prozentsatz, kein Geldbetrag."
    if re.search(r"\bkeine angabe", glatt):
        return Angabe.KEINE_ANGABE, "Vermutlich keine Angabe; bitte bestätigen."
    if re.search(r"\bkeine?\b|neutral\b|bordmittel", glatt):
        return Angabe.KEINE, "Vermutlich kein Bedarf; bitte bestätigen."
    return Angabe.GENANNT, "Kein Betrag erkannt; der Wortlaut bleibt erhalten."


# ------------------------------------------------------------------------------------------ Bezugszeit

_JAEHRLICH = re.compile(
    r"(?<![a-zäöü])(?:all)?jährl(?:ich\w*|\.)|\bp\. ?a\b|\bper annum\b|\b(?:pro|je|jedes) (?:haushalts|kalender)?jahr\b"
    r"|/ ?(?:a|j|jahr)\b|\bim jahr\b(?! ?(?:19|20)[0-9]{2})"
)
_EINMALIG = re.compile(r"\beinmalig\w*")
_JAHRESZAHL = re.compile(
    r"(?P<davor>\bab|\bseit|\bbis|\bstand|\bvor|\bnach)?(?: dem)?(?: \w*jahr)? ?"
    r"(?<![0-9.,])(?P<jahr>(?:199|20[0-9]|210)[0-9])(?![0-9])"
)


def bezugszeit(kontext: str) -> tuple[Mittelmodus | None, int | None, str]:
    """Bestimmt Modus, Jahr und Rückfrage aus dem Text um den Betrag („jährlich“, „im Jahr 2024“, „ab 2025“)."""
    jaehrlich, einmalig = bool(_JAEHRLICH.search(kontext)), bool(_EINMALIG.search(kontext))
    treffer = list(_JAHRESZAHL.finditer(kontext))
    jahre = {int(t["jahr"]) for t in treffer}
    jahr = jahre.pop() if len(jahre) == 1 else None
    davor = treffer[0]["davor"] if treffer else None
    if jaehrlich and einmalig:
        return None, jahr, "„einmalig“ und „jährlich“ zugleich; bitte getrennt erfassen."
    if jahre:
        modus = Mittelmodus.JAEHRLICH if jaehrlich else None
        return modus, None, "Mehrere Jahre genannt; bitte je Jahr eine Mittelposition erfassen."
    if jahr is None or einmalig:
        return Mittelmodus.JAEHRLICH if jaehrlich else Mittelmodus.EINMALIG if einmalig else None, jahr, ""
    if jaehrlich:
        zweifel = "" if davor in {"ab", "seit"} else f"Jährlich oder nur {jahr}? Bitte bestätigen."
        return Mittelmodus.JAEHRLICH, jahr, zweifel
    if davor:
        return None, jahr, f"„{davor} {jahr}“: jährlich oder einmalig? Bitte bestätigen."
    return Mittelmodus.JAHR, jahr, ""


# ------------------------------------------------------------------------------------------ Vorbehalte

_UNGENAU = re.compile(
    r"\b(?:ca|circa|zirka|rund|rd|etwa|ungefähr|knapp|gut|über|mehr als|mind|mindestens"
    r"|schätzungsweise|geschätzt\w*)\b|[~≈]"
)
_KONJUNKTIV = re.compile(
    r"\b(?:lägen?|läge|würden?|wären?|wäre|könnten?|dürften?|hätten?|kämen?|beliefen|betrügen?|entstünden?|müssten?|sollten?"
    r"|voraussichtlich\w*|vorauss|vsl|sofern|vorbehaltlich)\b"
)
_JE_EINHEIT = re.compile(
    r"\b(?:pro|je|à) (?!(?:haushalts|kalender)?jahr\b)[a-zäöü]|(?:€|euro?) ?/ ?(?!jahr\b|a\b|j\b)[a-zäöü]"
    r"|\b(?:monatlich|wöchentlich|täglich|halbjährlich|vierteljährlich|quartalsweise)|[0-9] ?[x×] "
)
_VERNEINT = re.compile(
    r"\b(?:nicht|statt|anstelle|gestrichen|abgelehnt|gekürzt|ursprünglich|bisher|abzüglich|minus|keine?)\b"
)
_TEIL_ODER_GANZES = re.compile(r"\b(?:davon|darunter|insgesamt|gesamt\w*|summe|zusammen)\b")


def ist_ungenau(kontext: str) -> bool:
    """Sagt, ob der Betrag nur ungefähr genannt ist („ca.“, „rund“)."""
    return bool(_UNGENAU.search(kontext))


def ist_konjunktiv(kontext: str) -> bool:
    """Sagt, ob der Betrag unter Vorbehalt genannt ist („lägen bei“, „voraussichtlich“)."""
    return bool(_KONJUNKTIV.search(kontext))


def ist_teil_oder_ganzes(glatt: str) -> bool:
    """Sagt, ob ein Betrag Teil oder Summe der anderen ist („davon“, „insgesamt“)."""
    return bool(_TEIL_ODER_GANZES.search(glatt))


def zweifel_am_umfeld(kontext: str) -> str:
    """Nennt die Rückfrage, wenn Wörter neben dem Betrag seine Bedeutung ändern; sonst leer."""
    if _FREMDE_WAEHRUNG.search(kontext):
        return "Neben Euro ist eine andere Währung oder Cent genannt; bitte prüfen."
    if _JE_EINHEIT.search(kontext):
        return "Betrag je Einheit oder Zeitraum, nicht die Gesamtsumme; bitte prüfen."
    if treffer := _VERNEINT.search(kontext):
        return f"„{treffer[0]}“ kann den Betrag aufheben; bitte prüfen."
    return "Der Text beginnt mit „+“; bitte prüfen." if kontext.startswith("+") else ""
