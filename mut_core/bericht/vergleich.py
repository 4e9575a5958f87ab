"""Vergleichen: zwei Stände eines Konzepts als Word-Dokument – Sätze, Wechsel der Stände, je Art eine Tabelle.

Anders als das Kapitel „Änderungen seit dem letzten Bericht“ (`aenderungen`) steht der Vergleich für sich: Beide Stände
sind frei gewählt, und jede Art der Änderung hat ihre eigene Tabelle. Sätze und Zeilen sind dieselben.
"""

from dataclasses import replace
from typing import Any

import pandas as pd

from mut_core.auswertung import REIHENFOLGE
from mut_core.bericht import aenderungen
from mut_core.bericht.aenderungstabelle import KOPF, NICHTS, aenderungszeilen
from mut_core.bericht.deckblatt import build_dokument
from mut_core.bericht.gliederung import Abschnitt, Druck, Kapitel, fest, write_gliederung
from mut_core.bericht.saetze import satzreihe, trennbar, zaehlung
from mut_core.bericht.stoff import Stoff
from mut_core.bericht.wahl import Wahl
from mut_core.bericht.word import Reihe
from mut_core.diagramme import DARSTELLUNG, beschriftung, flusszeilen, kurzname
from mut_core.fehler import EingabeError
from mut_core.lagebild import Lagebild, saetze
from mut_core.modell.codes import Berichtsform, Umsetzungsstand
from mut_core.sprache import aufzaehlung, zahl
from mut_core.veraenderung import SPALTEN, Veraenderung, fluss
from mut_core.veraenderung import saetze as erzaehlt
from mut_core.veraenderung.worte import namen
from mut_core.zeitangaben import datum_text

TITEL = "Vergleich zweier Stände"

SAETZE_JE_ART = 2
"""So viele Maßnahmen je Art nennt der Überblick; alle stehen in den Tabellen."""

NUMMERN_HOECHSTENS = 20
"""So viele Nummern stehen in einer Zeile der Tabelle der Wechsel."""


def build_vergleich(vorher: Lagebild, nachher: Lagebild, wahl: Wahl) -> bytes:
    """Gibt den Vergleich zweier Stände desselben Konzepts als .docx; dieselben Eingaben geben dieselben Bytes.

    Beide dürfen aufgetaute Berichtsstände sein; das Deckblatt trägt den späteren Stichtag. Von der Wahl zählen Profil,
    Hausvorlage und der Tag der Erstellung. Wirft EingabeError bei verschiedenen Konzepten und wenn `vorher` den
    späteren Stichtag hat; BetriebError, wenn einem Stand unentbehrliche Spalten fehlen.
    """
    stoff = Stoff(nachher, Berichtsform.SACHSTANDSBERICHT, replace(wahl, vorher=vorher))
    doku = build_dokument(stoff, f"{_titel(vorher, nachher)} – {stoff.name}", wahl, kurztitel=TITEL)
    druck = Druck(doku, stoff)
    if _vergleich(druck).ist_leer:
        write_gliederung(druck, (UEBERBLICK,))
    else:
        doku.inhaltsverzeichnis(ebenen=2)
        doku.seitenumbruch()
        write_gliederung(druck, GLIEDERUNG)
    return doku.als_bytes()


def _titel(vorher: Lagebild, nachher: Lagebild) -> str:
    von, bis = datum_text(vorher.stichtag), datum_text(nachher.stichtag)
    return f"Vergleich der Stände vom {von} und vom {bis}" if von != bis else f"Vergleich zweier Stände vom {von}"


def _vergleich(druck: Druck) -> Veraenderung:
    v = druck.stoff.veraenderung
    if v is None:
        raise EingabeError("Für einen Vergleich bitte einen früheren Stand wählen.", feld="vorher")
    return v


def _von_bis(v: Veraenderung) -> tuple[str, str]:
    """Wie die beiden Stände heißen; bei gleichem Stichtag unterscheidet sie, was nacherfasst wurde."""
    if v.von == v.bis:
        return f"{datum_text(v.von)} (früher)", f"{datum_text(v.bis)} (später)"
    return datum_text(v.von), datum_text(v.bis)


# ---------------------------------------------------------------------------------------------- Überblick


def wichtigstes(druck: Druck) -> None:
    """Der Satz, der alles zählt, dann je Art die ersten Maßnahmen; mehr steht in den Tabellen."""
    erster, *weitere = erzaehlt(_vergleich(druck), hoechstens=SAETZE_JE_ART)
    druck.doku.absatz(erster)
    if weitere:
        druck.doku.aufzaehlung(weitere)


# ---------------------------------------------------------------------------------------------- Wechsel


def staende(druck: Druck) -> None:
    """Beide Stände als zwei Balken, in Word bearbeitbar; ohne Maßnahmen kein Diagramm."""
    v = _vergleich(druck)
    alle = fluss(v, mit_gleichen=True)
    je_stand = [_summen(alle, spalte) for spalte in ("von", "nach")]
    if not any(je_stand):
        return
    siehe = f"{druck.doku.verweis('staende')} stellt die Maßnahmen beider Stände gegenüber."
    druck.doku.absatz(satzreihe(siehe, _wechselsatz(v)), mit_naechstem=True)
    druck.doku.diagramm(
        f"Umsetzungsstand der Maßnahmen am {datum_text(v.von)} und am {datum_text(v.bis)}",
        [f"Stand {tag}" for tag in _von_bis(v)],
        [_reihe(stand, je_stand) for stand in REIHENFOLGE if any(stand in summen for summen in je_stand)],
        _alternativtext(v, je_stand),
        achse="Anzahl Maßnahmen",
        schluessel="staende",
    )


def _summen(tabelle: pd.DataFrame, spalte: str) -> dict[Umsetzungsstand, int]:
    """Je Stand die Zahl der Maßnahmen; nicht geführte zählen nicht."""
    summen: dict[Umsetzungsstand, int] = {}
    for stand, anzahl in zip(tabelle[spalte], tabelle["anzahl"], strict=True):
        if stand is not None:
            summen[stand] = summen.get(stand, 0) + int(anzahl)
    return summen


def _reihe(stand: Umsetzungsstand, je_stand: list[dict[Umsetzungsstand, int]]) -> Reihe:
    werte = [summen.get(stand, 0) for summen in je_stand]
    return Reihe(beschriftung(stand), werte, DARSTELLUNG[stand].farbe.lstrip("#").upper())


def _alternativtext(v: Veraenderung, je_stand: list[dict[Umsetzungsstand, int]]) -> str:
    teile = []
    for tag, summen in zip(_von_bis(v), je_stand, strict=True):
        gezaehlt = [f"{zahl(summen[s])} {kurzname(s)}" for s in REIHENFOLGE if s in summen]
        teile.append(f"Stand {tag}: {aufzaehlung(gezaehlt) or 'keine Maßnahmen'}")
    return f"Zwei gestapelte Balken. {'; '.join(teile)}."


def _wechselsatz(v: Veraenderung) -> str:
    """Zählt nur, was in beiden Ständen geführt ist; Neues und Weggefallenes nennt die Tabelle."""
    anders = sum(m.von != m.nach for m in saetze(v.massnahmen) if None not in (m.von, m.nach))
    if not anders:
        return "Kein Umsetzungsstand hat sich geändert."
    return f"Bei {zaehlung(anders, 'einer Maßnahme', 'Maßnahmen')} ist der Umsetzungsstand ein anderer."


def wechsel(druck: Druck) -> None:
    """Der Fluss als Tabelle: von welchem Stand in welchen, wie viele, welche."""
    v = _vergleich(druck)
    zeilen = flusszeilen(fluss(v))
    if not zeilen:
        return
    druck.doku.absatz(f"{druck.doku.verweis('wechsel')} nennt jeden Wechsel mit den Maßnahmen.", mit_naechstem=True)
    von, bis = _von_bis(v)
    druck.doku.tabelle(
        f"Wechsel des Umsetzungsstands vom {datum_text(v.von)} bis {datum_text(v.bis)}",
        [f"Stand {von}", f"Stand {bis}", "Anzahl", trennbar("Maßnahmen")],
        [[a, b, zahl(anzahl), namen(nummern, NUMMERN_HOECHSTENS)] for a, b, anzahl, nummern in zeilen],
        [1.6, 1.6, 0.8, 4],
        beschreibung="Je Wechsel der frühere und der spätere Umsetzungsstand, die Zahl und die Nummern der Maßnahmen",
        rechtsbuendig=[2],
        eng=[0, 1, 2],
        schluessel="wechsel",
    )


# ---------------------------------------------------------------------------------------------- je Art


def _nur(v: Veraenderung, tabellen: tuple[str, ...]) -> Veraenderung:
    """Dieselbe Veränderung, in der von den Tabellen der Arten nur diese gefüllt sind."""
    andere = {t for _, alle in aenderungen.ARTEN.values() for t in alle if t not in tabellen}
    leere: dict[str, Any] = {t: pd.DataFrame(columns=list(SPALTEN[t]), dtype=object) for t in andere}
    return replace(v, **leere)


def _arten(druck: Druck) -> list[tuple[str, Veraenderung]]:
    """Die Arten mit Änderungen: Schlüssel und die Veränderung, die nur sie enthält."""
    v = _vergleich(druck)
    alle = ((schluessel, _nur(v, tabellen)) for schluessel, (_, tabellen) in aenderungen.ARTEN.items())
    return [(schluessel, nur) for schluessel, nur in alle if aenderungszeilen(nur)]


def arten(druck: Druck) -> None:
    """Je Art eine Zwischenüberschrift, ein Satz und ihre Tabelle; gibt es keinen Hinweis, entfällt dessen Spalte."""
    v = _vergleich(druck)
    for schluessel, nur in _arten(druck):
        ueberschrift = aenderungen.ARTEN[schluessel][0]
        zeilen = aenderungszeilen(nur)
        spalten = len(KOPF) if any(zeile[-1] != NICHTS for zeile in zeilen) else len(KOPF) - 1
        druck.zwischentitel(ueberschrift)
        was = zaehlung(len(zeilen), "eine Änderung", "Änderungen")
        druck.doku.absatz(f"{druck.doku.verweis(f'art_{schluessel}')} führt {was} auf.", mit_naechstem=True)
        druck.doku.tabelle(
            f"{ueberschrift}: {datum_text(v.von)} bis {datum_text(v.bis)}",
            [trennbar(k) for k in KOPF[:spalten]],
            [zeile[:spalten] for zeile in zeilen],
            [2.6, 1.7, 2, 2, 3][:spalten],
            beschreibung=f"{ueberschrift}: {aufzaehlung(KOPF[:spalten])}",
            schluessel=f"art_{schluessel}",
        )


# ---------------------------------------------------------------------------------------------- Gliederung


UEBERBLICK = Kapitel(
    "ueberblick",
    fest("Überblick"),
    (
        Abschnitt("bezug", aenderungen.bezug, ersetzbar=False),
        Abschnitt("wichtigstes", wichtigstes, ersetzbar=False),
        Abschnitt("kacheln", aenderungen.kacheln, ersetzbar=False),
    ),
)

GLIEDERUNG = (
    UEBERBLICK,
    Kapitel(
        "wechsel_kapitel",
        fest("Wechsel des Umsetzungsstands"),
        (Abschnitt("staende", staende, ersetzbar=False), Abschnitt("wechsel", wechsel, ersetzbar=False)),
        je=lambda druck: (None,) if len(_vergleich(druck).massnahmen) else (),
    ),
    Kapitel(
        "arten",
        fest("Änderungen nach Art"),
        (
            Abschnitt("arten", arten, ersetzbar=False),
            Abschnitt("ohne_aenderung", aenderungen.ohne_aenderung, ersetzbar=False),
        ),
        je=lambda druck: (None,) if len(_vergleich(druck).massnahmen) or _arten(druck) else (),
    ),
)
"""Kapitel und Abschnitte in Reihenfolge; ohne jede Änderung nur der Überblick."""
