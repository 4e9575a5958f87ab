"""Verstehen: Zeitzellen – Text über `zeitangaben`, dazu Excel-Datum, Serienzahl, getrennte Spalten, Teilmaßnahmen."""

import calendar
import math
import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from mut_core.austausch.deutung.urteil import LEER, Deutung, Zellwert, fehler, original, sicher, unsicher
from mut_core.modell.codes import Angabe, Genauigkeit
from mut_core.zeitangaben import FERNES_JAHR, Zeitangabe, datum_text, read_zeitangabe

_EXCEL_NULL = date(1899, 12, 30)
_SERIENZAHL = range(32874, 58805)
"""1990 bis 2060 als Tage seit dem 30.12.1899: so zählt Excel."""

_TEIL = re.compile(r"^\s*(?P<nr>\d+\.\d+|[a-z]|\d+)[.)]{1,2}\s*(?P<text>.+)$")
_UHRZEIT = re.compile(r"(\d{1,2}\.\d{1,2}\.\d{2,4}),? (?:00:00(?::00)?|\d{1,2}:\d{2}(?: Uhr)?)$")


@dataclass(frozen=True)
class Zeitleser:
    """Liest Zeitzellen; `bezug` ist der Stand der Liste und macht „noch in diesem Jahr“ lesbar."""

    bezug: date | None

    def zeitraum(self, wert: Zellwert) -> Deutung:
        """Gibt Beginn, Frist, Genauigkeit und Turnus einer Zelle; mehrere Zeiten sind ein Vorschlag zum Aufteilen."""
        if isinstance(wert, int | float) and not isinstance(wert, bool):
            return _zahl(wert)
        text = _text(wert)
        if not text:
            return LEER
        zeit = read_zeitangabe(text, bezug=self.bezug)
        if teile := teilangaben(text):
            grund = f"{len(teile)} Teilmaßnahmen in einer Zelle; bitte aufteilen oder eine Zeit wählen."
            return unsicher(grund, wortlaut=_wortlaut(text), teile=teile)
        return _gedeutet(zeit)

    def beginn(self, wert: Zellwert) -> Deutung:
        """Gibt den Beginn aus einer eigenen Spalte („von“); gemeint ist der erste Tag der genannten Zeit."""
        return self._seite(wert, "beginn")

    def frist(self, wert: Zellwert) -> Deutung:
        """Gibt die Frist aus einer eigenen Spalte („bis“); gemeint ist der letzte Tag der genannten Zeit."""
        return self._seite(wert, "frist")

    def _seite(self, wert: Zellwert, seite: str) -> Deutung:
        gelesen = self.zeitraum(wert)
        w = gelesen.werte
        if not w.get("beginn") and not w.get("frist"):
            if not w and not gelesen.wortlaut:
                return gelesen
            nur = {n: v for n, v in w.items() if n in ("turnus", "zeit_angabe")}
            return Deutung(gelesen.urteil, nur, gelesen.grund, wortlaut=gelesen.wortlaut)
        if seite == "frist":
            tag, genau = w.get("frist"), w.get("frist_genauigkeit")
        else:
            tag, genau = _erster_tag(w)
        if tag is None:  # „ab 2024“ in der Spalte „bis“
            return unsicher(f"„{_text(wert)}“ passt nicht in diese Spalte; bitte prüfen.", wortlaut=gelesen.wortlaut)
        werte = {seite: tag, f"{seite}_genauigkeit": genau, "zeit_angabe": Angabe.GENANNT}
        spanne = w.get("beginn") and w.get("frist") and w["frist_genauigkeit"] != w["beginn_genauigkeit"]
        if gelesen.urteil is not _SICHER or spanne:
            return unsicher(gelesen.grund, werte, wortlaut=gelesen.wortlaut)
        return sicher(werte, f"{'bis' if seite == 'frist' else 'ab'} {datum_text(tag)}", wortlaut=gelesen.wortlaut)

    def tag(self, feld: str) -> "Tagleser":
        """Gibt den Leser einer Spalte, in der ein einzelner Tag steht („Stand vom“, „Abgeschlossen am“)."""
        return Tagleser(feld, self)


@dataclass(frozen=True)
class Tagleser:
    """Liest eine Spalte mit einzelnen Tagen in das genannte Feld."""

    feld: str
    zeiten: Zeitleser

    def __call__(self, wert: Zellwert) -> Deutung:
        """Gibt den Tag; eine ungenauere Angabe („März 2024“) ist nur ein Vorschlag: ihr letzter Tag."""
        gelesen = self.zeiten.zeitraum(wert)
        tag = gelesen.werte.get("frist")
        if gelesen.ist_leer or tag is None:
            if gelesen.werte.get("zeit_angabe") in (Angabe.KEINE, Angabe.KEINE_ANGABE, Angabe.OFFEN):
                return sicher({}, gelesen.grund)
            return (
                gelesen if gelesen.ist_leer else Deutung(_schlechter(gelesen), {}, gelesen.grund or "Kein Tag erkannt.")
            )
        if gelesen.werte["frist_genauigkeit"] is Genauigkeit.TAG:
            return Deutung(gelesen.urteil, {self.feld: tag}, gelesen.grund)
        return unsicher(f"„{_text(wert)}“ ist kein einzelner Tag; Vorschlag: {datum_text(tag)}.", {self.feld: tag})


def teilangaben(text: str) -> tuple[tuple[str, str], ...]:
    """Gibt (Nummer, Text) je Zeile, wenn mindestens zwei Zeilen so beginnen: „1.1) 2022 – 2023“ (T12); sonst leer."""
    if "\n" not in text:
        return ()
    treffer = [_TEIL.match(zeile) for zeile in text.splitlines() if zeile.strip()]
    teile = tuple((t["nr"], t["text"].strip()) for t in treffer if t)
    return teile if len(teile) > 1 and len(teile) >= len(treffer) - 1 else ()


def _schlechter(gelesen: Deutung) -> Any:
    return gelesen.urteil if gelesen.urteil is not _SICHER else _UNSICHER


def _gedeutet(zeit: Zeitangabe) -> Deutung:
    wortlaut = _wortlaut(zeit.wortlaut)
    tage = (zeit.beginn, zeit.frist)
    if any(tag and tag.year > FERNES_JAHR for tag in tage) or "gibt es nicht" in zeit.hinweis:
        return fehler(zeit.hinweis.split(" verstanden als")[0], wortlaut=wortlaut)
    if zeit.hinweis.startswith("Ende vor Beginn"):
        return fehler(zeit.hinweis, wortlaut=wortlaut)
    genannt = any(tage) or zeit.turnus or zeit.angabe is not Angabe.GENANNT
    werte = {
        "beginn": zeit.beginn,
        "beginn_genauigkeit": zeit.beginn_genauigkeit,
        "frist": zeit.frist,
        "frist_genauigkeit": zeit.frist_genauigkeit,
        "turnus": zeit.turnus,
        "zeit_angabe": zeit.angabe,
        "zeit_wortlaut": zeit.wortlaut[:300],
    }
    if zeit.sicher:
        return sicher(werte, zeit.hinweis)
    return unsicher(zeit.hinweis.split(" verstanden als")[0], werte if genannt else None, wortlaut=wortlaut)


def _wortlaut(text: str) -> dict[str, Any]:
    return {"zeit_wortlaut": text[:300], "zeit_angabe": Angabe.GENANNT} if text else {}


def _zahl(zahl: float) -> Deutung:
    """Eine Zahl in einer Zeitspalte ist ein Jahr oder, wie Excel es speichert, ein Tag."""
    if not math.isfinite(zahl):
        return unsicher("Das ist keine Zahl und kein Datum; bitte prüfen.")
    if zahl == int(zahl) and 1990 <= zahl <= FERNES_JAHR:
        return _gedeutet(read_zeitangabe(str(int(zahl))))
    if int(zahl) in _SERIENZAHL:
        return _gedeutet(read_zeitangabe(datum_text(_EXCEL_NULL + timedelta(days=int(zahl)))))
    text = original(zahl)
    return unsicher(f"Die Zahl {text} ist weder ein Jahr noch ein Datum; bitte prüfen.", wortlaut=_wortlaut(text))


def _text(wert: Zellwert) -> str:
    if isinstance(wert, datetime):
        return datum_text(wert.date())
    return _UHRZEIT.sub(r"\1", original(wert).strip())


def _erster_tag(werte: Any) -> tuple[date | None, Genauigkeit | None]:
    """Der erste Tag: „März 2024“ nennt als Frist den 31.; in der Spalte „von“ ist der 1. gemeint."""
    if werte.get("beginn"):
        return werte["beginn"], werte["beginn_genauigkeit"]
    frist, genau = werte["frist"], werte["frist_genauigkeit"]
    if genau is Genauigkeit.MONAT and frist.day == calendar.monthrange(frist.year, frist.month)[1]:
        return frist.replace(day=1), genau
    return (frist, genau) if genau is Genauigkeit.TAG else (None, None)


_SICHER = sicher({}).urteil
_UNSICHER = unsicher("").urteil
