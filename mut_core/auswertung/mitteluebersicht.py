"""Zusammenstellen: das Geld des Konzepts je Jahr, Art und Stufe – und nie mehr zusammengezählt, als zusammengehört.

Zusammengezählt werden nur Beträge derselben Art, desselben Bezugs (einmalig, jährlich, für ein Jahr) und derselben
Gewissheit (genau, „ca.“, Spanne, Konjunktiv, Vorbehalt). Alles bleibt in ganzen Cent.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import pandas as pd

from mut_core.auswertung.mittel import euro, position_text
from mut_core.auswertung.tabelle import build_tabelle, nummernschluessel
from mut_core.betraege import betrag_text
from mut_core.lagebild import Lagebild, saetze
from mut_core.modell.codes import Angabe, Mittelart, Mittelmodus, Mittelstatus, Wort
from mut_core.sprache import anzahl, aufzaehlung, ganzer_satz, zahl


class Stufe(Wort):
    """Wie weit ein Betrag auf dem Weg vom Wunsch zur Ausgabe ist – gröber als der Mittelstatus."""

    OFFEN = "offen", "noch nicht angemeldet"
    ANGEMELDET = "angemeldet", "angemeldet"
    BEWILLIGT = "bewilligt", "bewilligt"
    VERAUSGABT = "verausgabt", "verausgabt"
    ABGELEHNT = "abgelehnt", "abgelehnt"
    KEIN_BEDARF = "kein_bedarf", "kein Bedarf"


STUFEN: Mapping[Stufe, tuple[Mittelstatus, ...]] = {
    Stufe.OFFEN: (Mittelstatus.UNGEKLAERT, Mittelstatus.BEZIFFERT),
    Stufe.ANGEMELDET: (Mittelstatus.ANGEMELDET, Mittelstatus.BEANTRAGUNG_LAEUFT),
    Stufe.BEWILLIGT: (Mittelstatus.BEWILLIGT, Mittelstatus.IM_HAUSHALT, Mittelstatus.FREIGEGEBEN),
    Stufe.VERAUSGABT: (Mittelstatus.VERAUSGABT,),
    Stufe.ABGELEHNT: (Mittelstatus.ABGELEHNT,),
    Stufe.KEIN_BEDARF: (Mittelstatus.KEIN_BEDARF,),
}
"""Welche Mittelstatus zu welcher Stufe gehören; jede Position steht in genau einer, ihrer jetzigen."""

_STUFE = {status: stufe for stufe, alle in STUFEN.items() for status in alle}

GENAU, OHNE_BETRAG = "genau", "ohne Betrag"
"""Die beiden Gewissheiten ohne Zusatz; die übrigen zählen auf, was einen Betrag ungewiss macht."""

_SPALTEN = (
    *("position_id", "massnahme_id", "nummer", "titel", "art", "modus", "jahr", "bis_jahr", "cent", "bis_cent"),
    *("gewissheit", "stufe", "mittelstatus", "stellenanteil", "text", "zweck", "wortlaut", "vorbehalt"),
    *("haushaltsteil", "produkt", "sachkonto", "foerderung"),
)


def mittelpositionen(lagebild: Lagebild) -> pd.DataFrame:
    """Gibt eine Zeile je Mittelposition der Maßnahmen dieses Lagebilds, nach Nummer der Maßnahme geordnet.

    Spalten: position_id, massnahme_id, nummer, titel, art, modus, jahr, bis_jahr (letztes Jahr der Förderung, aus der
    die Position bezahlt ist), cent und bis_cent (ganze Cent), gewissheit („genau“, „ca., Konjunktiv“, „ohne Betrag“ …),
    stufe, mittelstatus, stellenanteil (Prozent), text, zweck, wortlaut, vorbehalt, haushaltsteil, produkt, sachkonto,
    foerderung (Programm).
    """
    massnahmen = {m.id: m for m in saetze(lagebild.massnahmen[["id", "nummer", "titel"]])}
    programme = {f.id: f for f in saetze(lagebild.foerderungen)}
    zeilen = [
        _zeile(p, massnahmen[p.massnahme_id], programme.get(p.foerderung_id))
        for p in saetze(lagebild.mittel)
        if p.massnahme_id in massnahmen
    ]
    stelle = _SPALTEN.index("nummer")
    zeilen.sort(key=lambda z: (nummernschluessel(z[stelle]), z[0]))
    return build_tabelle(zeilen, _SPALTEN)


def _zeile(p: Any, m: Any, f: Any) -> tuple[Any, ...]:
    ende = f.frist.year if f is not None and f.frist and p.modus == Mittelmodus.JAEHRLICH else None
    return (
        *(p.id, m.id, m.nummer, m.titel, p.art, p.modus, p.jahr, ende, p.betrag_cent, p.bis_betrag_cent),
        *(gewissheit(p), _STUFE[p.mittelstatus], p.mittelstatus, p.stellenanteil_prozent, position_text(p)),
        *(p.zweck, p.wortlaut, p.vorbehalt, p.haushaltsteil, p.produkt, p.sachkonto),
        f.programm if f is not None else None,
    )


def gewissheit(p: Any) -> str:
    """Sagt, wie gewiss ein Betrag ist; jede Einschränkung der Quelle wird genannt."""
    if p.betrag_cent is None and p.bis_betrag_cent is None:
        return OHNE_BETRAG
    spanne = "bis zu" if p.betrag_cent is None else "Spanne" if p.bis_betrag_cent is not None else None
    merkmale = ("ca." if p.ungenau else None, spanne, "Konjunktiv" if p.konjunktiv else None)
    alle = [w for w in (*merkmale, "unter Vorbehalt" if p.vorbehalt else None) if w]
    return ", ".join(alle) or GENAU


# --- Auswählen -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Mittelwahl:
    """Was eine Aufstellung einschränkt; None heißt: keine Einschränkung, mehrere gelten zugleich."""

    jahr: int | None = None
    art: Mittelart | None = None
    stufe: Stufe | None = None
    modus: Mittelmodus | None = None
    gewissheit: str | None = None


ALLE = Mittelwahl()


def waehle(positionen: pd.DataFrame, wahl: Mittelwahl) -> pd.DataFrame:
    """Gibt die passenden Positionen; in ein Jahr gehört, was dafür genannt ist, und Jährliches ab seinem ersten."""
    if wahl == ALLE:
        return positionen
    gleiche = [(s, w) for s in ("art", "stufe", "modus", "gewissheit") if (w := getattr(wahl, s)) is not None]
    passt = [
        all(getattr(p, s) == w for s, w in gleiche) and (wahl.jahr is None or in_jahr(p, wahl.jahr))
        for p in saetze(positionen)
    ]
    return positionen.loc[passt].reset_index(drop=True)


def in_jahr(p: Any, jahr: int) -> bool:
    """Sagt, ob eine Position in dieses Jahr gehört; was kein Jahr nennt, gehört nur in das Jahr 0 („ohne Jahr“)."""
    if p.jahr is None or not jahr:
        return p.jahr is None and not jahr
    if p.modus == Mittelmodus.JAEHRLICH:
        return bool(p.jahr <= jahr and (p.bis_jahr is None or jahr <= p.bis_jahr))
    return bool(p.jahr == jahr)


def jahre(positionen: pd.DataFrame, stichtag_jahr: int) -> list[int]:
    """Gibt die Jahre, die Positionen nennen, dazu, wenn etwas dann läuft, das des Stichtags; die ältesten zuerst."""
    genannt = {j for j in positionen["jahr"].tolist() if j is not None}
    laeuft = any(in_jahr(p, stichtag_jahr) for p in saetze(positionen))
    return sorted(genannt | ({stichtag_jahr} if laeuft else set()))


# --- Zählen ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Summe:
    """Was in einer Zelle steht: so viele Positionen, davon so viele mit Betrag, und ihre Summe in ganzen Cent."""

    positionen: int = 0
    cent: int | None = None
    bis_cent: int | None = None

    def plus(self, cent: int | None, bis_cent: int | None) -> "Summe":
        """Zählt eine weitere Position derselben Gewissheit dazu."""
        return Summe(self.positionen + 1, _plus(self.cent, cent), _plus(self.bis_cent, bis_cent))


def _plus(a: int | None, b: int | None) -> int | None:
    return b if a is None else a if b is None else a + b


_MODI = (Mittelmodus.JAEHRLICH, Mittelmodus.JAHR, Mittelmodus.EINMALIG)
_SUMMENSPALTEN = ("jahr", "art", "modus", "gewissheit", "stufe", "positionen", "cent", "bis_cent")


def mittelsummen(positionen: pd.DataFrame, jahre_: Iterable[int] | None = None) -> pd.DataFrame:
    """Zählt je Art, Bezug, Gewissheit und Stufe; mit `jahre_` dazu je Jahr, Jährliches in jedem Jahr, in dem es läuft.

    Ohne `jahre_` steht jede Position in genau einer Zeile (jahr ist None). Mit Jahren fehlt, was keines nennt.
    Spalten: jahr, art, modus, gewissheit, stufe, positionen, cent, bis_cent (ganze Cent; None: kein Betrag).
    """
    gezaehlt: dict[tuple[Any, ...], Summe] = {}
    for p in saetze(positionen):
        for jahr in [None] if jahre_ is None else [j for j in jahre_ if in_jahr(p, j)]:
            zelle = jahr, p.art, p.modus, p.gewissheit, p.stufe
            gezaehlt[zelle] = gezaehlt.get(zelle, Summe()).plus(p.cent, p.bis_cent)
    zeilen = [(*zelle, s.positionen, s.cent, s.bis_cent) for zelle, s in gezaehlt.items()]
    zeilen.sort(key=_rang)
    return build_tabelle(zeilen, _SUMMENSPALTEN)


def _rang(zeile: Sequence[Any]) -> tuple[Any, ...]:
    jahr, art, modus, gewiss, stufe, *_ = zeile
    genauigkeit = (gewiss == OHNE_BETRAG, gewiss != GENAU, gewiss)
    return jahr or 0, list(Mittelart).index(art), _MODI.index(modus), genauigkeit, list(Stufe).index(stufe)


def stellensummen(positionen: pd.DataFrame) -> pd.DataFrame:
    """Zählt Stellenanteile je Stufe und Bezug, getrennt vom Geld; Spalten: stufe, modus, positionen, prozent."""
    gezaehlt: dict[tuple[Any, Any], tuple[int, int]] = {}
    for p in saetze(positionen):
        if p.stellenanteil:
            n, prozent = gezaehlt.get((p.stufe, p.modus), (0, 0))
            gezaehlt[p.stufe, p.modus] = n + 1, prozent + p.stellenanteil
    geordnet = sorted(gezaehlt, key=lambda k: (list(Stufe).index(k[0]), _MODI.index(k[1])))
    return build_tabelle(((*k, *gezaehlt[k]) for k in geordnet), ("stufe", "modus", "positionen", "prozent"))


# --- Sprechen --------------------------------------------------------------------------------------------------------


def summentext(cent: int | None, bis_cent: int | None, gewiss: str) -> str:
    """Schreibt eine Summe: „ca. 33.000 €“, „15.000 € bis 20.000 €“, „bis zu 5.000 €“; ohne Betrag „k. A.“."""
    von, bis, ca = euro(cent), euro(bis_cent), gewiss.startswith("ca.")
    if von is None:
        return f"bis zu {betrag_text(bis, ungenau=ca)}" if bis is not None else "k. A."
    return betrag_text(von, ungenau=ca) + (f" bis {betrag_text(bis)}" if bis is not None else "")


def stellentext(prozent: int) -> str:
    """Schreibt Stellenanteile: „150 % (1,5 Stellen)“."""
    stellen = f"{Decimal(prozent) / 100:f}".rstrip("0").rstrip(".") if prozent % 100 else str(prozent // 100)
    return f"{zahl(prozent)}\u00a0% ({stellen.replace('.', ',')}\u00a0{'Stelle' if prozent == 100 else 'Stellen'})"


def mittelsatz(positionen: pd.DataFrame) -> str:
    """Sagt, wie viele Positionen einen Betrag nennen, wie viele keinen und wie gewiss die Beträge sind."""
    alle = len(positionen)
    if not alle:
        return "Zu den Maßnahmen ist keine Mittelposition erfasst."
    gewiss = positionen["gewissheit"].tolist()
    ohne = gewiss.count(OHNE_BETRAG)
    genannt = alle - ohne
    wieviele = f"{_zahlwort(genannt)} mit Betrag, {_zahlwort(ohne)} ohne (k. A.)" if ohne else "jede mit Betrag"
    anfang = f"{anzahl(alle, 'Position', 'Positionen')}, {wieviele}."
    if not genannt:
        return anfang
    teile = [
        f"{zahl(n)} {wort}"
        for wort, merkmal in _MERKMALE.items()
        if (n := sum(merkmal in g.split(", ") for g in gewiss))
    ]
    return f"{anfang} Von den Beträgen sind {aufzaehlung(teile)}{_mehrfach(gewiss)}."


_MERKMALE = {
    "genau genannt": GENAU,
    "mit „ca.“": "ca.",
    "als Spanne": "Spanne",
    "als Obergrenze": "bis zu",
    "im Konjunktiv": "Konjunktiv",
    "unter Vorbehalt": "unter Vorbehalt",
}


def _mehrfach(gewiss: list[str]) -> str:
    """Sagt, wenn Positionen in mehreren der Zahlen davor stecken."""
    mehrere = sum(", " in g for g in gewiss)
    wort = "eine Position trägt" if mehrere == 1 else f"{zahl(mehrere)} Positionen tragen"
    return f" ({wort} mehrere Merkmale)" if mehrere else ""


def _zahlwort(wert: int) -> str:
    return {0: "keine", 1: "eine"}.get(wert) or zahl(wert)


REGEL = (
    "Zusammengezählt ist nur, was dieselbe Art, denselben Bezug (einmalig, jährlich, für ein Jahr) und dieselbe "
    "Gewissheit hat. Jede Position steht nur in ihrer jetzigen Stufe: Verausgabtes ist nicht noch einmal bewilligt."
)
"""Der Satz unter jeder Aufstellung."""

JAHRESREGEL = (
    "Jährliches steht in jedem gezeigten Jahr ab seinem ersten, bei einer Förderung bis zu ihrem Ende; ein anderes "
    "Ende ist nicht erfasst."
)
"""Was eine Aufstellung je Jahr mit Jährlichem tut."""


# --- Ohne ------------------------------------------------------------------------------------------------------------


def mit_jahrlosen(positionen: pd.DataFrame, je_jahr: pd.DataFrame) -> pd.DataFrame:
    """Gibt die Summen je Jahr und dahinter die der Positionen, die kein Jahr nennen; Form wie `mittelsummen`."""
    ohne = positionen.loc[[j is None for j in positionen["jahr"].tolist()]]
    if ohne.empty:
        return je_jahr
    teile = [t for t in (je_jahr, mittelsummen(ohne.reset_index(drop=True))) if len(t)]
    return pd.concat(teile, ignore_index=True)


_OHNE_POSITION: Mapping[Angabe, str] = {
    Angabe.KEINE: "kein Bedarf",
    Angabe.GENANNT: "genannt, aber nicht beziffert",
    Angabe.OFFEN: "bewusst offen",
    Angabe.KEINE_ANGABE: "k. A.",
    Angabe.LEER: "noch nicht erfragt",
}


def ohne_position(lagebild: Lagebild) -> str:
    """Sagt, zu wie vielen Maßnahmen keine Mittelposition erfasst ist und was stattdessen dort steht."""
    mit = set(lagebild.mittel["massnahme_id"].tolist())
    m = lagebild.massnahmen
    ohne = [a for i, a in zip(m["id"].tolist(), m["mittel_angabe"].tolist(), strict=True) if i not in mit]
    if not ohne:
        return "Zu jeder Maßnahme ist eine Mittelposition erfasst."
    je = [(ohne.count(angabe), wort) for angabe, wort in _OHNE_POSITION.items()]
    teile = [f"{zahl(n)} {wort}" for n, wort in je if n]
    alle = anzahl(len(m), "Maßnahme", "Maßnahmen")
    davon = aufzaehlung(teile) if len(teile) > 1 else teile[0].partition(" ")[2]
    return ganzer_satz(f"Ohne Mittelposition: {zahl(len(ohne))} von {alle} – {davon}")
