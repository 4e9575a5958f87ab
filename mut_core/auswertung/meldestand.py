"""Meldestand: wer zu einer Abfrage schon gemeldet hat und wer noch – nach Stellen, nie nach Personen."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

import pandas as pd

from mut_core.auswertung.tabelle import build_tabelle, nummernschluessel
from mut_core.fehler import NichtGefundenError
from mut_core.lagebild import Lagebild, saetze
from mut_core.modell.codes import Freigabe
from mut_core.sprache import anzahl, seit_tagen
from mut_core.zeitangaben import datum_text

OHNE_STELLE = "ohne federführende Stelle"
OFFEN: Literal["offen"] = "offen"
GEMELDET: Literal["gemeldet"] = "gemeldet"
NACHGEREICHT: Literal["nachgereicht"] = "nachgereicht"

SPALTEN = (
    "massnahme_id",
    "nummer",
    "titel",
    "handlungsfeld_nummer",
    "organisationseinheit_id",
    "stelle",
    "stand",
    "gemeldet_am",
    "im_auftrag_von",
    "unveraendert",
    "zurueckgegeben",
)
SPALTEN_JE_STELLE = (
    "organisationseinheit_id",
    "stelle",
    "gefragt",
    "gemeldet",
    "nachgereicht",
    "offen",
    "ueberfaellig",
    "offene",
)


def abfragen(lagebild: Lagebild) -> list[Any]:
    """Gibt die Abfragen: offene zuerst, darin die zuletzt eröffnete zuerst."""
    neueste = sorted(saetze(lagebild.abfragen), key=lambda a: (a.eroeffnet_am, a.id), reverse=True)
    return sorted(neueste, key=lambda a: a.geschlossen_am is not None)


def require_abfrage(lagebild: Lagebild, abfrage_id: int | None) -> Any:
    """Gibt eine Abfrage dieses Konzepts; wirft NichtGefundenError."""
    for a in saetze(lagebild.abfragen):
        if a.id == abfrage_id:
            return a
    raise NichtGefundenError("Diese Abfrage gibt es nicht oder Sie dürfen sie nicht sehen.")


def meldestand(lagebild: Lagebild, abfrage_id: int) -> pd.DataFrame:
    """Gibt je gefragter Maßnahme, ob und wann zu ihr gemeldet ist; nach Nummern geordnet.

    Spalten: massnahme_id, nummer, titel, handlungsfeld_nummer, organisationseinheit_id (federführende Stelle oder
    None), stelle (ihr Name oder „ohne federführende Stelle“), stand („offen“, „gemeldet“, „nachgereicht“), gemeldet_am
    (Tag der ersten Meldung oder None), im_auftrag_von (Name der Stelle oder None), unveraendert (die letzte Meldung
    bestätigte nur), zurueckgegeben (offen, weil die Freigabe verweigert wurde). Wirft NichtGefundenError.

    Nachgereicht ist, was erst nach dem Redaktionsschluss oder nach dem Tag des Schließens bekannt wurde; wer an einem
    dieser Tage selbst noch meldet, ist rechtzeitig. Inzwischen Archiviertes zählt nicht mehr mit.
    """
    abfrage = require_abfrage(lagebild, abfrage_id)
    b = lagebild.abfrage_massnahmen
    gefragt = set(b.loc[b["abfrage_id"] == abfrage_id, "massnahme_id"])
    massnahmen = [m for m in saetze(lagebild.massnahmen) if m.id in gefragt]
    massnahmen.sort(key=lambda m: (nummernschluessel(m.nummer), m.id))
    je_massnahme = _meldungen(lagebild, abfrage_id)
    stellen = {o.id: o.name for o in saetze(lagebild.organisationseinheiten)}
    return build_tabelle((_zeile(m, abfrage, je_massnahme.get(m.id, []), stellen) for m in massnahmen), SPALTEN)


def meldestand_je_stelle(lagebild: Lagebild, abfrage_id: int) -> pd.DataFrame:
    """Gibt je Stelle, wie viele ihrer Maßnahmen gemeldet sind; wer noch etwas offen hat zuerst, dann nach Namen.

    Spalten: organisationseinheit_id (None: ohne federführende Stelle, immer zuletzt), stelle, gefragt, gemeldet (auch
    Nachgereichtes), nachgereicht, offen, ueberfaellig (bool: noch offen und der Redaktionsschluss ist vorbei), offene
    (tuple der Schlüssel). Das ist keine Rangfolge: Quoten werden nicht verglichen. Wirft NichtGefundenError.
    """
    vorbei = require_abfrage(lagebild, abfrage_id).redaktionsschluss < lagebild.stichtag
    gruppen: dict[tuple[int | None, str], list[Any]] = {}
    for z in saetze(meldestand(lagebild, abfrage_id)):
        gruppen.setdefault((z.organisationseinheit_id, z.stelle), []).append(z)
    zeilen = [_stellenzeile(*stelle, massnahmen, vorbei) for stelle, massnahmen in gruppen.items()]
    zeilen.sort(key=lambda z: (z[0] is None, z[5] == 0, z[1].casefold()))
    return build_tabelle(zeilen, SPALTEN_JE_STELLE)


@dataclass(frozen=True)
class Rueckmeldung:
    """Wie weit eine Abfrage ist; `tage` bis zum Redaktionsschluss, negativ, wenn er vorbei ist."""

    gefragt: int
    gemeldet: int
    nachgereicht: int
    tage: int

    @property
    def offen(self) -> int:
        """So viele Maßnahmen fehlen noch."""
        return self.gefragt - self.gemeldet


def rueckmeldung(lagebild: Lagebild, abfrage_id: int) -> Rueckmeldung:
    """Gibt die Zahlen einer Abfrage zum Stichtag des Lagebilds; wirft NichtGefundenError."""
    staende = list(meldestand(lagebild, abfrage_id)["stand"])
    schluss = require_abfrage(lagebild, abfrage_id).redaktionsschluss
    nachgereicht = staende.count(NACHGEREICHT)
    return Rueckmeldung(
        gefragt=len(staende),
        gemeldet=staende.count(GEMELDET) + nachgereicht,
        nachgereicht=nachgereicht,
        tage=(schluss - lagebild.stichtag).days,
    )


def schlusssatz(redaktionsschluss: date, heute: date) -> str:
    """Sagt, wie es um den Redaktionsschluss steht: „am 10.06.2025 (in 6 Tagen)“, „… (seit 3 Tagen vorbei)“."""
    tage = (redaktionsschluss - heute).days
    if tage < 0:
        abstand = f"{seit_tagen(-tage)} vorbei"
    elif tage > 1:
        abstand = f"in {anzahl(tage, 'Tag', 'Tagen')}"
    else:
        abstand = "morgen" if tage else "heute"
    return f"am {datum_text(redaktionsschluss)} ({abstand})"


def _meldungen(lagebild: Lagebild, abfrage_id: int) -> dict[int, list[Any]]:
    je_massnahme: dict[int, list[Any]] = {}
    alle = lagebild.sachstaende
    for s in saetze(alle[alle["abfrage_id"] == abfrage_id]):
        je_massnahme.setdefault(s.massnahme_id, []).append(s)
    return je_massnahme


def _zeile(m: Any, abfrage: Any, meldungen: list[Any], stellen: Mapping[int, str]) -> tuple[Any, ...]:
    gueltige = sorted((s for s in meldungen if s.freigabe != Freigabe.ZURUECK), key=lambda s: s.nummer)
    erste, letzte = (gueltige[0], gueltige[-1]) if gueltige else (None, None)
    return (
        m.id,
        m.nummer,
        m.titel,
        m.handlungsfeld_nummer,
        m.federfuehrung_id,
        m.federfuehrung or OHNE_STELLE,
        _stand(abfrage, erste),
        erste.gilt_ab if erste else None,
        stellen.get(letzte.im_auftrag_von_id) if letzte else None,
        bool(letzte and letzte.unveraendert),
        bool(meldungen and not gueltige),
    )


def _stand(abfrage: Any, erste: Any | None) -> str:
    if erste is None:
        return OFFEN
    ende = min(t for t in (abfrage.redaktionsschluss, abfrage.geschlossen_am) if t is not None)
    return NACHGEREICHT if erste.gilt_ab > ende else GEMELDET


def _stellenzeile(stelle_id: int | None, stelle: str, massnahmen: list[Any], vorbei: bool) -> tuple[Any, ...]:
    offene = tuple(z.massnahme_id for z in massnahmen if z.stand == OFFEN)
    nachgereicht = sum(z.stand == NACHGEREICHT for z in massnahmen)
    gemeldet = len(massnahmen) - len(offene)
    ueberfaellig = vorbei and bool(offene)
    return stelle_id, stelle, len(massnahmen), gemeldet, nachgereicht, len(offene), ueberfaellig, offene
