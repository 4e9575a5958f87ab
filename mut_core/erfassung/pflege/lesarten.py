"""Lesen: aus einem Textfeld „Zeitraum“ oder „Betrag“ die Felder des Modells – und zurück, wie man es schreibt."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from mut_core.betraege import betrag_text, read_betrag
from mut_core.erfassung.pflege.arten import aenderbare
from mut_core.fehler import EingabeError
from mut_core.modell import Datensatz
from mut_core.modell.codes import Angabe, Mittelmodus
from mut_core.modell.grundlage import MitZeitraum
from mut_core.zeitangaben import read_zeitangabe, zeitangabe_text

ALS_WORTLAUT = "_als_wortlaut"
"""„zeitraum_als_wortlaut“ oder „betrag_als_wortlaut“ neben dem Text: nur den Wortlaut aufheben, nichts deuten."""

BESTAETIGT = "_bestaetigt"
"""„zeitraum_bestaetigt“ oder „betrag_bestaetigt“ neben dem Text: Der Vorschlag der Rückfrage stimmt."""

ZUSAETZE = (ALS_WORTLAUT, BESTAETIGT)

_HUNDERT = Decimal(100)
_FESTE = {Angabe.KEINE_ANGABE: "k. A.", Angabe.OFFEN: "Termin offen", Angabe.KEINE: "keine"}
Felder = dict[str, Any]


def spread_textfelder(
    klasse: type[Datensatz], werte: Mapping[str, Any], bezug: date | None
) -> tuple[Felder, Mapping[str, str]]:
    """Ersetzt „zeitraum“ und „betrag“ durch die Felder, die sie meinen; Unklares wirft EingabeError mit Rückfrage.

    Dazu gibt es zu jedem so entstandenen Feld das Textfeld, aus dem es kommt: Dorthin gehört ein Fehler.
    """
    felder, herkunft = dict(werte), dict[str, str]()
    for name, (gibt_es, lesen) in _TEXTFELDER.items():
        if not gibt_es(klasse):
            continue
        als_wortlaut, bestaetigt = (felder.pop(name + zusatz, False) is True for zusatz in ZUSAETZE)
        if name not in felder:
            continue
        text = felder.pop(name)
        if not isinstance(text, str | None):
            raise EingabeError(f"„{name.capitalize()}“ ist kein Text. Bitte öffnen Sie die Seite neu.", feld=name)
        gelesen = lesen(klasse, text or "", _Umgang(als_wortlaut, bestaetigt, bezug))
        for feld in felder.keys() & gelesen.keys():
            if felder[feld] != gelesen[feld] and gelesen[feld] is not None:
                wort = aenderbare(klasse)[feld].info["bezeichnung"]
                raise EingabeError(f"„{wort}“ sagt etwas anderes als der Text „{text}“. Bitte prüfen.", feld=name)
        felder, herkunft = gelesen | felder, herkunft | dict.fromkeys(gelesen, name)
    return felder, herkunft


def hat_zeitraum(klasse: type[Datensatz]) -> bool:
    """Sagt, ob ein Datensatz einen Zeitraum hat, der in einem Textfeld steht."""
    return issubclass(klasse, MitZeitraum)


def hat_betrag(klasse: type[Datensatz]) -> bool:
    """Sagt, ob ein Datensatz einen Betrag hat, der in einem Textfeld steht."""
    return "betrag_cent" in aenderbare(klasse)


@dataclass(frozen=True)
class _Umgang:
    """Wie mit Unklarem umzugehen ist: zurückfragen, als Wortlaut aufheben oder dem Vorschlag folgen."""

    als_wortlaut: bool
    bestaetigt: bool
    bezug: date | None

    def require_klar(self, sicher: bool, vorschlag: object, satz: str, feld: str) -> bool:
        """Sagt, ob das Gelesene gilt; wirft EingabeError, wenn dazu erst jemand gefragt werden muss."""
        if sicher or (self.bestaetigt and vorschlag is not None):
            return True
        if not self.als_wortlaut:
            raise EingabeError(satz, feld=feld)
        return False


def _lies_zeitraum(_klasse: type[Datensatz], text: str, umgang: _Umgang) -> Felder:
    zeit = read_zeitangabe(text, bezug=umgang.bezug)
    vorschlag = zeit.frist or zeit.beginn
    klar = umgang.require_klar(zeit.sicher, vorschlag, f"Der Zeitraum ist nicht eindeutig: {zeit.hinweis}", "zeitraum")
    return {
        "beginn": zeit.beginn if klar else None,
        "beginn_genauigkeit": zeit.beginn_genauigkeit if klar else None,
        "frist": zeit.frist if klar else None,
        "frist_genauigkeit": zeit.frist_genauigkeit if klar else None,
        "zeit_wortlaut": zeit.wortlaut or None,
        "zeit_angabe": zeit.angabe,
        "turnus": zeit.turnus,
    }


def _lies_betrag(klasse: type[Datensatz], text: str, umgang: _Umgang) -> Felder:
    gelesen = read_betrag(text)
    vorschlag = gelesen.bis_betrag if gelesen.betrag is None else gelesen.betrag
    klar = umgang.require_klar(
        gelesen.sicher, vorschlag, f"Der Betrag ist nicht eindeutig: {gelesen.hinweis}", "betrag"
    )
    felder: Felder = {
        "betrag_cent": _cent(gelesen.betrag) if klar else None,
        "bis_betrag_cent": _cent(gelesen.bis_betrag) if klar else None,
        "ungenau": gelesen.ungenau and klar,
        "konjunktiv": gelesen.konjunktiv and klar,
        "wortlaut": gelesen.wortlaut or None,
    }
    felder |= {n: w for n, w in (("modus", gelesen.modus), ("jahr", gelesen.jahr)) if klar and w is not None}
    passende = {n: w for n, w in felder.items() if n in aenderbare(klasse)}
    uebrig = {n: w for n, w in felder.items() if n not in passende}
    ohne_zahl = felder["betrag_cent"] is None
    if any(uebrig[n] for n in uebrig if n != "wortlaut") or (uebrig.get("wortlaut") and ohne_zahl):
        raise EingabeError(
            "Hier passt nur ein einzelner, genauer Betrag wie 12.000 €. Anderes gehört in ein Textfeld.", feld="betrag"
        )
    return passende


def _cent(betrag: Decimal | None) -> int | None:
    return None if betrag is None else int(betrag * _HUNDERT)


_Lesen = Callable[[type[Datensatz], str, _Umgang], Felder]
_TEXTFELDER: Mapping[str, tuple[Callable[[type[Datensatz]], bool], _Lesen]] = {
    "zeitraum": (hat_zeitraum, _lies_zeitraum),
    "betrag": (hat_betrag, _lies_betrag),
}


# --- zurück: wie man das Gespeicherte schreiben würde ----------------------------------------------------------------


def zeitraum_wert(zeile: Any) -> str:
    """Gibt, was im Feld „Zeitraum“ steht: den Wortlaut, solange er noch stimmt, sonst die gespeicherte Spanne."""
    wortlaut: str = zeile.zeit_wortlaut or ""
    gelesen = read_zeitangabe(wortlaut)
    stimmt = (gelesen.beginn, gelesen.frist) == (zeile.beginn, zeile.frist) or not gelesen.sicher
    if wortlaut and (stimmt or not (zeile.beginn or zeile.frist)):
        text = wortlaut
    else:
        genau = zeile.beginn_genauigkeit, zeile.frist, zeile.frist_genauigkeit
        text = zeitangabe_text(zeile.beginn, *genau) or _FESTE.get(zeile.zeit_angabe, "")
    if zeile.turnus and read_zeitangabe(text).turnus != zeile.turnus:
        text = f"{zeile.turnus.bezeichnung}, {text}" if text else zeile.turnus.bezeichnung
    return text


def betrag_wert(zeile: Any) -> str:
    """Gibt, was im Feld „Betrag“ steht: den Wortlaut, solange er noch stimmt, sonst den gespeicherten Betrag."""
    wortlaut: str = getattr(zeile, "wortlaut", None) or ""
    von, bis = zeile.betrag_cent, getattr(zeile, "bis_betrag_cent", None)
    gelesen = read_betrag(wortlaut)
    if wortlaut and ((_cent(gelesen.betrag), _cent(gelesen.bis_betrag)) == (von, bis) or not gelesen.sicher):
        return wortlaut
    ungefaehr = bool(getattr(zeile, "ungenau", False))
    betraege = [betrag_text(Decimal(c) / _HUNDERT, ungenau=ungefaehr) for c in (von, bis) if c is not None]
    if not betraege:
        return wortlaut
    text = f"bis zu {betraege[0]}" if von is None else " bis ".join(betraege)
    modus, jahr = getattr(zeile, "modus", None), getattr(zeile, "jahr", None)
    if modus is Mittelmodus.JAEHRLICH:
        return f"{text} jährlich" + (f" ab {jahr}" if jahr else "")
    return f"{text} im Jahr {jahr}" if modus is Mittelmodus.JAHR and jahr else text
