"""Prüft den Meldestand: wer gemeldet hat, wer fehlt, was nachgereicht ist – nach Stellen, nie nach Personen."""

from datetime import date
from typing import Any

import pytest
from lagebilder import build_bild, build_massnahme, build_sachstand

from mut_core.auswertung.meldestand import (
    OHNE_STELLE,
    SPALTEN,
    SPALTEN_JE_STELLE,
    abfragen,
    meldestand,
    meldestand_je_stelle,
    rueckmeldung,
    schlusssatz,
)
from mut_core.fehler import NichtGefundenError
from mut_core.lagebild import Lagebild, saetze
from mut_core.modell.codes import Freigabe

STICHTAG, SCHLUSS = date(2024, 9, 1), date(2024, 8, 20)


def runde(id_: int = 1, **felder: Any) -> dict[str, Any]:
    return {"id": id_, "titel": f"Runde {id_}", "stichtag": date(2024, 8, 15), "redaktionsschluss": SCHLUSS,
            "eroeffnet_am": date(2024, 8, 1)} | felder  # fmt: skip


def meldung(zum: date, **felder: Any) -> dict[str, Any]:
    return build_sachstand("in_umsetzung", zum, **{"abfrage_id": 1} | felder)


def massnahme(nummer: str, *meldungen: dict[str, Any], **felder: Any) -> Any:
    return build_massnahme(nummer, sachstaende=meldungen, **felder)


def bild(*massnahmen: Any, stichtag: date = STICHTAG, abfrage: dict[str, Any] | None = None) -> Lagebild:
    gefragt = [{"id": n, "abfrage_id": 1, "massnahme_id": n} for n in range(1, len(massnahmen) + 1)]
    runden = [abfrage or runde(), runde(2, geschlossen_am=date(2024, 8, 2))]
    return build_bild(*massnahmen, stichtag=stichtag, abfragen=runden, abfrage_massnahmen=gefragt)


@pytest.mark.parametrize(
    ("meldungen", "stand", "gemeldet_am"),
    [
        ([], "offen", None),
        ([meldung(SCHLUSS)], "gemeldet", SCHLUSS),
        ([meldung(date(2024, 8, 21))], "nachgereicht", date(2024, 8, 21)),
        ([meldung(date(2024, 8, 10)), meldung(date(2024, 8, 25))], "gemeldet", date(2024, 8, 10)),
        ([meldung(date(2024, 8, 10), abfrage_id=2)], "offen", None),
        ([meldung(date(2024, 8, 10), abfrage_id=None)], "offen", None),
        ([meldung(date(2024, 8, 10), freigabe=Freigabe.ZURUECK)], "offen", None),
        (
            [meldung(date(2024, 8, 10), freigabe=Freigabe.ZURUECK), meldung(date(2024, 8, 22))],
            "nachgereicht",
            date(2024, 8, 22),
        ),
    ],
)
def test_was_als_gemeldet_zaehlt(meldungen: list[Any], stand: str, gemeldet_am: date | None) -> None:
    (z,) = saetze(meldestand(bild(massnahme("A-1", *meldungen)), 1))
    assert (z.stand, z.gemeldet_am) == (stand, gemeldet_am)
    assert z.zurueckgegeben == (len(meldungen) == 1 and meldungen[0]["freigabe"] == Freigabe.ZURUECK)


def test_nach_dem_schliessen_ist_nachgereicht_auch_wenn_der_redaktionsschluss_noch_kommt() -> None:
    """Wer am Tag des Schließens selbst meldet, ist rechtzeitig: Ein Tag gilt bis zu seinem Ende."""
    frueh = runde(geschlossen_am=date(2024, 8, 10))
    b = bild(massnahme("A-1", meldung(date(2024, 8, 10))), massnahme("A-2", meldung(date(2024, 8, 11))), abfrage=frueh)
    assert list(meldestand(b, 1)["stand"]) == ["gemeldet", "nachgereicht"]


def test_je_stelle_n_von_m_wer_fehlt_zuerst_und_ohne_stelle_zuletzt() -> None:
    b = bild(
        massnahme("A-10", meldung(date(2024, 8, 10), im_auftrag_von_id=2, unveraendert=True)),
        massnahme("A-2", meldung(date(2024, 8, 30))),
        massnahme("A-3", federfuehrung_id=2),
        massnahme("A-4", meldung(date(2024, 8, 10)), federfuehrung_id=2),
        massnahme("A-5", federfuehrung_id=None),
    )
    je = [(z.stelle, z.gefragt, z.gemeldet, z.nachgereicht, z.offen, z.ueberfaellig, z.offene)
          for z in saetze(meldestand_je_stelle(b, 1))]  # fmt: skip
    assert je == [
        ("Stabsstelle Integration", 2, 1, 0, 1, True, (3,)),
        ("Fachdienst Soziales", 2, 2, 1, 0, False, ()),
        (OHNE_STELLE, 1, 0, 0, 1, True, (5,)),
    ]
    zeilen = saetze(meldestand(b, 1))
    assert [z.nummer for z in zeilen] == ["A-2", "A-3", "A-4", "A-5", "A-10"]
    assert (zeilen[-1].im_auftrag_von, zeilen[-1].unveraendert) == ("Stabsstelle Integration", True)
    r = rueckmeldung(b, 1)
    assert (r.gefragt, r.gemeldet, r.nachgereicht, r.offen, r.tage) == (5, 3, 1, 2, -12)


def test_keine_spalte_nennt_eine_person() -> None:
    """Einheiten, nie Personen: Aus dem Meldestand lässt sich nicht ablesen, wer säumig ist."""
    assert not {s for s in (*SPALTEN, *SPALTEN_JE_STELLE) if "erfasst" in s or "nutzer" in s or "person" in s}


def test_archiviertes_zaehlt_nicht_mehr_mit_und_vor_dem_schluss_ist_nichts_ueberfaellig() -> None:
    weg = massnahme("A-1", archiviert_am=date(2024, 8, 5))
    vorher = bild(weg, massnahme("A-2"), stichtag=SCHLUSS)
    assert [(z.gefragt, z.ueberfaellig) for z in saetze(meldestand_je_stelle(vorher, 1))] == [(1, False)]
    leer = bild(weg)
    assert meldestand(leer, 1).empty
    assert list(meldestand_je_stelle(leer, 1).columns) == list(SPALTEN_JE_STELLE)
    assert rueckmeldung(leer, 1).gefragt == 0


def test_offene_abfragen_stehen_vorn_und_unbekannte_gibt_es_nicht() -> None:
    b = build_bild(abfragen=[runde(1, geschlossen_am=SCHLUSS), runde(2), runde(3, eroeffnet_am=date(2024, 8, 5)),
                             runde(4, geschlossen_am=SCHLUSS, eroeffnet_am=date(2024, 8, 9))])  # fmt: skip
    assert [a.id for a in abfragen(b)] == [3, 2, 4, 1]
    for funktion in (meldestand, meldestand_je_stelle, rueckmeldung):
        with pytest.raises(NichtGefundenError):
            funktion(b, 99)


@pytest.mark.parametrize(
    ("heute", "satz"),
    [
        (date(2024, 8, 10), "am 20.08.2024 (in 10\u00a0Tagen)"),
        (date(2024, 8, 19), "am 20.08.2024 (morgen)"),
        (SCHLUSS, "am 20.08.2024 (heute)"),
        (date(2024, 8, 21), "am 20.08.2024 (seit 1\u00a0Tag vorbei)"),
        (date(2024, 8, 23), "am 20.08.2024 (seit 3\u00a0Tagen vorbei)"),
    ],
)
def test_der_abstand_zum_redaktionsschluss_steht_in_worten(heute: date, satz: str) -> None:
    assert schlusssatz(SCHLUSS, heute) == satz
