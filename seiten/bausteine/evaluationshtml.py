"""Evaluation setzen: Kacheln, Antworten, Liste und Bewertungen als je ein Stück HTML mit gewöhnlichen Links."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from html import escape
from typing import Any

import pandas as pd

from mut_core import auswertung
from mut_core.auswertung import EVALUATIONSFORMELN, FRAGEN, GRUENDE
from mut_core.diagramme import beschriftung
from mut_core.lagebild import saetze
from mut_core.modell.codes import Code, Evaluationslage
from mut_core.sprache import zahl
from mut_core.zeitangaben import datum_text
from seiten.bausteine.lagehtml import verweis

Weg = Callable[..., str]
"""Gibt die Adresse der Seite mit diesem Filter: `weg(lage="faellig")`."""

OHNE = "ohne"
"""Wert in der Adresse für „ohne Antwort“ und „noch nicht entschieden“."""
OHNE_ANTWORT, OHNE_FOLGE = "ohne Antwort", "noch nicht entschieden"


def kopf(stand: pd.DataFrame, weg: Weg, *, festgelegt: bool) -> str:
    """Gibt den Satz zur Lage, je Lage eine Kachel mit dem Weg zur Liste und wie gezählt wird.

    `festgelegt` sagt, ob das Konzept selbst eine Evaluation vorsieht; sonst steht da, womit gerechnet ist.
    """
    gezaehlt = Counter(stand["lage"])
    kacheln = "".join(
        f"<li>{verweis(weg(lage=lage.value), _kachel(lage, gezaehlt[lage]), klasse='zahl', bleib=True)}</li>"
        for lage in Evaluationslage
        if gezaehlt[lage] or lage in (Evaluationslage.BEWERTET, Evaluationslage.FAELLIG)
    )
    formeln = "".join(f"<dt>{lage.bezeichnung}</dt><dd>{escape(EVALUATIONSFORMELN[lage])}</dd>" for lage in gezaehlt)
    return (
        f'<div class="lage"><p class="satz"><b>{escape(auswertung.evaluationssatz(stand))}</b></p>'
        f'<ul class="lagekacheln">{kacheln}</ul>'
        f'<p class="unter">Die Kacheln ergeben zusammen alle {zahl(len(stand))} Maßnahmen der Auswahl; auch '
        f"Maßnahmen ohne Antwort zählen mit.{'' if festgelegt else _NICHT_FESTGELEGT}</p>"
        f"<details><summary>Wie gezählt wird</summary><dl>{formeln}</dl></details></div>"
    )


_NICHT_FESTGELEGT = " Dieses Konzept legt keine Evaluation fest; gerechnet ist mit drei Jahren nach dem Beginn."


def _kachel(lage: Evaluationslage, wert: int) -> str:
    return f"<span>{escape(lage.bezeichnung)}</span><strong>{zahl(wert)}</strong>"


def antworten(stand: pd.DataFrame, weg: Weg) -> str:
    """Gibt je Frage, wie oft wie geantwortet wurde, und was daraus folgt; jede Zahl führt auf ihre Liste."""
    fragen = "".join(
        _antwortzeile(FRAGEN[frage], [_antwortlink(z, weg) for z in zeilen])
        for frage, zeilen in _je(saetze(auswertung.evaluationsantworten(stand)), "frage").items()
    )
    folgen = [_folgenlink(z, weg) for z in saetze(auswertung.evaluationsfolgen(stand))]
    return f'<div class="lage"><dl class="antworten">{fragen}{_antwortzeile("Was folgt daraus?", folgen)}</dl></div>'


def _je(zeilen: Iterable[Any], spalte: str) -> dict[str, list[Any]]:
    gruppen: dict[str, list[Any]] = {}
    for z in zeilen:
        gruppen.setdefault(getattr(z, spalte), []).append(z)
    return gruppen


def _antwortzeile(frage: str, links: Sequence[str]) -> str:
    return f"<dt>{escape(frage)}</dt><dd>{' · '.join(links)}</dd>"


def _antwortlink(z: Any, weg: Weg) -> str:
    return _zahl(z.antwort, OHNE_ANTWORT, z.anzahl, weg(frage=z.frage, antwort=_wert(z.antwort)))


def _folgenlink(z: Any, weg: Weg) -> str:
    return _zahl(z.folge, OHNE_FOLGE, z.anzahl, weg(folge=_wert(z.folge)))


def _wert(code: Code | None) -> str:
    return code.value if code else OHNE


def _zahl(code: Code | None, ohne: str, wert: int, adresse: str) -> str:
    text = f"{escape(code.bezeichnung if code else ohne)} <b>{zahl(wert)}</b>"
    return verweis(adresse, text, bleib=True) if wert else f"<span>{text}</span>"


def antworten_je_feld(stand: pd.DataFrame, felder: Sequence[Any], weg: Weg) -> str:
    """Gibt die Antworten und Folgen je Handlungsfeld als Tabelle zum Aufklappen."""
    kopfzeile = "".join(
        f'<th scope="col">{escape(t)}</th>'
        for t in ("Handlungsfeld", "Maßnahmen", "bewertet", *FRAGEN.values(), "Was folgt daraus?")
    )
    koerper = "".join(_feldzeile(stand, h, weg) for h in felder)
    return (
        '<details class="zahlen antworttabelle"><summary>Antworten je Handlungsfeld</summary><div><table>'
        f"<thead><tr>{kopfzeile}</tr></thead><tbody>{koerper}</tbody></table></div></details>"
    )


def _feldzeile(stand: pd.DataFrame, h: Any, weg: Weg) -> str:
    eigene = stand.loc[[f == h.id for f in stand["handlungsfeld_id"]]]
    hier: Weg = lambda **dazu: weg(handlungsfeld=h.nummer, **dazu)  # noqa: E731 – dieselbe Adresse, verengt auf ein Feld
    bewertet = sum(lage == Evaluationslage.BEWERTET for lage in eigene["lage"])
    alle = verweis(hier(), zahl(len(eigene)), bleib=True) if len(eigene) else "0"
    zellen = [alle, verweis(hier(lage="bewertet"), zahl(bewertet), bleib=True) if bewertet else "0"]
    for zeilen in _je(saetze(auswertung.evaluationsantworten(eigene)), "frage").values():
        zellen.append("<br>".join(_antwortlink(z, hier) for z in zeilen if z.anzahl) or "–")
    folgen = [_folgenlink(z, hier) for z in saetze(auswertung.evaluationsfolgen(eigene)) if z.anzahl]
    zellen.append("<br>".join(folgen) or "–")
    werte = "".join(f"<td>{zelle}</td>" for zelle in zellen)
    return f'<tr><th scope="row">{escape(f"{h.nummer}. {h.titel}")}</th>{werte}</tr>'


def liste(zeilen: Sequence[Any], massnahmenweg: Weg, formweg: Weg, *, darf: bool) -> str:
    """Gibt Maßnahmen mit Lage, Fälligkeit, Antworten und dem Weg zur Bewertung."""
    karten = "".join(_karte(z, massnahmenweg, formweg, darf=darf) for z in zeilen)
    return f'<div class="lage"><ul class="lagekarten">{karten}</ul></div>'


def _karte(z: Any, massnahmenweg: Weg, formweg: Weg, *, darf: bool) -> str:
    name = f"<b>{escape(z.nummer)}</b> {escape(z.titel)}"
    knopf = {
        Evaluationslage.BEWERTET: "Bewertung ansehen",
        Evaluationslage.BEGONNEN: "Bewertung ergänzen" if darf else "Bewertung ansehen",
    }.get(z.lage, "Bewerten" if darf else "Hintergrund ansehen")
    weiter = verweis(
        formweg(massnahme=z.massnahme_id), f'{knopf}<span class="nur-vorgelesen"> {escape(z.nummer)}</span>'
    )
    return (
        f"<li>{verweis(massnahmenweg(id=z.massnahme_id), name)}"
        f"<small>{escape(beschriftung(z.lage))} · {escape(faelligkeit(z))}</small>"
        f"<p>{_kurz(z)}{weiter}</p></li>"
    )


def faelligkeit(z: Any) -> str:
    """Sagt, wann die Evaluation fällig ist oder war und woraus das folgt."""
    if z.am:
        weitere = f" ({zahl(z.bewertungen)} Bewertungen)" if z.bewertungen > 1 else ""
        return f"bewertet am {datum_text(z.am)}{weitere}"
    if z.faellig is None:
        return "Beginn nicht angegeben"
    return f"drei Jahre nach Beginn: {z.faellig}{' (Beginn des Konzepts)' if z.aus_konzept else ''}"


def _kurz(z: Any) -> str:
    if not z.am:
        return ""
    teile = [f"{FRAGEN[f].removesuffix('?')}: {getattr(z, f).bezeichnung}" for f in FRAGEN]
    teile.append(f"Folge: {z.folge.bezeichnung if z.folge else OHNE_FOLGE}")
    return f"{escape('; '.join(teile))}. "


def bewertung(e: Any, *, letzte: bool) -> str:
    """Gibt eine Bewertung mit allen Antworten und Gründen."""
    wer = " · ".join(t for t in (e.bewertet_von, e.methode) if t)
    titel = f"Bewertung vom {datum_text(e.am)}" + ("" if letzte else " (frühere)")
    stand = e.umsetzungsstand.bezeichnung if e.umsetzungsstand else "k. A."
    zeilen = [("Umsetzungsstand", stand, None)]
    zeilen += [(FRAGEN[f], getattr(e, f).bezeichnung, getattr(e, GRUENDE[f])) for f in FRAGEN]
    zeilen.append(("Was folgt daraus?", e.folge.bezeichnung if e.folge else OHNE_FOLGE, None))
    inhalt = "".join(
        f"<dt>{escape(frage)}</dt><dd>{escape(antwort)}{f' – {escape(grund)}' if grund else ''}</dd>"
        for frage, antwort, grund in zeilen
    )
    dazu = f"<small>{escape(wer)}</small>" if wer else ""
    return f'<div class="lage"><ul class="lagekarten"><li><b>{titel}</b>{dazu}<dl>{inhalt}</dl></li></ul></div>'
