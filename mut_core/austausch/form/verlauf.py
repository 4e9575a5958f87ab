"""Zuordnen: Zeilen, die über eine Spalte „parent“ zu einer anderen gehören – als Sachstand oder als Teilmaßnahme."""

import re
from datetime import date
from typing import Final

from mut_core.austausch.form.liste import Rohzeile, Sachstandszeile, Spalte, Uebergangen
from mut_core.austausch.form.zeilen import zeilentext
from mut_core.austausch.mappe import Zellwert
from mut_core.austausch.woerter import read_treffer

VERLAUF: Final = "Sachstand zu Zeile {nr}, dort als Verlauf"
PLAN: Final = "Beschreibung zu Zeile {nr}, dort übernommen"
_ANHANG: Final = re.compile(r"^(?P<von>\d{2}|20\d\d)(?:[-/ ]?(?P<bis>\d{2}|20\d\d))?$")
_PLANWORT: Final = re.compile(r"\b(?:plan|planung|konzept|beschreibung)\b", re.IGNORECASE)
_TEXTFELDER: Final = ("sachstand", "beschreibung", "titel")


def zugeordnet(spalten: tuple[Spalte, ...], zeilen: list[Rohzeile]) -> tuple[list[Rohzeile], list[Uebergangen]]:
    """Hängt Sachstandszeilen an ihre Maßnahme und merkt Teilmaßnahmen ihre Obermaßnahme; ohne Parent-Spalte nichts.

    Eine Kindzeile ist ein Sachstand, wenn ihr Titel oder der Anhang ihrer Nummer („Ü1-1516“) eine Zeit nennt.
    """
    je_feld = {s.feld: s.index for s in reversed(spalten) if s.feld}
    nummer, parent = je_feld.get("nummer"), je_feld.get("uebergeordnet")
    if nummer is None or parent is None:
        return zeilen, []
    oben = {_schluessel(z.zellen[nummer]): z.nr for z in zeilen if z.zellen[nummer] is not None}
    fertig: dict[int, Rohzeile] = {}
    uebergangen: list[Uebergangen] = []
    kinder: list[tuple[Rohzeile, int]] = []
    for zeile in zeilen:
        ziel = oben.get(_schluessel(zeile.zellen[parent])) if zeile.zellen[parent] is not None else None
        if ziel is None or ziel == zeile.nr:
            fertig[zeile.nr] = zeile
        else:
            kinder.append((zeile, ziel))
    for zeile, ziel in kinder:
        grund = _haenge_an(fertig, zeile, ziel, je_feld)
        if grund:
            uebergangen.append(Uebergangen(zeile.nr, grund, zeilentext(zeile.zellen)))
        else:
            fertig[zeile.nr] = zeile._replace(zu_nr=ziel)
    return [fertig[nr] for nr in sorted(fertig)], uebergangen


def _schluessel(wert: Zellwert) -> str:
    return str(wert).strip().lower()


def _haenge_an(fertig: dict[int, Rohzeile], zeile: Rohzeile, ziel: int, je_feld: dict[str, int]) -> str | None:
    """Gibt den Grund, wenn die Zeile in ihrer Maßnahme aufging."""
    ober = fertig.get(ziel)
    if ober is None:
        return None
    wortlaut, anhang = _wortlaut(zeile, je_feld), _anhang(zeile, ober, je_feld)
    text = _text(zeile, je_feld)
    if (zum := _zeit(wortlaut) or _zeit_im_anhang(anhang)) is not None:
        eintrag = Sachstandszeile(zeile.nr, zum, text, wortlaut or anhang)
        fertig[ziel] = ober._replace(historie=(*ober.historie, eintrag))
        return VERLAUF.format(nr=ziel)
    spalte = je_feld.get("beschreibung")
    if spalte is not None and _PLANWORT.search(f"{anhang} {wortlaut}") and ober.zellen[spalte] is None and text:
        fertig[ziel] = ober._replace(zellen=(*ober.zellen[:spalte], text, *ober.zellen[spalte + 1 :]))
        return PLAN.format(nr=ziel)
    return None


def _wortlaut(zeile: Rohzeile, je_feld: dict[str, int]) -> str:
    wert = zeile.zellen[je_feld["titel"]] if "titel" in je_feld else None
    return str(wert).strip() if wert is not None else ""


def _anhang(zeile: Rohzeile, ober: Rohzeile, je_feld: dict[str, int]) -> str:
    eigene, obere = str(zeile.zellen[je_feld["nummer"]] or ""), str(ober.zellen[je_feld["nummer"]] or "")
    return eigene.removeprefix(obere).strip(" -_./") if eigene.startswith(obere) else ""


def _text(zeile: Rohzeile, je_feld: dict[str, int]) -> str:
    for feld in _TEXTFELDER:
        spalte = je_feld.get(feld)
        wert = zeile.zellen[spalte] if spalte is not None else None
        if wert is not None:
            return str(wert)
    return ""


def _zeit(wortlaut: str) -> date | None:
    treffer = read_treffer(wortlaut)
    return treffer.zum if treffer else None


def _zeit_im_anhang(anhang: str) -> date | None:
    """„13“ ist 2013, „1516“ sind 2015 und 2016, „2017“ ist 2017."""
    glatt = f"{anhang[:2]}-{anhang[2:]}" if re.fullmatch(r"\d{4}", anhang) and not anhang.startswith("20") else anhang
    treffer = _ANHANG.match(glatt)
    if treffer is None:
        return None
    von, bis = int(treffer["von"][-2:]), int((treffer["bis"] or treffer["von"])[-2:])
    return date(2000 + bis, 12, 31) if von <= bis <= 60 else None
