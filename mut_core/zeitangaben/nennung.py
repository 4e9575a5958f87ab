"""Nennen: die Zeitangabe eines Satzes (Maßnahme, Meilenstein, Ereignis) so, wie sie in Text und Bild steht."""

import re
from typing import Any

from mut_core.modell.codes import Genauigkeit
from mut_core.zeitangaben.schreibung import zeitangabe_text

_TAGGENAU = (None, Genauigkeit.TAG)
_JAHR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")


def zeitraum(satz: Any) -> str:
    """Gibt Beginn und Frist eines Satzes als Text, auf den Tag genaue als TT.MM.JJJJ; ohne beides den Wortlaut."""
    text = zeitangabe_text(satz.beginn, satz.beginn_genauigkeit, satz.frist, satz.frist_genauigkeit)
    return text or satz.zeit_wortlaut or ""


def zeitpunkt(satz: Any) -> str:
    """Gibt den Zeitpunkt eines Ereignisses einheitlich geschrieben, sonst Wortlaut oder Turnus, sonst nichts.

    Ein Ereignis, das nur einen Beginn nennt, ist an diesem Tag; es dauert nicht an.
    """
    if satz.zeit_wortlaut and Genauigkeit.UNGEFAEHR in (satz.beginn_genauigkeit, satz.frist_genauigkeit):
        return im_wortlaut(satz)
    bis = (satz.frist, satz.frist_genauigkeit) if satz.frist else (satz.beginn, satz.beginn_genauigkeit)
    tage = zeitangabe_text(satz.beginn, satz.beginn_genauigkeit, *bis)
    turnus = satz.turnus.bezeichnung if satz.turnus else ""
    return tage.removeprefix("am ").removeprefix("im ") or satz.zeit_wortlaut or turnus


def im_wortlaut(satz: Any) -> str:
    """Gibt eine Zeitangabe so, wie die Quelle sie schreibt, Tage aber als TT.MM.JJJJ; ohne Angabe ist der Text leer.

    Nennt der Wortlaut kein Jahr („noch in diesem Jahr“), steht der gemeinte Zeitraum dahinter: Er bleibt sonst nur am
    Tag der Quelle richtig.
    """
    wortlaut = satz.zeit_wortlaut
    if _auf_den_tag(satz) or not wortlaut:
        return zeitraum(satz)
    tage = zeitangabe_text(satz.beginn, satz.beginn_genauigkeit, satz.frist, satz.frist_genauigkeit)
    return f"{wortlaut} ({tage})" if tage and not _JAHR.search(wortlaut) else str(wortlaut)


def _auf_den_tag(satz: Any) -> bool:
    beginn, frist = satz.beginn, satz.frist
    return (
        bool(beginn or frist)
        and (not beginn or satz.beginn_genauigkeit in _TAGGENAU)
        and (not frist or satz.frist_genauigkeit in _TAGGENAU)
    )
