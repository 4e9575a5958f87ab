"""Angaben vergleichen: Titel, Nummer, Handlungsfeld, Federführung, Konkretheit, Ziele und was sonst beschreibt.

Verglichen wird der Schlüssel, gezeigt der Name: Wird eine Stelle umbenannt, wechselt keine Federführung.
"""

from collections import namedtuple
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from mut_core.sprache import aufzaehlung
from mut_core.veraenderung.klassen import Zeile
from mut_core.veraenderung.paar import Gegenueber, Paar, zeilen
from mut_core.veraenderung.worte import OHNE_ANGABE, name, zitiert
from mut_core.zeitangaben import datum_text


@dataclass(frozen=True)
class _Angabe:
    """Ein Feld mit Bezeichnung; `schluessel` entscheidet, ob es sich geändert hat, `text` zeigt es.

    `nur_beide`: eine Änderung ist es nur, wenn beide Stände etwas nennen.
    """

    bezeichnung: str
    spalten: tuple[str, ...]
    schluessel: Callable[[Any], Any]
    text: Callable[[Any], str | None]
    nur_beide: bool = False


def _code(feld: str, bezeichnung: str) -> _Angabe:
    return _Angabe(bezeichnung, (feld,), lambda m: getattr(m, feld), lambda m: _bezeichnung(getattr(m, feld)))


def _text(feld: str, bezeichnung: str) -> _Angabe:
    return _Angabe(bezeichnung, (feld,), lambda m: getattr(m, feld) or None, lambda m: getattr(m, feld) or None)


def _bezeichnung(wert: Any) -> str | None:
    return wert.bezeichnung if wert is not None else None


def _federfuehrung(m: Any) -> Any:
    return m.federfuehrung_id or m.federfuehrung_wortlaut or None


ANGABEN: Mapping[str, _Angabe] = {
    "titel": _text("titel", "Titel"),
    "nummer": _text("nummer", "Nummer"),
    "handlungsfeld": _Angabe(
        "Handlungsfeld", ("handlungsfeld_id",), lambda m: m.handlungsfeld_id, lambda m: m.handlungsfeld
    ),
    "federfuehrung": _Angabe(
        "Federführung",
        ("federfuehrung_id", "federfuehrung_wortlaut"),
        _federfuehrung,
        lambda m: m.federfuehrung or m.federfuehrung_wortlaut,
    ),
    "konkretheit": _code("konkretheit", "Konkretheit"),
    "prioritaet": _code("prioritaet", "Priorität"),
    "art": _code("art", "Art"),
    "zielgruppe": _text("zielgruppe", "Zielgruppe"),
    "beschreibung": _text("beschreibung", "Beschreibung"),
    "wiedervorlage": _Angabe(
        "Wiedervorlage",
        ("stand_wiedervorlage",),
        lambda m: m.stand_wiedervorlage,
        lambda m: datum_text(m.stand_wiedervorlage) if m.stand_wiedervorlage else None,
        nur_beide=True,
    ),
}
"""Welche Felder verglichen werden; Ziele kommen aus ihrer eigenen Tabelle dazu."""


def angaben(lage: Gegenueber) -> Iterator[Zeile]:
    """Gibt je geändertem Feld einer in beiden Ständen geführten Maßnahme eine Zeile mit altem und neuem Wert."""
    geprueft = [(feld, a) for feld, a in ANGABEN.items() if lage.bekannt.issuperset(a.spalten)]
    ziele = _Ziele(lage)
    for p in lage.paare:
        if p.vorher is None or p.nachher is None:
            continue
        for feld, a in geprueft if p.vorher != p.nachher else ():  # die meisten sind ganz gleich
            alt, neu = a.schluessel(p.vorher), a.schluessel(p.nachher)
            if alt != neu and not (a.nur_beide and None in (alt, neu)):
                yield _zeile(p, feld, a.bezeichnung, a.text(p.vorher), a.text(p.nachher))
        yield from ziele.zeilen(p)


def _zeile(p: Paar, feld: str, bezeichnung: str, alt: str | None, neu: str | None) -> Zeile:
    return *p.kopf, feld, bezeichnung, alt, neu, _satz(p, feld, bezeichnung, alt, neu)


_SAETZE: Mapping[str, str] = {
    "titel": "{nummer} heißt jetzt {neu} (bisher {alt}).",
    "nummer": "{titel} hat jetzt die Nummer {neu_bloss} (bisher {alt_bloss}).",
    "handlungsfeld": "{wer} gehört jetzt zum Handlungsfeld {neu} (bisher {alt}).",
    "federfuehrung": "Federführung von {wer}: jetzt {neu_bloss}, bisher {alt_bloss}.",
    "konkretheit": "{wer} gilt jetzt als {neu} (bisher {alt}).",
    "wiedervorlage": "Die Wiedervorlage von {wer} ist vom {alt_bloss} auf den {neu_bloss} gelegt.",
}
"""Sätze für Felder mit beiden Werten; die übrigen sagen „jetzt …, bisher …“."""


def _satz(p: Paar, feld: str, bezeichnung: str, alt: str | None, neu: str | None) -> str:
    wer = name(p.nachher)
    if feld == "beschreibung":
        return f"Die Beschreibung von {wer} ist {'überarbeitet' if alt and neu else 'ergänzt' if neu else 'entfernt'}."
    fehlt = "nicht benannt" if feld == "federfuehrung" else OHNE_ANGABE
    vorlage = _SAETZE.get(feld) if neu or feld == "federfuehrung" else None
    return (vorlage or f"{bezeichnung} von {{wer}}: jetzt {{neu}}, bisher {{alt}}.").format(
        wer=wer,
        nummer=p.nachher.nummer,
        titel=zitiert(p.nachher.titel),
        neu=zitiert(neu) if neu else fehlt,
        alt=zitiert(alt) if alt else fehlt,
        neu_bloss=neu or fehlt,
        alt_bloss=alt or fehlt,
    )


# --- Ziele -----------------------------------------------------------------------------------------------------------

_Zuordnung = namedtuple("_Zuordnung", "massnahme_id ziel_id")
_Ziel = namedtuple("_Ziel", "id text")


class _Ziele:
    """Die Ziele beider Stände je Maßnahme; kennt sie ein Stand noch nicht, wird nichts verglichen."""

    def __init__(self, lage: Gegenueber) -> None:
        beide = lage.vorher, lage.nachher
        self.bekannt = all("massnahmenziele" in stand.tabellen for stand in beide)
        self.alte, self.neue = (_je_massnahme(stand) for stand in beide)
        self.texte = {z.id: z.text for stand in beide for z in zeilen(stand, "ziele", _Ziel)}

    def zeilen(self, p: Paar) -> Iterator[Zeile]:
        alte, neue = self.alte.get(p.id, frozenset()), self.neue.get(p.id, frozenset())
        if alte == neue or not self.bekannt:
            return
        dazu, weg = self._texte(neue - alte), self._texte(alte - neue)
        teile = [
            *([f"trägt jetzt auch zu {_ziel(dazu)} bei"] if dazu else []),
            *([f"trägt nicht mehr zu {_ziel(weg)} bei"] if weg else []),
        ]
        alt, neu = ("; ".join(self._texte(menge)) or None for menge in (alte, neue))
        yield *p.kopf, "ziel", "Ziel", alt, neu, f"{name(p.nachher)} {aufzaehlung(teile)}."

    def _texte(self, schluessel: frozenset[int]) -> list[str]:
        return [self.texte.get(i) or f"Ziel {i}" for i in sorted(schluessel)]


def _ziel(texte: list[str]) -> str:
    wort = "dem Ziel" if len(texte) == 1 else "den Zielen"
    return f"{wort} {aufzaehlung([zitiert(t) for t in texte])}"


def _je_massnahme(lagebild: Any) -> dict[int, frozenset[int]]:
    je: dict[int, set[int]] = {}
    for z in zeilen(lagebild, "massnahmenziele", _Zuordnung):
        je.setdefault(z.massnahme_id, set()).add(z.ziel_id)
    return {i: frozenset(menge) for i, menge in je.items()}
