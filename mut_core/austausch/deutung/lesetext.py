"""Sagen: was aus einer Zelle gelesen wurde, in Worten für die Vorschau."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from mut_core.austausch.deutung.mittel import mittel_satz
from mut_core.austausch.deutung.urteil import Deutung
from mut_core.modell.codes import Code
from mut_core.zeitangaben import datum_text, zeitangabe_text

Namen = Mapping[str, Mapping[int, str]]
_VERWEISE = {
    "federfuehrung_id": "stellen",
    "handlungsfeld_id": "handlungsfelder",
    "beteiligte": "stellen",
    "weitere_handlungsfelder": "handlungsfelder",
    "ziele": "ziele",
}
_NEU = ("neue_stelle", "neues_handlungsfeld")
_BEIWERK = (
    "beleg",
    "zeit_wortlaut",
    "federfuehrung_wortlaut",
    "zeit_angabe",
    "federfuehrung_angabe",
    "personal_angabe",
)


def gelesen_text(feld: str | None, deutung: Deutung, namen: Namen) -> str:
    """Gibt die Deutung einer Zelle in Worten; leer, wenn sie nichts behauptet."""
    w = deutung.werte
    if len(w) == 1:
        [(name, wert)] = w.items()
        if type(wert) is str and name not in _NEU:  # freier Text, der häufigste Fall
            return wert
    return _in_worten(feld, w, namen) if w else ""


def _in_worten(feld: str | None, w: Mapping[str, Any], namen: Namen) -> str:
    if feld in ("zeitraum", "beginn", "frist", "turnus"):
        return zeit_text(w)
    if w.get("mittel"):
        personal = f"; Personal: {w['personal_wortlaut']}" if w.get("personal_wortlaut") else ""
        return "; ".join(map(mittel_satz, w["mittel"])) + personal
    if w.get("unveraendert"):
        return "unverändert"
    teile = [_wort(f, v, namen) for f, v in w.items() if f not in _BEIWERK or len(w) == 1]
    text = "; ".join(t for t in dict.fromkeys(teile) if t)
    if text:
        return text
    angabe = next((v for f, v in w.items() if f.endswith("_angabe")), None)
    return angabe.bezeichnung if isinstance(angabe, Code) else ""


def zeit_text(w: Mapping[str, Any]) -> str:
    """Gibt einen gelesenen Zeitraum in Worten."""
    spanne = zeitangabe_text(w.get("beginn"), w.get("beginn_genauigkeit"), w.get("frist"), w.get("frist_genauigkeit"))
    turnus = w["turnus"].bezeichnung if w.get("turnus") else ""
    angabe = w.get("zeit_angabe")
    return ", ".join(t for t in (turnus, spanne) if t) or (angabe.bezeichnung if isinstance(angabe, Code) else "")


def _wort(feld: str, wert: Any, namen: Namen) -> str:
    if feld in _VERWEISE:
        tafel = namen.get(_VERWEISE[feld], {})
        schluessel = wert if isinstance(wert, tuple) else (wert,)
        return ", ".join(tafel.get(s, str(s)) for s in schluessel)
    if feld in _NEU:
        return f"{wert} (neu)"
    if isinstance(wert, Code):
        return wert.bezeichnung
    if isinstance(wert, bool):
        return "ja" if wert else "nein"
    if isinstance(wert, date):
        return datum_text(wert)
    return "" if wert is None else str(wert)
