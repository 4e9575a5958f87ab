"""Fristenhtml: die Zahlen, Listen und Tabellen der Seite „Fristen“ als je ein Stück HTML mit gewöhnlichen Links.

Ein Stück statt vieler Elemente: Jedes kostet bei jedem Lauf Zeit. Jeder eingegebene Text geht durch `escape`; Farbe
steht nie ohne Zeichen und Zahl.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from html import escape
from typing import Any

from mut_core.auswertung import FRISTFORMELN, Fristzahlen
from mut_core.diagramme import TERMINLAGE_DARSTELLUNG, beschriftung
from mut_core.modell.codes import Terminlage
from mut_core.sprache import anzahl, mal, zahl
from mut_core.zeitangaben import datum_text
from seiten.bausteine.lagehtml import verweis

KACHELN: Mapping[str, str] = {
    "ueberfaellig": "Überfällig",
    "bald_faellig": "Fällig in 60 Tagen",
    "im_zeitplan": "Später fällig",
    "ohne_termin": "Ohne Frist",
    "verschoben": "Verschoben",
    "mehrmals_verschoben": "Mehrmals verschoben",
}
"""Die Zahlen der Seite in ihrer Folge: Name und Aufschrift."""

LAGEN = (Terminlage.UEBERFAELLIG, Terminlage.BALD_FAELLIG, Terminlage.IM_ZEITPLAN)
_RANG = {lage: rang for rang, lage in enumerate(LAGEN)}
"""Kurze Namen der Farben: Die Tafel hat bei großen Konzepten über hundert Felder."""


@dataclass(frozen=True)
class Faelliges:
    """Eine fällige Maßnahme in Klartext mit dem Weg zu ihr."""

    weg: str
    nummer: str
    titel: str
    satz: str
    ueberfaellig: bool


@dataclass(frozen=True)
class Sitzungszeile:
    """Eine kommende Sitzung mit dem, was bis dahin fällig ist, und den Wegen dorthin."""

    tag: date
    gremium: str
    anlass: str
    redaktionsschluss: date
    unterlagen_bis: date
    faellig: int
    ueberfaellig: int
    weg: str
    ueberfaellig_weg: str
    hinweis: str


def kacheln(zahlen: Fristzahlen, weg: Callable[[str], str]) -> str:
    """Gibt die Zahlen als Kacheln; jede ist ein Link auf genau die Maßnahmen, die sie zählt."""
    stuecke = "".join(
        f'<li class="{name}">'
        + verweis(weg(name), f"<span>{text}</span><strong>{zahl(getattr(zahlen, name))}</strong>", klasse="zahl")
        + "</li>"
        for name, text in KACHELN.items()
    )
    formeln = "".join(f"<dt>{KACHELN[name]}</dt><dd>{escape(FRISTFORMELN[name])}</dd>" for name in KACHELN)
    return (
        f'<ul class="lagekacheln">{stuecke}</ul>'
        f"<details><summary>Wie gezählt wird</summary><dl>{formeln}</dl></details>"
    )


# --- vor der Sitzung -------------------------------------------------------------------------------------------------


def sitzungen(zeilen: Sequence[Sitzungszeile]) -> str:
    """Gibt die kommenden Sitzungen als Tabelle; jede Zahl führt zu ihrer Liste."""
    koerper = "".join(
        f'<tr><th scope="row">{datum_text(z.tag)} · {escape(z.gremium or "ohne Gremium")}'
        f"{f'<small>{escape(z.anlass)}</small>' if z.anlass else ''}"
        f"{f'<small>{escape(z.hinweis)}</small>' if z.hinweis else ''}</th>"
        f"{_sitzungszahlen(z)}</tr>"
        for z in zeilen
    )
    kopf = "".join(f'<th scope="col">{name}</th>' for name in ("Sitzung", *_SITZUNGSSPALTEN))
    return (
        '<div class="zahlen fristtafel sitzungstafel"><div><table>'
        '<caption class="nur-vorgelesen">Kommende Sitzungen</caption>'
        f"<thead><tr>{kopf}</tr></thead><tbody>{koerper}</tbody></table></div></div>"
    )


_SITZUNGSSPALTEN = ("Redaktionsschluss", "Unterlagen bis", "davor fällig", "davon überfällig")


def _sitzungszahlen(z: Sitzungszeile) -> str:
    werte = (
        datum_text(z.redaktionsschluss),
        datum_text(z.unterlagen_bis),
        _verlinkt(z.faellig, z.weg),
        _verlinkt(z.ueberfaellig, z.ueberfaellig_weg),
    )
    return "".join(f'<td data-was="{was}">{wert}</td>' for was, wert in zip(_SITZUNGSSPALTEN, werte, strict=True))


def _name(nummer: str, titel: str) -> str:
    return f"<b>{escape(nummer)}</b> {escape(titel)}"


def _verlinkt(wert: int, weg: str) -> str:
    return verweis(weg, zahl(wert)) if wert else "0"


def faelliges(liste: Sequence[Faelliges], weitere: int, weg: str) -> str:
    """Gibt fällige Maßnahmen als Liste in Klartext, das Älteste zuerst; darunter den Weg zu allen."""
    u, b = (TERMINLAGE_DARSTELLUNG[lage].symbol for lage in LAGEN[:2])
    stuecke = "".join(
        f'<li><span class="{"schlecht" if f.ueberfaellig else ""}" aria-hidden="true">'
        f"{u if f.ueberfaellig else b}</span> "
        f"{verweis(f.weg, _name(f.nummer, f.titel))}<p>{escape(f.satz)}</p></li>"
        for f in liste
    )
    alle = f"Alle {zahl(len(liste) + weitere)} in der Liste ansehen" if weitere else "In der Liste ansehen"
    return f'<ul class="lagekarten">{stuecke}</ul><p>{verweis(weg, alle)}</p>'


# --- je Handlungsfeld und Quartal ------------------------------------------------------------------------------------


def feldtafel(zeilen: Sequence[Any], weg: Callable[[Any, Any], str], laufendes: str) -> str:
    """Gibt die Termine je Handlungsfeld und Quartal als Tafel; Farbe und Zeichen nennen die dringlichste Terminlage.

    Leere Spalten an den Rändern bleiben weg. `zeilen` sind die Sätze von `auswertung.fristen_je_feld`, `weg` bekommt
    Nummer des Handlungsfelds und Satz der Spalte (None: alle), `laufendes` ist das Quartal des Stichtags.
    """
    spalten = _belegte_spalten(zeilen, laufendes)
    gezeigt = {s.spalte for s in spalten}
    felder: dict[tuple[Any, str], list[Any]] = {}
    for z in zeilen:
        if z.spalte in gezeigt:
            felder.setdefault((z.nummer, z.handlungsfeld), []).append(z)
    kopf = "".join(
        f'<th scope="col"{" class=jetzt" * (s.spalte == laufendes)}>{s.spalte.replace("/", "/<wbr>")}</th>'
        for s in spalten
    )
    koerper = "".join(
        f'<tr><th scope="row">{escape(f"{nummer}. {titel}")}</th>'
        f"{''.join(_zelle(z, weg(nummer, z)) for z in werte)}"
        f"<td>{_verlinkt(sum(z.anzahl for z in werte), weg(nummer, None))}</td></tr>"
        for (nummer, titel), werte in felder.items()
    )
    summen = "".join(
        f"<td>{_verlinkt(sum(w[i].anzahl for w in felder.values()), weg(None, s))}</td>" for i, s in enumerate(spalten)
    )
    gesamt = _verlinkt(sum(z.anzahl for z in zeilen), weg(None, None))
    return (
        f'{_tafelstil()}<div class="zahlen fristtafel"><div><table>'
        "<caption>Offene Maßnahmen mit Termin je Handlungsfeld und Quartal</caption>"
        f'<thead><tr><th scope="col">Handlungsfeld</th>{kopf}<th scope="col">Summe</th></tr></thead>'
        f'<tbody>{koerper}</tbody><tfoot><tr><th scope="row">Summe</th>{summen}<td>{gesamt}</td></tr></tfoot>'
        f"</table></div><small>{', '.join(beschriftung(lage) for lage in LAGEN)}; "
        "ein Feld trägt die dringlichste Lage darin.</small></div>"
    )


def _belegte_spalten(zeilen: Sequence[Any], laufendes: str) -> list[Any]:
    spalten = list({z.spalte: z for z in zeilen}.values())
    belegt = {z.spalte for z in zeilen if z.anzahl} | {laufendes}
    orte = [i for i, s in enumerate(spalten) if s.spalte in belegt]
    return spalten[orte[0] : orte[-1] + 1] if orte else []


def _zelle(z: Any, weg: str) -> str:
    if not z.anzahl:
        return "<td></td>"
    return (
        f"<td class=f{_RANG[z.lage]}>{verweis(weg, f'{TERMINLAGE_DARSTELLUNG[z.lage].symbol} {zahl(z.anzahl)}')}</td>"
    )


def _tafelstil() -> str:
    """Die Farben der Terminlagen, wie sie überall aussehen; aus derselben Quelle wie die Diagramme."""
    regeln = "".join(
        f".fristtafel .f{rang}{{background:{d.farbe}}}.fristtafel .f{rang} a{{color:{d.textfarbe}}}"
        for lage, rang in _RANG.items()
        for d in (TERMINLAGE_DARSTELLUNG[lage],)
    )
    return f"<style>{regeln}</style>"


# --- Zeitplan und Verschobenes ---------------------------------------------------------------------------------------


def plantafel(zeilen: Sequence[Any], weg: Callable[[int], str], *, klappt: bool) -> str:
    """Gibt die Zeilen des Zeitplans als Tabelle (die selbst aufklappt), mit Wortlaut, erster Frist, Meilensteinen."""
    kopf = "".join(
        f'<th scope="col">{name}</th>'
        for name in ("Maßnahme", "Termin", "Terminlage", "Umsetzungsstand", "Zeitangabe der Quelle", "Verschoben")
    )
    koerper = "".join(_planzeile(z, weg) for z in zeilen)
    tabelle = (
        f'<div><table><caption class="nur-vorgelesen">Zeitplan</caption><thead><tr>{kopf}</tr></thead>'
        f"<tbody>{koerper}</tbody></table></div>"
    )
    if not klappt:
        return f'<div class="zahlen fristtafel plantafel">{tabelle}</div>'
    anfang = '<details class="zahlen fristtafel plantafel"><summary>Zeitplan als Tabelle</summary>'
    return f"{anfang}{tabelle}</details>"


def _planzeile(z: Any, weg: Callable[[int], str]) -> str:
    gerechnet = "" if z.genau else f"<small>gerechnet mit dem {datum_text(z.termin)}</small>"
    steine = "".join(
        f"<small>{'◆' if erreicht else '◇'} {escape(titel)}: {escape(wann)}</small>"
        for _, titel, erreicht, wann in z.meilensteine
    )
    ursprung = f"ursprünglich {datum_text(z.urspruenglich) if z.urspruenglich else 'k. A.'}"
    verschoben = f"{mal(z.verschoben)}<small>{ursprung}</small>" if z.verschoben else "nein"
    return (
        f'<tr><th scope="row">{verweis(weg(z.massnahme_id), _name(z.nummer, z.titel))}{steine}'
        f"</th><td>{z.art} {escape(z.text)}{gerechnet}</td><td>{beschriftung(z.terminlage)}</td>"
        f"<td>{escape(z.umsetzungsstand.bezeichnung)}</td><td>{escape(z.wortlaut or 'k. A.')}</td>"
        f"<td>{verschoben}</td></tr>"
    )


def verschobenes(liste: Sequence[Any], je_mal: Mapping[int, int], weg: Callable[[int], str], alle: str) -> str:
    """Gibt, wie oft Fristen verschoben wurden, und die am öftesten verschobenen mit Grund."""
    if not liste:
        return '<p class="quote">Bisher wurde keine Frist verschoben.</p>'
    worte = ", ".join(f"{anzahl(n, 'Maßnahme', 'Maßnahmen')} {mal(wie_oft)}" for wie_oft, n in sorted(je_mal.items()))
    stuecke = "".join(
        f"<li>{verweis(weg(v.massnahme_id), _name(v.nummer, v.titel))}<p>{escape(v.satz)}</p></li>" for v in liste
    )
    gesamt = sum(je_mal.values())
    mehr = f"Alle {zahl(gesamt)} in der Liste ansehen" if gesamt > len(liste) else "In der Liste ansehen"
    return f'<p class="quote">{worte}.</p><ul class="lagekarten">{stuecke}</ul><p>{verweis(alle, mehr)}</p>'
