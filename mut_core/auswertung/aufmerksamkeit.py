"""Hinweisen: was eine Entscheidung braucht – je Maßnahme ein Eintrag in ganzen Sätzen, das Dringlichste zuerst."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from mut_core.auswertung.mittel import foerderungen, position_text
from mut_core.auswertung.tabelle import build_tabelle, nummernschluessel
from mut_core.lagebild import Lagebild, saetze
from mut_core.modell.codes import Mittelstatus, Terminlage, Umsetzungsstand
from mut_core.regeln import ABGESCHLOSSEN
from mut_core.sprache import aufzaehlung, ganzer_satz, knapp, mal, seit_tagen
from mut_core.zeitangaben import datum_text, zeitangabe_text


@dataclass(frozen=True)
class Anlass:
    """Ein Anlass mit seiner Bezeichnung und seinem Gewicht; das größere Gewicht steht weiter oben."""

    bezeichnung: str
    gewicht: int


ANLAESSE: Mapping[str, Anlass] = {
    "mittel_abgelehnt": Anlass("Mittel abgelehnt", 60),
    "foerderung_abgelaufen": Anlass("Förderung abgelaufen", 55),
    "ueberfaellig": Anlass("Termin überschritten", 50),
    "foerderung_laeuft_aus": Anlass("Förderung läuft aus", 45),
    "verschoben": Anlass("mehrmals verschoben", 40),
    "wiedervorlage": Anlass("Wiedervorlage fällig", 35),
    "widerspruch": Anlass("Angaben widersprechen sich", 30),
    "beginn_verstrichen": Anlass("Beginn verstrichen", 20),
}
"""Anlässe, geordnet danach, wie sehr eine Entscheidung von außen nötig ist."""

JE_WEITEREM_ANLASS = 5
HOECHSTENS_FUER_DAUER = 20
"""Zuschläge zum Gewicht: je weiterem Anlass 5; für je 30 Tage Verzug 1, höchstens 20."""

VERSCHOBEN_AB = 2
BEWILLIGT = frozenset(
    {Mittelstatus.BEWILLIGT, Mittelstatus.IM_HAUSHALT, Mittelstatus.FREIGEGEBEN, Mittelstatus.VERAUSGABT}
)

SPALTEN = ("massnahme_id", "nummer", "titel", "anlass", "anlaesse", "satz", "gewicht")

_GEBRAUCHT = (
    "id",
    "nummer",
    "titel",
    "umsetzungsstand",
    "federfuehrung_id",
    "mittelstatus",
    "beginn",
    "beginn_genauigkeit",
    "frist",
    "frist_genauigkeit",
    "termin",
    "terminlage",
    "terminlage_grund",
    "tage_ueberfaellig",
    "verschoben",
    "verschiebungsgrund",
    "stand_hindernis",
    "stand_begruendung",
    "stand_naechster_termin",
    "stand_abgeschlossen_am",
)
"""Die Spalten, aus denen sich Hinweise ergeben: Ein Drittel der Felder liest sich dreimal so schnell."""

_Fund = tuple[str, str]
"""Ein Anlass und der Satz dazu."""


@dataclass(frozen=True)
class _Umfeld:
    """Was neben einer Maßnahme liegt, je Maßnahme geordnet."""

    stichtag: date
    mittel: Mapping[int, list[Any]]
    offene_meilensteine: Mapping[int, list[Any]]
    foerderungen: Mapping[int, list[Any]]


def aufmerksamkeit(lagebild: Lagebild) -> pd.DataFrame:
    """Gibt je Maßnahme höchstens einen Eintrag mit allen Anlässen, absteigend dringlich.

    Spalten: massnahme_id, nummer, titel, anlass (der gewichtigste aus `ANLAESSE`), anlaesse (tuple), satz, gewicht.
    Eine auslaufende Förderung, die an keiner offenen Maßnahme hängt, steht als eigener Eintrag ohne Maßnahme.
    """
    laufende = saetze(foerderungen(lagebild))
    umfeld = _Umfeld(
        lagebild.stichtag,
        _je_massnahme(saetze(lagebild.mittel)),
        _je_massnahme(s for s in saetze(lagebild.meilensteine) if s.erreicht_am is None),
        _foerderungen_je_massnahme(laufende),
    )
    zeilen: list[tuple[Any, ...]] = []
    genannt: set[int] = set()
    for m in saetze(lagebild.massnahmen[[f for f in _GEBRAUCHT if f in lagebild.massnahmen]]):
        if funde := [fund for pruefe in _PRUEFUNGEN for fund in pruefe(m, umfeld)]:
            zeilen.append(_zeile(m.id, m.nummer, m.titel, funde, m.tage_ueberfaellig))
        if m.umsetzungsstand not in ABGESCHLOSSEN:
            genannt.update(f.foerderung_id for f in umfeld.foerderungen.get(m.id, ()))
    zeilen += [
        _zeile(None, None, f.programm, [fund], 0)
        for f in laufende
        if f.foerderung_id not in genannt and (fund := _foerderfund(f))
    ]
    zeilen.sort(key=lambda z: (-z[-1], nummernschluessel(z[1] or "")))
    return build_tabelle(zeilen, SPALTEN)


def _zeile(massnahme_id: int | None, nummer: str | None, titel: str, funde: list[_Fund], tage: int) -> tuple[Any, ...]:
    funde = sorted(funde, key=lambda fund: -ANLAESSE[fund[0]].gewicht)
    anlaesse = tuple(dict.fromkeys(anlass for anlass, _ in funde))
    dauer = min(tage // 30, HOECHSTENS_FUER_DAUER)
    gewicht = ANLAESSE[anlaesse[0]].gewicht + JE_WEITEREM_ANLASS * (len(anlaesse) - 1) + dauer
    return massnahme_id, nummer, titel, anlaesse[0], anlaesse, " ".join(satz for _, satz in funde), gewicht


def _je_massnahme(saetze_: Any) -> dict[int, list[Any]]:
    geordnet: dict[int, list[Any]] = {}
    for satz in saetze_:
        geordnet.setdefault(satz.massnahme_id, []).append(satz)
    return geordnet


def _foerderungen_je_massnahme(laufende: list[Any]) -> dict[int, list[Any]]:
    geordnet: dict[int, list[Any]] = {}
    for f in laufende:
        for massnahme_id in f.massnahmen:
            geordnet.setdefault(massnahme_id, []).append(f)
    return geordnet


# --- Prüfungen -------------------------------------------------------------------------------------------------------


def _ueberfaellig(m: Any, _umfeld: _Umfeld) -> Iterator[_Fund]:
    if m.terminlage != Terminlage.UEBERFAELLIG or m.umsetzungsstand == Umsetzungsstand.ZURUECKGESTELLT:
        return
    if m.termin is None or m.tage_ueberfaellig <= 0:
        yield "ueberfaellig", f"Von Hand als überfällig gekennzeichnet{_grund(m.terminlage_grund)}"
        return
    was = "Überprüfung" if m.umsetzungsstand == Umsetzungsstand.VERSTETIGT else "Frist"
    yield "ueberfaellig", f"{_gross(seit_tagen(m.tage_ueberfaellig))} überfällig ({was} {_termin(m)}). {_hindernis(m)}"


def _wiedervorlage(m: Any, umfeld: _Umfeld) -> Iterator[_Fund]:
    faellig = m.termin is not None and m.termin <= umfeld.stichtag
    if m.umsetzungsstand == Umsetzungsstand.ZURUECKGESTELLT and (faellig or m.terminlage == Terminlage.UEBERFAELLIG):
        wann = f" war am {datum_text(m.termin)} fällig" if m.termin else " ist fällig"
        yield "wiedervorlage", f"Zurückgestellt; die Wiedervorlage{wann}{_grund(m.stand_begruendung)}"


def _verschoben(m: Any, _umfeld: _Umfeld) -> Iterator[_Fund]:
    if m.verschoben >= VERSCHOBEN_AB and m.umsetzungsstand not in ABGESCHLOSSEN:
        yield "verschoben", f"Die Frist wurde {mal(m.verschoben)} verschoben, zuletzt{_grund(m.verschiebungsgrund)}"


def _mittel(m: Any, umfeld: _Umfeld) -> Iterator[_Fund]:
    if m.umsetzungsstand in ABGESCHLOSSEN:
        return
    abgelehnt = [p for p in umfeld.mittel.get(m.id, ()) if p.mittelstatus == Mittelstatus.ABGELEHNT]
    if abgelehnt:
        betraege = aufzaehlung([position_text(p, mit_status=False) for p in abgelehnt])
        yield "mittel_abgelehnt", f"Mittel abgelehnt oder gestrichen: {betraege}."
    elif m.mittelstatus == Mittelstatus.ABGELEHNT:
        yield "mittel_abgelehnt", "Die Mittel sind abgelehnt oder gestrichen."


def _foerderung(m: Any, umfeld: _Umfeld) -> Iterator[_Fund]:
    if m.umsetzungsstand not in ABGESCHLOSSEN:
        yield from (fund for f in umfeld.foerderungen.get(m.id, ()) if (fund := _foerderfund(f)))


def _foerderfund(f: Any) -> _Fund | None:
    anlass = {"abgelaufen": "foerderung_abgelaufen", "laeuft_aus": "foerderung_laeuft_aus"}.get(f.lage)
    ohne_bedeutung = {Mittelstatus.ABGELEHNT, Mittelstatus.VERAUSGABT}
    return (anlass, f.satz) if anlass and f.mittelstatus not in ohne_bedeutung else None


def _widersprueche(m: Any, umfeld: _Umfeld) -> Iterator[_Fund]:
    if m.umsetzungsstand == Umsetzungsstand.UMGESETZT:
        if teile := list(_noch_offen(m, umfeld)):
            yield "widerspruch", f"Als umgesetzt gemeldet, aber {aufzaehlung(teile)}."
    elif m.umsetzungsstand == Umsetzungsstand.IN_UMSETZUNG and m.federfuehrung_id is None:
        yield "widerspruch", "In Umsetzung, aber ohne benannte Federführung."
    elif m.umsetzungsstand == Umsetzungsstand.IDEE:
        stufen = [m.mittelstatus, *(p.mittelstatus for p in umfeld.mittel.get(m.id, ()))]
        if bewilligt := [s for s in stufen if s in BEWILLIGT]:
            yield "widerspruch", f"Noch eine Idee, aber die Mittel sind schon {bewilligt[0].bezeichnung}."


def _noch_offen(m: Any, umfeld: _Umfeld) -> Iterator[str]:
    if meilensteine := umfeld.offene_meilensteine.get(m.id):
        namen = aufzaehlung([f"„{knapp(s.titel, 80)}“" for s in meilensteine])
        yield f"der Meilenstein {namen} ist offen" if len(meilensteine) == 1 else f"die Meilensteine {namen} sind offen"
    if m.stand_naechster_termin and m.stand_naechster_termin > umfeld.stichtag:
        yield f"der nächste Termin ist der {datum_text(m.stand_naechster_termin)}"
    if m.frist and m.frist > umfeld.stichtag and m.stand_abgeschlossen_am is None:
        yield f"die Frist läuft noch ({_frist(m)})"


def _beginn(m: Any, umfeld: _Umfeld) -> Iterator[_Fund]:
    ohne_stand = m.umsetzungsstand == Umsetzungsstand.OHNE_ANGABE and m.terminlage != Terminlage.UEBERFAELLIG
    if ohne_stand and m.beginn and m.beginn < umfeld.stichtag:
        beginn = zeitangabe_text(m.beginn, m.beginn_genauigkeit, None, None)
        yield "beginn_verstrichen", f"Sollte {beginn} laufen; ein Stand ist noch nicht gemeldet."


_PRUEFUNGEN: tuple[Callable[[Any, _Umfeld], Iterator[_Fund]], ...] = (
    _ueberfaellig,
    _wiedervorlage,
    _verschoben,
    _mittel,
    _foerderung,
    _widersprueche,
    _beginn,
)


# --- Worte -----------------------------------------------------------------------------------------------------------


def _frist(m: Any) -> str:
    """Schreibt die Frist so genau, wie sie gemeint ist: „Ende 2024“ ist kein Tag."""
    return zeitangabe_text(None, None, m.frist, m.frist_genauigkeit).removeprefix("bis ")


def _termin(m: Any) -> str:
    return _frist(m) if m.termin == m.frist else datum_text(m.termin)


def _hindernis(m: Any) -> str:
    if grund := m.stand_hindernis or m.stand_begruendung:
        return f"Grund: {ganzer_satz(knapp(grund))}"
    return "Ein Grund ist nicht gemeldet."


def _grund(grund: str | None) -> str:
    return f": {ganzer_satz(knapp(grund))}" if grund else " ohne Angabe eines Grundes."


def _gross(text: str) -> str:
    return text[:1].upper() + text[1:]
