"""Vollständig sein: wie viele der gefragten Angaben je Handlungsfeld beantwortet sind – gezählt, nie geschätzt."""

from collections import Counter

import pandas as pd

from mut_core.auswertung.luecken import gefragte_angaben, luecken
from mut_core.auswertung.tabelle import build_tabelle, geordnete_handlungsfelder
from mut_core.lagebild import Lagebild
from mut_core.sprache import zahl

MAHNEN_UNTER = 80
"""Prozent; erst darunter wird gemahnt – wer fast fertig ist, braucht keine Ermahnung."""

VOLLSTAENDIGKEITSFORMEL = (
    "Vollständigkeit = beantwortete ÷ gefragte Angaben. Gefragt ist je Maßnahme nach Federführung, Frist, Ziel, "
    "Mitteln, Personal, aktueller Meldung und dem, was ihr Umsetzungsstand verlangt; bei Umgesetztem und Verworfenem "
    "nur nach dem Letzten. „Keine“ und „bewusst offen“ gelten als beantwortet, „k. A.“ und leer nicht."
)

SPALTEN = (
    "handlungsfeld_id",
    "nummer",
    "handlungsfeld",
    "uebergreifend",
    "massnahmen",
    "gefragt",
    "beantwortet",
    "fehlend",
    "prozent",
    "mahnen",
)


def vollstaendigkeit(lagebild: Lagebild) -> pd.DataFrame:
    """Zählt je Handlungsfeld gefragte und beantwortete Angaben; jedes Handlungsfeld hat eine Zeile.

    Spalten: `SPALTEN`; `prozent` ist abgerundet und None, wo nach nichts gefragt ist, `mahnen` heißt unter 80 %.
    """
    m = lagebild.massnahmen
    feld_von = dict(zip(m["id"].tolist(), m["handlungsfeld_id"].tolist(), strict=True))
    massnahmen: Counter[int] = Counter(feld_von.values())
    gefragt: Counter[int] = Counter()
    for feld, stand in zip(m["handlungsfeld_id"].tolist(), m["umsetzungsstand"].tolist(), strict=True):
        gefragt[feld] += len(gefragte_angaben(stand))
    offen = luecken(lagebild)
    fehlend: Counter[int] = Counter(
        feld_von[i] for i, _ in set(zip(offen["massnahme_id"].tolist(), offen["angabe"].tolist(), strict=True))
    )
    return build_tabelle(
        (
            (h.id, h.nummer, h.titel, bool(h.uebergreifend), massnahmen[h.id], *_zahlen(gefragt[h.id], fehlend[h.id]))
            for h in geordnete_handlungsfelder(lagebild)
        ),
        SPALTEN,
    )


def _zahlen(gefragt: int, fehlend: int) -> tuple[int, int, int, int | None, bool]:
    beantwortet = gefragt - fehlend
    prozent = beantwortet * 100 // gefragt if gefragt else None
    return gefragt, beantwortet, fehlend, prozent, prozent is not None and beantwortet * 100 < MAHNEN_UNTER * gefragt


def vollstaendigkeitssatz(tabelle: pd.DataFrame) -> str:
    """Gibt die Vollständigkeit aller Handlungsfelder als Satz: „412 von 480 gefragten Angaben liegen vor (85 %).“"""
    gefragt, beantwortet = int(tabelle["gefragt"].sum()), int(tabelle["beantwortet"].sum())
    if not gefragt:
        return "Es ist noch nach keiner Angabe gefragt."
    verb = "liegt" if beantwortet == 1 else "liegen"
    prozent = beantwortet * 100 // gefragt
    angabe = "gefragten Angabe" if gefragt == 1 else "gefragten Angaben"
    return f"{zahl(beantwortet)} von {zahl(gefragt)} {angabe} {verb} vor ({prozent}\u00a0%)."
