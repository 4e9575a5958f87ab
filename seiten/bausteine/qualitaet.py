"""Qualität setzen: Kacheln, Verteilungen und Tabellen der Seite „Lücken und Qualität“ als je ein Stück HTML.

Jeder eingegebene Text geht durch `escape`; jede Zahl außer der Null führt zu ihren Maßnahmen.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from html import escape
from typing import Any

import pandas as pd

from mut_core import auswertung
from mut_core.auswertung import ANGABEN, ERGEBNISSE, LUECKENFORMELN, MAHNEN_UNTER
from mut_core.diagramme import beschriftung
from mut_core.lagebild import Lagebild, saetze
from mut_core.smart import BUCHSTABEN, Ergebnis
from mut_core.sprache import zahl
from seiten.bausteine.lagehtml import verweis

Weg = Callable[..., str]
"""Gibt die Adresse hinter einer Zahl; nimmt, worin sie sich von der jetzigen unterscheidet."""


# --- Fehlende Angaben ------------------------------------------------------------------------------------------------


def lueckenkacheln(zahlen: Mapping[str, int], gewaehlt: str | None, weg: Weg) -> str:
    """Gibt je Angabe die Zahl der Maßnahmen, denen sie fehlt, und darunter, was gezählt wird."""
    return (
        f'<ul class="lagekacheln luecken">{"".join(_kachel(a, zahlen.get(a, 0), gewaehlt, weg) for a in ANGABEN)}</ul>'
    )


def _kachel(angabe: str, wert: int, gewaehlt: str | None, weg: Weg) -> str:
    inhalt = f"<span>{escape(ANGABEN[angabe])}</span><strong>{zahl(wert)}</strong>"
    kopf = (
        verweis(weg(angabe=angabe), inhalt, klasse="zahl", bleib=True) if wert else f'<div class="zahl">{inhalt}</div>'
    )
    jetzt = ' aria-current="true"' if angabe == gewaehlt else ""
    return f"<li{jetzt}>{kopf}<small>{escape(LUECKENFORMELN[angabe])}</small></li>"


def lueckensatz(bild: Lagebild, luecken: pd.DataFrame) -> str:
    """Gibt in einem Satz, wie vielen Maßnahmen wenigstens eine Angabe fehlt."""
    betroffen, alle = luecken["massnahme_id"].nunique(), len(bild.massnahmen)
    if not alle:
        return "Es ist noch keine Maßnahme erfasst."
    if not betroffen:
        return "Der einen Maßnahme fehlt nichts." if alle == 1 else f"Keiner der {zahl(alle)} Maßnahmen fehlt etwas."
    wem = f"{zahl(betroffen)} von {zahl(alle)} Maßnahmen"
    if betroffen == alle:
        wem = "Der einen Maßnahme" if alle == 1 else f"Allen {zahl(alle)} Maßnahmen"
    was = "fehlt eine Angabe" if len(luecken) == 1 else f"fehlen Angaben, zusammen {zahl(len(luecken))}"
    return f"{wem} {was}."


def verteilungen(bild: Lagebild, luecken: pd.DataFrame, liste: Weg) -> str:
    """Gibt die fehlenden Angaben je Handlungsfeld und je federführender Stelle als zwei Tabellen."""
    m = bild.massnahmen
    feld = dict(zip(m["id"].tolist(), m["handlungsfeld_nummer"].tolist(), strict=True))
    stelle = dict(zip(m["id"].tolist(), m["federfuehrung_id"].tolist(), strict=True))
    felder = [(h.nummer, f"{h.nummer}. {h.titel}") for h in auswertung.geordnete_handlungsfelder(bild)]
    namen = {i: n for i, n in zip(m["federfuehrung_id"].tolist(), m["federfuehrung"].tolist(), strict=True) if i}
    stellen = [*sorted(namen.items(), key=lambda paar: str(paar[1])), (None, "nicht benannt")]
    paare = list(zip(luecken["massnahme_id"].tolist(), luecken["angabe"].tolist(), strict=True))
    je_feld = Counter((feld[i], a) for i, a in set(paare))
    je_stelle = Counter((stelle[i], a) for i, a in set(paare))
    gezeigt, weitere = _meistbetroffene(stellen, Counter(stelle[i] for i, _ in set(paare)))
    felder_html = _verteilung(
        "je Handlungsfeld", "Handlungsfeld", felder, je_feld, lambda n, a: liste(handlungsfeld=n, luecke=a)
    )
    stellen_html = _verteilung(
        "je federführender Stelle",
        "Federführung",
        gezeigt,
        je_stelle,
        lambda i, a: liste(federfuehrung=i or auswertung.FEDERFUEHRUNG_NICHT_BENANNT, luecke=a),
    )
    return felder_html + stellen_html + weitere


def _meistbetroffene(stellen: Sequence[tuple[Any, str]], zahlen: Counter[Any]) -> tuple[list[tuple[Any, str]], str]:
    """Gibt die Stellen mit Lücken, bei sehr vielen nur die mit den meisten, und einen Satz zu den übrigen."""
    betroffen = [(i, name) for i, name in stellen if zahlen[i]]
    if len(betroffen) <= HOECHSTENS_STELLEN:
        return betroffen, ""
    meiste = {i for i, _ in Counter({i: zahlen[i] for i, _ in betroffen}).most_common(HOECHSTENS_STELLEN)}
    uebrige = zahl(len(betroffen) - HOECHSTENS_STELLEN)
    satz = f"Gezeigt sind die {HOECHSTENS_STELLEN} Stellen mit den meisten Lücken; {uebrige} weitere zeigt der Filter."
    return [(i, name) for i, name in betroffen if i in meiste], f'<div class="lage"><p class="unter">{satz}</p></div>'


HOECHSTENS_STELLEN = 30
"""Mehr Zeilen liest niemand, und jede kostet bei jedem Lauf ein Kilobyte."""


def _verteilung(
    titel: str, kopf: str, zeilen: Sequence[tuple[Any, str]], zahlen: Counter[tuple[Any, str]], weg: Weg
) -> str:
    spalten = [a for a in ANGABEN if any(zahlen[s, a] for s, _ in zeilen)]
    if not spalten or not zeilen:
        return ""
    koerper = ((name, [(zahlen[s, a], weg(s, a) if zahlen[s, a] else "") for a in spalten]) for s, name in zeilen)
    return tafel(f"Fehlende Angaben {titel}", kopf, [ANGABEN[a] for a in spalten], koerper)


def tafel(
    beschriftung_: str,
    kopf: str,
    spalten: Sequence[str],
    zeilen: Iterable[tuple[str, Sequence[tuple[int, str]]]],
) -> str:
    """Gibt eine offene Zahlentabelle; je Zelle die Zahl und, wohin sie führt (leer: nirgends)."""
    kopfzeile = "".join(f'<th scope="col">{escape(s)}</th>' for s in (kopf, *spalten))
    koerper = "".join(
        f'<tr><th scope="row">{escape(name)}</th>'
        + "".join(f"<td>{verweis(weg, zahl(wert)) if weg else zahl(wert)}</td>" for wert, weg in zellen)
        + "</tr>"
        for name, zellen in zeilen
    )
    return (
        f'<div class="zahlen tafel"><div tabindex="0" role="group" aria-label="{escape(beschriftung_)}"><table>'
        f"<caption>{escape(beschriftung_)}</caption><thead><tr>{kopfzeile}</tr></thead>"
        f"<tbody>{koerper}</tbody></table></div></div>"
    )


# --- Vollständigkeit -------------------------------------------------------------------------------------------------


def vollstaendigkeiten(tabelle: pd.DataFrame, weg: Weg) -> str:
    """Gibt je Handlungsfeld „n von m Angaben“ mit Balken und, unter 80 %, einer Mahnung."""
    zeilen = "".join(_vollstaendig(z, weg) for z in saetze(tabelle))
    kopf = "".join(
        f'<th scope="col">{k}</th>' for k in ("Handlungsfeld", "Maßnahmen", "Liegen vor", "Es fehlen", "Anteil")
    )
    return (
        '<div class="zahlen tafel voll"><div tabindex="0" role="group" aria-label="Vollständigkeit"><table>'
        f"<caption>Vollständigkeit je Handlungsfeld</caption><thead><tr>{kopf}</tr></thead>"
        f"<tbody>{zeilen}</tbody></table></div></div>"
    )


def _vollstaendig(z: Any, weg: Weg) -> str:
    name = f"{z.nummer}. {z.handlungsfeld}{' (übergreifend)' if z.uebergreifend else ''}"
    if not z.gefragt:
        warum = "keine Maßnahmen" if not z.massnahmen else "nach nichts gefragt"
        return f'<tr><th scope="row">{escape(name)}</th><td>{z.massnahmen}</td><td colspan="3">{warum}</td></tr>'
    fehlt = verweis(weg(handlungsfeld=z.nummer), zahl(z.fehlend)) if z.fehlend else "0"
    # Der Balken wiederholt nur, was daneben steht; deshalb liest ihn kein Vorleseprogramm.
    balken = f'<span class="anteil" aria-hidden="true"><i style="width:{z.prozent}%"></i></span>'
    mahnung = f" <b>! unter {MAHNEN_UNTER} %</b>" if z.mahnen else ""
    return (
        f'<tr><th scope="row">{escape(name)}</th><td>{zahl(z.massnahmen)}</td>'
        f"<td>{zahl(z.beantwortet)} von {zahl(z.gefragt)}</td><td>{fehlt}</td>"
        f"<td>{balken} {z.prozent} %{mahnung}</td></tr>"
    )


# --- SMART -----------------------------------------------------------------------------------------------------------


def smartzahlen(kriterien: pd.DataFrame, weg: Weg) -> str:
    """Gibt die Zahlen des Diagramms: je Buchstabe, wie oft was herauskam."""
    zeilen: dict[str, list[tuple[Ergebnis, int]]] = {}
    for z in saetze(kriterien):
        zeilen.setdefault(f"{z.buchstabe} – {z.begriff}", []).append((z.ergebnis, z.anzahl))
    da = [e for e in ERGEBNISSE if any(n for werte in zeilen.values() for x, n in werte if x == e)]
    return tafel(
        "Maßnahmen je Buchstabe",
        "Buchstabe",
        [beschriftung(e) for e in da],
        (
            (name, [(n, weg(buchstabe=name[0], ergebnis=e.value) if n else "") for e, n in werte if e in da])
            for name, werte in zeilen.items()
        ),
    )


def smartfelder(befunde: pd.DataFrame, weg: Weg) -> str:
    """Gibt je Handlungsfeld, wie viele Maßnahmen je Buchstabe noch einen Hinweis haben, und wie viele geprüft sind."""
    felder: dict[int, tuple[str, Counter[str], int]] = {}
    for z in saetze(befunde):
        name, hinweise, geprueft = felder.get(z.nummer, (f"{z.nummer}. {z.handlungsfeld}", Counter(), 0))
        hinweise[z.buchstabe] += z.anzahl if z.ergebnis in HINWEISE else 0
        felder[z.nummer] = name, hinweise, geprueft + (z.anzahl if z.buchstabe == "S" else 0)
    return tafel(
        "Maßnahmen mit Hinweis je Handlungsfeld",
        "Handlungsfeld",
        ["geprüft", *BUCHSTABEN],
        (
            (
                name,
                [
                    (geprueft, ""),
                    *((n[b], weg(handlungsfeld=nummer, buchstabe=b) if n[b] else "") for b in BUCHSTABEN),
                ],
            )
            for nummer, (name, n, geprueft) in felder.items()
        ),
    )


HINWEISE = (Ergebnis.FRAGLICH, Ergebnis.FEHLT)
"""Die Ergebnisse, zu denen es einen Vorschlag gibt."""


def marke(ergebnis: Ergebnis) -> str:
    """Gibt Zeichen und Wort eines Ergebnisses („! fehlt“); Farbe trägt nichts allein."""
    return f'<b class="befund {ergebnis.value}">{escape(beschriftung(ergebnis))}</b>'
