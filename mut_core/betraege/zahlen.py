"""Deuten: Zahlen, Währung und Spannen eines Textes als Euro-Beträge – oder als Rückfrage."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache

from mut_core.betraege.schreibung import CENT, betrag_text

GROESSTER_BETRAG = Decimal("999999999999.99")


@dataclass(frozen=True)
class Fund:
    """Ein Betrag oder eine Spanne an einer Stelle des geglätteten Textes; `zweifel` ist leer oder eine Rückfrage."""

    anfang: int
    ende: int
    betrag: Decimal | None
    bis_betrag: Decimal | None = None
    zweifel: str = ""
    untergrenze: bool = False


@dataclass(frozen=True)
class Funde:
    """Alle Geldbeträge eines Abschnitts und was sonst an Zahlen darin steht."""

    betraege: tuple[Fund, ...]
    hat_anteil: bool  # „25 %“
    hat_weitere_zahl: bool  # weder Betrag noch Jahr


_WAEHRUNG = r"€|eur(?:o)?(?![a-zäöü])"
_ZAHL = r"(?:(?<![0-9])[0-9]{1,3}(?: [0-9]{3}(?![0-9]))+|[0-9]+)(?:[.,'][0-9]+)*(?:[.,]-{1,2}(?! ?[0-9]))?"
_FUND = re.compile(
    rf"(?P<minus>(?<![0-9a-zäöü])-)?(?:(?P<mass_vor>teur|tsd\.? ?€|t ?€|k€)|(?P<vor>{_WAEHRUNG}))?\s?"
    rf"(?P<minus_nach>(?<![0-9a-zäöü])-)?(?P<zahl>{_ZAHL})\s?"
    r"(?P<mass>tsd\.?|tausend|t(?= ?(?:€|eur))|k(?= ?€|(?![a-zäöü]))|mio\.?|millionen|million|mrd\.?|milliarden?)?\s?"
    rf"(?P<nach>{_WAEHRUNG})?(?P<prozent> ?(?:%|prozent))?"
)
_DEUTSCHE_ZAHL = re.compile(
    r"(?P<ganze>[0-9]+|[0-9]{1,3}(?:([. '])[0-9]{3})(?:\2[0-9]{3})*)(?:,(?P<cent>[0-9]+|-{1,2})|\.-{1,2})?"
)
_FAKTOREN = {"t": 1_000, "k": 1_000, "m": 1_000_000}
_DATUM = re.compile(r"(?<![0-9.,])[0-9]{1,2}\.[0-9]{1,2}\.(?:[0-9]{4}|[0-9]{2})?(?![0-9.,])(?! ?(?:€|eur))")
_JAHR = re.compile(r"(?:199|20[0-9]|210)[0-9]")
_SPANNE = re.compile(
    r" ?(?:/ ?a|/ ?jahr|p\. ?a\.|jährlich)? ?(?P<trenner>-|bis(?: zu)?|und) ?(?:ca\.? |rund |etwa |max\.? )?"
    rf"(?:{_WAEHRUNG}|teur|t€)? ?"
)
_CIRCA = r"(?: ?(?:ca\.?|rund|etwa|circa))?[ :]*$"
_OBERGRENZE = re.compile(r"(?:\bbis(?: zu)?|\bmax\.?|\bmaximal|\bhöchstens)" + _CIRCA)
_UNTERGRENZE = re.compile(r"(?:\bmind\.?|\bmindestens|\bab|\büber|\bmehr als)" + _CIRCA)
# Was neben einer Zahl ohne „€“ stehen darf, damit sie trotzdem ein Betrag ist.
_GELDWORT = re.compile(
    r"\b(?:ca|circa|zirka|rund|rd|etwa|ungefähr|jährlich\w*|einmalig\w*|p\. ?a|pro jahr|im jahr|jahr|haushalt|hh|in|für"
    r"|ab|bis(?: zu)?|von|zwischen|und|max|maximal|mind|mindestens|höchstens|(?:gesamt|sach|personal|mehr)?kosten"
    r"|betrag|budget|a)\b|[^\w$£¥¢]|_"
)


def ohne_datum(glatt: str) -> str:
    """Ersetzt Kalendertage durch Leerraum gleicher Länge, damit sie nicht als Zahlen gelten."""
    return _DATUM.sub(lambda treffer: " " * len(treffer[0]), glatt)


@lru_cache(maxsize=256)
def geldbetraege(text: str) -> Funde:
    """Findet alle Geldbeträge eines geglätteten Textes; Zahlen ohne „€“ nur, wenn nichts anderes daneben steht."""
    treffer = [t for t in _FUND.finditer(text) if not t["prozent"]]
    hat_anteil = any(t["prozent"] for t in _FUND.finditer(text))
    paare = list(_paare(text, treffer))
    mit_waehrung = [paar for paar in paare if any(_hat_waehrung(t) for t in paar)]
    ohne = [paar for paar in paare if paar not in mit_waehrung and not all(_ist_jahr(t) for t in paar)]
    geld = mit_waehrung or (ohne if ohne and _nur_geldwoerter(text, ohne) else [])
    betraege = tuple(_fund(text, paar) for paar in geld)
    return Funde(betraege, hat_anteil, bool(ohne) and geld is not ohne)


def _paare(text: str, treffer: list[re.Match[str]]) -> Iterator[tuple[re.Match[str], ...]]:
    """Fasst zwei Zahlen mit „bis“ oder Strich dazwischen zur Spanne zusammen."""
    offen: re.Match[str] | None = None
    for t in treffer:
        if offen is not None and _ist_spanne(text, offen, t):
            yield (offen, t)
            offen = None
        else:
            if offen is not None:
                yield (offen,)
            offen = t
    if offen is not None:
        yield (offen,)


def _ist_spanne(text: str, links: re.Match[str], rechts: re.Match[str]) -> bool:
    dazwischen = _SPANNE.fullmatch(text, links.end(), rechts.start("zahl"))
    if dazwischen is None:
        return False
    # „2024 – 21.000 €“ und „5.000 € bis 2025“ nennen ein Jahr und einen Betrag.
    if (_ist_jahr(links) and re.search(r"[. ,]", rechts["zahl"])) or (_hat_waehrung(links) and _ist_jahr(rechts)):
        return False
    return dazwischen["trenner"] != "und" or "zwischen" in text[: links.start()]


def _hat_waehrung(t: re.Match[str]) -> bool:
    return bool(t["vor"] or t["nach"] or t["mass"] or t["mass_vor"] or t["zahl"].endswith("-"))


def _ist_jahr(t: re.Match[str]) -> bool:
    return not _hat_waehrung(t) and bool(_JAHR.fullmatch(t["zahl"]))


def _nur_geldwoerter(text: str, paare: list[tuple[re.Match[str], ...]]) -> bool:
    for paar in paare:
        text = text[: paar[0].start()] + " " * (paar[-1].end() - paar[0].start()) + text[paar[-1].end() :]
    return not _GELDWORT.sub("", _JAHR.sub("", text))


def _fund(text: str, paar: tuple[re.Match[str], ...]) -> Fund:
    davor = text[: paar[0].start()]
    if len(paar) == 2:
        return _spannen_fund(*paar)
    t = paar[0]
    strich = _ist_gedankenstrich(text, t)
    wert, zweifel = _wert(t, _faktor(t), negativ=not strich and bool(t["minus"] or t["minus_nach"]))
    if strich and not davor.strip():
        zweifel = zweifel or "Aufzählungsstrich oder Minus? Bitte bestätigen."
    fund = Fund(t.start(), t.end(), wert, zweifel=zweifel or _zweifel_ohne_waehrung(t, wert))
    if _OBERGRENZE.search(davor):
        return replace(fund, betrag=None, bis_betrag=wert)
    return replace(fund, untergrenze=bool(_UNTERGRENZE.search(davor)))


def _ist_gedankenstrich(text: str, t: re.Match[str]) -> bool:
    """„2024 – 21.000 €“ und „- 500 €“ als Aufzählung: ein Minus steht ohne Leerzeichen vor der Zahl."""
    return bool(t["minus"]) and text[t.end("minus")] == " "


def _spannen_fund(links: re.Match[str], rechts: re.Match[str]) -> Fund:
    faktor = _faktor(rechts)
    von, zweifel_von = _wert(links, _faktor(links) if _hat_waehrung(links) else faktor, negativ=False)
    bis, zweifel_bis = _wert(rechts, faktor, negativ=False)
    zweifel = zweifel_von or zweifel_bis
    if von is not None and bis is not None and von > bis:
        von, bis, zweifel = None, None, "Die Spanne beginnt mit dem größeren Betrag; bitte prüfen."
    if von is None or bis is None:
        von = bis = None
    if not zweifel and _ist_jahr(links):
        zweifel = f"„{links['zahl']}“ kann ein Jahr oder ein Betrag sein; bitte bestätigen."
    if not zweifel and von and bis and von < 1000 and not _hat_waehrung(links) and bis >= 100 * von:
        zweifel = "Fehlen der ersten Zahl die Tausender? Bitte bestätigen."
    return Fund(links.start(), rechts.end(), von, bis, zweifel)


def _zweifel_ohne_waehrung(t: re.Match[str], wert: Decimal | None) -> str:
    if _hat_waehrung(t) or wert is None or abs(wert) >= 100 or not wert:
        return ""
    return "Euro oder Tausend Euro? Bitte die Einheit nennen."


def _wert(t: re.Match[str], faktor: int, *, negativ: bool) -> tuple[Decimal | None, str]:
    """Gibt den Wert in Euro – oder None mit der Rückfrage, warum er nicht feststeht."""
    zahl = _deutsche_zahl(t["zahl"], mit_mass=faktor > 1)
    if zahl is None:
        return None, f"„{t['zahl']}“ ist keine eindeutige deutsche Schreibweise; bitte z. B. „1.000,50 €“."
    if len(t["zahl"]) > 40 or zahl * faktor > GROESSTER_BETRAG:
        return None, f"Der Betrag ist größer als {betrag_text(GROESSTER_BETRAG)}; bitte prüfen."
    wert = zahl * faktor
    if wert != (auf_den_cent := wert.quantize(CENT)):
        return None, "Der Betrag hat Bruchteile eines Cents; bitte prüfen."
    if negativ and wert:
        return -auf_den_cent, "Negativer Betrag; bitte bestätigen."
    return auf_den_cent, ""


def _faktor(t: re.Match[str]) -> int:
    mass = t["mass"] or t["mass_vor"] or ""
    return 1_000_000_000 if mass.startswith(("mrd", "milliard")) else _FAKTOREN.get(mass[:1], 1)


def _deutsche_zahl(text: str, *, mit_mass: bool) -> Decimal | None:
    """Liest nur eindeutige deutsche Schreibweisen: „1.000“ ist tausend, „1.00“ und „1,000.50“ sind None."""
    treffer = _DEUTSCHE_ZAHL.fullmatch(text)
    if treffer is None:
        return None
    cent = (treffer["cent"] or "").strip("-")
    # „33.000,0“ oder „33,000“ ohne „Mio.“ ist eher ein fremdes Gebietsschema als eine Absicht.
    if cent and not mit_mass and len(cent) != 2:
        return None
    return Decimal(re.sub(r"[. ']", "", treffer["ganze"]) + (f".{cent}" if cent else ""))
