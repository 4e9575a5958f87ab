"""Messbar: Lässt sich feststellen, ob die Maßnahme erreicht hat, was sie soll?"""

from mut_core.smart.angaben import Angaben
from mut_core.smart.befund import Ergebnis, Fund, Regel, Stoff
from mut_core.smart.text import Text
from mut_core.smart.woerter import (
    EINMALIG,
    ERZEUGNISSE,
    FESTER_RHYTHMUS,
    INDIKATOREN,
    INDIKATOREN_SONST,
    MENGENWOERTER,
    VORWOERTER,
)
from mut_core.sprache import knapp

_KEIN_INDIKATOR = frozenset(("", "-", "–", "k. a.", "k.a.", "keine", "keiner", "offen", "?", "n. n.", "folgt", "tbd"))


def _indikator(a: Angaben) -> str:
    text = (a.indikator or "").strip()
    return "" if text.lower() in _KEIN_INDIKATOR else text


def _indikator_mit_zahl(s: Stoff) -> Fund | None:
    text = _indikator(s.angaben)
    return Fund("indikator", knapp(text, 80)) if text and any(z.isdecimal() for z in text) else None


def _indikator_und_umfang(s: Stoff) -> Fund | None:
    if not _indikator(s.angaben):
        return None
    return Fund("indikator", groesse) if (groesse := Text(_indikator(s.angaben)).groesse) else _umfang(s)


def _umfang(s: Stoff) -> Fund | None:
    if s.titel.groesse:
        return Fund("titel", s.titel.groesse)
    return Fund("beschreibung", s.beschreibung.groesse) if s.beschreibung.groesse else None


def _indikator_ohne_ziel(s: Stoff) -> Fund | None:
    text = _indikator(s.angaben)
    return Fund("indikator", knapp(text, 80)) if text else None


def _wiederkehr(s: Stoff) -> Fund | None:
    for feld, text in (("titel", s.titel), ("beschreibung", s.beschreibung)):
        if treffer := text.menge & FESTER_RHYTHMUS:
            wort = min(treffer, key=text.klein.index)
            if wort != "einmal" or _ZEITRAEUME & text.menge:
                return Fund(feld, text.wie_geschrieben(wort))
        if alle := _alle_so_oft(text):
            return Fund(feld, alle)
    return None


_ZEITRAEUME = frozenset(("jahr", "monat", "quartal", "woche", "halbjahr"))


def _alle_so_oft(text: Text) -> str:
    """„alle acht Wochen“, „jedes Jahr“ – sonst ein leerer Text."""
    if not text.menge & {"alle", "jedes", "jeden", "jede"}:
        return ""
    for i, klein in enumerate(text.klein):
        danach = text.klein[i + 1 : i + 3]
        zahl = klein == "alle" and len(danach) > 1 and (danach[0] in MENGENWOERTER or danach[0].isdecimal())
        if zahl and danach[1].startswith(("woche", "monat", "jahr")):
            return " ".join(text.teile[i : i + 3])
        if klein in ("jedes", "jeden", "jede") and danach[:1] and danach[0] in _ZEITRAEUME:
            return " ".join(text.teile[i : i + 2])
    return ""


def _getan(s: Stoff) -> Fund | None:
    """Eine Handlung mit Ende im Titel: Getan oder nicht, das lässt sich sagen."""
    return next((Fund("titel", teil) for teil in s.titel.teile if teil in EINMALIG), None)


def _erzeugnis(s: Stoff) -> Fund | None:
    """Ein Erzeugnis vorn im Titel; hinter „auf“, „für“ oder „mit“ steht, wofür es ist."""
    for teil, klein in zip(s.titel.teile, s.titel.klein, strict=True):
        if klein in VORWOERTER or klein == "(":
            return None
        if klein.endswith(ERZEUGNISSE) and teil[0].isupper():
            return Fund("titel", teil)
    return None


def _nichts(s: Stoff) -> Fund | None:
    return Fund("indikator", (s.angaben.indikator or "").strip()[:40])


def indikator_vorschlag(a: Angaben) -> str:
    """Gibt, was sich bei dieser Maßnahme zählen ließe, z. B. „die Zahl der Beratungen im Quartal“."""
    titel = a.titel.lower()
    if titel.rstrip(" .").endswith(("prüfen", "überprüfen")):
        return "„Prüfergebnis liegt dem Ausschuss vor“ mit Datum"
    for text in (titel, (a.beschreibung or "")[:2000].lower()):
        passend = [(text.index(stamm), -len(stamm), was) for stamm, was in INDIKATOREN if stamm in text]
        if passend:
            return min(passend)[-1]
    sonst = (was for stamm, was in INDIKATOREN_SONST if stamm in titel)
    return next(sonst, "eine Zahl, die Sie ohnehin erheben – Teilnehmende, Termine, Anträge")


def _vorschlag(a: Angaben, _: str) -> str:
    return f"Tragen Sie einen Indikator ein, etwa {indikator_vorschlag(a)}."


def _zielwert(a: Angaben, _: str) -> str:
    text = knapp(_indikator(a), 60)
    if text.lower().startswith(("anteil", "quote", "rücklauf")):
        beispiel = "„… % bis Jahresende“"
    else:
        mehreres = "," in text or " und " in text or "(" in text
        beispiel = "„mindestens … im Jahr“" if mehreres else f"„{text}: mindestens …“"
    return f"Ergänzen Sie, wie viel erreicht werden soll, etwa {beispiel}."


REGELN = (
    Regel(
        "indikator_mit_zahl", "M", Ergebnis.ERFUELLT, _indikator_mit_zahl,
        "Der Indikator „{wort}“ nennt eine Zahl.",
    ),
    Regel(
        "indikator_und_umfang", "M", Ergebnis.ERFUELLT, _indikator_und_umfang,
        "Es gibt einen Indikator, und der Text nennt den Umfang („{wort}“).",
    ),
    Regel(
        "indikator_ohne_ziel", "M", Ergebnis.FRAGLICH, _indikator_ohne_ziel,
        "Der Indikator „{wort}“ sagt, was gezählt wird, aber nicht, wie viel erreicht werden soll.",
        _zielwert,
    ),
    Regel(
        "umfang", "M", Ergebnis.ERFUELLT, _umfang,
        "Der Umfang steht im Text („{wort}“) und lässt sich nachprüfen.",
    ),
    Regel(
        "getan", "M", Ergebnis.FRAGLICH, _getan,
        "Ob das getan ist („{wort}“), lässt sich feststellen; woran man den Erfolg erkennt, steht nicht da.",
        _vorschlag,
    ),
    Regel(
        "erzeugnis", "M", Ergebnis.FRAGLICH, _erzeugnis,
        "Ob es das am Ende gibt („{wort}“), lässt sich feststellen; woran man den Erfolg erkennt, steht nicht da.",
        _vorschlag,
    ),
    Regel(
        "wiederkehr", "M", Ergebnis.FRAGLICH, _wiederkehr,
        "Ob es stattfindet („{wort}“), lässt sich feststellen; was dabei herauskommen soll, steht nicht da.",
        _vorschlag,
    ),
    Regel(
        "kein_massstab", "M", Ergebnis.FEHLT, _nichts,
        "Weder ein Indikator noch eine Zahl sagt, woran man den Erfolg erkennt.",
        _vorschlag,
    ),
)  # fmt: skip
"""Die Regeln zu M in der Reihenfolge, in der sie gelten: Die erste, die zutrifft, entscheidet."""
