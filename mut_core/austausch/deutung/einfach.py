"""Verstehen: Texte, Nummern, feste Werte und ja/nein – die Zellen, bei denen wenig zu deuten ist."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from mut_core.austausch.deutung.urteil import LEER, Deutung, Urteil, Zellwert, fehler, original, sicher, unsicher
from mut_core.modell.codes import Code, Konkretheit, Massnahmenart, Mittelstatus, Prioritaet, Turnus
from mut_core.modell.codes import Zurueckstellungsgrund as Grund
from mut_core.schriftbild import geglaettet
from mut_core.sprache import zahl
from mut_core.texte import clean_text

_JA = frozenset({"ja", "j", "yes", "y", "wahr", "true", "vorhanden", "zutreffend"})
_NEIN = frozenset({"nein", "n", "no", "falsch", "false", "nicht vorhanden", "trifft nicht zu"})

SYNONYME: Mapping[type[Code], Mapping[str, Code]] = {
    Prioritaet: {
        "hohe priorität": Prioritaet.HOCH, "sehr hoch": Prioritaet.HOCH, "prio hoch": Prioritaet.HOCH,
        "mittlere priorität": Prioritaet.MITTEL, "normal": Prioritaet.MITTEL, "gering": Prioritaet.NIEDRIG,
        "niedrige priorität": Prioritaet.NIEDRIG, "nachrangig": Prioritaet.NIEDRIG,
    },
    Konkretheit: {
        "möglich": Konkretheit.MOEGLICH, "mögliche": Konkretheit.MOEGLICH, "angedacht": Konkretheit.ANGEDACHT,
        "geplant": Konkretheit.GEPLANT, "läuft": Konkretheit.LAUFEND, "laufend": Konkretheit.LAUFEND,
        "konkret": Konkretheit.GEPLANT,
    },
    Massnahmenart: {
        "bestand": Massnahmenart.BESTAND, "bestehend": Massnahmenart.BESTAND, "neu": Massnahmenart.NEU,
        "neue maßnahme": Massnahmenart.NEU, "prozess": Massnahmenart.PROZESS,
    },
    Mittelstatus: {
        "beantragt": Mittelstatus.BEANTRAGUNG_LAEUFT, "offen": Mittelstatus.UNGEKLAERT,
        "abgelehnt": Mittelstatus.ABGELEHNT,
        "im haushalt": Mittelstatus.IM_HAUSHALT, "eingeplant": Mittelstatus.IM_HAUSHALT,
    },
    Grund: {"haushalt": Grund.FINANZIELL, "finanzen": Grund.FINANZIELL, "personal": Grund.PERSONELL},
    Turnus: {},
}  # fmt: skip
"""Was Listen statt der festen Wörter schreiben; die Bezeichnungen und Codes selbst gelten immer."""

_VAGE: Mapping[type[Code], Mapping[str, Code]] = {
    Prioritaet: {
        "1": Prioritaet.HOCH, "2": Prioritaet.MITTEL, "3": Prioritaet.NIEDRIG, "a": Prioritaet.HOCH,
        "b": Prioritaet.MITTEL, "c": Prioritaet.NIEDRIG, "i": Prioritaet.HOCH, "ii": Prioritaet.MITTEL,
        "iii": Prioritaet.NIEDRIG, "+++": Prioritaet.HOCH, "++": Prioritaet.MITTEL, "+": Prioritaet.NIEDRIG,
    },
}  # fmt: skip
"""Was vermutlich so gemeint ist: Ob „1“ die höchste oder die niedrigste Priorität ist, weiß nur die Legende."""

_OHNE = frozenset({"k. a.", "k.a.", "-", "--", "?", "n/a", "offen"})
_NUMMER_VORN = re.compile(r"^(?:lfd\.? ?)?(?:nr|ma(?:ß|ss)nahme|m)\.? ?(?=\d)", re.IGNORECASE)


@dataclass(frozen=True)
class Textleser:
    """Liest freien Text in ein Feld; zu langer Text ist ein Fehler und wird nie still gekürzt."""

    feld: str
    laenge: int

    def __call__(self, wert: Zellwert) -> Deutung:
        """Gibt den gesäuberten Text."""
        text = wert if isinstance(wert, str) else original(wert)
        # Druckbares braucht keine Säuberung, nur NFC; das ist der häufigste Fall und spart die halbe Zeit.
        text = unicodedata.normalize("NFC", text).strip() if text.isprintable() else clean_text(text)
        if not text:
            return LEER
        if len(text) > self.laenge:
            return fehler(
                f"Der Text ist mit {zahl(len(text))} Zeichen zu lang; höchstens {zahl(self.laenge)} sind möglich."
            )
        return Deutung(Urteil.SICHER, {self.feld: text})


@dataclass(frozen=True)
class Codeleser:
    """Liest feste Werte: Bezeichnung oder Code sicher, geläufige Wörter auch, Ziffern nur als Vorschlag."""

    feld: str
    codes: type[Code]

    def __call__(self, wert: Zellwert) -> Deutung:
        """Gibt den festen Wert; ein unbekanntes Wort ist eine Rückfrage."""
        text = original(wert).strip()
        glatt = geglaettet(text)
        if not glatt:
            return LEER
        for code in self.codes:
            if glatt in (geglaettet(code.bezeichnung), code.value):
                return sicher({self.feld: code})
        if code_ := SYNONYME.get(self.codes, {}).get(glatt):
            return sicher({self.feld: code_}, code_.bezeichnung)
        if glatt in _OHNE:
            return sicher({}, "keine Angabe")
        if code_ := _VAGE.get(self.codes, {}).get(glatt):
            return unsicher(f"„{text}“ heißt vermutlich „{code_.bezeichnung}“; bitte bestätigen.", {self.feld: code_})
        moeglich = ", ".join(c.bezeichnung for c in self.codes)
        return unsicher(f"„{text[:60]}“ ist keiner der möglichen Werte: {moeglich}.", wortlaut=self._wortlaut(text))

    def _wortlaut(self, text: str) -> dict[str, Any]:
        return {"konkretheit_wortlaut": text[:300]} if self.codes is Konkretheit else {}


@dataclass(frozen=True)
class Hakenleser:
    """Liest ja/nein; ein Kreuz oder Haken ist ein Vorschlag, denn „x“ kann auch „nein“ heißen."""

    feld: str

    def __call__(self, wert: Zellwert) -> Deutung:
        """Gibt ja oder nein."""
        text = original(wert).strip()
        glatt = geglaettet(text)
        if not glatt:
            return LEER
        if glatt in _JA:
            return sicher({self.feld: True})
        if glatt in _NEIN:
            return sicher({self.feld: False})
        if glatt in ("x", "✓", "✔", "1", "(x)", "☒", "☑"):
            return unsicher(f"„{text}“ heißt vermutlich „ja“; bitte bestätigen.", {self.feld: True})
        if glatt in ("0", "-", "o"):
            return unsicher(f"„{text}“ heißt vermutlich „nein“; bitte bestätigen.", {self.feld: False})
        return unsicher(f"„{text[:60]}“ ist weder „ja“ noch „nein“; bitte prüfen.")


def read_nummer(wert: Zellwert) -> Deutung:
    """Gibt die Nummer als Text; hat Excel aus „1.10“ ein Datum gemacht, fragt die Vorschau (T15)."""
    if isinstance(wert, datetime | date):
        vorschlag = f"{wert.day}.{wert.month}"
        grund = (
            f"Die Tabelle hat aus der Nummer das Datum {original(wert)} gemacht; gemeint ist vielleicht „{vorschlag}“."
        )
        return unsicher(grund, {"nummer": vorschlag})
    if isinstance(wert, float):
        return sicher({"nummer": original(wert).replace(",", ".")})
    text = original(wert)
    text = text.strip() if text.isprintable() and text.isascii() else clean_text(text)
    if not text:
        return LEER
    if len(text) > 300:
        return fehler("Die Nummer ist zu lang; höchstens 300 Zeichen sind möglich.")
    return sicher({"nummer": text})


@lru_cache(maxsize=1 << 14)
def nummer_norm(text: str) -> str:
    """Gleicht Nummern für den Abgleich an: „Nr. 1.1.“ = „1.1“, „le-be-01“ = „LE-BE-01“."""
    return _NUMMER_VORN.sub("", geglaettet(text)).rstrip(". )").replace(" ", "")
