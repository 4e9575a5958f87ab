"""Fristen ordnen: wann was fällig ist, wie genau das gesagt ist, was verschoben wurde und was vor der Sitzung ansteht.

Eine ungenaue Frist bleibt ungenau: Neben dem Tag, mit dem gerechnet wird, steht der erste, den die Angabe meinen kann,
und der Wortlaut der Quelle.
"""

from collections import Counter
from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pandas as pd

from mut_core.auswertung.tabelle import (
    build_tabelle,
    geordnete_handlungsfelder,
    nummernschluessel,
    quartal,
    quartalsbeginn,
)
from mut_core.auswertung.verteilung import MIT_TERMIN
from mut_core.lagebild import Lagebild, saetze
from mut_core.modell.codes import Genauigkeit, Terminlage, Umsetzungsstand
from mut_core.regeln import ABGESCHLOSSEN, plus_monate
from mut_core.sprache import anzahl, ganzer_satz, knapp, mal, seit_tagen, zahl
from mut_core.zeitangaben import datum_text, fruehestens, im_wortlaut, spaetestens, zeitangabe_text

QUARTALE_ZURUECK, QUARTALE_VORAUS = 1, 4
"""So viele Quartale vor und nach dem laufenden zeigt `fristen_je_feld` einzeln; der Rest steht an den Rändern."""

FRUEHER, SPAETER = "früher", "später"

PLANSPALTEN = (
    "massnahme_id",
    "nummer",
    "titel",
    "handlungsfeld",
    "federfuehrung",
    "umsetzungsstand",
    "terminlage",
    "tage_ueberfaellig",
    "art",
    "beginn",
    "beginn_bis",
    "termin_ab",
    "termin",
    "genau",
    "text",
    "wortlaut",
    "urspruenglich",
    "verschoben",
    "verschiebungsgrund",
    "meilensteine",
)


# --- Zahlen ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Fristzahlen:
    """Die Zahlen der Seite „Fristen“; was gezählt wird, steht in `FRISTFORMELN`."""

    ueberfaellig: int
    bald_faellig: int
    im_zeitplan: int
    ohne_termin: int
    verschoben: int
    mehrmals_verschoben: int
    massnahmen: int


FRISTFORMELN: Mapping[str, str] = {
    "ueberfaellig": "Offene Maßnahmen, deren Frist, Wiedervorlage oder nächste Überprüfung vor dem Stichtag liegt.",
    "bald_faellig": "Offene Maßnahmen, deren Termin in den nächsten 60 Tagen liegt; der Stichtag zählt mit.",
    "im_zeitplan": "Offene Maßnahmen, deren Termin mehr als 60 Tage nach dem Stichtag liegt.",
    "ohne_termin": "Offene Maßnahmen, zu denen weder Frist noch Wiedervorlage genannt ist. Ideen, Abgeschlossenes und "
    "Daueraufgaben ohne Überprüfung zählen hier nicht.",
    "verschoben": "Maßnahmen, deren Frist mindestens einmal verschoben wurde, auch abgeschlossene.",
    "mehrmals_verschoben": "Maßnahmen, deren Frist zweimal oder öfter verschoben wurde, auch abgeschlossene.",
}
"""Je Zahl ein Satz, der sagt, was gezählt wird."""


def fristzahlen(lagebild: Lagebild) -> Fristzahlen:
    """Zählt Maßnahmen nach Terminlage und Verschiebungen; Zahl und Liste dahinter haben dieselbe Bedingung."""
    m = lagebild.massnahmen
    lagen, verschoben = Counter(m["terminlage"].tolist()), m["verschoben"].tolist()
    return Fristzahlen(
        lagen[Terminlage.UEBERFAELLIG],
        lagen[Terminlage.BALD_FAELLIG],
        lagen[Terminlage.IM_ZEITPLAN],
        lagen[Terminlage.OHNE_TERMIN],
        sum(v >= 1 for v in verschoben),
        sum(v >= 2 for v in verschoben),
        len(m),
    )


def fristensatz(zahlen: Fristzahlen) -> str:
    """Gibt die Lage der Fristen als einen Satz."""
    if not zahlen.massnahmen:
        return "Zu dieser Auswahl gibt es keine Maßnahme."
    if not (zahlen.ueberfaellig or zahlen.bald_faellig or zahlen.im_zeitplan):
        return "Keine offene Maßnahme hat einen Termin."
    ueber = f"{_ist(zahlen.ueberfaellig)} überfällig" if zahlen.ueberfaellig else "Nichts ist überfällig"
    bald = f"{_wird(zahlen.bald_faellig)} in den nächsten 60 Tagen fällig"
    ohne = (
        f"; {anzahl(zahlen.ohne_termin, 'Maßnahme hat', 'Maßnahmen haben')} keine Frist" if zahlen.ohne_termin else ""
    )
    return f"{ueber}, {bald}{ohne}."


def _ist(wert: int) -> str:
    return anzahl(wert, "Maßnahme ist", "Maßnahmen sind")


def _wird(wert: int) -> str:
    return f"{zahl(wert)} {'wird' if wert == 1 else 'werden'}" if wert else "nichts wird"


# --- je Handlungsfeld und Quartal ------------------------------------------------------------------------------------


def fristen_je_feld(lagebild: Lagebild) -> pd.DataFrame:
    """Zählt offene Maßnahmen mit Termin je Handlungsfeld und Quartal; an den Rändern stehen „früher“ und „später“.

    Eine Zeile je Handlungsfeld und Spalte, auch mit 0. Spalten: nummer, handlungsfeld, spalte („II/2024“, „früher“,
    „später“), von, bis (date, an den Rändern None), anzahl, ueberfaellig, lage (die dringlichste darin oder None).
    """
    m, spalten = lagebild.massnahmen, _quartalsspalten(lagebild.stichtag)
    name = {von: spalte for spalte, von, _ in spalten[1:-1]}
    erster, letzter = spalten[1][1], spalten[-2][2]
    gezaehlt: Counter[tuple[Any, str, Terminlage]] = Counter()
    for feld, termin, lage in zip(m["handlungsfeld_id"], m["termin"], m["terminlage"], strict=True):
        if termin is not None and lage in MIT_TERMIN:
            ort = FRUEHER if termin < erster else SPAETER if termin > letzter else name[quartalsbeginn(termin)]
            gezaehlt[feld, ort, lage] += 1
    zeilen = (
        (h.nummer, h.titel, spalte, von, bis, sum(je_lage), je_lage[0], _dringlichste(je_lage))
        for h in geordnete_handlungsfelder(lagebild)
        for spalte, von, bis in spalten
        for je_lage in ([gezaehlt[h.id, spalte, lage] for lage in MIT_TERMIN],)
    )
    return build_tabelle(zeilen, ("nummer", "handlungsfeld", "spalte", "von", "bis", "anzahl", "ueberfaellig", "lage"))


def _quartalsspalten(stichtag: date) -> list[tuple[str, date | None, date | None]]:
    laufendes = quartalsbeginn(stichtag)
    beginne = [plus_monate(laufendes, 3 * n) for n in range(-QUARTALE_ZURUECK, QUARTALE_VORAUS + 1)]
    mitte: list[tuple[str, date | None, date | None]] = [
        (quartal(b), b, plus_monate(b, 3) - timedelta(days=1)) for b in beginne
    ]
    ende = plus_monate(beginne[-1], 3)
    return [(FRUEHER, None, beginne[0] - timedelta(days=1)), *mitte, (SPAETER, ende, None)]


def _dringlichste(je_lage: list[int]) -> Terminlage | None:
    return next((lage for lage, wert in zip(MIT_TERMIN, je_lage, strict=True) if wert), None)


# --- Zeitplan --------------------------------------------------------------------------------------------------------


def fristenfolge(lagebild: Lagebild, *, erledigte: bool = False) -> pd.DataFrame:
    """Gibt die Maßnahmen mit einem Termin, den frühesten zuerst; Abgeschlossenes nur auf Wunsch, dann nach Frist.

    Sie trägt nur id, nummer und tag: Ganz sind bei großen Konzepten erst die Zeilen eines Blatts (`fristenplan`).
    """
    m = lagebild.massnahmen
    spalten = (m[name].tolist() for name in ("id", "nummer", "termin", "frist", "umsetzungsstand"))
    zeilen = [
        (id_, nummer, termin or frist)
        for id_, nummer, termin, frist, stand in zip(*spalten, strict=True)
        if (termin or frist) is not None and (erledigte or stand not in ABGESCHLOSSEN)
    ]
    zeilen.sort(key=lambda z: (z[2], nummernschluessel(z[1])))
    return build_tabelle(zeilen, ("id", "nummer", "tag"))


def fristenplan(lagebild: Lagebild, massnahmen: pd.DataFrame) -> pd.DataFrame:
    """Gibt je Maßnahme ihren Zeitplan in der genannten Reihenfolge; `massnahmen` ist ein Stück von `fristenfolge`.

    Spalten `PLANSPALTEN`: beginn bis beginn_bis und termin_ab bis termin sind die Tage, die die Angaben meinen können
    (auf den Tag genau: derselbe Tag, `genau`); art sagt, woran der Termin hängt („Frist“, „Wiedervorlage“,
    „Überprüfung“); text ist der Termin in Worten, wortlaut die Quelle; urspruenglich ist die erste Frist, wenn sie eine
    andere war; meilensteine sind Paare (Tag, Titel, erreicht, Wortlaut).
    """
    orte = {id_: ort for ort, id_ in enumerate(massnahmen["id"])}
    erste, wege = _erste_fristen(lagebild, orte), _meilensteine(lagebild, orte)
    zeilen = sorted(saetze(_nur(lagebild.massnahmen, "id", orte)), key=lambda m: orte[m.id])
    return build_tabelle((_planzeile(m, erste.get(m.id), wege.get(m.id, ())) for m in zeilen), PLANSPALTEN)


def _nur(tabelle: pd.DataFrame, spalte: str, gefragt: Container[int]) -> pd.DataFrame:
    return tabelle.iloc[[i for i, wert in enumerate(tabelle[spalte].tolist()) if wert in gefragt]]


def _planzeile(m: Any, erste: date | None, meilensteine: Iterable[tuple[Any, ...]]) -> tuple[Any, ...]:
    termin, genauigkeit = _termin(m)
    ab = fruehestens(termin, genauigkeit)
    beginn = m.beginn if m.beginn is not None and m.beginn <= termin else None
    beginn_bis = min(spaetestens(beginn, m.beginn_genauigkeit), termin) if beginn else None
    return (
        m.id,
        m.nummer,
        m.titel,
        m.handlungsfeld,
        m.federfuehrung,
        m.umsetzungsstand,
        m.terminlage,
        m.tage_ueberfaellig,
        terminart(m),
        beginn,
        beginn_bis,
        max(ab, beginn) if beginn else ab,
        termin,
        ab == termin,
        termintext(m),
        im_wortlaut(m) or None,
        (m.urspruengliche_frist or erste) if (m.urspruengliche_frist or erste) != m.frist else None,
        m.verschoben,
        m.verschiebungsgrund,
        tuple(meilensteine),
    )


def _termin(m: Any) -> tuple[date, Genauigkeit | None]:
    """Gibt den Termin mit seiner Genauigkeit; Wiedervorlage und Überprüfung sind immer Tage."""
    termin = m.termin or m.frist
    return termin, (m.frist_genauigkeit if termin == m.frist else None)


def terminart(m: Any) -> str:
    """Sagt, woran der Termin einer Maßnahme hängt: „Frist“, „Wiedervorlage“ oder „Überprüfung“."""
    if m.umsetzungsstand == Umsetzungsstand.ZURUECKGESTELLT and m.stand_wiedervorlage:
        return "Wiedervorlage"
    if m.umsetzungsstand == Umsetzungsstand.VERSTETIGT and m.termin is not None:
        return "Überprüfung"
    return "Frist"


def termintext(m: Any) -> str:
    """Schreibt den Termin so genau, wie er gemeint ist: „31.12.2024“, „II. Quartal 2024“, „Ende 2024“."""
    return zeitangabe_text(None, None, *_termin(m)).removeprefix("bis ")


def _erste_fristen(lagebild: Lagebild, gefragt: Container[int]) -> dict[int, date]:
    erste: dict[int, date] = {}
    f = lagebild.fristaenderungen
    for massnahme_id, bisher in zip(f["massnahme_id"], f["bisher"], strict=True):
        if massnahme_id in gefragt and bisher is not None:
            erste.setdefault(massnahme_id, bisher)
    return erste


def _meilensteine(lagebild: Lagebild, gefragt: Container[int]) -> dict[int, list[tuple[Any, ...]]]:
    je_massnahme: dict[int, list[tuple[Any, ...]]] = {}
    for x in saetze(_nur(lagebild.meilensteine, "massnahme_id", gefragt)):
        if tag := meilensteintag(x):
            zeile = (tag, x.titel, x.erreicht_am is not None, meilensteintext(x))
            je_massnahme.setdefault(x.massnahme_id, []).append(zeile)
    return {i: sorted(zeilen, key=lambda z: (z[0], z[1])) for i, zeilen in je_massnahme.items()}


def meilensteintag(s: Any) -> date | None:
    """Gibt den Tag, an dem ein Meilenstein steht: erreicht, sonst seine Frist, sonst sein Beginn."""
    tag: date | None = s.erreicht_am or s.frist or s.beginn
    return tag


def meilensteintext(s: Any) -> str:
    """Sagt zu einem Meilenstein, wann er erreicht wurde oder wann er erreicht sein soll."""
    if s.erreicht_am is not None:
        return f"erreicht am {datum_text(s.erreicht_am)}"
    return f"offen, {im_wortlaut(s) or 'ohne Termin'}"


# --- verschoben ------------------------------------------------------------------------------------------------------


def verschiebungen(lagebild: Lagebild) -> pd.DataFrame:
    """Gibt jede Maßnahme mit verschobener Frist, die am öftesten verschobene zuerst.

    Spalten: massnahme_id, nummer, titel, mal, von (erste Frist), auf (jetzige Frist), grund (der letzte), satz.
    """
    m = lagebild.massnahmen
    verschobene = m.loc[[v >= 1 for v in m["verschoben"]]]
    erste = _erste_fristen(lagebild, set(verschobene["id"]))
    zeilen = [
        (x.id, x.nummer, x.titel, x.verschoben, von, x.frist, x.verschiebungsgrund, _verschiebungssatz(x, von))
        for x in saetze(verschobene)
        for von in (x.urspruengliche_frist or erste.get(x.id),)
    ]
    zeilen.sort(key=lambda z: (-z[3], nummernschluessel(z[1])))
    return build_tabelle(zeilen, ("massnahme_id", "nummer", "titel", "mal", "von", "auf", "grund", "satz"))


def _verschiebungssatz(m: Any, von: date | None) -> str:
    spanne = f" von {datum_text(von)}" if von else ""
    ziel = f" auf {zeitangabe_text(None, None, m.frist, m.frist_genauigkeit).removeprefix('bis ')}" if m.frist else ""
    grund = f" Grund: {ganzer_satz(knapp(m.verschiebungsgrund))}" if m.verschiebungsgrund else " Ohne Grund."
    return f"{mal(m.verschoben).capitalize()} verschoben{spanne}{ziel}.{grund}"


# --- vor der Sitzung -------------------------------------------------------------------------------------------------


def faellige_bis(lagebild: Lagebild, tag: date) -> pd.DataFrame:
    """Gibt die offenen Maßnahmen mit Termin bis zu diesem Tag, den frühesten zuerst (wie `Filter(faellig_bis=…)`)."""
    m = lagebild.massnahmen
    termine, lagen, nummern = m["termin"].tolist(), m["terminlage"].tolist(), m["nummer"].tolist()
    treffer = [i for i, t in enumerate(termine) if t is not None and t <= tag and lagen[i] in MIT_TERMIN]
    treffer.sort(key=lambda i: (termine[i], nummernschluessel(nummern[i])))
    return m.iloc[treffer].reset_index(drop=True)


def faelligkeitssatz(m: Any) -> str:
    """Sagt in einem Satz, was mit einer fälligen Maßnahme ist: „Frist Ende 2024, seit 12 Tagen überfällig …“."""
    teile = [f"{terminart(m)} {termintext(m)}", *_lageworte(m)]
    stelle = f" Federführung: {ganzer_satz(m.federfuehrung)}" if m.federfuehrung else " Federführung nicht benannt."
    hindernis = f" Es hält auf: {ganzer_satz(knapp(m.stand_hindernis))}" if m.stand_hindernis else ""
    return f"{', '.join(teile)}.{stelle}{hindernis}"


def _lageworte(m: Any) -> Iterator[str]:
    if m.tage_ueberfaellig > 0:
        yield f"{seit_tagen(m.tage_ueberfaellig)} überfällig"
    yield m.umsetzungsstand.bezeichnung
    if m.verschoben:
        yield f"{mal(m.verschoben)} verschoben"
