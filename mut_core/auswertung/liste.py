"""Auflisten: die Maßnahmen, die zu einem Filter passen – hinter jeder Zahl steht so eine Liste."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

import pandas as pd

from mut_core.auswertung.aufmerksamkeit import aufmerksamkeit
from mut_core.auswertung.kennzahlen import GRUPPEN, in_gruppe
from mut_core.auswertung.luecken import luecken
from mut_core.auswertung.tabelle import geordnete_handlungsfelder, nummernschluessel, quartal
from mut_core.auswertung.verteilung import MIT_TERMIN
from mut_core.fehler import EingabeError
from mut_core.lagebild import Lagebild, saetze
from mut_core.modell.codes import Aktualitaet, Terminlage, Umsetzungsstand
from mut_core.sprache import suchformen

FEDERFUEHRUNG_NICHT_BENANNT = 0
"""Wert des Filters `federfuehrung` für Maßnahmen ohne benannte Stelle."""

JEDER_ANLASS = "alle"
"""Wert des Filters `anlass` für alles, was eine Entscheidung braucht."""

SUCHFELDER = (
    "nummer",
    "titel",
    "beschreibung",
    "federfuehrung",
    "federfuehrung_wortlaut",
    "stand_text",
    "stand_naechster_schritt",
    "stand_hindernis",
)


@dataclass(frozen=True)
class Filter:
    """Was eine Liste einschränkt; leer heißt: keine Einschränkung, mehrere gelten zugleich.

    `handlungsfeld` ist die Nummer des ersten Handlungsfelds, `federfuehrung` und `ziel` sind Schlüssel (0: nicht
    benannt), `teilprojekt` ist der Buchstabe. `gruppe` ist der Name einer Kennzahl, `quartal` („II/2024“) das Quartal
    des Termins offener Maßnahmen, `faellig_ab` und `faellig_bis` sind der erste und letzte Tag dieses Termins,
    `verschoben` sagt, wie oft die Frist mindestens verschoben wurde, `luecke` ist ein Schlüssel von `ANGABEN`,
    `anlass` einer von `ANLAESSE` oder `JEDER_ANLASS`, `nummern` sind einzeln genannte Maßnahmen.
    """

    handlungsfeld: int | None = None
    umsetzungsstand: tuple[Umsetzungsstand, ...] | None = None
    terminlage: tuple[Terminlage, ...] | None = None
    aktualitaet: tuple[Aktualitaet, ...] | None = None
    federfuehrung: int | None = None
    suche: str = ""
    gruppe: str | None = None
    quartal: str | None = None
    teilprojekt: str | None = None
    ziel: int | None = None
    luecke: str | None = None
    anlass: str | None = None
    faellig_ab: date | None = None
    faellig_bis: date | None = None
    verschoben: int | None = None
    nummern: tuple[str, ...] | None = None


OHNE_FILTER = Filter()


def massnahmenliste(lagebild: Lagebild, filter: Filter = OHNE_FILTER) -> pd.DataFrame:
    """Gibt die passenden Maßnahmen mit allen Spalten des Lagebilds, nach Handlungsfeld und Nummer geordnet.

    Die Suche findet alle Wörter in Nr., Titel, Beschreibung, Federführung und letztem Sachstand; Groß-/Kleinschreibung,
    ß/ss und Umlaute (ü, ue, u) zählen nicht. Wirft EingabeError bei einer unbekannten Gruppe.
    """
    return lagebild.massnahmen.iloc[treffer(lagebild, filter)].reset_index(drop=True)


def treffer(lagebild: Lagebild, filter: Filter = OHNE_FILTER) -> list[int]:
    """Gibt die Zeilen der `massnahmenliste` als Stellen in `lagebild.massnahmen` – zum Aufheben und Blättern."""
    m = lagebild.massnahmen
    passt = [True] * len(m)
    for bedingung in _bedingungen(lagebild, filter):
        passt = [a and b for a, b in zip(passt, bedingung, strict=True)]
    if filter.suche.strip():
        passt = _gefunden(m, passt, filter.suche)
    rang = {h.id: i for i, h in enumerate(geordnete_handlungsfelder(lagebild))}
    nummern, felder = m["nummer"].tolist(), m["handlungsfeld_id"].tolist()
    stellen = [i for i, p in enumerate(passt) if p]
    stellen.sort(key=lambda i: (rang.get(felder[i], len(rang)), nummernschluessel(nummern[i])))
    return stellen


def ausschnitt(lagebild: Lagebild, filter: Filter) -> Lagebild:
    """Gibt das Lagebild nur mit den passenden Maßnahmen und Handlungsfeldern; Kennzahlen und Tabellen folgen ihm.

    Was an anderen Maßnahmen hängt (Sachstände, Mittel, Meilensteine …), fehlt darin; was am ganzen Konzept hängt, auch.
    """
    if filter == OHNE_FILTER:
        return lagebild
    massnahmen = massnahmenliste(lagebild, filter)
    behalten = set(massnahmen["id"])
    tabellen = {name: _nur(t, behalten) for name, t in lagebild.tabellen.items()} | {"massnahmen": massnahmen}
    gefoerdert = set(tabellen["mittel"]["foerderung_id"])
    f = lagebild.foerderungen
    tabellen["foerderungen"] = f.loc[[i in gefoerdert for i in f["id"]]].reset_index(drop=True)
    felder = lagebild.handlungsfelder
    erlaubt = [
        (filter.handlungsfeld in (None, h.nummer)) and _im_teilprojekt(lagebild, filter, h.teilprojekt_id)
        for h in saetze(felder)
    ]
    tabellen["handlungsfelder"] = felder.loc[erlaubt].reset_index(drop=True)
    return replace(lagebild, tabellen=tabellen)


def _nur(tabelle: pd.DataFrame, massnahmen: set[int]) -> pd.DataFrame:
    """Gibt von einer Tabelle, die an Maßnahmen hängt, nur die Zeilen dieser Maßnahmen."""
    if "massnahme_id" not in tabelle:
        return tabelle
    return tabelle.loc[[i in massnahmen for i in tabelle["massnahme_id"]]].reset_index(drop=True)


def _bedingungen(lagebild: Lagebild, f: Filter) -> Iterable[list[bool]]:
    m = lagebild.massnahmen
    if f.gruppe is not None:
        yield in_gruppe(lagebild, _require_gruppe(f.gruppe))
    if f.handlungsfeld is not None:
        yield [n == f.handlungsfeld for n in m["handlungsfeld_nummer"]]
    for spalte in ("umsetzungsstand", "terminlage", "aktualitaet"):
        if (erlaubt := getattr(f, spalte)) is not None:
            yield [wert in erlaubt for wert in m[spalte]]
    if f.federfuehrung is not None:
        yield [(wert or FEDERFUEHRUNG_NICHT_BENANNT) == f.federfuehrung for wert in m["federfuehrung_id"]]
    yield from _fristbedingungen(m, f)
    if f.teilprojekt is not None:
        erlaubte = {h.id for h in geordnete_handlungsfelder(lagebild) if _im_teilprojekt(lagebild, f, h.teilprojekt_id)}
        yield [feld in erlaubte for feld in m["handlungsfeld_id"]]
    if f.ziel is not None:
        z = lagebild.massnahmenziele
        erlaubte = {i for i, ziel in zip(z["massnahme_id"], z["ziel_id"], strict=True) if ziel == f.ziel}
        yield [i in erlaubte for i in m["id"]]
    if f.luecke is not None:
        fehlend = luecken(lagebild)
        betroffen = {i for i, a in zip(fehlend["massnahme_id"], fehlend["angabe"], strict=True) if a == f.luecke}
        yield [i in betroffen for i in m["id"]]
    if f.anlass is not None:
        hinweise = aufmerksamkeit(lagebild)
        paare = zip(hinweise["massnahme_id"], hinweise["anlaesse"], strict=True)
        gemeint = {i for i, anlaesse in paare if f.anlass == JEDER_ANLASS or f.anlass in anlaesse}
        yield [i in gemeint for i in m["id"]]
    if f.nummern is not None:
        yield [nummer in f.nummern for nummer in m["nummer"]]


def _fristbedingungen(m: pd.DataFrame, f: Filter) -> Iterable[list[bool]]:
    if f.quartal is not None:
        yield _im_quartal(m, f.quartal)
    if f.faellig_ab is not None or f.faellig_bis is not None:
        ab, bis = f.faellig_ab or date.min, f.faellig_bis or date.max
        paare = zip(m["termin"], m["terminlage"], strict=True)
        yield [tag is not None and lage in MIT_TERMIN and ab <= tag <= bis for tag, lage in paare]
    if f.verschoben is not None:
        yield [wie_oft >= f.verschoben for wie_oft in m["verschoben"]]


def _require_gruppe(gruppe: str) -> str:
    if gruppe not in GRUPPEN:
        raise EingabeError(f"Eine Gruppe „{gruppe}“ gibt es nicht. Möglich sind: {', '.join(GRUPPEN)}.", feld="gruppe")
    return gruppe


def _im_quartal(m: pd.DataFrame, gesucht: str) -> list[bool]:
    paare = zip(m["termin"], m["terminlage"], strict=True)
    return [tag is not None and lage in MIT_TERMIN and quartal(tag) == gesucht for tag, lage in paare]


def _im_teilprojekt(lagebild: Lagebild, f: Filter, teilprojekt_id: int | None) -> bool:
    if f.teilprojekt is None:
        return True
    t = lagebild.teilprojekte
    return teilprojekt_id in {i for i, b in zip(t["id"], t["buchstabe"], strict=True) if b == f.teilprojekt}


_TRENNER = "\x00"
"""Kommt in keinem gespeicherten Text vor."""


def _gefunden(m: pd.DataFrame, passt: list[bool], suche: str) -> list[bool]:
    """Sucht in den Zeilen, die alles andere schon erfüllen; alles auf einmal zu glätten ist zehnmal so schnell."""
    woerter = [suchformen(wort) for wort in suche.replace(_TRENNER, " ").split()]
    spalten = zip(*(m[feld] for feld in SUCHFELDER), strict=True)
    texte = ["\n".join(filter(None, felder)) for felder, noch in zip(spalten, passt, strict=True) if noch]
    formen = zip(*(form.split(_TRENNER) for form in suchformen(_TRENNER.join(texte))), strict=True)
    return [noch and _enthaelt_alle(next(formen), woerter) for noch in passt]


def _enthaelt_alle(formen: tuple[str, ...], woerter: list[tuple[str, str]]) -> bool:
    return all(lang in formen[0] or kurz in formen[1] for lang, kurz in woerter)
